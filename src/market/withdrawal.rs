//! Depth that leaves with the price: presence is a function of the price, and a fill is integrated along it.
//!
//! A sale of `dQ` base where the share `w` of the depth is there pushes the market by `dx = dQ / w(p(x))` along its
//! impact law, so that the base that moves it from `x` to `y` is the integral of `w(p(x)) dx`: how an order is cut, or
//! into how many waves it falls, changes nothing. With `w = (p / b)^n` the integral has a closed form under a linear and a
//! log-linear law, `p^(n+1) = p_s^(n+1) - (n + 1) slope b^n Q` for the first, level by level in a book, and is worked out
//! by Gauss and Legendre's rule under the square-root law.

use super::book::{BookSide, SUM_ROUNDING};
use super::impact::{
    Exogenous, Impact, Law, PRICE_CEILING_RATIO, PRICE_FLOOR_RATIO, ladder_scale, mean_signed_sqrt,
    signed_sqrt, withdrawn,
};
use super::pool::Pool;
use crate::math::{exp, exp_m1, ln, ln_1p, sqrt};

/// Presence never reaches zero: a market with nothing at all has no price to trade at.
const LEAST_PRESENCE: f64 = 1e-6;

/// Presence as a function of the price: `exp(-exponent * log distance beyond the first trigger)`, on the side on which the
/// price is farther beyond it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Drawdown {
    exponent: f64,
    /// First trigger of a fall; 0: there is none.
    below: f64,
    /// First trigger of a rise; infinite: there is none.
    above: f64,
    /// Depth is back as soon as the price is; else only time brings it.
    follows: bool,
}

/// Where a walk ends: whatever comes first.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limit {
    /// Base to trade, >= 0, may be infinite.
    pub(super) quantity: f64,
    /// Price to reach; outside of the range of prices, the end of that range.
    pub(super) price: f64,
}

/// Where a walk along an impact law has come to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Walk {
    /// Base traded, >= 0.
    pub(super) quantity: f64,
    /// Quote it was worth, >= 0.
    pub(super) notional: f64,
    /// Coordinate of the impact law: base sold net at full presence.
    pub(super) sold: f64,
    /// Least presence on the way.
    pub(super) presence: f64,
}

/// Presence on the way from a price to the next place where its form changes: `at (p / price)^power`.
#[derive(Debug, Clone, Copy)]
struct Piece {
    at: f64,
    power: f64,
    end: f64,
}

impl Drawdown {
    /// `triggers`: first trigger of longs and of shorts. `None` where nothing ever leaves.
    pub(super) fn new(exponent: f64, recovery_s: f64, triggers: [Option<f64>; 2]) -> Option<Self> {
        let [below, above] = triggers;
        (exponent > 0.0 && (below.is_some() || above.is_some())).then(|| Self {
            exponent,
            below: below.unwrap_or(0.0),
            above: above.unwrap_or(f64::INFINITY),
            follows: recovery_s == 0.0,
        })
    }

    /// Presence that a price frightens depth down to.
    #[inline]
    pub(super) fn at(&self, price: f64) -> f64 {
        let beyond = self.log_below(price).max(self.log_above(price)).max(0.0);
        exp(-self.exponent * beyond).max(LEAST_PRESENCE)
    }

    fn log_below(&self, price: f64) -> f64 {
        if self.below > 0.0 {
            ln(self.below / price)
        } else {
            f64::NEG_INFINITY
        }
    }

    fn log_above(&self, price: f64) -> f64 {
        ln(price / self.above)
    }

    /// Presence at a price of which `before` was left.
    fn left_of(&self, before: f64, price: f64) -> f64 {
        if self.follows {
            self.at(price)
        } else {
            before.min(self.at(price))
        }
    }

