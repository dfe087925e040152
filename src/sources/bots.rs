//! Liquidation bots: they take positions over that a venue offers below the market, each with capital of its own, and sell them on.
//!
//! A bot sees what was triggered at least its latency ago, once the mark price is far enough beyond the trigger. It takes no more than
//! its free capital buys, and no more than what it could sell at once with its least profit; that capital is free again when the base
//! is sold. What nobody takes waits.

use super::desk::{Balances, CRUMB, Netted, Netting, Order, View};
use super::holding::Holding;
use super::lots::{Bought, Lots};
use super::{Acts, Places, Population};
use crate::json::object;
use crate::log::{ColumnSpec, EventSpec, FLOW, Log, STOCK, Sort, described};
use crate::market::venue::Venue;
use crate::math::narrowed;
use crate::population::crowd::Side;
use crate::scenario::declare::{
    ENABLED, MARKET_REFERENCE, POSITIVE, built, field, number, range, whole,
};
use crate::scenario::node::{Build, Node};
use crate::scenario::schema::{Kind, join};
use crate::scenario::spec::{Lens, Scale, Spec, Way, chosen, holds, slider, switch};
use crate::scenario::words::{self, NO_WORDS, Words};
use crate::settlement::executors::{Executor, OWN, Orders, RESALE, Step, Waiting, Works};
use crate::settlement::limit::PriceLimit;
use serde_json::Value;
use std::collections::VecDeque;
use std::sync::Arc;

/// The word by which this kind is known.
pub const KIND: &str = "bots";

/// What is recorded of them.
pub static COLUMNS: &[ColumnSpec] = &[
    ColumnSpec {
        name: "botInventory",
        unit: "base",
        doc: described(
            "Base that bots have taken over and not yet sold; negative: shorts that they have not yet bought.",
        ),
        sort: Sort::Held,
    },
    ColumnSpec {
        name: "botNotional",
        unit: "quote",
        doc: described("Quote that bots have traded: taken over and sold on."),
        sort: Sort::Dealt,
    },
    ColumnSpec {
        name: "botBought",
        unit: "quote",
        doc: described("What of it they bought: longs taken over, and shorts bought back."),
        sort: FLOW,
    },
    ColumnSpec {
        name: "botCapitalFree",
        unit: "quote",
        doc: described("Capital of bots that is not bound in what they have taken over, quote."),
        sort: STOCK,
    },
    ColumnSpec {
        name: "botProfit",
        unit: "quote",
        doc: described(
            "What bots have earned by selling what they took over, quote; what they still hold is not counted.",
        ),
        sort: STOCK,
    },
];

/// What can happen to them.
pub static EVENTS: &[&EventSpec] = &[&OUT_OF_CAPITAL];

static OUT_OF_CAPITAL: EventSpec = EventSpec {
    name: "botsOutOfCapital",
    label: "bots out of capital",
    doc: "A bot has no capital left for a position that it would take over.",
};

