//! Mechanisms that are put into a scenario, moved, and taken out again: those of every kind that has controls of its own.
#![cfg(not(target_arch = "wasm32"))]

use liquidation_cascades::couplings::COUPLING;
use liquidation_cascades::engine::run;
use liquidation_cascades::market::guards::GUARD;
use liquidation_cascades::scenario::build::build;
use liquidation_cascades::scenario::controls::{controls, set_control};
use liquidation_cascades::scenario::data::DataStore;
use liquidation_cascades::scenario::mechanisms::{addable, added, removed};
use liquidation_cascades::scenario::presets;
use liquidation_cascades::sources::POPULATION;
use liquidation_cascades::trace::Trace;
use serde_json::{Value, json};

fn preset(name: &str) -> Value {
    presets::preset(name).expect("a preset")
}

fn timed(mut scenario: Value) -> Value {
    scenario["clock"] = json!({ "mode": "ticks", "tickS": 1, "durationS": 300 });
    scenario
}

fn two_markets() -> Value {
    let mut scenario = timed(preset("the-match"));
    // So slow that whatever happens later still finds somebody.
    scenario["markets"][0]["liquidation"] =
        json!({ "executor": { "kind": "exponential", "ratePerS": 0.02 } });
    let mut other = scenario["markets"][0].clone();
    other["id"] = "other".into();
    scenario["markets"]
        .as_array_mut()
        .expect("a list")
        .push(other);
    scenario
}

fn run_of(scenario: &Value) -> Trace {
    let valid = build(scenario, &DataStore::default());
    run(valid.unwrap_or_else(|problems| panic!("{scenario}: {problems:?}")))
}

fn kinds_of(scenario: &Value) -> Vec<&'static str> {
    let offered = addable(scenario, &DataStore::default()).expect("a valid scenario");
    offered.iter().map(|control| control.group).collect()
}

/// Every kind that declares controls.
fn all_kinds() -> Vec<&'static str> {
    let populations = POPULATION
        .specs
        .iter()
        .map(|spec| (spec.variant.name, spec.controls));
    let couplings = COUPLING
        .specs
        .iter()
        .map(|spec| (spec.variant.name, spec.controls));
    let guards = GUARD
        .specs
        .iter()
        .map(|spec| (spec.variant.name, spec.controls));
    populations
        .chain(couplings)
        .chain(guards)
        .filter(|(_, controls)| !controls.is_empty())
        .map(|(kind, _)| kind)
        .collect()
}

#[test]
fn a_scenario_is_offered_what_it_has_not_got_and_could_have() {
    assert_eq!(kinds_of(&two_markets()), all_kinds());
    assert_eq!(
        kinds_of(&preset("the-match")),
        [
            "stops",
            "value",
            "optionDealers",
            "funds",
            "brokers",
            "lending",
            "futures",
            "banks",
            "optionAccounts",
            "priceLimit",
            "breaker"
        ]
    );
    assert_eq!(
        kinds_of(&timed(preset("the-match"))),
        [
            "stops",
            "trend",
            "value",
            "program",
            "optionDealers",
            "funds",
            "brokers",
            "lending",
            "futures",
            "banks",
            "optionAccounts",
            "priceLimit",
            "breaker",
            "luld",
            "dynamic",
            "session",
            "outage"
        ]
    );
    assert!(!kinds_of(&preset("stops-below")).contains(&"stops"));
    // Dealers, funds, brokers, clearing houses, banks and option writers trade base for quote.
    let mut inverse = preset("the-match");
    inverse["markets"][0]["margin"] = json!({ "contract": "inverse" });
    for kind in [
        "optionDealers",
        "funds",
        "brokers",
        "futures",
        "banks",
        "optionAccounts",
    ] {
        assert!(!kinds_of(&inverse).contains(&kind));
    }
}

#[test]
fn what_is_added_acts_can_be_switched_off_and_leaves_nothing_behind() {
    let data = DataStore::default();
    let before = two_markets();
    let plain = run_of(&before);
    for kind in all_kinds() {
        let with = added(&before, kind, &data).expect(kind);
        let acting = run_of(&with);
        let own = |trace: &Trace| {
            let markets = trace.markets.iter();
            markets
                .map(|market| market.last_price.clone())
                .collect::<Vec<_>>()
        };
        assert_ne!(own(&acting), own(&plain), "{kind} does something");
        let mine: Vec<_> = controls(&with, &data)
            .expect(kind)
            .into_iter()
            .filter(|control| control.group == kind)
            .collect();
        assert!(mine.len() >= 2, "{kind} has controls");
        let switch = &mine[0];
        assert_eq!(switch.name, format!("{kind}.enabled"));
        let off = set_control(&with, switch.name, 0.0, &data).expect(kind);
        assert_eq!(own(&run_of(&off)), own(&plain), "{kind} is off");
        let without = removed(&with, kind, &data).expect(kind);
        assert_eq!(own(&run_of(&without)), own(&plain), "{kind} is gone");
        assert!(kinds_of(&without).contains(&kind));
        for problem in [added(&with, kind, &data), removed(&before, kind, &data)] {
            let problems = problem.expect_err(kind);
            assert_eq!(problems[0].value.as_deref(), Some(kind));
        }
    }
    assert!(added(&before, "perps", &data).is_err());
    assert!(removed(&before, "perps", &data).is_err());
}

