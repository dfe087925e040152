//! Working off forced orders: who trades how much in a step, in one netted fill.

use super::admit::Admitted;
use super::settle::price_of_zero;
use super::{
    Closed, Ledger, Moment, Order, Planned, Shared, Stage, Venue, cooldown, place, share_of,
};
use crate::market::impact::Fill;
use crate::population::crowd::Side;
use crate::scenario::model::{Deficit, Executor};
use crate::settlement::margin::Contract;
use crate::settlement::waterfall::Waterfall;
use crate::sort::sort_by;

/// Steps of the search for the base behind inverse contracts: enough for every bit of a double.
const BISECTIONS: u32 = 80;

/// Part of an order, or of everything that a vault may hold, that is no longer divided: exponential decay would go on
/// for ever, down to numbers that no longer divide.
pub(in crate::engine) const CRUMB: f64 = 1e-12;

/// Steps of the quick search for the base behind inverse contracts, and when it has settled, relative.
const FEW_STEPS: u32 = 24;
const SETTLED: f64 = 1e-15;

/// Result of a step.
#[derive(Debug, Clone, Copy)]
pub struct Executed {
    /// Whether anything traded or was closed.
    pub traded: bool,
    /// Price after the fill.
    pub end_price: f64,
    /// The market could not fill all.
    pub exhausted: bool,
}

/// Whether winners stand in for what the fund cannot pay.
fn wants_winners(deficit: Deficit) -> bool {
    match deficit {
        Deficit::Adl | Deficit::ProRata | Deficit::Vault => true,
        Deficit::BadDebt | Deficit::Socialise => false,
    }
}

