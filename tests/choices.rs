//! Choices of mechanisms: each option is what it says it is, can be had from every other one, and takes nothing else with it.
#![cfg(not(target_arch = "wasm32"))]

use liquidation_cascades::engine::run;
use liquidation_cascades::scenario::build::build;
use liquidation_cascades::scenario::control::Control;
use liquidation_cascades::scenario::controls::{controls, set_control};
use liquidation_cascades::scenario::data::DataStore;
use liquidation_cascades::scenario::presets::preset;
use liquidation_cascades::trace::Trace;
use serde_json::Value;

fn data() -> DataStore {
    DataStore::default()
}

fn control(scenario: &Value, name: &str) -> Control {
    let all = controls(scenario, &data()).unwrap_or_else(|problems| panic!("{problems:#?}"));
    let found = all.into_iter().find(|one| one.name == name);
    found.unwrap_or_else(|| panic!("no {name}"))
}

/// The option that a scenario has.
fn taken(scenario: &Value, name: &str) -> &'static str {
    let control = control(scenario, name);
    let place = control
        .options
        .iter()
        .zip(0_u32..)
        .find(|(_, place)| f64::from(*place) == control.value);
    place.expect("an option").0.name
}

fn choose(scenario: &Value, name: &str, option: &str) -> Value {
    let options = control(scenario, name).options;
    let place = options.iter().position(|one| one.name == option);
    let place = place.unwrap_or_else(|| panic!("{name} has no {option}"));
    let place = f64::from(u32::try_from(place).expect("few options"));
    set_control(scenario, name, place, &data())
        .unwrap_or_else(|problems| panic!("{name} {option}: {problems:#?}"))
}

fn named(name: &str) -> Value {
    preset(name).expect("a preset")
}

fn trace(scenario: &Value) -> Trace {
    run(build(scenario, &data()).unwrap_or_else(|problems| panic!("{problems:#?}")))
}

#[test]
fn presets_are_what_they_say_they_are() {
    for (name, control, option) in [
        ("knife-edge", "lending.rule", "aaveV33"),
        ("knife-edge", "lending.oracle", "atOnce"),
        ("knife-edge", "lending.liquidators", "anyone"),
        ("stuck-oracle", "lending.oracle", "stuck"),
        ("stuck-oracle", "lending.liquidators", "bots"),
        ("black-thursday", "lending.rule", "makerFlip"),
        ("black-thursday", "lending.oracle", "hourLate"),
        ("black-thursday", "lending.liquidators", "custom"),
        ("black-thursday-clip", "lending.rule", "makerClip"),
        ("healthy-market", "lending.oracle", "steps"),
        ("writers-hedged", "optionAccounts.by", "hedge"),
        ("writers-hedged", "optionAccounts.rule", "scan"),
        ("four-rulebooks", "futures.marginReacts", "off"),
    ] {
        assert_eq!(taken(&named(name), control), option, "{name} {control}");
    }
}

#[test]
fn every_option_can_be_had_from_every_other_one_and_is_then_what_is_taken() {
    let mut tried = 0;
    for (name, choices) in [
        (
            "knife-edge",
            &["lending.rule", "lending.oracle", "lending.liquidators"][..],
        ),
        (
            "stuck-oracle",
            &["lending.rule", "lending.oracle", "lending.liquidators"],
        ),
        (
            "writers-hedged",
            &["optionAccounts.by", "optionAccounts.rule"],
        ),
        ("four-rulebooks", &["futures.marginReacts", "lending.rule"]),
    ] {
        let first = named(name);
        for choice in choices {
            let options = control(&first, choice).options;
            for from in &options {
                let from_there = choose(&first, choice, from.name);
                for to in &options {
                    let there = choose(&from_there, choice, to.name);
                    tried += 1;
                    // What is set by hand changes nothing.
                    let before = taken(&from_there, choice);
                    let expected = if to.name == "custom" { before } else { to.name };
                    assert_eq!(
                        taken(&there, choice),
                        expected,
                        "{name} {choice} {} {}",
                        from.name,
                        to.name
                    );
                    if expected == before {
                        assert_eq!(
                            there, from_there,
                            "{name} {choice} {} {}",
                            from.name, to.name
                        );
                    }
                    // All other choices are as they were.
                    for other in choices.iter().filter(|other| *other != choice) {
                        assert_eq!(taken(&there, other), taken(&first, other));
                    }
                    assert!(build(&there, &data()).is_ok());
                }
            }
        }
    }
    assert!(tried > 150, "{tried}");
}

