//! From a checked JSON value to the typed model. What the fields of a mechanism mean stands beside its declaration; here is what
//! they mean together.

use super::budget::budget;
use super::contract::{MAX_TICKS, SCENARIO};
use super::data::DataStore;
use super::declare::MAX_POSITIONS_IN_ALL;
use super::model::{Account, Shock, ValidScenario};
use super::node::{Build, Node};
use super::schema::{check, join};
use super::shocks::SHOCK;
use super::steps::Steps;
use super::visibility::{alarms, visibility};
use crate::clock::Clock;
use crate::couplings::{self, COUPLING, Tie, shared_index};
use crate::error::{Problem, listed, quote, show};
use crate::settlement::rules::{Market, market};
use crate::sources::follow::{Followed, follow, pledge};
use crate::sources::{POPULATION, Places, Population};
use serde_json::Value;
use std::collections::BTreeMap;

/// Least order of whoever answers the price in a run that takes time, as a share of its first size.
const LEAST_ORDER: f64 = 1e-12;

/// Checks a scenario and builds the model.
///
/// # Errors
/// The problems at once, in the order of the fields; where there are very many, the first of them (see
/// [`listed`]).
pub fn build(scenario: &Value, data: &DataStore) -> Result<ValidScenario, Vec<Problem>> {
    Ok(build_complete(scenario, data)?.1)
}

/// The same, with the scenario as it is when nothing is left out of it.
///
/// # Errors
/// As [`build`].
pub(super) fn build_complete(
    scenario: &Value,
    data: &DataStore,
) -> Result<(Value, ValidScenario), Vec<Problem>> {
    let mut problems = Vec::new();
    let checked = check(&SCENARIO, scenario, "", &mut problems);
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
    let valid = self::scenario(&node, &mut build);
    let problems = build.problems;
    if problems.is_empty() {
        Ok((checked, valid))
    } else {
        Err(listed(problems))
    }
}

fn scenario(node: &Node<'_>, build: &mut Build<'_>) -> ValidScenario {
    let clock = clock(&node.field("clock"), build);
    build.clock = clock;
    build.seed = node.count("seed");
    let indices = shared_index::named(node);
    let mut markets: Vec<Market> = Vec::new();
    for item in node.items("markets") {
        let market = market(&item, build, &indices);
        if markets.iter().any(|other| other.id == market.id) {
            let message = format!("{}.id \"{}\" is used twice", item.path, market.id);
            build.inconsistent(&join(&item.path, "id"), message);
        }
        markets.push(market);
    }
    let mut accounts: Vec<Account> = Vec::new();
    let mut numbers: BTreeMap<String, usize> = BTreeMap::new();
    for item in node.items("accounts") {
        let id = item.text("id").to_owned();
        let number = accounts.len();
        let first = *numbers.entry(id.clone()).or_insert(number);
        if id.is_empty() || first != number {
            let path = join(&item.path, "id");
            let message = format!(
                "{path} is {}; expected a name that no other account has",
                quote(&id)
            );
            build.inconsistent(&path, message);
        }
        accounts.push(Account {
            id,
            wallet: item.number("wallet"),
            collateral: Vec::new(),
        });
    }
    let alarms = if cfg!(feature = "mechanisms") {
        alarms(node, build, &markets)
    } else {
        Vec::new()
    };
    let mut places = Places {
        markets,
        alarms: alarms.iter().map(|alarm| alarm.id.clone()).collect(),
        accounts: numbers,
        index: 0,
        accounts_before: 0,
        factors: Vec::new(),
        indices,
    };
    pledge(node, build, &places, &mut accounts);
    let mut populations: Vec<Population> = Vec::new();
    let count = |population: &Population| match population {
        Population::Traders(group) => u64::from(group.count()),
        Population::Acting(book) => book.accounts(),
        Population::Several(several) => several.count(),
    };
    for (item, index) in node.items("populations").zip(0..) {
        places.index = index;
        if let Some(population) = POPULATION.build(&item, build, &places) {
            // Too many of them are refused below.
            let more = u32::try_from(count(&population)).unwrap_or(u32::MAX);
            places.accounts_before = places.accounts_before.saturating_add(more);
            populations.push(population);
        }
    }
    let Followed {
        populations,
        liquidators,
        chain,
    } = follow(node, build, &mut places, populations, &mut accounts);
    let total: u64 = populations.iter().map(count).sum();
    if total > MAX_POSITIONS_IN_ALL {
        let message = format!(
            "populations hold {total} positions; at most {MAX_POSITIONS_IN_ALL} are allowed"
        );
        build.inconsistent("populations", message);
    }
    let couplings = couplings(node, build, &places);
    places.factors = couplings::factors(&couplings);
    let shock = SHOCK
        .build(&node.field("shock"), build, &places)
        .unwrap_or(Shock::None);
    let mut more_shocks: Vec<Shock> = Vec::new();
    for item in node.items("moreShocks") {
        let more = SHOCK.build(&item, build, &places).unwrap_or(Shock::None);
        let meets = |other: &Shock| {
            let mut markets = 0..places.markets.len();
            markets.any(|market| other.beta(market).is_some() && more.beta(market).is_some())
        };
        let cancels =
            |other: &Shock| matches!(other, Shock::PriceGap { cancels: true, .. }) && meets(other);
        let jumps_twice = matches!(more, Shock::PriceGap { .. })
            && std::iter::once(&shock).chain(&more_shocks).any(cancels);
        if jumps_twice {
            let message = format!(
                "{} is a second price gap beside one that cancels orders",
                item.path
            );
            build.inconsistent(&item.path, message);
        }
        more_shocks.push(more);
    }
    divided_ticks(clock, &shock, &more_shocks, build);
    let clock_node = node.field("clock");
    let valid = ValidScenario {
        title: node.text("title").to_owned(),
        seed: build.seed,
        clock,
        tolerance: if clock == Clock::Waves {
            clock_node.number("tolerance")
        } else {
            LEAST_ORDER
        },
        couplings,
        visibility: if cfg!(feature = "mechanisms") {
            visibility(node, build)
        } else {
            None
        },
        alarms,
        liquidators,
        chain,
        markets: places.markets,
        populations,
        accounts,
        shock,
        more_shocks,
    };
    if build.problems.is_empty() {
        budget(&valid, build);
    }
    valid
}

