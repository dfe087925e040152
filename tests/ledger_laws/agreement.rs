//! Where the two engines must agree, and symmetries: the fast path and the ledger, the mirror image, another order of rows.

use crate::outputs::{Doubts, same_outputs};
use crate::scenarios::{Menu, prepared, scenarios};
use crate::{columns, config};
use liquidation_cascades::engine::BRANCHING_WINDOW;
use liquidation_cascades::trace::{MarketTrace, Trace};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

/// What a market without a ledger knows.
const FAST: Menu = Menu {
    time: true,
    inverse: false,
    cross: false,
    rules: false,
    dead: true,
    absurd: true,
};

/// Base and notional of everyone of a market, at its highest price.
pub(crate) fn sizes(trace: &Trace, index: usize) -> (f64, f64) {
    let market = &trace.markets[index];
    let base = [&market.longs, &market.shorts]
        .iter()
        .map(|crowd| crowd.total_quantity() + crowd.untouchable_quantity)
        .sum::<f64>();
    let price = market
        .last_price
        .iter()
        .chain(&market.mark_price)
        .copied()
        .fold(0.0, f64::max);
    let margins = market
        .longs
        .cumulative_margin
        .last()
        .copied()
        .unwrap_or(0.0)
        + market
            .shorts
            .cumulative_margin
            .last()
            .copied()
            .unwrap_or(0.0);
    (base, base * price + margins + market.insurance_fund[0])
}

/// Least share of the depth of a market that the prices of a run leave: `exp(-exponent * log distance beyond the first
/// trigger)` where depth leaves by drawdown, never less than a millionth. 1 where it does not leave so.
fn least_presence(scenario: &Value, market: &MarketTrace, index: usize) -> f64 {
    let withdrawal = &scenario["markets"][index]["withdrawal"];
    if withdrawal["law"] != "drawdown" {
        return 1.0;
    }
    let exponent = withdrawal["exponent"].as_f64().expect("is a number");
    let prices = || market.last_price.iter().copied();
    let (low, high) = (
        prices().fold(f64::INFINITY, f64::min),
        prices().fold(0.0, f64::max),
    );
    let below = market.longs.trigger_price.first();
    let above = market.shorts.trigger_price.first();
    let beyond = below
        .map_or(0.0, |first| (first / low).ln())
        .max(above.map_or(0.0, |first| (high / first).ln()));
    (-exponent * beyond.max(0.0)).exp().max(1e-6)
}

/// Whether two runs of a scenario (the first of which it is) have the same columns.
fn same(scenario: &Value, a: &Trace, b: &Trace, tolerance: f64) -> Result<(), TestCaseError> {
    let story = |trace: &Trace| -> String {
        trace
            .markets
            .iter()
            .map(|market| {
                format!(
                    "{:?} {:?} {:?}; ",
                    market.last_price, market.backlog_quantity, market.liquidated_quantity
                )
            })
            .collect()
    };
    prop_assert_eq!(a.rows(), b.rows(), "{} and {}", story(a), story(b));
    same_waves(a, b)?;
    for (index, (one, other)) in a.markets.iter().zip(&b.markets).enumerate() {
        let (base, cash) = sizes(a, index);
        for ((name, left), (_, right)) in columns(one).into_iter().zip(columns(other)) {
            let scale = match name {
                "lastPrice" | "markPrice" | "counterfactualPrice" => {
                    one.last_price.iter().copied().fold(0.0, f64::max)
                }
                "backlogQuantity"
                | "liquidatedQuantity"
                | "shortLiquidatedQuantity"
                | "openInterest" => base,
                // Where the market stands on its law: a sale of `dQ` moves that by `dQ / w` where the share `w` of the
                // depth is there. So it is known as well as the base that was traded, over the least `w` on the way.
                "netSold" => base / least_presence(scenario, one, index),
                // Quotients of small differences.
                "branchingRatio" | "waveRatio" => continue,
                "depth" => one.depth.iter().copied().fold(cash, f64::max),
                _ => cash,
            };
            for (row, (left, right)) in left.iter().zip(right).enumerate() {
                // An order from outside may be larger than all positions together: it rounds at its own size.
                let mut scale = scale.max(left.abs());
                // Where everything sold was bought back a square-root law stands at its steepest: what rounding leaves of the
                // sum, 1e-17 of a base, moves the price by the root of that.
                let is_steep = ["lastPrice", "markPrice", "depth"].contains(&name);
                if is_steep && one.net_sold[row].abs() <= 1e-12 * base {
                    scale *= 1e3;
                }
                prop_assert!(
                    (left - right).abs() <= tolerance * scale,
                    "{name}[{row}]: {left} and {right} of {scale}"
                );
            }
        }
    }
    Ok(())
}

