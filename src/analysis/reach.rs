//! Whom the price has reached by when. A position is reached when the mark price first comes to its liquidation price,
//! so the lowest and the highest mark price so far say it of everybody at once: one search, for any moment.
//!
//! Where a market keeps no ledger this is exactly whom the engine triggered. In a ledger a position may be closed in
//! parts, or be saved by a smaller size: there it is whom the price has reached, not who is gone.

use crate::analysis::crowd_figures::LeverageHistogram;
use crate::clock::Clock;
use crate::population::crowd::{Crowd, Side};
use crate::trace::{MarketTrace, Trace};
use std::sync::Arc;

/// Places in the order of a crowd at which closed leverage is kept, so that a moment costs one part of the crowd.
const PLACES: usize = 512;

/// One run of the shocked market, as far as it reaches people.
#[derive(Debug, Clone)]
pub struct Reach {
    /// Price before anything happens, quote per base.
    pub start: f64,
    /// The longs.
    pub longs: Arc<Crowd>,
    /// The shorts.
    pub shorts: Arc<Crowd>,
    /// `true` under the clock of waves where whoever is reached is closed whole, in the next wave.
    pub closes_by_waves: bool,
    mark_price: Vec<f64>,
    /// Lowest and highest mark price so far, per row.
    low: Vec<f64>,
    high: Vec<f64>,
}

impl Reach {
    /// Reads a run; `None` when it has no market.
    #[must_use]
    pub fn new(trace: &Trace) -> Option<Self> {
        let market = trace.market(None)?;
        let start = market.impact.start_price;
        let mut extremes = (start, start);
        let mut last = start;
        let (mut mark_price, mut low, mut high) = (Vec::new(), Vec::new(), Vec::new());
        for &price in &market.mark_price {
            last = if price.is_finite() { price } else { last };
            extremes = (extremes.0.min(last), extremes.1.max(last));
            mark_price.push(last);
            low.push(extremes.0);
            high.push(extremes.1);
        }
        let mut reach = Self {
            start,
            longs: Arc::clone(&market.longs),
            shorts: Arc::clone(&market.shorts),
            closes_by_waves: false,
            mark_price,
            low,
            high,
        };
        reach.closes_by_waves = trace.clock == Clock::Waves && reach.agrees_with(market);
        Some(reach)
    }

    /// `true` where the engine recorded the same counts, which it does where it keeps no ledger.
    fn agrees_with(&self, market: &MarketTrace) -> bool {
        (0..self.rows()).all(|row| {
            let counts = [&market.triggered_longs, &market.triggered_shorts]
                .map(|column| column.get(row).map_or(0, |&count| count as usize));
            counts
                == [
                    self.longs.reached(self.low[row], 0),
                    self.shorts.reached(self.high[row], 0),
                ]
        })
    }

