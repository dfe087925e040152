//! Halts and price limits, against the numbers of an independent program (OT16 to OT19, the presets of 1987 and of 24 August 2015)
//! and what must hold of any of them (I16, J1, J8).
#![cfg(not(target_arch = "wasm32"))]

use liquidation_cascades::engine::run;
use liquidation_cascades::scenario::build::build;
use liquidation_cascades::scenario::controls::{controls, set_control};
use liquidation_cascades::scenario::data::DataStore;
use liquidation_cascades::trace::{StopReason, Trace};
use serde_json::{Value, json};

/// As many digits as the numbers are given with.
const PRINTED: f64 = 1e-9;

fn trace(scenario: &Value) -> Trace {
    let valid = build(scenario, &DataStore::default())
        .unwrap_or_else(|problems| panic!("{scenario}: {problems:?}"));
    run(valid)
}

fn messages(scenario: &Value) -> Vec<String> {
    let problems = build(scenario, &DataStore::default()).expect_err("it is refused");
    problems
        .into_iter()
        .map(|problem| problem.message)
        .collect()
}

#[track_caller]
fn near(found: f64, expected: f64, relative: f64) {
    assert!(
        (found - expected).abs() <= relative * expected.abs().max(1e-300),
        "{found}, expected {expected}"
    );
}

fn column(trace: &Trace, name: &str) -> Vec<f64> {
    trace
        .column(&trace.markets[0], name)
        .unwrap_or_else(|| panic!("no column {name}"))
}

fn last(trace: &Trace, name: &str) -> f64 {
    *column(trace, name).last().expect("a row")
}

/// The value of a column at a time.
fn at(trace: &Trace, name: &str, time_s: f64) -> f64 {
    let row = trace.time_s.iter().rposition(|&time| time <= time_s + 1e-6);
    column(trace, name)[row.expect("a row")]
}

/// Times of an event of that name.
fn times(trace: &Trace, name: &str) -> Vec<f64> {
    let events = trace.events.iter().filter(|event| event.spec.name == name);
    events.map(|event| trace.time_s[event.row]).collect()
}

fn market(guards: &Value, impact: &Value) -> Value {
    json!([{ "id": "m", "price": 100, "impact": impact, "guards": guards }])
}

fn linear() -> Value {
    json!({ "law": "linear", "slope": 0.008 })
}

/// The crowd of V1: 1,000 base, liquidated between 75 and 95.
fn crowd() -> Value {
    json!([{ "kind": "levels", "side": "long", "from": 75, "to": 95, "quantity": 1_000, "count": 100_000 }])
}

fn instant(guards: &Value) -> Value {
    json!({ "markets": market(guards, &linear()), "populations": crowd(),
        "shock": { "kind": "priceGap", "ratio": -0.08 } })
}

#[test]
fn an_instant_run_ends_at_a_limit_and_at_a_breaker() {
    // OT16: room for (92 - 91.5) / 0.008, and 50 x 3.5 are called.
    for (guards, reason) in [
        (
            json!([{ "kind": "priceLimit", "down": [0.085] }]),
            StopReason::AtLimit,
        ),
        (
            json!([{ "kind": "breaker", "levels": [{ "fall": 0.085 }] }]),
            StopReason::Halted,
        ),
    ] {
        let run = trace(&instant(&guards));
        assert_eq!(run.rows(), 3, "{guards}");
        assert_eq!(last(&run, "lastPrice"), 91.5, "{guards}");
        near(last(&run, "liquidatedQuantity"), 62.5, 1e-6);
        near(last(&run, "backlogQuantity"), 112.5, 1e-6);
        assert_eq!(run.stop_reason, reason);
        near(run.summary().waiting_quantity.expect("guards"), 112.5, 1e-6);
    }
    // A limit that the outside has passed: it is printed, and nothing trades.
    let locked = trace(&instant(&json!([{ "kind": "priceLimit", "down": [0.05] }])));
    assert_eq!(last(&locked, "lastPrice"), 95.0);
    assert_eq!(last(&locked, "liquidatedQuantity"), 0.0);
    // A level that it has passed: trading stops before anybody trades, at the price outside.
    let stopped = trace(&instant(
        &json!([{ "kind": "breaker", "levels": [{ "fall": 0.05 }, { "fall": 0.07 }, { "fall": 0.2 }] }]),
    ));
    assert_eq!(stopped.rows(), 2);
    assert_eq!(last(&stopped, "lastPrice"), 92.0);
    assert_eq!(stopped.stop_reason, StopReason::Halted);
    assert_eq!(last(&stopped, "halted"), 2.0);
}