/// Whether a price lies on a trigger, as far as rounding can tell.
pub(crate) fn is_on_a_trigger(market: &MarketTrace, price: f64) -> bool {
    let mut triggers = market
        .longs
        .trigger_price
        .iter()
        .chain(&market.shorts.trigger_price);
    triggers.any(|trigger| (trigger / price - 1.0).abs() < 1e-9)
}

/// Whether what waits after a row is next to nothing.
fn is_dust(trace: &Trace, row: usize) -> bool {
    (0..trace.markets.len())
        .all(|index| trace.markets[index].backlog_quantity[row] <= 1e-9 * sizes(trace, index).0)
}

/// Steps with fills in the same rows, but for the one that takes the last crumb of an order, 1e-9 of what is held or less:
/// which that is decides rounding. Returns how many more there are in the second.
fn same_waves(a: &Trace, b: &Trace) -> Result<i64, TestCaseError> {
    let mut extra = 0_i64;
    for row in 1..a.rows() {
        let steps = |trace: &Trace| i64::from(trace.wave[row]) - i64::from(trace.wave[row - 1]);
        let little = |trace: &Trace| {
            (0..trace.markets.len()).all(|index| {
                let filled = &trace.markets[index].liquidated_quantity;
                filled[row] - filled[row - 1] <= 1e-9 * sizes(trace, index).0
            })
        };
        prop_assert!(
            steps(a) == steps(b) || little(a) && little(b),
            "waves {:?} and {:?}",
            a.wave,
            b.wave
        );
        extra += steps(b) - steps(a);
    }
    Ok(extra)
}

/// Base that an account began with.
fn held(scenario: &Value, id: &str) -> f64 {
    let populations = scenario["populations"].as_array().expect("is a list");
    let mut rows = populations
        .iter()
        .flat_map(|population| population["rows"].as_array().into_iter().flatten());
    let row = rows.find(|row| row["id"] == id).expect("is there");
    row["quantity"].as_f64().expect("is a number")
}

