//! Market makers who make up a part of the depth, leave when the market gets wild, and return when it is calm. Who leaves may
//! throw what he has bought on the market.
//!
//! Each takes his part of every fill: his share of the depth over what stands of it. Where nobody is forced others of their kind
//! look at the price that there is then: they stand in the market without forced orders.

use super::desk::{Balances, CRUMB, Netted, Netting, Order, View};
use super::holding::Holding;
use super::{Acts, Depth, Places, Population};
use crate::clock::{Clock, DAY_S};
#[cfg(feature = "mechanisms")]
use crate::error::show;
use crate::json::object;
use crate::log::{ColumnSpec, EventSpec, Log, STOCK, Sort, described};
use crate::market::venue::Venue;
use crate::math::{exp, exp_m1, ln, sqrt};
use crate::scenario::declare::{ENABLED, MARKET_REFERENCE, built, field, number, range, whole};
use crate::scenario::node::{Build, Node};
use crate::scenario::schema::Kind;
use crate::scenario::spec::{Lens, Scale, Spec, kinds, slider, switch};
use crate::scenario::words::{self, NO_WORDS, Words};
use serde_json::Value;
use std::sync::Arc;

/// The word by which this kind is known.
pub const KIND: &str = "makers";

/// What is recorded of them.
pub static COLUMNS: &[ColumnSpec] = &[
    ColumnSpec {
        name: "makerSold",
        unit: "base",
        doc: described("Base that leaving market makers have sold at market; negative: bought."),
        sort: STOCK,
    },
    ColumnSpec {
        name: "makerPresence",
        unit: "fraction",
        doc: described(
            "Share of the depth that is there: the rest was of market makers who have left.",
        ),
        sort: Sort::Largest,
    },
    ColumnSpec {
        name: "makerInventory",
        unit: "base",
        doc: described(
            "Base that they have bought by making markets and still hold; negative: sold.",
        ),
        sort: STOCK,
    },
    ColumnSpec {
        name: "makerNotional",
        unit: "quote",
        doc: described("Quote that leaving market makers have traded at market."),
        sort: Sort::Dealt,
    },
    ColumnSpec {
        name: "marketVolume",
        unit: "base",
        doc: described("Base that has changed hands, with what went round among market makers."),
        sort: Sort::Largest,
    },
];

/// What can happen to them.
pub static EVENTS: &[&EventSpec] = &[&LEAVE, &RETURN];

static LEAVE: EventSpec = EventSpec {
    name: "makersLeave",
    label: "market makers leave",
    doc: "The first market makers have left.",
};
static RETURN: EventSpec = EventSpec {
    name: "makersReturn",
    label: "market makers are back",
    doc: "All market makers have returned.",
};

/// What they measure, and from where to where.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Nerves {
    from: f64,
    to: f64,
    measure: Measure,
}

/// What frightens them.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Measure {
    /// Move of the last price from the starting price, or from its average over so many seconds.
    Move { window_s: Option<f64> },
    /// Volatility over the normal one.
    Volatility { window_s: f64, variance_per_s: f64 },
}

kinds! {
    static LEAVE_AT: Nerves, "law" => [MOVE, VOLATILITY]
}

static MOVE: Spec<Nerves> = Spec {
    variant: built(
        "move",
        "The last price has moved so far.",
        &[
            number(
                "from",
                range(0.0001, 10.0),
                None,
                "fraction",
                "Size of the move at which the first leave.",
            ),
            number(
                "to",
                range(0.0001, 10.0),
                None,
                "fraction",
                "At which the last leave; at least from.",
            ),
            field(
                "windowS",
                Kind::Nullable(&Kind::Number(range(0.001, 1e7))),
                Some("null"),
                "The move is from the average of the logarithm of the price, of this time constant in s; needs the ticks clock. null: from the starting price.",
            ),
        ],
    ),
    needs_ticks: false,
    controls: &[],
    build: |node, build, ()| {
        let window_s = node.number_of("windowS");
        build.takes_time(node, "windowS", window_s.is_some(), "must be null");
        nerves(node, build, Measure::Move { window_s })
    },
};

