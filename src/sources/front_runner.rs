//! A front-runner: sells ahead of those who he believes will be forced to, and buys back below. He sees what the public sees.

use super::desk::{Balances, Netted, Netting, Order, Seen, View};
use super::holding::Holding;
use super::safeguards::{self, Rules, SAFEGUARDS_FIELD, Safeguards};
use super::{Acts, Places, Population};
use crate::json::object;
use crate::log::{ColumnSpec, EventSpec, Log, STOCK, Sort, described};
use crate::market::venue::Venue;
use crate::math::exp_m1;
use crate::scenario::declare::{
    BASE, ENABLED, MARKET_REFERENCE, above, built, field, number, range,
};
use crate::scenario::node::{Build, Node};
use crate::scenario::schema::{Field, Kind, join};
use crate::scenario::spec::{Lens, Scale, Spec, slider, switch};
use crate::scenario::words::{self, NO_WORDS, Words};
use serde_json::Value;
use std::collections::VecDeque;
use std::sync::Arc;

/// The word by which this kind is known.
pub const KIND: &str = "frontRunner";

/// What is recorded of them.
pub static COLUMNS: &[ColumnSpec] = &[
    ColumnSpec {
        name: "frontRunnerHolding",
        unit: "base",
        doc: described("Base that front-runners hold; negative: sold and not yet bought back."),
        sort: Sort::Held,
    },
    ColumnSpec {
        name: "frontRunnerNotional",
        unit: "quote",
        doc: described("Quote that front-runners have traded."),
        sort: Sort::Dealt,
    },
    ColumnSpec {
        name: "frontRunnerProfit",
        unit: "quote",
        doc: described("What front-runners have taken in, with what they hold at the last price."),
        sort: STOCK,
    },
];

/// What can happen to them.
pub static EVENTS: &[&EventSpec] = &[&SELLS, &BUYS_BACK];

static SELLS: EventSpec = EventSpec {
    name: "frontRunnerSells",
    label: "front-runner sells",
    doc: "A front-runner begins to sell.",
};
static BUYS_BACK: EventSpec = EventSpec {
    name: "frontRunnerBuysBack",
    label: "front-runner buys back",
    doc: "A front-runner begins to buy back.",
};

const EXIT: &[Field] = &[
    field(
        "fall",
        Kind::Nullable(&Kind::Number(above(0.0, 0.99))),
        Some("null"),
        "He buys back once the last price is so far below his average sale, fraction; null: whatever the price.",
    ),
    field(
        "afterS",
        Kind::Nullable(&Kind::Number(range(0.0, 1e7))),
        Some("null"),
        "Or so many seconds after he began; null: whatever the time.",
    ),
];

/// What is told of them.
static WORDS: Words = Words {
    names: &[words::Name {
        word: KIND,
        name: "front-runners",
        rule: words::Rule::Always(
            "Front-runners sell ahead of those who they believe will be forced to.",
        ),
    }],
    terms: &[[
        "frontRunner",
        "Front-runner",
        "Somebody who sells because he believes that others will soon be forced to, and buys back from them below.",
    ]],
    assumed: &[[
        KIND,
        "A front-runner sees only what the public sees, sells once, and buys back once.",
    ]],
    heads: &[
        ["frontRunnerHolding", "Held by front-runners, units"],
        [
            "frontRunnerNotional",
            "Traded by front-runners so far,\u{a0}$",
        ],
        ["frontRunnerProfit", "Profit of front-runners,\u{a0}$"],
    ],
    row: [
        "Sells from the tick after the public Feedback R reaches a threshold; buys back below, or in time.",
        "<code>tests/mechanisms.rs</code>, closed form",
    ],
    ..NO_WORDS
};

/// Their declaration.
pub static FRONT_RUNNER: Spec<Population, Places> = Spec {
    variant: built(
        KIND,
        "Sells when the public Feedback R is high, and buys back below; needs the ticks clock.",
        &[
            ENABLED,
            MARKET_REFERENCE,
            number("budget", BASE, None, "base", "What he sells."),
            number(
                "threshold",
                range(0.0, 1_000.0),
                Some("0.8"),
                "",
                "Public Feedback R from which he sells.",
            ),
            number(
                "startS",
                range(0.0, 1e7),
                Some("0"),
                "s",
                "When he begins to look.",
            ),
            field(
                "ratePerS",
                Kind::Nullable(&Kind::Number(range(1e-6, 1e6))),
                Some("null"),
                "Speed at which he sells and buys back, 1/s; null: at once.",
            ),
            field("exit", Kind::Object(EXIT), Some("{}"), "When he buys back."),
            number(
                "latencyS",
                range(0.0, 3_600.0),
                Some("1"),
                "s",
                "Age of the row he decides on, beyond the latest.",
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
        "frontRunner.enabled",
        "Front-runner",
        "sells ahead of those who he believes will be forced to",
        sample,
    ),
    slider(
        "frontRunner.budget",
        &["budget"],
        "He sells",
        "base",
        [1e5, 1e10],
        true,
        "what the front-runner sells in all",
    ),
    slider(
        "frontRunner.threshold",
        &["threshold"],
        "Sells from R",
        "",
        [0.1, 2.0],
        false,
        "the Feedback R, as the public sees it, from which he sells",
    ),
];

/// Sells what moves the price by 2 %, and buys back 5 % below.
fn sample(scale: &Scale) -> Vec<Value> {
    vec![object([
        ("market", scale.markets[0].as_str().into()),
        ("budget", (2.0 * scale.depth).into()),
        ("threshold", 0.5.into()),
        ("ratePerS", 0.1.into()),
        ("exit", object([("fall", 0.05.into())])),
    ])]
}

fn build(node: &Node<'_>, build: &mut Build<'_>, places: &Places) -> Population {
    let market = places.market(node, build);
    let threshold = node.number("threshold");
    let exit = node.field("exit");
    let (fall, after_s) = (exit.number_of("fall"), exit.number_of("afterS"));
    if threshold == 0.0 && fall.is_none() && after_s.is_none() {
        let path = join(&node.path, "exit");
        build.inconsistent(&path, format!("{path} is empty: it would never buy back"));
    }
    Population::Acting(
        Book {
            market,
            is_enabled: node.flag("enabled"),
            start_price: places.markets[market].impact.start_price,
            budget: node.number("budget"),
            threshold,
            start_s: node.number("startS"),
            rate_per_s: node.number_of("ratePerS"),
            fall,
            after_s,
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
    threshold: f64,
    start_s: f64,
    rate_per_s: Option<f64>,
    fall: Option<f64>,
    after_s: Option<f64>,
    latency_s: f64,
    safeguards: Rules,
}

impl Book {
    /// Whether they take part.
    #[must_use]
    pub fn is_enabled(&self) -> bool {
        self.is_enabled
    }
}

/// What he is at.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Stage {
    Waiting,
    /// Sells, since then.
    Selling(f64),
    BuyingBack,
}

/// A row as he sees it.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Row {
    time_s: f64,
    ratio: f64,
    price: f64,
}

/// A front-runner in a run.
#[derive(Debug, Clone)]
pub struct FrontRunner {
    book: Arc<Book>,
    holding: Holding,
    stage: Stage,
    /// The rows so far, as far back as the latency.
    rows: VecDeque<Row>,
    safeguards: Safeguards,
}

/// The book belongs to the scenario and not to the state.
impl PartialEq for FrontRunner {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.book, &other.book)
            && self.holding == other.holding
            && self.stage == other.stage
            && self.rows == other.rows
            && self.safeguards == other.safeguards
    }
}

