//! Arithmetic of one collateralised loan: health, what a call may repay, what it hands over.
//!
//! Values are quote at the oracle's prices. `a = LT (1 + b)`: a call on a collateral raises the health factor if and only if it
//! is above `a`. Sources: Aave v2 `LendingPoolCollateralManager.sol`, v3 `LiquidationLogic.sol` (v3.0 and v3.3), v4
//! `LiquidationLogic.sol`.

/// How much of a loan one call may repay.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Repayment {
    /// A share of the debt.
    CloseFactor {
        /// The share.
        share: f64,
        /// At or below this health factor all of it; `None`: never.
        full_below_health: Option<f64>,
        /// The share is of the whole debt of the loan, not of that in one reserve.
        of_position: bool,
        /// All of it where debt or collateral are worth less than this, quote.
        full_below_value: f64,
        /// A call leaves nothing, or at least this, of both, quote.
        least_left: f64,
    },
    /// As much as makes the loan healthy.
    TargetHealth {
        /// Health factor after a call.
        target: f64,
        /// At or below this health factor the bonus is the largest.
        health_for_max_bonus: f64,
        /// The bonus of a loan that is hardly sick, as a share of the largest.
        bonus_factor: f64,
        /// A call leaves nothing, or at least this, of both, quote.
        least_left: f64,
    },
}

/// What a call is about: one debt, one collateral.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    /// Value of the debt in one reserve, quote.
    pub debt: f64,
    /// Value of all debt of the loan, quote.
    pub all_debt: f64,
    /// Value of one collateral, quote.
    pub collateral: f64,
    /// Health factor of the loan.
    pub health: f64,
    /// Threshold of the collateral, fraction.
    pub threshold: f64,
    /// Largest bonus of the collateral, fraction.
    pub bonus: f64,
}

impl Repayment {
    /// Extra collateral per value repaid, fraction.
    #[must_use]
    pub fn bonus(&self, pair: &Pair) -> f64 {
        match *self {
            Self::CloseFactor { .. } => pair.bonus,
            Self::TargetHealth {
                health_for_max_bonus,
                bonus_factor,
                ..
            } => {
                if pair.health <= health_for_max_bonus {
                    return pair.bonus;
                }
                let least = pair.bonus * bonus_factor;
                least + (pair.bonus - least) * (1.0 - pair.health) / (1.0 - health_for_max_bonus)
            }
        }
    }

    /// Most that a call may repay, quote.
    #[must_use]
    pub fn most(&self, pair: &Pair) -> f64 {
        let grown = 1.0 + self.bonus(pair);
        let cap = pair.collateral / grown;
        match *self {
            Self::CloseFactor {
                share,
                full_below_health,
                of_position,
                full_below_value,
                least_left,
            } => {
                let is_full = full_below_health.is_some_and(|health| pair.health <= health)
                    || pair.debt < full_below_value
                    || pair.collateral < full_below_value;
                let wanted = if is_full {
                    pair.debt
                } else {
                    let of = if of_position {
                        pair.all_debt
                    } else {
                        pair.debt
                    };
                    pair.debt.min(share * of)
                };
                let repaid = wanted.min(cap);
                if least_left > 0.0 && repaid < pair.debt && repaid < cap {
                    repaid
                        .min(pair.debt - least_left)
                        .min((pair.collateral - least_left) / grown)
                        .max(0.0)
                } else {
                    repaid
                }
            }
            Self::TargetHealth {
                target, least_left, ..
            } => {
                let missing =
                    (target - pair.health) * pair.all_debt / (target - pair.threshold * grown);
                let mut repaid = pair.debt.min(missing.max(0.0));
                let left = pair.debt - repaid;
                if left > 0.0 && left < least_left {
                    repaid = pair.debt;
                }
                if repaid >= cap {
                    return cap;
                }
                let dust = pair.collateral - repaid * grown;
                if repaid < pair.debt && dust < least_left {
                    cap
                } else {
                    repaid
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const V2: Repayment = Repayment::CloseFactor {
        share: 0.5,
        full_below_health: None,
        of_position: false,
        full_below_value: 0.0,
        least_left: 0.0,
    };
    const V33: Repayment = Repayment::CloseFactor {
        share: 0.5,
        full_below_health: Some(0.95),
        of_position: true,
        full_below_value: 2_000.0,
        least_left: 1_000.0,
    };

    /// L10: an account of 10 ETH and 0.5 WBTC against 18,000 USDC and 12,500 DAI, ETH at 1,750.
    fn pair() -> Pair {
        Pair {
            debt: 18_000.0,
            all_debt: 30_500.0,
            collateral: 20_000.0,
            health: (17_500.0 * 0.83 + 20_000.0 * 0.78) / 30_500.0,
            threshold: 0.78,
            bonus: 0.05,
        }
    }

    #[test]
    fn one_account_under_each_rule() {
        assert_eq!(V2.most(&pair()), 9_000.0);
        assert_eq!(V33.most(&pair()), 15_250.0);
        let v4 = |bonus_factor| Repayment::TargetHealth {
            target: 1.05,
            health_for_max_bonus: 0.9,
            bonus_factor,
            least_left: 0.0,
        };
        assert!((v4(1.0).most(&pair()) - 8_225.108_225).abs() < 1e-6);
        assert!((v4(0.5).bonus(&pair()) - 0.028_073_770_5).abs() < 1e-10);
        assert!((v4(0.5).most(&pair()) - 7_658.126_435).abs() < 1e-6);
    }

    #[test]
    fn small_debts_are_closed_whole_and_leave_no_dust() {
        let small = Pair {
            debt: 1_500.0,
            all_debt: 1_500.0,
            collateral: 1_781.0,
            health: 0.98,
            threshold: 0.825,
            bonus: 0.05,
        };
        assert_eq!(V2.most(&small), 750.0);
        assert_eq!(V33.most(&small), 1_500.0);
        let rest = Pair {
            debt: 5_500.0,
            all_debt: 10_000.0,
            collateral: 11_878.787_878_787_88,
            ..small
        };
        assert_eq!(V33.most(&rest), 4_500.0);
    }
}
