//! The scenario contract, version 1: the frame. What stands in it, every field with its range, default and meaning, is declared
//! beside the mechanism: markets in `settlement/rules.rs`, populations in `sources`, shocks in `shocks.rs`.
//!
//! Ratios are fractions, prices quote per base, quantities base, notionals quote, times seconds.

use super::declare::{BASE, NOT_NEGATIVE, SIDE, SIGNED, built, field, number, range, whole};
use super::schema::{Field, Kind, List, Tagged, Variant};
use super::shocks::SHOCK;
#[cfg(feature = "mechanisms")]
use super::visibility::{ALARMS_FIELD, VISIBILITY_FIELD};
use crate::couplings::COUPLING;
use crate::settlement::margin_rules::MAINTENANCE;
use crate::settlement::rules::MARKET;
use crate::sources::POPULATION;
use crate::sources::lending::CHAIN_FIELD;
#[cfg(feature = "mechanisms")]
use crate::sources::lending::LIQUIDATORS_FIELD;

/// Most rows a run on the ticks clock may have.
pub const MAX_TICKS: f64 = 1e6;

/// Most rows of all markets together: each takes about a quarter of a kilobyte.
pub const MAX_RECORDS: f64 = 2e6;

/// Most steps of work of a run on the ticks clock: a position in a ledger that is looked at in a tick. Measured: 13 s in a
/// browser on a slow machine.
pub const MAX_WORK: f64 = 1e9;

/// Most waves of an instant run, one after the other, that reach nobody else. Whoever answers the price in a market that is tied
/// to a million times deeper ones, wave by wave by what the shallow one takes, would need millions of them: hours, and the memory
/// of a device. What settles does it in far fewer.
pub const MOST_CALM_WAVES: u32 = 10_000;

