//! What files hold that only mechanisms need: loans, and what a lending protocol lends against.

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
}

impl Other {
    /// Its word.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Loans(_) => "loans",
            Self::Reserves(_) => "reserves",
        }
    }

    /// What is worth knowing of it.
    pub(super) fn facts(&self) -> Value {
        match self {
            Self::Loans(table) => table.facts(),
            Self::Reserves(table) => table.facts(),
        }
    }

    /// Whether it keeps what its type promises.
    pub(super) fn is_sound(&self) -> bool {
        match self {
            Self::Loans(table) => table.is_sound(),
            Self::Reserves(table) => table.is_sound(),
        }
    }
}
