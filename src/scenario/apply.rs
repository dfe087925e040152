//! A registered file put into a scenario, the obvious way.

use super::build::build;
use super::contract::SCENARIO;
use super::control::multiply;
use super::data::{DataInfo, DataStore, Reference};
#[cfg(feature = "mechanisms")]
use super::data::{LoanForm, Reserve, is_money};
use super::lenses::is_offered;
#[cfg(feature = "mechanisms")]
use super::mechanisms::added;
use super::schema::check;
#[cfg(feature = "mechanisms")]
use super::schema::{Field, Kind};
use crate::error::{ErrorCode, Problem, brief, listed, quote, show};
use crate::json::object;
#[cfg(feature = "mechanisms")]
use crate::sources::POPULATION;
#[cfg(feature = "mechanisms")]
use crate::sources::lending::KIND as LENDING;
#[cfg(feature = "mechanisms")]
use crate::sources::option_dealers::KIND as DEALERS;
use serde_json::Value;

/// Entries within this factor of the market's price may be those of positions of that market as it stands.
const NEAR: f64 = 2.0;

/// Longest run and longest tick of the contract, seconds.
const LONGEST_RUN_S: f64 = 1e9;
const LONGEST_TICK_S: f64 = 3_600.0;

/// How far a path that was loaded moves at once, over its price: half of the usual maintenance margin. Who is reached inside a
/// step trades at its end, and would else be bankrupt by the tick alone.
const LARGEST_STEP: f64 = 0.0025;

/// The scenario with a registered file in its place: a book under the first market as it is displayed (`refill` 1),
/// positions (of `contract`, where the file has several)
/// instead of that market's crowd, brackets (of `contract`, or of the first one) for its margin, a path for the shock,
/// loans instead of those of the first lending protocol, parameters of a protocol (of `contract`, or of what its assets are
/// called) for its assets, an option chain for the book of the first option dealers; a whole scenario instead of everything.
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
        #[cfg(feature = "mechanisms")]
        "loans" => use_loans(&mut changed, info, data)?,
        #[cfg(feature = "mechanisms")]
        "options" => use_options(&mut changed, info, data)?,
        #[cfg(feature = "mechanisms")]
        "reserves" => use_reserves(&mut changed, info, contract, data)?,
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

/// Who else trades in a market that has moved goes with it: strikes and other prices, and sizes, which keep what they are worth.
/// Loans do not, whose assets have prices of their own.
#[cfg(feature = "mechanisms")]
fn move_others(changed: &mut Value, market: &Value, factor: f64) {
    let populations = changed.get_mut("populations").and_then(Value::as_array_mut);
    for population in populations.into_iter().flatten() {
        let is_here = population["market"] == *market || population["market"] == "";
        if is_here && is_offered(population) && population["kind"] != LENDING {
            moved(population, &Kind::Tagged(&POPULATION.tagged), factor);
        }
    }
}

/// Multiplies what is a price by a factor, and divides what is a size.
#[cfg(feature = "mechanisms")]
fn moved(value: &mut Value, kind: &Kind, factor: f64) {
    let of_fields = |value: &mut Value, fields: &[Field]| {
        for field in fields {
            let Some(one) = value.get_mut(field.name) else {
                continue;
            };
            match (field.unit, one.as_f64()) {
                ("quote per base", Some(price)) => *one = (price * factor).into(),
                ("base", Some(size)) => *one = (size / factor).into(),
                _ => moved(one, &field.kind, factor),
            }
        }
    };
    match kind {
        Kind::Object(fields) => of_fields(value, fields),
        Kind::Tagged(tagged) => {
            let word = &value[tagged.tag];
            let mut variants = tagged.variants.iter();
            if let Some(variant) = variants.find(|variant| *word == variant.name) {
                of_fields(value, variant.fields);
            }
        }
        Kind::List(list) | Kind::ListOrData(list, _) => {
            for one in value.as_array_mut().into_iter().flatten() {
                moved(one, &list.item, factor);
            }
        }
        Kind::Nullable(kind) if !value.is_null() => moved(value, kind, factor),
        _ => {}
    }
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
    let ties_it = |tie: &Value| {
        let mut members = tie["weights"].as_array().into_iter().flatten();
        let is_member = members.any(|member| member["market"] == *market_id);
        tie["a"] == *market_id || tie["b"] == *market_id || is_member
    };
    let is_tied = ties.iter().any(ties_it);
    if is_near && (is_tied || first["impact"]["law"] == "book") {
        return Ok(());
    }
    if is_tied {
        let message = format!(
            "the entries of \"{}\" lie around {}, the market's price is {}, and arbitrage or an index ties it to another market; expected entries between half and twice its price, or a scenario without that tie",
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
    #[cfg(feature = "mechanisms")]
    move_others(changed, market_id, factor);
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

/// A path needs a clock: all of it in about a thousand ticks (and steps between them where it has extremes there, or goes
/// far), faster than it was where a run cannot be as long.
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
        ("largestStep", LARGEST_STEP.into()),
    ]);
}

