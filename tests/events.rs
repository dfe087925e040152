//! What happens in a run is named by whoever it happens to, in the row in which it is so.

mod common;

use common::trace;
use liquidation_cascades::couplings;
use liquidation_cascades::log::Event;
use liquidation_cascades::market::{guards, venue};
use liquidation_cascades::render::theme::Labels;
use liquidation_cascades::scenario::presets;
use liquidation_cascades::scenario::visibility;
use liquidation_cascades::sources;
use liquidation_cascades::trace::{MarketTrace, Trace};
use serde_json::{Value, json};

fn told(trace: &Trace) -> Vec<(&str, usize)> {
    let told = trace.events.iter();
    told.map(|event| (event.spec.name, event.row)).collect()
}

/// One long of 10 base, bankrupt at 90, in a market that each base sold moves by 0.3.
fn scenario(market: &Value) -> Value {
    let mut scenario = json!({
        "version": 1,
        "markets": [{
            "id": "m", "price": 100, "impact": { "law": "linear", "slope": 0.3 },
            "margin": { "maintenance": { "ratio": 0.01 } }
        }],
        "populations": [{ "kind": "positions", "market": "m", "rows": [
            { "id": "a", "side": "long", "quantity": 10, "entryPrice": 100, "margin": 100 },
            { "id": "b", "side": "short", "quantity": 10, "entryPrice": 100, "margin": 1000 }
        ] }],
        "shock": { "kind": "priceGap", "market": "m", "ratio": -0.095 }
    });
    for (field, value) in market.as_object().expect("an object") {
        scenario["markets"][0][field] = value.clone();
    }
    scenario
}

#[test]
fn each_way_a_loss_ends_is_told_in_its_row() {
    // Sold at 90.5 to 87.5, 89 on average: 10 are missing.
    for (market, expected) in [
        (json!({}), vec![("badDebt", 2)]),
        (json!({ "insuranceFund": 100 }), vec![]),
        (
            json!({ "insuranceFund": 3 }),
            vec![("fundEmpty", 2), ("badDebt", 2)],
        ),
        (json!({ "deficit": "adl" }), vec![("winnersClosed", 2)]),
        (json!({ "deficit": "socialise" }), vec![("lossShared", 2)]),
    ] {
        assert_eq!(told(&trace(&scenario(&market))), expected, "{market}");
    }
}

/// That its worth changes is no takeover: it may only have paid.
#[test]
fn a_vault_that_only_pays_takes_nothing_over() {
    let vault = |below: f64| json!({ "deficit": "vault", "vault": { "capital": 50, "takeoverBelow": below } });
    let pays = trace(&scenario(&vault(0.1)));
    let column = &pays.markets[0].vault;
    assert!(column[2] < column[0], "{column:?}");
    assert_eq!(told(&pays), []);
    assert_eq!(
        told(&trace(&scenario(&vault(1.0)))),
        [("vaultTakesOver", 2)]
    );
}

#[test]
fn who_it_happened_to_is_named() {
    let mut two = scenario(&json!({ "insuranceFund": 3 }));
    let mut calm = two["markets"][0].clone();
    calm["id"] = json!("calm");
    two["markets"]
        .as_array_mut()
        .expect("markets")
        .insert(0, calm);
    let trace = trace(&two);
    let ids: Vec<&str> = trace
        .sources
        .iter()
        .map(|source| source.id.as_str())
        .collect();
    assert_eq!(ids, ["calm.traders", "m.traders"]);
    let of = |event: &Event| (event.market, event.source);
    assert_eq!(
        trace.events.iter().map(of).collect::<Vec<_>>(),
        [(1, Some(1)); 2]
    );
}

