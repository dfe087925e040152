//! The language in which the scenario contract is declared, and the walk that checks a JSON value against it.
//!
//! One declaration (`contract.rs`) is the source of validation, defaults, types and reference.

use super::words::Words;
use crate::error::{ErrorCode, LONGEST_VALUE, Problem, brief, describe, is_full, quote, show};
use crate::json;
use serde_json::{Map, Value};

/// A field of an object.
#[derive(Debug)]
pub struct Field {
    /// Key.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// JSON text of the default; `None` when the field is required.
    pub default: Option<&'static str>,
    /// Unit, empty where there is none.
    pub unit: &'static str,
    /// One sentence for people.
    pub doc: &'static str,
    /// `true` while only the default is accepted because the rest is not built yet.
    pub reserved: bool,
}

/// What a field may hold.
#[derive(Debug)]
pub enum Kind {
    /// A finite number.
    Number(Range),
    /// A whole number.
    Integer(Range),
    /// Text of at most this many characters.
    Text(usize),
    /// `true` or `false`.
    Flag,
    /// One of some words.
    Choice(&'static [Choice]),
    /// An object with these fields.
    Object(&'static [Field]),
    /// An object whose shape depends on the word in one of its fields.
    Tagged(&'static Tagged),
    /// A list.
    List(&'static List),
    /// `null` or something.
    Nullable(&'static Kind),
    /// A list of `[price, quantity]`, or registered data.
    BookLevels,
    /// A list, or registered data that holds such a list.
    ListOrData(&'static List, DataKind),
    /// Text naming a market of the scenario.
    MarketId,
}

/// What registered data stands in for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DataKind {
    /// A file that is the list.
    Whole,
    /// A file with a list for each of several contracts, one of which can be named.
    ByContract,
}

impl DataKind {
    /// The object that stands in for the list.
    #[must_use]
    pub fn object(self) -> &'static Kind {
        match self {
            Self::Whole => &DATA_OBJECT,
            Self::ByContract => &CONTRACT_OBJECT,
        }
    }
}

/// Bounds of a number.
#[derive(Debug, Clone, Copy)]
pub struct Range {
    /// Smallest value.
    pub min: f64,
    /// Largest value, included.
    pub max: f64,
    /// Whether the smallest value itself is allowed.
    pub min_included: bool,
    /// Whether 0 is allowed besides.
    pub or_zero: bool,
}

/// One word of a choice.
#[derive(Debug)]
pub struct Choice {
    /// The word.
    pub name: &'static str,
    /// One sentence for people.
    pub doc: &'static str,
    /// `false` while it is only reserved.
    pub built: bool,
}

/// Shapes told apart by a tag.
#[derive(Debug)]
pub struct Tagged {
    /// Field that holds the word.
    pub tag: &'static str,
    /// The shapes.
    pub variants: &'static [&'static Variant],
}

/// One shape.
#[derive(Debug)]
pub struct Variant {
    /// The word.
    pub name: &'static str,
    /// One sentence for people.
    pub doc: &'static str,
    /// `false` while it is only reserved.
    pub built: bool,
    /// The other fields.
    pub fields: &'static [Field],
    /// What is told of it besides; native programs alone have it.
    #[cfg(not(target_arch = "wasm32"))]
    pub words: Option<&'static Words>,
}

impl Variant {
    /// The same, and what is told of it: words that are written out when the page is built, and are in no module.
    #[must_use]
    #[cfg_attr(
        target_arch = "wasm32",
        allow(unused_mut, unused_variables, reason = "there it is left out")
    )]
    pub const fn told(mut self, words: &'static Words) -> Self {
        #[cfg(not(target_arch = "wasm32"))]
        {
            self.words = Some(words);
        }
        self
    }
}

/// A list.
#[derive(Debug)]
pub struct List {
    /// What each entry holds.
    pub item: Kind,
    /// Fewest entries.
    pub min: usize,
    /// Most entries.
    pub max: usize,
}

/// Checks `value` against `kind`: collects the problems and returns the value with all defaults filled in. Stops looking
/// where [`is_full`] says that there are enough.
pub fn check(kind: &Kind, value: &Value, path: &str, problems: &mut Vec<Problem>) -> Value {
    check_at(kind, value, Place::Top(path), problems)
}

/// Where a value stands; written out for a problem only, as a list of positions has a million fields.
#[derive(Clone, Copy)]
enum Place<'a> {
    Top(&'a str),
    Field(&'a Place<'a>, &'a str),
    Item(&'a Place<'a>, usize),
}

impl Place<'_> {
    fn path(&self) -> String {
        match self {
            Self::Top(path) => (*path).to_owned(),
            Self::Field(place, name) => join(&place.path(), name),
            Self::Item(place, index) => format!("{}[{index}]", place.path()),
        }
    }
}

fn check_at(kind: &Kind, value: &Value, place: Place<'_>, problems: &mut Vec<Problem>) -> Value {
    match kind {
        Kind::Number(range) => check_number(*range, false, value, place, problems),
        Kind::Integer(range) => check_number(*range, true, value, place, problems),
        Kind::Text(longest) => check_text(*longest, value, place, problems),
        Kind::MarketId => check_text(64, value, place, problems),
        Kind::Flag if value.is_boolean() => value.clone(),
        Kind::Flag => wrong_type("true or false", value, place, problems),
        Kind::Choice(choices) => check_choice(choices, value, place, problems),
        Kind::Object(fields) => match value {
            Value::Object(object) => {
                Value::Object(check_fields(fields, None, object, place, problems))
            }
            _ => wrong_type("an object", value, place, problems),
        },
        Kind::Tagged(tagged) => check_tagged(tagged, value, place, problems),
        Kind::List(list) => check_list(list, value, place, problems),
        Kind::Nullable(_) if value.is_null() => Value::Null,
        Kind::Nullable(kind) => check_at(kind, value, place, problems),
        Kind::BookLevels if is_data(value) => check_at(&DATA_OBJECT, value, place, problems),
        Kind::BookLevels => check_levels(value, place, problems),
        Kind::ListOrData(_, data) if is_data(value) => {
            check_at(data.object(), value, place, problems)
        }
        Kind::ListOrData(list, _) => check_list(list, value, place, problems),
    }
}

fn check_text(
    longest: usize,
    value: &Value,
    place: Place<'_>,
    problems: &mut Vec<Problem>,
) -> Value {
    let Some(text) = value.as_str() else {
        return wrong_type("text", value, place, problems);
    };
    // No text has more characters than bytes.
    let length = if text.len() <= longest {
        text.len()
    } else {
        text.chars().count()
    };
    if length <= longest {
        return value.clone();
    }
    let path = place.path();
    let message = format!("{path} has {length} characters; at most {longest} are allowed");
    problems.push(Problem::new(ErrorCode::OutOfRange, &path, message));
    Value::Null
}

/// `{ "data": { "name", "sha256" } }`: bytes that were registered before.
static DATA_OBJECT: Kind = Kind::Object(&[data_field(&[DATA_NAME, DATA_HASH])]);

/// `{ "data": { "name", "sha256", "contract" } }`: one contract of a file that holds several.
static CONTRACT_OBJECT: Kind = Kind::Object(&[data_field(&[DATA_NAME, DATA_HASH, DATA_CONTRACT])]);

const fn data_field(fields: &'static [Field]) -> Field {
    Field {
        name: "data",
        kind: Kind::Object(fields),
        default: None,
        unit: "",
        doc: "Registered data.",
        reserved: false,
    }
}

const DATA_NAME: Field = Field {
    name: "name",
    kind: Kind::Text(200),
    default: None,
    unit: "",
    doc: "Name under which the bytes were registered.",
    reserved: false,
};

const DATA_HASH: Field = Field {
    name: "sha256",
    kind: Kind::Text(64),
    default: Some("\"\""),
    unit: "",
    doc: "SHA-256 of the bytes in hexadecimal; empty: any bytes of that name.",
    reserved: false,
};

const DATA_CONTRACT: Field = Field {
    name: "contract",
    kind: Kind::Nullable(&Kind::Text(200)),
    default: Some("null"),
    unit: "",
    doc: "Contract in the file; null: the first by name.",
    reserved: false,
};

fn is_data(value: &Value) -> bool {
    value.is_object()
}

fn check_number(
    range: Range,
    whole: bool,
    value: &Value,
    place: Place<'_>,
    problems: &mut Vec<Problem>,
) -> Value {
    let what = if whole { "a whole number" } else { "a number" };
    let Some(number) = value.as_f64() else {
        return wrong_type(&format!("{what} {}", range.words()), value, place, problems);
    };
    if whole && number.fract() != 0.0 || !range.contains(number) {
        let path = place.path();
        let message = format!(
            "{path} is {}; expected {what} {}",
            show(number),
            range.words()
        );
        problems.push(Problem {
            code: ErrorCode::OutOfRange,
            field: path,
            message,
            value: Some(show(number)),
            min: Some(range.min),
            max: Some(range.max),
        });
        return Value::Null;
    }
    value.clone()
}

impl Range {
    /// Whether a number is allowed; NaN never is.
    #[must_use]
    pub fn contains(&self, number: f64) -> bool {
        number.is_finite()
            && number <= self.max
            && (number > self.min
                || self.min_included && number == self.min
                || self.or_zero && number == 0.0)
    }

