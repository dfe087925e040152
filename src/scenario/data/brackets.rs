//! Leverage brackets: JSON of ccxt's `fetchLeverageTiers`, answers of venues, the file that ships with the page
//! (`{ contracts: { symbol: [{ notionalFrom, ratio, maxLeverage }, ...] } }`), or a table.

use super::figures::{bare_leverage, dressed, is_share as is_share_of_one, parts_named};
use super::held::SIDES;
use super::how::{How, RemarkKind, Remarks, ask};
use super::names::{SYMBOLS, is_symbol, plain};
use super::path::symbols_of;
use super::positions::ENTRIES;
use super::ranges::{self, is_endless};
use super::sheet::{Cell, Column, Sheet};
use super::text::{AMOUNT, count, number, quote, range, small};
use super::unit_columns::{Of, unit_in, united};
use super::units::{Measure, headed, measure, names_contracts, times_of, unit};
use crate::error::{ErrorCode, Problem, describe, show};
use crate::scenario::schema::Range;
use crate::sort::sort_by;
use serde_json::{Map, Value};

/// Names of the columns of a table, without case and punctuation; fields of JSON have the same.
pub(super) const FROM: &[&str] = &[
    "minnotional",
    "notionalfloor",
    "notionalfrom",
    "minsize",
    "minsz",
    "floor",
    "lower",
    "from",
    "startunit",
    "minposition",
    "lowerbound",
    "numnoncontractunits",
    "qtyfloor",
];
pub(super) const TO: &[&str] = &[
    "maxnotional",
    "notionalcap",
    "notionalto",
    "risklimitvalue",
    "maxsize",
    "maxsz",
    "cap",
    "upper",
    "to",
    "endunit",
    "maxposition",
    "risklimit",
    "upperbound",
    "maxpositionvalue",
    "positionsgrenze",
    "positionslimit",
    "obergrenze",
    "qtycap",
];
pub(super) const RATIO: &[&str] = &[
    "maintenancemarginrate",
    "maintmarginratio",
    "maintenancemarginratio",
    "maintenancemargin",
    "mmr",
    "mmrate",
    "maintenancerate",
    "ratio",
    "keepmarginrate",
    "maintenance",
    "mindestmarge",
];
pub(super) const MOST: &[&str] = &[
    "maxleverage",
    "initialleverage",
    "maxlever",
    "leveragemax",
    "leverage",
    "maxlev",
];
const DEDUCTION: &[&str] = &[
    "cum",
    "deduction",
    "mmdeduction",
    "maintamt",
    "maintenanceamount",
];
/// More times the maintenance margin rate than this no venue asks for to open a position.
const MOST_INITIAL: f64 = 40.0;
/// What opening takes: the largest leverage, where the file says no other.
const INITIAL: &[&str] = &["initialmarginrate", "imr", "initialmargin"];

/// Words for what brackets are of, in the headings of tables.
const OF: [&str; 44] = [
    "",
    "tier",
    "level",
    "stufe",
    "rank",
    "amount",
    "notional",
    "notionalvalue",
    "notionalbracket",
    "notionalrange",
    "notionalsize",
    "notionaltier",
    "position",
    "positionvalue",
    "positionsize",
    "positionnotional",
    "positionbracket",
    "positionrange",
    "positionlimit",
    "value",
    "size",
    "bracket",
    "range",
    "exposure",
    "contracts",
    "lots",
    "limit",
    "risklimit",
    "nominal",
    "nominalwert",
    "nominale",
    "positionswert",
    "positionsgro\u{df}e",
    "positionsgrosse",
    "wert",
    "notionnel",
    "nocional",
    "nozionale",
    "valeur",
    "valor",
    "valore",
    "posicion",
    "posizione",
    "posicao",
];
/// What makes of such a word a lower limit, and an upper one: in front of it or behind it.
const LOWER: [&str; 17] = [
    "minimum",
    "min",
    "from",
    "von",
    "lower",
    "floor",
    "start",
    "ab",
    "uber",
    "above",
    "desde",
    "de",
    "untergrenze",
    "da",
    "minimo",
    "minima",
    "minimal",
];
const UPPER: [&str; 20] = [
    "maximum",
    "max",
    "to",
    "upto",
    "bis",
    "upper",
    "cap",
    "end",
    "hasta",
    "obergrenze",
    "fino",
    "jusqua",
    "a",
    "ceiling",
    "bound",
    "maximo",
    "maxima",
    "massimo",
    "massima",
    "maximal",
];

/// What a column of a table of brackets holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    From,
    To,
    /// Limits that the name does not tell apart.
    Limits,
    Ratio,
    Most,
    Initial,
    Deduction,
}

/// The role of a column by its name: one of those above, or one that says the same.
fn role(name: &str) -> Option<Role> {
    let name = plain(name);
    let name = name.as_str();
    let lists = [
        (FROM, Role::From),
        (TO, Role::To),
        (RATIO, Role::Ratio),
        (MOST, Role::Most),
        (DEDUCTION, Role::Deduction),
        (INITIAL, Role::Initial),
    ];
    if let Some((_, role)) = lists.iter().find(|(names, _)| names.contains(&name)) {
        return Some(*role);
    }
    let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
    // An amount of margin is no rate of it.
    if name.len() > 6
        && has(&[
            "amount", "betrag", "montant", "importe", "importo", "liquid",
        ])
    {
        return None;
    }
    let is_kept = [
        "maint",
        "erhaltung",
        "haltemarg",
        "wartungsmarg",
        "mindestmarg",
        "mantenim",
        "manuten",
    ];
    if has(&is_kept) || name.starts_with("mmr") || matches!(name, "mm" | "mmf") {
        return Some(Role::Ratio);
    }
    if has(&["lever", "hebel", "levier", "apalanca", "alavanca"]) || name == "levamassima" {
        return Some(Role::Most);
    }
    if has(&["initialm", "imr", "anfangsmarg", "ersteinschuss"]) || matches!(name, "im" | "imf") {
        return Some(Role::Initial);
    }
    let is_of = |rest: &str| OF.contains(&rest);
    let beside = |words: &[&str]| {
        words.iter().any(|word| {
            let parts = [name.strip_prefix(word), name.strip_suffix(word)];
            parts.into_iter().flatten().any(is_of)
        })
    };
    if beside(&LOWER) {
        Some(Role::From)
    } else if beside(&UPPER) {
        Some(Role::To)
    } else {
        is_of(name)
            .then_some(Role::Limits)
            .filter(|_| !name.is_empty())
    }
}

