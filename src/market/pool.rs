//! An automated market maker as an impact law: liquidity waits between prices, and a formula gives the price.
//!
//! Between two prices `hi > lo` with liquidity `L` the curve takes `L (1/sqrt(lo) - 1/sqrt(hi))` base for
//! `L (sqrt(hi) - sqrt(lo))` quote; a constant-product pool of `X` base and `Y` quote has `L = sqrt(X Y)` everywhere. The price
//! outside carries the pool along its own curve: ranges stay where they are. The taker's fee is kept apart and is not in the
//! curve. Sources: Uniswap v2 and v3 whitepapers, `SwapMath.sol`, `SqrtPriceMath.sol`.

use super::range::{PRICE_CEILING_RATIO, PRICE_FLOOR_RATIO};
use crate::math::sqrt;

/// A pool, ready to be evaluated. Its coordinate is base that the curve has taken since the start, at the starting price 0.
#[derive(Debug, Clone)]
pub struct Pool {
    /// Price at which the coordinate is 0, quote per base.
    start: f64,
    /// Prices at which liquidity changes, rising, quote per base.
    edges: Vec<f64>,
    /// Liquidity below each edge, and above the last; sqrt(base quote).
    liquidity: Vec<f64>,
    /// Coordinate of each edge, base.
    base: Vec<f64>,
    /// Quote that the curve has paid at each edge since the start (taken in, above it).
    quote: Vec<f64>,
    /// Fee, fraction of what is put in.
    pub fee: f64,
}

/// Where a coordinate is: number of its range and price.
#[derive(Debug, Clone, Copy)]
struct Place {
    range: usize,
    price: f64,
}

impl Pool {
    /// Liquidity in force at the start and what is added when the price rises through a price: pairs of price and liquidity,
    /// rising in price, none of them twice.
    #[must_use]
    pub fn new(start: f64, liquidity: f64, net: &[[f64; 2]], fee: f64) -> Self {
        let edges: Vec<f64> = net.iter().map(|[price, _]| *price).collect();
        // What changes at the start itself is still in force there.
        let first = edges.partition_point(|&edge| edge <= start);
        let mut ranges = vec![liquidity; edges.len() + 1];
        for place in (0..first).rev() {
            ranges[place] = (ranges[place + 1] - net[place][1]).max(0.0);
        }
        for place in first..edges.len() {
            ranges[place + 1] = (ranges[place] + net[place][1]).max(0.0);
        }
        let mut pool = Self {
            start,
            base: vec![0.0; edges.len()],
            quote: vec![0.0; edges.len()],
            edges,
            liquidity: ranges,
            fee,
        };
        let (mut from, mut base, mut quote) = (start, 0.0, 0.0);
        for place in (0..first).rev() {
            let (edge, liquidity) = (pool.edges[place], pool.liquidity[place + 1]);
            base += liquidity * (1.0 / sqrt(edge) - 1.0 / sqrt(from));
            quote += liquidity * (sqrt(from) - sqrt(edge));
            (pool.base[place], pool.quote[place], from) = (base, quote, edge);
        }
        (from, base, quote) = (start, 0.0, 0.0);
        for place in first..pool.edges.len() {
            let (edge, liquidity) = (pool.edges[place], pool.liquidity[place]);
            base -= liquidity * (1.0 / sqrt(from) - 1.0 / sqrt(edge));
            quote -= liquidity * (sqrt(edge) - sqrt(from));
            (pool.base[place], pool.quote[place], from) = (base, quote, edge);
        }
        pool
    }

    /// A pool of two piles: `base x quote = constant`.
    #[must_use]
    pub fn constant_product(base: f64, quote: f64, start: f64, fee: f64) -> Self {
        Self::new(start, sqrt(base * quote), &[], fee)
    }

