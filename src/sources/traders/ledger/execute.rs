//! Working off forced orders: who trades how much in a step, in one netted fill.

use super::admit::Admitted;
use super::settle::{is_below_nothing, price_of_zero};
use super::{
    Closed, Ledger, Moment, Order, Place, Planned, Shared, Stage, cooldown, place, share_of,
};
use crate::market::impact::Fill;
use crate::population::crowd::Side;
use crate::settlement::executors::{Orders, Step, Waiting, Works};
use crate::settlement::limit::PriceLimit;
use crate::settlement::margin::Contract;
use crate::settlement::partial::Closes;
use crate::settlement::rules::Deficit;
use crate::settlement::waterfall::Waterfall;
use crate::sort::is_tie;
use crate::sources::desk::CRUMB;
use crate::sources::lots::whole_lots_within;
use crate::sources::traders::LEAST_BACKLOG;

/// Steps of the search for the base behind inverse contracts: enough for every bit of a double.
const BISECTIONS: u32 = 80;

/// Steps of the quick search for the base behind inverse contracts, and when it has settled, relative.
const FEW_STEPS: u32 = 24;
const SETTLED: f64 = 1e-15;

/// Result of a step.
#[derive(Debug, Clone, Copy)]
pub struct Executed {
    /// Whether anything traded or was closed, more than rounding.
    pub traded: bool,
    /// Price after the fill.
    pub end_price: f64,
    /// The market could not fill all.
    pub exhausted: bool,
}

/// The average price of a fill that is next to nothing beside what was sold before can be anything by rounding: it lies
/// between the prices before and after, but for the fee of a pool.
fn within(fill: Fill, before: f64, fee: f64) -> Fill {
    let (low, high) = (before.min(fill.end_price), before.max(fill.end_price));
    let (low, high) = if fill.quantity > 0.0 {
        (low * (1.0 - fee), high)
    } else {
        (low, high / (1.0 - fee))
    };
    let average_price = fill.average_price;
    let is_within = average_price >= low * (1.0 - 1e-9) && average_price <= high * (1.0 + 1e-9);
    if is_within {
        fill
    } else {
        Fill {
            average_price: average_price.max(low).min(high),
            ..fill
        }
    }
}

/// Whether winners stand in for what the fund cannot pay.
pub(super) fn wants_winners(deficit: Deficit) -> bool {
    match deficit {
        Deficit::Adl | Deficit::ProRata | Deficit::Vault => true,
        Deficit::BadDebt | Deficit::Socialise => false,
    }
}

