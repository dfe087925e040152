//! All at once.

use super::{Executor, Offer, Works, defaults};
use crate::scenario::declare::built;
use crate::scenario::spec::Spec;

/// All at once.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Immediate;

pub(super) static SPEC: Spec<Executor> = Spec {
    variant: built("immediate", "All at once.", &[]),
    needs_ticks: false,
    controls: &[],
    build: |_, _, ()| Immediate.into(),
};

pub(super) static OFFER: Offer = Offer {
    label: "At once",
    help: "forced orders hit the market the moment they come",
    dials: &[],
    begin: defaults,
};

impl Works for Immediate {
    fn is_at_once(&self) -> bool {
        true
    }

    fn works_in_bulk(&self, _has_lots: bool) -> bool {
        true
    }

    fn is_in_turn(&self) -> bool {
        true
    }
}
