//! Small scenarios whose right value was derived apart from this project: each of them was once wrong.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use common::{assert_close, trace};
use liquidation_cascades::clock::Clock;
use liquidation_cascades::engine::run;
use liquidation_cascades::scenario::build::build;
use liquidation_cascades::scenario::data::DataStore;
use liquidation_cascades::scenario::presets;
use liquidation_cascades::trace::{StopReason, Trace};
use serde_json::{Value, json};

fn row(id: &str, side: &str, quantity: f64, margin: f64) -> Value {
    json!({ "id": id, "side": side, "quantity": quantity, "entryPrice": 100, "margin": margin })
}

fn market(impact: Value) -> Value {
    json!({
        "id": "m", "price": 100, "impact": impact, "margin": { "maintenance": { "ratio": 0.01 } },
        "insuranceFund": 1e4
    })
}

fn scenario(market: Value, rows: Vec<Value>, shock: Value) -> Value {
    json!({
        "version": 1, "markets": [market], "populations": [{ "kind": "positions", "rows": rows }], "shock": shock
    })
}

fn gap(ratio: f64) -> Value {
    json!({ "kind": "priceGap", "ratio": ratio })
}

/// The same market on a ledger: a fee too small to be seen.
fn on_ledger(scenario: &Value) -> Value {
    let mut scenario = scenario.clone();
    scenario["markets"][0]["margin"]["takerFeeRatio"] = json!(1e-15);
    scenario
}

fn both_ways(scenario: &Value) -> [Trace; 2] {
    [trace(scenario), trace(&on_ledger(scenario))]
}

/// What is handed back is the trader's: 60 + 10 (94.75 - 100) = 7.5, whoever keeps the books.
#[test]
fn cash_of_an_account_includes_what_was_handed_back() {
    let mut market = market(json!({ "law": "linear", "slope": 0.01 }));
    market["liquidation"] = json!({ "takeover": "market" });
    let rows = vec![row("A", "long", 10.0, 60.0), row("S", "short", 30.0, 1e3)];
    for trace in both_ways(&scenario(market, rows, gap(-0.052))) {
        let account = &trace.accounts[0];
        assert_close(account.cash, 7.5, 1e-9);
        assert_close(account.average_fill_price.unwrap_or(0.0), 94.75, 1e-9);
    }
}

/// Half of the order is filled when the run ends: the margin of the other half and what came back for this one.
#[test]
fn cash_of_an_account_that_is_partly_executed() {
    let mut market = market(json!({ "law": "linear", "slope": 1e-9 }));
    market["liquidation"] = json!({
        "takeover": "market", "executor": { "kind": "exponential", "ratePerS": std::f64::consts::LN_2 }
    });
    let rows = vec![row("A", "long", 10.0, 60.0), row("S", "short", 30.0, 1e3)];
    let mut scenario = scenario(market, rows, gap(-0.052));
    scenario["clock"] = json!({ "mode": "ticks", "tickS": 1, "durationS": 1 });
    for trace in both_ways(&scenario) {
        assert_close(trace.accounts[0].quantity, 5.0, 1e-9);
        assert_close(trace.accounts[0].cash, 30.0 + 30.0 - 5.0 * 5.2, 1e-6);
    }
}

/// An order under way is no fuel: once the price is back above its level R must be nought, not 10.
#[test]
fn feedback_leaves_out_the_backlog() {
    let mut market = market(json!({ "law": "linear", "slope": 0.25 }));
    market["resilience"] =
        json!({ "permanentShare": 0, "recovery": [{ "share": 1, "decayPerS": 0.3 }] });
    market["liquidation"] = json!({ "executor": { "kind": "exponential", "ratePerS": 0.05 } });
    let rows = vec![row("A", "long", 10.0, 50.0), row("S", "short", 30.0, 1e3)];
    let mut scenario = scenario(
        market,
        rows,
        json!({ "kind": "marketOrder", "quantity": 20 }),
    );
    scenario["clock"] = json!({ "mode": "ticks", "tickS": 0.1, "durationS": 8 });
    for trace in both_ways(&scenario) {
        let columns = &trace.markets[0];
        // The price rises through the level of A, 95.9596, while nearly all of A waits.
        assert_close(columns.last_price[9], 95.981_078_514_240_74, 1e-9);
        assert_close(columns.backlog_quantity[9], 9.607_894_391_523_232, 1e-9);
        assert!(
            columns.branching_ratio[1..]
                .iter()
                .all(|&ratio| ratio == 0.0),
            "{:?}",
            columns.branching_ratio
        );
    }
}

