//! How futures accounts are declared, and what a declaration makes.

use super::{Book, CONTROLS, Initial, KIND, Rules};
use crate::clock::DAY_S;
use crate::population::crowd::Side;
use crate::population::laws::LEVERAGE;
use crate::scenario::declare::{
    ENABLED, MARKET_REFERENCE, NOT_NEGATIVE, POSITIVE, SIDE, above, built, count, field, number,
    range, yes,
};
use crate::scenario::node::{Build, Node, SIDES};
use crate::scenario::schema::{Field, Kind, List, Range};
use crate::scenario::spec::{Spec, kinds};
use crate::scenario::words::{self, Words};
use crate::sources::margin_calls::{
    Account, Accounts, CURE, Demand, GRACE, Given, SECONDS, Sale, TRIGGERS, Terms, call_prices,
    given, grace, leverages,
};
use crate::sources::reactor::Times;
use crate::sources::{Places, Population};

/// What bounds of the margin may be.
const BOUND: Range = range(0.0, 0.99);

const ROW: &[Field] = &[
    field("id", Kind::Text(64), Some("\"\""), "Name of the account."),
    SIDE,
    number("quantity", POSITIVE, None, "base", "Size of the position."),
    number(
        "cash",
        NOT_NEGATIVE,
        None,
        "quote",
        "Money in the account at the start; the position was entered at the starting price.",
    ),
];

static ROWS: List = List {
    item: Kind::Object(ROW),
    min: 0,
    max: 1_000_000,
};

kinds! {
    /// How the initial margin comes about.
    pub static INITIAL: Initial, "law" => [RATIO, EWMA]
}

static RATIO: Spec<Initial> = Spec {
    variant: built(
        "ratio",
        "Always the same share of the notional.",
        &[number(
            "ratio",
            range(0.0001, 0.99),
            Some("0.05"),
            "of notional",
            "The share.",
        )],
    ),
    needs_ticks: false,
    controls: &[],
    build: |node, _, ()| Initial::Ratio(node.number("ratio")),
};

static EWMA: Spec<Initial> = Spec {
    variant: built(
        "ewma",
        "Follows the volatility of the days, of which each counts less than the next: margin rises because prices moved.",
        &[
            number(
                "multiplier",
                range(0.1, 20.0),
                Some("3.5"),
                "",
                "Standard deviations that the margin covers.",
            ),
            number(
                "horizonDays",
                range(0.01, 30.0),
                Some("1"),
                "days",
                "Time in which a position could be closed.",
            ),
            number(
                "dailyVolatility",
                range(1e-6, 10.0),
                Some("0.012"),
                "per day",
                "Standard deviation of the logarithm of a day's move, at the start.",
            ),
            number(
                "decay",
                range(0.5, 0.9999),
                Some("0.94"),
                "",
                "What a day weighs when the next one has come; 0.97 follows slowly, 0.8 fast.",
            ),
            number(
                "floor",
                BOUND,
                Some("0"),
                "of notional",
                "Least initial margin.",
            ),
            number(
                "cap",
                BOUND,
                Some("0.99"),
                "of notional",
                "Highest initial margin.",
            ),
        ],
    ),
    needs_ticks: false,
    controls: &[],
    build: |node, build, ()| {
        let (floor, cap) = (node.number("floor"), node.number("cap"));
        build.ordered(node, "floor", floor, "cap", cap);
        let volatility = node.number("dailyVolatility");
        Initial::Ewma {
            multiplier: node.number("multiplier"),
            horizon_days: node.number("horizonDays"),
            variance: volatility * volatility,
            decay: node.number("decay"),
            bounds: [floor.min(cap), cap],
        }
    },
};