    /// The bounds in words. The largest number there is bounds nothing.
    #[must_use]
    pub fn words(&self) -> String {
        let least = if self.min_included { "from" } else { "above" };
        let zero = if self.or_zero { "0 or " } else { "" };
        let min = show(self.min);
        match (self.max < f64::MAX, self.min_included) {
            (true, _) => format!("{zero}{least} {min} to {}", show(self.max)),
            (false, true) => format!("{zero}{least} {min} up"),
            (false, false) => format!("{zero}{least} {min}"),
        }
    }
}

fn check_choice(
    choices: &[Choice],
    value: &Value,
    place: Place<'_>,
    problems: &mut Vec<Problem>,
) -> Value {
    let Some(word) = value.as_str() else {
        let words = words(choices.iter().map(|choice| choice.name));
        return wrong_type(&format!("one of {words}"), value, place, problems);
    };
    match choices.iter().find(|choice| choice.name == word) {
        Some(choice) if choice.built => value.clone(),
        Some(_) => not_built(
            place,
            word,
            choices.iter().filter(|c| c.built).map(|c| c.name),
            problems,
        ),
        None => unknown_choice(
            place,
            word,
            choices.iter().filter(|c| c.built).map(|c| c.name),
            problems,
        ),
    }
}

fn check_tagged(
    tagged: &Tagged,
    value: &Value,
    place: Place<'_>,
    problems: &mut Vec<Problem>,
) -> Value {
    let Value::Object(object) = value else {
        return wrong_type(
            &format!("an object with a \"{}\"", tagged.tag),
            value,
            place,
            problems,
        );
    };
    let tag_place = Place::Field(&place, tagged.tag);
    let built = || {
        tagged
            .variants
            .iter()
            .filter(|variant| variant.built)
            .map(|variant| variant.name)
    };
    let word = match object.get(tagged.tag) {
        Some(Value::String(word)) => word,
        Some(other) => {
            return wrong_type(
                &format!("one of {}", words(built())),
                other,
                tag_place,
                problems,
            );
        }
        None => {
            let tag_path = tag_place.path();
            let message = format!("{tag_path} is missing; expected one of {}", words(built()));
            problems.push(Problem::new(ErrorCode::MissingField, &tag_path, message));
            return Value::Null;
        }
    };
    match tagged.variants.iter().find(|variant| variant.name == word) {
        Some(variant) if variant.built => {
            let mut checked =
                check_fields(variant.fields, Some(tagged.tag), object, place, problems);
            checked.insert(tagged.tag.to_owned(), Value::String(word.clone()));
            Value::Object(checked)
        }
        Some(_) => not_built(tag_place, word, built(), problems),
        None => unknown_choice(tag_place, word, built(), problems),
    }
}

fn check_fields(
    fields: &[Field],
    tag: Option<&str>,
    object: &Map<String, Value>,
    place: Place<'_>,
    problems: &mut Vec<Problem>,
) -> Map<String, Value> {
    for (key, value) in object {
        if is_full(problems) {
            break;
        }
        if tag != Some(key) && !fields.iter().any(|field| field.name == key) {
            problems.push(unknown_field(fields, tag, key, value, &place.path()));
        }
    }
    let mut checked = Map::new();
    for field in fields {
        let place = Place::Field(&place, field.name);
        let value = match (object.get(field.name), field.default) {
            (Some(value), Some(default)) if field.reserved => {
                check_reserved(value, default, place, problems)
            }
            (None, Some(default)) if field.reserved => parse_default(default),
            (Some(value), _) => check_at(&field.kind, value, place, problems),
            // Defaults go through the check themselves: nested defaults fill in, and a wrong one cannot hide.
            (None, Some(default)) => {
                check_at(&field.kind, &parse_default(default), place, problems)
            }
            (None, None) => {
                let path = place.path();
                let message = missing(field, &path);
                problems.push(Problem::new(ErrorCode::MissingField, &path, message));
                Value::Null
            }
        };
        checked.insert(field.name.to_owned(), value);
    }
    checked
}

/// The message for a field that must be there: what belongs into it, and what it means.
fn missing(field: &Field, path: &str) -> String {
    let unit = match field.unit {
        "" => String::new(),
        unit => format!(" [{unit}]"),
    };
    let meaning = match field.doc {
        "" => String::new(),
        doc => format!(": {doc}"),
    };
    format!(
        "{path} is missing; expected {}{unit}{meaning}",
        expected(&field.kind)
    )
}

/// What a kind takes, in words.
fn expected(kind: &Kind) -> String {
    match kind {
        Kind::Number(range) => format!("a number {}", range.words()),
        Kind::Integer(range) => format!("a whole number {}", range.words()),
        Kind::Text(longest) => format!("text of at most {longest} characters"),
        Kind::Flag => "true or false".to_owned(),
        Kind::Choice(choices) => {
            let built = choices.iter().filter(|choice| choice.built);
            format!("one of {}", words(built.map(|choice| choice.name)))
        }
        Kind::Object(_) => "an object".to_owned(),
        Kind::Tagged(tagged) => format!("an object with a \"{}\"", tagged.tag),
        Kind::List(list) => format!("a list of {} to {} entries", list.min, list.max),
        Kind::Nullable(kind) => format!("null or {}", expected(kind)),
        Kind::BookLevels => "a list of [price, quantity], or registered data".to_owned(),
        Kind::ListOrData(list, _) => format!(
            "a list of {} to {} entries, or registered data",
            list.min, list.max
        ),
        Kind::MarketId => "the id of a market".to_owned(),
    }
}

fn check_reserved(
    value: &Value,
    default: &str,
    place: Place<'_>,
    problems: &mut Vec<Problem>,
) -> Value {
    let expected = parse_default(default);
    let same = match (value.as_f64(), expected.as_f64()) {
        (Some(given), Some(expected)) => given == expected,
        _ => *value == expected,
    };
    if !same {
        let path = place.path();
        let message = format!(
            "{path} is not built yet: only {default} is accepted, not {}",
            describe(value)
        );
        problems
            .push(Problem::new(ErrorCode::NotBuilt, &path, message).with_value(describe(value)));
        return Value::Null;
    }
    expected
}

fn parse_default(text: &str) -> Value {
    let Ok(value) = json::parse(text) else {
        unreachable!("defaults of the contract are JSON: a test walks them all");
    };
    value
}

fn check_list(list: &List, value: &Value, place: Place<'_>, problems: &mut Vec<Problem>) -> Value {
    let Value::Array(items) = value else {
        return wrong_type("a list", value, place, problems);
    };
    if items.len() < list.min || items.len() > list.max {
        problems.push(wrong_length(list, items.len(), &place.path()));
        return Value::Null;
    }
    let mut checked = Vec::with_capacity(items.len());
    for (index, item) in items.iter().enumerate() {
        if is_full(problems) {
            return Value::Null;
        }
        checked.push(check_at(
            &list.item,
            item,
            Place::Item(&place, index),
            problems,
        ));
    }
    Value::Array(checked)
}

/// What is wrong with a list at `path` that has fewer or more entries than it may have.
#[allow(clippy::cast_precision_loss, reason = "list lengths are small")]
pub(super) fn wrong_length(list: &List, length: usize, path: &str) -> Problem {
    let (min, max) = (list.min, list.max);
    let message = format!("{path} has {length} entries; allowed are {min} to {max}");
    Problem {
        min: Some(min as f64),
        max: Some(max as f64),
        ..Problem::new(ErrorCode::OutOfRange, path, message).with_value(length)
    }
}

/// What is wrong with a side of a book at `path` that has more levels than it may have.
#[allow(clippy::cast_precision_loss, reason = "the limit is small")]
pub(super) fn too_many_levels(length: usize, path: &str) -> Problem {
    let message = format!(
        "{path} has {length} levels; at most {MOST_LEVELS} are allowed (a larger book can be registered as a file)"
    );
    Problem {
        max: Some(MOST_LEVELS as f64),
        ..Problem::new(ErrorCode::OutOfRange, path, message).with_value(length)
    }
}

/// Most levels of a side that stand in a scenario itself; larger books are files.
pub const MOST_LEVELS: usize = 100_000;

/// Price and quantity of a level.
pub const LEVEL: Range = Range {
    min: 1e-12,
    max: 1e15,
    min_included: true,
    or_zero: false,
};

fn check_levels(value: &Value, place: Place<'_>, problems: &mut Vec<Problem>) -> Value {
    let Value::Array(levels) = value else {
        return wrong_type(
            "a list of [price, quantity], or registered data",
            value,
            place,
            problems,
        );
    };
    let pair = |level: &Value| {
        Some((
            level.get(0)?.as_f64()?,
            level.get(1)?.as_f64()?,
            level.get(2).is_none(),
        ))
    };
    if levels.len() > MOST_LEVELS {
        problems.push(too_many_levels(levels.len(), &place.path()));
        return Value::Null;
    }
    for (index, level) in levels.iter().enumerate() {
        if is_full(problems) {
            return Value::Null;
        }
        let place = Place::Item(&place, index);
        match pair(level) {
            Some((price, quantity, true)) if LEVEL.contains(price) && LEVEL.contains(quantity) => {}
            Some((_, _, true)) => {
                let at = place.path();
                let message = format!(
                    "{at} is {}; price and quantity must be from 1e-12 to 1e15",
                    describe(level)
                );
                problems.push(
                    Problem::new(ErrorCode::OutOfRange, &at, message).with_value(describe(level)),
                );
            }
            _ => {
                wrong_type("[price, quantity]", level, place, problems);
            }
        }
    }
    value.clone()
}

fn wrong_type(
    expected: &str,
    value: &Value,
    place: Place<'_>,
    problems: &mut Vec<Problem>,
) -> Value {
    let path = place.path();
    let named = if path.is_empty() {
        "the scenario"
    } else {
        &path
    };
    let message = format!("{named} is {}; expected {expected}", describe(value));
    problems.push(Problem::new(ErrorCode::WrongType, &path, message).with_value(describe(value)));
    Value::Null
}

fn not_built<'a>(
    place: Place<'_>,
    word: &str,
    built: impl Iterator<Item = &'a str>,
    problems: &mut Vec<Problem>,
) -> Value {
    let path = place.path();
    let message = format!(
        "{path} {} is not built yet; built are {}",
        quote(word),
        words(built)
    );
    problems.push(Problem::new(ErrorCode::NotBuilt, &path, message).with_value(brief(word)));
    Value::Null
}

