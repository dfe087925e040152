//! What the outside does over time, and what is said of it: moves are compared at their worst, on one side.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use common::{assert_close, trace};
use liquidation_cascades::engine::run;
use liquidation_cascades::scenario::apply::use_data;
use liquidation_cascades::scenario::build::build;
use liquidation_cascades::scenario::data::DataStore;
use liquidation_cascades::trace::{Summary, Trace};
use proptest::prelude::*;
use serde_json::{Value, json};

/// A crowd of $1bn in front of a thin market, pushed around by an outside path.
fn crowd(shock: &Value, more: &Value) -> Value {
    json!({
        "version": 1, "seed": 1, "clock": { "mode": "ticks", "tickS": 1, "durationS": 600 },
        "markets": [{
            "id": "m", "price": 100, "impact": { "law": "logLinear", "depth": 4e7 },
            "margin": { "maintenance": { "ratio": 0.005 } }
        }],
        "populations": [{
            "kind": "perps", "market": "m", "openInterest": 1e9, "count": 2000, "longShare": 0.6,
            "leverage": { "law": "lognormal", "median": 10, "logSd": 0.8, "max": 100 }
        }],
        "shock": shock, "moreShocks": more
    })
}

fn path(points: &[(f64, f64)]) -> Value {
    let points: Vec<Value> = points
        .iter()
        .map(|&(time_s, price)| json!({ "timeS": time_s, "price": price }))
        .collect();
    json!({ "kind": "path", "market": "m", "points": points })
}

fn along(points: &[(f64, f64)]) -> Summary {
    trace(&crowd(&path(points), &json!([]))).summary()
}

/// What the summary says, worked out again from the columns.
#[track_caller]
fn assert_worst_with_worst(trace: &Trace) {
    let (summary, market) = (trace.summary(), &trace.markets[0]);
    let start = market.last_price[0];
    let furthest = |prices: &[f64]| {
        let prices = prices.iter().copied();
        if summary.direction < 0.0 {
            prices.fold(f64::INFINITY, f64::min)
        } else {
            prices.fold(0.0, f64::max)
        }
    };
    let worst = furthest(&market.last_price);
    let outside = furthest(&market.counterfactual_price);
    assert_eq!(summary.outside_worst_price, outside);
    assert_eq!(summary.shock_ratio, outside / start - 1.0);
    let expected = if outside == start {
        1.0
    } else {
        (start - worst) / (start - outside)
    };
    assert_eq!(summary.amplification, expected);
    let end = market.counterfactual_price[trace.rows() - 1];
    assert_eq!(summary.outside_end_ratio, end / start - 1.0);
    let (down, up) = (
        market.last_price.iter().copied().fold(start, f64::min),
        market.last_price.iter().copied().fold(start, f64::max),
    );
    assert_eq!(summary.trough_price, down);
    assert_eq!(summary.peak_price, up);
}

#[test]
fn a_fall_that_comes_back_is_as_bad_as_one_that_stays() {
    let stays = along(&[(0.0, 100.0), (300.0, 90.0), (600.0, 90.0)]);
    for end in [90.0, 95.0, 100.0, 104.0] {
        let back = along(&[(0.0, 100.0), (300.0, 90.0), (600.0, end)]);
        assert_eq!(back.direction, -1.0);
        assert_close(back.shock_ratio, -0.1, 1e-12);
        assert_close(back.outside_worst_price, 90.0, 1e-12);
        assert_close(back.outside_end_ratio, end / 100.0 - 1.0, 1e-12);
        assert_eq!(back.amplification, stays.amplification, "back to {end}");
        assert_eq!(back.overshoot_amplification, stays.overshoot_amplification);
        assert_eq!(back.trough_price, stays.trough_price);
    }
    // Twice what the outside did: the case that was told as "no outside shock".
    assert_close(stays.trough_price, 79.58, 0.01);
    assert_close(stays.amplification, 2.042, 1e-3);
}

#[test]
fn a_squeeze_that_comes_back_is_looked_at_from_above() {
    let stays = along(&[(0.0, 100.0), (300.0, 112.0), (600.0, 112.0)]);
    let back = along(&[(0.0, 100.0), (300.0, 112.0), (600.0, 101.0)]);
    assert_eq!(back.direction, 1.0);
    assert_close(back.shock_ratio, 0.12, 1e-12);
    assert_eq!(back.amplification, stays.amplification);
    assert!(back.amplification > 1.1, "{}", back.amplification);
    assert_close(back.outside_end_ratio, 0.01, 1e-12);
    assert!(back.liquidated_share > 0.0, "shorts are the triggered side");
}

/// Where the outside went both ways, the side on which the price went further.
#[test]
fn the_worse_side_is_looked_at() {
    // Two up reaches few shorts; six down sells the longs.
    let down = along(&[(0.0, 100.0), (150.0, 102.0), (450.0, 94.0), (600.0, 100.0)]);
    assert_eq!(down.direction, -1.0);
    assert_close(down.shock_ratio, -0.06, 1e-12);
    let up = along(&[(0.0, 100.0), (150.0, 99.9), (450.0, 115.0), (600.0, 100.0)]);
    assert_eq!(up.direction, 1.0);
    assert_close(up.shock_ratio, 0.15, 1e-12);
}

