//! Where the steps of a run end: after each tick and, where the outside follows a path, where it turns between two ticks.
//!
//! A wick of a minute inside a tick of an hour reaches whoever stands there, and each at the price of the turn that comes
//! first. A finer clock that met every point of a path would take a million ticks for a year of candles; between two turns
//! the outside only goes on. So a tick is divided exactly where the outside turns, and a run that ends inside a tick is
//! played to its end. The lowest and the highest point of a tick that its ends do not reach always divide it; of all other
//! turns, where they are more than a run may cost, the largest swings do. Who is reached inside a step trades at its end, so a
//! path may also say how far it goes at once: then steep ticks are divided evenly. Runs without a path keep their ticks.

use super::contract::{MAX_RECORDS, MAX_TICKS, MAX_WORK};
use super::model::{Shock, ValidScenario};
use super::shocks::followed;
use super::work::work;
use crate::clock::Clock;
use crate::math::{exp, ln};
use crate::sort::sort_by;

/// A point of a path this part of a tick away from the end of a step is met by that step: a rounding error of the clock
/// must not cost a step.
const NEAR: f64 = 1e-9;

/// Most steps at turns that are neither the lowest nor the highest point of a tick.
const MAX_TURNS: f64 = 20_000.0;

/// Most work of these steps: a tenth of what a run may cost.
const MAX_TURN_WORK: f64 = 0.1 * MAX_WORK;

/// The steps of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Steps {
    clock: Clock,
    /// Tick (the first is 0) and time in seconds, rising: where a tick is divided.
    divisions: Vec<(u32, f64)>,
    /// Where ticks could be divided besides, and the swing that ends there.
    turns: Vec<Turn>,
    has_path: bool,
}

/// Where the outside changes its direction inside a tick.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Turn {
    tick: u32,
    time_s: f64,
    /// How far the outside goes from here and back, or came.
    swing: f64,
}

/// Where a run stands between two steps; at first at nought.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Place {
    /// Ticks that are over.
    tick: u32,
    /// Divisions that are over.
    division: usize,
    /// Seconds since the start.
    pub time_s: f64,
}

impl Steps {
    /// The steps of a run. An instant run has none.
    #[must_use]
    pub fn of(scenario: &ValidScenario) -> Self {
        let shocks: Vec<&Shock> = scenario.shocks().collect();
        let mut steps = Self::least(scenario.clock, &shocks);
        let work = work(scenario);
        #[allow(clippy::cast_precision_loss, reason = "a few markets")]
        let markets = scenario.markets.len() as f64;
        // Never so many that a run which is allowed without them is not.
        let most = MAX_TICKS
            .min(MAX_RECORDS / markets)
            .min((MAX_WORK - work.payments) / work.a_tick);
        let room = (most - steps.count())
            .min(MAX_TURNS)
            .min(MAX_TURN_WORK / work.a_tick);
        let before = steps.divisions.len();
        steps.divide_at_turns(room);
        #[allow(clippy::cast_precision_loss, reason = "at most some ten thousand")]
        let taken = (steps.divisions.len() - before) as f64;
        steps.divide_where_steep(&shocks, room - taken);
        steps
    }

    /// The steps that a run with these shocks has at least: ticks, and the lowest and the highest point of each.
    #[must_use]
    pub fn least(clock: Clock, shocks: &[&Shock]) -> Self {
        let is_path = |shock: &&&Shock| matches!(shock, Shock::Path { .. });
        let mut steps = Self {
            clock,
            divisions: Vec::new(),
            turns: Vec::new(),
            has_path: shocks.iter().any(|shock| is_path(&shock)),
        };
        let mut done = Vec::new();
        for shock in shocks.iter().filter(is_path) {
            if done.contains(&shock.market()) {
                continue;
            }
            done.push(shock.market());
            steps.divide(shock.market(), shocks);
        }
        if done.len() > 1 {
            steps.in_order();
        }
        steps
    }

    /// Brings divisions into the order of time; of two at one moment one stays.
    fn in_order(&mut self) {
        let near_s = self.near_s();
        sort_by(&mut self.divisions, &|a: &(u32, f64), b: &(u32, f64)| {
            a.1.total_cmp(&b.1)
        });
        self.divisions
            .dedup_by(|next, kept| next.1 - kept.1 <= near_s);
    }

