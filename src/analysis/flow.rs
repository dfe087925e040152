//! Which group sold in which wave: forced volume by band of leverage and by part of the run.
//!
//! A position belongs to the wave (tick) in which it was closed; orders are filled in the order in which the price
//! reached them, so in an instant run that is the wave in which its price was reached. Where one wave closes several
//! groups they sold at once: the figure does not say who forced whom.

use super::own::closed;
use crate::clock::Clock;
use crate::population::bands::{BANDS, band_of};
use crate::population::crowd::{Crowd, Side};
use crate::trace::{MarketTrace, Trace};

/// Waves that force less than this share of the volume are too small for a column of their own.
pub const LEAST_SHARE: f64 = 0.01;

/// Less than this share of everything is the rounding of a sum and no sale.
pub(super) const SUM_ROUNDING: f64 = 1e-12;

/// Columns at most, the one of the later waves not counted.
const MOST_WAVES: u32 = 8;

/// Columns of a run with a clock, each of about the same volume.
const CLOCK_PARTS: u32 = 6;

/// Some rows of the trace, one after the other, as one column of the figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// First row of it.
    pub first_row: usize,
    /// Last row of it.
    pub last_row: usize,
    /// Gathers the waves at the end that are too small to stand alone.
    pub is_rest: bool,
}

/// Forced volume by group and part of the run.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Flow {
    /// Parts of the run in which something was closed by force, in their order.
    pub parts: Vec<Part>,
    /// Quote closed by force in each part, by band of leverage, both sides added.
    pub notional: Vec<[f64; BANDS]>,
}

impl Flow {
    /// Of one market of a trace.
    #[must_use]
    pub fn new(trace: &Trace, market: &MarketTrace) -> Self {
        let rows = by_row(market);
        let mut sold: Vec<f64> = rows.iter().map(|bands| bands.iter().sum()).collect();
        let all: f64 = sold.iter().sum();
        for notional in &mut sold {
            if *notional <= SUM_ROUNDING * all {
                *notional = 0.0;
            }
        }
        let parts = match trace.clock {
            Clock::Ticks { .. } => even_parts(&sold, CLOCK_PARTS),
            Clock::Waves => waves(&sold),
        };
        let notional = parts.iter().map(|part| {
            let mut sum = [0.0; BANDS];
            for bands in &rows[part.first_row..=part.last_row] {
                for (sum, notional) in sum.iter_mut().zip(bands) {
                    *sum += notional;
                }
            }
            sum
        });
        Self {
            notional: notional.collect(),
            parts,
        }
    }

    /// Quote that a band sold in all parts.
    #[must_use]
    pub fn of_band(&self, band: usize) -> f64 {
        self.notional.iter().map(|bands| bands[band]).sum()
    }

    /// Quote that all bands sold in a part.
    #[must_use]
    pub fn of_part(&self, part: usize) -> f64 {
        self.notional[part].iter().sum()
    }

    /// Quote in all.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.notional.iter().flatten().sum()
    }
}

/// Quote closed by force in every row, by band of leverage.
#[must_use]
pub fn by_row(market: &MarketTrace) -> Vec<[f64; BANDS]> {
    let mut rows = vec![[0.0; BANDS]; market.last_price.len()];
    if !market.by_band.is_empty() {
        for (row, pair) in rows[1..].iter_mut().zip(market.by_band.windows(2)) {
            for (band, sold) in row.iter_mut().enumerate() {
                *sold = pair[1][band] - pair[0][band];
            }
        }
        return rows;
    }
    for crowd in [&market.longs, &market.shorts] {
        add_fills(&mut rows, market, crowd);
    }
    rows
}

/// Fills are first come, first served: each takes the next part of the crowd, all of it at one price.
fn add_fills(rows: &mut [[f64; BANDS]], market: &MarketTrace, crowd: &Crowd) {
    let sums = &crowd.cumulative_quantity;
    let side: Side = crowd.side;
    let mut place = 0;
    for (row, bands) in rows.iter_mut().enumerate().skip(1) {
        let (from, to) = (closed(market, side, row - 1), closed(market, side, row));
        if to <= from {
            continue;
        }
        let notional = |row: usize| market.closed_notional(side, row);
        let price = (notional(row) - notional(row - 1)) / (to - from);
        while place < crowd.len() {
            let quantity = sums[place + 1].min(to) - sums[place].max(from);
            bands[band_of(crowd.leverage[place])] += quantity.max(0.0) * price;
            if sums[place + 1] > to {
                break;
            }
            place += 1;
        }
    }
}

/// Large waves one by one (many of them in parts of even volume), then the small ones behind the last large one.
fn waves(sold: &[f64]) -> Vec<Part> {
    let total: f64 = sold.iter().sum();
    let is_large = |&notional: &f64| notional >= LEAST_SHARE * total && notional > 0.0;
    let Some(last) = sold.iter().rposition(is_large) else {
        return Vec::new();
    };
    let large = sold[..=last].iter().filter(|&notional| is_large(notional));
    let mut parts = if large.count() <= MOST_WAVES as usize {
        let mut parts = Vec::new();
        let mut first_row = None;
        for (row, notional) in sold.iter().enumerate().take(last + 1) {
            if *notional > 0.0 && first_row.is_none() {
                first_row = Some(row);
            }
            if let (true, Some(first)) = (is_large(notional), first_row) {
                parts.push(part(first, row));
                first_row = None;
            }
        }
        parts
    } else {
        even_parts(&sold[..=last], MOST_WAVES)
    };
    if let (Some(first_row), Some(end)) = (
        (last + 1..sold.len()).find(|&row| sold[row] > 0.0),
        sold.iter().rposition(|&notional| notional > 0.0),
    ) {
        parts.push(Part {
            is_rest: true,
            ..part(first_row, end)
        });
    }
    parts
}

fn part(first_row: usize, last_row: usize) -> Part {
    Part {
        first_row,
        last_row,
        is_rest: false,
    }
}

/// Cuts rows into at most `count` parts of about the same volume.
fn even_parts(sold: &[f64], count: u32) -> Vec<Part> {
    let total: f64 = sold.iter().sum();
    let mut parts = Vec::new();
    let (mut sum, mut first_row, mut cuts) = (0.0, None, 1);
    let last = sold.iter().rposition(|&notional| notional > 0.0);
    for (row, &notional) in sold.iter().enumerate() {
        if notional > 0.0 && first_row.is_none() {
            first_row = Some(row);
        }
        sum += notional;
        let is_full = sum >= total * f64::from(cuts) / f64::from(count);
        if let (true, Some(first)) = (is_full || Some(row) == last, first_row) {
            parts.push(part(first, row));
            first_row = None;
            while sum >= total * f64::from(cuts) / f64::from(count) && cuts < count {
                cuts += 1;
            }
        }
    }
    parts
}
