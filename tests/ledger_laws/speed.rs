//! A large ledger stays fast. Times are printed; in a test build only the worst excess fails.

use crate::scenarios::prepared;
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

/// Setting up was quadratic: 13 to 59 s in a release build for 90,000 rows.
#[test]
fn cross_accounts_are_set_up_in_one_pass() {
    for accounts in [1, 100, 90_000] {
        let scenario = cross_rows(90_000, accounts);
        let begin = Instant::now();
        let _ = prepared(&scenario);
        let elapsed = begin.elapsed();
        println!("{accounts} accounts: {elapsed:?}");
        // Ten times what a loaded machine takes in this build, a tenth of what it took.
        assert!(
            elapsed.as_secs_f64() < 30.0,
            "{accounts} accounts: {elapsed:?}"
        );
    }
}

/// A payment opened every position anew: 18 s in a release build for 600 payments of 90,000.
#[test]
fn funding_does_not_reopen_everyone() {
    let mut scenario = crowded(json!({ "funding": { "intervalS": 1 } }));
    scenario["clock"] = json!({ "mode": "ticks", "tickS": 1, "durationS": 60 });
    let prepared = prepared(&scenario);
    let begin = Instant::now();
    let _ = prepared.trace();
    let elapsed = begin.elapsed();
    println!("60 payments of 100,000: {elapsed:?}");
    assert!(elapsed.as_secs_f64() < 20.0, "{elapsed:?}");
}
