//! Lending protocols as a scenario declares them: assets, rules, loans.

use super::book::{Asset, Auctions, Book, English, Loans, Order, Protocol, Rules};
#[cfg(feature = "mechanisms")]
use super::file;
use super::health::{HEALTH_LAW, Told};
use super::make;
use crate::error::{ErrorCode, Problem, quote, show};
use crate::scenario::declare::{
    DATA_OBJECT, ENABLED, MAX_POSITIONS, NOT_NEGATIVE, POSITIVE, above, built, field, number,
    range, whole, yes,
};
use crate::scenario::node::{Build, Node};
use crate::scenario::schema::{Kind, List, Range, Variant, join};
use crate::scenario::spec::{Spec, kinds};
use crate::scenario::words::{self, Words};
use crate::settlement::auction::Curve;
use crate::settlement::loan::Repayment;
use crate::sources::{Places, Population};

/// The word by which this kind is known.
pub const KIND: &str = "lending";

static ASSETS: List = List {
    item: Kind::Object(&[
        field(
            "id",
            Kind::Text(64),
            None,
            "Unique name in this population.",
        ),
        field(
            "market",
            Kind::Nullable(&Kind::MarketId),
            Some("null"),
            "Market whose oracle prices it and in which it trades; null: it has a price for all time and trades without impact.",
        ),
        number(
            "price",
            range(1e-9, 1e12),
            Some("1"),
            "quote per base",
            "Price of a unit, of assets without a market.",
        ),
        number(
            "rate",
            range(1e-6, 1e6),
            Some("1"),
            "base per unit",
            "One unit is so much of the market's base (wrapped, staked).",
        ),
        number(
            "liquidationThreshold",
            range(0.0, 0.9999),
            Some("0"),
            "fraction",
            "Share of its value that counts as collateral; 0: none. In Maker's words 1 over the liquidation ratio.",
        ),
        number(
            "liquidationBonus",
            range(0.0, 1.0),
            Some("0.05"),
            "fraction",
            "Extra collateral per value repaid (the largest, where it depends on health).",
        ),
        number(
            "liquidationFeeRatio",
            range(0.0, 1.0),
            Some("0"),
            "fraction",
            "Share of the bonus that the protocol keeps, in collateral, not sold.",
        ),
        number(
            "liquidationFactor",
            range(0.0, 1.0),
            Some("0.95"),
            "fraction",
            "Rule absorb: what of its value the borrower is credited.",
        ),
    ]),
    min: 1,
    max: 32,
};

kinds! {
    /// What happens to a loan whose health is below 1.
    static RULES: Rules, "rule" => [CLOSE_FACTOR, TARGET_HEALTH, ABSORB, AUCTION]
}

/// Calls of a loan in one step.
const MOST_CALLS: crate::scenario::schema::Field = whole(
    "mostCalls",
    range(1.0, 64.0),
    Some("64"),
    "Most calls of a loan in one step.",
);

const LEAST_LEFT: crate::scenario::schema::Field = number(
    "leastLeft",
    range(0.0, 1e9),
    Some("0"),
    "quote",
    "A call leaves nothing, or at least this, of debt and collateral.",
);

