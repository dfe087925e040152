//! Worked cases with known answers: closed forms and independent simulations. The number of each case (V1 ...) is that
//! of the cases on the page of the model (`www/model.html`).
#![cfg(not(target_arch = "wasm32"))]

mod common;

use common::{assert_close, trace};
use serde_json::{Value, json};

fn gap(ratio: f64) -> Value {
    json!({ "kind": "priceGap", "market": "perp", "ratio": ratio })
}

fn scenario(impact: Value, population: Value, shock: Value) -> Value {
    json!({
        "version": 1,
        "markets": [{ "id": "perp", "price": 100, "impact": impact }],
        "populations": [population],
        "shock": shock
    })
}

fn uniform_levels(count: u32) -> Value {
    json!({
        "kind": "levels", "market": "perp", "side": "long",
        "from": 75, "to": 95, "quantity": 1000, "count": count, "spacing": "price"
    })
}

fn linear(slope: f64) -> Value {
    json!({ "law": "linear", "slope": slope })
}

/// V1: uniform density in price, linear impact. R = 0.4, fixed point 93.3333..., overshoot amplification 5/3.
#[test]
fn v1_uniform_density_stops_at_the_closed_form() {
    let trace = trace(&scenario(
        linear(0.008),
        uniform_levels(100_000),
        gap(-0.06),
    ));
    let summary = trace.summary();
    // One level is 0.0002 apart; the discrete crowd stops within a few of them.
    assert_close(summary.final_price, 93.333_36, 5e-6);
    assert_close(summary.final_price, 93.333_333_333_3, 1e-4);
    assert_close(summary.liquidated_quantity, 83.333_333_333_3, 5e-3);
    assert_close(summary.overshoot_amplification, 1.666_666_666_7, 1e-4);
    assert_eq!(summary.liquidated_count, 8_333);
    let counts = &trace.markets[0].liquidated_count;
    let waves: Vec<u32> = counts[1..]
        .windows(2)
        .map(|pair| pair[1] - pair[0])
        .collect();
    assert_eq!(waves[..8], [5_000, 2_000, 800, 320, 128, 51, 21, 8]);
    assert_close(trace.markets[0].branching_ratio[1], 0.4, 1e-3);
    assert_close(trace.markets[0].wave_ratio[3], 0.4, 1e-2);
}

#[test]
fn v1_with_twenty_traders_stops_after_one() {
    let summary = trace(&scenario(linear(0.008), uniform_levels(20), gap(-0.06))).summary();
    assert_eq!((summary.liquidated_count, summary.waves), (1, 1));
    assert_close(summary.final_price, 93.6, 1e-12);
}

#[test]
fn v1_near_and_above_one_takes_everyone() {
    for (slope, price) in [(0.0192, 74.8), (0.021, 73.0)] {
        let summary = trace(&scenario(
            linear(slope),
            uniform_levels(100_000),
            gap(-0.06),
        ))
        .summary();
        assert_close(summary.final_price, price, 1e-9);
        assert_close(summary.liquidated_quantity, 1_000.0, 1e-9);
        assert_close(summary.liquidated_share, 1.0, 1e-12);
    }
}

/// V2: uniform density in log price, log-linear impact.
#[test]
fn v2_log_linear_stops_at_the_closed_form() {
    let mut levels = uniform_levels(100_000);
    levels["spacing"] = json!("logPrice");
    let summary = trace(&scenario(
        json!({ "law": "logLinear", "depth": 6000 }),
        levels,
        gap(-0.06),
    ))
    .summary();
    assert_close(summary.final_price, 91.652_006_139_5, 5e-4);
    assert_close(summary.final_price, 91.652_24, 1e-5);
    assert_close(summary.liquidated_quantity, 151.775_514_516_4, 0.02);
    assert_close(summary.liquidated_quantity, 151.76, 5e-3);
}

/// V3: leverage uniform between two values by notional, all entered at spot; `kappa` is the fall if all were sold.
fn uniform_leverage(from: f64, to: f64, maintenance: f64, kappa: f64, shock: f64) -> Value {
    // Open interest 1e6 at 100 is 1e4 base; selling it all falls kappa * 100.
    json!({
        "version": 1,
        "markets": [{
            "id": "perp", "price": 100, "impact": linear(kappa * 100.0 / 1e4),
            "margin": { "maintenance": { "ratio": maintenance } }
        }],
        "populations": [{
            "kind": "perps", "market": "perp", "openInterest": 1e6, "count": 200_000, "longShare": 1,
            "leverage": { "law": "uniform", "from": from, "to": to }, "entry": { "law": "spot" }
        }],
        "shock": gap(-shock)
    })
}

