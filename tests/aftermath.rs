//! What a run leaves behind, and where it breaks next: LB-6 of the specification, and laws.
#![cfg(feature = "mechanisms")]

use liquidation_cascades::analysis::aftermath::{Aftermath, of};
use liquidation_cascades::analysis::fragility::{BreakKind, BreakingPoint, Fragility, MOST_POINTS};
use liquidation_cascades::analysis::ladder::Ladders;
use liquidation_cascades::engine::Prepared;
use liquidation_cascades::scenario::build::build;
use liquidation_cascades::scenario::data::DataStore;
use liquidation_cascades::scenario::model::ValidScenario;
use liquidation_cascades::scenario::presets;
use serde_json::{Value, json};

fn valid(scenario: &Value) -> ValidScenario {
    build(scenario, &DataStore::default()).unwrap()
}

fn curve(prepared: &Prepared) -> Fragility {
    Fragility::new(prepared, &Ladders::default(), MOST_POINTS).unwrap()
}

fn before_and_after(scenario: &Value) -> (Fragility, Aftermath, Fragility) {
    let valid = valid(scenario);
    let left = of(&valid, 0).unwrap();
    let after = curve(&left.survivors);
    (curve(&Prepared::new(valid)), left, after)
}

/// The specification names the cliff with the widest jump.
fn widest(curve: &Fragility) -> BreakingPoint {
    curve.widest.or(curve.breaking_point).unwrap()
}

fn near(found: f64, wanted: f64, tolerance: f64) {
    assert!(
        (found - wanted).abs() <= tolerance,
        "{found} is not {wanted}"
    );
}

#[test]
fn the_big_one_is_left_and_closer() {
    let rows: Vec<Value> = [(94.5, 110.0), (93.0, 200.0), (91.5, 50.0), (88.0, 500.0)]
        .into_iter()
        .map(|(trigger, quantity): (f64, f64)| json!({ "side": "long", "quantity": quantity, "entryPrice": 100, "margin": quantity * (100.0 - 0.995 * trigger) }))
        .collect();
    let (before, left, after) = before_and_after(&json!({
        "markets": [{ "price": 100, "impact": { "law": "linear", "slope": 0.01 } }],
        "populations": [{ "kind": "positions", "rows": rows }],
        "shock": { "kind": "priceGap", "ratio": -0.06 },
    }));
    // The first that a growing shock meets: the second position falls with the first.
    near(before.breaking_point.unwrap().shock_ratio, -0.059, 1e-9);
    let before = widest(&before);
    near(before.shock_ratio, -0.084, 1e-9);
    near(before.before_ratio, -0.12, 1e-9);
    near(before.after_ratio, -0.17, 1e-9);
    near(left.price, 90.4, 1e-12);
    near(left.held[0], 860.0, 1e-12);
    near(left.left[0], 500.0, 1e-12);
    let after = widest(&after);
    assert_eq!(after.kind, BreakKind::Cliff);
    near(after.shock_ratio, -0.026_548_672_566, 1e-9);
    near(after.after_ratio, -0.081_858_407_080, 1e-9);
}

#[test]
fn the_match_burns_out_and_the_staircase_is_lower() {
    let (before, left, after) = before_and_after(&presets::preset("the-match").unwrap());
    let before = before.breaking_point.unwrap();
    assert_eq!(before.kind, BreakKind::Slope);
    near(before.shock_ratio, -0.005_372_584_572, 1e-9);
    assert_eq!(after.breaking_point, None);
    // As far as the page lets a shock go, and until next to nobody is left to fall.
    assert!(*after.shock_ratio.last().unwrap() < -0.3);
    assert!(*after.liquidated_share.last().unwrap() > 0.8);
    near(left.flushed_share()[0], 0.591_333_333_3, 1e-9);

    let (before, left, after) = before_and_after(&presets::preset("staircase").unwrap());
    near(before.breaking_point.unwrap().shock_ratio, -0.000_832, 5e-7);
    near(after.breaking_point.unwrap().shock_ratio, -0.039_927, 5e-7);
    near(left.flushed_share()[0], 0.733_8, 5e-5);
}

