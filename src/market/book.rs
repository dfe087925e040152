//! An order book as cumulative sums: what a walk through it pays, exactly.

use crate::sort::is_tie;

/// How far past the price of a level what is to trade with all of it goes: more than two prices differ that are one but for
/// rounding.
pub(super) const PAST_A_LEVEL: f64 = 4e-12;

/// Rounding of a running sum of quantities, relative; a few thousand levels lose far less.
pub(super) const SUM_ROUNDING: f64 = 1e-12;

/// Past the price of a level by no more than this share is at the level: twice what [`PAST_A_LEVEL`] goes past it.
const AT_A_LEVEL: f64 = 2.0 * PAST_A_LEVEL;

/// What lies behind the last known level of a book.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beyond {
    /// Liquidity goes on with the density of the last level: its quantity over its distance to the level before.
    LastDensity,
    /// Nothing: what cannot be filled stays unfilled.
    Exhausted,
}

/// One side of a book, best price first.
#[derive(Debug, Clone)]
pub struct BookSide {
    /// Prices, quote per base; falling for bids, rising for asks.
    pub price: Vec<f64>,
    /// `cumulative_quantity[k]`: base in the first `k` levels; one longer than `price`.
    pub cumulative_quantity: Vec<f64>,
    /// `cumulative_notional[k]`: quote in the first `k` levels; one longer than `price`.
    pub cumulative_notional: Vec<f64>,
    /// Base per unit of price behind the last level; 0 when the book ends there.
    pub tail_density: f64,
}

impl BookSide {
    /// Builds the sums. `levels` are best first; `start` is the price the walk sets out from.
    #[must_use]
    pub fn new(levels: &[[f64; 2]], start: f64, beyond: Beyond, refill: f64) -> Self {
        let mut side = Self {
            price: Vec::with_capacity(levels.len()),
            cumulative_quantity: vec![0.0],
            cumulative_notional: vec![0.0],
            tail_density: 0.0,
        };
        let (mut quantity, mut notional) = (0.0, 0.0);
        for &[price, level_quantity] in levels {
            let filled = level_quantity * refill;
            quantity += filled;
            notional += filled * price;
            side.price.push(price);
            side.cumulative_quantity.push(quantity);
            side.cumulative_notional.push(notional);
        }
        if let (Beyond::LastDensity, Some(&[last, last_quantity])) = (beyond, levels.last()) {
            let before = levels
                .len()
                .checked_sub(2)
                .map_or(start, |index| levels[index][0]);
            let gap = (before - last).abs();
            if gap > 0.0 {
                side.tail_density = last_quantity * refill / gap;
            }
        }
        side
    }

    /// Base in all known levels.
    #[must_use]
    pub fn total_quantity(&self) -> f64 {
        self.cumulative_quantity[self.price.len()]
    }

    /// Index of the level in which the walk stands after `quantity`; the number of levels when it is past the last.
    #[inline]
    fn level_at(&self, quantity: f64) -> usize {
        // The last unit of a level still trades at that level. Sums of decimals round: who sells exactly what the
        // decimals add up to must not be charged the next level for the last bit.
        let quantity = quantity * (1.0 - SUM_ROUNDING);
        self.cumulative_quantity[1..].partition_point(|&sum| sum < quantity)
    }

    /// Price of the last unit when `quantity` (> 0) has been taken. `direction` is -1 down the bids, +1 up the asks.
    #[must_use]
    pub fn price_after(&self, quantity: f64, direction: f64) -> f64 {
        let level = self.level_at(quantity);
        if let Some(&price) = self.price.get(level) {
            return price;
        }
        let last = self.price.last().copied().unwrap_or(0.0);
        if self.tail_density > 0.0 {
            last + direction * (quantity - self.total_quantity()) / self.tail_density
        } else {
            last
        }
    }

    /// Quote paid for `quantity` units from the cumulative quantity `from` on. Not by where they end: beside all that lies
    /// before them a small trade is lost in the rounding of the two.
    #[must_use]
    pub fn notional_from(&self, from: f64, quantity: f64, direction: f64) -> f64 {
        let to = from + quantity;
        let first = self.level_at(from);
        let last = self.level_at(to);
        let levels = self.price.len();
        if first == last && first < levels {
            return quantity * self.price[first];
        }
        let (mut notional, mut left) = (0.0, quantity);
        if first < levels {
            let of_first = (self.cumulative_quantity[first + 1] - from)
                .max(0.0)
                .min(left);
            notional += of_first * self.price[first];
            left -= of_first;
            let known_to = last.min(levels);
            let between = self.cumulative_quantity[known_to] - self.cumulative_quantity[first + 1];
            if between > 0.0 {
                notional +=
                    self.cumulative_notional[known_to] - self.cumulative_notional[first + 1];
                left = (left - between).max(0.0);
            }
        }
        if last < levels {
            notional += left * self.price[last];
        } else {
            let start = from.max(self.total_quantity());
            let middle =
                0.5 * (self.price_after(start, direction) + self.price_after(to, direction));
            notional += left * middle;
        }
        notional
    }

    /// Whether a level stands at a price, up to rounding.
    #[must_use]
    pub fn has_level_at(&self, price: f64, direction: f64) -> bool {
        let next = self
            .price
            .partition_point(|&level_price| direction * (level_price - price) < 0.0);
        let around = self.price[next.saturating_sub(1)..].iter().take(2);
        around
            .copied()
            .any(|level_price| is_tie(level_price, price))
    }

    /// Base that must be taken until the price reaches `price`: all levels strictly better than it.
    #[must_use]
    pub fn quantity_until(&self, price: f64, direction: f64) -> f64 {
        let level = if direction < 0.0 {
            self.price
                .partition_point(|&level_price| level_price > price)
        } else {
            self.price
                .partition_point(|&level_price| level_price < price)
        };
        let mut quantity = self.cumulative_quantity[level];
        if level == self.price.len() && self.tail_density > 0.0 {
            let last = self.price.last().copied().unwrap_or(price);
            let past = (price - last) * direction;
            // At the last level, though past it by rounding: nothing behind it.
            if past > AT_A_LEVEL * last {
                quantity += past * self.tail_density;
            }
        }
        quantity
    }
}
