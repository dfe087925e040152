//! A price path as a table of candles (OHLCV), or of prices.

use super::clocks::{CLOSING_CLOCKS, CLOSING_DATES};
pub(super) use super::clocks::{CLOSING_TIMES, OPENING_TIMES, TIMES};
use super::coins::named_markets;
use super::figures::dressed;
use super::how::{How, RemarkKind, Remarks, ask};
use super::names::{SYMBOLS, plain};
use super::sheet::{Cell, Column, Sheet, no_rows};
use super::splits;
use super::text::{AMOUNT, MAX_ROWS, PRICE, is_below, is_total, malformed, quote, range, small};
use super::times::{self, SECONDS, clock_time};
use super::unit_columns::{one_currency, one_currency_beside};
use super::units::{Measure, measure, unit};
use crate::error::{ErrorCode, Problem, show};
use crate::scenario::schema;
use crate::sort::sort_by;
use std::collections::BTreeMap;
use std::ops::Range;

const WHAT: &str = "a price path";

/// The time of the day beside a date.
pub(super) const CLOCKS: &[&str] = &[
    "time",
    "clock",
    "timeofday",
    "tradetime",
    "zeit",
    "uhrzeit",
    "hour",
    "times",
    "hora",
    "ora",
    "heure",
    "tijd",
];
pub(super) const DATES: &[&str] = &[
    "date",
    "day",
    "datum",
    "tag",
    "tradedate",
    "dtyyyymmdd",
    "fecha",
    "data",
];
/// Columns that are times where no other one is: a number of something, or a time by its unit alone.
const LAST_TIMES: &[&str] = &["ticks", "id", "index"];

pub(super) const PRICES: [&[&str]; 4] = [
    &[
        "open",
        "o",
        "openprice",
        "openingprice",
        "priceopen",
        "eroffnung",
        "eroffn",
        "eroeffnung",
        "ouverture",
        "ouv",
        "erster",
        "apertura",
        "abertura",
    ],
    &[
        "high",
        "h",
        "max",
        "highprice",
        "pricehigh",
        "highest",
        "hoch",
        "tageshoch",
        "plushaut",
        "hochst",
        "haut",
        "maximo",
        "massimo",
        "maxima",
        "hoog",
        "hoogste",
    ],
    &[
        "low",
        "l",
        "min",
        "lowprice",
        "pricelow",
        "lowest",
        "tief",
        "tagestief",
        "plusbas",
        "tiefst",
        "bas",
        "minimo",
        "minima",
        "laag",
        "laagste",
    ],
    &[
        "close",
        "c",
        "closeprice",
        "closingprice",
        "priceclose",
        "closelast",
        "last",
        "lastprice",
        "schluss",
        "schlusskurs",
        "letzter",
        "zuletzt",
        "cloture",
        "dernier",
        "laatst",
        "laatste",
        "cierre",
        "ultimo",
        "chiusura",
        "fechamento",
        "slot",
        "adjclose",
        "adjustedclose",
        "tradeprice",
        "price",
        "kurs",
    ],
];
/// A price where there are no candles.
pub(super) const LINES: &[&str] = &[
    "price",
    "close",
    "c",
    "last",
    "lastprice",
    "closeprice",
    "closelast",
    "markprice",
    "indexprice",
    "mark",
    "index",
    "markpx",
    "indexpx",
    "lastpx",
    "oracle",
    "oracleprice",
    "oraclepx",
    "mid",
    "midprice",
    "midpx",
    "value",
    "px",
    "p",
    "rate",
    "kurs",
    "preis",
    "schluss",
    "schlusskurs",
    "adjclose",
    "wert",
    "vwap",
    "cours",
    "prix",
    "precio",
    "prezzo",
    "preco",
    "cierre",
    "cloture",
    "chiusura",
    "fechamento",
];
/// Of these the prices that a venue has beside each other, by what they are of: which of them is meant is asked.
const BESIDE: [&[&str]; 5] = [
    &[
        "lastprice",
        "last",
        "lastpx",
        "lasttradeprice",
        "lasttradedprice",
    ],
    &["markprice", "mark", "markpx"],
    &[
        "indexprice",
        "index",
        "indexpx",
        "underlyingprice",
        "underlyingindexprice",
    ],
    &["oracleprice", "oracle", "oraclepx"],
    &["mid", "midprice", "midpx"],
];
const VOLUMES: &[&str] = &[
    "volume",
    "vol",
    "v",
    "volumen",
    "basevolume",
    "volumebase",
    "totalvolume",
    "volumetraded",
    "basetokenvolume",
    "candleacctradevolume",
];
/// Names that in a table of prices say the same; in one of positions they may be a trader's.
const OTHER_SYMBOLS: &[&str] = &["s", "code", "name"];

/// Names of columns that say where something trades.
const VENUES: [&str; 12] = [
    "exchange",
    "venue",
    "exchangename",
    "exchangeid",
    "exchangecode",
    "borse",
    "boerse",
    "handelsplatz",
    "plattform",
    "platform",
    "bourse",
    "broker",
];

/// The most that a highest or lowest price may be off, of the price: programs compute them in binary.
const ROUNDING: f64 = 1e-9;

/// Candles in columns of equal length. Each lasts `step_s`, or until the next one opens where that is sooner;
/// the last one, too. Where the next one opens later, the file has a gap.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PricePath {
    /// Opening time of the first candle, seconds since 1970-01-01 UTC.
    pub start_s: f64,
    /// How long a candle lasts, seconds: the distance of two rows that most of the file's rows have, with or without
    /// prices, the shorter of two that are as common; where they have none in common, the median. Distances are told
    /// apart to the microsecond.
    pub step_s: f64,
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

    /// Pages of one path, in any order: nothing where they have other steps, or tell a time differently.
    pub(super) fn joined(pages: &[Self]) -> Option<(Self, usize)> {
        let mut pages: Vec<&Self> = pages.iter().collect();
        crate::sort::sort_by(&mut pages, &|a, b| a.start_s.total_cmp(&b.start_s));
        let mut pages = pages.into_iter();
        let (mut all, mut twice) = (pages.next()?.clone(), 0);
        for page in pages {
            let is_same =
                page.step_s == all.step_s && page.volume.is_empty() == all.volume.is_empty();
            if !is_same {
                return None;
            }
            for row in 0..page.rows() {
                // Times of the day have no day to begin with.
                let time = page.start_s - all.start_s + page.time_s[row];
                let last = all.rows().checked_sub(1)?;
                let candle = |path: &Self, row: usize| {
                    [
                        path.open[row],
                        path.high[row],
                        path.low[row],
                        path.close[row],
                    ]
                };
                if time <= all.time_s[last] {
                    // Pages repeat the row at which they were cut.
                    let known = all.time_s.iter().rposition(|&known| known == time)?;
                    if candle(&all, known) != candle(page, row) {
                        return None;
                    }
                    twice += 1;
                    continue;
                }
                all.time_s.push(time);
                all.open.push(page.open[row]);
                all.high.push(page.high[row]);
                all.low.push(page.low[row]);
                all.close.push(page.close[row]);
                all.volume.extend(page.volume.get(row));
            }
        }
        (all.rows() <= MAX_ROWS).then_some((all, twice))
    }

    /// Divides each price by all factors from its candle on: it is of fewer shares the more splits are still to come.
    fn divide(&mut self, factors: &[f64]) {
        let mut factor = 1.0;
        for candle in (0..self.rows()).rev() {
            factor *= factors[candle];
            let prices = [
                &mut self.open,
                &mut self.high,
                &mut self.low,
                &mut self.close,
            ];
            for prices in prices {
                // No price of a file leaves the range by that, unless its splits are none.
                prices[candle] = (prices[candle] / factor).clamp(PRICE.min, PRICE.max);
            }
            if let Some(volume) = self.volume.get_mut(candle) {
                *volume = (*volume * factor).min(AMOUNT.max);
            }
        }
    }

    /// Lowest and highest price of all.
    #[must_use]
    pub fn price_range(&self) -> [f64; 2] {
        [
            self.low.iter().copied().fold(f64::INFINITY, f64::min),
            self.high.iter().copied().fold(0.0, f64::max),
        ]
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
            && STEP.contains(self.step_s)
            && self.time_s[0] == 0.0
            && self.time_s.iter().all(|&time| SECONDS.contains(time))
            && self.time_s.windows(2).all(|pair| pair[1] > pair[0])
            && columns.iter().all(prices)
            && (0..rows).all(is_candle)
            && (self.volume.is_empty() || self.volume.len() == rows)
            && self.volume.iter().all(|&volume| AMOUNT.contains(volume))
    }
}

