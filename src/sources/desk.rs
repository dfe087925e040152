//! Where orders become trades: one netted fill for all whose size is known, and a desk for those who look at the price
//! while they trade.

use crate::market::venue::Venue;
use crate::math::narrowed;

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
    /// A look at the end of a step, or at the start: what is recorded is what is seen.
    pub is_look: bool,
    /// An order of an instant run that is smaller than this share of its owner's first size is not placed.
    pub tolerance: f64,
}

/// What a source may look at. No source sees another one.
#[derive(Debug)]
pub struct View<'w> {
    /// When.
    pub now: Now,
    /// The markets, in the order of the scenario.
    pub venues: &'w [Venue],
}

/// What whoever looks at the public view of the positions is told, once a row is as it is recorded.
#[derive(Debug)]
pub struct Seen<'w> {
    /// When.
    pub now: Now,
    /// Feedback R of each market as the public believes it to be.
    pub ratios: &'w [f64],
    /// When each alarm of the scenario was raised, seconds; `None`: it was not.
    pub rose_s: &'w [Option<f64>],
}

/// What somebody has traded in a run besides being closed by force.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Dealt {
    /// Quote sold.
    pub sold: f64,
    /// Quote bought.
    pub bought: f64,
    /// Base of an order of his own that is not worked off; of a buyer negative.
    pub rest: f64,
}

impl Dealt {
    /// Of what was traded in all and what of it was bought.
    #[must_use]
    pub fn of(notional: f64, bought: f64) -> Self {
        Self {
            sold: notional - bought,
            bought,
            rest: 0.0,
        }
    }
}

/// How the size of an order comes about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// It is known.
    Sized,
    /// It answers the price, and is scaled with all that do so that none goes beyond what it wants.
    Reaction,
    /// It rests at prices of its own: whoever comes there finds it.
    Resting,
}

/// An order and what it got.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Order {
    /// Base; positive sells.
    pub quantity: f64,
    /// The source's own mark on it.
    pub tag: usize,
    /// Base that traded, not negative.
    pub filled: f64,
    /// How its size comes about.
    pub sort: Sort,
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
    /// Base that may rest in the market.
    budget: f64,
}

/// Share of an order, of a position, or of what trades on both sides, that is only rounding: a step that closes no more of
/// anybody is no wave.
pub const CRUMB: f64 = 1e-12;

impl Netting {
    /// Begins anew.
    pub fn clear(&mut self) {
        self.orders.clear();
        self.ends.clear();
        self.budget = 0.0;
    }

    /// Places an order; positive sells.
    pub fn place(&mut self, quantity: f64, tag: usize) {
        self.place_sort(quantity, tag, Sort::Sized);
    }

    /// Places an order that answers the price; positive sells.
    pub fn react(&mut self, quantity: f64) {
        self.place_sort(quantity, 0, Sort::Reaction);
    }

    /// Places what rests at prices of its own, up to `budget` base.
    pub fn rest(&mut self, budget: f64) {
        self.budget += budget;
        self.place_sort(0.0, 0, Sort::Resting);
    }

    fn place_sort(&mut self, quantity: f64, tag: usize, sort: Sort) {
        self.orders.push(Order {
            quantity,
            tag,
            filled: 0.0,
            sort,
        });
    }

    fn wanted(&self, sort: impl Fn(Sort) -> bool) -> f64 {
        let orders = self.orders.iter().filter(|order| sort(order.sort));
        orders.fold(0.0, |sum, order| sum + order.quantity)
    }

