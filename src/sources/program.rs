//! An execution algorithm with one large order. It decides by time and volume and not by the price ahead, so that Feedback R
//! leaves it out.

use super::desk::{Balances, Dealt, Netted, Netting, Order, View};
use super::holding::Holding;
use super::safeguards::{self, Rules, SAFEGUARDS_FIELD, Safeguards, until};
use super::{Acts, Places, Population};
use crate::clock::DAY_S;
use crate::json::object;
use crate::log::{ColumnSpec, EventSpec, Log, STOCK, Sort, described};
use crate::market::venue::Venue;
use crate::math::exp_m1;
use crate::scenario::declare::{
    BASE, ENABLED, MARKET_REFERENCE, SIGNED, above, built, field, number, range, yes,
};
use crate::scenario::node::{Build, Node};
use crate::scenario::schema::{Field, Kind, join};
use crate::scenario::spec::{Lens, Scale, Spec, kinds, slider, switch};
use crate::scenario::words::{self, NO_WORDS, Words};
use crate::settlement::executors::{DURATION, RATE};
use serde_json::Value;
use std::sync::Arc;

/// The word by which this kind is known.
pub const KIND: &str = "program";

/// What is recorded of them.
pub static COLUMNS: &[ColumnSpec] = &[
    ColumnSpec {
        name: "programQuantity",
        unit: "base",
        doc: described("Base that algorithms have sold; negative: bought."),
        sort: STOCK,
    },
    ColumnSpec {
        name: "programNotional",
        unit: "quote",
        doc: described("Quote that algorithms have traded."),
        sort: Sort::Dealt,
    },
];

/// What can happen to them.
pub static EVENTS: &[&EventSpec] = &[&STARTS, &STOPPED];

static STARTS: EventSpec = EventSpec {
    name: "algorithmStarts",
    label: "algorithm starts",
    doc: "An execution algorithm begins to trade.",
};
static STOPPED: EventSpec = EventSpec {
    name: "algorithmStopped",
    label: "algorithm stopped",
    doc: "The kill switch of an algorithm is on.",
};

/// How it spreads its order.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Strategy {
    Immediate,
    Twap {
        duration_s: f64,
    },
    Exponential {
        rate_per_s: f64,
    },
    Pov {
        share: f64,
        window_s: f64,
        per_s: f64,
        counts_all: bool,
    },
}

kinds! {
    static STRATEGY: Strategy, "kind" => [IMMEDIATE, TWAP, EXPONENTIAL, POV]
}

static IMMEDIATE: Spec<Strategy> = Spec {
    variant: built("immediate", "All at once.", &[]),
    needs_ticks: false,
    controls: &[],
    build: |_, _, ()| Strategy::Immediate,
};

static TWAP: Spec<Strategy> = Spec {
    variant: built(
        "twap",
        "Evenly over a time; what was cut is spread over the rest of it.",
        &[Field {
            doc: "Time in all.",
            ..DURATION
        }],
    ),
    needs_ticks: false,
    controls: &[],
    build: |node, _, ()| Strategy::Twap {
        duration_s: node.number("durationS"),
    },
};

static EXPONENTIAL: Spec<Strategy> = Spec {
    variant: built(
        "exponential",
        "A share 1 - exp(-rate dt) of what is left each tick.",
        &[RATE],
    ),
    needs_ticks: false,
    controls: &[],
    build: |node, _, ()| Strategy::Exponential {
        rate_per_s: node.number("ratePerS"),
    },
};

static POV: Spec<Strategy> = Spec {
    variant: built(
        "pov",
        "A share of all trading: share/(1 - share) times what others trade in the tick.",
        &[
            number("share", above(0.0, 0.99), None, "fraction", "Its share."),
            number(
                "windowS",
                range(0.001, 1e7),
                Some("60"),
                "s",
                "Time over which trading is measured.",
            ),
            number(
                "dailyVolume",
                BASE,
                None,
                "base",
                "What others trade in a day besides.",
            ),
            field(
                "counts",
                Kind::Choice(&[
                    yes("all", "Forced and algorithmic trading of others, too."),
                    yes("background", "Only dailyVolume."),
                ]),
                Some("\"all\""),
                "Which trading it follows.",
            ),
        ],
    ),
    needs_ticks: false,
    controls: &[],
    build: |node, build, ()| Strategy::Pov {
        share: node.number("share"),
        window_s: node.number("windowS"),
        per_s: node.number("dailyVolume") / DAY_S,
        counts_all: build.word(node, "counts", &[("all", true), ("background", false)]),
    },
};