#[test]
fn a_halt_delays() {
    // OT17.
    let scenario = |guards: &Value| {
        let mut markets = market(guards, &linear());
        markets[0]["liquidation"] =
            json!({ "executor": { "kind": "exponential", "ratePerS": 0.223_143_551_314_209_7 } });
        json!({ "clock": { "mode": "ticks", "tickS": 1, "durationS": 400 }, "markets": markets,
            "populations": [{ "kind": "levels", "side": "long", "from": 75, "to": 95, "quantity": 1_000, "count": 200_000 }],
            "shock": { "kind": "priceGap", "ratio": -0.06 } })
    };
    let run = trace(&scenario(&json!([{ "kind": "breaker",
        "levels": [{ "fall": 0.065, "haltS": 60 }, { "fall": 0.13, "haltS": 60 }] }])));
    near(at(&run, "lastPrice", 10.0), 93.518_995_564_4, PRINTED);
    near(at(&run, "lastPrice", 11.0), 93.5, PRINTED);
    near(at(&run, "liquidatedQuantity", 11.0), 62.5, 1e-4);
    near(at(&run, "backlogQuantity", 11.0), 12.5, 1e-3);
    assert_eq!(at(&run, "halted", 11.0), 2.0);
    assert_eq!(at(&run, "halted", 70.0), 2.0);
    assert_eq!(at(&run, "halted", 71.0), 0.0);
    near(at(&run, "lastPrice", 71.0), 93.48, 1e-7);
    near(at(&run, "backlogQuantity", 71.0), 11.0, 1e-3);
    near(at(&run, "lastPrice", 72.0), 93.462_4, 1e-7);
    near(at(&run, "backlogQuantity", 72.0), 9.68, 1e-3);
    near(at(&run, "lastPrice", 100.0), 93.336_930_719_6, 1e-7);
    near(last(&run, "lastPrice"), 93.333_36, 1e-6);
    assert_eq!(times(&run, "halt"), [11.0]);
    assert_eq!(times(&run, "reopen"), [71.0]);
    let summary = run.summary();
    assert_eq!((summary.halts, summary.halted_s), (Some(1), Some(60.0)));
    // It changes when, not where.
    let free = trace(&scenario(&json!([])));
    near(last(&run, "lastPrice"), last(&free, "lastPrice"), 1e-6);
}

fn ramp(guards: &Value, duration_s: f64) -> Value {
    json!({ "clock": { "mode": "ticks", "tickS": 1, "durationS": duration_s }, "markets": market(guards, &linear()),
        "populations": [{ "kind": "levels", "side": "long", "from": 75, "to": 97, "quantity": 1_100, "count": 220_000 }],
        "shock": { "kind": "ramp", "ratio": -0.12, "durationS": 60 } })
}

#[test]
fn limit_up_limit_down_pauses_and_opens_at_one_price() {
    // OT18.
    let run = trace(&ramp(&json!([{ "kind": "luld" }]), 400.0));
    near(at(&run, "lastPrice", 20.0), 95.421_32, 1e-6);
    near(at(&run, "liquidatedQuantity", 20.0), 72.335, 1e-4);
    assert_eq!(times(&run, "limitState"), [22.0]);
    assert_eq!(at(&run, "lastPrice", 22.0), 95.0);
    near(at(&run, "liquidatedQuantity", 22.0), 88.935, 1e-4);
    near(at(&run, "backlogQuantity", 22.0), 11.065, 1e-3);
    assert_eq!(times(&run, "pause"), [37.0]);
    assert_eq!(times(&run, "reopen"), [337.0]);
    near(at(&run, "lastPrice", 337.0), 84.115_4, 1e-5);
    near(at(&run, "liquidatedQuantity", 337.0), 485.575, 1e-5);
    near(at(&run, "lastPrice", 338.0), 82.846_16, 1e-5);
    // Half a minute later the reference is the mean of what was printed since.
    near(at(&run, "floorPrice", 338.0), 0.95 * 84.115_4, 1e-5);
    near(at(&run, "floorPrice", 368.0), 0.95 * 82.047_012, 1e-6);
    near(last(&run, "lastPrice"), 82.0, 1e-6);
    near(last(&run, "liquidatedQuantity"), 750.0, 1e-6);
}

#[test]
fn a_dynamic_breaker_pauses_after_a_fast_move() {
    // OT19.
    let run = trace(&ramp(&json!([{ "kind": "dynamic" }]), 300.0));
    assert_eq!(at(&run, "lastPrice", 17.0), 96.5);
    near(at(&run, "liquidatedQuantity", 17.0), 12.5, 1e-3);
    near(at(&run, "backlogQuantity", 17.0), 12.5, 1e-3);
    assert_eq!(times(&run, "halt"), [17.0]);
    assert_eq!(times(&run, "reopen"), [137.0]);
    near(at(&run, "lastPrice", 137.0), 84.36, 1e-5);
    near(at(&run, "liquidatedQuantity", 137.0), 455.0, 1e-5);
    near(at(&run, "lastPrice", 138.0), 82.944, 1e-5);
    near(last(&run, "lastPrice"), 82.0, 1e-6);
}

#[test]
fn a_limit_moves_when_the_price_has_stood_at_it() {
    // OT19.
    let guards = json!([{ "kind": "priceLimit", "down": [0.07, 0.13, 0.20], "holdS": 120 }]);
    let run = trace(&ramp(&guards, 300.0));
    assert_eq!(times(&run, "limitReached"), [28.0, 149.0]);
    assert_eq!(times(&run, "limitExpanded"), [148.0, 269.0]);
    for time_s in [28.0, 100.0, 148.0] {
        near(at(&run, "lastPrice", time_s), 93.0, 1e-12);
        assert_eq!(at(&run, "halted", time_s), 1.0);
    }
    near(at(&run, "lastPrice", 149.0), 87.0, 1e-12);
    near(at(&run, "backlogQuantity", 150.0), 311.11, 1e-4);
    near(last(&run, "lastPrice"), 82.0, 1e-5);
}

