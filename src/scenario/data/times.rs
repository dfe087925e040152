//! Times as people and programs write them. A column is looked at as a whole: what 20251010 or 03/04/2025 means, one
//! value alone does not say.

use super::clocks::{CLOSING_TIMES, Rest, Zone, offset, zone};
use super::figures::is_nothing;
use super::how::{How, RemarkKind, Remarks, ask};
use super::languages::marked;
use super::names::plain;
use super::sheet::{Cell, Column, Sheet};
use super::text::{number, range, small};
use super::units::unit;
use crate::clock::DAY_S;
use crate::error::{ErrorCode, Problem};
use crate::scenario::schema::Range;

/// Years that a date may have.
const YEARS: std::ops::RangeInclusive<i32> = 1600..=5000;

/// Seconds since 1970 of these years.
pub(super) const SECONDS: Range = range(-1.2e10, 1e11);

const EXPECTED: &str = "seconds or milliseconds since 1970, or a date such as 2021-05-19T13:10:00Z";

/// Units that the name of a column may have, and how many seconds each is. Those of a letter only stand behind a name.
const UNITS: &[(&str, f64)] = &[
    ("nanoseconds", 1e-9),
    ("nanos", 1e-9),
    ("ns", 1e-9),
    ("microseconds", 1e-6),
    ("micros", 1e-6),
    ("us", 1e-6),
    ("\u{b5}s", 1e-6),
    ("milliseconds", 1e-3),
    ("millis", 1e-3),
    ("msec", 1e-3),
    ("ms", 1e-3),
    ("seconds", 1.0),
    ("second", 1.0),
    ("secs", 1.0),
    ("sec", 1.0),
    ("sekunden", 1.0),
    ("s", 1.0),
    ("minutes", 60.0),
    ("minute", 60.0),
    ("minuten", 60.0),
    ("mins", 60.0),
    ("min", 60.0),
    ("hours", 3_600.0),
    ("hour", 3_600.0),
    ("stunden", 3_600.0),
    ("h", 3_600.0),
    ("days", DAY_S),
    ("day", DAY_S),
    ("tage", DAY_S),
    ("tag", DAY_S),
    ("d", DAY_S),
];
/// What may stand before a unit.
const STEMS: &[&str] = &[
    "time",
    "timestamp",
    "t",
    "ts",
    "elapsed",
    "elapsedtime",
    "epoch",
    "unix",
    "unixtime",
    "unixtimestamp",
    "opentime",
    "starttime",
    "start",
    "closetime",
    "endtime",
    "date",
    "datetime",
    "zeit",
    "dauer",
];

/// The unit in which the name of a column counts time, as seconds: `time_ms`, `t (ms)`, `minute`.
pub(super) fn unit_named(name: &str) -> Option<f64> {
    let of = |word: &str| UNITS.iter().find(|(unit, _)| *unit == word);
    let inside = small(&unit(name));
    if !inside.is_empty() {
        return of(&inside).map(|&(_, seconds)| seconds);
    }
    let name = plain(name);
    // "ms", "Minute"; a single letter is the name of many things, and "min" that of a lowest price.
    if let Some(&(_, seconds)) = of(&name).filter(|(unit, _)| unit.len() > 1 && *unit != "min") {
        return Some(seconds);
    }
    let is_behind = |(unit, _): &&(&str, f64)| {
        name.strip_suffix(unit)
            .is_some_and(|stem| STEMS.contains(&stem))
    };
    UNITS.iter().find(is_behind).map(|&(_, seconds)| seconds)
}

/// Whether a column says when candles close, whatever unit stands behind its name.
pub(super) fn is_closing(column: &str) -> bool {
    let name = plain(column);
    let is_known = |name: &str| CLOSING_TIMES.contains(&name);
    let mut stems = UNITS.iter().filter_map(|(unit, _)| name.strip_suffix(unit));
    is_known(&name) || stems.any(is_known)
}

/// One time as it was written.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Written {
    /// A number, and how many digits it has when it is whole.
    Number(f64, usize),
    /// Seconds since 1970: only one reading. Whether it says no offset from UTC.
    Seconds(f64, bool),
    /// Two numbers that may be day and month, a year, and the seconds of the day. Whether it says no offset.
    Either(i32, i32, i32, f64, bool),
    /// Seconds of a day that is not told.
    OfDay(f64),
}

/// Days since 1970 of a date that exists.
fn days(year: i32, month: i32, day: i32) -> Option<i32> {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        4 | 6 | 9 | 11 => 30,
        2 => 28 + i32::from(is_leap),
        _ => 31,
    };
    if !YEARS.contains(&year) || !(1..=12).contains(&month) || !(1..=length).contains(&day) {
        return None;
    }
    // With the year beginning in March, so that the leap day is its last.
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    Some(365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 719_469)
}

/// Seconds since 1970.
fn seconds(year: i32, month: i32, day: i32, of_day: f64) -> Option<f64> {
    Some(f64::from(days(year, month, day)?) * DAY_S + of_day)
}

