//! The perpetual market as exchanges run it: worked cases with known answers for partial closes, the loss waterfall,
//! marks, fees, funding, accounts and executors. V numbers are those of the cases on the page of the model (`www/model.html`).
#![cfg(not(target_arch = "wasm32"))]

mod common;

use common::{assert_close, trace};
use liquidation_cascades::analysis::facts::Facts;
use liquidation_cascades::analysis::ladder::Landing;
use liquidation_cascades::engine::{Engine, Prepared, Recorder};
use liquidation_cascades::scenario::build::build;
use liquidation_cascades::scenario::data::DataStore;
use liquidation_cascades::settlement::executors::{self, Works};
use liquidation_cascades::trace::{AccountOutcome, StopReason, Trace};
use serde_json::{Value, json};

fn prepared(scenario: &Value) -> Prepared {
    Prepared::new(build(scenario, &DataStore::default()).expect("the scenario is valid"))
}

fn merge(target: &mut Value, patch: Value) {
    match (target, patch) {
        (Value::Object(target), Value::Object(patch)) => {
            for (key, value) in patch {
                merge(target.entry(key).or_insert(Value::Null), value);
            }
        }
        (target, patch) => *target = patch,
    }
}

/// A market at 100 whose only bids stand at 94.5, without end; the price jumps to 94.9.
fn golden_ledger(market: Value) -> Value {
    let mut scenario = json!({
        "version": 1,
        "markets": [{
            "id": "perp", "price": 100,
            "impact": { "law": "book", "bids": [[94.5, 1e9]], "asks": [[101, 1e9]], "beyond": "exhausted" },
            "margin": { "maintenance": { "ratio": 0.01 } },
            "insuranceFund": 3, "deficit": "adl"
        }],
        "populations": [{ "kind": "positions", "market": "perp", "rows": [
            { "id": "A", "side": "long", "quantity": 10, "entryPrice": 100, "margin": 50 },
            { "id": "B", "side": "long", "quantity": 10, "entryPrice": 100, "margin": 100 },
            { "id": "C", "side": "short", "quantity": 20, "entryPrice": 100, "margin": 2000 }
        ] }],
        "shock": { "kind": "priceGap", "market": "perp", "ratio": -0.051, "book": "cancel" }
    });
    merge(&mut scenario["markets"][0], market);
    scenario
}

fn account<'a>(trace: &'a Trace, id: &str) -> &'a AccountOutcome {
    trace
        .accounts
        .iter()
        .find(|account| account.id == id)
        .expect("is a row")
}

/// The run of a scenario, looked at after every row.
fn audited(scenario: &Value) -> Trace {
    struct Audit {
        worth: Option<f64>,
    }
    impl Recorder for Audit {
        fn record(&mut self, engine: &Engine<'_>) {
            let mut worth: f64 = engine.wallets().iter().sum();
            let mut scale = worth.abs() + 1.0;
            for traders in engine.traders() {
                let ledger = traders.ledger.as_ref().expect("keeps a ledger");
                let contracts: f64 = ledger
                    .positions()
                    .iter()
                    .map(|held| held.first_quantity)
                    .sum();
                // I1: sums of a few numbers round.
                assert!(
                    ledger.net_contracts().abs() <= 1e-12 * contracts,
                    "{}",
                    ledger.net_contracts()
                );
                let paid = &traders.waterfall;
                worth += ledger.worth(100.0)
                    + paid.insurance_fund
                    + paid.fees
                    + paid.bidders
                    + paid.returned_margin
                    - paid.bad_debt;
                scale += contracts * 100.0;
                assert!(
                    paid.insurance_fund >= 0.0
                        && paid.bad_debt >= 0.0
                        && paid.socialised_loss >= 0.0
                );
            }
            // I2: money changes hands and is not made.
            let first = *self.worth.get_or_insert(worth);
            assert!(
                (worth - first).abs() <= 1e-11 * scale,
                "{worth} is not {first}"
            );
        }
    }
    let prepared = prepared(scenario);
    let mut engine = Engine::new(&prepared, prepared.scenario().shock.clone(), None);
    engine.run(&mut Audit { worth: None });
    prepared.trace()
}

/// V14: the golden ledger. The fund carries 6 of 10 units; 4 are closed against the short at the bankruptcy price.
#[test]
fn v14_what_the_fund_cannot_carry_is_closed_against_the_winner() {
    let trace = audited(&golden_ledger(json!({})));
    let market = &trace.markets[0];
    let last = trace.rows() - 1;
    assert_close(market.last_price[1], 94.9, 1e-9);
    assert_eq!(market.last_price[last], 94.5);
    assert_eq!(market.insurance_fund[last], 0.0);
    assert_eq!(market.bad_debt[last], 0.0);
    assert_eq!(market.net_sold[last], 6.0);
    assert_eq!(market.adl_notional[last], 4.0 * 95.0);
    assert_eq!(market.trader_loss[last], 50.0);
    assert_eq!(
        (account(&trace, "A").quantity, account(&trace, "A").cash),
        (0.0, 0.0)
    );
    assert_eq!(
        (account(&trace, "B").quantity, account(&trace, "B").cash),
        (10.0, 100.0)
    );
    assert_eq!(
        (account(&trace, "C").quantity, account(&trace, "C").cash),
        (-16.0, 2_020.0)
    );
    assert_eq!(account(&trace, "C").deleveraged_quantity, 4.0);
    assert_eq!(account(&trace, "A").liquidated_at_row, Some(2));
    // Profits at 94.9: A -50, B -51, C 20 realised + 81.6, the market maker 2.4, the fund -3.
    let prepared = prepared(&golden_ledger(json!({})));
    let mut engine = Engine::new(&prepared, prepared.scenario().shock.clone(), None);
    engine.apply_shock();
    while engine.step() {}
    let traders = engine.traders().next().expect("there is a market");
    let ledger = traders.ledger.as_ref().expect("keeps a ledger");
    assert_close(
        ledger.maker().equity(
            94.9,
            liquidation_cascades::settlement::margin::Contract::Linear,
        ),
        2.4,
        1e-12,
    );
}