/// What ties the markets.
fn couplings(node: &Node<'_>, build: &mut Build<'_>, places: &Places) -> Vec<Tie> {
    let mut couplings: Vec<Tie> = Vec::new();
    let mut names: Vec<(&str, &str)> = Vec::new();
    for item in node.items("couplings") {
        let tie = COUPLING.build(&item, build, places);
        let is_again = |other: &Tie| tie.as_ref().is_some_and(|tie| tie.ties_same(other));
        if couplings.iter().any(is_again) {
            let message = format!("{} ties two markets that are tied already", item.path);
            build.inconsistent(&item.path, message);
        }
        if let Some(id) = item.text_of("id") {
            let name = (item.text("kind"), id);
            if names.contains(&name) {
                let message = format!("{}.id \"{id}\" is used twice", item.path);
                build.inconsistent(&join(&item.path, "id"), message);
            }
            names.push(name);
        }
        couplings.extend(tie);
    }
    let mut number = 0;
    for (item, tie) in node.items("couplings").zip(&couplings) {
        if let (true, Some(index)) = (tie.is_enabled(), tie.index()) {
            if let Some(market) = index.alone()
                && places.markets[market].mark.index() == Some(number)
            {
                let message = format!(
                    "{} has one member, \"{}\", and no price outside: a mark on it would be its own last price",
                    item.path, places.markets[market].id
                );
                build.inconsistent(&item.path, message);
            }
            number += 1;
        }
    }
    couplings
}

fn clock(node: &Node<'_>, build: &mut Build<'_>) -> Clock {
    match node.text("mode") {
        "waves" => return Clock::Waves,
        "ticks" => {}
        _ => return build.not_built(node, "mode", Clock::Waves),
    }
    let (tick_s, duration_s) = (node.number("tickS"), node.number("durationS"));
    if duration_s / tick_s > MAX_TICKS {
        let message = format!(
            "{}.durationS of {} s makes {} ticks; at most {} are allowed",
            node.path,
            show(duration_s),
            show((duration_s / tick_s).floor()),
            show(MAX_TICKS)
        );
        build.inconsistent(&join(&node.path, "durationS"), message);
    }
    Clock::Ticks { tick_s, duration_s }
}

/// Paths divide ticks, which makes rows.
fn divided_ticks(clock: Clock, shock: &Shock, more: &[Shock], build: &mut Build<'_>) {
    let Clock::Ticks { tick_s, duration_s } = clock else {
        return;
    };
    // Too many ticks are a problem of their own.
    if duration_s / tick_s > MAX_TICKS {
        return;
    }
    let shocks: Vec<&Shock> = std::iter::once(shock).chain(more).collect();
    let steps = Steps::least(clock, &shocks).count();
    if steps > MAX_TICKS {
        let message = format!(
            "clock.tickS of {} s makes {} steps with those at the extremes of a path between two ticks; at most {} are allowed",
            show(tick_s),
            show(steps),
            show(MAX_TICKS)
        );
        build.inconsistent("clock.tickS", message);
    }
}
