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
