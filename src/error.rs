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
    /// A file has several meanings: `field` is the option that says which one, and `value` lists what to choose from.
    Ambiguous,
}

impl ErrorCode {
    /// Every code.
    pub const ALL: [Self; 10] = [
        Self::Malformed,
        Self::MissingField,
        Self::UnknownField,
        Self::WrongType,
        Self::OutOfRange,
        Self::UnknownChoice,
        Self::NotBuilt,
        Self::Inconsistent,
        Self::MissingData,
        Self::Ambiguous,
    ];

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
            Self::Ambiguous => "ambiguous",
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

/// Most problems that are listed: whoever mends a hundred asks again.
pub const MOST_PROBLEMS: usize = 100;

/// Whether so many problems were found that looking for more would only cost time.
#[must_use]
pub fn is_full(problems: &[Problem]) -> bool {
    problems.len() > MOST_PROBLEMS
}

/// The problems as they are told: the first [`MOST_PROBLEMS`], then one that says that there are more.
#[must_use]
pub fn listed(mut problems: Vec<Problem>) -> Vec<Problem> {
    if is_full(&problems) {
        let code = problems[MOST_PROBLEMS].code;
        problems.truncate(MOST_PROBLEMS);
        let message = format!("and more: only the first {MOST_PROBLEMS} problems are listed");
        problems.push(Problem::new(code, "", message));
    }
    problems
}

/// A number as a person would write it.
#[must_use]
pub fn show(number: f64) -> String {
    let magnitude = number.abs();
    if number.is_nan() {
        "NaN".to_owned()
    } else if number.is_infinite() {
        let sign = if number < 0.0 { "-" } else { "" };
        format!("{sign}Infinity")
    } else if number == 0.0 {
        // The sign of a zero is nothing that anybody meant.
        "0".to_owned()
    } else if !(1e-4..1e9).contains(&magnitude) {
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
    brief(&text)
}

/// A word of the input for a message, in quotation marks, cut when long.
#[must_use]
pub fn quote(word: &str) -> String {
    let mut text = String::new();
    write_word(word, &mut text);
    brief(&text)
}

/// Text of the input for a message, cut when long.
#[must_use]
pub fn brief(text: &str) -> String {
    match text.char_indices().nth(LONGEST_VALUE) {
        None => text.to_owned(),
        Some(_) => {
            let kept = text.chars().take(LONGEST_VALUE - 3).collect::<String>();
            kept + "..."
        }
    }
}

/// Most characters of a value that a message shows.
pub const LONGEST_VALUE: usize = 60;

/// Bytes that are more than [`LONGEST_VALUE`] characters, whatever they are.
const ENOUGH_BYTES: usize = 4 * LONGEST_VALUE;

/// Entries of a list, of which each takes a character and a comma, that are as many as a message ever shows.
pub const MOST_SHOWN_ENTRIES: usize = ENOUGH_BYTES;

fn is_enough(text: &str) -> bool {
    text.len() > ENOUGH_BYTES
}

/// In quotation marks, with an end only where it is near.
fn write_word(word: &str, text: &mut String) {
    text.push('"');
    text.extend(word.chars().take(LONGEST_VALUE));
    text.push('"');
}

/// A number as JSON files have it: large times and contract sizes without an exponent, up to where JavaScript writes one.
fn as_json(number: f64) -> String {
    if (1e9..1e21).contains(&number.abs()) {
        decimal::plain(number)
    } else {
        show(number)
    }
}

fn write_value(value: &Value, text: &mut String) {
    match value {
        Value::Null => text.push_str("null"),
        Value::Bool(true) => text.push_str("true"),
        Value::Bool(false) => text.push_str("false"),
        Value::Number(number) => {
            let number = number.as_f64().unwrap_or(f64::NAN);
            text.push_str(&as_json(number));
        }
        Value::String(word) if matches!(word.as_str(), "NaN" | "Infinity" | "-Infinity") => {
            text.push_str(word)
        }
        Value::String(word) => write_word(word, text),
        Value::Array(items) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                text.push_str(if index == 0 { "" } else { "," });
                write_value(item, text);
                if is_enough(text) {
                    return;
                }
            }
            text.push(']');
        }
        Value::Object(fields) => {
            text.push('{');
            for (index, (key, item)) in fields.iter().enumerate() {
                text.push_str(if index == 0 { "" } else { "," });
                write_word(key, text);
                text.push(':');
                write_value(item, text);
                if is_enough(text) {
                    return;
                }
            }
            text.push('}');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{ErrorCode, MOST_PROBLEMS, Problem, brief, describe, is_full, listed, quote, show};
    use serde_json::json;

    #[test]
    fn every_echo_of_the_input_is_short() {
        let long = "x".repeat(1_000_000);
        let deep = (0..200).fold(json!([long.clone()]), |inner, _| json!([inner]));
        for text in [
            quote(&long),
            brief(&long),
            describe(&json!(long.clone())),
            describe(&json!({ long.clone(): 1 })),
            describe(&json!(vec![1; 1_000_000])),
            describe(&json!(vec!["ä".repeat(100); 1000])),
            describe(&deep),
        ] {
            assert_eq!(text.chars().count(), 60, "{text}");
            assert!(text.ends_with("..."), "{text}");
        }
        assert_eq!(quote("word"), "\"word\"");
        assert_eq!(
            describe(&json!({ "a": [1, null, "b"] })),
            r#"{"a":[1,null,"b"]}"#
        );
        // As long as may be shown whole.
        assert_eq!(brief(&long[..60]), long[..60]);
    }

    #[test]
    fn numbers_are_named_in_one_way() {
        let shown = [-0.0, f64::INFINITY, f64::NEG_INFINITY, f64::NAN, -0.5].map(show);
        assert_eq!(shown, ["0", "Infinity", "-Infinity", "NaN", "-0.5"]);
    }

    #[test]
    fn numbers_of_a_value_stand_as_in_its_file() {
        for (value, expected) in [
            (json!(1_760_130_900_000_i64), "1760130900000"),
            (
                json!([1_760_130_900_123.5, -2e9]),
                "[1760130900123.5,-2000000000]",
            ),
            (json!(1e9), "1000000000"),
            (json!(999_999_999.5), "999999999.5"),
            (json!(1e20), "100000000000000000000"),
            (json!(1e21), "1e21"),
            (
                json!({ "time": 1_760_130_900_000_i64 }),
                r#"{"time":1760130900000}"#,
            ),
        ] {
            assert_eq!(describe(&value), expected);
        }
    }

    #[test]
    fn lists_of_problems_end() {
        let problem =
            |index: usize| Problem::new(ErrorCode::OutOfRange, "f", format!("fault {index}"));
        let problems = |count: usize| (0..count).map(problem).collect::<Vec<_>>();
        assert_eq!(listed(problems(MOST_PROBLEMS)), problems(MOST_PROBLEMS));
        assert!(!is_full(&problems(MOST_PROBLEMS)));
        let many = listed(problems(MOST_PROBLEMS + 1));
        assert_eq!(many.len(), MOST_PROBLEMS + 1);
        assert_eq!(
            many[MOST_PROBLEMS].message,
            "and more: only the first 100 problems are listed"
        );
    }
}
