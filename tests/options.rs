//! Functions that ask for no run: options, their margin, calls of brokers, fire sales of banks. Numbers of an independent program
//! (OT1, OT8, OT9), of published measures (V11, V12), closed forms, and whatever else somebody may hand them.
#![cfg(not(target_arch = "wasm32"))]

use liquidation_cascades::analysis::systemic::{
    BankState, FireSale, Vulnerability, aggregate_vulnerability, fire_sale,
};
use liquidation_cascades::error::{ErrorCode, Problem};
use liquidation_cascades::math::narrowed;
use liquidation_cascades::scenario::data::DataStore;
use liquidation_cascades::scenario::functions::{call_price, option_greeks, option_requirement};
use liquidation_cascades::settlement::option_margin::Requirement;
use liquidation_cascades::settlement::options::greeks;
use proptest::prelude::*;
use serde_json::{Value, json};

const EXACT: f64 = 1e-12;

#[track_caller]
fn near(found: f64, expected: f64, relative: f64) {
    assert!(
        (found - expected).abs() <= relative * expected.abs(),
        "{found}, expected {expected}"
    );
}

fn option(kind: &str, strike: f64, expiry_days: f64, volatility: f64) -> Value {
    json!({ "type": kind, "strike": strike, "expiryDays": expiry_days, "volatility": volatility })
}

fn leg(contracts: f64, kind: &str, strike: f64, expiry_days: f64, volatility: f64) -> Value {
    let mut leg = option(kind, strike, expiry_days, volatility);
    leg["contracts"] = json!(contracts);
    leg
}

fn worth(option: &Value, price: f64) -> f64 {
    let found = option_greeks(option, &json!(price)).expect("it is valid");
    found.price
}

fn requirement(account: &Value, price: f64, margin: &Value) -> Requirement {
    required(account, price, margin, &Value::Null)
}

fn required(account: &Value, price: f64, margin: &Value, market: &Value) -> Requirement {
    let data = DataStore::default();
    option_requirement(account, &json!(price), margin, market, &data)
        .unwrap_or_else(|problems| panic!("{account} {margin} {market}: {problems:?}"))
}

#[track_caller]
fn asks(account: &Value, margin: &Value, expected: f64, price: f64, volatility: f64) {
    let found = requirement(account, 100.0, margin);
    near(found.requirement, expected, EXACT);
    let worst = found.worst.expect("a table has a worst row");
    near(worst.price, price, EXACT);
    assert_eq!(worst.volatility, volatility);
}

#[test]
fn ot1_options_keep_their_precision_in_both_tails() {
    let cases = [
        (
            option("put", 90.0, 30.0, 0.6),
            100.0,
            [
                2.691_568_493_274_5,
                -0.242_427_189_805_04,
                0.018_171_595_208_157,
                8.961_334_623_200_7,
                -0.274_288_100_460_12,
            ],
        ),
        (
            option("call", 130.0, 14.0, 0.5),
            100.0,
            [
                0.012_651_019_749_994,
                0.004_265_327_650_264_8,
                0.001_281_387_280_530_9,
                0.245_745_505_855_24,
                0.068_466_773_800_174,
            ],
        ),
        (
            option("put", 50.0, 7.0, 0.3),
            100.0,
            [
                1.496_212_548_880_1e-63,
                -6.043_805_814_830_9e-63,
                2.438_772_501_017_5e-62,
                1.403_129_384_147_1e-60,
                -5.627_745_296_770_7e-60,
            ],
        ),
        (
            option(
                "call",
                2200.0,
                0.048_935_140_347_538_23 * 365.0,
                0.716_168_194_3,
            ),
            2241.65,
            [
                162.019_737_046_68,
                0.578_319_197_237_84,
                0.001_101_637_027_212_2,
                194.003_695_397_1,
                -0.021_397_752_069_146,
            ],
        ),
        (
            option("put", 100.0, 365.0 / 8_760.0, 0.2),
            100.0,
            [
                0.085_248_731_569_902,
                -0.499_573_756_342_15,
                1.866_946_510_974_9,
                0.426_243_495_656_36,
                0.002_131_217_478_281_8,
            ],
        ),
    ];
    for (option, price, expected) in cases {
        let found = option_greeks(&option, &json!(price)).expect("it is valid");
        let found = [
            found.price,
            found.delta,
            found.gamma,
            found.vega,
            found.vanna,
        ];
        for (found, expected) in found.into_iter().zip(expected) {
            near(found, expected, EXACT);
        }
    }
}

#[test]
fn what_is_out_of_reach_is_nothing_without_a_sign() {
    let far = option_greeks(&option("put", 1e-9, 0.001, 0.01), &json!(1e12)).expect("it is valid");
    for value in [far.price, far.delta, far.gamma, far.vega, far.vanna] {
        assert_eq!(value.to_bits(), 0.0_f64.to_bits(), "{far:?}");
    }
    let deep = option_greeks(&option("call", 1e-9, 0.001, 0.01), &json!(1e12)).expect("valid");
    assert_eq!([deep.price, deep.delta], [1e12 - 1e-9, 1.0]);
}

fn strangle(days: f64) -> Value {
    json!({ "legs": [leg(-10.0, "call", 110.0, days, 0.6), leg(-10.0, "put", 90.0, days, 0.6)] })
}

