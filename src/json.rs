//! A strict JSON reader (RFC 8259) with line and column, a limit on nesting, and the same bits everywhere.
//!
//! A well-kept library reads JSON too, but the one at hand makes a tenth of the browser module (measured: 14 of 131
//! KiB compressed), keeps the last of two equal keys in silence, and rounds some numbers unlike `JSON.parse`.

use crate::decimal;
use serde_json::{Map, Value};

/// Deepest nesting that is read; real scenarios need seven levels.
pub const MAX_DEPTH: usize = 32;

/// Where and why a text is no JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonError {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong there.
    pub message: String,
}

/// Reads a JSON text.
///
/// # Errors
/// The first fault.
pub fn parse(text: &str) -> Result<Value, JsonError> {
    let mut reader = Reader { text, at: 0 };
    let value = reader.value(0)?;
    reader.skip_space();
    if reader.at < text.len() {
        return Err(reader.fault(BEHIND));
    }
    Ok(value)
}

/// Reads a text with a JSON value on each line.
///
/// # Errors
/// The first fault.
pub fn parse_lines(text: &str) -> Result<Vec<Value>, JsonError> {
    let mut reader = Reader { text, at: 0 };
    let mut values = Vec::new();
    loop {
        reader.skip_space();
        if reader.at == text.len() {
            return Ok(values);
        }
        values.push(reader.value(0)?);
        let rest = reader.rest().trim_start_matches([' ', '\t', '\r']);
        if !rest.is_empty() && !rest.starts_with('\n') {
            reader.skip_space();
            return Err(reader.fault(BEHIND));
        }
    }
}

/// What is wrong with a text that goes on behind its value.
pub(crate) const BEHIND: &str = "there is something behind the end";

struct Reader<'a> {
    text: &'a str,
    /// Byte offset; always between two characters.
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// What is not read yet. `get` instead of an index: a failing index would link the printing of any Unicode text.
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn fault(&self, message: &str) -> JsonError {
        let before = self.text.get(..self.at).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |place| place + 1);
        JsonError {
            line: before.bytes().filter(|&byte| byte == b'\n').count() + 1,
            column: before.get(line_start..).unwrap_or_default().chars().count() + 1,
            message: message.to_owned(),
        }
    }

    /// The same fault at an earlier place.
    fn fault_at(&mut self, place: usize, message: &str) -> JsonError {
        self.at = place;
        self.fault(message)
    }

    fn value(&mut self, depth: usize) -> Result<Value, JsonError> {
        if depth > MAX_DEPTH {
            return Err(self.fault("it is nested too deeply"));
        }
        self.skip_space();
        match self.peek() {
            Some(b'{') => self.object(depth),
            Some(b'[') => self.array(depth),
            Some(b'"') => Ok(Value::String(self.string()?)),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b't') => self.word("true", Value::Bool(true)),
            Some(b'f') => self.word("false", Value::Bool(false)),
            Some(b'n') => self.word("null", Value::Null),
            Some(_) => Err(self.fault("expected a value")),
            None => Err(self.fault("the text ends where a value should stand")),
        }
    }

    fn word(&mut self, word: &str, value: Value) -> Result<Value, JsonError> {
        if !self.rest().starts_with(word) {
            return Err(self.fault("expected a value"));
        }
        self.at += word.len();
        Ok(value)
    }

    fn array(&mut self, depth: usize) -> Result<Value, JsonError> {
        self.at += 1;
        let mut items = Vec::new();
        self.skip_space();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(Value::Array(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            if self.ends_with(b']')? {
                return Ok(Value::Array(items));
            }
        }
    }

    fn object(&mut self, depth: usize) -> Result<Value, JsonError> {
        self.at += 1;
        let mut fields = Map::new();
        self.skip_space();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(Value::Object(fields));
        }
        loop {
            self.skip_space();
            let key_at = self.at;
            if self.peek() != Some(b'"') {
                return Err(self.fault("expected a key in double quotes"));
            }
            let key = self.string()?;
            self.skip_space();
            if self.peek() != Some(b':') {
                return Err(self.fault("expected a colon"));
            }
            self.at += 1;
            let value = self.value(depth + 1)?;
            if fields.insert(key, value).is_some() {
                return Err(self.fault_at(key_at, "this key stands there twice"));
            }
            if self.ends_with(b'}')? {
                return Ok(Value::Object(fields));
            }
        }
    }

    /// Reads a comma (`false`) or the closing bracket (`true`).
    fn ends_with(&mut self, bracket: u8) -> Result<bool, JsonError> {
        self.skip_space();
        match self.peek() {
            Some(b',') => {
                self.at += 1;
                Ok(false)
            }
            Some(byte) if byte == bracket => {
                self.at += 1;
                Ok(true)
            }
            Some(_) => Err(self.fault("expected a comma or a closing bracket")),
            None => Err(self.fault("the text ends inside a list or an object")),
        }
    }

    fn number(&mut self) -> Result<Value, JsonError> {
        let start = self.at;
        self.at += usize::from(self.peek() == Some(b'-'));
        let leading_zero = self.peek() == Some(b'0');
        let whole = self.digits();
        let mut valid = whole == 1 || whole > 1 && !leading_zero;
        if self.peek() == Some(b'.') {
            self.at += 1;
            valid &= self.digits() > 0;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            self.at += usize::from(matches!(self.peek(), Some(b'+' | b'-')));
            valid &= self.digits() > 0;
        }
        let text = self.text.get(start..self.at).filter(|_| valid);
        let Some(text) = text else {
            return Err(self.fault_at(start, "this is no number"));
        };
        serde_json::Number::from_f64(decimal::parse(text))
            .map(Value::Number)
            .ok_or_else(|| self.fault_at(start, "this number is too large"))
    }

    fn digits(&mut self) -> usize {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        self.at - start
    }

    fn string(&mut self) -> Result<String, JsonError> {
        let open = self.at;
        self.at += 1;
        let mut text = String::new();
        loop {
            let rest = self.rest();
            let Some(plain) =
                rest.find(|letter: char| letter == '"' || letter == '\\' || letter < ' ')
            else {
                return Err(self.fault_at(open, "this text has no closing quote"));
            };
            text.push_str(rest.get(..plain).unwrap_or_default());
            self.at += plain;
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(text);
                }
                Some(b'\\') => text.push(self.escape()?),
                _ => return Err(self.fault("a control character inside a text must be escaped")),
            }
        }
    }

    fn escape(&mut self) -> Result<char, JsonError> {
        let start = self.at;
        self.at += 1;
        let letter = match self.peek() {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode(start),
            _ => return Err(self.fault_at(start, "this escape is unknown")),
        };
        self.at += 1;
        Ok(letter)
    }

    /// `\uXXXX`, or two of them for a character outside the basic plane.
    fn unicode(&mut self, start: usize) -> Result<char, JsonError> {
        let mut units = [0_u16; 2];
        for (index, unit) in units.iter_mut().enumerate() {
            let digits = self
                .text
                .get(self.at + 1..self.at + 5)
                .filter(|_| self.peek() == Some(b'u'));
            let digits =
                digits.filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
            let Some(code) = digits.and_then(|digits| u16::from_str_radix(digits, 16).ok()) else {
                break;
            };
            *unit = code;
            self.at += 5;
            let surrogate = (0xd800..0xdc00).contains(&code);
            if index == 1 || !surrogate || self.peek() != Some(b'\\') {
                break;
            }
            self.at += 1;
        }
        let used = if units[1] == 0 {
            &units[..1]
        } else {
            &units[..]
        };
        match char::decode_utf16(used.iter().copied()).next() {
            Some(Ok(letter)) if self.at > start + 1 => Ok(letter),
            _ => Err(self.fault_at(start, "this escape is no character")),
        }
    }
}