/// Limits at one distance on both sides, and an outside that goes far beyond both: the last price goes as far up as down but for
/// the last digit, and what is told is the side on which the outside went further.
#[test]
fn between_two_limits_the_outside_says_which_side_is_told() {
    for distance in [0.02201966642867774, 0.03, 0.07] {
        for (first, second, direction) in [(1.15, 0.4, -1.0), (0.85, 1.6, 1.0)] {
            let trace = trace(&json!({
                "version": 1,
                "clock": { "mode": "ticks", "tickS": 60, "durationS": 7200 },
                "markets": [{
                    "id": "m", "price": 194, "impact": { "law": "linear", "slope": 1e-3 },
                    "guards": [{ "kind": "priceLimit", "down": [distance], "up": [distance] }]
                }],
                "shock": { "kind": "path", "market": "m", "points": [
                    { "timeS": 0, "price": 194 }, { "timeS": 2000, "price": 194.0 * first }, { "timeS": 7000, "price": 194.0 * second }
                ] }
            }));
            let summary = trace.summary();
            near(summary.peak_price / 194.0 - 1.0, distance, 1e-9);
            near(1.0 - summary.trough_price / 194.0, distance, 1e-9);
            assert_eq!(summary.direction, direction, "{distance} {first}");
        }
    }
}

#[test]
fn two_halts_in_two_directions() {
    // 24 August 2015.
    let scenario = |band: f64| {
        json!({ "clock": { "mode": "ticks", "tickS": 1, "durationS": 1_800 },
            "markets": market(&json!([{ "kind": "luld", "band": band }]), &json!({ "law": "logLinear", "depth": 5e6 })),
            "populations": [], "shock": { "kind": "path", "points": [
                { "timeS": 0, "price": 100 }, { "timeS": 120, "price": 80 }, { "timeS": 240, "price": 80 },
                { "timeS": 900, "price": 96 }, { "timeS": 1_800, "price": 97 }] } })
    };
    let run = trace(&scenario(0.05));
    near(at(&run, "floorPrice", 31.0), 0.95 * 97.416_7, 1e-6);
    assert_eq!(times(&run, "limitState"), [45.0, 678.0]);
    near(at(&run, "lastPrice", 45.0), 92.545_8, 1e-6);
    assert_eq!(times(&run, "pause"), [60.0, 693.0]);
    assert_eq!(times(&run, "reopen"), [360.0, 993.0]);
    near(at(&run, "lastPrice", 360.0), 82.909_1, 1e-6);
    near(at(&run, "ceilingPrice", 640.0), 1.05 * 86.303, 1e-5);
    near(at(&run, "lastPrice", 678.0), 90.618_2, 1e-6);
    near(at(&run, "lastPrice", 993.0), 96.103_3, 1e-6);
    let wide = trace(&scenario(0.10));
    assert_eq!(times(&wide, "pause"), [103.0]);
    assert_eq!(times(&wide, "reopen"), [403.0]);
}

fn of_1987(guards: &Value, contracts: f64, duration_s: f64) -> Value {
    json!({ "clock": { "mode": "ticks", "tickS": 60, "durationS": duration_s },
        "markets": [{ "id": "stocks", "price": 100, "impact": { "law": "logLinear", "depth": 2e8 },
            "resilience": { "permanentShare": 0.3, "recovery": [{ "share": 0.7, "decayPerS": 0.001_111_111_111_111_111_1 }] },
            "guards": guards }],
        "populations": [{ "kind": "optionDealers", "role": "insurer",
            "book": { "law": "rows", "rows": [{ "type": "put", "strike": 95, "expiryDays": 182.5, "volatility": 0.18, "contracts": contracts }] },
            "hedge": { "ratePerS": 0.003_333_333_333_333_333_5, "sides": "sells" } }],
        "shock": { "kind": "ramp", "ratio": -0.08, "durationS": 3_600 } })
}

fn low(trace: &Trace) -> f64 {
    column(trace, "lastPrice")
        .into_iter()
        .fold(f64::INFINITY, f64::min)
}

#[test]
fn breakers_stop_the_clock_and_not_the_selling() {
    let levels = json!([{ "fall": 0.07, "haltS": 900 }, { "fall": 0.13, "haltS": 900 }, { "fall": 0.2, "haltS": null }]);
    let breaker = json!([{ "kind": "breaker", "levels": levels }]);
    let free = trace(&of_1987(&json!([]), -1.5e8, 23_400.0));
    near(low(&free), 71.420_498, 1e-8);
    near(last(&free, "lastPrice"), 79.477_261, 1e-8);
    near(last(&free, "hedgeNotional"), 7.937e9, 1e-4);
    let run = trace(&of_1987(&breaker, -1.5e8, 23_400.0));
    assert_eq!(times(&run, "halt"), [660.0, 1_740.0, 2_820.0]);
    for (time_s, price) in [(660.0, 93.0), (1_740.0, 87.0), (2_820.0, 80.0)] {
        near(at(&run, "lastPrice", time_s), price, 1e-12);
    }
    near(last(&run, "lastPrice"), 80.0, 1e-12);
    near(last(&run, "hedgeNotional"), 4.368e9, 1e-3);
    assert_eq!(run.stop_reason, StopReason::Halted);
    let summary = run.summary();
    assert_eq!(summary.halts, Some(3));
    near(
        80.0 * summary.waiting_quantity.expect("guards"),
        3.044e9,
        1e-3,
    );
    let half = trace(&of_1987(&json!([]), -0.75e8, 23_400.0));
    near(low(&half), 85.942_128, 1e-8);
    near(last(&half, "lastPrice"), 87.569_392, 1e-8);
    let half = trace(&of_1987(&breaker, -0.75e8, 23_400.0));
    near(low(&half), 85.497_858, 1e-8);
    near(last(&half, "lastPrice"), 87.474_129, 1e-8);
    assert_eq!(times(&half, "halt"), [1_320.0, 2_820.0]);
    // A second day.
    let guards = json!([{ "kind": "breaker", "levels": levels, "reference": "session" }, { "kind": "session" }]);
    let run = trace(&of_1987(&guards, -1.5e8, 109_800.0));
    assert_eq!(times(&run, "sessionOpen"), [86_400.0]);
    near(at(&run, "lastPrice", 86_400.0), 84.03, 1e-4);
    near(at(&run, "lastPrice", 86_400.0 + 480.0), 74.40, 1e-3);
    near(last(&run, "lastPrice"), 80.12, 1e-3);
    near(last(&run, "hedgeNotional"), 7.78e9, 1e-2);
}