impl Ledger {
    /// Fills forced orders against the market in one netted fill and settles them; orders with a price limit one by one.
    pub fn execute(
        &mut self,
        venue: &mut Place<'_>,
        moment: Moment,
        waterfall: &mut Waterfall,
        accounts: &mut Shared<'_>,
        closed: &mut Closed,
    ) -> Executed {
        let before = venue
            .impact
            .price(venue.exogenous, venue.liquidity.pushed());
        let market = venue.market;
        self.ask_floor(moment, waterfall);
        self.is_floor_asked = false;
        self.fill_vault(moment, waterfall, closed);
        self.wind_up_vault(market, moment, waterfall, accounts);
        let mut executed = Executed {
            traded: false,
            end_price: before,
            exhausted: false,
        };
        let mut deleveraged: Vec<(usize, f64)> = Vec::new();
        let is_crumb =
            self.vault.holding.abs() <= LEAST_BACKLOG * (self.first_open[0] + self.first_open[1]);
        // Signed contracts that the vault sells: it does not wait for anyone.
        let vault = if is_crumb {
            self.vault.holding
        } else {
            self.vault.holding * share_of(market.vault.rate_per_s, moment.tick_s)
        };
        if market.deleverages_below_zero {
            deleveraged = self.below_zero(moment.mark_price);
        }
        let waits = |order: usize| {
            deleveraged
                .binary_search_by_key(&order, |&(order, _)| order)
                .is_err()
        };
        let (mut plan, beyond) = match market.executor.limit() {
            Some(limit) => {
                let orders: Vec<usize> = (0..self.orders.len()).filter(|&n| waits(n)).collect();
                let beyond = self.trade_capped(
                    &orders,
                    venue,
                    moment,
                    limit,
                    waterfall,
                    closed,
                    &mut executed,
                );
                (Vec::new(), beyond)
            }
            None => {
                let mut plan = self.plan(venue, moment, before);
                plan.retain(|planned| waits(planned.order));
                (plan, Vec::new())
            }
        };
        deleveraged.extend(beyond);
        if wants_winners(market.deficit) {
            self.helpless_first(&mut plan, market);
        }
        if !plan.is_empty() || vault != 0.0 {
            let admitted = if wants_winners(market.deficit) {
                self.admit(venue, waterfall, &plan, vault)
            } else {
                Admitted::all(&plan, vault)
            };
            let taken = self.taken(venue, &plan, &admitted);
            executed.exhausted |= taken.exhausted;
            self.trade(venue, taken.net, taken.fill, &mut executed);
            let price = taken.fill.average_price;
            for (number, planned) in plan.iter().enumerate() {
                let filled = taken.contracts[number];
                if filled > 0.0 {
                    self.fill_order(planned.order, filled, price, market, waterfall, closed);
                }
                // A rest that the market could not take waits; one that nobody could carry is closed off the book.
                let rest = planned.contracts - admitted.contracts[number];
                if rest > 0.0 {
                    deleveraged.push((planned.order, rest));
                }
            }
            if vault != 0.0 {
                let waits = admitted.vault - taken.vault;
                let (held, sums) = (self.vault.holding, plan.iter().map(|one| one.contracts));
                let planned = sums.sum::<f64>() + vault.abs();
                self.trade_vault(
                    vault,
                    taken.vault,
                    waits,
                    price,
                    market,
                    moment,
                    waterfall,
                    accounts,
                );
                // What it wants and can neither sell nor hand on stays where it is.
                executed.traded |= (self.vault.holding - held).abs() > CRUMB * planned;
            }
        }
        if !deleveraged.is_empty() {
            self.deleverage(&deleveraged, market, moment, waterfall, accounts, closed);
        }
        self.finish_orders(market, moment);
        self.socialise(market, moment, waterfall, accounts);
        self.wind_up_vault(market, moment, waterfall, accounts);
        executed.traded |= closed.is_wave;
        executed
    }

    /// Finds below what the fund is not used in this step: once, with what it has before anything is settled.
    pub(super) fn ask_floor(&mut self, moment: Moment, waterfall: &Waterfall) {
        if !self.is_floor_asked {
            let fund = waterfall.insurance_fund;
            self.fund_floor = self.fund_watch.least(moment.now_s, fund);
            self.is_floor_asked = true;
        }
    }

    /// Orders, by rising number, of positions that are worth less than nothing at the mark price, with all that is left of
    /// each.
    fn below_zero(&self, mark_price: f64) -> Vec<(usize, f64)> {
        let orders = self.orders.iter().enumerate();
        orders
            .filter(|(_, order)| {
                let terms = &self.positions[order.position].terms;
                is_below_nothing(terms, mark_price, self.contract)
            })
            .map(|(number, order)| (number, order.left))
            .collect()
    }

    /// Orders whose debt no price repays, which only positions of drowned accounts have, find the fund untouched: for them
    /// no winner can stand in.
    fn helpless_first(&self, plan: &mut Vec<Planned>, market: &crate::settlement::rules::Market) {
        let is_helpless = |planned: &Planned| {
            let terms = &self.positions[self.orders[planned.order].position].terms;
            terms.margin < 0.0 && price_of_zero(terms, &market.margin).is_none()
        };
        if plan.iter().any(is_helpless) {
            let (mut first, rest): (Vec<Planned>, Vec<Planned>) =
                std::mem::take(plan).into_iter().partition(is_helpless);
            first.extend(rest);
            *plan = first;
        }
    }

