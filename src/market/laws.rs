//! The laws of impact, declared: a law is a static here and its arithmetic in `impact.rs`.

use super::book::Beyond;
use super::impact::{Law, book_law, square_root_law};
use super::pool::Pool;
use crate::error::{ErrorCode, Problem, show};
use crate::scenario::declare::{
    BASE, HUGE, NOT_NEGATIVE, POSITIVE, built, field, number, range, yes,
};
use crate::scenario::node::{Build, Node};
use crate::scenario::schema::{Field, Kind, List, join};
use crate::scenario::spec::{Spec, kinds};

kinds! {
    /// How sold quantity moves the price; told the price before anything happens.
    pub static IMPACT: Law | f64, "law" => [LINEAR, LOG_LINEAR, SQUARE_ROOT, BOOK] + mechanisms [CONSTANT_PRODUCT, CONCENTRATED]
}

static LINEAR: Spec<Law, f64> = Spec {
    variant: built(
        "linear",
        "p = p0 (1 + shock) - slope Q.",
        &[number(
            "slope",
            range(1e-36, HUGE),
            None,
            "quote per base sold",
            "Fall per base sold.",
        )],
    ),
    needs_ticks: false,
    controls: &[],
    build: |node, _, _| Law::Linear {
        slope: node.number("slope"),
    },
};

static LOG_LINEAR: Spec<Law, f64> = Spec {
    variant: built(
        "logLinear",
        "p = p0 (1 + shock) exp(-Q / depth).",
        &[number(
            "depth",
            BASE,
            None,
            "base per unit of log price",
            "Depth.",
        )],
    ),
    needs_ticks: false,
    controls: &[],
    build: |node, _, _| Law::LogLinear {
        depth: node.number("depth"),
    },
};

static SQUARE_ROOT: Spec<Law, f64> = Spec {
    variant: built(
        "squareRoot",
        "p = p0 (1 + shock - coefficient dailyVolatility sign(Q) sqrt(|Q| / dailyVolume)).",
        &[
            number(
                "coefficient",
                range(1e-6, 100.0),
                Some("1"),
                "",
                "About 0.5 to 1 in real markets.",
            ),
            number(
                "dailyVolatility",
                range(1e-6, 10.0),
                None,
                "fraction",
                "Standard deviation of a day's return.",
            ),
            number("dailyVolume", BASE, None, "base", "Volume of a day."),
        ],
    ),
    needs_ticks: false,
    controls: &[],
    build: |node, _, _| {
        square_root_law(
            node.number("coefficient"),
            node.number("dailyVolatility"),
            node.number("dailyVolume"),
        )
    },
};

static BOOK: Spec<Law, f64> = Spec {
    variant: built(
        "book",
        "A walk through an order book.",
        &[
            field(
                "bids",
                Kind::BookLevels,
                None,
                "Buy orders [price, quantity], best first.",
            ),
            field(
                "asks",
                Kind::BookLevels,
                Some("[]"),
                "Sell orders [price, quantity], best first.",
            ),
            field(
                "beyond",
                Kind::Choice(&[
                    yes("lastDensity", "Goes on with the density of the last level."),
                    yes("exhausted", "Nothing is left: orders stay unfilled."),
                ]),
                Some("\"lastDensity\""),
                "What lies behind the last level.",
            ),
            number(
                "refill",
                range(1e-6, 1e6),
                Some("1"),
                "",
                "Multiplies every quantity: displayed to effective.",
            ),
        ],
    ),
    needs_ticks: false,
    controls: &[],
    build: |node, build, &price| {
        let bids = levels(build, &node.field("bids"), price, -1.0);
        let asks = levels(build, &node.field("asks"), price, 1.0);
        let beyond = build.word(
            node,
            "beyond",
            &[
                ("lastDensity", Beyond::LastDensity),
                ("exhausted", Beyond::Exhausted),
            ],
        );
        book_law(&bids, &asks, price, beyond, node.number("refill"))
    },
};

/// Fee of a pool.
const FEE: Field = number(
    "fee",
    range(0.0, 0.5),
    Some("0"),
    "fraction",
    "Share of what a taker puts in that the pool keeps apart; it is not in the curve.",
);

/// How far the price of the piles may be from that of the market, relative.
const SAME_PRICE: f64 = 1e-9;

static CONSTANT_PRODUCT: Spec<Law, f64> = Spec {
    variant: built(
        "constantProduct",
        "A pool of two piles: base times quote is constant, the price is quote / base.",
        &[
            number(
                "base",
                POSITIVE,
                None,
                "base",
                "Base in the pool at the start.",
            ),
            number(
                "quote",
                POSITIVE,
                None,
                "quote",
                "Quote in the pool at the start; quote / base must be the market's price.",
            ),
            FEE,
        ],
    ),
    needs_ticks: false,
    controls: &[],
    build: |node, build, &price| {
        let (base, quote) = (node.number("base"), node.number("quote"));
        if (quote / base / price - 1.0).abs() > SAME_PRICE {
            let message = format!(
                "{}: quote / base is {}; expected the market's price {}",
                node.path,
                show(quote / base),
                show(price)
            );
            build.inconsistent(&node.path, message);
        }
        Law::Pool(Pool::constant_product(
            base,
            quote,
            price,
            node.number("fee"),
        ))
    },
};

