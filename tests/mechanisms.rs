//! Whoever trades besides leveraged traders, against the numbers of an independent program and closed forms.
#![cfg(not(target_arch = "wasm32"))]

use liquidation_cascades::analysis::facts::Facts;
use liquidation_cascades::analysis::paid::WhoPaid;
use liquidation_cascades::engine::run;
use liquidation_cascades::error::Problem;
use liquidation_cascades::scenario::build::build;
use liquidation_cascades::scenario::controls::set_control;
use liquidation_cascades::scenario::data::DataStore;
use liquidation_cascades::scenario::mechanisms;
use liquidation_cascades::scenario::presets::preset;
use liquidation_cascades::scenario::settings::{RemarkKind, Setting, Wanted, settle};
use liquidation_cascades::settlement::options::gamma;
use liquidation_cascades::trace::Trace;
use serde_json::{Value, json};

fn trace(scenario: &Value) -> Trace {
    let valid = build(scenario, &DataStore::default())
        .unwrap_or_else(|problems| panic!("{scenario}: {problems:?}"));
    run(valid)
}

fn market(id: &str, slope: f64) -> Value {
    json!({ "id": id, "price": 100, "impact": { "law": "linear", "slope": slope } })
}

fn log_linear(depth: f64) -> Value {
    json!({ "id": "perp", "price": 100, "impact": { "law": "logLinear", "depth": depth } })
}

fn levels(id: &str, quantity: f64) -> Value {
    json!({ "kind": "levels", "market": id, "side": "long", "from": 75, "to": 95, "quantity": quantity, "count": 100_000 })
}

fn gap(id: &str, ratio: f64) -> Value {
    json!({ "kind": "priceGap", "market": id, "ratio": ratio })
}

fn clock(duration_s: f64) -> Value {
    json!({ "mode": "ticks", "tickS": 1, "durationS": duration_s })
}

#[track_caller]
fn near(found: f64, expected: f64, relative: f64) {
    assert!(
        (found - expected).abs() <= relative * expected.abs().max(1e-300),
        "{found}, expected {expected}"
    );
}

/// The column of a market at its end.
fn last(trace: &Trace, market: usize, name: &str) -> f64 {
    *trace
        .column(&trace.markets[market], name)
        .unwrap_or_else(|| panic!("no column {name}"))
        .last()
        .expect("a row")
}

fn at(trace: &Trace, market: usize, name: &str, row: usize) -> f64 {
    trace
        .column(&trace.markets[market], name)
        .unwrap_or_else(|| panic!("no column {name}"))[row]
}

#[test]
fn stops_add_to_feedback_and_not_to_the_fund() {
    // AL-1.
    let mut perp = market("perp", 0.008);
    perp["insuranceFund"] = json!(1_000);
    let stops = json!({ "kind": "stops", "market": "perp", "side": "long", "quantity": 300, "count": 30_000, "distance": { "law": "uniform", "from": 0.04, "to": 0.14 } });
    let scenario = |ratio: f64| json!({ "markets": [perp], "populations": [levels("perp", 1_000.0), stops], "shock": gap("perp", ratio) });
    let run = trace(&scenario(-0.06));
    near(last(&run, 0, "lastPrice"), 91.555_6, 1e-9);
    near(last(&run, 0, "liquidatedQuantity"), 172.22, 1e-9);
    near(last(&run, 0, "stopQuantity"), 133.33, 1e-9);
    assert_eq!(*run.wave.last().expect("a row"), 23);
    near(at(&run, 0, "branchingRatio", 1), 0.64, 1e-9);
    near(last(&run, 0, "insuranceFund"), 979.542_819_98, 1e-8);
    assert_eq!(last(&run, 0, "badDebt"), 0.0);
    // Whose part of R is whose.
    let parts: Vec<f64> = run.markets[0]
        .feedback
        .iter()
        .map(|(_, part)| part[1])
        .collect();
    near(parts[0], 0.4, 1e-9);
    near(parts[1], 0.24, 1e-9);
    // Without the stops the fund loses less: they move it by where they take the price.
    let alone = trace(
        &json!({ "markets": [perp], "populations": [levels("perp", 1_000.0)], "shock": gap("perp", -0.06) }),
    );
    near(last(&alone, 0, "lastPrice"), 93.333_36, 1e-9);
    near(last(&alone, 0, "insuranceFund"), 997.567_888_955, 1e-9);
    let run = trace(&scenario(-0.045));
    near(last(&run, 0, "lastPrice"), 95.342_08, 1e-9);
    near(last(&run, 0, "stopQuantity"), 19.74, 1e-9);
    assert_eq!(last(&run, 0, "liquidatedQuantity"), 0.0);
    assert_eq!(*run.wave.last().expect("a row"), 7);
}

#[test]
fn value_buyers_trade_inside_the_fill() {
    // AL-2.
    let scenario = |value: Value| json!({ "markets": [market("perp", 0.008)], "populations": [levels("perp", 1_000.0), value], "shock": gap("perp", -0.06) });
    let run = trace(&scenario(
        json!({ "kind": "value", "market": "perp", "budget": 190, "value": 95, "fullAt": 0.1 }),
    ));
    for (row, expected) in [
        (2, 93.793_103_448_3),
        (3, 93.721_793_103_4),
        (4, 93.697_172_413_8),
        (5, 93.688_689_655_2),
    ] {
        near(at(&run, 0, "lastPrice", row), expected, 1e-9);
    }
    near(last(&run, 0, "lastPrice"), 93.684_206_896_6, 1e-9);
    near(last(&run, 0, "liquidatedQuantity"), 65.79, 1e-9);
    near(last(&run, 0, "valueHolding"), 26.315_862_069, 1e-9);
    assert_eq!(*run.wave.last().expect("a row"), 9);
    near(at(&run, 0, "branchingRatio", 1), 0.24, 1e-9);
    let run = trace(&scenario(
        json!({ "kind": "value", "market": "perp", "budget": 19, "value": 95, "fullAt": 0.01 }),
    ));
    near(last(&run, 0, "lastPrice"), 93.586_72, 1e-9);
}

#[test]
fn a_trend_follower_trades_one_tick_after_it_sees() {
    // AL-3.
    let scenario = json!({ "clock": clock(1_200.0), "markets": [log_linear(6_000.0)], "populations": [{ "kind": "trend", "market": "perp", "budget": 144, "windowS": 600, "fullAt": 0.06 }], "shock": gap("perp", -0.03) });
    let run = trace(&scenario);
    let expected = [
        (1, 97.0),
        (2, 95.827_297_285_2),
        (3, 95.364_899_868_1),
        (5, 95.114_245_936_3),
        (10, 95.091_389_262_4),
        (60, 95.336_604_215),
        (600, 96.627_076_088_3),
        (1_200, 96.929_606_536_5),
    ];
    for (second, expected) in expected {
        near(at(&run, 0, "lastPrice", second + 1), expected, 1e-9);
    }
    let prices = &run.markets[0].last_price;
    let lowest = prices.iter().copied().fold(f64::INFINITY, f64::min);
    near(lowest, 95.083_029_971_8, 1e-9);
    assert_eq!(prices[8], lowest);
    near(at(&run, 0, "trendHolding", 61), -103.782_881_957_5, 1e-9);
    let mut fine = scenario.clone();
    fine["clock"]["tickS"] = json!(0.1);
    near(
        at(&trace(&fine), 0, "lastPrice", 6_001),
        96.628_524_890_9,
        1e-9,
    );
    for row in 0..run.rows() {
        near(run.markets[0].branching_ratio[row], 0.4, 1e-9);
    }
}

#[test]
fn an_algorithm_starts_it_and_three_brakes_stop_it() {
    // AL-4.
    let scenario = |safeguards: Value| {
        json!({ "clock": clock(180.0), "markets": [market("perp", 0.008)], "populations": [levels("perp", 1_000.0),
            { "kind": "program", "market": "perp", "quantity": 1_800, "strategy": { "kind": "twap", "durationS": 180 }, "safeguards": safeguards }] })
    };
    let run = trace(&scenario(json!({})));
    for (second, expected) in [
        (62, 95.04),
        (63, 94.96),
        (64, 94.864),
        (70, 94.088_8),
        (120, 87.422_24),
        (180, 79.422_24),
    ] {
        near(at(&run, 0, "lastPrice", second + 1), expected, 1e-9);
    }
    near(last(&run, 0, "liquidatedQuantity"), 772.22, 1e-9);
    let summary = run.summary();
    assert_eq!(summary.amplification, None);
    assert_eq!(summary.home_made_share, 1.0);
    assert!(
        run.markets[0]
            .counterfactual_price
            .iter()
            .all(|&price| price == 100.0)
    );
    let cases = [
        (json!({ "collar": { "ratio": 0.05 } }), 95.0, 625.0, 0.0),
        (
            json!({ "killSwitch": { "move": 0.0396, "windowS": 60 } }),
            96.0,
            500.0,
            0.0,
        ),
        (
            json!({ "participationCap": { "share": 0.1, "windowS": 60, "dailyVolume": 3_456_000 } }),
            92.656_635_555_6,
            803.850_555_555_6,
            114.07,
        ),
    ];
    for (safeguards, price, sold, liquidated) in cases {
        let run = trace(&scenario(safeguards));
        near(last(&run, 0, "lastPrice"), price, 1e-9);
        near(last(&run, 0, "programQuantity"), sold, 1e-9);
        near(last(&run, 0, "liquidatedQuantity"), liquidated, 1e-9);
    }
}

