//! What a run says for itself: the facts that words are made of.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use common::valid;
use liquidation_cascades::analysis::facts::Facts;
use liquidation_cascades::engine::run;
use liquidation_cascades::trace::Trace;
use serde_json::{Value, json};

fn of_preset(name: &str) -> Value {
    liquidation_cascades::scenario::presets::preset(name).expect("is a preset")
}

fn traced(scenario: &Value) -> Trace {
    run(valid(scenario))
}

fn facts(trace: &Trace) -> Facts {
    Facts::new(trace, trace.market(None).expect("is there"))
}

#[test]
fn feedback_r_means_nothing_between_three_doors_and_something_in_a_crowd() {
    for (name, is_dense) in [
        ("same-door", false),
        ("the-match", true),
        ("short-squeeze", true),
        ("fair-weather", true),
    ] {
        let found = facts(&traced(&of_preset(name)));
        assert_eq!(found.feedback.is_dense, is_dense, "{name}");
    }
    // A hundred positions over a fall of ten per cent are a sparse crowd.
    let mut scenario = of_preset("the-match");
    scenario["populations"][0]["count"] = json!(100);
    assert!(!facts(&traced(&scenario)).feedback.is_dense);
}

#[test]
fn waves_are_judged_by_what_one_forced_over_the_other() {
    let doors = facts(&traced(&of_preset("same-door")))
        .chain
        .expect("has waves");
    assert_eq!(doors.waves, 3);
    assert!(doors.highest.expect("two large waves").ratio > 8.0);
    assert_eq!(doors.last_above.expect("grew to the end").wave, 3);
    let calm = facts(&traced(&of_preset("calm-water")))
        .chain
        .expect("has waves");
    assert_eq!(calm.last_above, None);
    assert!(facts(&traced(&of_preset("fair-weather"))).chain.is_none());
}

/// Waves: before, the shock, the first two waves, the end. Under a clock the first sales last until a quarter is sold.
#[test]
fn a_story_stands_where_the_run_does() {
    for name in ["the-match", "fair-weather", "short-squeeze"] {
        let trace = traced(&of_preset(name));
        let market = trace.market(None).expect("is there");
        let sold = &market.liquidated_notional;
        let (last, all) = (sold.len() - 1, sold[sold.len() - 1]);
        let [start, before, first, next, end] = facts(&trace).story;
        assert_eq!((start.row, end.row), (0, last), "{name}");
        assert!(
            sold[before.row] == 0.0 && sold[before.row + 1] > 0.0,
            "{name}"
        );
        if trace.time_s[last] == 0.0 {
            assert_eq!(
                (first.row, next.row),
                (before.row + 1, before.row + 2),
                "{name}"
            );
        } else {
            assert!(
                sold[first.row] >= 0.25 * all && sold[first.row - 1] < 0.25 * all,
                "{name}"
            );
            assert!(
                sold[next.row] >= 0.5 * all && sold[next.row - 1] < 0.5 * all,
                "{name}"
            );
        }
        assert_eq!(end.sold + end.bought, all, "{name}");
    }
    // Nobody is sold out.
    let mut quiet = of_preset("the-match");
    quiet["shock"] = json!({ "kind": "none" });
    let rows = facts(&traced(&quiet)).story.map(|moment| moment.row);
    assert_eq!(rows, [0, 1, 1, 1, 1]);
}

#[test]
fn what_still_waits_is_worth_what_it_was_at_the_start() {
    let mut scenario = of_preset("fair-weather");
    scenario["markets"][0]["liquidation"]["executor"] =
        json!({ "kind": "exponential", "ratePerS": 0.01 });
    let trace = traced(&scenario);
    let market = trace.market(None).expect("is there");
    let last = trace.rows() - 1;
    let found = facts(&trace);
    assert_eq!(
        found.waiting,
        market.backlog_quantity[last] * market.last_price[0]
    );
    assert!(found.waiting > 1e6);
}

#[test]
fn a_market_that_moves_by_itself_is_home_made() {
    let mut scenario = of_preset("the-match");
    scenario["shock"] = json!({ "kind": "none" });
    let found = facts(&traced(&scenario));
    assert!(found.is_home_made && found.is_outside_still);
    let pushed = facts(&traced(&of_preset("the-match")));
    assert!(!pushed.is_home_made && !pushed.is_outside_still);
    assert_eq!(pushed.outside_worst_ratio, pushed.outside_final_ratio);
}

