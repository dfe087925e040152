//! Loans and parameters of lending protocols from files: read as they stand, put into a scenario, and wrong with a reason.
#![cfg(not(target_arch = "wasm32"))]

use liquidation_cascades::engine::run;
use liquidation_cascades::error::{ErrorCode, Problem};
use liquidation_cascades::scenario::apply::use_data;
use liquidation_cascades::scenario::build::build;
use liquidation_cascades::scenario::data::{
    Content, DataStore, How, LoanForm, Other, Reader, Reference, ReserveTable, pack, unpack,
};
use liquidation_cascades::scenario::presets::preset;
use liquidation_cascades::trace::Trace;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::sync::Arc;

/// Totals in ETH with what of them is another asset, and the health factor that they give: 100 x 0.8 / 50 and so on.
const TOTALS: &str =
    "account,collateral_eth,debt_eth,liquidation_threshold,health_factor,eth_debt_amount
a,100,50,0.8,1.6,20
b,100,75,0.8,1.0667,75
c,10,9,0.8,0.888889,0
d,5,0,0.8,,0
";

/// Asset by asset: A in two rows of ETH, B with two debts.
const UNITS: &str = "User;Reserve;Collateral;Debt
A;ETH;1;
A;usdc;;1000
B;ETH;10;0,5
B;USDC;;9000
A;ETH;0,5;
C;ETH;3;
";

fn read(text: &str, how: How) -> Result<Content, Problem> {
    let mut reader = Reader::told(how);
    reader.push(text.as_bytes())?;
    Ok(reader.finish()?.content)
}

fn form(text: &str) -> LoanForm {
    match read(text, How::default()) {
        Ok(Content::Other(Other::Loans(table))) => table.form.clone(),
        other => panic!("{other:?}"),
    }
}

fn store(files: &[(&str, &str)]) -> DataStore {
    let mut data = DataStore::default();
    for (name, text) in files {
        data.register(name, text.as_bytes()).expect(name);
    }
    data
}

fn reference(name: &str) -> Reference {
    Reference {
        name: name.to_owned(),
        sha256: String::new(),
        path: "here".to_owned(),
    }
}

/// A protocol on a market that takes anything, with these loans and a fall.
fn scenario(loans: &Value, assets: &Value, price: f64, fall: f64) -> Value {
    json!({
        "clock": { "mode": "waves" },
        "markets": [{ "id": "eth", "price": price, "impact": { "law": "logLinear", "depth": 1e15 } }],
        "populations": [{ "kind": "lending", "id": "aave", "assets": assets, "loans": [loans] }],
        "shock": { "kind": "priceGap", "ratio": -fall }
    })
}

fn assets() -> Value {
    json!([
        { "id": "ETH", "market": "eth", "liquidationThreshold": 0.8, "liquidationBonus": 0.05 },
        { "id": "USDC" }
    ])
}

fn traced(scenario: &Value, data: &DataStore) -> Trace {
    run(build(scenario, data).unwrap_or_else(|problems| panic!("{scenario}: {problems:#?}")))
}

fn messages(scenario: &Value, data: &DataStore) -> Vec<String> {
    let found = build(scenario, data).expect_err("is not valid");
    found.into_iter().map(|problem| problem.message).collect()
}

/// Row `row` of a column of the protocol.
fn at(trace: &Trace, column: &str, row: usize) -> f64 {
    trace.groups[0].column(column).expect(column)[row]
}

