//! Leverage distribution and liquidation curves.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use common::{assert_close, valid};
use liquidation_cascades::analysis::crowd_figures::{LeverageHistogram, LiquidationCurve};
use liquidation_cascades::engine::{Prepared, PreparedMarket};
use serde_json::{Value, json};

fn market(population: Value) -> PreparedMarket {
    let prepared = Prepared::new(valid(&json!({
        "version": 1,
        "markets": [{
            "id": "perp", "price": 100, "impact": { "law": "linear", "slope": 1e-6 },
            "margin": { "maintenance": { "ratio": 0 } }
        }],
        "populations": [population],
        "shock": { "kind": "priceGap", "market": "perp", "ratio": -0.05 }
    })));
    prepared.markets()[0].clone()
}

fn clusters() -> Value {
    json!({
        "kind": "perps", "market": "perp", "openInterest": 1e6, "count": 10_000, "longShare": 0.6,
        "leverage": { "law": "clusters", "at": [5, 20], "weights": [3, 1] }, "entry": { "law": "spot" }
    })
}

#[test]
fn leverage_is_counted_by_notional_on_both_sides() {
    let found = LeverageHistogram::new(&market(clusters()));
    assert_eq!(found.edges.len(), found.long_notional.len() + 1);
    let bin = |leverage: f64| found.edges.partition_point(|&edge| edge <= leverage) - 1;
    // 60 % of a million is long, three quarters of it at 5x.
    for (notional, all) in [(&found.long_notional, 6e5), (&found.short_notional, 4e5)] {
        assert_close(notional[bin(5.0)], 0.75 * all, 1e-3 * all);
        assert_close(notional[bin(20.0)], 0.25 * all, 1e-3 * all);
        assert_close(notional.iter().sum(), all, 1e-6 * all);
    }
    assert!(
        found
            .edges
            .windows(2)
            .all(|pair| (pair[1] / pair[0] - 1.189_207_115).abs() < 1e-9)
    );
}

#[test]
fn curves_step_where_the_triggers_are() {
    let curve = LiquidationCurve::new(&market(clusters()));
    // Without maintenance 20x goes at 5 % and 5x at 20 %, either way.
    let at = |ratios: &[f64], notional: &[f64], ratio: f64| {
        notional[ratios
            .iter()
            .rposition(|at| at.abs() <= ratio)
            .expect("starts at 0")]
    };
    for (ratios, notional, all) in [
        (&curve.fall_ratio, &curve.long_notional, 6e5),
        (&curve.rise_ratio, &curve.short_notional, 4e5),
    ] {
        for (ratio, share) in [
            (0.0, 0.0),
            (0.049, 0.0),
            (0.052, 0.25),
            (0.198, 0.25),
            (0.205, 1.0),
        ] {
            assert_close(at(ratios, notional, ratio), share * all, 1e-3 * all);
        }
        assert!(notional.is_sorted());
    }
    assert!(curve.fall_ratio.iter().all(|&ratio| ratio <= 0.0));
}

#[test]
fn hand_drawn_positions_and_empty_sides_are_figures_too() {
    let rows = json!({ "kind": "positions", "market": "perp", "rows": [
        { "id": "a", "side": "long", "quantity": 10, "entryPrice": 100, "margin": 100 },
        { "id": "b", "side": "long", "quantity": 10, "entryPrice": 100, "margin": 2000 }
    ] });
    let market = market(rows);
    let found = LeverageHistogram::new(&market);
    // 10x; the other owns more than it holds, and no price can liquidate it.
    assert_eq!(found.long_notional, [1_000.0]);
    assert!(found.edges[0] <= 10.0 && found.edges[1] > 10.0);
    assert_eq!(found.unreachable_long_notional, 1_000.0);
    let curve = LiquidationCurve::new(&market);
    assert_eq!(curve.long_notional.last(), Some(&1_000.0));
    assert!(curve.rise_ratio.is_empty() && curve.short_notional.is_empty());
}
