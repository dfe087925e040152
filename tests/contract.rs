//! The declared contract: its other languages are current, its defaults valid, its errors say what is wrong.
#![cfg(not(target_arch = "wasm32"))]

#[path = "common/control_words.rs"]
mod control_words;
#[path = "common/kind_words.rs"]
mod kind_words;
#[path = "common/recorded_types.rs"]
mod recorded_types;

use liquidation_cascades::analysis::systemic::{BANKING_SYSTEM, FIRE_SALE_RULES};
use liquidation_cascades::couplings::COUPLING;
use liquidation_cascades::engine;
use liquidation_cascades::error::ErrorCode;
use liquidation_cascades::market::guards::GUARD;
use liquidation_cascades::scenario::build::build;
use liquidation_cascades::scenario::data::DataStore;
use liquidation_cascades::scenario::rulesets::RULESETS;
use liquidation_cascades::scenario::schema::{Field, Kind, Range, check};
use liquidation_cascades::scenario::{contract, emit, presets};
use liquidation_cascades::settlement::option_margin_rules::{OPTION_ACCOUNT, OPTION_MARGIN};
use liquidation_cascades::settlement::option_terms::OPTION;
use liquidation_cascades::sources::POPULATION;
use liquidation_cascades::sources::brokers::{CALL_RULES, MARGIN_ACCOUNT};
use liquidation_cascades::trace::every_column;
use serde_json::{Value, json};
use std::path::Path;

/// Compares a generated file with what is committed; `UPDATE=1 cargo test` writes it anew.
fn assert_current(file: &str, content: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, content).expect("the file can be written");
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == content,
        "{file} is not what the contract says; run UPDATE=1 cargo test --test contract"
    );
}

#[test]
fn generated_files_are_current() {
    assert_current("src/wasm/scenario.d.ts", &emit::typescript());
    assert_current("www/js/words-en.js", &control_words::javascript());
    assert_current("www/js/kind-words-en.js", &kind_words::page_javascript());
    assert_current(
        "www/js/others-words-en.js",
        &kind_words::others_javascript(),
    );
    assert_current("src/wasm/recorded.d.ts", &recorded_types::typescript());
    assert_current("src/wasm/functions.d.ts", &function_types());
    assert_current("src/scenario/preset_heads.rs", &preset_heads());
    let schema =
        serde_json::to_string_pretty(&emit::json_schema()).expect("a schema is JSON") + "\n";
    assert_current("www/scenario.schema.json", &schema);
    let rows = emit::reference_rows();
    let page = include_str!("reference-template.html").replace("{{rows}}", &rows);
    assert_current("www/reference.html", &page);
    assert_current("www/model.html", &model_page());
    for file in ["www/index.html", "www/embed.html"] {
        assert_current(file, &with_full_presets(file));
    }
}

/// Names of the presets that the page's first engine cannot run, in the order of the page.
fn full_presets() -> Vec<&'static str> {
    let beyond = [POPULATION.beyond, COUPLING.beyond, GUARD.beyond].concat();
    let needs_more = |name: &&str| {
        let scenario = presets::preset(name).expect("a preset");
        let in_markets = scenario["markets"].as_array().into_iter().flatten();
        let lists = [&scenario["populations"], &scenario["couplings"]].into_iter();
        let mut all = lists
            .chain(in_markets.map(|market| &market["guards"]))
            .flat_map(|list| list.as_array().into_iter().flatten());
        all.any(|one| beyond.iter().any(|kind| one["kind"] == *kind))
    };
    presets::names().into_iter().filter(needs_more).collect()
}

/// What that engine knows of them: name, title and note.
fn preset_heads() -> String {
    let mut text = String::from(
        "//! Name, title and note of the presets that the engine without mechanisms cannot run. Written from `www/presets` by\n//! `UPDATE=1 cargo test --test contract`.\n\n/// In the order of the page.\n#[rustfmt::skip]\npub(super) const HEADS: &[[&str; 3]] = &[\n",
    );
    for name in full_presets() {
        let scenario = presets::preset(name).expect("a preset");
        let [title, note] =
            ["title", "note"].map(|field| scenario[field].as_str().expect("a text"));
        text += &format!("    [{name:?}, {title:?}, {note:?}],\n");
    }
    text + "];\n"
}

