//! Auto-deleveraging: whose winning position is closed against a bankrupt one.

use super::margin::{Contract, Isolated, MarginRules};
use std::cmp::Ordering;

/// Order in which winners are closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ranking {
    /// Profit ratio times effective leverage (divided by it where there is no profit): BitMEX, Bybit, OKX.
    PnlTimesLeverage,
    /// Profit over the margin that was put up, times maintenance margin over equity: Binance.
    PnlTimesMarginRatio,
    /// Mark over entry (entry over mark for shorts) times notional over account value: Hyperliquid.
    Hyperliquid,
    /// Unrealised profit.
    Profit,
    /// Notional.
    Size,
}

/// Score of a position at the mark price `price`; the highest is closed first.
///
/// `PnlTimesLeverage`: with values at mark, entry and bankruptcy, `PnL% = (mark - entry) / |entry|` and
/// `L = |mark| / (mark - bankrupt)`, signed by side: `PnL% L` if positive, else `PnL% / L`. Source: BitMEX
/// documentation of auto-deleveraging; the worked case is V15.
///
/// `PnlTimesMarginRatio`: with wallet balance `W` (the margin without unrealised profit `U`) and maintenance margin `MM`,
/// `U / W * MM / (W + U)`; without profit `U / W`, so that losers stand behind, the smallest loss first. Source: Binance
/// Futures FAQ "What Is Auto-Deleveraging" (LeveragePnL), where losers are all 0 and the least wallet is one dollar: left
/// out, since the order does not depend on the unit of money here. The least wallet is next to nothing instead: one that is
/// used up is behind no other, and among several `U MM / (W + U)` decides.
#[must_use]
pub fn score(position: &Isolated, rules: &MarginRules, price: f64, ranking: Ranking) -> f64 {
    let contract = rules.contract;
    let notional = position.notional(price, contract);
    let profit = match position.unrealised_profit(price, contract) {
        profit if profit.abs() <= ROUNDING * notional => 0.0,
        profit => profit,
    };
    let equity = position.equity(price, contract).max(f64::MIN_POSITIVE);
    match ranking {
        Ranking::PnlTimesLeverage => {
            let ratio = profit / position.notional(position.entry_price, contract);
            // Mark value less bankruptcy value is what the position is worth: its equity.
            let leverage = notional / equity;
            if ratio > 0.0 {
                ratio * leverage
            } else {
                ratio / leverage
            }
        }
        Ranking::PnlTimesMarginRatio => {
            // What is left of a sum that comes to nothing may be a rounding error.
            let rounding = ROUNDING * position.notional(position.entry_price, contract);
            let wallet = if position.margin > rounding {
                position.margin
            } else {
                LEAST_WALLET
            };
            let gain = profit / wallet;
            if profit <= 0.0 {
                return gain;
            }
            let required = position.maintenance_margin(price, rules);
            // Where nothing has to be kept the ratio is 0 for all, and the profit on the margin alone decides.
            gain * (required / equity).max(LEAST_RATIO)
        }
        Ranking::Hyperliquid => {
            let move_ratio = match position.side.sign() > 0.0 {
                true => price / position.entry_price,
                false => position.entry_price / price,
            };
            move_ratio * notional / equity
        }
        Ranking::Profit => profit,
        Ranking::Size => match contract {
            Contract::Linear => notional,
            Contract::Inverse => position.quantity,
        },
    }
}

/// Stands for a margin ratio of 0 in a product that must not become 0.
const LEAST_RATIO: f64 = 1e-100;

/// Stands for a wallet of nothing in a quotient that must not become infinite: then those who have none would all be alike.
/// So small that even with the least ratio they are before everybody else.
const LEAST_WALLET: f64 = 1e-150;

/// Part of a notional that is only rounding.
const ROUNDING: f64 = 1e-12;

/// Order of closing: highest score first, ties by id.
#[must_use]
pub fn before(a: (f64, u32), b: (f64, u32)) -> Ordering {
    b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1))
}