    /// Form of the presence from a price on, of which `before` is left there.
    fn piece(&self, price: f64, direction: f64, before: f64) -> Piece {
        // Log distance at which hardly anything is left.
        let span = -ln(LEAST_PRESENCE) / self.exponent;
        let end = |places: &[f64]| {
            let ahead = places
                .iter()
                .copied()
                .filter(|place| direction * (place - price) > 0.0);
            if direction < 0.0 {
                ahead.fold(0.0, f64::max)
            } else {
                ahead.fold(f64::INFINITY, f64::min)
            }
        };
        if !self.follows {
            // What has left stays away: only the trigger ahead can take more.
            let (trigger, power) = if direction < 0.0 {
                (self.below, self.exponent)
            } else {
                (self.above, -self.exponent)
            };
            let from = trigger * exp(ln(before) / power);
            let to = trigger * exp(direction * span);
            let is_leaving = direction * (price - from) >= 0.0 && direction * (to - price) > 0.0;
            return Piece {
                at: before,
                power: if is_leaving { power } else { 0.0 },
                end: end(&[from, to]),
            };
        }
        // Roots of quotients: in another unit of money the same bits.
        let middle = self.below * sqrt(self.above / self.below);
        let end = end(&[
            self.below,
            self.above,
            self.below * exp(-span),
            self.above * exp(span),
            // Where the two sides frighten alike, if they overlap.
            if self.below > self.above {
                middle
            } else {
                self.below
            },
        ]);
        let inside = if end > 0.0 && end.is_finite() {
            price * sqrt(end / price)
        } else {
            price * exp(direction)
        };
        let (below, above) = (self.log_below(inside), self.log_above(inside));
        let beyond = below.max(above);
        let power = if beyond <= 0.0 || beyond >= span {
            0.0
        } else if below > above {
            self.exponent
        } else {
            -self.exponent
        };
        Piece {
            at: if beyond >= span {
                LEAST_PRESENCE
            } else {
                self.at(price)
            },
            power,
            end,
        }
    }

    /// Presence from a price on while it goes in a direction, and the price to which that holds; `None` where it changes
    /// on the way.
    #[inline]
    pub(super) fn steady(&self, price: f64, direction: f64, before: f64) -> Option<(f64, f64)> {
        let piece = self.piece(price, direction, self.left_of(before, price));
        (piece.power == 0.0).then_some((piece.at, piece.end))
    }

    /// Walks along an impact law from `sold`, where the share `before` of the depth is left: `direction` -1 sells, +1 buys.
    pub(super) fn walk(
        &self,
        impact: &Impact,
        exogenous: Exogenous,
        sold: f64,
        before: f64,
        direction: f64,
        limit: Limit,
    ) -> Walk {
        let price = impact.price(exogenous, sold);
        let range =
            [PRICE_FLOOR_RATIO, PRICE_CEILING_RATIO].map(|ratio| ratio * impact.start_price);
        let end = limit.price.max(range[0]).min(range[1]);
        let start = Walk {
            quantity: 0.0,
            notional: 0.0,
            sold,
            presence: self.left_of(before, price),
        };
        let curve = match &impact.law {
            Law::Linear { slope } => Curve::Linear { slope: *slope },
            Law::LogLinear { depth } => Curve::Log { depth: *depth },
            Law::SquareRoot { scale } => Curve::Root {
                outside: impact.start_price * exogenous.ratio,
                unit: impact.start_price * scale,
            },
            Law::Book { bids, asks } => {
                let book = Book {
                    bids,
                    asks,
                    exogenous,
                    outside: impact.start_price * exogenous.ratio,
                };
                let ahead = impact.capacity(exogenous, sold, direction);
                let all = sold - direction * ahead;
                let until = if direction * (limit.price - range[usize::from(direction > 0.0)]) < 0.0
                {
                    // Not past what there is, nor back.
                    let target = impact.sold_at(exogenous, end);
                    if direction < 0.0 {
                        target.min(all).max(sold)
                    } else {
                        target.max(all).min(sold)
                    }
                } else {
                    all
                };
                return book.walk(self, start, direction, until, limit.quantity);
            }
            Law::Pool(pool) => {
                // Along its curve, which does not see what is kept as a fee.
                let quantity = -direction * pool.of_taker(-direction * limit.quantity);
                let curve = Curve::Pool(pool);
                let walk = self.along(&curve, start, price, direction, end, quantity);
                return Walk {
                    quantity: if walk.quantity == quantity {
                        limit.quantity
                    } else {
                        pool.to_taker(walk.quantity, direction)
                    },
                    notional: if direction < 0.0 {
                        walk.notional
                    } else {
                        walk.notional / (1.0 - pool.fee)
                    },
                    ..walk
                };
            }
        };
        let start = if range.contains(&price) {
            flat(impact, exogenous, start, price, direction, limit.quantity)
        } else {
            start
        };
        self.along(&curve, start, price, direction, end, limit.quantity)
    }

