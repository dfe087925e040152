//! What a run on the ticks clock costs.

use super::model::{Deficit, ValidScenario};
use crate::clock::Clock;

/// How often a position counts in a tick in which all are looked at.
pub(super) const HEAVY: f64 = 10.0;

/// What a run on the ticks clock costs, in steps of work.
pub(super) struct Work {
    /// Of each step.
    pub a_tick: f64,
    /// Of all payments of funding.
    pub payments: f64,
    /// Positions in ledgers.
    pub positions: f64,
    /// How often the positions count that count most.
    pub weight: f64,
}

/// Looks at what the ledgers of a scenario cost.
pub(super) fn work(valid: &ValidScenario) -> Work {
    let mut work = Work {
        a_tick: 0.0,
        payments: 0.0,
        positions: 0.0,
        weight: 1.0,
    };
    let Clock::Ticks { tick_s, duration_s } = valid.clock else {
        return work;
    };
    #[allow(clippy::cast_precision_loss, reason = "a count")]
    let [accounts, looks] = valid.acting().fold([0.0, 0.0], |[accounts, looks], book| {
        [
            accounts + book.accounts() as f64,
            looks + book.looks() as f64,
        ]
    });
    work.positions += accounts;
    work.a_tick += looks;
    for (index, market) in valid.markets.iter().enumerate() {
        if !valid.needs_ledger(index) {
            continue;
        }
        let held: f64 = valid
            .groups()
            .filter(|(_, group)| group.market() == index)
            .map(|(_, group)| f64::from(group.count()))
            .sum();
        let shares = matches!(
            market.deficit,
            Deficit::Adl | Deficit::ProRata | Deficit::Socialise
        );
        let of_market = if shares { HEAVY } else { 1.0 };
        work.positions += held;
        work.weight = work.weight.max(of_market);
        work.a_tick += held * of_market;
        if let Some(funding) = market.funding {
            work.payments += HEAVY * held * duration_s / funding.interval_s.max(tick_s);
        }
    }
    work
}
