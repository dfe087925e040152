//! Reads a file that arrives in pieces, and finds out what it holds.

use super::book::{self, OrderBook};
use super::brackets::{self, BracketTable};
use super::csv::{Csv, Record};
use super::path::{self, PricePath};
use super::positions::{self, PositionTable};
use super::text::{Door, EXPECTED, MAX_ROWS, count, malformed};
use crate::error::{ErrorCode, Problem};
use crate::json::{self, MAX_DEPTH};
use crate::scenario::contract::SCENARIO;
use crate::scenario::schema::check;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// What a file holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// An order book.
    Book(OrderBook),
    /// Positions.
    Positions(PositionTable),
    /// Margin brackets.
    Brackets(BracketTable),
    /// A price path.
    Path(PricePath),
    /// A whole scenario, as its text: checked against the contract, without the data that it names.
    Scenario(String),
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Parsed {
    /// SHA-256 of the bytes.
    pub hash: [u8; 32],
    /// What they hold.
    pub content: Content,
}

/// Takes the bytes of a file in pieces of any size: neither result nor error depends on where it is cut.
#[derive(Debug, Default)]
pub struct Reader {
    door: Door,
    hash: Sha256,
    form: Form,
}

impl Reader {
    /// A reader that has seen nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The next bytes.
    ///
    /// # Errors
    /// What is wrong, as soon as it is seen; nothing more can be read then.
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), Problem> {
        self.hash.update(bytes);
        let form = &mut self.form;
        self.door.push(bytes, &mut |text| form.push(text))
    }

    /// The end of the file.
    ///
    /// # Errors
    /// What is wrong, with line and column or path.
    pub fn finish(mut self) -> Result<Parsed, Problem> {
        let form = &mut self.form;
        self.door.end(&mut |text| form.push(text))?;
        Ok(Parsed {
            hash: self.hash.finalize().into(),
            content: self.form.finish()?,
        })
    }
}

/// The form of a file, known from its first character on.
#[derive(Debug)]
enum Form {
    /// Nothing but space so far.
    Blank(String),
    Json(JsonText),
    Csv(Csv, Option<Box<Table>>),
}

impl Default for Form {
    fn default() -> Self {
        Self::Blank(String::new())
    }
}

impl Form {
    fn push(&mut self, text: &str) -> Result<(), Problem> {
        if let Self::Blank(space) = self {
            let start = text.trim_ascii_start();
            if start.is_empty() {
                space.push_str(text);
                return Ok(());
            }
            let space = std::mem::take(space);
            *self = match start.as_bytes().first() {
                Some(b'<') => {
                    let message = format!("the file is HTML or XML; expected {EXPECTED}");
                    return Err(malformed(message));
                }
                Some(b'{' | b'[') => Self::Json(JsonText::default()),
                _ => Self::Csv(Csv::default(), None),
            };
            self.push(&space)?;
        }
        match self {
            Self::Blank(_) => Ok(()),
            Self::Json(json) => json.push(text),
            Self::Csv(csv, table) => csv.push(text, &mut |record| Table::record(table, record)),
        }
    }

    fn finish(self) -> Result<Content, Problem> {
        match self {
            Self::Blank(_) => Err(malformed(format!("the file is empty; expected {EXPECTED}"))),
            Self::Json(json) => content(json.text),
            Self::Csv(mut csv, mut table) => {
                csv.end(&mut |record| Table::record(&mut table, record))?;
                // The first line that says anything made it.
                table.map_or_else(
                    || Err(malformed(format!("the file is empty; expected {EXPECTED}"))),
                    |table| table.finish(),
                )
            }
        }
    }
}

/// The text of a JSON file, and how long its lists are so far.
#[derive(Debug, Default)]
struct JsonText {
    text: String,
    in_text: bool,
    is_escaped: bool,
    /// Commas in each list or object that is open.
    commas: Vec<usize>,
    lines: usize,
}

