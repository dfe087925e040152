//! Banks under a limit of leverage. A bank holds assets that it can sell, at market prices, and others that it cannot; it owes
//! what its equity does not pay for. A fall takes its equity first, so that its leverage rises. Beyond its limit it sells, in
//! every market where it holds something the same share of it, and repays debt: whatever the price.
//!
//! With the marketable value `m`, all assets `a` and the equity `e`, leverage is `a / e`. The sale that brings it down to `b` is
//! the share `(a - b e) / m`, for a sale at the price as it stands changes assets and debt alike. It sells all where that is more,
//! or where nothing of its equity is left. It only sells: who buys back is a fund (`funds.rs`).

use super::desk::{Balances, Dealt, Netted, Netting, Now, Order, View};
use super::{Acts, Holder, Places, Population};
use crate::error::show;
use crate::json::object;
use crate::log::{ColumnSpec, EventSpec, Log, Sort, described};
use crate::market::venue::Venue;
use crate::scenario::declare::{
    ENABLED, MARKET_REFERENCE, NOT_NEGATIVE, POSITIVE, built, field, number, range,
};
use crate::scenario::node::{Build, Node};
use crate::scenario::schema::{Field, Kind, List, Range, join};
use crate::scenario::spec::{Lens, Scale, Spec, kinds, slider, switch};
use crate::scenario::words::{self, NO_WORDS, Words};
use serde_json::{Value, json};
use std::sync::Arc;

/// The word by which this kind is known.
pub const KIND: &str = "banks";

/// What is recorded of them.
pub static COLUMNS: &[ColumnSpec] = &[ColumnSpec {
    name: "fireSaleNotional",
    unit: "quote",
    doc: described("Quote that banks have sold to come back under their limit of leverage."),
    sort: Sort::Dealt,
}];

/// What can happen to them.
pub static EVENTS: &[&EventSpec] = &[&INSOLVENT, &ILLIQUID];

static INSOLVENT: EventSpec = EventSpec {
    name: "bankInsolvent",
    label: "bank insolvent",
    doc: "A bank owes more than it has.",
};
static ILLIQUID: EventSpec = EventSpec {
    name: "bankIlliquid",
    label: "bank illiquid",
    doc: "A bank has equity left, and must sell all that it can sell.",
};

const LEVERAGE: Range = range(1.01, 1_000.0);

const HOLDING: &[Field] = &[
    MARKET_REFERENCE,
    number("value", POSITIVE, None, "quote", "Value at the start."),
];

static HOLDINGS: List = List {
    item: Kind::Object(HOLDING),
    min: 1,
    max: 8,
};

const ROW: &[Field] = &[
    field("id", Kind::Text(64), Some("\"\""), "Name of the bank."),
    number(
        "equity",
        POSITIVE,
        None,
        "quote",
        "What it owns at the start, less what it owes; no more than its assets.",
    ),
    number(
        "other",
        NOT_NEGATIVE,
        Some("0"),
        "quote",
        "Assets that it cannot sell, and whose value does not move.",
    ),
    field(
        "holdings",
        Kind::List(&HOLDINGS),
        None,
        "What it can sell, market by market.",
    ),
];

static ROWS: List = List {
    item: Kind::Object(ROW),
    min: 1,
    max: 1_000,
};

kinds! {
    /// When a bank sells, and how far.
    pub static RULE: Rule, "law" => [THRESHOLD, TARGET]
}

static THRESHOLD: Spec<Rule> = Spec {
    variant: built(
        "threshold",
        "Sells when its leverage is above a limit, until it has some room below it.",
        &[
            number(
                "maxLeverage",
                LEVERAGE,
                None,
                "x",
                "Assets over equity above which it sells.",
            ),
            number(
                "bufferLeverage",
                LEVERAGE,
                None,
                "x",
                "Assets over equity to which it sells.",
            ),
        ],
    ),
    needs_ticks: false,
    controls: &[],
    build: |node, build, ()| {
        let (most, buffer) = (node.number("maxLeverage"), node.number("bufferLeverage"));
        build.ordered(node, "bufferLeverage", buffer, "maxLeverage", most);
        Rule::Threshold { most, buffer }
    },
};