/// A page with their names: those begin with the engine that can run them.
fn with_full_presets(file: &str) -> String {
    let mut names = full_presets();
    names.sort_unstable();
    let page = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file));
    let page = page.expect("a page");
    let (before, rest) = page
        .split_once(" data-full-presets=\"")
        .expect("the place of the names");
    let (_, after) = rest.split_once('"').expect("an attribute that ends");
    format!("{before} data-full-presets=\"{}\"{after}", names.join(" "))
}

/// What a field of the reference says, with its units.
#[track_caller]
fn says(field: &str, parts: &[&str]) {
    let rows = emit::reference_rows();
    let heading = format!("<code>{field}</code>");
    let of_field: Vec<&str> = rows
        .lines()
        .filter(|line| line.contains(&heading))
        .collect();
    assert!(
        of_field
            .iter()
            .any(|line| parts.iter().all(|part| line.contains(part))),
        "{field}: {of_field:?}"
    );
}

/// Positions of inverse contracts are contracts of one quote with margins in base; so are the brackets that they are in.
#[test]
fn the_reference_says_in_what_inverse_contracts_are_counted() {
    says(
        "populations[].rows[].quantity",
        &[
            "[base; inverse contracts: quote]",
            "contracts of 1 quote each",
        ],
    );
    says(
        "populations[].rows[].margin",
        &["quote (inverse contracts: base)"],
    );
    says(
        "markets[].margin.quantityStep",
        &["[base; inverse contracts: quote]"],
    );
    says(
        "markets[].margin.maintenance.tiers[].notionalFrom",
        &["[quote; inverse contracts: base]"],
    );
    let conventions = include_str!("reference-template.html");
    assert!(conventions.contains(
        "Inverse contracts: quantities are contracts of 1 quote, margins, fees, fund and losses base, brackets notionals in base."
    ));
}

/// A Dutch auction pays what the sale brings less the bidder's margin, not what its clock shows.
#[test]
fn the_reference_says_what_a_dutch_auction_pays() {
    says(
        "markets[].liquidation.executor.kind: \"dutch\"",
        &[
            "The clock decides when, not what is paid",
            "the account gets what the sale brings less margin",
            "vwap * (1 - margin)",
        ],
    );
}

/// Types of what the functions that ask for no run are given.
fn function_types() -> String {
    let types = [
        (
            "EuropeanOption",
            "An option. Generated from the declared contract, as the next ones are.",
            Kind::Object(OPTION),
        ),
        (
            "OptionAccount",
            "An account with options, by itself or as a row of a scenario.",
            Kind::Object(OPTION_ACCOUNT),
        ),
        (
            "OptionMargin",
            "Which margin an account with options must have.",
            Kind::Tagged(&OPTION_MARGIN.tagged),
        ),
        (
            "MarginAccount",
            "A margin account at a broker, as a row of a scenario.",
            Kind::Object(MARGIN_ACCOUNT),
        ),
        (
            "CallRules",
            "When a broker calls.",
            Kind::Object(CALL_RULES),
        ),
        (
            "BankingSystem",
            "Banks, and the markets in which they hold something.",
            Kind::Object(BANKING_SYSTEM),
        ),
        (
            "FireSaleRules",
            "When banks sell.",
            Kind::Object(FIRE_SALE_RULES),
        ),
    ];
    let types = types.map(|(name, doc, kind)| emit::typescript_of(name, doc, &kind));
    types.join("\n")
}

