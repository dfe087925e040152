//! Mechanisms put into a scenario that has none of their kind, in a size that suits its markets, and taken out again.

use super::build::build_complete;
use super::control::Control;
use super::controls::perps;
use super::data::DataStore;
use super::lenses::{self, ARE_THERE, LISTS, entries, lists_mut};
use super::model::ValidScenario;
use super::seen;
use super::spec::Scale;
use crate::clock::Clock;
use crate::couplings::{factor, shared_index};
use crate::error::{ErrorCode, Problem, brief, quote};
use crate::json::object;
use crate::market::impact::Exogenous;
use crate::sources::{bots, portfolios};
use serde_json::Value;

/// Where nobody holds positions, they would hold so many times what moves the price by 1 %.
const POSITIONS_PER_DEPTH: f64 = 25.0;

/// Name of an alarm that is added with those who listen to it, and the Feedback R that raises it.
const ALARM: &str = "watch";
const ALARM_AT: f64 = 0.5;

/// A market that takes any amount: what moves its price by 1 %, quote.
const BOUNDLESS_DEPTH: f64 = 1e6;

/// What the mechanisms of a scenario take their sizes from.
fn scale_of(complete: &Value, valid: &ValidScenario) -> Scale {
    let index = valid.shock.market();
    let market = &valid.markets[index];
    let price = market.impact.start_price;
    let depth = market.impact.depth(Exogenous::NONE, 0.0);
    let depth = if depth > 0.0 { depth } else { BOUNDLESS_DEPTH };
    let open_interest =
        perps(valid).map_or(POSITIONS_PER_DEPTH * depth, |perps| perps.open_interest);
    let others = valid.markets.iter().enumerate();
    Scale {
        markets: std::iter::once(&market.id)
            .chain(
                others
                    .filter(|&(at, _)| at != index)
                    .map(|(_, one)| &one.id),
            )
            .cloned()
            .collect(),
        depth: depth / price,
        price,
        open_interest: open_interest / price,
        is_rise: complete["shock"]["ratio"].as_f64() > Some(0.0),
        duration_s: match valid.clock {
            Clock::Waves => None,
            Clock::Ticks { duration_s, .. } => Some(duration_s),
        },
        alarm: complete["alarms"][0]["id"]
            .as_str()
            .unwrap_or(ALARM)
            .to_owned(),
    }
}

/// What can be added: the switch of each kind that a scenario has not got and could have as it is.
///
/// # Errors
/// Every problem of the scenario.
pub fn addable(scenario: &Value, data: &DataStore) -> Result<Vec<Control>, Vec<Problem>> {
    let (complete, valid) = build_complete(scenario, data)?;
    let scale = scale_of(&complete, &valid);
    let mut found = Vec::new();
    for list in LISTS {
        for (kind, lenses) in lenses::offers(list) {
            let Some(changed) = with(&complete, list, kind, &scale) else {
                continue;
            };
            if let Ok((complete, _)) = build_complete(&changed, data) {
                let controls = lenses::controls(&complete);
                found.extend(controls.into_iter().find(|one| one.name == lenses[0].name));
            }
        }
    }
    if let Some(changed) = seen::with(&complete, &scale.markets[0])
        && let Ok((complete, _)) = build_complete(&changed, data)
    {
        found.extend(seen::controls(&complete).into_iter().next());
    }
    Ok(found)
}

/// The scenario with a mechanism of that kind.
///
/// # Errors
/// When the scenario has a problem, has one of that kind already, or cannot have one.
pub fn added(scenario: &Value, kind: &str, data: &DataStore) -> Result<Value, Vec<Problem>> {
    let (complete, valid) = build_complete(scenario, data)?;
    let scale = scale_of(&complete, &valid);
    let changed = LISTS
        .iter()
        .find_map(|list| with(&complete, list, kind, &scale))
        .or_else(|| {
            let is_meant = kind == seen::KIND;
            is_meant.then(|| seen::with(&complete, &scale.markets[0]))?
        })
        .ok_or_else(|| {
            let offered = addable(scenario, data).unwrap_or_default();
            let kinds = offered.iter().map(|one| one.group);
            let message = format!(
                "no mechanism {} can be added to this scenario; those that can are {}",
                quote(kind),
                known(kinds)
            );
            refused(kind, message)
        })?;
    Ok(build_complete(&changed, data)?.0)
}

