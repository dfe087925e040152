//! What somebody who is not closed by force holds, and has traded, in one market.

use super::desk::{Dealt, Order};

/// A holding that changes by trades alone.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Holding {
    market: usize,
    /// Base held; negative: owed.
    pub base: f64,
    /// Base traded, bought and sold.
    pub volume: f64,
    /// Quote traded, bought and sold.
    pub notional: f64,
    /// Quote of it that was bought.
    pub bought: f64,
}

impl Holding {
    /// So much base in a market, before anything is traded.
    #[must_use]
    pub fn new(market: usize, base: f64) -> Self {
        Self {
            market,
            base,
            volume: 0.0,
            notional: 0.0,
            bought: 0.0,
        }
    }

    /// Books what its orders got, all at one price. Returns the base that it sold net.
    pub fn trade(&mut self, orders: &[Order], price: f64) -> f64 {
        orders.iter().fold(0.0, |sum, order| {
            let sold = order.quantity.signum() * order.filled;
            self.base -= sold;
            self.volume += order.filled;
            let notional = order.filled * price;
            self.notional += notional;
            if order.quantity < 0.0 {
                self.bought += notional;
            }
            sum + sold
        })
    }

    /// Base traded in a market.
    #[must_use]
    pub fn volume_in(&self, market: usize) -> f64 {
        if market == self.market {
            self.volume
        } else {
            0.0
        }
    }

    /// Base held in a market.
    #[must_use]
    pub fn base_in(&self, market: usize) -> f64 {
        if market == self.market {
            self.base
        } else {
            0.0
        }
    }

    /// What it is worth at prices, one for each market, with the money that its trades have brought in, quote.
    #[must_use]
    pub fn worth(&self, prices: &[f64]) -> f64 {
        let dealt = self.dealt();
        self.base * prices[self.market] + (dealt.sold - dealt.bought)
    }

    /// What it has traded.
    #[must_use]
    pub fn dealt(&self) -> Dealt {
        Dealt::of(self.notional, self.bought)
    }
}
