//! Records of a CSV file, cut from text that arrives in pieces.
//!
//! Comma or semicolon, quotes as RFC 4180 has them, any line ends. A library reads more dialects; what is left of one
//! here is small, and knows the line of everything.

use super::text::{count, malformed, quote};
use crate::error::{ErrorCode, Problem};
use crate::scenario::schema::Range;

/// Longest record, bytes: far beyond any real one, so that a quote that is never closed is found soon.
const LONGEST_RECORD: usize = 65_536;

#[derive(Debug, Default, Clone, Copy, PartialEq)]
enum Place {
    #[default]
    FieldStart,
    Plain,
    Quoted,
    AfterQuote,
}

/// One line of the table.
pub(super) struct Record<'a> {
    /// Line on which it begins, from 1.
    pub(super) line: usize,
    text: &'a str,
    ends: &'a [usize],
}

/// A column of the table: where it stands and how the file calls it.
#[derive(Debug, Clone)]
pub(super) struct Column {
    index: usize,
    name: String,
}

impl Record<'_> {
    /// Number of fields.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// A field without the space around it; empty when there is none.
    #[inline(never)]
    pub(super) fn field(&self, index: usize) -> &str {
        let start = match index.checked_sub(1) {
            Some(before) => self.ends.get(before).copied().unwrap_or(usize::MAX),
            None => 0,
        };
        let end = self.ends.get(index).copied().unwrap_or(0);
        self.text.get(start..end).unwrap_or_default().trim_ascii()
    }

    /// The field of a column.
    pub(super) fn at(&self, column: &Column) -> &str {
        self.field(column.index)
    }

    /// What is wrong with the field of a column, at its place and with its value.
    #[cold]
    #[inline(never)]
    pub(super) fn fault(&self, column: &Column, code: ErrorCode, expected: &str) -> Problem {
        let place = format!("line {}, column {}", self.line, quote(&column.name));
        let value = quote(self.at(column));
        let message = format!("{place} is {value}; expected {expected}");
        Problem::new(code, &place, message).with_value(value)
    }

    /// The number in a column, within its range.
    #[inline(never)]
    pub(super) fn number(&self, column: &Column, range: Range) -> Result<f64, Problem> {
        let number = super::text::number(self.at(column));
        let code = match number {
            Some(number) if range.contains(number) => return Ok(number),
            Some(_) => ErrorCode::OutOfRange,
            None => ErrorCode::WrongType,
        };
        Err(self.fault(column, code, &format!("a number {}", range.words())))
    }

    /// The names of the first record, for a message.
    #[inline(never)]
    pub(super) fn names(&self) -> String {
        let names: Vec<&str> = (0..self.len()).map(|index| self.field(index)).collect();
        quote(&names.join(", "))
    }

    /// The column that has one of some names, in any spelling of them.
    #[inline(never)]
    pub(super) fn column(&self, names: &[&str]) -> Result<Option<Column>, Problem> {
        let mut found: Option<Column> = None;
        for index in 0..self.len() {
            let name = self.field(index);
            if !names.contains(&plain(name).as_str()) {
                continue;
            }
            if let Some(first) = found {
                let message = format!(
                    "line {}: columns {} and {} mean the same; expected one of them",
                    self.line,
                    quote(&first.name),
                    quote(name)
                );
                return Err(Problem::new(
                    ErrorCode::Inconsistent,
                    &format!("line {}", self.line),
                    message,
                ));
            }
            found = Some(Column {
                index,
                name: name.to_owned(),
            });
        }
        Ok(found)
    }

    /// The same for a column that must be there.
    #[inline(never)]
    pub(super) fn needed(&self, names: &[&str], what: &str) -> Result<Column, Problem> {
        self.column(names)?
            .ok_or_else(|| self.missing(names.first().copied().unwrap_or_default(), what))
    }

    /// The message that a column is missing.
    #[cold]
    #[inline(never)]
    pub(super) fn missing(&self, name: &str, what: &str) -> Problem {
        let message = format!(
            "line {}: taken for {what}, but the column {name} is missing from {}",
            self.line,
            self.names()
        );
        Problem::new(
            ErrorCode::MissingField,
            &format!("line {}", self.line),
            message,
        )
    }
}

/// A name without case, space and underscores.
fn plain(name: &str) -> String {
    name.chars()
        .filter(|letter| !matches!(letter, '_' | '-' | ' '))
        .map(|letter| letter.to_ascii_lowercase())
        .collect()
}