/// Not `json!`: it links the printing of errors that cannot happen here.
#[must_use]
pub fn object<const N: usize>(fields: [(&str, Value); N]) -> Value {
    let mut object = Map::new();
    // Not `collect`: that sorts, and links a sort.
    for (name, value) in fields {
        object.insert(name.to_owned(), value);
    }
    Value::Object(object)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_a_library_reads() {
        for text in [
            r#" {"a": [1, -0.5, 2e3, 1E-7], "b": {"c": null, "d": true, "e": false}, "f": ""} "#,
            r#"["\"\\\/\b\f\n\r\t\u00e9\u20ac\ud83d\ude00", "é😀"]"#,
            "[]",
            "{}",
            "0",
            "-12.25e+2",
            "\"x\"",
            "[[[[[]]]]]",
        ] {
            let ours = parse(text).unwrap_or_else(|error| panic!("{text}: {error:?}"));
            let library: Value = serde_json::from_str(text).expect("is JSON");
            // The library keeps whole numbers as integers: compare through floating point.
            assert_eq!(
                format!("{ours:?}").replace(".0", ""),
                format!("{library:?}").replace(".0", ""),
                "{text}"
            );
        }
    }

    #[test]
    fn numbers_have_the_bits_of_the_nearest_double() {
        for text in [
            "0.1",
            "61659.7",
            "1e-7",
            "123456789012345680000",
            "2.2250738585072011e-308",
            "9007199254740993",
        ] {
            assert_eq!(parse(text).expect("a number").as_f64(), text.parse().ok());
        }
    }

    #[test]
    fn faults_are_found_where_they_stand() {
        let cases = [
            ("", 1, 1),
            ("[1,\n 2,\n x]", 3, 2),
            ("{\"a\":1,\n\"a\":2}", 2, 1),
            ("[1,]", 1, 4),
            ("{,}", 1, 2),
            ("{\"a\" 1}", 1, 6),
            ("[1 2]", 1, 4),
            ("01", 1, 1),
            ("1.", 1, 1),
            ("1e", 1, 1),
            ("1e999", 1, 1),
            ("-", 1, 1),
            ("nul", 1, 1),
            ("NaN", 1, 1),
            ("\"abc", 1, 1),
            ("\"a\nb\"", 1, 3),
            ("\"\\x\"", 1, 2),
            ("\"\\ud800\"", 1, 2),
            ("\"\\u12\"", 1, 2),
            ("[\"é\", ?]", 1, 7),
            ("1 1", 1, 3),
            ("{\"a\":", 1, 6),
            ("[1", 1, 3),
        ];
        for (text, line, column) in cases {
            let error = parse(text).expect_err(text);
            assert_eq!(
                (error.line, error.column),
                (line, column),
                "{text:?}: {error:?}"
            );
        }
        assert!(parse(&"[".repeat(100_000)).is_err());
    }
}