/// What `same` leaves out: feedback, counts, accounts, the reason of the end, the summary.
fn same_outcome(scenario: &Value, a: &Trace, b: &Trace) -> Result<(), TestCaseError> {
    prop_assert_eq!(a.stop_reason, b.stop_reason);
    let is_dust = |row: usize| is_dust(a, row);
    let extra = same_waves(a, b)?;
    for (index, (one, other)) in a.markets.iter().zip(&b.markets).enumerate() {
        let (base, cash) = sizes(a, index);
        for row in 0..a.rows() {
            // Of whom nothing is left but rounding is gone on one path.
            prop_assert!(
                one.liquidated_count[row] == other.liquidated_count[row] || is_dust(row),
                "liquidatedCount {:?} {:?}",
                one.liquidated_count,
                other.liquidated_count
            );
            // Fuel over what the market absorbs within a window; who stands on its edge may count or not.
            let price = one.mark_price[row];
            let [near, far] = [price, price * (1.0 + one.direction * BRANCHING_WINDOW)];
            // Before anybody has traded both look from the same price.
            if row < 2 || !is_on_a_trigger(one, near) && !is_on_a_trigger(one, far) {
                let [left, right] = [one.branching_ratio[row], other.branching_ratio[row]];
                let scale = left.max(right).max(1.0);
                // Sums of the fast path round at the size of everyone before.
                let size = base / (base * left.min(1.0)).max(1e-3 * base);
                prop_assert!(
                    (left - right).abs() <= 1e-6 * scale * size,
                    "R[{row}]: {left} and {right}"
                );
            }
            let wave = |market: &MarketTrace, row: usize| match row {
                0 => 0.0,
                row => market.liquidated_notional[row] - market.liquidated_notional[row - 1],
            };
            let [left, right] = [one.wave_ratio[row], other.wave_ratio[row]];
            let last = if row > 1 { wave(one, row - 1) } else { 0.0 };
            let forced =
                one.liquidated_notional[row] + one.backlog_quantity[row] * one.last_price[row];
            if last < 0.9e-9 * forced || last == 0.0 {
                prop_assert!(
                    left == 0.0 && right == 0.0,
                    "chain[{row}]: {left} and {right} behind {last} of {forced}"
                );
            } else if last > 1.1e-9 * forced {
                // Sums round at the size of everyone.
                let noise = 1e-6 + 1e-12 * cash / last;
                prop_assert!(
                    (left - right).abs() <= noise * (1.0 + left),
                    "chain[{row}]: {left} and {right} behind {last} of {forced}"
                );
            }
        }
    }
    prop_assert_eq!(a.accounts.len(), b.accounts.len());
    let (base, cash) = (0..a.markets.len())
        .map(|index| sizes(a, index))
        .fold((0.0, 0.0), |sum, size| (sum.0 + size.0, sum.1 + size.1));
    for (one, other) in a.accounts.iter().zip(&b.accounts) {
        prop_assert_eq!(&one.id, &other.id);
        prop_assert!(
            (one.quantity - other.quantity).abs() <= 1e-9 * base,
            "{one:?} {other:?}"
        );
        prop_assert!(
            (one.cash - other.cash).abs() <= 1e-9 * cash,
            "{one:?} {other:?}"
        );
        prop_assert_eq!(
            one.deleveraged_quantity,
            other.deleveraged_quantity,
            "{:?} {:?}",
            one,
            other
        );
        prop_assert_eq!(one.is_dead_at_start, other.is_dead_at_start, "{:?}", one);
        if one.liquidated_at_row != other.liquidated_at_row {
            // So is the row in which it is gone, and of the last one that waits whether it ever is.
            let rows = [one, other].map(|account| {
                account
                    .liquidated_at_row
                    .map_or(a.rows() - 1, |row| row as usize)
            });
            let [left, right] =
                [one, other].map(|account| account.average_fill_price.unwrap_or(0.0));
            // A rest that has no weight in the average is the last digit of a sum.
            let is_rounding = (left - right).abs() <= 1e-12 * left;
            prop_assert!(
                is_rounding || is_dust(rows[0].min(rows[1])),
                "{one:?} {other:?}"
            );
        }
        // A crumb of a queue has the rounding of all before it, and one of rounding's size may be on one path alone.
        let closed = held(scenario, &one.id) - one.quantity.abs();
        if closed > 1e-9 * base {
            let prices = [one, other].map(|account| account.average_fill_price);
            prop_assert!(prices.iter().all(Option::is_some), "{:?} {:?}", one, other);
            let [left, right] = prices.map(Option::unwrap_or_default);
            prop_assert!(
                (left - right).abs() <= 1e-9 * left * (base / closed).max(1.0),
                "{one:?} {other:?}"
            );
        }
    }
    let [one, other] = [a, b].map(Trace::summary);
    for (name, left, right, scale) in [
        (
            "finalPrice",
            one.final_price,
            other.final_price,
            one.peak_price,
        ),
        (
            "troughPrice",
            one.trough_price,
            other.trough_price,
            one.peak_price,
        ),
        (
            "peakPrice",
            one.peak_price,
            other.peak_price,
            one.peak_price,
        ),
        (
            "liquidatedShare",
            one.liquidated_share,
            other.liquidated_share,
            1.0,
        ),
        (
            "liquidatedNotional",
            one.liquidated_notional,
            other.liquidated_notional,
            cash,
        ),
        (
            "waves",
            f64::from(one.waves),
            f64::from(other.waves) - extra as f64,
            1e-9,
        ),
        ("direction", one.direction, other.direction, 1e-9),
        (
            "timeToTrough",
            one.time_to_trough_s,
            other.time_to_trough_s,
            // Which of two rows was the worst, rounding may decide.
            if Doubts::new(&a.markets[a.shocked_market]).worst {
                f64::INFINITY
            } else {
                1e-9
            },
        ),
        ("traderLoss", one.trader_loss, other.trader_loss, cash),
    ] {
        prop_assert!(
            (left - right).abs() <= 1e-9 * scale.max(left.abs()),
            "{name}: {left} and {right}"
        );
    }
    Ok(())
}

