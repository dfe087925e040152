//! Explicit positions, declared in the scenario or in a file.

use super::Group;
use crate::error::{ErrorCode, Problem, is_full, quote, show};
use crate::population::crowd::Side;
use crate::population::laws::LEVERAGE_RANGE;
use crate::scenario::data::PositionTable;
use crate::scenario::declare::{
    BASE, MARKET_REFERENCE, MAX_POSITIONS, NOT_NEGATIVE, SIDE, built, field, number, range,
};
use crate::scenario::node::{Build, Node, SIDES};
use crate::scenario::schema::{DataKind, Field, Kind, List, join};
use crate::scenario::spec::Spec;
use crate::settlement::margin::Contract;
use crate::settlement::rules::Market;
use crate::sources::{Places, Population};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Explicit positions.
#[derive(Debug, Clone)]
pub struct Positions {
    /// Index of the market.
    pub market: usize,
    /// The rows.
    pub rows: Vec<PositionRow>,
    /// They stand in a scenario or a file, and what becomes of each is told.
    pub is_listed: bool,
}

/// One explicit position.
#[derive(Debug, Clone, PartialEq)]
pub struct PositionRow {
    /// Name, for the report.
    pub id: String,
    /// Long or short.
    pub side: Side,
    /// Base, > 0.
    pub quantity: f64,
    /// Average entry price, quote per base.
    pub entry_price: f64,
    /// Margin, in the money of the margin.
    pub margin: f64,
    /// Index of the account whose wallet it shares instead; `None`: isolated.
    pub account: Option<usize>,
}

/// Their declaration.
pub static POSITIONS: Spec<Population, Places> = Spec {
    variant: built(
        "positions",
        "Explicit positions.",
        &[
            MARKET_REFERENCE,
            field(
                "rows",
                Kind::ListOrData(&ROWS, DataKind::ByContract),
                None,
                "The positions.",
            ),
        ],
    ),
    needs_ticks: false,
    controls: &[],
    build: |node, build, places| {
        let market = places.market(node, build);
        let rows = rows(node, build, &places.markets[market], &places.accounts);
        Population::Traders(Group::Positions(Positions {
            market,
            rows,
            is_listed: true,
        }))
    },
};

static ROWS: List = List {
    item: Kind::Object(ROW),
    min: 0,
    max: MAX_POSITIONS as usize,
};

/// An explicit position, as in a scenario and in the margin functions.
pub const ROW: &[Field] = &[
    field("id", Kind::Text(64), Some("\"\""), "Name."),
    SIDE,
    number(
        "quantity",
        BASE,
        None,
        "base; inverse contracts: quote",
        "Size; of inverse contracts, the number of contracts of 1 quote each.",
    ),
    number(
        "entryPrice",
        range(1e-9, 1e12),
        None,
        "quote per base",
        "Average entry price.",
    ),
    field(
        "margin",
        Kind::Nullable(&Kind::Number(NOT_NEGATIVE)),
        Some("null"),
        "Margin of the position, quote (inverse contracts: base).",
    ),
    field(
        "leverage",
        Kind::Nullable(&Kind::Number(LEVERAGE_RANGE)),
        Some("null"),
        "Notional at entry over margin; instead of the margin.",
    ),
    field(
        "account",
        Kind::Nullable(&Kind::Text(64)),
        Some("null"),
        "Account whose wallet it shares, in a market with cross margin; then it has no margin of its own.",
    ),
];

fn rows(
    node: &Node<'_>,
    build: &mut Build<'_>,
    market: &Market,
    accounts: &BTreeMap<String, usize>,
) -> Vec<PositionRow> {
    let rows = node.field("rows");
    if rows.value.is_object() {
        let data = rows.field("data");
        let contract = data.text_of("contract").map(str::to_owned);
        let table = build.data.positions(&data.into_reference());
        return table
            .and_then(|table| of_contract(table, contract.as_deref(), &rows.path))
            .and_then(|table| registered_rows(&table, &rows.path, market))
            .unwrap_or_else(|problem| {
                build.problems.push(problem);
                Vec::new()
            });
    }
    let mut built = Vec::new();
    for row in node.items("rows") {
        if is_full(&build.problems) {
            break;
        }
        built.push(match row.text_of("account") {
            Some(name) => cross_row(&row, build, name, market, accounts),
            None => {
                let row_of = position_row(&row, market.margin.contract, build);
                whole_lots(build, &row, row_of.quantity, market);
                row_of
            }
        });
    }
    built
}

/// A position that shares the wallet of an account.
fn cross_row(
    row: &Node<'_>,
    build: &mut Build<'_>,
    name: &str,
    market: &Market,
    accounts: &BTreeMap<String, usize>,
) -> PositionRow {
    let path = || join(&row.path, "account");
    let account = accounts.get(name).copied();
    if account.is_none() {
        let path = path();
        build.inconsistent(
            &path,
            format!("{path} is {}, which is not in accounts", quote(name)),
        );
    }
    if !market.is_cross {
        let path = path();
        let message = format!(
            "{path} shares a wallet, but market \"{}\" has margin mode \"isolated\"",
            market.id
        );
        build.inconsistent(&path, message);
    }
    if market.margin.contract == Contract::Inverse {
        let path = path();
        build.inconsistent(
            &path,
            format!("{path}: wallets hold quote, inverse contracts margin in base"),
        );
    }
    if row.value["margin"].is_number() || row.value["leverage"].is_number() {
        let message = format!(
            "{} has both an account and a margin or leverage; give one",
            row.path
        );
        build.inconsistent(&row.path, message);
    }
    let quantity = row.number("quantity");
    whole_lots(build, row, quantity, market);
    PositionRow {
        id: row.text("id").to_owned(),
        side: build.word(row, "side", SIDES),
        quantity,
        entry_price: row.number("entryPrice"),
        margin: 0.0,
        account,
    }
}

