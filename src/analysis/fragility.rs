//! How far every shock goes: the fragility curve, the breaking point, and landings over depth and shock.

use super::ladder::{Break, Ladder, Ladders};
use crate::engine::Prepared;
use crate::scenario::model::Shock;
use std::collections::BTreeMap;

/// Most points of a curve.
pub const MOST_POINTS: usize = 512;

/// Fewest points of a curve.
pub const LEAST_POINTS: usize = 16;

/// Points of a curve where every point costs a run of the engine.
const POINTS_BY_RUNS: usize = 44;

/// Landings that narrow down a jump between two points; the width of a cliff shrinks by half with each.
const NARROWING: usize = 40;

/// The same where each costs a run.
const NARROWING_RUNS: usize = 20;

/// Landings that narrow down where doubling begins or ends.
const EDGE_NARROWING: usize = 30;

/// The same where each costs a run: to a four thousandth of the spacing of the points.
const EDGE_NARROWING_RUNS: usize = 12;

/// Steep places between two points that are looked at more closely, in the order in which shocks meet them.
const MOST_STEEP: usize = 3;

/// Most stretches of doubling whose ends are narrowed down; a crowd of a few has a stretch for each of them.
const MOST_STRETCHES: usize = 3;

/// Share of a curve's points spent on the edges of its cliffs.
const EDGE_SHARE: usize = 4;

/// Least extra fall that counts as breaking, fraction of the starting price. Below it one large trader looks like
/// a crowd.
pub const LEAST_EXTRA: f64 = 0.005;

/// A jump is a cliff from this share of the shock on at which it happens.
pub const CLIFF_SHARE: f64 = 0.25;

/// How many times the shock the worst price must lie away to call the shock doubled.
pub const DOUBLED: f64 = 2.0;

/// Two stretches of doubling that are no further apart than this are told as one, fraction of the starting price: the
/// tenth of a per cent that a shock is set by.
const STRETCH_GAP: f64 = 1e-3;

/// Shocks below the spacing of the points that are tried as well: a market may break from nearly nothing.
const SMALL: [f64; 4] = [0.0005, TINY, 0.002, 0.005];

/// A shock that is next to nothing.
pub const TINY: f64 = 0.001;

/// Curves reach at least this far, fraction of the starting price.
const NEAREST_END: f64 = 0.1;

/// Curves reach at most this far.
const FARTHEST_END: f64 = 0.6;

/// Gaps in a stretch of doubling that are narrower are not told, fraction of the starting price: a tenth of what a
/// stretch is told by. In a crowd of many each trader makes one.
const LEAST_GAP: f64 = 1e-4;

/// How far doubling is looked for, and where every landing is a run, jumps as well: as far as the page lets a shock go.
/// Not farther where the scenario's shock is larger, since what breaks is a fact of the market and not of that shock.
const REACH: f64 = 0.3;

/// Shocks tried for that by a ladder whose steps are not known: one for each tenth of a per cent.
const POINTS_BY_LADDER: usize = 301;

/// Shocks drawn between that and the end of a curve.
const POINTS_BEYOND: usize = 24;

/// Share of the side that must have fallen where a curve ends, unless it reaches the farthest end first.
const END_SHARE: f64 = 0.9;

/// What breaks at the breaking point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BreakKind {
    /// The outcome jumps: a hair more of shock, and the price falls much further.
    Cliff,
    /// No jump, but from here on forced orders more than double the shock.
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

/// A place where the market breaks.
///
/// - A cliff: the worst price jumps by at least [`LEAST_EXTRA`] of the starting price and [`CLIFF_SHARE`] of the shock.
/// - A slope: forced orders begin to double the shock ([`DOUBLED`]) and add at least [`LEAST_EXTRA`]. The least
///   addition matters: by the square-root law any touch is amplified without bound, and so is a single trader at the
///   first trigger.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BreakingPoint {
    /// Smallest shock that breaks, signed fraction of the starting price; a run with it does.
    pub shock_ratio: f64,
    /// What happens there.
    pub kind: BreakKind,
    /// Worst price of a shock just short of it, signed fraction of the starting price.
    pub before_ratio: f64,
    /// Worst price of this shock.
    pub after_ratio: f64,
}

