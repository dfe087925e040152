//! The model once more, as plainly as possible: a list of agents that is scanned in full at every step, no sorting
//! ahead, no prefix sums, no shortcuts, the machine's own `exp`. It shares nothing with the engine but the words.

use crate::leaving::Presence;
use crate::scenarios::{Case, Impact, Market, Population, Shock, Withdrawal};
use crate::volatile::Nerves;
use liquidation_cascades::engine::Prepared;
use liquidation_cascades::population::crowd::Side;

/// Lowest price of additive laws, fraction of the start; a documented rule of the model.
pub(crate) const FLOOR: f64 = 1e-6;

#[derive(Debug, Clone)]
pub(crate) struct Agent {
    pub(crate) long: bool,
    pub(crate) quantity: f64,
    pub(crate) entry: f64,
    pub(crate) margin: f64,
    pub(crate) trigger: Option<f64>,
    pub(crate) triggered: bool,
    /// Which look at the price has reached it; 0: none.
    pub(crate) look: u32,
    pub(crate) filled: f64,
    pub(crate) paid: f64,
    /// Margin handed back by fills.
    pub(crate) returned: f64,
    /// Index of its population in its market.
    pub(crate) population: usize,
}

impl Agent {
    pub(crate) fn sign(&self) -> f64 {
        if self.long { 1.0 } else { -1.0 }
    }

    /// What closing `part` of it at `price` leaves of the margin that belongs to that part.
    pub(crate) fn result(&self, part: f64, price: f64) -> f64 {
        self.sign() * part * (price - self.entry) + self.margin * (part / self.quantity)
    }

    /// Margin plus unrealised profit of what is still open.
    pub(crate) fn value(&self, price: f64) -> f64 {
        self.result(self.quantity - self.filled, price)
    }
}

/// Price at which equity has fallen to the requirement, by bisection.
fn liquidation_price(
    market: &Market,
    long: bool,
    quantity: f64,
    entry: f64,
    margin: f64,
) -> Option<f64> {
    let sign = if long { 1.0 } else { -1.0 };
    let excess = |price: f64| {
        margin + sign * quantity * (price - entry) - market.requirement(quantity * price)
    };
    if long && excess(0.0) >= 0.0 {
        return None;
    }
    let (mut safe, mut doomed) = if long {
        (entry * 1e3, 0.0)
    } else {
        (0.0, (margin / quantity + entry) * 2.0)
    };
    for _ in 0..300 {
        let middle = 0.5 * (safe + doomed);
        if excess(middle) > 0.0 {
            safe = middle;
        } else {
            doomed = middle;
        }
    }
    Some(doomed)
}

/// Agents of every market. What comes out of random numbers or quantiles of special functions (triggers of Poisson
/// levels, generated crowds) is read from the engine's crowd; everything else is worked out here.
pub(crate) fn agents(case: &Case, prepared: &Prepared) -> Vec<Vec<Agent>> {
    let mut next_id = 0;
    case.markets
        .iter()
        .zip(prepared.markets())
        .map(|(market, parts)| {
            let mut agents = Vec::new();
            for (place, population) in market.populations.iter().enumerate() {
                let ids = next_id..next_id + population.count();
                next_id = ids.end;
                let crowds = [&parts.longs, &parts.shorts];
                let generated = |id: u32| {
                    crowds.iter().find_map(|crowd| {
                        let index = crowd.id.iter().position(|&other| other == id)?;
                        Some((crowd, index))
                    })
                };
                match population {
                    Population::Levels {
                        long,
                        from,
                        to,
                        quantity,
                        count,
                        spacing,
                    } => {
                        let size = quantity / f64::from(*count);
                        for (index, id) in ids.enumerate() {
                            let share = (f64::from(u32::try_from(index).expect("few")) + 0.5)
                                / f64::from(*count);
                            let share = if *long { 1.0 - share } else { share };
                            let trigger = match *spacing {
                                "price" => from + (to - from) * share,
                                "logPrice" => from * (to / from).powf(share),
                                _ => {
                                    let (crowd, index) =
                                        generated(id).expect("levels are in the crowd");
                                    crowd.trigger_price[index]
                                }
                            };
                            let sign = if *long { 1.0 } else { -1.0 };
                            let margin = market.requirement(size * trigger)
                                + sign * size * (market.price - trigger);
                            agents.push(agent(
                                place,
                                *long,
                                size,
                                market.price,
                                margin,
                                Some(trigger),
                            ));
                        }
                    }
                    Population::Perps { .. } => {
                        for id in ids {
                            // Who cannot be liquidated is in no column.
                            let Some((crowd, index)) = generated(id) else {
                                continue;
                            };
                            let long = crowd.side == Side::Long;
                            let size = crowd.quantity(index);
                            let sign = if long { 1.0 } else { -1.0 };
                            let margins = &crowd.cumulative_margin;
                            let margin = margins[index + 1] - margins[index];
                            let entry = crowd.bankruptcy_price[index] + sign * margin / size;
                            agents.push(agent(
                                place,
                                long,
                                size,
                                entry,
                                margin,
                                Some(crowd.trigger_price[index]),
                            ));
                        }
                    }
                    Population::Positions { rows } => {
                        for row in rows {
                            let trigger = liquidation_price(
                                market,
                                row.long,
                                row.quantity,
                                row.entry,
                                row.margin,
                            );
                            agents.push(agent(
                                place,
                                row.long,
                                row.quantity,
                                row.entry,
                                row.margin,
                                trigger,
                            ));
                        }
                    }
                }
            }
            agents
        })
        .collect()
}

