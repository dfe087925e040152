//! The same trade held in other ways through the same run: LB-7 of the specification, and laws.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use common::trace;
use liquidation_cascades::analysis::own::OwnPosition;
use liquidation_cascades::analysis::strategies::{StrategyOutcome, Terms, compared};
use liquidation_cascades::population::crowd::Side;
use liquidation_cascades::scenario::presets;
use liquidation_cascades::trace::Trace;
use serde_json::json;

fn ways(run: &Trace, own: OwnPosition, terms: Terms) -> Vec<StrategyOutcome> {
    compared(run, run.market(None).unwrap(), own, terms)
}

fn of<'a>(found: &'a [StrategyOutcome], name: &str) -> &'a StrategyOutcome {
    found.iter().find(|one| one.strategy == name).unwrap()
}

fn near(found: f64, wanted: f64) {
    assert!(
        (found - wanted).abs() <= 1e-9 * wanted.abs().max(1.0),
        "{found} is not {wanted}"
    );
}

/// V1: a uniform mass of longs, the shock inside of it.
fn published() -> Trace {
    trace(&json!({
        "markets": [{ "id": "perp", "price": 100, "impact": { "law": "linear", "slope": 0.008 } }],
        "populations": [{ "kind": "levels", "side": "long", "from": 75, "to": 95, "quantity": 1000, "count": 100_000, "spacing": "price" }],
        "shock": { "kind": "priceGap", "ratio": -0.06 },
    }))
}

fn long(notional: f64, leverage: f64) -> OwnPosition {
    OwnPosition {
        side: Side::Long,
        quantity: notional / 100.0,
        leverage,
        entry_price: 100.0,
    }
}

#[test]
fn the_published_run_leaves_each_what_it_does() {
    let run = published();
    let terms = Terms {
        stop: Some(0.03),
        ..Terms::default()
    };
    let found = ways(&run, long(1000.0, 20.0), terms);
    let own = of(&found, "asItIs");
    assert_eq!((own.end, own.closed_at_row), ("liquidated", Some(2)));
    near(own.fill_price.unwrap(), 93.8);
    near(own.result, -50.0);
    near(own.gain_share, 2.0);
    // Twice the money behind it: as ten times.
    let buffer = of(&found, "buffer");
    assert_eq!(buffer.end, "held");
    assert!((buffer.result + 66.6664).abs() < 1e-3, "{}", buffer.result);
    near(buffer.money, 100.0);
    near(
        buffer.result,
        of(&ways(&run, long(1000.0, 10.0), terms), "asItIs").result,
    );
    // The same money in a quarter of it.
    let less = of(&found, "lessLeverage");
    assert_eq!(less.end, "held");
    near(less.money, 50.0);
    near(less.leverage, 5.0);
    near(less.result, 0.25 * buffer.result);
    near(less.gain_share, 0.5);
    // What was to cost 30 costs 62: reached in row 1, filled in row 2.
    let stop = of(&ways(&run, long(1000.0, 10.0), terms), "stop").clone();
    assert_eq!((stop.end, stop.closed_at_row), ("stopped", Some(2)));
    near(stop.stop_price.unwrap(), 97.0);
    near(stop.fill_price.unwrap(), 93.8);
    near(stop.result, -62.0);
    // Half of it taken back: half the loss, half the gain; the margins of both legs stand against the whole.
    let hedge = of(&found, "hedge");
    assert_eq!(hedge.end, "held");
    near(hedge.result, 0.5 * buffer.result);
    near(hedge.gain_share, 1.0);
    assert!(found.iter().all(|one| one.strategy != "spread"));
}

/// Closed form of two markets of which one falls: what is spread loses half, and lives twice as long.
#[test]
fn what_is_spread_falls_by_the_mean() {
    let run = |ratio: f64| {
        trace(&json!({
            "markets": [
                { "id": "perp", "price": 100, "impact": { "law": "linear", "slope": 1e-9 } },
                { "id": "other", "price": 10, "impact": { "law": "linear", "slope": 1e-9 } },
            ],
            "populations": [{ "kind": "positions", "market": "perp", "rows": [{ "side": "long", "quantity": 1e-3, "entryPrice": 100, "leverage": 2 }] }],
            "shock": { "kind": "priceGap", "market": "perp", "ratio": ratio },
        }))
    };
    let spread = |ratio: f64| {
        of(
            &ways(&run(ratio), long(1000.0, 10.0), Terms::default()),
            "spread",
        )
        .clone()
    };
    let held = spread(-0.12);
    assert_eq!(held.end, "held");
    near(held.result, -60.0);
    near(held.leverage, 10.0);
    near(held.gain_share, 1.0);
    // 1000 (0.1 - s / 2) = 1000 m (1 - s / 2) is met at s = 2 (0.1 - m) / (1 - m).
    let m = 0.005;
    let edge = 2.0 * (0.1 - m) / (1.0 - m);
    assert_eq!(spread(-(edge - 1e-6)).end, "held");
    let closed = spread(-(edge + 1e-6));
    assert_eq!(closed.end, "liquidated");
    near(closed.result, -500.0 * (edge + 1e-6));
}

#[test]
fn laws_of_every_way_in_every_preset() {
    let mut ends = std::collections::BTreeSet::new();
    // The book of a real exchange is a file.
    for name in presets::names()
        .into_iter()
        .filter(|&name| name != "real-book")
    {
        let run = trace(&presets::preset(name).unwrap());
        let market = run.market(None).unwrap();
        for (side, leverage) in [(Side::Long, 3.0), (Side::Long, 25.0), (Side::Short, 25.0)] {
            let own = OwnPosition {
                side,
                quantity: 1e-3,
                leverage,
                entry_price: market.impact.start_price,
            };
            let found = compared(&run, market, own, Terms::default());
            let plain = of(&found, "asItIs").clone();
            for one in &found {
                ends.insert((one.strategy, one.end));
                let said = format!("{name} {side:?} {leverage} {one:?}");
                assert!(one.money > 0.0 && one.leverage > 0.0, "{said}");
                assert!(one.result >= -one.money * (1.0 + 1e-12), "{said}");
                near(one.result_share, one.result / one.money);
                assert_eq!(
                    one.end == "held",
                    one.closed_at_row.is_none() && one.end != "liquidated",
                    "{said}"
                );
                // Safety costs gain, and only what is as large and as bare as the trade keeps all of it.
                assert!(one.gain_share <= plain.gain_share * (1.0 + 1e-12), "{said}");
                assert!(
                    one.closed_at_row
                        .is_none_or(|row| (row as usize) < run.rows()),
                    "{said}"
                );
            }
            // More money behind it never loses the position sooner.
            if plain.end == "held" {
                for name in ["lessLeverage", "buffer"] {
                    assert_eq!(of(&found, name).end, "held", "{name} {plain:?}");
                }
            }
        }
    }
    for wanted in [
        ("asItIs", "liquidated"),
        ("asItIs", "held"),
        ("stop", "stopped"),
        ("stop", "held"),
        ("lessLeverage", "held"),
        ("buffer", "liquidated"),
        ("spread", "held"),
        ("spread", "liquidated"),
        ("hedge", "held"),
        ("hedge", "liquidated"),
    ] {
        assert!(ends.contains(&wanted), "{wanted:?} of {ends:?}");
    }
}
