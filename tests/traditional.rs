//! Funds that keep their leverage, margin and futures accounts that are called, and banks under a limit, against the numbers of an
//! independent program (OT11 to OT15, OT20 to OT23) and closed forms.
#![cfg(not(target_arch = "wasm32"))]

use liquidation_cascades::analysis::facts::Facts;
use liquidation_cascades::analysis::paid::WhoPaid;
use liquidation_cascades::engine::{Engine, Prepared, run};
use liquidation_cascades::rng::{Purpose, Rng};
use liquidation_cascades::scenario::build::build;
use liquidation_cascades::scenario::data::DataStore;
use liquidation_cascades::sources::{Acts, Source};
use liquidation_cascades::trace::{Holder, Trace};
use serde_json::{Value, json};

const EXACT: f64 = 1e-9;

fn trace(scenario: &Value) -> Trace {
    let valid = build(scenario, &DataStore::default())
        .unwrap_or_else(|problems| panic!("{scenario}: {problems:?}"));
    run(valid)
}

fn messages(scenario: &Value) -> Vec<String> {
    let problems = build(scenario, &DataStore::default()).expect_err("it is refused");
    problems
        .into_iter()
        .map(|problem| problem.message)
        .collect()
}

fn log_linear(depth: f64) -> Value {
    json!([{ "id": "m", "price": 100, "impact": { "law": "logLinear", "depth": depth } }])
}

fn gap(ratio: f64) -> Value {
    json!({ "kind": "priceGap", "ratio": ratio })
}

fn with(mut one: Value, more: &Value) -> Value {
    for (name, value) in more.as_object().expect("fields") {
        one[name] = value.clone();
    }
    one
}

#[track_caller]
fn near(found: f64, expected: f64, relative: f64) {
    assert!(
        (found - expected).abs() <= relative * expected.abs().max(1e-300),
        "{found}, expected {expected}"
    );
}

fn column(trace: &Trace, name: &str) -> Vec<f64> {
    trace
        .column(&trace.markets[0], name)
        .unwrap_or_else(|| panic!("no column {name}"))
}

fn last(trace: &Trace, name: &str) -> f64 {
    *column(trace, name).last().expect("a row")
}

/// The value of a column at a time.
fn at(trace: &Trace, name: &str, time_s: f64) -> f64 {
    let row = trace.time_s.iter().rposition(|&time| time <= time_s + 1e-6);
    column(trace, name)[row.expect("a row")]
}

fn fund(leverage: f64, equity: f64, more: &Value) -> Value {
    with(
        json!({ "kind": "funds", "equity": equity, "leverage": leverage }),
        more,
    )
}

fn funds(all: &[Value], depth: f64, ratio: f64) -> Value {
    json!({ "markets": log_linear(depth), "populations": all, "shock": gap(ratio) })
}

#[test]
fn leveraged_and_inverse_funds_chase_the_price() {
    // OT20.
    let run = trace(&funds(&[fund(3.0, 20_000.0, &json!({}))], 4_000.0, -0.05));
    for (row, expected) in [
        (2, 93.511_780_023_6),
        (3, 93.077_979_700_7),
        (4, 92.962_616_307_1),
    ] {
        near(column(&run, "lastPrice")[row], expected, EXACT);
    }
    near(last(&run, "lastPrice"), 92.922_522_153_1, EXACT);
    assert_eq!(run.rows(), 21);
    near(last(&run, "rebalanceSold"), 88.443_363_165_5, EXACT);
    near(column(&run, "branchingRatio")[0], 0.300_375_783, EXACT);
    // The other side of the same bet.
    let run = trace(&funds(&[fund(-2.0, 20_000.0, &json!({}))], 4_000.0, -0.05));
    near(column(&run, "branchingRatio")[0], 0.300_375_783, EXACT);
    near(column(&run, "lastPrice")[2], 93.511_780_023_6, EXACT);
    near(last(&run, "lastPrice"), 92.741_125_311_2, EXACT);
    assert_eq!(run.rows(), 28);
    // Whoever owes nothing and holds half in money buys what falls.
    let run = trace(&funds(&[fund(0.5, 200_000.0, &json!({}))], 4_000.0, -0.05));
    near(column(&run, "branchingRatio")[0], -0.125_156_576_3, EXACT);
    near(last(&run, "lastPrice"), 95.554_836_850_6, EXACT);
    assert_eq!(run.rows(), 5);
    near(last(&run, "rebalanceSold"), -23.293_595_806_6, EXACT);
}

/// Money is path-independent under permanent impact: `(1 - r)(n - Q) p = d - W` with `Q` base and `W` quote sold until `p`.
fn end_of_one(n: f64, debt: f64, kept: f64, depth: f64, shocked: f64) -> f64 {
    let left = |price: f64| {
        let (sold, money) = (depth * (shocked / price).ln(), depth * (shocked - price));
        (1.0 - kept) * (n - sold) * price - (debt - money)
    };
    // The first root below the shocked price.
    let mut high = shocked;
    let sign = left(high).signum();
    let mut low = high;
    while low > 0.01 && left(low).signum() == sign {
        high = low;
        low *= 0.999;
    }
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if left(middle).signum() == sign {
            high = middle;
        } else {
            low = middle;
        }
    }
    0.5 * (low + high)
}

#[test]
fn alone_a_fund_ends_where_it_has_its_leverage_again() {
    for (leverage, equity, depth, ratio) in [
        (2.0, 50_000.0, 9_000.0, -0.08),
        (3.0, 20_000.0, 4_000.0, -0.05),
        (4.5, 8_000.0, 6_000.0, -0.03),
        (1.5, 300_000.0, 8_000.0, -0.2),
    ] {
        let run = trace(&funds(&[fund(leverage, equity, &json!({}))], depth, ratio));
        let shocked = 100.0 * (1.0 + ratio);
        let (base, debt) = (leverage * equity / 100.0, (leverage - 1.0) * equity);
        let expected = end_of_one(base, debt, 1.0 / leverage, depth, shocked);
        near(last(&run, "lastPrice"), expected, 1e-8);
        // J10.
        let (price, sold) = (last(&run, "lastPrice"), last(&run, "rebalanceSold"));
        near(
            (base - sold) * price / last(&run, "fundEquity"),
            leverage,
            1e-9,
        );
    }
}

#[test]
fn funds_that_trade_at_the_close_trade_once_and_at_the_mark_before_it() {
    // OT21.
    let rebalance = json!({ "rebalance": { "intervalS": 86_400, "offsetS": 23_400 } });
    let all = [(2.0, 1e9), (3.0, 5e8), (-1.0, 3e8), (-3.0, 2e8)];
    let at_close = all.map(|(leverage, equity)| fund(leverage, equity, &rebalance));
    let mut scenario = json!({
        "clock": { "mode": "ticks", "tickS": 60, "durationS": 24_000 },
        "markets": log_linear(2.5e8), "populations": at_close,
        "shock": { "kind": "ramp", "ratio": -0.05, "durationS": 21_600 }
    });
    let run = trace(&scenario);
    near(at(&run, "lastPrice", 23_340.0), 95.0, EXACT);
    assert_eq!(at(&run, "rebalanceSold", 23_340.0), 0.0);
    near(at(&run, "lastPrice", 23_400.0), 93.413_398_359_9, EXACT);
    near(
        at(&run, "rebalanceSold", 23_400.0),
        4_210_526.315_789_473,
        EXACT,
    );
    assert_eq!(
        at(&run, "lastPrice", 23_460.0).to_bits(),
        at(&run, "lastPrice", 23_400.0).to_bits()
    );
    for (place, sold) in [
        1_052_631.578_947,
        1_578_947.368_421,
        315_789.473_684,
        1_263_157.894_737,
    ]
    .into_iter()
    .enumerate()
    {
        let mut one = scenario.clone();
        one["populations"] = json!([at_close[place]]);
        near(last(&trace(&one), "rebalanceSold"), sold, 1e-9);
    }
    // Without a clock they answer wave by wave.
    scenario["clock"] = json!({ "mode": "waves" });
    scenario["populations"] =
        json!(all.map(|(leverage, equity)| fund(leverage, equity, &json!({}))));
    scenario["shock"] = gap(-0.05);
    let run = trace(&scenario);
    near(last(&run, "lastPrice"), 92.630_771_910_1, EXACT);
    assert_eq!(run.rows(), 26);
    near(column(&run, "branchingRatio")[0], 0.320_400_835_2, EXACT);
}