impl Ledger {
    /// Fills forced orders against the market in one netted fill and settles them; orders with a price limit one by one.
    pub fn execute(
        &mut self,
        venue: &mut Venue<'_>,
        moment: Moment,
        waterfall: &mut Waterfall,
        accounts: &mut Shared<'_>,
        closed: &mut Closed,
    ) -> Executed {
        let before = venue
            .impact
            .price(venue.exogenous, venue.liquidity.pushed());
        let market = venue.market;
        self.fill_vault(moment, waterfall, closed);
        self.wind_up_vault(market, moment, waterfall, accounts);
        let mut executed = Executed {
            traded: false,
            end_price: before,
            exhausted: false,
        };
        let mut deleveraged: Vec<(usize, f64)> = Vec::new();
        let is_crumb = self.vault.holding.abs() <= CRUMB * self.first_contracts;
        // Signed contracts that the vault sells: it does not wait for anyone.
        let vault = if is_crumb {
            self.vault.holding
        } else {
            self.vault.holding * share_of(market.vault.rate_per_s, moment.tick_s)
        };
        let mut plan = self.plan(venue, moment, before);
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
            executed.exhausted = taken.exhausted;
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
                executed.traded = true;
                let waits = admitted.vault - taken.vault;
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
            }
        }
        if !deleveraged.is_empty() {
            self.deleverage(&deleveraged, market, moment, waterfall, accounts, closed);
        }
        self.finish_orders(market, moment);
        self.socialise(market, moment, waterfall, accounts);
        self.wind_up_vault(market, moment, waterfall, accounts);
        executed.traded |= closed.base[0] > 0.0 || closed.base[1] > 0.0;
        executed
    }

    /// Orders whose debt no price repays, which only positions of drowned accounts have, find the fund untouched: for them
    /// no winner can stand in.
    fn helpless_first(&self, plan: &mut Vec<Planned>, market: &crate::scenario::model::Market) {
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
    fn trade(&mut self, venue: &mut Venue<'_>, net: f64, quoted: Fill, executed: &mut Executed) {
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

    pub(super) fn side(&self, order: usize) -> Side {
        self.positions[self.orders[order].position].terms.side
    }

    /// What each order may trade in this step, first come, first served.
    fn plan(&self, venue: &Venue<'_>, moment: Moment, last_price: f64) -> Vec<Planned> {
        let all = self.orders.iter().enumerate();
        let whole = |(order, waiting): (usize, &Order)| Planned {
            order,
            contracts: waiting.left,
        };
        match venue.market.executor {
            Executor::Immediate => all.map(whole).collect(),
            Executor::Exponential { rate_per_s } => {
                let share = share_of(rate_per_s, moment.tick_s);
                let mut budget = [Side::Long, Side::Short].map(|side| {
                    let of_side = all.clone().filter(|(order, _)| self.side(*order) == side);
                    share * of_side.map(|(_, waiting)| waiting.left).sum::<f64>()
                });
                all.map(|(order, waiting)| {
                    let budget = &mut budget[place(self.side(order))];
                    // An exponential never ends: what is left of an order at the last digits goes with it.
                    let contracts = if waiting.left <= waiting.size * CRUMB {
                        waiting.left
                    } else {
                        waiting.left.min(*budget)
                    };
                    *budget = (*budget - contracts).max(0.0);
                    Planned { order, contracts }
                })
                // The other side may still have a budget when this one has none.
                .filter(|planned| planned.contracts > 0.0)
                .collect()
            }
            Executor::Twap { duration_s } => {
                let slice = moment.tick_s.map_or(1.0, |tick_s| tick_s / duration_s);
                all.map(|(order, waiting)| {
                    let part = waiting.size * slice;
                    // The last slice takes the rounding.
                    let contracts = if waiting.left <= part * (1.0 + 1e-9) {
                        waiting.left
                    } else {
                        part
                    };
                    Planned { order, contracts }
                })
                .collect()
            }
            Executor::Pov { share, other_per_s } => {
                let base = moment.tick_s.map_or(f64::INFINITY, |tick_s| {
                    share / (1.0 - share) * other_per_s * tick_s
                });
                let mut budget = match self.contract {
                    Contract::Linear => base,
                    Contract::Inverse => base * last_price,
                };
                all.map(|(order, waiting)| {
                    let contracts = waiting.left.min(budget);
                    budget -= contracts;
                    Planned { order, contracts }
                })
                .take_while(|planned| planned.contracts > 0.0)
                .collect()
            }
            Executor::PriceCapped { band } => self.capped(venue, moment, band, last_price),
            Executor::Dutch(curve) => all
                .filter(|(order, waiting)| {
                    let age_s = moment.now_s - waiting.placed_s;
                    match self.side(*order) {
                        Side::Long => {
                            curve.price(waiting.mark_price, age_s)
                                <= (1.0 - curve.margin) * last_price
                        }
                        // The mirror image: the offered price rises from below.
                        Side::Short => {
                            let offered = waiting.mark_price * waiting.mark_price
                                / curve.price(waiting.mark_price, age_s);
                            offered >= (1.0 + curve.margin) * last_price
                        }
                    }
                })
                .map(whole)
                .collect(),
        }
    }

    /// Orders that trade before the price passes their limits. All fills of a step have one price, so the strictest limit
    /// among those that trade binds them all: the ones left out are those whose limits would leave the least to trade.
    fn capped(
        &self,
        venue: &Venue<'_>,
        moment: Moment,
        band: Option<f64>,
        last_price: f64,
    ) -> Vec<Planned> {
        let mut plan = Vec::new();
        for side in [Side::Long, Side::Short] {
            let sign = side.sign();
            let limit_of = |waiting: &Order| match band {
                Some(band) => moment.mark_price * (1.0 - sign * band),
                None => {
                    let terms = self.positions[waiting.position].terms;
                    let limit = terms.bankruptcy_price(&venue.market.margin);
                    if limit > 0.0 && limit.is_finite() {
                        limit
                    } else {
                        // Nothing is left at no price: any will do.
                        (0.5 - 0.5 * sign) * f64::MAX
                    }
                }
            };
            let mut orders: Vec<(usize, f64)> = self
                .orders
                .iter()
                .enumerate()
                .filter(|(order, _)| self.side(*order) == side)
                .map(|(order, waiting)| (order, limit_of(waiting)))
                .collect();
            // Strictest first: highest for sales, lowest for purchases; ties stay first come, first served.
            sort_by(&mut orders, &|a: &(usize, f64), b: &(usize, f64)| {
                (sign * b.1).total_cmp(&(sign * a.1))
            });
            let mut waiting: f64 = orders
                .iter()
                .map(|(order, _)| self.orders[*order].left)
                .sum();
            let (mut best, mut from) = (0.0, orders.len());
            for (index, &(order, limit)) in orders.iter().enumerate() {
                let most = waiting.min(self.room(venue, limit, sign, last_price));
                if most > best {
                    (best, from) = (most, index);
                }
                waiting -= self.orders[order].left;
            }
            let mut trading: Vec<usize> = orders[from..].iter().map(|(order, _)| *order).collect();
            sort_by(&mut trading, &usize::cmp);
            for order in trading {
                let contracts = self.orders[order].left.min(best);
                best -= contracts;
                if contracts > 0.0 {
                    plan.push(Planned { order, contracts });
                }
            }
        }
        plan
    }

    /// Contracts that trade before the price reaches a limit.
    fn room(&self, venue: &Venue<'_>, limit: f64, sign: f64, last_price: f64) -> f64 {
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
    pub(super) fn quote(&self, venue: &Venue<'_>, net: f64) -> Fill {
        if net == 0.0 || self.contract == Contract::Linear {
            return venue.liquidity.quote(venue.impact, venue.exogenous, net);
        }
        // Contracts are quote: find the base whose trade is worth them. Proceeds rise with the base.
        let sign = net.signum();
        let quote = |base: f64| {
            venue
                .liquidity
                .quote(venue.impact, venue.exogenous, sign * base)
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
    fn finish_orders(&mut self, market: &crate::scenario::model::Market, moment: Moment) {
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
            held.closes += 1;
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
