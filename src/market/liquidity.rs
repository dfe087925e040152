//! Liquidity over time: depth that was eaten returns, and depth that gets frightened leaves.
//!
//! Both are changes of the coordinate in which the permanent impact law is evaluated: a sale of `x` base pushes the
//! market by `x / presence` (integrated along the price where presence depends on it, see `withdrawal.rs`), and the parts
//! of that push that recover decay exactly, `e^(-decay dt)`, whatever the tick. What decays is the push: of the price
//! under the linear and the square-root law, of its logarithm under the log-linear one, and in a book the base that was
//! eaten. Sources: Obizhaeva and Wang 2013 (one recovering part); Bouchaud et al. 2004 (a propagator as a sum of
//! exponentials).

use super::guards::{Bounds, is_at_ceiling, is_at_floor};
use super::impact::{Exogenous, Fill, Impact, Law, landed, signed_sqrt};
use super::withdrawal::{Drawdown, Limit};
use crate::clock::DAY_S;
use crate::math::{exp, ln};

/// How impact splits into what stays and what recovers; the shares add up to 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Resilience {
    /// Share that stays for good.
    pub permanent_share: f64,
    /// The parts that recover.
    pub recovery: Vec<Recovery>,
}

/// A part of the impact that decays.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Recovery {
    /// Share of the impact.
    pub share: f64,
    /// Speed of the decay, 1/s.
    pub decay_per_s: f64,
}

impl Resilience {
    /// Everything stays.
    #[must_use]
    pub fn permanent() -> Self {
        Self {
            permanent_share: 1.0,
            recovery: Vec::new(),
        }
    }
}

/// How depth leaves while the market falls (rises).
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Withdrawal {
    /// Presence is `exp(-exponent * log distance beyond the first trigger)`: it leaves at once and returns with the time
    /// constant `recovery_s`.
    Drawdown {
        /// Larger: leaves sooner.
        exponent: f64,
        /// Seconds in which the missing part shrinks to 1/e; 0: it follows the price.
        recovery_s: f64,
    },
    /// Presence is `1 / (1 + sensitivity * (volatility over normal - 1))`, not below `floor`; it leaves at once and
    /// returns with the time constant `recovery_s`.
    Volatility {
        /// Larger: leaves sooner.
        sensitivity: f64,
        /// Least presence, fraction.
        floor: f64,
        /// Seconds in which the missing part shrinks to 1/e.
        recovery_s: f64,
        /// Normal volatility of a day, fraction.
        daily_volatility: f64,
        /// Window of the measured volatility, s.
        window_s: f64,
    },
}

/// State of a market's liquidity.
#[derive(Debug, Clone, PartialEq)]
pub struct Liquidity {
    /// Push that stays, base at full presence (its root, if `in_roots`).
    permanent: f64,
    /// Pushes that decay, in the order of the recovery parts.
    decaying: Vec<f64>,
    /// Share of the depth that is there, in (0, 1]; where depth leaves by drawdown, of which the price may leave less.
    presence: f64,
    /// Depth that leaves by drawdown.
    drawdown: Option<Drawdown>,
    /// Pushes are kept as signed roots of base: what decays is the push of the price, and under the square-root law that is
    /// not in proportion to the base.
    in_roots: bool,
    /// Variance of the price per second, smoothed.
    variance_per_s: f64,
    /// Price at which market makers last reacted.
    seen_price: f64,
    /// What keeps trades within bounds; `None`: nothing does.
    pub gate: Option<Gate>,
    /// Depth over what the above leave of it: somebody who makes up a part of it has left, or more was brought. 1: as it is.
    pub standing: f64,
    /// What the market maker holds of what was traded here.
    pub maker: Books,
    /// What was traded since this was last set to nought, base sold net at full presence; counted only where markets can be tied.
    pub traded: f64,
}

/// What halts and price limits leave of a market in a step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gate {
    /// Prices within which it trades, quote per base.
    pub bounds: Bounds,
    /// Depth over the usual depth: where a market opens again orders have gathered.
    pub gathered: f64,
    /// It is halted, and this is its last price.
    pub shut_at: Option<f64>,
}

