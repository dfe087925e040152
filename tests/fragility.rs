//! The fragility curve, the breaking point and the phase diagram.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use common::{assert_close, valid};
use liquidation_cascades::analysis::fragility::{
    BreakKind, BreakingPoint, Fragility, LEAST_EXTRA, MOST_POINTS, Search, phase,
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
        // Depth that leaves by volatility does so after the fills of a tick, and whoever is reached a tick sooner meets more of
        // it: a larger shock may end higher. In this preset it is a ten-millionth.
        let slack = if name == "fair-weather" { 1e-6 } else { 1e-12 };
        assert!(
            falls.windows(2).all(|pair| pair[1] >= pair[0] - slack),
            "{name}"
        );
    }
}

/// The widest cliff: the first one where there is no wider one.
fn widest(found: &Fragility) -> BreakingPoint {
    found.widest.or(found.breaking_point).expect("breaks")
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
        } = widest(&fragility(&prepared));
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
    let breaking = widest(&found);
    assert!(
        (-0.04..-0.035).contains(&breaking.shock_ratio),
        "{breaking:?}"
    );
    // The scenario's 4 % are beyond it.
    let first = found.breaking_point.expect("breaks");
    assert_close(
        found.distance.expect("breaks"),
        -first.shock_ratio - 0.04,
        1e-15,
    );
    assert!(found.distance.expect("breaks") < 0.0);
}

/// Whether forced orders more than double a shock, by a run of the engine.
fn is_doubled(prepared: &Prepared, shock_ratio: f64) -> bool {
    let start = prepared.markets()[0].impact.start_price;
    let worst = Landing::by_engine(prepared, shock_ratio, None).worst_price / start - 1.0;
    worst.abs() > 2.0 * shock_ratio.abs() && worst.abs() - shock_ratio.abs() >= LEAST_EXTRA
}

/// A large shock is not doubled because a small one is: stretches have an end, and runs agree with them everywhere.
#[test]
fn what_is_doubled_is_told_as_stretches_and_runs_agree() {
    let mut presets: Vec<Value> = PRESETS.map(of_preset).into();
    let mut large = of_preset("the-match");
    large["shock"]["ratio"] = json!(-0.2);
    presets.push(large);
    // Depth that leaves as the price falls: no ladder.
    let mut leaving = of_preset("the-match");
    leaving["clock"] = json!({ "mode": "ticks", "tickS": 1, "durationS": 30 });
    leaving["markets"][0]["resilience"] =
        json!({ "permanentShare": 0.5, "recovery": [{ "share": 0.5, "decayPerS": 0.05 }] });
    presets.push(leaving);
    for scenario in presets {
        let name = &scenario["title"];
        let prepared = prepared(&scenario);
        let found = fragility(&prepared);
        let sign = found.shock_ratio.last().expect("has points").signum();
        let inside = |shock: f64| {
            found
                .doubled
                .iter()
                .any(|stretch| stretch.from_ratio.abs() <= shock && shock <= stretch.to_ratio.abs())
        };
        // The scenario's own shock is never told wrong.
        let own = scenario["shock"]["ratio"].as_f64().expect("has a ratio");
        assert_eq!(
            inside(own.abs()),
            is_doubled(&prepared, own),
            "{name} {own}"
        );
        let (mut wrong, mut edges) = (0, 0);
        for step in 1..=60 {
            let shock = 0.005 * f64::from(step);
            let is_edge = found.doubled.iter().any(|stretch| {
                let ends = [stretch.from_ratio, stretch.to_ratio];
                ends.iter().any(|end| (end.abs() - shock).abs() < 2e-3)
            });
            if is_edge {
                edges += 1;
            } else if inside(shock) != is_doubled(&prepared, sign * shock) {
                wrong += 1;
            }
        }
        assert!(
            wrong == 0 && edges < 20,
            "{name}: {wrong} {edges} {:?}",
            found.doubled
        );
        // The first break is where the first stretch begins, or a cliff before it.
        if let Some(first) = found.doubled.first() {
            let breaking = found.breaking_point.expect("something is doubled");
            assert!(
                breaking.shock_ratio.abs() <= first.from_ratio.abs() * (1.0 + 1e-6),
                "{name}"
            );
        }
    }
}

