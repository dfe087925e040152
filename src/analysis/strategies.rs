//! The same trade held in other ways through the same run: less of it, a stop, more money behind it, spread over the markets, half of
//! it hedged. All so small that they move nothing.
//!
//! As it is, with less leverage and with more money it fares as `Trace::own` says. The others are read off the record: a stop is
//! triggered by the last price and filled with the forced orders of the next row that has some, else at the next last price; what
//! shares a wallet is judged by the marks of a row, and closed at the last prices of the next one.

use super::own::{OwnOutcome, OwnPosition, Reading, price_in};
use crate::population::crowd::Side;
use crate::settlement::margin::{Contract, Isolated};
use crate::trace::{MarketTrace, Trace};
use serde::Serialize;

/// How a trade may be held.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Terms {
    /// Size of the trade of the careful, who put the same money into it, over that of the trade, (0, 1]. Leverage is at least 1.
    pub careful: f64,
    /// Distance of the stop from the entry, fraction of it, > 0; `None`: half the way to the liquidation price.
    pub stop: Option<f64>,
    /// Money kept beside the margin, over the margin, >= 0.
    pub buffer: f64,
    /// Part of the position that the hedge takes back, 0 to 1.
    pub hedge: f64,
}

impl Default for Terms {
    fn default() -> Self {
        Self {
            careful: 0.25,
            stop: None,
            buffer: 1.0,
            hedge: 0.5,
        }
    }
}

/// Distance of the stop of a trade that no price liquidates, fraction of the entry.
const FAR_STOP: f64 = 0.1;

/// How far the price goes the other way in [`StrategyOutcome::gain_share`], fraction of the entry.
pub const GAIN: f64 = 0.1;

/// What became of a way to hold the trade. Money quote (base for inverse contracts).
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StrategyOutcome {
    /// Which: `asItIs`, `lessLeverage`, `stop`, `buffer`, `spread`, `hedge`.
    pub strategy: &'static str,
    /// Markets that it is held in.
    pub markets: usize,
    /// Own money in it: margin, and what is kept beside it.
    pub money: f64,
    /// Notional at entry over that.
    pub leverage: f64,
    /// `liquidated`, `stopped`, or `held` to the end.
    pub end: &'static str,
    /// Row in which it was closed.
    pub closed_at_row: Option<u32>,
    /// Price at which it was closed, where it is one.
    pub fill_price: Option<f64>,
    /// The stop's price.
    pub stop_price: Option<f64>,
    /// Profit or loss at the end.
    pub result: f64,
    /// The same over the money in it.
    pub result_share: f64,
    /// What a move of [`GAIN`] the other way would have brought, over the money in it: what safety costs.
    pub gain_share: f64,
}

/// What becomes of a trade in a market of the run, in every way that it can be held; spread only where there are several markets of the
/// same kind of contract.
#[must_use]
pub fn compared(
    trace: &Trace,
    market: &MarketTrace,
    own: OwnPosition,
    terms: Terms,
) -> Vec<StrategyOutcome> {
    let contract = market.margin.contract;
    let as_it_is = trace.own_in(market, own);
    let smaller = terms.careful.max(1.0 / own.leverage).min(1.0);
    let careful = OwnPosition {
        quantity: own.quantity * smaller,
        leverage: own.leverage * smaller,
        ..own
    };
    let buffered = OwnPosition {
        leverage: own.leverage / (1.0 + terms.buffer),
        ..own
    };
    let position = own.isolated(contract);
    let notional = position.notional(own.entry_price, contract);
    let gain =
        position.unrealised_profit(own.entry_price * (1.0 + own.side.sign() * GAIN), contract);
    let of_own = |strategy: &'static str, outcome: &OwnOutcome, size: f64| StrategyOutcome {
        strategy,
        markets: 1,
        money: outcome.margin,
        leverage: size * notional / outcome.margin,
        end: if outcome.closed_share > 0.0 {
            "liquidated"
        } else {
            "held"
        },
        closed_at_row: outcome.liquidated_at_row,
        fill_price: outcome.fill_price,
        stop_price: None,
        result: outcome.result,
        result_share: outcome.result / outcome.margin,
        gain_share: size * gain / outcome.margin,
    };
    let mut found = vec![
        of_own("asItIs", &as_it_is, 1.0),
        of_own("lessLeverage", &trace.own_in(market, careful), smaller),
        stopped(
            market,
            &position,
            &as_it_is,
            of_own("stop", &as_it_is, 1.0),
            terms,
        ),
        of_own("buffer", &trace.own_in(market, buffered), 1.0),
    ];
    let same: Vec<&MarketTrace> = trace
        .markets
        .iter()
        .filter(|one| one.margin.contract == contract)
        .collect();
    if same.len() > 1 {
        let part = 1.0 / same.len() as f64;
        let legs: Vec<Leg<'_>> = same
            .iter()
            .map(|&one| Leg {
                market: one,
                terms: of_notional(
                    own.side,
                    notional * part,
                    own.entry_price * (one.impact.start_price / market.impact.start_price),
                    contract,
                ),
            })
            .collect();
        found.push(shared("spread", &legs, position.margin, gain));
    }
    let hedge = match own.side {
        Side::Long => Side::Short,
        Side::Short => Side::Long,
    };
    let legs = [
        Leg {
            market,
            terms: position,
        },
        Leg {
            market,
            terms: of_notional(hedge, notional * terms.hedge, own.entry_price, contract),
        },
    ];
    found.push(shared(
        "hedge",
        &legs,
        position.margin,
        gain * (1.0 - terms.hedge),
    ));
    found
}