#[test]
fn totals_and_units_are_told_apart_and_read() {
    let LoanForm::Totals(totals) = form(TOTALS) else {
        panic!("are totals");
    };
    assert_eq!(totals.collateral, [100.0, 100.0, 10.0]);
    assert_eq!(totals.debt, [50.0, 75.0, 9.0]);
    assert_eq!(totals.threshold, [0.8; 3]);
    assert!(totals.is_in_base);
    assert_eq!(
        totals.columns,
        [("eth_debt_amount".to_owned(), vec![20.0, 75.0, 0.0])]
    );
    assert_eq!(totals.sick(), 1);

    let LoanForm::Assets { names, entries } = form(UNITS) else {
        panic!("are assets");
    };
    assert_eq!(names, ["ETH", "usdc"]);
    // C owes nothing.
    let of = |entry: &liquidation_cascades::scenario::data::LoanEntry| {
        (entry.loan, entry.asset, entry.collateral, entry.debt)
    };
    let found: Vec<_> = entries.iter().map(of).collect();
    let expected = [
        (0, 0, 1.5, 0.0),
        (0, 1, 0.0, 1_000.0),
        (1, 0, 10.0, 0.5),
        (1, 1, 0.0, 9_000.0),
    ];
    assert_eq!(found, expected);

    let data = store(&[("t", TOTALS), ("u", UNITS)]);
    let info = data.info("t").expect("is there").to_json();
    let facts = ["kind", "rows", "form", "valueIn", "debt", "sick"].map(|fact| info[fact].clone());
    assert_eq!(
        json!(facts),
        json!(["loans", 3, "totals", "base", 134.0, 1])
    );
    assert_eq!(
        info["leftOut"],
        json!([{ "reason": "noLoan", "count": 1, "name": "" }])
    );
    let info = data.info("u").expect("is there").to_json();
    assert_eq!(
        info["assets"],
        json!([
            { "name": "ETH", "collateral": 11.5, "debt": 0.5 },
            { "name": "usdc", "collateral": 0.0, "debt": 10_000.0 }
        ])
    );
    assert_eq!(
        [&info["sick"], &info["valueIn"]],
        [&Value::Null, &Value::Null]
    );
}

#[test]
fn json_says_the_same_as_csv() {
    let rows = json!([
        { "user": { "id": "a" }, "totalCollateralUSD": "200", "totalDebtUSD": 100, "currentLiquidationThreshold": 8250 },
        { "user": { "id": "b" }, "totalCollateralUSD": 1000, "totalDebtUSD": 700, "currentLiquidationThreshold": 8000 }
    ]);
    let LoanForm::Totals(totals) = form(&rows.to_string()) else {
        panic!("are totals");
    };
    assert_eq!(totals.collateral, [200.0, 1_000.0]);
    assert_eq!(totals.threshold, [0.825, 0.8]);
    assert!(!totals.is_in_base);
    let LoanForm::Totals(percent) = form(
        "borrower,collateral_usd,debt_usd,liquidation_threshold\na,200,100,82.5%\nb,1000,700,80%\n",
    ) else {
        panic!("are totals");
    };
    assert_eq!(percent.threshold, totals.threshold);

    let data = json!({ "data": { "userReserves": [
        { "user": "a", "symbol": "WETH", "collateral": 2, "debt": 0 },
        { "user": "a", "symbol": "USDC", "collateral": 0, "debt": 2_000 }
    ] } });
    let LoanForm::Assets { names, entries } = form(&data.to_string()) else {
        panic!("are assets");
    };
    assert_eq!(names, ["WETH", "USDC"]);
    assert_eq!(entries.len(), 2);
}

#[test]
fn what_totals_are_in_is_asked_where_no_column_says_it() {
    let text = "account,collateral,debt,liquidation_threshold\na,100,50,0.8\n";
    let problem = read(text, How::default()).expect_err("has two meanings");
    assert_eq!(
        (problem.code, problem.field.as_str()),
        (ErrorCode::Ambiguous, "amount")
    );
    for (word, is_in_base) in [("base", true), ("quote", false)] {
        let how = How::from_json(&json!({ "amount": word })).expect("is an option");
        let Ok(Content::Other(Other::Loans(table))) = read(text, how) else {
            panic!("is read");
        };
        assert!(matches!(&table.form, LoanForm::Totals(totals) if totals.is_in_base == is_in_base));
    }
}

