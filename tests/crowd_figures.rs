//! Leverage distribution and liquidation curves.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use common::{assert_close, trace, valid};
use liquidation_cascades::analysis::crowd_figures::{
    LeverageHistogram, LiquidationCurve, leverage_quantiles,
};
use liquidation_cascades::engine;
use liquidation_cascades::engine::{Prepared, PreparedMarket};
use liquidation_cascades::population::crowd::Crowd;
use liquidation_cascades::scenario::controls::controls;
use liquidation_cascades::scenario::data::DataStore;
use liquidation_cascades::scenario::presets::preset;
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

/// The same by sorting everybody.
fn sorted_quantile(crowds: [&Crowd; 2], share: f64) -> f64 {
    let mut all: Vec<(f64, f64)> = crowds
        .iter()
        .flat_map(|crowd| {
            (0..crowd.len()).map(|index| (f64::from(crowd.leverage[index]), crowd.quantity(index)))
        })
        .collect();
    all.sort_by(|one, other| one.0.total_cmp(&other.0));
    let total: f64 = all.iter().map(|(_, quantity)| quantity).sum();
    let mut sum = 0.0;
    for &(leverage, quantity) in &all {
        sum += quantity;
        if sum > share * total * (1.0 + 1e-9) {
            return leverage;
        }
    }
    all.last().expect("somebody is there").0
}

#[test]
fn quantiles_of_leverage_are_those_of_the_positions() {
    let shares = [0.004, 0.1, 0.25, 0.5, 0.75, 0.9, 0.9995, 1.0];
    for name in [
        "the-match",
        "same-door",
        "staircase",
        "same-odds",
        "thin-book",
        "calm-water",
    ] {
        let trace = engine::run(valid(&preset(name).expect("is a preset")));
        let (longs, shorts) = (&*trace.markets[0].longs, &*trace.markets[0].shorts);
        let found = leverage_quantiles(longs, shorts, shares);
        for (share, found) in shares.into_iter().zip(found) {
            assert_eq!(
                found,
                Some(sorted_quantile([longs, shorts], share)),
                "{name} {share}"
            );
        }
    }
    // Nobody is between clusters.
    let trace = engine::run(valid(&preset("same-door").expect("is a preset")));
    let market = &trace.markets[0];
    let [low, median, high] = leverage_quantiles(&market.longs, &market.shorts, [0.1, 0.5, 0.9]);
    assert_eq!(low, Some(10.0));
    assert_eq!(median, Some(20.0));
    assert_eq!(high, Some(20.0));
}

#[test]
fn quantiles_of_ones_own_positions_are_among_them() {
    let rows: Vec<Value> = [3.0, 5.0, 10.0, 20.0, 50.0]
        .iter()
        .zip(0..)
        .map(|(leverage, number)| {
            json!({
                "id": format!("{number}"), "side": if number % 2 == 0 { "long" } else { "short" },
                "quantity": 1, "entryPrice": 100, "margin": 100.0 / leverage
            })
        })
        .collect();
    let market = market(json!({ "kind": "positions", "market": "perp", "rows": rows }));
    assert_eq!(
        leverage_quantiles(&market.longs, &market.shorts, [0.1, 0.2, 0.21, 0.5, 0.9]),
        [3.0, 5.0, 5.0, 10.0, 50.0].map(Some)
    );
    let nobody = Crowd::new(
        liquidation_cascades::population::crowd::Side::Long,
        Vec::new(),
    );
    assert_eq!(leverage_quantiles(&nobody, &nobody, [0.5]), [None]);
}

#[test]
fn the_slider_shows_the_middle_of_every_law() {
    for (law, middle) in [
        (
            json!({ "law": "clusters", "at": [10, 20, 50], "weights": [50, 45, 5] }),
            20.0,
        ),
        (
            json!({ "law": "clusters", "at": [5, 8, 12, 20, 30, 50], "weights": [3, 2, 1, 1, 2, 3] }),
            20.0,
        ),
        (json!({ "law": "uniform", "from": 4, "to": 20 }), 12.0),
        (
            json!({ "law": "lognormal", "median": 7, "logSd": 0.5 }),
            7.0,
        ),
    ] {
        let mut scenario = preset("same-door").expect("is a preset");
        scenario["populations"][0]["leverage"] = law;
        let all = controls(&scenario, &DataStore::default()).expect("is valid");
        let slider = all
            .iter()
            .find(|one| one.name == "leverage")
            .expect("there is one");
        assert_close(slider.value, middle, 1e-9);
    }
}

/// An account with collateral and no money has no leverage that a position of it could be told by: the typical trader of a market is one
/// of the others, or nobody.
#[test]
fn positions_of_empty_wallets_have_no_typical_leverage() {
    let typical = |preset: &Value| {
        let trace = trace(preset);
        let market = trace.market(None).unwrap();
        leverage_quantiles(&market.longs, &market.shorts, [0.1, 0.5, 0.9])
    };
    let mut depeg = preset("depeg").expect("a preset");
    assert_eq!(typical(&depeg), [None; 3]);
    let alone = json!({ "kind": "positions", "market": "btc", "rows": [{ "side": "long", "quantity": 1, "entryPrice": 100, "margin": 10 }] });
    depeg["populations"].as_array_mut().unwrap().push(alone);
    assert_eq!(typical(&depeg), [Some(10.0); 3]);
}
