//! Corners of the rules that only their own tests see: a sign, a factor, an order turned round would pass the others.

use crate::scenarios::prepared;
use liquidation_cascades::trace::{AccountOutcome, Trace};
use serde_json::{Value, json};

/// A market at 100 that hardly moves, with rows; `patch` goes over its fields.
fn run(patch: &Value, rows: Value, shock: Value, ticks: Option<u32>) -> Trace {
    let mut scenario = json!({
        "version": 1,
        "clock": match ticks {
            None => json!({ "mode": "waves" }),
            Some(count) => json!({ "mode": "ticks", "tickS": 1, "durationS": count }),
        },
        "markets": [{
            "price": 100, "impact": { "law": "linear", "slope": 1e-9 }, "margin": { "maintenance": { "ratio": 0.01 } }
        }],
        "populations": [{ "kind": "positions", "rows": rows }],
        "shock": shock
    });
    for (key, value) in patch.as_object().expect("is an object") {
        if key == "accounts" {
            scenario["accounts"] = value.clone();
        } else {
            scenario["markets"][0][key] = value.clone();
        }
    }
    of(&scenario)
}

fn of(scenario: &Value) -> Trace {
    prepared(scenario).trace()
}

fn account<'a>(trace: &'a Trace, id: &str) -> &'a AccountOutcome {
    let found = trace.accounts.iter().find(|account| account.id == id);
    found.expect("is a row")
}

#[track_caller]
fn near(actual: f64, expected: f64, tolerance: f64) {
    let scale = expected.abs().max(1.0);
    assert!(
        (actual - expected).abs() <= tolerance * scale,
        "{actual} is not {expected}"
    );
}

fn gap(ratio: f64) -> Value {
    json!({ "kind": "priceGap", "ratio": ratio })
}

/// A bidder who buys a short back offers 5 % above the market: not at the mark price, but after the first step.
#[test]
fn a_bidder_of_a_short_waits_for_the_margin() {
    let dutch = json!({ "executor": { "kind": "dutch", "buffer": 1, "cut": 0.9, "stepS": 2, "margin": 0.05 } });
    let rows =
        json!([{ "id": "A", "side": "short", "quantity": 1, "entryPrice": 100, "margin": 8 }]);
    let trace = run(&json!({ "liquidation": dutch }), rows, gap(0.1), Some(5));
    // After one second still 110, below 1.05 x 110; after two 110 / 0.9.
    assert_eq!(account(&trace, "A").liquidated_at_row, Some(3));
}

/// 10 and a long from 100: with a closing fee of 1 % beside 1 % of maintenance the account is seized at 91.84, not at 90.91.
#[test]
fn the_closing_fee_counts_in_the_trigger_of_an_account() {
    let patch = |counts: bool| {
        json!({
            "margin": { "maintenance": { "ratio": 0.01 }, "mode": "cross", "takerFeeRatio": 0.01, "closeFeeInTrigger": counts },
            "accounts": [{ "id": "me", "wallet": 10 }]
        })
    };
    let rows =
        json!([{ "id": "A", "side": "long", "quantity": 1, "entryPrice": 100, "account": "me" }]);
    let counted = run(&patch(true), rows.clone(), gap(-0.085), None);
    assert_eq!(account(&counted, "A").liquidated_at_row, Some(2));
    let left_out = run(&patch(false), rows, gap(-0.085), None);
    assert_eq!(account(&left_out, "A").liquidated_at_row, None);
}

/// "Small" is decided at the first close: a rest that has become small is closed share by share as before.
#[test]
fn later_shares_are_shares_of_small_rests_too() {
    let share =
        json!({ "partial": { "rule": "share", "share": 0.2, "cooldownS": 0, "above": 1000 } });
    let rows = json!([
        { "id": "A", "side": "long", "quantity": 11, "entryPrice": 100, "margin": 70 },
        { "id": "B", "side": "long", "quantity": 9, "entryPrice": 100, "margin": 60 }
    ]);
    let patch = json!({ "liquidation": share, "margin": { "maintenance": { "ratio": 0.05 } } });
    let trace = run(&patch, rows, gap(-0.06), None);
    // A: 1,034 at 94, 2.2 each time; B: 846, whole at once.
    let sold = &trace.markets[0].liquidated_quantity;
    for (row, expected) in [(2, 11.2), (3, 13.4), (4, 15.6), (5, 17.8), (6, 20.0)] {
        near(sold[row], expected, 1e-9);
    }
}