#[test]
fn a_fund_trades_the_sides_that_it_may_and_keeps_still_inside_its_tolerance() {
    let run_of = |more: Value| trace(&funds(&[fund(3.0, 20_000.0, &more)], 4_000.0, -0.05));
    let free = run_of(json!({}));
    let sells = run_of(json!({ "sides": "sells" }));
    assert_eq!(
        last(&free, "lastPrice").to_bits(),
        last(&sells, "lastPrice").to_bits()
    );
    let buys = run_of(json!({ "sides": "buys" }));
    assert_eq!(last(&buys, "lastPrice"), 95.0);
    assert_eq!(column(&buys, "branchingRatio")[0], 0.0);
    // A fall of 5 % takes leverage 3 to 2.85 / 0.85 = 3.35.
    assert_eq!(
        last(&run_of(json!({ "tolerance": 0.12 })), "lastPrice"),
        95.0
    );
    assert!(last(&run_of(json!({ "tolerance": 0.11 })), "lastPrice") < 95.0);
    assert_eq!(
        last(&run_of(json!({ "enabled": false })), "lastPrice"),
        95.0
    );
}

#[test]
fn a_fund_without_equity_is_sold_out_and_owes_the_rest() {
    // 3 x loses all at a fall of a third.
    let scenario = funds(&[fund(3.0, 20_000.0, &json!({}))], 4_000.0, -0.4);
    let run = trace(&scenario);
    near(last(&run, "rebalanceSold"), 600.0, EXACT);
    near(
        last(&run, "lastPrice"),
        60.0 * (-600.0_f64 / 4_000.0).exp(),
        EXACT,
    );
    let money = 4_000.0 * (60.0 - last(&run, "lastPrice"));
    near(last(&run, "fundEquity"), money - 40_000.0, EXACT);
    near(last(&run, "badDebt"), 40_000.0 - money, EXACT);
    near(last(&run, "fundBadDebt"), 40_000.0 - money, EXACT);
    let paid = WhoPaid::new(&run, &run.markets[0]);
    assert_eq!(paid.bad_debt, 0.0);
    near(paid.funds, money - 60_000.0, EXACT);
    assert!(
        run.events
            .iter()
            .any(|event| event.spec.name == "fundClosed")
    );
    // An inverse one buys back what it owes; where it may only sell, too.
    let rise = funds(
        &[fund(-2.0, 20_000.0, &json!({ "sides": "sells" }))],
        4_000.0,
        0.6,
    );
    let run = trace(&rise);
    near(last(&run, "rebalanceSold"), -400.0, EXACT);
    assert!(last(&run, "badDebt") > 0.0);
}

#[test]
fn funds_that_mean_nothing_are_refused() {
    let refused =
        |leverage: f64, more: Value| messages(&funds(&[fund(leverage, 1.0, &more)], 1e3, -0.05));
    assert_eq!(
        refused(0.0, json!({})),
        ["populations[0].leverage is 0; a fund without exposure trades nothing"]
    );
    assert_eq!(
        refused(2.0, json!({ "rebalance": { "intervalS": 60 } })),
        [
            "populations[0].rebalance.intervalS takes time; in an instant run (clock mode \"waves\") it must be 0"
        ]
    );
    let mut inverse = funds(&[fund(2.0, 1.0, &json!({}))], 1e3, -0.05);
    inverse["markets"][0]["margin"] = json!({ "contract": "inverse" });
    assert_eq!(
        messages(&inverse),
        ["populations[0] \"funds\" trades base for quote; market \"m\" has inverse contracts"]
    );
}

fn broker(rows: Value, more: &Value) -> Value {
    with(json!({ "kind": "brokers", "rows": rows }), more)
}

fn long(quantity: f64, loan: f64) -> Value {
    json!({ "side": "long", "quantity": quantity, "loan": loan })
}

#[test]
fn a_margin_account_is_sold_until_it_has_its_margin() {
    // OT11, and the money equation besides.
    let run_of = |depth: f64, more: Value| {
        let one = broker(json!([long(1_000.0, 50_000.0)]), &more);
        trace(&json!({ "markets": log_linear(depth), "populations": [one], "shock": gap(-0.35) }))
    };
    for (depth, price, rows, sold) in [
        (20_000.0, 64.708_197_548_7, 15, 89.987_510_158_5),
        (8_000.0, 64.034_584_928_8, 25, 119.711_543_852_4),
        (2_500.0, 51.168_478_279_3, 42, 598.158_965_131_8),
    ] {
        let run = run_of(depth, json!({}));
        near(last(&run, "lastPrice"), price, EXACT);
        assert_eq!(run.rows(), rows);
        near(last(&run, "brokersSoldQuantity"), sold, 1e-8);
        near(last(&run, "liquidatedQuantity"), sold, 1e-8);
        near(
            price,
            end_of_one(1_000.0, 50_000.0, 0.25, depth, 65.0),
            1e-9,
        );
        assert_eq!(last(&run, "callsIssued"), 1.0);
        assert_eq!(last(&run, "callsSold"), 1.0);
        assert_eq!(last(&run, "badDebt"), 0.0);
        assert_eq!(
            run.markets[0].closed_base(
                liquidation_cascades::population::crowd::Side::Long,
                rows - 1
            ),
            0.0
        );
    }
    near(
        column(&run_of(2_500.0, json!({})), "branchingRatio")[1],
        1.232_310_904_7,
        EXACT,
    );
    let run = run_of(20_000.0, json!({ "sale": "all" }));
    near(last(&run, "lastPrice"), 61.829_912_592_5, EXACT);
    assert_eq!(run.rows(), 3);
    // What is left is the owner's: 13,401.75.
    near(
        last(&run, "brokersSoldNotional"),
        63_401.748_149_071_8,
        EXACT,
    );
    let run = run_of(20_000.0, json!({ "restore": 0.3 }));
    near(last(&run, "lastPrice"), 64.254_310_329, EXACT);
    assert_eq!(run.rows(), 3);
    near(last(&run, "brokersSoldQuantity"), 230.769_230_769_2, EXACT);
}

#[test]
fn a_slow_fall_sells_along_the_way() {
    // OT12: ln p = ln 65 - (n/D)(1 - (p/b)^((1 - m)/m)) where ticks are short.
    let mut errors = Vec::new();
    for (tick_s, price) in [
        (10.0, 61.603_365_801_4),
        (1.0, 61.728_402_229_7),
        (0.1, 61.742_303_082_9),
    ] {
        let run = trace(&json!({
            "clock": { "mode": "ticks", "tickS": tick_s, "durationS": 2_000.0 + 50.0 * tick_s },
            "markets": log_linear(4_000.0), "populations": [broker(json!([long(1_000.0, 50_000.0)]), &json!({}))],
            "shock": { "kind": "ramp", "ratio": -0.35, "durationS": 2_000, "scale": "log" }
        }));
        near(last(&run, "lastPrice"), price, EXACT);
        errors.push((61.743_858_539_8 - last(&run, "lastPrice")).abs());
    }
    assert!(
        errors[1] < 0.15 * errors[0] && errors[2] < 0.15 * errors[1],
        "{errors:?}"
    );
}