/// What is told of them.
static WORDS: Words = Words {
    names: &[words::Name {
        word: KIND,
        name: "liquidation bots",
        rule: words::Rule::Always(
            "Bots take over positions that are to be closed, where that pays, and sell them on.",
        ),
    }],
    terms: &[[
        "bots",
        "Liquidation bot",
        "A program that takes over positions that are to be closed, below the market, and sells them on; where that does not pay, or its money is bound, it takes none.",
    ]],
    assumed: &[[
        KIND,
        "Bots take over positions in the order of their triggers, the quicker bots first; each knows what it could sell at once, and nothing of the others.",
    ]],
    heads: &[
        ["botInventory", "Held by bots, units"],
        ["botNotional", "Traded by bots so far,\u{a0}$"],
        ["botBought", "Bought by bots so far,\u{a0}$"],
        ["botCapitalFree", "Free capital of bots,\u{a0}$"],
        ["botProfit", "Profit of bots so far,\u{a0}$"],
    ],
    row: [
        r#"<math><mi>x</mi><mo>=</mo><mi>min</mi><mo stretchy="false">(</mo><mtext>seen</mtext><mo>,</mo><mi>C</mi><mo>/</mo><mi>P</mi><mo>,</mo><msub><mi>x</mi><mi>m</mi></msub><mo stretchy="false">)</mo></math> at <math><mi>P</mi><mo>=</mo><mi>p</mi><mo stretchy="false">(</mo><mn>1</mn><mo>−</mo><mi>d</mi><mo stretchy="false">)</mo></math>; selling <math><msub><mi>x</mi><mi>m</mi></msub></math> averages <math><mi>p</mi><mo stretchy="false">(</mo><mn>1</mn><mo>−</mo><mi>d</mi><mo>+</mo><mi>m</mi><mo stretchy="false">)</mo></math>."#,
        "AL-6; Bots look away",
    ],
    rows: &[words::Rows {
        head: "How bots sell on: <code>populations[].strategy.kind</code> of bots",
        rows: &[
            ["populations[].strategy.kind", "exponential", "", "AL-6"],
            [
                "populations[].strategy.kind",
                "twap",
                "",
                "<code>tests/bots.rs</code>",
            ],
            [
                "populations[].strategy.kind",
                "pov",
                "",
                "<code>tests/bots.rs</code>",
            ],
            [
                "populations[].strategy.kind",
                "priceCapped",
                "",
                "<code>tests/bots.rs</code>",
            ],
            [
                "populations[].strategy.at",
                "bankruptcyPrice",
                "<math><mi>P</mi></math>",
                "<code>tests/bots.rs</code>",
            ],
            [
                "populations[].strategy.at",
                "band",
                "",
                "<code>tests/bots.rs</code>",
            ],
            [
                "populations[].strategy.at",
                "fillable",
                "refused",
                "<code>tests/bots.rs</code>",
            ],
        ],
    }],
    ..NO_WORDS
};

/// Their declaration.
pub static BOTS: Spec<Population, Places> = Spec {
    variant: built(
        KIND,
        "Close what a market leaves to them (liquidation.executor \"bots\"); needs the ticks clock. Those of one market take in the order of their latency, then of the list.",
        &[
            ENABLED,
            MARKET_REFERENCE,
            whole(
                "count",
                range(1.0, 1_000.0),
                Some("1"),
                "Bots, all alike but for their latency.",
            ),
            number("capital", POSITIVE, None, "quote", "Capital of each."),
            number(
                "minProfitRatio",
                range(0.0, 0.5),
                Some("0.002"),
                "fraction",
                "Least profit, of the notional at the last price: no more is taken over than could be sold at once with it.",
            ),
            number(
                "minProfit",
                range(0.0, 1e12),
                Some("0"),
                "quote",
                "Least profit of what it takes over at one time.",
            ),
            number(
                "sensitivity",
                range(0.0, 0.99),
                Some("0"),
                "fraction",
                "How far beyond the price that triggered it the mark must be before a bot looks at a position.",
            ),
            number(
                "latencyS",
                range(0.0, 3_600.0),
                Some("1"),
                "s",
                "Seconds after the trigger at which the first bot sees a position.",
            ),
            number(
                "latencyStepS",
                range(0.0, 3_600.0),
                Some("0"),
                "s",
                "How much later each further one sees it.",
            ),
            field(
                "strategy",
                Kind::Tagged(&RESALE.tagged),
                Some("{ \"kind\": \"immediate\" }"),
                "How it sells on: \"immediate\", \"exponential\", \"twap\", \"pov\" or \"priceCapped\" (at \"bankruptcyPrice\" is the price that it paid; \"band\").",
            ),
        ],
    )
    .told(&WORDS),
    needs_ticks: true,
    controls: CONTROLS,
    build,
};

