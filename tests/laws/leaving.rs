//! Depth that leaves by drawdown once more: what trades on the way to a price is added up in small steps of the price. It
//! shares nothing with the engine, which has closed forms.

use crate::reference::{FLOOR, Outside, agents, ladder, simulate};
use crate::scenarios::{Case, Impact, Market, Volatile, Withdrawal, cases, log_uniform};
use crate::subject::law_about;
use crate::{ALIVE, TOLERANCE, config};
use proptest::collection::vec;
use proptest::prelude::*;

/// Share of the depth that always stays; a documented rule of the model.
const LEAST: f64 = 1e-6;

/// Longest steps, in log price where presence does not change, and in the exponent of what has left where it does: the
/// rule below has an error of the seventh order, 1e-15 of a step.
const STEP: f64 = 0.01;
const STEP_OF_EXPONENT: f64 = 0.05;

/// How much of the depth is there, and what frightens it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Presence {
    exponent: f64,
    recovery_s: f64,
    /// First trigger of longs, and of shorts.
    below: f64,
    above: f64,
    left: f64,
}

/// What a walk gives: base, quote, and the coordinate of the impact law, base sold net where all depth is there.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Walk {
    pub(crate) filled: f64,
    pub(crate) proceeds: f64,
    pub(crate) coordinate: f64,
}

impl Presence {
    pub(crate) fn new((exponent, recovery_s): (f64, f64), below: f64, above: f64) -> Self {
        Self {
            exponent,
            recovery_s,
            below,
            above,
            left: 1.0,
        }
    }

    /// What a price leaves.
    fn wanted(&self, price: f64) -> f64 {
        let beyond = (self.below / price).ln().max((price / self.above).ln());
        (-self.exponent * beyond.max(0.0)).exp().max(LEAST)
    }

    fn at(&self, price: f64) -> f64 {
        if self.recovery_s == 0.0 {
            self.wanted(price)
        } else {
            self.left.min(self.wanted(price))
        }
    }

    /// Market makers look at the price after some seconds.
    pub(crate) fn look(&mut self, price: f64, seconds: f64) {
        let wanted = self.wanted(price);
        if self.recovery_s == 0.0 || wanted < self.left {
            self.left = wanted;
        } else {
            self.left = wanted - (wanted - self.left) * (-seconds / self.recovery_s).exp();
        }
    }

    pub(crate) fn left(&self) -> f64 {
        self.left
    }

    /// Trades `quantity` (positive sells) from a coordinate on.
    pub(crate) fn trade(
        &mut self,
        market: &Market,
        outside: Outside,
        coordinate: f64,
        quantity: f64,
    ) -> Walk {
        if let Impact::Book { .. } = market.impact {
            self.through_levels(market, outside, coordinate, quantity)
        } else {
            self.along(&Smooth::new(market, outside), coordinate, quantity)
        }
    }

