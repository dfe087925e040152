//! How much of a position is closed at first, where a venue does not close it whole.

use super::margin::{Contract, Isolated, MarginRules};

/// A rule of partial liquidation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Partial {
    /// As much as brings the margin ratio back to a target.
    Target {
        /// Margin over notional after the close, fraction.
        ratio: f64,
    },
    /// A share of the position, again after a pause while it is still below maintenance.
    Share {
        /// Share of the size at the first close, in (0, 1].
        share: f64,
        /// Seconds between two closes; does not act in an instant run.
        cooldown_s: f64,
        /// Smaller positions are closed whole; notional, quote.
        above: f64,
        /// After the pause the rest is closed, instead of another share.
        then_all: bool,
    },
    /// Down to a lower bracket, until the margin suffices there; whole in the lowest.
    Tiers {
        /// Brackets per step, >= 1.
        step: u32,
    },
}

/// Partial closes after which the rest of a position is closed whole: a fee above the target, or fills far below the
/// mark, would otherwise nibble for ever.
pub const MOST_PARTIALS: u32 = 16;

/// Size of a close that restores the margin ratio of an isolated position to `target` when it trades at `price` and pays
/// `fee_ratio` of what is closed: `x = clamp((m_t q p - E) / ((m_t - f) p), 0, q)`; for inverse contracts, with
/// notional `N / p` in base, the same share of the position.
///
/// - `target`: margin over notional, fraction, above `fee_ratio`; otherwise all is closed
///
/// Source: derived; the worked case of it is V10.
#[must_use]
pub fn target_size(
    position: &Isolated,
    contract: Contract,
    price: f64,
    target: f64,
    fee_ratio: f64,
) -> f64 {
    if target <= fee_ratio {
        return position.quantity;
    }
    let notional = position.notional(price, contract);
    let missing = target * notional - position.equity(price, contract);
    let closed = missing / (target - fee_ratio);
    // As a share of the notional: base for linear contracts, quote for inverse ones.
    (closed / notional * position.quantity)
        .max(0.0)
        .min(position.quantity)
}

impl Partial {
    /// What is closed of a position of `first_quantity` at its first close, at the mark price `price`; all of it, or more
    /// than all after rounding to lots, means that it is taken over whole.
    #[must_use]
    pub fn size(
        &self,
        position: &Isolated,
        rules: &MarginRules,
        price: f64,
        fee_ratio: f64,
        first_quantity: f64,
        closes_so_far: u32,
    ) -> f64 {
        if closes_so_far >= MOST_PARTIALS {
            return position.quantity;
        }
        let size = match *self {
            Self::Target { ratio } => {
                target_size(position, rules.contract, price, ratio, fee_ratio)
            }
            Self::Share {
                share,
                above,
                then_all,
                ..
            } => {
                let value = match rules.contract {
                    Contract::Linear => position.quantity * price,
                    Contract::Inverse => position.quantity,
                };
                if value <= above && closes_so_far == 0 || then_all && closes_so_far > 0 {
                    position.quantity
                } else {
                    share * first_quantity
                }
            }
            Self::Tiers { step } => lower_tier_size(position, rules, price, step),
        };
        if size <= 0.0 {
            // A close that changes nothing cannot cure anything.
            return position.quantity;
        }
        rules.enough_lots(size).min(position.quantity)
    }
}

