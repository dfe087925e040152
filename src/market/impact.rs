//! Impact laws: the price as a function of the outside shock and of what has been sold since the start.
//!
//! All laws here are permanent: the price depends on the cumulative signed quantity only, so that splitting an order
//! into pieces changes nothing.

use super::book::{Beyond, BookSide, PAST_A_LEVEL, SUM_ROUNDING};
use super::pool::Pool;
use crate::math::{exp, exp_m1, ln, sqrt};

pub use super::range::{PRICE_CEILING_RATIO, PRICE_FLOOR_RATIO};

/// An impact law, ready to be evaluated. `sold` is base, positive for net selling since the start.
#[derive(Debug, Clone)]
pub enum Law {
    /// `p = p_x - slope * sold`; `slope` in quote per base sold.
    Linear {
        /// Quote per base sold.
        slope: f64,
    },
    /// `p = p_x * exp(-sold / depth)`; `depth` in base per unit of log price.
    LogLinear {
        /// Base per unit of log price.
        depth: f64,
    },
    /// `p = p_x - p0 * scale * sign(sold) * sqrt(|sold|)`, where `scale = coefficient * daily volatility /
    /// sqrt(daily volume)`.
    SquareRoot {
        /// Fraction of the starting price per square root of a base unit.
        scale: f64,
    },
    /// A walk through an order book.
    Book {
        /// Takes what is sold.
        bids: BookSide,
        /// Gives what is bought.
        asks: BookSide,
    },
    /// An automated market maker.
    Pool(Pool),
}

/// What the outside world has done to a market so far.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Exogenous {
    /// Price without any order since the start, as a fraction of the starting price.
    pub ratio: f64,
    /// Order books only: `true` when the ladder stays at its absolute prices and orders the price jumped over are
    /// withdrawn; `false` when the whole ladder moves along in proportion.
    pub cancels: bool,
}

impl Exogenous {
    /// Nothing has happened.
    pub const NONE: Self = Self {
        ratio: 1.0,
        cancels: false,
    };
}

/// An impact law together with the price it starts from.
#[derive(Debug, Clone)]
pub struct Impact {
    /// Price before anything happens, quote per base.
    pub start_price: f64,
    /// How sold quantity moves the price.
    pub law: Law,
}

/// Result of trading a quantity against a market.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fill {
    /// Base that was filled, positive for a sale, negative for a purchase.
    pub quantity: f64,
    /// Volume-weighted average price, quote per base.
    pub average_price: f64,
    /// Price after the fill, quote per base.
    pub end_price: f64,
}

impl Impact {
    /// Price after `sold` base net.
    #[must_use]
    pub fn price(&self, exogenous: Exogenous, sold: f64) -> f64 {
        let outside = self.start_price * exogenous.ratio;
        let price = match &self.law {
            Law::Linear { slope } => outside - slope * sold,
            Law::LogLinear { depth } => outside * exp(-sold / depth),
            Law::SquareRoot { scale } => outside - self.start_price * scale * signed_sqrt(sold),
            Law::Pool(pool) => pool.price(outside, sold),
            Law::Book { .. } if sold == 0.0 => outside,
            Law::Book { bids, asks } => {
                let (side, direction) = if sold > 0.0 {
                    (bids, -1.0)
                } else {
                    (asks, 1.0)
                };
                if side.price.is_empty() {
                    // Nothing can be taken there: what is left of a sum that came back to nothing is rounding.
                    outside
                } else {
                    let withdrawn = withdrawn(side, direction, exogenous, outside);
                    let price = side.price_after(withdrawn + sold.abs(), direction)
                        * ladder_scale(exogenous);
                    // Where the outside has jumped over every level its price is the worst there is.
                    if direction < 0.0 {
                        price.min(outside)
                    } else {
                        price.max(outside)
                    }
                }
            }
        };
        // Not `clamp`: its panic brings a printer of numbers into the browser.
        price
            .max(self.start_price * PRICE_FLOOR_RATIO)
            .min(self.start_price * PRICE_CEILING_RATIO)
    }

