//! A market whose positions are kept one by one: whatever closes some of them only in part, or changes others while the
//! run goes on. Markets without such rules need no ledger; see `ValidScenario::needs_ledger`.
//!
//! Money is that of the margin (quote; base for inverse contracts), sizes are contracts (base; quote for inverse ones).
//! Every contract has two sides: what traders do not hold against each other, the market maker holds.

mod admit;
mod execute;
mod offered;
mod outcome;
mod settle;

use crate::market::impact::Impact;
use crate::math::exp_m1;
use crate::population::bands::{BANDS, SHARED_BAND, band_of};
use crate::population::crowd::Side;
use crate::settlement::fund::FundWatch;
use crate::settlement::margin::{Contract, Isolated};
use crate::settlement::partial::{Closes, Partial, TAKEN_OVER};
use crate::settlement::rules::{Deficit, Funding, Market};
use crate::sort::{settle_ties, sort_almost_sorted, sort_by};
use crate::sources::desk::CRUMB;
use crate::sources::traders::generate::Trader;
use std::collections::BTreeSet;

/// What a position is going through.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Stage {
    /// Nobody closes it.
    Open,
    /// A forced order waits.
    Ordered,
    /// Between two partial closes; the next may come at this second.
    Cooling(f64),
    /// Nothing is left.
    Closed,
}

/// A position and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Held {
    /// Number in the order in which the scenario declares positions.
    pub id: u32,
    /// Side, what is left of the size, entry, and what is left of the margin.
    pub terms: Isolated,
    /// Account whose wallet is its margin.
    pub account: Option<usize>,
    /// Size at the start.
    pub first_quantity: f64,
    /// Band of its leverage at entry.
    pub band: usize,
    /// Size force-closed so far, by whomever.
    pub closed: f64,
    /// Size times price of what was force-closed; inverse contracts: size over price, which is what their result depends
    /// on.
    pub closed_value: f64,
    /// Money that forced closes have handed back to the owner.
    pub returned: f64,
    /// Row in which nothing was left.
    pub closed_at_row: Option<u32>,
    /// Size closed as a winner, by auto-deleveraging.
    pub deleveraged: f64,
    /// Money that it gave up as a winner, where losses are shared.
    pub socialised: f64,
    /// Its trigger was reached before anything happened.
    pub is_dead_at_start: bool,
    trigger: Option<f64>,
    stage: Stage,
    /// The trigger is no longer that of the start, and stands in `moved`.
    is_moved: bool,
    closes: Closes,
    /// When it was closed in part last, s.
    closed_s: f64,
}

/// A forced order.
#[derive(Debug, Clone, PartialEq)]
struct Order {
    position: usize,
    /// Contracts still to close.
    left: f64,
    /// Contracts at first.
    size: f64,
    /// Seconds since the start when it came.
    placed_s: f64,
    /// Mark price when it came.
    mark_price: f64,
    /// The venue takes all of it over; else the trader goes on with the rest.
    is_whole: bool,
    /// The vault takes it over in the next step; nothing of it is traded.
    to_vault: bool,
    /// Contracts that would be closed by now if there were no lots.
    due: f64,
}

/// A planned trade of a step: contracts of an order.
struct Planned {
    order: usize,
    contracts: f64,
}

/// Somebody who holds contracts and money: the market maker, the vault.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Party {
    /// Signed contracts, long positive.
    pub holding: f64,
    /// Money.
    pub cash: f64,
}

impl Party {
    /// Buys `contracts` (sells, if negative) at a price.
    fn buy(&mut self, contracts: f64, price: f64, contract: Contract) {
        self.holding += contracts;
        self.cash -= value(contracts, price, contract);
    }

    /// Worth at a price.
    #[must_use]
    pub fn equity(&self, price: f64, contract: Contract) -> f64 {
        self.cash + value(self.holding, price, contract)
    }

    /// What is missing at a price; rounding is not.
    fn debt(&self, price: f64, contract: Contract) -> f64 {
        let held = value(self.holding, price, contract);
        let debt = -self.equity(price, contract);
        if debt > ROUNDING * (held.abs() + self.cash.abs()) {
            debt
        } else {
            0.0
        }
    }
}

/// Part of a sum that is only rounding.
const ROUNDING: f64 = 1e-12;

