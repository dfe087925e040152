//! Arbitrage: buys in the cheaper of two markets and sells in the dearer one, until `dear = (1 + cost) cheap`.
//!
//! The quantity that closes the gap comes from the two markets' own quotes by halving, whatever their laws and however much of
//! their depth is there; for linear markets it is `(p_d - (1 + c) p_c)/(l_d + (1 + c) l_c)`. Of it a step of `dt` seconds trades
//! the share `1 - exp(-speed dt)`, and no more than the capital left buys. Both fills move both markets. The markets without
//! forced orders are tied by an arbitrageur of their own.

use super::{Tie, Ties};
use crate::error::quote;
use crate::json::object;
use crate::log::{ColumnSpec, EventSpec, FLOW, Sort, described};
use crate::market::impact::Fill;
use crate::market::venue::Venue;
use crate::math::{exp_m1, narrowed};
use crate::scenario::declare::{ENABLED, NOT_NEGATIVE, built, field, number, range};
use crate::scenario::node::{Build, Node};
use crate::scenario::schema::{Kind, join};
use crate::scenario::spec::{Lens, Scale, Spec, slider, switch};
use crate::scenario::words::{self, NO_WORDS, Words};
use crate::sources::Places;
use crate::sources::desk::Dealt;
use serde_json::Value;

/// The word by which it is known.
pub const KIND: &str = "arbitrage";

/// What is recorded of it in each market.
pub static COLUMNS: &[ColumnSpec] = &[
    ColumnSpec {
        name: "arbitrageInventory",
        unit: "base",
        doc: described("Base that arbitrageurs hold here; negative: short."),
        sort: Sort::Held,
    },
    ColumnSpec {
        name: "arbitrageProfit",
        unit: "quote",
        doc: described(
            "What arbitrageurs have taken in less what they have paid, of the pairs whose first market this is; before their cost.",
        ),
        sort: FLOW,
    },
];

/// What can happen to it.
pub static EVENTS: &[&EventSpec] = &[&OUT_OF_CAPITAL];

static OUT_OF_CAPITAL: EventSpec = EventSpec {
    name: "arbitrageOutOfCapital",
    label: "arbitrage out of money",
    doc: "A gap stays that would be worth closing: the money for it is spent. Told of the first market of the two.",
};

/// Trades below this share of what moves the shallower market by 1 % are rounding.
const CRUMB: f64 = 1e-12;

/// What is told of it.
static WORDS: Words = Words {
    names: &[words::Name {
        word: KIND,
        name: "arbitrage",
        rule: words::Rule::Always("Arbitrage buys where it is cheap and sells where it is dear."),
    }],
    terms: &[[
        "arbitrage",
        "Arbitrage between markets",
        "Buying where something is cheap and selling it where it is dear, until the prices differ by no more than it costs.",
    ]],
    heads: &[
        ["arbitrageInventory", "Held by arbitrage, units"],
        ["arbitrageProfit", "Profit of arbitrage,\u{a0}$"],
    ],
    row: [
        r#"Linear: <math><mi>x</mi><mo>=</mo><mfrac><mrow><msub><mi>p</mi><mi>d</mi></msub><mo>−</mo><mo stretchy="false">(</mo><mn>1</mn><mo>+</mo><mi>c</mi><mo stretchy="false">)</mo><msub><mi>p</mi><mi>c</mi></msub></mrow><mrow><msub><mi>λ</mi><mi>d</mi></msub><mo>+</mo><mo stretchy="false">(</mo><mn>1</mn><mo>+</mo><mi>c</mi><mo stretchy="false">)</mo><msub><mi>λ</mi><mi>c</mi></msub></mrow></mfrac></math>; of it the share <math><mn>1</mn><mo>−</mo><msup><mi>e</mi><mrow><mo>−</mo><mi>r</mi><mi>Δ</mi><mi>t</mi></mrow></msup></math> a step."#,
        "VE-1, VE-2; The venue that holds",
    ],
    ..NO_WORDS
};

/// Its declaration.
pub static ARBITRAGE: Spec<Tie, Places> = Spec {
    variant: built(
        KIND,
        "Buys in the cheaper of two markets and sells in the dearer one, until dear = (1 + cost) cheap.",
        &[
            ENABLED,
            field("a", Kind::MarketId, None, "One market."),
            field("b", Kind::MarketId, None, "The other one."),
            field(
                "speedPerS",
                Kind::Nullable(&Kind::Number(range(1e-6, 1e6))),
                Some("null"),
                "Speed at which a gap is closed, 1/s; needs the ticks clock. null: at once.",
            ),
            field(
                "capital",
                Kind::Nullable(&Kind::Number(NOT_NEGATIVE)),
                Some("null"),
                "Quote for which it can hold a position; null: any.",
            ),
            number(
                "cost",
                range(0.0, 0.5),
                Some("0"),
                "fraction",
                "Gap that is not worth it, of the price.",
            ),
            number("startS", range(0.0, 1e7), Some("0"), "s", "When it begins."),
        ],
    )
    .told(&WORDS),
    needs_ticks: false,
    controls: CONTROLS,
    build,
};

