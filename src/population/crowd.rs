//! All positions of one side of one market, in columns, sorted in the order in which a moving price reaches them.

use crate::sort::{is_tie, settle_ties, sort_by, tied};
use std::cmp::Ordering;

/// Which way a position profits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Profits from a rise; is sold when liquidated.
    Long,
    /// Profits from a fall; is bought back when liquidated.
    Short,
}

impl Side {
    /// +1 for longs, -1 for shorts.
    #[must_use]
    pub fn sign(self) -> f64 {
        match self {
            Self::Long => 1.0,
            Self::Short => -1.0,
        }
    }
}

/// One position as a generator makes it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Position {
    /// Price at which it is liquidated, quote per base; `None` when no positive price can liquidate it.
    pub trigger_price: Option<f64>,
    /// Price at which nothing is left of its margin, quote per base; may be negative for a long that cannot lose all.
    pub bankruptcy_price: f64,
    /// Base, > 0.
    pub quantity: f64,
    /// Margin, quote.
    pub margin: f64,
    /// Notional at entry over margin.
    pub leverage: f64,
}

/// Positions of one side, sorted: triggers falling for longs, rising for shorts; ties by size, larger first, then id.
#[derive(Debug, Clone)]
pub struct Crowd {
    /// Which side this is.
    pub side: Side,
    /// Liquidation price of each position, quote per base.
    pub trigger_price: Vec<f64>,
    /// Bankruptcy price of each position, quote per base.
    pub bankruptcy_price: Vec<f64>,
    /// `cumulative_quantity[k]`: base of the first `k` positions; one longer than `trigger_price`.
    pub cumulative_quantity: Vec<f64>,
    /// `cumulative_bankruptcy_value[k]`: quantity times bankruptcy price of the first `k` positions; one longer.
    pub cumulative_bankruptcy_value: Vec<f64>,
    /// `cumulative_margin[k]`: margin of the first `k` positions, quote; one longer.
    pub cumulative_margin: Vec<f64>,
    /// Leverage at entry of each position.
    pub leverage: Vec<f32>,
    /// Number of each position in the order in which the scenario declares them.
    pub id: Vec<u32>,
    /// Base that no price can liquidate; not in the columns.
    pub untouchable_quantity: f64,
    /// `true` when a position that triggers earlier never has a better bankruptcy price for the fund than a later
    /// one, so that in every wave the losses come before the gains.
    pub losses_come_first: bool,
}

impl Crowd {
    /// Sorts positions into a crowd. `positions` pairs each position with its id.
    #[must_use]
    pub fn new(side: Side, mut positions: Vec<(u32, Position)>) -> Self {
        let mut untouchable_quantity = 0.0;
        positions.retain(|(_, position)| {
            if position.trigger_price.is_none() {
                untouchable_quantity += position.quantity;
            }
            position.trigger_price.is_some()
        });
        let sign = side.sign();
        let order = |a: &(u32, Position), b: &(u32, Position)| -> Ordering {
            let price = |position: &Position| sign * position.trigger_price.unwrap_or(0.0);
            price(&b.1)
                .total_cmp(&price(&a.1))
                .then_with(|| b.1.quantity.total_cmp(&a.1.quantity))
                .then_with(|| a.0.cmp(&b.0))
        };
        if !positions.is_sorted_by(|a, b| order(a, b) != Ordering::Greater) {
            let nearness = |entry: &(u32, Position)| -sign * entry.1.trigger_price.unwrap_or(0.0);
            sort_by_key(&mut positions, nearness, &order);
        }
        settle_equal_triggers(&mut positions);
        let count = positions.len();
        let mut crowd = Self {
            side,
            trigger_price: Vec::with_capacity(count),
            bankruptcy_price: Vec::with_capacity(count),
            cumulative_quantity: Vec::with_capacity(count + 1),
            cumulative_bankruptcy_value: Vec::with_capacity(count + 1),
            cumulative_margin: Vec::with_capacity(count + 1),
            leverage: Vec::with_capacity(count),
            id: Vec::with_capacity(count),
            untouchable_quantity,
            losses_come_first: true,
        };
        let (mut quantity, mut value, mut margin) = (0.0, 0.0, 0.0);
        let mut last_bankruptcy = sign * f64::INFINITY;
        crowd.cumulative_quantity.push(0.0);
        crowd.cumulative_bankruptcy_value.push(0.0);
        crowd.cumulative_margin.push(0.0);
        for (id, position) in positions {
            quantity += position.quantity;
            value += position.quantity * position.bankruptcy_price;
            crowd
                .trigger_price
                .push(position.trigger_price.unwrap_or(0.0));
            crowd.bankruptcy_price.push(position.bankruptcy_price);
            crowd.cumulative_quantity.push(quantity);
            crowd.cumulative_bankruptcy_value.push(value);
            margin += position.margin;
            crowd.cumulative_margin.push(margin);
            #[allow(clippy::cast_possible_truncation, reason = "only for drawing")]
            crowd.leverage.push(position.leverage as f32);
            crowd.id.push(id);
            crowd.losses_come_first &= sign * position.bankruptcy_price <= sign * last_bankruptcy;
            last_bankruptcy = position.bankruptcy_price;
        }
        crowd
    }