/// The types of records are read off their declarations, so that what is written there is what JavaScript gets.
#[test]
fn types_of_records_have_the_fields_that_records_have() {
    let scenario = presets::preset("the-match").expect("the preset");
    let mut scenario = scenario.clone();
    scenario["populations"].as_array_mut().expect("a list").push(json!({
        "kind": "positions", "rows": [{ "id": "one", "quantity": 1, "entryPrice": 100, "leverage": 5 }]
    }));
    let trace = engine::run(build(&scenario, &DataStore::default()).expect("it is valid"));
    let summary = serde_json::to_value(trace.summary()).expect("JSON");
    // What may be missing is there where it means something: where somebody lends, where brokers call for margin, where futures
    // are settled, where somebody writes options, where banks have a limit, and where there are guards.
    let mut lending = presets::preset("knife-edge").expect("the preset");
    lending["populations"]
        .as_array_mut()
        .expect("a list")
        .extend([
            json!({ "kind": "brokers", "rows": [{ "side": "long", "quantity": 1, "loan": 50 }] }),
            json!({ "kind": "futures", "rows": [{ "quantity": 1, "cash": 50 }] }),
            json!({ "kind": "optionAccounts", "rows": [{ "equity": 1, "legs": [] }] }),
            json!({
                "kind": "banks", "rule": { "law": "target" },
                "rows": [{ "equity": 1, "holdings": [{ "value": 10 }] }]
            }),
        ]);
    lending["markets"][0]["guards"] = json!([{ "kind": "priceLimit", "down": [0.5] }]);
    let lent = engine::run(build(&lending, &DataStore::default()).expect("it is valid"));
    let all = serde_json::to_value(lent.summary()).expect("JSON");
    // Where market makers leave, algorithms and front-runners trade, stops wait, an alarm is raised, and two markets are tied.
    let mut watched = presets::preset("no-news").expect("the preset");
    watched["populations"]
        .as_array_mut()
        .expect("a list")
        .extend([
            json!({ "kind": "stops", "quantity": 1, "distance": { "law": "uniform", "from": 0.01, "to": 0.02 } }),
            json!({ "kind": "frontRunner", "budget": 1, "threshold": 0.1, "exit": { "afterS": 1 } }),
        ]);
    let tied =
        json!({ "id": "tied", "price": 100, "impact": { "law": "logLinear", "depth": 1e6 } });
    watched["markets"]
        .as_array_mut()
        .expect("a list")
        .push(tied);
    watched["couplings"] = json!([{ "kind": "arbitrage", "a": "perp", "b": "tied", "cost": 0.1 }]);
    watched["alarms"] = json!([{ "id": "watch", "threshold": 0.1 }]);
    let watched = engine::run(build(&watched, &DataStore::default()).expect("it is valid"));
    let watched = serde_json::to_value(watched.summary()).expect("JSON");
    let account = serde_json::to_value(&trace.accounts[0]).expect("JSON");
    for (record, value) in [("Summary", summary), ("AccountOutcome", account)] {
        let (_, members) = recorded_types::members(record);
        let optional: Vec<&str> = members
            .iter()
            .filter_map(|member| member.name.strip_suffix('?'))
            .collect();
        for name in optional {
            let is_told = !all[name].is_null() || !watched[name].is_null();
            assert!(is_told && value[name].is_null(), "{name}");
        }
        let mut named: Vec<&str> = members
            .iter()
            .map(|member| member.name.as_str())
            .filter(|name| !name.ends_with('?'))
            .collect();
        let mut there: Vec<&String> = value.as_object().expect("an object").keys().collect();
        named.sort_unstable();
        there.sort_unstable();
        assert_eq!(named, there, "{record}");
    }
    let declared: Vec<&str> = every_column().map(|spec| spec.name).collect();
    for spec in trace.column_specs() {
        assert!(declared.contains(&spec.name), "{}", spec.name);
    }
}

