//! The picture that the page shows before the engine is there: drawn by the same engine, kept in files.
//!
//! `UPDATE=1 cargo test --test poster` writes them anew.
#![cfg(not(target_arch = "wasm32"))]

use liquidation_cascades::engine;
use liquidation_cascades::render::stage::Stage;
use liquidation_cascades::render::theme::Theme;
use liquidation_cascades::scenario::build::build;
use liquidation_cascades::scenario::data::DataStore;
use liquidation_cascades::scenario::presets::preset;
use std::path::Path;

/// Sizes of the figure on usual screens, CSS pixels: the layout without room at the sides, and the one with.
const SIZES: [(&str, f64, f64); 2] = [("narrow", 380.0, 303.0), ("wide", 942.0, 383.0)];

#[test]
fn the_pictures_before_the_engine_are_those_of_the_engine() {
    let scenario = build(&preset("the-match").unwrap(), &DataStore::default()).unwrap();
    let trace = engine::run(scenario);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("www/poster");
    for (size, width, height) in SIZES {
        for (name, theme) in [("dark", Theme::dark()), ("light", Theme::light())] {
            let mut stage = Stage::new();
            stage.set_theme(theme);
            stage.resize(width, height, 1.0);
            stage.load(&trace);
            let svg = stage.svg(f64::INFINITY, &[]);
            // It fills the room of the figure, whatever its shape.
            let svg = svg.replacen("<svg ", "<svg preserveAspectRatio=\"none\" ", 1);
            let path = folder.join(format!("{size}-{name}.svg"));
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
    }
}
