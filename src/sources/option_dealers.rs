//! Option dealers who keep their books neutral, and insurers of portfolios whose trades replicate an option.
//!
//! A book has the delta `D(p)`, summed over its lines; the hedge starts at `-D(p0)`. Whatever is missing of `-D(p)` is an order of
//! the same fill as everybody's. Short gamma sells what falls and buys what rises, long gamma the other way round. Feedback R is
//! `D(q) - D(p)` over the base that moves the price from `p` to `q`.

use super::desk::{Balances, Netted, Netting, Now, Order, View};
use super::holding::Holding;
use super::reactor::{Asked, INTERVAL, OFFSET, SIDES, Sides, Times};
use super::{Acts, Handed, Places, Population};
use crate::clock::DAY_S;
#[cfg(feature = "mechanisms")]
use crate::error::show;
use crate::json::object;
use crate::log::{ColumnSpec, EventSpec, Log, STOCK, Sort, described};
use crate::market::venue::Venue;
use crate::math::{exp, exp_m1};
#[cfg(feature = "mechanisms")]
use crate::scenario::data::ChainOption;
use crate::scenario::declare::{
    DATA_OBJECT, ENABLED, MARKET_REFERENCE, NOT_NEGATIVE, SIGNED, built, field, number, range,
    whole, yes,
};
use crate::scenario::node::{Build, Node};
use crate::scenario::schema::{Field, Kind, List, Range};
use crate::scenario::spec::{Lens, Scale, Spec, kinds, slider, switch};
use crate::scenario::words::{self, NO_WORDS, Words};
use crate::settlement::option_terms::{
    EXPIRY, STRIKE, TYPE, VOLATILITY, VOLATILITY_SLOPE, contracts, is_call, option_terms,
    volatility_at,
};
use crate::settlement::options::{OptionTerms, delta, gamma, option_price};
use serde_json::Value;
use std::sync::Arc;

/// The word by which this kind is known.
pub const KIND: &str = "optionDealers";

/// What those are called who trade as if they had bought options, which nobody has sold.
pub const INSURERS: &str = "insurers";

/// What is recorded of them.
pub static COLUMNS: &[ColumnSpec] = &[
    ColumnSpec {
        name: "hedgeSold",
        unit: "base",
        doc: described("Base that option dealers have sold to stay hedged; negative: bought."),
        sort: STOCK,
    },
    ColumnSpec {
        name: "hedgeNotional",
        unit: "quote",
        doc: described("Quote that option dealers have traded to stay hedged."),
        sort: Sort::Dealt,
    },
    ColumnSpec {
        name: "dealerGamma",
        unit: "quote per 1 %",
        doc: described(
            "Gamma of the dealers' books: what a rise of 1 % makes them sell; negative: short gamma, they buy.",
        ),
        sort: STOCK,
    },
    ColumnSpec {
        name: "dealerProfit",
        unit: "quote",
        doc: described("Profit of the dealers: their options, their hedge and what it cost."),
        sort: STOCK,
    },
];

/// What can happen to them.
pub static EVENTS: &[&EventSpec] = &[&GAMMA_FLIP];

static GAMMA_FLIP: EventSpec = EventSpec {
    name: "gammaFlip",
    label: "gamma changes sign",
    doc: "The dealers' gamma has another sign than at the start.",
};

static LINES: List = List {
    item: Kind::Object(LINE),
    min: 0,
    max: 10_000,
};

const LINE: &[Field] = &[
    TYPE,
    STRIKE,
    EXPIRY,
    VOLATILITY,
    contracts("The dealer's side: negative is short."),
];

kinds! {
    /// How the lines of a book are given.
    static BOOK: Vec<OptionTerms> | f64, "law" => [ROWS, STRIP, OPEN_INTEREST]
}

const SHARE: Range = range(-1.0, 1.0);

