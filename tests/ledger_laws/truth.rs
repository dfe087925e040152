//! Small scenarios whose right values were worked out by hand; each was wrong once.

use crate::scenarios::prepared;
use liquidation_cascades::trace::{AccountOutcome, Trace};
use serde_json::{Value, json};

fn trace(scenario: &Value) -> Trace {
    prepared(scenario).trace()
}

fn account<'a>(trace: &'a Trace, id: &str) -> &'a AccountOutcome {
    let found = trace.accounts.iter().find(|account| account.id == id);
    found.expect("is a row")
}

#[track_caller]
fn near(actual: f64, expected: f64) {
    let scale = expected.abs().max(1.0);
    assert!(
        (actual - expected).abs() <= 1e-9 * scale,
        "{actual} is not {expected}"
    );
}

#[track_caller]
fn average(trace: &Trace, id: &str, expected: f64) {
    let price = account(trace, id).average_fill_price;
    near(price.expect("was closed"), expected);
}

fn last(column: &[f64]) -> f64 {
    column[column.len() - 1]
}

/// A (bankrupt at 98) is under water at 95, B (at 94) is not; the fund is empty.
fn under_water_and_not(market: Value) -> Value {
    let mut scenario = json!({
        "version": 1,
        "markets": [{
            "price": 100, "impact": { "law": "linear", "slope": 0.001 },
            "margin": { "maintenance": { "ratio": 0.02 } }, "insuranceFund": 0, "deficit": "adl"
        }],
        "populations": [{ "kind": "positions", "rows": [
            { "id": "A", "side": "long", "quantity": 10, "entryPrice": 100, "margin": 20 },
            { "id": "B", "side": "long", "quantity": 10, "entryPrice": 100, "margin": 60 },
            { "id": "S", "side": "short", "quantity": 30, "entryPrice": 100, "margin": 1000 }
        ] }],
        "shock": { "kind": "priceGap", "ratio": -0.05 }
    });
    for (key, value) in market.as_object().expect("is an object") {
        scenario["markets"][0][key] = value.clone();
    }
    scenario
}

/// Whoever the market can fill is not deleveraged because somebody before could not be filled.
#[test]
fn auto_deleveraging_is_decided_order_by_order() {
    for deficit in ["adl", "proRata", "vault"] {
        // A vault that takes nobody over and has nothing.
        let vault = json!({ "capital": 0, "takeoverBelow": 0 });
        let mut scenario = under_water_and_not(json!({ "deficit": deficit, "vault": vault }));
        if deficit == "vault" {
            // Here A is not worth less than nothing at the mark, and still sells below its bankruptcy price.
            scenario["populations"][0]["rows"][0]["margin"] = json!(50.01);
            scenario["markets"][0]["impact"]["slope"] = json!(0.004);
        }
        let trace = trace(&scenario);
        let market = &trace.markets[0];
        assert_eq!(last(&market.bad_debt), 0.0, "{deficit}");
        if deficit == "vault" {
            // All of B and the part y of A at which 95 - 0.004 (10 + y) / 2 is A's bankruptcy price of 94.999: none.
            near(last(&market.adl_notional), 10.0 * 94.999);
            near(last(&market.last_price), 94.96);
            average(&trace, "B", 94.98);
            continue;
        }
        near(last(&market.last_price), 94.99);
        near(last(&market.adl_notional), 980.0);
        near(last(&market.insurance_fund), 9.95);
        average(&trace, "A", 98.0);
        average(&trace, "B", 94.995);
        let short = account(&trace, "S");
        near(short.quantity, -20.0);
        near(short.cash, 1020.0);
    }
}

