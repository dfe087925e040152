//! Depth that leaves as the price is more volatile, once more: it is what it is from one tick to the next, so a fill is one of
//! the law at so much of the depth.

use crate::scenarios::Volatile;

/// What frightens depth, and how much of it is there.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Nerves {
    law: Volatile,
    /// Per second, of the log of the price.
    variance: f64,
    seen: f64,
    pub(crate) left: f64,
}

impl Nerves {
    pub(crate) fn new(law: Volatile, price: f64) -> Self {
        Self {
            law,
            variance: law.daily_volatility.powi(2) / 86_400.0,
            seen: price,
            left: 1.0,
        }
    }

    /// Market makers look at the price at the end of a tick. What happened before the first one is seen in it.
    pub(crate) fn look(&mut self, price: f64, seconds: f64) {
        if seconds == 0.0 {
            return;
        }
        let Volatile {
            sensitivity,
            floor,
            recovery_s,
            daily_volatility,
            window_s,
        } = self.law;
        let share = 1.0 - (-seconds / window_s).exp();
        let now = (price.ln() - self.seen.ln()).powi(2) / seconds;
        self.seen = price;
        self.variance += share * (now - self.variance);
        let times = (self.variance * 86_400.0).sqrt() / daily_volatility;
        let wanted = (1.0 / (1.0 + sensitivity * (times.max(1.0) - 1.0))).max(floor);
        // It leaves at once; of what is missing a part is back after a while.
        if wanted >= self.left {
            let missing = wanted - self.left;
            self.left = wanted - missing * (-seconds / recovery_s).exp();
        } else {
            self.left = wanted;
        }
    }
}
