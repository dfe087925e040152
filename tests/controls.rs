//! Every slider of every preset and law can be moved over its whole range, and shows what it was set to.
#![cfg(not(target_arch = "wasm32"))]

use liquidation_cascades::engine::run;
use liquidation_cascades::market::laws::IMPACT;
use liquidation_cascades::scenario::build::build;
use liquidation_cascades::scenario::control::Control;
use liquidation_cascades::scenario::controls::{controls, set_control, set_controls};
use liquidation_cascades::scenario::data::DataStore;
use liquidation_cascades::scenario::presets;
use liquidation_cascades::scenario::rulesets::RULESETS;
use serde_json::{Value, json};
use std::path::Path;

fn store() -> DataStore {
    let name = "orderbook_binanceusdm_BTCUSDT_2024-08-08_end_merged.json";
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("www/data")
        .join(name);
    let mut data = DataStore::default();
    data.register(name, &std::fs::read(path).expect("the book ships"))
        .expect("the book is well formed");
    data
}

fn moved(name: &str, scenario: &Value, control: &Control, value: f64, data: &DataStore) -> f64 {
    let changed = set_control(scenario, control.name, value, data)
        .unwrap_or_else(|problems| panic!("{name}: {} = {value}: {problems:?}", control.name));
    build(&changed, data)
        .unwrap_or_else(|problems| panic!("{name}: {} = {value}: {problems:?}", control.name));
    let again = controls(&changed, data).expect("what can be set is valid");
    let found = again.iter().find(|other| other.name == control.name);
    found
        .unwrap_or_else(|| panic!("{name}: {} is gone at {value}", control.name))
        .value
}

fn check(name: &str, scenario: &Value, data: &DataStore) {
    let all = controls(scenario, data).unwrap_or_else(|problems| panic!("{name}: {problems:?}"));
    assert!(all.len() >= 3, "{name}");
    for control in &all {
        let [min, max] = control.range;
        assert!(
            min <= control.value && control.value <= max,
            "{name}: {control:?}"
        );
        let back = moved(name, scenario, control, control.value, data);
        // What is solved for (the depth of a book) is solved again.
        assert!(
            (back - control.value).abs() <= 1e-9 * control.value.abs(),
            "{name}: {control:?} became {back}"
        );
        moved(name, scenario, control, min, data);
        moved(name, scenario, control, max, data);
    }
}

#[test]
fn every_slider_of_every_preset_moves_over_its_range() {
    let data = store();
    for name in presets::names() {
        check(name, &quick(name), &data);
    }
}

/// A preset, with fewer portfolios: each has a row in every market, and here there are thousands of scenarios.
fn quick(name: &str) -> Value {
    let mut preset = presets::preset(name).expect("names are presets");
    for population in preset["populations"].as_array_mut().into_iter().flatten() {
        if population["kind"] == "portfolios" {
            population["count"] = json!(60);
        }
    }
    preset
}

#[test]
fn every_leverage_law_has_a_leverage_slider_that_moves() {
    let laws = [
        json!({ "law": "uniform", "from": 2, "to": 50 }),
        json!({ "law": "lognormal", "median": 8, "logSd": 0.7, "max": 100 }),
        json!({ "law": "pareto", "from": 2, "exponent": 1.3, "max": 100 }),
        json!({ "law": "clusters", "at": [5, 20, 50], "weights": [1, 2, 1] }),
        json!({ "law": "histogram", "edges": [1, 10, 40], "weights": [2, 1] }),
    ];
    let data = store();
    for law in laws {
        let mut scenario = presets::preset("the-match").expect("the preset exists");
        scenario["populations"][0]["leverage"] = law.clone();
        check(&law.to_string(), &scenario, &data);
    }
}

