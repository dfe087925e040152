//! The ladder: where every shock lands, from one pass over the crowd.
//!
//! With permanent impact the price depends on the outside move and on the base sold so far, nothing else. Position `k`
//! therefore falls, once all before it have, exactly when the price after their sale reaches its trigger. Solved for
//! the outside price over the starting price, `r`:
//!
//! | law | a long falls iff `r <=` |
//! |---|---|
//! | linear | `(t_k + slope Q_k) / p0` |
//! | logLinear | `t_k exp(Q_k / depth) / p0` |
//! | squareRoot | `t_k / p0 + scale sqrt(Q_k)` |
//! | book that shifts | `t_k / ladder(Q_k)`, `ladder` the book's price after `Q_k` at the start |
//!
//! `Q_k` is the base of all before it. The running minimum (for shorts, mirrored, maximum) is the critical value of the
//! whole queue up to `k`, and a search in it gives the number that falls at any shock. A book whose orders are
//! cancelled when the price jumps over them has no such form in `r`, but in the base `W(r)` that is cancelled: `k`
//! falls iff `W(r) + Q_k` exceeds the base of all levels better than `t_k`.
//!
//! Exact: wherever rounding could decide (a shock within some units in the last place of a critical value, a walk that
//! ends at the edge of a level) and where the market runs out of orders, the engine itself is asked.

use crate::clock::Clock;
use crate::engine::{Prepared, RunOptions};
use crate::market::impact::{Exogenous, Impact, Law, PRICE_CEILING_RATIO, PRICE_FLOOR_RATIO};
use crate::market::liquidity::Resilience;
use crate::math::{exp, sqrt};
use crate::population::crowd::{Crowd, Side};
use crate::scenario::model::{Mark, Market, Shock, ValidScenario};
use crate::settlement::executors::Works;
use std::cell::OnceCell;
use std::sync::Arc;

/// Where a shock lands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Landing {
    /// Price after everything, quote per base.
    pub price: f64,
    /// Price right after the shock, quote per base.
    pub shocked_price: f64,
    /// Worst price on the way, in the direction of the shock, quote per base; where nothing recovers, `price`.
    pub worst_price: f64,
    /// Positions liquidated.
    pub liquidated_count: u32,
    /// Base liquidated.
    pub liquidated_quantity: f64,
    /// Quote liquidated at fill prices.
    pub liquidated_notional: f64,
    /// Base liquidated over what the side that the shock moves against held at the start.
    pub liquidated_share: f64,
}

impl Landing {
    /// What a run of the engine says.
    #[must_use]
    pub fn by_engine(prepared: &Prepared, shock_ratio: f64, depth_factor: Option<f64>) -> Self {
        let packed = prepared.packed(RunOptions {
            shock_ratio: Some(shock_ratio),
            depth_factor,
        });
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a count of positions, which are numbered by u32"
        )]
        let liquidated_count = packed[8] as u32;
        Self {
            price: packed[4],
            shocked_price: packed[3],
            worst_price: if shock_ratio > 0.0 {
                packed[6]
            } else {
                packed[5]
            },
            liquidated_count,
            liquidated_quantity: packed[9],
            liquidated_notional: packed[10],
            liquidated_share: packed[13],
        }
    }
}

/// What the keys of positions and shocks are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Coordinate {
    /// Outside price over starting price, negative for shorts.
    Ratio,
    /// Base cancelled by the jump, negative.
    Cancelled,
}

/// A place where a slightly larger shock takes more positions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Break {
    /// Outside price over starting price at which it happens.
    pub ratio: f64,
    /// Positions that fall just before.
    pub before: usize,
    /// Positions that fall there.
    pub after: usize,
}

/// Critical shocks of one side of the shocked market.
#[derive(Debug, Clone)]
pub struct Ladder {
    crowd: Arc<Crowd>,
    /// The other side; where the shock reaches it too, both trade at once and no ladder holds.
    others: Arc<Crowd>,
    impact: Impact,
    depth_factor: Option<f64>,
    cancels: bool,
    coordinate: Coordinate,
    /// Running key of each position, never rising: it and all before it fall iff the key is at least that of the shock.
    keys: Vec<f64>,
    /// The same with the sums rounded the other way, where that can matter: a walk through a book that ends at the edge
    /// of a level.
    earliest: Option<Vec<f64>>,
}

