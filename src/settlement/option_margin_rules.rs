//! Margin rules of accounts that write options, declared; the arithmetic is in `option_margin.rs`.

use super::option_margin::{Move, OptionAccount, OptionMargin, Powers};
use super::option_terms::{EXPIRY, STRIKE, TYPE, VOLATILITY, contracts, option_terms};
use crate::error::show;
use crate::scenario::declare::{POSITIVE, SIGNED, built, field, number, range, whole};
use crate::scenario::node::{Build, Node};
use crate::scenario::schema::{Field, Kind, List, join};
use crate::scenario::spec::{Spec, kinds};

/// The margin rule of a population of such accounts; also what `optionRequirement` needs to know of one.
pub const OPTION_MARGIN_FIELD: Field = field(
    "margin",
    Kind::Tagged(&OPTION_MARGIN.tagged),
    Some(r#"{"rule":"scan"}"#),
    "Margin that an account must have.",
);

/// Name of an account.
pub const ID: Field = field("id", Kind::Text(64), Some("\"\""), "Name of the account.");

/// Futures that an account holds besides.
pub const PERP: Field = number(
    "perp",
    SIGNED,
    Some("0"),
    "base",
    "Futures or perp held besides, entered at the starting price; negative is short.",
);

/// An option of an account.
pub const LEG: &[Field] = &[
    TYPE,
    STRIKE,
    EXPIRY,
    VOLATILITY,
    contracts("The account's side: negative is short."),
];

/// An account by itself: a row of a scenario as it is, whose equity nobody asks for.
pub const OPTION_ACCOUNT: &[Field] = &[
    ID,
    field(
        "equity",
        Kind::Nullable(&Kind::Number(POSITIVE)),
        Some("null"),
        "Worth at the start, quote; the requirement does not depend on it.",
    ),
    PERP,
    field("legs", Kind::List(&LEGS), None, "Options held or written."),
];

static LEGS: List = List {
    item: Kind::Object(LEG),
    min: 0,
    max: 10_000,
};

/// The account of a row.
pub fn option_account(node: &Node<'_>, build: &mut Build<'_>) -> OptionAccount {
    OptionAccount {
        legs: node
            .items("legs")
            .map(|leg| option_terms(&leg, build, leg.number("contracts")))
            .collect(),
        perp: node.number("perp"),
    }
}

kinds! {
    /// Which margin an account must have.
    pub static OPTION_MARGIN: OptionMargin, "rule" => [SCAN, SPAN, SCENARIOS, STANDARD]
}

const SHARE: Field = number(
    "share",
    range(0.01, 2.0),
    Some("1"),
    "of the worst loss",
    "Maintenance requirement; Paradex asks for 0.5.",
);

const SHORT_POWER: Field = number(
    "shortPower",
    range(0.0, 2.0),
    Some("0.3"),
    "",
    "Below 30 days to expiry a move of volatility is multiplied by (30 / max(1, days)) to this power; 0: by nothing.",
);

const LONG_POWER: Field = number(
    "longPower",
    range(0.0, 2.0),
    Some("0.13"),
    "",
    "The same from 30 days on.",
);

fn powers(node: &Node<'_>) -> Powers {
    Powers {
        short: node.number("shortPower"),
        long: node.number("longPower"),
    }
}

static SCAN: Spec<OptionMargin> = Spec {
    variant: built(
        "scan",
        "Worst loss over evenly spaced moves of the price, each with volatility up, as it is and down.",
        &[
            number(
                "priceRange",
                range(0.001, 0.9),
                Some("0.16"),
                "fraction",
                "Largest move of the price, either way.",
            ),
            whole(
                "steps",
                range(1.0, 20.0),
                Some("4"),
                "Moves of each direction; 4: nine buckets with that of none.",
            ),
            number(
                "volatilityUp",
                range(0.0, 5.0),
                Some("0.5"),
                "of volatility",
                "Rise of volatility with 30 days to expiry.",
            ),
            number(
                "volatilityDown",
                range(0.0, 0.99),
                Some("0.25"),
                "of volatility",
                "Fall of volatility with 30 days to expiry.",
            ),
            SHORT_POWER,
            LONG_POWER,
            SHARE,
        ],
    ),
    needs_ticks: false,
    controls: &[],
    build: |node, _, ()| {
        let steps = node.count("steps");
        let range = node.number("priceRange");
        let volatilities = [
            node.number("volatilityUp"),
            0.0,
            -node.number("volatilityDown"),
        ];
        let prices = (0..=2 * steps)
            .map(|index| (f64::from(index) - f64::from(steps)) / f64::from(steps) * range);
        OptionMargin::Table {
            moves: prices
                .flat_map(|price| volatilities.map(|volatility| whole_loss(price, volatility)))
                .collect(),
            powers: powers(node),
            share: node.number("share"),
        }
    },
};

/// A move of which all of the loss counts.
fn whole_loss(price: f64, volatility: f64) -> Move {
    Move {
        price,
        volatility,
        weight: 1.0,
    }
}

static SPAN: Spec<OptionMargin> = Spec {
    variant: built(
        "span",
        "Worst loss over sixteen scenarios: none, a third, two thirds and all of the range, either way, with volatility up and down; and two extreme moves of which a part is covered.",
        &[
            number(
                "priceRange",
                range(0.001, 0.9),
                Some("0.12"),
                "fraction",
                "Price scan range.",
            ),
            number(
                "volatilityRange",
                range(0.0, 0.99),
                Some("0.25"),
                "of volatility",
                "Volatility scan range, the same for every expiry.",
            ),
            number(
                "extremeMove",
                range(1.0, 20.0),
                Some("3"),
                "of priceRange",
                "Extreme moves of the price, volatility as it is; times priceRange below 1.",
            ),
            number(
                "extremeCover",
                range(0.0, 1.0),
                Some("0.33"),
                "fraction",
                "Share of the loss of an extreme move that counts.",
            ),
            SHARE,
        ],
    ),
    needs_ticks: false,
    controls: &[],
    build: span,
};

fn span(node: &Node<'_>, build: &mut Build<'_>, (): &()) -> OptionMargin {
    let range = node.number("priceRange");
    let volatility = node.number("volatilityRange");
    let extreme = node.number("extremeMove") * range;
    if extreme >= 1.0 {
        let path = join(&node.path, "extremeMove");
        let message = format!(
            "{path} is {}; times priceRange, {}, it takes the whole price away",
            show(node.number("extremeMove")),
            show(range)
        );
        build.inconsistent_value(&path, &show(node.number("extremeMove")), message);
    }
    let thirds = [0.0, 1.0, -1.0, 2.0, -2.0, 3.0, -3.0];
    let mut moves: Vec<Move> = thirds
        .into_iter()
        .flat_map(|third| {
            [volatility, -volatility].map(|volatility| whole_loss(third / 3.0 * range, volatility))
        })
        .collect();
    moves.extend([extreme, -extreme].map(|price| Move {
        price,
        volatility: 0.0,
        weight: node.number("extremeCover"),
    }));
    OptionMargin::Table {
        moves,
        powers: Powers::NONE,
        share: node.number("share"),
    }
}

static MOVES: List = List {
    item: Kind::Object(&[
        number(
            "price",
            range(-0.99, 20.0),
            None,
            "fraction",
            "Move of the price.",
        ),
        number(
            "volatility",
            range(-0.99, 10.0),
            None,
            "fraction",
            "Move of volatility with 30 days to expiry.",
        ),
        number(
            "weight",
            range(0.0, 1.0),
            Some("1"),
            "fraction",
            "Share of the loss that counts.",
        ),
    ]),
    min: 1,
    max: 200,
};

static SCENARIOS: Spec<OptionMargin> = Spec {
    variant: built(
        "scenarios",
        "Worst loss over a table of one's own, as Paradex publishes one.",
        &[
            field("rows", Kind::List(&MOVES), None, "The moves."),
            SHORT_POWER,
            LONG_POWER,
            SHARE,
        ],
    ),
    needs_ticks: false,
    controls: &[],
    build: |node, _, ()| OptionMargin::Table {
        moves: node
            .items("rows")
            .map(|row| Move {
                price: row.number("price"),
                volatility: row.number("volatility"),
                weight: row.number("weight"),
            })
            .collect(),
        powers: powers(node),
        share: node.number("share"),
    },
};

static STANDARD: Spec<OptionMargin> = Spec {
    variant: built(
        "standard",
        "A share of the price for each option sold (of a put of its own worth, where that is more), nothing for those bought; the perp at its market's maintenance. Deribit's standard margin, for equity that counts options.",
        &[number(
            "addOn",
            range(0.0, 1.0),
            Some("0.075"),
            "of price",
            "For each option sold.",
        )],
    ),
    needs_ticks: false,
    controls: &[],
    build: |node, _, ()| OptionMargin::Standard {
        add_on: node.number("addOn"),
    },
};
