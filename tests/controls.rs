//! Every slider of every preset and law can be moved over its whole range, and shows what it was set to.
#![cfg(not(target_arch = "wasm32"))]

use liquidation_cascades::scenario::build::build;
use liquidation_cascades::scenario::controls::{Control, controls, set_control};
use liquidation_cascades::scenario::data::DataStore;
use liquidation_cascades::scenario::presets;
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
        check(
            name,
            &presets::preset(name).expect("names are presets"),
            &data,
        );
    }
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