/// Profit of an inverse position is N (1 / e - 1 / P): the price that gives the realised result is the harmonic mean.
#[test]
fn the_average_price_of_inverse_fills_gives_their_result() {
    let mut market = market(json!({ "law": "linear", "slope": 0.5 }));
    market["margin"]["contract"] = json!("inverse");
    market["liquidation"] = json!({ "executor": { "kind": "twap", "durationS": 4 } });
    let rows = vec![row("A", "long", 1e3, 0.3), row("S", "short", 3e3, 50.0)];
    let mut scenario = scenario(market, rows, gap(-0.1));
    scenario["clock"] = json!({ "mode": "ticks", "tickS": 1, "durationS": 6 });
    let trace = trace(&scenario);
    let average = trace.accounts[0].average_fill_price.unwrap_or(0.0);
    assert_close(average, 87.130_748_865_881_8, 1e-9);
    let columns = &trace.markets[0];
    let base = columns.liquidated_quantity.last().copied().unwrap_or(0.0);
    // Contracts are quote: what was sold, in base, is N over that price.
    assert_close(1e3 / average, base, 1e-12 * base);
}

/// Everyone of the side has been liquidated when all their orders are placed and, but for a crumb, filled.
#[test]
fn everyone_is_liquidated_on_both_paths() {
    let mut market = market(json!({ "law": "linear", "slope": 0.01 }));
    market["liquidation"] = json!({ "executor": { "kind": "exponential", "ratePerS": 0.5 } });
    let rows = vec![row("A", "long", 10.0, 50.0), row("S", "short", 30.0, 1e3)];
    let mut scenario = scenario(market, rows, gap(-0.06));
    scenario["clock"] = json!({ "mode": "ticks", "tickS": 1, "durationS": 20 });
    for trace in both_ways(&scenario) {
        assert_eq!(trace.stop_reason, StopReason::EveryoneLiquidated);
    }
}

/// Positions under water before anything happens are no fuel in row 0 either.
#[test]
fn feedback_of_row_0_leaves_out_the_dead() {
    let market = market(json!({ "law": "linear", "slope": 0.01 }));
    let rows = vec![
        json!({ "id": "A", "side": "long", "quantity": 10, "entryPrice": 110, "margin": 50 }),
        row("B", "long", 10.0, 11.0),
    ];
    for trace in both_ways(&scenario(market, rows, gap(-0.001))) {
        // 10 base of B at 99.89, and 25 base that move the price by 0.25.
        assert_close(trace.markets[0].branching_ratio[0], 0.4, 1e-9);
    }
}

/// Two longs under linear impact with depth that leaves by drawdown: `p^11 = p_s^11 - 11 slope b^10 Q`, however the orders
/// fall into waves. A larger shock never ends higher.
#[test]
fn depth_leaves_along_the_fill() {
    let mut market = market(json!({ "law": "linear", "slope": 0.2 }));
    market["insuranceFund"] = json!(1e6);
    market["withdrawal"] = json!({ "law": "drawdown", "exponent": 10 });
    let rows = vec![
        row("A", "long", 5.0, 24.8),
        row("B", "long", 30.0, 178.5),
        row("S", "short", 40.0, 3e3),
    ];
    for (shock, expected, waves) in [
        (-0.049, 77.832_530_356_334_35, 2),
        (-0.0501, 76.975_798_612_919_7, 1),
    ] {
        for trace in both_ways(&scenario(market.clone(), rows.clone(), gap(shock))) {
            let summary = trace.summary();
            assert_close(summary.final_price, expected, 1e-9);
            assert_eq!(summary.waves, waves);
        }
    }
}

