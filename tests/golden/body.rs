//! The runs whose bits are pinned, and the comparison.

use liquidation_cascades::engine::run;
use liquidation_cascades::scenario::build::build;
use liquidation_cascades::scenario::data::DataStore;
use liquidation_cascades::scenario::presets;
use liquidation_cascades::trace::Trace;
use serde_json::{Value, json};
use std::fmt::Write;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

mod digest;
use digest::drawn_scenarios;

const BOOK_NAME: &str = "orderbook_binanceusdm_BTCUSDT_2024-08-08_end_merged.json";
const BOOK: &[u8] =
    include_bytes!("../../www/data/orderbook_binanceusdm_BTCUSDT_2024-08-08_end_merged.json");

fn traced(scenario: &Value, data: &DataStore) -> Trace {
    match build(scenario, data) {
        Ok(valid) => run(valid),
        Err(problems) => panic!("{problems:#?}"),
    }
}

fn trace(scenario: &Value) -> Trace {
    traced(scenario, &DataStore::default())
}

/// One number a line: what it is, its bits, and the shortest decimal text with these bits.
fn line(text: &mut String, what: &str, value: f64) {
    writeln!(text, "{what} {:016x} {value:?}", value.to_bits()).expect("text grows");
}

fn columns(trace: &Trace) -> String {
    let mut text = String::new();
    for market in &trace.markets {
        let columns: [(&str, &[f64]); 11] = [
            ("lastPrice", &market.last_price),
            ("counterfactualPrice", &market.counterfactual_price),
            ("branchingRatio", &market.branching_ratio),
            ("backlogQuantity", &market.backlog_quantity),
            ("liquidatedQuantity", &market.liquidated_quantity),
            ("liquidatedNotional", &market.liquidated_notional),
            ("openInterest", &market.open_interest),
            ("depth", &market.depth),
            ("insuranceFund", &market.insurance_fund),
            ("badDebt", &market.bad_debt),
            ("returnedMargin", &market.returned_margin),
        ];
        for (name, column) in columns {
            assert_eq!(column.len(), trace.rows(), "{name}");
            for (row, &value) in column.iter().enumerate() {
                line(&mut text, &format!("{}.{name}[{row}]", market.id), value);
            }
        }
        for (row, &count) in market.liquidated_count.iter().enumerate() {
            writeln!(text, "{}.liquidatedCount[{row}] {count}", market.id).expect("text grows");
        }
    }
    for account in &trace.accounts {
        line(&mut text, &format!("{}.cash", account.id), account.cash);
        if let Some(price) = account.average_fill_price {
            line(
                &mut text,
                &format!("{}.averageFillPrice", account.id),
                price,
            );
        }
    }
    writeln!(text, "stopReason {:?}", trace.stop_reason).expect("text grows");
    text
}

/// V1: 100,000 levels, linear impact.
fn uniform_levels() -> String {
    columns(&trace(&json!({
        "markets": [{ "id": "perp", "price": 100, "impact": { "law": "linear", "slope": 0.008 }, "insuranceFund": 20 }],
        "populations": [{ "kind": "levels", "from": 75, "to": 95, "quantity": 1000, "count": 100_000 }],
        "shock": { "kind": "priceGap", "ratio": -0.06 }
    })))
}

/// Every draw of a random crowd, brackets by size, and margin that goes back to the trader.
fn random_crowd_with_brackets() -> String {
    columns(&trace(&json!({
        "seed": 20_240_805,
        "markets": [{
            "id": "perp", "price": 2_431.7, "impact": { "law": "logLinear", "depth": 90_000 },
            "margin": { "maintenance": { "tiers": [
                { "notionalFrom": 0, "ratio": 0.004 }, { "notionalFrom": 50_000, "ratio": 0.005 },
                { "notionalFrom": 250_000, "ratio": 0.01 }, { "notionalFrom": 1_000_000, "ratio": 0.025 }
            ] } },
            "liquidation": { "takeover": "market" },
            "insuranceFund": 100_000
        }],
        "populations": [
            { "kind": "perps", "openInterest": 2e8, "count": 3_000, "longShare": 0.7,
              "leverage": { "law": "lognormal", "median": 9, "logSd": 0.8, "max": 100 },
              "entry": { "law": "normal", "sd": 0.04 }, "sizes": { "law": "lognormal", "logSd": 1.2 },
              "sampling": "random" },
            { "kind": "perps", "openInterest": 5e7, "count": 500, "longShare": 0.5,
              "leverage": { "law": "histogram", "edges": [1, 5, 20, 60], "weights": [2, 3, 1] },
              "entry": { "law": "normal", "sd": 0.02 }, "sizes": { "law": "pareto", "exponent": 1.4 } }
        ],
        "shock": { "kind": "priceGap", "ratio": -0.047 }
    })))
}

/// A Poisson process of levels on both sides, forced orders that take time, a drift even in the logarithm.
fn poisson_levels_in_seconds() -> String {
    columns(&trace(&json!({
        "seed": 7,
        "clock": { "mode": "ticks", "tickS": 0.5, "durationS": 12 },
        "markets": [{
            "id": "perp", "price": 0.731,
            "impact": { "law": "squareRoot", "coefficient": 0.9, "dailyVolatility": 0.05, "dailyVolume": 3e6 },
            "liquidation": { "executor": { "kind": "exponential", "ratePerS": 0.35 } }
        }],
        "populations": [
            { "kind": "levels", "from": 0.55, "to": 0.72, "quantity": 4e5, "count": 900, "spacing": "poisson" },
            { "kind": "levels", "side": "short", "from": 0.74, "to": 0.9, "quantity": 2e5, "count": 300,
              "spacing": "poisson" }
        ],
        "shock": { "kind": "ramp", "ratio": -0.07, "durationS": 5, "scale": "log" }
    })))
}

