//! Splits of a share between its prices. Some files have prices as they were traded, others those of today's shares: a
//! split of the former is no crash.

use super::figures::dressed;
use super::how::{RemarkKind, Remarks};
use super::sheet::{Cell, Column, Sheet};
use super::text::range;
use crate::error::{ErrorCode, Problem};
use crate::scenario::schema::Range;

/// Names of columns that say how many shares have become of one.
const SPLITS: &[&str] = &[
    "splitcoefficient",
    "splitfactor",
    "splitratio",
    "stocksplits",
    "stocksplit",
    "splits",
    "split",
    "splitrate",
    "aktiensplit",
    "aktiensplits",
    "splitfaktor",
    "splitverhaltnis",
];

/// The price of today's shares, beside the one that was traded.
const ADJUSTED: &[&str] = &["adjclose", "adjustedclose", "closeadj", "closeadjusted"];

/// Shares that one may have become: nobody splits into more.
const RATIO: Range = range(1e-5, 1e5);

/// How many shares have become of one: `4`, `4,0`, `4:1`, `7-for-1`.
fn ratio(sheet: &Sheet, row: usize, column: &Column, price: &Column) -> Option<f64> {
    let number = |text: &str| dressed(text, '.').or_else(|| dressed(text, ','));
    match sheet.cell(row, column) {
        Cell::Number(number) => Some(number),
        Cell::Text(text) => {
            let parts = [":", "/", "-for-", "for"];
            let two = parts.iter().find_map(|mark| text.split_once(mark));
            match two {
                Some((new, old)) => Some(number(new.trim())? / number(old.trim())?),
                None => sheet.number_as(row, column, price).or_else(|| number(text)),
            }
        }
        Cell::Empty => None,
    }
}

/// The column of splits, if there is one: `split` alone may say something else.
fn column_of(sheet: &Sheet, price: &Column) -> Option<Column> {
    let is_one = |column: &Column| {
        (0..sheet.rows())
            .all(|row| sheet.is_nothing(row, column) || ratio(sheet, row, column, price).is_some())
    };
    let all = SPLITS.iter().flat_map(|name| sheet.columns(name));
    all.into_iter().find(is_one)
}

/// Candles, as far as splits are told by them.
#[derive(Clone, Copy)]
pub(super) struct Candles<'a> {
    /// Opening time of the first, and of each since that, seconds.
    pub(super) start_s: f64,
    pub(super) time_s: &'a [f64],
    pub(super) open: &'a [f64],
    pub(super) close: &'a [f64],
}

/// What a file tells of splits: the candle that opens after each, by its number, and how many shares have become of one.
struct Told {
    column: Column,
    splits: Vec<(usize, f64)>,
}

/// The candle that opens at the time of a row, or next.
fn candle_at(candles: Candles<'_>, times: &[f64], row: usize) -> Option<usize> {
    let time = times.get(row).copied().filter(|time| !time.is_nan())?;
    // To half a microsecond, as times are.
    let is_before = |known: &f64| candles.start_s + known < time - 5e-7;
    Some(candles.time_s.partition_point(is_before))
}

/// Splits by a column of them.
fn by_column(
    sheet: &Sheet,
    times: &[f64],
    column: Column,
    price: &Column,
    candles: Candles<'_>,
) -> Result<Told, Problem> {
    let mut splits: Vec<(usize, f64)> = Vec::new();
    for row in 0..sheet.rows() {
        // A row without prices may tell a split, too.
        let told = ratio(sheet, row, &column, price).zip(candle_at(candles, times, row));
        // 0 is none for yfinance, 1 for everybody else.
        let Some((ratio, candle)) = told.filter(|&(ratio, _)| ratio != 0.0 && ratio != 1.0) else {
            continue;
        };
        if !RATIO.contains(ratio) {
            let expected = "how many shares have become of one, such as 4 or 0.1";
            return Err(sheet.fault(row, &column, ErrorCode::OutOfRange, expected));
        }
        // The same candle may stand there twice.
        if !splits.contains(&(candle, ratio)) {
            splits.push((candle, ratio));
        }
    }
    Ok(Told { column, splits })
}

/// Splits by what the adjusted price is of the other one, where that changes at once by more than a dividend does.
fn by_adjusted(sheet: &Sheet, times: &[f64], price: &Column, candles: Candles<'_>) -> Option<Told> {
    const LEAST: f64 = 1.2;
    /// The adjusted price is rounded, and has dividends in it.
    const NEAR: f64 = 0.01;
    let column = sheet.column(ADJUSTED).filter(|column| column != price)?;
    let mut parts = vec![f64::NAN; candles.open.len()];
    for row in 0..sheet.rows() {
        let pair = sheet
            .number_as(row, &column, price)
            .zip(sheet.number(row, price));
        if let (Some((adjusted, price)), Some(candle)) = (pair, candle_at(candles, times, row))
            && let Some(part) = parts.get_mut(candle)
        {
            *part = price / adjusted;
        }
    }
    let whole = |ratio: f64| {
        let near = ratio.round();
        if (ratio / near - 1.0).abs() < NEAR {
            near
        } else {
            ratio
        }
    };
    let split = |candle: usize| {
        let ratio = parts[candle - 1] / parts[candle];
        let is_split =
            (LEAST..=RATIO.max).contains(&ratio) || (RATIO.min..=1.0 / LEAST).contains(&ratio);
        let ratio = if ratio > 1.0 {
            whole(ratio)
        } else {
            1.0 / whole(1.0 / ratio)
        };
        is_split.then_some((candle, ratio))
    };
    let splits = (1..candles.open.len()).filter_map(split).collect();
    Some(Told { column, splits })
}

/// What the prices of each candle and of all before it are to be divided by: what a split made of a share, where they are
/// those that were traded: where the jump at the split is nearer to it than to none. Elsewhere somebody has done so already,
/// and there is nothing to do. `times` are those of the rows.
pub(super) fn factors(
    sheet: &Sheet,
    times: &[f64],
    price: &Column,
    candles: Candles<'_>,
    remarks: &mut Remarks,
) -> Result<Option<Vec<f64>>, Problem> {
    let told = match column_of(sheet, price) {
        Some(column) => Some(by_column(sheet, times, column, price, candles)?),
        None => by_adjusted(sheet, times, price, candles),
    };
    let Some(Told { column, splits }) = told else {
        return Ok(None);
    };
    let mut factors = vec![1.0; candles.open.len()];
    let mut undone = 0;
    for (candle, ratio) in splits {
        let Some(before) = candle.checked_sub(1).filter(|_| candle < factors.len()) else {
            continue;
        };
        let jump = candles.close[before] / candles.open[candle];
        // Nearer in the logarithm, without one.
        let far = |ratio: f64| (jump / ratio).max(ratio / jump);
        if far(ratio) < far(1.0) {
            factors[before] *= ratio;
            undone += 1;
        }
    }
    if undone == 0 {
        return Ok(None);
    }
    remarks.say(RemarkKind::Splits, undone, &sheet.shown(&column));
    Ok(Some(factors))
}