/// A share of trading that is measured in base, where positions are quote.
#[test]
fn a_share_of_trading_of_inverse_contracts_is_base() {
    let pov = json!({ "executor": { "kind": "pov", "share": 0.2, "dailyVolume": 86_400 } });
    let rows =
        json!([{ "id": "A", "side": "long", "quantity": 1000, "entryPrice": 100, "margin": 0.4 }]);
    let patch = json!({
        "liquidation": pov, "margin": { "maintenance": { "ratio": 0.01 }, "contract": "inverse" }
    });
    let trace = run(&patch, rows, gap(-0.06), Some(4));
    // Others trade 1 a second: 0.25 is a fifth of 1.25.
    for row in 2..5_u32 {
        near(
            trace.markets[0].liquidated_quantity[row as usize],
            0.25 * f64::from(row - 1),
            1e-6,
        );
    }
}

/// Of one account the larger position comes first, and finds the fund.
#[test]
fn the_larger_position_of_a_seized_account_comes_first() {
    let rows = json!([
        { "id": "small", "side": "long", "quantity": 2, "entryPrice": 100, "account": "me" },
        { "id": "large", "side": "long", "quantity": 5, "entryPrice": 100, "account": "me" },
        { "id": "S", "side": "short", "quantity": 20, "entryPrice": 100, "margin": 2000 }
    ]);
    let patch = json!({
        "margin": { "maintenance": { "ratio": 0.01 }, "mode": "cross" }, "insuranceFund": 10, "deficit": "adl",
        "accounts": [{ "id": "me", "wallet": 10 }]
    });
    let trace = run(&patch, rows, gap(-0.1), None);
    // Worth -60 at 90: both are bankrupt at 90 + 60 / 7, and the fund carries 7/6 of a contract.
    let bankrupt = 90.0 + 60.0 / 7.0;
    let average = |id: &str| account(&trace, id).average_fill_price.expect("is closed");
    near(average("small"), bankrupt, 1e-8);
    near(average("large"), bankrupt - 10.0 / 5.0, 1e-8);
    near(trace.markets[0].net_sold[2], 7.0 / 6.0, 1e-8);
}

/// Of two accounts that are liquidated at once the one that is further under water comes first, wherever they stand in the
/// list: what the other leaves to the fund comes too late for it.
#[test]
fn the_order_of_accounts_decides_nothing() {
    let bad_debts = [["a", "b"], ["b", "a"]].map(|[first, second]| {
        let wallet = |id: &str| json!({ "id": id, "wallet": if id == "a" { 100 } else { 10 } });
        let rows = json!([
            { "id": "x", "side": "long", "quantity": 10, "entryPrice": 100, "account": "a" },
            { "id": "y", "side": "long", "quantity": 10, "entryPrice": 100, "account": "b" },
            { "id": "S", "side": "short", "quantity": 20, "entryPrice": 100, "margin": 2000 }
        ]);
        let patch = json!({
            "margin": { "maintenance": { "ratio": 0.05 }, "mode": "cross" }, "insuranceFund": 0,
            "accounts": [wallet(first), wallet(second)]
        });
        let trace = run(&patch, rows, gap(-0.06), None);
        let market = &trace.markets[0];
        (
            market.bad_debt[2],
            market.insurance_fund[2],
            trace.accounts[1].average_fill_price.expect("is closed"),
        )
    });
    assert_eq!(bad_debts[0], bad_debts[1]);
    let [(bad_debt, fund, price), _] = bad_debts;
    near(bad_debt, 10.0 * (100.0 - price) - 10.0, 1e-8);
    near(fund, 100.0 - 10.0 * (100.0 - price), 1e-8);
}

