//! Accounts that a house calls for money: what brokers and clearing houses share. An account that has no more than it must have
//! is called, with some time to pay. It pays, or the call lapses, or the house sells: as much as restores the account, or all.
//! Without time to pay it is sold at once, step by step. What a house asks for, and when, is its own ([`House`]).
//!
//! An account of `n` base and the money `c` is worth `E = c + n p` (`c - n p`) at a price `p`; to have the share `r` of what it
//! holds again it must sell (buy back) `(r n p - E) / (r p)`.

mod book;
mod declare;

pub use book::{Account, Accounts, Book, Demand, Sale, Terms};
pub use declare::{CURE, GRACE, Given, SECONDS, TRIGGERS, call_prices, given, grace, leverages};

use super::desk::{Balances, Dealt, Netted, Netting, Now, Order, View};
use super::{Acts, Forced, Holder, Waiting};
use crate::log::{ColumnSpec, EventSpec, FLOW, Log, STOCK, Sort, described};
use crate::market::venue::Venue;
use crate::population::crowd::Side;
use crate::rng::{Purpose, Rng};
use std::fmt::Debug;
use std::sync::Arc;

/// Of an account's first size this share is no position that is left.
const ROUNDING: f64 = 1e-12;

/// What is recorded of calls, whoever makes them: houses of several kinds add up.
const CALL_COLUMNS: [ColumnSpec; 7] = [
    column("callsPending", "", STOCK, "Margin calls that are open."),
    column(
        "callsPendingNotional",
        "quote",
        STOCK,
        "Money that open margin calls ask for.",
    ),
    column(
        "callsIssued",
        "",
        FLOW,
        "Margin calls issued so far; what became of each of them is in one of the next three, or it is open.",
    ),
    column("callsMet", "", FLOW, "Margin calls that were paid."),
    column(
        "callsLapsed",
        "",
        FLOW,
        "Margin calls that lapsed, since the price came back.",
    ),
    column(
        "callsSold",
        "",
        FLOW,
        "Margin calls whose deadline passed: the account is sold.",
    ),
    column(
        "depositedMargin",
        "quote",
        FLOW,
        "Money paid in for margin calls.",
    ),
];

/// Those and `OWN` of a kind's own, in all `ALL`.
pub(super) const fn with_calls<const OWN: usize, const ALL: usize>(
    own: [ColumnSpec; OWN],
) -> [ColumnSpec; ALL] {
    let mut all = [CALL_COLUMNS[0]; ALL];
    let mut place = 1;
    while place < ALL {
        all[place] = if place < CALL_COLUMNS.len() {
            CALL_COLUMNS[place]
        } else {
            own[place - CALL_COLUMNS.len()]
        };
        place += 1;
    }
    all
}

/// A column of theirs.
pub(super) const fn column(
    name: &'static str,
    unit: &'static str,
    sort: Sort,
    doc: &'static str,
) -> ColumnSpec {
    ColumnSpec {
        name,
        unit,
        doc: described(doc),
        sort,
    }
}

/// Calls are open.
pub static CALLS_ISSUED: EventSpec = EventSpec {
    name: "callsIssued",
    label: "margin calls",
    doc: "Brokers, or clearing houses, call for margin while no call was open.",
};
/// Calls are overdue.
pub static CALLS_DUE: EventSpec = EventSpec {
    name: "callsDue",
    label: "unpaid calls",
    doc: "Deadlines pass: brokers, or clearing houses, begin to sell what was not paid for.",
};

/// What one kind of house does differently. It may change in a run.
pub trait House: Debug + Clone + PartialEq + Sized {
    /// What of it never changes.
    type Rules: Debug;
    /// The word by which the kind is known.
    const KIND: &'static str;
    /// What its accounts are called in the figure.
    const LABEL: &'static str;
    /// Number of their hue there.
    const HUE: usize;
    /// What an account has not paid for is sold once, even if the price has restored its margin; it may be called again. Else it is
    /// sold step by step until it has its margin.
    const SELLS_ONCE: bool;
    /// An account with nothing left gets no call: it is sold at once.
    const CLOSES_THE_RUINED: bool;

