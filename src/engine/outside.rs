//! What the outside world does to the markets: gaps and orders at once, ramps, paths, noise and listed orders in time.

use super::Prepared;
use crate::clock::{Clock, DAY_S};
use crate::couplings::Tie;
use crate::market::impact::Exogenous;
use crate::market::venue::Venue;
use crate::math::{exp, normal_quantile, sqrt};
use crate::rng::{Purpose, Rng};
use crate::scenario::model::{Shock, Sides};
use crate::scenario::shocks::followed;

/// The shocks of a run: the first one as the run has it, the others as the scenario has them.
#[derive(Debug)]
pub(super) struct Outside<'a> {
    prepared: &'a Prepared,
    first: Shock,
    /// Side to which the outside moves each market, where it is one only.
    directions: Vec<Option<f64>>,
}

impl<'a> Outside<'a> {
    pub(super) fn new(prepared: &'a Prepared, first: Shock) -> Self {
        let mut outside = Self {
            prepared,
            first,
            directions: Vec::new(),
        };
        let mut sides = vec![Sides::default(); prepared.scenario.markets.len()];
        for shock in outside.shocks() {
            for (market, sides) in sides.iter_mut().enumerate() {
                *sides = sides.and(shock.sides(market));
            }
        }
        // What ties a market to another one pulls it to where that one goes.
        let tied = prepared.ties.iter().flat_map(Tie::pulled);
        let markets = prepared.scenario.markets.iter().enumerate();
        let marked = markets.filter(|(_, market)| market.mark.index().is_some());
        for market in tied.chain(marked.map(|(market, _)| market)) {
            sides[market] = Sides {
                down: true,
                up: true,
            };
        }
        outside.directions = sides.into_iter().map(Sides::only).collect();
        outside
    }

    pub(super) fn first(&self) -> &Shock {
        &self.first
    }

    fn shocks(&self) -> impl Iterator<Item = &Shock> {
        std::iter::once(&self.first).chain(&self.prepared.scenario.more_shocks)
    }

    /// Side to which the outside moves a market, where it is one only: -1 down, +1 up.
    pub(super) fn direction(&self, market: usize) -> Option<f64> {
        self.directions[market]
    }

    /// Random streams of a run, one for each shock that needs one.
    pub(super) fn noise(&self) -> Vec<Rng> {
        self.shocks()
            .zip(0..)
            .filter(|(shock, _)| matches!(shock, Shock::Noise { .. }))
            .map(|(_, index)| Rng::new(self.prepared.scenario.seed, Purpose::Noise, index))
            .collect()
    }

    /// Whether the price without forced orders can move after the shock.
    pub(super) fn moves(&self) -> bool {
        let is_at_once = |shock: &Shock| matches!(shock, Shock::None | Shock::PriceGap { .. });
        self.prepared.scenario.clock != Clock::Waves && !self.shocks().all(is_at_once)
    }

    /// What acts at once.
    pub(super) fn strike(&self, venues: &mut [Venue]) {
        for shock in self.shocks() {
            match shock {
                Shock::PriceGap { ratio, cancels, .. } => {
                    for (market, venue) in venues.iter_mut().enumerate() {
                        let Some(beta) = shock.beta(market) else {
                            continue;
                        };
                        venue.move_outside(Exogenous {
                            ratio: venue.exogenous.ratio * followed(*ratio, beta),
                            cancels: venue.exogenous.cancels || *cancels,
                        });
                    }
                }
                Shock::MarketOrder { market, quantity } => {
                    venues[*market].order_from_outside(*quantity);
                }
                Shock::Orders { .. }
                | Shock::Path { .. }
                | Shock::None
                | Shock::Ramp { .. }
                | Shock::Noise { .. } => {}
            }
        }
        self.place_listed_orders(venues, None, 0.0);
    }

    /// Moves the price outside to the time of a step, which began at `before_s` and takes `tick_s`: along ramps and paths,
    /// at random, and by orders that are due.
    pub(super) fn advance(
        &self,
        venues: &mut [Venue],
        noise: &mut [Rng],
        [before_s, time_s]: [f64; 2],
        tick_s: f64,
    ) {
        let near_s = self.prepared.steps.near_s();
        let is_alone = self.prepared.scenario.more_shocks.is_empty();
        let mut noise = noise.iter_mut();
        for shock in self.shocks() {
            // One draw for all that follow a factor.
            let draw = match shock {
                Shock::Noise { .. } => match noise.next() {
                    Some(rng) => normal_quantile(rng.unit()),
                    None => continue,
                },
                _ => 0.0,
            };
            for (market, venue) in venues.iter_mut().enumerate() {
                let Some(beta) = shock.beta(market) else {
                    continue;
                };
                let level = |time_s: f64| shock.level(beta, time_s, near_s);
                let ratio = match shock {
                    // Alone in one market it is exactly what it says, without the rounding of quotients.
                    Shock::Ramp { factor: None, .. } | Shock::Path { .. } if is_alone => {
                        level(time_s)
                    }
                    Shock::Ramp { .. } => {
                        venue.exogenous.ratio * (level(time_s) / level(time_s - tick_s))
                    }
                    // A path may jump, so it matters that a step begins where the one before ended.
                    Shock::Path { .. } => venue.exogenous.ratio * (level(time_s) / level(before_s)),
                    Shock::Noise {
                        daily_volatility, ..
                    } => {
                        let sd = beta * (daily_volatility * sqrt(tick_s / DAY_S));
                        venue.exogenous.ratio * exp(sd * draw - 0.5 * sd * sd)
                    }
                    Shock::None
                    | Shock::PriceGap { .. }
                    | Shock::MarketOrder { .. }
                    | Shock::Orders { .. } => continue,
                };
                venue.move_outside(Exogenous {
                    ratio,
                    ..venue.exogenous
                });
            }
        }
        self.place_listed_orders(venues, Some(before_s), time_s);
    }

    /// Places the outside orders whose time has come since `before_s`; `None`: since ever.
    fn place_listed_orders(&self, venues: &mut [Venue], before_s: Option<f64>, now_s: f64) {
        for shock in self.shocks() {
            let Shock::Orders { market, rows } = shock else {
                continue;
            };
            // A rounding error of the clock must not cost a tick. Nothing is counted: a market may have several lists.
            let due = |time_s: f64| rows.partition_point(|row| row.0 <= time_s * (1.0 + 1e-12));
            for &(_, quantity) in &rows[before_s.map_or(0, due)..due(now_s)] {
                venues[*market].order_from_outside(quantity);
            }
        }
    }
}
