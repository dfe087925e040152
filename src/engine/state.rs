//! The state of a run and the step that advances it.

use super::Prepared;
use super::record::Recorder;
use crate::market::impact::{Exogenous, Impact};
use crate::market::liquidity::{Liquidity, Withdrawal, log_distance_beyond};
use crate::math::{exp, exp_m1, ln};
use crate::population::crowd::Crowd;
use crate::scenario::model::{Executor, Market, Shock};
use crate::settlement::waterfall::Waterfall;
use crate::trace::{Clock, StopReason};
use std::borrow::Cow;

/// A run in progress.
#[derive(Debug)]
pub struct Engine<'a> {
    prepared: &'a Prepared,
    impacts: Vec<Cow<'a, Impact>>,
    shock: Shock,
    markets: Vec<MarketState>,
    step: u32,
    waves: u32,
}

/// Everything that changes in one market.
#[derive(Debug, Clone, PartialEq)]
pub struct MarketState {
    /// What the outside world has done.
    pub exogenous: Exogenous,
    /// Base sold by outside orders since the start.
    pub outside_sold: f64,
    /// Liquidity as it is.
    pub liquidity: Liquidity,
    /// Liquidity as it would be without forced orders.
    pub calm_liquidity: Liquidity,
    /// Last traded price.
    pub last_price: f64,
    /// Price that triggers.
    pub mark_price: f64,
    /// Longs.
    pub longs: SideState,
    /// Shorts.
    pub shorts: SideState,
    /// Insurance fund and losses.
    pub waterfall: Waterfall,
    /// Notional of the latest wave (tick), quote.
    pub wave_notional: f64,
    /// Notional of the wave (tick) before it, quote.
    pub last_wave_notional: f64,
    /// Price at which market makers last reacted.
    reacted_price: f64,
    /// The market could not fill all of the latest forced order.
    pub exhausted: bool,
    /// The market could not fill all of the outside order.
    pub outside_cut: bool,
}

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

/// A saved state: restoring it and going on gives the same bits as never having stopped.
#[derive(Debug, Clone, PartialEq)]
pub struct Snapshot {
    markets: Vec<MarketState>,
    step: u32,
    waves: u32,
}

impl SideState {
    /// Base triggered and not yet filled.
    #[must_use]
    pub fn backlog(&self, crowd: &Crowd) -> f64 {
        crowd.cumulative_quantity[self.triggered] - self.filled
    }
}

impl<'a> Engine<'a> {
    /// A run before its shock. `depth_factor` multiplies the depth of every market.
    #[must_use]
    pub fn new(prepared: &'a Prepared, shock: Shock, depth_factor: Option<f64>) -> Self {
        let impacts: Vec<Cow<'a, Impact>> = prepared
            .markets
            .iter()
            .map(|market| match depth_factor {
                Some(factor) => Cow::Owned(market.impact.deepened(factor)),
                None => Cow::Borrowed(market.impact.as_ref()),
            })
            .collect();
        let markets = prepared
            .scenario
            .markets
            .iter()
            .map(|market| MarketState {
                exogenous: Exogenous::NONE,
                outside_sold: 0.0,
                liquidity: Liquidity::new(&market.resilience, market.withdrawal.as_ref()),
                calm_liquidity: Liquidity::new(&market.resilience, None),
                reacted_price: market.impact.start_price,
                last_price: market.impact.start_price,
                mark_price: market.impact.start_price,
                longs: SideState::default(),
                shorts: SideState::default(),
                waterfall: Waterfall {
                    insurance_fund: market.insurance_fund,
                    ..Waterfall::default()
                },
                wave_notional: 0.0,
                last_wave_notional: 0.0,
                exhausted: false,
                outside_cut: false,
            })
            .collect();
        Self {
            prepared,
            impacts,
            shock,
            markets,
            step: 0,
            waves: 0,
        }
    }

    /// Runs to the end. Row 0 is recorded before the shock, row 1 after it.
    pub fn run(&mut self, recorder: &mut impl Recorder) {
        recorder.record(self);
        self.apply_shock();
        recorder.record(self);
        while self.step() {
            recorder.record(self);
        }
    }

    /// Applies the outside shock and finds whom it triggers; nothing is executed yet.
    pub fn apply_shock(&mut self) {
        let index = self.shock.market();
        let market = &mut self.markets[index];
        match self.shock {
            Shock::PriceGap { ratio, cancels, .. } => {
                market.exogenous = Exogenous {
                    ratio: 1.0 + ratio,
                    cancels,
                };
                market.last_price = self.impacts[index].price(market.exogenous, 0.0);
            }
            Shock::MarketOrder { quantity, .. } => {
                let resilience = &self.prepared.scenario.markets[index].resilience;
                let impact = &self.impacts[index];
                let fill = market
                    .liquidity
                    .fill(impact, market.exogenous, quantity, resilience);
                let _ = market
                    .calm_liquidity
                    .fill(impact, market.exogenous, quantity, resilience);
                market.outside_sold = fill.quantity;
                market.outside_cut = fill.quantity != quantity;
                market.last_price = fill.end_price;
            }
            Shock::None | Shock::Ramp { .. } => {}
        }
        self.respond(None);
        self.trigger();
    }