static CONTROLS: &[Lens] = &[
    switch(
        "arbitrage.enabled",
        "Arbitrage",
        "buys where it is cheap and sells where it is dear",
        sample,
    ),
    slider(
        "arbitrage.cost",
        &["cost"],
        "Cost of arbitrage",
        "fraction",
        [0.0, 0.05],
        false,
        "a gap between the two prices that stays because closing it is not worth it",
    ),
];

/// The shocked market and each of the others; where there is a clock a gap closes in some seconds.
fn sample(scale: &Scale) -> Vec<Value> {
    let speed = scale.duration_s.map_or(Value::Null, |_| 0.2.into());
    let others = scale.markets.iter().skip(1);
    let pair = |other: &String| {
        object([
            ("a", scale.markets[0].as_str().into()),
            ("b", other.as_str().into()),
            ("speedPerS", speed.clone()),
            ("cost", 0.0005.into()),
        ])
    };
    others.map(pair).collect()
}

fn build(node: &Node<'_>, build: &mut Build<'_>, places: &Places) -> Tie {
    let [a, b] = ["a", "b"].map(|name| places.named(node, name, build).unwrap_or(usize::MAX));
    if a == b && a != usize::MAX {
        let path = join(&node.path, "b");
        let message = format!(
            "{path} is {}, the same as a; the markets are {}",
            quote(node.text("b")),
            places.known()
        );
        build.inconsistent_value(&path, node.text("b"), message);
    }
    let speed_per_s = node.number_of("speedPerS");
    let start_s = node.number("startS");
    build.takes_time(node, "speedPerS", speed_per_s.is_some(), "must be null");
    build.takes_time(node, "startS", start_s > 0.0, "must be 0");
    Terms {
        is_enabled: node.flag("enabled"),
        markets: [a, b],
        speed_per_s,
        capital: node.number_of("capital"),
        cost: node.number("cost"),
        start_s,
    }
    .into()
}

/// What it is allowed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Terms {
    /// Whether it takes part.
    pub is_enabled: bool,
    /// The two markets.
    pub markets: [usize; 2],
    speed_per_s: Option<f64>,
    capital: Option<f64>,
    cost: f64,
    start_s: f64,
}

impl Terms {
    /// Whether both tie the same markets.
    #[must_use]
    pub fn ties_same(&self, other: &Self) -> bool {
        let [a, b] = other.markets;
        self.markets == [a, b] || self.markets == [b, a]
    }

    /// Markets whose prices it pulls to where another one goes.
    #[must_use]
    pub fn pulled(&self) -> Vec<usize> {
        self.markets.to_vec()
    }

    /// Whether it closes gaps at once, and has begun at the start: two such markets have one price.
    #[must_use]
    pub fn is_at_once(&self) -> bool {
        self.speed_per_s.is_none() && self.start_s == 0.0
    }
}

/// An arbitrageur in a run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Arbitrage {
    terms: Terms,
    /// Base held in the first market and owed in the second.
    inventory: f64,
    cash: f64,
    /// What it has traded in each of the two markets.
    dealt: [Dealt; 2],
    /// The same where nobody is forced.
    calm_inventory: f64,
    /// Its capital has kept it from what it would have traded last.
    is_out_of_capital: bool,
}

/// What one side sees of a market: its price, and what a trade would make of it.
struct Quotes<'v> {
    price: [f64; 2],
    quote: [&'v dyn Fn(f64) -> Fill; 2],
}

impl Arbitrage {
    /// Before anything happens.
    #[must_use]
    pub fn new(terms: &Terms) -> Self {
        Self {
            terms: *terms,
            inventory: 0.0,
            cash: 0.0,
            dealt: [Dealt::default(); 2],
            calm_inventory: 0.0,
            is_out_of_capital: false,
        }
    }

