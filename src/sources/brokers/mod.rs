//! Cash accounts on margin at a broker. An account whose equity is no more than the maintenance share of what it holds is
//! called: it has some time to pay in what is missing. It pays, or the price comes back and the call lapses, or the broker
//! sells: as much as restores the account, or all. Without time to pay it is sold at once, step by step.
//!
//! | of a | equity | called at |
//! |---|---|---|
//! | long, `n` base, a loan of `d` | `n p - d` | `p <= d / (n (1 - m))` |
//! | short, `n` base, a credit of `c` | `c - n p` | `p >= c / (n (1 + m))` |
//!
//! To have the share `r` again at a price `p` it must sell (buy back) `(r n p - E) / (r p)`.

mod book;
mod declare;

pub use book::Book;
pub use declare::{BROKERS, CALL_RULES, MARGIN_ACCOUNT, call_price};

use super::Acts;
use super::desk::{Balances, Dealt, Netted, Netting, Now, Order, View};
use super::{Forced, Waiting};
use crate::json::object;
use crate::log::{ColumnSpec, EventSpec, FLOW, Log, STOCK, described};
use crate::market::venue::Venue;
use crate::population::crowd::Side;
use crate::rng::{Purpose, Rng};
use crate::scenario::spec::{Lens, Scale, slider, switch, timed};
use book::Account;
use serde_json::Value;
use std::sync::Arc;

/// The word by which this kind is known.
pub const KIND: &str = "brokers";

/// What is recorded of them.
pub static COLUMNS: &[ColumnSpec] = &[
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
    column(
        "brokersSoldQuantity",
        "base",
        FLOW,
        "Base that brokers have sold of margin accounts; part of liquidatedQuantity.",
    ),
    column(
        "brokersSoldNotional",
        "quote",
        FLOW,
        "Quote that it brought; part of longLiquidatedNotional.",
    ),
    column(
        "brokersBoughtQuantity",
        "base",
        FLOW,
        "Base that brokers have bought back for margin accounts; part of liquidatedQuantity.",
    ),
    column(
        "brokersBoughtNotional",
        "quote",
        FLOW,
        "Quote that it cost; part of shortLiquidatedNotional.",
    ),
];

const fn column(
    name: &'static str,
    unit: &'static str,
    is_flow: bool,
    doc: &'static str,
) -> ColumnSpec {
    ColumnSpec {
        name,
        unit,
        doc: described(doc),
        is_flow,
    }
}

/// What can happen to them.
pub static EVENTS: &[&EventSpec] = &[&CALLS_ISSUED, &CALLS_DUE];

static CALLS_ISSUED: EventSpec = EventSpec {
    name: "callsIssued",
    label: "margin calls",
    doc: "Brokers call for margin while no call was open.",
};
static CALLS_DUE: EventSpec = EventSpec {
    name: "callsDue",
    label: "brokers sell",
    doc: "Deadlines pass: brokers begin to sell what was not paid for.",
};

static CONTROLS: &[Lens] = &[
    switch(
        "brokers.enabled",
        "Margin accounts",
        "holders with a loan of their broker, who calls for money and sells when it does not come",
        sample,
    ),
    slider(
        "brokers.holdings",
        &["holdings"],
        "They hold",
        "quote",
        [1e6, 5e10],
        true,
        "what all margin accounts hold at today's price",
    ),
    slider(
        "brokers.maintenance",
        &["maintenance"],
        "Least equity",
        "fraction",
        [0.05, 0.5],
        false,
        "share of what an account holds that must be its own; with less it is called",
    ),
    timed(slider(
        "brokers.graceS",
        &["graceS"],
        "Time to pay",
        "s",
        [0.0, 259_200.0],
        false,
        "between the call and the sale; 0: sold at once",
    )),
    timed(slider(
        "brokers.cureProbability",
        &["cureProbability"],
        "Who pays in time",
        "fraction",
        [0.0, 1.0],
        false,
        "share of the calls that are paid before their deadline",
    )),
];

/// Accounts that hold two fifths of what the market turns over for a move of a third, so leveraged that a few per cent call them.
fn sample(scale: &Scale) -> Vec<Value> {
    vec![object([
        ("market", scale.markets[0].as_str().into()),
        ("holdings", (15.0 * scale.depth * scale.price).into()),
        ("count", 2_000.into()),
        (
            "leverage",
            object([
                ("law", "uniform".into()),
                ("from", 1.6.into()),
                ("to", 3.9.into()),
            ]),
        ),
    ])]
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
    /// It has not paid: the broker sells.
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

/// Margin accounts in a run.
#[derive(Debug, Clone)]
pub struct Brokers {
    book: Arc<Book>,
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
    /// Price at the last look, and the ends of the step that it belongs to.
    seen: f64,
    step_s: [f64; 2],
}

/// The book belongs to the scenario and not to the state.
impl PartialEq for Brokers {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.book, &other.book)
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
            && self.step_s == other.step_s
    }
}

const SIDES: [Side; 2] = [Side::Long, Side::Short];

impl Brokers {
    /// The accounts before anything happens.
    #[must_use]
    pub fn new(book: &Arc<Book>) -> Self {
        Self {
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
            seen: f64::NAN,
            step_s: [0.0; 2],
            book: Arc::clone(book),
        }
    }

