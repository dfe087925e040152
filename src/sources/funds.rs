//! Funds that keep their leverage: leveraged and inverse exchange-traded funds, and whoever owes a fixed share of what he holds.
//!
//! A fund holds `q` base and owes `d`; its equity is `e = q p - d`. To have the leverage `L` again it must sell
//! `q - L e / p`. With `L` above 1 it sells what falls and buys what rises; so does an inverse fund, with `L` below 0: both at the
//! rate `L (L - 1)`. Between 0 and 1 it is the other way round. Whose equity is gone sells all, or buys all back, and is closed.

use super::desk::{Balances, Netted, Netting, Now, Order, View};
use super::holding::Holding;
use super::reactor::{Asked, INTERVAL, OFFSET, SIDES, Sides, Times};
use super::{Acts, Places, Population};
use crate::error::show;
use crate::json::object;
use crate::log::{ColumnSpec, EventSpec, FLOW, Log, STOCK, Sort, described};
use crate::market::venue::Venue;
use crate::scenario::declare::{ENABLED, MARKET_REFERENCE, POSITIVE, built, field, number, range};
use crate::scenario::node::{Build, Node};
use crate::scenario::schema::{Field, Kind, join};
use crate::scenario::spec::{Lens, Scale, Spec, slider, switch};
use crate::scenario::words::{self, NO_WORDS, Words};
use serde_json::Value;
use std::sync::Arc;

/// The word by which this kind is known.
pub const KIND: &str = "funds";

/// Less leverage than this, and not below 0, is none.
const LEAST_LEVERAGE: f64 = 0.01;

/// What is recorded of them.
pub static COLUMNS: &[ColumnSpec] = &[
    ColumnSpec {
        name: "rebalanceSold",
        unit: "base",
        doc: described("Base that funds have sold to keep their leverage; negative: bought."),
        sort: STOCK,
    },
    ColumnSpec {
        name: "rebalanceNotional",
        unit: "quote",
        doc: described("Quote that funds have traded to keep their leverage."),
        sort: Sort::Dealt,
    },
    ColumnSpec {
        name: "fundEquity",
        unit: "quote",
        doc: described(
            "Equity of the funds: what they hold less what they owe; below 0 where a closed one cannot pay.",
        ),
        sort: STOCK,
    },
    ColumnSpec {
        name: "fundBadDebt",
        unit: "quote",
        doc: described("What closed funds could not pay; part of badDebt."),
        sort: FLOW,
    },
];

/// What can happen to them.
pub static EVENTS: &[&EventSpec] = &[&FUND_CLOSED];

static FUND_CLOSED: EventSpec = EventSpec {
    name: "fundClosed",
    label: "fund closed",
    doc: "A fund has no equity left, and sells all that it holds.",
};

const REBALANCE: &[Field] = &[INTERVAL, OFFSET];

/// What is told of them.
static WORDS: Words = Words {
    names: &[words::Name {
        word: KIND,
        name: "leveraged funds",
        rule: words::Rule::ByDeed {
            with: "Leveraged funds keep what they hold in proportion to what they own: here they must {buy|sell} as the price {rises|falls}.",
            against: "Leveraged funds keep what they hold in proportion to what they own: here they must {sell|buy} as the price {rises|falls}.",
            otherwise: "Leveraged funds trade to keep their leverage.",
        },
    }],
    terms: &[[
        "funds",
        "Leveraged funds",
        "Funds that keep their leverage: what they hold stays a fixed multiple of what they own. Above 1, and below 0, they must sell what falls and buy what rises.",
    ]],
    assumed: &[[
        KIND,
        "Funds keep their leverage whatever the price; nobody puts money in or takes it out, and whoever has nothing left is closed.",
    ]],
    heads: &[
        ["rebalanceSold", "Sold by leveraged funds so far, units"],
        [
            "rebalanceNotional",
            "Traded by leveraged funds so far,\u{a0}$",
        ],
        ["fundEquity", "Equity of leveraged funds,\u{a0}$"],
        ["fundBadDebt", "Owed by closed leveraged funds,\u{a0}$"],
    ],
    has_borrowed: true,
    row: [
        "Sells <math><mi>q</mi><mo>−</mo><mi>L</mi><mi>e</mi><mo>/</mo><mi>p</mi></math>, holding less leverage times equity over price; one of those who answer the price.",
        "OT20, OT21; Everything at the close",
    ],
    rows: &[words::Rows {
        head: "Funds and margin accounts: what a fund trades, <code>populations[].sides</code>, and what is sold of an account, <code>.sale</code>",
        rows: &[
            ["populations[].sides", "both", "", "OT20"],
            [
                "populations[].sides",
                "sells",
                "",
                "<code>tests/traditional.rs</code>",
            ],
            [
                "populations[].sides",
                "buys",
                "",
                "<code>tests/traditional.rs</code>",
            ],
        ],
    }],
    ..NO_WORDS
};

