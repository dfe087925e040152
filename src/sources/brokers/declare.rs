//! How margin accounts are declared, and what a declaration makes.

use super::{Book, CONTROLS, KIND, Rules};
use crate::error::show;
use crate::population::crowd::Side;
use crate::population::laws::LEVERAGE;
use crate::scenario::declare::{
    ENABLED, MARKET_REFERENCE, NOT_NEGATIVE, POSITIVE, SIDE, above, built, count, field, number,
    range, yes,
};
use crate::scenario::node::{Build, Node, SIDES};
use crate::scenario::schema::{Field, Kind, List, Range, join};
use crate::scenario::spec::Spec;
use crate::scenario::words::{self, Words};
use crate::sources::margin_calls::{
    Account, Accounts, CURE, Demand, GRACE, Given, SECONDS, Sale, TRIGGERS, Terms, call_prices,
    given, grace, leverages,
};
use crate::sources::reactor::Times;
use crate::sources::{Places, Population};

const RATIO: Range = range(0.001, 0.99);

/// An account by itself.
pub const MARGIN_ACCOUNT: &[Field] = &[
    field("id", Kind::Text(64), Some("\"\""), "Name of the account."),
    SIDE,
    number("quantity", POSITIVE, None, "base", "Base held, or owed."),
    field(
        "loan",
        Kind::Nullable(&Kind::Number(NOT_NEGATIVE)),
        Some("null"),
        "Quote that a long owes to the broker.",
    ),
    field(
        "credit",
        Kind::Nullable(&Kind::Number(above(0.0, 1e15))),
        Some("null"),
        "Quote that a short holds, what the sale brought in included.",
    ),
];

/// When it is called.
pub const CALL_RULES: &[Field] = &[MAINTENANCE];

const MAINTENANCE: Field = number(
    "maintenance",
    RATIO,
    Some("0.25"),
    "of value",
    "An account is called when its equity is no more than this share of what it holds (owes).",
);

static ROWS: List = List {
    item: Kind::Object(MARGIN_ACCOUNT),
    min: 0,
    max: 1_000_000,
};

/// What is told of them.
static WORDS: Words = Words {
    names: &[words::Name {
        word: KIND,
        name: "margin accounts",
        rule: words::Rule::Always(
            "Margin accounts hold with a loan of their broker. Whose own money gets too little is called for more; what is not paid for the broker {buys back|sells}.",
        ),
    }],
    terms: &[[
        "brokers",
        "Margin accounts",
        "Shares or coins held with a loan of a broker. Whose own part gets too small gets a margin call: pay by a deadline, or the broker sells.",
    ]],
    assumed: &[[
        KIND,
        "Margin accounts are called when their own part is no more than the broker asks for. Who pays is drawn by the seed, whatever he owns; others neither pay nor sell early.",
    ]],
    heads: &[
        ["callsPending", "Margin calls open"],
        [
            "callsPendingNotional",
            "Asked for by open margin calls,\u{a0}$",
        ],
        ["callsIssued", "Margin calls so far"],
        ["callsMet", "Margin calls paid so far"],
        ["callsLapsed", "Margin calls lapsed so far"],
        ["callsSold", "Margin calls not paid, and sold, so far"],
        ["depositedMargin", "Paid in for margin calls so far,\u{a0}$"],
        ["brokersSoldQuantity", "Sold by brokers so far, units"],
        ["brokersSoldNotional", "Sold by brokers so far,\u{a0}$"],
        [
            "brokersBoughtQuantity",
            "Bought back by brokers so far, units",
        ],
        [
            "brokersBoughtNotional",
            "Bought back by brokers so far,\u{a0}$",
        ],
    ],
    closed: Some(words::Closed {
        one: "margin account",
        many: "margin accounts",
        seller: "{your broker buys back what you owe|your broker sells what you hold}",
    }),
    forced: Some(words::Forced {
        place: 1,
        apart: "Margin accounts are sold by their broker when a call is not paid, so they are not in this picture.",
        is_own_money: true,
    }),
    has_borrowed: true,
    waits: true,
    row: [
        r#"Called at <math><mi>E</mi><mo>≤</mo><mi>m</mi><mi>n</mi><mi>p</mi></math>; what is not paid for sells <math><mo stretchy="false">(</mo><mi>r</mi><mi>n</mi><mi>p</mi><mo>−</mo><mi>E</mi><mo stretchy="false">)</mo><mo>/</mo><mo stretchy="false">(</mo><mi>r</mi><mi>p</mi><mo stretchy="false">)</mo></math>, step by step, until it has its margin."#,
        "OT11 to OT13",
    ],
    rows: &[words::Rows {
        head: "",
        rows: &[
            [
                "populations[].sale",
                "shortfall",
                "FINRA Rule 4210; auto-liquidating brokers.",
                "OT11",
            ],
            ["populations[].sale", "all", "", "OT11"],
        ],
    }],
};