static OPEN_INTEREST: Spec<Vec<OptionTerms>, f64> = Spec {
    variant: built(
        "openInterest",
        "The open interest of a registered option chain. Each option has the volatility of its price there, and its forward stays in proportion to the price.",
        &[
            field("data", DATA_OBJECT, None, "Registered option chain."),
            number(
                "calls",
                SHARE,
                None,
                "of open interest",
                "Dealers' net position in calls; nobody publishes it.",
            ),
            number(
                "puts",
                SHARE,
                None,
                "of open interest",
                "Dealers' net position in puts; nobody publishes it.",
            ),
            number(
                "fromDays",
                range(0.0, 3_650.0),
                Some("0"),
                "days",
                "Least time to expiry of those that count.",
            ),
            number(
                "toDays",
                range(0.0, 3_650.0),
                Some("3650"),
                "days",
                "Most of it.",
            ),
            field(
                "at",
                Kind::Choice(&[
                    yes("strikes", "Strikes are those of the file."),
                    yes(
                        "moneyness",
                        "Strikes are moved with the price, for a market at another one than the file's.",
                    ),
                ]),
                Some("\"strikes\""),
                "Where the strikes lie.",
            ),
        ],
    ),
    needs_ticks: false,
    controls: &[],
    #[cfg(feature = "mechanisms")]
    build: open_interest,
    // Nobody who knows only its word builds it.
    #[cfg(not(feature = "mechanisms"))]
    build: |_, _, _| Vec::new(),
};

/// An option on a forward that is `phi` times the price is `phi` options on the price itself, with the strike over `phi`: worth,
/// delta and gamma are the same.
#[cfg(feature = "mechanisms")]
fn open_interest(node: &Node<'_>, build: &mut Build<'_>, &price: &f64) -> Vec<OptionTerms> {
    let (from, to) = (node.number("fromDays"), node.number("toDays"));
    build.ordered(node, "fromDays", from, "toDays", to);
    let moved = build.word(node, "at", &[("strikes", false), ("moneyness", true)]);
    let data = node.field("data");
    let path = data.path.clone();
    let chain = match build.data.options(&data.into_reference()) {
        Ok(chain) => chain,
        Err(problem) => {
            build.problems.push(problem);
            return Vec::new();
        }
    };
    let moneyness = if moved {
        price / chain.reference_price
    } else {
        1.0
    };
    let counts = |option: &&ChainOption| (from..=to).contains(&option.days);
    let lines: Vec<OptionTerms> = chain
        .options
        .iter()
        .filter(counts)
        .map(|option| {
            let share = node.number(if option.is_call { "calls" } else { "puts" });
            OptionTerms {
                is_call: option.is_call,
                strike: option.strike * moneyness / option.forward_ratio,
                expiry_days: option.days,
                volatility: option.volatility,
                contracts: share * option.open_interest * option.forward_ratio,
            }
        })
        .collect();
    if lines.is_empty() && from <= to {
        let message = format!(
            "{path}: the file holds no option with open interest between {} and {} days",
            show(from),
            show(to)
        );
        build.inconsistent(&path, message);
    }
    lines
}

static ROWS: Spec<Vec<OptionTerms>, f64> = Spec {
    variant: built(
        "rows",
        "Line by line.",
        &[field("rows", Kind::List(&LINES), None, "The lines.")],
    ),
    needs_ticks: false,
    controls: &[],
    build: |node, build, _| {
        node.items("rows")
            .map(|row| option_terms(&row, build, row.number("contracts")))
            .collect()
    },
};

static STRIP: Spec<Vec<OptionTerms>, f64> = Spec {
    variant: built(
        "strip",
        "Strikes around a centre, with a given gamma at the start: strike i is price centre exp(width z) with z from -2 to 2 evenly, its weight exp(-z^2/2).",
        &[
            number(
                "gamma",
                SIGNED,
                None,
                "quote per 1 %",
                "Gamma of the whole book at the starting price; negative: short.",
            ),
            number(
                "centre",
                range(0.1, 10.0),
                Some("1"),
                "of the price",
                "Middle of the strikes.",
            ),
            number(
                "width",
                range(0.0, 1.0),
                Some("0.05"),
                "log price",
                "How wide they lie.",
            ),
            whole(
                "strikes",
                range(1.0, 201.0),
                Some("21"),
                "How many there are.",
            ),
            Field {
                default: Some("\"put\""),
                ..TYPE
            },
            Field {
                default: Some("7"),
                ..EXPIRY
            },
            Field {
                default: Some("0.6"),
                ..VOLATILITY
            },
        ],
    ),
    needs_ticks: false,
    controls: &[],
    build: strip,
};