static TARGET: Spec<Rule> = Spec {
    variant: built("target", "Never has more leverage than at the start.", &[]),
    needs_ticks: false,
    controls: &[],
    build: |_, _, ()| Rule::Target,
};

/// What is told of them.
static WORDS: Words = Words {
    names: &[words::Name {
        word: KIND,
        name: "banks",
        rule: words::Rule::Always(
            "Banks may owe only so much for what they own: whose leverage gets too high sells what it holds, whatever the price.",
        ),
    }],
    terms: &[[
        "banks",
        "Fire sale",
        "Selling to get under a limit, whatever the price, as a bank does whose leverage has become too high. The fall that it makes takes equity of others.",
    ]],
    assumed: &[[
        KIND,
        "Banks sell in proportion to what they hold, never buy back and raise no equity; what they cannot sell keeps its value.",
    ]],
    heads: &[["fireSaleNotional", "Sold by banks so far,\u{a0}$"]],
    closed: Some(words::Closed {
        one: "bank",
        many: "banks",
        seller: "{what is owed is bought back|whoever lent the money wants it back, so the bank sells}",
    }),
    has_borrowed: true,
    row: [
        r#"Above its limit it sells the share <math><mo stretchy="false">(</mo><mi>a</mi><mo>−</mo><mi>b</mi><mi>e</mi><mo stretchy="false">)</mo><mo>/</mo><mi>m</mi></math> of what it can sell: assets <math><mi>a</mi></math>, equity <math><mi>e</mi></math>, marketable value <math><mi>m</mi></math>. Greenwood, Landier and Thesmar 2015."#,
        "OT22, OT23",
    ],
    rows: &[words::Rows {
        head: "",
        rows: &[
            ["populations[].rule.law", "threshold", "", "OT22, OT23"],
            ["populations[].rule.law", "target", "", "OT22, OT23"],
        ],
    }],
    ..NO_WORDS
};

