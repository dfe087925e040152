//! Questions about many runs, for JavaScript: numbers as typed arrays, outcomes as objects.

use super::convert::money_word;
use super::convert::{from_js, js_error, js_problems, kind_of, to_js, whole};
use super::stage::{Context2d, paint};
use super::{JsPrepared, JsTrace};
use crate::analysis::crowd_figures::{LeverageHistogram, LiquidationCurve};
use crate::analysis::facts::Facts;
use crate::analysis::flow::Flow;
use crate::analysis::fragility::{BreakingPoint, Fragility, LEAST_POINTS, MOST_POINTS, Search};
use crate::analysis::paid::WhoPaid;
use crate::chart::figure::Figure;
use crate::engine::{PreparedMarket, RunOptions};
use crate::error::{ErrorCode, Problem};
use crate::population::bands::{BAND_EDGES, BANDS};
use crate::render::feedback::{FeedbackWords, feedback};
use crate::render::figures;
use crate::render::flow::{FlowWords, flow};
use crate::scenario::model::Shock;
use js_sys::{Float64Array, Object, Reflect};
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// A plain object of numbers in columns.
pub(super) fn columns(entries: &[(&str, &[f64])]) -> Object {
    let object = Object::new();
    for (name, column) in entries {
        set(&object, name, &Float64Array::from(*column));
    }
    object
}

/// A plain object of numbers; `null` for what is absent.
pub(super) fn record(entries: &[(&str, Option<f64>)]) -> Object {
    let object = Object::new();
    for (name, number) in entries {
        set(
            &object,
            name,
            &number.map_or(JsValue::NULL, JsValue::from_f64),
        );
    }
    object
}

pub(super) fn set(object: &Object, name: &str, value: &JsValue) {
    // Setting a property of a fresh object cannot fail.
    let _ = Reflect::set(object, &JsValue::from_str(name), value);
}

impl JsPrepared {
    pub(super) fn shocked(&self) -> &PreparedMarket {
        &self.prepared.markets()[self.prepared.scenario().shock.market()]
    }

    pub(super) fn has_ratio(&self) -> bool {
        matches!(
            self.prepared.scenario().shock,
            Shock::PriceGap { .. } | Shock::Ramp { .. }
        )
    }
}

#[wasm_bindgen(js_class = Prepared)]
impl JsPrepared {
    /// Where a shock of this ratio lands: exactly where `run` would, but by a search. The first call in each direction
    /// passes once over the crowd. Where no such search exists (time passes, depth leaves) it is a run; `undefined`
    /// when the scenario's shock has no ratio.
    #[wasm_bindgen(unchecked_return_type = "Landing | undefined")]
    pub fn landing(
        &self,
        #[wasm_bindgen(js_name = shockRatio)] shock_ratio: f64,
    ) -> Result<JsValue, JsValue> {
        if !self.has_ratio() {
            return Ok(JsValue::UNDEFINED);
        }
        RunOptions {
            shock_ratio: Some(shock_ratio),
            depth_factor: None,
        }
        .check()
        .map_err(|problem| js_error(&problem))?;
        let landing = self.ladders.landing(&self.prepared, shock_ratio);
        Ok(record(&[
            ("price", Some(landing.price)),
            ("shockedPrice", Some(landing.shocked_price)),
            ("worstPrice", Some(landing.worst_price)),
            ("liquidatedCount", Some(landing.liquidated_count.into())),
            ("liquidatedQuantity", Some(landing.liquidated_quantity)),
            ("liquidatedNotional", Some(landing.liquidated_notional)),
            ("liquidatedShare", Some(landing.liquidated_share)),
        ])
        .into())
    }

    /// Whether a search over the crowd tells where a shock lands; else every landing is a run of the engine. Where it can
    /// and rounding could decide, it is a run as well.
    #[wasm_bindgen(getter, js_name = hasLadder)]
    #[must_use]
    pub fn has_ladder(&self) -> bool {
        let (Shock::PriceGap { ratio, .. } | Shock::Ramp { ratio, .. }) =
            self.prepared.scenario().shock
        else {
            return false;
        };
        self.ladders.of(&self.prepared, ratio > 0.0).is_some()
    }

    /// Looks for the breaking point: at most so many landings more than were tried before. The share that is done; 1 when
    /// `fragility()` and its figure answer at once. What is found does not depend on how it is cut up. `undefined` when
    /// the scenario has no one shock whose ratio can change.
    #[wasm_bindgen(js_name = advanceFragility)]
    pub fn advance_fragility(&self, landings: u32) -> Option<f64> {
        if matches!(&*self.curve.borrow(), Some((MOST_POINTS, _))) {
            return Some(1.0);
        }
        let mut kept = self.search.borrow_mut();
        if kept.is_none() {
            *kept = Search::new(&self.prepared, MOST_POINTS);
        }
        let search = kept.as_mut()?;
        let found = search.advance(&self.prepared, &self.ladders, landings as usize);
        let Some(found) = found else {
            return Some(search.share_done());
        };
        *kept = None;
        self.curve.replace(Some((MOST_POINTS, Rc::new(found))));
        Some(1.0)
    }

