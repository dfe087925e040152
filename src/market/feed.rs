//! Prices by which somebody judges.

use super::impact::{PRICE_CEILING_RATIO, PRICE_FLOOR_RATIO};
use crate::math::exp;
use crate::scenario::declare::{built, number, range};
use crate::scenario::spec::{Spec, kinds};

/// Price that triggers liquidations.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Mark {
    /// The last traded price.
    Last,
    /// `index + EMA(last - index)`, within a band around the index; the index is the price outside, which forced
    /// orders here do not move.
    IndexEma {
        /// Time constant of the average, s.
        tau_s: f64,
        /// Half width of the band, fraction of the index.
        band: f64,
    },
}

kinds! {
    /// Prices that trigger liquidations.
    pub static MARK: Mark, "kind" => [LAST, INDEX_EMA]
}

static LAST: Spec<Mark> = Spec {
    variant: built("last", "The last traded price.", &[]),
    needs_ticks: false,
    controls: &[],
    build: |_, _, ()| Mark::Last,
};

static INDEX_EMA: Spec<Mark> = Spec {
    variant: built(
        "indexEma",
        "The price outside plus the smoothed difference to it, in a band; instantly it is the price outside.",
        &[
            number(
                "tauS",
                range(0.001, 1e6),
                Some("60"),
                "s",
                "Time constant of the average.",
            ),
            number(
                "band",
                range(0.0, 1.0),
                Some("0.03"),
                "fraction",
                "Half width of the band around the index.",
            ),
        ],
    ),
    needs_ticks: false,
    controls: &[],
    build: |node, _, ()| Mark::IndexEma {
        tau_s: node.number("tauS"),
        band: node.number("band"),
    },
};

/// A mark price and what it remembers.
#[derive(Debug, Clone, PartialEq)]
pub struct MarkFeed {
    /// How it is made.
    rule: Mark,
    /// The price, quote per base.
    pub price: f64,
    /// Smoothed difference of the last price and the index.
    basis: f64,
}

impl MarkFeed {
    /// A feed that begins at a price.
    #[must_use]
    pub fn new(rule: Mark, price: f64) -> Self {
        Self {
            rule,
            price,
            basis: 0.0,
        }
    }

    /// Looks at the last price and the index of a market that began at `start`. `tick_s` is given once per tick, when its
    /// trading is done: then the average moves on.
    #[inline]
    pub fn look(&mut self, last: f64, index: f64, start: f64, tick_s: Option<f64>) {
        self.price = match self.rule {
            Mark::Last => last,
            Mark::IndexEma { tau_s, band } => {
                if let Some(tick_s) = tick_s {
                    let keep = exp(-tick_s / tau_s);
                    self.basis = keep * self.basis + (1.0 - keep) * (last - index);
                }
                // Like every price it stays where prices are: noise and paths may carry the index to nothing.
                (index + self.basis)
                    .max(index * (1.0 - band))
                    .min(index * (1.0 + band))
                    .max(start * PRICE_FLOOR_RATIO)
                    .min(start * PRICE_CEILING_RATIO)
            }
        };
    }
}
