//! The stage for JavaScript: pixels by `putImageData`, words by `fillText`.

use super::JsTrace;
use super::convert::{from_js, js_error, to_js};
use crate::error::{ErrorCode, Problem, show};
use crate::render::panes::Panes;
#[cfg(feature = "mechanisms")]
use crate::render::public::PublicWords;
use crate::render::raster::{Raster, Rect};
use crate::render::stage::{Frame, READOUT_BAND, Readout};
use crate::render::text::{Anchor, TextRun, Weight, text_width};
use crate::render::theme::{Labels, Theme};
use crate::render::view::View;
use serde::Serialize;
use wasm_bindgen::Clamped;
use wasm_bindgen::prelude::*;
use web_sys::ImageData;

#[wasm_bindgen(typescript_custom_section)]
const STAGE_TYPES: &str = include_str!("stage.d.ts");

/// Fonts that every system has in its own design; the stage measures with a table that is near to all of them.
const FONTS: &str =
    "system-ui, -apple-system, \"Segoe UI\", Roboto, \"Helvetica Neue\", Arial, sans-serif";

#[wasm_bindgen]
extern "C" {
    /// A 2D context of a canvas on the page or in a worker: only the methods used here, found by name. Each of them may
    /// throw (a lost context, a page that patched it): uncaught, that would leave whoever draws borrowed for ever.
    #[wasm_bindgen(
        typescript_type = "CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D"
    )]
    pub type Context2d;

    #[wasm_bindgen(method, structural, catch, js_name = putImageData)]
    fn put_image_data(
        this: &Context2d,
        image: &ImageData,
        x: i32,
        y: i32,
        dirty_x: i32,
        dirty_y: i32,
        dirty_width: i32,
        dirty_height: i32,
    ) -> Result<(), JsValue>;
    #[wasm_bindgen(method, structural, catch, js_name = fillText)]
    fn fill_text(
        this: &Context2d,
        text: &str,
        x: f64,
        y: f64,
        max_width: f64,
    ) -> Result<(), JsValue>;
    #[wasm_bindgen(method, structural, catch, setter, js_name = font)]
    fn set_font(this: &Context2d, font: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(method, structural, catch, setter, js_name = fillStyle)]
    fn set_fill_style(this: &Context2d, colour: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(method, structural, catch, setter, js_name = textAlign)]
    fn set_text_align(this: &Context2d, align: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(method, structural, catch, setter, js_name = textBaseline)]
    fn set_text_baseline(this: &Context2d, line: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(method, structural, catch)]
    fn save(this: &Context2d) -> Result<(), JsValue>;
    #[wasm_bindgen(method, structural, catch)]
    fn restore(this: &Context2d) -> Result<(), JsValue>;
    #[wasm_bindgen(method, structural, catch, js_name = beginPath)]
    fn begin_path(this: &Context2d) -> Result<(), JsValue>;
    #[wasm_bindgen(method, structural, catch)]
    fn rect(this: &Context2d, x: i32, y: i32, width: i32, height: i32) -> Result<(), JsValue>;
    #[wasm_bindgen(method, structural, catch)]
    fn clip(this: &Context2d) -> Result<(), JsValue>;
}

/// Draws any moment of a run: a pure function of trace, playhead, size, theme and words.
#[wasm_bindgen(js_name = Stage)]
#[derive(Debug, Default)]
pub struct JsStage(Panes);