/// The shortest and the longest a candle can last.
const STEP: schema::Range = range(1e-6, 1.12e11);

/// A distance of openings is usual where at least one in so many is of it.
const COMMON: usize = 10;

/// The usual distance of rising times: see [`PricePath::step_s`].
fn usual_step(times: &[f64]) -> f64 {
    let mut counts: BTreeMap<u64, usize> = BTreeMap::new();
    for pair in times.windows(2) {
        // Opening times are below 1e11 s, and rise: a microsecond fits.
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "from 0 to 1e17"
        )]
        let microseconds = ((pair[1] - pair[0]) * 1e6).round() as u64;
        *counts.entry(microseconds).or_default() += 1;
    }
    let steps = times.len().saturating_sub(1);
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

/// Rows below the names that belong to them: above the first row with prices.
pub(super) fn rows_below(sheet: &Sheet, names: usize, most: usize) -> usize {
    let is_price = |index: usize| {
        let name = plain(&sheet.text_at(names, index));
        PRICES
            .iter()
            .chain([&LINES])
            .any(|aliases| aliases.contains(&name.as_str()))
    };
    let prices: Vec<usize> = (0..sheet.width(names))
        .filter(|&index| is_price(index))
        .collect();
    let has_price = |row: usize| prices.iter().any(|&index| sheet.is_number(row, index));
    let is_time = |row: usize| times::is_time(sheet.at(row, 0));
    (1..=most)
        .take_while(|&below| {
            names + below < sheet.rows() && !has_price(names + below) && !is_time(names + below)
        })
        .count()
}

/// What stands behind the time where there are no names, as venues write it; which of them a table is, its numbers say.
const ORDERS: &[&[&str]] = &[
    &["open", "high", "low", "close"],
    &["open", "close", "high", "low"],
    &["low", "high", "open", "close"],
    &["close", "high", "low", "open"],
    &["open", "low", "high", "close"],
    &["high", "low", "open", "close"],
    // Gate, with what was traded in front, and behind if it is in quote; Phemex.
    &["quote volume", "close", "high", "low", "open", "volume"],
    &["volume", "close", "high", "low", "open"],
    &["interval", "last", "open", "high", "low", "close"],
];
const CANDLE: [&str; 4] = ["open", "high", "low", "close"];

/// Whether open and close of candles in an order change places: what opens where the one before closed is in order.
fn is_turned(candles: &[[f64; 4]], times: &[f64]) -> bool {
    let mut gaps = [0.0; 2];
    for (pair, times) in candles.windows(2).zip(times.windows(2)) {
        let (before, after) = if times[1] >= times[0] {
            (pair[0], pair[1])
        } else {
            (pair[1], pair[0])
        };
        gaps[0] += (after[0] - before[3]).abs();
        gaps[1] += (after[3] - before[0]).abs();
    }
    // A third of the gaps is no accident, given that there are some.
    3.0 * gaps[1] < gaps[0]
}

/// Whether a table without names is a path; it has names then.
pub(super) fn has_no_names(sheet: &mut Sheet) -> bool {
    /// Rows that are looked at, and those above that may be titles.
    const ROWS: usize = 200;
    const MOST_ABOVE: usize = 20;
    // A number below that is no time, or a table of anything would be a path.
    let is_time = |sheet: &Sheet, row: usize| {
        times::is_time(sheet.at(row, 0))
            && bare_value(sheet, row, 0).is_none_or(|time| time >= 1_600.0)
    };
    let Some(first) = (0..sheet.rows().min(MOST_ABOVE)).find(|&row| is_time(sheet, row)) else {
        return false;
    };
    let width = sheet.width(first);
    let rows = first..sheet.rows().min(first + ROWS);
    if width < 2
        || !rows
            .clone()
            .all(|row| sheet.width(row) == width && is_time(sheet, row))
    {
        return false;
    }
    let has_clock = width >= 6
        && rows.clone().all(|row| {
            let is_date = bare_value(sheet, row, 0).is_none_or(|date| (1e7..1e8).contains(&date));
            // A date with a time of its own needs no other one: 121000 behind it is a price, and not ten past twelve.
            let is_whole = sheet.text_at(row, 0).contains(':');
            is_date && !is_whole && clock_time(sheet.at(row, 1)).is_some()
        });
    // Six digits may be a time of the day or a price: where they are none that makes candles of the rest they are the other.
    has_clock && name_candles(sheet, first, rows.clone(), true)
        || name_candles(sheet, first, rows, false)
}

/// The number in a cell of a table without names, whatever mark it has.
fn bare_value(sheet: &Sheet, row: usize, index: usize) -> Option<f64> {
    match sheet.at(row, index) {
        Cell::Number(number) => Some(number),
        Cell::Text(text) => dressed(text, '.').or_else(|| dressed(text, ',')),
        Cell::Empty => None,
    }
}

/// Names the columns of a table without names that is a path, whether or not there is a time of the day beside its dates.
fn name_candles(sheet: &mut Sheet, first: usize, rows: Range<usize>, has_clock: bool) -> bool {
    let width = sheet.width(first);
    let start = if has_clock { 2 } else { 1 };
    let filled = |row: &usize| {
        (start..width.min(start + 4)).all(|index| bare_value(sheet, *row, index).is_some())
    };
    let numbers: Vec<usize> = rows.filter(filled).collect();
    if numbers.is_empty() {
        return false;
    }
    let mut names: Vec<&str> = if has_clock {
        vec!["date", "time"]
    } else {
        vec!["time"]
    };
    if width >= start + 4 {
        let Some((order, doubt)) = order_of_candles(sheet, start, &numbers) else {
            return false;
        };
        sheet.doubt = doubt;
        names.extend(order);
    } else if width - start <= 2
        && (has_clock || (0..sheet.rows()).all(|row| times::is_moment(sheet.at(row, 0))))
    {
        names.push("price");
    } else {
        return false;
    }
    // Kraken has the mean price of what was traded in between: it lies within every candle.
    let place = |wanted: &str| names.iter().position(|name| *name == wanted);
    if let (Some(high), Some(low)) = (place("high"), place("low")) {
        let mean = names.len();
        let is_within = |row: &usize| {
            let [mean, high, low] = [mean, high, low].map(|index| bare_value(sheet, *row, index));
            let (Some(mean), Some(high), Some(low)) = (mean, high, low) else {
                return false;
            };
            (low..=high).contains(&mean)
        };
        let has_more = bare_value(sheet, first, mean + 1).is_some();
        if has_more && numbers.iter().all(is_within) {
            names.push("vwap");
        }
    }
    let has_volume = names.iter().any(|name| name.ends_with("volume"));
    if !has_volume && width > names.len() && bare_value(sheet, first, names.len()).is_some() {
        names.push("volume");
    }
    sheet.name_columns(first, &names);
    true
}