/// By its name in one of seven languages, at least three letters of it.
fn month_named(word: &str) -> Option<i32> {
    const NAMES: [&[&str]; 12] = [
        &[
            "january",
            "januar",
            "janvier",
            "enero",
            "gennaio",
            "janeiro",
            "январь",
            "января",
        ],
        &[
            "february",
            "februar",
            "f\u{e9}vrier",
            "fevrier",
            "febrero",
            "febbraio",
            "fevereiro",
            "февраль",
            "февраля",
        ],
        &[
            "march",
            "m\u{e4}rz",
            "maerz",
            "mrz",
            "mars",
            "marzo",
            "mar\u{e7}o",
            "marco",
            "март",
            "марта",
        ],
        &["april", "avril", "abril", "aprile", "апрель", "апреля"],
        &["may", "mai", "mayo", "maggio", "maio", "май", "мая"],
        &["june", "juni", "juin", "giugno", "junho", "июнь", "июня"],
        &["july", "juli", "juillet", "luglio", "julho", "июль", "июля"],
        &["august", "ao\u{fb}t", "aout", "agosto", "август", "августа"],
        &[
            "september",
            "sept",
            "septembre",
            "septiembre",
            "settembre",
            "setembro",
            "сентябрь",
            "сентября",
        ],
        &[
            "october",
            "oktober",
            "octobre",
            "octubre",
            "ottobre",
            "outubro",
            "октябрь",
            "октября",
        ],
        &[
            "november",
            "novembre",
            "noviembre",
            "novembro",
            "ноябрь",
            "ноября",
        ],
        &[
            "december",
            "dezember",
            "d\u{e9}cembre",
            "decembre",
            "diciembre",
            "dicembre",
            "dezembro",
            "декабрь",
            "декабря",
        ],
    ];
    let fits = |name: &&&str| name.starts_with(word);
    // "jui" is the start of two months.
    let is_name = word.chars().count() >= 3 && word != "jui";
    let place = is_name.then(|| {
        NAMES
            .iter()
            .position(|names| names.iter().any(|name| fits(&name)))
    })?;
    i32::try_from(place? + 1).ok()
}

fn is_weekday(word: &str) -> bool {
    let days = [
        "mon", "tue", "wed", "thu", "fri", "sat", "sun", "die", "mit", "don", "fre", "sam", "son",
        "lun", "mar", "mer", "jeu", "ven", "dim", "mi\u{e9}", "jue", "vie", "s\u{e1}b", "dom",
        "gio",
    ];
    days.iter().any(|day| word.starts_with(day))
}

/// A month or a quarter alone, which begins with its first day: `08/2025`, `Aug 2025`, `Aug-25`, `2025M08`, `2025-Q3`, `Q3 2025`.
fn period(text: &str) -> Option<Written> {
    let mut rest = Rest(text);
    let quarter = |rest: &mut Rest<'_>| -> Option<i32> {
        rest.any(&['Q', 'q'])?;
        let (quarter, _) = rest.digits(1, 1)?;
        (1..=4).contains(&quarter).then_some(3 * quarter - 2)
    };
    let (year, month) = if rest.0.starts_with(['Q', 'q']) {
        let month = quarter(&mut rest)?;
        rest.any(&[' ', '/', '-'])?;
        (rest.digits(4, 4)?.0, month)
    } else if rest.0.starts_with(char::is_alphabetic) {
        let month = month_named(&rest.word())?;
        rest.any(&['.']);
        rest.any(&[' ', '-', '/'])?;
        // Sheets write Jan-24: a day without a year is no date.
        match rest.digits(2, 4)? {
            (year, 4) => (year, month),
            (year, 2) => (full_year(year), month),
            _ => return None,
        }
    } else {
        let (first, digits) = rest.digits(1, 4)?;
        if digits == 4 {
            rest.any(&[' ', '-']);
            if rest.any(&['M', 'm']).is_some() {
                (first, rest.digits(1, 2)?.0)
            } else {
                (first, quarter(&mut rest)?)
            }
        } else {
            // 1-2000 is a range.
            rest.any(&['/'])?;
            (rest.digits(4, 4)?.0, first)
        }
    };
    let start = rest.0.is_empty().then(|| seconds(year, month, 1, 0.0))?;
    start.map(|start| Written::Seconds(start, true))
}

/// A date, with or without a time of the day and an offset.
fn date(text: &str) -> Option<Written> {
    let mut rest = Rest(text);
    let starts_with_word = rest.0.starts_with(char::is_alphabetic);
    let (a, b, c, order) = if starts_with_word {
        let mut word = rest.word();
        if is_weekday(&word) && month_named(&word).is_none() {
            rest.any(&['.']);
            rest.any(&[',']);
            rest.spaces();
            if rest.0.starts_with(|letter: char| letter.is_ascii_digit()) {
                return date(rest.0);
            }
            word = rest.word();
        }
        // Oct 10, 2025
        let month = month_named(&word)?;
        rest.any(&['.']);
        rest.any(&[' ', '-'])?;
        let (day, _) = rest.digits(1, 2)?;
        rest.any(&[',']);
        rest.any(&[' ', '-'])?;
        let (year, _) = rest.digits(4, 4)?;
        (year, month, day, 0)
    } else {
        let count = rest.0.bytes().take_while(u8::is_ascii_digit).count();
        if count == 8 {
            let (all, _) = rest.digits(8, 8)?;
            (all / 10_000, all / 100 % 100, all % 100, 0)
        } else {
            let (first, first_digits) = rest.digits(1, 4)?;
            // 1er janvier 2024
            if let Some(next) = rest.0.strip_prefix("er").filter(|_| first == 1) {
                rest.0 = next;
            }
            let mark = rest.any(&['-', '/', '.', ' '])?;
            if mark == '.' {
                rest.spaces();
            }
            if rest.0.starts_with(char::is_alphabetic) {
                // 10 Oct 2025, 10-Oct-2025, 10. Oktober 2025
                // 10 de octubre de 2025
                let of = |rest: &mut Rest<'_>| {
                    let behind = rest.0.strip_prefix("de");
                    if let Some(next) = behind.and_then(|next| next.strip_prefix(' ')) {
                        rest.0 = next;
                    }
                };
                of(&mut rest);
                let month = month_named(&rest.word())?;
                rest.any(&['.']);
                rest.any(&[',']);
                rest.any(&[' ', '-', '/'])?;
                of(&mut rest);
                // Sheets write 10-Oct-25.
                let year = match rest.digits(2, 4)? {
                    (year, 4) => year,
                    (year, 2) if year < 70 => 2_000 + year,
                    (year, 2) => 1_900 + year,
                    _ => return None,
                };
                if first_digits > 2 {
                    return None;
                }
                (year, month, first, 0)
            } else if mark == ' ' {
                return None;
            } else {
                let (second, _) = rest.digits(1, 2)?;
                if first_digits == 4 {
                    // A month alone begins with its first day.
                    let day = match rest.any(&[mark]) {
                        Some(_) => rest.digits(1, 2)?.0,
                        None if rest.0.is_empty() => 1,
                        None => return None,
                    };
                    (first, second, day, 0)
                } else {
                    rest.any(&[mark])?;
                    let (third, third_digits) = rest.digits(2, 4)?;
                    let year = match third_digits {
                        4 => third,
                        2 if third < 70 => 2_000 + third,
                        2 => 1_900 + third,
                        _ => return None,
                    };
                    // With points the day is first wherever they are used.
                    (first, second, year, if mark == '.' { 1 } else { 2 })
                }
            }
        }
    };
    let (of_day, is_local) = if rest.0.is_empty() {
        (0.0, true)
    } else {
        rest.any(&['T', 't', ' ', ',', '_', ':', '\u{a0}'])?;
        rest.spaces();
        let (time, ahead) = time_of_day(rest.0)?;
        (time - ahead.unwrap_or(0.0), ahead.is_none())
    };
    let sure = |seconds: f64| Written::Seconds(seconds, is_local);
    match order {
        0 => seconds(a, b, c, of_day).map(sure),
        1 => seconds(c, b, a, of_day).map(sure),
        _ => Some(Written::Either(a, b, c, of_day, is_local)),
    }
}

