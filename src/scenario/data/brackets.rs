//! Leverage brackets: JSON of ccxt's `fetchLeverageTiers`, answers of venues, the file that ships with the page
//! (`{ contracts: { symbol: [{ notionalFrom, ratio, maxLeverage }, ...] } }`), or a table.

use super::figures::dressed;
use super::how::{How, RemarkKind, Remarks, ask};
use super::path::SYMBOLS;
use super::sheet::{Column, Sheet};
use super::text::{AMOUNT, count, number, quote, range, small_letter};
use crate::error::{ErrorCode, Problem, describe, show};
use crate::scenario::schema::Range;
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
const DEDUCTION: &[&str] = &["cum", "deduction", "mmdeduction", "maintamt"];

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
}

/// A contract as it stands in a file.
struct Listed<'a> {
    symbol: &'a str,
    tiers: Vec<Tier<'a>>,
}

#[inline(never)]
fn plain(name: &str) -> String {
    name.chars()
        .filter(|letter| letter.is_alphanumeric())
        .map(small_letter)
        .collect()
}

/// A field of a bracket by one of its names.
fn field<'a>(fields: &'a Map<String, Value>, names: &[&str]) -> Option<(&'a str, &'a Value)> {
    names.iter().find_map(|wanted| {
        fields
            .iter()
            .find(|(name, value)| !value.is_null() && plain(name) == *wanted)
            .map(|(name, value)| (name.as_str(), value))
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
    value
        .as_array()
        .is_some_and(|tiers| !tiers.is_empty() && tiers.iter().take(3).any(is_tier))
}

/// Whether a JSON value is brackets: by contract, in a list of contracts, or of one contract.
pub(super) fn is_known(json: &Value) -> bool {
    match json {
        Value::Object(fields) => {
            let contracts = fields.get("contracts").and_then(Value::as_object);
            contracts.is_some_and(|inner| inner.values().any(is_list_of_tiers))
                || fields.values().any(is_list_of_tiers) && !is_answer(fields)
        }
        Value::Array(items) => {
            is_list_of_tiers(json)
                || items
                    .iter()
                    .take(3)
                    .any(|item| item.get("brackets").is_some_and(is_list_of_tiers))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
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
    let json = match json.get("contracts") {
        Some(inner @ Value::Object(_)) => inner,
        _ => json,
    };
    let mut listed: Vec<Listed<'_>> = Vec::new();
    let mut faults = Vec::new();
    match json {
        Value::Object(symbols) => {
            for (symbol, tiers) in symbols {
                match tiers.as_array() {
                    Some(tiers) => {
                        let list = listed_tiers(symbol, tiers, &mut faults);
                        listed.extend(list);
                    }
                    None => faults.push(no_list(symbol, tiers)),
                }
            }
        }
        Value::Array(items) if items.iter().any(|item| item.get("brackets").is_some()) => {
            for (index, item) in items.iter().enumerate() {
                let symbol = item
                    .get("symbol")
                    .and_then(Value::as_str)
                    .unwrap_or_default();
                match item.get("brackets").and_then(Value::as_array) {
                    Some(tiers) => {
                        let list = listed_tiers(symbol, tiers, &mut faults);
                        listed.extend(list);
                    }
                    None => faults.push(no_list(&format!("[{index}].brackets"), &item["brackets"])),
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
                let symbol = field(fields, SYMBOLS)
                    .or_else(|| field(fields, &["instfamily", "uly"]))
                    .and_then(|(_, name)| name.as_str())
                    .unwrap_or_default();
                let place = match names.iter().position(|name| *name == symbol) {
                    Some(place) => place,
                    None => {
                        names.push(symbol);
                        listed.push(Listed {
                            symbol,
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
                    contract.tiers.push(Tier { fields, path });
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

fn listed_tiers<'a>(
    symbol: &'a str,
    tiers: &'a [Value],
    faults: &mut Vec<Problem>,
) -> Option<Listed<'a>> {
    let mut list = Vec::with_capacity(tiers.len());
    for (index, tier) in tiers.iter().enumerate() {
        let path = format!("{symbol}[{index}]");
        match tier.as_object() {
            Some(fields) => list.push(Tier { fields, path }),
            None => {
                faults.push(no_tier(&path, tier));
                return None;
            }
        }
    }
    Some(Listed {
        symbol,
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
    let mut sheet_numbers: Vec<Column> = Vec::new();
    for names in [FROM, TO, RATIO, MOST, DEDUCTION] {
        sheet_numbers.extend(sheet.column(names));
    }
    let symbol = sheet.column(SYMBOLS);
    let mut marked = sheet.clone();
    marked.learn_marks(&sheet_numbers.iter().collect::<Vec<_>>(), &[], how, remarks)?;
    let mut rows = Vec::new();
    for row in 0..marked.rows() {
        let mut fields = Map::new();
        if let Some(symbol) = &symbol {
            fields.insert("symbol".to_owned(), marked.text(row, symbol).into());
        }
        for column in &sheet_numbers {
            let value = match marked.number(row, column) {
                Some(number) => number.into(),
                None if marked.is_nothing(row, column) => Value::Null,
                None => marked.text(row, column).into(),
            };
            fields.insert(column.name.clone(), value);
        }
        rows.push(Value::Object(fields));
    }
    parse(&Value::Array(rows), how, remarks)
}

/// Whether the brackets of a contract are in its base: those of inverse contracts are.
fn is_in_base(symbol: &str, tiers: &[Tier<'_>]) -> bool {
    let Some(first) = tiers.first() else {
        return false;
    };
    let currency = first.fields.get("currency").and_then(Value::as_str);
    // ccxt: BASE/QUOTE:SETTLE
    if let Some((base, rest)) = symbol.split_once('/') {
        let (quote, settle) = rest.split_once(':').unwrap_or((rest, rest));
        let settle = settle.split('-').next().unwrap_or(settle);
        return base != quote && currency.unwrap_or(settle) == base;
    }
    // Bybit counts the limits of its inverse contracts in coins.
    let is_inverse = symbol.strip_suffix("USD").is_some_and(|base| {
        !base.is_empty()
            && base
                .bytes()
                .all(|letter| letter.is_ascii_uppercase() || letter.is_ascii_digit())
    });
    is_inverse && field(first.fields, &["risklimitvalue"]).is_some()
}

/// Whether limits count contracts, as OKX's do, in the answer itself or copied by ccxt.
fn counts_contracts(tier: &Tier<'_>) -> bool {
    let own = ["minsz", "maxsz"]
        .iter()
        .any(|name| field(tier.fields, &[name]).is_some());
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
    let Listed { symbol, tiers } = contract;
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
    let unit = match (tiers.iter().any(counts_contracts), how.contract_value) {
        (false, _) => 1.0,
        (true, Some(worth)) => worth,
        (true, None) => {
            let message = format!(
                "{path}: its brackets count contracts (info.maxSz), and what a contract is worth in quote does not stand in the file"
            );
            return Err(ask("contractValue", &[], &message));
        }
    };
    let mut parsed: Vec<Bracket> = Vec::with_capacity(tiers.len());
    // Where the next bracket has to start, where the file says it.
    let mut start = Some(0.0);
    let mut deduction = 0.0;
    let mut steps = 0;
    let has_no_ends = tiers.iter().all(|tier| field(tier.fields, TO).is_none());
    for (index, tier) in tiers.iter().enumerate() {
        let from = tier.number(FROM, AMOUNT)?;
        let to = tier.number(TO, END)?.map(|to| {
            if to >= NO_END {
                f64::INFINITY
            } else {
                to * unit
            }
        });
        let from = from.map(|from| from * unit);
        let (notional_from, expected) = match (from, start) {
            // Only limits: each bracket begins where the one before ends.
            (None, Some(start)) if to.is_some() => (start, None),
            (Some(from), Some(start)) => (from, Some(start)),
            // No limits: each ends where the next begins.
            (Some(from), None) => (from, None),
            (None, _) => {
                return Err(tier.missing(
                    "minNotional",
                    FROM,
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
                return Err(tier.inconsistent(FROM, &expected));
            }
            None if index == 0 && notional_from != 0.0 => {
                return Err(tier.inconsistent(FROM, "0, where the first bracket begins"));
            }
            None if index > 0 && notional_from <= before => {
                let expected = format!("more than {} of the bracket before", show(before));
                return Err(tier.inconsistent(if from.is_some() { FROM } else { TO }, &expected));
            }
            None => {}
        }
        match to {
            Some(to) if to <= begins => {
                return Err(tier.inconsistent(
                    TO,
                    &format!("more than {}, where the bracket begins", show(begins)),
                ));
            }
            Some(to) => start = Some(to),
            None if index + 1 == tiers.len() => {}
            None if has_no_ends => start = None,
            None => {
                return Err(tier.missing(
                    "maxNotional",
                    TO,
                    "a number, as another bracket follows",
                ));
            }
        }
        let below = parsed.last().map_or(0.0, |bracket| bracket.ratio);
        if ratio < below {
            let expected = format!("not less than {} of the bracket before", show(below));
            return Err(tier.inconsistent(RATIO, &expected));
        }
        let max_leverage = tier.number(MOST, LEVERAGE)?;
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
        if parsed.is_empty() && max_leverage.is_none() && ratio >= 0.2 {
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
    /// The number under one of some names, and the name.
    #[inline(never)]
    fn found(&self, names: &[&str], range: Range) -> Result<Option<(f64, &'a str)>, Problem> {
        let Some((name, value)) = field(self.fields, names) else {
            return Ok(None);
        };
        let number = value
            .as_f64()
            .or_else(|| dressed(value.as_str()?.trim_ascii(), '.'));
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
        let path = format!("{}.{prefix}{name}", self.path);
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
        let path = format!("{}.{name}", self.path);
        let message = format!("taken for brackets, but {path} is missing; expected {expected}");
        Problem::new(ErrorCode::MissingField, &path, message)
    }

    #[cold]
    #[inline(never)]
    fn fault(&self, code: ErrorCode, name: &str, expected: &str) -> Problem {
        let path = format!("{}.{name}", self.path);
        let value = describe(self.fields.get(name).unwrap_or(&Value::Null));
        let message = format!("{path} is {value}; expected {expected}");
        Problem::new(code, &path, message).with_value(value)
    }
}
