//! Offered in a Dutch auction until a bidder takes it.

use super::{Executor, Offer, Orders, Step, Works, defaults};
use crate::math::pow;
use crate::population::crowd::Side;
use crate::scenario::declare::{built, number, range};
use crate::scenario::spec::{Dial, Spec, Written, percent, seconds};
use crate::scenario::words::{NO_WORDS, Words};

/// The falling price of a Dutch auction (rising where a short is bought back): `top cut^floor(t / step)` with
/// `top = buffer * mark`. A bidder takes the lot as soon as that is `margin` below the market, and sells it there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dutch {
    /// First price over the mark price, >= 1.
    buffer: f64,
    /// Factor per step, in (0, 1).
    cut: f64,
    /// Seconds per step.
    step_s: f64,
    /// What a bidder earns, fraction of the price.
    margin: f64,
}

impl Dutch {
    /// Price of a lot `age_s` seconds after the auction of something worth `feed` began.
    fn price(&self, feed: f64, age_s: f64) -> f64 {
        // A rounding error of the clock must not cost a step.
        feed * self.buffer * pow(self.cut, (age_s / self.step_s * (1.0 + 1e-9)).floor())
    }
}

/// What is told of it.
static WORDS: Words = Words {
    row: ["", "V17"],
    ..NO_WORDS
};

pub(super) static SPEC: Spec<Executor> = Spec {
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
    ).told(&WORDS),
    needs_ticks: false,
    controls: &[],
    build: |node, _, ()| {
        Dutch {
            buffer: node.number("buffer"),
            cut: node.number("cut"),
            step_s: node.number("stepS"),
            margin: node.number("margin"),
        }
        .into()
    },
};

pub(super) static OFFER: Offer = Offer {
    label: "By auction",
    help: "offered ever cheaper until a bidder takes the lot",
    dials: &[Dial {
        name: "auctionStep",
        field: &["liquidation", "executor", "stepS"],
        label: "Auction step",
        unit: "s",
        range: [0.1, 60.0],
        step: None,
        help: "",
        written: Written::Whole(|market, step_s| {
            let cut = market["liquidation"]["executor"]["cut"].as_f64();
            let [every, falls] = [seconds(step_s), percent(1.0 - cut.unwrap_or(1.0))];
            format!("every {every} s the price asked falls by {falls} %")
        }),
    }],
    begin: defaults,
};

impl Works for Dutch {
    #[inline]
    fn work(&self, step: Step, orders: &mut impl Orders) {
        orders.whole(|waiting| {
            let asked = self.price(waiting.mark_price, waiting.age_s);
            match waiting.side {
                Side::Long => asked <= (1.0 - self.margin) * step.last_price,
                // The mirror image: the offered price rises from below.
                Side::Short => {
                    let offered = waiting.mark_price * waiting.mark_price / asked;
                    offered >= (1.0 + self.margin) * step.last_price
                }
            }
        });
    }

    #[inline]
    fn reward(&self, notional: f64) -> f64 {
        self.margin * notional
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// V17: the curve of an auction.
    #[test]
    fn v17_dutch_prices_fall_in_steps() {
        let curve = Dutch {
            buffer: 1.2,
            cut: 0.99,
            step_s: 90.0,
            margin: 0.0,
        };
        let cases = [
            (0.0, 2_400.0),
            (89.0, 2_400.0),
            (90.0, 2_376.0),
            (1_800.0, 1_962.976_650),
            (2_400.0, 1_848.103_550),
        ];
        for (age_s, expected) in cases {
            let price = curve.price(2_000.0, age_s);
            assert!((price - expected).abs() <= 1e-6, "{age_s}: {price}");
        }
        let first =
            (0..100_u32).find(|&step| curve.price(2_000.0, f64::from(step) * 90.0) <= 2_000.0);
        assert_eq!(first, Some(19));
    }

    /// 0.3 - 0.2 is less than 0.1: a step of an auction came a tick late.
    #[test]
    fn auction_steps_come_on_time() {
        let curve = Dutch {
            buffer: 1.0,
            cut: 0.5,
            step_s: 0.1,
            margin: 0.0,
        };
        assert_eq!(curve.price(8.0, 0.3 - 0.2), 4.0);
        assert_eq!(curve.price(8.0, 0.05), 8.0);
    }
}
