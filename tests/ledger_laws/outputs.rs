//! Fast path and ledger on what is told of a run beyond its columns: summary, facts, who paid, who sold in which wave, one more
//! position, where a shock lands.
//!
//! Both give numbers up to rounding. What is decided by comparing such numbers (the row of an extreme, the wave in which a
//! quarter was sold) is compared where rounding does not decide it.

use crate::agreement::{is_on_a_trigger, sizes};
use liquidation_cascades::analysis::facts::Facts;
use liquidation_cascades::analysis::flow::{Flow, by_row};
use liquidation_cascades::analysis::ladder::{Ladder, Ladders, Landing};
use liquidation_cascades::analysis::own::OwnPosition;
use liquidation_cascades::analysis::paid::WhoPaid;
use liquidation_cascades::engine::{BRANCHING_WINDOW, Prepared};
use liquidation_cascades::market::liquidity::Withdrawal;
use liquidation_cascades::population::crowd::Side;
use liquidation_cascades::scenario::model::{Executor, Shock};
use liquidation_cascades::trace::{MarketTrace, StopReason, Trace};
use proptest::prelude::*;
use serde_json::Value;

const TOLERANCE: f64 = 1e-9;

/// How near to each other numbers are between which rounding may choose.
const NEAR: f64 = 1e-7;

/// Compares two values field by field. `scale` says of a number what it is measured by, nothing where it is not compared.
fn same(
    name: &str,
    left: &Value,
    right: &Value,
    scale: &dyn Fn(&str) -> Option<f64>,
) -> Result<(), TestCaseError> {
    match (left, right) {
        (Value::Object(one), Value::Object(other)) => {
            prop_assert_eq!(one.len(), other.len());
            for (key, left) in one {
                same(&format!("{name}.{key}"), left, &other[key], scale)?;
            }
        }
        (Value::Array(one), Value::Array(other)) => {
            prop_assert_eq!(one.len(), other.len());
            for (left, right) in one.iter().zip(other) {
                same(name, left, right, scale)?;
            }
        }
        _ => {
            let Some(scale) = scale(name) else {
                return Ok(());
            };
            let [one, other] = [left, right].map(Value::as_f64);
            if let (Some(one), Some(other)) = (one, other) {
                prop_assert!(
                    (one - other).abs() <= TOLERANCE * scale.max(one.abs()),
                    "{name}: {one} and {other} of {scale}"
                );
            } else {
                prop_assert_eq!(left, right, "{}", name);
            }
        }
    }
    Ok(())
}

fn json(value: &impl serde::Serialize) -> Value {
    serde_json::to_value(value).expect("is JSON")
}

/// Whether a number is as good as another, of a size.
fn is_near(one: f64, other: f64, size: f64) -> bool {
    (one - other).abs() <= NEAR * size
}

/// What rounding decides in a market of a run.
pub(crate) struct Doubts {
    /// In which row the price was worst.
    pub(crate) worst: bool,
    /// When a part of all was sold, and which waves are large or follow each other.
    sales: bool,
    /// How high Feedback R was, and where.
    feedback: bool,
}

impl Doubts {
    pub(crate) fn new(market: &MarketTrace) -> Self {
        let worst = market.last_price[market.worst_row()];
        let is_almost =
            |price: &f64| *price != worst && is_near(*price, worst, market.last_price[0]);
        let sold = &market.liquidated_notional;
        let all = sold.last().copied().unwrap_or(0.0);
        // Parts that anything asks for, and the least wave that counts.
        let parts = [0.25, 0.5, 0.9, 1.0 / 6.0, 2.0 / 6.0, 4.0 / 6.0, 5.0 / 6.0];
        let waves: Vec<f64> = sold.windows(2).map(|pair| pair[1] - pair[0]).collect();
        let steep: Vec<f64> = waves.windows(2).map(|pair| pair[1] / pair[0]).collect();
        let ratios = &market.branching_ratio;
        let peak = ratios[1..].iter().copied().fold(0.0, f64::max);
        let is_on_an_edge = |&price: &f64| {
            let far = price * (1.0 + market.direction * BRANCHING_WINDOW);
            is_on_a_trigger(market, price) || is_on_a_trigger(market, far)
        };
        let is_almost_peak = |ratio: &&f64| is_near(**ratio, peak, 10.0 * peak.max(1.0));
        Self {
            worst: market.last_price.iter().any(is_almost),
            sales: sold
                .iter()
                .any(|sold| parts.iter().any(|part| is_near(*sold, part * all, all)))
                || waves.iter().any(|&wave| {
                    wave > 0.0 && is_near(wave, 0.0, all) || is_near(wave, 0.01 * all, all)
                })
                || steep.iter().enumerate().any(|(place, one)| {
                    is_near(*one, 1.0, 1.0)
                        || steep[..place].iter().any(|other| is_near(*other, *one, one.abs()))
                })
                // Which of two waves was the larger, or the steeper.
                || waves.iter().enumerate().any(|(place, wave)| {
                    wave > &0.0 && waves[..place].iter().any(|other| is_near(*other, *wave, all))
                }),
            feedback: market.mark_price.iter().any(is_on_an_edge)
                || ratios[1..].iter().any(|&ratio| is_near(ratio, 1.0, 10.0))
                || ratios[1..].iter().filter(is_almost_peak).count() > 1,
        }
    }
}