/// The first lending protocol of a scenario; one is put into a scenario that has none. Says whether it was.
#[cfg(feature = "mechanisms")]
fn with_lending(changed: &mut Value, data: &DataStore) -> Result<bool, Vec<Problem>> {
    let is_new = lending(changed).is_none();
    if is_new {
        *changed = added(changed, LENDING, data)?;
    }
    Ok(is_new)
}

#[cfg(feature = "mechanisms")]
fn lending(changed: &mut Value) -> Option<&mut Value> {
    let populations = changed["populations"].as_array_mut()?;
    populations.iter_mut().find(|one| one["kind"] == LENDING)
}

/// The assets of a protocol: those whose price is that of a market first.
#[cfg(feature = "mechanisms")]
fn asset_ids(lending: &Value, has_market: bool) -> Vec<String> {
    let assets = lending["assets"].as_array().into_iter().flatten();
    let of = assets.filter(|asset| asset["market"].is_string() == has_market);
    of.map(|asset| asset["id"].as_str().unwrap_or_default().to_owned())
        .collect()
}

/// Loans as they are, in what the first protocol lends against: of totals its first asset with a market secures, and its first
/// one without is owed. What is money and not among its assets becomes one of them.
#[cfg(feature = "mechanisms")]
#[inline(never)]
fn use_loans(changed: &mut Value, info: &DataInfo, data: &DataStore) -> Result<(), Vec<Problem>> {
    let table = data
        .loans(&by_name(&info.name))
        .map_err(|problem| vec![problem])?;
    let is_new = with_lending(changed, data)?;
    let reference = reference_to(info)["data"].take();
    let Some(lending) = lending(changed) else {
        return Ok(());
    };
    let (traded, fixed) = (asset_ids(lending, true), asset_ids(lending, false));
    let mut loans = object([("kind", "data".into()), ("data", reference)]);
    match &table.form {
        LoanForm::Totals(_) => {
            let first = |ids: &[String]| ids.first().map(String::as_str).into();
            loans["collateral"] = first(&traded);
            loans["debtAsset"] = first(&fixed);
        }
        LoanForm::Assets { names, .. } => {
            let is_known = |name: &&String| {
                let mut known = traded.iter().chain(&fixed);
                known.any(|id| id.eq_ignore_ascii_case(name))
            };
            let new: Vec<&String> = names.iter().filter(|name| !is_known(name)).collect();
            let (money, others): (Vec<&String>, Vec<&String>) = new
                .into_iter()
                .partition(|name| is_money(&name.to_ascii_uppercase()));
            let assets = lending["assets"].as_array_mut();
            let Some(assets) = assets else {
                return Ok(());
            };
            let like = |assets: &[Value], has_market: bool| {
                let is_it = |asset: &&Value| asset["market"].is_string() == has_market;
                assets.iter().find(is_it).cloned()
            };
            for name in money {
                let mut asset = like(assets, false).unwrap_or_else(|| object([]));
                asset["id"] = name.as_str().into();
                assets.push(asset);
            }
            match others.as_slice() {
                [] => {}
                // Nobody has named it yet.
                [one] if is_new => {
                    let is_traded = |asset: &&mut Value| asset["market"].is_string();
                    if let Some(asset) = assets.iter_mut().find(is_traded) {
                        asset["id"] = one.as_str().into();
                    }
                }
                _ => {
                    let quoted = |names: Vec<String>| names.join(", ");
                    let message = format!(
                        "\"{}\" has loans in {}, of which no asset of the scenario is one; its lending has {}",
                        info.name,
                        quoted(others.iter().map(|name| quote(name)).collect()),
                        quoted(traded.iter().chain(&fixed).map(|id| quote(id)).collect())
                    );
                    let field = "populations.assets";
                    return Err(vec![Problem::new(ErrorCode::Inconsistent, field, message)]);
                }
            }
        }
    }
    lending["loans"] = Value::Array(vec![loans]);
    Ok(())
}

