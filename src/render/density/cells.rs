//! The crowd counted into cells.

use super::super::heat::robust_maximum;
use crate::analysis::crowd_figures::leverage_quantiles;
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

/// Means that make the smoothing: three are nearly a bell.
const MEANS: usize = 3;

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
    /// Leverage at the left end of the first column.
    pub least_leverage: f64,
    /// Columns to a leverage `e` times as large.
    pub per_column: f64,
    /// Notional of each cell at the starting price, quote; row after row.
    pub notional: Vec<f64>,
    /// Longs below the last row, quote.
    pub further_down: f64,
    /// Shorts above the first row, quote.
    pub further_up: f64,
    /// Whom each cell shows: where it holds somebody those of most money that are reached together, else, in the glow
    /// around them, those of the strongest neighbour. Nobody where nothing glows.
    pub owners: Vec<Option<Owner>>,
    /// Brightness of each cell, 0 to 255: square root of what waits there and around it, over a robust maximum.
    pub(super) intensity: Vec<u8>,
}

/// Positions of a cell that are reached in the same row of the trace.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Owner {
    /// The row that first reaches them, at least 1; `None` when none does.
    pub row: Option<usize>,
    /// Their mean liquidation price, quote per base: from there on the cell counts as reached.
    pub trigger: f64,
}

/// What is known of a cell while its positions are counted, those reached first coming first.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    /// Row, notional and notional times trigger of the positions that are being counted.
    row: Option<usize>,
    notional: f64,
    value: f64,
    /// The most there was of before.
    most: f64,
    owner: Option<Owner>,
}

impl Count {
    fn add(&mut self, row: Option<usize>, notional: f64, trigger: f64) {
        if row != self.row {
            self.finish();
            *self = Self {
                row,
                notional: 0.0,
                value: 0.0,
                ..*self
            };
        }
        self.notional += notional;
        self.value += notional * trigger;
    }

    /// Of two groups with the same money the one that is reached first is shown.
    fn finish(&mut self) {
        if self.notional > self.most {
            self.most = self.notional;
            self.owner = Some(Owner {
                row: self.row,
                trigger: self.value / self.notional,
            });
        }
    }
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
        let (least_leverage, most_leverage) = range.leverage;
        let per_column = columns as f64 / ln(most_leverage / least_leverage);
        let mut cells = Self {
            columns,
            above,
            below,
            row_price,
            least_leverage,
            per_column,
            notional: vec![0.0; columns * rows],
            further_down: 0.0,
            further_up: 0.0,
            owners: Vec::new(),
            intensity: Vec::new(),
        };
        let mut counts = vec![Count::default(); columns * rows];
        for crowd in [&*reach.longs, &*reach.shorts] {
            let mut reached_in = Some(1);
            for index in 0..crowd.len() {
                let notional = crowd.quantity(index) * start;
                let trigger = crowd.trigger_price[index];
                reached_in = reach.row_from(reached_in, crowd.side, trigger);
                let leverage = f64::from(crowd.leverage[index]);
                match (
                    cells.cell_of(start, crowd.side, trigger, leverage),
                    crowd.side,
                ) {
                    (Some(cell), _) => {
                        cells.notional[cell] += notional;
                        counts[cell].add(reached_in, notional, trigger);
                    }
                    (None, Side::Long) => cells.further_down += notional,
                    (None, Side::Short) => cells.further_up += notional,
                }
            }
        }
        for count in &mut counts {
            count.finish();
            cells.owners.push(count.owner);
        }
        let radius = cells.radius();
        cells.light(radius);
        cells.glow(radius);
        cells
    }

    /// The cell of a position by its liquidation price, quote per base, and its leverage; `None` beyond the first or the
    /// last row.
    #[must_use]
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a few hundred cells a side, clamped"
    )]
    pub fn cell_of(&self, start: f64, side: Side, trigger: f64, leverage: f64) -> Option<usize> {
        // Whom every price liquidates waits at the starting price.
        let away = (side.sign() * (start - trigger)).max(0.0) / self.row_price;
        let row = match side {
            Side::Long if away < self.below as f64 => self.above + away as usize,
            Side::Short if away < self.above as f64 => self.above - 1 - away as usize,
            Side::Long | Side::Short => return None,
        };
        let place = ln(leverage / self.least_leverage) * self.per_column;
        let column = (place.max(0.0) as usize).min(self.columns - 1);
        Some(row * self.columns + column)
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

    /// Reach of one mean of the smoothing, cells.
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a few cells"
    )]
    fn radius(&self) -> usize {
        let filled = self.notional.iter().filter(|&&notional| notional > 0.0);
        let apart = (self.notional.len() as f64 / filled.count().max(1) as f64).sqrt();
        let radius = (0.8 * apart + 0.5).min(MOST_SMOOTHING) as usize;
        radius.max(1)
    }

    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to a byte"
    )]
    fn light(&mut self, radius: usize) {
        let mut smooth = self.notional.clone();
        let sides = smooth.split_at_mut(self.above * self.columns);
        // What waits above the price must not shine through below it.
        for side in [sides.0, sides.1] {
            for _ in 0..MEANS {
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

    /// Gives cells that hold nobody to the neighbour whose light is strongest there, so that the glow around positions
    /// never looks like positions of another wave.
    fn glow(&mut self, radius: usize) {
        let bell = bell(radius);
        let far = bell.len() / 2;
        let columns = self.columns;
        let mut strongest = vec![0.0; self.notional.len()];
        for (rows_from, rows_to) in [(0, self.above), (self.above, self.rows())] {
            for row in rows_from..rows_to {
                for column in 0..columns {
                    let notional = self.notional[row * columns + column];
                    if notional <= 0.0 {
                        continue;
                    }
                    let owner = self.owners[row * columns + column];
                    let near = row.saturating_sub(far).max(rows_from)..(row + far + 1).min(rows_to);
                    for at in near {
                        let light = notional * bell[at + far - row];
                        let near = column.saturating_sub(far)..(column + far + 1).min(columns);
                        for beside in near {
                            let cell = at * columns + beside;
                            let light = light * bell[beside + far - column];
                            if light > strongest[cell] && self.notional[cell] <= 0.0 {
                                strongest[cell] = light;
                                self.owners[cell] = owner;
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Weights of the smoothing along one line, from the farthest neighbour on one side to that on the other.
fn bell(radius: usize) -> Vec<f64> {
    let mut bell = vec![1.0];
    for _ in 0..MEANS {
        let before = bell;
        bell = vec![0.0; before.len() + 2 * radius];
        for (index, weight) in before.iter().enumerate() {
            for sum in &mut bell[index..=index + 2 * radius] {
                *sum += weight;
            }
        }
    }
    bell
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
        let shares = [LEVERAGE_TAILS.0, LEVERAGE_TAILS.1];
        let [least, most] = leverage_quantiles(&reach.longs, &reach.shorts, shares);
        let (mut least, mut most) = (least.unwrap_or(1.0), most.unwrap_or(100.0));
        if most < LEAST_SPAN * least {
            let widen = (LEAST_SPAN * least / most).sqrt();
            (least, most) = (least / widen, most * widen);
        }
        Self {
            leverage: (0.9 * least, 1.1 * most),
            low: (start - down.max(0.15 * up)).max(0.0),
            high: start + up.max(0.15 * down),
        }
    }
}
