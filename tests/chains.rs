//! Option chains from files: case OT24, the open interest of a real exchange, against the numbers of an independent program, and
//! every shape and fault of such a file.
#![cfg(not(target_arch = "wasm32"))]

use liquidation_cascades::engine::run;
use liquidation_cascades::error::{ErrorCode, Problem};
use liquidation_cascades::scenario::apply::use_data;
use liquidation_cascades::scenario::build::build;
use liquidation_cascades::scenario::controls::{controls, set_control};
use liquidation_cascades::scenario::data::{
    Content, DataStore, How, OptionChain, Other, Reader, Reference, pack, unpack,
};
use liquidation_cascades::scenario::presets::preset;
use liquidation_cascades::settlement::options::greeks;
use liquidation_cascades::trace::Trace;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::sync::Arc;

const DERIBIT: &str = include_str!("option_cases/deribit-eth-2024-01-08.csv");

/// Two expiries, 10 and 40 days away; one option nobody holds, one that is worth less than nothing, one that is over.
const CHAIN: &str = "strike,type,expiry,open_interest,mark_iv,underlying_price,timestamp
100,C,2024-01-18,50,60,100,2024-01-08T08:00:00Z
90,P,2024-01-18,20,70,100,2024-01-08T08:00:00Z
110,call,17FEB24,30,55,102,2024-01-08T08:00:00Z
110,put,17FEB24,0,55,102,2024-01-08T08:00:00Z
120,put,17FEB24,5,,102,2024-01-08T08:00:00Z
100,put,07JAN24,5,55,99,2024-01-08T08:00:00Z
";

