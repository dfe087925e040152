//! The state of a run and the step that advances it.

use super::ledger::{Closed, Ledger, Moment, Shared, Venue};
use super::record::Recorder;
use super::{CRUMB, LEAST_BACKLOG, Prepared, PreparedMarket};
use crate::clock::{Clock, DAY_S};
use crate::market::impact::{Exogenous, Impact, PRICE_CEILING_RATIO, PRICE_FLOOR_RATIO};
use crate::market::liquidity::{Liquidity, Withdrawal};
use crate::math::{exp, exp_m1, normal_quantile, sqrt};
use crate::population::bands::BANDS;
use crate::population::crowd::{Crowd, Side};
use crate::rng::{Purpose, Rng};
use crate::scenario::model::{Executor, Mark, Market, Shock, Sides};
use crate::scenario::steps::Place;
use crate::settlement::margin::Contract;
use crate::settlement::waterfall::{Takeover, Waterfall};
use crate::sort::{settle_ties, sort_by};
use crate::trace::StopReason;
use std::borrow::Cow;

/// A run in progress.
#[derive(Debug)]
pub struct Engine<'a> {
    prepared: &'a Prepared,
    impacts: Vec<Cow<'a, Impact>>,
    shock: Shock,
    markets: Vec<MarketState>,
    accounts: Accounts,
    noise: Vec<Rng>,
    /// Side to which the outside moves each market, where it is one only.
    directions: Vec<Option<f64>>,
    place: Place,
    step: u32,
    waves: u32,
}

/// Cross-margin accounts: wallets and who shares them.
#[derive(Debug, Clone, PartialEq, Default)]
struct Accounts {
    /// Balances, quote.
    wallets: Vec<f64>,
    /// Market and place in its ledger of every position of each account.
    members: Vec<Vec<(usize, usize)>>,
    /// Unrealised profit of each account at the marks of the last trigger, quote.
    profits: Vec<f64>,
    /// Accounts that are being, or were, liquidated.
    is_seized: Vec<bool>,
}

/// An account that is to be liquidated.
#[derive(Debug, Clone, Copy)]
struct Due {
    account: usize,
    /// The same, as ties want it.
    number: u32,
    /// What it is worth and what its positions are, quote.
    equity: f64,
    notional: f64,
    /// Equity beyond what its positions need, as a share of them: the lower, the sooner.
    excess: f64,
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
    /// The market could not fill all of the latest forced order.
    pub exhausted: bool,
    /// The market could not fill all of the outside order.
    pub outside_cut: bool,
    /// The positions one by one, where the rules need it.
    pub ledger: Option<Box<Ledger>>,
    /// Base ordered by force and not yet filled.
    pub backlog: f64,
    /// Quote closed by force by band of leverage; kept by ledgers only.
    pub by_band: [f64; BANDS],
    /// Smoothed difference of the last price and the index.
    basis: f64,
    /// How many longs and shorts had been triggered after each look at the triggers, as far as their orders wait: who was
    /// triggered first is settled first, whatever the side.
    looks: Vec<[usize; 2]>,
    /// How far it went, where only that tells which side of a run is looked at.
    reach: Option<Reach>,
}

/// Lowest and highest price so far, quote per base.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Reach {
    start: f64,
    /// Of the last price.
    last: [f64; 2],
    /// Of the price without forced orders.
    outside: [f64; 2],
}

impl Reach {
    fn new(start: f64) -> Self {
        Self {
            start,
            last: [start; 2],
            outside: [start; 2],
        }
    }

    fn note(&mut self, last: f64, outside: f64) {
        for ([low, high], price) in [(&mut self.last, last), (&mut self.outside, outside)] {
            *low = low.min(price);
            *high = high.max(price);
        }
    }