/// What signed contracts are worth at a price, up to a constant: their profit is the difference of two values.
fn value(contracts: f64, price: f64, contract: Contract) -> f64 {
    match contract {
        Contract::Linear => contracts * price,
        Contract::Inverse => -contracts / price,
    }
}

/// The positions of one market.
#[derive(Debug, Clone, PartialEq)]
pub struct Ledger {
    positions: Vec<Held>,
    /// Positions by the order in which a moving price reaches them at the start; longs, shorts.
    order: [Vec<u32>; 2],
    /// How far each order has been worked through.
    cursor: [usize; 2],
    /// Positions whose trigger has moved, first reached first: key of the trigger, index.
    moved: [BTreeSet<(u64, u32)>; 2],
    orders: Vec<Order>,
    cooling: Vec<u32>,
    /// Contracts that traders hold; longs, shorts.
    open: [f64; 2],
    /// Contracts that traders held at the start; longs, shorts.
    first_open: [f64; 2],
    /// Contracts that an executor owes (has overdone, if negative) because it trades whole lots; longs, shorts.
    owed: [f64; 2],
    maker: Party,
    /// Of that, what did not come through the market: positions that nobody else could take over, and funding.
    off_book: Party,
    vault: Party,
    /// The vault has taken a position over.
    vault_took_over: bool,
    /// Losses that winners have to share after this step.
    to_socialise: f64,
    /// The fund is not used below this in this step.
    fund_floor: f64,
    /// That is known in this step already.
    is_floor_asked: bool,
    fund_watch: FundWatch,
    contract: Contract,
    /// Sum of premiums since the last funding payment, each by the part of a tick that it stood for, and of these parts.
    premium: (f64, f64),
    /// Funding payments made.
    payments: f64,
}

/// When and where a step happens, for one market.
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    /// Seconds since the start.
    pub now_s: f64,
    /// Length of the tick; `None` in an instant run.
    pub tick_s: Option<f64>,
    /// Row that is recorded next.
    pub row: u32,
    /// Mark price.
    pub mark_price: f64,
}

/// Cross-margin accounts as a ledger sees them.
#[derive(Debug)]
pub struct Shared<'a> {
    /// Balances, quote.
    pub wallets: &'a mut [f64],
    /// Unrealised profit of all positions of each account, at the marks of their markets when the step began, quote; less
    /// what has been realised of it since.
    pub profits: &'a mut [f64],
}

/// What was closed by force in a step.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Closed {
    /// Base; longs, shorts.
    pub base: [f64; 2],
    /// Quote; longs, shorts.
    pub notional: [f64; 2],
    /// Positions touched for the first time; longs, shorts.
    pub touched: [usize; 2],
    /// Quote by band of leverage, both sides added.
    pub by_band: [f64; BANDS],
    /// Quote of it that somebody took over without a trade in the market, both sides added.
    pub off_book: f64,
    /// Somebody was closed by more than rounding.
    pub is_wave: bool,
}

impl Held {
    /// The one price at which what was force-closed would have come to what it came to: the mean by size; for inverse
    /// contracts, whose profit is size over price, the harmonic one. `None`: nothing was.
    #[must_use]
    pub fn average_fill_price(&self, contract: Contract) -> Option<f64> {
        (self.closed > 0.0).then(|| match contract {
            Contract::Linear => self.closed_value / self.closed,
            Contract::Inverse => self.closed / self.closed_value,
        })
    }
}

impl Closed {
    #[inline]
    fn add(&mut self, held: &mut Held, contracts: f64, price: f64, contract: Contract) {
        let side = place(held.terms.side);
        let crumb = CRUMB * held.first_quantity;
        let was_touched = held.closed > crumb;
        held.closed += contracts;
        self.touched[side] += usize::from(!was_touched && held.closed > crumb);
        self.is_wave |= contracts > crumb;
        let (base, notional) = match contract {
            Contract::Linear => (contracts, contracts * price),
            Contract::Inverse => (contracts / price, contracts),
        };
        held.closed_value += match contract {
            Contract::Linear => notional,
            Contract::Inverse => base,
        };
        self.base[side] += base;
        self.notional[side] += notional;
        self.by_band[held.band] += notional;
    }

    /// The same of what somebody takes over: it is not traded in the market.
    fn add_off_book(&mut self, held: &mut Held, contracts: f64, price: f64, contract: Contract) {
        let before = self.notional;
        self.add(held, contracts, price, contract);
        self.take_over(before);
    }

