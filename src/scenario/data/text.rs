//! The front door of every file: lets in text, turns away everything else with a reason.
//!
//! Here and in the other readers what makes a message is never inlined: there are many, and they are not in a hurry.

use super::languages::in_english;
use crate::decimal;
use crate::error::{ErrorCode, Problem};
use crate::scenario::schema::Range;

/// Largest file that is read, bytes: 50 MB in either meaning of the word.
pub const MAX_BYTES: usize = 50 * 1024 * 1024;

/// Most rows of a table, levels of one side of a book, or entries of any list.
pub const MAX_ROWS: usize = 1_000_000;

/// What every message about an unknown file ends with.
pub(super) const EXPECTED: &str =
    "an order book, brackets or a scenario as JSON, or positions or a price path as CSV";

/// Bytes that are looked at before anything is decided: as long as the longest mark a file can begin with.
const MARK: usize = 4;

/// A letter in small, of the alphabets in which the names are that are looked for: Latin and Cyrillic. The library's
/// knows all of them, with tables of 15 KB.
pub(super) fn small_letter(letter: char) -> char {
    match letter {
        '\u{c0}'..='\u{de}' if letter != '\u{d7}' => {
            char::from_u32(u32::from(letter) + 32).unwrap_or(letter)
        }
        '\u{410}'..='\u{42f}' => char::from_u32(u32::from(letter) + 32).unwrap_or(letter),
        '\u{401}' => '\u{451}',
        _ => letter.to_ascii_lowercase(),
    }
}

/// A text in small letters.
#[inline(never)]
pub(super) fn small(text: &str) -> String {
    without_pictographs(text)
        .chars()
        .map(small_letter)
        .collect()
}

/// Whether a letter is a picture: a coloured circle, an arrow, a star, and what joins or colours such.
fn is_pictograph(letter: char) -> bool {
    matches!(
        letter,
        '\u{2190}'..='\u{21ff}' | '\u{2300}'..='\u{23ff}' | '\u{25a0}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}'
            | '\u{200d}' | '\u{fe0e}' | '\u{fe0f}' | '\u{1f000}'..='\u{1faff}'
    )
}

/// A word without the pictures in front of it and behind it; pictures alone as they are.
pub(super) fn without_pictographs(text: &str) -> &str {
    // Most words have none.
    if !text.chars().any(is_pictograph) {
        return text;
    }
    let bare = text.trim_matches(|letter: char| is_pictograph(letter) || letter.is_whitespace());
    if bare.is_empty() { text } else { bare }
}

/// Words in the first column of a row of sums.
const TOTALS: &[&str] = &[
    "total",
    "totals",
    "sum",
    "sums",
    "subtotal",
    "grand total",
    "summe",
    "summen",
    "gesamt",
    "insgesamt",
    "zwischensumme",
    "gesamtergebnis",
    "gesamtsumme",
    "ergebnis",
    "all",
    "alle",
    "sous-total",
    "total g\u{e9}n\u{e9}ral",
    "suma",
    "suma total",
    "somme",
    "soma",
    "totale",
    "subtotale",
    "average",
    "averages",
    "avg",
    "mean",
    "durchschnitt",
    "mittelwert",
    "\u{3a3}",
    "\u{2211}",
];

/// Whether a text in front of a row says that the row is a sum.
pub(super) fn is_total(text: &str) -> bool {
    // Most cells are numbers.
    if text.starts_with(|letter: char| letter.is_ascii_digit()) {
        return false;
    }
    let word = small(text.trim_end_matches([':', ' ', '\u{ff1a}']));
    let word = in_english(&word);
    // "Total longs", "Zwischensumme BTC"; "A Total" and "A Ergebnis", as sheets and pivot tables write them.
    let is_first = |first: &str| {
        word.strip_prefix(first)
            .is_some_and(|rest| rest.starts_with([' ', ':', '(']))
    };
    let is_last = |last: &str| {
        word.strip_suffix(last)
            .is_some_and(|rest| rest.ends_with(' '))
    };
    TOTALS.contains(&word)
        || [
            "total",
            "subtotal",
            "grand total",
            "summe",
            "zwischensumme",
            "sous-total",
            "sum of",
        ]
        .into_iter()
        .any(is_first)
        || ["total", "subtotal", "summe", "ergebnis", "totale"]
            .into_iter()
            .any(is_last)
}