/// Open interest is the book of the first dealers, who are put into a scenario without any: long the calls and short the puts, as
/// is usual of index options. Strikes move with the price where the market is somewhere else.
#[cfg(feature = "mechanisms")]
#[inline(never)]
fn use_options(changed: &mut Value, info: &DataInfo, data: &DataStore) -> Result<(), Vec<Problem>> {
    let is_it = |one: &Value| one["kind"] == DEALERS && one["role"] != "insurer";
    let has_one = |changed: &Value| {
        let populations = changed["populations"].as_array();
        populations.is_some_and(|all| all.iter().any(is_it))
    };
    if !has_one(changed) {
        *changed = added(changed, DEALERS, data)?;
    }
    let populations = changed["populations"].as_array_mut().into_iter().flatten();
    let place = populations.into_iter().position(|one| is_it(one));
    let Some(place) = place else {
        return Ok(());
    };
    let id = changed["populations"][place]["market"].clone();
    let markets = changed["markets"].as_array().into_iter().flatten();
    let mut here = markets.filter(|market| id == "" || market["id"] == id);
    let price = here.next().and_then(|market| market["price"].as_f64());
    let reference = info.facts["referencePrice"].as_f64();
    let is_near = matches!((price, reference), (Some(price), Some(reference))
        if reference <= NEAR * price && price <= NEAR * reference);
    changed["populations"][place]["book"] = object([
        ("law", "openInterest".into()),
        ("data", reference_to(info)["data"].take()),
        ("calls", 1.into()),
        ("puts", (-1).into()),
        ("at", (if is_near { "strikes" } else { "moneyness" }).into()),
    ]);
    Ok(())
}

/// Threshold and bonus of assets: of the reserve that is named, for the first asset with a market; else of those that are
/// called like the assets, wrapped or not, or of the first against which something is lent.
#[cfg(feature = "mechanisms")]
#[inline(never)]
fn use_reserves(
    changed: &mut Value,
    info: &DataInfo,
    contract: Option<&str>,
    data: &DataStore,
) -> Result<(), Vec<Problem>> {
    let table = data
        .reserves(&by_name(&info.name))
        .map_err(|problem| vec![problem])?;
    with_lending(changed, data)?;
    let Some(lending) = lending(changed) else {
        return Ok(());
    };
    let assets = lending["assets"].as_array_mut().into_iter().flatten();
    let mut assets: Vec<&mut Value> = assets.collect();
    let set = |asset: &mut Value, reserve: &Reserve| {
        asset["liquidationThreshold"] = reserve.threshold.into();
        asset["liquidationBonus"] = reserve.bonus.into();
    };
    let chosen = match contract {
        Some(name) => {
            let is_it = |reserve: &&Reserve| reserve.name.eq_ignore_ascii_case(name);
            Some(table.usable().find(is_it).ok_or_else(|| {
                let message = format!(
                    "\"{}\" has no {} against which something is lent",
                    info.name,
                    quote(name)
                );
                let problem = Problem::new(ErrorCode::UnknownChoice, "contract", message);
                vec![problem.with_value(brief(name))]
            })?)
        }
        None => {
            let mut is_found = false;
            for asset in &mut assets {
                let id = asset["id"].as_str().unwrap_or_default().to_owned();
                let is_it = |reserve: &&Reserve| {
                    let symbol = reserve.symbol();
                    let bare = symbol.strip_prefix(['W', 'w']).unwrap_or(symbol);
                    symbol.eq_ignore_ascii_case(&id) || bare.eq_ignore_ascii_case(&id)
                };
                if let Some(reserve) = table.usable().find(is_it) {
                    set(asset, reserve);
                    is_found = true;
                }
            }
            let first = || {
                let mut lent = table.usable().filter(|reserve| reserve.most_lent > 0.0);
                lent.next().or_else(|| table.usable().next())
            };
            if is_found { None } else { first() }
        }
    };
    let traded = assets.into_iter().find(|asset| asset["market"].is_string());
    if let (Some(reserve), Some(asset)) = (chosen, traded) {
        set(asset, reserve);
    }
    Ok(())
}
