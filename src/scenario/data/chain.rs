//! Option chains: what is held of each option, and at which volatility it stands.

use super::how::{How, RemarkKind, Remarks};
use super::names::plain;
use super::sheet::{Column, Sheet, no_rows};
use super::text::{AMOUNT, PRICE, has_one, range, small};
use super::times;
use crate::clock::DAY_S;
use crate::error::{ErrorCode, Problem, show};
use crate::json::object;
use crate::scenario::schema::Range;
use crate::settlement::options::option_price;
use serde_json::Value;

const WHAT: &str = "an option chain";

const STRIKES: &[&str] = &["strikeprice", "strike", "basispreis"];
const TYPES: &[&str] = &["optiontype", "type", "callput", "right", "typ"];
const EXPIRIES: &[&str] = &[
    "expiredate",
    "expiry",
    "expirydate",
    "expiration",
    "expirationdate",
    "maturity",
    "verfall",
];
const INTERESTS: &[&str] = &["openinterest", "oi"];
const MARKS: &[&str] = &["markprice", "mark"];
const FORWARDS: &[&str] = &["underlyingprice", "forward", "forwardprice"];
const VOLATILITIES: &[&str] = &["markiv", "iv", "impliedvolatility"];
const MOMENTS: &[&str] = &[
    "creationtimestamp",
    "timestamp",
    "time",
    "snapshot",
    "datetime",
];
const INSTRUMENTS: &[&str] = &["instrumentname", "instrument", "symbol"];

/// Options expire at this time of a day whose file says none, s: 8:00 UTC.
const EXPIRY_S: f64 = 8.0 * 3_600.0;

/// Days that an option may have left, as in the contract.
const DAYS: Range = range(0.001, 3_650.0);

/// Most options that are used.
const MOST_OPTIONS: usize = 10_000;

/// Volatilities among which that of a price is looked for, and how often the interval is halved.
const LEAST_VOLATILITY: f64 = 0.001;
const MOST_VOLATILITY: f64 = 20.0;
const HALVINGS: u32 = 200;

/// Volatilities above this are in per cent.
const MOST_FRACTION: f64 = 5.0;

const VOLATILITY: Range = Range {
    min_included: false,
    ..range(0.0, MOST_VOLATILITY)
};

/// An option that somebody holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ChainOption {
    /// A call, else a put.
    pub is_call: bool,
    /// Strike, quote per base.
    pub strike: f64,
    /// Days to expiry at the time of the file.
    pub days: f64,
    /// Forward of its expiry over the reference price.
    pub forward_ratio: f64,
    /// Implied volatility of a year, fraction.
    pub volatility: f64,
    /// Base, > 0.
    pub open_interest: f64,
}

/// The options of a file that somebody holds.
#[derive(Debug, Clone, PartialEq)]
pub struct OptionChain {
    /// At least one.
    pub options: Vec<ChainOption>,
    /// The forward of the nearest expiry, quote per base.
    pub reference_price: f64,
    /// Rows of the file.
    pub rows: u32,
    /// Of them without a price that any volatility gives.
    pub skipped: u32,
}

impl OptionChain {
    /// Whether it keeps what the type promises: for one that was not read here.
    pub(super) fn is_sound(&self) -> bool {
        let fits = |option: &ChainOption| {
            PRICE.contains(option.strike)
                && DAYS.contains(option.days)
                && PRICE.contains(option.forward_ratio)
                && VOLATILITY.contains(option.volatility)
                && AMOUNT.contains(option.open_interest)
        };
        (1..=MOST_OPTIONS).contains(&self.options.len())
            && PRICE.contains(self.reference_price)
            && self.options.iter().all(fits)
    }

    /// What is worth knowing of it.
    pub(super) fn facts(&self) -> Value {
        let mut days: Vec<f64> = self.options.iter().map(|option| option.days).collect();
        crate::sort::sort_by(&mut days, &f64::total_cmp);
        // Rows of one expiry may have been taken at moments of their own.
        let new = days.windows(2).filter(|pair| pair[1] - pair[0] > 0.01);
        let expiries = 1 + new.count();
        let of = |is_call: bool| -> f64 {
            let side = self
                .options
                .iter()
                .filter(|option| option.is_call == is_call);
            side.map(|option| option.open_interest).sum()
        };
        object([
            ("rows", self.rows.into()),
            ("used", self.options.len().into()),
            ("skipped", self.skipped.into()),
            ("expiries", expiries.into()),
            ("callOpenInterest", of(true).into()),
            ("putOpenInterest", of(false).into()),
            ("referencePrice", self.reference_price.into()),
        ])
    }
}

/// Whether a table is one by the names of its columns.
pub(super) fn is_known(names: &[String]) -> bool {
    let plain: Vec<String> = names.iter().map(|name| plain(name)).collect();
    let has = |aliases: &[&str]| has_one(&plain, aliases);
    let is_told = has(STRIKES) && has(TYPES) && has(EXPIRIES);
    let is_valued = has(VOLATILITIES) || has(MARKS) && has(FORWARDS);
    has(INTERESTS) && is_valued && (is_told || has(INSTRUMENTS))
}

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