    /// Walks along a smooth curve to `end` or until `quantity` is traded.
    fn along(
        &self,
        curve: &Curve<'_>,
        mut walk: Walk,
        mut price: f64,
        direction: f64,
        end: f64,
        quantity: f64,
    ) -> Walk {
        let mut left = quantity - walk.quantity;
        while left > 0.0 && direction * (end - price) > 0.0 {
            let piece = self.piece(price, direction, walk.presence);
            let mut stop = if direction < 0.0 {
                piece.end.max(end)
            } else {
                piece.end.min(end)
            };
            if let Curve::Pool(pool) = *curve
                && let (_, Some(edge)) = pool.stretch(price, direction)
                && direction * (stop - edge) > 0.0
            {
                stop = edge;
            }
            if let Curve::Root { outside, .. } = *curve
                && direction * walk.sold > 0.0
                && direction * (stop - outside) > 0.0
            {
                // On the other side of nothing sold the curve is another.
                stop = outside;
            }
            let step = curve.go(walk.sold, price, piece, stop, left);
            walk.quantity += step.base;
            walk.notional += step.notional;
            walk.sold = step.sold;
            price = step.price;
            left = if step.is_short { left - step.base } else { 0.0 };
            walk.presence = self.left_of(walk.presence, price);
        }
        if left == 0.0 {
            // All of it, to the last bit.
            walk.quantity = quantity;
        }
        walk
    }
}

/// The way back of a law that the outside has pushed beyond the lowest or highest price: all of it at that price, which does
/// not change.
fn flat(
    impact: &Impact,
    exogenous: Exogenous,
    mut walk: Walk,
    price: f64,
    direction: f64,
    quantity: f64,
) -> Walk {
    let edge = impact.sold_at(exogenous, price);
    let room = walk.presence * (direction * (walk.sold - edge)).max(0.0);
    walk.quantity = quantity.min(room);
    walk.notional = walk.quantity * price;
    if quantity < room {
        walk.sold -= direction * quantity / walk.presence;
    } else if room > 0.0 {
        walk.sold = edge;
    }
    walk
}

/// An impact law without steps.
#[derive(Debug, Clone, Copy)]
enum Curve<'a> {
    Linear { slope: f64 },
    Log { depth: f64 },
    Root { outside: f64, unit: f64 },
    Pool(&'a Pool),
}

/// Part of a walk.
struct Step {
    base: f64,
    notional: f64,
    sold: f64,
    price: f64,
    /// The place was reached before everything was traded.
    is_short: bool,
}

/// Integral of `e^(power l)` from 0 to `length`.
fn grown(power: f64, length: f64) -> f64 {
    if power == 0.0 {
        length
    } else {
        exp_m1(power * length) / power
    }
}

/// Inverse of [`grown`] in its length.
fn length_of(power: f64, grown: f64) -> f64 {
    if power == 0.0 {
        grown
    } else {
        ln_1p(power * grown) / power
    }
}

