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

impl Content {
    /// What it is, for a message.
    pub(super) fn what(&self) -> &'static str {
        match self {
            Self::Book(_) => "an order book",
            Self::Positions(_) => "positions",
            Self::Brackets(_) => "brackets",
            Self::Path(_) => "a price path",
            #[cfg(feature = "mechanisms")]
            Self::Other(super::others::Other::Loans(_)) => "loans",
            #[cfg(feature = "mechanisms")]
            Self::Other(super::others::Other::Reserves(_)) => "parameters of a lending protocol",
            #[cfg(feature = "mechanisms")]
            Self::Other(super::others::Other::Options(_)) => "an option chain",
            Self::Scenario(_) => "a scenario",
        }
    }
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
