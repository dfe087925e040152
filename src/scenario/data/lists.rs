//! Lists of positions in a JSON file that has several: by account, venue, contract or side, or one a page.

use super::content::Content;
use super::frames;
use super::held::SIDES;
use super::how::{How, RemarkKind, Remarks};
use super::languages::in_english;
use super::names::{ENTRIES_AND_IDS, SYMBOLS, is_symbol, plain};
use super::sheet::{Cell, Column, Sheet};
use super::table;
use super::text::{malformed, quote, small};
use super::times;
use crate::error::Problem;
use crate::population::crowd::Side;
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// How deep lists are looked for.
const DEEPEST: usize = 6;
/// Rows of a list that say what it is of.
const FIRST: usize = 20;

/// What the name of a list says of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
enum Said {
    #[default]
    Nothing,
    /// What some call trades are positions, unless there are positions beside them.
    Trades,
    Orders,
    Over,
}

/// What stands around a list.
#[derive(Debug, Clone, Default)]
struct Around {
    said: Said,
    side: Option<Side>,
    symbol: String,
    account: String,
    /// Whose it is, by another name than an account, whose positions may share a margin.
    owner: String,
    category: String,
    /// The moment that is its name.
    moment: String,
    /// The moment that stands beside it, and the name of that.
    time: Option<(String, String)>,
}

/// One list.
struct List<'a> {
    path: String,
    around: Around,
    rows: Vec<Cow<'a, Value>>,
}

/// All that a file has.
#[derive(Default)]
pub(super) struct Lists<'a> {
    all: Vec<List<'a>>,
    /// What stands beside them: its path, and what its name says.
    others: Vec<(String, Said, &'a Value)>,
}

/// Words of a name: `closedPositions` and `closed_positions` have two.
fn words(name: &str) -> Vec<String> {
    let mut all = vec![String::new()];
    let mut before = ' ';
    for letter in name.chars() {
        let is_new = letter.is_uppercase() && before.is_lowercase() || !letter.is_alphanumeric();
        if is_new {
            all.push(String::new());
        }
        if let Some(word) = all.last_mut()
            && letter.is_alphanumeric()
        {
            word.extend(letter.to_lowercase());
        }
        before = letter;
    }
    all
}

fn said_by(name: &str) -> Said {
    let is = |word: &String| match word.as_str() {
        "closed" | "close" | "history" | "historical" | "past" | "previous" | "prior"
        | "former" | "old" | "before" | "expired" | "settled" | "liquidated" | "archive"
        | "archived" | "inactive" | "geschlossen" | "geschlossene" | "verlauf" | "historie"
        | "ferm\u{e9}es" | "cerradas" | "chiuse" | "fechadas" => Said::Over,
        "order" | "orders" | "pending" | "fill" | "fills" | "execution" | "executions"
        | "auftr\u{e4}ge" | "ordres" | "ordenes" | "\u{f3}rdenes" | "ordini" | "ordens" => {
            Said::Orders
        }
        "trade" | "trades" => Said::Trades,
        _ => Said::Nothing,
    };
    words(name).iter().map(is).max().unwrap_or_default()
}

/// The side that a name says: `longs`, `shortPositions`.
fn side_by(name: &str) -> Option<Side> {
    let mut all = words(name);
    all.retain(|word| {
        !word.is_empty() && !matches!(word.as_str(), "position" | "positions" | "open")
    });
    let [word] = all.as_slice() else {
        return None;
    };
    match in_english(&small(word.trim_end_matches('s'))) {
        "long" => Some(Side::Long),
        "short" => Some(Side::Short),
        _ => None,
    }
}

/// Whether a name is that of a venue: some of them could be symbols.
pub(super) fn is_venue(name: &str) -> bool {
    let name = plain(name);
    [
        "binance",
        "bybit",
        "okx",
        "okex",
        "gate",
        "gateio",
        "bitget",
        "kraken",
        "deribit",
        "bitmex",
        "kucoin",
        "htx",
        "huobi",
        "mexc",
        "dydx",
        "coinbase",
        "bingx",
        "phemex",
        "bitfinex",
        "hyperliquid",
        "gmx",
    ]
    .contains(&name.as_str())
}