fn strip(node: &Node<'_>, build: &mut Build<'_>, &price: &f64) -> Vec<OptionTerms> {
    let strikes = node.count("strikes");
    let (centre, width) = (node.number("centre"), node.number("width"));
    let (expiry_days, volatility) = (node.number("expiryDays"), node.number("volatility"));
    let is_call = is_call(node, build);
    let mut gamma = 0.0;
    let mut lines: Vec<OptionTerms> = (0..strikes)
        .map(|index| {
            let z = if strikes == 1 {
                0.0
            } else {
                4.0 * f64::from(index) / f64::from(strikes - 1) - 2.0
            };
            let strike = price * centre * exp(width * z);
            let weight = exp(-0.5 * z * z);
            gamma +=
                weight * crate::settlement::options::gamma(price, strike, expiry_days, volatility);
            OptionTerms {
                is_call,
                strike,
                expiry_days,
                volatility,
                contracts: weight,
            }
        })
        .collect();
    let wanted = node.number("gamma");
    if gamma < 1e-300 {
        let message = format!(
            "{}: no strike of the strip has gamma at the starting price; widen it or lengthen expiryDays",
            node.path
        );
        build.inconsistent(&node.path, message);
        return Vec::new();
    }
    // Base per quote, of quote per 1 %.
    let factor = wanted / (0.01 * price * price) / gamma;
    for line in &mut lines {
        line.contracts *= factor;
    }
    lines
}

const HEDGE: &[Field] = &[
    number(
        "band",
        NOT_NEGATIVE,
        Some("0"),
        "base",
        "Nothing trades while no more than this is missing.",
    ),
    field(
        "to",
        Kind::Choice(&[
            yes("centre", "All that is missing is traded."),
            yes("edge", "As much as brings it back to the band."),
        ]),
        Some("\"centre\""),
        "How far a trade goes.",
    ),
    SIDES,
    field(
        "ratePerS",
        Kind::Nullable(&Kind::Number(range(1e-6, 1e6))),
        Some("null"),
        "Speed, 1/s: a tick trades the share 1 - exp(-rate dt); needs the ticks clock. null: all.",
    ),
    INTERVAL,
    OFFSET,
];

/// What is told of them.
static WORDS: Words = Words {
    names: &[
        words::Name {
            word: KIND,
            name: "option dealers",
            rule: words::Rule::ByDeed {
                with: "Option dealers have sold or bought options and keep them hedged: here they must {buy|sell} as the price {rises|falls}.",
                against: "Option dealers have sold or bought options and keep them hedged: here they must {sell|buy} as the price {rises|falls}.",
                otherwise: "Option dealers trade to keep their options hedged.",
            },
        },
        words::Name {
            word: "insurers",
            name: "portfolio insurers",
            rule: words::Rule::Always(
                "Portfolio insurers trade as if they had bought options that nobody has sold them: they {buy|sell} as the price {rises|falls}.",
            ),
        },
    ],
    terms: &[
        [
            "optionDealers",
            "Option dealers",
            "Those who have sold (or bought) options and keep them hedged in the market. Short of gamma, they must buy what rises and sell what falls; long of it, the other way round.",
        ],
        [
            "insurers",
            "Portfolio insurance",
            "Selling as prices fall, so as to own a put option that nobody has sold. It needs buyers just when everybody insured sells.",
        ],
    ],
    assumed: &[
        [
            KIND,
            "Option dealers hedge by Black-76 without interest. Who is long and who is short options is assumed: nobody publishes it, and people may hedge otherwise.",
        ],
        [
            "insurers",
            "Portfolio insurers sell by Black-76 as prices fall. How much is insured, and how fast they trade, is assumed; people would not follow a rule for long.",
        ],
    ],
    heads: &[
        ["hedgeSold", "Sold by option dealers so far, units"],
        ["hedgeNotional", "Traded by option dealers so far,\u{a0}$"],
        ["dealerGamma", "Option dealers' gamma, $ per 1 %"],
        ["dealerProfit", "Profit of option dealers,\u{a0}$"],
    ],
    row: [
        r#"Sells <math><mi>D</mi><mo stretchy="false">(</mo><mi>p</mi><mo stretchy="false">)</mo><mo>+</mo><mi>h</mi></math>, delta of the book and hedge; all who answer the price are scaled together where they would go beyond what they want."#,
        "OT1 to OT7, V13; Gamma squeeze, Short gamma, long fall, The calm hand",
    ],
    rows: &[words::Rows {
        head: "Dealers: <code>populations[].role</code>, their options <code>.book.law</code> and <code>.type</code>, their hedge <code>.hedge.to</code> and <code>.hedge.sides</code>",
        rows: &[
            [
                "populations[].role",
                "dealer",
                "Black 1976, interest 0.",
                "OT2",
            ],
            [
                "populations[].role",
                "insurer",
                "Leland and Rubinstein 1988.",
                "<code>tests/mechanisms.rs</code>",
            ],
            ["populations[].book.law", "rows", "", "OT2 to OT7"],
            ["populations[].book.law", "strip", "", "Gamma squeeze"],
            [
                "populations[].book.law",
                "openInterest",
                "At the forward <math><mi>F</mi><mo>=</mo><mi>φ</mi><mi>p</mi></math> of its expiry: <math><mi>φ</mi></math> times as many options on the price itself, with the strike <math><mi>K</mi><mo>/</mo><mi>φ</mi></math>.",
                "OT24",
            ],
            ["populations[].book.at", "strikes", "", "OT24"],
            [
                "populations[].book.at",
                "moneyness",
                "Strikes times the price at the start over the file's.",
                "<code>tests/chains.rs</code>",
            ],
            ["populations[].book.rows[].type", "call", "", "OT1"],
            ["populations[].book.rows[].type", "put", "", "OT1"],
            ["populations[].book.type", "call", "", "Gamma squeeze"],
            ["populations[].book.type", "put", "", "The calm hand"],
            ["populations[].hedge.to", "centre", "", "OT5"],
            ["populations[].hedge.to", "edge", "", "OT5"],
            [
                "populations[].hedge.sides",
                "both",
                "",
                "<code>tests/mechanisms.rs</code>",
            ],
            [
                "populations[].hedge.sides",
                "sells",
                "",
                "<code>tests/mechanisms.rs</code>",
            ],
            [
                "populations[].hedge.sides",
                "buys",
                "",
                "<code>tests/mechanisms.rs</code>",
            ],
        ],
    }],
    ..NO_WORDS
};

