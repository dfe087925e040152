//! Helpers of the native tests.
#![allow(dead_code, reason = "each test file uses some of them")]

use liquidation_cascades::engine::run;
use liquidation_cascades::scenario::build::build;
use liquidation_cascades::scenario::data::DataStore;
use liquidation_cascades::scenario::model::ValidScenario;
use liquidation_cascades::trace::Trace;
use serde_json::Value;

/// The model of a scenario that must be valid.
pub(crate) fn valid(scenario: &Value) -> ValidScenario {
    match build(scenario, &DataStore::default()) {
        Ok(valid) => valid,
        Err(problems) => panic!("{problems:#?}"),
    }
}

/// Runs a scenario that must be valid.
pub(crate) fn trace(scenario: &Value) -> Trace {
    run(valid(scenario))
}

/// Fails unless `actual` is within `tolerance` of `expected`.
#[track_caller]
pub(crate) fn assert_close(actual: f64, expected: f64, tolerance: f64) {
    let difference = (actual - expected).abs();
    assert!(
        difference <= tolerance,
        "{actual} is not {expected} (off by {difference:e}, allowed {tolerance:e})"
    );
}