#[test]
fn v3_uniform_leverage_stops_at_the_larger_root() {
    let cases = [
        // from, to, maintenance, kappa, shock, fall, share sold
        (
            2.0,
            50.0,
            0.005,
            0.03,
            0.03,
            0.049_790_937_3,
            0.659_697_908_9,
        ),
        (
            2.0,
            50.0,
            0.005,
            0.10,
            0.0151,
            0.099_172_049_5,
            0.840_720_494_9,
        ),
        (
            5.0,
            25.0,
            0.01,
            0.02,
            0.05,
            0.060_741_622_3,
            0.537_081_114_9,
        ),
    ];
    for (from, to, maintenance, kappa, shock, fall, sold) in cases {
        let summary = trace(&uniform_leverage(from, to, maintenance, kappa, shock)).summary();
        // The error of 200,000 traders: the reference run with as many is 0.04979085 against 0.04979094.
        assert_close(summary.drawdown_ratio, fall, 2e-6);
        assert_close(summary.liquidated_share, sold, 5e-5);
    }
    let run = trace(&uniform_leverage(2.0, 50.0, 0.005, 0.03, 0.03));
    let last = run.rows() - 1;
    assert_close(run.summary().drawdown_ratio, 0.049_790_85, 1e-8);
    // Local R at the end, 0.2090 at a point; the window of 0.25 % below it sees a slightly smaller one.
    assert_close(run.markets[0].branching_ratio[last], 0.209_045_709, 0.012);
}

#[test]
fn v3_below_the_threshold_nothing_happens_and_just_past_it_much_does() {
    assert_eq!(
        trace(&uniform_leverage(2.0, 50.0, 0.005, 0.10, 0.0150))
            .summary()
            .liquidated_count,
        0
    );
    // Just past the critical fall (1/50 - m) / (1 - m); the first trader is half a quantile beyond it.
    let critical = (1.0 / 50.0 - 0.005) / 0.995;
    let summary = trace(&uniform_leverage(2.0, 50.0, 0.005, 0.03, critical + 1e-6)).summary();
    assert_close(summary.drawdown_ratio, 0.026_224_874_4, 1e-5);
}

/// V4: uniform density below a fall of 5 %, square-root impact.
#[test]
fn v4_square_root_stops_at_the_closed_form() {
    let impact = json!({ "law": "squareRoot", "coefficient": 1, "dailyVolatility": 0.03, "dailyVolume": 50_000 });
    // 20,000 base per unit of fall: 200 base per price unit, from 95 down to 75.
    let levels = json!({
        "kind": "levels", "market": "perp", "from": 75, "to": 95, "quantity": 4000, "count": 400_000
    });
    let summary = trace(&scenario(impact, levels, gap(-0.055))).summary();
    assert_close(summary.drawdown_ratio, 0.056_533_661_7, 1e-6);
    assert_close(summary.liquidated_quantity, 130.673_234_0, 0.02);
}

/// V6: finite execution speed. A tick fills the fraction 0.2 of the backlog.
#[test]
fn v6_ticks_follow_the_exact_backlog() {
    let mut case = scenario(linear(0.008), uniform_levels(100_000), gap(-0.06));
    case["clock"] = json!({ "mode": "ticks", "tickS": 1, "durationS": 30 });
    case["markets"][0]["liquidation"] =
        json!({ "executor": { "kind": "exponential", "ratePerS": -(0.8_f64.ln()) } });
    let run = trace(&case);
    assert_eq!(run.rows(), 32);
    let market = &run.markets[0];
    assert_close(market.backlog_quantity[1], 50.0, 0.02);
    for (tick, price, backlog) in [
        (1, 93.92, 44.0),
        (10, 93.519_000_650_7, 13.925_048_800_5),
        (30, 93.347_734_209_2, 1.080_065_686_5),
    ] {
        // A level holds 0.01 base and is 0.0002 apart.
        assert_close(market.last_price[1 + tick], price, 2e-4);
        assert_close(market.backlog_quantity[1 + tick], backlog, 0.02);
        assert_close(run.time_s[1 + tick], tick as f64, 0.0);
    }
}