/// What the law of the order of rows asks of one case.
fn alike_in_any_order(scenario: Value, by: usize) -> Result<(), TestCaseError> {
    let mut scenario = scenario;
    // Ties go by size, then number: of two rows alike in size the number decides, and that is what changes here.
    let has_lots = scenario["markets"]
        .as_array()
        .expect("is a list")
        .iter()
        .any(|market| market["margin"]["quantityStep"].as_f64() > Some(0.0));
    for population in scenario["populations"].as_array_mut().expect("is a list") {
        let rows = population.get_mut("rows").and_then(Value::as_array_mut);
        for (index, row) in (0_u32..).zip(rows.into_iter().flatten()) {
            let quantity = row["quantity"].as_f64().expect("is a number");
            row["quantity"] = json!(quantity * (1.0 + f64::from(index) / 64.0));
        }
    }
    if has_lots {
        return Ok(());
    }
    let first = prepared(&scenario).trace();
    let mut turned = scenario.clone();
    for population in turned["populations"].as_array_mut().expect("is a list") {
        if let Some(rows) = population.get_mut("rows").and_then(Value::as_array_mut) {
            let by = by % rows.len();
            rows.rotate_left(by);
        }
    }
    if let Some(accounts) = turned["accounts"].as_array_mut() {
        accounts.reverse();
    }
    let second = prepared(&turned).trace();
    same(&scenario, &first, &second, 1e-9)?;
    for account in &first.accounts {
        let other = second
            .accounts
            .iter()
            .find(|other| other.id == account.id)
            .expect("is there too");
        prop_assert!(
            (account.quantity - other.quantity).abs()
                <= 1e-9 * sizes(&first, 0).0.max(account.quantity.abs()),
            "{account:?} {other:?}"
        );
        prop_assert_eq!(account.liquidated_at_row, other.liquidated_at_row);
    }
    Ok(())
}

/// What the law of waves of rounding asks of one case.
fn is_no_wave(scenario: &Value) -> Result<(), TestCaseError> {
    let [none, next_to_none] = [0.0, 1e-15].map(|fee| {
        let mut scenario = scenario.clone();
        for market in scenario["markets"].as_array_mut().expect("is a list") {
            market["margin"]["takerFeeRatio"] = json!(fee);
            // Not in the triggers, whose last digit decides ties.
            market["margin"]["closeFeeInTrigger"] = json!(false);
        }
        prepared(&scenario).trace()
    });
    prop_assert_eq!(&none.wave, &next_to_none.wave);
    prop_assert_eq!(
        none.summary().time_to_trough_s,
        next_to_none.summary().time_to_trough_s
    );
    Ok(())
}

/// That the ledger, on which a fee of next to nothing puts every market, gives what the fast path gives.
fn agrees(scenario: &Value, fee: &str) -> Result<(), TestCaseError> {
    let quick = prepared(scenario);
    let fast = quick.trace();
    let mut kept = scenario.clone();
    for market in kept["markets"].as_array_mut().expect("is a list") {
        market["margin"][fee] = json!(1e-15);
        // Not in the triggers, whose last digit decides ties.
        market["margin"]["closeFeeInTrigger"] = json!(false);
    }
    let kept = prepared(&kept);
    prop_assert!(kept.markets().iter().all(|market| market.traders.is_some()));
    let trace = kept.trace();
    same(scenario, &fast, &trace, 1e-9)?;
    same_outcome(scenario, &fast, &trace)?;
    same_outputs([&quick, &kept], [&fast, &trace])?;
    Ok(())
}

