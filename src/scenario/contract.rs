//! The scenario contract, version 1: every field, its range, default and meaning.
//!
//! Ratios are fractions, prices quote per base, quantities base, notionals quote, times seconds.

use super::schema::{Choice, DataKind, Field, Kind, List, Range, Tagged, Variant};

/// Most positions of one population.
pub const MAX_POSITIONS: u32 = 1_000_000;

/// Most rows a run on the ticks clock may have.
pub const MAX_TICKS: f64 = 1e6;

/// Most rows of all markets together: each takes about a quarter of a kilobyte.
pub const MAX_RECORDS: f64 = 2e6;

/// Most steps of work of a run on the ticks clock: a position in a ledger that is looked at in a tick. Measured: 13 s in a
/// browser on a slow machine.
pub const MAX_WORK: f64 = 1e9;

/// Largest price, quantity and notional. Products of two of them stay far inside the range of a double.
const HUGE: f64 = 1e15;

/// Small enough for anything real, large enough that quotients of such numbers stay finite.
const POSITIVE: Range = range(1e-15, HUGE);
const NOT_NEGATIVE: Range = range(0.0, HUGE);
/// What is bought and sold: of the cheapest coin, 1e-9, as much as of any other is a larger number.
const BASE: Range = range(1e-15, 1e24);
const SIGNED: Range = range(-1e24, 1e24);

/// A step in which numbers are counted: none, or one by which they can be divided.
const STEP: Range = Range {
    or_zero: true,
    ..range(1e-12, HUGE)
};

const fn range(min: f64, max: f64) -> Range {
    Range {
        min,
        max,
        min_included: true,
        or_zero: false,
    }
}

const fn above(min: f64, max: f64) -> Range {
    Range {
        min,
        max,
        min_included: false,
        or_zero: false,
    }
}

/// Words for types and reference, which only native programs write out; in the browser they would be dead weight.
const fn native(words: &'static str) -> &'static str {
    if cfg!(target_arch = "wasm32") {
        ""
    } else {
        words
    }
}

/// A field's sentence and unit are also part of the message that it is missing: needed everywhere when it has no default.
const fn field_doc(default: Option<&str>, doc: &'static str) -> &'static str {
    if default.is_none() { doc } else { native(doc) }
}

const fn field(
    name: &'static str,
    kind: Kind,
    default: Option<&'static str>,
    doc: &'static str,
) -> Field {
    Field {
        name,
        kind,
        default,
        unit: "",
        doc: field_doc(default, doc),
        reserved: false,
    }
}

const fn number(
    name: &'static str,
    range: Range,
    default: Option<&'static str>,
    unit: &'static str,
    doc: &'static str,
) -> Field {
    Field {
        name,
        kind: Kind::Number(range),
        default,
        unit: field_doc(default, unit),
        doc: field_doc(default, doc),
        reserved: false,
    }
}

const fn whole(
    name: &'static str,
    range: Range,
    default: Option<&'static str>,
    doc: &'static str,
) -> Field {
    Field {
        name,
        kind: Kind::Integer(range),
        default,
        unit: "",
        doc: field_doc(default, doc),
        reserved: false,
    }
}

const fn reserved(
    name: &'static str,
    kind: Kind,
    default: &'static str,
    doc: &'static str,
) -> Field {
    Field {
        name,
        kind,
        default: Some(default),
        unit: "",
        doc: native(doc),
        reserved: true,
    }
}

const fn built(name: &'static str, doc: &'static str, fields: &'static [Field]) -> Variant {
    Variant {
        name,
        doc: native(doc),
        built: true,
        fields,
    }
}

const fn later(name: &'static str, doc: &'static str) -> Variant {
    Variant {
        name,
        doc: native(doc),
        built: false,
        fields: &[],
    }
}

const fn yes(name: &'static str, doc: &'static str) -> Choice {
    Choice {
        name,
        doc: native(doc),
        built: true,
    }
}

static NO_ENTRIES: List = List {
    item: Kind::Object(&[]),
    min: 0,
    max: 0,
};
const NONE_YET: Kind = Kind::List(&NO_ENTRIES);

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
    reserved("couplings", NONE_YET, "[]", "What ties markets together."),
    field(
        "shock",
        Kind::Tagged(&SHOCK),
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
    ]),
    min: 0,
    max: 100_000,
};