fn text(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

impl Around {
    /// With what an object says of all that it holds.
    fn within(&self, fields: &Map<String, Value>) -> Self {
        let mut inner = self.clone();
        let of = |names: &[&str]| {
            let mut all = names.iter().map(|name| text(fields.get(*name)));
            all.find(|text| !text.is_empty())
        };
        let named = [
            (
                &mut inner.symbol,
                of(&[
                    "symbol",
                    "instId",
                    "contract",
                    "contract_code",
                    "pair",
                    "instrument_name",
                ]),
            ),
            (&mut inner.account, of(&["account"])),
            (
                &mut inner.owner,
                of(&["address", "wallet", "user", "trader", "owner", "uid"]),
            ),
            (&mut inner.category, of(&["category"])),
        ];
        for (place, text) in named {
            if let Some(text) = text {
                *place = text;
            }
        }
        let time = ["timestamp", "time", "ts", "datetime", "date", "T", "E"]
            .iter()
            .map(|name| ((*name).to_owned(), text(fields.get(*name))))
            .find(|(_, text)| !text.is_empty());
        inner.time = time.or(inner.time);
        inner
    }

    /// With what the name of one of its values says of that.
    fn named(&self, name: &str, are_symbols: bool) -> Self {
        let mut inner = self.clone();
        inner.said = inner.said.max(said_by(name));
        let side = side_by(name);
        inner.side = side.or(inner.side);
        if are_symbols && side.is_none() && said_by(name) == Said::Nothing {
            name.clone_into(&mut inner.symbol);
        }
        if times::is_moment(Cell::Text(name)) {
            name.clone_into(&mut inner.moment);
        }
        inner
    }
}

fn is_row(value: &Value) -> bool {
    value.is_object()
}

/// Whether rows are positions by the names of their columns.
fn are_positions<'a>(rows: impl Iterator<Item = &'a Value>) -> bool {
    let first: Vec<&Value> = rows.take(FIRST).collect();
    table::is_of_positions(&Sheet::of_json(&first, "").last_names())
}

impl<'a> Lists<'a> {
    /// All lists of a file.
    pub(super) fn of(json: &'a Value) -> Self {
        let mut found = Self::default();
        found.gather(json, "", 0, &Around::default());
        found
    }

    /// Whether it has none.
    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Whether there is nothing about it that a single list would not say by itself.
    pub(super) fn is_plain(&self) -> bool {
        let is_plain =
            |list: &List<'_>| list.around.side.is_none() && list.around.said <= Said::Trades;
        matches!(self.all.as_slice(), [list] if is_plain(list))
            && self
                .others
                .iter()
                .all(|(_, said, _)| *said == Said::Nothing)
    }

    /// What stands beside the lists and may be something that is read, too.
    pub(super) fn beside(&self) -> impl Iterator<Item = (&str, &'a Value)> {
        let all = self.others.iter();
        all.filter(|(_, said, _)| *said == Said::Nothing)
            .map(|(path, _, value)| (path.as_str(), *value))
    }