#[test]
fn what_is_wrong_with_a_file_of_loans_is_said_at_its_place() {
    let cases: [(&str, &[&str]); 8] = [
        (
            "account,collateral_usd,debt_usd,liquidation_threshold,health_factor\na,100,50,0.8,1.6\nb,100,60,0.8,1.4\n",
            &[
                "line 3, column \"health_factor\" is \"1.4\"",
                "1.3333333333",
                "which its collateral",
            ],
        ),
        (
            "account,collateral_usd,debt_usd,liquidation_threshold\na,100,50,0.8\nb,-1,60,0.8\n",
            &["line 3, column \"collateral_usd\" is \"-1\"", "from 0 to"],
        ),
        (
            "account,collateral_usd,debt_usd,liquidation_threshold\na,100,50,0.8\nb,1,6,much\n",
            &["line 3, column \"liquidation_threshold\" is \"much\""],
        ),
        (
            "account,collateral_usd,debt_usd,liquidation_threshold\na,100,50,1.2\n",
            &[
                "line 2, column \"liquidation_threshold\" is \"1.2\"",
                "above 0 to 0.9999",
            ],
        ),
        (
            "account,collateral_eth,debt_usd\na,100,50\n",
            &[
                "\"collateral_eth\" and \"debt_usd\"",
                "in coins and the other in money",
            ],
        ),
        (
            "account,collateral_usd,debt_usd\na,0,50\nb,4,0\n",
            &["no account has both collateral and debt"],
        ),
        (
            "account,collateral_usd,debt_usd\n",
            &["the table has no rows"],
        ),
        (
            "user,asset,collateral,debt\na,ETH,some,\n",
            &["line 2, column \"collateral\" is \"some\""],
        ),
    ];
    for (text, parts) in cases {
        let problem = read(text, How::default()).expect_err(text);
        for part in parts {
            assert!(
                problem.message.contains(part),
                "{}: {part}",
                problem.message
            );
        }
    }
    // A health factor that was rounded is no other one.
    let rounded =
        "account,collateral_usd,debt_usd,liquidation_threshold,health_factor\nb,100,60,0.8,1.33\n";
    assert!(read(rounded, How::default()).is_ok());
}

/// Health times debt over collateral is the threshold where no column has it.
#[test]
fn a_health_factor_alone_tells_the_threshold() {
    for name in [
        "health_factor",
        "healthFactor",
        "hf",
        "Health Factor",
        "health",
    ] {
        let table = format!(
            "account,collateral_usd,debt_usd,{name}\na,40000,20000,1.66\nb,5000,3800,1.05\n"
        );
        let list = format!(
            r#"[{{"account":"a","collateral_usd":40000,"debt_usd":20000,"{name}":"1.66"}},{{"account":"b","collateral_usd":5000,"debt_usd":3800,"{name}":1.05}}]"#
        );
        for text in [table, list] {
            let LoanForm::Totals(totals) = form(&text) else {
                panic!("are totals");
            };
            assert_eq!(totals.threshold.len(), 2, "{text}");
            assert!((totals.threshold[0] - 0.83).abs() < 1e-12, "{text}");
            assert!((totals.threshold[1] - 0.798).abs() < 1e-12, "{text}");
            let data = store(&[("h", &text)]);
            let info = data.info("h").expect("is there").to_json();
            assert_eq!(
                info["notes"],
                json!([{ "kind": "fromHealth", "count": 2, "name": name }])
            );
            assert_eq!(info["sick"], 0);
        }
    }
    // What gives no share of the collateral, or nothing, tells no threshold.
    for (text, part) in [
        (
            "account,collateral_usd,debt_usd,hf\na,40000,20000,2.5\n",
            "this one gives 1.25",
        ),
        (
            "account,collateral_usd,debt_usd,hf\na,40000,20000,1.5\nb,40000,20000,\n",
            "line 3, column \"hf\"",
        ),
    ] {
        let problem = read(text, How::default()).expect_err(text);
        assert!(problem.message.contains(part), "{}", problem.message);
    }
    // Where no row has one there is none.
    let LoanForm::Totals(totals) = form("account,collateral_usd,debt_usd,hf\na,40000,20000,\n")
    else {
        panic!("are totals");
    };
    assert!(totals.threshold.is_empty());
}