impl Ladder {
    /// Whether the final state of a scenario is a function of outside price and base sold: instant clock, a price gap and
    /// nothing else, permanent impact, depth that stays, marks by the last trade, and positions closed whole and at once.
    #[must_use]
    pub fn applies(scenario: &ValidScenario) -> bool {
        // Every part of a scenario and every rule of the market is named, so that a new one cannot be forgotten: whoever
        // adds it says here whether the landing stays a function of outside price and base sold.
        let ValidScenario {
            title: _,
            seed: _,
            clock,
            markets,
            // Positions are in the book, however they came there; whoever else trades is not.
            populations: _,
            couplings: _,
            // They close loans, and there are none.
            liquidators: _,
            chain: _,
            // Who looks at it is somebody else.
            visibility: _,
            alarms: _,
            // An order that small moves nothing.
            tolerance: _,
            // A position that shares a wallet keeps a ledger.
            accounts: _,
            shock,
            more_shocks,
        } = scenario;
        let Shock::PriceGap { market, .. } = *shock else {
            return false;
        };
        let Market {
            id: _,
            impact: _,
            resilience:
                Resilience {
                    permanent_share,
                    recovery,
                },
            withdrawal,
            mark,
            executor,
            // Fills stop at a limit.
            guards,
            // These decide who is where in the book, or who pays: the price does not ask.
            oracle: _,
            margin: _,
            takeover: _,
            insurance_fund: _,
            // These need a ledger wherever they move a price.
            is_cross: _,
            taker_fee_ratio: _,
            liquidation_fee_ratio: _,
            funding: _,
            partial: _,
            fund: _,
            deleverages_below_zero: _,
            deficit: _,
            ranking: _,
            vault: _,
        } = &markets[market];
        let permanent = *permanent_share == 1.0 && recovery.iter().all(|part| part.share == 0.0);
        let keeps_ledger = (0..markets.len()).any(|index| scenario.needs_ledger(index));
        *clock == Clock::Waves
            && scenario.is_traders_alone()
            && more_shocks.is_empty()
            && permanent
            && withdrawal.is_none()
            && guards.is_empty()
            && *mark == Mark::Last
            && executor.is_at_once()
            && !keeps_ledger
    }

    /// The ladder of one side, with every depth multiplied by `depth_factor`. `None` where [`Ladder::applies`] says no
    /// or another market has forced orders of its own.
    #[must_use]
    pub fn new(prepared: &Prepared, side: Side, depth_factor: Option<f64>) -> Option<Self> {
        if !Self::applies(prepared.scenario()) {
            return None;
        }
        let Shock::PriceGap {
            market: index,
            cancels,
            ..
        } = prepared.scenario().shock
        else {
            return None;
        };
        let is_calm = |(other, market): (usize, &crate::engine::PreparedMarket)| {
            let start = market.impact.start_price;
            other == index || market.longs.reached(start, 0) + market.shorts.reached(start, 0) == 0
        };
        if !prepared.markets().iter().enumerate().all(is_calm) {
            return None;
        }
        let market = &prepared.markets()[index];
        let impact = match depth_factor {
            Some(factor) if factor != 1.0 => market.impact.deepened(factor),
            _ => market.impact.as_ref().clone(),
        };
        let (crowd, others) = match side {
            Side::Long => (&market.longs, &market.shorts),
            Side::Short => (&market.shorts, &market.longs),
        };
        let is_book = matches!(impact.law, Law::Book { .. });
        // Where ranges end a sum decides by its rounding: runs tell.
        if matches!(&impact.law, Law::Pool(pool) if !pool.is_whole()) {
            return None;
        }
        let mut ladder = Self {
            crowd: crowd.clone(),
            others: others.clone(),
            impact,
            depth_factor,
            cancels,
            coordinate: if is_book && cancels {
                Coordinate::Cancelled
            } else {
                Coordinate::Ratio
            },
            keys: Vec::new(),
            earliest: None,
        };
        ladder.build();
        Some(ladder)
    }

    fn build(&mut self) {
        self.keys = self.running(0.0);
        if matches!(self.impact.law, Law::Book { .. }) {
            // The engine's sum of sales differs from ours by a few roundings: at the edge of a level they decide.
            let slack = rounding(self.crowd.len());
            self.keys = self.running(-slack);
            let earliest = self.running(slack);
            if self.keys != earliest {
                self.earliest = Some(earliest);
            }
        }
    }

    /// Running key of every position, the sums before it stretched by `1 + stretch`.
    fn running(&self, stretch: f64) -> Vec<f64> {
        let start = self.impact.start_price;
        let range = start * PRICE_FLOOR_RATIO..=start * PRICE_CEILING_RATIO;
        let mut least = f64::INFINITY;
        let pairs = self
            .crowd
            .trigger_price
            .iter()
            .zip(&self.crowd.cumulative_quantity);
        pairs
            .map(|(&trigger, &sum)| {
                // Beyond the range of prices nobody falls, and nobody behind.
                if !range.contains(&trigger) {
                    least = f64::NEG_INFINITY;
                }
                least = least.min(self.key(trigger, sum * (1.0 + stretch)));
                least
            })
            .collect()
    }