    /// Base that can still be sold (`direction` -1) or bought (+1) from `sold`, before bids or asks run out. What rounding
    /// leaves of all there ever was is nothing: it would be traded in one step after another.
    #[must_use]
    pub fn capacity(&self, exogenous: Exogenous, sold: f64, direction: f64) -> f64 {
        let bound = if direction < 0.0 {
            PRICE_FLOOR_RATIO
        } else {
            PRICE_CEILING_RATIO
        } * self.start_price;
        let Law::Book { bids, asks } = &self.law else {
            let end = self.sold_at(exogenous, bound);
            let left = more_than_rounding((end - sold) * -direction, end.abs());
            return self.to_taker(left, direction);
        };
        let outside = self.start_price * exogenous.ratio;
        let (side, taken) = if direction < 0.0 {
            (bids, sold)
        } else {
            (asks, -sold)
        };
        let end = if side.tail_density > 0.0 {
            side.quantity_until(bound / ladder_scale(exogenous), direction)
        } else {
            side.total_quantity()
        };
        more_than_rounding(
            end - withdrawn(side, direction, exogenous, outside) - taken,
            end,
        )
    }

    /// Trades `quantity` (positive sells, negative buys) against the market that stands at `sold`; fills as much as
    /// there is liquidity for.
    #[must_use]
    pub fn fill(&self, exogenous: Exogenous, sold: f64, quantity: f64) -> Fill {
        let direction = if quantity > 0.0 { -1.0 } else { 1.0 };
        let available = self.capacity(exogenous, sold, direction);
        let filled = if quantity.abs() <= available {
            quantity
        } else {
            -direction * available
        };
        let before = self.price(exogenous, sold);
        if filled == 0.0 {
            return Fill {
                quantity: 0.0,
                average_price: before,
                end_price: before,
            };
        }
        let end_price = self.price(exogenous, landed(sold, sold + self.push(filled)));
        let average_price = match &self.law {
            Law::Pool(pool) => {
                let outside = self.start_price * exogenous.ratio;
                pool.average(outside, sold, pool.of_taker(filled))
            }
            Law::Linear { .. } => 0.5 * (before + end_price),
            Law::LogLinear { depth } => {
                let fall = filled / depth;
                // (1 - e^-r) / r without cancellation; of a trade too small for the quotient to be a number, its limit.
                let is_free = |sold: f64, price: f64| {
                    price == self.start_price * exogenous.ratio * exp(-sold / depth)
                };
                if fall.abs() < f64::MIN_POSITIVE {
                    before
                } else if is_free(sold, before) && is_free(sold + filled, end_price) {
                    before * (-exp_m1(-fall)) / fall
                } else {
                    // Where the outside pushes the law beyond the lowest or highest price it trades at that.
                    let (low, high) = (sold.min(sold + filled), sold.max(sold + filled));
                    let [ceiling, floor] = [PRICE_CEILING_RATIO, PRICE_FLOOR_RATIO]
                        .map(|ratio| self.start_price * ratio);
                    let [from, to] = [ceiling, floor]
                        .map(|price| self.sold_at(exogenous, price).max(low).min(high));
                    let [dear, cheap] = [from, to].map(|sold| self.price(exogenous, sold));
                    let notional =
                        ceiling * (from - low) + depth * (dear - cheap) + floor * (high - to);
                    notional / (high - low)
                }
            }
            Law::SquareRoot { scale } => {
                let outside = self.start_price * exogenous.ratio;
                let mean = |from: f64, to: f64| {
                    outside - self.start_price * scale * mean_signed_sqrt(from, to)
                };
                // An outside fall can push the law below the lowest price: what is bought there costs that.
                let floor = self.start_price * PRICE_FLOOR_RATIO;
                let (low, high) = (sold.min(sold + filled), sold.max(sold + filled));
                let edge = self.sold_at(exogenous, floor);
                if high <= edge {
                    mean(sold, sold + filled)
                } else {
                    let edge = edge.max(low);
                    let above = if edge > low {
                        mean(low, edge) * (edge - low)
                    } else {
                        0.0
                    };
                    (above + floor * (high - edge)) / (high - low)
                }
            }
            Law::Book { bids, asks } => {
                let outside = self.start_price * exogenous.ratio;
                let scale = ladder_scale(exogenous);
                let (from, to) = (sold.min(sold + filled), sold.max(sold + filled));
                let size = filled.abs();
                let mut notional = 0.0;
                if to > 0.0 {
                    let gone = withdrawn(bids, -1.0, exogenous, outside);
                    let of_bids = if from >= 0.0 { size } else { to };
                    notional += bids.notional_from(gone + from.max(0.0), of_bids, -1.0);
                }
                if from < 0.0 {
                    let gone = withdrawn(asks, 1.0, exogenous, outside);
                    let of_asks = if to <= 0.0 { size } else { -from };
                    notional += asks.notional_from(gone - to.min(0.0), of_asks, 1.0);
                }
                notional * scale / filled.abs()
            }
        };
        Fill {
            quantity: filled,
            average_price,
            end_price,
        }
    }

