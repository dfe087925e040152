//! A share of all trading.

use super::{Executor, Offer, Orders, Step, Works};
use crate::clock::DAY_S;
use crate::scenario::declare::{BASE, above, built, number};
use crate::scenario::spec::{Dial, Spec, Written};
use crate::scenario::words::{NO_WORDS, Words};

/// A share of all trading, with `other_per_s` base traded by others: `share / (1 - share) * other_per_s` a second.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pov {
    /// Share of all trading, in (0, 1).
    share: f64,
    /// Base that others trade per second.
    other_per_s: f64,
}

/// What is told of it.
static WORDS: Words = Words {
    row: [
        "<math><mi>x</mi><mo>=</mo><mfrac><mrow><mi>v</mi><mi>V</mi><mi>Δ</mi><mi>t</mi></mrow><mrow><mn>1</mn><mo>−</mo><mi>v</mi></mrow></mfrac></math>; with lots the number below.",
        "<code>tests/perpetuals.rs</code>",
    ],
    ..NO_WORDS
};

pub(super) static SPEC: Spec<Executor> = Spec {
    variant: built(
        "pov",
        "A share of all trading.",
        &[
            number(
                "share",
                above(0.0, 0.99),
                None,
                "fraction",
                "Share of all trading that forced orders make up.",
            ),
            number(
                "dailyVolume",
                BASE,
                None,
                "base",
                "What others trade in a day.",
            ),
        ],
    )
    .told(&WORDS),
    needs_ticks: false,
    controls: &[],
    build: |node, _, ()| {
        let (share, volume) = (node.number("share"), node.number("dailyVolume"));
        let other_per_s = volume / DAY_S;
        Pov { share, other_per_s }.into()
    },
};

pub(super) static OFFER: Offer = Offer {
    label: "With the volume",
    help: "forced orders make up a fixed share of all trading",
    dials: &[Dial {
        name: "participation",
        field: &["liquidation", "executor", "share"],
        label: "Share of trading",
        unit: "fraction",
        range: [0.01, 0.9],
        step: Some(0.01),
        help: "forced orders make up {} % of all trading",
        written: Written::Percent,
    }],
    begin: |daily_volume| vec![("share", 0.2.into()), ("dailyVolume", daily_volume.into())],
};

impl Works for Pov {
    #[inline]
    fn work(&self, step: Step, orders: &mut impl Orders) {
        let Self { share, other_per_s } = *self;
        orders.budget(step.tick_s.map_or(f64::INFINITY, |tick_s| {
            share / (1.0 - share) * other_per_s * tick_s
        }));
    }

    fn is_in_turn(&self) -> bool {
        true
    }
}