/// Shocks that forced orders more than double, from the smallest to the largest; signed fractions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stretch {
    /// Smallest shock of it.
    pub from_ratio: f64,
    /// Largest shock of it.
    pub to_ratio: f64,
    /// Whether it goes on as far as was looked, to 30 %.
    pub is_open: bool,
    /// Whether some shocks inside of it are not doubled: gaps of 0.01 % to 0.1 %. Wider ones part two stretches,
    /// narrower ones are left out.
    pub has_gaps: bool,
}

/// Where shocks of one direction land. Signed fractions of the starting price; one entry per point, the smallest shock
/// first. Two points with nearly the same shock are the two edges of a cliff.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Fragility {
    /// The shock.
    pub shock_ratio: Vec<f64>,
    /// Where it lands.
    pub final_ratio: Vec<f64>,
    /// The worst price on the way; where nothing recovers, the landing.
    pub worst_ratio: Vec<f64>,
    /// Base liquidated over what the side held.
    pub liquidated_share: Vec<f64>,
    /// The first place that a growing shock meets where the market breaks; `None` when no shock of the curve does.
    pub breaking_point: Option<BreakingPoint>,
    /// The cliff with the widest jump, where it is another than the first.
    pub widest: Option<BreakingPoint>,
    /// Which shocks up to 30 % forced orders more than double.
    pub doubled: Vec<Stretch>,
    /// Distance of the shocks that were tried for that, fraction of the starting price: between two of them it may be
    /// otherwise. `None` where every shock is known.
    pub tried_every: Option<f64>,
    /// Worst price of a shock of [`TINY`].
    pub tiny_ratio: Option<f64>,
    /// How much larger than the scenario's shock the breaking one is, fraction of the starting price; negative when the
    /// scenario is beyond it.
    pub distance: Option<f64>,
}

/// A point of a curve, in the direction of the shock: larger is worse.
#[derive(Debug, Clone, Copy)]
struct Point {
    shock: f64,
    fall: f64,
    worst: f64,
    share: f64,
    count: u32,
}

impl Point {
    /// What forced orders add at worst.
    fn extra(&self) -> f64 {
        self.worst - self.shock
    }

    fn is_doubled(&self) -> bool {
        self.worst > DOUBLED * self.shock && self.extra() >= LEAST_EXTRA
    }
}

/// A jump of the worst price.
#[derive(Debug, Clone, Copy)]
struct Jump {
    shock: f64,
    before: f64,
    after: f64,
    count: u32,
}

impl Jump {
    fn between(near: Point, far: Point) -> Self {
        Self {
            shock: far.shock,
            before: near.worst,
            after: far.worst,
            count: far.count,
        }
    }

    fn size(&self) -> f64 {
        self.after - self.before
    }

    fn is_cliff(&self) -> bool {
        self.size() >= LEAST_EXTRA && self.size() >= CLIFF_SHARE * self.shock
    }
}

/// What one pass over the exact steps of a ladder tells before any shock is tried.
#[derive(Debug, Clone)]
struct Steps {
    /// The widest jumps: both their edges are drawn.
    jumps: Vec<Jump>,
    first: Option<Jump>,
    widest: Option<Jump>,
    end: f64,
    /// What is doubled, where the steps tell it of every shock.
    doubled: Option<Vec<Span>>,
}

/// Shocks that are doubled, sizes.
#[derive(Debug, Clone, Copy)]
struct Span {
    from: f64,
    to: f64,
    has_gaps: bool,
    /// Positions that its first shock closes, where it begins with a step.
    count: Option<u32>,
    /// Worst price of its first shock.
    worst: f64,
}

impl Span {
    /// Adds shocks beyond all that are known, to the last stretch where they are close to it.
    fn add(found: &mut Vec<Self>, next: Self) {
        match found.last_mut() {
            Some(last) if next.from - last.to <= STRETCH_GAP => {
                last.has_gaps |= next.has_gaps || next.from - last.to > LEAST_GAP;
                last.to = next.to;
            }
            _ => found.push(next),
        }
    }
}

/// Looks for the breaking point a few landings at a time, so that others can be served in between. What it finds does
/// not depend on how it is cut up.
#[derive(Debug)]
pub struct Search {
    points: usize,
    steps: Option<Steps>,
    is_searched: bool,
    sign: f64,
    shock: f64,
    start: f64,
    /// Landings so far, by the bits of the shock: those of numbers above nought are in their order.
    known: BTreeMap<u64, Point>,
    most: usize,
}