static CLOCK: Tagged = Tagged {
    tag: "mode",
    variants: &[
        built(
            "waves",
            "Instant: wave by wave until nobody else is triggered.",
            &[],
        ),
        built(
            "ticks",
            "Seconds: forced orders take time.",
            &[
                number(
                    "tickS",
                    range(0.001, 3_600.0),
                    Some("1"),
                    "s",
                    "Length of a tick. A row of the result stands at each whole tick; a path adds rows where it has extremes between two ticks, with their own times. Depth recovers after the fills of a tick, so coarse ticks damp where it does: at 1 s, with orders worked off at 0.2/s and a recovery of 0.1/s, the fall beyond the shock is 7 % too small at a Feedback R of 0.5, 10 % at 0.9, 18 % at 1.5; a tenth of the tick, a tenth of the error. Positions of markets that keep a ledger times ticks: at most 1e9 (each counts 10 times where losses are shared among winners, and at each funding payment); markets times ticks: at most 2e6.",
                ),
                number(
                    "durationS",
                    range(0.001, 1e7),
                    Some("600"),
                    "s",
                    "Length of the run: as many whole ticks as fit, with a path all of it.",
                ),
            ],
        ),
    ],
};

static MARKETS: List = List {
    item: Kind::Object(MARKET),
    min: 1,
    max: 8,
};

