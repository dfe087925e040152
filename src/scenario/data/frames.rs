//! Tables that a JSON object is, as programs write them: columns as lists, names beside rows, rows or columns by key.

use super::names::{SYMBOLS, is_symbol, parts, plain};
use super::path::{OPENING_TIMES, TIMES};
use super::sheet::{Cell, Sheet};
use super::table;
use super::times;
use crate::sort::sort_by;
use serde_json::{Map, Value};

/// How deep an object may pack its columns, as Yahoo does.
const DEEPEST: usize = 4;

/// Names under which an object lists those of its columns.
const NAMES: [&str; 5] = ["columns", "fields", "header", "headers", "names"];

/// The tables that an object may be, the plainest first.
pub(super) fn of(fields: &Map<String, Value>, path: &str) -> Vec<Sheet> {
    if let Some(series) = of_series(fields, path).or_else(|| of_times(fields, path)) {
        return vec![series];
    }
    let all = [
        of_lists(fields, path),
        of_names(fields, path),
        of_keys(fields, path),
    ];
    all.into_iter().flatten().collect()
}

/// One column and its index: pandas' `split` of a series.
fn of_series(fields: &Map<String, Value>, path: &str) -> Option<Sheet> {
    let list = |name: &str| {
        let values = fields.get(name)?.as_array()?;
        let is_plain = |value: &Value| !value.is_array() && !value.is_object();
        (!values.is_empty() && values.iter().all(is_plain)).then_some(values.as_slice())
    };
    let (index, data) = (list("index")?, list("data")?);
    let has_more = fields.iter().any(|(name, value)| {
        let is_known = matches!(name.as_str(), "index" | "data");
        !is_known && (value.is_array() || NAMES.contains(&name.as_str()))
    });
    let name = fields.get("name").and_then(Value::as_str).unwrap_or("data");
    let is_series = !has_more && index.len() == data.len();
    is_series.then(|| Sheet::of_columns(&[("index", index), (name, data)], path))
}

/// Values by time: pandas' `index` of a series.
fn of_times(fields: &Map<String, Value>, path: &str) -> Option<Sheet> {
    let is_entry = |(key, value): (&String, &Value)| {
        let is_value = value.is_number() || value.is_null();
        is_value && times::is_instant(Cell::Text(key))
    };
    if fields.len() < 2 || !fields.iter().all(is_entry) {
        return None;
    }
    let keys = ordered(fields);
    let values: Vec<Value> = keys
        .iter()
        .map(|key| fields.get(*key).cloned().unwrap_or_default())
        .collect();
    let times: Vec<Value> = keys.into_iter().map(Value::from).collect();
    Some(Sheet::of_columns(
        &[("time", times.as_slice()), ("value", values.as_slice())],
        path,
    ))
}

/// Columns as lists of equal length: `{ "t": [...], "o": [...] }`.
fn of_lists(fields: &Map<String, Value>, path: &str) -> Option<Sheet> {
    let mut columns = Vec::new();
    gather(fields, 0, &mut columns);
    let is_time = |name: &str| {
        let name = plain(name);
        OPENING_TIMES.contains(&name.as_str()) || TIMES.contains(&name.as_str())
    };
    // Beside times a list of another length is something else; without any all have to fit, and be the object's own.
    match columns.iter().find(|(name, _, _)| is_time(name)) {
        Some((_, values, _)) => {
            let length = values.len();
            columns.retain(|(_, values, _)| values.len() == length);
        }
        None => columns.retain(|(.., depth)| *depth == 0),
    }
    let length = columns.first()?.1.len();
    let is_table =
        columns.len() >= 2 && columns.iter().all(|(_, values, _)| values.len() == length);
    let columns: Vec<(&str, &[Value])> = columns
        .into_iter()
        .map(|(name, values, _)| (name, values))
        .collect();
    is_table.then(|| Sheet::of_columns(&columns, path))
}

/// All lists of plain values in an object, in objects in it, and in what is alone in a list.
fn gather<'a>(
    fields: &'a Map<String, Value>,
    depth: usize,
    columns: &mut Vec<(&'a str, &'a [Value], usize)>,
) {
    for (name, value) in fields {
        match value {
            Value::Array(values) => match values.as_slice() {
                [Value::Object(inner)] if depth < DEEPEST => gather(inner, depth + 1, columns),
                [first, ..] if !first.is_array() && !first.is_object() => {
                    columns.push((name, values, depth));
                }
                _ => {}
            },
            Value::Object(inner) if depth < DEEPEST => gather(inner, depth + 1, columns),
            _ => {}
        }
    }
}

