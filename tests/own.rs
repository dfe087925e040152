//! "You in the queue": a position asked about afterwards fares as one that was in the crowd from the start.
#![cfg(not(target_arch = "wasm32"))]

mod common;
#[allow(dead_code, reason = "shared with the laws, which use all of it")]
#[path = "ledger_laws/scenarios.rs"]
mod ledgers;
#[allow(dead_code, reason = "shared with the laws, which use all of it")]
#[path = "laws/scenarios.rs"]
mod scenarios;

use common::{assert_close, trace};
use liquidation_cascades::analysis::own::OwnPosition;
use liquidation_cascades::population::crowd::Side;
use liquidation_cascades::scenario::data::DataStore;
use liquidation_cascades::scenario::presets;
use liquidation_cascades::scenario::settings::{Setting, Wanted, settle};
use liquidation_cascades::settlement::margin::Contract;
use liquidation_cascades::trace::StopReason;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use scenarios::{EVERYTHING, Menu, cases};
use serde_json::{Value, json};

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
            // The last crumb of a book that is exhausted.
            (ours, theirs) => {
                prop_assert!(outcome.triggered_at_row.is_some(), "{ours:?} {theirs:?}");
                prop_assert!(with.stop_reason == StopReason::BookExhausted,
                    "{ours:?} {theirs:?} {outcome:?}");
            }
        }
        if let (Some(ours), Some(theirs), true) = (outcome.fill_price, account.average_fill_price,
            outcome.liquidated_at_row == account.liquidated_at_row)
        {
            // Closed after everybody else its price is a quotient of differences of sums, of which it is 1e-11.
            let tolerance = if case.ticks.is_some() { 1e-4 } else { 1e-6 };
            prop_assert!((ours - theirs).abs() <= tolerance * market.price.max(theirs), "{ours} {theirs} {outcome:?}");
            let left = account.cash;
            prop_assert!(account.liquidated_at_row.is_none() || (outcome.margin - outcome.loss - left).abs() <= tolerance * quantity * market.price.max(theirs),
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

/// A scenario with one more explicit row, the last, in one of its markets.
fn with_row(scenario: &Value, market: usize, own: OwnPosition, margin: f64) -> Value {
    let mut with = scenario.clone();
    let id = with["markets"][market]["id"].clone();
    let row = json!({
        "id": "you", "side": if own.side == Side::Long { "long" } else { "short" }, "quantity": own.quantity,
        "entryPrice": own.entry_price, "margin": margin
    });
    let populations = with["populations"].as_array_mut().expect("is a list");
    populations.push(json!({ "kind": "positions", "market": id, "rows": [row] }));
    with
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 1200, rng_seed: RngSeed::Fixed(11), failure_persistence: None, max_global_rejects: 20_000,
        max_shrink_iters: 40,
        ..ProptestConfig::default()
    })]

    /// Every executor, partial rule, contract, clock, side and waterfall: closed or not, in that row, at that price and
    /// with no more than the margin lost, as a row of 1e-10 of the crowd that was there from the start. A larger one would
    /// not fare the same: an exponential that is left with 1e-9 of what was open closes it at once.
    #[test]
    fn it_fares_as_one_of_the_crowd_whatever_the_rules(
        scenario in ledgers::scenarios(ledgers::Menu { absurd: false, ..ledgers::EVERYTHING }),
        number in 0..3_usize,
        is_long in any::<bool>(),
        leverage in 1.5..60.0,
        entry in 0.97..1.03,
    ) {
        let without = trace(&scenario);
        let index = number % without.markets.len();
        let market = &without.markets[index];
        let start = market.impact.start_price;
        let base = [&market.longs, &market.shorts].map(|crowd| crowd.total_quantity() + crowd.untouchable_quantity);
        let is_inverse = market.margin.contract == Contract::Inverse;
        let contracts = (base[0] + base[1]) * if is_inverse { start } else { 1.0 };
        prop_assume!(contracts > 0.0 && market.margin.quantity_step == 0.0);
        let own = OwnPosition {
            side: if is_long { Side::Long } else { Side::Short },
            quantity: 1e-7 * contracts, leverage, entry_price: entry * start,
        };
        let outcome = without.own(Some(&market.id), own).expect("there is a market");
        let small = OwnPosition { quantity: 1e-10 * contracts, ..own };
        // One that is under water from the start is another story; in the first bracket size does not matter.
        let sign = if is_long { 1.0 } else { -1.0 };
        let alive = outcome.liquidation_price.is_none_or(|price| sign * (start - price) > 0.0);
        prop_assume!(alive && small.quantity > 1e-14);
        let with = trace(&with_row(&scenario, index, small, 1e-3 * outcome.margin));
        let account = with.accounts.last().expect("you are there");
        let is_forced = account.average_fill_price.is_some();
        // Waves that it alone goes on with are none of the run that was asked.
        let last = u32::try_from(without.rows() - 1).expect("few");
        let row = account.liquidated_at_row.filter(|_| is_forced).map(|row| row.min(last));
        // Of what a book that is empty could not take, rounding decides which crumb is the last.
        let is_exhausted = with.stop_reason == StopReason::BookExhausted;
        prop_assert!(outcome.liquidated_at_row == row || is_exhausted, "{:?} {:?}", outcome, account);
        prop_assert_eq!(outcome.closed_share > 0.0, is_forced, "{:?} {:?}", outcome, account);
        // Where winners stand in for losses, how much of the last order the fund still carries depends on that order's size.
        let has_winners = !matches!(scenario["markets"][index]["deficit"].as_str(), None | Some("badDebt" | "socialise"));
        if let (Some(ours), Some(theirs), false) = (outcome.fill_price, account.average_fill_price, has_winners) {
            prop_assert!((ours - theirs).abs() <= 1e-5 * theirs, "{} {} {:?}", ours, theirs, outcome);
        }
        // Nobody loses more than the margin, and who survives has not lost it (funding may take it before a price does).
        prop_assert!(outcome.result >= -outcome.margin * (1.0 + 1e-12), "{:?}", outcome);
        let is_funded = !scenario["markets"][index]["funding"].is_null();
        if outcome.triggered_at_row.is_none() && outcome.closed_share == 0.0 && !is_funded {
            prop_assert!(outcome.result > -outcome.margin, "{:?}", outcome);
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
    assert_close(
        long.queue_ahead.expect("is a queue"),
        50.0 * (95.0 - trigger),
        0.011,
    );
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

/// A winner who was closed early, or shares a loss, may be liquidated afterwards: then no leverage is said to survive that
/// does not.
#[test]
fn a_leverage_that_is_said_to_survive_does() {
    let preset = presets::preset("thin-book").expect("a preset");
    let rules = [("ruleset".to_owned(), Setting::Word("deribit".to_owned()))];
    let crowded = (
        "crowding".to_owned(),
        Setting::Number(0.922_609_954_839_572_3),
    );
    let wanted = Wanted {
        values: rules.into_iter().chain([crowded]).collect(),
        ..Wanted::default()
    };
    let settled = settle(&preset, wanted, &DataStore::default()).expect("settings of the page");
    let trace = trace(&settled.scenario);
    let mut told = 0;
    for side in [Side::Long, Side::Short] {
        for leverage in [5.0, 30.0, 95.0] {
            let at = |leverage| {
                let own = OwnPosition {
                    side,
                    quantity: 100.0,
                    leverage,
                    entry_price: 100.0,
                };
                trace.own(None, own).expect("a market")
            };
            let own = at(leverage);
            if let Some(most) = own.surviving_leverage.filter(|_| own.closed_share > 0.0) {
                told += 1;
                assert_eq!(at(most).closed_share, 0.0, "{side:?} {leverage} {most}");
            }
        }
    }
    assert!(told > 0);
}

/// A long that is dead at the start, and shorts whom the outside price triggers in the tick in which it is closed: there is
/// nobody to buy from but the long, and it meets them at the price that stands, and not the best bid.
#[test]
fn who_is_triggered_in_the_same_tick_is_whom_the_position_meets() {
    let scenario = json!({
        "version": 1,
        "clock": { "mode": "ticks", "tickS": 1, "durationS": 10 },
        "markets": [{
            "id": "m", "price": 100,
            "impact": { "law": "book", "bids": [[99.9, 500]], "asks": [], "beyond": "exhausted" },
            "margin": { "maintenance": { "ratio": 0.06 } }, "liquidation": { "takeover": "market" }
        }],
        "populations": [{ "kind": "positions", "market": "m", "rows": [
            { "id": "short", "side": "short", "quantity": 12, "entryPrice": 90, "margin": 204 }
        ] }],
        "shock": { "kind": "path", "market": "m", "points": [
            { "timeS": 0, "price": 100 }, { "timeS": 10, "price": 120 }
        ] }
    });
    let without = trace(&scenario);
    assert_eq!(without.markets[0].backlog_quantity[1], 0.0);
    assert_eq!(without.markets[0].backlog_quantity[2], 12.0);
    let own = OwnPosition {
        side: Side::Long,
        quantity: 1e-8,
        leverage: 15.0,
        entry_price: 110.0,
    };
    let outcome = without.own(None, own).expect("there is a market");
    assert_eq!(outcome.liquidated_at_row, Some(2));
    let with = trace(&with_row(&scenario, 0, own, outcome.margin));
    let account = with.accounts.last().expect("you are there");
    assert_eq!(account.liquidated_at_row, Some(2));
    assert_close(
        outcome.fill_price.expect("it is closed"),
        account.average_fill_price.expect("it is closed"),
        1e-8,
    );
}

/// Bids and no asks: a short that is dead at the start finds nobody to buy from until the longs are closed, and then trades with
/// those. A long that is closed while shorts wait meets these, at the price that stands, and not the best bid.
#[test]
fn in_a_book_of_one_side_the_position_waits_for_whoever_comes() {
    let scenario = json!({
        "version": 1,
        "clock": { "mode": "ticks", "tickS": 1, "durationS": 30 },
        "markets": [{
            "id": "m", "price": 100,
            "impact": { "law": "book", "bids": [[99.99, 500]], "asks": [], "beyond": "exhausted" },
            "margin": { "maintenance": { "ratio": 0.06 } }, "liquidation": { "takeover": "market" }
        }],
        "populations": [{ "kind": "positions", "market": "m", "rows": [
            { "id": "long", "side": "long", "quantity": 28, "entryPrice": 78.8, "margin": 3 },
            { "id": "short", "side": "short", "quantity": 12, "entryPrice": 70, "margin": 197 }
        ] }],
        "shock": { "kind": "path", "market": "m", "points": [
            { "timeS": 0, "price": 100 }, { "timeS": 30, "price": 80 }
        ] }
    });
    let without = trace(&scenario);
    let market = &without.markets[0];
    let first = (0..without.rows())
        .find(|&row| market.liquidated_quantity[row] > 0.0)
        .expect("the longs are closed");
    assert!(first > 10, "{first}");
    for (side, leverage) in [
        (Side::Long, 9.0),
        (Side::Short, 2.0),
        (Side::Short, 40.0),
        (Side::Long, 20.0),
    ] {
        let own = OwnPosition {
            side,
            quantity: 1e-8,
            leverage,
            entry_price: 100.0,
        };
        let outcome = without.own(None, own).expect("there is a market");
        let with = trace(&with_row(&scenario, 0, own, outcome.margin));
        let account = with.accounts.last().expect("you are there");
        assert_eq!(
            outcome.liquidated_at_row, account.liquidated_at_row,
            "{side:?} {leverage}"
        );
        match (outcome.fill_price, account.average_fill_price) {
            (Some(ours), Some(theirs)) => assert_close(ours, theirs, 1e-8),
            (ours, theirs) => assert_eq!(ours, theirs, "{side:?} {leverage}"),
        }
    }
    // The least safe short is dead at once, and closed with the longs.
    let own = OwnPosition {
        side: Side::Short,
        quantity: 1e-8,
        leverage: 40.0,
        entry_price: 95.0,
    };
    let outcome = without.own(None, own).expect("there is a market");
    assert_eq!(outcome.triggered_at_row, Some(1));
    assert_eq!(
        outcome.liquidated_at_row.map(|row| row as usize),
        Some(first)
    );
}
