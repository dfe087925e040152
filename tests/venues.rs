//! The venues' published numbers, and the rules that only venues have: when a fund stops paying, who is closed first,
//! who is closed at once.

#![cfg(not(target_arch = "wasm32"))]

mod common;

use common::trace as run;
use liquidation_cascades::population::crowd::Side;
use liquidation_cascades::scenario::build::build;
use liquidation_cascades::scenario::data::DataStore;
use liquidation_cascades::scenario::rulesets::RULESETS;
use liquidation_cascades::scenario::{controls, presets};
use liquidation_cascades::settlement::deleverage::{Ranking, score};
use liquidation_cascades::settlement::margin::{Isolated, Maintenance, MarginRules};
use liquidation_cascades::trace::Trace;
use serde_json::{Value, json};

fn store() -> DataStore {
    DataStore::default()
}

fn last(column: &[f64]) -> f64 {
    *column.last().expect("has rows")
}

/// Name, date, largest leverage, first and last maintenance ratio, taker fee, liquidation fee, share of the fund that may
/// be used, its window and where payments begin again, ranking, deficit.
#[test]
fn the_numbers_of_the_venues_are_the_published_ones() {
    let expected = json!([
        [
            "bitmex",
            "2024-11-24",
            100.0,
            0.005,
            0.025,
            0.0005,
            0.0,
            1.0,
            0.0,
            1.0,
            "pnlTimesLeverage",
            "adl"
        ],
        [
            "binance",
            "2024-10-24",
            125.0,
            0.004,
            0.5,
            0.0005,
            0.0125,
            1.0,
            0.0,
            1.0,
            "pnlTimesMarginRatio",
            "adl"
        ],
        [
            "bybit",
            "2026-10-01",
            150.0,
            0.0033,
            0.5,
            0.00055,
            0.0,
            0.3,
            28800.0,
            0.25,
            "pnlTimesLeverage",
            "adl"
        ],
        [
            "okx",
            "2026-11-28",
            100.0,
            0.004,
            0.5,
            0.0005,
            0.0,
            0.3,
            28800.0,
            1.0,
            "pnlTimesLeverage",
            "adl"
        ],
        [
            "hyperliquid",
            "2026-09-27",
            40.0,
            0.0125,
            0.025,
            0.00045,
            0.0,
            0.0,
            0.0,
            1.0,
            "hyperliquid",
            "vault"
        ],
        [
            "dydx",
            "2025-12-08",
            50.0,
            0.012,
            0.012,
            0.0005,
            0.015,
            1.0,
            0.0,
            1.0,
            "size",
            "proRata"
        ],
        [
            "deribit",
            "2022-01-11",
            50.0,
            0.0105,
            0.11,
            0.0005,
            0.0075,
            1.0,
            0.0,
            1.0,
            "pnlTimesLeverage",
            "socialise"
        ]
    ]);
    let preset = presets::preset("the-match").expect("is a preset");
    let actual: Vec<Value> = (1_u32..)
        .zip(&RULESETS)
        .map(|(index, venue)| {
            let chosen = controls::set_control(&preset, "ruleset", f64::from(index), &store())
                .expect("can be set");
            let market = &chosen["markets"][0];
            let maintenance = &market["margin"]["maintenance"];
            let ratios: Vec<&Value> = match maintenance["tiers"].as_array() {
                Some(tiers) => tiers.iter().map(|tier| &tier["ratio"]).collect(),
                None => vec![&maintenance["ratio"]],
            };
            json!([
                venue.name,
                venue.date,
                f64::from(venue.max_leverage),
                ratios[0],
                ratios[ratios.len() - 1],
                market["margin"]["takerFeeRatio"],
                market["margin"]["liquidationFeeRatio"],
                market["insuranceFundDrawdown"],
                market["insuranceFundWindowS"],
                market["insuranceFundStop"],
                market["adlRanking"],
                market["deficit"]
            ])
        })
        .collect();
    for (actual, expected) in actual.iter().zip(expected.as_array().expect("is a list")) {
        assert_eq!(actual, expected);
    }
    assert_eq!(actual.len(), expected.as_array().map_or(0, Vec::len));
}