/// How many of the columns of brackets some names have, and whether that is enough to be sure.
pub(super) fn columns_of(names: &[String]) -> (usize, bool) {
    let roles: Vec<Role> = names.iter().filter_map(|name| role(name)).collect();
    let has = |role: Role| roles.contains(&role);
    let is_one = |names: &[&str], name: &String| names.contains(&plain(name).as_str());
    let are_held = names
        .iter()
        .any(|name| is_one(ENTRIES, name) || is_one(SIDES, name));
    let limits = [Role::From, Role::To, Role::Limits].map(has);
    if !has(Role::Ratio) || are_held {
        // Names of limits alone are those of many things.
        let fits = [FROM, TO, RATIO, MOST];
        let known = |list: &&[&str]| names.iter().any(|name| is_one(list, name));
        return (fits.iter().filter(|list| known(list)).count(), false);
    }
    let count = [limits[0], limits[1] || limits[2], true, has(Role::Most)];
    (
        count.iter().filter(|&&has| has).count(),
        limits.contains(&true),
    )
}

/// Ends at least that large are no ends: programs write the largest number they have.
const NO_END: f64 = 1e15;

/// Ends of brackets: any, see [`NO_END`].
const END: Range = Range {
    min_included: false,
    ..range(0.0, f64::MAX)
};

const RATIOS: Range = range(0.0, 0.99);
const LEVERAGE: Range = range(0.01, 1_000.0);

/// Most brackets of a contract: a venue had 200.
const MOST_TIERS: usize = 1_000;
/// Most contracts: every exchange has fewer.
const MOST_CONTRACTS: usize = 10_000;

/// Longest name of a contract, characters, as in the scenario.
const LONGEST_SYMBOL: usize = 200;

/// One bracket of a contract.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bracket {
    /// Smallest notional, quote.
    pub notional_from: f64,
    /// Maintenance margin, fraction of notional.
    pub ratio: f64,
    /// Largest leverage, where the file says it.
    pub max_leverage: Option<f64>,
}

/// The brackets of one contract: the first starts at 0, and both notional and ratio rise.
#[derive(Debug, Clone, PartialEq)]
pub struct BracketContract {
    /// Symbol in the file; empty for a file that is the brackets of one contract.
    pub name: String,
    /// The brackets.
    pub tiers: Vec<Bracket>,
}

/// All contracts of a file, by name.
#[derive(Debug, Clone, PartialEq)]
pub struct BracketTable {
    /// At least one.
    pub contracts: Vec<BracketContract>,
}

impl BracketTable {
    /// A contract by its name, or the first.
    #[must_use]
    pub fn contract(&self, name: Option<&str>) -> Option<&BracketContract> {
        match name {
            Some(name) => self.contracts.iter().find(|contract| contract.name == name),
            None => self.contracts.first(),
        }
    }

    /// Whether it keeps what the type promises: for a table that was not read here.
    pub(super) fn is_sound(&self) -> bool {
        let fits = |tier: &Bracket| {
            AMOUNT.contains(tier.notional_from)
                && RATIOS.contains(tier.ratio)
                && tier.max_leverage.is_none_or(|most| LEVERAGE.contains(most))
        };
        let rises = |pair: &[Bracket]| {
            pair[1].notional_from > pair[0].notional_from && pair[1].ratio >= pair[0].ratio
        };
        let is_sound = |contract: &BracketContract| {
            (1..=MOST_TIERS).contains(&contract.tiers.len())
                && contract.tiers[0].notional_from == 0.0
                && contract.tiers.iter().all(fits)
                && contract.tiers.windows(2).all(rises)
        };
        (1..=MOST_CONTRACTS).contains(&self.contracts.len()) && self.contracts.iter().all(is_sound)
    }
}

/// A bracket as it stands in a file.
struct Tier<'a> {
    fields: &'a Map<String, Value>,
    path: String,
    /// The row of a table that it is, and the columns of its fields.
    origin: Option<(&'a Table<'a>, usize)>,
}

/// A table of brackets, and its columns by the name of the field that each becomes.
struct Table<'a> {
    sheet: &'a Sheet,
    columns: Vec<(&'static str, Column)>,
}

/// A contract as it stands in a file.
struct Listed<'a> {
    symbol: String,
    tiers: Vec<Tier<'a>>,
}

/// A field of a bracket by one of its names.
fn field<'a>(fields: &'a Map<String, Value>, names: &[&str]) -> Option<(&'a str, &'a Value)> {
    let named = |reads: &dyn Fn(&str) -> String| {
        names.iter().find_map(|wanted| {
            fields
                .iter()
                .find(|(name, value)| !value.is_null() && reads(name) == *wanted)
                .map(|(name, value)| (name.as_str(), value))
        })
    };
    named(&plain).or_else(|| {
        // maxNotionalUsd
        let has_unit = |name: &String| headed(name).len() != name.len();
        fields
            .keys()
            .any(has_unit)
            .then(|| named(&|name| plain(&headed(name))))?
    })
}

/// Whether an object looks like a bracket.
fn is_tier(value: &Value) -> bool {
    value.as_object().is_some_and(|fields| {
        // Gate has the limits of risk in its positions.
        if field(fields, super::positions::ENTRIES).is_some() {
            return false;
        }
        field(fields, RATIO).is_some()
            && (field(fields, FROM).is_some() || field(fields, TO).is_some())
            || field(fields, FROM).is_some()
                && field(fields, TO).is_some()
                && field(fields, MOST).is_some()
    })
}

fn is_list_of_tiers(value: &Value) -> bool {
    value.as_array().is_some_and(|tiers| {
        !tiers.is_empty()
            && tiers
                .iter()
                .take(3)
                .any(|tier| is_tier(tier) || is_tier_of_one_limit(tier))
    })
}

/// A limit that the name of its field does not call a lower or an upper one: `contracts` of Kraken. A number of the bracket
/// is none.
fn bare_limit(fields: &Map<String, Value>) -> Option<&str> {
    let mut names = fields.keys().map(String::as_str);
    names.find(|name| {
        let is_number = matches!(
            plain(name).as_str(),
            "tier" | "level" | "stufe" | "rank" | "bracket"
        );
        !is_number && role(name) == Some(Role::Limits)
    })
}

/// Whether an object in a list that stands below the name of a contract is a bracket with such a limit. A row with a name
/// of its own may be anything that somebody holds.
fn is_tier_of_one_limit(value: &Value) -> bool {
    value.as_object().is_some_and(|fields| {
        bare_limit(fields).is_some()
            && field(fields, RATIO).is_some()
            && field(fields, ENTRIES).is_none()
            && field(fields, SYMBOLS).is_none()
    })
}