    /// The side on which the last price went further from the start; where both are as far, that on which the outside
    /// did; else down.
    #[inline]
    fn direction(&self) -> f64 {
        let up = [self.last, self.outside]
            .into_iter()
            .find_map(|[low, high]| {
                let (down, up) = (self.start - low, high - self.start);
                (down != up).then_some(up > down)
            });
        if up == Some(true) { 1.0 } else { -1.0 }
    }
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
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Snapshot {
    markets: Vec<MarketState>,
    accounts: Accounts,
    noise: Vec<Rng>,
    place: Place,
    step: u32,
    waves: u32,
}

impl Snapshot {
    /// Waves (ticks) so far.
    #[must_use]
    pub fn steps(&self) -> u32 {
        self.step
    }
}

fn shocks<'a>(prepared: &'a Prepared, shock: &'a Shock) -> impl Iterator<Item = &'a Shock> {
    std::iter::once(shock).chain(&prepared.scenario.more_shocks)
}

fn impacts(prepared: &Prepared, depth_factor: Option<f64>) -> Vec<Cow<'_, Impact>> {
    let markets = prepared.markets.iter();
    markets
        .map(|market| match depth_factor {
            Some(factor) => Cow::Owned(market.impact.deepened(factor)),
            None => Cow::Borrowed(market.impact.as_ref()),
        })
        .collect()
}

