//! Margin arithmetic of isolated linear positions (settled in quote currency).
//!
//! With `side` +1 for longs and -1 for shorts, quantity `q`, entry price `e`, margin `M` and mark price `p`:
//! equity `E(p) = M + side q (p - e)`, maintenance margin `MM(p) = m q p - c`, liquidation when `E(p) <= MM(p)`.
//! Source: exchange documentation (Binance USD-M futures, liquidation price); see the README.

use crate::population::crowd::Side;

/// One bracket of a maintenance schedule.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tier {
    /// Smallest notional of the bracket, quote.
    pub notional_from: f64,
    /// Maintenance margin ratio of the bracket, fraction of notional.
    pub ratio: f64,
    /// Maintenance amount `c` that is subtracted so that the requirement has no jumps, quote.
    pub deduction: f64,
}

/// How much margin a position must keep: brackets like those of an income tax. A single ratio is one bracket.
#[derive(Debug, Clone, PartialEq)]
pub struct Maintenance {
    tiers: Vec<Tier>,
}

impl Maintenance {
    /// The same ratio for every size.
    #[must_use]
    pub fn flat(ratio: f64) -> Self {
        Self {
            tiers: vec![Tier {
                notional_from: 0.0,
                ratio,
                deduction: 0.0,
            }],
        }
    }

    /// Brackets as pairs of smallest notional (the first 0, rising) and ratio; the deductions follow from
    /// `c_k = c_(k-1) + F_k (m_k - m_(k-1))`.
    #[must_use]
    pub fn tiered(brackets: &[(f64, f64)]) -> Self {
        let mut tiers: Vec<Tier> = Vec::with_capacity(brackets.len());
        for &(notional_from, ratio) in brackets {
            let deduction = tiers.last().map_or(0.0, |before| {
                before.deduction + notional_from * (ratio - before.ratio)
            });
            tiers.push(Tier {
                notional_from,
                ratio,
                deduction,
            });
        }
        Self { tiers }
    }

    /// The brackets, smallest notional first.
    #[must_use]
    pub fn tiers(&self) -> &[Tier] {
        &self.tiers
    }

    /// Bracket that a notional belongs to; on a boundary the lower one.
    #[must_use]
    pub fn tier(&self, notional: f64) -> Tier {
        let above = self
            .tiers
            .partition_point(|tier| tier.notional_from < notional);
        self.tiers[above.saturating_sub(1)]
    }

    /// Margin that a position of this notional must keep, quote.
    #[must_use]
    pub fn requirement(&self, notional: f64) -> f64 {
        let tier = self.tier(notional);
        tier.ratio * notional - tier.deduction
    }
}

/// An isolated linear position.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Isolated {
    /// Long or short.
    pub side: Side,
    /// Base, > 0.
    pub quantity: f64,
    /// Average entry price, quote per base, > 0.
    pub entry_price: f64,
    /// Margin assigned to the position, quote.
    pub margin: f64,
}

impl Isolated {
    /// Profit or loss at `price` that is not settled yet, quote.
    #[must_use]
    pub fn unrealised_profit(&self, price: f64) -> f64 {
        self.side.sign() * self.quantity * (price - self.entry_price)
    }

    /// Margin plus unrealised profit at `price`, quote.
    #[must_use]
    pub fn equity(&self, price: f64) -> f64 {
        self.margin + self.unrealised_profit(price)
    }

    /// Price at which nothing is left of the margin: `e - side M / q`. Not positive when no price can get there.
    #[must_use]
    pub fn bankruptcy_price(&self) -> f64 {
        self.entry_price - self.side.sign() * self.margin / self.quantity
    }

    /// Price at which equity falls to the maintenance margin, quote per base:
    /// `p = (side q e - M - c) / (q (side - m))` in the bracket in which `q p` lies.
    ///
    /// `None` when no positive price liquidates the position.
    #[must_use]
    pub fn liquidation_price(&self, maintenance: &Maintenance) -> Option<f64> {
        let sign = self.side.sign();
        let tiers = maintenance.tiers();
        // Equity minus requirement is monotone in the price, so the bracket of the root is the first one at whose
        // upper edge a long is safe (a short is not). Deciding by the edge, not by the root, cannot fall between two
        // brackets by rounding.
        let edge_decides = |tier: &Tier| {
            let price = tier.notional_from / self.quantity;
            let excess = self.equity(price) - maintenance.requirement(tier.notional_from);
            sign * excess >= 0.0
        };
        let index = tiers[1..]
            .iter()
            .position(edge_decides)
            .unwrap_or(tiers.len() - 1);
        let tier = tiers[index];
        let price = (sign * self.quantity * self.entry_price - self.margin - tier.deduction)
            / (self.quantity * (sign - tier.ratio));
        (price > 0.0 && price.is_finite()).then_some(price)
    }