/// A vault that holds longs pays funding when longs do.
#[test]
fn a_vault_pays_funding_like_anybody() {
    let patch = json!({
        "deficit": "vault", "vault": { "capital": 100, "takeoverBelow": 1, "ratePerS": 1e-6 },
        "funding": { "intervalS": 1, "interest": 0.0003, "cap": 0.01 }
    });
    let rows =
        json!([{ "id": "A", "side": "long", "quantity": 10, "entryPrice": 100, "margin": 55 }]);
    let trace = run(&patch, rows, gap(-0.05), Some(5));
    let vault = &trace.markets[0].vault;
    for row in 3..7 {
        near(vault[row] - vault[row - 1], -0.0003 * 10.0 * 95.0, 1e-4);
    }
}

/// The further a short's entry lies above the mark, the sooner it is closed by Hyperliquid's rank.
#[test]
fn hyperliquid_ranks_shorts_by_entry_over_mark() {
    let rows = json!([
        { "id": "A", "side": "long", "quantity": 10, "entryPrice": 100, "margin": 20 },
        // 110 / 95 x 5 = 5.79, and 96 / 95 x 5.4 = 5.46; the other way round 4.32 and 5.34.
        { "id": "far", "side": "short", "quantity": 10, "entryPrice": 110, "margin": 950.0 / 5.0 - 150.0 },
        { "id": "near", "side": "short", "quantity": 10, "entryPrice": 96, "margin": 950.0 / 5.4 - 10.0 }
    ]);
    // At 100 the short from 110 has a gain of 100 beside its margin.
    let patch = json!({ "deficit": "adl", "adlRanking": "hyperliquid" });
    let trace = run(&patch, rows, gap(-0.05), None);
    assert_eq!(account(&trace, "far").deleveraged_quantity, 10.0);
    assert_eq!(account(&trace, "near").deleveraged_quantity, 0.0);
}

/// The mark price follows the last one up to a band above the index, and no further; so it does below.
#[test]
fn the_mark_stays_within_its_band_on_both_sides() {
    for (quantity, expected) in [(-100.0, 105.0), (100.0, 95.0)] {
        let patch = json!({
            "impact": { "law": "linear", "slope": 0.2 }, "mark": { "kind": "indexEma", "tauS": 0.1, "band": 0.05 }
        });
        let rows = json!([{ "id": "A", "side": "long", "quantity": 1e-6, "entryPrice": 100, "margin": 1 }]);
        let shock = json!({ "kind": "marketOrder", "quantity": quantity });
        let trace = run(&patch, rows, shock, Some(5));
        near(trace.markets[0].mark_price[6], expected, 1e-12);
    }
}

/// A vault without a fund sells down to the price where it is worth nothing, whatever rounding says of that price.
#[test]
fn a_vault_alone_sells_down_to_its_own_price() {
    for margin in [53.0, 54.3, 55.7, 57.1, 58.9, 60.0] {
        let patch = json!({
            "impact": { "law": "linear", "slope": 0.4 }, "deficit": "vault", "vault": { "takeoverBelow": 1 },
            "margin": { "maintenance": { "ratio": 0.05 } }
        });
        let rows = json!([
            { "id": "A", "side": "long", "quantity": 10, "entryPrice": 100, "margin": margin },
            { "id": "S", "side": "short", "quantity": 30, "entryPrice": 100, "margin": 2000 }
        ]);
        let trace = run(&patch, rows, gap(-0.05), None);
        // At 95 A is worth its margin less 50, a tenth of it each; on average y contracts get 95 - 0.2 y.
        let above = (margin - 50.0) / 10.0;
        let market = &trace.markets[0];
        let sold = above / 0.2;
        near(market.net_sold[2], sold, 1e-9);
        near(market.adl_notional[2], (10.0 - sold) * (95.0 - above), 1e-9);
        near(market.vault[2], 0.0, 1e-9);
    }
}

