//! Margin rules of a market, declared; the arithmetic is in `margin.rs`.

use super::margin::{Basis, Contract, Maintenance, MarginRules};
use crate::error::{ErrorCode, Problem, quote, show};
use crate::scenario::data::DataStore;
use crate::scenario::declare::{NOT_NEGATIVE, STEP, field, number, range, yes};
use crate::scenario::node::{Build, Node};
use crate::scenario::schema::{DataKind, Field, Kind, List, Range, join};
use serde_json::Value;

/// The margin field of a market; also what the margin functions need to know of one.
pub const MARGIN_FIELD: Field = Field {
    name: "margin",
    kind: Kind::Object(MARGIN),
    default: Some("{}"),
    unit: "",
    doc: "Margin rules.",
    reserved: false,
};

const MARGIN: &[Field] = &[
    field(
        "contract",
        Kind::Choice(&[
            yes("linear", "Settled in quote."),
            yes(
                "inverse",
                "Settled in base; quantity is quote, margin and fund are base.",
            ),
        ]),
        Some("\"linear\""),
        "What profit is paid in.",
    ),
    field(
        "basis",
        Kind::Choice(&[
            yes("mark", "Maintenance on the notional at the mark price."),
            yes("entry", "Maintenance on the notional at entry."),
        ]),
        Some("\"mark\""),
        "Which notional the maintenance ratio applies to.",
    ),
    field(
        "mode",
        Kind::Choice(&[
            yes("isolated", "Each position has its own margin."),
            yes("cross", "Positions with an account share its wallet."),
        ]),
        Some("\"isolated\""),
        "Whether positions share margin.",
    ),
    field(
        "maintenance",
        Kind::Object(MAINTENANCE),
        Some(r#"{"ratio":0.005}"#),
        "Maintenance margin schedule.",
    ),
    number(
        "takerFeeRatio",
        range(0.0, 0.5),
        Some("0"),
        "fraction",
        "Taker fee of forced fills.",
    ),
    number(
        "liquidationFeeRatio",
        range(0.0, 0.5),
        Some("0"),
        "fraction",
        "Fee to the fund on what is closed by force, as far as the trader can pay it.",
    ),
    field(
        "closeFeeInTrigger",
        Kind::Flag,
        Some("false"),
        "Whether the taker fee of closing counts in trigger and bankruptcy price.",
    ),
    number(
        "quantityStep",
        STEP,
        Some("0"),
        "base; inverse contracts: quote",
        "Smallest step of a quantity; 0: any. Positions, partial closes and fills are whole steps, but for what an exhausted market fills.",
    ),
    number(
        "priceStep",
        STEP,
        Some("0"),
        "quote per base",
        "Smallest step of a price; 0: any. Liquidation prices lie on it.",
    ),
];

const RATIO: Range = range(0.0, 0.99);

/// How much margin a position must keep.
pub const MAINTENANCE: &[Field] = &[
    field(
        "ratio",
        Kind::Nullable(&Kind::Number(RATIO)),
        Some("null"),
        "Maintenance margin as a fraction of notional, the same for every size.",
    ),
    field(
        "tiers",
        Kind::Nullable(&TIER_LIST),
        Some("null"),
        "Brackets by notional instead of one ratio.",
    ),
];

static TIER_LIST: Kind = Kind::ListOrData(&TIERS, DataKind::ByContract);

static TIERS: List = List {
    item: Kind::Object(&[
        number(
            "notionalFrom",
            NOT_NEGATIVE,
            None,
            "quote; inverse contracts: base",
            "Smallest notional of the bracket.",
        ),
        number(
            "ratio",
            RATIO,
            None,
            "fraction",
            "Maintenance margin ratio of the bracket.",
        ),
    ]),
    min: 1,
    max: 100,
};

/// The margin rules of a market.
pub fn margin_rules(node: &Node<'_>, build: &mut Build<'_>) -> MarginRules {
    let counts_fee = node.value["closeFeeInTrigger"] == Value::Bool(true);
    let contract = build.word(
        node,
        "contract",
        &[("linear", Contract::Linear), ("inverse", Contract::Inverse)],
    );
    let tiers = node.field("maintenance").field("tiers");
    if contract == Contract::Inverse && tiers.value.is_object() {
        let path = &tiers.path;
        // Read as they stand, a bracket up to 50,000 USD would be one up to 50,000 coins.
        let message = format!(
            "{path}: the brackets of a file begin at amounts in quote, and those of inverse contracts at amounts in base; expected brackets in the scenario itself, or margin.contract \"linear\""
        );
        build.inconsistent(path, message);
    }
    MarginRules {
        contract,
        basis: build.word(
            node,
            "basis",
            &[("mark", Basis::Mark), ("entry", Basis::Entry)],
        ),
        maintenance: maintenance(&node.field("maintenance"), build),
        closing_fee_ratio: if counts_fee {
            node.number("takerFeeRatio")
        } else {
            0.0
        },
        quantity_step: node.number("quantityStep"),
        price_step: node.number("priceStep"),
    }
}

/// A maintenance schedule: one ratio or brackets.
pub fn maintenance(node: &Node<'_>, build: &mut Build<'_>) -> Maintenance {
    let ratio = node.value["ratio"].as_f64();
    let tiers = node.field("tiers");
    if tiers.value.is_null() {
        if ratio.is_none() {
            build.inconsistent(&node.path, format!("{} needs a ratio or tiers", node.path));
        }
        return Maintenance::flat(ratio.unwrap_or(0.0));
    }
    if ratio.is_some() {
        build.inconsistent(
            &node.path,
            format!("{} has both a ratio and tiers; give one of them", node.path),
        );
    }
    if tiers.value.is_object() {
        return registered_brackets(&tiers, build.data).unwrap_or_else(|problem| {
            build.problems.push(problem);
            Maintenance::flat(0.0)
        });
    }
    let mut brackets: Vec<(f64, f64)> = Vec::new();
    for item in node.items("tiers") {
        let (notional_from, ratio) = (item.number("notionalFrom"), item.number("ratio"));
        let rises = brackets
            .last()
            .is_none_or(|&(from, below)| notional_from > from && ratio >= below);
        if !rises || brackets.is_empty() && notional_from != 0.0 {
            let message = format!(
                "{} (from {}, ratio {}) does not continue the brackets: the first starts at 0, and both numbers rise",
                item.path,
                show(notional_from),
                show(ratio)
            );
            build.inconsistent(&item.path, message);
        }
        brackets.push((notional_from, ratio));
    }
    Maintenance::tiered(&brackets)
}

/// The brackets of one contract from a file.
fn registered_brackets(tiers: &Node<'_>, data: &DataStore) -> Result<Maintenance, Problem> {
    let node = tiers.field("data");
    let contract = node.text_of("contract");
    let path = join(&node.path, "contract");
    let table = data.brackets(&node.into_reference())?;
    let Some(found) = table.contract(contract) else {
        let known: Vec<&str> = table
            .contracts
            .iter()
            .map(|contract| contract.name.as_str())
            .collect();
        let contract = contract.unwrap_or_default();
        let message = format!(
            "{path} is {}; expected one of {}",
            quote(contract),
            known.join(", ")
        );
        return Err(Problem::new(ErrorCode::UnknownChoice, &path, message).with_value(contract));
    };
    let brackets: Vec<(f64, f64)> = found
        .tiers
        .iter()
        .map(|tier| (tier.notional_from, tier.ratio))
        .collect();
    Ok(Maintenance::tiered(&brackets))
}