#[test]
fn a_call_has_a_deadline_and_lapses_when_the_price_comes_back() {
    // OT13.
    let rows = json!([
        long(100.0, 7_000.0),
        long(100.0, 6_890.0),
        long(100.0, 6_600.0)
    ]);
    let points: Vec<Value> = [
        (0.0, 100.0),
        (600.0, 90.0),
        (2_400.0, 90.0),
        (3_000.0, 92.5),
        (9_000.0, 92.5),
    ]
    .map(|(time_s, price)| json!({ "timeS": time_s, "price": price }))
    .to_vec();
    let run = trace(&json!({
        "clock": { "mode": "ticks", "tickS": 60, "durationS": 9_000 },
        "markets": log_linear(2_000.0), "populations": [broker(rows, &json!({ "graceS": 3_600 }))],
        "shock": { "kind": "path", "points": points }
    }));
    assert_eq!(at(&run, "callsIssued", 360.0), 0.0);
    assert_eq!(at(&run, "callsPending", 420.0), 1.0);
    near(at(&run, "callsPendingNotional", 420.0), 25.0, EXACT);
    near(at(&run, "callsPendingNotional", 540.0), 90.0, EXACT);
    assert_eq!(at(&run, "callsLapsed", 2_820.0), 0.0);
    assert_eq!(at(&run, "callsLapsed", 2_880.0), 1.0);
    assert_eq!(at(&run, "brokersSoldQuantity", 3_960.0), 0.0);
    near(
        at(&run, "brokersSoldQuantity", 4_020.0),
        2.702_702_702_7,
        EXACT,
    );
    for (time_s, price) in [
        (4_020.0, 92.375_084_421_4),
        (4_080.0, 92.356_517_679_6),
        (4_140.0, 92.353_811_710_4),
    ] {
        near(at(&run, "lastPrice", time_s), price, EXACT);
    }
    near(last(&run, "lastPrice"), 92.353_351_677_9, EXACT);
    near(last(&run, "brokersSoldQuantity"), 3.173_290_649_4, EXACT);
    for (name, count) in [
        ("callsIssued", 2.0),
        ("callsLapsed", 1.0),
        ("callsSold", 1.0),
        ("callsMet", 0.0),
        ("callsPending", 0.0),
    ] {
        assert_eq!(last(&run, name), count, "{name}");
    }
    let summary = run.summary();
    assert_eq!(
        [summary.calls_issued, summary.calls_lapsed],
        [Some(2.0), Some(1.0)]
    );
    let events: Vec<_> = run
        .events
        .iter()
        .map(|event| (event.spec.name, run.time_s[event.row]))
        .collect();
    assert_eq!(events, [("callsIssued", 420.0), ("callsDue", 4_020.0)]);
}

#[test]
fn whether_and_when_a_call_is_paid_is_drawn_for_each_account() {
    let drawn = |id: u32| {
        let mut rng = Rng::new(42, Purpose::Cure, id);
        [rng.unit(), rng.unit()]
    };
    for (id, expected) in [
        (0, [0.020_676_666_131, 0.411_890_213_143]),
        (1, [0.183_703_059_825, 0.100_278_311_436]),
        (2, [0.932_292_693_229, 0.859_108_448_729]),
    ] {
        for (found, expected) in drawn(id).into_iter().zip(expected) {
            near(found, expected, 1e-10);
        }
    }
    let of = |tick_s: f64, rows: usize| {
        let rows: Vec<Value> = (0..rows).map(|_| long(100.0, 7_000.0)).collect();
        trace(&json!({
            "seed": 42,
            "clock": { "mode": "ticks", "tickS": tick_s, "durationS": 7_200 },
            "markets": log_linear(20_000.0),
            "populations": [broker(json!(rows), &json!({ "graceS": 3_600, "cureProbability": 0.6 }))],
            "shock": gap(-0.07)
        }))
    };
    let run = of(60.0, 6);
    assert_eq!(column(&run, "callsPending")[1], 6.0);
    near(column(&run, "callsPendingNotional")[1], 150.0, EXACT);
    for (time_s, met) in [
        (180.0, 0.0),
        (240.0, 1.0),
        (420.0, 2.0),
        (1_440.0, 3.0),
        (1_500.0, 4.0),
        (2_820.0, 4.0),
        (2_880.0, 5.0),
    ] {
        assert_eq!(at(&run, "callsMet", time_s), met, "{time_s}");
        near(
            at(&run, "depositedMargin", time_s).max(1e-300),
            (25.0 * met).max(1e-300),
            EXACT,
        );
    }
    assert_eq!(at(&run, "brokersSoldQuantity", 3_540.0), 0.0);
    near(at(&run, "lastPrice", 3_600.0), 92.995_000_134_4, EXACT);
    // Neither ticks nor other accounts change who pays: I12, I13.
    for (other, met) in [(of(7.0, 6), 5.0), (of(60.0, 5), 4.0)] {
        // Later ones are called again.
        assert_eq!(at(&other, "callsMet", 3_550.0), met);
    }
}

/// A random set of accounts, rules and paths; what each of them must keep.
#[test]
fn calls_add_up_and_money_is_what_it_was() {
    let mut rng = Rng::new(7, Purpose::Size, 0);
    let mut has = [0.0; 4];
    for case in 0..300 {
        let mut between = |low: f64, high: f64| low + rng.unit() * (high - low);
        let rows: Vec<Value> = (0..40)
            .map(|index| {
                let quantity = between(1.0, 50.0);
                if index % 4 == 0 {
                    json!({ "side": "short", "quantity": quantity, "credit": quantity * between(122.0, 160.0) })
                } else {
                    long(quantity, quantity * between(30.0, 80.0))
                }
            })
            .collect();
        let instant = between(0.0, 1.0) < 0.3;
        let restore = between(0.26, 0.5);
        let mut more = json!({
            "maintenance": 0.2, "restore": restore,
            "sale": if between(0.0, 1.0) < 0.3 { "all" } else { "shortfall" },
            "minimumCall": between(-20.0, 20.0).max(0.0),
        });
        if !instant {
            more["graceS"] = json!(between(-200.0, 300.0).max(0.0));
            more["cureProbability"] = json!(between(0.0, 1.0));
            more["appreciation"] = json!(between(0.0, 1.0) < 0.7);
            more["callIntervalS"] = json!(between(-60.0, 60.0).max(0.0));
            more["callOffsetS"] = json!(between(0.0, 40.0));
        }
        let path: Vec<Value> = (0..6)
            .map(|index| json!({ "timeS": 100 * index, "price": if index == 0 { 100.0 } else { between(60.0, 150.0) } }))
            .collect();
        let scenario = json!({
            "seed": case,
            "clock": if instant { json!({ "mode": "waves" }) } else { json!({ "mode": "ticks", "tickS": 5, "durationS": 600 }) },
            "markets": log_linear(between(500.0, 20_000.0)),
            "populations": [broker(json!(rows), &more)],
            "shock": if instant { gap(between(-0.4, 0.5)) } else { json!({ "kind": "path", "points": path }) }
        });
        let run = trace(&scenario);
        let of = |name: &str| column(&run, name);
        let [issued, met, lapsed, due, open] = [
            "callsIssued",
            "callsMet",
            "callsLapsed",
            "callsSold",
            "callsPending",
        ]
        .map(of);
        for row in 0..run.rows() {
            // J6.
            assert_eq!(
                issued[row],
                met[row] + lapsed[row] + due[row] + open[row],
                "{scenario}"
            );
        }
        for (sum, column) in has.iter_mut().zip([&met, &lapsed, &due, &open]) {
            *sum += column.iter().fold(0.0_f64, |most, &one| most.max(one));
        }
        let (sold, bought) = (
            last(&run, "brokersSoldQuantity"),
            last(&run, "brokersBoughtQuantity"),
        );
        near(last(&run, "liquidatedQuantity"), sold + bought, 1e-12);
        assert!(due.last().is_some_and(|&due| due > 0.0) || sold + bought == 0.0);
        assert_eq!(run.markets[0].dealt().iter().sum::<f64>(), 0.0);
    }
    assert!(
        has.iter().all(|&sum| sum > 50.0),
        "every end of a call is there: {has:?}"
    );
}

