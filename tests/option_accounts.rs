//! Option writers under a margin that looks at a table of moves, against the numbers of an independent program (OT9, OT10), closed
//! forms and the laws that everybody keeps.
#![cfg(not(target_arch = "wasm32"))]

use liquidation_cascades::analysis::paid::WhoPaid;
use liquidation_cascades::engine::{Engine, Prepared, run};
use liquidation_cascades::math::narrowed;
use liquidation_cascades::rng::{Purpose, Rng};
use liquidation_cascades::scenario::build::build;
use liquidation_cascades::scenario::data::DataStore;
use liquidation_cascades::scenario::mechanisms::added;
use liquidation_cascades::scenario::presets::preset;
use liquidation_cascades::settlement::options::{delta, greeks};
use liquidation_cascades::sources::Acts;
use liquidation_cascades::trace::{Holder, StopReason, Trace};
use serde_json::{Value, json};

const EXACT: f64 = 1e-9;

fn trace(scenario: &Value) -> Trace {
    let valid = build(scenario, &DataStore::default())
        .unwrap_or_else(|problems| panic!("{scenario}: {problems:?}"));
    run(valid)
}

fn messages(scenario: &Value) -> Vec<String> {
    let problems = build(scenario, &DataStore::default()).expect_err("it is refused");
    let messages = problems.into_iter().map(|problem| problem.message);
    messages.collect()
}

#[track_caller]
fn near(found: f64, expected: f64, relative: f64) {
    assert!(
        (found - expected).abs() <= relative * expected.abs().max(1e-300),
        "{found}, expected {expected}"
    );
}

fn market(depth: f64) -> Value {
    json!({ "id": "m", "price": 100, "impact": { "law": "logLinear", "depth": depth } })
}

fn gap(ratio: f64) -> Value {
    json!({ "kind": "priceGap", "ratio": ratio })
}

fn leg(contracts: f64, kind: &str, strike: f64, expiry_days: f64) -> Value {
    json!({
        "type": kind, "strike": strike, "expiryDays": expiry_days, "volatility": 0.6, "contracts": contracts
    })
}

/// A call and a put written, a tenth of the price away.
fn strangle(equity: f64, contracts: f64) -> Value {
    json!({
        "id": "W", "equity": equity,
        "legs": [leg(-contracts, "call", 110.0, 30.0), leg(-contracts, "put", 90.0, 30.0)]
    })
}

fn writers(rows: &[Value], liquidation: Value) -> Value {
    json!({ "kind": "optionAccounts", "rows": rows, "liquidation": liquidation })
}

fn scenario(depth: f64, populations: &[Value], ratio: f64) -> Value {
    json!({ "markets": [market(depth)], "populations": populations, "shock": gap(ratio) })
}

fn column(trace: &Trace, name: &str) -> Vec<f64> {
    trace
        .column(&trace.markets[0], name)
        .unwrap_or_else(|| panic!("no column {name}"))
}

fn last(trace: &Trace, name: &str) -> f64 {
    *column(trace, name).last().expect("a row")
}

fn holder(trace: &Trace) -> &Holder {
    &trace.holders[0]
}

fn ot10(by: &str) -> Trace {
    let one = writers(&[strangle(14_000.0, 1_000.0)], json!({ "by": by }));
    trace(&scenario(20_000.0, &[one], 0.08))
}

/// OT9, run by run: where the account is liquidated first, on either side.
#[test]
fn ot9_an_account_has_a_trigger_on_both_sides() {
    let one = writers(&[strangle(140.0, 10.0)], json!({}));
    let at = |ratio: f64| trace(&scenario(1e12, std::slice::from_ref(&one), ratio));
    near(
        column(&at(0.0), "writerRequirement")[0],
        111.354_337_592_5,
        EXACT,
    );
    for (far, trigger, equity) in [
        (-0.2, 86.971_502_663_8, 115.999_584_624_6),
        (0.2, 104.511_826_098_4, 132.638_679_599_3),
    ] {
        let is_open = |ratio: f64| last(&at(ratio), "writersLiquidated") == 0.0;
        let [open, closed] = narrowed([0.0, far], is_open);
        near(100.0 * (1.0 + open), trigger, EXACT);
        assert_eq!(last(&at(closed), "writersLiquidated"), 1.0);
        let run = at(open);
        near(last(&run, "writerEquity"), equity, EXACT);
        near(last(&run, "writerRequirement"), equity, EXACT);
        assert_eq!(run.stop_reason, StopReason::NoTrigger);
    }
}

