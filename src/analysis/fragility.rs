//! How far every shock goes: the fragility curve, the breaking point, and landings over depth and shock.

use super::ladder::{Break, Ladder, Ladders, Landing};
use crate::engine::Prepared;
use crate::population::crowd::Side;
use crate::scenario::model::Shock;

/// Most points of a curve.
pub const MOST_POINTS: usize = 512;

/// Fewest points of a curve.
pub const LEAST_POINTS: usize = 16;

/// Points of a curve where every point costs a run of the engine.
const POINTS_BY_RUNS: usize = 64;

/// Runs that narrow down the largest jump between two points; the width of a cliff shrinks by half with each.
const NARROWING_RUNS: usize = 24;

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

/// Landings of shocks of one direction, by ladder or by run.
struct Lander<'a> {
    prepared: &'a Prepared,
    ladder: Option<&'a Ladder>,
    start: f64,
    sign: f64,
}

impl Lander<'_> {
    fn landing(&self, shock: f64) -> Landing {
        let shock_ratio = self.sign * shock;
        match self.ladder {
            Some(ladder) => ladder.landing(self.prepared, shock_ratio),
            None => Landing::by_engine(self.prepared, shock_ratio, None),
        }
    }

    fn point(&self, shock: f64) -> Point {
        let landing = self.landing(shock);
        Point {
            shock,
            fall: self.fall(landing.price),
            shocked: self.fall(landing.shocked_price),
            share: landing.liquidated_share,
            count: landing.liquidated_count,
        }
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
    shocked: f64,
    share: f64,
    count: u32,
}

/// A jump of the landing.
#[derive(Debug, Clone, Copy)]
struct Jump {
    size: f64,
    shock: f64,
    before: f64,
    after: f64,
    count: u32,
}

impl Fragility {
    /// The curve in the direction of the scenario's shock with at most `points` points (at most [`MOST_POINTS`]).
    /// Where no ladder applies, 64 of them are runs of the engine and at most 24 more narrow down the largest jump.
    /// `None` when the scenario has no shock whose ratio can change.
    #[must_use]
    pub fn new(prepared: &Prepared, ladders: &Ladders, points: usize) -> Option<Self> {
        let (Shock::PriceGap { market, ratio, .. } | Shock::Ramp { market, ratio, .. }) =
            prepared.scenario().shock
        else {
            return None;
        };
        let parts = &prepared.markets()[market];
        let lander = Lander {
            prepared,
            ladder: ladders.of(prepared, ratio > 0.0),
            start: parts.impact.start_price,
            sign: if ratio > 0.0 { 1.0 } else { -1.0 },
        };
        let crowd = if ratio > 0.0 {
            &parts.shorts
        } else {
            &parts.longs
        };
        let first = crowd
            .trigger_price
            .first()
            .map(|&price| lander.fall(price).max(0.0));
        let points = points.clamp(LEAST_POINTS, MOST_POINTS);
        let exact = lander.ladder.filter(|ladder| ladder.has_breaks());
        let (curve, jump, slope) = match exact {
            Some(ladder) => by_breaks(&lander, ladder, first, points, ratio.abs()),
            None => by_points(&lander, first, points, ratio.abs()),
        };
        let signed = |value: f64| lander.sign * value;
        let breaking_point = jump
            .map(|jump| BreakingPoint {
                shock_ratio: signed(jump.shock),
                kind: BreakKind::Cliff,
                before_ratio: signed(jump.before),
                after_ratio: signed(jump.after),
            })
            .or_else(|| {
                slope.map(|point| BreakingPoint {
                    shock_ratio: signed(point.shock),
                    kind: BreakKind::Slope,
                    before_ratio: signed(point.fall),
                    after_ratio: signed(point.fall),
                })
            });
        Some(Self {
            shock_ratio: curve.iter().map(|point| signed(point.shock)).collect(),
            final_ratio: curve.iter().map(|point| signed(point.fall)).collect(),
            liquidated_share: curve.iter().map(|point| point.share).collect(),
            distance: breaking_point.map(|found| found.shock_ratio.abs() - ratio.abs()),
            breaking_point,
        })
    }
}

/// `true` where forced orders more than double the way beyond the first trigger, and by an amount worth the name.
fn is_doubled(first: f64, shocked: f64, fall: f64) -> bool {
    fall - first > AMPLIFICATION * (shocked - first) && fall - shocked >= LEAST_EXTRA
}

/// `true` where a jump counts as a cliff.
fn is_cliff(jump: &Jump) -> bool {
    jump.size >= LEAST_EXTRA && jump.size >= CLIFF_SHARE * jump.shock
}

/// Evenly spaced shocks from nothing to `end`.
fn grid(end: f64, count: usize) -> impl Iterator<Item = f64> {
    #[allow(clippy::cast_precision_loss, reason = "a few hundred points")]
    let step = end / (count - 1) as f64;
    (0_u32..)
        .take(count)
        .map(move |index| f64::from(index) * step)
}

type Found = (Vec<Point>, Option<Jump>, Option<Point>);