#[test]
fn what_takes_time_is_not_offered_where_none_passes() {
    let instant = named("knife-edge");
    let names = |scenario: &Value, name: &str| -> Vec<&str> {
        control(scenario, name)
            .options
            .iter()
            .map(|one| one.name)
            .collect()
    };
    assert_eq!(
        names(&instant, "lending.oracle"),
        ["custom", "atOnce", "steps"]
    );
    assert_eq!(
        names(&instant, "lending.liquidators"),
        ["custom", "anyone", "bots"]
    );
    assert!(!names(&instant, "lending.rule").contains(&"makerClip"));
    assert_eq!(names(&named("stuck-oracle"), "lending.oracle").len(), 5);
    assert_eq!(names(&named("stuck-oracle"), "lending.rule").len(), 8);
}

#[test]
fn an_oracle_that_does_not_stand_still_costs_lenders_nothing() {
    let stuck = named("stuck-oracle");
    let lost = |scenario: &Value| {
        let trace = trace(scenario);
        let column = trace.groups[0]
            .column("lendingBadDebt")
            .expect("a protocol");
        *column.last().expect("a row")
    };
    // As specified: 4.83 M with it, nothing in steps.
    assert!(
        (lost(&stuck) / 4.83e6 - 1.0).abs() < 0.01,
        "{}",
        lost(&stuck)
    );
    assert_eq!(lost(&choose(&stuck, "lending.oracle", "steps")), 0.0);
    assert_eq!(lost(&choose(&stuck, "lending.oracle", "atOnce")), 0.0);
}

#[test]
fn a_margin_that_reacts_begins_where_the_fixed_one_is() {
    let fixed = named("four-rulebooks");
    let of_futures = |scenario: &Value, row: usize| {
        let trace = trace(scenario);
        let market = trace
            .markets
            .iter()
            .find(|market| market.id == "futures")
            .expect("is there");
        let column = trace
            .column(market, "initialMarginRatio")
            .expect("a column");
        [column[0], column[row.min(column.len() - 1)]]
    };
    let last = usize::MAX;
    assert_eq!(of_futures(&fixed, last), [0.05, 0.05]);
    let mut before = 0.05;
    for speed in ["slowly", "fast"] {
        let [first, end] = of_futures(&choose(&fixed, "futures.marginReacts", speed), last);
        assert!((first - 0.05).abs() < 1e-12, "{first}");
        assert!(end > before, "{speed}: {end}");
        before = end;
    }
    // And ends where it began.
    let there_and_back = choose(
        &choose(&fixed, "futures.marginReacts", "fast"),
        "futures.marginReacts",
        "off",
    );
    let [first, end] = of_futures(&there_and_back, last);
    assert!((first - 0.05).abs() < 1e-12 && first == end);
}

#[test]
fn writers_are_bought_back_or_hedged() {
    let hedged = named("writers-hedged");
    let end = |scenario: &Value| *trace(scenario).markets[0].last_price.last().expect("a row");
    let bought = choose(&hedged, "optionAccounts.by", "buyBack");
    assert!(
        (end(&bought) - 105.703_573_2).abs() < 1e-6,
        "{}",
        end(&bought)
    );
    // Another table finds other accounts short of margin.
    for rule in ["span", "standard", "paradex"] {
        let other = choose(&hedged, "optionAccounts.rule", rule);
        assert!((end(&other) - end(&hedged)).abs() > 1e-3, "{rule}");
    }
}

