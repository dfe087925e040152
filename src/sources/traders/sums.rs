//! One side of a crowd in which one rule holds for everybody: a cursor over prefix sums.

use crate::population::crowd::Crowd;
use crate::settlement::waterfall::{Takeover, Waterfall};
use crate::sources::desk::CRUMB;

/// Share of what a side held at the start below which an exponential executor no longer divides what waits: it would go
/// on for ever, in waves of dust.
pub const LEAST_BACKLOG: f64 = 1e-9;

/// How far one side of a market has been worked off.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SideState {
    /// Positions triggered, in the crowd's order.
    pub triggered: usize,
    /// Base filled; forced orders fill first come, first served.
    pub filled: f64,
    /// Quote filled.
    pub notional: f64,
    /// Positions touched by fills.
    pub touched: usize,
}

impl SideState {
    /// Base triggered and not yet filled.
    #[must_use]
    pub fn backlog(&self, crowd: &Crowd) -> f64 {
        crowd.cumulative_quantity[self.triggered] - self.filled
    }

    /// What is not filled is worth at a price, quote: the distance to the bankruptcy prices. Of those whom no price
    /// liquidates, and who keep their margin, the size alone counts.
    pub(super) fn worth(&self, crowd: &Crowd, price: f64) -> f64 {
        let all = crowd.total_quantity();
        let mut value = crowd.cumulative_bankruptcy_value[crowd.len()]
            - crowd.cumulative_bankruptcy_value[self.touched];
        if let Some(last) = self.touched.checked_sub(1) {
            let open = crowd.cumulative_quantity[self.touched] - self.filled;
            value += open * crowd.bankruptcy_price[last];
        }
        crowd.side.sign() * ((all + crowd.untouchable_quantity - self.filled) * price - value)
    }

    /// Whether next to nothing would wait once a share of the backlog is filled.
    pub(super) fn leaves_dust(&self, crowd: &Crowd, share: f64) -> bool {
        let held = crowd.held();
        (1.0 - share) * self.backlog(crowd) <= LEAST_BACKLOG * held
    }

    /// Base filled after another `quantity`; `whole` means everything triggered.
    #[inline]
    pub(super) fn end(&self, crowd: &Crowd, quantity: f64, whole: bool) -> f64 {
        let end = crowd.cumulative_quantity[self.triggered];
        if quantity <= 0.0 {
            self.filled
        } else if whole {
            end
        } else {
            (self.filled + quantity).min(end)
        }
    }

    /// Place of the first position that is not filled whole.
    fn open_place(&self, crowd: &Crowd) -> usize {
        // The last touched position may be filled in part only: the next fill begins in it.
        if crowd.cumulative_quantity[self.touched] > self.filled {
            self.touched - 1
        } else {
            self.touched
        }
    }

    /// Whether filling up to `filled` base closes anybody by more than rounding. Somebody among the next two, if at all:
    /// the rest of the one, all of the other.
    pub(super) fn feels(&self, crowd: &Crowd, filled: f64) -> bool {
        let sums = &crowd.cumulative_quantity;
        let open = self.open_place(crowd);
        (open..self.triggered).take(2).any(|place| {
            let part = filled.min(sums[place + 1]) - self.filled.max(sums[place]);
            part > CRUMB * (sums[place + 1] - sums[place])
        })
    }

    /// Positions of which more than rounding is closed: all that are touched, or all but the last.
    pub(super) fn felt(&self, crowd: &Crowd) -> usize {
        let sums = &crowd.cumulative_quantity;
        match self.touched.checked_sub(1) {
            Some(last) if self.filled - sums[last] <= CRUMB * (sums[self.touched] - sums[last]) => {
                last
            }
            _ => self.touched,
        }
    }

    /// Books everything up to `filled` base as filled at `price`.
    pub(super) fn advance(
        &mut self,
        crowd: &Crowd,
        filled: f64,
        price: f64,
        takeover: Takeover,
        waterfall: &mut Waterfall,
    ) {
        if filled <= self.filled {
            return;
        }
        let sums = &crowd.cumulative_quantity;
        waterfall.settle(
            crowd,
            self.open_place(crowd)..self.triggered,
            self.filled,
            filled,
            price,
            takeover,
        );
        self.touched = if filled >= sums[self.triggered] {
            self.triggered
        } else {
            self.touched + sums[self.touched..self.triggered].partition_point(|&sum| sum < filled)
        };
        self.filled = filled;
    }
}
