//! How much of a position is closed at first, where a venue does not close it whole.

use super::margin::{Basis, Contract, Isolated, MarginRules};
use crate::math::pow;

/// A rule of partial liquidation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Partial {
    /// As much as brings the margin ratio back to a target; where that is not above what must be kept, the least that
    /// cures: see [`cure_size`].
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
    /// Down to the top of the bracket `step` lower, by the notional that the maintenance margin is measured on; whole in
    /// the lowest `step` brackets. Where `step` is 2 or more (OKX) only while the margin is above what the lowest
    /// bracket would ask for the position, else whole.
    Tiers {
        /// Brackets per close, >= 1.
        step: u32,
    },
}

/// Partial closes after which the rest of a position is closed whole: fills far below the mark would otherwise nibble for
/// ever.
pub const MOST_PARTIALS: u32 = 16;

/// Number of closes of a position that is taken over whole, whatever the rule.
pub const TAKEN_OVER: u32 = u32::MAX;

/// What is left after a cure is safe by this share of the notional at first: more than rounding, less than anybody sees.
const LEAST_CUSHION: f64 = 1e-12;

/// Growth of that share with every close of the same position at one moment, and where it ends: the fill of a cure moves
/// the price, and closing for its own echo ends.
const CUSHION_GROWTH: f64 = 4.0;
const MOST_CUSHION: f64 = 0.01;

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

/// Equity above what must be kept (maintenance margin and closing fee) once the share `closed` of a position has been closed
/// at `price` and has paid its fees.
fn excess(
    position: &Isolated,
    rules: &MarginRules,
    price: f64,
    fee_ratio: f64,
    closed: f64,
) -> f64 {
    let notional = position.notional(price, rules.contract);
    let left = 1.0 - closed;
    position.equity(price, rules.contract)
        - fee_ratio * notional * closed
        - rules
            .maintenance
            .requirement(left * measured(position, rules, price))
        - rules.closing_fee_ratio * notional * left
}

/// The notional that the maintenance margin is measured on.
fn measured(position: &Isolated, rules: &MarginRules, price: f64) -> f64 {
    let basis = match rules.basis {
        Basis::Mark => price,
        Basis::Entry => position.entry_price,
    };
    position.notional(basis, rules.contract)
}

/// The smallest close at `price`, fees included, after which equity is above what must be kept, by `cushion` of the
/// notional; in whole lots. `None` when closing cures nothing: where the fees are more than what a close frees.
///
/// Equity does not change by a close but for the fees, and what must be kept is linear in what is left between two
/// brackets: the brackets are gone down one by one, each solved exactly.
#[must_use]
pub fn cure_size(
    position: &Isolated,
    rules: &MarginRules,
    price: f64,
    fee_ratio: f64,
    cushion: f64,
) -> Option<f64> {
    let notional = position.notional(price, rules.contract);
    let measured = measured(position, rules, price);
    let spare = cushion * notional;
    let tiers = rules.maintenance.tiers();
    let top = tiers
        .partition_point(|tier| tier.notional_from < measured)
        .max(1);
    let mut from = 0.0;
    for tier in tiers[..top].iter().rev() {
        let until = 1.0 - tier.notional_from / measured;
        // Excess where nothing is closed, as far as this bracket says, and what it gains per share closed.
        let at_none = position.equity(price, rules.contract) - tier.ratio * measured
            + tier.deduction
            - rules.closing_fee_ratio * notional
            - spare;
        let gain = tier.ratio * measured + (rules.closing_fee_ratio - fee_ratio) * notional;
        let share = if at_none + gain * from >= 0.0 {
            from
        } else if gain > 0.0 {
            -at_none / gain
        } else {
            f64::INFINITY
        };
        if share <= until && share < 1.0 - 1e-12 {
            return in_lots(share * position.quantity, position, rules, |size| {
                let closed = size / position.quantity;
                excess(position, rules, price, fee_ratio, closed) >= 0.5 * spare
            });
        }
        from = until;
    }
    None
}

/// The fewest whole lots from a size on that cure.
fn in_lots(
    size: f64,
    position: &Isolated,
    rules: &MarginRules,
    cures: impl Fn(f64) -> bool,
) -> Option<f64> {
    let step = rules.quantity_step;
    if step == 0.0 {
        return Some(size);
    }
    let first = (size / step * (1.0 - 1e-12)).floor().max(1.0);
    [first, first + 1.0, first + 2.0]
        .into_iter()
        .map(|lots| lots * step)
        .find(|&size| size < position.quantity && cures(size))
}