/// Whether a line counts the rows above it, as databases end a table: `(2 rows)`, `2 rows in set`, `(2 Zeilen betroffen)`.
fn counts_rows(word: &str) -> bool {
    let inside = word.trim_start_matches('(');
    let rest = inside.trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == ',');
    let mut words = rest.trim_start().split([' ', ')']);
    rest.len() < inside.len()
        && rest.starts_with(' ')
        && matches!(
            words.next(),
            Some("row" | "rows" | "zeile" | "zeilen" | "record" | "records")
        )
}

/// Whether a cell tells what happened to a share and no price: `0.5 Dividend`, `2:1 Stock Splits`.
pub(super) fn is_event(text: &str) -> bool {
    let word = small(text);
    [
        "dividend",
        "dividends",
        "dividende",
        "stock split",
        "stock splits",
        "capital gain",
        "capital gains",
        "aktiensplit",
        "splits",
    ]
    .iter()
    .any(|name| word.ends_with(name))
}

/// What stands in front of a row below the prices: the largest of them, or who has made the table.
pub(super) fn is_below(first: &str) -> bool {
    let word = small(first.trim_end_matches([':', ' ']));
    let extremes = [
        "max", "min", "maximum", "minimum", "median", "high", "low", "stdev", "std", "hoch", "tief",
    ];
    let makers = [
        "source:",
        "source ",
        "quelle:",
        "quelle ",
        "data:",
        "data by",
        "data from",
        "downloaded",
        "exported",
        "heruntergeladen",
        "note:",
        "notes:",
        "*",
        "\u{a9}",
    ];
    extremes.contains(&word.as_str())
        || counts_rows(&word)
        || makers.iter().any(|start| word.starts_with(start))
}

/// Whether one of some names is among those of a table.
#[inline(never)]
pub(super) fn has_one(names: &[String], aliases: &[&str]) -> bool {
    aliases
        .iter()
        .any(|alias| names.iter().any(|name| name == alias))
}

/// A problem of the file as a whole.
#[inline(never)]
pub(super) fn malformed(message: String) -> Problem {
    Problem::new(ErrorCode::Malformed, "", message)
}

/// Takes what is text from front to back. Cutting the file differently changes neither the text nor the error.
#[derive(Debug, Default)]
pub(super) struct Door {
    /// Bytes that came in.
    seen: usize,
    /// Bytes that went on.
    passed: usize,
    /// Bytes that wait: the first few, later a character that is not complete.
    held: Vec<u8>,
    is_open: bool,
    /// So far every character was one byte: what is no UTF-8 behind it may still be Windows-1252.
    has_wide: bool,
    is_ansi: bool,
    /// UTF-16, as spreadsheets save "Unicode text", by its mark: whether the low byte comes first.
    little_end: Option<bool>,
}

/// What Windows-1252 has in place of the control characters from 0x80 on; five bytes mean nothing.
const ANSI: [char; 32] = [
    '\u{20ac}', '\0', '\u{201a}', '\u{192}', '\u{201e}', '\u{2026}', '\u{2020}', '\u{2021}',
    '\u{2c6}', '\u{2030}', '\u{160}', '\u{2039}', '\u{152}', '\0', '\u{17d}', '\0', '\0',
    '\u{2018}', '\u{2019}', '\u{201c}', '\u{201d}', '\u{2022}', '\u{2013}', '\u{2014}', '\u{2dc}',
    '\u{2122}', '\u{161}', '\u{203a}', '\u{153}', '\0', '\u{17e}', '\u{178}',
];

/// A byte of Windows-1252 as a character; nothing for one that no text has.
fn of_ansi(byte: u8) -> Option<char> {
    match byte {
        b'\t' | b'\n' | b'\r' => Some(char::from(byte)),
        0..0x20 | 0x7f => None,
        0x80..0xa0 => {
            let letter = ANSI.get(usize::from(byte - 0x80)).copied();
            letter.filter(|&letter| letter != '\0')
        }
        _ => Some(char::from(byte)),
    }
}

/// Where the text goes.
pub(super) type Sink<'a> = &'a mut dyn FnMut(&str) -> Result<(), Problem>;

impl Door {
    /// The next bytes of the file.
    pub(super) fn push(&mut self, bytes: &[u8], sink: Sink<'_>) -> Result<(), Problem> {
        let room = MAX_BYTES - self.seen;
        let inside = bytes.get(..room).unwrap_or(bytes);
        self.seen += inside.len();
        self.held.extend_from_slice(inside);
        if self.is_open || self.held.len() >= MARK {
            self.pass(sink)?;
        }
        if inside.len() < bytes.len() {
            let most = MAX_BYTES / 1_048_576;
            return Err(malformed(format!(
                "the file is larger than {most} MB; at most {most} MB are read"
            )));
        }
        Ok(())
    }