#[test]
fn v14_other_deficit_rules_pay_the_same_loss_otherwise() {
    let last = |rule: &str,
                of: fn(&liquidation_cascades::trace::MarketTrace) -> &Vec<f64>,
                trace: &Trace| {
        let value = of(&trace.markets[0])[trace.rows() - 1];
        assert!(value.is_finite(), "{rule}");
        value
    };
    // All ten units sell at 94.5 and lose 5; the fund pays 3.
    let unpaid = audited(&golden_ledger(
        json!({ "deficit": "badDebt", "margin": { "takerFeeRatio": 1e-9 } }),
    ));
    assert_close(
        last("badDebt", |market| &market.bad_debt, &unpaid),
        2.0,
        1e-6,
    );
    let shared = audited(&golden_ledger(json!({ "deficit": "socialise" })));
    assert_eq!(
        last("socialise", |market| &market.socialised_loss, &shared),
        2.0
    );
    assert_eq!(last("socialise", |market| &market.bad_debt, &shared), 0.0);
    assert_eq!(account(&shared, "C").cash, 1_998.0);
    assert_eq!(account(&shared, "C").quantity, -20.0);
    let parted = audited(&golden_ledger(json!({ "deficit": "proRata" })));
    assert_eq!(
        last("proRata", |market| &market.adl_notional, &parted),
        380.0
    );
    assert_eq!(account(&parted, "C").quantity, -16.0);
    // The vault takes A over at 94.9 with its equity of -1, and sells at 94.5: 10 x 0.4 more.
    let vault = audited(&golden_ledger(
        json!({ "deficit": "vault", "vault": { "capital": 20 } }),
    ));
    assert_close(
        last("vault", |market| &market.vault, &vault),
        20.0 - 1.0 - 4.0,
        1e-12,
    );
    assert_eq!(last("vault", |market| &market.bad_debt, &vault), 0.0);
    assert_eq!(last("vault", |market| &market.insurance_fund, &vault), 3.0);
    // A vault of 0.5 is ruined, and no fund stands behind it: winners take the position over where it is worth nothing, at 94.95.
    let ruined = audited(&golden_ledger(
        json!({ "deficit": "vault", "vault": { "capital": 0.5 }, "insuranceFund": 0 }),
    ));
    assert_close(last("vault", |market| &market.vault, &ruined), 0.0, 1e-12);
    assert_close(
        last("vault", |market| &market.adl_notional, &ruined),
        10.0 * 94.95,
        1e-9,
    );
}

/// The floor and the drawdown limit of the fund both leave money in it.
#[test]
fn the_fund_is_not_used_below_its_floor() {
    for (field, value) in [
        ("insuranceFundFloor", 2.0),
        ("insuranceFundDrawdown", 1.0 / 3.0),
    ] {
        let mut patch = json!({});
        patch[field] = json!(value);
        let trace = audited(&golden_ledger(patch));
        let market = &trace.markets[0];
        assert_close(market.insurance_fund[trace.rows() - 1], 2.0, 1e-9);
        assert_close(market.net_sold[trace.rows() - 1], 2.0, 1e-9);
        assert_close(market.adl_notional[trace.rows() - 1], 8.0 * 95.0, 1e-6);
    }
}

/// V28: long with liquidation price 7,000 and bankruptcy price 6,950; a fill at 6,980 feeds the fund, one at 6,930 costs.
#[test]
fn v28_the_fund_gains_above_the_bankruptcy_price_and_pays_below() {
    // Ratio m with 6,950 = 7,000 (1 - m).
    let ratio = 1.0 - 6_950.0 / 7_000.0;
    for (fill, change) in [(6_980.0, 30.0), (6_930.0, -20.0)] {
        let trace = trace(&json!({
            "version": 1,
            "markets": [{
                "id": "perp", "price": 7500, "insuranceFund": 100, "deficit": "adl",
                "impact": { "law": "book", "bids": [[fill, 1e9]], "beyond": "exhausted" },
                "margin": { "maintenance": { "ratio": ratio } }
            }],
            "populations": [{ "kind": "positions", "rows": [
                { "id": "X", "side": "long", "quantity": 1, "entryPrice": 7500, "margin": 550 }
            ] }],
            "shock": { "kind": "priceGap", "ratio": 6_995.0 / 7_500.0 - 1.0, "book": "cancel" }
        }));
        assert_close(trace.summary().insurance_fund_change, change, 1e-9);
    }
}

/// V10 inside the engine: a long at 95.5 sells what restores 2 %; the liquidation fee counts.
#[test]
fn v10_a_partial_close_restores_the_target() {
    for (fee, size) in [(0.0, 7.382_198_952_9), (0.005, 9.842_931_937_2)] {
        let trace = audited(&json!({
            "version": 1,
            "markets": [{
                "id": "perp", "price": 100,
                "impact": { "law": "linear", "slope": 1e-12 },
                "margin": { "maintenance": { "ratio": 0.01 }, "liquidationFeeRatio": fee },
                "liquidation": { "partial": { "rule": "target", "ratio": 0.02 } }
            }],
            "populations": [{ "kind": "positions", "rows": [
                { "id": "A", "side": "long", "quantity": 10, "entryPrice": 100, "margin": 50 }
            ] }],
            "shock": { "kind": "priceGap", "ratio": -0.045 }
        }));
        let left = account(&trace, "A");
        assert_close(left.quantity, 10.0 - size, 1e-8);
        // I6: the margin ratio is the target.
        let equity = left.cash + left.quantity * (95.5 - 100.0);
        assert_close(equity / (left.quantity * 95.5), 0.02, 1e-8);
        assert_eq!(left.liquidated_at_row, None);
        assert_close(
            trace.summary().insurance_fund_change,
            fee * size * 95.5,
            1e-8,
        );
        assert_eq!(trace.stop_reason, StopReason::Settled);
    }
}

fn falling(executor: Value, clock: Value) -> Value {
    json!({
        "version": 1,
        "clock": clock,
        "markets": [{
            "id": "perp", "price": 100,
            "impact": { "law": "linear", "slope": 0.008 },
            "liquidation": { "executor": executor }
        }],
        "populations": [{ "kind": "levels", "from": 75, "to": 95, "quantity": 1000, "count": 2000 }],
        "shock": { "kind": "priceGap", "ratio": -0.06 }
    })
}

