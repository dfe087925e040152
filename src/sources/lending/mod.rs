//! Lending protocols with automatic liquidation: loans against collateral, judged by an oracle, closed by whoever finds it worth
//! while. Each call, purchase, take and bid is a fill of its own, after the netted fill of the orders of known size.
//!
//! All protocols of a scenario are one source: a liquidator may serve several with one purse, and they share a chain.

mod auctions;
mod book;
mod calls;
mod chain;
mod declare;
#[cfg(feature = "mechanisms")]
mod file;
mod floor;
mod health;
#[cfg(feature = "mechanisms")]
mod liquidators;
mod make;
mod party;
mod record;
mod store;
mod told;

pub use book::{Book, Chain, Congestion, Liquidator, Sizing};
pub use chain::CHAIN_FIELD;
pub use declare::{KIND, LENDING};
#[cfg(feature = "mechanisms")]
pub use liquidators::{LIQUIDATORS_FIELD, liquidators};
pub use party::LoanOutcome;
pub use record::{COLUMNS, EVENTS, GROUP_COLUMNS, HEALTH_BANDS};

use super::desk::{Balances, Dealt, Desk, Traded, View};
use super::{Acts, Forced, Group, Waiting};
use crate::log::Log;
use crate::market::oracle::is_due;
use crate::market::venue::Venue;
use crate::math::exp_m1;
use floor::{Bot, Floor, Flow};
use party::Party;
use std::sync::Arc;

/// Lending in a run.
#[derive(Debug, Clone)]
pub struct Lending {
    book: Arc<Book>,
    parties: Vec<Party>,
    bots: Vec<Bot>,
    /// What was traded in each market.
    flows: Vec<Flow>,
    /// Transactions that still fit, where the chain has a limit.
    room: f64,
    /// When lending last acted, s.
    block_s: f64,
    /// In its last block somebody could have been called, and nobody was.
    is_stopped: bool,
    /// Nobody who may act had the money for a transaction.
    is_out_of_money: bool,
}

/// The book belongs to the scenario and not to the state.
impl PartialEq for Lending {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.book, &other.book)
            && self.parties == other.parties
            && self.bots == other.bots
            && self.flows == other.flows
            && self.room == other.room
            && self.block_s == other.block_s
            && self.is_stopped == other.is_stopped
            && self.is_out_of_money == other.is_out_of_money
    }
}

impl Lending {
    /// The loans before anything happens.
    #[must_use]
    pub fn new(book: &Arc<Book>) -> Self {
        let mut first_stock = 0;
        let parties: Vec<Party> = book
            .protocols
            .iter()
            .map(|protocol| {
                let party = Party::new(protocol, first_stock);
                first_stock += protocol.assets.len();
                party
            })
            .collect();
        let bots = book
            .liquidators
            .iter()
            .map(|liquidator| Bot::new(liquidator, &book.protocols));
        Self {
            bots: bots.collect(),
            flows: Vec::new(),
            parties,
            room: 0.0,
            block_s: 0.0,
            is_stopped: false,
            is_out_of_money: false,
            book: Arc::clone(book),
        }
    }

    fn flow(&self, market: usize) -> Flow {
        self.flows.get(market).copied().unwrap_or_default()
    }

    fn is_sick(&self) -> bool {
        self.parties.iter().any(Party::is_sick)
    }

    /// What liquidators sell of what they keep, in the time since they could last.
    fn sell_stock(since_s: f64, floor: &mut Floor<'_, '_>, parties: &mut [Party]) {
        if floor.desk.now.tick_s.is_none() {
            return;
        }
        let book = floor.book;
        for (number, liquidator) in book.liquidators.iter().enumerate() {
            let Some(rate_per_s) = liquidator.sell_rate_per_s else {
                continue;
            };
            let share = -exp_m1(-rate_per_s * since_s);
            for (party, protocol) in parties.iter_mut().zip(&book.protocols) {
                for (place, asset) in protocol.assets.iter().enumerate() {
                    let kept = floor.bots[number].stock[party.first_stock + place];
                    if kept <= 0.0 {
                        continue;
                    }
                    let (units, proceeds) = floor.sell(asset, share * kept);
                    let bot = &mut floor.bots[number];
                    bot.stock[party.first_stock + place] -= units;
                    bot.receive(proceeds);
                    party.totals.profit += proceeds;
                }
            }
        }
    }
}

impl Acts for Lending {
    fn on_mark(&mut self, view: &View<'_>, _balances: &mut Balances) {
        if self.flows.len() < view.venues.len() {
            self.flows.resize(view.venues.len(), Flow::default());
        }
        for party in &mut self.parties {
            party.look(view.venues, view.now.time_s, view.now.row);
        }
    }

    fn begin_wave(&mut self) {
        for flow in &mut self.flows {
            (flow.last_wave, flow.wave) = (flow.wave, 0.0);
        }
    }

    fn trades_across(&self) -> bool {
        true
    }