    /// The end of the file.
    pub(super) fn end(&mut self, sink: Sink<'_>) -> Result<(), Problem> {
        self.pass(sink)?;
        // A character that the end has cut is one of its own in Windows-1252.
        if !self.held.is_empty() && !self.has_wide && self.little_end.is_none() {
            self.is_ansi = true;
            return self.pass(sink);
        }
        match self.held.first() {
            Some(&byte) => Err(self.no_text(0, byte)),
            None => Ok(()),
        }
    }

    fn pass(&mut self, sink: Sink<'_>) -> Result<(), Problem> {
        if !self.is_open {
            self.open()?;
        }
        let mut held = std::mem::take(&mut self.held);
        if let Some(is_little) = self.little_end {
            return self.pass_pairs(held, is_little, sink);
        }
        if self.is_ansi {
            return self.pass_ansi(&held, sink);
        }
        let (valid, is_fault) = match std::str::from_utf8(&held) {
            Ok(text) => (text.len(), false),
            Err(error) => (error.valid_up_to(), error.error_len().is_some()),
        };
        let (good, rest) = held.split_at(valid);
        // Zero is a character of UTF-8, and of no text.
        let zero = good.iter().position(|&byte| byte == 0);
        let good = good.get(..zero.unwrap_or(valid)).unwrap_or_default();
        sink(std::str::from_utf8(good).unwrap_or_default())?;
        self.has_wide |= !good.is_ascii();
        // No text of several bytes a letter so far, and one that has none: the letters of older programs.
        if zero.is_none() && is_fault && !self.has_wide {
            self.is_ansi = true;
            self.passed += valid;
            return self.pass_ansi(rest, sink);
        }
        let fault = match zero {
            Some(place) => Some((place, 0)),
            None if is_fault => rest.first().map(|&byte| (valid, byte)),
            None => None,
        };
        if let Some((place, byte)) = fault {
            return Err(self.no_text(place, byte));
        }
        self.passed += valid;
        held.drain(..valid);
        self.held = held;
        Ok(())
    }

    /// The same for UTF-16.
    fn pass_pairs(
        &mut self,
        mut held: Vec<u8>,
        is_little: bool,
        sink: Sink<'_>,
    ) -> Result<(), Problem> {
        let unit = |pair: &[u8]| match *pair {
            [first, second] if is_little => u16::from_le_bytes([first, second]),
            [first, second] => u16::from_be_bytes([first, second]),
            _ => 0,
        };
        let mut units: Vec<u16> = held.chunks_exact(2).map(unit).collect();
        // Half a character waits for the rest of it.
        if units
            .last()
            .is_some_and(|last| (0xd800..0xdc00).contains(last))
        {
            units.pop();
        }
        let mut text = String::with_capacity(units.len());
        for letter in char::decode_utf16(units.iter().copied()) {
            match letter {
                Ok(letter) if letter != '\0' => text.push(letter),
                _ => {
                    sink(&text)?;
                    let place = 2 * text.encode_utf16().count();
                    return Err(self.no_text(place, held.get(place).copied().unwrap_or_default()));
                }
            }
        }
        sink(&text)?;
        self.passed += 2 * units.len();
        held.drain(..2 * units.len());
        self.held = held;
        Ok(())
    }

    /// The same for Windows-1252.
    fn pass_ansi(&mut self, bytes: &[u8], sink: Sink<'_>) -> Result<(), Problem> {
        let mut text = String::with_capacity(bytes.len());
        for (place, &byte) in bytes.iter().enumerate() {
            match of_ansi(byte) {
                Some(letter) => text.push(letter),
                None => {
                    sink(&text)?;
                    return Err(self.no_text(place, byte));
                }
            }
        }
        self.passed += bytes.len();
        sink(&text)
    }

    /// Whether the letters were those of Windows-1252.
    pub(super) fn is_ansi(&self) -> bool {
        self.is_ansi
    }