/// What stands in for a venue's own mark is said in its note, with the numbers that the set has; and every date is a day.
#[test]
fn notes_name_the_stand_in_for_the_mark() {
    let preset = presets::preset("the-match").expect("is a preset");
    let timed = controls::set_control(&preset, "clock", 1.0, &store()).expect("can be set");
    for (index, venue) in (1_u32..).zip(&RULESETS) {
        let chosen = controls::set_control(&timed, "ruleset", f64::from(index), &store())
            .expect("can be set");
        let mark = &chosen["markets"][0]["mark"];
        let number = |field: &str| mark[field].as_f64().expect("is a number");
        let smoothed = format!("the index plus a {} s average", number("tauS"));
        let limited = format!("at most {} % from the index", 100.0 * number("band"));
        for said in [smoothed, limited] {
            assert!(venue.note.contains(&said), "{}: {said}", venue.name);
        }
        let parts: Vec<usize> = venue.date.split('-').map(str::len).collect();
        assert_eq!(parts, [4, 2, 2], "{}", venue.name);
    }
}

/// Bybit's isolated example of its page (V23 with maintenance on the mark): a long of 1 at 20,000 with 50x and 0.5 % is
/// liquidated at 19,600 / 0.995; its fee to close stands on both sides and cancels.
#[test]
fn bybit_liquidates_by_the_mark() {
    let preset = presets::preset("the-match").expect("is a preset");
    let chosen = controls::set_control(&preset, "ruleset", 3.0, &store()).expect("can be set");
    let mut scenario = chosen.clone();
    // In the bracket of 0.5 %, whose amount of 510 is what the first bracket spares: 300,000 x 0.17 %.
    scenario["markets"][0]["price"] = json!(20_000);
    scenario["populations"] = json!([{ "kind": "positions", "rows": [
        { "id": "A", "side": "long", "quantity": 50, "entryPrice": 20_000, "leverage": 50 }
    ]}]);
    let trace = run(&scenario);
    let trigger = trace.markets[0].longs.trigger_price[0];
    let exact = (1e6 - 2e4 - 510.0) / (50.0 * 0.995);
    assert!((trigger / exact - 1.0).abs() < 1e-6, "{trigger} {exact}");
}

/// Deribit asks 1 % + 0.005 % per bitcoin: 0.01 q + 0.00005 q^2 bitcoin, exact at the edges of the brackets.
#[test]
fn deribit_asks_for_more_the_larger_a_position_is() {
    let preset = presets::preset("the-match").expect("is a preset");
    let chosen = controls::set_control(&preset, "ruleset", 7.0, &store()).expect("can be set");
    let tiers = chosen["markets"][0]["margin"]["maintenance"]["tiers"]
        .as_array()
        .expect("has brackets")
        .iter()
        .map(|tier| {
            (
                tier["notionalFrom"].as_f64().unwrap_or(-1.0),
                tier["ratio"].as_f64().unwrap_or(-1.0),
            )
        })
        .collect::<Vec<_>>();
    let maintenance = Maintenance::tiered(&tiers);
    for bitcoin in [10.0, 50.0, 100.0, 200.0, 400.0, 800.0] {
        let asked = maintenance.requirement(bitcoin * 1e5) / 1e5;
        let published = bitcoin * (0.01 + 0.00005 * bitcoin);
        assert!(
            (asked / published - 1.0).abs() < 1e-12,
            "{bitcoin}: {asked} {published}"
        );
    }
}

