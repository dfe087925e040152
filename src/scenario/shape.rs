//! Leverage drawn by hand: a few bars over the leverage axis whose heights are shares of the open interest.
//!
//! The bars become the law `histogram` of the first crowd. Before anything is drawn they show the law that is there.

use super::build::build;
use super::contract::SCENARIO;
use super::controls::{first_perps, perps};
use super::data::DataStore;
use super::model::ValidScenario;
use super::schema::check;
use crate::error::{ErrorCode, Problem, show};
use crate::json::object;
use serde::Serialize;
use serde_json::Value;

/// Ends of the bars, x. Nearly even in the logarithm, at numbers that people name.
const EDGES: [f64; 15] = [
    1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 7.0, 10.0, 14.0, 20.0, 28.0, 40.0, 60.0, 85.0, 125.0,
];

/// Number of bars.
pub const BARS: usize = EDGES.len() - 1;

/// Largest height of a bar; only proportions matter.
pub const LARGEST_SHARE: f64 = 1_000.0;

/// Points at which a law is asked where its notional lies.
const SAMPLES: u32 = 8_192;

/// Leverage of the first crowd, in bars.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LeverageShape {
    /// Ends of the bars, x, rising; one more than there are bars.
    pub edges: Vec<f64>,
    /// Share of the open interest in each bar, fractions that add up to 1; what lies outside of the bars counts in the
    /// nearest one.
    pub shares: Vec<f64>,
}

/// The bars as the scenario's law of leverage fills them; `None` where no crowd follows a law.
///
/// # Errors
/// Every problem of the scenario.
pub fn leverage_shape(
    scenario: &Value,
    data: &DataStore,
) -> Result<Option<LeverageShape>, Vec<Problem>> {
    let valid = build(scenario, data)?;
    let Some(perps) = perps(&valid) else {
        return Ok(None);
    };
    let quantiles = perps.leverage.quantiles();
    let mut shares = vec![0.0; BARS];
    for sample in 0..SAMPLES {
        let leverage = quantiles.at((f64::from(sample) + 0.5) / f64::from(SAMPLES));
        shares[EDGES[1..BARS].partition_point(|&edge| edge <= leverage)] +=
            1.0 / f64::from(SAMPLES);
    }
    Ok(Some(LeverageShape {
        edges: EDGES.to_vec(),
        shares,
    }))
}

/// The scenario with its first crowd's leverage drawn by hand: heights of the bars of [`leverage_shape`], of which only
/// the proportions matter. Bars that no position could survive in, for their margin would lie below the maintenance
/// margin, are cut or left out.
///
/// # Errors
/// When the scenario has a problem or no crowd with a law, or a height is missing, out of its range, or all are zero.
pub fn set_leverage_shape(
    scenario: &Value,
    shares: &[f64],
    data: &DataStore,
) -> Result<Value, Vec<Problem>> {
    let valid = build(scenario, data)?;
    let Some(most) = most_leverage(&valid) else {
        let message = "this scenario has no crowd whose leverage follows a law".to_owned();
        let problem = Problem::new(ErrorCode::UnknownField, "shape", message);
        return Err(vec![problem]);
    };
    check_shares(shares)?;
    // Empty bars at both ends would only stretch the law's range.
    let is_used = |&bar: &usize| shares[bar] > 0.0 && EDGES[bar] < most;
    let Some(first) = (0..BARS).find(is_used) else {
        let message = format!(
            "nobody is left: the bars from {}x on lie above the largest leverage, {}x",
            show(EDGES[(0..BARS).find(|&bar| shares[bar] > 0.0).unwrap_or(0)]),
            show(most)
        );
        return Err(vec![out_of_range("shape", message, 0.0)]);
    };
    let end = (0..BARS).rfind(is_used).map_or(first, |last| last) + 1;
    let edges = EDGES[first..=end].iter().map(|edge| edge.min(most));
    let mut ignored = Vec::new();
    let mut changed = check(&SCENARIO, scenario, "", &mut ignored);
    first_perps(&mut changed)["leverage"] = object([
        ("law", "histogram".into()),
        ("edges", numbers(edges)),
        ("weights", numbers(shares[first..end].iter().copied())),
    ]);
    build(&changed, data)?;
    Ok(changed)
}

/// Largest leverage whose margin lies above the maintenance margin, x.
fn most_leverage(valid: &ValidScenario) -> Option<f64> {
    let market = perps(valid)?.market;
    let ratio = valid.markets[market].margin.maintenance.tiers()[0].ratio;
    Some(0.99 / ratio.max(1e-9))
}

fn check_shares(shares: &[f64]) -> Result<(), Vec<Problem>> {
    if shares.len() != BARS {
        let message = format!("shape has {} heights; expected {BARS}", shares.len());
        return Err(vec![Problem::new(
            ErrorCode::Inconsistent,
            "shape",
            message,
        )]);
    }
    let mut problems = Vec::new();
    for (index, &share) in shares.iter().enumerate() {
        // NaN fails this comparison on purpose.
        if !(0.0..=LARGEST_SHARE).contains(&share) {
            let field = format!("shape[{index}]");
            let message = format!(
                "{field} is {}; expected a number from 0 to {}",
                show(share),
                show(LARGEST_SHARE)
            );
            problems.push(out_of_range(&field, message, share));
        }
    }
    if problems.is_empty() && shares.iter().all(|&share| share == 0.0) {
        let message = "all heights of shape are 0; expected at least one above".to_owned();
        problems.push(out_of_range("shape", message, 0.0));
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(problems)
    }
}

fn out_of_range(field: &str, message: String, value: f64) -> Problem {
    Problem {
        code: ErrorCode::OutOfRange,
        field: field.to_owned(),
        message,
        value: Some(show(value)),
        min: Some(0.0),
        max: Some(LARGEST_SHARE),
    }
}

fn numbers(values: impl Iterator<Item = f64>) -> Value {
    Value::Array(values.map(Value::from).collect())
}