proptest! {
    #![proptest_config(config(400, 10_000))]

    /// A fee of nothing puts every market on the ledger, and changes nothing: no column, no account, no count, no reason, and
    /// nothing that is told of the run.
    #[test]
    fn the_ledger_agrees_with_the_fast_path(scenario in scenarios(FAST), fee in select(vec!["takerFeeRatio", "liquidationFeeRatio"])) {
        agrees(&scenario, fee)?;
    }

    /// I12: the order of rows and of accounts decides nothing but their numbers.
    #[test]
    fn the_order_of_rows_changes_nothing(scenario in scenarios(crate::ALIVE), by in 1..10_usize) {
        alike_in_any_order(scenario, by)?;
    }

    /// A fee of rounding size changes rounding: no step becomes a wave by that, nor does a later price become the worst.
    #[test]
    fn rounding_makes_no_wave(scenario in scenarios(crate::ALIVE)) {
        is_no_wave(&scenario)?;
    }

    /// I10: levels, sides and shock reflected in the logarithm of the price reflect the path.
    #[test]
    fn levels_in_log_price_have_a_mirror_image(
        near in 0.01..0.2_f64, width in 0.0..0.5_f64, quantity in 1.0..100.0_f64, count in 1..80_u32, depth in 20.0..1e3_f64,
        fall in 0.01..0.5_f64, executor in 0..4_usize, gross in any::<bool>()
    ) {
        let scenario = |sign: f64| {
            let at = |distance: f64| 100.0 * (-sign * distance).exp();
            let (from, to) = (at(near).min(at(near + width)), at(near).max(at(near + width)));
            let executors = [
                json!({ "kind": "immediate" }), json!({ "kind": "exponential", "ratePerS": 0.3 }),
                json!({ "kind": "twap", "durationS": 7 }), json!({ "kind": "pov", "share": 0.2, "dailyVolume": 1e5 })
            ];
            json!({
                "version": 1, "clock": { "mode": "ticks", "tickS": 1, "durationS": 40 },
                "markets": [{
                    "price": 100, "impact": { "law": "logLinear", "depth": depth }, "deficit": "socialise", "insuranceFund": 1e9,
                    "liquidation": { "executor": executors[executor] },
                    "resilience": if gross { json!({}) } else { json!({ "permanentShare": 0.4, "recovery": [{ "share": 0.6, "decayPerS": 0.2 }] }) }
                }],
                "populations": [{
                    "kind": "levels", "side": if sign > 0.0 { "long" } else { "short" }, "from": from, "to": to,
                    "quantity": quantity, "count": count, "spacing": "logPrice"
                }],
                "shock": { "kind": "priceGap", "ratio": (-sign * fall).exp() - 1.0 }
            })
        };
        let (down, up) = (prepared(&scenario(1.0)).trace(), prepared(&scenario(-1.0)).trace());
        for row in 0..down.rows() {
            let (a, b) = (&down.markets[0], &up.markets[0]);
            let mirrored = (a.last_price[row] / 100.0).ln() + (b.last_price[row] / 100.0).ln();
            // A trigger within a rounding error of the price may fall a tick apart: none does here.
            prop_assert!(mirrored.abs() < 1e-9, "row {row}: {mirrored}");
            prop_assert!((a.liquidated_quantity[row] - b.liquidated_quantity[row]).abs() < 1e-9 * quantity);
        }
    }
}

fn market(law: Value, resilience: Value) -> Value {
    json!({ "price": 100, "impact": law, "resilience": resilience })
}

fn sold(market: Value, orders: &[(u32, f64)], duration_s: u32) -> Trace {
    let rows: Vec<Value> = orders
        .iter()
        .map(|order| json!({ "timeS": order.0, "quantity": order.1 }))
        .collect();
    prepared(&json!({
        "version": 1, "clock": { "mode": "ticks", "tickS": 1, "durationS": duration_s }, "markets": [market],
        "shock": { "kind": "orders", "rows": rows }
    }))
    .trace()
}

fn book() -> Value {
    json!({ "law": "book", "bids": [[99.5, 10], [99, 20], [98, 50], [96, 100]], "asks": [[100.5, 10], [101, 40]] })
}

/// A book that recovers whole is whole again: price, and what the same sale gets.
#[test]
fn a_book_refills() {
    let all = json!({ "permanentShare": 0, "recovery": [{ "share": 0.7, "decayPerS": 0.5 }, { "share": 0.3, "decayPerS": 2 }] });
    let trace = sold(market(book(), all), &[(1, 60.0), (120, 60.0)], 240);
    let prices = &trace.markets[0].last_price;
    // Orders of a second trade before its recovery; 70 e^-59.5 is nothing.
    assert!((prices[120] - 100.0).abs() <= 0.5 + 1e-9, "{}", prices[120]);
    assert_eq!(prices[2], prices[121], "the same sale, the same price");
    assert!(trace.markets[0].net_sold[240].abs() < 1e-20);
    assert!((trace.markets[0].net_sold[2] - trace.markets[0].net_sold[121]).abs() < 1e-9);
}

