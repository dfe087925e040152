//! Accounts that write options under a margin that looks at a table of moves (`settlement/option_margin.rs`).
//!
//! An account is worth its cash, its perp and its options at the mark price, by Black-76 without interest. It is liquidated when
//! that is no more than what it must have: on either side of the price, for who has written both ways. Either a share of
//! everything is bought back, and its gamma goes to a dealer who hedges on; or the account is hedged with the perp and keeps its
//! gamma (`settlement/option_liquidation.rs`).
//!
//! Options change hands beside the market, at the mark price before a fill and a volatility that is worse: whoever takes them
//! gets what is paid for them when the fills of the step are settled, and hedges them in the next one. What of the perp is closed
//! is an order like any other. Feedback R counts accounts that a price would liquidate: the perp that they would sell, and the
//! delta that would leave with their options.

mod book;
mod declare;
mod told;
mod triggers;

pub use book::{Book, By, Rules, Writer};
pub use declare::OPTION_ACCOUNTS;
#[cfg(feature = "mechanisms")]
pub use declare::sellers;
pub use told::{COLUMNS, EVENTS};

use super::desk::{Balances, Dealt, Netted, Netting, Now, Order, View};
use super::{Acts, Forced, Handed, Holder};
use crate::log::Log;
use crate::market::venue::Venue;
use crate::population::crowd::Side;
use book::{Action, Held};
use std::sync::Arc;
use told::WRITER_LIQUIDATED;

/// The word by which this kind is known.
pub const KIND: &str = "optionAccounts";

/// Base and money of one side.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Flow {
    quantity: f64,
    notional: f64,
}

/// Option writers in a run.
#[derive(Debug, Clone)]
pub struct OptionAccounts {
    book: Arc<Book>,
    held: Vec<Held>,
    /// Perp sold and bought.
    flows: [Flow; 2],
    /// Base of options that have left.
    moved: f64,
    /// What has left since the last time it was asked for.
    handed: Handed,
    /// What others have borne of closed accounts.
    relieved: f64,
    wave: f64,
    last_wave: f64,
    /// Mark price and time of the last look.
    price: f64,
    time_s: f64,
    /// Row that is recorded next.
    row: u32,
}

/// The book belongs to the scenario and not to the state.
impl PartialEq for OptionAccounts {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.book, &other.book)
            && self.held == other.held
            && self.flows == other.flows
            && self.moved == other.moved
            && self.handed == other.handed
            && self.relieved == other.relieved
            && self.wave == other.wave
            && self.last_wave == other.last_wave
            && self.price == other.price
            && self.time_s == other.time_s
            && self.row == other.row
    }
}

impl OptionAccounts {
    /// The accounts before anything happens.
    #[must_use]
    pub fn new(book: &Arc<Book>) -> Self {
        Self {
            held: book.first.clone(),
            flows: [Flow::default(); 2],
            moved: 0.0,
            handed: Handed::default(),
            relieved: 0.0,
            wave: 0.0,
            last_wave: 0.0,
            price: book.rules.start_price,
            time_s: 0.0,
            row: 0,
            book: Arc::clone(book),
        }
    }

    fn is_here(&self, market: usize) -> bool {
        market == self.book.market
    }

    /// Judges an account; where it is time to act, its options change hands, and what of its perp goes is what it wishes to sell.
    fn look_at(&mut self, number: usize, is_acting: bool, now: Now) {
        let book = Arc::clone(&self.book);
        let (writer, mut one) = (&book.writers[number], self.held[number].clone());
        if one.is_closed {
            return;
        }
        book.settle(writer, &mut one, self.price, self.time_s);
        book.judge(writer, &mut one, self.price, self.time_s);
        one.wish = 0.0;
        one.is_pending = false;
        let least = now.tolerance * writer.size();
        let action = book.action(writer, &one, [self.price, self.time_s], least);
        match action {
            Action::None => one.is_cornered &= one.is_due(),
            Action::Close(share) => {
                one.wish = share * one.perp;
                one.is_pending = !is_acting || one.wish != 0.0;
                if is_acting {
                    self.buy_back(writer, &mut one, share);
                    one.note_liquidation(self.row);
                }
            }
            Action::Hedge(hedge) => {
                one.wish = one.perp - hedge.perp;
                one.is_pending = true;
                one.is_cornered |= is_acting && !hedge.is_enough;
            }
        }
        self.close_if_empty(&mut one, least);
        self.held[number] = one;
    }

