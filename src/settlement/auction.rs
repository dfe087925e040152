//! Arithmetic of collateral auctions: how a Dutch price falls, and what a take leaves. Sources: Maker `clip.sol`, `abaci.sol`.

use crate::math::pow;

/// How the price of a Dutch auction falls from its top.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Curve {
    /// In a line to nothing.
    Linear {
        /// Seconds to nothing.
        tau_s: f64,
    },
    /// In steps.
    Stairstep {
        /// What is left after a step, fraction.
        cut: f64,
        /// Seconds between two steps.
        step_s: f64,
    },
    /// By a share every second.
    Exponential {
        /// What is left after a second, fraction.
        cut: f64,
    },
}

impl Curve {
    /// Share of the top that is asked at an age in seconds.
    #[must_use]
    pub fn at(&self, age_s: f64) -> f64 {
        match *self {
            Self::Linear { tau_s } => (1.0 - age_s / tau_s).max(0.0),
            // A rounding error of the clock must not cost a step.
            Self::Stairstep { cut, step_s } => pow(cut, (age_s / step_s * (1.0 + 1e-9)).floor()),
            Self::Exponential { cut } => pow(cut, age_s),
        }
    }
}

/// What stands at auction.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lot {
    /// Units of collateral.
    pub units: f64,
    /// What is to come in, quote.
    pub tab: f64,
}

/// What a bidder takes of a lot at a price: units and what it pays; nothing where it may not leave so little behind.
/// `dust` is the least that may be left to come in, quote.
#[must_use]
pub fn take(lot: Lot, price: f64, most_units: f64, dust: f64) -> Option<(f64, f64)> {
    let all = lot.tab / price;
    let mut units = lot.units.min(most_units);
    let mut owed = units * price;
    // Whoever wants all of it must not leave the dust because a product is a digit short of the sum.
    if units >= all || owed >= lot.tab {
        owed = lot.tab;
        units = all;
    } else if units < lot.units && lot.tab - owed < dust {
        if lot.tab <= dust {
            return None;
        }
        owed = lot.tab - dust;
        units = owed / price;
    }
    (units > 0.0).then_some((units, owed))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// L8: top 2,148, a bidder comes when the price is 1,790 / 1.02 at most.
    #[test]
    fn prices_fall_as_their_curve_says() {
        let stairs = Curve::Stairstep {
            cut: 0.99,
            step_s: 90.0,
        };
        assert!((2_148.0 * stairs.at(1_890.0) - 1_739.295_461).abs() < 1e-6);
        assert!(
            (2_148.0 * Curve::Linear { tau_s: 3_600.0 }.at(659.0) - 1_754.796_667).abs() < 1e-6
        );
        let smooth = Curve::Exponential {
            cut: pow(0.99, 1.0 / 90.0),
        };
        assert!((2_148.0 * smooth.at(1_811.0) - 1_754.707_34).abs() < 1e-6);
        assert_eq!(Curve::Linear { tau_s: 10.0 }.at(11.0), 0.0);
    }

    #[test]
    fn a_take_leaves_nothing_or_more_than_dust() {
        let lot = Lot {
            units: 100.0,
            tab: 1_000.0,
        };
        assert_eq!(take(lot, 20.0, 100.0, 100.0), Some((50.0, 1_000.0)));
        assert_eq!(take(lot, 20.0, 48.0, 100.0), Some((45.0, 900.0)));
        for tab in (1..1_000).map(|part| 1_000.0 + f64::from(part) / 7.0) {
            let taken = take(Lot { tab, ..lot }, 19.9, 90.0, 100.0);
            assert_eq!(taken, Some((tab / 19.9, tab)));
        }
        assert_eq!(take(lot, 20.0, 30.0, 100.0), Some((30.0, 600.0)));
        assert_eq!(take(Lot { tab: 90.0, ..lot }, 20.0, 1.0, 100.0), None);
    }
}