/// After a pause the turn of an order is that of what is left, which has another trigger than before its first close.
#[test]
fn the_rest_of_a_position_has_a_turn_of_its_own() {
    let patch = json!({
        "liquidation": { "partial": { "rule": "share", "share": 0.5, "cooldownS": 1 } },
        "insuranceFund": 11, "deficit": "adl"
    });
    let rows = json!([
        { "id": "A", "side": "long", "quantity": 10, "entryPrice": 98, "margin": 10 },
        { "id": "B", "side": "long", "quantity": 10, "entryPrice": 99, "margin": 22 },
        { "id": "S", "side": "short", "quantity": 30, "entryPrice": 100, "margin": 2000 }
    ]);
    let trace = run(&patch, rows, gap(-0.05), Some(5));
    let average = |id: &str| account(&trace, id).average_fill_price.expect("is closed");
    // Bankrupt at 97 and at 96.8: A comes first. At 95 half of A loses 15, of which the fund pays 5; half of B leaves 2.
    // Then B is bankrupt at 98.6 and A at 98: B comes first, and the fund of 6 carries 6 / 3.6 of it.
    let carried = 6.0 / 3.6;
    near(
        average("B"),
        (5.0 * 95.0 + carried * 95.0 + (5.0 - carried) * 98.6) / 10.0,
        1e-8,
    );
    near(average("A"), (5.0 * 95.0 + 5.0 * 98.0) / 10.0, 1e-8);
}

/// An account is closed at equality, like a single position: all numbers here are exact.
#[test]
fn an_account_exactly_at_maintenance_is_closed() {
    for (wallet, expected) in [(29.6875, Some(2)), (29.6875 + 1e-9, None)] {
        let patch = json!({
            "margin": { "maintenance": { "ratio": 0.0625 }, "mode": "cross" },
            "accounts": [{ "id": "me", "wallet": wallet }]
        });
        let rows = json!([{ "id": "A", "side": "long", "quantity": 1, "entryPrice": 100, "account": "me" }]);
        // At 75 a sixteenth of it is needed: 4.6875, and 25 are lost.
        let trace = run(&patch, rows, gap(-0.25), None);
        assert_eq!(account(&trace, "A").liquidated_at_row, expected);
    }
}

/// What somebody outside has sold recovers without forced orders, too.
#[test]
fn the_price_without_forced_orders_recovers() {
    let patch = json!({
        "impact": { "law": "linear", "slope": 0.2 },
        "resilience": { "permanentShare": 0, "recovery": [{ "share": 1, "decayPerS": 0.25 }] }
    });
    let rows =
        json!([{ "id": "A", "side": "long", "quantity": 1e-6, "entryPrice": 100, "margin": 1e-5 }]);
    let shock = json!({ "kind": "marketOrder", "quantity": 50 });
    let outside = &run(&patch, rows, shock, Some(5)).markets[0].counterfactual_price;
    for tick in 0..6_u32 {
        let expected = 100.0 - 10.0 * (-0.25 * f64::from(tick)).exp();
        near(outside[tick as usize + 1], expected, 1e-9);
    }
}

/// Two accounts without a wallet were alike to Binance's rank, whatever they held, and the order of the rows decided.
#[test]
fn who_has_no_wallet_left_still_has_a_rank() {
    let run = |rows: [usize; 2]| {
        let winners = [
            json!({ "id": "small", "account": "a", "side": "short", "quantity": 10, "entryPrice": 130 }),
            json!({ "id": "large", "account": "b", "side": "short", "quantity": 30, "entryPrice": 120 }),
        ];
        of(&json!({
            "version": 1, "accounts": [{ "id": "a", "wallet": 0 }, { "id": "b", "wallet": 0 }],
            "markets": [{
                "price": 100, "impact": { "law": "linear", "slope": 1e-9 }, "deficit": "adl",
                "adlRanking": "pnlTimesMarginRatio", "margin": { "maintenance": { "ratio": 0.01 }, "mode": "cross" }
            }],
            "populations": [{ "kind": "positions", "rows": [
                { "id": "A", "side": "long", "quantity": 15, "entryPrice": 100, "margin": 75 },
                winners[rows[0]], winners[rows[1]]
            ] }],
            "shock": { "kind": "priceGap", "ratio": -0.06 }
        }))
    };
    for rows in [[0, 1], [1, 0]] {
        let trace = run(rows);
        // U MM / (W + U) is the maintenance margin: the larger first.
        assert_eq!(account(&trace, "large").quantity, -15.0);
        assert_eq!(account(&trace, "small").quantity, -10.0);
    }
}