    fn along(&mut self, law: &Smooth, coordinate: f64, quantity: f64) -> Walk {
        let sign = quantity.signum();
        let (mut left, mut price) = (quantity.abs(), law.price(coordinate));
        // Where somebody is beyond a trigger from the start, the price that the walk leaves frightens most.
        self.left = self.at(price);
        let mut walk = Walk {
            filled: 0.0,
            proceeds: 0.0,
            coordinate,
        };
        // Where presence or the law has a kink.
        let span = -LEAST.ln() / self.exponent;
        let kinks = [
            self.below,
            self.above,
            self.below * (-span).exp(),
            self.above * span.exp(),
            (self.below * self.above).sqrt(),
            self.below * self.left.powf(1.0 / self.exponent),
            self.above * self.left.powf(-1.0 / self.exponent),
            law.outside,
            law.floor,
        ];
        // Base and quote between two prices with no kink in between: Boole's rule.
        let between = |presence: &Self, from: f64, to: f64| {
            let weights = [7.0, 32.0, 12.0, 32.0, 7.0];
            let mut sums = (0.0, 0.0);
            for (node, weight) in (0..).zip(weights) {
                let at = from + (to - from) * f64::from(node) / 4.0;
                let part = weight * law.base_per_price(at) * presence.at(at);
                sums = (sums.0 + part, sums.1 + part * at);
            }
            let width = (to - from).abs() / 90.0;
            (sums.0 * width, sums.1 * width)
        };
        // At the floor up to the rounding of what was sold.
        let least = law.floor + 1e-13 * law.outside;
        while left > 0.0 && (sign < 0.0 || price > least) {
            let mut to = price * (-sign * STEP).exp();
            if self.at(to) != self.at(price) {
                to = price * (-sign * STEP.min(STEP_OF_EXPONENT / self.exponent)).exp();
            }
            for kink in kinks {
                if sign * (price - kink) > 1e-13 * price && sign * (kink - to) > 0.0 {
                    to = kink;
                }
            }
            let (mut base, mut quote) = between(self, price, to);
            let is_last = base >= left;
            if is_last {
                let (mut near, mut far) = (price, to);
                for _ in 0..100 {
                    let middle = 0.5 * (near + far);
                    if between(self, price, middle).0 < left {
                        near = middle
                    } else {
                        far = middle
                    }
                }
                to = far;
                quote = between(self, price, to).1;
                base = left;
            }
            walk.filled += sign * base;
            walk.proceeds += sign * quote;
            self.left = self.at(to);
            left -= base;
            if is_last {
                left = 0.0;
            }
            price = to;
            walk.coordinate = law.coordinate(price);
        }
        if left == 0.0 {
            walk.filled = quantity;
        }
        walk
    }

    fn through_levels(
        &mut self,
        market: &Market,
        outside: Outside,
        coordinate: f64,
        quantity: f64,
    ) -> Walk {
        let sign = quantity.signum();
        let mut walk = Walk {
            filled: 0.0,
            proceeds: 0.0,
            coordinate,
        };
        let mut left = quantity.abs();
        while left > 0.0 {
            // Away from nothing sold, or back to it.
            let is_back = sign * walk.coordinate < 0.0;
            let down = (sign > 0.0) != is_back;
            let (levels, end, density) = ladder(market, outside, down);
            let eaten = walk.coordinate.abs();
            let (mut inner, mut found) = (0.0, None);
            for [price, size] in levels {
                let outer = inner + size;
                let tiny = 1e-12 * outer;
                let is_here = if is_back {
                    eaten > inner + tiny && eaten <= outer + tiny
                } else {
                    eaten >= inner - tiny && eaten < outer - tiny
                };
                if is_here {
                    found = Some((
                        price,
                        if is_back {
                            eaten - inner
                        } else {
                            outer - eaten
                        },
                    ));
                }
                inner = outer;
            }
            if let Some((price, room)) = found {
                self.left = self.at(price);
                let all = room * self.left;
                let base = all.min(left);
                let push = if base == all { room } else { base / self.left };
                walk.coordinate += sign * push;
                if is_back && push == room && inner > 0.0 && walk.coordinate.abs() < 1e-12 * inner {
                    walk.coordinate = 0.0;
                }
                walk.filled += sign * base;
                walk.proceeds += sign * base * price;
                left -= base;
                if left <= 1e-15 * quantity.abs() {
                    left = 0.0;
                }
                continue;
            }
            if density == 0.0 {
                break;
            }
            // Behind the levels it goes on like a linear law that starts at the end of them.
            let side = if down { 1.0 } else { -1.0 };
            let law = Smooth {
                law: Impact::Linear {
                    slope: 1.0 / density,
                },
                outside: end + side * inner / density,
                floor: market.price * FLOOR,
                unit: 0.0,
            };
            let most = if is_back {
                // Back to the end of the levels, and on from there.
                let mut far = *self;
                far.until(&law, walk.coordinate, side * inner, sign)
            } else {
                f64::INFINITY
            };
            let part = self.along(&law, walk.coordinate, sign * left.min(most));
            walk.filled += part.filled;
            walk.proceeds += part.proceeds;
            walk.coordinate = part.coordinate;
            let done = part.filled.abs();
            if done < left.min(most) {
                break;
            }
            if most <= left {
                walk.coordinate = side * inner;
            }
            left -= done;
        }
        if left == 0.0 {
            walk.filled = quantity;
        }
        walk
    }

