//! Funds that keep their leverage and margin accounts that are called, against the numbers of an independent program (OT11 to OT13,
//! OT20, OT21) and closed forms.
#![cfg(not(target_arch = "wasm32"))]

use liquidation_cascades::analysis::paid::WhoPaid;
use liquidation_cascades::engine::run;
use liquidation_cascades::rng::{Purpose, Rng};
use liquidation_cascades::scenario::build::build;
use liquidation_cascades::scenario::data::DataStore;
use liquidation_cascades::trace::Trace;
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