/// The times of some rows of a table without names, as far as their order needs them.
fn bare_times(sheet: &Sheet, rows: &[usize]) -> Vec<f64> {
    let column = Column {
        index: 0,
        name: String::new(),
    };
    let how = How {
        day_first: Some(true),
        ..How::default()
    };
    let times = times::read(sheet, &column, None, &how, &mut Remarks::default());
    times.map_or_else(
        |_| vec![0.0; rows.len()],
        |times| rows.iter().map(|&row| times[row]).collect(),
    )
}

/// The order in which a table without names has the prices of its candles, from a column on, and two of them where both fit.
fn order_of_candles(
    sheet: &Sheet,
    start: usize,
    numbers: &[usize],
) -> Option<(Vec<&'static str>, String)> {
    let width = numbers.first().map_or(0, |&row| sheet.width(row));
    let reads = |order: &[&str], row: usize| {
        CANDLE.map(|wanted| {
            let place = order.iter().position(|name| *name == wanted).unwrap_or(0);
            bare_value(sheet, row, start + place).unwrap_or(f64::NAN)
        })
    };
    let fits = |order: &&&[&str]| {
        start + order.len() <= width
            && numbers.iter().all(|&row| {
                let [open, high, low, close] = reads(order, row);
                let slack = ROUNDING * high;
                high + slack >= open.max(close) && low - slack <= open.min(close) && low > 0.0
            })
    };
    let &order = ORDERS.iter().find(fits)?;
    let candles: Vec<[f64; 4]> = numbers.iter().map(|&row| reads(order, row)).collect();
    let times = bare_times(sheet, numbers);
    let turned = |&name: &&'static str| match name {
        "open" => "close",
        "close" => "open",
        other => other,
    };
    // Close and open may always change places: how candles follow each other says it, else the first order stands
    // for both. Of the others one row decides.
    let differs = |other: &&&[&str]| {
        other.len() <= 4
            && other[0] != "close"
            && fits(other)
            && numbers
                .iter()
                .zip(&candles)
                .any(|(&row, candle)| reads(other, row) != *candle)
    };
    let other = ORDERS.iter().find(differs).filter(|_| order.len() <= 4);
    let doubt = other.map_or_else(String::new, |other| {
        format!("{} or {}", order.join(", "), other.join(", "))
    });
    let names = if is_turned(&candles, &times) {
        order.iter().map(turned).collect()
    } else {
        order.to_vec()
    };
    Some((names, doubt))
}

/// What a column of trades without names has, beside a time, a price and an amount.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Trade {
    Time,
    Price,
    Amount,
    /// Bought or sold by its sign.
    Signed,
    /// Price times amount.
    Quote,
    /// Whole numbers that rise, or are whatever venues number.
    Number,
    /// A word: who bought, of what type.
    Word,
}

/// Trades as venues hand them out without names: Binance's of futures, of the spot market, and those that it has put
/// together; Kraken's answer; Bitfinex.
const TRADES: [&[Trade]; 4] = {
    use Trade::{Amount, Number, Price, Quote, Signed, Time, Word};
    [
        &[Number, Price, Amount, Number, Number, Time, Word],
        &[Number, Price, Amount, Quote, Time, Word],
        &[Price, Amount, Time, Word, Word],
        &[Number, Time, Signed, Price],
    ]
};

/// Whether a table without names is a list of trades; it has names then.
pub(super) fn are_trades(sheet: &mut Sheet) -> bool {
    const ROWS: usize = 200;
    let value = |row: usize, index: usize| match sheet.at(row, index) {
        Cell::Number(number) => Some(number),
        Cell::Text(text) => dressed(text, '.'),
        Cell::Empty => None,
    };
    let rows = 0..sheet.rows().min(ROWS);
    let fits_row = |order: &[Trade], row: usize| {
        let number = |wanted: Trade| {
            let place = order.iter().position(|part| *part == wanted)?;
            value(row, place)
        };
        order.iter().enumerate().all(|(index, part)| {
            let number_here = value(row, index);
            match part {
                // Of a size that a price or an amount seldom has, or a date.
                Trade::Time => {
                    times::is_moment(sheet.at(row, index)) && sheet.at(row, index) != Cell::Empty
                }
                Trade::Price => number_here.is_some_and(|price| price > 0.0),
                Trade::Amount => number_here.is_some_and(|amount| amount >= 0.0),
                Trade::Signed => number_here.is_some_and(|amount| amount != 0.0),
                Trade::Number => {
                    number_here.is_some_and(|number| number >= -1.0 && number % 1.0 == 0.0)
                }
                Trade::Quote => {
                    let worth = number(Trade::Price).zip(number(Trade::Amount));
                    let worth = worth.map(|(price, amount)| price * amount);
                    number_here
                        .zip(worth)
                        .is_some_and(|(quote, worth)| (quote - worth).abs() <= 0.01 * worth + 0.01)
                }
                Trade::Word => {
                    let word = small(&sheet.text_at(row, index));
                    matches!(
                        word.as_str(),
                        "true"
                            | "false"
                            | "b"
                            | "s"
                            | "buy"
                            | "sell"
                            | "m"
                            | "l"
                            | "market"
                            | "limit"
                    )
                }
            }
        })
    };
    // Without a sign nothing tells an amount from a price.
    let has_sign = |order: &[Trade]| match order.iter().position(|part| *part == Trade::Signed) {
        Some(place) => rows
            .clone()
            .any(|row| value(row, place).is_some_and(|number| number < 0.0)),
        None => true,
    };
    let fits = |order: &&&[Trade]| {
        !rows.is_empty()
            && rows
                .clone()
                .all(|row| sheet.width(row) >= order.len() && fits_row(order, row))
            && has_sign(order)
    };
    let Some(order) = TRADES.iter().find(fits) else {
        return false;
    };
    let names: Vec<&str> = order
        .iter()
        .map(|part| match part {
            Trade::Time => "time",
            Trade::Price => "price",
            Trade::Amount => "volume",
            Trade::Signed => "amount",
            Trade::Quote => "quote volume",
            Trade::Number => "number",
            Trade::Word => "side",
        })
        .collect();
    sheet.name_columns(0, &names);
    true
}

/// The price of a table without a column that is called so.
enum Line {
    Column(Column),
    /// The middle of two.
    Middle([Column; 2]),
}

/// Names of bid and ask beside a time.
const BIDS: &[&str] = &[
    "bid",
    "bidprice",
    "bestbid",
    "bestbidprice",
    "bidpx",
    "geld",
    "geldkurs",
    "pricebid",
    "bidrate",
    "b1",
    "denaro",
];
const ASKS: &[&str] = &[
    "ask",
    "askprice",
    "bestask",
    "bestaskprice",
    "askpx",
    "offer",
    "offerprice",
    "brief",
    "briefkurs",
    "priceask",
    "askrate",
    "a1",
    "lettera",
];

/// Words in the names of columns that are no prices.
const NO_PRICES: [&str; 49] = [
    "volume",
    "vol",
    "volumen",
    "umsatz",
    "turnover",
    "amount",
    "menge",
    "stuck",
    "qty",
    "quantity",
    "size",
    "count",
    "trades",
    "interest",
    "funding",
    "change",
    "anderung",
    "return",
    "rendite",
    "ratio",
    "percent",
    "prozent",
    "supply",
    "fee",
    "liquid",
    "spread",
    "number",
    "id",
    "side",
    "flag",
    "hash",
    "position",
    "volatil",
    "marketcap",
    "mcap",
    "inflow",
    "outflow",
    "tvl",
    "reserve",
    "balance",
    "revenue",
    "address",
    "hashrate",
    "difficulty",
    "active",
    "dominance",
    "premium",
    "basis",
    "kapital",
];

