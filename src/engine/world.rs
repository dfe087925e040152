//! The step: phases in a fixed order, whoever takes part. It knows no mechanism by name.
//!
//! | phase | what |
//! |---|---|
//! | outside | halts that are over end; gaps, ramps, paths, noise, listed orders; a level that they pass halts |
//! | marks and triggers | indices of several markets, then marks; then who is forced by them |
//! | offers | what a venue leaves to bots is taken over by them, the quickest first |
//! | fill | per market one netted fill of every order of known size, settled by whoever placed it |
//! | one by one | who looks at the price while it trades, in the scenario's order |
//! | guards | has a fill reached a level or a bound? |
//! | couplings | what was traded pushes other markets, then arbitrage trades between them |
//! | liquidity | depth returns, depth leaves |
//! | look | marks (averages move once a tick), triggers without executing, what changes hands beside the market, what is recorded |
//!
//! A wave is a tick that takes no time: both clocks run the same code.

use super::Prepared;
use super::outside::Outside;
use super::record::Recorder;
use super::state::Snapshot;
use crate::clock::Clock;
use crate::market::venue::Venue;
use crate::scenario::model::Shock;
use crate::sources::Acts;
use crate::sources::desk::{Desk, Netting, Now, View};

/// A run in progress.
#[derive(Debug)]
pub struct Engine<'a> {
    pub(super) prepared: &'a Prepared,
    pub(super) outside: Outside<'a>,
    pub(super) state: Snapshot,
    netting: Netting,
}

