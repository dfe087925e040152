//! Keeps registered data under its names.

use super::book::OrderBook;
use super::brackets::BracketTable;
#[cfg(feature = "mechanisms")]
use super::chain::OptionChain;
use super::content::{Content, Parsed};
#[cfg(feature = "mechanisms")]
use super::loans::LoanTable;
#[cfg(feature = "mechanisms")]
use super::others::Other;
use super::pack::unpack;
use super::path::PricePath;
use super::positions::PositionTable;
#[cfg(feature = "mechanisms")]
use super::reserves::ReserveTable;
use crate::error::{ErrorCode, Problem};
use crate::json::{self, object};
use crate::population::crowd::Side;

use crate::sort::sort_by;
use serde_json::Value;
use std::fmt::Write;
use std::sync::Arc;

/// What was registered.
#[derive(Debug, Clone, PartialEq)]
pub struct DataInfo {
    /// Name that scenarios use.
    pub name: String,
    /// SHA-256 of the bytes, hexadecimal.
    pub sha256: String,
    /// What the bytes hold: `book`, `positions`, `brackets`, `path`, `loans`, `reserves`, `options` or `scenario`.
    pub kind: &'static str,
    /// What is worth knowing of it, by kind: see `DataInfo` in the TypeScript types.
    pub facts: Value,
}

impl DataInfo {
    /// As one flat object.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let mut flat = self.facts.clone();
        flat["name"] = self.name.as_str().into();
        flat["sha256"] = self.sha256.as_str().into();
        flat["kind"] = self.kind.into();
        flat
    }
}

/// A place in a scenario that refers to registered data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// Name under which the bytes were registered.
    pub name: String,
    /// Expected SHA-256; empty: any.
    pub sha256: String,
    /// Path of the reference in the scenario.
    pub path: String,
}

/// Content that is shared rather than copied.
#[derive(Debug, Clone)]
enum Kept {
    Book(Arc<OrderBook>),
    Positions(Arc<PositionTable>),
    Brackets(Arc<BracketTable>),
    Path(Arc<PricePath>),
    Scenario(Arc<Value>),
    #[cfg(feature = "mechanisms")]
    Other(Other),
}

/// All registered data.
#[derive(Debug, Clone, Default)]
pub struct DataStore {
    /// A handful: they are found by looking through them.
    entries: Vec<(String, (DataInfo, Kept))>,
}

impl DataStore {
    /// Keeps what was read and packed elsewhere.
    ///
    /// # Errors
    /// When the bytes are not what [`super::pack`] writes; the store is unchanged then.
    pub fn register_packed(&mut self, name: &str, bytes: &[u8]) -> Result<DataInfo, Problem> {
        check_name(name)?;
        self.keep(name, unpack(bytes)?)
    }

    /// Keeps what was read.
    ///
    /// # Errors
    /// When the name is too short or too long, or the text of a scenario is none; the store is unchanged then.
    pub fn keep(&mut self, name: &str, parsed: Parsed) -> Result<DataInfo, Problem> {
        let info = parsed.info(name)?;
        let kept = match parsed.content {
            Content::Book(book) => Kept::Book(Arc::new(book)),
            Content::Positions(table) => Kept::Positions(Arc::new(table)),
            Content::Brackets(table) => Kept::Brackets(Arc::new(table)),
            Content::Path(path) => Kept::Path(Arc::new(path)),
            Content::Scenario(text) => Kept::Scenario(Arc::new(read_scenario(&text)?)),
            #[cfg(feature = "mechanisms")]
            Content::Other(other) => Kept::Other(other),
        };
        self.entries.retain(|(other, _)| other != name);
        self.entries.push((name.to_owned(), (info.clone(), kept)));
        Ok(info)
    }

    /// What is known of registered data.
    #[must_use]
    pub fn info(&self, name: &str) -> Option<&DataInfo> {
        self.entry(name).map(|(info, _)| info)
    }

    fn entry(&self, name: &str) -> Option<&(DataInfo, Kept)> {
        let mut entries = self.entries.iter();
        entries
            .find(|(other, _)| other == name)
            .map(|(_, entry)| entry)
    }

    /// The book that a scenario refers to.
    ///
    /// # Errors
    /// When nothing, or something else, is registered under the name.
    pub fn book(&self, reference: &Reference) -> Result<Arc<OrderBook>, Problem> {
        match self.find(reference)? {
            Kept::Book(book) => Ok(book.clone()),
            _ => Err(self.other(reference, "an order book")),
        }
    }

