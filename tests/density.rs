//! The picture of all positions: what it counts, what it lights, and its pixels.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use common::valid;
use liquidation_cascades::analysis::crowd_figures::leverage_quantiles;
use liquidation_cascades::analysis::reach::{LeverageReach, Reach};
use liquidation_cascades::engine;
use liquidation_cascades::population::crowd::Side;
use liquidation_cascades::render::density::{Density, DensityWords};
use liquidation_cascades::render::theme::Theme;
use liquidation_cascades::scenario::presets::preset;
use liquidation_cascades::trace::Trace;
use proptest::prelude::*;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// Pictures that were looked at.
const PIXELS: [&str; 5] = [
    "59a15499b4aee73c",
    "144baf3c93fc1078",
    "9630ed40ad9cd9e0",
    "0faf3043c8c52088",
    "4def93ac9c80c984",
];

const SIZE: (f64, f64, f64) = (540.0, 400.0, 1.0);

fn named(name: &str) -> Trace {
    engine::run(valid(&preset(name).expect("is a preset")))
}

fn words() -> DensityWords {
    DensityWords::new(|name| {
        let word = match name {
            "longs" => "longs waiting: {amount}",
            "shorts" => "shorts waiting: {amount}",
            "closed" => "closed in wave {wave}",
            "closing" => "wave {wave} has to close",
            "reached" => "reached by the price",
            "fresh" => "opened at today's price",
            "withoutSelling" => "without forced selling",
            "withoutBuying" => "without forced buying",
            "leverage" => "leverage",
            "price" => "liquidation price",
            "furtherDown" => "further down: {amount}",
            "furtherUp" => "further up: {amount}",
            "money" => "${amount}",
            "closedMany" => "closed in waves {wave}",
            other => panic!("no word for {other}"),
        };
        word.to_owned()
    })
}

#[allow(clippy::cast_precision_loss, reason = "a few rows")]
fn last(trace: &Trace) -> f64 {
    (trace.rows() - 1) as f64
}