/// With permanent impact the speed of execution changes the film, not its end (domain of V6).
#[test]
fn every_executor_ends_where_the_instant_cascade_does() {
    let instant = trace(&falling(
        json!({ "kind": "immediate" }),
        json!({ "mode": "waves" }),
    ));
    let ticks = json!({ "mode": "ticks", "tickS": 1, "durationS": 400 });
    // As a page begins with each of those that are declared, and as a person chose them.
    // Where it is left to bots they have their own ends: `tests/bots.rs`.
    let own = executors::offers().filter(|(kind, _)| *kind != "bots");
    let declared = own.map(|(kind, offer)| {
        let mut executor = json!({ "kind": kind });
        for (field, value) in (offer.begin)(500_000.0) {
            executor[field] = value;
        }
        executor
    });
    // Whoever trades to a limit alone may leave something, as below.
    let declared = declared.filter(|executor| {
        let built = build(
            &falling(executor.clone(), ticks.clone()),
            &DataStore::default(),
        );
        built.expect("is valid").markets[0]
            .executor
            .limit()
            .is_none()
    });
    let chosen = [
        json!({ "kind": "twap", "durationS": 20 }),
        json!({ "kind": "pov", "share": 0.25, "dailyVolume": 500_000 }),
        json!({ "kind": "exponential", "ratePerS": 0.5 }),
        json!({ "kind": "dutch", "buffer": 1.02, "cut": 0.99, "stepS": 2, "margin": 0.001 }),
        json!({ "kind": "priceCapped", "at": "band", "band": 0.05 }),
    ];
    for executor in declared.chain(chosen) {
        let slow = trace(&falling(executor.clone(), ticks.clone()));
        let summary = slow.summary();
        assert_close(summary.final_price, instant.summary().final_price, 1e-6);
        assert_eq!(
            summary.liquidated_count,
            instant.summary().liquidated_count,
            "{executor}"
        );
        let backlog = &slow.markets[0].backlog_quantity;
        assert!(
            backlog[2] > 0.0
                || executor["kind"] == "priceCapped"
                || executor["kind"] == "immediate",
            "{executor} takes time"
        );
    }
}

#[test]
fn twap_sells_even_slices_and_pov_its_share_of_trading() {
    let ticks = json!({ "mode": "ticks", "tickS": 1, "durationS": 30 });
    let mut twap = falling(json!({ "kind": "twap", "durationS": 20 }), ticks.clone());
    twap["populations"] = json!([{ "kind": "positions", "rows": [
        { "id": "A", "side": "long", "quantity": 100, "entryPrice": 100, "margin": 500 }
    ] }]);
    let slices = trace(&twap);
    for row in 2..22 {
        let sold = slices.markets[0].liquidated_quantity[row];
        assert_close(
            sold,
            5.0 * f64::from(u32::try_from(row).expect("small") - 1),
            1e-9,
        );
    }
    assert_eq!(account(&slices, "A").liquidated_at_row, Some(21));
    // Others trade 1 base a second; a quarter of all is a third of theirs.
    twap["markets"][0]["liquidation"] =
        json!({ "executor": { "kind": "pov", "share": 0.25, "dailyVolume": 86_400 } });
    let share = trace(&twap);
    assert_close(share.markets[0].liquidated_quantity[10], 9.0 / 3.0, 1e-9);
    assert_eq!(share.stop_reason, StopReason::DurationReached);
}

/// An order capped at the bankruptcy price never costs the fund: what would is left waiting.
#[test]
fn orders_capped_at_the_bankruptcy_price_wait_rather_than_lose() {
    let ticks = json!({ "mode": "ticks", "tickS": 1, "durationS": 60 });
    let capped = trace(&falling(
        json!({ "kind": "priceCapped", "at": "bankruptcyPrice" }),
        ticks,
    ));
    let market = &capped.markets[0];
    let last = capped.rows() - 1;
    assert_eq!(market.bad_debt[last], 0.0);
    assert!(
        market
            .insurance_fund
            .windows(2)
            .all(|pair| pair[1] >= pair[0])
    );
    assert!(
        market.backlog_quantity[last] > 0.0,
        "some are bankrupt already at the shocked price"
    );
}

/// V19 through the engine: the account dies at a common fall of 14.41 %, not before.
#[test]
fn v19_a_cross_account_is_liquidated_at_its_critical_common_fall() {
    let run = |fall: f64| {
        let market = |id: &str, price: f64, ratio: f64| {
            json!({
                "id": id, "price": price, "impact": { "law": "linear", "slope": 1e-9 },
                "margin": { "mode": "cross", "maintenance": { "ratio": ratio } }, "insuranceFund": 1e6
            })
        };
        let row = |id: &str, quantity: f64, entry: f64| json!([{ "id": id, "side": "long", "quantity": quantity, "entryPrice": entry, "account": "me" }]);
        audited(&json!({
            "version": 1,
            "markets": [market("btc", 50e3, 0.005), market("eth", 3e3, 0.01)],
            "accounts": [{ "id": "me", "wallet": 12_000 }],
            "populations": [
                { "kind": "positions", "market": "btc", "rows": row("btc", 1.0, 50e3) },
                { "kind": "positions", "market": "eth", "rows": row("eth", 10.0, 3e3) }
            ],
            "shock": { "kind": "priceGap", "market": "btc", "ratio": -fall },
            "moreShocks": [{ "kind": "priceGap", "market": "eth", "ratio": -fall }]
        }))
    };
    let alive = run(0.144_115_796_1 - 1e-9);
    assert!(
        alive
            .accounts
            .iter()
            .all(|account| account.liquidated_at_row.is_none() && account.cash == 12_000.0)
    );
    assert_eq!(alive.stop_reason, StopReason::NoTrigger);
    let dead = run(0.144_115_796_1 + 1e-9);
    assert!(
        dead.accounts
            .iter()
            .all(|account| account.liquidated_at_row == Some(2) && account.quantity == 0.0)
    );
    // What is left, the maintenance margin, goes to the funds.
    let left: f64 = dead
        .markets
        .iter()
        .map(|market| market.insurance_fund[dead.rows() - 1] - 1e6)
        .sum();
    assert_close(left, 12_000.0 - 0.144_115_797_1 * 80e3, 1e-3);
}