    /// The positions that a scenario refers to.
    ///
    /// # Errors
    /// When nothing, or something else, is registered under the name.
    pub fn positions(&self, reference: &Reference) -> Result<Arc<PositionTable>, Problem> {
        match self.find(reference)? {
            Kept::Positions(table) => Ok(table.clone()),
            _ => Err(self.other(reference, "positions")),
        }
    }

    /// The brackets that a scenario refers to.
    ///
    /// # Errors
    /// When nothing, or something else, is registered under the name.
    pub fn brackets(&self, reference: &Reference) -> Result<Arc<BracketTable>, Problem> {
        match self.find(reference)? {
            Kept::Brackets(table) => Ok(table.clone()),
            _ => Err(self.other(reference, "brackets")),
        }
    }

    /// The price path that a scenario refers to.
    ///
    /// # Errors
    /// When nothing, or something else, is registered under the name.
    pub fn path(&self, reference: &Reference) -> Result<Arc<PricePath>, Problem> {
        match self.find(reference)? {
            Kept::Path(path) => Ok(path.clone()),
            _ => Err(self.other(reference, "a price path")),
        }
    }

    /// The loans that a scenario refers to.
    ///
    /// # Errors
    /// When nothing, or something else, is registered under the name.
    #[cfg(feature = "mechanisms")]
    pub fn loans(&self, reference: &Reference) -> Result<Arc<LoanTable>, Problem> {
        match self.find(reference)? {
            Kept::Other(Other::Loans(table)) => Ok(table.clone()),
            _ => Err(self.other(reference, "loans")),
        }
    }

    /// The option chain that a scenario refers to.
    ///
    /// # Errors
    /// When nothing, or something else, is registered under the name.
    #[cfg(feature = "mechanisms")]
    pub fn options(&self, reference: &Reference) -> Result<Arc<OptionChain>, Problem> {
        match self.find(reference)? {
            Kept::Other(Other::Options(chain)) => Ok(chain.clone()),
            _ => Err(self.other(reference, "an option chain")),
        }
    }

    /// Parameters of a lending protocol.
    ///
    /// # Errors
    /// When nothing, or something else, is registered under the name.
    #[cfg(feature = "mechanisms")]
    pub fn reserves(&self, reference: &Reference) -> Result<Arc<ReserveTable>, Problem> {
        match self.find(reference)? {
            Kept::Other(Other::Reserves(table)) => Ok(table.clone()),
            _ => Err(self.other(reference, "parameters of a lending protocol")),
        }
    }

    /// A registered scenario.
    ///
    /// # Errors
    /// When nothing, or something else, is registered under the name.
    pub fn scenario(&self, reference: &Reference) -> Result<Arc<Value>, Problem> {
        match self.find(reference)? {
            Kept::Scenario(scenario) => Ok(scenario.clone()),
            _ => Err(self.other(reference, "a scenario")),
        }
    }

    fn find(&self, reference: &Reference) -> Result<&Kept, Problem> {
        let Reference { name, sha256, path } = reference;
        let Some((info, kept)) = self.entry(name) else {
            let message = format!("{path} needs the file \"{name}\", which was not loaded");
            return Err(Problem::new(ErrorCode::MissingData, path, message).with_value(name));
        };
        if !sha256.is_empty() && !sha256.eq_ignore_ascii_case(&info.sha256) {
            let message = format!(
                "{path} needs another file \"{name}\": its SHA-256 is {}, expected {sha256}",
                info.sha256
            );
            return Err(Problem::new(ErrorCode::MissingData, path, message).with_value(name));
        }
        Ok(kept)
    }

    fn other(&self, reference: &Reference, expected: &str) -> Problem {
        let Reference { name, path, .. } = reference;
        let kind = self.info(name).map_or("", |info| info.kind);
        let message = format!("{path} names \"{name}\", which holds {kind}; expected {expected}");
        Problem::new(ErrorCode::WrongType, path, message).with_value(kind)
    }
}

/// Whether data can have that name.
///
/// # Errors
/// When it is too short or too long.
pub fn check_name(name: &str) -> Result<(), Problem> {
    if name.is_empty() || name.chars().count() > 200 {
        let message = "the name of the data needs 1 to 200 characters".to_owned();
        return Err(Problem::new(ErrorCode::OutOfRange, "name", message));
    }
    Ok(())
}

/// A scenario from packed bytes is text that nobody has looked at here.
fn read_scenario(text: &str) -> Result<Value, Problem> {
    json::parse(text).map_err(|error| {
        let message = format!(
            "line {}, column {}: {}",
            error.line, error.column, error.message
        );
        Problem::new(ErrorCode::Malformed, "", message)
    })
}

