//! One market: what moves its price and by which price it is judged. It knows nobody who trades there.

use super::feed::{Mark, MarkFeed};
use super::guards::{Guard, Guards, Kept, is_at_ceiling, kept};
use super::impact::{Exogenous, Fill, Impact};
use super::liquidity::{Gate, Liquidity, Resilience, Withdrawal};
use super::oracle::{Oracle, OracleFeed};
use crate::log::{ColumnSpec, EventSpec, Log, STOCK, described};
use std::sync::Arc;

/// What can happen to a market.
pub static EVENTS: &[&EventSpec] = &[&DEPTH_HALVED];

static DEPTH_HALVED: EventSpec = EventSpec {
    name: "depthHalved",
    label: "book half as deep",
    doc: "Selling moves the price twice as far as at the start.",
};

/// Name of what an oracle believes.
pub const ORACLE_PRICE: &str = "oraclePrice";

/// What is recorded of a market where an oracle's price counts.
pub static COLUMNS: &[ColumnSpec] = &[ColumnSpec {
    name: ORACLE_PRICE,
    unit: "quote per base",
    doc: described("Price that lending protocols believe."),
    sort: STOCK,
}];

/// What never changes in a market.
#[derive(Debug, Clone)]
pub struct Rules {
    /// Impact law and starting price.
    pub impact: Arc<Impact>,
    /// How the book refills.
    pub resilience: Resilience,
    /// How depth leaves; `None`: it stays.
    pub withdrawal: Option<Withdrawal>,
    /// Price that triggers.
    pub mark: Mark,
    /// What lending protocols believe; `None`: the last price.
    pub oracle: Option<Oracle>,
    /// Halts and price limits.
    pub guards: Arc<[Guard]>,
}

/// A market in a run.
#[derive(Debug, Clone)]
pub struct Venue {
    rules: Arc<Rules>,
    /// Impact law, with this run's depth.
    pub impact: Arc<Impact>,
    /// What the outside world has done.
    pub exogenous: Exogenous,
    /// Base sold by outside orders since the start.
    pub outside_sold: f64,
    /// Quote that they have brought in.
    outside_cash: f64,
    /// The market could not fill all of an outside order.
    pub outside_cut: bool,
    /// Liquidity as it is.
    pub liquidity: Liquidity,
    /// Liquidity as it would be without forced orders.
    calm_liquidity: Liquidity,
    /// Last traded price.
    pub last_price: f64,
    /// Price that triggers.
    pub mark: MarkFeed,
    /// What lending protocols believe.
    pub oracle: OracleFeed,
    /// The market could not fill all of the latest orders.
    pub exhausted: bool,
    /// Base that everybody but the outside has traded so far, bought and sold.
    pub volume: f64,
    /// Times that each base of it changes hands again among market makers.
    pub churn: f64,
    /// Share of the depth of those market makers who may leave and of all others that is there, fraction.
    pub makers_present: f64,
    /// How far it went, where only that tells which side of a run is looked at.
    reach: Option<Reach>,
    /// Halts and price limits, where there are any.
    guards: Kept,
    /// Base that outside orders could not sell yet because of them; negative: buy.
    queued: f64,
}

/// Rules and depth belong to the run and not to its state: they are the same, or nothing can be compared.
impl PartialEq for Venue {
    fn eq(&self, other: &Self) -> bool {
        let Self {
            rules,
            impact: _,
            exogenous,
            outside_sold,
            outside_cash,
            outside_cut,
            liquidity,
            calm_liquidity,
            last_price,
            mark,
            oracle,
            exhausted,
            volume,
            churn,
            makers_present,
            reach,
            guards,
            queued,
        } = self;
        Arc::ptr_eq(rules, &other.rules)
            && *exogenous == other.exogenous
            && *outside_sold == other.outside_sold
            && *outside_cash == other.outside_cash
            && *outside_cut == other.outside_cut
            && *liquidity == other.liquidity
            && *calm_liquidity == other.calm_liquidity
            && *last_price == other.last_price
            && *mark == other.mark
            && *oracle == other.oracle
            && *exhausted == other.exhausted
            && *volume == other.volume
            && *churn == other.churn
            && *makers_present == other.makers_present
            && *reach == other.reach
            && *guards == other.guards
            && *queued == other.queued
    }
}

