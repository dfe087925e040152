//! Stop orders of holders without leverage: a second crowd with its own cursor. They have no margin and no bankruptcy price, and
//! no fund pays for them; what they sell moves the same price.

use super::desk::{Balances, Netted, Netting, Order, View};
use super::holding::Holding;
use super::{Acts, Places, Population, Waiting};
use crate::json::object;
use crate::log::{ColumnSpec, EventSpec, FLOW, Log, Sort, described};
use crate::market::venue::Venue;
use crate::population::crowd::{Crowd, Position, Side};
use crate::population::laws::{check_weights, weights_of};
use crate::population::leverage::LeverageLaw;
use crate::scenario::declare::{
    BASE, ENABLED, MARKET_REFERENCE, SIDE, above, built, count, field, number, yes,
};
use crate::scenario::node::{Build, Node, SIDES};
use crate::scenario::schema::{Kind, List, Range};
use crate::scenario::spec::{Lens, Scale, Spec, kinds, slider, switch};
use crate::scenario::words::{self, NO_WORDS, Words};
use serde_json::Value;
use std::sync::Arc;

/// The word by which this kind is known.
pub const KIND: &str = "stops";

/// What is recorded of them.
pub static COLUMNS: &[ColumnSpec] = &[
    ColumnSpec {
        name: "stopQuantity",
        unit: "base",
        doc: described("Base that stop orders have traded."),
        sort: FLOW,
    },
    ColumnSpec {
        name: "stopNotional",
        unit: "quote",
        doc: described("Quote that stop orders have traded."),
        sort: Sort::Dealt,
    },
];

/// What can happen to them.
pub static EVENTS: &[&EventSpec] = &[&FIRST_STOP];

static FIRST_STOP: EventSpec = EventSpec {
    name: "firstStop",
    label: "first stop order",
    doc: "The first stop order is triggered.",
};

/// Distances from the starting price, fraction of it.
const DISTANCE: Range = above(0.0, 0.99);

static DISTANCES: List = List {
    item: Kind::Number(DISTANCE),
    min: 1,
    max: 1_000,
};

kinds! {
    /// How distances of triggers are distributed, by quantity; as laws of leverage are.
    static DISTANCE_LAW: LeverageLaw, "law" => [UNIFORM, CLUSTERS]
}

static UNIFORM: Spec<LeverageLaw> = Spec {
    variant: built(
        "uniform",
        "Evenly between two distances.",
        &[
            number("from", DISTANCE, None, "fraction", "Nearest trigger."),
            number("to", DISTANCE, None, "fraction", "Furthest trigger."),
        ],
    ),
    needs_ticks: false,
    controls: &[],
    build: |node, build, ()| {
        let (from, to) = (node.number("from"), node.number("to"));
        build.ordered(node, "from", from, "to", to);
        LeverageLaw::Uniform { from, to }
    },
};

static CLUSTERS: Spec<LeverageLaw> = Spec {
    variant: built(
        "clusters",
        "At a few popular distances.",
        &[
            field("at", Kind::List(&DISTANCES), None, "The distances."),
            crate::population::laws::WEIGHTS_FIELD,
        ],
    ),
    needs_ticks: false,
    controls: &[],
    build: |node, build, ()| {
        let at = node.numbers("at");
        let weights = weights_of(node, at.len());
        check_weights(build, node, &weights, at.len());
        LeverageLaw::Clusters { at, weights }
    },
};

