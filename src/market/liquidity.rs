//! Liquidity over time: depth that was eaten returns, and depth that gets frightened leaves.
//!
//! Both are changes of the coordinate in which the permanent impact law is evaluated: a sale of `x` base pushes the
//! market by `x / presence`, and the parts of that push that recover decay exactly, `e^(-decay dt)`, whatever the
//! tick. Sources: Obizhaeva and Wang 2013 (one recovering part); Bouchaud et al. 2004 (a propagator as a sum of
//! exponentials).

use super::impact::{Exogenous, Fill, Impact};
use crate::math::{exp, ln};

/// How impact splits into what stays and what recovers; the shares add up to 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Resilience {
    /// Share that stays for good.
    pub permanent_share: f64,
    /// The parts that recover.
    pub recovery: Vec<Recovery>,
}

/// A part of the impact that decays.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Recovery {
    /// Share of the impact.
    pub share: f64,
    /// Speed of the decay, 1/s.
    pub decay_per_s: f64,
}

impl Resilience {
    /// Everything stays.
    #[must_use]
    pub fn permanent() -> Self {
        Self {
            permanent_share: 1.0,
            recovery: Vec::new(),
        }
    }
}

/// How depth leaves while the market falls (rises).
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Withdrawal {
    /// Presence is `exp(-exponent * log distance beyond the first trigger)`: it leaves at once and returns with the time
    /// constant `recovery_s`.
    Drawdown {
        /// Larger: leaves sooner.
        exponent: f64,
        /// Seconds in which the missing part shrinks to 1/e; 0: it follows the price.
        recovery_s: f64,
    },
    /// Presence is `1 / (1 + sensitivity * (volatility over normal - 1))`, not below `floor`; it leaves at once and
    /// returns with the time constant `recovery_s`.
    Volatility {
        /// Larger: leaves sooner.
        sensitivity: f64,
        /// Least presence, fraction.
        floor: f64,
        /// Seconds in which the missing part shrinks to 1/e.
        recovery_s: f64,
        /// Normal volatility of a day, fraction.
        daily_volatility: f64,
        /// Window of the measured volatility, s.
        window_s: f64,
    },
}

/// Seconds of a day, for volatilities.
const DAY_S: f64 = 86_400.0;

/// State of a market's liquidity.
#[derive(Debug, Clone, PartialEq)]
pub struct Liquidity {
    /// Push that stays, base at full presence.
    permanent: f64,
    /// Pushes that decay, in the order of the recovery parts.
    decaying: Vec<f64>,
    /// Share of the depth that is there, in (0, 1].
    pub presence: f64,
    /// Variance of the price per second, smoothed.
    variance_per_s: f64,
}

impl Liquidity {
    /// An untouched market.
    #[must_use]
    pub fn new(resilience: &Resilience, withdrawal: Option<&Withdrawal>) -> Self {
        let variance_per_s = match withdrawal {
            Some(Withdrawal::Volatility {
                daily_volatility, ..
            }) => daily_volatility * daily_volatility / DAY_S,
            _ => 0.0,
        };
        Self {
            permanent: 0.0,
            decaying: vec![0.0; resilience.recovery.len()],
            presence: 1.0,
            variance_per_s,
        }
    }

    /// Where the market stands on its impact law: base sold net at full presence, less what has recovered.
    #[must_use]
    pub fn pushed(&self) -> f64 {
        self.decaying
            .iter()
            .fold(self.permanent, |sum, part| sum + part)
    }

    /// What trading `quantity` (positive sells) would give; moves nothing.
    #[must_use]
    pub fn quote(&self, impact: &Impact, exogenous: Exogenous, quantity: f64) -> Fill {
        let pushed = quantity / self.presence;
        let fill = impact.fill(exogenous, self.pushed(), pushed);
        self.of_presence(fill, quantity, pushed)
    }

    /// Trades `quantity` (positive sells) and moves the market.
    pub fn fill(
        &mut self,
        impact: &Impact,
        exogenous: Exogenous,
        quantity: f64,
        resilience: &Resilience,
    ) -> Fill {
        let pushed = quantity / self.presence;
        let fill = impact.fill(exogenous, self.pushed(), pushed);
        self.permanent += resilience.permanent_share * fill.quantity;
        for (part, recovery) in self.decaying.iter_mut().zip(&resilience.recovery) {
            *part += recovery.share * fill.quantity;
        }
        self.of_presence(fill, quantity, pushed)
    }

    /// A fill at full presence as what the market that is there gives for `quantity`, which `wanted` stood for.
    fn of_presence(&self, fill: Fill, quantity: f64, wanted: f64) -> Fill {
        // All of it, not a product of a quotient: a complete fill must be complete to the last bit.
        let quantity = if fill.quantity == wanted {
            quantity
        } else {
            fill.quantity * self.presence
        };
        Fill { quantity, ..fill }
    }

    /// Lets a time pass: pushes decay.
    pub fn recover(&mut self, resilience: &Resilience, seconds: f64) {
        for (part, recovery) in self.decaying.iter_mut().zip(&resilience.recovery) {
            *part *= exp(-recovery.decay_per_s * seconds);
        }
    }

