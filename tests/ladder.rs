//! The ladder against the engine: the same landing for every shock, over random books of all impact laws, and at the
//! shocks where it is hardest: on the critical values themselves.
#![cfg(not(target_arch = "wasm32"))]

mod common;
#[allow(dead_code, reason = "shared with the laws, which use all of it")]
#[path = "laws/scenarios.rs"]
mod scenarios;

use common::{assert_close, valid};
use liquidation_cascades::analysis::ladder::{Ladder, Ladders, Landing};
use liquidation_cascades::engine::Prepared;
use liquidation_cascades::population::crowd::Side;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use scenarios::{Case, EVERYTHING, Menu, Shock, cases};
use serde_json::{Value, json};

fn config(cases: u32) -> ProptestConfig {
    let deep = std::env::var_os("LIQUIDATION_CASCADES_DEEP").is_some();
    ProptestConfig {
        cases: if deep { 10_000 } else { cases },
        rng_seed: if deep {
            RngSeed::Random
        } else {
            RngSeed::Fixed(20_241_124)
        },
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

const INSTANT: Menu = Menu {
    time: false,
    ..EVERYTHING
};

/// Price of the engine and of the ladder: it adds up its sales wave by wave, we take them at once.
const PRICE_TOLERANCE: f64 = 1e-9;

fn gap(case: &Case, cancels: bool) -> Case {
    let is_book = matches!(
        case.markets[case.shocked].impact,
        scenarios::Impact::Book { .. }
    );
    Case {
        shock: Shock::Gap {
            ratio: -0.1,
            cancels: cancels && is_book,
        },
        ..case.clone()
    }
}

fn assert_same(ladder: Landing, engine: Landing, scale: f64, what: &str) {
    assert_eq!(
        ladder.liquidated_count, engine.liquidated_count,
        "{what}: {ladder:?} {engine:?}"
    );
    assert_eq!(
        ladder.liquidated_quantity.to_bits(),
        engine.liquidated_quantity.to_bits(),
        "{what}: {ladder:?} {engine:?}"
    );
    assert_eq!(
        ladder.liquidated_share.to_bits(),
        engine.liquidated_share.to_bits(),
        "{what}"
    );
    assert_eq!(
        ladder.shocked_price.to_bits(),
        engine.shocked_price.to_bits(),
        "{what}"
    );
    assert_close(ladder.price, engine.price, PRICE_TOLERANCE * scale);
    let notional = engine.liquidated_quantity * scale;
    assert_close(
        ladder.liquidated_notional,
        engine.liquidated_notional,
        PRICE_TOLERANCE * notional.max(engine.liquidated_notional),
    );
}

proptest! {
    #![proptest_config(config(600))]

    /// Every law, both directions, ties and clusters, books that shift and that are cancelled, dead positions, two
    /// markets, other depths.
    #[test]
    fn the_ladder_lands_where_the_engine_does(
        case in cases(INSTANT),
        cancels in any::<bool>(),
        shocks in vec(-0.6..0.6, 12),
        factor in prop_oneof![Just(None), (0.05..20.0).prop_map(Some)],
    ) {
        let case = gap(&case, cancels);
        let prepared = case.prepared();
        let ladders = [Side::Long, Side::Short].map(|side| Ladder::new(&prepared, side, factor));
        let mut shocks = shocks;
        for ladder in ladders.iter().flatten() {
            // On the critical values, and one unit in the last place to either side.
            let breaks: Vec<f64> = ladder.breaks().map(|found| found.ratio - 1.0).collect();
            let step = breaks.len() / 20 + 1;
            for shock in breaks.into_iter().step_by(step).filter(|shock| shock.abs() < 0.9) {
                shocks.extend([shock, shock.next_up(), shock.next_down()]);
            }
        }
        for shock in shocks {
            let ladder = &ladders[usize::from(shock > 0.0)];
            let Some(ladder) = ladder else { continue };
            let engine = Landing::by_engine(&prepared, shock, factor);
            let scale = engine.price.max(case.markets[case.shocked].price);
            assert_same(ladder.landing(&prepared, shock), engine, scale, &format!("{shock}"));
        }
    }

    /// A larger shock never lands higher (for falls), and never closes less.
    #[test]
    fn a_larger_shock_never_lands_nearer(case in cases(Menu { dead: false, ..INSTANT }), shocks in vec(0.0..0.9, 20)) {
        let case = gap(&case, false);
        let prepared = case.prepared();
        let ladders = Ladders::default();
        let mut shocks = shocks;
        shocks.sort_by(f64::total_cmp);
        for sign in [-1.0, 1.0] {
            let Some(ladder) = ladders.of(&prepared, sign > 0.0) else { continue };
            for pair in shocks.windows(2) {
                let [near, far] = [pair[0], pair[1]].map(|shock| ladders.landing(&prepared, sign * shock));
                prop_assert!(sign * (far.price - near.price) >= -1e-9 * near.price, "{near:?} {far:?}");
                // Where the market runs out of orders, a larger shock leaves fewer to fill.
                if ladder.fallen(1.0 + sign * pair[1]).is_some() {
                    prop_assert!(far.liquidated_count >= near.liquidated_count, "{near:?} {far:?}");
                }
            }
        }
    }
}

/// Away from critical values the ladder answers by itself: a search, not a run.
#[test]
fn the_engine_is_asked_only_where_rounding_decides() {
    for preset in [
        "calm-water",
        "the-match",
        "thin-book",
        "same-door",
        "staircase",
        "short-squeeze",
    ] {
        let prepared = of_preset(preset);
        let mut asked = 0;
        for side in [Side::Long, Side::Short] {
            let ladder = Ladder::new(&prepared, side, None).expect("is instant");
            for step in 0..500 {
                let shock = -side.sign() * 0.0006 * (f64::from(step) + 0.317);
                asked += u32::from(ladder.fallen(1.0 + shock).is_none());
            }
        }
        assert!(
            asked <= 1,
            "{preset}: the engine was asked {asked} times of 1000"
        );
    }
}

/// Rules under which the end depends on more than the outside price and the base sold.
#[test]
fn where_the_path_matters_there_is_no_ladder() {
    let base =
        || liquidation_cascades::scenario::presets::preset("the-match").expect("is a preset");
    let has_ladder = |scenario: &Value| Ladder::applies(&valid(scenario));
    assert!(has_ladder(&base()));
    type Change = fn(&mut Value);
    let changes: [Change; 5] = [
        |scenario| scenario["clock"] = json!({ "mode": "ticks", "tickS": 1, "durationS": 10 }),
        |scenario| {
            scenario["markets"][0]["withdrawal"] = json!({ "law": "drawdown", "exponent": 5 })
        },
        |scenario| {
            scenario["markets"][0]["liquidation"] =
                json!({ "partial": { "rule": "target", "ratio": 0.02 } });
        },
        |scenario| scenario["markets"][0]["deficit"] = json!("adl"),
        |scenario| {
            scenario["shock"] = json!({ "kind": "marketOrder", "market": "perp", "quantity": 5 });
        },
    ];
    for change in changes {
        let mut scenario = base();
        change(&mut scenario);
        assert!(!has_ladder(&scenario), "{scenario}");
    }
    // What is asked for is answered all the same, by a run.
    let mut scenario = base();
    changes[2](&mut scenario);
    let prepared = Prepared::new(valid(&scenario));
    let landing = Ladders::default().landing(&prepared, -0.07);
    assert_eq!(landing, Landing::by_engine(&prepared, -0.07, None));
}

fn of_preset(name: &str) -> Prepared {
    let scenario = liquidation_cascades::scenario::presets::preset(name).expect("is a preset");
    Prepared::new(valid(&scenario))
}

fn scenario(impact: Value, maintenance: f64, population: Value) -> Prepared {
    Prepared::new(valid(&json!({
        "version": 1,
        "markets": [{
            "id": "perp", "price": 100, "impact": impact, "margin": { "maintenance": { "ratio": maintenance } }
        }],
        "populations": [population],
        "shock": { "kind": "priceGap", "market": "perp", "ratio": -0.05 }
    })))
}

/// V1 for every shock: `p = b - (b - p_s) / (1 - R)` until everyone is gone.
#[test]
fn v1_all_shocks_follow_the_closed_form() {
    let levels = json!({
        "kind": "levels", "market": "perp", "from": 75, "to": 95, "quantity": 1000, "count": 100_000
    });
    let prepared = scenario(json!({ "law": "linear", "slope": 0.008 }), 0.005, levels);
    let ladder = Ladder::new(&prepared, Side::Long, None).expect("is instant");
    for shock in 0..30 {
        let shock = 0.01 * f64::from(shock) + 0.000_05;
        let shocked = 100.0 * (1.0 - shock);
        let density: f64 = 50.0;
        let beyond: f64 = 95.0 - shocked;
        let price = if beyond <= 0.0 {
            shocked
        } else if beyond < 0.6 * 20.0 {
            95.0 - beyond / 0.6
        } else {
            shocked - 8.0
        };
        let landing = ladder.landing(&prepared, -shock);
        // The levels are 0.0002 apart; one of them is a slip of 0.00008 and what it drags along.
        assert_close(landing.price, price, 5e-4);
        let quantity = (density * beyond / 0.6).clamp(0.0, 1000.0);
        assert_close(landing.liquidated_quantity, quantity, 0.03);
    }
    let landing = ladder.landing(&prepared, -0.06);
    assert_close(landing.price, 93.333_36, 5e-6);
    assert_eq!(landing.liquidated_count, 8_333);
}

fn uniform_leverage(from: f64, to: f64, maintenance: f64, kappa: f64) -> Prepared {
    // Open interest 1e6 at 100 is 1e4 base; selling it all falls kappa * 100.
    scenario(
        json!({ "law": "linear", "slope": kappa * 100.0 / 1e4 }),
        maintenance,
        json!({
            "kind": "perps", "market": "perp", "openInterest": 1e6, "count": 200_000, "longShare": 1,
            "leverage": { "law": "uniform", "from": from, "to": to }, "entry": { "law": "spot" }
        }),
    )
}

/// V3 for every shock: the larger root of `x^2 - B x + (1 - m) A = 0`.
#[test]
fn v3_all_shocks_follow_the_closed_form() {
    for (from, to, maintenance, kappa) in [
        (2.0, 50.0, 0.005, 0.03),
        (5.0, 25.0, 0.01, 0.02),
        (2.0, 50.0, 0.005, 0.10),
    ] {
        let prepared = uniform_leverage(from, to, maintenance, kappa);
        let ladder = Ladder::new(&prepared, Side::Long, None).expect("is instant");
        let critical = (1.0 / to - maintenance) / (1.0 - maintenance);
        for step in 1..40 {
            let shock = 0.005 * f64::from(step) + 0.000_1;
            let slope = kappa / (to - from);
            let b = maintenance + (1.0 - maintenance) * (shock + slope * to);
            let root = 0.5 * (b + (b * b - 4.0 * (1.0 - maintenance) * slope).max(0.0).sqrt());
            let (fall, sold) = if shock <= critical {
                (shock, 0.0)
            } else if 1.0 / root < from {
                (shock + kappa, 1.0)
            } else {
                (
                    (root - maintenance) / (1.0 - maintenance),
                    (to - 1.0 / root) / (to - from),
                )
            };
            let landing = ladder.landing(&prepared, -shock);
            assert_close(1.0 - landing.price / 100.0, fall, 2e-6);
            assert_close(landing.liquidated_share, sold, 5e-5);
        }
    }
}

#[test]
fn v3_stands_on_a_knife_edge() {
    let prepared = uniform_leverage(2.0, 50.0, 0.005, 0.10);
    let ladder = Ladder::new(&prepared, Side::Long, None).expect("is instant");
    assert_eq!(ladder.landing(&prepared, -0.0150).liquidated_count, 0);
    let landing = ladder.landing(&prepared, -0.0151);
    assert_close(1.0 - landing.price / 100.0, 0.099_172_049_5, 2e-6);
    assert_close(landing.liquidated_share, 0.840_720_494_9, 5e-5);
    // The edge itself is half a quantile beyond (1 / 50 - m) / (1 - m).
    let first = ladder.breaks().next().expect("someone falls first");
    assert_close(1.0 - first.ratio, 0.015_075_376_9, 1e-7);
}

/// Dominoes of 1.9 (i): 100, 200, 50, 500 base at 94.5, 93, 91.5, 88, one base moves 0.01.
#[test]
fn dominoes_fall_by_the_shock_that_reaches_them() {
    let row = |id: &str, quantity: f64, trigger: f64| {
        // Without maintenance the trigger is where the margin is gone.
        json!({ "id": id, "side": "long", "quantity": quantity, "entryPrice": 100, "margin": quantity * (100.0 - trigger) })
    };
    let rows = [
        row("a", 100.0, 94.5),
        row("b", 200.0, 93.0),
        row("c", 50.0, 91.5),
        row("d", 500.0, 88.0),
    ];
    let prepared = scenario(
        json!({ "law": "linear", "slope": 0.01 }),
        0.0,
        json!({ "kind": "positions", "market": "perp", "rows": rows }),
    );
    let ladder = Ladder::new(&prepared, Side::Long, None).expect("is instant");
    // c: 94.5; 93 + 1 = 94; 91.5 + 3 = 94.5, so with the second; 88 + 3.5 = 91.5.
    let critical: Vec<(f64, usize)> = ladder
        .breaks()
        .map(|found| (100.0 * found.ratio, found.after))
        .collect();
    assert_eq!(critical.len(), 3, "{critical:?}");
    for ((price, after), expected) in critical.into_iter().zip([(94.5, 1), (94.0, 3), (91.5, 4)]) {
        assert_close(price, expected.0, 1e-12);
        assert_eq!(after, expected.1);
    }
    // Equality triggers, in the engine as here.
    let landing = ladder.landing(&prepared, -0.06);
    assert_eq!(
        (landing.liquidated_count, landing.liquidated_quantity),
        (3, 350.0)
    );
    assert_close(landing.price, 90.5, 1e-12);
}
