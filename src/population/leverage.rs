//! How leverage is distributed across a market, by notional.

use crate::math::{exp, ln, normal_cdf, normal_quantile, pow};

/// Distribution of leverage, weighted by notional.
#[derive(Debug, Clone, PartialEq)]
pub enum LeverageLaw {
    /// Evenly between two values.
    Uniform {
        /// Smallest.
        from: f64,
        /// Largest.
        to: f64,
    },
    /// Lognormal, cut off above `max`.
    Lognormal {
        /// Median before the cut.
        median: f64,
        /// Standard deviation of the natural logarithm.
        log_sd: f64,
        /// Largest.
        max: f64,
    },
    /// Pareto from `from` on, cut off above `max`.
    Pareto {
        /// Smallest.
        from: f64,
        /// Tail exponent.
        exponent: f64,
        /// Largest.
        max: f64,
    },
    /// A few popular values.
    Clusters {
        /// The values.
        at: Vec<f64>,
        /// Share of each; normalised.
        weights: Vec<f64>,
    },
    /// Bins, evenly filled.
    Histogram {
        /// Bin edges, rising; one more than weights.
        edges: Vec<f64>,
        /// Share of each bin; normalised.
        weights: Vec<f64>,
    },
    /// By the fall at which all that an account holds is closed, evenly between two.
    Distance {
        /// The nearest.
        from: f64,
        /// The furthest.
        to: f64,
        /// Equity that it must have, as a share of what it holds.
        maintenance: f64,
    },
}

/// Leverage with which a fall by `distance` of all that is held leaves what must be there.
fn leverage_at(distance: f64, maintenance: f64) -> f64 {
    1.0 / (maintenance + (1.0 - maintenance) * distance)
}

/// A law with everything computed that does not depend on the position.
#[derive(Debug)]
pub struct Quantiles<'a> {
    law: &'a LeverageLaw,
    /// Probability mass below the cut, where there is one.
    mass: f64,
    /// Cumulative weights of clusters and bins, ending at 1.
    cumulative: Vec<f64>,
}

impl LeverageLaw {
    /// Largest leverage the law can give.
    #[must_use]
    pub fn max(&self) -> f64 {
        match self {
            Self::Uniform { to, .. } => *to,
            Self::Lognormal { max, .. } | Self::Pareto { max, .. } => *max,
            Self::Clusters { at: values, .. } | Self::Histogram { edges: values, .. } => {
                values.iter().copied().fold(0.0, f64::max)
            }
            Self::Distance {
                from, maintenance, ..
            } => leverage_at(*from, *maintenance),
        }
    }

    /// The same for those who must have this share of what they hold.
    #[must_use]
    pub fn under(self, needed: f64) -> Self {
        match self {
            Self::Distance { from, to, .. } => Self::Distance {
                from,
                to,
                maintenance: needed,
            },
            other => other,
        }
    }

    /// Prepares the law for drawing.
    #[must_use]
    pub fn quantiles(&self) -> Quantiles<'_> {
        let mass = match self {
            Self::Lognormal {
                median,
                log_sd,
                max,
            } if *log_sd > 0.0 => normal_cdf(ln(max / median) / log_sd),
            Self::Pareto {
                from,
                exponent,
                max,
            } => 1.0 - pow(from / max, *exponent),
            _ => 1.0,
        };
        let cumulative = match self {
            Self::Clusters { weights, .. } | Self::Histogram { weights, .. } => {
                let total: f64 = weights.iter().sum();
                let mut sum = 0.0;
                weights
                    .iter()
                    .map(|weight| {
                        sum += weight;
                        sum / total
                    })
                    .collect()
            }
            _ => Vec::new(),
        };
        Quantiles {
            law: self,
            mass,
            cumulative,
        }
    }
}

impl Quantiles<'_> {
    /// Leverage below which the share `u` of the notional lies, `u` in (0, 1).
    #[must_use]
    pub fn at(&self, u: f64) -> f64 {
        match self.law {
            LeverageLaw::Uniform { from, to } => from + (to - from) * u,
            LeverageLaw::Lognormal {
                median,
                log_sd,
                max,
            } => {
                if *log_sd == 0.0 {
                    return median.min(*max);
                }
                (median * exp(log_sd * normal_quantile(u * self.mass))).min(*max)
            }
            LeverageLaw::Pareto {
                from,
                exponent,
                max,
            } => (from * pow(1.0 - u * self.mass, -1.0 / exponent)).min(*max),
            LeverageLaw::Clusters { at, .. } => at[self.bin(u).min(at.len() - 1)],
            LeverageLaw::Histogram { edges, .. } => {
                let bin = self.bin(u).min(edges.len() - 2);
                let below = if bin == 0 {
                    0.0
                } else {
                    self.cumulative[bin - 1]
                };
                let within = ((u - below) / (self.cumulative[bin] - below)).clamp(0.0, 1.0);
                edges[bin] + (edges[bin + 1] - edges[bin]) * within
            }
            LeverageLaw::Distance {
                from,
                to,
                maintenance,
            } => leverage_at(to - (to - from) * u, *maintenance),
        }
    }

    #[inline]
    fn bin(&self, u: f64) -> usize {
        self.cumulative.partition_point(|&sum| sum < u)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_hit_the_marks_of_each_law() {
        let lognormal = LeverageLaw::Lognormal {
            median: 10.0,
            log_sd: 0.8,
            max: 1e9,
        };
        assert!((lognormal.quantiles().at(0.5) - 10.0).abs() < 1e-9);
        let cut = LeverageLaw::Lognormal {
            median: 10.0,
            log_sd: 0.8,
            max: 20.0,
        };
        assert!(cut.quantiles().at(0.999_999) <= 20.0 && cut.quantiles().at(0.5) < 10.0);
        // Pareto with exponent 1 cut at 4 x: half the mass is below 1 / (1 - 0.5 * 0.75) = 1.6.
        let pareto = LeverageLaw::Pareto {
            from: 1.0,
            exponent: 1.0,
            max: 4.0,
        };
        assert!((pareto.quantiles().at(0.5) - 1.6).abs() < 1e-12);
        let clusters = LeverageLaw::Clusters {
            at: vec![10.0, 50.0],
            weights: vec![3.0, 1.0],
        };
        assert_eq!(
            [clusters.quantiles().at(0.74), clusters.quantiles().at(0.76)],
            [10.0, 50.0]
        );
        let histogram = LeverageLaw::Histogram {
            edges: vec![2.0, 4.0, 10.0],
            weights: vec![1.0, 1.0],
        };
        assert_eq!(
            [
                histogram.quantiles().at(0.25),
                histogram.quantiles().at(0.75)
            ],
            [3.0, 7.0]
        );
    }
}