fn dealers(law: Value, rows: Value, gap_ratio: f64, more: Value) -> Value {
    let mut one = json!({ "kind": "optionDealers", "book": { "law": "rows", "rows": rows } });
    for (name, value) in more.as_object().into_iter().flatten() {
        one[name] = value.clone();
    }
    json!({ "markets": [{ "id": "m", "price": 100, "impact": law }], "populations": [one], "shock": { "kind": "priceGap", "ratio": gap_ratio } })
}

fn option(kind: &str, strike: f64, days: f64, volatility: f64, contracts: f64) -> Value {
    json!([{ "type": kind, "strike": strike, "expiryDays": days, "volatility": volatility, "contracts": contracts }])
}

#[test]
fn a_gamma_squeeze_chases_the_price_up() {
    // OT2.
    let linear = json!({ "law": "linear", "slope": 0.008 });
    let run = trace(&dealers(
        linear.clone(),
        option("call", 105.0, 14.0, 0.5, -3_000.0),
        0.03,
        json!({}),
    ));
    for (row, expected) in [
        (1, 103.0),
        (2, 105.754_804_181_1),
        (3, 108.327_541_861_6),
        (4, 110.602_944_283_4),
        (5, 112.417_087_024_1),
    ] {
        near(at(&run, 0, "lastPrice", row), expected, 1e-9);
    }
    near(last(&run, 0, "lastPrice"), 115.462_715_838_3, 1e-9);
    assert_eq!(run.rows(), 43);
    for (row, expected) in [
        (0, 0.887_772_123_1),
        (1, 0.939_515_268_3),
        (2, 0.915_019_878_4),
        (42, 0.496_714_222_8),
    ] {
        near(at(&run, 0, "branchingRatio", row), expected, 1e-9);
    }
    near(last(&run, 0, "hedgeSold"), -1_557.839_479_782_9, 1e-9);
    near(last(&run, 0, "hedgeNotional"), 170_164.921_796_7, 1e-9);
    near(at(&run, 0, "dealerGamma", 0), -11_048.695_482_837_8, 1e-9);
    near(last(&run, 0, "dealerGamma"), -8_396.898_909_153_6, 1e-9);
    near(last(&run, 0, "dealerProfit"), -3_413.121_185_2, 1e-8);
    // OT3.
    let run = trace(&dealers(
        linear.clone(),
        option("call", 105.0, 14.0, 0.5, 3_000.0),
        0.03,
        json!({}),
    ));
    near(last(&run, 0, "lastPrice"), 101.574_559_861_9, 1e-9);
    assert_eq!(run.rows(), 3);
    near(last(&run, 0, "hedgeSold"), 178.180_017_261_6, 1e-9);
    for (row, expected) in [
        (0, -0.887_772_123_1),
        (1, -0.939_515_268_3),
        (2, -0.925_198_270_9),
    ] {
        near(at(&run, 0, "branchingRatio", row), expected, 1e-9);
    }
    let run = trace(&dealers(
        linear,
        option("call", 102.0, 3.0, 0.5, 20_000.0),
        0.03,
        json!({}),
    ));
    near(last(&run, 0, "lastPrice"), 100.213_796_445_4, 1e-9);
    assert_eq!(run.rows(), 3);
    near(last(&run, 0, "hedgeSold"), 348.275_444_33, 1e-9);
}

#[test]
fn dealers_short_of_puts_vanna_and_bands() {
    // V13.
    let linear = json!({ "law": "linear", "slope": 0.008 });
    let put = option("put", 90.0, 30.0, 0.6, -2_000.0);
    let run = trace(&dealers(linear.clone(), put.clone(), -0.03, json!({})));
    near(last(&run, 0, "lastPrice"), 95.571_429_057_4, 1e-9);
    near(at(&run, 0, "branchingRatio", 0), 0.292_583_756, 1e-9);
    // OT4.
    let law = json!({ "law": "logLinear", "depth": 12_500 });
    let run = trace(&dealers(law.clone(), put.clone(), -0.05, json!({})));
    near(last(&run, 0, "lastPrice"), 92.638_505_614_6, 1e-9);
    assert_eq!(run.rows(), 27);
    near(at(&run, 0, "branchingRatio", 0), 0.292_217_873_8, 1e-9);
    near(at(&run, 0, "branchingRatio", 1), 0.343_490_583_7, 1e-9);
    near(at(&run, 0, "lastPrice", 2), 93.461_712_555_9, 1e-9);
    let run = trace(&dealers(
        law,
        put.clone(),
        -0.05,
        json!({ "volatilitySlope": 1.2 }),
    ));
    near(last(&run, 0, "lastPrice"), 92.561_919_691_9, 1e-9);
    assert_eq!(run.rows(), 25);
    near(at(&run, 0, "branchingRatio", 0), 0.343_687_163, 1e-9);
    near(at(&run, 0, "branchingRatio", 1), 0.332_933_523_2, 1e-9);
    near(at(&run, 0, "lastPrice", 2), 93.348_880_016, 1e-9);
    // OT5.
    let run = trace(&dealers(
        linear.clone(),
        put.clone(),
        -0.03,
        json!({ "hedge": { "band": 40 } }),
    ));
    near(last(&run, 0, "lastPrice"), 96.062_369_139_7, 1e-9);
    assert_eq!(run.rows(), 3);
    let run = trace(&dealers(
        linear.clone(),
        put,
        -0.03,
        json!({ "hedge": { "band": 40, "to": "edge" } }),
    ));
    near(last(&run, 0, "lastPrice"), 96.063_702_176_7, 1e-9);
    assert_eq!(run.rows(), 33);
    near(last(&run, 0, "hedgeSold"), 117.037_227_907, 1e-9);
    // OT6: below the quantity at which they would sell as fast as the market gives way, and yet gone.
    near(
        1.0 / (0.008 * gamma(100.0, 95.0, 7.0, 0.4)),
        2_734.983_600_465,
        1e-9,
    );
    for (ratio, price, rows) in [(-0.005, 83.068_660_474, 23), (-0.01, 82.521_757_620_4, 19)] {
        let run = trace(&dealers(
            linear.clone(),
            option("put", 95.0, 7.0, 0.4, -2_500.0),
            ratio,
            json!({}),
        ));
        near(last(&run, 0, "lastPrice"), price, 1e-9);
        assert_eq!(run.rows(), rows);
    }
}

#[test]
fn mechanisms_add_up_in_one_fill() {
    // OT7.
    let mut scenario = dealers(
        json!({ "law": "linear", "slope": 0.008 }),
        option("put", 90.0, 30.0, 0.6, -2_000.0),
        -0.06,
        json!({}),
    );
    // Alone.
    near(last(&trace(&scenario), 0, "lastPrice"), 90.7218, 1e-6);
    let crowd = levels("m", 1_000.0);
    scenario["populations"]
        .as_array_mut()
        .expect("a list")
        .insert(0, crowd);
    let run = trace(&scenario);
    for (row, expected) in [
        (1, 94.0),
        (2, 91.600_789_240_4),
        (3, 89.715_276_430_4),
        (4, 88.195_998_180_8),
    ] {
        near(at(&run, 0, "lastPrice", row), expected, 1e-9);
    }
    near(last(&run, 0, "lastPrice"), 81.336_735_215_7, 1e-9);
    assert_eq!(run.rows(), 70);
    near(last(&run, 0, "liquidatedQuantity"), 683.16, 1e-9);
    near(last(&run, 0, "hedgeSold"), 899.748_098, 1e-9);
    near(at(&run, 0, "branchingRatio", 0), 0.292_583_756, 1e-9);
    near(at(&run, 0, "branchingRatio", 1), 0.774_118_869_9, 1e-9);
}

#[test]
fn arbitrage_ties_two_prices() {
    // VE-1.
    let scenario = |terms: Value| {
        let mut tie = json!({ "kind": "arbitrage", "a": "a", "b": "b" });
        for (name, value) in terms.as_object().into_iter().flatten() {
            tie[name] = value.clone();
        }
        json!({ "markets": [market("a", 0.02), market("b", 0.005)], "couplings": [tie], "shock": gap("a", -0.06), "moreShocks": [gap("b", -0.05)] })
    };
    let cases = [
        (json!({}), 94.8, 94.8, 40.0, 20.0),
        (
            json!({ "capital": 1_900 }),
            94.404_255_319_1,
            94.898_936_170_2,
            20.212_765_957_4,
            15.105_817_111_8,
        ),
        (
            json!({ "cost": 0.005 }),
            94.422_310_757,
            94.894_422_310_8,
            21.115_537_848_6,
            15.542_213_615_7,
        ),
    ];
    for (terms, a, b, inventory, profit) in cases {
        let run = trace(&scenario(terms));
        near(at(&run, 0, "lastPrice", 1), a, 1e-9);
        near(at(&run, 1, "lastPrice", 1), b, 1e-9);
        near(at(&run, 0, "arbitrageInventory", 1), inventory, 1e-9);
        near(at(&run, 1, "arbitrageInventory", 1), -inventory, 1e-9);
        near(at(&run, 0, "arbitrageProfit", 1), profit, 1e-8);
        near(
            at(&run, 0, "lastPrice", 1) / 0.02 + at(&run, 1, "lastPrice", 1) / 0.005,
            23_700.0,
            1e-12,
        );
    }
    let mut slow = scenario(json!({ "speedPerS": 0.1 }));
    slow["clock"] = clock(20.0);
    let run = trace(&slow);
    for (second, expected) in [
        (1, 0.904_837_418),
        (10, 0.367_879_441_2),
        (20, 0.135_335_283_2),
    ] {
        let apart = at(&run, 1, "lastPrice", second + 1) - at(&run, 0, "lastPrice", second + 1);
        near(apart, expected, 1e-9);
    }
    let log = |id: &str, depth: f64| json!({ "id": id, "price": 100, "impact": { "law": "logLinear", "depth": depth } });
    let run = trace(
        &json!({ "markets": [log("a", 5_000.0), log("b", 20_000.0)], "couplings": [{ "kind": "arbitrage", "a": "a", "b": "b" }], "shock": gap("a", -0.06) }),
    );
    near(at(&run, 0, "lastPrice", 1), 98.770_117_568_4, 1e-9);
    near(at(&run, 1, "lastPrice", 1), 98.770_117_568_4, 1e-9);
    near(
        at(&run, 0, "arbitrageInventory", 1),
        247.501_614_872_3,
        1e-9,
    );
}