/// Moves that differ by less, over the price at the start, are one but for rounding.
const ROUNDING: f64 = 1e-12;

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

    /// The side to which the outside went, where it went to one only; else that on which the last price went further from the
    /// start; where both are as far, that on which the outside did; else down.
    #[inline]
    fn direction(&self) -> f64 {
        let [low, high] = self.outside;
        match (low < self.start, high > self.start) {
            (true, false) => return -1.0,
            (false, true) => return 1.0,
            _ => {}
        }
        let up = [self.last, self.outside]
            .into_iter()
            .find_map(|[low, high]| {
                let (down, up) = (self.start - low, high - self.start);
                // Two limits at the same distance are as far but for the last digit.
                let is_same = (up - down).abs() <= ROUNDING * self.start;
                (!is_same).then_some(up > down)
            });
        if up == Some(true) { 1.0 } else { -1.0 }
    }
}

impl Venue {
    /// A market before anything happens. `first_triggers`: the nearest prices at which somebody is forced, below and above,
    /// from which withdrawal by drawdown counts. `looks_both_ways`: only the run tells on which side the price goes further.
    #[must_use]
    pub fn new(
        rules: &Arc<Rules>,
        impact: Arc<Impact>,
        first_triggers: [Option<f64>; 2],
        looks_both_ways: bool,
    ) -> Self {
        let start = rules.impact.start_price;
        let liquidity = |withdrawal| {
            Liquidity::new(&rules.impact, &rules.resilience, withdrawal, first_triggers)
        };
        let withdrawal = rules.withdrawal.as_ref();
        let mut venue = Self {
            impact,
            exogenous: Exogenous::NONE,
            outside_sold: 0.0,
            outside_cash: 0.0,
            outside_cut: false,
            liquidity: liquidity(withdrawal),
            // Without forced orders nothing is too wild; but who sells from outside finds what his own fall leaves.
            calm_liquidity: liquidity(
                withdrawal.filter(|law| matches!(law, Withdrawal::Drawdown { .. })),
            ),
            last_price: start,
            mark: MarkFeed::new(rules.mark, start),
            oracle: OracleFeed::new(rules.oracle.as_ref(), start),
            exhausted: false,
            volume: 0.0,
            churn: 0.0,
            makers_present: 1.0,
            reach: looks_both_ways.then(|| Reach::new(start)),
            guards: kept(&rules.guards, start),
            queued: 0.0,
            rules: Arc::clone(rules),
        };
        venue.set_gate();
        venue
    }

    /// Its guards, where this build has any.
    #[cfg(feature = "mechanisms")]
    #[inline]
    #[must_use]
    pub fn guards(&self) -> Option<&Guards> {
        self.guards.as_deref()
    }

    /// Its guards: this build has none.
    #[cfg(not(feature = "mechanisms"))]
    #[allow(clippy::unused_self, reason = "other builds have some")]
    #[inline]
    #[must_use]
    pub const fn guards(&self) -> Option<&Guards> {
        None
    }

    #[cfg(feature = "mechanisms")]
    #[inline]
    fn guards_mut(&mut self) -> Option<&mut Guards> {
        self.guards.as_deref_mut()
    }

    #[cfg(not(feature = "mechanisms"))]
    #[allow(clippy::unused_self, reason = "other builds have some")]
    #[inline]
    const fn guards_mut(&mut self) -> Option<&mut Guards> {
        None
    }

    /// What the guards leave of the market.
    fn set_gate(&mut self) {
        let last = self.last_price;
        let gate = self.guards().map(|guards| Gate {
            bounds: guards.bounds(),
            gathered: guards.gathered(),
            shut_at: guards.is_halted().then_some(last),
        });
        self.liquidity.gate = gate;
    }

    /// Nothing trades.
    #[inline]
    #[must_use]
    pub fn is_halted(&self) -> bool {
        self.guards().is_some_and(Guards::is_halted)
    }