/// A position without a margin of its own.
fn of_notional(side: Side, notional: f64, entry_price: f64, contract: Contract) -> Isolated {
    Isolated {
        side,
        quantity: match contract {
            Contract::Linear => notional / entry_price,
            // A contract is worth a unit of quote.
            Contract::Inverse => notional * entry_price,
        },
        entry_price,
        margin: 0.0,
    }
}

/// The trade with an order to sell (buy back) when the price has gone so far against it.
fn stopped(
    market: &MarketTrace,
    position: &Isolated,
    unstopped: &OwnOutcome,
    like: StrategyOutcome,
    terms: Terms,
) -> StrategyOutcome {
    let contract = market.margin.contract;
    let sign = position.side.sign();
    let halfway = unstopped
        .liquidation_price
        .map(|price| 0.5 * sign * (position.entry_price - price) / position.entry_price);
    // Who would be liquidated already stops at once.
    let distance = terms.stop.or(halfway).unwrap_or(FAR_STOP).max(0.0);
    let stop = position.entry_price * (1.0 - sign * distance);
    let like = StrategyOutcome {
        stop_price: Some(stop),
        ..like
    };
    let last = market.last_price.len() - 1;
    let Some(reached) = (1..=last).find(|&row| sign * market.last_price[row] <= sign * stop) else {
        return like;
    };
    let reading = Reading {
        row: reached,
        closes_in: reached + 1,
        mark: market.last_price[reached],
    };
    let fill = (reached + 1..=last)
        .find_map(|row| {
            let moved = market.liquidated_quantity[row] > market.liquidated_quantity[row - 1];
            let price = moved.then(|| price_in(market, position.side, reading, row))?;
            Some((row, price?))
        })
        .unwrap_or_else(|| {
            let row = (reached + 1).min(last);
            (row, market.last_price[row])
        });
    // Whoever is liquidated before has nothing left to stop.
    let is_late = unstopped
        .liquidated_at_row
        .is_some_and(|row| (row as usize) < fill.0);
    if is_late {
        return like;
    }
    let result = position
        .unrealised_profit(fill.1, contract)
        .max(-position.margin);
    StrategyOutcome {
        end: "stopped",
        closed_at_row: u32::try_from(fill.0).ok(),
        fill_price: Some(fill.1),
        result,
        result_share: result / position.margin,
        ..like
    }
}

/// One of several positions of a wallet.
struct Leg<'a> {
    market: &'a MarketTrace,
    terms: Isolated,
}

/// Positions that share a wallet: closed together once what is left of it is no more than their maintenance margins.
fn shared(strategy: &'static str, legs: &[Leg<'_>], money: f64, gain: f64) -> StrategyOutcome {
    let worth = |prices: &dyn Fn(&MarketTrace) -> f64| {
        let profits = legs.iter().map(|leg| {
            leg.terms
                .unrealised_profit(prices(leg.market), leg.market.margin.contract)
        });
        money + profits.sum::<f64>()
    };
    let needed = |row: usize| -> f64 {
        legs.iter()
            .map(|Leg { market, terms }| {
                let (mark, rules) = (market.mark_price[row], &market.margin);
                let fee = rules.closing_fee_ratio * terms.notional(mark, rules.contract);
                terms.maintenance_margin(mark, rules) + fee
            })
            .sum()
    };
    let last = legs[0].market.last_price.len() - 1;
    let triggered = (1..=last).find(|&row| worth(&|market| market.mark_price[row]) <= needed(row));
    let (left, closed) = match triggered {
        Some(row) => {
            let row = (row + 1).min(last);
            (worth(&|market| market.last_price[row]), Some(row))
        }
        None => (worth(&|market| market.mark_price[last]), None),
    };
    let result = left.max(0.0) - money;
    let notional: f64 = legs
        .iter()
        .filter(|leg| leg.terms.side == legs[0].terms.side)
        .map(|leg| {
            leg.terms
                .notional(leg.terms.entry_price, leg.market.margin.contract)
        })
        .sum();
    let mut places: Vec<&str> = legs.iter().map(|leg| leg.market.id.as_str()).collect();
    places.dedup();
    StrategyOutcome {
        strategy,
        markets: places.len(),
        money,
        leverage: notional / money,
        end: if closed.is_some() {
            "liquidated"
        } else {
            "held"
        },
        closed_at_row: closed.and_then(|row| u32::try_from(row).ok()),
        fill_price: None,
        stop_price: None,
        result,
        result_share: result / money,
        gain_share: gain / money,
    }
}
