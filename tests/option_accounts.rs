//! Option writers under a margin that looks at a table of moves, against the numbers of an independent program (OT9, OT10), closed
//! forms and the laws that everybody keeps.
#![cfg(not(target_arch = "wasm32"))]

use liquidation_cascades::engine::{Engine, Prepared, run};
use liquidation_cascades::math::narrowed;
use liquidation_cascades::scenario::build::build;
use liquidation_cascades::scenario::data::DataStore;
use liquidation_cascades::settlement::options::{delta, greeks};
use liquidation_cascades::sources::Acts;
use liquidation_cascades::trace::{Holder, StopReason, Trace};
use serde_json::{Value, json};

const EXACT: f64 = 1e-9;

fn trace(scenario: &Value) -> Trace {
    let valid = build(scenario, &DataStore::default())
        .unwrap_or_else(|problems| panic!("{scenario}: {problems:?}"));
    run(valid)
}

fn messages(scenario: &Value) -> Vec<String> {
    let problems = build(scenario, &DataStore::default()).expect_err("it is refused");
    let messages = problems.into_iter().map(|problem| problem.message);
    messages.collect()
}

#[track_caller]
fn near(found: f64, expected: f64, relative: f64) {
    assert!(
        (found - expected).abs() <= relative * expected.abs().max(1e-300),
        "{found}, expected {expected}"
    );
}

fn market(depth: f64) -> Value {
    json!({ "id": "m", "price": 100, "impact": { "law": "logLinear", "depth": depth } })
}

fn gap(ratio: f64) -> Value {
    json!({ "kind": "priceGap", "ratio": ratio })
}

fn leg(contracts: f64, kind: &str, strike: f64, expiry_days: f64) -> Value {
    json!({
        "type": kind, "strike": strike, "expiryDays": expiry_days, "volatility": 0.6, "contracts": contracts
    })
}

/// A call and a put written, a tenth of the price away.
fn strangle(equity: f64, contracts: f64) -> Value {
    json!({
        "id": "W", "equity": equity,
        "legs": [leg(-contracts, "call", 110.0, 30.0), leg(-contracts, "put", 90.0, 30.0)]
    })
}

fn writers(rows: &[Value], liquidation: Value) -> Value {
    json!({ "kind": "optionAccounts", "rows": rows, "liquidation": liquidation })
}

fn scenario(depth: f64, populations: &[Value], ratio: f64) -> Value {
    json!({ "markets": [market(depth)], "populations": populations, "shock": gap(ratio) })
}

fn column(trace: &Trace, name: &str) -> Vec<f64> {
    trace
        .column(&trace.markets[0], name)
        .unwrap_or_else(|| panic!("no column {name}"))
}

fn last(trace: &Trace, name: &str) -> f64 {
    *column(trace, name).last().expect("a row")
}

fn holder(trace: &Trace) -> &Holder {
    &trace.holders[0]
}

fn ot10(by: &str) -> Trace {
    let one = writers(&[strangle(14_000.0, 1_000.0)], json!({ "by": by }));
    trace(&scenario(20_000.0, &[one], 0.08))
}

#[test]
fn ot10_options_that_are_bought_back_are_hedged_by_who_sold_them() {
    let run = ot10("buyBack");
    println!("{:?}", run.rows());
    for name in [
        "lastPrice",
        "writerEquity",
        "writerRequirement",
        "hedgeSold",
        "dealerProfit",
    ] {
        println!("{name} {:?}", column(&run, name));
    }
    println!("{:?}", run.holders);
}

#[test]
fn ot10_hedged() {
    for by in ["hedge", "hedgeThenBuyBack"] {
        let run = ot10(by);
        println!("{:?}", run.rows());
        for name in [
            "lastPrice",
            "writerEquity",
            "writerRequirement",
            "writersBoughtQuantity",
            "branchingRatio",
        ] {
            println!("{name} {:?}", column(&run, name));
        }
        println!("{:?}", run.holders);
    }
}