/// What a cross account shows is its wallet, the same at each of its positions, before it is seized and afterwards.
#[test]
fn every_position_of_a_cross_account_shows_its_wallet() {
    let run = |ratio: f64| {
        audited(&json!({
            "version": 1,
            "accounts": [{ "id": "a", "wallet": 60 }],
            "markets": [{
                "id": "m", "price": 100, "impact": { "law": "linear", "slope": 0.01 },
                "margin": { "mode": "cross", "maintenance": { "ratio": 0.01 } },
                "insuranceFund": 0, "liquidation": { "takeover": "market" }
            }],
            "populations": [{ "kind": "positions", "market": "m", "rows": [
                { "id": "L1", "side": "long", "quantity": 10, "entryPrice": 100, "account": "a" },
                { "id": "L2", "side": "long", "quantity": 5, "entryPrice": 100, "account": "a" }
            ] }],
            "shock": { "kind": "priceGap", "market": "m", "ratio": ratio }
        }))
    };
    // 15 sold from 96.8 down to 96.65, at 96.725 on average: 60 + 15 (96.725 - 100).
    for (ratio, cash) in [(-0.01, 60.0), (-0.032, 10.875)] {
        for account in &run(ratio).accounts {
            assert_close(account.cash, cash, 1e-9);
        }
    }
}

mod cross {
    use super::{Value, assert_close, build, json, prepared, trace};
    use liquidation_cascades::scenario::data::DataStore;
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::test_runner::RngSeed;
    use std::collections::BTreeMap;

    /// The only counterparty loses too: the rest of the long is closed against it, not against nobody.
    #[test]
    fn a_loser_takes_over_where_winners_run_out() {
        let trace = trace(&json!({
            "version": 1,
            "markets": [{
                "id": "m", "price": 100, "impact": { "law": "linear", "slope": 0.5 },
                "margin": { "takerFeeRatio": 0, "maintenance": { "ratio": 0.005 } }, "deficit": "proRata"
            }],
            "populations": [{ "kind": "positions", "rows": [
                { "id": "L", "side": "long", "quantity": 10, "entryPrice": 100, "leverage": 20 },
                { "id": "S", "side": "short", "quantity": 10, "entryPrice": 90, "leverage": 2 }
            ]}],
            "shock": { "kind": "priceGap", "ratio": -0.08 }
        }));
        assert_close(trace.markets[0].adl_notional[trace.rows() - 1], 950.0, 1e-9);
        assert_close(trace.accounts[1].deleveraged_quantity, 10.0, 1e-12);
        assert_eq!(trace.accounts[1].quantity, 0.0);
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            cases: 500, rng_seed: RngSeed::Fixed(20_261_128), failure_persistence: None, ..ProptestConfig::default()
        })]

        /// What goes off the book goes to somebody: the market maker takes over nothing while a trader on the other side
        /// who can has contracts left, be it at a loss.
        #[test]
        fn deleveraging_finds_a_counterparty(
            rows in vec((0.1..20.0_f64, 0.96..1.04_f64, 0.9..1.1_f64, 3.0..50.0_f64, 1.0..4.0_f64), 1..8),
            shock in -0.3..-0.02_f64, slope in 0.01..0.4_f64, is_up in any::<bool>(),
            deficit in prop_oneof![Just("adl"), Just("proRata")],
            ranking in prop_oneof![Just("pnlTimesLeverage"), Just("profit"), Just("size")]
        ) {
            let total: f64 = rows.iter().map(|row| row.0).sum();
            let (dying, other) = if is_up { ("short", "long") } else { ("long", "short") };
            let traders: Vec<Value> = rows.iter().enumerate().flat_map(|(index, &(quantity, entry, entry_2, leverage, leverage_2))| [
                json!({ "id": format!("d{index}"), "side": dying, "quantity": quantity, "entryPrice": 100.0 * entry, "leverage": leverage }),
                json!({ "id": format!("o{index}"), "side": other, "quantity": quantity, "entryPrice": 100.0 * entry_2, "leverage": leverage_2 }),
            ]).collect();
            let trace = trace(&json!({
                "version": 1,
                "markets": [{
                    "id": "m", "price": 100, "impact": { "law": "linear", "slope": 100.0 * slope / total },
                    "margin": { "takerFeeRatio": 0, "maintenance": { "ratio": 0.005 } },
                    "deficit": deficit, "adlRanking": ranking
                }],
                "populations": [{ "kind": "positions", "rows": traders }],
                "shock": { "kind": "priceGap", "ratio": if is_up { -shock } else { shock } }
            }));
            let market = &trace.markets[0];
            // What went through the book has moved the price by the slope; the rest did not.
            let last = trace.rows() - 1;
            let pushed = (market.last_price[last] - market.counterfactual_price[last]).abs() / (100.0 * slope / total);
            let left: f64 = trace.accounts.iter().step_by(2).map(|account| account.quantity.abs()).sum();
            let off_book = total - left - pushed;
            let taken: f64 = trace.accounts.iter().map(|account| account.deleveraged_quantity).sum();
            // Where the other side is liquidated too, it moves the price as well.
            let dead_others = trace.accounts.iter().skip(1).step_by(2).any(|account| account.average_fill_price.is_some());
            if !dead_others {
                prop_assert!((taken - off_book).abs() <= 1e-9 * total, "{} of {}", taken, off_book);
            }
        }

        /// Money of all, each account counted once: what traders have at the end is what they had, plus what their closes
        /// realised, plus what others paid for them, less what the fund gained. And an account says one thing.
        #[test]
        fn what_accounts_show_conserves_money(
            rows in vec((any::<bool>(), 0..2_usize, 0..4_usize, 1.0..20.0_f64, 0.9..1.1_f64, 0.02..0.5_f64), 1..14),
            wallets in vec(0.01..0.4_f64, 3), shock in -0.3..0.3_f64, other in -0.3..0.3_f64, slope in 0.001..0.2_f64,
            to_trader in any::<bool>(), takes_time in any::<bool>(), fund in prop_oneof![Just(0.0), 1.0..1e3]
        ) {
            let market = |id: &str| json!({
                "id": id, "price": 100, "impact": { "law": "linear", "slope": slope },
                "margin": { "mode": "cross", "maintenance": { "ratio": 0.01 } }, "insuranceFund": fund,
                "liquidation": {
                    "takeover": if to_trader { "market" } else { "bankruptcyPrice" },
                    "executor": if takes_time { json!({ "kind": "twap", "durationS": 9 }) } else { json!({ "kind": "immediate" }) }
                }
            });
            let mut start = [0.0; 3];
            let mut money = 0.0;
            let mut lists = [Vec::new(), Vec::new()];
            for (index, &(long, place, account, quantity, entry, spare)) in rows.iter().enumerate() {
                let value = quantity * 100.0;
                let loss = if long { entry - 1.0 } else { 1.0 - entry };
                let needed = value * (loss + 0.01);
                let mut row = json!({
                    "id": format!("{index}"), "side": if long { "long" } else { "short" }, "quantity": quantity,
                    "entryPrice": 100.0 * entry
                });
                if account < 3 {
                    row["account"] = json!(format!("a{account}"));
                    start[account] += needed.max(0.0) + wallets[account] * value;
                } else {
                    let margin = needed.max(0.0) + spare * value;
                    row["margin"] = json!(margin);
                    money += margin;
                }
                lists[place].push(row);
            }
            money += start.iter().sum::<f64>();
            let [first, second] = lists;
            let scenario = json!({
                "version": 1, "markets": [market("m"), market("n")],
                "clock": if takes_time { json!({ "mode": "ticks", "tickS": 1, "durationS": 30 }) } else { json!({ "mode": "waves" }) },
                "accounts": (0..3).map(|index| json!({ "id": format!("a{index}"), "wallet": start[index] })).collect::<Vec<_>>(),
                "populations": [
                    { "kind": "positions", "market": "m", "rows": first }, { "kind": "positions", "market": "n", "rows": second }
                ],
                "shock": { "kind": "priceGap", "market": "m", "ratio": shock },
                "moreShocks": [{ "kind": "priceGap", "market": "n", "ratio": other }]
            });
            if let Err(problems) = build(&scenario, &DataStore::default()) {
                return Err(TestCaseError::reject(format!("{problems:?}")));
            }
            let trace = prepared(&scenario).trace();
            let mut shown: BTreeMap<usize, f64> = BTreeMap::new();
            let (mut cash, mut realised) = (0.0, 0.0);
            for outcome in &trace.accounts {
                let index: usize = outcome.id.parse().expect("a number");
                let (long, _, account, quantity, entry, _) = rows[index];
                let sign = if long { 1.0 } else { -1.0 };
                let closed = quantity - outcome.quantity.abs();
                if let Some(price) = outcome.average_fill_price {
                    realised += sign * closed * (price - 100.0 * entry);
                }
                if account == 3 {
                    cash += outcome.cash;
                } else if let Some(&before) = shown.get(&account) {
                    prop_assert_eq!(before, outcome.cash);
                } else {
                    shown.insert(account, outcome.cash);
                    cash += outcome.cash;
                }
            }
            cash += (0..3).filter(|account| !shown.contains_key(account)).map(|account| start[account]).sum::<f64>();
            let last = trace.rows() - 1;
            let paid: f64 = trace
                .markets
                .iter()
                .map(|market| market.bad_debt[last] - (market.insurance_fund[last] - market.insurance_fund[0]))
                .sum();
            let scale = money + realised.abs() + paid.abs();
            prop_assert!(
                (cash - money - realised - paid).abs() <= 1e-9 * scale,
                "{cash} is not {money} + {realised} + {paid}: {:?}", trace.accounts
            );
        }
    }
}