    /// It is halted, its price is beyond a bound, or a bound has kept orders from trading: they wait.
    #[must_use]
    pub fn is_blocked(&self) -> bool {
        self.guards().is_some_and(Guards::has_held) || !self.trades()
    }

    /// Base that outside orders could not sell yet because of guards; negative: buy.
    #[must_use]
    pub fn queued(&self) -> f64 {
        self.queued
    }

    /// Anything can trade: it is not halted, and its price has not left the bounds within which it may.
    #[inline]
    #[must_use]
    pub fn trades(&self) -> bool {
        self.liquidity
            .gate
            .is_none_or(|gate| !gate.is_shut(self.price()))
    }

    /// Begins a step; `now_s`: nothing where no time passes.
    #[inline]
    pub fn begin_step(&mut self, now_s: Option<f64>) {
        let last = self.last_price;
        if let Some(guards) = self.guards_mut() {
            guards.begin(now_s, last);
            let is_reopening = guards.is_reopening();
            self.set_gate();
            if is_reopening {
                self.print(self.price());
            }
        }
    }

    /// Lets the guards look before anybody trades.
    #[inline]
    pub fn guard_before(&mut self) {
        let last = self.last_price;
        if let Some(guards) = self.guards_mut() {
            guards.before(last);
            self.set_gate();
        }
    }

    /// Lets them look at what has been traded, before liquidity answers.
    #[inline]
    pub fn guard_after(&mut self) {
        let last = self.last_price;
        if let Some(guards) = self.guards_mut() {
            guards.after(last);
            self.set_gate();
        }
    }

    /// Sets the last price, but for guards: nothing is printed beyond a bound, and nothing while trading is halted.
    #[inline]
    pub fn print(&mut self, price: f64) {
        self.last_price = match self.guards() {
            None => price,
            Some(guards) if guards.is_halted() => self.last_price,
            Some(guards) => guards.printed(price),
        };
    }

    /// Notes whether an order was not filled whole: nothing is left of the market, or a bound or a halt holds it. `is_sale`: which
    /// side it was of; nothing where the price tells.
    pub fn note_cut(&mut self, is_cut: bool, is_sale: Option<bool>) {
        self.exhausted = is_cut;
        if self.guards().is_none() {
            return;
        }
        let price = self.price();
        let at_ceiling = self
            .guards()
            .is_some_and(|guards| is_at_ceiling(price, guards.bounds()[1]));
        let is_sale = is_sale.unwrap_or(!at_ceiling);
        let is_empty = is_cut && self.is_empty(is_sale);
        let is_locked = !self.trades();
        let Some(guards) = self.guards_mut() else {
            return;
        };
        if !is_cut {
            guards.release();
        } else if guards.is_halted() {
            self.exhausted = false;
        } else if is_locked {
            // Nothing trades at all, whichever side comes: it is the bound that the price is beyond.
            guards.hold(price < guards.bounds()[0]);
            self.exhausted = false;
        } else if !is_empty && !guards.is_free(is_sale) {
            guards.hold(is_sale);
            self.exhausted = false;
        }
    }

    /// Whether nothing is left of the market, guards apart.
    fn is_empty(&self, is_sale: bool) -> bool {
        let direction = if is_sale { -1.0 } else { 1.0 };
        let sold = self.liquidity.pushed();
        self.impact.capacity(self.exogenous, sold, direction) <= 0.0
    }

    /// What waited of outside orders has traded.
    pub fn settle_queued(&mut self, sold: f64, price: f64) {
        self.queued -= sold;
        self.outside_sold += sold;
        self.outside_cash += sold * price;
    }

    /// Price at which the market stands, quote per base.
    #[must_use]
    pub fn price(&self) -> f64 {
        self.impact.price(self.exogenous, self.liquidity.pushed())
    }

    /// Price as it would be without forced orders, quote per base.
    #[must_use]
    pub fn outside_price(&self) -> f64 {
        self.impact
            .price(self.exogenous, self.calm_liquidity.pushed())
    }

    /// Price of the same elsewhere, where nobody is forced, quote per base.
    #[must_use]
    pub fn index(&self) -> f64 {
        self.rules.impact.start_price * self.exogenous.ratio
    }

