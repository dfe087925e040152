//! Each order evenly over a time.

use super::{DURATION, Executor, Offer, Orders, Step, Works};
use crate::scenario::declare::built;
use crate::scenario::spec::{Dial, Spec, Written};
use crate::scenario::words::{NO_WORDS, Words};

/// Each order evenly over a time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Twap {
    /// Seconds per order, > 0.
    duration_s: f64,
}

/// What is told of it.
static WORDS: Words = Words {
    row: [
        "<math><mi>x</mi><mo>=</mo><msub><mi>B</mi><mn>0</mn></msub><mi>Δ</mi><mi>t</mi><mo>/</mo><mi>T</mi></math>",
        "<code>tests/perpetuals.rs</code>",
    ],
    ..NO_WORDS
};

pub(super) static SPEC: Spec<Executor> = Spec {
    variant: built("twap", "Each order evenly over a time.", &[DURATION]).told(&WORDS),
    needs_ticks: false,
    controls: &[],
    build: |node, _, ()| {
        let duration_s = node.number("durationS");
        Twap { duration_s }.into()
    },
};

pub(super) static OFFER: Offer = Offer {
    label: "In even slices",
    help: "each order is cut into slices over a time",
    dials: &[Dial {
        name: "executionTime",
        field: &["liquidation", "executor", "durationS"],
        label: "Time per order",
        unit: "s",
        range: [1.0, 600.0],
        step: None,
        help: "each order is sold evenly over {} seconds",
        written: Written::Seconds,
    }],
    begin: |_| vec![("durationS", 30.into())],
};

impl Works for Twap {
    #[inline]
    fn work(&self, step: Step, orders: &mut impl Orders) {
        let slice = step.tick_s.map_or(1.0, |tick_s| tick_s / self.duration_s);
        orders.slices(|_| slice);
    }
}