    /// Scales what answers the price: where all of it would go beyond what is wanted at the price that it leads to, its larger
    /// side to where nothing is wanted any more. `wanted` is the base that all of them would sell at a price, less what they have;
    /// `bought` is that of [`Self::meet_resting`]: without what rests there the market would look too shallow, and be asked for
    /// crumbs a million times.
    pub fn tame(
        &mut self,
        venue: &Venue,
        wanted: impl Fn(f64) -> f64,
        bought: impl Fn(usize, f64) -> f64,
    ) {
        let wish = self.wanted(|sort| sort == Sort::Reaction);
        if wish == 0.0 {
            return;
        }
        let resting = self.resting();
        // Of what the market itself takes, all that is sold and the price that it leads to.
        let led = |taken: f64| {
            let price = price_after(venue, taken);
            (taken + rests(&resting, &bought, price), price)
        };
        // And the other way round.
        let takes = |sold: f64| {
            if resting.is_empty() {
                return sold;
            }
            let reach = 2.0 * self.budget;
            let [low, high] = narrowed([sold - reach, sold + reach], |taken| led(taken).0 < sold);
            0.5 * (low + high)
        };
        let is_left = |taken: f64| {
            let (sold, price) = led(taken);
            let left = wanted(price) - sold;
            left == 0.0 || (left > 0.0) == (wish > 0.0)
        };
        let all = takes(wish);
        if is_left(all) {
            return;
        }
        let [near, _] = narrowed([takes(0.0), all], is_left);
        let (mut near, _) = led(near);
        // What buyers and sellers among them want of each other needs no market and is not scaled: only the larger side is,
        // to what the smaller one and the market take. Else two opposite wishes of one size would shrink each other for ever.
        let of_larger = |quantity: f64| (quantity > 0.0) == (wish > 0.0);
        let reactions = self
            .orders
            .iter()
            .filter(|order| order.sort == Sort::Reaction);
        let (mut larger, mut smaller) = (0.0, 0.0);
        for order in reactions {
            if of_larger(order.quantity) {
                larger += order.quantity;
            } else {
                smaller += order.quantity;
            }
        }
        // What is only rounding would be traded again and again.
        if near.abs() <= CRUMB * wish.abs() {
            near = 0.0;
        }
        let share = (near - smaller) / larger;
        for order in &mut self.orders {
            if order.sort == Sort::Reaction && of_larger(order.quantity) {
                order.quantity *= share;
            }
        }
    }

    /// Finds where the market ends when what rests there is met: `x = N - bought(price after x)`, with `N` the base that all
    /// others sell and `bought(source, price)` what a source buys until the price. The left side less the right one rises in
    /// `x`.
    pub fn meet_resting(&mut self, venue: &Venue, bought: impl Fn(usize, f64) -> f64) {
        if self.budget == 0.0 {
            return;
        }
        let others = self.wanted(|sort| sort != Sort::Resting);
        let resting = self.resting();
        let all = |price: f64| rests(&resting, &bought, price);
        let mut price = price_after(venue, others);
        if all(price) != 0.0 {
            let reach = 2.0 * self.budget;
            let [low, high] = narrowed([others - reach, others + reach], |sold| {
                sold - others + all(price_after(venue, sold)) < 0.0
            });
            price = price_after(venue, 0.5 * (low + high));
        }
        for &(place, source) in &resting {
            self.orders[place].quantity = -bought(source, price);
        }
    }

    /// The places of what rests, each with its source.
    fn resting(&self) -> Vec<(usize, usize)> {
        let mut resting = Vec::new();
        let mut begin = 0;
        for (source, &end) in self.ends.iter().enumerate() {
            let is_resting = |order: &Order| order.sort == Sort::Resting;
            let places = (begin..end).filter(|&place| is_resting(&self.orders[place]));
            resting.extend(places.map(|place| (place, source)));
            begin = end;
        }
        resting
    }

    /// Whether more is sold than bought.
    #[must_use]
    pub fn is_sale(&self) -> bool {
        self.wanted(|_| true) >= 0.0
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
        // Two sides that are equal but for rounding move nothing: in a book the last digit of a sum would print a best price.
        let net = match sells - buys {
            crumb if crumb.abs() <= CRUMB * (sells + buys) => 0.0,
            net => net,
        };
        if !venue.trades() {
            venue.print(venue.price());
            return Some(Netted {
                price: venue.last_price,
                is_complete: false,
            });
        }
        let fill = venue.fill(net);
        let is_complete = fill.quantity == net;
        venue.print(fill.end_price);
        // What offsets inside the step trades at the common price and needs no liquidity. Counted from what was filled, not from
        // what is missing: beside an order that no market can fill the filled part would be rounded away.
        let (sold, bought) = match (is_complete, net > 0.0) {
            (true, _) => (sells, buys),
            (false, true) => (buys + fill.quantity, buys),
            (false, false) => (sells, sells - fill.quantity),
        };
        share_out(&mut self.orders, sells, sold, |quantity| quantity > 0.0);
        share_out(&mut self.orders, buys, bought, |quantity| quantity < 0.0);
        Some(Netted {
            price: fill.average_price,
            is_complete,
        })
    }
}

/// What rests buys until a price, all of it.
fn rests(resting: &[(usize, usize)], bought: &impl Fn(usize, f64) -> f64, price: f64) -> f64 {
    let each = resting.iter().map(|&(_, source)| bought(source, price));
    each.fold(0.0, |sum, one| sum + one)
}

/// The price where so much is sold.
fn price_after(venue: &Venue, sold: f64) -> f64 {
    if sold == 0.0 {
        venue.price()
    } else {
        venue.quote(sold).end_price
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