    /// What was closed since it had come to `before` is not traded in the market.
    fn take_over(&mut self, before: [f64; 2]) {
        self.off_book += self.notional[0] - before[0] + self.notional[1] - before[1];
    }
}

fn band(trader: &Trader, contract: Contract) -> usize {
    if trader.account.is_some() {
        return SHARED_BAND;
    }
    let terms = &trader.terms;
    #[allow(
        clippy::cast_possible_truncation,
        reason = "as coarse as the crowd keeps it"
    )]
    band_of((terms.notional(terms.entry_price, contract) / terms.margin) as f32)
}

fn place(side: Side) -> usize {
    match side {
        Side::Long => 0,
        Side::Short => 1,
    }
}

/// Key by which triggers are ordered, first reached first. Prices are positive, so their bits are in their order.
fn key(side: Side, trigger: f64) -> u64 {
    match side {
        Side::Long => !trigger.to_bits(),
        Side::Short => trigger.to_bits(),
    }
}

fn is_reached(side: Side, trigger: f64, mark_price: f64) -> bool {
    match side {
        Side::Long => trigger >= mark_price,
        Side::Short => trigger <= mark_price,
    }
}

/// Whether a trigger lies strictly beyond the price already.
fn is_passed(side: Side, trigger: f64, mark_price: f64) -> bool {
    trigger != mark_price && is_reached(side, trigger, mark_price)
}

#[allow(
    clippy::cast_possible_truncation,
    reason = "ids are u32, so are their number and places"
)]
fn index_of(index: usize) -> u32 {
    index as u32
}

impl Ledger {
    /// The positions of a market before anything happens.
    #[must_use]
    pub fn new(traders: &[Trader], market: &Market) -> Self {
        let positions: Vec<Held> = traders
            .iter()
            .map(|trader| Held {
                id: trader.id,
                terms: trader.terms,
                account: trader.account,
                first_quantity: trader.terms.quantity,
                band: band(trader, market.margin.contract),
                closed: 0.0,
                closed_value: 0.0,
                returned: 0.0,
                closed_at_row: None,
                deleveraged: 0.0,
                socialised: 0.0,
                is_dead_at_start: trader.trigger_price.is_some_and(|trigger| {
                    is_reached(trader.terms.side, trigger, market.impact.start_price)
                }),
                trigger: trader.trigger_price,
                stage: Stage::Open,
                is_moved: false,
                closes: Closes::default(),
                closed_s: f64::NEG_INFINITY,
            })
            .collect();
        let contract = market.margin.contract;
        let mut open = [0.0; 2];
        let mut maker = Party::default();
        for held in &positions {
            open[place(held.terms.side)] += held.terms.quantity;
            maker.buy(
                -held.terms.side.sign() * held.terms.quantity,
                held.terms.entry_price,
                contract,
            );
        }
        let order = [Side::Long, Side::Short].map(|side| {
            let mut order: Vec<u32> = (0..positions.len())
                .filter(|&index| {
                    positions[index].terms.side == side && positions[index].trigger.is_some()
                })
                .map(index_of)
                .collect();
            order.sort_unstable_by(|&a, &b| {
                let (a, b) = (&positions[a as usize], &positions[b as usize]);
                let key = |held: &Held| key(side, held.trigger.unwrap_or(1.0));
                key(a).cmp(&key(b)).then_with(|| first(a, b))
            });
            order
        });
        Self {
            positions,
            order,
            cursor: [0; 2],
            moved: [BTreeSet::new(), BTreeSet::new()],
            orders: Vec::new(),
            cooling: Vec::new(),
            open,
            first_open: open,
            owed: [0.0; 2],
            maker,
            off_book: Party::default(),
            vault: Party {
                cash: if market.deficit == Deficit::Vault {
                    market.vault.capital
                } else {
                    0.0
                },
                holding: 0.0,
            },
            vault_took_over: false,
            to_socialise: 0.0,
            is_floor_asked: false,
            // Asked for anew whenever forced orders trade.
            fund_floor: market
                .fund
                .floor
                .max(market.insurance_fund * (1.0 - market.fund.drawdown)),
            fund_watch: FundWatch::new(market.fund, market.insurance_fund),
            contract,
            premium: (0.0, 0.0),
            payments: 0.0,
        }
    }

    /// What the fund may not fall below in this step.
    pub fn fund_floor(&self) -> f64 {
        self.fund_floor
    }