/// Each order sees what those before it have left: a gain helps the losses behind it, never those before.
#[test]
fn each_order_sees_the_fund_as_those_before_left_it() {
    let run = |maintenance: Value| {
        let mut scenario = under_water_and_not(json!({
            "insuranceFund": 2, "impact": { "law": "linear", "slope": 1e-12 }, "margin": { "maintenance": maintenance }
        }));
        // At 95 B, bankrupt at 94.7, leaves 12 to the fund; C, bankrupt at 96, costs 1 a contract.
        scenario["populations"][0]["rows"] = json!([
            { "id": "B", "side": "long", "quantity": 40, "entryPrice": 98, "margin": 132 },
            { "id": "C", "side": "long", "quantity": 20, "entryPrice": 97, "margin": 20 },
            { "id": "S", "side": "short", "quantity": 90, "entryPrice": 100, "margin": 5000 }
        ]);
        trace(&scenario)
    };
    // With 3 % for all C (98.97) comes before B (97.6) and finds 2.
    let after = run(json!({ "ratio": 0.03 }));
    near(last(&after.markets[0].adl_notional), 18.0 * 96.0);
    near(last(&after.markets[0].insurance_fund), 12.0);
    // With little asked of small positions B (97.1) comes before C (96.1), which finds 14.
    let before = run(json!({ "tiers": [
        { "notionalFrom": 0, "ratio": 0.001 }, { "notionalFrom": 2000, "ratio": 0.05 }
    ] }));
    near(last(&before.markets[0].adl_notional), 6.0 * 96.0);
    near(last(&before.markets[0].insurance_fund), 0.0);
}

/// Where the price reaches somebody's bankruptcy price on the way, that order trades as far as there.
#[test]
fn an_order_just_bankrupt_trades_to_its_own_price() {
    // 95 - 0.05 y / 2 = 94.9 at y = 4 of 10.
    let mut scenario = under_water_and_not(json!({ "impact": { "law": "linear", "slope": 0.05 } }));
    scenario["populations"][0]["rows"] = json!([
        { "id": "A", "side": "long", "quantity": 10, "entryPrice": 100, "margin": 51 },
        { "id": "S", "side": "short", "quantity": 30, "entryPrice": 100, "margin": 1000 }
    ]);
    let trace = trace(&scenario);
    let market = &trace.markets[0];
    near(last(&market.net_sold), 4.0);
    near(last(&market.last_price), 94.8);
    near(last(&market.adl_notional), 6.0 * 94.9);
    near(last(&market.insurance_fund), 0.0);
    assert_eq!(last(&market.bad_debt), 0.0);
}

/// Row 1 is after the shock with nothing liquidated, also where a vault takes over.
#[test]
fn a_vault_takes_over_in_the_first_wave_and_not_in_the_shock() {
    let scenario = |capital: f64, slope: f64| {
        let mut scenario = under_water_and_not(json!({
            "impact": { "law": "linear", "slope": slope }, "insuranceFund": 3, "deficit": "vault",
            "vault": { "capital": capital, "ratePerS": 0.5 }
        }));
        scenario["populations"][0]["rows"] = json!([
            { "id": "A", "side": "long", "quantity": 10, "entryPrice": 100, "margin": 60 },
            { "id": "S", "side": "short", "quantity": 30, "entryPrice": 100, "margin": 1000 }
        ]);
        scenario
    };
    let first = trace(&scenario(5.0, 0.05));
    let market = &first.markets[0];
    assert_eq!(market.liquidated_quantity[..2], [0.0, 0.0]);
    assert_eq!(market.vault[1], 5.0);
    assert_eq!(account(&first, "A").liquidated_at_row, Some(2));
    near(market.liquidated_quantity[2], 10.0);
    // A was worth 10 at 95: the vault owns 15 and sells at 94.75.
    near(last(&market.vault), 15.0 - 2.5);
    // It is worth nothing at 94. Alone and with nothing of its own it sells what the fund of 3 carries: y (94 - 95 + 0.4 y / 2) = 3;
    // the rest goes to the winner at 94.
    let second = trace(&scenario(0.0, 0.4));
    let market = &second.markets[0];
    let sold = (1.0 + (1.0 + 4.0 * 0.2 * 3.0_f64).sqrt()) / 0.4;
    near(last(&market.net_sold), sold);
    near(last(&market.adl_notional), (10.0 - sold) * 94.0);
    assert_eq!(last(&market.bad_debt), 0.0);
    near(last(&market.insurance_fund), 0.0);
    near(last(&market.vault), 0.0);
}