/// Paradex's table: moves of 4 % up to 16 %, and far ones that count for less.
fn paradex() -> Value {
    let mut rows = Vec::new();
    for step in [-4, -3, -2, -1, 1, 2, 3, 4] {
        for volatility in [0.4, -0.22] {
            rows.push(json!({ "price": f64::from(step) * 0.04, "volatility": volatility }));
        }
    }
    for price in [-0.66, -0.33, 0.5, 1.0, 2.0, 3.0, 4.0, 5.0_f64] {
        rows.push(json!({ "price": price, "volatility": 0.4, "weight": 0.16 / price.abs() }));
    }
    json!({ "rule": "scenarios", "rows": rows })
}

#[test]
fn ot8_the_worst_loss_over_a_table() {
    let scan = json!({ "rule": "scan" });
    let span = json!({ "rule": "span" });
    for (days, by_scan, by_paradex, by_span) in [
        (
            7.0,
            93.959_948_714_9,
            156.503_079_369_1,
            (82.794_840_398_1, 0.36, 0.0),
        ),
        (
            30.0,
            111.354_337_592_5,
            154.892_214_720_6,
            (69.922_378_509_2, 0.36, 0.0),
        ),
        (
            90.0,
            145.922_818_399_8,
            151.999_998_268,
            (87.953_666_927, 0.12, 0.25),
        ),
    ] {
        let account = strangle(days);
        asks(&account, &scan, by_scan, 0.16, 0.5);
        asks(&account, &paradex(), by_paradex, 5.0, 0.4);
        let (expected, price, volatility) = by_span;
        asks(&account, &span, expected, price, volatility);
        let standard = requirement(&account, 100.0, &json!({ "rule": "standard" }));
        near(standard.requirement, 150.0, EXACT);
        assert_eq!(standard.worst, None);
        // Left out it is the scan.
        assert_eq!(
            requirement(&account, 100.0, &Value::Null),
            requirement(&account, 100.0, &scan)
        );
    }
    let mixed = json!({ "perp": -2, "legs": [
        leg(-10.0, "put", 90.0, 30.0, 0.6),
        leg(10.0, "put", 80.0, 30.0, 0.65),
        leg(-4.0, "call", 115.0, 60.0, 0.55)
    ] });
    asks(&mixed, &scan, 71.808_401_239_7, 0.16, 0.5);
    asks(&mixed, &paradex(), 93.026_096_108_6, 5.0, 0.4);
    let far = json!({ "legs": [leg(-100.0, "call", 150.0, 7.0, 0.8)] });
    asks(&far, &scan, 115.570_498_852_2, 0.16, 0.5);
}

#[test]
fn ot9_an_account_has_a_trigger_on_both_sides() {
    let account = strangle(30.0);
    let scan = json!({ "rule": "scan" });
    let legs = [
        option("call", 110.0, 30.0, 0.6),
        option("put", 90.0, 30.0, 0.6),
    ];
    let options = |price: f64| {
        legs.iter()
            .map(|leg| -10.0 * worth(leg, price))
            .sum::<f64>()
    };
    let equity = |price: f64| 140.0 + options(price) - options(100.0);
    let has_enough = |price: f64| equity(price) > requirement(&account, price, &scan).requirement;
    near(
        requirement(&account, 100.0, &scan).requirement,
        111.354_337_592_5,
        EXACT,
    );
    for (far, trigger, expected) in [
        (80.0, 86.971_502_663_8, 115.999_584_624_6),
        (120.0, 104.511_826_098_4, 132.638_679_599_3),
    ] {
        let [found, _] = narrowed([100.0, far], has_enough);
        near(found, trigger, 1e-9);
        near(equity(found), expected, 1e-9);
    }
}

/// The same said in another way: a plain loop over the buckets.
#[test]
fn a_scan_is_a_loop_over_its_buckets() {
    let legs = [
        (-3.0, "call", 120.0, 2.0, 0.9),
        (5.0, "put", 95.0, 45.0, 0.5),
        (-4.0, "put", 70.0, 0.25, 1.4),
    ];
    let account = json!({ "perp": 1.5, "legs": legs.map(|(n, kind, k, days, sigma)| leg(n, kind, k, days, sigma)) });
    let margin = json!({
        "rule": "scan", "priceRange": 0.4, "steps": 3, "volatilityUp": 0.8, "volatilityDown": 0.9,
        "shortPower": 0.6, "longPower": 0.2, "share": 0.5
    });
    let mut worst: f64 = 0.0;
    for step in -3..=3 {
        for volatility in [0.8, 0.0, -0.9] {
            let moved = 100.0 * (1.0 + 0.4 * f64::from(step) / 3.0);
            let mut gain = 1.5 * (moved - 100.0);
            for (contracts, kind, strike, days, sigma) in legs {
                let power = if days < 30.0 { 0.6 } else { 0.2 };
                let shocked = sigma * (1.0 + volatility * (30.0 / f64::max(days, 1.0)).powf(power));
                // Such a volatility may be beyond those that an option may be declared with.
                let after = greeks(kind == "call", moved, strike, days, shocked.max(0.01)).price;
                gain += contracts * (after - worth(&option(kind, strike, days, sigma), 100.0));
            }
            worst = worst.max(-gain);
        }
    }
    let found = requirement(&account, 100.0, &margin).requirement;
    near(found, 0.5 * worst, EXACT);
    // Twice the account needs twice as much: what buying back a share of it rests on.
    let twice = json!({ "perp": 3, "legs": legs.map(|(n, kind, k, days, sigma)| leg(2.0 * n, kind, k, days, sigma)) });
    near(
        requirement(&twice, 100.0, &margin).requirement,
        2.0 * found,
        EXACT,
    );
}

