//! A price path as a CSV table of candles (OHLCV).

use super::csv::{Column, Record};
use super::text::{AMOUNT, MAX_ROWS, PRICE, number, range};
use crate::error::{ErrorCode, Problem, show};
use std::collections::BTreeMap;

const WHAT: &str = "a price path";
const TIMES: &[&str] = &["timestamp", "time", "date", "datetime", "opentime"];
const PRICES: [&[&str]; 4] = [&["open"], &["high"], &["low"], &["close"]];

/// Candles in columns of equal length. Each lasts [`PricePath::step_s`], or until the next one opens where that is sooner;
/// the last one, too. Where the next one opens later, the file has a gap.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PricePath {
    /// Opening time of the first candle, seconds since 1970-01-01 UTC.
    pub start_s: f64,
    /// Opening time of each candle, seconds since the first; strictly rising.
    pub time_s: Vec<f64>,
    /// Price at which it opens, quote per base.
    pub open: Vec<f64>,
    /// Highest price.
    pub high: Vec<f64>,
    /// Lowest price.
    pub low: Vec<f64>,
    /// Price at which it closes.
    pub close: Vec<f64>,
    /// Base that was traded; empty when the file does not say.
    pub volume: Vec<f64>,
}

impl PricePath {
    /// Number of candles.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.time_s.len()
    }

    /// Lowest and highest price of all.
    #[must_use]
    pub fn price_range(&self) -> [f64; 2] {
        [
            self.low.iter().copied().fold(f64::INFINITY, f64::min),
            self.high.iter().copied().fold(0.0, f64::max),
        ]
    }

    /// How long a candle lasts, seconds: the distance of two openings that most candles have, the shorter of two that are
    /// as common; where openings have no distance in common, the median. Distances are told apart to the microsecond.
    #[must_use]
    pub fn step_s(&self) -> f64 {
        let mut counts: BTreeMap<u64, usize> = BTreeMap::new();
        for pair in self.time_s.windows(2) {
            // Opening times are below 1e11 s, and rise: a microsecond fits.
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "from 0 to 1e17"
            )]
            let microseconds = ((pair[1] - pair[0]) * 1e6).round() as u64;
            *counts.entry(microseconds).or_default() += 1;
        }
        let steps = self.time_s.len().saturating_sub(1);
        let mut usual = (0, 0);
        let mut median = None;
        let mut before = 0;
        for (&microseconds, &count) in &counts {
            if count > usual.1 {
                usual = (microseconds, count);
            }
            before += count;
            if median.is_none() && 2 * before >= steps {
                median = Some(microseconds);
            }
        }
        let is_common = COMMON * usual.1 >= steps;
        let microseconds = if is_common {
            usual.0
        } else {
            median.unwrap_or(usual.0)
        };
        #[allow(clippy::cast_precision_loss, reason = "a microsecond more or less")]
        let step_s = microseconds as f64 / 1e6;
        // Openings less than half a microsecond apart.
        step_s.max(1e-6)
    }

    /// Whether it keeps what the type promises: for a path that was not read here.
    pub(super) fn is_sound(&self) -> bool {
        let rows = self.rows();
        let columns = [&self.open, &self.high, &self.low, &self.close];
        let prices = |column: &&Vec<f64>| {
            column.len() == rows && column.iter().all(|&price| PRICE.contains(price))
        };
        let is_candle = |row: usize| {
            let [open, high, low, close] = columns.map(|column| column[row]);
            low <= open.min(close) && high >= open.max(close)
        };
        (2..=MAX_ROWS).contains(&rows)
            && SECONDS.contains(self.start_s)
            && self.time_s[0] == 0.0
            && self.time_s.iter().all(|&time| SECONDS.contains(time))
            && self.time_s.windows(2).all(|pair| pair[1] > pair[0])
            && columns.iter().all(prices)
            && (0..rows).all(is_candle)
            && (self.volume.is_empty() || self.volume.len() == rows)
            && self.volume.iter().all(|&volume| AMOUNT.contains(volume))
    }
}