const MARKET: &[Field] = &[
    field("id", Kind::Text(64), Some("\"perp\""), "Unique name."),
    number(
        "price",
        range(1e-9, 1e12),
        None,
        "quote per base",
        "Price before anything happens.",
    ),
    field(
        "impact",
        Kind::Tagged(&IMPACT),
        None,
        "How sold quantity moves the price.",
    ),
    field(
        "resilience",
        Kind::Object(RESILIENCE),
        Some("{}"),
        "How the book refills after a trade.",
    ),
    field(
        "withdrawal",
        Kind::Nullable(&WITHDRAWAL_KIND),
        Some("null"),
        "How depth leaves under stress.",
    ),
    field(
        "mark",
        Kind::Tagged(&MARK),
        Some(r#"{"kind":"last"}"#),
        "Price that triggers liquidations.",
    ),
    MARGIN_FIELD,
    field(
        "liquidation",
        Kind::Object(LIQUIDATION),
        Some("{}"),
        "How positions are closed.",
    ),
    number(
        "insuranceFund",
        NOT_NEGATIVE,
        Some("0"),
        "quote",
        "Insurance fund at the start (base for inverse contracts).",
    ),
    number(
        "insuranceFundFloor",
        NOT_NEGATIVE,
        Some("0"),
        "quote",
        "What the fund never falls below.",
    ),
    number(
        "insuranceFundDrawdown",
        range(0.0, 1.0),
        Some("1"),
        "fraction",
        "Largest share of the fund that may be used up: of the starting fund, or of its highest value within insuranceFundWindowS.",
    ),
    number(
        "insuranceFundWindowS",
        NOT_NEGATIVE,
        Some("0"),
        "s",
        "Time over which insuranceFundDrawdown looks for the fund's highest value; 0: it is compared with the starting fund. In an instant run no time passes and the highest value since the start counts.",
    ),
    number(
        "insuranceFundStop",
        range(0.0, 1.0),
        Some("1"),
        "fraction",
        "Once insuranceFundDrawdown is reached, the fund pays nothing until no more than this share is missing; at or above insuranceFundDrawdown: it pays again as soon as it has something to give.",
    ),
    field(
        "deficit",
        Kind::Choice(DEFICIT),
        Some("\"badDebt\""),
        "Who bears what the fund cannot. For adl, proRata and vault the orders of a step are looked at as they came: each fills what its own bankruptcy price and the fund left by those before allow at the common price; its rest goes off the book.",
    ),
    field(
        "adlRanking",
        Kind::Choice(ADL_RANKING),
        Some("\"pnlTimesLeverage\""),
        "Who is deleveraged first, of several alike in rank whoever is declared first; for proRata: what the parts are in proportion to.",
    ),
    field(
        "vault",
        Kind::Object(VAULT),
        Some("{}"),
        "Backstop vault, where deficit is \"vault\".",
    ),
    field(
        "funding",
        Kind::Nullable(&FUNDING),
        Some("null"),
        "Payments between longs and shorts; they act on the ticks clock.",
    ),
    reserved("guards", NONE_YET, "[]", "Halts and price limits."),
];

const VAULT: &[Field] = &[
    number(
        "capital",
        NOT_NEGATIVE,
        Some("0"),
        "quote",
        "Its money at the start.",
    ),
    number(
        "takeoverBelow",
        range(0.0, 1.0),
        Some("0.6667"),
        "fraction",
        "It takes over where equity is below this share of the maintenance margin.",
    ),
    number(
        "ratePerS",
        range(1e-6, 1e6),
        Some("0.05"),
        "1/s",
        "Speed at which it sells what it took over; an instant run sells it in the next wave.",
    ),
];

static FUNDING: Kind = Kind::Object(&[
    number(
        "intervalS",
        range(1.0, 1e7),
        Some("28800"),
        "s",
        "Time between two payments.",
    ),
    number(
        "interest",
        range(-0.1, 0.1),
        Some("0.0001"),
        "fraction",
        "Interest per interval.",
    ),
    number(
        "cap",
        range(0.0, 1.0),
        Some("0.0075"),
        "fraction",
        "Largest rate per interval.",
    ),
]);

const RESILIENCE: &[Field] = &[
    number(
        "permanentShare",
        range(0.0, 1.0),
        Some("1"),
        "fraction",
        "Share of the push that stays for good: of the price under the linear and the square-root law, of its logarithm under the log-linear one, of the base that was eaten in a book.",
    ),
    field(
        "recovery",
        Kind::List(&RECOVERY),
        Some("[]"),
        "Parts that decay; all shares add up to 1.",
    ),
];

static RECOVERY: List = List {
    item: Kind::Object(&[
        number(
            "share",
            range(0.0, 1.0),
            None,
            "fraction",
            "Share of the push.",
        ),
        number(
            "decayPerS",
            range(0.0, 1e6),
            Some("0.1"),
            "1/s",
            "Speed of the decay.",
        ),
    ]),
    min: 0,
    max: 8,
};

static WITHDRAWAL_KIND: Kind = Kind::Tagged(&WITHDRAWAL);

static WITHDRAWAL: Tagged = Tagged {
    tag: "law",
    variants: &[
        built(
            "drawdown",
            "Depth divided by exp(exponent * log distance beyond the first trigger), on the side on which the price is farther beyond it; that of the price at every moment of a fill. A millionth always stays.",
            &[
                number(
                    "exponent",
                    range(0.0, 1_000.0),
                    Some("20"),
                    "",
                    "Larger: leaves sooner.",
                ),
                number(
                    "recoveryS",
                    range(0.0, 1e7),
                    Some("0"),
                    "s",
                    "Time constant of the return; 0: it follows the price. Instantly none returns.",
                ),
            ],
        ),
        built(
            "volatility",
            "Depth divided by 1 + sensitivity * (volatility / normal - 1); needs the ticks clock. Volatility starts as normal; a gap at the start is a return of the first tick. It leaves after the fills of a tick: a larger shock, which forces more while it is there, may end at a better price.",
            &[
                number(
                    "sensitivity",
                    range(0.0, 1_000.0),
                    Some("2"),
                    "",
                    "Larger: leaves sooner.",
                ),
                number(
                    "floor",
                    range(0.001, 1.0),
                    Some("0.1"),
                    "fraction",
                    "Least share of the depth that stays.",
                ),
                number(
                    "recoveryS",
                    range(0.001, 1e7),
                    Some("600"),
                    "s",
                    "Time constant of the return.",
                ),
                number(
                    "dailyVolatility",
                    range(1e-6, 10.0),
                    Some("0.03"),
                    "fraction",
                    "Normal volatility of a day.",
                ),
                number(
                    "windowS",
                    range(0.001, 1e6),
                    Some("60"),
                    "s",
                    "Window of the measured volatility.",
                ),
            ],
        ),
    ],
};

static MARK: Tagged = Tagged {
    tag: "kind",
    variants: &[
        built("last", "The last traded price.", &[]),
        built(
            "indexEma",
            "The price outside plus the smoothed difference to it, in a band; instantly it is the price outside.",
            &[
                number(
                    "tauS",
                    range(0.001, 1e6),
                    Some("60"),
                    "s",
                    "Time constant of the average.",
                ),
                number(
                    "band",
                    range(0.0, 1.0),
                    Some("0.03"),
                    "fraction",
                    "Half width of the band around the index.",
                ),
            ],
        ),
    ],
};

/// The margin field of a market; also what the margin functions need to know of one.
pub const MARGIN_FIELD: Field = Field {
    name: "margin",
    kind: Kind::Object(MARGIN),
    default: Some("{}"),
    unit: "",
    doc: "Margin rules.",
    reserved: false,
};

const MARGIN: &[Field] = &[
    field(
        "contract",
        Kind::Choice(&[
            yes("linear", "Settled in quote."),
            yes(
                "inverse",
                "Settled in base; quantity is quote, margin and fund are base.",
            ),
        ]),
        Some("\"linear\""),
        "What profit is paid in.",
    ),
    field(
        "basis",
        Kind::Choice(&[
            yes("mark", "Maintenance on the notional at the mark price."),
            yes("entry", "Maintenance on the notional at entry."),
        ]),
        Some("\"mark\""),
        "Which notional the maintenance ratio applies to.",
    ),
    field(
        "mode",
        Kind::Choice(&[
            yes("isolated", "Each position has its own margin."),
            yes("cross", "Positions with an account share its wallet."),
        ]),
        Some("\"isolated\""),
        "Whether positions share margin.",
    ),
    field(
        "maintenance",
        Kind::Object(MAINTENANCE),
        Some(r#"{"ratio":0.005}"#),
        "Maintenance margin schedule.",
    ),
    number(
        "takerFeeRatio",
        range(0.0, 0.5),
        Some("0"),
        "fraction",
        "Taker fee of forced fills.",
    ),
    number(
        "liquidationFeeRatio",
        range(0.0, 0.5),
        Some("0"),
        "fraction",
        "Fee to the fund on what is closed by force, as far as the trader can pay it.",
    ),
    field(
        "closeFeeInTrigger",
        Kind::Flag,
        Some("false"),
        "Whether the taker fee of closing counts in trigger and bankruptcy price.",
    ),
    number(
        "quantityStep",
        STEP,
        Some("0"),
        "base; inverse contracts: quote",
        "Smallest step of a quantity; 0: any. Positions, partial closes and fills are whole steps, but for what an exhausted market fills.",
    ),
    number(
        "priceStep",
        STEP,
        Some("0"),
        "quote per base",
        "Smallest step of a price; 0: any. Liquidation prices lie on it.",
    ),
];

const RATIO: Range = range(0.0, 0.99);

const MAINTENANCE: &[Field] = &[
    field(
        "ratio",
        Kind::Nullable(&Kind::Number(RATIO)),
        Some("null"),
        "Maintenance margin as a fraction of notional, the same for every size.",
    ),
    field(
        "tiers",
        Kind::Nullable(&TIER_LIST),
        Some("null"),
        "Brackets by notional instead of one ratio.",
    ),
];

static TIER_LIST: Kind = Kind::ListOrData(&TIERS, DataKind::ByContract);

static TIERS: List = List {
    item: Kind::Object(&[
        number(
            "notionalFrom",
            NOT_NEGATIVE,
            None,
            "quote",
            "Smallest notional of the bracket.",
        ),
        number(
            "ratio",
            RATIO,
            None,
            "fraction",
            "Maintenance margin ratio of the bracket.",
        ),
    ]),
    min: 1,
    max: 100,
};

static IMPACT: Tagged = Tagged {
    tag: "law",
    variants: &[
        built(
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
        built(
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
        built(
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
        built(
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
        later("constantProduct", "A constant-product pool."),
        later("concentrated", "A concentrated-liquidity pool."),
    ],
};

const LIQUIDATION: &[Field] = &[
    field(
        "executor",
        Kind::Tagged(&EXECUTOR),
        Some(r#"{"kind":"immediate"}"#),
        "How forced orders are worked.",
    ),
    field(
        "partial",
        Kind::Nullable(&PARTIAL_KIND),
        Some("null"),
        "How much of a position is closed at first; null: all.",
    ),
    field(
        "takeover",
        Kind::Choice(&[
            yes(
                "bankruptcyPrice",
                "The exchange takes over; what is left of the margin goes to the fund.",
            ),
            yes(
                "market",
                "What is left of the margin goes back to the trader.",
            ),
        ]),
        Some("\"bankruptcyPrice\""),
        "Who gets what is left of the margin.",
    ),
    field(
        "belowZero",
        Kind::Choice(&[
            yes("order", "Ordered like any other."),
            yes(
                "deleverage",
                "Closed against winners at its bankruptcy price at once, at no cost to the fund; deficit must be adl or proRata.",
            ),
        ]),
        Some("\"order\""),
        "What becomes of a liquidated position whose equity at the mark price is below zero.",
    ),
];

static EXECUTOR: Tagged = Tagged {
    tag: "kind",
    variants: &[
        built("immediate", "All at once.", &[]),
        built(
            "exponential",
            "A share 1 - exp(-rate dt) of the backlog each tick.",
            &[number(
                "ratePerS",
                range(1e-6, 1e6),
                None,
                "1/s",
                "Execution speed.",
            )],
        ),
        built(
            "twap",
            "Each order evenly over a time.",
            &[number(
                "durationS",
                range(0.001, 1e7),
                None,
                "s",
                "Time per order.",
            )],
        ),
        built(
            "pov",
            "A share of all trading.",
            &[
                number(
                    "share",
                    above(0.0, 0.99),
                    None,
                    "fraction",
                    "Share of all trading that forced orders make up.",
                ),
                number(
                    "dailyVolume",
                    POSITIVE,
                    None,
                    "base",
                    "What others trade in a day.",
                ),
            ],
        ),
        built(
            "priceCapped",
            "At once, one by one as they came, each down to its own limit price and at the average price of its own part of the way; the rest waits.",
            &[
                field(
                    "at",
                    Kind::Choice(&[
                        yes("bankruptcyPrice", "The bankruptcy price of the position."),
                        yes("band", "A fraction from the mark price."),
                        yes(
                            "fillable",
                            "P (1 - spread m (1 - Q)) for a long, mirrored for a short: m maintenance margin over notional, Q equity over maintenance margin, within 0 and 1, both at the mark price P.",
                        ),
                    ]),
                    Some("\"bankruptcyPrice\""),
                    "The limit.",
                ),
                number(
                    "band",
                    range(0.0, 0.99),
                    Some("0.015"),
                    "fraction",
                    "Distance of the limit from the mark price.",
                ),
                number(
                    "spread",
                    range(0.0, 10.0),
                    Some("1.5"),
                    "",
                    "Of fillable: distance of the limit at equity 0, in maintenance ratios.",
                ),
            ],
        ),
        built(
            "dutch",
            "In an auction whose price falls until a bidder takes the lot and sells it. The clock decides when, not what is paid: once the price asked is margin below the market, the account gets what the sale brings less margin, buffer * mark * cut^floor(t / stepS) <= (1 - margin) * last, vwap * (1 - margin).",
            &[
                number(
                    "buffer",
                    range(1.0, 10.0),
                    Some("1.02"),
                    "",
                    "First price over the mark price.",
                ),
                number(
                    "cut",
                    range(0.5, 0.999_999),
                    Some("0.99"),
                    "",
                    "Factor per step.",
                ),
                number("stepS", range(0.001, 1e6), Some("1"), "s", "Time per step."),
                number(
                    "margin",
                    range(0.0, 0.5),
                    Some("0.005"),
                    "fraction",
                    "What a bidder earns.",
                ),
            ],
        ),
    ],
};

static PARTIAL_KIND: Kind = Kind::Tagged(&PARTIAL);

static PARTIAL: Tagged = Tagged {
    tag: "rule",
    variants: &[
        built(
            "target",
            "As much as restores a margin ratio; where that is not above what must be kept, the least that cures.",
            &[number(
                "ratio",
                range(1e-6, 0.99),
                None,
                "fraction",
                "Margin over notional after the close. Not above what the position must keep: the smallest close after which it keeps more.",
            )],
        ),
        built(
            "share",
            "A share of the first size, again after a pause while needed.",
            &[
                number(
                    "share",
                    range(0.001, 1.0),
                    Some("0.2"),
                    "fraction",
                    "Share of the size at the first close.",
                ),
                number(
                    "cooldownS",
                    range(0.0, 1e6),
                    Some("30"),
                    "s",
                    "Pause between two closes; does not act in an instant run.",
                ),
                number(
                    "above",
                    NOT_NEGATIVE,
                    Some("0"),
                    "quote",
                    "Positions up to this notional are closed whole.",
                ),
                field(
                    "then",
                    Kind::Choice(&[
                        yes("again", "Another share after each pause."),
                        yes("all", "All of the rest after the first pause."),
                    ]),
                    Some("\"again\""),
                    "What follows the first close.",
                ),
            ],
        ),
        built(
            "tiers",
            "Down to a lower bracket, by the notional that maintenance is measured on; whole in the lowest.",
            &[whole(
                "step",
                range(1.0, 100.0),
                Some("1"),
                "Brackets per close. The lowest of this number are closed whole; with 2 or more (OKX) so is whoever has not more than the lowest bracket asks.",
            )],
        ),
    ],
};

const DEFICIT: &[Choice] = &[
    yes("badDebt", "It is recorded as bad debt."),
    yes(
        "adl",
        "Order by order, first come first: what of it the fund can carry trades, its rest is closed against winners at its bankruptcy price, in the order of their rank.",
    ),
    yes(
        "proRata",
        "As adl, but all winners are closed in part, in proportion.",
    ),
    yes("socialise", "Winners pay in proportion to their profit."),
    yes(
        "vault",
        "A backstop vault takes over positions with little left, and its money pays after the fund; then as adl.",
    ),
];

const ADL_RANKING: &[Choice] = &[
    yes("pnlTimesLeverage", "Profit ratio times effective leverage."),
    yes(
        "pnlTimesMarginRatio",
        "Profit over the margin put up, times maintenance margin over equity.",
    ),
    yes(
        "hyperliquid",
        "Mark over entry times account leverage; only positions in profit.",
    ),
    yes("profit", "By profit."),
    yes("size", "By size."),
];

static POPULATIONS: List = List {
    item: Kind::Tagged(&POPULATION),
    min: 0,
    max: 64,
};

const MARKET_REFERENCE: Field = field(
    "market",
    Kind::MarketId,
    Some("\"\""),
    "Market; empty: the first one.",
);

const SIDE: Field = field(
    "side",
    Kind::Choice(&[
        yes("long", "Profits from a rise."),
        yes("short", "Profits from a fall."),
    ]),
    Some("\"long\""),
    "Longs or shorts.",
);

const fn count(default: Option<&'static str>) -> Field {
    whole(
        "count",
        range(1.0, MAX_POSITIONS as f64),
        default,
        "Number of positions.",
    )
}

static POPULATION: Tagged = Tagged {
    tag: "kind",
    variants: &[
        built(
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
        built(
            "perps",
            "A modelled crowd of perpetual-futures traders.",
            &[
                MARKET_REFERENCE,
                number(
                    "openInterest",
                    POSITIVE,
                    None,
                    "quote",
                    "Notional of all positions at the starting price.",
                ),
                count(Some("10000")),
                number(
                    "longShare",
                    range(0.0, 1.0),
                    Some("0.6"),
                    "fraction",
                    "Share of the open interest that is long.",
                ),
                field(
                    "leverage",
                    Kind::Tagged(&LEVERAGE),
                    None,
                    "Distribution of leverage, by notional.",
                ),
                field(
                    "entry",
                    Kind::Tagged(&ENTRY),
                    Some(r#"{"law":"spot"}"#),
                    "Distribution of entry prices.",
                ),
                field(
                    "sizes",
                    Kind::Tagged(&SIZES),
                    Some(r#"{"law":"equal"}"#),
                    "Distribution of position sizes.",
                ),
                field(
                    "sampling",
                    Kind::Choice(&[
                        yes(
                            "quantiles",
                            "Evenly spaced quantiles, the same for every seed.",
                        ),
                        yes("random", "Random draws from the seed."),
                    ]),
                    Some("\"quantiles\""),
                    "How distributions become positions.",
                ),
            ],
        ),
        built(
            "positions",
            "Explicit positions.",
            &[
                MARKET_REFERENCE,
                field(
                    "rows",
                    Kind::ListOrData(&ROWS, DataKind::ByContract),
                    None,
                    "The positions.",
                ),
            ],
        ),
        later("lending", "Collateralised loans."),
        later("options", "Option dealers and writers."),
        later("brokers", "Margin accounts with calls."),
        later("stops", "Stop orders."),
        later("trend", "Trend followers."),
        later("value", "Value buyers."),
        later("funds", "Leverage-targeting funds."),
        later("banks", "Banks with thresholds."),
    ],
};

const LEVERAGE_RANGE: Range = range(0.01, 1_000.0);

static WEIGHTS: List = List {
    item: Kind::Number(NOT_NEGATIVE),
    min: 0,
    max: 1_000,
};
static LEVERAGES: List = List {
    item: Kind::Number(LEVERAGE_RANGE),
    min: 1,
    max: 1_001,
};

static LEVERAGE: Tagged = Tagged {
    tag: "law",
    variants: &[
        built(
            "uniform",
            "Evenly between two values.",
            &[
                number("from", LEVERAGE_RANGE, None, "x", "Smallest leverage."),
                number("to", LEVERAGE_RANGE, None, "x", "Largest leverage."),
            ],
        ),
        built(
            "lognormal",
            "Lognormal, cut off above a largest value.",
            &[
                number(
                    "median",
                    LEVERAGE_RANGE,
                    None,
                    "x",
                    "Median before the cut.",
                ),
                number(
                    "logSd",
                    range(0.0, 3.0),
                    Some("0.8"),
                    "",
                    "Standard deviation of the logarithm.",
                ),
                number("max", LEVERAGE_RANGE, Some("125"), "x", "Largest leverage."),
            ],
        ),
        built(
            "pareto",
            "Pareto, cut off above a largest value.",
            &[
                number("from", LEVERAGE_RANGE, Some("1"), "x", "Smallest leverage."),
                number(
                    "exponent",
                    range(0.05, 20.0),
                    Some("1.2"),
                    "",
                    "Tail exponent.",
                ),
                number("max", LEVERAGE_RANGE, Some("125"), "x", "Largest leverage."),
            ],
        ),
        built(
            "clusters",
            "A few popular values.",
            &[
                field("at", Kind::List(&LEVERAGES), None, "The values."),
                field(
                    "weights",
                    Kind::List(&WEIGHTS),
                    Some("[]"),
                    "Share of each; empty: equal shares.",
                ),
            ],
        ),
        built(
            "histogram",
            "Evenly filled bins.",
            &[
                field(
                    "edges",
                    Kind::List(&LEVERAGES),
                    None,
                    "Bin edges, rising; one more than weights.",
                ),
                field("weights", Kind::List(&WEIGHTS), None, "Share of each bin."),
            ],
        ),
    ],
};

static ENTRY: Tagged = Tagged {
    tag: "law",
    variants: &[
        built("spot", "All entered at the starting price.", &[]),
        built(
            "normal",
            "Normally around the starting price, as far as the position is still alive.",
            &[number(
                "sd",
                range(0.0, 1.0),
                Some("0.05"),
                "fraction",
                "Standard deviation.",
            )],
        ),
        later("path", "Along a past price path."),
    ],
};

static SIZES: Tagged = Tagged {
    tag: "law",
    variants: &[
        built("equal", "All alike.", &[]),
        built(
            "lognormal",
            "Lognormal.",
            &[number(
                "logSd",
                range(0.0, 4.0),
                Some("1"),
                "",
                "Standard deviation of the logarithm.",
            )],
        ),
        built(
            "pareto",
            "Pareto.",
            &[number(
                "exponent",
                above(1.0, 20.0),
                Some("1.4"),
                "",
                "Tail exponent.",
            )],
        ),
    ],
};

static ROWS: List = List {
    item: Kind::Object(ROW),
    min: 0,
    max: MAX_POSITIONS as usize,
};

/// An explicit position, as in a scenario and in the margin functions.
pub const ROW: &[Field] = &[
    field("id", Kind::Text(64), Some("\"\""), "Name."),
    SIDE,
    number(
        "quantity",
        BASE,
        None,
        "base; inverse contracts: quote",
        "Size; of inverse contracts, the number of contracts of 1 quote each.",
    ),
    number(
        "entryPrice",
        range(1e-9, 1e12),
        None,
        "quote per base",
        "Average entry price.",
    ),
    field(
        "margin",
        Kind::Nullable(&Kind::Number(NOT_NEGATIVE)),
        Some("null"),
        "Margin of the position, quote (inverse contracts: base).",
    ),
    field(
        "leverage",
        Kind::Nullable(&Kind::Number(LEVERAGE_RANGE)),
        Some("null"),
        "Notional at entry over margin; instead of the margin.",
    ),
    field(
        "account",
        Kind::Nullable(&Kind::Text(64)),
        Some("null"),
        "Account whose wallet it shares, in a market with cross margin; then it has no margin of its own.",
    ),
];

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

static SHOCK: Tagged = Tagged {
    tag: "kind",
    variants: &[
        built("none", "Nothing.", &[]),
        built(
            "priceGap",
            "The price jumps.",
            &[
                MARKET_REFERENCE,
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
        built(
            "ramp",
            "The price drifts; needs the ticks clock.",
            &[
                MARKET_REFERENCE,
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
        built(
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
        built(
            "orders",
            "Orders at given times; needs the ticks clock.",
            &[
                MARKET_REFERENCE,
                field("rows", Kind::List(&ORDERS), None, "The orders."),
            ],
        ),
        built(
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
            ],
        ),
        built(
            "noise",
            "The price outside wanders at random, from the seed; needs the ticks clock.",
            &[
                MARKET_REFERENCE,
                number(
                    "dailyVolatility",
                    range(0.0, 10.0),
                    None,
                    "fraction",
                    "Standard deviation of a day's log return.",
                ),
            ],
        ),
    ],
};

static SHOCKS: List = List {
    item: Kind::Tagged(&SHOCK),
    min: 0,
    max: 16,
};

static ORDERS: List = List {
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

static DATA_REFERENCE: Kind = Kind::Object(&[
    field(
        "name",
        Kind::Text(200),
        None,
        "Name under which the bytes were registered.",
    ),
    field(
        "sha256",
        Kind::Text(64),
        Some("\"\""),
        "SHA-256 of the bytes in hexadecimal; empty: any bytes of that name.",
    ),
]);