    /// Whether one formula holds at all prices.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.edges.is_empty()
    }

    /// Liquidity in force at the start.
    #[must_use]
    pub fn liquidity_at_start(&self) -> f64 {
        self.liquidity[self.edges.partition_point(|&edge| edge <= self.start)]
    }

    /// The nearer end of a range, seen from the start: its price and coordinate.
    fn reference(&self, range: usize) -> (f64, f64) {
        let first = self.edges.partition_point(|&edge| edge <= self.start);
        match range.cmp(&first) {
            std::cmp::Ordering::Equal => (self.start, 0.0),
            std::cmp::Ordering::Less => (self.edges[range], self.base[range]),
            std::cmp::Ordering::Greater => (self.edges[range - 1], self.base[range - 1]),
        }
    }

    /// Base that the curve has taken where it stands at a price.
    #[must_use]
    pub fn base_at(&self, price: f64) -> f64 {
        if price == self.start {
            return 0.0;
        }
        let range = if price < self.start {
            self.edges.partition_point(|&edge| edge < price)
        } else {
            self.edges.partition_point(|&edge| edge <= price)
        };
        let (from, base) = self.reference(range);
        base + self.liquidity[range] * (1.0 / sqrt(price) - 1.0 / sqrt(from))
    }

    fn place(&self, base: f64) -> Place {
        let first = self.edges.partition_point(|&edge| edge <= self.start);
        if base == 0.0 {
            return Place {
                range: first,
                price: self.start,
            };
        }
        // The range that is reached first from the start, so that at the edge of a gap the price is the nearer one.
        let range = if base > 0.0 {
            self.base[..first].partition_point(|&edge| edge >= base)
        } else {
            first + self.base[first..].partition_point(|&edge| edge > base)
        };
        let far = if base > 0.0 {
            range.checked_sub(1)
        } else {
            (range < self.edges.len()).then_some(range)
        };
        if let Some(edge) = far
            && self.base[edge] == base
        {
            return Place {
                range,
                price: self.edges[edge],
            };
        }
        let (from, reference) = self.reference(range);
        let liquidity = self.liquidity[range];
        let price = if liquidity > 0.0 {
            let root = 1.0 / sqrt(from) + (base - reference) / liquidity;
            if root > 0.0 {
                1.0 / (root * root)
            } else {
                f64::INFINITY
            }
        } else {
            from
        };
        // No price leaves the range of prices, whatever was taken before the outside moved.
        let price = price
            .max(self.start * PRICE_FLOOR_RATIO)
            .min(self.start * PRICE_CEILING_RATIO);
        Place { range, price }
    }

    /// Price where the outside stands at `outside` and the curve has taken `sold` base net besides.
    #[must_use]
    pub fn price(&self, outside: f64, sold: f64) -> f64 {
        if sold == 0.0 {
            outside
        } else {
            self.place(self.base_at(outside) + sold).price
        }
    }

    /// Average price between two coordinates, `from < to`, quote per base of the curve.
    fn average_between(&self, from: f64, to: f64) -> f64 {
        let (high, low) = (self.place(from), self.place(to));
        // Inside a range the average price is the geometric mean of its ends, exactly: no quotient of small differences.
        if high.range == low.range {
            return sqrt(high.price * low.price);
        }
        let (upper, lower) = (high.range - 1, low.range);
        let parts = [
            (
                self.base[upper] - from,
                sqrt(high.price * self.edges[upper]),
            ),
            (to - self.base[lower], sqrt(self.edges[lower] * low.price)),
        ];
        let whole = self.base[lower] - self.base[upper];
        let base = parts.iter().fold(whole, |sum, (base, _)| sum + base);
        let quote = parts.iter().fold(
            self.quote[lower] - self.quote[upper],
            |sum, (base, price)| sum + base * price,
        );
        if base > 0.0 {
            quote / base
        } else {
            sqrt(high.price * low.price)
        }
    }

    /// Average price of a trade that takes the curve from `sold` to `sold + curve`; quote of the taker per base of the taker.
    #[must_use]
    pub fn average(&self, outside: f64, sold: f64, curve: f64) -> f64 {
        let begin = self.base_at(outside) + sold;
        let end = begin + curve;
        let price = self.average_between(begin.min(end), begin.max(end));
        if curve > 0.0 {
            price * (1.0 - self.fee)
        } else {
            price / (1.0 - self.fee)
        }
    }

    /// Base that the curve takes (gives, negative) when a taker sells (buys) `quantity`: of what is put in the fee is kept apart.
    #[must_use]
    pub fn of_taker(&self, quantity: f64) -> f64 {
        if quantity > 0.0 {
            (1.0 - self.fee) * quantity
        } else {
            quantity
        }
    }

    /// Base that a taker sells (`direction` -1) or buys for the curve to take `curve`, both >= 0.
    #[must_use]
    pub fn to_taker(&self, curve: f64, direction: f64) -> f64 {
        if direction < 0.0 {
            curve / (1.0 - self.fee)
        } else {
            curve
        }
    }

    /// The next price at which liquidity changes, from a price on; and the liquidity until there.
    #[must_use]
    pub fn stretch(&self, price: f64, direction: f64) -> (f64, Option<f64>) {
        if direction < 0.0 {
            let range = self.edges.partition_point(|&edge| edge < price);
            let edge = range.checked_sub(1).map(|edge| self.edges[edge]);
            (self.liquidity[range], edge)
        } else {
            let range = self.edges.partition_point(|&edge| edge <= price);
            (self.liquidity[range], self.edges.get(range).copied())
        }
    }

    /// The same, `factor` times as deep.
    #[must_use]
    pub fn deepened(&self, factor: f64) -> Self {
        let all = |numbers: &[f64]| numbers.iter().map(|number| number * factor).collect();
        Self {
            start: self.start,
            edges: self.edges.clone(),
            liquidity: all(&self.liquidity),
            base: all(&self.base),
            quote: all(&self.quote),
            fee: self.fee,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::market::impact::{Exogenous, Impact, Law};

    fn near(found: f64, expected: f64) {
        let error = (found / expected - 1.0).abs();
        assert!(error < 1e-9, "{found}, expected {expected}");
    }

    /// L12 of the specification.
    fn ranges() -> Impact {
        let net = [
            [1700.0, 60_000.0],
            [1850.0, -120_000.0],
            [1900.0, 250_000.0],
            [1950.0, 150_000.0],
            [2100.0, -100_000.0],
        ];
        Impact {
            start_price: 2000.0,
            law: Law::Pool(Pool::new(2000.0, 400_000.0, &net, 0.003)),
        }
    }

    #[test]
    fn ranges_and_a_gap_are_walked_through() {
        let impact = ranges();
        for (sold, end, out) in [
            (100.0, 1_956.147_384, 197_201.830_9),
            (250.0, 1_771.310_516, 478_438.175_1),
            (600.0, 1_182.287_415, 991_943.202_5),
            (1_500.0, 515.639_048_9, 1_692_546.376),
        ] {
            let fill = impact.fill(Exogenous::NONE, 0.0, sold);
            assert_eq!(fill.quantity, sold);
            near(fill.end_price, end);
            near(fill.average_price * sold, out);
        }
        for edge in [1900.0, 1850.0, 1875.0] {
            near(impact.sold_at(Exogenous::NONE, edge), 187.952_539_2);
        }
        let buy = impact.fill(Exogenous::NONE, 0.0, -5.0);
        near(buy.average_price * 5.0, 10_035.700_4);
        near(buy.end_price, 2_002.237_944);
        near(impact.depth(Exogenous::NONE, 0.0), 89_667.450_97);
    }

    #[test]
    fn at_the_edge_of_a_gap_the_price_is_the_nearer_one() {
        let impact = ranges();
        let edge = impact.sold_at(Exogenous::NONE, 1900.0);
        assert_eq!(impact.price(Exogenous::NONE, edge), 1900.0);
        assert!(impact.price(Exogenous::NONE, edge * (1.0 + 1e-12)) <= 1850.0);
    }

    #[test]
    fn splitting_and_coming_back_change_nothing_but_fees() {
        let impact = ranges();
        for ratio in [1.0, 0.97, 0.9] {
            let outside = Exogenous {
                ratio,
                cancels: false,
            };
            let whole = impact.fill(outside, 0.0, 300.0);
            let (mut sold, mut quote) = (0.0, 0.0);
            for part in [1.0, 59.0, 200.0, 40.0] {
                let fill = impact.fill(outside, sold, part);
                quote += fill.quantity * fill.average_price;
                sold += impact.push(fill.quantity);
            }
            near(quote, 300.0 * whole.average_price);
            near(impact.price(outside, sold), whole.end_price);
            let back = impact.fill(outside, sold, -sold);
            near(back.end_price, 2000.0 * ratio);
        }
    }

    #[test]
    fn the_law_and_its_inverse_agree() {
        let pool = Pool::constant_product(20_000.0, 4e7, 2000.0, 0.003);
        let impact = Impact {
            start_price: 2000.0,
            law: Law::Pool(pool),
        };
        near(impact.depth(Exogenous::NONE, 0.0), 0.005_012_562_893 * 4e7);
        for price in [1e-2, 900.0, 1_999.9, 2_000.0, 3_000.0, 1e6] {
            let sold = impact.sold_at(Exogenous::NONE, price);
            near(impact.price(Exogenous::NONE, sold), price);
        }
        let sold = 20_000.0 * (2000.0_f64 / 1900.0).sqrt() - 20_000.0;
        near(impact.price(Exogenous::NONE, sold), 1900.0);
    }
}
