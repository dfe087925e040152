//! At once, but only to a limit price; the rest waits.

use super::{Executor, Offer, Works, defaults};
use crate::scenario::declare::{built, field, number, range, yes};
use crate::scenario::schema::Kind;
use crate::scenario::spec::Spec;
use crate::scenario::words::{NO_WORDS, Words};
use crate::settlement::limit::PriceLimit;

/// At once, but only to a limit price; the rest waits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PriceCapped {
    /// The limit.
    limit: PriceLimit,
}

/// What is told of it.
static WORDS: Words = Words {
    row: [
        "Each from where the one before left the market; a level of a book at that very price included.",
        r#"a second implementation in <code>tests/ledger_laws/capped.rs</code>; rules "dYdX""#,
    ],
    ..NO_WORDS
};

pub(super) static SPEC: Spec<Executor> = Spec {
    variant: built(
        "priceCapped",
        "At once, one by one as they came, each down to its own limit price and at the average price of its own part of the way; the rest waits.",
        &[
            field(
                "at",
                Kind::Choice(&[
                    yes("bankruptcyPrice", "The bankruptcy price of the position."),
                    yes("band", "A fraction from the mark price."),
                    yes(
                        "fillable",
                        "P (1 - spread m (1 - Q)) for a long, mirrored for a short: m maintenance margin over notional, Q equity over maintenance margin, within 0 and 1, both at the mark price P.",
                    ),
                ]),
                Some("\"bankruptcyPrice\""),
                "The limit.",
            ),
            number(
                "band",
                range(0.0, 0.99),
                Some("0.015"),
                "fraction",
                "Distance of the limit from the mark price.",
            ),
            number(
                "spread",
                range(0.0, 10.0),
                Some("1.5"),
                "",
                "Of fillable: distance of the limit at equity 0, in maintenance ratios.",
            ),
        ],
    ).told(&WORDS),
    needs_ticks: false,
    controls: &[],
    build: |node, build, ()| {
        let limits = [
            ("bankruptcyPrice", PriceLimit::BankruptcyPrice),
            ("band", PriceLimit::Band(node.number("band"))),
            (
                "fillable",
                PriceLimit::Fillable {
                    spread: node.number("spread"),
                },
            ),
        ];
        PriceCapped {
            limit: build.word(node, "at", &limits),
        }
        .into()
    },
};

pub(super) static OFFER: Offer = Offer {
    label: "To a limit price",
    help: "no order sells past its limit price; the rest waits",
    dials: &[],
    begin: defaults,
};

impl Works for PriceCapped {
    #[inline]
    fn limit(&self) -> Option<PriceLimit> {
        Some(self.limit)
    }
}