/// Down to the top of a lower bracket: the nearest in which what is left would have enough margin, `step` brackets at a
/// time; the whole position when none does.
fn lower_tier_size(position: &Isolated, rules: &MarginRules, price: f64, step: u32) -> f64 {
    let tiers = rules.maintenance.tiers();
    let notional = position.notional(price, rules.contract);
    let current = tiers
        .partition_point(|tier| tier.notional_from < notional)
        .saturating_sub(1);
    let below = current.saturating_sub(step as usize);
    if below == current {
        return position.quantity;
    }
    // The top of bracket `below` is the floor of the one above it.
    let top = tiers[below + 1].notional_from;
    position.quantity * (1.0 - top / notional)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::population::crowd::Side;
    use crate::settlement::margin::Maintenance;

    fn long(quantity: f64, entry_price: f64, margin: f64) -> Isolated {
        Isolated {
            side: Side::Long,
            quantity,
            entry_price,
            margin,
        }
    }

    #[test]
    fn a_target_is_restored_exactly() {
        // V10: q 10, entry 100, margin 50, 1 %: at 95.5 equity 5 < 9.55.
        let position = long(10.0, 100.0, 50.0);
        for (fee, expected) in [(0.0, 7.382_198_952_9), (0.005, 9.842_931_937_2)] {
            let size = target_size(&position, Contract::Linear, 95.5, 0.02, fee);
            assert!((size - expected).abs() < 1e-9, "{size}");
            let left = long(10.0 - size, 100.0, 50.0 - size * 4.5 - fee * size * 95.5);
            let ratio = left.equity(95.5, Contract::Linear) / (left.quantity * 95.5);
            assert!((ratio - 0.02).abs() < 1e-9, "{ratio}");
        }
    }

    #[test]
    fn many_small_closes_keep_leverage_constant() {
        // V10: 5 % maintenance, a further fall of 5 % in ever smaller steps leaves 0.3773536025 of the size.
        let steps = 200_000;
        let (mut quantity, mut equity, mut price) = (1.0, 0.05, 1.0);
        for _ in 0..steps {
            let next = price - 0.05 / f64::from(steps);
            equity += quantity * (next - price);
            price = next;
            let position = long(quantity, price, equity);
            quantity -= target_size(&position, Contract::Linear, price, 0.05, 0.0);
        }
        // First order in the step: 19 * 0.05 / 200,000 of the result at most.
        assert!((quantity - 0.377_353_602_5).abs() < 5e-6, "{quantity}");
    }

    #[test]
    fn a_fee_above_the_target_closes_all() {
        assert_eq!(
            target_size(&long(10.0, 100.0, 50.0), Contract::Linear, 95.5, 0.01, 0.01),
            10.0
        );
    }

    #[test]
    fn inverse_positions_reach_their_target_too() {
        let position = Isolated {
            side: Side::Long,
            quantity: 1_000.0,
            entry_price: 100.0,
            margin: 0.5,
        };
        let price = 96.0;
        let size = target_size(&position, Contract::Inverse, price, 0.03, 0.0);
        let profit = size * (1.0 / 100.0 - 1.0 / price);
        let left = Isolated {
            quantity: 1_000.0 - size,
            margin: 0.5 + profit,
            ..position
        };
        let ratio = left.equity(price, Contract::Inverse) / left.notional(price, Contract::Inverse);
        assert!((ratio - 0.03).abs() < 1e-12, "{ratio}");
    }

    #[test]
    fn tiers_are_stepped_down_and_the_lowest_closes_all() {
        let rules = MarginRules::linear(Maintenance::tiered(&[
            (0.0, 0.01),
            (1_000.0, 0.02),
            (5_000.0, 0.05),
        ]));
        let rule = Partial::Tiers { step: 1 };
        let size = |quantity: f64, step| {
            Partial::Tiers { step }.size(
                &long(quantity, 100.0, 1.0),
                &rules,
                100.0,
                0.0,
                quantity,
                0,
            )
        };
        assert!((size(80.0, 1) - 30.0).abs() < 1e-9, "to 5,000");
        assert!((size(80.0, 2) - 70.0).abs() < 1e-9, "to 1,000");
        assert!((size(20.0, 1) - 10.0).abs() < 1e-9, "to 1,000");
        assert_eq!(size(9.0, 1), 9.0, "whole");
        assert_eq!(
            rule.size(
                &long(80.0, 100.0, 1.0),
                &rules,
                100.0,
                0.0,
                80.0,
                MOST_PARTIALS
            ),
            80.0
        );
    }

    #[test]
    fn shares_are_of_the_first_size_and_small_positions_whole() {
        let rules = MarginRules {
            quantity_step: 0.5,
            ..MarginRules::linear(Maintenance::flat(0.01))
        };
        let rule = |then_all| Partial::Share {
            share: 0.2,
            cooldown_s: 30.0,
            above: 1_000.0,
            then_all,
        };
        let size = |quantity, so_far, then_all| {
            rule(then_all).size(
                &long(quantity, 100.0, 1.0),
                &rules,
                100.0,
                0.0,
                41.0,
                so_far,
            )
        };
        assert_eq!(
            size(41.0, 0, false),
            8.5,
            "20 % of 41 in lots of 0.5, rounded up"
        );
        assert_eq!(size(32.5, 1, false), 8.5);
        assert_eq!(size(5.0, 2, false), 5.0);
        assert_eq!(size(32.5, 1, true), 32.5, "then all");
        assert_eq!(size(10.0, 0, false), 10.0, "not above 1,000");
    }
}
