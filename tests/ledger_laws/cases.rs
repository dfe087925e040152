//! What the laws have found: one small case each, with numbers worked out by hand.

use crate::scenarios::prepared;
use liquidation_cascades::trace::{AccountOutcome, Trace};
use serde_json::{Value, json};

fn trace(scenario: &Value) -> Trace {
    prepared(scenario).trace()
}

fn account<'a>(trace: &'a Trace, id: &str) -> &'a AccountOutcome {
    trace
        .accounts
        .iter()
        .find(|account| account.id == id)
        .expect("is a row")
}

#[track_caller]
fn assert_close(actual: f64, expected: f64, tolerance: f64) {
    assert!(
        (actual - expected).abs() <= tolerance,
        "{actual} is not {expected}"
    );
}

/// Two lists of orders once shared one counter: the second began where the first had ended, or past its own end.
#[test]
fn a_market_takes_orders_of_several_lists() {
    let list = |rows: &[(f64, f64)]| {
        let rows: Vec<Value> = rows
            .iter()
            .map(|row| json!({ "timeS": row.0, "quantity": row.1 }))
            .collect();
        json!({ "kind": "orders", "rows": rows })
    };
    let trace = trace(&json!({
        "version": 1, "clock": { "mode": "ticks", "tickS": 1, "durationS": 5 },
        "markets": [{ "price": 100, "impact": { "law": "linear", "slope": 0.01 } }],
        "shock": list(&[(0.0, 100.0), (0.0, 50.0), (3.0, 10.0)]), "moreShocks": [list(&[(0.0, 20.0), (3.0, 5.0)])]
    }));
    for (row, price) in [(0, 100.0), (1, 98.3), (3, 98.3), (4, 98.15), (6, 98.15)] {
        assert_close(trace.markets[0].last_price[row], price, 1e-12);
    }
}

/// A long and a short under water on the ticks clock, worked off exponentially with a ledger.
fn two_sides(executor: Value, duration_s: f64) -> Value {
    json!({
        "version": 1, "clock": { "mode": "ticks", "tickS": 1, "durationS": duration_s },
        "markets": [{
            "price": 100, "impact": { "law": "logLinear", "depth": 1e7 }, "insuranceFund": 1e6, "deficit": "adl",
            "liquidation": { "executor": executor }
        }],
        "populations": [{ "kind": "positions", "rows": [
            { "id": "long", "side": "long", "quantity": 10, "entryPrice": 110, "margin": 99 },
            { "id": "next", "side": "long", "quantity": 10, "entryPrice": 110, "margin": 99.1 },
            { "id": "short", "side": "short", "quantity": 10, "entryPrice": 90, "margin": 99 }
        ] }],
        "shock": { "kind": "none" }
    })
}

/// Shorts once waited until the longs before them in the queue were done.
#[test]
fn an_exponential_executor_works_both_sides_at_once() {
    let trace = trace(&two_sides(
        json!({ "kind": "exponential", "ratePerS": 0.5 }),
        1.0,
    ));
    let share = 1.0 - (-0.5_f64).exp();
    assert_close(
        trace.markets[0].short_liquidated_quantity[2],
        10.0 * share,
        1e-12,
    );
    assert_close(trace.markets[0].liquidated_quantity[2], 30.0 * share, 1e-12);
}

/// Exponential decay never ends by itself: positions were closed and their orders not.
#[test]
fn an_exponential_executor_finishes_what_it_began() {
    let trace = trace(&two_sides(
        json!({ "kind": "exponential", "ratePerS": 5 }),
        900.0,
    ));
    for id in ["long", "next", "short"] {
        assert!(
            account(&trace, id)
                .liquidated_at_row
                .is_some_and(|row| row < 20),
            "{id}"
        );
        assert_eq!(account(&trace, id).quantity, 0.0);
    }
    assert_eq!(trace.markets[0].backlog_quantity[20], 0.0);
    assert!(
        trace.markets[0]
            .last_price
            .iter()
            .all(|price| price.is_finite())
    );
}

/// So does a vault: it went on with ever smaller sales until the price was no number.
#[test]
fn a_vault_sells_the_last_of_what_it_took_over() {
    let mut scenario = two_sides(json!({ "kind": "immediate" }), 900.0);
    scenario["markets"][0]["deficit"] = json!("vault");
    scenario["markets"][0]["vault"] = json!({ "capital": 1e4, "takeoverBelow": 1, "ratePerS": 5 });
    let trace = trace(&scenario);
    let market = &trace.markets[0];
    assert!(
        market
            .last_price
            .iter()
            .chain(&market.vault)
            .all(|value| value.is_finite())
    );
    assert_eq!(market.net_sold[40], market.net_sold[900]);
    assert!(trace.wave[900] < 20);
}

