//! What a run changes, as it begins, and what may be asked of it; restored, it goes on with the same bits.

use super::Prepared;
use super::outside::Outside;
use super::public::Public;
use crate::couplings::wallets::Wallets;
use crate::couplings::{self, Coupling, Tie};
use crate::market::venue::Venue;
use crate::rng::Rng;
use crate::scenario::contract::MOST_CALM_WAVES;
use crate::scenario::steps::Place;
use crate::sources::desk::{Balances, Netted, Netting, Now, View};
use crate::sources::{Acts, Depth, Handed, Source};
use std::sync::Arc;

/// A saved state: restoring it and going on gives the same bits as never having stopped.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Snapshot {
    pub(super) venues: Vec<Venue>,
    pub(super) sources: Vec<Source>,
    pub(super) couplings: Vec<Coupling>,
    /// Prices of the shared indices, in the order of the scenario.
    pub(super) indices: Vec<f64>,
    pub(super) wallets: Wallets,
    pub(super) balances: Balances,
    /// What the public sees: nobody who decides what happens looks at it.
    pub(super) public: Public,
    pub(super) noise: Vec<Rng>,
    pub(super) place: Place,
    pub(super) step: u32,
    pub(super) waves: u32,
    /// An instant run in which a wave has changed nothing: neither will the next one.
    pub(super) is_stalled: bool,
    /// Waves of an instant run, one after the other up to now, that have reached nobody else.
    pub(super) calm_waves: u32,
}

impl Snapshot {
    /// Before anything happens.
    pub(super) fn new(
        prepared: &Prepared,
        outside: &Outside<'_>,
        depth_factor: Option<f64>,
    ) -> Self {
        let sources: Vec<Source> = prepared.books.iter().map(|book| book.start()).collect();
        let venues = prepared.venues.iter().enumerate().map(|(market, rules)| {
            let impact = match depth_factor {
                Some(factor) => Arc::new(rules.impact.deepened(factor)),
                None => Arc::clone(&rules.impact),
            };
            let first = sources.iter().fold([None; 2], |first, source| {
                nearer(first, source.first_triggers(market))
            });
            let looks_both_ways = outside.direction(market).is_none();
            let mut venue = Venue::new(rules, impact, first, looks_both_ways);
            venue.churn = depth(&sources, market).churn;
            venue
        });
        let venues = venues.collect();
        let accounts = &prepared.scenario.accounts;
        let mut snapshot = Self {
            venues,
            wallets: Wallets::new(accounts, prepared.venues.len(), &sources),
            balances: Balances::new(accounts.iter().map(|account| account.wallet).collect()),
            noise: outside.noise(),
            public: Public::new(&prepared.scenario),
            couplings: prepared.ties.iter().map(Tie::start).collect(),
            indices: Vec::new(),
            sources,
            place: Place::default(),
            step: 0,
            waves: 0,
            is_stalled: false,
            calm_waves: 0,
        };
        // Who judges by an index of several markets does so from the start.
        snapshot.look_at_indices();
        if !snapshot.indices.is_empty() {
            for venue in &mut snapshot.venues {
                venue.update_mark(&snapshot.indices, None);
            }
        }
        snapshot
    }

    /// Finds the price of every shared index.
    #[inline]
    pub(super) fn look_at_indices(&mut self) {
        if !self.couplings.is_empty() {
            couplings::look(&mut self.couplings, &self.venues, &mut self.indices);
        }
    }

    /// Waves (ticks) so far.
    #[must_use]
    pub fn steps(&self) -> u32 {
        self.step
    }

    /// Whether orders wait where a halt or a limit keeps them from trading: in an instant run for ever.
    pub(super) fn is_blocked(&self) -> bool {
        let (venues, sources) = (&self.venues, &self.sources);
        venues.iter().enumerate().any(|(market, venue)| {
            venue.is_blocked() && sources.iter().any(|source| source.is_waiting(market))
        })
    }

    /// Whether an instant run has come to its end.
    pub(super) fn is_over(&self) -> bool {
        self.is_exhausted()
            || self.is_blocked()
            || self.is_stalled
            || self.is_cut()
            || !self.is_waiting()
    }

    /// Whether a market had nothing left to fill what was to be traded.
    pub(super) fn is_exhausted(&self) -> bool {
        self.venues.iter().any(|venue| venue.exhausted)
    }

    /// Whether an instant run has gone on for as long as it may without reaching anybody else.
    pub(super) fn is_cut(&self) -> bool {
        self.calm_waves >= MOST_CALM_WAVES
    }

    /// Notes what a wave of an instant run has changed since `before`.
    pub(super) fn note_wave(&mut self, before: [f64; 3], traded: bool) {
        let now = self.progress();
        self.is_stalled = !traded && now == before;
        let is_calm = now[2] == before[2];
        self.calm_waves = if is_calm { self.calm_waves + 1 } else { 0 };
    }

