//! A large ledger stays fast: times are printed, and how they grow with its size is what fails.

use crate::scenarios::prepared;
use liquidation_cascades::engine::Prepared;
use serde_json::{Value, json};
use std::time::Instant;

/// 100,000 positions, most of which fall in some hundred waves.
fn crowded(market: Value) -> Value {
    let mut scenario = json!({
        "version": 1,
        "markets": [{
            "price": 100, "impact": { "law": "logLinear", "depth": 2.3e4 }, "margin": { "maintenance": { "ratio": 0.005 } },
            "insuranceFund": 1000
        }],
        "populations": [
            { "kind": "levels", "from": 50, "to": 98, "quantity": 10_000, "count": 50_000, "spacing": "logPrice" },
            { "kind": "perps", "openInterest": 1e6, "count": 50_000, "longShare": 0.3, "leverage": { "law": "uniform", "from": 2, "to": 50 } }
        ],
        "shock": { "kind": "priceGap", "ratio": -0.05 }
    });
    for (key, value) in market.as_object().expect("is an object") {
        scenario["markets"][0][key] = value.clone();
    }
    scenario
}

#[test]
#[ignore = "a measurement: run it in release"]
fn a_hundred_thousand_positions_take_seconds_at_most() {
    let target = json!({ "partial": { "rule": "target", "ratio": 0.02 } });
    let share = json!({ "partial": { "rule": "share", "share": 0.1 } });
    let cases = [
        ("fees", json!({ "margin": { "takerFeeRatio": 0.0005 } })),
        ("target", json!({ "liquidation": target })),
        ("share", json!({ "liquidation": share })),
        ("adl", json!({ "deficit": "adl", "insuranceFund": 10 })),
        (
            "adl, target",
            json!({ "deficit": "adl", "insuranceFund": 10, "liquidation": target }),
        ),
        (
            "adl, share",
            json!({ "deficit": "adl", "insuranceFund": 0, "liquidation": share }),
        ),
        (
            "proRata",
            json!({ "deficit": "proRata", "insuranceFund": 10 }),
        ),
        (
            "socialise",
            json!({ "deficit": "socialise", "insuranceFund": 0 }),
        ),
        (
            "vault",
            json!({ "deficit": "vault", "vault": { "capital": 1000 } }),
        ),
        (
            "inverse",
            json!({ "deficit": "adl", "margin": { "contract": "inverse" } }),
        ),
    ];
    for (name, market) in cases {
        let begin = Instant::now();
        let prepared = prepared(&crowded(market));
        let ready = begin.elapsed();
        let trace = prepared.trace();
        let all = begin.elapsed();
        let summary = trace.summary();
        println!(
            "{name}: {ready:?} + {:?}, {} waves, {} closed, ADL {:.0}, socialised {:.0}, debt {:.0}, end {:.3}",
            all - ready,
            summary.waves,
            summary.liquidated_count,
            summary.adl_notional,
            summary.socialised_loss,
            summary.bad_debt,
            summary.final_price
        );
        assert!(all.as_secs_f64() < 60.0, "{name} takes {all:?}");
    }
}

fn cross_rows(rows: u32, accounts: u32) -> Value {
    let names: Vec<Value> = (0..accounts)
        .map(|account| json!({ "id": format!("a{account}"), "wallet": 1e6 / f64::from(accounts) }))
        .collect();
    let positions: Vec<Value> = (0..rows)
        .map(|row| {
            json!({
                "id": format!("r{row}"), "side": if row % 3 == 0 { "short" } else { "long" }, "quantity": 1, "entryPrice": 100,
                "account": format!("a{}", row % accounts)
            })
        })
        .collect();
    json!({
        "version": 1,
        "markets": [{
            "price": 100, "impact": { "law": "logLinear", "depth": 2.3e4 }, "margin": { "mode": "cross", "maintenance": { "ratio": 0.005 } }
        }],
        "accounts": names,
        "populations": [{ "kind": "positions", "rows": positions }],
        "shock": { "kind": "priceGap", "ratio": -0.05 }
    })
}

/// Seconds that something takes at each of two sizes, the least of five goes in turns: whatever else runs here makes a go longer only,
/// and what lasts makes both longer.
fn seconds<const N: usize>(of: [&dyn Fn(); N]) -> [f64; N] {
    let mut least = [f64::INFINITY; N];
    for _ in 0..5 {
        for (least, of) in least.iter_mut().zip(of) {
            let begin = Instant::now();
            of();
            *least = least.min(begin.elapsed().as_secs_f64());
        }
    }
    least
}

/// Setting up was quadratic: 13 to 59 s in a release build for 90,000 rows. Four times the rows take about four times as long,
/// and took fourteen times.
#[test]
fn cross_accounts_are_set_up_in_one_pass() {
    for accounts in [|_| 1, |_| 100, |rows| rows] {
        let scenarios = [10_000, 40_000].map(|rows| cross_rows(rows, accounts(rows)));
        let set_up = |scenario: &Value| {
            let _ = prepared(scenario);
        };
        let [few, many] = seconds([&|| set_up(&scenarios[0]), &|| set_up(&scenarios[1])]);
        let times = many / few;
        println!("{few:.3} s, {many:.3} s: {times:.1} times");
        assert!(times < 10.0, "{few} s, {many} s");
    }
}

/// A payment opened every position anew: 18 s in a release build for 600 payments of 90,000. It takes a look at everyone, so
/// of four times the positions about four times as long; how long that is the benchmark says.
#[test]
fn funding_looks_at_everyone_once() {
    let runs = |positions: u32| {
        [1, 60].map(|interval_s| {
            let mut scenario = crowded(json!({ "funding": { "intervalS": interval_s } }));
            scenario["clock"] = json!({ "mode": "ticks", "tickS": 1, "durationS": 60 });
            for population in scenario["populations"].as_array_mut().expect("is a list") {
                population["count"] = json!(positions / 2);
            }
            prepared(&scenario)
        })
    };
    let [[few_often, few_once], [many_often, many_once]] = [10_000, 40_000].map(runs);
    let run = |prepared: &Prepared| {
        let _ = prepared.trace();
    };
    let [few_often, few_once, many_often, many_once] = seconds([
        &|| run(&few_often),
        &|| run(&few_once),
        &|| run(&many_often),
        &|| run(&many_once),
    ]);
    let [few, many] = [few_often - few_once, many_often - many_once].map(|often| often / 59.0);
    println!("{few:.5} s, {many:.5} s: {:.1} times", many / few);
    assert!(many < 10.0 * few, "{few} s, {many} s");
}