    /// The fragility curve in the direction of the scenario's shock, with about `points` points (16 to 512, default
    /// 512), and where it breaks. Where it takes runs of the engine (see `landing`), some hundred of them; then
    /// `advanceFragility` does it bit by bit. `undefined` when the scenario has no one shock whose ratio can change.
    #[wasm_bindgen(unchecked_return_type = "Fragility | undefined")]
    pub fn fragility(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "number")] points: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let points = if points.is_undefined() || points.is_null() {
            MOST_POINTS
        } else {
            #[allow(clippy::cast_possible_truncation, reason = "both are below a thousand")]
            let (least, most) = (LEAST_POINTS as u32, MOST_POINTS as u32);
            whole(points, "points", least, most)? as usize
        };
        let Some(found) = self.curve(points) else {
            return Ok(JsValue::UNDEFINED);
        };
        let object = columns(&[
            ("shockRatio", &found.shock_ratio),
            ("finalRatio", &found.final_ratio),
            ("worstRatio", &found.worst_ratio),
            ("liquidatedShare", &found.liquidated_share),
        ]);
        let place = |point: &BreakingPoint| -> JsValue {
            let object = record(&[
                ("shockRatio", Some(point.shock_ratio)),
                ("beforeRatio", Some(point.before_ratio)),
                ("afterRatio", Some(point.after_ratio)),
            ]);
            set(&object, "kind", &JsValue::from_str(point.kind.as_str()));
            object.into()
        };
        let place_of =
            |point: &Option<BreakingPoint>| point.as_ref().map_or(JsValue::UNDEFINED, place);
        set(&object, "breakingPoint", &place_of(&found.breaking_point));
        set(&object, "widest", &place_of(&found.widest));
        let doubled = js_sys::Array::new();
        for stretch in &found.doubled {
            let one = record(&[
                ("fromRatio", Some(stretch.from_ratio)),
                ("toRatio", Some(stretch.to_ratio)),
            ]);
            set(&one, "isOpen", &JsValue::from_bool(stretch.is_open));
            set(&one, "hasGaps", &JsValue::from_bool(stretch.has_gaps));
            doubled.push(&one);
        }
        set(&object, "doubled", &doubled);
        set(&object, "triedEvery", &JsValue::from(found.tried_every));
        set(&object, "tinyRatio", &JsValue::from(found.tiny_ratio));
        set(&object, "distance", &JsValue::from(found.distance));
        Ok(object.into())
    }
}

#[wasm_bindgen(js_class = Trace)]
impl JsTrace {
    /// What this run does to one more position, so small that it moves nothing. Throws an `Error` with `code`, `field`,
    /// `message` and `problems`.
    #[wasm_bindgen(unchecked_return_type = "OwnOutcome")]
    pub fn own(
        &self,
        #[wasm_bindgen(unchecked_param_type = "OwnPosition")] position: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "string")] market: JsValue,
    ) -> Result<JsValue, JsValue> {
        let outcome = self
            .0
            .own_position(self.market(&market)?, &from_js(position)?)
            .map_err(js_problems)?;
        Ok(record(&[
            ("margin", Some(outcome.margin)),
            ("liquidationPrice", outcome.liquidation_price),
            ("bankruptcyPrice", outcome.bankruptcy_price),
            ("triggeredAtRow", outcome.triggered_at_row.map(f64::from)),
            ("liquidatedAtRow", outcome.liquidated_at_row.map(f64::from)),
            ("timeS", outcome.time_s),
            ("fillPrice", outcome.fill_price),
            ("closedShare", Some(outcome.closed_share)),
            ("queueAhead", outcome.queue_ahead),
            ("loss", Some(outcome.loss)),
            ("lossShareOfMargin", Some(outcome.loss_share_of_margin)),
            ("survivingLeverage", outcome.surviving_leverage),
            ("result", Some(outcome.result)),
            ("pnlIfSurvived", Some(outcome.pnl_if_survived)),
        ])
        .into())
    }
}

