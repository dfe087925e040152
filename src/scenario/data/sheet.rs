//! A table as it stands in a file, CSV or JSON: names of columns, cells, and where each row came from.

use super::csv::Record;
use super::figures::{Clue, clue, dressed, is_nothing, is_share};
use super::how::{How, RemarkKind, Remarks, ask};
use super::names::{parts, plain};
use super::text::{malformed, quote};
use super::units::{headed, times_of, unit};
use crate::decimal;
use crate::error::{ErrorCode, Problem};
use crate::scenario::schema::Range;
use serde_json::Value;

/// What stands in one place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Cell<'a> {
    /// Nothing, or no such column in this row.
    Empty,
    Text(&'a str),
    /// A number of a JSON file.
    Number(f64),
}

/// A cell of a JSON file.
#[derive(Debug, Clone, PartialEq)]
enum Kept {
    Empty,
    Text(Box<str>),
    Number(f64),
}

/// One row: where its cells begin, and where it stands in the file.
#[derive(Debug, Clone, Copy)]
struct Row {
    first: u32,
    cells: u32,
    place: u32,
}

#[derive(Debug, Clone)]
enum Cells {
    /// All cells in a row, and where each ends.
    Text {
        text: String,
        ends: Vec<u32>,
    },
    Json(Vec<Kept>),
}

/// The table.
#[derive(Debug, Clone)]
pub(super) struct Sheet {
    cells: Cells,
    rows: Vec<Row>,
    /// Names of the columns, units in brackets behind; empty when there are none.
    pub(super) names: Vec<String>,
    /// The same as the file has them.
    shown: Vec<String>,
    /// What stands above the names, a line a row.
    pub(super) title: String,
    /// Rows directly below the names that say more about them.
    pub(super) below: Vec<Vec<String>>,
    /// Names that the file does not have, but its numbers tell; empty where it has names.
    pub(super) given_names: String,
    /// Two orders of columns without names that fit the same numbers; empty where one does.
    pub(super) doubt: String,
    /// Rows above a table without names.
    pub(super) dropped: usize,
    /// What separates columns; nothing for JSON.
    delimiter: Option<char>,
    /// Whether any field stands in quotes.
    is_quoted: bool,
    /// Path of the list in a JSON file.
    path: String,
    /// Where rows came from several lists: the first row of each, and its path.
    pub(super) parts: Vec<(usize, String)>,
    /// The decimal mark of every column that has none of its own.
    marks: Vec<Option<char>>,
    /// Columns of prices: one of them is never a thousand times the next.
    pub(super) steady: Vec<usize>,
    /// Whether its amounts are thousands and more, as limits of brackets are: 50.000 is seldom fifty there.
    pub(super) is_large: bool,
}

/// A column of the table: where it stands and how the file calls it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Column {
    pub(super) index: usize,
    pub(super) name: String,
}

impl Sheet {
    /// For the records of a CSV file.
    pub(super) fn of_text() -> Self {
        Self {
            cells: Cells::Text {
                text: String::new(),
                ends: Vec::new(),
            },
            rows: Vec::new(),
            names: Vec::new(),
            shown: Vec::new(),
            title: String::new(),
            below: Vec::new(),
            given_names: String::new(),
            doubt: String::new(),
            dropped: 0,
            delimiter: None,
            is_quoted: false,
            path: String::new(),
            parts: Vec::new(),
            marks: Vec::new(),
            steady: Vec::new(),
            is_large: false,
        }
    }

    /// One more record: its line, its text and where its fields end.
    pub(super) fn push(&mut self, record: &Record<'_>) {
        self.delimiter = record.delimiter;
        self.is_quoted = record.is_quoted;
        let Cells::Text { text, ends } = &mut self.cells else {
            return;
        };
        let first = ends.len();
        let mut start = 0;
        for &end in record.ends {
            text.push_str(record.text.get(start..end).unwrap_or_default().trim());
            // A file has fewer bytes than a `u32` counts.
            ends.push(u32::try_from(text.len()).unwrap_or(u32::MAX));
            start = end;
        }
        self.rows.push(row(first, record.ends.len(), record.line));
    }