#[test]
fn what_is_added_is_as_large_as_its_market() {
    let data = DataStore::default();
    let mut large = two_markets();
    large["markets"][0]["impact"]["depth"] = json!(4e9);
    large["populations"][0]["openInterest"] = json!(1e11);
    let sizes = [
        ("stops", "/quantity"),
        ("trend", "/budget"),
        ("value", "/budget"),
        ("program", "/quantity"),
        ("optionDealers", "/book/gamma"),
    ];
    for (kind, path) in sizes {
        let size = |scenario: &Value| {
            let with = added(scenario, kind, &data).expect(kind);
            let all = with["populations"].as_array().expect("a list");
            let one = all.iter().find(|one| one["kind"] == kind).expect(kind);
            one.pointer(path).and_then(Value::as_f64).expect(path)
        };
        let ratio = size(&large) / size(&two_markets());
        assert!((ratio - 100.0).abs() < 1e-9, "{kind}: {ratio}");
    }
    // In a rise whoever waits, waits above.
    let mut rise = two_markets();
    rise["shock"]["ratio"] = json!(0.05);
    let with = added(&rise, "stops", &data).expect("stops");
    assert_eq!(with["populations"][1]["side"], "short");
}

#[test]
fn all_of_a_kind_that_stand_at_the_same_move_together() {
    let data = DataStore::default();
    let scenario = preset("venue-that-holds");
    let off = set_control(&scenario, "arbitrage.enabled", 0.0, &data).expect("a switch");
    for tie in off["couplings"].as_array().expect("a list") {
        assert_eq!(tie["enabled"], false);
    }
    let mut apart = scenario.clone();
    apart["couplings"][1]["cost"] = json!(0.01);
    let moved = set_control(&apart, "arbitrage.cost", 0.002, &data).expect("a cost");
    assert_eq!(moved["couplings"][0]["cost"], 0.002);
    assert_eq!(moved["couplings"][1]["cost"], 0.01);
}

#[test]
fn what_is_held_in_base_is_set_in_money() {
    let data = DataStore::default();
    let mut scenario = preset("stops-below");
    scenario["markets"][0]["price"] = json!(50);
    let quantity = |scenario: &Value| scenario["populations"][1]["quantity"].as_f64();
    let all = controls(&scenario, &data).expect("a valid scenario");
    let control = all.iter().find(|control| control.name == "stops.quantity");
    let control = control.expect("a control");
    assert_eq!((control.unit, control.value), ("quote", 1e8));
    let moved = set_control(&scenario, control.name, 3e8, &data).expect("in range");
    assert_eq!(quantity(&moved), Some(6e6));
    let same = set_control(&scenario, control.name, control.value, &data).expect("in range");
    assert_eq!(quantity(&same), quantity(&scenario));
}

#[test]
fn without_a_clock_what_takes_time_acts_at_once_or_goes() {
    let data = DataStore::default();
    let mut scenario = two_markets();
    for kind in all_kinds() {
        scenario = added(&scenario, kind, &data).expect(kind);
    }
    for one in scenario["populations"].as_array_mut().expect("a list") {
        if one["kind"] == "optionDealers" {
            one["hedge"]["ratePerS"] = json!(0.5);
            one["hedge"]["intervalS"] = json!(10);
        }
        if one["kind"] == "value" {
            one["ratePerS"] = json!(0.5);
        }
        if one["kind"] == "funds" {
            one["rebalance"] = json!({ "intervalS": 60, "offsetS": 5 });
        }
        if one["kind"] == "brokers" {
            one["graceS"] = json!(30);
            one["callIntervalS"] = json!(60);
            one["callOffsetS"] = json!(5);
        }
        if one["kind"] == "futures" {
            one["graceS"] = json!(30);
            one["cycleS"] = json!(60);
            one["offsetS"] = json!(5);
        }
    }
    let has_grace = |scenario: &Value| {
        let all = controls(scenario, &data).expect("a valid scenario");
        let of_time = [
            "brokers.graceS",
            "brokers.cureProbability",
            "futures.cycleS",
            "futures.graceS",
            "futures.cureProbability",
        ];
        let found = all.iter().filter(|control| of_time.contains(&control.name));
        found.count() == of_time.len()
    };
    assert!(has_grace(&scenario));
    let instant = set_control(&scenario, "clock", 0.0, &data).expect("an instant run");
    run_of(&instant);
    // Where no time passes there is nothing to wait for.
    assert!(!has_grace(&instant));
    assert_eq!(kinds_of(&instant), Vec::<&str>::new());
    let again = set_control(&instant, "clock", 1.0, &data).expect("a clock");
    assert_eq!(
        kinds_of(&again),
        ["trend", "program", "luld", "dynamic", "session", "outage"]
    );
}

#[test]
fn positions_of_a_file_take_the_place_of_traders_and_of_nobody_else() {
    let mut data = DataStore::default();
    let rows = "side,quantity,entryPrice,leverage\nlong,10,100,5\nshort,3,101,20\n";
    data.register("mine.csv", rows.as_bytes())
        .expect("a table of positions");
    let used = liquidation_cascades::scenario::apply::use_data(
        &preset("short-gamma"),
        "mine.csv",
        None,
        &data,
    )
    .expect("positions");
    let kinds: Vec<_> = used["populations"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| one["kind"].as_str().unwrap_or_default())
        .collect();
    assert_eq!(kinds, ["optionDealers", "positions"]);
}
