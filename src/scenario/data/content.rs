//! What a file that was read comes to.

use super::book::OrderBook;
use super::brackets::BracketTable;
use super::how::Remarks;
use super::path::PricePath;
use super::positions::PositionTable;

/// What a file holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// An order book.
    Book(OrderBook),
    /// Positions.
    Positions(PositionTable),
    /// Margin brackets.
    Brackets(BracketTable),
    /// A price path.
    Path(PricePath),
    /// What only mechanisms need.
    #[cfg(feature = "mechanisms")]
    Other(super::others::Other),
    /// A whole scenario, as its text: checked against the contract, without the data that it names.
    Scenario(String),
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Parsed {
    /// SHA-256 of the bytes.
    pub hash: [u8; 32],
    /// What they hold.
    pub content: Content,
    /// What there is to say of the reading.
    pub remarks: Remarks,
}