/// `26JAN24` as `2024-01-26`; anything else as it is.
fn date(text: &str) -> String {
    let is_digit = |letter: char| letter.is_ascii_digit();
    let read = || {
        let month_at = text.find(|letter| !is_digit(letter))?;
        let (day, rest) = text.split_at_checked(month_at)?;
        let (month, year) = rest.split_at_checked(3)?;
        let month = MONTHS.iter().position(|name| *name == small(month))? + 1;
        let is_date = (1..=2).contains(&day.len())
            && matches!(year.len(), 2 | 4)
            && year.chars().all(is_digit);
        let century = if year.len() == 2 { "20" } else { "" };
        is_date.then(|| format!("{century}{year}-{month:02}-{day:0>2}"))
    };
    read().unwrap_or_else(|| text.to_owned())
}

/// `ETH-26JAN24-1200-P`: expiry, strike and type.
fn parts_of(instrument: &str) -> Option<[String; 3]> {
    let mut parts = instrument.rsplitn(4, '-');
    let (kind, strike, expiry) = (parts.next()?, parts.next()?, parts.next()?);
    parts.next()?;
    // 1d5 is a strike of 1.5 where names have no points.
    let strike = strike.replace('d', ".");
    (is_call(kind).is_some() && super::text::number(&strike).is_some())
        .then(|| [date(expiry), strike, kind.to_owned()])
}

fn is_call(word: &str) -> Option<bool> {
    match small(word).as_str() {
        "c" | "call" | "calls" => Some(true),
        "p" | "put" | "puts" => Some(false),
        _ => None,
    }
}

/// The columns that are read.
struct Columns {
    strike: Column,
    kind: Column,
    expiry: Column,
    interest: Column,
    moment: Column,
    value: Valued,
}

/// What says how much an option is worth.
enum Valued {
    Volatility(Column),
    /// In base, beside the forward.
    Price(Column),
}

