//! The crowd of a run for JavaScript: its picture, its figures, its numbers.

use super::JsTrace;
use super::analysis::{JsFigure, record, size_of};
use super::convert::money_word;
use super::convert::{from_js, js_error};
use super::stage::{Context2d, paint, theme};
use crate::analysis::crowd_figures::{LiquidationCurve, leverage_quantiles};
use crate::analysis::reach::LeverageReach;
use crate::error::{ErrorCode, Problem};
use crate::population::crowd::Side;
use crate::render::density::{Density, DensityWords};
use crate::render::figures;
use crate::render::raster::Raster;
use crate::render::text::TextRun;
use wasm_bindgen::prelude::*;

/// The crowd of a run at any moment: a pure function of trace, row, size, theme and words. `row` may be fractional and is
/// clamped to the rows of the trace.
#[wasm_bindgen(js_name = CrowdPicture)]
#[derive(Debug)]
pub struct JsCrowdPicture {
    density: Density,
    leverage: LeverageReach,
    liquidations: LiquidationCurve,
    /// Leverage at a tenth, half and nine tenths.
    quantiles: [Option<f64>; 3],
}

/// A finished picture.
#[wasm_bindgen(js_name = Painting)]
#[derive(Debug)]
pub struct JsPainting(Raster, Vec<TextRun>);

#[wasm_bindgen(js_class = Painting)]
impl JsPainting {
    /// Width of the picture, device pixels: that of the canvas.
    #[wasm_bindgen(getter, js_name = widthPx)]
    #[must_use]
    pub fn width_px(&self) -> i32 {
        self.0.width()
    }

    /// Height of the picture, device pixels.
    #[wasm_bindgen(getter, js_name = heightPx)]
    #[must_use]
    pub fn height_px(&self) -> i32 {
        self.0.height()
    }

    /// Draws all of it. `decimal`: what stands before decimals, `.` (when left out) or `,`.
    pub fn draw(&self, context: &Context2d, decimal: Option<String>) -> Result<(), JsValue> {
        paint(context, &self.0, &self.1, decimal.as_deref())
    }
}

#[wasm_bindgen(js_class = CrowdPicture)]
impl JsCrowdPicture {
    /// Keeps what it needs of a trace; the trace may be freed afterwards.
    #[wasm_bindgen(constructor)]
    pub fn new(trace: &JsTrace) -> Result<Self, JsValue> {
        let Some(density) = Density::new(&trace.0) else {
            let message = "the trace holds no market".to_owned();
            return Err(js_error(&Problem::new(
                ErrorCode::Inconsistent,
                "trace",
                message,
            )));
        };
        let reach = density.reach();
        Ok(Self {
            leverage: LeverageReach::new(reach),
            quantiles: leverage_quantiles(&reach.longs, &reach.shorts, [0.1, 0.5, 0.9]),
            liquidations: LiquidationCurve::of(&reach.longs, &reach.shorts, reach.start),
            density,
        })
    }

    /// Every position by leverage and liquidation price, in CSS pixels at a pixel ratio. Words: `longs`, `shorts`,
    /// `closed`, `closing`, `reached`, `fresh`, `withoutSelling`, `withoutBuying`, `leverage`, `price`, `furtherDown`, `furtherUp`,
    /// `money`, `closedMany`; `{amount}` and `{wave}` are filled in.
    pub fn density(
        &mut self,
        #[wasm_bindgen(
            unchecked_param_type = "{ widthCss: number, heightCss: number, pixelRatio: number }"
        )]
        size: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "StageTheme")] theme: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "PictureWords")] words: &JsValue,
        row: f64,
    ) -> Result<JsPainting, JsValue> {
        let (theme, size, words) = (self::theme(theme)?, size_of(size)?, from_js(words)?);
        let words = DensityWords::new(|name| words[name].as_str().unwrap_or_default().to_owned());
        let (raster, runs) = self.density.frame(size, &theme, &words, row);
        Ok(JsPainting(raster.clone(), runs.to_vec()))
    }

    /// Who has how much leverage, hollow where the price has come to it. Words: `longs`, `shorts`, `money`.
    pub fn leverage(
        &self,
        #[wasm_bindgen(
            unchecked_param_type = "{ widthCss: number, heightCss: number, pixelRatio: number }"
        )]
        size: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "StageTheme")] theme: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "PictureWords")] words: &JsValue,
        row: f64,
    ) -> Result<JsFigure, JsValue> {
        let (theme, size, words) = (self::theme(theme)?, size_of(size)?, from_js(words)?);
        let word = |name: &str| words[name].as_str().unwrap_or_default();
        let reached = self.leverage.reached(self.density.reach(), row);
        let words = [word("longs"), word("shorts"), money_word(word("money"))];
        Ok(JsFigure(figures::leverage(
            &self.leverage.all,
            &reached,
            size,
            &theme,
            words,
        )))
    }

    /// What a move liquidates by itself, with the price marked. Words: `longs`, `shorts`, `price`, `money`.
    pub fn liquidations(
        &self,
        #[wasm_bindgen(
            unchecked_param_type = "{ widthCss: number, heightCss: number, pixelRatio: number }"
        )]
        size: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "StageTheme")] theme: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "PictureWords")] words: &JsValue,
        row: f64,
    ) -> Result<JsFigure, JsValue> {
        let (theme, size, words) = (self::theme(theme)?, size_of(size)?, from_js(words)?);
        let word = |name: &str| words[name].as_str().unwrap_or_default();
        let now = Some(self.density.move_ratio(row));
        let words = [
            word("longs"),
            word("shorts"),
            word("price"),
            money_word(word("money")),
        ];
        Ok(JsFigure(figures::liquidations(
            &self.liquidations,
            now,
            size,
            &theme,
            words,
        )))
    }

    /// The crowd in numbers, at a moment.
    #[wasm_bindgen(unchecked_return_type = "CrowdFacts")]
    #[must_use]
    pub fn facts(&self, row: f64) -> JsValue {
        let reach = self.density.reach();
        record(&[
            ("longNotional", Some(reach.notional(Side::Long))),
            ("shortNotional", Some(reach.notional(Side::Short))),
            (
                "reachedLongNotional",
                Some(reach.reached_notional(Side::Long, row)),
            ),
            (
                "reachedShortNotional",
                Some(reach.reached_notional(Side::Short, row)),
            ),
            ("price", Some(self.density.price(row))),
            ("halfLongRatio", reach.half_ratio(Side::Long)),
            ("halfShortRatio", reach.half_ratio(Side::Short)),
            ("leverageLow", self.quantiles[0]),
            ("leverageMedian", self.quantiles[1]),
            ("leverageHigh", self.quantiles[2]),
            (
                "unreachableNotional",
                Some(
                    (reach.longs.untouchable_quantity + reach.shorts.untouchable_quantity)
                        * reach.start,
                ),
            ),
        ])
        .into()
    }
}

#[wasm_bindgen(js_class = Trace)]
impl JsTrace {
    /// Leverage of the typical trader of the shocked market: half of all positions that a price can liquidate, by size,
    /// have no more. `undefined` without any.
    #[wasm_bindgen(js_name = typicalLeverage)]
    #[must_use]
    pub fn typical_leverage(&self) -> Option<f64> {
        let market = self.0.market(None)?;
        leverage_quantiles(&market.longs, &market.shorts, [0.5])[0]
    }
}