    /// Finds everyone whom the mark price has reached and places their forced orders, nearest trigger first, ties by
    /// size, then id.
    pub fn trigger(&mut self, market: &Market, moment: Moment) {
        let mark_price = moment.mark_price;
        let (mut reached, mut in_turn): (Vec<u32>, Vec<u32>) = (Vec::new(), Vec::new());
        for (place, side) in [(0, Side::Long), (1, Side::Short)] {
            while let Some(&index) = self.order[place].get(self.cursor[place]) {
                let held = &self.positions[index as usize];
                if !held.is_moved && held.stage == Stage::Open {
                    if !held
                        .trigger
                        .is_some_and(|trigger| is_reached(side, trigger, mark_price))
                    {
                        break;
                    }
                    reached.push(index);
                }
                self.cursor[place] += 1;
            }
            while let Some(&(_, index)) = self.moved[place].first() {
                let trigger = self.positions[index as usize].trigger;
                if !trigger.is_some_and(|trigger| is_reached(side, trigger, mark_price)) {
                    break;
                }
                self.moved[place].pop_first();
                reached.push(index);
            }
        }
        for index in std::mem::take(&mut self.cooling) {
            let held = &mut self.positions[index as usize];
            let Stage::Cooling(ready_s) = held.stage else {
                continue;
            };
            // A rounding error must not cost a tick.
            if ready_s > moment.now_s * (1.0 + 1e-12) {
                self.cooling.push(index);
            } else if is_below_maintenance(&held.terms, market, mark_price) {
                // Its turn is that of what is left now, not of what there was before the close.
                held.trigger = held.terms.liquidation_price(&market.margin);
                reached.push(index);
            } else {
                self.reopen(index as usize, market);
            }
        }
        let positions = &self.positions;
        let trigger = |index: u32| positions[index as usize].trigger.unwrap_or(mark_price);
        for side in [Side::Long, Side::Short] {
            let mut of_side: Vec<u32> = reached
                .iter()
                .copied()
                .filter(|&index| positions[index as usize].terms.side == side)
                .collect();
            sort_by(&mut of_side, &|&a: &u32, &b: &u32| {
                key(side, trigger(a)).cmp(&key(side, trigger(b)))
            });
            settle_ties(
                &mut of_side,
                &|&index| trigger(index),
                &|&index| positions[index as usize].terms.quantity,
                &|&index| positions[index as usize].id,
            );
            in_turn.extend(of_side);
        }
        let reached = in_turn;
        for index in reached {
            self.place_order(index as usize, market, moment);
        }
    }

    fn place_order(&mut self, index: usize, market: &Market, moment: Moment) {
        let held = &mut self.positions[index];
        let (terms, price) = (held.terms, moment.mark_price);
        let to_vault = market.deficit == Deficit::Vault
            && terms.equity(price, self.contract)
                < market.vault.takeover_below * terms.maintenance_margin(price, &market.margin);
        let fees = market.taker_fee_ratio + market.liquidation_fee_ratio;
        let size = match market.partial {
            Some(partial) if held.account.is_none() && !to_vault => partial.size(
                &terms,
                &market.margin,
                price,
                fees,
                held.first_quantity,
                held.closes,
            ),
            _ => terms.quantity,
        };
        // A rest that is only a rounding error of lots is no position.
        let size = if terms.quantity - size <= held.first_quantity * 1e-12 {
            terms.quantity
        } else {
            size
        };
        held.stage = Stage::Ordered;
        self.orders.push(Order {
            position: index,
            left: size,
            size,
            placed_s: moment.now_s,
            mark_price: price,
            is_whole: size >= terms.quantity,
            to_vault,
            due: 0.0,
        });
    }

    /// Closes a cross-margin position that its account can no longer carry; `margin` is its share of what the account
    /// is worth, less its own profit. From here on it is like an isolated one.
    pub fn seize(&mut self, index: usize, margin: f64, market: &Market, moment: Moment) {
        self.positions[index].terms.margin = margin;
        self.positions[index].account = None;
        if self.positions[index].stage == Stage::Open {
            self.forget(index);
            self.positions[index].closes.so_far = TAKEN_OVER;
            self.place_order(index, market, moment);
        }
    }