/// Seconds of the day, and by how much the clock is ahead of UTC where it says so.
fn time_of_day(text: &str) -> Option<(f64, Option<f64>)> {
    let mut rest = Rest(text);
    let count = rest.0.bytes().take_while(u8::is_ascii_digit).count();
    let (hour, minute, mut second) = if count == 6 || count == 4 {
        let (all, _) = rest.digits(4, 6)?;
        if count == 6 {
            (all / 10_000, all / 100 % 100, all % 100)
        } else {
            (all / 100, all % 100, 0)
        }
    } else {
        let (hour, _) = rest.digits(1, 2)?;
        if rest.any(&[':']).is_some() {
            (hour, rest.digits(2, 2)?.0, -1)
        } else {
            // An hour alone needs a word: 9 PM, 09-PM.
            if let Some(next) = rest.0.strip_prefix('-') {
                rest.0 = next;
            }
            rest.0
                .trim_start()
                .starts_with(['a', 'p', 'A', 'P'])
                .then_some((hour, 0, 0))?
        }
    };
    if second < 0 {
        second = match rest.any(&[':']) {
            Some(_) => rest.digits(2, 2)?.0,
            None => 0,
        };
    }
    let mut fraction = 0.0;
    if rest.any(&['.', ',']).is_some() {
        let count = rest.0.bytes().take_while(u8::is_ascii_digit).count();
        let (digits, behind) = rest.0.split_at_checked(count)?;
        if count == 0 {
            return None;
        }
        rest.0 = behind;
        let mut scale = 0.1;
        for digit in digits.bytes() {
            fraction += f64::from(digit - b'0') * scale;
            scale *= 0.1;
        }
    }
    rest.spaces();
    let mut hour = hour;
    let half = rest.0.get(..2).map(str::to_ascii_lowercase);
    if let Some(half @ ("am" | "pm")) = half.as_deref() {
        if !(1..=12).contains(&hour) {
            return None;
        }
        hour = hour % 12 + if half == "pm" { 12 } else { 0 };
        rest.0 = rest.0.get(2..)?;
        rest.spaces();
    }
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    if let Some(next) = rest.0.strip_prefix("Uhr") {
        rest.0 = next;
        rest.spaces();
    }
    let mut ahead = None;
    // Summer has a name of its own in these, or there is none: nothing is left to ask. CST, MST, BST and IST are of several places.
    for (zone, hours) in [
        ("UTC", 0.0),
        ("GMT", 0.0),
        ("Z", 0.0),
        ("z", 0.0),
        ("CEST", 2.0),
        ("CET", 1.0),
        ("MESZ", 2.0),
        ("MEZ", 1.0),
        ("WEST", 1.0),
        ("WET", 0.0),
        ("EEST", 3.0),
        ("EET", 2.0),
        ("EST", -5.0),
        ("EDT", -4.0),
        ("CDT", -5.0),
        ("MDT", -6.0),
        ("PST", -8.0),
        ("PDT", -7.0),
        ("MSK", 3.0),
        ("JST", 9.0),
        ("KST", 9.0),
        ("HKT", 8.0),
        ("SGT", 8.0),
        ("AEST", 10.0),
        ("AEDT", 11.0),
    ] {
        if let Some(next) = rest.0.strip_prefix(zone) {
            rest.0 = next;
            ahead = Some(hours * 3_600.0);
            break;
        }
    }
    if rest.0.starts_with(['+', '-', '\u{2212}']) {
        ahead = Some(offset(&mut rest)?);
        // "+0000 UTC", "+00:00[UTC]", "+0200 (CEST)"
        rest.spaces();
        let tail = rest.0.trim_matches(['[', ']']);
        let is_named = tail.starts_with('(') && tail.ends_with(')');
        if is_named || tail.eq_ignore_ascii_case("utc") {
            rest.0 = "";
        }
    }
    let time = f64::from(hour * 3_600 + minute * 60 + second) + fraction;
    rest.0.is_empty().then_some((time, ahead))
}

/// The clock of a column by its name.
fn zone_of(column: &Column) -> Option<Zone> {
    match plain(&column.name).as_str() {
        "localtime" | "ortszeit" | "lokalzeit" => Some(Zone::Named),
        _ => zone(&unit(&column.name)),
    }
}

/// An offset that is a number: of hours (`2`, `5.5`), or of seconds, as Yahoo's `gmtoffset` has it: more digits than hours and
/// minutes have, and whole quarters of an hour. Hours and minutes come first: see [`zone`].
fn number_ahead(word: &str) -> Option<Zone> {
    const MOST: f64 = 18.0 * 3_600.0;
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    let number = number(word)?;
    let seconds = if digits < 4 { 3_600.0 * number } else { number };
    (seconds % 900.0 == 0.0 && seconds.abs() <= MOST).then_some(Zone::Ahead(seconds))
}

