//! The boundary as JavaScript sees it, in a browser: types, errors, lifetimes. What the numbers are is tested natively.
#![cfg(target_arch = "wasm32")]

use js_sys::{Array, Error, Float64Array, Function, Object, Reflect, Uint8Array};
use liquidation_cascades::wasm;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test as test;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

const BOOK_NAME: &str = "orderbook_binanceusdm_BTCUSDT_2024-08-08_end_merged.json";
const BOOK: &[u8] =
    include_bytes!("../www/data/orderbook_binanceusdm_BTCUSDT_2024-08-08_end_merged.json");

const SCENARIO: &str = r#"{
    "version": 1,
    "markets": [
        { "id": "perp", "price": 100, "impact": { "law": "linear", "slope": 0.008 } },
        { "id": "other", "price": 7, "impact": { "law": "logLinear", "depth": 50 } }
    ],
    "populations": [
        { "kind": "levels", "market": "perp", "from": 75, "to": 95, "quantity": 1000, "count": 1000 },
        { "kind": "positions", "market": "perp",
          "rows": [{ "id": "A", "quantity": 10, "entryPrice": 100, "margin": 50 }] }
    ],
    "shock": { "kind": "priceGap", "ratio": -0.06 }
}"#;

fn set_control(scenario: &JsValue, name: &str, value: f64) -> Result<JsValue, JsValue> {
    wasm::set_control(
        scenario,
        &JsValue::from_str(name),
        &JsValue::from_f64(value),
    )
}

fn register_data(name: &str, bytes: &Uint8Array) -> Result<JsValue, JsValue> {
    wasm::register_data(&JsValue::from_str(name), bytes, &JsValue::UNDEFINED)
}

fn preset(name: &str) -> Result<JsValue, JsValue> {
    wasm::preset(&JsValue::from_str(name))
}

fn use_order_book(scenario: &JsValue, name: &str) -> Result<JsValue, JsValue> {
    wasm::use_order_book(scenario, &JsValue::from_str(name))
}

fn parse(json: &str) -> JsValue {
    js_sys::JSON::parse(json).expect("is JSON")
}

fn scenario() -> JsValue {
    parse(SCENARIO)
}

fn get(object: &JsValue, key: &str) -> JsValue {
    Reflect::get(object, &key.into()).expect("an object has properties")
}

fn number(object: &JsValue, key: &str) -> f64 {
    get(object, key)
        .as_f64()
        .unwrap_or_else(|| panic!("{key} is no number"))
}

fn text(object: &JsValue, key: &str) -> String {
    get(object, key)
        .as_string()
        .unwrap_or_else(|| panic!("{key} is no text"))
}

/// Sets the property at a path such as `markets.0.price`.
fn set(object: &JsValue, path: &str, value: impl Into<JsValue>) {
    let (mut object, mut rest) = (object.clone(), path);
    while let Some((key, after)) = rest.split_once('.') {
        (object, rest) = (get(&object, key), after);
    }
    Reflect::set(&object, &rest.into(), &value.into()).expect("a plain object can be changed");
}

/// Calls a method as JavaScript does: through the class that the bindings export.
fn call(object: &JsValue, method: &str, arguments: &[JsValue]) -> Result<JsValue, JsValue> {
    let function: Function = get(object, method)
        .dyn_into()
        .unwrap_or_else(|_| panic!("no method {method}"));
    function.apply(object, &arguments.iter().collect::<Array>())
}

fn trace() -> JsValue {
    wasm::run(&scenario())
        .expect("the scenario is valid")
        .into()
}

/// `code` and `field` of an error, which is a true `Error` with a message and its list of problems.
#[track_caller]
fn error<T>(result: Result<T, JsValue>) -> (String, String) {
    let Err(error) = result else {
        panic!("no error was thrown")
    };
    let error: Error = error.dyn_into().expect("what is thrown is an Error");
    assert!(!String::from(error.message()).is_empty());
    let problems: Array = get(&error, "problems")
        .dyn_into()
        .expect("problems are a list");
    let first = problems.get(0);
    let found = (text(&error, "code"), text(&error, "field"));
    assert_eq!((text(&first, "code"), text(&first, "field")), found);
    found
}

fn pair(code: &str, field: &str) -> (String, String) {
    (code.to_owned(), field.to_owned())
}