/// An end of a trade this close to the bound that cuts it is the bound, relative.
const AT_BOUND: f64 = 1e-9;

impl Gate {
    /// Price that stands where the law says `price`: nothing is printed beyond a bound.
    fn printed(self, price: f64) -> f64 {
        price.max(self.bounds[0]).min(self.bounds[1])
    }

    /// Whether nothing trades where the law says `price`.
    #[must_use]
    pub fn is_shut(self, price: f64) -> bool {
        let [floor, ceiling] = self.bounds;
        let is_beyond_floor = price < floor && !is_at_floor(floor, price);
        let is_beyond_ceiling = price > ceiling && !is_at_ceiling(ceiling, price);
        self.shut_at.is_some() || is_beyond_floor || is_beyond_ceiling
    }
}

/// What somebody has traded in a market.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Books {
    /// Base bought less sold since the start.
    pub base: f64,
    /// Quote taken in less paid.
    pub cash: f64,
}

impl Books {
    /// Takes the other side of a fill, whose positive quantities are sold.
    pub fn buy(&mut self, fill: &Fill) {
        self.base += fill.quantity;
        self.cash -= fill.quantity * fill.average_price;
    }

    /// What it is worth at a price, quote.
    #[must_use]
    pub fn worth(&self, price: f64) -> f64 {
        self.base * price + self.cash
    }
}

/// A fill and what it does to the market.
struct Trade {
    fill: Fill,
    /// Base sold net at full presence that the fill stands for.
    pushed: f64,
    presence: f64,
}

impl Liquidity {
    /// An untouched market. `triggers` are the first liquidation prices of longs and of shorts.
    #[must_use]
    pub fn new(
        impact: &Impact,
        resilience: &Resilience,
        withdrawal: Option<&Withdrawal>,
        triggers: [Option<f64>; 2],
    ) -> Self {
        let (variance_per_s, drawdown) = match withdrawal {
            Some(Withdrawal::Volatility {
                daily_volatility, ..
            }) => (daily_volatility * daily_volatility / DAY_S, None),
            Some(Withdrawal::Drawdown {
                exponent,
                recovery_s,
            }) => (0.0, Drawdown::new(*exponent, *recovery_s, triggers)),
            None => (0.0, None),
        };
        let decays = resilience.recovery.iter().any(|part| part.share > 0.0);
        Self {
            permanent: 0.0,
            decaying: vec![0.0; resilience.recovery.len()],
            presence: 1.0,
            drawdown,
            in_roots: decays && matches!(impact.law, Law::SquareRoot { .. }),
            variance_per_s,
            seen_price: impact.start_price,
            gate: None,
            standing: 1.0,
            maker: Books::default(),
            traded: 0.0,
        }
    }

    /// Where the market stands on its impact law: base sold net at full presence, less what has recovered.
    #[must_use]
    #[inline]
    pub fn pushed(&self) -> f64 {
        let sum = self
            .decaying
            .iter()
            .fold(self.permanent, |sum, part| sum + part);
        if self.in_roots { sum * sum.abs() } else { sum }
    }

    /// What trading `quantity` (positive sells) would give; moves nothing.
    #[must_use]
    pub fn quote(&self, impact: &Impact, exogenous: Exogenous, quantity: f64) -> Fill {
        self.trade(impact, exogenous, quantity).fill
    }

    /// Trades `quantity` (positive sells) and moves the market.
    pub fn fill(
        &mut self,
        impact: &Impact,
        exogenous: Exogenous,
        quantity: f64,
        resilience: &Resilience,
    ) -> Fill {
        let trade = self.trade(impact, exogenous, quantity);
        self.push(trade.pushed, resilience);
        self.presence = trade.presence;
        self.maker.buy(&trade.fill);
        if cfg!(feature = "mechanisms") {
            self.traded += trade.pushed;
        }
        trade.fill
    }