/// The page of the model: the template with what the engine declares in the place of `{{...}}`.
///
/// The rows of mechanisms are put in first ([`kind_words::with_rows`]); then
///
/// - `{{word PATH NAME}}`: cells of a word of the contract, once for every word that is built
/// - `{{later}}`: the words that are declared and not built
/// - `{{venue NAME}}`, `{{source NAME}}`: cells of a set of rules, once for each
/// - `{{again ID}}`: the equation that stands under that id, for the other language
fn model_page() -> String {
    let template = kind_words::with_rows(include_str!("model-template.html"));
    let template = template.as_str();
    let words = emit::words();
    let mut expected: Vec<String> = words
        .iter()
        .filter(|word| word.built)
        .map(|word| format!("word {} {}", word.path, word.name))
        .collect();
    expected.extend(RULESETS.iter().map(|rules| format!("venue {}", rules.name)));
    expected.extend(
        RULESETS
            .iter()
            .map(|rules| format!("source {}", rules.name)),
    );

    let mut page = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        let (asked, after) = after.split_once("}}").expect("a place that ends");
        page += before;
        rest = after;
        let parts: Vec<&str> = asked.split(' ').collect();
        match parts[..] {
            ["word", path, name] => {
                let is_it = |word: &&emit::Word| word.path == path && word.name == name;
                let word = words
                    .iter()
                    .find(is_it)
                    .unwrap_or_else(|| panic!("no {asked}"));
                let (name, doc) = (emit::escape(word.name), emit::escape(word.doc));
                page += &format!("<th scope=\"row\"><code>{name}</code></th><td>{doc}</td>");
            }
            ["later"] => {
                let later = words.iter().filter(|word| !word.built);
                let names: Vec<String> = later
                    .map(|word| {
                        let doc = emit::escape(word.doc.trim_end_matches('.')).to_lowercase();
                        format!("<code>{}</code> ({doc})", emit::escape(word.name))
                    })
                    .collect();
                page += &names.join(", ");
            }
            [cell @ ("venue" | "source"), name] => {
                let rules = RULESETS.iter().find(|rules| rules.name == name);
                let rules = rules.unwrap_or_else(|| panic!("no {asked}"));
                page += &if cell == "venue" {
                    format!("<th scope=\"row\">{}</th>", emit::escape(rules.label))
                } else {
                    format!("<td>{}; {}</td>", emit::escape(rules.source), rules.date)
                };
            }
            ["again", id] => {
                let start = format!("<math id=\"{id}\"");
                let (_, from) = template
                    .split_once(&start)
                    .unwrap_or_else(|| panic!("no {asked}"));
                let (equation, _) = from.split_once("</math>").expect("an equation that ends");
                page += &format!("<math{equation}</math>");
                continue;
            }
            _ => panic!("nobody knows {{{{{asked}}}}}"),
        }
        if asked != "later" {
            let place = expected.iter().position(|one| one == asked);
            expected.remove(place.unwrap_or_else(|| panic!("not built, or told twice: {asked}")));
        }
    }
    assert!(
        expected.is_empty(),
        "the page of the model does not tell {expected:?}"
    );
    page + rest
}

/// What stands between two marks, each time.
fn between<'a>(text: &'a str, start: &str, end: &str) -> Vec<&'a str> {
    let parts = text.split(start).skip(1);
    parts
        .filter_map(|part| Some(part.split_once(end)?.0))
        .collect()
}

#[test]
fn every_file_and_case_that_the_page_of_the_model_names_is_there() {
    let page = &kind_words::with_rows(include_str!("model-template.html"));
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = between(page, "<code>", "</code>");
    let files: Vec<_> = files
        .iter()
        .filter(|name| name.starts_with("src/") || name.starts_with("tests/"))
        .collect();
    assert!(files.len() > 20, "{files:?}");
    for file in files {
        assert!(root.join(file).exists(), "{file}");
    }
    let mut sources = String::new();
    let mut folders = vec![root.join("src"), root.join("tests")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                let text = std::fs::read_to_string(path).expect("a source");
                // The page's own rows stand beside the declarations: they prove nothing.
                for (at, part) in text.split("WORDS: Words = Words {").enumerate() {
                    let rest = part.split_once("\n};").map(|(_, rest)| rest);
                    sources += rest.filter(|_| at > 0).unwrap_or(part);
                }
            }
        }
    }
    let is_case = |word: &&str| {
        let number = word.strip_prefix('V').unwrap_or_default();
        !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
    };
    let told = |text: &str| -> std::collections::BTreeSet<String> {
        let words = text.split(|letter: char| !letter.is_alphanumeric());
        words.filter(is_case).map(str::to_owned).collect()
    };
    let (named, tested) = (told(page), told(&sources));
    assert!(named.len() > 15, "{named:?}");
    let missing: Vec<_> = named.difference(&tested).collect();
    assert!(missing.is_empty(), "no test names {missing:?}");
}