/// A market at 100 with brackets and hardly any impact; one long and somebody to take the other side.
fn bracketed(basis: &str, brackets: &[(f64, f64)], step: u32, long: Value, gap: f64) -> Trace {
    let tiers: Vec<Value> = brackets
        .iter()
        .map(|(from, ratio)| json!({ "notionalFrom": from, "ratio": ratio }))
        .collect();
    trace(&json!({
        "version": 1,
        "markets": [{
            "price": 100, "impact": { "law": "linear", "slope": 1e-9 },
            "margin": { "basis": basis, "maintenance": { "tiers": tiers } },
            "insuranceFund": 1e6, "liquidation": { "partial": { "rule": "tiers", "step": step } }
        }],
        "populations": [{ "kind": "positions", "rows": [
            long, { "id": "S", "side": "short", "quantity": 5000, "entryPrice": 100, "margin": 200_000 }
        ] }],
        "shock": { "kind": "priceGap", "ratio": gap }
    }))
}

/// The bracket to leave is that of the notional which the maintenance margin is measured on.
#[test]
fn tiers_go_by_the_notional_of_the_maintenance_margin() {
    let long =
        json!({ "id": "A", "side": "long", "quantity": 15, "entryPrice": 100, "margin": 120 });
    let trace = bracketed("entry", &[(0.0, 0.01), (1000.0, 0.02)], 1, long, -0.067);
    near(account(&trace, "A").quantity, 10.0);
    assert_eq!(trace.summary().waves, 1);
}

/// OKX: the two lowest tiers are closed whole; above them two at a time, while the margin is more than the lowest asks.
#[test]
fn two_tiers_at_a_time_leave_no_second_tier() {
    let brackets = [(0.0, 0.004), (50e3, 0.005), (600e3, 0.0065), (3e6, 0.01)];
    let run = |quantity: f64, margin: f64| {
        let long = json!({ "id": "A", "side": "long", "quantity": quantity, "entryPrice": 100, "margin": margin });
        bracketed("mark", &brackets, 2, long, -0.046)
    };
    let second = run(3000.0, 15_000.0);
    near(second.markets[0].liquidated_quantity[2], 3000.0);
    // 10,000 at 95.4 lie in the third tier, which asks 5,251: with 5,000 down to 50,000 of notional; tier 1 asks 3,816.
    let third = run(10_000.0, 46_000.0 + 5_000.0);
    near(
        third.markets[0].liquidated_quantity[2],
        10_000.0 - 50e3 / 95.4,
    );
    let too_little = run(10_000.0, 46_000.0 + 3_800.0);
    near(too_little.markets[0].liquidated_quantity[2], 10_000.0);
}

fn capped(rows: Value, gap: f64, market: Value) -> Trace {
    let mut scenario = json!({
        "version": 1,
        "markets": [{
            "price": 100, "impact": { "law": "linear", "slope": 0.2 }, "margin": { "maintenance": { "ratio": 0.06 } },
            "liquidation": { "executor": { "kind": "priceCapped" } }
        }],
        "populations": [{ "kind": "positions", "rows": rows }],
        "shock": { "kind": "priceGap", "ratio": gap },
        "clock": { "mode": "ticks", "tickS": 1, "durationS": 2 }
    });
    for (key, value) in market.as_object().expect("is an object") {
        scenario["markets"][0][key] = value.clone();
    }
    trace(&scenario)
}