    /// Trades `quantity` base (positive sells) and moves the market; the last price is set by whoever knows that it traded.
    #[inline]
    pub fn fill(&mut self, quantity: f64) -> Fill {
        self.liquidity.fill(
            &self.impact,
            self.exogenous,
            quantity,
            &self.rules.resilience,
        )
    }

    /// What trading `quantity` base (positive sells) would give.
    #[must_use]
    pub fn quote(&self, quantity: f64) -> Fill {
        self.liquidity.quote(&self.impact, self.exogenous, quantity)
    }

    /// Base that trades before the price comes to `price`, >= 0.
    #[must_use]
    pub fn base_until(&self, price: f64) -> f64 {
        self.liquidity
            .base_until(&self.impact, self.exogenous, price)
    }

    /// What trading `quantity` base (positive sells) would give in the market without forced orders.
    #[must_use]
    pub fn calm_quote(&self, quantity: f64) -> Fill {
        self.calm_liquidity
            .quote(&self.impact, self.exogenous, quantity)
    }

    /// Trades there.
    pub fn calm_fill(&mut self, quantity: f64) -> Fill {
        self.calm_liquidity.fill(
            &self.impact,
            self.exogenous,
            quantity,
            &self.rules.resilience,
        )
    }

    /// Base that moves the price by 1 % at the start.
    #[must_use]
    pub fn base_at_start(&self) -> f64 {
        let distance = 0.01 * self.rules.impact.start_price;
        self.impact
            .base_to_move(Exogenous::NONE, 0.0, distance, -1.0)
    }

    /// What has been traded since the last [`Venue::begin_pushes`], base sold net at full presence; with and without forced orders.
    #[must_use]
    pub fn pushes(&self) -> [f64; 2] {
        [self.liquidity.traded, self.calm_liquidity.traded]
    }

    /// Counts anew what is traded.
    pub fn begin_pushes(&mut self) {
        (self.liquidity.traded, self.calm_liquidity.traded) = (0.0, 0.0);
    }

    /// Moves the market as if so much had been sold, base at full presence; with and without forced orders. Nobody trades.
    pub fn press(&mut self, [pushed, calm]: [f64; 2]) {
        let (rules, exogenous) = (&self.rules, self.exogenous);
        self.liquidity
            .press(&self.impact, exogenous, pushed, &rules.resilience);
        self.calm_liquidity
            .press(&self.impact, exogenous, calm, &rules.resilience);
        self.print(self.price());
    }

    /// Moves what the outside world has done, and the price with it.
    pub fn move_outside(&mut self, exogenous: Exogenous) {
        self.exogenous = exogenous;
        self.print(self.price());
    }

    /// Somebody outside trades at market; it moves the price with and without forced orders.
    pub fn order_from_outside(&mut self, quantity: f64) {
        // Where a market opens again all orders that have waited trade with those that come at one price.
        let is_to_wait = self
            .guards()
            .is_some_and(|guards| guards.is_halted() || guards.is_reopening());
        let fill = if is_to_wait {
            self.quote(0.0)
        } else {
            self.fill(quantity)
        };
        let _ = self.calm_liquidity.fill(
            &self.impact,
            self.exogenous,
            quantity,
            &self.rules.resilience,
        );
        self.outside_sold += fill.quantity;
        self.outside_cash += fill.quantity * fill.average_price;
        let is_cut = fill.quantity != quantity;
        let is_empty = is_cut && !is_to_wait && self.is_empty(quantity > 0.0);
        let (is_locked, price) = (!self.trades(), self.price());
        match self.guards_mut() {
            // It finds the market open later, with all others: no bound has held it.
            Some(_) if is_to_wait => self.queued += quantity,
            Some(guards) if is_cut && is_locked => {
                guards.hold(price < guards.bounds()[0]);
                self.queued += quantity - fill.quantity;
            }
            Some(guards) if is_cut && !is_empty && !guards.is_free(quantity > 0.0) => {
                guards.hold(quantity > 0.0);
                self.queued += quantity - fill.quantity;
            }
            _ => self.outside_cut |= is_cut,
        }
        self.print(fill.end_price);
    }