/// What is told of them.
static WORDS: Words = Words {
    names: &[words::Name {
        word: KIND,
        name: "algorithms",
        rule: words::Rule::Always("Algorithms work off one large order, whatever the price does."),
    }],
    terms: &[[
        "program",
        "Algorithm",
        "A programme that works off one large order by time or by traded volume, whatever the price does.",
    ]],
    assumed: &[[
        KIND,
        "Algorithms work off one order by time or volume and do not look at the price, but for their safeguards.",
    ]],
    heads: &[
        ["programQuantity", "Sold by algorithms so far, units"],
        ["programNotional", "Traded by algorithms so far,\u{a0}$"],
    ],
    row: ["One order, spread by a rule.", "AL-4"],
    rows: &[words::Rows {
        head: "How an algorithm spreads its order: <code>populations[].strategy.kind</code>, and what it follows: <code>.counts</code>",
        rows: &[
            [
                "populations[].strategy.kind",
                "immediate",
                "",
                "<code>tests/mechanisms.rs</code>",
            ],
            [
                "populations[].strategy.kind",
                "twap",
                "",
                "<code>tests/mechanisms.rs</code>",
            ],
            [
                "populations[].strategy.kind",
                "exponential",
                "",
                "<code>tests/mechanisms.rs</code>",
            ],
            [
                "populations[].strategy.kind",
                "pov",
                "<math><mfrac><mi>v</mi><mrow><mn>1</mn><mo>−</mo><mi>v</mi></mrow></mfrac><mi>V</mi><mi>Δ</mi><mi>t</mi></math>",
                "<code>tests/mechanisms.rs</code>",
            ],
            [
                "populations[].strategy.counts",
                "all",
                "",
                "<code>tests/mechanisms.rs</code>",
            ],
            [
                "populations[].strategy.counts",
                "background",
                "",
                "<code>tests/mechanisms.rs</code>",
            ],
        ],
    }],
    ..NO_WORDS
};

