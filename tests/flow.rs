//! Which group sold in which wave, and who paid: every sum is that of the trace, whatever the scenario.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use common::{assert_close, trace, valid};
use liquidation_cascades::analysis::flow::{Flow, by_row};
use liquidation_cascades::analysis::paid::WhoPaid;
use liquidation_cascades::chart::figure::{Figure, Shape};
use liquidation_cascades::clock::Clock;
use liquidation_cascades::engine::Prepared;
use liquidation_cascades::population::crowd::Side;
use liquidation_cascades::render::feedback::{FeedbackWords, feedback};
use liquidation_cascades::render::flow::{FlowWords, flow};
use liquidation_cascades::render::text::{Weight, text_width};
use liquidation_cascades::render::theme::Theme;
use liquidation_cascades::scenario::presets::{names, preset};
use liquidation_cascades::trace::Trace;
use proptest::prelude::*;
use serde_json::{Value, json};

const FLOW: FlowWords<'_> = FlowWords {
    groups: "leverage",
    parts: "sold in",
    wave: "wave {}",
    waves: "waves {}",
    rest: "later waves",
    shared: "shared",
    money: "${amount}",
    at_once: "before",
};

const FEEDBACK: FeedbackWords<'_> = FeedbackWords {
    feedback: "Feedback R",
    chain: "Chain ratio",
    line: "each $1 forces another $1",
    grows: "grows",
    dies: "dies",
    shock: "shock",
    kinds: &[("traders", "leveraged traders"), ("stops", "stop orders")],
};

/// Every preset that needs no file.
fn presets() -> impl Iterator<Item = (&'static str, Value)> {
    names()
        .into_iter()
        .filter(|&name| name != "real-book")
        .map(|name| (name, preset(name).expect("is a preset")))
}

/// Rows and parts add up to the columns. Relative to the whole, since every column is a running sum of its own order.
fn check_sums(trace: &Trace) -> Result<(), TestCaseError> {
    for market in &trace.markets {
        let total = *market.liquidated_notional.last().expect("has rows");
        let slack = 1e-9 * total.max(1.0);
        let rows = by_row(market);
        for (row, bands) in rows.iter().enumerate().skip(1) {
            // Loans are not in it.
            let all = |row: usize| {
                [Side::Long, Side::Short]
                    .map(|side| market.closed_notional(side, row))
                    .iter()
                    .sum::<f64>()
            };
            let sold = all(row) - all(row - 1);
            let sum: f64 = bands.iter().sum();
            prop_assert!((sum - sold).abs() <= slack, "row {row}: {sum}, not {sold}");
        }
        let flow = Flow::new(trace, market);
        let last = trace.rows() - 1;
        let of_positions =
            market.closed_notional(Side::Long, last) + market.closed_notional(Side::Short, last);
        prop_assert!((flow.total() - of_positions).abs() <= slack);
        prop_assert!(flow.notional.iter().flatten().all(|&sold| sold >= 0.0));
        prop_assert!(flow.parts.len() <= 9, "{:?}", flow.parts);
        let mut before = 0;
        for part in &flow.parts {
            prop_assert!(before < part.first_row && part.first_row <= part.last_row);
            before = part.last_row;
        }
    }
    Ok(())
}