fn minimal() -> Value {
    json!({
        "version": 1,
        "markets": [{ "id": "perp", "price": 100, "impact": { "law": "linear", "slope": 0.008 } }],
        "populations": [{ "kind": "levels", "from": 75, "to": 95, "quantity": 1000, "count": 100 }],
        "shock": { "kind": "priceGap", "ratio": -0.06 }
    })
}

fn problems(scenario: &Value) -> Vec<(ErrorCode, String)> {
    match build(scenario, &DataStore::default()) {
        Ok(_) => Vec::new(),
        Err(problems) => {
            for problem in &problems {
                assert!(
                    !problem.message.is_empty() && problem.message.contains(problem.field.as_str()),
                    "{problem:?}"
                );
            }
            problems
                .into_iter()
                .map(|problem| (problem.code, problem.field))
                .collect()
        }
    }
}

fn with(path: &str, value: Value) -> Value {
    let mut scenario = minimal();
    let pointer = scenario.pointer_mut(path);
    match pointer {
        Some(place) => *place = value,
        None => {
            let (parent, key) = path.rsplit_once('/').expect("a pointer has a slash");
            scenario.pointer_mut(parent).expect("the parent exists")[key] = value;
        }
    }
    scenario
}

#[test]
fn the_minimal_scenario_and_every_preset_are_valid() {
    assert_eq!(problems(&minimal()), []);
    let mut data = DataStore::default();
    let file = "orderbook_binanceusdm_BTCUSDT_2024-08-08_end_merged.json";
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("www/data")
        .join(file);
    data.register(file, &std::fs::read(path).expect("the book ships"))
        .expect("the book is well formed");
    for name in presets::names() {
        let preset = presets::preset(name).expect("names are presets");
        assert!(
            build(&preset, &data).is_ok(),
            "{name}: {:?}",
            build(&preset, &data).err()
        );
    }
}

#[test]
fn each_mistake_has_its_code_and_path() {
    let cases = [
        (
            "/markets/0/price",
            json!(-3),
            ErrorCode::OutOfRange,
            "markets[0].price",
        ),
        (
            "/markets/0/price",
            json!("NaN"),
            ErrorCode::WrongType,
            "markets[0].price",
        ),
        (
            "/markets/0/price",
            json!(null),
            ErrorCode::WrongType,
            "markets[0].price",
        ),
        (
            "/markets/0/impact",
            json!({ "law": "linear" }),
            ErrorCode::MissingField,
            "markets[0].impact.slope",
        ),
        (
            "/markets/0/impact",
            json!({ "slope": 1 }),
            ErrorCode::MissingField,
            "markets[0].impact.law",
        ),
        (
            "/markets/0/impact/law",
            json!("liner"),
            ErrorCode::UnknownChoice,
            "markets[0].impact.law",
        ),
        (
            "/populations",
            json!([{ "kind": "optionDealers", "book": { "law": "openInterest", "data": { "name": "x" }, "calls": 2, "puts": 0 } }]),
            ErrorCode::OutOfRange,
            "populations[0].book.calls",
        ),
        (
            "/markets/0/impct",
            json!(1),
            ErrorCode::UnknownField,
            "markets[0].impct",
        ),
        (
            "/markets/0/deficit",
            json!("auction"),
            ErrorCode::UnknownChoice,
            "markets[0].deficit",
        ),
        (
            "/markets/0/mark",
            json!({ "kind": "spot" }),
            ErrorCode::UnknownChoice,
            "markets[0].mark.kind",
        ),
        (
            "/markets/0/resilience",
            json!({ "permanentShare": 0.3 }),
            ErrorCode::Inconsistent,
            "markets[0].resilience",
        ),
        (
            "/markets/0/withdrawal",
            json!({ "law": "volatility" }),
            ErrorCode::Inconsistent,
            "markets[0].withdrawal",
        ),
        (
            "/markets/0/margin",
            json!({ "takerFeeRatio": 0.6 }),
            ErrorCode::OutOfRange,
            "markets[0].margin.takerFeeRatio",
        ),
        (
            "/populations/0/from",
            json!(96),
            ErrorCode::Inconsistent,
            "populations[0].from",
        ),
        (
            "/populations/0/to",
            json!(101),
            ErrorCode::Inconsistent,
            "populations[0].to",
        ),
        (
            "/populations/0/count",
            json!(2.5),
            ErrorCode::OutOfRange,
            "populations[0].count",
        ),
        (
            "/populations/0/count",
            json!(2e6),
            ErrorCode::OutOfRange,
            "populations[0].count",
        ),
        (
            "/populations/0/market",
            json!("spot"),
            ErrorCode::Inconsistent,
            "populations[0].market",
        ),
        (
            "/shock/ratio",
            json!(-1),
            ErrorCode::OutOfRange,
            "shock.ratio",
        ),
        (
            "/shock",
            json!({ "kind": "ramp", "ratio": -0.1 }),
            ErrorCode::Inconsistent,
            "shock.kind",
        ),
        (
            "/accounts",
            json!([{ "id": "a" }]),
            ErrorCode::MissingField,
            "accounts[0].wallet",
        ),
        (
            "/couplings",
            json!([{}]),
            ErrorCode::MissingField,
            "couplings[0].kind",
        ),
        (
            "/populations",
            json!([{ "kind": "perps", "openInterest": 1e6, "leverage": { "law": "uniform", "from": 2, "to": 9 }, "entry": { "law": "path" } }]),
            ErrorCode::NotBuilt,
            "populations[0].entry.law",
        ),
        ("/seed", json!(-1), ErrorCode::OutOfRange, "seed"),
        ("/version", json!(2), ErrorCode::OutOfRange, "version"),
        ("/markets", json!([]), ErrorCode::OutOfRange, "markets"),
        ("/markets", json!({}), ErrorCode::WrongType, "markets"),
        ("/title", json!(7), ErrorCode::WrongType, "title"),
    ];
    for (path, value, code, field) in cases {
        let found = problems(&with(path, value.clone()));
        assert_eq!(found, [(code, field.to_owned())], "{path} = {value}");
    }
}