/// What an account had realised for one lot still counted as open profit when the next lot came.
#[test]
fn an_account_takes_over_no_lot_with_profit_that_it_has_realised() {
    let trace = of(&json!({
        "version": 1, "accounts": [{ "id": "a", "wallet": 97 }],
        "markets": [{
            "price": 112, "impact": { "law": "linear", "slope": 1e-9 }, "deficit": "adl", "adlRanking": "pnlTimesLeverage",
            "margin": { "maintenance": { "ratio": 0.05 }, "mode": "cross", "basis": "entry" }
        }],
        "populations": [{ "kind": "positions", "rows": [
            // Bankrupt at 95.5 and at 107; on the entry basis the first is reached first.
            { "id": "first", "side": "long", "quantity": 10, "entryPrice": 400, "margin": 3045 },
            { "id": "second", "side": "long", "quantity": 10, "entryPrice": 110, "margin": 30 },
            { "id": "W", "account": "a", "side": "short", "quantity": 20, "entryPrice": 96 },
            { "id": "X", "side": "short", "quantity": 100, "entryPrice": 110, "margin": 1e6 }
        ] }],
        "shock": { "kind": "priceGap", "ratio": 95.0 / 112.0 - 1.0 }
    }));
    // The first lot leaves 97 + 10 (96 - 95.5) = 102 and a short of 10 at 96, which at 107 is worth less than nothing.
    assert_eq!(account(&trace, "W").quantity, -10.0);
    assert_eq!(account(&trace, "W").deleveraged_quantity, 10.0);
    assert_eq!(account(&trace, "X").deleveraged_quantity, 10.0);
}

/// Whom the price of a lot leaves exactly nothing takes it over; the last bit once decided.
#[test]
fn rounding_passes_over_no_winner() {
    for index in 0..40_u32 {
        let quantity = 3.0 + 0.37 * f64::from(index);
        let trace = of(&json!({
            "version": 1,
            "markets": [{
                "price": 100, "impact": { "law": "linear", "slope": 1e-9 }, "deficit": "adl",
                "margin": { "maintenance": { "ratio": 0.001 } }
            }],
            "populations": [{ "kind": "positions", "rows": [
                { "id": "A", "side": "long", "quantity": 1, "entryPrice": 100.1, "margin": 5.1 },
                { "id": "W", "side": "short", "quantity": quantity, "entryPrice": 94.3, "margin": quantity * 0.7 },
                { "id": "X", "side": "short", "quantity": 100, "entryPrice": 110, "margin": 1e6 }
            ] }],
            "shock": { "kind": "priceGap", "ratio": -0.06 }
        }));
        assert_eq!(account(&trace, "W").deleveraged_quantity, 1.0, "{quantity}");
    }
}

/// Positions of a seized account that are alike but for rounding stand in the order of their rows.
#[test]
fn rounding_ranks_no_position_of_a_seized_account() {
    let trace = of(&json!({
        "version": 1, "accounts": [{ "id": "a", "wallet": 100 }],
        "markets": [{
            "price": 100, "impact": { "law": "book", "bids": [[99, 10]], "beyond": "exhausted" },
            "margin": { "maintenance": { "ratio": 0.01 }, "mode": "cross" }
        }],
        "populations": [{ "kind": "positions", "rows": [
            { "id": "first", "account": "a", "quantity": 10, "entryPrice": 100 },
            { "id": "second", "account": "a", "quantity": 10.000000000000002, "entryPrice": 100 }
        ] }],
        "shock": { "kind": "priceGap", "ratio": -0.06, "book": "shift" }
    }));
    assert_eq!(account(&trace, "first").quantity, 0.0);
    assert_eq!(account(&trace, "second").quantity, 10.000000000000002);
}