    /// Buys back a share of the options of an account.
    fn buy_back(&mut self, writer: &Writer, one: &mut Held, share: f64) {
        let book = Arc::clone(&self.book);
        for (place, option) in book.options(writer, one, self.price, self.time_s) {
            let moved = share * option.contracts;
            let paid = moved * book.closing_price(&option, self.price);
            one.cash += paid;
            one.contracts[place] = if share >= 1.0 {
                0.0
            } else {
                option.contracts - moved
            };
            self.moved += moved.abs();
            if book.rules.to_dealers {
                // With the volatility and the time to expiry that they were declared with.
                let mut terms = writer.account.legs[place];
                terms.contracts = moved;
                self.handed.options.push(terms);
                self.handed.paid -= paid;
            }
        }
        one.judged = None;
        book.judge(writer, one, self.price, self.time_s);
    }

    /// An account that holds nothing any more, or rounding, is closed; what it owes somebody else must bear.
    fn close_if_empty(&mut self, one: &mut Held, least: f64) {
        let is_empty = one.contracts.iter().all(|&left| left == 0.0) && one.perp.abs() <= least;
        if !is_empty || !(one.is_liquidated || one.equity <= 0.0) {
            return;
        }
        (one.is_closed, one.wish, one.is_pending) = (true, 0.0, false);
        one.note_liquidation(self.row);
        let lack = (-one.equity).max(0.0);
        one.cash += lack;
        one.equity += lack;
        one.requirement = 0.0;
        self.relieved += lack;
        self.handed.lack += lack;
    }

    fn sum(&self, each: impl Fn(&Held) -> f64) -> f64 {
        self.held.iter().fold(0.0, |sum, one| sum + each(one))
    }

    fn liquidated(&self) -> u32 {
        let liquidated = self.held.iter().filter(|one| one.is_liquidated).count();
        u32::try_from(liquidated).unwrap_or(u32::MAX)
    }

    fn holder(&self, writer: &Writer, one: &Held) -> Holder {
        let state = match one {
            one if one.is_closed => "closed",
            one if one.is_liquidated => "liquidated",
            _ => "open",
        };
        let options = one.contracts.iter().fold(0.0, |sum, left| sum + left);
        Holder {
            id: writer.name.clone(),
            kind: KIND,
            state,
            equity: one.equity,
            // Not a negative nought.
            quantity: options + one.perp + 0.0,
            at_row: one.is_liquidated.then_some(one.row),
        }
    }
}

impl Acts for OptionAccounts {
    fn on_mark(&mut self, view: &View<'_>, _balances: &mut Balances) {
        let venue = &view.venues[self.book.market];
        let now = view.now;
        (self.price, self.time_s, self.row) = (venue.mark.price, now.time_s, now.row);
        // Once a step, at the mark before its fill: of a wave that is the look of the one before.
        let is_acting = (now.tick_s.is_none() || !now.is_look) && !venue.is_halted();
        for number in 0..self.held.len() {
            self.look_at(number, is_acting, now);
        }
    }

    fn begin_wave(&mut self) {
        (self.last_wave, self.wave) = (self.wave, 0.0);
    }

    fn orders(&mut self, market: usize, view: &View<'_>, into: &mut Netting) {
        if !self.is_here(market) {
            return;
        }
        self.row = view.now.row;
        for (number, one) in self.held.iter().enumerate() {
            if one.wish != 0.0 {
                into.place(one.wish, number);
            }
        }
    }

    fn on_fill(&mut self, _market: usize, orders: &[Order], netted: Netted) -> bool {
        let mut has_traded = false;
        for order in orders {
            let one = &mut self.held[order.tag];
            let sold = order.quantity.signum() * order.filled;
            let before = one.perp;
            one.perp -= sold;
            one.cash += sold * netted.price;
            one.wish -= sold;
            one.judged = None;
            has_traded |= one.perp != before;
            if order.filled > 0.0 {
                one.note_liquidation(self.row);
            }
            let flow = &mut self.flows[usize::from(sold < 0.0)];
            flow.quantity += order.filled;
            flow.notional += order.filled * netted.price;
            self.wave += order.filled * netted.price;
        }
        has_traded
    }

    fn handed(&mut self) -> Option<Handed> {
        if self.handed.options.is_empty() && self.handed.lack == 0.0 {
            return None;
        }
        Some(Handed {
            market: self.book.market,
            ..std::mem::take(&mut self.handed)
        })
    }

