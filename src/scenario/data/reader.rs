//! Reads a file that arrives in pieces, and finds out what it holds.

use super::book;
use super::brackets;
use super::content::{Content, Parsed};
use super::csv::Csv;
use super::frames;
use super::held;
use super::how::{How, RemarkKind, Remarks, ask};
use super::lists::Lists;
use super::path::PricePath;
use super::sheet::Sheet;
use super::table;
use super::text::{Door, EXPECTED, MAX_ROWS, count, malformed, quote};
use crate::error::{ErrorCode, Problem};
use crate::json::{self, MAX_DEPTH};
use serde_json::Value;
use sha2::{Digest, Sha256};

/// Takes the bytes of a file in pieces of any size: neither result nor error depends on where it is cut.
#[derive(Debug, Default)]
pub struct Reader {
    door: Door,
    hash: Sha256,
    form: Form,
    how: How,
}

impl Reader {
    /// A reader that has seen nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The same, told what the file itself does not say.
    #[must_use]
    pub fn told(how: How) -> Self {
        Self {
            how,
            ..Self::default()
        }
    }

    /// The next bytes.
    ///
    /// # Errors
    /// What is wrong, as soon as it is seen; nothing more can be read then.
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), Problem> {
        self.hash.update(bytes);
        let form = &mut self.form;
        self.door.push(bytes, &mut |text| form.push(text))
    }

    /// The end of the file.
    ///
    /// # Errors
    /// What is wrong, with line and column or path.
    pub fn finish(mut self) -> Result<Parsed, Problem> {
        let form = &mut self.form;
        self.door.end(&mut |text| form.push(text))?;
        let mut remarks = Remarks::default();
        if self.door.is_ansi() {
            remarks.say(RemarkKind::Ansi, 1, "");
        }
        Ok(Parsed {
            hash: self.hash.finalize().into(),
            content: self.form.finish(&self.how, &mut remarks)?,
            remarks,
        })
    }
}

/// The form of a file, known from its first character on.
#[derive(Debug)]
enum Form {
    /// Nothing but space so far.
    Blank(String),
    Json(JsonText),
    Csv(Csv, Box<Sheet>),
}

impl Default for Form {
    fn default() -> Self {
        Self::Blank(String::new())
    }
}

/// Characters of a file that begins with a bracket by which it is known: names of columns may stand in them.
const LONGEST_START: usize = 2_000;

impl Form {
    fn push(&mut self, text: &str) -> Result<(), Problem> {
        if let Self::Blank(held) = self {
            held.push_str(text);
            let start = held.trim_start();
            let is_whole_line = start.contains(['\n', '\r']) || start.len() > LONGEST_START;
            if start.is_empty() || start.starts_with('<') && !is_whole_line {
                return Ok(());
            }
            return self.open();
        }
        match self {
            Self::Blank(_) => Ok(()),
            Self::Json(json) => json.push(text),
            Self::Csv(csv, sheet) => csv.push(text, &mut |record| keep(sheet, record)),
        }
    }

    /// Decides what the file is.
    fn open(&mut self) -> Result<(), Problem> {
        let Self::Blank(held) = self else {
            return Ok(());
        };
        let held = std::mem::take(held);
        let start = held.trim_start();
        let line = start.split(['\n', '\r']).next().unwrap_or_default();
        // Stooq and MetaTrader write the names of columns so.
        let has_names = [">,", ">;", ">\t", ">|"]
            .iter()
            .any(|end| line.contains(&format!("{end}<")));
        *self = match start.as_bytes().first() {
            Some(b'<') if !has_names => {
                let message = format!("the file is HTML or XML; expected {EXPECTED}");
                return Err(malformed(message));
            }
            Some(b'{' | b'[') => Self::Json(JsonText::default()),
            _ => Self::Csv(Csv::default(), Box::new(Sheet::of_text())),
        };
        self.push(&held)
    }

    fn finish(mut self, how: &How, remarks: &mut Remarks) -> Result<Content, Problem> {
        if matches!(&self, Self::Blank(held) if !held.trim_start().is_empty()) {
            self.open()?;
        }
        match self {
            Self::Blank(_) => Err(malformed(format!("the file is empty; expected {EXPECTED}"))),
            Self::Json(json) => content(json.text, how, remarks),
            Self::Csv(mut csv, mut sheet) => {
                csv.end(&mut |record| keep(&mut sheet, record))?;
                table::understand(*sheet, how, remarks)
            }
        }
    }
}