/// The worst price of the preset "staircase" after a gap, over the starting price.
fn staircase(withdrawal: Option<&Value>, executor: &Value, tick_s: f64, shock: f64) -> f64 {
    let mut scenario = presets::preset("staircase").expect("a preset");
    scenario["clock"] = json!({ "mode": "ticks", "tickS": tick_s, "durationS": 300 });
    scenario["shock"]["ratio"] = json!(shock);
    scenario["markets"][0]["deficit"] = json!("badDebt");
    scenario["markets"][0]["liquidation"] = json!({ "executor": executor });
    if let Some(withdrawal) = withdrawal {
        scenario["markets"][0]["withdrawal"] = withdrawal.clone();
    }
    trace(&scenario).summary().trough_price / 100.0 - 1.0
}

/// Depth that leaves by volatility leaves after the fills of a tick: what a large shock forces at once meets all of it, and
/// most of what a small one forces only what is left, however short the ticks are.
#[test]
fn depth_that_leaves_by_volatility_lets_a_larger_shock_end_higher() {
    let immediate = json!({ "kind": "immediate" });
    let volatility = json!({ "law": "volatility" });
    for tick_s in [0.1, 1.0, 5.0] {
        for (shock, worst) in [(-0.01, -0.756), (-0.05, -0.598), (-0.2, -0.382)] {
            let fell = staircase(Some(&volatility), &immediate, tick_s, shock);
            assert_close(fell, worst, 2e-3);
        }
    }
}

/// With orders on the book, whole closes and permanent impact nothing else does: on a clock, too, and in whichever way orders
/// are worked off.
#[test]
fn where_depth_stays_or_leaves_by_drawdown_a_larger_shock_never_ends_higher() {
    let drawdowns = [None, Some(json!({ "law": "drawdown", "exponent": 8 }))];
    let executors = [
        json!({ "kind": "immediate" }),
        json!({ "kind": "exponential", "ratePerS": 0.3 }),
        json!({ "kind": "twap", "durationS": 12 }),
        json!({ "kind": "pov", "share": 0.2, "dailyVolume": 1e8 }),
    ];
    for withdrawal in &drawdowns {
        for executor in &executors {
            let mut before = 0.0;
            for size in [0.005, 0.01, 0.02, 0.03, 0.05, 0.08, 0.12, 0.2] {
                let fell = staircase(withdrawal.as_ref(), executor, 1.0, -size);
                assert!(
                    fell <= before + 1e-12,
                    "{withdrawal:?} {executor} {size}: {fell} after {before}"
                );
                before = fell;
            }
            assert!(before < -0.2, "{executor}");
        }
    }
}

/// A fill below the mark takes equity from what is left, and that moves its next limit further below the mark: beside a mark
/// that lags, differences grow with every fill. That is the rule and no rounding of ours: it is the limit alone that does so.
#[test]
fn a_fillable_limit_beside_a_mark_that_lags_multiplies_differences() {
    let run = |limit: &Value, mark: &Value, price: f64| {
        let mut market = market(json!({ "law": "logLinear", "depth": 1_075.0 }));
        market["price"] = json!(price);
        market["margin"] = json!({ "maintenance": { "ratio": 0.03 } });
        market["mark"] = mark.clone();
        market["liquidation"] = json!({
            "partial": { "rule": "share", "share": 0.2, "cooldownS": 5, "above": 0, "then": "again" },
            "executor": limit, "takeover": "market"
        });
        let rows = [(8.0, 53.0), (16.0, 140.0)].map(|(quantity, margin)| {
            json!({ "side": "long", "quantity": quantity, "entryPrice": 100.4, "margin": margin })
        });
        let mut scenario = scenario(market, rows.to_vec(), gap(-0.062));
        scenario["clock"] = json!({ "mode": "ticks", "tickS": 1, "durationS": 90 });
        trace(&scenario).markets[0].backlog_quantity.clone()
    };
    let grows_to = |limit: Value, mark: &Value| {
        let pair = [100.0, 100.0 * (1.0 + 1e-13)].map(|price| run(&limit, mark, price));
        assert_eq!(pair[0], run(&limit, mark, 100.0));
        assert!(pair[0].iter().any(|left| *left > 0.0), "nothing waits");
        let pairs = pair[0].iter().zip(&pair[1]);
        pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
    };
    let lags = json!({ "kind": "indexEma", "tauS": 60, "band": 0.03 });
    let fillable = json!({ "kind": "priceCapped", "at": "fillable", "spread": 1.5 });
    let grown = grows_to(fillable.clone(), &lags);
    assert!(grown > 1e-5, "{grown}");
    for (limit, mark) in [
        (fillable, &json!({ "kind": "last" })),
        (
            json!({ "kind": "priceCapped", "at": "bankruptcyPrice" }),
            &lags,
        ),
        (
            json!({ "kind": "priceCapped", "at": "band", "band": 0.005 }),
            &lags,
        ),
    ] {
        let kept = grows_to(limit.clone(), mark);
        assert!(kept < 1e-8, "{limit}: {kept}");
    }
}

