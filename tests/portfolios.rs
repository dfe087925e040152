//! Accounts that hold several markets, and collateral with a price of its own: against the numbers of an independent program, closed
//! forms and books that add up.
#![cfg(not(target_arch = "wasm32"))]

use liquidation_cascades::analysis::own::OwnPosition;
use liquidation_cascades::engine::run;
use liquidation_cascades::error::Problem;
use liquidation_cascades::population::crowd::Side;
use liquidation_cascades::scenario::build::build;
use liquidation_cascades::scenario::controls::{controls, set_control};
use liquidation_cascades::scenario::data::DataStore;
use liquidation_cascades::scenario::mechanisms;
use liquidation_cascades::scenario::presets::preset;
use liquidation_cascades::trace::Trace;
use serde_json::{Value, json};

fn trace(scenario: &Value) -> Trace {
    let valid = build(scenario, &DataStore::default())
        .unwrap_or_else(|problems| panic!("{scenario}: {problems:?}"));
    run(valid)
}

fn problems(scenario: &Value) -> Vec<Problem> {
    build(scenario, &DataStore::default()).expect_err("has a problem")
}

fn column(trace: &Trace, market: usize, name: &str) -> Vec<f64> {
    trace
        .column(&trace.markets[market], name)
        .unwrap_or_else(|| panic!("no column {name}"))
}

fn last(trace: &Trace, market: usize, name: &str) -> f64 {
    *column(trace, market, name).last().expect("a row")
}

#[track_caller]
fn near(found: f64, expected: f64, absolute: f64) {
    assert!(
        (found - expected).abs() <= absolute,
        "{found}, expected {expected}"
    );
}

fn linear(id: &str, slope: f64, maintenance: f64) -> Value {
    json!({ "id": id, "price": 100, "impact": { "law": "linear", "slope": slope }, "margin": { "mode": "cross", "maintenance": { "ratio": maintenance } } })
}

/// AS-3: four accounts with 400 perp each and the coin as collateral, priced by `price`.
fn dominoes(price: &str) -> Value {
    let accounts: Vec<Value> = [("A", 0), ("B", 100), ("C", 300), ("D", 1_000)]
        .map(|(id, wallet)| json!({ "id": id, "wallet": wallet, "collateral": [{ "market": "usde", "quantity": 2_500, "haircut": 0.1, "price": price }] }))
        .to_vec();
    let rows: Vec<Value> = ["A", "B", "C", "D"]
        .map(|id| json!({ "id": id, "side": "long", "quantity": 400, "entryPrice": 100, "account": id }))
        .to_vec();
    let mut usde = linear("usde", 2e-5, 0.05);
    usde["price"] = json!(1);
    json!({
        "markets": [linear("perp", 0.001, 0.05), usde],
        "accounts": accounts,
        "populations": [{ "kind": "positions", "market": "perp", "rows": rows }],
        "shock": { "kind": "marketOrder", "market": "usde", "quantity": 7_000 },
    })
}

#[test]
fn a_coin_that_falls_takes_those_with_it_whom_it_stood_for() {
    // AS-3, exact.
    let mut scenario = dominoes("last");
    scenario["markets"][0]["insuranceFund"] = json!(1_000);
    let run = trace(&scenario);
    let prices = |market: usize, expected: &[f64]| {
        let found = column(&run, market, "lastPrice");
        assert_eq!(found.len(), expected.len(), "{found:?}");
        for (found, expected) in found.iter().zip(expected) {
            near(*found, *expected, 1e-12);
        }
    };
    prices(1, &[1.0, 0.86, 0.81, 0.71]);
    prices(0, &[100.0, 100.0, 99.6, 98.8]);
    near(last(&run, 0, "insuranceFund"), 1_000.0 + 5_567.5, 1e-8);
    assert_eq!(last(&run, 0, "badDebt"), 0.0);
    near(last(&run, 1, "collateralSold"), 7_500.0, 1e-9);
    near(
        last(&run, 1, "collateralNotional"),
        2_500.0 * 0.835 + 5_000.0 * 0.76,
        1e-8,
    );
    let closed: Vec<Option<u32>> = run
        .accounts
        .iter()
        .map(|one| one.liquidated_at_row)
        .collect();
    assert_eq!(closed[3], None);
    assert!(closed[..3].iter().all(Option::is_some), "{closed:?}");
    // By the price outside nobody is touched; by an index of it neither.
    let index = json!([{ "kind": "sharedIndex", "id": "elsewhere", "weights": [{ "market": "usde", "weight": 0 }], "outside": 1 }]);
    for price in ["outside", "elsewhere"] {
        let mut scenario = dominoes(price);
        scenario["couplings"] = index.clone();
        let run = trace(&scenario);
        near(last(&run, 1, "lastPrice"), 0.86, 1e-12);
        assert_eq!(last(&run, 0, "lastPrice"), 100.0);
    }
}