    /// Advances by one wave (tick). Returns `false`, having done nothing, when the run is over.
    pub fn step(&mut self) -> bool {
        let tick = match self.prepared.scenario.clock {
            Clock::Waves => {
                let waiting = self.backlog() > 0.0;
                let stuck = self.markets.iter().any(|market| market.exhausted);
                if !waiting || stuck {
                    return false;
                }
                None
            }
            Clock::Ticks { tick_s, duration_s } => {
                // A duration that is no multiple of the tick ends with the last whole tick.
                if f64::from(self.step + 1) * tick_s > duration_s * (1.0 + 1e-12) {
                    return false;
                }
                Some(tick_s)
            }
        };
        self.step += 1;
        if let Some(tick_s) = tick {
            self.move_outside(f64::from(self.step) * tick_s);
            self.trigger();
        }
        let mut traded = false;
        for index in 0..self.markets.len() {
            traded |= self.execute(index, tick);
        }
        self.waves += u32::from(traded);
        self.respond(tick);
        self.trigger();
        true
    }

    /// Moves the outside price along a ramp.
    fn move_outside(&mut self, time_s: f64) {
        if let Shock::Ramp {
            market: index,
            ratio,
            duration_s,
            logarithmic,
        } = self.shock
        {
            let share = (time_s / duration_s).min(1.0);
            let market = &mut self.markets[index];
            market.exogenous.ratio = if share >= 1.0 {
                1.0 + ratio
            } else if logarithmic {
                exp(ln(1.0 + ratio) * share)
            } else {
                1.0 + ratio * share
            };
            market.last_price =
                self.impacts[index].price(market.exogenous, market.liquidity.pushed());
        }
    }

    /// Marks every position that the mark price has reached.
    fn trigger(&mut self) {
        for (market, prepared) in self.markets.iter_mut().zip(&self.prepared.markets) {
            market.mark_price = market.last_price;
            market.longs.triggered = prepared
                .longs
                .reached(market.mark_price, market.longs.triggered);
            market.shorts.triggered = prepared
                .shorts
                .reached(market.mark_price, market.shorts.triggered);
        }
    }

    /// Lets liquidity answer: depth returns while time passes, and leaves when the market moves.
    fn respond(&mut self, tick_s: Option<f64>) {
        for (index, market) in self.markets.iter_mut().enumerate() {
            let settings = &self.prepared.scenario.markets[index];
            let (crowds, impact) = (&self.prepared.markets[index], &self.impacts[index]);
            if let (Some(tick_s), false) = (tick_s, settings.resilience.recovery.is_empty()) {
                market.liquidity.recover(&settings.resilience, tick_s);
                market.calm_liquidity.recover(&settings.resilience, tick_s);
                market.last_price = impact.price(market.exogenous, market.liquidity.pushed());
            }
            let Some(withdrawal) = &settings.withdrawal else {
                continue;
            };
            let price = market.last_price;
            let beyond = [(&crowds.longs, -1.0), (&crowds.shorts, 1.0)]
                .into_iter()
                .filter_map(|(crowd, direction)| Some((*crowd.trigger_price.first()?, direction)))
                .map(|(trigger, direction)| log_distance_beyond(trigger, price, direction))
                .fold(0.0, f64::max);
            if let Some(seconds) = tick_s {
                let log_return = ln(price / market.reacted_price);
                market
                    .liquidity
                    .react(withdrawal, beyond, log_return, seconds);
                market.reacted_price = price;
            } else if matches!(withdrawal, Withdrawal::Drawdown { .. }) {
                market.liquidity.react(withdrawal, beyond, 0.0, 0.0);
            }
        }
    }

    /// Fills the forced orders of one market in one netted fill and settles them. Returns whether anything traded.
    fn execute(&mut self, index: usize, tick_s: Option<f64>) -> bool {
        let settings = &self.prepared.scenario.markets[index];
        let prepared = &self.prepared.markets[index];
        let market = &mut self.markets[index];
        market.last_wave_notional = market.wave_notional;
        market.wave_notional = 0.0;
        let share = execution_share(settings.executor, tick_s);
        let sells = share * market.longs.backlog(&prepared.longs);
        let buys = share * market.shorts.backlog(&prepared.shorts);
        if sells <= 0.0 && buys <= 0.0 {
            return false;
        }
        let net = sells - buys;
        let fill = market.liquidity.fill(
            &self.impacts[index],
            market.exogenous,
            net,
            &settings.resilience,
        );
        let missing = (net - fill.quantity).abs();
        market.exhausted = missing > 0.0;
        market.last_price = fill.end_price;
        // What offsets inside the tick trades at the common price and needs no liquidity.
        let (sold, bought) = if net > 0.0 {
            (sells - missing, buys)
        } else {
            (sells, buys - missing)
        };
        let whole = share >= 1.0 && missing == 0.0;
        let before = market.longs.notional + market.shorts.notional;
        let waterfall = &mut market.waterfall;
        market.longs.advance(
            &prepared.longs,
            sold,
            whole,
            fill.average_price,
            settings,
            waterfall,
        );
        market.shorts.advance(
            &prepared.shorts,
            bought,
            whole,
            fill.average_price,
            settings,
            waterfall,
        );
        market.wave_notional = market.longs.notional + market.shorts.notional - before;
        sold > 0.0 || bought > 0.0
    }