/// Uniform levels from 95, slope times density 0.4, depth leaving with the exponent 20: the fall below 95 solves
/// `(1 - g / b)^21 = (1 - g_s / b)^21 - 21 R g / b`. Before, it stayed 1.5 and 5.7 per cent short, however many traders.
#[test]
fn withdrawing_depth_converges_to_its_closed_form() {
    for (start, right) in [(0.5, 0.935_176_7), (1.0, 2.306_963_2)] {
        let mut errors = Vec::new();
        for count in [1_000, 10_000, 100_000] {
            let mut market = market(json!({ "law": "linear", "slope": 0.008 }));
            market["withdrawal"] = json!({ "law": "drawdown", "exponent": 20 });
            let levels = json!({
                "kind": "levels", "side": "long", "from": 75, "to": 95, "quantity": 1000, "count": count
            });
            let scenario = json!({
                "version": 1, "markets": [market], "populations": [levels], "shock": gap(-0.05 - start / 100.0)
            });
            errors.push(((95.0 - trace(&scenario).summary().final_price) / right - 1.0).abs());
        }
        // The spacing of the levels, 0.02 / count of the range, amplified at most by the feedback at the end.
        assert!(
            errors[2] < 2e-4 && errors[2] < 0.1 * errors[0],
            "{errors:?}"
        );
    }
}

/// What decays under the square-root law is the push of the price, as under the others: 95 - 0.4 x 1.5811.
#[test]
fn the_permanent_share_is_a_share_of_the_push() {
    let mut market = market(json!({
        "law": "squareRoot", "coefficient": 1, "dailyVolatility": 0.05, "dailyVolume": 100
    }));
    market["resilience"] =
        json!({ "permanentShare": 0.4, "recovery": [{ "share": 0.6, "decayPerS": 5 }] });
    let rows = vec![row("A", "long", 10.0, 50.0), row("S", "short", 30.0, 1e3)];
    let mut scenario = scenario(market, rows, gap(-0.05));
    scenario["clock"] = json!({ "mode": "ticks", "tickS": 1, "durationS": 40 });
    for trace in both_ways(&scenario) {
        assert_close(trace.summary().final_price, 94.367_544_467_966_33, 1e-9);
    }
}

