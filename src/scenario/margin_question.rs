//! One position or one account by itself, for the functions that answer questions about margin.

use super::contract::CROSS_ACCOUNT;
use super::data::DataStore;
use super::model::PositionRow;
use super::node::{Build, Node, SIDES};
use super::schema::{Kind, check};
use crate::clock::Clock;
use crate::error::{Problem, listed};
use crate::settlement::margin::{CrossPosition, Isolated, MarginRules};
use crate::settlement::margin_rules::{MARGIN_FIELD, maintenance, margin_rules};
use crate::sources::traders::positions::{ROW, position_row};
use serde_json::Value;

/// What the margin functions need: a position and the margin rules of a market.
///
/// # Errors
/// Every problem of both at once.
pub fn build_position(
    position: &Value,
    market: &Value,
    data: &DataStore,
) -> Result<(PositionRow, MarginRules), Vec<Problem>> {
    let mut problems = Vec::new();
    let checked = check(&Kind::Object(ROW), position, "position", &mut problems);
    let margin = match market.get("margin") {
        Some(margin) => check(&MARGIN_FIELD.kind, margin, "market.margin", &mut problems),
        None => check(
            &MARGIN_FIELD.kind,
            &Value::Object(serde_json::Map::new()),
            "market.margin",
            &mut problems,
        ),
    };
    if !problems.is_empty() {
        return Err(listed(problems));
    }
    let row = Node {
        value: &checked,
        path: "position".to_owned(),
    };
    let node = Node {
        value: &margin,
        path: "market.margin".to_owned(),
    };
    let mut build = Build {
        data,
        clock: Clock::Waves,
        seed: 0,
        problems,
    };
    let rules = margin_rules(&node, &mut build);
    let row = position_row(&row, rules.contract, &mut build);
    let problems = build.problems;
    if problems.is_empty() {
        Ok((row, rules))
    } else {
        Err(listed(problems))
    }
}

/// A cross-margin account: wallet and positions.
///
/// # Errors
/// Every problem at once.
pub fn build_account(
    account: &Value,
    data: &DataStore,
) -> Result<(f64, Vec<CrossPosition>), Vec<Problem>> {
    let mut problems = Vec::new();
    let checked = check(&CROSS_ACCOUNT, account, "account", &mut problems);
    if !problems.is_empty() {
        return Err(listed(problems));
    }
    let node = Node {
        value: &checked,
        path: "account".to_owned(),
    };
    let mut build = Build {
        data,
        clock: Clock::Waves,
        seed: 0,
        problems,
    };
    let positions = node
        .items("positions")
        .map(|row| CrossPosition {
            position: Isolated {
                side: build.word(&row, "side", SIDES),
                quantity: row.number("quantity"),
                entry_price: row.number("entryPrice"),
                margin: 0.0,
            },
            mark_price: row.number("markPrice"),
            beta: row.number("beta"),
            maintenance: maintenance(&row.field("maintenance"), &mut build),
        })
        .collect();
    let problems = build.problems;
    if problems.is_empty() {
        Ok((node.number("wallet"), positions))
    } else {
        Err(listed(problems))
    }
}
