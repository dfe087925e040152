//! What a close comes to: profit, fees, and what the fund gains or loses by it.

use crate::settlement::executors::Works;
use crate::settlement::margin::Isolated;
use crate::settlement::rules::Market;
use crate::settlement::waterfall::Takeover;

/// What closing part of a position comes to.
pub(super) struct Outcome {
    /// Profit or loss against the entry, after the bidder's reward.
    pub profit: f64,
    /// Taker fee.
    pub fee: f64,
    /// What a bidder earned.
    pub reward: f64,
    /// Liquidation fee that is asked for.
    pub liquidation_fee: f64,
}

#[inline]
pub(super) fn outcome(terms: &Isolated, contracts: f64, price: f64, market: &Market) -> Outcome {
    let part = Isolated {
        quantity: contracts,
        ..*terms
    };
    let contract = market.margin.contract;
    let notional = part.notional(price, contract);
    let reward = market.executor.reward(notional);
    Outcome {
        profit: part.unrealised_profit(price, contract) - reward,
        fee: market.taker_fee_ratio * notional,
        reward,
        liquidation_fee: market.liquidation_fee_ratio * notional,
    }
}

/// Part of the margin that goes with part of a position.
pub(super) fn margin_share(terms: &Isolated, contracts: f64) -> f64 {
    if contracts >= terms.quantity {
        terms.margin
    } else {
        terms.margin * (contracts / terms.quantity)
    }
}

/// What the fund gains (loses, if negative) when `contracts` of an order of these terms fill at `price`. A whole close
/// carries its share of the margin; a partial one is the trader's own until the margin is used up. Where the margin is a
/// debt that open profit stands against, a partial close carries its share of it, too: so much a contract, like all that is
/// asked of the fund.
pub(super) fn fund_change(
    terms: &Isolated,
    is_whole: bool,
    contracts: f64,
    price: f64,
    market: &Market,
) -> f64 {
    let outcome = outcome(terms, contracts, price, market);
    let rest = margin_share(terms, contracts) + outcome.profit - outcome.fee;
    if !is_whole {
        let equity = terms.equity(price, market.margin.contract) - outcome.fee;
        let gain = outcome.liquidation_fee.min(equity.max(0.0));
        if terms.margin < 0.0 {
            // The fee comes out of what the close leaves. At the price where that is nothing there is none: the search for
            // a price ends there, and rounding must not decide about a fee.
            return gain.min(rest);
        }
        let margin = terms.margin + (outcome.profit - outcome.fee - gain);
        return gain + margin.min(0.0);
    }
    match market.takeover {
        Takeover::Market if rest > 0.0 => outcome.liquidation_fee.min(rest),
        _ => rest,
    }
}