/// Two sales at once are one sale, under the square-root law with recovery too, and a book that recovers whole is whole.
#[test]
fn the_square_root_law_forgets_what_has_recovered() {
    let sold = |orders: Value, duration_s: u32| {
        trace(&json!({
            "version": 1, "clock": { "mode": "ticks", "tickS": 1, "durationS": duration_s },
            "markets": [{
                "price": 100,
                "impact": { "law": "squareRoot", "coefficient": 1, "dailyVolatility": 0.05, "dailyVolume": 100 },
                "resilience": { "permanentShare": 0, "recovery": [{ "share": 1, "decayPerS": 0.5 }] }
            }],
            "shock": { "kind": "orders", "rows": orders }
        }))
    };
    let once = sold(json!([{ "timeS": 1, "quantity": 9 }]), 3);
    let twice = sold(
        json!([{ "timeS": 1, "quantity": 4 }, { "timeS": 1, "quantity": 5 }]),
        3,
    );
    for row in 0..=4 {
        assert_close(
            once.markets[0].last_price[row],
            twice.markets[0].last_price[row],
            1e-12,
        );
    }
    // A push of 5 sqrt(9 / 100) = 1.5, one second old.
    assert_close(
        once.markets[0].last_price[2],
        100.0 - 1.5 * (-0.5_f64).exp(),
        1e-12,
    );
    let later = sold(
        json!([{ "timeS": 1, "quantity": 9 }, { "timeS": 100, "quantity": 9 }]),
        101,
    );
    assert_close(
        later.markets[0].last_price[101],
        once.markets[0].last_price[2],
        1e-9,
    );
}

/// Depth and refill of these are fitted to a day of history with ticks of a minute, in which insurers do a fifth of what they
/// have to: 2.6 and 2.7 % of the fall beyond the shock.
const FITTED: [&str; 2] = ["crash-1987", "half-insurance"];

/// Orders of a tick trade before its recovery: the coarser the tick, the later depth comes back. A tenth of the tick changes
/// what a preset on the ticks clock says by less than 2 %: the fall beyond the shock and what was closed.
#[test]
fn presets_choose_ticks_fine_enough() {
    let mut looked_at = 0;
    for name in presets::names() {
        let mut scenario = presets::preset(name).unwrap_or_default();
        let Some(tick_s) = scenario["clock"]["tickS"].as_f64() else {
            continue;
        };
        let [coarse, fine] = [1.0, 0.1].map(|factor| {
            scenario["clock"]["tickS"] = json!(tick_s * factor);
            trace(&scenario).summary()
        });
        let mut alone = scenario.clone();
        alone["populations"] = json!([]);
        // Without anybody there is no bot either.
        let markets = alone["markets"].as_array_mut().into_iter().flatten();
        for market in markets.filter(|one| one["liquidation"]["executor"]["kind"] == "bots") {
            market["liquidation"]["executor"] = json!({ "kind": "immediate" });
        }
        for without in ["liquidators", "chain"] {
            alone.as_object_mut().expect("an object").remove(without);
        }
        // What marks and shocks name stays: it trades nothing.
        if let Some(couplings) = alone.get_mut("couplings").and_then(Value::as_array_mut) {
            couplings.retain(|one| one["kind"] == "factor" || one["kind"] == "sharedIndex");
        }
        // Where a tick is a block of a chain, who sells in it sells at its end, however finely it is looked at, and the price
        // comes back from there on: 4 % of the stuck oracle's fall beyond the shock, 0.3 % of its fall.
        let is_block = scenario["chain"]["blockS"].as_f64() == Some(tick_s);
        let price = scenario["markets"][0]["price"].as_f64().unwrap_or(100.0);
        let shock_alone = if is_block {
            price
        } else {
            trace(&alone).summary().trough_price
        };
        let beyond = [&coarse, &fine].map(|summary| shock_alone - summary.trough_price);
        let limit = if FITTED.contains(&name) { 0.03 } else { 0.02 };
        // Less than a hundredth of the price is no fall to be wrong about.
        let fall = beyond[1].max(0.01 * price);
        assert!(
            (beyond[0] - beyond[1]).abs() < limit * fall,
            "{name}: {beyond:?}"
        );
        // Of some presets nothing is closed by force.
        let [closed, finely] = [&coarse, &fine].map(|summary| summary.liquidated_notional);
        assert!(
            (closed - finely).abs() <= 0.02 * finely,
            "{name}: {closed}, {finely}"
        );
        looked_at += 1;
    }
    assert!(looked_at >= 2);
}

