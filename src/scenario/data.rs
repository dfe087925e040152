//! Registered data: big inputs that never live in the scenario itself.

use crate::error::{ErrorCode, Problem, describe, show};
use crate::json;
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Largest file that is read, bytes.
const MAX_BYTES: usize = 50_000_000;

/// Most levels per side of a book.
const MAX_LEVELS: usize = 1_000_000;

/// An order book, best price first, checked: prices in order, no level twice, not crossed.
#[derive(Debug, Clone, PartialEq)]
pub struct OrderBook {
    /// Buy orders `[price, quantity]`, prices falling.
    pub bids: Vec<[f64; 2]>,
    /// Sell orders `[price, quantity]`, prices rising.
    pub asks: Vec<[f64; 2]>,
}

/// What was registered.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DataInfo {
    /// Name that scenarios use.
    pub name: String,
    /// SHA-256 of the bytes, hexadecimal.
    pub sha256: String,
    /// What the bytes hold: always `"book"` so far.
    pub kind: &'static str,
    /// Number of buy levels.
    pub bids: u32,
    /// Number of sell levels.
    pub asks: u32,
    /// Highest buy price.
    pub best_bid: f64,
    /// Lowest sell price.
    pub best_ask: f64,
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

/// All registered data.
#[derive(Debug, Clone, Default)]
pub struct DataStore {
    entries: BTreeMap<String, (DataInfo, Arc<OrderBook>)>,
}

impl DataStore {
    /// Reads and keeps an order book in ccxt's JSON shape.
    ///
    /// # Errors
    /// What is wrong with the bytes, with line and column or path; the store is unchanged then.
    pub fn register(&mut self, name: &str, bytes: &[u8]) -> Result<DataInfo, Problem> {
        if name.is_empty() || name.chars().count() > 200 {
            let message = "the name of the data needs 1 to 200 characters".to_owned();
            return Err(Problem::new(ErrorCode::OutOfRange, "name", message));
        }
        let book = parse_order_book(bytes)?;
        let hash = Sha256::digest(bytes);
        let info = DataInfo {
            name: name.to_owned(),
            sha256: hash.iter().map(|byte| format!("{byte:02x}")).collect(),
            kind: "book",
            bids: u32::try_from(book.bids.len()).unwrap_or(u32::MAX),
            asks: u32::try_from(book.asks.len()).unwrap_or(u32::MAX),
            best_bid: book.bids[0][0],
            best_ask: book.asks[0][0],
        };
        self.entries
            .insert(name.to_owned(), (info.clone(), Arc::new(book)));
        Ok(info)
    }

    /// What is known of registered data.
    #[must_use]
    pub fn info(&self, name: &str) -> Option<&DataInfo> {
        self.entries.get(name).map(|(info, _)| info)
    }

    /// The book that a scenario refers to.
    ///
    /// # Errors
    /// When nothing, or something else, is registered under the name.
    pub fn book(&self, reference: &Reference) -> Result<Arc<OrderBook>, Problem> {
        let Reference { name, sha256, path } = reference;
        let Some((info, book)) = self.entries.get(name) else {
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
        Ok(book.clone())
    }
}

/// Reads an order book in the JSON shape of ccxt: `{ "bids": [[price, quantity], ...], "asks": [...] }`, numbers as
/// numbers or as text, further entries of a level and further keys ignored.
///
/// # Errors
/// What is wrong, with line and column (JSON) or the path of the level.
pub fn parse_order_book(bytes: &[u8]) -> Result<OrderBook, Problem> {
    let malformed = |message: String| Problem::new(ErrorCode::Malformed, "", message);
    if bytes.len() > MAX_BYTES {
        let megabytes = bytes.len() / 1_000_000;
        return Err(malformed(format!(
            "the file has {megabytes} MB; at most {} are read",
            MAX_BYTES / 1_000_000
        )));
    }
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(malformed("the file is UTF-16; save it as UTF-8".to_owned()));
    }
    let bytes = bytes.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|error| {
        malformed(format!(
            "the file is not text (byte {} is not UTF-8)",
            error.valid_up_to()
        ))
    })?;
    if text.trim().is_empty() {
        return Err(malformed(
            "the file is empty; expected an order book as JSON".to_owned(),
        ));
    }
    if text.trim_start().starts_with('<') {
        return Err(malformed(
            "the file is HTML or XML; expected an order book as JSON".to_owned(),
        ));
    }
    let json = json::parse(text).map_err(|error| {
        malformed(format!(
            "line {}, column {}: {}",
            error.line, error.column, error.message
        ))
    })?;
    if !json.is_object() {
        return Err(malformed(
            "expected an object with \"bids\" and \"asks\"".to_owned(),
        ));
    }
    let bids = parse_side(&json, "bids", -1.0)?;
    let asks = parse_side(&json, "asks", 1.0)?;
    if bids[0][0] >= asks[0][0] {
        let (bid, ask) = (show(bids[0][0]), show(asks[0][0]));
        let message =
            format!("the book is crossed: the best bid {bid} is not below the best ask {ask}");
        return Err(Problem::new(ErrorCode::Inconsistent, "bids[0]", message));
    }
    Ok(OrderBook { bids, asks })
}