/// Whether a name is that of a logarithm: `log price`, `ln(close)`.
fn is_logarithm(name: &str) -> bool {
    let of = ["log10", "log", "ln"].iter();
    of.filter_map(|word| name.strip_prefix(word))
        .any(|rest| rest.is_empty() || PRICE_WORDS.iter().any(|word| rest.starts_with(word)))
}

/// Columns of numbers beside the times that may be prices: all that no name says to be something else.
fn series(sheet: &Sheet, times: &[Column]) -> Vec<Column> {
    let is_other = |column: &Column| {
        let name = plain(&column.name);
        let name = name.as_str();
        // One letter is no word: Glassnode calls its values v.
        name.len() > 1
            && NO_PRICES.iter().any(|word| {
                if word.len() < 4 {
                    name == *word || name.ends_with(word) && name.len() > 6
                } else {
                    name.contains(word)
                }
            })
            || column.name.contains('%')
            || is_logarithm(name)
            || is_open_interest(name)
            || SYMBOLS.contains(&name)
            || TIMES.contains(&name)
            || OPENING_TIMES.contains(&name)
    };
    let are_numbers = |column: &Column| {
        let mut cells = (0..sheet.rows())
            .filter(|&row| !sheet.is_nothing(row, column))
            .peekable();
        cells.peek().is_some() && cells.all(|row| sheet.is_number(row, column.index))
    };
    (0..sheet.names.len())
        .map(|index| sheet.numbered(index))
        .filter(|column| !times.contains(column) && !is_other(column) && are_numbers(column))
        .collect()
}

/// The column of times of a table of series: one with such a name, or the first, when it has none and holds dates.
fn series_times(sheet: &Sheet) -> Option<Column> {
    let is_time = |column: &Column| {
        let mut cells = (0..sheet.rows())
            .filter(|&row| !sheet.is_nothing(row, column))
            .peekable();
        cells.peek().is_some() && cells.all(|row| times::is_time(sheet.cell(row, column)))
    };
    let named = sheet.column(OPENING_TIMES).or_else(|| sheet.column(TIMES));
    let unnamed = || {
        let first = sheet.numbered(0);
        let is_free = sheet.names.first().is_some_and(|name| {
            let name = plain(name);
            name.is_empty() || name.starts_with("unnamed") || name == "index"
        });
        let are_moments = (0..sheet.rows()).all(|row| times::is_moment(sheet.cell(row, &first)));
        (is_free && are_moments).then_some(first)
    };
    named
        .filter(is_time)
        .or_else(unnamed)
        .or_else(|| dates_of(sheet))
}

/// The only column that has a date in every row, whatever it is called.
fn dates_of(sheet: &Sheet) -> Option<Column> {
    let is_date = |column: &Column| {
        sheet.rows() > 0 && (0..sheet.rows()).all(|row| times::is_date(sheet.cell(row, column)))
    };
    let all = (0..sheet.names.len()).map(|index| sheet.numbered(index));
    let mut found = all.filter(is_date);
    let first = found.next();
    first.filter(|_| found.next().is_none())
}

/// Calls what programs call `index` a time where it holds nothing but times and no other column is one, and `data` or
/// `values` beside times a value where they hold numbers: so pandas writes a series. Elsewhere `index` is a price, and
/// `data` a date in two languages.
pub(super) fn settle_index(sheet: &mut Sheet) {
    let all = |sheet: &Sheet, index: usize, fits: &dyn Fn(Cell<'_>) -> bool| {
        sheet.rows() > 0 && (0..sheet.rows()).all(|row| fits(sheet.at(row, index)))
    };
    let place = |sheet: &Sheet, wanted: &str| {
        let mut names = sheet.names.iter();
        names.position(|name| plain(name) == wanted)
    };
    let data = ["data", "values"].map(|name| {
        place(sheet, name).filter(|&index| {
            let is_value = |row: usize| {
                let cell = sheet.at(row, index);
                cell == Cell::Empty || sheet.is_number(row, index) && !times::is_instant(cell)
            };
            (0..sheet.rows()).all(is_value)
        })
    });
    let has_data = data.iter().any(Option::is_some);
    let is_time = |index: usize| {
        let name = plain(&sheet.names[index]);
        let name = name.as_str();
        (OPENING_TIMES.contains(&name) || TIMES.contains(&name))
            && all(sheet, index, &times::is_moment)
    };
    let has_time = (0..sheet.names.len()).any(is_time);
    let index = place(sheet, "index").filter(|&index| {
        let is_time = if has_data {
            times::is_moment
        } else {
            times::is_instant
        };
        !has_time && all(sheet, index, &is_time)
    });
    let names = data.into_iter().flatten().map(|place| (place, "value"));
    for (place, name) in names.chain(index.map(|place| (place, "time"))) {
        name.clone_into(&mut sheet.names[place]);
    }
}

/// Whether the rows of a table are times with a number or some: of it one is a price, or bid and ask are.
pub(super) fn is_series(sheet: &Sheet) -> bool {
    let Some(time) = series_times(sheet) else {
        return false;
    };
    let quotes = [BIDS, ASKS].map(|names| sheet.column(names).is_some());
    quotes == [true, true] || !series(sheet, &[time]).is_empty()
}

/// Words for a price, as names have them.
const PRICE_WORDS: [&str; 12] = [
    "price", "close", "kurs", "preis", "prix", "cours", "precio", "prezzo", "preco", "schluss",
    "last", "settle",
];

/// Whether a name is that of a market, as a column of its prices has it: `BTC`, `btc_usd`, `CBBTCUSD`; or a price of one.
fn is_market(name: &str, values: usize) -> bool {
    let letters = name.trim();
    let is_symbol = letters.len() >= 2
        && letters.starts_with(|letter: char| letter.is_ascii_uppercase())
        && letters.chars().all(|letter| {
            letter.is_ascii_uppercase() || letter.is_ascii_digit() || "/-_:. ".contains(letter)
        });
    let plain = plain(name);
    // A time and a value is all that such an answer has.
    is_symbol
        || PRICE_WORDS.iter().any(|word| plain.contains(word))
        || values == 1 && matches!(plain.as_str(), "v" | "val" | "y")
}

/// What was told where a table has several symbols, several columns of prices, or both: the symbol, the column, or the column
/// behind the symbol.
struct Told {
    how: How,
    column: Option<Column>,
    /// The symbol that the column stands behind in what is asked.
    symbol: Option<String>,
}

impl Told {
    fn of(sheet: &Sheet, how: &How) -> Self {
        let all = (0..sheet.names.len()).map(|index| sheet.numbered(index));
        let wanted = how.symbol.as_deref().unwrap_or_default();
        let found = all.into_iter().find_map(|column| {
            let name = sheet.shown(&column);
            let start = wanted.len().checked_sub(name.len())?;
            let (symbol, last) = wanted.split_at_checked(start)?;
            let is_whole = symbol.is_empty() || symbol.ends_with(' ');
            let is_it = is_whole && !name.is_empty() && last.eq_ignore_ascii_case(&name);
            is_it.then(|| (symbol.trim_end().to_owned(), column))
        });
        let (symbol, column) = match found {
            Some((symbol, column)) => (
                Some(symbol).filter(|symbol| !symbol.is_empty()),
                Some(column),
            ),
            None => (how.symbol.clone(), None),
        };
        Self {
            how: How {
                symbol: symbol.clone(),
                ..how.clone()
            },
            column,
            symbol,
        }
    }

    /// Asks which of some columns is the price.
    fn ask(&self, sheet: &Sheet, columns: &[Column]) -> Problem {
        let names: Vec<String> = columns.iter().map(|column| sheet.shown(column)).collect();
        let message = format!(
            "{}: no column is called a price, and the columns {} may be one",
            sheet.names_place(),
            quote(&names.join(", "))
        );
        let behind = |name: &String| match &self.symbol {
            Some(symbol) => format!("{symbol} {name}"),
            None => name.clone(),
        };
        let choices: Vec<String> = names.iter().map(behind).collect();
        let choices: Vec<&str> = choices.iter().map(String::as_str).collect();
        ask("symbol", &choices, &message)
    }
}

