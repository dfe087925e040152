//! Futures accounts at a clearing house. At every settlement whoever has lost since the last one pays it in cash, and whoever
//! has gained receives it. An account whose cash is then no more than its maintenance margin is called: it must pay, by a
//! deadline, up to the *initial* margin. If it does not pay, as much is closed as gives it the initial margin at the price as it
//! stands, or all of it; what that moves the price counts at the next settlement.
//!
//! The initial margin is a share of the notional. It may follow the volatility of the days: then it rises because prices moved,
//! whichever way, and those who have gained can be called, too.
//!
//! With the cash `c` at the last settlement, at `S`, an account of `q` base is worth `c + q (p - S)` (a short `c - q (p - S)`). Its
//! money is `c - q S` (`c + q S`), which no settlement changes: so it stands to the house as a margin account to its broker, with
//! the maintenance share of the initial ratio as `m`, and the initial ratio as `r`.

mod declare;

pub use declare::{FUTURES, INITIAL};

use super::desk::Now;
use super::margin_calls::{self, Called, Demand, House, column, with_calls};
use super::reactor::Times;
use crate::json::object;
use crate::log::{ColumnSpec, EventSpec, FLOW, Log, Sort};
use crate::math::{ln, sqrt};
use crate::scenario::spec::{AS_IT_IS, CUSTOM, Lens, Scale, Way, chosen, slider, switch, timed};
use serde_json::Value;

/// The word by which this kind is known.
pub const KIND: &str = "futures";

/// A margin that is so many times what it was is an event.
const RAISED: f64 = 1.1;

/// What is recorded of them.
pub static COLUMNS: &[ColumnSpec] = &with_calls::<7, 14>([
    column(
        "variationMarginPaid",
        "quote",
        FLOW,
        "Cash that whoever lost has paid at settlements; winners and their counterparties have received it.",
    ),
    column(
        "initialMarginRatio",
        "fraction",
        Sort::Largest,
        "Initial margin, share of the notional; where there are several clearing houses, the highest.",
    ),
    column(
        "defaultFundPaid",
        "quote",
        FLOW,
        "What default funds have paid for closed futures accounts.",
    ),
    column(
        "futuresSoldQuantity",
        "base",
        Sort::ForcedSale,
        "Base that clearing houses have sold of futures accounts; part of liquidatedQuantity.",
    ),
    column(
        "futuresSoldNotional",
        "quote",
        Sort::ForcedSale,
        "Quote that it brought; part of longLiquidatedNotional.",
    ),
    column(
        "futuresBoughtQuantity",
        "base",
        Sort::ForcedPurchase,
        "Base that clearing houses have bought back for futures accounts; part of liquidatedQuantity.",
    ),
    column(
        "futuresBoughtNotional",
        "quote",
        Sort::ForcedPurchase,
        "Quote that it cost; part of shortLiquidatedNotional.",
    ),
]);

/// What can happen to them besides calls, whose events stand with brokers.
pub static EVENTS: &[&EventSpec] = &[&MARGIN_RAISED];

static MARGIN_RAISED: EventSpec = EventSpec {
    name: "marginRaised",
    label: "margin raised",
    doc: "A clearing house asks for at least a tenth more initial margin than at the settlement before.",
};

static CONTROLS: &[Lens] = &[
    switch(
        "futures.enabled",
        "Futures accounts",
        "losses are paid in cash at each settlement; who cannot pay is closed until the initial margin is there again",
        sample,
    ),
    slider(
        "futures.openInterest",
        &["openInterest"],
        "Open interest",
        "quote",
        [1e6, 5e10],
        true,
        "notional of all futures accounts at today's price",
    ),
    slider(
        "futures.initialMargin",
        &["initial", "ratio"],
        "Initial margin",
        "fraction",
        [0.01, 0.5],
        false,
        "share of the notional that a call restores; an account is called when little less is left",
    ),
    chosen(
        "futures.marginReacts",
        "Margin follows volatility",
        "whether the clearing house asks for more once prices have moved",
        &[
            CUSTOM,
            ("off", "Off", "the initial margin stays what it is"),
            (
                "slowly",
                "Slowly",
                "3.5 standard deviations of the moves of days, each of which counts 3 % less than the next one",
            ),
            (
                "fast",
                "Fast",
                "3.5 standard deviations of the moves of days, each of which counts 20 % less than the next one",
            ),
        ],
        &[
            AS_IT_IS,
            Way {
                is: |scenario, place| scenario["populations"][place]["initial"]["law"] == "ratio",
                set: |scenario, place| {
                    let initial = &mut scenario["populations"][place]["initial"];
                    let ratio = ratio_of(initial);
                    *initial = object([("law", "ratio".into()), ("ratio", ratio.into())]);
                },
                is_timed: false,
            },
            Way {
                is: |scenario, place| is_ewma(scenario, place, SLOWLY),
                set: |scenario, place| set_ewma(scenario, place, SLOWLY),
                is_timed: false,
            },
            Way {
                is: |scenario, place| is_ewma(scenario, place, FAST),
                set: |scenario, place| set_ewma(scenario, place, FAST),
                is_timed: false,
            },
        ],
    ),
    timed(slider(
        "futures.cycleS",
        &["cycleS"],
        "Time between settlements",
        "s",
        [0.0, 86_400.0],
        false,
        "when losses are paid and calls are made; 0: all the time",
    )),
    timed(slider(
        "futures.graceS",
        &["graceS"],
        "Time to pay",
        "s",
        [0.0, 86_400.0],
        false,
        "between the call and the close; 0: closed at once",
    )),
    timed(slider(
        "futures.cureProbability",
        &["cureProbability"],
        "Who pays in time",
        "fraction",
        [0.0, 1.0],
        false,
        "share of the calls that are paid before their deadline",
    )),
];