fn hash(density: &mut Density, theme: &Theme, playhead: f64) -> String {
    let (raster, runs) = density.frame(SIZE, theme, &words(), playhead);
    let mut sha = Sha256::new();
    sha.update(raster.rgba());
    for run in runs {
        sha.update(format!("{run:?}\n"));
    }
    let bytes = sha.finalize();
    bytes
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// `LIQUIDATION_CASCADES_FIGURES=folder cargo test --test density` leaves the pictures there as PPM files to look at.
fn kept(density: &mut Density, theme: &Theme, playhead: f64, name: &str) {
    let Some(folder) = std::env::var_os("LIQUIDATION_CASCADES_FIGURES") else {
        return;
    };
    let (raster, _) = density.frame(SIZE, theme, &words(), playhead);
    let mut bytes = format!("P6 {} {} 255\n", raster.width(), raster.height()).into_bytes();
    for pixel in raster.rgba().chunks_exact(4) {
        bytes.extend_from_slice(&pixel[..3]);
    }
    std::fs::write(
        std::path::Path::new(&folder).join(format!("{name}.ppm")),
        bytes,
    )
    .expect("the folder exists");
}

#[test]
fn every_position_is_in_a_cell_or_beyond_an_edge() {
    for name in ["the-match", "same-door", "short-squeeze", "last-line"] {
        let trace = named(name);
        let mut density = Density::new(&trace).expect("has a market");
        density.frame(SIZE, &Theme::dark(), &words(), 0.0);
        let reach = density.reach();
        let all: f64 = [&reach.longs, &reach.shorts]
            .iter()
            .map(|crowd| crowd.total_quantity() * reach.start)
            .sum();
        let cells = density.cells().expect("the picture is large enough");
        let counted = cells.notional.iter().sum::<f64>() + cells.further_down + cells.further_up;
        assert!(
            (counted / all - 1.0).abs() < 1e-9,
            "{name}: {counted} of {all}"
        );
    }
}

#[test]
fn what_was_reached_is_what_the_engine_triggered() {
    for name in [
        "the-match",
        "same-door",
        "short-squeeze",
        "thin-book",
        "staircase",
    ] {
        let trace = named(name);
        let mut density = Density::new(&trace).expect("has a market");
        density.frame(SIZE, &Theme::dark(), &words(), 0.0);
        let (market, reach) = (&trace.markets[0], density.reach());
        assert!(reach.closes_by_waves, "{name}");
        let cells = density.cells().expect("the picture is large enough");
        for row in 0..trace.rows() {
            #[allow(clippy::cast_precision_loss, reason = "a few rows")]
            let playhead = row as f64;
            let count = |side: Side| reach.reached(side, playhead).1;
            assert_eq!(
                count(Side::Long),
                market.triggered_longs[row] as usize,
                "{name} {row}"
            );
            assert_eq!(
                count(Side::Short),
                market.triggered_shorts[row] as usize,
                "{name} {row}"
            );
            // In cells: all rows of longs whose middle the price has passed, within one row of cells.
            let (low, _) = reach.extremes(playhead);
            let row_sum = |at: usize| -> f64 {
                cells.notional[at * cells.columns..(at + 1) * cells.columns]
                    .iter()
                    .sum()
            };
            let lit: f64 = (cells.above..cells.rows())
                .filter(|&at| cells.price(reach.start, at) >= low)
                .map(row_sum)
                .sum();
            let largest = (cells.above..cells.rows()).map(row_sum).fold(0.0, f64::max);
            let reached = reach.reached_notional(Side::Long, playhead);
            let beyond = if low < cells.price(reach.start, cells.rows() - 1) {
                cells.further_down
            } else {
                0.0
            };
            assert!(
                (lit - reached).abs() <= largest + beyond + 1.0,
                "{name} {row}: {lit} for {reached}"
            );
        }
    }
}

/// For every position of a side, in its order, the wave that liquidates it, read off the counts of the engine.
fn waves_of(trace: &Trace, side: Side) -> Vec<Option<u32>> {
    let market = &trace.markets[0];
    let (crowd, counts) = match side {
        Side::Long => (&market.longs, &market.triggered_longs),
        Side::Short => (&market.shorts, &market.triggered_shorts),
    };
    let wave = |index: usize| {
        let row = counts.iter().position(|&count| count as usize > index)?;
        // What is triggered in a row is closed in the next one.
        trace.wave.get(row + 1).copied()
    };
    (0..crowd.len()).map(wave).collect()
}

/// The waves that words of the picture name, in its order; `None` when a word names none.
fn named_waves(text: &str) -> Option<Vec<u32>> {
    let range = text.strip_prefix("closed in waves ").map_or_else(
        || {
            text.strip_prefix("closed in wave ")
                .or_else(|| text.strip_prefix("wave ")?.strip_suffix(" has to close"))
                .map(|wave| (wave, wave))
        },
        |range| range.split_once('\u{2013}'),
    )?;
    let number = |text: &str| text.parse::<u32>().expect("a number");
    Some((number(range.0)..=number(range.1)).collect())
}

fn says_only_what_happens(trace: &Trace, size: (f64, f64, f64)) {
    let mut density = Density::new(trace).expect("has a market");
    let theme = Theme::dark();
    let waves = [Side::Long, Side::Short].map(|side| (side, waves_of(trace, side)));
    // Words: every wave that closes somebody, no other, and at the end none that is still to come.
    for playhead in [0.0, 1.0, 1.5, 2.0, 0.5 * last(trace), last(trace)] {
        let playhead = last(trace).min(playhead);
        let (_, runs) = density.frame(size, &theme, &words(), playhead);
        let mut said: Vec<u32> = Vec::new();
        for run in runs {
            let named = named_waves(&run.text).unwrap_or_default();
            if playhead >= last(trace) {
                assert!(!run.text.contains("has to close"), "{}", run.text);
            }
            for wave in &named {
                let index = (*wave as usize - 1).min(theme.waves.len() - 1);
                assert!(named.len() > 1 || run.colour == theme.waves[index]);
            }
            said.extend(named);
        }
        said.sort_unstable();
        said.dedup();
        let market = &trace.markets[0];
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a row"
        )]
        let now = playhead.ceil() as usize;
        let mut expected: Vec<u32> = (1..=now)
            .filter(|&row| {
                market.triggered_longs[row] > market.triggered_longs[row - 1]
                    || market.triggered_shorts[row] > market.triggered_shorts[row - 1]
            })
            .filter_map(|row| trace.wave.get(row + 1).copied())
            .collect();
        expected.dedup();
        if playhead.fract() == 0.0 {
            assert_eq!(said, expected, "at {playhead}");
        } else {
            assert!(said.iter().all(|wave| expected.contains(wave)));
        }
    }
    // Cells: each has the wave of most of its money.
    let start = density.reach().start;
    let market = &trace.markets[0];
    let cells = density
        .cells()
        .expect("the picture is large enough")
        .clone();
    let mut held =
        vec![std::collections::BTreeMap::<Option<u32>, f64>::new(); cells.notional.len()];
    for (side, waves) in &waves {
        let crowd = match side {
            Side::Long => &market.longs,
            Side::Short => &market.shorts,
        };
        for (index, wave) in waves.iter().enumerate() {
            let leverage = f64::from(crowd.leverage[index]);
            let place = cells.cell_of(start, *side, crowd.trigger_price[index], leverage);
            if let Some(cell) = place {
                *held[cell].entry(*wave).or_default() += crowd.quantity(index) * start;
            }
        }
    }
    let wave_in = |cell: usize| {
        let owner = cells.owners[cell]?;
        trace.wave.get(owner.row? + 1).copied()
    };
    for (cell, by_wave) in held.iter().enumerate().filter(|(_, held)| !held.is_empty()) {
        let shown = by_wave.get(&wave_in(cell)).copied().unwrap_or(0.0);
        let most = by_wave.values().copied().fold(0.0, f64::max);
        assert!(shown > 0.0 && shown >= most * (1.0 - 1e-9), "{by_wave:?}");
    }
    // Pixels: what changes with the colour of a wave are words, lines across, and cells that show it; in the glow around
    // positions it is a wave of somebody near.
    let (left, top, cell) = density.origin().expect("the picture is large enough");
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        reason = "a height of the picture"
    )]
    let lines: Vec<i32> = market
        .mark_price
        .iter()
        .flat_map(|price| {
            let row = cells.above as f64 - (price - start) / cells.row_price;
            let y = (f64::from(top) + row * f64::from(cell)).round() as i32;
            [y - 1, y, y + 1]
        })
        .collect();
    let plain = density.frame(size, &theme, &words(), last(trace)).0.clone();
    for number in 1..theme.waves.len() {
        let mut other = theme.clone();
        other.waves[number - 1] = liquidation_cascades::render::colour::Rgb(1, 254, 3);
        let (raster, runs) = density.frame(size, &other, &words(), last(trace));
        let is_word = |x: i32, y: i32| {
            runs.iter().any(|run| {
                let rect = run.bounds().grown(4);
                (rect.x0..rect.x1).contains(&x) && (rect.y0..rect.y1).contains(&y)
            })
        };
        for (index, (one, two)) in plain
            .rgba()
            .chunks(4)
            .zip(raster.rgba().chunks(4))
            .enumerate()
        {
            let index = i32::try_from(index).expect("few pixels");
            let (x, y) = (index % raster.width(), index / raster.width());
            if one == two || is_word(x, y) {
                continue;
            }
            let place =
                |at: i32, from: i32| usize::try_from((at - from) / cell).expect("in the plot");
            let at = place(y, top) * cells.columns + place(x, left);
            if wave_in(at).is_some_and(|wave| wave as usize == number) {
                continue;
            }
            // A line goes across where the wave came to.
            assert!(lines.contains(&y), "wave {number} at {x}, {y}");
        }
    }
}