    /// A list of JSON objects, columns by key, or of lists, which have no names.
    pub(super) fn of_json(items: &[&Value], path: &str) -> Self {
        let mut sheet = Self {
            cells: Cells::Json(Vec::new()),
            path: path.to_owned(),
            ..Self::of_text()
        };
        let mut cells: Vec<Kept> = Vec::new();
        for (index, item) in items.iter().enumerate() {
            let first = cells.len();
            match item {
                Value::Array(values) => cells.extend(values.iter().map(kept)),
                Value::Object(_) => {
                    let mut flat = Vec::new();
                    flatten("", item, &mut flat);
                    cells.resize(first + sheet.names.len(), Kept::Empty);
                    for (name, value) in flat {
                        let place = match sheet.names.iter().position(|known| *known == name) {
                            Some(place) => place,
                            None => {
                                sheet.names.push(name);
                                cells.push(Kept::Empty);
                                sheet.names.len() - 1
                            }
                        };
                        if let Some(cell) = cells.get_mut(first + place) {
                            *cell = kept(value);
                        }
                    }
                }
                // Between rows of a list nothing else is one.
                Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => continue,
            }
            let length = cells.len() - first;
            sheet.rows.push(row(first, length, index));
        }
        sheet.cells = Cells::Json(cells);
        sheet.part_names();
        sheet.head_names();
        sheet
    }

    /// Keeps the names as the file has them, and puts units behind them into brackets.
    fn head_names(&mut self) {
        self.shown = self.names.clone();
        self.names = self.shown.iter().map(|name| headed(name)).collect();
    }

    /// Names of two parts: the second one says more about the first.
    fn part_names(&mut self) {
        if !self.names.iter().any(|name| parts(name).is_some()) {
            return;
        }
        let all = self.names.iter();
        let (names, below) = all
            .map(|name| parts(name).map_or((name.as_str(), ""), |parts| parts))
            .map(|(first, second)| (first.to_owned(), second.to_owned()))
            .unzip();
        self.names = names;
        self.below = vec![below];
    }

    /// Lists of JSON that are columns.
    pub(super) fn of_columns(columns: &[(&str, &[Value])], path: &str) -> Self {
        let rows = columns
            .iter()
            .map(|(_, values)| values.len())
            .max()
            .unwrap_or(0);
        let mut sheet = Self {
            names: columns.iter().map(|(name, _)| (*name).to_owned()).collect(),
            path: path.to_owned(),
            ..Self::of_text()
        };
        sheet.part_names();
        sheet.head_names();
        let mut cells = Vec::with_capacity(rows * columns.len());
        for index in 0..rows {
            sheet.rows.push(row(cells.len(), columns.len(), index));
            cells.extend(
                columns
                    .iter()
                    .map(|(_, values)| values.get(index).map_or(Kept::Empty, kept)),
            );
        }
        sheet.cells = Cells::Json(cells);
        sheet
    }

    /// Number of rows.
    pub(super) fn rows(&self) -> usize {
        self.rows.len()
    }

    /// Columns of a row.
    pub(super) fn width(&self, row: usize) -> usize {
        self.rows.get(row).map_or(0, |row| row.cells as usize)
    }

    /// Whether it is of a CSV file.
    pub(super) fn is_text(&self) -> bool {
        matches!(self.cells, Cells::Text { .. })
    }