    /// Puts a position back among those that wait for the price, with the trigger that its terms give now.
    fn reopen(&mut self, index: usize, market: &Market) {
        self.forget(index);
        let held = &mut self.positions[index];
        held.stage = Stage::Open;
        held.is_moved = true;
        held.trigger = if held.account.is_some() {
            None
        } else {
            held.terms.liquidation_price(&market.margin)
        };
        if let Some(trigger) = held.trigger {
            let side = held.terms.side;
            self.moved[place(side)].insert((key(side, trigger), index_of(index)));
        }
    }

    /// The same for all that wait for the price, with a change that moves the triggers of all: the order of a side is set
    /// up anew instead of putting each into its place. What moves them alike hardly changes it.
    ///
    /// Positions are read once, in the order in which they lie, and by the price of their triggers only short lists of
    /// them: of 90,000 reading them is most of the time.
    fn reopen_all(&mut self, market: &Market, mut change: impl FnMut(&mut Held)) {
        // By position: the key of its trigger, 0 where no price liquidates it. Triggers are positive, so no key is 0.
        let mut keys: Vec<u64> = Vec::with_capacity(self.positions.len());
        let mut sizes: Vec<(f64, u32)> = Vec::with_capacity(self.positions.len());
        let mut waiting_of = [0; 2];
        for held in &mut self.positions {
            change(held);
            sizes.push(size(held));
            let mut waits_at = 0;
            if held.stage == Stage::Open && held.account.is_none() {
                held.is_moved = false;
                held.trigger = held.terms.liquidation_price(&market.margin);
                if let Some(trigger) = held.trigger {
                    waits_at = key(held.terms.side, trigger);
                    waiting_of[place(held.terms.side)] += 1;
                }
            }
            keys.push(waits_at);
        }
        for (of_side, side) in [Side::Long, Side::Short].into_iter().enumerate() {
            let ahead = self.order[of_side][self.cursor[of_side]..].iter().copied();
            let moved = std::mem::take(&mut self.moved[of_side]);
            let mut waiting: Vec<(u64, u32)> = Vec::with_capacity(waiting_of[of_side]);
            for index in ahead.chain(moved.into_iter().map(|moved| moved.1)) {
                // Who has moved stands in both lists.
                let waits_at = std::mem::take(&mut keys[index as usize]);
                if waits_at != 0 {
                    waiting.push((waits_at, index));
                }
            }
            // Whom no price could liquidate so far stands in neither.
            if waiting.len() < waiting_of[of_side] {
                for (index, waits_at) in keys.iter_mut().enumerate() {
                    if *waits_at != 0 && self.positions[index].terms.side == side {
                        waiting.push((std::mem::take(waits_at), index_of(index)));
                    }
                }
            }
            sort_almost_sorted(&mut waiting, &|a: &(u64, u32), b: &(u64, u32)| {
                let tie = || larger(sizes[a.1 as usize], sizes[b.1 as usize]);
                a.0.cmp(&b.0).then_with(tie)
            });
            let order = &mut self.order[of_side];
            order.clear();
            order.extend(waiting.into_iter().map(|waiting| waiting.1));
            self.cursor[of_side] = 0;
        }
    }

    /// Puts some positions back: one by one, or all at once where they are many.
    fn reopen_many(&mut self, indices: &[usize], market: &Market) {
        if indices.len() > self.positions.len() / MANY {
            self.reopen_all(market, |_| ());
        } else {
            for &index in indices {
                self.reopen(index, market);
            }
        }
    }

    /// Takes a position out of the list of moved triggers.
    fn forget(&mut self, index: usize) {
        let held = &self.positions[index];
        if let (true, Some(trigger)) = (held.is_moved, held.trigger) {
            let side = held.terms.side;
            self.moved[place(side)].remove(&(key(side, trigger), index_of(index)));
        }
    }

    /// The positions, by rising id.
    #[must_use]
    pub fn positions(&self) -> &[Held] {
        &self.positions
    }

    /// The market maker, who holds what traders do not hold against each other.
    #[must_use]
    pub fn maker(&self) -> Party {
        self.maker
    }

    /// Base that the market maker has taken over from traders and not traded in the market, at a price.
    #[must_use]
    pub fn off_book_base(&self, price: f64) -> f64 {
        self.in_base(self.off_book.holding, price)
    }

    /// The backstop vault.
    #[must_use]
    pub fn vault(&self) -> Party {
        self.vault
    }