#[test]
fn every_position_is_drawn_in_its_own_wave() {
    for name in [
        "the-match",
        "same-door",
        "short-squeeze",
        "thin-book",
        "staircase",
        "calm-water",
    ] {
        let trace = named(name);
        assert!(
            Reach::new(&trace).expect("has a market").closes_by_waves,
            "{name}"
        );
        says_only_what_happens(&trace, SIZE);
    }
}

#[test]
fn the_same_door_has_three_waves_and_says_so() {
    let trace = named("same-door");
    let mut density = Density::new(&trace).expect("has a market");
    let (_, runs) = density.frame(SIZE, &Theme::dark(), &words(), last(&trace));
    let said: Vec<&str> = runs
        .iter()
        .map(|run| run.text.as_str())
        .filter(|text| text.contains("wave"))
        .collect();
    assert_eq!(
        said,
        ["closed in wave 1", "closed in wave 2", "closed in wave 3"]
    );
    // Everybody with 20x is closed in wave 2.
    let market = &trace.markets[0];
    let waves = waves_of(&trace, Side::Long);
    let cells = density.cells().expect("the picture is large enough");
    for (index, &leverage) in market.longs.leverage.iter().enumerate() {
        if (leverage - 20.0).abs() < 0.5 {
            assert_eq!(waves[index], Some(2));
            let place = cells.cell_of(100.0, Side::Long, market.longs.trigger_price[index], 20.0);
            assert_eq!(
                cells.owners[place.expect("in the picture")].and_then(|owner| owner.row),
                Some(2)
            );
        }
    }
}

