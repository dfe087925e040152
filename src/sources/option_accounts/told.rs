//! What is told of option writers: their columns, what can happen to them, and their controls.

use crate::json::object;
use crate::log::{ColumnSpec, EventSpec, FLOW, STOCK, Sort};
use crate::scenario::spec::{Lens, Scale, slider, switch};
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
    slider(
        "optionAccounts.priceRange",
        &["margin", "priceRange"],
        "Moves that margin covers",
        "fraction",
        [0.02, 0.5],
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
    slider(
        "optionAccounts.volatilitySlope",
        &["volatilitySlope"],
        "Volatility rises in a fall",
        "",
        [-2.0, 2.0],
        false,
        "points of implied volatility of writers' options that a fall of 1 % adds",
    ),
];

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
