//! Records of a CSV file, cut from text that arrives in pieces.
//!
//! Commas, semicolons, tabs or bars, quotes as RFC 4180 has them, any line ends. A library reads more dialects; what is
//! left of one here is small, and knows the line of everything.

use super::text::{count, malformed, quote};
use crate::error::Problem;

/// Lines that say something and are looked at before it is decided what separates columns: titles and comments may stand
/// above them.
const FIRST_LINES: usize = 12;

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
    pub(super) text: &'a str,
    /// Where each field ends.
    pub(super) ends: &'a [usize],
    pub(super) delimiter: Option<char>,
    /// Whether a field in quotes has come so far.
    pub(super) is_quoted: bool,
}

#[cfg(test)]
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
}

/// Where records go.
pub(super) type Sink<'a> = &'a mut dyn FnMut(&Record<'_>) -> Result<(), Problem>;

/// The reader.
#[derive(Debug, Default)]
pub(super) struct Csv {
    /// Known as soon as the first lines are.
    delimiter: Option<char>,
    is_quoted: bool,
    /// The first lines until then, and how many of them say something.
    head: String,
    head_lines: usize,
    /// The head ends inside of a line that says something.
    says: bool,
    place: Place,
    text: String,
    ends: Vec<usize>,
    /// Line ends so far.
    lines: usize,
    /// Line on which the record begins, from 0.
    record_line: usize,
    /// The last character was a carriage return: a line feed now belongs to it.
    after_return: bool,
    /// Every line with bars begins and ends with one, as tables of Markdown do.
    is_framed: bool,
}

/// Whether a line is the rule of dashes below the names, as Markdown, databases and text browsers draw it: `|---|---:|`,
/// `-----+-----`. Nothing stands in it.
fn is_rule(line: &str) -> bool {
    let is_mark = |letter: char| {
        matches!(
            letter,
            '-' | ':' | '=' | '+' | '|' | '\u{2500}' | '\u{2550}'
        )
    };
    line.contains(['-', '=', '\u{2500}', '\u{2550}'])
        && line
            .chars()
            .all(|letter| letter.is_whitespace() || is_mark(letter))
}

impl Csv {
    /// The next piece of text.
    pub(super) fn push(&mut self, text: &str, sink: Sink<'_>) -> Result<(), Problem> {
        let mut rest = text;
        while let Some(letter) = rest.chars().next() {
            if self.delimiter.is_none() {
                rest = self.first_lines(rest, sink)?;
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
            self.start(sink)?;
        }
        if self.place == Place::Quoted {
            return Err(self.fault("has a quote that is not closed".to_owned()));
        }
        self.end_record(sink)
    }

    /// Collects the first lines; they decide about the delimiter.
    fn first_lines<'a>(&mut self, rest: &'a str, sink: Sink<'_>) -> Result<&'a str, Problem> {
        for (place, letter) in rest.char_indices() {
            self.head.push(letter);
            match letter {
                '\n' | '\r' => {
                    self.head_lines += usize::from(self.says);
                    self.says = false;
                }
                _ => self.says |= !letter.is_ascii_whitespace(),
            }
            if self.head_lines >= FIRST_LINES || self.head.len() > LONGEST_RECORD {
                self.start(sink)?;
                return Ok(rest.get(place + letter.len_utf8()..).unwrap_or_default());
            }
        }
        Ok("")
    }

    fn start(&mut self, sink: Sink<'_>) -> Result<(), Problem> {
        let head = std::mem::take(&mut self.head);
        let mut body = head.as_str();
        // A line for spreadsheets, which no program else needs.
        let first = body.trim_ascii_start();
        let line = first.split(['\n', '\r']).next().unwrap_or_default();
        let directive = line.trim_ascii().trim_matches('"').to_ascii_lowercase();
        if let Some(mark) = directive.strip_prefix("sep=") {
            let mark = mark.chars().next().or(line.contains('\t').then_some('\t'));
            self.delimiter = mark;
            let skipped = body.len() - first.len() + line.len();
            let (above, below) = body.split_at_checked(skipped).unwrap_or(("", body));
            let mut after_return = false;
            for letter in above.chars() {
                self.lines += usize::from(letter == '\r' || letter == '\n' && !after_return);
                after_return = letter == '\r';
            }
            self.record_line = self.lines;
            body = below;
        }
        if self.delimiter.is_none() {
            self.delimiter = Some(self.found_delimiter(body)?);
        }
        let mut barred = body
            .split(['\n', '\r'])
            .map(str::trim)
            .filter(|line| line.contains('|'))
            .peekable();
        self.is_framed = self.delimiter == Some('|')
            && barred.peek().is_some()
            && barred.all(|line| line.starts_with('|') && (line.ends_with('|') || is_rule(line)));
        self.push(body, sink)
    }

    /// What separates the fields of most lines into the same number of them.
    fn found_delimiter(&mut self, body: &str) -> Result<char, Problem> {
        let lines = || {
            body.split(['\n', '\r'])
                .filter(|line| !line.trim_ascii().is_empty())
                .take(FIRST_LINES)
        };
        let times = |line: &str, wanted: char| {
            let mut is_quoted = false;
            let outside = |&letter: &char| {
                is_quoted ^= letter == '"';
                !is_quoted && letter == wanted
            };
            line.chars().filter(outside).count()
        };
        // How many lines agree on how many there are: commas in numbers do not, or not more often.
        let agreement = |mark: char| {
            let counts: Vec<usize> = lines().map(|line| times(line, mark)).collect();
            let same = |wanted: usize| counts.iter().filter(|&&count| count == wanted).count();
            let filled = counts.iter().filter(|&&count| count > 0);
            filled.map(|&count| same(count)).max().unwrap_or(0)
        };
        let mut best = (0, ',');
        for mark in ['\t', ';', '|', ','] {
            let found = agreement(mark);
            if found > best.0 {
                best = (found, mark);
            }
        }
        if best.0 > 0 {
            return Ok(best.1);
        }
        let first = lines().next().unwrap_or_default().trim_ascii();
        let blank = body
            .split('\n')
            .take_while(|line| line.trim_ascii().is_empty())
            .count();
        self.record_line += blank;
        let message = format!(
            "is {}, separated by nothing; expected columns separated by commas, semicolons, tabs or bars",
            quote(first)
        );
        Err(self.fault(message))
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
                self.is_quoted = true;
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
        if self.text.contains("=\"") {
            self.take_off_formulas();
        }
        if self.is_framed {
            self.take_off_frame();
        }
        let is_bar = self.delimiter == Some('|');
        let result = if self.text.trim_ascii().is_empty() || is_bar && is_rule(&self.text) {
            Ok(())
        } else {
            sink(&Record {
                line: self.record_line + 1,
                text: &self.text,
                ends: &self.ends,
                delimiter: self.delimiter,
                is_quoted: self.is_quoted,
            })
        };
        self.text.clear();
        self.ends.clear();
        self.place = Place::FieldStart;
        result
    }

    /// What stands before the first bar of a framed line and behind its last one is nothing, and no field.
    fn take_off_frame(&mut self) {
        let is_blank = |text: &str| text.trim().is_empty();
        let before = self.ends.first().and_then(|&end| self.text.get(..end));
        if self.ends.len() > 1 && before.is_some_and(is_blank) {
            self.ends.remove(0);
        }
        let start = self
            .ends
            .len()
            .checked_sub(2)
            .and_then(|last| self.ends.get(last));
        let behind = start.and_then(|&start| self.text.get(start..));
        if behind.is_some_and(is_blank) {
            self.ends.pop();
        }
    }

    /// So programs keep a spreadsheet from making something else of a text: `="0.25"`.
    #[cold]
    #[inline(never)]
    fn take_off_formulas(&mut self) {
        let text = std::mem::take(&mut self.text);
        let mut start = 0;
        for end in &mut self.ends {
            let field = text.get(start..*end).unwrap_or_default();
            start = *end;
            let bare = field.trim_ascii();
            let kept = bare
                .strip_prefix("=\"")
                .and_then(|bare| bare.strip_suffix('"'));
            self.text.push_str(kept.unwrap_or(field));
            *end = self.text.len();
        }
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
        let cases: [(&str, &[&str]); 15] = [
            ("a\tb\n1\t2", &["1:a|b", "2:1|2"]),
            ("\na|b\n1|2", &["2:a|b", "3:1|2"]),
            ("sep=;\r\na;b\r\n1,5;2", &["2:a|b", "3:1,5|2"]),
            ("\"sep=,\"\na,b;c\n", &["2:a|b;c"]),
            (
                "https://a.b\n\na,b\n1,2\n3,4",
                &["1:https://a.b", "3:a|b", "4:1|2", "5:3|4"],
            ),
            (
                "a\tb\tc\n1,5\t2,5\tOct 1, 2025\n",
                &["1:a|b|c", "2:1,5|2,5|Oct 1, 2025"],
            ),
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
            (
                "\nside quantity\n",
                "line 2 is \"side quantity\", separated by nothing",
            ),
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
