//! Whoever closes loans, as a scenario declares them.

use super::book::{Book, Chain, Liquidator, Sizing};
use super::chain::chain;
use crate::error::quote;
use crate::scenario::declare::{NOT_NEGATIVE, above, field, number, range, yes};
use crate::scenario::node::{Build, Node};
use crate::scenario::schema::{Field, Kind, List, join, nearest};
use crate::sources::{Places, Population};
use std::sync::Arc;

static SERVED: List = List {
    item: Kind::Text(64),
    min: 0,
    max: 64,
};

static LIQUIDATOR: List = List {
    item: Kind::Object(&[
        field("id", Kind::Text(64), Some("\"bot\""), "Name, for people."),
        field(
            "serves",
            Kind::List(&SERVED),
            Some("[]"),
            "Lending populations that it watches; empty: all.",
        ),
        field(
            "act",
            Kind::Choice(&[
                yes("whenProfitable", "It takes what earns something."),
                yes(
                    "always",
                    "It takes all that it may, whatever that costs it.",
                ),
            ]),
            Some("\"whenProfitable\""),
            "When it acts.",
        ),
        field(
            "capital",
            Kind::Nullable(&Kind::Number(NOT_NEGATIVE)),
            Some("null"),
            "Quote that it has at the start; null: flash loans, as much as it needs.",
        ),
        number(
            "flashFeeRatio",
            range(0.0, 0.1),
            Some("0"),
            "fraction",
            "Fee of a flash loan, of what is repaid.",
        ),
        number(
            "minProfit",
            NOT_NEGATIVE,
            Some("0"),
            "quote",
            "Least gain of a transaction after gas.",
        ),
        number(
            "minProfitRatio",
            range(0.0, 1.0),
            Some("0"),
            "fraction",
            "Least gain on the last unit.",
        ),
        field(
            "sizing",
            Kind::Choice(&[
                yes("marginal", "Until the last unit earns nothing."),
                yes("breakEven", "Until all of it earns nothing."),
                yes("whole", "All that it may, or nothing."),
            ]),
            Some("\"marginal\""),
            "How much of what it may it takes.",
        ),
        number(
            "latencyS",
            range(0.0, 1e6),
            Some("0"),
            "s",
            "It acts only on what has been liquidatable (on offer) this long; who is quicker comes first.",
        ),
        field(
            "sellRatePerS",
            Kind::Nullable(&Kind::Number(above(0.0, 1e6))),
            Some("null"),
            "null: it sells what it took in the same step; a rate: it keeps it and sells the share 1 - exp(-rate dt) of it each tick. Needs a capital and the ticks clock.",
        ),
        field(
            "mostGas",
            Kind::Nullable(&Kind::Number(NOT_NEGATIVE)),
            Some("null"),
            "Quote above which it sends no transaction; null: it always sends.",
        ),
        field(
            "bid",
            Kind::Choice(&[
                yes("value", "What the lot is worth to it."),
                yes("least", "Just enough to lead."),
            ]),
            Some("\"value\""),
            "What it bids in English auctions.",
        ),
    ]),
    min: 0,
    max: 64,
};

/// The field of a scenario.
pub const LIQUIDATORS_FIELD: Field = field(
    "liquidators",
    Kind::List(&LIQUIDATOR),
    Some("[]"),
    "Whoever closes loans; empty: anybody does, at once, for nothing, however much.",
);

/// Lending of a scenario, population by population.
fn protocols(populations: &[Population]) -> Vec<Arc<Book>> {
    let of = |population: &Population| match population {
        Population::Acting(book) => book.lending().cloned(),
        Population::Traders(_) | Population::Several(_) => None,
    };
    populations.iter().filter_map(of).collect()
}

/// What the fields mean, told the populations.
pub fn liquidators(
    node: &Node<'_>,
    build: &mut Build<'_>,
    populations: &[Population],
    places: &Places,
) -> (Vec<Liquidator>, Chain) {
    let lending = protocols(populations);
    // Numbers are those of protocols that take part.
    let ids = |is_enabled: bool| {
        let books = lending
            .iter()
            .filter(move |book| !is_enabled || book.is_enabled());
        books.flat_map(|book| book.protocols.iter().map(|one| one.id.as_str()))
    };
    let known: Vec<&str> = ids(false).collect();
    for (place, id) in known.iter().enumerate() {
        if known[..place].contains(id) {
            let message = format!(
                "populations: two lending populations have the id {}; columns are named by it",
                quote(id)
            );
            build.inconsistent("populations", message);
        }
    }
    let active: Vec<&str> = ids(true).collect();
    let mut made = Vec::new();
    for item in node.items("liquidators") {
        if known.is_empty() {
            let message = format!(
                "{} has nothing to do: there is no lending population",
                item.path
            );
            build.inconsistent(&item.path, message);
        }
        let (capital, rate) = (item.number_of("capital"), item.number_of("sellRatePerS"));
        build.takes_time(&item, "sellRatePerS", rate.is_some(), "must be null");
        if rate.is_some() && capital.is_none() {
            let path = join(&item.path, "sellRatePerS");
            build.inconsistent(&path, format!("{path} needs a capital"));
        }
        let is_late = item.number("latencyS") > 0.0;
        build.takes_time(&item, "latencyS", is_late, "must be 0");
        let mut serves: Vec<usize> = Vec::new();
        let mut is_told = false;
        for served in item.items("serves") {
            is_told = true;
            let id = served.value.as_str().unwrap_or_default();
            if !known.contains(&id) {
                let names: Vec<String> = known.iter().map(|id| quote(id)).collect();
                let names = names.join(", ");
                let message = match nearest(id, known.iter().copied()) {
                    Some(near) => format!(
                        "{} is {}; the lending populations are {names} (did you mean {}?)",
                        served.path,
                        quote(id),
                        quote(near)
                    ),
                    None => format!(
                        "{} is {}; the lending populations are {names}",
                        served.path,
                        quote(id)
                    ),
                };
                build.inconsistent(&served.path, message);
            }
            serves.extend(active.iter().position(|known| *known == id));
        }
        made.push(Liquidator {
            id: item.text("id").to_owned(),
            serves: is_told.then_some(serves),
            always: build.word(&item, "act", &[("whenProfitable", false), ("always", true)]),
            capital,
            flash_fee: item.number("flashFeeRatio"),
            min_profit: item.number("minProfit"),
            min_profit_ratio: item.number("minProfitRatio"),
            sizing: build.word(
                &item,
                "sizing",
                &[
                    ("marginal", Sizing::Marginal),
                    ("breakEven", Sizing::BreakEven),
                    ("whole", Sizing::Whole),
                ],
            ),
            latency_s: item.number("latencyS"),
            sell_rate_per_s: rate,
            most_gas: item.number_of("mostGas"),
            bids_least: build.word(&item, "bid", &[("value", false), ("least", true)]),
        });
    }
    (made, chain(&node.field("chain"), build, places))
}