#[derive(Serialize)]
struct JsPlot {
    left: f64,
    top: f64,
    axis: f64,
    bottom: f64,
    floor: f64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct JsReadout {
    #[serde(skip_serializing_if = "Option::is_none")]
    market: Option<String>,
    row: usize,
    wave: u32,
    time_s: f64,
    price: f64,
    counterfactual_price: f64,
    x_css: f64,
    y_css: f64,
    plot: JsPlot,
    pointer_price: f64,
    waiting_long: f64,
    waiting_short: f64,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    is_public: bool,
    band_ratio: f64,
}

impl From<Readout> for JsReadout {
    fn from(under: Readout) -> Self {
        Self {
            market: under.market,
            row: under.row,
            wave: under.wave,
            time_s: under.time_s,
            price: under.price,
            counterfactual_price: under.counterfactual_price,
            x_css: under.x_css,
            y_css: under.y_css,
            plot: JsPlot {
                left: under.plot.left,
                top: under.plot.top,
                axis: under.plot.axis,
                bottom: under.plot.bottom,
                floor: under.plot.floor,
            },
            pointer_price: under.pointer_price,
            waiting_long: under.waiting_long,
            waiting_short: under.waiting_short,
            is_public: under.is_public,
            band_ratio: READOUT_BAND,
        }
    }
}

#[wasm_bindgen(js_class = Stage)]
impl JsStage {
    /// An empty stage, dark, 820 x 460 CSS pixels.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Keeps what it needs of a trace; the trace may be freed afterwards.
    pub fn load(&mut self, trace: &JsTrace) {
        self.0.load(&trace.0);
    }

    /// Compares with another run: its price line stays in the picture as a dotted ghost, whatever is loaded later. Keeps
    /// what it needs; the trace may be freed afterwards. Under a common clock both share the time axis, else the ghost
    /// runs over its own timeline; prices of another start are drawn as shares of it.
    #[wasm_bindgen(js_name = setGhost)]
    pub fn set_ghost(&mut self, trace: &JsTrace) {
        self.0.set_ghost(Some(&trace.0));
    }

    /// No comparison any more.
    #[wasm_bindgen(js_name = dropGhost)]
    pub fn drop_ghost(&mut self) {
        self.0.set_ghost(None);
    }

    /// Size in CSS pixels, and device pixels per CSS pixel. The canvas should get `widthPx` and `heightPx`.
    pub fn resize(&mut self, width_css: f64, height_css: f64, pixel_ratio: f64) {
        self.0.resize(width_css, height_css, pixel_ratio);
    }

    /// Width of the picture, device pixels.
    #[wasm_bindgen(getter, js_name = widthPx)]
    #[must_use]
    pub fn width_px(&self) -> i32 {
        self.0.size_px().0
    }

    /// Height of the picture, device pixels.
    #[wasm_bindgen(getter, js_name = heightPx)]
    #[must_use]
    pub fn height_px(&self) -> i32 {
        self.0.size_px().1
    }