/// Their declaration.
pub static OPTION_DEALERS: Spec<Population, Places> = Spec {
    variant: built(
        KIND,
        "Option dealers who hedge, or insurers who replicate an option: prices of Black-76 without interest.",
        &[
            ENABLED,
            MARKET_REFERENCE,
            field(
                "role",
                Kind::Choice(&[
                    yes(
                        "dealer",
                        "The options exist; customers hold the other side.",
                    ),
                    yes(
                        "insurer",
                        "Nobody holds options: the trades replicate them.",
                    ),
                ]),
                Some("\"dealer\""),
                "Whose profit counts the options.",
            ),
            field("book", Kind::Tagged(&BOOK.tagged), None, "The options."),
            field("hedge", Kind::Object(HEDGE), Some("{}"), "How they hedge."),
            VOLATILITY_SLOPE,
        ],
    )
    .told(&WORDS),
    needs_ticks: false,
    controls: CONTROLS,
    build,
};

static CONTROLS: &[Lens] = &[
    switch(
        "optionDealers.enabled",
        "Option dealers",
        "they keep their books of options neutral",
        sample,
    ),
    slider(
        "optionDealers.gamma",
        &["book", "gamma"],
        "Dealers' gamma",
        "quote",
        [-5e7, 5e7],
        false,
        "what a rise of 1 % makes dealers sell; negative: they must buy (short gamma)",
    ),
    slider(
        "optionDealers.expiryDays",
        &["book", "expiryDays"],
        "Days to expiry",
        "",
        [0.1, 90.0],
        true,
        "the shorter, the faster gamma grows towards the strikes",
    ),
    slider(
        "optionDealers.calls",
        &["book", "calls"],
        "Dealers' share of calls",
        "fraction",
        [-1.0, 1.0],
        false,
        "of the open interest; negative: they have sold them. Assumed: nobody publishes who holds what",
    ),
    slider(
        "optionDealers.puts",
        &["book", "puts"],
        "Dealers' share of puts",
        "fraction",
        [-1.0, 1.0],
        false,
        "of the open interest; negative: they have sold them. Assumed: nobody publishes who holds what",
    ),
    slider(
        "optionDealers.band",
        &["hedge", "band"],
        "Hedging band",
        "base",
        [0.0, 1e8],
        false,
        "dealers trade only when more than this is missing from their hedge",
    ),
    slider(
        "optionDealers.volatilitySlope",
        &["volatilitySlope"],
        "Volatility rises in a fall",
        "",
        [-2.0, 2.0],
        false,
        "points of implied volatility that a fall of 1 % adds",
    ),
];