#[test]
fn generated_accounts_are_called_where_they_should_be() {
    let of = |more: &Value, ratio: f64| {
        let one = with(
            json!({ "kind": "brokers", "holdings": 1e6, "count": 1_000 }),
            more,
        );
        trace(&json!({ "markets": log_linear(1e9), "populations": [one], "shock": gap(ratio) }))
    };
    // Between 85 and 96 evenly: a fall to 90 reaches 6/11 of them.
    let run = of(&json!({ "triggers": { "from": 85, "to": 96 } }), -0.1);
    near(last(&run, "callsIssued"), 545.0, 0.002);
    // Of holdings over equity L: called at 100 (1 - 1/L) / 0.75; 80 is that of 2.5.
    let law = json!({ "leverage": { "law": "uniform", "from": 2, "to": 3 } });
    near(last(&of(&law, -0.2), "callsIssued"), 500.0, 0.002);
    // What would be called before anything happens is cut.
    let law = json!({ "leverage": { "law": "uniform", "from": 6, "to": 9 } });
    assert_eq!(column(&of(&law, 0.01), "callsIssued")[1], 0.0);
    assert_eq!(column(&of(&law, -0.001), "callsIssued")[1], 1_000.0);
}

#[test]
fn brokers_that_cannot_be_are_refused() {
    let of = |one: Value| {
        let one = with(json!({ "kind": "brokers" }), &one);
        messages(&json!({ "markets": log_linear(1e3), "populations": [one], "shock": gap(-0.05) }))
    };
    let rows = json!([long(1.0, 50.0)]);
    for (one, expected) in [
        (
            json!({ "rows": rows, "graceS": 86_400 }),
            "populations[0].graceS is 86400; in an instant run nobody can wait: it must be 0, or the clock mode \"ticks\"",
        ),
        (
            json!({ "rows": rows, "callIntervalS": 60 }),
            "populations[0].callIntervalS takes time; in an instant run (clock mode \"waves\") it must be 0",
        ),
        (
            json!({ "rows": rows, "restore": 0.2 }),
            "populations[0].restore is 0.2, below maintenance, 0.25",
        ),
        (
            json!({ "holdings": 1, "leverage": { "law": "uniform", "from": 2, "to": 3 }, "triggers": { "from": 85, "to": 96 } }),
            "populations[0] has both leverage and triggers; give one",
        ),
        (
            json!({ "holdings": 1 }),
            "populations[0] needs leverage, triggers or rows",
        ),
        (
            json!({ "triggers": { "from": 85, "to": 96 } }),
            "populations[0] needs holdings, of which the accounts are parts",
        ),
        (
            json!({ "rows": rows, "holdings": 1 }),
            "populations[0] has both rows and holdings; give one",
        ),
        (
            json!({ "holdings": 1, "triggers": { "from": 85, "to": 105 } }),
            "populations[0].triggers.to is 105, not below the starting price 100",
        ),
        (
            json!({ "rows": [{ "side": "long", "quantity": 1, "credit": 5 }] }),
            "populations[0].rows[0] is a long with a credit; expected a loan",
        ),
        (
            json!({ "rows": [{ "side": "short", "quantity": 1, "loan": 5 }] }),
            "populations[0].rows[0] is a short with a loan; expected a credit",
        ),
        (
            json!({ "rows": [{ "side": "short", "quantity": 1 }] }),
            "populations[0].rows[0] is a short without a credit",
        ),
    ] {
        assert_eq!(of(one), [expected]);
    }
    let mut inverse = json!({ "markets": log_linear(1e3), "populations": [broker(rows, &json!({}))], "shock": gap(-0.05) });
    inverse["markets"][0]["margin"] = json!({ "contract": "inverse" });
    assert_eq!(
        messages(&inverse),
        ["populations[0] \"brokers\" trades base for quote; market \"m\" has inverse contracts"]
    );
}

const DAY_S: f64 = 86_400.0;

fn future(side: &str, quantity: f64, cash: f64) -> Value {
    json!({ "id": side, "side": side, "quantity": quantity, "cash": cash })
}

/// Futures accounts by the day, along a path with a price for each, where no sale moves it.
fn days(rows: &Value, prices: &[f64], more: &Value) -> Value {
    let days = prices.iter().zip(0_u32..);
    let points: Vec<Value> = days
        .map(|(price, day)| json!({ "timeS": DAY_S * f64::from(day), "price": price }))
        .collect();
    let one = json!({ "kind": "futures", "rows": rows, "cycleS": 86_400, "graceS": 14_400 });
    json!({
        "clock": { "mode": "ticks", "tickS": 3_600, "durationS": DAY_S * (prices.len() - 1) as f64 },
        "markets": [{ "id": "m", "price": 100, "impact": { "law": "linear", "slope": 1e-12 } }],
        "populations": [with(one, more)],
        "shock": { "kind": "path", "points": points }
    })
}

#[test]
fn futures_are_settled_in_cash_and_restored_to_the_initial_margin() {
    // OT14.
    let rows = json!([
        future("long", 10.0, 60.0),
        future("long", 10.0, 120.0),
        future("short", 20.0, 240.0)
    ]);
    let ledger = |until: usize| {
        let prices = [100.0, 97.0, 94.0, 98.0];
        trace(&days(&rows, &prices[..=until], &json!({})))
    };
    let cash = |run: &Trace| -> Vec<f64> { run.holders.iter().map(|one| one.equity).collect() };
    let equal = |found: &[f64], expected: &[f64]| {
        assert_eq!(found.len(), expected.len());
        for (found, expected) in found.iter().zip(expected) {
            near(*found, *expected, EXACT);
        }
    };
    let run = ledger(1);
    equal(&cash(&run), &[30.0, 90.0, 300.0]);
    near(last(&run, "variationMarginPaid"), 60.0, EXACT);
    assert_eq!(last(&run, "callsPending"), 1.0);
    near(last(&run, "callsPendingNotional"), 18.5, EXACT);
    let run = ledger(2);
    near(last(&run, "variationMarginPaid"), 105.544_041_450_9, EXACT);
    near(cash(&run)[0], 12.046_632_124_3, EXACT);
    near(last(&run, "callsPendingNotional"), 12.305_699_481_9, EXACT);
    let run = ledger(3);
    assert_eq!(at(&run, "futuresSoldQuantity", 97_200.0), 0.0);
    near(
        at(&run, "futuresSoldQuantity", 100_800.0),
        4.818_652_849_7,
        EXACT,
    );
    near(
        at(&run, "futuresSoldQuantity", 183_600.0),
        4.818_652_849_7,
        EXACT,
    );
    near(
        at(&run, "futuresSoldQuantity", 187_200.0),
        4.818_652_849_7 + 1.906_516_821_1,
        EXACT,
    );
    equal(&cash(&run), &[26.416_964_654_9, 100.0, 280.0]);
    near(run.holders[0].quantity, 3.274_830_329_1, EXACT);
    near(last(&run, "variationMarginPaid"), 185.544_041_450_9, EXACT);
    assert_eq!(last(&run, "initialMarginRatio"), 0.05);
    for (name, count) in [
        ("callsIssued", 2.0),
        ("callsSold", 2.0),
        ("callsLapsed", 0.0),
    ] {
        assert_eq!(last(&run, name), count, "{name}");
    }
    let states: Vec<_> = run.holders.iter().map(|one| one.state).collect();
    assert_eq!(states, ["sold", "open", "open"]);
    let summary = run.summary();
    assert_eq!(summary.calls_issued, Some(2.0));
    near(
        summary.variation_margin_paid.expect("futures"),
        185.544_041_450_9,
        EXACT,
    );
    // All of it.
    let all = trace(&days(
        &rows,
        &[100.0, 97.0, 94.0],
        &json!({ "close": "all" }),
    ));
    assert_eq!(all.holders[0].state, "closed");
    near(last(&all, "futuresSoldQuantity"), 10.0, EXACT);
    near(cash(&all)[0], 25.0, EXACT);
}

