//! The crowd counted into cells.

use super::super::heat::robust_maximum;
use crate::analysis::crowd_figures::LeverageHistogram;
use crate::analysis::reach::Reach;
use crate::math::ln;
use crate::population::crowd::{Crowd, Side};

/// Share of a side's notional that the picture shows at least; the most patient ones may lie beyond its edge.
const SHOWN_SHARE: f64 = 0.9;

/// Shares of all notional with less and with more leverage than the ends of the axis; they count in its last columns.
const LEVERAGE_TAILS: (f64, f64) = (0.004, 0.9995);

/// Least ratio of the ends of the leverage axis.
const LEAST_SPAN: f64 = 6.0;

/// Longest reach of the smoothing, cells. It is longer where few cells are filled: each should be seen.
const MOST_SMOOTHING: f64 = 4.0;

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
    pub(super) intensity: Vec<u8>,
}

/// Leverage at both ends, and the prices that should be seen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Range {
    pub(super) leverage: (f64, f64),
    pub(super) low: f64,
    pub(super) high: f64,
}

impl Cells {
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a few hundred cells a side, clamped"
    )]
    pub(super) fn new(reach: &Reach, range: Range, columns: usize, rows: usize) -> Self {
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

impl Range {
    /// What the picture of a run has to show.
    pub(super) fn of(reach: &Reach, prices: &[f64]) -> Self {
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
        Self {
            leverage: (0.95 * least, 1.05 * most),
            low: (start - down.max(0.15 * up)).max(0.0),
            high: start + up.max(0.15 * down),
        }
    }
}