fn agent(
    population: usize,
    long: bool,
    quantity: f64,
    entry: f64,
    margin: f64,
    trigger: Option<f64>,
) -> Agent {
    Agent {
        long,
        quantity,
        entry,
        margin,
        trigger,
        triggered: false,
        look: 0,
        filled: 0.0,
        paid: 0.0,
        returned: 0.0,
        population,
    }
}

/// A market in which one can trade: outside price ratio and whether orders were withdrawn.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Outside {
    pub(crate) ratio: f64,
    cancels: bool,
}

/// Levels that an order walks, best first, and what comes behind: price and base per unit of price (0: nothing).
pub(crate) fn ladder(market: &Market, outside: Outside, down: bool) -> (Vec<[f64; 2]>, f64, f64) {
    let Impact::Book {
        bids,
        asks,
        goes_on,
        refill,
    } = &market.impact
    else {
        unreachable!("only books have ladders")
    };
    let side = if down { bids } else { asks };
    let price = market.price * outside.ratio;
    let scale = if outside.cancels { 1.0 } else { outside.ratio };
    let jumped = |level: f64| if down { level > price } else { level < price };
    let mut last = market.price;
    let (mut before, mut size) = (market.price, 0.0);
    for level in side {
        before = last;
        last = level[0];
        size = level[1] * refill;
    }
    let density = if *goes_on && !side.is_empty() {
        size / (last - before).abs() / scale
    } else {
        0.0
    };
    let levels: Vec<[f64; 2]> = side
        .iter()
        .filter(|level| !(outside.cancels && jumped(level[0])))
        .map(|level| [level[0] * scale, level[1] * refill])
        .collect();
    let end = last * scale;
    // Withdrawn into the part behind the last level: what is left begins at the price itself.
    let end = if outside.cancels && jumped(last) {
        price
    } else {
        end
    };
    (levels, end, density)
}

/// Price after `sold` base net, proceeds of it, and whether there was enough to trade with.
fn walk(market: &Market, outside: Outside, sold: f64) -> (f64, f64) {
    let start = market.price * outside.ratio;
    match &market.impact {
        Impact::Linear { slope } => (
            start - slope * sold,
            start * sold - 0.5 * slope * sold * sold,
        ),
        Impact::LogLinear { depth } => (
            start * (-sold / depth).exp(),
            start * depth * -(-sold / depth).exp_m1(),
        ),
        Impact::SquareRoot {
            coefficient,
            volatility,
            volume,
        } => {
            let scale = market.price * coefficient * volatility / volume.sqrt();
            let size = sold.abs();
            // The proceeds are odd in what is sold up to the part that impact takes, which is even.
            (
                start - scale * sold.signum() * size.sqrt(),
                start * sold - scale * size * size.sqrt() * 2.0 / 3.0,
            )
        }
        Impact::Book { .. } => {
            if sold == 0.0 {
                return (start, 0.0);
            }
            let down = sold > 0.0;
            let (levels, end, density) = ladder(market, outside, down);
            let (mut left, mut proceeds) = (sold.abs(), 0.0);
            for [price, size] in levels {
                if left <= size * (1.0 + 1e-12) {
                    return (price, sold.signum() * (proceeds + left * price));
                }
                left -= size;
                proceeds += size * price;
            }
            let price = if density > 0.0 {
                end - sold.signum() * left / density
            } else {
                end
            };
            (
                price,
                sold.signum() * (proceeds + left * 0.5 * (end + price)),
            )
        }
    }
}