impl<'a> Engine<'a> {
    /// A run before its shock. `depth_factor` multiplies the depth of every market.
    #[must_use]
    pub fn new(prepared: &'a Prepared, shock: Shock, depth_factor: Option<f64>) -> Self {
        let outside = Outside::new(prepared, shock);
        Self {
            state: Snapshot::new(prepared, &outside, depth_factor),
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
        self.guard(Venue::guard_before);
        self.tie(None);
        self.state.respond(self.now(None, false));
        self.mark_and_trigger(None, true);
        self.state.note_reach();
        self.inform();
    }

    /// Advances by one wave (tick). Returns `false`, having done nothing, when the run is over.
    pub fn step(&mut self) -> bool {
        let length_s = match self.prepared.scenario.clock {
            Clock::Waves => {
                if self.state.is_over() {
                    return false;
                }
                self.state.step += 1;
                self.guard(|venue| venue.begin_step(None));
                None
            }
            Clock::Ticks { .. } => {
                let Some((next, length_s)) = self.prepared.steps.after(self.state.place) else {
                    return false;
                };
                let before_s = std::mem::replace(&mut self.state.place, next).time_s;
                self.state.step += 1;
                let now_s = self.state.place.time_s;
                self.guard(|venue| venue.begin_step(Some(now_s)));
                let (state, span_s) = (&mut self.state, [before_s, now_s]);
                self.outside
                    .advance(&mut state.venues, &mut state.noise, span_s, length_s);
                self.guard(Venue::guard_before);
                self.mark_and_trigger(None, false);
                Some(length_s)
            }
        };
        for source in &mut self.state.sources {
            source.begin_wave();
        }
        // Only an instant run can stall: with a clock the next tick is another one.
        let before = length_s.is_none().then(|| self.state.progress());
        let mut traded = false;
        for market in 0..self.state.venues.len() {
            traded |= self.trade(market, length_s);
        }
        traded |= self.trade_across(length_s);
        self.guard(Venue::guard_after);
        self.tie(length_s);
        self.state.waves += u32::from(traded);
        self.state.respond(self.now(length_s, false));
        self.mark_and_trigger(length_s, true);
        self.state.note_reach();
        self.inform();
        if let Some(before) = before {
            self.state.note_wave(before, traded);
        }
        // Where nothing was filled and nobody called there is no such wave; one that finds the book empty is told.
        let is_none = self.state.is_stalled && !self.state.is_exhausted();
        if is_none {
            self.state.step -= 1;
        }
        !is_none
    }

    /// Lets the halts and price limits of every market look.
    #[inline]
    fn guard(&mut self, look: impl Fn(&mut Venue)) {
        if cfg!(feature = "mechanisms") {
            self.state.venues.iter_mut().for_each(look);
        }
    }

    /// Lets act what ties markets; a level that they push a market past halts it.
    fn tie(&mut self, length_s: Option<f64>) {
        self.state.tie(length_s);
        if !self.state.couplings.is_empty() {
            self.guard(Venue::guard_before);
        }
    }

    pub(super) fn now(&self, length_s: Option<f64>, is_look: bool) -> Now {
        Now {
            is_look,
            tolerance: self.prepared.scenario.tolerance,
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
    fn mark_and_trigger(&mut self, length_s: Option<f64>, is_look: bool) {
        let now = self.now(length_s, is_look);
        let state = &mut self.state;
        state.look_at_indices();
        for (market, venue) in state.venues.iter_mut().enumerate() {
            venue.update_mark(&state.indices, length_s);
            venue.ask_oracle(now.tick_s.map(|_| now.time_s));
            // Between two looks nobody asks for it.
            if is_look {
                let volumes = state.sources.iter().map(|source| source.volume(market));
                venue.volume = volumes.fold(0.0, |sum, volume| sum + volume);
            }
        }
        let view = View {
            now,
            venues: &state.venues,
        };
        for source in &mut state.sources {
            source.on_mark(&view, &mut state.balances);
        }
        if !state.wallets.is_empty() {
            let is_waiting = state.is_waiting();
            state.wallets.after_triggers(
                &mut state.sources,
                &mut state.balances,
                &view,
                &state.indices,
                is_waiting,
            );
        }
        if is_look && cfg!(feature = "mechanisms") {
            state.hand_over(now);
        }
    }

    /// One netted fill of all orders of known size in a market, then those who look at the price while they trade, one by
    /// one. Returns whether anything traded.
    fn trade(&mut self, market: usize, length_s: Option<f64>) -> bool {
        let now = self.now(length_s, false);
        let (state, netting) = (&mut self.state, &mut self.netting);
        // Orders live with whoever placed them, so that none is lost.
        if state.venues[market].is_halted() {
            state.venues[market].exhausted = false;
            return false;
        }
        if cfg!(feature = "mechanisms") {
            state.auction(market, now);
        }
        netting.clear();
        let view = View {
            now,
            venues: &state.venues,
        };
        for source in &mut state.sources {
            source.orders(market, &view, netting);
            netting.next_source();
        }
        let queued = view.venues[market].queued();
        if queued != 0.0 {
            netting.place(queued, 0);
            netting.next_source();
        }
        let (venue, sources) = (&state.venues[market], &state.sources);
        let bought = |source: usize, price: f64| sources[source].bought_until(market, price);
        let wanted = |price: f64| {
            let each = sources.iter().map(|source| source.wanted(market, price));
            each.fold(0.0, |sum, one| sum + one)
        };
        netting.tame(venue, wanted, bought);
        netting.meet_resting(venue, bought);
        let (mut traded, mut is_cut) = (false, None);
        if let Some(netted) = netting.fill(&mut state.venues[market]) {
            traded = state.settle(market, netting, netted, queued);
            is_cut = Some(!netted.is_complete);
        }
        let mut is_sale = Some(netting.is_sale());
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
                if done.exhausted {
                    is_sale = None;
                }
            }
        }
        if let Some(is_cut) = is_cut {
            state.venues[market].note_cut(is_cut, is_sale);
        }
        traded
    }

    /// Lets act whoever looks at several markets, one after the other, once each market has had its fill.
    fn trade_across(&mut self, length_s: Option<f64>) -> bool {
        let now = self.now(length_s, false);
        let state = &mut self.state;
        let mut traded = false;
        for source in &mut state.sources {
            if source.trades_across() {
                let mut desk = Desk {
                    now,
                    venues: &mut state.venues,
                    balances: &mut state.balances,
                };
                traded |= source.trade_across(&mut desk).any;
            }
        }
        traded
    }
}
