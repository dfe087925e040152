//! Liquidation bots: what they take over by their capital, latency, patience and way of selling, against the numbers of an independent
//! program (AL-6), closed forms, and books that add up.
#![cfg(not(target_arch = "wasm32"))]

use liquidation_cascades::engine::run;
use liquidation_cascades::error::Problem;
use liquidation_cascades::scenario::build::build;
use liquidation_cascades::scenario::data::DataStore;
use liquidation_cascades::trace::{StopReason, Trace};
use serde_json::{Value, json};

fn trace(scenario: &Value) -> Trace {
    let valid = build(scenario, &DataStore::default())
        .unwrap_or_else(|problems| panic!("{scenario}: {problems:?}"));
    run(valid)
}

fn problems(scenario: &Value) -> Vec<Problem> {
    build(scenario, &DataStore::default()).expect_err("has a problem")
}

fn column(trace: &Trace, name: &str) -> Vec<f64> {
    trace
        .column(&trace.markets[0], name)
        .unwrap_or_else(|| panic!("no column {name}"))
}

fn last(trace: &Trace, name: &str) -> f64 {
    *column(trace, name).last().expect("a row")
}

#[track_caller]
fn near(found: f64, expected: f64, relative: f64, what: &str) {
    assert!(
        (found - expected).abs() <= relative * expected.abs().max(1.0),
        "{what}: {found}, expected {expected}"
    );
}

/// The market and the crowd of AL-6 with one population of bots, some of whose fields are others.
fn al_6(changes: &Value) -> Value {
    let mut bots = json!({ "kind": "bots", "market": "perp", "capital": 1e9, "minProfitRatio": 0, "latencyS": 0 });
    for (name, value) in changes.as_object().expect("fields") {
        bots[name] = value.clone();
    }
    json!({
        "clock": { "mode": "ticks", "tickS": 1, "durationS": 60 },
        "markets": [{ "id": "perp", "price": 100, "impact": { "law": "linear", "slope": 0.008 }, "insuranceFund": 100,
            "liquidation": { "executor": { "kind": "bots", "discount": 0.01 } } }],
        "populations": [
            { "kind": "levels", "market": "perp", "side": "long", "from": 75, "to": 95, "quantity": 1_000, "count": 100_000 },
            bots,
        ],
        "shock": { "kind": "priceGap", "market": "perp", "ratio": -0.06 },
    })
}

#[test]
fn the_film_changes_and_the_ending_only_where_bots_refuse() {
    // AL-6: change; price at t = 1, 5, 10, 15; end price, liquidated, waiting, fund, profit.
    let cases = [
        (
            json!({}),
            [93.6, 93.340_16, 93.333_44, 93.333_36],
            [93.333_36, 83.33, 0.0, 31.301_157_307, 66.266_731_648],
        ),
        (
            json!({ "capital": 940 }),
            [93.919_191_919_2, 93.595_262_522_1, 93.339_68, 93.333_44],
            [93.333_36, 83.33, 0.0, 22.621_316_322_1, 74.946_572_632_9],
        ),
        (
            json!({ "count": 2, "capital": 470, "latencyStepS": 5 }),
            [
                93.959_595_959_6,
                93.757_332_157_4,
                93.470_306_904_9,
                93.336_88,
            ],
            [93.333_36, 83.33, 0.0, 21.747_351_628_2, 75.820_537_326_8],
        ),
        (
            json!({ "latencyS": 5 }),
            [94.0, 93.6, 93.44, 93.376],
            [93.333_36, 83.33, 0.0, 31.301_157_307, 66.266_731_648],
        ),
        (
            json!({ "strategy": { "kind": "exponential", "ratePerS": 0.223_143_551_314_209_76 } }),
            [93.92, 93.685_157_12, 93.519_007_158_7, 93.431_315_625_8],
            [
                93.333_641_353_7,
                83.32,
                0.0,
                35.317_644_894_9,
                62.222_252_600_5,
            ],
        ),
        (
            json!({ "minProfitRatio": 0.009 }),
            [93.812, 93.352, 93.333_52, 93.333_36],
            [93.333_36, 83.33, 0.0, 26.126_411_221_5, 71.441_477_733_5],
        ),
        (
            json!({ "minProfitRatio": 0.011 }),
            [94.0; 4],
            [94.0, 0.0, 50.0, 100.0, 0.0],
        ),
    ];
    for (change, prices, [end, liquidated, waiting, fund, profit]) in cases {
        let run = trace(&al_6(&change));
        let found = column(&run, "lastPrice");
        let what = |name: &str| format!("{change}: {name}");
        for (t, expected) in [1, 5, 10, 15].into_iter().zip(prices) {
            near(
                found[t + 1],
                expected,
                1e-9,
                &what(&format!("price at {t}")),
            );
        }
        near(last(&run, "lastPrice"), end, 1e-9, &what("end"));
        near(
            last(&run, "liquidatedQuantity"),
            liquidated,
            1e-9,
            &what("liquidated"),
        );
        near(
            last(&run, "backlogQuantity"),
            waiting,
            1e-9,
            &what("waiting"),
        );
        near(last(&run, "insuranceFund"), fund, 1e-8, &what("fund"));
        near(last(&run, "botProfit"), profit, 1e-8, &what("profit"));
    }
}