/// Their declaration.
pub static BROKERS: Spec<Population, Places> = Spec {
    variant: built(
        KIND,
        "Cash accounts on margin: the broker calls for money, waits, and sells what is not paid for.",
        &[
            ENABLED,
            MARKET_REFERENCE,
            field(
                "holdings",
                Kind::Nullable(&Kind::Number(above(0.0, 1e15))),
                Some("null"),
                "Quote of all generated accounts at the starting price; they are long and of equal size.",
            ),
            count(Some("10000")),
            field(
                "leverage",
                Kind::Nullable(&Kind::Tagged(&LEVERAGE.tagged)),
                Some("null"),
                "Of generated accounts: holdings over equity, evenly spaced quantiles, largest first; what would be called at once is cut.",
            ),
            field(
                "triggers",
                Kind::Nullable(&Kind::Object(TRIGGERS)),
                Some("null"),
                "Of generated accounts, instead of leverage: call prices, evenly spaced, below the starting price.",
            ),
            field(
                "rows",
                Kind::Nullable(&Kind::List(&ROWS)),
                Some("null"),
                "Accounts one by one, instead of holdings, leverage and triggers.",
            ),
            MAINTENANCE,
            field(
                "restore",
                Kind::Nullable(&Kind::Number(RATIO)),
                Some("null"),
                "What a call asks for and a sale restores, of value; null: maintenance.",
            ),
            GRACE,
            CURE,
            field(
                "appreciation",
                Kind::Flag,
                Some("true"),
                "A call lapses when the price alone restores maintenance.",
            ),
            number(
                "callIntervalS",
                SECONDS,
                Some("0"),
                "s",
                "Above 0: calls are issued only in ticks that pass callOffsetS + k callIntervalS; needs the ticks clock.",
            ),
            number(
                "callOffsetS",
                SECONDS,
                Some("0"),
                "s",
                "First of these times.",
            ),
            number(
                "minimumCall",
                NOT_NEGATIVE,
                Some("0"),
                "quote",
                "Smaller calls are not issued.",
            ),
            field(
                "sale",
                Kind::Choice(&[
                    yes("shortfall", "As much as restores the account."),
                    yes("all", "All of it."),
                ]),
                Some("\"shortfall\""),
                "What is sold of an account that has not paid.",
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
    let maintenance = node.number("maintenance");
    let restore = node.number_of("restore").unwrap_or(maintenance);
    if restore < maintenance {
        let path = join(&node.path, "restore");
        let message = format!(
            "{path} is {}, below maintenance, {}",
            show(restore),
            show(maintenance)
        );
        build.inconsistent(&path, message);
    }
    let grace_s = grace(node, build);
    let every_s = node.number("callIntervalS");
    build.takes_time(node, "callIntervalS", every_s > 0.0, "must be 0");
    let accounts = accounts(node, build, start_price, maintenance);
    let terms = Terms {
        first: Demand {
            maintenance,
            restore,
        },
        grace_s,
        cure_probability: node.number("cureProbability"),
        minimum_call: node.number("minimumCall"),
        sale: build.word(
            node,
            "sale",
            &[("shortfall", Sale::Shortfall), ("all", Sale::All)],
        ),
    };
    let rules = Rules {
        appreciation: node.flag("appreciation"),
        calls: Times::of(every_s, node.number("callOffsetS")),
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

/// The accounts, generated or listed.
fn accounts(
    node: &Node<'_>,
    build: &mut Build<'_>,
    start_price: f64,
    maintenance: f64,
) -> Accounts {
    let count = node.count("count");
    let quantity_of = |holdings: f64| holdings / start_price / f64::from(count);
    let of = |quantity: f64, loan: f64| Account {
        side: Side::Long,
        quantity,
        cash: -loan,
    };
    let all: Vec<Account> = match given(node, build, "holdings", start_price) {
        None => Vec::new(),
        Some(Given::Rows) => return listed(node, build),
        Some(Given::Leverage(holdings, law)) => {
            let quantity = quantity_of(holdings);
            let value = quantity * start_price;
            leverages(&law, count, maintenance)
                .map(|leverage| of(quantity, value * (1.0 - 1.0 / leverage)))
                .collect()
        }
        Some(Given::Triggers(holdings, ends)) => {
            let quantity = quantity_of(holdings);
            call_prices(ends, count)
                .map(|price| of(quantity, (1.0 - maintenance) * quantity * price))
                .collect()
        }
    };
    all.into()
}

fn listed(node: &Node<'_>, build: &mut Build<'_>) -> Accounts {
    let mut accounts = Accounts::default();
    for row in node.items("rows") {
        accounts.names.push(row.text("id").to_owned());
        accounts.all.push(account(&row, build));
    }
    accounts
}

fn account(row: &Node<'_>, build: &mut Build<'_>) -> Account {
    let side = build.word(row, "side", SIDES);
    let (loan, credit) = (row.number_of("loan"), row.number_of("credit"));
    let (own, other, kind, has) = match side {
        Side::Long => (loan, credit, "long", ["loan", "credit"]),
        Side::Short => (credit, loan, "short", ["credit", "loan"]),
    };
    if other.is_some() {
        let message = format!(
            "{} is a {kind} with a {}; expected a {}",
            row.path, has[1], has[0]
        );
        build.inconsistent(&row.path, message);
    } else if own.is_none() {
        let message = format!("{} is a {kind} without a {}", row.path, has[0]);
        build.inconsistent(&join(&row.path, has[0]), message);
    }
    let money = own.unwrap_or(0.0);
    Account {
        side,
        quantity: row.number("quantity"),
        cash: -side.sign() * money,
    }
}

/// Price at which an account is called by such rules; `None` where no price calls it.
pub fn call_price(row: &Node<'_>, rules: &Node<'_>, build: &mut Build<'_>) -> Option<f64> {
    account(row, build).call_price(rules.number("maintenance"))
}