/// Accounts that were looked at several times have one loan each.
#[test]
fn of_loans_looked_at_several_times_the_newest_count() {
    let text = "timestamp,user,collateral_usd,debt_usd\n1760130000,a,100,50\n1760130000,b,100,60\n1760130060,a,100,70\n1760130060,b,100,80\n";
    let LoanForm::Totals(totals) = form(text) else {
        panic!("are totals");
    };
    assert_eq!(totals.debt, [70.0, 80.0]);
    let data = store(&[("t", text)]);
    assert_eq!(
        data.info("t").expect("is there").to_json()["leftOut"],
        json!([{ "reason": "earlier", "count": 2, "name": "timestamp" }])
    );
}

/// Loans of the file against the same as rows.
#[test]
fn loans_of_a_file_are_those_that_a_scenario_lists() {
    let data = store(&[("t", TOTALS), ("u", UNITS)]);
    let of_file = |extra: Value| {
        let mut loans = json!({ "kind": "data", "data": { "name": "t" }, "collateral": "ETH", "debtAsset": "USDC" });
        for (name, value) in extra.as_object().expect("an object") {
            loans[name] = value.clone();
        }
        loans
    };
    let row = |id: &str, collateral: Value, debt: Value, threshold: Value| json!({ "id": id, "collateral": collateral, "debt": debt, "liquidationThreshold": threshold });
    let eth = |quantity: f64| json!({ "asset": "ETH", "quantity": quantity });
    let usdc = |quantity: f64| json!({ "asset": "USDC", "quantity": quantity });
    let listed = |rows: Value| json!({ "kind": "rows", "rows": rows });
    let cases = [
        // Worth the market's price at the start.
        (
            of_file(json!({})),
            listed(json!([
                row(
                    "a",
                    json!([eth(100.0)]),
                    json!([usdc(100_000.0)]),
                    0.8.into()
                ),
                row(
                    "b",
                    json!([eth(100.0)]),
                    json!([usdc(150_000.0)]),
                    0.8.into()
                ),
                row("c", json!([eth(10.0)]), json!([usdc(18_000.0)]), 0.8.into())
            ])),
        ),
        // In quote, whatever the columns are called.
        (
            of_file(json!({ "valueIn": "quote" })),
            listed(json!([
                row("a", json!([eth(0.05)]), json!([usdc(50.0)]), 0.8.into()),
                row("b", json!([eth(0.05)]), json!([usdc(75.0)]), 0.8.into()),
                row("c", json!([eth(0.005)]), json!([usdc(9.0)]), 0.8.into())
            ])),
        ),
        // What is owed in ETH is no dollar debt; of b all of it.
        (
            of_file(
                json!({ "split": [{ "column": "ETH_debt_amount", "side": "debt", "asset": "ETH" }] }),
            ),
            listed(json!([
                row(
                    "a",
                    json!([eth(100.0)]),
                    json!([eth(20.0), usdc(60_000.0)]),
                    0.8.into()
                ),
                row("b", json!([eth(100.0)]), json!([eth(75.0)]), 0.8.into()),
                row("c", json!([eth(10.0)]), json!([usdc(18_000.0)]), 0.8.into())
            ])),
        ),
        (
            json!({ "kind": "data", "data": { "name": "u" } }),
            listed(json!([
                row("A", json!([eth(1.5)]), json!([usdc(1_000.0)]), Value::Null),
                row(
                    "B",
                    json!([eth(10.0)]),
                    json!([eth(0.5), usdc(9_000.0)]),
                    Value::Null
                )
            ])),
        ),
    ];
    for (file, rows) in cases {
        for fall in [0.04, 0.2, 0.5] {
            let [from_file, from_rows] = [&file, &rows]
                .map(|loans| traced(&scenario(loans, &assets(), 2_000.0, fall), &data));
            for (name, _) in [
                ("lendingDebt", ()),
                ("repaidDebt", ()),
                ("lowestHealth", ()),
            ] {
                let [one, other] = [&from_file, &from_rows]
                    .map(|trace| trace.groups[0].column(name).expect(name).to_vec());
                assert_eq!(one, other, "{file} {fall} {name}");
            }
            assert_eq!(from_file.loans, from_rows.loans, "{file} {fall}");
        }
    }
}

