//! Simulates market liquidation cascades and draws them.
//!
//! Leveraged positions are closed by force when the price moves against them; the forced orders eat the order book,
//! push the price further, and close more positions.
//!
//! A scenario (JSON, see [`scenario::contract`]) is checked once and becomes a [`ValidScenario`]; [`engine::run`] runs it
//! to its end and gives a [`Trace`], which never changes; everything else reads that: [`Trace::summary`], `analysis`,
//! `render`. The same scenario and seed give the same bits natively, in wasm and in every browser.
//!
//! A hundred long positions of 10 each, liquidated at 94.9, 94.7, ... 75.3 and 75.1, in a market that falls by 0.008 for
//! each unit sold; the price jumps from 100 to 94. The five above that sell 50 units, which takes it to 93.6; the two that
//! this reaches sell 20, to 93.44; one more sells 10, to 93.36; nobody waits between that and 93.3.
//!
//! ```
//! use liquidation_cascades::engine;
//! use liquidation_cascades::scenario::build::build;
//! use liquidation_cascades::scenario::data::DataStore;
//! use serde_json::json;
//!
//! let scenario = json!({
//!     "markets": [{ "price": 100, "impact": { "law": "linear", "slope": 0.008 } }],
//!     "populations": [{ "kind": "levels", "from": 75, "to": 95, "quantity": 1000, "count": 100 }],
//!     "shock": { "kind": "priceGap", "ratio": -0.06 }
//! });
//! let valid = build(&scenario, &DataStore::default()).expect("every field is in its range");
//! let trace = engine::run(valid);
//! let summary = trace.summary();
//!
//! assert_eq!(trace.markets[0].last_price, [100.0, 94.0, 93.6, 93.44, 93.36]);
//! assert_eq!(summary.waves, 3);
//! assert_eq!(summary.liquidated_quantity, 80.0);
//! let amplification = summary.amplification.expect("the outside has moved");
//! assert!((amplification - 6.64 / 6.0).abs() < 1e-12); // a fall of 6.64 % out of one of 6 %
//! ```
//!
//! What is wrong with a scenario is told all at once, each with the path of its field:
//!
//! ```
//! # use liquidation_cascades::scenario::{build::build, data::DataStore};
//! # use serde_json::json;
//! let scenario = json!({ "markets": [{ "price": -3, "impact": { "law": "linear", "slope": 0.008 } }] });
//! let problems = build(&scenario, &DataStore::default()).expect_err("a price is positive");
//! assert_eq!(problems[0].field, "markets[0].price");
//! ```
//!
//! How it is put together, and where a new mechanism goes, is told in `src/README.md`; the equations are on the page
//! `www/model.html`.
//!
//! [`ValidScenario`]: scenario::model::ValidScenario
//! [`Trace`]: trace::Trace
//! [`Trace::summary`]: trace::Trace::summary

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