/// A number that stands elsewhere than in the protocol: in the asset, the market's oracle, with the liquidators, on their chain.
#[test]
fn numbers_of_lending_reach_what_they_name() {
    let set = |scenario: &Value, name: &str, value: f64| {
        set_control(scenario, name, value, &data())
            .unwrap_or_else(|problems| panic!("{name} {value}: {problems:#?}"))
    };
    let at = |scenario: &Value, pointer: &str| {
        let found = scenario.pointer(pointer).and_then(Value::as_f64);
        found.unwrap_or_else(|| panic!("{pointer} in {scenario}"))
    };
    let stuck = named("stuck-oracle");
    let few = choose(&stuck, "lending.liquidators", "few");
    for (name, value, pointer, expected) in [
        (
            "lending.step",
            0.02,
            "/markets/0/oracle/deviationRatio",
            0.02,
        ),
        ("lending.delay", 60.0, "/markets/0/oracle/delayS", 60.0),
        // For so long from its start on.
        (
            "lending.stuck",
            600.0,
            "/markets/0/oracle/stuck/0/untilS",
            720.0,
        ),
        ("lending.ownShare", 0.5, "/markets/0/oracle/ownShare", 0.5),
        ("lending.purse", 5e5, "/liquidators/0/capital", 5e5),
        (
            "lending.minProfit",
            0.01,
            "/liquidators/0/minProfitRatio",
            0.01,
        ),
        ("lending.gas", 100.0, "/chain/gas", 100.0),
    ] {
        let changed = set(&few, name, value);
        assert_eq!(at(&changed, pointer), expected, "{name}");
        assert!(
            (control(&changed, name).value - value).abs() < 1e-9,
            "{name}"
        );
        trace(&changed);
    }
    let names = |scenario: &Value| -> Vec<&'static str> {
        let all = controls(scenario, &data()).expect("valid");
        all.into_iter().map(|one| one.name).collect()
    };
    // What there is nothing of has no control.
    let plain = choose(
        &choose(&stuck, "lending.oracle", "atOnce"),
        "lending.liquidators",
        "anyone",
    );
    for name in [
        "lending.step",
        "lending.stuck",
        "lending.purse",
        "lending.minProfit",
        "lending.gas",
    ] {
        assert!(!names(&plain).contains(&name), "{name}");
    }
    // Each rule has its own number.
    for (rule, its, other) in [
        ("aaveV3", "lending.closeFactor", "lending.target"),
        ("aaveV4", "lending.target", "lending.closeFactor"),
    ] {
        let ruled = choose(&stuck, "lending.rule", rule);
        assert!(
            names(&ruled).contains(&its) && !names(&ruled).contains(&other),
            "{rule}"
        );
    }
    // The first loans' collateral, and whoever stands elsewhere in the same asset keeps what was otherwise.
    let assets = stuck["populations"][0]["assets"]
        .as_array()
        .expect("assets");
    let wanted = &stuck["populations"][0]["loans"][0]["collateral"];
    let place = assets
        .iter()
        .position(|asset| asset["id"] == *wanted)
        .expect("an asset");
    let changed = set(&stuck, "lending.threshold", 0.7);
    assert_eq!(
        at(
            &changed,
            &format!("/populations/0/assets/{place}/liquidationThreshold")
        ),
        0.7
    );
    let bonus = set(&stuck, "lending.bonus", 0.1);
    assert_eq!(
        at(
            &bonus,
            &format!("/populations/0/assets/{place}/liquidationBonus")
        ),
        0.1
    );
    // A longer stand costs lenders no less.
    let lost = |scenario: &Value| {
        let trace = trace(scenario);
        *trace.groups[0]
            .column("lendingBadDebt")
            .and_then(|column| column.last())
            .expect("a row")
    };
    assert!(lost(&set(&stuck, "lending.stuck", 60.0)) <= lost(&stuck));
}

/// Of two stretches the first ends before the second begins.
#[test]
fn an_oracle_stands_still_no_longer_than_until_it_stands_still_again() {
    let mut twice = named("stuck-oracle");
    let market = twice["markets"][0]["oracle"]
        .as_object_mut()
        .expect("an oracle");
    market.insert(
        "stuck".to_owned(),
        serde_json::json!([{ "fromS": 100, "untilS": 200 }, { "fromS": 400, "untilS": 500 }]),
    );
    let stuck = control(&twice, "lending.stuck");
    assert_eq!(stuck.value, 100.0);
    assert!(stuck.range[1] < 300.0, "{:?}", stuck.range);
    for value in stuck.range {
        let set = set_control(&twice, "lending.stuck", value, &data()).expect("in range");
        trace(&set);
    }
}