    /// Base to buy in the first market and to sell in the second, negative the other way round; and whether capital cuts it.
    fn bought(&self, quotes: &Quotes<'_>, inventory: f64, share: f64, crumb: f64) -> (f64, bool) {
        let [a, b] = quotes.price;
        let is_first_cheap = a < b;
        let (cheap, dear) = if is_first_cheap { (0, 1) } else { (1, 0) };
        let sign = if is_first_cheap { 1.0 } else { -1.0 };
        let factor = 1.0 + self.terms.cost;
        let gap = |quantity: f64| {
            let bought = (quotes.quote[cheap])(-quantity);
            let sold = (quotes.quote[dear])(quantity);
            // A market that has nothing left ends the trade.
            let is_filled = bought.quantity == -quantity && sold.quantity == quantity;
            is_filled && sold.end_price > factor * bought.end_price
        };
        if quotes.price[dear] <= factor * quotes.price[cheap] {
            return (0.0, false);
        }
        let mut far = crumb.max(f64::MIN_POSITIVE);
        while gap(far) && far < f64::MAX / 4.0 {
            far *= 2.0;
        }
        let [near, _] = narrowed([0.0, far], gap);
        let wanted = near * share;
        let mut quantity = wanted;
        if let Some(capital) = self.terms.capital {
            let room = capital / quotes.price[cheap] - sign * inventory;
            quantity = quantity.min(room.max(0.0));
        }
        let is_cut = quantity < wanted && wanted > crumb;
        if quantity <= crumb {
            (0.0, is_cut)
        } else {
            (sign * quantity, is_cut)
        }
    }
}

impl Ties for Arbitrage {
    fn act(&mut self, venues: &mut [Venue], time_s: f64, length_s: Option<f64>) {
        let share = match (self.terms.speed_per_s, length_s) {
            (None, _) => 1.0,
            (Some(speed), Some(length_s)) => -exp_m1(-speed * length_s),
            // At the start only what acts at once.
            (Some(_), None) => return,
        };
        if time_s < self.terms.start_s {
            return;
        }
        let [a, b] = self.terms.markets;
        let crumb = CRUMB * shallower([&venues[a], &venues[b]]);
        let (bought, is_out) = {
            let [a, b] = [&venues[a], &venues[b]];
            let quotes = Quotes {
                price: [a.price(), b.price()],
                quote: [&|x| a.quote(x), &|x| b.quote(x)],
            };
            self.bought(&quotes, self.inventory, share, crumb)
        };
        self.is_out_of_capital = is_out;
        if bought != 0.0 {
            let fills = [venues[a].fill(-bought), venues[b].fill(bought)];
            for (place, (market, fill)) in [a, b].into_iter().zip(&fills).enumerate() {
                venues[market].print(fill.end_price);
                let notional = fill.quantity * fill.average_price;
                self.cash += notional;
                if notional < 0.0 {
                    self.dealt[place].bought -= notional;
                } else {
                    self.dealt[place].sold += notional;
                }
            }
            self.inventory += bought;
        }
        let (calm, _) = {
            let [a, b] = [&venues[a], &venues[b]];
            let quotes = Quotes {
                price: [a.outside_price(), b.outside_price()],
                quote: [&|x| a.calm_quote(x), &|x| b.calm_quote(x)],
            };
            self.bought(&quotes, self.calm_inventory, share, crumb)
        };
        if calm != 0.0 {
            venues[a].calm_fill(-calm);
            venues[b].calm_fill(calm);
            self.calm_inventory += calm;
        }
    }

    fn net(&self, market: usize) -> f64 {
        let [a, b] = self.terms.markets;
        if market == a {
            self.inventory
        } else if market == b {
            -self.inventory
        } else {
            0.0
        }
    }

    fn worth(&self, prices: &[f64]) -> f64 {
        let [a, b] = self.terms.markets;
        self.inventory * (prices[a] - prices[b]) + self.cash
    }

    fn dealt(&self) -> Vec<(usize, Dealt)> {
        self.terms.markets.into_iter().zip(self.dealt).collect()
    }

    fn profit(&self) -> Option<f64> {
        Some(self.cash)
    }

    fn pools(&self) -> Option<[usize; 2]> {
        self.terms.is_at_once().then_some(self.terms.markets)
    }

    fn record(&self, market: usize, _is_marked: bool) -> [f64; 2] {
        let cash = if market == self.terms.markets[0] {
            self.cash
        } else {
            0.0
        };
        [self.net(market), cash]
    }

    fn happens(&self, _event: &EventSpec, market: usize, _venues: &[Venue]) -> bool {
        market == self.terms.markets[0] && self.is_out_of_capital
    }
}

/// Base that moves the shallower of two markets by 1 %.
fn shallower(venues: [&Venue; 2]) -> f64 {
    let [a, b] = venues.map(|venue| {
        let distance = 0.01 * venue.price();
        venue
            .liquidity
            .base_to_move(&venue.impact, venue.exogenous, distance, -1.0)
    });
    a.min(b)
}
