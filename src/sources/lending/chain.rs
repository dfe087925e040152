//! The chain on which liquidators act, as a scenario declares it.

use super::book::{Chain, Congestion};
use crate::scenario::declare::{
    MARKET_REFERENCE, NOT_NEGATIVE, above, built, field, number, range,
};
use crate::scenario::node::{Build, Node};
use crate::scenario::schema::{Field, Kind, List};
use crate::scenario::spec::{Spec, kinds};
use crate::sources::Places;

kinds! {
    /// What makes transactions dearer and fewer.
    static CONGESTION: Congestion | Places, "law" => [DRAWDOWN, PATH]
}

static DRAWDOWN: Spec<Congestion, Places> = Spec {
    variant: built(
        "drawdown",
        "A fall: min(most, exp(exponent ln(start / last))) times as dear.",
        &[
            MARKET_REFERENCE,
            number(
                "exponent",
                range(0.0, 1_000.0),
                Some("20"),
                "",
                "Larger: sooner.",
            ),
            number("most", range(1.0, 1e6), Some("100"), "x", "At most."),
        ],
    ),
    needs_ticks: false,
    controls: &[],
    build: |node, build, places| Congestion::Drawdown {
        market: places.market(node, build),
        exponent: node.number("exponent"),
        most: node.number("most"),
    },
};

static POINTS: List = List {
    item: Kind::Object(&[
        number("timeS", range(0.0, 1e7), None, "s", "When."),
        number(
            "multiple",
            range(1.0, 1e6),
            None,
            "x",
            "How many times as dear.",
        ),
    ]),
    min: 1,
    max: 10_000,
};

static PATH: Spec<Congestion, Places> = Spec {
    variant: built(
        "path",
        "Told, straight between points.",
        &[field("points", Kind::List(&POINTS), None, "The points.")],
    ),
    needs_ticks: true,
    controls: &[],
    build: |node, build, _| {
        let points: Vec<(f64, f64)> = node
            .items("points")
            .map(|item| (item.number("timeS"), item.number("multiple")))
            .collect();
        let times = points.iter().map(|(time_s, _)| *time_s);
        build.rising(node, "points", times, true);
        Congestion::Path(points)
    },
};

static CONGESTION_OR_NONE: Kind = Kind::Tagged(&CONGESTION.tagged);

/// The field of a scenario.
pub const CHAIN_FIELD: Field = field(
    "chain",
    Kind::Object(CHAIN),
    Some("{}"),
    "Where liquidators act.",
);

const CHAIN: &[Field] = &[
    number(
        "gas",
        NOT_NEGATIVE,
        Some("0"),
        "quote",
        "Cost of a transaction: a call, a purchase, a bid.",
    ),
    number(
        "blockS",
        range(0.0, 1e6),
        Some("0"),
        "s",
        "Lending acts only at ticks that are multiples of this; 0: at every tick.",
    ),
    field(
        "callsPerS",
        Kind::Nullable(&Kind::Number(above(0.0, 1e9))),
        Some("null"),
        "Transactions that fit, of all protocols together, 1/s; null: any.",
    ),
    field(
        "hole",
        Kind::Nullable(&Kind::Number(above(0.0, 1e15))),
        Some("null"),
        "Quote that may be at auction at once in all protocols; null: any.",
    ),
    field(
        "congestion",
        Kind::Nullable(&CONGESTION_OR_NONE),
        Some("null"),
        "What makes transactions dearer and fewer.",
    ),
];

/// What the fields mean.
#[cfg_attr(
    not(feature = "mechanisms"),
    allow(dead_code, reason = "without loans nobody acts on it")
)]
pub(super) fn chain(node: &Node<'_>, build: &mut Build<'_>, places: &Places) -> Chain {
    let calls_per_s = node.number_of("callsPerS");
    build.takes_time(node, "callsPerS", calls_per_s.is_some(), "must be null");
    let has_blocks = node.number("blockS") > 0.0;
    build.takes_time(node, "blockS", has_blocks, "must be 0");
    let congestion = node.field("congestion");
    let congestion = congestion
        .value
        .is_object()
        .then(|| CONGESTION.build(&congestion, build, places))
        .flatten();
    Chain {
        gas: node.number("gas"),
        block_s: node.number("blockS"),
        calls_per_s,
        hole: node.number_of("hole"),
        congestion,
    }
}