/// One account is due at the price and on a part of the way only, the other one further away: depth that leaves on the way to the
/// first of them is the same whoever is named first.
#[test]
fn who_is_named_first_does_not_decide_who_is_liquidated_first() {
    let option = |kind: &str, strike: f64, days: f64, volatility: f64, contracts: f64| json!({ "type": kind, "strike": strike, "expiryDays": days, "volatility": volatility, "contracts": contracts });
    let mut rows = vec![
        json!({ "equity": 1_084.4, "legs": [
            option("call", 127.4, 5.65, 0.22, 16.09), option("put", 64.0, 12.13, 0.12, -651.6)] }),
        json!({ "equity": 165.4, "perp": -1_446.8, "legs": [
            option("call", 102.8, 2.44, 0.196, 410.0), option("put", 68.2, 10.56, 0.453, 57.8),
            option("put", 73.7, 13.2, 0.132, -2_491.0)] }),
    ];
    let depth = |rows: &[Value]| {
        let mut one = scenario(1e5, &[writers(rows, json!({}))], 0.0);
        one["markets"][0]["withdrawal"] = json!({ "law": "drawdown" });
        column(&trace(&one), "depth")[0]
    };
    let first = depth(&rows);
    rows.reverse();
    assert_eq!(first, depth(&rows));
}

#[test]
fn ot10_options_that_are_bought_back_are_hedged_by_who_sold_them() {
    let run = ot10("buyBack");
    assert_eq!(run.rows(), 15);
    let prices = column(&run, "lastPrice");
    for (row, expected) in [
        (1, 108.0),
        (2, 108.364_121_129_4),
        (3, 108.409_365_758_2),
        (4, 108.415_057_680_5),
        (14, 108.415_878_196_0),
    ] {
        near(prices[row], expected, EXACT);
    }
    near(last(&run, "hedgeSold"), -76.866_579_541_1, EXACT);
    near(last(&run, "writerEquity"), 11_873.778_811_0, EXACT);
    let paid = WhoPaid::new(&run, &run.markets[0]);
    near(paid.writers, 11_873.778_811_0 - 14_000.0, EXACT);
    assert_eq!(paid.total, 0.0);
    near(holder(&run).quantity, -2.0 * 797.357_155_209_2, EXACT);
    // Nothing of the market is closed by force.
    assert_eq!(last(&run, "liquidatedQuantity"), 0.0);
    assert_eq!(holder(&run).state, "liquidated");
    // What the first share was.
    let legs = [("call", 110.0), ("put", 90.0)];
    let worth = |sigma: f64| {
        let each = legs.map(|(kind, strike)| greeks(kind == "call", 108.0, strike, 30.0, sigma));
        1_000.0 * (each[0].price + each[1].price)
    };
    let cost = worth(0.65) - worth(0.6);
    let (equity, needed) = (12_192.741_746_001_8, 14_727.472_921_927_7);
    let share = (needed - equity) / (needed - cost);
    near(share, 0.184_003_222_0, EXACT);
    let sold = column(&run, "hedgeSold")[2];
    let deltas = legs.map(|(kind, strike)| delta(kind == "call", 108.0, strike, 30.0, 0.6));
    near(sold, -share * 1_000.0 * (deltas[0] + deltas[1]), EXACT);
}