/// The column that says the clock of the times beside it. What is only called an offset is one where all of it can be.
fn zones_of(sheet: &Sheet) -> Option<Column> {
    let zones = sheet.column(ZONE_COLUMNS)?;
    let is_offset = |row: usize| {
        let word = sheet.text(row, &zones);
        sheet.is_nothing(row, &zones)
            || matches!(zone(&word), Some(Zone::Ahead(_)))
            || number_ahead(&word).is_some()
    };
    let is_sure = sheet.plain_of(&zones) != "offset" || (0..sheet.rows()).all(is_offset);
    is_sure.then_some(zones)
}

/// Whether a column says a clock by a name alone.
pub(super) fn has_named_zone(column: &Column) -> bool {
    zone_of(column) == Some(Zone::Named)
}

/// Columns that say the clock of the times beside them.
const ZONE_COLUMNS: &[&str] = &[
    "tz",
    "timezone",
    "zone",
    "utcoffset",
    "gmtoffset",
    "tzoffset",
    "offset",
    "zeitzone",
    "fuseau",
    "fuseauhoraire",
    "zonahoraria",
];

/// Whether a number since 1970 was cut to a few digits: `1.75997E+12` has no whole ones.
fn is_shortened(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['e', 'E']) else {
        return false;
    };
    let decimals = mantissa
        .split_once(['.', ','])
        .map_or(0, |(_, behind)| behind.len());
    let is_number = number(&text.replace(',', ".")).is_some_and(|time| time >= LEAST_EPOCH);
    is_number
        && exponent
            .trim_start_matches('+')
            .parse()
            .is_ok_and(|tens: usize| tens > decimals)
}

/// One cell, alone.
fn written(cell: Cell<'_>) -> Option<Written> {
    match cell {
        Cell::Number(time) => {
            let digits = if time >= 0.0 && time.fract() == 0.0 && time < 1e18 {
                decimal_digits(time)
            } else {
                0
            };
            Some(Written::Number(time, digits))
        }
        Cell::Text(text) => match number(text) {
            Some(time) => {
                let is_whole = text.bytes().all(|letter| letter.is_ascii_digit());
                Some(Written::Number(time, if is_whole { text.len() } else { 0 }))
            }
            None => of_sheet(text)
                .or_else(|| date(text))
                .or_else(|| period(text))
                .or_else(|| date(&marked(text)?))
                .or_else(|| of_day_alone(text)),
        },
        Cell::Empty => None,
    }
}

/// A time of the day without its day: 09:30, 23:59:15.250, 9:30 PM.
fn of_day_alone(text: &str) -> Option<Written> {
    let has_marks = text.contains(':') || text.ends_with(['m', 'M']);
    let (time, ahead) = has_marks.then(|| time_of_day(text))??;
    Some(Written::OfDay(time - ahead.unwrap_or(0.0)))
}

/// Whether a column has times of the day and nothing else.
pub(super) fn are_of_day(sheet: &Sheet, column: &Column) -> bool {
    let mut cells = (0..sheet.rows())
        .filter(|&row| !sheet.is_nothing(row, column))
        .map(|row| written(sheet.cell(row, column)))
        .peekable();
    cells.peek().is_some() && cells.all(|time| matches!(time, Some(Written::OfDay(_))))
}

/// Times of the day in a row, counted from the midnight before the first: they may pass one midnight, and go back nowhere else.
/// Newest first is an order, too.
fn without_days(sheet: &Sheet, column: &Column, times: &mut [f64]) -> Result<(), Problem> {
    /// What goes back by less was no other day: markets open earlier than they close.
    const NIGHT: f64 = 6.0 * 3_600.0;
    let rows: Vec<usize> = (0..times.len())
        .filter(|&row| !times[row].is_nan())
        .collect();
    let step = |pair: &[usize]| times[pair[1]] - times[pair[0]];
    // Across midnight a step forward is a small one.
    let is_forward = |step: f64| step > 0.0 && step < 0.5 * DAY_S || step < -0.5 * DAY_S;
    let forward = rows
        .windows(2)
        .filter(|pair| is_forward(step(pair)))
        .count();
    let backward = rows
        .windows(2)
        .filter(|pair| is_forward(-step(pair)))
        .count();
    let mut order = rows;
    let is_sorted = order.windows(2).all(|pair| step(pair) >= 0.0);
    if backward > forward && !is_sorted {
        order.reverse();
    }
    let mut passed = 0.0;
    let mut before: Option<f64> = None;
    for row in order {
        let time = times[row];
        if let Some(step) = before
            .map(|before| time - before)
            .filter(|step| *step < 0.0)
        {
            if passed > 0.0 || step > -NIGHT {
                let expected = "a time of the day after the one before, or a date with it: nothing in the file says of which day it is";
                return Err(sheet.fault(row, column, ErrorCode::Inconsistent, expected));
            }
            passed = DAY_S;
        }
        before = Some(time);
        times[row] = time + passed;
    }
    Ok(())
}

/// A day number of a spreadsheet with its time behind a comma: 45293,0417.
fn of_sheet(text: &str) -> Option<Written> {
    let (whole, behind) = text.split_once(',')?;
    let are_digits = |part: &str| part.bytes().all(|letter| letter.is_ascii_digit());
    if whole.len() != 5 || behind.is_empty() || !are_digits(whole) || !are_digits(behind) {
        return None;
    }
    let time = number(&format!("{whole}.{behind}"))?;
    SHEET_DAYS
        .contains(&time)
        .then_some(Written::Number(time, 0))
}

fn decimal_digits(whole: f64) -> usize {
    let mut digits = 1;
    let mut power = 10.0;
    while whole >= power {
        digits += 1;
        power *= 10.0;
    }
    digits
}