#[test]
fn the_order_of_accounts_and_markets_changes_nothing_of_a_depeg() {
    let scenario = dominoes("last");
    let mut turned = scenario.clone();
    turned["accounts"]
        .as_array_mut()
        .expect("accounts")
        .reverse();
    turned["populations"][0]["rows"]
        .as_array_mut()
        .expect("rows")
        .reverse();
    turned["markets"].as_array_mut().expect("markets").reverse();
    turned["populations"][0]["market"] = json!("perp");
    let (one, other) = (trace(&scenario), trace(&turned));
    for (market, other_market) in [(0, 1), (1, 0)] {
        for name in [
            "lastPrice",
            "insuranceFund",
            "backlogQuantity",
            "branchingRatio",
        ] {
            assert_eq!(
                column(&one, market, name),
                column(&other, other_market, name),
                "{name}"
            );
        }
    }
}

/// AS-4: six markets, portfolios of `each`, a gap of `ratio` on the first.
fn overlapping(each: u32, ratio: f64) -> Value {
    let ids = ["a", "b", "c", "d", "e", "f"];
    json!({
        "markets": ids.map(|id| linear(id, 0.00108, 0.005)),
        "populations": [{ "kind": "portfolios", "count": 6_000, "gross": 6e6, "markets": ids, "assetsEach": each, "leverage": { "law": "distance", "from": 0.02, "to": 0.2 } }],
        "shock": { "kind": "priceGap", "market": "a", "ratio": ratio },
    })
}

#[test]
fn portfolios_that_overlap_carry_a_fall_into_other_markets() {
    // AS-4.
    type Case = (u32, f64, [f64; 6], f64);
    let cases: [Case; 5] = [
        (1, -0.2, [0.308, 0.0, 0.0, 0.0, 0.0, 0.0], 0.166_666_666_7),
        (
            2,
            -0.2,
            [
                0.287_724_137_9,
                0.044_689_655_2,
                0.000_827_586_2,
                0.0,
                0.000_827_586_2,
                0.044_689_655_2,
            ],
            0.275_862_069,
        ),
        (
            3,
            -0.2,
            [
                0.248_548_387_1,
                0.032_741_935_5,
                0.015_806_451_6,
                0.0,
                0.015_806_451_6,
                0.032_741_935_5,
            ],
            0.224_761_051_4,
        ),
        (
            6,
            -0.2,
            [0.22, 0.02, 0.02, 0.02, 0.02, 0.02],
            0.185_185_185_2,
        ),
        (6, -0.1, [0.1, 0.0, 0.0, 0.0, 0.0, 0.0], 0.0),
    ];
    for (each, ratio, falls, share) in cases {
        let run = trace(&overlapping(each, ratio));
        for (market, fall) in falls.iter().enumerate() {
            near(1.0 - last(&run, market, "lastPrice") / 100.0, *fall, 5e-4);
        }
        let closed: f64 = (0..6)
            .map(|market| last(&run, market, "liquidatedQuantity"))
            .sum();
        near(closed / 6e4, share, 2e-3);
    }
    // The reference of the independent program.
    let run = trace(&overlapping(2, -0.2));
    near(1.0 - last(&run, 0, "lastPrice") / 100.0, 0.287_696, 1e-9);
    let closed: f64 = (0..6)
        .map(|market| last(&run, market, "liquidatedQuantity"))
        .sum();
    near(closed / 6e4, 0.275_666_666_7, 1e-9);
}

#[test]
fn feedback_counts_whom_a_fall_of_one_market_would_liquidate() {
    // One asset each: R is that of the closed form, share of the range over the depth, in the market that falls alone.
    let run = trace(&overlapping(1, -0.05));
    let expected = 0.6;
    near(column(&run, 0, "branchingRatio")[1], expected, 0.05);
    // Beyond its own market a fall reaches those that portfolios hold besides.
    let run = trace(&overlapping(2, -0.2));
    let matrix = &run.spread.as_ref().expect("several markets").matrix;
    let row = &matrix[36..72];
    assert!(row[0] > 0.1 && row[6] > 0.1, "{row:?}");
    assert_eq!(row[18], 0.0, "nobody holds a and d");
}