impl FrontRunner {
    /// Before anything happens.
    #[must_use]
    pub fn new(book: &Arc<Book>) -> Self {
        Self {
            holding: Holding::new(book.market, 0.0),
            stage: Stage::Waiting,
            rows: VecDeque::new(),
            safeguards: Safeguards::new(book.safeguards, book.start_price, 0.0),
            book: Arc::clone(book),
        }
    }

    /// The latest row that is old enough.
    fn seen(&self) -> Option<Row> {
        let latest_s = self.rows.back()?.time_s;
        let is_old = |row: &&Row| row.time_s <= (latest_s - self.book.latency_s) * (1.0 + 1e-12);
        self.rows.iter().rev().find(is_old).copied()
    }

    /// Decides what he is at in a tick that ends at `now_s`.
    fn decide(&mut self, now_s: f64) {
        let Some(row) = self.seen() else {
            return;
        };
        match self.stage {
            Stage::Waiting => {
                if row.time_s >= self.book.start_s && row.ratio >= self.book.threshold {
                    self.stage = Stage::Selling(now_s);
                }
            }
            Stage::Selling(since_s) => {
                let dealt = self.holding.dealt();
                let average = dealt.sold / -self.holding.base;
                let is_below =
                    |fall: f64| self.holding.base < 0.0 && row.price <= average * (1.0 - fall);
                let is_over = |after_s: f64| now_s - since_s >= after_s;
                if self.book.fall.is_some_and(is_below) || self.book.after_s.is_some_and(is_over) {
                    self.stage = Stage::BuyingBack;
                }
            }
            Stage::BuyingBack => {}
        }
    }
}

impl Acts for FrontRunner {
    fn on_mark(&mut self, view: &View<'_>, _balances: &mut Balances) {
        if view.now.is_look {
            let venue = &view.venues[self.book.market];
            let own = self.holding.volume;
            self.safeguards.past.note(view.now.time_s, venue, own);
        }
    }

    fn hears(&mut self, seen: &Seen<'_>) {
        let now_s = seen.now.time_s;
        self.rows.push_back(Row {
            time_s: now_s,
            ratio: seen.ratios[self.book.market],
            price: self.safeguards.past.price(),
        });
        while self.rows.len() > 1 && self.rows[1].time_s <= now_s - self.book.latency_s {
            self.rows.pop_front();
        }
    }

    fn orders(&mut self, market: usize, view: &View<'_>, into: &mut Netting) {
        let (Some(length_s), true) = (view.now.length_s, market == self.book.market) else {
            return;
        };
        self.decide(view.now.time_s);
        let wanted = match self.stage {
            Stage::Waiting => return,
            Stage::Selling(_) => -self.book.budget,
            Stage::BuyingBack => 0.0,
        };
        let share = self
            .book
            .rate_per_s
            .map_or(1.0, |rate| -exp_m1(-rate * length_s));
        let order = (self.holding.base - wanted) * share;
        let order = self.safeguards.cut(order, view, &view.venues[market]);
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

    fn forced_between(&self, _market: usize, _from: f64, _to: f64) -> f64 {
        0.0
    }

    fn is_touched(&self) -> bool {
        self.holding.volume > 0.0
    }

    fn triggered_quantity(&self) -> f64 {
        0.0
    }

    fn record(&self, market: usize, venue: &Venue, into: &mut Vec<f64>) {
        if market == self.book.market {
            let dealt = self.holding.dealt();
            into.extend([
                self.holding.base,
                self.holding.notional,
                dealt.sold - dealt.bought + self.holding.base * venue.last_price,
            ]);
        }
    }

    fn note(&self, _venues: &[Venue], log: &mut Log) {
        log.note(&SELLS, self.book.market, self.stage != Stage::Waiting);
        log.note(
            &BUYS_BACK,
            self.book.market,
            self.stage == Stage::BuyingBack,
        );
    }
}
