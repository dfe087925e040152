//! What files hold that only mechanisms need: loans, what a lending protocol lends against, and option chains.

use super::chain::OptionChain;
use super::loans::LoanTable;
use super::reserves::ReserveTable;
use serde_json::Value;
use std::sync::Arc;

/// Content that is shared rather than copied.
#[derive(Debug, Clone, PartialEq)]
pub enum Other {
    /// Loans.
    Loans(Arc<LoanTable>),
    /// Parameters of a lending protocol.
    Reserves(Arc<ReserveTable>),
    /// Options and what is held of them.
    Options(Arc<OptionChain>),
}

impl Other {
    /// Its word.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Loans(_) => "loans",
            Self::Reserves(_) => "reserves",
            Self::Options(_) => "options",
        }
    }

    /// What is worth knowing of it.
    pub(super) fn facts(&self) -> Value {
        match self {
            Self::Loans(table) => table.facts(),
            Self::Reserves(table) => table.facts(),
            Self::Options(chain) => chain.facts(),
        }
    }

    /// Whether it keeps what its type promises.
    pub(super) fn is_sound(&self) -> bool {
        match self {
            Self::Loans(table) => table.is_sound(),
            Self::Reserves(table) => table.is_sound(),
            Self::Options(chain) => chain.is_sound(),
        }
    }
}