/// Rows that the price of the start closes are counted, on both paths, on both sides: a file does not say it of itself.
#[test]
fn what_the_starting_price_closes_is_counted() {
    let row = |side: &str, entry: f64, leverage: f64| json!({ "side": side, "quantity": 1.0, "entryPrice": entry, "leverage": leverage });
    for fee in [0.0, 1e-15] {
        for (rows, expected) in [
            (json!([row("long", 100.0, 10.0)]), 0),
            (
                json!([row("long", 100.0, 10.0), row("long", 120.0, 10.0)]),
                1,
            ),
            (
                json!([
                    row("long", 120.0, 10.0),
                    row("short", 80.0, 10.0),
                    row("short", 100.0, 5.0)
                ]),
                2,
            ),
        ] {
            let scenario = json!({
                "version": 1, "clock": { "mode": "waves" },
                "markets": [{ "id": "m", "price": 100.0, "impact": { "law": "linear", "slope": 1e-12 }, "margin": { "takerFeeRatio": fee } }],
                "populations": [{ "kind": "positions", "market": "m", "rows": rows }],
                "shock": { "kind": "none" },
            });
            let trace = traced(&scenario);
            assert_eq!(facts(&trace).dead_at_start, expected, "{fee} {scenario}");
            let told = trace.accounts.iter().filter(|one| one.is_dead_at_start);
            assert_eq!(told.count(), expected, "{fee}");
        }
    }
}

/// What winners, a vault or bots take over is no trade in the market: by the fund that is empty, the vault's own rule, the offer.
#[test]
fn what_somebody_takes_over_is_told_apart_from_what_is_traded() {
    for name in ["last-line", "who-should-pay"] {
        let trace = traced(&of_preset(name));
        let market = trace.market(None).expect("is there");
        let found = facts(&trace);
        assert!(found.story[4].off_book > 1e6, "{name}");
        for moment in found.story {
            let adl = market.adl_notional[moment.row];
            assert!((moment.off_book - adl).abs() <= 1e-9 * adl, "{name}");
            let closed = market.liquidated_notional[moment.row];
            assert!(moment.off_book <= closed * (1.0 + 1e-12), "{name}");
        }
    }
    let nobody = facts(&traced(&of_preset("the-match")));
    assert!(nobody.story.iter().all(|moment| moment.off_book == 0.0));
    // All that a vault takes over whose traders are below what it waits for.
    let scenario = json!({
        "markets": [{
            "price": 100, "impact": { "law": "linear", "slope": 0.001 },
            "margin": { "maintenance": { "ratio": 0.05 } },
            "deficit": "vault", "vault": { "capital": 1e6, "takeoverBelow": 1.0 }
        }],
        "populations": [{ "kind": "positions", "rows": [
            { "side": "long", "quantity": 10, "entryPrice": 100, "leverage": 10 },
            { "side": "short", "quantity": 10, "entryPrice": 100, "leverage": 2 }
        ] }],
        "shock": { "kind": "priceGap", "ratio": -0.08 }
    });
    let taken = facts(&traced(&scenario));
    assert!(taken.story[4].sold > 0.0);
    assert_eq!(taken.story[4].off_book, taken.story[4].sold);
}

#[test]
fn what_cannot_be_filled_waits_in_the_moment_of_the_story() {
    let scenario = json!({
        "markets": [{
            "price": 100,
            "impact": { "law": "book", "bids": [[99, 5], [98, 5]], "asks": [[101, 5]], "beyond": "exhausted" }
        }],
        "populations": [{ "kind": "positions", "rows": [
            { "side": "long", "quantity": 40, "entryPrice": 100, "leverage": 50 }
        ] }],
        "shock": { "kind": "priceGap", "ratio": -0.016 }
    });
    let found = facts(&traced(&scenario));
    let [.., first, _, end] = found.story;
    assert!(first.waiting > 0.0 && first.sold > 0.0);
    assert!((end.waiting - found.waiting).abs() <= 1e-9 * found.waiting);
}