    /// Base triggered and not yet filled, all markets.
    #[must_use]
    pub fn backlog(&self) -> f64 {
        self.markets
            .iter()
            .zip(&self.prepared.markets)
            .map(|(market, prepared)| {
                market.longs.backlog(&prepared.longs) + market.shorts.backlog(&prepared.shorts)
            })
            .sum()
    }

    /// Why the run is over, once [`Engine::step`] has returned `false`.
    #[must_use]
    pub fn stop_reason(&self) -> StopReason {
        let touched = self
            .markets
            .iter()
            .any(|market| market.longs.triggered + market.shorts.triggered > 0);
        if self
            .markets
            .iter()
            .any(|market| market.exhausted || market.outside_cut)
        {
            return StopReason::BookExhausted;
        }
        if !touched {
            return StopReason::NoTrigger;
        }
        let settled = match self.prepared.scenario.clock {
            Clock::Waves => true,
            // An exponential executor never fills the last crumb.
            Clock::Ticks { .. } => self.backlog() <= 1e-3 * self.triggered_quantity(),
        };
        if !settled {
            return StopReason::DurationReached;
        }
        let index = self.shock.market();
        let (prepared, market) = (&self.prepared.markets[index], &self.markets[index]);
        let (crowd, side) = if self.shock.direction() < 0.0 {
            (&prepared.longs, &market.longs)
        } else {
            (&prepared.shorts, &market.shorts)
        };
        if !crowd.is_empty() && side.triggered == crowd.len() {
            StopReason::EveryoneLiquidated
        } else {
            StopReason::Settled
        }
    }

    fn triggered_quantity(&self) -> f64 {
        self.markets
            .iter()
            .zip(&self.prepared.markets)
            .map(|(market, prepared)| {
                prepared.longs.cumulative_quantity[market.longs.triggered]
                    + prepared.shorts.cumulative_quantity[market.shorts.triggered]
            })
            .sum()
    }

    /// Saves the state of the run.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        Snapshot {
            markets: self.markets.clone(),
            step: self.step,
            waves: self.waves,
        }
    }

    /// Returns to a saved state of the same scenario.
    pub fn restore(&mut self, snapshot: Snapshot) {
        self.markets = snapshot.markets;
        self.step = snapshot.step;
        self.waves = snapshot.waves;
    }

    /// The prepared scenario.
    #[must_use]
    pub fn prepared(&self) -> &'a Prepared {
        self.prepared
    }

    /// The shock of this run.
    #[must_use]
    pub fn shock(&self) -> Shock {
        self.shock
    }

    /// Impact law of a market, with this run's depth.
    #[must_use]
    pub fn impact(&self, index: usize) -> &Impact {
        &self.impacts[index]
    }

    /// State of every market, in the order of the scenario.
    #[must_use]
    pub fn markets(&self) -> &[MarketState] {
        &self.markets
    }

    /// Seconds since the shock.
    #[must_use]
    pub fn time_s(&self) -> f64 {
        match self.prepared.scenario.clock {
            Clock::Waves => 0.0,
            Clock::Ticks { tick_s, .. } => f64::from(self.step) * tick_s,
        }
    }

    /// Waves (ticks with forced orders) so far.
    #[must_use]
    pub fn waves(&self) -> u32 {
        self.waves
    }
}

impl SideState {
    /// Books `quantity` base as filled at `price`; `whole` means everything triggered.
    fn advance(
        &mut self,
        crowd: &Crowd,
        quantity: f64,
        whole: bool,
        price: f64,
        settings: &Market,
        waterfall: &mut Waterfall,
    ) {
        if quantity <= 0.0 {
            return;
        }
        let sums = &crowd.cumulative_quantity;
        let end = sums[self.triggered];
        let filled = if whole {
            end
        } else {
            (self.filled + quantity).min(end)
        };
        // The last touched position may be filled in part only: the next fill begins in it.
        let open = if sums[self.touched] > self.filled {
            self.touched - 1
        } else {
            self.touched
        };
        waterfall.settle(
            crowd,
            open..self.triggered,
            self.filled,
            filled,
            price,
            settings.takeover,
        );
        self.notional += (filled - self.filled) * price;
        self.touched = if whole {
            self.triggered
        } else {
            self.touched + sums[self.touched..self.triggered].partition_point(|&sum| sum < filled)
        };
        self.filled = filled;
    }
}

/// Share of the backlog that is filled in one step.
fn execution_share(executor: Executor, tick_s: Option<f64>) -> f64 {
    match (executor, tick_s) {
        (Executor::Exponential { rate_per_s }, Some(tick_s)) => -exp_m1(-rate_per_s * tick_s),
        (Executor::Immediate, _) | (Executor::Exponential { .. }, None) => 1.0,
    }
}
