//! Cash accounts on margin at a broker. An account whose equity is no more than the maintenance share of what it holds is
//! called: it has some time to pay in what is missing. It pays, or the price comes back and the call lapses, or the broker
//! sells: as much as restores the account, or all. Without time to pay it is sold at once, step by step.
//!
//! | of a | equity | called at |
//! |---|---|---|
//! | long, `n` base, a loan of `d` | `n p - d` | `p <= d / (n (1 - m))` |
//! | short, `n` base, a credit of `c` | `c - n p` | `p >= c / (n (1 + m))` |
//!
//! To have the share `r` again at a price `p` it must sell (buy back) `(r n p - E) / (r p)`.

mod declare;

pub use declare::{BROKERS, CALL_RULES, MARGIN_ACCOUNT, call_price};

use super::desk::Now;
use super::margin_calls::{
    self, CALLS_DUE, CALLS_ISSUED, Called, Demand, House, column, with_calls,
};
use super::reactor::Times;
use crate::json::object;
use crate::log::{ColumnSpec, EventSpec, Sort};
use crate::scenario::spec::{Lens, Scale, slider, switch, timed};
use serde_json::Value;

/// The word by which this kind is known.
pub const KIND: &str = "brokers";

/// What is recorded of them.
pub static COLUMNS: &[ColumnSpec] = &with_calls::<4, 11>([
    column(
        "brokersSoldQuantity",
        "base",
        Sort::ForcedSale,
        "Base that brokers have sold of margin accounts; part of liquidatedQuantity.",
    ),
    column(
        "brokersSoldNotional",
        "quote",
        Sort::ForcedSale,
        "Quote that it brought; part of longLiquidatedNotional.",
    ),
    column(
        "brokersBoughtQuantity",
        "base",
        Sort::ForcedPurchase,
        "Base that brokers have bought back for margin accounts; part of liquidatedQuantity.",
    ),
    column(
        "brokersBoughtNotional",
        "quote",
        Sort::ForcedPurchase,
        "Quote that it cost; part of shortLiquidatedNotional.",
    ),
]);

/// What can happen to them.
pub static EVENTS: &[&EventSpec] = &[&CALLS_ISSUED, &CALLS_DUE];

static CONTROLS: &[Lens] = &[
    switch(
        "brokers.enabled",
        "Margin accounts",
        "holders with a loan of their broker, who calls for money and sells when it does not come",
        sample,
    ),
    slider(
        "brokers.holdings",
        &["holdings"],
        "They hold",
        "quote",
        [1e6, 5e10],
        true,
        "what all margin accounts hold at today's price",
    ),
    slider(
        "brokers.maintenance",
        &["maintenance"],
        "Least equity",
        "fraction",
        [0.05, 0.5],
        false,
        "share of what an account holds that must be its own; with less it is called",
    ),
    timed(slider(
        "brokers.graceS",
        &["graceS"],
        "Time to pay",
        "s",
        [0.0, 259_200.0],
        false,
        "between the call and the sale; 0: sold at once",
    )),
    timed(slider(
        "brokers.cureProbability",
        &["cureProbability"],
        "Who pays in time",
        "fraction",
        [0.0, 1.0],
        false,
        "share of the calls that are paid before their deadline",
    )),
];

/// Accounts that hold two fifths of what the market turns over for a move of a third, so leveraged that a few per cent call them.
fn sample(scale: &Scale) -> Vec<Value> {
    vec![object([
        ("market", scale.markets[0].as_str().into()),
        ("holdings", (15.0 * scale.depth * scale.price).into()),
        ("count", 2_000.into()),
        (
            "leverage",
            object([
                ("law", "uniform".into()),
                ("from", 1.6.into()),
                ("to", 3.9.into()),
            ]),
        ),
    ])]
}

/// What a broker does besides.
#[derive(Debug, Clone, Copy)]
pub struct Rules {
    /// A call lapses where the price alone restores maintenance.
    appreciation: bool,
    /// When calls are issued.
    calls: Times,
}

/// A broker in a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Broker {
    /// Ends of the step that the last look belongs to.
    step_s: [f64; 2],
}

/// What never changes.
pub type Book = margin_calls::Book<Rules>;

/// Margin accounts in a run.
pub type Brokers = Called<Broker>;

impl House for Broker {
    type Rules = Rules;
    const KIND: &'static str = KIND;
    const LABEL: &'static str = "margin accounts";
    const HUE: usize = 2;
    const SELLS_ONCE: bool = false;
    const CLOSES_THE_RUINED: bool = false;

    fn open(_book: &Book) -> Self {
        Self { step_s: [0.0; 2] }
    }

    fn look(&mut self, book: &Book, _price: f64, _held: [f64; 2], now: Now) -> bool {
        if now.time_s > self.step_s[1] {
            self.step_s = [self.step_s[1], now.time_s];
        }
        book.rules.calls.is_between(self.step_s[0], self.step_s[1])
    }

    fn demand(&self, book: &Book) -> Demand {
        book.terms.first
    }

    fn waits(rules: &Rules) -> bool {
        rules.calls.interval_s > 0.0
    }

    fn lapses(rules: &Rules) -> bool {
        rules.appreciation
    }
}
