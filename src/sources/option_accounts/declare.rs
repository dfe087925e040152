//! How option writers are declared, and what a declaration makes.

use super::told::CONTROLS;
use super::{Book, By, KIND, Rules, Writer};
use crate::scenario::declare::{
    ENABLED, MARKET_REFERENCE, POSITIVE, built, field, number, range, yes,
};
use crate::scenario::node::{Build, Node};
use crate::scenario::schema::{Field, Kind, List, join};
use crate::scenario::spec::Spec;
use crate::scenario::words::{self, NO_WORDS, Words};
use crate::settlement::option_margin::{OptionMargin, Powers};
use crate::settlement::option_margin_rules::{
    ID, LEG, OPTION_MARGIN, OPTION_MARGIN_FIELD, PERP, option_account,
};
use crate::settlement::option_terms::VOLATILITY_SLOPE;
#[cfg(feature = "mechanisms")]
use crate::sources::option_dealers;
use crate::sources::{Places, Population};

/// Options of all accounts together.
const MOST_LEGS: usize = 10_000;

static LEGS: List = List {
    item: Kind::Object(LEG),
    min: 0,
    max: 20,
};

const ROW: &[Field] = &[
    ID,
    number(
        "equity",
        POSITIVE,
        None,
        "quote",
        "Worth at the start, everything included: the premium received is in it.",
    ),
    PERP,
    field("legs", Kind::List(&LEGS), None, "Options held or written."),
];

static ROWS: List = List {
    item: Kind::Object(ROW),
    min: 0,
    max: 2_000,
};

const LIQUIDATION: &[Field] = &[
    field(
        "by",
        Kind::Choice(&[
            yes(
                "buyBack",
                "A share of everything is closed: as much as restores the margin.",
            ),
            yes(
                "hedge",
                "The least change of the perp that brings the requirement down; where none does, the change that leaves the least of it.",
            ),
            yes(
                "hedgeThenBuyBack",
                "The same; where no hedge is enough, a share of everything is closed in the next step.",
            ),
        ]),
        Some("\"buyBack\""),
        "How an account is liquidated whose equity is no more than its requirement.",
    ),
    number(
        "restore",
        range(1.0, 5.0),
        Some("1"),
        "x",
        "Liquidated until equity is so many times the requirement.",
    ),
    number(
        "slippageVolatility",
        range(0.0, 2.0),
        Some("0.05"),
        "of volatility a year",
        "Options sold are bought back at a volatility so much higher, those bought are sold at one so much lower, at least 0.01.",
    ),
    field(
        "seller",
        Kind::Choice(&[
            yes(
                "dealers",
                "The first option dealers of the market, who hedge what they have sold from the next step on; where it has none, some without a book.",
            ),
            yes("nobody", "Customers who do not hedge."),
        ]),
        Some("\"dealers\""),
        "Who sells the options that are bought back.",
    ),
];

/// What is told of them.
static WORDS: Words = Words {
    names: &[words::Name {
        word: KIND,
        name: "option writers",
        rule: words::Rule::Always(
            "Option writers have sold options and must have margin for the worst of many moves of the price. Whose account is worth no more than that has options bought back, or is hedged.",
        ),
    }],
    terms: &[
        [
            "optionAccounts",
            "Option writers",
            "Those who have sold options. There may be a price on either side at which they are liquidated.",
        ],
        [
            "scanMargin",
            "Scan margin",
            "The worst loss over a table of moves of price and volatility: what an account with options must have.",
        ],
    ],
    assumed: &[[
        KIND,
        "Option writers are judged by Black-76 without interest over a table of moves. They add no money; options that are bought back cost a given number of volatility points more, whatever their size.",
    ]],
    heads: &[
        ["writersLiquidated", "Option writers liquidated so far"],
        [
            "writerRequirement",
            "Margin that option writers must have,\u{a0}$",
        ],
        ["writerEquity", "Worth of option writers' accounts,\u{a0}$"],
        [
            "writersSoldQuantity",
            "Sold for option writers so far, units",
        ],
        [
            "writersSoldNotional",
            "Sold for option writers so far,\u{a0}$",
        ],
        [
            "writersBoughtQuantity",
            "Bought for option writers so far, units",
        ],
        [
            "writersBoughtNotional",
            "Bought for option writers so far,\u{a0}$",
        ],
    ],
    closed: Some(words::Closed {
        one: "option writer",
        many: "option writers",
        seller: "{the exchange buys back what you owe|the exchange sells what you hold}",
    }),
    forced: Some(words::Forced {
        place: 3,
        apart: "Option writers are liquidated by the worst of many moves and not by leverage, so they are not in this picture.",
        is_own_money: false,
    }),
    has_borrowed: true,
    row: [
        r#"Judged at the mark by <math><mi>E</mi><mo>≤</mo><mi>M</mi></math>, the worst loss over a table of moves; a step closes the share <math><mo stretchy="false">(</mo><mi>k</mi><mi>M</mi><mo>−</mo><mi>E</mi><mo stretchy="false">)</mo><mo>/</mo><mo stretchy="false">(</mo><mi>k</mi><mi>M</mi><mo>−</mo><mi>C</mi><mo stretchy="false">)</mo></math> of everything, <math><mi>C</mi></math> the cost of a worse volatility, or changes the perp as little as is enough. Options go to a dealer, who hedges them in the next step. Deribit, Paradex, SPAN."#,
        "OT8 to OT10",
    ],
    rows: &[words::Rows {
        head: "Option writers: their margin, <code>populations[].margin.rule</code>, how they are liquidated, <code>.liquidation.by</code>, who sells what is bought back, <code>.seller</code>, and their options, <code>.rows[].legs[].type</code>",
        rows: &[
            [
                "populations[].margin.rule",
                "scan",
                "Deribit: portfolio margin; its volatilities by Paradex’s powers of 30 days over the time to expiry.",
                "OT8, OT9",
            ],
            [
                "populations[].margin.rule",
                "span",
                "SPAN of the CME: sixteen scenarios, two of them extreme.",
                "OT8",
            ],
            [
                "populations[].margin.rule",
                "scenarios",
                "Paradex’s table, or one of one’s own.",
                "OT8",
            ],
            [
                "populations[].margin.rule",
                "standard",
                "Deribit’s standard margin, for equity that counts options.",
                "OT8",
            ],
            ["populations[].liquidation.by", "buyBack", "", "OT10"],
            [
                "populations[].liquidation.by",
                "hedge",
                "A row’s loss is a line in the perp: the end of an interval, or a corner.",
                "OT10",
            ],
            [
                "populations[].liquidation.by",
                "hedgeThenBuyBack",
                "",
                "<code>tests/option_accounts.rs</code>",
            ],
            ["populations[].liquidation.seller", "dealers", "", "OT10"],
            [
                "populations[].liquidation.seller",
                "nobody",
                "",
                "<code>tests/option_accounts.rs</code>",
            ],
            ["populations[].rows[].legs[].type", "call", "", "OT1"],
            ["populations[].rows[].legs[].type", "put", "", "OT1"],
        ],
    }],
    ..NO_WORDS
};