/// Of several prices that a venue has beside each other, mark and index and the like, the one that was told; nothing where
/// there is one, or one is called the price.
fn beside(sheet: &Sheet, told: &Told) -> Result<Option<Column>, Problem> {
    let is_of = |name: &str| BESIDE.iter().any(|names| names.contains(&name));
    let is_price = |name: &&&str| !is_of(name) && sheet.column(&[**name]).is_some();
    let all: Vec<Column> = BESIDE
        .iter()
        .filter_map(|names| sheet.column(names))
        .collect();
    if all.len() < 2 || LINES.iter().find(is_price).is_some() {
        return Ok(None);
    }
    match &told.column {
        Some(column) => Ok(Some(column.clone())),
        None => Err(told.ask(sheet, &all)),
    }
}

/// Of a table in which no column is called a price the one that is meant, the middle of bid and ask, or the question.
fn line_of(sheet: &Sheet, told: &Told, remarks: &mut Remarks) -> Result<Option<Line>, Problem> {
    if let (Some(bid), Some(ask)) = (sheet.column(BIDS), sheet.column(ASKS)) {
        let named = format!("{}, {}", sheet.shown(&bid), sheet.shown(&ask));
        remarks.say(RemarkKind::Middle, 1, &named);
        return Ok(Some(Line::Middle([bid, ask])));
    }
    // Binance's measure of its books.
    if sheet.column(&["percentage"]).is_some() && sheet.column(&["depth"]).is_some() {
        return Err(malformed(format!(
            "{}: the rows are depths of a book within some distance of the price, by the columns {}, and no prices; expected a price at each time, or the levels of a book",
            sheet.names_place(),
            sheet.all_names()
        )));
    }
    let Some(time) = series_times(sheet) else {
        return Ok(None);
    };
    let all = series(sheet, &[time]);
    let chosen = told.column.as_ref().filter(|column| all.contains(column));
    let one = match (chosen, all.as_slice()) {
        (_, []) => return no_interest(sheet),
        (Some(chosen), _) => chosen,
        (None, [only]) if is_market(&only.name, all.len()) => only,
        _ => return Err(told.ask(sheet, &all)),
    };
    remarks.say(RemarkKind::Series, 1, &sheet.shown(one));
    Ok(Some(Line::Column(one.clone())))
}

/// Whether a name is that of open interest: `oi`, `oiCcy`, `sum_open_interest`, `total OI (USD)`.
fn is_open_interest(name: &str) -> bool {
    const FIRST: [&str; 9] = [
        "",
        "agg",
        "aggregated",
        "total",
        "sum",
        "futures",
        "perp",
        "options",
        "all",
    ];
    const LAST: [&str; 13] = [
        "",
        "ccy",
        "usd",
        "usdt",
        "value",
        "notional",
        "contracts",
        "coin",
        "btc",
        "eth",
        "open",
        "close",
        "sum",
    ];
    let name = plain(name);
    let rest = |start: &&str| name.strip_prefix(start)?.strip_prefix("oi");
    name.contains("openinterest")
        || name == "openint"
        || FIRST
            .iter()
            .filter_map(rest)
            .any(|rest| LAST.contains(&rest))
}

/// A table without a price: where it has open interest that is said, as it looks like one.
fn no_interest(sheet: &Sheet) -> Result<Option<Line>, Problem> {
    let names = (0..sheet.names.len()).map(|index| sheet.shown_at(index));
    let found: Vec<&str> = names.filter(|name| is_open_interest(name)).collect();
    if found.is_empty() {
        return Ok(None);
    }
    let place = sheet.names_place();
    let message = format!(
        "{}: {} is open interest, and no price; looked for a time with a price, or with open, high, low and close, and the file has none of them",
        if place.is_empty() { "the list" } else { &place },
        quote(&found.join(", "))
    );
    Err(Problem::new(ErrorCode::MissingField, &place, message))
}