#[test]
fn ot10_a_hedge_keeps_the_gamma_and_needs_more() {
    for by in ["hedge", "hedgeThenBuyBack"] {
        let run = ot10(by);
        assert_eq!(run.rows(), 17);
        let prices = column(&run, "lastPrice");
        for (row, expected) in [
            (2, 108.795_015_366_0),
            (3, 108.962_491_719_5),
            (4, 108.993_337_699_3),
            (16, 109.000_044_318_6),
        ] {
            near(prices[row], expected, EXACT);
        }
        let bought = column(&run, "writersBoughtQuantity");
        near(bought[2], 146.685_831_940_2, EXACT);
        near(bought[16], 184.341_233_949_3, EXACT);
        near(
            last(&run, "shortLiquidatedNotional"),
            last(&run, "writersBoughtNotional"),
            EXACT,
        );
        near(holder(&run).quantity, 184.341_233_949_3 - 2_000.0, EXACT);
        let no_dealers = run.column(&run.markets[0], "hedgeSold").is_none();
        assert_eq!(no_dealers, by == "hedge", "who only hedges needs none");
    }
}

/// Where no perp is enough the best one is taken; then it stays so, or a share of everything goes.
#[test]
fn what_no_hedge_restores_is_left_or_bought_back() {
    let straddle = |equity: f64| json!({ "equity": equity, "legs": [leg(-1_000.0, "call", 100.0, 7.0), leg(-1_000.0, "put", 100.0, 7.0)] });
    let run = |by: &str| {
        let one = writers(&[straddle(8_500.0)], json!({ "by": by }));
        trace(&scenario(1e6, &[one], 0.03))
    };
    let (left, closed) = (run("hedge"), run("hedgeThenBuyBack"));
    assert!(last(&left, "writerEquity") < last(&left, "writerRequirement"));
    let perp = last(&left, "writersBoughtQuantity");
    assert!(perp > 0.0);
    near(holder(&left).quantity, perp - 2_000.0, EXACT);
    // One more base of it either way would ask for more: both ends of the table lose the same.
    let ends = [-0.16, 0.16].map(|moved| {
        let price = last(&left, "lastPrice");
        let loss = |kind: &str| {
            let is_call = kind == "call";
            let sigma = 0.6 * (1.0 + 0.5 * (30.0_f64 / 7.0).powf(0.3));
            let after = greeks(is_call, price * (1.0 + moved), 100.0, 7.0, sigma).price;
            1_000.0 * (after - greeks(is_call, price, 100.0, 7.0, 0.6).price)
        };
        loss("call") + loss("put") - perp * price * moved
    });
    near(ends[0], ends[1], 1e-6);
    // The first step is the same, and then its options are bought back.
    let first = |run: &Trace| column(run, "writersBoughtQuantity")[2];
    assert_eq!(first(&left), first(&closed));
    assert!(holder(&closed).quantity > holder(&left).quantity);
    let (equity, needed) = (
        last(&closed, "writerEquity"),
        last(&closed, "writerRequirement"),
    );
    near(equity, needed, 1e-6);
}

#[test]
fn the_perp_beside_options_is_closed_with_them() {
    let mut row = strangle(16_000.0, 1_000.0);
    row["perp"] = json!(-200);
    let run = trace(&scenario(
        20_000.0,
        &[writers(&[row], json!({ "seller": "nobody" }))],
        0.08,
    ));
    let bought = last(&run, "writersBoughtQuantity");
    assert!(bought > 0.0);
    // All shrinks by the same shares.
    let left = 1.0 - bought / 200.0;
    near(holder(&run).quantity, -2_200.0 * left, 1e-9);
    near(last(&run, "liquidatedQuantity"), bought, EXACT);
    let price = 108.0 * (bought / 20_000.0).exp();
    near(last(&run, "lastPrice"), price, EXACT);
}

#[test]
fn options_that_nobody_hedges_move_no_price() {
    let one = writers(
        &[strangle(14_000.0, 1_000.0)],
        json!({ "seller": "nobody" }),
    );
    let run = trace(&scenario(20_000.0, &[one], 0.08));
    assert_eq!(last(&run, "lastPrice"), 108.0);
    near(
        holder(&run).quantity,
        -2_000.0 * (1.0 - 0.184_003_222_0),
        EXACT,
    );
    assert!(run.column(&run.markets[0], "hedgeSold").is_none());
}