/// Landings of shocks in the direction of the search: those that are known, and at most `left` more.
struct Lander<'a> {
    prepared: &'a Prepared,
    ladders: &'a Ladders,
    search: &'a mut Search,
    left: usize,
}

impl Lander<'_> {
    /// `None`: it would be one more than were granted.
    #[inline(never)]
    fn point(&mut self, shock: f64) -> Option<Point> {
        let key = shock.to_bits();
        if let Some(&point) = self.search.known.get(&key) {
            return Some(point);
        }
        self.left = self.left.checked_sub(1)?;
        let Search { sign, start, .. } = *self.search;
        let landing = self.ladders.landing(self.prepared, sign * shock);
        let way = |price: f64| sign * (price / start - 1.0);
        let point = Point {
            shock,
            fall: way(landing.price),
            worst: way(landing.worst_price),
            share: landing.liquidated_share,
            count: landing.liquidated_count,
        };
        self.search.known.insert(key, point);
        Some(point)
    }

    /// Between two points, the narrowest pair that keeps what `is_far` says of the second.
    fn narrowed(
        &mut self,
        (mut near, mut far): (Point, Point),
        times: usize,
        is_far: impl Fn(Point, Point, Point) -> bool,
    ) -> Option<(Point, Point)> {
        for _ in 0..times {
            let at = 0.5 * (near.shock + far.shock);
            if at <= near.shock || at >= far.shock {
                break;
            }
            let middle = self.point(at)?;
            if is_far(near, middle, far) {
                far = middle;
            } else {
                near = middle;
            }
        }
        Some((near, far))
    }
}

impl Search {
    /// Of the curve in the direction of the scenario's shock with about `points` points (at most [`MOST_POINTS`]).
    /// `None` when the scenario has no one shock whose ratio can change.
    #[must_use]
    pub fn new(prepared: &Prepared, points: usize) -> Option<Self> {
        let scenario = prepared.scenario();
        let (Shock::PriceGap { market, ratio, .. } | Shock::Ramp { market, ratio, .. }) =
            scenario.shock
        else {
            return None;
        };
        // Of a factor only what follows it as it is falls by what the shock says.
        if !scenario.more_shocks.is_empty() || scenario.shock.beta(market) != Some(1.0) {
            return None;
        }
        Some(Self {
            points: points.clamp(LEAST_POINTS, MOST_POINTS),
            steps: None,
            is_searched: false,
            sign: if ratio > 0.0 { 1.0 } else { -1.0 },
            shock: ratio.abs(),
            start: prepared.markets()[market].impact.start_price,
            known: BTreeMap::new(),
            most: 0,
        })
    }

    /// Share of the landings that is done, below 1.
    #[must_use]
    pub fn share_done(&self) -> f64 {
        #[allow(clippy::cast_precision_loss, reason = "a few hundred landings")]
        let share = self.known.len() as f64 / self.most.max(1) as f64;
        share.min(0.99)
    }

    /// Tries at most `landings` more shocks; the curve, once it is found.
    pub fn advance(
        &mut self,
        prepared: &Prepared,
        ladders: &Ladders,
        landings: usize,
    ) -> Option<Fragility> {
        let ladder = ladders.of(prepared, self.sign > 0.0);
        if !self.is_searched {
            self.is_searched = true;
            let exact = ladder.filter(|ladder| ladder.has_breaks());
            self.steps = exact.map(|ladder| Steps::of(ladder, self.sign, self.points));
        }
        let mut lander = Lander {
            prepared,
            ladders,
            search: self,
            left: landings,
        };
        lander.find(ladder.is_some())
    }
}

impl Steps {
    /// One pass over all of them.
    fn of(ladder: &Ladder, sign: f64, points: usize) -> Self {
        let most = points / (2 * EDGE_SHARE);
        let way = |ratio: f64, count: usize| {
            sign * (ladder.price(ratio, count) / ladder.start_price() - 1.0)
        };
        let mut found = Self {
            jumps: Vec::new(),
            first: None,
            widest: None,
            end: FARTHEST_END,
            doubled: doubled(ladder, sign),
        };
        for Break {
            ratio,
            before,
            after,
        } in ladder.breaks()
        {
            let at = sign * (ratio - 1.0);
            if at.is_nan() || at > FARTHEST_END {
                break;
            }
            if at <= 0.0 {
                continue;
            }
            let jump = Jump {
                shock: at,
                before: way(ratio, before),
                after: way(ratio, after),
                count: u32::try_from(after).unwrap_or(u32::MAX),
            };
            if jump.is_cliff() {
                found.first = found.first.or(Some(jump));
                if found
                    .widest
                    .is_none_or(|widest| jump.size() > widest.size())
                {
                    found.widest = Some(jump);
                }
            }
            if jump.size() >= LEAST_EXTRA {
                found.jumps.push(jump);
                if found.jumps.len() > most {
                    let mut least = 0;
                    for index in 1..found.jumps.len() {
                        if found.jumps[index].size() < found.jumps[least].size() {
                            least = index;
                        }
                    }
                    found.jumps.swap_remove(least);
                }
            }
            if ladder.share(after) >= END_SHARE {
                found.end = at;
                break;
            }
        }
        found
    }
}