/// Seconds since 1970 of digits that write down a date, most significant first: `YYYY`, `YYYYMM` and so on.
#[allow(
    clippy::cast_possible_truncation,
    reason = "parts of two to four digits"
)]
fn of_digits(time: f64, digits: usize) -> Option<f64> {
    let part = |behind: usize, length: i32| -> i32 {
        let mut value = time;
        for _ in 0..behind {
            value = (value / 10.0).floor();
        }
        let modulus = if length == 4 {
            1e4
        } else if length == 3 {
            1e3
        } else {
            1e2
        };
        (value - (value / modulus).floor() * modulus) as i32
    };
    let years = part(digits - 4, 4);
    // What nobody has a file of is no date.
    if !(1_600..=2_200).contains(&years) {
        return None;
    }
    let two = |at: usize, otherwise: i32| {
        if digits >= at {
            part(digits - at, 2)
        } else {
            otherwise
        }
    };
    let (month, day) = (two(6, 1), two(8, 1));
    let (hour, minute, second) = (two(10, 0), two(12, 0), two(14, 0));
    let milli = if digits == 17 { part(0, 3) } else { 0 };
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let of_day = f64::from(hour * 3_600 + minute * 60 + second) + f64::from(milli) / 1e3;
    seconds(years, month, day, of_day)
}

/// A number since 1970, whose size tells its unit.
pub(super) fn epoch(time: f64) -> f64 {
    // Each unit begins where the one before would be a year that nobody has data of.
    let size = time.abs();
    if size >= 1e17 {
        time / 1e9
    } else if size >= 1e14 {
        time / 1e6
    } else if size >= 1e11 {
        time / 1e3
    } else {
        time
    }
}

/// Seconds since 1970 from which on numbers are told by their size: 1973, and days of milliseconds.
const LEAST_EPOCH: f64 = 1e8;

/// A number in the unit of its column. Where the number is a date of our days in another one, both cannot be right.
#[inline(never)]
fn counted(
    sheet: &Sheet,
    row: usize,
    column: &Column,
    time: f64,
    named: Option<f64>,
) -> Result<f64, Problem> {
    let by_size = epoch(time);
    let Some(seconds) = named else {
        return Ok(by_size);
    };
    // From 2000 to 2100. "minute" is also the minute in which a candle opens.
    let is_today = (9.4e8..4.2e9).contains(&by_size);
    if seconds >= 1.0 && is_today {
        return Ok(by_size);
    }
    let by_name = time * seconds;
    if is_today && (by_name / by_size - 1.0).abs() > 1e-3 {
        let expected =
            "the unit that the name of the column says; by its size the number has another";
        return Err(sheet.fault(row, column, ErrorCode::Inconsistent, expected));
    }
    Ok(if is_today { by_size } else { by_name })
}

/// What the numbers of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Epoch,
    Digits,
    SheetDays,
}

/// Days of a spreadsheet, from 1954 to 2119.
const SHEET_DAYS: std::ops::RangeInclusive<f64> = 20_000.0..=80_000.0;
/// Its day 0 is 1899-12-30.
const SHEET_ZERO: f64 = 25_569.0;

fn unit_of(all: &[Option<Written>], is_named: bool, has_clock: bool) -> Unit {
    let numbers = || {
        all.iter().flatten().filter_map(|written| match written {
            &Written::Number(time, digits) => Some((time, digits)),
            Written::Seconds(..) | Written::Either(..) | Written::OfDay(_) => None,
        })
    };
    let Some((first, digits)) = numbers().next().filter(|_| !is_named) else {
        return Unit::Epoch;
    };
    let is_date = |(time, each): (f64, usize)| each == digits && of_digits(time, digits).is_some();
    // A single hour such as 2025101021 could be a second of the year 2034.
    let enough = digits != 10 || numbers().count() > 1;
    if matches!(digits, 4 | 6 | 8 | 10 | 12 | 14 | 17) && enough && numbers().all(is_date) {
        return Unit::Digits;
    }
    // Seconds of a day are as large as days since 1900; but nobody has candles sixty days apart over centuries.
    let (mut least_step, mut last) = (f64::INFINITY, first);
    for (time, _) in numbers().skip(1) {
        if time != last {
            least_step = least_step.min((time - last).abs());
        }
        last = time;
    }
    // With a clock beside it all rows may be of one day.
    let is_near = least_step <= 31.0 || has_clock && least_step.is_infinite();
    if numbers().all(|(time, _)| SHEET_DAYS.contains(&time)) && is_near {
        return Unit::SheetDays;
    }
    Unit::Epoch
}

/// Whether a cell can be a time, as far as it alone says so.
pub(super) fn is_time(cell: Cell<'_>) -> bool {
    written(cell).is_some()
}

/// Whether a cell is a date and no mere number.
pub(super) fn is_date(cell: Cell<'_>) -> bool {
    matches!(
        written(cell),
        Some(Written::Seconds(..) | Written::Either(..))
    )
}

/// Whether a cell is a date, or a number of the size of one since 1970; nothing counts.
pub(super) fn is_moment(cell: Cell<'_>) -> bool {
    match written(cell) {
        Some(Written::Number(time, digits)) => {
            epoch(time) >= LEAST_EPOCH || digits >= 4 && of_digits(time, digits).is_some()
        }
        Some(_) => true,
        None => cell == Cell::Empty,
    }
}

/// Whether a cell is a date, or a number of the size of seconds since 1970 and no year or month in digits.
pub(super) fn is_instant(cell: Cell<'_>) -> bool {
    match written(cell) {
        Some(Written::Number(time, digits)) => {
            epoch(time) >= LEAST_EPOCH || digits == 8 && of_digits(time, digits).is_some()
        }
        Some(_) => true,
        None => false,
    }
}

/// Whether a cell can be a time of the day and nothing else.
pub(super) fn is_clock(cell: Cell<'_>) -> bool {
    let is_short = match cell {
        Cell::Text(text) => {
            text.len() <= 6
                || text.contains(':') && !is_date(cell)
                || text.starts_with("0.")
                || text.starts_with("0,")
        }
        Cell::Number(number) => number < 1e6,
        Cell::Empty => false,
    };
    is_short && clock_time(cell).is_some()
}