impl JsonText {
    fn push(&mut self, text: &str) -> Result<(), Problem> {
        self.text.push_str(text);
        for byte in text.bytes() {
            match byte {
                _ if self.is_escaped => self.is_escaped = false,
                b'\\' => self.is_escaped = self.in_text,
                b'"' => self.in_text = !self.in_text,
                _ if self.in_text => {}
                b'\n' => self.lines += 1,
                b'[' | b'{' if self.commas.len() > MAX_DEPTH => {
                    let line = self.lines + 1;
                    return Err(malformed(format!(
                        "line {line}: lists are nested deeper than {MAX_DEPTH} levels"
                    )));
                }
                b'[' | b'{' => self.commas.push(0),
                b']' | b'}' => {
                    self.commas.pop();
                }
                b',' => {
                    let Some(commas) = self.commas.last_mut() else {
                        continue;
                    };
                    *commas += 1;
                    if *commas >= MAX_ROWS {
                        let line = self.lines + 1;
                        return Err(too_many(&format!("line {line}: a list"), "entries"));
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }
}

#[cold]
#[inline(never)]
fn too_many(place: &str, what: &str) -> Problem {
    let most = count(MAX_ROWS);
    let message = format!("{place} has more than {most} {what}; at most {most} are read");
    Problem::new(ErrorCode::OutOfRange, "", message)
}

/// What a JSON text holds.
fn content(text: String) -> Result<Content, Problem> {
    let json = json::parse(&text).map_err(|error| {
        malformed(format!(
            "line {}, column {}: {}",
            error.line, error.column, error.message
        ))
    })?;
    let has = |key: &str| json.get(key).is_some();
    if has("bids") || has("asks") {
        return book::parse(&json).map(Content::Book);
    }
    if has("version") || has("markets") {
        let mut problems = Vec::new();
        check(&SCENARIO, &json, "", &mut problems);
        return match problems.into_iter().next() {
            None => Ok(Content::Scenario(text)),
            Some(mut problem) => {
                problem.message = format!("taken for a scenario: {}", problem.message);
                Err(problem)
            }
        };
    }
    let is_list = |value: &Value| value.is_array();
    let could_be_brackets = match &json {
        Value::Object(fields) => fields
            .values()
            .chain(
                json["contracts"]
                    .as_object()
                    .into_iter()
                    .flat_map(|inner| inner.values()),
            )
            .any(is_list),
        Value::Array(items) => items.first().is_some_and(Value::is_object),
        _ => false,
    };
    if could_be_brackets {
        return brackets::parse(&json).map(Content::Brackets);
    }
    Err(malformed(format!(
        "this JSON is {}; expected an object with \"bids\" and \"asks\" (an order book), with \"markets\" (a scenario), or with a list of brackets for each contract",
        crate::error::describe(&json)
    )))
}

/// A table, known by the names of its columns.
#[derive(Debug)]
struct Table {
    fields: usize,
    rows: Rows,
}

#[derive(Debug)]
enum Rows {
    Positions(positions::Reader),
    Path(path::Reader),
}

impl Table {
    fn record(table: &mut Option<Box<Self>>, record: &Record<'_>) -> Result<(), Problem> {
        match table {
            Some(table) => table.row(record),
            None => {
                *table = Some(Box::new(Self::new(record)?));
                Ok(())
            }
        }
    }

    #[inline(never)]
    fn new(header: &Record<'_>) -> Result<Self, Problem> {
        let rows = match (
            positions::Reader::knows(header)?,
            path::Reader::knows(header)?,
        ) {
            (true, false) => Rows::Positions(positions::Reader::new(header)?),
            (false, true) => Rows::Path(path::Reader::new(header)?),
            (both, _) => {
                let fault = if both {
                    "fit positions as well as a price path"
                } else {
                    "are neither those of positions nor those of a price path"
                };
                let message = format!(
                    "line {}: the columns {} {fault}; expected side, quantity, entry_price and leverage or margin, or timestamp, open, high, low and close",
                    header.line,
                    header.names()
                );
                let place = format!("line {}", header.line);
                return Err(Problem::new(ErrorCode::MissingField, &place, message));
            }
        };
        Ok(Self {
            fields: header.len(),
            rows,
        })
    }

    fn row(&mut self, record: &Record<'_>) -> Result<(), Problem> {
        if record.len() != self.fields {
            let place = format!("line {}", record.line);
            let message = format!(
                "{place} has {} fields ({}); expected {} as in the first line",
                record.len(),
                record.names(),
                self.fields
            );
            return Err(Problem::new(ErrorCode::Malformed, &place, message));
        }
        let rows = match &self.rows {
            Rows::Positions(reader) => reader.rows(),
            Rows::Path(reader) => reader.rows(),
        };
        if rows >= MAX_ROWS {
            return Err(too_many(
                &format!("line {}: the table", record.line),
                "rows",
            ));
        }
        match &mut self.rows {
            Rows::Positions(reader) => reader.row(record),
            Rows::Path(reader) => reader.row(record),
        }
    }

    fn finish(self) -> Result<Content, Problem> {
        let rows = match &self.rows {
            Rows::Positions(reader) => reader.rows(),
            Rows::Path(reader) => reader.rows(),
        };
        if rows == 0 {
            let message = "the table has no rows; expected at least one below the names";
            return Err(malformed(message.to_owned()));
        }
        match self.rows {
            Rows::Positions(reader) => Ok(Content::Positions(reader.finish())),
            Rows::Path(reader) => reader.finish().map(Content::Path),
        }
    }
}