#[test]
fn a_scenario_with_a_file_of_loans_says_what_does_not_fit() {
    let mut data = store(&[("t", TOTALS), ("u", UNITS)]);
    data.register("w", b"user,asset,collateral,debt\na,WBTC,1,\na,USDC,,100\n")
        .expect("loans");
    let with = |loans: Value| scenario(&loans, &assets(), 2_000.0, 0.1);
    let file = |name: &str| json!({ "kind": "data", "data": { "name": name } });
    let mut found = messages(&with(file("t")), &data);
    assert_eq!(
        found,
        ["collateral", "debtAsset"].map(|field| format!(
            "populations[0].loans[0].{field} is missing: the file has what all of an account is worth; expected one of the assets"
        ))
    );
    found = messages(&with(file("w")), &data);
    assert_eq!(
        found,
        [
            "populations[0].loans[0].data: the file has loans in \"WBTC\"; the assets are \"ETH\", \"USDC\""
        ]
    );
    found = messages(&with(file("nothing")), &data);
    assert_eq!(
        found,
        ["populations[0].loans[0].data needs the file \"nothing\", which was not loaded"]
    );
    let mut loans = file("t");
    loans["collateral"] = "USDC".into();
    loans["debtAsset"] = "ETH".into();
    found = messages(&with(loans.clone()), &data);
    assert!(
        found[0].contains("\"USDC\" has no market: totals in base"),
        "{found:?}"
    );
    loans["collateral"] = "ETH".into();
    loans["split"] = json!([{ "column": "steth", "side": "debt", "asset": "ETH" }]);
    found = messages(&with(loans.clone()), &data);
    assert_eq!(
        found,
        [
            "populations[0].loans[0].split[0].column is \"steth\"; the file has the amounts \"eth_debt_amount\""
        ]
    );
    // Of a debt of 50 nobody owes 20 at five times the price.
    loans["split"] = json!([{ "column": "eth_debt_amount", "side": "debt", "asset": "ETH" }]);
    let dear = json!([{ "id": "ETH", "market": "eth", "rate": 5, "liquidationThreshold": 0.8 }, { "id": "USDC" }]);
    found = messages(&scenario(&loans, &dear, 2_000.0, 0.1), &data);
    assert!(
        found[0].contains(
            "split[0]: loan 1 of the file has 20 of it, worth 200000, in a total of 100000"
        ),
        "{found:?}"
    );
    // One debt a loan, where the rule is of that kind.
    let mut absorbed = with(file("u"));
    absorbed["populations"][0]["rules"] = json!({ "rule": "absorb" });
    found = messages(&absorbed, &data);
    assert_eq!(
        found,
        [
            "rules.rule \"absorb\" has one debt asset; populations[0].loans[0]: loan 2 of the file has 2"
        ]
    );
    let mut bare = with(file("u"));
    bare["populations"][0]["assets"][0]["liquidationThreshold"] = 0.into();
    assert!(messages(&bare, &data)[0].contains("it cannot secure a loan"));
}

const RESERVES: &str = include_str!("lending_cases/aave-v3-reserves-2026-08-22.csv");

fn reserves(text: &str) -> Arc<ReserveTable> {
    match read(text, How::default()) {
        Ok(Content::Other(Other::Reserves(table))) => table,
        other => panic!("{other:?}"),
    }
}