#[test]
fn the_standard_rule_adds_up_what_was_sold() {
    let rule = json!({ "rule": "standard" });
    // A put far in the money counts with its worth, one bought with nothing, the perp as its market says.
    let deep = option("put", 300.0, 30.0, 0.6);
    let account = json!({ "perp": -20, "legs": [
        leg(-2.0, "put", 300.0, 30.0, 0.6), leg(-1.0, "call", 110.0, 30.0, 0.6), leg(9.0, "put", 90.0, 30.0, 0.6)
    ] });
    let options = 0.075 * (2.0 * worth(&deep, 100.0) + 100.0);
    assert!(worth(&deep, 100.0) > 100.0);
    let market = |maintenance: Value| json!({ "id": "perp", "price": 100, "margin": { "maintenance": maintenance } });
    let with = |market: &Value| required(&account, 100.0, &rule, market).requirement;
    near(with(&Value::Null), options + 0.005 * 2_000.0, EXACT);
    near(
        with(&json!({ "price": 100 })),
        options + 0.005 * 2_000.0,
        EXACT,
    );
    near(
        with(&market(json!({ "ratio": 0.03 }))),
        options + 60.0,
        EXACT,
    );
    let tiers = json!({ "tiers": [{ "notionalFrom": 0, "ratio": 0.01 }, { "notionalFrom": 500, "ratio": 0.02 }] });
    near(with(&market(tiers)), options + 0.02 * 2_000.0 - 5.0, EXACT);
    // No other rule looks at the market.
    let scan = |market: &Value| required(&account, 100.0, &Value::Null, market);
    assert_eq!(scan(&Value::Null), scan(&market(json!({ "ratio": 0.5 }))));
}

#[test]
fn who_loses_in_no_row_needs_nothing() {
    let nothing = json!({ "legs": [] });
    let none = Requirement {
        requirement: 0.0,
        worst: None,
    };
    for margin in [
        Value::Null,
        paradex(),
        json!({ "rule": "span" }),
        json!({ "rule": "standard" }),
    ] {
        assert_eq!(requirement(&nothing, 100.0, &margin), none);
    }
    let up = json!({ "rule": "scenarios", "rows": [{ "price": 0.5, "volatility": 0 }] });
    assert_eq!(
        requirement(&json!({ "perp": 4, "legs": [] }), 100.0, &up),
        none
    );
    let short = requirement(&json!({ "perp": -4, "legs": [] }), 100.0, &up);
    near(short.requirement, 200.0, EXACT);
    // A row of a scenario as it is.
    let row = json!({ "id": "W1", "equity": 14000, "perp": -4, "legs": [] });
    assert_eq!(requirement(&row, 100.0, &up), short);
}

fn called(row: &Value, rules: &Value) -> Option<f64> {
    call_price(row, rules).unwrap_or_else(|problems| panic!("{row} {rules}: {problems:?}"))
}

#[test]
fn a_broker_calls_where_equity_is_the_maintenance_share() {
    let rules = json!({ "maintenance": 0.25 });
    let long = |loan: f64| json!({ "side": "long", "quantity": 1000, "loan": loan });
    // OT11, and two accounts of OT13.
    near(
        called(&long(50_000.0), &rules).expect("it owes"),
        200.0 / 3.0,
        EXACT,
    );
    for (loan, price) in [(7_000.0, 280.0 / 3.0), (6_890.0, 91.866_666_666_666_67)] {
        near(
            called(&json!({ "quantity": 100, "loan": loan }), &Value::Null).expect("it owes"),
            price,
            EXACT,
        );
    }
    assert_eq!(called(&long(0.0), &rules), None);
    for (row, maintenance) in [
        (long(70_000.0), 0.4),
        (
            json!({ "id": "S", "side": "short", "quantity": 30, "credit": 4_500 }),
            0.3,
        ),
    ] {
        let price = called(&row, &json!({ "maintenance": maintenance })).expect("it is called");
        let quantity = row["quantity"].as_f64().expect("a number");
        let equity = match row["side"].as_str() {
            Some("long") => quantity * price - row["loan"].as_f64().expect("a number"),
            _ => row["credit"].as_f64().expect("a number") - quantity * price,
        };
        near(equity, maintenance * quantity * price, EXACT);
    }
}

fn vulnerability(system: &Value) -> Vulnerability {
    aggregate_vulnerability(system).unwrap_or_else(|problems| panic!("{system}: {problems:?}"))
}

/// Greenwood, Landier and Thesmar with two banks and two assets.
fn glt() -> Value {
    json!({
        "markets": [{ "id": "a", "shock": -0.05, "depth": 2000 }, { "id": "b", "depth": 500 }],
        "banks": [
            { "id": "1", "equity": 10, "holdings": [{ "market": "a", "value": 60 }, { "market": "b", "value": 40 }] },
            { "id": "2", "equity": 5, "holdings": [{ "market": "a", "value": 16 }, { "market": "b", "value": 64 }] }
        ]
    })
}

