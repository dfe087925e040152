//! What never changes of accounts that a house calls for money: their terms, and in which order a price reaches them.

use crate::population::crowd::{Crowd, Position, Side};
use std::sync::Arc;

/// An account as it is at the start.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Account {
    /// Which way it profits.
    pub side: Side,
    /// Base held (long) or owed (short).
    pub quantity: f64,
    /// Money: of a long less what it owes, of a short what it holds, quote.
    pub cash: f64,
}

impl Account {
    /// Equity at a price, quote.
    #[must_use]
    pub fn equity(self, price: f64) -> f64 {
        self.side.sign() * self.quantity * price + self.cash
    }

    /// Price at which its equity is this share of what it holds (owes).
    fn price_at(self, ratio: f64) -> f64 {
        // A number below, or above, what it holds: what its money is worth in base.
        -self.side.sign() * self.cash / (self.quantity * (1.0 - self.side.sign() * ratio))
    }

    /// Price at which it is called; `None` where no price calls it, as one that owes nothing.
    pub(in crate::sources) fn call_price(self, maintenance: f64) -> Option<f64> {
        Some(self.price_at(maintenance)).filter(|&price| price > 0.0)
    }
}

/// How much is sold of an account that has not paid.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Sale {
    /// As much as restores it.
    Shortfall,
    /// All of it.
    All,
}

/// What a house asks of an account, shares of the value of what it holds (owes).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Demand {
    /// Least equity.
    pub maintenance: f64,
    /// Equity that a call asks for, and a sale restores.
    pub restore: f64,
}

impl Demand {
    /// Whether an account has no more than it must have at a price.
    #[must_use]
    pub fn is_short_of_margin(&self, account: Account, price: f64) -> bool {
        account.equity(price) <= self.maintenance * account.quantity * price
    }

    /// Money that restores an account at a price, quote.
    #[must_use]
    pub fn asked(&self, account: Account, price: f64) -> f64 {
        self.restore * account.quantity * price - account.equity(price)
    }

    /// Base whose sale (purchase) at a price restores an account there.
    #[must_use]
    pub fn needed(&self, account: Account, price: f64, sale: Sale) -> f64 {
        if account.equity(price) <= 0.0 || sale == Sale::All {
            return account.quantity;
        }
        let needed = self.asked(account, price) / (self.restore * price);
        needed.clamp(0.0, account.quantity)
    }

    /// The same of an account that nobody has called: nothing while it has its margin.
    #[must_use]
    pub fn needed_at(&self, account: Account, price: f64, sale: Sale) -> f64 {
        if self.is_short_of_margin(account, price) {
            self.needed(account, price, sale)
        } else {
            0.0
        }
    }
}

/// How calls go, whatever they ask for.
#[derive(Debug, Clone, Copy)]
pub struct Terms {
    /// What is asked for at the start.
    pub first: Demand,
    /// Time to pay, s.
    pub grace_s: f64,
    /// Share of the calls that are paid.
    pub cure_probability: f64,
    /// Smallest call, quote.
    pub minimum_call: f64,
    /// How much is sold.
    pub sale: Sale,
}

/// What never changes; `R`: what a kind of house adds.
#[derive(Debug)]
pub struct Book<R> {
    /// Index of the market.
    pub market: usize,
    is_enabled: bool,
    /// The accounts in the scenario's order.
    pub accounts: Vec<Account>,
    /// Names of those that the scenario lists; empty where they are generated.
    pub names: Vec<String>,
    /// How calls go.
    pub terms: Terms,
    /// What this kind of house does.
    pub rules: R,
    /// Accounts of each side by the call prices that they have at the start, each with its number here.
    pub crowds: [Arc<Crowd>; 2],
    /// Running sums of cash in the order of the crowds; one longer.
    cash: [Vec<f64>; 2],
    /// Seed of the scenario.
    pub seed: u32,
    /// Number of the first account in the scenario, which is that of its random stream.
    pub first_id: u32,
}

/// Who the accounts of a population are.
#[derive(Debug, Default)]
pub struct Accounts {
    /// In the scenario's order.
    pub all: Vec<Account>,
    /// Their names, where the scenario lists them.
    pub names: Vec<String>,
}

impl From<Vec<Account>> for Accounts {
    fn from(all: Vec<Account>) -> Self {
        Self {
            all,
            names: Vec::new(),
        }
    }
}

impl<R> Book<R> {
    /// Sorts the accounts; `seed`, and the number of the first one, are those of their random streams.
    #[must_use]
    pub fn new(
        market: usize,
        is_enabled: bool,
        accounts: Accounts,
        terms: Terms,
        rules: R,
        [seed, first_id]: [u32; 2],
    ) -> Self {
        let Accounts {
            all: accounts,
            names,
        } = accounts;
        let maintenance = terms.first.maintenance;
        let crowds = [Side::Long, Side::Short].map(|side| {
            let of_side = accounts.iter().zip(0..).filter(|(one, _)| one.side == side);
            let positions = of_side.map(|(&account, id)| {
                let call_price = account.price_at(maintenance);
                let trigger_price = account.call_price(maintenance);
                let bankruptcy_price = account.price_at(0.0);
                let position = Position {
                    trigger_price,
                    bankruptcy_price,
                    quantity: account.quantity,
                    margin: maintenance * account.quantity * call_price,
                    leverage: 1.0 / maintenance,
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
            names,
            terms,
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

    /// Base of a side at the start.
    #[must_use]
    pub fn base(&self, side: usize) -> f64 {
        let crowd = &self.crowds[side];
        crowd.held()
    }

    /// The price at which the terms of the start would call those whom these terms call at a price: all call prices of a side move
    /// by one factor, so that nobody overtakes anybody.
    #[must_use]
    pub fn as_at_first(&self, side: usize, price: f64, demand: Demand) -> f64 {
        let sign = self.crowds[side].side.sign();
        let left = |demand: Demand| 1.0 - sign * demand.maintenance;
        price * (left(demand) / left(self.terms.first))
    }

    /// Base that all accounts of a side need to sell (buy) at a price that nobody has called: those of the crowd from the
    /// place `from` to the place `to`, which are short of margin there.
    #[must_use]
    pub fn needed_of(
        &self,
        side: usize,
        [from, to]: [usize; 2],
        price: f64,
        demand: Demand,
    ) -> f64 {
        let crowd = &self.crowds[side];
        let base = |from: usize, to: usize| {
            crowd.cumulative_quantity[to] - crowd.cumulative_quantity[from]
        };
        if self.terms.sale == Sale::All {
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
        base(from, rest) + (quantity - equity / (demand.restore * price)).max(0.0)
    }
}