/// Reads candles, or prices.
pub(super) fn read(
    mut sheet: Sheet,
    how: &How,
    remarks: &mut Remarks,
) -> Result<PricePath, Problem> {
    if !sheet.doubt.is_empty() {
        let message = format!(
            "the columns have no names, and their numbers are candles in two orders: {}; expected a line with the names above them",
            sheet.doubt
        );
        return Err(malformed(message));
    }
    if !sheet.given_names.is_empty() {
        remarks.say(RemarkKind::NoNames, 1, &sheet.given_names.clone());
    }
    if sheet.dropped > 0 {
        remarks.say(RemarkKind::Above, sheet.dropped, "");
    }
    let told = Told::of(&sheet, how);
    let how = &told.how;
    one_symbol(&mut sheet, how, remarks, WHAT)?;
    one_currency_beside(&sheet)?;
    let totals = sheet.leave_out(|sheet, row| {
        let first = sheet.text_at(row, 0);
        is_total(&first) || is_below(&first)
    });
    if totals > 0 {
        remarks.say(RemarkKind::Total, totals, "");
    }
    let mut prices: Vec<Column> = Vec::new();
    for names in PRICES {
        prices.extend(one_of(&sheet, names, how)?);
    }
    // Binance's trades have an l, which is no lowest price.
    if let [_] = prices.as_slice()
        && sheet.column(LINES).is_some()
    {
        prices.clear();
    }
    let is_line = prices.len() < 4
        && prices
            .iter()
            .all(|column| LINES.contains(&sheet.plain_of(column).as_str()));
    let mut is_middle = false;
    if is_line {
        let beside = beside(&sheet, &told)?;
        prices = match beside.map_or_else(|| one_of(&sheet, LINES, how), |one| Ok(Some(one)))? {
            Some(column) => vec![column],
            None => match line_of(&sheet, &told, remarks)? {
                Some(Line::Column(column)) => vec![column],
                Some(Line::Middle(pair)) => {
                    is_middle = true;
                    pair.to_vec()
                }
                None => return Err(sheet.missing("close", WHAT)),
            },
        };
    } else {
        for names in PRICES {
            if sheet.column(names).is_none() && !is_opened_at_close(&sheet, &prices) {
                return Err(sheet.missing(names.first().copied().unwrap_or_default(), WHAT));
            }
        }
    }
    for column in &prices {
        one_currency(&sheet, column)?;
    }
    sheet.steady = prices.iter().map(|column| column.index).collect();
    // The volumes of bid and ask are what is offered, and not what was traded; one in money is none of the base.
    let is_base = |column: &Column| measure(&unit(&column.name)) != Some(Measure::Money);
    let named = VOLUMES.iter().flat_map(|name| sheet.columns(name));
    let starting = (0..sheet.names.len())
        .map(|index| sheet.numbered(index))
        .filter(|column| plain(&column.name).starts_with("volume"));
    let volume = named
        .chain(starting)
        .find(|column| !is_middle && !prices.contains(column) && is_base(column));
    // A row without prices is none, and yet it may say how far apart the rows are.
    let is_empty =
        |sheet: &Sheet, row: usize| prices.iter().any(|column| sheet.is_nothing(row, column));
    let empty = (0..sheet.rows())
        .filter(|&row| is_empty(&sheet, row))
        .count();
    if empty > 0 {
        remarks.say(RemarkKind::Empty, empty, "");
    }
    // A note below the table says nothing of that.
    sheet.leave_out(|sheet, row| {
        let is_time = |index: usize| times::is_time(sheet.at(row, index));
        is_empty(sheet, row) && !(0..sheet.width(row)).any(is_time)
    });
    if (0..sheet.rows()).all(|row| is_empty(&sheet, row)) {
        let has_time = sheet.column(OPENING_TIMES).or_else(|| sheet.column(TIMES));
        return Err(has_time.map_or_else(|| sheet.missing("timestamp", WHAT), |_| no_rows()));
    }
    let mut said = Remarks::default();
    let (mut times, time_columns) = match moments(&sheet, &prices, how, &mut said) {
        Ok(found) => found,
        // It needs no time, either.
        Err(_) if empty > 0 => {
            sheet.leave_out(is_empty);
            said = Remarks::default();
            moments(&sheet, &prices, how, &mut said)?
        }
        Err(problem) => return Err(problem),
    };
    remarks.0.append(&mut said.0);
    let numbers: Vec<&Column> = prices.iter().chain(&volume).collect();
    let clocks: Vec<&Column> = time_columns.iter().collect();
    sheet.learn_marks(&numbers, &clocks, how, remarks)?;
    let time = time_columns
        .first()
        .cloned()
        .unwrap_or_else(|| sheet.numbered(0));
    let mut all: Vec<f64> = times
        .iter()
        .copied()
        .filter(|time| !time.is_nan())
        .collect();
    // No candle opens a millisecond before a full second.
    let ends_short = !is_line && shorts_of(&all).is_some_and(|short| short > 0.0 && short < 1.0);
    if times::is_closing(&time.name) || ends_short {
        open_before(&sheet, &time, &mut times);
        remarks.say(RemarkKind::ClosingTimes, 1, &sheet.shown(&time));
    }
    // Rows in the order of their times, and each time once.
    let mut order: Vec<usize> = (0..sheet.rows())
        .filter(|&row| !is_empty(&sheet, row))
        .collect();
    if let Some(row) = order.iter().copied().find(|&row| times[row].is_nan()) {
        return Err(sheet.fault(row, &time, ErrorCode::MissingField, "a time"));
    }
    let ends = order.first().zip(order.last());
    let moved = order
        .windows(2)
        .filter(|pair| times[pair[1]] < times[pair[0]])
        .count();
    let is_reversed = order
        .windows(2)
        .all(|pair| times[pair[1]] <= times[pair[0]]);
    if is_reversed && ends.is_some_and(|(&first, &last)| times[first] > times[last]) {
        remarks.say(RemarkKind::NewestFirst, order.len(), "");
        order.reverse();
    } else if moved > 0 {
        remarks.say(RemarkKind::Sorted, moved, "");
        sort_by(&mut order, &|a, b| {
            times[*a].total_cmp(&times[*b]).then(a.cmp(b))
        });
    }
    all.clear();
    all.extend(times.iter().copied().filter(|time| !time.is_nan()));
    sort_by(&mut all, &f64::total_cmp);
    all.dedup();
    if is_line {
        remarks.say(
            RemarkKind::PricesOnly,
            order.len(),
            &sheet.shown(&prices[0]),
        );
    }
    // Of what is traded and offered there is more than one at a time.
    let is_trades = is_line
        && (is_middle
            || sheet
                .column(&["side", "takerside", "isbuyermaker"])
                .is_some()
            || has_amounts(&sheet, &prices, &volume) && !are_days(&times));
    let mut path = PricePath {
        step_s: usual_step(&all),
        ..PricePath::default()
    };
    if let [_, _, _] = prices.as_slice() {
        remarks.say(RemarkKind::OpenedAtClose, order.len(), "");
    }
    let mut before: Option<usize> = None;
    for row in order {
        let seconds = times[row];
        // The same candle once more opens where it did.
        let is_again = before.is_some_and(|before| times[before] >= seconds);
        let opening = if is_again { &path.open } else { &path.close };
        let candle = candle(&sheet, row, &prices, opening.last().copied(), remarks)?;
        if let Some(before) = before
            && times[before] >= seconds
        {
            let last = path.rows() - 1;
            let known = [&path.open, &path.high, &path.low, &path.close];
            let is_again = known.map(|column| column[last]) == candle;
            let is_other = is_trades && !is_same_trade(&sheet, [before, row]);
            if is_other && let Some(column) = &volume {
                path.volume[last] += amount(&sheet, row, column)?;
            } else if is_again {
                remarks.add(RemarkKind::Twice);
                continue;
            }
            if is_trades {
                // Several trades at one time are a candle.
                path.high[last] = path.high[last].max(candle[1]);
                path.low[last] = path.low[last].min(candle[2]);
                path.close[last] = candle[3];
                continue;
            }
            let expected = format!(
                "a time of its own: {} has it, too, with other prices",
                sheet.place(before)
            );
            return Err(sheet.fault(row, &time, ErrorCode::Inconsistent, &expected));
        }
        if before.is_none() {
            path.start_s = seconds;
        }
        before = Some(row);
        if let Some(column) = &volume {
            path.volume.push(amount(&sheet, row, column)?);
        }
        path.time_s.push(seconds - path.start_s);
        let [open, high, low, close] = candle;
        path.open.push(open);
        path.high.push(high);
        path.low.push(low);
        path.close.push(close);
    }
    if path.rows() < 2 {
        let message = "taken for a price path, but it has one row; expected at least 2";
        return Err(malformed(message.to_owned()));
    }
    if let Some(price) = prices.last() {
        let candles = splits::Candles {
            start_s: path.start_s,
            time_s: &path.time_s,
            open: &path.open,
            close: &path.close,
        };
        if let Some(factors) = splits::factors(&sheet, &times, price, candles, remarks)? {
            path.divide(&factors);
        }
    }
    Ok(path)
}

/// What was traded in a row; nothing where it does not say so.
fn amount(sheet: &Sheet, row: usize, column: &Column) -> Result<f64, Problem> {
    if sheet.is_nothing(row, column) {
        return Ok(0.0);
    }
    sheet.needed(row, column, AMOUNT)
}

/// Whether rows have a price of something and how much of it: trades, of which there are several at one time. What something
/// closed at is no trade.
fn has_amounts(sheet: &Sheet, prices: &[Column], volume: &Option<Column>) -> bool {
    const TRADED: [&str; 12] = [
        "price",
        "px",
        "p",
        "rate",
        "kurs",
        "preis",
        "cours",
        "prix",
        "precio",
        "prezzo",
        "preco",
        "tradeprice",
    ];
    const AMOUNTS: [&str; 8] = [
        "amount",
        "size",
        "qty",
        "quantity",
        "sz",
        "q",
        "menge",
        "basevolume",
    ];
    let is_traded = |column: &Column| TRADED.contains(&sheet.plain_of(column).as_str());
    prices.iter().all(is_traded) && (volume.is_some() || sheet.column(&AMOUNTS).is_some())
}

/// Whether two rows have the same number of a trade.
fn is_same_trade(sheet: &Sheet, rows: [usize; 2]) -> bool {
    const NUMBERS: [&str; 8] = [
        "id",
        "tradeid",
        "aggtradeid",
        "aggid",
        "tid",
        "execid",
        "trdmatchid",
        "number",
    ];
    sheet.column(&NUMBERS).is_some_and(|column| {
        let [first, second] = rows.map(|row| sheet.text(row, &column));
        !first.is_empty() && first == second
    })
}

/// Whether all times are those of days, of which each has one price.
fn are_days(times: &[f64]) -> bool {
    times
        .iter()
        .all(|time| time.is_nan() || time % 86_400.0 == 0.0)
}

