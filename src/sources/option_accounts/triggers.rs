//! Where the first account of option writers is liquidated on either side of the price, before anything happens.

use super::book::{Book, Held, Writer};
use crate::math::narrowed_by;

/// Ways from the price at which accounts are looked at, as shares of it, each twice the one before: what lies between two of them
/// is found by halving.
const WAYS: [f64; 9] = [0.0025, 0.005, 0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64];

/// Halvings that leave less of a way than anybody could see.
const HALVINGS: u32 = 40;

impl Book {
    /// The nearest prices below and above the one at the start; found once, when somebody asks.
    pub(super) fn first_triggers(&self) -> [Option<f64>; 2] {
        *self
            .triggers
            .get_or_init(|| [-1.0, 1.0].map(|sign| self.nearest(sign)))
    }

    fn nearest(&self, sign: f64) -> Option<f64> {
        let start = self.rules.start_price;
        let at = |way: f64| start * (1.0 + sign * way);
        let accounts = self.writers.iter().zip(&self.first);
        let way = accounts.fold(None, |nearest: Option<f64>, (writer, one)| {
            let is_due = |way: f64| self.is_due_at(writer, one, at(way));
            // Each account by itself, as far as it may be the nearest: it may be due on a part of the way only, and not where
            // another one is, so that else the order of the accounts would decide.
            let may_be =
                |way: &f64| nearest.is_none_or(|nearest| *way == WAYS[0] || 0.5 * way < nearest);
            let far = WAYS.into_iter().take_while(may_be).find(|&way| is_due(way));
            far.map_or(nearest, |far| {
                let [_, way] = narrowed_by(HALVINGS, [0.0, far], |way| !is_due(way));
                Some(nearest.map_or(way, |nearest| way.min(nearest)))
            })
        });
        way.map(at)
    }

    fn is_due_at(&self, writer: &Writer, one: &Held, price: f64) -> bool {
        let mut there = one.clone();
        self.judge(writer, &mut there, price, 0.0);
        there.is_due()
    }
}