static CONTROLS: &[Lens] = &[
    switch(
        "bots.enabled",
        "Liquidation bots",
        "bots take over what is to be closed, where that pays, and sell it on",
        sample,
    ),
    slider(
        "bots.capital",
        &["capital"],
        "Money of a bot",
        "quote",
        [1e4, 1e9],
        true,
        "what a bot can have bound in positions that it has not yet sold",
    ),
    slider(
        "bots.minProfitRatio",
        &["minProfitRatio"],
        "Least profit",
        "fraction",
        [0.0, 0.05],
        false,
        "bots take nothing over that would earn them less",
    ),
    slider(
        "bots.sensitivity",
        &["sensitivity"],
        "They look from",
        "fraction",
        [0.0, 0.05],
        false,
        "how far beyond the liquidation price the market must be before they look",
    ),
    slider(
        "bots.latencyS",
        &["latencyS"],
        "They react after",
        "s",
        [0.0, 60.0],
        false,
        "seconds from a liquidation to the first bot that sees it",
    ),
    chosen(
        "bots.strategy",
        "How they sell",
        "how bots sell what they have taken over",
        &[
            ("custom", "Your own", "as the scenario has it"),
            (
                "immediate",
                "At once",
                "bots sell in the moment in which they take over",
            ),
            (
                "exponential",
                "Steadily",
                "bots sell a fifth of what they have left each second",
            ),
            (
                "twap",
                "Evenly",
                "bots sell what they took over evenly over a minute",
            ),
        ],
        &[
            crate::scenario::spec::AS_IT_IS,
            Way {
                is: |scenario, place| sells(scenario, place, &immediate()),
                set: |scenario, place| set_strategy(scenario, place, immediate()),
                is_timed: false,
            },
            Way {
                is: |scenario, place| sells(scenario, place, &steadily()),
                set: |scenario, place| set_strategy(scenario, place, steadily()),
                is_timed: false,
            },
            Way {
                is: |scenario, place| sells(scenario, place, &evenly()),
                set: |scenario, place| set_strategy(scenario, place, evenly()),
                is_timed: false,
            },
        ],
    ),
];

fn immediate() -> Value {
    object([("kind", "immediate".into())])
}

fn steadily() -> Value {
    object([("kind", "exponential".into()), ("ratePerS", 0.2.into())])
}

fn evenly() -> Value {
    object([("kind", "twap".into()), ("durationS", 60.0.into())])
}

fn sells(scenario: &Value, place: usize, strategy: &Value) -> bool {
    holds(&scenario["populations"][place]["strategy"], strategy)
}

fn set_strategy(scenario: &mut Value, place: usize, strategy: Value) {
    scenario["populations"][place]["strategy"] = strategy;
}

/// One bot with the money for what moves the price by a half percent.
fn sample(scale: &Scale) -> Vec<Value> {
    let capital = 0.5 * scale.depth * scale.price;
    vec![object([
        ("market", scale.markets[0].as_str().into()),
        ("capital", capital.into()),
    ])]
}

/// Lets a market leave to bots what it closes: without that they would do nothing.
pub fn hired_by(scenario: &mut Value, market: &str) {
    let markets = scenario["markets"].as_array_mut().into_iter().flatten();
    for market in markets.filter(|one| one["id"] == market) {
        let own = market["liquidation"]["executor"].take();
        market["liquidation"]["executor"] = object([("kind", KIND.into()), ("otherwise", own)]);
    }
}

/// Lets no market do so: each closes again as it did.
pub fn forgotten(scenario: &mut Value) {
    for market in scenario["markets"].as_array_mut().into_iter().flatten() {
        let executor = &mut market["liquidation"]["executor"];
        if executor["kind"] == KIND {
            *executor = executor["otherwise"].take();
        }
    }
}

fn build(node: &Node<'_>, build: &mut Build<'_>, places: &Places) -> Population {
    let market = places.market(node, build);
    let strategy = node.field("strategy");
    let executor = RESALE.build(&strategy, build, &()).unwrap_or_default();
    if matches!(executor.limit(), Some(PriceLimit::Fillable { .. })) {
        let path = join(&strategy.path, "at");
        let message = format!("{path} is \"fillable\", which says something of positions only");
        build.inconsistent_value(&path, "fillable", message);
    }
    Population::Acting(
        Book {
            market,
            is_enabled: node.flag("enabled"),
            capital: node.number("capital"),
            min_profit_ratio: node.number("minProfitRatio"),
            min_profit: node.number("minProfit"),
            sensitivity: node.number("sensitivity"),
            latencies: (0..node.count("count"))
                .map(|bot| node.number("latencyS") + f64::from(bot) * node.number("latencyStepS"))
                .collect(),
            strategy: executor,
        }
        .into(),
    )
}