#[test]
fn opposing_shocks_noise_and_orders_compare_their_worst() {
    let ramp = |ratio: f64, duration_s: f64| json!({ "kind": "ramp", "ratio": ratio, "durationS": duration_s });
    let noise = json!({ "kind": "noise", "dailyVolatility": 1.0 });
    let there = json!({ "kind": "orders", "rows": [{ "timeS": 0, "quantity": 4e6 }, { "timeS": 300, "quantity": -4e6 }] });
    for (shock, more) in [
        (ramp(-0.08, 100.0), json!([ramp(0.1, 600.0)])),
        (ramp(0.12, 100.0), json!([ramp(-0.12, 600.0)])),
        (noise.clone(), json!([])),
        (
            path(&[(0.0, 100.0), (300.0, 92.0), (600.0, 101.0)]),
            json!([noise]),
        ),
        (there, json!([])),
        (
            json!({ "kind": "priceGap", "ratio": -0.07 }),
            json!([ramp(0.08, 300.0)]),
        ),
        (json!({ "kind": "priceGap", "ratio": -0.07 }), json!([])),
        (json!({ "kind": "none" }), json!([])),
    ] {
        let trace = trace(&crowd(&shock, &more));
        assert_worst_with_worst(&trace);
        let summary = trace.summary();
        let start = 100.0;
        if summary.shock_ratio != 0.0 {
            assert!(
                (summary.amplification - 1.0) * summary.direction.abs() > -0.2,
                "{shock} {more}: {summary:?}"
            );
        }
        assert!(
            (summary.outside_worst_price - start) * summary.direction >= 0.0,
            "{shock} {more}"
        );
    }
    // An order from outside whose push recovers: its worst is the moment it was placed.
    let mut recovers = crowd(
        &json!({ "kind": "marketOrder", "quantity": 4e6 }),
        &json!([]),
    );
    recovers["markets"][0]["resilience"] =
        json!({ "permanentShare": 0.2, "recovery": [{ "share": 0.8, "decayPerS": 0.05 }] });
    let trace = trace(&recovers);
    assert_worst_with_worst(&trace);
    let summary = trace.summary();
    assert_close(summary.shock_ratio, (-0.1_f64).exp() - 1.0, 1e-12);
    assert!(summary.outside_end_ratio > -0.03, "{summary:?}");
}

/// Somebody who is under water before anything happens: the price falls, and nothing outside moved.
#[test]
fn a_home_made_move_is_recognised() {
    let dead = |side: &str| {
        let entry = if side == "long" { 200 } else { 50 };
        json!({
            "version": 1,
            "markets": [{ "id": "m", "price": 100, "impact": { "law": "linear", "slope": 0.1 } }],
            "populations": [{ "kind": "positions", "market": "m", "rows": [
                { "id": "dead", "side": side, "quantity": 100, "entryPrice": entry, "margin": 10 }
            ] }],
            "shock": { "kind": "none" }
        })
    };
    for (side, direction, worst) in [("long", -1.0, 90.0), ("short", 1.0, 110.0)] {
        let trace = trace(&dead(side));
        assert_worst_with_worst(&trace);
        let summary = trace.summary();
        assert_eq!(summary.direction, direction);
        assert_eq!((summary.shock_ratio, summary.outside_end_ratio), (0.0, 0.0));
        assert_eq!(summary.outside_worst_price, 100.0);
        assert_eq!(
            (summary.amplification, summary.overshoot_amplification),
            (1.0, 1.0)
        );
        assert_close(summary.final_price, worst, 1e-9);
        assert_close(summary.liquidated_share, 1.0, 1e-12);
    }
}

/// A market that forced orders cannot move, with a path of a file: what is seen comes from the outside alone.
fn still(name: &str, text: &str, rows: &Value) -> (DataStore, Value) {
    let mut data = DataStore::default();
    data.register(name, text.as_bytes()).expect("is a path");
    let market = json!({
        "version": 1,
        "markets": [{
            "id": "m", "price": 100, "impact": { "law": "linear", "slope": 1e-12 },
            "margin": { "maintenance": { "ratio": 0.005 } }
        }],
        "populations": [{ "kind": "positions", "market": "m", "rows": rows }],
        "shock": { "kind": "none" }
    });
    let scenario = use_data(&market, name, None, &data).expect("a path fits");
    (data, scenario)
}

/// Liquidated at 80.4020 = 100 x 0.8 / 0.995, and at 119.4030 = 100 x 1.2 / 1.005.
fn both_sides() -> Value {
    json!([
        { "id": "long", "side": "long", "quantity": 1, "entryPrice": 100, "leverage": 5 },
        { "id": "short", "side": "short", "quantity": 1, "entryPrice": 100, "leverage": 5 }
    ])
}