/// Three numbers of two digits each, as a date may begin with, and the seconds of the day behind them.
fn two_digits(text: &str) -> Option<[i32; 3]> {
    let mut rest = Rest(text);
    let mut parts = [0; 3];
    for (place, part) in parts.iter_mut().enumerate() {
        if place > 0 {
            rest.any(&['-', '/', '.'])?;
        }
        *part = rest.digits(2, 2)?.0;
    }
    let is_over = !rest.0.starts_with(|letter: char| letter.is_ascii_digit());
    is_over.then_some(parts)
}

/// A year of two digits, as sheets read it.
fn full_year(year: i32) -> i32 {
    if year < 70 {
        2_000 + year
    } else {
        1_900 + year
    }
}

/// The same time with the year in front, where it is three numbers of two digits.
fn with_year_first(time: Written, sheet: &Sheet, row: usize, column: &Column) -> Option<Written> {
    let [year, month, day] = two_digits(&sheet.text(row, column))?;
    let (of_day, is_local) = match time {
        Written::Either(.., of_day, is_local) => (of_day, is_local),
        Written::Seconds(all, is_local) => (all.rem_euclid(DAY_S), is_local),
        Written::Number(..) | Written::OfDay(_) => return None,
    };
    seconds(full_year(year), month, day, of_day).map(|all| Written::Seconds(all, is_local))
}

/// Whether the first of three numbers of two digits is the year in all rows: so read they are dates in order, of a shorter
/// stretch than with the day or the month in front, or those are no dates in order at all.
fn is_year_first(sheet: &Sheet, column: &Column, all: &[Option<Written>]) -> bool {
    let rows = || (0..sheet.rows()).filter(|&row| all[row].is_some());
    if !rows().all(
        |row| matches!(sheet.cell(row, column), Cell::Text(text) if two_digits(text).is_some()),
    ) {
        return false;
    }
    let span = |order: [usize; 3]| -> Option<i32> {
        let mut dates = Vec::with_capacity(sheet.rows());
        for row in rows() {
            let parts = two_digits(&sheet.text(row, column))?;
            let [year, month, day] = order.map(|place| parts[place]);
            dates.push(days(full_year(year), month, day)?);
        }
        let is_sorted = dates.is_sorted() || dates.iter().rev().is_sorted();
        let ends = dates.iter().min().zip(dates.iter().max());
        ends.filter(|_| is_sorted).map(|(least, most)| most - least)
    };
    let Some(own) = span([0, 1, 2]) else {
        return false;
    };
    [[2, 1, 0], [2, 0, 1]]
        .into_iter()
        .filter_map(span)
        .all(|other| own < other)
}