#[test]
fn v6_small_ticks_converge_to_continuous_time() {
    let errors: Vec<f64> = [0.1, 0.05]
        .iter()
        .map(|&tick_s| {
            let mut case = scenario(linear(0.008), uniform_levels(1_000_000), gap(-0.06));
            case["clock"] = json!({ "mode": "ticks", "tickS": tick_s, "durationS": 5 });
            case["markets"][0]["liquidation"] =
                json!({ "executor": { "kind": "exponential", "ratePerS": 0.5 } });
            let run = trace(&case);
            let last = run.rows() - 1;
            assert_close(run.time_s[last], 5.0, 1e-9);
            (run.markets[0].backlog_quantity[last] - 11.156_508_007_4).abs()
        })
        .collect();
    assert!(errors[0] < 0.2, "{errors:?}");
    // First order: half the tick, half the error.
    assert_close(errors[0] / errors[1], 2.0, 0.15);
}

/// V9: equal sales into a Poisson process of levels: the number of liquidations from one seed has the Borel law.
#[test]
fn v9_chains_from_one_seed_have_the_borel_law() {
    let runs = 20_000;
    let mut histogram = [0_u32; 5];
    let (mut sum, mut squares) = (0.0, 0.0);
    for seed in 0..runs {
        // R = slope * size * density = 0.01 * 1 * 50 = 0.5; the seed position stands above 90, the others below.
        let case = json!({
            "version": 1, "seed": seed,
            "markets": [{ "id": "perp", "price": 100, "impact": linear(0.01) }],
            "populations": [
                { "kind": "positions", "market": "perp", "rows": [
                    { "id": "first", "side": "long", "quantity": 1, "entryPrice": 100, "margin": 9 }
                ] },
                { "kind": "levels", "market": "perp", "from": 80, "to": 90, "quantity": 500, "count": 500,
                  "spacing": "poisson" }
            ],
            "shock": gap(-0.1)
        });
        let count = trace(&case).summary().liquidated_count;
        if let Some(bin) = histogram.get_mut(count as usize - 1) {
            *bin += 1;
        }
        sum += f64::from(count);
        squares += f64::from(count) * f64::from(count);
    }
    let n = f64::from(runs);
    let published = [
        0.606_530_659_7,
        0.183_939_720_6,
        0.083_673_810_1,
        0.045_111_761_1,
        0.026_720_377_2,
    ];
    for (bin, probability) in histogram.iter().zip(published) {
        // Four standard errors, plus the small effect of a fixed total of 500 points.
        let tolerance = 4.0 * (probability * (1.0 - probability) / n).sqrt() + 2e-3;
        assert_close(f64::from(*bin) / n, probability, tolerance);
    }
    let mean = sum / n;
    assert_close(mean, 2.0, 0.06);
    assert_close(squares / n - mean * mean, 4.0, 0.5);
}

/// V20: shorts uniform above 105, the price gaps up to 107.
#[test]
fn v20_a_short_squeeze_mirrors_the_fall() {
    let levels = json!({
        "kind": "levels", "market": "perp", "side": "short", "from": 105, "to": 130, "quantity": 1000, "count": 100_000
    });
    let summary = trace(&scenario(linear(0.008), levels, gap(0.07))).summary();
    assert_close(summary.final_price, 107.941_176_470_6, 5e-4);
    assert_close(summary.liquidated_quantity, 117.647_058_8, 0.05);
    assert!(summary.amplification > Some(1.0) && summary.shock_ratio > 0.0);
}

/// Clusters as dominoes: levels 94.5, 93, 91.5, 88 with sizes 100, 200, 50, 500; slope 0.01; shocked price 94.
#[test]
fn dominoes_fall_by_equality_and_stop_before_the_gap() {
    let row = |id: &str, level: f64, quantity: f64| {
        // Without a maintenance margin the liquidation price is the bankruptcy price: margin = q (entry - level).
        json!({ "id": id, "side": "long", "quantity": quantity, "entryPrice": 100, "margin": quantity * (100.0 - level) })
    };
    let rows = [
        row("A", 94.5, 100.0),
        row("B", 93.0, 200.0),
        row("C", 91.5, 50.0),
        row("D", 88.0, 500.0),
    ];
    let mut case = scenario(
        linear(0.01),
        json!({ "kind": "positions", "market": "perp", "rows": rows }),
        gap(-0.06),
    );
    case["markets"][0]["margin"] = json!({ "maintenance": { "ratio": 0 } });
    let run = trace(&case);
    let summary = run.summary();
    assert_eq!(run.markets[0].last_price, [100.0, 94.0, 93.0, 91.0, 90.5]);
    assert_eq!(
        (
            summary.final_price,
            summary.liquidated_quantity,
            summary.waves
        ),
        (90.5, 350.0, 3)
    );
    let closed: Vec<Option<u32>> = run
        .accounts
        .iter()
        .map(|account| account.liquidated_at_row)
        .collect();
    assert_eq!(closed, [Some(2), Some(3), Some(4), None]);
    assert_eq!(run.accounts[1].average_fill_price, Some(92.0));
    assert_eq!(
        (
            run.accounts[0].cash,
            run.accounts[3].quantity,
            run.accounts[3].cash
        ),
        (0.0, 500.0, 6_000.0)
    );
}