/// Pitfall 8: pieces of a metaorder move the price as the whole does.
#[test]
fn splitting_changes_nothing_under_the_square_root_law() {
    let law = || json!({ "law": "squareRoot", "coefficient": 0.8, "dailyVolatility": 0.05, "dailyVolume": 1e4 });
    let whole = sold(market(law(), json!({})), &[(1, 500.0)], 60);
    let pieces: Vec<(u32, f64)> = (1..=50).map(|time| (time, 10.0)).collect();
    let split = sold(market(law(), json!({})), &pieces, 60);
    let expected = 100.0 * (1.0 - 0.8 * 0.05 * (500.0_f64 / 1e4).sqrt());
    for trace in [&whole, &split] {
        assert!((trace.summary().final_price - expected).abs() < 1e-10);
    }
}

/// A sum of exponentials, as the propagator is: the response to one sale is exactly that sum at every time.
#[test]
fn a_propagator_of_several_exponentials_decays_as_it_says() {
    let parts = [(0.2, 1.5), (0.25, 0.3), (0.15, 0.02), (0.1, 0.001)];
    let recovery: Vec<Value> = parts
        .iter()
        .map(|part| json!({ "share": part.0, "decayPerS": part.1 }))
        .collect();
    let resilience = json!({ "permanentShare": 0.3, "recovery": recovery });
    let linear = sold(
        market(
            json!({ "law": "linear", "slope": 0.01 }),
            resilience.clone(),
        ),
        &[(3, 200.0)],
        400,
    );
    let log = sold(
        market(json!({ "law": "logLinear", "depth": 1e4 }), resilience),
        &[(3, 200.0)],
        400,
    );
    for row in 4..=401_usize {
        // Row 4 is the tick of the sale, whose recovery it has already had.
        let elapsed = f64::from(u32::try_from(row).expect("small") - 3);
        let left = 0.3
            + parts
                .iter()
                .map(|part| part.0 * (-part.1 * elapsed).exp())
                .sum::<f64>();
        assert!(
            (linear.markets[0].last_price[row] - (100.0 - 2.0 * left)).abs() < 1e-11,
            "{row}"
        );
        assert!(
            (log.markets[0].last_price[row] - 100.0 * (-0.02 * left).exp()).abs() < 1e-11,
            "{row}"
        );
    }
}

/// After the forced selling the price comes back, on a curve and on a book.
#[test]
fn the_price_rebounds_when_depth_returns() {
    for law in [json!({ "law": "logLinear", "depth": 3000 }), book()] {
        let resilience =
            json!({ "permanentShare": 0.3, "recovery": [{ "share": 0.7, "decayPerS": 0.1 }] });
        let trace = prepared(&json!({
            "version": 1, "clock": { "mode": "ticks", "tickS": 1, "durationS": 300 }, "markets": [market(law, resilience)],
            "populations": [{ "kind": "levels", "from": 85, "to": 95, "quantity": 150, "count": 1000 }],
            "shock": { "kind": "priceGap", "ratio": -0.06 }
        }))
        .trace();
        let summary = trace.summary();
        assert!(
            summary.rebound_ratio > 0.0 && summary.final_price > summary.trough_price,
            "{summary:?}"
        );
        assert!(summary.final_price < 94.0, "part of it stays");
    }
}

/// Account, side, size, entry and, of isolated positions, margin.
type Row<'a> = (Option<&'a str>, &'a str, f64, f64, f64);