/// A market that leaves positions to bots needs some; where all of them are switched off it closes them itself.
pub fn hire(node: &Node<'_>, places: &mut Places, build: &mut Build<'_>) {
    for (number, item) in node.items("markets").enumerate() {
        let leaves = |one: &super::Market| one.executor.discount().is_some();
        if !places.markets.get(number).is_some_and(leaves) {
            continue;
        }
        let is_bots = |one: &Node<'_>| one.text("kind") == KIND;
        let works_here = |one: &Node<'_>| {
            let named = one.text_of("market");
            named.is_none_or(|id| id == places.markets[number].id)
        };
        let there = || node.items("populations").filter(is_bots).filter(works_here);
        if there().next().is_none() {
            let path = join(&item.path, "liquidation.executor");
            let message = format!(
                "{path} \"bots\" needs a population of kind \"bots\" in market \"{}\"",
                places.markets[number].id
            );
            build.inconsistent(&path, message);
        } else if !there().any(|one| one.value["enabled"] != false) {
            let own = item.field("liquidation").field("executor");
            let own = OWN.build(&own.field("otherwise"), build, &());
            places.markets[number].executor = own.unwrap_or_default();
        }
    }
}

/// What never changes.
#[derive(Debug)]
pub struct Book {
    /// Index of the market.
    pub market: usize,
    is_enabled: bool,
    capital: f64,
    min_profit_ratio: f64,
    min_profit: f64,
    sensitivity: f64,
    /// Of each bot, s.
    latencies: Vec<f64>,
    strategy: Executor,
}

impl Book {
    /// Whether they take part.
    #[must_use]
    pub fn is_enabled(&self) -> bool {
        self.is_enabled
    }

    /// Base of a side that could be sold (bought, of shorts) at once with the least profit, at most `most`.
    fn pays(&self, lots: &Lots, side: Side, most: f64, venue: &Venue) -> f64 {
        let (price, sign) = (lots.price(side), side.sign());
        let worst = venue.last_price * (1.0 - sign * (lots.discount - self.min_profit_ratio));
        if most <= 0.0 || lots.discount < self.min_profit_ratio {
            return 0.0;
        }
        let sale = |base: f64| {
            venue
                .liquidity
                .quote(&venue.impact, venue.exogenous, sign * base)
        };
        let is_paid = |base: f64| {
            let fill = sale(base);
            // The market takes all of it.
            fill.quantity.abs() >= base * (1.0 - CRUMB)
                && sign * (fill.average_price - worst) >= 0.0
        };
        let low = if is_paid(most) {
            most
        } else {
            narrowed([0.0, most], is_paid)[0]
        };
        let profit = sign * low * (sale(low).average_price - price);
        if low > 0.0 && profit >= self.min_profit {
            low
        } else {
            0.0
        }
    }
}

/// What one purchase left.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Stock {
    side: Side,
    /// Base at first, what is left of it, and what is to be traded in this step.
    size: f64,
    left: f64,
    planned: f64,
    /// Price that was paid (got, for shorts).
    price: f64,
    came_s: f64,
    mark_price: f64,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Default)]
struct Bot {
    stock: VecDeque<Stock>,
}

impl Bot {
    /// Capital that is bound.
    fn bound(&self) -> f64 {
        let stock = self.stock.iter();
        stock.fold(0.0, |sum, one| sum + one.left * one.price)
    }
}

/// They in a run.
#[derive(Debug, Clone)]
pub struct Bots {
    book: Arc<Book>,
    bots: Vec<Bot>,
    /// What all of them hold and have traded, what they took over included; volume is what they traded in the market.
    holding: Holding,
    /// What was earned, quote.
    profit: f64,
    /// A bot had no capital for what it would have taken.
    is_short: bool,
    /// Something was offered in this step, and every bot who saw it left it.
    is_refused: bool,
}

/// The book belongs to the scenario and not to the state.
impl PartialEq for Bots {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.book, &other.book)
            && self.bots == other.bots
            && self.holding == other.holding
            && self.profit == other.profit
            && self.is_short == other.is_short
            && self.is_refused == other.is_refused
    }
}

impl Bots {
    /// Before anything happens.
    #[must_use]
    pub fn new(book: &Arc<Book>) -> Self {
        Self {
            bots: vec![Bot::default(); book.latencies.len()],
            holding: Holding::new(book.market, 0.0),
            profit: 0.0,
            is_short: false,
            is_refused: false,
            book: Arc::clone(book),
        }
    }