/// The first in line trades first, each order to its own limit and at the price of its own part of the way.
#[test]
fn capped_orders_trade_one_by_one_to_their_own_limits() {
    let rows = json!([
        { "id": "A", "side": "long", "quantity": 20, "entryPrice": 100, "margin": 130 },
        { "id": "B", "side": "long", "quantity": 20, "entryPrice": 100, "margin": 200 },
        { "id": "S", "side": "short", "quantity": 60, "entryPrice": 100, "margin": 3000 }
    ]);
    let trace = capped(rows.clone(), -0.043, json!({}));
    near(account(&trace, "A").quantity, 9.0);
    average(&trace, "A", 94.6);
    near(account(&trace, "B").quantity, 2.5);
    average(&trace, "B", 91.75);
    near(last(&trace.markets[0].last_price), 90.0);
    // At their limits they wait: the second tick is no wave.
    assert_eq!(trace.summary().waves, 1);
    // In lots of 4 A sells 8 (95.7 to 94.1), B 20 (94.1 to 90.1).
    let lots = capped(
        rows,
        -0.043,
        json!({ "margin": { "maintenance": { "ratio": 0.06 }, "quantityStep": 4 } }),
    );
    near(account(&lots, "A").quantity, 12.0);
    average(&lots, "A", 94.9);
    near(account(&lots, "B").quantity, 0.0);
    average(&lots, "B", 92.1);
}

/// The mirror image, and what a wide band lets trade below the bankruptcy price goes to winners beyond what the fund pays.
#[test]
fn capped_purchases_and_capped_losses() {
    let shorts = json!([
        { "id": "A", "side": "short", "quantity": 20, "entryPrice": 100, "margin": 130 },
        { "id": "B", "side": "short", "quantity": 20, "entryPrice": 100, "margin": 200 },
        { "id": "L", "side": "long", "quantity": 60, "entryPrice": 100, "margin": 3000 }
    ]);
    let up = capped(shorts, 0.043, json!({}));
    average(&up, "A", (104.3 + 106.5) / 2.0);
    average(&up, "B", (106.5 + 110.0) / 2.0);
    near(account(&up, "A").quantity, -9.0);
    near(account(&up, "B").quantity, -2.5);
    // A is bankrupt at 93.5 and sells from 95.7: 0.1 y = 2.2 and a fund of 20 carry y (93.5 - 95.7 + 0.1 y) = 20: y = 29.
    let longs = json!([
        { "id": "A", "side": "long", "quantity": 40, "entryPrice": 100, "margin": 260 },
        { "id": "S", "side": "short", "quantity": 60, "entryPrice": 100, "margin": 3000 }
    ]);
    let executor = json!({ "executor": { "kind": "priceCapped", "at": "band", "band": 0.5 } });
    let down = capped(
        longs,
        -0.043,
        json!({ "liquidation": executor, "insuranceFund": 20, "deficit": "adl" }),
    );
    let sold = 11.0 + (121.0_f64 + 200.0).sqrt();
    near(last(&down.markets[0].net_sold), sold);
    near(last(&down.markets[0].adl_notional), (40.0 - sold) * 93.5);
    assert_eq!(last(&down.markets[0].bad_debt), 0.0);
}

/// A short reached first, then a long: the short's rest is settled before the long, with a ledger and without.
#[test]
fn who_was_triggered_first_is_settled_first() {
    for fee in [0.0, 1e-15] {
        let trace = trace(&json!({
            "version": 1, "clock": { "mode": "ticks", "tickS": 1, "durationS": 2 },
            "markets": [{
                "price": 100, "impact": { "law": "linear", "slope": 1e-12 },
                "margin": { "maintenance": { "ratio": 0.01 }, "takerFeeRatio": fee }, "insuranceFund": 0,
                "liquidation": { "executor": { "kind": "exponential", "ratePerS": std::f64::consts::LN_2 } }
            }],
            "populations": [{ "kind": "positions", "rows": [
                { "id": "A", "side": "short", "quantity": 12, "entryPrice": 100, "margin": 60 },
                { "id": "B", "side": "long", "quantity": 12, "entryPrice": 100, "margin": 60 }
            ] }],
            "shock": { "kind": "path", "points": [
                { "timeS": 0, "price": 100 }, { "timeS": 1, "price": 110 }, { "timeS": 2, "price": 92 }
            ] }
        }));
        near(trace.markets[0].bad_debt[3], 30.0);
        near(trace.markets[0].insurance_fund[3], 21.0);
    }
}