/// Base that can be sold (bought, if not `down`) in all, counted from the start.
fn capacity(market: &Market, outside: Outside, down: bool) -> f64 {
    let start = market.price * outside.ratio;
    let floor = market.price * FLOOR;
    match &market.impact {
        Impact::Book { .. } => {
            let (levels, end, density) = ladder(market, outside, down);
            let known: f64 = levels.iter().map(|level| level[1]).sum();
            match (density > 0.0, down) {
                (false, _) => known,
                (true, false) => f64::INFINITY,
                (true, true) => known + (end - floor) * density,
            }
        }
        Impact::Linear { slope } if down => (start - floor) / slope,
        Impact::SquareRoot {
            coefficient,
            volatility,
            volume,
        } if down => {
            let root = (start - floor) / (market.price * coefficient * volatility / volume.sqrt());
            root * root
        }
        Impact::LogLinear { depth } if down => depth * (start / floor).ln(),
        _ => f64::INFINITY,
    }
}

/// One row of one market.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Record {
    pub(crate) price: f64,
    pub(crate) counterfactual: f64,
    pub(crate) sold: f64,
    pub(crate) backlog: f64,
    pub(crate) long_quantity: f64,
    pub(crate) short_quantity: f64,
    pub(crate) long_notional: f64,
    pub(crate) short_notional: f64,
    pub(crate) triggered_longs: u32,
    pub(crate) triggered_shorts: u32,
    pub(crate) touched: u32,
    pub(crate) fund: f64,
    pub(crate) bad_debt: f64,
    pub(crate) returned: f64,
    /// Margin of what was filled.
    pub(crate) margin: f64,
    /// Share of the depth that is there.
    pub(crate) left: f64,
    /// What rounding of the quantities makes of the price: it grows as depth leaves.
    pub(crate) error: f64,
}

/// Rounding of what was sold, relative to what everyone holds.
const ROUNDING: f64 = 1e-11;

/// What a side of a market holds at the start, base.
fn held(market: &Market, of_longs: bool) -> f64 {
    let parts = market
        .populations
        .iter()
        .map(|population| match population {
            Population::Levels { long, quantity, .. } => {
                if *long == of_longs {
                    *quantity
                } else {
                    0.0
                }
            }
            Population::Perps {
                open_interest,
                long_share,
                ..
            } => {
                let share = if of_longs {
                    *long_share
                } else {
                    1.0 - long_share
                };
                share * open_interest / market.price
            }
            Population::Positions { rows } => {
                let of_side = rows.iter().filter(|row| row.long == of_longs);
                of_side.map(|row| row.quantity).sum()
            }
        });
    parts.sum()
}

struct State<'a> {
    market: &'a Market,
    agents: Vec<Agent>,
    outside: Outside,
    outside_sold: f64,
    record: Record,
    exhausted: bool,
    /// How often the price was looked at.
    look: u32,
    /// Where depth leaves. Then what counts as sold is what would move the price as far at full depth.
    presence: Option<Presence>,
    nerves: Option<Nerves>,
}