#[test]
fn tied_venues_pool_their_depth() {
    // VE-2.
    let scenario = |couplings: Value| json!({ "markets": [market("a", 0.02), market("b", 1.0 / 150.0)], "populations": [levels("a", 1_200.0), levels("b", 800.0)], "couplings": couplings, "shock": gap("a", -0.06), "moreShocks": [gap("b", -0.06)] });
    let apart = trace(&scenario(json!([])));
    near(last(&apart, 0, "lastPrice"), 70.0, 1e-9);
    near(last(&apart, 1, "lastPrice"), 93.636_373_333_3, 1e-9);
    let tied = trace(&scenario(
        json!([{ "kind": "arbitrage", "a": "a", "b": "b" }]),
    ));
    for (market, liquidated) in [(0, 120.0), (1, 80.0)] {
        near(last(&tied, market, "lastPrice"), 93.0, 1e-3 / 93.0);
        near(last(&tied, market, "liquidatedQuantity"), liquidated, 1e-3);
    }
    near(last(&tied, 0, "arbitrageInventory"), 70.0, 1e-3);
}

fn shared_index(weights: Value) -> Value {
    json!({ "kind": "sharedIndex", "id": "i", "weights": weights })
}

fn by_index(mut market: Value) -> Value {
    market["mark"] = json!({ "kind": "index", "index": "i" });
    market
}

/// Two markets of Feedback R 1.2 and 4/15.
fn two_markets(markets: [Value; 2], couplings: Value) -> Value {
    json!({ "markets": markets, "populations": [levels("a", 1_200.0), levels("b", 800.0)], "couplings": couplings, "shock": gap("a", -0.06), "moreShocks": [gap("b", -0.06)] })
}

#[test]
fn a_shared_index_spreads_the_trigger_and_not_the_load() {
    // VE-3; levels lie on a grid, whose ties are worth some of them.
    let [a, b] = [market("a", 0.02), market("b", 1.0 / 150.0)].map(by_index);
    let halves = json!([{ "market": "a", "weight": 0.5 }, { "market": "b", "weight": 0.5 }]);
    let index = shared_index(halves.clone());
    let scenario = two_markets([a, b], json!([index]));
    let run = trace(&scenario);
    let end = |run: &Trace| run.indices[0].price.last().copied().expect("a row");
    let close =
        |found: f64, expected: f64| assert!((found - expected).abs() <= 1e-3, "{found} {expected}");
    close(end(&run), 91.25);
    close(last(&run, 0, "lastPrice"), 89.5);
    close(last(&run, 1, "lastPrice"), 93.0);
    for (market, reference) in [(0, 89.500_24), (1, 93.000_053_333_3)] {
        near(last(&run, market, "lastPrice"), reference, 1e-9);
        near(last(&run, market, "indexPrice"), 91.250_146_666_7, 1e-9);
        assert_eq!(last(&run, market, "markPrice"), end(&run));
    }
    // R_ij = R_i w_j, of radius sum w_i R_i.
    let spread = run.spread.as_ref().expect("two markets");
    let row = |row: usize| &spread.matrix[4 * row..4 * row + 4];
    for (found, expected) in row(1).iter().zip([0.6, 0.6, 2.0 / 15.0, 2.0 / 15.0]) {
        close(*found, expected);
    }
    close(spread.radius[1], 0.733_333_333_3);
    assert!(spread.pooled.is_empty());
    // Nobody has sold in b, and 150 base are liquidated there.
    let mut alone = scenario.clone();
    alone["shock"] = gap("a", -0.12);
    alone["moreShocks"] = json!([]);
    let run = trace(&alone);
    close(end(&run), 91.25);
    close(last(&run, 0, "lastPrice"), 83.5);
    close(last(&run, 1, "lastPrice"), 99.0);
    assert!((last(&run, 1, "liquidatedQuantity") - 150.0).abs() < 0.1);
    let apart: Vec<_> = run
        .events
        .iter()
        .filter(|event| event.spec.name == "indexApart")
        .map(|event| (event.market, event.row))
        .collect();
    assert_eq!(apart, [(0, 1), (1, 1)]);
    // Index and arbitrage.
    let mut tied = scenario.clone();
    tied["couplings"] =
        json!([shared_index(halves.clone()), { "kind": "arbitrage", "a": "a", "b": "b" }]);
    let run = trace(&tied);
    for price in [
        end(&run),
        last(&run, 0, "lastPrice"),
        last(&run, 1, "lastPrice"),
    ] {
        close(price, 93.0);
    }
    close(run.spread.as_ref().expect("two markets").pooled[1], 0.5);
    // In an instant run an average has not moved: it is the index, or nothing would cascade.
    let mut smooth = scenario.clone();
    for market in smooth["markets"].as_array_mut().expect("markets") {
        market["mark"] = json!({ "kind": "indexEma", "band": 0.5, "index": "i" });
    }
    let smooth = trace(&smooth);
    assert_eq!(
        smooth.markets[0].last_price,
        trace(&scenario).markets[0].last_price
    );
    // Switched off every market goes by its own price.
    let mut off = scenario.clone();
    off["couplings"][0]["enabled"] = json!(false);
    let off = trace(&off);
    near(last(&off, 0, "lastPrice"), 70.0, 1e-9);
    assert!(off.indices.is_empty());
}

#[test]
fn an_outage_holds_orders_and_an_index_outside_does_not_wait() {
    // VE-4.
    let scenario = |mark: Value, couplings: Value| {
        let mut perp = market("perp", 0.008);
        perp["guards"] = json!([{ "kind": "outage", "fromS": 52, "forS": 6 }]);
        perp["mark"] = mark;
        json!({ "clock": clock(70.0), "markets": [perp], "populations": [levels("perp", 1_000.0)], "couplings": couplings, "shock": { "kind": "ramp", "market": "perp", "ratio": -0.06, "durationS": 60 } })
    };
    let own = trace(&scenario(json!({ "kind": "last" }), json!([])));
    let outside = json!([{ "kind": "sharedIndex", "id": "i", "weights": [{ "market": "perp", "weight": 0 }], "outside": 1 }]);
    let index = trace(&scenario(json!({ "kind": "index", "index": "i" }), outside));
    let seconds = [51, 52, 57, 58, 59, 60, 70];
    let check = |run: &Trace, name: &str, expected: [f64; 7]| {
        for (second, expected) in seconds.into_iter().zip(expected) {
            let found = at(run, 0, name, second + 1);
            assert!(
                (found - expected).abs() <= 1e-9 * expected.max(1.0),
                "{name} {second}: {found} {expected}"
            );
        }
    };
    check(
        &own,
        "lastPrice",
        [94.86, 94.86, 94.86, 93.864, 93.605_6, 93.402_24, 93.333_36],
    );
    check(
        &own,
        "liquidatedQuantity",
        [5.0, 5.0, 5.0, 42.0, 61.8, 74.72, 83.33],
    );
    check(
        &own,
        "backlogQuantity",
        [2.0, 2.0, 2.0, 14.8, 7.92, 5.17, 0.0],
    );
    check(
        &index,
        "lastPrice",
        [94.86, 94.86, 94.86, 93.88, 93.74, 93.6, 93.6],
    );
    check(
        &index,
        "backlogQuantity",
        [0.0, 5.0, 30.0, 0.0, 0.0, 0.0, 0.0],
    );
}

#[test]
fn cross_impact_carries_a_fall_where_nobody_sells() {
    // AS-1.
    let scenario = |ratio: f64| json!({ "markets": [market("a", 0.01), market("b", 0.01)], "populations": [levels("a", 1_000.0), levels("b", 900.0)], "couplings": [{ "kind": "crossImpact", "pairs": [{ "from": "a", "to": "b", "share": 0.8 }, { "from": "b", "to": "a", "share": 2.0 / 3.0 }] }], "shock": gap("a", -0.06), "moreShocks": [gap("b", ratio)] });
    let cases = [
        (-0.05, [3.548_387_096_8, 2.580_645_161_3]),
        (-0.045, [2.580_645_161_3, 0.967_741_935_5]),
        (-0.038, [2.0, -0.4]),
    ];
    for (ratio, gaps) in cases {
        let run = trace(&scenario(ratio));
        for (market, gap) in gaps.into_iter().enumerate() {
            let found = 95.0 - last(&run, market, "lastPrice");
            assert!(
                (found - gap).abs() <= 1e-3,
                "{ratio} {market}: {found} {gap}"
            );
        }
    }
    let run = trace(&scenario(-0.05));
    near(95.0 - last(&run, 0, "lastPrice"), 3.548_06, 2e-6);
    near(95.0 - last(&run, 1, "lastPrice"), 2.580_29, 2e-6);
    let spread = run.spread.as_ref().expect("two markets");
    for (found, expected) in spread.matrix[4..8].iter().zip([0.5, 0.3, 0.4, 0.45]) {
        assert!((found - expected).abs() < 1e-3, "{found} {expected}");
    }
    assert!(
        (spread.radius[1] - 0.822_311_1).abs() < 1e-3,
        "{}",
        spread.radius[1]
    );
}