/// One position's loss may be carried by another's profit: that is what cross margin is for.
#[test]
fn a_hedged_cross_account_survives_what_kills_an_isolated_one() {
    let scenario = |hedge: f64| {
        json!({
            "version": 1,
            "markets": [
                { "id": "a", "price": 100, "impact": { "law": "linear", "slope": 1e-9 }, "margin": { "mode": "cross" } },
                { "id": "b", "price": 100, "impact": { "law": "linear", "slope": 1e-9 }, "margin": { "mode": "cross" } }
            ],
            "accounts": [{ "id": "me", "wallet": 200 }],
            "populations": [
                { "kind": "positions", "market": "a", "rows": [
                    { "id": "long", "side": "long", "quantity": 10, "entryPrice": 100, "account": "me" }] },
                { "kind": "positions", "market": "b", "rows": [
                    { "id": "short", "side": "short", "quantity": hedge, "entryPrice": 100, "account": "me" }] }
            ],
            "shock": { "kind": "priceGap", "market": "a", "ratio": -0.3 },
            "moreShocks": [{ "kind": "priceGap", "market": "b", "ratio": -0.3 }]
        })
    };
    assert_eq!(audited(&scenario(10.0)).stop_reason, StopReason::NoTrigger);
    assert!(
        account(&audited(&scenario(1.0)), "long")
            .liquidated_at_row
            .is_some()
    );
}

/// Inverse contracts: the engine liquidates where the margin arithmetic says (V24), trades base worth the contracts, and
/// keeps its books in base.
#[test]
fn v24_an_inverse_long_is_liquidated_at_its_price() {
    let run = |price: f64| {
        audited(&json!({
            "version": 1,
            "markets": [{
                "id": "perp", "price": 50000,
                "impact": { "law": "logLinear", "depth": 1e9 },
                "margin": { "contract": "inverse", "basis": "entry", "maintenance": { "ratio": 0.005 } },
                "insuranceFund": 1
            }],
            "populations": [{ "kind": "positions", "rows": [
                { "id": "A", "side": "long", "quantity": 60000, "entryPrice": 50000, "margin": 0.12 }
            ] }],
            "shock": { "kind": "priceGap", "ratio": price / 50e3 - 1.0 }
        }))
    };
    assert_eq!(run(45_662.2).stop_reason, StopReason::NoTrigger);
    let dead = run(45_662.0);
    assert_eq!(account(&dead, "A").liquidated_at_row, Some(2));
    assert_close(dead.markets[0].liquidated_notional[2], 60e3, 1e-6);
    assert_close(
        dead.markets[0].liquidated_quantity[2],
        60e3 / 45_662.0,
        1e-6,
    );
    // Margin less loss in base.
    let left = 0.12 + 60e3 * (1.0 / 50e3 - 1.0 / 45_662.0);
    assert_close(dead.summary().insurance_fund_change, left, 1e-8);
}