impl State<'_> {
    fn trade(&mut self, quantity: f64) -> (f64, f64) {
        if let Some(presence) = &mut self.presence {
            if quantity == 0.0 {
                return (0.0, self.record.price);
            }
            let walk = presence.trade(self.market, self.outside, self.record.sold, quantity);
            self.record.sold = walk.coordinate;
            self.reprice();
            let average = walk.proceeds / walk.filled;
            return if walk.filled == 0.0 {
                (0.0, self.record.price)
            } else {
                (walk.filled, average)
            };
        }
        // So much of the depth is there: a base moves the market as more of them would, and gets their price.
        let left = self.nerves.map_or(1.0, |nerves| nerves.left);
        let down = quantity > 0.0;
        let room = capacity(self.market, self.outside, down)
            - if down {
                self.record.sold
            } else {
                -self.record.sold
            };
        let filled = quantity.signum() * quantity.abs().min(left * room.max(0.0));
        let moved = self.record.sold + filled / left;
        let proceeds = walk(self.market, self.outside, moved).1
            - walk(self.market, self.outside, self.record.sold).1;
        let proceeds = left * proceeds;
        self.record.sold = moved;
        self.reprice();
        let average = if filled == 0.0 {
            self.record.price
        } else {
            proceeds / filled
        };
        (filled, average)
    }

    fn reprice(&mut self) {
        self.record.price = walk(self.market, self.outside, self.record.sold)
            .0
            .max(self.market.price * FLOOR);
    }

    fn trigger(&mut self) {
        let price = self.record.price;
        self.look += 1;
        for agent in &mut self.agents {
            let is_reached = agent.trigger.is_some_and(|trigger| {
                if agent.long {
                    trigger >= price
                } else {
                    trigger <= price
                }
            });
            if is_reached && !agent.triggered {
                (agent.triggered, agent.look) = (true, self.look);
            }
        }
    }

    fn backlog(&self, long: bool) -> f64 {
        let waiting = self
            .agents
            .iter()
            .filter(|agent| agent.long == long && agent.triggered);
        waiting.map(|agent| agent.quantity - agent.filled).sum()
    }

    /// Hands `quantity` base at `price` to the agents of a side that a look has reached, the nearest first; gives what is
    /// left.
    fn fill(&mut self, long: bool, look: u32, mut quantity: f64, price: f64) -> f64 {
        loop {
            let first = self
                .agents
                .iter_mut()
                .filter(|agent| {
                    agent.long == long
                        && agent.triggered
                        && agent.look == look
                        && agent.filled < agent.quantity
                })
                .reduce(|best, agent| {
                    let key =
                        |agent: &Agent| agent.trigger.map_or(0.0, |trigger| agent.sign() * trigger);
                    let sooner = key(agent) > key(best)
                        || key(agent) == key(best) && agent.quantity > best.quantity;
                    if sooner { agent } else { best }
                });
            let Some(agent) = first else { return quantity };
            if quantity <= 0.0 {
                return quantity;
            }
            let left = agent.quantity - agent.filled;
            let whole = quantity >= left * (1.0 - 1e-12);
            let part = if whole { left } else { quantity };
            self.record.touched += u32::from(agent.filled == 0.0);
            let result = agent.result(part, price);
            agent.filled = if whole {
                agent.quantity
            } else {
                agent.filled + part
            };
            agent.paid += part * price;
            agent.returned += result.max(0.0);
            quantity -= part;
            let record = &mut self.record;
            record.margin += agent.margin * (part / agent.quantity);
            if long {
                record.long_quantity += part;
                record.long_notional += part * price;
            } else {
                record.short_quantity += part;
                record.short_notional += part * price;
            }
            if result < 0.0 {
                let paid = (-result).min(record.fund);
                record.fund -= paid;
                record.bad_debt += -result - paid;
            } else if self.market.returns_margin {
                record.returned += result;
            } else {
                record.fund += result;
            }
        }
    }

    fn execute(&mut self, tick_s: Option<f64>) {
        let share = match (self.market.rate, tick_s) {
            (Some(rate), Some(tick_s)) => 1.0 - (-rate * tick_s).exp(),
            _ => 1.0,
        };
        // Where next to nothing would wait that goes, too; a documented rule of the model.
        let shares = [true, false].map(|long| {
            let left = (1.0 - share) * self.backlog(long);
            if left <= 1e-9 * held(self.market, long) {
                1.0
            } else {
                share
            }
        });
        let (sells, buys) = (
            shares[0] * self.backlog(true),
            shares[1] * self.backlog(false),
        );
        if sells <= 0.0 && buys <= 0.0 {
            return;
        }
        let net = sells - buys;
        let (filled, price) = self.trade(net);
        let missing = (net - filled).abs();
        self.exhausted = missing > 0.0;
        let (sold, bought) = if net > 0.0 {
            (sells - missing, buys)
        } else {
            (sells, buys - missing)
        };
        // All means everyone: no rest of a rounding may stay behind.
        let all = |share: f64, quantity: f64| {
            if share >= 1.0 && missing == 0.0 {
                f64::INFINITY
            } else {
                quantity
            }
        };
        // Whom an earlier look has reached is settled earlier: it matters for the fund.
        let (mut sold, mut bought) = (all(shares[0], sold), all(shares[1], bought));
        for look in 1..=self.look {
            sold = self.fill(true, look, sold, price);
            bought = self.fill(false, look, bought, price);
        }
    }

    fn row(&mut self) -> Record {
        self.record.backlog = self.backlog(true) + self.backlog(false);
        let triggered = |long: bool| {
            let count = self
                .agents
                .iter()
                .filter(|agent| agent.long == long && agent.triggered)
                .count();
            u32::try_from(count).expect("few")
        };
        (self.record.triggered_longs, self.record.triggered_shorts) =
            (triggered(true), triggered(false));
        self.record.counterfactual = walk(self.market, self.outside, self.outside_sold)
            .0
            .max(self.market.price * FLOOR);
        let nerves = self.nerves.map_or(1.0, |nerves| nerves.left);
        self.record.left = self.presence.map_or(nerves, |presence| presence.left());
        let push = ROUNDING * self.market.quantity() / self.record.left;
        let moved = |by: f64| {
            let sold = self.record.sold + by;
            let price = walk(self.market, self.outside, sold).0;
            (price.max(self.market.price * FLOOR) - self.record.price).abs()
        };
        self.record.error = moved(push).max(moved(-push));
        self.record
    }
}