static VOLATILITY: Spec<Nerves> = Spec {
    variant: built(
        "volatility",
        "Volatility is so many times the normal one; needs the ticks clock.",
        &[
            number(
                "from",
                range(0.01, 1e6),
                None,
                "times normal",
                "Volatility at which the first leave.",
            ),
            number(
                "to",
                range(0.01, 1e6),
                None,
                "times normal",
                "At which the last leave; at least from.",
            ),
            number(
                "windowS",
                range(0.001, 1e7),
                Some("60"),
                "s",
                "Window of the measured volatility.",
            ),
            number(
                "dailyVolatility",
                range(1e-6, 10.0),
                Some("0.03"),
                "fraction",
                "Normal volatility of a day.",
            ),
        ],
    ),
    needs_ticks: false,
    controls: &[],
    build: |node, build, ()| {
        if build.clock == Clock::Waves {
            let message = format!(
                "{} \"volatility\" takes time; in an instant run (clock mode \"waves\") only \"move\" from the start works",
                node.path
            );
            build.inconsistent(&node.path, message);
        }
        let daily = node.number("dailyVolatility");
        let measure = Measure::Volatility {
            window_s: node.number("windowS"),
            variance_per_s: daily * daily / DAY_S,
        };
        nerves(node, build, measure)
    },
};

fn nerves(node: &Node<'_>, build: &mut Build<'_>, measure: Measure) -> Nerves {
    let (from, to) = (node.number("from"), node.number("to"));
    build.ordered(node, "from", from, "to", to);
    Nerves { from, to, measure }
}

/// What is told of them.
static WORDS: Words = Words {
    names: &[words::Name {
        word: KIND,
        name: "leaving market makers",
        rule: words::Rule::Always(
            "Market makers leave when the price moves far, and the book gets thinner.",
        ),
    }],
    terms: &[[
        "makers",
        "Market maker",
        "Somebody who keeps orders to buy and to sell in the book and lives on the difference; nobody has to stay there when it gets wild.",
    ]],
    assumed: &[[
        KIND,
        "Market makers hold equal parts of the depth, leave one after the other as the price moves, and return some time after it is calm; what they earn is not looked at.",
    ]],
    heads: &[
        ["makerSold", "Sold by leaving market makers so far, units"],
        ["makerPresence", "Share of the depth that is there"],
        ["makerInventory", "Held by market makers, units"],
        [
            "makerNotional",
            "Traded by leaving market makers so far,\u{a0}$",
        ],
        ["marketVolume", "Traded in all so far, units"],
    ],
    row: [
        r#"Depth times <math><mn>1</mn><mo>−</mo><mi>s</mi><mo>·</mo><mi>k</mi><mo>/</mo><mi>n</mi></math> once <math><mi>k</mi></math> of <math><mi>n</mi></math> have left."#,
        "AL-5; Market makers step away",
    ],
    rows: &[words::Rows {
        head: "When market makers leave: <code>populations[].leaveAt.law</code>",
        rows: &[
            [
                "populations[].leaveAt.law",
                "move",
                r#"<math><mo stretchy="false">|</mo><mi>p</mi><mo>/</mo><mover><mi>p</mi><mo>¯</mo></mover><mo>−</mo><mn>1</mn><mo stretchy="false">|</mo></math>"#,
                "<code>tests/mechanisms.rs</code>",
            ],
            [
                "populations[].leaveAt.law",
                "volatility",
                r#"<math><mi>σ</mi><mo>/</mo><msub><mi>σ</mi><mn>0</mn></msub></math>"#,
                "<code>tests/mechanisms.rs</code>",
            ],
        ],
    }],
    ..NO_WORDS
};

/// Their declaration.
pub static MAKERS: Spec<Population, Places> = Spec {
    variant: built(
        KIND,
        "Market makers who leave and return. Number j of n leaves at from + (j + 1/2)/n (to - from).",
        &[
            ENABLED,
            MARKET_REFERENCE,
            whole("count", range(1.0, 10_000.0), Some("10"), "Market makers."),
            number(
                "depthShare",
                range(0.0, MOST),
                Some("0.5"),
                "fraction",
                "Share of the market's depth that is theirs, in equal parts.",
            ),
            field(
                "leaveAt",
                Kind::Tagged(&LEAVE_AT.tagged),
                None,
                "When they leave.",
            ),
            field(
                "returnAfterS",
                Kind::Nullable(&Kind::Number(range(0.0, 1e7))),
                Some("300"),
                "Seconds of calm, below what made him leave, after which one returns; null: never. Instantly nobody returns.",
            ),
            number(
                "dump",
                range(0.0, 1.0),
                Some("0"),
                "fraction",
                "Share of what he holds that a leaving one sells (buys back) at market.",
            ),
            number(
                "churn",
                range(0.0, 100.0),
                Some("0"),
                "times",
                "How often each base that is traded changes hands again among them: it counts as volume and moves no price.",
            ),
        ],
    )
    .told(&WORDS),
    needs_ticks: false,
    controls: CONTROLS,
    build,
};