    /// How far selling (buying, negative) `quantity` moves along the law, base: a pool keeps its fee apart.
    #[must_use]
    #[inline]
    pub fn push(&self, quantity: f64) -> f64 {
        match &self.law {
            Law::Pool(pool) => pool.of_taker(quantity),
            _ => quantity,
        }
    }

    /// Base that a taker sells (`direction` -1) or buys (+1) to move along the law by `push`, both >= 0.
    #[must_use]
    #[inline]
    pub fn to_taker(&self, push: f64, direction: f64) -> f64 {
        match &self.law {
            Law::Pool(pool) => pool.to_taker(push, direction),
            _ => push,
        }
    }

    /// Fee that a taker pays in what it puts in, besides what the price moves, fraction.
    #[must_use]
    pub fn fee(&self) -> f64 {
        match &self.law {
            Law::Pool(pool) => pool.fee,
            _ => 0.0,
        }
    }

    /// Net base sold at which the price stands at `price`: the inverse of [`Impact::price`]. For a book, the base
    /// that must be taken before the price reaches it.
    #[must_use]
    pub fn sold_at(&self, exogenous: Exogenous, price: f64) -> f64 {
        let outside = self.start_price * exogenous.ratio;
        match &self.law {
            Law::Pool(pool) => pool.base_at(price) - pool.base_at(outside),
            Law::Linear { slope } => (outside - price) / slope,
            Law::LogLinear { depth } => depth * ln(outside / price),
            Law::SquareRoot { scale } => {
                let root = (outside - price) / (self.start_price * scale);
                root * root.abs()
            }
            Law::Book { bids, asks } => {
                let ladder_price = price / ladder_scale(exogenous);
                if price <= outside {
                    let gone = withdrawn(bids, -1.0, exogenous, outside);
                    (bids.quantity_until(ladder_price, -1.0) - gone).max(0.0)
                } else {
                    let gone = withdrawn(asks, 1.0, exogenous, outside);
                    -(asks.quantity_until(ladder_price, 1.0) - gone).max(0.0)
                }
            }
        }
    }

    /// How far an order with a limit goes: to the limit, and past it by next to nothing where a level of a book stands at
    /// that very price. What waits there may be traded with, while [`Impact::sold_at`] ends before it.
    #[must_use]
    pub fn reach_of_limit(&self, exogenous: Exogenous, limit: f64, direction: f64) -> f64 {
        let Law::Book { bids, asks } = &self.law else {
            return limit;
        };
        let ladder_price = limit / ladder_scale(exogenous);
        if bids.has_level_at(ladder_price, -1.0) || asks.has_level_at(ladder_price, 1.0) {
            limit * (1.0 + direction * PAST_A_LEVEL)
        } else {
            limit
        }
    }

    /// Base whose sale (`direction` -1) or purchase (+1) moves the price by `distance` from where it stands.
    #[must_use]
    #[inline]
    pub fn base_to_move(
        &self,
        exogenous: Exogenous,
        sold: f64,
        distance: f64,
        direction: f64,
    ) -> f64 {
        let price = self.price(exogenous, sold);
        let target = price + direction * distance;
        if target <= self.start_price * PRICE_FLOOR_RATIO {
            return self.capacity(exogenous, sold, direction);
        }
        let push = ((self.sold_at(exogenous, target) - sold) * -direction).max(0.0);
        self.to_taker(push, direction)
    }

