//! Left to bots: the venue offers what waits below the market, and whoever wants it closes the position.

use super::{Executor, OWN, Offer, Orders, Step, Works, defaults};
use crate::scenario::declare::{built, field, number, range};
use crate::scenario::schema::Kind;
use crate::scenario::spec::{Dial, Spec, Written};
use crate::scenario::words::{NO_WORDS, Rows, Words};

/// The venue trades nothing itself: a bot takes a position over at `last (1 - discount)`, a short at `last (1 + discount)`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bots {
    /// How far from the last price, fraction.
    discount: f64,
}

/// What is told of it.
static WORDS: Words = Words {
    row: [
        r#"<math><mi>P</mi><mo>=</mo><mi>p</mi><mo stretchy="false">(</mo><mn>1</mn><mo>−</mo><mi>d</mi><mo stretchy="false">)</mo></math>, of a short <math><mi>p</mi><mo stretchy="false">(</mo><mn>1</mn><mo>+</mo><mi>d</mi><mo stretchy="false">)</mo></math>; who takes it, and how it is sold on, is the bots' own."#,
        "AL-6",
    ],
    rows: &[Rows {
        head: "How a venue closes itself where its bots are off: <code>markets[].liquidation.executor.otherwise</code>",
        rows: &[[
            "markets[].liquidation.executor.otherwise.*",
            "",
            "",
            "as the executor of that name",
        ]],
    }],
    ..NO_WORDS
};

pub(super) static SPEC: Spec<Executor> = Spec {
    variant: built(
        "bots",
        "Left to the bots of the market (populations of kind \"bots\"), who take positions over at last (1 - discount), shorts at last (1 + discount), and sell them on.",
        &[
            number(
                "discount",
                range(0.0, 0.5),
                Some("0.01"),
                "fraction",
                "How far below (above) the last price positions are offered.",
            ),
            field(
                "otherwise",
                Kind::Tagged(&OWN.tagged),
                Some("{ \"kind\": \"immediate\" }"),
                "How the venue works forced orders itself where all of its bots are switched off.",
            ),
        ],
    )
    .told(&WORDS),
    needs_ticks: false,
    controls: &[],
    build: |node, _, ()| {
        let discount = node.number("discount");
        Bots { discount }.into()
    },
};

pub(super) static OFFER: Offer = Offer {
    label: "Left to bots",
    help: "positions are offered below the market until a bot takes them over",
    dials: &[Dial {
        name: "botDiscount",
        field: &["liquidation", "executor", "discount"],
        label: "Bots' discount",
        unit: "fraction",
        range: [0.0, 0.1],
        step: Some(0.0005),
        help: "bots are offered positions {} % below the market",
        written: Written::Percent,
    }],
    begin: defaults,
};

impl Works for Bots {
    #[inline]
    fn work(&self, _step: Step, orders: &mut impl Orders) {
        orders.whole(|_| false);
    }

    #[inline]
    fn discount(&self) -> Option<f64> {
        Some(self.discount)
    }
}