/// Their declaration.
pub static PROGRAM: Spec<Population, Places> = Spec {
    variant: built(
        KIND,
        "An execution algorithm with one large order; needs the ticks clock.",
        &[
            ENABLED,
            MARKET_REFERENCE,
            number(
                "quantity",
                SIGNED,
                None,
                "base",
                "The order; positive sells. Not 0.",
            ),
            number("startS", range(0.0, 1e7), Some("0"), "s", "When it begins."),
            field(
                "strategy",
                Kind::Tagged(&STRATEGY.tagged),
                None,
                "How it spreads its order.",
            ),
            field(
                "limit",
                Kind::Nullable(&Kind::Number(range(1e-9, 1e12))),
                Some("null"),
                "Worst price, quote per base; null: any.",
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
        "program.enabled",
        "Algorithm",
        "one large order, worked off by a rule",
        sample,
    ),
    slider(
        "program.quantity",
        &["quantity"],
        "Algorithm sells",
        "base",
        [1e5, 1e10],
        true,
        "what the algorithm sells in all",
    ),
];

/// Sells (in a rise buys) what moves the price by 3 %, evenly over half of the run.
fn sample(scale: &Scale) -> Vec<Value> {
    let quantity = 3.0 * scale.depth;
    vec![object([
        ("market", scale.markets[0].as_str().into()),
        (
            "quantity",
            if scale.is_rise { -quantity } else { quantity }.into(),
        ),
        (
            "strategy",
            object([
                ("kind", "twap".into()),
                (
                    "durationS",
                    (0.5 * scale.duration_s.unwrap_or(600.0)).max(0.001).into(),
                ),
            ]),
        ),
    ])]
}

fn build(node: &Node<'_>, build: &mut Build<'_>, places: &Places) -> Population {
    let market = places.market(node, build);
    let quantity = node.number("quantity");
    if quantity == 0.0 {
        let path = join(&node.path, "quantity");
        build.inconsistent(
            &path,
            format!("{path} is 0; expected what it sells, or buys (negative)"),
        );
    }
    Population::Acting(
        Book {
            market,
            is_enabled: node.flag("enabled"),
            start_price: places.markets[market].impact.start_price,
            quantity,
            start_s: node.number("startS"),
            strategy: STRATEGY
                .build(&node.field("strategy"), build, &())
                .unwrap_or(Strategy::Immediate),
            limit: node.number_of("limit"),
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
    quantity: f64,
    start_s: f64,
    strategy: Strategy,
    limit: Option<f64>,
    safeguards: Rules,
}

impl Book {
    /// Whether it takes part.
    #[must_use]
    pub fn is_enabled(&self) -> bool {
        self.is_enabled
    }
}

/// An algorithm in a run.
#[derive(Debug, Clone)]
pub struct Program {
    book: Arc<Book>,
    holding: Holding,
    safeguards: Safeguards,
    has_begun: bool,
    is_off: bool,
}

/// The book belongs to the scenario and not to the state.
impl PartialEq for Program {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.book, &other.book)
            && self.holding == other.holding
            && self.safeguards == other.safeguards
            && self.has_begun == other.has_begun
            && self.is_off == other.is_off
    }
}

impl Program {
    /// Before anything happens.
    #[must_use]
    pub fn new(book: &Arc<Book>) -> Self {
        let reach_s = match book.strategy {
            Strategy::Pov { window_s, .. } => window_s,
            Strategy::Immediate | Strategy::Twap { .. } | Strategy::Exponential { .. } => 0.0,
        };
        Self {
            holding: Holding::new(book.market, 0.0),
            safeguards: Safeguards::new(book.safeguards, book.start_price, reach_s),
            has_begun: false,
            is_off: false,
            book: Arc::clone(book),
        }
    }

    /// Base sold, of a buyer negative.
    fn sold(&self) -> f64 {
        // Not -0 where nothing was.
        0.0 - self.holding.base
    }

    /// What it would trade in a tick of `length_s` that ends at `now_s`; not negative.
    fn wish(&self, now_s: f64, length_s: f64) -> f64 {
        let rest = (self.book.quantity - self.sold()).abs();
        let active_s = (now_s - self.book.start_s).min(length_s);
        // A rounding error of the clock is no time.
        if active_s <= 1e-9 * length_s {
            return 0.0;
        }
        match self.book.strategy {
            Strategy::Immediate => rest,
            Strategy::Twap { duration_s } => {
                let left_s = self.book.start_s + duration_s - (now_s - active_s);
                if left_s <= active_s * (1.0 + 1e-9) {
                    // The last tick takes what is left; afterwards it is over.
                    if left_s > 1e-9 * length_s { rest } else { 0.0 }
                } else {
                    rest * (active_s / left_s)
                }
            }
            Strategy::Exponential { rate_per_s } => rest * -exp_m1(-rate_per_s * active_s),
            Strategy::Pov {
                share,
                window_s,
                per_s,
                counts_all,
            } => {
                let [others, _] = self.safeguards.past.volume_per_s(window_s);
                let followed = per_s + if counts_all { others } else { 0.0 };
                (share / (1.0 - share) * followed * active_s).min(rest)
            }
        }
    }
}

impl Acts for Program {
    fn on_mark(&mut self, view: &View<'_>, _balances: &mut Balances) {
        if view.now.is_look {
            let venue = &view.venues[self.book.market];
            let own = self.holding.volume;
            self.safeguards.past.note(view.now.time_s, venue, own);
        }
    }

    fn orders(&mut self, market: usize, view: &View<'_>, into: &mut Netting) {
        let (Some(length_s), true) = (view.now.length_s, market == self.book.market) else {
            return;
        };
        let sign = self.book.quantity.signum();
        let mut order = sign * self.wish(view.now.time_s, length_s);
        if order == 0.0 {
            return;
        }
        self.has_begun = true;
        let venue = &view.venues[market];
        if let Some(limit) = self.book.limit {
            order = sign * order.abs().min(until(venue, limit, order));
        }
        order = self.safeguards.cut(order, view, venue);
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

    fn forced_between(&self, _market: usize, _from: f64, _to: f64) -> f64 {
        0.0
    }

    fn is_touched(&self) -> bool {
        self.holding.base != 0.0
    }

    fn triggered_quantity(&self) -> f64 {
        0.0
    }

    fn dealt(&self) -> Option<Dealt> {
        Some(Dealt {
            rest: self.book.quantity - self.sold(),
            ..self.holding.dealt()
        })
    }

    fn record(&self, market: usize, _venue: &Venue, into: &mut Vec<f64>) {
        if market == self.book.market {
            into.extend([self.sold(), self.holding.notional]);
        }
    }

    fn note(&self, _venues: &[Venue], log: &mut Log) {
        log.note(&STARTS, self.book.market, self.has_begun);
        log.note(&STOPPED, self.book.market, self.is_off);
    }
}