/// What is told of them.
static WORDS: Words = Words {
    names: &[words::Name {
        word: KIND,
        name: "stop orders",
        rule: words::Rule::Always(
            "Stop orders wait beside the price: each {buys|sells} as soon as the price has {risen|fallen} so far.",
        ),
    }],
    terms: &[[
        "stops",
        "Stop order",
        "An order of a holder without leverage that sells (or buys) at the market as soon as the price has come so far. Nobody closes the position by force, but the order pushes the price all the same.",
    ]],
    assumed: &[[
        KIND,
        "Stop orders belong to holders without leverage: each trades all of its size once the price has moved so far, and pays nobody.",
    ]],
    heads: &[
        ["stopQuantity", "Traded by stop orders so far, units"],
        ["stopNotional", "Traded by stop orders so far,\u{a0}$"],
    ],
    waits: true,
    row: [
        r#"Triggered at <math><msub><mi>p</mi><mi>0</mi></msub><mo stretchy="false">(</mo><mn>1</mn><mo>∓</mo><mi>d</mi><mo stretchy="false">)</mo></math>; no margin, nothing of the fund."#,
        "AL-1; Stops below the market",
    ],
    rows: &[words::Rows {
        head: "Where stops lie: <code>populations[].distance.law</code>, and what triggers them: <code>.trigger</code>",
        rows: &[
            [
                "populations[].distance.law",
                "uniform",
                "Order i of n at the quantile (i + 1/2)/n.",
                "<code>tests/mechanisms.rs</code>",
            ],
            [
                "populations[].distance.law",
                "clusters",
                "",
                "Stops below the market",
            ],
            [
                "populations[].trigger",
                "last",
                "",
                "<code>tests/mechanisms.rs</code>",
            ],
            [
                "populations[].trigger",
                "mark",
                "",
                "<code>tests/mechanisms.rs</code>",
            ],
        ],
    }],
    ..NO_WORDS
};

/// Their declaration.
pub static STOPS: Spec<Population, Places> = Spec {
    variant: built(
        KIND,
        "Stop orders of holders without leverage.",
        &[
            ENABLED,
            MARKET_REFERENCE,
            SIDE,
            number(
                "quantity",
                BASE,
                None,
                "base",
                "Base of all orders together.",
            ),
            count(Some("1000")),
            field(
                "distance",
                Kind::Tagged(&DISTANCE_LAW.tagged),
                None,
                "Distance of the triggers from the starting price, fraction of it: order i of n takes the quantile (i + 1/2)/n.",
            ),
            field(
                "trigger",
                Kind::Choice(&[
                    yes("last", "The last traded price."),
                    yes("mark", "The mark price."),
                ]),
                Some("\"last\""),
                "Price that triggers them.",
            ),
        ],
    )
    .told(&WORDS),
    needs_ticks: false,
    controls: CONTROLS,
    build,
};

static CONTROLS: &[Lens] = &[
    switch(
        "stops.enabled",
        "Stop orders",
        "orders of holders without leverage that sell when the price comes to them",
        sample,
    ),
    slider(
        "stops.quantity",
        &["quantity"],
        "All stop orders",
        "base",
        [1e5, 1e10],
        true,
        "what all stop orders together sell (buy)",
    ),
    slider(
        "stops.from",
        &["distance", "from"],
        "Nearest stop",
        "fraction",
        [0.001, 0.5],
        false,
        "how far from today's price the first stop order is triggered",
    ),
    slider(
        "stops.to",
        &["distance", "to"],
        "Furthest stop",
        "fraction",
        [0.001, 0.9],
        false,
        "how far from today's price the last one is triggered",
    ),
];

/// A fifth of the open interest, from 1 % to 15 % away.
fn sample(scale: &Scale) -> Vec<Value> {
    vec![object([
        ("market", scale.markets[0].as_str().into()),
        ("side", if scale.is_rise { "short" } else { "long" }.into()),
        ("quantity", (0.2 * scale.open_interest).into()),
        (
            "distance",
            object([
                ("law", "uniform".into()),
                ("from", 0.01.into()),
                ("to", 0.15.into()),
            ]),
        ),
    ])]
}

fn build(node: &Node<'_>, build: &mut Build<'_>, places: &Places) -> Population {
    let market = places.market(node, build);
    let law = DISTANCE_LAW
        .build(&node.field("distance"), build, &())
        .unwrap_or(LeverageLaw::Uniform { from: 0.1, to: 0.1 });
    let side = build.word(node, "side", SIDES);
    let count = node.count("count");
    let start = places.markets[market].impact.start_price;
    let quantity = node.number("quantity") / f64::from(count);
    let quantiles = law.quantiles();
    let order = |index: u32| {
        let distance = quantiles.at((f64::from(index) + 0.5) / f64::from(count));
        let position = Position {
            trigger_price: Some(start * (1.0 - side.sign() * distance)),
            bankruptcy_price: 0.0,
            quantity,
            margin: 0.0,
            leverage: 1.0,
        };
        (index, position)
    };
    let crowd = Arc::new(Crowd::new(side, (0..count).map(order).collect()));
    Population::Acting(
        Book {
            market,
            is_enabled: node.flag("enabled"),
            by_mark: build.word(node, "trigger", &[("last", false), ("mark", true)]),
            crowd,
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
    by_mark: bool,
    /// The orders.
    pub crowd: Arc<Crowd>,
}

impl Book {
    /// Whether they take part.
    #[must_use]
    pub fn is_enabled(&self) -> bool {
        self.is_enabled
    }
}

/// Stop orders in a run.
#[derive(Debug, Clone)]
pub struct Stops {
    book: Arc<Book>,
    /// Orders triggered, in the crowd's order.
    triggered: usize,
    holding: Holding,
    /// Price that triggers them, at the last look.
    seen: f64,
}

/// The book belongs to the scenario and not to the state.
impl PartialEq for Stops {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.book, &other.book)
            && self.triggered == other.triggered
            && self.holding == other.holding
            && self.seen == other.seen
    }
}

