//! A registered file put into a scenario, the obvious way.

use super::build::build;
use super::contract::SCENARIO;
use super::control::multiply;
use super::data::{DataInfo, DataStore, Reference};
use super::lenses::is_offered;
use super::schema::check;
use crate::error::{ErrorCode, Problem, brief, listed, quote, show};
use crate::json::object;
use serde_json::Value;

/// Entries within this factor of the market's price may be those of positions of that market as it stands.
const NEAR: f64 = 2.0;

/// Longest run and longest tick of the contract, seconds.
const LONGEST_RUN_S: f64 = 1e7;
const LONGEST_TICK_S: f64 = 3_600.0;

/// The scenario with a registered file in its place: a book under the first market as it is displayed (`refill` 1),
/// positions (of `contract`, where the file has several)
/// instead of that market's crowd, brackets (of `contract`, or of the first one) for its margin, a path for the shock;
/// a whole scenario instead of everything.
///
/// # Errors
/// When nothing is registered under the name, or the result has a problem.
pub fn use_data(
    scenario: &Value,
    name: &str,
    contract: Option<&str>,
    data: &DataStore,
) -> Result<Value, Vec<Problem>> {
    let Some(info) = data.info(name) else {
        let message = format!("no file {} was loaded", quote(name));
        return Err(vec![
            Problem::new(ErrorCode::MissingData, "name", message).with_value(brief(name)),
        ]);
    };
    if info.kind == "scenario" {
        let loaded = data
            .scenario(&by_name(name))
            .map_err(|problem| vec![problem])?;
        return checked(&loaded);
    }
    let mut changed = checked(scenario)?;
    match info.kind {
        "book" => use_book(&mut changed, info),
        "positions" => use_positions(&mut changed, info, contract, data)?,
        "brackets" => {
            use_brackets(&mut changed, info, contract, data).map_err(|problem| vec![problem])?;
        }
        _ => use_path(&mut changed, info),
    }
    build(&changed, data)?;
    Ok(changed)
}

fn by_name(name: &str) -> Reference {
    Reference {
        name: name.to_owned(),
        sha256: String::new(),
        path: "name".to_owned(),
    }
}

/// With all defaults filled in.
#[inline(never)]
fn checked(scenario: &Value) -> Result<Value, Vec<Problem>> {
    let mut problems = Vec::new();
    let checked = check(&SCENARIO, scenario, "", &mut problems);
    if problems.is_empty() {
        Ok(checked)
    } else {
        Err(listed(problems))
    }
}

#[inline(never)]
fn reference_to(info: &DataInfo) -> Value {
    object([(
        "data",
        object([
            ("name", info.name.as_str().into()),
            ("sha256", info.sha256.as_str().into()),
        ]),
    )])
}

/// The book trades as it is displayed. Whoever thinks that more than that trades while forced orders come in says how
/// many times as much, by `refill`.
#[inline(never)]
fn use_book(changed: &mut Value, info: &DataInfo) {
    let best = |side: &str| info.facts[side].as_f64().unwrap_or(f64::NAN);
    let old_price = first_market(changed)["price"].as_f64().unwrap_or(1.0);
    let price = 0.5 * (best("bestBid") + best("bestAsk"));
    let reference = reference_to(info);
    let market = first_market(changed);
    market["price"] = Value::from(price);
    market["impact"] = object([
        ("law", "book".into()),
        ("bids", reference.clone()),
        ("asks", reference),
        ("beyond", "lastDensity".into()),
        ("refill", 1.into()),
    ]);
    for population in changed["populations"].as_array_mut().into_iter().flatten() {
        if population["kind"] == "levels" {
            for field in ["from", "to"] {
                multiply(population, field, price / old_price);
            }
            multiply(population, "quantity", old_price / price);
        }
    }
}

/// A contract also says how much leverage there can be: the crowd keeps to it.
#[inline(never)]
fn use_brackets(
    changed: &mut Value,
    info: &DataInfo,
    contract: Option<&str>,
    data: &DataStore,
) -> Result<(), Problem> {
    let mut tiers = reference_to(info);
    if let Some(contract) = contract {
        tiers["data"]["contract"] = contract.into();
    }
    let market = first_market(changed);
    market["margin"]["maintenance"] = object([("tiers", tiers)]);
    let market = market["id"].clone();
    let table = data.brackets(&by_name(&info.name))?;
    let first = table
        .contract(contract)
        .and_then(|contract| contract.tiers.first().copied());
    let Some(first) = first else {
        // The scenario with it has a better message.
        return Ok(());
    };
    // Whoever has less margin than must be kept cannot exist.
    let alive = if first.ratio > 0.0 {
        0.99 / first.ratio
    } else {
        f64::INFINITY
    };
    let most = first.max_leverage.map_or(alive, |most| most.min(alive));
    for population in changed["populations"].as_array_mut().into_iter().flatten() {
        let is_here = population["market"] == market || population["market"] == "";
        if !is_here || population["kind"] != "perps" {
            continue;
        }
        for field in ["max", "to", "median", "from"] {
            let leverage = &mut population["leverage"];
            if leverage.get(field).and_then(Value::as_f64) > Some(most) {
                leverage[field] = most.into();
            }
        }
    }
    Ok(())
}

/// Not by index again and again: each one is the whole search for a key, written out.
#[inline(never)]
fn first_market(scenario: &mut Value) -> &mut Value {
    &mut scenario["markets"][0]
}

