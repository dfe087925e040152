//! What the outside world can do, declared.

use super::data::PricePath;
use super::declare::{DATA_REFERENCE, MARKET_REFERENCE, SIGNED, built, field, number, range, yes};
use super::node::{Build, Node};
use super::schema::{Field, Kind, List, join};
use super::spec::{Spec, kinds};
use crate::error::{ErrorCode, Problem, quote, show};
use crate::market::impact::Law;
use crate::math::pow;
use crate::sources::{Exposures, Places};
use std::sync::Arc;

/// What the outside world does.
#[derive(Debug, Clone, PartialEq)]
pub enum Shock {
    /// Nothing.
    None,
    /// The price jumps.
    PriceGap {
        /// Index of the market.
        market: usize,
        /// Signed fraction of the price.
        ratio: f64,
        /// Orders jumped over are withdrawn instead of moving along.
        cancels: bool,
        /// It is that of a common factor, which these markets follow; `None`: of the one market.
        factor: Option<Exposures>,
    },
    /// The price drifts.
    Ramp {
        /// Index of the market.
        market: usize,
        /// Signed fraction of the price at the end of the ramp.
        ratio: f64,
        /// Seconds from start to end.
        duration_s: f64,
        /// Evenly in the logarithm of the price instead of in price.
        logarithmic: bool,
        /// As of a gap.
        factor: Option<Exposures>,
    },
    /// Someone sells (positive) or buys (negative) at market.
    MarketOrder {
        /// Index of the market.
        market: usize,
        /// Signed base, positive sells.
        quantity: f64,
    },
    /// Someone trades at market at given times.
    Orders {
        /// Index of the market.
        market: usize,
        /// Seconds since the start, rising, and signed base, positive sells.
        rows: Arc<Vec<(f64, f64)>>,
    },
    /// The price outside follows a path, straight between its points.
    Path {
        /// Index of the market.
        market: usize,
        /// Seconds since the start, rising from 0, and price as a fraction of the first.
        points: Arc<Vec<(f64, f64)>>,
        /// How far it goes in one step at most, over its price; `None`: as far as it goes in a tick.
        largest_step: Option<f64>,
    },
    /// The price outside wanders: a geometric Brownian motion without drift in price.
    Noise {
        /// Index of the market.
        market: usize,
        /// Standard deviation of a day's log return.
        daily_volatility: f64,
        /// As of a gap: all of them by the same draws.
        factor: Option<Exposures>,
    },
}

/// Least that a common factor leaves of a price, fraction of it.
pub const LEAST_LEFT: f64 = 0.01;

/// What a move of a common factor by `ratio` makes of the price of a market that follows it by `beta`, fraction of it.
#[must_use]
pub fn followed(ratio: f64, beta: f64) -> f64 {
    (1.0 + beta * ratio).max(LEAST_LEFT)
}

impl Shock {
    /// How far it moves a market where it moves by 1; `None`: not at all.
    #[must_use]
    pub fn beta(&self, market: usize) -> Option<f64> {
        let factor = match self {
            Self::PriceGap { factor, .. }
            | Self::Ramp { factor, .. }
            | Self::Noise { factor, .. } => factor.as_ref(),
            Self::None => return None,
            Self::MarketOrder { .. } | Self::Orders { .. } | Self::Path { .. } => None,
        };
        match factor {
            None => (market == self.market()).then_some(1.0),
            Some(exposures) => {
                let mut exposures = exposures.iter();
                exposures.find(|one| one.0 == market).map(|one| one.1)
            }
        }
    }

    /// Index of the market that is shocked; of a common factor the first that follows it.
    #[must_use]
    pub fn market(&self) -> usize {
        match *self {
            Self::None => 0,
            Self::PriceGap { market, .. }
            | Self::Ramp { market, .. }
            | Self::MarketOrder { market, .. }
            | Self::Orders { market, .. }
            | Self::Path { market, .. }
            | Self::Noise { market, .. } => market,
        }
    }

    /// Whether it moves the price outside of a market down, and whether up. A gap, a ramp or an order asks about one side, even one
    /// of nought about a fall; a path, listed orders and noise may move to both.
    #[must_use]
    pub fn sides(&self, market: usize) -> Sides {
        let one = |up: bool| Sides { down: !up, up };
        let Some(beta) = self.beta(market) else {
            return Sides::default();
        };
        match self {
            Self::None => Sides::default(),
            Self::PriceGap { ratio, .. } | Self::Ramp { ratio, .. } => one(beta * *ratio > 0.0),
            Self::MarketOrder { quantity, .. } => one(*quantity < 0.0),
            Self::Orders { rows, .. } => Sides {
                down: rows.iter().any(|row| row.1 > 0.0),
                up: rows.iter().any(|row| row.1 < 0.0),
            },
            Self::Path { points, .. } => Sides {
                down: points.iter().any(|point| point.1 < 1.0),
                up: points.iter().any(|point| point.1 > 1.0),
            },
            Self::Noise { .. } => Sides {
                down: true,
                up: true,
            },
        }
    }
}