    /// Divides ticks at turns, at most at `room` of them: those of the largest swings.
    fn divide_at_turns(&mut self, room: f64) {
        let near_s = self.near_s();
        let mut turns = std::mem::take(&mut self.turns);
        turns.retain(|turn| {
            let after = self
                .divisions
                .partition_point(|division| division.1 < turn.time_s - near_s);
            self.divisions
                .get(after)
                .is_none_or(|division| division.1 > turn.time_s + near_s)
        });
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "not negative, and at most some ten thousand"
        )]
        let room = room.max(0.0) as usize;
        if turns.len() > room {
            sort_by(&mut turns, &|a: &Turn, b: &Turn| {
                b.swing
                    .total_cmp(&a.swing)
                    .then(a.time_s.total_cmp(&b.time_s))
            });
            turns.truncate(room);
        }
        if !turns.is_empty() {
            self.divisions
                .extend(turns.iter().map(|turn| (turn.tick, turn.time_s)));
            self.in_order();
        }
    }

    /// Divides ticks where a path goes further than it says that it does at once, at most at `room` moments.
    fn divide_where_steep(&mut self, shocks: &[&Shock], room: f64) {
        let (tick_s, duration_s) = self.ticks();
        let near_s = self.near_s();
        let mut steep = Vec::new();
        for shock in shocks {
            let Shock::Path {
                points,
                largest_step: Some(largest),
                ..
            } = shock
            else {
                continue;
            };
            for pair in points.windows(2) {
                let [(from_s, from), (to_s, to)] = [pair[0], pair[1]];
                let (end_s, length_s) = (to_s.min(duration_s), to_s - from_s);
                let steps = ln(to / from).abs() / ln(1.0 + largest);
                if end_s - from_s > near_s && steps * tick_s > length_s {
                    steep.push((from_s, end_s, steps * ((end_s - from_s) / length_s)));
                }
            }
        }
        let all: f64 = steep.iter().map(|stretch| stretch.2).sum();
        let longer = (room / all).min(1.0);
        let mut divisions = Vec::new();
        for (from_s, end_s, steps) in steep {
            let count = (steps * longer).floor();
            for number in 1..=whole(count) {
                let time_s = from_s + (end_s - from_s) * (f64::from(number) / (count + 1.0));
                divisions.extend(self.tick_inside(time_s).map(|tick| (tick, time_s)));
            }
        }
        if !divisions.is_empty() {
            self.divisions.extend(divisions);
            self.in_order();
        }
    }

    /// The tick inside which a moment lies; nothing at the ends of one, before the start and after the end.
    fn tick_inside(&self, time_s: f64) -> Option<u32> {
        let (tick_s, duration_s) = self.ticks();
        let near_s = self.near_s();
        let tick = (time_s / tick_s).floor();
        let to_s = (tick * tick_s + tick_s).min(duration_s);
        (tick >= 0.0 && time_s - tick * tick_s > near_s && to_s - time_s > near_s)
            .then(|| whole(tick))
    }

    /// Number of steps.
    #[must_use]
    pub fn count(&self) -> f64 {
        let (tick_s, duration_s) = self.ticks();
        #[allow(clippy::cast_precision_loss, reason = "at most some millions")]
        let divisions = self.divisions.len() as f64;
        let whole = (duration_s / tick_s * (1.0 + WHOLE)).floor();
        let rest = self.has_path && duration_s - whole * tick_s > self.near_s();
        whole + f64::from(u8::from(rest)) + divisions
    }

    /// How near to a point of a path its value counts, seconds.
    #[must_use]
    pub fn near_s(&self) -> f64 {
        NEAR * self.ticks().0
    }

    /// Where the step after `place` ends, and how many seconds it takes; `None` when the run is over (or instant).
    #[must_use]
    pub fn after(&self, place: Place) -> Option<(Place, f64)> {
        let Clock::Ticks { tick_s, duration_s } = self.clock else {
            return None;
        };
        if let Some(&(tick, time_s)) = self.divisions.get(place.division)
            && tick == place.tick
        {
            let division = place.division + 1;
            let next = Place {
                division,
                time_s,
                ..place
            };
            return Some((next, time_s - place.time_s));
        }
        let end_s = f64::from(place.tick + 1) * tick_s;
        let is_whole = end_s <= duration_s * (1.0 + WHOLE);
        // Without a path a duration that is no multiple of the tick ends with the last whole tick.
        let has_rest = self.has_path && duration_s - place.time_s > self.near_s();
        if !(is_whole || has_rest) {
            return None;
        }
        let time_s = if is_whole { end_s } else { duration_s };
        let next = Place {
            tick: place.tick + 1,
            time_s,
            ..place
        };
        let is_undivided = is_whole && place.time_s == f64::from(place.tick) * tick_s;
        let length_s = if is_undivided {
            tick_s
        } else {
            time_s - place.time_s
        };
        Some((next, length_s))
    }

    /// Seconds per tick and in all; an instant run takes no time.
    fn ticks(&self) -> (f64, f64) {
        match self.clock {
            Clock::Waves => (1.0, 0.0),
            Clock::Ticks { tick_s, duration_s } => (tick_s, duration_s),
        }
    }

    /// Divides the ticks of one market, whose outside is the product of what its shocks do.
    fn divide(&mut self, market: usize, shocks: &[&Shock]) {
        let moving: Vec<&Shock> = shocks
            .iter()
            .copied()
            .filter(|shock| {
                shock.beta(market).is_some()
                    && matches!(shock, Shock::Path { .. } | Shock::Ramp { .. })
            })
            .collect();
        let near_s = self.near_s();
        let level = |time_s: f64| -> f64 {
            moving
                .iter()
                .filter_map(|shock| Some(shock.level(shock.beta(market)?, time_s, near_s)))
                .product()
        };
        if let [Shock::Path { points, .. }] = moving[..] {
            return self.divide_at(points.iter().copied(), &level);
        }
        let mut times: Vec<f64> = Vec::new();
        for shock in &moving {
            match shock {
                Shock::Path { points, .. } => times.extend(points.iter().map(|point| point.0)),
                Shock::Ramp { duration_s, .. } => times.push(*duration_s),
                Shock::None
                | Shock::PriceGap { .. }
                | Shock::MarketOrder { .. }
                | Shock::Orders { .. }
                | Shock::Noise { .. } => {}
            }
        }
        sort_by(&mut times, &f64::total_cmp);
        times.dedup();
        self.divide_at(
            times.into_iter().map(|time_s| (time_s, level(time_s))),
            &level,
        );
    }

    /// Looks through the points of an outside, in the order of time.
    fn divide_at(&mut self, points: impl Iterator<Item = (f64, f64)>, level: &impl Fn(f64) -> f64) {
        let (tick_s, duration_s) = self.ticks();
        let near_s = self.near_s();
        let mut inside: Option<Inside> = None;
        let mut turns = Turns::default();
        for point in points {
            turns.note(point);
            let tick = (point.0 / tick_s).floor();
            let from_s = tick * tick_s;
            let end_s = from_s + tick_s;
            let to_s = if end_s <= duration_s * (1.0 + WHOLE) {
                end_s
            } else {
                duration_s
            };
            // Before the start, after the end, or at the end of a tick.
            if tick < 0.0 || point.0 - from_s <= near_s || to_s - point.0 <= near_s {
                continue;
            }
            match &mut inside {
                Some(inside) if inside.tick == tick => inside.note(point),
                before => {
                    let next = Inside {
                        tick,
                        span_s: [from_s, to_s],
                        low: point,
                        high: point,
                    };
                    if let Some(before) = before.replace(next) {
                        before.divide(&mut self.divisions, level);
                    }
                }
            }
        }
        if let Some(last) = inside {
            last.divide(&mut self.divisions, level);
        }
        for ((time_s, _), swing) in turns.sizes() {
            if let Some(tick) = self.tick_inside(time_s) {
                self.turns.push(Turn {
                    tick,
                    time_s,
                    swing,
                });
            }
        }
    }
}