/// Whether no more of the positions are bankrupt at the market's price than at that of their entries.
fn lives_best_at(
    price: f64,
    entry: f64,
    info: &DataInfo,
    contract: Option<&str>,
    data: &DataStore,
) -> Result<bool, Vec<Problem>> {
    let table = data
        .positions(&by_name(&info.name))
        .map_err(|problem| vec![problem])?;
    let one = contract.map(|contract| table.of_symbol(contract));
    let table = one.as_ref().unwrap_or(&table);
    Ok(table.bankrupt_at(price) <= table.bankrupt_at(entry))
}

/// Positions are used as they are. Where the market trades somewhere else entirely, it moves to them, with the depth
/// in quote that it has.
#[inline(never)]
fn use_positions(
    changed: &mut Value,
    info: &DataInfo,
    contract: Option<&str>,
    data: &DataStore,
) -> Result<(), Vec<Problem>> {
    let mut rows = reference_to(info);
    if let Some(contract) = contract {
        rows["data"]["contract"] = contract.into();
    }
    let is_inverse = info.facts["inverse"] == true;
    if is_inverse && first_market(changed)["margin"]["contract"] != "inverse" {
        let message = format!(
            "\"{}\" has positions of inverse contracts, with amounts in quote and margins in base, and the market's contract is linear; expected a market with margin.contract \"inverse\", or positions of linear contracts",
            info.name
        );
        let field = "markets[0].margin.contract";
        return Err(vec![Problem::new(ErrorCode::Inconsistent, field, message)]);
    }
    // Of one contract the middle of its entries; an unknown one is refused when the scenario is built.
    let is_chosen = |symbol: &&Value| symbol["name"].as_str() == contract;
    let chosen = info.facts["symbols"]
        .as_array()
        .and_then(|symbols| symbols.iter().find(is_chosen));
    let entry = chosen.unwrap_or(&info.facts)["medianEntry"]
        .as_f64()
        .unwrap_or(f64::NAN);
    let market = first_market(changed)["id"].clone();
    if let Some(populations) = changed["populations"].as_array_mut() {
        let is_crowd = |population: &Value| {
            let is_here = population["market"] == market || population["market"] == "";
            is_here && !is_offered(population)
        };
        populations.retain(|population| !is_crowd(population));
        populations.push(object([
            ("kind", "positions".into()),
            ("market", market),
            ("rows", rows),
        ]));
    }
    let ties = changed["couplings"].as_array().cloned().unwrap_or_default();
    let first = first_market(changed);
    let market_id = &first["id"].clone();
    let price = first["price"].as_f64().unwrap_or(1.0);
    let is_near = entry <= NEAR * price && price <= NEAR * entry;
    // Whoever is open has margin left: between this price and that of the entries, the one at which more of them live.
    if is_near && lives_best_at(price, entry, info, contract, data)? {
        return Ok(());
    }
    let ties_it = |tie: &Value| tie["a"] == *market_id || tie["b"] == *market_id;
    let is_tied = ties.iter().any(ties_it);
    if is_near && (is_tied || first["impact"]["law"] == "book") {
        return Ok(());
    }
    if is_tied {
        let message = format!(
            "the entries of \"{}\" lie around {}, the market's price is {}, and arbitrage ties it to another market; expected entries between half and twice its price, or a scenario without that tie",
            info.name,
            show(entry),
            show(price)
        );
        return Err(vec![
            Problem::new(ErrorCode::Inconsistent, "markets[0].price", message)
                .with_value(show(entry)),
        ]);
    }
    let factor = entry / price;
    let impact = &mut first["impact"];
    match impact["law"].as_str() {
        // Quote per base, of a base that costs `factor` times as much.
        Some("linear") => multiply(impact, "slope", factor * factor),
        Some("logLinear") => multiply(impact, "depth", 1.0 / factor),
        Some("squareRoot") => multiply(impact, "dailyVolume", 1.0 / factor),
        _ => {
            let message = format!(
                "the entries of \"{}\" lie around {}, the order book of the market around {}; expected entries between half and twice that",
                info.name,
                show(entry),
                show(price)
            );
            return Err(vec![
                Problem::new(ErrorCode::Inconsistent, "markets[0].price", message)
                    .with_value(show(entry)),
            ]);
        }
    }
    first["price"] = Value::from(entry);
    if changed["shock"]["kind"] == "marketOrder" {
        multiply(&mut changed["shock"], "quantity", 1.0 / factor);
    }
    // Not by index: that would make the list where there is none.
    let rows = changed
        .get_mut("shock")
        .and_then(|shock| shock.get_mut("rows"));
    for row in rows.and_then(Value::as_array_mut).into_iter().flatten() {
        multiply(row, "quantity", 1.0 / factor);
    }
    Ok(())
}

/// A path needs a clock: all of it in about a thousand ticks (and steps between them where it has extremes there), faster
/// than it was where a run cannot be as long.
#[inline(never)]
fn use_path(changed: &mut Value, info: &DataInfo) {
    let market = first_market(changed)["id"].clone();
    let fact = |name: &str| info.facts[name].as_f64().unwrap_or(LONGEST_RUN_S);
    // The last candle is played, too.
    let length_s = fact("durationS") + fact("stepS");
    let duration_s = length_s.min(LONGEST_RUN_S);
    let tick_s = (duration_s / 1_000.0).ceil().clamp(1.0, LONGEST_TICK_S);
    changed["clock"] = object([
        ("mode", "ticks".into()),
        ("tickS", tick_s.into()),
        ("durationS", duration_s.max(tick_s).into()),
    ]);
    changed["shock"] = object([
        ("kind", "path".into()),
        ("market", market),
        ("data", reference_to(info)["data"].take()),
        ("speed", (length_s / duration_s).into()),
    ]);
}