    /// What a wave that does anything changes: prices, what was traded, who was triggered.
    pub(super) fn progress(&self) -> [f64; 3] {
        let (venues, sources) = (&self.venues, &self.sources);
        let sum = |numbers: &mut dyn Iterator<Item = f64>| numbers.fold(0.0, |sum, one| sum + one);
        [
            sum(&mut venues.iter().map(|venue| venue.last_price)),
            sum(&mut venues.iter().map(|venue| venue.volume)),
            sum(&mut sources.iter().map(Acts::triggered_quantity)),
        ]
    }

    /// Lets act what ties markets together. No time passes where `length_s` is `None`.
    pub(super) fn tie(&mut self, length_s: Option<f64>) {
        let time_s = self.place.time_s;
        couplings::act(&mut self.couplings, &mut self.venues, time_s, length_s);
    }

    /// Lets liquidity answer what was traded, and whoever makes up a part of it.
    pub(super) fn respond(&mut self, now: Now) {
        for venue in &mut self.venues {
            venue.respond(now.length_s);
        }
        if !cfg!(feature = "mechanisms") {
            return;
        }
        let view = View {
            now,
            venues: &self.venues,
        };
        for source in &mut self.sources {
            source.answer(&view);
        }
        self.stand();
    }

    /// Sets what is there of the depth of every market.
    pub(super) fn stand(&mut self) {
        for (market, venue) in self.venues.iter_mut().enumerate() {
            let depth = depth(&self.sources, market);
            venue.stand(depth.gone, depth.added);
        }
    }

    /// Lets bots take over what a venue leaves to them: the quicker ones first, else in the order of the scenario.
    pub(super) fn auction(&mut self, market: usize, now: Now) {
        let mut bidders: Vec<(f64, [usize; 2])> = Vec::new();
        for (source, one) in self.sources.iter().enumerate() {
            let latencies = one.bidders(market).iter().enumerate();
            bidders.extend(latencies.map(|(number, &latency_s)| (latency_s, [source, number])));
        }
        if bidders.is_empty() {
            return;
        }
        bidders.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let view = View {
            now,
            venues: &self.venues,
        };
        for seller in 0..self.sources.len() {
            let lots = self.sources[seller].lots(market, &view);
            let Some(mut lots) = lots.filter(|lots| !lots.lots.is_empty()) else {
                continue;
            };
            for &(_, [source, number]) in &bidders {
                lots.buyer = (source, number);
                self.sources[source].bid(number, &mut lots, &view);
            }
            let bought = self.sources[seller].hand_out(&lots, &view, &mut self.balances);
            for one in bought {
                self.sources[one.buyer.0].buys(one, &view);
            }
        }
    }

    /// Tells whoever had an order in a netted fill what became of it; `queued` are those that waited for a halt to end. Returns
    /// whether anything traded.
    #[inline]
    pub(super) fn settle(
        &mut self,
        market: usize,
        netting: &Netting,
        netted: Netted,
        queued: f64,
    ) -> bool {
        let mut traded = false;
        for (source, orders) in self.sources.iter_mut().zip(netting.by_source()) {
            traded |= !orders.is_empty() && source.on_fill(market, orders, netted);
        }
        if queued != 0.0
            && let Some([order]) = netting.by_source().last()
        {
            let sold = order.filled * order.quantity.signum();
            traded |= sold != 0.0;
            self.venues[market].settle_queued(sold, netted.price);
        }
        traded
    }

    #[inline]
    pub(super) fn note_reach(&mut self) {
        for venue in &mut self.venues {
            venue.note_reach();
        }
    }

    /// Gives what has left a source to whoever takes it: options to the first who deals in them there, what closed accounts owe
    /// to whoever bears it.
    pub(super) fn hand_over(&mut self, now: Now) {
        for giver in 0..self.sources.len() {
            for (market, result) in self.sources[giver].settled() {
                let others = &mut self.sources;
                others.iter_mut().any(|one| one.settles(market, result));
            }
            let Some(handed) = self.sources[giver].handed() else {
                continue;
            };
            let others = &mut self.sources;
            if !handed.options.is_empty() {
                others.iter_mut().any(|one| one.takes(&handed, now));
            }
            if handed.lack > 0.0 {
                let Handed { market, lack, .. } = handed;
                others.iter_mut().any(|one| one.bears(market, lack));
            }
        }
    }

    /// Whether orders wait in any market.
    pub(super) fn is_waiting(&self) -> bool {
        (0..self.venues.len()).any(|market| {
            let mut sources = self.sources.iter();
            sources.any(|source| source.is_waiting(market))
        })
    }
}

/// What all sources together make of the depth of a market.
fn depth(sources: &[Source], market: usize) -> Depth {
    sources.iter().fold(Depth::default(), |sum, source| {
        let more = source.depth(market);
        Depth {
            gone: [sum.gone[0] + more.gone[0], sum.gone[1] + more.gone[1]],
            added: sum.added + more.added,
            churn: sum.churn + more.churn,
        }
    })
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
