//! What is told of option writers: their columns, what can happen to them, and their controls.

use crate::json::{object, parse};
use crate::log::{ColumnSpec, EventSpec, FLOW, STOCK, Sort};
use crate::scenario::spec::{Lens, Scale, Way, chosen, holds, slider, switch};
use crate::sources::margin_calls::column;
use serde_json::Value;

/// What is recorded of them.
pub static COLUMNS: &[ColumnSpec] = &[
    column(
        "writersLiquidated",
        "",
        FLOW,
        "Accounts of option writers of which something was bought back or hedged.",
    ),
    column(
        "writerRequirement",
        "quote",
        STOCK,
        "Margin that option writers must have, all accounts added up.",
    ),
    column(
        "writerEquity",
        "quote",
        STOCK,
        "What the accounts of option writers are worth, options included.",
    ),
    column(
        "writersSoldQuantity",
        "base",
        Sort::ForcedSale,
        "Perp that liquidations of option writers have sold; part of liquidatedQuantity.",
    ),
    column(
        "writersSoldNotional",
        "quote",
        Sort::ForcedSale,
        "Quote that it brought; part of longLiquidatedNotional.",
    ),
    column(
        "writersBoughtQuantity",
        "base",
        Sort::ForcedPurchase,
        "Perp that liquidations of option writers have bought; part of liquidatedQuantity.",
    ),
    column(
        "writersBoughtNotional",
        "quote",
        Sort::ForcedPurchase,
        "Quote that it cost; part of shortLiquidatedNotional.",
    ),
];

/// What can happen to them.
pub static EVENTS: &[&EventSpec] = &[&WRITER_LIQUIDATED];

pub(super) static WRITER_LIQUIDATED: EventSpec = EventSpec {
    name: "writerLiquidated",
    label: "writer liquidated",
    doc: "The first account of option writers is liquidated.",
};

pub(super) static CONTROLS: &[Lens] = &[
    switch(
        "optionAccounts.enabled",
        "Option writers",
        "accounts that have sold options and must have margin for the worst of many moves",
        sample,
    ),
    chosen(
        "optionAccounts.by",
        "Liquidated by",
        "how an account is liquidated that has no more than its margin",
        &[
            (
                "buyBack",
                "Buying back",
                "a share of everything is closed; the dealers who sell the options back hedge them",
            ),
            (
                "hedge",
                "Hedging",
                "the exchange trades the perp until the margin suffices, and the options stay",
            ),
            (
                "hedgeThenBuyBack",
                "Hedging, then buying back",
                "where no hedge is enough, a share of everything is closed in the next step",
            ),
        ],
        &[
            Way {
                is: |scenario, place| is_by(scenario, place, "buyBack"),
                set: |scenario, place| set_by(scenario, place, "buyBack"),
                is_timed: false,
            },
            Way {
                is: |scenario, place| is_by(scenario, place, "hedge"),
                set: |scenario, place| set_by(scenario, place, "hedge"),
                is_timed: false,
            },
            Way {
                is: |scenario, place| is_by(scenario, place, "hedgeThenBuyBack"),
                set: |scenario, place| set_by(scenario, place, "hedgeThenBuyBack"),
                is_timed: false,
            },
        ],
    ),
    chosen(
        "optionAccounts.rule",
        "Margin rule",
        "by what table of moves writers are judged",
        &[
            (
                "scan",
                "Scan of moves",
                "the worst of evenly spaced moves of the price, each with volatility up, as it is, and down",
            ),
            (
                "span",
                "Sixteen scenarios (SPAN)",
                "the worst of thirds of a range, with volatility up and down, and of two extreme moves that count in part",
            ),
            (
                "standard",
                "Standard formula",
                "a share of the price for each option sold, whatever it would lose",
            ),
            (
                "paradex",
                "Published table (Paradex)",
                "24 moves as published, far ones in part; maintenance is half of the worst loss",
            ),
        ],
        &[
            Way {
                is: |scenario, place| is_rule(scenario, place, SCAN),
                set: |scenario, place| set_rule(scenario, place, SCAN),
                is_timed: false,
            },
            Way {
                is: |scenario, place| is_rule(scenario, place, SPAN),
                set: |scenario, place| set_rule(scenario, place, SPAN),
                is_timed: false,
            },
            Way {
                is: |scenario, place| is_rule(scenario, place, STANDARD),
                set: |scenario, place| set_rule(scenario, place, STANDARD),
                is_timed: false,
            },
            Way {
                is: |scenario, place| is_rule(scenario, place, TABLE),
                set: |scenario, place| scenario["populations"][place]["margin"] = paradex(),
                is_timed: false,
            },
        ],
    ),
    slider(
        "optionAccounts.priceRange",
        &["margin", "priceRange"],
        "Moves that margin covers",
        "fraction",
        [0.02, 0.3],
        false,
        "largest move of the price in the table by which writers are judged",
    ),
    slider(
        "optionAccounts.share",
        &["margin", "share"],
        "Margin over worst loss",
        "fraction",
        [0.25, 1.5],
        false,
        "share of the worst loss of the table that writers must have",
    ),
    slider(
        "optionAccounts.restore",
        &["liquidation", "restore"],
        "Liquidated up to",
        "x",
        [1.0, 2.0],
        false,
        "an account is liquidated until it has so many times its margin",
    ),
    slider(
        "optionAccounts.slippageVolatility",
        &["liquidation", "slippageVolatility"],
        "Dearer by",
        "fraction",
        [0.0, 0.5],
        false,
        "options are bought back at a volatility of a year that is so much higher",
    ),
];