#[test]
fn v11_aggregate_vulnerability() {
    let found = vulnerability(&glt());
    near(found.aggregate_vulnerability, 0.33, EXACT);
    near(found.equity, 15.0, EXACT);
    near(found.direct_loss, 3.8, EXACT);
    near(found.indirect_loss, 4.95, EXACT);
    for (market, (sold, impact)) in found.markets.iter().zip([(18.6, -0.0093), (20.4, -0.0408)]) {
        near(market.sold, sold, EXACT);
        near(market.impact, impact, EXACT);
    }
    let expected = [(-0.03, 27.0, 2.19, 0.219), (-0.01, 12.0, 2.76, 0.552)];
    for (bank, (shock, sold, loss, share)) in found.banks.iter().zip(expected) {
        near(bank.shock_return, shock, EXACT);
        near(bank.sold, sold, EXACT);
        near(bank.indirect_loss, loss, EXACT);
        near(bank.indirect_vulnerability, share, EXACT);
    }
    // Each bank's part: 27 (0.6 76 / 2000 + 0.4 104 / 500) / 15, and 12 (0.2 76 / 2000 + 0.8 104 / 500) / 15.
    near(
        found.banks[0].systemicness,
        27.0 * (0.0228 + 0.0832) / 15.0,
        EXACT,
    );
    near(
        found.banks[1].systemicness,
        12.0 * (0.0076 + 0.1664) / 15.0,
        EXACT,
    );
}

#[test]
fn aggregate_vulnerability_is_linear_in_the_shock() {
    let of = |shock: f64| {
        let mut system = glt();
        system["markets"][0]["shock"] = json!(shock);
        vulnerability(&system)
    };
    let (fall, rise, none) = (of(-0.05), of(0.025), of(0.0));
    near(
        rise.aggregate_vulnerability,
        -0.5 * fall.aggregate_vulnerability,
        EXACT,
    );
    near(rise.markets[0].sold, -0.5 * fall.markets[0].sold, EXACT);
    assert_eq!([none.aggregate_vulnerability, none.direct_loss], [0.0, 0.0]);
    // What cannot be sold is not: the rest goes in its place, and no money is lost on the way.
    let mut system = glt();
    system["banks"][0]["other"] = json!(20);
    let found = vulnerability(&system);
    near(found.banks[0].sold, (110.0 / 10.0) * 3.0, EXACT);
    near(
        found
            .banks
            .iter()
            .map(|bank| bank.systemicness)
            .sum::<f64>(),
        found.aggregate_vulnerability,
        EXACT,
    );
}

fn sale(system: &Value, rules: &Value) -> FireSale {
    fire_sale(system, rules).unwrap_or_else(|problems| panic!("{system} {rules}: {problems:?}"))
}

/// Cont and Schaanning with two banks and one asset.
fn threshold(shock: f64) -> Value {
    json!({
        "markets": [{ "id": "m", "shock": shock, "depth": 2000 }],
        "banks": [
            { "id": "A", "equity": 11, "other": 100, "holdings": [{ "market": "m", "value": 100 }] },
            { "id": "B", "equity": 6, "other": 40, "holdings": [{ "market": "m", "value": 60 }] }
        ]
    })
}

#[test]
fn v12_threshold_fire_sale() {
    let system = threshold(-0.02);
    let after = |rounds: u32| sale(&system, &json!({ "maxRounds": rounds }));
    let start = after(0);
    assert!(!start.is_settled && start.sold_by_round.is_empty());
    near(start.banks[0].leverage.expect("it has equity"), 22.0, EXACT);
    near(
        start.banks[1].leverage.expect("it has equity"),
        20.583_333_333_333_332,
        EXACT,
    );
    let first = after(1);
    near(first.banks[0].sold, 36.0, EXACT);
    near(first.banks[1].sold, 12.4, EXACT);
    near(first.markets[0].price, 0.98 * (1.0 - 0.0242), EXACT);
    near(first.banks[0].equity, 7.064, EXACT);
    near(first.banks[1].equity, 3.527_08, EXACT);
    let second = after(2);
    near(second.banks[0].sold - 36.0, 33.3476, EXACT);
    near(second.banks[1].sold - 12.4, 21.789_68, EXACT);
    near(second.sold_by_round[1] / 2000.0, 0.027_568_64, EXACT);
    // Printed with ten and with eight digits; exact fractions give 5.54552822869, one less in the last digit printed.
    let end = sale(&system, &Value::Null);
    assert!(end.is_settled);
    assert_eq!(end.sold_by_round.len(), 4);
    near(end.markets[0].price, 0.910_331_479, 1e-10);
    near(end.banks[0].equity, 5.545_528_228_69, 1e-11);
    near(end.banks[0].equity, 5.545_528_3, 2e-8);
    near(end.banks[1].equity, 2.296_095_7, 3e-8);
    for bank in &end.banks {
        assert_eq!(bank.state, BankState::Solvent);
    }
    near(end.direct_loss, 3.2, EXACT);
    near(
        end.indirect_loss,
        17.0 - 3.2 - 5.545_528_3 - 2.296_095_7,
        3e-8,
    );
    near(end.markets[0].sold, end.sold_by_round.iter().sum(), EXACT);
}