/// A long whose funding has eaten its margin and more, closed in part. A tick makes 960 payments of 0.05 %
/// of its value; the close trades in the second, before it pays again.
fn in_debt(price: f64) -> Trace {
    // It owes 450 then: bankrupt at 50 + 45 = 95.
    let margin = 0.48 * 10.0 * price - 450.0;
    of(&json!({
        "version": 1, "clock": { "mode": "ticks", "tickS": 960, "durationS": 1920 },
        "markets": [{
            "price": 100, "impact": { "law": "linear", "slope": 1e-12 }, "deficit": "adl", "insuranceFund": 4,
            "margin": { "maintenance": { "ratio": 0.01 } }, "liquidation": { "partial": { "rule": "share", "share": 0.5 } },
            "funding": { "intervalS": 1, "interest": 0.001, "cap": 0.01 }
        }],
        "populations": [{ "kind": "positions", "rows": [
            { "id": "A", "side": "long", "quantity": 10, "entryPrice": 50, "margin": margin },
            { "id": "W", "side": "short", "quantity": 20, "entryPrice": 100, "margin": 1e6 }
        ] }],
        "shock": { "kind": "priceGap", "ratio": price / 100.0 - 1.0 }
    }))
}

/// A partial close of a debt was all or nothing: any part of it asked the fund for the whole debt.
#[test]
fn a_partial_close_of_a_debt_costs_the_fund_so_much_a_contract() {
    let trace = in_debt(94.0);
    let market = &trace.markets[0];
    let last = trace.rows() - 1;
    // y (95 - 94) <= 4: four of five trade, the fifth goes to a winner at 95.
    near(market.adl_notional[last], 95.0, 1e-6);
    near(account(&trace, "W").deleveraged_quantity, 1.0, 1e-9);
    near(market.insurance_fund[last], 0.0, 1e-9);
    assert_eq!(market.bad_debt[last], 0.0);
    // What is left owes its share, and is bankrupt where it was.
    near(account(&trace, "A").quantity, 5.0, 1e-9);
    near(account(&trace, "A").cash, -225.0 - 0.48 * 5.0 * 94.0, 1e-6);
}

/// The fund paid the debt of a position whose open profit covered it.
#[test]
fn a_partial_close_that_leaves_something_costs_the_fund_nothing() {
    let trace = in_debt(95.5);
    let market = &trace.markets[0];
    let last = trace.rows() - 1;
    assert_eq!(market.adl_notional[last], 0.0);
    assert_eq!(market.insurance_fund[last], 4.0);
    near(account(&trace, "A").quantity, 5.0, 1e-9);
    near(
        account(&trace, "A").cash,
        -450.0 + 5.0 * 45.5 - 0.48 * 5.0 * 95.5,
        1e-6,
    );
}

/// Winners against a long of 10 that is bankrupt at 1 above the mark, each entered at the mark itself: none has a profit.
fn at_the_mark(ranking: &str, per_mille: u32) -> Trace {
    let mark = (1000.0 - f64::from(per_mille)) / 10.0;
    let short = |id: &str, quantity: f64| json!({ "id": id, "side": "short", "quantity": quantity, "entryPrice": mark, "margin": 1e3 });
    of(&json!({
        "version": 1,
        "markets": [{
            "price": 100, "impact": { "law": "linear", "slope": 1e-9 }, "deficit": "adl", "adlRanking": ranking,
            "margin": { "maintenance": { "ratio": 0.001 } }
        }],
        "populations": [{ "kind": "positions", "rows": [
            { "id": "A", "side": "long", "quantity": 10, "entryPrice": 100, "margin": 10.0 * (99.0 - mark) },
            short("S", 11.0), short("L", 30.0)
        ] }],
        "shock": gap(-f64::from(per_mille) / 1e3)
    }))
}

/// Prices rarely come out to the last digit: what differs from the entry only there is no profit.
#[test]
fn rounding_is_no_profit() {
    for per_mille in 41..80 {
        for ranking in ["profit", "pnlTimesLeverage", "pnlTimesMarginRatio"] {
            let trace = at_the_mark(ranking, per_mille);
            assert_eq!(
                account(&trace, "S").deleveraged_quantity,
                10.0,
                "{ranking} {per_mille}"
            );
        }
        let trace = at_the_mark("hyperliquid", per_mille);
        assert_eq!(
            account(&trace, "S").deleveraged_quantity,
            0.0,
            "{per_mille}"
        );
        assert_eq!(
            account(&trace, "L").deleveraged_quantity,
            0.0,
            "{per_mille}"
        );
    }
}

