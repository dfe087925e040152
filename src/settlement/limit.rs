//! How far down (a short: up) a forced order may trade.

use super::margin::{Isolated, MarginRules};
use crate::population::crowd::Side;

/// Limit price of a forced order.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum PriceLimit {
    /// The bankruptcy price of the position.
    BankruptcyPrice,
    /// This fraction from the mark price.
    Band(f64),
    /// `P (1 - spread m (1 - Q))` at the mark price `P` for a long, mirrored for a short: `m` the maintenance margin over the
    /// notional, `Q` the equity over the maintenance margin, within 0 and 1. Source: dYdX v4 documentation of liquidations,
    /// where the spread is 1.5.
    Fillable {
        /// Distance at equity 0, in maintenance ratios.
        spread: f64,
    },
}

impl PriceLimit {
    /// The limit of a position at a mark price; 0 (a short: the largest number) where any price will do.
    #[must_use]
    pub fn of(self, terms: &Isolated, rules: &MarginRules, mark_price: f64) -> f64 {
        let sign = terms.side.sign();
        match self {
            Self::Band(band) => mark_price * (1.0 - sign * band),
            Self::Fillable { spread } => {
                let required = terms.maintenance_margin(mark_price, rules);
                let notional = terms.notional(mark_price, rules.contract);
                let left = terms.equity(mark_price, rules.contract) / required;
                let missing = if left > 0.0 {
                    (1.0 - left).max(0.0)
                } else {
                    1.0
                };
                (mark_price * (1.0 - sign * spread * (required / notional) * missing)).max(0.0)
            }
            Self::BankruptcyPrice => {
                let limit = terms.bankruptcy_price(rules);
                if limit > 0.0 && limit.is_finite() {
                    return limit;
                }
                // Nothing is left at no price: any will do.
                match terms.side {
                    Side::Long => 0.0,
                    Side::Short => f64::MAX,
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settlement::margin::Maintenance;

    #[test]
    fn the_fillable_price_leaves_the_mark_as_equity_is_used_up() {
        let rules = MarginRules::linear(Maintenance::flat(0.012));
        let limit = |side: Side, margin: f64, mark_price: f64| {
            let terms = Isolated {
                side,
                quantity: 10.0,
                entry_price: 100.0,
                margin,
            };
            PriceLimit::Fillable { spread: 1.5 }.of(&terms, &rules, mark_price)
        };
        // At 100 maintenance is 12. All of it there: at the mark. Half: 0.9 % away. Nothing: 1.8 %, and no further.
        for (margin, distance) in [
            (12.0, 0.0),
            (20.0, 0.0),
            (6.0, 0.009),
            (0.0, 0.018),
            (-50.0, 0.018),
        ] {
            let long = limit(Side::Long, margin, 100.0);
            assert!(
                (long - 100.0 * (1.0 - distance)).abs() < 1e-12,
                "{margin}: {long}"
            );
            let short = limit(Side::Short, margin, 100.0);
            assert!(
                (short - 100.0 * (1.0 + distance)).abs() < 1e-12,
                "{margin}: {short}"
            );
        }
    }
}