/// What the specification counted in the file, by another program.
#[test]
fn the_reserves_of_aave_are_those_of_the_specification() {
    let table = reserves(RESERVES);
    assert_eq!(table.reserves.len(), 102);
    let of = |network: &str| {
        let is_here = |name: &str| name.starts_with(network);
        table
            .reserves
            .iter()
            .filter(move |one| is_here(&one.name))
            .collect::<Vec<_>>()
    };
    assert_eq!(of("ethereum ").len(), 67);
    assert_eq!(table.usable().count(), 85);
    // No loan is beyond help by the parameters alone.
    let grown = |name: &str| {
        let one = table.usable().find(|one| one.name == name).expect(name);
        one.grown()
    };
    let most = table.usable().map(|one| one.grown()).fold(0.0, f64::max);
    for (found, expected) in [
        (most, 0.882),
        (grown("arbitrum WETH"), 0.882),
        (grown("ethereum WETH"), 0.871_5),
        (grown("ethereum wstETH"), 0.858_6),
        (grown("ethereum weETH"), 0.856),
    ] {
        assert!(
            (found - expected).abs() < 1e-9,
            "{found}, expected {expected}"
        );
    }
    for (network, median_cushion) in [("ethereum ", 0.186), ("arbitrum ", 0.181), ("base ", 0.172)]
    {
        let mut cushions: Vec<f64> = of(network)
            .into_iter()
            .filter(|one| one.threshold > 0.01)
            .map(|one| 1.0 - one.grown())
            .collect();
        cushions.sort_by(f64::total_cmp);
        let middle = cushions.len() / 2;
        let median = if cushions.len().is_multiple_of(2) {
            0.5 * (cushions[middle - 1] + cushions[middle])
        } else {
            cushions[middle]
        };
        assert!((median - median_cushion).abs() < 6e-4, "{network}{median}");
    }
    // Fall from the largest loan to the threshold.
    let mut falls: Vec<f64> = table
        .usable()
        .filter(|one| one.most_lent > 0.0)
        .map(|one| 1.0 - one.most_lent / one.threshold)
        .collect();
    falls.sort_by(f64::total_cmp);
    assert!((falls[0] - 0.026).abs() < 6e-4, "{}", falls[0]);
}

#[test]
fn reserves_of_a_chain_and_of_a_sheet_are_the_same() {
    let expected = [("WETH", 0.83, 0.05), ("DAI", 0.0, 0.0)];
    for text in [
        "symbol,liquidationThreshold,liquidationBonus\nWETH,8300,10500\nDAI,0,0\n",
        "Asset;Liquidation threshold;Liquidation bonus\nWETH;83 %;5 %\nDAI;0 %;0 %\n",
        r#"[{"symbol":"WETH","reserveLiquidationThreshold":"8300","reserveLiquidationBonus":"10500"},
            {"symbol":"DAI","reserveLiquidationThreshold":"0","reserveLiquidationBonus":"0"}]"#,
    ] {
        let table = reserves(text);
        let found = table.reserves.iter();
        let found: Vec<(&str, f64, f64)> = found
            .map(|one| (one.name.as_str(), one.threshold, one.bonus))
            .collect();
        assert_eq!(found, expected, "{text}");
    }
    let problem = read(
        "symbol,liquidation_threshold,liquidation_bonus\nA,0.8,0.05\nB,0.8,dear\n",
        How::default(),
    )
    .expect_err("is no number");
    assert!(
        problem
            .message
            .starts_with("line 3, column \"liquidation_bonus\" is \"dear\""),
        "{problem}"
    );
}