/// Whoever deals in options there already sells them: neither insurers nor dealers of another market do.
#[test]
fn the_first_dealers_of_the_market_sell() {
    let writer = writers(&[strangle(14_000.0, 1_000.0)], json!({}));
    let dealers = |more: Value| {
        let mut one = json!({ "kind": "optionDealers", "book": { "law": "rows", "rows": [] } });
        for (name, value) in more.as_object().expect("fields") {
            one[name] = value.clone();
        }
        one
    };
    let run = |others: &[Value]| {
        let mut all = vec![writer.clone()];
        all.extend_from_slice(others);
        let mut one = scenario(20_000.0, &all, 0.08);
        let other =
            json!({ "id": "other", "price": 100, "impact": { "law": "linear", "slope": 1 } });
        one["markets"].as_array_mut().expect("a list").push(other);
        trace(&one)
    };
    let alone = run(&[]);
    let kinds = |run: &Trace| {
        run.sources
            .iter()
            .filter(|one| one.kind == "optionDealers")
            .count()
    };
    assert_eq!(kinds(&alone), 1);
    let declared = run(&[dealers(json!({}))]);
    assert_eq!(kinds(&declared), 1);
    assert_eq!(column(&declared, "lastPrice"), column(&alone, "lastPrice"));
    for other in [
        json!({ "role": "insurer" }),
        json!({ "market": "other" }),
        json!({ "enabled": false }),
    ] {
        let besides = run(&[dealers(other)]);
        assert_eq!(column(&besides, "lastPrice"), column(&alone, "lastPrice"));
    }
    // A band of theirs is kept.
    let still = run(&[dealers(json!({ "hedge": { "band": 1_000 } }))]);
    assert_eq!(last(&still, "lastPrice"), 108.0);
    let two = run(&[
        dealers(json!({})),
        dealers(json!({ "hedge": { "band": 1_000 } })),
    ]);
    assert_eq!(column(&two, "lastPrice"), column(&alone, "lastPrice"));
}

fn timed(populations: &[Value], points: &[[f64; 2]], tick_s: f64, duration_s: f64) -> Value {
    let points: Vec<Value> = points
        .iter()
        .map(|[at, price]| json!({ "timeS": at, "price": price }))
        .collect();
    json!({
        "clock": { "mode": "ticks", "tickS": tick_s, "durationS": duration_s },
        "markets": [market(20_000.0)], "populations": populations,
        "shock": { "kind": "path", "points": points }
    })
}

#[test]
fn a_dealer_hedges_what_he_sold_in_the_next_tick() {
    let one = writers(&[strangle(14_000.0, 1_000.0)], json!({}));
    let path = [[0.0, 100.0], [10.0, 100.0], [11.0, 108.0], [60.0, 108.0]];
    let run = trace(&timed(&[one], &path, 1.0, 60.0));
    let row = |name: &str, is_there: &dyn Fn(f64) -> bool| {
        column(&run, name)
            .iter()
            .position(|&one| is_there(one))
            .expect("it comes")
    };
    let liquidated = row("writersLiquidated", &|count| count > 0.0);
    let hedged = row("hedgeSold", &|sold| sold != 0.0);
    assert_eq!(run.time_s[liquidated], 11.0);
    assert_eq!(hedged, liquidated + 1);
    let event = run
        .events
        .iter()
        .find(|one| one.spec.name == "writerLiquidated");
    assert_eq!(event.expect("an event").row, liquidated);
    // The hour that passes is little: it ends where a run without a clock does.
    near(last(&run, "lastPrice"), 108.415_878_196_0, 1e-4);
}