/// What the reference says of coarse ticks: a tick of 1 s, orders worked off at 0.2/s, all of the push decaying at 0.1/s.
#[test]
fn the_error_of_coarse_ticks_is_what_the_reference_says() {
    let beyond = |ratio: f64, tick_s: f64| {
        let mut market = market(json!({ "law": "linear", "slope": ratio * 0.02 }));
        market["resilience"] =
            json!({ "permanentShare": 0, "recovery": [{ "share": 1, "decayPerS": 0.1 }] });
        market["liquidation"] = json!({ "executor": { "kind": "exponential", "ratePerS": 0.2 } });
        let levels =
            json!({ "kind": "levels", "from": 75, "to": 95, "quantity": 1000, "count": 100_000 });
        let summary = trace(&json!({
            "version": 1, "markets": [market], "populations": [levels], "shock": gap(-0.055),
            "clock": { "mode": "ticks", "tickS": tick_s, "durationS": 60 }
        }))
        .summary();
        94.5 - summary.trough_price
    };
    for (ratio, error) in [(0.5, -0.07), (0.9, -0.10), (1.5, -0.18)] {
        let fine = beyond(ratio, 0.01);
        assert_close(beyond(ratio, 1.0) / fine - 1.0, error, 0.006);
        assert_close(beyond(ratio, 0.1) / fine - 1.0, 0.1 * error, 0.004);
    }
}

fn problem_of(scenario: &Value) -> Option<(String, Option<f64>, String)> {
    let problems = build(scenario, &DataStore::default()).err()?;
    let problem = problems.first()?;
    Some((problem.field.clone(), problem.min, problem.message.clone()))
}

/// Hours of work and gigabytes of rows are refused, with the tick that would fit; that tick is then taken.
#[test]
fn a_run_that_would_take_hours_is_refused() {
    let crowd = |count: u32| {
        json!({
            "kind": "perps", "openInterest": 1e9, "count": count, "longShare": 0.5,
            "leverage": { "law": "uniform", "from": 2, "to": 50 }
        })
    };
    let scenario = |market: Value, count: u32, tick_s: f64, duration_s: f64| {
        json!({
            "version": 1, "markets": [market], "populations": [crowd(count)],
            "clock": { "mode": "ticks", "tickS": tick_s, "durationS": duration_s }
        })
    };
    let with = |key: &str, value: Value| {
        let mut market = market(json!({ "law": "linear", "slope": 0.01 }));
        market[key] = value;
        market
    };
    let share = json!({ "partial": { "rule": "share" } });
    let fits = [
        (with("id", json!("a")), 1_000_000, 1.0, 1e6),
        (with("liquidation", share.clone()), 1_000_000, 1.0, 1_000.0),
        (with("deficit", json!("adl")), 100_000, 1.0, 1_000.0),
        (
            with("funding", json!({ "intervalS": 60 })),
            1_000_000,
            1.0,
            800.0,
        ),
    ];
    for (market, count, tick_s, duration_s) in fits {
        assert_eq!(
            problem_of(&scenario(market, count, tick_s, duration_s)),
            None
        );
    }
    let heavy = [
        (with("liquidation", share), 1_000_000, 1.0, 1e6, 1_000.0),
        (
            with("deficit", json!("socialise")),
            1_000_000,
            1.0,
            300.0,
            3.0,
        ),
        (
            with("funding", json!({ "intervalS": 1 })),
            1_000_000,
            1.0,
            300.0,
            3.3,
        ),
    ];
    for (market, count, tick_s, duration_s, least) in heavy {
        let mut scenario = scenario(market, count, tick_s, duration_s);
        let (field, min, message) = problem_of(&scenario).expect("is too much");
        assert_eq!(field, "clock.tickS");
        assert_close(min.unwrap_or(0.0), least, 1e-9);
        assert!(
            message.contains("at most 1e9") && message.contains("steps of work"),
            "{message}"
        );
        scenario["clock"]["tickS"] = json!(min);
        assert_eq!(problem_of(&scenario), None);
    }
    let market = |id: &str| {
        let mut market = market(json!({ "law": "linear", "slope": 0.01 }));
        market["id"] = json!(id);
        market
    };
    let mut rows = json!({
        "version": 1, "markets": [market("a"), market("b"), market("c"), market("d")],
        "clock": { "mode": "ticks", "tickS": 1, "durationS": 1e6 }
    });
    let (field, min, message) = problem_of(&rows).expect("is too much");
    assert_eq!(
        (field.as_str(), min),
        ("clock.tickS", Some(2.0)),
        "{message}"
    );
    rows["clock"]["tickS"] = json!(2);
    assert_eq!(problem_of(&rows), None);
}

