//! The picture of all positions: what it counts, what it lights, and its pixels.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use common::valid;
use liquidation_cascades::analysis::reach::{LeverageReach, Reach};
use liquidation_cascades::engine;
use liquidation_cascades::population::crowd::Side;
use liquidation_cascades::render::density::{Density, DensityWords};
use liquidation_cascades::render::theme::Theme;
use liquidation_cascades::scenario::presets::preset;
use liquidation_cascades::trace::Trace;
use sha2::{Digest, Sha256};

/// Pictures that were looked at.
const PIXELS: [&str; 5] = [
    "6670345e90ba2575",
    "dd5b5b03aa544dd2",
    "29b23acb59cbbf7e",
    "713e754826d82c5f",
    "2965dafd4f51c6be",
];

const SIZE: (f64, f64, f64) = (540.0, 400.0, 1.0);

fn named(name: &str) -> Trace {
    engine::run(valid(&preset(name).expect("is a preset")))
}

fn words() -> DensityWords {
    DensityWords::new(&[
        "longs waiting: {amount}",
        "shorts waiting: {amount}",
        "closed in wave {wave}",
        "wave {wave} has to close",
        "reached by the price",
        "opened at today's price",
        "without forced selling",
        "without forced buying",
        "leverage",
        "liquidation price",
        "further down: {amount}",
        "further up: {amount}",
        "${amount}",
    ])
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
    let median = leverage.all.quantile(0.5).expect("somebody is there");
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
        ("slow-motion", 80.0),
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