/// The times of a column, seconds since 1970; `NaN` where a cell has none. `time_of_day`: another column that is added.
pub(super) fn read(
    sheet: &Sheet,
    column: &Column,
    clock: Option<&Column>,
    how: &How,
    remarks: &mut Remarks,
) -> Result<Vec<f64>, Problem> {
    let mut all: Vec<Option<Written>> = Vec::with_capacity(sheet.rows());
    for row in 0..sheet.rows() {
        let cell = sheet.cell(row, column);
        let is_empty = match cell {
            Cell::Text(text) => is_nothing(text),
            Cell::Number(_) => false,
            Cell::Empty => true,
        };
        if is_empty {
            all.push(None);
            continue;
        }
        let Some(time) = written(cell) else {
            return Err(sheet.fault(row, column, ErrorCode::WrongType, EXPECTED));
        };
        all.push(Some(time));
    }
    let is_of_day = |time: &Option<Written>| matches!(time, Some(Written::OfDay(_)));
    let is_without_days = all.iter().any(is_of_day);
    let other = all
        .iter()
        .position(|time| time.is_some() && !is_of_day(time));
    if let (true, Some(row)) = (is_without_days, other) {
        let expected = "a date in all rows, or a time of the day in all";
        return Err(sheet.fault(row, column, ErrorCode::Inconsistent, expected));
    }
    if is_year_first(sheet, column, &all) {
        let mut first = None;
        for (row, time) in all.iter_mut().enumerate() {
            if let Some(year_first) =
                time.and_then(|time| with_year_first(time, sheet, row, column))
            {
                first = first.or(Some(row));
                *time = Some(year_first);
            }
        }
        if let Some(row) = first {
            remarks.say(RemarkKind::YearFirst, 1, &sheet.text(row, column));
        }
    }
    let named = unit_named(&column.name);
    let is_named = named.is_some_and(|seconds| seconds < DAY_S);
    let unit = unit_of(&all, is_named, clock.is_some());
    let of_number = |row: usize, time: f64| counted(sheet, row, column, time, named);
    // The first one that only one order makes a date decides for all.
    let mut sure: [Option<usize>; 2] = [None, None];
    let mut first_either = None;
    for (row, time) in all.iter().enumerate() {
        if let &Some(Written::Either(a, b, year, ..)) = time {
            // 10/10/2025 is the same either way.
            if a != b {
                first_either = first_either.or(Some(row));
            }
            match (days(year, b, a).is_some(), days(year, a, b).is_some()) {
                (true, false) => sure[0] = sure[0].or(Some(row)),
                (false, true) => sure[1] = sure[1].or(Some(row)),
                (false, false) => {
                    return Err(sheet.fault(row, column, ErrorCode::WrongType, EXPECTED));
                }
                (true, true) => {}
            }
        }
    }
    let day_first = match (sure, how.day_first) {
        ([Some(_), Some(row)], _) => {
            let expected = "a date with the day first, as in the rows before";
            return Err(sheet.fault(row, column, ErrorCode::Inconsistent, expected));
        }
        ([Some(_), None], _) => true,
        ([None, Some(_)], _) => false,
        ([None, None], Some(day_first)) => day_first,
        ([None, None], None) => {
            if let Some(row) = first_either {
                let message = format!(
                    "{} may have the day first (dmy) or the month first (mdy), and no date of the file decides",
                    sheet.place_and_value(row, column)
                );
                return Err(ask("dates", &["dmy", "mdy"], &message));
            }
            true
        }
    };
    if let Some(row) = first_either {
        let kind = if day_first {
            RemarkKind::DayFirst
        } else {
            RemarkKind::MonthFirst
        };
        remarks.say(kind, 1, &sheet.text(row, column));
    }
    let first_number = all
        .iter()
        .position(|time| matches!(time, Some(Written::Number(..))));
    if let (Some(row), Unit::Digits | Unit::SheetDays) = (first_number, unit) {
        let text = sheet.text(row, column);
        let kind = match unit {
            Unit::SheetDays => RemarkKind::DayNumbers,
            Unit::Digits if text.len() == 4 => RemarkKind::Years,
            Unit::Digits | Unit::Epoch => RemarkKind::DateDigits,
        };
        remarks.say(kind, 1, &text);
    }
    if let Some(row) = (0..sheet.rows())
        .find(|&row| matches!(sheet.cell(row, column), Cell::Text(text) if is_shortened(text)))
    {
        let expected = "a time with all of its digits: so few are left of it, as a spreadsheet shows it, that it is another time";
        return Err(sheet.fault(row, column, ErrorCode::WrongType, expected));
    }
    // What was counted from some start, nothing says in which unit.
    let is_relative = |time: &Option<Written>| match time {
        Some(Written::Number(time, _)) => time.abs() < LEAST_EPOCH,
        _ => false,
    };
    if unit == Unit::Epoch && named.is_none() && all.iter().any(is_relative) {
        if matches!(
            plain(&column.name).as_str(),
            "month" | "monat" | "quarter" | "quartal" | "year" | "jahr"
        ) {
            let row = first_number.unwrap_or(0);
            let expected = "dates: months and years have no length of their own";
            return Err(sheet.fault(row, column, ErrorCode::WrongType, expected));
        }
        // Seconds of candles are whole minutes; what is not may be days, months or years.
        let are_minutes = all.iter().all(|time| match time {
            Some(Written::Number(time, _)) => time % 60.0 == 0.0,
            _ => true,
        });
        let is_date = matches!(
            plain(&column.name).as_str(),
            "date" | "dates" | "datum" | "fecha" | "tradedate" | "observationdate" | "day"
        );
        if is_date && !are_minutes {
            let row = first_number.unwrap_or(0);
            let expected =
                "a date such as 2021-05-19, or a name that says a unit, such as time_s or t (min)";
            return Err(sheet.fault(row, column, ErrorCode::WrongType, expected));
        }
        remarks.say(RemarkKind::Seconds, 1, &column.name);
    }
    let heading = zone_of(column).or_else(|| zone_of(clock?));
    let zones = zones_of(sheet).filter(|zones| heading.is_none() && zones != column);
    let is_count = |time: &Option<Written>| matches!(time, Some(Written::Number(..)));
    let mut times = Vec::with_capacity(all.len());
    for (row, time) in all.into_iter().enumerate() {
        let is_local = match &time {
            Some(Written::Seconds(_, is_local) | Written::Either(.., is_local)) => *is_local,
            time => is_count(time) && unit != Unit::Epoch,
        };
        let is_since_1970 = is_count(&time) && unit == Unit::Epoch && !is_relative(&time);
        let read = match time {
            None => {
                times.push(f64::NAN);
                continue;
            }
            Some(Written::Seconds(seconds, _) | Written::OfDay(seconds)) => Some(seconds),
            Some(Written::Either(a, b, year, of_day, _)) => {
                let (day, month) = if day_first { (a, b) } else { (b, a) };
                seconds(year, month, day, of_day)
            }
            Some(Written::Number(time, digits)) => match unit {
                Unit::Epoch => Some(of_number(row, time)?),
                Unit::Digits => of_digits(time, digits),
                Unit::SheetDays => {
                    Some((time.floor() - SHEET_ZERO) * DAY_S + of_share(time.fract()))
                }
            },
        };
        let of_day = match clock {
            None => Some((0.0, None)),
            Some(clock) => match (sheet.number(row, clock), unit_named(&clock.name)) {
                // Hours of a day in a column of that name.
                (Some(hours), Some(3_600.0)) => (0.0..24.0)
                    .contains(&hours)
                    .then_some((hours * 3_600.0, None)),
                _ => clock_parts(sheet.cell(row, clock)),
            },
        };
        let is_local = is_local && of_day.is_none_or(|(_, ahead)| ahead.is_none());
        let of_day = of_day.map(|(time, ahead)| time - ahead.unwrap_or(0.0));
        // What says its own offset, or counts from 1970, needs none.
        if let Some(zones) = zones.as_ref().filter(|_| is_since_1970)
            && !sheet.is_nothing(row, zones)
        {
            let word = sheet.text(row, zones);
            let is_utc = zone(&word).or_else(|| number_ahead(&word)) == Some(Zone::Ahead(0.0));
            if !is_utc {
                remarks.say(RemarkKind::OffsetUnused, 1, &sheet.shown(zones));
            }
        }
        let ahead = match (&heading, &zones) {
            _ if !is_local => 0.0,
            (Some(Zone::Ahead(ahead)), _) => *ahead,
            (Some(Zone::Named), _) => {
                let said = [Some(column), clock].into_iter().flatten();
                let said = said.filter(|column| has_named_zone(column)).take(1);
                let said: Vec<String> = said.map(|column| sheet.shown(column)).collect();
                remarks.say(RemarkKind::Zone, 1, &said.concat());
                0.0
            }
            (None, Some(zones)) if !sheet.is_nothing(row, zones) => {
                let word = sheet.text(row, zones);
                match zone(&word).or_else(|| number_ahead(&word)) {
                    Some(Zone::Ahead(ahead)) => ahead,
                    _ => {
                        let said = format!("{}: {word}", sheet.shown(zones));
                        remarks.say(RemarkKind::Zone, 1, &said);
                        0.0
                    }
                }
            }
            _ => 0.0,
        };
        let of_day = of_day.map(|of_day| of_day - ahead);
        match (read, of_day) {
            (Some(seconds), Some(of_day)) if SECONDS.contains(seconds + of_day) => {
                times.push(seconds + of_day);
            }
            (_, None) => {
                let expected = "a time of the day such as 13:10:00 or 131000";
                let column = clock.unwrap_or(column);
                return Err(sheet.fault(row, column, ErrorCode::WrongType, expected));
            }
            _ => return Err(sheet.fault(row, column, ErrorCode::WrongType, EXPECTED)),
        }
    }
    if is_without_days {
        without_days(sheet, column, &mut times)?;
        remarks.say(RemarkKind::NoDays, 1, &sheet.shown(column));
    }
    Ok(times)
}

