//! What to simulate: the declared schema, its validation, and the typed model the engine runs on.

pub mod apply;
mod budget;
pub mod build;
pub mod contract;
pub mod control;
pub mod controls;
pub mod data;
pub mod declare;
#[cfg(not(target_arch = "wasm32"))]
pub mod emit;
pub mod functions;
mod halts;
pub mod lengths;
mod lenses;
pub mod margin_question;
mod market_lenses;
pub mod mechanisms;
pub mod model;
pub mod node;
#[cfg(not(feature = "mechanisms"))]
mod preset_heads;
pub mod presets;
pub mod register;
mod rules;
pub mod rulesets;
pub mod schema;
pub mod seen;
pub mod settings;
pub mod shape;
pub mod shocks;
pub mod spec;
pub mod steps;
pub mod visibility;
pub mod words;
mod work;