/// Splits `total` among holders in proportion to `weights`, none above its `limits`: what one cannot take goes to the
/// others in the same proportion. Gives less than `total` in all only when all are at their limits.
#[must_use]
pub fn pro_rata(total: f64, weights: &[f64], limits: &[f64]) -> Vec<f64> {
    let mut shares = vec![0.0; weights.len()];
    let mut open: Vec<usize> = (0..weights.len())
        .filter(|&index| weights[index] > 0.0 && limits[index] > 0.0)
        .collect();
    let mut left = total;
    while left > 0.0 && !open.is_empty() {
        let sum: f64 = open.iter().map(|&index| weights[index]).sum();
        let factor = left / sum;
        // Whoever would exceed the limit is filled up first; the rest then share what is left.
        let full: Vec<usize> = open
            .iter()
            .copied()
            .filter(|&index| weights[index] * factor >= limits[index])
            .collect();
        if full.is_empty() {
            let (&last, others) = match open.split_last() {
                Some(split) => split,
                None => break,
            };
            for &index in others {
                shares[index] = weights[index] * factor;
                left -= shares[index];
            }
            // The last takes the rounding: the parts add up to the total exactly as they are subtracted.
            shares[last] = left.max(0.0).min(limits[last]);
            break;
        }
        for &index in &full {
            shares[index] = limits[index];
            left -= limits[index];
        }
        open.retain(|&index| shares[index] == 0.0);
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::population::crowd::Side;
    use crate::settlement::margin::Maintenance;

    fn short(quantity: f64, entry_price: f64, margin: f64) -> Isolated {
        Isolated {
            side: Side::Short,
            quantity,
            entry_price,
            margin,
        }
    }

    #[test]
    fn bitmex_ranks_the_published_shorts() {
        // V15, mark 94.9.
        let rules = MarginRules::linear(Maintenance::flat(0.01));
        let shorts = [
            short(5.0, 110.0, 55.0),
            short(10.0, 100.0, 20.0),
            short(20.0, 98.0, 196.0),
        ];
        let scores =
            shorts.map(|position| score(&position, &rules, 94.9, Ranking::PnlTimesLeverage));
        for (ours, expected) in
            scores
                .iter()
                .zip([0.499_125_740_2, 0.681_676_056_3, 0.232_708_432_2])
        {
            assert!((ours - expected).abs() < 1e-9, "{scores:?}");
        }
        let mut order: Vec<(f64, u32)> = scores.into_iter().zip(1..).collect();
        order.sort_by(|a, b| before(*a, *b));
        assert_eq!(
            order.iter().map(|entry| entry.1).collect::<Vec<_>>(),
            [2, 1, 3]
        );
    }

    #[test]
    fn equal_scores_go_by_id() {
        let mut order = [(1.0, 7), (2.0, 9), (1.0, 3)];
        order.sort_by(|a, b| before(*a, *b));
        assert_eq!(order.map(|entry| entry.1), [9, 3, 7]);
    }

    #[test]
    fn shares_are_in_proportion_until_someone_is_full() {
        let all = |values: Vec<f64>| values.iter().sum::<f64>();
        assert_eq!(pro_rata(6.0, &[1.0, 2.0], &[10.0, 10.0]), [2.0, 4.0]);
        assert_eq!(pro_rata(6.0, &[1.0, 2.0], &[10.0, 3.0]), [3.0, 3.0]);
        assert_eq!(pro_rata(60.0, &[1.0, 2.0], &[10.0, 3.0]), [10.0, 3.0]);
        assert_eq!(pro_rata(6.0, &[0.0, 2.0], &[10.0, 3.0]), [0.0, 3.0]);
        let third = pro_rata(1.0, &[1.0, 1.0, 1.0], &[1.0; 3]);
        assert_eq!(all(third), 1.0);
    }
}