static CLOSE_FACTOR: Spec<Rules> = Spec {
    variant: built(
        "closeFactor",
        "A call repays a share of the debt (Aave v2: 0.5, null, reserve. v3.0: 0.5, 0.95, reserve. v3.3: 0.5, 0.95, position, 2000, 1000. Compound v2: 0.5, null, bonus 0.08).",
        &[
            number(
                "closeFactor",
                range(0.01, 1.0),
                Some("0.5"),
                "fraction",
                "Share of the debt that one call may repay.",
            ),
            field(
                "fullBelowHealth",
                Kind::Nullable(&Kind::Number(range(0.0, 1.0))),
                Some("0.95"),
                "At or below this health factor all of the debt in the reserve; null: never.",
            ),
            field(
                "basis",
                Kind::Choice(&[
                    yes("reserve", "The share is of the debt in one reserve."),
                    yes("position", "The share is of the whole debt of the loan."),
                ]),
                Some("\"reserve\""),
                "What the share is of.",
            ),
            number(
                "fullBelowValue",
                range(0.0, 1e9),
                Some("0"),
                "quote",
                "All of it where debt or collateral in the chosen reserves are worth less.",
            ),
            LEAST_LEFT,
            MOST_CALLS,
        ],
    ),
    needs_ticks: false,
    controls: &[],
    build: |node, build, ()| Rules::Repay {
        repayment: Repayment::CloseFactor {
            share: node.number("closeFactor"),
            full_below_health: node.number_of("fullBelowHealth"),
            of_position: build.word(node, "basis", &[("reserve", false), ("position", true)]),
            full_below_value: node.number("fullBelowValue"),
            least_left: node.number("leastLeft"),
        },
        most_calls: node.count("mostCalls"),
    },
};

static TARGET_HEALTH: Spec<Rules> = Spec {
    variant: built(
        "targetHealth",
        "A call repays what makes the loan healthy (Aave v4: leastLeft 1000).",
        &[
            number(
                "target",
                range(1.0, 10.0),
                Some("1.05"),
                "",
                "Health factor after a call.",
            ),
            number(
                "healthForMaxBonus",
                range(0.0, 0.999),
                Some("0.9"),
                "",
                "At or below this health factor the bonus is the largest.",
            ),
            number(
                "bonusFactor",
                range(0.0, 1.0),
                Some("1"),
                "fraction",
                "Bonus of a loan that is hardly sick, as a share of the largest.",
            ),
            LEAST_LEFT,
            MOST_CALLS,
        ],
    ),
    needs_ticks: false,
    controls: &[],
    build: |node, _, ()| Rules::Repay {
        repayment: Repayment::TargetHealth {
            target: node.number("target"),
            health_for_max_bonus: node.number("healthForMaxBonus"),
            bonus_factor: node.number("bonusFactor"),
            least_left: node.number("leastLeft"),
        },
        most_calls: node.count("mostCalls"),
    },
};

static ABSORB: Spec<Rules> = Spec {
    variant: built(
        "absorb",
        "The protocol takes collateral and debt itself, and sells later (Compound v3).",
        &[
            number(
                "storeFrontFactor",
                range(0.0, 1.0),
                Some("0.5"),
                "fraction",
                "Share of what the borrower is not credited that buyers get as a discount.",
            ),
            number(
                "targetReserves",
                NOT_NEGATIVE,
                Some("5000000"),
                "quote",
                "It sells while its reserve is below this.",
            ),
        ],
    ),
    needs_ticks: false,
    controls: &[],
    build: |node, _, ()| Rules::Absorb {
        store_front: node.number("storeFrontFactor"),
        target_reserves: node.number("targetReserves"),
    },
};

kinds! {
    /// How the price of a Dutch auction falls.
    static CURVE: Curve, "kind" => [LINEAR, STAIRSTEP, EXPONENTIAL]
}

const CUT: Range = above(0.0, 1.0);

static LINEAR: Spec<Curve> = Spec {
    variant: built(
        "linear",
        "In a line to nothing.",
        &[number(
            "tauS",
            range(1.0, 1e7),
            Some("3600"),
            "s",
            "Time to nothing.",
        )],
    ),
    needs_ticks: false,
    controls: &[],
    build: |node, _, ()| Curve::Linear {
        tau_s: node.number("tauS"),
    },
};

static STAIRSTEP: Spec<Curve> = Spec {
    variant: built(
        "stairstep",
        "In steps.",
        &[
            number(
                "cut",
                CUT,
                Some("0.99"),
                "fraction",
                "What is left after a step.",
            ),
            number(
                "stepS",
                range(0.001, 1e6),
                Some("90"),
                "s",
                "Time between two steps.",
            ),
        ],
    ),
    needs_ticks: false,
    controls: &[],
    build: |node, _, ()| Curve::Stairstep {
        cut: node.number("cut"),
        step_s: node.number("stepS"),
    },
};