    /// Moves the market by a quoted sale of `net` contracts; the market maker takes the other side.
    #[inline]
    fn trade(&mut self, venue: &mut Place<'_>, net: f64, quoted: Fill, executed: &mut Executed) {
        if net == 0.0 {
            return;
        }
        let base = match self.contract {
            // The whole order, so that the market itself finds what it can fill.
            Contract::Linear => net,
            Contract::Inverse => quoted.quantity / quoted.average_price,
        };
        let fill = venue.liquidity.fill(
            venue.impact,
            venue.exogenous,
            base,
            &venue.market.resilience,
        );
        executed.end_price = fill.end_price;
        self.maker
            .buy(quoted.quantity, quoted.average_price, self.contract);
    }

    /// An order as executors see it.
    fn waiting(&self, order: usize, now_s: f64) -> Waiting {
        let Order {
            placed_s,
            mark_price,
            ..
        } = self.orders[order];
        Waiting {
            side: self.side(order),
            age_s: now_s - placed_s,
            mark_price,
        }
    }

    pub(super) fn side(&self, order: usize) -> Side {
        self.positions[self.orders[order].position].terms.side
    }

    /// What each order may trade in this step, first come, first served; whole lots where there are lots.
    fn plan(&mut self, venue: &Place<'_>, moment: Moment, last_price: f64) -> Vec<Planned> {
        let step = Step {
            tick_s: moment.tick_s,
            last_price,
        };
        let mut planning = Planning {
            lot: venue.market.margin.quantity_step,
            now_s: moment.now_s,
            last_price,
            plan: Vec::new(),
            ledger: self,
        };
        venue.market.executor.work(step, &mut planning);
        planning.plan
    }

    /// A share of what waits on each side.
    fn plan_share(&mut self, share: f64, step: f64) -> Vec<Planned> {
        let mut budget = [0.0; 2];
        for (place, side) in [Side::Long, Side::Short].into_iter().enumerate() {
            let orders = 0..self.orders.len();
            let waiting: f64 = orders
                .filter(|&order| self.side(order) == side)
                .map(|order| self.orders[order].left)
                .sum();
            let unpaid = waiting - self.owed[place];
            // A share never ends: where it would leave next to nothing, that goes, too.
            let left = (1.0 - share) * unpaid;
            budget[place] = if left <= LEAST_BACKLOG * self.first_open[place] {
                // Every order to its end, whatever the sum has rounded.
                f64::INFINITY
            } else if step == 0.0 {
                share * waiting
            } else {
                // The nearest number of lots; what is too little or too much counts in the next step.
                let due = self.owed[place] + share * unpaid;
                ((due / step).round() * step).max(0.0).min(waiting)
            };
            if step > 0.0 {
                self.owed[place] += share * unpaid - budget[place];
                if budget[place] >= waiting {
                    self.owed[place] = 0.0;
                }
            }
        }
        let all = self.orders.iter().enumerate();
        let plan = all.map(|(order, waiting)| {
            let budget = &mut budget[place(self.side(order))];
            let contracts = waiting.left.min(*budget);
            *budget -= contracts;
            Planned { order, contracts }
        });
        // The other side may still have a budget when this one has none.
        plan.filter(|planned| planned.contracts > 0.0).collect()
    }

    /// A slice of every order, as a share of its first size.
    fn plan_slices(
        &mut self,
        slice: impl Fn(Waiting) -> f64,
        now_s: f64,
        step: f64,
    ) -> Vec<Planned> {
        let mut plan = Vec::new();
        for order in 0..self.orders.len() {
            let waiting = self.waiting(order, now_s);
            let slice = slice(waiting);
            let waiting = &mut self.orders[order];
            let part = waiting.size * slice;
            waiting.due += part;
            // The last slice takes the rounding.
            let contracts = if step > 0.0 {
                let lots = (waiting.due / step).round() * step - (waiting.size - waiting.left);
                if waiting.due >= waiting.size * (1.0 - 1e-9) {
                    waiting.left
                } else {
                    lots.max(0.0).min(waiting.left)
                }
            } else if waiting.left <= part * (1.0 + 1e-9) {
                waiting.left
            } else {
                part
            };
            if contracts > CRUMB * waiting.size {
                plan.push(Planned { order, contracts });
            }
        }
        plan
    }

