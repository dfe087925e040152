//! The fragility curve, the breaking point and the phase diagram.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use common::{assert_close, valid};
use liquidation_cascades::analysis::fragility::{BreakKind, Fragility, phase};
use liquidation_cascades::analysis::ladder::{Ladders, Landing};
use liquidation_cascades::engine::Prepared;
use serde_json::{Value, json};

fn of_preset(name: &str) -> Prepared {
    Prepared::new(valid(
        &liquidation_cascades::scenario::presets::preset(name).expect("is a preset"),
    ))
}

fn fragility(prepared: &Prepared) -> Fragility {
    Fragility::new(prepared, &Ladders::default(), 400).expect("has a gap")
}

#[test]
fn show() {
    for name in [
        "calm-water",
        "the-match",
        "thin-book",
        "same-door",
        "staircase",
        "short-squeeze",
        "fair-weather",
    ] {
        let prepared = of_preset(name);
        let start = std::time::Instant::now();
        let f = fragility(&prepared);
        println!(
            "{name}: {:?} {:?} {:?} {} points to {:?}",
            start.elapsed(),
            f.breaking_point,
            f.distance,
            f.shock_ratio.len(),
            f.shock_ratio.last()
        );
        for i in (0..f.shock_ratio.len()).step_by(8) {
            print!("{:.4}>{:.4} ", f.shock_ratio[i], f.final_ratio[i]);
        }
        println!();
    }
}