    fn free(&self, bot: usize) -> f64 {
        (self.book.capital - self.bots[bot].bound()).max(0.0)
    }
}

/// The stock of a bot as its strategy plans to sell it.
struct Plan<'p> {
    stock: &'p mut VecDeque<Stock>,
    now_s: f64,
}

impl Plan<'_> {
    fn each(&mut self, planned: impl Fn(&Stock, Waiting) -> f64) {
        for one in self.stock.iter_mut() {
            let waiting = Waiting {
                side: one.side,
                // What is bought in a step is sold from that step on.
                age_s: self.now_s - one.came_s,
                mark_price: one.mark_price,
            };
            let part = planned(one, waiting);
            // The last slice takes the rounding.
            one.planned = if one.left <= part * (1.0 + 1e-9) {
                one.left
            } else {
                part
            };
        }
    }
}

impl Orders for Plan<'_> {
    fn whole(&mut self, passes: impl Fn(Waiting) -> bool) {
        self.each(|one, waiting| if passes(waiting) { one.left } else { 0.0 });
    }

    fn share(&mut self, share: f64) {
        self.each(|one, _| one.left * share);
    }

    fn slices(&mut self, slice: impl Fn(Waiting) -> f64) {
        self.each(|one, waiting| one.size * slice(waiting));
    }

    fn budget(&mut self, base: f64) {
        let mut left = base;
        for one in self.stock.iter_mut() {
            one.planned = one.left.min(left);
            left -= one.planned;
        }
    }
}

/// Cuts what is planned to what trades before the price is at a limit of its own.
fn cap(stock: &mut VecDeque<Stock>, limit: PriceLimit, venue: &Venue) {
    let mut before = [0.0; 2];
    for one in stock.iter_mut() {
        let sign = one.side.sign();
        let to = match limit {
            PriceLimit::Band(band) => venue.mark.price * (1.0 - sign * band),
            PriceLimit::BankruptcyPrice | PriceLimit::Fillable { .. } => one.price,
        };
        let room = if sign * (venue.last_price - to) > 0.0 {
            venue
                .liquidity
                .base_until(&venue.impact, venue.exogenous, to)
        } else {
            0.0
        };
        let before = &mut before[place(one.side)];
        one.planned = one.planned.min((room - *before).max(0.0));
        *before += one.planned;
    }
}

fn place(side: Side) -> usize {
    match side {
        Side::Long => 0,
        Side::Short => 1,
    }
}