fn parse_side(json: &Value, side: &str, direction: f64) -> Result<Vec<[f64; 2]>, Problem> {
    let Some(levels) = json.get(side).and_then(Value::as_array) else {
        let message = format!("\"{side}\" is missing; expected a list of [price, quantity]");
        return Err(Problem::new(ErrorCode::MissingField, side, message));
    };
    if levels.len() > MAX_LEVELS {
        let message = format!(
            "\"{side}\" has {} levels; at most {MAX_LEVELS} are read",
            levels.len()
        );
        return Err(Problem::new(ErrorCode::OutOfRange, side, message));
    }
    let mut parsed: Vec<[f64; 2]> = Vec::with_capacity(levels.len());
    for (index, level) in levels.iter().enumerate() {
        let path = format!("{side}[{index}]");
        let number = |place: usize, what: &str| -> Result<f64, Problem> {
            let entry = level.get(place).unwrap_or(&Value::Null);
            let number = entry
                .as_f64()
                .or_else(|| json::parse(entry.as_str()?.trim()).ok()?.as_f64());
            match number {
                Some(number) if (1e-12..=1e15).contains(&number) || number == 0.0 && place == 1 => {
                    Ok(number)
                }
                Some(_) => {
                    let message = format!(
                        "{path}: the {what} is {}; expected a number from 1e-12 to 1e15",
                        describe(entry)
                    );
                    Err(Problem::new(ErrorCode::OutOfRange, &path, message)
                        .with_value(describe(entry)))
                }
                None => {
                    let message =
                        format!("{path} is {}; expected [price, quantity]", describe(level));
                    Err(Problem::new(ErrorCode::WrongType, &path, message)
                        .with_value(describe(level)))
                }
            }
        };
        let (price, quantity) = (number(0, "price")?, number(1, "quantity")?);
        if let Some(&[last, _]) = parsed.last() {
            let step = (price - last) * direction;
            if step <= 0.0 {
                let fault = if step == 0.0 {
                    "stands there twice"
                } else {
                    "is out of order"
                };
                let message = format!(
                    "{path}: the price {} {fault} (after {})",
                    show(price),
                    show(last)
                );
                return Err(
                    Problem::new(ErrorCode::Inconsistent, &path, message).with_value(show(price))
                );
            }
        }
        // A quantity of 0 is how feeds say that a level has gone.
        if quantity > 0.0 {
            parsed.push([price, quantity]);
        }
    }
    if parsed.is_empty() {
        let message = format!("\"{side}\" has no orders");
        return Err(Problem::new(ErrorCode::OutOfRange, side, message));
    }
    Ok(parsed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ccxt_book_with_numbers_as_text_is_read() {
        let text =
            br#"{"symbol":"X","bids":[["99.5","2"],[99,3,1]],"asks":[[100.5,1.5]],"timestamp":1}"#;
        let book = parse_order_book(text).expect("is a book");
        assert_eq!(book.bids, [[99.5, 2.0], [99.0, 3.0]]);
        assert_eq!(book.asks, [[100.5, 1.5]]);
    }

    #[test]
    fn every_malformed_book_says_what_and_where() {
        let cases: [(&[u8], &str); 16] = [
            (b"", "empty"),
            (b"  \n", "empty"),
            (b"<!doctype html>", "HTML"),
            (b"\xff\xfe{", "UTF-16"),
            (b"\x89PNG\r\n", "not text"),
            (b"{\"bids\":[[1,2]],", "line 1, column"),
            (b"[]", "expected an object"),
            (b"{\"bids\":[[1,2]]}", "\"asks\" is missing"),
            (b"{\"bids\":[],\"asks\":[[2,1]]}", "no orders"),
            (
                b"{\"bids\":[[1,2],[3,4]],\"asks\":[[5,1]]}",
                "bids[1]: the price 3 is out of order",
            ),
            (
                b"{\"bids\":[[1,2],[1,4]],\"asks\":[[5,1]]}",
                "bids[1]: the price 1 stands there twice",
            ),
            (b"{\"bids\":[[6,2]],\"asks\":[[5,1]]}", "crossed"),
            (
                b"{\"bids\":[[-1,2]],\"asks\":[[5,1]]}",
                "bids[0]: the price is -1",
            ),
            (
                b"{\"bids\":[[1,\"NaN\"]],\"asks\":[[5,1]]}",
                "bids[0] is [1,NaN]",
            ),
            (
                b"{\"bids\":[[1,1e308]],\"asks\":[[5,1]]}",
                "bids[0]: the quantity",
            ),
            (
                b"{\"bids\":[{\"price\":1}],\"asks\":[[5,1]]}",
                "bids[0] is {\"price\":1}",
            ),
        ];
        for (bytes, expected) in cases {
            let problem = parse_order_book(bytes).expect_err("is malformed");
            assert!(
                problem.message.contains(expected),
                "{problem:?} does not say {expected:?}"
            );
        }
    }
}