/// Whether two runs of one scenario, on the fast path and in the ledger, tell the same.
pub(crate) fn same_outputs(
    [fast, kept]: [&Prepared; 2],
    [a, b]: [&Trace; 2],
) -> Result<(), TestCaseError> {
    let shocked = a.shocked_market;
    let doubts: Vec<Doubts> = a.markets.iter().map(Doubts::new).collect();
    same_summary(a, b, &doubts[shocked])?;
    for (index, (one, other)) in a.markets.iter().zip(&b.markets).enumerate() {
        let (base, cash) = sizes(a, index);
        same_facts([a, b], [one, other], &doubts[index], base, cash)?;
        let paid = [(a, one), (b, other)].map(|(trace, market)| WhoPaid::new(trace, market));
        let amounts = paid.map(|paid| {
            [
                ("total", paid.total),
                ("traders", paid.traders),
                ("fund", paid.fund),
                ("default fund", paid.default_fund),
                ("vault", paid.vault),
                ("socialised", paid.socialised),
                ("bad debt", paid.bad_debt),
                ("fees", paid.fees),
                ("fund gain", paid.fund_gain),
                ("vault gain", paid.vault_gain),
                ("closed early", paid.closed_early),
                ("dealers", paid.dealers),
                ("insurers", paid.insurers),
                ("funds", paid.funds),
                ("writers", paid.writers),
                ("arbitrage", paid.arbitrage),
                ("lenders", paid.lenders),
                ("liquidators", paid.liquidators),
                ("protocol", paid.protocol),
            ]
        });
        for ((name, left), (_, right)) in amounts[0].iter().zip(amounts[1]) {
            prop_assert!(
                (left - right).abs() <= TOLERANCE * cash,
                "{name}: {left} and {right}"
            );
        }
        for (row, (left, right)) in by_row(one).iter().zip(by_row(other)).enumerate() {
            for (left, right) in left.iter().zip(right) {
                prop_assert!(
                    (left - right).abs() <= TOLERANCE * cash,
                    "flow[{row}]: {left} and {right}"
                );
            }
        }
        if !doubts[index].sales {
            let [left, right] = [Flow::new(a, one), Flow::new(b, other)];
            prop_assert_eq!(left.parts, right.parts);
        }
        // The ledger has it there: in whole lots, of which one is no trifle, and as one more from whom on depth leaves, of
        // which hardly any may be left. Where orders take time both ask another run, and on the fast path the sums of that
        // round at the size of everyone.
        let rules = &fast.scenario().markets[index];
        let leaves = matches!(rules.withdrawal, Some(Withdrawal::Drawdown { .. }));
        let is_at_once = rules.executor == Executor::default();
        // A book that has run dry ends the run of all markets: whoever is triggered in its last row is closed on one path and
        // waits on the other.
        let goes_on = a.stop_reason != StopReason::BookExhausted;
        if one.margin.quantity_step == 0.0 && !leaves && is_at_once && goes_on {
            same_fates([a, b], one, base)?;
        }
    }
    same_landing([fast, kept])
}