    /// Before anything happens.
    fn open(book: &Book<Self::Rules>) -> Self;
    /// Looks at a mark price; `held`: base that long and short accounts hold. Says whether calls are issued.
    fn look(&mut self, book: &Book<Self::Rules>, price: f64, held: [f64; 2], now: Now) -> bool;
    /// What it asks for.
    fn demand(&self, book: &Book<Self::Rules>) -> Demand;
    /// What it would ask for if the price were this one.
    fn demand_at(&self, book: &Book<Self::Rules>, _price: f64) -> Demand {
        self.demand(book)
    }
    /// Price at which Feedback R looks before the first mark.
    fn first_price(_rules: &Self::Rules) -> f64 {
        f64::NAN
    }
    /// Whether call prices stay where they are as long as nobody pays or sells.
    fn is_fixed(_rules: &Self::Rules) -> bool {
        true
    }
    /// Whether calls wait for a time of their own.
    fn waits(rules: &Self::Rules) -> bool;
    /// Whether a call lapses where the price alone restores the margin.
    fn lapses(rules: &Self::Rules) -> bool;
    /// Bears what a closed account owes, quote; returns what it does not.
    fn bear(&mut self, lack: f64) -> f64 {
        lack
    }
    /// Its own columns.
    fn record(&self, _into: &mut Vec<f64>) {}
    /// Names what happens to it besides calls.
    fn note(&self, _market: usize, _log: &mut Log) {}
}

/// Where an account that was called stands.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Status {
    /// It has its margin.
    Fine,
    /// It was called, for so much.
    Called {
        deadline_s: f64,
        /// When it pays; `None`: never.
        paid_s: Option<f64>,
        amount: f64,
    },
    /// It has not paid: the house sells.
    Overdue,
}

/// An account that a price has reached.
#[derive(Debug, Clone, PartialEq)]
struct Touched {
    /// Its number among those of its book.
    number: u32,
    now: Account,
    status: Status,
    /// Calls that it has had, each with two draws of its stream.
    calls: u32,
    /// Base to sell (buy) now.
    wish: f64,
    is_sold: bool,
    /// Row in which it was called, or in which something of it was sold, for the last time.
    row: u32,
}

/// Money and base of one side.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Flow {
    quantity: f64,
    notional: f64,
}

/// Calls, counted.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Calls {
    issued: u32,
    met: u32,
    lapsed: u32,
    sold: u32,
}

/// Such accounts in a run.
#[derive(Debug, Clone)]
pub struct Called<H: House> {
    book: Arc<Book<H::Rules>>,
    house: H,
    /// Accounts of each side that a price has reached, in the crowds' order.
    reached: [usize; 2],
    touched: Vec<Touched>,
    /// Base to sell and to buy now.
    wishes: [f64; 2],
    flows: [Flow; 2],
    calls: Calls,
    deposited: f64,
    bad_debt: f64,
    /// Accounts of which something was sold.
    accounts: u32,
    wave: f64,
    last_wave: f64,
    /// Price at the last look.
    seen: f64,
    /// Row that is recorded next.
    row: u32,
}

/// The book belongs to the scenario and not to the state.
impl<H: House> PartialEq for Called<H> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.book, &other.book)
            && self.house == other.house
            && self.reached == other.reached
            && self.touched == other.touched
            && self.wishes == other.wishes
            && self.flows == other.flows
            && self.calls == other.calls
            && self.deposited == other.deposited
            && self.bad_debt == other.bad_debt
            && self.accounts == other.accounts
            && self.wave == other.wave
            && self.last_wave == other.last_wave
            && self.seen == other.seen
            && self.row == other.row
    }
}

const SIDES: [Side; 2] = [Side::Long, Side::Short];

impl<H: House> Called<H> {
    /// The accounts before anything happens.
    #[must_use]
    pub fn new(book: &Arc<Book<H::Rules>>) -> Self {
        Self {
            house: H::open(book),
            reached: [0; 2],
            touched: Vec::new(),
            wishes: [0.0; 2],
            flows: [Flow::default(); 2],
            calls: Calls::default(),
            deposited: 0.0,
            bad_debt: 0.0,
            accounts: 0,
            wave: 0.0,
            last_wave: 0.0,
            seen: H::first_price(&book.rules),
            row: 0,
            book: Arc::clone(book),
        }
    }

