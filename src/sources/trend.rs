//! Trend followers: they hold more the further the price stands above its own average, and are short below it.

use super::desk::{Balances, Netted, Netting, Order, View};
use super::holding::Holding;
use super::safeguards::{self, Rules, SAFEGUARDS_FIELD, Safeguards};
use super::{Acts, Places, Population};
use crate::error::show;
use crate::json::object;
use crate::log::{ColumnSpec, EventSpec, Log, STOCK, Sort, described};
use crate::market::venue::Venue;
use crate::math::{exp_m1, ln};
use crate::scenario::declare::{BASE, ENABLED, MARKET_REFERENCE, built, field, number, range};
use crate::scenario::node::{Build, Node};
use crate::scenario::schema::{Kind, join};
use crate::scenario::spec::{Lens, Scale, Spec, slider, switch};
use crate::scenario::words::{self, NO_WORDS, Words};
use serde_json::Value;
use std::collections::VecDeque;
use std::sync::Arc;

/// The word by which this kind is known.
pub const KIND: &str = "trend";

/// What is recorded of them.
pub static COLUMNS: &[ColumnSpec] = &[
    ColumnSpec {
        name: "trendHolding",
        unit: "base",
        doc: described("Base that trend followers hold; negative: short."),
        sort: STOCK,
    },
    ColumnSpec {
        name: "trendNotional",
        unit: "quote",
        doc: described("Quote that trend followers have traded."),
        sort: Sort::Dealt,
    },
];

/// What can happen to them.
pub static EVENTS: &[&EventSpec] = &[&STOPPED];

static STOPPED: EventSpec = EventSpec {
    name: "trendStopped",
    label: "trend follower stopped",
    doc: "The kill switch of a trend follower is on.",
};

/// What is told of them.
static WORDS: Words = Words {
    names: &[words::Name {
        word: KIND,
        name: "trend followers",
        rule: words::Rule::Always("Trend followers buy what rises and sell what falls."),
    }],
    terms: &[[
        "trend",
        "Trend follower",
        "A programme that buys what has risen and sells what has fallen, measured against an average of prices.",
    ]],
    assumed: &[[
        KIND,
        "Trend followers compare the price with its average and hold the more, the farther it is away.",
    ]],
    heads: &[
        ["trendHolding", "Held by trend followers, units"],
        ["trendNotional", "Traded by trend followers so far,\u{a0}$"],
    ],
    row: [
        r#"Holds <math><mi>B</mi><mo>·</mo><mi>clamp</mi><mo stretchy="false">(</mo><mi>m</mi><mo>/</mo><mi>a</mi><mo stretchy="false">)</mo></math>, <math><mi>m</mi></math> the fast less the slow average of the logarithm of the price; trades a tick after it sees."#,
        "AL-3",
    ],
    ..NO_WORDS
};

/// Their declaration.
pub static TREND: Spec<Population, Places> = Spec {
    variant: built(
        KIND,
        "Trend followers; need the ticks clock.",
        &[
            ENABLED,
            MARKET_REFERENCE,
            number("budget", BASE, None, "base", "Largest holding."),
            number(
                "windowS",
                range(0.001, 1e7),
                Some("600"),
                "s",
                "Time constant of the slow average of the logarithm of the price.",
            ),
            number(
                "fastS",
                range(0.0, 1e7),
                Some("0"),
                "s",
                "Time constant of the fast average; 0: the last price itself.",
            ),
            number(
                "fullAt",
                range(1e-6, 1.0),
                Some("0.02"),
                "log price",
                "Fast minus slow average at which the whole budget is held; linear below.",
            ),
            number(
                "deadband",
                range(0.0, 1.0),
                Some("0"),
                "log price",
                "Below it the holding stays; at most fullAt.",
            ),
            field(
                "shorts",
                Kind::Flag,
                Some("true"),
                "Whether the holding may be negative.",
            ),
            number(
                "start",
                range(-1.0, 1.0),
                Some("0"),
                "share of the budget",
                "Holding at the start.",
            ),
            field(
                "ratePerS",
                Kind::Nullable(&Kind::Number(range(1e-6, 1e6))),
                Some("null"),
                "Speed towards what is wanted, 1/s; null: at once.",
            ),
            number(
                "latencyS",
                range(0.0, 3_600.0),
                Some("0"),
                "s",
                "Age of the row it decides on, beyond the latest.",
            ),
            SAFEGUARDS_FIELD,
        ],
    )
    .told(&WORDS),
    needs_ticks: true,
    controls: CONTROLS,
    build,
};