/// An inverse position is closed at another price than its trigger, for more base than the crowd counts there or, under a
/// rise, for less: of all contracts that were held no more than all are closed, and all where all are.
#[test]
fn of_inverse_contracts_no_more_than_all_are_closed() {
    for (side, ratio) in [("long", -0.6), ("short", 0.9)] {
        let scenario = json!({
            "version": 1,
            "markets": [{
                "id": "perp", "price": 50000,
                "impact": { "law": "logLinear", "depth": 1e9 },
                "margin": { "contract": "inverse", "maintenance": { "ratio": 0.005 } },
                "insuranceFund": 1000
            }],
            "populations": [{ "kind": "positions", "rows": [
                { "id": "A", "side": side, "quantity": 60000, "entryPrice": 50000, "leverage": 20 },
                { "id": "B", "side": side, "quantity": 30000, "entryPrice": 50000, "leverage": 5 },
                { "id": "C", "side": side, "quantity": 30000, "entryPrice": 50000, "leverage": 5 }
            ] }],
            "shock": { "kind": "priceGap", "ratio": ratio }
        });
        let whole = trace(&scenario);
        let shares = [
            whole.summary().liquidated_share,
            Facts::new(&whole, &whole.markets[0]).closed_share,
            Landing::by_engine(&prepared(&scenario), ratio, None).liquidated_share,
        ];
        for share in shares {
            assert_close(share, 1.0, 1e-12);
        }
        let mut small = scenario.clone();
        small["shock"]["ratio"] = json!(0.15 * f64::signum(ratio));
        assert_close(trace(&small).summary().liquidated_share, 0.5, 1e-9);
    }
}

/// Marked by an index that forced orders do not move, an instant cascade has no second wave; with time, the smoothed
/// difference lets part of it through.
#[test]
fn a_mark_by_index_holds_a_cascade_back() {
    let with = |mark: Value, clock: Value| {
        let mut scenario = falling(json!({ "kind": "immediate" }), clock);
        scenario["markets"][0]["mark"] = mark;
        trace(&scenario)
    };
    let waves = json!({ "mode": "waves" });
    let ticks = json!({ "mode": "ticks", "tickS": 1, "durationS": 600 });
    let index = |band: f64| json!({ "kind": "indexEma", "tauS": 30, "band": band });
    assert_eq!(with(index(0.5), waves.clone()).summary().waves, 1);
    let last = with(json!({ "kind": "last" }), waves).summary();
    let smooth = with(index(0.5), ticks.clone()).summary();
    let banded = with(index(0.002), ticks).summary();
    assert!(banded.liquidated_quantity < smooth.liquidated_quantity);
    // Given time, the average catches up with the last price: the same end.
    assert_close(smooth.final_price, last.final_price, 1e-4);
    // 0.2 % below the index, 94 * 0.998, is as far as the mark goes.
    assert_close(
        banded.liquidated_quantity,
        50.0 * (95.0 - 94.0 * 0.998),
        // One position.
        0.5,
    );
}

/// Taker fees are taken from what is closed and are nobody's profit here.
#[test]
fn taker_fees_count_once() {
    let mut scenario = golden_ledger(json!({
        "deficit": "badDebt", "insuranceFund": 0,
        "liquidation": { "takeover": "market" },
        "margin": { "takerFeeRatio": 0.001, "liquidationFeeRatio": 0.002 }
    }));
    scenario["markets"][0]["impact"] = json!({ "law": "linear", "slope": 1e-12 });
    scenario["shock"]["ratio"] = json!(-0.0505);
    let trace = audited(&scenario);
    let last = trace.rows() - 1;
    // At 94.95 A has 50 - 50.5 = -0.5 and 0.9495 of fees to pay; of a liquidation fee there is nothing.
    assert_close(trace.markets[0].fees[last], 0.949_5, 1e-9);
    assert_close(trace.markets[0].bad_debt[last], 1.449_5, 1e-9);
    assert_close(trace.markets[0].returned_margin[last], 0.0, 1e-12);
    // At 95.5 A has 5; 0.955 are taker fees, 1.91 liquidation fees, the rest goes back.
    scenario["shock"]["ratio"] = json!(-0.045);
    let trace = audited(&scenario);
    let last = trace.rows() - 1;
    assert_close(trace.markets[0].insurance_fund[last], 1.91, 1e-9);
    assert_close(
        trace.markets[0].returned_margin[last],
        5.0 - 0.955 - 1.91,
        1e-9,
    );
    assert_close(trace.markets[0].trader_loss[last], 50.0 - 2.135, 1e-9);
}

#[test]
fn funding_moves_money_from_longs_to_shorts_and_can_liquidate() {
    let trace = audited(&json!({
        "version": 1,
        "clock": { "mode": "ticks", "tickS": 60, "durationS": 7200 },
        "markets": [{
            "id": "perp", "price": 100, "impact": { "law": "linear", "slope": 1e-12 },
            "margin": { "maintenance": { "ratio": 0.005 } },
            "funding": { "intervalS": 3600, "interest": 0.0003, "cap": 0.01 }
        }],
        "populations": [{ "kind": "positions", "rows": [
            { "id": "long", "side": "long", "quantity": 10, "entryPrice": 100, "margin": 50 },
            { "id": "short", "side": "short", "quantity": 10, "entryPrice": 100, "margin": 50 },
            { "id": "edge", "side": "long", "quantity": 10, "entryPrice": 100, "margin": 5.2 }
        ] }]
    }));
    // Two payments of 0.03 % of 1,000.
    assert_close(account(&trace, "long").cash, 50.0 - 0.6, 1e-9);
    assert_close(account(&trace, "short").cash, 50.0 + 0.6, 1e-9);
    // 5.2 - 0.3 is below the maintenance margin of 5.
    assert!(account(&trace, "edge").liquidated_at_row.is_some());
}

/// A share at a time, with a pause: Hyperliquid's rule and the staircase of fifths.
#[test]
fn shares_are_closed_after_each_pause_while_the_position_is_below_maintenance() {
    let run = |then: &str, cooldown_s: f64| {
        audited(&json!({
            "version": 1,
            "clock": { "mode": "ticks", "tickS": 1, "durationS": 200 },
            "markets": [{
                "id": "perp", "price": 100, "impact": { "law": "linear", "slope": 0.01 },
                "margin": { "maintenance": { "ratio": 0.02 } }, "insuranceFund": 1e6,
                "liquidation": { "partial": { "rule": "share", "share": 0.2, "cooldownS": cooldown_s, "then": then } }
            }],
            "populations": [{ "kind": "positions", "rows": [
                { "id": "A", "side": "long", "quantity": 100, "entryPrice": 100, "margin": 450 }
            ] }],
            "shock": { "kind": "priceGap", "ratio": -0.04 }
        }))
    };
    let steps = run("again", 30.0);
    let sold = &steps.markets[0].liquidated_quantity;
    let at: Vec<usize> = (1..sold.len())
        .filter(|&row| sold[row] > sold[row - 1])
        .collect();
    assert_eq!(at, [2, 32, 62, 92, 122], "a fifth every 30 seconds");
    assert_close(sold[2], 20.0, 1e-12);
    assert_eq!(account(&steps, "A").liquidated_at_row, Some(122));
    let all = run("all", 30.0);
    let sold = &all.markets[0].liquidated_quantity;
    assert_close(sold[31], 20.0, 1e-12);
    assert_close(sold[32], 100.0, 1e-12);
}