    /// A cell by its place in the row.
    pub(super) fn at(&self, row: usize, index: usize) -> Cell<'_> {
        let Some(row) = self.rows.get(row) else {
            return Cell::Empty;
        };
        if index >= row.cells as usize {
            return Cell::Empty;
        }
        let place = row.first as usize + index;
        match &self.cells {
            Cells::Text { text, ends } => {
                let start = place
                    .checked_sub(1)
                    .and_then(|before| ends.get(before))
                    .map_or(0, |&end| end as usize);
                let end = ends.get(place).map_or(0, |&end| end as usize);
                match text.get(start..end) {
                    Some(text) if !text.is_empty() => Cell::Text(text),
                    _ => Cell::Empty,
                }
            }
            Cells::Json(cells) => match cells.get(place) {
                Some(Kept::Text(text)) if !text.trim().is_empty() => Cell::Text(text.trim()),
                Some(Kept::Number(number)) => Cell::Number(*number),
                Some(Kept::Text(_) | Kept::Empty) | None => Cell::Empty,
            },
        }
    }

    /// The cell of a column.
    pub(super) fn cell(&self, row: usize, column: &Column) -> Cell<'_> {
        self.at(row, column.index)
    }

    /// A cell as the file has it.
    #[inline(never)]
    pub(super) fn text(&self, row: usize, column: &Column) -> String {
        self.text_at(row, column.index)
    }

    /// The same by its place.
    #[inline(never)]
    pub(super) fn text_at(&self, row: usize, index: usize) -> String {
        match self.at(row, index) {
            Cell::Empty => String::new(),
            Cell::Text(text) => text.to_owned(),
            Cell::Number(number) => decimal::plain(number),
        }
    }

    /// All cells of a row, for a message.
    #[inline(never)]
    pub(super) fn whole(&self, row: usize) -> String {
        let cells: Vec<String> = (0..self.width(row))
            .map(|index| self.text_at(row, index))
            .collect();
        quote(&cells.join(", "))
    }

    /// Where a row stands.
    #[inline(never)]
    pub(super) fn place(&self, row: usize) -> String {
        let place = self.rows.get(row).map_or(0, |row| row.place);
        let mut parts = self.parts.iter().rev();
        if self.is_text() {
            format!("line {place}")
        } else if let Some((first, path)) = parts.find(|(first, _)| *first <= place as usize) {
            format!("{path}[{}]", place as usize - first)
        } else {
            format!("{}[{place}]", self.path)
        }
    }

    /// Where a cell stands.
    #[inline(never)]
    pub(super) fn place_of(&self, row: usize, column: &Column) -> String {
        let place = self.place(row);
        let name = &self.shown(column);
        if self.is_text() {
            format!("{place}, column {}", quote(name))
        } else if self.names.is_empty() {
            format!("{place}[{}]", column.index)
        } else {
            format!("{place}.{name}")
        }
    }

    /// The name of a column as the file has it: a unit may come from another one.
    pub(super) fn shown(&self, column: &Column) -> String {
        let name = self.shown.get(column.index).filter(|name| !name.is_empty());
        name.cloned()
            .unwrap_or_else(|| self.numbered(column.index).name)
    }

    /// Where a cell stands, and what it is.
    #[inline(never)]
    pub(super) fn place_and_value(&self, row: usize, column: &Column) -> String {
        format!(
            "{} is {}",
            self.place_of(row, column),
            quote(&self.text(row, column))
        )
    }

    /// What is wrong with a cell, at its place and with its value.
    #[cold]
    #[inline(never)]
    pub(super) fn fault(
        &self,
        row: usize,
        column: &Column,
        code: ErrorCode,
        expected: &str,
    ) -> Problem {
        let place = self.place_of(row, column);
        let value = quote(&self.text(row, column));
        let message = format!("{place} is {value}; expected {expected}");
        Problem::new(code, &place, message).with_value(value)
    }

    /// The names, for a message.
    #[inline(never)]
    pub(super) fn all_names(&self) -> String {
        let names = if self.shown.len() == self.names.len() {
            &self.shown
        } else {
            &self.names
        };
        quote(&names.join(", "))
    }

    /// The name of a column by its place as the file has it.
    pub(super) fn shown_at(&self, index: usize) -> &str {
        let name = self.shown.get(index).or_else(|| self.names.get(index));
        name.map_or("", String::as_str)
    }

    /// Where the names stand.
    pub(super) fn names_place(&self) -> String {
        self.path.clone()
    }

    /// Makes a row the names, and drops it and what is above. `more`: rows below that belong to the names.
    pub(super) fn take_names(&mut self, row: usize, more: usize) {
        let texts = |row: usize| -> Vec<String> {
            (0..self.width(row))
                .map(|index| self.text_at(row, index))
                .collect()
        };
        let title = (0..row)
            .map(|above| texts(above).join(" "))
            .collect::<Vec<String>>()
            .join("\n");
        let (names, place) = (texts(row), self.place(row));
        let below = (row + 1..=row + more).map(texts).collect();
        self.names = names;
        self.title = title;
        self.head_names();
        self.below = below;
        self.path = place;
        self.rows.drain(..=row + more);
    }

    /// Gives names to the columns of a table that has none, and drops what is above it.
    pub(super) fn name_columns(&mut self, first: usize, names: &[&str]) {
        self.names = names.iter().map(|&name| name.to_owned()).collect();
        self.shown.clear();
        self.given_names = names.join(", ");
        self.dropped = first;
        self.rows.drain(..first);
    }

    /// One more column, of the same name as the one that its cells were taken from, or of another.
    pub(super) fn append(&mut self, name: &str, cell: impl Fn(&Self, usize) -> String) -> Column {
        let index = self.names.len();
        let mut rows = Vec::with_capacity(self.rows.len());
        let mut grown = match &self.cells {
            Cells::Text { .. } => Cells::Text {
                text: String::new(),
                ends: Vec::new(),
            },
            Cells::Json(_) => Cells::Json(Vec::new()),
        };
        for (place, old) in self.rows.iter().enumerate() {
            let added = cell(self, place);
            let first = match (&mut grown, &self.cells) {
                (Cells::Text { text, ends }, _) => {
                    let first = ends.len();
                    for cell in (0..index).map(|at| self.text_at(place, at)).chain([added]) {
                        text.push_str(cell.trim());
                        ends.push(u32::try_from(text.len()).unwrap_or(u32::MAX));
                    }
                    first
                }
                (Cells::Json(cells), Cells::Json(known)) => {
                    let first = cells.len();
                    let start = old.first as usize;
                    let kept = |at: usize| {
                        let is_there = at < old.cells as usize;
                        let cell = known.get(start + at).filter(|_| is_there);
                        cell.cloned().unwrap_or(Kept::Empty)
                    };
                    cells.extend((0..index).map(kept));
                    cells.push(Kept::Text(added.into()));
                    first
                }
                (Cells::Json(_), Cells::Text { .. }) => 0,
            };
            rows.push(row(first, index + 1, old.place as usize));
        }
        (self.cells, self.rows) = (grown, rows);
        let of_name = self.names.iter().position(|known| known == name);
        let shown = of_name.map_or(name, |of_name| self.shown_at(of_name));
        if self.shown.len() == index {
            self.shown.push(shown.to_owned());
        }
        self.names.push(name.to_owned());
        Column {
            index,
            name: name.to_owned(),
        }
    }

    /// Drops rows for which something holds.
    pub(super) fn leave_out(&mut self, mut is_out: impl FnMut(&Self, usize) -> bool) -> usize {
        let keep: Vec<bool> = (0..self.rows()).map(|row| !is_out(self, row)).collect();
        let before = self.rows.len();
        let mut keep = keep.into_iter();
        self.rows.retain(|_| keep.next().unwrap_or(true));
        before - self.rows.len()
    }

    /// The column with one of some names, the first of them that there is; one written exactly so comes first.
    #[inline(never)]
    pub(super) fn column(&self, names: &[&str]) -> Option<Column> {
        names
            .iter()
            .find_map(|wanted| self.columns(wanted).into_iter().next())
    }

    /// All columns with a name, those written exactly so first.
    pub(super) fn columns(&self, wanted: &str) -> Vec<Column> {
        let (mut exact, mut others) = (Vec::new(), Vec::new());
        for (index, name) in self.names.iter().enumerate() {
            if plain(self.short(name)) == wanted {
                let found = if self.short(name) == wanted {
                    &mut exact
                } else {
                    &mut others
                };
                found.push(Column {
                    index,
                    name: name.clone(),
                });
            }
        }
        exact.append(&mut others);
        exact
    }

    /// Of the path of a JSON field its last part, or its last two where that one says nothing.
    fn short<'a>(&self, name: &'a str) -> &'a str {
        if self.is_text() {
            return name;
        }
        let mut parts = name.rmatch_indices('.').map(|(place, _)| place);
        let last = parts.next();
        let start = if name.ends_with(".value") || name.ends_with(".type") {
            parts.next()
        } else {
            last
        };
        start.map_or(name, |place| name.get(place + 1..).unwrap_or(name))
    }

    /// The name of a column as names are looked for.
    pub(super) fn plain_of(&self, column: &Column) -> String {
        plain(self.short(&column.name))
    }

    /// The names without the paths that lead to them in a JSON file.
    pub(super) fn last_names(&self) -> Vec<String> {
        self.names
            .iter()
            .map(|name| self.short(name).to_owned())
            .collect()
    }

    /// A column without a name.
    pub(super) fn numbered(&self, index: usize) -> Column {
        let name = self.names.get(index).filter(|name| !name.is_empty());
        Column {
            index,
            name: name.cloned().unwrap_or_else(|| (index + 1).to_string()),
        }
    }

    /// The message that a column is missing.
    #[cold]
    #[inline(never)]
    pub(super) fn missing(&self, name: &str, what: &str) -> Problem {
        let place = self.names_place();
        let (colon, column) = if place.is_empty() {
            ("", "")
        } else {
            (": ", "the column ")
        };
        let message = format!(
            "{place}{colon}taken for {what}, but {column}{name} is missing from {}",
            self.all_names()
        );
        Problem::new(ErrorCode::MissingField, &place, message)
    }

    /// Whether a cell holds a number, whatever mark it has.
    pub(super) fn is_number(&self, row: usize, index: usize) -> bool {
        match self.at(row, index) {
            Cell::Empty => false,
            Cell::Number(_) => true,
            Cell::Text(text) => clue(text) != Clue::Bad,
        }
    }

    /// Whether a cell says that there is nothing.
    pub(super) fn is_nothing(&self, row: usize, column: &Column) -> bool {
        match self.cell(row, column) {
            Cell::Empty => true,
            Cell::Number(_) => false,
            Cell::Text(text) => is_nothing(text),
        }
    }

    /// Finds out the decimal mark of each of some columns: from its own numbers, else from all the others of the file,
    /// else from what separates columns, else by asking.
    pub(super) fn learn_marks(
        &mut self,
        columns: &[&Column],
        times: &[&Column],
        how: &How,
        remarks: &mut Remarks,
    ) -> Result<(), Problem> {
        let width = self.names.len().max(
            (0..self.rows().min(20))
                .map(|row| self.width(row))
                .max()
                .unwrap_or(0),
        );
        self.marks = vec![Some('.'); width];
        // JSON has points, in its texts, too; with commas between columns commas in numbers separate thousands.
        if !self.is_text() {
            for column in columns {
                if self.marks_of(column.index).has_comma {
                    remarks.say(RemarkKind::ThousandsComma, 1, &self.shown(column));
                }
            }
            return Ok(());
        }
        let read: Vec<Option<Marks>> = (0..width)
            .map(|index| {
                (!times.iter().any(|time| time.index == index)).then(|| self.marks_of(index))
            })
            .collect();
        let mut file = [false, false];
        // Whether all numbers that tell their mark have three digits behind it, noughts at the end, too, as a column of
        // 95.000 has.
        let (mut are_fixed, mut has_nought) = (true, false);
        // What the prices of one file tell is told of all of them.
        let mut prices = [false, false];
        for (index, marks) in read.iter().enumerate() {
            // A column of words says nothing.
            let Some(marks) = marks.as_ref().filter(|marks| marks.is_number) else {
                continue;
            };
            file[0] |= marks.point.is_some();
            file[1] |= marks.comma.is_some();
            // Between commas, 95,000 in quotes is no 95 with three noughts.
            file[0] |= marks.has_thousands && self.delimiter == Some(',');
            are_fixed &= !marks.has_others;
            has_nought |= marks.has_nought;
            if self.steady.contains(&index) {
                prices[0] |= marks.point.is_some();
                prices[1] |= marks.comma.is_some();
            }
        }
        for column in columns {
            let Some(marks) = read.get(column.index).and_then(Option::as_ref) else {
                continue;
            };
            let mut is_taken = false;
            let mark = match (marks.point, marks.comma, how.decimal) {
                (Some(point), Some(comma), _) => {
                    let (row, other, wanted) = if point < comma {
                        (comma, point, "point")
                    } else {
                        (point, comma, "comma")
                    };
                    let expected = format!(
                        "a number with a decimal {wanted}, as {} in {}",
                        quote(&self.text(other, column)),
                        self.place(other)
                    );
                    return Err(self.fault(row, column, ErrorCode::Inconsistent, &expected));
                }
                (Some(_), None, _) => '.',
                (None, Some(_), _) => ',',
                (None, None, Some(decimal)) => decimal,
                (None, None, None) => match (marks.maybe, file, self.steady_mark(column)) {
                    (None, ..) => '.',
                    (Some(_), _, Some(mark)) => mark,
                    (Some(_), ..) if prices == [true, false] && self.is_steady(column) => '.',
                    (Some(_), ..) if prices == [false, true] && self.is_steady(column) => ',',
                    (Some(row), [has_point, has_comma], _) => {
                        let mark = if has_point { '.' } else { ',' };
                        let is_mark = |row: usize| self.text(row, column).contains(mark);
                        // 50.000 beside 0.4 %: nobody writes three noughts there and one digit here, so that one point
                        // may well be another than the other. Between commas a point is a decimal one.
                        let is_fixed = are_fixed && has_nought;
                        let is_between = mark == '.' && self.delimiter == Some(',');
                        let contradicts = is_mark(row)
                            && marks.are_noughts
                            && (self.is_large || !is_fixed && !is_between);
                        let is_plain =
                            !has_point && !has_comma && self.is_plain_point(column, marks);
                        let is_sure = has_point ^ has_comma || is_plain;
                        let mark = if is_plain { '.' } else { mark };
                        let fault = match (is_sure, marks.has_both, contradicts) {
                            (true, false, false) => {
                                is_taken = is_plain || is_mark(row);
                                ""
                            }
                            (true, false, true) => {
                                "while other numbers of the file have other digits behind theirs"
                            }
                            _ => "and no number of the file decides",
                        };
                        if !fault.is_empty() {
                            let text = self.text(row, column);
                            let [point, comma] = ['.', ','].map(|decimal| {
                                dressed(&text, decimal).map_or_else(String::new, decimal::plain)
                            });
                            let message = format!(
                                "{} is {}: {point} with a decimal point or {comma} with a decimal comma, {fault}",
                                self.place_of(row, column),
                                quote(&text)
                            );
                            return Err(ask("decimal", &[".", ","], &message));
                        }
                        mark
                    }
                },
            };
            if let Some(place) = self.marks.get_mut(column.index) {
                *place = Some(mark);
            }
            let name = self.shown(column);
            if mark == ',' {
                remarks.say(RemarkKind::DecimalComma, 1, &name);
            } else if marks.has_comma {
                remarks.say(RemarkKind::ThousandsComma, 1, &name);
            } else if is_taken {
                remarks.say(RemarkKind::DecimalPoint, 1, &name);
            }
        }
        Ok(())
    }

    /// Whether a point before three digits is a decimal one by how the file is written. Who writes 1.234 for a thousand
    /// writes decimals with commas, and puts those in quotes between commas: where nothing is quoted, and more than noughts
    /// stand behind the point, it is what it is in most such files. Prices have it in all rows: one without stands for another mark.
    fn is_plain_point(&self, column: &Column, marks: &Marks) -> bool {
        let has_point = |row: usize| self.text(row, column).contains('.');
        let mut rows = 0..self.rows();
        self.delimiter == Some(',')
            && !self.is_quoted
            && !marks.are_noughts
            && if self.is_steady(column) {
                rows.all(|row| has_point(row) || self.is_nothing(row, column))
            } else {
                rows.any(has_point)
            }
    }

    fn is_steady(&self, column: &Column) -> bool {
        self.steady.contains(&column.index)
    }

    /// The decimal mark with which the prices of a column that have three digits behind a mark are of the size of those
    /// that have none: 1.234 beside 999 is a thousand. Nothing where neither is, or both are.
    fn steady_mark(&self, column: &Column) -> Option<char> {
        /// Prices in one file are this much apart at most, and a wrong mark makes them this much.
        const NEAR: f64 = 10.0;
        const FAR: f64 = 50.0;
        if !self.steady.contains(&column.index) {
            return None;
        }
        let (mut plain, mut pointed, mut is_comma) = (Vec::new(), Vec::new(), false);
        for row in 0..self.rows() {
            let Cell::Text(text) = self.at(row, column.index) else {
                continue;
            };
            match clue(text) {
                Clue::None => plain.extend(dressed(text, '.')),
                Clue::MaybePoint | Clue::MaybeComma => {
                    is_comma |= text.contains(',');
                    let mark = if text.contains(',') { ',' } else { '.' };
                    pointed.extend(dressed(text, mark));
                }
                _ => {}
            }
        }
        let middle = |numbers: &mut Vec<f64>| {
            crate::sort::sort_by(numbers, &f64::total_cmp);
            numbers.get(numbers.len() / 2).copied()
        };
        let (plain, pointed) = (middle(&mut plain)?, middle(&mut pointed)?);
        let apart = |a: f64, b: f64| (a / b).max(b / a);
        let [decimal, thousand] = [1.0, 1e3].map(|times| apart(plain, pointed * times));
        let (point, comma) = if is_comma { (',', '.') } else { ('.', ',') };
        match (decimal, thousand) {
            (near, far) if near <= NEAR && far >= FAR => Some(point),
            (far, near) if near <= NEAR && far >= FAR => Some(comma),
            _ => None,
        }
    }

    fn marks_of(&self, index: usize) -> Marks {
        let mut marks = Marks {
            is_number: true,
            are_noughts: true,
            ..Marks::default()
        };
        for row in 0..self.rows() {
            let Cell::Text(text) = self.at(row, index) else {
                continue;
            };
            // Most numbers have nothing to tell apart.
            if text.bytes().all(|letter| letter.is_ascii_digit()) || is_nothing(text) {
                continue;
            }
            let clue = clue(text);
            // Three digits, all of them, in this number or in another.
            let digits = || {
                let behind = text.rsplit(['.', ',']).next().unwrap_or_default();
                let is_end = |letter: char| !letter.is_ascii_digit();
                behind.split(is_end).next().unwrap_or_default()
            };
            match clue {
                Clue::None => {}
                Clue::Bad => marks.is_number = false,
                Clue::Point | Clue::Comma => {
                    let first = if clue == Clue::Point {
                        &mut marks.point
                    } else {
                        &mut marks.comma
                    };
                    *first = first.or(Some(row));
                    marks.has_others |= digits().len() != 3;
                    marks.has_nought |= digits().ends_with('0');
                }
                Clue::MaybePoint | Clue::MaybeComma => {
                    let is_other = |known: usize| {
                        self.text_at(known, index).contains(',') != text.contains(',')
                    };
                    marks.has_both |= marks.maybe.is_some_and(is_other);
                    marks.maybe = marks.maybe.or(Some(row));
                    marks.are_noughts &= digits() == "000";
                }
            }
            marks.has_comma |= text.contains(',');
            marks.has_thousands |= text.ends_with(",000");
        }
        marks
    }

    /// The number in a cell, in whole units where the name of its column says thousands or a part of one.
    pub(super) fn number(&self, row: usize, column: &Column) -> Option<f64> {
        let number = self.bare_number(row, column)?;
        // Most names have no unit.
        if !column.name.ends_with([')', ']']) {
            return Some(number);
        }
        Some(match times_of(&unit(&column.name)) {
            Some(times) => number * times,
            None => number,
        })
    }

    /// Some cells of a row as one text.
    pub(super) fn key(&self, row: usize, columns: &[&Column]) -> String {
        let texts = columns.iter().map(|column| self.text(row, column));
        texts.fold(String::new(), |mut key, text| {
            key.push_str(&text);
            key.push('\u{1f}');
            key
        })
    }

    /// Gives a column that nobody has asked about the decimal mark of another: a file is written in one way.
    pub(super) fn number_as(&self, row: usize, column: &Column, known: &Column) -> Option<f64> {
        match self.cell(row, column) {
            Cell::Text(text) => {
                let mark = self.marks.get(known.index).copied().flatten();
                let number = dressed(text, mark.unwrap_or('.'))?;
                Some(number * times_of(&unit(&column.name)).unwrap_or(1.0))
            }
            Cell::Number(_) | Cell::Empty => self.number(row, column),
        }
    }

    fn bare_number(&self, row: usize, column: &Column) -> Option<f64> {
        match self.cell(row, column) {
            Cell::Empty => None,
            Cell::Number(number) => Some(number),
            Cell::Text(text) => {
                let mark = self
                    .marks
                    .get(column.index)
                    .copied()
                    .flatten()
                    .unwrap_or('.');
                dressed(text, mark)
            }
        }
    }

    /// The number in a cell, within its range. A share of one is a share of something that no cell says.
    pub(super) fn needed(&self, row: usize, column: &Column, range: Range) -> Result<f64, Problem> {
        if matches!(self.cell(row, column), Cell::Text(text) if is_share(text)) {
            let expected = format!("a number {}, and no share of something", range.words());
            return Err(self.fault(row, column, ErrorCode::WrongType, &expected));
        }
        self.needed_or_share(row, column, range)
    }

    /// The same for what may be a share.
    pub(super) fn needed_or_share(
        &self,
        row: usize,
        column: &Column,
        range: Range,
    ) -> Result<f64, Problem> {
        let number = self.number(row, column);
        match number {
            Some(number) if range.contains(number) => Ok(number),
            _ => Err(self.no_number(row, column, number, range)),
        }
    }

    #[cold]
    #[inline(never)]
    fn no_number(&self, row: usize, column: &Column, number: Option<f64>, range: Range) -> Problem {
        let text = self.text(row, column);
        let mark = self
            .marks
            .get(column.index)
            .copied()
            .flatten()
            .unwrap_or('.');
        let other = if mark == '.' { ',' } else { '.' };
        // What is a number with neither mark has another fault.
        let is_other = text.contains(other) && dressed(&text, other).is_some();
        let hint = match number {
            None if is_other && !self.is_text() => {
                ", with a decimal point, as numbers in JSON have it".to_owned()
            }
            None if is_other => {
                let (has, is) = if mark == '.' {
                    ("comma", "point")
                } else {
                    ("point", "comma")
                };
                format!(", with a decimal {is} and not a {has} as in the rest of the file")
            }
            _ => String::new(),
        };
        let code = if number.is_some() {
            ErrorCode::OutOfRange
        } else {
            ErrorCode::WrongType
        };
        self.fault(
            row,
            column,
            code,
            &format!("a number {}{hint}", range.words()),
        )
    }
}