    /// All that the side holds at the start, base.
    #[must_use]
    pub fn held(&self) -> f64 {
        self.total_quantity() + self.untouchable_quantity
    }

    /// All that the side holds, in contracts of one quote each, where the contract is inverse: what no price moves.
    #[must_use]
    pub fn inverse_contracts(&self, start_price: f64) -> f64 {
        let prices = self.trigger_price.iter().enumerate();
        prices.fold(
            self.untouchable_quantity * start_price,
            |sum, (place, price)| sum + self.quantity(place) * price,
        )
    }

    /// Of inverse contracts: what `notional` (quote) closes of all that the side holds, as base at the triggers, as `held`
    /// counts. A position is closed at another price than its trigger, for more base or less, but never more than all of its
    /// contracts.
    #[must_use]
    pub fn inverse_closed(&self, start_price: f64, notional: f64) -> f64 {
        let contracts = self.inverse_contracts(start_price);
        if contracts > 0.0 {
            self.held() * (notional / contracts)
        } else {
            0.0
        }
    }

    /// Number of positions that some price can liquidate.
    #[must_use]
    pub fn len(&self) -> usize {
        self.trigger_price.len()
    }

    /// `true` when no price can liquidate anyone.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.trigger_price.is_empty()
    }

    /// Base that some price can liquidate.
    #[must_use]
    pub fn total_quantity(&self) -> f64 {
        self.cumulative_quantity[self.len()]
    }

    /// Number of positions whose trigger `price` reaches (equality triggers). Searches from `from` in doubling steps,
    /// since a wave usually ends near where the last one did.
    #[must_use]
    pub fn reached(&self, price: f64, from: usize) -> usize {
        let is_reached = |trigger: f64| match self.side {
            Side::Long => trigger >= price,
            Side::Short => trigger <= price,
        };
        let triggers = &self.trigger_price;
        let (mut low, mut step) = (from, 1);
        while low + step <= triggers.len() && is_reached(triggers[low + step - 1]) {
            low += step;
            step *= 2;
        }
        let high = (low + step).min(triggers.len());
        low + triggers[low..high].partition_point(|&trigger| is_reached(trigger))
    }

    /// Base with triggers between two prices: reached at `to`, not yet at `from`.
    #[must_use]
    pub fn quantity_between(&self, from: f64, to: f64) -> f64 {
        let first = self.reached_beyond(from);
        let last = self.reached(to, 0);
        if last > first {
            self.cumulative_quantity[last] - self.cumulative_quantity[first]
        } else {
            0.0
        }
    }

    /// Number of positions whose trigger lies strictly on the near side of `price` (equality not counted).
    #[must_use]
    #[inline]
    pub fn reached_beyond(&self, price: f64) -> usize {
        match self.side {
            Side::Long => self
                .trigger_price
                .partition_point(|&trigger| trigger > price),
            Side::Short => self
                .trigger_price
                .partition_point(|&trigger| trigger < price),
        }
    }

    /// Margin behind the first `filled` base, of which the last of `touched` positions may be a part; quote.
    #[must_use]
    #[inline]
    pub fn margin_of(&self, filled: f64, touched: usize) -> f64 {
        let Some(last) = touched.checked_sub(1) else {
            return 0.0;
        };
        let open = self.cumulative_quantity[touched] - filled;
        // Also where a position is too small to change the sum of sizes: there is no share of it to speak of.
        if open <= 0.0 {
            return self.cumulative_margin[touched];
        }
        let margin = self.cumulative_margin[touched] - self.cumulative_margin[last];
        self.cumulative_margin[touched] - open / self.quantity(last) * margin
    }

    /// Size of the position at `index`, base.
    #[must_use]
    pub fn quantity(&self, index: usize) -> f64 {
        self.cumulative_quantity[index + 1] - self.cumulative_quantity[index]
    }
}

/// Triggers that differ by rounding are one: size and number decide, not the last bit. Each position keeps a trigger of its
/// own run, in their order, so that the column stays sorted.
fn settle_equal_triggers(positions: &mut [(u32, Position)]) {
    let trigger = |entry: &(u32, Position)| entry.1.trigger_price.unwrap_or(0.0);
    let mut start = 0;
    while start < positions.len() {
        let count = tied(&positions[start..], &trigger);
        let run = &mut positions[start..start + count];
        start += count;
        if trigger(&run[0]) == trigger(&run[count - 1]) && is_settled(run) {
            continue;
        }
        let triggers: Vec<f64> = run.iter().map(trigger).collect();
        settle_ties(run, &|_| 0.0, &|entry| entry.1.quantity, &|entry| entry.0);
        for (entry, trigger) in run.iter_mut().zip(triggers) {
            entry.1.trigger_price = Some(trigger);
        }
    }
}