/// A path and orders from outside move the price by themselves; noise is drawn from the seed.
#[test]
fn outside_paths_orders_and_noise() {
    let base = |shock: Value, seed: u32| {
        json!({
            "version": 1, "seed": seed,
            "clock": { "mode": "ticks", "tickS": 1, "durationS": 20 },
            "markets": [{ "id": "perp", "price": 100, "impact": { "law": "linear", "slope": 0.01 } }],
            "shock": shock
        })
    };
    let path = trace(&base(
        json!({ "kind": "path", "points": [{ "timeS": 0, "price": 50 }, { "timeS": 10, "price": 45 }, { "timeS": 12, "price": 48 }] }),
        1,
    ));
    for (row, expected) in [(1, 100.0), (6, 95.0), (11, 90.0), (12, 93.0), (21, 96.0)] {
        assert_close(path.markets[0].last_price[row], expected, 1e-12);
        assert_close(path.markets[0].counterfactual_price[row], expected, 1e-12);
    }
    let orders = trace(&base(
        json!({ "kind": "orders", "rows": [{ "timeS": 0, "quantity": 100 }, { "timeS": 3, "quantity": 50 }, { "timeS": 5, "quantity": -20 }] }),
        1,
    ));
    for (row, expected) in [(1, 99.0), (3, 99.0), (4, 98.5), (6, 98.7)] {
        assert_close(orders.markets[0].last_price[row], expected, 1e-12);
    }
    let noise = |seed| {
        let shock = json!({ "kind": "noise", "dailyVolatility": 0.5 });
        trace(&base(shock, seed)).markets[0].last_price.clone()
    };
    assert_eq!(noise(1), noise(1));
    assert_ne!(noise(1), noise(2));
}

/// Variance of many noisy ticks is that of the law, whatever the tick.
#[test]
fn noise_has_the_variance_it_says() {
    for tick_s in [1.0, 4.0] {
        let run = |seed: u32| {
            let trace = trace(&json!({
                "version": 1, "seed": seed,
                "clock": { "mode": "ticks", "tickS": tick_s, "durationS": 400 },
                "markets": [{ "id": "perp", "price": 100, "impact": { "law": "linear", "slope": 0.01 } }],
                "shock": { "kind": "noise", "dailyVolatility": 0.3 }
            }));
            (trace.summary().final_price / 100.0).ln()
        };
        let ends: Vec<f64> = (0..2_000).map(run).collect();
        let mean = ends.iter().sum::<f64>() / 2_000.0;
        let variance = ends.iter().map(|end| (end - mean).powi(2)).sum::<f64>() / 2_000.0;
        let expected = 0.09 * 400.0 / 86_400.0;
        // Standard error of a variance of 2,000 draws: 3.2 %; four of them.
        assert!(
            (variance / expected - 1.0).abs() < 0.13,
            "{variance} is not {expected}"
        );
    }
}

/// Noise has no drift in price: the mean of the price stays where it was, so that of its logarithm falls by half the
/// variance.
#[test]
fn noise_has_no_drift_in_price() {
    let run = |seed: u32| {
        let trace = trace(&json!({
            "version": 1, "seed": seed,
            "clock": { "mode": "ticks", "tickS": 4, "durationS": 400 },
            "markets": [{ "id": "perp", "price": 100, "impact": { "law": "linear", "slope": 0.01 } }],
            "shock": { "kind": "noise", "dailyVolatility": 10 }
        }));
        trace.summary().final_price / 100.0
    };
    let ends: Vec<f64> = (0..2_000).map(run).collect();
    let mean =
        |value: &dyn Fn(f64) -> f64| ends.iter().map(|&end| value(end)).sum::<f64>() / 2_000.0;
    let variance = 100.0 * 400.0 / 86_400.0_f64;
    // Standard errors of means of 2,000 draws, four of them: sqrt(v / 2000), and sqrt((e^v - 1) / 2000) of the price.
    assert_close(
        mean(&|end| end.ln()),
        -0.5 * variance,
        4.0 * (variance / 2_000.0).sqrt(),
    );
    assert_close(
        mean(&|end| end),
        1.0,
        4.0 * (variance.exp_m1() / 2_000.0).sqrt(),
    );
}

/// V20: a short squeeze through the ledger is the mirror of its fast twin.
#[test]
fn v20_a_squeeze_gives_the_same_with_and_without_a_ledger() {
    let scenario = |fee: f64| {
        json!({
            "version": 1,
            "markets": [{
                "id": "perp", "price": 100, "impact": { "law": "linear", "slope": 0.008 },
                "margin": { "liquidationFeeRatio": fee }
            }],
            "populations": [{ "kind": "levels", "side": "short", "from": 105, "to": 130, "quantity": 1000, "count": 50_000 }],
            "shock": { "kind": "priceGap", "ratio": 0.07 }
        })
    };
    let (fast, kept) = (trace(&scenario(0.0)), trace(&scenario(1e-12)));
    assert_close(fast.summary().final_price, 107.941_176_470_6, 1e-4);
    assert_eq!(
        fast.markets[0].last_price.len(),
        kept.markets[0].last_price.len()
    );
    for (a, b) in fast.markets[0]
        .last_price
        .iter()
        .zip(&kept.markets[0].last_price)
    {
        assert_close(*a, *b, 1e-9);
    }
    assert_eq!(
        fast.markets[0].liquidated_count,
        kept.markets[0].liquidated_count
    );
}