#[test]
fn all_problems_come_at_once() {
    let mut scenario = with("/markets/0/price", json!(0));
    scenario["sedd"] = json!(1);
    scenario["shock"]["ratio"] = json!(50);
    let found = problems(&scenario);
    assert_eq!(found.len(), 3, "{found:?}");
}

/// Whatever is wrong a million times, whoever mends it is told a hundred times, soon, and briefly.
#[test]
fn problems_without_end_are_cut_and_words_without_end_too() {
    let start = std::time::Instant::now();
    let rows = |row: Value| {
        let mut scenario = minimal();
        scenario["populations"] = json!([{ "kind": "positions", "rows": vec![row; 200_000] }]);
        scenario
    };
    let mut unknown = minimal();
    for index in 0..100_000 {
        unknown[format!("key{index}")] = json!(1);
    }
    let book = |levels: Value| {
        with(
            "/markets/0/impact",
            json!({ "law": "book", "bids": levels }),
        )
    };
    let word = "x".repeat(10_000_000);
    let cases = [
        // By the schema, by what fields mean together, unknown, empty levels.
        (rows(json!({})), 101),
        (rows(json!({ "quantity": 1, "entryPrice": 100 })), 101),
        (unknown, 101),
        (book(json!(vec![Value::Null; 100_000])), 101),
        // One fault, however long it is.
        (book(json!(vec![Value::Null; 100_001])), 1),
        (book(json!(vec![json!([99, 1]); 500_000])), 1),
        (with("/markets/0/impact/law", json!(word.clone())), 1),
        (with("/shock/kind", json!(word.clone())), 1),
        (with(&format!("/{word}"), json!(1)), 1),
        (with("/seed", json!(vec![word.clone(); 50])), 1),
        (with("/couplings", json!(vec![1; 1_000_000])), 1),
    ];
    for (scenario, count) in cases {
        let errors = build(&scenario, &DataStore::default()).expect_err("it is wrong");
        assert_eq!(errors.len(), count, "{:?}", errors[0]);
        for problem in &errors {
            let length = problem.message.chars().count();
            assert!(
                length < 700,
                "{length} characters: {:.200}",
                problem.message
            );
            let value = problem.value.as_deref().unwrap_or_default();
            assert!(value.chars().count() <= 60, "{value:.200}");
            assert!(
                problem.field.chars().count() <= 80,
                "{:.200}",
                problem.field
            );
        }
        assert_eq!(
            count == 101,
            errors[count - 1].message.starts_with("and more")
        );
    }
    // Seconds on any machine; it took minutes and gigabytes.
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
}