/// Dealers short of half as much gamma as the market has depth, with strikes where the shock leads.
fn sample(scale: &Scale) -> Vec<Value> {
    vec![object([
        ("market", scale.markets[0].as_str().into()),
        (
            "book",
            object([
                ("law", "strip".into()),
                ("type", if scale.is_rise { "call" } else { "put" }.into()),
                ("gamma", (-0.5 * scale.depth * scale.price).into()),
                ("centre", if scale.is_rise { 1.07 } else { 0.93 }.into()),
                ("width", 0.04.into()),
                ("volatility", 0.7.into()),
            ]),
        ),
    ])]
}

fn build(node: &Node<'_>, build: &mut Build<'_>, places: &Places) -> Population {
    let market = places.linear_market(node, build, KIND);
    let rules = &places.markets[market];
    let start_price = rules.impact.start_price;
    let hedge = node.field("hedge");
    let rate_per_s = hedge.number_of("ratePerS");
    build.takes_time(&hedge, "ratePerS", rate_per_s.is_some(), "must be null");
    let times = Times::read(&hedge, build);
    let lines = BOOK
        .build(&node.field("book"), build, &start_price)
        .unwrap_or_default();
    Population::Acting(
        Book {
            market,
            is_enabled: node.flag("enabled"),
            start_price,
            is_insurer: build.word(node, "role", &[("dealer", false), ("insurer", true)]),
            gross: lines
                .iter()
                .fold(0.0, |sum, line| sum + line.contracts.abs()),
            lines,
            band: hedge.number("band"),
            to_edge: build.word(&hedge, "to", &[("centre", false), ("edge", true)]),
            sides: Sides::read(&hedge, build),
            rate_per_s,
            times,
            volatility_slope: node.number("volatilitySlope"),
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
    is_insurer: bool,
    lines: Vec<OptionTerms>,
    /// Base of all contracts, whatever their side.
    gross: f64,
    band: f64,
    to_edge: bool,
    sides: Sides,
    rate_per_s: Option<f64>,
    times: Times,
    volatility_slope: f64,
}

impl Book {
    /// Whether they take part.
    #[must_use]
    pub fn is_enabled(&self) -> bool {
        self.is_enabled
    }

    /// Dealers who have sold nothing yet and hedge whatever they sell.
    #[must_use]
    pub fn empty(market: usize, start_price: f64) -> Self {
        Self {
            market,
            is_enabled: true,
            start_price,
            is_insurer: false,
            lines: Vec::new(),
            gross: 0.0,
            band: 0.0,
            to_edge: false,
            sides: Sides::Both,
            rate_per_s: None,
            times: Times::of(0.0, 0.0),
            volatility_slope: 0.0,
        }
    }

    /// Whether they sell options to whoever must buy some back.
    #[must_use]
    pub fn takes(&self) -> bool {
        self.is_enabled && !self.is_insurer
    }

    fn volatility(&self, line: &OptionTerms, price: f64) -> f64 {
        volatility_at(
            line.volatility,
            self.volatility_slope,
            price / self.start_price,
        )
    }

    /// Delta of a line of one base.
    fn delta(&self, line: &OptionTerms, days: f64, price: f64) -> f64 {
        let volatility = self.volatility(line, price);
        delta(line.is_call, price, line.strike, days, volatility)
    }

    /// Gamma of a line of one base.
    fn gamma(&self, line: &OptionTerms, days: f64, price: f64) -> f64 {
        let volatility = self.volatility(line, price);
        gamma(price, line.strike, days, volatility)
    }

    /// Worth of the options; of those that have expired what they were worth then is kept by the run.
    fn worth(&self, line: &OptionTerms, days: f64, price: f64) -> f64 {
        let volatility = self.volatility(line, price);
        option_price(line.is_call, price, line.strike, days, volatility)
    }
}

/// Sum over lines of contracts times what each says of the days that it has left.
fn sum<'a>(
    lines: impl IntoIterator<Item = &'a OptionTerms>,
    time_s: f64,
    each: impl Fn(&OptionTerms, f64) -> f64,
) -> f64 {
    lines.into_iter().fold(0.0, |sum, line| {
        sum + line.contracts * each(line, line.expiry_days - time_s / DAY_S)
    })
}

/// Dealers in a run.
#[derive(Debug, Clone)]
pub struct OptionDealers {
    book: Arc<Book>,
    /// What is held against the options; base sold of it since the start.
    hedge: Holding,
    sold: f64,
    /// What the hedge has brought in.
    cash: f64,
    /// What the options were worth at the start, and whether their gamma was below zero, above or nought.
    first_worth: f64,
    first_gamma: f64,
    /// Options sold to those who had to buy some back: lines as those of the book, one of a sort.
    taken: Vec<OptionTerms>,
    /// Each line's price at its expiry, once it is there; those that were taken behind those of the book.
    settled: Vec<Option<f64>>,
    /// Last price and time of the last look.
    price: f64,
    time_s: f64,
    /// Base that it would sell now.
    wish: f64,
    /// Whether it asks for that in this step.
    is_asking: bool,
    asked: Asked,
}

/// The book belongs to the scenario and not to the state.
impl PartialEq for OptionDealers {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.book, &other.book)
            && self.hedge == other.hedge
            && self.sold == other.sold
            && self.cash == other.cash
            && self.first_worth == other.first_worth
            && self.first_gamma == other.first_gamma
            && self.taken == other.taken
            && self.settled == other.settled
            && self.price == other.price
            && self.time_s == other.time_s
            && self.wish == other.wish
            && self.is_asking == other.is_asking
            && self.asked == other.asked
    }
}

