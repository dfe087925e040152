//! The same crash under every way to share what the insurance fund cannot pay.
#![cfg(not(target_arch = "wasm32"))]

use liquidation_cascades::analysis::policies::{PolicyOutcome, compared};
use liquidation_cascades::engine::run;
use liquidation_cascades::scenario::build::build;
use liquidation_cascades::scenario::data::DataStore;
use liquidation_cascades::scenario::presets::preset;
use serde_json::{Value, json};

fn outcomes(scenario: &Value) -> Vec<PolicyOutcome> {
    let valid = build(scenario, &DataStore::default()).expect("is valid");
    compared(&valid, 0)
}

fn of<'o>(outcomes: &'o [PolicyOutcome], policy: &str, ranking: Option<&str>) -> &'o PolicyOutcome {
    outcomes
        .iter()
        .find(|one| one.policy == policy && (ranking.is_none() || one.ranking == ranking))
        .unwrap_or_else(|| panic!("no {policy}"))
}

/// Longs that go bankrupt far below their price, and two shorts with a profit: worked out by hand.
///
/// 100 longs at 100 with a margin of 5 each are liquidated below 95.4 or so. The gap to 90 in a market that nothing moves sells them
/// at 90: each lacks 5, 500 in all. Shorts: 40 from 100 (profit 400), 60 from 92 (profit 120).
fn by_hand(deficit: &str) -> Value {
    json!({
        "markets": [{ "id": "perp", "price": 100, "impact": { "law": "linear", "slope": 1e-12 }, "deficit": deficit }],
        "populations": [{ "kind": "positions", "rows": [
            { "id": "longs", "side": "long", "quantity": 100, "entryPrice": 100, "margin": 500 },
            { "id": "early", "side": "short", "quantity": 40, "entryPrice": 100, "margin": 4_000 },
            { "id": "late", "side": "short", "quantity": 60, "entryPrice": 92, "margin": 600 },
        ] }],
        "shock": { "kind": "priceGap", "ratio": -0.1 },
    })
}

#[track_caller]
fn near(found: f64, expected: f64) {
    assert!(
        (found - expected).abs() <= 1e-6 * expected.abs().max(1.0),
        "{found}, expected {expected}"
    );
}

#[test]
fn each_policy_takes_the_same_deficit_from_somebody_else() {
    let all = outcomes(&by_hand("adl"));
    let nobody = of(&all, "badDebt", None);
    near(nobody.bad_debt, 500.0);
    near(nobody.winners_paid, 0.0);
    // Closed at the bankruptcy price of 95, 5 above the mark: all 100 base of shorts, whatever their order; their profit was 520.
    for ranking in ["pnlTimesLeverage", "profit", "size"] {
        let one = of(&all, "adl", Some(ranking));
        near(one.bad_debt, 0.0);
        near(one.winners_paid, 500.0);
        near(one.profit_closed, 520.0);
        near(one.overshoot, 20.0);
        assert_eq!(one.is_own, ranking == "pnlTimesLeverage");
    }
    let shared = of(&all, "socialise", None);
    near(shared.winners_paid, 500.0);
    near(shared.closed_early, 0.0);
    assert_eq!(shared.winners, 2);
    let cut = of(&all, "haircut", None);
    near(cut.haircut.expect("one factor"), 500.0 / 520.0);
    near(cut.winners_paid, 500.0);
    near(cut.bad_debt, 0.0);
    assert!(
        all.iter().all(|one| one.policy != "vault"),
        "it has no money"
    );
}

#[test]
fn the_outcome_of_the_own_policy_is_that_of_the_run() {
    for name in ["last-line", "who-should-pay", "the-match", "thin-book"] {
        let scenario = preset(name).expect("a preset");
        let trace = run(build(&scenario, &DataStore::default()).expect("is valid"));
        let summary = trace.summary();
        let all = outcomes(&scenario);
        let own: Vec<_> = all.iter().filter(|one| one.is_own).collect();
        assert_eq!(own.len(), 1, "{name}");
        near(own[0].final_price, summary.final_price);
        near(own[0].bad_debt, summary.bad_debt);
        near(own[0].closed_early, summary.adl_notional);
        near(own[0].liquidated_notional, summary.liquidated_notional);
        near(
            own[0].fund_left,
            scenario["markets"][0]["insuranceFund"]
                .as_f64()
                .unwrap_or(0.0)
                + summary.insurance_fund_change,
        );
    }
}

#[test]
fn what_is_taken_adds_up_whoever_it_is_taken_from() {
    let mut scenario = preset("last-line").expect("a preset");
    scenario["markets"][0]["vault"] = json!({ "capital": 5e6 });
    let all = outcomes(&scenario);
    assert_eq!(all.len(), 10);
    for one in &all {
        assert!(one.overshoot >= 0.0 && one.bad_debt >= 0.0 && one.fund_left >= 0.0);
        assert!(
            one.winners_paid <= one.profit_closed + 1e9 * f64::from(u8::from(one.policy != "adl"))
        );
        // Only who is closed early stops being sold into the market.
        if one.closed_early == 0.0 && one.policy != "vault" {
            assert_eq!(one.final_price, all[0].final_price, "{}", one.policy);
        }
    }
    let adl = of(&all, "adl", Some("pnlTimesLeverage"));
    assert!(
        adl.overshoot > adl.winners_paid,
        "winners are closed whole for a part of it: {adl:?}"
    );
    let (cut, nobody) = (of(&all, "haircut", None), of(&all, "badDebt", None));
    near(cut.winners_paid + cut.bad_debt, nobody.bad_debt);
}

#[test]
fn who_should_pay() {
    // What the preset shows: queues end many times as much profit as the deficit needs, a haircut none.
    let all = outcomes(&preset("who-should-pay").expect("a preset"));
    assert_eq!(all.len(), 10);
    for one in all.iter().filter(|one| one.policy == "adl") {
        assert!(one.overshoot > 3.0 * one.winners_paid, "{one:?}");
        assert_eq!(one.bad_debt, 0.0);
    }
    let cut = of(&all, "haircut", None);
    assert_eq!((cut.overshoot, cut.closed_early), (0.0, 0.0));
    assert!(cut.haircut.expect("one factor") < 0.5 && cut.bad_debt == 0.0);
    assert!(of(&all, "vault", None).vault_change < 0.0);
}