#[test]
fn every_column_is_an_owned_float64_array_of_one_length() {
    let trace = trace();
    let rows = number(&trace, "rows");
    assert!(rows > 3.0);
    for name in [
        "timeS",
        "wave",
        "lastPrice",
        "markPrice",
        "counterfactualPrice",
        "branchingRatio",
        "waveRatio",
        "backlogQuantity",
        "liquidatedQuantity",
        "liquidatedNotional",
        "longLiquidatedNotional",
        "shortLiquidatedNotional",
        "openInterest",
        "depth",
        "insuranceFund",
        "adlNotional",
        "socialisedLoss",
        "badDebt",
        "returnedMargin",
        "liquidatedCount",
    ] {
        for market in [
            &[][..],
            &["perp".into()],
            &["other".into()],
            &[JsValue::UNDEFINED],
        ] {
            let column = call(&trace, name, market).unwrap_or_else(|_| panic!("{name} throws"));
            let column: Float64Array = column
                .dyn_into()
                .unwrap_or_else(|_| panic!("{name} is no Float64Array"));
            assert_eq!(f64::from(column.length()), rows, "{name}");
            // Owned: it is not a view of the module's memory, which may be detached at any time.
            let memory = get(&wasm_bindgen::memory(), "buffer");
            assert!(!Object::is(&column.buffer(), &memory), "{name}");
        }
    }
    let default: Float64Array = call(&trace, "lastPrice", &[]).unwrap().dyn_into().unwrap();
    assert_eq!([default.get_index(0), default.get_index(1)], [100.0, 94.0]);
    let other: Float64Array = call(&trace, "lastPrice", &["other".into()])
        .unwrap()
        .dyn_into()
        .unwrap();
    assert_eq!(other.get_index(0), 7.0);
}

#[test]
fn summary_accounts_and_markets_are_plain_data() {
    let trace = trace();
    let summary = call(&trace, "summary", &[]).unwrap();
    for field in [
        "finalPrice",
        "troughPrice",
        "peakPrice",
        "drawdownRatio",
        "direction",
        "shockRatio",
        "outsideEndRatio",
        "outsideWorstPrice",
        "amplification",
        "overshootAmplification",
        "waves",
        "liquidatedCount",
        "liquidatedQuantity",
        "liquidatedNotional",
        "liquidatedShare",
        "peakBranchingRatio",
        "timeToTroughS",
        "timeTo90PctS",
        "peakLiquidationPerMinute",
        "reboundRatio",
        "insuranceFundChange",
        "adlNotional",
        "socialisedLoss",
        "badDebt",
    ] {
        assert!(number(&summary, field).is_finite(), "{field}");
    }
    assert_eq!(text(&summary, "stopReason"), "settled");
    assert!(!summary.is_instance_of::<js_sys::Map>());
    let accounts: Array = call(&trace, "accounts", &[]).unwrap().dyn_into().unwrap();
    assert_eq!(accounts.length(), 1);
    assert_eq!(text(&accounts.get(0), "id"), "A");
    assert!(number(&accounts.get(0), "averageFillPrice") < 94.0);
    let markets: Array = call(&trace, "markets", &[]).unwrap().dyn_into().unwrap();
    assert_eq!(markets.join(","), "perp,other");
    // What never happened is null, not a number that means something else.
    let calm = scenario();
    set(&calm, "shock.ratio", 0);
    let trace: JsValue = wasm::run(&calm).unwrap().into();
    let account = Array::from(&call(&trace, "accounts", &[]).unwrap()).get(0);
    assert!(
        get(&account, "averageFillPrice").is_null() && get(&account, "liquidatedAtRow").is_null()
    );
}

#[test]
fn an_unknown_market_is_named_with_the_known_ones() {
    let result = call(&trace(), "depth", &["prep".into()]);
    let message = String::from(
        result
            .clone()
            .unwrap_err()
            .unchecked_into::<Error>()
            .message(),
    );
    assert!(
        message.contains("perp") && message.contains("other"),
        "{message}"
    );
    assert_eq!(error(result), pair("unknownChoice", "market"));
}