impl OptionDealers {
    /// Before anything happens: hedged, with what the market maker sold at the starting price.
    #[must_use]
    pub fn new(book: &Arc<Book>) -> Self {
        let start = book.start_price;
        let hedge = -sum(&book.lines, 0.0, |line, days| book.delta(line, days, start));
        Self {
            hedge: Holding::new(book.market, hedge),
            sold: 0.0,
            cash: -hedge * start,
            first_worth: sum(&book.lines, 0.0, |line, days| book.worth(line, days, start)),
            first_gamma: sum(&book.lines, 0.0, |line, days| book.gamma(line, days, start)),
            taken: Vec::new(),
            settled: vec![None; book.lines.len()],
            price: start,
            time_s: 0.0,
            wish: 0.0,
            is_asking: false,
            asked: Asked::default(),
            book: Arc::clone(book),
        }
    }

    /// The lines of the book and those that were taken.
    fn lines(&self) -> impl Iterator<Item = &OptionTerms> {
        self.book.lines.iter().chain(&self.taken)
    }

    /// Base of all contracts, whatever their side.
    fn gross(&self) -> f64 {
        let taken = self.taken.iter();
        taken.fold(self.book.gross, |sum, line| sum + line.contracts.abs())
    }

    /// Delta of all options, base.
    fn delta(&self, price: f64) -> f64 {
        sum(self.lines(), self.time_s, |line, days| {
            self.book.delta(line, days, price)
        })
    }

    /// Gamma of all options, quote per 1 %.
    fn gamma(&self, price: f64) -> f64 {
        let gamma = sum(self.lines(), self.time_s, |line, days| {
            self.book.gamma(line, days, price)
        });
        gamma * 0.01 * price * price
    }

    /// Adds options to those that were taken.
    fn take(&mut self, line: &OptionTerms) {
        let is_same = |other: &&mut OptionTerms| {
            OptionTerms {
                contracts: line.contracts,
                ..**other
            } == *line
        };
        if let Some(known) = self.taken.iter_mut().find(is_same) {
            known.contracts += line.contracts;
            return;
        }
        self.taken.push(*line);
        self.settled.push(None);
    }

    /// Base to sell at a price so that nothing is missing from the hedge.
    fn gap(&self, price: f64) -> f64 {
        self.hedge.base + self.delta(price)
    }

    /// Base that it would sell at the last price.
    fn wish_now(&self, now: Now) -> f64 {
        let book = &*self.book;
        let gap = self.gap(self.price);
        let gross = self.gross();
        let least = book.band.max(now.tolerance * gross);
        if gap.abs() <= least || !book.sides.allows(gap) {
            return 0.0;
        }
        if !book.to_edge {
            return gap;
        }
        // The way back to a band's edge is halved again and again: its last steps are rounding of the book.
        let beyond = gap - gap.signum() * book.band;
        if beyond.abs() <= f64::EPSILON * gross {
            0.0
        } else {
            beyond
        }
    }

