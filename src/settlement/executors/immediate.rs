//! All at once.

use super::{Executor, Offer, Works, defaults};
use crate::scenario::declare::built;
use crate::scenario::spec::Spec;
use crate::scenario::words::{NO_WORDS, Words};

/// All at once.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Immediate;

/// What is told of it.
static WORDS: Words = Words {
    row: ["<math><mi>x</mi><mo>=</mo><mi>B</mi></math>", "V1"],
    ..NO_WORDS
};

pub(super) static SPEC: Spec<Executor> = Spec {
    variant: built("immediate", "All at once.", &[]).told(&WORDS),
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