#[test]
fn what_is_missing_is_told_with_its_unit_and_range_and_what_is_unknown_with_its_value() {
    let message = |path: &str, value: Value| {
        let errors = build(&with(path, value), &DataStore::default()).expect_err("it is wrong");
        errors[0].message.clone()
    };
    let orders = json!({ "kind": "orders", "rows": [{ "quantity": 1 }] });
    assert_eq!(
        message("/shock", orders),
        "shock.rows[0].timeS is missing; expected a number from 0 to 10000000 [s]: When."
    );
    let levels = json!([{ "kind": "levels", "from": 1 }]);
    let told = message("/populations", levels);
    assert!(
        told.starts_with("populations[0].to is missing; expected a number "),
        "{told}"
    );
    assert_eq!(
        message("/markets/0/guards", json!([{ "a": 1 }])),
        "markets[0].guards[0].kind is missing; expected one of \"priceLimit\", \"breaker\", \"luld\", \"dynamic\", \"session\", \"outage\""
    );
    let told = message("/sedd", json!({ "a": "b" }));
    assert_eq!(
        told,
        "sedd (here {\"a\":\"b\"}) is no field of the scenario; did you mean \"seed\"?"
    );
    // A zero has no sign for people.
    assert!(message("/markets/0/price", json!(-0.0)).starts_with("markets[0].price is 0; "));
}

#[test]
fn a_misspelling_is_met_with_the_nearest_word() {
    let errors = build(&with("/markets/0/impcat", json!(1)), &DataStore::default())
        .expect_err("unknown key");
    assert!(
        errors[0].message.contains("did you mean \"impact\"?"),
        "{}",
        errors[0].message
    );
}

#[test]
fn time_taking_parts_are_refused_on_the_instant_clock() {
    let executor = json!({ "executor": { "kind": "exponential", "ratePerS": 0.5 } });
    let found = problems(&with("/markets/0/liquidation", executor));
    assert_eq!(
        found,
        [(
            ErrorCode::Inconsistent,
            "markets[0].liquidation.executor".to_owned()
        )]
    );
}

#[test]
fn missing_data_names_the_file() {
    let impact = json!({ "law": "book", "bids": { "data": { "name": "my-book.json" } } });
    let errors = build(&with("/markets/0/impact", impact), &DataStore::default())
        .expect_err("nothing is registered");
    assert_eq!(errors[0].code, ErrorCode::MissingData);
    assert!(errors[0].message.contains("my-book.json"));
}

#[test]
fn the_real_book_preset_uses_the_brackets_that_ship() {
    let table: Value = serde_json::from_str(include_str!(
        "../www/data/brackets_binanceusdm_2024-10-24.json"
    ))
    .expect("the table is JSON");
    let preset = presets::preset("real-book").expect("it exists");
    let tiers = preset["markets"][0]["margin"]["maintenance"]["tiers"]
        .as_array()
        .expect("it has tiers");
    let brackets = table["contracts"]["BTCUSDT"].as_array().expect("a list");
    assert_eq!(tiers.len(), brackets.len());
    for (tier, bracket) in tiers.iter().zip(brackets) {
        assert_eq!(tier["notionalFrom"], bracket["notionalFrom"]);
        assert_eq!(tier["ratio"], bracket["ratio"]);
    }
}

#[test]
fn a_position_has_a_margin_or_a_leverage() {
    let rows = |row: Value| {
        let mut scenario = minimal();
        scenario["populations"] = json!([{ "kind": "positions", "rows": [row] }]);
        problems(&scenario)
    };
    let found = vec![(ErrorCode::Inconsistent, "populations[0].rows[0]".to_owned())];
    assert_eq!(rows(json!({ "quantity": 1, "entryPrice": 100 })), found);
    assert_eq!(
        rows(json!({ "quantity": 1, "entryPrice": 100, "margin": 9, "leverage": 10 })),
        found
    );
    assert_eq!(
        rows(json!({ "quantity": 1, "entryPrice": 100, "leverage": 10 })),
        []
    );
}