/// How often a position was closed in part before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Closes {
    /// Since the start; [`TAKEN_OVER`] for a position that is closed whole whatever the rule.
    pub so_far: u32,
    /// At this very moment of the clock, one after the other: in an instant run all of them.
    pub now: u32,
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
        closes: Closes,
    ) -> f64 {
        let is_tired = closes.so_far >= MOST_PARTIALS;
        if closes.so_far == TAKEN_OVER {
            return position.quantity;
        }
        let size = match *self {
            Self::Target { ratio } => {
                let size = target_size(position, rules.contract, price, ratio, fee_ratio);
                let closed = size / position.quantity;
                let spare = LEAST_CUSHION * position.notional(price, rules.contract);
                let cures = size > 0.0
                    && closed < 1.0
                    && excess(position, rules, price, fee_ratio, closed) >= spare;
                if cures && !is_tired {
                    size
                } else if cures {
                    position.quantity
                } else {
                    let growth = pow(CUSHION_GROWTH, f64::from(closes.now));
                    let cushion = (LEAST_CUSHION * growth).min(MOST_CUSHION);
                    let cure = cure_size(position, rules, price, fee_ratio, cushion)
                        .or_else(|| cure_size(position, rules, price, fee_ratio, LEAST_CUSHION));
                    return cure.unwrap_or(position.quantity);
                }
            }
            _ if is_tired => position.quantity,
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
                let is_small = value <= above * (1.0 + 1e-12);
                if is_small && closes.so_far == 0 || then_all && closes.so_far > 0 {
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

/// Down to the top of the bracket `step` lower, by the notional that the maintenance margin is measured on; the whole
/// position in the lowest `step` brackets. With a step of 2 or more also where the margin is not above what the lowest
/// bracket would ask.
fn lower_tier_size(position: &Isolated, rules: &MarginRules, price: f64, step: u32) -> f64 {
    let tiers = rules.maintenance.tiers();
    let measured = measured(position, rules, price);
    // Whoever was cut to the top of a bracket is in it, up to a rounding error.
    let current = tiers
        .partition_point(|tier| tier.notional_from < measured * (1.0 - 1e-12))
        .saturating_sub(1);
    let Some(below) = current.checked_sub(step as usize) else {
        return position.quantity;
    };
    let least = tiers[0].ratio * measured
        + rules.closing_fee_ratio * position.notional(price, rules.contract);
    if step > 1 && position.equity(price, rules.contract) <= least {
        return position.quantity;
    }
    // The top of bracket `below` is the floor of the one above it.
    let top = tiers[below + 1].notional_from;
    position.quantity * (1.0 - top / measured)
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
                &long(quantity, 100.0, 81.0),
                &rules,
                100.0,
                0.0,
                quantity,
                Closes::default(),
            )
        };
        assert!((size(80.0, 1) - 30.0).abs() < 1e-9, "to 5,000");
        assert!((size(80.0, 2) - 70.0).abs() < 1e-9, "to 1,000");
        assert_eq!(size(40.0, 2), 40.0, "whole in the second of two");
        assert_eq!(size(82.0, 2), 82.0, "81 is less than 1 % of 8,200");
        assert!(
            (size(82.0, 1) - 32.0).abs() < 1e-9,
            "to 5,000 whatever is left"
        );
        assert!((size(20.0, 1) - 10.0).abs() < 1e-9, "to 1,000");
        assert_eq!(size(9.0, 1), 9.0, "whole");
        assert_eq!(
            rule.size(
                &long(80.0, 100.0, 1.0),
                &rules,
                100.0,
                0.0,
                80.0,
                Closes {
                    so_far: MOST_PARTIALS,
                    now: 0
                }
            ),
            80.0
        );
    }

    /// Smallest of a fine grid of closes after which equity is above the requirement.
    fn by_search(position: &Isolated, rules: &MarginRules, price: f64, fee: f64) -> Option<f64> {
        let cures = |closed: f64| {
            let left = Isolated {
                quantity: position.quantity * (1.0 - closed),
                ..*position
            };
            let gone = Isolated {
                quantity: position.quantity * closed,
                ..*position
            };
            let left = Isolated {
                margin: position.margin + gone.unrealised_profit(price, rules.contract)
                    - fee * gone.notional(price, rules.contract),
                ..left
            };
            let needed = left.maintenance_margin(price, rules)
                + rules.closing_fee_ratio * left.notional(price, rules.contract);
            left.equity(price, rules.contract) > needed
        };
        let steps = 20_000;
        (1..steps)
            .map(|step| f64::from(step) / f64::from(steps))
            .find(|&closed| cures(closed))
            .map(|closed| closed * position.quantity)
    }

    #[test]
    fn a_target_not_above_maintenance_closes_what_cures() {
        let brackets = [(0.0, 0.01), (3_000.0, 0.03), (8_000.0, 0.08)];
        let mut cured = 0;
        for contract in [Contract::Linear, Contract::Inverse] {
            for basis in [Basis::Mark, Basis::Entry] {
                for (fee, closing_fee) in [(0.0, 0.0), (0.005, 0.0), (0.002, 0.002), (0.05, 0.0)] {
                    for side in [Side::Long, Side::Short] {
                        for equity_ratio in [0.003, 0.009, 0.012, 0.02, 0.03] {
                            let rules = MarginRules {
                                contract,
                                basis,
                                closing_fee_ratio: closing_fee,
                                ..MarginRules::linear(Maintenance::tiered(&brackets))
                            };
                            let (entry_price, price) = (100.0, 97.0);
                            let quantity = match contract {
                                Contract::Linear => 90.0,
                                Contract::Inverse => 9_000.0 * 97.0,
                            };
                            let bare = Isolated {
                                side,
                                quantity,
                                entry_price,
                                margin: 0.0,
                            };
                            let notional = bare.notional(price, contract);
                            let position = Isolated {
                                margin: equity_ratio * notional
                                    - bare.unrealised_profit(price, contract),
                                ..bare
                            };
                            let rule = Partial::Target { ratio: 0.004 };
                            let size = rule.size(
                                &position,
                                &rules,
                                price,
                                fee,
                                quantity,
                                Closes::default(),
                            );
                            let least = by_search(&position, &rules, price, fee);
                            let expected = least.unwrap_or(quantity);
                            assert!(
                                size <= expected * (1.0 + 1e-9)
                                    && size >= expected - quantity / 19_999.0,
                                "{position:?} {rules:?} {fee}: {size}, by search {expected}"
                            );
                            cured += usize::from(least.is_some());
                        }
                    }
                }
            }
        }
        assert!(cured > 80, "{cured} are cured");
    }

    #[test]
    fn a_cure_takes_the_fewest_lots_and_equality_is_none() {
        // 20 x 100 at 10 %: equity 150 cures 15; lots of 2.5: 5 gone leave 15, whose need is 150, not less. 7.5 it is.
        let rules = MarginRules {
            quantity_step: 2.5,
            ..MarginRules::linear(Maintenance::flat(0.1))
        };
        let position = long(20.0, 100.0, 150.0);
        let size = |position: &Isolated| {
            Partial::Target { ratio: 0.05 }.size(
                position,
                &rules,
                100.0,
                0.0,
                20.0,
                Closes::default(),
            )
        };
        assert_eq!(size(&position), 7.5);
        assert_eq!(size(&long(20.0, 100.0, 150.001)), 5.0);
        assert_eq!(size(&long(20.0, 100.0, 20.0)), 20.0, "no lot would be left");
    }

    #[test]
    fn a_target_that_is_reached_in_a_lower_bracket_counts_what_is_kept_there() {
        // 8 % of 100 x 100 asked in the upper bracket: target 4 %, equity 350: 87.5 would be left, for which 388 are asked.
        let rules = MarginRules::linear(Maintenance::tiered(&[(0.0, 0.02), (5_000.0, 0.0768)]));
        let position = long(100.0, 100.0, 350.0);
        let size = Partial::Target { ratio: 0.04 }.size(
            &position,
            &rules,
            100.0,
            0.0,
            100.0,
            Closes::default(),
        );
        let left = (350.0 + 284.0) / 0.0768 / 100.0;
        assert!((100.0 - size - left).abs() < 1e-8, "{size}");
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
                Closes { so_far, now: 0 },
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
