//! What a run may cost.

use super::contract::{MAX_RECORDS, MAX_WORK};
use super::model::{Shock, ValidScenario};
use super::node::Build;
use super::steps::Steps;
use super::work::{HEAVY, Work, work};
use crate::clock::Clock;
use crate::error::{ErrorCode, Problem, show};

/// Longest tick, s.
const LONGEST_TICK_S: f64 = 3_600.0;

/// What a run may cost: a valid scenario must not take hours, nor the memory of a device.
pub(super) fn budget(valid: &ValidScenario, build: &mut Build<'_>) {
    let Clock::Ticks { tick_s, duration_s } = valid.clock else {
        return;
    };
    let shocks: Vec<&Shock> = valid.shocks().collect();
    let ticks = Steps::least(valid.clock, &shocks).count();
    // Steps at extremes of a path stay, however long the ticks are.
    let extra = (ticks - (duration_s / tick_s * (1.0 + 1e-12)).floor()).max(0.0);
    #[allow(clippy::cast_precision_loss, reason = "a few markets")]
    let markets = valid.markets.len() as f64;
    if markets * ticks > MAX_RECORDS {
        let what = format!(
            "{} markets x {} ticks are {} rows",
            show(markets),
            show(ticks),
            show(markets * ticks)
        );
        let least_s = markets * duration_s / (MAX_RECORDS - markets * extra);
        too_much(build, &what, MAX_RECORDS, least_s);
    }
    let Work {
        a_tick,
        payments,
        positions,
        weight,
    } = work(valid);
    let work = a_tick * ticks + payments;
    if work > MAX_WORK {
        // Payments that are fewer than ticks stay as many when the ticks grow.
        let rest = MAX_WORK - payments - a_tick * extra;
        let most = (a_tick + HEAVY * positions) * duration_s / (MAX_WORK - a_tick * extra);
        let least = if rest > 0.0 {
            (a_tick * duration_s / rest).min(most)
        } else {
            most
        };
        let times = if weight > 1.0 {
            " x 10 for losses shared among winners"
        } else {
            ""
        };
        let paid = if payments > 0.0 {
            format!(" and {} for funding", show(payments))
        } else {
            String::new()
        };
        let what = format!(
            "{} positions in a ledger x {} ticks{times}{paid} are {} steps of work",
            show(positions),
            show(ticks),
            show(work)
        );
        too_much(build, &what, MAX_WORK, least);
    }
}

/// More than a run may cost; ticks of `least_s` seconds would fit.
fn too_much(build: &mut Build<'_>, what: &str, most: f64, least_s: f64) {
    if !(least_s > 0.0 && least_s <= LONGEST_TICK_S) {
        let message = format!(
            "clock.durationS: {what}; at most {} are allowed, and no tick is long enough: expected a shorter run",
            show(most)
        );
        build.problems.push(Problem::new(
            ErrorCode::OutOfRange,
            "clock.durationS",
            message,
        ));
        return;
    }
    // Rounded up to three digits.
    let mut unit = 1e-3;
    while least_s / unit >= 1e3 {
        unit *= 10.0;
    }
    let least_s = (least_s / unit).ceil() * unit;
    let message = format!(
        "clock.tickS: {what}; at most {} are allowed: expected at least {} s (or a shorter durationS, or fewer positions)",
        show(most),
        show(least_s)
    );
    let problem = Problem::new(ErrorCode::OutOfRange, "clock.tickS", message);
    build.problems.push(Problem {
        min: Some(least_s),
        ..problem
    });
}