/// The lists of brackets that an object has, each with its name, the plainest name first: of some contracts there is one for
/// each kind of customer. What ccxt copies from the venue says the same once more.
fn lists_of(value: &Value) -> Vec<(&str, &Vec<Value>)> {
    let mut found = Vec::new();
    gather(value, 0, &mut found);
    sort_by(&mut found, &|a, b| a.0.len().cmp(&b.0.len()));
    found
}

/// The lists in an object, or else those in objects in it.
fn gather<'a>(value: &'a Value, depth: usize, found: &mut Vec<(&'a str, &'a Vec<Value>)>) {
    const DEEPEST: usize = 3;
    let Some(fields) = value.as_object().filter(|_| depth < DEEPEST) else {
        return;
    };
    let own = || fields.iter().filter(|(name, _)| *name != "info");
    let before = found.len();
    for (name, list) in own() {
        let is_one = |tiers: &&Vec<Value>| is_list_of_tiers(list) && !has_several(tiers);
        found.extend(
            list.as_array()
                .filter(is_one)
                .map(|tiers| (name.as_str(), tiers)),
        );
    }
    if found.len() == before {
        own().for_each(|(_, inner)| gather(inner, depth + 1, found));
    }
}

/// Whether rows say that they are of several contracts.
fn has_several(rows: &[Value]) -> bool {
    let mut names = rows.iter().map(|row| row.as_object().and_then(own_symbol));
    let first = names.next();
    names.any(|name| Some(name) != first)
}

/// The name of the contract that an object is of.
fn name_of(value: &Value) -> Option<&str> {
    let fields = value.as_object()?;
    // Most objects have no text at all.
    if !fields.values().any(Value::is_string) {
        return None;
    }
    let named = || field(fields, &["name"])?.1.as_str();
    own_symbol(fields)
        .or_else(named)
        .filter(|name| !name.is_empty())
}

/// The symbol in an object.
fn own_symbol(fields: &Map<String, Value>) -> Option<&str> {
    let all = [SYMBOLS, &["instfamily", "uly"]];
    all.into_iter()
        .find_map(|names| field(fields, names)?.1.as_str())
}

/// Whether a key is what a list of brackets is called, and no name of a contract.
fn names_list(key: &str) -> bool {
    const WORDS: [&str; 6] = ["bracket", "tier", "level", "limit", "stufe", "schedule"];
    let name = plain(key);
    key.contains(|letter: char| letter.is_ascii_lowercase())
        && WORDS.iter().any(|word| name.contains(word))
}