fn one_long(quantity: f64, margin: f64, market: Value) -> Value {
    let mut scenario = json!({
        "version": 1,
        "markets": [{
            "price": 100, "impact": { "law": "linear", "slope": 1e-15 }, "insuranceFund": 1e12
        }],
        "populations": [{ "kind": "positions", "rows": [
            { "id": "a", "side": "long", "quantity": quantity, "entryPrice": 100, "margin": margin }
        ] }]
    });
    for (key, value) in market.as_object().expect("is an object") {
        scenario["markets"][0][key] = value.clone();
    }
    scenario
}

/// A target at or below what must be kept closes what cures and never everything, whatever the rounding.
#[test]
fn a_target_at_maintenance_closes_what_cures() {
    for (equity, notional, maintenance, target) in [
        (1000.0, 1500.0, 0.8, 0.8),
        (1000.0, 3000.0, 0.5, 0.5),
        (700.0, 1200.0, 0.6, 0.6),
        (9.0, 1000.0, 0.01, 0.01),
        (5.0, 1000.0, 0.01, 0.01),
        (1000.0, 1500.0, 0.8, 0.800_001),
        (1000.0, 1500.0, 0.8, 0.5),
    ] {
        let trace = trace(&one_long(
            notional / 100.0,
            equity,
            json!({
                "margin": { "maintenance": { "ratio": maintenance } },
                "liquidation": { "partial": { "rule": "target", "ratio": target } }
            }),
        ));
        let left = account(&trace, "a").quantity * 100.0;
        near(left, equity / f64::max(maintenance, target));
        assert_eq!(trace.summary().waves, 1, "{target}");
    }
}

/// The largest holders under Binance's rules, where a bracket asks for more than the target of 2 %.
#[test]
fn large_positions_keep_nearly_all_under_a_target_below_their_bracket() {
    let brackets = [
        (0.0, 0.004),
        (50e3, 0.005),
        (600e3, 0.0065),
        (3e6, 0.01),
        (12e6, 0.02),
        (70e6, 0.025),
        (100e6, 0.05),
        (230e6, 0.1),
    ];
    let tiers: Vec<Value> = brackets
        .iter()
        .map(|(from, ratio)| json!({ "notionalFrom": from, "ratio": ratio }))
        .collect();
    for notional in [80e6, 100e6, 104e6, 110e6, 120e6, 200e6] {
        let mut scenario = one_long(
            notional / 100.0,
            notional / 10.0,
            json!({
                "margin": { "maintenance": { "tiers": tiers }, "takerFeeRatio": 0.0005, "liquidationFeeRatio": 0.0125 },
                "liquidation": { "partial": { "rule": "target", "ratio": 0.02 } }
            }),
        );
        let needed = |price: f64| {
            let value = notional / 100.0 * price;
            let ends = brackets
                .iter()
                .skip(1)
                .map(|bracket| bracket.0)
                .chain([f64::INFINITY]);
            brackets
                .iter()
                .zip(ends)
                .map(|(&(from, ratio), to)| ratio * (value.min(to) - from).max(0.0))
                .sum::<f64>()
        };
        // The price at which it is liquidated, by bisection.
        let (mut low, mut high) = (50.0, 100.0);
        for _ in 0..100 {
            let middle = 0.5 * (low + high);
            if notional / 10.0 + notional * (middle / 100.0 - 1.0) > needed(middle) {
                high = middle
            } else {
                low = middle
            }
        }
        scenario["shock"] = json!({ "kind": "priceGap", "ratio": low / 100.0 - 1.0 - 1e-9 });
        let left = account(&trace(&scenario), "a").quantity * 100.0 / notional;
        // What the bracket asks there is less than the target: x = (t - e) / (t - f); else a sliver cures.
        let asked = needed(low) / (notional / 100.0 * low);
        let expected = 1.0 - (0.02 - asked).max(0.0) / (0.02 - 0.013);
        assert!(
            (left - expected).abs() < 1e-6,
            "{notional}: {left} is left of {expected}"
        );
        assert!(left > 0.7 && left < 1.0);
    }
}