/// Every option of every choice, from every preset, and every number that the choice then brings: valid, kept, runnable.
/// By the list of the laws: one that says nothing of its depth fails here.
#[test]
fn every_impact_law_has_a_depth_that_moves() {
    let data = store();
    let mut scenario = quick("the-match");
    let price = scenario["markets"][0]["price"]
        .as_f64()
        .expect("has a price");
    let mut tried = Vec::new();
    for law in [
        json!({ "law": "linear", "slope": 1e-6 * price }),
        json!({ "law": "logLinear", "depth": 1e7 }),
        json!({ "law": "squareRoot", "dailyVolume": 1e7, "dailyVolatility": 0.04 }),
        json!({ "law": "book", "bids": [[0.99 * price, 1e5]], "asks": [[1.01 * price, 1e5]] }),
        json!({ "law": "constantProduct", "base": 1e6, "quote": 1e6 * price }),
        json!({ "law": "concentrated", "liquidity": 1e7, "ticks": [[0.5 * price, 1e6], [1.5 * price, -1e6]] }),
    ] {
        scenario["markets"][0]["impact"] = law.clone();
        let name = law["law"].as_str().expect("has a name");
        check(name, &scenario, &data);
        let all = controls(&scenario, &data).expect("is valid");
        assert!(
            all.iter()
                .any(|one| ["depth", "bookDepth"].contains(&one.name)),
            "{name}"
        );
        tried.push(name.to_owned());
    }
    let known: Vec<&str> = IMPACT.specs.iter().map(|spec| spec.variant.name).collect();
    assert_eq!(tried, known);
}

#[test]
fn every_option_can_be_chosen_and_its_numbers_move() {
    let data = store();
    for name in presets::names() {
        let preset = presets::preset(name).expect("names are presets");
        let mut small = preset.clone();
        // Some presets have nobody of a population: a shock alone, before two rules of stopping.
        let crowd = small.pointer_mut("/populations/0/count");
        if let Some(count) = crowd {
            // As many of each kind in a ring of markets.
            *count = json!(240);
        }
        for control in controls(&small, &data).expect("presets are valid") {
            for (value, option) in (0_u32..).zip(&control.options) {
                let what = format!("{name}: {} = {}", control.name, option.name);
                let changed = set_control(&small, control.name, f64::from(value), &data)
                    .unwrap_or_else(|problems| panic!("{what}: {problems:?}"));
                let again = controls(&changed, &data).expect("what can be set is valid");
                let same = again
                    .iter()
                    .find(|other| other.name == control.name)
                    .unwrap_or_else(|| panic!("{what} is gone"));
                // "Your own" rules are whatever is set.
                if option.name != "custom" {
                    assert_eq!(same.value, f64::from(value), "{what}");
                    assert_eq!(same.help, option.help, "{what}");
                }
                check(&what, &changed, &data);
                let trace = run(build(&changed, &data).expect("is valid"));
                assert!(trace.summary().final_price.is_finite(), "{what}");
            }
        }
    }
}