/// What is doubled, from the steps of a ladder alone: every shock up to [`REACH`] is looked at. Between two steps nobody
/// more falls, the worst price is a straight line over the shock, and what has to be passed for doubling is two straight
/// lines: the doubled shocks of a step are those between two ends. `None` where the ladder does not tell a step: the other
/// side is forced to trade as well, or the market runs out of orders.
fn doubled(ladder: &Ladder, sign: f64) -> Option<Vec<Span>> {
    let way = |at: f64, count: usize| {
        sign * (ladder.price(1.0 + sign * at, count) / ladder.start_price() - 1.0)
    };
    let mut found = Vec::new();
    let mut breaks = ladder.breaks().peekable();
    while let Some(step) = breaks.next() {
        let at = |step: &Break| sign * (step.ratio - 1.0);
        let next = breaks.peek().map_or(REACH, at);
        let (from, to) = (at(&step).max(0.0), next.min(REACH));
        if from >= REACH {
            break;
        }
        // Narrower steps cannot be told from rounding.
        if to.is_nan() || to - from <= EDGE * to {
            continue;
        }
        ladder.fallen(1.0 + sign * 0.5 * (from + to))?;
        let worst = [from, to].map(|shock| way(shock, step.after));
        let (mut near, mut far) = (from, to);
        for [first, last] in [
            [worst[0] - DOUBLED * from, worst[1] - DOUBLED * to],
            [worst[0] - from - LEAST_EXTRA, worst[1] - to - LEAST_EXTRA],
        ] {
            let root = from + (to - from) * first / (first - last);
            match (first > 0.0, last > 0.0) {
                (true, true) => {}
                (true, false) => far = far.min(root),
                (false, true) => near = near.max(root),
                (false, false) => far = f64::NEG_INFINITY,
            }
        }
        if far > near {
            let count = (near <= from).then(|| u32::try_from(step.after).unwrap_or(u32::MAX));
            let worst = way(near, step.after);
            Span::add(
                &mut found,
                Span {
                    from: near,
                    to: far,
                    has_gaps: false,
                    count,
                    worst,
                },
            );
        }
    }
    Some(found)
}

impl Fragility {
    /// The curve in the direction of the scenario's shock with about `points` points (at most [`MOST_POINTS`]).
    /// Where no ladder applies it takes at most some hundred runs of the engine. `None` when the scenario has no one
    /// shock whose ratio can change.
    #[must_use]
    pub fn new(prepared: &Prepared, ladders: &Ladders, points: usize) -> Option<Self> {
        Search::new(prepared, points)?.advance(prepared, ladders, usize::MAX)
    }
}

/// Evenly spaced shocks from nothing to `end`.
fn grid(end: f64, count: usize) -> Vec<f64> {
    #[allow(clippy::cast_precision_loss, reason = "a few hundred points")]
    let at = |index: usize| end * index as f64 / (count.max(2) - 1) as f64;
    (0..count).map(at).collect()
}

/// Distance of the near edge of a cliff from its far edge, relative to the shock.
const EDGE: f64 = 1e-9;