    /// Brings an account to the present.
    fn advance(
        &mut self,
        book: &Book<H::Rules>,
        index: usize,
        price: f64,
        (demand, is_calling): (Demand, bool),
        now: Now,
    ) {
        let terms = &book.terms;
        let one = &mut self.touched[index];
        one.wish = 0.0;
        if one.now.quantity == 0.0 {
            return;
        }
        let first = book.accounts[one.number as usize];
        let least = now.tolerance * first.quantity;
        if let Status::Called {
            deadline_s,
            paid_s,
            amount,
        } = one.status
        {
            let has_margin = !demand.is_short_of_margin(one.now, price);
            if paid_s.is_some_and(|paid_s| paid_s <= now.time_s) {
                one.now.cash += amount;
                self.deposited += amount;
                self.calls.met += 1;
                one.status = Status::Fine;
            } else if H::lapses(&book.rules) && has_margin {
                self.calls.lapsed += 1;
                one.status = Status::Fine;
            } else if deadline_s <= now.time_s {
                self.calls.sold += 1;
                one.status = Status::Overdue;
            }
        }
        let is_short = demand.is_short_of_margin(one.now, price);
        if one.status == Status::Fine && is_short && is_calling {
            let amount = demand.asked(one.now, price);
            if amount >= terms.minimum_call.max(least * price) {
                self.calls.issued += 1;
                one.row = now.row;
                let is_ruined = H::CLOSES_THE_RUINED && one.now.equity(price) <= 0.0;
                one.status = if terms.grace_s == 0.0 || is_ruined {
                    self.calls.sold += 1;
                    Status::Overdue
                } else {
                    let [first, second] = draws(book, one.number, one.calls);
                    one.calls += 1;
                    let is_met = first < terms.cure_probability;
                    Status::Called {
                        deadline_s: now.time_s + terms.grace_s,
                        paid_s: is_met.then_some(now.time_s + second * terms.grace_s),
                        amount,
                    }
                };
            }
        }
        if one.status == Status::Overdue {
            let needed = demand.needed(one.now, price, terms.sale);
            if (is_short || H::SELLS_ONCE) && needed > least {
                one.wish = needed;
            } else {
                one.status = Status::Fine;
            }
        }
    }

    fn pending(&self) -> [f64; 2] {
        self.touched
            .iter()
            .fold([0.0; 2], |[count, money], one| match one.status {
                Status::Called { amount, .. } => [count + 1.0, money + amount],
                Status::Fine | Status::Overdue => [count, money],
            })
    }

    /// How an account stands at the last look.
    fn holder(&self, name: &str, number: usize, touched: Option<&Touched>) -> Holder {
        let now = touched.map_or(self.book.accounts[number], |one| one.now);
        let state = match touched {
            Some(one) if one.now.quantity == 0.0 => "closed",
            Some(one) if matches!(one.status, Status::Called { .. }) => "called",
            Some(one) if one.is_sold => "sold",
            _ => "open",
        };
        Holder {
            id: name.to_owned(),
            kind: H::KIND,
            state,
            equity: now.equity(self.seen),
            // Not a negative nought.
            quantity: now.side.sign() * now.quantity + 0.0,
            at_row: touched.filter(|_| state != "open").map(|one| one.row),
        }
    }
}

/// What decides whether, and when, an account pays its call number `call`: from a stream of its own, so that neither the length
/// of ticks nor another account changes it.
fn draws<R>(book: &Book<R>, number: u32, call: u32) -> [f64; 2] {
    let mut rng = Rng::new(book.seed, Purpose::Cure, book.first_id.wrapping_add(number));
    for _ in 0..call {
        rng.unit();
        rng.unit();
    }
    [rng.unit(), rng.unit()]
}