/// Binance: unrealised profit over the wallet, times maintenance margin over margin balance.
#[test]
fn binance_ranks_by_profit_on_the_margin_times_margin_ratio() {
    let rules = MarginRules::linear(Maintenance::flat(0.02));
    let of = |entry_price: f64, margin: f64| {
        let short = Isolated {
            side: Side::Short,
            quantity: 10.0,
            entry_price,
            margin,
        };
        score(&short, &rules, 90.0, Ranking::PnlTimesMarginRatio)
    };
    // Profit 100 on a wallet of 50, maintenance 18 of a balance of 150.
    assert!((of(100.0, 50.0) - 2.0 * 18.0 / 150.0).abs() < 1e-15);
    // Losers stand behind everyone in profit, the smallest loss first.
    assert_eq!(of(80.0, 500.0), -0.2);
    assert_eq!(of(80.0, 400.0), -0.25);
    // The other formula puts these two the other way round: initial leverage decides here.
    let leveraged = |ranking: Ranking, entry_price: f64, margin: f64| {
        let short = Isolated {
            side: Side::Short,
            quantity: 10.0,
            entry_price,
            margin,
        };
        score(&short, &rules, 90.0, ranking)
    };
    let (low, high) = ((130.0, 400.0), (100.0, 20.0));
    assert!(
        leveraged(Ranking::PnlTimesLeverage, low.0, low.1)
            < leveraged(Ranking::PnlTimesLeverage, high.0, high.1)
    );
    assert!(of(low.0, low.1) < of(high.0, high.1));
    assert!((of(low.0, low.1) - 1.0 * 18.0 / 800.0).abs() < 1e-15);
}

/// A fund of 100 that may lose 30 % of its highest value of 8 hours and pays again at 25 %. Nothing here moves the price
/// but the path outside; whoever is reached in a second sells 10 in it.
///
/// A (bankrupt at 98.6) sells at 95.6: the fund pays 30 and stands at 70, where it stops. B (94.6) leaves 4 at 95: 74 is not
/// yet back. C (94) would cost 1 at 93.9: closed against the short at 94. D (93.7) leaves 2 there: at 76 the fund pays
/// again. E (92.9) costs 2 at 92.7: 74. Without a stop it pays for C, too: 73.
#[test]
fn a_fund_that_fell_by_its_limit_pays_again_only_when_enough_is_back() {
    let margins = [14, 54, 60, 63, 71];
    let prices = [95.6, 95.0, 93.9, 92.7];
    let scenario = |stop: f64| {
        let mut rows: Vec<Value> = margins
            .iter()
            .zip(["A", "B", "C", "D", "E"])
            .map(|(margin, id)| {
                json!({ "id": id, "side": "long", "quantity": 10, "entryPrice": 100, "margin": margin })
            })
            .collect();
        rows.push(json!({ "id": "S", "side": "short", "quantity": 100, "entryPrice": 100, "margin": 10_000 }));
        let points: Vec<Value> = std::iter::once(json!({ "timeS": 0, "price": 100 }))
            .chain(
                (1..)
                    .zip(prices)
                    .map(|(second, price)| json!({ "timeS": second, "price": price })),
            )
            .collect();
        json!({
            "version": 1, "clock": { "mode": "ticks", "tickS": 1, "durationS": prices.len() },
            "markets": [{
                "id": "m", "price": 100, "impact": { "law": "linear", "slope": 1e-15 },
                "margin": { "maintenance": { "ratio": 0.01 } }, "insuranceFund": 100, "deficit": "adl",
                "insuranceFundDrawdown": 0.3, "insuranceFundWindowS": 28_800, "insuranceFundStop": stop
            }],
            "populations": [{ "kind": "positions", "rows": rows }],
            "shock": { "kind": "path", "points": points }
        })
    };
    for (stop, fund, adl) in [(0.25, 74.0, 940.0), (1.0, 73.0, 0.0)] {
        let trace = run(&scenario(stop));
        let market = &trace.markets[0];
        assert!(
            (last(&market.insurance_fund) - fund).abs() < 1e-9,
            "{:?}",
            market.insurance_fund
        );
        assert!(
            (last(&market.adl_notional) - adl).abs() < 1e-9,
            "{:?}",
            market.adl_notional
        );
    }
}