/// Depth that left with the price returns with its own time constant, and not in an instant run.
#[test]
fn depth_that_left_in_a_fall_returns_slowly() {
    let run = |recovery_s: f64, clock: Value| {
        trace(&json!({
            "version": 1, "clock": clock,
            "markets": [{
                "id": "perp", "price": 100, "impact": { "law": "logLinear", "depth": 1e6 },
                "withdrawal": { "law": "drawdown", "exponent": 20, "recoveryS": recovery_s }
            }],
            "populations": [{ "kind": "levels", "from": 94.9, "to": 95, "quantity": 1, "count": 10 }],
            "shock": { "kind": "priceGap", "ratio": -0.06 },
            "moreShocks": if recovery_s > 0.0 && clock["mode"] == "ticks" {
                json!([{ "kind": "ramp", "ratio": 0.1, "durationS": 1 }])
            } else {
                json!([])
            }
        }))
    };
    let ticks = json!({ "mode": "ticks", "tickS": 1, "durationS": 60 });
    let slow = run(30.0, ticks);
    // The price is back above the first trigger after a second; what is missing shrinks by e^(-1/30) each second.
    let presence =
        |row: usize| slow.markets[0].depth[row] / (0.01 * slow.markets[0].last_price[row] * 1e6);
    let missing = |row: usize| 1.0 - presence(row);
    assert!(missing(1) > 0.15, "{}", missing(1));
    assert_close(missing(40) / missing(10), (-1.0_f64).exp(), 1e-6);
    let instant = run(30.0, json!({ "mode": "waves" }));
    let depth = &instant.markets[0].depth;
    assert!(depth[instant.rows() - 1] <= depth[1]);
}

/// An order whose limit leaves only a crumb to trade does not hold up those behind it.
#[test]
fn a_strict_limit_does_not_block_looser_ones() {
    let ticks = json!({ "mode": "ticks", "tickS": 1, "durationS": 60 });
    let sold = |permanent: f64| {
        let mut scenario = falling(json!({ "kind": "priceCapped" }), ticks.clone());
        scenario["markets"][0]["resilience"] = json!({
            "permanentShare": permanent, "recovery": [{ "share": 1.0 - permanent, "decayPerS": 0.1 }]
        });
        let trace = trace(&scenario);
        // Nobody pays for anybody at these limits.
        assert_close(trace.summary().bad_debt, 0.0, 1e-9);
        trace.summary().liquidated_quantity
    };
    let (stays, returns) = (sold(1.0), sold(0.99));
    assert!(
        stays > 10.0 && returns > 0.99 * stays,
        "{returns} of {stays}"
    );
}

#[test]
fn shares_and_speeds_next_to_nothing_stay_in_range() {
    let mut scenario = falling(json!({ "kind": "immediate" }), json!({ "mode": "waves" }));
    scenario["populations"] = json!([{
        "kind": "perps", "openInterest": 1e6, "count": 100, "longShare": 5e-324,
        "leverage": { "law": "uniform", "from": 2, "to": 50 }
    }]);
    let summary = trace(&scenario).summary();
    assert!(summary.liquidated_notional.is_finite() && summary.liquidated_share.is_finite());
}

/// A winner with a shared wallet ranks by what the whole account is worth, not by its wallet alone.
#[test]
fn cross_accounts_are_ranked_by_all_they_are_worth() {
    let mut scenario = golden_ledger(json!({
        "insuranceFund": 0, "adlRanking": "hyperliquid", "margin": { "mode": "cross" }
    }));
    scenario["markets"].as_array_mut().expect("is a list").push(json!({
        "id": "other", "price": 100, "impact": { "law": "linear", "slope": 1e-9 }, "margin": { "mode": "cross" }
    }));
    scenario["accounts"] = json!([{ "id": "x", "wallet": 500 }, { "id": "y", "wallet": 400 }]);
    // X lost 350 elsewhere: worth 201 with the profit here, against 451 of Y.
    scenario["moreShocks"] = json!([{ "kind": "priceGap", "market": "other", "ratio": -0.35 }]);
    scenario["populations"] = json!([
        { "kind": "positions", "market": "perp", "rows": [
            { "id": "A", "side": "long", "quantity": 10, "entryPrice": 100, "margin": 50 },
            { "id": "Y", "side": "short", "quantity": 10, "entryPrice": 100, "account": "y" },
            { "id": "X", "side": "short", "quantity": 10, "entryPrice": 100, "account": "x" }
        ] },
        { "kind": "positions", "market": "other", "rows": [
            { "id": "X2", "side": "long", "quantity": 10, "entryPrice": 100, "account": "x" }
        ] }
    ]);
    let trace = audited(&scenario);
    assert_eq!(account(&trace, "X").deleveraged_quantity, 10.0);
    assert_eq!(account(&trace, "Y").deleveraged_quantity, 0.0);
}

/// What a vault cannot pay, the fund does before anyone is closed or anything stays unpaid.
#[test]
fn the_fund_stands_behind_the_vault() {
    // The vault takes A over with -1 and sells 0.4 lower: 5 in all, of which it has 0.5.
    let trace = audited(&golden_ledger(json!({
        "deficit": "vault", "vault": { "capital": 0.5 }, "insuranceFund": 10
    })));
    let market = &trace.markets[0];
    let last = trace.rows() - 1;
    assert_close(market.insurance_fund[last], 5.5, 1e-9);
    assert_eq!(market.bad_debt[last], 0.0);
    assert_eq!(market.adl_notional[last], 0.0);
}

/// A partial close of a drowned position is the venue's loss: the rest is not left with a bankruptcy price beyond its
/// entry, at which no winner should be closed.
#[test]
fn no_winner_is_closed_beyond_where_everyone_entered() {
    let scenario = json!({
        "version": 1,
        "markets": [{
            "id": "perp", "price": 100, "impact": { "law": "logLinear", "depth": 2500 }, "insuranceFund": 100, "deficit": "adl",
            "margin": { "maintenance": { "tiers": [{ "notionalFrom": 0, "ratio": 0.004 }, { "notionalFrom": 500, "ratio": 0.01 }] } },
            "liquidation": { "partial": { "rule": "tiers", "step": 1 } }
        }],
        "populations": [
            { "kind": "perps", "openInterest": 1e5, "count": 100, "longShare": 0.6, "leverage": { "law": "uniform", "from": 5, "to": 90 } },
            { "kind": "positions", "rows": [{ "id": "me", "side": "short", "quantity": 1, "entryPrice": 100, "leverage": 95 }] }
        ],
        "shock": { "kind": "priceGap", "ratio": -0.05 }
    });
    let trace = audited(&scenario);
    let last = trace.rows() - 1;
    assert!(trace.markets[0].adl_notional[last] > 0.0);
    let me = account(&trace, "me");
    assert!(me.deleveraged_quantity > 0.0);
    // Its profit ends between the price and the entry: it loses nothing.
    assert!(me.cash >= 100.0 / 95.0, "{me:?}");
}
