//! Prices by which somebody judges.

use super::impact::{PRICE_CEILING_RATIO, PRICE_FLOOR_RATIO};
use crate::error::quote;
use crate::math::exp;
use crate::scenario::declare::{built, field, number, range};
use crate::scenario::node::{Build, Node};
use crate::scenario::schema::{Kind, join};
use crate::scenario::spec::{Spec, kinds};

/// Price that triggers liquidations.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Mark {
    /// The last traded price.
    Last,
    /// `index + EMA(last - index)`, within a band around the index. The index is the price outside, which forced orders here do
    /// not move, or that of several markets.
    IndexEma {
        /// Time constant of the average, s.
        tau_s: f64,
        /// Half width of the band, fraction of the index.
        band: f64,
        /// Number of the index of several markets; `None`: the price outside.
        index: Option<usize>,
    },
    /// The index of several markets, as it is.
    Index {
        /// Its number.
        index: usize,
    },
}

impl Mark {
    /// Number of the index of several markets by which it goes.
    #[must_use]
    pub fn index(self) -> Option<usize> {
        match self {
            Self::Last => None,
            Self::IndexEma { index, .. } => index,
            Self::Index { index } => Some(index),
        }
    }
}

/// The indices of several markets that a scenario has, by which marks may go.
#[derive(Debug, Clone, Default)]
pub struct Indices {
    /// Name of each, and whether it takes part.
    known: Vec<(String, bool)>,
}

impl Indices {
    /// Those that are declared, each with its name and whether it takes part.
    #[must_use]
    pub fn new(known: Vec<(String, bool)>) -> Self {
        Self { known }
    }

    /// Number, among those that take part, of the one that the field `index` names; `None`: it names none, or one that is switched
    /// off.
    fn named(&self, node: &Node<'_>, build: &mut Build<'_>) -> Option<usize> {
        let id = node.text_of("index")?;
        let Some(place) = self.known.iter().position(|(known, _)| known == id) else {
            let path = join(&node.path, "index");
            let known = self.names();
            let message = format!("{path} is {}; the shared indices are {known}", quote(id));
            build.inconsistent_value(&path, id, message);
            return None;
        };
        self.number(place)
    }

    /// The names of all, for messages.
    fn names(&self) -> String {
        let known: Vec<String> = self.known.iter().map(|(id, _)| quote(id)).collect();
        if known.is_empty() {
            "none".to_owned()
        } else {
            known.join(", ")
        }
    }

    fn number(&self, place: usize) -> Option<usize> {
        let on = |of: &[(String, bool)]| of.iter().filter(|(_, is_on)| *is_on).count();
        self.known[place].1.then(|| on(&self.known[..place]))
    }

    /// Number, among those that take part, of the one of this name, or `None` where it is switched off.
    ///
    /// # Errors
    /// The names that there are.
    pub fn of_name(&self, id: &str) -> Result<Option<usize>, String> {
        match self.known.iter().position(|(known, _)| known == id) {
            Some(place) => Ok(self.number(place)),
            None => Err(self.names()),
        }
    }
}

kinds! {
    /// Prices that trigger liquidations.
    pub static MARK: Mark | Indices, "kind" => [LAST, INDEX_EMA] + mechanisms [INDEX]
}

static LAST: Spec<Mark, Indices> = Spec {
    variant: built("last", "The last traded price.", &[]),
    needs_ticks: false,
    controls: &[],
    build: |_, _, _| Mark::Last,
};

static INDEX: Spec<Mark, Indices> = Spec {
    variant: built(
        "index",
        "The price of a shared index, as it is; the last price where the index is switched off.",
        &[field(
            "index",
            Kind::Text(64),
            None,
            "Id of the shared index.",
        )],
    ),
    needs_ticks: false,
    controls: &[],
    build: |node, build, indices| match indices.named(node, build) {
        Some(index) => Mark::Index { index },
        None => Mark::Last,
    },
};

static INDEX_EMA: Spec<Mark, Indices> = Spec {
    variant: built(
        "indexEma",
        "An index plus the smoothed difference to it, in a band; instantly it is the index.",
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
            field(
                "index",
                Kind::Nullable(&Kind::Text(64)),
                Some("null"),
                "Id of a shared index; null, or one that is switched off: the price outside.",
            ),
        ],
    ),
    needs_ticks: false,
    controls: &[],
    build: |node, build, indices| Mark::IndexEma {
        tau_s: node.number("tauS"),
        band: node.number("band"),
        index: indices.named(node, build),
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

    /// How it is made.
    #[must_use]
    pub fn rule(&self) -> Mark {
        self.rule
    }

    /// Looks at the last price and the index of a market that began at `start`. `tick_s` is given once per tick, when its
    /// trading is done: then the average moves on.
    #[inline]
    pub fn look(&mut self, last: f64, index: f64, start: f64, tick_s: Option<f64>) {
        self.price = match self.rule {
            Mark::Last => last,
            Mark::Index { .. } => index,
            Mark::IndexEma { tau_s, band, .. } => {
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