/// dYdX: whoever is below zero never reaches the book and costs the fund nothing.
#[test]
fn below_zero_is_deleveraged_at_once() {
    let scenario = |below_zero: &str| {
        json!({
            "version": 1,
            "markets": [{
                "id": "m", "price": 100, "impact": { "law": "linear", "slope": 0.1 },
                "margin": { "maintenance": { "ratio": 0.02 } }, "insuranceFund": 1_000, "deficit": "proRata", "adlRanking": "size",
                "liquidation": { "takeover": "market", "belowZero": below_zero }
            }],
            "populations": [{ "kind": "positions", "rows": [
                { "id": "A", "side": "long", "quantity": 10, "entryPrice": 100, "margin": 20 },
                { "id": "B", "side": "long", "quantity": 10, "entryPrice": 100, "margin": 60 },
                { "id": "S", "side": "short", "quantity": 30, "entryPrice": 100, "margin": 1_000 }
            ]}],
            "shock": { "kind": "priceGap", "ratio": -0.05 }
        })
    };
    // Ordered: A and B sell 20 at 94 on average; A is short of 40, which the fund pays. B gets nothing back.
    let ordered = run(&scenario("order"));
    assert!((last(&ordered.markets[0].insurance_fund) - 960.0).abs() < 1e-9);
    assert!((last(&ordered.markets[0].last_price) - 93.0).abs() < 1e-9);
    // At once: A (worth -30 at 95) goes to S at 98; B sells 10 at 94.5 and keeps 5; the fund stays as it is.
    let at_once = run(&scenario("deleverage"));
    let market = &at_once.markets[0];
    assert_eq!(last(&market.insurance_fund), 1_000.0);
    assert!((last(&market.adl_notional) - 980.0).abs() < 1e-9);
    assert!((last(&market.last_price) - 94.0).abs() < 1e-9);
    assert!((last(&market.returned_margin) - 5.0).abs() < 1e-9);
    // Only where winners are closed at all.
    let mut alone = scenario("deleverage");
    alone["markets"][0]["deficit"] = json!("badDebt");
    let problems = build(&alone, &store()).expect_err("is inconsistent");
    assert_eq!(problems[0].field, "markets[0].liquidation.belowZero");
}

/// Hyperliquid closes against positions in profit; the others keep what they have.
#[test]
fn hyperliquid_leaves_losers_alone() {
    let trace = run(&json!({
        "version": 1,
        "markets": [{
            "id": "m", "price": 100, "impact": { "law": "linear", "slope": 1e-12 },
            "margin": { "maintenance": { "ratio": 0.02 } }, "deficit": "adl", "adlRanking": "hyperliquid"
        }],
        "populations": [{ "kind": "positions", "rows": [
            { "id": "A", "side": "long", "quantity": 10, "entryPrice": 100, "margin": 20 },
            { "id": "loser", "side": "short", "quantity": 10, "entryPrice": 94, "margin": 20 },
            { "id": "winner", "side": "short", "quantity": 4, "entryPrice": 100, "margin": 500 }
        ]}],
        "shock": { "kind": "priceGap", "ratio": -0.05 }
    }));
    let held = |id: &str| {
        let account = trace.accounts.iter().find(|account| account.id == id);
        account.expect("is there").deleveraged_quantity
    };
    assert_eq!((held("winner"), held("loser")), (4.0, 0.0));
}

/// A market with a venue's rules as they are in a run that takes time, whose price is that of a path: one price a second.
fn on_venue(number: f64, price: f64, prices: &[f64], rows: &Value, fund: f64) -> Trace {
    let preset = presets::preset("the-match").expect("is a preset");
    let set = |scenario: &Value, name: &str, value: f64| {
        controls::set_control(scenario, name, value, &store()).expect("can be set")
    };
    let mut market = set(&set(&preset, "clock", 1.0), "ruleset", number)["markets"][0].clone();
    market["price"] = json!(price);
    market["impact"] = json!({ "law": "linear", "slope": 1e-12 });
    market["insuranceFund"] = json!(fund);
    if market["deficit"] == "vault" {
        market["vault"]["capital"] = json!(fund);
    }
    let points: Vec<Value> = std::iter::once(&price)
        .chain(prices)
        .zip(0..)
        .map(|(price, second)| json!({ "timeS": second, "price": price }))
        .collect();
    run(&json!({
        "version": 1, "clock": { "mode": "ticks", "tickS": 1, "durationS": prices.len() },
        "markets": [market], "populations": [{ "kind": "positions", "rows": rows }],
        "shock": { "kind": "path", "points": points }
    }))
}