#[test]
fn the_last_candle_is_played() {
    let text = "Date,Open,High,Low,Close\n2025-10-06,100,101,99,100\n2025-10-07,100,101,99,100\n\
                2025-10-08,100,101,99,100\n2025-10-09,100,101,99,100\n2025-10-10,100,100,60,65\n";
    let (data, scenario) = still("last", text, &both_sides());
    // Five candles last five days; the fact is from the first opening to the last.
    assert_eq!(scenario["clock"]["durationS"], 432_000.0);
    let info = data.info("last").expect("is kept");
    assert_eq!(info.facts["durationS"], 345_600.0);
    assert_eq!(info.facts["stepS"], 86_400.0);
    let trace = run(build(&scenario, &data).expect("is valid"));
    let summary = trace.summary();
    assert_close(summary.final_price, 65.0, 1e-9);
    assert_close(summary.trough_price, 60.0, 1e-9);
    assert_eq!(trace.accounts[0].quantity, 0.0);
    assert_eq!(trace.accounts[1].quantity, -1.0);
}

/// A minute that falls to 60 and closes at 95, then two hours without candles.
#[test]
fn a_gap_in_the_file_is_no_slow_fall() {
    let text = "timestamp,open,high,low,close\n1760130900,100,100,100,100\n1760130960,100,100,60,95\n\
                1760138160,97,97,97,97\n1760138220,97,97,97,97\n";
    let (data, mut scenario) = still("outage", text, &both_sides());
    scenario["clock"] = json!({ "mode": "ticks", "tickS": 15, "durationS": 7_380 });
    let trace = run(build(&scenario, &data).expect("is valid"));
    let prices = &trace.markets[0].last_price;
    let at = |time_s: f64| prices[trace.time_s.iter().rposition(|&at| at <= time_s).unwrap()];
    for (time_s, price) in [
        (60.0, 100.0),
        (75.0, 100.0),
        (90.0, 60.0),
        (105.0, 95.0),
        (120.0, 95.0),
    ] {
        assert_close(at(time_s), price, 1e-9);
    }
    // It holds to the last second of the gap and opens where the file says.
    assert_close(at(3_660.0), 95.0, 1e-9);
    assert_close(at(7_245.0), 95.0, 1e-9);
    assert_close(at(7_260.0), 97.0, 1e-9);
}

/// Friday's candle lasts a day, and Monday opens with a jump.
#[test]
fn the_step_of_a_file_is_its_usual_one() {
    let step = |times: &[&str]| {
        let mut text = "date,open,high,low,close\n".to_owned();
        for time in times {
            text += &format!("{time},1,1,1,1\n");
        }
        let mut data = DataStore::default();
        let info = data.register("file", text.as_bytes()).expect("is a path");
        info.facts["stepS"].as_f64().unwrap()
    };
    let day = 86_400.0;
    assert_eq!(
        step(&["2025-10-09", "2025-10-10", "2025-10-13", "2025-10-14"]),
        day
    );
    assert_eq!(step(&["2025-10-10", "2025-10-13", "2025-10-14"]), day);
    assert_eq!(step(&["2025-10-10", "2025-10-13"]), 3.0 * day);
    // Minutes in which nobody traded are missing: most of those that are there follow each other.
    assert_eq!(step(&["0", "60", "120", "300", "360", "600", "1020"]), 60.0);
    // Nothing in common: the median.
    let mut at = 0;
    let times: Vec<String> = (0..24)
        .map(|row| {
            at += 10 + row * row % 29;
            at.to_string()
        })
        .collect();
    let times: Vec<&str> = times.iter().map(String::as_str).collect();
    let found = step(&times);
    assert!((10.0..40.0).contains(&found), "{found}");
    // Fractions of a second, written as seconds since 1970.
    assert_eq!(
        step(&[
            "1760130900.1",
            "1760130900.2",
            "1760130900.3",
            "1760130900.4"
        ]),
        0.1
    );
}

proptest! {
    #![proptest_config(ProptestConfig { rng_seed: proptest::test_runner::RngSeed::Fixed(1_010), failure_persistence: None, ..ProptestConfig::with_cases(100) })]

    /// Whatever path, and mirrored: rising where it fell (in logs), longs for shorts, it is told alike.
    #[test]
    fn any_path_is_told_from_its_worst(
        knots in proptest::collection::vec((1.0..200.0_f64, 0.8..1.25_f64), 1..6),
        tick_s in 1.0..100.0_f64,
        noisy in any::<bool>(),
    ) {
        let mut points = vec![(0.0, 100.0)];
        for (after, ratio) in knots {
            points.push((points[points.len() - 1].0 + after, 100.0 * ratio));
        }
        let more = if noisy { json!([{ "kind": "noise", "dailyVolatility": 0.3 }]) } else { json!([]) };
        let mut scenario = crowd(&path(&points), &more);
        scenario["clock"] = json!({ "mode": "ticks", "tickS": tick_s, "durationS": 1_000.0 });
        assert_worst_with_worst(&trace(&scenario));
    }
}