fn same_summary(a: &Trace, b: &Trace, doubts: &Doubts) -> Result<(), TestCaseError> {
    let [one, other] = [a, b].map(Trace::summary);
    let market = &a.markets[a.shocked_market];
    let (base, cash) = sizes(a, a.shocked_market);
    let (start, peak) = (market.last_price[0], one.peak_price);
    let worst = if one.direction < 0.0 {
        one.trough_price
    } else {
        one.peak_price
    };
    // A quotient of differences of prices is known as well as what it is divided by.
    let quotient = |value: f64, below: f64| {
        let scale = (1.0 + value.abs()) * peak / below.abs();
        (scale.is_finite() && scale < 1e6).then_some(scale)
    };
    let triggers = [&market.longs, &market.shorts].map(|crowd| crowd.trigger_price.first());
    let first = triggers[usize::from(one.direction > 0.0)].copied();
    same("summary", &json(&one), &json(&other), &|name| match name {
        "summary.finalPrice"
        | "summary.troughPrice"
        | "summary.peakPrice"
        | "summary.outsideWorstPrice" => Some(peak),
        "summary.drawdownRatio" | "summary.shockRatio" | "summary.outsideEndRatio" => {
            Some(peak / start)
        }
        "summary.amplification" => quotient(
            one.amplification.unwrap_or(1.0),
            start - one.outside_worst_price,
        ),
        "summary.overshootAmplification" => first.map_or(Some(1.0), |first| {
            quotient(one.overshoot_amplification, first - one.outside_worst_price)
        }),
        "summary.reboundRatio" => quotient(one.rebound_ratio, start - worst),
        "summary.homeMadeShare" => quotient(one.home_made_share, start - worst),
        "summary.liquidatedQuantity" => Some(base),
        "summary.timeToTroughS" => (!doubts.worst).then_some(0.0),
        "summary.timeTo90PctS" | "summary.waves" => (!doubts.sales).then_some(0.0),
        "summary.peakBranchingRatio" => {
            // Sums of the fast path round at the size of everyone before.
            let noise = 1e3 * one.peak_branching_ratio.max(1.0);
            let size = 1.0 / one.peak_branching_ratio.clamp(1e-3, 1.0);
            (!doubts.feedback).then_some(noise * size)
        }
        "summary.liquidatedNotional"
        | "summary.peakLiquidationPerMinute"
        | "summary.traderLoss"
        | "summary.insuranceFundChange"
        | "summary.fees"
        | "summary.vaultChange"
        | "summary.adlNotional"
        | "summary.socialisedLoss"
        | "summary.badDebt" => Some(cash),
        "summary.liquidatedShare" => Some(1.0),
        // Counts, words, and what is absent in both.
        _ => Some(0.0),
    })
}

fn same_facts(
    [a, b]: [&Trace; 2],
    [one, other]: [&MarketTrace; 2],
    doubts: &Doubts,
    base: f64,
    cash: f64,
) -> Result<(), TestCaseError> {
    let [left, right] = [Facts::new(a, one), Facts::new(b, other)];
    let start = one.last_price[0];
    let peak = one.last_price.iter().copied().fold(0.0, f64::max);
    let peak_ratio = left.feedback.peak;
    same("facts", &json(&left), &json(&right), &|name| {
        let field = name.rsplit('.').next().unwrap_or_default();
        if name.starts_with("facts.story") {
            let scale = match field {
                "ratio" | "outsideRatio" => peak / start,
                "sold" | "bought" | "others" => cash,
                _ => 0.0,
            };
            return (!doubts.sales).then_some(scale);
        }
        if name.starts_with("facts.chain") {
            // Quotients of waves that may be a hundredth of everything, or less.
            let scale = match field {
                "ratio" | "highestOfAny" => {
                    1e3 * (1.0 + left.chain.map_or(0.0, |chain| chain.highest_of_any))
                }
                _ => 0.0,
            };
            return (!doubts.sales).then_some(scale);
        }
        if name.starts_with("facts.feedback") {
            let scale = match field {
                "peak" | "last" => 1e3 * peak_ratio.max(1.0) / peak_ratio.clamp(1e-3, 1.0),
                _ => 0.0,
            };
            return (!doubts.feedback).then_some(scale);
        }
        match field {
            "outsideWorstRatio" | "outsideFinalRatio" | "worstRatio" | "finalRatio" => {
                Some(peak / start)
            }
            "worstRow" | "worstTimeS" => (!doubts.worst).then_some(0.0),
            "closedShare" => Some(1.0),
            "waiting" => Some(base * start),
            _ => Some(0.0),
        }
    })
}

