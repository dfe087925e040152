//! How margin accounts are declared, and what a declaration makes.

use super::book::{Account, Book, Rules, Sale};
use super::{CONTROLS, KIND};
use crate::clock::Clock;
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
use crate::sources::reactor::Times;
use crate::sources::{Places, Population};

const RATIO: Range = range(0.001, 0.99);
const SECONDS: Range = range(0.0, 1e7);

const TRIGGERS: &[Field] = &[
    number(
        "from",
        POSITIVE,
        None,
        "quote per base",
        "Lowest call price.",
    ),
    number("to", POSITIVE, None, "quote per base", "Highest."),
];

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
                "Quote that all generated accounts hold, at the starting price; they are long and of equal size.",
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
            number(
                "graceS",
                SECONDS,
                Some("0"),
                "s",
                "Time to pay; 0: sold at once. Above 0 it needs the ticks clock.",
            ),
            number(
                "cureProbability",
                range(0.0, 1.0),
                Some("0"),
                "fraction",
                "Share of the calls that are paid before their deadline.",
            ),
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
    ),
    needs_ticks: false,
    controls: CONTROLS,
    build,
};

fn build(node: &Node<'_>, build: &mut Build<'_>, places: &Places) -> Population {
    let market = places.linear_market(node, build, KIND);
    let rules = &places.markets[market];
    let start_price = rules.impact.start_price;
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
    let grace_s = node.number("graceS");
    if grace_s > 0.0 && build.clock == Clock::Waves {
        let path = join(&node.path, "graceS");
        let message = format!(
            "{path} is {}; in an instant run nobody can wait: it must be 0, or the clock mode \"ticks\"",
            show(grace_s)
        );
        build.inconsistent(&path, message);
    }
    let every_s = node.number("callIntervalS");
    build.takes_time(node, "callIntervalS", every_s > 0.0, "must be 0");
    let accounts = accounts(node, build, start_price, maintenance);
    let rules = Rules {
        maintenance,
        restore,
        grace_s,
        cure_probability: node.number("cureProbability"),
        appreciation: node.flag("appreciation"),
        calls: Times::of(every_s, node.number("callOffsetS")),
        minimum_call: node.number("minimumCall"),
        sale: build.word(
            node,
            "sale",
            &[("shortfall", Sale::Shortfall), ("all", Sale::All)],
        ),
    };
    Population::Acting(
        Book::new(
            market,
            node.flag("enabled"),
            accounts,
            rules,
            build.seed,
            places.accounts_before,
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
) -> Vec<Account> {
    let is_given = |name: &str| !node.value[name].is_null();
    let [leverage, triggers, rows] = ["leverage", "triggers", "rows"].map(is_given);
    if rows {
        for name in ["holdings", "leverage", "triggers"] {
            if is_given(name) {
                let message = format!("{} has both rows and {name}; give one", node.path);
                build.inconsistent(&join(&node.path, name), message);
            }
        }
        return listed(node, build);
    }
    match (leverage, triggers) {
        (true, true) => {
            let message = format!("{} has both leverage and triggers; give one", node.path);
            build.inconsistent(&node.path, message);
            return Vec::new();
        }
        (false, false) => {
            let message = format!("{} needs leverage, triggers or rows", node.path);
            build.inconsistent(&node.path, message);
            return Vec::new();
        }
        _ => {}
    }
    let Some(holdings) = node.number_of("holdings") else {
        let message = format!(
            "{} needs holdings, of which the accounts are parts",
            node.path
        );
        build.inconsistent(&join(&node.path, "holdings"), message);
        return Vec::new();
    };
    let count = node.count("count");
    let quantity = holdings / start_price / f64::from(count);
    let of = |loan: f64| Account {
        side: Side::Long,
        quantity,
        cash: -loan,
    };
    if leverage {
        let before = build.problems.len();
        let law = LEVERAGE.build(&node.field("leverage"), build, &());
        // Nothing is drawn from a law that does not hold together.
        let Some(law) = law.filter(|_| build.problems.len() == before) else {
            return Vec::new();
        };
        let quantiles = law.quantiles();
        // Whoever would be called before anything happens has less.
        let most = (1.0 - 1e-9) / maintenance;
        let value = quantity * start_price;
        return (0..count)
            .map(|index| {
                let share = 1.0 - (f64::from(index) + 0.5) / f64::from(count);
                let leverage = quantiles.at(share).min(most);
                of(value * (1.0 - 1.0 / leverage))
            })
            .collect();
    }
    let ends = node.field("triggers");
    let (from, to) = (ends.number("from"), ends.number("to"));
    build.ordered(&ends, "from", from, "to", to);
    if to >= start_price {
        let path = join(&ends.path, "to");
        let message = format!(
            "{path} is {}, not below the starting price {}",
            show(to),
            show(start_price)
        );
        build.inconsistent(&path, message);
    }
    let step = (to - from) / f64::from(count);
    (0..count)
        .map(|index| {
            // The one that the price reaches first has the first number.
            let price = to - (f64::from(index) + 0.5) * step;
            of((1.0 - maintenance) * quantity * price)
        })
        .collect()
}

fn listed(node: &Node<'_>, build: &mut Build<'_>) -> Vec<Account> {
    node.items("rows").map(|row| account(&row, build)).collect()
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