static EXPONENTIAL: Spec<Curve> = Spec {
    variant: built(
        "exponential",
        "By a share every second.",
        &[number(
            "cut",
            CUT,
            Some("0.9998883"),
            "fraction",
            "What is left after a second.",
        )],
    ),
    needs_ticks: false,
    controls: &[],
    build: |node, _, ()| Curve::Exponential {
        cut: node.number("cut"),
    },
};

static AUCTION: Spec<Rules> = Spec {
    variant: built(
        "auction",
        "Collateral is auctioned (Maker: dutch since 2021, english before).",
        &[
            field(
                "kind",
                Kind::Choice(&[
                    yes("dutch", "The price falls until somebody takes it."),
                    yes("english", "Bids rise; a lone bidder may pay nothing."),
                ]),
                Some("\"dutch\""),
                "Which auction.",
            ),
            number(
                "chop",
                range(0.0, 1.0),
                Some("0.13"),
                "fraction",
                "Penalty on the debt that is to come in.",
            ),
            field(
                "hole",
                Kind::Nullable(&Kind::Number(above(0.0, 1e15))),
                Some("null"),
                "Quote that may be at auction at once; null: any.",
            ),
            number(
                "dust",
                range(0.0, 1e9),
                Some("0"),
                "quote",
                "Least debt that is left behind.",
            ),
            number(
                "tip",
                NOT_NEGATIVE,
                Some("0"),
                "quote",
                "What the caller of an auction gets.",
            ),
            number(
                "chip",
                range(0.0, 1.0),
                Some("0"),
                "fraction",
                "And of what is to come in.",
            ),
            number(
                "buffer",
                range(1.0, 10.0),
                Some("1.2"),
                "x",
                "Dutch: first price over the oracle's.",
            ),
            field(
                "curve",
                Kind::Tagged(&CURVE.tagged),
                Some(r#"{"kind":"stairstep"}"#),
                "Dutch: how the price falls.",
            ),
            number(
                "tailS",
                range(1.0, 1e7),
                Some("8400"),
                "s",
                "Dutch: it starts anew after this time.",
            ),
            number(
                "cusp",
                range(0.0, 1.0),
                Some("0.4"),
                "fraction",
                "Dutch: or where the price is below this share of the first.",
            ),
            number(
                "beg",
                range(0.0, 1.0),
                Some("0.03"),
                "fraction",
                "English: how much better a bid must be.",
            ),
            number(
                "ttlS",
                range(1.0, 1e7),
                Some("600"),
                "s",
                "English: it is over so long after the last bid.",
            ),
            number(
                "lengthS",
                range(1.0, 1e7),
                Some("21600"),
                "s",
                "English: or so long after its start.",
            ),
            number(
                "openingBid",
                NOT_NEGATIVE,
                Some("0"),
                "quote",
                "English: the first bid.",
            ),
        ],
    ),
    needs_ticks: false,
    controls: &[],
    build: |node, build, ()| {
        if build.clock == crate::clock::Clock::Waves {
            let message = format!(
                "{}.rule \"auction\" takes time; it needs clock mode \"ticks\"",
                node.path
            );
            build.inconsistent(&join(&node.path, "rule"), message);
        }
        let is_english = build.word(node, "kind", &[("dutch", false), ("english", true)]);
        Rules::Auction(Auctions {
            chop: node.number("chop"),
            hole: node.number_of("hole"),
            dust: node.number("dust"),
            tip: node.number("tip"),
            chip: node.number("chip"),
            buffer: node.number("buffer"),
            curve: CURVE
                .build(&node.field("curve"), build, &())
                .unwrap_or(Curve::Linear { tau_s: 1.0 }),
            tail_s: node.number("tailS"),
            cusp: node.number("cusp"),
            english: is_english.then(|| English {
                beg: node.number("beg"),
                ttl_s: node.number("ttlS"),
                length_s: node.number("lengthS"),
                opening_bid: node.number("openingBid"),
            }),
        })
    },
};

static CROWD: Variant = built(
    "crowd",
    "A modelled crowd of borrowers, all in one collateral against one debt.",
    &[
        field("collateral", Kind::Text(64), None, "Asset that secures."),
        field("debtAsset", Kind::Text(64), None, "Asset that is owed."),
        whole(
            "count",
            range(1.0, MAX_POSITIONS as f64),
            Some("1000"),
            "Number of loans.",
        ),
        field(
            "debt",
            Kind::Nullable(&Kind::Number(POSITIVE)),
            Some("null"),
            "Quote of all debt; each owes the same. Or collateralQuantity.",
        ),
        field(
            "collateralQuantity",
            Kind::Nullable(&Kind::Number(POSITIVE)),
            Some("null"),
            "Base of all collateral; each has the same. Or debt.",
        ),
        field(
            "health",
            Kind::Tagged(&HEALTH_LAW.tagged),
            None,
            "Distribution of the health factor.",
        ),
        field(
            "sizes",
            Kind::Tagged(&crate::sources::traders::perps::SIZES.tagged),
            Some(r#"{"law":"equal"}"#),
            "Distribution of sizes.",
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
            "How distributions become loans.",
        ),
    ],
);

static HOLDINGS: List = List {
    item: Kind::Object(&[
        field("asset", Kind::Text(64), None, "Asset."),
        number("quantity", POSITIVE, None, "base", "Units of it."),
    ]),
    min: 1,
    max: 32,
};

static ROW_LIST: List = List {
    item: Kind::Object(&[
        field("id", Kind::Text(64), Some("\"\""), "Name, for people."),
        field(
            "collateral",
            Kind::List(&HOLDINGS),
            None,
            "What secures it.",
        ),
        field("debt", Kind::List(&HOLDINGS), None, "What is owed."),
        field(
            "liquidationThreshold",
            Kind::Nullable(&Kind::Number(above(0.0, 0.9999))),
            Some("null"),
            "Instead of those of the assets (snapshots give averages).",
        ),
    ]),
    min: 0,
    max: MAX_POSITIONS as usize,
};

static ROWS: Variant = built(
    "rows",
    "Loans one by one.",
    &[field("rows", Kind::List(&ROW_LIST), None, "The loans.")],
);

static SPLITS: List = List {
    item: Kind::Object(&[
        field(
            "column",
            Kind::Text(64),
            None,
            "Column of the file with its units.",
        ),
        field(
            "side",
            Kind::Choice(&[
                yes("collateral", "It is part of the collateral."),
                yes("debt", "It is part of the debt."),
            ]),
            None,
            "What it is part of.",
        ),
        field("asset", Kind::Text(64), None, "Asset that it is."),
    ]),
    min: 0,
    max: 32,
};

static DATA: Variant = built(
    "data",
    "Loans of a file: units asset by asset, or what all collateral and all debt of an account are worth.",
    &[
        field("data", DATA_OBJECT, None, "Registered loans."),
        field(
            "valueIn",
            Kind::Nullable(&Kind::Choice(&[
                yes("quote", "Totals are in quote."),
                yes(
                    "base",
                    "Totals are in units of the collateral's market, worth its price at the start.",
                ),
            ])),
            Some("null"),
            "What totals are in; null: as the file says.",
        ),
        field(
            "collateral",
            Kind::Nullable(&Kind::Text(64)),
            Some("null"),
            "Asset that secures, of a file with totals.",
        ),
        field(
            "debtAsset",
            Kind::Nullable(&Kind::Text(64)),
            Some("null"),
            "Asset that is owed, of a file with totals.",
        ),
        field(
            "split",
            Kind::List(&SPLITS),
            Some("[]"),
            "Units of other assets that are in the totals.",
        ),
    ],
);

static LOANS_KIND: crate::scenario::schema::Tagged = crate::scenario::schema::Tagged {
    tag: "kind",
    variants: &[&CROWD, &ROWS, &DATA],
};

static LOANS: List = List {
    item: Kind::Tagged(&LOANS_KIND),
    min: 0,
    max: 64,
};

/// What is told of them.
static WORDS: Words = Words {
    names: &[words::Name {
        word: KIND,
        name: "loans",
        rule: words::Rule::Always(
            "Borrowers have put up collateral. Where the oracle says that it no longer covers the debt, liquidators repay a part, take collateral for it and {buy what is owed|sell it}.",
        ),
    }],
    terms: &[
        [
            "healthFactor",
            "Health factor",
            "What a loan's collateral counts for, over its debt. Below 1 anyone may close the loan.",
        ],
        [
            "liquidationThreshold",
            "Liquidation threshold",
            "The share of the collateral's value that counts for a loan.",
        ],
        [
            "closeFactor",
            "Close factor",
            "The share of a loan's debt that one call may repay.",
        ],
        [
            "liquidationBonus",
            "Liquidation bonus",
            "The discount at which collateral is handed over. It pays whoever acts, and the borrower pays it.",
        ],
        [
            "oracle",
            "Oracle",
            "The price that a lending protocol believes. It may lag behind the market, or stand still.",
        ],
        [
            "liquidator",
            "Liquidator (keeper)",
            "Whoever repays a loan of somebody else, takes the collateral for it and sells that.",
        ],
        [
            "flashLoan",
            "Flash loan",
            "Money that is borrowed and paid back within one transaction: it takes no capital.",
        ],
        [
            "gas",
            "Gas",
            "What a transaction on a chain costs. It rises when everybody is in a hurry.",
        ],
        [
            "dutchAuction",
            "Dutch auction",
            "An auction in which the price falls until somebody takes it.",
        ],
        [
            "englishAuction",
            "English auction",
            "An auction in which bids rise until nobody bids more. A lone bidder may pay nothing.",
        ],
        [
            "absorption",
            "Absorption",
            "The lending protocol itself takes over collateral and debt, and sells the collateral later.",
        ],
        [
            "underWater",
            "Under water",
            "A loan whose collateral is worth less than its debt.",
        ],
        [
            "toxicCall",
            "Toxic call",
            "A call that leaves a loan sicker than it was: its health is below the threshold times one plus the bonus.",
        ],
    ],
    assumed: &[
        [
            KIND,
            "Loans stand against collateral; borrowers neither repay nor add to it, and liquidators act where it pays.",
        ],
        [
            "loans",
            "Loans are taken as a file or list gives them; borrowers neither repay nor add collateral, and liquidators act where it pays.",
        ],
    ],
    heads: &[
        ["oraclePrice", "Oracle's price, $"],
        ["collateralSoldQuantity", "Collateral sold so far, units"],
        ["collateralSoldNotional", "Collateral sold so far,\u{a0}$"],
        ["debtBoughtQuantity", "Bought to repay debt so far, units"],
        ["debtBoughtNotional", "Bought to repay debt so far,\u{a0}$"],
    ],
    closed: Some(words::Closed {
        one: "loan",
        many: "loans",
        seller: "{liquidators buy back what you owe|liquidators sell what you pledged}",
    }),
    forced: Some(words::Forced {
        place: 0,
        apart: "Loans are closed by the health of each and not by leverage, so they are not in this picture.",
        is_own_money: false,
    }),
    has_borrowed: true,
    waits: true,
    row: [
        r##"<a href="#lending">Health factor</a>; judged by the market’s <code>oracle</code>, closed by <code>liquidators</code> on the <code>chain</code>, one by one, after the fill of everybody else."##,
        "L1 to L15; Knife-edge lending",
    ],
    rows: &[
        words::Rows {
            head: "What becomes of a sick loan: <code>populations[].rules.rule</code>, and the words of each rule",
            rows: &[
                [
                    "populations[].rules.rule",
                    "closeFactor",
                    "Aave v2 <code>LendingPoolCollateralManager.sol</code>, v3 <code>LiquidationLogic.sol</code>.",
                    "L1, L3, L10, L13; V16, V29",
                ],
                [
                    "populations[].rules.rule",
                    "targetHealth",
                    r#"<math><mi>r</mi><mo>=</mo><mfrac><mrow><mo stretchy="false">(</mo><mi>h</mi><mo>−</mo><mtext>HF</mtext><mo stretchy="false">)</mo><mi>T</mi></mrow><mrow><mi>h</mi><mo>−</mo><mi>a</mi></mrow></mfrac></math>. Aave v4 <code>LiquidationLogic.sol</code>."#,
                    "L2, L10",
                ],
                [
                    "populations[].rules.rule",
                    "absorb",
                    "Compound v3 <code>Comet.sol</code>: reserves are tested before a purchase, so that one may overshoot.",
                    "L10, L11",
                ],
                [
                    "populations[].rules.rule",
                    "auction",
                    "Maker <code>clip.sol</code>, <code>flip.sol</code>, <code>dog.sol</code>.",
                    "L8, L9, L15",
                ],
                ["populations[].rules.basis", "reserve", "", "L10"],
                ["populations[].rules.basis", "position", "", "L10"],
                ["populations[].rules.kind", "dutch", "", "L8, L9"],
                ["populations[].rules.kind", "english", "", "L15"],
                [
                    "populations[].rules.curve.kind",
                    "linear",
                    "<math><mn>1</mn><mo>−</mo><mi>t</mi><mo>/</mo><mi>τ</mi></math>",
                    "L8",
                ],
                [
                    "populations[].rules.curve.kind",
                    "stairstep",
                    "<math><msup><mi>c</mi><mrow><mo>⌊</mo><mi>t</mi><mo>/</mo><mi>s</mi><mo>⌋</mo></mrow></msup></math>",
                    "L8",
                ],
                [
                    "populations[].rules.curve.kind",
                    "exponential",
                    "<math><msup><mi>c</mi><mi>t</mi></msup></math>",
                    "L8",
                ],
            ],
        },
        words::Rows {
            head: "Who is called first: <code>populations[].order</code>",
            rows: &[
                ["populations[].order", "health", "", "L4"],
                [
                    "populations[].order",
                    "size",
                    "",
                    "<code>tests/lending.rs</code>",
                ],
            ],
        },
        words::Rows {
            head: "Loans: <code>populations[].loans[].kind</code>, of a file <code>.valueIn</code> and <code>.split[].side</code>, and of a crowd <code>.health.law</code>, <code>.health.spacing</code>, <code>.sizes.law</code>, <code>.sampling</code>",
            rows: &[
                ["populations[].loans[].kind", "crowd", "", "L1, L7"],
                ["populations[].loans[].kind", "rows", "", "L2 to L5"],
                [
                    "populations[].loans[].kind",
                    "data",
                    "A total of <math><mi>T</mi></math> is <math><mi>T</mi><mi>u</mi></math> in quote, with <math><mi>u</mi></math> the starting price of the collateral's market where it is in base and 1 where it is not; what is split off at its own price leaves the rest. A threshold of the file stands instead of those of the assets.",
                    "<code>tests/loans.rs</code>",
                ],
                [
                    "populations[].loans[].valueIn",
                    "quote",
                    "",
                    "<code>tests/loans.rs</code>",
                ],
                [
                    "populations[].loans[].valueIn",
                    "base",
                    "",
                    "<code>tests/loans.rs</code>",
                ],
                [
                    "populations[].loans[].split[].side",
                    "collateral",
                    "",
                    "<code>tests/loans.rs</code>",
                ],
                [
                    "populations[].loans[].split[].side",
                    "debt",
                    "",
                    "<code>tests/loans.rs</code>",
                ],
                [
                    "populations[].loans[].health.law",
                    "lognormal",
                    r#"Above the least value at the quantile <math><mi>F</mi><mo stretchy="false">(</mo><mi>l</mi><mo stretchy="false">)</mo><mo>+</mo><mo stretchy="false">(</mo><mn>1</mn><mo>−</mo><mi>F</mi><mo stretchy="false">(</mo><mi>l</mi><mo stretchy="false">)</mo><mo stretchy="false">)</mo><mi>u</mi></math>."#,
                    "<code>src/sources/lending/make.rs</code>",
                ],
                [
                    "populations[].loans[].health.law",
                    "uniform",
                    "",
                    "<code>tests/lending.rs</code>",
                ],
                [
                    "populations[].loans[].health.law",
                    "clusters",
                    "",
                    "<code>tests/lending.rs</code>",
                ],
                [
                    "populations[].loans[].health.law",
                    "histogram",
                    "",
                    "<code>tests/lending.rs</code>",
                ],
                ["populations[].loans[].health.law", "triggers", "", "L1, L7"],
                ["populations[].loans[].health.spacing", "price", "", "L1"],
                [
                    "populations[].loans[].health.spacing",
                    "logPrice",
                    "",
                    "<code>tests/lending.rs</code>",
                ],
                [
                    "populations[].loans[].health.spacing",
                    "poisson",
                    "",
                    "<code>tests/lending.rs</code>",
                ],
                [
                    "populations[].loans[].sizes.law",
                    "equal",
                    "",
                    "<code>tests/lending.rs</code>",
                ],
                [
                    "populations[].loans[].sizes.law",
                    "lognormal",
                    "",
                    "<code>tests/lending.rs</code>",
                ],
                [
                    "populations[].loans[].sizes.law",
                    "pareto",
                    "",
                    "<code>tests/lending.rs</code>",
                ],
                [
                    "populations[].loans[].sampling",
                    "quantiles",
                    "",
                    "<code>tests/lending.rs</code>",
                ],
                [
                    "populations[].loans[].sampling",
                    "random",
                    "",
                    "<code>tests/lending.rs</code>",
                ],
            ],
        },
        words::Rows {
            head: "Whoever closes loans: <code>liquidators[].act</code>, <code>.sizing</code>, <code>.bid</code>; and what makes transactions dear: <code>chain.congestion.law</code>",
            rows: &[
                ["liquidators[].act", "whenProfitable", "", "L3"],
                ["liquidators[].act", "always", "", "L1"],
                [
                    "liquidators[].sizing",
                    "marginal",
                    r##"<a href="#lending">What a liquidator takes</a>"##,
                    "L3",
                ],
                ["liquidators[].sizing", "breakEven", "", "L3"],
                [
                    "liquidators[].sizing",
                    "whole",
                    "",
                    "<code>tests/lending.rs</code>",
                ],
                ["liquidators[].bid", "value", "", "L15"],
                ["liquidators[].bid", "least", "", "L15"],
                [
                    "chain.congestion.law",
                    "drawdown",
                    "",
                    "<code>tests/lending.rs</code>",
                ],
                [
                    "chain.congestion.law",
                    "path",
                    "",
                    "<code>tests/lending.rs</code>",
                ],
            ],
        },
    ],
};

/// Their declaration.
pub static LENDING: Spec<Population, Places> = Spec {
    variant: built(
        KIND,
        "A lending protocol: loans against collateral, closed by whoever finds it worth while when their health is below 1.",
        &[
            ENABLED,
            field(
                "id",
                Kind::Text(64),
                Some("\"lending\""),
                "Unique name; it names the columns.",
            ),
            number(
                "reserve",
                NOT_NEGATIVE,
                Some("0"),
                "quote",
                "The protocol's own money: it pays deficits first.",
            ),
            field(
                "order",
                Kind::Choice(&[
                    yes("health", "Lowest health factor first, then larger debt."),
                    yes("size", "Larger debt first."),
                ]),
                Some("\"health\""),
                "Who is called first.",
            ),
            field(
                "assets",
                Kind::List(&ASSETS),
                None,
                "What may be deposited or borrowed.",
            ),
            field(
                "rules",
                Kind::Tagged(&RULES.tagged),
                Some(r#"{"rule":"closeFactor"}"#),
                "What happens to a loan whose health factor is below 1.",
            ),
            field("loans", Kind::List(&LOANS), None, "The loans."),
        ],
    )
    .told(&WORDS),
    needs_ticks: false,
    controls: super::told::CONTROLS,
    build,
};

fn assets(node: &Node<'_>, build: &mut Build<'_>, places: &Places) -> Vec<Asset> {
    let mut assets: Vec<Asset> = Vec::new();
    for item in node.items("assets") {
        let id = item.text("id").to_owned();
        if id.is_empty() || assets.iter().any(|other| other.id == id) {
            let path = join(&item.path, "id");
            let message = format!(
                "{path} is {}; expected a name that no other asset has",
                quote(&id)
            );
            build.inconsistent(&path, message);
        }
        let market = item.text_of("market").map(|_| places.market(&item, build));
        let price = item.number("price");
        if market.is_some() && price != 1.0 {
            let message = format!("{} has both a market and a price", item.path);
            build.inconsistent(&item.path, message);
        }
        assets.push(Asset {
            id,
            market,
            price,
            rate: item.number("rate"),
            threshold: item.number("liquidationThreshold"),
            bonus: item.number("liquidationBonus"),
            fee_ratio: item.number("liquidationFeeRatio"),
            factor: item.number("liquidationFactor"),
        });
    }
    assets
}

fn build(node: &Node<'_>, build: &mut Build<'_>, places: &Places) -> Population {
    let assets = assets(node, build, places);
    let rules_node = node.field("rules");
    let rules = RULES
        .build(&rules_node, build, &())
        .unwrap_or(Rules::Repay {
            repayment: Repayment::CloseFactor {
                share: 0.5,
                full_below_health: None,
                of_position: false,
                full_below_value: 0.0,
                least_left: 0.0,
            },
            most_calls: 1,
        });
    if let Rules::Repay {
        repayment: Repayment::TargetHealth { target, .. },
        ..
    } = &rules
    {
        for (asset, item) in assets.iter().zip(node.items("assets")) {
            let grown = asset.threshold * (1.0 + asset.bonus);
            if grown >= *target {
                let message = format!(
                    "{}: liquidationThreshold {} times (1 + liquidationBonus {}) is {}, not below the target {}: no repayment could restore it",
                    item.path,
                    show(asset.threshold),
                    show(asset.bonus),
                    show(grown),
                    show(*target)
                );
                build.inconsistent(&item.path, message);
            }
        }
    }
    let word = rules_node.text("rule");
    let told = Told {
        assets: &assets,
        places,
        group: 0,
        one_debt: match &rules {
            Rules::Absorb { .. } => Some("absorb"),
            Rules::Auction(_) => Some("auction"),
            Rules::Repay { .. } => None,
        },
        one_collateral: word == "auction",
    };
    let mut loans = Loans::default();
    for (item, group) in node.items("loans").zip(0..) {
        let told = Told { group, ..told };
        match item.text("kind") {
            "crowd" => make::crowd(&item, build, &told, &mut loans),
            "rows" => make::rows(&item, build, &told, &mut loans),
            #[cfg(feature = "mechanisms")]
            "data" => file::read(&item, build, &told, &mut loans),
            _ => build.not_built(&item, "kind", ()),
        }
    }
    if loans.len() > MAX_POSITIONS as usize {
        let path = join(&node.path, "loans");
        let message = format!(
            "{path} are {} loans; at most {MAX_POSITIONS} are allowed",
            loans.len()
        );
        build
            .problems
            .push(Problem::new(ErrorCode::OutOfRange, &path, message));
    }
    let id = node.text("id").to_owned();
    if id.is_empty() {
        let path = join(&node.path, "id");
        build.inconsistent(&path, format!("{path} is empty"));
    }
    let protocol = Protocol::new(
        id,
        node.number("reserve"),
        build.word(
            node,
            "order",
            &[("health", Order::Health), ("size", Order::Size)],
        ),
        assets,
        rules,
        loans,
    );
    Population::Acting(Book::of(protocol, node.flag("enabled")).into())
}
