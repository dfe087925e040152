//! How far forced selling spreads from market to market: Feedback R of each market where the price of another one falls.
//!
//! With `F_m(j)` the base that is forced in market `m` if the last price of `j` alone, and what follows it at once, falls by a window,
//! and `B` the base that moves a market as far: `R_ij = F_i(j) / B_i + sum over pairs k to i of share F_k(j) / B_k`. Its spectral radius
//! is what one wave makes of the one before, all markets together. An average that follows a price counts as if it had done so
//! already, where time passes at all; what depends on time or volume counts as in Feedback R, that is, not at all, and neither does
//! arbitrage that takes time.

use super::wallets::{Near, Prices, Wallets};
use super::{Coupling, Ties};
use crate::market::feed::Mark;
use crate::market::venue::Venue;
use crate::settlement::accounts::{Collateral, CollateralPrice};
use crate::sources::{Acts, Source};

/// Iterations that find the spectral radius, fewer where they change nothing any more.
const ITERATIONS: usize = 200;

/// What is looked at.
#[derive(Debug, Clone, Copy)]
pub struct Look<'l> {
    /// The markets.
    pub venues: &'l [Venue],
    /// Whoever is forced to trade.
    pub sources: &'l [Source],
    /// What ties the markets.
    pub couplings: &'l [Coupling],
    /// Accounts that hold several positions, those of them that the window may liquidate, and the shared indices.
    pub wallets: &'l Wallets,
    /// See [`Wallets::near`].
    pub near: &'l Near,
    /// Prices of the shared indices.
    pub indices: &'l [f64],
    /// -1: prices fall; +1: they rise.
    pub direction: f64,
    /// How far, fraction of the price.
    pub window: f64,
    /// What a ratio is cut at.
    pub largest: f64,
    /// Time passes.
    pub has_time: bool,
}

/// Base that is forced over base that moves the market as far, cut where nothing is left of the market.
#[must_use]
pub fn ratio(forced: f64, absorbed: f64, largest: f64) -> f64 {
    if forced == 0.0 {
        0.0
    } else if absorbed > 0.0 {
        (forced / absorbed).clamp(-largest, largest)
    } else {
        largest * forced.signum()
    }
}

