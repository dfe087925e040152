//! Buyers below a value (sellers above one): with orders that rest in the market, or at a speed of their own.

use super::desk::{Balances, Netted, Netting, Order, View};
use super::holding::Holding;
use super::{Acts, Places, Population};
use crate::error::show;
use crate::json::object;
use crate::log::{ColumnSpec, EventSpec, STOCK, Sort, described};
use crate::market::venue::Venue;
use crate::math::exp_m1;
use crate::population::crowd::Side;
use crate::scenario::declare::{
    BASE, ENABLED, MARKET_REFERENCE, SIDE, above, built, field, number, range,
};
use crate::scenario::node::{Build, Node, SIDES};
use crate::scenario::schema::{Kind, join};
use crate::scenario::spec::{Lens, Scale, Spec, slider, switch};
use crate::scenario::words::{self, NO_WORDS, Words};
use std::sync::Arc;

/// The word by which this kind is known.
pub const KIND: &str = "value";

/// What is recorded of them.
pub static COLUMNS: &[ColumnSpec] = &[
    ColumnSpec {
        name: "valueHolding",
        unit: "base",
        doc: described("Base that value buyers hold; of those who sell above a value, negative."),
        sort: STOCK,
    },
    ColumnSpec {
        name: "valueNotional",
        unit: "quote",
        doc: described("Quote that value buyers have traded."),
        sort: Sort::Dealt,
    },
];

/// Nothing that has a moment.
pub static EVENTS: &[&EventSpec] = &[];

/// What is told of them.
static WORDS: Words = Words {
    names: &[
        words::Name {
            word: KIND,
            name: "value buyers",
            rule: words::Rule::ByDeed {
                with: "Who trades by value waits for a price that is cheap or dear enough.",
                against: "Value {sellers sell|buyers buy} the more, the {dearer|cheaper} it gets.",
                otherwise: "Who trades by value waits for a price that is cheap or dear enough.",
            },
        },
        words::Name {
            word: "valueSellers",
            name: "value sellers",
            rule: words::Rule::Untold,
        },
    ],
    terms: &[[
        "value",
        "Value trader",
        "Somebody with a price in mind, who buys the more, the cheaper it gets, or sells the more, the dearer: a brake.",
    ]],
    assumed: &[[
        KIND,
        "Who trades by value wants the more, the cheaper (or dearer) it gets; their orders rest in the market, or come at a given speed.",
    ]],
    heads: &[
        ["valueHolding", "Held by value buyers, units"],
        ["valueNotional", "Traded by value buyers so far,\u{a0}$"],
    ],
    row: [
        r#"Resting orders are met inside the fill: <math><mi>x</mi><mo>=</mo><mi>N</mi><mo>−</mo><mi>Δ</mi><mi>h</mi><mo stretchy="false">(</mo><mi>p</mi><mo stretchy="false">(</mo><mi>x</mi><mo stretchy="false">)</mo><mo stretchy="false">)</mo></math>, by 200 halvings."#,
        "AL-2; tried in Stops below the market",
    ],
    ..NO_WORDS
};