#[test]
fn the_order_in_which_controls_are_given_does_not_matter() {
    let data = store();
    let preset = presets::preset("the-match").expect("is a preset");
    let mut values: Vec<(String, f64)> = [
        ("executionTime", 45.0),
        ("vaultCapital", 5e6),
        ("executor", 2.0),
        ("deficit", 4.0),
        ("ruleset", 2.0),
        ("leverage", 12.0),
        ("nonsense", 1.0),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .to_vec();
    let (there, ignored) = set_controls(&preset, &values, &data).expect("all in range");
    assert_eq!(ignored, ["nonsense"]);
    values.reverse();
    let (back, _) = set_controls(&preset, &values, &data).expect("all in range");
    assert_eq!(there, back);
    let market = &there["markets"][0];
    assert_eq!(market["liquidation"]["executor"]["durationS"], 45.0);
    assert_eq!(
        market["liquidation"]["partial"]["rule"], "target",
        "of the venue"
    );
    assert_eq!(market["deficit"], "vault", "set after the venue's rules");
}

#[test]
fn every_venue_is_recognised_and_an_edit_makes_it_your_own() {
    let data = store();
    for clock in [0.0, 1.0] {
        let preset = presets::preset("the-match").expect("is a preset");
        let timed = set_control(&preset, "clock", clock, &data).expect("both clocks work");
        for (index, venue) in (1_u32..).zip(&RULESETS) {
            let ruled =
                set_control(&timed, "ruleset", f64::from(index), &data).expect("venues apply");
            let shown = |scenario: &Value| {
                let all = controls(scenario, &data).expect("is valid");
                let ruleset = all
                    .iter()
                    .find(|control| control.name == "ruleset")
                    .expect("is there");
                ruleset.value
            };
            assert_eq!(shown(&ruled), f64::from(index), "{}", venue.name);
            let edited =
                set_control(&ruled, "liquidationFee", 0.002, &data).expect("fees can be set");
            assert_eq!(shown(&edited), 0.0, "{}", venue.name);
            assert!(!venue.source.is_empty() && !venue.date.is_empty() && !venue.note.is_empty());
        }
    }
}

/// Rules that a venue has only in time come and go with the clock, in whatever order both are chosen.
#[test]
fn a_venue_keeps_its_name_when_the_clock_changes() {
    let data = store();
    let preset = presets::preset("the-match").expect("is a preset");
    for (index, venue) in (1_u32..).zip(&RULESETS) {
        let set = |scenario: &Value, name: &str, value: f64| {
            set_control(scenario, name, value, &data).expect("can be set")
        };
        let first = set(&set(&preset, "ruleset", f64::from(index)), "clock", 1.0);
        let second = set(&set(&preset, "clock", 1.0), "ruleset", f64::from(index));
        assert_eq!(first, second, "{}", venue.name);
        assert_eq!(first["markets"][0]["mark"]["kind"], "indexEma");
        let back = set(&first, "clock", 0.0);
        let all = controls(&back, &data).expect("is valid");
        let ruleset = all
            .iter()
            .find(|control| control.name == "ruleset")
            .expect("is there");
        assert_eq!(ruleset.value, f64::from(index), "{}", venue.name);
        // Another venue's rules replace these as if they had never been.
        let other = set(
            &set(&set(&preset, "clock", 1.0), "ruleset", 6.0),
            "ruleset",
            f64::from(index),
        );
        assert_eq!(other["markets"][0], second["markets"][0], "{}", venue.name);
    }
}

/// Whoever chooses an instant run and then something that takes time has the clock that the scenario came with: ticks of
/// another length would be another run, and no control would say so.
#[test]
fn what_takes_time_again_goes_by_the_own_clock() {
    let data = store();
    let preset = presets::preset("at-the-close").expect("is a preset");
    let clock = &preset["clock"];
    assert_eq!(clock["mode"], "ticks");
    let names = ["clock", "executor"].map(str::to_owned);
    let [clock_name, executor] = names;
    let values = [(clock_name.clone(), 0.0), (executor, 1.0)];
    let (changed, left) = set_controls(&preset, &values, &data).expect("can be set");
    assert!(left.is_empty());
    for field in ["mode", "tickS", "durationS"] {
        assert_eq!(changed["clock"][field], clock[field], "{field}");
    }
    let instant = set_control(&preset, &clock_name, 0.0, &data).expect("can be set");
    assert_eq!(instant["clock"]["mode"], "waves");
    // What came without a clock is given one.
    let again = set_control(&instant, &clock_name, 1.0, &data).expect("can be set");
    assert_eq!(again["clock"]["mode"], "ticks");
}

/// The ends of a range may be set as they are shown, up to rounding; a thousandth beyond them is beyond.
#[test]
fn no_control_takes_a_number_beyond_its_range() {
    let data = store();
    let mut tried = 0;
    for name in presets::names() {
        let scenario = presets::preset(name).expect("names are presets");
        for control in controls(&scenario, &data).expect("presets are valid") {
            let [min, max] = control.range;
            if !control.options.is_empty() || ["seed", "positions"].contains(&control.name) {
                continue;
            }
            for beyond in [min - 1e-3 * min.abs(), max + 1e-3 * max.abs()] {
                if beyond != min && beyond != max {
                    let problems = set_control(&scenario, control.name, beyond, &data);
                    let problems = problems.expect_err(control.name);
                    assert_eq!(problems[0].field, control.name, "{beyond}");
                    tried += 1;
                }
            }
        }
    }
    assert!(tried > 50, "{tried}");
}

#[test]
fn no_control_takes_a_number_that_is_none() {
    let (data, scenario) = (store(), presets::preset("the-match").expect("it ships"));
    for control in controls(&scenario, &data).expect("presets are valid") {
        for value in [f64::INFINITY, f64::NEG_INFINITY, f64::NAN, 1e308, -1e308] {
            let problems =
                set_control(&scenario, control.name, value, &data).expect_err("no range holds it");
            assert_eq!(problems[0].field, control.name, "{value}");
        }
    }
    let long = "x".repeat(1_000_000);
    let problems = set_control(&scenario, &long, 1.0, &data).expect_err("no such control");
    assert!(problems[0].message.len() < 2_000 && problems[0].field.len() == 60);
}

/// Every number that is offered can be set: it reads back what was set, whatever venue, clock and rules are chosen.
#[test]
fn what_is_offered_reads_back() {
    let store = store();
    let numbers = |scenario: &Value| -> Vec<Control> {
        let all = controls(scenario, &store).expect("is valid");
        all.into_iter()
            .filter(|control| control.options.is_empty())
            .collect()
    };
    let mut scenarios: Vec<Value> = Vec::new();
    for name in presets::names() {
        let preset = quick(name);
        let choices = controls(&preset, &store).expect("is valid");
        for choice in choices.iter().filter(|control| !control.options.is_empty()) {
            for value in 0..choice.options.len() {
                let value = f64::from(u32::try_from(value).expect("few"));
                let chosen = set_control(&preset, choice.name, value, &store).expect("is offered");
                scenarios.extend(["waves", "ticks"].map(|clock| {
                    let place = if clock == "ticks" { 1.0 } else { 0.0 };
                    set_control(&chosen, "clock", place, &store).expect("is offered")
                }));
            }
        }
    }
    // Many choices leave an instant run as it was.
    scenarios.sort_by_cached_key(Value::to_string);
    scenarios.dedup();
    let mut tried = 0;
    for scenario in &scenarios {
        for control in numbers(scenario) {
            let [min, max] = control.range;
            let middle = if control.scale == "log" {
                (min * max).sqrt()
            } else {
                0.5 * (min + max)
            };
            for value in [middle, max] {
                let whole = matches!(control.name, "seed" | "positions" | "portfolios.assetsEach");
                let value = if whole { value.round() } else { value };
                let set = set_control(scenario, control.name, value, &store);
                let set =
                    set.unwrap_or_else(|problems| panic!("{} {value}: {problems:?}", control.name));
                let now = numbers(&set);
                let Some(back) = now.iter().find(|now| now.name == control.name) else {
                    // Zero depth withdrawal, all of the impact permanent: nothing is left to set.
                    continue;
                };
                let slack = 1e-9 * value.abs().max(1e-9);
                assert!(
                    (back.value - value).abs() <= slack,
                    "{}: {value} reads back {}",
                    control.name,
                    back.value
                );
                tried += 1;
            }
        }
        let is_instant = scenario["clock"]["mode"] == "waves";
        for control in numbers(scenario) {
            let takes_time = [
                "cooldown",
                "refillTime",
                "permanentShare",
                "markSmoothing",
                "markBand",
                "noise",
                "executionTime",
            ];
            assert!(
                !is_instant || !takes_time.contains(&control.name),
                "{} in an instant run",
                control.name
            );
        }
    }
    assert!(tried > 2_000, "{tried}");
}

/// What can be set one by one can be set together: too much work makes the ticks longer.
#[test]
fn a_million_positions_fit_every_rule() {
    let store = store();
    let preset = presets::preset("slow-motion").expect("is there");
    let values = [("positions", 1e6), ("noise", 1.0)].map(|(name, value)| (name.to_owned(), value));
    let (scenario, left) = set_controls(&preset, &values, &store).expect("fits");
    assert!(left.is_empty());
    assert!(
        scenario["clock"]["tickS"].as_f64() > Some(0.1),
        "{}",
        scenario["clock"]
    );
    let back = set_control(&preset, "positions", 1e4, &store).expect("fits");
    assert_eq!(back["clock"]["tickS"], preset["clock"]["tickS"]);
}
