//! Mechanisms put into a scenario and taken out again, and what is asked of all mechanisms alone.

use super::convert::{js_problems, scenario_from_js, to_js};
use super::{DATA, text};
use crate::analysis::policies;
use crate::error::{ErrorCode, Problem, brief, quote};
use crate::scenario::build::build;
use crate::scenario::data::DataStore;
use crate::scenario::mechanisms;
use wasm_bindgen::prelude::*;

/// What can be added to a scenario: of each kind of mechanism that it has not got and could have as it is, the switch, with
/// the kind as its group.
#[wasm_bindgen(js_name = addableMechanisms, unchecked_return_type = "Control[]")]
pub fn addable_mechanisms(
    #[wasm_bindgen(unchecked_param_type = "Scenario")] scenario: &JsValue,
) -> Result<JsValue, JsValue> {
    let scenario = scenario_from_js(scenario)?;
    let found = DATA
        .with_borrow(|data| mechanisms::addable(&scenario, data))
        .map_err(js_problems)?;
    Ok(to_js(&found))
}

/// The crash of a scenario under every way to share what the insurance fund of a market cannot pay; `market`: its id, left out: the
/// shocked one. Each policy is a run.
#[wasm_bindgen(js_name = lossPolicies, unchecked_return_type = "PolicyOutcome[]")]
pub fn loss_policies(
    #[wasm_bindgen(unchecked_param_type = "Scenario")] scenario: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "string")] market: &JsValue,
) -> Result<JsValue, JsValue> {
    let scenario = scenario_from_js(scenario)?;
    let valid = DATA
        .with_borrow(|data| build(&scenario, data))
        .map_err(js_problems)?;
    let market = if market.is_undefined() || market.is_null() {
        valid.shock.market()
    } else {
        let id = text(market, "market")?;
        let place = valid.markets.iter().position(|one| one.id == id);
        place.ok_or_else(|| {
            let known: Vec<String> = valid.markets.iter().map(|one| quote(&one.id)).collect();
            let message = format!(
                "market is {}; the markets are {}",
                quote(&id),
                known.join(", ")
            );
            js_problems(vec![
                Problem::new(ErrorCode::UnknownChoice, "market", message).with_value(brief(&id)),
            ])
        })?
    };
    Ok(to_js(&policies::compared(&valid, market)))
}

/// The scenario with a mechanism of a kind that it has not got, in a size that suits its markets.
#[wasm_bindgen(js_name = addMechanism, unchecked_return_type = "Scenario")]
pub fn add_mechanism(
    #[wasm_bindgen(unchecked_param_type = "Scenario")] scenario: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "string")] kind: &JsValue,
) -> Result<JsValue, JsValue> {
    change_mechanism(scenario, kind, mechanisms::added)
}

/// The scenario without any mechanism of a kind.
#[wasm_bindgen(js_name = removeMechanism, unchecked_return_type = "Scenario")]
pub fn remove_mechanism(
    #[wasm_bindgen(unchecked_param_type = "Scenario")] scenario: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "string")] kind: &JsValue,
) -> Result<JsValue, JsValue> {
    change_mechanism(scenario, kind, mechanisms::removed)
}

fn change_mechanism(
    scenario: &JsValue,
    kind: &JsValue,
    change: fn(&serde_json::Value, &str, &DataStore) -> Result<serde_json::Value, Vec<Problem>>,
) -> Result<JsValue, JsValue> {
    let kind = text(kind, "kind")?;
    let scenario = scenario_from_js(scenario)?;
    let changed = DATA
        .with_borrow(|data| change(&scenario, &kind, data))
        .map_err(js_problems)?;
    Ok(to_js(&changed))
}