#[test]
fn bots_that_wait_for_more_leave_the_nearest_waiting() {
    // Closed: p* = (p_s - R b)/(1 - R/(1 - s)), R = 0.4, b = 95: the last 0.5 % wait.
    let run = trace(&al_6(&json!({ "sensitivity": 0.005 })));
    near(column(&run, "lastPrice")[2], 93.788_96, 1e-9, "first price");
    near(last(&run, "lastPrice"), 93.647_12, 1e-9, "end");
    near(last(&run, "liquidatedQuantity"), 44.11, 1e-9, "liquidated");
    near(last(&run, "backlogQuantity"), 23.53, 1e-9, "waiting");
    let closed = (94.0 - 0.4 * 95.0) / (1.0 - 0.4 / 0.995);
    near(last(&run, "lastPrice"), closed, 1e-4, "closed form");
}

#[test]
fn with_money_enough_bots_are_the_executor_whose_way_of_selling_they_have() {
    // I25, for every way that has no discount of its own.
    let ways = [
        json!({ "kind": "immediate" }),
        json!({ "kind": "exponential", "ratePerS": 0.3 }),
    ];
    for way in ways {
        let bots = trace(&al_6(&json!({ "strategy": way })));
        let mut scenario = al_6(&json!({}));
        scenario["markets"][0]["liquidation"]["executor"] = way.clone();
        scenario["populations"]
            .as_array_mut()
            .expect("a list")
            .pop();
        let itself = trace(&scenario);
        let pairs = column(&bots, "lastPrice");
        for (row, (found, expected)) in pairs.iter().zip(column(&itself, "lastPrice")).enumerate() {
            near(*found, expected, 1e-9, &format!("{way} row {row}"));
        }
    }
}

#[test]
fn what_nobody_wants_waits_and_the_run_says_why_it_ends() {
    let refused = trace(&al_6(&json!({ "minProfitRatio": 0.011 })));
    assert_eq!(refused.stop_reason, StopReason::LiquidatorsStopped);
    assert!(
        refused
            .events
            .iter()
            .all(|event| event.spec.name != "botsOutOfCapital")
    );
    // A least sum does the same: the 50 base of the first tick bring 36.8.
    for (least, is_refused) in [(36.0, false), (38.0, true)] {
        let run = trace(&al_6(&json!({ "minProfit": least })));
        assert_eq!(column(&run, "lastPrice")[2] == 94.0, is_refused, "{least}");
    }
    // Whose capital is bound has no money, and that is told.
    let poor = trace(&al_6(
        &json!({ "capital": 940, "strategy": { "kind": "twap", "durationS": 600 } }),
    ));
    assert!(
        poor.events
            .iter()
            .any(|event| event.spec.name == "botsOutOfCapital")
    );
    assert!(last(&poor, "backlogQuantity") > 0.0);
    assert_eq!(poor.stop_reason, StopReason::DurationReached);
    let bound = 940.0 - last(&poor, "botCapitalFree");
    assert!(bound > 0.9 * 940.0, "{bound}");
    near(
        last(&poor, "botInventory") * 93.06,
        bound,
        1e-2,
        "what is bound",
    );
}

#[test]
fn shorts_are_taken_over_above_the_market() {
    // The mirror image of AL-6, with the same numbers as far as they are distances.
    let mut scenario = al_6(&json!({ "strategy": { "kind": "twap", "durationS": 10 } }));
    let down = trace(&scenario);
    scenario["populations"][0] = json!({ "kind": "levels", "market": "perp", "side": "short", "from": 105, "to": 125, "quantity": 1_000, "count": 100_000 });
    scenario["shock"]["ratio"] = json!(0.06);
    let up = trace(&scenario);
    let falls = column(&down, "lastPrice");
    for (row, (rise, fall)) in column(&up, "lastPrice").iter().zip(falls).enumerate() {
        near(rise - 100.0, 100.0 - fall, 1e-9, &format!("row {row}"));
    }
    assert!(column(&up, "botInventory")[3] < 0.0);
    assert!(last(&up, "botProfit") > 0.0);
}