    /// The margin with which this position is liquidated exactly at `trigger_price`, quote.
    #[must_use]
    pub fn margin_for_trigger(
        side: Side,
        quantity: f64,
        entry_price: f64,
        trigger_price: f64,
        maintenance: &Maintenance,
    ) -> f64 {
        maintenance.requirement(quantity * trigger_price)
            - side.sign() * quantity * (trigger_price - entry_price)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// BTCUSDT brackets announced by Binance in March 2021.
    fn binance_2021() -> Maintenance {
        Maintenance::tiered(&[
            (0.0, 0.004),
            (50e3, 0.005),
            (250e3, 0.01),
            (1e6, 0.025),
            (10e6, 0.05),
            (20e6, 0.1),
            (50e6, 0.125),
        ])
    }

    #[test]
    fn deductions_follow_from_the_brackets() {
        let amounts: Vec<f64> = binance_2021()
            .tiers()
            .iter()
            .map(|tier| tier.deduction)
            .collect();
        let published = [
            0.0,
            50.0,
            1_300.0,
            16_300.0,
            266_300.0,
            1_266_300.0,
            2_516_300.0,
        ];
        for (ours, theirs) in amounts.iter().zip(published) {
            assert!((ours - theirs).abs() < 1e-6, "{amounts:?}");
        }
    }

    #[test]
    fn tier_at_liquidation_decides_not_the_tier_at_entry() {
        // V18.
        let long = Isolated {
            side: Side::Long,
            quantity: 20.5,
            entry_price: 50e3,
            margin: 20.5 * 50e3 / 10.0,
        };
        let price = long
            .liquidation_price(&binance_2021())
            .expect("a 10x long can be liquidated");
        assert!((price - 45_390.490_268_5).abs() < 1e-6, "{price}");
        let short = Isolated {
            side: Side::Short,
            quantity: 19.5,
            entry_price: 50e3,
            margin: 19.5 * 50e3 / 10.0,
        };
        let price = short
            .liquidation_price(&binance_2021())
            .expect("a short can be liquidated");
        assert!((price - 54_474.046_278_9).abs() < 1e-6, "{price}");
    }

    #[test]
    fn wallet_example_of_the_binance_faq() {
        // V21: wallet 500, 0.02 BTC at 50,000, 0.4 %: the documentation prints 25,100.40.
        let long = Isolated {
            side: Side::Long,
            quantity: 0.02,
            entry_price: 50e3,
            margin: 500.0,
        };
        let price = long
            .liquidation_price(&Maintenance::flat(0.004))
            .expect("can be liquidated");
        assert!((price - 25_100.401_606_4).abs() < 1e-6, "{price}");
    }

    #[test]
    fn an_unlevered_long_cannot_be_liquidated() {
        let long = Isolated {
            side: Side::Long,
            quantity: 2.0,
            entry_price: 100.0,
            margin: 200.0,
        };
        assert_eq!(long.liquidation_price(&Maintenance::flat(0.005)), None);
    }

    #[test]
    fn margin_for_a_trigger_puts_the_liquidation_price_there() {
        for maintenance in [Maintenance::flat(0.02), binance_2021()] {
            for (side, trigger) in [(Side::Long, 44_000.0), (Side::Short, 56_000.0)] {
                for quantity in [0.5, 3.0, 25.0, 900.0] {
                    let margin =
                        Isolated::margin_for_trigger(side, quantity, 50e3, trigger, &maintenance);
                    let position = Isolated {
                        side,
                        quantity,
                        entry_price: 50e3,
                        margin,
                    };
                    let price = position
                        .liquidation_price(&maintenance)
                        .expect("has a trigger");
                    assert!(
                        (price / trigger - 1.0).abs() < 1e-12,
                        "{position:?}: {price}"
                    );
                }
            }
        }
    }
}