/// Their declaration.
pub static FUNDS: Spec<Population, Places> = Spec {
    variant: built(
        KIND,
        "A fund that keeps its leverage, as leveraged and inverse exchange-traded funds do.",
        &[
            ENABLED,
            MARKET_REFERENCE,
            number(
                "equity",
                POSITIVE,
                None,
                "quote",
                "What it owns at the start, less what it owes.",
            ),
            number(
                "leverage",
                range(-10.0, 50.0),
                None,
                "x",
                "What it holds over its equity, all the time; negative: an inverse fund. Not from 0 to below 0.01.",
            ),
            number(
                "tolerance",
                range(0.0, 1.0),
                Some("0"),
                "fraction",
                "Nothing trades while the leverage is no farther from what it should be, as a share of that.",
            ),
            SIDES,
            field(
                "rebalance",
                Kind::Object(REBALANCE),
                Some("{}"),
                "When it trades: at the close of each day, with intervalS 86400, or always.",
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
        "funds.enabled",
        "Leveraged funds",
        "they keep their leverage: sell what falls, buy what rises",
        sample,
    ),
    slider(
        "funds.equity",
        &["equity"],
        "Size of the fund",
        "quote",
        [1e6, 1e10],
        true,
        "what the fund owns less what it owes",
    ),
    slider(
        "funds.leverage",
        &["leverage"],
        "Its leverage",
        "x",
        [-3.0, 5.0],
        false,
        "what it holds over what it owns; below 0 it bets on a fall. Only between 0 and 1 it trades against the move",
    ),
    slider(
        "funds.tolerance",
        &["tolerance"],
        "Leverage may drift by",
        "fraction",
        [0.0, 0.5],
        false,
        "it trades only when its leverage is farther away than that",
    ),
];

/// Three times leveraged, as large as makes three tenths of a move its own.
fn sample(scale: &Scale) -> Vec<Value> {
    vec![object([
        ("market", scale.markets[0].as_str().into()),
        ("equity", (5.0 * scale.depth * scale.price).into()),
        ("leverage", 3.into()),
    ])]
}

fn build(node: &Node<'_>, build: &mut Build<'_>, places: &Places) -> Population {
    let market = places.linear_market(node, build, KIND);
    let rules = &places.markets[market];
    let leverage = node.number("leverage");
    if (0.0..LEAST_LEVERAGE).contains(&leverage) {
        let path = join(&node.path, "leverage");
        let message = format!(
            "{path} is {}; a fund without exposure trades nothing",
            show(leverage)
        );
        build.inconsistent(&path, message);
    }
    Population::Acting(
        Book {
            market,
            is_enabled: node.flag("enabled"),
            start_price: rules.impact.start_price,
            equity: node.number("equity"),
            leverage,
            tolerance: node.number("tolerance"),
            sides: Sides::read(node, build),
            times: Times::read(&node.field("rebalance"), build),
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
    equity: f64,
    leverage: f64,
    tolerance: f64,
    sides: Sides,
    times: Times,
}

impl Book {
    /// Whether they take part.
    #[must_use]
    pub fn is_enabled(&self) -> bool {
        self.is_enabled
    }

    /// Base held at the start.
    fn first_base(&self) -> f64 {
        self.leverage * self.equity / self.start_price
    }
}

/// A fund in a run.
#[derive(Debug, Clone)]
pub struct Funds {
    book: Arc<Book>,
    holding: Holding,
    sold: f64,
    /// Money; negative: debt.
    cash: f64,
    /// Its equity is gone: it is closed, and never trades again once it holds nothing.
    is_closed: bool,
    /// What it could not pay when it was sold out.
    lack: f64,
    /// Last price of the last look.
    price: f64,
    /// Base that it would sell now.
    wish: f64,
    /// Whether it asks for that in this step.
    is_asking: bool,
    asked: Asked,
}

/// The book belongs to the scenario and not to the state.
impl PartialEq for Funds {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.book, &other.book)
            && self.holding == other.holding
            && self.sold == other.sold
            && self.cash == other.cash
            && self.is_closed == other.is_closed
            && self.lack == other.lack
            && self.price == other.price
            && self.wish == other.wish
            && self.is_asking == other.is_asking
            && self.asked == other.asked
    }
}

impl Funds {
    /// Before anything happens: at its leverage.
    #[must_use]
    pub fn new(book: &Arc<Book>) -> Self {
        Self {
            holding: Holding::new(book.market, book.first_base()),
            sold: 0.0,
            cash: (1.0 - book.leverage) * book.equity,
            is_closed: false,
            lack: 0.0,
            price: book.start_price,
            wish: 0.0,
            is_asking: false,
            asked: Asked::default(),
            book: Arc::clone(book),
        }
    }

    fn equity(&self, price: f64) -> f64 {
        self.holding.base * price + self.cash
    }

    /// Base to sell at a price so that it has its leverage again.
    fn gap(&self, price: f64) -> f64 {
        let (base, equity) = (self.holding.base, self.equity(price));
        if self.is_closed || equity <= 0.0 {
            return base;
        }
        base - self.book.leverage * equity / price
    }

    /// Base that it would sell at the last price.
    fn wish_now(&self, now: Now) -> f64 {
        let book = &*self.book;
        let gap = self.gap(self.price);
        if gap.abs() <= now.tolerance * book.first_base().abs() {
            return 0.0;
        }
        if self.is_closed {
            return gap;
        }
        let is_near = || {
            let leverage = self.holding.base * self.price / self.equity(self.price);
            (leverage - book.leverage).abs() <= book.tolerance * book.leverage.abs()
        };
        if !book.sides.allows(gap) || book.tolerance > 0.0 && is_near() {
            return 0.0;
        }
        gap
    }
}

impl Acts for Funds {
    fn on_mark(&mut self, view: &View<'_>, _balances: &mut Balances) {
        self.price = view.venues[self.book.market].last_price;
        let equity = self.equity(self.price);
        self.is_closed |= equity <= 0.0;
        self.wish = self.wish_now(view.now);
        self.asked.look(self.book.times, view.now);
        if self.is_closed && self.wish == 0.0 {
            self.lack = self.lack.max(-equity);
        }
    }

    fn orders(&mut self, market: usize, view: &View<'_>, into: &mut Netting) {
        if market != self.book.market {
            return;
        }
        let is_time = self.asked.ask(self.book.times, view.now);
        // Who has nothing left is not asked when he would like to sell.
        self.is_asking = self.wish != 0.0 && (self.is_closed || is_time);
        if self.is_asking {
            into.react(self.wish);
        }
    }

    fn held_back(&self, market: usize, _venues: &[Venue]) -> f64 {
        if self.is_waiting(market) || market == self.book.market && self.asked.is_due {
            self.wish.abs()
        } else {
            0.0
        }
    }

    fn wanted(&self, market: usize, price: f64) -> f64 {
        // Whoever keeps still between two times is nobody's counterpart.
        if market == self.book.market && self.is_asking {
            self.gap(price)
        } else {
            0.0
        }
    }

    fn on_fill(&mut self, _market: usize, orders: &[Order], netted: Netted) -> bool {
        let before = self.holding.base;
        let sold = self.holding.trade(orders, netted.price);
        self.sold += sold;
        self.cash += sold * netted.price;
        // What is too small for the holding to change is no trade: the next wave would ask for it again.
        self.holding.base != before
    }

    fn is_waiting(&self, market: usize) -> bool {
        // Until the next close nothing waits: what is traded then depends on the price that will stand there.
        let is_free = self.is_closed || self.book.times.interval_s == 0.0;
        market == self.book.market && self.wish != 0.0 && is_free
    }

    fn holding(&self) -> Option<&Holding> {
        Some(&self.holding)
    }

    fn bad_debt(&self, market: usize) -> f64 {
        if market == self.book.market {
            self.lack
        } else {
            0.0
        }
    }

    fn forced_between(&self, market: usize, from: f64, to: f64) -> f64 {
        if market != self.book.market || self.book.times.interval_s > 0.0 {
            return 0.0;
        }
        // The same move, from the price that it looks at.
        let sold = self.gap(self.price * (to / from)) - self.gap(self.price);
        self.book.sides.pushed(sold, from, to)
    }

    fn is_touched(&self) -> bool {
        self.holding.volume > 0.0
    }

    fn triggered_quantity(&self) -> f64 {
        0.0
    }

    fn record(&self, market: usize, venue: &Venue, into: &mut Vec<f64>) {
        if market == self.book.market {
            let equity = self.equity(venue.last_price);
            into.extend([self.sold, self.holding.notional, equity, self.lack]);
        }
    }

    fn note(&self, _venues: &[Venue], log: &mut Log) {
        log.note(&FUND_CLOSED, self.book.market, self.is_closed);
    }
}