    fn trade_across(&mut self, desk: &mut Desk<'_>) -> Traded {
        let now = desk.now;
        let book = Arc::clone(&self.book);
        let chain = &book.chain;
        if now.tick_s.is_some() && chain.block_s > 0.0 {
            let blocks = (now.time_s / chain.block_s).round();
            let is_block = (blocks * chain.block_s - now.time_s).abs() <= 1e-9 * now.time_s;
            if !is_block {
                return Traded::default();
            }
        }
        // A block may be many ticks: what happens by the clock goes on since the last one.
        let since_s = now.time_s - self.block_s;
        let multiple = chain.multiple(desk.venues, now.time_s);
        let rate = chain.calls_per_s.filter(|_| now.tick_s.is_some());
        if let Some(per_s) = rate {
            // What a block does not use is gone, but where less than one transaction fits into a block.
            let more = per_s / multiple * since_s;
            self.room = (self.room + more).min(more.max(1.0));
        }
        self.block_s = now.time_s;
        let mut floor = Floor {
            book: &book,
            desk,
            bots: &mut self.bots,
            flows: &mut self.flows,
            gas: chain.gas * multiple,
            room: rate.map(|_| self.room),
            dirt: self.parties.iter().map(|party| party.dirt).sum(),
            traded: Traded::default(),
            was_poor: false,
        };
        Self::sell_stock(since_s, &mut floor, &mut self.parties);
        let sold_only = floor.traded.any;
        for (number, party) in self.parties.iter_mut().enumerate() {
            party.auction(number, &mut floor);
            party.call(number, &mut floor);
        }
        let traded = floor.traded;
        if let Some(left) = floor.room {
            self.room = left;
        }
        let was_poor = floor.was_poor;
        let is_called = self.parties.iter().any(|party| party.acted);
        let is_sick = self.is_sick();
        self.is_stopped = is_sick && !is_called && !sold_only;
        self.is_out_of_money = is_sick && !is_called && was_poor;
        traded
    }

    fn volume(&self, market: usize) -> f64 {
        let flow = self.flow(market);
        flow.sold + flow.bought
    }

    fn net(&self, market: usize, _venue: &Venue) -> f64 {
        let flow = self.flow(market);
        flow.bought - flow.sold
    }

    fn worth(&self, prices: &[f64]) -> f64 {
        // What liquidators, borrowers and the protocol do among themselves cancels out.
        let flows = self.flows.iter().zip(prices);
        flows.fold(0.0, |sum, (flow, price)| {
            sum + (flow.bought - flow.sold) * price + (flow.sold_notional - flow.bought_notional)
        })
    }

    fn waiting_crowds(&self) -> Vec<Waiting> {
        self.parties.iter().flat_map(Party::waiting).collect()
    }

    fn dealt(&self) -> Option<Dealt> {
        // In words it is forced, and told as such; that it is there is told by this.
        let [mut sold, mut bought] = [0.0; 2];
        for flow in &self.flows {
            sold += flow.sold_notional;
            bought += flow.bought_notional;
        }
        Some(Dealt {
            sold,
            bought,
            rest: 0.0,
        })
    }

    fn forced(&self, market: usize) -> Forced {
        let flow = self.flow(market);
        Forced {
            accounts: flow.accounts,
            sold: flow.sold,
            sold_notional: flow.sold_notional,
            bought: flow.bought,
            bought_notional: flow.bought_notional,
            wave_notional: flow.wave,
            last_wave_notional: flow.last_wave,
        }
    }

    fn at_risk(&self, market: usize) -> [f64; 2] {
        self.parties.iter().fold([0.0; 2], |[held, owed], party| {
            let [more, besides] = party.at_start(market);
            [held + more, owed + besides]
        })
    }

    fn is_waiting(&self, market: usize) -> bool {
        let mut parties = self.parties.iter();
        parties
            .any(|party| party.belongs_to(market) && (party.is_sick() || party.has_open_business()))
    }

    fn held_back(&self, market: usize, venues: &[Venue]) -> f64 {
        let parties = self.parties.iter();
        parties
            .filter(|party| party.belongs_to(market) && party.is_sick())
            .fold(0.0, |sum, party| {
                sum + party.sums(venues).sick / venues[market].last_price
            })
    }

    fn backlog(&self, _market: usize, _price: f64) -> f64 {
        0.0
    }

    fn forced_between(&self, market: usize, from: f64, to: f64) -> f64 {
        let parties = self.parties.iter();
        parties.fold(0.0, |sum, party| {
            sum + party.forced_between(market, to / from)
        })
    }

    fn is_touched(&self) -> bool {
        self.is_sick() || self.parties.iter().any(|party| party.totals.calls > 0.0)
    }

    fn triggered_quantity(&self) -> f64 {
        let flows = self.flows.iter();
        flows.fold(0.0, |sum, flow| sum + flow.sold + flow.bought)
    }

    fn is_stopped(&self) -> bool {
        self.is_stopped
    }

    fn groups(&self) -> Vec<Group> {
        let parties = self.parties.iter();
        let group = |party: &Party| Group {
            id: party.protocol.id.clone(),
            columns: GROUP_COLUMNS,
        };
        parties.map(group).collect()
    }

    fn record_group(&self, group: usize, venues: &[Venue], into: &mut Vec<f64>) {
        self.record_party(group, venues, into);
    }

    fn record(&self, market: usize, _venue: &Venue, into: &mut Vec<f64>) {
        let flow = self.flow(market);
        into.extend([
            flow.sold,
            flow.sold_notional,
            flow.bought,
            flow.bought_notional,
        ]);
    }

    fn loan_outcomes(&self) -> Vec<LoanOutcome> {
        self.parties.iter().flat_map(Party::outcomes).collect()
    }

    fn note(&self, venues: &[Venue], log: &mut Log) {
        self.note_events(log, venues);
    }
}

/// Whether a loan or a lot has waited long enough for somebody.
fn is_ready(now_s: f64, since_s: f64, latency_s: f64) -> bool {
    since_s.is_finite() && (latency_s == 0.0 || is_due(now_s, since_s + latency_s))
}