    /// What the vault is worth at a price, in the money of the margin.
    #[must_use]
    pub fn vault_equity(&self, price: f64) -> f64 {
        self.vault.equity(price, self.contract)
    }

    /// Whether the vault has taken a position over.
    #[must_use]
    pub fn vault_took_over(&self) -> bool {
        self.vault_took_over
    }

    /// Whether forced orders, or what the vault took over, wait to be traded.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        !self.orders.is_empty() || self.vault.holding != 0.0
    }

    /// Base ordered and not yet filled, at a price.
    #[must_use]
    #[inline]
    pub fn backlog(&self, price: f64) -> f64 {
        let left = self.orders.iter().fold(0.0, |sum, order| sum + order.left);
        self.in_base(left, price)
    }

    /// Base that traders hold at a price; longs, shorts.
    #[must_use]
    #[inline]
    pub fn open_base(&self, price: f64) -> [f64; 2] {
        let vault = self.vault.holding;
        // What is left after many subtractions may be a rounding error below nothing.
        [(self.open[0], vault), (self.open[1], -vault)]
            .map(|(open, vault)| self.in_base((open + vault.max(0.0)).max(0.0), price))
    }

    /// Whether nobody of a side is left who could still be liquidated: all are closed, or wait for the rest of an order
    /// that closes them whole.
    #[must_use]
    #[inline]
    pub fn is_worked_off(&self, side: Side) -> bool {
        let is_left = |held: &&Held| {
            let can_be = held.trigger.is_some() || held.account.is_some();
            held.terms.side == side && held.stage != Stage::Closed && can_be
        };
        let going = self.orders.iter().filter(|order| order.is_whole);
        let going = going.map(|order| &self.positions[order.position]);
        going.filter(is_left).count() == self.positions.iter().filter(is_left).count()
    }

    /// Whether anybody was closed by force, or is about to be.
    #[must_use]
    pub fn is_touched(&self) -> bool {
        self.positions
            .iter()
            .any(|held| held.closed > 0.0 || held.stage != Stage::Open)
    }

    /// Base with triggers from `price` to `target`, which a move of the mark price through them forces at most: those at
    /// `price` itself count while they wait, those at `target` do not, as on prefix sums.
    #[must_use]
    pub fn forced_between(&self, market: &Market, price: f64, target: f64) -> f64 {
        let side = if target < price {
            Side::Long
        } else {
            Side::Short
        };
        let place = place(side);
        let fees = market.taker_fee_ratio + market.liquidation_fee_ratio;
        let base = |held: &Held, trigger: f64| {
            let size = match market.partial {
                None => held.terms.quantity,
                Some(partial) => partial.size(
                    &held.terms,
                    &market.margin,
                    trigger,
                    fees,
                    held.first_quantity,
                    held.closes,
                ),
            };
            self.in_base(size, trigger)
        };
        let mut sum = 0.0;
        for &index in &self.order[place][self.cursor[place]..] {
            let held = &self.positions[index as usize];
            if held.is_moved || held.stage != Stage::Open {
                continue;
            }
            // Whom no price liquidates comes last.
            let Some(trigger) = held.trigger else {
                break;
            };
            // Before the first look at the triggers some may lie beyond the price already: no move forces them.
            if is_passed(side, trigger, price) {
                continue;
            }
            if !is_passed(side, trigger, target) {
                break;
            }
            sum += base(held, trigger);
        }
        for &(_, index) in &self.moved[place] {
            let held = &self.positions[index as usize];
            let Some(trigger) = held.trigger else {
                continue;
            };
            if is_passed(side, trigger, price) {
                continue;
            }
            if !is_passed(side, trigger, target) {
                break;
            }
            sum += base(held, trigger);
        }
        sum
    }

    fn in_base(&self, contracts: f64, price: f64) -> f64 {
        match self.contract {
            Contract::Linear => contracts,
            Contract::Inverse => contracts / price,
        }
    }

    /// Everything that is worth something, at a price: traders (isolated margins; wallets are the engine's), maker and
    /// vault. Together with what left through the waterfall it never changes (I2).
    #[must_use]
    pub fn worth(&self, price: f64) -> f64 {
        self.traders_worth(price) + self.maker.equity(price, self.contract)
    }

    /// The same without what the market maker has traded in the market.
    #[must_use]
    pub fn worth_beside_market(&self, price: f64) -> f64 {
        self.traders_worth(price) + self.off_book.equity(price, self.contract)
    }

    fn traders_worth(&self, price: f64) -> f64 {
        let traders: f64 = self
            .positions
            .iter()
            .map(|held| held.terms.equity(price, self.contract))
            .sum();
        traders + self.vault_equity(price)
    }

    /// Signed contracts of everyone together: always 0 (I1).
    #[must_use]
    pub fn net_contracts(&self) -> f64 {
        let traders: f64 = self
            .positions
            .iter()
            .map(|held| held.terms.side.sign() * held.terms.quantity)
            .sum();
        traders + self.maker.holding + self.vault.holding
    }

    /// Notes the premium of the last price over the index, with the part of a tick that it stands for, and pays funding
    /// when it is due.
    pub fn fund(
        &mut self,
        market: &Market,
        funding: Funding,
        moment: Moment,
        (premium, weight): (f64, f64),
        accounts: &mut Shared<'_>,
    ) {
        self.premium = (self.premium.0 + weight * premium, self.premium.1 + weight);
        let due = (moment.now_s / funding.interval_s * (1.0 + 1e-12)).floor();
        let payments = due - self.payments;
        if payments < 1.0 {
            return;
        }
        self.payments = due;
        let mean = self.premium.0 / self.premium.1;
        self.premium = (0.0, 0.0);
        // A tick longer than the interval makes several payments at once.
        let rate = payments * funding_rate(funding, mean);
        self.pay_funding(rate, market, moment.mark_price, accounts);
    }
}