/// One more position: small and large leverage, on both sides.
fn same_fates([a, b]: [&Trace; 2], market: &MarketTrace, base: f64) -> Result<(), TestCaseError> {
    let start = market.last_price[0];
    let peak = market
        .last_price
        .iter()
        .chain(&market.mark_price)
        .copied()
        .fold(0.0, f64::max);
    for (side, leverage) in [
        (Side::Long, 2.5),
        (Side::Long, 9.0),
        (Side::Short, 2.5),
        (Side::Short, 9.0),
    ] {
        let own = OwnPosition {
            side,
            quantity: 1e-3 * base,
            leverage,
            entry_price: start,
        };
        let [one, other] = [a, b].map(|trace| trace.own(Some(&market.id), own));
        let (Some(one), Some(other)) = (one, other) else {
            return Err(TestCaseError::fail("the market is there"));
        };
        // Whether the price, or another one in the queue, is where it is liquidated.
        let is_close = |price: f64| {
            let prices = market.mark_price.iter().chain(&market.last_price);
            let mut near = prices.filter(|mark| is_near(**mark, price, price));
            near.next().is_some() || is_on_a_trigger(market, price)
        };
        if one.liquidation_price.is_some_and(is_close) {
            continue;
        }
        // In the ledger it is there, a ten thousand millionth of all: that moves a price by as little, under the square-root law
        // by the root of it, and by a thousand times as much where depth has left.
        let moved = 1e4;
        let money = moved * own.quantity * peak;
        same("own", &json(&one), &json(&other), &|name| match name {
            // Who survives and stands in a higher bracket has another margin in the run that the ledger is asked for, and its
            // gain is told by that.
            "own.result" => (one.closed_share > 0.0).then_some(money),
            "own.loss" => Some(money),
            "own.margin" | "own.pnlIfSurvived" => Some(own.quantity * peak),
            "own.lossShareOfMargin" => Some(moved * peak / start * leverage),
            "own.survivingLeverage" => Some(peak / start * leverage),
            "own.liquidationPrice" | "own.bankruptcyPrice" => Some(peak),
            "own.fillPrice" => Some(moved * peak),
            "own.closedShare" => Some(1.0),
            "own.queueAhead" => Some(base),
            _ => Some(0.0),
        })?;
    }
    Ok(())
}

/// Where the shock lands: by the ladder on one path, by a run on the other.
fn same_landing([fast, kept]: [&Prepared; 2]) -> Result<(), TestCaseError> {
    let scenario = fast.scenario();
    let Shock::PriceGap { market, ratio, .. } = scenario.shock else {
        return Ok(());
    };
    if !Ladder::applies(scenario) {
        return Ok(());
    }
    let one = Ladders::default().landing(fast, ratio);
    let other = Landing::by_engine(kept, ratio, None);
    let start = scenario.markets[market].impact.start_price;
    let price = start.max(one.worst_price).max(one.shocked_price);
    let parts = &fast.markets()[market];
    let base: f64 = [&parts.longs, &parts.shorts]
        .iter()
        .map(|crowd| crowd.total_quantity() + crowd.untouchable_quantity)
        .sum();
    prop_assert_eq!(one.liquidated_count, other.liquidated_count);
    for (name, left, right, scale) in [
        ("price", one.price, other.price, price),
        ("shocked", one.shocked_price, other.shocked_price, price),
        ("worst", one.worst_price, other.worst_price, price),
        (
            "quantity",
            one.liquidated_quantity,
            other.liquidated_quantity,
            base,
        ),
        (
            "notional",
            one.liquidated_notional,
            other.liquidated_notional,
            base * price,
        ),
        ("share", one.liquidated_share, other.liquidated_share, 1.0),
    ] {
        prop_assert!(
            (left - right).abs() <= TOLERANCE * scale,
            "landing {name}: {left} and {right} of {scale}"
        );
    }
    Ok(())
}