/// Inverse positions: margins are base, however they are given.
#[test]
fn levels_and_leverage_mean_the_same_for_inverse_contracts() {
    let run = |ratio: f64| {
        trace(&json!({
            "version": 1,
            "markets": [{
                "price": 100, "impact": { "law": "logLinear", "depth": 1e12 }, "insuranceFund": 0,
                "margin": { "contract": "inverse", "maintenance": { "ratio": 0.01 } }
            }],
            "populations": [
                { "kind": "levels", "from": 90, "to": 90, "quantity": 1, "count": 1 },
                { "kind": "positions", "rows": [{ "id": "A", "quantity": 1000, "entryPrice": 100, "leverage": 10 }] }
            ],
            "shock": { "kind": "priceGap", "ratio": ratio }
        }))
    };
    // The row: margin 1 base; N (1 + m) / (N / e + M) = 1,010 / 11 = 91.8.
    assert_eq!(run(-0.08).markets[0].liquidated_count[1], 0);
    assert_eq!(account(&run(-0.05), "A").cash, 1.0);
    let dead = run(-0.11);
    assert_eq!(dead.markets[0].liquidated_count[2], 2);
    // 100 quote at 90: margin (100/90)(1.01) - 1 base; the row 1 base; less losses at 89.
    let margin = 100.0 / 90.0 * 1.01 - 1.0;
    let left = (margin + 1.0 - 100.0 / 89.0) + (1.0 + 10.0 - 1_000.0 / 89.0);
    let (fund, debt) = (
        dead.markets[0].insurance_fund[2],
        dead.markets[0].bad_debt[2],
    );
    assert_close(fund - debt, left, 1e-9);
}

fn adl_market(price: f64, ratio: f64, impact: Value) -> Value {
    json!({
        "price": price, "impact": impact, "deficit": "adl",
        "margin": { "maintenance": { "ratio": ratio }, "mode": "cross" }
    })
}

/// A winner whose whole margin would not cover the bankruptcy price was closed there with a debt that nobody booked.
#[test]
fn nobody_is_deleveraged_into_bankruptcy() {
    let bids = json!({ "law": "book", "bids": [[94.5, 1e9]], "beyond": "exhausted" });
    let trace = trace(&json!({
        "version": 1, "markets": [adl_market(100.0, 0.0005, bids)],
        "populations": [{ "kind": "positions", "rows": [
            { "id": "A", "side": "long", "quantity": 10, "entryPrice": 100, "margin": 50 },
            // At 94.9 worth 1.4, at A's bankruptcy price of 95 less than nothing; of the highest score.
            { "id": "C", "side": "short", "quantity": 20, "entryPrice": 94.95, "margin": 0.4 },
            { "id": "D", "side": "short", "quantity": 15, "entryPrice": 100, "margin": 2000 }
        ] }],
        "shock": { "kind": "priceGap", "ratio": -0.051, "book": "cancel" }
    }));
    assert_close(trace.markets[0].adl_notional[2], 950.0, 1e-9);
    assert_eq!(
        (account(&trace, "C").quantity, account(&trace, "C").cash),
        (-20.0, 0.4)
    );
    assert_eq!(
        (account(&trace, "D").quantity, account(&trace, "D").cash),
        (-5.0, 2_050.0)
    );
}

/// Longs and shorts bankrupt at once: what the smaller side costs counts too.
#[test]
fn both_sides_can_be_deleveraged_in_one_wave() {
    let trace = trace(&json!({
        "version": 1, "markets": [adl_market(100.0, 0.01, json!({ "law": "linear", "slope": 1e-9 }))],
        "populations": [{ "kind": "positions", "rows": [
            { "id": "long", "side": "long", "quantity": 10, "entryPrice": 110, "margin": 90 },
            { "id": "short", "side": "short", "quantity": 5, "entryPrice": 90, "margin": 45 },
            { "id": "bear", "side": "short", "quantity": 20, "entryPrice": 100, "margin": 1000 },
            { "id": "bull", "side": "long", "quantity": 20, "entryPrice": 100, "margin": 1000 }
        ] }]
    }));
    let market = &trace.markets[0];
    assert_eq!(market.bad_debt[2], 0.0);
    assert_close(market.adl_notional[2], 10.0 * 101.0 + 5.0 * 99.0, 1e-9);
    assert_close(account(&trace, "bear").cash, 1_000.0 - 10.0, 1e-9);
    assert_close(account(&trace, "bull").cash, 1_000.0 - 5.0, 1e-9);
}