/// What is told of them.
static WORDS: Words = Words {
    names: &[words::Name {
        word: KIND,
        name: "futures accounts",
        rule: words::Rule::Always(
            "Futures accounts pay their losses in cash at each settlement. Whose margin gets too small must pay it up to the initial margin; what is not paid for is {bought back|sold}.",
        ),
    }],
    terms: &[
        [
            "variationMargin",
            "Variation margin",
            "Losses of futures, paid in cash at each settlement; whoever has gained receives it.",
        ],
        [
            "initialMargin",
            "Initial margin",
            "What a futures account must have at the start, and again after a call. It is called when less than most of that, the maintenance margin, is left.",
        ],
        [
            "procyclicalMargin",
            "Procyclical margin",
            "Initial margin that rises because prices moved, whichever way: it asks for money when money is short, and of those who have gained, too.",
        ],
    ],
    assumed: &[[
        KIND,
        "Futures accounts pay losses at each settlement, and are called up to the initial margin. Who pays is drawn by the seed, whatever he owns; winners take no cash out, and clearing houses do not fail.",
    ]],
    heads: &[
        [
            "variationMarginPaid",
            "Losses paid at settlements so far,\u{a0}$",
        ],
        [
            "initialMarginRatio",
            "Initial margin, share of the notional",
        ],
        ["defaultFundPaid", "Paid by default funds so far,\u{a0}$"],
        [
            "futuresSoldQuantity",
            "Futures closed by selling so far, units",
        ],
        [
            "futuresSoldNotional",
            "Futures closed by selling so far,\u{a0}$",
        ],
        [
            "futuresBoughtQuantity",
            "Futures closed by buying so far, units",
        ],
        [
            "futuresBoughtNotional",
            "Futures closed by buying so far,\u{a0}$",
        ],
    ],
    closed: Some(words::Closed {
        one: "account",
        many: "accounts",
        seller: "{the clearing house buys back what you owe|the clearing house sells what you hold}",
    }),
    forced: Some(words::Forced {
        place: 2,
        apart: "Futures accounts are closed at a clearing house when a call is not paid, so they are not in this picture.",
        is_own_money: true,
    }),
    has_borrowed: true,
    waits: true,
    row: [
        r#"At a settlement <math><mi>c</mi><mo>+=</mo><mi>z</mi><mi>q</mi><mo stretchy="false">(</mo><mi>p</mi><mo>−</mo><mi>S</mi><mo stretchy="false">)</mo></math>, <math><mi>S</mi><mo>=</mo><mi>p</mi></math>; called at <math><mi>c</mi><mo>≤</mo><mi>s</mi><mi>r</mi><mi>q</mi><mi>p</mi></math> for <math><mi>r</mi><mi>q</mi><mi>p</mi><mo>−</mo><mi>c</mi></math>; what is not paid for closes <math><mi>q</mi><mo>−</mo><mi>e</mi><mo>/</mo><mo stretchy="false">(</mo><mi>r</mi><mi>p</mi><mo stretchy="false">)</mo></math>, <math><mi>e</mi><mo>=</mo><mi>c</mi><mo>+</mo><mi>z</mi><mi>q</mi><mo stretchy="false">(</mo><mi>p</mi><mo>−</mo><mi>S</mi><mo stretchy="false">)</mo></math>."#,
        "OT14, OT15",
    ],
    rows: &[words::Rows {
        head: "Futures: how the initial margin comes about, <code>populations[].initial.law</code>, and what is closed of an account, <code>.close</code>; banks: when they sell, <code>.rule.law</code>",
        rows: &[
            ["populations[].initial.law", "ratio", "", "OT14"],
            [
                "populations[].initial.law",
                "ewma",
                r#"<math><mi>r</mi><mo>=</mo><mi>k</mi><msqrt><mi>h</mi><mi>v</mi></msqrt></math> within its bounds, <math><mi>v</mi><mo>=</mo><mi>λ</mi><msub><mi>v</mi><mi>c</mi></msub><mo>+</mo><mo stretchy="false">(</mo><mn>1</mn><mo>−</mo><mi>λ</mi><mo stretchy="false">)</mo><msup><mi>ln</mi><mn>2</mn></msup><mo stretchy="false">(</mo><mi>p</mi><mo>/</mo><msub><mi>p</mi><mi>c</mi></msub><mo stretchy="false">)</mo></math>, <math><mi>c</mi></math> the close of the day before."#,
                "OT15",
            ],
            ["populations[].close", "toInitial", "", "OT14"],
            [
                "populations[].close",
                "all",
                "",
                "<code>tests/traditional.rs</code>",
            ],
        ],
    }],
};