#[test]
fn what_expires_is_paid_out_once_and_asks_for_nothing() {
    let legs = [leg(-10.0, "call", 90.0, 0.5), leg(-10.0, "put", 90.0, 0.5)];
    let one = writers(&[json!({ "equity": 1e4, "legs": legs })], json!({}));
    let path = [[0.0, 100.0], [86_400.0, 100.0]];
    let run = trace(&timed(&[one], &path, 3_600.0, 86_400.0));
    let half = 12;
    assert!(column(&run, "writerRequirement")[half - 1] > 0.0);
    assert_eq!(column(&run, "writerRequirement")[half + 1], 0.0);
    let premium =
        greeks(true, 100.0, 90.0, 0.5, 0.6).price + greeks(false, 100.0, 90.0, 0.5, 0.6).price;
    near(
        last(&run, "writerEquity"),
        1e4 + 10.0 * (premium - 10.0),
        EXACT,
    );
    assert_eq!(holder(&run).state, "open");
    assert_eq!(last(&run, "writersLiquidated"), 0.0);
}

#[test]
fn what_a_closed_account_owes_the_fund_of_the_market_pays_and_then_nobody() {
    let run = |fund: f64, partial: Value| {
        let one = writers(&[strangle(12_000.0, 1_000.0)], json!({}));
        let mut all = scenario(1e7, &[one], 0.4);
        all["markets"][0]["insuranceFund"] = json!(fund);
        all["markets"][0]["liquidation"] = json!({ "partial": partial });
        trace(&all)
    };
    let closing = |price: f64| {
        let each = [("call", 110.0), ("put", 90.0)]
            .map(|(kind, strike)| greeks(kind == "call", price, strike, 30.0, 0.65).price);
        1_000.0 * (each[0] + each[1])
    };
    let premium =
        greeks(true, 100.0, 110.0, 30.0, 0.6).price + greeks(false, 100.0, 90.0, 30.0, 0.6).price;
    let lack = closing(140.0) - 12_000.0 - 1_000.0 * premium;
    assert!(lack > 0.0);
    // With a ledger, and without.
    for partial in [Value::Null, json!({ "rule": "share", "share": 0.5 })] {
        for fund in [0.0, 1_000.0, 1e6] {
            let run = run(fund, partial.clone());
            let paid = lack.min(fund);
            near(last(&run, "insuranceFund") - fund, -paid, 1e-9);
            assert!((last(&run, "badDebt") - (lack - paid)).abs() <= 1e-9 * lack);
            assert_eq!(holder(&run).state, "closed");
            assert_eq!(last(&run, "writerRequirement"), 0.0);
            assert!(last(&run, "writerEquity").abs() <= 1e-9 * lack);
            // Of who wrote the options it took all; the rest others paid.
            near(WhoPaid::new(&run, &run.markets[0]).writers, -12_000.0, 1e-9);
            assert_eq!(run.stop_reason, StopReason::EveryoneLiquidated);
        }
    }
}

/// What accounts, dealers and customers have gained by options adds up to nothing: the rest is the market's.
#[test]
fn options_that_change_hands_are_paid_for() {
    let mut row = strangle(15_000.0, 1_000.0);
    row["perp"] = json!(-50);
    let writer = writers(&[row], json!({ "slippageVolatility": 0.2 }));
    let dealers = json!({
        "kind": "optionDealers",
        "book": { "law": "rows", "rows": [leg(300.0, "call", 105.0, 20.0)] }
    });
    let all = scenario(20_000.0, &[writer, dealers], 0.08);
    let prepared = Prepared::new(build(&all, &DataStore::default()).expect("it is valid"));
    let mut engine = Engine::new(&prepared, prepared.scenario().shock.clone(), None);
    engine.apply_shock();
    let kinds = ["optionAccounts", "optionDealers"];
    let start = prepared.trace();
    let options = |price: f64| {
        let of = |is_call, strike, days| greeks(is_call, price, strike, days, 0.6).price;
        1_000.0 * (of(true, 110.0, 30.0) + of(false, 90.0, 30.0)) - 300.0 * of(true, 105.0, 20.0)
    };
    let worth = |engine: &Engine<'_>, price: f64| {
        let sources = engine
            .sources()
            .iter()
            .filter(|one| kinds.contains(&one.kind()));
        sources.fold(0.0, |sum, one| sum + one.worth(&[price]))
    };
    let first = worth(&engine, 100.0);
    let mut row = 1;
    while engine.step() {
        row += 1;
        let price = engine.venues()[0].last_price;
        let gained = column(&start, "writerEquity")[row] - 15_000.0
            + column(&start, "dealerProfit")[row]
            + options(price)
            - options(100.0);
        // The first perp was entered, and what dealers held at first bought, at the starting price.
        let by_market = worth(&engine, price) - first - (price - 100.0) * 50.0;
        assert!(
            (gained - by_market).abs() <= 1e-6,
            "{row}: {gained} {by_market}"
        );
    }
    assert!(row > 5);
}

