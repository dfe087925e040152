//! What the outside does over time, and what is said of it: moves are compared at their worst, on one side.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use common::{assert_close, trace, valid};
use liquidation_cascades::engine::{Engine, Prepared, Recorder, RunOptions, TraceRecorder, run};
use liquidation_cascades::scenario::apply::use_data;
use liquidation_cascades::scenario::build::build;
use liquidation_cascades::scenario::controls::{controls, set_control};
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
        (worst == start).then_some(1.0)
    } else {
        Some((start - worst) / (start - outside))
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
    assert_close(stays.amplification.expect("a fall outside"), 2.042, 1e-3);
}

#[test]
fn a_squeeze_that_comes_back_is_looked_at_from_above() {
    let stays = along(&[(0.0, 100.0), (300.0, 112.0), (600.0, 112.0)]);
    let back = along(&[(0.0, 100.0), (300.0, 112.0), (600.0, 101.0)]);
    assert_eq!(back.direction, 1.0);
    assert_close(back.shock_ratio, 0.12, 1e-12);
    assert_eq!(back.amplification, stays.amplification);
    assert!(back.amplification > Some(1.1), "{:?}", back.amplification);
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
                summary.amplification > Some(1.0 - 0.2),
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
    // What decays of it has gone after 30 time constants; without forced orders, too, the fifth that stays is left.
    let outside = &trace.markets[0].counterfactual_price;
    assert_close(summary.outside_end_ratio, (-0.02_f64).exp() - 1.0, 1e-9);
    for (row, price) in outside.iter().enumerate().skip(2) {
        #[allow(clippy::cast_precision_loss, reason = "small")]
        let left = 0.2 + 0.8 * (-0.05 * (row - 1) as f64).exp();
        assert_close(*price, 100.0 * (-0.1 * left).exp(), 1e-9);
    }
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
            (None, 1.0)
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
        let mut text = "time,open,high,low,close\n".to_owned();
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

/// Flat candles at 100, one of them with a wick.
fn wick(count: usize, step_s: f64, at: usize, low: f64, high: f64) -> String {
    let mut text = "timestamp,open,high,low,close,volume\n".to_owned();
    for row in 0..count {
        #[allow(clippy::cast_precision_loss, reason = "small")]
        let time_s = 1_760_054_400.0 + step_s * row as f64;
        let (low, high) = if row == at {
            (low, high)
        } else {
            (100.0, 100.0)
        };
        text += &format!("{time_s},100,{high},{low},100,1\n");
    }
    text
}

fn run_file(text: &str) -> (Trace, Value) {
    let (data, scenario) = still("file", text, &both_sides());
    (run(build(&scenario, &data).expect("is valid")), scenario)
}

/// A wick is met whichever candle it is in and however long a tick is; it is no row more than it has to be.
#[test]
fn the_wick_of_every_candle_is_met() {
    for (count, step_s) in [
        (1_440, 60.0),
        (2_880, 60.0),
        (720, 3_600.0),
        (1_095, 86_400.0),
        (60, 60.0),
    ] {
        for part in [0, 8, 17, 24] {
            let at = (2 * part + 1) * count / 50;
            let (trace, scenario) = run_file(&wick(count, step_s, at, 50.0, 100.0));
            let summary = trace.summary();
            // To the last bit outside; the forced sale moves the market by a hair.
            assert_eq!(
                summary.outside_worst_price, 50.0,
                "{count} of {step_s} s, {at}"
            );
            assert_close(summary.trough_price, 50.0, 1e-9);
            assert_eq!(summary.shock_ratio, -0.5);
            assert_eq!(trace.accounts[0].quantity, 0.0);
            assert_eq!(trace.accounts[1].quantity, -1.0);
            let clock = &scenario["clock"];
            let ticks = clock["durationS"].as_f64().unwrap() / clock["tickS"].as_f64().unwrap();
            #[allow(clippy::cast_precision_loss, reason = "small")]
            let rows = trace.rows() as f64;
            // Down to the half and back again, by 0.25 % at a time.
            let steep = 2.0 * 2.0_f64.ln() / 1.0025_f64.ln();
            assert!(
                rows <= ticks.ceil() + 2.0 + 2.0 + steep,
                "{rows} rows of {ticks} ticks"
            );
            let (trace, _) = run_file(&wick(count, step_s, at, 100.0, 200.0));
            assert_eq!(trace.summary().outside_worst_price, 200.0);
            assert_eq!(trace.accounts[1].quantity, 0.0);
            assert_eq!(trace.accounts[0].quantity, 1.0);
        }
    }
}

/// A candle inside one tick: open, the extremes in their order, close; each step has its own time and length.
#[test]
fn a_tick_is_divided_at_its_extremes() {
    let mut scenario = crowd(
        &path(&[
            (0.0, 100.0),
            (12.0, 104.0),
            (31.0, 97.0),
            (40.0, 99.0),
            (75.0, 99.0),
            (77.0, 103.0),
            (90.0, 99.0),
        ]),
        &json!([]),
    );
    scenario["clock"] = json!({ "mode": "ticks", "tickS": 50, "durationS": 115 });
    scenario["markets"][0]["impact"] = json!({ "law": "linear", "slope": 1e-12 });
    let trace = trace(&scenario);
    assert_eq!(
        trace.time_s,
        [0.0, 0.0, 12.0, 31.0, 50.0, 77.0, 100.0, 115.0]
    );
    let market = &trace.markets[0];
    let expected = [100.0, 100.0, 104.0, 97.0, 99.0, 103.0, 99.0, 99.0];
    for (price, expected) in market.counterfactual_price.iter().zip(expected) {
        assert_close(*price, expected, 1e-12);
    }
    // A point that is on a tick divides nothing, even where the clock's own sums are rounded.
    scenario["clock"] = json!({ "mode": "ticks", "tickS": 0.1, "durationS": 1 });
    scenario["shock"] = path(&[(0.0, 100.0), (0.3, 90.0), (0.7, 120.0), (1.0, 100.0)]);
    let on_ticks = run(valid(&scenario));
    assert_eq!(on_ticks.rows(), 12);
    let outside = &on_ticks.markets[0].counterfactual_price;
    assert!(
        outside.contains(&90.0) && outside.contains(&120.0),
        "{outside:?}"
    );
}

/// What works with time takes as long as a step is: a divided tick does what a whole one does.
#[test]
fn time_passes_as_long_as_a_step_is() {
    // The same market, with a path of another market that divides its ticks, and without.
    let scenario = |wick: bool, executor: &Value, fee: f64| {
        let other = [
            (0.0, 50.0),
            (4.0, if wick { 10.0 } else { 50.0 }),
            (9.0, 50.0),
            (14.0, if wick { 90.0 } else { 50.0 }),
            (23.0, 50.0),
        ];
        let mut points = path(&other);
        points["market"] = json!("other");
        json!({
            "version": 1, "clock": { "mode": "ticks", "tickS": 10, "durationS": 300 },
            "markets": [
                {
                    "id": "m", "price": 100, "impact": { "law": "logLinear", "depth": 1e6 },
                    "margin": { "takerFeeRatio": fee }, "liquidation": { "executor": executor }
                },
                { "id": "other", "price": 50, "impact": { "law": "linear", "slope": 1 } }
            ],
            "populations": [{ "kind": "levels", "market": "m", "side": "long", "from": 90, "to": 95, "quantity": 1e4, "count": 100 }],
            "shock": { "kind": "priceGap", "market": "m", "ratio": -0.1 },
            "moreShocks": [points]
        })
    };
    for executor in [
        json!({ "kind": "exponential", "ratePerS": 0.02 }),
        json!({ "kind": "twap", "durationS": 120 }),
        json!({ "kind": "pov", "share": 0.2, "dailyVolume": 1e7 }),
    ] {
        for fee in [0.0, 1e-4] {
            let (whole, divided) = (
                trace(&scenario(false, &executor, fee)),
                trace(&scenario(true, &executor, fee)),
            );
            assert_eq!(divided.rows(), whole.rows() + 2);
            for (row, time_s) in whole.time_s.iter().enumerate().skip(3) {
                let at = divided
                    .time_s
                    .iter()
                    .rposition(|at| at == time_s)
                    .expect("a tick");
                let (whole, divided) = (&whole.markets[0], &divided.markets[0]);
                // Everyone is triggered at once, so how the way is cut does not matter.
                assert_close(
                    divided.liquidated_quantity[at],
                    whole.liquidated_quantity[row],
                    1e-6,
                );
            }
        }
    }
}

/// Long candles that jump about: a path with tens of thousands of turns.
fn jumpy(count: i32) -> (String, f64, f64) {
    let mut text = "time,open,high,low,close\n".to_owned();
    let mut price = 100.0;
    let (mut low, mut high) = (f64::INFINITY, 0.0_f64);
    for row in 0..count {
        let close = 100.0 + 20.0 * f64::from(row * 7_919 % 1_000) / 1_000.0;
        let (top, bottom) = (f64::max(price, close) + 1.0, f64::min(price, close) - 1.0);
        (low, high) = (low.min(bottom), high.max(top));
        text += &format!("{},{price},{top},{bottom},{close}\n", 60 * row);
        price = close;
    }
    (text, low, high)
}

/// A path with more turns than steps are spent on: rows stay bounded, and both extremes are met.
#[test]
fn a_long_path_costs_a_bounded_number_of_steps() {
    for count in [12_000, 30_000] {
        let (text, low, high) = jumpy(count);
        let (trace, scenario) = run_file(&text);
        let clock = &scenario["clock"];
        let ticks = clock["durationS"].as_f64().unwrap() / clock["tickS"].as_f64().unwrap();
        #[allow(clippy::cast_precision_loss, reason = "small")]
        let rows = trace.rows() as f64;
        assert!(rows > 20_000.0, "turns are met: {rows}");
        assert!(rows <= 3.0 * ticks + 3.0 + 20_000.0, "{rows}");
        assert_close(trace.summary().trough_price, low, 1e-9);
        assert_close(trace.summary().peak_price, high, 1e-9);
    }
}

/// Several turns inside one tick: whoever stands between two of them is filled at the first that goes beyond.
#[test]
fn every_turn_inside_a_tick_is_met() {
    let prices = [100.0, 92.0, 108.0, 89.0, 111.0, 80.0, 100.0];
    let points: Vec<(f64, f64)> = (0..).map(|row| 10.0 * f64::from(row)).zip(prices).collect();
    let scenario = |tick_s: f64| {
        json!({
            "version": 1, "clock": { "mode": "ticks", "tickS": tick_s, "durationS": 60 },
            "markets": [{
                "id": "m", "price": 100, "impact": { "law": "linear", "slope": 1e-12 },
                "margin": { "maintenance": { "ratio": 0.005 } }
            }],
            "populations": [{ "kind": "positions", "market": "m", "rows": [
                { "id": "long", "side": "long", "quantity": 1, "entryPrice": 100, "leverage": 10 }
            ]}],
            "shock": path(&points)
        })
    };
    let trace = trace(&scenario(60.0));
    assert_eq!(trace.time_s, [0.0, 0.0, 10.0, 20.0, 30.0, 40.0, 50.0, 60.0]);
    assert_close(trace.accounts[0].average_fill_price.unwrap(), 89.0, 1e-9);
    assert_close(trace.summary().bad_debt, 1.0, 1e-9);
}

/// Where turns are more than steps are spent on, the largest swings are met: small ones between them are not.
#[test]
fn the_largest_swings_are_met_first() {
    // One tick with 24,000 ripples, and in their midst a wave that neither is its lowest nor its highest.
    let ripple = |row: i32| 100.0 + 0.01 * f64::from(row % 2);
    let wave = [
        (12_001, 96.0),
        (12_002, 104.0),
        (12_003, 97.0),
        (12_004, 103.0),
    ];
    let ends = [(500, 90.0), (23_500, 110.0)];
    let points: Vec<(f64, f64)> = (0..24_000)
        .map(|row| {
            let special = wave.iter().chain(&ends).find(|(at, _)| *at == row);
            (
                0.1 * f64::from(row),
                special.map_or(ripple(row), |(_, price)| *price),
            )
        })
        .collect();
    let mut scenario = crowd_on(&points, 2_400.0);
    scenario["clock"]["durationS"] = json!(2_400);
    scenario["markets"][0]["impact"] = json!({ "law": "linear", "slope": 1e-12 });
    let trace = trace(&scenario);
    assert!(trace.rows() <= 20_000 + 5, "{}", trace.rows());
    for (row, price) in wave.into_iter().chain(ends) {
        let at = trace
            .time_s
            .iter()
            .position(|&time_s| time_s == 0.1 * f64::from(row));
        let outside = trace.markets[0].counterfactual_price[at.expect("is met")];
        assert_close(outside, price, 1e-9);
    }
}

/// A ledger that is as dear as a run may be spends no step more; it is still allowed.
#[test]
fn turns_make_no_run_too_dear() {
    let points: Vec<(f64, f64)> = (0..2_000)
        .map(|row| {
            (
                f64::from(row),
                100.0 + f64::from(row % 2) + 1e-3 * f64::from(row % 7),
            )
        })
        .collect();
    let mut scenario = crowd_on(&points, 1_000.0);
    scenario["clock"]["durationS"] = json!(2_000);
    scenario["markets"][0]["deficit"] = json!("proRata");
    scenario["populations"][0]["count"] = json!(20_000);
    let trace = trace(&scenario);
    // A tenth of what a run may cost, in steps of 20,000 positions that count ten times: 500.
    assert!((400..=510).contains(&trace.rows()), "{}", trace.rows());
}

#[test]
fn a_run_is_saved_inside_a_divided_tick() {
    let scenario = valid(&crowd_on(
        &[
            (0.0, 100.0),
            (130.0, 91.0),
            (150.0, 97.0),
            (290.0, 88.0),
            (310.0, 95.0),
        ],
        100.0,
    ));
    let prepared = Prepared::new(scenario);
    let whole = prepared.trace();
    let mut engine = Engine::new(&prepared, prepared.scenario().shock.clone(), None);
    let mut recorder = TraceRecorder::new(&engine);
    recorder.record(&engine);
    engine.apply_shock();
    recorder.record(&engine);
    loop {
        let saved = engine.snapshot();
        let first = engine.step();
        engine.restore(saved);
        assert_eq!(first, engine.step());
        if !first {
            break;
        }
        recorder.record(&engine);
    }
    let resumed = recorder.finish(&engine);
    assert_eq!(whole.time_s, resumed.time_s);
    assert_eq!(whole.time_s[3..6], [130.0, 150.0, 200.0]);
    assert_eq!(whole.markets[0].last_price, resumed.markets[0].last_price);
    assert_eq!(
        prepared.packed(RunOptions::default())[3],
        whole.summary().outside_worst_price
    );
}

/// The amplitude is a power: twice the log returns, none at all, never below nothing.
#[test]
fn a_path_has_an_amplitude() {
    let points = [(0.0, 100.0), (300.0, 71.0), (600.0, 110.0)];
    let furthest = |amplitude: Option<f64>| {
        let mut scenario = crowd(&path(&points), &json!([]));
        scenario["markets"][0]["impact"] = json!({ "law": "linear", "slope": 1e-12 });
        if let Some(amplitude) = amplitude {
            scenario["shock"]["amplitude"] = json!(amplitude);
        }
        let columns = trace(&scenario).markets[0].counterfactual_price.clone();
        let low = columns.iter().copied().fold(f64::INFINITY, f64::min);
        let high = columns.iter().copied().fold(0.0, f64::max);
        [low, high]
    };
    assert_eq!(furthest(None), furthest(Some(1.0)));
    assert_eq!(furthest(Some(0.0)), [100.0, 100.0]);
    for amplitude in [0.4, 2.0, 3.0, 10.0] {
        let [low, high] = furthest(Some(amplitude));
        assert_close(low, 100.0 * 0.71_f64.powf(amplitude), 1e-9);
        assert_close(high, 100.0 * 1.1_f64.powf(amplitude), 1e-9);
    }
}

#[test]
fn a_run_with_a_path_has_a_control_of_it() {
    let (data, scenario) = still("file", &wick(30, 60.0, 20, 75.0, 110.0), &both_sides());
    let control = |scenario: &Value| {
        let all = controls(scenario, &data).expect("is valid");
        assert!(all.iter().all(|control| control.name != "shock"));
        all.into_iter()
            .find(|control| control.name == "pathAmplitude")
    };
    let first = control(&scenario).expect("has a path");
    assert_eq!(
        (first.label, first.value, first.range),
        ("Path x", 1.0, [0.0, 3.0])
    );
    assert!(
        first.help.contains("\u{2212}25 % to +10 %"),
        "{}",
        first.help
    );
    let nothing = set_control(&scenario, "pathAmplitude", 0.0, &data).expect("in range");
    let help = control(&nothing).expect("has a path").help;
    assert!(
        help.ends_with("so the price outside does not move"),
        "{help}"
    );
    let twice = set_control(&scenario, "pathAmplitude", 2.0, &data).expect("in range");
    assert_eq!(twice["shock"]["amplitude"], 2.0);
    let help = control(&twice).expect("has a path").help;
    assert!(help.contains("\u{2212}43.8 % to +21 %"), "{help}");
    let summary = run(build(&twice, &data).expect("is valid")).summary();
    assert_close(summary.outside_worst_price, 56.25, 1e-9);
    // Without a path there is nothing to set.
    let gap = crowd(&json!({ "kind": "priceGap", "ratio": -0.05 }), &json!([]));
    assert!(
        control_names(&gap, &data)
            .iter()
            .all(|name| *name != "pathAmplitude")
    );
}

fn control_names(scenario: &Value, data: &DataStore) -> Vec<&'static str> {
    let all = controls(scenario, data).expect("is valid");
    all.iter().map(|control| control.name).collect()
}