/// Where a sequence of points changes its direction.
#[derive(Default)]
struct Turns {
    /// The first point, the turns, and the last point so far.
    points: Vec<(f64, f64)>,
}

impl Turns {
    fn note(&mut self, point: (f64, f64)) {
        if let [.., before, last] = self.points[..]
            && (last.1 - before.1) * (point.1 - last.1) >= 0.0
        {
            // Where it goes on, the new point takes the place; where it stays, the first moment counts.
            if point.1 != last.1 {
                let at = self.points.len() - 1;
                self.points[at] = point;
            }
            return;
        }
        if self.points.last().is_none_or(|last| last.1 != point.1) {
            self.points.push(point);
        }
    }

    /// Every turn with the size of its swing: a swing inside a larger one is counted out first, with both of its turns.
    fn sizes(self) -> Vec<((f64, f64), f64)> {
        let range = |a: (f64, f64), b: (f64, f64)| (a.1 - b.1).abs();
        let mut found = Vec::with_capacity(self.points.len());
        let mut open: Vec<(f64, f64)> = Vec::new();
        for point in self.points {
            open.push(point);
            while let [.., a, b, c, d] = open[..]
                && range(b, c) <= range(a, b).min(range(c, d))
            {
                found.push((b, range(b, c)));
                found.push((c, range(b, c)));
                open.truncate(open.len() - 3);
                open.push(d);
            }
        }
        for three in open.windows(3) {
            let [before, turn, after] = [three[0], three[1], three[2]];
            found.push((turn, range(before, turn).max(range(turn, after))));
        }
        found
    }
}

