//! Many runs on one book, for programs that draw something of their own from them.

use super::options::{only_keys, option};
use crate::analysis::crowd_figures::{LeverageHistogram, LiquidationCurve};
use crate::analysis::fragility::phase;
use crate::engine::RunOptions;
use crate::error::{ErrorCode, Problem};
use crate::wasm::analysis::{columns, set};
use crate::wasm::convert::{js_error, numbers};
use crate::wasm::{JsPrepared, JsTrace};
use wasm_bindgen::prelude::*;

/// Most landings of a phase diagram.
const MOST_CELLS: u32 = 1 << 14;

#[wasm_bindgen(js_class = Prepared)]
impl JsPrepared {
    /// Runs with another shock or depth. The result is packed: 14 numbers (rows, stop code, start price, shocked price,
    /// final price, lowest price, highest price, waves, positions liquidated, base liquidated, quote liquidated,
    /// insurance fund, bad debt, share of the triggered side), then per row: last price, base liquidated so far,
    /// positions liquidated so far. Stop codes: 0 noTrigger, 1 settled, 2 everyoneLiquidated, 3 bookExhausted,
    /// 4 durationReached, 5 liquidatorsStopped, 6 atLimit, 7 halted, 8 wavesReached.
    pub fn run(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "RunOptions")] options: &JsValue,
    ) -> Result<Vec<f64>, JsValue> {
        let options = if options.is_undefined() || options.is_null() {
            RunOptions::default()
        } else {
            let read = RunOptions {
                shock_ratio: option(options, "shockRatio")?,
                depth_factor: option(options, "depthFactor")?,
            };
            let given =
                u32::from(read.shock_ratio.is_some()) + u32::from(read.depth_factor.is_some());
            only_keys(options, &["shockRatio", "depthFactor"], given)?;
            read
        };
        self.prepared
            .check(options)
            .map_err(|problem| js_error(&problem))?;
        Ok(self.prepared.packed(options))
    }

    /// Runs as the scenario says and records everything.
    pub fn trace(&self) -> JsTrace {
        JsTrace(self.prepared.trace())
    }

    /// Notional by leverage in the shocked market.
    #[wasm_bindgen(js_name = leverageHistogram, unchecked_return_type = "LeverageHistogram")]
    pub fn leverage_histogram(&self) -> JsValue {
        let found = LeverageHistogram::new(self.shocked());
        let object = columns(&[
            ("edges", &found.edges),
            ("longNotional", &found.long_notional),
            ("shortNotional", &found.short_notional),
        ]);
        for (name, notional) in [
            ("unreachableLongNotional", found.unreachable_long_notional),
            ("unreachableShortNotional", found.unreachable_short_notional),
        ] {
            set(&object, name, &JsValue::from_f64(notional));
        }
        object.into()
    }

    /// Notional that moves of the shocked market liquidate by themselves.
    #[wasm_bindgen(js_name = liquidationCurve, unchecked_return_type = "LiquidationCurve")]
    pub fn liquidation_curve(&self) -> JsValue {
        let found = LiquidationCurve::new(self.shocked());
        columns(&[
            ("fallRatio", &found.fall_ratio),
            ("longNotional", &found.long_notional),
            ("riseRatio", &found.rise_ratio),
            ("shortNotional", &found.short_notional),
        ])
        .into()
    }

    /// Landings of every combination of depth factor and shock ratio, at most 16384. `undefined` when the scenario's
    /// shock has no ratio.
    #[wasm_bindgen(unchecked_return_type = "Phase | undefined")]
    pub fn phase(
        &self,
        #[wasm_bindgen(js_name = depthFactors, unchecked_param_type = "ArrayLike<number>")]
        depth_factors: &JsValue,
        #[wasm_bindgen(js_name = shockRatios, unchecked_param_type = "ArrayLike<number>")]
        shock_ratios: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let depth_factors = numbers(depth_factors, "depthFactors", MOST_CELLS)?;
        let shock_ratios = numbers(shock_ratios, "shockRatios", MOST_CELLS)?;
        let cells = depth_factors.len().checked_mul(shock_ratios.len());
        if cells.is_none_or(|cells| cells > MOST_CELLS as usize) {
            let message = format!(
                "a phase diagram has at most {MOST_CELLS} landings; these are {} depths by {} shocks",
                depth_factors.len(),
                shock_ratios.len()
            );
            let problem = Problem::new(ErrorCode::OutOfRange, "depthFactors", message);
            return Err(js_error(&problem));
        }
        let factors = depth_factors.iter().map(|&factor| RunOptions {
            depth_factor: Some(factor),
            shock_ratio: None,
        });
        let ratios = shock_ratios.iter().map(|&ratio| RunOptions {
            shock_ratio: Some(ratio),
            depth_factor: None,
        });
        for options in factors.chain(ratios) {
            options.check().map_err(|problem| js_error(&problem))?;
        }
        if !self.has_ratio() {
            return Ok(JsValue::UNDEFINED);
        }
        let found = phase(&self.prepared, &depth_factors, &shock_ratios);
        Ok(columns(&[
            ("finalRatio", &found.final_ratio),
            ("liquidatedShare", &found.liquidated_share),
        ])
        .into())
    }
}
