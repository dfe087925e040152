//! Positions as a CSV table.

use super::csv::{Column, Record};
use super::text::{AMOUNT, MAX_ROWS, PRICE, QUANTITY, range};
use crate::error::{ErrorCode, Problem};
use crate::population::crowd::Side;
use crate::scenario::schema::Range;

const LEVERAGE: Range = range(0.01, 1_000.0);

/// Most characters of a name, as in the contract.
const LONGEST_NAME: usize = 64;

const WHAT: &str = "positions";
const SIDE: &[&str] = &["side"];
const QUANTITIES: &[&str] = &["quantity", "qty", "size", "amount"];
const ENTRIES: &[&str] = &["entryprice", "entry"];

/// One name per row, or none at all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    /// All names in a row.
    pub(super) text: String,
    /// Where each ends; empty when nothing has a name.
    pub(super) ends: Vec<u32>,
}

impl Names {
    /// The name of a row; empty when it has none.
    #[must_use]
    pub fn get(&self, row: usize) -> &str {
        let place = |index: usize| self.ends.get(index).map(|&end| end as usize);
        let start = row.checked_sub(1).map_or(Some(0), place);
        let (Some(start), Some(end)) = (start, place(row)) else {
            return "";
        };
        self.text.get(start..end).unwrap_or_default()
    }

    /// The first row that has a name.
    #[must_use]
    pub fn first_named(&self) -> Option<usize> {
        (0..self.ends.len()).find(|&row| !self.get(row).is_empty())
    }

    #[inline(never)]
    fn push(&mut self, name: &str) {
        self.text.push_str(name);
        // A file has fewer bytes than a `u32` counts.
        self.ends
            .push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
    }

    #[inline(never)]
    fn is_sound(&self, rows: usize) -> bool {
        let ends = || self.ends.iter().map(|&end| end as usize);
        let mut start = 0;
        let mut each = |end: usize| {
            let name = self.text.get(start..end);
            start = end;
            name.is_some_and(|name| name.chars().count() <= LONGEST_NAME)
        };
        if self.ends.is_empty() {
            return self.text.is_empty();
        }
        self.ends.len() == rows && ends().all(&mut each) && start == self.text.len()
    }
}

/// Positions in columns of equal length, one entry per row of the file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PositionTable {
    /// Long or short.
    pub side: Vec<Side>,
    /// Base, > 0.
    pub quantity: Vec<f64>,
    /// Average entry price, quote per base, > 0.
    pub entry_price: Vec<f64>,
    /// Margin, quote, >= 0: given, or notional at entry over leverage.
    pub margin: Vec<f64>,
    /// Name of each position.
    pub id: Names,
    /// Account of each position.
    pub account: Names,
}

impl PositionTable {
    /// Number of positions.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.side.len()
    }

    /// Whether it keeps what the type promises: for a table that was not read here.
    pub(super) fn is_sound(&self) -> bool {
        let rows = self.rows();
        let fits = |column: &[f64], range: Range| {
            column.len() == rows && column.iter().all(|&number| range.contains(number))
        };
        // Notional over leverage may be more than a margin that stands in the file.
        let margins = range(0.0, 1e30);
        (1..=MAX_ROWS).contains(&rows)
            && fits(&self.quantity, QUANTITY)
            && fits(&self.entry_price, PRICE)
            && fits(&self.margin, margins)
            && self.id.is_sound(rows)
            && self.account.is_sound(rows)
    }
}

/// Reads positions row by row.
#[derive(Debug)]
pub(super) struct Reader {
    side: Column,
    quantity: Column,
    entry_price: Column,
    leverage: Option<Column>,
    margin: Option<Column>,
    id: Option<Column>,
    account: Option<Column>,
    table: PositionTable,
}

impl Reader {
    /// Whether the names of the columns are those of positions, at least some of them.
    pub(super) fn knows(header: &Record<'_>) -> Result<bool, Problem> {
        Ok(header.column(SIDE)?.is_some()
            || header.column(QUANTITIES)?.is_some()
            || header.column(ENTRIES)?.is_some())
    }

    pub(super) fn new(header: &Record<'_>) -> Result<Self, Problem> {
        let leverage = header.column(&["leverage"])?;
        let margin = header.column(&["margin"])?;
        if leverage.is_none() && margin.is_none() {
            return Err(header.missing("leverage or margin", WHAT));
        }
        Ok(Self {
            side: header.needed(SIDE, WHAT)?,
            quantity: header.needed(QUANTITIES, WHAT)?,
            entry_price: header
                .column(ENTRIES)?
                .ok_or_else(|| header.missing("entry_price", WHAT))?,
            leverage,
            margin,
            id: header.column(&["id"])?,
            account: header.column(&["account"])?,
            table: PositionTable::default(),
        })
    }

    pub(super) fn row(&mut self, record: &Record<'_>) -> Result<(), Problem> {
        let word = record.at(&self.side);
        let is = |words: [&str; 2]| words.iter().any(|other| word.eq_ignore_ascii_case(other));
        let side = if is(["long", "buy"]) {
            Side::Long
        } else if is(["short", "sell"]) {
            Side::Short
        } else {
            let expected = "long, short, buy or sell";
            return Err(record.fault(&self.side, ErrorCode::UnknownChoice, expected));
        };
        let quantity = record.number(&self.quantity, QUANTITY)?;
        let entry_price = record.number(&self.entry_price, PRICE)?;
        let is_filled = |column: &&Column| !record.at(column).is_empty();
        let given = self.margin.as_ref().filter(is_filled);
        let margin = match (given, self.leverage.as_ref().filter(is_filled)) {
            (Some(margin), None) => record.number(margin, AMOUNT)?,
            // As the scenario's own rows do it, to the last bit.
            (None, Some(leverage)) => quantity * entry_price / record.number(leverage, LEVERAGE)?,
            (Some(margin), Some(_)) => {
                let expected = "either a margin or a leverage, not both";
                return Err(record.fault(margin, ErrorCode::Inconsistent, expected));
            }
            (None, None) => {
                let column = self.margin.as_ref().or(self.leverage.as_ref());
                return Err(column.map_or_else(
                    || record.missing("leverage or margin", WHAT),
                    |column| record.fault(column, ErrorCode::MissingField, "a number"),
                ));
            }
        };
        let names = [
            (&self.id, &mut self.table.id),
            (&self.account, &mut self.table.account),
        ];
        for (column, names) in names {
            let Some(column) = column else {
                continue;
            };
            let name = record.at(column);
            if name.chars().count() > LONGEST_NAME {
                let expected = format!("at most {LONGEST_NAME} characters");
                return Err(record.fault(column, ErrorCode::OutOfRange, &expected));
            }
            names.push(name);
        }
        self.table.side.push(side);
        self.table.quantity.push(quantity);
        self.table.entry_price.push(entry_price);
        self.table.margin.push(margin);
        Ok(())
    }

    pub(super) fn rows(&self) -> usize {
        self.table.rows()
    }

    pub(super) fn finish(self) -> PositionTable {
        self.table
    }
}