#[test]
fn below_the_limit_nobody_sells() {
    // A crosses at 1.0526315789 %.
    for (shock, sells) in [(-0.010_526, false), (-0.010_527, true), (0.5, false)] {
        let found = sale(&threshold(shock), &Value::Null);
        assert_eq!(found.sold_by_round.is_empty(), !sells, "{shock}");
        assert!(found.is_settled);
        if !sells {
            assert_eq!(found.indirect_loss, 0.0);
        }
    }
}

#[test]
fn who_has_no_equity_sells_everything() {
    let mut system = threshold(-0.2);
    system["markets"][0]["depth"] = json!(100);
    let found = sale(&system, &Value::Null);
    // More is sold than the market takes: the price goes to nothing, not below.
    assert_eq!(found.markets[0].price, 0.0);
    assert_eq!(found.sold_by_round, [0.8 * 160.0]);
    for bank in &found.banks {
        assert_eq!((bank.state, bank.leverage), (BankState::Insolvent, None));
    }
    near(found.banks[0].equity, 11.0 - 20.0 - 40.0, EXACT);
}

/// Who has equity and nothing left that could be sold is illiquid, whether or not there was something.
#[test]
fn who_sold_everything_is_illiquid() {
    let mut system = threshold(-0.02);
    system["markets"][0]["depth"] = json!(1e15);
    // Without impact: assets of 198 and equity of 9 ask for a sale of 99 out of 98.
    let found = sale(
        &system,
        &json!({ "maxLeverage": 20, "bufferLeverage": 11, "saleImpact": 0 }),
    );
    assert_eq!(found.banks[0].state, BankState::Illiquid);
    near(found.banks[0].sold, 98.0, EXACT);
    near(found.banks[1].sold, 98.8 - 11.0 * 4.8, EXACT);
    assert_eq!(found.banks[1].state, BankState::Solvent);
    system["banks"] = json!([{ "equity": 1, "other": 50, "holdings": [] }]);
    assert_eq!(
        sale(&system, &Value::Null).banks[0].state,
        BankState::Illiquid
    );
}

/// A buffer at the limit itself: sales that grow ever smaller, and end.
#[test]
fn sales_that_never_end_are_ended() {
    let rules = json!({ "maxLeverage": 18, "bufferLeverage": 18, "maxRounds": 10_000 });
    let mut system = threshold(-0.01);
    system["markets"][0]["depth"] = json!(8000);
    let found = sale(&system, &rules);
    assert!(
        found.is_settled && found.sold_by_round.len() > 10,
        "{found:?}"
    );
    for bank in &found.banks {
        assert!(bank.leverage.expect("it has equity") <= 18.0 * (1.0 + 1e-9));
    }
    let cut = sale(&system, &json!({ "maxLeverage": 18, "maxRounds": 3 }));
    assert!(!cut.is_settled && cut.sold_by_round == found.sold_by_round[..3]);
}

fn said<T>(result: Result<T, Vec<Problem>>) -> Vec<(ErrorCode, String)> {
    let Err(problems) = result else {
        panic!("nothing is wrong");
    };
    problems
        .into_iter()
        .map(|problem| (problem.code, problem.field))
        .collect()
}