#[test]
fn more_steps_than_a_run_may_have_are_refused() {
    // Almost a million ticks of a millisecond, and twenty points between them.
    let points: Vec<Value> = (0..20_u32)
        .map(|row| json!({ "timeS": 1.0003 * f64::from(row), "price": 100 + row % 2 }))
        .collect();
    let mut scenario = crowd(&json!({ "kind": "none" }), &json!([]));
    scenario["clock"] = json!({ "mode": "ticks", "tickS": 0.001, "durationS": 999.99 });
    scenario["shock"] = json!({ "kind": "path", "points": points });
    let problems = build(&scenario, &DataStore::default()).expect_err("too many steps");
    assert_eq!(problems[0].field, "clock.tickS");
    assert!(
        problems[0].message.contains("extremes of a path"),
        "{}",
        problems[0].message
    );
}

fn crowd_on(points: &[(f64, f64)], tick_s: f64) -> Value {
    let mut scenario = crowd(&path(points), &json!([]));
    scenario["clock"]["tickS"] = json!(tick_s);
    scenario
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

    /// Random candles under a random clock, faster or slower than they were: both extremes of the file are met to the
    /// last bit, and whoever stands between them is gone.
    #[test]
    fn random_wicks_are_met_by_random_ticks(
        candles in proptest::collection::vec((0.9..1.1_f64, 0.0..0.3_f64, 0.0..0.3_f64, 1_u32..4), 2..60),
        step_s in prop_oneof![Just(60.0), Just(3_600.0), Just(86_400.0), 1.0..1e4_f64],
        ticks in 1.0..200.0_f64,
        speed in prop_oneof![Just(1.0), 1.0..10.0_f64],
    ) {
        let mut text = "time,open,high,low,close\n".to_owned();
        let (mut low, mut high, mut time_s, mut open) = (f64::INFINITY, 0.0_f64, 0.0, 100.0_f64);
        let first = open;
        for (close, down, up, after) in candles {
            let close = open * close;
            let bottom = open.min(close) * (1.0 - down);
            let top = open.max(close) * (1.0 + up);
            (low, high) = (low.min(bottom), high.max(top));
            text += &format!("{time_s},{open},{top},{bottom},{close}\n");
            time_s += f64::from(after) * step_s;
            // Now and then it opens elsewhere.
            open = if after > 1 { close * 1.01 } else { close };
        }
        let (data, mut scenario) = still("file", &text, &both_sides());
        let length_s = scenario["clock"]["durationS"].as_f64().unwrap() / speed;
        scenario["clock"]["durationS"] = json!(length_s);
        scenario["clock"]["tickS"] = json!((length_s / ticks).min(3_600.0));
        scenario["shock"]["speed"] = json!(scenario["shock"]["speed"].as_f64().unwrap() * speed);
        let trace = run(build(&scenario, &data).expect("is valid"));
        let summary = trace.summary();
        let [lowest, highest] = [low, high].map(|price| 100.0 * (price / first));
        let outside = &trace.markets[0].counterfactual_price;
        prop_assert_eq!(outside.iter().copied().fold(100.0, f64::min), lowest.min(100.0));
        prop_assert_eq!(outside.iter().copied().fold(100.0, f64::max), highest.max(100.0));
        prop_assert!((summary.trough_price / lowest.min(100.0) - 1.0).abs() < 1e-9);
        prop_assert!((summary.peak_price / highest.max(100.0) - 1.0).abs() < 1e-9);
        prop_assert_eq!(trace.accounts[0].quantity == 0.0, lowest <= 100.0 * 0.8 / 0.995);
        prop_assert_eq!(trace.accounts[1].quantity == 0.0, highest >= 100.0 * 1.2 / 1.005);
        prop_assert!(trace.time_s.windows(2).skip(1).all(|pair| pair[0] < pair[1]));
        prop_assert!((trace.time_s[trace.rows() - 1] - length_s).abs() <= 1e-9 * length_s);
    }

    /// A zigzag under coarse ticks fills everybody at the prices at which ticks at every point do.
    #[test]
    fn coarse_ticks_fill_where_ticks_at_every_point_do(
        swings in proptest::collection::vec(0.02..0.12_f64, 12..60),
        fewer in 2_u32..40,
        first_up in any::<bool>(),
    ) {
        let mut points = vec![(0.0, 100.0)];
        for (row, swing) in swings.iter().enumerate() {
            let (time_s, price) = points[row];
            let factor = if (row % 2 == 0) == first_up { 1.0 + swing } else { 1.0 / (1.0 + swing) };
            points.push((time_s + 10.0, price * factor));
        }
        let last_s = points[points.len() - 1].0;
        let at = |tick_s: f64| {
            let mut scenario = crowd_on(&points, tick_s);
            scenario["clock"]["durationS"] = json!(last_s);
            scenario["markets"][0]["impact"] = json!({ "law": "linear", "slope": 1e-12 });
            trace(&scenario)
        };
        let (fine, coarse) = (at(10.0), at(10.0 * f64::from(fewer)));
        prop_assert_eq!(fine.rows(), coarse.rows());
        for (fine, coarse) in fine.accounts.iter().zip(&coarse.accounts) {
            prop_assert_eq!(fine.quantity, coarse.quantity);
            match (fine.average_fill_price, coarse.average_fill_price) {
                (Some(fine), Some(coarse)) => prop_assert!((fine / coarse - 1.0).abs() < 1e-9, "{} {}", fine, coarse),
                (fine, coarse) => prop_assert_eq!(fine, coarse),
            }
        }
        let (fine, coarse) = (fine.summary(), coarse.summary());
        prop_assert!((fine.bad_debt - coarse.bad_debt).abs() <= 1e-9 * (1.0 + fine.bad_debt));
        prop_assert!((fine.liquidated_share - coarse.liquidated_share).abs() < 1e-12);
    }

    /// Two paths and a ramp on one market: no point at which the outside stands goes unmet.
    #[test]
    fn several_paths_at_once_meet_what_they_make_together(
        knots in proptest::collection::vec((1.0..50.0_f64, 0.7..1.4_f64), 1..8),
        more in proptest::collection::vec((1.0..50.0_f64, 0.7..1.4_f64), 1..8),
        ramp in -0.2..0.2_f64,
        tick_s in 5.0..120.0_f64,
    ) {
        let points = |knots: Vec<(f64, f64)>| {
            let mut points = vec![(0.0, 100.0)];
            for (after, ratio) in knots {
                points.push((points[points.len() - 1].0 + after, 100.0 * ratio));
            }
            points
        };
        let (first, second) = (points(knots), points(more));
        let mut scenario = crowd(&path(&first), &json!([path(&second), { "kind": "ramp", "ratio": ramp, "durationS": 77 }]));
        scenario["clock"] = json!({ "mode": "ticks", "tickS": tick_s, "durationS": 600 });
        scenario["markets"][0]["impact"] = json!({ "law": "linear", "slope": 1e-12 });
        let trace = trace(&scenario);
        let along = |points: &[(f64, f64)], time_s: f64| {
            let after = points.partition_point(|point| point.0 <= time_s);
            let (from, to) = (points[after - 1], points.get(after));
            to.map_or(from.1, |to| from.1 + (to.1 - from.1) * (time_s - from.0) / (to.0 - from.0))
        };
        let outside = |time_s: f64| along(&first, time_s) * along(&second, time_s) / 100.0 * (1.0 + ramp * (time_s / 77.0).min(1.0));
        let times = first.iter().chain(&second).map(|point| point.0).chain([77.0]);
        let prices: Vec<f64> = times.filter(|&time_s| time_s < 600.0).map(outside).collect();
        let low = prices.iter().copied().fold(f64::INFINITY, f64::min);
        let high = prices.iter().copied().fold(0.0, f64::max);
        let columns = &trace.markets[0].counterfactual_price;
        prop_assert!(columns.iter().any(|&price| price <= low * (1.0 + 1e-9)), "{low}");
        prop_assert!(columns.iter().any(|&price| price >= high * (1.0 - 1e-9)), "{high}");
    }
}