impl<H: House> Acts for Called<H> {
    fn on_mark(&mut self, view: &View<'_>, _balances: &mut Balances) {
        let book = Arc::clone(&self.book);
        let price = view.venues[book.market].mark.price;
        let now = view.now;
        let held = [0, 1].map(|side| (book.base(side) - self.flows[side].quantity).max(0.0));
        let is_calling = self.house.look(&book, price, held, now);
        let demand = self.house.demand(&book);
        self.seen = price;
        self.row = now.row;
        for side in 0..2 {
            let crowd = &book.crowds[side];
            let price = book.as_at_first(side, price, demand);
            let reached = crowd.reached(price, self.reached[side]);
            for &number in &crowd.id[self.reached[side]..reached] {
                self.touched.push(Touched {
                    number,
                    now: book.accounts[number as usize],
                    status: Status::Fine,
                    calls: 0,
                    wish: 0.0,
                    is_sold: false,
                    row: 0,
                });
            }
            self.reached[side] = reached;
        }
        self.wishes = [0.0; 2];
        for index in 0..self.touched.len() {
            self.advance(&book, index, price, (demand, is_calling), now);
            let one = &self.touched[index];
            self.wishes[usize::from(one.now.side == Side::Short)] += one.wish;
        }
    }

    fn begin_wave(&mut self) {
        (self.last_wave, self.wave) = (self.wave, 0.0);
    }

    fn orders(&mut self, market: usize, view: &View<'_>, into: &mut Netting) {
        if market != self.book.market {
            return;
        }
        self.row = view.now.row;
        for (tag, side) in SIDES.into_iter().enumerate() {
            if self.wishes[tag] > 0.0 {
                into.place(side.sign() * self.wishes[tag], tag);
            }
        }
    }

    fn on_fill(&mut self, _market: usize, orders: &[Order], netted: Netted) -> bool {
        let mut has_traded = false;
        for order in orders {
            let side = SIDES[order.tag];
            let is_all = order.filled >= order.quantity.abs();
            let mut left = order.filled;
            // First come, first served.
            for one in self.touched.iter_mut().filter(|one| one.now.side == side) {
                let traded = if is_all { one.wish } else { one.wish.min(left) };
                if traded <= 0.0 {
                    continue;
                }
                left -= traded;
                one.wish -= traded;
                let before = one.now.quantity;
                // A share of a fill may be a digit short of all.
                let least = ROUNDING * self.book.accounts[one.number as usize].quantity;
                one.now.quantity = if before - traded <= least {
                    0.0
                } else {
                    before - traded
                };
                one.now.cash += side.sign() * traded * netted.price;
                has_traded |= one.now.quantity != before;
                self.accounts += u32::from(!one.is_sold);
                one.is_sold = true;
                one.row = self.row;
                if H::SELLS_ONCE && one.wish <= 0.0 {
                    one.status = Status::Fine;
                }
                let flow = &mut self.flows[order.tag];
                flow.quantity += traded;
                flow.notional += traded * netted.price;
                self.wave += traded * netted.price;
                if one.now.quantity == 0.0 {
                    // What is left of a closed account is its owner's; what it owes the house must bear.
                    self.bad_debt += self.house.bear((-one.now.cash).max(0.0));
                }
            }
            self.wishes[order.tag] = if is_all {
                0.0
            } else {
                (self.wishes[order.tag] - order.filled).max(0.0)
            };
        }
        has_traded
    }

    fn volume(&self, market: usize) -> f64 {
        if market == self.book.market {
            self.flows[0].quantity + self.flows[1].quantity
        } else {
            0.0
        }
    }

    fn net(&self, market: usize, _venue: &Venue) -> f64 {
        if market == self.book.market {
            self.flows[1].quantity - self.flows[0].quantity
        } else {
            0.0
        }
    }

