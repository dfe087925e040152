//! Every position at once: leverage to the right, liquidation price upwards, colour for how much waits there.
//!
//! The crowd is counted into cells once per run and size; a moment then costs the same for a thousand positions and for
//! a million, since the lowest and highest price so far say which rows of cells were reached.

use super::colour::{Ramp, Rgb};
use super::figures::LEVERAGE_TICKS;
use super::format::{PriceFormat, money, multiples, nice_step, signed};
use super::heat::robust_maximum;
use super::layout::{Layout, Size};
use super::raster::{Raster, Rect, to_px};
use super::text::{Anchor, TextLayer, TextRun, Weight, text_width};
use super::theme::Theme;
use super::words::filled;
use crate::analysis::crowd_figures::LeverageHistogram;
use crate::analysis::reach::{Reach, between, moment};
use crate::math::ln;
use crate::population::crowd::{Crowd, Side};
use crate::settlement::margin::{Isolated, MarginRules};
use crate::trace::Trace;

/// Side of a cell, CSS pixels.
const CELL_CSS: f64 = 2.0;

/// Share of a side's notional that the picture shows at least; the most patient ones may lie beyond its edge.
const SHOWN_SHARE: f64 = 0.9;

/// Shares of all notional with less and with more leverage than the ends of the axis; they count in its last columns.
const LEVERAGE_TAILS: (f64, f64) = (0.004, 0.9995);

/// Least ratio of the ends of the leverage axis.
const LEAST_SPAN: f64 = 6.0;

/// Narrowest picture with labels in per cent at its left, CSS pixels.
const PERCENT_CSS: f64 = 420.0;

/// Longest reach of the smoothing, cells. It is longer where few cells are filled: each should be seen.
const MOST_SMOOTHING: f64 = 4.0;

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
}

impl DensityWords {
    /// Takes the words in the order of the fields; missing ones are empty.
    #[must_use]
    pub fn new(words: &[&str]) -> Self {
        let word = |index: usize| words.get(index).copied().unwrap_or_default().to_owned();
        Self {
            longs: word(0),
            shorts: word(1),
            closed: word(2),
            closing: word(3),
            reached: word(4),
            fresh: word(5),
            without_selling: word(6),
            without_buying: word(7),
            leverage: word(8),
            price: word(9),
            further_down: word(10),
            further_up: word(11),
            money: word(12),
        }
    }
}

/// Both crowds in cells, rows from the top: shorts above the starting price, longs below it.
#[derive(Debug, Clone, PartialEq)]
pub struct Cells {
    /// Number of columns, evenly in the logarithm of leverage.
    pub columns: usize,
    /// Rows of shorts.
    pub above: usize,
    /// Rows of longs.
    pub below: usize,
    /// Price of a row, quote per base.
    pub row_price: f64,
    /// Notional of each cell at the starting price, quote; row after row.
    pub notional: Vec<f64>,
    /// Longs below the last row, quote.
    pub further_down: f64,
    /// Shorts above the first row, quote.
    pub further_up: f64,
    /// Brightness of each cell, 0 to 255: square root of what waits there and around it, over a robust maximum.
    intensity: Vec<u8>,
}

/// Leverage at both ends, and the prices that should be seen.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Range {
    leverage: (f64, f64),
    low: f64,
    high: f64,
}