/// The sides of the starting price to which the outside moves a market.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sides {
    /// Below it.
    pub down: bool,
    /// Above it.
    pub up: bool,
}

impl Sides {
    /// Both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            down: self.down || other.down,
            up: self.up || other.up,
        }
    }

    /// -1 or +1 where it is one side only.
    #[must_use]
    pub fn only(self) -> Option<f64> {
        match (self.down, self.up) {
            (true, false) => Some(-1.0),
            (false, true) => Some(1.0),
            _ => None,
        }
    }
}

kinds! {
    /// What the outside world does.
    pub static SHOCK: Shock | Places, "kind" => [NONE, PRICE_GAP, RAMP, MARKET_ORDER, ORDERS, PATH, NOISE]
}

static NONE: Spec<Shock, Places> = Spec {
    variant: built("none", "Nothing.", &[]),
    needs_ticks: false,
    controls: &[],
    build: |_, _, _| Shock::None,
};

/// Instead of a market.
const FACTOR_REFERENCE: Field = field(
    "factor",
    Kind::Nullable(&Kind::Text(64)),
    Some("null"),
    "Id of a common factor (couplings), instead of a market: each market that follows it moves by its beta times as much.",
);

static PRICE_GAP: Spec<Shock, Places> = Spec {
    variant: built(
        "priceGap",
        "The price jumps.",
        &[
            MARKET_REFERENCE,
            FACTOR_REFERENCE,
            number(
                "ratio",
                range(-0.99, 10.0),
                None,
                "fraction",
                "Jump, negative for a fall.",
            ),
            field(
                "book",
                Kind::Choice(&[
                    yes("shift", "The whole ladder moves along, in proportion."),
                    yes(
                        "cancel",
                        "Orders that the price jumps over are withdrawn, absolute prices stay.",
                    ),
                ]),
                Some("\"shift\""),
                "What happens to resting orders.",
            ),
        ],
    ),
    needs_ticks: false,
    controls: &[],
    build: gap,
};

static RAMP: Spec<Shock, Places> = Spec {
    variant: built(
        "ramp",
        "The price drifts; needs the ticks clock.",
        &[
            MARKET_REFERENCE,
            FACTOR_REFERENCE,
            number(
                "ratio",
                range(-0.99, 10.0),
                None,
                "fraction",
                "Drift in all, negative for a fall.",
            ),
            number(
                "durationS",
                range(0.001, 1e7),
                Some("60"),
                "s",
                "Length of the drift.",
            ),
            field(
                "scale",
                Kind::Choice(&[
                    yes("linear", "Evenly in price."),
                    yes("log", "Evenly in the logarithm."),
                ]),
                Some("\"linear\""),
                "Shape of the drift.",
            ),
        ],
    ),
    needs_ticks: true,
    controls: &[],
    build: |node, build, places| {
        let (market, factor) = moved(node, build, places);
        let ratio = node.number("ratio");
        leaves_something(node, build, places, (ratio, factor.as_ref()));
        Shock::Ramp {
            market,
            factor,
            ratio,
            duration_s: node.number("durationS"),
            logarithmic: build.word(node, "scale", &[("linear", false), ("log", true)]),
        }
    },
};

static MARKET_ORDER: Spec<Shock, Places> = Spec {
    variant: built(
        "marketOrder",
        "Someone sells at market.",
        &[
            MARKET_REFERENCE,
            number(
                "quantity",
                SIGNED,
                None,
                "base",
                "Positive sells, negative buys.",
            ),
        ],
    ),
    needs_ticks: false,
    controls: &[],
    build: |node, build, places| Shock::MarketOrder {
        market: places.market(node, build),
        quantity: node.number("quantity"),
    },
};

static ORDERS: Spec<Shock, Places> = Spec {
    variant: built(
        "orders",
        "Orders at given times; needs the ticks clock.",
        &[
            MARKET_REFERENCE,
            field("rows", Kind::List(&ORDER_ROWS), None, "The orders."),
        ],
    ),
    needs_ticks: true,
    controls: &[],
    build: |node, build, places| {
        let market = places.market(node, build);
        let rows: Vec<(f64, f64)> = node
            .items("rows")
            .map(|row| (row.number("timeS"), row.number("quantity")))
            .collect();
        build.rising(node, "rows", rows.iter().map(|row| row.0), false);
        Shock::Orders {
            market,
            rows: Arc::new(rows),
        }
    },
};