fn read(text: &str) -> Result<Arc<OptionChain>, Problem> {
    let mut reader = Reader::told(How::default());
    reader.push(text.as_bytes())?;
    match reader.finish()?.content {
        Content::Other(Other::Options(chain)) => Ok(chain),
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn near(found: f64, expected: f64, relative: f64) {
    assert!(
        (found - expected).abs() <= relative * expected.abs(),
        "{found}, expected {expected}"
    );
}

/// Gamma of what is held, quote per 1 %.
fn gamma(
    chain: &OptionChain,
    counts: impl Fn(&liquidation_cascades::scenario::data::ChainOption) -> bool,
) -> f64 {
    let held = chain.options.iter().filter(|option| counts(option));
    held.map(|option| {
        let forward = option.forward_ratio * chain.reference_price;
        let one = greeks(
            option.is_call,
            forward,
            option.strike,
            option.days,
            option.volatility,
        );
        option.open_interest * one.gamma * forward * forward / 100.0
    })
    .sum()
}

#[test]
fn the_chain_of_deribit_is_that_of_the_specification() {
    let mut data = DataStore::default();
    let info = data
        .register("deribit", DERIBIT.as_bytes())
        .expect("a chain")
        .to_json();
    let facts = ["kind", "rows", "used", "skipped", "expiries"].map(|fact| info[fact].clone());
    assert_eq!(json!(facts), json!(["options", 684, 507, 2, 11]));
    assert_eq!(
        info["leftOut"],
        json!([
            { "reason": "unpriced", "count": 2, "name": "" },
            { "reason": "noInterest", "count": 175, "name": "" }
        ])
    );
    let fact = |name: &str| info[name].as_f64().expect(name);
    near(fact("callOpenInterest"), 1_764_517.0, 1e-6);
    near(fact("putOpenInterest"), 573_107.0, 1e-6);
    near(fact("referencePrice"), 2_223.125_725, 1e-9);

    let chain = read(DERIBIT).expect("a chain");
    let tolerance = 1e-4;
    near(gamma(&chain, |_| true), 64_502_749.06, tolerance);
    near(
        gamma(&chain, |option| option.is_call),
        48_570_834.70,
        tolerance,
    );
    near(
        gamma(&chain, |option| !option.is_call),
        15_931_914.36,
        tolerance,
    );
    // By expiry.
    for (days, expected) in [
        (0.86, 1_415_501.0),
        (1.86, 370_429.0),
        (2.86, 103_751.0),
        (3.86, 13_303_714.27),
        (10.86, 3_993_459.0),
        (17.86, 22_633_969.0),
        (45.86, 4_084_777.0),
        (80.86, 14_540_186.0),
        (171.86, 3_496_681.0),
        (262.86, 489_271.0),
        (353.86, 71_012.0),
    ] {
        let found = gamma(&chain, |option| (option.days - days).abs() < 0.1);
        near(found, expected, 2.0 * tolerance);
    }
    // By strike, thousands.
    for (strike, calls, puts) in [
        (2_000.0, 2_510.0, 2_167.0),
        (2_200.0, 1_701.0, 2_025.0),
        (2_400.0, 7_752.0, 1_348.0),
        (2_500.0, 7_746.0, 367.0),
        (5_000.0, 276.0, 1.0),
    ] {
        for (is_call, expected) in [(true, calls), (false, puts)] {
            let found = gamma(&chain, |option| {
                option.strike == strike && option.is_call == is_call
            });
            assert!(
                (found / 1_000.0 - expected).abs() <= 0.51 + tolerance * expected,
                "{strike} {found}"
            );
        }
    }
}

fn dealers(calls: f64, puts: f64, price: f64, ratio: f64, extra: Value) -> Value {
    let mut book = json!({ "law": "openInterest", "data": { "name": "deribit" }, "calls": calls, "puts": puts });
    for (name, value) in extra.as_object().expect("an object") {
        book[name] = value.clone();
    }
    json!({
        "clock": { "mode": "waves" },
        "markets": [{ "id": "eth", "price": price, "impact": { "law": "logLinear", "depth": 1e8 / (0.01 * price) } }],
        "populations": [{ "kind": "optionDealers", "book": book }],
        "shock": { "kind": "priceGap", "ratio": ratio }
    })
}

fn traced(scenario: &Value, data: &DataStore) -> Trace {
    run(build(scenario, data).unwrap_or_else(|problems| panic!("{problems:#?}")))
}

fn column(trace: &Trace, name: &str) -> Vec<f64> {
    trace.column(&trace.markets[0], name).expect(name)
}

/// OT24: dealers with the open interest of an exchange, in a market that $100M move by 1 %.
#[test]
fn the_same_data_calm_or_deepen_a_fall_by_the_sign_that_is_assumed() {
    let mut data = DataStore::default();
    data.register("deribit", DERIBIT.as_bytes())
        .expect("a chain");
    let price = 2_223.125_725;
    for (calls, puts, ratio, expected) in [
        (1.0, -1.0, -0.05, 2_135.974_172),
        (-1.0, -1.0, -0.05, 1_980.748_694),
        (1.0, 1.0, -0.05, 2_153.926_761),
        (0.0, -1.0, -0.05, 2_090.063_911),
        (-1.0, 0.0, 0.05, 2_480.077_657),
    ] {
        let trace = traced(&dealers(calls, puts, price, ratio, json!({})), &data);
        let last = *column(&trace, "lastPrice").last().expect("a row");
        near(last, expected, 1e-4);
        if calls == 1.0 && puts == -1.0 {
            // In the window of the measure; -0.326389 at the point itself.
            near(column(&trace, "branchingRatio")[0], -0.323_603, 1e-4);
            assert_eq!(trace.rows(), 3);
        }
        if calls == -1.0 && puts == -1.0 {
            near(column(&trace, "branchingRatio")[0], 0.645_027, 3e-2);
            near(
                *column(&trace, "hedgeSold").last().expect("a row"),
                288_539.66,
                1e-4,
            );
        }
    }
    // A market at a hundredth of the price: strikes go with it, and contracts of a hundredth are worth a hundredth.
    let there = dealers(
        -1.0,
        -1.0,
        22.231_257_25,
        -0.05,
        json!({ "at": "moneyness" }),
    );
    let mut scaled = there.clone();
    scaled["markets"][0]["impact"]["depth"] = (1e8 / (0.01 * price)).into();
    let last = *column(&traced(&scaled, &data), "lastPrice")
        .last()
        .expect("a row");
    near(last, 19.807_486_94, 1e-4);
    // Only some expiries.
    let gamma = |extra: Value| {
        let trace = traced(&dealers(-1.0, -1.0, price, -0.01, extra), &data);
        -column(&trace, "dealerGamma")[0]
    };
    near(gamma(json!({})), 64_502_749.06, 1e-4);
    near(
        gamma(json!({ "fromDays": 3, "toDays": 5 })),
        13_303_714.27,
        1e-4,
    );
    let problems = build(
        &dealers(
            1.0,
            1.0,
            price,
            -0.01,
            json!({ "fromDays": 5, "toDays": 9 }),
        ),
        &data,
    )
    .expect_err("no option expires then");
    assert_eq!(
        problems[0].message,
        "populations[0].book.data: the file holds no option with open interest between 5 and 9 days"
    );
    let problems = build(
        &dealers(1.0, 1.0, price, -0.01, json!({ "data": { "name": "x" } })),
        &data,
    )
    .expect_err("is not there");
    assert_eq!(problems[0].code, ErrorCode::MissingData);
}

#[test]
fn a_chain_is_read_in_every_shape() {
    let chain = read(CHAIN).expect("a chain");
    assert_eq!(chain.options.len(), 3);
    assert_eq!([chain.rows, chain.skipped], [6, 1]);
    assert_eq!(chain.reference_price, 100.0);
    let [first, second, third] = [&chain.options[0], &chain.options[1], &chain.options[2]];
    assert_eq!(
        (first.is_call, first.strike, first.days, first.volatility),
        (true, 100.0, 10.0, 0.6)
    );
    assert_eq!(
        (second.is_call, second.open_interest, second.forward_ratio),
        (false, 20.0, 1.0)
    );
    assert_eq!((third.days, third.forward_ratio), (40.0, 1.02));
    // As an exchange answers: names of instruments, futures beside them, prices in the coin.
    let price = |is_call: bool, forward: f64, strike: f64, days: f64, volatility: f64| {
        greeks(is_call, forward, strike, days, volatility).price / forward
    };
    let row = |name: &str, mark: f64, forward: f64, held: f64| json!({ "instrument_name": name, "mark_price": mark, "underlying_price": forward, "open_interest": held, "creation_timestamp": 1_704_700_800_000_u64 });
    let answer = json!({ "jsonrpc": "2.0", "result": [
        row("X-18JAN24-100-C", price(true, 100.0, 100.0, 10.0, 0.6), 100.0, 50.0),
        row("X-18JAN24-90-P", price(false, 100.0, 90.0, 10.0, 0.7), 100.0, 20.0),
        row("X-PERPETUAL", 100.0, 100.0, 7.0),
        row("X-17FEB24-110-C", price(true, 102.0, 110.0, 40.0, 0.55), 102.0, 30.0)
    ] });
    let answered = read(&answer.to_string()).expect("a chain");
    assert_eq!(answered.reference_price, chain.reference_price);
    for (one, other) in answered.options.iter().zip(&chain.options) {
        near(one.volatility, other.volatility, 1e-9);
        assert_eq!(
            (one.strike, one.days, one.is_call),
            (other.strike, other.days, other.is_call)
        );
    }
    let parsed = |text: &str| {
        let mut reader = Reader::new();
        reader.push(text.as_bytes()).expect("is text");
        reader.finish().expect("a chain")
    };
    for text in [CHAIN, DERIBIT] {
        let parsed = parsed(text);
        let packed = pack(&parsed);
        let again = unpack(&packed);
        assert_eq!(again.as_ref(), Ok(&parsed));
        assert!(unpack(&packed[..packed.len() - 1]).is_err());
    }
}

#[test]
fn what_is_wrong_with_a_chain_is_said_at_its_place() {
    let names = "strike,type,expiry,open_interest,mark_iv,underlying_price,timestamp\n";
    let at = "2024-01-08T08:00:00Z";
    let cases = [
        (format!("{names}100,X,2024-01-18,50,60,100,{at}\n"), "line 2, column \"type\" is \"X\"; expected C or P"),
        (format!("{names}0,C,2024-01-18,50,60,100,{at}\n"), "line 2, column \"strike\" is \"0\""),
        (format!("{names}100,C,soon,50,60,100,{at}\n"), "line 2, column \"expiry\" is \"soon\""),
        (format!("{names}100,C,2044-01-18,50,60,100,{at}\n"), "expected a time within 3650 days of the file's"),
        (format!("{names}100,C,2024-01-18,-5,60,100,{at}\n"), "line 2, column \"open_interest\" is \"-5\""),
        (format!("{names}100,C,2024-01-18,0,60,100,{at}\n"), "0 options of the file are held by somebody"),
        (names.to_owned(), "the table has no rows"),
        ("strike,type,expiry,open_interest,mark_price,underlying_price\n100,C,2024-01-18,5,0.1,100\n".to_owned(), "taken for an option chain, but the column creation_timestamp is missing"),
    ];
    for (text, part) in cases {
        let problem = read(&text).expect_err(&text);
        assert!(
            problem.message.contains(part),
            "{}: {part}",
            problem.message
        );
    }
}

#[test]
fn a_chain_is_the_book_of_dealers() {
    let mut data = DataStore::default();
    data.register("deribit", DERIBIT.as_bytes())
        .expect("a chain");
    // Into a scenario with dealers, and into one without, whose market is at another price.
    let squeeze = preset("gamma-squeeze").expect("a preset");
    for (name, is_new) in [("gamma-squeeze", false), ("the-match", true)] {
        let scenario = preset(name).expect("a preset");
        let used = use_data(&scenario, "deribit", None, &data)
            .unwrap_or_else(|problems| panic!("{problems:#?}"));
        let populations = used["populations"].as_array().expect("a list");
        let dealers: Vec<&Value> = populations
            .iter()
            .filter(|one| one["kind"] == "optionDealers")
            .collect();
        assert_eq!(dealers.len(), 1, "{name}");
        let all = scenario["populations"].as_array().expect("a list").len();
        assert_eq!(populations.len(), all + usize::from(is_new));
        assert_eq!(dealers[0]["book"]["at"], "moneyness");
        let offered = controls(&used, &data).expect("is valid");
        let value = |name: &str| {
            offered
                .iter()
                .find(|one| one.name == name)
                .map(|one| one.value)
        };
        assert_eq!(
            [value("optionDealers.calls"), value("optionDealers.puts")],
            [Some(1.0), Some(-1.0)]
        );
        // What a strip has a chain has not.
        assert_eq!(value("optionDealers.gamma"), None);
        let turned = set_control(&used, "optionDealers.calls", -1.0, &data).expect("in range");
        let gamma = |scenario: &Value| column(&traced(scenario, &data), "dealerGamma")[0];
        assert!(gamma(&used) > 0.0 && gamma(&turned) < 0.0);
    }
    let mut close = squeeze.clone();
    close["markets"][0]["price"] = 2_000.into();
    let used = use_data(&close, "deribit", None, &data).expect("is near");
    assert_eq!(used["populations"][0]["book"]["at"], "strikes");
    let reference = Reference {
        name: "deribit".to_owned(),
        sha256: String::new(),
        path: "here".to_owned(),
    };
    assert!(data.options(&reference).is_ok() && data.loans(&reference).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    /// Options of a chain without forwards of their own are rows of a book.
    #[test]
    fn a_flat_chain_is_a_book_of_rows(
        rows in prop::collection::vec((any::<bool>(), 70.0..140.0_f64, 1_u32..60, 0.2..1.5_f64, 1.0..2e4_f64), 1..12),
        (calls, puts) in (-1.0..1.0_f64, -1.0..1.0_f64),
        ratio in -0.1..0.1_f64,
    ) {
        let mut text = "strike,type,expiry,open_interest,mark_iv,underlying_price,timestamp\n".to_owned();
        let mut lines = Vec::new();
        for (is_call, strike, days, volatility, held) in &rows {
            let kind = if *is_call { "call" } else { "put" };
            let until = 1_704_700_800 + u64::from(*days) * 86_400;
            text += &format!("{strike:?},{kind},{until},{held:?},{volatility:?},100,1704700800\n");
            let share = if *is_call { calls } else { puts };
            lines.push(json!({ "type": kind, "strike": strike, "expiryDays": days, "volatility": volatility, "contracts": share * held }));
        }
        let mut data = DataStore::default();
        data.register("deribit", text.as_bytes()).expect("a chain");
        let of_file = dealers(calls, puts, 100.0, ratio, json!({}));
        let mut of_rows = of_file.clone();
        of_rows["populations"][0]["book"] = json!({ "law": "rows", "rows": lines });
        let [one, other] = [&of_file, &of_rows].map(|scenario| column(&traced(scenario, &data), "lastPrice"));
        let nearly = |one: &f64, other: &f64| (one / other - 1.0).abs() < 1e-9;
        prop_assert!(one.len() == other.len() && one.iter().zip(&other).all(|(one, other)| nearly(one, other)), "{one:?} {other:?}");
    }
}
