//! What a venue leaves to others to close: positions that wait, offered below the market, and who takes them.

use crate::population::crowd::Side;
use crate::settlement::margin::Contract;

/// A position, or a part of one, that waits to be closed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lot {
    /// The seller's own number of it.
    pub order: usize,
    /// Of the position.
    pub side: Side,
    /// Contracts that nobody has taken.
    pub contracts: f64,
    /// Seconds since it was triggered.
    pub age_s: f64,
    /// Mark price that triggered it; `None`: its account was liquidated as a whole.
    pub trigger: Option<f64>,
}

/// Who takes what.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Take {
    /// The seller's own number of the lot.
    pub order: usize,
    /// Contracts.
    pub contracts: f64,
    /// The source that buys, and its own number of the buyer.
    pub buyer: (usize, usize),
}

/// What a buyer got.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bought {
    /// As in [`Take`].
    pub buyer: (usize, usize),
    /// Base; positive: he has bought it.
    pub base: f64,
    /// Price, quote per base.
    pub price: f64,
}

/// The whole lots that fit into a quantity.
#[must_use]
pub fn whole_lots_within(quantity: f64, step: f64) -> f64 {
    if step == 0.0 {
        quantity
    } else {
        (quantity / step * (1.0 + 1e-12)).floor() * step
    }
}

/// All that a venue offers in a step, in the order in which it came.
#[derive(Debug)]
pub struct Lots {
    /// Index of the market.
    pub market: usize,
    /// How far below (for shorts above) the last price it is offered, fraction.
    pub discount: f64,
    /// Price at which longs, and shorts, are offered.
    prices: [f64; 2],
    contract: Contract,
    /// Contracts must be whole multiples of it; 0: none.
    step: f64,
    /// The lots.
    pub lots: Vec<Lot>,
    /// What is taken so far.
    pub taken: Vec<Take>,
    /// Who is asked now.
    pub buyer: (usize, usize),
}

impl Lots {
    /// Offered at a last price.
    #[must_use]
    pub fn new(
        market: usize,
        [last_price, discount]: [f64; 2],
        contract: Contract,
        step: f64,
        lots: Vec<Lot>,
    ) -> Self {
        Self {
            market,
            discount,
            prices: [last_price * (1.0 - discount), last_price * (1.0 + discount)],
            contract,
            step,
            lots,
            taken: Vec::new(),
            buyer: (0, 0),
        }
    }

    /// Price at which positions of a side are offered, quote per base.
    #[must_use]
    pub fn price(&self, side: Side) -> f64 {
        match side {
            Side::Long => self.prices[0],
            Side::Short => self.prices[1],
        }
    }

    /// Base behind contracts at the price at which they are offered.
    #[must_use]
    pub fn base(&self, side: Side, contracts: f64) -> f64 {
        match self.contract {
            Contract::Linear => contracts,
            Contract::Inverse => contracts / self.price(side),
        }
    }

    /// Takes at most so much base of a lot, in whole lots of the market; returns the base.
    pub fn take(&mut self, place: usize, base: f64) -> f64 {
        let Lot {
            order,
            side,
            contracts,
            ..
        } = self.lots[place];
        let all = self.base(side, contracts);
        let taken = if base >= all {
            contracts
        } else {
            whole_lots_within(contracts * (base / all), self.step)
        };
        if taken <= 0.0 {
            return 0.0;
        }
        self.lots[place].contracts -= taken;
        self.taken.push(Take {
            order,
            contracts: taken,
            buyer: self.buyer,
        });
        self.base(side, taken)
    }
}