static PATH: Spec<Shock, Places> = Spec {
    variant: built(
        "path",
        "The price outside follows a path; needs the ticks clock. A tick is divided wherever the path turns in it, and the run ends at its duration: each tick's lowest and highest point always, of the other turns at most 20000, and in a ledger as many as a tenth of the work of a run allows; where there are more, those of the largest swings.",
        &[
            MARKET_REFERENCE,
            field(
                "data",
                Kind::Nullable(&DATA_REFERENCE),
                Some("null"),
                "A registered price path: each candle goes through its open, its extremes and its close, a quarter of its length apart (by its high to its low where it falls), and its close holds until the next one opens.",
            ),
            field(
                "points",
                Kind::List(&POINTS),
                Some("[]"),
                "The path itself, instead of data.",
            ),
            number(
                "speed",
                range(1e-6, 1e6),
                Some("1"),
                "",
                "Seconds of the path per second of the run.",
            ),
            number(
                "amplitude",
                range(0.0, 10.0),
                Some("1"),
                "x",
                "How far the path goes: each point over the first to this power, and straight between them, so that 2 doubles every log return from point to point, 0 stands still and no price falls below nothing.",
            ),
            field(
                "largestStep",
                Kind::Nullable(&Kind::Number(range(1e-5, 1.0))),
                Some("null"),
                "Where a path goes further than this in a tick, over its price there, the tick is divided evenly: who is reached inside a step trades at its end. As many steps as a run may have besides its turns; where it would take more, they are longer.",
            ),
        ],
    ),
    needs_ticks: true,
    controls: &[],
    build: |node, build, places| {
        let market = places.market(node, build);
        Shock::Path {
            market,
            points: Arc::new(path_points(node, build)),
            largest_step: node.number_of("largestStep"),
        }
    },
};

static NOISE: Spec<Shock, Places> = Spec {
    variant: built(
        "noise",
        "The price outside wanders at random, from the seed; needs the ticks clock.",
        &[
            MARKET_REFERENCE,
            FACTOR_REFERENCE,
            number(
                "dailyVolatility",
                range(0.0, 10.0),
                None,
                "fraction",
                "Standard deviation of a day's log return.",
            ),
        ],
    ),
    needs_ticks: true,
    controls: &[],
    build: |node, build, places| {
        let (market, factor) = moved(node, build, places);
        Shock::Noise {
            market,
            factor,
            daily_volatility: node.number("dailyVolatility"),
        }
    },
};

static ORDER_ROWS: List = List {
    item: Kind::Object(&[
        number("timeS", range(0.0, 1e7), None, "s", "When."),
        number(
            "quantity",
            SIGNED,
            None,
            "base",
            "Positive sells, negative buys.",
        ),
    ]),
    min: 1,
    max: 100_000,
};

static POINTS: List = List {
    item: Kind::Object(&[
        number("timeS", range(0.0, 1e10), None, "s", "When."),
        number(
            "price",
            range(1e-9, 1e12),
            None,
            "quote per base",
            "Price; only its ratio to the first counts.",
        ),
    ]),
    min: 0,
    max: 1_000_000,
};

/// The market that a shock names, or the first of those that follow the common factor that it names, and all of them.
fn moved(node: &Node<'_>, build: &mut Build<'_>, places: &Places) -> (usize, Option<Exposures>) {
    let Some(id) = node.text_of("factor") else {
        return (places.market(node, build), None);
    };
    if !node.text("market").is_empty() {
        let message = format!("{} names a market and a factor; one of them", node.path);
        build.inconsistent(&node.path, message);
    }
    let Some(factor) = places.factors.iter().find(|known| known.id == id) else {
        let path = join(&node.path, "factor");
        let known: Vec<String> = places.factors.iter().map(|one| quote(&one.id)).collect();
        let known = if known.is_empty() {
            "none".to_owned()
        } else {
            known.join(", ")
        };
        let message = format!("{path} is {}; the factors are {known}", quote(id));
        build.inconsistent_value(&path, id, message);
        return (0, None);
    };
    (factor.market, factor.exposures.clone())
}

