//! How far an insurance fund may be used: a floor, and the drawdown at which a venue stops paying from it.

use std::collections::VecDeque;

/// Equal up to the rounding of a product.
const ROUNDING: f64 = 1e-12;

/// Rules of a fund. Money in the money of the margin.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FundRules {
    /// What the fund never falls below.
    pub floor: f64,
    /// Largest share of the fund that may be used up, in \[0, 1\].
    pub drawdown: f64,
    /// Time over which the highest value of the fund counts, s; 0: the starting value does.
    pub window_s: f64,
    /// Missing share at which payments begin again after `drawdown` was reached; at or above it: at once.
    pub stop: f64,
}

/// A fund as it is watched during a run.
///
/// Source: Bybit (a drawdown of 30 % within 8 h starts auto-deleveraging, 25 % ends it), OKX (30 % from the highest value
/// of 8 h); with a window of 0 s the share is one of the starting fund.
#[derive(Debug, Clone, PartialEq)]
pub struct FundWatch {
    rules: FundRules,
    start: f64,
    /// Times and values, falling: the first is the highest of the window, each later one the highest after it.
    highest: VecDeque<(f64, f64)>,
    is_spent: bool,
}

impl FundWatch {
    /// A fund at the start of a run.
    #[must_use]
    pub fn new(rules: FundRules, start: f64) -> Self {
        Self {
            rules,
            start,
            highest: VecDeque::new(),
            is_spent: false,
        }
    }

    /// What the fund may not fall below from `now_s` on; infinite while it pays nothing at all. To be asked once a step,
    /// with the value that the fund has then.
    pub fn least(&mut self, now_s: f64, fund: f64) -> f64 {
        let FundRules {
            floor,
            drawdown,
            window_s,
            stop,
        } = self.rules;
        let compared = if window_s == 0.0 {
            self.start
        } else {
            while self.highest.back().is_some_and(|last| last.1 <= fund) {
                self.highest.pop_back();
            }
            self.highest.push_back((now_s, fund));
            let oldest = now_s - window_s * (1.0 + ROUNDING);
            while self.highest.front().is_some_and(|first| first.0 < oldest) {
                self.highest.pop_front();
            }
            self.highest.front().map_or(fund, |first| first.1)
        };
        let limit = compared * (1.0 - drawdown);
        if stop < drawdown {
            if fund <= limit * (1.0 + ROUNDING) {
                self.is_spent = true;
            } else if fund >= compared * (1.0 - stop) * (1.0 - ROUNDING) {
                self.is_spent = false;
            }
            if self.is_spent {
                return f64::INFINITY;
            }
        }
        floor.max(limit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bybit(window_s: f64) -> FundWatch {
        FundWatch::new(
            FundRules {
                floor: 0.0,
                drawdown: 0.3,
                window_s,
                stop: 0.25,
            },
            100.0,
        )
    }

    #[test]
    fn a_share_of_the_starting_fund_is_a_fixed_floor() {
        let mut watch = FundWatch::new(
            FundRules {
                floor: 5.0,
                drawdown: 0.3,
                window_s: 0.0,
                stop: 1.0,
            },
            100.0,
        );
        assert_eq!(watch.least(0.0, 100.0), 70.0);
        assert_eq!(watch.least(1.0, 200.0), 70.0);
        assert_eq!(watch.least(2.0, 70.0), 70.0);
    }

    #[test]
    fn the_highest_value_of_the_window_counts_and_leaves_with_it() {
        let mut watch = bybit(8.0);
        assert_eq!(watch.least(0.0, 100.0), 70.0);
        assert_eq!(watch.least(2.0, 200.0), 140.0);
        assert_eq!(watch.least(4.0, 160.0), 140.0);
        assert_eq!(watch.least(10.0, 160.0), 140.0);
        // At 11 s the 200 of second 2 are older than 8 s.
        assert_eq!(watch.least(11.0, 160.0), 160.0 * (1.0 - 0.3));
    }

    #[test]
    fn once_spent_it_pays_again_only_when_enough_is_back() {
        let mut watch = bybit(1e9);
        assert_eq!(watch.least(0.0, 100.0), 70.0);
        assert_eq!(watch.least(1.0, 70.0), f64::INFINITY);
        assert_eq!(watch.least(2.0, 74.9), f64::INFINITY);
        assert_eq!(watch.least(3.0, 75.0), 70.0);
        assert_eq!(watch.least(4.0, 70.5), 70.0);
    }
}
