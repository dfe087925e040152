//! Waiting liquidations, one number per row of pixels, and where the price has eaten them.

use super::colour::Rgb;
use super::geometry::{Geometry, Record};
use super::layout::Layout;
use super::raster::to_px;
use super::theme::Theme;
use crate::market::impact::Exogenous;
use crate::population::crowd::{Crowd, Side};
use crate::sort::sort_by;

/// Reach of the smoothing, CSS pixels: a single position should be seen, the noise of sampling should not.
const SMOOTH_CSS: f64 = 2.2;

/// How many times as dense as positions, or the book, orders of others may be before they are all as bright.
pub(super) const MOST_OTHERS: f64 = 3.0;

/// Rows of pixels of the plot, from the top.
#[derive(Debug, Clone)]
pub(super) struct Heat {
    /// Notional waiting in each row, quote.
    pub(super) notional: Vec<f64>,
    /// The same, smoothed over a few rows.
    pub(super) smooth: Vec<f64>,
    /// Which side waits there: shorts above the starting price, longs below.
    pub(super) side: Vec<Side>,
    /// Brightness of each row, `[0, 1]`: square root of what waits over what the book takes on the same stretch of
    /// price; over a robust maximum where more waits than that. So a calm market looks calm.
    pub(super) intensity: Vec<f64>,
    /// First pixel column in which the price has already been there; `i32::MAX` when it never comes.
    pub(super) consumed_x: Vec<i32>,
    /// Notional per row at full brightness, quote.
    pub(super) full: f64,
    /// Notional per 1 % of the starting price at full brightness, quote.
    pub(super) full_per_percent: f64,
}

/// Colours of a row of pixels.
#[derive(Debug, Clone, Copy)]
pub(super) struct RowInk {
    /// Still waiting.
    pub(super) glow: Rgb,
    /// Consumed: the ground.
    pub(super) hollow: Rgb,
    /// Consumed: the hatching.
    pub(super) hatch: Rgb,
}

impl Heat {
    /// `others`: what waits in each row and is no position; it shares the scale.
    pub(super) fn new(
        record: &Record,
        geometry: &Geometry,
        layout: &Layout,
        others: &[&[f64]],
    ) -> Self {
        let start = record.start();
        let mut heat = Self {
            notional: Vec::new(),
            smooth: Vec::new(),
            side: Vec::new(),
            intensity: Vec::new(),
            consumed_x: Vec::new(),
            full: 0.0,
            full_per_percent: 0.0,
        };
        let sums = [&record.longs, &record.shorts].map(|crowd| &*crowd.cumulative_quantity);
        heat.count(record, sums, geometry, layout);
        let mut all = heat.smooth.clone();
        for other in others {
            all.iter_mut()
                .zip(*other)
                .for_each(|(sum, notional)| *sum += notional);
        }
        let percent = 0.01 * start / (geometry.price(0.0) - geometry.price(1.0));
        let book = record.impact.depth(Exogenous::NONE, 0.0) / percent;
        let book = if book.is_finite() { book } else { 0.0 };
        let most = robust_maximum(&all);
        let own = robust_maximum(&heat.smooth).max(book);
        // Orders far denser than positions would make those vanish.
        let full = if own > 0.0 {
            own.max(most.min(MOST_OTHERS * own))
        } else {
            most
        };
        (heat.full, heat.full_per_percent) = (full, full * percent);
        heat.light();
        heat.consumed_x = consumed_columns(record, &record.mark_price, geometry, layout);
        heat
    }

    /// Counts what waits in each row: `sums` is the base of longs, and of shorts, up to each of them.
    pub(super) fn count(
        &mut self,
        record: &Record,
        sums: [&[f64]; 2],
        geometry: &Geometry,
        layout: &Layout,
    ) {
        let (top, bottom) = (layout.main.y0, layout.main.y1);
        let start = record.start();
        let price_at = |y: i32| geometry.price(f64::from(y)).max(f64::MIN_POSITIVE);
        // Base reached when the price comes to the edge of a row, from the start's side.
        let base = |crowd: &Crowd, sums: &[f64], y: i32| sums[crowd.reached_beyond(price_at(y))];
        let longs = |y: i32| base(&record.longs, sums[0], y);
        let shorts = |y: i32| base(&record.shorts, sums[1], y);
        (self.side, self.notional) = (Vec::new(), Vec::new());
        let (mut long_above, mut short_above) = (longs(top), shorts(top));
        for y in top..bottom {
            let (long_below, short_below) = (longs(y + 1), shorts(y + 1));
            let middle = geometry.price(f64::from(y) + 0.5);
            let (side, quantity) = if middle < start {
                (Side::Long, long_below - long_above)
            } else {
                (Side::Short, short_above - short_below)
            };
            self.side.push(side);
            self.notional.push((quantity * middle).max(0.0));
            (long_above, short_above) = (long_below, short_below);
        }
        self.smooth = smoothed(&self.notional, to_smooth(layout));
    }

