//! How forced orders are worked, declared; who works them is `sources/traders`.

use super::limit::PriceLimit;
use crate::clock::DAY_S;
use crate::math::pow;
use crate::scenario::declare::{POSITIVE, above, built, field, number, range, yes};
use crate::scenario::schema::{Field, Kind};
use crate::scenario::spec::{Spec, kinds};

/// How the forced orders of a market are worked off. Shares and durations need the ticks clock.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Executor {
    /// All at once.
    Immediate,
    /// Each order evenly over a time.
    Twap {
        /// Seconds per order, > 0.
        duration_s: f64,
    },
    /// A share of all trading, with `other_per_s` base traded by others: `share / (1 - share) * other_per_s` a second.
    Pov {
        /// Share of all trading, in (0, 1).
        share: f64,
        /// Base that others trade per second.
        other_per_s: f64,
    },
    /// A tick of `dt` seconds fills the share `1 - exp(-rate dt)` of the backlog.
    Exponential {
        /// Per second, > 0.
        rate_per_s: f64,
    },
    /// At once, but only to a limit price; the rest waits.
    PriceCapped {
        /// The limit.
        limit: PriceLimit,
    },
    /// Offered in a Dutch auction until a bidder takes it.
    Dutch(DutchCurve),
}

/// The falling price of a Dutch auction (rising where a short is bought back): `top cut^floor(t / step)` with
/// `top = buffer * mark`. A bidder takes the lot as soon as that is `margin` below the market, and sells it there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DutchCurve {
    /// First price over the mark price, >= 1.
    pub buffer: f64,
    /// Factor per step, in (0, 1).
    pub cut: f64,
    /// Seconds per step.
    pub step_s: f64,
    /// What a bidder earns, fraction of the price.
    pub margin: f64,
}

impl DutchCurve {
    /// Price of a lot `age_s` seconds after the auction of something worth `feed` began.
    #[must_use]
    pub fn price(&self, feed: f64, age_s: f64) -> f64 {
        // A rounding error of the clock must not cost a step.
        feed * self.buffer * pow(self.cut, (age_s / self.step_s * (1.0 + 1e-9)).floor())
    }
}

/// Speed of whoever trades a share of what is left.
pub const RATE: Field = number(
    "ratePerS",
    range(1e-6, 1e6),
    None,
    "1/s",
    "Execution speed.",
);

/// Time of whoever trades evenly.
pub const DURATION: Field = number("durationS", range(0.001, 1e7), None, "s", "Time per order.");

kinds! {
    /// How forced orders are worked.
    pub static EXECUTOR: Executor, "kind" => [IMMEDIATE, EXPONENTIAL, TWAP, POV, PRICE_CAPPED, DUTCH]
}

static IMMEDIATE: Spec<Executor> = Spec {
    variant: built("immediate", "All at once.", &[]),
    needs_ticks: false,
    controls: &[],
    build: |_, _, ()| Executor::Immediate,
};

static EXPONENTIAL: Spec<Executor> = Spec {
    variant: built(
        "exponential",
        "A share 1 - exp(-rate dt) of the backlog each tick.",
        &[RATE],
    ),
    needs_ticks: false,
    controls: &[],
    build: |node, _, ()| Executor::Exponential {
        rate_per_s: node.number("ratePerS"),
    },
};

static TWAP: Spec<Executor> = Spec {
    variant: built("twap", "Each order evenly over a time.", &[DURATION]),
    needs_ticks: false,
    controls: &[],
    build: |node, _, ()| Executor::Twap {
        duration_s: node.number("durationS"),
    },
};

static POV: Spec<Executor> = Spec {
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
                POSITIVE,
                None,
                "base",
                "What others trade in a day.",
            ),
        ],
    ),
    needs_ticks: false,
    controls: &[],
    build: |node, _, ()| Executor::Pov {
        share: node.number("share"),
        other_per_s: node.number("dailyVolume") / DAY_S,
    },
};

static PRICE_CAPPED: Spec<Executor> = Spec {
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
    ),
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
        Executor::PriceCapped {
            limit: build.word(node, "at", &limits),
        }
    },
};

static DUTCH: Spec<Executor> = Spec {
    variant: built(
        "dutch",
        "In an auction whose price falls until a bidder takes the lot and sells it. The clock decides when, not what is paid: once the price asked is margin below the market, the account gets what the sale brings less margin, buffer * mark * cut^floor(t / stepS) <= (1 - margin) * last, vwap * (1 - margin).",
        &[
            number(
                "buffer",
                range(1.0, 10.0),
                Some("1.02"),
                "",
                "First price over the mark price.",
            ),
            number(
                "cut",
                range(0.5, 0.999_999),
                Some("0.99"),
                "",
                "Factor per step.",
            ),
            number("stepS", range(0.001, 1e6), Some("1"), "s", "Time per step."),
            number(
                "margin",
                range(0.0, 0.5),
                Some("0.005"),
                "fraction",
                "What a bidder earns.",
            ),
        ],
    ),
    needs_ticks: false,
    controls: &[],
    build: |node, _, ()| {
        Executor::Dutch(DutchCurve {
            buffer: node.number("buffer"),
            cut: node.number("cut"),
            step_s: node.number("stepS"),
            margin: node.number("margin"),
        })
    },
};