/// Whether the columns of prices are all that candles need but the opening price, which then is the one at which the candle
/// before closed. A last price beside a highest and a lowest one may be of a ticker, whose extremes are of a whole day.
fn is_opened_at_close(sheet: &Sheet, prices: &[Column]) -> bool {
    const TICKERS: [&str; 6] = ["last", "lastprice", "price", "tradeprice", "kurs", "slot"];
    let [high, low, close] = prices else {
        return false;
    };
    let names = [high, low, close].map(|column| sheet.plain_of(column));
    let groups = &PRICES[1..];
    let mut all = names.iter().zip(groups);
    all.all(|(name, group)| group.contains(&name.as_str())) && !TICKERS.contains(&names[2].as_str())
}

/// By how much all times stop short of a full second, or by a second of a full minute.
fn shorts_of(times: &[f64]) -> Option<f64> {
    let is_on_grid = |short: &f64| {
        let grid = if short % 1.0 == 0.0 { 60.0 } else { 1.0 };
        let off = |time: &f64| (time + short).rem_euclid(grid);
        times
            .iter()
            .all(|time| off(time).min(grid - off(time)) < 5e-7)
    };
    let shorts = [0.0, 1e-6, 1e-3, 1.0];
    shorts
        .into_iter()
        .find(is_on_grid)
        .filter(|_| !times.is_empty())
}

/// Puts times at which candles close to where they open, a usual step earlier. Venues end a candle of a minute a
/// microsecond, a millisecond or a second before the next one begins. A date alone is that of its candle.
fn open_before(sheet: &Sheet, column: &Column, times: &mut [f64]) {
    let has_clock = |row: usize| {
        times[row] % 86_400.0 != 0.0
            || match sheet.cell(row, column) {
                Cell::Text(text) => text.contains(':') || super::text::number(text).is_some(),
                Cell::Number(_) => true,
                Cell::Empty => false,
            }
    };
    if !(0..sheet.rows()).any(has_clock) {
        return;
    }
    let mut all: Vec<f64> = times
        .iter()
        .copied()
        .filter(|time| !time.is_nan())
        .collect();
    sort_by(&mut all, &f64::total_cmp);
    all.dedup();
    let step = usual_step(&all);
    let short = shorts_of(&all).filter(|short| *short < step).unwrap_or(0.0);
    for time in times {
        // To the microsecond, as what was added is none in binary.
        *time = ((*time + short) * 1e6).round() / 1e6 - step;
    }
}

/// Open, high, low and close of a row. `opening`: where candles without an opening price open, if there is one before.
#[inline(never)]
fn candle(
    sheet: &Sheet,
    row: usize,
    prices: &[Column],
    opening: Option<f64>,
    remarks: &mut Remarks,
) -> Result<[f64; 4], Problem> {
    let (open, [high, low, close]) = match prices {
        [open, high, low, close] => (Some(open), [high, low, close]),
        [high, low, close] => (None, [high, low, close]),
        _ => {
            let mut sum = 0.0;
            for column in prices {
                sum += sheet.needed(row, column, PRICE)?;
            }
            #[allow(clippy::cast_precision_loss, reason = "one or two")]
            let price = sum / prices.len() as f64;
            return Ok([price; 4]);
        }
    };
    let [mut most, mut least, last] = [
        sheet.needed(row, high, PRICE)?,
        sheet.needed(row, low, PRICE)?,
        sheet.needed(row, close, PRICE)?,
    ];
    let first = match open {
        Some(open) => sheet.needed(row, open, PRICE)?,
        // Within the candle, and whatever is wrong with that is told of its close.
        None => opening.unwrap_or(last).min(most).max(least.min(last)),
    };
    let (top, bottom) = (first.max(last), first.min(last));
    let mut is_rounded = false;
    for (column, value, end, misses) in
        [(high, &mut most, top, -1.0), (low, &mut least, bottom, 1.0)]
    {
        let off = (*value - end) * misses;
        if off <= 0.0 {
            continue;
        }
        if off > ROUNDING * end {
            let expected = format!(
                "the highest and lowest price of the row around open {} and close {}",
                show(first),
                show(last)
            );
            return Err(sheet.fault(row, column, ErrorCode::Inconsistent, &expected));
        }
        is_rounded = true;
        *value = end;
    }
    if is_rounded {
        remarks.add(RemarkKind::Rounded);
    }
    Ok([first, most, least, last])
}

/// The column with one of some names. Where several have it, the rows below the names say whose each is.
#[inline(never)]
fn one_of(sheet: &Sheet, names: &[&str], how: &How) -> Result<Option<Column>, Problem> {
    let Some(found) = sheet.column(names) else {
        return Ok(None);
    };
    let all = sheet.columns(&sheet.plain_of(&found));
    // Alpha Vantage: "1a. open (EUR)" and "1b. open (USD)".
    let is_same = |column: &&Column| {
        column.name == found.name || !unit(&column.name).is_empty() && !unit(&found.name).is_empty()
    };
    let same: Vec<&Column> = all.iter().filter(is_same).collect();
    let whose = |column: &Column| {
        let below = sheet.below.first().and_then(|row| row.get(column.index));
        below.cloned().unwrap_or_else(|| unit(&column.name))
    };
    if same.len() < 2 {
        return Ok(Some(found));
    }
    let mut symbols: Vec<String> = same.iter().map(|column| whose(column)).collect();
    symbols.dedup();
    if symbols.len() < same.len() || symbols.iter().any(String::is_empty) {
        let message = format!(
            "{}: several columns are called {}; expected one",
            sheet.names_place(),
            found.name
        );
        return Err(Problem::new(
            ErrorCode::Inconsistent,
            &sheet.names_place(),
            message,
        ));
    }
    if how.symbol.is_some()
        && let Some(chosen) = same.iter().find(|column| how.means(&whose(column)))
    {
        return Ok(Some((*chosen).clone()));
    }
    let message = format!(
        "{}: the file has prices of {} symbols",
        sheet.names_place(),
        symbols.len()
    );
    let symbols: Vec<&str> = symbols.iter().map(String::as_str).collect();
    Err(ask("symbol", &symbols, &message))
}

/// Leaves out the rows of all symbols but the one that is meant.
#[inline(never)]
pub(super) fn one_symbol(
    sheet: &mut Sheet,
    how: &How,
    remarks: &mut Remarks,
    what: &str,
) -> Result<(), Problem> {
    // A letter may be the name of a number, too.
    let is_word = |column: &Column| {
        (0..sheet.rows())
            .any(|row| !sheet.is_nothing(row, column) && !sheet.is_number(row, column.index))
    };
    let others = OTHER_SYMBOLS
        .iter()
        .filter_map(|name| sheet.column(&[name]));
    let named = SYMBOLS.iter().filter_map(|name| sheet.column(&[name]));
    let mut columns: Vec<Column> = named.chain(others.filter(is_word)).collect();
    if columns.is_empty() {
        columns.extend(named_markets(sheet));
    }
    // Of "base" and "quote" or "product" and "code" the one that differs says it.
    let mut several = columns
        .iter()
        .find(|column| symbols_of(sheet, column).len() > 1)
        .cloned();
    // What one venue trades is another thing than what the next one does.
    let venue = VENUES.iter().filter_map(|name| sheet.column(&[name]));
    let venue = venue
        .into_iter()
        .find(|column| symbols_of(sheet, column).len() > 1);
    if let Some(venue) = venue {
        several = match several {
            None => Some(venue),
            Some(symbol) => {
                let both = sheet.append("market", |sheet, row| {
                    format!("{} {}", sheet.text(row, &venue), sheet.text(row, &symbol))
                });
                let is_more = symbols_of(sheet, &both).len() > symbols_of(sheet, &symbol).len();
                Some(if is_more { both } else { symbol })
            }
        };
    }
    let Some(column) = several.or_else(|| columns.first().cloned()) else {
        return Ok(());
    };
    let symbols = symbols_of(sheet, &column);
    if symbols.len() < 2 {
        let is_other = |column: &Column| {
            let symbols = symbols_of(sheet, column);
            symbols.first().is_none_or(|symbol| !how.means(symbol))
        };
        if let (Some(only), true) = (symbols.first(), columns.iter().all(is_other)) {
            let message = format!(
                "the file has no {}, only {}",
                quote(how.symbol.as_deref().unwrap_or_default()),
                quote(only)
            );
            return Err(ask("symbol", &[only], &message));
        }
        return Ok(());
    }
    let known: Vec<&str> = symbols.iter().map(String::as_str).collect();
    if how.symbol.is_none() || !known.iter().any(|symbol| how.means(symbol)) {
        let message = format!(
            "{what} of {} symbols in the column {}: only one of them can be read",
            known.len(),
            column.name
        );
        return Err(ask("symbol", &known, &message));
    }
    let others = sheet.leave_out(|sheet, row| !how.means(&sheet.text(row, &column)));
    remarks.say(
        RemarkKind::OtherSymbol,
        others,
        how.symbol.as_deref().unwrap_or_default(),
    );
    Ok(())
}