/// Largest share of a market's depth that may leave: a market without any has no price.
const MOST: f64 = 0.99;

static CONTROLS: &[Lens] = &[
    switch(
        "makers.enabled",
        "Market makers leave",
        "a part of the depth leaves when the price moves, and returns when it is calm",
        sample,
    ),
    slider(
        "makers.depthShare",
        &["depthShare"],
        "Depth that may leave",
        "fraction",
        [0.0, 0.95],
        false,
        "this part of the depth belongs to market makers who leave",
    ),
    slider(
        "makers.from",
        &["leaveAt", "from"],
        "First leaves at",
        "fraction",
        [0.001, 0.2],
        true,
        "the move of the price at which the first market maker leaves",
    ),
    slider(
        "makers.to",
        &["leaveAt", "to"],
        "Last leaves at",
        "fraction",
        [0.001, 0.5],
        true,
        "the move of the price at which the last one leaves",
    ),
    Lens {
        is_timed: true,
        ..slider(
            "makers.returnAfterS",
            &["returnAfterS"],
            "Back after",
            "s",
            [0.0, 3_600.0],
            false,
            "how long it must be calm before a market maker returns",
        )
    },
    slider(
        "makers.dump",
        &["dump"],
        "Leaving, they sell",
        "fraction",
        [0.0, 1.0],
        false,
        "the share of what a leaving market maker has bought (sold) that he throws on the market",
    ),
];

/// Half of the depth, gone when the price has moved by 8 %.
fn sample(scale: &Scale) -> Vec<Value> {
    let window_s = scale.duration_s.map_or(Value::Null, |_| 300.0.into());
    vec![object([
        ("market", scale.markets[0].as_str().into()),
        ("depthShare", 0.5.into()),
        (
            "leaveAt",
            object([
                ("law", "move".into()),
                ("from", 0.01.into()),
                ("to", 0.08.into()),
                ("windowS", window_s),
            ]),
        ),
        ("returnAfterS", 60.0.into()),
    ])]
}

fn build(node: &Node<'_>, build: &mut Build<'_>, places: &Places) -> Population {
    let market = places.market(node, build);
    let nerves = LEAVE_AT
        .build(&node.field("leaveAt"), build, &())
        .unwrap_or(Nerves {
            from: 1.0,
            to: 1.0,
            measure: Measure::Move { window_s: None },
        });
    Population::Acting(
        Book {
            market,
            is_enabled: node.flag("enabled"),
            start_price: places.markets[market].impact.start_price,
            count: node.count("count"),
            depth_share: node.number("depthShare"),
            nerves,
            return_after_s: node.number_of("returnAfterS"),
            dump: node.number("dump"),
            churn: node.number("churn"),
        }
        .into(),
    )
}

/// All of a market together leave something of its depth.
#[cfg(feature = "mechanisms")]
pub fn shares(populations: &[Population], places: &Places, build: &mut Build<'_>) {
    for (market, rules) in places.markets.iter().enumerate() {
        let shares = populations
            .iter()
            .filter_map(|population| match population {
                Population::Acting(super::Book::Makers(book)) if book.market == market => {
                    Some(book.depth_share)
                }
                _ => None,
            });
        let sum = shares.fold(0.0, |sum, share| sum + share);
        if sum > MOST {
            let message = format!(
                "populations: makers hold {} of the depth of market \"{}\"; at most {}",
                show(sum),
                rules.id,
                show(MOST)
            );
            build.inconsistent("populations", message);
        }
    }
}

/// What never changes.
#[derive(Debug)]
pub struct Book {
    /// Index of the market.
    pub market: usize,
    is_enabled: bool,
    start_price: f64,
    count: u32,
    depth_share: f64,
    nerves: Nerves,
    return_after_s: Option<f64>,
    dump: f64,
    churn: f64,
}

impl Book {
    /// Whether they take part.
    #[must_use]
    pub fn is_enabled(&self) -> bool {
        self.is_enabled
    }