fn random_scenario() -> impl Strategy<Value = Value> {
    let leverage = prop_oneof![
        (3.0..40.0, 0.05..0.9)
            .prop_map(|(median, sd)| json!({ "law": "lognormal", "median": median, "logSd": sd })),
        proptest::collection::vec(1.5..60.0_f64, 1..6).prop_map(|mut at| {
            at.sort_by(f64::total_cmp);
            let weights = vec![1.0; at.len()];
            json!({ "law": "clusters", "at": at, "weights": weights })
        }),
        (2.0..10.0, 11.0..50.0)
            .prop_map(|(from, to)| json!({ "law": "uniform", "from": from, "to": to })),
    ];
    let crowd = (leverage, 3.0..2_000.0_f64, 0.1..0.9, any::<bool>()).prop_map(|(leverage, count, long_share, spot)| {
        json!({
            "kind": "perps", "market": "perp", "openInterest": 1e9, "count": count.floor(), "longShare": long_share,
            "leverage": leverage, "entry": if spot { json!({ "law": "spot" }) } else { json!({ "law": "normal", "sd": 0.05 }) }
        })
    });
    let levels = (1_u32..40, 0.6..0.95, 0.951..0.999).prop_map(|(count, from, to)| {
        json!({ "kind": "levels", "market": "perp", "side": "long", "from": 100.0 * from, "to": 100.0 * to, "quantity": 5e6, "count": count })
    });
    let populations = prop_oneof![
        crowd.clone().prop_map(|one| vec![one]),
        levels.clone().prop_map(|one| vec![one]),
        (crowd, levels).prop_map(|(one, other)| vec![one, other]),
    ];
    let impact = prop_oneof![
        (5e5..1e8_f64).prop_map(|depth| json!({ "law": "logLinear", "depth": depth })),
        // May be eaten up, so that people are reached whom no wave closes.
        (1_u32..30, 1e4..1e6_f64).prop_map(|(levels, quantity)| {
            let side = |way: f64| -> Vec<[f64; 2]> {
                (1..=levels)
                    .map(|level| [100.0 + way * 0.5 * f64::from(level), quantity])
                    .collect()
            };
            json!({ "law": "book", "bids": side(-1.0), "asks": side(1.0), "beyond": "exhausted" })
        }),
    ];
    (populations, -0.15..0.15_f64, impact, 0_u32..1_000).prop_map(
        |(populations, ratio, impact, seed)| {
            json!({
                "version": 1, "seed": seed,
                "markets": [{
                    "id": "perp", "price": 100, "impact": impact,
                    "margin": { "maintenance": { "ratio": 0.004 } }
                }],
                "populations": populations,
                "shock": { "kind": "priceGap", "market": "perp", "ratio": ratio }
            })
        },
    )
}

#[test]
fn four_waves_in_a_narrow_strip_are_all_named() {
    let scenario = json!({
        "version": 1, "seed": 0,
        "markets": [{
            "id": "perp", "price": 100, "impact": { "law": "logLinear", "depth": 76_937_662.098_526_63 },
            "margin": { "maintenance": { "ratio": 0.004 } }
        }],
        "populations": [
            {
                "kind": "perps", "market": "perp", "openInterest": 1e9, "count": 1_797, "longShare": 0.752_006_781_013_480_5,
                "leverage": { "law": "clusters", "at": [28.657_050_885_346_667, 40.040_425_786_110_5], "weights": [1, 1] },
                "entry": { "law": "normal", "sd": 0.05 }
            },
            { "kind": "levels", "market": "perp", "side": "long", "from": 60, "to": 95.1, "quantity": 5e6, "count": 1 }
        ],
        "shock": { "kind": "priceGap", "market": "perp", "ratio": 0.092_689_591_702_594_96 }
    });
    says_only_what_happens(&engine::run(valid(&scenario)), (340.0, 340.0, 1.0));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn of_any_crowd_every_position_is_drawn_in_its_own_wave(scenario in random_scenario(), phone in any::<bool>()) {
        let trace = engine::run(valid(&scenario));
        prop_assume!(Reach::new(&trace).is_some_and(|reach| reach.closes_by_waves));
        says_only_what_happens(&trace, if phone { (340.0, 340.0, 1.0) } else { SIZE });
    }
}