/// An explicit position must be one that the venue could book.
fn whole_lots(build: &mut Build<'_>, row: &Node<'_>, quantity: f64, market: &Market) {
    if !is_whole_lots(quantity, market) {
        let step = market.margin.quantity_step;
        let path = join(&row.path, "quantity");
        let message = format!(
            "{path} is {}; expected a multiple of the quantityStep {}",
            show(quantity),
            show(step)
        );
        build.inconsistent(&path, message);
    }
}

/// The positions of one contract. A market is one: where a file has several, one of them has to be named.
fn of_contract(
    table: Arc<PositionTable>,
    contract: Option<&str>,
    path: &str,
) -> Result<Arc<PositionTable>, Problem> {
    let symbols = table.symbols();
    let names: Vec<&str> = symbols.iter().map(|(name, _)| name.as_str()).collect();
    let path = format!("{path}.data.contract");
    match contract {
        None if names.len() < 2 => Ok(table),
        Some(contract) if names.contains(&contract) => Ok(Arc::new(table.of_symbol(contract))),
        None => {
            let message = format!(
                "{path} is missing: the file has positions of {} contracts; expected one of {}",
                names.len(),
                some_of(&names)
            );
            Err(Problem::new(ErrorCode::MissingField, &path, message))
        }
        Some(contract) => {
            let known = if names.is_empty() {
                "none, as the file has one contract or does not name it".to_owned()
            } else {
                format!("one of {}", some_of(&names))
            };
            let message = format!("{path} is \"{contract}\"; expected {known}");
            Err(Problem::new(ErrorCode::UnknownChoice, &path, message).with_value(contract))
        }
    }
}

/// Names for a message, not all where there are many.
fn some_of(names: &[&str]) -> String {
    const MOST: usize = 20;
    let some = names.get(..MOST).unwrap_or(names).join(", ");
    if names.len() > MOST {
        format!("{some} and {} more", names.len() - MOST)
    } else {
        some
    }
}

/// Positions from a file.
fn registered_rows(
    table: &PositionTable,
    path: &str,
    market: &Market,
) -> Result<Vec<PositionRow>, Problem> {
    if let Some(row) = table.account.first_named() {
        let message = format!(
            "{path}: row {} of the file is in account \"{}\"; expected positions with margins of their own (those that share a wallet stand in the scenario)",
            row + 1,
            table.account.get(row)
        );
        return Err(Problem::new(ErrorCode::NotBuilt, path, message));
    }
    if table.is_inverse && market.margin.contract != Contract::Inverse {
        let message = format!(
            "{path}: the positions of the file are of inverse contracts, with amounts in quote and margins in base, and the contract of market \"{}\" is linear",
            market.id
        );
        return Err(Problem::new(ErrorCode::Inconsistent, path, message));
    }
    let fits = |&quantity: &f64| is_whole_lots(quantity, market);
    if let Some(row) = table.quantity.iter().position(|quantity| !fits(quantity)) {
        let message = format!(
            "{path}: the quantity in row {} of the file is {}; expected a multiple of the quantityStep {}",
            row + 1,
            show(table.quantity[row]),
            show(market.margin.quantity_step)
        );
        return Err(Problem::new(ErrorCode::Inconsistent, path, message));
    }
    let position = |row: usize| PositionRow {
        id: table.id.get(row).to_owned(),
        side: table.side[row],
        quantity: table.quantity[row],
        entry_price: table.entry_price[row],
        margin: table.margin[row],
        account: None,
    };
    Ok((0..table.rows()).map(position).collect())
}

/// Whether a venue could book a quantity.
fn is_whole_lots(quantity: f64, market: &Market) -> bool {
    let step = market.margin.quantity_step;
    step <= 0.0 || (market.margin.whole_lots(quantity) / quantity - 1.0).abs() <= 1e-9
}

/// An explicit position, with its margin given or following from its leverage.
pub fn position_row(row: &Node<'_>, contract: Contract, build: &mut Build<'_>) -> PositionRow {
    let (quantity, entry_price) = (row.number("quantity"), row.number("entryPrice"));
    let margin = match (row.value["margin"].as_f64(), row.value["leverage"].as_f64()) {
        (Some(margin), None) => margin,
        (None, Some(leverage)) => match contract {
            Contract::Linear => quantity * entry_price / leverage,
            Contract::Inverse => quantity / entry_price / leverage,
        },
        (margin, _) => {
            let fault = if margin.is_some() {
                "has both a margin and a leverage; give one"
            } else {
                "needs a margin or a leverage"
            };
            let message = format!("{} {fault}", row.path);
            build.inconsistent(&row.path, message);
            0.0
        }
    };
    PositionRow {
        id: row.text("id").to_owned(),
        side: build.word(row, "side", SIDES),
        quantity,
        entry_price,
        margin,
        account: None,
    }
}