/// Whether sizes fall and equal ones stand by number.
fn is_settled(run: &[(u32, Position)]) -> bool {
    run.is_sorted_by(|a, b| {
        let (larger, smaller) = (a.1.quantity, b.1.quantity);
        if is_tie(larger, smaller) {
            a.0 < b.0
        } else {
            larger > smaller
        }
    })
}

/// Sorts by a finite key, rising, and where keys are close by `order`, which must agree with the key. A radix sort
/// over 32 bits of the key and a plain sort inside the groups it cannot tell apart: several times as fast as
/// comparing when a million positions are drawn anew at every move of a slider.
fn sort_by_key<T: Copy, O: Fn(&T, &T) -> Ordering>(
    entries: &mut Vec<T>,
    key: impl Fn(&T) -> f64,
    order: &O,
) {
    const BITS: u32 = 11;
    const BUCKETS: usize = 1 << BITS;
    /// Fewer are compared sooner than buckets are counted.
    const FEW: usize = 256;
    let (low, high) = entries
        .iter()
        .map(&key)
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), key| {
            (low.min(key), high.max(key))
        });
    let scale = f64::from(u32::MAX) / (high - low);
    if entries.len() < FEW || !scale.is_finite() || u32::try_from(entries.len()).is_err() {
        sort_by(entries, order);
        return;
    }
    // Key in the upper half, index in the lower: one word to move.
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "scaled into the range of u32"
    )]
    let mut words: Vec<u64> = entries
        .iter()
        .zip(0_u64..)
        .map(|(entry, index)| (u64::from(((key(entry) - low) * scale) as u32) << 32) | index)
        .collect();
    let mut sorted = vec![0_u64; words.len()];
    for shift in [32, 32 + BITS, 32 + 2 * BITS] {
        #[allow(clippy::cast_possible_truncation, reason = "masked to a bucket")]
        let bucket = |word: u64| (word >> shift) as usize & (BUCKETS - 1);
        let mut starts = [0_usize; BUCKETS];
        for &word in &words {
            starts[bucket(word)] += 1;
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += std::mem::replace(start, sum);
        }
        for &word in &words {
            let place = &mut starts[bucket(word)];
            sorted[*place] = word;
            *place += 1;
        }
        std::mem::swap(&mut words, &mut sorted);
    }
    #[allow(
        clippy::cast_possible_truncation,
        reason = "the lower half is the index"
    )]
    let mut result: Vec<T> = words
        .iter()
        .map(|&word| entries[word as u32 as usize])
        .collect();
    let mut start = 0;
    while start < words.len() {
        let same = words[start..]
            .iter()
            .take_while(|&word| word >> 32 == words[start] >> 32)
            .count();
        if same > 1 {
            sort_by(&mut result[start..start + same], order);
        }
        start += same;
    }
    *entries = result;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Purpose, Rng};

    #[test]
    fn the_quick_sort_agrees_with_the_plain_one() {
        let mut rng = Rng::new(1, Purpose::Size, 0);
        let drawn = |rng: &mut Rng, id: u32| {
            // Many ties in price, some also in size.
            let trigger_price = Some(
                (rng.unit() * 3_000.0).floor()
                    + if id.is_multiple_of(3) {
                        rng.unit() * 1e-9
                    } else {
                        0.0
                    },
            );
            let quantity = (rng.unit() * 3.0).ceil();
            (
                id,
                Position {
                    trigger_price,
                    bankruptcy_price: 1.0,
                    quantity,
                    margin: 1.0,
                    leverage: 1.0,
                },
            )
        };
        // Few, more than are compared, and many.
        let positions = [100, 300, 20_000].map(|count| {
            (0..count)
                .map(|id| drawn(&mut rng, id))
                .collect::<Vec<(u32, Position)>>()
        });
        for (side, positions) in [Side::Long, Side::Short]
            .into_iter()
            .flat_map(|side| positions.iter().map(move |positions| (side, positions)))
        {
            let crowd = Crowd::new(side, positions.clone());
            let mut plain = positions.clone();
            plain.sort_by(|a, b| {
                let price =
                    |entry: &(u32, Position)| side.sign() * entry.1.trigger_price.unwrap_or(0.0);
                price(b)
                    .total_cmp(&price(a))
                    .then_with(|| b.1.quantity.total_cmp(&a.1.quantity))
                    .then_with(|| a.0.cmp(&b.0))
            });
            // Triggers that differ by less than rounding are ties in both.
            settle_equal_triggers(&mut plain);
            let ids: Vec<u32> = plain.iter().map(|(id, _)| *id).collect();
            assert!(crowd.id == ids, "{side:?}");
        }
    }
}