    /// Market depth: quote notional of selling that moves the price down by 1 %.
    #[must_use]
    pub fn depth(&self, exogenous: Exogenous, sold: f64) -> f64 {
        let price = self.price(exogenous, sold);
        if let Law::LogLinear { depth } = self.law {
            // Selling depth * ln(1 / 0.99) base at the average price 0.01 p / ln(1 / 0.99).
            return 0.01 * price * depth;
        }
        let quantity = self.base_to_move(exogenous, sold, 0.01 * price, -1.0);
        if quantity <= 0.0 {
            return 0.0;
        }
        let fill = self.fill(exogenous, sold, quantity);
        fill.quantity * fill.average_price
    }

    /// The same market, `factor` times as deep.
    #[must_use]
    pub fn deepened(&self, factor: f64) -> Self {
        let law = match &self.law {
            Law::Pool(pool) => Law::Pool(pool.deepened(factor)),
            Law::Linear { slope } => Law::Linear {
                slope: slope / factor,
            },
            Law::LogLinear { depth } => Law::LogLinear {
                depth: depth * factor,
            },
            Law::SquareRoot { scale } => Law::SquareRoot {
                scale: scale / sqrt(factor),
            },
            Law::Book { bids, asks } => Law::Book {
                bids: bids.deepened(factor),
                asks: asks.deepened(factor),
            },
        };
        Self {
            start_price: self.start_price,
            law,
        }
    }
}

impl BookSide {
    fn deepened(&self, factor: f64) -> Self {
        Self {
            price: self.price.clone(),
            cumulative_quantity: self
                .cumulative_quantity
                .iter()
                .map(|sum| sum * factor)
                .collect(),
            cumulative_notional: self
                .cumulative_notional
                .iter()
                .map(|sum| sum * factor)
                .collect(),
            tail_density: self.tail_density * factor,
        }
    }
}

/// The square-root law from its market facts: `coefficient` (about 0.5 to 1), daily volatility (fraction) and daily
/// volume (base). Source: Donier and Bonart 2015; Sato and Kanazawa 2024.
#[must_use]
pub fn square_root_law(coefficient: f64, daily_volatility: f64, daily_volume: f64) -> Law {
    Law::SquareRoot {
        scale: coefficient * daily_volatility / sqrt(daily_volume),
    }
}

/// A book law from levels, best price first.
#[must_use]
pub fn book_law(
    bids: &[[f64; 2]],
    asks: &[[f64; 2]],
    start: f64,
    beyond: Beyond,
    refill: f64,
) -> Law {
    Law::Book {
        bids: BookSide::new(bids, start, beyond, refill),
        asks: BookSide::new(asks, start, beyond, refill),
    }
}

/// What is left of a sum, nothing where that is only its rounding.
fn more_than_rounding(left: f64, sum: f64) -> f64 {
    if left > SUM_ROUNDING * sum { left } else { 0.0 }
}

/// Where a sum has come to from where it was: what rounding leaves of one that came back to nothing is nothing. In a book it
/// would stand on one of its sides, at the price of an order there.
pub(super) fn landed(from: f64, to: f64) -> f64 {
    if to.abs() > SUM_ROUNDING * from.abs() {
        to
    } else {
        0.0
    }
}

pub(super) fn ladder_scale(exogenous: Exogenous) -> f64 {
    if exogenous.cancels {
        1.0
    } else {
        exogenous.ratio
    }
}

/// Base of the levels that the outside price has jumped over and that were withdrawn.
pub(super) fn withdrawn(
    side: &BookSide,
    direction: f64,
    exogenous: Exogenous,
    outside: f64,
) -> f64 {
    if exogenous.cancels {
        side.quantity_until(outside, direction)
    } else {
        0.0
    }
}

pub(super) fn signed_sqrt(x: f64) -> f64 {
    if x < 0.0 { -sqrt(-x) } else { sqrt(x) }
}