#[test]
fn diversification_that_spreads_the_fire() {
    // 4.5.
    let scenario = preset("spreads-the-fire").expect("a preset");
    let told = |each: u32, ratio: f64| {
        let mut scenario = scenario.clone();
        scenario["populations"][0]["assetsEach"] = json!(each);
        scenario["shock"]["ratio"] = json!(ratio);
        let run = trace(&scenario);
        let closed: f64 = (0..6)
            .map(|market| last(&run, market, "liquidatedQuantity"))
            .sum();
        let prices = [0, 1, 2, 3].map(|market| last(&run, market, "lastPrice"));
        (prices, (closed / (6e6 / 6_000.0)).round())
    };
    let (prices, seized) = told(6, -0.15);
    near(prices[0], 77.90, 0.005);
    near(prices[1], 91.64, 0.005);
    assert_eq!(seized, 2_880.0);
    let (prices, seized) = told(1, -0.15);
    near(prices[0], 70.87, 0.005);
    near(prices[1], 100.0, 0.0);
    assert_eq!(seized, 1_000.0);
    let (prices, seized) = told(2, -0.15);
    for (price, expected) in prices.iter().zip([71.04, 89.42, 97.82, 100.0]) {
        near(*price, expected, 0.005);
    }
    assert_eq!(seized, 2_460.0);
    let (prices, seized) = told(3, -0.15);
    for (price, expected) in prices.iter().zip([75.96, 91.42, 94.09, 96.26]) {
        near(*price, expected, 0.005);
    }
    assert_eq!(seized, 2_485.0);
    for (each, expected) in [(6, 0.0), (3, 671.0), (2, 1_206.0), (1, 1_000.0)] {
        assert_eq!(told(each, -0.1).1, expected, "{each}");
    }
}

#[test]
fn depeg_of_collateral() {
    // 4.4.
    let mut scenario = preset("depeg").expect("a preset");
    // As it was simulated; the preset has finer ticks.
    scenario["clock"]["tickS"] = json!(1);
    let lowest = |trace: &Trace, market: usize| {
        column(trace, market, "lastPrice")
            .iter()
            .copied()
            .fold(f64::INFINITY, f64::min)
    };
    let seized = |trace: &Trace| last(trace, 0, "liquidatedQuantity") / (15e6 / 3_000.0);
    let run = trace(&scenario);
    near(column(&run, 1, "lastPrice")[12], 0.7968, 5e-4);
    near(lowest(&run, 1), 0.615, 1e-3);
    near(last(&run, 1, "lastPrice"), 0.876, 1e-3);
    near(lowest(&run, 0), 91.92, 0.01);
    near(last(&run, 0, "lastPrice"), 93.92, 0.01);
    near(seized(&run), 1_943.0, 2.0);
    near(last(&run, 0, "liquidatedNotional"), 915.7e6, 0.5e6);
    near(last(&run, 1, "collateralNotional"), 68.3e6, 0.2e6);
    let with = |change: &dyn Fn(&mut Value)| {
        let mut scenario = scenario.clone();
        change(&mut scenario);
        trace(&scenario)
    };
    let run = with(&|one| one["populations"][0]["collateral"]["price"] = json!("outside"));
    near(lowest(&run, 1), 0.803, 1e-3);
    near(lowest(&run, 0), 97.0, 1e-9);
    assert_eq!(seized(&run), 0.0);
    let run = with(&|one| {
        one["couplings"] = json!([{ "kind": "sharedIndex", "id": "half", "weights": [{ "market": "usde", "weight": 0.5 }], "outside": 0.5 }]);
        one["populations"][0]["collateral"]["price"] = json!("half");
    });
    near(seized(&run), 403.0, 1.5);
    near(lowest(&run, 0), 95.92, 0.01);
    let run = with(&|one| one["populations"][0]["collateral"]["share"] = json!(0.5));
    near(seized(&run), 359.0, 1.5);
    near(lowest(&run, 0), 96.04, 0.01);
    let run = with(&|one| one["populations"][0]["collateral"]["haircut"] = json!(0.2));
    near(seized(&run), 2_482.0, 2.5);
    near(lowest(&run, 0), 90.53, 0.01);
    let run = with(&|one| one["shock"]["ratio"] = json!(0.0));
    assert_eq!(seized(&run), 0.0);
    let run = with(&|one| one["moreShocks"] = json!([]));
    assert_eq!(seized(&run), 0.0);
}

