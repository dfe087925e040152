//! What [`health`](super) is where no run has loans: nothing, so that the page's first engine has none of it.

use crate::trace::Trace;

/// No debt.
#[derive(Debug, Clone)]
pub(super) struct Health;

impl Health {
    pub(super) fn new(_: &Trace) -> Self {
        Self
    }

    pub(super) fn is_there(&self) -> bool {
        false
    }

    pub(super) fn full(&self) -> f64 {
        0.0
    }
}
