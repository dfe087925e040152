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
use liquidation_cascades::scenario::spec::{Kinds, Lens, Scale};
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
    let kinds = offered.iter().map(|control| control.group);
    kinds.filter(|&kind| kind != SEEN).collect()
}

/// What the public sees, which is no mechanism of a kind: it stands once in a scenario.
const SEEN: &str = "seen";

/// A kind that declares controls.
struct Offered {
    kind: &'static str,
    list: &'static str,
    needs_ticks: bool,
    controls: &'static [Lens],
}

impl Offered {
    /// What is put into a scenario of it, as large as its market.
    fn sample(&self, scale: &Scale) -> Vec<Value> {
        let [switch, ..] = self.controls else {
            return Vec::new();
        };
        (switch.sample.expect("the first control is the switch"))(scale)
    }
}

fn offered_by<T, X>(
    kinds: &'static Kinds<T, X>,
    list: &'static str,
) -> impl Iterator<Item = Offered> {
    let specs = kinds.specs.iter();
    let offered = specs.map(move |spec| Offered {
        kind: spec.variant.name,
        list,
        needs_ticks: spec.needs_ticks,
        controls: spec.controls,
    });
    offered.filter(|one| !one.controls.is_empty())
}

/// Every kind that declares controls, in the order in which they are offered.
fn all_offered() -> Vec<Offered> {
    offered_by(&POPULATION, "populations")
        .chain(offered_by(&COUPLING, "couplings"))
        .chain(offered_by(&GUARD, "guards"))
        .collect()
}

/// Their words, of those that are as asked for.
fn kinds_that(is_so: impl Fn(&Offered) -> bool) -> Vec<&'static str> {
    let all = all_offered().into_iter().filter(is_so);
    all.map(|one| one.kind).collect()
}

fn all_kinds() -> Vec<&'static str> {
    kinds_that(|_| true)
}