#[test]
fn who_is_hedged_by_parity_never_trades() {
    let row = json!({
        "equity": 1e-3, "perp": -1_000,
        "legs": [leg(1_000.0, "call", 95.0, 30.0), leg(-1_000.0, "put", 95.0, 30.0)]
    });
    for by in ["buyBack", "hedge", "hedgeThenBuyBack"] {
        for ratio in [-0.2, 0.2] {
            let one = writers(std::slice::from_ref(&row), json!({ "by": by }));
            let run = trace(&scenario(20_000.0, &[one], ratio));
            assert_eq!(last(&run, "writersLiquidated"), 0.0, "{by} {ratio}");
            assert_eq!(last(&run, "lastPrice"), 100.0 * (1.0 + ratio));
        }
    }
}

/// J1: nobody, options of size nought, and accounts that are far from their margin change no bit.
#[test]
fn a_size_of_nought_changes_no_bit() {
    let crowd = json!({ "kind": "levels", "from": 75, "to": 95, "quantity": 1_000, "count": 500 });
    let of = |more: Option<Value>| {
        let mut all = vec![crowd.clone()];
        all.extend(more);
        trace(&scenario(20_000.0, &all, -0.06))
    };
    let without = of(None);
    for rows in [
        vec![],
        vec![strangle(1.0, 0.0)],
        vec![strangle(1e9, 1_000.0)],
    ] {
        let with = of(Some(writers(&rows, json!({}))));
        for name in [
            "lastPrice",
            "branchingRatio",
            "liquidatedQuantity",
            "badDebt",
        ] {
            assert_eq!(column(&with, name), column(&without, name), "{name}");
        }
        assert_eq!(with.rows(), without.rows());
    }
}

/// R says what the next step of the price would sell: options that are bought back go to dealers with their delta.
#[test]
fn feedback_counts_accounts_that_a_price_would_liquidate() {
    // A little above its margin in row 0.
    for (by, equity) in [("buyBack", 11_200.0), ("hedge", 11_200.0)] {
        let one = writers(&[strangle(equity, 1_000.0)], json!({ "by": by }));
        let near_it = trace(&scenario(20_000.0, std::slice::from_ref(&one), 0.001));
        assert!(column(&near_it, "branchingRatio")[0] > 0.0, "{by}");
        let far = writers(&[strangle(3.0 * equity, 1_000.0)], json!({ "by": by }));
        let far = trace(&scenario(20_000.0, &[far], 0.001));
        assert_eq!(column(&far, "branchingRatio")[0], 0.0);
    }
}

#[test]
fn it_is_left_and_taken_up_with_the_same_bits() {
    let all = scenario(
        20_000.0,
        &[writers(&[strangle(14_000.0, 1_000.0)], json!({}))],
        0.08,
    );
    let prepared = Prepared::new(build(&all, &DataStore::default()).expect("it is valid"));
    let whole = prepared.trace();
    let mut engine = Engine::new(&prepared, prepared.scenario().shock.clone(), None);
    engine.apply_shock();
    engine.step();
    let saved = engine.snapshot();
    for _ in 0..3 {
        engine.step();
    }
    engine.restore(saved.clone());
    assert_eq!(engine.snapshot(), saved);
    let mut prices = Vec::new();
    while engine.step() {
        prices.push(engine.venues()[0].last_price);
    }
    assert_eq!(prices, column(&whole, "lastPrice")[3..]);
}