#[test]
fn one_trader_cannot_be_long_and_short() {
    let crowd = |share: f64| {
        let mut scenario = minimal();
        scenario["populations"] = json!([{
            "kind": "perps", "openInterest": 1e6, "count": 1, "longShare": share,
            "leverage": { "law": "uniform", "from": 2, "to": 20 }
        }]);
        problems(&scenario)
    };
    assert_eq!(
        crowd(0.6),
        [(ErrorCode::Inconsistent, "populations[0].count".to_owned())]
    );
    assert_eq!(crowd(1.0), []);
}

/// A number of a range.
fn within(range: Range) -> f64 {
    let (low, high) = (range.min.max(-10.0), range.max.min(10.0));
    if low < high {
        f64::midpoint(low, high)
    } else {
        range.min
    }
}

/// Values that a kind may hold, which together hold every word that is declared as built: the first one as small as may be.
fn every_word(kind: &Kind, words: &mut Vec<&'static str>) -> Vec<Value> {
    match kind {
        Kind::Number(range) => vec![json!(within(*range))],
        Kind::Integer(range) => vec![json!(within(*range).ceil())],
        Kind::Text(_) => vec![json!("name")],
        Kind::MarketId => vec![json!("")],
        Kind::Flag => vec![json!(false)],
        Kind::Choice(choices) => choices
            .iter()
            .filter(|choice| choice.built)
            .map(|choice| {
                words.push(choice.name);
                json!(choice.name)
            })
            .collect(),
        Kind::Object(fields) => objects(fields, &[], words),
        Kind::Tagged(tagged) => {
            let built = tagged.variants.iter().filter(|variant| variant.built);
            let shapes = built.flat_map(|variant| {
                words.push(variant.name);
                objects(variant.fields, &[(tagged.tag, json!(variant.name))], words)
            });
            shapes.collect()
        }
        Kind::List(list) | Kind::ListOrData(list, _) => {
            let items = every_word(&list.item, words);
            if list.max == 0 {
                return vec![json!([])];
            }
            let lists = items
                .into_iter()
                .map(|item| json!(vec![item; list.min.max(1)]));
            lists.collect()
        }
        Kind::Nullable(kind) => every_word(kind, words),
        Kind::BookLevels => vec![json!([[10, 1]])],
    }
}

/// Objects with what they must have, and each field in turn with every word.
fn objects(
    fields: &'static [Field],
    tag: &[(&str, Value)],
    words: &mut Vec<&'static str>,
) -> Vec<Value> {
    let ways: Vec<(&Field, Vec<Value>)> = fields
        .iter()
        .filter(|field| !field.reserved)
        .map(|field| (field, every_word(&field.kind, words)))
        .collect();
    let mut least = serde_json::Map::new();
    for (name, value) in tag {
        least.insert((*name).to_owned(), value.clone());
    }
    for (field, values) in &ways {
        if field.default.is_none() {
            least.insert(field.name.to_owned(), values[0].clone());
        }
    }
    let mut all = vec![Value::Object(least.clone())];
    for (field, values) in ways {
        for value in values {
            let mut object = least.clone();
            object.insert(field.name.to_owned(), value);
            all.push(Value::Object(object));
        }
    }
    all
}

#[test]
fn every_word_that_is_declared_as_built_is_built() {
    let mut words = Vec::new();
    let scenarios = every_word(&contract::SCENARIO, &mut words);
    assert!(words.len() > 50, "{words:?}");
    for scenario in &scenarios {
        let mut problems = Vec::new();
        let checked = check(&contract::SCENARIO, scenario, "", &mut problems);
        assert!(
            problems.is_empty(),
            "the scenario is not one: {problems:?} {scenario}"
        );
        // What fields mean together may be wrong here; a word without an arm is not.
        if let Err(problems) = build(&checked, &DataStore::default()) {
            for problem in problems {
                assert_ne!(problem.code, ErrorCode::NotBuilt, "{problem:?} {scenario}");
            }
        }
    }
}
