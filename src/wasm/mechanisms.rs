//! Mechanisms put into a scenario and taken out again, and what is asked of all mechanisms alone.

use super::convert::{from_js, js_problems, scenario_from_js, to_js};
use super::{DATA, JsPrepared, JsTrace, text, valid};
use crate::analysis::own::OwnPosition;
use crate::analysis::{aftermath, policies, strategies};
use crate::engine::run;
use crate::error::{ErrorCode, Problem, brief, quote};
use crate::scenario::data::DataStore;
use crate::scenario::mechanisms;
use crate::scenario::model::ValidScenario;
use std::cell::RefCell;
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
    let valid = valid(scenario)?;
    let market = place_of(market, &valid)?;
    Ok(to_js(&policies::compared(&valid, market)))
}

/// A position of one's own in the crash of a scenario, in every way that it can be held: as it is, a quarter of it with the same money, with a
/// stop half the way to its liquidation price, with twice the money behind it, spread over all markets (where there are several), half
/// of it hedged. `market`: its id, left out: the shocked one. Throws an `Error` with `code`, `field`, `message` and `problems`.
#[wasm_bindgen(unchecked_return_type = "StrategyOutcome[]")]
pub fn strategies(
    #[wasm_bindgen(unchecked_param_type = "Scenario")] scenario: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "OwnPosition")] position: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "string")] market: &JsValue,
) -> Result<JsValue, JsValue> {
    let valid = valid(scenario)?;
    let place = place_of(market, &valid)?;
    let trace = run(valid);
    let market = &trace.markets[place];
    let own = OwnPosition::read(market, &from_js(position)?).map_err(js_problems)?;
    Ok(to_js(&strategies::compared(
        &trace,
        market,
        own,
        strategies::Terms::default(),
    )))
}

/// A market of a scenario by its id; left out: the shocked one.
fn place_of(market: &JsValue, valid: &ValidScenario) -> Result<usize, JsValue> {
    if market.is_undefined() || market.is_null() {
        return Ok(valid.shock.market());
    }
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
    })
}

/// What a run leaves behind in a market.
#[wasm_bindgen(js_name = Aftermath)]
#[derive(Debug)]
pub struct JsAftermath {
    /// Last price, quote per base.
    #[wasm_bindgen(readonly)]
    pub price: f64,
    held: [f64; 2],
    left: [f64; 2],
    flushed: [f64; 2],
    survivors: RefCell<Option<JsPrepared>>,
}

#[wasm_bindgen(js_class = Aftermath)]
impl JsAftermath {
    /// Base held at the start: longs, shorts.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn held(&self) -> Vec<f64> {
        self.held.to_vec()
    }

    /// Base held at the end: longs, shorts.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn left(&self) -> Vec<f64> {
        self.left.to_vec()
    }

    /// Share of the base of each side that is gone: longs, shorts; 0 to 1.
    #[wasm_bindgen(getter, js_name = flushedShare)]
    #[must_use]
    pub fn flushed_share(&self) -> Vec<f64> {
        self.flushed.to_vec()
    }

    /// Whoever is left, as the crowd of the next shock, whose `fragility()` tells where the market breaks now. The first call gets
    /// them, the next ones nothing.
    #[must_use]
    pub fn survivors(&self) -> Option<JsPrepared> {
        self.survivors.take()
    }
}

/// What a run of the scenario leaves behind in a market (left out: the shocked one): positions with their entries and what is left of their
/// margins, orders that still wait among them, at the last price and with the depth that is there. `undefined` where that is more than
/// positions on a law that goes on as it is: others trade, markets are tied, positions share a wallet, the mark is no trade, the market
/// is a book or a pool, or the shock is not one of this market whose ratio can change.
#[wasm_bindgen(unchecked_return_type = "Aftermath | undefined")]
pub fn aftermath(
    #[wasm_bindgen(unchecked_param_type = "Scenario")] scenario: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "string")] market: &JsValue,
) -> Result<JsValue, JsValue> {
    let valid = valid(scenario)?;
    let market = place_of(market, &valid)?;
    let Some(found) = aftermath::of(&valid, market) else {
        return Ok(JsValue::UNDEFINED);
    };
    let flushed = found.flushed_share();
    Ok(JsAftermath {
        price: found.price,
        held: found.held,
        left: found.left,
        flushed,
        survivors: RefCell::new(Some(JsPrepared::of(found.survivors))),
    }
    .into())
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

/// The place in a list that a number of JavaScript stands for.
pub(super) fn place(number: f64) -> Option<usize> {
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a whole number in range"
    )]
    let place = (number >= 0.0 && number < f64::from(u32::MAX)).then_some(number as usize)?;
    #[allow(clippy::cast_precision_loss, reason = "below 2^32")]
    let is_whole = place as f64 == number;
    is_whole.then_some(place)
}

#[wasm_bindgen(js_class = Trace)]
impl JsTrace {
    /// Feedback R of each market where the price of each has fallen, in a row of the record: row by row of the matrix, a row for each
    /// market that moves, a column for each that has fallen. `undefined`: there is one market, or no such row.
    #[wasm_bindgen(js_name = branchingMatrix)]
    pub fn branching_matrix(&self, row: f64) -> Option<Vec<f64>> {
        let (row, spread) = (place(row)?, self.0.spread.as_ref()?);
        let entries = self.0.markets.len() * self.0.markets.len();
        let matrix = spread.matrix.chunks_exact(entries).nth(row)?;
        Some(matrix.to_vec())
    }

    /// Spectral radius of these matrices: above 1 a wave is larger than the one before, all markets together. `undefined`: there is
    /// one market.
    #[wasm_bindgen(js_name = spectralRadius)]
    pub fn spectral_radius(&self) -> Option<Vec<f64>> {
        Some(self.0.spread.as_ref()?.radius.clone())
    }

    /// Feedback R of the markets that arbitrage keeps at one price, all of them together. `undefined`: there are none.
    #[wasm_bindgen(js_name = pooledBranchingRatio)]
    pub fn pooled_branching_ratio(&self) -> Option<Vec<f64>> {
        let pooled = &self.0.spread.as_ref()?.pooled;
        (!pooled.is_empty()).then(|| pooled.clone())
    }
}
