//! The picture that the page shows before the engine is there: drawn by the same engine, kept in files.
//!
//! `UPDATE=1 cargo test --test poster` writes them anew.
#![cfg(not(target_arch = "wasm32"))]

use liquidation_cascades::engine;
use liquidation_cascades::render::stage::Stage;
use liquidation_cascades::render::theme::Theme;
use liquidation_cascades::scenario::build::build;
use liquidation_cascades::scenario::data::DataStore;
use liquidation_cascades::scenario::presets::{names, preset};
use liquidation_cascades::trace::Trace;
use std::path::{Path, PathBuf};

/// Sizes of the page's figure on usual screens, CSS pixels: the layout without room at the sides, and the one with.
const SIZES: [(&str, f64, f64); 2] = [("narrow", 380.0, 303.0), ("wide", 942.0, 383.0)];

/// The embed's figure in a frame of usual width. Frames have every shape, so that this one keeps its own.
const EMBED: (f64, f64) = (560.0, 280.0);

fn www(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("www").join(path)
}

fn trace_of(name: &str) -> Trace {
    let mut data = DataStore::default();
    if name == "real-book" {
        let file = "orderbook_binanceusdm_BTCUSDT_2024-08-08_end_merged.json";
        let bytes = std::fs::read(www("data").join(file)).unwrap();
        data.register(file, &bytes).unwrap();
    }
    engine::run(build(&preset(name).unwrap(), &data).unwrap())
}

fn check(file: &str, trace: &Trace, theme: Theme, (width, height): (f64, f64), attributes: &str) {
    let mut stage = Stage::new();
    stage.set_theme(theme);
    stage.resize(width, height, 1.0);
    stage.load(trace);
    let svg = stage
        .svg(f64::INFINITY, &[])
        .replacen("<svg ", &format!("<svg {attributes}"), 1);
    let path = www("poster").join(file);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &svg).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == svg,
        "{} is not what the engine draws: UPDATE=1 cargo test --test poster",
        path.display()
    );
}

#[test]
fn the_pictures_before_the_engine_are_those_of_the_engine() {
    let trace = trace_of("the-match");
    for (size, width, height) in SIZES {
        for (name, theme) in [("dark", Theme::dark()), ("light", Theme::light())] {
            // It fills the room of the figure, whatever its shape.
            let attributes = "preserveAspectRatio=\"none\" ";
            let file = format!("{size}-{name}.svg");
            check(&file, &trace, theme, (width, height), attributes);
        }
    }
}

#[test]
fn every_preset_has_its_picture_for_a_frame_where_nothing_runs() {
    for preset in names() {
        let trace = trace_of(preset);
        for (name, theme) in [("dark", Theme::dark()), ("light", Theme::light())] {
            check(&format!("{preset}-{name}.svg"), &trace, theme, EMBED, "");
        }
    }
}