    /// What the market maker and the outside have traded here is worth at a price, quote.
    #[must_use]
    pub fn worth(&self, price: f64) -> f64 {
        self.liquidity.maker.worth(price) + self.outside_cash - self.outside_sold * price
    }

    /// Base that they hold of it.
    #[must_use]
    pub fn net(&self) -> f64 {
        self.liquidity.maker.base - self.outside_sold
    }

    /// Lets liquidity answer: depth returns while time passes, and leaves when the market moves.
    #[inline]
    pub fn respond(&mut self, tick_s: Option<f64>) {
        let resilience = &self.rules.resilience;
        if let (Some(tick_s), false) = (tick_s, resilience.recovery.is_empty()) {
            self.liquidity.recover(resilience, tick_s);
            self.calm_liquidity.recover(resilience, tick_s);
            self.print(self.impact.price(self.exogenous, self.liquidity.pushed()));
        }
        let rules = &*self.rules;
        let Some(withdrawal) = &rules.withdrawal else {
            return;
        };
        self.liquidity.react(withdrawal, self.last_price, tick_s);
        let calm_price = self
            .impact
            .price(self.exogenous, self.calm_liquidity.pushed());
        self.calm_liquidity.react(withdrawal, calm_price, tick_s);
    }

    /// Base that has changed hands so far, with what went round among market makers.
    #[must_use]
    pub fn traded(&self) -> f64 {
        self.volume + self.churn * self.volume
    }

    /// Sets what is there of the depth, of which the share `gone` belongs to those who have left, and would belong to them where
    /// nobody is forced; `added` is brought besides, as a share of what is there.
    pub fn stand(&mut self, gone: [f64; 2], added: f64) {
        self.makers_present = 1.0 - gone[0];
        self.liquidity.standing = self.makers_present * (1.0 + added);
        self.calm_liquidity.standing = 1.0 - gone[1];
    }

    /// Sets the mark price; `indices`: those of several markets. `tick_s` is given once per tick.
    #[inline]
    pub fn update_mark(&mut self, indices: &[f64], tick_s: Option<f64>) {
        let shared = self.rules.mark.index().map(|index| indices[index]);
        let index = shared.unwrap_or_else(|| self.index());
        let start = self.rules.impact.start_price;
        self.mark.look(self.last_price, index, start, tick_s);
    }

    /// Lets the oracle look. `now_s` is nothing where no time passes.
    #[inline]
    pub fn ask_oracle(&mut self, now_s: Option<f64>) {
        match &self.rules.oracle {
            None => self.oracle.price = self.last_price,
            Some(rule) => {
                let elsewhere = self.rules.impact.start_price * self.exogenous.ratio;
                self.oracle.look(rule, self.last_price, elsewhere, now_s);
            }
        }
    }

    /// What lending protocols believe, as a rule; `None`: the last price, at once.
    #[must_use]
    pub fn oracle_rule(&self) -> Option<&Oracle> {
        self.rules.oracle.as_ref()
    }

    /// Notes how far the price has come, where that matters.
    #[inline]
    pub fn note_reach(&mut self) {
        if self.reach.is_some() {
            let outside = self.outside_price();
            if let Some(reach) = &mut self.reach {
                reach.note(self.last_price, outside);
            }
        }
    }

    /// The side on which the last price has gone further from the start so far (the same way: that on which the outside has;
    /// else down), where the market looks both ways; else -1.
    #[must_use]
    #[inline]
    pub fn furthest_direction(&self) -> f64 {
        self.reach.as_ref().map_or(-1.0, Reach::direction)
    }

    /// Names what happens to market number `market`, whose depth over the last price, base, was `first` at the start and is
    /// `now`: a lower price makes the same orders worth less, not fewer.
    pub fn note(&self, log: &mut Log, market: usize, [first, now]: [f64; 2]) {
        log.note(&DEPTH_HALVED, market, now < 0.5 * first);
        if let Some(guards) = self.guards() {
            guards.note(log, market);
        }
    }
}