/// Names in one list, rows in another: pandas' `split`, and what databases answer.
fn of_names(fields: &Map<String, Value>, path: &str) -> Option<Sheet> {
    let text = |value: &Value| -> Option<String> {
        match value {
            Value::String(text) => Some(text.clone()),
            Value::Object(column) => column.get("name")?.as_str().map(str::to_owned),
            // Two parts: as pandas writes them elsewhere.
            Value::Array(parts) => match parts.as_slice() {
                [Value::String(first), Value::String(second)] => {
                    Some(format!("('{first}', '{second}')"))
                }
                _ => None,
            },
            _ => None,
        }
    };
    let names = NAMES
        .iter()
        .find_map(|name| fields.get(*name)?.as_array())?;
    let names: Vec<String> = names.iter().map(text).collect::<Option<_>>()?;
    let is_row = |row: &Value| row.as_array().is_some_and(|row| row.len() == names.len());
    let is_rows = |value: &&Value| {
        value
            .as_array()
            .is_some_and(|rows| !rows.is_empty() && rows.iter().all(is_row))
    };
    let rows = fields
        .iter()
        .filter(|(name, _)| !NAMES.contains(&name.as_str()))
        .map(|(_, value)| value)
        .find(is_rows)?
        .as_array()?;
    let index = fields.get("index").and_then(Value::as_array);
    let index = index.filter(|index| index.len() == rows.len());
    let column = |place: usize| -> Vec<Value> {
        let cell = |row: &Value| row.get(place).cloned().unwrap_or_default();
        rows.iter().map(cell).collect()
    };
    let mut columns: Vec<(&str, Vec<Value>)> = Vec::new();
    columns.extend(index.map(|index| ("", index.clone())));
    columns.extend(
        names
            .iter()
            .enumerate()
            .map(|(place, name)| (name.as_str(), column(place))),
    );
    let columns: Vec<(&str, &[Value])> = columns
        .iter()
        .map(|(name, values)| (*name, values.as_slice()))
        .collect();
    Some(Sheet::of_columns(&columns, path))
}

/// Objects by key: each is a row, as Alpha Vantage and pandas' `index` write it, or a column, as pandas' `columns`.
fn of_keys(fields: &Map<String, Value>, path: &str) -> Option<Sheet> {
    let inner: Vec<(&String, &Map<String, Value>)> = fields
        .iter()
        .map(|(key, value)| Some((key, value.as_object()?)))
        .collect::<Option<_>>()?;
    let (_, first) = inner.first()?;
    let is_plain = first
        .values()
        .any(|value| !value.is_array() && !value.is_object());
    if !is_plain {
        return None;
    }
    // A price alone is known by its times.
    let with_times = |map: &Map<String, Value>, keys: &Map<String, Value>| {
        let mut all = names(map);
        let are_times = keys.keys().all(|key| times::is_moment(Cell::Text(key)));
        let is_needed = are_times && !table::is_known(&all);
        all.extend(is_needed.then(|| "time".to_owned()));
        (table::is_known(&all), if is_needed { "time" } else { "" })
    };
    let (are_columns, name) = with_times(fields, first);
    let (are_rows, key_name) = with_times(first, fields);
    let rows: Vec<Value> = if are_columns {
        // Columns: the keys within are those of the rows.
        let row = |key: &str| {
            let cell = |(name, column): &(&String, &Map<String, Value>)| {
                let value = column.get(key).cloned().unwrap_or_default();
                ((*name).clone(), value)
            };
            with_key(key, name, inner.iter().map(cell).collect())
        };
        ordered(first).into_iter().map(row).collect()
    } else if are_rows {
        rows_of(fields, first, key_name)
    } else {
        return None;
    };
    Some(Sheet::of_json(&rows.iter().collect::<Vec<_>>(), path))
}

/// Objects by key as rows, each with its key where that is a symbol.
fn rows_of(fields: &Map<String, Value>, first: &Map<String, Value>, key_name: &str) -> Vec<Value> {
    let has_symbol = first
        .keys()
        .any(|name| SYMBOLS.contains(&plain(name).as_str()));
    let are_symbols = !has_symbol && fields.keys().all(|key| is_symbol(key));
    let name = if are_symbols { "symbol" } else { key_name };
    let row = |key: &str| {
        let row = fields.get(key)?.as_object()?;
        Some(with_key(key, name, row.clone()))
    };
    ordered(fields).into_iter().filter_map(row).collect()
}

/// The rows of an object that has nothing but rows by key.
pub(super) fn rows_by_key(fields: &Map<String, Value>) -> Option<Vec<Value>> {
    let first = fields.values().next()?.as_object()?;
    let is_plain = |value: &Value| !value.is_array() && !value.is_object();
    let are_rows = fields.values().all(Value::is_object) && first.values().any(is_plain);
    are_rows.then(|| rows_of(fields, first, ""))
}

/// Names as they would be those of columns.
fn names(map: &Map<String, Value>) -> Vec<String> {
    map.keys()
        .map(|name| {
            parts(name)
                .map_or(name.as_str(), |parts| parts.0)
                .to_owned()
        })
        .collect()
}

/// A row with its key in a column of some name.
fn with_key(key: &str, name: &str, mut row: Map<String, Value>) -> Value {
    row.insert(name.to_owned(), key.into());
    Value::Object(row)
}

/// Keys in the order of their numbers, where all are numbers: as texts 10 stands before 9.
fn ordered(map: &Map<String, Value>) -> Vec<&str> {
    let mut keys: Vec<&str> = map.keys().map(String::as_str).collect();
    if keys
        .iter()
        .all(|key| key.bytes().all(|letter| letter.is_ascii_digit()))
    {
        sort_by(&mut keys, &|a, b| {
            a.len().cmp(&b.len()).then_with(|| a.cmp(b))
        });
    }
    keys
}