/// What the numbers of a column say about their decimal mark: the first rows that do.
#[derive(Debug, Default)]
struct Marks {
    is_number: bool,
    point: Option<usize>,
    comma: Option<usize>,
    maybe: Option<usize>,
    /// Points before three digits in some numbers, and commas in others.
    has_both: bool,
    /// Three noughts behind the mark in all numbers that may be either.
    are_noughts: bool,
    /// Other than three digits behind the mark in some number that tells it.
    has_others: bool,
    /// A nought at the end of such a number.
    has_nought: bool,
    has_comma: bool,
    has_thousands: bool,
}

fn row(first: usize, cells: usize, place: usize) -> Row {
    let small = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    Row {
        first: small(first),
        cells: small(cells),
        place: small(place),
    }
}

fn kept(value: &Value) -> Kept {
    match value {
        Value::Number(number) => number.as_f64().map_or(Kept::Empty, Kept::Number),
        Value::String(text) => Kept::Text(text.as_str().into()),
        Value::Bool(is) => Kept::Text((if *is { "true" } else { "false" }).into()),
        Value::Null | Value::Array(_) | Value::Object(_) => Kept::Empty,
    }
}

/// Fields of an object, those of objects in it by path; what ccxt copies from the venue into `info` is no field of ours.
fn flatten<'a>(prefix: &str, value: &'a Value, flat: &mut Vec<(String, &'a Value)>) {
    let Some(fields) = value.as_object() else {
        return;
    };
    for (name, value) in fields {
        let path = if prefix.is_empty() {
            name.clone()
        } else {
            format!("{prefix}.{name}")
        };
        match value {
            Value::Object(_) if prefix.matches('.').count() < 2 && name != "info" => {
                flatten(&path, value, flat)
            }
            _ => flat.push((path, value)),
        }
    }
}

/// A table without rows.
pub(super) fn no_rows() -> Problem {
    malformed("the table has no rows; expected at least one below the names".to_owned())
}
