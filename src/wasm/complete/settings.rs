//! Controls one by one, for programs; the page sets all at once.

use crate::error::{ErrorCode, Problem, brief, describe};
use crate::scenario::{controls, shape};
use crate::wasm::convert::{
    from_js, js_error, js_problems, numbers, scenario_from_js, to_js, wrong_type,
};
use crate::wasm::{DATA, number, text};
use wasm_bindgen::prelude::*;

/// Most heights that are read of a shape; the check says how many it takes.
const MOST_HEIGHTS: u32 = 1000;

/// The scenario with one control set to a value.
#[wasm_bindgen(js_name = setControl, unchecked_return_type = "Scenario")]
pub fn set_control(
    #[wasm_bindgen(unchecked_param_type = "Scenario")] scenario: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "string")] name: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "number")] value: &JsValue,
) -> Result<JsValue, JsValue> {
    let (name, value) = (&text(name, "name")?, number(value, "value")?);
    let scenario = scenario_from_js(scenario)?;
    let changed = DATA
        .with_borrow(|data| controls::set_control(&scenario, name, value, data))
        .map_err(js_problems)?;
    Ok(to_js(&changed))
}

/// The scenario with the leverage of its first crowd drawn by hand: one height per bar of `leverageShape`, 0 to 1000, of
/// which only the proportions matter. It becomes the law `histogram`; the control `leverage` then scales it. Bars above
/// the largest leverage that the maintenance margin allows are cut or left out.
#[wasm_bindgen(js_name = setLeverageShape, unchecked_return_type = "Scenario")]
pub fn set_leverage_shape(
    #[wasm_bindgen(unchecked_param_type = "Scenario")] scenario: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "ArrayLike<number>")] shares: &JsValue,
) -> Result<JsValue, JsValue> {
    let shares = numbers(shares, "shape", MOST_HEIGHTS)?;
    let scenario = scenario_from_js(scenario)?;
    let changed = DATA
        .with_borrow(|data| shape::set_leverage_shape(&scenario, &shares, data))
        .map_err(js_problems)?;
    Ok(to_js(&changed))
}

/// The scenario with several controls set, in the order in which `controls` lists them, whatever the order of `values`;
/// `ignored` are names that the scenario then does not have.
#[wasm_bindgen(js_name = setControls, unchecked_return_type = "{ scenario: Scenario, ignored: string[] }")]
pub fn set_controls(
    #[wasm_bindgen(unchecked_param_type = "Scenario")] scenario: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "Readonly<Record<string, number>>")] values: &JsValue,
) -> Result<JsValue, JsValue> {
    let wanted = from_js(values)?;
    let mut pairs = Vec::new();
    let Some(object) = wanted.as_object() else {
        return Err(wrong_type(values, "values", "an object"));
    };
    for (name, value) in object {
        let value = value.as_f64().ok_or_else(|| {
            let (name, value) = (brief(name), describe(value));
            let message = format!("{name} is {value}; expected a number");
            js_error(&Problem::new(ErrorCode::WrongType, &name, message))
        })?;
        pairs.push((name.clone(), value));
    }
    let scenario = scenario_from_js(scenario)?;
    let (changed, ignored) = DATA
        .with_borrow(|data| controls::set_controls(&scenario, &pairs, data))
        .map_err(js_problems)?;
    #[derive(serde::Serialize)]
    struct Changed {
        scenario: serde_json::Value,
        ignored: Vec<String>,
    }
    Ok(to_js(&Changed {
        scenario: changed,
        ignored,
    }))
}