fn bits(trace: &Trace, market: usize) -> Vec<(&'static str, Vec<u64>)> {
    let columns = trace.markets[market].columns();
    columns
        .map(|(spec, column)| (spec.name, column.iter().map(|one| one.to_bits()).collect()))
        .collect()
}

/// Compares every column of every market, found by its id, bit for bit.
#[track_caller]
fn same_bits(one: &Trace, other: &Trace) {
    for (place, market) in one.markets.iter().enumerate() {
        let mut others = other.markets.iter();
        let there = others
            .position(|other| other.id == market.id)
            .expect("the same markets");
        assert_eq!(bits(one, place), bits(other, there), "{}", market.id);
    }
}

#[test]
fn a_factor_moves_every_market_by_its_beta() {
    let alike = |factor: Value, shocks: Value| {
        let with = |shock: Value, more: Value, couplings: Value| json!({ "clock": clock(60.0), "markets": [market("a", 0.02), market("b", 1.0 / 150.0)], "populations": [levels("a", 1_200.0), levels("b", 800.0)], "couplings": couplings, "shock": shock, "moreShocks": more });
        let exposures = json!([{ "market": "a", "beta": 1 }, { "market": "b", "beta": 1.5 }]);
        let tie = json!([{ "kind": "factor", "id": "world", "exposures": exposures }]);
        let common = trace(&with(factor, json!([]), tie));
        let apart = trace(&with(shocks[0].clone(), json!([shocks[1]]), json!([])));
        same_bits(&common, &apart);
    };
    // As many shocks of their own do the same, to the last bit.
    alike(
        json!({ "kind": "priceGap", "factor": "world", "ratio": -0.06 }),
        json!([gap("a", -0.06), gap("b", 1.5 * -0.06)]),
    );
    for scale in ["linear", "log"] {
        let ramp = |market: &str, ratio: f64| json!({ "kind": "ramp", "market": market, "ratio": ratio, "durationS": 40, "scale": scale });
        alike(
            json!({ "kind": "ramp", "factor": "world", "ratio": -0.0625, "durationS": 40, "scale": scale }),
            json!([ramp("a", -0.0625), ramp("b", 1.5 * -0.0625)]),
        );
    }
    // One draw for all: what one market has drawn follows from the other.
    let noise = |couplings: Value| json!({ "clock": clock(60.0), "markets": [market("a", 1e-9), market("b", 1e-9), market("c", 1e-9)], "couplings": couplings, "shock": { "kind": "noise", "factor": "world", "dailyVolatility": 2 } });
    let exposures = json!([{ "market": "a", "beta": 1 }, { "market": "b", "beta": -2 }, { "market": "c", "beta": 0 }]);
    let tie = json!({ "kind": "factor", "id": "world", "exposures": exposures });
    let run = trace(&noise(json!([tie])));
    let sd = 2.0 * (1.0_f64 / 86_400.0).sqrt();
    for row in 2..run.rows() {
        let draw = |market: usize, beta: f64| {
            let step = at(&run, market, "lastPrice", row) / at(&run, market, "lastPrice", row - 1);
            (step.ln() + 0.5 * (beta * sd).powi(2)) / (beta * sd)
        };
        assert!((draw(0, 1.0) - draw(1, -2.0)).abs() < 1e-7, "{row}");
        assert_eq!(at(&run, 2, "lastPrice", row), 100.0);
    }
    let mut off = tie.clone();
    off["enabled"] = json!(false);
    let off = trace(&noise(json!([off])));
    // Switched off, what names it moves the first market alone.
    assert_eq!(off.markets[0].last_price, run.markets[0].last_price);
    let stays = |price: &f64| *price == 100.0;
    assert!(off.markets[1].last_price.iter().all(stays));
}

#[test]
fn a_cross_account_falls_with_the_factor() {
    // AS-2.
    let run = |betas: [f64; 2], fall: f64| {
        let cross = |id: &str, price: f64, ratio: f64| json!({ "id": id, "price": price, "impact": { "law": "linear", "slope": 1e-9 }, "margin": { "mode": "cross", "maintenance": { "ratio": ratio } } });
        let held = |market: &str, quantity: f64, entry: f64| json!({ "kind": "positions", "market": market, "rows": [{ "id": market, "side": "long", "quantity": quantity, "entryPrice": entry, "account": "me" }] });
        let [btc, eth] = betas;
        trace(&json!({
            "accounts": [{ "id": "me", "wallet": 12_000 }],
            "markets": [cross("btc", 50_000.0, 0.005), cross("eth", 3_000.0, 0.01)],
            "populations": [held("btc", 1.0, 50_000.0), held("eth", 10.0, 3_000.0)],
            "couplings": [{ "kind": "factor", "id": "world", "exposures": [{ "market": "btc", "beta": btc }, { "market": "eth", "beta": eth }] }],
            "shock": { "kind": "priceGap", "factor": "world", "ratio": -fall },
        }))
    };
    let cases = [
        ([1.0, 1.0], 0.144_115_796_1),
        ([1.0, 1.5], 0.121_420_996_8),
        ([0.8, 1.3], 0.146_027_292_4),
    ];
    for (betas, fall) in cases {
        let closed = |fall: f64| last(&run(betas, fall), 0, "liquidatedQuantity");
        assert_eq!(closed(fall - 1e-6), 0.0, "{betas:?}");
        assert_eq!(closed(fall + 1e-6), 1.0, "{betas:?}");
    }
}

#[test]
fn the_order_of_markets_changes_no_bit() {
    // I18.
    let halves = json!([{ "market": "a", "weight": 0.5 }, { "market": "b", "weight": 0.5 }]);
    let plain = || [market("a", 0.02), market("b", 1.0 / 150.0)];
    let arbitrage = json!({ "kind": "arbitrage", "a": "a", "b": "b" });
    let cross = json!({ "kind": "crossImpact", "pairs": [{ "from": "a", "to": "b", "share": 0.8 }, { "from": "b", "to": "a", "share": 0.6 }] });
    let scenarios = [
        two_markets(plain(), json!([arbitrage])),
        two_markets(plain().map(by_index), json!([shared_index(halves.clone())])),
        two_markets(
            plain().map(by_index),
            json!([cross, shared_index(halves), arbitrage]),
        ),
        preset("venue-that-holds").expect("a preset"),
        preset("two-venues").expect("a preset"),
    ];
    for scenario in scenarios {
        let mut turned = scenario.clone();
        turned["markets"].as_array_mut().expect("markets").reverse();
        same_bits(&trace(&scenario), &trace(&turned));
    }
}

#[test]
fn ties_of_size_nought_change_no_bit() {
    // I17.
    let plain = || [market("a", 0.02), market("b", 1.0 / 150.0)];
    let none = trace(&two_markets(plain(), json!([])));
    let pairs =
        json!([{ "from": "a", "to": "b", "share": 0 }, { "from": "b", "to": "a", "share": 0 }]);
    let cross = trace(&two_markets(
        plain(),
        json!([{ "kind": "crossImpact", "pairs": pairs }]),
    ));
    same_bits(&none, &cross);
    let alone = json!([{ "market": "a", "weight": 0.7 }]);
    let mut more = alone.clone();
    more.as_array_mut()
        .expect("a list")
        .push(json!({ "market": "b", "weight": 0 }));
    let mut judged = two_markets(
        [market("a", 0.02), by_index(market("b", 1.0 / 150.0))],
        json!([shared_index(alone)]),
    );
    let one = trace(&judged);
    judged["couplings"][0]["weights"] = more;
    same_bits(&one, &trace(&judged));
    // Arbitrage without money trades nothing; it has columns, which are 0.
    let poor = trace(&two_markets(
        plain(),
        json!([{ "kind": "arbitrage", "a": "a", "b": "b", "capital": 0 }]),
    ));
    for market in 0..2 {
        for (name, column) in bits(&none, market) {
            let mut same = bits(&poor, market).into_iter();
            assert_eq!(
                Some(column),
                same.find(|one| one.0 == name).map(|one| one.1),
                "{name}"
            );
        }
    }
    let spent = |run: &Trace| {
        run.events
            .iter()
            .any(|event| event.spec.name == "arbitrageOutOfCapital")
    };
    assert!(spent(&poor));
    let free = trace(&two_markets(
        plain(),
        json!([{ "kind": "arbitrage", "a": "a", "b": "b" }]),
    ));
    assert!(!spent(&free));
    assert_eq!(free.tie_profits[0].0, 0);
    assert_eq!(
        free.tie_profits[0].1.last().copied(),
        Some(last(&free, 0, "arbitrageProfit"))
    );
}