    /// How far a shock may stay and still reach a trigger, once `sum` base has been closed.
    fn key(&self, trigger: f64, sum: f64) -> f64 {
        let sign = self.crowd.side.sign();
        let start = self.impact.start_price;
        let ratio = match &self.impact.law {
            Law::Linear { slope } => (trigger + sign * slope * sum) / start,
            Law::LogLinear { depth } => trigger * exp(sign * sum / depth) / start,
            Law::SquareRoot { scale } => trigger / start + sign * scale * sqrt(sum),
            Law::Pool(pool) => {
                let push = pool.of_taker(sign * sum);
                pool.price(trigger, -push) / start
            }
            Law::Book { bids, asks } => {
                let book = if sign > 0.0 { bids } else { asks };
                if self.coordinate == Coordinate::Cancelled {
                    // The first falls by the shock alone.
                    return if sum > 0.0 {
                        sum - book.quantity_until(trigger, -sign)
                    } else {
                        f64::INFINITY
                    };
                }
                let price = if sum > 0.0 {
                    book.price_after(sum, -sign)
                } else {
                    start
                };
                if price <= 0.0 {
                    return f64::INFINITY;
                }
                trigger / price
            }
        };
        sign * ratio
    }

    /// Which side falls.
    #[must_use]
    pub fn side(&self) -> Side {
        self.crowd.side
    }

    /// Starting price, quote per base.
    #[must_use]
    pub fn start_price(&self) -> f64 {
        self.impact.start_price
    }

    fn exogenous(&self, ratio: f64) -> Exogenous {
        Exogenous {
            ratio,
            cancels: self.cancels,
        }
    }

    /// Price when the outside price is `ratio` times the starting price and the first `count` have been closed.
    #[must_use]
    pub fn price(&self, ratio: f64, count: usize) -> f64 {
        self.price_after(ratio, self.crowd.cumulative_quantity[count])
    }

    #[inline(never)]
    fn price_after(&self, ratio: f64, sum: f64) -> f64 {
        let sold = self.crowd.side.sign() * sum;
        self.impact.price(self.exogenous(ratio), sold)
    }

    /// Base of the first `count` over all that the side held.
    #[must_use]
    pub fn share(&self, count: usize) -> f64 {
        let total = self.crowd.held();
        if total > 0.0 {
            self.crowd.cumulative_quantity[count] / total
        } else {
            0.0
        }
    }

    /// Where the shock lands, exactly as the engine would; `O(log N)`. `prepared` is what the ladder was built of.
    #[must_use]
    pub fn landing(&self, prepared: &Prepared, shock_ratio: f64) -> Landing {
        self.found(shock_ratio)
            .unwrap_or_else(|| Landing::by_engine(prepared, shock_ratio, self.depth_factor))
    }

    /// The same where the ladder itself can tell.
    fn found(&self, shock_ratio: f64) -> Option<Landing> {
        let ratio = 1.0 + shock_ratio;
        let count = self.fallen(ratio)?;
        let exogenous = self.exogenous(ratio);
        let quantity = self.crowd.cumulative_quantity[count];
        let fill = self
            .impact
            .fill(exogenous, 0.0, self.crowd.side.sign() * quantity);
        Some(Landing {
            price: fill.end_price,
            shocked_price: self.price_after(ratio, 0.0),
            worst_price: fill.end_price,
            liquidated_count: u32::try_from(count).unwrap_or(u32::MAX),
            liquidated_quantity: quantity,
            liquidated_notional: quantity * fill.average_price,
            liquidated_share: self.share(count),
        })
    }

    /// Positions that fall when the outside price is `ratio` times the starting price; `None` where rounding could
    /// decide, the market runs out of orders, or the other side is forced to trade as well.
    #[must_use]
    pub fn fallen(&self, ratio: f64) -> Option<usize> {
        let crowd = &self.crowd;
        let sign = crowd.side.sign();
        let shocked = self.price(ratio, 0);
        if sign * (ratio - 1.0) > 0.0 || self.others.reached(shocked, 0) > 0 {
            return None;
        }
        if crowd.reached(shocked, 0) == 0 {
            return Some(0);
        }
        let (key, slack) = match self.coordinate {
            Coordinate::Ratio => {
                let key = sign * ratio;
                let guess = self.count(&self.keys, key);
                let reach = ratio + self.price(ratio, guess) / self.impact.start_price;
                (key, rounding(guess) * reach)
            }
            Coordinate::Cancelled => {
                let cancelled = self.cancelled(shocked);
                let reach = cancelled + crowd.total_quantity();
                (-cancelled, rounding(crowd.len()) * reach)
            }
        };
        let earliest = self.earliest.as_ref().unwrap_or(&self.keys);
        let least = self.count(&self.keys, key + slack);
        let most = self.count(earliest, key - slack);
        (least == most && self.is_clear(ratio, least)).then_some(least)
    }