#[wasm_bindgen(js_class = Trace)]
impl JsTrace {
    /// Which group sold in which wave: forced volume by band of leverage at entry and by part of the run. A position
    /// belongs to the wave in which its price was reached; where one wave closes several groups they sold at once,
    /// which does not say who forced whom.
    #[wasm_bindgen(unchecked_return_type = "Flow")]
    pub fn flow(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "string")] market: JsValue,
    ) -> Result<JsValue, JsValue> {
        let found = Flow::new(&self.0, self.market(&market)?);
        let rows = |row: fn(&crate::analysis::flow::Part) -> usize| -> Vec<f64> {
            let rows = found.parts.iter().map(row);
            rows.map(|row| u32::try_from(row).unwrap_or(u32::MAX).into())
                .collect()
        };
        let bands = (0..BANDS).flat_map(|band| found.notional.iter().map(move |part| part[band]));
        let edges: Vec<f64> = BAND_EDGES.iter().copied().map(f64::from).collect();
        let object = columns(&[
            ("edges", &edges),
            ("firstRow", &rows(|part| part.first_row)),
            ("lastRow", &rows(|part| part.last_row)),
            ("notional", &bands.collect::<Vec<f64>>()),
        ]);
        let has_rest = found.parts.last().is_some_and(|part| part.is_rest);
        set(&object, "hasRest", &JsValue::from_bool(has_rest));
        Ok(object.into())
    }

    /// What the run says for itself, in numbers: what words about it are made of.
    #[wasm_bindgen(unchecked_return_type = "Facts")]
    pub fn facts(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "string")] market: JsValue,
    ) -> Result<JsValue, JsValue> {
        Ok(to_js(&Facts::new(&self.0, self.market(&market)?)))
    }

    /// Who paid for what closing by force has cost, at the end of the run.
    #[wasm_bindgen(js_name = whoPaid, unchecked_return_type = "WhoPaid")]
    pub fn who_paid(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "string")] market: JsValue,
    ) -> Result<JsValue, JsValue> {
        let paid = WhoPaid::new(&self.0, self.market(&market)?);
        let object = record(&[
            ("total", Some(paid.total)),
            ("traders", Some(paid.traders)),
            ("fund", Some(paid.fund)),
            ("vault", Some(paid.vault)),
            ("defaultFund", Some(paid.default_fund)),
            ("socialised", Some(paid.socialised)),
            ("badDebt", Some(paid.bad_debt)),
            ("fees", Some(paid.fees)),
            ("fundGain", Some(paid.fund_gain)),
            ("vaultGain", Some(paid.vault_gain)),
            ("closedEarly", Some(paid.closed_early)),
            ("dealers", Some(paid.dealers)),
            ("insurers", Some(paid.insurers)),
            ("funds", Some(paid.funds)),
            ("lenders", Some(paid.lenders)),
            ("liquidators", Some(paid.liquidators)),
            ("protocol", Some(paid.protocol)),
            ("arbitrage", Some(paid.arbitrage)),
        ]);
        // The engine that the page begins with has no option writers, and not a byte to spare for them.
        if cfg!(feature = "mechanisms") && paid.writers != 0.0 {
            set(&object, "writers", &JsValue::from_f64(paid.writers));
        }
        Ok(object.into())
    }

    /// A figure of the shocked market in CSS pixels at a pixel ratio: "flow" (words: `groups`, `parts`, `wave`, `waves`,
    /// `rest`, `shared`, `money`, `atOnce`), `undefined` when nobody was closed by force; or "feedback" with the playhead at a row
    /// (words: `feedback`, `chain`, `line`, `grows`, `dies`, `shock`, and `kinds` of sources by their words).
    pub fn figure(
        &self,
        #[wasm_bindgen(unchecked_param_type = "\"flow\" | \"feedback\"")] kind: &JsValue,
        #[wasm_bindgen(
            unchecked_param_type = "{ widthCss: number, heightCss: number, pixelRatio: number }"
        )]
        size: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "StageTheme")] theme: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "PictureWords")] words: &JsValue,
        row: f64,
    ) -> Result<Option<JsFigure>, JsValue> {
        let theme = super::stage::theme(theme)?;
        let (size, words) = (size_of(size)?, from_js(words)?);
        let word = |name: &str| words[name].as_str().unwrap_or_default();
        let market = self.market(&JsValue::UNDEFINED)?;
        let figure = match kind.as_string().as_deref() {
            Some("feedback") => {
                let kinds = words["kinds"].as_object().into_iter().flatten();
                let pairs: Vec<(&str, &str)> = kinds
                    .filter_map(|(kind, name)| Some((kind.as_str(), name.as_str()?)))
                    .collect();
                let words = FeedbackWords {
                    kinds: &pairs,
                    feedback: word("feedback"),
                    chain: word("chain"),
                    line: word("line"),
                    grows: word("grows"),
                    dies: word("dies"),
                    shock: word("shock"),
                };
                Some(feedback(&self.0, market, row, size, &theme, words))
            }
            Some("flow") => {
                let words = FlowWords {
                    groups: word("groups"),
                    parts: word("parts"),
                    wave: word("wave"),
                    waves: word("waves"),
                    rest: word("rest"),
                    shared: word("shared"),
                    money: word("money"),
                    at_once: word("atOnce"),
                };
                flow(&self.0, &Flow::new(&self.0, market), size, &theme, words)
            }
            _ => return Err(unknown_figure(kind, "\"flow\" or \"feedback\"")),
        };
        Ok(figure.map(JsFigure))
    }
}