    /// Lets market makers react. `beyond` is the log distance of the price beyond the first trigger (0 when it is not
    /// there), `log_return` the move since `seconds` ago.
    pub fn react(&mut self, withdrawal: &Withdrawal, beyond: f64, log_return: f64, seconds: f64) {
        match withdrawal {
            Withdrawal::Drawdown {
                exponent,
                recovery_s,
            } => {
                let target = exp(-exponent * beyond).max(LEAST_PRESENCE);
                self.return_to(target, *recovery_s, seconds);
            }
            Withdrawal::Volatility {
                sensitivity,
                floor,
                recovery_s,
                daily_volatility,
                window_s,
            } => {
                let keep = exp(-seconds / window_s);
                self.variance_per_s =
                    keep * self.variance_per_s + (1.0 - keep) * log_return * log_return / seconds;
                let normal = daily_volatility * daily_volatility / DAY_S;
                let excess = (crate::math::sqrt(self.variance_per_s / normal) - 1.0).max(0.0);
                let target = (1.0 / (1.0 + sensitivity * excess)).max(*floor);
                self.return_to(target, *recovery_s, seconds);
            }
        }
    }

    /// Depth leaves at once and returns slowly, without delay where `recovery_s` is 0.
    fn return_to(&mut self, target: f64, recovery_s: f64, seconds: f64) {
        self.presence = if target < self.presence || recovery_s == 0.0 {
            target
        } else {
            target - (target - self.presence) * exp(-seconds / recovery_s)
        };
    }
}

/// Presence never reaches zero: a market with nothing at all has no price to trade at.
const LEAST_PRESENCE: f64 = 1e-6;

/// Log distance of `price` beyond `trigger` in the given direction (-1 down, +1 up); 0 when it is not beyond.
#[must_use]
pub fn log_distance_beyond(trigger: f64, price: f64, direction: f64) -> f64 {
    (direction * ln(price / trigger)).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::market::impact::Law;

    /// Cost of selling `blocks` (time, quantity) against a market of slope 1 whose whole impact decays at speed 1,
    /// over the cost of selling everything at once.
    fn relative_cost(blocks: &[(f64, f64)]) -> f64 {
        let impact = Impact {
            start_price: 1e6,
            law: Law::Linear { slope: 1.0 },
        };
        let resilience = Resilience {
            permanent_share: 0.0,
            recovery: vec![Recovery {
                share: 1.0,
                decay_per_s: 1.0,
            }],
        };
        let mut liquidity = Liquidity::new(&resilience, None);
        let (mut now, mut cost, mut total) = (0.0, 0.0, 0.0);
        for &(time, quantity) in blocks {
            liquidity.recover(&resilience, time - now);
            now = time;
            let fill = liquidity.fill(&impact, Exogenous::NONE, quantity, &resilience);
            cost += fill.quantity * (impact.start_price - fill.average_price);
            total += quantity;
        }
        cost / (0.5 * total * total)
    }

    #[test]
    fn optimal_and_even_execution_cost_what_obizhaeva_and_wang_say() {
        // V20: X = 1000, kappa T = 4. Blocks X / (kappa T + 2) at both ends and the rest evenly: 2 / (kappa T + 2);
        // evenly: 2 / (kT)^2 (kT - 1 + e^-kT). In between 4000 small sales: the error falls with their number.
        let steps = 4_000;
        let block = 1_000.0 / 6.0;
        let at = |index: i32| 4.0 * (f64::from(index) + 0.5) / f64::from(steps);
        let small = 4.0 * block / f64::from(steps);
        let mut optimal = vec![(0.0, block)];
        optimal.extend((0..steps).map(|index| (at(index), small)));
        optimal.push((4.0, block));
        let cost = relative_cost(&optimal);
        assert!((cost - 1.0 / 3.0).abs() < 2e-4, "{cost}");
        let even: Vec<(f64, f64)> = (0..steps)
            .map(|index| (at(index), 1_000.0 / f64::from(steps)))
            .collect();
        let cost = relative_cost(&even);
        assert!((cost - 0.377_289_5).abs() < 2e-4, "{cost}");
    }

    #[test]
    fn half_the_presence_doubles_the_push_and_halves_what_can_be_filled() {
        let impact = Impact {
            start_price: 100.0,
            law: Law::Linear { slope: 0.01 },
        };
        let resilience = Resilience::permanent();
        let mut thin = Liquidity {
            presence: 0.5,
            ..Liquidity::new(&resilience, None)
        };
        let fill = thin.fill(&impact, Exogenous::NONE, 100.0, &resilience);
        assert_eq!(
            fill,
            Fill {
                quantity: 100.0,
                average_price: 99.0,
                end_price: 98.0
            }
        );
        let rest = thin.fill(&impact, Exogenous::NONE, 1e6, &resilience);
        assert!((rest.quantity - 4_900.0).abs() < 0.1, "{rest:?}");
    }

    #[test]
    fn frightened_depth_leaves_at_once_and_returns_slowly() {
        let withdrawal = Withdrawal::Volatility {
            sensitivity: 2.0,
            floor: 0.1,
            recovery_s: 600.0,
            daily_volatility: 0.03,
            window_s: 60.0,
        };
        let mut liquidity = Liquidity::new(&Resilience::permanent(), Some(&withdrawal));
        liquidity.react(&withdrawal, 0.0, -0.05, 1.0);
        assert_eq!(liquidity.presence, 0.1);
        for _ in 0..600 {
            liquidity.react(&withdrawal, 0.0, 0.0, 1.0);
        }
        assert!(
            liquidity.presence > 0.15 && liquidity.presence < 0.9,
            "{}",
            liquidity.presence
        );
    }
}