impl Acts for Bots {
    fn on_mark(&mut self, _view: &View<'_>, _balances: &mut Balances) {}

    fn begin_wave(&mut self) {
        self.is_refused = false;
    }

    #[inline]
    fn bidders(&self, market: usize) -> &[f64] {
        if market == self.book.market {
            &self.book.latencies
        } else {
            &[]
        }
    }

    fn bid(&mut self, bidder: usize, lots: &mut Lots, view: &View<'_>) {
        let book = Arc::clone(&self.book);
        let venue = &view.venues[lots.market];
        let (latency_s, mark) = (book.latencies[bidder], venue.mark.price);
        let sees = |lots: &Lots, place: usize| {
            let lot = &lots.lots[place];
            let is_beyond = lot.trigger.is_none_or(|trigger| {
                let sign = lot.side.sign();
                sign * (trigger * (1.0 - sign * book.sensitivity) - mark) >= 0.0
            });
            // A rounding error of the clock must not cost a step.
            lot.contracts > 0.0 && is_beyond && lot.age_s * (1.0 + 1e-9) >= latency_s
        };
        let mut free = self.free(bidder);
        for side in [Side::Long, Side::Short] {
            let of_side: Vec<usize> = (0..lots.lots.len())
                .filter(|&place| lots.lots[place].side == side && sees(lots, place))
                .collect();
            let seen = of_side.iter().fold(0.0, |sum, &place| {
                sum + lots.base(side, lots.lots[place].contracts)
            });
            if seen <= 0.0 {
                continue;
            }
            let price = lots.price(side);
            let affordable = free / price;
            let mut room = book.pays(lots, side, seen.min(affordable), venue);
            let is_bound = affordable < seen && room >= affordable;
            self.is_short |= is_bound || affordable <= 0.0;
            self.is_refused |= room <= 0.0 && affordable > 0.0;
            for place in of_side {
                if room <= 0.0 {
                    break;
                }
                let taken = lots.take(place, room);
                if taken <= 0.0 {
                    break;
                }
                room -= taken;
                free -= taken * price;
            }
        }
    }

    fn buys(&mut self, bought: Bought, view: &View<'_>) {
        let Bought { buyer, base, price } = bought;
        let venue = &view.venues[self.book.market];
        let side = if base > 0.0 { Side::Long } else { Side::Short };
        self.is_refused = false;
        let notional = base.abs() * price;
        self.holding.base += base;
        self.holding.notional += notional;
        if base > 0.0 {
            self.holding.bought += notional;
        }
        let stock = &mut self.bots[buyer.1].stock;
        // What a bot takes over at one time is sold as one.
        if let Some(last) = stock.back_mut()
            && last.came_s == view.now.time_s
            && last.side == side
            && last.price == price
        {
            last.size += base.abs();
            last.left = last.size;
            return;
        }
        stock.push_back(Stock {
            side,
            size: base.abs(),
            left: base.abs(),
            planned: 0.0,
            price,
            came_s: view.now.time_s,
            mark_price: venue.mark.price,
        });
    }

    fn orders(&mut self, market: usize, view: &View<'_>, into: &mut Netting) {
        if market != self.book.market {
            return;
        }
        let venue = &view.venues[market];
        let step = Step {
            tick_s: view.now.length_s,
            last_price: venue.last_price,
        };
        let mut planned = [0.0; 2];
        for bot in &mut self.bots {
            if bot.stock.is_empty() {
                continue;
            }
            let mut plan = Plan {
                stock: &mut bot.stock,
                now_s: view.now.time_s,
            };
            self.book.strategy.work(step, &mut plan);
            if let Some(limit) = self.book.strategy.limit() {
                cap(&mut bot.stock, limit, venue);
            }
            for one in &bot.stock {
                planned[place(one.side)] += one.planned;
            }
        }
        for (tag, sign) in [1.0, -1.0].into_iter().enumerate() {
            if planned[tag] > 0.0 {
                into.place(sign * planned[tag], tag);
            }
        }
    }

    fn on_fill(&mut self, _market: usize, orders: &[Order], netted: Netted) -> bool {
        let mut shares = [0.0; 2];
        let mut any = false;
        for order in orders {
            let is_all = netted.is_complete || order.filled >= order.quantity.abs();
            shares[order.tag] = if is_all {
                1.0
            } else {
                order.filled / order.quantity.abs()
            };
            any |= order.filled > 0.0;
        }
        self.holding.trade(orders, netted.price);
        for bot in &mut self.bots {
            for one in &mut bot.stock {
                let traded = one.planned * shares[place(one.side)];
                one.planned = 0.0;
                one.left -= traded;
                self.profit += one.side.sign() * traded * (netted.price - one.price);
            }
            // Crumbs of a sale that takes a share of what is left for ever would never end.
            bot.stock.retain(|one| one.left > CRUMB * one.size);
        }
        any
    }

    fn holding(&self) -> Option<&Holding> {
        Some(&self.holding)
    }

    fn record(&self, market: usize, _venue: &Venue, into: &mut Vec<f64>) {
        if market == self.book.market {
            let free = (0..self.bots.len()).fold(0.0, |sum, bot| sum + self.free(bot));
            let Holding {
                base,
                notional,
                bought,
                ..
            } = self.holding;
            into.extend([base, notional, bought, free, self.profit]);
        }
    }

    fn held_back(&self, _market: usize, _venues: &[Venue]) -> f64 {
        0.0
    }

    fn is_stopped(&self) -> bool {
        self.is_refused
    }

    fn forced_between(&self, _market: usize, _from: f64, _to: f64) -> f64 {
        0.0
    }

    fn is_touched(&self) -> bool {
        false
    }

    fn triggered_quantity(&self) -> f64 {
        0.0
    }

    fn note(&self, _venues: &[Venue], log: &mut Log) {
        log.note(&OUT_OF_CAPITAL, self.book.market, self.is_short);
    }
}
