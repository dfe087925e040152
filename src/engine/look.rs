//! What can be asked of a run in progress.

use super::record::{BRANCHING_WINDOW, LARGEST_RATIO};
use super::{Engine, Prepared};
use crate::clock::Clock;
use crate::couplings::spread::Look;
use crate::couplings::wallets::{Near, Prices};
use crate::couplings::{Coupling, Ties};
use crate::market::venue::Venue;
use crate::population::crowd::Side;
use crate::scenario::model::{Collateral, CollateralPrice, Shock};
use crate::sources::traders::Traders;
use crate::sources::{Acts, Forced, Source};
use crate::trace::StopReason;

impl<'a> Engine<'a> {
    /// The prepared scenario.
    #[must_use]
    pub fn prepared(&self) -> &'a Prepared {
        self.prepared
    }

    /// The shock of this run.
    #[must_use]
    pub fn shock(&self) -> &Shock {
        self.outside.first()
    }

    /// Every market, in the order of the scenario.
    #[must_use]
    pub fn venues(&self) -> &[Venue] {
        &self.state.venues
    }

    /// Whoever is forced to trade, or answers the price.
    #[must_use]
    pub fn sources(&self) -> &[Source] {
        &self.state.sources
    }

    /// What ties the markets.
    #[must_use]
    pub fn couplings(&self) -> &[Coupling] {
        &self.state.couplings
    }

    /// Prices of the shared indices, in the order of the scenario.
    #[must_use]
    pub fn indices(&self) -> &[f64] {
        &self.state.indices
    }

    /// How forced trades spread from market to market now: by falls, or by rises where the shock of the run is one.
    #[must_use]
    pub fn spread<'l>(&'l self, near: &'l Near) -> Look<'l> {
        let shock = self.shock();
        let is_rise = shock.sides(shock.market()).only() == Some(1.0);
        Look {
            venues: self.venues(),
            sources: self.sources(),
            couplings: self.couplings(),
            direction: if is_rise { 1.0 } else { -1.0 },
            window: BRANCHING_WINDOW,
            largest: LARGEST_RATIO,
            has_time: self.prepared.scenario.clock != Clock::Waves,
            wallets: &self.state.wallets,
            near,
            indices: &self.state.indices,
        }
    }

    /// The leveraged traders of every market, in the order of the markets.
    pub fn traders(&self) -> impl Iterator<Item = &Traders> {
        self.state.sources.iter().filter_map(Source::traders)
    }

    /// Balances of the cross-margin accounts, quote.
    #[must_use]
    pub fn wallets(&self) -> &[f64] {
        &self.state.balances.wallets
    }

    /// Money of each cross-margin account, without unrealised profit, quote: its balance, or once it is seized what is left
    /// of the shares that its positions took and what their closes have handed back.
    #[must_use]
    pub fn account_money(&self) -> Vec<f64> {
        let state = &self.state;
        state.wallets.money(&state.sources, &state.balances)
    }

    /// Seconds since the shock.
    #[must_use]
    pub fn time_s(&self) -> f64 {
        self.state.place.time_s
    }

    /// Waves (ticks with forced orders) so far.
    #[must_use]
    pub fn waves(&self) -> u32 {
        self.state.waves
    }

    /// Whether the price without forced orders can move after the shock.
    pub(super) fn moves_outside(&self) -> bool {
        self.outside.moves() || !self.state.couplings.is_empty()
    }

    /// The side of a market that is looked at: -1 down, +1 up. That to which the outside moves it where this is one side
    /// only. Where it moves to both, or to none, that on which the last price has gone further from the start so far
    /// (the same way: that on which the outside has; else down).
    #[must_use]
    #[inline]
    pub fn direction(&self, market: usize) -> f64 {
        self.known_direction(market)
            .unwrap_or_else(|| self.state.venues[market].furthest_direction())
    }

    /// The same where it does not depend on how the run goes.
    pub(super) fn known_direction(&self, market: usize) -> Option<f64> {
        self.outside.direction(market)
    }

    /// Accounts that hold several positions and that a move of prices by `window`, a fraction, may liquidate.
    #[must_use]
    pub fn near(&self, window: f64) -> Near {
        let state = &self.state;
        let prices = Prices {
            venues: &state.venues,
            indices: &state.indices,
        };
        state
            .wallets
            .near(&state.sources, &state.balances, prices, window)
    }

    /// Base that a move of the mark price would force; what Feedback R divides by the base that makes this move.
    #[must_use]
    pub fn forced_between(&self, near: &Near, market: usize, from: f64, to: f64) -> f64 {
        let sources = self.state.sources.iter();
        let forced = sources.fold(0.0, |sum, source| {
            sum + source.forced_between(market, from, to)
        });
        let accounts = self.forced_accounts(near, market, from, to);
        accounts
            .into_iter()
            .fold(forced, |sum, (_, base)| sum + base)
    }

    /// The part of accounts that hold several positions, source by source: of those that this market alone would have liquidated.
    #[must_use]
    pub fn forced_accounts(
        &self,
        near: &Near,
        market: usize,
        from: f64,
        to: f64,
    ) -> Vec<(usize, f64)> {
        let mut forced = Vec::new();
        if !near.is_empty() {
            self.each_forced_account(near, market, from, to, &mut |source, base| {
                forced.push((source, base));
            });
        }
        forced
    }

    #[cold]
    fn each_forced_account(
        &self,
        near: &Near,
        market: usize,
        from: f64,
        to: f64,
        tell: &mut dyn FnMut(usize, f64),
    ) {
        let state = &self.state;
        let mut moved: Vec<f64> = state.venues.iter().map(|one| one.mark.price).collect();
        moved[market] = to;
        let prices = Prices {
            venues: &state.venues,
            indices: &state.indices,
        };
        let worth = |one: &Collateral| match one.price {
            CollateralPrice::Last if one.market == market => prices.of(one) * (to / from),
            CollateralPrice::Last | CollateralPrice::Outside | CollateralPrice::Index(_) => {
                prices.of(one)
            }
        };
        let direction = if to < from { 1.0 } else { -1.0 };
        let here = &mut |source: usize, place: usize, base: f64| {
            if place == market {
                tell(source, direction * base);
            }
        };
        state
            .wallets
            .forced(near, &state.sources, prices, &moved, &worth, here);
    }

    /// What others than leveraged positions were forced to trade in a market.
    #[must_use]
    pub fn forced(&self, market: usize) -> Forced {
        let sources = self.state.sources.iter();
        sources.fold(Forced::default(), |sum, source| {
            let more = source.forced(market);
            Forced {
                accounts: sum.accounts + more.accounts,
                sold: sum.sold + more.sold,
                sold_notional: sum.sold_notional + more.sold_notional,
                bought: sum.bought + more.bought,
                bought_notional: sum.bought_notional + more.bought_notional,
                wave_notional: sum.wave_notional + more.wave_notional,
                last_wave_notional: sum.last_wave_notional + more.last_wave_notional,
            }
        })
    }

    /// What nobody pays in a market: losses of leveraged positions, and what others owe who were sold out, in the margin's money.
    #[must_use]
    pub fn bad_debt(&self, market: usize) -> f64 {
        let sources = self.state.sources.iter();
        let traders = self.traders().nth(market);
        let of_traders = traders.map_or(0.0, |traders| traders.waterfall.bad_debt);
        sources.fold(of_traders, |sum, source| sum + source.bad_debt(market))
    }

    /// Base of a market that others than leveraged positions may be forced to sell, and to buy: at the start, and what they have traded
    /// beyond that.
    #[must_use]
    pub fn at_risk(&self, market: usize) -> [f64; 2] {
        let sources = self.state.sources.iter();
        sources.fold([0.0; 2], |[sold, bought], source| {
            let [more, besides] = source.at_risk(market);
            [sold + more, bought + besides]
        })
    }

    /// Base ordered by force in a market and not yet filled.
    #[must_use]
    pub fn backlog(&self, market: usize) -> f64 {
        let price = self.state.venues[market].last_price;
        let sources = self.state.sources.iter();
        sources.fold(0.0, |sum, source| sum + source.backlog(market, price))
    }

    /// Base of a market that everybody holds together, more than they owe, up to a number that does not change in a run: so
    /// this never changes (I1; base behind inverse contracts moves with the price).
    #[must_use]
    pub fn net(&self, market: usize) -> f64 {
        let (state, venue) = (&self.state, &self.state.venues[market]);
        let sources = state.sources.iter().map(|source| source.net(market, venue));
        let couplings = state.couplings.iter().map(|one| one.net(market));
        sources
            .chain(couplings)
            .fold(venue.net(), |sum, one| sum + one)
    }

    /// What everybody together is worth at prices, one for each market, quote, up to a number that does not change in a run:
    /// so this never changes, whatever the prices (I2).
    #[must_use]
    pub fn worth(&self, prices: &[f64]) -> f64 {
        let state = &self.state;
        let venues = state.venues.iter().zip(prices);
        let sources = state.sources.iter().map(|source| source.worth(prices));
        let couplings = state.couplings.iter().map(|one| one.worth(prices));
        let wallets = state.balances.wallets.iter().copied();
        venues
            .map(|(venue, &price)| venue.worth(price))
            .chain(sources)
            .chain(couplings)
            .chain(wallets)
            .fold(0.0, |sum, one| sum + one)
    }

    /// Base that waits in a market where a halt or a limit keeps it from trading: orders, and what others would still sell or buy
    /// at the last price.
    #[must_use]
    pub fn held_back(&self, market: usize) -> f64 {
        let venue = &self.state.venues[market];
        if !venue.is_blocked() {
            return 0.0;
        }
        let sources = self.state.sources.iter();
        sources.fold(venue.queued().abs(), |sum, source| {
            sum + source.held_back(market, &self.state.venues)
        })
    }

    /// The halt or the limit at which a run ends while orders wait.
    fn blocked_by(&self) -> Option<StopReason> {
        let venues = &self.state.venues;
        let triggered: f64 = self
            .state
            .sources
            .iter()
            .map(Acts::triggered_quantity)
            .sum();
        let is_kept = |market: &usize| {
            let waiting = self.held_back(*market);
            waiting > 0.0 && waiting > 1e-3 * triggered
        };
        let market = (0..venues.len()).find(is_kept)?;
        Some(if venues[market].is_halted() {
            StopReason::Halted
        } else {
            StopReason::AtLimit
        })
    }

    /// Why the run is over, once [`Engine::step`] has returned `false`.
    #[must_use]
    pub fn stop_reason(&self) -> StopReason {
        let (venues, sources) = (&self.state.venues, &self.state.sources);
        if venues
            .iter()
            .any(|venue| venue.exhausted || venue.outside_cut)
        {
            return StopReason::BookExhausted;
        }
        if let Some(reason) = self.blocked_by() {
            return reason;
        }
        // A wave that changed nothing is the last one, however many there were before.
        if self.state.is_cut() && !self.state.is_stalled && self.state.is_waiting() {
            return StopReason::WavesReached;
        }
        if sources.iter().any(Acts::is_stopped) {
            return StopReason::LiquidatorsStopped;
        }
        if !sources.iter().any(Acts::is_touched) {
            return StopReason::NoTrigger;
        }
        let is_settled = match self.prepared.scenario.clock {
            Clock::Waves => true,
            // An exponential executor never fills the last crumb.
            Clock::Ticks { .. } => {
                let waiting: f64 = (0..venues.len()).map(|market| self.backlog(market)).sum();
                let triggered: f64 = sources.iter().map(Acts::triggered_quantity).sum();
                waiting <= 1e-3 * triggered
            }
        };
        if !is_settled {
            return StopReason::DurationReached;
        }
        let market = self.shock().market();
        let side = if self.direction(market) < 0.0 {
            Side::Long
        } else {
            Side::Short
        };
        let mut worked_off = sources
            .iter()
            .filter_map(|source| source.is_worked_off(market, side))
            .peekable();
        if worked_off.peek().is_some() && worked_off.all(|is_worked_off| is_worked_off) {
            StopReason::EveryoneLiquidated
        } else {
            StopReason::Settled
        }
    }
}