/// What of the record says that something is so, for whoever has only that.
fn is_so(market: &MarketTrace, name: &str, row: usize) -> bool {
    let base = |row: usize| market.depth[row] / market.last_price[row];
    match name {
        "depthHalved" => base(row) < 0.5 * base(0),
        "fundEmpty" => market.insurance_fund[0] > 0.0 && market.insurance_fund[row] <= 0.0,
        "winnersClosed" => market.adl_notional[row] > 0.0,
        "lossShared" => market.socialised_loss[row] > 0.0,
        "badDebt" => market.bad_debt[row] > 0.0,
        _ => panic!("{name} is not told from the record"),
    }
}

#[test]
fn events_of_presets_are_where_the_record_says_it_became_so() {
    let mut count = 0;
    // Of the real book the file would have to be read first.
    for preset in presets::names()
        .into_iter()
        .filter(|&name| name != "real-book")
    {
        let trace = trace(&presets::preset(preset).expect("names are presets"));
        for (index, market) in trace.markets.iter().enumerate() {
            for name in [
                "depthHalved",
                "fundEmpty",
                "winnersClosed",
                "lossShared",
                "badDebt",
            ] {
                let rows = (0..trace.rows()).filter(|&row| {
                    is_so(market, name, row) && !(row > 0 && is_so(market, name, row - 1))
                });
                let of = |event: &&Event| event.market == index && event.spec.name == name;
                let told = trace.events.iter().filter(of).map(|event| event.row);
                let (rows, told): (Vec<_>, Vec<_>) = (rows.collect(), told.collect());
                assert_eq!(told, rows, "{preset} {name}");
                count += rows.len();
            }
        }
    }
    assert!(count > 5, "{count}");
}

/// What a list in a language's file has of each event: its name and its words.
fn words(file: &'static str, list: &str) -> Vec<(&'static str, &'static str)> {
    let words = file
        .split(&format!("export const {list} = {{\n"))
        .nth(1)
        .expect("names of events");
    let words = words.split("\n}").next().expect("an end");
    let pairs = words
        .lines()
        .filter_map(|line| line.trim().split_once(": "));
    pairs
        .map(|(name, words)| (name, words.trim_matches(['"', ','])))
        .collect()
}

#[test]
fn every_event_has_its_words_in_both_languages() {
    let mut declared: Vec<_> = venue::EVENTS.to_vec();
    declared.extend(guards::EVENTS);
    declared.extend(visibility::EVENTS);
    declared.extend(sources::EVENTS.iter().copied().flatten());
    declared.extend(couplings::EVENTS.iter().flat_map(|(_, events)| *events));
    let english: Vec<_> = declared
        .iter()
        .map(|spec| (spec.name, spec.label))
        .collect();
    let written = words(include_str!("../www/js/kind-words-en.js"), "eventNames");
    assert_eq!(written, english);
    let german = words(include_str!("../www/js/words-de.js"), "germanEvents");
    let names = |words: &[(&'static str, &'static str)]| {
        words.iter().map(|word| word.0).collect::<Vec<_>>()
    };
    assert_eq!(names(&german), names(&english));
}

/// A page in English shows the figure before it has its words: what the engine says by itself is what they say.
#[test]
fn the_words_of_the_figure_are_those_of_the_page() {
    let file = include_str!("../www/js/strings-more.js");
    let block = file
        .split("\n  stage: {\n")
        .nth(1)
        .expect("words of the figure");
    let block = block.split("\n    /**").next().expect("an end");
    let pairs = block
        .lines()
        .filter_map(|line| line.trim().split_once(": "));
    let words: serde_json::Map<String, Value> = pairs
        .map(|(name, words)| {
            let words = words.trim_end_matches(',');
            (
                name.to_owned(),
                serde_json::from_str(words).expect("a text"),
            )
        })
        .collect();
    assert_eq!(words.len(), 33, "{words:?}");
    // Each of them is heard: another word changes the labels.
    for name in words.keys() {
        assert_ne!(
            Labels::from_json(&json!({ name.as_str(): "?" })),
            Labels::default(),
            "{name}"
        );
    }
    assert_eq!(Labels::from_json(&Value::Object(words)), Labels::default());
}