/// Refills bring the price back: what counts is the worst on the way.
#[test]
fn a_price_that_comes_back_has_broken_all_the_same() {
    let mut scenario = of_preset("short-squeeze");
    scenario["clock"] = json!({ "mode": "ticks", "tickS": 1, "durationS": 60 });
    scenario["markets"][0]["resilience"] =
        json!({ "permanentShare": 0.2, "recovery": [{ "share": 0.8, "decayPerS": 0.2 }] });
    let prepared = prepared(&scenario);
    let own = scenario["shock"]["ratio"].as_f64().expect("has a ratio");
    assert!(is_doubled(&prepared, own));
    assert!(
        fall(&prepared, own) < 0.5 * fragility(&prepared).worst_ratio.last().expect("has points")
    );
    let breaking = fragility(&prepared).breaking_point.expect("breaks");
    assert!(breaking.shock_ratio <= own);
}

/// However it is cut up, a search finds the same.
#[test]
fn a_search_bit_by_bit_finds_what_one_at_once_finds() {
    let mut timed = of_preset("same-door");
    timed["clock"] = json!({ "mode": "ticks", "tickS": 1, "durationS": 20 });
    timed["populations"][0]["count"] = json!(500);
    for scenario in [of_preset("staircase"), timed] {
        let prepared = prepared(&scenario);
        let whole = fragility(&prepared);
        for landings in [1, 7] {
            let ladders = Ladders::default();
            let mut search = Search::new(&prepared, MOST_POINTS).expect("has a gap");
            let mut shares = vec![search.share_done()];
            let found = loop {
                if let Some(found) = search.advance(&prepared, &ladders, landings) {
                    break found;
                }
                shares.push(search.share_done());
            };
            assert_eq!(found, whole);
            assert!(shares.is_sorted() && shares.iter().all(|&share| share < 1.0));
        }
    }
}

/// One shock among several has no breaking point of its own.
#[test]
fn several_shocks_have_no_single_one_to_vary() {
    let mut scenario = of_preset("the-match");
    scenario["moreShocks"] = json!([{ "kind": "priceGap", "market": "perp", "ratio": -0.01 }]);
    assert!(Search::new(&prepared(&scenario), MOST_POINTS).is_none());
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

/// V1 with R = 0.6 from 98 on: a fall of s lands at 2 + (s - 2) / (1 - R) = 2.5 s - 3 per cent, more than 2 s from 6 % on;
/// the levels end at 75, from 11.2 % on (25 = 2.5 s - 3) all of them are gone and the fall grows by s alone:
/// s + 0.6 (25 - 2) = s + 13.8, twice s up to 13.8 %.
#[test]
fn a_smooth_market_breaks_where_forced_selling_doubles_the_shock_and_not_beyond() {
    let mut scenario = uniform_leverage(0.01);
    scenario["markets"][0]["impact"]["slope"] = json!(0.0138);
    scenario["populations"] = json!([{
        "kind": "levels", "market": "perp", "from": 75, "to": 98, "quantity": 1000, "count": 100_000
    }]);
    let found = fragility(&prepared(&scenario));
    let breaking = found.breaking_point.expect("breaks");
    assert_eq!(breaking.kind, BreakKind::Slope);
    assert_close(breaking.shock_ratio, -0.06, 2e-5);
    assert_close(breaking.before_ratio, -0.12, 5e-5);
    assert_eq!(found.doubled.len(), 1);
    assert_close(found.doubled[0].to_ratio, -0.138, 2e-5);
    assert!(!found.doubled[0].is_open);
    // With R = 0.4 a fall of s lands at 2 + (s - 2) / 0.6: never twice as far before all are gone.
    scenario["markets"][0]["impact"]["slope"] = json!(0.0092);
    let calm = fragility(&prepared(&scenario));
    assert_eq!((calm.breaking_point, calm.doubled), (None, Vec::new()));
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
    assert!(
        found.shock_ratio.len() <= 140,
        "{}",
        found.shock_ratio.len()
    );
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