/// The same crowd under many rules of the venue.
fn drawn() -> Vec<Value> {
    let rules = [
        json!({}),
        json!({ "liquidation": { "partial": { "rule": "share", "share": 0.4 } } }),
        json!({ "deficit": "adl", "insuranceFund": 1e5 }),
        json!({ "deficit": "proRata", "insuranceFund": 0 }),
        json!({ "deficit": "socialise", "insuranceFund": 0 }),
        json!({ "deficit": "vault", "vault": { "capital": 2e6 } }),
        json!({ "margin": { "takerFeeRatio": 0.0005 }, "insuranceFund": 1e6 }),
        json!({ "withdrawal": { "law": "drawdown", "exponent": 10 } }),
        json!({ "impact": { "law": "squareRoot", "coefficient": 0.8, "dailyVolatility": 0.04, "dailyVolume": 9e8 } }),
        json!({ "margin": { "contract": "inverse" } }),
    ];
    let shocks = [-0.01, -0.04, -0.12, 0.03];
    let mut all = Vec::new();
    for rule in rules {
        for ratio in shocks {
            let mut market = json!({ "price": 100, "impact": { "law": "logLinear", "depth": 1.2e8 }, "insuranceFund": 3e6 });
            for (name, value) in rule.as_object().unwrap() {
                market[name] = value.clone();
            }
            all.push(json!({
                "markets": [market],
                "populations": [{ "kind": "perps", "openInterest": 3e8, "count": 300, "leverage": { "law": "uniform", "from": 2, "to": 40 } }],
                "shock": { "kind": "priceGap", "ratio": ratio },
            }));
        }
    }
    all
}

#[test]
fn whoever_is_left_stays_until_the_price_goes_on() {
    let mut fell = 0;
    for scenario in drawn() {
        let valid = valid(&scenario);
        let Some(left) = of(&valid, 0) else {
            panic!("{scenario}");
        };
        let direction = scenario["shock"]["ratio"].as_f64().unwrap().signum();
        let landing = |ratio: f64| Ladders::default().landing(&left.survivors, ratio);
        let still = landing(direction * 1e-9);
        assert_eq!(
            still.liquidated_count, 0,
            "{still:?} {} {:?} {scenario}",
            left.price, left.left
        );
        near(still.price / left.price, 1.0, 1e-8);
        let [long, short] = left.flushed_share();
        assert!((0.0..=1.0).contains(&long) && (0.0..=1.0).contains(&short));
        fell += u32::from(long > 0.0);
        // A further fall reaches somebody, who would have been reached by the run, had the shock been as large.
        let far = landing(direction * 0.5);
        assert!(far.liquidated_count > 0, "{scenario}");
    }
    assert!(fell >= 20, "{fell}");
}

#[test]
fn where_nothing_happens_the_curve_is_what_it_was() {
    let mut scenario = presets::preset("the-match").unwrap();
    scenario["shock"]["ratio"] = json!(-1e-12);
    let (before, left, after) = before_and_after(&scenario);
    assert_eq!(left.flushed_share(), [0.0, 0.0]);
    near(left.price, 100.0, 1e-9);
    near(
        after.breaking_point.unwrap().shock_ratio,
        before.breaking_point.unwrap().shock_ratio,
        1e-9,
    );
}

#[test]
fn what_cannot_be_carried_on_is_not_guessed() {
    let with = |change: &dyn Fn(&mut Value)| {
        let mut scenario = presets::preset("the-match").unwrap();
        change(&mut scenario);
        of(&valid(&scenario), 0).is_none()
    };
    assert!(!with(&|_| ()));
    assert!(with(&|one| one["shock"] = json!({ "kind": "none" })));
    assert!(with(
        &|one| one["markets"][0]["mark"] = json!({ "kind": "indexEma" })
    ));
    assert!(with(&|one| one["markets"][0]["impact"] =
        json!({ "law": "constantProduct", "base": 1e6, "quote": 1e8 })));
    assert!(with(&|one| {
        one["populations"].as_array_mut().unwrap().push(json!({ "kind": "stops", "quantity": 1e6, "distance": { "law": "uniform", "from": 0.01, "to": 0.1 } }))
    }));
}