impl Curve<'_> {
    /// Trades `most` base or as far as the price `stop`, from where `sold` has brought the price to.
    fn go(&self, sold: f64, price: f64, piece: Piece, stop: f64, most: f64) -> Step {
        let direction = if stop < price { -1.0 } else { 1.0 };
        // Base per unit of log price, and the power of the price it grows with.
        let along = |unit: f64, grows: f64, push: &dyn Fn(f64) -> f64| {
            let whole = ln(stop / price);
            let room = unit * grown(grows, whole).abs();
            let is_short = most > room;
            let length = if is_short {
                whole
            } else {
                length_of(grows, direction * most / unit)
            };
            Step {
                base: if is_short { room } else { most },
                notional: unit * price * grown(grows + 1.0, length).abs(),
                sold: sold - push(length),
                price: if is_short { stop } else { price * exp(length) },
                is_short,
            }
        };
        match *self {
            Self::Linear { slope } => {
                along(piece.at * price / slope, piece.power + 1.0, &|length| {
                    price * exp_m1(length) / slope
                })
            }
            Self::Log { depth } => along(piece.at * depth, piece.power, &|length| depth * length),
            Self::Pool(pool) => {
                // Base per unit of price is `L / 2 p^(-3/2)`.
                let (liquidity, _) = pool.stretch(price, direction);
                let unit = liquidity / sqrt(price);
                along(0.5 * piece.at * unit, piece.power - 0.5, &|length| {
                    -unit * exp_m1(-0.5 * length)
                })
            }
            Self::Root { outside, unit } => Root {
                outside,
                unit,
                price,
                sold,
                piece,
            }
            .go(direction, stop, most),
        }
    }
}

/// A stretch of the square-root law on one side of nothing sold, where presence is `at (p / price)^power`.
#[derive(Debug, Clone, Copy)]
struct Root {
    outside: f64,
    /// Quote per square root of base.
    unit: f64,
    price: f64,
    sold: f64,
    piece: Piece,
}

/// Nodes and weights of Gauss and Legendre's rule with eight points, of the positive half.
const GAUSS: [(f64, f64); 4] = [
    (0.183_434_642_495_649_8, 0.362_683_783_378_362),
    (0.525_532_409_916_329, 0.313_706_645_877_887_3),
    (0.796_666_477_413_626_7, 0.222_381_034_453_374_48),
    (0.960_289_856_497_536_3, 0.101_228_536_290_376_26),
];

/// Steps of the search for the end of a fill (Newton's take five or six), and the change that ends it, fraction of the
/// price.
const SEARCH_STEPS: u32 = 80;
const SEARCH_END: f64 = 1e-16;

impl Root {
    /// Base and quote between the price and the one `distance` away, by the rule on pieces on which neither price nor
    /// presence changes much: the error is below the rounding of a number.
    fn integral(&self, direction: f64, distance: f64) -> (f64, f64) {
        let length = ln_1p(direction * distance / self.price);
        let pieces = (4.0 * length.abs())
            .max((self.piece.power * length).abs())
            .ceil()
            .max(1.0);
        let start = signed_sqrt(self.sold);
        let (mut base, mut notional, mut from, mut piece) = (0.0, 0.0, 0.0, 0.0);
        while piece < pieces {
            piece += 1.0;
            let to = if piece < pieces {
                self.price * exp_m1(length * piece / pieces)
            } else {
                direction * distance
            };
            let (middle, half) = (0.5 * (from + to), 0.5 * (to - from));
            for (node, weight) in GAUSS
                .into_iter()
                .flat_map(|(node, weight)| [(-node, weight), (node, weight)])
            {
                let moved = middle + half * node;
                // `x = s |s|` base at the root `s`, so `dx = 2 |s| ds`.
                let root = start - moved / self.unit;
                let part = weight * 2.0 * root.abs() * self.presence(moved);
                base += part * half.abs();
                notional += part * half.abs() * (self.price + moved);
            }
            from = to;
        }
        (base / self.unit, notional / self.unit)
    }

    /// Presence where the price has moved by a distance.
    fn presence(&self, moved: f64) -> f64 {
        self.piece.at * exp(self.piece.power * ln_1p(moved / self.price))
    }

