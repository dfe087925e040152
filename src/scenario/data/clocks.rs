//! Names of columns of times, and of the clocks that they are read from.

use super::text::small;

/// Columns that say when a candle opens, and those that only say when it was.
pub(super) const OPENING_TIMES: &[&str] = &[
    "opentime",
    "timeperiodstart",
    "timeopen",
    "opentimestamp",
    "opendate",
    "klineopentime",
    "starttime",
    "timestart",
    "periodstart",
    "candlebegintime",
    "candlestart",
    "candlestarttime",
    "intervalstart",
    "intervalbegin",
    "windowstart",
    "bucketstart",
    "barstart",
    "bartime",
    "begintime",
    "begintimestamp",
    "openingtime",
    "starttimestamp",
    "starttimeiso",
    "startat",
    "startedat",
    "start",
    "candledatetimeutc",
];
pub(super) const TIMES: &[&str] = &[
    "timestamp",
    "time",
    "date",
    "datetime",
    "unix",
    "unixtimestamp",
    "unixtime",
    "epoch",
    "ts",
    "t",
    "timestampms",
    "timestamputc",
    "timestamps",
    "timeutc",
    "utctime",
    "dateutc",
    "utc",
    "datetimeutc",
    "gmttime",
    "localtime",
    "dt",
    "day",
    "month",
    "quarter",
    "year",
    "datum",
    "zeitpunkt",
    "zeitstempel",
    "tag",
    "monat",
    "quartal",
    "trimestre",
    "jahr",
    "tradedate",
    "dateandtime",
    "datetimestamp",
    "snappedat",
    "dtyyyymmdd",
    "times",
    "ctm",
    "fecha",
    "fechahora",
    "data",
    "dataora",
    "datahora",
    "tijd",
    "observationdate",
    "asofdate",
    "pricedate",
    "quotedate",
    "quotetime",
    "valuedate",
    "tradetime",
    "transacttime",
    "transactiontime",
    "eventtime",
    "exectime",
    "executiontime",
    "filltime",
    "fundingtime",
    "blocktime",
    "blocktimestamp",
    "blockdate",
    "evtblocktime",
    "evtblockdate",
    "callblocktime",
    "tsevent",
    "bucket",
    "timebucket",
    "asof",
    "createtime",
    "handelsdatum",
    "handelstag",
    "handelszeit",
    "kursdatum",
    "borsentag",
    "stichtag",
    "zeit",
    "uhrzeit",
    "hora",
    "ora",
    "heure",
];
/// Columns that say when a candle closes: they count where no other one says a time.
pub(super) const CLOSING_TIMES: &[&str] = &[
    "closetime",
    "closingtime",
    "timeclose",
    "closetimestamp",
    "klineclosetime",
    "candleclosetime",
    "closeat",
    "timeperiodend",
    "periodend",
    "candleendtime",
    "intervalend",
    "windowend",
    "bucketend",
    "barend",
    "candleend",
    "endtime",
    "timeend",
    "endtimestamp",
    "endat",
    "closedatetime",
    "closedate",
    "enddate",
    "schlusszeit",
    "endzeit",
    "closets",
    "endts",
    "tsclose",
    "tsend",
    "end",
    "until",
    "ende",
    "bis",
];
/// Of these dates with a clock in a column beside them, and such clocks.
pub(super) const CLOSING_DATES: &[&str] = &["closedate", "enddate"];
pub(super) const CLOSING_CLOCKS: &[&str] = &["closetime", "closingtime", "endtime", "timeclose"];
/// What is left to read.
pub(super) struct Rest<'a>(pub(super) &'a str);

impl Rest<'_> {
    pub(super) fn spaces(&mut self) {
        self.0 = self.0.trim_start();
    }

    pub(super) fn any(&mut self, letters: &[char]) -> Option<char> {
        let first = self
            .0
            .chars()
            .next()
            .filter(|first| letters.contains(first))?;
        self.0 = self.0.get(first.len_utf8()..)?;
        Some(first)
    }

    /// The number of `least` to `most` digits, and how many there are.
    pub(super) fn digits(&mut self, least: usize, most: usize) -> Option<(i32, usize)> {
        let count = self.0.bytes().take_while(u8::is_ascii_digit).count();
        if !(least..=most).contains(&count) {
            return None;
        }
        let (digits, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some((digits.parse().ok()?, count))
    }

    /// A word, in small letters.
    pub(super) fn word(&mut self) -> String {
        let end = self
            .0
            .find(|letter: char| !letter.is_alphabetic())
            .unwrap_or(self.0.len());
        let (word, rest) = self.0.split_at_checked(end).unwrap_or(("", self.0));
        self.0 = rest;
        small(word)
    }
}