/// Where records go.
pub(super) type Sink<'a> = &'a mut dyn FnMut(&Record<'_>) -> Result<(), Problem>;

/// The reader.
#[derive(Debug, Default)]
pub(super) struct Csv {
    /// Known as soon as the first line is.
    delimiter: Option<char>,
    place: Place,
    text: String,
    ends: Vec<usize>,
    /// Line ends so far.
    lines: usize,
    /// Line on which the record begins, from 0.
    record_line: usize,
    /// The last character was a carriage return: a line feed now belongs to it.
    after_return: bool,
}

impl Csv {
    /// The next piece of text.
    pub(super) fn push(&mut self, text: &str, sink: Sink<'_>) -> Result<(), Problem> {
        let mut rest = text;
        while let Some(letter) = rest.chars().next() {
            if self.delimiter.is_none() {
                rest = self.first_line(rest, sink)?;
                continue;
            }
            // What means nothing is taken as a whole.
            let length = self.dull(rest);
            if length > 0 {
                self.text.push_str(rest.get(..length).unwrap_or_default());
                rest = rest.get(length..).unwrap_or_default();
                self.after_return = false;
                if self.place == Place::FieldStart {
                    self.place = Place::Plain;
                }
            } else {
                self.step(letter, sink)?;
                rest = rest.get(letter.len_utf8()..).unwrap_or_default();
            }
            if self.text.len() > LONGEST_RECORD {
                return Err(self.fault(format!(
                    "is longer than {} characters; expected a row of a table with every quote closed",
                    count(LONGEST_RECORD)
                )));
            }
        }
        Ok(())
    }

    /// The end of the text.
    pub(super) fn end(&mut self, sink: Sink<'_>) -> Result<(), Problem> {
        if self.delimiter.is_none() {
            let first = std::mem::take(&mut self.text);
            self.start(first, sink)?;
        }
        if self.place == Place::Quoted {
            return Err(self.fault("has a quote that is not closed".to_owned()));
        }
        self.end_record(sink)
    }

    /// Collects the first line that says anything; it decides about the delimiter.
    fn first_line<'a>(&mut self, rest: &'a str, sink: Sink<'_>) -> Result<&'a str, Problem> {
        let end = rest.find(['\n', '\r']);
        let line = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
        // Not more than a record may have, however the text is cut.
        let room = (LONGEST_RECORD + 1).saturating_sub(self.text.len());
        self.text.extend(line.chars().take(room));
        if self.text.len() > LONGEST_RECORD {
            return Err(self.fault(format!(
                "is longer than {} characters; expected the names of columns",
                count(LONGEST_RECORD)
            )));
        }
        let Some(end) = end else {
            return Ok("");
        };
        if !self.text.trim_ascii().is_empty() {
            let first = std::mem::take(&mut self.text);
            self.start(first, sink)?;
            return Ok(rest.get(end..).unwrap_or_default());
        }
        self.text.clear();
        let letter = if rest.as_bytes().get(end) == Some(&b'\r') {
            '\r'
        } else {
            '\n'
        };
        self.count_line(letter);
        self.record_line = self.lines;
        Ok(rest.get(end + 1..).unwrap_or_default())
    }

    fn start(&mut self, first: String, sink: Sink<'_>) -> Result<(), Problem> {
        self.after_return = false;
        let times = |wanted: char| {
            let mut is_quoted = false;
            let outside = |&letter: &char| {
                is_quoted ^= letter == '"';
                !is_quoted && letter == wanted
            };
            first.chars().filter(outside).count()
        };
        let (commas, semicolons) = (times(','), times(';'));
        if commas.max(semicolons) == 0 {
            let separator = if times('\t') > 0 {
                "tabs"
            } else if times('|') > 0 {
                "bars"
            } else {
                "nothing"
            };
            let message = format!(
                "is {}, separated by {separator}; expected names of columns separated by commas or semicolons",
                quote(first.trim_ascii())
            );
            return Err(self.fault(message));
        }
        self.delimiter = Some(if semicolons > commas { ';' } else { ',' });
        self.push(&first, sink)
    }

    /// Number of bytes at the start that are nothing but content.
    fn dull(&self, rest: &str) -> usize {
        let stop = |letter: u8| match self.place {
            Place::Quoted => letter == b'"' || letter == b'\n' || letter == b'\r',
            Place::AfterQuote => true,
            Place::FieldStart if letter == b'"' => true,
            _ => letter == b'\n' || letter == b'\r' || Some(char::from(letter)) == self.delimiter,
        };
        // Space before a quote is no content yet.
        let start = self.place == Place::FieldStart && rest.starts_with(' ');
        let end = rest.bytes().position(stop).unwrap_or(rest.len());
        if start { 0 } else { end }
    }

    fn step(&mut self, letter: char, sink: Sink<'_>) -> Result<(), Problem> {
        let is_line_end = letter == '\n' || letter == '\r';
        match (self.place, letter) {
            (Place::Quoted, '"') => self.place = Place::AfterQuote,
            (Place::Quoted, _) => {
                self.count_line(letter);
                self.text.push(letter);
            }
            (Place::AfterQuote, '"') => {
                self.text.push('"');
                self.place = Place::Quoted;
            }
            (Place::FieldStart, '"') => {
                self.after_return = false;
                self.place = Place::Quoted;
            }
            (Place::FieldStart | Place::AfterQuote, ' ') => self.after_return = false,
            (_, letter) if Some(letter) == self.delimiter => {
                self.after_return = false;
                self.ends.push(self.text.len());
                self.place = Place::FieldStart;
            }
            _ if is_line_end => {
                let belongs = letter == '\n' && self.after_return;
                if !belongs {
                    self.end_record(sink)?;
                }
                self.count_line(letter);
                self.record_line = self.lines;
            }
            _ => {
                let message = format!(
                    "has {} behind a closing quote; expected a separator",
                    quote(&letter.to_string())
                );
                return Err(self.fault(message));
            }
        }
        Ok(())
    }

    fn count_line(&mut self, letter: char) {
        let belongs = letter == '\n' && self.after_return;
        self.lines += usize::from(!belongs);
        self.after_return = letter == '\r';
    }

    /// Hands on the record unless nothing stands in it.
    #[inline(never)]
    fn end_record(&mut self, sink: Sink<'_>) -> Result<(), Problem> {
        self.ends.push(self.text.len());
        let result = if self.text.trim_ascii().is_empty() {
            Ok(())
        } else {
            sink(&Record {
                line: self.record_line + 1,
                text: &self.text,
                ends: &self.ends,
            })
        };
        self.text.clear();
        self.ends.clear();
        self.place = Place::FieldStart;
        result
    }

    #[cold]
    #[inline(never)]
    fn fault(&self, message: String) -> Problem {
        malformed(format!("line {} {message}", self.record_line + 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str, piece: usize) -> Result<Vec<String>, Problem> {
        let mut rows = Vec::new();
        let mut csv = Csv::default();
        let mut sink = |record: &Record<'_>| {
            let fields: Vec<&str> = (0..record.len()).map(|index| record.field(index)).collect();
            rows.push(format!("{}:{}", record.line, fields.join("|")));
            Ok(())
        };
        let letters: Vec<char> = text.chars().collect();
        for letters in letters.chunks(piece) {
            csv.push(&letters.iter().collect::<String>(), &mut sink)?;
        }
        csv.end(&mut sink)?;
        Ok(rows)
    }

    #[test]
    fn records_are_the_same_however_the_text_is_cut() {
        let cases: [(&str, &[&str]); 9] = [
            ("a,b\n1,2\n3,4", &["1:a|b", "2:1|2", "3:3|4"]),
            ("a;b\r\n1;2\r\n\r\n3;4\r\n", &["1:a|b", "2:1|2", "4:3|4"]),
            ("\n\r\n a , b\r1,2\r", &["3:a|b", "4:1|2"]),
            ("a,b\n\"x,\"\"y\"\n, 2\n", &["1:a|b", "2:x,\"y", "3:|2"]),
            (
                "a,b\n\"1\r\n2\",\"3\"\n4,5",
                &["1:a|b", "2:1\r\n2|3", "4:4|5"],
            ),
            ("\"a;x\",b\n,,\n1,2", &["1:a;x|b", "3:1|2"]),
            ("é,b\nü,\"€\"", &["1:é|b", "2:ü|€"]),
            ("a,b\n \"1\" , 2 ", &["1:a|b", "2:1|2"]),
            ("a;b;c\n1,5;2;", &["1:a|b|c", "2:1,5|2|"]),
        ];
        for (text, expected) in cases {
            for piece in 1..=text.len() {
                assert_eq!(
                    cut(text, piece).expect(text),
                    expected,
                    "{text:?} by {piece}"
                );
            }
        }
    }

    #[test]
    fn faults_have_a_line_and_do_not_depend_on_the_cuts() {
        let long = format!("a,b\n{}", "x".repeat(LONGEST_RECORD + 5));
        for (text, expected) in [
            ("a\tb\n1\t2", "line 1 is \"a\tb\", separated by tabs"),
            (
                "\nside|quantity",
                "line 2 is \"side|quantity\", separated by bars",
            ),
            ("side quantity\n", "separated by nothing"),
            ("a,b\n\"1\n2\n", "line 2 has a quote that is not closed"),
            ("a,b\n\n\"1\"2,3", "line 3 has \"2\" behind a closing quote"),
            (long.as_str(), "line 2 is longer than 65,536"),
        ] {
            for piece in [1, 2, 3, 1000, text.len()] {
                let problem = cut(text, piece).expect_err(text);
                assert!(problem.message.contains(expected), "{}", problem.message);
            }
        }
    }
}
