//! How a file is to be read where it does not say so itself, and what had to be said about its reading.

use super::text::quote;
use crate::error::{ErrorCode, Problem};
use crate::json::object;
use crate::population::crowd::Side;
use serde_json::Value;

/// What a reader of a file can be told. Nothing of it is needed for a file that has one meaning.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct How {
    /// The decimal mark: `.` or `,`.
    pub decimal: Option<char>,
    /// Whether the first number of a date such as 03/04/2025 is its day.
    pub day_first: Option<bool>,
    /// Which of several symbols of a price path or of several books is meant.
    pub symbol: Option<String>,
    /// Base in one contract, where a file counts contracts.
    pub contract_size: Option<f64>,
    /// Whether positions are of inverse contracts, with amounts in quote and margins in base.
    pub is_inverse: Option<bool>,
    /// Quote that one contract is worth, where brackets or a book count contracts.
    pub contract_value: Option<f64>,
    /// Whether amounts are of quote, where a column says a currency and not of what.
    pub is_in_quote: Option<bool>,
    /// The side of all positions, where neither a word nor a sign says any.
    pub side: Option<Side>,
}

impl How {
    /// From options by name, as JavaScript gives them.
    ///
    /// # Errors
    /// When there is no such option, or its value is none.
    pub fn from_json(options: &Value) -> Result<Self, Problem> {
        let mut how = Self::default();
        let Some(fields) = options.as_object() else {
            let message = "the options of reading are no object".to_owned();
            return Err(Problem::new(ErrorCode::WrongType, "", message));
        };
        for (name, value) in fields {
            let expected = match (name.as_str(), value.as_str(), value.as_f64()) {
                (_, None, None) if value.is_null() => continue,
                ("decimal", Some(mark @ ("." | ",")), _) => {
                    how.decimal = mark.chars().next();
                    continue;
                }
                ("dates", Some(order @ ("dmy" | "mdy")), _) => {
                    how.day_first = Some(order == "dmy");
                    continue;
                }
                ("contract", Some(kind @ ("linear" | "inverse")), _) => {
                    how.is_inverse = Some(kind == "inverse");
                    continue;
                }
                ("amount", Some(of @ ("base" | "quote")), _) => {
                    how.is_in_quote = Some(of == "quote");
                    continue;
                }
                ("side", Some(side @ ("long" | "short")), _) => {
                    how.side = Some(if side == "long" {
                        Side::Long
                    } else {
                        Side::Short
                    });
                    continue;
                }
                ("symbol", Some(symbol), _) => {
                    how.symbol = Some(symbol.to_owned());
                    continue;
                }
                ("contractSize", _, Some(size)) if size > 0.0 && size <= 1e15 => {
                    how.contract_size = Some(size);
                    continue;
                }
                ("contractValue", _, Some(worth)) if worth > 0.0 && worth <= 1e15 => {
                    how.contract_value = Some(worth);
                    continue;
                }
                ("decimal", ..) => "\".\" or \",\"",
                ("dates", ..) => "\"dmy\" or \"mdy\"",
                ("symbol", ..) => "a text",
                ("contract", ..) => "\"linear\" or \"inverse\"",
                ("amount", ..) => "\"base\" or \"quote\"",
                ("side", ..) => "\"long\" or \"short\"",
                ("contractSize" | "contractValue", ..) => "a number above 0, at most 1e15",
                _ => {
                    let message = format!(
                        "{} is no option of reading; known are decimal, dates, symbol, contract, amount, side, contractSize and contractValue",
                        quote(name)
                    );
                    return Err(Problem::new(ErrorCode::UnknownField, name, message));
                }
            };
            let value = crate::error::describe(value);
            let message = format!("{name} is {value}; expected {expected}");
            return Err(Problem::new(ErrorCode::WrongType, name, message).with_value(value));
        }
        Ok(how)
    }

    /// Whether a symbol is the one that is meant; an address does not keep the case of letters.
    pub(super) fn means(&self, symbol: &str) -> bool {
        self.symbol
            .as_ref()
            .is_none_or(|wanted| wanted.eq_ignore_ascii_case(symbol))
    }
}

