//! How much of an account that writes options is closed, or which perp it is hedged with, so that it has its margin again.
//!
//! Closing the share `f` of everything leaves the requirement `(1 - f) M` and costs `f C`, what options cost more than they are
//! worth: with `k` times the requirement as the aim, `f = (k M - E) / (k M - C)`. A perp `h` moves the loss of each row of a table
//! along a line `a + b h`, so those that are small enough are an interval, and the least worst loss is a corner of two lines.

use super::margin::Maintenance;
use super::option_margin::{LEAST_VOLATILITY, OptionAccount, OptionMargin};
use super::options::OptionTerms;
use crate::math::narrowed;

/// A perp to hold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hedge {
    /// Base; negative: short.
    pub perp: f64,
    /// It brings the requirement down as far as was asked.
    pub is_enough: bool,
}

/// Loss of a row of a table: `at_none` without a perp, and `by_base` more for each base of it.
#[derive(Debug, Clone, Copy)]
struct Line {
    at_none: f64,
    by_base: f64,
}

/// Share of an account that is closed so that its equity is what is `needed` of what is left; `cost`: of closing all of it.
#[must_use]
pub fn share_to_close(equity: f64, needed: f64, cost: f64) -> f64 {
    if equity <= 0.0 || needed <= cost {
        return 1.0;
    }
    ((needed - equity) / (needed - cost)).clamp(0.0, 1.0)
}

/// What an option is bought back for, or sold for, quote per base: at a volatility that is worse by `slippage`.
#[must_use]
pub fn closing_price(leg: &OptionTerms, price: f64, slippage: f64) -> f64 {
    let volatility = if leg.contracts < 0.0 {
        leg.volatility + slippage
    } else {
        (leg.volatility - slippage).max(LEAST_VOLATILITY)
    };
    leg.worth(price, volatility)
}

/// The perp nearest to the one of an account with which it must have no more than `allowed`; where there is none, the nearest of
/// those that ask for least.
#[must_use]
pub fn hedge(
    account: &OptionAccount,
    price: f64,
    margin: &OptionMargin,
    maintenance: &Maintenance,
    allowed: f64,
) -> Hedge {
    let bare = OptionAccount {
        legs: account.legs.clone(),
        perp: 0.0,
    };
    match margin {
        OptionMargin::Table {
            moves,
            powers,
            share,
        } => {
            let losses = bare.losses(price, moves, *powers);
            let lines: Vec<Line> = losses
                .zip(moves)
                .map(|(at_none, row)| Line {
                    at_none,
                    by_base: -(row.weight * price * row.price),
                })
                .collect();
            along(&lines, account.perp, allowed / share)
        }
        // Only less of the perp asks for less.
        OptionMargin::Standard { .. } => {
            let asked = |size: f64| {
                let held = OptionAccount {
                    perp: size,
                    legs: bare.legs.clone(),
                };
                held.requirement(price, margin, maintenance).requirement
            };
            let is_enough = asked(0.0) <= allowed;
            let size = if is_enough {
                let [size, _] = narrowed([0.0, account.perp.abs()], |size| asked(size) <= allowed);
                size
            } else {
                0.0
            };
            Hedge {
                perp: account.perp.signum() * size,
                is_enough,
            }
        }
    }
}

/// The same along the lines of a table, with the worst loss that is allowed.
fn along(lines: &[Line], present: f64, allowed: f64) -> Hedge {
    let [low, high] = between(lines, allowed);
    if allowed >= 0.0 && low <= high {
        return Hedge {
            perp: present.clamp(low, high),
            is_enough: true,
        };
    }
    let [low, high] = between(lines, least(lines));
    Hedge {
        // A corner's two lines may miss each other by rounding.
        perp: if low <= high {
            present.clamp(low, high)
        } else {
            0.5 * (low + high)
        },
        is_enough: false,
    }
}

/// Perps with which no line is above a loss; the first above the second: there are none.
fn between(lines: &[Line], loss: f64) -> [f64; 2] {
    let everywhere = [f64::NEG_INFINITY, f64::INFINITY];
    lines.iter().fold(everywhere, |[low, high], line| {
        let end = (loss - line.at_none) / line.by_base;
        if line.by_base > 0.0 {
            [low, high.min(end)]
        } else if line.by_base < 0.0 {
            [low.max(end), high]
        } else {
            [low, high]
        }
    })
}

/// The least worst loss that any perp leaves, not below nought: two lines that cross, one of each direction, bound it, and so
/// does one that no perp moves.
fn least(lines: &[Line]) -> f64 {
    let mut most: f64 = 0.0;
    for down in lines.iter().filter(|line| line.by_base < 0.0) {
        for up in lines.iter().filter(|line| line.by_base > 0.0) {
            let crossing = down.at_none * up.by_base - up.at_none * down.by_base;
            most = most.max(crossing / (up.by_base - down.by_base));
        }
    }
    let flat = lines.iter().filter(|line| line.by_base == 0.0);
    flat.fold(most, |most, line| most.max(line.at_none))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(at_none: f64, by_base: f64) -> Line {
        Line { at_none, by_base }
    }

    #[test]
    fn the_nearest_perp_that_is_enough_is_taken() {
        let lines = [line(10.0, 1.0), line(4.0, -1.0)];
        let found = along(&lines, 5.0, 8.0);
        assert_eq!(
            (found.perp, found.is_enough),
            (-2.0, true),
            "10 + h is at most 8"
        );
        let there = along(&lines, -3.0, 8.0);
        assert_eq!(there.perp, -3.0, "it is enough as it is");
        assert_eq!(along(&lines, -9.0, 8.0).perp, -4.0);
    }

    #[test]
    fn where_none_is_enough_the_corner_is() {
        let lines = [line(10.0, 1.0), line(4.0, -1.0), line(0.0, 0.0)];
        let found = along(&lines, 0.0, 6.0);
        assert_eq!((found.perp, found.is_enough), (-3.0, false));
        // A loss that no perp moves leaves many that are as good.
        let lines = [line(10.0, 1.0), line(4.0, -1.0), line(9.0, 0.0)];
        assert_eq!(along(&lines, 0.0, 6.0).perp, -1.0);
        assert_eq!(
            along(&[line(10.0, 1.0)], 0.0, -1.0).perp,
            -10.0,
            "nothing is lost at last"
        );
    }
}