#[test]
fn calls_that_come_tomorrow() {
    let brokers = |cure: f64| {
        json!([{ "kind": "brokers", "holdings": 3e9, "count": 2_000, "leverage": { "law": "uniform", "from": 1.6, "to": 3.2 },
            "maintenance": 0.25, "graceS": 72_000, "cureProbability": cure, "callIntervalS": 86_400, "callOffsetS": 23_400 }])
    };
    let scenario = |cure: f64, points: Value| {
        json!({ "seed": 42, "clock": { "mode": "ticks", "tickS": 300, "durationS": 172_800 },
            "markets": [{ "id": "stock", "price": 100, "impact": { "law": "logLinear", "depth": 2.5e7 },
                "guards": [{ "kind": "session", "openS": 23_400, "closedS": 63_000 }] }],
            "populations": brokers(cure), "shock": { "kind": "path", "points": points } })
    };
    let falls = || {
        json!([{ "timeS": 0, "price": 100 }, { "timeS": 14_400, "price": 100 }, { "timeS": 18_000, "price": 88 },
            { "timeS": 172_800, "price": 88 }])
    };
    let run = trace(&scenario(0.6, falls()));
    near(at(&run, "lastPrice", 23_400.0), 88.0, 1e-12);
    assert_eq!(at(&run, "callsIssued", 23_400.0), 324.0);
    near(last(&run, "lastPrice"), 87.478_967, 1e-8);
    assert_eq!(last(&run, "callsIssued"), 562.0);
    assert_eq!(last(&run, "callsMet"), 318.0);
    let nobody = trace(&scenario(0.0, falls()));
    near(last(&nobody, "lastPrice"), 85.603_509, 1e-8);
    let recovers = trace(&scenario(
        0.6,
        json!([{ "timeS": 0, "price": 100 }, { "timeS": 14_400, "price": 100 }, { "timeS": 18_000, "price": 88 },
            { "timeS": 86_400, "price": 88 }, { "timeS": 90_000, "price": 92.4 }, { "timeS": 172_800, "price": 92.4 }]),
    ));
    near(last(&recovers, "lastPrice"), 92.4, 1e-12);
    assert_eq!(last(&recovers, "callsMet"), 179.0);
    assert_eq!(last(&recovers, "callsLapsed"), 145.0);
}

#[test]
fn what_is_wrong_is_said_all_at_once() {
    let scenario = json!({ "markets": market(&json!([
        { "kind": "priceLimit", "down": [0.07, 0.05], "holdS": 60 },
        { "kind": "luld" },
        { "kind": "luld" },
        { "kind": "breaker", "levels": [{ "fall": 0.07 }, { "fall": 0.05 }] },
        { "kind": "session" },
        { "kind": "outage", "fromS": 1, "forS": 1 },
        { "kind": "dynamic", "enabled": false },
    ]), &linear()), "populations": crowd(), "shock": { "kind": "priceGap", "ratio": -0.08 } });
    assert_eq!(
        messages(&scenario),
        [
            "markets[0].guards[0].down[1] is 0.05 after 0.07; limits must rise",
            "markets[0].guards[0].holdS takes time; in an instant run (clock mode \"waves\") it must be null",
            "markets[0].guards[1].kind \"luld\" takes time; it needs clock mode \"ticks\"",
            "markets[0].guards[2] is a second \"luld\"",
            "markets[0].guards[2].kind \"luld\" takes time; it needs clock mode \"ticks\"",
            "markets[0].guards[3].levels[1].fall is 0.05 after 0.07; falls must rise",
            "markets[0].guards[4].kind \"session\" takes time; it needs clock mode \"ticks\"",
            "markets[0].guards[5].kind \"outage\" takes time; it needs clock mode \"ticks\"",
        ]
    );
}