/// A position of a drowned account may have no price at which nothing is left: its debt vanished.
#[test]
fn a_debt_without_a_bankruptcy_price_is_booked() {
    let mut scenario = json!({
        "version": 1, "markets": [adl_market(100.0, 0.01, json!({ "law": "linear", "slope": 1e-9 }))],
        "accounts": [{ "id": "me", "wallet": 10 }],
        "populations": [{ "kind": "positions", "rows": [
            { "id": "L", "side": "long", "quantity": 10, "entryPrice": 100, "account": "me" },
            { "id": "S", "side": "short", "quantity": 1, "entryPrice": 100, "account": "me" },
            { "id": "W", "side": "short", "quantity": 20, "entryPrice": 100, "margin": 10_000 },
            { "id": "V", "side": "long", "quantity": 20, "entryPrice": 100, "margin": 10_000 }
        ] }],
        "shock": { "kind": "priceGap", "ratio": -0.6 }
    });
    // At 40 the account is worth -530; a short with a tenth of the long's size owes an eleventh of it.
    let owed = 530.0 / 11.0;
    let traced = trace(&scenario);
    assert_close(traced.markets[0].bad_debt[2], owed, 1e-6);
    scenario["markets"][0]["insuranceFund"] = json!(owed);
    assert_close(trace(&scenario).markets[0].bad_debt[2], 0.0, 1e-6);
}

/// A band as wide as the index itself let the mark price fall to nothing.
#[test]
fn a_mark_by_index_stays_a_price() {
    let trace = trace(&json!({
        "version": 1, "clock": { "mode": "ticks", "tickS": 1, "durationS": 60 },
        "markets": [{
            "price": 100, "impact": { "law": "linear", "slope": 1 }, "deficit": "adl",
            "margin": { "contract": "inverse" }, "mark": { "kind": "indexEma", "tauS": 5, "band": 1 }
        }],
        "populations": [{ "kind": "positions", "rows": [{ "id": "A", "quantity": 1000, "entryPrice": 100, "margin": 5 }] }],
        "shock": { "kind": "marketOrder", "quantity": 95 },
        "moreShocks": [{ "kind": "path", "points": [
            { "timeS": 0, "price": 1 }, { "timeS": 30, "price": 1 }, { "timeS": 31, "price": 0.5 }] }]
    }));
    let market = &trace.markets[0];
    assert!(
        market.mark_price.iter().all(|&price| price > 0.0),
        "{:?}",
        market.mark_price
    );
    assert!(
        market
            .insurance_fund
            .iter()
            .chain(&market.bad_debt)
            .all(|value| value.is_finite())
    );
}

/// Ticks of a minute, funding every 20 seconds: three payments a tick.
#[test]
fn no_funding_payment_is_lost_in_a_long_tick() {
    let trace = trace(&json!({
        "version": 1, "clock": { "mode": "ticks", "tickS": 60, "durationS": 120 },
        "markets": [{
            "price": 100, "impact": { "law": "linear", "slope": 1e-9 },
            "funding": { "intervalS": 20, "interest": 0.0003, "cap": 0.01 }
        }],
        "populations": [{ "kind": "positions", "rows": [
            { "id": "A", "side": "long", "quantity": 10, "entryPrice": 100, "margin": 50 }
        ] }]
    }));
    assert_close(account(&trace, "A").cash, 50.0 - 6.0 * 0.3, 1e-9);
}

/// Buying back inverse shorts: a limit above the market leaves less room in quote than at the limit price.
#[test]
fn a_capped_purchase_stays_below_its_limit() {
    let trace = trace(&json!({
        "version": 1, "clock": { "mode": "ticks", "tickS": 1, "durationS": 3 },
        "markets": [{
            "price": 100, "impact": { "law": "linear", "slope": 1 }, "margin": { "contract": "inverse" },
            "mark": { "kind": "indexEma", "tauS": 1e6, "band": 0.5 },
            "liquidation": { "executor": { "kind": "priceCapped", "at": "band", "band": 0.1 } }
        }],
        "populations": [{ "kind": "positions", "rows": [
            { "id": "A", "side": "short", "quantity": 1e5, "entryPrice": 100, "margin": 100 }
        ] }],
        "shock": { "kind": "priceGap", "ratio": 0.5 }
    }));
    let highest = trace.markets[0]
        .last_price
        .iter()
        .copied()
        .fold(0.0, f64::max);
    assert!(
        highest > 160.0 && highest <= 165.0 * (1.0 + 1e-5),
        "{highest}"
    );
}

/// On the entry basis the closing fee is still one of today's price.
#[test]
fn generated_traders_are_alive_where_the_closing_fee_counts() {
    for contract in ["linear", "inverse"] {
        let trace = trace(&json!({
            "version": 1,
            "markets": [{
                "price": 100, "impact": { "law": "linear", "slope": 1e-6 },
                "margin": { "contract": contract, "basis": "entry", "takerFeeRatio": 0.2, "closeFeeInTrigger": true }
            }],
            "populations": [{
                "kind": "perps", "openInterest": 1e4, "count": 2000, "longShare": 0.5, "entry": { "law": "normal", "sd": 0.3 },
                "leverage": { "law": "uniform", "from": 1, "to": 5 }
            }]
        }));
        assert_eq!(
            trace.markets[0].liquidated_count[trace.rows() - 1],
            0,
            "{contract}"
        );
    }
}