static CONTROLS: &[Lens] = &[
    switch(
        "trend.enabled",
        "Trend followers",
        "they sell what falls and buy what rises",
        sample,
    ),
    slider(
        "trend.budget",
        &["budget"],
        "Largest position",
        "base",
        [1e5, 1e10],
        true,
        "the most that trend followers hold, long or short",
    ),
    slider(
        "trend.windowS",
        &["windowS"],
        "Their memory",
        "s",
        [1.0, 86_400.0],
        true,
        "time constant of the average that they compare the price with",
    ),
    slider(
        "trend.fullAt",
        &["fullAt"],
        "Full position at",
        "fraction",
        [0.001, 0.5],
        true,
        "distance from that average at which they hold all of it",
    ),
];

/// A tenth of the open interest, with a memory of a tenth of the run.
fn sample(scale: &Scale) -> Vec<Value> {
    vec![object([
        ("market", scale.markets[0].as_str().into()),
        ("budget", (0.1 * scale.open_interest).into()),
        (
            "windowS",
            (0.1 * scale.duration_s.unwrap_or(6_000.0))
                .clamp(1.0, 86_400.0)
                .into(),
        ),
        ("ratePerS", 0.1.into()),
    ])]
}

fn build(node: &Node<'_>, build: &mut Build<'_>, places: &Places) -> Population {
    let market = places.market(node, build);
    let (window_s, fast_s) = (node.number("windowS"), node.number("fastS"));
    if fast_s >= window_s {
        let path = join(&node.path, "fastS");
        let message = format!(
            "{path} is {}; expected less than windowS, {}",
            show(fast_s),
            show(window_s)
        );
        build.inconsistent(&path, message);
    }
    let (full_at, deadband) = (node.number("fullAt"), node.number("deadband"));
    build.ordered(node, "deadband", deadband, "fullAt", full_at);
    Population::Acting(
        Book {
            market,
            is_enabled: node.flag("enabled"),
            start_price: places.markets[market].impact.start_price,
            budget: node.number("budget"),
            window_s,
            fast_s,
            full_at,
            deadband,
            shorts: node.flag("shorts"),
            start: node.number("start"),
            rate_per_s: node.number_of("ratePerS"),
            latency_s: node.number("latencyS"),
            safeguards: safeguards::rules(&node.field("safeguards")),
        }
        .into(),
    )
}

/// What never changes.
#[derive(Debug)]
pub struct Book {
    /// Index of the market.
    pub market: usize,
    is_enabled: bool,
    start_price: f64,
    budget: f64,
    window_s: f64,
    fast_s: f64,
    full_at: f64,
    deadband: f64,
    shorts: bool,
    start: f64,
    rate_per_s: Option<f64>,
    latency_s: f64,
    safeguards: Rules,
}

impl Book {
    /// Whether they take part.
    #[must_use]
    pub fn is_enabled(&self) -> bool {
        self.is_enabled
    }

    /// Holding that a signal asks for, base.
    fn target(&self, signal: f64) -> f64 {
        let least = if self.shorts { -1.0 } else { 0.0 };
        self.budget * (signal / self.full_at).clamp(least, 1.0)
    }
}

/// Trend followers in a run.
#[derive(Debug, Clone)]
pub struct Trend {
    book: Arc<Book>,
    holding: Holding,
    /// Averages of the logarithm of the price.
    slow: f64,
    fast: f64,
    /// Time and signal of the rows seen so far, as far back as the latency.
    signals: VecDeque<(f64, f64)>,
    safeguards: Safeguards,
    is_off: bool,
}