    /// Sets all colours. Throws an `Error` that names the field that is missing or holds no colour.
    #[wasm_bindgen(js_name = setTheme)]
    pub fn set_theme(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "StageTheme")] theme: &JsValue,
    ) -> Result<(), JsValue> {
        self.0.set_theme(&self::theme(theme)?);
        Ok(())
    }

    /// Sets all words; missing ones stay English.
    #[wasm_bindgen(js_name = setLabels)]
    pub fn set_labels(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "StageLabels")] labels: &JsValue,
    ) -> Result<(), JsValue> {
        self.0.set_labels(&Labels::from_json(&from_js(labels)?));
        Ok(())
    }

    /// Seconds of playback (at speed 1) at which each row is reached; one entry per row, starts at 0.
    #[must_use]
    pub fn schedule(&self) -> Vec<f64> {
        self.0.schedule()
    }

    /// Zooms `factor` times closer (below 1: farther away) around a point, CSS pixels: on the plot in time and price, over
    /// the price axis in price only, below the plot in time only.
    pub fn zoom(&mut self, x_css: f64, y_css: f64, factor: f64) {
        self.0.zoom((x_css, y_css), factor);
    }

    /// Moves the picture by CSS pixels to the right and down, as far as there is more of it.
    pub fn pan(&mut self, dx_css: f64, dy_css: f64) {
        self.0.pan((dx_css, dy_css));
    }

    /// Moves the window no farther than needed to have the end of the price line in sight; says whether it moved.
    pub fn follow(&mut self, playhead: f64) -> bool {
        self.0.follow(playhead)
    }

    /// Shows all of the picture again.
    #[wasm_bindgen(js_name = showWhole)]
    pub fn show_whole(&mut self) {
        self.0.set_view(View::WHOLE);
    }

    /// `false` when it was zoomed into.
    #[wasm_bindgen(getter, js_name = isWhole)]
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.0.is_whole()
    }

    /// The part of the picture that is in sight, in shares of its whole width (from the left) and height (from the top):
    /// left, right, upper and lower end.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn window(&self) -> Vec<f64> {
        let View { x, y } = self.0.view();
        vec![x.0, x.1, y.0, y.1]
    }

    /// Shows a part of the picture, as `window` tells it; ends that are no window are brought to one.
    #[wasm_bindgen(js_name = setWindow)]
    pub fn set_window(&mut self, left: f64, right: f64, upper: f64, lower: f64) {
        self.0
            .set_view(View::between((left, right), (upper, lower)));
    }

    /// Leaves out bands of less than this brightness, `[0, 1]`: the square root of their share of `heatFull`.
    #[wasm_bindgen(js_name = setCutoff)]
    pub fn set_cutoff(&mut self, cutoff: f64) {
        self.0.set_cutoff(cutoff);
    }

    /// Shows debt by health in the strip, under that name, where a run has loans; without a name what was traded.
    #[cfg(feature = "mechanisms")]
    #[wasm_bindgen(js_name = showHealth)]
    pub fn show_health(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "string")] name: &JsValue,
    ) -> Result<(), JsValue> {
        self.0.show_health(&super::text(name, "name")?);
        Ok(())
    }

    /// Shows the positions as the public believes them to be, or as they are, where a run says what it sees; and names the flags of
    /// an alarm.
    #[cfg(feature = "mechanisms")]
    #[wasm_bindgen(js_name = showPublic)]
    pub fn show_public(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "PublicWords")] words: &JsValue,
    ) -> Result<(), JsValue> {
        self.0
            .show_public(&PublicWords::from_json(&from_js(words)?));
        Ok(())
    }

    /// Row in which the shock has done what it does outside; 0 without a trace.
    #[wasm_bindgen(getter, js_name = shockedRow)]
    #[must_use]
    pub fn shocked_row(&self) -> usize {
        self.0.shocked_row()
    }

    /// What waits in the brightest bands: quote per 1 % of the starting price; 0 where nothing waits.
    #[wasm_bindgen(getter, js_name = heatFull)]
    #[must_use]
    pub fn heat_full(&self) -> f64 {
        self.0.heat_full()
    }

    /// The next `draw` paints everything: for a canvas that was cleared from outside.
    pub fn invalidate(&mut self) {
        self.0.invalidate();
    }

    /// Draws the moment `playhead` (fractional row, clamped). Only what changed since the last call is painted.
    pub fn draw(&mut self, context: &Context2d, playhead: f64) -> Result<(), JsValue> {
        let drawn = draw_frame(context, &self.0.frame(playhead));
        if drawn.is_err() {
            // What was painted of it nobody knows: next time all of it is.
            self.0.invalidate();
        }
        drawn
    }

    /// The moment `playhead` (fractional row, clamped) as an SVG document in CSS pixels, with the lines of `caption` under
    /// it, the first of them as its title. Empty without a trace.
    pub fn svg(
        &self,
        playhead: f64,
        #[wasm_bindgen(unchecked_param_type = "string[]")] caption: &JsValue,
    ) -> Result<String, JsValue> {
        let lines = from_js(caption)?;
        let line = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        let caption: Vec<String> = lines.as_array().into_iter().flatten().map(line).collect();
        Ok(self.0.svg(playhead, &caption))
    }

    /// What stands under a point, CSS pixels from the upper left corner; `undefined` outside of the plot.
    #[wasm_bindgen(unchecked_return_type = "StageReadout | undefined")]
    #[must_use]
    pub fn readout(&self, x_css: f64, y_css: f64) -> JsValue {
        self.0
            .readout(x_css, y_css)
            .map_or(JsValue::UNDEFINED, |under| to_js(&JsReadout::from(under)))
    }

    /// What stands at the end of the price line when the playhead is at `playhead` (fractional row, clamped).
    #[wasm_bindgen(js_name = readoutAt, unchecked_return_type = "StageReadout | undefined")]
    #[must_use]
    pub fn readout_at(&self, playhead: f64) -> JsValue {
        self.0
            .readout_at(playhead)
            .map_or(JsValue::UNDEFINED, |under| to_js(&JsReadout::from(under)))
    }
}

