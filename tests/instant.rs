//! Instant runs end, in as few waves as it takes.
#![cfg(not(target_arch = "wasm32"))]

use liquidation_cascades::engine::{Engine, Prepared, run};
use liquidation_cascades::scenario::build::build;
use liquidation_cascades::scenario::contract::MOST_CALM_WAVES;
use liquidation_cascades::scenario::data::DataStore;
use liquidation_cascades::scenario::model::ValidScenario;
use liquidation_cascades::trace::StopReason;
use serde_json::{Value, json};

fn valid(scenario: &Value) -> ValidScenario {
    build(scenario, &DataStore::default())
        .unwrap_or_else(|problems| panic!("{scenario}: {problems:?}"))
}

fn market(id: &str, depth: f64) -> Value {
    json!({ "id": id, "price": 100, "impact": { "law": "logLinear", "depth": depth } })
}

/// Dealers who are long of calls: they buy what falls, until it has come back.
fn dealers(market: &str) -> Value {
    json!({ "kind": "optionDealers", "market": market, "book": { "law": "rows", "rows":
        [{ "type": "call", "strike": 100, "expiryDays": 7, "volatility": 0.6, "contracts": 100 }] } })
}

fn fall(market: &str) -> Value {
    json!({ "kind": "priceGap", "market": market, "ratio": -0.05 })
}

#[test]
fn whoever_answers_the_price_finds_what_rests_there() {
    // Five rest there to be bought. In the market alone dealers would drive the price up by a crumb of what they want.
    let trace = run(valid(&json!({
        "markets": [market("m", 1.0)],
        "populations": [
            { "kind": "value", "side": "short", "budget": 5, "value": 80, "fullAt": 0.1 },
            dealers("m"),
        ],
        "shock": fall("m"),
    })));
    let market = &trace.markets[0];
    let last = |name: &str| {
        *market
            .extra_column(name)
            .expect(name)
            .last()
            .expect("a row")
    };
    assert_eq!(trace.rows(), 3);
    assert_eq!(last("valueHolding"), -5.0);
    assert!(last("hedgeSold") < -5.0, "{}", last("hedgeSold"));
    // What is missing from five the market has sold: the price of its law.
    let sold = -5.0 - last("hedgeSold");
    let price = 95.0 * sold.exp();
    let found = *market.last_price.last().expect("a row");
    assert!((found / price - 1.0).abs() < 1e-12, "{found} {price}");
}

#[test]
fn waves_that_reach_nobody_else_are_counted() {
    // What dealers buy in one wave the other market, a thousand million times as deep, makes good: there would be a hundred
    // thousand more waves.
    let prepared = Prepared::new(valid(&json!({
        "markets": [market("deep", 1e7), market("thin", 0.01)],
        "couplings": [{ "kind": "arbitrage", "a": "deep", "b": "thin" }],
        "populations": [dealers("thin")],
        "shock": fall("deep"),
    })));
    let mut engine = Engine::new(&prepared, prepared.scenario().shock.clone(), None);
    engine.apply_shock();
    let most = 2 * MOST_CALM_WAVES;
    let waves = (0..most).take_while(|_| engine.step()).count();
    assert_eq!(waves, MOST_CALM_WAVES as usize);
    // Who still trades has not settled.
    assert_eq!(engine.stop_reason(), StopReason::WavesReached);
}

/// A hedge in a book of orders moves the price over the level where it would be enough: the next wave takes it back, and so on.
#[test]
fn a_hedge_that_goes_to_and_fro_comes_to_an_end() {
    let prepared = Prepared::new(valid(&json!({
        "markets": [{ "id": "m", "price": 100, "impact": { "law": "book", "refill": 0.207, "beyond": "lastDensity",
            "bids": [[98.9, 609], [98.5, 11.8], [98.3, 34.6]], "asks": [[101, 16.5], [102, 60.3], [103, 842]] } }],
        "populations": [{ "kind": "optionAccounts", "market": "m", "volatilitySlope": 0.278,
            "liquidation": { "by": "hedge", "restore": 3.6, "seller": "nobody" },
            "rows": [{ "equity": 1160, "perp": 686, "legs": [
                { "type": "put", "strike": 83.4, "expiryDays": 33.3, "volatility": 0.298, "contracts": 2500 }] }] }],
        "shock": { "kind": "none" },
    })));
    let mut engine = Engine::new(&prepared, prepared.scenario().shock.clone(), None);
    engine.apply_shock();
    let most = 2 * MOST_CALM_WAVES;
    let waves = (0..most).take_while(|_| engine.step()).count();
    assert!(waves <= MOST_CALM_WAVES as usize + 2, "{waves}");
    assert_eq!(engine.stop_reason(), StopReason::WavesReached);
}