impl Look<'_> {
    /// The last price of a market if it has fallen.
    fn fallen(&self, market: usize) -> f64 {
        let last = self.venues[market].last_price;
        last + self.direction * (self.window * last)
    }

    /// The last price of a market if those that `has_fallen` says had fallen.
    fn last(&self, market: usize, has_fallen: &dyn Fn(usize) -> bool) -> f64 {
        if has_fallen(market) {
            self.fallen(market)
        } else {
            self.venues[market].last_price
        }
    }

    /// A shared index at other last prices.
    fn priced(&self, number: usize, last: &dyn Fn(usize) -> f64) -> Option<f64> {
        let prices = self.couplings.iter();
        let mut prices = prices.filter_map(|one| one.priced(self.venues, last));
        prices.nth(number)
    }

    /// And its mark price.
    fn moved(&self, market: usize, has_fallen: &dyn Fn(usize) -> bool) -> f64 {
        let venue = &self.venues[market];
        let (mark, before) = (venue.mark.price, venue.last_price);
        let last = |market: usize| self.last(market, has_fallen);
        match venue.mark.rule() {
            Mark::Last => last(market),
            Mark::IndexEma { .. } if self.has_time => mark + (last(market) - before),
            rule => rule.index().map_or(mark, |number| {
                let priced =
                    |last: &dyn Fn(usize) -> f64| self.priced(number, last).unwrap_or(mark);
                mark + (priced(&last) - priced(&|market| self.venues[market].last_price))
            }),
        }
    }

    /// Base that is forced in each market by accounts that hold several positions, if those had fallen.
    fn accounts(&self, has_fallen: &dyn Fn(usize) -> bool) -> Vec<f64> {
        let count = self.venues.len();
        if self.wallets.is_empty() {
            return vec![0.0; count];
        }
        let moved: Vec<f64> = (0..count)
            .map(|market| self.moved(market, has_fallen))
            .collect();
        let prices = Prices {
            venues: self.venues,
            indices: self.indices,
        };
        let last = |market: usize| self.last(market, has_fallen);
        let worth = |one: &Collateral| match one.price {
            CollateralPrice::Last => last(one.market),
            CollateralPrice::Outside => prices.of(one),
            CollateralPrice::Index(number) => {
                self.priced(number, &last).unwrap_or_else(|| prices.of(one))
            }
        };
        let mut forced = vec![0.0; moved.len()];
        let (sources, direction) = (self.sources, -self.direction);
        let tell = &mut |_: usize, market: usize, base: f64| forced[market] += direction * base;
        self.wallets
            .forced(self.near, sources, prices, &moved, &worth, tell);
        forced
    }

    /// Base that is forced in a market by all others if those that `has_fallen` says had fallen.
    fn forced(&self, market: usize, has_fallen: &dyn Fn(usize) -> bool) -> f64 {
        let venue = &self.venues[market];
        let (mark, before) = (venue.mark.price, venue.last_price);
        let (moved, last) = (
            self.moved(market, has_fallen),
            self.last(market, has_fallen),
        );
        self.sources.iter().fold(0.0, |sum, source| {
            let [from, to] = if source.is_marked() {
                [mark, moved]
            } else {
                [before, last]
            };
            if from == to {
                sum
            } else {
                sum + source.forced_between(market, from, to)
            }
        })
    }

    /// Base that moves a market as far.
    fn absorbed(&self, market: usize) -> f64 {
        let venue = &self.venues[market];
        let distance = self.window * venue.last_price;
        let (impact, exogenous) = (&venue.impact, venue.exogenous);
        venue
            .liquidity
            .base_to_move(impact, exogenous, distance, self.direction)
    }

    /// Whether the price of another market forces anybody in this one.
    fn is_spread_to(&self, market: usize, from: usize) -> bool {
        let rule = self.venues[market].mark.rule();
        let follows = !(self.has_time && matches!(rule, Mark::IndexEma { .. }));
        market == from || follows && rule.index().is_some()
    }

    /// The matrix, row by row: a row for each market whose price moves, a column for each whose price has fallen.
    #[must_use]
    pub fn matrix(&self) -> Vec<f64> {
        let count = self.venues.len();
        let absorbed: Vec<f64> = (0..count).map(|market| self.absorbed(market)).collect();
        let mut own = vec![0.0; count * count];
        for from in 0..count {
            let accounts = self.accounts(&|other| other == from);
            for market in 0..count {
                let others = if self.is_spread_to(market, from) {
                    self.forced(market, &|other| other == from)
                } else {
                    0.0
                };
                let forced = others + accounts[market];
                own[market * count + from] = ratio(forced, absorbed[market], self.largest);
            }
        }
        let mut all = own.clone();
        for pair in self.couplings.iter().flat_map(Ties::shares) {
            for from in 0..count {
                all[pair.to * count + from] += pair.share * own[pair.from * count + from];
            }
        }
        all
    }

    /// Feedback R of markets that arbitrage keeps at one price: what is forced in all of them over what moves all of them. Of several
    /// such groups the largest; `None`: there is none.
    #[must_use]
    pub fn pooled(&self) -> Option<f64> {
        let mut group: Vec<usize> = (0..self.venues.len()).collect();
        let mut is_tied = false;
        for [a, b] in self.couplings.iter().filter_map(Ties::pools) {
            let [from, to] = [group[a].max(group[b]), group[a].min(group[b])];
            for one in &mut group {
                if *one == from {
                    *one = to;
                }
            }
            is_tied = true;
        }
        let of = |number: usize| {
            let members = (0..group.len()).filter(|&market| group[market] == number);
            let has_fallen = |market: usize| group[market] == number;
            let accounts = self.accounts(&has_fallen);
            let [forced, absorbed] = members.clone().fold([0.0; 2], |[forced, all], market| {
                let more = self.forced(market, &has_fallen) + accounts[market];
                [forced + more, all + self.absorbed(market)]
            });
            (members.count() > 1).then(|| ratio(forced, absorbed, self.largest))
        };
        let groups = (0..group.len()).filter_map(of);
        is_tied.then(|| groups.fold(f64::NEG_INFINITY, f64::max))
    }
}

/// Spectral radius of a square matrix of so many rows, with nought in the place of what is less.
#[must_use]
pub fn spectral_radius(matrix: &[f64], rows: usize) -> f64 {
    let mut vector = vec![1.0; rows];
    let mut growth = 1.0;
    let mut next = vector.clone();
    for _ in 0..ITERATIONS {
        for (row, sum) in next.iter_mut().enumerate() {
            let entries = matrix[row * rows..(row + 1) * rows].iter().zip(&vector);
            *sum = entries.fold(vector[row], |sum, (entry, one)| sum + entry.max(0.0) * one);
        }
        growth = next.iter().copied().fold(0.0, f64::max);
        let mut is_steady = true;
        for (one, sum) in vector.iter_mut().zip(&next) {
            let scaled = sum / growth;
            is_steady &= scaled == *one;
            *one = scaled;
        }
        // All further iterations would give the same bits.
        if is_steady {
            break;
        }
    }
    growth - 1.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_radius_is_the_largest_eigenvalue() {
        let cases: [(&[f64], f64); 4] = [
            (&[0.5, 0.3, 0.4, 0.45], 0.822_311_099_7),
            (
                &[
                    1.2 * 0.5,
                    1.2 * 0.5,
                    0.266_666_666_7 * 0.5,
                    0.266_666_666_7 * 0.5,
                ],
                0.733_333_333_3,
            ),
            (&[0.0; 4], 0.0),
            (&[0.7, 0.0, 0.0, -0.3], 0.7),
        ];
        for (matrix, radius) in cases {
            let found = spectral_radius(matrix, 2);
            assert!((found - radius).abs() < 1e-9, "{found} {radius}");
        }
    }
}