    fn worth(&self, prices: &[f64]) -> f64 {
        let [sold, bought] = self.flows;
        (bought.quantity - sold.quantity) * prices[self.book.market]
            + (sold.notional - bought.notional)
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

    fn bad_debt(&self, market: usize) -> f64 {
        if market == self.book.market {
            self.bad_debt
        } else {
            0.0
        }
    }

    fn waiting_crowds(&self) -> Vec<Waiting> {
        if !H::is_fixed(&self.book.rules) {
            return Vec::new();
        }
        let crowds = self.book.crowds.iter().filter(|crowd| !crowd.is_empty());
        let waiting = crowds.map(|crowd| Waiting {
            kind: H::KIND,
            label: H::LABEL,
            hue: H::HUE,
            market: self.book.market,
            by_mark: true,
            crowd: Arc::clone(crowd),
        });
        waiting.collect()
    }

    fn forced(&self, market: usize) -> Forced {
        if market != self.book.market {
            return Forced::default();
        }
        let [sold, bought] = self.flows;
        Forced {
            accounts: self.accounts,
            sold: sold.quantity,
            sold_notional: sold.notional,
            bought: bought.quantity,
            bought_notional: bought.notional,
            wave_notional: self.wave,
            last_wave_notional: self.last_wave,
        }
    }

    fn at_risk(&self, market: usize) -> [f64; 2] {
        if market != self.book.market {
            return [0.0; 2];
        }
        [self.book.base(0), self.book.base(1)]
    }

    fn is_waiting(&self, market: usize) -> bool {
        market == self.book.market && (self.wishes[0] > 0.0 || self.wishes[1] > 0.0)
    }

    fn backlog(&self, market: usize, _price: f64) -> f64 {
        if market == self.book.market {
            self.wishes[0] + self.wishes[1]
        } else {
            0.0
        }
    }

    fn is_marked(&self) -> bool {
        true
    }

    fn forced_between(&self, market: usize, from: f64, to: f64) -> f64 {
        let book = &*self.book;
        // Whoever is called now, or at the close, sells later: that answers no price.
        let is_later = book.terms.grace_s > 0.0 || H::waits(&book.rules);
        if market != book.market || is_later {
            return 0.0;
        }
        let side = usize::from(to > from);
        let (near, far) = (self.seen, self.seen * (to / from));
        let [here, there] = [self.house.demand(book), self.house.demand_at(book, far)];
        let crowd = &book.crowds[side];
        let reach = crowd.reached_beyond(book.as_at_first(side, far, there));
        let untouched = [self.reached[side], reach];
        let more = if untouched[1] > untouched[0] {
            book.needed_of(side, untouched, far, there)
        } else {
            0.0
        };
        let of_side = self
            .touched
            .iter()
            .filter(|one| one.now.side == SIDES[side]);
        let sale = book.terms.sale;
        of_side.fold(more, |sum, one| {
            sum + there.needed_at(one.now, far, sale) - here.needed_at(one.now, near, sale)
        })
    }

    fn first_triggers(&self, market: usize) -> [Option<f64>; 2] {
        if market != self.book.market {
            return [None, None];
        }
        self.book
            .crowds
            .each_ref()
            .map(|crowd| crowd.trigger_price.first().copied())
    }

    fn is_touched(&self) -> bool {
        self.calls.issued > 0
    }

    fn triggered_quantity(&self) -> f64 {
        self.flows[0].quantity + self.flows[1].quantity
    }

    fn is_worked_off(&self, market: usize, side: Side) -> Option<bool> {
        let place = usize::from(side == Side::Short);
        let crowd = &self.book.crowds[place];
        if market != self.book.market || crowd.is_empty() {
            return None;
        }
        let is_open = |one: &Touched| one.now.side == side && one.now.quantity > 0.0;
        Some(self.reached[place] == crowd.len() && !self.touched.iter().any(is_open))
    }

    fn record(&self, market: usize, _venue: &Venue, into: &mut Vec<f64>) {
        if market != self.book.market {
            return;
        }
        let [sold, bought] = self.flows;
        let Calls {
            issued,
            met,
            lapsed,
            sold: due,
        } = self.calls;
        into.extend(self.pending());
        into.extend([issued, met, lapsed, due].map(f64::from));
        into.push(self.deposited);
        self.house.record(into);
        into.extend([
            sold.quantity,
            sold.notional,
            bought.quantity,
            bought.notional,
        ]);
    }

    fn holders(&self) -> Vec<Holder> {
        let names = &self.book.names;
        let mut touched = vec![None; names.len()];
        for one in &self.touched {
            if let Some(place) = touched.get_mut(one.number as usize) {
                *place = Some(one);
            }
        }
        let named = names.iter().zip(touched).enumerate();
        named
            .map(|(number, (name, touched))| self.holder(name, number, touched))
            .collect()
    }

    fn note(&self, _venues: &[Venue], log: &mut Log) {
        let market = self.book.market;
        log.note(&CALLS_ISSUED, market, self.pending()[0] > 0.0);
        log.note(
            &CALLS_DUE,
            market,
            self.book.terms.grace_s > 0.0 && self.calls.sold > 0,
        );
        self.house.note(market, log);
    }
}
