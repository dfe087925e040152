//! What the public sees of the positions of a market, and the alarms that are raised by it. Whatever decides what happens has no
//! access to it; whoever is said to look at it is told ([`crate::sources::Acts::hears`]).
//!
//! Each position is seen with a given probability; what is seen is scaled up by the share that the public believes to see, and is
//! off by a factor for each bin of prices. What the public believes is that of the positions as they are at the start: who has added
//! margin since is believed to stand where he stood.

use super::Engine;
use super::record::{BRANCHING_WINDOW, branching_ratio, ratio_over};
use crate::log::Log;
use crate::math::{exp, normal_quantile};
use crate::population::crowd::{Crowd, Side};
use crate::rng::{Purpose, Rng};
use crate::scenario::model::ValidScenario;
use crate::scenario::visibility::{ALARM, Signal, Visibility};
use crate::sources::Acts;
use crate::sources::desk::Seen;
use crate::sources::traders::generate::first_ids;
use crate::trace::{AlarmTrace, PublicView};
use std::collections::VecDeque;
use std::sync::Arc;

/// What the public believes of the positions of a market, side by side, in the order of its crowds.
#[derive(Debug, Clone)]
pub struct Sight {
    view: Arc<PublicView>,
}

/// What the public believes, market by market; `None`: nobody asks.
pub(super) fn sights(scenario: &ValidScenario, crowds: &[[&Crowd; 2]]) -> Option<Vec<Sight>> {
    let visibility = scenario.seen()?;
    let first_ids = first_ids(scenario.groups().map(|(_, group)| group));
    let numbers: Vec<u32> = scenario.groups().map(|(number, _)| number).collect();
    let made = crowds.iter().zip(0..).map(|(crowds, market)| {
        let believed = [0, 1].map(|side| {
            let crowd = crowds[side as usize];
            let seen = seen(
                scenario.seed,
                visibility.share,
                crowd,
                side,
                &first_ids,
                &numbers,
            );
            let rng = Rng::new(scenario.seed, Purpose::ViewError, 2 * market + side);
            believed(&visibility, scenario, market as usize, crowd, &seen, rng)
        });
        let view = PublicView {
            believed,
            delay_s: visibility.delay_s,
        };
        Sight {
            view: Arc::new(view),
        }
    });
    Some(made.collect())
}

/// Which positions of a crowd are seen. They are drawn in the order of their ids, population by population.
fn seen(
    seed: u32,
    share: f64,
    crowd: &Crowd,
    side: u32,
    first_ids: &[u32],
    numbers: &[u32],
) -> Vec<bool> {
    if share >= 1.0 {
        return vec![true; crowd.len()];
    }
    let mut places: Vec<u32> = (0..).take(crowd.len()).collect();
    places.sort_unstable_by_key(|&place| crowd.id[place as usize]);
    let mut seen = vec![false; crowd.len()];
    let mut of_group = None;
    for place in places {
        let group = first_ids.partition_point(|&first| first <= crowd.id[place as usize]) - 1;
        let rng = match &mut of_group {
            Some((known, rng)) if *known == group => rng,
            _ => {
                let rng = Rng::new(seed, Purpose::Visibility, 2 * numbers[group] + side);
                &mut of_group.insert((group, rng)).1
            }
        };
        seen[place as usize] = rng.unit() < share;
    }
    seen
}

/// Base that the public believes there is up to each position.
fn believed(
    visibility: &Visibility,
    scenario: &ValidScenario,
    market: usize,
    crowd: &Crowd,
    seen: &[bool],
    mut rng: Rng,
) -> Vec<f64> {
    let start = scenario.markets[market].impact.start_price;
    let width = visibility.bin_ratio * start;
    let sign = crowd.side.sign();
    let (mut drawn, mut factor) = (0.0, 1.0);
    let mut sum = 0.0;
    let mut sums = Vec::with_capacity(crowd.len() + 1);
    sums.push(sum);
    for (place, &trigger) in crowd.trigger_price.iter().enumerate() {
        // The nearest bin is the first one; who stands beyond the start already is in it.
        let bin = (sign * (start - trigger) / width).floor().max(0.0) + 1.0;
        while visibility.error > 0.0 && drawn < bin.min(MOST_BINS) {
            drawn += 1.0;
            let error = visibility.error;
            factor = exp(error * normal_quantile(rng.unit()) - 0.5 * error * error);
        }
        if seen[place] {
            let base = crowd.cumulative_quantity[place + 1] - crowd.cumulative_quantity[place];
            sum += base / visibility.assumed_share * factor;
        }
        sums.push(sum);
    }
    sums
}

/// Bins that get an error of their own; what is farther away shares the last one.
const MOST_BINS: f64 = 1e6;

/// What is remembered of a market.
#[derive(Debug, Clone, PartialEq, Default)]
struct Watch {
    /// Time, and how many longs and shorts had been reached, as far back as the delay.
    reached: VecDeque<(f64, [usize; 2])>,
}

impl Watch {
    /// How many had been reached when what is known now happened.
    fn known(&self, now_s: f64, delay_s: f64) -> [usize; 2] {
        let is_known = |row: &&(f64, [usize; 2])| row.0 <= (now_s - delay_s) * (1.0 + 1e-12);
        let last = self.reached.iter().rev().find(is_known);
        last.map_or([0; 2], |row| row.1)
    }
}

/// How an alarm stands.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Bell {
    /// Since when its signal is there, without a break.
    since_s: Option<f64>,
    /// Row of the record at which it was raised.
    row: Option<u32>,
}