impl Parsed {
    /// What is worth knowing of it.
    ///
    /// # Errors
    /// When the name is too short or too long, or packed text is no scenario.
    pub fn info(&self, name: &str) -> Result<DataInfo, Problem> {
        check_name(name)?;
        let mut sha256 = String::new();
        for byte in self.hash {
            let _ = write!(sha256, "{byte:02x}");
        }
        let (kind, mut facts) = match &self.content {
            Content::Book(book) => (
                "book",
                object([
                    ("bids", book.bids.len().into()),
                    ("asks", book.asks.len().into()),
                    ("bestBid", book.bids[0][0].into()),
                    ("bestAsk", book.asks[0][0].into()),
                    ("bidDepth", book.displayed(&book.bids).into()),
                    ("askDepth", book.displayed(&book.asks).into()),
                ]),
            ),
            Content::Positions(table) => {
                let longs = table.side.iter().filter(|&&side| side == Side::Long);
                (
                    "positions",
                    object([
                        ("rows", table.rows().into()),
                        ("longs", longs.count().into()),
                        ("medianEntry", first_entry(table).into()),
                        ("symbols", symbols(table)),
                        ("inverse", table.is_inverse.into()),
                    ]),
                )
            }
            Content::Brackets(table) => {
                let contract = |contract: &super::BracketContract| {
                    object([
                        ("name", contract.name.as_str().into()),
                        ("tiers", contract.tiers.len().into()),
                        (
                            "maxLeverage",
                            contract
                                .tiers
                                .first()
                                .and_then(|tier| tier.max_leverage)
                                .into(),
                        ),
                    ])
                };
                let contracts = table.contracts.iter().map(contract).collect();
                ("brackets", object([("contracts", Value::Array(contracts))]))
            }
            Content::Path(path) => {
                let [low, high] = path.price_range();
                let last = |column: &[f64]| Value::from(column.last().copied());
                (
                    "path",
                    object([
                        ("rows", path.rows().into()),
                        ("startS", path.start_s.into()),
                        ("durationS", last(&path.time_s)),
                        ("stepS", path.step_s.into()),
                        ("first", path.open.first().copied().into()),
                        ("last", last(&path.close)),
                        ("low", low.into()),
                        ("high", high.into()),
                        ("hasVolume", (!path.volume.is_empty()).into()),
                    ]),
                )
            }
            Content::Scenario(text) => {
                let scenario = read_scenario(text)?;
                let size = |list: &str| scenario[list].as_array().map_or(0, Vec::len);
                (
                    "scenario",
                    object([
                        (
                            "title",
                            scenario["title"].as_str().unwrap_or_default().into(),
                        ),
                        ("markets", size("markets").into()),
                        ("populations", size("populations").into()),
                    ]),
                )
            }
            #[cfg(feature = "mechanisms")]
            Content::Other(other) => (other.kind(), other.facts()),
        };
        let [left_out, notes] = self.remarks.to_json();
        facts["leftOut"] = left_out;
        facts["notes"] = notes;
        Ok(DataInfo {
            name: name.to_owned(),
            sha256,
            kind,
            facts,
        })
    }
}

/// Contracts of positions that are listed: whoever chooses one of more than that knows its name.
const MOST_SYMBOLS: usize = 200;

/// The middle of the entries; of the contract with most positions where there are several, as prices of two say nothing
/// together.
fn first_entry(table: &PositionTable) -> f64 {
    match table.symbols().first() {
        Some((name, _)) => median(&table.of_symbol(name).entry_price),
        None => median(&table.entry_price),
    }
}

/// The contracts of positions, and the middle of the entries of each.
fn symbols(table: &PositionTable) -> Value {
    let each = |(name, rows): (String, usize)| {
        let entries = table.of_symbol(&name).entry_price;
        object([
            ("name", name.as_str().into()),
            ("rows", rows.into()),
            ("medianEntry", median(&entries).into()),
        ])
    };
    Value::Array(
        table
            .symbols()
            .into_iter()
            .take(MOST_SYMBOLS)
            .map(each)
            .collect(),
    )
}

/// The lower of the two in the middle when their number is even.
pub(crate) fn median(numbers: &[f64]) -> f64 {
    let mut sorted = numbers.to_vec();
    sort_by(&mut sorted, &f64::total_cmp);
    let middle = numbers.len().saturating_sub(1) / 2;
    sorted.get(middle).copied().unwrap_or(f64::NAN)
}