/// Their declaration.
pub static BANKS: Spec<Population, Places> = Spec {
    variant: built(
        KIND,
        "Banks under a limit of leverage: whoever is above it sells what it can sell.",
        &[
            ENABLED,
            field("rows", Kind::List(&ROWS), None, "The banks one by one."),
            field(
                "rule",
                Kind::Tagged(&RULE.tagged),
                None,
                "When they sell, and how much.",
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
        "banks.enabled",
        "Banks",
        "above a limit of leverage they sell what they hold, whatever the price",
        sample,
    ),
    slider(
        "banks.maxLeverage",
        &["rule", "maxLeverage"],
        "Limit of leverage",
        "x",
        [15.0, 50.0],
        false,
        "what a bank may have over what it owns; with more it sells",
    ),
    slider(
        "banks.bufferLeverage",
        &["rule", "bufferLeverage"],
        "They sell down to",
        "x",
        [5.0, 15.0],
        false,
        "leverage that a bank has when it is done",
    ),
];

/// Three banks that hold together as much as margin accounts would, the first of them near its limit.
fn sample(scale: &Scale) -> Vec<Value> {
    let value = 5.0 * scale.depth * scale.price;
    let market = scale.markets[0].as_str();
    let banks = [("A", 0.14), ("B", 0.16), ("C", 0.2)].map(|(id, share)| {
        json!({
            "id": id, "equity": share * value, "other": value,
            "holdings": [{ "market": market, "value": value }]
        })
    });
    vec![object([
        ("rows", banks.to_vec().into()),
        (
            "rule",
            json!({ "law": "threshold", "maxLeverage": 20, "bufferLeverage": 14 }),
        ),
    ])]
}

/// When a bank sells, and how far.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Rule {
    /// Above a limit, until it is at another one.
    Threshold {
        /// Leverage above which it sells.
        most: f64,
        /// Leverage to which it sells.
        buffer: f64,
    },
    /// Above the leverage of the start, until it has that again.
    Target,
}

fn build(node: &Node<'_>, build: &mut Build<'_>, places: &Places) -> Population {
    let rule = RULE
        .build(&node.field("rule"), build, &())
        .unwrap_or(Rule::Target);
    let mut holdings = Vec::new();
    let mut banks = Vec::new();
    for row in node.items("rows") {
        let first = holdings.len();
        let mut value = 0.0;
        for item in row.items("holdings") {
            let market = places.linear_market_of(node, &item, build, KIND);
            let worth = item.number("value");
            value += worth;
            holdings.push(FirstHolding {
                market,
                base: worth / places.markets[market].impact.start_price,
            });
        }
        let (equity, other) = (row.number("equity"), row.number("other"));
        let assets = other + value;
        if equity > assets {
            let path = join(&row.path, "equity");
            let message = format!(
                "{path} is {}, more than its assets of {}",
                show(equity),
                show(assets)
            );
            build.inconsistent(&path, message);
        }
        let [most, buffer] = match rule {
            Rule::Threshold { most, buffer } => [most, buffer],
            Rule::Target => [assets / equity; 2],
        };
        banks.push(Bank {
            id: row.text("id").to_owned(),
            holdings: first..holdings.len(),
            other,
            debt: assets - equity,
            value,
            most,
            buffer,
        });
    }
    let mut markets: Vec<usize> = holdings.iter().map(|holding| holding.market).collect();
    markets.sort_unstable();
    markets.dedup();
    Population::Acting(
        Book {
            market: markets.first().copied().unwrap_or(0),
            is_enabled: node.flag("enabled"),
            markets,
            holdings,
            banks,
            start_prices: places
                .markets
                .iter()
                .map(|market| market.impact.start_price)
                .collect(),
        }
        .into(),
    )
}

/// What a bank holds in a market at the start.
#[derive(Debug)]
struct FirstHolding {
    /// Index of the market.
    market: usize,
    base: f64,
}

/// A bank at the start.
#[derive(Debug)]
struct Bank {
    id: String,
    /// Its holdings among those of the book.
    holdings: std::ops::Range<usize>,
    /// Value of what it cannot sell, quote.
    other: f64,
    debt: f64,
    /// Value of what it can sell, at the start, quote.
    value: f64,
    /// Leverage above which it sells, and to which.
    most: f64,
    buffer: f64,
}

/// What never changes.
#[derive(Debug)]
pub struct Book {
    /// Index of the first of their markets.
    pub market: usize,
    is_enabled: bool,
    /// Indices of all their markets, rising.
    markets: Vec<usize>,
    holdings: Vec<FirstHolding>,
    banks: Vec<Bank>,
    /// Prices of all markets of the scenario at the start.
    start_prices: Vec<f64>,
}

impl Book {
    /// Whether they take part.
    #[must_use]
    pub fn is_enabled(&self) -> bool {
        self.is_enabled
    }

    /// Indices of the markets in which they hold something, rising.
    #[must_use]
    pub fn markets(&self) -> &[usize] {
        &self.markets
    }
}

/// What became of a bank; it stays so.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Fate {
    /// Row in which it had no equity left.
    insolvent: Option<u32>,
    /// Row in which it had to sell all, with equity left.
    illiquid: Option<u32>,
    /// Row in which it sold first.
    sold: Option<u32>,
}

/// Base and quote sold.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Flow {
    quantity: f64,
    notional: f64,
}

/// Banks in a run.
#[derive(Debug, Clone)]
pub struct Banks {
    book: Arc<Book>,
    /// Base of each holding, and what of it is to be sold now.
    base: Vec<f64>,
    wishes: Vec<f64>,
    debt: Vec<f64>,
    fates: Vec<Fate>,
    /// Banks that must sell all.
    sells_all: Vec<bool>,
    /// What was sold in each market of the book.
    flows: Vec<Flow>,
    /// Last price of each market of the scenario at the last look.
    prices: Vec<f64>,
    /// Row that is recorded next.
    row: u32,
}

/// The book belongs to the scenario and not to the state.
impl PartialEq for Banks {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.book, &other.book)
            && self.base == other.base
            && self.wishes == other.wishes
            && self.debt == other.debt
            && self.fates == other.fates
            && self.sells_all == other.sells_all
            && self.flows == other.flows
            && self.prices == other.prices
            && self.row == other.row
    }
}

impl Banks {
    /// Before anything happens.
    #[must_use]
    pub fn new(book: &Arc<Book>) -> Self {
        let count = book.banks.len();
        Self {
            base: book.holdings.iter().map(|holding| holding.base).collect(),
            wishes: vec![0.0; book.holdings.len()],
            debt: book.banks.iter().map(|bank| bank.debt).collect(),
            fates: vec![Fate::default(); count],
            sells_all: vec![false; count],
            flows: vec![Flow::default(); book.markets.len()],
            prices: book.start_prices.clone(),
            row: 0,
            book: Arc::clone(book),
        }
    }

