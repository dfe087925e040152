//! What is wrong with an input: code for programs, path for the control, message for people.

use crate::decimal;
use serde::Serialize;
use serde_json::Value;
use std::fmt;

/// Kind of a problem; a closed list, stable for programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum ErrorCode {
    /// The input is not of the expected overall form (not JSON, not an object, not an order book).
    Malformed,
    /// A required field is missing.
    MissingField,
    /// A key that no field has, usually a misspelling.
    UnknownField,
    /// A field holds another type.
    WrongType,
    /// A number lies outside its range.
    OutOfRange,
    /// A word that is none of the allowed ones.
    UnknownChoice,
    /// Part of the contract that is not built yet.
    NotBuilt,
    /// Fields contradict each other.
    Inconsistent,
    /// The scenario needs data that was not registered.
    MissingData,
}

impl ErrorCode {
    /// The code as programs see it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::MissingField => "missingField",
            Self::UnknownField => "unknownField",
            Self::WrongType => "wrongType",
            Self::OutOfRange => "outOfRange",
            Self::UnknownChoice => "unknownChoice",
            Self::NotBuilt => "notBuilt",
            Self::Inconsistent => "inconsistent",
            Self::MissingData => "missingData",
        }
    }
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// Kind of the problem.
    pub code: ErrorCode,
    /// Path of the field, such as `populations[2].leverage.from`; empty for the whole input.
    pub field: String,
    /// Says what is wrong, with the value and what is allowed.
    pub message: String,
    /// The offending value, as JSON where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// Smallest allowed number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min: Option<f64>,
    /// Largest allowed number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<f64>,
}

impl Problem {
    /// A problem of a field without a numeric range.
    #[must_use]
    pub fn new(code: ErrorCode, field: &str, message: String) -> Self {
        Self {
            code,
            field: field.to_owned(),
            message,
            value: None,
            min: None,
            max: None,
        }
    }

    /// The same with the offending value.
    #[must_use]
    pub fn with_value(mut self, value: impl fmt::Display) -> Self {
        self.value = Some(value.to_string());
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for Problem {}

/// A number as a person would write it.
#[must_use]
pub fn show(number: f64) -> String {
    let magnitude = number.abs();
    if number != 0.0 && !(1e-4..1e9).contains(&magnitude) {
        decimal::scientific(number, None)
    } else {
        decimal::plain(number)
    }
}

/// A value for a message: like JSON, cut when long. Numbers that JSON cannot hold arrive as text.
///
/// Not `Value`'s own formatting: that brings the tables of a second number printer into the browser, a tenth of the
/// whole module.
#[must_use]
pub fn describe(value: &Value) -> String {
    let mut text = String::new();
    write_value(value, &mut text);
    if text.chars().count() > LONGEST_VALUE {
        text = text.chars().take(LONGEST_VALUE - 3).collect::<String>() + "...";
    }
    text
}

/// Most characters of a value that a message shows.
const LONGEST_VALUE: usize = 60;

fn write_value(value: &Value, text: &mut String) {
    if text.len() > LONGEST_VALUE {
        return;
    }
    match value {
        Value::Null => text.push_str("null"),
        Value::Bool(true) => text.push_str("true"),
        Value::Bool(false) => text.push_str("false"),
        Value::Number(number) => text.push_str(&show(number.as_f64().unwrap_or(f64::NAN))),
        Value::String(word) if matches!(word.as_str(), "NaN" | "Infinity" | "-Infinity") => {
            text.push_str(word)
        }
        Value::String(word) => {
            text.push('"');
            text.push_str(word);
            text.push('"');
        }
        Value::Array(items) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                text.push_str(if index == 0 { "" } else { "," });
                write_value(item, text);
            }
            text.push(']');
        }
        Value::Object(fields) => {
            text.push('{');
            for (index, (key, item)) in fields.iter().enumerate() {
                text.push_str(if index == 0 { "\"" } else { ",\"" });
                text.push_str(key);
                text.push_str("\":");
                write_value(item, text);
            }
            text.push('}');
        }
    }
}
