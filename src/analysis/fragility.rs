//! How far every shock goes: the fragility curve, the breaking point, and landings over depth and shock.

use super::ladder::{Break, Ladder, Ladders};
use crate::engine::Prepared;
use crate::scenario::model::Shock;

/// Most points of a curve.
pub const MOST_POINTS: usize = 512;

/// Fewest points of a curve.
pub const LEAST_POINTS: usize = 16;

/// Points of a curve where every point costs a run of the engine.
const POINTS_BY_RUNS: usize = 48;

/// Runs that narrow down the largest jump between two points; the width of a cliff shrinks by half with each.
const NARROWING_RUNS: usize = 20;

/// Share of a curve's points spent on the edges of its cliffs.
const EDGE_SHARE: usize = 4;

/// Least extra fall that counts as breaking, fraction of the starting price. Below it one large trader looks like
/// a crowd.
pub const LEAST_EXTRA: f64 = 0.005;

/// A jump is a cliff from this share of the shock on at which it happens.
pub const CLIFF_SHARE: f64 = 0.25;

/// Overshoot amplification that counts as breaking where there is no cliff: forced selling more than doubles the way
/// beyond the first liquidation price.
pub const AMPLIFICATION: f64 = 2.0;

/// Curves reach at least this far, fraction of the starting price.
const NEAREST_END: f64 = 0.1;

/// Curves from runs, whose crowd is not known to be through anywhere, reach at least this far.
const NEAREST_END_BY_RUNS: f64 = 0.3;

/// Curves reach at most this far.
const FARTHEST_END: f64 = 0.6;

/// Share of the side that must have fallen where a curve ends, unless it reaches the farthest end first.
const END_SHARE: f64 = 0.9;

/// What breaks at the breaking point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BreakKind {
    /// The landing jumps: a hair more of shock, and the price falls much further.
    Cliff,
    /// No jump, but from here on forced orders more than double the way beyond the first liquidation price.
    Slope,
}

impl BreakKind {
    /// Its name in results.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Cliff => "cliff",
            Self::Slope => "slope",
        }
    }
}

/// Where the market breaks.
///
/// - A cliff: the shock at which the landing jumps furthest, if it jumps by at least [`LEAST_EXTRA`] of the starting
///   price and [`CLIFF_SHARE`] of the shock.
/// - Else a slope: the smallest shock at which forced orders add at least [`LEAST_EXTRA`] and the overshoot,
///   `(b - final) / (b - shocked)` with `b` the first trigger, exceeds [`AMPLIFICATION`]. The least addition matters:
///   by the square-root law any touch has infinite amplification, and a single trader at `b` would as well.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BreakingPoint {
    /// Smallest shock that breaks, signed fraction of the starting price; a run with it does.
    pub shock_ratio: f64,
    /// What happens there.
    pub kind: BreakKind,
    /// Landing of a shock just short of it, signed fraction of the starting price.
    pub before_ratio: f64,
    /// Landing of this shock.
    pub after_ratio: f64,
}

/// Where shocks of one direction land. Signed fractions of the starting price; one entry per point, the smallest shock
/// first. Two points with nearly the same shock are the two edges of a cliff.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Fragility {
    /// The shock.
    pub shock_ratio: Vec<f64>,
    /// Where it lands.
    pub final_ratio: Vec<f64>,
    /// Base liquidated over what the side held.
    pub liquidated_share: Vec<f64>,
    /// Where the market breaks; `None` when no shock of the curve does.
    pub breaking_point: Option<BreakingPoint>,
    /// How much larger than the scenario's shock the breaking one is, fraction of the starting price; negative when the
    /// scenario is beyond it.
    pub distance: Option<f64>,
}

/// Landings of shocks of one direction.
struct Lander<'a> {
    prepared: &'a Prepared,
    ladders: &'a Ladders,
    start: f64,
    sign: f64,
    /// Way to the first trigger; infinite when there is nobody.
    first: f64,
}

impl Lander<'_> {
    #[inline(never)]
    fn point(&self, shock: f64) -> Point {
        let landing = self.ladders.landing(self.prepared, self.sign * shock);
        Point {
            shock,
            fall: self.fall(landing.price),
            share: landing.liquidated_share,
            count: landing.liquidated_count,
        }
    }

    /// `true` where forced orders more than double the way beyond the first trigger, and by an amount worth the name.
    fn is_doubled(&self, shock: f64, fall: f64) -> bool {
        fall - self.first > AMPLIFICATION * (shock - self.first) && fall - shock >= LEAST_EXTRA
    }

    /// Way from the start in the direction of the shock, fraction.
    fn fall(&self, price: f64) -> f64 {
        self.sign * (price / self.start - 1.0)
    }
}