fn numbers_of(value: &Value, path: &str, into: &mut Vec<String>) {
    match value {
        Value::Number(_) => into.push(path.to_owned()),
        Value::Object(fields) => fields
            .iter()
            .for_each(|(name, value)| numbers_of(value, &format!("{path}/{name}"), into)),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .for_each(|(index, value)| numbers_of(value, &format!("{path}/{index}"), into)),
        _ => {}
    }
}

/// Whatever number is accepted, at any field, leaves every column a number: steps of 1e-308 did not.
#[test]
fn no_accepted_number_makes_a_column_infinite() {
    let timed = json!({
        "version": 1, "seed": 3, "clock": { "mode": "ticks", "tickS": 1, "durationS": 12 },
        "markets": [{
            "id": "m", "price": 100, "impact": { "law": "logLinear", "depth": 900 },
            "resilience": { "permanentShare": 0.5, "recovery": [{ "share": 0.5, "decayPerS": 0.1 }] },
            "withdrawal": { "law": "volatility", "sensitivity": 2, "floor": 0.1, "recoveryS": 60, "dailyVolatility": 0.03, "windowS": 60 },
            "mark": { "kind": "indexEma", "tauS": 10, "band": 0.05 },
            "margin": {
                "maintenance": { "tiers": [{ "notionalFrom": 0, "ratio": 0.005 }, { "notionalFrom": 500, "ratio": 0.02 }] },
                "takerFeeRatio": 0.0005, "liquidationFeeRatio": 0.001, "quantityStep": 0.25, "priceStep": 0.01
            },
            "liquidation": { "executor": { "kind": "exponential", "ratePerS": 0.5 }, "partial": { "rule": "share", "share": 0.3, "cooldownS": 2, "above": 10 } },
            "insuranceFund": 20, "insuranceFundFloor": 1, "insuranceFundDrawdown": 0.9, "deficit": "adl",
            "vault": { "capital": 5, "takeoverBelow": 0.6, "ratePerS": 0.5 },
            "funding": { "intervalS": 3, "interest": 0.0001, "cap": 0.01 }
        }],
        "populations": [
            { "kind": "levels", "side": "long", "from": 80, "to": 95, "quantity": 60, "count": 12 },
            { "kind": "positions", "rows": [
                { "id": "a", "side": "long", "quantity": 2, "entryPrice": 101, "margin": 12 },
                { "id": "b", "side": "short", "quantity": 5.5, "entryPrice": 99, "leverage": 8 }
            ] }
        ],
        "shock": { "kind": "ramp", "ratio": -0.08, "durationS": 5 },
        "moreShocks": [{ "kind": "orders", "rows": [{ "timeS": 2, "quantity": 5 }] }, { "kind": "noise", "dailyVolatility": 0.5 }]
    });
    let instant = json!({
        "version": 1, "seed": 3,
        "markets": [{
            "id": "m", "price": 100, "impact": { "law": "squareRoot", "coefficient": 1, "dailyVolatility": 0.05, "dailyVolume": 60 },
            "withdrawal": { "law": "drawdown", "exponent": 10, "recoveryS": 5 },
            "margin": { "maintenance": { "ratio": 0.005 }, "quantityStep": 0.001, "priceStep": 0.001 },
            "insuranceFund": 20
        }],
        "populations": [{
            "kind": "perps", "openInterest": 6e3, "count": 60, "longShare": 0.6,
            "leverage": { "law": "lognormal", "median": 10, "logSd": 0.8, "max": 125 },
            "entry": { "law": "normal", "sd": 0.05 }, "sizes": { "law": "pareto", "exponent": 1.5 }
        }],
        "shock": { "kind": "priceGap", "ratio": -0.05 }
    });
    let book = json!({
        "version": 1,
        "markets": [{
            "id": "m", "price": 100, "impact": { "law": "book", "bids": [[99, 10], [97, 20], [90, 300]], "asks": [[101, 10]], "refill": 1 },
            "margin": { "contract": "inverse", "maintenance": { "ratio": 0.01 } }, "insuranceFund": 1
        }],
        "populations": [{ "kind": "positions", "rows": [
            { "id": "a", "side": "long", "quantity": 900, "entryPrice": 100, "margin": 0.5 },
            { "id": "b", "side": "short", "quantity": 700, "entryPrice": 100, "margin": 1 }
        ] }],
        "shock": { "kind": "priceGap", "ratio": -0.07 }
    });
    let tried = [
        0.0, 5e-324, 1e-308, 2.3e-308, 1e-300, 1e-150, 1e-30, 1e-15, 1e-12, 1e-9, 1e-6, 1e-3, 0.5,
        1.0, 10.0, 1e3, 1e6, 1e9, 1e12, 1e15,
    ];
    let mut runs = 0;
    for scenario in [timed, instant, book] {
        let mut paths = Vec::new();
        numbers_of(&scenario, "", &mut paths);
        for path in &paths {
            // Sizes of the run, not of the world.
            if ["/count", "/durationS", "/version"]
                .iter()
                .any(|end| path.ends_with(end))
            {
                continue;
            }
            for value in tried.iter().flat_map(|&value| [value, -value]) {
                let mut scenario = scenario.clone();
                let Some(place) = scenario.pointer_mut(path) else {
                    continue;
                };
                *place = json!(value);
                let Ok(valid) = build(&scenario, &DataStore::default()) else {
                    continue;
                };
                if matches!(valid.clock, Clock::Ticks { tick_s, .. } if tick_s < 0.1) {
                    continue;
                }
                let trace = run(valid);
                for market in &trace.markets {
                    for (name, column) in [
                        ("lastPrice", &market.last_price),
                        ("markPrice", &market.mark_price),
                        ("counterfactual", &market.counterfactual_price),
                        ("R", &market.branching_ratio),
                        ("chain", &market.wave_ratio),
                        ("backlog", &market.backlog_quantity),
                        ("base", &market.liquidated_quantity),
                        ("quote", &market.liquidated_notional),
                        ("interest", &market.open_interest),
                        ("depth", &market.depth),
                        ("fund", &market.insurance_fund),
                        ("debt", &market.bad_debt),
                        ("loss", &market.trader_loss),
                        ("back", &market.returned_margin),
                        ("adl", &market.adl_notional),
                        ("socialised", &market.socialised_loss),
                        ("fees", &market.fees),
                        ("vault", &market.vault),
                    ] {
                        assert!(
                            column.iter().all(|number| number.is_finite()),
                            "{path} = {value:e}: {name} {column:?}"
                        );
                    }
                }
                let summary = serde_json::to_string(&trace.summary()).unwrap_or_default();
                assert!(!summary.contains("null"), "{path} = {value:e}: {summary}");
                for account in &trace.accounts {
                    assert!(
                        account.cash.is_finite() && account.quantity.is_finite(),
                        "{path} = {value:e}: {account:?}"
                    );
                }
                runs += 1;
            }
        }
    }
    assert!(runs > 1_000, "{runs}");
}

/// Steps are none, or numbers by which one can divide.
#[test]
fn steps_are_nought_or_real() {
    for field in ["quantityStep", "priceStep"] {
        for (step, is_fine) in [
            (0.0, true),
            (1e-308, false),
            (5e-324, false),
            (9e-13, false),
            (1e-12, true),
            (0.1, true),
        ] {
            let mut market = market(json!({ "law": "linear", "slope": 0.01 }));
            market["margin"][field] = json!(step);
            let problem = problem_of(&scenario(market, vec![], gap(-0.01)));
            assert_eq!(problem.is_none(), is_fine, "{field} {step:e}: {problem:?}");
            if let Some((_, _, message)) = problem {
                assert!(message.contains("0 or from 1e-12 to 1e15"), "{message}");
            }
        }
    }
}