#[test]
fn what_comes_from_outside_waits_too() {
    // 100 are sold while the market is down, and find it open again with those of the crowd.
    let scenario = |guards: &Value| {
        json!({ "clock": { "mode": "ticks", "tickS": 1, "durationS": 20 }, "markets": market(guards, &linear()),
            "populations": crowd(), "shock": { "kind": "orders", "rows": [{ "timeS": 5, "quantity": 100 }, { "timeS": 8, "quantity": 50 }] } })
    };
    let run = trace(&scenario(
        &json!([{ "kind": "outage", "fromS": 3, "forS": 7 }]),
    ));
    assert_eq!(times(&run, "halt"), [3.0]);
    assert_eq!(times(&run, "reopen"), [10.0]);
    assert_eq!(at(&run, "netSold", 9.0), 0.0);
    near(at(&run, "netSold", 10.0), 150.0, 1e-12);
    near(at(&run, "lastPrice", 10.0), 98.8, 1e-12);
    // Twice the depth: half the fall.
    let run = trace(&scenario(
        &json!([{ "kind": "outage", "fromS": 3, "forS": 7, "auctionDepth": 2 }]),
    ));
    near(at(&run, "lastPrice", 10.0), 99.4, 1e-12);
    // At a limit what does not fit waits, and goes on when there is room.
    let run = trace(&scenario(
        &json!([{ "kind": "priceLimit", "down": [0.01] }]),
    ));
    near(last(&run, "lastPrice"), 99.0, 1e-12);
    near(last(&run, "netSold"), 125.0, 1e-9);
    near(run.summary().waiting_quantity.expect("guards"), 25.0, 1e-9);
    assert_eq!(run.stop_reason, StopReason::AtLimit);
}

#[test]
fn guards_that_never_bind_change_no_bit() {
    // J1.
    let far = json!([
        { "kind": "priceLimit", "down": [0.9], "up": [9] }, { "kind": "breaker", "levels": [{ "fall": 0.95 }] },
        { "kind": "luld", "band": 0.9, "minimumChange": 0.5 }, { "kind": "dynamic", "band": 0.9 },
        { "kind": "session", "openS": 1e6 }, { "kind": "outage", "fromS": 5_000, "forS": 5 },
    ]);
    let off = json!([
        { "kind": "priceLimit", "down": [0.01], "enabled": false }, { "kind": "luld", "band": 0.001, "enabled": false },
        { "kind": "outage", "fromS": 5, "forS": 5, "enabled": false },
    ]);
    let free = trace(&ramp(&json!([]), 300.0));
    for guards in [far, off] {
        let run = trace(&ramp(&guards, 300.0));
        for name in [
            "lastPrice",
            "liquidatedQuantity",
            "backlogQuantity",
            "netSold",
            "branchingRatio",
        ] {
            assert_eq!(column(&run, name), column(&free, name), "{name}, {guards}");
        }
    }
}

#[test]
fn in_a_halt_nothing_trades_and_the_queue_does_not_shrink() {
    // I16, J8: the price outside goes on falling, marks go on with it, and so does whoever is reached by them.
    let mut markets = market(
        &json!([{ "kind": "outage", "fromS": 20, "forS": 25 }, { "kind": "priceLimit", "down": [0.2] }]),
        &linear(),
    );
    markets[0]["mark"] = json!({ "kind": "indexEma", "tauS": 5, "band": 0.05 });
    markets[0]["resilience"] =
        json!({ "permanentShare": 0.5, "recovery": [{ "share": 0.5, "decayPerS": 0.05 }] });
    let mut scenario = ramp(&json!([]), 200.0);
    scenario["markets"] = markets;
    scenario["populations"]
        .as_array_mut()
        .expect("a list")
        .push(json!({ "kind": "optionDealers", "book": { "law": "rows",
            "rows": [{ "type": "put", "strike": 95, "expiryDays": 7, "volatility": 0.6, "contracts": -300 }] } }));
    let run = trace(&scenario);
    let state = column(&run, "halted");
    let [sold, filled, backlog, price, hedged] = [
        "netSold",
        "liquidatedQuantity",
        "backlogQuantity",
        "lastPrice",
        "hedgeSold",
    ]
    .map(|name| column(&run, name));
    let inside = |row: &usize| state[*row] == 2.0 && state[row - 1] == 2.0;
    let rows: Vec<usize> = (1..run.rows()).filter(inside).collect();
    assert!(rows.len() > 20);
    for row in rows {
        assert_eq!(filled[row], filled[row - 1], "{row}");
        assert_eq!(hedged[row], hedged[row - 1], "{row}");
        assert_eq!(price[row], price[row - 1], "{row}");
        assert!(backlog[row] >= backlog[row - 1], "{row}");
        // Only what returns to the book moves it.
        assert!(sold[row] <= sold[row - 1], "{row}");
    }
    assert!(backlog[run.rows() - 1] < 1e-9 || run.stop_reason == StopReason::AtLimit);
    let open = (1..run.rows()).filter(|&row| state[row] < 2.0);
    let [floor, ceiling] = ["floorPrice", "ceilingPrice"].map(|name| column(&run, name));
    for row in open {
        assert!(price[row] >= floor[row], "{row}");
        assert!(ceiling[row] == 0.0 || price[row] <= ceiling[row], "{row}");
    }
}

#[test]
fn winners_stand_in_only_where_the_market_is_open() {
    // Orders off the book wait as those on it do.
    let mut scenario = ramp(
        &json!([{ "kind": "outage", "fromS": 20, "forS": 25 }]),
        100.0,
    );
    scenario["markets"][0]["deficit"] = "adl".into();
    scenario["populations"] = json!([
        { "kind": "perps", "openInterest": 2e5, "count": 500, "longShare": 0.5,
            "leverage": { "law": "lognormal", "median": 20, "logSd": 0.5, "max": 100 }, "entry": { "law": "normal", "sd": 0.02 } }
    ]);
    let run = trace(&scenario);
    let [state, closed, filled] =
        ["halted", "adlNotional", "liquidatedQuantity"].map(|name| column(&run, name));
    for row in 1..run.rows() {
        if state[row] == 2.0 && state[row - 1] == 2.0 {
            assert_eq!(closed[row], closed[row - 1], "{row}");
            assert_eq!(filled[row], filled[row - 1], "{row}");
        }
    }
    assert!(filled[run.rows() - 1] > 0.0);
}