    fn profit(&self, price: f64) -> f64 {
        let options = if self.book.is_insurer {
            0.0
        } else {
            let lines = self.lines().zip(&self.settled);
            let worth = lines.fold(0.0, |sum, (line, settled)| {
                let days = line.expiry_days - self.time_s / DAY_S;
                let each = settled.unwrap_or_else(|| self.book.worth(line, days, price));
                sum + line.contracts * each
            });
            worth - self.first_worth
        };
        options + self.hedge.base * price + self.cash
    }
}

impl Acts for OptionDealers {
    fn on_mark(&mut self, view: &View<'_>, _balances: &mut Balances) {
        self.price = view.venues[self.book.market].last_price;
        self.time_s = view.now.time_s;
        let lines = self.book.lines.iter().chain(&self.taken);
        for (line, settled) in lines.zip(&mut self.settled) {
            let days = line.expiry_days - self.time_s / DAY_S;
            if days <= 0.0 && settled.is_none() {
                *settled = Some(self.book.worth(line, days, self.price));
            }
        }
        self.wish = self.wish_now(view.now);
        self.asked.look(self.book.times, view.now);
    }

    fn orders(&mut self, market: usize, view: &View<'_>, into: &mut Netting) {
        if market != self.book.market {
            return;
        }
        let is_time = self.asked.ask(self.book.times, view.now);
        self.is_asking = self.wish != 0.0 && is_time;
        if !self.is_asking {
            return;
        }
        let share = match (self.book.rate_per_s, view.now.length_s) {
            (Some(rate), Some(length_s)) => -exp_m1(-rate * length_s),
            (None, _) | (_, None) => 1.0,
        };
        into.react(self.wish * share);
    }

    fn held_back(&self, market: usize, _venues: &[Venue]) -> f64 {
        if self.is_waiting(market) || market == self.book.market && self.asked.is_due {
            self.wish.abs()
        } else {
            0.0
        }
    }

    fn called(&self) -> Option<&'static str> {
        self.book.is_insurer.then_some(INSURERS)
    }

    fn wanted(&self, market: usize, price: f64) -> f64 {
        // Whoever keeps still, inside a band or between two times, is nobody's counterpart.
        if market == self.book.market && self.is_asking {
            self.gap(price)
        } else {
            0.0
        }
    }

    fn on_fill(&mut self, _market: usize, orders: &[Order], netted: Netted) -> bool {
        let before = self.hedge.base;
        let sold = self.hedge.trade(orders, netted.price);
        self.sold += sold;
        self.cash += sold * netted.price;
        // What is too small for the hedge to change is no trade: the next wave would ask for it again.
        self.hedge.base != before
    }

    fn is_waiting(&self, market: usize) -> bool {
        market == self.book.market && self.wish != 0.0
    }

    /// The options are between them and their customers: what one has of them, the other has not.
    fn holding(&self) -> Option<&Holding> {
        Some(&self.hedge)
    }

    fn forced_between(&self, market: usize, from: f64, to: f64) -> f64 {
        if market != self.book.market {
            return 0.0;
        }
        let target = self.price * (to / from);
        let sold = self.delta(target) - self.delta(self.price);
        self.book.sides.pushed(sold, from, to)
    }

    fn takes(&mut self, handed: &Handed, now: Now) -> bool {
        if handed.market != self.book.market || !self.book.takes() {
            return false;
        }
        for line in &handed.options {
            self.take(line);
        }
        self.cash += handed.paid;
        // What is missing of the hedge now is an order of the next step.
        self.wish = self.wish_now(now);
        true
    }

    fn is_touched(&self) -> bool {
        self.hedge.volume > 0.0
    }

    fn triggered_quantity(&self) -> f64 {
        0.0
    }

    fn record(&self, market: usize, venue: &Venue, into: &mut Vec<f64>) {
        if market == self.book.market {
            into.extend([
                self.sold,
                self.hedge.notional,
                self.gamma(venue.last_price),
                self.profit(venue.last_price),
            ]);
        }
    }

    fn note(&self, _venues: &[Venue], log: &mut Log) {
        let now = self.gamma(self.price);
        log.note(&GAMMA_FLIP, self.book.market, self.first_gamma * now < 0.0);
    }
}