/// A position worth exactly nothing at the mark is not below zero: it goes to the book.
#[test]
fn rounding_is_not_below_zero() {
    for index in 0..40_u32 {
        let quantity = 3.0 + 0.37 * f64::from(index);
        let trace = of(&json!({
            "version": 1,
            "markets": [{
                "price": 100, "impact": { "law": "linear", "slope": 1e-9 }, "deficit": "adl", "insuranceFund": 1,
                "margin": { "maintenance": { "ratio": 0.001 } }, "liquidation": { "belowZero": "deleverage" }
            }],
            "populations": [{ "kind": "positions", "rows": [
                { "id": "A", "side": "long", "quantity": quantity, "entryPrice": 99.9, "margin": quantity * 4.9 },
                { "id": "W", "side": "short", "quantity": 100, "entryPrice": 110, "margin": 1e6 }
            ] }],
            "shock": gap(-0.05)
        }));
        assert_eq!(
            trace.markets[0].adl_notional[trace.rows() - 1],
            0.0,
            "{quantity}"
        );
        assert_eq!(account(&trace, "A").quantity, 0.0);
    }
}

/// A book that is taken whole, in a tick or in many: what sums of decimals leave of it is traded by nobody, and makes no
/// wave and no lower price.
#[test]
fn rounding_is_no_wave() {
    for fee in [0.0, 1e-15] {
        for index in 0..200_u32 {
            let by = 0.01 * f64::from(index);
            for executor in [
                json!({ "kind": "immediate" }),
                json!({ "kind": "exponential", "ratePerS": 3 }),
            ] {
                let patch = json!({
                    "impact": { "law": "book", "bids": [[99, 0.1 + by], [98.5, 0.2], [98, 0.7]], "refill": 0.7 + 0.1 * by, "beyond": "exhausted" },
                    "margin": { "maintenance": { "ratio": 0.01 }, "takerFeeRatio": fee, "closeFeeInTrigger": false },
                    "deficit": if index % 2 == 0 { "badDebt" } else { "proRata" }, "insuranceFund": 1e3,
                    // Three parts of what was sold add up to it, but for rounding.
                    "resilience": { "permanentShare": 0.1, "recovery": [
                        { "share": 0.2, "decayPerS": 1e-15 }, { "share": 0.7, "decayPerS": 1e-15 }
                    ] },
                    "liquidation": { "executor": executor }
                });
                let rows = json!([
                    { "id": "A", "side": "long", "quantity": 3.3 + by, "entryPrice": 100, "margin": 5 },
                    { "id": "B", "side": "long", "quantity": 2.1, "entryPrice": 100, "margin": 4 },
                    { "id": "S", "side": "short", "quantity": 9, "entryPrice": 100, "margin": 2000 }
                ]);
                let trace = run(&patch, rows, gap(-0.02), Some(30));
                let market = &trace.markets[0];
                // A wave is a step in which somebody is closed by more than that.
                let mut waves = 0;
                for row in 2..trace.rows() {
                    let sold =
                        market.liquidated_quantity[row] - market.liquidated_quantity[row - 1];
                    waves += u32::from(sold > 1e-12);
                    assert_eq!(trace.wave[row], waves, "{executor} {index} {fee} {sold}");
                }
                assert!(waves > 0 && market.backlog_quantity[31] > 0.1);
                let trough = market.last_price[31];
                let first = market
                    .last_price
                    .iter()
                    .position(|&price| price <= trough * (1.0 + 1e-12));
                assert_eq!(
                    trace.summary().time_to_trough_s,
                    trace.time_s[first.expect("is there")]
                );
            }
        }
    }
}

/// A short with less than 1x lives at any entry, and still nobody entered below a twentieth of the price, or below nothing.
#[test]
fn nobody_enters_below_the_lowest_price() {
    for contract in ["linear", "inverse"] {
        let trace = of(&json!({
            "version": 1, "seed": 3,
            "markets": [{ "price": 100, "impact": { "law": "linear", "slope": 1e-6 },
                "margin": { "contract": contract, "maintenance": { "ratio": 0.01 } } }],
            "populations": [{ "kind": "perps", "openInterest": 5000, "count": 2000, "longShare": 0,
                "leverage": { "law": "uniform", "from": 0.05, "to": 0.9 }, "entry": { "law": "normal", "sd": 0.6 },
                "sampling": "random" }],
            "shock": { "kind": "none" }
        }));
        assert_eq!(trace.summary().liquidated_count, 0, "{contract}");
    }
}

