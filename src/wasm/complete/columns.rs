//! One method for each column of a market, by which programs know them; the page asks for a column by its name.

use crate::error::{ErrorCode, Problem, quote};
use crate::wasm::convert::js_error;
use crate::wasm::{JsTrace, text};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(js_class = Trace)]
impl JsTrace {
    /// Seconds since the shock; 0 in every row of an instant run. Row `1 + k` is `k tickS`; a path adds rows at the extremes
    /// that it has between two ticks, with their own times.
    #[wasm_bindgen(js_name = timeS)]
    pub fn time_s(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "string")] market: JsValue,
    ) -> Result<Vec<f64>, JsValue> {
        self.market(&market)?;
        Ok(self.0.time_s.clone())
    }

    /// Number of waves (ticks with forced orders) so far.
    pub fn wave(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "string")] market: JsValue,
    ) -> Result<Vec<f64>, JsValue> {
        self.market(&market)?;
        Ok(self.0.wave.iter().copied().map(f64::from).collect())
    }

    /// Positions touched by liquidation so far.
    #[wasm_bindgen(js_name = liquidatedCount)]
    pub fn liquidated_count(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "string")] market: JsValue,
    ) -> Result<Vec<f64>, JsValue> {
        Ok(self
            .market(&market)?
            .liquidated_count
            .iter()
            .copied()
            .map(f64::from)
            .collect())
    }

    /// Whether an alarm (its `id`) has been raised, row by row: 0, then 1 for good.
    pub fn alarm(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string")] id: &JsValue,
    ) -> Result<Vec<f64>, JsValue> {
        let id = text(id, "id")?;
        let rows = 0..self.0.rows();
        match self.0.alarms.iter().find(|alarm| alarm.id == id) {
            Some(alarm) => Ok(rows
                .map(|row| {
                    let is_raised = alarm.row.is_some_and(|raised| row >= raised as usize);
                    f64::from(u8::from(is_raised))
                })
                .collect()),
            None => {
                let known: Vec<&str> = self.0.alarms.iter().map(|one| one.id.as_str()).collect();
                let message = format!("id is {}; the alarms are {}", quote(&id), known.join(", "));
                Err(js_error(&Problem::new(
                    ErrorCode::UnknownChoice,
                    "id",
                    message,
                )))
            }
        }
    }
}

macro_rules! columns {
    ($(#[$doc:meta] $column:ident as $name:ident;)*) => {
        $(
            #[wasm_bindgen(js_class = Trace)]
            impl JsTrace {
                #[$doc]
                #[wasm_bindgen(js_name = $name)]
                pub fn $column(&self, #[wasm_bindgen(unchecked_optional_param_type = "string")] market: JsValue) -> Result<Vec<f64>, JsValue> {
                    Ok(self.market(&market)?.$column.clone())
                }
            }
        )*
    };
}

columns! {
    /// Last traded price, quote per base.
    last_price as lastPrice;
    /// Price that triggers liquidations, quote per base.
    mark_price as markPrice;
    /// Price without forced selling, quote per base.
    counterfactual_price as counterfactualPrice;
    /// Local branching ratio R: base triggered within 0.25 % of the price over the base that moves the market as far.
    branching_ratio as branchingRatio;
    /// Notional of this wave over the last; 0 where there is none, or next to none (1e-9 of all that was forced so far).
    wave_ratio as waveRatio;
    /// Base triggered and not yet filled.
    backlog_quantity as backlogQuantity;
    /// Base force-closed.
    liquidated_quantity as liquidatedQuantity;
    /// Quote force-closed at fill prices.
    liquidated_notional as liquidatedNotional;
    /// Quote of longs force-sold.
    long_liquidated_notional as longLiquidatedNotional;
    /// Quote of shorts force-bought.
    short_liquidated_notional as shortLiquidatedNotional;
    /// Open interest in base, one side.
    open_interest as openInterest;
    /// Quote of selling that moves the price 1 %.
    depth as depth;
    /// Insurance fund, quote.
    insurance_fund as insuranceFund;
    /// Quote closed by auto-deleveraging.
    adl_notional as adlNotional;
    /// Losses spread over winners, quote.
    socialised_loss as socialisedLoss;
    /// Taker fees of forced fills and rewards of auction bidders, quote.
    fees as fees;
    /// What the backstop vault is worth, quote.
    vault as vault;
    /// Losses that nobody paid, quote.
    bad_debt as badDebt;
    /// Margin that liquidated traders have lost, quote.
    trader_loss as traderLoss;
    /// Margin handed back to liquidated traders, quote.
    returned_margin as returnedMargin;
}