#[test]
fn margin_that_follows_volatility_calls_those_who_have_gained() {
    // OT15.
    let rows = json!([
        future("long", 10.0, 200.0),
        future("long", 10.0, 150.0),
        future("short", 10.0, 100.0)
    ]);
    let more = json!({ "initial": { "law": "ewma", "multiplier": 3.5, "horizonDays": 1, "dailyVolatility": 0.012, "decay": 0.8 } });
    let run = trace(&days(&rows, &[100.0, 92.0, 100.0, 100.0], &more));
    near(column(&run, "initialMarginRatio")[0], 0.042, EXACT);
    near(
        at(&run, "initialMarginRatio", DAY_S),
        0.135_811_660_537,
        EXACT,
    );
    near(
        at(&run, "callsPendingNotional", DAY_S),
        54.946_727_693_6,
        EXACT,
    );
    assert_eq!(at(&run, "callsPending", DAY_S), 1.0);
    near(
        at(&run, "futuresSoldQuantity", 100_800.0),
        3.425_769_633_3,
        EXACT,
    );
    near(
        at(&run, "initialMarginRatio", 2.0 * DAY_S),
        0.178_295_969_803,
        EXACT,
    );
    assert_eq!(at(&run, "callsPending", 2.0 * DAY_S), 1.0);
    near(
        at(&run, "callsPendingNotional", 2.0 * DAY_S),
        78.295_969_802_5,
        EXACT,
    );
    assert_eq!(at(&run, "futuresBoughtQuantity", 183_600.0), 0.0);
    near(
        at(&run, "futuresBoughtQuantity", 187_200.0),
        4.391_348_267_1,
        EXACT,
    );
    let raised: Vec<f64> = run
        .events
        .iter()
        .filter(|event| event.spec.name == "marginRaised")
        .map(|event| run.time_s[event.row])
        .collect();
    assert_eq!(raised, [DAY_S, 2.0 * DAY_S]);
    // Nobody's call price stands where it was: no bands of the figure.
    assert!(run.markets[0].waiting.is_empty());
}

#[test]
fn an_instant_run_settles_in_every_wave() {
    // As a margin account with the maintenance share of the initial ratio, and restored to that: the money equation.
    for (side, ratio, depth) in [("long", -0.08, 3_000.0), ("short", 0.08, 3_000.0)] {
        let run = trace(&json!({
            "markets": log_linear(depth),
            "populations": [{
                "kind": "futures", "rows": [future(side, 100.0, 1_200.0)],
                "initial": { "law": "ratio", "ratio": 0.05 }
            }],
            "shock": gap(ratio)
        }));
        let holder = &run.holders[0];
        let price = last(&run, "lastPrice");
        // At the end it has its maintenance margin, and had no more than the initial one.
        let has = holder.equity / (holder.quantity.abs() * price);
        assert!(
            has > 0.05 / 1.1 && has <= 0.05 * (1.0 + 1e-9),
            "{side} {has}"
        );
        let traded = last(&run, "futuresSoldQuantity") - last(&run, "futuresBoughtQuantity");
        near(
            price,
            100.0 * (1.0 + ratio) * (-traded / depth).exp(),
            EXACT,
        );
        let sign = if side == "long" { 1.0 } else { -1.0 };
        let money = last(&run, "futuresSoldNotional") - last(&run, "futuresBoughtNotional");
        // What it was worth, and what became of it.
        near(
            holder.equity,
            1_200.0 - sign * 100.0 * 100.0 + money + holder.quantity * price,
            1e-9,
        );
        assert_eq!(holder.state, "sold");
        assert!(column(&run, "branchingRatio")[1] != 0.0);
    }
    // Where the ratio rises with the fall, more is sold.
    let sold = |initial: Value| {
        let run = trace(&json!({
            "markets": log_linear(50_000.0),
            "populations": [{
                "kind": "futures", "rows": [future("long", 100.0, 1_200.0)], "initial": initial
            }],
            "shock": gap(-0.05)
        }));
        last(&run, "futuresSoldQuantity")
    };
    assert_eq!(sold(json!({ "law": "ratio", "ratio": 0.05 })), 0.0);
    assert!(sold(json!({ "law": "ewma", "dailyVolatility": 0.014, "decay": 0.8 })) > 0.0);
}

#[test]
fn what_a_closed_futures_account_owes_the_default_fund_pays_and_then_nobody() {
    let of = |fund: f64| {
        let run = trace(&json!({
            "markets": log_linear(1e9),
            "populations": [{
                "kind": "futures", "rows": [future("long", 10.0, 60.0)], "defaultFund": fund
            }],
            "shock": gap(-0.1)
        }));
        let paid = WhoPaid::new(&run, &run.markets[0]);
        near(paid.total, paid.default_fund + paid.bad_debt, EXACT);
        [
            paid.default_fund,
            paid.bad_debt,
            last(&run, "defaultFundPaid"),
            last(&run, "badDebt"),
        ]
    };
    // 60 of 100 are there.
    for (fund, from_fund) in [(0.0, 0.0), (15.0, 15.0), (1_000.0, 40.0)] {
        let [paid, lost, column, bad_debt] = of(fund);
        for (found, expected) in [
            (paid, from_fund),
            (column, from_fund),
            (lost, 40.0 - from_fund),
            (bad_debt, 40.0 - from_fund),
        ] {
            assert!(
                (found - expected).abs() < 1e-5,
                "{found}, expected {expected}"
            );
        }
    }
}

#[test]
fn calls_of_futures_must_be_met() {
    // The price comes back: the call stands, and what is not paid for is closed up to the initial margin.
    let rows = json!([future("long", 10.0, 60.0)]);
    let run = trace(&days(
        &rows,
        &[100.0, 97.0, 99.0],
        &json!({ "graceS": 43_200 }),
    ));
    assert_eq!(last(&run, "callsLapsed"), 0.0);
    assert_eq!(last(&run, "callsSold"), 1.0);
    // At 98: equity 40, initial margin 49, maintenance 44.5.
    near(
        last(&run, "futuresSoldQuantity"),
        10.0 - 40.0 / (0.05 * 98.0),
        EXACT,
    );
    let run = trace(&days(
        &rows,
        &[100.0, 97.0, 99.6],
        &json!({ "graceS": 43_200 }),
    ));
    // At 98.3: equity 43; at 98.4 it has no more than its maintenance margin either.
    near(
        last(&run, "futuresSoldQuantity"),
        10.0 - 43.0 / (0.05 * 98.3),
        EXACT,
    );
    // With its maintenance margin, and less than the initial one, it is closed all the same.
    let run = trace(&days(
        &rows,
        &[100.0, 97.0, 100.2],
        &json!({ "graceS": 43_200 }),
    ));
    near(
        last(&run, "futuresSoldQuantity"),
        10.0 - 46.0 / (0.05 * 98.6),
        EXACT,
    );
    // With that there is nothing to close.
    let run = trace(&days(
        &rows,
        &[100.0, 97.0, 101.0],
        &json!({ "graceS": 43_200 }),
    ));
    assert_eq!(last(&run, "futuresSoldQuantity"), 0.0);
    assert_eq!(last(&run, "callsSold"), 1.0);
    // Who has nothing left is closed at once.
    let run = trace(&days(&rows, &[100.0, 93.0, 93.0], &json!({})));
    near(at(&run, "futuresSoldQuantity", DAY_S), 10.0, EXACT);
    assert_eq!(at(&run, "callsPending", DAY_S), 0.0);
}

#[test]
fn the_same_shock_under_the_rules_of_futures() {
    // Preset 4.7, this market alone.
    let run = trace(&json!({
        "seed": 42,
        "clock": { "mode": "ticks", "tickS": 300, "durationS": 172_800 },
        "markets": log_linear(2e7),
        "populations": [{
            "kind": "futures", "openInterest": 5e8, "longShare": 1, "count": 2000, "triggers": { "from": 85, "to": 96 },
            "initial": { "law": "ratio", "ratio": 0.05 }, "cycleS": 86400, "offsetS": 23400, "graceS": 57600, "cureProbability": 0.8
        }],
        "shock": { "kind": "ramp", "ratio": -0.08, "durationS": 3600 }
    }));
    assert!((last(&run, "lastPrice") - 91.01).abs() < 0.005);
    let sold = column(&run, "futuresSoldQuantity");
    assert!((sold[run.rows() - 1] / 5e6 - 0.043).abs() < 0.0005);
    let first = sold.iter().position(|&sold| sold > 0.0).expect("a sale");
    assert_eq!(run.time_s[first], 22.5 * 3_600.0);
    near(run.summary().time_to_90_pct_s, 46.5 * 3_600.0, 1e-9);
}