/// Their declaration.
pub static VALUE: Spec<Population, Places> = Spec {
    variant: built(
        KIND,
        "Buyers below a value (side short: sellers above one). They want budget clamp((d - from)/(fullAt - from), 0, 1) with d = (value - p)/value.",
        &[
            ENABLED,
            MARKET_REFERENCE,
            SIDE,
            number("budget", BASE, None, "base", "Largest holding."),
            field(
                "value",
                Kind::Nullable(&Kind::Number(range(1e-9, 1e12))),
                Some("null"),
                "What they think it is worth, quote per base; null: the starting price.",
            ),
            number(
                "from",
                range(0.0, 0.99),
                Some("0"),
                "fraction of the value",
                "Discount from which they buy.",
            ),
            number(
                "fullAt",
                above(0.0, 0.99),
                Some("0.1"),
                "fraction of the value",
                "Discount at which they hold all; above from.",
            ),
            field(
                "sellsBack",
                Kind::Flag,
                Some("false"),
                "Whether they give back when the price returns.",
            ),
            field(
                "ratePerS",
                Kind::Nullable(&Kind::Number(range(1e-6, 1e6))),
                Some("null"),
                "Speed towards what they want, 1/s, by market orders; needs the ticks clock. null: their orders rest in the market.",
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
        "value.enabled",
        "Value buyers",
        "they buy below what they think it is worth",
        sample,
    ),
    slider(
        "value.budget",
        &["budget"],
        "They buy at most",
        "base",
        [1e5, 1e10],
        true,
        "the most that they buy",
    ),
    slider(
        "value.fullAt",
        &["fullAt"],
        "All bought at",
        "fraction",
        [0.005, 0.9],
        false,
        "discount to their value at which they have bought all of it",
    ),
];

/// A fifth of the open interest, all of it at a tenth off the price.
fn sample(scale: &Scale) -> Vec<serde_json::Value> {
    vec![object([
        ("market", scale.markets[0].as_str().into()),
        ("side", if scale.is_rise { "short" } else { "long" }.into()),
        ("budget", (0.2 * scale.open_interest).into()),
        ("fullAt", 0.1.into()),
    ])]
}

fn build(node: &Node<'_>, build: &mut Build<'_>, places: &Places) -> Population {
    let market = places.market(node, build);
    let rate_per_s = node.number_of("ratePerS");
    build.takes_time(node, "ratePerS", rate_per_s.is_some(), "must be null");
    let (from, full_at) = (node.number("from"), node.number("fullAt"));
    if full_at <= from {
        let path = join(&node.path, "fullAt");
        let message = format!(
            "{path} is {}; expected more than from, {}",
            show(full_at),
            show(from)
        );
        build.inconsistent(&path, message);
    }
    let start = places.markets[market].impact.start_price;
    Population::Acting(
        Book {
            market,
            is_enabled: node.flag("enabled"),
            side: build.word(node, "side", SIDES),
            budget: node.number("budget"),
            value: node.number_of("value").unwrap_or(start),
            from,
            full_at,
            sells_back: node.flag("sellsBack"),
            rate_per_s,
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
    side: Side,
    budget: f64,
    value: f64,
    from: f64,
    full_at: f64,
    sells_back: bool,
    rate_per_s: Option<f64>,
}

impl Book {
    /// Whether they take part.
    #[must_use]
    pub fn is_enabled(&self) -> bool {
        self.is_enabled
    }

    /// Holding wanted at a price, base; of sellers negative.
    fn wanted(&self, price: f64) -> f64 {
        let discount = self.side.sign() * (self.value - price) / self.value;
        let share = ((discount - self.from) / (self.full_at - self.from)).clamp(0.0, 1.0);
        self.side.sign() * self.budget * share
    }

    /// What is bought of it by whoever holds `holding`.
    fn bought(&self, holding: f64, price: f64) -> f64 {
        let missing = self.wanted(price) - holding;
        if self.sells_back || missing * self.side.sign() > 0.0 {
            missing
        } else {
            0.0
        }
    }
}

/// Value buyers in a run.
#[derive(Debug, Clone)]
pub struct Value {
    book: Arc<Book>,
    holding: Holding,
    /// Last price of the latest row.
    seen: f64,
}

/// The book belongs to the scenario and not to the state.
impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.book, &other.book)
            && self.holding == other.holding
            && self.seen == other.seen
    }
}

impl Value {
    /// Before anything happens.
    #[must_use]
    pub fn new(book: &Arc<Book>) -> Self {
        Self {
            holding: Holding::new(book.market, 0.0),
            seen: f64::NAN,
            book: Arc::clone(book),
        }
    }
}

impl Acts for Value {
    fn on_mark(&mut self, view: &View<'_>, _balances: &mut Balances) {
        if view.now.is_look {
            self.seen = view.venues[self.book.market].last_price;
        }
    }

    fn orders(&mut self, market: usize, view: &View<'_>, into: &mut Netting) {
        if market != self.book.market {
            return;
        }
        let Some(rate_per_s) = self.book.rate_per_s else {
            into.rest(self.book.budget);
            return;
        };
        let length_s = view.now.length_s.unwrap_or(0.0);
        let bought =
            self.book.bought(self.holding.base, self.seen) * -exp_m1(-rate_per_s * length_s);
        if bought != 0.0 {
            into.place(-bought, 0);
        }
    }

    fn bought_until(&self, market: usize, price: f64) -> f64 {
        if market == self.book.market && self.book.rate_per_s.is_none() {
            self.book.bought(self.holding.base, price)
        } else {
            0.0
        }
    }

    fn on_fill(&mut self, _market: usize, orders: &[Order], netted: Netted) -> bool {
        self.holding.trade(orders, netted.price);
        orders.iter().any(|order| order.filled > 0.0)
    }

    fn holding(&self) -> Option<&Holding> {
        Some(&self.holding)
    }

    fn forced_between(&self, market: usize, from: f64, to: f64) -> f64 {
        if market != self.book.market {
            return 0.0;
        }
        let bought = self.book.wanted(to) - self.book.wanted(from);
        let is_towards = bought * self.book.side.sign() > 0.0;
        if !is_towards && !self.book.sells_back {
            return 0.0;
        }
        if to < from { -bought } else { bought }
    }

    fn is_touched(&self) -> bool {
        self.holding.volume > 0.0
    }

    fn triggered_quantity(&self) -> f64 {
        0.0
    }

    fn record(&self, market: usize, _venue: &Venue, into: &mut Vec<f64>) {
        if market == self.book.market {
            into.extend([self.holding.base, self.holding.notional]);
        }
    }
}