    /// All orders together no more than a budget of contracts.
    fn plan_budget(&mut self, budget: f64, step: f64) -> Vec<Planned> {
        let (all, mut left) = if step > 0.0 && budget.is_finite() {
            let all = self.owed[0] + budget;
            (all, whole_lots_within(all, step))
        } else {
            (budget, budget)
        };
        let unused = all - left;
        let mut plan = Vec::new();
        for (order, waiting) in self.orders.iter().enumerate() {
            let contracts = waiting.left.min(left);
            if contracts <= 0.0 {
                break;
            }
            left -= contracts;
            plan.push(Planned { order, contracts });
        }
        // Less than a lot is kept for the next step; what nobody wanted is not.
        self.owed[0] = if left > 0.0 || unused.is_nan() {
            0.0
        } else {
            unused
        };
        plan
    }

    /// Orders with a limit trade one by one, first come, first served. Each goes on from where the one before left the
    /// market, down (up) to its own limit, at the average price of its own part of the way; what waits, waits. Returns
    /// what the fund could not carry of that.
    #[allow(
        clippy::too_many_arguments,
        reason = "one call, and all of it is the state of a step"
    )]
    fn trade_capped(
        &mut self,
        orders: &[usize],
        venue: &mut Place<'_>,
        moment: Moment,
        limit: PriceLimit,
        waterfall: &mut Waterfall,
        closed: &mut Closed,
        executed: &mut Executed,
    ) -> Vec<(usize, f64)> {
        let market = venue.market;
        let mut off_book = Vec::new();
        for &order in orders {
            let sign = self.side(order).sign();
            let terms = self.positions[self.orders[order].position].terms;
            let limit = limit.of(&terms, &market.margin, moment.mark_price);
            let limit = venue.impact.reach_of_limit(venue.exogenous, limit, -sign);
            let room = self.room(venue, limit, sign, executed.end_price);
            let Order { left, size, .. } = self.orders[order];
            let contracts = if left <= room {
                left
            } else {
                whole_lots_within(room, market.margin.quantity_step)
            };
            // At its limit up to rounding.
            if contracts <= CRUMB * size || is_tie(executed.end_price, limit) {
                continue;
            }
            let plan = [Planned { order, contracts }];
            let admitted = if wants_winners(market.deficit) {
                self.admit(venue, waterfall, &plan, 0.0)
            } else {
                Admitted::all(&plan, 0.0)
            };
            let taken = self.taken(venue, &plan, &admitted);
            executed.exhausted |= taken.exhausted;
            self.trade(venue, taken.net, taken.fill, executed);
            let (admitted, filled) = (admitted.contracts[0], taken.contracts[0]);
            if filled > 0.0 {
                let price = taken.fill.average_price;
                self.fill_order(order, filled, price, market, waterfall, closed);
            }
            if contracts > admitted {
                off_book.push((order, contracts - admitted));
            }
        }
        off_book
    }

    /// Contracts that trade before the price reaches a limit.
    fn room(&self, venue: &Place<'_>, limit: f64, sign: f64, last_price: f64) -> f64 {
        if limit <= 0.0 || limit == f64::MAX {
            return f64::INFINITY;
        }
        // Nothing, where the price is past the limit already.
        let base = if sign * (last_price - limit) > 0.0 {
            venue
                .liquidity
                .base_until(venue.impact, venue.exogenous, limit)
        } else {
            0.0
        };
        match self.contract {
            Contract::Linear => base,
            // At the lowest price on the way: a little less than the room there is.
            Contract::Inverse => base * limit.min(last_price),
        }
    }

    /// What selling `net` contracts (buying, if negative) gives: contracts filled, average and end price.
    pub(super) fn quote(&self, venue: &Place<'_>, net: f64) -> Fill {
        let before = venue
            .impact
            .price(venue.exogenous, venue.liquidity.pushed());
        if net == 0.0 || self.contract == Contract::Linear {
            let fill = venue.liquidity.quote(venue.impact, venue.exogenous, net);
            return within(fill, before, venue.impact.fee());
        }
        // Contracts are quote: find the base whose trade is worth them. Proceeds rise with the base.
        let sign = net.signum();
        let quote = |base: f64| {
            let base = sign * base;
            let fill = venue.liquidity.quote(venue.impact, venue.exogenous, base);
            within(fill, before, venue.impact.fee())
        };
        let worth = |base: f64| {
            let fill = quote(base);
            fill.quantity.abs() * fill.average_price
        };
        let start = venue
            .impact
            .price(venue.exogenous, venue.liquidity.pushed());
        // Usually the average price hardly depends on the base: a few steps of `base = contracts / average` end it.
        let mut base = net.abs() / start;
        for _ in 0..FEW_STEPS {
            let fill = quote(base);
            let next = net.abs() / fill.average_price;
            let is_settled = (next - base).abs() <= SETTLED * base;
            if is_settled && fill.quantity.abs() >= base {
                return Fill {
                    quantity: net,
                    ..fill
                };
            }
            base = next;
        }
        let mut low = 0.0;
        let mut high = net.abs() / start;
        for _ in 0..BISECTIONS {
            if worth(high) >= net.abs() || quote(high).quantity.abs() < high {
                break;
            }
            low = high;
            high *= 2.0;
        }
        if worth(high) < net.abs() {
            let fill = quote(high);
            return Fill {
                quantity: fill.quantity * fill.average_price,
                ..fill
            };
        }
        for _ in 0..BISECTIONS {
            let middle = 0.5 * (low + high);
            if middle <= low || middle >= high {
                break;
            }
            if worth(middle) < net.abs() {
                low = middle
            } else {
                high = middle
            }
        }
        Fill {
            quantity: net,
            ..quote(high)
        }
    }

    /// Takes finished orders off the list: positions are closed, reopened or left to cool.
    fn finish_orders(&mut self, market: &crate::settlement::rules::Market, moment: Moment) {
        let orders = std::mem::take(&mut self.orders);
        let (done, waiting): (Vec<Order>, Vec<Order>) =
            orders.into_iter().partition(|order| order.left <= 0.0);
        self.orders = waiting;
        for order in done {
            let held = &mut self.positions[order.position];
            if held.terms.quantity <= 0.0 {
                held.stage = Stage::Closed;
                held.closed_at_row.get_or_insert(moment.row);
                continue;
            }
            let is_echo = held.closed_s == moment.now_s;
            held.closed_s = moment.now_s;
            held.closes = Closes {
                so_far: held.closes.so_far.saturating_add(1),
                now: if is_echo { held.closes.now + 1 } else { 1 },
            };
            let pause_s = cooldown(market.partial);
            if pause_s > 0.0 {
                held.stage = Stage::Cooling(moment.now_s + pause_s);
                self.cooling.push(super::index_of(order.position));
            } else {
                self.reopen(order.position, market);
            }
        }
    }
}

/// A step of an executor over the orders of a ledger.
struct Planning<'a> {
    /// Contracts must be whole multiples of it; 0: none.
    lot: f64,
    now_s: f64,
    last_price: f64,
    plan: Vec<Planned>,
    ledger: &'a mut Ledger,
}

impl Orders for Planning<'_> {
    fn whole(&mut self, passes: impl Fn(Waiting) -> bool) {
        let orders = 0..self.ledger.orders.len();
        let passing = orders.filter(|&order| passes(self.ledger.waiting(order, self.now_s)));
        self.plan = passing
            .map(|order| Planned {
                order,
                contracts: self.ledger.orders[order].left,
            })
            .collect();
    }

    fn share(&mut self, share: f64) {
        self.plan = self.ledger.plan_share(share, self.lot);
    }

    fn slices(&mut self, slice: impl Fn(Waiting) -> f64) {
        self.plan = self.ledger.plan_slices(slice, self.now_s, self.lot);
    }

    fn budget(&mut self, base: f64) {
        let contracts = match self.ledger.contract {
            Contract::Linear => base,
            Contract::Inverse => base * self.last_price,
        };
        self.plan = self.ledger.plan_budget(contracts, self.lot);
    }
}