/// The different names in a column, in the order of the file; not more than can be listed.
#[inline(never)]
pub(super) fn symbols_of(sheet: &Sheet, column: &Column) -> Vec<String> {
    let mut symbols: Vec<String> = Vec::new();
    for row in 0..sheet.rows() {
        let text = sheet.text(row, column);
        if text.is_empty() {
            continue;
        }
        if symbols.last().is_none_or(|last| *last != text)
            && !symbols
                .iter()
                .any(|symbol| symbol.eq_ignore_ascii_case(&text))
        {
            symbols.push(text);
            if symbols.len() > 1_000 {
                break;
            }
        }
    }
    symbols
}

/// When each row was, and the columns that say so.
#[inline(never)]
fn moments(
    sheet: &Sheet,
    prices: &[Column],
    how: &How,
    remarks: &mut Remarks,
) -> Result<(Vec<f64>, Vec<Column>), Problem> {
    let named = |names: &[&str]| -> Vec<Column> {
        let mut found: Vec<Column> = Vec::new();
        for name in names {
            let columns = sheet.columns(name);
            let Some(best) = columns.first() else {
                continue;
            };
            // Venues call the end of a candle T and its start t.
            let is_free = |column: &&Column| {
                sheet.plain_of(column) != sheet.plain_of(best) || column.name == best.name
            };
            found.extend(
                columns
                    .iter()
                    .filter(is_free)
                    .filter(|column| !prices.contains(column))
                    .cloned(),
            );
        }
        found.dedup();
        found
    };
    let mut candidates = named(OPENING_TIMES);
    let mut clock = None;
    if candidates.is_empty() {
        candidates = named(TIMES);
        let mut dates = DATES;
        let mut clocks = CLOCKS;
        if candidates.is_empty() {
            candidates = named(CLOSING_TIMES);
            (dates, clocks) = (CLOSING_DATES, CLOSING_CLOCKS);
        }
        // Date and time of the day in two columns.
        let date = named(dates).into_iter().next();
        if let Some(date) = date {
            let is_clock = |column: &Column| {
                column != &date
                    && (0..sheet.rows().min(50)).all(|row| {
                        sheet.is_nothing(row, column) || times::is_clock(sheet.cell(row, column))
                    })
            };
            clock = named(clocks).into_iter().find(is_clock);
            if let Some(clock) = &clock {
                candidates.retain(|column| column != clock && *column != date);
                candidates.insert(0, date);
            }
        }
    }
    // Beside a date a time of the day alone says less.
    let (of_day, whole): (Vec<Column>, Vec<Column>) = candidates
        .into_iter()
        .partition(|column| times::are_of_day(sheet, column));
    candidates = if whole.is_empty() { of_day } else { whole };
    // A time by a clock of some name says less than one by UTC.
    if clock.is_none() {
        let (last, first): (Vec<Column>, Vec<Column>) =
            candidates.into_iter().partition(times::has_named_zone);
        candidates = first.into_iter().chain(last).collect();
    }
    if candidates.is_empty() {
        // The unit is all that its name says, or that it is a number of something.
        let is_unit = |index: &usize| times::unit_named(&sheet.names[*index]).is_some();
        candidates = (0..sheet.names.len())
            .filter(is_unit)
            .map(|index| sheet.numbered(index))
            .collect();
        candidates.retain(|column| !prices.contains(column));
    }
    if candidates.is_empty() {
        candidates = named(LAST_TIMES);
        candidates.retain(|column| {
            (0..sheet.rows()).all(|row| times::is_moment(sheet.cell(row, column)))
        });
    }
    if candidates.is_empty() {
        candidates.extend(dates_of(sheet));
    }
    if candidates.is_empty() {
        // A row below the names may name the index, or nothing does.
        let below = |row: &Vec<String>| {
            row.iter()
                .position(|name| TIMES.contains(&plain(name).as_str()))
        };
        let index = sheet.below.iter().find_map(below).unwrap_or(0);
        let is_free = !prices.iter().any(|column| column.index == index);
        let is_unnamed = sheet.names.get(index).is_none_or(|name| {
            name.is_empty()
                || plain(name).is_empty()
                || plain(name).starts_with("unnamed")
                || plain(name) == "index"
        });
        let are_dates = (0..sheet.rows().min(50)).all(|row| times::is_date(sheet.at(row, index)));
        let are_times = (0..sheet.rows().min(50)).all(|row| times::is_time(sheet.at(row, index)));
        if !(is_free && (are_dates || are_times && (is_unnamed || !sheet.below.is_empty()))) {
            return Err(sheet.missing("timestamp", WHAT));
        }
        candidates.push(sheet.numbered(index));
    }
    let mut found: Option<(Vec<f64>, Column)> = None;
    let mut fault = None;
    let mut used = Vec::new();
    for column in candidates {
        let clock = if found.is_none() {
            clock.as_ref()
        } else {
            None
        };
        let mut said = Remarks::default();
        match (times::read(sheet, &column, clock, how, &mut said), &found) {
            (Ok(times), None) => {
                remarks.0.append(&mut said.0);
                used.push(column.clone());
                used.extend(clock.cloned());
                found = Some((times, column));
            }
            (Ok(times), Some((first, taken))) => {
                used.push(column.clone());
                agree(sheet, (first, taken), (&times, &column))?;
                remarks.say(RemarkKind::Taken, 1, &taken.name);
            }
            (Err(problem), _) => fault = fault.or(Some(problem)),
        }
    }
    match (found, fault) {
        (Some((times, _)), _) => Ok((times, used)),
        (None, Some(problem)) => Err(problem),
        (None, None) => Err(sheet.missing("timestamp", WHAT)),
    }
}

/// Two columns of times say the same, or the same by another clock.
#[inline(never)]
fn agree(
    sheet: &Sheet,
    (first, taken): (&[f64], &Column),
    (second, other): (&[f64], &Column),
) -> Result<(), Problem> {
    let gap = |row: usize| second[row] - first[row];
    let mut known: Option<f64> = None;
    for (row, time) in second.iter().enumerate() {
        if gap(row).is_nan() {
            continue;
        }
        let expected = *known.get_or_insert(gap(row));
        // One of them may be cut to seconds, or to days.
        let is_cut = gap(row) <= 0.0 && gap(row) > -86_400.0 && (time % 86_400.0 == 0.0);
        if (gap(row) - expected).abs() > 1.0 && !is_cut {
            let message = format!(
                "{} and {} are not the same time; expected one column of times, or two that agree",
                sheet.place_and_value(row, taken),
                sheet.place_and_value(row, other)
            );
            return Err(Problem::new(
                ErrorCode::Inconsistent,
                &sheet.place_of(row, taken),
                message,
            ));
        }
    }
    Ok(())
}