/// Their declaration.
pub static OPTION_ACCOUNTS: Spec<Population, Places> = Spec {
    variant: built(
        KIND,
        "Accounts that write options under a margin that looks at a table of moves: closed, or hedged, when their equity is no more than it.",
        &[
            ENABLED,
            MARKET_REFERENCE,
            field("rows", Kind::List(&ROWS), None, "The accounts, one by one."),
            OPTION_MARGIN_FIELD,
            field(
                "liquidation",
                Kind::Object(LIQUIDATION),
                Some("{}"),
                "How they are liquidated: one action a step and account.",
            ),
            VOLATILITY_SLOPE,
        ],
    )
    .told(&WORDS),
    needs_ticks: false,
    controls: CONTROLS,
    build,
};

fn build(node: &Node<'_>, build: &mut Build<'_>, places: &Places) -> Population {
    let market = places.linear_market(node, build, KIND);
    let rules = &places.markets[market];
    let liquidation = node.field("liquidation");
    let margin = OPTION_MARGIN.build(&node.field("margin"), build, &());
    let rules = Rules {
        start_price: rules.impact.start_price,
        maintenance: rules.margin.maintenance.clone(),
        margin: margin.unwrap_or(OptionMargin::Table {
            moves: Vec::new(),
            powers: Powers::NONE,
            share: 1.0,
        }),
        by: build.word(
            &liquidation,
            "by",
            &[
                ("buyBack", By::BuyBack),
                ("hedge", By::Hedge),
                ("hedgeThenBuyBack", By::HedgeThenBuyBack),
            ],
        ),
        restore: liquidation.number("restore"),
        slippage: liquidation.number("slippageVolatility"),
        to_dealers: build.word(
            &liquidation,
            "seller",
            &[("dealers", true), ("nobody", false)],
        ),
        volatility_slope: node.number("volatilitySlope"),
    };
    let writers = writers(node, build);
    let legs: usize = writers.iter().map(|one| one.account.legs.len()).sum();
    if legs > MOST_LEGS {
        let path = join(&node.path, "rows");
        let message = format!("{path} hold {legs} legs; at most {MOST_LEGS} are allowed");
        build.inconsistent(&path, message);
    }
    Population::Acting(Book::new(market, node.flag("enabled"), writers, rules).into())
}

/// The rows as they are; what an account has in cash follows from its equity.
fn writers(node: &Node<'_>, build: &mut Build<'_>) -> Vec<Writer> {
    node.items("rows")
        .map(|row| Writer {
            name: row.text("id").to_owned(),
            equity: row.number("equity"),
            account: option_account(&row, build),
        })
        .collect()
}

/// Dealers without a book for each market where writers would buy back from some and there are none.
#[cfg(feature = "mechanisms")]
pub fn sellers(populations: &[Population], places: &Places) -> Vec<Population> {
    use crate::sources::Book as Kind;
    let mut is_asked = vec![false; places.markets.len()];
    let mut is_served = is_asked.clone();
    for population in populations {
        match population {
            Population::Acting(Kind::OptionDealers(book)) => {
                is_served[book.market] |= book.takes();
            }
            Population::Acting(Kind::OptionAccounts(book)) => {
                is_asked[book.market] |= book.asks_dealers();
            }
            _ => {}
        }
    }
    let markets = places.markets.iter().enumerate();
    let unserved = markets.filter(|&(market, _)| is_asked[market] && !is_served[market]);
    unserved
        .map(|(market, rules)| {
            let start_price = rules.impact.start_price;
            Population::Acting(option_dealers::Book::empty(market, start_price).into())
        })
        .collect()
}
