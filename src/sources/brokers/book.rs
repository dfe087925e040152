//! What never changes of margin accounts: their terms, and in which order a price reaches them.

use crate::population::crowd::{Crowd, Position, Side};
use crate::sources::reactor::Times;
use std::sync::Arc;

/// An account as it is at the start.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Account {
    pub(super) side: Side,
    /// Base held (long) or owed (short).
    pub(super) quantity: f64,
    /// Money: of a long less what it owes, of a short what it holds, quote.
    pub(super) cash: f64,
}

impl Account {
    /// Equity at a price, quote.
    pub(super) fn equity(self, price: f64) -> f64 {
        self.side.sign() * self.quantity * price + self.cash
    }

    /// Price at which its equity is this share of what it holds (owes).
    fn price_at(self, ratio: f64) -> f64 {
        // A number below, or above, what it holds: what its money is worth in base.
        -self.side.sign() * self.cash / (self.quantity * (1.0 - self.side.sign() * ratio))
    }

    /// Price at which it is called; `None` where no price calls it, as one that owes nothing.
    pub(super) fn call_price(self, maintenance: f64) -> Option<f64> {
        Some(self.price_at(maintenance)).filter(|&price| price > 0.0)
    }
}

/// How much is sold of an account that has not paid.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Sale {
    Shortfall,
    All,
}

/// What the broker does.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rules {
    /// Least equity, share of the value.
    pub(super) maintenance: f64,
    /// Equity that a call asks for, and a sale restores.
    pub(super) restore: f64,
    pub(super) grace_s: f64,
    pub(super) cure_probability: f64,
    /// A call lapses where the price alone restores maintenance.
    pub(super) appreciation: bool,
    /// When calls are issued.
    pub(super) calls: Times,
    pub(super) minimum_call: f64,
    pub(super) sale: Sale,
}

impl Rules {
    /// Whether an account has no more than it must have at a price.
    pub(super) fn is_short_of_margin(&self, account: Account, price: f64) -> bool {
        account.equity(price) <= self.maintenance * account.quantity * price
    }

    /// Money that restores an account at a price, quote.
    pub(super) fn asked(&self, account: Account, price: f64) -> f64 {
        self.restore * account.quantity * price - account.equity(price)
    }

    /// Base whose sale (purchase) at a price restores an account there.
    pub(super) fn needed(&self, account: Account, price: f64) -> f64 {
        if account.equity(price) <= 0.0 || self.sale == Sale::All {
            return account.quantity;
        }
        let needed = self.asked(account, price) / (self.restore * price);
        needed.clamp(0.0, account.quantity)
    }

    /// The same of an account that nobody has called: nothing while it has its margin.
    pub(super) fn needed_at(&self, account: Account, price: f64) -> f64 {
        if self.is_short_of_margin(account, price) {
            self.needed(account, price)
        } else {
            0.0
        }
    }
}

/// What never changes.
#[derive(Debug)]
pub struct Book {
    /// Index of the market.
    pub market: usize,
    is_enabled: bool,
    pub(super) accounts: Vec<Account>,
    pub(super) rules: Rules,
    /// Accounts of each side by their call prices, each with its number here.
    pub(super) crowds: [Arc<Crowd>; 2],
    /// Running sums of cash in the order of the crowds; one longer.
    cash: [Vec<f64>; 2],
    pub(super) seed: u32,
    /// Number of the first account in the scenario, which is that of its random stream.
    pub(super) first_id: u32,
}

impl Book {
    pub(super) fn new(
        market: usize,
        is_enabled: bool,
        accounts: Vec<Account>,
        rules: Rules,
        seed: u32,
        first_id: u32,
    ) -> Self {
        let crowds = [Side::Long, Side::Short].map(|side| {
            let of_side = accounts.iter().zip(0..).filter(|(one, _)| one.side == side);
            let positions = of_side.map(|(&account, id)| {
                let call_price = account.price_at(rules.maintenance);
                let trigger_price = account.call_price(rules.maintenance);
                let bankruptcy_price = account.price_at(0.0);
                let position = Position {
                    trigger_price,
                    bankruptcy_price,
                    quantity: account.quantity,
                    margin: rules.maintenance * account.quantity * call_price,
                    leverage: 1.0 / rules.maintenance,
                };
                (id, position)
            });
            Arc::new(Crowd::new(side, positions.collect()))
        });
        let cash = crowds.each_ref().map(|crowd| {
            let mut sum = 0.0;
            let each = crowd.id.iter().map(|&id| {
                sum += accounts[id as usize].cash;
                sum
            });
            std::iter::once(0.0).chain(each).collect()
        });
        Self {
            market,
            is_enabled,
            accounts,
            rules,
            crowds,
            cash,
            seed,
            first_id,
        }
    }

    /// Whether they take part.
    #[must_use]
    pub fn is_enabled(&self) -> bool {
        self.is_enabled
    }

    /// Accounts that a run may have to look at one by one in every step.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.accounts.len() as u64
    }

    /// Base that all accounts of a side need to sell (buy) at a price that nobody has called: those of the crowd from the
    /// place `from` to the place `to`, which are short of margin there.
    pub(super) fn needed_of(&self, side: usize, [from, to]: [usize; 2], price: f64) -> f64 {
        let crowd = &self.crowds[side];
        let base = |from: usize, to: usize| {
            crowd.cumulative_quantity[to] - crowd.cumulative_quantity[from]
        };
        if self.rules.sale == Sale::All {
            return base(from, to);
        }
        // Call and bankruptcy prices stand in one order: whose equity is gone come first, and sell all.
        let sign = crowd.side.sign();
        let gone = crowd.bankruptcy_price[from..to]
            .partition_point(|&bankruptcy| sign * bankruptcy >= sign * price);
        let rest = from + gone;
        let quantity = base(rest, to);
        let cash = self.cash[side][to] - self.cash[side][rest];
        let equity = sign * quantity * price + cash;
        base(from, rest) + (quantity - equity / (self.rules.restore * price)).max(0.0)
    }
}