/// 8 bitcoin from 100,000 with 16,000 at 99,000: worth 8,000, and 1.05 % of 792,000 are asked. A round closes a twentieth, 39,600
/// for 0.75 % to the fund and 0.05 % to the venue: 98 less is asked than was paid, so four rounds, one a second, and no more.
#[test]
fn deribit_closes_a_twentieth_a_second_until_the_margin_suffices() {
    let rows = json!([
        { "id": "A", "side": "long", "quantity": 8, "entryPrice": 1e5, "margin": 16_000 },
        { "id": "S", "side": "short", "quantity": 8, "entryPrice": 1e5, "margin": 1e6 }
    ]);
    let trace = on_venue(7.0, 1e5, &[99_000.0; 9], &rows, 500.0);
    let market = &trace.markets[0];
    for (row, rounds) in [(1, 0.0), (2, 1.0), (3, 2.0), (4, 3.0), (5, 4.0), (10, 4.0)] {
        assert!(
            (market.liquidated_quantity[row] - 0.4 * rounds).abs() < 1e-9,
            "{:?}",
            market.liquidated_quantity
        );
        assert!(
            (market.insurance_fund[row] - 500.0 - 297.0 * rounds).abs() < 1e-6,
            "{:?}",
            market.insurance_fund
        );
    }
    assert!((last(&market.fees) - 4.0 * 19.8).abs() < 1e-6);
}

/// At 96,000 the same position has lost 32,000 and 0.05 % of 768,000: 16,384 more than its margin. The fund has 5,000; the rest is
/// taken from the winners in proportion to their open profit, 12,000 and 36,000, and nobody's position is closed.
#[test]
fn deribit_shares_what_the_fund_lacks_among_winners() {
    let rows = json!([
        { "id": "A", "side": "long", "quantity": 8, "entryPrice": 1e5, "margin": 16_000 },
        { "id": "S", "side": "short", "quantity": 3, "entryPrice": 1e5, "margin": 1e6 },
        { "id": "T", "side": "short", "quantity": 9, "entryPrice": 1e5, "margin": 1e6 },
        { "id": "loser", "side": "short", "quantity": 9, "entryPrice": 9e4, "margin": 1e6 }
    ]);
    let trace = on_venue(7.0, 1e5, &[96_000.0; 25], &rows, 5_000.0);
    let market = &trace.markets[0];
    let near = |actual: f64, expected: f64| {
        assert!((actual - expected).abs() < 1e-6, "{actual} {expected}");
    };
    near(last(&market.liquidated_quantity), 8.0);
    near(last(&market.insurance_fund), 0.0);
    near(last(&market.socialised_loss), 11_384.0);
    near(last(&market.bad_debt), 0.0);
    near(last(&market.adl_notional), 0.0);
    for (id, quantity, paid) in [
        ("S", 3.0, 2_846.0),
        ("T", 9.0, 8_538.0),
        ("loser", 9.0, 0.0),
    ] {
        let account = trace.accounts.iter().find(|account| account.id == id);
        let account = account.expect("is a row");
        near(account.quantity, -quantity);
        near(account.cash, 1e6 - paid);
    }
}

/// There is no insurance fund: what the vault cannot bear is closed against winners, and the fund of the scenario neither pays
/// nor gains, whether a position is below two thirds of its maintenance margin or is still sold on the market.
#[test]
fn hyperliquid_leaves_the_fund_alone() {
    let rows = json!([
        { "id": "A", "side": "long", "quantity": 10, "entryPrice": 100, "margin": 50 },
        { "id": "B", "side": "long", "quantity": 10, "entryPrice": 100, "margin": 209 },
        { "id": "S", "side": "short", "quantity": 100, "entryPrice": 100, "margin": 10_000 }
    ]);
    let trace = on_venue(5.0, 100.0, &[80.0; 9], &rows, 70.0);
    let market = &trace.markets[0];
    assert!(
        market.insurance_fund.iter().all(|&fund| fund == 70.0),
        "{:?}",
        market.insurance_fund
    );
    assert_eq!(last(&market.liquidated_quantity), 20.0);
    // A is worth -150 and taken over by the vault, which has 70, too; B is worth 9 and keeps what its sale leaves.
    assert!(
        last(&market.adl_notional) > 0.0,
        "{:?}",
        market.adl_notional
    );
    assert!(last(&market.vault) < market.vault[0], "{:?}", market.vault);
    assert!(last(&market.returned_margin) > 0.0);
    assert_eq!(last(&market.bad_debt), 0.0);
}