const SCAN: &str = r#"{"rule":"scan"}"#;
const SPAN: &str = r#"{"rule":"span"}"#;
const STANDARD: &str = r#"{"rule":"standard"}"#;
const TABLE: &str = r#"{"rule":"scenarios"}"#;

/// As Paradex publishes it: moves of 4 % up to 16 % with volatility 40 % up and 22 % down, and far ones that count less. Half of
/// the worst loss is the maintenance.
fn paradex() -> Value {
    let mut rows = Vec::new();
    for step in [-4.0, -3.0, -2.0, -1.0, 1.0, 2.0, 3.0, 4.0] {
        for volatility in [0.4, -0.22] {
            rows.push(object([
                ("price", (0.04 * step).into()),
                ("volatility", volatility.into()),
            ]));
        }
    }
    for price in [-0.66, -0.33, 0.5, 1.0, 2.0, 3.0, 4.0, 5.0_f64] {
        rows.push(object([
            ("price", price.into()),
            ("volatility", 0.4.into()),
            ("weight", (0.16 / price.abs()).into()),
        ]));
    }
    object([
        ("rule", "scenarios".into()),
        ("rows", Value::Array(rows)),
        ("share", 0.5.into()),
    ])
}

fn is_by(scenario: &Value, place: usize, by: &str) -> bool {
    scenario["populations"][place]["liquidation"]["by"] == by
}

fn set_by(scenario: &mut Value, place: usize, by: &str) {
    scenario["populations"][place]["liquidation"]["by"] = by.into();
}

fn is_rule(scenario: &Value, place: usize, rule: &str) -> bool {
    let wanted = parse(rule).unwrap_or_default();
    holds(&scenario["populations"][place]["margin"], &wanted)
}

fn set_rule(scenario: &mut Value, place: usize, rule: &str) {
    scenario["populations"][place]["margin"] = parse(rule).unwrap_or_default();
}

/// Four writers of a strangle, a tenth of the price either way, with a little to much more than their margin; what they have
/// written both ways is as much as moves the price by a quarter.
fn sample(scale: &Scale) -> Vec<Value> {
    let contracts = 3.0 * scale.depth;
    // Margin of the default rule for one base of such a strangle at a price of 1.
    let margin = 0.111_354_337_592_5 * scale.price * contracts;
    let rows = [1.05, 1.2, 1.4, 1.7].iter().map(|over| {
        let leg = |kind: &str, moneyness: f64| {
            object([
                ("type", kind.into()),
                ("strike", (moneyness * scale.price).into()),
                ("expiryDays", 30.into()),
                ("volatility", 0.6.into()),
                ("contracts", (-contracts).into()),
            ])
        };
        object([
            ("equity", (over * margin).into()),
            (
                "legs",
                Value::Array(vec![leg("call", 1.1), leg("put", 0.9)]),
            ),
        ])
    });
    vec![object([
        ("market", scale.markets[0].as_str().into()),
        ("rows", Value::Array(rows.collect())),
    ])]
}