    /// Base between two coordinates.
    fn until(&mut self, law: &Smooth, from: f64, to: f64, sign: f64) -> f64 {
        // As much as takes it there at full presence is enough; less where depth has left: by bisection.
        let (mut low, mut high) = (0.0, (to - from).abs());
        for _ in 0..200 {
            let middle = 0.5 * (low + high);
            let mut copy = *self;
            if sign * (copy.along(law, from, sign * middle).coordinate - to) < 0.0 {
                low = middle
            } else {
                high = middle
            }
        }
        low
    }
}

/// A law without steps.
struct Smooth {
    law: Impact,
    /// Price with nothing sold.
    outside: f64,
    floor: f64,
    /// Of the square-root law: quote per square root of base.
    unit: f64,
}

impl Smooth {
    fn new(market: &Market, outside: Outside) -> Self {
        let unit = match market.impact {
            Impact::SquareRoot {
                coefficient,
                volatility,
                volume,
            } => market.price * coefficient * volatility / volume.sqrt(),
            _ => 0.0,
        };
        Self {
            law: market.impact.clone(),
            outside: market.price * outside.ratio,
            floor: market.price * FLOOR,
            unit,
        }
    }

    fn price(&self, coordinate: f64) -> f64 {
        let price = match self.law {
            Impact::Linear { slope } => self.outside - slope * coordinate,
            Impact::LogLinear { depth } => self.outside * (-coordinate / depth).exp(),
            _ => self.outside - self.unit * coordinate.signum() * coordinate.abs().sqrt(),
        };
        price.max(self.floor)
    }

    fn coordinate(&self, price: f64) -> f64 {
        match self.law {
            Impact::Linear { slope } => (self.outside - price) / slope,
            Impact::LogLinear { depth } => depth * (self.outside / price).ln(),
            _ => {
                let root = (self.outside - price) / self.unit;
                root * root.abs()
            }
        }
    }

    /// Base at full presence per unit of price.
    fn base_per_price(&self, price: f64) -> f64 {
        match self.law {
            Impact::Linear { slope } => 1.0 / slope,
            Impact::LogLinear { depth } => depth / price,
            _ => 2.0 * (self.outside - price).abs() / (self.unit * self.unit),
        }
    }
}