/// What an engine says of those that a scenario lists.
fn holders(engine: &Engine<'_>) -> Vec<Holder> {
    engine.sources().iter().flat_map(Acts::holders).collect()
}

fn prepared(scenario: &Value) -> Prepared {
    let valid = build(scenario, &DataStore::default());
    Prepared::new(valid.unwrap_or_else(|problems| panic!("{scenario}: {problems:?}")))
}

/// J6 and J7 over random futures accounts.
#[test]
fn losers_pay_what_winners_and_the_maker_get() {
    let mut rng = Rng::new(11, Purpose::Size, 0);
    let (mut settled, mut closed, mut met) = (0, 0.0_f64, 0.0_f64);
    for case in 0..200 {
        let mut between = |low: f64, high: f64| low + rng.unit() * (high - low);
        let rows: Vec<Value> = (0..20)
            .map(|index| {
                let side = if index % 3 == 0 { "short" } else { "long" };
                let quantity = between(1.0, 50.0);
                future(side, quantity, quantity * between(3.0, 20.0))
            })
            .collect();
        let path: Vec<Value> = (0..6)
            .map(|index| json!({ "timeS": 100 * index, "price": if index == 0 { 100.0 } else { between(85.0, 115.0) } }))
            .collect();
        let cycle_s = 20.0 * between(1.0, 4.0).floor();
        let initial = if case % 2 == 0 {
            json!({ "law": "ratio", "ratio": 0.05 })
        } else {
            json!({ "law": "ewma", "dailyVolatility": 0.01 })
        };
        let scenario = json!({
            "seed": case,
            "clock": { "mode": "ticks", "tickS": 5, "durationS": 600 },
            "markets": [{ "id": "m", "price": 100, "impact": { "law": "linear", "slope": 1e-13 } }],
            "populations": [{
                "kind": "futures", "rows": rows, "initial": initial, "cycleS": cycle_s, "offsetS": 10,
                "graceS": between(-50.0, 100.0).max(0.0), "cureProbability": between(0.0, 1.0),
                "defaultFund": between(0.0, 50.0), "close": if case % 5 == 0 { "all" } else { "toInitial" }
            }],
            "shock": { "kind": "path", "points": path }
        });
        let one = prepared(&scenario);
        let mut engine = Engine::new(&one, one.scenario().shock.clone(), None);
        engine.apply_shock();
        let trace = one.trace();
        let paid = column(&trace, "variationMarginPaid");
        let price = column(&trace, "lastPrice");
        let mut at_last = 100.0;
        let mut before = holders(&engine);
        let mut row = 1;
        while engine.step() {
            row += 1;
            let now = trace.time_s[row];
            let cycles = |time_s: f64| ((time_s - 10.0) / cycle_s + 1e-9).floor();
            if now >= 10.0 && cycles(now) > cycles(trace.time_s[row - 1]) {
                let gains: Vec<f64> = before
                    .iter()
                    .map(|one| one.quantity * (price[row] - at_last))
                    .collect();
                let lost = gains.iter().fold(0.0, |sum, gain| sum + (-gain).max(0.0));
                let won = gains.iter().fold(0.0, |sum, gain| sum + gain.max(0.0));
                let maker = -gains.iter().sum::<f64>();
                // J7.
                let change = paid[row] - paid[row - 1];
                let scale = paid[row].max(1.0);
                assert!(
                    (change - lost).abs() <= 1e-8 * scale,
                    "{case} {row}: {change} {lost}"
                );
                assert!((won + maker.max(0.0) - lost - (-maker).max(0.0)).abs() <= 1e-8 * scale);
                at_last = price[row];
                settled += 1;
            } else {
                assert_eq!(paid[row], paid[row - 1]);
            }
            before = holders(&engine);
        }
        let of = |name: &str| column(&trace, name);
        let [issued, was_met, due, open] =
            ["callsIssued", "callsMet", "callsSold", "callsPending"].map(of);
        for row in 0..trace.rows() {
            // J6.
            assert_eq!(
                issued[row],
                was_met[row] + due[row] + open[row],
                "{scenario}"
            );
        }
        closed += last(&trace, "futuresSoldQuantity") + last(&trace, "futuresBoughtQuantity");
        met += last(&trace, "callsMet");
        near(
            last(&trace, "liquidatedQuantity").max(1e-300),
            (last(&trace, "futuresSoldQuantity") + last(&trace, "futuresBoughtQuantity"))
                .max(1e-300),
            1e-12,
        );
    }
    assert!(
        settled > 2_000 && closed > 1_000.0 && met > 200.0,
        "{settled} {closed} {met}"
    );
}

#[test]
fn generated_futures_are_called_where_they_should_be() {
    let of = |more: &Value, ratio: f64| {
        let one = with(
            json!({ "kind": "futures", "openInterest": 1e6, "count": 1_000 }),
            more,
        );
        trace(&json!({ "markets": log_linear(1e9), "populations": [one], "shock": gap(ratio) }))
    };
    let triggers = json!({ "triggers": { "from": 85, "to": 96 }, "longShare": 1 });
    near(last(&of(&triggers, -0.1), "callsIssued"), 545.0, 0.002);
    assert_eq!(last(&of(&triggers, 0.1), "callsIssued"), 0.0);
    // Called at (1 - 1/L) / (1 - m): leverage 10 at 94.286, of which there are more below.
    let law = json!({ "leverage": { "law": "uniform", "from": 5, "to": 15 }, "longShare": 0.6 });
    let called = (1.0 - 0.1) / (1.0 - 0.05 / 1.1) - 1.0;
    near(last(&of(&law, called), "callsIssued"), 300.0, 0.005);
    // And at (1 + 1/L) / (1 + m).
    let called = (1.0 + 0.1) / (1.0 + 0.05 / 1.1) - 1.0;
    near(last(&of(&law, called), "callsIssued"), 200.0, 0.005);
    let run = of(&law, 0.01);
    near(run.markets[0].at_risk[0], 6_000.0, EXACT);
    near(run.markets[0].at_risk[1], 4_000.0, EXACT);
    // What would be called before anything happens is cut.
    let law = json!({ "leverage": { "law": "uniform", "from": 30, "to": 60 }, "longShare": 1 });
    assert_eq!(column(&of(&law, 0.01), "callsIssued")[1], 0.0);
    assert_eq!(column(&of(&law, -0.001), "callsIssued")[1], 1_000.0);
}

#[test]
fn houses_of_two_kinds_share_the_columns_of_calls() {
    let scenario = |houses: &[Value]| {
        json!({
            "clock": { "mode": "ticks", "tickS": 60, "durationS": 3_600 },
            "markets": log_linear(1e9), "populations": houses, "shock": gap(-0.07)
        })
    };
    let brokers = broker(json!([long(100.0, 7_000.0)]), &json!({ "graceS": 600 }));
    let futures =
        json!({ "kind": "futures", "rows": [future("long", 100.0, 800.0)], "graceS": 600 });
    let alone = [&brokers, &futures].map(|one| trace(&scenario(std::slice::from_ref(one))));
    let both = trace(&scenario(&[brokers.clone(), futures.clone(), futures]));
    let [of_brokers, of_futures] = &alone;
    for name in ["callsIssued", "callsSold", "callsPending"] {
        let sum = column(of_brokers, name)
            .into_iter()
            .zip(column(of_futures, name))
            .map(|(one, other)| one + 2.0 * other);
        assert_eq!(column(&both, name), sum.collect::<Vec<_>>(), "{name}");
        let names = both.column_specs().filter(|spec| spec.name == name);
        assert_eq!(names.count(), 1);
    }
    // Of a ratio there is no sum.
    assert_eq!(last(&both, "initialMarginRatio"), 0.05);
    assert!(last(&both, "brokersSoldQuantity") > 0.0);
    assert!(last(&both, "futuresSoldQuantity") > 0.0);
    near(
        last(&both, "liquidatedQuantity"),
        last(&both, "brokersSoldQuantity") + last(&both, "futuresSoldQuantity"),
        EXACT,
    );
    let dealt = both.markets[0].dealt();
    assert_eq!(dealt.iter().sum::<f64>(), 0.0);
}

