//! The step: phases in a fixed order, whoever takes part. It knows no mechanism by name.
//!
//! | phase | what |
//! |---|---|
//! | outside | gaps, ramps, paths, noise, listed orders |
//! | marks and triggers | prices by which somebody judges, then who is forced by them |
//! | fill | per market one netted fill of every order of known size, settled by whoever placed it |
//! | one by one | who looks at the price while it trades, in the scenario's order |
//! | liquidity | depth returns, depth leaves |
//! | look | marks (averages move once a tick), triggers without executing, what is recorded |
//!
//! A wave is a tick that takes no time: both clocks run the same code.

use super::Prepared;
use super::outside::Outside;
use super::record::Recorder;
use crate::clock::Clock;
use crate::couplings::wallets::Wallets;
use crate::market::venue::Venue;
use crate::rng::Rng;
use crate::scenario::model::Shock;
use crate::scenario::steps::Place;
use crate::sources::desk::{Balances, Desk, Netting, Now, View};
use crate::sources::{Acts, Source};
use std::sync::Arc;

/// A run in progress.
#[derive(Debug)]
pub struct Engine<'a> {
    pub(super) prepared: &'a Prepared,
    pub(super) outside: Outside<'a>,
    pub(super) state: Snapshot,
    netting: Netting,
}

/// A saved state: restoring it and going on gives the same bits as never having stopped.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Snapshot {
    pub(super) venues: Vec<Venue>,
    pub(super) sources: Vec<Source>,
    pub(super) wallets: Wallets,
    pub(super) balances: Balances,
    noise: Vec<Rng>,
    pub(super) place: Place,
    step: u32,
    pub(super) waves: u32,
}

impl Snapshot {
    /// Waves (ticks) so far.
    #[must_use]
    pub fn steps(&self) -> u32 {
        self.step
    }
}

/// The nearer of two triggers on each side.
fn nearer(first: [Option<f64>; 2], other: [Option<f64>; 2]) -> [Option<f64>; 2] {
    let of = |nearer: fn(f64, f64) -> f64, a: Option<f64>, b: Option<f64>| match (a, b) {
        (Some(a), Some(b)) => Some(nearer(a, b)),
        (a, b) => a.or(b),
    };
    [
        of(f64::max, first[0], other[0]),
        of(f64::min, first[1], other[1]),
    ]
}

impl<'a> Engine<'a> {
    /// A run before its shock. `depth_factor` multiplies the depth of every market.
    #[must_use]
    pub fn new(prepared: &'a Prepared, shock: Shock, depth_factor: Option<f64>) -> Self {
        let outside = Outside::new(prepared, shock);
        let sources: Vec<Source> = prepared.books.iter().map(|book| book.start()).collect();
        let venues = prepared.venues.iter().enumerate().map(|(market, rules)| {
            let impact = match depth_factor {
                Some(factor) => Arc::new(rules.impact.deepened(factor)),
                None => Arc::clone(&rules.impact),
            };
            let first = sources.iter().fold([None; 2], |first, source| {
                nearer(first, source.first_triggers(market))
            });
            Venue::new(rules, impact, first, outside.direction(market).is_none())
        });
        let accounts = &prepared.scenario.accounts;
        Self {
            state: Snapshot {
                venues: venues.collect(),
                wallets: Wallets::new(accounts.len(), &sources),
                balances: Balances::new(accounts.iter().map(|account| account.wallet).collect()),
                noise: outside.noise(),
                sources,
                place: Place::default(),
                step: 0,
                waves: 0,
            },
            prepared,
            outside,
            netting: Netting::default(),
        }
    }

    /// A run that goes on from where it was left, with the depth that it had.
    #[must_use]
    pub fn resumed(prepared: &'a Prepared, shock: Shock, left: Snapshot) -> Self {
        Self {
            prepared,
            outside: Outside::new(prepared, shock),
            state: left,
            netting: Netting::default(),
        }
    }

    /// Leaves the run, to go on later: nothing is copied.
    #[must_use]
    pub fn leave(self) -> Snapshot {
        self.state
    }