fn unknown_figure(kind: &JsValue, known: &str) -> JsValue {
    let message = format!("kind is {}; expected {known}", kind_of(kind));
    js_error(&Problem::new(ErrorCode::UnknownChoice, "kind", message))
}

/// Width and height in CSS pixels, and the pixel ratio; what is missing is no number.
pub(super) fn size_of(size: &JsValue) -> Result<(f64, f64, f64), JsValue> {
    let size = from_js(size)?;
    let length = |name: &str| size[name].as_f64().unwrap_or(f64::NAN);
    Ok((
        length("widthCss"),
        length("heightCss"),
        length("pixelRatio"),
    ))
}

/// A figure with axes, ready to be drawn.
#[wasm_bindgen(js_name = Figure)]
#[derive(Debug)]
pub struct JsFigure(pub(super) Figure);

#[wasm_bindgen(js_class = Figure)]
impl JsFigure {
    /// Width of the picture, device pixels: that of the canvas.
    #[wasm_bindgen(getter, js_name = widthPx)]
    #[must_use]
    pub fn width_px(&self) -> i32 {
        self.0.size.0
    }

    /// Height of the picture, device pixels.
    #[wasm_bindgen(getter, js_name = heightPx)]
    #[must_use]
    pub fn height_px(&self) -> i32 {
        self.0.size.1
    }

    /// Draws all of it. `decimal`: what stands before decimals, `.` (when left out) or `,`.
    pub fn draw(&self, context: &Context2d, decimal: Option<String>) -> Result<(), JsValue> {
        let (raster, texts) = self.0.raster();
        paint(context, &raster, texts.runs(), decimal.as_deref())
    }
}

impl JsPrepared {
    /// The fragility curve, worked out once for each number of points in a row.
    fn curve(&self, points: usize) -> Option<Rc<Fragility>> {
        if let Some((kept, curve)) = &*self.curve.borrow()
            && *kept == points
        {
            return Some(Rc::clone(curve));
        }
        let curve = Rc::new(Fragility::new(&self.prepared, &self.ladders, points)?);
        self.curve.replace(Some((points, Rc::clone(&curve))));
        Some(curve)
    }
}

#[wasm_bindgen(js_class = Prepared)]
impl JsPrepared {
    /// A figure in CSS pixels at a pixel ratio: "fragility" (words: `landing`, `withoutForced`, `jump`, `now`, `doubled`),
    /// "leverage" or "liquidations" (words: `longs`, `shorts`, `money`). `undefined` when there is no such figure: the fragility
    /// curve of a scenario whose shock has no ratio.
    pub fn figure(
        &self,
        #[wasm_bindgen(unchecked_param_type = "\"fragility\" | \"leverage\" | \"liquidations\"")]
        kind: &JsValue,
        #[wasm_bindgen(
            unchecked_param_type = "{ widthCss: number, heightCss: number, pixelRatio: number }"
        )]
        size: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "StageTheme")] theme: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "PictureWords")] words: &JsValue,
    ) -> Result<Option<JsFigure>, JsValue> {
        let theme = super::stage::theme(theme)?;
        let (size, words) = (size_of(size)?, from_js(words)?);
        let word = |name: &str| words[name].as_str().unwrap_or_default();
        let sides = [word("longs"), word("shorts"), money_word(word("money"))];
        let figure = match kind.as_string().as_deref() {
            Some("leverage") => {
                let found = LeverageHistogram::new(self.shocked());
                figures::leverage(&found, &<[Vec<f64>; 2]>::default(), size, &theme, sides)
            }
            Some("liquidations") => {
                let found = LiquidationCurve::new(self.shocked());
                figures::liquidations(
                    &found,
                    None,
                    size,
                    &theme,
                    [sides[0], sides[1], "", sides[2]],
                )
            }
            Some("fragility") => {
                let Some(found) = self.curve(MOST_POINTS) else {
                    return Ok(None);
                };
                let now = match self.prepared.scenario().shock {
                    Shock::PriceGap { ratio, .. } | Shock::Ramp { ratio, .. } => Some(ratio),
                    _ => None,
                };
                let words = ["landing", "withoutForced", "jump", "now", "doubled"].map(word);
                figures::fragility(&found, now, size, &theme, words)
            }
            _ => {
                let known = "\"fragility\", \"leverage\" or \"liquidations\"";
                return Err(unknown_figure(kind, known));
            }
        };
        Ok(Some(JsFigure(figure)))
    }
}