    /// Moves the market as if `pushed` base at full presence had been sold (negative: bought), as far as there is liquidity for it:
    /// the push recovers like that of a trade, but nobody has traded.
    pub fn press(
        &mut self,
        impact: &Impact,
        exogenous: Exogenous,
        pushed: f64,
        resilience: &Resilience,
    ) {
        let room = |direction: f64| impact.capacity(exogenous, self.pushed(), direction);
        let pushed = if pushed > 0.0 {
            pushed.min(impact.push(room(-1.0)))
        } else {
            pushed.max(-room(1.0))
        };
        // Nothing moves nothing, not even the sign of a nought.
        if pushed != 0.0 {
            self.push(pushed, resilience);
        }
    }

    /// Moves along the law by so much base at full presence.
    fn push(&mut self, pushed: f64, resilience: &Resilience) {
        let push = if self.in_roots {
            let before = self.pushed();
            signed_sqrt(before + pushed) - signed_sqrt(before)
        } else {
            pushed
        };
        let moved = |from: f64, by: f64| landed(from, from + by);
        self.permanent = moved(self.permanent, resilience.permanent_share * push);
        for (part, recovery) in self.decaying.iter_mut().zip(&resilience.recovery) {
            *part = moved(*part, recovery.share * push);
        }
    }

    #[inline]
    fn trade(&self, impact: &Impact, exogenous: Exogenous, quantity: f64) -> Trade {
        match self.gate {
            Some(gate) if cfg!(feature = "mechanisms") => {
                self.trade_within(gate, impact, exogenous, quantity)
            }
            _ => self.trade_freely(impact, exogenous, quantity),
        }
    }

    /// A trade that goes to a bound and no further.
    #[cold]
    fn trade_within(
        &self,
        gate: Gate,
        impact: &Impact,
        exogenous: Exogenous,
        quantity: f64,
    ) -> Trade {
        let price = impact.price(exogenous, self.pushed());
        let nothing = |price: f64| Trade {
            fill: Fill {
                quantity: 0.0,
                average_price: price,
                end_price: price,
            },
            pushed: 0.0,
            presence: self.presence,
        };
        if let Some(last) = gate.shut_at {
            return nothing(last);
        }
        let room = self.room(gate, impact, exogenous, quantity > 0.0);
        let cut = quantity.abs().min(room);
        if cut == 0.0 {
            return nothing(gate.printed(price));
        }
        let wanted = cut * quantity.signum() / gate.gathered;
        let trade = self.trade_freely(impact, exogenous, wanted);
        let fill = trade.fill;
        let bound = gate.bounds[usize::from(quantity < 0.0)];
        let is_to_bound =
            cut < quantity.abs() && (fill.end_price - bound).abs() <= AT_BOUND * bound;
        Trade {
            fill: Fill {
                quantity: if fill.quantity == wanted {
                    cut * quantity.signum()
                } else {
                    fill.quantity * gate.gathered
                },
                end_price: if is_to_bound {
                    bound
                } else {
                    gate.printed(fill.end_price)
                },
                ..fill
            },
            ..trade
        }
    }

    /// Base that can be sold (bought) before a bound.
    fn room(&self, gate: Gate, impact: &Impact, exogenous: Exogenous, is_sale: bool) -> f64 {
        let price = impact.price(exogenous, self.pushed());
        let [floor, ceiling] = gate.bounds;
        let (bound, is_at, direction) = if is_sale {
            (floor, is_at_floor(price, floor), -1.0)
        } else {
            (ceiling, is_at_ceiling(price, ceiling), 1.0)
        };
        if is_at || gate.is_shut(price) {
            0.0
        } else if bound > 0.0 && bound < f64::INFINITY {
            let limit = impact.reach_of_limit(exogenous, bound, direction);
            gate.gathered * self.base_freely_until(impact, exogenous, limit)
        } else {
            f64::INFINITY
        }
    }

    /// Share of the depth that is there.
    #[must_use]
    pub fn presence(&self) -> f64 {
        self.standing() * self.presence
    }