/// A question instead of a guess: the option that answers it, and what there is to choose from.
#[cold]
#[inline(never)]
pub(super) fn ask(option: &str, choices: &[&str], message: &str) -> Problem {
    let mut words = String::new();
    for (index, choice) in choices.iter().take(20).enumerate() {
        words += if index == 0 { "" } else { ", " };
        words += &quote(choice);
    }
    let message = if choices.is_empty() {
        format!("{message}; the option {option} says it")
    } else {
        format!("{message}; the option {option} says which: {words}")
    };
    Problem::new(ErrorCode::Ambiguous, option, message).with_value(json_list(choices))
}

/// A list of texts as JSON. Not by `Value`, which prints numbers, too: 15 KB of code and tables.
fn json_list(texts: &[&str]) -> String {
    let mut json = String::from("[");
    for (index, text) in texts.iter().enumerate() {
        json += if index == 0 { "\"" } else { ",\"" };
        for letter in text.chars() {
            match letter {
                '"' | '\\' => json.extend(['\\', letter]),
                ' '.. => json.push(letter),
                _ => json += &format!("\\u{:04x}", u32::from(letter)),
            }
        }
        json.push('"');
    }
    json.push(']');
    json
}

/// Something that a reader of a file has to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// What.
    pub kind: RemarkKind,
    /// How many rows, levels or contracts it is about.
    pub count: u32,
    /// A name that belongs to it; may be empty.
    pub name: String,
}