    /// Looks for lists in a value; whether it has any.
    fn gather(&mut self, json: &'a Value, path: &str, depth: usize, around: &Around) -> bool {
        if depth > DEEPEST {
            return false;
        }
        let list = |rows: Vec<Cow<'a, Value>>| List {
            path: path.to_owned(),
            around: around.clone(),
            rows,
        };
        let before = self.all.len();
        let is_packed = |value: &Value| value.is_object() || value.is_array();
        match json {
            Value::Array(items) => {
                let is_table = items.first().is_some_and(is_row);
                if is_table && are_positions(items.iter()) {
                    self.all
                        .push(list(items.iter().map(Cow::Borrowed).collect()));
                    return true;
                }
                // Of lists only pages: rows that are lists have no names.
                let is_page = |item: &Value| {
                    let page = item.as_array();
                    page.is_some_and(|page| page.first().is_none_or(is_packed))
                };
                if !is_table && !items.iter().all(is_page) {
                    return false;
                }
                let place = |index: usize| format!("{path}[{index}]");
                let mut without = Vec::new();
                for (index, item) in items.iter().enumerate() {
                    // Most items are rows of something else, and there may be a million.
                    let may_hold = match item {
                        Value::Object(fields) => fields.values().any(is_packed),
                        Value::Array(page) => page.iter().any(is_packed),
                        _ => false,
                    };
                    let has = may_hold && self.gather(item, &place(index), depth + 1, around);
                    without.extend((may_hold && !has).then_some(index));
                }
                if self.all.len() > before {
                    let part =
                        |index: usize| Some((place(index), Said::Nothing, items.get(index)?));
                    self.others.extend(without.into_iter().filter_map(part));
                }
            }
            Value::Object(fields) => {
                if fields.values().all(is_row)
                    && are_positions(fields.values())
                    && let Some(rows) = frames::rows_by_key(fields)
                {
                    self.all
                        .push(list(rows.into_iter().map(Cow::Owned).collect()));
                    return true;
                }
                let inner = around.within(fields);
                let mut packed = fields.iter().filter(|(_, value)| is_packed(value));
                let are_symbols = packed.all(|(key, _)| is_symbol(key) && !is_venue(key));
                let mut without = Vec::new();
                for (key, value) in fields {
                    // What ccxt copies from the venue is no list of ours.
                    if !is_packed(value) || key == "info" {
                        continue;
                    }
                    let path = if path.is_empty() {
                        key.clone()
                    } else {
                        format!("{path}.{key}")
                    };
                    let named = inner.named(key, are_symbols);
                    if !self.gather(value, &path, depth + 1, &named) {
                        without.push((path, said_by(key), value));
                    }
                }
                if self.all.len() > before {
                    self.others.append(&mut without);
                }
            }
            _ => return false,
        }
        self.all.len() > before
    }

    /// Reads all lists of open positions as one, and says what else there is.
    pub(super) fn read(mut self, how: &How, remarks: &mut Remarks) -> Result<Content, Problem> {
        let is_open = |list: &List<'_>| list.around.said == Said::Nothing;
        let most = if self.all.iter().any(is_open) {
            Said::Nothing
        } else {
            Said::Trades
        };
        let (kept, left): (Vec<_>, Vec<_>) = self
            .all
            .drain(..)
            .partition(|list| list.around.said <= most);
        let Some(first) = kept.first() else {
            let list = left.first().map_or("", |list| list.path.as_str());
            let what = if left.iter().all(|list| list.around.said == Said::Over) {
                "positions that were closed"
            } else {
                "orders or trades"
            };
            let list = quote(list);
            return Err(malformed(format!(
                "the list {list} has {what}, by its name; expected open positions"
            )));
        };
        let moments = |list: &&List<'_>| list.around.moment != first.around.moment;
        if let Some(other) = kept.iter().find(moments) {
            let [one, other] = [&first.path, &other.path].map(|path| quote(path));
            return Err(malformed(format!(
                "the file has positions at several times ({one} and {other}); expected those of one time"
            )));
        }
        let mut names: Vec<String> = left.iter().map(|list| list.path.clone()).collect();
        let mut out: usize = left.iter().map(|list| list.rows.len()).sum();
        for (path, said, value) in &self.others {
            if *said != Said::Nothing {
                let entries = value.as_array().map(Vec::len);
                let entries = entries
                    .or_else(|| value.as_object().map(Map::len))
                    .unwrap_or(0);
                out += entries;
                names.extend((entries > 0).then(|| path.clone()));
            }
        }
        if out > 0 {
            remarks.say(RemarkKind::OtherList, out, &names.join(", "));
        }
        let kept = newest(kept, how, remarks)?;
        let count = kept.len();
        let mut parts = Vec::new();
        let mut rows: Vec<Cow<'_, Value>> = Vec::new();
        for list in kept {
            parts.push((rows.len(), list.path));
            rows.extend(list.rows.into_iter().map(|row| list.around.told(row)));
        }
        let all: Vec<&Value> = rows.iter().map(AsRef::as_ref).collect();
        let mut sheet = Sheet::of_json(&all, "");
        sheet.parts = parts;
        if count > 1 {
            remarks.say(RemarkKind::Joined, count, "");
        }
        let unknown = || table::unknown(&table::shown(&Value::Null));
        table::of_json(sheet, how, remarks).map_or_else(|| Err(unknown()), |(found, _)| found)
    }
}

