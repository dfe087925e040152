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
}

/// Room for rounding in sums of shares, fraction: where exactly half have no more than one leverage, the middle is the
/// next one, however the sum was rounded.
const SHARE_SLACK: f64 = 1e-9;

/// Leverage at shares of the notional of two crowds, counted from the least leverage: for each share the smallest
/// leverage that somebody has, such that more than that share has no more (the largest for 1). Exact but for the rounding to `f32` in which
/// crowds keep leverage. Whom no price can liquidate is left out, and who
/// stands in an account with collateral and no money: over nothing there is no leverage. `None` without anybody else.
#[must_use]
pub fn leverage_quantiles<const N: usize>(
    longs: &Crowd,
    shorts: &Crowd,
    shares: [f64; N],
) -> [Option<f64>; N] {
    const HALF: u32 = 16;
    const BUCKETS: usize = 1 << HALF;
    const LOWER: u32 = (1 << HALF) - 1;
    // Positive numbers are sorted as their bits are: by the upper half of them first, then by the lower one.
    let sums = |upper: Option<u32>| {
        let mut sums = vec![0.0; BUCKETS];
        for crowd in [longs, shorts] {
            for (index, leverage) in crowd.leverage.iter().enumerate() {
                if leverage.is_infinite() {
                    continue;
                }
                let bits = leverage.max(0.0).to_bits();
                let bucket = match upper {
                    None => bits >> HALF,
                    Some(upper) if bits >> HALF == upper => bits & LOWER,
                    Some(_) => continue,
                };
                sums[bucket as usize] += crowd.quantity(index);
            }
        }
        sums
    };
    let upper = sums(None);
    let total: f64 = upper.iter().sum();
    shares.map(|share| {
        let (first, left) = bucket(&upper, share * total * (1.0 + SHARE_SLACK))?;
        let (last, _) = bucket(&sums(Some(first)), left)?;
        Some(f64::from(f32::from_bits(first << HALF | last)))
    })
}

/// The first bucket in which the sum from the beginning reaches `target`, the last filled one if rounding leaves none;
/// and what is left of the target there.
fn bucket(sums: &[f64], target: f64) -> Option<(u32, f64)> {
    let mut left = target;
    let mut found = None;
    for (bucket, &sum) in (0..).zip(sums) {
        if sum > 0.0 {
            found = Some((bucket, left));
            if left <= sum {
                break;
            }
            left -= sum;
        }
    }
    found
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