/// Reads a chain.
pub(super) fn read(
    mut sheet: Sheet,
    how: &How,
    remarks: &mut Remarks,
) -> Result<OptionChain, Problem> {
    if sheet.rows() == 0 {
        return Err(no_rows());
    }
    let rows = sheet.rows();
    let told = [EXPIRIES, STRIKES, TYPES].map(|names| sheet.column(names));
    let [expiry, strike, kind] = match told {
        [Some(expiry), Some(strike), Some(kind)] => [expiry, strike, kind],
        [expiry, strike, kind] => {
            let instrument = sheet.column(INSTRUMENTS).ok_or_else(|| {
                let named = [("expiry", &expiry), ("strike", &strike), ("type", &kind)];
                let missing = named.into_iter().find(|(_, column)| column.is_none());
                sheet.missing(missing.map_or("", |(name, _)| name), WHAT)
            })?;
            // Futures stand beside options.
            let others =
                sheet.leave_out(|sheet, row| parts_of(&sheet.text(row, &instrument)).is_none());
            if sheet.rows() == 0 {
                return Err(sheet.missing("strike", WHAT));
            }
            if others > 0 {
                remarks.say(RemarkKind::NoOption, others, "");
            }
            ["expiry", "strike", "type"].map(|name| {
                let place = ["expiry", "strike", "type"]
                    .iter()
                    .position(|one| *one == name);
                sheet.append(name, |sheet, row| {
                    let parts = parts_of(&sheet.text(row, &instrument));
                    parts.map_or_else(String::new, |parts| parts[place.unwrap_or(0)].clone())
                })
            })
        }
    };
    let needed = |sheet: &Sheet, names: &[&str], name: &str| {
        sheet.column(names).ok_or_else(|| sheet.missing(name, WHAT))
    };
    let forward = sheet.column(FORWARDS);
    let value = match (sheet.column(VOLATILITIES), sheet.column(MARKS)) {
        (Some(volatility), _) => Valued::Volatility(volatility),
        (None, Some(price)) => Valued::Price(price),
        (None, None) => return Err(sheet.missing("mark_iv", WHAT)),
    };
    let forward = forward.map_or_else(|| Err(sheet.missing("underlying_price", WHAT)), Ok)?;
    let columns = Columns {
        interest: needed(&sheet, INTERESTS, "open_interest")?,
        moment: needed(&sheet, MOMENTS, "creation_timestamp")?,
        expiry: sheet.append("expiry", |sheet, row| date(&sheet.text(row, &expiry))),
        strike,
        kind,
        value,
    };
    let (Valued::Volatility(valued) | Valued::Price(valued)) = &columns.value;
    let numbers = [&columns.strike, &columns.interest, valued, &forward];
    let dates = [&columns.expiry, &columns.moment];
    sheet.learn_marks(&numbers, &dates, how, remarks)?;
    let moments = times::read(&sheet, &columns.moment, None, how, remarks)?;
    let expiries = times::read(&sheet, &columns.expiry, None, how, remarks)?;
    let parts = match &columns.value {
        Valued::Volatility(column) => {
            let all = (0..sheet.rows()).filter_map(|row| sheet.number(row, column));
            if all.fold(0.0, f64::max) > MOST_FRACTION {
                100.0
            } else {
                1.0
            }
        }
        Valued::Price(_) => 1.0,
    };
    let mut found: Vec<(ChainOption, f64)> = Vec::new();
    let (mut unpriced, mut unheld, mut over) = (0, 0, 0);
    // Sum and number of the forwards of each expiry.
    let mut forwards: Vec<(f64, f64, f64)> = Vec::new();
    for row in 0..sheet.rows() {
        let (at, until) = (moments[row], expiries[row]);
        let until = if has_time(&sheet.text(row, &columns.expiry), until) {
            until
        } else {
            until + EXPIRY_S
        };
        if at.is_nan() || until.is_nan() {
            let column = if at.is_nan() {
                &columns.moment
            } else {
                &columns.expiry
            };
            return Err(sheet.fault(row, column, ErrorCode::WrongType, "a time"));
        }
        let days = (until - at) / DAY_S;
        let of_row = sheet.needed(row, &forward, PRICE)?;
        match forwards.iter_mut().find(|(known, ..)| *known == until) {
            Some((_, sum, count)) => (*sum, *count) = (*sum + of_row, *count + 1.0),
            None => forwards.push((until, of_row, 1.0)),
        }
        let strike = sheet.needed(row, &columns.strike, PRICE)?;
        let Some(is_call) = is_call(&sheet.text(row, &columns.kind)) else {
            return Err(sheet.fault(row, &columns.kind, ErrorCode::WrongType, "C or P"));
        };
        let open_interest = if sheet.is_nothing(row, &columns.interest) {
            0.0
        } else {
            sheet.needed(row, &columns.interest, AMOUNT)?
        };
        if days < DAYS.min {
            over += 1;
            continue;
        }
        if days > DAYS.max {
            let expected = format!("a time within {} days of the file's", show(DAYS.max));
            return Err(sheet.fault(row, &columns.expiry, ErrorCode::OutOfRange, &expected));
        }
        let volatility = match &columns.value {
            Valued::Volatility(column) if sheet.is_nothing(row, column) => None,
            Valued::Volatility(column) => {
                let given = sheet.needed(row, column, AMOUNT)? / parts;
                Some(given).filter(|given| VOLATILITY.contains(*given))
            }
            Valued::Price(column) if sheet.is_nothing(row, column) => None,
            Valued::Price(column) => {
                let worth = of_row * sheet.needed(row, column, AMOUNT)?;
                volatility_of(worth, |volatility| {
                    option_price(is_call, of_row, strike, days, volatility)
                })
            }
        };
        let Some(volatility) = volatility else {
            unpriced += 1;
            continue;
        };
        if open_interest <= 0.0 {
            unheld += 1;
            continue;
        }
        let option = ChainOption {
            is_call,
            strike,
            days,
            forward_ratio: 1.0,
            volatility,
            open_interest,
        };
        found.push((option, until));
    }
    for (kind, count) in [
        (RemarkKind::Expired, over),
        (RemarkKind::Unpriced, unpriced),
        (RemarkKind::NoInterest, unheld),
    ] {
        if count > 0 {
            remarks.say(kind, count, "");
        }
    }
    if !(1..=MOST_OPTIONS).contains(&found.len()) {
        let place = sheet.names_place();
        let message = format!(
            "{place}: {} options of the file are held by somebody and have a price; expected 1 to {}",
            super::text::count(found.len()),
            super::text::count(MOST_OPTIONS)
        );
        return Err(Problem::new(ErrorCode::OutOfRange, &place, message));
    }
    // Of an expiry that is over nothing is worth anything any more.
    let first = found
        .iter()
        .map(|&(_, until)| until)
        .fold(f64::INFINITY, f64::min);
    let forward_at = |until: f64| {
        let of_expiry = forwards.iter().find(|(known, ..)| *known == until);
        of_expiry.map_or(f64::NAN, |(_, sum, count)| sum / count)
    };
    let reference_price = forward_at(first);
    let small_number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    Ok(OptionChain {
        options: found
            .into_iter()
            .map(|(option, until)| ChainOption {
                forward_ratio: forward_at(until) / reference_price,
                ..option
            })
            .collect(),
        reference_price,
        rows: small_number(rows),
        skipped: small_number(unpriced),
    })
}

/// Whether an expiry says more than its day.
fn has_time(text: &str, time_s: f64) -> bool {
    text.contains(':') || !time_s.is_nan() && time_s.rem_euclid(DAY_S) != 0.0
}

/// The volatility at which an option is worth so much; `None`: at none.
fn volatility_of(worth: f64, price: impl Fn(f64) -> f64) -> Option<f64> {
    let (mut low, mut high) = (LEAST_VOLATILITY, MOST_VOLATILITY);
    // What is worth no more than it would be without any has none.
    if worth <= price(low) || worth >= price(high) {
        return None;
    }
    for _ in 0..HALVINGS {
        let middle = 0.5 * (low + high);
        if price(middle) < worth {
            low = middle;
        } else {
            high = middle;
        }
    }
    Some(0.5 * (low + high))
}