/// Of lists that say when each of them was, and are of the same owner, the newest: what is left out is said. Whose they are
/// the file may not say; then it is by what they share.
fn newest<'a>(
    kept: Vec<List<'a>>,
    how: &How,
    remarks: &mut Remarks,
) -> Result<Vec<List<'a>>, Problem> {
    let all_times: BTreeSet<&str> = kept.iter().map(|list| list.moment()).collect();
    let Some((name, _)) = kept.iter().find_map(|list| list.around.time.clone()) else {
        return Ok(kept);
    };
    if all_times.len() < 2 || all_times.contains("") {
        return Ok(kept);
    }
    let moments: Vec<Value> = kept.iter().map(|list| list.moment().into()).collect();
    let sheet = Sheet::of_columns(&[(name.as_str(), moments.as_slice())], "");
    let times = times::read(&sheet, &sheet.numbered(0), None, how, remarks)?;
    let mut of: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, list) in kept.iter().enumerate() {
        of.entry(list.of_what()).or_default().push(index);
    }
    let mut is_old = vec![false; kept.len()];
    for group in of.values() {
        let last = group
            .iter()
            .fold(f64::MIN, |last, &index| last.max(times[index]));
        let lists: Vec<&List<'_>> = group.iter().map(|&index| &kept[index]).collect();
        let is_same = group.iter().all(|&index| times[index] == last);
        let has_owner = lists.iter().all(|list| list.has_owner());
        if is_same {
            continue;
        }
        if has_owner || shared(&lists, &[ENTRIES_AND_IDS, SYMBOLS, SIDES]) > 0 {
            for &index in group {
                is_old[index] = times[index] < last;
            }
        } else {
            let repeated = shared(&lists, &[SYMBOLS, SIDES]);
            if repeated > 0 {
                remarks.say(RemarkKind::Repeated, repeated, &name);
            }
        }
    }
    let rows = |old: bool| {
        let all = kept
            .iter()
            .zip(&is_old)
            .filter(move |(_, is_old)| **is_old == old);
        all.map(|(list, _)| list.rows.len()).sum::<usize>()
    };
    if rows(true) > 0 {
        remarks.say(RemarkKind::Earlier, rows(true), &name);
    }
    let left = kept.into_iter().zip(is_old);
    Ok(left
        .filter(|(_, is_old)| !is_old)
        .map(|(list, _)| list)
        .collect())
}

/// Rows whose cells in some columns are those of a row of another list.
fn shared(lists: &[&List<'_>], names: &[&[&str]]) -> usize {
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut count = 0;
    for list in lists {
        let rows: Vec<&Value> = list.rows.iter().map(AsRef::as_ref).collect();
        let sheet = Sheet::of_json(&rows, "");
        let who: Vec<Option<Column>> = names.iter().map(|names| sheet.column(names)).collect();
        let who: Vec<&Column> = who.iter().flatten().collect();
        let keys = (0..sheet.rows()).map(|row| sheet.key(row, &who));
        let keys: BTreeSet<String> = keys.filter(|_| !who.is_empty()).collect();
        count += keys.iter().filter(|key| seen.contains(*key)).count();
        seen.extend(keys);
    }
    count
}

impl List<'_> {
    /// The moment that stands beside it; nothing where none does.
    fn moment(&self) -> &str {
        let time = self.around.time.as_ref();
        time.map_or("", |(_, text)| text.as_str())
    }

    fn has_owner(&self) -> bool {
        !self.around.account.is_empty() || !self.around.owner.is_empty()
    }

    /// Of whom and of what it is: the same at another time has the same path but for numbers.
    fn of_what(&self) -> String {
        let around = &self.around;
        let path = self
            .path
            .split(['[', ']'])
            .filter(|part| part.is_empty() || !part.bytes().all(|letter| letter.is_ascii_digit()));
        let path: Vec<&str> = path.collect();
        let side = around
            .side
            .map_or("", |side| if side == Side::Long { "l" } else { "s" });
        [
            path.join("[]").as_str(),
            side,
            &around.symbol,
            &around.account,
            &around.owner,
            &around.category,
        ]
        .join("\u{1f}")
    }
}

impl Around {
    /// A row with what stands around its list, where it does not say that itself.
    fn told<'a>(&self, row: Cow<'a, Value>) -> Cow<'a, Value> {
        let has = |names: &[&str]| {
            let fields = row.as_object().into_iter().flatten();
            let mut known = fields.filter(|(_, value)| !value.is_null());
            known.any(|(name, _)| names.contains(&plain(name).as_str()))
        };
        let side = self
            .side
            .map(|side| if side == Side::Long { "long" } else { "short" });
        // Beside a side of its own it is another one, which has to be the same.
        let name = if has(SIDES) { "longShort" } else { "side" };
        let more: Vec<(&str, &str)> = [
            (name, side.unwrap_or_default(), &["longshort"][..]),
            ("symbol", &self.symbol, SYMBOLS),
            ("account", &self.account, &["account"]),
            ("category", &self.category, &["category"]),
        ]
        .into_iter()
        .filter(|(_, text, names)| !text.is_empty() && !has(names))
        .map(|(name, text, _)| (name, text))
        .collect();
        if more.is_empty() {
            return row;
        }
        let mut row = row.into_owned();
        for (name, text) in more {
            row[name] = text.into();
        }
        Cow::Owned(row)
    }
}