    fn volume(&self, market: usize) -> f64 {
        if self.is_here(market) {
            self.flows[0].quantity + self.flows[1].quantity
        } else {
            0.0
        }
    }

    fn net(&self, market: usize, _venue: &Venue) -> f64 {
        if self.is_here(market) {
            self.flows[1].quantity - self.flows[0].quantity
        } else {
            0.0
        }
    }

    /// The options are between them and those who hold or take them: what one has of them, the other has not.
    fn worth(&self, prices: &[f64]) -> f64 {
        let [sold, bought] = self.flows;
        (bought.quantity - sold.quantity) * prices[self.book.market]
            + (sold.notional - bought.notional)
            + self.relieved
    }

    fn owed_by_closed(&self) -> f64 {
        let closed = self.held.iter().filter(|one| one.is_closed);
        closed.fold(0.0, |sum, one| sum + (-one.equity).max(0.0))
    }

    fn dealt(&self) -> Option<Dealt> {
        // In words it is forced, and told as such; that it is there is told by this.
        let [sold, bought] = self.flows;
        Some(Dealt {
            sold: sold.notional,
            bought: bought.notional,
            rest: 0.0,
        })
    }

    fn forced(&self, market: usize) -> Forced {
        if !self.is_here(market) {
            return Forced::default();
        }
        let [sold, bought] = self.flows;
        Forced {
            accounts: self.liquidated(),
            sold: sold.quantity,
            sold_notional: sold.notional,
            bought: bought.quantity,
            bought_notional: bought.notional,
            wave_notional: self.wave,
            last_wave_notional: self.last_wave,
        }
    }

    fn at_risk(&self, market: usize) -> [f64; 2] {
        if !self.is_here(market) {
            return [0.0; 2];
        }
        let [sold, bought] = self.flows;
        let [sell, buy] = self.book.at_risk;
        // A hedge may be moved to and fro.
        [sell.max(sold.quantity), buy.max(bought.quantity)]
    }

    fn is_waiting(&self, market: usize) -> bool {
        self.is_here(market) && self.held.iter().any(|one| one.wish != 0.0)
    }

    fn backlog(&self, market: usize, _price: f64) -> f64 {
        if self.is_here(market) {
            self.sum(|one| one.wish.abs())
        } else {
            0.0
        }
    }

    fn is_marked(&self) -> bool {
        true
    }

    fn forced_between(&self, market: usize, from: f64, to: f64) -> f64 {
        if !self.is_here(market) {
            return 0.0;
        }
        let target = self.price * (to / from);
        let writers = self.book.writers.iter().zip(&self.held);
        let sold = writers
            .filter(|(_, one)| !one.is_closed && !one.is_pending)
            .fold(0.0, |sum, (writer, one)| {
                sum + self.book.sold_at(writer, one, [target, self.time_s])
            });
        if to < from { sold } else { 0.0 - sold }
    }

    fn first_triggers(&self, market: usize) -> [Option<f64>; 2] {
        if self.is_here(market) {
            self.book.first_triggers()
        } else {
            [None, None]
        }
    }

    fn is_touched(&self) -> bool {
        self.held.iter().any(|one| one.is_liquidated)
    }

    fn triggered_quantity(&self) -> f64 {
        // A hedge may be moved to and fro for ever: only what is bought back, and who is liquidated at all, comes to an end.
        self.moved + f64::from(self.liquidated())
    }

    fn is_worked_off(&self, market: usize, _side: Side) -> Option<bool> {
        let is_any = self.is_here(market) && !self.held.is_empty();
        is_any.then(|| self.held.iter().all(|one| one.is_closed))
    }

    fn record(&self, market: usize, _venue: &Venue, into: &mut Vec<f64>) {
        if !self.is_here(market) {
            return;
        }
        let [sold, bought] = self.flows;
        into.extend([
            f64::from(self.liquidated()),
            self.sum(|one| one.requirement),
            self.sum(|one| one.equity),
            sold.quantity,
            sold.notional,
            bought.quantity,
            bought.notional,
        ]);
    }

    fn holders(&self) -> Vec<Holder> {
        let writers = self.book.writers.iter().zip(&self.held);
        writers
            .map(|(writer, one)| self.holder(writer, one))
            .collect()
    }

    fn note(&self, _venues: &[Venue], log: &mut Log) {
        log.note(&WRITER_LIQUIDATED, self.book.market, self.is_touched());
    }
}