fn positions(rows: &[Row<'_>]) -> Vec<Value> {
    let rows = rows.iter().enumerate();
    rows.map(|(index, &(account, side, quantity, entry, margin))| {
        let mut row = json!({ "id": format!("{index}"), "side": side, "quantity": quantity, "entryPrice": entry });
        match account {
            Some(account) => row["account"] = json!(account),
            None => row["margin"] = json!(margin),
        }
        row
    })
    .collect()
}

/// A fund in which rounding has left 1e-12 or 1e-11 carries so much of an order, and where four millionths of the depth are
/// left that moves the place of the market on its law by a thousandth of a contract.
#[test]
fn where_next_to_no_depth_is_left_the_order_of_rows_changes_nothing() {
    let rows = positions(&[
        (
            Some("a0"),
            "long",
            553.5147450554883,
            0.11935307861995632,
            0.0,
        ),
        (
            Some("a0"),
            "short",
            25.872135080571084,
            0.15463003142475842,
            0.0,
        ),
        (
            Some("a0"),
            "short",
            80.83078757667019,
            0.08738590869497889,
            0.0,
        ),
        (
            Some("a1"),
            "short",
            553.5147450554883,
            0.08738590869497889,
            0.0,
        ),
        (
            None,
            "short",
            553.5147450554883,
            0.08738590869497889,
            93.71831405762295,
        ),
        (
            Some("a1"),
            "short",
            553.5147450554883,
            0.08738590869497889,
            0.0,
        ),
        (
            None,
            "short",
            553.5147450554883,
            0.08738590869497889,
            93.71831405762295,
        ),
        (
            Some("a0"),
            "long",
            553.5147450554883,
            0.15425517041730558,
            0.0,
        ),
        (
            None,
            "short",
            553.5147450554883,
            0.08738590869497889,
            93.71831405762295,
        ),
        (
            None,
            "long",
            27.64739210096569,
            0.14256396613578903,
            0.7550634029322789,
        ),
        (
            Some("a2"),
            "long",
            553.5147450554883,
            0.11841997132127974,
            0.0,
        ),
        (
            Some("a0"),
            "long",
            11.668280152960056,
            0.08738590869497889,
            0.0,
        ),
        (
            Some("a0"),
            "short",
            15.81698332967872,
            0.08738590869497889,
            0.0,
        ),
    ]);
    let scenario = json!({
            "version": 1,
            "clock": { "mode": "waves" },
            "accounts": [{"id": "a0", "wallet": 25.992825761789913}, {"id": "a1", "wallet": 90.69785016975902}, {"id": "a2", "wallet": 1.3845583951166205}],
            "markets": [{
        "adlRanking": "pnlTimesLeverage",
        "deficit": "proRata",
        "funding": {
            "cap": 0.011518121456316734,
            "interest": 0.0005961657692664492,
            "intervalS": 29.545266062157783
        },
        "id": "m0",
        "impact": {
            "coefficient": 0.3,
            "dailyVolatility": 0.13028764798648743,
            "dailyVolume": 23376.793694825596,
            "law": "squareRoot"
        },
        "insuranceFund": 0.0,
        "insuranceFundDrawdown": 1.0,
        "insuranceFundFloor": 0.0,
        "liquidation": {
            "executor": {
                "kind": "immediate"
            },
            "partial": {
                "above": 0.0,
                "cooldownS": 0.0,
                "rule": "share",
                "share": 0.5130276009390519,
                "then": "all"
            },
            "takeover": "market"
        },
        "margin": {
            "basis": "mark",
            "closeFeeInTrigger": true,
            "contract": "linear",
            "liquidationFeeRatio": 0.0077438807851973,
            "maintenance": {
                "tiers": [
                    {
                        "notionalFrom": 0.0,
                        "ratio": 0.05628795884322251
                    }
                ]
            },
            "mode": "cross",
            "priceStep": 5.5597683453997176e-05,
            "quantityStep": 0.0,
            "takerFeeRatio": 0.0
        },
        "mark": {
            "kind": "last"
        },
        "price": 0.12483701242139843,
        "resilience": {
            "permanentShare": 0.3333333333333333,
            "recovery": [
                {
                    "decayPerS": 0.012489154159510315,
                    "share": 0.4218239391135864
                },
                {
                    "decayPerS": 1.0828511135919505,
                    "share": 0.24484272755308023
                }
            ]
        },
        "vault": {
            "capital": 0.0,
            "ratePerS": 0.5580786299897512,
            "takeoverBelow": 0.7944984876677564
        },
        "withdrawal": {
            "exponent": 36.70984056821138,
            "law": "drawdown"
        }
    }],
            "populations": [{ "kind": "positions", "rows": rows }],
            "shock": { "kind": "priceGap", "ratio": -0.05055506458021716, "book": "shift" }
        });
    alike_in_any_order(scenario, 8).expect("agrees");
}

/// An order that the fund and the vault can just carry, up to rounding, on a market that takes nothing any more: where it
/// came first the vault could not sell, had nobody to hand on to, and every tick was a wave in which nothing happened.
#[test]
fn a_vault_that_moves_nothing_makes_no_wave() {
    let rows = positions(&[
        (
            Some("a1"),
            "short",
            9.396193047796734,
            83.35955539443982,
            0.0,
        ),
        (
            Some("a2"),
            "short",
            130.5381568819812,
            74.69716087548709,
            0.0,
        ),
        (
            None,
            "long",
            33.56912661412964,
            135.7661591609505,
            1553.9425032271647,
        ),
        (
            Some("a1"),
            "short",
            24.174429072870783,
            124.63143093128934,
            0.0,
        ),
        (
            Some("a1"),
            "long",
            136.25365740795144,
            93.04983031030278,
            0.0,
        ),
        (
            None,
            "long",
            15.514963121443389,
            72.56159392034978,
            173.4460191059809,
        ),
        (Some("a1"), "short", 13.5023768594282, 70.0, 0.0),
        (
            Some("a0"),
            "short",
            6.78513068595718,
            126.05130905827433,
            0.0,
        ),
        (Some("a2"), "long", 300.0, 101.12555891192154, 0.0),
    ]);
    let scenario = json!({
        "version": 1,
        "clock": {"durationS": 143.4494807232408, "mode": "ticks", "tickS": 3.415463826743829},
        "accounts": [{"id": "a0", "wallet": 0.0}, {"id": "a1", "wallet": 425.80422001994214}, {"id": "a2", "wallet": 7158.888666897228}],
        "markets": [{"adlRanking": "size", "deficit": "vault", "funding": null, "id": "m0", "impact": {"law": "linear", "slope": 0.1}, "insuranceFund": 0.0, "insuranceFundDrawdown": 1.0, "insuranceFundFloor": 0.0, "liquidation": {"executor": {"dailyVolume": 13457264.666091878, "kind": "pov", "share": 0.8241526565631002}, "partial": {"rule": "tiers", "step": 1}, "takeover": "bankruptcyPrice"}, "margin": {"basis": "entry", "closeFeeInTrigger": false, "contract": "linear", "liquidationFeeRatio": 0.0012817120068700962, "maintenance": {"tiers": [{"notionalFrom": 0.0, "ratio": 0.07518915177380693}]}, "mode": "cross", "priceStep": 0.011306719504918435, "quantityStep": 0.0, "takerFeeRatio": 0.006972686451143635}, "mark": {"band": 0.7600654042264962, "kind": "indexEma", "tauS": 5.504250933039455}, "price": 100.0, "resilience": {}, "vault": {"capital": 2623.2226173552194, "ratePerS": 3.4055049644354063, "takeoverBelow": 0.0611645641369774}, "withdrawal": {"exponent": 29.41593400615696, "law": "drawdown"}}],
        "populations": [{ "kind": "positions", "rows": rows }],
        "shock": {"kind": "path", "market": "m0", "points": [{"price": 7.0, "timeS": 0}, {"price": 5.710323856677395, "timeS": 4.434365561821347}]}
    });
    is_no_wave(&scenario).expect("agrees");
}

/// Longs and shorts trade with each other and the market takes what it can to its last bit: of a third long nothing is closed
/// but rounding, and nobody counts that as a position.
#[test]
fn rounding_closes_no_position() {
    let rows = [
        json!({"id": "a", "side": "long", "quantity": 41.95628547706141, "entryPrice": 0.21433963516254223, "margin": 1.4759588906735484}),
        json!({"id": "b", "side": "short", "quantity": 145.36966517404375, "entryPrice": 0.12704294421683354, "margin": 2.995935108107208}),
        json!({"id": "c", "side": "long", "quantity": 103.41337969698233, "entryPrice": 0.21513154174085927, "margin": 3.698640490399871}),
    ];
    let scenario = json!({
        "version": 1,
        "clock": {"mode": "ticks", "tickS": 0.41246279713558553, "durationS": 5.362016362762612},
        "markets": [{
            "id": "m", "price": 0.18148992030976221,
            "impact": {"law": "linear", "slope": 0.00018148992030976222},
            "liquidation": {"takeover": "market"},
            "margin": {"basis": "mark", "maintenance": {"ratio": 0.013554958322953272}},
            "withdrawal": {"law": "drawdown", "exponent": 9.340420298916323}
        }],
        "populations": [
            { "kind": "positions", "rows": rows },
            {"kind": "levels", "side": "long", "count": 1, "quantity": 50, "from": 0.18112694046914268, "to": 0.18112694046914268}
        ],
        "shock": {"kind": "orders", "rows": [{"timeS": 0.29548679844782205, "quantity": 172.2367287547766}]}
    });
    agrees(&scenario, "liquidationFeeRatio").expect("agrees");
    assert_eq!(
        prepared(&scenario).trace().markets[0].liquidated_count[2],
        3
    );
}