#[test]
fn a_scenario_is_offered_what_it_has_not_got_and_could_have() {
    assert_eq!(kinds_of(&two_markets()), all_kinds());
    // What ties markets needs two.
    let in_one = |one: &Offered| one.list != "couplings";
    let instant = kinds_of(&preset("the-match"));
    assert_eq!(instant, kinds_that(|one| in_one(one) && !one.needs_ticks));
    let with_clock = kinds_of(&timed(preset("the-match")));
    assert_eq!(with_clock, kinds_that(in_one));
    assert!(instant.contains(&"stops") && !instant.contains(&"trend"));
    assert!(with_clock.contains(&"trend") && !with_clock.contains(&"arbitrage"));
    assert!(!kinds_of(&preset("stops-below")).contains(&"stops"));
    // Whoever trades base for quote cannot do so in contracts of quote: what would be wrong there is not offered.
    let inverse = |mut scenario: Value| {
        scenario["markets"][0]["margin"] = json!({ "contract": "inverse" });
        scenario
    };
    let offered = kinds_of(&inverse(preset("the-match")));
    let mut refused = Vec::new();
    for kind in instant {
        let with = added(&preset("the-match"), kind, &DataStore::default()).expect(kind);
        let is_right = build(&inverse(with), &DataStore::default()).is_ok();
        assert_eq!(offered.contains(&kind), is_right, "{kind}");
        if !is_right {
            refused.push(kind);
        }
    }
    assert!(
        refused.len() >= 6 && refused.contains(&"funds"),
        "{refused:?}"
    );
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

/// The numbers of a value, with the ways to them.
fn numbers(value: &Value, path: &str, into: &mut Vec<(String, f64)>) {
    match value {
        Value::Number(number) => {
            into.extend(number.as_f64().map(|number| (path.to_owned(), number)))
        }
        Value::Array(all) => {
            for (at, one) in all.iter().enumerate() {
                numbers(one, &format!("{path}/{at}"), into);
            }
        }
        Value::Object(fields) => {
            for (name, one) in fields {
                numbers(one, &format!("{path}/{name}"), into);
            }
        }
        _ => {}
    }
}

#[test]
fn what_is_added_is_as_large_as_its_market() {
    let data = DataStore::default();
    let scale = |times: f64| Scale {
        markets: vec!["perp".to_owned(), "other".to_owned()],
        depth: 4e5 * times,
        price: 100.0,
        open_interest: 1e7 * times,
        is_rise: false,
        duration_s: Some(300.0),
        alarm: "watch".to_owned(),
    };
    for one in all_offered() {
        let sizes = |times: f64| {
            let mut found = Vec::new();
            numbers(&one.sample(&scale(times)).into(), one.kind, &mut found);
            found
        };
        let mut grown = 0;
        for ((path, small), (_, large)) in sizes(1.0).into_iter().zip(sizes(100.0)) {
            let is_grown = (large / small - 100.0).abs() < 1e-9;
            assert!(is_grown || large == small, "{path}: {small}, {large}");
            grown += i32::from(is_grown);
        }
        // What ties markets, or stops their trading, has no size, and who makes a market has a share of it.
        let has_size = one.list == "populations" && one.kind != "makers";
        assert_eq!(grown > 0, has_size, "{}", one.kind);
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
        assert_eq!(tie["enabled"] == false, tie["kind"] == "arbitrage");
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

/// Gives whatever could take time some.
fn make_wait(value: &mut Value) {
    let fields = value.as_object_mut().into_iter().flatten();
    for (name, field) in fields {
        let lower = name.to_lowercase();
        if lower.ends_with("pers") {
            *field = json!(0.5);
        } else if lower.ends_with("intervals") || lower.ends_with("cycles") {
            *field = json!(60);
        } else if lower.ends_with("graces") {
            *field = json!(30);
        } else if lower.ends_with("offsets") {
            *field = json!(5);
        } else {
            make_wait(field);
        }
    }
}

#[test]
fn without_a_clock_what_takes_time_acts_at_once_or_goes() {
    let data = DataStore::default();
    let mut scenario = two_markets();
    for kind in all_kinds() {
        scenario = added(&scenario, kind, &data).expect(kind);
    }
    for one in scenario["populations"].as_array_mut().expect("a list") {
        let before = one.clone();
        make_wait(one);
        let waits = ["optionDealers", "value", "funds", "brokers", "futures"];
        let is_one = waits.iter().any(|kind| one["kind"] == *kind);
        assert!(!is_one || *one != before, "{one} waits for nothing");
    }
    // Controls that mean something only where time passes, of kinds that are something without it: of the mechanism itself, and
    // of what may not be there, such as a market's oracle.
    let offered = all_offered();
    let of_time = offered
        .iter()
        .filter(|one| !one.needs_ticks)
        .flat_map(|one| one.controls)
        .filter(|lens| lens.is_timed);
    let (of_itself, elsewhere): (Vec<_>, Vec<_>) = of_time.partition(|lens| lens.stands.is_none());
    assert!(of_itself.iter().any(|lens| lens.name == "brokers.graceS"));
    let shown = |scenario: &Value, is_itself: bool| {
        let lenses = if is_itself { &of_itself } else { &elsewhere };
        let all = controls(scenario, &data).expect("a valid scenario");
        let found = all
            .iter()
            .filter(|control| lenses.iter().any(|lens| lens.name == control.name));
        found.count()
    };
    assert_eq!(shown(&scenario, true), of_itself.len());
    let instant = set_control(&scenario, "clock", 0.0, &data).expect("an instant run");
    run_of(&instant);
    // Where no time passes there is nothing to wait for.
    assert_eq!(
        [true, false].map(|is_itself| shown(&instant, is_itself)),
        [0, 0]
    );
    assert_eq!(kinds_of(&instant), Vec::<&str>::new());
    let again = set_control(&instant, "clock", 1.0, &data).expect("a clock");
    assert_eq!(kinds_of(&again), kinds_that(|one| one.needs_ticks));
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

#[test]
fn what_is_seen_is_added_set_and_removed_and_the_truth_does_not_move() {
    let data = DataStore::default();
    let before = preset("the-match");
    let offered = |scenario: &Value| {
        let all = addable(scenario, &data).expect("a valid scenario");
        all.into_iter().find(|control| control.group == SEEN)
    };
    let switch = offered(&before).expect("it is offered");
    assert_eq!((switch.name, switch.label), ("sight", "What is seen"));
    assert!(removed(&before, SEEN, &data).is_err());
    let with = added(&before, SEEN, &data).expect("it can be added");
    assert_eq!(with["visibility"]["share"], 0.3);
    let alarm = &with["alarms"][0];
    assert_eq!(
        (&alarm["id"], &alarm["threshold"]),
        (&json!("watch"), &json!(0.8))
    );
    assert_eq!(alarm["signal"], "publicBranchingRatio");
    assert!(offered(&with).is_none() && added(&with, SEEN, &data).is_err());
    let names = |scenario: &Value| -> Vec<&str> {
        let all = controls(scenario, &data).expect("a valid scenario");
        let mine = all.into_iter().filter(|control| control.group == SEEN);
        mine.map(|control| control.name).collect()
    };
    let instant = [
        "sight",
        "seenShare",
        "believedShare",
        "seenError",
        "alarmAt",
    ];
    assert_eq!(names(&with), instant);
    let timed = timed(with.clone());
    assert_eq!(names(&timed)[4..], ["seenDelay", "alarmAt"]);
    // Each is a field, and what it shows changes nothing; nobody acts on it, so that nothing else moves either.
    let prices = |scenario: &Value| run_of(scenario).markets[0].last_price.clone();
    let value = |scenario: &Value, name: &str| {
        let all = controls(scenario, &data).expect("a valid scenario");
        all.into_iter()
            .find(|one| one.name == name)
            .expect(name)
            .value
    };
    let truth = prices(&timed);
    for (name, set, field) in [
        ("seenShare", 0.5, "/visibility/share"),
        ("believedShare", 1.0, "/visibility/assumedShare"),
        ("seenError", 1.5, "/visibility/error"),
        ("seenDelay", 60.0, "/visibility/delayS"),
        ("alarmAt", 1.2, "/alarms/0/threshold"),
    ] {
        let shown = value(&timed, name);
        let same = set_control(&timed, name, shown, &data).expect(name);
        assert_eq!(
            (&same["visibility"], &same["alarms"]),
            (&timed["visibility"], &timed["alarms"])
        );
        let moved = set_control(&timed, name, set, &data).expect(name);
        assert_eq!(moved.pointer(field), Some(&json!(set)), "{name}");
        assert_eq!(value(&moved, name), set, "{name}");
        assert_eq!(prices(&moved), truth, "{name}");
    }
    // Believed is what is seen, as long as nobody says otherwise.
    let half = set_control(&timed, "seenShare", 0.5, &data).expect("in range");
    assert_eq!(value(&half, "believedShare"), 0.5);
    // A clear view, and a part of it again.
    let fog = preset("through-the-fog");
    assert_eq!(value(&fog, "sight"), 0.0);
    let clear = set_control(&fog, "sight", 1.0, &data).expect("a choice");
    assert_eq!(run_of(&clear).summary().alarm_time_s, Some(158.0));
    assert_eq!(value(&clear, "sight"), 1.0);
    let again = set_control(&clear, "sight", 0.0, &data).expect("a choice");
    assert_eq!(
        (value(&again, "sight"), value(&again, "seenShare")),
        (0.0, 0.3)
    );
    // In an instant run nothing is late.
    let late = set_control(&timed, "seenDelay", 60.0, &data).expect("in range");
    let at_once = set_control(&late, "clock", 0.0, &data).expect("a clock");
    assert_eq!(
        (names(&at_once), prices(&at_once).len() > 1),
        (instant.to_vec(), true)
    );
    // Taken out again it leaves nothing, but for an alarm that somebody listens to.
    let without = removed(&with, SEEN, &data).expect("it is there");
    assert!(without["visibility"].is_null() && without["alarms"] == json!([]));
    let without = removed(&fog, SEEN, &data).expect("it is there");
    assert!(without["visibility"].is_null() && without["alarms"][0]["id"] == "watch");
    assert_eq!(names(&without)[0], "sight");
    assert!(removed(&without, SEEN, &data).is_err());
}
