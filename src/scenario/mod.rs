//! What to simulate: the declared schema, its validation, and the typed model the engine runs on.

pub mod apply;
pub mod build;
pub mod contract;
pub mod control;
pub mod controls;
pub mod data;
#[cfg(not(target_arch = "wasm32"))]
pub mod emit;
pub mod model;
pub mod presets;
mod rules;
pub mod rulesets;
pub mod schema;
pub mod settings;
pub mod shape;
pub mod steps;
mod work;