/// A distance of openings is usual where at least one in so many is of it.
const COMMON: usize = 10;

/// From 1970 to the year 5138.
const SECONDS: crate::scenario::schema::Range = range(0.0, 1e11);

/// Reads candles row by row.
#[derive(Debug)]
pub(super) struct Reader {
    time: Column,
    prices: [Column; 4],
    volume: Option<Column>,
    path: PricePath,
}

impl Reader {
    /// Whether the names of the columns are those of candles, at least some of them.
    pub(super) fn knows(header: &Record<'_>) -> Result<bool, Problem> {
        for names in PRICES {
            if header.column(names)?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    pub(super) fn new(header: &Record<'_>) -> Result<Self, Problem> {
        let [open, high, low, close] = PRICES;
        Ok(Self {
            time: header.needed(TIMES, WHAT)?,
            prices: [
                header.needed(open, WHAT)?,
                header.needed(high, WHAT)?,
                header.needed(low, WHAT)?,
                header.needed(close, WHAT)?,
            ],
            volume: header.column(&["volume", "vol"])?,
            path: PricePath::default(),
        })
    }

    pub(super) fn row(&mut self, record: &Record<'_>) -> Result<(), Problem> {
        let Some(seconds) = epoch_seconds(record.at(&self.time)) else {
            let expected =
                "seconds or milliseconds since 1970, or a date such as 2021-05-19T13:10:00Z";
            return Err(record.fault(&self.time, ErrorCode::WrongType, expected));
        };
        let path = &mut self.path;
        if path.time_s.is_empty() {
            path.start_s = seconds;
        }
        let time_s = seconds - path.start_s;
        if let Some(&last) = path.time_s.last()
            && time_s <= last
        {
            let expected = "a time after that of the row before";
            return Err(record.fault(&self.time, ErrorCode::Inconsistent, expected));
        }
        let mut candle = [0.0; 4];
        for (price, column) in candle.iter_mut().zip(&self.prices) {
            *price = record.number(column, PRICE)?;
        }
        let [open, high, low, close] = candle;
        let between = |column: &Column, fault: bool| {
            let expected = format!(
                "the highest and lowest price of the row around open {} and close {}",
                show(open),
                show(close)
            );
            fault.then(|| record.fault(column, ErrorCode::Inconsistent, &expected))
        };
        let fault = between(&self.prices[1], high < open.max(close))
            .or_else(|| between(&self.prices[2], low > open.min(close)));
        if let Some(fault) = fault {
            return Err(fault);
        }
        if let Some(column) = &self.volume {
            path.volume.push(record.number(column, AMOUNT)?);
        }
        path.time_s.push(time_s);
        path.open.push(open);
        path.high.push(high);
        path.low.push(low);
        path.close.push(close);
        Ok(())
    }

    pub(super) fn rows(&self) -> usize {
        self.path.rows()
    }

    pub(super) fn finish(self) -> Result<PricePath, Problem> {
        if self.path.rows() < 2 {
            let message = "taken for a price path, but it has one row; expected at least 2";
            return Err(super::text::malformed(message.to_owned()));
        }
        Ok(self.path)
    }
}

/// A time as seconds since 1970: from a number, whose size tells its unit, or from an ISO date.
#[inline(never)]
fn epoch_seconds(text: &str) -> Option<f64> {
    let seconds = match number(text) {
        // Each unit begins where the one before would be a year that nobody has data of.
        Some(time) if time >= 1e17 => time / 1e9,
        Some(time) if time >= 1e14 => time / 1e6,
        Some(time) if time >= 1e11 => time / 1e3,
        Some(time) => time,
        None => iso_seconds(text.as_bytes())?,
    };
    SECONDS.contains(seconds).then_some(seconds)
}

/// `2021-05-19`, with `T13:10`, `:00`, `.5` and `Z` or `+02:00` where they are wanted.
#[inline(never)]
fn iso_seconds(text: &[u8]) -> Option<f64> {
    let mut rest = text;
    let year = digits(&mut rest, 4)?;
    let month = after(&mut rest, b"-").and_then(|()| digits(&mut rest, 2))?;
    let day = after(&mut rest, b"-").and_then(|()| digits(&mut rest, 2))?;
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        4 | 6 | 9 | 11 => 30,
        2 => 28 + i32::from(is_leap),
        _ => 31,
    };
    if !(1970..=5000).contains(&year) || !(1..=12).contains(&month) || !(1..=length).contains(&day)
    {
        return None;
    }
    // Days since 1970 with the year beginning in March, so that the leap day is its last.
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let days =
        365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 719_469;
    let mut seconds = f64::from(days) * 86_400.0;
    if after(&mut rest, b"Tt ").is_some() {
        let hour = digits(&mut rest, 2)?;
        let minute = after(&mut rest, b":").and_then(|()| digits(&mut rest, 2))?;
        let mut second = 0;
        let mut fraction = 0.0;
        if after(&mut rest, b":").is_some() {
            second = digits(&mut rest, 2)?;
            if after(&mut rest, b".").is_some() {
                let mut scale = 0.1;
                while let Some(digit) = digits(&mut rest, 1) {
                    fraction += f64::from(digit) * scale;
                    scale *= 0.1;
                }
            }
        }
        if hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        seconds += f64::from(hour * 3_600 + minute * 60 + second) + fraction;
        if let Some(&sign @ (b'+' | b'-')) = rest.first() {
            rest = rest.get(1..)?;
            let hours = digits(&mut rest, 2)?;
            let _ = after(&mut rest, b":");
            let minutes = digits(&mut rest, 2)?;
            if hours > 18 || minutes > 59 {
                return None;
            }
            let ahead = f64::from(hours * 3_600 + minutes * 60);
            seconds -= if sign == b'+' { ahead } else { -ahead };
        } else {
            let _ = after(&mut rest, b"Zz");
        }
    }
    rest.is_empty().then_some(seconds)
}

fn after(rest: &mut &[u8], any: &[u8]) -> Option<()> {
    let (first, others) = rest.split_first()?;
    any.contains(first).then(|| *rest = others)
}

#[inline(never)]
fn digits(rest: &mut &[u8], count: usize) -> Option<i32> {
    let (number, others) = rest.split_at_checked(count)?;
    *rest = number.iter().all(u8::is_ascii_digit).then_some(others)?;
    Some(
        number
            .iter()
            .fold(0, |sum, &digit| sum * 10 + i32::from(digit - b'0')),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_in_every_unit() {
        // 2021-05-19 13:10:00 UTC.
        let expected = Some(1_621_429_800.0);
        for text in [
            "1621429800",
            "1621429800000",
            "1621429800000000",
            "1621429800000000000",
            "2021-05-19T13:10:00Z",
            "2021-05-19 13:10",
            "2021-05-19 13:10:00.000+00:00",
            "2021-05-19T15:10:00+02:00",
            "2021-05-19T08:40:00-0430",
        ] {
            assert_eq!(epoch_seconds(text), expected, "{text}");
        }
        assert_eq!(epoch_seconds("1970-01-01"), Some(0.0));
        assert_eq!(epoch_seconds("2000-02-29"), Some(951_782_400.0));
        assert_eq!(epoch_seconds("1970-01-01T00:00:00.5"), Some(0.5));
        for text in [
            "",
            "x",
            "-1",
            "2021-02-29",
            "2021-13-01",
            "2021-5-1",
            "19.05.2021",
            "2021-05-19T24:00",
            "2021-05-19T13:10:00X",
            "NaN",
            "1e300",
            "1969-12-31",
            "2021-05-19T",
        ] {
            assert_eq!(epoch_seconds(text), None, "{text}");
        }
    }
}