/// Seconds of a day that is told as a share of one, as spreadsheets do: to the millisecond. Four digits tell no second and five
/// no part of one, unless they are exact.
fn of_share(share: f64) -> f64 {
    let time = (share * DAY_S * 1e3).round() / 1e3;
    let has_digits =
        |power: f64| (share * power - (share * power).round()).abs() < 1e-7 * power.sqrt();
    if time % 1.0 == 0.0 {
        time
    } else if has_digits(1e4) {
        (time / 60.0).round() * 60.0
    } else if has_digits(1e5) {
        time.round()
    } else {
        time
    }
}

/// Seconds of the day in a column of their own: `13:10`, `131000`, `1310`, and `0` for midnight. Less any offset.
pub(super) fn clock_time(cell: Cell<'_>) -> Option<f64> {
    clock_parts(cell).map(|(time, ahead)| time - ahead.unwrap_or(0.0))
}

/// The same with the offset beside it, where it says one.
fn clock_parts(cell: Cell<'_>) -> Option<(f64, Option<f64>)> {
    let text = match cell {
        Cell::Text(text) => text.to_owned(),
        Cell::Number(number) => crate::decimal::plain(number),
        Cell::Empty => return None,
    };
    // A share of the day: 0.5, 0,541666667.
    if let Some(digits) = text
        .strip_prefix(['0', '.', ','])
        .filter(|_| text.contains(['.', ',']))
    {
        let digits = digits.trim_start_matches(['.', ',']);
        return Some((of_share(number(&format!("0.{digits}"))?), None));
    }
    let is_digits = text.bytes().all(|letter| letter.is_ascii_digit());
    let padded = match text.len() {
        1..=3 if is_digits => format!("{text:0>4}"),
        5 if is_digits => format!("{text:0>6}"),
        _ => text,
    };
    time_of_day(&padded)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alone(text: &str) -> Option<f64> {
        match written(Cell::Text(text))? {
            Written::Number(time, digits) if digits >= 8 => {
                of_digits(time, digits).or(Some(epoch(time)))
            }
            Written::Number(time, _) => Some(epoch(time)),
            Written::Seconds(seconds, _) => Some(seconds),
            Written::Either(..) | Written::OfDay(_) => None,
        }
    }

    #[test]
    fn times_are_read_in_every_unit() {
        // 2021-05-19 13:10:00 UTC.
        let expected = Some(1_621_429_800.0);
        for text in [
            "1621429800",
            "1621429800000",
            "1621429800000000",
            "1621429800000000000",
            "1621429800.0",
            "2021-05-19T13:10:00Z",
            "2021-05-19 13:10",
            "2021-05-19 13:10:00.000+00:00",
            "2021-05-19T15:10:00+02:00",
            "2021-05-19T08:40:00-0430",
            "2021-05-19 13:10:00 UTC",
            "2021-05-19 13:10:00+00",
            "2021-05-19 13:10:00 +0000 UTC",
            "2021/05/19 13:10",
            "2021.05.19 13:10:00",
            "2021-5-19 13:10",
            "19.05.2021 13:10",
            "19.05.2021 13:10:00.000",
            "20210519 131000",
            "20210519T131000Z",
            "20210519131000",
            "202105191310",
            "20210519131000000",
            "May 19, 2021 13:10",
            "19 May 2021 13:10",
            "19-May-2021 13:10:00",
            "19-May-21 13:10:00",
            "19. Mai 2021 13:10",
            "19 mai 2021 13:10",
            "mercredi 19 mai 2021 13:10",
            "19 de mayo de 2021 13:10",
            "19 maggio 2021 13:10",
            "Wed, 19 May 2021 13:10:00 GMT",
            "2021-05-19 01:10 PM",
            "2021-05-19, 1:10:00 pm",
        ] {
            assert_eq!(alone(text), expected, "{text}");
        }
        for text in ["2021-05-19 01-PM", "2021-05-19 1 pm", "2021-05-19 01PM"] {
            assert_eq!(alone(text), expected.map(|time| time - 600.0), "{text}");
        }
        assert_eq!(alone("2021-05-19 12-AM"), alone("2021-05-19"));
        assert_eq!(alone("2021-05-19 01-13"), None);
        assert_eq!(alone("1970-01-01"), Some(0.0));
        assert_eq!(alone("2000-02-29"), Some(951_782_400.0));
        assert_eq!(alone("1970-01-01T00:00:00.5"), Some(0.5));
        assert_eq!(alone("1969-12-31"), Some(-86_400.0));
        assert_eq!(alone("2025-10"), Some(1_759_276_800.0));
        for text in [
            "",
            "x",
            "2021-02-29",
            "2021-13-01",
            "2021-05-19T24:00",
            "2021-05-19T13:10:00X",
            "NaN",
            "2021-05-19T",
            "31.04.2021",
            "19/05/2021",
            "Foo 19, 2021",
            "2021-05-19 13",
            "1500-01-01",
        ] {
            assert_eq!(alone(text), None, "{text}");
        }
    }
}