/// Whether price after every wave and tick, who falls in it, who is filled at what and who pays are those of a list of agents
/// in a market whose depth leaves; gives whether orders were filled in a market of which a tenth or more had left.
fn agrees(case: &Case) -> Result<bool, TestCaseError> {
    let prepared = case.prepared();
    let trace = prepared.trace();
    let (rows, ends) = simulate(case, agents(case, &prepared));
    // As far as no price comes near a thousandfold, where nobody sells any more, and rounding does not decide whom the
    // price still reaches, which it may where next to no depth is left.
    let is_clear = |row: usize| {
        let mut markets = case.markets.iter().zip(&rows).zip(&ends);
        markets.all(|((market, rows), agents)| {
            let now = rows[row];
            let mut triggers = agents.iter().filter_map(|agent| agent.trigger);
            now.price < 500.0 * market.price
                && (now.left > 0.05
                    || triggers.all(|trigger| (trigger - now.price).abs() > now.error))
        })
    };
    let clear = (0..rows[0].len()).take_while(|&row| is_clear(row)).count();
    let mut has_left = false;
    for ((market, columns), rows) in case.markets.iter().zip(&trace.markets).zip(&rows) {
        prop_assert!(clear < rows.len() || trace.rows() == rows.len(), "rows");
        prop_assert!(trace.rows() >= clear, "rows");
        let (price, base, cash) = (market.price, market.quantity(), market.notional());
        for (row, expected) in rows.iter().enumerate().take(clear) {
            let scale = price + expected.error / TOLERANCE;
            let sold = base * (1.0 + 0.01 / expected.left);
            let total = expected.long_quantity + expected.short_quantity;
            let cash = cash + base * expected.price;
            let pairs = [
                ("lastPrice", &columns.last_price, expected.price, scale),
                (
                    "counterfactual",
                    &columns.counterfactual_price,
                    expected.counterfactual,
                    price,
                ),
                ("netSold", &columns.net_sold, expected.sold, sold),
                ("backlog", &columns.backlog_quantity, expected.backlog, base),
                ("liquidated", &columns.liquidated_quantity, total, base),
                (
                    "longs",
                    &columns.long_liquidated_notional,
                    expected.long_notional,
                    cash,
                ),
                (
                    "shorts",
                    &columns.short_liquidated_notional,
                    expected.short_notional,
                    cash,
                ),
                ("fund", &columns.insurance_fund, expected.fund, cash),
                ("bad debt", &columns.bad_debt, expected.bad_debt, cash),
                (
                    "returned",
                    &columns.returned_margin,
                    expected.returned,
                    cash,
                ),
            ];
            for (name, ours, theirs, scale) in pairs {
                let ours = ours[row];
                prop_assert!(
                    (ours - theirs).abs() <= TOLERANCE * scale,
                    "{name}[{row}]: {ours} is not {theirs}, of {scale}"
                );
            }
            prop_assert_eq!(
                columns.triggered_longs[row],
                expected.triggered_longs,
                "longs[{}]",
                row
            );
            prop_assert_eq!(
                columns.triggered_shorts[row],
                expected.triggered_shorts,
                "shorts[{}]",
                row
            );
            // At the lowest price that there is rounding decides whether a last crumb was left for the next in turn.
            if expected.price > 2.0 * FLOOR * price {
                prop_assert_eq!(
                    columns.liquidated_count[row],
                    expected.touched,
                    "count[{}]",
                    row
                );
            }
        }
        has_left |= rows[..clear].windows(2).any(|pair| {
            let filled = |row: usize| pair[row].long_quantity + pair[row].short_quantity;
            filled(1) > filled(0) && pair[0].left.min(pair[1].left) < 0.9
        });
    }
    Ok(has_left)
}

#[test]
fn depth_that_leaves_by_drawdown_agrees_with_small_steps() {
    let law = (
        log_uniform(0.1, 100.0),
        prop_oneof![Just(0.0), log_uniform(0.1, 100.0)],
    );
    let cases = (cases(ALIVE), vec(law, 2)).prop_map(|(mut case, laws)| {
        for (market, (exponent, recovery_s)) in case.markets.iter_mut().zip(laws) {
            market.withdrawal = Some(Withdrawal::Drawdown(exponent, recovery_s));
        }
        case
    });
    law_about(config(300, 10_000), &cases, 0.2, agrees);
}

#[test]
fn depth_that_leaves_by_volatility_agrees_with_a_list_of_agents() {
    let law = (
        log_uniform(0.01, 20.0),
        0.001..1.0,
        log_uniform(0.1, 1_000.0),
        log_uniform(0.01, 10.0),
        log_uniform(0.1, 1_000.0),
    );
    let clock = (log_uniform(0.05, 4.0), 2..40_u32);
    let cases = (cases(ALIVE), vec(law, 2), clock).prop_map(|(mut case, laws, clock)| {
        // It takes time.
        case.ticks.get_or_insert(clock);
        for (market, law) in case.markets.iter_mut().zip(laws) {
            let (sensitivity, floor, recovery_s, daily_volatility, window_s) = law;
            market.withdrawal = Some(Withdrawal::Volatility(Volatile {
                sensitivity,
                floor,
                recovery_s,
                daily_volatility,
                window_s,
            }));
        }
        case
    });
    law_about(config(300, 10_000), &cases, 0.2, agrees);
}
