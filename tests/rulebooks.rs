//! The same longs, the same triggers and the same fall under four rulebooks: who sells, how much, and when.
#![cfg(not(target_arch = "wasm32"))]

use liquidation_cascades::engine::run;
use liquidation_cascades::scenario::build::build;
use liquidation_cascades::scenario::controls::set_control;
use liquidation_cascades::scenario::data::DataStore;
use liquidation_cascades::scenario::presets::preset;
use liquidation_cascades::trace::Trace;
use serde_json::{Value, json};

fn trace(scenario: &Value) -> Trace {
    let valid = build(scenario, &DataStore::default())
        .unwrap_or_else(|problems| panic!("{scenario}: {problems:?}"));
    run(valid)
}

/// The preset's market and population of that number, alone.
fn alone(number: usize) -> Value {
    let all = preset("four-rulebooks").expect("a preset");
    let mut shock = all["shock"].clone();
    shock["market"] = all["markets"][number]["id"].clone();
    json!({ "seed": 42, "clock": all["clock"], "markets": [all["markets"][number]],
        "populations": [all["populations"][number]], "shock": shock })
}

/// Share of the positions sold by force, and when the first was and nine tenths were, hours.
fn sold(run: &Trace, market: usize) -> (f64, [f64; 2]) {
    let column = &run.markets[market].liquidated_quantity;
    let all = *column.last().expect("a row");
    let at = |share: f64| {
        let row = column.iter().position(|&one| one > share * all);
        run.time_s[row.unwrap_or(0)] / 3_600.0
    };
    (all / 5e6, [at(0.0), at(0.9)])
}

fn last(run: &Trace, market: usize) -> f64 {
    *run.markets[market].last_price.last().expect("a row")
}

#[track_caller]
fn near(found: f64, expected: f64, within: f64) {
    assert!(
        (found - expected).abs() <= within,
        "{found}, expected {expected}"
    );
}

#[test]
fn each_rulebook_alone_gives_the_numbers_of_the_independent_program() {
    for (number, price, share, [first, most]) in [
        (0, 71.65, 1.0, [35.0 / 60.0, 50.0 / 60.0]),
        (2, 91.01, 0.043, [22.5, 46.5]),
        (3, 91.53, 0.020, [24.6, 42.7]),
    ] {
        let run = trace(&alone(number));
        // Who pays is drawn, and the last digits go with the draws: of brokers 91.55 here.
        near(last(&run, 0), price, if number == 3 { 0.02 } else { 0.005 });
        let (sold, [began, done]) = sold(&run, 0);
        near(sold, share, 0.0006);
        near(began, first, 0.06);
        near(done, most, if number == 3 { 0.6 } else { 0.06 });
    }
    // Half of the debt, at once: the lending engine decides, and lands between.
    let run = trace(&alone(1));
    let (sold, [began, _]) = sold(&run, 0);
    assert!(
        last(&run, 0) > 71.65 && last(&run, 0) < 91.01,
        "{}",
        last(&run, 0)
    );
    assert!(sold > 0.3 && sold < 1.0, "{sold}");
    near(began, 35.0 / 60.0, 0.06);
}

#[test]
fn side_by_side_they_end_as_alone_but_for_who_pays() {
    let all = trace(&preset("four-rulebooks").expect("a preset"));
    for number in 0..4 {
        let one = trace(&alone(number));
        // The streams of who pays go by the number of the account in the scenario.
        let within = if number < 2 { 1e-9 } else { 0.2 };
        near(last(&all, number), last(&one, 0), within);
    }
    let ends: Vec<f64> = (0..4).map(|number| last(&all, number)).collect();
    assert!(ends.is_sorted(), "{ends:?}");
}

fn with(scenario: &Value, name: &str, value: f64) -> Value {
    set_control(scenario, name, value, &DataStore::default())
        .unwrap_or_else(|problems| panic!("{name}: {problems:?}"))
}

#[test]
fn a_setting_of_what_is_compared_moves_all_of_it() {
    let four = preset("four-rulebooks").expect("a preset");
    let shocked = with(&with(&four, "shock", -0.12), "depth", 10e6);
    assert_eq!(shocked["shock"]["ratio"], json!(-0.12));
    for more in shocked["moreShocks"].as_array().expect("a list") {
        assert_eq!(more["ratio"], json!(-0.12), "{more}");
    }
    for market in shocked["markets"].as_array().expect("a list") {
        assert_eq!(market["impact"]["depth"], json!(1e7), "{market}");
    }
    // What somebody made different stays different.
    let mut other = four.clone();
    other["moreShocks"][1]["ratio"] = json!(-0.02);
    other["markets"][3]["impact"]["depth"] = json!(5e6);
    let moved = with(&with(&other, "depth", 10e6), "shock", -0.12);
    assert_eq!(moved["moreShocks"][1]["ratio"], json!(-0.02));
    assert_eq!(moved["moreShocks"][2]["ratio"], json!(-0.12));
    let depths: Vec<&Value> = (0..4)
        .map(|place| &moved["markets"][place]["impact"]["depth"])
        .collect();
    assert_eq!(depths, [1e7, 1e7, 2e7, 5e6]);
    let venues = preset("venue-that-holds").expect("a preset");
    let moved = with(&with(&venues, "shock", -0.08), "depth", 4e6);
    // One shock of a factor that all three follow.
    assert_eq!(moved["shock"]["ratio"], json!(-0.08));
    assert_eq!(
        moved["markets"][1],
        with(&venues, "shock", -0.08)["markets"][1]
    );
}
