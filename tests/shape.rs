//! Leverage drawn by hand.
#![cfg(not(target_arch = "wasm32"))]

use liquidation_cascades::error::{ErrorCode, Problem};
use liquidation_cascades::scenario::controls::{controls, set_control};
use liquidation_cascades::scenario::data::DataStore;
use liquidation_cascades::scenario::presets::preset;
use liquidation_cascades::scenario::shape::{BARS, leverage_shape, set_leverage_shape};
use serde_json::{Value, json};

fn the_match() -> Value {
    preset("the-match").expect("is a preset")
}

fn shares_of(scenario: &Value) -> Vec<f64> {
    leverage_shape(scenario, &DataStore::default())
        .expect("is valid")
        .expect("has a crowd")
        .shares
}

fn drawn(shares: &[f64]) -> Result<Value, Vec<Problem>> {
    set_leverage_shape(&the_match(), shares, &DataStore::default())
}

#[test]
fn what_was_drawn_is_what_is_shown() {
    let heights: Vec<f64> = (0..BARS).map(|bar| ((bar * 7) % 5) as f64).collect();
    let total: f64 = heights.iter().sum();
    let shares = shares_of(&drawn(&heights).expect("is a shape"));
    for (share, height) in shares.iter().zip(&heights) {
        // A bar holds thousands of the points that a law is asked at.
        assert!((share - height / total).abs() < 2e-3, "{shares:?}");
    }
}

/// One bar, wherever it stands, is one bar: the law ends where it ends.
#[test]
fn a_single_bar_has_no_neighbour() {
    let ends = leverage_shape(&the_match(), &DataStore::default())
        .expect("is valid")
        .expect("has a crowd")
        .edges;
    for bar in 0..BARS - 2 {
        let mut heights = [0.0; BARS];
        heights[bar] = 3.0;
        let scenario = drawn(&heights).expect("is a shape");
        let law = &scenario["populations"][0]["leverage"];
        assert_eq!(law["edges"], json!([ends[bar], ends[bar + 1]]), "{law}");
        assert_eq!(law["weights"], json!([3.0]), "{law}");
    }
}

#[test]
fn the_bars_show_a_law_before_anything_is_drawn() {
    let shares = shares_of(&the_match());
    assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-9);
    // Lognormal around 10x, log-sd 0.8: the bars from 7x to 10x and from 10x to 14x hold 0.17 and 0.16 of it.
    assert!(
        (shares[6] - 0.172).abs() < 0.005 && (shares[7] - 0.163).abs() < 0.005,
        "{shares:?}"
    );
}

#[test]
fn the_slider_scales_what_was_drawn() {
    let data = DataStore::default();
    let mut heights = [0.0; BARS];
    (heights[4], heights[5]) = (1.0, 1.0);
    let scenario = drawn(&heights).expect("is a shape");
    let leverage = |scenario: &Value| {
        let all = controls(scenario, &data).expect("is valid");
        all.into_iter()
            .find(|control| control.name == "leverage")
            .expect("is there")
            .value
    };
    // Half of it below 5x, half above.
    assert!((leverage(&scenario) - 5.0).abs() < 1e-9);
    let doubled = set_control(&scenario, "leverage", 10.0, &data).expect("is in range");
    assert!((leverage(&doubled) - 10.0).abs() < 1e-9);
    // 4x to 7x became 8x to 14x.
    let shares = shares_of(&doubled);
    assert!(
        shares[..6].iter().all(|&share| share == 0.0)
            && shares[8..].iter().all(|&share| share == 0.0),
        "{shares:?}"
    );
}

#[test]
fn bars_that_nobody_could_survive_in_are_cut() {
    let data = DataStore::default();
    let mut scenario = the_match();
    scenario["populations"][0]["leverage"] = json!({ "law": "uniform", "from": 2, "to": 10 });
    scenario["markets"][0]["margin"]["maintenance"] = json!({ "ratio": 0.03 });
    // 0.99 / 0.03 = 33x: the bar from 28x to 40x is cut there, those above go.
    let changed = set_leverage_shape(&scenario, &[1.0; BARS], &data).expect("is a shape");
    let edges = changed["populations"][0]["leverage"]["edges"]
        .as_array()
        .expect("a list");
    assert_eq!(
        edges.last().and_then(Value::as_f64).map(f64::floor),
        Some(33.0)
    );
    let mut heights = [0.0; BARS];
    heights[BARS - 1] = 1.0;
    let problems = set_leverage_shape(&scenario, &heights, &data).expect_err("nobody is left");
    assert_eq!(problems[0].field, "shape");
}

#[test]
fn errors_name_the_bar_its_value_and_the_range() {
    let mut heights = [1.0; BARS];
    heights[3] = -2.0;
    heights[5] = f64::NAN;
    let problems = drawn(&heights).expect_err("two bars are wrong");
    let fields: Vec<&str> = problems
        .iter()
        .map(|problem| problem.field.as_str())
        .collect();
    assert_eq!(fields, ["shape[3]", "shape[5]"]);
    assert_eq!(
        (problems[0].min, problems[0].max),
        (Some(0.0), Some(1_000.0))
    );
    assert_eq!(problems[0].value.as_deref(), Some("-2"));
    for (shares, code) in [
        (vec![1.0; 3], ErrorCode::Inconsistent),
        (vec![0.0; BARS], ErrorCode::OutOfRange),
    ] {
        let problems = drawn(&shares).expect_err("is no shape");
        assert_eq!(
            (problems[0].code, problems[0].field.as_str()),
            (code, "shape")
        );
    }
    let levels = json!({
        "version": 1,
        "markets": [{ "id": "perp", "price": 100, "impact": { "law": "linear", "slope": 1e-3 } }],
        "populations": [{ "kind": "levels", "market": "perp", "side": "long", "from": 80, "to": 95, "quantity": 10, "count": 5 }],
        "shock": { "kind": "priceGap", "market": "perp", "ratio": -0.05 }
    });
    let data = DataStore::default();
    assert_eq!(leverage_shape(&levels, &data), Ok(None));
    let problems = set_leverage_shape(&levels, &[1.0; BARS], &data).expect_err("has no crowd");
    assert_eq!(problems[0].code, ErrorCode::UnknownField);
}