#[test]
fn what_cannot_be_a_portfolio_is_told_field_by_field() {
    let scenario = overlapping(2, -0.1);
    let told = |change: &dyn Fn(&mut Value)| {
        let mut scenario = scenario.clone();
        change(&mut scenario);
        let all = problems(&scenario);
        all.iter()
            .map(|one| one.message.clone())
            .collect::<Vec<_>>()
            .join("\n")
    };
    for (change, message) in [
        (
            (&|one: &mut Value| one["populations"][0]["count"] = json!(1_000))
                as &dyn Fn(&mut Value),
            "populations[0].count is 1000; \"ring\" needs a multiple of the 6 markets",
        ),
        (
            &|one| one["populations"][0]["assetsEach"] = json!(7),
            "populations[0].assetsEach is 7; there are 6 markets",
        ),
        (
            &|one| one["markets"][0]["margin"]["mode"] = json!("isolated"),
            "populations[0].markets[0] \"a\" has margin mode \"isolated\"; portfolios need \"cross\"",
        ),
        (
            &|one| one["populations"][0]["markets"] = json!(["a", "g"]),
            "populations[0].markets[1] is \"g\"; the markets are",
        ),
        (
            &|one| one["populations"][0]["markets"] = json!(["a", "a"]),
            "populations[0].markets[1] \"a\" is named twice",
        ),
        (
            &|one| one["populations"][0]["collateral"] = json!({ "market": "a", "price": "spot" }),
            "populations[0].collateral.price is \"spot\"; expected \"last\", \"outside\" or a shared index: none",
        ),
        (
            &|one| one["accounts"] = json!([{ "id": "me", "wallet": 1, "collateral": [{ "market": "z", "quantity": 1 }] }]),
            "accounts[0].collateral[0].market is \"z\"",
        ),
    ] {
        let found = told(change);
        assert!(
            found.contains(message),
            "{found}\n  does not say\n{message}"
        );
    }
}

#[test]
fn switched_off_they_change_no_bit_and_random_ones_follow_the_seed() {
    let mut scenario = overlapping(2, -0.1);
    scenario["populations"][0]["enabled"] = json!(false);
    let off = trace(&scenario);
    scenario["populations"] = json!([]);
    let none = trace(&scenario);
    for market in 0..6 {
        assert_eq!(
            column(&off, market, "lastPrice"),
            column(&none, market, "lastPrice")
        );
    }
    let mut scenario = overlapping(2, -0.2);
    scenario["populations"][0]["assignment"] = json!("random");
    let ends = |seed: u32| {
        let mut scenario = scenario.clone();
        scenario["seed"] = json!(seed);
        let run = trace(&scenario);
        (0..6)
            .map(|market| last(&run, market, "lastPrice").to_bits())
            .collect::<Vec<_>>()
    };
    assert_eq!(ends(1), ends(1));
    assert_ne!(ends(1), ends(2));
}

#[test]
fn they_are_added_where_there_are_markets_and_have_controls() {
    let data = DataStore::default();
    let with = mechanisms::added(
        &preset("two-venues").expect("a preset"),
        "portfolios",
        &data,
    )
    .expect("can be added");
    assert_eq!(with["markets"][0]["margin"]["mode"], "cross");
    let names: Vec<&str> = controls(&with, &data)
        .expect("is valid")
        .iter()
        .map(|one| one.name)
        .collect();
    for name in [
        "portfolios.enabled",
        "portfolios.assetsEach",
        "portfolios.gross",
        "portfolios.nearest",
    ] {
        assert!(names.contains(&name), "{name}: {names:?}");
    }
    assert!(!names.contains(&"portfolios.haircut"));
    let depeg = preset("depeg").expect("a preset");
    let outside = set_control(&depeg, "portfolios.collateralPrice", 1.0, &data).expect("a way");
    assert_eq!(outside["populations"][0]["collateral"]["price"], "outside");
}

#[test]
fn where_others_share_wallets_nobody_stands_in_a_queue() {
    let run = trace(&preset("depeg").expect("a preset"));
    let position = OwnPosition {
        side: Side::Long,
        quantity: 10.0,
        leverage: 8.0,
        entry_price: 100.0,
    };
    let ahead = |run: &Trace| run.own(None, position).expect("a market").queue_ahead;
    assert_eq!(ahead(&run), None);
    let alone = trace(&preset("the-match").expect("a preset"));
    assert!(ahead(&alone).is_some());
}