impl Cells {
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a few hundred cells a side, clamped"
    )]
    fn new(reach: &Reach, range: Range, columns: usize, rows: usize) -> Self {
        let (start, total) = (reach.start, rows as f64);
        let share = (range.high - start) / (range.high - range.low);
        let above = ((share * total + 0.5) as usize).clamp(1, rows - 1);
        let below = rows - above;
        // One scale for both sides, the starting price between two rows.
        let row_price =
            ((start - range.low) / below as f64).max((range.high - start) / above as f64);
        let from = ln(range.leverage.0);
        let per_column = columns as f64 / (ln(range.leverage.1) - from);
        let mut cells = Self {
            columns,
            above,
            below,
            row_price,
            notional: vec![0.0; columns * rows],
            further_down: 0.0,
            further_up: 0.0,
            intensity: Vec::new(),
        };
        for crowd in [&*reach.longs, &*reach.shorts] {
            for index in 0..crowd.len() {
                let notional = crowd.quantity(index) * start;
                let away = (crowd.trigger_price[index] - start).abs() / row_price;
                let row = match crowd.side {
                    Side::Long if away < below as f64 => above + away as usize,
                    Side::Short if away < above as f64 => above - 1 - away as usize,
                    Side::Long => {
                        cells.further_down += notional;
                        continue;
                    }
                    Side::Short => {
                        cells.further_up += notional;
                        continue;
                    }
                };
                let leverage = f64::from(crowd.leverage[index]);
                let place = (ln(leverage) - from) * per_column;
                let column = (place.max(0.0) as usize).min(columns - 1);
                cells.notional[row * columns + column] += notional;
            }
        }
        cells.light();
        cells
    }

    /// Number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.above + self.below
    }

    /// Price in the middle of a row.
    #[must_use]
    #[allow(clippy::cast_precision_loss, reason = "a few hundred rows")]
    pub fn price(&self, start: f64, row: usize) -> f64 {
        start + (self.above as f64 - row as f64 - 0.5) * self.row_price
    }

    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "clamped to a byte"
    )]
    fn light(&mut self) {
        let filled = self.notional.iter().filter(|&&notional| notional > 0.0);
        let apart = (self.notional.len() as f64 / filled.count().max(1) as f64).sqrt();
        let radius = (0.8 * apart + 0.5).min(MOST_SMOOTHING) as usize;
        let radius = radius.max(1);
        let mut smooth = self.notional.clone();
        let sides = smooth.split_at_mut(self.above * self.columns);
        // What waits above the price must not shine through below it.
        for side in [sides.0, sides.1] {
            // Three times a mean is nearly a bell.
            for _ in 0..3 {
                blur(side, self.columns, radius);
            }
        }
        let full = robust_maximum(&smooth);
        let bright = |notional: &f64| match full > 0.0 {
            true => (255.0 * (notional / full).max(0.0).sqrt().min(1.0) + 0.5) as u8,
            false => 0,
        };
        self.intensity = smooth.iter().map(bright).collect();
    }
}

/// Mean over `radius` neighbours on every side, along the rows and then along the columns.
fn blur(cells: &mut [f64], columns: usize, radius: usize) {
    let rows = cells.len() / columns;
    let mut line = Vec::new();
    for row in cells.chunks_exact_mut(columns) {
        blur_line(row.len(), radius, &mut line, |index| row[index]);
        row.copy_from_slice(&line);
    }
    for column in 0..columns {
        blur_line(rows, radius, &mut line, |row| cells[row * columns + column]);
        for (row, &value) in line.iter().enumerate() {
            cells[row * columns + column] = value;
        }
    }
}

fn blur_line(length: usize, radius: usize, line: &mut Vec<f64>, at: impl Fn(usize) -> f64) {
    #[allow(clippy::cast_precision_loss, reason = "a few neighbours")]
    let width = (2 * radius + 1) as f64;
    line.clear();
    line.extend((0..length).map(|index| {
        let near = index.saturating_sub(radius)..(index + radius + 1).min(length);
        near.map(&at).sum::<f64>() / width
    }));
}

/// Rows of cells that one row of the trace reaches.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Band {
    side: Side,
    from: usize,
    to: usize,
    /// `None`: never reached.
    row: Option<usize>,
}