/// A small book that shrinks under a jump, explicit positions, and a second market that nobody shocks.
fn small_book() -> String {
    columns(&trace(&json!({
        "markets": [
            { "id": "thin", "price": 50,
              "impact": { "law": "book",
                "bids": [[49.9, 3.3], [49.5, 12.7], [48.75, 0.4], [47.1, 30.9], [44.4, 21.3], [40.2, 77.7]],
                "asks": [[50.1, 2.2], [51.3, 40.1]], "refill": 1.37 },
              "margin": { "maintenance": { "ratio": 0.013 } }, "insuranceFund": 1.9 },
            { "id": "other", "price": 7, "impact": { "law": "linear", "slope": 0.1 } }
        ],
        "populations": [
            { "kind": "positions", "market": "thin", "rows": [
                { "id": "A", "quantity": 5.5, "entryPrice": 51, "margin": 14.2 },
                { "id": "B", "quantity": 40, "entryPrice": 49, "margin": 83 },
                { "id": "C", "quantity": 17.25, "entryPrice": 50, "margin": 95 },
                { "id": "D", "side": "short", "quantity": 30, "entryPrice": 50, "margin": 210 }
            ] },
            { "kind": "levels", "market": "thin", "from": 41, "to": 48, "quantity": 44, "count": 13,
              "spacing": "logPrice" },
            { "kind": "positions", "market": "other", "rows": [{ "id": "E", "quantity": 1, "entryPrice": 7, "margin": 1 }] }
        ],
        "shock": { "kind": "priceGap", "market": "thin", "ratio": -0.031, "book": "cancel" }
    })))
}

/// Shorts bought back, on the way up.
fn short_squeeze() -> String {
    columns(&trace(&json!({
        "seed": 99,
        "markets": [{ "id": "perp", "price": 100, "impact": { "law": "logLinear", "depth": 2e6 },
            "insuranceFund": 1e5 }],
        "populations": [{ "kind": "perps", "openInterest": 3e7, "count": 2_000, "longShare": 0.25,
            "leverage": { "law": "pareto", "from": 2, "exponent": 1.1, "max": 80 },
            "entry": { "law": "normal", "sd": 0.05 }, "sampling": "random" }],
        "shock": { "kind": "marketOrder", "quantity": -60_000 }
    })))
}

/// The summary of every preset, the real book included.
fn preset_summaries() -> String {
    let mut data = DataStore::default();
    data.register(BOOK_NAME, BOOK)
        .expect("the shipped book is well formed");
    let mut text = String::new();
    for name in presets::names() {
        let preset = presets::preset(name).expect("names are presets");
        let summary = traced(&preset, &data).summary();
        let summary = serde_json::to_value(summary).expect("a summary is JSON");
        for (field, value) in summary.as_object().expect("a summary is an object") {
            match value.as_f64() {
                Some(number) => line(&mut text, &format!("{name}.{field}"), number),
                None => writeln!(text, "{name}.{field} {value}").expect("text grows"),
            }
        }
    }
    text
}

fn compare(name: &str, committed: &str, actual: &str) {
    #[cfg(not(target_arch = "wasm32"))]
    if std::env::var_os("UPDATE").is_some() {
        let file = format!("{}/tests/golden/{name}.txt", env!("CARGO_MANIFEST_DIR"));
        std::fs::write(file, actual).expect("the golden file can be written");
        return;
    }
    // By what the line is about, so that a new field does not hide what changed.
    let find = |text: &str, key: &str| {
        let mut lines = text
            .lines()
            .filter(|line| line.split(' ').next() == Some(key));
        lines.next().unwrap_or("absent").to_owned()
    };
    let keys = |text: &str| -> Vec<String> {
        text.lines()
            .map(|line| line.split(' ').next().unwrap_or_default().to_owned())
            .collect()
    };
    if committed == actual {
        return;
    }
    let (before, after) = (keys(committed), keys(actual));
    let new = after.iter().filter(|key| !before.contains(key));
    let differences: Vec<String> = before
        .iter()
        .chain(new)
        .map(|key| (find(committed, key), find(actual, key)))
        .filter(|(was, is)| was != is)
        .map(|(was, is)| format!("{was}  is now  {is}"))
        .collect();
    let shown = differences.iter().take(20).cloned().collect::<Vec<_>>();
    panic!(
        "{name}: {} lines differ\n  {}",
        differences.len(),
        shown.join("\n  ")
    );
}

macro_rules! goldens {
    ($($test:ident: $case:ident;)*) => {
        $(
            #[test]
            fn $test() {
                compare(stringify!($case), include_str!(concat!(stringify!($case), ".txt")), &$case());
            }
        )*
    };
}

goldens! {
    uniform_levels_keep_their_bits: uniform_levels;
    a_random_crowd_with_brackets_keeps_its_bits: random_crowd_with_brackets;
    poisson_levels_in_seconds_keep_their_bits: poisson_levels_in_seconds;
    a_small_book_keeps_its_bits: small_book;
    a_short_squeeze_keeps_its_bits: short_squeeze;
    preset_summaries_keep_their_bits: preset_summaries;
    drawn_scenarios_keep_their_bits: drawn_scenarios;
}
