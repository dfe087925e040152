//! Simulates market liquidation cascades and draws them.
//!
//! Leveraged positions are closed by force when the price moves against them; the forced orders eat the order book,
//! push the price further, and close more positions.

pub mod analysis;
pub mod chart;
pub mod clock;
pub mod couplings;
mod decimal;
pub mod engine;
pub mod error;
pub mod json;
pub mod log;
pub mod market;
pub mod math;
pub mod population;
pub mod render;
pub mod rng;
pub mod scenario;
pub mod settlement;
mod sort;
pub mod sources;
mod summary;
pub mod trace;
#[cfg(target_arch = "wasm32")]
pub mod wasm;