#[test]
fn a_bot_that_sells_to_its_own_price_never_loses() {
    let run = trace(&al_6(
        &json!({ "strategy": { "kind": "priceCapped" }, "minProfitRatio": 0.005 }),
    ));
    let profit = column(&run, "botProfit");
    assert!(
        profit.windows(2).all(|pair| pair[1] >= pair[0]),
        "{profit:?}"
    );
    assert!(last(&run, "botProfit") > 0.0);
    let banded = trace(&al_6(
        &json!({ "strategy": { "kind": "priceCapped", "at": "band", "band": 0.001 } }),
    ));
    let prices = column(&banded, "lastPrice");
    let falls = prices[2..].windows(2).map(|pair| 1.0 - pair[1] / pair[0]);
    assert!(falls.fold(0.0, f64::max) <= 0.001 + 1e-12, "{prices:?}");
}

#[test]
fn switched_off_they_leave_the_venue_to_itself_and_without_any_it_is_refused() {
    let mut off = al_6(&json!({ "enabled": false }));
    let bots = trace(&off);
    off["markets"][0]["liquidation"]["executor"] = json!({ "kind": "immediate" });
    let itself = trace(&off);
    assert_eq!(itself.markets[0].last_price, bots.markets[0].last_price);
    let steadily = json!({ "kind": "exponential", "ratePerS": 0.1 });
    off["markets"][0]["liquidation"]["executor"] = json!({ "kind": "bots", "otherwise": steadily });
    let bots = trace(&off);
    off["markets"][0]["liquidation"]["executor"] = steadily;
    assert_eq!(
        trace(&off).markets[0].last_price,
        bots.markets[0].last_price
    );
    assert_ne!(itself.markets[0].last_price, bots.markets[0].last_price);

    let mut none = al_6(&json!({}));
    none["populations"].as_array_mut().expect("a list").pop();
    let found = problems(&none);
    assert_eq!(found.len(), 1);
    assert_eq!(
        found[0].message,
        "markets[0].liquidation.executor \"bots\" needs a population of kind \"bots\" in market \"perp\""
    );
    let mut instant = al_6(&json!({}));
    instant["clock"] = json!({ "mode": "waves" });
    assert!(!problems(&instant).is_empty());
    for (strategy, path) in [
        (json!({ "kind": "bots" }), "populations[1].strategy.kind"),
        (json!({ "kind": "dutch" }), "populations[1].strategy.kind"),
        (
            json!({ "kind": "priceCapped", "at": "fillable" }),
            "populations[1].strategy.at",
        ),
    ] {
        let found = problems(&al_6(&json!({ "strategy": strategy })));
        assert_eq!(found[0].field, path);
    }
}

#[test]
fn bots_take_part_in_the_trading_of_others() {
    // A fifth of all trading where others trade 10 base a second: 2.5 base a tick.
    let run = trace(&al_6(&json!({
        "strategy": { "kind": "pov", "share": 0.2, "dailyVolume": 864_000 }
    })));
    let prices = column(&run, "lastPrice");
    for pair in prices[1..20].windows(2) {
        near(pair[0] - pair[1], 0.02, 1e-9, "a tick");
    }
}

#[test]
fn where_nobody_can_pay_winners_stand_in_and_the_bot_gets_the_rest() {
    // Offered so far below that every position is worth less than nothing there, and the fund has little.
    let mut scenario = al_6(&json!({}));
    scenario["markets"][0]["liquidation"]["executor"]["discount"] = json!(0.2);
    scenario["markets"][0]["insuranceFund"] = json!(20);
    scenario["markets"][0]["deficit"] = json!("adl");
    scenario["populations"].as_array_mut().expect("a list").push(
        json!({ "kind": "levels", "market": "perp", "side": "short", "from": 140, "to": 160, "quantity": 1_000, "count": 1_000 }),
    );
    let run = trace(&scenario);
    assert!(last(&run, "adlNotional") > 0.0);
    assert!(last(&run, "insuranceFund") < 20.0);
    assert!(
        last(&run, "badDebt").abs() < 1e-9,
        "{}",
        last(&run, "badDebt")
    );
}