#[test]
fn accounts_that_cannot_be_are_refused() {
    let legs: Vec<Value> = (0..20).map(|_| leg(-1.0, "put", 90.0, 30.0)).collect();
    let rows: Vec<Value> = (0..600)
        .map(|_| json!({ "equity": 100, "legs": legs }))
        .collect();
    let many = scenario(20_000.0, &[writers(&rows, json!({}))], 0.08);
    assert_eq!(
        messages(&many),
        ["populations[0].rows hold 12000 legs; at most 10000 are allowed"]
    );
    let mut inverse = scenario(20_000.0, &[writers(&[strangle(1.0, 1.0)], json!({}))], 0.08);
    inverse["markets"][0]["margin"] = json!({ "contract": "inverse" });
    assert_eq!(
        messages(&inverse),
        [
            "populations[0] \"optionAccounts\" trades base for quote; market \"m\" has inverse contracts"
        ]
    );
    let restored = writers(&[strangle(1.0, 1.0)], json!({ "restore": 0.9 }));
    assert_eq!(messages(&scenario(20_000.0, &[restored], 0.08)).len(), 1);
    // Who is short of margin at the start is liquidated in the first row.
    let short = trace(&scenario(
        20_000.0,
        &[writers(&[strangle(5_000.0, 1_000.0)], json!({}))],
        0.0,
    ));
    assert_eq!(column(&short, "writersLiquidated")[..2], [0.0, 1.0]);
}

/// Random writers under every rule, in a fall or a rise, at once or in time.
fn drawn(rng: &mut Rng) -> Value {
    let mut pick = |count: u64| rng.next_u64() % count;
    let is_timed = pick(2) > 0;
    let by = ["buyBack", "hedge", "hedgeThenBuyBack"]
        [usize::from(pick(3) > 0) + usize::from(pick(2) > 0)];
    let seller = if pick(2) > 0 { "dealers" } else { "nobody" };
    let rule = match pick(4) {
        0 => json!({ "rule": "scan" }),
        1 => json!({ "rule": "span" }),
        2 => json!({ "rule": "standard" }),
        _ => json!({ "rule": "scenarios", "share": 0.5, "rows": [
            { "price": -0.2, "volatility": 0.4 }, { "price": 0.2, "volatility": 0.4 }, { "price": 1, "volatility": 0, "weight": 0.2 }
        ] }),
    };
    let mut rows = Vec::new();
    for _ in 0..4 {
        let mut between = |low: f64, high: f64| low + (high - low) * rng.unit();
        let mut legs = Vec::new();
        for kind in ["call", "put", "call"] {
            let size = between(-1_000.0, 300.0);
            legs.push(leg(size, kind, between(80.0, 120.0), between(0.01, 60.0)));
        }
        rows.push(
            json!({ "equity": between(1e3, 4e4), "perp": between(-300.0, 300.0), "legs": legs }),
        );
    }
    let mut between = |low: f64, high: f64| low + (high - low) * rng.unit();
    let mut one = writers(
        &rows,
        json!({ "by": by, "seller": seller, "restore": between(1.0, 1.5) }),
    );
    one["margin"] = rule;
    one["volatilitySlope"] = json!(between(-1.0, 1.0));
    let ratio = between(-0.3, 0.3);
    let mut all = scenario(between(5e3, 5e5), &[one], ratio);
    all["markets"][0]["insuranceFund"] = json!(between(0.0, 5e3));
    if is_timed {
        all["clock"] = json!({ "mode": "ticks", "tickS": 600, "durationS": 86_400 });
        all["shock"] = json!({ "kind": "ramp", "ratio": ratio, "durationS": 40_000 });
    }
    all
}