fn unknown_choice<'a>(
    place: Place<'_>,
    word: &str,
    allowed: impl Iterator<Item = &'a str> + Clone,
    problems: &mut Vec<Problem>,
) -> Value {
    let hint = nearest(word, allowed.clone())
        .map_or(String::new(), |near| format!(" (did you mean \"{near}\"?)"));
    let path = place.path();
    let message = format!(
        "{path} is {}; expected one of {}{hint}",
        quote(word),
        words(allowed)
    );
    problems.push(Problem::new(ErrorCode::UnknownChoice, &path, message).with_value(brief(word)));
    Value::Null
}

fn unknown_field(
    fields: &[Field],
    tag: Option<&str>,
    key: &str,
    value: &Value,
    path: &str,
) -> Problem {
    let known = || fields.iter().map(|field| field.name).chain(tag);
    let field_path = join(path, &brief(key));
    let hint = match nearest(key, known()) {
        Some(near) => format!("did you mean \"{near}\"?"),
        None => format!("known here: {}", words(known())),
    };
    let value = describe(value);
    let message = format!("{field_path} (here {value}) is no field of the scenario; {hint}");
    Problem::new(ErrorCode::UnknownField, &field_path, message).with_value(value)
}

/// The known word that a misspelling most likely meant.
pub(crate) fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    // No known word is half as long, and comparing takes the product of both lengths.
    let length = word.chars().take(LONGEST_VALUE).count();
    if length == LONGEST_VALUE {
        return None;
    }
    let word = word.to_ascii_lowercase();
    let close = |name: &str| strsim::osa_distance(&word, &name.to_ascii_lowercase());
    let allowed = length.max(3) / 3 + 1;
    known
        .map(|name| (close(name), name))
        .filter(|(distance, _)| *distance <= allowed)
        .min()
        .map(|(_, name)| name)
}

fn words<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.map(|name| format!("\"{name}\"")).collect();
    if names.is_empty() {
        return "none".to_owned();
    }
    names.join(", ")
}

/// Path of a field of the thing at `path`.
#[must_use]
pub fn join(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}.{name}")
    }
}