/// What the variance of the days keeps from day to day.
const SLOWLY: f64 = 0.97;
const FAST: f64 = 0.8;

/// Standard deviations that the margin is.
const DEVIATIONS: f64 = 3.5;

/// Share of the notional that is asked for at the start.
fn ratio_of(initial: &Value) -> f64 {
    let number = |name: &str| initial[name].as_f64().unwrap_or(f64::NAN);
    if initial["law"] == "ratio" {
        return number("ratio");
    }
    let deviations = number("multiplier") * sqrt(number("horizonDays"));
    (deviations * number("dailyVolatility")).clamp(number("floor"), number("cap"))
}

fn is_ewma(scenario: &Value, place: usize, decay: f64) -> bool {
    let initial = &scenario["populations"][place]["initial"];
    initial["law"] == "ewma" && initial["decay"].as_f64() == Some(decay)
}

/// It begins with the margin that was asked for before.
fn set_ewma(scenario: &mut Value, place: usize, decay: f64) {
    let initial = &mut scenario["populations"][place]["initial"];
    if initial["law"] == "ewma" {
        initial["decay"] = decay.into();
        return;
    }
    let volatility = ratio_of(initial) / DEVIATIONS;
    *initial = object([
        ("law", "ewma".into()),
        ("multiplier", DEVIATIONS.into()),
        ("dailyVolatility", volatility.into()),
        ("decay", decay.into()),
    ]);
}

/// Accounts that hold as much as margin accounts would, so leveraged that a few per cent call them.
fn sample(scale: &Scale) -> Vec<Value> {
    vec![object([
        ("market", scale.markets[0].as_str().into()),
        ("openInterest", (15.0 * scale.depth * scale.price).into()),
        ("count", 2_000.into()),
        (
            "leverage",
            object([
                ("law", "uniform".into()),
                ("from", 4.into()),
                ("to", 16.into()),
            ]),
        ),
    ])]
}

/// How the initial margin comes about.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Initial {
    /// It stays.
    Ratio(f64),
    /// So many standard deviations of the moves of days, each of which counts less than the next one.
    Ewma {
        /// Standard deviations over the horizon.
        multiplier: f64,
        /// Days that the margin is for.
        horizon_days: f64,
        /// Variance of a day at the start.
        variance: f64,
        /// What a day weighs when the next one has come.
        decay: f64,
        /// Bounds, shares of the notional.
        bounds: [f64; 2],
    },
}

impl Initial {
    /// Share of the notional at a variance of the days.
    fn ratio(self, variance: f64) -> f64 {
        match self {
            Self::Ratio(ratio) => ratio,
            Self::Ewma {
                multiplier,
                horizon_days,
                bounds: [floor, cap],
                ..
            } => (multiplier * sqrt(horizon_days * variance)).clamp(floor, cap),
        }
    }

    /// Variance of a day at the start.
    fn first_variance(self) -> f64 {
        match self {
            Self::Ratio(_) => 0.0,
            Self::Ewma { variance, .. } => variance,
        }
    }

    /// Share of the notional at the start.
    fn first(self) -> f64 {
        self.ratio(self.first_variance())
    }

    /// Variance with a day of which this is the move so far.
    fn with(self, variance: f64, from: f64, to: f64) -> f64 {
        match self {
            Self::Ratio(_) => variance,
            Self::Ewma { decay, .. } => {
                let moved = ln(to / from);
                decay * variance + (1.0 - decay) * moved * moved
            }
        }
    }
}