    /// Trades `most` base or as far as the price `stop`.
    fn go(&self, direction: f64, stop: f64, most: f64) -> Step {
        let start = signed_sqrt(self.sold);
        let sold_at = |moved: f64| {
            let root = start - moved / self.unit;
            root * root.abs()
        };
        let whole = (stop - self.price).abs();
        // A walk back to nothing sold ends there and not beside it.
        let end = if stop == self.outside {
            0.0
        } else {
            sold_at(direction * whole)
        };
        if self.piece.power == 0.0 {
            let room = self.piece.at * (end - self.sold).abs();
            let is_short = most > room;
            let (base, sold) = if is_short {
                (room, end)
            } else {
                (most, self.sold - direction * most / self.piece.at)
            };
            return Step {
                base,
                notional: base * (self.outside - self.unit * mean_signed_sqrt(self.sold, sold)),
                sold,
                price: if is_short {
                    stop
                } else {
                    self.outside - self.unit * signed_sqrt(sold)
                },
                is_short,
            };
        }
        // Newton, kept between what is too little and what is too much. First guess: presence stays what it is.
        let frozen = self.sold - direction * most / self.piece.at;
        let mut distance = (self.unit * (signed_sqrt(frozen) - start).abs()).min(whole);
        let mut traded = self.integral(direction, distance);
        let (mut low, mut high) = (0.0, whole);
        let mut is_reached = false;
        for _ in 0..SEARCH_STEPS {
            let missing = most - traded.0;
            if missing > 0.0 {
                low = distance;
            } else {
                (high, is_reached) = (distance, true);
            }
            if low >= whole {
                break;
            }
            let moved = direction * distance;
            let speed = 2.0 * (start - moved / self.unit).abs() * self.presence(moved) / self.unit;
            let next = distance + missing / speed;
            let next = if next > low && next < high {
                next
            } else if is_reached {
                0.5 * (low + high)
            } else {
                whole
            };
            if (next - distance).abs() <= SEARCH_END * self.price {
                break;
            }
            distance = next;
            traded = self.integral(direction, distance);
        }
        let is_short = low >= whole;
        Step {
            base: if is_short { traded.0 } else { most },
            notional: traded.1,
            sold: if is_short {
                end
            } else {
                sold_at(direction * distance)
            },
            price: if is_short {
                stop
            } else {
                self.price + direction * distance
            },
            is_short,
        }
    }
}

/// An order book as it stands after what happened outside.
struct Book<'a> {
    bids: &'a BookSide,
    asks: &'a BookSide,
    exogenous: Exogenous,
    outside: f64,
}