/// The curve from the exact steps of a ladder.
fn by_breaks(
    lander: &Lander<'_>,
    ladder: &Ladder,
    first: Option<f64>,
    points: usize,
    shock: f64,
) -> Found {
    let mut jumps: Vec<Jump> = Vec::new();
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
        let fall = |count| lander.fall(ladder.price(ratio, count));
        // The critical value is where the price stands at the trigger: no need to ask the law.
        let (from, to) = (fall(before), fall(after));
        let jump = Jump {
            size: to - from,
            shock: at,
            before: from,
            after: to,
            count: u32::try_from(after).unwrap_or(u32::MAX),
        };
        if jump.size >= LEAST_EXTRA {
            jumps.push(jump);
        }
        if slope.is_none() && first.is_some_and(|first| is_doubled(first, at, to)) {
            slope = Some(at);
        }
        if ladder.share(after) >= END_SHARE {
            end = at;
            break;
        }
    }
    let end = (1.25 * end)
        .max(2.0 * shock)
        .max(NEAREST_END)
        .min(FARTHEST_END);
    let cliff = widest(jumps.iter().copied().filter(is_cliff)).map(|jump| {
        let edge = triggering(lander, jump.shock, jump.count);
        Jump {
            shock: edge.shock,
            after: edge.fall,
            ..jump
        }
    });
    // The widest jumps get both their edges.
    crate::sort::sort_by(&mut jumps, &|a: &Jump, b: &Jump| b.size.total_cmp(&a.size));
    jumps.truncate(points / (2 * EDGE_SHARE));
    let mut curve: Vec<Point> = grid(end, points - 2 * jumps.len())
        .map(|shock| lander.point(shock))
        .collect();
    for jump in &jumps {
        let edge = triggering(lander, jump.shock, jump.count);
        curve.push(edge);
        curve.push(lander.point(jump.shock * (1.0 - EDGE)));
    }
    crate::sort::sort_by(&mut curve, &|a: &Point, b: &Point| {
        a.shock.total_cmp(&b.shock)
    });
    let slope = slope.map(|at| lander.point(at * (1.0 + EDGE)));
    (curve, cliff, slope)
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

/// The widest jump; of equally wide ones the first.
fn widest(jumps: impl Iterator<Item = Jump>) -> Option<Jump> {
    jumps.fold(None, |widest: Option<Jump>, jump| match widest {
        Some(widest) if widest.size >= jump.size => Some(widest),
        _ => Some(jump),
    })
}

/// The curve from landings on a grid; the widest jump between two of them is narrowed down.
fn by_points(lander: &Lander<'_>, first: Option<f64>, points: usize, shock: f64) -> Found {
    let (points, narrowing) = match lander.ladder {
        Some(_) => (points - 2, 2 * NARROWING_RUNS),
        None => (points.min(POINTS_BY_RUNS), NARROWING_RUNS),
    };
    let end = (2.0 * shock).clamp(0.3, FARTHEST_END);
    let mut curve: Vec<Point> = grid(end, points).map(|shock| lander.point(shock)).collect();
    let rise = |near: &Point, far: &Point| (far.fall - far.shock) - (near.fall - near.shock);
    let mut steepest = 0;
    for index in 1..curve.len() - 1 {
        if rise(&curve[index], &curve[index + 1]) > rise(&curve[steepest], &curve[steepest + 1]) {
            steepest = index;
        }
    }
    let (mut near, mut far) = (curve[steepest], curve[steepest + 1]);
    for _ in 0..narrowing {
        let middle = lander.point(0.5 * (near.shock + far.shock));
        if rise(&near, &middle) > rise(&middle, &far) {
            far = middle;
        } else {
            near = middle;
        }
    }
    let jump = Jump {
        size: far.fall - near.fall,
        shock: far.shock,
        before: near.fall,
        after: far.fall,
        count: far.count,
    };
    curve.splice(steepest + 1..steepest + 1, [near, far]);
    let doubled =
        |point: &Point| first.is_some_and(|first| is_doubled(first, point.shocked, point.fall));
    let slope = curve.iter().copied().find(doubled);
    (curve, Some(jump).filter(is_cliff), slope)
}

/// Landings of every combination of depth and shock, row by row: one row per depth.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Phase {
    /// Where it lands, signed fraction of the starting price.
    pub final_ratio: Vec<f64>,
    /// Base liquidated over what the side held.
    pub liquidated_share: Vec<f64>,
}

/// Landings over depth factors and shocks: one pass over the crowd per depth and direction, or runs of the engine where no ladder applies.
#[must_use]
pub fn phase(prepared: &Prepared, depth_factors: &[f64], shock_ratios: &[f64]) -> Phase {
    let start = prepared.markets()[prepared.scenario().shock.market()]
        .impact
        .start_price;
    let mut phase = Phase::default();
    for &factor in depth_factors {
        let of_side = |side: Side, is_needed: bool| {
            is_needed
                .then(|| Ladder::new(prepared, side, Some(factor)))
                .flatten()
        };
        let longs = of_side(Side::Long, shock_ratios.iter().any(|&ratio| ratio <= 0.0));
        let shorts = of_side(Side::Short, shock_ratios.iter().any(|&ratio| ratio > 0.0));
        for &ratio in shock_ratios {
            let ladder = if ratio > 0.0 { &shorts } else { &longs };
            let landing = ladder.as_ref().map_or_else(
                || Landing::by_engine(prepared, ratio, Some(factor)),
                |ladder| ladder.landing(prepared, ratio),
            );
            phase.final_ratio.push(landing.price / start - 1.0);
            phase.liquidated_share.push(landing.liquidated_share);
        }
    }
    phase
}