/// V7: an outside drift of -2 a second from 95, R = 0.4, the whole impact recovering at 0.5 a second.
fn drifting(tick_s: f64) -> (f64, f64) {
    let levels = json!({
        "kind": "levels", "market": "perp", "from": 75, "to": 95, "quantity": 1000, "count": 1_000_000
    });
    let shock = json!({ "kind": "ramp", "market": "perp", "ratio": -0.2, "durationS": 9.5 });
    let mut case = scenario(linear(0.008), levels, shock);
    case["markets"][0]["price"] = json!(95);
    case["markets"][0]["resilience"] =
        json!({ "permanentShare": 0, "recovery": [{ "share": 1, "decayPerS": 0.5 }] });
    case["clock"] = json!({ "mode": "ticks", "tickS": tick_s, "durationS": 5 });
    let run = trace(&case);
    let market = &run.markets[0];
    let at = |seconds: f64| {
        let row = run
            .time_s
            .iter()
            .rposition(|&time| (time - seconds).abs() < tick_s / 2.0)
            .expect("on a tick");
        market.last_price[row]
    };
    (at(1.0), at(5.0))
}

#[test]
fn v7_drift_against_a_recovering_book_converges_to_the_closed_form() {
    let published = (92.095_357_133_6, 83.424_806_165_8);
    let coarse = drifting(0.02);
    let fine = drifting(0.005);
    assert_close(fine.0, published.0, 0.01);
    assert_close(fine.1, published.1, 0.01);
    // First order in the tick: a quarter of the tick, about a quarter of the error.
    assert!(
        (fine.1 - published.1).abs() < 0.4 * (coarse.1 - published.1).abs(),
        "{coarse:?} {fine:?}"
    );
}

#[test]
fn depth_that_recovers_lets_the_price_rebound_and_the_trough_is_shallower_when_forced_orders_are_slow()
 {
    let run = |rate: f64, share: f64| {
        let mut case = scenario(linear(0.012), uniform_levels(10_000), gap(-0.06));
        case["clock"] = json!({ "mode": "ticks", "tickS": 1, "durationS": 600 });
        case["markets"][0]["resilience"] = json!({ "permanentShare": 1.0 - share, "recovery": [{ "share": share, "decayPerS": 0.1 }] });
        case["markets"][0]["liquidation"] =
            json!({ "executor": { "kind": "exponential", "ratePerS": rate } });
        trace(&case).summary()
    };
    let (fast, slow, permanent) = (run(1.0, 0.7), run(0.05, 0.7), run(1.0, 0.0));
    assert!(
        fast.rebound_ratio > 0.05 && permanent.rebound_ratio == 0.0,
        "{fast:?}"
    );
    assert!(slow.trough_price > fast.trough_price && fast.trough_price > permanent.trough_price);
    assert!(slow.liquidated_quantity < fast.liquidated_quantity);
}

#[test]
fn depth_that_leaves_deepens_the_fall() {
    let run = |withdrawal: Value| {
        let mut case = scenario(linear(0.008), uniform_levels(10_000), gap(-0.06));
        case["markets"][0]["withdrawal"] = withdrawal;
        trace(&case)
    };
    let stays = run(json!(null)).summary();
    let leaves = run(json!({ "law": "drawdown", "exponent": 20 }));
    assert!(leaves.summary().final_price < stays.final_price - 0.1);
    // What sells down by 1 %: the integral of p (p / b)^20 / slope from 94, b the first level, against that of p / slope from 100.
    let depth = &leaves.markets[0].depth;
    let notional = 94_f64.powi(22) * (1.0 - 0.99_f64.powi(22)) / 22.0 / 94.999_f64.powi(20);
    assert_close(
        depth[1] / depth[0],
        notional / (0.5 * (1e4 - 99.0 * 99.0)),
        1e-9,
    );
}