/// By how much a clock is ahead of UTC: `+2`, `-05:00`, `+0530`.
pub(super) fn offset(rest: &mut Rest<'_>) -> Option<f64> {
    let sign = rest.any(&['+', '-', '\u{2212}'])?;
    let (first, count) = rest.digits(1, 4)?;
    let (hours, minutes) = match count {
        4 => (first / 100, first % 100),
        1 | 2 if rest.any(&[':']).is_some() => (first, rest.digits(2, 2)?.0),
        1 | 2 => (first, 0),
        _ => return None,
    };
    if hours > 18 || minutes > 59 {
        return None;
    }
    let ahead = f64::from(hours * 3_600 + minutes * 60);
    Some(if sign == '+' { ahead } else { -ahead })
}

/// A clock that a file says its times are of.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Zone {
    /// So many seconds ahead of UTC.
    Ahead(f64),
    /// Of a name: how far it is ahead depends on the date, and on who uses it.
    Named,
}

/// Names of clocks, in capital letters.
const ZONES: &[&str] = &[
    "CET",
    "CEST",
    "MEZ",
    "MESZ",
    "EST",
    "EDT",
    "ET",
    "CST",
    "CDT",
    "CT",
    "MST",
    "MDT",
    "PST",
    "PDT",
    "PT",
    "BST",
    "IST",
    "JST",
    "KST",
    "HKT",
    "SGT",
    "AEST",
    "AEDT",
    "WET",
    "WEST",
    "EET",
    "EEST",
    "MSK",
    "BRT",
    "LOCAL",
    "ORTSZEIT",
    "LOKALZEIT",
    "EASTERN",
    "PACIFIC",
    "BERLIN",
    "NEWYORK",
    "LONDON",
    "PARIS",
    "TOKYO",
    "ZURICH",
    "SINGAPORE",
];
/// First parts of such names, as `Europe/Berlin` has one.
const REGIONS: [&str; 9] = [
    "africa/",
    "america/",
    "asia/",
    "atlantic/",
    "australia/",
    "europe/",
    "indian/",
    "pacific/",
    "us/",
];

/// The clock that some words name: `UTC+2`, `GMT-05:00`, `+05:30`, `CET`, `Europe/Berlin`, `New York time`.
pub(super) fn zone(words: &str) -> Option<Zone> {
    let words = words.trim().to_ascii_uppercase();
    let mut rest = Rest(&words);
    for name in ["UTC", "GMT", "Z"] {
        if let Some(next) = rest.0.strip_prefix(name) {
            rest.0 = next.trim_start();
            if rest.0.is_empty() {
                return Some(Zone::Ahead(0.0));
            }
            break;
        }
    }
    if rest.0.starts_with(['+', '-', '\u{2212}']) {
        let ahead = offset(&mut rest)?;
        return rest.0.trim().is_empty().then_some(Zone::Ahead(ahead));
    }
    let name = words.trim_end_matches("TIME").replace(' ', "");
    let is_region = || {
        let name = small(&name);
        REGIONS.iter().any(|region| name.starts_with(region))
    };
    (ZONES.contains(&name.as_str()) || is_region()).then_some(Zone::Named)
}

/// The name of a column of times and the clock that stands behind it without brackets: `date_est`, `time UTC+2`. `plain`: a
/// name as names are looked for.
pub(super) fn zone_behind<'a>(
    name: &'a str,
    plain: &dyn Fn(&str) -> String,
) -> Option<(&'a str, &'a str)> {
    let is_between = |letter: char| matches!(letter, ' ' | '_' | '-' | '.');
    let lower = name.to_ascii_lowercase();
    let found = ["utc", "gmt"].into_iter().chain(REGIONS);
    let place = found
        .filter_map(|word| lower.find(word))
        .find(|&place| place > 0)
        .or_else(|| {
            let last = name.rfind(is_between)?;
            Some(last + 1)
        })?;
    let (stem, words) = name.split_at_checked(place)?;
    let stem = stem.trim_end_matches(is_between);
    // UTC is what all times are of, and has names of its own.
    if zone(words).is_none_or(|zone| zone == Zone::Ahead(0.0)) {
        return None;
    }
    let bare = plain(stem);
    let is_time = OPENING_TIMES.contains(&bare.as_str()) || TIMES.contains(&bare.as_str());
    is_time.then_some((stem, words))
}