/// One more record of a table; the names of the columns are one, too.
fn keep(sheet: &mut Sheet, record: &super::csv::Record<'_>) -> Result<(), Problem> {
    if sheet.rows() > MAX_ROWS {
        return Err(too_many(
            &format!("line {}: the table", record.line),
            "rows",
        ));
    }
    sheet.push(record);
    Ok(())
}

/// The text of a JSON file, and how long its lists are so far.
#[derive(Debug, Default)]
struct JsonText {
    text: String,
    in_text: bool,
    is_escaped: bool,
    /// Commas in each list or object that is open.
    commas: Vec<usize>,
    lines: usize,
}

impl JsonText {
    fn push(&mut self, text: &str) -> Result<(), Problem> {
        self.text.push_str(text);
        for byte in text.bytes() {
            match byte {
                _ if self.is_escaped => self.is_escaped = false,
                b'\\' => self.is_escaped = self.in_text,
                b'"' => self.in_text = !self.in_text,
                _ if self.in_text => {}
                b'\n' => self.lines += 1,
                b'[' | b'{' if self.commas.len() > MAX_DEPTH => {
                    let line = self.lines + 1;
                    return Err(malformed(format!(
                        "line {line}: lists are nested deeper than {MAX_DEPTH} levels"
                    )));
                }
                b'[' | b'{' => self.commas.push(0),
                b']' | b'}' => {
                    self.commas.pop();
                }
                b',' => {
                    let Some(commas) = self.commas.last_mut() else {
                        continue;
                    };
                    *commas += 1;
                    if *commas >= MAX_ROWS {
                        let line = self.lines + 1;
                        return Err(too_many(&format!("line {line}: a list"), "entries"));
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }
}

#[cold]
#[inline(never)]
fn too_many(place: &str, what: &str) -> Problem {
    let most = count(MAX_ROWS);
    let message = format!("{place} has more than {most} {what}; at most {most} are read");
    Problem::new(ErrorCode::OutOfRange, "", message)
}

/// What a JSON text holds.
fn content(text: String, how: &How, remarks: &mut Remarks) -> Result<Content, Problem> {
    let fault = |error: json::JsonError| {
        malformed(format!(
            "line {}, column {}: {}",
            error.line, error.column, error.message
        ))
    };
    let json = match json::parse(&text) {
        // Python writes numbers that are none as no standard knows them. Where one is needed, it is what is wrong.
        Err(error) => match without_names_of_numbers(&text).map(|text| json::parse(&text)) {
            Some(Ok(json)) => {
                return match of_json(json, text, how, remarks) {
                    Err(problem) if problem.code != ErrorCode::Ambiguous => Err(fault(error)),
                    found => found,
                };
            }
            // A value on each line, as logs and feeds are kept.
            _ if error.message == json::BEHIND && error.line > 1 => {
                let lines = json::parse_lines(&text).map_err(fault)?;
                if lines.len() > MAX_ROWS {
                    return Err(too_many("the file", "lines"));
                }
                Value::Array(lines)
            }
            _ => return Err(fault(error)),
        },
        Ok(json) => json,
    };
    of_json(json, text, how, remarks)
}

/// What a value of JSON holds; `text` is as the file has it.
fn of_json(
    json: Value,
    text: String,
    how: &How,
    remarks: &mut Remarks,
) -> Result<Content, Problem> {
    if is_scenario(&json) {
        return Ok(Content::Scenario(text));
    }
    let lists = Lists::of(&json);
    if !lists.is_empty() {
        for (path, part) in lists.beside() {
            if let Some(Ok(other)) = find(part, path, 0, "", how, &mut Remarks::default()) {
                return Err(two_kinds("positions", other.what()));
            }
        }
        if !lists.is_plain() {
            return lists.read(how, remarks);
        }
    }
    match find(&json, "", 0, "", how, remarks) {
        Some(found) => found,
        None => Err(refusal(&json).unwrap_or_else(|| table::unknown(&table::shown(&json)))),
    }
}

/// A JSON text with `NaN` as nothing and `Infinity` as a text, where it has such; nothing where it does not.
fn without_names_of_numbers(text: &str) -> Option<String> {
    let mut plain = String::with_capacity(text.len());
    let (mut in_text, mut is_escaped, mut is_changed) = (false, false, false);
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let named = [
            ("NaN", "null"),
            ("-Infinity", "null"),
            ("Infinity", "\"Infinity\""),
        ]
        .into_iter()
        .find(|(name, _)| !in_text && rest.starts_with(name));
        if let Some((name, value)) = named {
            plain.push_str(value);
            is_changed = true;
            rest = rest.get(name.len()..)?;
            continue;
        }
        match letter {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = in_text,
            '"' => in_text = !in_text,
            _ => {}
        }
        plain.push(letter);
        rest = rest.get(letter.len_utf8()..)?;
    }
    is_changed.then_some(plain)
}

/// What a venue answers instead of data: its own words say why.
fn refusal(json: &Value) -> Option<Problem> {
    let fields = json.as_object()?;
    fields.iter().find(|(name, code)| {
        let is_code = matches!(name.as_str(), "code" | "retCode" | "ret_code");
        is_code && code.as_f64() != Some(0.0) && code.as_str() != Some("0")
    })?;
    let words = ["msg", "message", "retMsg", "ret_msg"]
        .iter()
        .find_map(|name| fields.get(*name)?.as_str())
        .filter(|words| !words.is_empty())?;
    let words = quote(words);
    let message =
        format!("the file is a venue's answer without data: {words}; expected {EXPECTED}");
    Some(malformed(message))
}

/// Whether a JSON value means to be a scenario: venues have versions and markets of their own.
fn is_scenario(json: &Value) -> bool {
    let Some(fields) = json.as_object() else {
        return false;
    };
    let is_market =
        |market: &Value| market.get("impact").is_some() || market.get("price").is_some();
    let markets = fields.get("markets").and_then(Value::as_array);
    let has_version = fields.get("version").is_some_and(Value::is_number);
    let has_parts = ["populations", "shock", "clock", "liquidation"]
        .iter()
        .any(|name| fields.contains_key(*name));
    match markets {
        Some(markets) => has_version || has_parts || markets.iter().any(is_market),
        None => has_version && (has_parts || fields.len() == 1),
    }
}

/// How deep the answers of venues are packed.
const DEEPEST: usize = 5;

/// The first part of a JSON value that is something we read. `outer` is the symbol that stands around it.
fn find(
    json: &Value,
    path: &str,
    depth: usize,
    outer: &str,
    how: &How,
    remarks: &mut Remarks,
) -> Option<Result<Content, Problem>> {
    if depth > DEEPEST {
        return None;
    }
    // What an answer says of all that it holds.
    let told;
    let how = match json.get("category").and_then(Value::as_str) {
        Some(category @ ("linear" | "inverse")) if how.is_inverse.is_none() => {
            told = How {
                is_inverse: Some(category == "inverse"),
                ..how.clone()
            };
            &told
        }
        _ => how,
    };
    let own = book::name_of(json);
    let outer = if own.is_empty() { outer } else { own.as_str() };
    if book::is_change_alone(json) {
        let message = "the file has only changes of an order book; expected a whole book, as a snapshot has it, with them or alone";
        return Some(Err(malformed(message.to_owned())));
    }
    if book::is_scaled(json) {
        let message = "prices and amounts of the book are whole numbers of a scale that the file does not tell; expected prices in quote and amounts in base";
        return Some(Err(malformed(message.to_owned())));
    }
    let is_feed_of_liquidations = match json.as_array() {
        Some(messages) => messages.iter().any(held::is_of_liquidations),
        None => held::is_of_liquidations(json),
    };
    if is_feed_of_liquidations {
        return Some(Err(held::no_prices_of_liquidations()));
    }
    if let Some(sides) = book::sides_of(json) {
        return Some(book::parse(sides, json, outer, how, remarks).map(Content::Book));
    }
    if brackets::is_known(json) {
        return Some(brackets::parse(json, how, remarks).map(Content::Brackets));
    }
    match json {
        Value::Object(fields) => {
            if let Some(listed) = book::of_prices(fields) {
                return find(&listed, path, depth, outer, how, remarks);
            }
            for (side, other) in [("bids", "asks"), ("asks", "bids")] {
                if fields.get(side).is_some_and(Value::is_array)
                    && !fields.get(other).is_some_and(Value::is_array)
                {
                    return Some(Err(book::one_sided(other)));
                }
            }
            let mut unsure = None;
            for sheet in frames::of(fields, path) {
                let mut said = Remarks::default();
                match table::of_json(sheet, how, &mut said) {
                    Some((found, true)) if found.is_ok() || is_asked(&found) => {
                        remarks.0.append(&mut said.0);
                        return Some(found);
                    }
                    Some((found, true)) => unsure = unsure.or(Some(found)),
                    _ => {}
                }
            }
            let parts: Vec<(String, String, &Value)> = fields
                .iter()
                // CoinGecko has lists of other amounts beside its prices.
                .filter(|(name, _)| !fields.contains_key("prices") || *name == "prices")
                .map(|(name, value)| {
                    let inner = if path.is_empty() {
                        name.clone()
                    } else {
                        format!("{path}.{name}")
                    };
                    (inner, name.clone(), value)
                })
                .collect();
            one_of(&parts, depth, outer, how, remarks).or(unsure)
        }
        Value::Array(items) => {
            // An answer in a list of its own is looked into first: what it holds is no row.
            if let [Value::Object(_)] = items.as_slice() {
                let mut said = Remarks::default();
                let inner = format!("{path}[0]");
                if let Some(Ok(found)) = find(&items[0], &inner, depth + 1, outer, how, &mut said) {
                    remarks.0.append(&mut said.0);
                    return Some(Ok(found));
                }
            }
            let rows: Vec<&Value> = items.iter().collect();
            let is_table = items
                .first()
                .is_some_and(|first| first.is_array() || first.is_object());
            let mut unsure = None;
            if is_table {
                let mut said = Remarks::default();
                match table::of_json(Sheet::of_json(&rows, path), how, &mut said) {
                    Some((found, is_sure)) if is_sure || found.is_ok() => {
                        remarks.0.append(&mut said.0);
                        return Some(found);
                    }
                    other => unsure = other.map(|(found, _)| found),
                }
            }
            // Messages of a feed, each with a row or some.
            let inner: Vec<&Value> = items
                .iter()
                .filter_map(|item| item.get("data")?.as_array())
                .flatten()
                .collect();
            if items.len() > 1
                && inner.len() >= items.len()
                && let Some((Ok(found), true)) =
                    table::of_json(Sheet::of_json(&inner, path), how, remarks)
            {
                return Some(Ok(found));
            }
            // One book, or one list, in a list; or a feed.
            let is_feed = items.iter().take(20).any(|item| book::is_in(item, 0));
            // Pages of lists, or answers with one; rows of one list that nobody knows are no more worth a look than the first.
            let is_packed = |item: &Value| match item {
                Value::Array(page) => page.iter().any(|row| row.is_array() || row.is_object()),
                Value::Object(fields) => fields
                    .values()
                    .any(|value| value.is_array() || value.is_object()),
                _ => false,
            };
            let are_pages = items.iter().take(3).all(is_packed);
            let most = if is_feed || are_pages { MAX_ROWS } else { 3 };
            let has_whole = is_feed
                && items
                    .iter()
                    .any(|item| !book::is_change(item) && book::is_in(item, 0));
            let is_left = |item: &&Value| !(has_whole && book::is_change(item));
            let mut parts: Vec<(String, String, &Value)> = items
                .iter()
                .take(most)
                .filter(is_left)
                .enumerate()
                .map(|(index, item)| (format!("{path}[{index}]"), book::name_of(item), item))
                .collect();
            // A symbol on two venues is two of them.
            let first = items.first().and_then(venue_of);
            if parts.iter().any(|(.., item)| venue_of(item) != first) {
                for (_, name, item) in &mut parts {
                    let venue = venue_of(item).unwrap_or_default();
                    *name = format!("{venue} {name}").trim().to_owned();
                }
            }
            if is_feed && parts.len() < items.len().min(most) {
                remarks.say(RemarkKind::Change, items.len() - parts.len(), "");
            }
            one_of(&parts, depth, outer, how, remarks).or(unsure)
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    }
}

/// What is wrong with a file that holds two things: which of them is meant it does not say.
#[cold]
fn two_kinds(one: &str, other: &str) -> Problem {
    malformed(format!(
        "the file has {one} and {other}; expected a file with one of them"
    ))
}

/// Where something trades, as it says itself.
fn venue_of(json: &Value) -> Option<&str> {
    let names = [
        "exchange",
        "venue",
        "exchangeId",
        "exchange_id",
        "exchangeName",
        "exchange_name",
        "platform",
    ];
    names.iter().find_map(|name| json.get(*name)?.as_str())
}

/// Whether a reading ended with a question: then the shape is right.
fn is_asked(found: &Result<Content, Problem>) -> bool {
    matches!(found, Err(problem) if problem.code == ErrorCode::Ambiguous)
}

/// The part that is something we read: of several books or paths the one of the symbol that is meant, and of several
/// books of one symbol the last.
fn one_of(
    parts: &[(String, String, &Value)],
    depth: usize,
    outer: &str,
    how: &How,
    remarks: &mut Remarks,
) -> Option<Result<Content, Problem>> {
    let mut names: Vec<&str> = Vec::new();
    let mut found: Option<(Result<Content, Problem>, Remarks)> = None;
    let (mut others, mut earlier) = (0, 0);
    let mut is_meant = false;
    // Of a path, what came before the page that is taken.
    let mut pages: Vec<PricePath> = Vec::new();
    // Of the one that is taken.
    let mut taken_at: Option<f64> = None;
    for (path, name, part) in parts {
        let mut said = Remarks::default();
        let Some(result) = find(part, path, depth + 1, outer, how, &mut said) else {
            continue;
        };
        let is_one = |content: &Content| matches!(content, Content::Book(_) | Content::Path(_));
        if !result.as_ref().is_ok_and(is_one) {
            found = found.or(Some((result, said)));
            continue;
        }
        let is_new = !names.iter().any(|known| known.eq_ignore_ascii_case(name));
        let is_wanted = how.symbol.is_none() || how.means(name);
        match &found {
            Some((Ok(before), _)) if is_one(before) => {
                let same_kind =
                    matches!(before, Content::Book(_)) == matches!(result, Ok(Content::Book(_)));
                if !same_kind {
                    let other = result.map_or("", |content| content.what());
                    return Some(Err(two_kinds(before.what(), other)));
                }
                if is_new {
                    names.push(name);
                }
                if let (false, true, Ok(Content::Path(page))) = (is_new, is_wanted, &result)
                    && (is_meant || how.symbol.is_none())
                {
                    pages.push(page.clone());
                    continue;
                }
                let at = book::time_of(part);
                // Newest first is an order, too.
                let is_older = is_meant && at.zip(taken_at).is_some_and(|(at, taken)| at < taken);
                if is_wanted && !is_new && is_older {
                    earlier += 1;
                } else if is_wanted && !is_new || is_wanted && !is_meant && how.symbol.is_some() {
                    others += usize::from(!is_meant && how.symbol.is_some());
                    earlier += usize::from(is_meant || how.symbol.is_none());
                    found = Some((result, said));
                    is_meant = is_wanted;
                    taken_at = at;
                } else {
                    others += 1;
                }
            }
            Some(_) => {}
            None => {
                names.push(name);
                is_meant = is_wanted;
                taken_at = book::time_of(part);
                found = Some((result, said));
            }
        }
    }
    if names.len() > 1 && (how.symbol.is_none() || !is_meant) {
        let message = format!(
            "the file has {} symbols: only one of them can be read",
            names.len()
        );
        return Some(Err(ask("symbol", &names, &message)));
    }
    let (mut result, mut said) = found?;
    remarks.0.append(&mut said.0);
    if let (false, Ok(Content::Path(first))) = (pages.is_empty(), &result) {
        let count = pages.len() + 1;
        pages.push(first.clone());
        let Some((whole, twice)) = PricePath::joined(&pages) else {
            let message = format!(
                "the file has {count} lists of prices that are no pages of one path; expected one, or lists that follow each other in equal steps"
            );
            return Some(Err(malformed(message)));
        };
        if twice > 0 {
            remarks.say(RemarkKind::Twice, twice, "");
        }
        result = Ok(Content::Path(whole));
    }
    if others > 0 {
        remarks.say(
            RemarkKind::OtherSymbol,
            others,
            how.symbol.as_deref().unwrap_or_default(),
        );
    }
    if earlier > 0 {
        remarks.say(RemarkKind::Snapshot, earlier, "");
    }
    Some(result)
}