#[test]
fn all_that_is_wrong_is_said_at_once() {
    use ErrorCode::{
        Inconsistent, MissingField, OutOfRange, UnknownChoice, UnknownField, WrongType,
    };
    let all = |found: Vec<(ErrorCode, String)>, expected: &[(ErrorCode, &str)]| {
        let found: Vec<_> = found
            .iter()
            .map(|(code, path)| (*code, path.as_str()))
            .collect();
        assert_eq!(found, expected);
    };
    let wrong = json!({ "type": "cal", "strike": -1, "expiryDays": "NaN", "volatilty": 0.5 });
    all(
        said(option_greeks(&wrong, &json!("Infinity"))),
        &[
            (UnknownField, "option.volatilty"),
            (UnknownChoice, "option.type"),
            (OutOfRange, "option.strike"),
            (WrongType, "option.expiryDays"),
            (MissingField, "option.volatility"),
            (WrongType, "price"),
        ],
    );
    all(
        said(option_greeks(&Value::Null, &Value::Null)),
        &[(MissingField, "option"), (MissingField, "price")],
    );
    let problems =
        option_greeks(&option("call", 100.0, 1e4, 0.5), &json!(1e13)).expect_err("wrong");
    let ranges: Vec<_> = problems
        .iter()
        .map(|one| (one.value.as_deref(), one.min, one.max))
        .collect();
    assert_eq!(
        ranges,
        [
            (Some("10000"), Some(0.001), Some(3_650.0)),
            (Some("1e13"), Some(1e-9), Some(1e12))
        ]
    );
    let data = DataStore::default();
    let asked = |account: &Value, price: Value, margin: &Value, market: &Value| {
        said(option_requirement(account, &price, margin, market, &data))
    };
    all(
        asked(
            &json!({ "perp": true, "legs": [leg(1e30, "call", 1.0, 1.0, 1.0), 5] }),
            json!([]),
            &json!({ "rule": "scan", "steps": 2.5, "share": 9 }),
            &json!({ "margin": { "maintenance": { "ratio": 2 } } }),
        ),
        &[
            (WrongType, "account.perp"),
            (OutOfRange, "account.legs[0].contracts"),
            (WrongType, "account.legs[1]"),
            (WrongType, "price"),
            (OutOfRange, "margin.steps"),
            (OutOfRange, "margin.share"),
            (OutOfRange, "market.margin.maintenance.ratio"),
        ],
    );
    all(
        asked(&strangle(7.0), json!(100), &json!({}), &json!("perp")),
        &[(MissingField, "margin.rule"), (WrongType, "market")],
    );
    all(
        asked(
            &strangle(7.0),
            json!(100),
            &json!({ "rule": "span", "priceRange": 0.4 }),
            &json!({ "margin": { "contract": "inverse", "maintenance": {} } }),
        ),
        &[
            (Inconsistent, "market.margin.maintenance"),
            (Inconsistent, "market.margin.contract"),
            (Inconsistent, "margin.extremeMove"),
        ],
    );
    let many = json!({ "legs": vec![leg(1.0, "call", 1.0, 1.0, 1.0); 10_001] });
    all(
        asked(&many, json!(100), &Value::Null, &Value::Null),
        &[(OutOfRange, "account.legs")],
    );
    all(
        said(call_price(
            &json!({ "quantity": 0, "loan": -1, "credit": 0 }),
            &json!({ "maintenance": 1 }),
        )),
        &[
            (OutOfRange, "row.quantity"),
            (OutOfRange, "row.loan"),
            (OutOfRange, "row.credit"),
            (OutOfRange, "rules.maintenance"),
        ],
    );
    for (row, field) in [
        (json!({ "quantity": 1 }), "row.loan"),
        (json!({ "quantity": 1, "credit": 5 }), "row"),
        (json!({ "side": "short", "quantity": 1 }), "row.credit"),
        (
            json!({ "side": "short", "quantity": 1, "credit": 5, "loan": 5 }),
            "row",
        ),
    ] {
        all(
            said(call_price(&row, &Value::Null)),
            &[(Inconsistent, field)],
        );
    }
    let mut system = glt();
    system["markets"][1]["id"] = json!("a");
    system["banks"][0]["holdings"][1]["market"] = json!("c");
    system["banks"][1]["equity"] = json!(81);
    let rules = json!({ "maxLeverage": 20, "bufferLeverage": 22 });
    all(
        said(fire_sale(&system, &rules)),
        &[
            (Inconsistent, "rules.bufferLeverage"),
            (Inconsistent, "system.markets[1].id"),
            (Inconsistent, "system.banks[0].holdings[1].market"),
            // The market b is gone with its name.
            (Inconsistent, "system.banks[1].holdings[1].market"),
            (Inconsistent, "system.banks[1].equity"),
        ],
    );
    all(
        said(aggregate_vulnerability(&json!([]))),
        &[(WrongType, "system")],
    );
}

/// Every place of a value, as a JSON pointer.
fn places(value: &Value, path: &str, into: &mut Vec<String>) {
    into.push(path.to_owned());
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                places(field, &format!("{path}/{name}"), into);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                places(item, &format!("{path}/{index}"), into);
            }
        }
        _ => {}
    }
}

fn answer(function: &str, arguments: &Value) -> Result<Vec<f64>, Vec<Problem>> {
    let data = DataStore::default();
    let [a, b, c, d] = [0, 1, 2, 3].map(|index| arguments.get(index).unwrap_or(&Value::Null));
    match function {
        "option" => option_greeks(a, b)
            .map(|one| vec![one.price, one.delta, one.gamma, one.vega, one.vanna]),
        "requirement" => option_requirement(a, b, c, d, &data).map(|one| vec![one.requirement]),
        "call" => call_price(a, b).map(|price| price.into_iter().collect()),
        "vulnerability" => aggregate_vulnerability(a).map(|one| {
            let of_banks = one.banks.iter().map(|bank| bank.systemicness);
            of_banks.chain([one.aggregate_vulnerability]).collect()
        }),
        _ => fire_sale(a, b).map(|one| {
            let of_banks = one.banks.iter().map(|bank| bank.equity);
            of_banks
                .chain(one.markets.iter().map(|market| market.price))
                .collect()
        }),
    }
}