macro_rules! remarks {
    ($($(#[$doc:meta])* $kind:ident = $word:literal,)*) => {
        /// What there is to say of a reading; the first ones are rows that were left out.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum RemarkKind { $($(#[$doc])* $kind,)* }

        impl RemarkKind {
            /// All of them, in order.
            pub(super) const ALL: &'static [Self] = &[$(Self::$kind,)*];

            /// As programs see it.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$kind => $word,)* }
            }
        }
    };
}

remarks! {
    /// Lines above the names of the columns.
    Above = "above",
    /// Rows without numbers.
    Empty = "empty",
    /// Positions of nothing, levels of nothing.
    Zero = "zero",
    /// Rows of totals.
    Total = "total",
    /// The names once more.
    Names = "names",
    /// Rows that stand there twice.
    Twice = "twice",
    /// Rows of other symbols.
    OtherSymbol = "otherSymbol",
    /// Contracts whose brackets are none; the name is the first of them, with the reason.
    Contract = "contract",
    /// Earlier snapshots of a book.
    Snapshot = "snapshot",
    /// Rows of an earlier time than the newest of the same positions; the name is the column of times.
    Earlier = "earlier",
    /// Positions without a symbol among those of several.
    NoSymbol = "noSymbol",
    /// Changes of a book beside a snapshot of it.
    Change = "change",
    /// Entries of other lists than those of open positions; the name is theirs.
    OtherList = "otherList",
    /// Accounts that have no debt, or no collateral.
    NoLoan = "noLoan",
    /// Rows of something else than options.
    NoOption = "noOption",
    /// Options that are over.
    Expired = "expired",
    /// Options without a price, or with one that no volatility gives.
    Unpriced = "unpriced",
    /// Options that nobody holds.
    NoInterest = "noInterest",
    /// Not left out, from here on: the file had the newest row first.
    NewestFirst = "newestFirst",
    /// Rows of whoever has one already, each counted; the name is the column that says so.
    Repeated = "repeated",
    /// Amounts of a contract's answer in its smallest unit, turned into whole ones; the name is the column.
    Scaled = "scaled",
    /// Rows or levels were out of order.
    Sorted = "sorted",
    /// There are no names; the name is the order in which the columns were read.
    NoNames = "noNames",
    /// Of two columns that mean the same, the named one was taken.
    Taken = "taken",
    /// Whole numbers taken for years.
    Years = "years",
    /// Numbers taken for days of a spreadsheet, counted from 1899-12-30.
    DayNumbers = "dayNumbers",
    /// Digits taken for dates, such as 20251010.
    DateDigits = "dateDigits",
    /// Numbers without a unit taken for seconds from some start; the name is the column.
    Seconds = "seconds",
    /// Dates read with the day first.
    DayFirst = "dayFirst",
    /// Dates of two digits each read with the year first.
    YearFirst = "yearFirst",
    /// Dates read with the month first.
    MonthFirst = "monthFirst",
    /// Highest or lowest prices off by rounding.
    Rounded = "rounded",
    /// Levels of the same price, added up.
    Added = "added",
    /// Margin and leverage do not agree: the margin counts.
    MarginDiffers = "marginDiffers",
    /// Positions in cross margin, read with a margin of their own.
    Cross = "cross",
    /// Quantities that follow from notional and price.
    FromNotional = "fromNotional",
    /// Contracts turned into base; the name is their size.
    ContractSize = "contractSize",
    /// Contracts of unknown size taken for one base each.
    Contracts = "contracts",
    /// Positions of inverse contracts: amounts in quote, margins in base.
    Inverse = "inverse",
    /// A price and no candles.
    PricesOnly = "pricesOnly",
    /// The decimal mark is a comma.
    DecimalComma = "decimalComma",
    /// Commas taken for thousands separators.
    ThousandsComma = "thousandsComma",
    /// Brackets that start a unit above the end of the one before.
    Steps = "steps",
    /// The bytes are no UTF-8: its letters were read as those of Windows-1252.
    Ansi = "ansi",
    /// The price is the middle of bid and ask; the name says of which columns.
    Middle = "middle",
    /// A column that is not called a price was taken for it; the name is the column.
    Series = "series",
    /// Limits that may begin or end a bracket: they begin it, as the first is 0; the name is the column.
    LowerLimits = "lowerLimits",
    /// The same: they end it, as none is 0.
    UpperLimits = "upperLimits",
    /// Words for the sides that nobody knows: whose prices are lower are the bids; the name is their word.
    SideByPrice = "sideByPrice",
    /// Accounts that share nothing, as the file gives each position a margin of its own; the name is the column.
    OwnMargin = "ownMargin",
    /// A point before three digits is the decimal mark, as other columns have it; the name is the column.
    DecimalPoint = "decimalPoint",
    /// A column that says a currency was taken for the unit of the amounts; the name is the column and its unit.
    UnitColumn = "unitColumn",
    /// A column that says a currency was not taken for the unit of the amounts; the name is the column and its unit.
    PriceCurrency = "priceCurrency",
    /// Quantity and notional do not agree: the quantity counts.
    NotionalDiffers = "notionalDiffers",
    /// A clock that is named, by whose name alone nothing is moved; the name is the column, or a value of it.
    Zone = "zone",
    /// Times that count from 1970 are of UTC: the offset beside them moves nothing; the name is its column.
    OffsetUnused = "offsetUnused",
    /// Times are those at which candles close; the name is the column.
    ClosingTimes = "closingTimes",
    /// Candles without an opening price: each opens where the one before it closed.
    OpenedAtClose = "openedAtClose",
    /// Changes of a book since its last snapshot, applied to it.
    ChangesApplied = "changesApplied",
    /// A column taken for the share of the notional that is put in; the name is the column.
    InitialShare = "initialShare",
    /// Lists of positions that were read as one.
    Joined = "joined",
    /// Times of the day without a date, counted from the midnight before the first; the name is the column.
    NoDays = "noDays",
    /// Splits before which prices were divided by what they made of a share; the name is the column.
    Splits = "splits",
    /// Thresholds of loans that follow from their health factors; the name is the column.
    FromHealth = "fromHealth",
    /// Positions without a symbol, read as of the only one that the file names; the name is that.
    OnlySymbol = "onlySymbol",
}

impl RemarkKind {
    fn is_left_out(self) -> bool {
        self < Self::NewestFirst
    }
}

/// All that is to say of one file, each kind once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Remarks(pub(super) Vec<Remark>);

impl Remarks {
    /// One more of a kind.
    pub(super) fn add(&mut self, kind: RemarkKind) {
        self.say(kind, 1, "");
    }

    #[inline(never)]
    pub(super) fn say(&mut self, kind: RemarkKind, count: usize, name: &str) {
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        match self.0.iter_mut().find(|remark| remark.kind == kind) {
            Some(remark) => remark.count = remark.count.saturating_add(count),
            None => self.0.push(Remark {
                kind,
                count,
                name: name.to_owned(),
            }),
        }
    }

    /// All of them.
    #[must_use]
    pub fn all(&self) -> &[Remark] {
        &self.0
    }

    /// What was left out, and what else there is to say.
    pub(super) fn to_json(&self) -> [Value; 2] {
        [true, false].map(|left_out| {
            let fits = |remark: &&Remark| remark.kind.is_left_out() == left_out;
            let each = |remark: &Remark| {
                object([
                    (
                        if left_out { "reason" } else { "kind" },
                        remark.kind.as_str().into(),
                    ),
                    ("count", remark.count.into()),
                    ("name", remark.name.as_str().into()),
                ])
            };
            Value::Array(self.0.iter().filter(fits).map(each).collect())
        })
    }
}