/// Their declaration.
pub static FUTURES: Spec<Population, Places> = Spec {
    variant: built(
        KIND,
        "Futures accounts at a clearing house: losses are paid in cash at each settlement, and calls restore the initial margin.",
        &[
            ENABLED,
            MARKET_REFERENCE,
            field(
                "openInterest",
                Kind::Nullable(&Kind::Number(above(0.0, 1e15))),
                Some("null"),
                "Quote of all generated accounts at the starting price.",
            ),
            count(Some("10000")),
            number(
                "longShare",
                range(0.0, 1.0),
                Some("0.6"),
                "fraction",
                "Share of the open interest that is long; a market maker holds the difference.",
            ),
            field(
                "leverage",
                Kind::Nullable(&Kind::Tagged(&LEVERAGE.tagged)),
                Some("null"),
                "Of generated accounts: notional over cash, evenly spaced quantiles, largest first; what would be called at once is cut.",
            ),
            field(
                "triggers",
                Kind::Nullable(&Kind::Object(TRIGGERS)),
                Some("null"),
                "Of generated longs, instead of leverage: call prices, evenly spaced, below the starting price; there are no shorts then.",
            ),
            field(
                "rows",
                Kind::Nullable(&Kind::List(&ROWS)),
                Some("null"),
                "Accounts one by one, instead of openInterest, leverage and triggers.",
            ),
            field(
                "initial",
                Kind::Tagged(&INITIAL.tagged),
                Some(r#"{"law":"ratio"}"#),
                "Initial margin: what a call restores.",
            ),
            number(
                "maintenanceShare",
                range(0.1, 1.0),
                Some("0.9090909090909091"),
                "of initial margin",
                "An account is called when its cash is no more than this share of the initial margin.",
            ),
            number(
                "cycleS",
                SECONDS,
                Some("0"),
                "s",
                "Above 0: settled only in ticks that pass offsetS + k cycleS; needs the ticks clock. 0: in every step.",
            ),
            number(
                "offsetS",
                SECONDS,
                Some("0"),
                "s",
                "First of these times; days end so long after multiples of 86,400 s.",
            ),
            GRACE,
            CURE,
            field(
                "close",
                Kind::Choice(&[
                    yes("toInitial", "As much as restores the initial margin."),
                    yes("all", "All of it."),
                ]),
                Some("\"toInitial\""),
                "What is closed of an account that has not paid.",
            ),
            number(
                "defaultFund",
                NOT_NEGATIVE,
                Some("0"),
                "quote",
                "Pays what a closed account owes; the rest is bad debt. Not the market's insurance fund.",
            ),
        ],
    )
    .told(&WORDS),
    needs_ticks: false,
    controls: CONTROLS,
    build,
};

fn build(node: &Node<'_>, build: &mut Build<'_>, places: &Places) -> Population {
    let market = places.linear_market(node, build, KIND);
    let start_price = places.markets[market].impact.start_price;
    let initial = INITIAL
        .build(&node.field("initial"), build, &())
        .unwrap_or(Initial::Ratio(1.0));
    let maintenance_share = node.number("maintenanceShare");
    let (cycle_s, offset_s) = (node.number("cycleS"), node.number("offsetS"));
    build.takes_time(node, "cycleS", cycle_s > 0.0, "must be 0");
    let grace_s = grace(node, build);
    let maintenance = maintenance_share * initial.first();
    let accounts = accounts(node, build, start_price, maintenance);
    let terms = Terms {
        first: Demand {
            maintenance,
            restore: initial.first(),
        },
        grace_s,
        cure_probability: node.number("cureProbability"),
        minimum_call: 0.0,
        sale: build.word(
            node,
            "close",
            &[("toInitial", Sale::Shortfall), ("all", Sale::All)],
        ),
    };
    let rules = Rules {
        initial,
        maintenance_share,
        cycle: Times::of(cycle_s, offset_s),
        days: Times::of(DAY_S, offset_s),
        default_fund: node.number("defaultFund"),
        start_price,
    };
    Population::Acting(
        Book::new(
            market,
            node.flag("enabled"),
            accounts,
            terms,
            rules,
            [build.seed, places.accounts_before],
        )
        .into(),
    )
}

/// An account with so much cash in it, entered at a price.
fn account(side: Side, quantity: f64, price: f64, cash: f64) -> Account {
    Account {
        side,
        quantity,
        cash: cash - side.sign() * quantity * price,
    }
}

/// The accounts, generated or listed.
fn accounts(
    node: &Node<'_>,
    build: &mut Build<'_>,
    start_price: f64,
    maintenance: f64,
) -> Accounts {
    let count = node.count("count");
    let long_share = node.number("longShare");
    match given(node, build, "openInterest", start_price) {
        None => Accounts::default(),
        Some(Given::Rows) => {
            let mut accounts = Accounts::default();
            for row in node.items("rows") {
                let side = build.word(&row, "side", SIDES);
                let (quantity, cash) = (row.number("quantity"), row.number("cash"));
                accounts.names.push(row.text("id").to_owned());
                accounts
                    .all
                    .push(account(side, quantity, start_price, cash));
            }
            accounts
        }
        Some(Given::Leverage(open_interest, law)) => {
            let longs = longs_of(count, long_share);
            let sides = [
                (Side::Long, longs, long_share),
                (Side::Short, count - longs, 1.0 - long_share),
            ];
            let mut all = Vec::new();
            for (side, count, share) in sides {
                let notional = share * open_interest / f64::from(count);
                // Who has no share of it holds nothing.
                if count == 0 || notional == 0.0 {
                    continue;
                }
                let quantity = notional / start_price;
                let of = |leverage| account(side, quantity, start_price, notional / leverage);
                all.extend(leverages(&law, count, maintenance).map(of));
            }
            all.into()
        }
        Some(Given::Triggers(open_interest, ends)) => {
            let quantity = long_share * open_interest / start_price / f64::from(count);
            let all: Vec<Account> = if quantity > 0.0 {
                call_prices(ends, count)
                    .map(|price| Account {
                        side: Side::Long,
                        quantity,
                        cash: -(1.0 - maintenance) * quantity * price,
                    })
                    .collect()
            } else {
                Vec::new()
            };
            all.into()
        }
    }
}

/// How many of so many accounts are long: a side with any open interest has somebody to hold it, as far as there are two to share.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share of a count fits the count"
)]
fn longs_of(count: u32, long_share: f64) -> u32 {
    let longs = (f64::from(count) * long_share).round() as u32;
    if count > 1 && long_share > 0.0 && long_share < 1.0 {
        longs.clamp(1, count - 1)
    } else {
        longs
    }
}