#[test]
fn a_limit_bounds_a_ledger_and_a_book() {
    // Fees keep a ledger; a level at the limit itself may be traded with.
    let books = json!({ "law": "book", "bids": [[99, 10], [97, 10], [95, 10], [93, 1_000]], "asks": [[101, 1_000]] });
    for (impact, fee) in [
        (linear(), 0.0),
        (linear(), 0.001),
        (books.clone(), 0.0),
        (books, 0.001),
    ] {
        let mut markets = market(&json!([{ "kind": "priceLimit", "down": [0.05] }]), &impact);
        markets[0]["margin"] = json!({ "takerFeeRatio": fee });
        let scenario = json!({ "markets": markets,
            "populations": [{ "kind": "levels", "side": "long", "from": 90, "to": 99.5, "quantity": 2_000, "count": 500 }],
            "shock": { "kind": "marketOrder", "quantity": if impact["law"] == "book" { 15 } else { 200 } } });
        let run = trace(&scenario);
        assert!(
            last(&run, "lastPrice") >= 95.0 * (1.0 - 1e-12),
            "{impact}: {}",
            last(&run, "lastPrice")
        );
        assert_eq!(run.stop_reason, StopReason::AtLimit, "{impact} {fee}");
        assert!(last(&run, "backlogQuantity") > 0.0, "{impact} {fee}");
        if impact["law"] == "book" {
            near(last(&run, "netSold"), 30.0, 1e-9);
        } else {
            near(last(&run, "lastPrice"), 95.0, 1e-9);
        }
    }
}

#[test]
fn whoever_trades_by_himself_waits_too() {
    // Buyers in a ledger wait at a ceiling as sellers do at a floor.
    for (side, ratio, from, to) in [("long", -0.08, 80, 95), ("short", 0.08, 105, 120)] {
        let mut markets = market(
            &json!([{ "kind": "priceLimit", "down": [0.09], "up": [0.09] }]),
            &linear(),
        );
        markets[0]["deficit"] = "adl".into();
        markets[0]["insuranceFund"] = 1e6.into();
        let run = trace(&json!({ "markets": markets,
            "populations": [{ "kind": "levels", "side": side, "from": from, "to": to, "quantity": 1_000, "count": 500 }],
            "shock": { "kind": "priceGap", "ratio": ratio } }));
        assert_eq!(run.stop_reason, StopReason::AtLimit, "{side}");
        near(
            last(&run, "lastPrice"),
            100.0 + 100.0 * if ratio < 0.0 { -0.09 } else { 0.09 },
            1e-12,
        );
        assert_eq!(last(&run, "halted"), 1.0, "{side}");
        assert!(last(&run, "backlogQuantity") > 0.0, "{side}");
    }
    // Liquidators of loans find a halted market as it is: not empty.
    let mut scenario =
        liquidation_cascades::scenario::presets::preset("knife-edge").expect("a preset");
    scenario["markets"][0]["guards"] = json!([{ "kind": "breaker", "levels": [{ "fall": 0.03 }] }]);
    let run = trace(&scenario);
    assert_ne!(run.stop_reason, StopReason::BookExhausted);
    assert_eq!(last(&run, "collateralSoldQuantity"), 0.0);
    near(last(&run, "lastPrice"), 1_910.0, 1e-12);
}

#[test]
fn orders_that_waited_outside_are_no_print_of_a_level() {
    // They come while the market is halted; when it opens they fit above the next level, which is not used up.
    let scenario = json!({ "clock": { "mode": "ticks", "tickS": 1, "durationS": 60 },
        "markets": market(&json!([{ "kind": "breaker", "levels": [{ "fall": 0.05, "haltS": 10 }, { "fall": 0.2, "haltS": 10 }] }]), &linear()),
        "populations": [{ "kind": "levels", "side": "long", "from": 50, "to": 60, "quantity": 10, "count": 10 }],
        "shock": { "kind": "orders", "rows": [{ "timeS": 2, "quantity": 700 }, { "timeS": 5, "quantity": 100 }] } });
    let run = trace(&scenario);
    assert_eq!(times(&run, "halt"), [2.0]);
    assert_eq!(times(&run, "reopen"), [12.0]);
    near(last(&run, "lastPrice"), 100.0 - 0.008 * 800.0, 1e-12);
    assert_eq!(run.summary().halts, Some(1));
    assert_eq!(last(&run, "halted"), 0.0);
}