/// A whole scenario.
pub static SCENARIO: Kind = Kind::Object(&[
    whole(
        "version",
        range(1.0, 1.0),
        Some("1"),
        "Version of this contract.",
    ),
    whole(
        "seed",
        range(0.0, 4_294_967_295.0),
        Some("42"),
        "Seed of every random draw.",
    ),
    field("title", Kind::Text(200), Some("\"\""), "Title, for people."),
    field("note", Kind::Text(2_000), Some("\"\""), "Note, for people."),
    field(
        "clock",
        Kind::Tagged(&CLOCK),
        Some(r#"{"mode":"waves"}"#),
        "How time runs.",
    ),
    field("markets", Kind::List(&MARKETS), None, "The markets."),
    field(
        "accounts",
        Kind::List(&ACCOUNTS),
        Some("[]"),
        "Wallets that positions of markets with cross margin share.",
    ),
    field(
        "populations",
        Kind::List(&POPULATIONS),
        Some("[]"),
        "Who may be forced to trade.",
    ),
    LIQUIDATORS,
    CHAIN_FIELD,
    VISIBILITY,
    ALARMS,
    field(
        "couplings",
        Kind::List(&COUPLINGS),
        Some("[]"),
        "What ties markets together.",
    ),
    field(
        "shock",
        Kind::Tagged(&SHOCK.tagged),
        Some(r#"{"kind":"none"}"#),
        "What the outside world does.",
    ),
    field(
        "moreShocks",
        Kind::List(&SHOCKS),
        Some("[]"),
        "What it does besides, at once.",
    ),
]);

/// Whoever closes loans: only known by name where there are none.
#[cfg(feature = "mechanisms")]
const LIQUIDATORS: Field = LIQUIDATORS_FIELD;
#[cfg(not(feature = "mechanisms"))]
const LIQUIDATORS: Field = super::declare::reserved("liquidators", Kind::Object(&[]), "[]", "");

/// What the public sees, and what warns it.
#[cfg(feature = "mechanisms")]
const VISIBILITY: Field = VISIBILITY_FIELD;
#[cfg(feature = "mechanisms")]
const ALARMS: Field = ALARMS_FIELD;
#[cfg(not(feature = "mechanisms"))]
const VISIBILITY: Field = super::declare::reserved("visibility", Kind::Object(&[]), "null", "");
#[cfg(not(feature = "mechanisms"))]
const ALARMS: Field = super::declare::reserved("alarms", Kind::Object(&[]), "[]", "");

#[cfg(feature = "mechanisms")]
const COLLATERAL: Field = field(
    "collateral",
    Kind::List(&crate::sources::collateral::LIST),
    Some("[]"),
    "What else stands for it.",
);
#[cfg(not(feature = "mechanisms"))]
const COLLATERAL: Field = super::declare::reserved("collateral", Kind::Object(&[]), "[]", "");

static ACCOUNTS: List = List {
    item: Kind::Object(&[
        field("id", Kind::Text(64), None, "Unique name."),
        number(
            "wallet",
            NOT_NEGATIVE,
            None,
            "quote",
            "Balance at the start.",
        ),
        COLLATERAL,
    ]),
    min: 0,
    max: 100_000,
};

static CLOCK: Tagged = Tagged {
    tag: "mode",
    variants: &[&WAVES, &TICKS],
};

static WAVES: Variant = built(
    "waves",
    "Instant: wave by wave until nobody else is triggered; after 10,000 waves, one after the other, that trigger nobody a run ends, whoever still trades (stop reason wavesReached).",
    &[number(
        "tolerance",
        range(1e-15, 1e-3),
        Some("1e-12"),
        "fraction",
        "Whoever answers the price (dealers) places no order smaller than this share of the first size: without it the last waves would be ever smaller, and never end.",
    )],
);

static TICKS: Variant = built(
    "ticks",
    "Seconds: forced orders take time.",
    &[
        number(
            "tickS",
            range(0.001, 3_600.0),
            Some("1"),
            "s",
            "Length of a tick. A row of the result stands at each whole tick; a path adds rows where it has extremes between two ticks, with their own times. Who is reached inside a tick trades at its end: as far beyond the trigger as the outside moves in a tick. Depth recovers after the fills of a tick, so coarse ticks damp where it does: at 1 s, with orders worked off at 0.2/s and a recovery of 0.1/s, the fall beyond the shock is 7 % too small at a Feedback R of 0.5, 10 % at 0.9, 18 % at 1.5; a tenth of the tick, a tenth of the error. Positions of markets that keep a ledger times ticks: at most 1e9 (each counts 10 times where losses are shared among winners, and at each funding payment); markets times ticks: at most 2e6.",
        ),
        number(
            "durationS",
            range(0.001, 1e9),
            Some("600"),
            "s",
            "Length of the run: as many whole ticks as fit, with a path all of it.",
        ),
    ],
);

static MARKETS: List = List {
    item: Kind::Object(MARKET),
    min: 1,
    max: 8,
};

static POPULATIONS: List = List {
    item: Kind::Tagged(&POPULATION.tagged),
    min: 0,
    max: 64,
};

static SHOCKS: List = List {
    item: Kind::Tagged(&SHOCK.tagged),
    min: 0,
    max: 16,
};

static COUPLINGS: List = List {
    item: Kind::Tagged(&COUPLING.tagged),
    min: 0,
    max: 16,
};

/// A position of a cross-margin account, in the margin functions.
pub const CROSS_ROW: &[Field] = &[
    SIDE,
    number("quantity", BASE, None, "base", "Size."),
    number(
        "entryPrice",
        range(1e-9, 1e12),
        None,
        "quote per base",
        "Average entry price.",
    ),
    number(
        "markPrice",
        range(1e-9, 1e12),
        None,
        "quote per base",
        "Mark price of its market.",
    ),
    number(
        "beta",
        range(-100.0, 100.0),
        Some("1"),
        "",
        "Move of its market when the common factor moves by 1.",
    ),
    field(
        "maintenance",
        Kind::Object(MAINTENANCE),
        Some(r#"{"ratio":0.005}"#),
        "Maintenance margin schedule.",
    ),
];

/// An account of the margin functions.
pub static CROSS_ACCOUNT: Kind = Kind::Object(&[
    number("wallet", SIGNED, None, "quote", "Wallet balance."),
    field(
        "positions",
        Kind::List(&CROSS_ROWS),
        None,
        "Linear positions that share the wallet.",
    ),
]);

static CROSS_ROWS: List = List {
    item: Kind::Object(CROSS_ROW),
    min: 0,
    max: 10_000,
};
