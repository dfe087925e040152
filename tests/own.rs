//! "You in the queue": a position asked about afterwards fares as one that was in the crowd from the start.
#![cfg(not(target_arch = "wasm32"))]

mod common;
#[allow(dead_code, reason = "shared with the laws, which use all of it")]
#[path = "laws/scenarios.rs"]
mod scenarios;

use common::{assert_close, trace};
use liquidation_cascades::analysis::own::OwnPosition;
use liquidation_cascades::population::crowd::Side;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use scenarios::{EVERYTHING, Menu, cases};
use serde_json::json;

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 400, rng_seed: RngSeed::Fixed(7), failure_persistence: None, ..ProptestConfig::default()
    })]

    /// Any law, clock, executor and shock (not depth that leaves: it does from the first trigger on, which may be this one's):
    /// the same row and price as the same position, a millionth of a millionth of
    /// the crowd, that was there from the start.
    #[test]
    fn it_fares_as_one_of_the_crowd(
        case in cases(Menu { dead: false, withdrawal: false, ..EVERYTHING }),
        is_long in any::<bool>(),
        leverage in 1.5..60.0,
        entry in 0.97..1.03,
    ) {
        let market = &case.markets[case.shocked];
        let sign = if is_long { 1.0 } else { -1.0 };
        let quantity = 1e-11 * market.quantity();
        let own = OwnPosition {
            side: if is_long { Side::Long } else { Side::Short }, quantity, leverage, entry_price: entry * market.price,
        };
        let without = case.prepared().trace();
        let outcome = without.own(None, own).expect("there is a market");
        // One that is under water from the start is another story.
        let alive = outcome.liquidation_price.is_none_or(|price| sign * (market.price - price) > 0.0);
        prop_assume!(alive && quantity > 1e-14);
        let mut with = case.json();
        let market_id = with["markets"][case.shocked]["id"].clone();
        let row = json!({
            "id": "you", "side": if is_long { "long" } else { "short" }, "quantity": quantity,
            "entryPrice": own.entry_price, "margin": outcome.margin
        });
        let populations = with["populations"].as_array_mut().expect("is a list");
        populations.push(json!({ "kind": "positions", "market": market_id, "rows": [row] }));
        let with = trace(&with);
        let account = with.accounts.last().expect("you are there");
        // With one more in the crowd a run that ended may go on for it alone, a row more.
        match (outcome.liquidated_at_row, account.liquidated_at_row) {
            (Some(ours), Some(theirs)) => {
                let is_alone = with.rows() > without.rows();
                prop_assert!(ours == theirs || is_alone, "{ours} {theirs} of {}", without.rows());
            }
            (None, None) => {}
            // The last crumb of an executor that never ends, or of a book that is exhausted.
            (ours, theirs) => {
                prop_assert!(outcome.triggered_at_row.is_some(), "{ours:?} {theirs:?}");
                prop_assert!(case.ticks.is_some() || with.stop_reason == liquidation_cascades::trace::StopReason::BookExhausted,
                    "{ours:?} {theirs:?} {outcome:?}");
            }
        }
        if let (Some(ours), Some(theirs), true) = (outcome.fill_price, account.average_fill_price,
            outcome.liquidated_at_row == account.liquidated_at_row && case.ticks.is_none())
        {
            prop_assert!((ours - theirs).abs() <= 1e-6 * market.price.max(theirs), "{ours} {theirs} {outcome:?}");
            let left = account.cash;
            prop_assert!((outcome.margin - outcome.loss - left).abs() <= 1e-6 * quantity * market.price.max(theirs),
                "{left} left, {outcome:?}");
        }
        // Surviving leverage is the edge: with it nothing happens, with a little more it does.
        if let Some(surviving) = outcome.surviving_leverage {
            let at = |leverage: f64| without.own(None, OwnPosition { leverage, ..own }).expect("there is a market");
            prop_assert_eq!(at(surviving).triggered_at_row, None, "{}", surviving);
            let more = at(surviving * (1.0 + 1e-6));
            let dead = more.liquidation_price.is_some_and(|price| sign * (market.price - price) <= 0.0);
            prop_assert!(dead || more.triggered_at_row.is_some(), "{surviving}");
        }
    }
}

/// A long of 20x at 100 in case V1: trigger (100 - 5) / 0.995, one place behind those at 95.
#[test]
fn a_long_of_twenty_in_v1() {
    let case = json!({
        "version": 1,
        "markets": [{
            "id": "perp", "price": 100, "impact": { "law": "linear", "slope": 0.008 },
            "margin": { "maintenance": { "ratio": 0.005 } }
        }],
        "populations": [{
            "kind": "levels", "market": "perp", "from": 75, "to": 95, "quantity": 1000, "count": 100_000
        }],
        "shock": { "kind": "priceGap", "market": "perp", "ratio": -0.06 }
    });
    let run = trace(&case);
    let own = |leverage: f64, side: Side| {
        run.own(
            None,
            OwnPosition {
                side,
                quantity: 1.0,
                leverage,
                entry_price: 100.0,
            },
        )
        .expect("there is a market")
    };
    let long = own(17.0, Side::Long);
    let trigger = (100.0 - 100.0 / 17.0) / 0.995;
    assert_close(long.liquidation_price.expect("has one"), trigger, 1e-9);
    assert_close(
        long.bankruptcy_price.expect("has one"),
        100.0 - 100.0 / 17.0,
        1e-9,
    );
    assert_close(long.queue_ahead, 50.0 * (95.0 - trigger), 0.011);
    // The shock reaches 94: closed in the first wave, at the average of 94 and 93.6.
    assert_eq!(
        (long.triggered_at_row, long.liquidated_at_row),
        (Some(1), Some(2))
    );
    assert_close(long.fill_price.expect("was closed"), 93.8, 1e-3);
    assert_close(long.loss, 100.0 / 17.0, 1e-12);
    assert_close(long.loss_share_of_margin, 1.0, 1e-12);
    // At 93.33336: M > 0.005 * 93.33336 + 6.66664.
    let worst: f64 = run.summary().final_price;
    assert_close(
        long.surviving_leverage.expect("is limited"),
        100.0 / (0.005 * worst + 100.0 - worst),
        1e-6,
    );
    assert_close(long.pnl_if_survived, worst - 100.0, 1e-12);
    let short = own(17.0, Side::Short);
    assert_eq!(
        (short.triggered_at_row, short.surviving_leverage.is_some()),
        (None, true)
    );
    assert_eq!(
        (
            own(5.0, Side::Long).liquidated_at_row,
            own(5.0, Side::Long).loss
        ),
        (None, 0.0)
    );
}
