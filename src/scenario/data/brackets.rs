//! Leverage brackets in the JSON shape of ccxt's `fetchLeverageTiers`, and in that of the file that ships with the page:
//! `{ contracts: { symbol: [{ notionalFrom, ratio, maxLeverage }, ...] } }`.

use super::text::{AMOUNT, count, number, quote, range};
use crate::error::{ErrorCode, Problem, describe, show};
use crate::scenario::schema::Range;
use serde_json::Value;

const RATIO: Range = range(0.0, 0.99);
const LEVERAGE: Range = range(0.01, 1_000.0);

/// Most brackets of a contract, as in the scenario.
const MOST_TIERS: usize = 100;
/// Most contracts: every exchange has fewer.
const MOST_CONTRACTS: usize = 10_000;

/// Longest name of a contract, characters, as in the scenario.
const LONGEST_SYMBOL: usize = 200;

const SHAPE: &str =
    "lists of brackets with minNotional, maxNotional and maintenanceMarginRate, by contract";

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
                && RATIO.contains(tier.ratio)
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

/// Reads `{ symbol: [tier, ...], ... }`, or the list of one contract.
pub(super) fn parse(json: &Value) -> Result<BracketTable, Problem> {
    let mut contracts = Vec::new();
    let json = match json.get("contracts") {
        Some(inner @ Value::Object(_)) => inner,
        _ => json,
    };
    match json {
        Value::Object(symbols) if !symbols.is_empty() && symbols.len() <= MOST_CONTRACTS => {
            for (symbol, tiers) in symbols {
                contracts.push(contract(symbol, tiers)?);
            }
        }
        Value::Object(symbols) => {
            let message = format!(
                "taken for brackets of {} contracts; expected 1 to {}",
                count(symbols.len()),
                count(MOST_CONTRACTS)
            );
            return Err(Problem::new(ErrorCode::OutOfRange, "", message));
        }
        _ => contracts.push(contract("", json)?),
    }
    Ok(BracketTable { contracts })
}

fn contract(symbol: &str, tiers: &Value) -> Result<BracketContract, Problem> {
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
    let Some(tiers) = tiers.as_array() else {
        let message = format!(
            "taken for brackets, but {} is {}; expected {SHAPE}",
            path,
            describe(tiers)
        );
        return Err(Problem::new(ErrorCode::WrongType, symbol, message).with_value(describe(tiers)));
    };
    if tiers.is_empty() || tiers.len() > MOST_TIERS {
        let message = format!(
            "{path} has {} brackets; expected 1 to {MOST_TIERS}",
            count(tiers.len())
        );
        return Err(Problem::new(ErrorCode::OutOfRange, symbol, message));
    }
    let mut parsed: Vec<Bracket> = Vec::with_capacity(tiers.len());
    // Where the next bracket has to start.
    let mut start = 0.0;
    let mut deduction = 0.0;
    for (index, tier) in tiers.iter().enumerate() {
        let tier = Tier {
            value: tier,
            path: format!("{symbol}[{index}]"),
        };
        let is_short = !tier.field("notionalFrom").is_null();
        let (from, rate) = if is_short {
            ("notionalFrom", "ratio")
        } else {
            ("minNotional", "maintenanceMarginRate")
        };
        let notional_from = tier.needed(from, AMOUNT)?;
        let notional_to = tier.number("maxNotional", range(0.0, 1e18))?;
        let ratio = tier.needed(rate, RATIO)?;
        if is_short && index > 0 {
            // It names no ends: a bracket ends where the next begins.
            let before = parsed.last().map_or(0.0, |bracket| bracket.notional_from);
            if notional_from <= before {
                let expected = format!("more than {} of the bracket before", show(before));
                return Err(tier.inconsistent(from, &expected));
            }
        } else if notional_from != start {
            let expected = format!("{}, where the bracket before ends", show(start));
            return Err(tier.inconsistent(from, &expected));
        }
        if let Some(to) = notional_to {
            if to <= notional_from {
                return Err(tier.inconsistent("maxNotional", "more than minNotional"));
            }
            start = to;
        } else if !is_short && index + 1 < tiers.len() {
            return Err(tier.missing("maxNotional", "a number, as another bracket follows"));
        }
        let below = parsed.last().map_or(0.0, |bracket| bracket.ratio);
        if ratio < below {
            let expected = format!("not less than {} of the bracket before", show(below));
            return Err(tier.inconsistent(rate, &expected));
        }
        deduction += notional_from * (ratio - below);
        tier.check_deduction(deduction)?;
        parsed.push(Bracket {
            notional_from,
            ratio,
            max_leverage: tier.number("maxLeverage", LEVERAGE)?,
        });
    }
    Ok(BracketContract {
        name: symbol.to_owned(),
        tiers: parsed,
    })
}