impl Lander<'_> {
    /// Everything, or `None` when the landings that were granted are used up.
    fn find(&mut self, has_ladder: bool) -> Option<Fragility> {
        let (steps, shock) = (self.search.steps.clone(), self.search.shock);
        let narrowing = if has_ladder {
            NARROWING
        } else {
            NARROWING_RUNS
        };
        let edge_narrowing = if has_ladder {
            EDGE_NARROWING
        } else {
            EDGE_NARROWING_RUNS
        };
        let exact = steps.as_ref().and_then(|steps| steps.doubled.clone());
        let tried = match (&exact, has_ladder) {
            (Some(_), _) => 0,
            (None, true) => POINTS_BY_LADDER,
            (None, false) => POINTS_BY_RUNS,
        };
        let far_end = match &steps {
            Some(steps) => (1.25 * steps.end).max(NEAREST_END),
            None => REACH,
        };
        let end = far_end.max(2.0 * shock).min(FARTHEST_END);
        let edges = steps.as_ref().map_or(0, |steps| 2 * steps.jumps.len());
        // The scenario's own shock, two edges of two cliffs, both ends of some stretches.
        let least = SMALL.len() + 1 + 4 + 2 * MOST_STRETCHES;
        let drawn = if has_ladder {
            self.search
                .points
                .saturating_sub(edges + least + tried)
                .max(2)
        } else {
            POINTS_BEYOND
        };
        self.search.most = tried + drawn + edges + least + 2 * narrowing + 2 * edge_narrowing;
        // What is tried for the facts of the market does not depend on the scenario's shock; what is drawn does.
        let mut points = Vec::new();
        if tried > 0 {
            for shock in grid(REACH, tried).into_iter().chain(SMALL) {
                points.push(self.point(shock)?);
            }
        }
        let (mut first, mut widest) = (None, None);
        if let Some(steps) = &steps {
            for jump in &steps.jumps {
                let edge = self.triggering(jump.shock, jump.count)?;
                points.push(edge);
                points.push(self.point(edge.shock * (1.0 - EDGE))?);
            }
            for (place, jump) in [(&mut first, steps.first), (&mut widest, steps.widest)] {
                let Some(jump) = jump else { continue };
                let far = self.triggering(jump.shock, jump.count)?;
                let near = self.point(far.shock * (1.0 - EDGE))?;
                points.extend([near, far]);
                *place = Some(Jump::between(near, far)).filter(Jump::is_cliff);
            }
        } else {
            sort(&mut points);
            (first, widest) = self.steep(&mut points, narrowing)?;
        }
        sort(&mut points);
        let doubled = match exact {
            Some(mut spans) => {
                if let Some(first) = spans.first_mut()
                    && let Some(count) = first.count
                {
                    let point = self.triggering(first.from, count)?;
                    (first.from, first.worst) = (point.shock, point.worst);
                }
                spans
            }
            None => self.stretches(&mut points, edge_narrowing)?,
        };
        let small = SMALL.into_iter().filter(|&small| small < end);
        let grid = if has_ladder {
            grid(end, drawn)
        } else if end > REACH {
            let more = grid(end - REACH, drawn).into_iter();
            more.map(|more| REACH + more).collect()
        } else {
            Vec::new()
        };
        // The scenario's own shock as well, for its place on the curve.
        for shock in grid.into_iter().chain(small).chain([shock]) {
            points.push(self.point(shock)?);
        }
        points.retain(|point| point.shock <= end);
        sort(&mut points);
        let tiny = self.point(TINY)?;
        #[allow(clippy::cast_precision_loss, reason = "a few hundred points")]
        let tried_every = (tried > 0).then(|| REACH / (tried - 1) as f64);
        let curve = self.told(&points, (first, widest), doubled, tiny);
        Some(Fragility {
            tried_every,
            ..curve
        })
    }

    /// The smallest shock from `at` on that takes `count`: rounding may put the critical value a hair to either side.
    fn triggering(&mut self, at: f64, count: u32) -> Option<Point> {
        let mut step = f64::EPSILON;
        let mut point = self.point(at)?;
        while point.count < count && step < EDGE {
            point = self.point(at * (1.0 + step))?;
            step *= 2.0;
        }
        Some(point)
    }

    /// The first cliff and the widest one, where only points are known: the steep places between two of them are
    /// narrowed down.
    fn steep(
        &mut self,
        points: &mut Vec<Point>,
        narrowing: usize,
    ) -> Option<(Option<Jump>, Option<Jump>)> {
        let pairs: Vec<(Point, Point)> = points
            .windows(2)
            .map(|pair| (pair[0], pair[1]))
            .filter(|&(near, far)| {
                let more = far.extra() - near.extra();
                more >= 0.5 * LEAST_EXTRA && more >= 0.5 * CLIFF_SHARE * near.shock
            })
            .collect();
        let rise = |&(near, far): &(Point, Point)| far.extra() - near.extra();
        let steepest = pairs.iter().copied().reduce(|most, pair| {
            if rise(&pair) > rise(&most) {
                pair
            } else {
                most
            }
        });
        let (mut first, mut widest): (Option<Jump>, Option<Jump>) = (None, None);
        let nearest = pairs.into_iter().take(MOST_STEEP);
        for pair in nearest.chain(steepest) {
            let (near, far) = self.narrowed(pair, narrowing, |near, middle, far| {
                middle.extra() - near.extra() > far.extra() - middle.extra()
            })?;
            points.extend([near, far]);
            let jump = Jump::between(near, far);
            if !jump.is_cliff() {
                continue;
            }
            first = first.or(Some(jump));
            if widest.is_none_or(|widest| jump.size() > widest.size()) {
                widest = Some(jump);
            }
        }
        Some((first, widest))
    }

    /// Runs of points that are doubled, their ends narrowed down; `points` in their order.
    fn stretches(&mut self, points: &mut Vec<Point>, narrowing: usize) -> Option<Vec<Span>> {
        let last = points.len() - 1;
        let mut found = Vec::new();
        let mut more = Vec::new();
        let mut index = 0;
        while index <= last {
            if !points[index].is_doubled() {
                index += 1;
                continue;
            }
            let begin = index;
            while index < last && points[index + 1].is_doubled() {
                index += 1;
            }
            let (mut from, mut to) = (points[begin], points[index]);
            if found.len() < MOST_STRETCHES {
                if begin > 0 {
                    (_, from) =
                        self.narrowed((points[begin - 1], from), narrowing, |_, middle, _| {
                            middle.is_doubled()
                        })?;
                }
                if index < last {
                    (to, _) =
                        self.narrowed((to, points[index + 1]), narrowing, |_, middle, _| {
                            !middle.is_doubled()
                        })?;
                }
                more.extend([from, to]);
            }
            let next = Span {
                from: from.shock,
                to: to.shock,
                has_gaps: false,
                count: None,
                worst: from.worst,
            };
            Span::add(&mut found, next);
            index += 1;
        }
        points.extend(more);
        Some(found)
    }

    /// What was found, in signed fractions.
    fn told(
        &self,
        points: &[Point],
        (first, widest): (Option<Jump>, Option<Jump>),
        doubled: Vec<Span>,
        tiny: Point,
    ) -> Fragility {
        let Search { sign, shock, .. } = *self.search;
        let of = |kind: BreakKind, shock: f64, before: f64, after: f64| BreakingPoint {
            shock_ratio: sign * shock,
            kind,
            before_ratio: sign * before,
            after_ratio: sign * after,
        };
        let cliff = |jump: Jump| of(BreakKind::Cliff, jump.shock, jump.before, jump.after);
        let slope = || {
            let &Span { from, worst, .. } = doubled.first()?;
            Some(of(BreakKind::Slope, from, worst, worst))
        };
        let breaking_point = match (first, doubled.first()) {
            // Where doubling begins with a jump, the jump is what there is to tell.
            (Some(jump), Some(&Span { from, .. })) if jump.shock > from * (1.0 + 1e-6) => slope(),
            (Some(jump), _) => Some(cliff(jump)),
            (None, _) => slope(),
        };
        let widest = widest
            .map(cliff)
            .filter(|widest| Some(widest.shock_ratio) != breaking_point.map(|at| at.shock_ratio));
        let mut curve = Fragility {
            distance: breaking_point.map(|found| found.shock_ratio.abs() - shock),
            breaking_point,
            widest,
            tiny_ratio: Some(sign * tiny.worst),
            ..Fragility::default()
        };
        for span in doubled {
            curve.doubled.push(Stretch {
                from_ratio: sign * span.from,
                to_ratio: sign * span.to,
                is_open: span.to >= REACH,
                has_gaps: span.has_gaps,
            });
        }
        for point in points {
            curve.shock_ratio.push(sign * point.shock);
            curve.final_ratio.push(sign * point.fall);
            curve.worst_ratio.push(sign * point.worst);
            curve.liquidated_share.push(point.share);
        }
        curve
    }
}

/// By shock, each shock once.
fn sort(points: &mut Vec<Point>) {
    crate::sort::sort_by(points, &|a: &Point, b: &Point| a.shock.total_cmp(&b.shock));
    points.dedup_by(|a, b| a.shock.to_bits() == b.shock.to_bits());
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