/// What depends on the size only.
#[derive(Debug, Clone)]
struct Ground {
    size: Size,
    font_px: f64,
    plot: Rect,
    cell: i32,
    cells: Cells,
    bands: Vec<Band>,
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
        let range = range_of(&reach, &market.last_price);
        Some(Self {
            rules: market.margin.clone(),
            last_price: market.last_price.clone(),
            counterfactual: market.counterfactual_price.clone(),
            is_fall: market.direction <= 0.0,
            range,
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
            bands: self.bands(&cells),
            cells,
        })
    }

    /// From the starting price outwards, longs first.
    fn bands(&self, cells: &Cells) -> Vec<Band> {
        let mut bands: Vec<Band> = Vec::new();
        let longs = (cells.above..cells.rows()).map(|row| (Side::Long, row));
        let shorts = (0..cells.above).rev().map(|row| (Side::Short, row));
        for (side, at) in longs.chain(shorts) {
            let row = self.reach.row_of(cells.price(self.reach.start, at));
            match bands.last_mut() {
                Some(band) if band.side == side && band.row == row => {
                    band.from = band.from.min(at);
                    band.to = band.to.max(at + 1);
                }
                _ => bands.push(Band {
                    side,
                    from: at,
                    to: at + 1,
                    row,
                }),
            }
        }
        bands
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

fn range_of(reach: &Reach, prices: &[f64]) -> Range {
    let start = reach.start;
    let far = |crowd: &Crowd, at_least: f64| {
        let sums = &crowd.cumulative_quantity;
        let index = sums[1..].partition_point(|&sum| sum < SHOWN_SHARE * sums[crowd.len()]);
        let trigger = crowd.trigger_price.get(index).map_or(start, |&price| price);
        (trigger - start).abs().max(at_least)
    };
    let went = |way: f64| {
        let furthest = prices.iter().map(|price| way * (price - start));
        furthest.filter(|away| away.is_finite()).fold(0.0, f64::max)
    };
    let (fell, rose) = (1.15 * went(-1.0), 1.15 * went(1.0));
    let (down, up) = (far(&reach.longs, fell), far(&reach.shorts, rose));
    let more = down.max(up).max(0.02 * start);
    // Neither side takes more room than the one that the price moves to, and none vanishes.
    let (down, up) = if fell >= rose {
        (down.max(0.15 * more), up.min(down.max(0.3 * up)).max(rose))
    } else {
        (down.min(up.max(0.3 * down)).max(fell), up.max(0.15 * more))
    };
    let all = LeverageHistogram::of(&reach.longs, &reach.shorts, start);
    let ends = (
        all.quantile(LEVERAGE_TAILS.0),
        all.quantile(LEVERAGE_TAILS.1),
    );
    let (mut least, mut most) = (ends.0.unwrap_or(1.0), ends.1.unwrap_or(100.0));
    if most < LEAST_SPAN * least {
        let widen = (LEAST_SPAN * least / most).sqrt();
        (least, most) = (least / widen, most * widen);
    }
    Range {
        leverage: (0.95 * least, 1.05 * most),
        low: (start - down.max(0.15 * up)).max(0.0),
        high: start + up.max(0.15 * down),
    }
}

/// How a row of cells looks.
#[derive(Clone, Copy)]
enum Look<'a> {
    Waiting(&'a Ramp),
    Lit(Rgb),
    Hollow(&'a Ramp, Rgb),
}

struct Scene<'a> {
    density: &'a Density,
    ground: &'a Ground,
    theme: &'a Theme,
    words: &'a DensityWords,
    row: usize,
    fraction: f64,
    extremes: (f64, f64),
    raster: Raster,
    texts: TextLayer,
}

impl Scene<'_> {
    fn draw(&mut self) {
        for band in &self.ground.bands {
            self.band(*band);
        }
        let price = between(&self.density.last_price, self.row, self.fraction);
        let outside = between(&self.density.counterfactual, self.row, self.fraction);
        // First, so that the labels of the axis stay out of its way.
        self.tag(price);
        self.axes();
        self.fresh();
        self.price_lines(price, outside);
        self.band_names();
        self.side_names();
    }

    fn css(&self, length: f64) -> i32 {
        to_px(length * self.ground.size.scale).max(1)
    }

    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_possible_wrap,
        reason = "a few hundred rows"
    )]
    fn row_y(&self, row: usize) -> i32 {
        self.ground.plot.y0 + row as i32 * self.ground.cell
    }

    #[allow(clippy::cast_precision_loss, reason = "a few hundred rows")]
    fn y(&self, price: f64) -> f64 {
        let cells = &self.ground.cells;
        let row = cells.above as f64 - (price - self.density.reach.start) / cells.row_price;
        f64::from(self.ground.plot.y0) + row * f64::from(self.ground.cell)
    }

    fn x(&self, leverage: f64) -> f64 {
        let (from, to) = self.density.range.leverage;
        let share = ln(leverage / from) / ln(to / from);
        f64::from(self.ground.plot.x0) + share * f64::from(self.ground.plot.width())
    }

    /// The part of a band that was reached by now, rows of cells.
    fn reached(&self, band: Band) -> (usize, usize) {
        let start = self.density.reach.start;
        let is_reached = |row: usize| {
            let price = self.ground.cells.price(start, row);
            match band.side {
                Side::Long => price >= self.extremes.0,
                Side::Short => price <= self.extremes.1,
            }
        };
        let count = (band.from..band.to).filter(|&row| is_reached(row)).count();
        match band.side {
            Side::Long => (band.from, band.from + count),
            Side::Short => (band.to - count, band.to),
        }
    }

    /// A wave is under way from the moment its people are reached until they are closed, one row later.
    fn is_closing(&self, row: usize) -> bool {
        let now = self.row + usize::from(self.fraction > 0.0);
        row == now || row + 1 == now && self.fraction > 0.0
    }

    /// Colour of what a row of the trace reached: that of the wave that closes it, else that of the side.
    fn band_colour(&self, band: Band, row: usize) -> Rgb {
        match (self.density.reach.closes_by_waves, band.side) {
            (true, _) => self.theme.wave(wave_of(row)),
            (false, Side::Long) => self.theme.long,
            (false, Side::Short) => self.theme.short,
        }
    }

    fn band(&mut self, band: Band) {
        let ramp = match band.side {
            Side::Long => &self.theme.long_heat,
            Side::Short => &self.theme.short_heat,
        };
        let (from, to) = self.reached(band);
        let mut swept = Look::Waiting(ramp);
        if let Some(row) = band.row {
            let colour = self.band_colour(band, row);
            swept = match self.is_closing(row) {
                true => Look::Lit(colour),
                false => Look::Hollow(ramp, colour),
            };
        }
        for row in band.from..band.to {
            let is_swept = (from..to).contains(&row);
            self.cells(row, if is_swept { swept } else { Look::Waiting(ramp) });
        }
        // The edge that a wave came to.
        if self.density.reach.closes_by_waves && to - from >= 3 {
            let (y, colour) = match (band.side, band.row) {
                (Side::Long, Some(row)) => (self.row_y(to) - 1, self.band_colour(band, row)),
                (Side::Short, Some(row)) => (self.row_y(from), self.band_colour(band, row)),
                (_, None) => return,
            };
            let plot = self.ground.plot;
            let line = self.css(1.0);
            self.raster
                .blend_rect(Rect::new(plot.x0, y, plot.x1, y + line), colour, 150);
        }
    }

    fn cells(&mut self, row: usize, look: Look<'_>) {
        let Ground { plot, cell, .. } = *self.ground;
        let columns = self.ground.cells.columns;
        let (y0, y1) = (self.row_y(row), self.row_y(row + 1));
        let line = self.css(1.0);
        let period = self.css(5.0);
        let ground = self.theme.background;
        let row = &self.ground.cells.intensity[row * columns..(row + 1) * columns];
        let mut x = plot.x0;
        for &bright in row {
            let rect = Rect::new(x, y0, x + cell, y1);
            x += cell;
            if bright == 0 {
                continue;
            }
            let share = f64::from(bright) / 255.0;
            match look {
                Look::Waiting(ramp) => self.raster.fill_rect(rect, ramp.at(share)),
                Look::Lit(colour) => {
                    let alpha = bright.saturating_add(bright.min(40));
                    self.raster.fill_rect(rect, ground.mixed(colour, alpha));
                }
                Look::Hollow(ramp, colour) => {
                    let hollow = ground.mixed(ramp.at(share), 38);
                    self.raster.fill_rect(rect, hollow);
                    let hatch = hollow.mixed(colour, bright.saturating_add(bright.min(45)));
                    for y in y0..y1 {
                        // Lines rising to the right: x + y is constant along them.
                        let phase = (rect.x0 + y).rem_euclid(period);
                        let mut at = rect.x0 - phase;
                        while at < rect.x1 {
                            let end = (at + line).min(rect.x1);
                            self.raster.fill_span(at.max(rect.x0), end, y, hatch);
                            at += period;
                        }
                    }
                }
            }
        }
    }

    fn axes(&mut self) {
        let plot = self.ground.plot;
        let start = self.density.reach.start;
        let line = self.css(1.0);
        let grid = self.theme.grid;
        let muted = self.theme.muted;
        let gap = f64::from(self.css(7.0));
        let low = self.ground.cells.price(start, self.ground.cells.rows());
        let high = self.ground.cells.price(start, 0);
        let step = nice_step(
            high - low,
            f64::from(plot.height()) / (46.0 * self.ground.size.scale),
        );
        let format = PriceFormat::new(high, step);
        let heading = 0.5 * f64::from(plot.y0);
        let right = f64::from(plot.x1) + gap;
        self.write(
            &self.words.price.clone(),
            (f64::from(self.ground.size.width - 2), heading),
            Anchor::End,
            muted,
        );
        for price in multiples(low.max(0.0), high, step) {
            let y = self.y(price);
            let rect = Rect::new(plot.x0, to_px(y), plot.x1, to_px(y) + line);
            self.raster.blend_rect(rect, grid, 90);
            self.write(&format.write(price), (right, y), Anchor::Start, muted);
        }
        if plot.x0 >= self.css(40.0) {
            let (from, to) = (100.0 * (low / start - 1.0), 100.0 * (high / start - 1.0));
            let step = nice_step(
                to - from,
                f64::from(plot.height()) / (46.0 * self.ground.size.scale),
            );
            for percent in multiples(from, to, step) {
                let text = format!("{} %", signed(percent, usize::from(step < 1.0)));
                let y = self.y(start * (1.0 + 0.01 * percent));
                self.write(&text, (f64::from(plot.x0) - gap, y), Anchor::End, muted);
            }
        }
        let floor = f64::from(plot.y1) + 0.5 * f64::from(self.ground.size.height - plot.y1);
        let (from, to) = self.density.range.leverage;
        for leverage in LEVERAGE_TICKS {
            if leverage < from || leverage > to {
                continue;
            }
            let x = self.x(leverage);
            let rect = Rect::new(to_px(x), plot.y0, to_px(x) + line, plot.y1);
            self.raster.blend_rect(rect, grid, 90);
            let label = PriceFormat::new(leverage, leverage).write(leverage) + "x";
            self.write(&label, (x, floor), Anchor::Middle, muted);
        }
        // Wherever it finds room, from the left.
        let word = format!(" {} ", self.words.leverage);
        let mut place = self.run(&word, (f64::from(plot.x0), floor), Anchor::Start, muted);
        while place.x < f64::from(plot.x1) && !self.texts.place(place.clone()) {
            place.x += f64::from(self.css(8.0));
        }
    }

    /// Dots where positions opened at the starting price lie.
    fn fresh(&mut self) {
        let plot = self.ground.plot;
        let (dot, step) = (self.css(1.0), self.css(5.0));
        let (from, to) = self.density.range.leverage;
        let mut named = None;
        for side in [Side::Long, Side::Short] {
            let mut x = plot.x0;
            while x < plot.x1 {
                let share = f64::from(x - plot.x0) / f64::from(plot.width());
                let leverage = from * crate::math::exp(share * ln(to / from));
                if let Some(price) = self.density.fresh_trigger(side, leverage) {
                    let y = to_px(self.y(price));
                    let alive = match side {
                        Side::Long => price < self.density.reach.start,
                        Side::Short => price > self.density.reach.start,
                    };
                    if alive && y >= plot.y0 && y + dot <= plot.y1 {
                        let rect = Rect::new(x, y, x + dot, y + dot);
                        self.raster.blend_rect(rect, self.theme.foreground, 190);
                        // Named at the lower end, where it is steep and little lies to its left.
                        if side == Side::Long && named.is_none() {
                            named = Some((f64::from(x), f64::from(y)));
                        }
                    }
                }
                x += step;
            }
        }
        if let Some((x, y)) = named {
            let font_px = self.ground.font_px;
            let at = (
                x + 0.8 * font_px,
                (y - 0.2 * font_px).min(f64::from(plot.y1) - 0.9 * font_px),
            );
            self.write_in_plot(
                &self.words.fresh.clone(),
                at,
                Anchor::Start,
                self.theme.muted,
            );
        }
    }

    fn price_lines(&mut self, price: f64, outside: f64) {
        let plot = self.ground.plot;
        let scale = self.ground.size.scale;
        let ends = |y: f64| [(f64::from(plot.x0), y), (f64::from(plot.x1), y)];
        let inside = |y: f64| y >= f64::from(plot.y0) && y <= f64::from(plot.y1);
        let (price_y, outside_y) = (self.y(price), self.y(outside));
        if self.row >= 1 && inside(outside_y) {
            let colour = self.theme.counterfactual;
            self.raster.dashed(
                &ends(outside_y),
                1.5 * scale,
                6.0 * scale,
                4.5 * scale,
                colour,
            );
        }
        if inside(price_y) {
            for (width, colour) in [(4.0, self.theme.background), (2.0, self.theme.price)] {
                self.raster.polyline(&ends(price_y), width * scale, colour);
            }
        }
        // No word may lie on the price.
        let line = to_px(price_y);
        let reach = self.css(2.0);
        self.texts
            .reserve(Rect::new(plot.x0, line - reach, plot.x1, line + reach));
        let font_px = self.ground.font_px;
        if self.row >= 1 && (price_y - outside_y).abs() > 1.3 * font_px {
            let words = self.words;
            let (name, away) = match self.density.is_fall {
                true => (&words.without_selling, -0.85),
                false => (&words.without_buying, 0.85),
            };
            let at = (
                f64::from(plot.x1) - 0.6 * font_px,
                outside_y + away * font_px,
            );
            self.write_in_plot(name, at, Anchor::End, self.theme.counterfactual);
        }
    }

    /// The price on the axis.
    fn tag(&mut self, price: f64) {
        let half = to_px(self.ground.font_px * 0.82);
        let y = to_px(self.y(price)).clamp(half, (self.ground.size.height - half).max(half));
        let right = self.ground.size.width - self.css(2.0);
        let tag = Rect::new(
            self.ground.plot.x1 + self.css(5.0),
            y - half,
            right,
            y + half,
        );
        let high = self.density.range.high;
        let format = PriceFormat::new(high, 0.1 * (high - self.density.range.low));
        self.raster.fill_rect(tag, self.theme.price);
        let middle = 0.5 * f64::from(tag.y0 + tag.y1);
        let reach = f64::from(self.css(5.0));
        let left = f64::from(tag.x0);
        let corners = [
            (left, middle - reach),
            (left, middle + reach),
            (left - reach, middle),
        ];
        self.raster.triangle(corners, 0.0, self.theme.price);
        let run = TextRun {
            text: format.finer().write(price),
            x: 0.5 * f64::from(tag.x0 + tag.x1),
            y: f64::from(to_px(TextRun::base_line(middle, self.ground.font_px))),
            size_px: self.ground.font_px,
            anchor: Anchor::Middle,
            colour: self.theme.ink_on(self.theme.price),
            weight: Weight::Strong,
        };
        self.texts.place(run);
        self.texts.reserve(tag);
    }

    /// Says of every band that is high enough which wave it belongs to.
    fn band_names(&mut self) {
        let font_px = self.ground.font_px;
        let left = f64::from(self.ground.plot.x0) + 0.7 * font_px;
        if !self.density.reach.closes_by_waves {
            self.reached_name(left);
            return;
        }
        for band in self.ground.bands.clone() {
            let Some(row) = band.row else { continue };
            let (from, to) = self.reached(band);
            let (y0, y1) = (f64::from(self.row_y(from)), f64::from(self.row_y(to)));
            if y1 - y0 < 1.1 * font_px {
                continue;
            }
            let template = match self.is_closing(row) {
                true => &self.words.closing,
                false => &self.words.closed,
            };
            let text = filled(template, "wave", &wave_of(row).to_string());
            let colour = self.theme.wave(wave_of(row));
            self.write_in_plot(&text, (left, 0.5 * (y0 + y1)), Anchor::Start, colour);
        }
    }

    fn reached_name(&mut self, left: f64) {
        let font_px = self.ground.font_px;
        for (price, colour) in [
            (self.extremes.0, self.theme.long),
            (self.extremes.1, self.theme.short),
        ] {
            let (y, start) = (self.y(price), self.y(self.density.reach.start));
            if (y - start).abs() > 1.1 * font_px {
                let text = self.words.reached.clone();
                self.write_in_plot(&text, (left, 0.5 * (y + start)), Anchor::Start, colour);
            }
        }
    }

    /// How much of each side still waits, in its far corner, and how much lies beyond the picture.
    fn side_names(&mut self) {
        let plot = self.ground.plot;
        let font_px = self.ground.font_px;
        let reach = &self.density.reach;
        let Cells {
            further_down,
            further_up,
            ..
        } = self.ground.cells;
        let right = f64::from(plot.x1) - 0.6 * font_px;
        let near = |edge: i32, lines: f64| f64::from(edge) + lines * font_px;
        let waiting = |crowd: &Crowd, reached: usize| {
            (crowd.total_quantity() - crowd.cumulative_quantity[reached]) * reach.start
        };
        let longs = waiting(&reach.longs, reach.longs.reached(self.extremes.0, 0));
        let shorts = waiting(&reach.shorts, reach.shorts.reached(self.extremes.1, 0));
        let theme = self.theme;
        let words = self.words;
        let lines = [
            (&words.longs, longs, near(plot.y1, -2.3), theme.long),
            (
                &words.further_down,
                further_down,
                near(plot.y1, -0.95),
                theme.muted,
            ),
            (&words.shorts, shorts, near(plot.y0, 2.3), theme.short),
            (
                &words.further_up,
                further_up,
                near(plot.y0, 0.95),
                theme.muted,
            ),
        ];
        for (template, amount, y, colour) in lines {
            if amount > 0.0 {
                let amount = filled(&words.money, "amount", &money(amount));
                let text = filled(template, "amount", &amount);
                // In the way of the price or of another word it moves by a line.
                for lines in [0.0, 1.35, -1.35, 2.7] {
                    let at = (right, y + lines * font_px);
                    if self.write_in_plot(&text, at, Anchor::End, colour) {
                        break;
                    }
                }
            }
        }
    }

    fn run(&self, text: &str, (x, middle): (f64, f64), anchor: Anchor, colour: Rgb) -> TextRun {
        TextRun {
            text: text.to_owned(),
            x: f64::from(to_px(x)),
            y: f64::from(to_px(TextRun::base_line(middle, self.ground.font_px))),
            size_px: self.ground.font_px,
            anchor,
            colour,
            weight: Weight::Regular,
        }
    }

    fn write(&mut self, text: &str, at: (f64, f64), anchor: Anchor, colour: Rgb) {
        let run = self.run(text, at, anchor, colour);
        self.texts.place(run);
    }

    /// The same inside the plot, on a dimmed ground; says whether there was room.
    fn write_in_plot(&mut self, text: &str, at: (f64, f64), anchor: Anchor, colour: Rgb) -> bool {
        let mut run = self.run(text, at, anchor, colour);
        run.weight = Weight::Strong;
        let rect = run.bounds().grown(self.css(3.0));
        let is_placed = rect.intersection(self.ground.plot) == rect && self.texts.place(run);
        if is_placed {
            self.raster.blend_rect(rect, self.theme.background, 170);
        }
        is_placed
    }
}

/// Number of the wave that closes whom a row reached: row 1, after the shock, makes the first wave.
fn wave_of(row: usize) -> u32 {
    u32::try_from(row).unwrap_or(u32::MAX)
}
