//! What the laws have found: one small case each, with numbers worked out by hand.

use crate::scenarios::prepared;
use liquidation_cascades::trace::{AccountOutcome, Trace};
use serde_json::{Value, json};

fn trace(scenario: &Value) -> Trace {
    prepared(scenario).trace()
}

fn account<'a>(trace: &'a Trace, id: &str) -> &'a AccountOutcome {
    trace
        .accounts
        .iter()
        .find(|account| account.id == id)
        .expect("is a row")
}

#[track_caller]
fn assert_close(actual: f64, expected: f64, tolerance: f64) {
    assert!((actual - expected).abs() <= tolerance, "{actual} is not {expected}");
}

/// Two lists of orders once shared one counter: the second began where the first had ended, or past its own end.
#[test]
fn a_market_takes_orders_of_several_lists() {
    let list = |rows: &[(f64, f64)]| {
        let rows: Vec<Value> = rows.iter().map(|row| json!({ "timeS": row.0, "quantity": row.1 })).collect();
        json!({ "kind": "orders", "rows": rows })
    };
    let trace = trace(&json!({
        "version": 1, "clock": { "mode": "ticks", "tickS": 1, "durationS": 5 },
        "markets": [{ "price": 100, "impact": { "law": "linear", "slope": 0.01 } }],
        "shock": list(&[(0.0, 100.0), (0.0, 50.0), (3.0, 10.0)]), "moreShocks": [list(&[(0.0, 20.0), (3.0, 5.0)])]
    }));
    for (row, price) in [(0, 100.0), (1, 98.3), (3, 98.3), (4, 98.15), (6, 98.15)] {
        assert_close(trace.markets[0].last_price[row], price, 1e-12);
    }
}
