//! Functions that ask for no run, beside those of margin: options and their margin, calls of brokers, fire sales of banks.

use crate::analysis::systemic;
use crate::scenario::functions;
use crate::wasm::DATA;
use crate::wasm::convert::{from_js, js_problems, to_js};
use serde::Serialize;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(typescript_custom_section)]
const FUNCTION_TYPES: &str = include_str!("../functions.d.ts");

/// Worth of a European option of one base at a forward price, quote: Black-76 without interest, years of 365 days.
#[wasm_bindgen(js_name = optionPrice)]
pub fn option_price(
    #[wasm_bindgen(unchecked_param_type = "EuropeanOption")] option: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "number")] price: &JsValue,
) -> Result<f64, JsValue> {
    let (option, price) = (from_js(option)?, from_js(price)?);
    let found = functions::option_greeks(&option, &price).map_err(js_problems)?;
    Ok(found.price)
}

/// Its worth and how that moves: with the price, and with the volatility.
#[wasm_bindgen(js_name = optionGreeks, unchecked_return_type = "OptionGreeks")]
pub fn option_greeks(
    #[wasm_bindgen(unchecked_param_type = "EuropeanOption")] option: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "number")] price: &JsValue,
) -> Result<JsValue, JsValue> {
    let (option, price) = (from_js(option)?, from_js(price)?);
    let found = functions::option_greeks(&option, &price).map_err(js_problems)?;
    Ok(to_js(&found))
}

/// Maintenance margin of an account with options at a price: the worst loss over a table of moves of price and volatility, or
/// an amount for each option sold. `margin` left out: `{ rule: "scan" }`. `market` counts under the standard rule alone: its
/// `margin.maintenance`, left out 0.005, is what the perp needs there.
#[wasm_bindgen(js_name = optionRequirement, unchecked_return_type = "OptionRequirement")]
pub fn option_requirement(
    #[wasm_bindgen(unchecked_param_type = "OptionAccount")] account: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "number")] price: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "OptionMargin")] margin: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "MarginRules")] market: &JsValue,
) -> Result<JsValue, JsValue> {
    let (account, price) = (from_js(account)?, from_js(price)?);
    let (margin, market) = (from_js(margin)?, from_js(market)?);
    let found = DATA
        .with_borrow(|data| functions::option_requirement(&account, &price, &margin, &market, data))
        .map_err(js_problems)?;
    Ok(to_js(&JsRequirement {
        requirement: found.requirement,
        worst_price_move: found.worst.map(|worst| worst.price),
        worst_volatility_move: found.worst.map(|worst| worst.volatility),
    }))
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct JsRequirement {
    requirement: f64,
    worst_price_move: Option<f64>,
    worst_volatility_move: Option<f64>,
}

/// Price at which a broker calls a margin account, quote per base; `undefined` when no price does, as of one that owes nothing.
#[wasm_bindgen(js_name = callPrice)]
pub fn call_price(
    #[wasm_bindgen(unchecked_param_type = "MarginAccount")] row: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "CallRules")] rules: &JsValue,
) -> Result<Option<f64>, JsValue> {
    let (row, rules) = (from_js(row)?, from_js(rules)?);
    functions::call_price(&row, &rules).map_err(js_problems)
}

/// Share of the equity of all banks that one round of sales at constant leverage takes after a shock (Greenwood, Landier and
/// Thesmar): linear, whatever the size of the shock.
#[wasm_bindgen(js_name = aggregateVulnerability, unchecked_return_type = "AggregateVulnerability")]
pub fn aggregate_vulnerability(
    #[wasm_bindgen(unchecked_param_type = "BankingSystem")] system: &JsValue,
) -> Result<JsValue, JsValue> {
    let system = from_js(system)?;
    let found = systemic::aggregate_vulnerability(&system).map_err(js_problems)?;
    Ok(to_js(&found))
}

/// How sales of banks above a limit of leverage end after a shock (Cont and Schaanning): round by round, until nobody sells.
#[wasm_bindgen(js_name = fireSale, unchecked_return_type = "FireSale")]
pub fn fire_sale(
    #[wasm_bindgen(unchecked_param_type = "BankingSystem")] system: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "FireSaleRules")] rules: &JsValue,
) -> Result<JsValue, JsValue> {
    let (system, rules) = (from_js(system)?, from_js(rules)?);
    let found = systemic::fire_sale(&system, &rules).map_err(js_problems)?;
    Ok(to_js(&found))
}