/// Exponent and seconds of the return, where that takes any depth away.
fn drawdown(market: &Market) -> Option<(f64, f64)> {
    match market.withdrawal {
        Some(Withdrawal::Drawdown(exponent, recovery_s)) if exponent > 0.0 => {
            Some((exponent, recovery_s))
        }
        _ => None,
    }
}

/// Rows of every market, and the agents as they end.
pub(crate) fn simulate(
    case: &Case,
    agents: Vec<Vec<Agent>>,
) -> (Vec<Vec<Record>>, Vec<Vec<Agent>>) {
    let mut states: Vec<State<'_>> = case
        .markets
        .iter()
        .zip(agents)
        .map(|(market, agents)| State {
            nerves: match market.withdrawal {
                Some(Withdrawal::Volatility(law)) => Some(Nerves::new(law, market.price)),
                _ => None,
            },
            presence: drawdown(market).map(|law| {
                let triggers = |long: bool| {
                    let of_side = agents.iter().filter(move |agent| agent.long == long);
                    of_side.filter_map(|agent| agent.trigger)
                };
                let below = triggers(true).fold(0.0, f64::max);
                Presence::new(law, below, triggers(false).fold(f64::INFINITY, f64::min))
            }),
            market,
            agents,
            outside: Outside {
                ratio: 1.0,
                cancels: false,
            },
            outside_sold: 0.0,
            record: Record {
                price: market.price,
                fund: market.fund,
                ..Record::default()
            },
            exhausted: false,
            look: 0,
        })
        .collect();
    let mut rows: Vec<Vec<Record>> = states.iter_mut().map(|state| vec![state.row()]).collect();
    let mut record = |states: &mut Vec<State<'_>>, seconds: f64| {
        for (state, rows) in states.iter_mut().zip(&mut rows) {
            if let Some(presence) = &mut state.presence {
                presence.look(state.record.price, seconds);
            }
            if let Some(nerves) = &mut state.nerves {
                nerves.look(state.record.price, seconds);
            }
            state.trigger();
            rows.push(state.row());
        }
    };
    let shocked = &mut states[case.shocked];
    match case.shock {
        Shock::Gap { ratio, cancels } => {
            shocked.outside = Outside {
                ratio: 1.0 + ratio,
                cancels,
            }
        }
        Shock::Order { quantity } => {
            shocked.trade(quantity);
            shocked.outside_sold = shocked.record.sold;
        }
        Shock::None | Shock::Ramp { .. } => {}
    }
    shocked.reprice();
    record(&mut states, 0.0);
    let steps = case.ticks.map_or(u32::MAX, |(_, steps)| steps);
    for step in 1..=steps {
        if case.ticks.is_none() {
            let waiting = states
                .iter()
                .any(|state| state.backlog(true) + state.backlog(false) > 0.0);
            if !waiting || states.iter().any(|state| state.exhausted) {
                break;
            }
        }
        if let (
            Some((tick_s, _)),
            Shock::Ramp {
                ratio,
                duration_s,
                logarithmic,
            },
        ) = (case.ticks, case.shock)
        {
            let share = (f64::from(step) * tick_s / duration_s).min(1.0);
            let state = &mut states[case.shocked];
            state.outside.ratio = if logarithmic {
                (1.0 + ratio).powf(share)
            } else {
                1.0 + ratio * share
            };
            state.reprice();
            state.trigger();
        }
        for state in &mut states {
            state.execute(case.ticks.map(|(tick_s, _)| tick_s));
        }
        record(&mut states, case.ticks.map_or(0.0, |(tick_s, _)| tick_s));
    }
    (rows, states.into_iter().map(|state| state.agents).collect())
}