struct Tier<'a> {
    value: &'a Value,
    path: String,
}

impl Tier<'_> {
    fn field(&self, name: &str) -> &Value {
        self.value.get(name).unwrap_or(&Value::Null)
    }

    #[inline(never)]
    fn number(&self, name: &str, range: Range) -> Result<Option<f64>, Problem> {
        let value = self.field(name);
        if value.is_null() {
            return Ok(None);
        }
        let number = value
            .as_f64()
            .or_else(|| number(value.as_str()?.trim_ascii()));
        let code = match number {
            Some(number) if range.contains(number) => return Ok(Some(number)),
            Some(_) => ErrorCode::OutOfRange,
            None => ErrorCode::WrongType,
        };
        Err(self.fault(code, name, &format!("a number {}", range.words())))
    }

    #[inline(never)]
    fn needed(&self, name: &str, range: Range) -> Result<f64, Problem> {
        if !self.value.is_object() {
            let (path, value) = (&self.path, describe(self.value));
            let message = format!("taken for brackets, but {path} is {value}; expected {SHAPE}");
            return Err(Problem::new(ErrorCode::WrongType, path, message).with_value(value));
        }
        self.number(name, range)?
            .ok_or_else(|| self.missing(name, &format!("a number {}", range.words())))
    }

    /// The amount that the exchange takes off must be the one that makes the margin continuous: else one of the
    /// numbers is not what it says.
    #[inline(never)]
    fn check_deduction(&self, deduction: f64) -> Result<(), Problem> {
        let value = self.value.get("info").and_then(|info| info.get("cum"));
        let Some(given) = value.filter(|value| !value.is_null()) else {
            return Ok(());
        };
        let number = given
            .as_f64()
            .or_else(|| number(given.as_str()?.trim_ascii()));
        // Exchanges round to a cent.
        let tolerance = 0.01 + 1e-9 * deduction;
        if number.is_some_and(|number| (number - deduction).abs() <= tolerance) {
            return Ok(());
        }
        let path = format!("{}.info.cum", self.path);
        let message = format!(
            "{path} is {}; expected {}, which follows from the brackets",
            describe(given),
            show(deduction)
        );
        Err(Problem::new(ErrorCode::Inconsistent, &path, message).with_value(describe(given)))
    }

    fn inconsistent(&self, name: &str, expected: &str) -> Problem {
        self.fault(ErrorCode::Inconsistent, name, expected)
    }

    #[cold]
    #[inline(never)]
    fn missing(&self, name: &str, expected: &str) -> Problem {
        let path = format!("{}.{name}", self.path);
        let message = format!("taken for brackets, but {path} is missing; expected {expected}");
        Problem::new(ErrorCode::MissingField, &path, message)
    }

    #[cold]
    #[inline(never)]
    fn fault(&self, code: ErrorCode, name: &str, expected: &str) -> Problem {
        let path = format!("{}.{name}", self.path);
        let value = describe(self.field(name));
        let message = format!("{path} is {value}; expected {expected}");
        Problem::new(code, &path, message).with_value(value)
    }
}
