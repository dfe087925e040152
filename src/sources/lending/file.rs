//! Loans of a file, as the assets of a protocol.

use super::book::{Asset, Holding, Loans};
use super::health::{Told, asset_of};
use super::make::{check, put};
use crate::error::{ErrorCode, Problem, is_full, quote, show};
use crate::scenario::data::LoanForm;
use crate::scenario::data::{LoanEntry, LoanTable, LoanTotals};
use crate::scenario::node::{Build, Node};
use crate::scenario::schema::join;

/// So much more than its total a part of it may be worth: snapshots round, and have prices of their own.
const ROUNDING: f64 = 1e-3;

/// A rest is nothing below this share of its total.
const NOTHING: f64 = 1e-12;

/// The loans of the file that is named.
pub(super) fn read(node: &Node<'_>, build: &mut Build<'_>, told: &Told<'_>, loans: &mut Loans) {
    let table = match build.data.loans(&node.field("data").into_reference()) {
        Ok(table) => table,
        Err(problem) => {
            build.problems.push(problem);
            return;
        }
    };
    match &table.form {
        LoanForm::Assets { names, entries } => {
            of_assets(node, build, told, loans, &table, (names, entries));
        }
        LoanForm::Totals(totals) => of_totals(node, build, told, loans, (&table, totals)),
    }
}

/// Where a loan of the file stands, for a message.
fn place_of(node: &Node<'_>, loan: usize) -> String {
    format!("{}: loan {} of the file", node.path, loan + 1)
}

fn push(loans: &mut Loans, name: &str, [collateral, debt]: [&[Holding]; 2], own: Option<f64>) {
    if !name.is_empty() {
        let number = u32::try_from(loans.len()).unwrap_or(u32::MAX);
        loans.names.push((number, name.to_owned()));
    }
    loans.push(collateral, debt, own);
}

fn of_assets(
    node: &Node<'_>,
    build: &mut Build<'_>,
    told: &Told<'_>,
    loans: &mut Loans,
    table: &LoanTable,
    (names, entries): (&[String], &[LoanEntry]),
) {
    let place_of_asset = |name: &String| {
        let is_it = |asset: &Asset| asset.id.eq_ignore_ascii_case(name);
        told.assets.iter().position(is_it)
    };
    let places: Vec<Option<usize>> = names.iter().map(place_of_asset).collect();
    if let Some(name) = names
        .iter()
        .zip(&places)
        .find_map(|(name, place)| place.is_none().then_some(name))
    {
        let path = join(&node.path, "data");
        let known: Vec<String> = told.assets.iter().map(|asset| quote(&asset.id)).collect();
        let message = format!(
            "{path}: the file has loans in {}; the assets are {}",
            quote(name),
            known.join(", ")
        );
        build.inconsistent_value(&path, name, message);
        return;
    }
    for (loan, of_loan) in entries.chunk_by(|a, b| a.loan == b.loan).enumerate() {
        if is_full(&build.problems) {
            return;
        }
        let [mut collateral, mut debt] = [Vec::new(), Vec::new()];
        for entry in of_loan {
            let Some(asset) = places[entry.asset as usize] else {
                continue;
            };
            for (side, quantity) in [(&mut collateral, entry.collateral), (&mut debt, entry.debt)] {
                if quantity > 0.0 {
                    put(side, asset, quantity);
                }
            }
        }
        check(
            &place_of(node, loan),
            [&collateral, &debt],
            None,
            build,
            told,
        );
        push(loans, table.account.get(loan), [&collateral, &debt], None);
    }
}

/// Part of a total that is another asset.
struct Split<'t> {
    units: &'t [f64],
    is_debt: bool,
    asset: usize,
    price: f64,
    path: String,
}

fn of_totals(
    node: &Node<'_>,
    build: &mut Build<'_>,
    told: &Told<'_>,
    loans: &mut Loans,
    (table, totals): (&LoanTable, &LoanTotals),
) {
    let before = build.problems.len();
    let mut named = |name: &str| {
        if node.text_of(name).is_some() {
            return asset_of(node, name, told.assets, build);
        }
        let path = join(&node.path, name);
        let message = format!(
            "{path} is missing: the file has what all of an account is worth; expected one of the assets"
        );
        build
            .problems
            .push(Problem::new(ErrorCode::MissingField, &path, message));
        None
    };
    let (collateral, debt) = (named("collateral"), named("debtAsset"));
    let price = |asset: &Asset| asset.at(|market| told.places.markets[market].impact.start_price);
    let splits: Vec<Split<'_>> = node
        .items("split")
        .filter_map(|item| {
            let asset = asset_of(&item, "asset", told.assets, build)?;
            let column = item.text("column");
            let is_it = |known: &&(String, Vec<f64>)| known.0.eq_ignore_ascii_case(column);
            let Some((_, units)) = totals.columns.iter().find(is_it) else {
                let path = join(&item.path, "column");
                let known: Vec<String> =
                    totals.columns.iter().map(|(name, _)| quote(name)).collect();
                let message = format!(
                    "{path} is {}; the file has the amounts {}",
                    quote(column),
                    if known.is_empty() {
                        "none".to_owned()
                    } else {
                        known.join(", ")
                    }
                );
                build.inconsistent_value(&path, column, message);
                return None;
            };
            Some(Split {
                units,
                is_debt: item.text("side") == "debt",
                asset,
                price: price(&told.assets[asset]),
                path: item.path.clone(),
            })
        })
        .collect();
    let (Some(collateral), Some(debt)) = (collateral, debt) else {
        return;
    };
    let is_in_base = node
        .text_of("valueIn")
        .map_or(totals.is_in_base, |word| word == "base");
    let secures = &told.assets[collateral];
    if is_in_base && secures.market.is_none() {
        let path = join(&node.path, "collateral");
        let message = format!(
            "{path} {} has no market: totals in base are of the collateral's market; expected another collateral, or valueIn \"quote\"",
            quote(&secures.id)
        );
        build.inconsistent(&path, message);
    }
    if build.problems.len() > before {
        return;
    }
    let unit = match secures.market {
        Some(market) if is_in_base => told.places.markets[market].impact.start_price,
        _ => 1.0,
    };
    for loan in 0..table.rows() {
        if is_full(&build.problems) {
            return;
        }
        let own = totals.threshold.get(loan).copied();
        let side = |is_debt: bool, main: usize, total: f64, build: &mut Build<'_>| {
            let mut held: Vec<Holding> = Vec::new();
            let worth = total * unit;
            let mut rest = worth;
            for split in splits.iter().filter(|split| split.is_debt == is_debt) {
                let units = split.units[loan];
                if units > 0.0 {
                    put(&mut held, split.asset, units);
                    rest -= units * split.price;
                }
                if rest < -ROUNDING * worth {
                    let message = format!(
                        "{}: loan {} of the file has {} of it, worth {}, in a total of {}",
                        split.path,
                        loan + 1,
                        show(units),
                        show(units * split.price),
                        show(worth)
                    );
                    build.inconsistent(&split.path, message);
                    break;
                }
            }
            if rest > NOTHING * worth {
                put(&mut held, main, rest / price(&told.assets[main]));
            }
            held
        };
        let secured = side(false, collateral, totals.collateral[loan], build);
        let owed = side(true, debt, totals.debt[loan], build);
        check(&place_of(node, loan), [&secured, &owed], own, build, told);
        push(loans, table.account.get(loan), [&secured, &owed], own);
    }
}