    /// Makes the rows as bright as what waits there.
    pub(super) fn light(&mut self) {
        let full = self.full;
        let brightness = |&notional: &f64| {
            if full > 0.0 {
                (notional / full).sqrt().min(1.0)
            } else {
                0.0
            }
        };
        self.intensity = self.smooth.iter().map(brightness).collect();
    }

    /// Colours under a theme; rows less bright than `cutoff` look as if nothing waited there.
    pub(super) fn inks(&self, theme: &Theme, cutoff: f64) -> Vec<RowInk> {
        let ink = |(&side, &intensity): (&Side, &f64)| {
            let intensity = if intensity < cutoff { 0.0 } else { intensity };
            let (ramp, line) = match side {
                Side::Long => (&theme.long_heat, theme.long),
                Side::Short => (&theme.short_heat, theme.short),
            };
            let glow = ramp.at(intensity);
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "intensity is in [0, 1]"
            )]
            let strength = (intensity * 72.0) as u8;
            let hollow = theme.background.mixed(glow, 22);
            RowInk {
                glow,
                hollow,
                hatch: hollow.mixed(line, strength),
            }
        };
        self.side.iter().zip(&self.intensity).map(ink).collect()
    }
}

/// Mean over `radius` neighbours on both sides.
pub(super) fn smoothed(values: &[f64], radius: usize) -> Vec<f64> {
    (0..values.len())
        .map(|index| {
            let from = index.saturating_sub(radius);
            let to = (index + radius + 1).min(values.len());
            #[allow(clippy::cast_precision_loss, reason = "a few neighbours")]
            let count = (to - from) as f64;
            values[from..to].iter().sum::<f64>() / count
        })
        .collect()
}

/// What counts as full brightness: nearly the largest value, but one spike may not dim all the others.
pub(super) fn robust_maximum(values: &[f64]) -> f64 {
    let mut filled: Vec<f64> = values
        .iter()
        .copied()
        .filter(|&value| value > 0.0)
        .collect();
    sort_by(&mut filled, &f64::total_cmp);
    let Some(&largest) = filled.last() else {
        return 0.0;
    };
    let nearly = filled[filled.len() * 97 / 100];
    nearly.max(0.2 * largest)
}

/// Rows over which amounts are smoothed.
pub(super) fn to_smooth(layout: &Layout) -> usize {
    to_px(SMOOTH_CSS * layout.size.scale).max(1) as usize
}

/// Notional of a crowd in each row of pixels of the plot, on either side of the start, quote.
pub(super) fn spread(crowd: &Crowd, geometry: &Geometry, layout: &Layout) -> Vec<f64> {
    let base = |y: i32| {
        let price = geometry.price(f64::from(y)).max(f64::MIN_POSITIVE);
        crowd.cumulative_quantity[crowd.reached_beyond(price)]
    };
    let mut above = base(layout.main.y0);
    let row = |y: i32| {
        let below = base(y + 1);
        let quantity = (below - above).abs();
        above = below;
        quantity * geometry.price(f64::from(y) + 0.5).max(0.0)
    };
    (layout.main.y0..layout.main.y1).map(row).collect()
}

/// For every row of pixels the column in which one of the prices of a record, the mark or the last, first comes there.
pub(super) fn consumed_columns(
    record: &Record,
    prices: &[f64],
    geometry: &Geometry,
    layout: &Layout,
) -> Vec<i32> {
    let (top, bottom) = (layout.main.y0, layout.main.y1);
    let mut columns = vec![i32::MAX; (bottom - top).max(0) as usize];
    let start_y = geometry.y(record.start());
    let (mut lowest, mut highest) = (start_y, start_y);
    for row in 1..record.rows() {
        let from = geometry.y(prices[row - 1]);
        let to = geometry.y(prices[row]);
        let (x_from, x_to) = (geometry.x[row - 1], geometry.x[row]);
        let mut reach = |y: i32| {
            let middle = f64::from(y) + 0.5;
            let share = if to == from {
                1.0
            } else {
                ((middle - from) / (to - from)).clamp(0.0, 1.0)
            };
            if let Some(column) = columns.get_mut((y - top) as usize) {
                *column = (*column).min(to_px(x_from + (x_to - x_from) * share));
            }
        };
        if to > lowest {
            let rows = to_px(lowest).clamp(top, bottom)..to_px(to).clamp(top, bottom);
            rows.for_each(&mut reach);
            lowest = to;
        }
        if to < highest {
            let rows = to_px(to).clamp(top, bottom)..to_px(highest).clamp(top, bottom);
            rows.for_each(&mut reach);
            highest = to;
        }
    }
    columns
}