#[test]
fn errors_carry_code_field_and_all_problems() {
    let wrong = |path: &str, value: JsValue| {
        let scenario = scenario();
        set(&scenario, path, value);
        error(wasm::run(&scenario))
    };
    assert_eq!(
        wrong("markets.0.price", (-1).into()),
        pair("outOfRange", "markets[0].price")
    );
    assert_eq!(
        wrong("markets.0.price", f64::NAN.into()),
        pair("wrongType", "markets[0].price")
    );
    assert_eq!(
        wrong("markets.0.price", f64::INFINITY.into()),
        pair("wrongType", "markets[0].price")
    );
    assert_eq!(
        wrong("markets.0.price", JsValue::NULL),
        pair("wrongType", "markets[0].price")
    );
    assert_eq!(
        wrong("markets.0.impcat", 1.into()),
        pair("unknownField", "markets[0].impcat")
    );
    assert_eq!(wrong("sedd", 1.into()), pair("unknownField", "sedd"));
    assert_eq!(
        wrong("shock.kind", "gap".into()),
        pair("unknownChoice", "shock.kind")
    );
    assert_eq!(
        wrong("populations.1.rows.0.side", "up".into()),
        pair("unknownChoice", "populations[1].rows[0].side")
    );
    let two = scenario();
    set(&two, "seed", -1);
    set(&two, "shock.ratio", 99);
    let problems: Array = wasm::validate(&two)
        .dyn_into()
        .expect("validate gives a list");
    assert_eq!(problems.length(), 2);
    assert_eq!(text(&problems.get(1), "field"), "shock.ratio");
    assert_eq!(number(&problems.get(1), "max"), 10.0);
    assert_eq!(Array::from(&wasm::validate(&scenario())).length(), 0);
}

#[test]
fn what_is_no_plain_data_is_refused() {
    let cyclic = scenario();
    set(&cyclic, "note", &cyclic);
    let (code, field) = error(wasm::run(&cyclic));
    assert_eq!(code, "malformed");
    assert!(field.starts_with("note.note."), "{field}");
    assert_eq!(
        text(&Array::from(&wasm::validate(&cyclic)).get(0), "code"),
        "malformed"
    );
    let deep = Array::new();
    let mut inner = deep.clone();
    for _ in 0..100_000 {
        let next = Array::new();
        inner.push(&next);
        inner = next;
    }
    let (code, field) = error(wasm::run(&deep));
    assert_eq!(code, "malformed");
    assert!(field.starts_with("[0][0]"), "{field}");
    let function = scenario();
    set(&function, "seed", Function::new_no_args("return 1"));
    assert_eq!(error(wasm::run(&function)), pair("malformed", "seed"));
    for nothing in [
        JsValue::UNDEFINED,
        JsValue::NULL,
        7.into(),
        "text".into(),
        Array::new().into(),
    ] {
        assert!(wasm::run(&nothing).is_err(), "{nothing:?}");
    }
}

#[test]
fn the_input_is_left_as_it_was() {
    let scenario = scenario();
    let before = js_sys::JSON::stringify(&scenario).unwrap();
    wasm::run(&scenario).unwrap();
    wasm::controls_of(&scenario).unwrap();
    set_control(&scenario, "shock", -0.1).unwrap();
    assert_eq!(js_sys::JSON::stringify(&scenario).unwrap(), before);
    Object::freeze(scenario.unchecked_ref::<Object>());
    assert!(wasm::run(&scenario).is_ok());
}