    /// Number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.mark_price.len()
    }

    /// Lowest and highest mark price up to a moment (a row, may be fractional; clamped to the rows). Between two rows the
    /// price goes straight, as on the picture.
    #[must_use]
    pub fn extremes(&self, playhead: f64) -> (f64, f64) {
        let (row, fraction) = moment(playhead, self.rows());
        let (Some(&low), Some(&high)) = (self.low.get(row), self.high.get(row)) else {
            return (self.start, self.start);
        };
        let price = between(&self.mark_price, row, fraction);
        (low.min(price), high.max(price))
    }

    /// The row that first reaches a trigger, found onwards from the row that reached the one before it in the order of its
    /// side; at least 1, since nobody is closed before the shock. `None` when none does.
    #[must_use]
    pub fn row_from(&self, from: Option<usize>, side: Side, trigger: f64) -> Option<usize> {
        let reaches = |row: &usize| match side {
            Side::Long => self.low[*row] <= trigger,
            Side::Short => self.high[*row] >= trigger,
        };
        (from?.max(1)..self.rows()).find(reaches)
    }

    /// Number of the wave that closes those whom a row reached; `None` where positions are not closed by waves, and where
    /// the run ended before that wave.
    #[must_use]
    pub fn wave_of(&self, row: usize) -> Option<u32> {
        let comes = self.closes_by_waves && row + 1 < self.rows();
        if comes {
            u32::try_from(row.max(1)).ok()
        } else {
            None
        }
    }

    /// The crowd of a side, and how many of it were reached up to a moment, in its order.
    #[must_use]
    pub fn reached(&self, side: Side, playhead: f64) -> (&Crowd, usize) {
        let (low, high) = self.extremes(playhead);
        match side {
            Side::Long => (&self.longs, self.longs.reached(low, 0)),
            Side::Short => (&self.shorts, self.shorts.reached(high, 0)),
        }
    }

    /// Notional of a side at the starting price, quote.
    #[must_use]
    pub fn notional(&self, side: Side) -> f64 {
        let crowd = match side {
            Side::Long => &self.longs,
            Side::Short => &self.shorts,
        };
        crowd.held() * self.start
    }

    /// Notional of a side that was reached up to a moment, at the starting price, quote.
    #[must_use]
    pub fn reached_notional(&self, side: Side, playhead: f64) -> f64 {
        let (crowd, count) = self.reached(side, playhead);
        crowd.cumulative_quantity[count] * self.start
    }

    /// Move that reaches half of what a side holds, signed fraction of the starting price; `None` when none does.
    #[must_use]
    pub fn half_ratio(&self, side: Side) -> Option<f64> {
        let crowd = match side {
            Side::Long => &self.longs,
            Side::Short => &self.shorts,
        };
        let half = 0.5 * crowd.held();
        let index = crowd.cumulative_quantity[1..].partition_point(|&sum| sum < half);
        let trigger = crowd.trigger_price.get(index)?;
        Some(trigger / self.start - 1.0)
    }
}

/// The row at or before a moment, and the fraction of the way to the next one.
#[must_use]
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "clamped to the rows, of which there are far fewer than 2^52"
)]
pub fn moment(playhead: f64, rows: usize) -> (usize, f64) {
    let playhead = playhead.max(0.0).min(rows.saturating_sub(1) as f64);
    (playhead as usize, playhead - playhead.floor())
}

/// A column between a row and the next one.
#[must_use]
pub fn between(column: &[f64], row: usize, fraction: f64) -> f64 {
    let here = column[row];
    let next = column.get(row + 1).copied().unwrap_or(here);
    here + (next - here) * fraction
}

/// Who has how much leverage, and how much of that was reached by any moment.
#[derive(Debug, Clone)]
pub struct LeverageReach {
    /// Everybody.
    pub all: LeverageHistogram,
    /// Per side: for each of [`PLACES`] places in the order of the crowd what lies before it, by bin.
    before: [Vec<Vec<f64>>; 2],
}

impl LeverageReach {
    /// Passes over both crowds once.
    #[must_use]
    pub fn new(reach: &Reach) -> Self {
        let all = LeverageHistogram::of(&reach.longs, &reach.shorts, reach.start);
        let before = [&reach.longs, &reach.shorts].map(|crowd| {
            let mut sums = vec![0.0; all.long_notional.len()];
            let mut places = Vec::new();
            for index in 0..crowd.len() {
                if index % stride(crowd) == 0 {
                    places.push(sums.clone());
                }
                all.count(crowd, index, reach.start, &mut sums);
            }
            places.push(sums);
            places
        });
        Self { all, before }
    }

    /// Notional that was reached up to a moment, by bin: of longs, of shorts.
    #[must_use]
    pub fn reached(&self, reach: &Reach, playhead: f64) -> [Vec<f64>; 2] {
        let of = |side: Side, before: &[Vec<f64>]| {
            let (crowd, count) = reach.reached(side, playhead);
            let place = (count / stride(crowd)).min(before.len() - 1);
            let mut sums = before[place].clone();
            for index in (place * stride(crowd)).min(count)..count {
                self.all.count(crowd, index, reach.start, &mut sums);
            }
            sums
        };
        [
            of(Side::Long, &self.before[0]),
            of(Side::Short, &self.before[1]),
        ]
    }
}

/// Positions from one place to the next.
fn stride(crowd: &Crowd) -> usize {
    crowd.len().div_ceil(PLACES).max(1)
}