/// Side to which the outside moves each market, where it is one only.
fn directions(prepared: &Prepared, shock: &Shock) -> Vec<Option<f64>> {
    let mut sides = vec![Sides::default(); prepared.markets.len()];
    for shock in shocks(prepared, shock) {
        let sides = &mut sides[shock.market()];
        *sides = sides.and(shock.sides());
    }
    sides.into_iter().map(Sides::only).collect()
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
        let mut markets: Vec<MarketState> = prepared
            .scenario
            .markets
            .iter()
            .zip(&prepared.markets)
            .map(|(market, parts)| MarketState {
                exogenous: Exogenous::NONE,
                outside_sold: 0.0,
                liquidity: liquidity(market, parts, market.withdrawal.as_ref()),
                // Without forced orders nothing is too wild; but who sells from outside finds what his own fall leaves.
                calm_liquidity: liquidity(
                    market,
                    parts,
                    market
                        .withdrawal
                        .as_ref()
                        .filter(|law| matches!(law, Withdrawal::Drawdown { .. })),
                ),
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
                ledger: parts
                    .traders
                    .as_ref()
                    .map(|traders| Box::new(Ledger::new(traders, market))),
                backlog: 0.0,
                by_band: [0.0; BANDS],
                basis: 0.0,
                looks: Vec::new(),
                reach: None,
            })
            .collect();
        let directions = directions(prepared, &shock);
        for (state, direction) in markets.iter_mut().zip(&directions) {
            state.reach = direction.is_none().then(|| Reach::new(state.last_price));
        }
        let noise = shocks(prepared, &shock)
            .zip(0..)
            .filter(|(shock, _)| matches!(shock, Shock::Noise { .. }))
            .map(|(_, index)| Rng::new(prepared.scenario.seed, Purpose::Noise, index))
            .collect();
        Self {
            accounts: Accounts::new(prepared, &markets),
            prepared,
            impacts: impacts(prepared, depth_factor),
            shock,
            markets,
            noise,
            directions,
            place: Place::default(),
            step: 0,
            waves: 0,
        }
    }

    /// A run that goes on from where it was left. `depth_factor` as it was then.
    #[must_use]
    pub fn resumed(
        prepared: &'a Prepared,
        shock: Shock,
        depth_factor: Option<f64>,
        left: Snapshot,
    ) -> Self {
        Self {
            prepared,
            impacts: impacts(prepared, depth_factor),
            directions: directions(prepared, &shock),
            shock,
            markets: left.markets,
            accounts: left.accounts,
            noise: left.noise,
            place: left.place,
            step: left.step,
            waves: left.waves,
        }
    }

    /// Leaves the run, to go on later: nothing is copied.
    #[must_use]
    pub fn leave(self) -> Snapshot {
        Snapshot {
            markets: self.markets,
            accounts: self.accounts,
            noise: self.noise,
            place: self.place,
            step: self.step,
            waves: self.waves,
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
        for number in 0..self.shock_count() {
            let shock = self.shock_number(number);
            let index = shock.market();
            match shock {
                Shock::PriceGap { ratio, cancels, .. } => {
                    let market = &mut self.markets[index];
                    market.exogenous = Exogenous {
                        ratio: market.exogenous.ratio * (1.0 + ratio),
                        cancels: market.exogenous.cancels || cancels,
                    };
                    market.last_price =
                        self.impacts[index].price(market.exogenous, market.liquidity.pushed());
                }
                Shock::MarketOrder { quantity, .. } => self.order_from_outside(index, quantity),
                Shock::Orders { .. }
                | Shock::Path { .. }
                | Shock::None
                | Shock::Ramp { .. }
                | Shock::Noise { .. } => {}
            }
        }
        self.place_listed_orders(None, 0.0);
        self.respond(None);
        self.trigger(None);
        self.note_backlog();
        self.note_reach();
    }

    fn shock_count(&self) -> usize {
        1 + self.prepared.scenario.more_shocks.len()
    }

    /// A shock of this run; the first one as the run has it. A copy, which costs no allocation.
    fn shock_number(&self, number: usize) -> Shock {
        match number.checked_sub(1) {
            None => self.shock.clone(),
            Some(more) => self.prepared.scenario.more_shocks[more].clone(),
        }
    }

    /// Somebody outside trades at market; it moves the price with and without forced orders.
    fn order_from_outside(&mut self, index: usize, quantity: f64) {
        let market = &mut self.markets[index];
        let resilience = &self.prepared.scenario.markets[index].resilience;
        let impact = &self.impacts[index];
        let fill = market
            .liquidity
            .fill(impact, market.exogenous, quantity, resilience);
        let _ = market
            .calm_liquidity
            .fill(impact, market.exogenous, quantity, resilience);
        market.outside_sold += fill.quantity;
        market.outside_cut |= fill.quantity != quantity;
        market.last_price = fill.end_price;
    }

    /// Places the outside orders whose time has come since `before_s`; `None`: since ever.
    fn place_listed_orders(&mut self, before_s: Option<f64>, now_s: f64) {
        for number in 0..self.shock_count() {
            let Shock::Orders {
                market: index,
                rows,
            } = self.shock_number(number)
            else {
                continue;
            };
            // A rounding error of the clock must not cost a tick. Nothing is counted: a market may have several lists.
            let due = |time_s: f64| rows.partition_point(|row| row.0 <= time_s * (1.0 + 1e-12));
            for &(_, quantity) in &rows[before_s.map_or(0, due)..due(now_s)] {
                self.order_from_outside(index, quantity);
            }
        }
    }

    /// Advances by one wave (tick). Returns `false`, having done nothing, when the run is over.
    pub fn step(&mut self) -> bool {
        let tick = match self.prepared.scenario.clock {
            Clock::Waves => {
                let waiting = self.is_waiting();
                let stuck = self.markets.iter().any(|market| market.exhausted);
                if !waiting || stuck {
                    return false;
                }
                None
            }
            Clock::Ticks { .. } => {
                let Some((next, length_s)) = self.prepared.steps.after(self.place) else {
                    return false;
                };
                let before_s = std::mem::replace(&mut self.place, next).time_s;
                Some((before_s, length_s))
            }
        };
        self.step += 1;
        if let Some((before_s, tick_s)) = tick {
            self.move_outside(before_s, tick_s);
            self.trigger(None);
        }
        let tick = tick.map(|(_, tick_s)| tick_s);
        let mut traded = false;
        for index in 0..self.markets.len() {
            traded |= self.execute(index, tick);
        }
        self.waves += u32::from(traded);
        self.respond(tick);
        self.trigger(tick);
        self.note_backlog();
        self.note_reach();
        true
    }

    /// Moves the price outside to the time of this step, which began at `before_s` and takes `tick_s`: along ramps and
    /// paths, at random, and by orders that are due.
    fn move_outside(&mut self, before_s: f64, tick_s: f64) {
        let (time_s, near_s) = (self.place.time_s, self.prepared.steps.near_s());
        let is_alone = self.prepared.scenario.more_shocks.is_empty();
        let mut draws = 0;
        for number in 0..self.shock_count() {
            let shock = self.shock_number(number);
            let level = |time_s: f64| shock.level(time_s, near_s);
            let index = shock.market();
            let state = &mut self.markets[index];
            state.exogenous.ratio = match &shock {
                // Alone it is exactly what it says, without the rounding of quotients.
                Shock::Ramp { .. } | Shock::Path { .. } if is_alone => level(time_s),
                Shock::Ramp { .. } => {
                    state.exogenous.ratio * (level(time_s) / level(time_s - tick_s))
                }
                // A path may jump, so it matters that a step begins where the one before ended.
                Shock::Path { .. } => state.exogenous.ratio * (level(time_s) / level(before_s)),
                Shock::Noise {
                    daily_volatility, ..
                } => {
                    let sd = daily_volatility * sqrt(tick_s / DAY_S);
                    let draw = normal_quantile(self.noise[draws].unit());
                    draws += 1;
                    state.exogenous.ratio * exp(sd * draw - 0.5 * sd * sd)
                }
                _ => continue,
            };
            state.last_price = self.impacts[index].price(state.exogenous, state.liquidity.pushed());
        }
        self.place_listed_orders(Some(before_s), time_s);
    }

    /// Marks the market and finds every position that the mark price has reached. `tick_s` is given once per tick, when
    /// its trading is done: then the smoothed difference to the index moves on.
    fn trigger(&mut self, tick_s: Option<f64>) {
        let scenario = &self.prepared.scenario;
        for (index, prepared) in self.prepared.markets.iter().enumerate() {
            let settings = &scenario.markets[index];
            let state = &mut self.markets[index];
            state.update_mark(settings, tick_s);
            let before = [state.longs.triggered, state.shorts.triggered];
            state.longs.triggered = prepared
                .longs
                .reached(state.mark_price, state.longs.triggered);
            state.shorts.triggered = prepared
                .shorts
                .reached(state.mark_price, state.shorts.triggered);
            let after = [state.longs.triggered, state.shorts.triggered];
            if after != before {
                state.looks.push(after);
            }
            if state.ledger.is_some() {
                self.trigger_ledger(index, tick_s);
            }
        }
        if !self.accounts.members.is_empty() {
            self.seize_accounts();
        }
    }

    /// The same for the positions of a ledger. Apart, so that the step of a market without one stays small and quick.
    #[cold]
    #[inline(never)]
    fn trigger_ledger(&mut self, index: usize, tick_s: Option<f64>) {
        let (now_s, row) = (self.time_s(), self.step + 1);
        let settings = &self.prepared.scenario.markets[index];
        let state = &mut self.markets[index];
        let start_price = settings.impact.start_price;
        if let Some(ledger) = &mut state.ledger {
            let moment = Moment {
                now_s,
                tick_s: None,
                row,
                mark_price: state.mark_price,
            };
            if let (Some(length_s), Some(funding)) = (tick_s, settings.funding) {
                let index_price = start_price * state.exogenous.ratio;
                let premium = state.last_price / index_price - 1.0;
                let weight = match self.prepared.scenario.clock {
                    Clock::Ticks { tick_s, .. } => length_s / tick_s,
                    Clock::Waves => 1.0,
                };
                ledger.fund(
                    settings,
                    funding,
                    moment,
                    (premium, weight),
                    &mut Shared {
                        wallets: &mut self.accounts.wallets,
                        profits: &mut self.accounts.profits,
                    },
                );
            }
            ledger.trigger(settings, moment);
        }
    }

    /// Liquidates every cross-margin account whose equity has fallen to its maintenance margin: like any orders of one
    /// moment the one that is furthest beyond it first, whatever the order of the list.
    #[cold]
    #[inline(never)]
    fn seize_accounts(&mut self) {
        let scenario = &self.prepared.scenario;
        let mut due: Vec<Due> = Vec::new();
        for (number, account) in (0..).zip(0..self.accounts.members.len()) {
            if self.accounts.is_seized[account] {
                continue;
            }
            let (mut equity, mut needed, mut notional) = (self.accounts.wallets[account], 0.0, 0.0);
            for &(market, place) in &self.accounts.members[account] {
                let (state, rules) = (&self.markets[market], &scenario.markets[market].margin);
                let Some(ledger) = &state.ledger else {
                    continue;
                };
                let terms = ledger.positions()[place].terms;
                if terms.quantity <= 0.0 {
                    continue;
                }
                let value = terms.notional(state.mark_price, Contract::Linear);
                equity += terms.unrealised_profit(state.mark_price, Contract::Linear);
                needed += terms.maintenance_margin(state.mark_price, rules)
                    + rules.closing_fee_ratio * value;
                notional += value;
            }
            self.accounts.profits[account] = equity - self.accounts.wallets[account];
            if notional > 0.0 && equity <= needed {
                due.push(Due {
                    number,
                    account,
                    equity,
                    notional,
                    excess: (equity - needed) / notional,
                });
            }
        }
        sort_by(&mut due, &|a, b| a.excess.total_cmp(&b.excess));
        settle_ties(&mut due, &|one| one.excess, &|one| one.notional, &|one| {
            one.number
        });
        for account in due {
            self.seize(&account);
        }
    }

    /// Gives every position of an account its share of what the account is worth, and closes it.
    fn seize(&mut self, due: &Due) {
        let (now_s, row) = (self.time_s(), self.step + 1);
        let scenario = &self.prepared.scenario;
        let &Due {
            account,
            equity,
            notional,
            ..
        } = due;
        self.accounts.is_seized[account] = true;
        let mut left = self.accounts.wallets[account];
        let members = &self.accounts.members[account];
        // Like any orders of one moment: the larger first, those alike but for rounding in the order of the rows.
        let mut in_turn: Vec<(u32, f64)> = (0..)
            .zip(members)
            .map(|(number, &(market, place))| {
                let ledger = self.markets[market].ledger.as_ref();
                let size = ledger.map_or(0.0, |ledger| ledger.positions()[place].terms.quantity);
                (number, size)
            })
            .collect();
        settle_ties(&mut in_turn, &|_| 0.0, &|member| member.1, &|member| {
            member.0
        });
        let members: Vec<(usize, usize)> = in_turn
            .iter()
            .map(|&(number, _)| members[number as usize])
            .collect();
        let last = members.len() - 1;
        for (number, (market, place)) in members.into_iter().enumerate() {
            let settings = &scenario.markets[market];
            let state = &mut self.markets[market];
            let Some(ledger) = &mut state.ledger else {
                continue;
            };
            let terms = ledger.positions()[place].terms;
            let value = terms.notional(state.mark_price, Contract::Linear);
            let profit = terms.unrealised_profit(state.mark_price, Contract::Linear);
            // Each position takes the share of the account's worth that its notional has; the last, the rest.
            let margin = if number == last {
                left
            } else {
                equity * (value / notional) - profit
            };
            left -= margin;
            let moment = Moment {
                now_s,
                tick_s: None,
                row,
                mark_price: state.mark_price,
            };
            ledger.seize(place, margin, settings, moment);
        }
        self.accounts.wallets[account] = 0.0;
    }

    fn note_backlog(&mut self) {
        for (state, prepared) in self.markets.iter_mut().zip(&self.prepared.markets) {
            state.backlog = match &state.ledger {
                Some(ledger) => ledger.backlog(state.last_price),
                None => {
                    state.longs.backlog(&prepared.longs) + state.shorts.backlog(&prepared.shorts)
                }
            };
        }
    }

    #[inline]
    fn note_reach(&mut self) {
        for index in 0..self.markets.len() {
            if self.markets[index].reach.is_some() {
                let outside = self.outside_price(index);
                let market = &mut self.markets[index];
                if let Some(reach) = &mut market.reach {
                    reach.note(market.last_price, outside);
                }
            }
        }
    }

    /// Price of a market as it would be without forced orders, quote per base.
    #[must_use]
    pub fn outside_price(&self, index: usize) -> f64 {
        let state = &self.markets[index];
        self.impacts[index].price(state.exogenous, state.calm_liquidity.pushed())
    }

    /// Whether the price without forced orders can move after the shock.
    pub(super) fn moves_outside(&self) -> bool {
        let gap = |number| {
            matches!(
                self.shock_number(number),
                Shock::None | Shock::PriceGap { .. }
            )
        };
        self.prepared.scenario.clock != Clock::Waves && !(0..self.shock_count()).all(gap)
    }

    /// The side of a market that is looked at: -1 down, +1 up. That to which the outside moves it where this is one side
    /// only. Where it moves to both, or to none, that on which the last price has gone further from the start so far
    /// (the same way: that on which the outside has; else down).
    #[must_use]
    #[inline]
    pub fn direction(&self, index: usize) -> f64 {
        let reach = self.markets[index].reach.as_ref();
        self.known_direction(index)
            .unwrap_or_else(|| reach.map_or(-1.0, Reach::direction))
    }

    /// The same where it does not depend on how the run goes.
    pub(super) fn known_direction(&self, index: usize) -> Option<f64> {
        self.directions[index]
    }

    /// Whether forced orders wait in any market.
    fn is_waiting(&self) -> bool {
        self.markets.iter().any(|market| match &market.ledger {
            Some(ledger) => ledger.is_waiting(),
            None => market.backlog > 0.0,
        })
    }

    /// Lets liquidity answer: depth returns while time passes, and leaves when the market moves.
    fn respond(&mut self, tick_s: Option<f64>) {
        for (index, market) in self.markets.iter_mut().enumerate() {
            let settings = &self.prepared.scenario.markets[index];
            let impact = &self.impacts[index];
            if let (Some(tick_s), false) = (tick_s, settings.resilience.recovery.is_empty()) {
                market.liquidity.recover(&settings.resilience, tick_s);
                market.calm_liquidity.recover(&settings.resilience, tick_s);
                market.last_price = impact.price(market.exogenous, market.liquidity.pushed());
            }
            let Some(withdrawal) = &settings.withdrawal else {
                continue;
            };
            market
                .liquidity
                .react(withdrawal, market.last_price, tick_s);
            let calm_price = impact.price(market.exogenous, market.calm_liquidity.pushed());
            market.calm_liquidity.react(withdrawal, calm_price, tick_s);
        }
    }

    /// Fills the forced orders of one market in one netted fill and settles them. Returns whether anything traded, more than
    /// rounding.
    fn execute(&mut self, index: usize, tick_s: Option<f64>) -> bool {
        let settings = &self.prepared.scenario.markets[index];
        let prepared = &self.prepared.markets[index];
        let market = &mut self.markets[index];
        market.last_wave_notional = market.wave_notional;
        market.wave_notional = 0.0;
        if market.ledger.is_some() {
            return self.execute_ledger(index, tick_s);
        }
        let share = execution_share(settings.executor, tick_s);
        let [sold_off, bought_off] = [
            (&market.longs, &prepared.longs),
            (&market.shorts, &prepared.shorts),
        ]
        .map(|(side, crowd)| share >= 1.0 || side.leaves_dust(crowd, share));
        let part = |all: bool| if all { 1.0 } else { share };
        let sells = part(sold_off) * market.longs.backlog(&prepared.longs);
        let buys = part(bought_off) * market.shorts.backlog(&prepared.shorts);
        if sells <= 0.0 && buys <= 0.0 {
            market.looks.clear();
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
        let before = market.longs.notional + market.shorts.notional;
        let ends = [
            market
                .longs
                .end(&prepared.longs, sold, sold_off && missing == 0.0),
            market
                .shorts
                .end(&prepared.shorts, bought, bought_off && missing == 0.0),
        ];
        let is_wave = market.longs.feels(&prepared.longs, ends[0])
            || market.shorts.feels(&prepared.shorts, ends[1]);
        market.settle(prepared, ends, fill.average_price, settings.takeover);
        market.wave_notional = market.longs.notional + market.shorts.notional - before;
        is_wave
    }

    #[cold]
    #[inline(never)]
    fn execute_ledger(&mut self, index: usize, tick_s: Option<f64>) -> bool {
        let settings = &self.prepared.scenario.markets[index];
        let (now_s, row) = (self.time_s(), self.step + 1);
        let market = &mut self.markets[index];
        if let Some(ledger) = &mut market.ledger {
            let moment = Moment {
                now_s,
                tick_s,
                row,
                mark_price: market.mark_price,
            };
            let mut venue = Venue {
                impact: &self.impacts[index],
                exogenous: market.exogenous,
                liquidity: &mut market.liquidity,
                market: settings,
            };
            let mut closed = Closed::default();
            let accounts = &mut Shared {
                wallets: &mut self.accounts.wallets,
                profits: &mut self.accounts.profits,
            };
            let executed = ledger.execute(
                &mut venue,
                moment,
                &mut market.waterfall,
                accounts,
                &mut closed,
            );
            market.last_price = executed.end_price;
            market.exhausted = executed.exhausted;
            market.count(&closed);
            return executed.traded;
        }
        false
    }

    /// Base triggered and not yet filled, all markets.
    #[must_use]
    pub fn backlog(&self) -> f64 {
        self.markets.iter().map(|market| market.backlog).sum()
    }

    /// Why the run is over, once [`Engine::step`] has returned `false`.
    #[must_use]
    pub fn stop_reason(&self) -> StopReason {
        let touched = self.markets.iter().any(|market| match &market.ledger {
            Some(ledger) => ledger.is_touched(),
            None => market.longs.triggered + market.shorts.triggered > 0,
        });
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
        let (crowd, state, side) = if self.direction(index) < 0.0 {
            (&prepared.longs, &market.longs, Side::Long)
        } else {
            (&prepared.shorts, &market.shorts, Side::Short)
        };
        let is_worked_off = match &market.ledger {
            Some(ledger) => ledger.is_worked_off(side),
            None => state.triggered == crowd.len(),
        };
        if !crowd.is_empty() && is_worked_off {
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
            accounts: self.accounts.clone(),
            noise: self.noise.clone(),
            place: self.place,
            step: self.step,
            waves: self.waves,
        }
    }

    /// Returns to a saved state of the same scenario.
    pub fn restore(&mut self, snapshot: Snapshot) {
        self.markets = snapshot.markets;
        self.accounts = snapshot.accounts;
        self.noise = snapshot.noise;
        self.place = snapshot.place;
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
    pub fn shock(&self) -> &Shock {
        &self.shock
    }

    /// Balances of the cross-margin accounts, quote.
    #[must_use]
    pub fn wallets(&self) -> &[f64] {
        &self.accounts.wallets
    }

    /// Money of each cross-margin account, without unrealised profit, quote: its balance, or once it is seized what is left
    /// of the shares that its positions took and what their closes have handed back.
    #[must_use]
    pub fn account_money(&self) -> Vec<f64> {
        let of = |(index, &wallet): (usize, &f64)| {
            if !self.accounts.is_seized[index] {
                return wallet;
            }
            let members = self.accounts.members[index].iter();
            members.fold(wallet, |sum, &(market, place)| {
                let ledger = self.markets[market].ledger.as_ref();
                sum + ledger.map_or(0.0, |ledger| {
                    let held = &ledger.positions()[place];
                    held.terms.margin + held.returned
                })
            })
        };
        self.accounts.wallets.iter().enumerate().map(of).collect()
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
        self.place.time_s
    }

    /// Waves (ticks with forced orders) so far.
    #[must_use]
    pub fn waves(&self) -> u32 {
        self.waves
    }
}

impl Accounts {
    fn new(prepared: &Prepared, markets: &[MarketState]) -> Self {
        let scenario = &prepared.scenario;
        let mut members = vec![Vec::new(); scenario.accounts.len()];
        if !members.is_empty() {
            for (market, state) in markets.iter().enumerate() {
                let positions = state
                    .ledger
                    .iter()
                    .flat_map(|ledger| ledger.positions())
                    .enumerate();
                for (place, held) in positions {
                    if let Some(account) = held.account {
                        members[account].push((market, place));
                    }
                }
            }
        }
        Self {
            wallets: scenario
                .accounts
                .iter()
                .map(|account| account.wallet)
                .collect(),
            profits: vec![0.0; members.len()],
            is_seized: vec![false; members.len()],
            members,
        }
    }
}

impl MarketState {
    /// Sets the mark price. `tick_s` is given once per tick.
    fn update_mark(&mut self, market: &Market, tick_s: Option<f64>) {
        self.mark_price = match market.mark {
            Mark::Last => self.last_price,
            Mark::IndexEma { tau_s, band } => {
                let index = market.impact.start_price * self.exogenous.ratio;
                if let Some(tick_s) = tick_s {
                    let keep = exp(-tick_s / tau_s);
                    self.basis = keep * self.basis + (1.0 - keep) * (self.last_price - index);
                }
                // Like every price it stays where prices are: noise and paths may carry the index to nothing.
                (index + self.basis)
                    .max(index * (1.0 - band))
                    .min(index * (1.0 + band))
                    .max(market.impact.start_price * PRICE_FLOOR_RATIO)
                    .min(market.impact.start_price * PRICE_CEILING_RATIO)
            }
        };
    }

    /// Adds what a ledger closed to the counts of the two sides.
    fn count(&mut self, closed: &Closed) {
        for (place, side) in [&mut self.longs, &mut self.shorts].into_iter().enumerate() {
            side.filled += closed.base[place];
            side.notional += closed.notional[place];
            side.touched += closed.touched[place];
            self.wave_notional += closed.notional[place];
        }
        for (sum, notional) in self.by_band.iter_mut().zip(closed.by_band) {
            *sum += notional;
        }
    }
}

/// The untouched liquidity of a market.
#[inline]
fn liquidity(
    market: &Market,
    parts: &PreparedMarket,
    withdrawal: Option<&Withdrawal>,
) -> Liquidity {
    let triggers = [&parts.longs, &parts.shorts].map(|crowd| crowd.trigger_price.first().copied());
    Liquidity::new(&market.impact, &market.resilience, withdrawal, triggers)
}

impl MarketState {
    /// Books what is filled up to the given ends of longs and shorts. Where both sides trade, look by look: who was
    /// triggered first is settled first.
    fn settle(&mut self, crowds: &PreparedMarket, ends: [f64; 2], price: f64, takeover: Takeover) {
        let starts = [self.longs.filled, self.shorts.filled];
        let (longs, shorts) = (&*crowds.longs, &*crowds.shorts);
        let sums = [&longs.cumulative_quantity, &shorts.cumulative_quantity];
        if ends[0] > starts[0] && ends[1] > starts[1] {
            for look in 0..self.looks.len() {
                let [of_longs, of_shorts] = self.looks[look];
                let waterfall = &mut self.waterfall;
                let until = [
                    sums[0][of_longs].min(ends[0]),
                    sums[1][of_shorts].min(ends[1]),
                ];
                self.longs
                    .advance(longs, until[0], price, takeover, waterfall);
                self.shorts
                    .advance(shorts, until[1], price, takeover, waterfall);
            }
        }
        let waterfall = &mut self.waterfall;
        self.longs
            .advance(longs, ends[0], price, takeover, waterfall);
        self.shorts
            .advance(shorts, ends[1], price, takeover, waterfall);
        self.longs.notional += (ends[0] - starts[0]) * price;
        self.shorts.notional += (ends[1] - starts[1]) * price;
        let is_done =
            |look: &[usize; 2]| sums[0][look[0]] <= ends[0] && sums[1][look[1]] <= ends[1];
        let done = self.looks.iter().take_while(|look| is_done(look)).count();
        self.looks.drain(..done);
    }
}

impl SideState {
    /// Whether next to nothing would wait once a share of the backlog is filled.
    fn leaves_dust(&self, crowd: &Crowd, share: f64) -> bool {
        let held = crowd.total_quantity() + crowd.untouchable_quantity;
        (1.0 - share) * self.backlog(crowd) <= LEAST_BACKLOG * held
    }

    /// Base filled after another `quantity`; `whole` means everything triggered.
    #[inline]
    fn end(&self, crowd: &Crowd, quantity: f64, whole: bool) -> f64 {
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
    fn feels(&self, crowd: &Crowd, filled: f64) -> bool {
        let sums = &crowd.cumulative_quantity;
        let open = self.open_place(crowd);
        (open..self.triggered).take(2).any(|place| {
            let part = filled.min(sums[place + 1]) - self.filled.max(sums[place]);
            part > CRUMB * (sums[place + 1] - sums[place])
        })
    }

    /// Books everything up to `filled` base as filled at `price`.
    fn advance(
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

/// Share of the backlog that is filled in one step.
fn execution_share(executor: Executor, tick_s: Option<f64>) -> f64 {
    match (executor, tick_s) {
        (Executor::Exponential { rate_per_s }, Some(tick_s)) => -exp_m1(-rate_per_s * tick_s),
        // The others work order by order: theirs is the ledger.
        _ => 1.0,
    }
}