fn draw_frame(context: &Context2d, frame: &Frame<'_>) -> Result<(), JsValue> {
    if frame.dirty.is_empty() {
        return Ok(());
    }
    let image = ImageData::new_with_u8_clamped_array_and_sh(
        Clamped(frame.rgba),
        frame.width.unsigned_abs(),
        frame.height.unsigned_abs(),
    )?;
    context.save()?;
    let painted = paint_dirty(context, frame, &image);
    // A context that keeps its clip would cut off everything that is drawn later.
    context.restore().and(painted)
}

fn paint_dirty(context: &Context2d, frame: &Frame<'_>, image: &ImageData) -> Result<(), JsValue> {
    context.begin_path()?;
    for &dirty in frame.dirty {
        let (width, height) = (dirty.width(), dirty.height());
        context.put_image_data(image, 0, 0, dirty.x0, dirty.y0, width, height)?;
        context.rect(dirty.x0, dirty.y0, width, height)?;
    }
    // Words that reach out of the dirty parts are still there: painted twice, their edges would thicken.
    context.clip()?;
    context.set_text_baseline("alphabetic")?;
    for run in frame.texts {
        let bounds = run.bounds();
        let is_touched = |dirty: &Rect| !bounds.intersection(*dirty).is_empty();
        if frame.dirty.iter().any(is_touched) {
            write(context, run)?;
        }
    }
    Ok(())
}

pub(super) fn theme(theme: &JsValue) -> Result<Theme, JsValue> {
    Theme::from_json(&from_js(theme)?).map_err(|field| {
        let message = format!("{field} of the theme is no colour of the form #rrggbb");
        js_error(&Problem::new(ErrorCode::Malformed, field, message))
    })
}

/// Paints a whole picture and its words, with `,` before decimals where `decimal` says so.
pub(super) fn paint(
    context: &Context2d,
    raster: &Raster,
    runs: &[TextRun],
    decimal: Option<&str>,
) -> Result<(), JsValue> {
    let (width, height) = (raster.width(), raster.height());
    let image = ImageData::new_with_u8_clamped_array_and_sh(
        Clamped(raster.rgba()),
        width.unsigned_abs(),
        height.unsigned_abs(),
    )?;
    context.put_image_data(&image, 0, 0, 0, 0, width, height)?;
    context.set_text_baseline("alphabetic")?;
    for run in runs {
        if decimal == Some(",") {
            write(context, &run.with_commas())?;
        } else {
            write(context, run)?;
        }
    }
    Ok(())
}

fn write(context: &Context2d, run: &TextRun) -> Result<(), JsValue> {
    let weight = match run.weight {
        Weight::Regular => 400,
        Weight::Strong => 600,
    };
    context.set_font(&format!("{weight} {}px {FONTS}", show(run.size_px)))?;
    context.set_fill_style(&run.colour.css())?;
    context.set_text_align(match run.anchor {
        Anchor::Start => "left",
        Anchor::Middle => "center",
        Anchor::End => "right",
    })?;
    // A system font that is wider than our table is condensed rather than allowed to touch its neighbours.
    let most = text_width(&run.text, run.size_px, run.weight);
    context.fill_text(&run.text, run.x, run.y, most)
}