    /// Value of what a bank can sell, quote.
    fn value(&self, bank: &Bank, price: impl Fn(usize) -> f64) -> f64 {
        let places = bank.holdings.clone();
        places.fold(0.0, |sum, place| {
            sum + self.base[place] * price(self.book.holdings[place].market)
        })
    }

    /// Equity of a bank of which what it can sell has this value, quote.
    fn equity(&self, number: usize, value: f64) -> f64 {
        value + self.book.banks[number].other - self.debt[number]
    }

    /// Share of what it can sell that a bank of this value must sell.
    fn share(&self, number: usize, value: f64) -> f64 {
        let bank = &self.book.banks[number];
        if value <= 0.0 {
            return 0.0;
        }
        let (assets, equity) = (value + bank.other, self.equity(number, value));
        if equity <= 0.0 {
            return 1.0;
        }
        if assets / equity <= bank.most {
            return 0.0;
        }
        ((assets - bank.buffer * equity) / value).clamp(0.0, 1.0)
    }

    /// Finds what a bank sells at the prices of the last look.
    fn look(&mut self, number: usize, now: Now) {
        let book = Arc::clone(&self.book);
        let bank = &book.banks[number];
        let value = self.value(bank, |market| self.prices[market]);
        let equity = self.equity(number, value);
        if equity <= 0.0 && self.fates[number].insolvent.is_none() {
            self.fates[number].insolvent = Some(now.row);
        }
        let mut share = self.share(number, value);
        if share * value <= now.tolerance * bank.value {
            share = 0.0;
        }
        self.sells_all[number] = share == 1.0 && equity > 0.0;
        for place in bank.holdings.clone() {
            self.wishes[place] = share * self.base[place];
        }
    }

    /// Place of a market among those of the book.
    fn place_of(&self, market: usize) -> Option<usize> {
        self.book.markets.binary_search(&market).ok()
    }

    fn flow(&self, market: usize) -> Flow {
        self.place_of(market)
            .map_or(Flow::default(), |place| self.flows[place])
    }

    /// Holdings in a market.
    fn places_in(&self, market: usize) -> impl Iterator<Item = usize> {
        let holdings = self.book.holdings.iter().enumerate();
        holdings
            .filter(move |(_, holding)| holding.market == market)
            .map(|(place, _)| place)
    }
}

impl Acts for Banks {
    fn on_mark(&mut self, view: &View<'_>, _balances: &mut Balances) {
        self.row = view.now.row;
        self.prices.clear();
        self.prices
            .extend(view.venues.iter().map(|venue| venue.last_price));
        for number in 0..self.book.banks.len() {
            self.look(number, view.now);
        }
    }

    fn orders(&mut self, market: usize, view: &View<'_>, into: &mut Netting) {
        self.row = view.now.row;
        // That it must sell all is so when it comes to the market, and stays.
        for (fate, sells_all) in self.fates.iter_mut().zip(&self.sells_all) {
            if *sells_all && fate.illiquid.is_none() {
                fate.illiquid = Some(view.now.row);
            }
        }
        for place in self.places_in(market) {
            if self.wishes[place] > 0.0 {
                into.place(self.wishes[place], place);
            }
        }
    }

    fn on_fill(&mut self, market: usize, orders: &[Order], netted: Netted) -> bool {
        let book = Arc::clone(&self.book);
        let Some(of_market) = self.place_of(market) else {
            return false;
        };
        let mut has_traded = false;
        for order in orders {
            let place = order.tag;
            let sold = order.filled.min(self.base[place]);
            let before = self.base[place];
            self.base[place] = before - sold;
            self.wishes[place] = (self.wishes[place] - sold).max(0.0);
            has_traded |= self.base[place] != before;
            let proceeds = sold * netted.price;
            let owner = book
                .banks
                .partition_point(|bank| bank.holdings.end <= place);
            self.debt[owner] -= proceeds;
            self.fates[owner].sold.get_or_insert(self.row);
            let flow = &mut self.flows[of_market];
            flow.quantity += sold;
            flow.notional += proceeds;
        }
        has_traded
    }

