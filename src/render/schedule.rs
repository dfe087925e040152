//! How long each row is played.

use super::geometry::Record;

/// Seconds the shock itself takes.
const SHOCK_S: f64 = 0.8;

/// Seconds a cascade of ordinary length takes in all.
const WHOLE_S: f64 = 5.0;

/// Shortest and longest play, seconds.
const LIMITS_S: (f64, f64) = (2.5, 8.0);

/// Seconds per unit of wave weight, so that two or three waves do not crawl.
const WAVE_S: f64 = 1.7;

/// Seconds of playback at speed 1 at which each row is reached; starts at 0, never falls.
pub(super) fn schedule(record: &Record) -> Vec<f64> {
    let rows = record.rows();
    let mut at = vec![0.0; rows];
    if rows < 2 {
        return at;
    }
    if !record.is_waves() {
        #[allow(clippy::cast_precision_loss, reason = "a count of rows")]
        let steps = (rows - 1) as f64;
        for (row, time) in at.iter_mut().enumerate() {
            #[allow(clippy::cast_precision_loss, reason = "a count of rows")]
            let row = row as f64;
            *time = WHOLE_S * row / steps;
        }
        return at;
    }
    let shares = record.shares();
    #[allow(clippy::cast_precision_loss, reason = "a count of rows")]
    let even = 0.3 / rows as f64;
    let weights: Vec<f64> = shares
        .iter()
        .map(|&share| share.sqrt().min(8.0 * share) + even)
        .collect();
    let total: f64 = weights[2..].iter().sum();
    let waves_s = (WAVE_S * total)
        .min(WHOLE_S - SHOCK_S)
        .clamp(LIMITS_S.0 - SHOCK_S, LIMITS_S.1 - SHOCK_S);
    if rows == 2 {
        // Nothing follows the shock; it is drawn, and then the price stands for a while.
        at[1] = LIMITS_S.0;
        return at;
    }
    at[1] = SHOCK_S;
    for row in 2..rows {
        at[row] = at[row - 1] + waves_s * weights[row] / total;
    }
    at
}