    /// Depth over what the law and those who flee leave of it.
    #[inline]
    fn standing(&self) -> f64 {
        if cfg!(feature = "mechanisms") {
            self.standing
        } else {
            1.0
        }
    }

    /// A trade that no bound cuts. Where only a part of the depth stands it moves the market as a larger one does where all does.
    #[inline]
    fn trade_freely(&self, impact: &Impact, exogenous: Exogenous, quantity: f64) -> Trade {
        let standing = self.standing();
        let wanted = quantity / standing;
        let trade = self.trade_in_all(impact, exogenous, wanted);
        let quantity = if trade.fill.quantity == wanted {
            quantity
        } else {
            trade.fill.quantity * standing
        };
        Trade {
            fill: Fill {
                quantity,
                ..trade.fill
            },
            ..trade
        }
    }

    /// The same where all of it stands.
    fn trade_in_all(&self, impact: &Impact, exogenous: Exogenous, quantity: f64) -> Trade {
        let sold = self.pushed();
        let Some(drawdown) = self.drawdown.filter(|_| quantity != 0.0) else {
            return self.at_presence(impact, exogenous, sold, quantity, self.presence);
        };
        let direction = if quantity > 0.0 { -1.0 } else { 1.0 };
        let price = impact.price(exogenous, sold);
        if let Some((presence, end)) = drawdown.steady(price, direction, self.presence) {
            let trade = self.at_presence(impact, exogenous, sold, quantity, presence);
            if direction * (end - trade.fill.end_price) >= 0.0 {
                return trade;
            }
        }
        let limit = Limit {
            quantity: quantity.abs(),
            price: if direction < 0.0 { 0.0 } else { f64::INFINITY },
        };
        let walk = drawdown.walk(impact, exogenous, sold, self.presence, direction, limit);
        Trade {
            fill: Fill {
                quantity: -direction * walk.quantity,
                average_price: if walk.quantity > 0.0 {
                    walk.notional / walk.quantity
                } else {
                    price
                },
                end_price: impact.price(exogenous, landed(sold, walk.sold)),
            },
            pushed: walk.sold - sold,
            presence: walk.presence,
        }
    }

    /// A fill at a presence that stays what it is.
    #[inline]
    fn at_presence(
        &self,
        impact: &Impact,
        exogenous: Exogenous,
        sold: f64,
        quantity: f64,
        presence: f64,
    ) -> Trade {
        let wanted = quantity / presence;
        let fill = impact.fill(exogenous, sold, wanted);
        Trade {
            pushed: impact.push(fill.quantity),
            // All of it, not a product of a quotient: a complete fill must be complete to the last bit.
            fill: Fill {
                quantity: if fill.quantity == wanted {
                    quantity
                } else {
                    fill.quantity * presence
                },
                ..fill
            },
            presence,
        }
    }

    /// Base that trades before the price comes to `price`: sales, if that is below the price, else purchases; >= 0.
    #[must_use]
    pub fn base_until(&self, impact: &Impact, exogenous: Exogenous, price: f64) -> f64 {
        let free = self.base_freely_until(impact, exogenous, price);
        match self.gate {
            None => free,
            Some(_) if cfg!(not(feature = "mechanisms")) => free,
            Some(gate) => {
                let is_sale = price < impact.price(exogenous, self.pushed());
                let room = self.room(gate, impact, exogenous, is_sale);
                (gate.gathered * free).min(room)
            }
        }
    }

    fn base_freely_until(&self, impact: &Impact, exogenous: Exogenous, price: f64) -> f64 {
        self.standing() * self.base_in_all_until(impact, exogenous, price)
    }