#[test]
fn an_index_by_the_median_is_not_dragged_along_and_drops_who_is_out() {
    let with = |method: &str, stale: &str| {
        let mut markets = ["a", "b", "c"].map(|id| market(id, 0.01));
        markets[0]["guards"] = json!([{ "kind": "outage", "fromS": 3, "forS": 3 }]);
        let weights = json!([{ "market": "a", "weight": 1 }, { "market": "b", "weight": 1 }, { "market": "c", "weight": 1 }]);
        trace(
            &json!({ "clock": clock(8.0), "markets": markets, "couplings": [{ "kind": "sharedIndex", "id": "i", "weights": weights, "method": method, "stale": stale }], "shock": gap("a", -0.3), "moreShocks": [gap("b", -0.03)] }),
        )
    };
    let price = |run: &Trace| run.indices[0].price.clone();
    let prices = price(&with("mean", "drop"));
    near(prices[1], (70.0 + 97.0 + 100.0) / 3.0, 1e-12);
    near(prices[4], 98.5, 1e-12);
    near(prices[8], prices[1], 1e-12);
    let prices = price(&with("median", "drop"));
    assert_eq!(prices[..2], [100.0, 97.0]);
    assert_eq!(prices[4], 98.5);
    assert!(
        price(&with("median", "keep"))[1..]
            .iter()
            .all(|&price| price == 97.0)
    );
}

/// What is done to a scenario.
type Change<'c> = &'c dyn Fn(&mut Value);

fn prepared(name: &str, change: impl Fn(&mut Value)) -> Trace {
    let mut scenario = preset(name).expect("a preset");
    change(&mut scenario);
    trace(&scenario)
}