/// Part of the positions above which changing all is quicker than one by one.
const MANY: usize = 16;

/// Largest distance of interest and premium that funding passes on, fraction per interval. Source: documentation of
/// Binance and Bybit.
const FUNDING_CLAMP: f64 = 0.000_5;

/// `clamp(premium + clamp(interest - premium, +-0.05 %), +-cap)`.
fn funding_rate(funding: Funding, premium: f64) -> f64 {
    let clamp = |value: f64, bound: f64| value.max(-bound).min(bound);
    clamp(
        premium + clamp(funding.interest - premium, FUNDING_CLAMP),
        funding.cap,
    )
}

/// Ties at one trigger: the larger position first, then the lower id.
fn first(a: &Held, b: &Held) -> std::cmp::Ordering {
    larger(size(a), size(b))
}

fn size(held: &Held) -> (f64, u32) {
    (held.terms.quantity, held.id)
}

fn larger(a: (f64, u32), b: (f64, u32)) -> std::cmp::Ordering {
    b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1))
}

fn is_below_maintenance(terms: &Isolated, market: &Market, price: f64) -> bool {
    let rules = &market.margin;
    let fee = rules.closing_fee_ratio * terms.notional(price, rules.contract);
    terms.equity(price, rules.contract) <= terms.maintenance_margin(price, rules) + fee
}

/// Share of a backlog that a speed works off in a tick; all of it in an instant run.
fn share_of(rate_per_s: f64, tick_s: Option<f64>) -> f64 {
    tick_s.map_or(1.0, |tick_s| -exp_m1(-rate_per_s * tick_s))
}

/// Impact law, its outside state and liquidity: where a ledger trades.
#[derive(Debug)]
pub struct Place<'a> {
    /// Impact law of this run.
    pub impact: &'a Impact,
    /// What the outside world has done.
    pub exogenous: crate::market::impact::Exogenous,
    /// State of the liquidity.
    pub liquidity: &'a mut crate::market::liquidity::Liquidity,
    /// Rules of the market.
    pub market: &'a Market,
}

/// Seconds until the next close, where a rule pauses.
fn cooldown(partial: Option<Partial>) -> f64 {
    match partial {
        Some(Partial::Share { cooldown_s, .. }) => cooldown_s,
        _ => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn funding_follows_the_premium_within_its_clamps() {
        let funding = Funding {
            interval_s: 28_800.0,
            interest: 0.000_1,
            cap: 0.007_5,
        };
        let cases = [
            (0.0, 0.000_1),
            (0.000_3, 0.000_1),
            (0.001, 0.000_5),
            (-0.001, -0.000_5),
            (0.1, 0.007_5),
        ];
        for (premium, expected) in cases {
            let rate = funding_rate(funding, premium);
            assert!((rate - expected).abs() < 1e-15, "{premium}: {rate}");
        }
    }
}