    fn volume(&self, market: usize) -> f64 {
        self.flow(market).quantity
    }

    fn dealt_in(&self, market: usize) -> Option<Dealt> {
        Some(Dealt {
            sold: self.flow(market).notional,
            bought: 0.0,
            rest: 0.0,
        })
    }

    fn net(&self, market: usize, _venue: &Venue) -> f64 {
        -self.flow(market).quantity
    }

    fn worth(&self, prices: &[f64]) -> f64 {
        let flows = self.book.markets.iter().zip(&self.flows);
        flows.fold(0.0, |sum, (&market, flow)| {
            sum - flow.quantity * prices[market] + flow.notional
        })
    }

    fn held_back(&self, market: usize, _venues: &[Venue]) -> f64 {
        let places = self.places_in(market);
        places.fold(0.0, |sum, place| sum + self.wishes[place].max(0.0))
    }

    fn is_waiting(&self, market: usize) -> bool {
        self.places_in(market).any(|place| self.wishes[place] > 0.0)
    }

    fn forced_between(&self, market: usize, from: f64, to: f64) -> f64 {
        // They only sell, and in a rise nobody has to.
        if to >= from || self.place_of(market).is_none() {
            return 0.0;
        }
        let sold = |factor: f64| {
            let price = |at: usize| self.prices[at] * if at == market { factor } else { 1.0 };
            let banks = self.book.banks.iter().enumerate();
            banks.fold(0.0, |sum, (number, bank)| {
                let here = bank
                    .holdings
                    .clone()
                    .filter(|&place| self.book.holdings[place].market == market);
                let base = here.fold(0.0, |sum, place| sum + self.base[place]);
                if base > 0.0 {
                    sum + base * self.share(number, self.value(bank, price))
                } else {
                    sum
                }
            })
        };
        // The same move, from the price that they look at.
        sold(to / from) - sold(1.0)
    }

    fn is_touched(&self) -> bool {
        self.flows.iter().any(|flow| flow.quantity > 0.0)
    }

    fn triggered_quantity(&self) -> f64 {
        self.flows.iter().fold(0.0, |sum, flow| sum + flow.quantity)
    }

    fn record(&self, market: usize, _venue: &Venue, into: &mut Vec<f64>) {
        into.push(self.flow(market).notional);
    }

    fn holders(&self) -> Vec<Holder> {
        let banks = self.book.banks.iter().zip(&self.fates).enumerate();
        banks
            .map(|(number, (bank, fate))| {
                let (state, at_row) = match *fate {
                    Fate {
                        insolvent: Some(row),
                        ..
                    } => ("insolvent", Some(row)),
                    Fate {
                        illiquid: Some(row),
                        ..
                    } => ("illiquid", Some(row)),
                    Fate {
                        sold: Some(row), ..
                    } => ("sold", Some(row)),
                    Fate { .. } => ("open", None),
                };
                let places = bank.holdings.clone();
                Holder {
                    id: bank.id.clone(),
                    kind: KIND,
                    state,
                    equity: self.equity(number, self.value(bank, |market| self.prices[market])),
                    quantity: places.fold(0.0, |sum, place| sum + self.base[place]),
                    at_row,
                }
            })
            .collect()
    }

    fn fallen(&self) -> Option<[u32; 2]> {
        let count = |row: fn(&Fate) -> Option<u32>| {
            let fallen = self.fates.iter().filter_map(row);
            fallen.fold(0, |sum, _| sum + 1)
        };
        Some([count(|fate| fate.insolvent), count(|fate| fate.illiquid)])
    }

    fn note(&self, _venues: &[Venue], log: &mut Log) {
        for &market in &self.book.markets {
            let holds = |bank: &Bank| {
                let mut places = bank.holdings.clone();
                places.any(|place| self.book.holdings[place].market == market)
            };
            let is_now = |row: fn(&Fate) -> Option<u32>| {
                let mut banks = self.book.banks.iter().zip(&self.fates);
                banks.any(|(bank, fate)| row(fate) == Some(self.row) && holds(bank))
            };
            log.note(&INSOLVENT, market, is_now(|fate| fate.insolvent));
            log.note(&ILLIQUID, market, is_now(|fate| fate.illiquid));
        }
    }
}