impl Stops {
    /// The orders before anything happens.
    #[must_use]
    pub fn new(book: &Arc<Book>) -> Self {
        Self {
            triggered: 0,
            holding: Holding::new(book.market, 0.0),
            seen: f64::NAN,
            book: Arc::clone(book),
        }
    }

    fn waiting(&self) -> f64 {
        self.book.crowd.cumulative_quantity[self.triggered] - self.holding.volume
    }
}

impl Acts for Stops {
    fn on_mark(&mut self, view: &View<'_>, _balances: &mut Balances) {
        let venue = &view.venues[self.book.market];
        self.seen = if self.book.by_mark {
            venue.mark.price
        } else {
            venue.last_price
        };
        self.triggered = self.book.crowd.reached(self.seen, self.triggered);
    }

    fn orders(&mut self, market: usize, _view: &View<'_>, into: &mut Netting) {
        let waiting = self.waiting();
        if market == self.book.market && waiting > 0.0 {
            into.place(self.book.crowd.side.sign() * waiting, 0);
        }
    }

    fn on_fill(&mut self, _market: usize, orders: &[Order], netted: Netted) -> bool {
        let filled = orders.iter().fold(0.0, |sum, order| sum + order.filled);
        let end = self.book.crowd.cumulative_quantity[self.triggered];
        let holding = &mut self.holding;
        let before = holding.volume;
        holding.volume = if netted.is_complete {
            end
        } else {
            (before + filled).min(end)
        };
        let notional = (holding.volume - before) * netted.price;
        holding.notional += notional;
        if self.book.crowd.side == Side::Short {
            holding.bought += notional;
        }
        holding.base = -self.book.crowd.side.sign() * holding.volume;
        holding.volume > before
    }

    fn holding(&self) -> Option<&Holding> {
        Some(&self.holding)
    }

    fn is_waiting(&self, market: usize) -> bool {
        market == self.book.market && self.waiting() > 0.0
    }

    fn backlog(&self, market: usize, _price: f64) -> f64 {
        if market == self.book.market {
            self.waiting()
        } else {
            0.0
        }
    }

    fn is_marked(&self) -> bool {
        self.book.by_mark
    }

    fn forced_between(&self, market: usize, from: f64, to: f64) -> f64 {
        let is_their_side = (to < from) == (self.book.crowd.side == Side::Long);
        if market != self.book.market || !is_their_side {
            return 0.0;
        }
        // The same move, from the price that triggers them.
        let (near, far) = (self.seen, self.seen * (to / from));
        let crowd = &self.book.crowd;
        let near = crowd.reached_beyond(near).max(self.triggered);
        let far = crowd.reached_beyond(far);
        let sums = &crowd.cumulative_quantity;
        (sums[far] - sums[near]).max(0.0)
    }

    fn is_touched(&self) -> bool {
        self.triggered > 0
    }

    fn triggered_quantity(&self) -> f64 {
        self.book.crowd.cumulative_quantity[self.triggered]
    }

    fn waiting_crowds(&self) -> Vec<Waiting> {
        vec![Waiting {
            kind: KIND,
            label: "stop orders",
            hue: 0,
            market: self.book.market,
            by_mark: self.book.by_mark,
            crowd: Arc::clone(&self.book.crowd),
        }]
    }

    fn record(&self, market: usize, _venue: &Venue, into: &mut Vec<f64>) {
        if market == self.book.market {
            into.extend([self.holding.volume, self.holding.notional]);
        }
    }

    fn note(&self, _venues: &[Venue], log: &mut Log) {
        log.note(&FIRST_STOP, self.book.market, self.triggered > 0);
    }
}