/// Whether a JSON value is brackets: by contract, in a list of contracts, or of one contract.
pub(super) fn is_known(json: &Value) -> bool {
    match json {
        Value::Object(fields) => {
            let contracts = fields.get("contracts").and_then(Value::as_object);
            let has_own = fields.values().any(is_list_of_tiers);
            contracts.is_some_and(|inner| inner.values().any(is_list_of_tiers))
                || has_own && (!is_answer(fields) || is_one_contract(json))
                || !has_own && (is_one_contract(json) || is_by_name(fields))
        }
        Value::Array(items) => {
            items.iter().take(3).any(is_tier) || items.iter().any(|item| !lists_of(item).is_empty())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// Whether an object is a contract with its name and its brackets.
fn is_one_contract(json: &Value) -> bool {
    !lists_of(json).is_empty() && name_of(json).is_some()
}

/// Whether an object has contracts by name, each an object with its brackets; one alone may be what an answer is packed in.
fn is_by_name(fields: &Map<String, Value>) -> bool {
    let is_contract = |(key, value): &(&String, &Value)| {
        value.is_object() && !names_list(key) && !lists_of(value).is_empty()
    };
    let mut all = fields.iter().filter(is_contract);
    match (all.next(), all.next()) {
        (Some(_), Some(_)) => !is_answer(fields),
        (Some((key, _)), None) => is_symbol(key),
        (None, _) => false,
    }
}

/// Whether an object is what a venue wraps its answer in, and its keys are no names of contracts.
fn is_answer(fields: &Map<String, Value>) -> bool {
    ["data", "result", "list", "brackets"]
        .iter()
        .any(|name| fields.contains_key(*name))
}

/// Reads brackets. A contract that cannot be right is left out and said, unless it is the only one.
pub(super) fn parse(
    json: &Value,
    how: &How,
    remarks: &mut Remarks,
) -> Result<BracketTable, Problem> {
    parse_rows(json, None, how, remarks)
}

/// The same; `table` is the one whose rows the entries of a list are.
fn parse_rows(
    json: &Value,
    table: Option<&Table<'_>>,
    how: &How,
    remarks: &mut Remarks,
) -> Result<BracketTable, Problem> {
    let json = match json.get("contracts") {
        Some(inner @ Value::Object(_)) => inner,
        _ => json,
    };
    let mut listed: Vec<Listed<'_>> = Vec::new();
    let mut faults = Vec::new();
    match json {
        Value::Object(_) if is_one_contract(json) => {
            of_contract(
                json,
                name_of(json).unwrap_or_default(),
                &mut listed,
                &mut faults,
            );
        }
        Value::Object(symbols) => {
            for (symbol, tiers) in symbols {
                match tiers.as_array() {
                    Some(tiers) => {
                        let name = if names_list(symbol) { "" } else { symbol };
                        let list = listed_tiers(name, tiers, &mut faults);
                        listed.extend(list);
                    }
                    None if !lists_of(tiers).is_empty() => {
                        let name = name_of(tiers).unwrap_or(symbol);
                        of_contract(tiers, name, &mut listed, &mut faults);
                    }
                    None => faults.push(no_list(symbol, tiers)),
                }
            }
        }
        Value::Array(items) if items.iter().any(|item| !lists_of(item).is_empty()) => {
            let list_name = items
                .iter()
                .find_map(|item| lists_of(item).first().map(|list| list.0));
            for (index, item) in items.iter().enumerate() {
                let number = || {
                    ["id", "code"]
                        .iter()
                        .find_map(|name| item.get(*name)?.as_str())
                };
                let name = name_of(item).or_else(number);
                let symbol = name.map_or_else(|| format!("[{index}]"), str::to_owned);
                let is_only = items.len() == 1 && name.is_none();
                if lists_of(item).is_empty() {
                    let name = list_name.unwrap_or("brackets");
                    faults.push(no_list(&format!("{symbol}.{name}"), &item[name]));
                } else {
                    of_contract(
                        item,
                        if is_only { "" } else { &symbol },
                        &mut listed,
                        &mut faults,
                    );
                }
            }
        }
        Value::Array(items) => {
            // Rows of all contracts one after the other, or of one contract.
            let mut names: Vec<&str> = Vec::new();
            for (index, item) in items.iter().enumerate() {
                let Some(fields) = item.as_object() else {
                    faults.push(no_tier(&format!("[{index}]"), item));
                    continue;
                };
                let symbol = own_symbol(fields).unwrap_or_default();
                let place = match names.iter().position(|name| *name == symbol) {
                    Some(place) => place,
                    None => {
                        names.push(symbol);
                        listed.push(Listed {
                            symbol: symbol.to_owned(),
                            tiers: Vec::new(),
                        });
                        listed.len() - 1
                    }
                };
                if let Some(contract) = listed.get_mut(place) {
                    let at = contract.tiers.len();
                    let path = if symbol.is_empty() {
                        format!("[{index}]")
                    } else {
                        format!("{symbol}[{at}]")
                    };
                    contract.tiers.push(Tier {
                        fields,
                        path,
                        origin: table.map(|table| (table, index)),
                    });
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
    if listed.len() + faults.len() > MOST_CONTRACTS {
        let message = format!(
            "brackets of {} contracts; expected 1 to {}",
            count(listed.len() + faults.len()),
            count(MOST_CONTRACTS)
        );
        return Err(Problem::new(ErrorCode::OutOfRange, "", message));
    }
    let mut contracts = Vec::new();
    for contract in listed {
        match read_contract(contract, how, remarks) {
            Ok(contract) => contracts.push(contract),
            Err(problem) => faults.push(problem),
        }
    }
    let first = faults.first();
    match first {
        Some(problem) if contracts.is_empty() => return Err(problem.clone()),
        Some(problem) => remarks.say(RemarkKind::Contract, faults.len(), &problem.message),
        None => {}
    }
    if contracts.is_empty() {
        return Err(Problem::new(
            ErrorCode::Malformed,
            "",
            "the file has no brackets; expected those of at least one contract".to_owned(),
        ));
    }
    Ok(BracketTable { contracts })
}

/// The brackets of an object that is a contract. Other lists than the first are contracts of their own, called after both,
/// unless they say the same. What was there before stands there once.
fn of_contract<'a>(
    json: &'a Value,
    symbol: &str,
    listed: &mut Vec<Listed<'a>>,
    faults: &mut Vec<Problem>,
) {
    let lists = lists_of(json);
    for (index, (name, tiers)) in lists.iter().enumerate() {
        if lists[..index].iter().any(|(_, known)| known == tiers) {
            continue;
        }
        let symbol = match index {
            0 => symbol.to_owned(),
            _ => format!("{symbol} {name}"),
        };
        // More than can be read need not be compared.
        let is_known = |known: &Listed<'_>| known.symbol == symbol;
        if listed.len() <= MOST_CONTRACTS && listed.iter().any(is_known) {
            let message = format!(
                "{} stands there twice; expected each contract once",
                quote(&symbol)
            );
            faults.push(Problem::new(ErrorCode::Inconsistent, &symbol, message));
            continue;
        }
        listed.extend(listed_tiers(&symbol, tiers, faults));
    }
}

fn listed_tiers<'a>(
    symbol: &str,
    tiers: &'a [Value],
    faults: &mut Vec<Problem>,
) -> Option<Listed<'a>> {
    let mut list = Vec::with_capacity(tiers.len());
    for (index, tier) in tiers.iter().enumerate() {
        let path = format!("{symbol}[{index}]");
        match tier.as_object() {
            Some(fields) => list.push(Tier {
                fields,
                path,
                origin: None,
            }),
            None => {
                faults.push(no_tier(&path, tier));
                return None;
            }
        }
    }
    Some(Listed {
        symbol: symbol.to_owned(),
        tiers: list,
    })
}

#[cold]
fn no_tier(path: &str, value: &Value) -> Problem {
    let value = describe(value);
    let message = format!(
        "{path} is {value}; expected a bracket with notional limits and a maintenance margin rate"
    );
    Problem::new(ErrorCode::WrongType, path, message).with_value(value)
}

#[cold]
fn no_list(path: &str, value: &Value) -> Problem {
    let value = describe(value);
    let message = format!("{path} is {value}; expected a list of brackets");
    Problem::new(ErrorCode::WrongType, path, message).with_value(value)
}

/// Reads a table with a bracket in each row.
pub(super) fn of_table(
    sheet: &Sheet,
    how: &How,
    remarks: &mut Remarks,
) -> Result<BracketTable, Problem> {
    let mut sheet = sheet.clone();
    let found = |sheet: &Sheet, wanted: Role, names: &[&str]| {
        sheet.column(names).or_else(|| {
            let has_role = |name: &String| role(name) == Some(wanted);
            let place = sheet.last_names().iter().position(has_role);
            place.map(|index| sheet.numbered(index))
        })
    };
    let mut columns: Vec<(&'static str, Column)> = Vec::new();
    for (field, wanted, names) in [
        ("minNotional", Role::From, FROM),
        ("maxNotional", Role::To, TO),
        ("maintenanceMarginRate", Role::Ratio, RATIO),
        ("maxLeverage", Role::Most, MOST),
        ("cum", Role::Deduction, DEDUCTION),
        ("initialMarginRate", Role::Initial, INITIAL),
    ] {
        columns.extend(found(&sheet, wanted, names).map(|column| (field, column)));
    }
    let has =
        |columns: &[(&str, Column)], field: &str| columns.iter().any(|(name, _)| *name == field);
    if !has(&columns, "maintenanceMarginRate") {
        return Err(sheet.missing("maintenanceMarginRate", "brackets"));
    }
    // "0 - 50,000", "> 600,000": two limits in one cell, whatever the column is called.
    // A number of the bracket is no limit of it.
    let is_counted = |index: usize| {
        let number = |row: usize| sheet.text_at(row, index);
        [0, 1]
            .iter()
            .any(|start| (0..sheet.rows()).all(|row| number(row) == (row + start).to_string()))
    };
    let mut limits: Vec<Column> = sheet
        .last_names()
        .iter()
        .enumerate()
        .filter(|(index, name)| role(name) == Some(Role::Limits) && !is_counted(*index))
        .map(|(index, _)| sheet.numbered(index))
        .collect();
    let is_limit = |(field, _): &(&str, Column)| matches!(*field, "minNotional" | "maxNotional");
    let listed = columns
        .iter_mut()
        .filter(|column| is_limit(column))
        .map(|(_, column)| column);
    for column in listed.chain(&mut limits) {
        let with_unit = united(&sheet, column, Of::Limit)?;
        // A unit that is no money here is a coin, whether or not its name is known.
        let is_unknown = with_unit.name != column.name && measure(&unit(&with_unit.name)).is_none();
        *column = if is_unknown {
            Column {
                name: format!("{} (COIN)", column.name),
                ..with_unit
            }
        } else {
            with_unit
        };
    }
    let named: Vec<Column> = columns
        .iter()
        .filter(|column| is_limit(column))
        .map(|(_, column)| column.clone())
        .collect();
    let has_range = |column: &&Column| {
        let is_range = |row: usize| ranges::ends(&sheet.text(row, column)).is_some();
        (0..sheet.rows()).any(is_range)
            && (0..sheet.rows()).all(|row| {
                is_range(row) || sheet.is_nothing(row, column) || sheet.is_number(row, column.index)
            })
    };
    if let Some(column) = limits.iter().chain(&named).find(has_range).cloned() {
        columns.retain(|column| !is_limit(column));
        // Numbers among them are upper ends, unless one is 0.
        let are_lower = (0..sheet.rows()).any(|row| sheet.number(row, &column) == Some(0.0));
        let part = |index: usize| {
            let column = column.clone();
            move |sheet: &Sheet, row: usize| {
                let text = sheet.text(row, &column);
                match ranges::ends(&text) {
                    Some(mut ends) => std::mem::take(&mut ends[index]),
                    None if are_lower == (index == 0) => text,
                    None => String::new(),
                }
            }
        };
        let [from, to] = [0, 1].map(|index| sheet.append(&column.name, part(index)));
        columns.extend([("minNotional", from), ("maxNotional", to)]);
    } else if named.is_empty() {
        // Which of the two they are says their least one: the first bracket begins at nothing, and none ends there.
        // One row of each contract is a list of something else.
        let is_list = match sheet.column(SYMBOLS) {
            Some(symbol) => symbols_of(&sheet, &symbol).len() < sheet.rows(),
            None => sheet.rows() > 1,
        };
        let column = limits.into_iter().next().filter(|_| is_list);
        let column = column.ok_or_else(|| sheet.missing("minNotional", "brackets"))?;
        let starts = (0..sheet.rows()).any(|row| sheet.number(row, &column) == Some(0.0));
        let (field, kind) = if starts {
            ("minNotional", RemarkKind::LowerLimits)
        } else {
            ("maxNotional", RemarkKind::UpperLimits)
        };
        remarks.say(kind, 1, &sheet.shown(&column));
        columns.push((field, column));
    }
    // "1:125" and "125x" are leverages of 125.
    if let Some((_, most)) = columns
        .iter_mut()
        .find(|(field, _)| *field == "maxLeverage")
    {
        let text = |sheet: &Sheet, row: usize| {
            let text = sheet.text(row, most);
            bare_leverage(&text).map_or(text, |(text, _)| text)
        };
        if (0..sheet.rows()).any(|row| text(&sheet, row) != sheet.text(row, most)) {
            *most = sheet.append(&most.name.clone(), text);
        }
    }
    let symbol = sheet.column(SYMBOLS);
    let numbers: Vec<&Column> = columns.iter().map(|(_, column)| column).collect();
    sheet.is_large = true;
    sheet.learn_marks(&numbers, &[], how, remarks)?;
    let mut rows = Vec::new();
    for row in 0..sheet.rows() {
        let mut fields = Map::new();
        if let Some(symbol) = &symbol {
            fields.insert("symbol".to_owned(), sheet.text(row, symbol).into());
        }
        for (field, column) in &columns {
            let is_share = matches!(*field, "maintenanceMarginRate" | "initialMarginRate");
            let is_marked =
                matches!(sheet.cell(row, column), Cell::Text(text) if is_share_of_one(text));
            let parts = parts_named(&column.name).filter(|_| is_share && !is_marked);
            let value = match sheet.number(row, column) {
                Some(number) => (number / parts.unwrap_or(1.0)).into(),
                None if sheet.is_nothing(row, column) => Value::Null,
                None => sheet.text(row, column).into(),
            };
            fields.insert((*field).to_owned(), value);
        }
        rows.push(Value::Object(fields));
    }
    let table = Table {
        sheet: &sheet,
        columns,
    };
    parse_rows(&Value::Array(rows), Some(&table), how, remarks)
}

/// The limits of brackets whose name does not call them lower or upper ones, as it is looked for, and whether they are the
/// lower ones: the first bracket begins at nothing, and none ends there.
fn bare_limits(tiers: &[Tier<'_>]) -> Option<(String, bool)> {
    let has_other = |tier: &Tier<'_>| {
        tier.origin.is_some()
            || [FROM, TO]
                .iter()
                .any(|names| field(tier.fields, names).is_some())
    };
    if tiers.iter().any(has_other) {
        return None;
    }
    let name = plain(bare_limit(tiers.first()?.fields)?);
    let starts = |tier: &Tier<'_>| matches!(tier.number(&[&name], AMOUNT), Ok(Some(0.0)));
    let is_lower = tiers.iter().any(starts);
    Some((name, is_lower))
}

/// Brackets in the order of their limits, and how many were out of it. Largest first is an order, too; what has no limits
/// stays where it is.
fn ordered(tiers: &mut [Tier<'_>], [from, to]: [&[&str]; 2]) -> usize {
    let all = |names: &[&str], last: f64| -> Option<Vec<f64>> {
        let limit = |tier: &Tier<'_>| match tier.number(names, range(0.0, f64::MAX)) {
            Ok(Some(limit)) => Some(limit),
            Ok(None) => Some(last),
            Err(_) => None,
        };
        let limits: Vec<f64> = tiers.iter().map(limit).collect::<Option<_>>()?;
        // Only one has no limit: the first or the last.
        (limits.iter().filter(|&&limit| limit == last).count() <= 1).then_some(limits)
    };
    let Some(limits) = all(from, -1.0).or_else(|| all(to, f64::INFINITY)) else {
        return 0;
    };
    let moved = limits.windows(2).filter(|pair| pair[1] < pair[0]).count();
    if moved > 0 {
        let mut order: Vec<usize> = (0..tiers.len()).collect();
        sort_by(&mut order, &|a, b| {
            limits[*a].total_cmp(&limits[*b]).then(a.cmp(b))
        });
        // Where each is to stand; by exchanges, as a slice is not to be taken apart.
        for place in 0..order.len() {
            let mut from = order[place];
            while from < place {
                from = order[from];
            }
            tiers.swap(place, from);
        }
    }
    moved
}

/// Whether the brackets of a contract are in its base: those of inverse contracts are.
fn is_in_base(symbol: &str, tiers: &[Tier<'_>]) -> bool {
    let Some(first) = tiers.first() else {
        return false;
    };
    // "Max position (BTC)"
    let in_coins = |column: &Column| {
        measure(&unit(&column.name)) == Some(Measure::Coins)
            || ["coin", "coins"]
                .iter()
                .any(|word| plain(&column.name).ends_with(word))
    };
    let is_named = first.origin.is_some_and(|(table, _)| {
        ["minNotional", "maxNotional"]
            .iter()
            .any(|field| table.column(field).is_some_and(in_coins))
    });
    // Binance's brackets of contracts settled in coins count coins.
    let counts_coins = first.has(&["qtycap", "qtyfloor"]);
    if is_named || counts_coins || first.origin.is_none() && tiers.iter().any(has_limit_in_coins) {
        return true;
    }
    let currency = first.fields.get("currency").and_then(Value::as_str);
    // ccxt: BASE/QUOTE:SETTLE
    if let Some((base, rest)) = symbol.split_once('/') {
        let (quote, settle) = rest.split_once(':').unwrap_or((rest, rest));
        let settle = settle.split('-').next().unwrap_or(settle);
        return base != quote && currency.unwrap_or(settle) == base;
    }
    // Bybit and Phemex count the limits of their inverse contracts in coins.
    let is_inverse = symbol.strip_suffix("USD").is_some_and(|base| {
        !base.is_empty()
            && base
                .bytes()
                .all(|letter| letter.is_ascii_uppercase() || letter.is_ascii_digit())
    });
    is_inverse
        && (first.has(&["risklimitvalue"]) || first.origin.is_none() && first.has(&["limit"]))
}

/// The largest limit of brackets that no name calls money, where that is less than any venue's: those of coins are of that
/// size. The smallest contract of Binance ends at 5,000 dollars.
fn too_small_for_money(symbol: &str, tiers: &[Tier<'_>]) -> Option<f64> {
    const LEAST_MONEY: f64 = 1e3;
    let is_money = |name: &str| {
        let words = [
            "notional",
            "nominal",
            "nocional",
            "nozional",
            "notionnel",
            "(quote)",
        ];
        let small_name = small(name);
        words.iter().any(|word| small_name.contains(word))
            || measure(&unit(&headed(name))) == Some(Measure::Money)
    };
    let limits = || tiers.iter().flat_map(|tier| tier.limits());
    // What is called so is money, unless the contract is one of coins.
    let is_said = limits().any(|(name, text, _)| {
        is_money(&name)
            || unit_in(&text, Of::Limit).is_some_and(|word| measure(&word) == Some(Measure::Money))
    });
    // BTCUSD, BTCUSD_PERP and BTC-USD-SWAP are contracts of coins at some venues, and BTCUSDT is at none.
    let name = symbol.to_ascii_uppercase();
    let may_be_inverse = ["", "_PERP", "-PERP", "-SWAP", "PERP"].iter().any(|end| {
        name.strip_suffix(end)
            .is_some_and(|name| name.ends_with("USD"))
    });
    if is_said && !may_be_inverse || tiers.iter().any(counts_contracts) {
        return None;
    }
    let most = limits().map(|(_, _, limit)| limit).fold(0.0, f64::max);
    (most > 0.0 && most < LEAST_MONEY).then_some(most)
}

/// Whether a limit is written with a coin behind it: `5 BTC`.
fn has_limit_in_coins(tier: &Tier<'_>) -> bool {
    let text = |names: &[&str]| field(tier.fields, names)?.1.as_str();
    [FROM, TO].into_iter().filter_map(text).any(|text| {
        let word = unit_in(text, Of::Limit);
        word.is_some_and(|word| measure(&word).is_none_or(|of| of == Measure::Coins))
    })
}

/// Whether limits count contracts, as OKX's do, in the answer itself or copied by ccxt; or by the name of their column.
fn counts_contracts(tier: &Tier<'_>) -> bool {
    let own = match tier.origin {
        Some((table, _)) => ["minNotional", "maxNotional"].iter().any(|field| {
            table.column(field).is_some_and(|column| {
                let name = table.sheet.plain_of(column);
                measure(&unit(&column.name)) == Some(Measure::Contracts)
                    || matches!(name.as_str(), "minsz" | "maxsz")
                    || names_contracts(&name)
            })
        }),
        None => ["minsz", "maxsz", "contracts", "lots"]
            .iter()
            .any(|name| tier.has(&[name])),
    };
    let copied = tier
        .fields
        .get("info")
        .and_then(Value::as_object)
        .and_then(|info| {
            Some((
                field(info, &["maxsz"])?.1,
                field(tier.fields, &["maxnotional"])?.1,
            ))
        });
    own || copied.is_some_and(|(size, notional)| {
        let number = |value: &Value| {
            value
                .as_f64()
                .or_else(|| number(value.as_str()?.trim_ascii()))
        };
        number(size).is_some() && number(size) == number(notional)
    })
}

#[allow(
    clippy::too_many_lines,
    reason = "one bracket after the other, in the order of the rules"
)]
fn read_contract(
    contract: Listed<'_>,
    how: &How,
    remarks: &mut Remarks,
) -> Result<BracketContract, Problem> {
    let Listed { symbol, mut tiers } = contract;
    let symbol = symbol.as_str();
    if symbol.chars().count() > LONGEST_SYMBOL {
        let message = format!(
            "a contract is called {}; expected a name of at most {LONGEST_SYMBOL} characters",
            quote(symbol)
        );
        return Err(Problem::new(ErrorCode::OutOfRange, "", message));
    }
    let path = if symbol.is_empty() {
        "the list"
    } else {
        symbol
    };
    if tiers.is_empty() || tiers.len() > MOST_TIERS {
        let message = format!(
            "{path} has {} brackets; expected 1 to {}",
            count(tiers.len()),
            count(MOST_TIERS)
        );
        return Err(Problem::new(ErrorCode::OutOfRange, symbol, message));
    }
    if is_in_base(symbol, &tiers) {
        let message = format!(
            "{path}: its brackets are in coins, as those of inverse contracts are; expected limits in quote"
        );
        return Err(Problem::new(ErrorCode::Inconsistent, symbol, message));
    }
    if let Some(most) = too_small_for_money(symbol, &tiers) {
        let message = format!(
            "{path}: its brackets end at {}, far too little for money, so that they are in coins or contracts, and its columns do not say so; expected limits in quote",
            show(most)
        );
        return Err(Problem::new(ErrorCode::Inconsistent, symbol, message));
    }
    let unit = match (tiers.iter().any(counts_contracts), how.contract_value) {
        (false, _) => 1.0,
        (true, Some(worth)) => worth,
        // Kraken's inverse contracts are worth a dollar each.
        (true, None) if symbol.starts_with("PI_") || symbol.starts_with("FI_") => 1.0,
        (true, None) => {
            let message = format!(
                "{path}: its brackets count contracts, and what a contract is worth in quote does not stand in the file"
            );
            return Err(ask("contractValue", &[], &message));
        }
    };
    let bare = bare_limits(&tiers);
    let own = [bare.as_ref().map_or("", |(name, _)| name.as_str())];
    let (from_names, to_names): (&[&str], &[&str]) = match bare {
        Some((_, true)) => (&own, TO),
        Some((_, false)) => (FROM, &own),
        None => (FROM, TO),
    };
    if let Some((name, is_lower)) = &bare {
        let kind = if *is_lower {
            RemarkKind::LowerLimits
        } else {
            RemarkKind::UpperLimits
        };
        remarks.say(kind, 1, name);
    }
    let moved = ordered(&mut tiers, [from_names, to_names]);
    if moved > 0 {
        remarks.say(RemarkKind::Sorted, moved, "");
    }
    let mut parsed: Vec<Bracket> = Vec::with_capacity(tiers.len());
    // Where the next bracket has to start, where the file says it.
    let mut start = Some(0.0);
    let mut deduction = 0.0;
    let mut steps = 0;
    let has_no_ends = tiers
        .iter()
        .all(|tier| field(tier.fields, to_names).is_none());
    for (index, tier) in tiers.iter().enumerate() {
        let from = tier.number(from_names, AMOUNT)?;
        let to = tier.number(to_names, END)?.map(|to| {
            if to >= NO_END {
                f64::INFINITY
            } else {
                to * unit
            }
        });
        let from = from.map(|from| from * unit);
        // Only limits: each bracket begins where the one before ends, and the last one may have no end.
        let is_last = index + 1 == tiers.len();
        let (notional_from, expected) = match (from, start) {
            (None, Some(start)) if to.is_some() || is_last && index > 0 => (start, None),
            (Some(from), Some(start)) => (from, Some(start)),
            // No limits: each ends where the next begins.
            (Some(from), None) => (from, None),
            (None, _) => {
                return Err(tier.missing(
                    "minNotional",
                    from_names,
                    &format!("a number {}", AMOUNT.words()),
                ));
            }
        };
        let (ratio, ratio_name) = tier.needed(RATIO, RATIOS)?;
        let before = parsed
            .last()
            .map_or(0.0, |bracket: &Bracket| bracket.notional_from);
        let mut begins = notional_from;
        match expected {
            Some(expected) if notional_from == expected => {}
            // 25000, then 25001: the next bracket begins a unit of the venue above the end.
            Some(expected)
                if index > 0
                    && notional_from > expected
                    && notional_from - expected <= unit.max(1.0) =>
            {
                steps += 1;
                begins = expected;
            }
            Some(expected) => {
                let expected = format!("{}, where the bracket before ends", show(expected));
                return Err(tier.inconsistent(from_names, &expected));
            }
            None if index == 0 && notional_from != 0.0 => {
                return Err(tier.inconsistent(from_names, "0, where the first bracket begins"));
            }
            None if index > 0 && notional_from <= before => {
                let expected = format!("more than {} of the bracket before", show(before));
                return Err(tier.inconsistent(
                    if from.is_some() { from_names } else { to_names },
                    &expected,
                ));
            }
            None => {}
        }
        match to {
            Some(to) if to <= begins => {
                return Err(tier.inconsistent(
                    to_names,
                    &format!("more than {}, where the bracket begins", show(begins)),
                ));
            }
            Some(to) => start = Some(to),
            None if is_last => {}
            None if has_no_ends => start = None,
            None => {
                return Err(tier.missing(
                    "maxNotional",
                    to_names,
                    "a number, as another bracket follows",
                ));
            }
        }
        let below = parsed.last().map_or(0.0, |bracket| bracket.ratio);
        if ratio < below {
            let expected = format!("not less than {} of the bracket before", show(below));
            return Err(tier.inconsistent(RATIO, &expected));
        }
        let named = tier.number(MOST, LEVERAGE)?;
        // What opening takes says it, too, as long as it can be meant so.
        let found = tier.found(INITIAL, range(0.0, f64::MAX))?;
        // In per cent beside a rate that is none it is a hundred times as much and more.
        if let (Some((initial, name)), None) = (found, named)
            && ratio > 0.0
            && initial >= MOST_INITIAL * ratio
            && (initial <= 1.0 || plain(name) != "initialmargin")
        {
            let expected = format!(
                "a share of one, as {} beside it; 0.8 % is 0.008",
                show(ratio)
            );
            return Err(tier.fault(ErrorCode::Inconsistent, name, &expected));
        }
        let initial = found.map(|(initial, _)| initial);
        let most = initial.filter(|&initial| initial <= 1.0 && initial > ratio);
        let max_leverage = named.or(most.map(|initial| 1.0 / initial));
        if let Some(most) = max_leverage
            && ratio * most >= 1.0
        {
            let expected = format!(
                "less than 1 / {}: nobody could hold the largest leverage of the bracket; 0.4 % is 0.004",
                show(most)
            );
            return Err(tier.fault(ErrorCode::Inconsistent, ratio_name, &expected));
        }
        // Nobody's first bracket wants a fifth of the notional, and without a leverage nothing else can tell.
        if parsed.is_empty() && named.is_none() && ratio >= 0.2 {
            let expected = "less than 0.2 in the first bracket, or a largest leverage beside it; 0.4 % is 0.004";
            return Err(tier.fault(ErrorCode::Inconsistent, ratio_name, expected));
        }
        deduction += begins * (ratio - below);
        // In steps and in contracts venues take off something else.
        if steps == 0 && unit == 1.0 {
            tier.check_deduction(deduction)?;
        }
        parsed.push(Bracket {
            notional_from: begins,
            ratio,
            max_leverage,
        });
    }
    if steps > 0 {
        remarks.say(RemarkKind::Steps, steps, "");
    }
    if unit != 1.0 {
        remarks.say(
            RemarkKind::ContractSize,
            parsed.len(),
            &crate::decimal::plain(unit),
        );
    }
    Ok(BracketContract {
        name: symbol.to_owned(),
        tiers: parsed,
    })
}

impl<'a> Tier<'a> {
    /// Whether the file has a limit under one of some names.
    fn has(&self, names: &[&str]) -> bool {
        let is_limit = |column: &Column| names.contains(&plain(&column.name).as_str());
        match self.origin {
            Some((table, _)) => ["minNotional", "maxNotional"]
                .iter()
                .any(|field| table.column(field).is_some_and(is_limit)),
            None => field(self.fields, names).is_some(),
        }
    }

    /// Its limits that are ends of something: their names as the file has them, how they are written, and what they are.
    fn limits(&self) -> Vec<(String, String, f64)> {
        let bare = bare_limit(self.fields).map(|name| vec![name]);
        let all = [FROM.to_vec(), TO.to_vec(), bare.unwrap_or_default()];
        let limit = |names: Vec<&str>| {
            let (name, value) = field(self.fields, &names).or_else(|| {
                self.fields
                    .get_key_value(*names.first()?)
                    .map(|(name, value)| (name.as_str(), value))
            })?;
            let shown = self
                .origin
                .and_then(|(table, _)| table.column(name).map(|column| table.sheet.shown(column)));
            let (number, _) = self.found(&[&plain(name)], range(0.0, NO_END)).ok()??;
            let text = value.as_str().unwrap_or_default().to_owned();
            Some((shown.unwrap_or_else(|| name.to_owned()), text, number))
        };
        all.into_iter().filter_map(limit).collect()
    }

    /// The number under one of some names, and the name.
    #[inline(never)]
    fn found(&self, names: &[&str], range: Range) -> Result<Option<(f64, &'a str)>, Problem> {
        let Some((name, value)) = field(self.fields, names) else {
            return Ok(None);
        };
        let number = value
            .as_f64()
            .or_else(|| dressed(value.as_str()?.trim_ascii(), '.'));
        // By the name of a field: per cent, and thousands or millions.
        let is_marked = value.as_str().is_some_and(is_share_of_one);
        let parts = parts_named(name).filter(|_| !is_marked);
        let number = number.map(|number| match times_of(&unit(&headed(name))) {
            Some(times) => number * times,
            None => number / parts.unwrap_or(1.0),
        });
        if number.is_none() && value.as_str().is_some_and(is_endless) {
            return Ok(None);
        }
        let code = match number {
            Some(number) if range.contains(number) => return Ok(Some((number, name))),
            Some(_) => ErrorCode::OutOfRange,
            None if value.as_str().is_some_and(|text| text.trim().is_empty()) => return Ok(None),
            None => ErrorCode::WrongType,
        };
        Err(self.fault(code, name, &format!("a number {}", range.words())))
    }

    fn number(&self, names: &[&str], range: Range) -> Result<Option<f64>, Problem> {
        Ok(self.found(names, range)?.map(|(number, _)| number))
    }

    #[inline(never)]
    fn needed(&self, names: &[&str], range: Range) -> Result<(f64, &'a str), Problem> {
        let found = self.found(names, range)?;
        found.ok_or_else(|| {
            self.missing(
                "maintenanceMarginRate",
                names,
                &format!("a number {}", range.words()),
            )
        })
    }

    /// The amount that the exchange takes off must be the one that makes the margin continuous: else one of the
    /// numbers is not what it says.
    #[inline(never)]
    fn check_deduction(&self, deduction: f64) -> Result<(), Problem> {
        let copied = self
            .fields
            .get("info")
            .and_then(Value::as_object)
            .and_then(|info| field(info, &["cum"]));
        let (prefix, found) = match (copied, field(self.fields, DEDUCTION)) {
            (Some(found), _) => ("info.", found),
            (None, Some(found)) => ("", found),
            (None, None) => return Ok(()),
        };
        let (name, given) = found;
        let number = given
            .as_f64()
            .or_else(|| number(given.as_str()?.trim_ascii()));
        if given.as_str().is_some_and(|text| text.trim().is_empty()) {
            return Ok(());
        }
        // Exchanges round to a cent.
        let tolerance = 0.01 + 1e-9 * deduction;
        if number.is_some_and(|number| (number - deduction).abs() <= tolerance) {
            return Ok(());
        }
        let of_table = self.origin.and_then(|(table, row)| {
            let column = table.column(name)?;
            Some(table.sheet.place_of(row, column))
        });
        let path = of_table.unwrap_or_else(|| format!("{}.{prefix}{name}", self.path));
        let message = format!(
            "{path} is {}; expected {}, which follows from the brackets",
            describe(given),
            show(deduction)
        );
        Err(Problem::new(ErrorCode::Inconsistent, &path, message).with_value(describe(given)))
    }

    fn inconsistent(&self, names: &[&str], expected: &str) -> Problem {
        let name = field(self.fields, names).map_or(names[0], |(name, _)| name);
        self.fault(ErrorCode::Inconsistent, name, expected)
    }

    #[cold]
    #[inline(never)]
    fn missing(&self, name: &str, names: &[&str], expected: &str) -> Problem {
        let name = field(self.fields, names).map_or(name, |(name, _)| name);
        if let Some((table, row)) = self.origin {
            return match table.column(name) {
                Some(column) => {
                    let code = ErrorCode::MissingField;
                    table.sheet.fault(row, column, code, expected)
                }
                None => table.sheet.missing(name, "brackets"),
            };
        }
        let path = format!("{}.{name}", self.path);
        let message = format!("taken for brackets, but {path} is missing; expected {expected}");
        Problem::new(ErrorCode::MissingField, &path, message)
    }

    #[cold]
    #[inline(never)]
    fn fault(&self, code: ErrorCode, name: &str, expected: &str) -> Problem {
        let at = self
            .origin
            .and_then(|(table, row)| Some((table, row, table.column(name)?)));
        if let Some((table, row, column)) = at {
            return table.sheet.fault(row, column, code, expected);
        }
        let path = format!("{}.{name}", self.path);
        let value = describe(self.fields.get(name).unwrap_or(&Value::Null));
        let message = format!("{path} is {value}; expected {expected}");
        Problem::new(code, &path, message).with_value(value)
    }
}

impl Table<'_> {
    /// The column that a field was made of.
    fn column(&self, field: &str) -> Option<&Column> {
        let found = self.columns.iter().find(|(name, _)| *name == field);
        found.map(|(_, column)| column)
    }
}