#[test]
fn presets_say_what_an_independent_program_says() {
    let run = prepared("stops-below", |_| {});
    near(last(&run, 0, "lastPrice"), 90.9865, 1e-6);
    assert_eq!(*run.wave.last().expect("a row"), 12);
    near(last(&run, 0, "stopQuantity"), 1.5e6, 1e-9);
    near(last(&run, 0, "liquidatedNotional"), 99.4e6, 1e-3);
    let run = prepared("stops-below", |scenario| {
        scenario["populations"][1]["enabled"] = json!(false);
    });
    near(last(&run, 0, "lastPrice"), 96.29, 1e-4);
    let run = prepared("stops-below", |scenario| {
        let buyers = json!({ "kind": "value", "market": "perp", "budget": 1_500_000, "value": 100, "from": 0.04, "fullAt": 0.15 });
        scenario["populations"]
            .as_array_mut()
            .expect("a list")
            .push(buyers);
    });
    near(last(&run, 0, "lastPrice"), 95.02, 1e-4);

    let run = prepared("gamma-squeeze", |_| {});
    near(last(&run, 0, "lastPrice"), 120.203_569, 1e-8);
    assert_eq!(run.rows(), 32);
    near(last(&run, 0, "hedgeSold"), -1.545e6, 1e-3);
    near(last(&run, 0, "dealerProfit"), -3.07e6, 1e-2);
    for (gamma, price) in [(-9e6, 125.98), (-6e6, 109.27), (0.0, 103.0)] {
        let run = prepared("gamma-squeeze", |scenario| {
            scenario["populations"][0]["book"]["gamma"] = json!(gamma)
        });
        near(last(&run, 0, "lastPrice"), price, 1e-4);
    }

    let cases = [
        ("short-gamma", -1e7, 79.213_499),
        ("calm-hand", 1e7, 92.362_911),
        ("calm-hand", 2e7, 94.376_013),
    ];
    for (name, gamma, price) in cases {
        let run = prepared(name, |scenario| {
            scenario["populations"][1]["book"]["gamma"] = json!(gamma)
        });
        near(last(&run, 0, "lastPrice"), price, 1e-6);
    }
    let run = prepared("calm-hand", |scenario| {
        scenario["populations"][1]["enabled"] = json!(false)
    });
    near(last(&run, 0, "lastPrice"), 86.671_654, 1e-7);

    let lowest = |run: &Trace, market: usize| {
        run.markets[market]
            .last_price
            .iter()
            .copied()
            .fold(f64::INFINITY, f64::min)
    };
    // Simulated apart with ticks of a second; the preset has finer ones.
    let run = prepared("venue-that-holds", |scenario| {
        scenario["clock"]["tickS"] = json!(1)
    });
    for (market, price, notional) in [(0, 91.81, 103.4e6), (1, 92.52, 117.0e6), (2, 92.79, 0.0)] {
        near(lowest(&run, market), price, 1e-4);
        assert!((last(&run, market, "liquidatedNotional") - notional).abs() < 0.1e6);
    }
    let run = prepared("venue-that-holds", |scenario| {
        scenario["clock"]["tickS"] = json!(1);
        for place in 0..2 {
            scenario["couplings"][place]["enabled"] = json!(false);
        }
    });
    for (market, price) in [(0, 79.41), (1, 91.11), (2, 95.0)] {
        near(lowest(&run, market), price, 1e-4);
    }
    near(last(&run, 0, "badDebt"), 5.1e6, 0.01);
    let cases: [(Change<'_>, [f64; 3], Option<f64>); 2] = [
        (
            &|scenario| scenario["couplings"][1]["enabled"] = json!(false),
            [87.79, 88.02, 95.0],
            None,
        ),
        (
            &|scenario| {
                scenario["markets"][2]["margin"]["maintenance"]["ratio"] = json!(0.005);
                scenario["populations"][2]["leverage"] =
                    json!({ "law": "uniform", "from": 5, "to": 35 });
            },
            [89.93, 90.33, 90.5],
            Some(160.8e6),
        ),
    ];
    for (change, prices, notional) in cases {
        let run = prepared("venue-that-holds", |scenario| {
            scenario["clock"]["tickS"] = json!(1);
            change(scenario);
        });
        for (market, price) in prices.into_iter().enumerate() {
            near(lowest(&run, market), price, 1e-4);
        }
        if let Some(notional) = notional {
            near(last(&run, 2, "liquidatedNotional"), notional, 1e-3);
        }
    }
}

#[test]
fn two_venues_say_what_an_independent_program_says() {
    let run = |change: Change<'_>| {
        prepared("two-venues", |scenario| {
            scenario["clock"]["tickS"] = json!(1);
            change(scenario);
        })
    };
    let lowest = |run: &Trace, market: usize| {
        let prices = run.markets[market].last_price.iter().copied().enumerate();
        prices.fold(
            (0, f64::INFINITY),
            |low, one| if one.1 < low.1 { one } else { low },
        )
    };
    let own = |scenario: &mut Value| {
        for market in scenario["markets"].as_array_mut().expect("markets") {
            market["mark"] = json!({ "kind": "last" });
        }
        scenario["couplings"] = json!([]);
    };
    let arbitrage = json!({ "kind": "arbitrage", "a": "thin", "b": "deep", "speedPerS": 0.05, "cost": 0.0005, "capital": 3e7 });
    let add = |scenario: &mut Value| {
        scenario["couplings"]
            .as_array_mut()
            .expect("a list")
            .push(arbitrage.clone())
    };
    let whole = run(&|_| {});
    for (market, (second, price), notional) in
        [(0, (24, 86.24), 130.2e6), (1, (27, 97.44), 132.3e6)]
    {
        let (row, found) = lowest(&whole, market);
        assert_eq!(row, second + 1);
        assert!((found - price).abs() <= 0.005, "{found} {price}");
        assert!((last(&whole, market, "liquidatedNotional") - notional).abs() <= 0.05e6);
    }
    assert!((last(&whole, 0, "badDebt") - 7.2e6).abs() <= 0.05e6);
    let weights = |scenario: &mut Value| {
        scenario["couplings"][0]["weights"] =
            json!([{ "market": "thin", "weight": 0.2 }, { "market": "deep", "weight": 0.8 }]);
    };
    let cases: [(Change<'_>, [f64; 2]); 7] = [
        (&|scenario| scenario["seed"] = json!(1), [86.15, 97.49]),
        (&|scenario| scenario["seed"] = json!(2), [86.09, 97.4]),
        (&own, [80.07, 100.0]),
        (
            &|scenario| {
                own(scenario);
                add(scenario);
            },
            [83.34, 99.02],
        ),
        (&add, [92.15, 97.86]),
        (&weights, [94.13, 99.67]),
        (
            &|scenario| scenario["couplings"][0]["outside"] = json!(0.5),
            [92.48, 99.2],
        ),
    ];
    for (change, prices) in cases {
        let run = run(change);
        for (market, price) in prices.into_iter().enumerate() {
            let found = lowest(&run, market).1;
            assert!((found - price).abs() <= 0.005, "{market}: {found} {price}");
        }
    }
    let alone = run(&own);
    assert!((last(&alone, 0, "liquidatedNotional") - 195.3e6).abs() <= 0.05e6);
    assert_eq!(last(&alone, 1, "liquidatedNotional"), 0.0);
}

#[test]
fn ties_that_cannot_be_are_told() {
    let halves = json!([{ "market": "a", "weight": 0.5 }, { "market": "b", "weight": 0.5 }]);
    let marked = |id: &str| json!([by_index(market("a", 0.01)), { "id": "b", "price": 100, "impact": { "law": "linear", "slope": 0.01 }, "mark": { "kind": "indexEma", "index": id } }]);
    let factor = json!([{ "kind": "factor", "id": "world", "exposures": [{ "market": "a", "beta": 1 }, { "market": "b", "beta": 2 }] }]);
    let cases = [
        (
            json!({ "markets": marked("spot"), "couplings": [shared_index(halves.clone())] }),
            "markets[1].mark.index is \"spot\"; the shared indices are \"i\"",
        ),
        (
            json!({ "markets": [by_index(market("a", 0.01)), market("b", 0.01)] }),
            "markets[0].mark.index is \"i\"; the shared indices are none",
        ),
        (
            json!({ "couplings": [shared_index(json!([{ "market": "a", "weight": 0 }]))] }),
            "couplings[0].weights are all 0 and outside is 0",
        ),
        (
            json!({ "markets": [by_index(market("a", 0.01)), market("b", 0.01)], "couplings": [shared_index(json!([{ "market": "a", "weight": 1 }, { "market": "b", "weight": 0 }]))] }),
            "couplings[0] has one member, \"a\", and no price outside: a mark on it would be its own last price",
        ),
        (
            json!({ "couplings": [shared_index(json!([{ "market": "a", "weight": 1 }, { "market": "a", "weight": 1 }]))] }),
            "couplings[0].weights[1].market is \"a\", which stands there already",
        ),
        (
            json!({ "couplings": [shared_index(halves.clone()), shared_index(halves)] }),
            "couplings[1].id \"i\" is used twice",
        ),
        (
            json!({ "couplings": [{ "kind": "crossImpact", "pairs": [{ "from": "a", "to": "a", "share": 0.5 }] }] }),
            "couplings[0].pairs[0].to is \"a\", the same as from; the markets are \"a\", \"b\"",
        ),
        (
            json!({ "couplings": factor, "shock": { "kind": "priceGap", "market": "a", "factor": "world", "ratio": -0.1 } }),
            "shock names a market and a factor; one of them",
        ),
        (
            json!({ "couplings": factor, "shock": { "kind": "priceGap", "factor": "world", "ratio": -0.6 } }),
            "shock.ratio -0.6 times beta 2 of market \"b\" leaves nothing of its price",
        ),
        (
            json!({ "couplings": factor, "shock": { "kind": "priceGap", "factor": "moon", "ratio": -0.1 } }),
            "shock.factor is \"moon\"; the factors are \"world\"",
        ),
    ];
    for (change, message) in cases {
        assert_eq!(refused(change).message, message);
    }
}

/// Of the market that is shocked: kind, quote sold and bought, quote of what is left.
fn deals(trace: &Trace) -> Vec<(&'static str, f64, f64, f64)> {
    let deals = trace.deals.iter();
    deals
        .filter(|deal| deal.market == trace.shocked_market)
        .map(|deal| {
            (
                deal.kind,
                deal.sold,
                deal.bought,
                deal.left_to_sell - deal.left_to_buy,
            )
        })
        .collect()
}

#[test]
fn what_others_traded_is_told_by_side_and_agrees_with_their_columns() {
    for (name, kind, column, is_sold) in [
        ("stops-below", "stops", "stopNotional", true),
        ("gamma-squeeze", "optionDealers", "hedgeNotional", false),
        ("short-gamma", "optionDealers", "hedgeNotional", true),
        ("calm-hand", "optionDealers", "hedgeNotional", false),
    ] {
        let run = trace(&preset(name).expect("is a preset"));
        let all = last(&run, 0, column);
        let expected = if is_sold { (all, 0.0) } else { (0.0, all) };
        assert_eq!(deals(&run), [(kind, expected.0, expected.1, 0.0)], "{name}");
    }
    let run = trace(&preset("venue-that-holds").expect("is a preset"));
    // What arbitrage has paid in one market, less what it has got in the other, is its profit.
    let money = |market: usize| {
        let deals = run.deals.iter().filter(|deal| deal.market == market);
        deals.fold(0.0, |sum, deal| sum + deal.sold - deal.bought)
    };
    let profit = last(&run, 0, "arbitrageProfit") + last(&run, 1, "arbitrageProfit");
    near(money(0) + money(1) + money(2), profit, 1e-6);
    assert_eq!(run.deals.len(), 3);
}

#[test]
fn an_order_that_is_not_worked_off_is_told() {
    let program = json!({ "kind": "program", "quantity": 1_000, "startS": 0, "strategy": { "kind": "twap", "durationS": 200 } });
    let run = trace(
        &json!({ "clock": clock(50.0), "markets": [log_linear(60_000.0)], "populations": [program], "shock": gap("perp", -0.01) }),
    );
    let sold = last(&run, 0, "programQuantity");
    let [(kind, _, bought, left)] = deals(&run)[..] else {
        panic!("{:?}", run.deals)
    };
    assert_eq!((kind, bought), ("program", 0.0));
    near(left, (1_000.0 - sold) * 100.0, 1e-12);
    assert!(left > 1_000.0);
}

#[test]
fn a_story_without_forced_sales_is_that_of_others() {
    let run = trace(&preset("gamma-squeeze").expect("is a preset"));
    let facts = Facts::new(&run, &run.markets[0]);
    let rows = facts.story.map(|moment| moment.row);
    assert_eq!(rows, [0, 1, 2, 3, run.rows() - 1]);
    let others = facts.story.map(|moment| moment.others);
    assert!(
        others[1] == 0.0 && others[2] > 0.0 && others[3] > others[2],
        "{others:?}"
    );
    assert_eq!(others[4], last(&run, 0, "hedgeNotional"));
    // They answer the price wherever it stands.
    assert!(facts.feedback.is_dense);
    let paid = WhoPaid::new(&run, &run.markets[0]);
    assert_eq!(
        (paid.total, paid.dealers),
        (0.0, last(&run, 0, "dealerProfit"))
    );
}

#[test]
fn parts_of_feedback_have_names_and_add_up() {
    for name in [
        "stops-below",
        "short-gamma",
        "calm-hand",
        "venue-that-holds",
    ] {
        let run = trace(&preset(name).expect("is a preset"));
        for (index, market) in run.markets.iter().enumerate() {
            let of = run.sources.iter().filter(|source| source.market == index);
            let parts: Vec<&[f64]> = of
                .map(|source| run.feedback_of(&source.id).expect("is there"))
                .collect();
            for (row, &ratio) in market.branching_ratio.iter().enumerate() {
                let sum = parts.iter().fold(0.0, |sum, part| sum + part[row]);
                near(sum, ratio, 1e-9);
            }
        }
    }
    let run = trace(&preset("calm-hand").expect("is a preset"));
    assert!(run.feedback_of("perp.optionDealers").expect("is there")[1] < 0.0);
    assert_eq!(run.feedback_of("nobody"), None);
}

#[track_caller]
fn refused(change: Value) -> Problem {
    let mut scenario = json!({
        "markets": [market("a", 0.01), market("b", 0.01)],
        "shock": gap("a", -0.1)
    });
    for (name, value) in change.as_object().expect("fields") {
        scenario[name] = value.clone();
    }
    let mut problems = build(&scenario, &DataStore::default()).expect_err("a problem");
    assert_eq!(problems.len(), 1, "{problems:?}");
    problems.remove(0)
}

#[test]
fn what_cannot_be_is_told_once_with_path_value_and_what_is_known() {
    let with = |list: &str, one: Value| json!({ list: [one] });
    let cases = [
        (
            with("populations", json!({ "kind": "stopz" })),
            "populations[0].kind",
            "stopz",
            "\"stops\"",
        ),
        (
            with(
                "couplings",
                json!({ "kind": "arbitrag", "a": "a", "b": "b" }),
            ),
            "couplings[0].kind",
            "arbitrag",
            "\"arbitrage\"",
        ),
        (
            with("populations", json!({ "kind": "trend", "budget": 10 })),
            "populations[0].kind",
            "trend",
            "clock mode \"ticks\"",
        ),
        (
            with(
                "couplings",
                json!({ "kind": "arbitrage", "a": "a", "b": "a" }),
            ),
            "couplings[0].b",
            "a",
            "the markets are \"a\", \"b\"",
        ),
        (
            with(
                "couplings",
                json!({ "kind": "arbitrage", "a": "a", "b": "c" }),
            ),
            "couplings[0].b",
            "c",
            "the markets are \"a\", \"b\"",
        ),
        (
            with(
                "populations",
                json!({ "kind": "stops", "market": "c", "quantity": 1, "distance": { "law": "uniform", "from": 0.1, "to": 0.2 } }),
            ),
            "populations[0].market",
            "c",
            "the markets are \"a\", \"b\"",
        ),
    ];
    for (change, path, value, known) in cases {
        let problem = refused(change);
        assert_eq!(problem.field, path);
        assert_eq!(problem.value.as_deref(), Some(value), "{problem}");
        assert!(
            problem.message.contains(path) && problem.message.contains(value),
            "{problem}"
        );
        assert!(problem.message.contains(known), "{problem}");
    }
}

#[test]
fn a_control_or_mechanism_that_is_not_there_is_told_with_those_that_are() {
    let scenario = json!({
        "markets": [market("a", 0.01)],
        "populations": [{ "kind": "value", "budget": 10 }],
        "shock": gap("a", -0.1)
    });
    let data = DataStore::default();
    let told = |problems: Vec<Problem>, value: &str, known: &str| {
        assert_eq!(problems.len(), 1, "{problems:?}");
        let message = &problems[0].message;
        assert!(
            message.contains(value) && message.contains(known),
            "{message}"
        );
    };
    let control = set_control(&scenario, "stops.quantity", 5.0, &data);
    told(control.expect_err("none"), "stops.quantity", "value.budget");
    let removed = mechanisms::removed(&scenario, "stops", &data);
    told(
        removed.expect_err("none"),
        "stops",
        "those that are: \"value\"",
    );
    let added = mechanisms::added(&scenario, "value", &data);
    told(
        added.expect_err("one is enough"),
        "value",
        "those that can are \"stops\"",
    );
    let wanted = Wanted {
        values: vec![("stops.quantity".to_owned(), Setting::Number(5.0))],
        ..Wanted::default()
    };
    let settled = settle(&scenario, wanted, &data).expect("the rest is right");
    assert_eq!(settled.remarks.len(), 1);
    assert_eq!(settled.remarks[0].kind, RemarkKind::Ignored);
    assert_eq!(settled.remarks[0].name, "stops.quantity");
}

#[test]
fn what_a_market_fills_of_an_order_far_larger_than_itself_is_not_rounded_away() {
    let stops = |quantity: f64| {
        json!({ "kind": "stops", "side": "long", "quantity": quantity, "count": 1,
                "distance": { "law": "uniform", "from": 0.05, "to": 0.05 } })
    };
    let trace = trace(&json!({
        "markets": [market("a", 0.01)],
        "populations": [stops(1e21)],
        "shock": gap("a", -0.1)
    }));
    let sold = last(&trace, 0, "netSold");
    assert!(sold > 8_000.0);
    near(last(&trace, 0, "stopQuantity"), sold, 1e-12);
}

/// "No time" beside a choice that takes time comes to nothing, and makes nothing instant on the way there. Chosen last it is
/// what is meant, and the other choice comes to nothing.
#[test]
fn of_two_choices_that_exclude_each_other_the_last_one_is_taken() {
    let data = DataStore::default();
    let scenario = preset("at-the-close").expect("is a preset");
    let word = |name: &str, word: &str| (name.to_owned(), Setting::Word(word.to_owned()));
    let settled = |values: Vec<(String, Setting)>, last: Option<&str>| {
        let wanted = Wanted {
            values,
            last: last.map(str::to_owned),
            ..Wanted::default()
        };
        let settled = settle(&scenario, wanted, &data).expect("can be set");
        (settled.scenario, settled.values)
    };
    let instant = word("clock", "waves");
    for slow in [
        word("executor", "exponential"),
        word("withdrawalLaw", "volatility"),
        word("mark", "indexEma"),
        word("refills", "returns"),
    ] {
        let both = vec![instant.clone(), slow.clone()];
        for last in [None, Some(&*slow.0), Some("leverage")] {
            let (made, values) = settled(both.clone(), last);
            assert_eq!(made, settled(vec![slow.clone()], None).0, "{}", slow.0);
            assert_eq!(made["shock"]["kind"], "ramp");
            assert!(values.iter().all(|(name, _)| name != "clock"));
        }
        let (made, values) = settled(both, Some("clock"));
        assert_eq!(made, settled(vec![instant.clone()], None).0, "{}", slow.0);
        assert_eq!(values, vec![instant.clone()]);
    }
}

#[test]
fn makers_fall_like_dominoes() {
    // AL-5.
    let rows: Vec<Value> = [(94.5, 110), (93.0, 200), (91.5, 50), (88.0, 500)]
        .into_iter()
        .map(|(trigger, quantity)| json!({ "side": "long", "quantity": quantity, "entryPrice": 100, "margin": f64::from(quantity) * (100.0 - 0.995 * trigger) }))
        .collect();
    let scenario = |makers: Value| {
        let mut populations = vec![json!({ "kind": "positions", "market": "perp", "rows": rows })];
        if !makers.is_null() {
            populations.push(makers);
        }
        json!({ "markets": [market("perp", 0.01)], "populations": populations, "shock": gap("perp", -0.06) })
    };
    let makers = |count: u32, from: f64, to: f64, dump: f64| json!({ "kind": "makers", "market": "perp", "count": count, "depthShare": 0.5, "dump": dump, "leaveAt": { "law": "move", "from": from, "to": to } });
    for (makers, prices, liquidated, presence) in [
        (
            Value::Null,
            vec![100.0, 94.0, 92.9, 90.9, 90.4],
            360.0,
            None,
        ),
        (
            makers(1, 0.065, 0.065, 0.0),
            vec![100.0, 94.0, 92.9, 88.9, 87.9, 77.9],
            860.0,
            Some(vec![1.0, 1.0, 0.5, 0.5, 0.5, 0.5]),
        ),
        (
            makers(1, 0.065, 0.065, 0.8),
            vec![100.0, 94.0, 92.9, 88.02, 87.02, 77.02],
            860.0,
            Some(vec![1.0, 1.0, 0.5, 0.5, 0.5, 0.5]),
        ),
        (
            makers(10, 0.01, 0.11, 0.0),
            vec![
                100.0,
                94.0,
                92.533_333_333_333_3,
                89.676_190_476_2,
                88.767_099_567_1,
            ],
            360.0,
            Some(vec![1.0, 0.75, 0.7, 0.55, 0.5]),
        ),
    ] {
        let run = trace(&scenario(makers));
        let found = run.column(&run.markets[0], "lastPrice").expect("prices");
        assert_eq!(found.len(), prices.len(), "{found:?}");
        for (found, expected) in found.iter().zip(&prices) {
            near(*found, *expected, 1e-12);
        }
        near(last(&run, 0, "liquidatedQuantity"), liquidated, 1e-12);
        if let Some(presence) = presence {
            let found = run.column(&run.markets[0], "makerPresence").expect("it");
            for (found, expected) in found.iter().zip(&presence) {
                near(*found, *expected, 1e-12);
            }
        }
    }
}

#[test]
fn market_makers_step_away_and_come_back() {
    // The preset of 4.7, with the numbers of an independent program.
    let scenario = preset("makers-step-away").expect("a preset");
    let run = |change: &dyn Fn(&mut Value)| {
        let mut scenario = scenario.clone();
        // As it was simulated; the preset has finer ticks.
        scenario["clock"]["tickS"] = json!(1);
        change(&mut scenario);
        trace(&scenario)
    };
    let usual = run(&|_| {});
    let summary = usual.summary();
    near(summary.trough_price, 88.79, 1e-4);
    near(summary.time_to_trough_s, 45.0, 1e-9);
    near(summary.final_price, 91.99, 1e-4);
    near(summary.liquidated_notional, 285.2e6, 1e-3);
    near(summary.bad_debt, 1.5e6, 5e-2);
    near(summary.min_presence.expect("makers"), 0.4, 1e-9);
    // A tick later than there, where a row shows what makers do next.
    near(summary.time_to_return_s.expect("they return"), 439.0, 1e-9);
    for (seed, worst) in [(1, 89.15), (2, 88.10)] {
        let other = run(&|scenario| scenario["seed"] = json!(seed));
        near(other.summary().trough_price, worst, 1e-4);
    }
    let dumped = run(&|scenario| scenario["populations"][1]["dump"] = json!(0.3));
    near(dumped.summary().trough_price, 87.05, 1e-4);
    let stay = run(&|scenario| scenario["populations"][1]["enabled"] = json!(false));
    near(stay.summary().trough_price, 94.14, 1e-4);
    near(stay.summary().liquidated_notional, 141.9e6, 1e-3);
    // Who leaves is there again, and is told.
    let named: Vec<&str> = usual.events.iter().map(|event| event.spec.name).collect();
    assert!(
        named.contains(&"makersLeave") && named.contains(&"makersReturn"),
        "{named:?}"
    );
}

#[test]
fn an_algorithm_follows_the_volume_that_it_makes() {
    // The preset of 4.1, with the numbers of an independent program.
    let scenario = preset("no-news").expect("a preset");
    let run = |change: &dyn Fn(&mut Value)| {
        let mut scenario = scenario.clone();
        change(&mut scenario);
        trace(&scenario)
    };
    let usual = run(&|_| {});
    let summary = usual.summary();
    near(summary.trough_price, 75.05, 1e-4);
    near(summary.final_price, 82.26, 1e-4);
    near(summary.liquidated_notional, 446e6, 1e-3);
    near(summary.bad_debt, 10.7e6, 1e-2);
    near(summary.peak_branching_ratio, 1.95, 1e-3);
    near(summary.min_presence.expect("makers"), 0.6, 1e-9);
    // Nothing happened outside.
    assert_eq!(
        (summary.amplification, summary.home_made_share),
        (None, 1.0)
    );
    let outside = usual
        .column(&usual.markets[0], "counterfactualPrice")
        .expect("it");
    assert!(outside.iter().all(|&price| price == 100.0));
    for (seed, worst) in [(1, 76.63), (2, 75.14), (3, 75.13)] {
        let other = run(&|scenario| scenario["seed"] = json!(seed));
        near(other.summary().trough_price, worst, 2e-4);
    }
    let makers = |field: &'static str, value: Value| {
        move |scenario: &mut Value| scenario["populations"][1][field] = value.clone()
    };
    let safeguard = |guard: Value| {
        move |scenario: &mut Value| scenario["populations"][2]["safeguards"] = guard.clone()
    };
    let cap = json!({ "participationCap": { "share": 0.05, "dailyVolume": 300_000_000 } });
    let kill = json!({ "killSwitch": { "move": 0.01, "windowS": 60 } });
    let collar = json!({ "collar": { "ratio": 0.005, "windowS": 60 } });
    type Change<'c> = &'c dyn Fn(&mut Value);
    let changes: [(Change<'_>, f64); 9] = [
        (&makers("depthShare", json!(0)), 92.58),
        (&makers("churn", json!(0)), 94.52),
        (&makers("enabled", json!(false)), 95.27),
        (
            &|scenario| scenario["populations"][2]["strategy"]["counts"] = json!("background"),
            96.50,
        ),
        (
            &|scenario| scenario["populations"][2]["quantity"] = json!(400_000),
            77.96,
        ),
        (
            &|scenario| scenario["populations"][0]["leverage"]["median"] = json!(5),
            97.80,
        ),
        (&safeguard(cap), 99.29),
        (&safeguard(kill), 97.84),
        (&safeguard(collar), 95.56),
    ];
    for (change, worst) in changes {
        near(run(change).summary().trough_price, worst, 1e-4);
    }
    let alone = run(&|scenario| {
        scenario["populations"]
            .as_array_mut()
            .expect("a list")
            .truncate(0)
    });
    assert_eq!(alone.summary().trough_price, 100.0);
}

#[test]
fn who_sees_a_part_of_the_crowd_is_right_in_the_mean() {
    // OP-1.
    let scenario = |slope: f64, seed: u32, visibility: Value| {
        json!({
            "seed": seed, "markets": [market("perp", slope)],
            "populations": [{ "kind": "levels", "market": "perp", "side": "long", "from": 90, "to": 100, "quantity": 500, "count": 200 }],
            "visibility": visibility, "shock": { "kind": "none" },
        })
    };
    let found = |slope: f64, seed: u32, visibility: &Value| {
        at(
            &trace(&scenario(slope, seed, visibility.clone())),
            0,
            "publicBranchingRatio",
            0,
        )
    };
    let (part, all) = (json!({ "share": 0.3 }), json!({ "share": 1 }));
    for (slope, truth, share, mean) in
        [(0.012, 0.6, 0.237_5, 0.598_2), (0.018, 0.9, 0.765, 0.897_3)]
    {
        near(found(slope, 42, &all), truth, 1e-9);
        let ratios: Vec<f64> = (1..=2_000).map(|seed| found(slope, seed, &part)).collect();
        let above = ratios.iter().filter(|&&ratio| ratio >= 0.74).count();
        near(above as f64 / 2_000.0, share, 1e-9);
        near(ratios.iter().sum::<f64>() / 2_000.0, mean, 1e-4);
    }
    // Nobody looks at it: no other column moves.
    let plain = trace(&scenario(0.012, 7, Value::Null));
    let seen = trace(&scenario(0.012, 7, part));
    for spec in plain.column_specs() {
        let [one, other] = [&plain, &seen].map(|run| run.column(&run.markets[0], spec.name));
        assert_eq!(one, other, "{}", spec.name);
    }
}

#[test]
fn an_alarm_leads_by_what_its_window_sees() {
    // OP-2.
    let run = |visibility: Value| {
        trace(&json!({
            "clock": clock(1_200.0), "markets": [market("perp", 0.008)],
            "populations": [levels("perp", 1_000.0)], "visibility": visibility,
            "alarms": [{ "id": "w", "market": "perp", "threshold": 0.2 }, { "id": "truth", "market": "perp", "signal": "branchingRatio", "threshold": 0.2 }],
            "shock": { "kind": "ramp", "market": "perp", "ratio": -0.12, "durationS": 1_200 },
        }))
    };
    for (visibility, alarm, lead) in [
        (json!({ "windowRatio": 0.01 }), 453.0, 325.0),
        (json!({ "windowRatio": 0.02 }), 405.0, 373.0),
        (
            json!({ "windowRatio": 0.01, "share": 0.2, "assumedShare": 0.4 }),
            500.0,
            278.0,
        ),
    ] {
        let run = run(visibility);
        let summary = run.summary();
        assert_eq!(
            (
                summary.alarm_time_s,
                summary.event_time_s,
                summary.alarm_lead_s
            ),
            (Some(alarm), Some(778.0), Some(lead))
        );
        assert_eq!(
            run.time_s[run.alarms[1].row.expect("it is raised") as usize],
            489.0
        );
        assert!(run.events.iter().any(|event| event.spec.name == "alarm"));
    }
}

#[test]
fn who_is_warned_through_fog_comes_too_late() {
    // With the numbers of an independent program.
    let fog = preset("through-the-fog").expect("a preset");
    let run = trace(&fog);
    let scenario = |visibility: Value, action: &str, seed: u32| {
        let mut scenario = fog.clone();
        scenario["visibility"] = visibility;
        scenario["populations"][1]["action"] = json!(action);
        scenario["seed"] = json!(seed);
        scenario
    };
    let summary = run.summary();
    near(summary.trough_price, 87.13, 1e-4);
    near(summary.liquidated_notional, 429.6e6, 1e-3);
    near(summary.peak_branching_ratio, 1.48, 5e-3);
    assert_eq!(
        (summary.alarm_time_s, summary.event_time_s),
        (None, Some(224.0))
    );
    let public = run
        .column(&run.markets[0], "publicBranchingRatio")
        .expect("it");
    near(public.iter().copied().fold(0.0, f64::max), 0.44, 1e-2);
    let clear = trace(&scenario(json!({}), "addDepth", 42)).summary();
    assert_eq!(clear.alarm_time_s, Some(158.0));
    near(clear.trough_price, 92.50, 1e-4);
    near(clear.liquidated_notional, 243.4e6, 1e-3);
    // A warning that everybody sells on is itself a shock.
    let sold = trace(&scenario(json!({}), "sell", 42)).summary();
    near(sold.trough_price, 85.68, 1e-4);
    let late = trace(&scenario(json!({ "error": 1 }), "addDepth", 4)).summary();
    near(late.trough_price, 88.21, 1e-4);
    assert_eq!(late.alarm_time_s, Some(226.0));
    for seed in [42, 1, 2, 3, 5, 6, 7] {
        let worst = trace(&scenario(json!({ "error": 1 }), "addDepth", seed))
            .summary()
            .trough_price;
        assert!((92.1..92.65).contains(&worst), "{seed}: {worst}");
    }
}

#[test]
fn a_front_runner_sells_before_those_who_must_and_buys_back_from_them() {
    // At once, linear: closed forms.
    let run = |runner: Value| {
        trace(&json!({
            "clock": clock(40.0), "markets": [market("perp", 0.01)],
            "populations": [{ "kind": "levels", "market": "perp", "side": "long", "from": 80, "to": 99.5, "quantity": 975, "count": 19_500 }, runner],
            "shock": { "kind": "none" },
        }))
    };
    let runner = |fields: Value| {
        let mut runner =
            json!({ "kind": "frontRunner", "market": "perp", "budget": 100, "latencyS": 0 });
        for (name, value) in fields.as_object().expect("an object") {
            runner[name] = value.clone();
        }
        runner
    };
    // R is 0.25 where the window reaches them all: half of it does.
    let quiet = run(runner(json!({ "threshold": 0.4, "exit": { "afterS": 5 } })));
    assert_eq!(last(&quiet, 0, "lastPrice"), 100.0);
    // He sells 100, which moves the price to 99; 50 a point are closed, 0.5 of R, and the fall ends where the last one is.
    let run = run(runner(
        json!({ "threshold": 0.2, "exit": { "fall": 0.008 } }),
    ));
    let prices = run.column(&run.markets[0], "lastPrice").expect("prices");
    near(prices[2], 99.0, 1e-12);
    near(at(&run, 0, "frontRunnerHolding", 2), -100.0, 1e-12);
    // At 99 half a point of them is reached, 25 base; these reach 12.5 more: at 98.625 he is 0.8 % below 99.5 and buys back.
    let lowest = prices.iter().copied().fold(f64::INFINITY, f64::min);
    near(lowest, 98.625, 1e-4);
    assert_eq!(last(&run, 0, "frontRunnerHolding"), 0.0);
    assert!(last(&run, 0, "frontRunnerProfit") > 0.0);
    let names: Vec<&str> = run.events.iter().map(|event| event.spec.name).collect();
    assert!(names.contains(&"frontRunnerSells") && names.contains(&"frontRunnerBuysBack"));
}

#[test]
fn agents_without_size_and_views_that_nobody_reads_change_no_bit() {
    // I17.
    for name in ["makers-step-away", "no-news", "stops-below"] {
        let scenario = preset(name).expect("a preset");
        let with = |more: &[Value], visibility: Value| {
            let mut scenario = scenario.clone();
            let all = scenario["populations"].as_array_mut().expect("a list");
            all.extend(more.iter().cloned());
            scenario["visibility"] = visibility;
            trace(&scenario)
        };
        let plain = with(&[], Value::Null);
        let mut more = vec![
            json!({ "kind": "makers", "depthShare": 0, "leaveAt": { "law": "move", "from": 0.01, "to": 0.05 } }),
        ];
        if scenario["clock"]["mode"] == "ticks" {
            more.push(
                json!({ "kind": "frontRunner", "enabled": false, "budget": 1e6, "threshold": 0.1 }),
            );
        }
        let other = with(&more, json!({ "share": 0.5, "error": 1 }));
        for spec in plain.column_specs() {
            // What is recorded of those who were added is theirs.
            if spec.name.starts_with("maker") || spec.name == "marketVolume" {
                continue;
            }
            let [one, other] = [&plain, &other].map(|run| run.column(&run.markets[0], spec.name));
            assert!(one == other, "{name}: {}", spec.name);
        }
    }
}