    fn count(&self, keys: &[f64], key: f64) -> usize {
        keys.partition_point(|&reached| reached >= key)
    }

    /// Base of the orders that the jump to `shocked` cancels.
    fn cancelled(&self, shocked: f64) -> f64 {
        match (&self.impact.law, self.crowd.side) {
            (Law::Book { bids, .. }, Side::Long) => bids.quantity_until(shocked, -1.0),
            (Law::Book { asks, .. }, Side::Short) => asks.quantity_until(shocked, 1.0),
            _ => 0.0,
        }
    }

    /// `true` when the market can fill the first `count` with room to spare, and ends at a price that no rounding of
    /// their sum moves.
    fn is_clear(&self, ratio: f64, count: usize) -> bool {
        let sums = &self.crowd.cumulative_quantity;
        let sign = self.crowd.side.sign();
        let exogenous = self.exogenous(ratio);
        let (sum, slack) = (sums[count], rounding(count));
        // A position too small to change the sum leaves the engine nothing to trade.
        let is_visible = count == 0 || sum > sums[count - 1];
        let is_filled = sum * (1.0 + slack) < self.impact.capacity(exogenous, 0.0, -sign);
        let is_steady = || {
            let near = self.price_after(ratio, sum * (1.0 - slack));
            let far = self.price_after(ratio, sum * (1.0 + slack));
            (near - far).abs() <= STEADY * near
        };
        is_visible && is_filled && (!matches!(self.impact.law, Law::Book { .. }) || is_steady())
    }

    /// Every place where a slightly larger shock takes more positions, smallest shock first. Empty where the critical
    /// values are not shocks (a book whose orders are cancelled).
    pub fn breaks(&self) -> impl Iterator<Item = Break> + '_ {
        let keys: &[f64] = match self.coordinate {
            Coordinate::Ratio => &self.keys,
            Coordinate::Cancelled => &[],
        };
        let mut before = 0;
        std::iter::from_fn(move || {
            let key = *keys.get(before)?;
            let more = keys[before..].iter().take_while(|&&next| next == key);
            let found = Break {
                ratio: self.crowd.side.sign() * key,
                before,
                after: before + more.count(),
            };
            before = found.after;
            Some(found)
        })
    }

    /// `true` where [`Ladder::breaks`] names all jumps.
    #[must_use]
    pub fn has_breaks(&self) -> bool {
        self.coordinate == Coordinate::Ratio
    }
}

/// Relative error of the engine's sum of sales after `count` positions, and what becomes of it in a price. Two roundings
/// a wave, and no more waves than positions; a log-linear price lies at most `e^21` (the range of prices) from where it
/// was, which makes at most 21 times as much of it.
fn rounding(count: usize) -> f64 {
    #[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    let waves = count as f64;
    f64::EPSILON * (64.0 + 32.0 * waves)
}

/// Relative difference of two prices that lie on the same level of a book, or on its smooth end.
const STEADY: f64 = 1e-9;

/// The ladders of both sides, each built when it is first asked for.
#[derive(Debug, Default)]
pub struct Ladders {
    depth_factor: Option<f64>,
    longs: OnceCell<Option<Ladder>>,
    shorts: OnceCell<Option<Ladder>>,
}

impl Ladders {
    /// With every depth multiplied.
    #[must_use]
    pub fn with_depth(factor: f64) -> Self {
        Self {
            depth_factor: Some(factor),
            ..Self::default()
        }
    }

    /// The ladder of the side that a shock in this direction closes.
    pub fn of(&self, prepared: &Prepared, is_rise: bool) -> Option<&Ladder> {
        let (cell, side) = if is_rise {
            (&self.shorts, Side::Short)
        } else {
            (&self.longs, Side::Long)
        };
        cell.get_or_init(|| Ladder::new(prepared, side, self.depth_factor))
            .as_ref()
    }

    /// Where a shock lands: by the ladder where there is one, else by a run of the engine.
    #[must_use]
    #[inline(never)]
    pub fn landing(&self, prepared: &Prepared, shock_ratio: f64) -> Landing {
        self.of(prepared, shock_ratio > 0.0)
            .and_then(|ladder| ladder.found(shock_ratio))
            .unwrap_or_else(|| Landing::by_engine(prepared, shock_ratio, self.depth_factor))
    }
}
