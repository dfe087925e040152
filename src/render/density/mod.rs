//! Every position at once: leverage to the right, liquidation price upwards, colour for how much waits there.
//!
//! The crowd is counted into cells once per run and size; a moment then costs the same for a thousand positions and for
//! a million, since the lowest and highest price so far say which rows of cells were reached.

use super::colour::Rgb;
use super::format::PriceFormat;
use super::layout::{Layout, Size};
use super::raster::{Raster, Rect, to_px};
use super::text::{TextLayer, TextRun, Weight, text_width};
use super::theme::Theme;
use crate::analysis::reach::{Reach, between, moment};
use crate::population::crowd::Side;
use crate::settlement::margin::{Isolated, MarginRules};
use crate::trace::Trace;

mod cells;
mod scene;

pub use cells::{Cells, Owner};

use cells::Range;
use scene::Scene;

/// Side of a cell, CSS pixels.
const CELL_CSS: f64 = 2.0;

/// Narrowest picture with labels in per cent at its left, CSS pixels.
const PERCENT_CSS: f64 = 420.0;

/// Words of the picture. `{amount}` stands for money as `money` writes it, `{wave}` for the number of a wave.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DensityWords {
    /// Longs still waiting; holds `{amount}`.
    pub longs: String,
    /// Shorts still waiting; holds `{amount}`.
    pub shorts: String,
    /// A band that a wave has closed; holds `{wave}`.
    pub closed: String,
    /// A band that a wave is about to close; holds `{wave}`.
    pub closing: String,
    /// What was reached, where there are no waves or nobody is closed whole.
    pub reached: String,
    /// Where positions opened at the starting price lie.
    pub fresh: String,
    /// The price without forced orders, in a fall.
    pub without_selling: String,
    /// The same in a rise.
    pub without_buying: String,
    /// Heads the horizontal axis.
    pub leverage: String,
    /// Heads the vertical axis.
    pub price: String,
    /// Longs below the picture; holds `{amount}`.
    pub further_down: String,
    /// Shorts above the picture; holds `{amount}`.
    pub further_up: String,
    /// An amount of money; holds `{amount}`.
    pub money: String,
    /// Bands of several waves, too near to each other to be named alone; holds `{wave}`.
    pub closed_many: String,
}

impl DensityWords {
    /// Takes the words by the names of the fields, as JavaScript writes them.
    #[must_use]
    pub fn new(word: impl Fn(&str) -> String) -> Self {
        Self {
            longs: word("longs"),
            shorts: word("shorts"),
            closed: word("closed"),
            closing: word("closing"),
            reached: word("reached"),
            fresh: word("fresh"),
            without_selling: word("withoutSelling"),
            without_buying: word("withoutBuying"),
            leverage: word("leverage"),
            price: word("price"),
            further_down: word("furtherDown"),
            further_up: word("furtherUp"),
            money: word("money"),
            closed_many: word("closedMany"),
        }
    }
}

/// Positions of a side that one row of the trace reaches.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Band {
    side: Side,
    row: usize,
    /// Liquidation prices of the first and the last of them.
    near: f64,
    far: f64,
    /// How far the price had come by then.
    edge: f64,
}

/// What depends on the size only.
#[derive(Debug, Clone)]
struct Ground {
    size: Size,
    font_px: f64,
    plot: Rect,
    cell: i32,
    cells: Cells,
}

/// The picture of a run: a pure function of playhead, size, theme and words, with a memory of the cells.
#[derive(Debug, Clone)]
pub struct Density {
    reach: Reach,
    rules: MarginRules,
    last_price: Vec<f64>,
    counterfactual: Vec<f64>,
    is_fall: bool,
    range: Range,
    /// From the starting price outwards, longs first; none where positions are not closed by waves.
    bands: Vec<Band>,
    ground: Option<Ground>,
    raster: Raster,
    texts: TextLayer,
}

impl Density {
    /// Takes what it needs of a trace; `None` when it holds no market.
    #[must_use]
    pub fn new(trace: &Trace) -> Option<Self> {
        let market = trace.market(None)?;
        let reach = Reach::new(trace)?;
        let range = Range::of(&reach, &market.last_price);
        Some(Self {
            rules: market.margin.clone(),
            last_price: market.last_price.clone(),
            counterfactual: market.counterfactual_price.clone(),
            is_fall: market.direction <= 0.0,
            range,
            bands: bands(&reach),
            reach,
            ground: None,
            raster: Raster::new(1, 1, Rgb(0, 0, 0)),
            texts: TextLayer::default(),
        })
    }

    /// Whom the run reaches when.
    #[must_use]
    pub fn reach(&self) -> &Reach {
        &self.reach
    }