/// What a clearing house does.
#[derive(Debug, Clone, Copy)]
pub struct Rules {
    /// How much it asks for.
    initial: Initial,
    /// Maintenance margin, share of the initial one.
    maintenance_share: f64,
    /// When it settles.
    cycle: Times,
    /// When its days end.
    days: Times,
    /// What its default fund has, quote.
    default_fund: f64,
    /// Price of the first settlement, at which all have entered.
    start_price: f64,
}

/// A clearing house in a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Clearing {
    /// Initial margin, share of the notional.
    ratio: f64,
    /// Price of the last settlement, and when it was.
    settled: f64,
    settled_s: f64,
    /// Price and variance of the last settlement of a day.
    close: f64,
    variance: f64,
    /// When it has looked last, s.
    seen_s: f64,
    paid: f64,
    fund: f64,
    fund_paid: f64,
    /// Row of the last look, and whether the margin was raised in it.
    row: u32,
    is_raised: bool,
}

/// What never changes.
pub type Book = margin_calls::Book<Rules>;

/// Futures accounts in a run.
pub type Futures = Called<Clearing>;

impl Clearing {
    fn demand_of(rules: &Rules, ratio: f64) -> Demand {
        Demand {
            maintenance: rules.maintenance_share * ratio,
            restore: ratio,
        }
    }

    /// Those who have lost since the last settlement pay; then the margin is found anew.
    fn settle(&mut self, rules: &Rules, price: f64, held: [f64; 2], time_s: f64) {
        let losers = usize::from(price > self.settled);
        self.paid += held[losers] * (price - self.settled).abs();
        self.settled = price;
        let variance = rules.initial.with(self.variance, self.close, price);
        if rules.days.is_between(self.settled_s, time_s) {
            (self.close, self.variance) = (price, variance);
        }
        self.settled_s = time_s;
        let ratio = rules.initial.ratio(variance);
        self.is_raised |= ratio >= RAISED * self.ratio && ratio > self.ratio;
        self.ratio = ratio;
    }
}

impl House for Clearing {
    type Rules = Rules;
    const KIND: &'static str = KIND;
    const LABEL: &'static str = "futures accounts";
    const HUE: usize = 3;
    const SELLS_ONCE: bool = true;
    const CLOSES_THE_RUINED: bool = true;

    fn open(book: &Book) -> Self {
        let rules = &book.rules;
        Self {
            ratio: rules.initial.first(),
            settled: rules.start_price,
            settled_s: 0.0,
            close: rules.start_price,
            variance: rules.initial.first_variance(),
            seen_s: 0.0,
            paid: 0.0,
            fund: rules.default_fund,
            fund_paid: 0.0,
            row: 0,
            is_raised: false,
        }
    }

    fn look(&mut self, book: &Book, price: f64, held: [f64; 2], now: Now) -> bool {
        let rules = &book.rules;
        if now.row != self.row {
            (self.row, self.is_raised) = (now.row, false);
        }
        let before_s = std::mem::replace(&mut self.seen_s, now.time_s);
        // A tick is looked at twice, before its fill and after it: it settles once, before.
        let is_after_fill = now.length_s.is_some();
        let is_due = !is_after_fill && rules.cycle.is_between(before_s, now.time_s);
        if is_due {
            self.settle(rules, price, held, now.time_s);
        }
        is_due
    }

    fn demand(&self, book: &Book) -> Demand {
        Self::demand_of(&book.rules, self.ratio)
    }

    fn demand_at(&self, book: &Book, price: f64) -> Demand {
        let rules = &book.rules;
        let variance = rules.initial.with(self.variance, self.close, price);
        Self::demand_of(rules, rules.initial.ratio(variance))
    }

    fn first_price(rules: &Rules) -> f64 {
        rules.start_price
    }

    fn is_fixed(rules: &Rules) -> bool {
        matches!(rules.initial, Initial::Ratio(_))
    }

    fn waits(rules: &Rules) -> bool {
        rules.cycle.interval_s > 0.0
    }

    fn lapses(_rules: &Rules) -> bool {
        false
    }

    fn bear(&mut self, lack: f64) -> f64 {
        let borne = lack.min(self.fund);
        self.fund -= borne;
        self.fund_paid += borne;
        lack - borne
    }

    fn record(&self, into: &mut Vec<f64>) {
        into.extend([self.paid, self.ratio, self.fund_paid]);
    }

    fn note(&self, market: usize, log: &mut Log) {
        log.note(&MARGIN_RAISED, market, self.is_raised);
    }
}