    /// Measure at which number `maker` leaves.
    fn leaves_at(&self, maker: usize) -> f64 {
        let Nerves { from, to, .. } = self.nerves;
        #[allow(clippy::cast_precision_loss, reason = "at most ten thousand")]
        let place = (maker as f64 + 0.5) / f64::from(self.count);
        from + place * (to - from)
    }
}

/// What those who look at one and the same price do.
#[derive(Debug, Clone, PartialEq)]
struct Crew {
    /// Average of the logarithm of the price, where they measure moves from it.
    log_average: f64,
    /// Variance of the price a second, smoothed, and the price at which it was measured last.
    variance_per_s: f64,
    seen: f64,
    /// Of each: `None` while he is there; else since when the market has been calm for him, if it is.
    away: Vec<Option<Option<f64>>>,
}

impl Crew {
    fn new(book: &Book) -> Self {
        Self {
            log_average: ln(book.start_price),
            variance_per_s: match book.nerves.measure {
                Measure::Move { .. } => 0.0,
                Measure::Volatility { variance_per_s, .. } => variance_per_s,
            },
            seen: book.start_price,
            away: vec![None; book.count as usize],
        }
    }

    /// Measures a price once a step has traded; `length_s`: nothing where no time passes.
    fn measure(&mut self, book: &Book, price: f64, length_s: Option<f64>) -> f64 {
        match book.nerves.measure {
            Measure::Move { window_s } => {
                if let (Some(window_s), Some(length_s)) = (window_s, length_s) {
                    let weight = -exp_m1(-length_s / window_s);
                    self.log_average += weight * (ln(price) - self.log_average);
                }
                let from = window_s.map_or(book.start_price, |_| exp(self.log_average));
                (price / from - 1.0).abs()
            }
            Measure::Volatility {
                window_s,
                variance_per_s,
            } => {
                if let Some(length_s) = length_s {
                    let log_return = ln(price / self.seen);
                    self.seen = price;
                    let keep = exp(-length_s / window_s);
                    self.variance_per_s = keep * self.variance_per_s
                        + (1.0 - keep) * log_return * log_return / length_s;
                }
                sqrt(self.variance_per_s / variance_per_s)
            }
        }
    }

    /// Lets each look, and says who has just left.
    fn look(&mut self, book: &Book, price: f64, view: &View<'_>, mut left: impl FnMut(usize)) {
        let measure = self.measure(book, price, view.now.length_s);
        for (maker, away) in self.away.iter_mut().enumerate() {
            let is_calm = measure < book.leaves_at(maker);
            match (&mut *away, is_calm) {
                (None, true) => {}
                (None, false) => {
                    *away = Some(None);
                    left(maker);
                }
                (Some(calm), false) => *calm = None,
                (Some(calm), true) => {
                    let since_s = *calm.get_or_insert(view.now.time_s);
                    let is_over =
                        |after_s: f64| view.now.time_s - since_s >= after_s * (1.0 - CRUMB);
                    // Instantly nobody returns.
                    if view.now.tick_s.is_some() && book.return_after_s.is_some_and(is_over) {
                        *away = None;
                    }
                }
            }
        }
    }

    /// How many are away.
    fn gone(&self) -> f64 {
        let away = self.away.iter().filter(|away| away.is_some());
        away.fold(0.0, |sum, _| sum + 1.0)
    }
}

/// What one of them holds.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Stock {
    /// Base bought less sold.
    base: f64,
    /// Base of it that he wants to get rid of, of the same sign.
    to_dump: f64,
}

/// Market makers in a run.
#[derive(Debug, Clone)]
pub struct Makers {
    book: Arc<Book>,
    /// What they have traded at market.
    holding: Holding,
    stocks: Vec<Stock>,
    crew: Crew,
    /// Those who would be there where nobody is forced.
    calm: Crew,
    /// What the market maker of the market had bought when they looked last, base.
    seen_base: f64,
    /// Somebody has left and not all are back.
    was_away: bool,
}

/// The book belongs to the scenario and not to the state.
impl PartialEq for Makers {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.book, &other.book)
            && self.holding == other.holding
            && self.stocks == other.stocks
            && self.crew == other.crew
            && self.calm == other.calm
            && self.seen_base == other.seen_base
            && self.was_away == other.was_away
    }
}

