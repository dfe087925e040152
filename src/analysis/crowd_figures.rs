//! The crowd in figures: who has how much leverage, and how much is liquidated by a move of so many per cent. Made from
//! the sorted crowd, so the same for generated, loaded and hand-drawn ones. Notionals at the starting price, quote.

use crate::engine::PreparedMarket;
use crate::population::crowd::{Crowd, Side};

/// Least leverage of the histogram; what has less is counted in its first bin.
const LEAST_LEVERAGE: f64 = 0.25;

/// Upper edge of a bin over its lower one: the fourth root of 2, four bins to a doubling.
const BIN_WIDTH: f64 = 1.189_207_115_002_721;

/// Number of bins: twelve doublings, up to 1024x; what has more is counted in the last bin.
const BINS: usize = 48;

/// Points of each side of a liquidation curve.
pub const CURVE_POINTS: u32 = 256;

/// Share of a side within which its curve ends.
const CURVE_SHARE: f64 = 0.99;

/// Farthest moves of a curve, fraction of the starting price: nothing falls by more, and hardly anything doubles.
const FARTHEST_FALL: f64 = 0.99;
const FARTHEST_RISE: f64 = 2.0;

/// Notional by leverage at entry.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LeverageHistogram {
    /// Edges of the bins, rising, evenly in the logarithm; one more than there are bins. Empty without positions.
    pub edges: Vec<f64>,
    /// Longs in each bin, quote.
    pub long_notional: Vec<f64>,
    /// Shorts in each bin, quote.
    pub short_notional: Vec<f64>,
    /// Longs that no price can liquidate; not in the bins.
    pub unreachable_long_notional: f64,
    /// Shorts that no price can liquidate; not in the bins.
    pub unreachable_short_notional: f64,
}

impl LeverageHistogram {
    /// Counts both crowds of a market.
    #[must_use]
    pub fn new(market: &PreparedMarket) -> Self {
        Self::of(&market.longs, &market.shorts, market.impact.start_price)
    }

    /// Counts two crowds at the starting price.
    #[must_use]
    pub fn of(longs: &Crowd, shorts: &Crowd, start: f64) -> Self {
        let mut edges = vec![LEAST_LEVERAGE];
        let mut edge = LEAST_LEVERAGE;
        for _ in 0..BINS {
            edge *= BIN_WIDTH;
            edges.push(edge);
        }
        let long = counted(longs, &edges, start);
        let short = counted(shorts, &edges, start);
        let is_used = |&bin: &usize| long[bin] > 0.0 || short[bin] > 0.0;
        let first = (0..BINS).find(is_used).unwrap_or(BINS);
        let end = (first..BINS).rfind(is_used).map_or(first, |last| last + 1);
        Self {
            edges: if end > first {
                edges[first..=end].to_vec()
            } else {
                Vec::new()
            },
            long_notional: long[first..end].to_vec(),
            short_notional: short[first..end].to_vec(),
            unreachable_long_notional: longs.untouchable_quantity * start,
            unreachable_short_notional: shorts.untouchable_quantity * start,
        }
    }

    /// Adds a position of a crowd to its bin.
    pub(super) fn count(&self, crowd: &Crowd, index: usize, start: f64, bins: &mut [f64]) {
        let leverage = f64::from(crowd.leverage[index]);
        let inner = &self.edges[1..bins.len()];
        bins[inner.partition_point(|&edge| edge <= leverage)] += crowd.quantity(index) * start;
    }

    /// Leverage below which the share `share` of all notional in the bins lies; `None` without any. Within a bin
    /// evenly, so it is as fine as a bin.
    #[must_use]
    pub fn quantile(&self, share: f64) -> Option<f64> {
        let sums = self.long_notional.iter().zip(&self.short_notional);
        let total: f64 = sums.clone().map(|(long, short)| long + short).sum();
        let mut left = share * total;
        for ((long, short), edges) in sums.zip(self.edges.windows(2)) {
            let here = long + short;
            if here > 0.0 && left <= here {
                return Some(edges[0] + (edges[1] - edges[0]) * left / here);
            }
            left -= here;
        }
        self.edges.last().copied()
    }
}

fn counted(crowd: &Crowd, edges: &[f64], start: f64) -> Vec<f64> {
    let mut bins = vec![0.0; BINS];
    for (index, &leverage) in crowd.leverage.iter().enumerate() {
        let leverage = f64::from(leverage);
        let bin = edges[1..BINS].partition_point(|&edge| edge <= leverage);
        bins[bin] += crowd.quantity(index) * start;
    }
    bins
}

/// Notional that a move liquidates by itself, without the forced orders moving the price any further.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LiquidationCurve {
    /// Falls, negative, smallest first; signed fractions of the starting price. Empty without longs.
    pub fall_ratio: Vec<f64>,
    /// Longs that each fall liquidates, quote.
    pub long_notional: Vec<f64>,
    /// Rises, smallest first. Empty without shorts.
    pub rise_ratio: Vec<f64>,
    /// Shorts that each rise liquidates, quote.
    pub short_notional: Vec<f64>,
}

impl LiquidationCurve {
    /// Reads both crowds of a market.
    #[must_use]
    pub fn new(market: &PreparedMarket) -> Self {
        Self::of(&market.longs, &market.shorts, market.impact.start_price)
    }

    /// Reads two crowds.
    #[must_use]
    pub fn of(longs: &Crowd, shorts: &Crowd, start: f64) -> Self {
        let (fall_ratio, long_notional) = accumulated(longs, start);
        let (rise_ratio, short_notional) = accumulated(shorts, start);
        Self {
            fall_ratio,
            long_notional,
            rise_ratio,
            short_notional,
        }
    }
}

fn accumulated(crowd: &Crowd, start: f64) -> (Vec<f64>, Vec<f64>) {
    if crowd.is_empty() {
        return (Vec::new(), Vec::new());
    }
    let (sign, farthest) = match crowd.side {
        Side::Long => (-1.0, FARTHEST_FALL),
        Side::Short => (1.0, FARTHEST_RISE),
    };
    let sums = &crowd.cumulative_quantity;
    let most = CURVE_SHARE * crowd.total_quantity();
    let index = sums[1..].partition_point(|&sum| sum < most);
    let trigger = crowd.trigger_price[index.min(crowd.len() - 1)];
    // A little beyond, so that the step of the last one shows.
    let end = (1.05 * sign * (trigger / start - 1.0))
        .max(0.01)
        .min(farthest);
    let step = end / f64::from(CURVE_POINTS - 1);
    let points = (0..CURVE_POINTS).map(|index| {
        let ratio = sign * f64::from(index) * step;
        let reached = crowd.reached(start * (1.0 + ratio), 0);
        (ratio, sums[reached] * start)
    });
    points.unzip()
}