#[test]
fn leverage_that_was_reached_adds_up_to_what_was_reached() {
    let trace = named("the-match");
    let reach = Reach::new(&trace).expect("has a market");
    let leverage = LeverageReach::new(&reach);
    for playhead in [0.0, 1.0, 1.5, 3.25, last(&trace)] {
        for (side, bins) in [Side::Long, Side::Short]
            .into_iter()
            .zip(leverage.reached(&reach, playhead))
        {
            let expected = reach.reached_notional(side, playhead);
            assert!(
                (bins.iter().sum::<f64>() - expected).abs() <= 1e-9 * expected.max(1.0),
                "{playhead}"
            );
        }
    }
    let all = leverage.reached(&reach, last(&trace));
    let bins = all[0].iter().zip(&leverage.all.long_notional);
    assert!(
        bins.clone()
            .all(|(part, whole)| *part <= whole * (1.0 + 1e-9))
    );
    // Lognormal around 10x.
    let [median] = leverage_quantiles(&reach.longs, &reach.shorts, [0.5]);
    let median = median.expect("somebody is there");
    assert!((median / 10.0 - 1.0).abs() < 0.05, "{median}");
}

#[test]
fn a_ledger_says_reached_and_not_closed() {
    let trace = named("slow-motion");
    let mut density = Density::new(&trace).expect("has a market");
    assert!(!density.reach().closes_by_waves);
    let (_, runs) = density.frame(SIZE, &Theme::dark(), &words(), last(&trace));
    assert!(runs.iter().any(|run| run.text == "reached by the price"));
    assert!(runs.iter().all(|run| !run.text.contains("wave")));
}

#[test]
fn less_than_1x_is_no_leverage_that_an_axis_names() {
    let ticks = |trace: &Trace| -> Vec<String> {
        let mut density = Density::new(trace).expect("has a market");
        let (_, runs) = density.frame(SIZE, &Theme::dark(), &words(), 0.0);
        let texts = runs.iter().map(|run| run.text.clone());
        texts.filter(|text| text.ends_with('x')).collect()
    };
    for name in NAMES {
        let ticks = ticks(&named(name));
        assert!(!ticks.is_empty() && !ticks.contains(&"0.5x".to_owned()));
    }
}

/// Every preset that needs no file.
const NAMES: [&str; 10] = [
    "calm-water",
    "the-match",
    "thin-book",
    "same-door",
    "staircase",
    "short-squeeze",
    "fair-weather",
    "slow-motion",
    "last-line",
    "same-odds",
];

/// Heights of the picture, pixels.
fn heights(density: &Density, prices: &[f64]) -> Vec<f64> {
    let (_, top, cell) = density.origin().expect("the picture is large enough");
    let cells = density.cells().expect("the picture is large enough");
    let start = density.reach().start;
    #[allow(clippy::cast_precision_loss, reason = "a few hundred rows")]
    let row = |price: &f64| cells.above as f64 - (price - start) / cells.row_price;
    prices
        .iter()
        .map(|price| f64::from(top) + row(price) * f64::from(cell))
        .collect()
}

#[test]
fn no_word_lies_on_the_price_and_what_is_part_of_something_stands_below_it() {
    for name in NAMES {
        let trace = named(name);
        let mut density = Density::new(&trace).expect("has a market");
        for size in [SIZE, (340.0, 340.0, 1.0), (620.0, 480.0, 2.0)] {
            for playhead in [0.0, 0.5, 1.0, 1.5, 2.0, 0.5 * last(&trace), last(&trace)] {
                let runs = density
                    .frame(size, &Theme::dark(), &words(), playhead)
                    .1
                    .to_vec();
                let [y] = heights(&density, &[density.price(playhead)])[..] else {
                    unreachable!("one price");
                };
                let (left, _, cell) = density.origin().expect("the picture is large enough");
                let columns = density.cells().expect("is there").columns;
                let right = left + cell * i32::try_from(columns).expect("a few");
                for run in &runs {
                    let rect = run.bounds();
                    let is_inside = rect.x0 >= left && rect.x1 <= right;
                    let is_off = f64::from(rect.y0) > y + 2.0 || f64::from(rect.y1) < y - 2.0;
                    assert!(!is_inside || is_off, "{name} at {playhead}: {}", run.text);
                }
                let find = |start: &str| runs.iter().find(|run| run.text.starts_with(start));
                for (whole, part) in [
                    ("longs waiting", "further down"),
                    ("shorts waiting", "further up"),
                ] {
                    let Some(part) = find(part) else { continue };
                    let whole = find(whole).expect("what it is part of");
                    let below = (part.y - whole.y) / part.size_px;
                    assert!(
                        below > 0.9 && below < 2.0 && part.x == whole.x,
                        "{name} at {playhead}: {below} lines below"
                    );
                }
            }
        }
    }
}