    /// Last price at a moment, quote per base.
    #[must_use]
    pub fn price(&self, playhead: f64) -> f64 {
        let (row, fraction) = moment(playhead, self.last_price.len());
        between(&self.last_price, row, fraction)
    }

    /// The same as a move from the start, signed fraction.
    #[must_use]
    pub fn move_ratio(&self, playhead: f64) -> f64 {
        self.price(playhead) / self.reach.start - 1.0
    }

    /// The cells of the last picture.
    #[must_use]
    pub fn cells(&self) -> Option<&Cells> {
        self.ground.as_ref().map(|ground| &ground.cells)
    }

    /// Left and upper end of the first cell of the last picture, and the side of a cell; device pixels.
    #[must_use]
    pub fn origin(&self) -> Option<(i32, i32, i32)> {
        let ground = self.ground.as_ref()?;
        Some((ground.plot.x0, ground.plot.y0, ground.cell))
    }

    /// Draws a moment (a row, may be fractional; clamped to the rows). `size`: CSS pixels and the pixel ratio.
    pub fn frame(
        &mut self,
        (width_css, height_css, pixel_ratio): (f64, f64, f64),
        theme: &Theme,
        words: &DensityWords,
        playhead: f64,
    ) -> (&Raster, &[TextRun]) {
        let size = Size::new(width_css, height_css, pixel_ratio);
        if self
            .ground
            .as_ref()
            .is_none_or(|ground| ground.size != size)
        {
            self.raster = Raster::new(size.width, size.height, theme.background);
            self.texts = TextLayer::new(self.raster.bounds());
            self.ground = self.prepared(size);
        }
        let empty = Raster::new(1, 1, theme.background);
        let mut raster = std::mem::replace(&mut self.raster, empty);
        let mut texts = std::mem::take(&mut self.texts);
        raster.fill_rect(raster.bounds(), theme.background);
        texts.clear();
        if let Some(ground) = &self.ground {
            let (row, fraction) = moment(playhead, self.last_price.len());
            let mut scene = Scene {
                density: self,
                ground,
                theme,
                words,
                row,
                fraction,
                extremes: self.reach.extremes(playhead),
                raster,
                texts,
                drawn: Vec::new(),
            };
            scene.draw();
            (raster, texts) = (scene.raster, scene.texts);
        }
        (self.raster, self.texts) = (raster, texts);
        (&self.raster, self.texts.runs())
    }

    #[allow(
        clippy::cast_sign_loss,
        clippy::cast_possible_truncation,
        clippy::cast_possible_wrap,
        reason = "sizes of pictures"
    )]
    fn prepared(&self, size: Size) -> Option<Ground> {
        let css = |length: f64| to_px(length * size.scale).max(1);
        let font_px = Layout::font_px(size);
        let cell = css(CELL_CSS);
        let format = PriceFormat::new(self.range.high, 0.1 * (self.range.high - self.range.low));
        let label = format.finer().write(self.range.high);
        let axis = to_px(text_width(&label, font_px, Weight::Strong)) + css(18.0);
        let has_percent = f64::from(size.width) >= PERCENT_CSS * size.scale;
        let left = css(if has_percent { 48.0 } else { 8.0 });
        let (top, bottom) = (css(22.0), size.height - css(22.0));
        let columns = (size.width - axis - left) / cell;
        let rows = (bottom - top) / cell;
        if columns < 8 || rows < 8 {
            return None;
        }
        let cells = Cells::new(&self.reach, self.range, columns as usize, rows as usize);
        Some(Ground {
            size,
            font_px,
            plot: Rect::new(left, top, left + columns * cell, top + rows * cell),
            cell,
            cells,
        })
    }

    /// Where a position opened at the starting price is liquidated.
    fn fresh_trigger(&self, side: Side, leverage: f64) -> Option<f64> {
        let mut position = Isolated {
            side,
            // Small: it should pay the lowest maintenance margin.
            quantity: 1e-6,
            entry_price: self.reach.start,
            margin: 0.0,
        };
        position.margin = position.notional(self.reach.start, self.rules.contract) / leverage;
        position.liquidation_price(&self.rules)
    }
}

#[allow(clippy::cast_precision_loss, reason = "few rows")]
fn bands(reach: &Reach) -> Vec<Band> {
    let mut bands = Vec::new();
    if !reach.closes_by_waves {
        return bands;
    }
    for side in [Side::Long, Side::Short] {
        let mut before = 0;
        for row in 1..reach.rows() {
            let (crowd, count) = reach.reached(side, row as f64);
            if count > before {
                let (low, high) = reach.extremes(row as f64);
                bands.push(Band {
                    side,
                    row,
                    near: crowd.trigger_price[before],
                    far: crowd.trigger_price[count - 1],
                    edge: match side {
                        Side::Long => low,
                        Side::Short => high,
                    },
                });
                before = count;
            }
        }
    }
    bands
}
