//! Margin of single positions and accounts, for programs that ask for no run.

use crate::error::{ErrorCode, Problem, show};
use crate::scenario::margin_question::{build_account, build_position};
use crate::scenario::model::PositionRow;
use crate::settlement::margin::{self, CrossPosition, Isolated, MarginRules};
use crate::wasm::DATA;
use crate::wasm::convert::{from_js, js_error, js_problems, whole};
use wasm_bindgen::prelude::*;

fn position(position: &JsValue, market: &JsValue) -> Result<(Isolated, MarginRules), JsValue> {
    let (position, market) = (from_js(position)?, from_js(market)?);
    let (row, rules) = DATA
        .with_borrow(|data| build_position(&position, &market, data))
        .map_err(js_problems)?;
    let PositionRow {
        side,
        quantity,
        entry_price,
        margin,
        ..
    } = row;
    Ok((
        Isolated {
            side,
            quantity,
            entry_price,
            margin,
        },
        rules,
    ))
}

/// Price at which an isolated position is liquidated; `undefined` when no price can.
#[wasm_bindgen(js_name = liquidationPrice)]
pub fn liquidation_price(
    #[wasm_bindgen(unchecked_param_type = "Position", js_name = position)] row: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "MarginRules")] market: &JsValue,
) -> Result<Option<f64>, JsValue> {
    let (position, rules) = position(row, market)?;
    Ok(position.liquidation_price(&rules))
}

/// Price at which nothing is left of the margin of an isolated position; `undefined` when no positive price takes all of it.
#[wasm_bindgen(js_name = bankruptcyPrice)]
pub fn bankruptcy_price(
    #[wasm_bindgen(unchecked_param_type = "Position", js_name = position)] row: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "MarginRules")] market: &JsValue,
) -> Result<Option<f64>, JsValue> {
    let (position, rules) = position(row, market)?;
    Ok(position.possible_bankruptcy_price(&rules))
}

/// Margin that a position must keep at a mark price (quote; base for inverse contracts).
#[wasm_bindgen(js_name = maintenanceMargin)]
pub fn maintenance_margin(
    #[wasm_bindgen(unchecked_param_type = "Position", js_name = position)] row: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "MarginRules")] market: &JsValue,
    #[wasm_bindgen(js_name = markPrice)] mark_price: f64,
) -> Result<f64, JsValue> {
    let (position, rules) = position(row, market)?;
    Ok(position.maintenance_margin(price(mark_price)?, &rules))
}

/// Profit or loss of a position at a mark price that is not settled yet, quote.
#[wasm_bindgen(js_name = unrealisedProfit)]
pub fn unrealised_profit(
    #[wasm_bindgen(unchecked_param_type = "Position", js_name = position)] row: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "MarginRules")] market: &JsValue,
    #[wasm_bindgen(js_name = markPrice)] mark_price: f64,
) -> Result<f64, JsValue> {
    let (position, rules) = position(row, market)?;
    Ok(position.unrealised_profit(price(mark_price)?, rules.contract))
}

/// Margin plus unrealised profit of a position at a mark price, quote.
#[wasm_bindgen]
pub fn equity(
    #[wasm_bindgen(unchecked_param_type = "Position", js_name = position)] row: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "MarginRules")] market: &JsValue,
    #[wasm_bindgen(js_name = markPrice)] mark_price: f64,
) -> Result<f64, JsValue> {
    let (position, rules) = position(row, market)?;
    Ok(position.equity(price(mark_price)?, rules.contract))
}

fn cross_account(account: &JsValue) -> Result<(f64, Vec<CrossPosition>), JsValue> {
    let account = from_js(account)?;
    DATA.with_borrow(|data| build_account(&account, data))
        .map_err(js_problems)
}

/// Smallest common fall (fraction, negative for a rise) at which a cross-margin account is liquidated, by the brackets that
/// hold there; 0 when it is liquidated already; `undefined` when no common move does it that leaves every price positive.
#[wasm_bindgen(js_name = criticalCommonFall)]
pub fn critical_common_fall(
    #[wasm_bindgen(unchecked_param_type = "CrossAccount")] account: &JsValue,
) -> Result<Option<f64>, JsValue> {
    let (wallet, positions) = cross_account(account)?;
    Ok(margin::critical_common_fall(wallet, &positions))
}

/// Price at which a cross-margin account is liquidated when only the market of position `index` moves; `undefined` when
/// no price does it.
#[wasm_bindgen(js_name = crossLiquidationPrice)]
pub fn cross_liquidation_price(
    #[wasm_bindgen(unchecked_param_type = "CrossAccount")] account: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "number")] index: &JsValue,
) -> Result<Option<f64>, JsValue> {
    let (wallet, positions) = cross_account(account)?;
    let last = u32::try_from(positions.len()).unwrap_or(u32::MAX);
    let index = whole(index, "index", 0, last.saturating_sub(1))? as usize;
    Ok(margin::cross_liquidation_price(wallet, &positions, index))
}

fn price(price: f64) -> Result<f64, JsValue> {
    if price > 0.0 && price.is_finite() {
        return Ok(price);
    }
    let message = format!("markPrice is {}; expected a number above 0", show(price));
    Err(js_error(&Problem::new(
        ErrorCode::OutOfRange,
        "markPrice",
        message,
    )))
}
