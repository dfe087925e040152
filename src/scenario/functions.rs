//! Functions that ask for no run: options, their margin, and the price at which a broker calls. What they are given is checked
//! as a scenario is, every problem at once.

use super::data::DataStore;
use super::declare::{field, number};
use super::node::{Build, Node};
use super::schema::{Field, Kind, check};
use crate::clock::Clock;
use crate::error::{Problem, listed, quote};
use crate::settlement::margin::Contract;
use crate::settlement::margin_rules::{MARGIN_FIELD, margin_rules};
use crate::settlement::option_margin::Requirement;
use crate::settlement::option_margin_rules::{
    OPTION_ACCOUNT, OPTION_MARGIN, OPTION_MARGIN_FIELD, option_account,
};
use crate::settlement::option_terms::{OPTION, PRICE, option_terms};
use crate::settlement::options::{Greeks, greeks};
use crate::sources::brokers::{self, CALL_RULES, MARGIN_ACCOUNT};
use serde_json::{Map, Value};

const PRICE_ARGUMENT: Field = number("price", PRICE, None, "quote per base", "Price of the base.");

static OF_OPTION: Kind = Kind::Object(&[
    field("option", Kind::Object(OPTION), None, "A European option."),
    PRICE_ARGUMENT,
]);

static OF_OPTION_ACCOUNT: Kind = Kind::Object(&[
    field("account", Kind::Object(OPTION_ACCOUNT), None, "An account."),
    PRICE_ARGUMENT,
    OPTION_MARGIN_FIELD,
    field(
        "market",
        Kind::Object(&[MARGIN_FIELD]),
        Some("{}"),
        "Market of the perp.",
    ),
]);

static OF_MARGIN_ACCOUNT: Kind = Kind::Object(&[
    field("row", Kind::Object(MARGIN_ACCOUNT), None, "An account."),
    field(
        "rules",
        Kind::Object(CALL_RULES),
        Some("{}"),
        "When it is called.",
    ),
]);

/// What an option of one base is worth at a price, and how that moves.
///
/// - `option`: `{ type, strike, expiryDays, volatility }`
/// - `price`: forward price, quote per base
///
/// # Errors
/// Every problem of both at once.
pub fn option_greeks(option: &Value, price: &Value) -> Result<Greeks, Vec<Problem>> {
    let given = [("option", option), ("price", price)];
    answered(&OF_OPTION, given, &DataStore::default(), |node, build| {
        let terms = option_terms(&node.field("option"), build, 1.0);
        let found = greeks(
            terms.is_call,
            node.number("price"),
            terms.strike,
            terms.expiry_days,
            terms.volatility,
        );
        // Far out a nought has the sign of what it was rounded from.
        Greeks {
            price: found.price + 0.0,
            delta: found.delta + 0.0,
            gamma: found.gamma + 0.0,
            vega: found.vega + 0.0,
            vanna: found.vanna + 0.0,
        }
    })
}

/// What an account with options must have at a price, quote.
///
/// - `account`: `{ perp, legs }`, or a whole row of a scenario
/// - `margin`: one of the rules; `null`: the default
/// - `market`: whose `margin.maintenance` the standard rule asks of the perp; `null`: the default of a market
///
/// # Errors
/// Every problem of all of them at once.
pub fn option_requirement(
    account: &Value,
    price: &Value,
    margin: &Value,
    market: &Value,
    data: &DataStore,
) -> Result<Requirement, Vec<Problem>> {
    // Of a market only its margin is read, as by the other functions of margin.
    let market = match market.as_object() {
        Some(fields) => Value::Object(named([(
            MARGIN_FIELD.name,
            fields.get(MARGIN_FIELD.name).unwrap_or(&Value::Null),
        )])),
        None => market.clone(),
    };
    let given = [
        ("account", account),
        ("price", price),
        ("margin", margin),
        ("market", &market),
    ];
    answered(&OF_OPTION_ACCOUNT, given, data, |node, build| {
        let account = option_account(&node.field("account"), build);
        let rules = margin_rules(&node.field("market").field(MARGIN_FIELD.name), build);
        if rules.contract == Contract::Inverse {
            let path = "market.margin.contract";
            let message = format!(
                "{path} is {}; expected one of {}",
                quote("inverse"),
                quote("linear")
            );
            build.inconsistent_value(path, "inverse", message);
        }
        let margin = OPTION_MARGIN.build(&node.field("margin"), build, &());
        margin.map(|margin| account.requirement(node.number("price"), &margin, &rules.maintenance))
    })
    .map(Option::unwrap_or_default)
}

/// Price at which a margin account is called, quote per base; `None` where no price calls it.
///
/// - `row`: `{ side, quantity, loan }` of a long, `{ side, quantity, credit }` of a short
/// - `rules`: `{ maintenance }`; `null`: the default
///
/// # Errors
/// Every problem of both at once.
pub fn call_price(row: &Value, rules: &Value) -> Result<Option<f64>, Vec<Problem>> {
    let given = [("row", row), ("rules", rules)];
    answered(
        &OF_MARGIN_ACCOUNT,
        given,
        &DataStore::default(),
        |node, build| brokers::call_price(&node.field("row"), &node.field("rules"), build),
    )
}

/// Arguments by their names; what is `null` is left out.
fn named<'a>(arguments: impl IntoIterator<Item = (&'a str, &'a Value)>) -> Map<String, Value> {
    let mut map = Map::new();
    for (name, value) in arguments {
        if !value.is_null() {
            map.insert(name.to_owned(), value.clone());
        }
    }
    map
}

/// Checks arguments one by one and, where each is what it should be, answers; what they mean together is checked by who does.
///
/// # Errors
/// Every problem at once.
pub fn answered<'a, T>(
    kind: &Kind,
    arguments: impl IntoIterator<Item = (&'a str, &'a Value)>,
    data: &DataStore,
    answer: impl FnOnce(&Node<'_>, &mut Build<'_>) -> T,
) -> Result<T, Vec<Problem>> {
    let mut problems = Vec::new();
    let checked = check(kind, &Value::Object(named(arguments)), "", &mut problems);
    if !problems.is_empty() {
        return Err(listed(problems));
    }
    let mut build = Build {
        data,
        clock: Clock::Waves,
        seed: 0,
        problems,
    };
    let node = Node {
        value: &checked,
        path: String::new(),
    };
    let found = answer(&node, &mut build);
    if build.problems.is_empty() {
        Ok(found)
    } else {
        Err(listed(build.problems))
    }
}
