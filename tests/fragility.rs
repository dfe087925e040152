//! The fragility curve, the breaking point and the phase diagram.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use common::{assert_close, valid};
use liquidation_cascades::analysis::fragility::{
    BreakKind, BreakingPoint, Fragility, LEAST_EXTRA, MOST_POINTS, phase,
};
use liquidation_cascades::analysis::ladder::{Ladders, Landing};
use liquidation_cascades::engine::Prepared;
use serde_json::{Value, json};

fn of_preset(name: &str) -> Value {
    liquidation_cascades::scenario::presets::preset(name).expect("is a preset")
}

fn prepared(scenario: &Value) -> Prepared {
    Prepared::new(valid(scenario))
}

fn fragility(prepared: &Prepared) -> Fragility {
    Fragility::new(prepared, &Ladders::default(), MOST_POINTS).expect("has a gap")
}

fn fall(prepared: &Prepared, shock_ratio: f64) -> f64 {
    let start = prepared.markets()[0].impact.start_price;
    Landing::by_engine(prepared, shock_ratio, None).price / start - 1.0
}

const PRESETS: [&str; 7] = [
    "calm-water",
    "the-match",
    "thin-book",
    "same-door",
    "staircase",
    "short-squeeze",
    "fair-weather",
];

#[test]
fn every_point_is_a_run_of_the_engine() {
    for name in PRESETS {
        let prepared = prepared(&of_preset(name));
        let found = fragility(&prepared);
        assert!(found.shock_ratio.len() <= MOST_POINTS, "{name}");
        assert!(
            found
                .shock_ratio
                .iter()
                .map(|shock| shock.abs())
                .is_sorted(),
            "{name}"
        );
        for (index, &shock) in found.shock_ratio.iter().enumerate() {
            let landing = Landing::by_engine(&prepared, shock, None);
            let start = prepared.markets()[0].impact.start_price;
            assert_close(found.final_ratio[index], landing.price / start - 1.0, 1e-12);
            assert_eq!(
                found.liquidated_share[index], landing.liquidated_share,
                "{name} {shock}"
            );
        }
        let falls: Vec<f64> = found.final_ratio.iter().map(|ratio| ratio.abs()).collect();
        assert!(
            falls.windows(2).all(|pair| pair[1] >= pair[0] - 1e-12),
            "{name}"
        );
    }
}

#[test]
fn a_cliff_is_exact_a_hair_less_and_nothing_much_happens() {
    for name in ["thin-book", "same-door", "staircase", "short-squeeze"] {
        let prepared = prepared(&of_preset(name));
        let BreakingPoint {
            shock_ratio,
            kind,
            before_ratio,
            after_ratio,
        } = fragility(&prepared).breaking_point.expect("breaks");
        assert_eq!(kind, BreakKind::Cliff, "{name}");
        assert_close(fall(&prepared, shock_ratio), after_ratio, 1e-12);
        assert_close(
            fall(&prepared, shock_ratio * (1.0 - 1e-9)),
            before_ratio,
            1e-8,
        );
        assert!((after_ratio - before_ratio).abs() > 0.05, "{name}");
    }
}

#[test]
fn everyone_at_the_same_door_breaks_between_what_the_lesson_says() {
    let prepared = prepared(&of_preset("same-door"));
    let found = fragility(&prepared);
    let breaking = found.breaking_point.expect("breaks");
    assert!(
        (-0.04..-0.035).contains(&breaking.shock_ratio),
        "{breaking:?}"
    );
    // The scenario's 4 % are beyond it.
    assert_close(
        found.distance.expect("breaks"),
        -breaking.shock_ratio - 0.04,
        1e-15,
    );
    assert!(found.distance.expect("breaks") < 0.0);
}

#[test]
fn calm_water_does_not_break() {
    let found = fragility(&prepared(&of_preset("calm-water")));
    assert_eq!((found.breaking_point, found.distance), (None, None));
}