#[test]
fn whatever_it_is_given_no_function_panics() {
    let account =
        json!({ "id": "W", "equity": 5, "perp": 3, "legs": [leg(-1.0, "put", 90.0, 3.0, 0.5)] });
    let span = json!({ "rule": "span", "priceRange": 0.1, "volatilityRange": 0.2, "extremeMove": 2, "extremeCover": 0.3, "share": 1 });
    let scan = json!({ "rule": "scan", "priceRange": 0.1, "steps": 2, "volatilityUp": 0.5, "volatilityDown": 0.2, "shortPower": 1, "longPower": 1, "share": 1 });
    let market =
        json!({ "margin": { "maintenance": { "tiers": [{ "notionalFrom": 0, "ratio": 0.01 }] } } });
    let standard = json!({ "rule": "standard", "addOn": 0.1 });
    let rules =
        json!({ "maxLeverage": 20, "bufferLeverage": 18, "saleImpact": 0.5, "maxRounds": 50 });
    let cases = [
        ("option", json!([option("call", 100.0, 7.0, 0.5), 100])),
        ("requirement", json!([account, 100, scan, null])),
        ("requirement", json!([account, 100, span, null])),
        ("requirement", json!([account, 100, paradex(), null])),
        ("requirement", json!([account, 100, standard, market])),
        (
            "call",
            json!([{ "id": "", "side": "long", "quantity": 1, "loan": 5, "credit": null }, { "maintenance": 0.3 }]),
        ),
        ("vulnerability", json!([glt()])),
        ("fireSale", json!([threshold(-0.02), rules])),
    ];
    let wrong = [
        json!(null),
        json!(-1),
        json!(0),
        json!(0.5),
        json!(1e-300),
        json!(1e300),
        json!(1e15),
        json!("NaN"),
        json!("-Infinity"),
        json!(""),
        json!("x"),
        json!(true),
        json!([]),
        json!([1]),
        json!({}),
        json!({ "kind": "nobody" }),
        json!([[1, 2, 3]]),
        json!("a word that is so long that no message shows all of it, and then goes on"),
        json!("put"),
        json!("short"),
    ];
    let (mut answered, mut refused) = (0, 0);
    for (function, arguments) in &cases {
        answer(function, arguments).unwrap_or_else(|problems| panic!("{function}: {problems:?}"));
        let mut all = Vec::new();
        places(arguments, "", &mut all);
        for place in all.iter().filter(|place| !place.is_empty()) {
            for wrong in &wrong {
                let mut arguments = arguments.clone();
                *arguments.pointer_mut(place).expect("it is a place") = wrong.clone();
                match answer(function, &arguments) {
                    Ok(found) => {
                        answered += 1;
                        assert!(
                            found.iter().all(|number| number.is_finite()),
                            "{function} {place} {wrong}: {found:?}"
                        );
                    }
                    Err(problems) => {
                        refused += 1;
                        assert!(!problems.is_empty());
                        for problem in problems {
                            // A field that is missing beside another may be named by its owner.
                            let owner = problem.field.rsplit_once('.').map(|(owner, _)| owner);
                            let is_named = |path: &str| problem.message.contains(path);
                            assert!(
                                is_named(&problem.field) || owner.is_some_and(is_named),
                                "{problem:?}"
                            );
                            assert!(problem.message.len() < 1_500, "{problem:?}");
                        }
                    }
                }
            }
        }
    }
    assert!(answered > 100 && refused > 1_000, "{answered} {refused}");
}