#[test]
fn a_file_is_put_where_loans_are() {
    let data = store(&[("t", TOTALS), ("u", UNITS), ("r", RESERVES)]);
    let edge = preset("knife-edge").expect("a preset");
    let used = |scenario: &Value, name: &str, contract: Option<&str>| {
        use_data(scenario, name, contract, &data).unwrap_or_else(|problems| panic!("{problems:#?}"))
    };
    let changed = used(&edge, "t", None);
    let lending = &changed["populations"][0];
    assert_eq!(lending["loans"].as_array().map(Vec::len), Some(1));
    assert_eq!(
        [
            &lending["loans"][0]["collateral"],
            &lending["loans"][0]["debtAsset"]
        ],
        ["ETH", "USDC"]
    );
    // 134 ETH of debt at 2,000.
    let run = traced(&changed, &data);
    assert!((at(&run, "lendingDebt", 0) - 268_000.0).abs() < 1e-6);
    let run = traced(&used(&edge, "u", None), &data);
    assert!((at(&run, "lendingDebt", 0) - 11_000.0).abs() < 1e-6);

    // Nobody lends in a match of traders: a protocol comes with the loans, with their asset.
    let the_match = preset("the-match").expect("a preset");
    let changed = used(&the_match, "u", None);
    let lending = changed["populations"]
        .as_array()
        .expect("a list")
        .last()
        .expect("one");
    let ids: Vec<&Value> = lending["assets"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|asset| &asset["id"])
        .collect();
    assert_eq!(ids, ["ETH", "USD", "usdc"]);
    traced(&changed, &data);

    // Threshold and bonus by the name of the asset, or of the one that is chosen.
    let of = |scenario: &Value, place: usize| {
        let asset = &scenario["populations"][0]["assets"][place];
        [&asset["liquidationThreshold"], &asset["liquidationBonus"]].map(|one| one.as_f64())
    };
    let named = used(&edge, "r", None);
    assert_eq!(of(&named, 0), [Some(0.83), Some(0.05)]);
    let table = reserves(RESERVES);
    let usdc = table
        .usable()
        .find(|one| one.name == "ethereum USDC")
        .expect("is there");
    assert_eq!(of(&named, 1), [Some(usdc.threshold), Some(usdc.bonus)]);
    let chosen = used(&edge, "r", Some("Arbitrum weth"));
    assert_eq!(of(&chosen, 0), [Some(0.84), Some(0.05)]);
    // As it is where nothing is said of it.
    assert_eq!(of(&chosen, 1), [Some(0.0), Some(0.05)]);
    let problems = use_data(&edge, "r", Some("mars WETH"), &data).expect_err("is nowhere");
    assert_eq!(problems[0].code, ErrorCode::UnknownChoice);

    let mut other = store(&[("w", "user,asset,collateral,debt\na,WBTC,1,\na,USDC,,100\n")]);
    let problems = use_data(&edge, "w", None, &other).expect_err("is no asset of it");
    assert!(
        problems[0].message.contains("has loans in \"WBTC\""),
        "{}",
        problems[0]
    );
    other
        .register("b", br#"{"bids":[[99,1]],"asks":[[101,1]]}"#)
        .expect("a book");
    assert!(other.loans(&reference("b")).is_err() && other.reserves(&reference("w")).is_err());
}

proptest! {
    /// Whatever is drawn comes back as it was, through a file, its packed form, and a run: debts add up, and who is below the
    /// fall that is made is called.
    #[test]
    fn drawn_loans_come_back_as_they_are(
        rows in prop::collection::vec((1e-3..1e6_f64, 1.02..4.0_f64, 0.1..0.95_f64), 1..40),
        fall in 0.01..0.6_f64,
    ) {
        let mut text = "account,collateral_eth,debt_eth,liquidation_threshold\n".to_owned();
        for (index, (debt, health, threshold)) in rows.iter().enumerate() {
            let collateral = debt * health / threshold;
            text += &format!("{index},{collateral:?},{debt:?},{threshold:?}\n");
        }
        let mut reader = Reader::new();
        reader.push(text.as_bytes()).expect("is text");
        let parsed = reader.finish().expect("are loans");
        let again = unpack(&pack(&parsed));
        prop_assert_eq!(again.as_ref(), Ok(&parsed));
        let mut data = DataStore::default();
        data.keep("f", parsed).expect("is kept");
        let loans = json!({ "kind": "data", "data": { "name": "f" }, "collateral": "ETH", "debtAsset": "USDC" });
        let run = traced(&scenario(&loans, &assets(), 2_000.0, fall), &data);
        let debts: f64 = rows.iter().map(|(debt, ..)| 2_000.0 * debt).sum();
        prop_assert!((at(&run, "lendingDebt", 0) / debts - 1.0).abs() < 1e-9);
        // Those whom rounding decides over are not asked for.
        let edge = 1.0 / (1.0 - fall);
        let near = rows.iter().any(|(_, health, _)| (health / edge - 1.0).abs() < 1e-9);
        let below: f64 = rows.iter().filter(|(_, health, _)| *health < edge).map(|(debt, ..)| 2_000.0 * debt).sum();
        prop_assume!(!near);
        prop_assert!((at(&run, "liquidatableDebt", 1) - below).abs() <= 1e-9 * debts);
    }
}