#[test]
fn what_a_halt_keeps_from_trading_is_told_whoever_it_is() {
    let breaker = json!([{ "kind": "breaker", "levels": [{ "fall": 0.03 }] }]);
    // Nobody was asked yet when the shock itself halts.
    let dealers = json!([{ "kind": "optionDealers", "book": { "law": "rows",
        "rows": [{ "type": "put", "strike": 90, "expiryDays": 30, "volatility": 0.6, "contracts": -2_000 }] } }]);
    let banks = json!([{ "kind": "banks", "rule": { "law": "threshold", "maxLeverage": 20, "bufferLeverage": 18 },
        "rows": [{ "equity": 5_500, "other": 0, "holdings": [{ "value": 1e5 }] }] }]);
    let funds = json!([{ "kind": "funds", "equity": 2e4, "leverage": 3 }]);
    for populations in [dealers, banks, funds] {
        let run = trace(
            &json!({ "markets": market(&breaker, &linear()), "populations": populations,
            "shock": { "kind": "priceGap", "ratio": -0.05 } }),
        );
        assert_eq!(run.stop_reason, StopReason::Halted, "{populations}");
        assert!(run.summary().waiting_quantity > Some(1.0), "{populations}");
    }
    // Loans wait, and not because nobody finds it worth while.
    let mut scenario =
        liquidation_cascades::scenario::presets::preset("knife-edge").expect("a preset");
    scenario["markets"][0]["guards"] = breaker;
    let run = trace(&scenario);
    assert_eq!(run.stop_reason, StopReason::Halted);
    assert!(run.summary().waiting_quantity > Some(1.0));
}

#[test]
fn who_buys_where_nothing_trades_finds_no_empty_book() {
    // Beyond the lower limit buyers wait, too, and so does what comes from outside.
    let scenario = json!({ "clock": { "mode": "ticks", "tickS": 1, "durationS": 30 },
        "markets": market(&json!([{ "kind": "priceLimit", "down": [0.05] }]), &linear()),
        "populations": [{ "kind": "value", "side": "long", "budget": 500, "from": 0, "fullAt": 0.2 }],
        "shock": { "kind": "ramp", "ratio": -0.1, "durationS": 10 },
        "moreShocks": [{ "kind": "orders", "rows": [{ "timeS": 15, "quantity": -100 }] }] });
    let run = trace(&scenario);
    assert_ne!(run.stop_reason, StopReason::BookExhausted);
    near(last(&run, "lastPrice"), 95.0, 1e-12);
    // As many wait as came.
    assert!(run.summary().waiting_quantity >= Some(100.0));
}

#[test]
fn at_a_limit_the_other_side_may_trade() {
    // The shock ends at the limit itself, and who buys the fall lifts the price off it.
    let scenario = json!({ "markets": market(&json!([{ "kind": "priceLimit", "down": [0.1] }]), &linear()),
        "populations": [{ "kind": "optionDealers", "book": { "law": "rows",
            "rows": [{ "type": "put", "strike": 95, "expiryDays": 30, "volatility": 0.6, "contracts": 2_000 }] } }],
        "shock": { "kind": "priceGap", "ratio": -0.1 } });
    let run = trace(&scenario);
    assert!(
        last(&run, "lastPrice") > 90.5,
        "{}",
        last(&run, "lastPrice")
    );
    assert_eq!(run.stop_reason, StopReason::Settled);
    assert_eq!(times(&run, "limitReached").len(), 1);
}

#[test]
fn who_trades_at_the_close_trades_when_the_market_opens_again() {
    let scenario = json!({ "clock": { "mode": "ticks", "tickS": 300, "durationS": 90_000 },
        "markets": market(&json!([{ "kind": "session" }]), &json!({ "law": "logLinear", "depth": 4_000 })),
        "populations": [{ "kind": "funds", "equity": 2e4, "leverage": 3, "rebalance": { "intervalS": 86_400, "offsetS": 23_400 } }],
        "shock": { "kind": "priceGap", "ratio": -0.05 } });
    let run = trace(&scenario);
    assert_eq!(at(&run, "rebalanceSold", 86_100.0), 0.0);
    assert!(at(&run, "rebalanceSold", 86_400.0) > 10.0);
    // Once, as at the close.
    assert_eq!(
        last(&run, "rebalanceSold"),
        at(&run, "rebalanceSold", 86_400.0)
    );
}

#[test]
fn a_stop_that_goes_on_is_one() {
    // The outside falls past the next level while nothing trades.
    let guards = json!([{ "kind": "breaker", "levels": [{ "fall": 0.03, "haltS": 30 }, { "fall": 0.06, "haltS": 30 }] }]);
    let run = trace(&ramp(&guards, 200.0));
    assert_eq!(times(&run, "halt").len(), 1);
    assert_eq!(run.summary().halts, Some(1));
}

#[test]
fn nobody_repays_with_what_cannot_be_bought() {
    // Debt in what is limit up, collateral in money.
    let scenario = |guards: Value| {
        json!({ "markets": [{ "id": "eth", "price": 100, "impact": { "law": "logLinear", "depth": 5e4 }, "guards": guards }],
            "populations": [{ "kind": "lending", "assets": [
                { "id": "USD", "price": 1, "liquidationThreshold": 0.8, "liquidationBonus": 0.05 }, { "id": "ETH", "market": "eth" }],
                "rules": { "rule": "closeFactor" },
                "loans": [{ "kind": "crowd", "collateral": "USD", "debtAsset": "ETH", "debt": 1e6, "count": 50,
                    "health": { "law": "uniform", "from": 1.01, "to": 1.06 } }] }],
            "shock": { "kind": "priceGap", "ratio": 0.04 } })
    };
    let spent = |run: &Trace| {
        (
            last(run, "debtBoughtNotional"),
            run.summary().repaid_debt.expect("loans"),
        )
    };
    let (paid, repaid) = spent(&trace(&scenario(json!([]))));
    assert!(repaid > 0.0 && paid > 0.9 * repaid);
    let run = trace(&scenario(json!([{ "kind": "priceLimit", "up": [0.041] }])));
    let (paid, repaid) = spent(&run);
    assert!(paid > 0.9 * repaid, "{paid} for {repaid}");
    assert_eq!(run.stop_reason, StopReason::AtLimit);
}