#[test]
fn the_ends_of_every_range_have_finite_answers() {
    let ends = [
        [[1e-9, 1e12], [1e-9, 1e12]],
        [[0.001, 3_650.0], [0.01, 5.0]],
    ];
    let margins = [
        json!({ "rule": "scan", "priceRange": 0.9, "steps": 20, "volatilityUp": 5, "volatilityDown": 0.99, "shortPower": 2, "longPower": 2, "share": 2 }),
        json!({ "rule": "scan", "priceRange": 0.001, "steps": 1, "volatilityUp": 0, "volatilityDown": 0, "shortPower": 0, "longPower": 0, "share": 0.01 }),
        json!({ "rule": "span", "priceRange": 0.9, "volatilityRange": 0.99, "extremeMove": 1, "extremeCover": 1 }),
        json!({ "rule": "span", "priceRange": 0.049, "volatilityRange": 0, "extremeMove": 20, "extremeCover": 0 }),
        json!({ "rule": "scenarios", "rows": [{ "price": -0.99, "volatility": -0.99 }, { "price": 20, "volatility": 10 }], "shortPower": 2 }),
        json!({ "rule": "standard", "addOn": 1 }),
    ];
    for (index, kind) in (0..16_usize).flat_map(|index| [(index, "call"), (index, "put")]) {
        let end = |bit: usize, pair: [f64; 2]| pair[(index >> bit) & 1];
        let [price, strike] = [end(0, ends[0][0]), end(1, ends[0][1])];
        let [days, sigma] = [end(2, ends[1][0]), end(3, ends[1][1])];
        let one = option(kind, strike, days, sigma);
        let found = option_greeks(&one, &json!(price)).expect("it is in range");
        for value in [
            found.price,
            found.delta,
            found.gamma,
            found.vega,
            found.vanna,
        ] {
            assert!(value.is_finite(), "{one} {price}: {found:?}");
        }
        for (contracts, margin) in [-1e24, 1e24]
            .into_iter()
            .flat_map(|n| margins.iter().map(move |margin| (n, margin)))
        {
            let account =
                json!({ "perp": contracts, "legs": [leg(contracts, kind, strike, days, sigma)] });
            let found = requirement(&account, price, margin);
            assert!(
                found.requirement.is_finite() && found.requirement >= 0.0,
                "{account} {margin}: {found:?}"
            );
        }
    }
    for (other, depth, shock) in [
        (0.0, 1e-9, -1.0),
        (1e15, 1e24, 10.0),
        (1e15, 1e-9, -1.0),
        (0.0, 1e24, 10.0),
    ] {
        for (equity, value) in [(1e-15, 1e-15), (1e-15, 1e15), (1e15, 1e15)] {
            let system = json!({
                "markets": [{ "id": "m", "shock": shock, "depth": depth }],
                "banks": [{ "equity": equity, "other": other, "holdings": [{ "market": "m", "value": value }] }]
            });
            let found = vulnerability(&system);
            assert!(
                found.aggregate_vulnerability.is_finite()
                    && found.banks[0].systemicness.is_finite(),
                "{system}: {found:?}"
            );
            let found = sale(
                &system,
                &json!({ "maxLeverage": 1.01, "bufferLeverage": 1.01 }),
            );
            assert!(
                found.indirect_loss.is_finite() && (0.0..=11.0).contains(&found.markets[0].price),
                "{system}: {found:?}"
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 300 } else { 3_000 }))]

    /// A call less a put is a forward; a hedge by the perp takes the requirement away.
    #[test]
    fn calls_and_puts_make_a_forward(price in 1.0..1e4_f64, moneyness in 0.3..3.0_f64, days in 0.01..2e3_f64, sigma in 0.02..4.0_f64) {
        let strike = price * moneyness;
        let [call, put] = ["call", "put"].map(|kind| option(kind, strike, days, sigma));
        let [c, p] = [&call, &put].map(|one| option_greeks(one, &json!(price)).expect("it is valid"));
        prop_assert!((c.price - p.price - (price - strike)).abs() <= 1e-12 * (price + strike));
        prop_assert!((c.delta - p.delta - 1.0).abs() <= 1e-14);
        prop_assert!((c.gamma - p.gamma).abs() <= 1e-14 * c.gamma);
        let forward = json!({ "perp": -1, "legs": [leg(1.0, "call", strike, days, sigma), leg(-1.0, "put", strike, days, sigma)] });
        let found = requirement(&forward, price, &json!({ "rule": "scan" }));
        prop_assert!(found.requirement <= 1e-12 * (price + strike), "{found:?}");
    }

    /// More loan is called sooner, and where it is called it has that share.
    #[test]
    fn calls_are_where_they_should_be(quantity in 1e-6..1e9_f64, money in 1e-6..1e12_f64, maintenance in 0.001..0.99_f64) {
        let rules = json!({ "maintenance": maintenance });
        let long = called(&json!({ "quantity": quantity, "loan": money }), &rules).expect("it owes");
        let short = called(&json!({ "side": "short", "quantity": quantity, "credit": money }), &rules).expect("it owes base");
        prop_assert!((quantity * long * (1.0 - maintenance) - money).abs() <= 1e-12 * money);
        prop_assert!((quantity * short * (1.0 + maintenance) - money).abs() <= 1e-12 * money);
        prop_assert!(short < long);
    }

    /// Whatever the banks: prices only fall by sales, what they lose besides is what sales cost, and a vulnerability adds up.
    #[test]
    fn fire_sales_lose_what_prices_fall(
        shock in -0.3..0.0_f64,
        depth in prop::collection::vec(10.0..1e5_f64, 3),
        rows in prop::collection::vec((prop::collection::vec(0.1..100.0_f64, 3), 0.0..200.0_f64, 0.01..0.5_f64), 1..8),
        sale_impact in 0.0..1.0_f64,
    ) {
        let markets: Vec<Value> = depth.iter().enumerate()
            .map(|(index, depth)| json!({ "id": index.to_string(), "shock": if index == 0 { shock } else { 0.0 }, "depth": depth }))
            .collect();
        let banks: Vec<Value> = rows.iter()
            .map(|(values, other, share)| {
                let holdings: Vec<Value> = values.iter().enumerate()
                    .map(|(index, value)| json!({ "market": index.to_string(), "value": value }))
                    .collect();
                let assets = other + values.iter().sum::<f64>();
                json!({ "equity": share * assets, "other": other, "holdings": holdings })
            })
            .collect();
        let system = json!({ "markets": markets, "banks": banks });
        let found = sale(&system, &json!({ "saleImpact": sale_impact }));
        let scale: f64 = rows.iter().map(|(values, other, _)| other + values.iter().sum::<f64>()).sum();
        for (index, market) in found.markets.iter().enumerate() {
            let shocked = if index == 0 { 1.0 + shock } else { 1.0 };
            prop_assert!(market.price >= 0.0 && market.price <= shocked, "{found:?}");
        }
        let at_start: f64 = rows.iter().map(|(values, other, share)| share * (other + values.iter().sum::<f64>())).sum();
        let at_end: f64 = found.banks.iter().map(|bank| bank.equity).sum();
        prop_assert!((at_start - found.direct_loss - found.indirect_loss - at_end).abs() <= 1e-10 * scale);
        prop_assert!(found.indirect_loss >= -1e-10 * scale);
        for (bank, (values, _, _)) in found.banks.iter().zip(&rows) {
            prop_assert!(bank.sold <= values.iter().sum::<f64>() * (1.0 + 1e-12));
        }
        let linear = vulnerability(&system);
        let parts: f64 = linear.banks.iter().map(|bank| bank.systemicness).sum();
        prop_assert!((parts - linear.aggregate_vulnerability).abs() <= 1e-10 * parts.abs().max(1e-6), "{linear:?}");
    }
}