    fn base_in_all_until(&self, impact: &Impact, exogenous: Exogenous, price: f64) -> f64 {
        let sold = self.pushed();
        let now = impact.price(exogenous, sold);
        let direction = if price < now { -1.0 } else { 1.0 };
        let Some(drawdown) = self.drawdown else {
            let until = impact.sold_at(exogenous, price) - sold;
            let push = (until * -direction * self.presence).max(0.0);
            return impact.to_taker(push, direction);
        };
        let limit = Limit {
            quantity: f64::INFINITY,
            price,
        };
        let walk = drawdown.walk(impact, exogenous, sold, self.presence, direction, limit);
        walk.quantity
    }

    /// Base whose sale (`direction` -1) or purchase (+1) moves the price by `distance` from where it stands.
    #[must_use]
    pub fn base_to_move(
        &self,
        impact: &Impact,
        exogenous: Exogenous,
        distance: f64,
        direction: f64,
    ) -> f64 {
        let sold = self.pushed();
        let at = |presence: f64| {
            let base = presence * impact.base_to_move(exogenous, sold, distance, direction);
            self.standing() * base
        };
        let Some(drawdown) = self.drawdown else {
            return at(self.presence);
        };
        let price = impact.price(exogenous, sold);
        let target = price + direction * distance;
        match drawdown.steady(price, direction, self.presence) {
            Some((presence, end)) if direction * (end - target) >= 0.0 => at(presence),
            _ => self.base_freely_until(impact, exogenous, target),
        }
    }

    /// Market depth: quote notional of selling that moves the price down by 1 %.
    #[must_use]
    pub fn depth(&self, impact: &Impact, exogenous: Exogenous) -> f64 {
        let sold = self.pushed();
        let Some(drawdown) = self.drawdown else {
            return self.standing() * (self.presence * impact.depth(exogenous, sold));
        };
        let price = impact.price(exogenous, sold);
        let target = price - 0.01 * price;
        match drawdown.steady(price, -1.0, self.presence) {
            Some((presence, end)) if end <= target => {
                self.standing() * (presence * impact.depth(exogenous, sold))
            }
            _ => {
                let base = self.base_to_move(impact, exogenous, 0.01 * price, -1.0);
                let fill = self.trade_freely(impact, exogenous, base).fill;
                fill.quantity * fill.average_price
            }
        }
    }

    /// Lets a time pass: pushes decay.
    #[inline]
    pub fn recover(&mut self, resilience: &Resilience, seconds: f64) {
        for (part, recovery) in self.decaying.iter_mut().zip(&resilience.recovery) {
            *part *= exp(-recovery.decay_per_s * seconds);
        }
    }

    /// Lets market makers react to the price that they see; `seconds` since they last did, `None` when no time passes.
    pub fn react(&mut self, withdrawal: &Withdrawal, price: f64, seconds: Option<f64>) {
        match (withdrawal, seconds) {
            (Withdrawal::Drawdown { recovery_s, .. }, _) => {
                if let Some(drawdown) = self.drawdown {
                    self.return_to(drawdown.at(price), *recovery_s, seconds.unwrap_or(0.0));
                }
            }
            (Withdrawal::Volatility { .. }, None) => {}
            (
                Withdrawal::Volatility {
                    sensitivity,
                    floor,
                    recovery_s,
                    daily_volatility,
                    window_s,
                },
                Some(seconds),
            ) => {
                let log_return = ln(price / self.seen_price);
                self.seen_price = price;
                let keep = exp(-seconds / window_s);
                self.variance_per_s =
                    keep * self.variance_per_s + (1.0 - keep) * log_return * log_return / seconds;
                let normal = daily_volatility * daily_volatility / DAY_S;
                let excess = (crate::math::sqrt(self.variance_per_s / normal) - 1.0).max(0.0);
                let target = (1.0 / (1.0 + sensitivity * excess)).max(*floor);
                self.return_to(target, *recovery_s, seconds);
            }
        }
    }