/// The scenario without any mechanism of that kind.
///
/// # Errors
/// When the scenario has a problem, or has none of that kind.
pub fn removed(scenario: &Value, kind: &str, data: &DataStore) -> Result<Value, Vec<Problem>> {
    let (mut complete, _) = build_complete(scenario, data)?;
    forget(&mut complete, kind);
    let mut is_found = kind == seen::KIND && seen::remove(&mut complete);
    for list in LISTS {
        let is_offered = lenses::offers(list)
            .iter()
            .any(|&(word, lenses)| word == kind && !lenses.is_empty());
        if is_offered {
            for all in lists_mut(&mut complete, list) {
                let before = all.len();
                all.retain(|one| one["kind"] != kind);
                is_found |= all.len() < before;
            }
        }
    }
    if is_found {
        Ok(build_complete(&complete, data)?.0)
    } else {
        let there = LISTS.iter().flat_map(|list| {
            let offers = lenses::offers(list).into_iter();
            let all = entries(&complete, list);
            let is_there = move |kind: &&str| all.iter().any(|one| one["kind"] == **kind);
            offers
                .filter(|offer| !offer.1.is_empty())
                .map(|offer| offer.0)
                .filter(is_there)
        });
        let message = format!(
            "no mechanism {} is in this scenario; those that are: {}",
            quote(kind),
            known(there)
        );
        Err(refused(kind, message))
    }
}

/// Kinds in a message.
fn known<'k>(kinds: impl Iterator<Item = &'k str>) -> String {
    let kinds: Vec<String> = kinds.map(quote).collect();
    if kinds.is_empty() {
        "none".to_owned()
    } else {
        kinds.join(", ")
    }
}

fn refused(kind: &str, message: String) -> Vec<Problem> {
    vec![Problem::new(ErrorCode::UnknownChoice, "kind", message).with_value(brief(kind))]
}

/// A complete scenario with one more mechanism; `None` where it has one of the kind, or there is nothing to add.
fn with(complete: &Value, list: &'static str, kind: &str, scale: &Scale) -> Option<Value> {
    let offers = lenses::offers(list);
    let (_, lenses) = offers.into_iter().find(|&(word, _)| word == kind)?;
    let sample = lenses.iter().find_map(|lens| lens.sample)?;
    if lenses::place_of(complete, list, kind).is_some() {
        return None;
    }
    let mut changed = complete.clone();
    let all = if list == "guards" {
        let mut markets = changed["markets"].as_array_mut()?.iter_mut();
        let shocked = markets.find(|market| market["id"] == scale.markets[0].as_str())?;
        shocked[list].as_array_mut()?
    } else {
        changed[list].as_array_mut()?
    };
    let before = all.len();
    for mut one in sample(scale) {
        one["kind"] = kind.into();
        all.push(one);
    }
    if all.len() == before {
        return None;
    }
    let id = all[before]["id"].clone();
    if all[before..].iter().any(|one| one["alarm"] == ALARM)
        && let Some(alarms) = changed["alarms"].as_array_mut()
        && alarms.is_empty()
    {
        alarms.push(object([
            ("id", ALARM.into()),
            ("market", scale.markets[0].as_str().into()),
            ("threshold", ALARM_AT.into()),
        ]));
    }
    name(&mut changed, kind, &id, &scale.markets[0]);
    Some(changed)
}

/// Lets what goes by a mechanism go by the one of this name, which was put in: without that it would do nothing.
fn name(scenario: &mut Value, kind: &str, id: &Value, market: &str) {
    match kind {
        _ if !ARE_THERE => {}
        shared_index::KIND => shared_index::named_by(scenario, id),
        factor::KIND => factor::named_by(scenario, id),
        portfolios::KIND => portfolios::joined_by(scenario),
        bots::KIND => bots::hired_by(scenario, market),
        _ => {}
    }
}

/// Lets nothing go by mechanisms of a kind, before they are taken out.
fn forget(scenario: &mut Value, kind: &str) {
    match kind {
        _ if !ARE_THERE => {}
        shared_index::KIND => shared_index::forgotten(scenario),
        factor::KIND => factor::forgotten(scenario),
        bots::KIND => bots::forgotten(scenario),
        _ => {}
    }
}
