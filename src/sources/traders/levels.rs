//! Equal positions at prescribed trigger levels.

use super::Group;
use crate::error::show;
use crate::population::crowd::Side;
use crate::scenario::declare::{
    BASE, MARKET_REFERENCE, POSITIVE, SIDE, built, count, field, number, yes,
};
use crate::scenario::node::{Build, Node, SIDES};
use crate::scenario::schema::{Kind, join};
use crate::scenario::spec::Spec;
use crate::sources::{Places, Population};

/// Equal positions whose triggers fill a price range.
#[derive(Debug, Clone)]
pub struct Levels {
    /// Index of the market.
    pub market: usize,
    /// Longs or shorts.
    pub side: Side,
    /// Lower end of the range, quote per base.
    pub from: f64,
    /// Upper end of the range, quote per base.
    pub to: f64,
    /// Base of all positions together.
    pub quantity: f64,
    /// Number of positions.
    pub count: u32,
    /// How the levels are laid out.
    pub spacing: Spacing,
}

/// How trigger levels are laid out in their range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spacing {
    /// Evenly in price.
    Price,
    /// Evenly in the logarithm of the price.
    LogPrice,
    /// As a Poisson process with this number of points.
    Poisson,
}

/// Their declaration.
pub static LEVELS: Spec<Population, Places> = Spec {
    variant: built(
        "levels",
        "Equal positions at prescribed trigger levels.",
        &[
            MARKET_REFERENCE,
            SIDE,
            number(
                "from",
                POSITIVE,
                None,
                "quote per base",
                "Lower end of the trigger range.",
            ),
            number(
                "to",
                POSITIVE,
                None,
                "quote per base",
                "Upper end of the trigger range.",
            ),
            number(
                "quantity",
                BASE,
                None,
                "base",
                "Base of all positions together.",
            ),
            count(Some("10000")),
            field(
                "spacing",
                Kind::Choice(&[
                    yes("price", "Evenly in price."),
                    yes("logPrice", "Evenly in the logarithm of the price."),
                    yes(
                        "poisson",
                        "As a Poisson process with this number of points.",
                    ),
                ]),
                Some("\"price\""),
                "Layout of the levels.",
            ),
        ],
    ),
    needs_ticks: false,
    controls: &[],
    build,
};

fn build(node: &Node<'_>, build: &mut Build<'_>, places: &Places) -> Population {
    let market = places.market(node, build);
    let (from, to, side) = (
        node.number("from"),
        node.number("to"),
        build.word(node, "side", SIDES),
    );
    let price = places.markets[market].impact.start_price;
    if from > to {
        let message = format!(
            "{}.from is {}, above to, {}",
            node.path,
            show(from),
            show(to)
        );
        build.inconsistent(&join(&node.path, "from"), message);
    } else if side == Side::Long && to > price {
        let message = format!(
            "{}.to is {}; longs are liquidated below the market's price {}",
            node.path,
            show(to),
            show(price)
        );
        build.inconsistent(&join(&node.path, "to"), message);
    } else if side == Side::Short && from < price {
        let message = format!(
            "{}.from is {}; shorts are liquidated above the market's price {}",
            node.path,
            show(from),
            show(price)
        );
        build.inconsistent(&join(&node.path, "from"), message);
    }
    Population::Traders(Group::Levels(Levels {
        market,
        side,
        from,
        to,
        quantity: node.number("quantity"),
        count: node.count("count"),
        spacing: build.word(
            node,
            "spacing",
            &[
                ("price", Spacing::Price),
                ("logPrice", Spacing::LogPrice),
                ("poisson", Spacing::Poisson),
            ],
        ),
    }))
}
