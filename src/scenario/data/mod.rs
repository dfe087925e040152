//! Registered data: big inputs that never live in the scenario itself.
//!
//! `reader` takes the bytes of a file piece by piece (`text` lets in only text, `csv` cuts records), `sheet` holds a table (`names` are those of its columns, `languages` what they are in other alphabets)
//! and decides column by column what its numbers (`figures`, `ranges`) and `times` mean, `clocks` by which clock, `units` and `unit_columns` what an amount is of, `held` whether rows are open positions, `frames` finds the tables that JSON objects are, `lists` joins lists of positions that it has several of, `table` finds out what one is of, one file
//! per kind says what it means (`content`; `splits` what a split does to prices, `snapshots` which of several looks at the same positions counts), `how` has what was told, asked and left out, `pack` writes the result down so that another thread need not read the text again, and `store`
//! keeps it for scenarios.

mod book;
mod brackets;
#[cfg(feature = "mechanisms")]
mod chain;
mod clocks;
mod coins;
mod content;
mod csv;
mod figures;
mod frames;
mod held;
mod how;
mod languages;
mod lists;
#[cfg(feature = "mechanisms")]
mod loans;
mod names;
#[cfg(feature = "mechanisms")]
mod others;
mod pack;
mod path;
mod positions;
mod ranges;
mod reader;
#[cfg(feature = "mechanisms")]
mod reserves;
mod sheet;
mod snapshots;
mod splits;
mod store;
mod table;
mod text;
mod times;
mod unit_columns;
mod units;

pub use book::OrderBook;
pub use brackets::{Bracket, BracketContract, BracketTable};
#[cfg(feature = "mechanisms")]
pub use chain::{ChainOption, OptionChain};
pub use content::{Content, Parsed};
pub use how::{How, Remark, RemarkKind, Remarks};
#[cfg(feature = "mechanisms")]
pub use loans::{LoanEntry, LoanForm, LoanTable, LoanTotals};
#[cfg(feature = "mechanisms")]
pub use others::Other;
pub use pack::{pack, unpack};
pub use path::PricePath;
pub use positions::{Names, PositionTable};
pub use reader::Reader;
#[cfg(feature = "mechanisms")]
pub use reserves::{Reserve, ReserveTable};
pub use store::{DataInfo, DataStore, Reference, check_name};
pub use text::{MAX_BYTES, MAX_ROWS};
#[cfg(feature = "mechanisms")]
pub(crate) use units::is_money;