impl Book<'_> {
    /// Level by level, each at the presence of its price, until the law stands at `until`.
    fn walk(
        &self,
        drawdown: &Drawdown,
        mut walk: Walk,
        direction: f64,
        until: f64,
        quantity: f64,
    ) -> Walk {
        let mut left = quantity;
        let scale = ladder_scale(self.exogenous);
        while left > 0.0 && direction * (walk.sold - until) > 0.0 {
            // Back through what was taken, or on.
            let outward = direction * walk.sold <= 0.0;
            let is_bids = (direction < 0.0) == outward;
            let (side, sign) = if is_bids {
                (self.bids, -1.0)
            } else {
                (self.asks, 1.0)
            };
            let gone = withdrawn(side, sign, self.exogenous, self.outside);
            let at = gone + walk.sold.abs();
            let sums = &side.cumulative_quantity;
            let level = if outward {
                sums[1..].partition_point(|&sum| sum <= at * (1.0 + SUM_ROUNDING))
            } else {
                sums[1..].partition_point(|&sum| sum < at * (1.0 - SUM_ROUNDING))
            };
            let edge = match (outward, level < side.price.len()) {
                (true, true) => sums[level + 1],
                (true, false) => f64::INFINITY,
                (false, _) => sums[level].max(gone),
            };
            // Where the law stands at the edge, seen from the side that is walked, but not past the end.
            let next = -sign * (edge - gone).max(0.0);
            let next = if direction < 0.0 {
                next.min(until)
            } else {
                next.max(until)
            };
            let next = if next == walk.sold { until } else { next };
            let room = (next - walk.sold).abs();
            if level < side.price.len() {
                let price = side.price[level] * scale;
                walk.presence = drawdown.left_of(walk.presence, price);
                let base = walk.presence * room;
                if left <= base {
                    walk.sold -= direction * left / walk.presence;
                    walk.notional += left * price;
                    left = 0.0;
                } else {
                    walk.sold = next;
                    walk.quantity += base;
                    walk.notional += base * price;
                    left -= base;
                }
                continue;
            }
            if side.tail_density <= 0.0 {
                if outward {
                    break;
                }
                // Nothing was ever taken there: what is left of a sum that came back to nothing is rounding.
                walk.sold = next;
                continue;
            }
            // Behind the last level prices are a line.
            let slope = scale / side.tail_density;
            let price = side.price_after(at, sign) * scale;
            let end = side.price_after(gone + next.abs(), sign) * scale;
            let from = Walk {
                quantity: 0.0,
                notional: 0.0,
                ..walk
            };
            let curve = Curve::Linear { slope };
            let tail = drawdown.along(&curve, from, price, direction, end, left);
            let is_done = tail.quantity == left;
            walk = Walk {
                quantity: walk.quantity + tail.quantity,
                notional: walk.notional + tail.notional,
                sold: if is_done { tail.sold } else { next },
                presence: tail.presence,
            };
            left = if is_done { 0.0 } else { left - tail.quantity };
        }
        if left == 0.0 {
            walk.quantity = quantity;
        }
        walk
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::market::book::Beyond;
    use crate::market::impact::{book_law, square_root_law};

    fn laws() -> Vec<Law> {
        let bids: Vec<[f64; 2]> = (0..40)
            .map(|level| {
                let level = f64::from(level);
                [99.5 - 0.7 * level, 3.0 + (level * 7.0) % 5.0]
            })
            .collect();
        let asks: Vec<[f64; 2]> = (0..40)
            .map(|level| {
                let level = f64::from(level);
                [100.5 + 0.8 * level, 4.0 + (level * 3.0) % 7.0]
            })
            .collect();
        vec![
            Law::Linear { slope: 0.2 },
            Law::LogLinear { depth: 500.0 },
            square_root_law(0.9, 0.05, 40.0),
            book_law(&bids, &asks, 100.0, Beyond::LastDensity, 1.0),
        ]
    }

    fn drawdowns() -> Vec<Drawdown> {
        let mut all = Vec::new();
        for exponent in [0.3, 1.0, 7.0, 30.0] {
            for recovery_s in [0.0, 60.0] {
                // Between the triggers, beyond one of them, and where they overlap.
                for triggers in [
                    (97.0, 102.0),
                    (99.9, f64::INFINITY),
                    (0.0, 100.4),
                    (101.0, 99.0),
                ] {
                    let known = |price: f64| (price > 0.0 && price.is_finite()).then_some(price);
                    let triggers = [known(triggers.0), known(triggers.1)];
                    all.extend(Drawdown::new(exponent, recovery_s, triggers));
                }
            }
        }
        all
    }

    /// The walk in many steps, each at the presence in the middle of it.
    fn in_steps(
        drawdown: &Drawdown,
        impact: &Impact,
        exogenous: Exogenous,
        sold: f64,
        before: f64,
        quantity: f64,
    ) -> (f64, f64) {
        let steps = 8_000;
        let step = quantity / f64::from(steps);
        let (mut x, mut worth) = (sold, 0.0);
        let mut presence = drawdown.left_of(before, impact.price(exogenous, x));
        for _ in 0..steps {
            let half = x + 0.5 * step / presence;
            let middle = drawdown.left_of(presence, impact.price(exogenous, half));
            let next = x + step / middle;
            worth += step * impact.price(exogenous, 0.5 * (x + next));
            x = next;
            presence = drawdown.left_of(presence, impact.price(exogenous, x));
        }
        (x, worth)
    }

    fn sell(
        drawdown: &Drawdown,
        impact: &Impact,
        exogenous: Exogenous,
        sold: f64,
        before: f64,
        quantity: f64,
    ) -> Walk {
        let direction = -quantity.signum();
        let limit = Limit {
            quantity: quantity.abs(),
            price: if direction < 0.0 { 0.0 } else { f64::INFINITY },
        };
        drawdown.walk(impact, exogenous, sold, before, direction, limit)
    }

    #[test]
    fn a_walk_is_the_limit_of_many_small_steps() {
        let exogenous = Exogenous {
            ratio: 0.985,
            cancels: false,
        };
        let mut compared = 0;
        for law in laws() {
            let impact = Impact {
                start_price: 100.0,
                law,
            };
            let is_book = matches!(impact.law, Law::Book { .. });
            for drawdown in drawdowns() {
                for (sold, before, quantity) in [
                    (0.0, 1.0, 12.0),
                    (-9.0, 1.0, 30.0),
                    (14.0, 0.6, -25.0),
                    (3.0, 0.9, 40.0),
                    (-4.0, 0.3, -6.0),
                ] {
                    let walk = sell(&drawdown, &impact, exogenous, sold, before, quantity);
                    let end = impact.price(exogenous, walk.sold);
                    if !(5.0..1_000.0).contains(&end) {
                        continue;
                    }
                    let (x, worth) =
                        in_steps(&drawdown, &impact, exogenous, sold, before, quantity);
                    let price = impact.price(exogenous, x);
                    // In a book a step that crosses the edge of a level is wrong by a part of itself.
                    let tolerance = if is_book { 2e-3 } else { 1e-5 };
                    assert!(
                        (end - price).abs()
                            <= tolerance * price.max(100.0) * if is_book { 10.0 } else { 1.0 },
                        "{impact:?} {drawdown:?} {sold} {before} {quantity}: {end} is not {price}"
                    );
                    assert!(
                        (walk.notional - worth.abs()).abs() <= tolerance * worth.abs(),
                        "{impact:?} {drawdown:?} {sold} {before} {quantity}: {} is not {worth}",
                        walk.notional
                    );
                    compared += 1;
                }
            }
        }
        assert!(compared > 300, "{compared}");
    }

    /// The outside has pushed the law below the lowest price: what is bought there costs that, up to where the law is above it.
    #[test]
    fn what_is_bought_below_the_lowest_price_costs_that() {
        let laws = [
            Law::Linear { slope: 0.5 },
            Law::LogLinear { depth: 20.0 },
            square_root_law(1.0, 0.2, 1_500.0),
        ];
        for law in laws {
            let impact = Impact {
                start_price: 100.0,
                law,
            };
            let floor = 100.0 * PRICE_FLOOR_RATIO;
            let edge = impact.sold_at(Exogenous::NONE, floor);
            let drawdown = Drawdown::new(17.0, 0.0, [Some(50.0), Some(150.0)]).expect("leaves");
            let buy = |sold: f64, quantity: f64| {
                let limit = Limit {
                    quantity,
                    price: f64::INFINITY,
                };
                drawdown.walk(&impact, Exogenous::NONE, sold, 1.0, 1.0, limit)
            };
            let presence = drawdown.at(floor);
            // So little that it does not come to the edge.
            let little = 0.5 * presence * edge;
            let walk = buy(2.0 * edge, little);
            assert_eq!(walk.quantity, little);
            assert!(
                (walk.notional / (little * floor) - 1.0).abs() < 1e-12,
                "{impact:?}: {walk:?}"
            );
            assert_eq!(impact.price(Exogenous::NONE, walk.sold), floor);
            // And on from there it is what begins at the edge.
            let more = 1e-3 * edge;
            let [whole, rest] = [buy(2.0 * edge, presence * edge + more), buy(edge, more)];
            assert!((whole.sold / rest.sold - 1.0).abs() < 1e-9, "{impact:?}");
            let parts = presence * edge * floor + rest.notional;
            assert!(
                (whole.notional / parts - 1.0).abs() < 1e-9,
                "{impact:?}: {whole:?} {parts}"
            );
        }
    }

    /// Buying back all that was sold leaves the rounding of a sum, on the side of the asks, of which there are none.
    #[test]
    fn what_rounding_leaves_of_a_sum_stops_no_sale() {
        let impact = Impact {
            start_price: 100.0,
            law: book_law(&[[99.0, 500.0]], &[], 100.0, Beyond::Exhausted, 1.0),
        };
        let drawdown = Drawdown::new(40.0, 0.0, [Some(101.0), None]).expect("leaves");
        let limit = Limit {
            quantity: 6.5,
            price: 0.0,
        };
        let walks = [0.0, -1e-15, -1e-13]
            .map(|sold| drawdown.walk(&impact, Exogenous::NONE, sold, 1.0, -1.0, limit));
        for walk in walks {
            assert_eq!(walk.quantity, 6.5);
            assert!((walk.sold / walks[0].sold - 1.0).abs() < 1e-12, "{walk:?}");
        }
    }

    #[test]
    fn cutting_an_order_changes_neither_price_nor_proceeds() {
        let exogenous = Exogenous {
            ratio: 0.985,
            cancels: false,
        };
        for law in laws() {
            let impact = Impact {
                start_price: 100.0,
                law,
            };
            for drawdown in drawdowns() {
                for (sold, before, quantity) in
                    [(0.0, 1.0, 20.0), (-9.0, 1.0, 30.0), (14.0, 0.6, -25.0)]
                {
                    let whole = sell(&drawdown, &impact, exogenous, sold, before, quantity);
                    let (mut at, mut presence, mut notional, mut done) = (sold, before, 0.0, 0.0);
                    for share in [0.1, 1e-9, 0.35, 0.05, 0.5 - 1e-9] {
                        let walk = sell(
                            &drawdown,
                            &impact,
                            exogenous,
                            at,
                            presence,
                            share * quantity,
                        );
                        (at, presence) = (walk.sold, walk.presence);
                        notional += walk.notional;
                        done += walk.quantity;
                    }
                    assert!((done - whole.quantity).abs() <= 1e-9 * whole.quantity);
                    let [one, other] = [at, whole.sold].map(|sold| impact.price(exogenous, sold));
                    assert!(
                        (one - other).abs() <= 1e-9 * other.max(1.0),
                        "{impact:?} {drawdown:?} {sold} {quantity}: {one} and {other}"
                    );
                    assert!(
                        (notional - whole.notional).abs() <= 1e-9 * whole.notional,
                        "{impact:?} {drawdown:?} {sold} {quantity}: {notional} and {}",
                        whole.notional
                    );
                }
            }
        }
    }

    #[test]
    fn a_walk_to_a_price_trades_what_a_walk_of_that_base_needs() {
        for law in laws() {
            let impact = Impact {
                start_price: 100.0,
                law,
            };
            for drawdown in drawdowns() {
                for (sold, price) in [
                    (0.0, 93.0),
                    (5.0, 98.0),
                    (-6.0, 90.0),
                    (0.0, 107.0),
                    (8.0, 101.5),
                ] {
                    let now = impact.price(Exogenous::NONE, sold);
                    let direction = if price < now { -1.0 } else { 1.0 };
                    let limit = Limit {
                        quantity: f64::INFINITY,
                        price,
                    };
                    let there =
                        drawdown.walk(&impact, Exogenous::NONE, sold, 1.0, direction, limit);
                    let again = sell(
                        &drawdown,
                        &impact,
                        Exogenous::NONE,
                        sold,
                        1.0,
                        -direction * there.quantity,
                    );
                    let [one, other] =
                        [there, again].map(|walk| impact.price(Exogenous::NONE, walk.sold));
                    assert!(
                        (one - other).abs() < 1e-9 * price,
                        "{impact:?} {drawdown:?} {sold} {price}"
                    );
                    if !matches!(impact.law, Law::Book { .. }) {
                        assert!(
                            (one - price).abs() < 1e-9 * price,
                            "{impact:?} {drawdown:?}: {one} is not {price}"
                        );
                    }
                    assert!((there.notional - again.notional).abs() <= 1e-9 * there.notional);
                }
            }
        }
    }
}