/// Nor does a fall step by step, or a market that answers, end in a sale of everything.
#[test]
fn a_cure_is_repeated_as_the_price_falls_on() {
    let mut scenario = one_long(
        100.0,
        600.0,
        json!({
            "impact": { "law": "linear", "slope": 0.05 },
            "margin": { "maintenance": { "ratio": 0.05 } },
            "liquidation": { "partial": { "rule": "target", "ratio": 0.05 } }
        }),
    );
    scenario["shock"] = json!({ "kind": "priceGap", "ratio": -0.02 });
    let instant = trace(&scenario);
    let kept = account(&instant, "a").quantity;
    assert!(kept > 30.0 && kept < 100.0, "{kept}");
    assert!(instant.summary().waves < 20);
    // V10: in ever smaller steps a further fall of 5 % at 5 % leaves 0.3773536025 of it: here in 400 ticks.
    scenario["markets"][0]["impact"]["slope"] = json!(1e-15);
    scenario["clock"] = json!({ "mode": "ticks", "tickS": 1, "durationS": 401 });
    scenario["populations"][0]["rows"][0]["margin"] = json!(500);
    scenario["shock"] = json!({ "kind": "ramp", "ratio": -0.05, "durationS": 400 });
    let ticks = trace(&scenario);
    let kept = account(&ticks, "a").quantity;
    assert!((kept / 37.735 - 1.0).abs() < 0.05, "{kept}");
}

/// Orders of 1e-16 and waves without volume: none.
#[test]
fn no_wave_is_dust() {
    let brackets = [
        (0.0, 0.01),
        (1_000.0, 0.02),
        (3_000.0, 0.04),
        (7_000.0, 0.08),
    ];
    for quantity in [11.3, 31.7, 70.1, 83.9, 140.3] {
        for gap in [-0.061, -0.0537, -0.0711] {
            let long = json!({ "id": "A", "side": "long", "quantity": quantity, "entryPrice": 100, "margin": 6.3 * quantity });
            let trace = bracketed("mark", &brackets, 1, long, gap);
            let sold = &trace.markets[0].liquidated_quantity;
            for rows in sold.windows(2).skip(1) {
                assert!(
                    rows[1] - rows[0] > 1e-9 * quantity,
                    "{quantity} {gap}: {sold:?}"
                );
            }
        }
    }
}

/// With a ledger and without, an exponential executor ends in the same tick.
#[test]
fn both_engines_count_the_same_waves() {
    for rate in [0.2, 1.0, 3.0] {
        let waves = [0.0, 1e-15].map(|fee| {
            trace(&json!({
                "version": 1, "clock": { "mode": "ticks", "tickS": 1, "durationS": 200 },
                "markets": [{
                    "price": 100, "impact": { "law": "logLinear", "depth": 3000 }, "margin": { "takerFeeRatio": fee },
                    "liquidation": { "executor": { "kind": "exponential", "ratePerS": rate } }
                }],
                "populations": [{ "kind": "levels", "from": 85, "to": 95, "quantity": 150, "count": 300 }],
                "shock": { "kind": "priceGap", "ratio": -0.06 }
            }))
            .summary()
            .waves
        });
        assert_eq!(waves[0], waves[1], "{rate}");
        assert!(waves[0] < 200, "{rate}: it ends");
    }
}