#[test]
fn what_was_closed_is_named_where_the_price_has_been() {
    // Where there is room, which a phone has not for all of them.
    for name in ["the-match"] {
        let trace = named(name);
        let mut density = Density::new(&trace).expect("has a market");
        for size in [SIZE, (480.0, 420.0, 1.0)] {
            let runs = density
                .frame(size, &Theme::dark(), &words(), last(&trace))
                .1
                .to_vec();
            let ends = [100.0, density.price(last(&trace))];
            let [start, end] = heights(&density, &ends)[..] else {
                unreachable!("two prices");
            };
            for run in runs.iter().filter(|run| run.text.starts_with("closed in")) {
                let middle = run.y - 0.36 * run.size_px;
                let is_there = middle > start.min(end) && middle < start.max(end);
                assert!(is_there, "{name} {size:?}: {}", run.text);
            }
        }
    }
}

#[test]
fn a_word_goes_beside_a_line_where_there_is_room() {
    let trace = named("same-door");
    let mut density = Density::new(&trace).expect("has a market");
    for size in [SIZE, (340.0, 340.0, 1.0), (900.0, 480.0, 1.0)] {
        let runs = density
            .frame(size, &Theme::dark(), &words(), last(&trace))
            .1
            .to_vec();
        let lines = heights(&density, &trace.markets[0].mark_price[1..]);
        let fresh = runs.iter().find(|run| run.text.starts_with("opened"));
        let rect = fresh.expect("has room").bounds();
        let crosses = |y: &&f64| **y >= f64::from(rect.y0) && **y <= f64::from(rect.y1);
        assert_eq!(lines.iter().find(crosses), None, "{size:?}");
    }
}

#[test]
fn no_size_and_no_moment_is_too_strange() {
    for name in ["the-match", "short-squeeze", "slow-motion"] {
        let trace = named(name);
        let mut density = Density::new(&trace).expect("has a market");
        for size in [
            (1.0, 1.0, 1.0),
            (320.0, 300.0, 2.0),
            (90.0, 900.0, 1.0),
            (1_600.0, 220.0, 1.5),
            (f64::NAN, 4e9, 0.0),
        ] {
            for playhead in [f64::NAN, -3.0, 1.5, 1e300] {
                let (raster, runs) = density.frame(size, &Theme::light(), &words(), playhead);
                assert!(raster.rgba().chunks(4).all(|pixel| pixel[3] == 255));
                for (index, run) in runs.iter().enumerate() {
                    for other in &runs[..index] {
                        assert!(
                            run.bounds().intersection(other.bounds()).is_empty(),
                            "{} {}",
                            run.text,
                            other.text
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn the_same_moment_gives_the_same_pixels_whatever_was_drawn_before() {
    let trace = named("the-match");
    let mut travelled = Density::new(&trace).expect("has a market");
    for playhead in [0.0, 7.5, 2.0, 1.01, 12.0, 0.0] {
        let mut fresh = Density::new(&trace).expect("has a market");
        assert_eq!(
            hash(&mut fresh, &Theme::light(), playhead),
            hash(&mut travelled, &Theme::light(), playhead)
        );
    }
}

#[test]
fn pixels_are_the_same_on_every_machine() {
    let mut found = Vec::new();
    for (name, playhead) in [
        ("the-match", 0.0),
        ("the-match", 3.5),
        ("same-door", 1e9),
        ("short-squeeze", 2.0),
        ("slow-motion", 1600.0),
    ] {
        let mut density = Density::new(&named(name)).expect("has a market");
        kept(
            &mut density,
            &Theme::dark(),
            playhead,
            &format!("{name}-{playhead}"),
        );
        found.push(hash(&mut density, &Theme::dark(), playhead));
    }
    assert_eq!(
        found, PIXELS,
        "look at the pictures, then write down the new hashes"
    );
}