/// In every unit of size: a position of exactly `above` is closed whole, one a millionth larger in parts.
#[test]
fn a_notional_of_exactly_above_is_closed_whole() {
    let mut sizes = Vec::new();
    for number in 1..40_u32 {
        // Products of the price that differ in their last digit from the same by another way.
        let number = f64::from(number);
        sizes.push((0.1 * number, 9.5 * number));
        sizes.push((number / 7.0, 95.0 * number / 7.0));
    }
    assert!(
        sizes
            .iter()
            .any(|(quantity, above)| quantity * 95.0 > *above)
            && sizes
                .iter()
                .any(|(quantity, above)| quantity * 95.0 < *above)
    );
    for (quantity, above) in sizes {
        let rule = json!({ "rule": "share", "share": 0.5, "cooldownS": 30, "above": above });
        let patch = json!({ "liquidation": { "partial": rule }, "impact": { "law": "linear", "slope": 1e-12 } });
        for (factor, share) in [(1.0, 1.0), (1.0 + 1e-6, 0.5)] {
            let held = factor * quantity;
            let rows = json!([{ "id": "A", "side": "long", "quantity": held, "entryPrice": 100, "margin": 5.5 * held }]);
            let trace = run(&patch, rows, gap(-0.05), Some(1));
            near(trace.markets[0].liquidated_quantity[2], share * held, 1e-9);
        }
    }
}

/// Two with one limit, and a price that reaches it before both have traded: the larger goes first, in every unit of size,
/// however its limit of 95 has been rounded.
#[test]
fn equal_limits_are_one_whatever_rounding_says() {
    let executor = json!({ "executor": { "kind": "priceCapped", "at": "bankruptcyPrice" } });
    for unit in [1.0, 0.1, 0.3, 0.7, 3.0, 1e-3, 1e7 / 3.0] {
        let patch = json!({
            "liquidation": executor, "margin": { "maintenance": { "ratio": 0.02 } },
            "impact": { "law": "linear", "slope": 0.5 / unit }
        });
        for turn in [false, true] {
            let mut rows = vec![
                json!({ "id": "A", "side": "long", "quantity": unit, "entryPrice": 100, "margin": 5.0 * unit }),
                json!({ "id": "B", "side": "long", "quantity": 3.0 * unit, "entryPrice": 100, "margin": 15.0 * unit }),
            ];
            if turn {
                rows.reverse();
            }
            let trace = run(&patch, json!(rows), gap(-0.04), Some(3));
            // From 96 to 95 there is room for two units.
            near(account(&trace, "A").quantity / unit, 1.0, 1e-9);
            near(account(&trace, "B").quantity / unit, 1.0, 1e-9);
            near(trace.markets[0].last_price[4], 95.0, 1e-9);
        }
    }
}

/// Longs of 0.1 and 0.2 and a short of 0.3 trade with each other: the last digit of the sum is no sale to the best bid.
#[test]
fn sides_that_are_equal_but_for_rounding_move_nothing() {
    for fee in [0.0, 1e-9] {
        let rows = json!([
            { "id": "A", "side": "long", "quantity": 0.1, "entryPrice": 120, "margin": 1 },
            { "id": "B", "side": "long", "quantity": 0.2, "entryPrice": 120, "margin": 1 },
            { "id": "C", "side": "short", "quantity": 0.3, "entryPrice": 80, "margin": 1 },
        ]);
        let margin = json!({ "maintenance": { "ratio": 0.01 }, "takerFeeRatio": fee, "closeFeeInTrigger": false });
        let book = json!({ "law": "book", "bids": [[99, 10]], "asks": [[101, 10]], "beyond": "exhausted" });
        let trace = run(
            &json!({ "margin": margin, "impact": book }),
            rows,
            json!({ "kind": "none" }),
            Some(5),
        );
        let market = &trace.markets[0];
        assert_eq!(market.liquidated_count.last(), Some(&3), "{fee}");
        assert!(
            market.last_price.iter().all(|&price| price == 100.0),
            "{fee}: {:?}",
            market.last_price
        );
    }
}
