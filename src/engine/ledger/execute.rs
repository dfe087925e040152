//! Working off forced orders: who trades how much in a step, in one netted fill.

use super::{Closed, Ledger, Moment, Order, Shared, Stage, Venue, cooldown, place, share_of};
use crate::market::impact::Fill;
use crate::population::crowd::Side;
use crate::scenario::model::{Deficit, Executor};
use crate::settlement::margin::Contract;
use crate::settlement::waterfall::Waterfall;
use crate::sort::sort_by;

/// Steps of the search for the quantity that the fund can carry, and for the base behind inverse contracts: enough for
/// every bit of a double.
const BISECTIONS: u32 = 80;

/// Part of an order, or of everything that a vault may hold, that is no longer divided: exponential decay would go on
/// for ever, down to numbers that no longer divide.
const CRUMB: f64 = 1e-12;

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

/// A planned trade of a step: contracts of an order, and which of them (from the front) go to the book.
struct Planned {
    order: usize,
    contracts: f64,
}

impl Ledger {
    /// Fills forced orders against the market in one netted fill and settles them.
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
        self.wind_up_vault(venue.market, moment, waterfall, accounts);
        let plan = self.plan(venue, moment, before);
        let is_crumb = self.vault.holding.abs() <= CRUMB * self.first_contracts;
        let vault = if is_crumb {
            -self.vault.holding
        } else {
            -self.vault.holding * share_of(venue.market.vault.rate_per_s, moment.tick_s)
        };
        // Signed contracts sold: long orders and a long vault sell.
        let sum = |side: Side| -> f64 {
            let of_side = plan
                .iter()
                .filter(|planned| self.side(planned.order) == side);
            of_side.map(|planned| planned.contracts).sum()
        };
        let (sells, buys) = (sum(Side::Long), sum(Side::Short));
        if sells == 0.0 && buys == 0.0 && vault == 0.0 {
            return Executed {
                traded: false,
                end_price: before,
                exhausted: false,
            };
        }
        // What the vault trades does not wait for anyone.
        let net = sells - buys - vault;
        let main = if net > 0.0 { Side::Long } else { Side::Short };
        let mut wanted = [sells, buys];
        let full = self.quote(venue, net);
        let off_book = matches!(venue.market.deficit, Deficit::Adl | Deficit::ProRata);
        if off_book && !self.is_affordable(venue, waterfall, &plan, main, wanted, full) {
            wanted[place(main)] = self.affordable(venue, waterfall, &plan, main, wanted, vault);
            if wanted[place(main)] == 0.0 {
                let other = if main == Side::Long {
                    Side::Short
                } else {
                    Side::Long
                };
                // The smaller side alone may be more than the fund can carry.
                let fill = self.quote(venue, wanted[0] - wanted[1] - vault);
                if !self.is_affordable(venue, waterfall, &plan, other, wanted, fill) {
                    wanted[place(other)] =
                        self.affordable(venue, waterfall, &plan, other, wanted, vault);
                }
            }
        }
        let net = wanted[0] - wanted[1] - vault;
        let quoted = self.quote(venue, net);
        let base = if net == 0.0 {
            0.0
        } else {
            net.signum() * self.base_of(quoted, net)
        };
        let fill = venue.liquidity.fill(
            venue.impact,
            venue.exogenous,
            base,
            &venue.market.resilience,
        );
        let price = quoted.average_price;
        let missing = (net - quoted.quantity).abs();
        // What the market cannot fill is missing on the side that is larger; whom it concerns waits, last come first.
        let main = place(if net > 0.0 { Side::Long } else { Side::Short });
        let short_of = if missing > 0.0 {
            missing.min(wanted[main])
        } else {
            0.0
        };
        let on_book = {
            let mut on_book = wanted;
            on_book[main] -= short_of;
            on_book
        };
        self.maker.buy(quoted.quantity, price, self.contract);
        if vault != 0.0 {
            let traded = if missing > short_of {
                vault.signum() * (vault.abs() - (missing - short_of))
            } else {
                vault
            };
            self.vault.buy(traded, price, self.contract);
        }
        let market = venue.market;
        let mut left = on_book;
        let mut deleveraged: Vec<(usize, f64)> = Vec::new();
        for Planned { order, contracts } in &plan {
            let side = place(self.side(*order));
            // Where everything trades nobody waits for the rounding of the sum.
            let filled = if on_book[side] >= [sells, buys][side] {
                *contracts
            } else {
                contracts.min(left[side])
            };
            left[side] -= filled;
            if filled > 0.0 {
                self.fill_order(*order, filled, price, market, waterfall, closed);
            }
            let rest = contracts - filled;
            // A rest that the market could not take waits; one that the fund could not carry is closed off the book.
            // So does a close that is the trader's own: it costs the fund nothing.
            let waits = short_of > 0.0 && side == main || !self.orders[*order].is_whole;
            if rest > 0.0 && off_book && !waits {
                deleveraged.push((*order, rest));
            }
        }
        if !deleveraged.is_empty() {
            self.deleverage(&deleveraged, market, moment, waterfall, accounts, closed);
        }
        self.finish_orders(market, moment);
        self.socialise(market, moment, waterfall, accounts);
        self.wind_up_vault(market, moment, waterfall, accounts);
        Executed {
            traded: closed.base[0] > 0.0 || closed.base[1] > 0.0 || vault != 0.0,
            end_price: if base == 0.0 { before } else { fill.end_price },
            exhausted: missing > 0.0,
        }
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
        let until = venue.impact.sold_at(venue.exogenous, limit) - venue.liquidity.pushed();
        let base = (until * sign * venue.liquidity.presence).max(0.0);
        match self.contract {
            Contract::Linear => base,
            // At the lowest price on the way: a little less than the room there is.
            Contract::Inverse => base * limit.min(last_price),
        }
    }

    /// What selling `net` contracts (buying, if negative) gives: contracts filled, average and end price.
    fn quote(&self, venue: &Venue<'_>, net: f64) -> Fill {
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

    /// Base behind a quoted number of contracts.
    fn base_of(&self, quoted: Fill, net: f64) -> f64 {
        match self.contract {
            // The whole order, so that the market itself finds what it can fill.
            Contract::Linear => net.abs(),
            Contract::Inverse => quoted.quantity.abs() / quoted.average_price,
        }
    }

    /// Largest quantity of the larger side whose fills the fund can carry; the rest is closed off the book.
    fn affordable(
        &self,
        venue: &Venue<'_>,
        waterfall: &Waterfall,
        plan: &[Planned],
        side: Side,
        wanted: [f64; 2],
        vault: f64,
    ) -> f64 {
        let with = |quantity: f64| {
            let mut wanted = wanted;
            wanted[place(side)] = quantity;
            wanted
        };
        let fill = |quantity: f64| {
            let wanted = with(quantity);
            self.quote(venue, wanted[0] - wanted[1] - vault)
        };
        let (mut low, mut high) = (0.0, wanted[place(side)]);
        for _ in 0..BISECTIONS {
            let middle = 0.5 * (low + high);
            if middle <= low || middle >= high {
                break;
            }
            if self.is_affordable(venue, waterfall, plan, side, with(middle), fill(middle)) {
                low = middle;
            } else {
                high = middle;
            }
        }
        // Where the price does not depend on the quantity, the search ends a rounding error below the answer: what is
        // left of the fund over the loss per contract is exact, and so is the nearest number with a few digits less
        // (sums of decimals are meant).
        let Some((left, loss)) =
            self.fund_after(venue, waterfall, plan, side, with(low), fill(low))
        else {
            return low;
        };
        let exact = low + left / loss;
        let rounded = (exact * 1e9).round() / 1e9;
        let fits = |value: f64| {
            (value / low - 1.0).abs() < 1e-12
                && self.is_affordable(venue, waterfall, plan, side, with(value), fill(value))
        };
        [rounded, exact]
            .into_iter()
            .find(|&value| fits(value))
            .unwrap_or(low)
    }

    /// Whether the fund stays above its floor when the first `wanted` contracts of longs and shorts settle at the price of
    /// `fill`.
    fn is_affordable(
        &self,
        venue: &Venue<'_>,
        waterfall: &Waterfall,
        plan: &[Planned],
        side: Side,
        wanted: [f64; 2],
        fill: Fill,
    ) -> bool {
        self.fund_after(venue, waterfall, plan, side, wanted, fill)
            .is_some_and(|(left, _)| left >= 0.0)
    }

    /// Money left above the floor after those fills, and the loss per contract of the last of them on `side`; `None` when
    /// it runs out on the way.
    fn fund_after(
        &self,
        venue: &Venue<'_>,
        waterfall: &Waterfall,
        plan: &[Planned],
        side: Side,
        wanted: [f64; 2],
        fill: Fill,
    ) -> Option<(f64, f64)> {
        // The same sums as in settling, so that what is found affordable is so to the last bit.
        let floor = self.fund_floor.min(waterfall.insurance_fund);
        let mut fund = waterfall.insurance_fund;
        let (mut left, mut last_loss) = (wanted, 0.0);
        for planned in plan {
            let order = &self.orders[planned.order];
            let terms = self.positions[order.position].terms;
            let left = &mut left[place(terms.side)];
            let contracts = planned.contracts.min(*left);
            *left -= contracts;
            if contracts == 0.0 {
                continue;
            }
            let change = self.fund_change(order, contracts, fill.average_price, venue.market);
            fund += change;
            if fund < floor {
                return None;
            }
            if terms.side == side {
                last_loss = -change / contracts;
            }
        }
        Some((fund - floor, last_loss))
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