/// A point of a curve, in the direction of the shock: larger is worse.
#[derive(Debug, Clone, Copy)]
struct Point {
    shock: f64,
    fall: f64,
    share: f64,
    count: u32,
}

impl Point {
    /// What forced orders add.
    fn extra(&self) -> f64 {
        self.fall - self.shock
    }
}

/// A jump of the landing.
#[derive(Debug, Clone, Copy)]
struct Jump {
    shock: f64,
    before: f64,
    after: f64,
    count: u32,
}

impl Jump {
    fn size(&self) -> f64 {
        self.after - self.before
    }

    fn is_cliff(&self) -> bool {
        self.size() >= LEAST_EXTRA && self.size() >= CLIFF_SHARE * self.shock
    }
}

/// What a walk along the shocks finds.
struct Found {
    /// Points of the curve, in any order.
    points: Vec<Point>,
    /// The widest jump that is a cliff.
    cliff: Option<Jump>,
    /// The smallest shock that doubles.
    slope: Option<f64>,
}

impl Fragility {
    /// The curve in the direction of the scenario's shock with at most `points` points (at most [`MOST_POINTS`]).
    /// Where no ladder applies it takes 48 runs of the engine and 20 more to narrow down the largest jump.
    /// `None` when the scenario has no shock whose ratio can change.
    #[must_use]
    pub fn new(prepared: &Prepared, ladders: &Ladders, points: usize) -> Option<Self> {
        let (Shock::PriceGap { market, ratio, .. } | Shock::Ramp { market, ratio, .. }) =
            prepared.scenario().shock
        else {
            return None;
        };
        let parts = &prepared.markets()[market];
        let (crowd, sign) = if ratio > 0.0 {
            (&parts.shorts, 1.0)
        } else {
            (&parts.longs, -1.0)
        };
        let mut lander = Lander {
            prepared,
            ladders,
            start: parts.impact.start_price,
            sign,
            first: f64::INFINITY,
        };
        if let Some(&trigger) = crowd.trigger_price.first() {
            lander.first = lander.fall(trigger).max(0.0);
        }
        let points = points.clamp(LEAST_POINTS, MOST_POINTS);
        let ladder = ladders.of(prepared, ratio > 0.0);
        let found = match ladder {
            Some(ladder) if ladder.has_breaks() => by_breaks(&lander, ladder, points, ratio.abs()),
            Some(_) => by_points(&lander, points - 2, 2 * NARROWING_RUNS, ratio.abs()),
            None => {
                let points = points.min(POINTS_BY_RUNS);
                by_points(&lander, points, NARROWING_RUNS, ratio.abs())
            }
        };
        let breaking_point = found
            .cliff
            .map(|jump| (BreakKind::Cliff, jump.shock, jump.before, jump.after))
            .or_else(|| {
                let point = lander.point(found.slope?);
                Some((BreakKind::Slope, point.shock, point.fall, point.fall))
            })
            .map(|(kind, shock, before, after)| BreakingPoint {
                shock_ratio: sign * shock,
                kind,
                before_ratio: sign * before,
                after_ratio: sign * after,
            });
        let mut curve = Self {
            distance: breaking_point.map(|found| found.shock_ratio.abs() - ratio.abs()),
            breaking_point,
            ..Self::default()
        };
        let mut points = found.points;
        let order = |a: &Point, b: &Point| a.shock.total_cmp(&b.shock);
        crate::sort::sort_by(&mut points, &order);
        for point in points {
            curve.shock_ratio.push(sign * point.shock);
            curve.final_ratio.push(sign * point.fall);
            curve.liquidated_share.push(point.share);
        }
        Some(curve)
    }
}

/// Evenly spaced shocks from nothing to `end`.
fn grid(end: f64, count: usize) -> Vec<f64> {
    #[allow(clippy::cast_precision_loss, reason = "a few hundred points")]
    let at = |index: usize| end * index as f64 / (count - 1) as f64;
    (0..count).map(at).collect()
}