/// What the public sees in a run.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Public {
    watches: Vec<Watch>,
    bells: Vec<Bell>,
    /// Feedback R as the public believes it to be at the last look, market by market.
    ratios: Vec<f64>,
    /// When each alarm was raised, seconds.
    rose_s: Vec<Option<f64>>,
}

impl Public {
    /// Before anything happens.
    pub(super) fn new(scenario: &ValidScenario) -> Self {
        if scenario.seen().is_none() {
            return Self::default();
        }
        Self {
            watches: vec![Watch::default(); scenario.markets.len()],
            bells: vec![Bell::default(); scenario.alarms.len()],
            ratios: vec![0.0; scenario.markets.len()],
            rose_s: vec![None; scenario.alarms.len()],
        }
    }
}

impl Engine<'_> {
    /// What has become of each alarm so far.
    pub(super) fn alarms(&self) -> Vec<AlarmTrace> {
        let alarms = self.prepared.scenario.alarms.iter();
        let pairs = alarms.zip(&self.state.public.bells);
        let made = pairs.map(|(alarm, bell)| AlarmTrace {
            id: alarm.id.clone(),
            market: alarm.market,
            row: bell.row,
        });
        made.collect()
    }

    /// Names the first alarm of a market.
    pub(super) fn note_alarms(&self, market: usize, log: &mut Log) {
        let alarms = &self.prepared.scenario.alarms;
        if !alarms.is_empty() {
            let mut of_market = alarms.iter().zip(&self.state.public.bells);
            let is_raised =
                of_market.any(|(alarm, bell)| alarm.market == market && bell.row.is_some());
            log.note(&ALARM, market, is_raised);
        }
    }

    /// What the public believes of a market, for the picture; `None`: it sees it as it is.
    pub(super) fn public_view(&self, market: usize) -> Option<Arc<PublicView>> {
        self.prepared.scenario.visibility?;
        let sight = self.prepared.sights.as_ref()?.get(market)?;
        Some(Arc::clone(&sight.view))
    }

    /// Feedback R of a market as the public believes it to be now; `None`: nobody asks.
    #[must_use]
    pub fn public_ratio(&self, market: usize) -> Option<f64> {
        let visibility = self.prepared.scenario.seen()?;
        let sight = self.prepared.sights.as_ref()?.get(market)?;
        let direction = self.direction(market);
        let tag = usize::from(direction > 0.0);
        let parts = &self.prepared.markets[market];
        let crowd = if direction < 0.0 {
            &parts.longs
        } else {
            &parts.shorts
        };
        debug_assert_eq!(crowd.side == Side::Long, direction < 0.0);
        let reached = self.traders().nth(market)?.sides[tag].triggered;
        // A closed position still counts for a while.
        let known = if visibility.delay_s > 0.0 {
            let watch = &self.state.public.watches[market];
            watch.known(self.state.place.time_s, visibility.delay_s)[tag]
        } else {
            reached
        };
        let believed = |from: f64, to: f64| {
            let near = crowd.reached_beyond(from).max(known);
            let far = crowd.reached_beyond(to).max(near);
            let believed = &sight.view.believed[tag];
            believed[far] - believed[near]
        };
        Some(ratio_over(
            self,
            market,
            direction,
            visibility.window_ratio,
            believed,
        ))
    }

    /// The public looks at what is recorded next, alarms are raised, and whoever listens is told.
    pub(super) fn inform(&mut self) {
        if self.prepared.sights.is_none() {
            return;
        }
        let Some(visibility) = self.prepared.scenario.seen() else {
            return;
        };
        let now = self.now(None, true);
        let markets = self.state.venues.len();
        for market in 0..markets {
            let Some(traders) = self.traders().nth(market) else {
                continue;
            };
            let reached = [traders.sides[0].triggered, traders.sides[1].triggered];
            let rows = &mut self.state.public.watches[market].reached;
            rows.push_back((now.time_s, reached));
            while rows.len() > 1 && rows[1].0 <= now.time_s - visibility.delay_s {
                rows.pop_front();
            }
        }
        for market in 0..markets {
            let ratio = self.public_ratio(market).unwrap_or(0.0);
            self.state.public.ratios[market] = ratio;
        }
        let alarms = &self.prepared.scenario.alarms;
        for (place, alarm) in alarms.iter().enumerate() {
            if self.state.public.bells[place].row.is_some() {
                continue;
            }
            let signal = match alarm.signal {
                Signal::Public => self.state.public.ratios[alarm.market],
                Signal::Truth => {
                    let near = self.near(BRANCHING_WINDOW);
                    branching_ratio(self, &near, alarm.market, self.direction(alarm.market))
                }
            };
            let bell = &mut self.state.public.bells[place];
            bell.since_s = (signal >= alarm.threshold).then(|| bell.since_s.unwrap_or(now.time_s));
            let is_over = |since_s: f64| now.time_s - since_s >= alarm.for_s * (1.0 - f64::EPSILON);
            if bell.since_s.is_some_and(is_over) {
                bell.row = Some(now.row);
                self.state.public.rose_s[place] = Some(now.time_s);
            }
        }
        let public = &self.state.public;
        let seen = Seen {
            now,
            ratios: &public.ratios,
            rose_s: &public.rose_s,
        };
        for source in &mut self.state.sources {
            source.hears(&seen);
        }
        // Who brings depth does it before anybody trades again.
        self.state.stand();
    }
}