#[test]
fn presets_run_and_their_controls_round_trip() {
    register_data(BOOK_NAME, &Uint8Array::from(BOOK)).unwrap();
    assert!(wasm::preset_names().len() >= 7);
    for name in wasm::preset_names() {
        let preset = preset(&name).unwrap();
        let controls: Array = wasm::controls_of(&preset).unwrap().dyn_into().unwrap();
        let names: Vec<String> = controls
            .iter()
            .map(|control| text(&control, "name"))
            .collect();
        // Option dealers alone have no leverage.
        let has_crowd =
            String::from(js_sys::JSON::stringify(&preset).unwrap()).contains("\"kind\":\"perps\"");
        let leverage = has_crowd.then_some("leverage");
        // What a recorded path does has an amplitude, and no size that is one number.
        // Where nothing happens outside there is neither.
        let shock = match text(&get(&preset, "shock"), "kind").as_str() {
            "path" => Some("pathAmplitude"),
            "marketOrder" => Some("orderSize"),
            "none" => None,
            _ => Some("shock"),
        };
        for expected in ["depth"].into_iter().chain(shock).chain(leverage) {
            assert!(
                names.iter().any(|name| name == expected),
                "{name}: {names:?}"
            );
        }
        for control in controls.iter() {
            let (control_name, value) = (text(&control, "name"), number(&control, "value"));
            let range = Array::from(&get(&control, "range"));
            let (min, max) = (
                range.get(0).as_f64().unwrap(),
                range.get(1).as_f64().unwrap(),
            );
            assert!(
                min <= value && value <= max,
                "{name} {control_name}: {value} in {min}..{max}"
            );
            assert!(!text(&control, "label").is_empty() && !text(&control, "help").is_empty());
            let changed = set_control(&preset, &control_name, value).unwrap();
            let again = Array::from(&wasm::controls_of(&changed).unwrap())
                .iter()
                .find(|control| text(control, "name") == control_name)
                .expect("a control stays");
            // Depth is solved for, the others are read back as written.
            let back = number(&again, "value");
            assert!(
                (back - value).abs() <= 1e-9 * value.abs(),
                "{name} {control_name}: {value} became {back}"
            );
        }
        assert_eq!(
            error(set_control(&preset, "depht", 1.0)),
            pair("unknownField", "depht")
        );
        if let Some(shock) = shock {
            assert_eq!(
                error(set_control(&preset, shock, f64::NAN)),
                pair("outOfRange", shock)
            );
        }
    }
    assert_eq!(
        error(preset("no such thing")),
        pair("unknownChoice", "name")
    );
}

#[test]
fn data_is_asked_for_by_name_until_it_is_registered() {
    let scenario = preset("real-book").unwrap();
    let absent = "absent.json";
    for side in ["bids", "asks"] {
        let data = get(
            &get(&get(&get(&get(&scenario, "markets"), "0"), "impact"), side),
            "data",
        );
        set(&data, "name", absent);
    }
    let result = wasm::run(&scenario);
    let message = String::from(
        result
            .as_ref()
            .unwrap_err()
            .clone()
            .unchecked_into::<Error>()
            .message(),
    );
    assert!(message.contains(absent), "{message}");
    assert_eq!(
        error(result),
        pair("missingData", "markets[0].impact.bids.data")
    );
    let info = register_data(absent, &Uint8Array::from(BOOK)).unwrap();
    assert_eq!(
        (text(&info, "name").as_str(), text(&info, "kind").as_str()),
        (absent, "book")
    );
    assert_eq!(
        (number(&info, "bids"), number(&info, "asks")),
        (4_962.0, 4_573.0)
    );
    assert_eq!(text(&info, "sha256").len(), 64);
    assert!(wasm::run(&scenario).is_ok());
    // Other bytes under the name: the hash of the scenario does not fit them.
    let other = br#"{"bids":[["61000","1"]],"asks":[["62000","1"]]}"#;
    register_data(absent, &Uint8Array::from(&other[..])).unwrap();
    assert_eq!(
        error(wasm::run(&scenario)),
        pair("missingData", "markets[0].impact.bids.data")
    );
    assert_eq!(
        error(register_data("x", &Uint8Array::new_with_length(0))),
        pair("malformed", "")
    );
    let changed = use_order_book(&self::scenario(), absent).unwrap();
    assert!(wasm::run(&changed).is_ok());
}