#[test]
fn futures_that_cannot_be_are_refused() {
    let of = |one: Value| {
        let one = with(json!({ "kind": "futures" }), &one);
        messages(&json!({ "markets": log_linear(1e3), "populations": [one], "shock": gap(-0.05) }))
    };
    let rows = json!([future("long", 1.0, 50.0)]);
    for (one, expected) in [
        (
            json!({ "rows": rows, "graceS": 86_400 }),
            "populations[0].graceS is 86400; in an instant run nobody can wait: it must be 0, or the clock mode \"ticks\"",
        ),
        (
            json!({ "rows": rows, "cycleS": 60 }),
            "populations[0].cycleS takes time; in an instant run (clock mode \"waves\") it must be 0",
        ),
        (
            json!({ "rows": rows, "initial": { "law": "ewma", "floor": 0.4, "cap": 0.3 } }),
            "populations[0].initial.floor is 0.4, above cap, 0.3",
        ),
        (
            json!({ "openInterest": 1, "leverage": { "law": "uniform", "from": 2, "to": 3 }, "triggers": { "from": 85, "to": 96 } }),
            "populations[0] has both leverage and triggers; give one",
        ),
        (
            json!({ "openInterest": 1 }),
            "populations[0] needs leverage, triggers or rows",
        ),
        (
            json!({ "triggers": { "from": 85, "to": 96 } }),
            "populations[0] needs openInterest, of which the accounts are parts",
        ),
        (
            json!({ "rows": rows, "openInterest": 1 }),
            "populations[0] has both rows and openInterest; give one",
        ),
        (
            json!({ "openInterest": 1, "triggers": { "from": 85, "to": 105 } }),
            "populations[0].triggers.to is 105, not below the starting price 100",
        ),
    ] {
        assert_eq!(of(one), [expected]);
    }
    let mut inverse = json!({ "markets": log_linear(1e3), "populations": [{ "kind": "futures", "rows": rows }], "shock": gap(-0.05) });
    inverse["markets"][0]["margin"] = json!({ "contract": "inverse" });
    assert_eq!(
        messages(&inverse),
        ["populations[0] \"futures\" trades base for quote; market \"m\" has inverse contracts"]
    );
}

fn linear(markets: &[(&str, f64)]) -> Value {
    let markets = markets.iter();
    markets
        .map(|(id, slope)| {
            json!({ "id": id, "price": 1, "impact": { "law": "linear", "slope": slope } })
        })
        .collect()
}

fn bank(id: &str, equity: f64, other: f64, holdings: &[(&str, f64)]) -> Value {
    let holdings = holdings.iter();
    let holdings: Vec<Value> = holdings
        .map(|(market, value)| json!({ "market": market, "value": value }))
        .collect();
    json!({ "id": id, "equity": equity, "other": other, "holdings": holdings })
}

fn threshold() -> Value {
    json!({ "law": "threshold", "maxLeverage": 20, "bufferLeverage": 18 })
}

/// The two banks of OT22 and OT23.
fn two_banks(slope: f64, ratio: f64, rule: &Value) -> Value {
    let rows = [
        bank("A", 11.0, 100.0, &[("m", 100.0)]),
        bank("B", 6.0, 40.0, &[("m", 60.0)]),
    ];
    json!({
        "markets": linear(&[("m", slope)]),
        "populations": [{ "kind": "banks", "rows": rows, "rule": rule }],
        "shock": { "kind": "priceGap", "market": "m", "ratio": ratio }
    })
}

#[test]
fn a_bank_above_its_limit_sells_and_takes_others_with_it() {
    // OT22.
    let run = trace(&two_banks(1.0 / 2_000.0, -0.02, &threshold()));
    let price = column(&run, "lastPrice");
    for (row, expected) in [
        (1, 0.98),
        (2, 0.955_306_122_4),
        (3, 0.925_257_772_4),
        (4, 0.902_530_749_5),
        (5, 0.900_716_735_1),
    ] {
        near(price[row], expected, EXACT);
    }
    assert_eq!(run.rows(), 6);
    near(run.holders[0].equity, 5.304_465_687_6, EXACT);
    near(run.holders[1].equity, 2.096_048_021_5, EXACT);
    near(last(&run, "fireSaleNotional"), 149.109_363_163_9, EXACT);
    assert_eq!(last(&run, "liquidatedQuantity"), 0.0);
    assert_eq!(run.holders[1].state, "illiquid");
    assert_eq!(
        run.holders[1].at_row.map(|row| run.wave[row as usize]),
        Some(4)
    );
    assert_eq!(run.holders[0].state, "sold");
    let told = Facts::new(&run, &run.markets[0]);
    let told: Vec<_> = told
        .banks
        .iter()
        .map(|bank| (bank.id.as_str(), bank.is_insolvent))
        .collect();
    assert_eq!(told, [("B", false)]);
    assert_eq!(Facts::new(&run, &run.markets[0]).writers, None);
    let fallen: Vec<_> = run
        .events
        .iter()
        .map(|event| (event.spec.name, run.wave[event.row]))
        .collect();
    assert_eq!(fallen, [("bankIlliquid", 4)]);
    let summary = run.summary();
    assert_eq!(
        [summary.banks_insolvent, summary.banks_illiquid],
        [Some(0), Some(1)]
    );
    near(
        summary.fire_sale_notional.expect("banks"),
        149.109_363_163_9,
        EXACT,
    );
    let run = trace(&two_banks(1.0 / 8_000.0, -0.02, &threshold()));
    assert_eq!(run.rows(), 3);
    near(last(&run, "lastPrice"), 0.973_826_530_6, EXACT);
    near(run.holders[0].equity, 8.496_043_315_3, EXACT);
    near(run.holders[1].equity, 4.468_648_479_8, EXACT);
    near(last(&run, "fireSaleNotional"), 48.247_553_102_9, EXACT);
    // Nothing of its equity is left: it sells all.
    let run = trace(&two_banks(1.0 / 8_000.0, -0.2, &threshold()));
    assert_eq!(run.holders[0].state, "insolvent");
    assert_eq!(run.holders[0].quantity, 0.0);
    assert_eq!(run.fallen_banks.map(|[insolvent, _]| insolvent), Some(2));
}

#[test]
fn banks_spread_a_loss_from_one_market_to_another() {
    // Greenwood, Landier and Thesmar, at marked prices: the rest of OT22.
    let scenario = |ratio: f64| {
        let rows = [
            bank("1", 10.0, 0.0, &[("a", 60.0), ("b", 40.0)]),
            bank("2", 5.0, 0.0, &[("a", 16.0), ("b", 64.0)]),
        ];
        json!({
            "markets": linear(&[("a", 5e-4), ("b", 2e-3)]),
            "populations": [{ "kind": "banks", "rows": rows, "rule": { "law": "target" } }],
            "shock": { "kind": "priceGap", "market": "a", "ratio": ratio }
        })
    };
    for (ratio, share, exact) in [
        (-0.05, 0.302_282_146_4, 1e-9),
        (-5e-5, 0.329_973_604_7, 1e-7),
    ] {
        let one = prepared(&scenario(ratio));
        let mut engine = Engine::new(&one, one.scenario().shock.clone(), None);
        engine.apply_shock();
        let equity = |engine: &Engine<'_>| {
            let holders = holders(engine);
            holders.iter().fold(0.0, |sum, one| sum + one.equity)
        };
        let before = equity(&engine);
        near(before, 15.0 + 76.0 * ratio, 1e-12);
        assert!(engine.step());
        near(
            (before - equity(&engine)) / 15.0 * (-0.05 / ratio),
            share,
            exact,
        );
    }
    let run = trace(&scenario(-0.05));
    near(run.markets[0].last_price[2], 0.940_437_363_3, EXACT);
    near(run.markets[1].last_price[2], 0.958_338_019_4, EXACT);
    // They are told of both markets, with their part of Feedback R.
    let names: Vec<_> = run
        .sources
        .iter()
        .map(|source| source.id.as_str())
        .collect();
    assert_eq!(names, ["a.traders", "b.traders", "a.banks", "b.banks"]);
    for (index, market) in run.markets.iter().enumerate() {
        let deal = run.deals.iter().find(|deal| deal.market == index);
        let sold = market.extra_column("fireSaleNotional").expect("a column");
        near(deal.expect("a deal").sold, sold[run.rows() - 1], EXACT);
        assert!(sold[run.rows() - 1] > 1.0);
        let part = run.feedback_of(names[index + 2]).expect("a part");
        for (part, whole) in part.iter().zip(&market.branching_ratio) {
            assert_eq!(part, whole);
        }
    }
}