/// Mean of the signed square root over `[a, b]`, without the cancellation of a difference of large powers.
#[inline]
pub(super) fn mean_signed_sqrt(a: f64, b: f64) -> f64 {
    let (root_a, root_b) = (sqrt(a.abs()), sqrt(b.abs()));
    if a * b >= 0.0 {
        let sign = if a + b < 0.0 { -1.0 } else { 1.0 };
        return sign * (2.0 / 3.0) * (a.abs() + root_a * root_b + b.abs()) / (root_a + root_b);
    }
    // The integral of the signed root is even: it loses over the part on the other side of zero.
    (2.0 / 3.0) * (b.abs() * root_b - a.abs() * root_a) / (b - a)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ratio: f64) -> Exogenous {
        Exogenous {
            ratio,
            cancels: false,
        }
    }

    #[test]
    fn a_trade_of_next_to_nothing_is_made_at_the_price() {
        let impact = Impact {
            start_price: 100.0,
            law: Law::LogLinear { depth: 4e7 },
        };
        for quantity in [5e-324, -5e-324, 1e-318, -1e-310] {
            let fill = impact.fill(Exogenous::NONE, 0.0, quantity);
            assert_eq!((fill.quantity, fill.average_price), (quantity, 100.0));
        }
    }

    /// What was sold and bought back whole left 1e-14 on a side without a level, and the price at the floor.
    #[test]
    fn a_side_without_levels_has_the_price_outside() {
        for (bids, asks, sold) in [
            (&[[99.0, 3.0]][..], &[][..], -2e-14),
            (&[][..], &[[101.0, 3.0]][..], 2e-14),
        ] {
            let impact = Impact {
                start_price: 100.0,
                law: book_law(bids, asks, 100.0, Beyond::Exhausted, 1.0),
            };
            assert_eq!(impact.price(at(0.7), sold), 100.0 * 0.7);
        }
    }

    #[test]
    fn ladder_of_three_levels_pays_98_for_ten() {
        // V20: 3 at 99, 4 at 98, 3 of the 10 at 97: (297 + 392 + 291) / 10 = 98.
        let law = book_law(
            &[[99.0, 3.0], [98.0, 4.0], [97.0, 10.0]],
            &[],
            100.0,
            Beyond::Exhausted,
            1.0,
        );
        let impact = Impact {
            start_price: 100.0,
            law,
        };
        let fill = impact.fill(Exogenous::NONE, 0.0, 10.0);
        assert_eq!(
            fill,
            Fill {
                quantity: 10.0,
                average_price: 98.0,
                end_price: 97.0
            }
        );
        let all = impact.fill(Exogenous::NONE, 0.0, 100.0);
        assert_eq!(all.quantity, 17.0);
    }

    #[test]
    fn square_root_of_one_percent_of_volume_costs_30_basis_points() {
        // V20: volatility 3 %, quantity 1 % of daily volume: 0.03 * sqrt(0.01) = 0.003.
        let impact = Impact {
            start_price: 100.0,
            law: square_root_law(1.0, 0.03, 50_000.0),
        };
        let price = impact.price(Exogenous::NONE, 500.0);
        assert!((price - 99.7).abs() < 1e-12, "{price}");
    }

    #[test]
    fn splitting_an_order_changes_neither_price_nor_proceeds() {
        let laws = [
            Law::Linear { slope: 0.01 },
            Law::LogLinear { depth: 4_000.0 },
            square_root_law(0.8, 0.04, 9_000.0),
            book_law(
                &[[99.0, 30.0], [98.5, 40.0], [97.0, 500.0]],
                &[[101.0, 60.0]],
                100.0,
                Beyond::LastDensity,
                1.0,
            ),
        ];
        for law in laws {
            let impact = Impact {
                start_price: 100.0,
                law,
            };
            let whole = impact.fill(at(0.97), -20.0, 300.0);
            let first = impact.fill(at(0.97), -20.0, 45.0);
            let second = impact.fill(at(0.97), 25.0, 255.0);
            assert!(
                (whole.end_price - second.end_price).abs() < 1e-12,
                "{impact:?}"
            );
            let parts = (45.0 * first.average_price + 255.0 * second.average_price) / 300.0;
            assert!(
                (whole.average_price - parts).abs() < 1e-10,
                "{impact:?}: {whole:?} against {parts}"
            );
        }
    }

    #[test]
    fn withdrawn_orders_are_skipped_and_absolute_prices_stay() {
        let law = book_law(
            &[[99.0, 3.0], [95.0, 4.0], [90.0, 10.0]],
            &[],
            100.0,
            Beyond::Exhausted,
            1.0,
        );
        let impact = Impact {
            start_price: 100.0,
            law,
        };
        let gone = Exogenous {
            ratio: 0.94,
            cancels: true,
        };
        assert_eq!(impact.price(gone, 0.0), 94.0);
        assert_eq!(
            impact.fill(gone, 0.0, 20.0),
            Fill {
                quantity: 10.0,
                average_price: 90.0,
                end_price: 90.0
            }
        );
    }

    /// Sums of decimals left 1e-17 of a book that was empty.
    #[test]
    fn nothing_is_left_of_what_was_taken_whole() {
        let levels = [[99.0, 0.1], [98.0, 0.2], [97.0, 0.4]];
        let book = book_law(&levels, &[], 100.0, Beyond::Exhausted, 1.0);
        for law in [book, Law::Linear { slope: 0.3 }] {
            let impact = Impact {
                start_price: 100.0,
                law,
            };
            for parts in 1..60 {
                let mut sold = 0.0;
                let all = impact.capacity(Exogenous::NONE, 0.0, -1.0);
                for _ in 0..parts {
                    sold += all / f64::from(parts);
                }
                assert_eq!(impact.capacity(Exogenous::NONE, sold, -1.0), 0.0);
                let fill = impact.fill(Exogenous::NONE, sold, 1.0);
                assert_eq!(fill.quantity, 0.0, "{parts}");
            }
        }
    }

    /// What stands before it, 1e6 times and more its size, must not be in the price of a small order.
    #[test]
    fn a_small_order_pays_what_its_place_in_the_book_costs() {
        let (bids, asks) = ([[99.99, 500.0]], [[100.01, 500.0]]);
        let impact = Impact {
            start_price: 100.0,
            law: book_law(&bids, &asks, 100.0, Beyond::LastDensity, 1.0),
        };
        for ratio in [0.77, 1.0, 1.3] {
            for sold in [-1e6, -2_500.0, 0.0, 7.0, 499.0, 1e6] {
                for quantity in [-5e-9, -3e-4, 3e-4, 5e-9] {
                    let outside = Exogenous {
                        ratio,
                        cancels: true,
                    };
                    let fill = impact.fill(outside, sold, quantity);
                    let [one, other] =
                        [0.0, quantity].map(|more| impact.price(outside, sold + more));
                    let next = impact.price(outside, sold + 2.0 * quantity);
                    let low = one.min(other).min(next) * (1.0 - 1e-12);
                    let high = one.max(other).max(next) * (1.0 + 1e-12);
                    assert!(
                        (low..=high).contains(&fill.average_price),
                        "{quantity} from {sold}, {ratio}: {fill:?} of {low} to {high}"
                    );
                }
            }
        }
    }

    /// 8.02 less 7.67 less 0.36 is 1e-16 and no purchase.
    #[test]
    fn what_is_bought_back_whole_leaves_the_price_outside() {
        let law = book_law(
            &[[99.0, 50.0]],
            &[[101.0, 50.0]],
            100.0,
            Beyond::LastDensity,
            1.0,
        );
        let impact = Impact {
            start_price: 100.0,
            law,
        };
        for part in 1..100 {
            let first = f64::from(part) * 0.07 + 0.1;
            let sold = first + 0.3 - first;
            for side in [-1.0, 1.0] {
                let fill = impact.fill(Exogenous::NONE, side * sold, -side * 0.3);
                assert_eq!(fill.end_price, 100.0, "{part}");
            }
        }
    }

    #[test]
    fn a_sale_from_the_highest_price_brings_what_its_parts_bring() {
        let impact = Impact {
            start_price: 100.0,
            law: Law::LogLinear { depth: 4_000.0 },
        };
        // The outside is above the highest price by what two of the base bring down.
        let outside = Exogenous {
            ratio: PRICE_CEILING_RATIO * exp(2.0 / 4_000.0),
            ..Exogenous::NONE
        };
        let whole = impact.fill(outside, 0.0, 4.0);
        let parts = (0..4_000).fold(0.0, |sum, part| {
            sum + impact
                .fill(outside, f64::from(part) / 1e3, 1e-3)
                .average_price
        });
        assert!((4e3 * whole.average_price / parts - 1.0).abs() < 1e-9);
        assert!(whole.average_price > whole.end_price);
    }

    #[test]
    fn depth_is_the_notional_that_moves_one_percent() {
        let impact = Impact {
            start_price: 100.0,
            law: Law::LogLinear {
                depth: 40e6 / (0.01 * 100.0),
            },
        };
        assert!((impact.depth(Exogenous::NONE, 0.0) - 40e6).abs() < 1e-3);
    }
}