#[test]
fn a_prepared_scenario_runs_with_options_and_refuses_unknown_ones() {
    let prepared: JsValue = wasm::prepare(&scenario()).unwrap().into();
    let run = |options: &str| call(&prepared, "run", &[parse(options)]);
    let plain: Float64Array = call(&prepared, "run", &[])
        .unwrap()
        .dyn_into()
        .expect("is packed");
    let rows = plain.get_index(0);
    assert_eq!(f64::from(plain.length()), 14.0 + 3.0 * rows);
    let trace = call(&prepared, "trace", &[]).unwrap();
    assert_eq!(number(&trace, "rows"), rows);
    let empty: Float64Array = run("{}").unwrap().dyn_into().unwrap();
    assert_eq!(empty.to_vec(), plain.to_vec());
    let farther: Float64Array = run(r#"{ "shockRatio": -0.1, "depthFactor": 0.5 }"#)
        .unwrap()
        .dyn_into()
        .unwrap();
    assert_eq!(farther.get_index(3), 90.0);
    assert!(farther.get_index(4) < plain.get_index(4));
    assert_eq!(
        error(run(r#"{ "shock": -0.1 }"#)),
        pair("unknownField", "shock")
    );
    assert_eq!(
        error(run(r#"{ "depthFactor": 0 }"#)),
        pair("outOfRange", "depthFactor")
    );
    let nan = Object::new();
    set(&nan, "shockRatio", f64::NAN);
    assert_eq!(
        error(call(&prepared, "run", &[nan.into()])),
        pair("outOfRange", "shockRatio")
    );
}

#[test]
fn a_freed_trace_throws_and_others_live_on() {
    let (one, other) = (trace(), trace());
    let column: Float64Array = call(&one, "lastPrice", &[]).unwrap().dyn_into().unwrap();
    let before = column.to_vec();
    call(&one, "free", &[]).unwrap();
    assert!(call(&one, "lastPrice", &[]).is_err());
    // Columns are copies: they outlive the trace, and the memory it had is used again.
    for _ in 0..20 {
        call(&trace(), "free", &[]).unwrap();
    }
    assert_eq!(column.to_vec(), before);
    assert!(call(&other, "lastPrice", &[]).is_ok());
}

#[test]
fn margin_functions_answer_or_say_which_field_is_wrong() {
    let position =
        parse(r#"{ "side": "long", "quantity": 0.02, "entryPrice": 50000, "margin": 500 }"#);
    let market = parse(r#"{ "margin": { "maintenance": { "ratio": 0.004 } } }"#);
    let price = wasm::liquidation_price(&position, &market)
        .unwrap()
        .unwrap();
    // V21, printed as 25,100.40.
    assert!((price - 25_100.401_606_4).abs() < 1e-6);
    assert_eq!(
        wasm::bankruptcy_price(&position, &market).unwrap(),
        Some(25_000.0)
    );
    assert_eq!(wasm::equity(&position, &market, 50_000.0).unwrap(), 500.0);
    assert_eq!(
        wasm::unrealised_profit(&position, &market, 51_000.0).unwrap(),
        20.0
    );
    assert_eq!(
        wasm::maintenance_margin(&position, &market, 50_000.0).unwrap(),
        4.0
    );
    set(&position, "margin", 1_000);
    assert_eq!(wasm::liquidation_price(&position, &market).unwrap(), None);
    assert_eq!(wasm::bankruptcy_price(&position, &market).unwrap(), None);
    set(&position, "quantity", 0);
    assert_eq!(
        error(wasm::bankruptcy_price(&position, &market)),
        pair("outOfRange", "position.quantity")
    );
    set(&position, "quantity", 1);
    assert_eq!(
        error(wasm::equity(&position, &market, f64::NAN)),
        pair("outOfRange", "markPrice")
    );
}

#[test]
fn functions_without_a_run_answer_in_plain_data() {
    let hundred = JsValue::from_f64(100.0);
    let option = parse(r#"{ "type": "put", "strike": 90, "expiryDays": 30, "volatility": 0.6 }"#);
    let greeks = wasm::option_greeks(&option, &hundred).unwrap();
    // OT1.
    assert!((number(&greeks, "price") - 2.691_568_493_274_5).abs() < 1e-12);
    assert!((number(&greeks, "vanna") + 0.274_288_100_460_12).abs() < 1e-12);
    for name in ["delta", "gamma", "vega"] {
        assert!(number(&greeks, name).is_finite(), "{name}");
    }
    let price = wasm::option_price(&option, &hundred).unwrap();
    assert_eq!(number(&greeks, "price"), price);

    // OT8.
    let account = parse(
        r#"{ "legs": [
            { "type": "call", "strike": 110, "expiryDays": 30, "volatility": 0.6, "contracts": -10 },
            { "type": "put", "strike": 90, "expiryDays": 30, "volatility": 0.6, "contracts": -10 }
        ] }"#,
    );
    let none = JsValue::UNDEFINED;
    let found = wasm::option_requirement(&account, &hundred, &none, &none).unwrap();
    assert!((number(&found, "requirement") - 111.354_337_592_5).abs() < 1e-9);
    assert_eq!(number(&found, "worstPriceMove"), 0.16);
    assert_eq!(number(&found, "worstVolatilityMove"), 0.5);
    let standard = parse(r#"{ "rule": "standard" }"#);
    let found = wasm::option_requirement(&account, &hundred, &standard, &none).unwrap();
    assert!((number(&found, "requirement") - 150.0).abs() < 1e-9);
    assert!(get(&found, "worstPriceMove").is_null());
    assert!(get(&found, "worstVolatilityMove").is_null());
    set(&account, "perp", -2);
    let market = parse(r#"{ "margin": { "maintenance": { "ratio": 0.05 } } }"#);
    let found = wasm::option_requirement(&account, &hundred, &standard, &market).unwrap();
    assert!((number(&found, "requirement") - 160.0).abs() < 1e-9);

    let row = parse(r#"{ "side": "long", "quantity": 1000, "loan": 50000 }"#);
    let rules = parse(r#"{ "maintenance": 0.25 }"#);
    let called = wasm::call_price(&row, &rules).unwrap().unwrap();
    assert!((called - 200.0 / 3.0).abs() < 1e-12);
    set(&row, "loan", 0);
    assert_eq!(wasm::call_price(&row, &none).unwrap(), None);

    // V11 and V12.
    let system = parse(
        r#"{ "markets": [{ "id": "a", "shock": -0.05, "depth": 2000 }, { "id": "b", "depth": 500 }], "banks": [
            { "id": "1", "equity": 10, "holdings": [{ "market": "a", "value": 60 }, { "market": "b", "value": 40 }] },
            { "id": "2", "equity": 5, "holdings": [{ "market": "a", "value": 16 }, { "market": "b", "value": 64 }] }
        ] }"#,
    );
    let found = wasm::aggregate_vulnerability(&system).unwrap();
    assert!((number(&found, "aggregateVulnerability") - 0.33).abs() < 1e-12);
    let banks = Array::from(&get(&found, "banks"));
    assert!((number(&banks.get(1), "indirectLoss") - 2.76).abs() < 1e-12);
    let system = parse(
        r#"{ "markets": [{ "id": "m", "shock": -0.02, "depth": 2000 }], "banks": [
            { "id": "A", "equity": 11, "other": 100, "holdings": [{ "market": "m", "value": 100 }] },
            { "id": "B", "equity": 6, "other": 40, "holdings": [{ "market": "m", "value": 60 }] }
        ] }"#,
    );
    let found = wasm::fire_sale(&system, &none).unwrap();
    let markets = Array::from(&get(&found, "markets"));
    assert!((number(&markets.get(0), "price") - 0.910_331_479).abs() < 1e-10);
    assert_eq!(Array::from(&get(&found, "soldByRound")).length(), 4);
    let banks = Array::from(&get(&found, "banks"));
    assert_eq!(text(&banks.get(1), "state"), "solvent");
    assert_eq!(get(&found, "isSettled"), JsValue::TRUE);
}

#[test]
fn functions_without_a_run_say_which_field_is_wrong() {
    let option = parse(r#"{ "type": "put", "strike": 90, "expiryDays": 30, "volatility": 0.6 }"#);
    let (hundred, none) = (JsValue::from_f64(100.0), JsValue::UNDEFINED);
    for price in [
        JsValue::from_f64(f64::NAN),
        JsValue::from_f64(f64::INFINITY),
        "5".into(),
    ] {
        assert_eq!(
            error(wasm::option_price(&option, &price)),
            pair("wrongType", "price")
        );
    }
    assert_eq!(
        error(wasm::option_price(&option, &none)),
        pair("missingField", "price")
    );
    set(&option, "strike", -1);
    assert_eq!(
        error(wasm::option_greeks(&option, &hundred)),
        pair("outOfRange", "option.strike")
    );
    let accounts = [
        ("{}", pair("missingField", "account.legs")),
        (
            r#"{ "legs": [{}] }"#,
            pair("missingField", "account.legs[0].type"),
        ),
        ("[]", pair("wrongType", "account")),
    ];
    for (account, expected) in accounts {
        let found = wasm::option_requirement(&parse(account), &hundred, &none, &none);
        assert_eq!(error(found), expected);
    }
    let row = parse(r#"{ "side": "long", "quantity": 1 }"#);
    assert_eq!(
        error(wasm::call_price(&row, &none)),
        pair("inconsistent", "row.loan")
    );
    assert_eq!(
        error(wasm::aggregate_vulnerability(&none)),
        pair("missingField", "system")
    );
    assert_eq!(
        error(wasm::fire_sale(&parse("{}"), &parse("5"))),
        pair("missingField", "system.markets")
    );
}

/// What is no text must be refused, not read as a place in memory.
#[test]
fn arguments_of_another_type_are_errors() {
    let five = JsValue::from_f64(5.0);
    for result in [
        wasm::preset(&five),
        wasm::preset(&JsValue::UNDEFINED),
        wasm::set_control(&JsValue::NULL, &five, &five),
        wasm::register_data(&five, &five, &JsValue::UNDEFINED),
        wasm::register_data(&JsValue::from_str("x"), &JsValue::NULL, &JsValue::UNDEFINED),
    ] {
        let thrown = result.expect_err("is refused");
        assert_eq!(
            get(&thrown, "code").as_string().as_deref(),
            Some("wrongType")
        );
    }
    let trace = wasm::run(&scenario()).expect("is valid");
    assert!(trace.last_price(five).is_err());
    assert!(trace.last_price(JsValue::NULL).is_ok());
}

#[test]
fn landings_and_curves_are_numbers_in_typed_arrays() {
    let prepared = wasm::prepare(&scenario()).expect("is valid");
    let landing = prepared.landing(-0.06).expect("is in range");
    let packed = prepared.run(&JsValue::UNDEFINED).expect("runs");
    assert_eq!(get(&landing, "liquidatedCount").as_f64(), Some(packed[8]));
    let price = get(&landing, "price").as_f64().expect("is a number");
    assert!((price - packed[4]).abs() < 1e-9);
    let error = prepared.landing(f64::NAN).expect_err("NaN is no shock");
    assert_eq!(
        get(&error, "field").as_string().as_deref(),
        Some("shockRatio")
    );

    let curve = prepared.fragility(&64.into()).expect("is in range");
    let shocks: Float64Array = get(&curve, "shockRatio")
        .dyn_into()
        .expect("is a typed array");
    assert!(shocks.length() <= 64 && shocks.get_index(0) == 0.0);
    let breaking = get(&curve, "breakingPoint");
    assert_eq!(
        breaking.is_undefined(),
        get(&curve, "distance").is_undefined()
    );

    let phase = prepared
        .phase(&parse("[0.5, 2]"), &parse("[-0.1, -0.05, 0]"))
        .expect("is in range");
    let falls: Float64Array = get(&phase, "finalRatio")
        .dyn_into()
        .expect("is a typed array");
    assert_eq!(falls.length(), 6);
    assert!(prepared.phase(&parse("[0]"), &parse("[-0.1]")).is_err());

    for (figure, column) in [
        (prepared.leverage_histogram(), "longNotional"),
        (prepared.liquidation_curve(), "fallRatio"),
    ] {
        let column: Float64Array = get(&figure, column).dyn_into().expect("is a typed array");
        assert!(column.length() > 0);
    }
}

#[test]
fn an_own_position_is_checked_and_asked_about_in_any_market() {
    let trace = wasm::run(&scenario()).expect("runs");
    let mine = parse(r#"{ "notional": 500, "leverage": 15 }"#);
    let outcome = trace.own(&mine, JsValue::UNDEFINED).expect("is a position");
    assert_eq!(
        get(&outcome, "loss").as_f64(),
        get(&outcome, "margin").as_f64()
    );
    assert!(get(&outcome, "liquidatedAtRow").as_f64().is_some());
    let outcome = trace.own(&mine, "other".into()).expect("is a position");
    assert!(get(&outcome, "liquidatedAtRow").is_null());
    for (bad, code) in [
        (r#"{ "leverage": 15 }"#, "inconsistent"),
        (r#"{ "notional": 500, "leverage": 0 }"#, "outOfRange"),
        (
            r#"{ "notional": 500, "leverage": 5, "sied": "short" }"#,
            "unknownField",
        ),
    ] {
        let error = trace.own(&parse(bad), JsValue::UNDEFINED).expect_err(bad);
        assert_eq!(get(&error, "code").as_string().as_deref(), Some(code));
    }
}

fn theme() -> JsValue {
    parse(
        r##"{
            "background": "#101010", "foreground": "#ffffff", "muted": "#808080", "grid": "#303030",
            "price": "#ffffff", "counterfactual": "#c0c0c0", "gap": "#404040", "long": "#0080ff", "short": "#ff8000",
            "longHeat": ["#101010", "#0080ff"], "shortHeat": ["#101010", "#ff8000"], "bid": "#00ff00", "ask": "#ff0000",
            "waves": ["#ffffff"]
        }"##,
    )
}

#[test]
fn what_a_trace_tells_beyond_its_columns_is_typed() {
    let trace = wasm::run(&scenario()).expect("is valid");
    let column = |object: &JsValue, name: &str| -> Vec<f64> {
        let column: Float64Array = get(object, name).dyn_into().expect("a Float64Array");
        column.to_vec()
    };
    let flow = trace.flow(JsValue::UNDEFINED).expect("the market is known");
    let (first, notional) = (column(&flow, "firstRow"), column(&flow, "notional"));
    assert_eq!(notional.len() % first.len(), 0);
    let sum: f64 = notional.iter().sum();
    let summary = trace.summary();
    let all = number(&summary, "liquidatedNotional");
    assert!((sum / all - 1.0).abs() < 1e-9, "{sum} of {all}");
    let paid = trace.who_paid(JsValue::UNDEFINED).expect("is there");
    assert!(number(&paid, "total") > 0.0);
    assert_eq!(
        error(trace.flow("gold".into()).map(|_| ())).0,
        "unknownChoice"
    );

    let size = parse(r#"{ "widthCss": 300, "heightCss": 200, "pixelRatio": 2 }"#);
    let words =
        parse(r#"{ "groups": "a", "wave": "b", "feedback": "c", "kinds": { "traders": "d" } }"#);
    for kind in ["flow", "feedback"] {
        let figure = trace
            .figure(&kind.into(), &size, &theme(), &words, 3.0)
            .expect("the theme is complete")
            .expect("somebody was closed by force");
        assert_eq!((figure.width_px(), figure.height_px()), (600, 400));
    }
}

#[test]
fn leverage_is_drawn_in_the_bars_that_are_shown() {
    let scenario = preset("the-match").expect("is there");
    let shape = wasm::leverage_shape(&scenario).expect("is valid");
    let edges: Float64Array = Float64Array::from(get(&shape, "edges"));
    let bars = edges.length() as usize - 1;
    let mut heights = vec![0.0; bars];
    heights[bars / 2] = 7.0;
    let list = |heights: &[f64]| JsValue::from(Float64Array::from(heights));
    let drawn = wasm::set_leverage_shape(&scenario, &list(&heights)).expect("is valid");
    wasm::run(&drawn).expect("what is drawn can be run");
    heights[0] = f64::NAN;
    let (code, field) = error(wasm::set_leverage_shape(&scenario, &list(&heights)).map(|_| ()));
    assert_eq!(code, "outOfRange", "{field}");
}

#[test]
fn a_stage_zooms_and_writes_svg() {
    let trace = wasm::run(&scenario()).expect("is valid");
    let mut stage = wasm::JsStage::new();
    stage.load(&trace);
    assert!(stage.heat_full() > 0.0);
    assert!(stage.is_whole());
    stage.zoom(200.0, 100.0, 2.0);
    assert!(!stage.is_whole());
    let svg = stage
        .svg(2.0, &parse(r#"["A & B"]"#))
        .expect("a list of texts");
    assert!(svg.contains("<title>A &amp; B</title>"));
    stage.show_whole();
    assert!(stage.is_whole());
}

#[test]
fn figures_are_sized_by_what_is_asked_for() {
    let prepared = wasm::prepare(&scenario()).expect("is valid");
    let size = parse(r#"{ "widthCss": 300, "heightCss": 150, "pixelRatio": 2 }"#);
    let words = parse(r#"{ "longs": "a", "shorts": "b", "landing": "c" }"#);
    let theme = theme();
    for kind in ["fragility", "leverage", "liquidations"] {
        let figure = prepared
            .figure(&kind.into(), &size, &theme, &words)
            .expect("the theme is complete")
            .expect("the shock has a ratio");
        assert_eq!((figure.width_px(), figure.height_px()), (600, 300));
    }
    let error = prepared.figure(&"leverage".into(), &size, &parse("{}"), &words);
    let error = error.map(|_| ()).expect_err("no colours");
    assert_eq!(
        get(&error, "code").as_string().as_deref(),
        Some("malformed")
    );
}