    /// Saves the state of the run.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        self.state.clone()
    }

    /// Returns to a saved state of the same run.
    pub fn restore(&mut self, snapshot: Snapshot) {
        self.state = snapshot;
    }

    /// Runs to the end. Row 0 is recorded before the shock, row 1 after it.
    pub fn run(&mut self, recorder: &mut impl Recorder) {
        recorder.record(self);
        self.apply_shock();
        recorder.record(self);
        while self.step() {
            recorder.record(self);
        }
    }

    /// Applies the outside shock and finds whom it triggers; nothing is executed yet.
    pub fn apply_shock(&mut self) {
        self.outside.strike(&mut self.state.venues);
        self.respond(None);
        self.mark_and_trigger(None);
        self.note_reach();
    }

    /// Advances by one wave (tick). Returns `false`, having done nothing, when the run is over.
    pub fn step(&mut self) -> bool {
        let length_s = match self.prepared.scenario.clock {
            Clock::Waves => {
                let stuck = self.state.venues.iter().any(|venue| venue.exhausted);
                if stuck || !self.is_waiting() {
                    return false;
                }
                self.state.step += 1;
                None
            }
            Clock::Ticks { .. } => {
                let Some((next, length_s)) = self.prepared.steps.after(self.state.place) else {
                    return false;
                };
                let before_s = std::mem::replace(&mut self.state.place, next).time_s;
                self.state.step += 1;
                let state = &mut self.state;
                let times = [before_s, state.place.time_s];
                self.outside
                    .advance(&mut state.venues, &mut state.noise, times, length_s);
                self.mark_and_trigger(None);
                Some(length_s)
            }
        };
        for source in &mut self.state.sources {
            source.begin_wave();
        }
        let mut traded = false;
        for market in 0..self.state.venues.len() {
            traded |= self.trade(market, length_s);
        }
        self.state.waves += u32::from(traded);
        self.respond(length_s);
        self.mark_and_trigger(length_s);
        self.note_reach();
        true
    }

    fn now(&self, length_s: Option<f64>) -> Now {
        Now {
            time_s: self.state.place.time_s,
            length_s,
            tick_s: match self.prepared.scenario.clock {
                Clock::Waves => None,
                Clock::Ticks { tick_s, .. } => Some(tick_s),
            },
            row: self.state.step + 1,
        }
    }

    /// Marks the markets and finds everybody whom a mark price forces. `length_s` is given once per tick, when its trading
    /// is done: then averages move on.
    fn mark_and_trigger(&mut self, length_s: Option<f64>) {
        let now = self.now(length_s);
        let state = &mut self.state;
        for venue in &mut state.venues {
            venue.update_mark(length_s);
        }
        let view = View {
            now,
            venues: &state.venues,
        };
        for source in &mut state.sources {
            source.on_mark(&view, &mut state.balances);
        }
        if !state.wallets.is_empty() {
            state
                .wallets
                .after_triggers(&mut state.sources, &mut state.balances, &view);
        }
    }

    /// One netted fill of all orders of known size in a market, then those who look at the price while they trade, one by
    /// one. Returns whether anything traded.
    fn trade(&mut self, market: usize, length_s: Option<f64>) -> bool {
        let now = self.now(length_s);
        let (state, netting) = (&mut self.state, &mut self.netting);
        netting.clear();
        for source in &mut state.sources {
            source.orders(market, now, netting);
            netting.next_source();
        }
        let (mut traded, mut is_cut) = (false, None);
        if let Some(netted) = netting.fill(&mut state.venues[market]) {
            for (source, orders) in state.sources.iter_mut().zip(netting.by_source()) {
                traded |= !orders.is_empty() && source.on_fill(market, orders, netted);
            }
            is_cut = Some(!netted.is_complete);
        }
        for source in &mut state.sources {
            if source.trades_itself(market) {
                let mut desk = Desk {
                    now,
                    venues: &mut state.venues,
                    balances: &mut state.balances,
                };
                let done = source.trade(market, &mut desk);
                traded |= done.any;
                is_cut = Some(is_cut == Some(true) || done.exhausted);
            }
        }
        if let Some(is_cut) = is_cut {
            state.venues[market].exhausted = is_cut;
        }
        traded
    }

    fn respond(&mut self, length_s: Option<f64>) {
        for venue in &mut self.state.venues {
            venue.respond(length_s);
        }
    }

    #[inline]
    fn note_reach(&mut self) {
        for venue in &mut self.state.venues {
            venue.note_reach();
        }
    }

    /// Whether orders wait in any market.
    fn is_waiting(&self) -> bool {
        (0..self.state.venues.len()).any(|market| {
            self.state
                .sources
                .iter()
                .any(|source| source.is_waiting(market))
        })
    }
}
