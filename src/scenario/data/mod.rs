//! Registered data: big inputs that never live in the scenario itself.
//!
//! `reader` takes the bytes of a file piece by piece (`text` lets in only text, `csv` cuts records), `sheet` holds a table (`names` are those of its columns)
//! and decides column by column what its numbers (`figures`, `ranges`) and `times` mean, `clocks` by which clock, `units` and `unit_columns` what an amount is of, `held` whether rows are open positions, `frames` finds the tables that JSON objects are, `table` finds out what one is of, one file
//! per kind says what it means (`content`), `how` has what was told, asked and left out, `pack` writes the result down so that another thread need not read the text again, and `store`
//! keeps it for scenarios.

mod book;
mod brackets;
mod clocks;
mod coins;
mod content;
mod csv;
mod figures;
mod frames;
mod held;
mod how;
mod names;
mod pack;
mod path;
mod positions;
mod ranges;
mod reader;
mod sheet;
mod store;
mod table;
mod text;
mod times;
mod unit_columns;
mod units;

pub use book::OrderBook;
pub use brackets::{Bracket, BracketContract, BracketTable};
pub use content::{Content, Parsed};
pub use how::{How, Remark, RemarkKind, Remarks};
pub use pack::{pack, unpack};
pub use path::PricePath;
pub use positions::{Names, PositionTable};
pub use reader::Reader;
pub use store::{DataInfo, DataStore, Reference, check_name};
pub use text::{MAX_BYTES, MAX_ROWS};