/// The marks of their orders.
const SALE: usize = 0;
const PURCHASE: usize = 1;

impl Makers {
    /// Before anything happens.
    #[must_use]
    pub fn new(book: &Arc<Book>) -> Self {
        Self {
            holding: Holding::new(book.market, 0.0),
            stocks: vec![Stock::default(); book.count as usize],
            crew: Crew::new(book),
            calm: Crew::new(book),
            seen_base: 0.0,
            was_away: false,
            book: Arc::clone(book),
        }
    }

    /// What all of them want to sell, and to buy back, base.
    fn to_dump(&self) -> [f64; 2] {
        self.stocks.iter().fold([0.0; 2], |[sold, bought], stock| {
            [
                sold + stock.to_dump.max(0.0),
                bought + (-stock.to_dump).max(0.0),
            ]
        })
    }

    /// Gives each who is there his part of what was traded since they looked last.
    fn take(&mut self, venue: &Venue) {
        let base = venue.liquidity.maker.base;
        let bought = base - self.seen_base;
        self.seen_base = base;
        if bought == 0.0 || self.book.depth_share == 0.0 {
            return;
        }
        let part = self.book.depth_share / f64::from(self.book.count) / venue.liquidity.standing;
        let there = self.crew.away.iter().map(Option::is_none);
        for (stock, _) in self
            .stocks
            .iter_mut()
            .zip(there)
            .filter(|(_, there)| *there)
        {
            stock.base += part * bought;
        }
    }
}

impl Acts for Makers {
    fn on_mark(&mut self, _view: &View<'_>, _balances: &mut Balances) {}

    fn answer(&mut self, view: &View<'_>) {
        let venue = &view.venues[self.book.market];
        self.take(venue);
        let (book, stocks) = (&self.book, &mut self.stocks);
        self.crew.look(book, venue.last_price, view, |maker| {
            let stock = &mut stocks[maker];
            stock.to_dump = book.dump * stock.base;
        });
        self.calm.look(book, venue.outside_price(), view, |_| {});
        self.was_away |= self.crew.gone() > 0.0;
    }

    fn depth(&self, market: usize) -> Depth {
        if market != self.book.market {
            return Depth::default();
        }
        let part = self.book.depth_share / f64::from(self.book.count);
        Depth {
            gone: [part * self.crew.gone(), part * self.calm.gone()],
            churn: self.book.churn,
            ..Depth::default()
        }
    }

    fn orders(&mut self, market: usize, _view: &View<'_>, into: &mut Netting) {
        if market != self.book.market {
            return;
        }
        let [sold, bought] = self.to_dump();
        if sold > 0.0 {
            into.place(sold, SALE);
        }
        if bought > 0.0 {
            into.place(-bought, PURCHASE);
        }
    }

    fn on_fill(&mut self, _market: usize, orders: &[Order], netted: Netted) -> bool {
        self.holding.trade(orders, netted.price);
        for order in orders {
            let share = order.filled / order.quantity.abs();
            for stock in &mut self.stocks {
                if stock.to_dump * order.quantity > 0.0 {
                    let traded = share * stock.to_dump;
                    stock.base -= traded;
                    // All of it, not a product of a quotient.
                    stock.to_dump = if share == 1.0 {
                        0.0
                    } else {
                        stock.to_dump - traded
                    };
                }
            }
        }
        orders.iter().any(|order| order.filled > 0.0)
    }

    fn holding(&self) -> Option<&Holding> {
        Some(&self.holding)
    }

    fn held_back(&self, market: usize, _venues: &[Venue]) -> f64 {
        if market == self.book.market {
            let [sold, bought] = self.to_dump();
            sold + bought
        } else {
            0.0
        }
    }

    fn is_waiting(&self, market: usize) -> bool {
        let [sold, bought] = self.to_dump();
        market == self.book.market && sold + bought > 0.0
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
            let held = self.stocks.iter().fold(0.0, |sum, stock| sum + stock.base);
            into.extend([
                0.0 - self.holding.base,
                venue.makers_present,
                held,
                self.holding.notional,
                venue.traded(),
            ]);
        }
    }

    fn note(&self, _venues: &[Venue], log: &mut Log) {
        let gone = self.crew.gone();
        log.note(&LEAVE, self.book.market, gone > 0.0);
        log.note(&RETURN, self.book.market, self.was_away && gone == 0.0);
    }
}