    /// Brings an account to the present.
    fn advance(&mut self, book: &Book, index: usize, price: f64, now: Now) {
        let rules = &book.rules;
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
            let has_margin = !rules.is_short_of_margin(one.now, price);
            if paid_s.is_some_and(|paid_s| paid_s <= now.time_s) {
                one.now.cash += amount;
                self.deposited += amount;
                self.calls.met += 1;
                one.status = Status::Fine;
            } else if rules.appreciation && has_margin {
                self.calls.lapsed += 1;
                one.status = Status::Fine;
            } else if deadline_s <= now.time_s {
                self.calls.sold += 1;
                one.status = Status::Overdue;
            }
        }
        let is_short = rules.is_short_of_margin(one.now, price);
        if one.status == Status::Fine
            && is_short
            && rules.calls.is_between(self.step_s[0], self.step_s[1])
        {
            let amount = rules.asked(one.now, price);
            if amount >= rules.minimum_call.max(least * price) {
                self.calls.issued += 1;
                one.status = if rules.grace_s == 0.0 {
                    self.calls.sold += 1;
                    Status::Overdue
                } else {
                    let [first, second] = draws(book, one.number, one.calls);
                    let is_met = first < rules.cure_probability;
                    Status::Called {
                        deadline_s: now.time_s + rules.grace_s,
                        paid_s: is_met.then_some(now.time_s + second * rules.grace_s),
                        amount,
                    }
                };
                one.calls += 1;
            }
        }
        if one.status == Status::Overdue {
            let needed = rules.needed(one.now, price);
            if is_short && needed > least {
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
}

/// What decides whether, and when, an account pays its call number `call`: from a stream of its own, so that neither the length
/// of ticks nor another account changes it.
fn draws(book: &Book, number: u32, call: u32) -> [f64; 2] {
    let mut rng = Rng::new(book.seed, Purpose::Cure, book.first_id.wrapping_add(number));
    for _ in 0..call {
        rng.unit();
        rng.unit();
    }
    [rng.unit(), rng.unit()]
}

impl Acts for Brokers {
    fn on_mark(&mut self, view: &View<'_>, _balances: &mut Balances) {
        let book = Arc::clone(&self.book);
        let price = view.venues[book.market].mark.price;
        let now = view.now;
        if now.time_s > self.step_s[1] {
            self.step_s = [self.step_s[1], now.time_s];
        }
        self.seen = price;
        for side in 0..2 {
            let crowd = &book.crowds[side];
            let reached = crowd.reached(price, self.reached[side]);
            for &number in &crowd.id[self.reached[side]..reached] {
                self.touched.push(Touched {
                    number,
                    now: book.accounts[number as usize],
                    status: Status::Fine,
                    calls: 0,
                    wish: 0.0,
                    is_sold: false,
                });
            }
            self.reached[side] = reached;
        }
        self.wishes = [0.0; 2];
        for index in 0..self.touched.len() {
            self.advance(&book, index, price, now);
            let one = &self.touched[index];
            self.wishes[usize::from(one.now.side == Side::Short)] += one.wish;
        }
    }

    fn begin_wave(&mut self) {
        (self.last_wave, self.wave) = (self.wave, 0.0);
    }

    fn orders(&mut self, market: usize, _view: &View<'_>, into: &mut Netting) {
        if market != self.book.market {
            return;
        }
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
                one.now.quantity = if traded >= before {
                    0.0
                } else {
                    before - traded
                };
                one.now.cash += side.sign() * traded * netted.price;
                has_traded |= one.now.quantity != before;
                self.accounts += u32::from(!one.is_sold);
                one.is_sold = true;
                let flow = &mut self.flows[order.tag];
                flow.quantity += traded;
                flow.notional += traded * netted.price;
                self.wave += traded * netted.price;
                if one.now.quantity == 0.0 {
                    // What is left of a closed account is its owner's; what it owes the broker has lost.
                    self.bad_debt += (-one.now.cash).max(0.0);
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
        let crowds = self.book.crowds.iter().filter(|crowd| !crowd.is_empty());
        let waiting = crowds.map(|crowd| Waiting {
            kind: KIND,
            label: "margin accounts",
            hue: 2,
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
        let whole = |crowd: &Arc<crate::population::crowd::Crowd>| {
            crowd.total_quantity() + crowd.untouchable_quantity
        };
        self.book.crowds.each_ref().map(whole)
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

    fn forced_between(&self, market: usize, from: f64, to: f64) -> f64 {
        let rules = &self.book.rules;
        // Whoever is called now, or at the close, sells later: that answers no price.
        let is_later = rules.grace_s > 0.0 || rules.calls.interval_s > 0.0;
        if market != self.book.market || is_later {
            return 0.0;
        }
        let side = usize::from(to > from);
        let (near, far) = (self.seen, self.seen * (to / from));
        let crowd = &self.book.crowds[side];
        let untouched = [self.reached[side], crowd.reached_beyond(far)];
        let more = if untouched[1] > untouched[0] {
            self.book.needed_of(side, untouched, far)
        } else {
            0.0
        };
        let of_side = self
            .touched
            .iter()
            .filter(|one| one.now.side == SIDES[side]);
        of_side.fold(more, |sum, one| {
            let needed = |price| rules.needed_at(one.now, price);
            sum + needed(far) - needed(near)
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
        into.extend([
            self.deposited,
            sold.quantity,
            sold.notional,
            bought.quantity,
            bought.notional,
        ]);
    }

    fn note(&self, _venues: &[Venue], log: &mut Log) {
        let market = self.book.market;
        log.note(&CALLS_ISSUED, market, self.pending()[0] > 0.0);
        log.note(
            &CALLS_DUE,
            market,
            self.book.rules.grace_s > 0.0 && self.calls.sold > 0,
        );
    }
}