fn uniform_leverage(kappa: f64) -> Value {
    json!({
        "version": 1,
        "markets": [{
            "id": "perp", "price": 100, "impact": { "law": "linear", "slope": kappa * 100.0 / 1e4 },
            "margin": { "maintenance": { "ratio": 0.005 } }
        }],
        "populations": [{
            "kind": "perps", "market": "perp", "openInterest": 1e6, "count": 100_000, "longShare": 1,
            "leverage": { "law": "uniform", "from": 2, "to": 50 }, "entry": { "law": "spot" }
        }],
        "shock": { "kind": "priceGap", "market": "perp", "ratio": -0.01 }
    })
}

/// V3: a first-order transition at `d_c = (1/50 - m)/(1 - m)`; at kappa 0.03 from there to 0.0262248744.
#[test]
fn v3_breaks_at_the_critical_fall() {
    let prepared = prepared(&uniform_leverage(0.03));
    let found = fragility(&prepared);
    let breaking = found.breaking_point.expect("breaks");
    assert_eq!(breaking.kind, BreakKind::Cliff);
    // The first of 100,000 stands half a quantile below 50x: 1e-7 beyond.
    assert_close(breaking.shock_ratio, -0.015_075_376_9, 3e-7);
    // At the transition the landing has a square root's slope: an error of 1e-7 there is one of its root.
    assert_close(breaking.after_ratio, -0.026_224_874_4, 3e-5);
    assert_close(found.distance.expect("breaks"), 0.005_075_376_9, 3e-7);
}

/// V1 with R = 0.6: the overshoot is amplified by 2.5 from the first trigger on, and half a percent of it is reached
/// where (b - p_s) R / (1 - R) = 0.5: at 0.3333 below 95.
#[test]
fn a_smooth_market_breaks_where_forced_selling_doubles_the_overshoot() {
    let mut scenario = uniform_leverage(0.01);
    scenario["markets"][0]["impact"]["slope"] = json!(0.012);
    scenario["populations"] = json!([{
        "kind": "levels", "market": "perp", "from": 75, "to": 95, "quantity": 1000, "count": 100_000
    }]);
    let breaking = fragility(&prepared(&scenario))
        .breaking_point
        .expect("breaks");
    assert_eq!(breaking.kind, BreakKind::Slope);
    assert_close(breaking.shock_ratio, -0.053_333, 2e-5);
    assert_close(
        breaking.before_ratio - breaking.shock_ratio,
        -LEAST_EXTRA,
        1e-5,
    );
    // With R = 0.4 it is amplified by 1.67 only: never.
    scenario["markets"][0]["impact"]["slope"] = json!(0.008);
    assert_eq!(fragility(&prepared(&scenario)).breaking_point, None);
}

#[test]
fn where_no_ladder_applies_the_engine_is_asked() {
    let mut scenario = of_preset("same-door");
    scenario["clock"] = json!({ "mode": "ticks", "tickS": 1, "durationS": 20 });
    let found = fragility(&prepared(&scenario));
    // At once and with all of it staying, time changes nothing.
    let instant = fragility(&prepared(&of_preset("same-door")))
        .breaking_point
        .expect("breaks");
    let breaking = found.breaking_point.expect("breaks");
    assert_eq!(breaking.kind, BreakKind::Cliff);
    assert_close(breaking.shock_ratio, instant.shock_ratio, 1e-8);
    assert_close(breaking.after_ratio, instant.after_ratio, 1e-6);
    assert!(found.shock_ratio.len() <= 50);
    scenario["shock"] = json!({ "kind": "none" });
    assert!(Fragility::new(&prepared(&scenario), &Ladders::default(), 64).is_none());
}

#[test]
fn the_phase_diagram_is_a_table_of_runs() {
    let prepared = prepared(&of_preset("the-match"));
    let (factors, shocks) = ([0.25, 1.0, 4.0], [-0.1, -0.05, -0.01, 0.0, 0.02, 0.08]);
    let found = phase(&prepared, &factors, &shocks);
    assert_eq!(found.final_ratio.len(), 18);
    for (row, &factor) in factors.iter().enumerate() {
        for (column, &shock) in shocks.iter().enumerate() {
            let landing = Landing::by_engine(&prepared, shock, Some(factor));
            let index = row * shocks.len() + column;
            assert_close(found.final_ratio[index], landing.price / 100.0 - 1.0, 1e-12);
            assert_eq!(found.liquidated_share[index], landing.liquidated_share);
        }
    }
}
