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
