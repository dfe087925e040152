//! Where orders become trades: one netted fill for all whose size is known, and a desk for those who look at the price
//! while they trade.

use crate::market::venue::Venue;

/// When something happens.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Now {
    /// Seconds since the start.
    pub time_s: f64,
    /// Length of this step; `None` where no time passes.
    pub length_s: Option<f64>,
    /// Length of a whole tick; `None` in an instant run.
    pub tick_s: Option<f64>,
    /// Row that is recorded next.
    pub row: u32,
}

/// What a source may look at. No source sees another one.
#[derive(Debug)]
pub struct View<'w> {
    /// When.
    pub now: Now,
    /// The markets, in the order of the scenario.
    pub venues: &'w [Venue],
}

/// An order of known size and what it got.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Order {
    /// Base; positive sells.
    pub quantity: f64,
    /// The source's own mark on it.
    pub tag: usize,
    /// Base that traded, not negative.
    pub filled: f64,
}

/// The one fill of a step in a market.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Netted {
    /// Price of everybody, quote per base.
    pub price: f64,
    /// The market filled everything.
    pub is_complete: bool,
}

/// Collects the orders of a market in a step; its memory is used again and again.
#[derive(Debug, Default)]
pub struct Netting {
    orders: Vec<Order>,
    /// For each source the end of its orders.
    ends: Vec<usize>,
}

impl Netting {
    /// Begins anew.
    pub fn clear(&mut self) {
        self.orders.clear();
        self.ends.clear();
    }

    /// Places an order; positive sells.
    pub fn place(&mut self, quantity: f64, tag: usize) {
        self.orders.push(Order {
            quantity,
            tag,
            filled: 0.0,
        });
    }

    /// The next source begins.
    pub fn next_source(&mut self) {
        self.ends.push(self.orders.len());
    }

    /// The orders of each source in turn.
    pub fn by_source(&self) -> impl Iterator<Item = &[Order]> {
        let begins = std::iter::once(&0).chain(&self.ends);
        begins
            .zip(&self.ends)
            .map(|(&begin, &end)| &self.orders[begin..end])
    }

    /// Trades what is left when everybody has traded with each other, and shares it out. `None`: nobody wants anything.
    pub fn fill(&mut self, venue: &mut Venue) -> Option<Netted> {
        let (mut sells, mut buys) = (0.0, 0.0);
        for order in &self.orders {
            if order.quantity > 0.0 {
                sells += order.quantity;
            } else {
                buys -= order.quantity;
            }
        }
        if sells <= 0.0 && buys <= 0.0 {
            return None;
        }
        let net = sells - buys;
        let fill = venue.fill(net);
        let missing = (net - fill.quantity).abs();
        venue.last_price = fill.end_price;
        // What offsets inside the step trades at the common price and needs no liquidity.
        let (sold, bought) = if net > 0.0 {
            (sells - missing, buys)
        } else {
            (sells, buys - missing)
        };
        share_out(&mut self.orders, sells, sold, |quantity| quantity > 0.0);
        share_out(&mut self.orders, buys, bought, |quantity| quantity <= 0.0);
        Some(Netted {
            price: fill.average_price,
            is_complete: missing == 0.0,
        })
    }
}

/// Gives every order of a side the same share; the last one gets the rest, so that nothing is lost by rounding.
fn share_out(orders: &mut [Order], wanted: f64, got: f64, is_side: impl Fn(f64) -> bool) {
    let (share, mut left) = (got / wanted, got);
    let mut of_side = orders
        .iter_mut()
        .filter(|order| is_side(order.quantity))
        .peekable();
    while let Some(order) = of_side.next() {
        order.filled = if of_side.peek().is_some() {
            (order.quantity.abs() * share).min(left)
        } else {
            left
        };
        left -= order.filled;
    }
}

/// The money of wallets that several positions share.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Balances {
    /// Balances, quote.
    pub wallets: Vec<f64>,
    /// Unrealised profit of each account at the marks of the last look, less what has been realised of it since, quote.
    pub profits: Vec<f64>,
}

impl Balances {
    /// Wallets before anything happens.
    #[must_use]
    pub fn new(wallets: Vec<f64>) -> Self {
        Self {
            profits: vec![0.0; wallets.len()],
            wallets,
        }
    }
}

/// For sources that look at the price while they trade.
#[derive(Debug)]
pub struct Desk<'w> {
    /// When.
    pub now: Now,
    /// The markets.
    pub venues: &'w mut [Venue],
    /// Wallets that several positions share.
    pub balances: &'w mut Balances,
}

/// What came of trading at the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Traded {
    /// Anything traded or was closed, more than rounding.
    pub any: bool,
    /// The market could not fill all.
    pub exhausted: bool,
}