/// Whole lots in every fill, as much of them as the speed says.
#[test]
fn executors_fill_whole_lots() {
    let executors = [
        json!({ "kind": "exponential", "ratePerS": 0.3 }),
        json!({ "kind": "twap", "durationS": 7 }),
        json!({ "kind": "pov", "share": 0.2, "dailyVolume": 86_400.0 * 3.1 }),
    ];
    for executor in executors {
        let run = |lot: f64| {
            trace(&json!({
                "version": 1, "clock": { "mode": "ticks", "tickS": 1, "durationS": 60 },
                "markets": [{
                    "price": 100, "impact": { "law": "linear", "slope": 1e-9 }, "margin": { "quantityStep": lot },
                    "liquidation": { "executor": executor }
                }],
                "populations": [{ "kind": "positions", "rows": [
                    { "id": "A", "side": "long", "quantity": 7.5, "entryPrice": 100, "margin": 40 },
                    { "id": "B", "side": "long", "quantity": 9, "entryPrice": 100, "margin": 45 },
                    { "id": "C", "side": "short", "quantity": 5.5, "entryPrice": 90, "margin": 4 }
                ] }],
                "shock": { "kind": "priceGap", "ratio": -0.06 }
            }))
        };
        let (lots, any) = (run(0.5), run(0.0));
        let (sold, smooth) = (
            &lots.markets[0].liquidated_quantity,
            &any.markets[0].liquidated_quantity,
        );
        for (row, (sold, smooth)) in sold.iter().zip(smooth).enumerate() {
            assert_eq!((sold / 0.5).fract(), 0.0, "{executor} {row}: {sold}");
            // Half a lot per order, or one of a budget.
            assert!(
                (sold - smooth).abs() <= 1.0,
                "{executor} {row}: {sold} {smooth}"
            );
        }
        assert_eq!(last(sold), 22.0, "{executor}");
    }
}

/// Winners alike but for rounding go by number, whatever the unit of sizes.
#[test]
fn rounding_ranks_no_winner() {
    for unit in [1.0, 3.0, 0.7, 1e-3, 1.1e6] {
        let mut rows = vec![
            json!({ "id": "A", "side": "long", "quantity": 10.0 * unit, "entryPrice": 100, "leverage": 20 }),
        ];
        for index in 0..7_u32 {
            // The same entry and leverage, other sizes.
            let quantity = unit * (1.0 + 0.37 * f64::from(index));
            rows.push(json!({ "id": format!("S{index}"), "side": "short", "quantity": quantity, "entryPrice": 100, "leverage": 7 }));
        }
        let trace = trace(&json!({
            "version": 1,
            "markets": [{
                "price": 100, "impact": { "law": "linear", "slope": 1e-8 / unit }, "deficit": "adl",
                "margin": { "maintenance": { "ratio": 0.01 } }
            }],
            "populations": [{ "kind": "positions", "rows": rows }],
            "shock": { "kind": "priceGap", "ratio": -0.06 }
        }));
        let closed: Vec<f64> = trace.accounts[1..]
            .iter()
            .map(|account| account.deleveraged_quantity / unit)
            .collect();
        // 1 + 1.37 + 1.74 + 2.11 + 2.48 = 8.7, and 1.3 of the sixth.
        for (closed, expected) in closed.iter().zip([1.0, 1.37, 1.74, 2.11, 2.48, 1.3, 0.0]) {
            assert!(
                (closed - expected).abs() < 1e-9,
                "{unit}: {closed} is not {expected}"
            );
        }
    }
}

/// Positions below their maintenance margin at the start are no part of what a further fall would force.
#[test]
fn what_is_dead_at_the_start_is_no_fuel() {
    for fee in [0.0, 1e-15] {
        let trace = trace(&one_long(
            10.0,
            0.1,
            json!({
                "impact": { "law": "linear", "slope": 0.1 }, "margin": { "takerFeeRatio": fee }
            }),
        ));
        assert_eq!(trace.markets[0].branching_ratio[0], 0.0, "{fee}");
        assert_eq!(account(&trace, "a").liquidated_at_row, Some(2));
        assert!(account(&trace, "a").is_dead_at_start, "{fee}");
        let alive = one_long(10.0, 100.0, json!({ "margin": { "takerFeeRatio": fee } }));
        assert!(
            !account(&self::trace(&alive), "a").is_dead_at_start,
            "{fee}"
        );
    }
}