/// I1, I2 and J5 over them: base and money are conserved, dealers' and accounts' options are paid for, and nobody closed owes.
#[test]
fn nothing_is_lost_whatever_is_written() {
    let mut rng = Rng::new(7, Purpose::Levels, 3);
    let [mut liquidated, mut traded, mut closed, mut owed] = [0; 4];
    for case in 0..400 {
        let all = drawn(&mut rng);
        let prepared = Prepared::new(build(&all, &DataStore::default()).expect("it is valid"));
        let run = prepared.trace();
        let mut engine = Engine::new(&prepared, prepared.scenario().shock.clone(), None);
        let sums =
            |engine: &Engine<'_>| [engine.net(0), engine.worth(&[80.0]), engine.worth(&[125.0])];
        let first = sums(&engine);
        engine.apply_shock();
        loop {
            for (sum, first) in sums(&engine).into_iter().zip(first) {
                assert!((sum - first).abs() <= 1e-6, "{case}: {sum} {first}: {all}");
            }
            let owing = engine.sources().iter().map(Acts::owed_by_closed);
            assert!(owing.sum::<f64>() <= 1e-6, "{case}: {all}");
            if !engine.step() {
                break;
            }
        }
        for (spec, numbers) in run.markets[0].columns() {
            assert!(
                numbers.iter().all(|one| one.is_finite()),
                "{case} {}: {all}",
                spec.name
            );
            let falls = |pair: &[f64]| pair[1] < pair[0] - 1e-9 * pair[0].abs();
            assert!(
                !spec.is_flow() || !numbers.windows(2).any(falls),
                "{case} {}",
                spec.name
            );
        }
        liquidated += usize::from(last(&run, "writersLiquidated") > 0.0);
        traded += usize::from(last(&run, "liquidatedQuantity") > 0.0);
        closed += usize::from(run.holders.iter().any(|one| one.state == "closed"));
        owed += usize::from(last(&run, "badDebt") > 0.0);
    }
    // All of it happens.
    assert!(
        liquidated > 100 && traded > 100 && closed > 20 && owed > 10,
        "{liquidated} {traded} {closed} {owed}"
    );
}

/// What the page puts into a scenario can be seen there.
#[test]
fn what_is_added_moves_the_price() {
    let data = DataStore::default();
    for (ratio, sign) in [(-0.05, -1.0), (0.05, 1.0)] {
        let mut before = preset("the-match").expect("the preset").clone();
        before["shock"]["ratio"] = json!(ratio);
        let with = added(&before, "optionAccounts", &data).expect("it can be added");
        let [plain, acting] = [&before, &with].map(|one| last(&trace(one), "lastPrice"));
        let further = sign * (acting / plain - 1.0);
        assert!(further > 0.002, "{ratio}: {plain} {acting}");
    }
}

/// Where depth leaves beyond the first trigger, writers are such a one: the nearer of both sides.
#[test]
fn the_first_triggers_of_writers_are_known() {
    let rows = [strangle(14_000.0, 1_000.0), strangle(28_000.0, 1_000.0)];
    let all = scenario(20_000.0, &[writers(&rows, json!({}))], 0.01);
    let prepared = Prepared::new(build(&all, &DataStore::default()).expect("it is valid"));
    let engine = Engine::new(&prepared, prepared.scenario().shock.clone(), None);
    let writers = engine
        .sources()
        .iter()
        .find(|one| one.kind() == "optionAccounts");
    let [below, above] = writers.expect("writers").first_triggers(0);
    near(below.expect("below"), 86.971_502_663_8, EXACT);
    near(above.expect("above"), 104.511_826_098_4, EXACT);
}

/// The preset: eight writers, one after the other. What it says of the other way of closing them is what that does.
#[test]
fn hedging_writers_buys_more_than_buying_their_options_back() {
    let with = |by: &str| {
        let mut scenario =
            liquidation_cascades::scenario::presets::preset("writers-hedged").expect("a preset");
        scenario["populations"][0]["liquidation"]["by"] = by.into();
        trace(&scenario)
    };
    for (by, price, liquidated) in [
        ("hedge", 110.317_556_8, 8.0),
        ("buyBack", 105.703_573_2, 5.0),
    ] {
        let run = with(by);
        near(last(&run, "lastPrice"), price, 1e-8);
        assert_eq!(last(&run, "writersLiquidated"), liquidated);
        let facts = liquidation_cascades::analysis::facts::Facts::new(&run, &run.markets[0]);
        assert_eq!(
            facts.writers.expect("writers").map(|count| count as f64),
            [8.0, liquidated]
        );
        assert!(facts.banks.is_empty());
    }
}