/// The book belongs to the scenario and not to the state.
impl PartialEq for Trend {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.book, &other.book)
            && self.holding == other.holding
            && self.slow == other.slow
            && self.fast == other.fast
            && self.signals == other.signals
            && self.safeguards == other.safeguards
            && self.is_off == other.is_off
    }
}

impl Trend {
    /// Before anything happens.
    #[must_use]
    pub fn new(book: &Arc<Book>) -> Self {
        let start = ln(book.start_price);
        Self {
            holding: Holding::new(book.market, book.start * book.budget),
            slow: start,
            fast: start,
            signals: VecDeque::new(),
            safeguards: Safeguards::new(book.safeguards, book.start_price, 0.0),
            is_off: false,
            book: Arc::clone(book),
        }
    }

    /// The signal of the latest row that is old enough.
    fn seen(&self) -> Option<f64> {
        let latest_s = self.signals.back()?.0;
        let is_old =
            |(time_s, _): &&(f64, f64)| *time_s <= (latest_s - self.book.latency_s) * (1.0 + 1e-12);
        Some(self.signals.iter().rev().find(is_old)?.1)
    }
}

impl Acts for Trend {
    fn on_mark(&mut self, view: &View<'_>, _balances: &mut Balances) {
        let venue = &view.venues[self.book.market];
        if view.now.is_look {
            let own = self.holding.volume;
            self.safeguards.past.note(view.now.time_s, venue, own);
        }
        let Some(length_s) = view.now.length_s else {
            return;
        };
        let price = ln(venue.last_price);
        self.slow += -exp_m1(-length_s / self.book.window_s) * (price - self.slow);
        self.fast = if self.book.fast_s > 0.0 {
            self.fast - exp_m1(-length_s / self.book.fast_s) * (price - self.fast)
        } else {
            price
        };
        self.signals
            .push_back((view.now.time_s, self.fast - self.slow));
        let is_past = |row: &(f64, f64)| row.0 <= view.now.time_s - self.book.latency_s;
        while self.signals.len() > 1 && is_past(&self.signals[1]) {
            self.signals.pop_front();
        }
    }

    fn orders(&mut self, market: usize, view: &View<'_>, into: &mut Netting) {
        let (Some(length_s), true) = (view.now.length_s, market == self.book.market) else {
            return;
        };
        let Some(signal) = self.seen() else {
            return;
        };
        let share = self
            .book
            .rate_per_s
            .map_or(1.0, |rate| -exp_m1(-rate * length_s));
        let order = if signal.abs() < self.book.deadband {
            0.0
        } else {
            (self.holding.base - self.book.target(signal)) * share
        };
        let order = self.safeguards.cut(order, view, &view.venues[market]);
        self.is_off = self.safeguards.is_off(view.now.time_s);
        if order != 0.0 {
            into.place(order, 0);
        }
    }

    fn on_fill(&mut self, _market: usize, orders: &[Order], netted: Netted) -> bool {
        self.holding.trade(orders, netted.price);
        true
    }

    fn holding(&self) -> Option<&Holding> {
        Some(&self.holding)
    }

    fn forced_between(&self, market: usize, from: f64, to: f64) -> f64 {
        if market != self.book.market {
            return 0.0;
        }
        let signal = self.signals.back().map_or(0.0, |row| row.1);
        let moved = self.book.target(signal + ln(to / from));
        let sold = self.book.target(signal) - moved;
        if to < from { sold } else { -sold }
    }

    fn is_touched(&self) -> bool {
        self.holding.volume > 0.0
    }

    fn triggered_quantity(&self) -> f64 {
        self.holding.volume
    }

    fn record(&self, market: usize, _venue: &Venue, into: &mut Vec<f64>) {
        if market == self.book.market {
            into.extend([self.holding.base, self.holding.notional]);
        }
    }

    fn note(&self, _venues: &[Venue], log: &mut Log) {
        log.note(&STOPPED, self.book.market, self.is_off);
    }
}