/// Every ready-made set can be chosen, runs, is recognised, and is one's own after an edit.
#[test]
fn ready_made_halts_are_recognised() {
    let data = DataStore::default();
    let halts = |scenario: &Value| {
        let found = controls(scenario, &data).expect("is valid").into_iter();
        let mut halts = found.filter(|control| control.name == "halts");
        halts.next()
    };
    let name = |scenario: &Value| {
        let control = halts(scenario).expect("there are halts");
        let chosen = (0_u32..).zip(&control.options);
        let mut chosen = chosen.filter(|(place, _)| f64::from(*place) == control.value);
        chosen.next().expect("an option").1.name
    };
    assert!(halts(&ramp(&json!([]), 400.0)).is_none());
    // Instant, with a guard of its own: what takes time brings the clock.
    let start = instant(&json!([{ "kind": "priceLimit", "down": [0.085] }]));
    assert_eq!(name(&start), "custom");
    let options = halts(&start).expect("there are halts").options;
    assert_eq!(options.len(), 6);
    for (place, option) in (0_u32..).zip(&options).skip(1) {
        let chosen = set_control(&start, "halts", f64::from(place), &data)
            .unwrap_or_else(|problems| panic!("{}: {problems:?}", option.name));
        assert_eq!(name(&chosen), option.name);
        let takes_time = option.name != "mwcb";
        assert_eq!(
            chosen["clock"]["mode"] == "ticks",
            takes_time,
            "{}",
            option.name
        );
        assert!(trace(&chosen).summary().final_price > 0.0);
        let edited = if option.name.starts_with("luld") {
            "luld.band"
        } else if option.name == "mwcb" {
            "breaker.fall"
        } else {
            "priceLimit.down"
        };
        let edited = set_control(&chosen, edited, 0.06, &data)
            .unwrap_or_else(|problems| panic!("{}: {problems:?}", option.name));
        assert_eq!(name(&edited), "custom", "{}", option.name);
    }
}

/// 12 March 2020: one halt at the first level, 292 s to 1,192 s after the opening, and no second one.
#[test]
fn the_breaker_of_march_2020_stops_once() {
    let path = json!([{ "timeS": 0, "price": 100 }, { "timeS": 300, "price": 92.8 }, { "timeS": 7200, "price": 91 }]);
    let mut scenario = ramp(
        &json!([{ "kind": "breaker", "levels": [{ "fall": 0.5 }] }]),
        7_200.0,
    );
    scenario["clock"] = json!({ "mode": "ticks", "tickS": 1, "durationS": 7200 });
    scenario["populations"] = json!([]);
    scenario["shock"] = json!({ "kind": "path", "points": path });
    let of_us = set_control(&scenario, "halts", 1.0, &DataStore::default()).expect("is offered");
    let run = trace(&of_us);
    assert_eq!(times(&run, "halt"), [292.0]);
    assert_eq!(times(&run, "reopen"), [1_192.0]);
    assert_eq!(run.summary().halts, Some(1));
}

#[test]
fn a_level_that_another_market_pushes_this_one_past_halts_it_in_that_row() {
    // What is sold in `a`, at the start or in a tick, pushes `m` past 5 %.
    let breaker = json!([{ "kind": "breaker", "levels": [{ "fall": 0.05, "haltS": 30 }] }]);
    let mut markets = market(&breaker, &json!({ "law": "linear", "slope": 0.01 }));
    let other = json!({ "id": "a", "price": 100, "impact": { "law": "linear", "slope": 0.01 } });
    markets.as_array_mut().expect("a list").push(other);
    let order = |time_s: f64| json!({ "kind": "marketOrder", "market": "a", "quantity": 1_000, "timeS": time_s });
    let scenario = |shocks: Value| {
        let mut scenario = json!({
            "clock": { "mode": "ticks", "tickS": 1, "durationS": 60 },
            "markets": markets,
            "couplings": [{ "kind": "crossImpact", "pairs": [{ "from": "a", "to": "m", "share": 0.8 }] }],
        });
        for (name, value) in shocks.as_object().expect("shocks") {
            scenario[name] = value.clone();
        }
        scenario
    };
    let positions = json!([{
        "kind": "levels", "market": "a", "side": "long", "from": 97, "to": 98, "quantity": 1_000, "count": 10,
    }]);
    let at_once = json!({ "shock": order(0.0) });
    let in_a_tick = json!({
        "populations": positions,
        "shock": { "kind": "priceGap", "market": "a", "ratio": -0.04 },
    });
    for shocks in [at_once, in_a_tick] {
        let mut shocks = shocks;
        // A market order of the start has no time of its own.
        if let Some(order) = shocks["shock"].as_object_mut() {
            order.remove("timeS");
        }
        let run = trace(&scenario(shocks.clone()));
        let price = column(&run, "lastPrice");
        let first = price.iter().position(|&price| price <= 95.0);
        let first = first.unwrap_or_else(|| panic!("{shocks}: {price:?}"));
        assert_eq!(column(&run, "halted")[first], 2.0, "{shocks} row {first}");
    }
}