#[test]
fn every_preset_adds_up_to_its_columns() {
    for (name, scenario) in presets() {
        check_sums(&trace(&scenario)).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}

fn random() -> impl Strategy<Value = Value> {
    (
        (0.0..1.0, 1.0..80.0, -0.2..0.2, 5e6..2e8, 1_u32..1_000),
        (0_usize..4, 0_usize..3, any::<bool>()),
    )
        .prop_map(|((share, leverage, ratio, depth, seed), (rules, deficit, ticks))| {
            let mut market = json!({
                "id": "perp", "price": 100.0, "impact": { "law": "logLinear", "depth": depth },
                "insuranceFund": 1e6, "deficit": (["badDebt", "adl", "socialise"])[deficit],
            });
            if rules > 0 && ticks {
                let partial = [
                    json!({ "rule": "tiers" }),
                    json!({ "rule": "share", "share": 0.25, "cooldownS": 5.0 }),
                    json!({ "rule": "target", "ratio": 0.05 }),
                ];
                market["liquidation"] = json!({ "partial": partial[rules - 1] });
            }
            let mut scenario = json!({
                "version": 1, "seed": seed, "markets": [market],
                "populations": [{
                    "kind": "perps", "market": "perp", "openInterest": 1e9, "count": 400, "longShare": share,
                    "leverage": { "law": "lognormal", "median": leverage, "logSd": 0.8, "max": 125 },
                    "entry": { "law": "normal", "sd": 0.05 }, "sampling": "random",
                }],
                "shock": { "kind": "priceGap", "market": "perp", "ratio": ratio },
            });
            if ticks {
                scenario["clock"] = json!({ "mode": "ticks", "tickS": 1.0, "durationS": 60.0 });
            }
            scenario
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn random_runs_add_up_to_their_columns(scenario in random()) {
        check_sums(&trace(&scenario))?;
    }

    #[test]
    fn payers_bear_what_the_closed_have_lost(scenario in random()) {
        check_payers(&scenario)?;
    }
}

/// What was lost, position by position: entry to fill, and fees.
fn check_payers(scenario: &Value) -> Result<(), TestCaseError> {
    let prepared = Prepared::new(valid(scenario));
    let trace = prepared.trace();
    let market = &trace.markets[0];
    let paid = WhoPaid::new(&trace, market);
    let payers = paid.traders + paid.fund + paid.vault + paid.socialised + paid.bad_debt;
    assert_close(payers, paid.total, 0.0);
    // A margin ends at the bankruptcy price: what a fill has cost is the margin, less what it brought beyond that price.
    if market.by_band.is_empty() {
        let last = trace.rows() - 1;
        let mut lost = 0.0;
        for (crowd, base, notional) in [
            (
                &market.longs,
                market.closed_base(Side::Long, last),
                market.closed_notional(Side::Long, last),
            ),
            (
                &market.shorts,
                market.closed_base(Side::Short, last),
                market.closed_notional(Side::Short, last),
            ),
        ] {
            let (mut margin, mut value) = (0.0, 0.0);
            for place in 0..crowd.len() {
                let from = crowd.cumulative_quantity[place];
                let whole = crowd.cumulative_quantity[place + 1] - from;
                let share = ((base - from) / whole).clamp(0.0, 1.0);
                margin +=
                    share * (crowd.cumulative_margin[place + 1] - crowd.cumulative_margin[place]);
                value += share * whole * crowd.bankruptcy_price[place];
            }
            lost += margin - crowd.side.sign() * (notional - value);
        }
        let borne = paid.total - paid.fund_gain - paid.vault_gain;
        let slack = 1e-8 * market.liquidated_notional[last].max(1.0);
        prop_assert!(
            (borne - lost).abs() <= slack,
            "{borne} is borne, {lost} was lost"
        );
    }
    Ok(())
}

#[test]
fn payers_of_every_preset_bear_what_was_lost() {
    for (name, scenario) in presets() {
        check_payers(&scenario).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}

/// Ten longs of 5x to 50x against one short, position by position.
fn ledger() -> impl Strategy<Value = Value> {
    (0_usize..3, 0_usize..3, 0.0..2_000.0, -0.15..-0.01, 500.0..20_000.0).prop_map(
        |(rule, deficit, fund, ratio, depth): (usize, usize, f64, f64, f64)| {
            let partial = [
                json!({ "rule": "share", "share": 0.25, "cooldownS": 5.0 }),
                json!({ "rule": "target", "ratio": 0.05 }),
                json!({ "rule": "share", "share": 1.0, "cooldownS": 0.0 }),
            ];
            let mut rows: Vec<Value> = (1..=10)
                .map(|times| {
                    let margin = 1_000.0 / f64::from(5 * times);
                    json!({ "id": format!("L{times}"), "side": "long", "quantity": 10, "entryPrice": 100, "margin": margin })
                })
                .collect();
            rows.push(json!({ "id": "S", "side": "short", "quantity": 100, "entryPrice": 100, "margin": 5_000 }));
            json!({
                "version": 1,
                "markets": [{
                    "id": "perp", "price": 100, "impact": { "law": "logLinear", "depth": depth },
                    "insuranceFund": fund, "deficit": (["badDebt", "adl", "socialise"])[deficit],
                    "liquidation": { "partial": partial[rule] },
                }],
                "populations": [{ "kind": "positions", "market": "perp", "rows": rows }],
                "clock": { "mode": "ticks", "tickS": 1.0, "durationS": 90.0 },
                "shock": { "kind": "priceGap", "market": "perp", "ratio": ratio },
            })
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// What each close brought, against what the position was bought for.
    #[test]
    fn payers_of_a_ledger_bear_what_every_position_has_lost(scenario in ledger()) {
        let trace = trace(&scenario);
        check_sums(&trace)?;
        let paid = WhoPaid::new(&trace, &trace.markets[0]);
        prop_assert!(!trace.markets[0].by_band.is_empty());
        let lost: f64 = trace.accounts[..10]
            .iter()
            .map(|account| {
                let closed = 10.0 - account.quantity - account.deleveraged_quantity;
                closed * (100.0 - account.average_fill_price.unwrap_or(100.0))
            })
            .sum();
        let borne = paid.total - paid.fund_gain;
        prop_assert!((borne - lost - paid.fees).abs() < 1e-6, "{borne} is borne, {lost} was lost");
    }
}

#[test]
fn winners_closed_early_are_in_no_sum() {
    let trace = trace(&preset("last-line").expect("is a preset"));
    let paid = WhoPaid::new(&trace, &trace.markets[0]);
    assert!(paid.closed_early > 1e8, "{paid:?}");
    assert!(paid.total < 1e8, "{paid:?}");
    assert_close(paid.total, paid.traders + paid.fund + paid.bad_debt, 1e-3);
}

#[test]
fn groups_with_more_leverage_are_closed_in_earlier_waves() {
    // Three equal groups at 100: 10x fall at about 90, 20x at 95, 50x at 98; a fall of 3 % reaches the last only.
    let trace = trace(&preset("same-door").expect("is a preset"));
    let flow = Flow::new(&trace, &trace.markets[0]);
    let first_of = |band: usize| flow.notional.iter().position(|bands| bands[band] > 0.0);
    let reached: Vec<usize> = (1..5).rev().filter_map(first_of).collect();
    assert!(reached.len() >= 3, "{flow:?}");
    assert!(reached.is_sorted(), "{reached:?}");
}

#[test]
fn small_waves_at_the_end_are_gathered_and_a_clock_is_cut_into_even_parts() {
    let instant = trace(&preset("the-match").expect("is a preset"));
    let flow = Flow::new(&instant, &instant.markets[0]);
    let rest = flow.parts.last().expect("somebody was closed");
    assert!(rest.is_rest && rest.last_row > rest.first_row);
    let slow = trace(&preset("slow-motion").expect("is a preset"));
    assert!(matches!(slow.clock, Clock::Ticks { .. }));
    let flow = Flow::new(&slow, &slow.markets[0]);
    assert!((2..=6).contains(&flow.parts.len()), "{:?}", flow.parts);
}

const SIZE: (f64, f64, f64) = (560.0, 300.0, 1.0);

fn figures(trace: &Trace, size: (f64, f64, f64), theme: &Theme) -> Vec<Figure> {
    let market = &trace.markets[0];
    let ratios = feedback(trace, market, 2.5, size, theme, FEEDBACK);
    let found = Flow::new(trace, market);
    flow(trace, &found, size, theme, FLOW)
        .into_iter()
        .chain([ratios])
        .collect()
}

#[test]
fn both_back_ends_draw_the_same_figures() {
    let theme = Theme::dark();
    for (name, scenario) in presets() {
        for (index, figure) in figures(&trace(&scenario), SIZE, &theme).iter().enumerate() {
            let (_, texts) = figure.raster();
            let svg = figure.svg();
            assert!(svg.starts_with("<svg") && !svg.contains("NaN") && !svg.contains("inf"));
            for run in texts.runs() {
                let text = run.text.replace('<', "&lt;").replace('>', "&gt;");
                assert!(svg.contains(&text), "{name} {index} lacks {text}");
            }
            if let Some(folder) = std::env::var_os("LIQUIDATION_CASCADES_FIGURES") {
                let path = std::path::Path::new(&folder).join(format!("{name}-{index}.svg"));
                std::fs::write(path, svg).expect("the folder exists");
            }
        }
    }
}

#[test]
fn feedback_is_stacked_by_whose_it_is_and_what_trades_against_the_move_lies_below_nought() {
    let theme = Theme::dark();
    let draw = |name: &str, size| {
        let trace = trace(&preset(name).expect("is a preset"));
        let figure = feedback(&trace, &trace.markets[0], 1.0, size, &theme, FEEDBACK);
        (trace, figure)
    };
    for (name, kinds) in [("stops-below", 2), ("gamma-squeeze", 1), ("calm-hand", 2)] {
        let (trace, figure) = draw(name, SIZE);
        // The first area is the half above 1.
        assert_eq!(figure.areas.len(), 1 + kinds, "{name}");
        for area in &figure.areas[1..] {
            for &(top, bottom) in &area.borders {
                let (y0, y1) = (f64::from(figure.plot.y0), f64::from(figure.plot.y1));
                assert!(top <= bottom && top >= y0 && bottom <= y1, "{name}");
            }
        }
        // Where the first row stands: as high as its part.
        let parts = &trace.markets[0].feedback;
        let negative = parts.iter().any(|(_, part)| part[1] < 0.0);
        assert_eq!(negative, name == "calm-hand");
        let bottoms = figure.areas[1..].iter().map(|area| area.borders[0].1);
        let zero = figure.areas[1].borders[0].1;
        assert_eq!(
            bottoms.clone().any(|bottom| bottom > zero + 1.0),
            negative,
            "{name}"
        );
        let named = figure.words.iter().any(|word| word.text == "stop orders");
        assert_eq!(named, name == "stops-below");
    }
    // Names that have no room beside each other stand below each other, and the plot begins below them.
    let (_, wide) = draw("stops-below", (560.0, 300.0, 1.0));
    let (_, narrow) = draw("stops-below", (190.0, 300.0, 1.0));
    assert!(narrow.plot.y0 > wide.plot.y0);
    let (_, plain) = draw("the-match", SIZE);
    assert_eq!(plain.areas.len(), 1);
}

#[test]
fn what_the_halves_mean_stands_on_no_line_of_feedback() {
    for (name, scenario) in presets() {
        let trace = trace(&scenario);
        for size in [
            (390.0, 240.0, 1.0),
            (560.0, 260.0, 1.0),
            (860.0, 260.0, 2.0),
        ] {
            let figure = feedback(
                &trace,
                &trace.markets[0],
                2.5,
                size,
                &Theme::dark(),
                FEEDBACK,
            );
            let half = 0.5 * figure.style.font_px;
            // What the line at 1 says stands at it, wherever the others lie.
            for text in [FEEDBACK.grows, FEEDBACK.dies] {
                let word = figure.words.iter().find(|word| word.text == text);
                let (left, middle) = word.map(|word| word.at).expect("is said");
                let right =
                    f64::from(left) + text_width(text, figure.style.font_px, Weight::Regular);
                let is_on = |&(x, y): &(f64, f64)| {
                    x >= f64::from(left) && x <= right && (y - f64::from(middle)).abs() <= half
                };
                for shape in &figure.shapes {
                    // Those with more corners than two: R and the chain ratio.
                    let Shape::Line { points, .. } = shape else {
                        continue;
                    };
                    if points.len() < 3 {
                        continue;
                    }
                    let along = points.windows(2).flat_map(|ends| {
                        let [(x0, y0), (x1, y1)] = [ends[0], ends[1]];
                        (0..=200).map(move |part| {
                            let share = f64::from(part) / 200.0;
                            (x0 + share * (x1 - x0), y0 + share * (y1 - y0))
                        })
                    });
                    assert_eq!(along.clone().find(is_on), None, "{name} {size:?}: {text}");
                }
            }
        }
    }
}

#[test]
fn figures_of_any_size_are_drawn_without_complaint() {
    let trace = trace(&preset("the-match").expect("is a preset"));
    for size in [
        (1.0, 1.0, 1.0),
        (90.0, 60.0, 2.0),
        (f64::NAN, 4e9, f64::INFINITY),
        (1_600.0, 200.0, 1.5),
    ] {
        for figure in figures(&trace, size, &Theme::light()) {
            let (raster, _) = figure.raster();
            assert_eq!((raster.width(), raster.height()), figure.size);
        }
    }
}

/// FNV-1a.
fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[test]
fn pictures_keep_their_pixels() {
    let trace = trace(&preset("the-match").expect("is a preset"));
    let hashes: Vec<String> = figures(&trace, SIZE, &Theme::dark())
        .iter()
        .map(|figure| format!("{:016x}", hash(figure.raster().0.rgba())))
        .collect();
    assert_eq!(hashes, ["d185826127140056", "a58c2fecf4db1567"]);
}

#[test]
fn nobody_closed_is_no_flow() {
    let mut scenario = preset("calm-water").expect("is a preset");
    scenario["shock"]["ratio"] = json!(0.0);
    let trace = trace(&scenario);
    let found = Flow::new(&trace, &trace.markets[0]);
    assert!(found.parts.is_empty());
    assert!(flow(&trace, &found, SIZE, &Theme::dark(), FLOW).is_none());
    assert_eq!(WhoPaid::new(&trace, &trace.markets[0]).total, 0.0);
}