/// The curve from the exact steps of a ladder.
fn by_breaks(lander: &Lander<'_>, ladder: &Ladder, points: usize, shock: f64) -> Found {
    let most = points / (2 * EDGE_SHARE);
    let mut jumps: Vec<Jump> = Vec::new();
    let mut cliff: Option<Jump> = None;
    let mut slope = None;
    let mut end = FARTHEST_END;
    for Break {
        ratio,
        before,
        after,
    } in ladder.breaks()
    {
        let at = lander.sign * (ratio - 1.0);
        if at.is_nan() || at > FARTHEST_END {
            break;
        }
        if at <= 0.0 {
            continue;
        }
        let jump = Jump {
            shock: at,
            before: lander.fall(ladder.price(ratio, before)),
            after: lander.fall(ladder.price(ratio, after)),
            count: u32::try_from(after).unwrap_or(u32::MAX),
        };
        if jump.is_cliff() && cliff.is_none_or(|widest| jump.size() > widest.size()) {
            cliff = Some(jump);
        }
        if jump.size() >= LEAST_EXTRA {
            // The widest get both their edges drawn.
            jumps.push(jump);
            if jumps.len() > most {
                let mut least = 0;
                for index in 1..jumps.len() {
                    if jumps[index].size() < jumps[least].size() {
                        least = index;
                    }
                }
                jumps.swap_remove(least);
            }
        }
        if slope.is_none() && lander.is_doubled(at, jump.after) {
            slope = Some(at * (1.0 + EDGE));
        }
        if ladder.share(after) >= END_SHARE {
            end = at;
            break;
        }
    }
    let end = (1.25 * end)
        .max(2.0 * shock)
        .clamp(NEAREST_END, FARTHEST_END);
    let mut shocks = grid(end, points - 2 * jumps.len());
    for jump in jumps.iter_mut().chain(&mut cliff) {
        let edge = triggering(lander, jump.shock, jump.count);
        jump.shock = edge.shock;
        jump.after = edge.fall;
    }
    for jump in &jumps {
        shocks.extend([jump.shock * (1.0 - EDGE), jump.shock]);
    }
    Found {
        points: shocks.iter().map(|&shock| lander.point(shock)).collect(),
        cliff,
        slope,
    }
}

/// Distance of the near edge of a cliff from its far edge, relative to the shock.
const EDGE: f64 = 1e-9;

/// The smallest shock from `at` on that takes `count`: rounding may put the critical value a hair to either side.
fn triggering(lander: &Lander<'_>, at: f64, count: u32) -> Point {
    let mut step = f64::EPSILON;
    let mut point = lander.point(at);
    while point.count < count && step < EDGE {
        point = lander.point(at * (1.0 + step));
        step *= 2.0;
    }
    point
}

/// The curve from landings on a grid; the widest jump between two of them is narrowed down.
fn by_points(lander: &Lander<'_>, points: usize, narrowing: usize, shock: f64) -> Found {
    let shocks = grid(
        (2.0 * shock).clamp(NEAREST_END_BY_RUNS, FARTHEST_END),
        points,
    );
    let mut points: Vec<Point> = shocks.iter().map(|&shock| lander.point(shock)).collect();
    let doubled = points
        .iter()
        .find(|point| lander.is_doubled(point.shock, point.fall));
    let slope = doubled.map(|point| point.shock);
    let (mut near, mut far) = (points[0], points[0]);
    for pair in points.windows(2) {
        if pair[1].extra() - pair[0].extra() > far.extra() - near.extra() {
            (near, far) = (pair[0], pair[1]);
        }
    }
    for _ in 0..narrowing {
        let middle = lander.point(0.5 * (near.shock + far.shock));
        if middle.extra() - near.extra() > far.extra() - middle.extra() {
            far = middle;
        } else {
            near = middle;
        }
    }
    points.extend([near, far]);
    let jump = Jump {
        shock: far.shock,
        before: near.fall,
        after: far.fall,
        count: far.count,
    };
    Found {
        points,
        cliff: Some(jump).filter(Jump::is_cliff),
        slope,
    }
}

/// Landings of every combination of depth and shock, row by row: one row per depth.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Phase {
    /// Where it lands, signed fraction of the starting price.
    pub final_ratio: Vec<f64>,
    /// Base liquidated over what the side held.
    pub liquidated_share: Vec<f64>,
}

/// Landings over depth factors and shocks: one pass over the crowd per depth and direction, or runs of the engine where
/// no ladder applies.
#[must_use]
pub fn phase(prepared: &Prepared, depth_factors: &[f64], shock_ratios: &[f64]) -> Phase {
    let start = prepared.markets()[prepared.scenario().shock.market()]
        .impact
        .start_price;
    let mut phase = Phase::default();
    for &factor in depth_factors {
        let ladders = Ladders::with_depth(factor);
        for &ratio in shock_ratios {
            let landing = ladders.landing(prepared, ratio);
            phase.final_ratio.push(landing.price / start - 1.0);
            phase.liquidated_share.push(landing.liquidated_share);
        }
    }
    phase
}
