//! Registered data: big inputs that never live in the scenario itself.
//!
//! `reader` takes the bytes of a file piece by piece (`text` lets in only text, `csv` cuts records), one file per kind
//! says what it means, `pack` writes the result down so that another thread need not read the text again, and `store`
//! keeps it for scenarios.

mod book;
mod brackets;
mod csv;
mod pack;
mod path;
mod positions;
mod reader;
mod store;
mod text;

pub use book::OrderBook;
pub use brackets::{Bracket, BracketContract, BracketTable};
pub use pack::{pack, unpack};
pub use path::PricePath;
pub use positions::{Names, PositionTable};
pub use reader::{Content, Parsed, Reader};
pub use store::{DataInfo, DataStore, Reference};
pub use text::{MAX_BYTES, MAX_ROWS};