    /// Depth leaves at once and returns slowly, without delay where `recovery_s` is 0.
    #[inline]
    fn return_to(&mut self, target: f64, recovery_s: f64, seconds: f64) {
        self.presence = if target < self.presence || recovery_s == 0.0 {
            target
        } else {
            target - (target - self.presence) * exp(-seconds / recovery_s)
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Cost of selling `blocks` (time, quantity) against a market of slope 1 whose whole impact decays at speed 1,
    /// over the cost of selling everything at once.
    fn relative_cost(blocks: &[(f64, f64)]) -> f64 {
        let impact = Impact {
            start_price: 1e6,
            law: Law::Linear { slope: 1.0 },
        };
        let resilience = Resilience {
            permanent_share: 0.0,
            recovery: vec![Recovery {
                share: 1.0,
                decay_per_s: 1.0,
            }],
        };
        let mut liquidity = Liquidity::new(&impact, &resilience, None, [None; 2]);
        let (mut now, mut cost, mut total) = (0.0, 0.0, 0.0);
        for &(time, quantity) in blocks {
            liquidity.recover(&resilience, time - now);
            now = time;
            let fill = liquidity.fill(&impact, Exogenous::NONE, quantity, &resilience);
            cost += fill.quantity * (impact.start_price - fill.average_price);
            total += quantity;
        }
        cost / (0.5 * total * total)
    }

    #[test]
    fn optimal_and_even_execution_cost_what_obizhaeva_and_wang_say() {
        // V20: X = 1000, kappa T = 4. Blocks X / (kappa T + 2) at both ends and the rest evenly: 2 / (kappa T + 2);
        // evenly: 2 / (kT)^2 (kT - 1 + e^-kT). In between 4000 small sales: the error falls with their number.
        let steps = 4_000;
        let block = 1_000.0 / 6.0;
        let at = |index: i32| 4.0 * (f64::from(index) + 0.5) / f64::from(steps);
        let small = 4.0 * block / f64::from(steps);
        let mut optimal = vec![(0.0, block)];
        optimal.extend((0..steps).map(|index| (at(index), small)));
        optimal.push((4.0, block));
        let cost = relative_cost(&optimal);
        assert!((cost - 1.0 / 3.0).abs() < 2e-4, "{cost}");
        let even: Vec<(f64, f64)> = (0..steps)
            .map(|index| (at(index), 1_000.0 / f64::from(steps)))
            .collect();
        let cost = relative_cost(&even);
        assert!((cost - 0.377_289_5).abs() < 2e-4, "{cost}");
    }

    #[test]
    fn half_the_presence_doubles_the_push_and_halves_what_can_be_filled() {
        let impact = Impact {
            start_price: 100.0,
            law: Law::Linear { slope: 0.01 },
        };
        let resilience = Resilience::permanent();
        let mut thin = Liquidity {
            presence: 0.5,
            ..Liquidity::new(&impact, &resilience, None, [None; 2])
        };
        let fill = thin.fill(&impact, Exogenous::NONE, 100.0, &resilience);
        assert_eq!(
            fill,
            Fill {
                quantity: 100.0,
                average_price: 99.0,
                end_price: 98.0
            }
        );
        let rest = thin.fill(&impact, Exogenous::NONE, 1e6, &resilience);
        assert!((rest.quantity - 4_900.0).abs() < 0.1, "{rest:?}");
    }

    #[test]
    fn frightened_depth_leaves_at_once_and_returns_slowly() {
        let withdrawal = Withdrawal::Volatility {
            sensitivity: 2.0,
            floor: 0.1,
            recovery_s: 600.0,
            daily_volatility: 0.03,
            window_s: 60.0,
        };
        let impact = Impact {
            start_price: 100.0,
            law: Law::Linear { slope: 1.0 },
        };
        let mut liquidity = Liquidity::new(
            &impact,
            &Resilience::permanent(),
            Some(&withdrawal),
            [None; 2],
        );
        liquidity.react(&withdrawal, 95.0, Some(1.0));
        assert_eq!(liquidity.presence, 0.1);
        for _ in 0..600 {
            liquidity.react(&withdrawal, 95.0, Some(1.0));
        }
        assert!(
            liquidity.presence > 0.15 && liquidity.presence < 0.9,
            "{}",
            liquidity.presence
        );
    }
}