#[test]
fn a_target_answers_every_loss_and_a_limit_none_before_it() {
    // OT23.
    let shocks = [0.002_5, 0.005, 0.01, 0.012_5, 0.015, 0.02, 0.03, 0.04];
    for (rule, expected) in [
        (
            json!({ "law": "target" }),
            [
                0.190_883_731_3,
                0.366_131_468_3,
                0.673_414_857_7,
                0.807_059_776_3,
                0.928_313_927_9,
                1.136_081_434_2,
                1.426_879_082_9,
                1.572_961_513_1,
            ],
        ),
        (
            threshold(),
            [
                0.0,
                0.0,
                0.0,
                0.436_240_185_9,
                0.684_680_389_4,
                0.835_308_204_9,
                1.261_398_539_5,
                1.555_881_944_8,
            ],
        ),
    ] {
        for (shock, expected) in shocks.into_iter().zip(expected) {
            let run = trace(&two_banks(1.0 / 8_000.0, -shock, &rule));
            let equity = run.holders.iter().fold(0.0, |sum, one| sum + one.equity);
            let lost = 17.0 - 160.0 * shock - equity;
            assert!(
                (lost - expected).abs() <= 1e-9 * expected.max(1.0),
                "{rule} {shock}: {lost}, expected {expected}"
            );
        }
    }
    // Nothing below 1.0526315789 %, where the first crosses.
    for (shock, sells) in [(0.010_526, false), (0.010_527, true)] {
        let run = trace(&two_banks(1.0 / 8_000.0, -shock, &threshold()));
        assert_eq!(last(&run, "fireSaleNotional") > 0.0, sells, "{shock}");
    }
}

/// J9 over random banks: none sells more than it holds, and equity changes by prices and fills alone.
#[test]
fn equity_of_a_bank_is_what_prices_and_sales_make_of_it() {
    let mut rng = Rng::new(5, Purpose::Size, 0);
    let mut sold_out = 0;
    for case in 0..200 {
        let mut between = |low: f64, high: f64| low + rng.unit() * (high - low);
        let values: Vec<[f64; 2]> = (0..4)
            .map(|_| [between(10.0, 100.0), between(10.0, 100.0)])
            .collect();
        let rule = if case % 2 == 0 {
            json!({ "law": "target" })
        } else {
            json!({ "law": "threshold", "maxLeverage": 15, "bufferLeverage": 11 })
        };
        let banks: Vec<Value> = values
            .iter()
            .map(|[a, b]| {
                let row = bank(
                    "",
                    between(0.07, 0.3) * (a + b),
                    between(0.0, 50.0),
                    &[("a", *a), ("b", *b)],
                );
                json!({ "kind": "banks", "rows": [row], "rule": rule })
            })
            .collect();
        let scenario = json!({
            "markets": linear(&[("a", between(1e-5, 1e-3)), ("b", between(1e-5, 1e-3))]),
            "populations": banks,
            "shock": { "kind": "priceGap", "market": "a", "ratio": between(-0.15, -0.01) }
        });
        let one = prepared(&scenario);
        let mut engine = Engine::new(&one, one.scenario().shock.clone(), None);
        engine.apply_shock();
        let is_bank = |source: &&Source| source.kind() == "banks";
        let state = |engine: &Engine<'_>| -> Vec<([f64; 2], f64)> {
            let banks = engine.sources().iter().filter(is_bank).zip(&values);
            banks
                .map(|(source, values)| {
                    let base = [0, 1].map(|market| values[market] - source.volume(market));
                    (base, source.holders()[0].equity)
                })
                .collect()
        };
        let prices = |engine: &Engine<'_>| [0, 1].map(|market| engine.venues()[market].last_price);
        let mut before = (state(&engine), prices(&engine));
        while engine.step() {
            let now = (state(&engine), prices(&engine));
            for ((base, equity), (base_before, equity_before)) in now.0.iter().zip(&before.0) {
                let mut expected = *equity_before;
                for market in 0..2 {
                    assert!(base[market] >= -1e-12, "{case}: {base:?}");
                    let sold = base_before[market] - base[market];
                    // One fill: on a straight line the average lies in the middle.
                    let fill = 0.5 * (before.1[market] + now.1[market]);
                    expected += base[market] * (now.1[market] - before.1[market])
                        + sold * (fill - before.1[market]);
                }
                assert!(
                    (equity - expected).abs() < 1e-9,
                    "{case}: {equity} {expected}"
                );
                sold_out += u32::from(base[0].abs() < 1e-12);
            }
            before = now;
        }
    }
    assert!(sold_out > 20, "{sold_out}");
}

#[test]
fn banks_that_cannot_be_are_refused() {
    let of = |row: Value, rule: Value| {
        messages(&json!({
            "markets": linear(&[("m", 0.01)]),
            "populations": [{ "kind": "banks", "rows": [row], "rule": rule }], "shock": gap(-0.05)
        }))
    };
    assert_eq!(
        of(bank("A", 20.0, 5.0, &[("m", 10.0)]), threshold()),
        ["populations[0].rows[0].equity is 20, more than its assets of 15"]
    );
    assert_eq!(
        of(
            bank("A", 1.0, 5.0, &[("m", 10.0)]),
            json!({ "law": "threshold", "maxLeverage": 20, "bufferLeverage": 22 })
        ),
        ["populations[0].rule.bufferLeverage is 22, above maxLeverage, 20"]
    );
    let mut inverse = two_banks(0.01, -0.05, &threshold());
    inverse["populations"][0]["rows"]
        .as_array_mut()
        .expect("a list")
        .pop();
    inverse["markets"][0]["margin"] = json!({ "contract": "inverse" });
    assert_eq!(
        messages(&inverse),
        ["populations[0] \"banks\" trades base for quote; market \"m\" has inverse contracts"]
    );
    let mut nowhere = two_banks(0.01, -0.05, &threshold());
    nowhere["populations"][0]["rows"][0]["holdings"][0]["market"] = json!("x");
    assert!(messages(&nowhere)[0].contains("\"x\"; the markets are \"m\""));
}

/// Of a fill that several share somebody's part may be a digit short of all that he had: he is closed, and what he owes is told.
#[test]
fn a_digit_that_is_left_is_no_position() {
    let run = trace(&json!({
        "version": 1,
        "markets": [{ "id": "m", "price": 100, "impact": { "law": "logLinear", "depth": 2000 } }],
        "populations": [
            { "kind": "banks", "rule": { "law": "threshold", "maxLeverage": 20, "bufferLeverage": 18 },
                "rows": [{ "equity": 1000, "holdings": [{ "market": "m", "value": 62308 }] }] },
            { "kind": "futures", "market": "m", "rows": [{ "id": "A", "quantity": 574, "cash": 1500 }],
                "initial": { "law": "ratio", "ratio": 0.05 } },
        ],
        "shock": { "kind": "priceGap", "ratio": -0.3 },
    }));
    let holders = &run.holders;
    let account = holders.iter().find(|one| one.id == "A").expect("is listed");
    assert_eq!((account.state, account.quantity), ("closed", 0.0));
    assert!((run.summary().bad_debt + account.equity).abs() < 1e-6 * run.summary().bad_debt);
}