/// A factor must leave something of every price.
fn leaves_something(
    node: &Node<'_>,
    build: &mut Build<'_>,
    places: &Places,
    (ratio, factor): (f64, Option<&Exposures>),
) {
    for &(market, beta) in factor.into_iter().flat_map(|exposures| exposures.iter()) {
        if 1.0 + beta * ratio <= LEAST_LEFT {
            let path = join(&node.path, "ratio");
            let message = format!(
                "{path} {} times beta {} of market \"{}\" leaves nothing of its price",
                show(ratio),
                show(beta),
                places.markets[market].id
            );
            let problem = Problem::new(ErrorCode::OutOfRange, &path, message);
            build.problems.push(problem.with_value(show(ratio)));
        }
    }
}

fn gap(node: &Node<'_>, build: &mut Build<'_>, places: &Places) -> Shock {
    let (market, factor) = moved(node, build, places);
    let ratio = node.number("ratio");
    leaves_something(node, build, places, (ratio, factor.as_ref()));
    let cancels = build.word(node, "book", &[("shift", false), ("cancel", true)]);
    let alone = [(market, 1.0)];
    let markets = factor.as_deref().unwrap_or(&alone).iter();
    let mut laws = markets.map(|one| &places.markets[one.0].impact.law);
    let without_orders = laws.find_map(|law| match law {
        Law::SquareRoot { .. } => Some("the square-root law"),
        Law::Pool(_) => Some("a pool"),
        Law::Linear { .. } | Law::LogLinear { .. } | Law::Book { .. } => None,
    });
    if let (true, Some(law)) = (cancels, without_orders) {
        let path = join(&node.path, "book");
        let message =
            format!("{path} \"cancel\" has no meaning under {law}, which has no resting orders");
        build.inconsistent(&path, message);
    }
    Shock::PriceGap {
        market,
        ratio,
        cancels,
        factor,
    }
}

/// A price path as seconds of the run and fractions of its first price, to the power of its amplitude.
fn path_points(node: &Node<'_>, build: &mut Build<'_>) -> Vec<(f64, f64)> {
    let (speed, amplitude) = (node.number("speed"), node.number("amplitude"));
    let given: Vec<(f64, f64)> = node
        .items("points")
        .map(|point| (point.number("timeS"), point.number("price")))
        .collect();
    let data = node.field("data");
    let points = match (data.value.is_object(), given.is_empty()) {
        (false, false) => {
            build.rising(node, "points", given.iter().map(|point| point.0), true);
            given
        }
        (true, true) => registered_path(data, build),
        (has_data, _) => {
            let fault = if has_data {
                "has both data and points; give one"
            } else {
                "needs data or points"
            };
            build.inconsistent(&node.path, format!("{} {fault}", node.path));
            Vec::new()
        }
    };
    let Some(&(start_s, start)) = points.first() else {
        return Vec::new();
    };
    let amplified = |ratio: f64| {
        if amplitude == 1.0 {
            ratio
        } else {
            pow(ratio, amplitude)
        }
    };
    points
        .iter()
        .map(|&(time_s, price)| ((time_s - start_s) / speed, amplified(price / start)))
        .collect()
}

fn registered_path(data: Node<'_>, build: &mut Build<'_>) -> Vec<(f64, f64)> {
    match build.data.path(&data.into_reference()) {
        Ok(path) => candle_points(&path),
        Err(problem) => {
            build.problems.push(problem);
            Vec::new()
        }
    }
}

/// A path through candles, quarter by quarter: a candle that falls goes by its high to its low, one that rises by its low
/// to its high, and closes after three quarters of its time. Its extremes are reached; their true times are in no candle.
/// From there the price holds until the next candle opens, however late that is: what the file does not say of a gap is
/// no slow fall.
fn candle_points(path: &PricePath) -> Vec<(f64, f64)> {
    let (rows, step_s) = (path.rows(), path.step_s);
    let mut points = Vec::with_capacity(4 * rows);
    for row in 0..rows {
        let start_s = path.time_s[row];
        let next = path.time_s.get(row + 1).copied();
        let length_s = next.map_or(step_s, |next_s| (next_s - start_s).min(step_s));
        let (open, close) = (path.open[row], path.close[row]);
        let (first, second) = if close < open {
            (path.high[row], path.low[row])
        } else {
            (path.low[row], path.high[row])
        };
        points.push((start_s, open));
        points.push((start_s + 0.25 * length_s, first));
        points.push((start_s + 0.5 * length_s, second));
        points.push((start_s + 0.75 * length_s, close));
        if let Some(next_s) = next
            && path.open[row + 1] != close
        {
            points.push((next_s, close));
        }
    }
    points
}