static TICK: List = List {
    item: Kind::Number(range(-HUGE, HUGE)),
    min: 2,
    max: 2,
};

static TICKS: List = List {
    item: Kind::List(&TICK),
    min: 0,
    max: 100_000,
};

static CONCENTRATED: Spec<Law, f64> = Spec {
    variant: built(
        "concentrated",
        "A pool whose liquidity waits between prices; where there is none the price jumps.",
        &[
            number(
                "liquidity",
                NOT_NEGATIVE,
                None,
                "sqrt(base quote)",
                "Liquidity in force at the start.",
            ),
            field(
                "ticks",
                Kind::List(&TICKS),
                Some("[]"),
                "Pairs [price, liquidity]: at this price so much is added when the price rises through it, in any order.",
            ),
            FEE,
        ],
    ),
    needs_ticks: false,
    controls: &[],
    build: |node, build, &price| {
        let liquidity = node.number("liquidity");
        let net = ticks(build, node, liquidity, price);
        Law::Pool(Pool::new(price, liquidity, &net, node.number("fee")))
    },
};

/// Liquidity may fall this share of the largest below nothing: the rounding of a file.
const LIQUIDITY_ROUNDING: f64 = 1e-9;

/// What is added at each price, by rising price, checked.
fn ticks(build: &mut Build<'_>, node: &Node<'_>, liquidity: f64, price: f64) -> Vec<[f64; 2]> {
    let mut numbered: Vec<([f64; 2], usize)> = node
        .items("ticks")
        .map(|item| [0, 1].map(|index| item.value[index].as_f64().unwrap_or(f64::NAN)))
        .zip(0..)
        .collect();
    for &([at, _], index) in &numbered {
        if at <= 0.0 {
            let path = format!("{}.ticks[{index}][0]", node.path);
            let message = format!("{path} is {}; expected a price above 0", show(at));
            build
                .problems
                .push(Problem::new(ErrorCode::OutOfRange, &path, message).with_value(show(at)));
            return Vec::new();
        }
    }
    numbered.sort_by(|(one, a), (other, b)| one[0].total_cmp(&other[0]).then(a.cmp(b)));
    if let Some(pair) = numbered
        .windows(2)
        .find(|pair| pair[0].0[0] == pair[1].0[0])
    {
        let (first, again) = (pair[0].1.min(pair[1].1), pair[0].1.max(pair[1].1));
        let path = format!("{}.ticks[{again}]", node.path);
        let message = format!("{path} has the price of ticks[{first}]");
        build.inconsistent(&path, message);
    }
    let net: Vec<[f64; 2]> = numbered.iter().map(|(pair, _)| *pair).collect();
    if liquidity <= 0.0 {
        let message = format!("{}: no liquidity at the price {}", node.path, show(price));
        build.inconsistent(&node.path, message);
        return net;
    }
    let least = -LIQUIDITY_ROUNDING * liquidity;
    let first = net.partition_point(|[at, _]| *at <= price);
    let mut there = liquidity;
    let mut low = |there: f64, from: f64, to: f64| {
        let is_low = there < least;
        if is_low {
            let message = format!(
                "{}.ticks: liquidity is {} between {} and {}; it must not fall below 0",
                node.path,
                show(there),
                show(from),
                show(to)
            );
            build.inconsistent(&join(&node.path, "ticks"), message);
        }
        is_low
    };
    for place in (0..first).rev() {
        there -= net[place][1];
        let below = place.checked_sub(1).map_or(0.0, |next| net[next][0]);
        if low(there, below, net[place][0]) {
            return net;
        }
    }
    there = liquidity;
    for place in first..net.len() {
        there += net[place][1];
        let above = net.get(place + 1).map_or(f64::INFINITY, |next| next[0]);
        if low(there, net[place][0], above) {
            return net;
        }
    }
    net
}

/// Levels of one side of a book, best first, checked: in order, on the right side of the price.
fn levels(build: &mut Build<'_>, node: &Node<'_>, price: f64, direction: f64) -> Vec<[f64; 2]> {
    let levels = if node.value.is_object() {
        match build.data.book(&node.field("data").into_reference()) {
            Ok(book) => {
                if direction < 0.0 {
                    book.bids.clone()
                } else {
                    book.asks.clone()
                }
            }
            Err(problem) => {
                build.problems.push(problem);
                return Vec::new();
            }
        }
    } else {
        let pair =
            |item: Node<'_>| [0, 1].map(|index| item.value[index].as_f64().unwrap_or(f64::NAN));
        node.items_here().map(pair).collect()
    };
    for (index, pair) in levels.windows(2).enumerate() {
        if (pair[1][0] - pair[0][0]) * direction <= 0.0 {
            let order = if direction < 0.0 { "fall" } else { "rise" };
            let at = format!("{}[{}]", node.path, index + 1);
            let (this, last) = (show(pair[1][0]), show(pair[0][0]));
            build.inconsistent(
                &at,
                format!("{at} has price {this} after {last}; prices must {order}"),
            );
            break;
        }
    }
    if let Some(&[best, _]) = levels.first()
        && (best - price) * direction < 0.0
    {
        let side = if direction < 0.0 { "above" } else { "below" };
        let message = format!(
            "{} starts at {}, {side} the market's price {}",
            node.path,
            show(best),
            show(price)
        );
        build.inconsistent(&node.path, message);
    }
    levels
}