    /// Looks at how the file begins.
    fn open(&mut self) -> Result<(), Problem> {
        self.is_open = true;
        let start = self.held.get(..MARK).unwrap_or(&self.held);
        let packed = match start {
            [0x1f, 0x8b, ..] => "packed with gzip",
            [0x28, 0xb5, 0x2f, 0xfd] => "packed with zstd",
            b"PAR1" => "a Parquet file",
            b"%PDF" => "a PDF",
            _ => "",
        };
        if !packed.is_empty() {
            return Err(malformed(format!(
                "the file is {packed}; unpack it, or save it as CSV or JSON in UTF-8"
            )));
        }
        let mark = match start {
            [0xff, 0xfe, rest @ ..] if !rest.starts_with(&[0, 0]) => Some(true),
            [0xfe, 0xff, ..] => Some(false),
            _ => None,
        };
        if mark.is_some() {
            self.little_end = mark;
            self.held.drain(..2);
            self.passed = 2;
            return Ok(());
        }
        // Without a mark the Latin letters of UTF-16 still have a zero each.
        if start.contains(&0) {
            let message = "the file is UTF-16 or binary; save it as UTF-8 text";
            return Err(malformed(message.to_owned()));
        }
        if start == b"PK\x03\x04" {
            let message =
                "the file is an archive or a spreadsheet; save it as CSV or JSON in UTF-8";
            return Err(malformed(message.to_owned()));
        }
        if start.starts_with(&[0xef, 0xbb, 0xbf]) {
            self.held.drain(..3);
            self.passed = 3;
        }
        Ok(())
    }

    #[inline(never)]
    fn no_text(&self, place: usize, byte: u8) -> Problem {
        malformed(format!(
            "the file is not text: byte {} is 0x{byte:02x}; expected {EXPECTED}, in UTF-8",
            self.passed + place + 1
        ))
    }
}

/// A number as people and programs write it: sign, digits, decimal point, exponent. `NaN`, `inf`, hexadecimal and
/// separators between thousands are none.
#[inline(never)]
pub(super) fn number(text: &str) -> Option<f64> {
    let (sign, digits) = match text.as_bytes().first()? {
        b'-' => (-1.0, text.get(1..)?),
        b'+' => (1.0, text.get(1..)?),
        _ => (1.0, text),
    };
    let mut whole = 0;
    let mut parts = 0;
    let mut last = b'.';
    for byte in digits.bytes() {
        match byte {
            b'0'..=b'9' => whole += 1,
            b'.' if parts == 0 => parts = 1,
            b'e' | b'E' if parts < 2 && whole > 0 => parts = 2,
            b'+' | b'-' if matches!(last, b'e' | b'E') => {}
            _ => return None,
        }
        last = byte;
    }
    let ends_well = last.is_ascii_digit() || last == b'.' && parts == 1;
    (whole > 0 && ends_well).then(|| sign * decimal::parse(digits))
}

/// A text for a message, cut when long.
#[inline(never)]
pub(super) fn quote(text: &str) -> String {
    /// Most characters that are shown.
    const LONGEST: usize = 40;
    let cut: String = text.chars().take(LONGEST).collect();
    let dots = if cut.len() < text.len() { "..." } else { "" };
    format!("\"{cut}{dots}\"")
}

/// A count for a message, such as `1,000,000`.
#[inline(never)]
pub(super) fn count(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Bounds, both included.
pub(super) const fn range(min: f64, max: f64) -> Range {
    Range {
        min,
        max,
        min_included: true,
        or_zero: false,
    }
}

/// Prices of a book and quantities.
pub(super) const LEVEL: Range = range(1e-12, 1e15);
/// Quantities of positions, as in the contract.
pub(super) const QUANTITY: Range = range(1e-15, 1e24);
/// Prices of positions and paths, as in the contract.
pub(super) const PRICE: Range = range(1e-9, 1e12);
/// Amounts that may be nothing.
pub(super) const AMOUNT: Range = range(0.0, 1e15);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (text, expected) in [
            ("0", 0.0),
            ("-1.5", -1.5),
            ("+2", 2.0),
            (".5", 0.5),
            ("5.", 5.0),
            ("1e3", 1000.0),
            ("1.5E-2", 0.015),
            ("007", 7.0),
            ("1e308", 1e308),
            ("1e-320", 1e-320),
        ] {
            assert_eq!(number(text), Some(expected), "{text}");
        }
        for text in [
            "", "-", ".", "e5", "1e", "1e+", "1.2.3", "1,5", "NaN", "inf", "Infinity", "0x10",
            "1 2", "--1", "1e5.2", "1-2", "é",
        ] {
            assert_eq!(number(text), None, "{text}");
        }
    }

    #[test]
    fn counts_have_commas() {
        assert_eq!(
            [0, 999, 1_000, 1_000_000].map(count),
            ["0", "999", "1,000", "1,000,000"]
        );
    }
}