/// A run has as many whole ticks as fit, a rounding error more or less.
const WHOLE: f64 = 1e-12;

/// The points of an outside inside a tick.
struct Inside {
    tick: f64,
    span_s: [f64; 2],
    low: (f64, f64),
    high: (f64, f64),
}

impl Inside {
    fn note(&mut self, point: (f64, f64)) {
        if point.1 < self.low.1 {
            self.low = point;
        }
        if point.1 > self.high.1 {
            self.high = point;
        }
    }

    /// Divides the tick where the outside goes beyond what its ends meet.
    fn divide(&self, divisions: &mut Vec<(u32, f64)>, level: &impl Fn(f64) -> f64) {
        let [from, to] = self.span_s.map(level);
        let low = (self.low.1 < from.min(to)).then_some(self.low.0);
        let high = (self.high.1 > from.max(to)).then_some(self.high.0);
        let times = match (low, high) {
            (Some(low), Some(high)) if high < low => [Some(high), Some(low)],
            both => [both.0, both.1],
        };
        let tick = whole(self.tick);
        divisions.extend(times.into_iter().flatten().map(|time_s| (tick, time_s)));
    }
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "ticks are at most a million, and not negative"
)]
fn whole(tick: f64) -> u32 {
    tick as u32
}

impl Shock {
    /// Where a ramp or a path stands at a time in a market that follows it by `beta`, fraction of the starting price; 1 for what
    /// moves otherwise. A point of a path that is at most `near_s` away counts as met.
    #[must_use]
    pub fn level(&self, beta: f64, time_s: f64, near_s: f64) -> f64 {
        match *self {
            Self::Path { ref points, .. } => along(points, time_s, near_s),
            Self::Ramp {
                ratio,
                duration_s,
                logarithmic,
                ..
            } => {
                let share = (time_s / duration_s).min(1.0);
                if share >= 1.0 {
                    followed(ratio, beta)
                } else if logarithmic {
                    exp(ln(followed(ratio, beta)) * share)
                } else {
                    followed(ratio * share, beta)
                }
            }
            Self::None
            | Self::PriceGap { .. }
            | Self::MarketOrder { .. }
            | Self::Orders { .. }
            | Self::Noise { .. } => 1.0,
        }
    }
}

/// Value of a path at a time: straight between its points, level before the first and after the last; of two points at
/// one time, the second.
fn along(points: &[(f64, f64)], time_s: f64, near_s: f64) -> f64 {
    let after = points.partition_point(|point| point.0 <= time_s + near_s);
    match (
        after.checked_sub(1).map(|before| points[before]),
        points.get(after),
    ) {
        (Some((from_s, from)), Some(&(to_s, to))) => {
            if time_s - from_s <= near_s {
                from
            } else {
                from + (to - from) * ((time_s - from_s) / (to_s - from_s))
            }
        }
        (Some((_, value)), None) | (None, Some(&(_, value))) => value,
        (None, None) => 1.0,
    }
}
