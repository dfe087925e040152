//! A share of what waits, tick by tick.

use super::{Executor, Offer, Orders, RATE, Step, Works};
use crate::math::exp_m1;
use crate::scenario::declare::built;
use crate::scenario::spec::{Dial, Spec, Written};
use crate::scenario::words::{NO_WORDS, Words};

/// A tick of `dt` seconds fills the share `1 - exp(-rate dt)` of the backlog.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Exponential {
    /// Per second, > 0.
    rate_per_s: f64,
}

/// What is told of it.
static WORDS: Words = Words {
    row: [
        r#"<math><mi>x</mi><mo>=</mo><mi>B</mi><mo stretchy="false">(</mo><mn>1</mn><mo>−</mo><msup><mi>e</mi><mrow><mo>−</mo><mi>r</mi><mi>Δ</mi><mi>t</mi></mrow></msup><mo stretchy="false">)</mo></math>. Where next to nothing would be left (1e-9 of what the side held) that goes, too; with lots every fill is the nearest whole number of them, what is missing counting in the next."#,
        "V6",
    ],
    ..NO_WORDS
};

pub(super) static SPEC: Spec<Executor> = Spec {
    variant: built(
        "exponential",
        "A share 1 - exp(-rate dt) of the backlog each tick.",
        &[RATE],
    )
    .told(&WORDS),
    needs_ticks: false,
    controls: &[],
    build: |node, _, ()| {
        let rate_per_s = node.number("ratePerS");
        Exponential { rate_per_s }.into()
    },
};

pub(super) static OFFER: Offer = Offer {
    label: "Steadily",
    help: "a fixed share of the waiting orders is sold each second",
    dials: &[Dial {
        name: "executionSpeed",
        field: &["liquidation", "executor", "ratePerS"],
        label: "Execution speed",
        unit: "1/s",
        range: [0.01, 10.0],
        step: None,
        help: "share of the waiting forced orders that is worked off each second",
        written: Written::No,
    }],
    begin: |_| vec![("ratePerS", 0.2.into())],
};

impl Works for Exponential {
    #[inline]
    fn work(&self, step: Step, orders: &mut impl Orders) {
        orders.share(self.bulk_share(step.tick_s));
    }

    /// Lots are filled order by order.
    fn works_in_bulk(&self, has_lots: bool) -> bool {
        !has_lots
    }

    /// In an instant run all of it.
    #[inline]
    fn bulk_share(&self, length_s: Option<f64>) -> f64 {
        length_s.map_or(1.0, |length_s| -exp_m1(-self.rate_per_s * length_s))
    }

    fn is_in_turn(&self) -> bool {
        true
    }
}
