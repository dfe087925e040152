//! The contract in other languages: TypeScript, JSON Schema, and an HTML reference. Written from the declaration by
//! a native test, so that none of them can say anything else.

use super::contract::SCENARIO;
use super::schema::{
    DataKind, Field, Kind, LEVEL, List, MOST_LEVELS, Range, Tagged, Variant, join,
};
use crate::error::show;
use serde_json::{Map, Value, json};
use std::fmt::Write;

/// TypeScript types of a scenario.
#[must_use]
pub fn typescript() -> String {
    let mut text =
        String::from("/** A scenario, version 1. Generated from the declared contract. */\n");
    let _ = writeln!(text, "export interface Scenario {}", type_of(&SCENARIO, 0));
    text
}

/// TypeScript type of what is declared elsewhere, under a name.
#[must_use]
pub fn typescript_of(name: &str, doc: &str, kind: &Kind) -> String {
    let shape = type_of(kind, 0);
    match kind {
        Kind::Object(_) => format!("/** {doc} */\nexport interface {name} {shape}\n"),
        _ => format!("/** {doc} */\nexport type {name} = {shape};\n"),
    }
}

fn type_of(kind: &Kind, depth: usize) -> String {
    match kind {
        Kind::Number(_) | Kind::Integer(_) => "number".to_owned(),
        Kind::Text(_) | Kind::MarketId => "string".to_owned(),
        Kind::Flag => "boolean".to_owned(),
        Kind::Choice(choices) => {
            let words: Vec<String> = choices
                .iter()
                .filter(|c| c.built)
                .map(|c| format!("\"{}\"", c.name))
                .collect();
            words.join(" | ")
        }
        Kind::Object(fields) => object_type(None, fields, depth),
        Kind::Tagged(tagged) => {
            let shape = |variant: &&Variant| {
                object_type(Some((tagged.tag, variant.name)), variant.fields, depth)
            };
            tagged
                .variants
                .iter()
                .filter(|variant| variant.built)
                .map(shape)
                .collect::<Vec<_>>()
                .join(" | ")
        }
        Kind::List(list) => list_type(list, depth),
        Kind::Nullable(kind) => format!("{} | null", type_of(kind, depth)),
        Kind::BookLevels => format!(
            "[price: number, quantity: number][] | {}",
            data_type(DataKind::Whole)
        ),
        Kind::ListOrData(list, data) => {
            format!("{} | {}", list_type(list, depth), data_type(*data))
        }
    }
}

fn data_type(data: DataKind) -> &'static str {
    match data {
        DataKind::Whole => "{ data: { name: string; sha256?: string } }",
        DataKind::ByContract => {
            "{ data: { name: string; sha256?: string; contract?: string | null } }"
        }
    }
}

fn list_type(list: &List, depth: usize) -> String {
    let item = type_of(&list.item, depth);
    if item.contains(' ') {
        format!("({item})[]")
    } else {
        format!("{item}[]")
    }
}

fn object_type(tag: Option<(&str, &str)>, fields: &[Field], depth: usize) -> String {
    let indent = "  ".repeat(depth + 1);
    let mut text = String::from("{\n");
    if let Some((tag, word)) = tag {
        let _ = writeln!(text, "{indent}{tag}: \"{word}\";");
    }
    for field in fields {
        let unit = if field.unit.is_empty() {
            String::new()
        } else {
            format!(" [{}]", field.unit)
        };
        let _ = writeln!(text, "{indent}/** {}{unit} */", field.doc);
        let optional = if field.default.is_some() { "?" } else { "" };
        let kind = if field.reserved {
            reserved_type(field)
        } else {
            type_of(&field.kind, depth + 1)
        };
        let _ = writeln!(text, "{indent}{}{optional}: {kind};", field.name);
    }
    text + &"  ".repeat(depth) + "}"
}

/// A reserved field takes its default only; a literal type says so where TypeScript has one.
fn reserved_type(field: &Field) -> String {
    match field.default {
        Some(default @ ("0" | "null" | "false")) => default.to_owned(),
        Some("[]") => "never[]".to_owned(),
        _ => "object".to_owned(),
    }
}

/// JSON Schema (draft 2020-12) of a scenario.
#[must_use]
pub fn json_schema() -> Value {
    let mut schema = schema_of(&SCENARIO);
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["title"] = json!("Liquidation cascade scenario, version 1");
    schema
}

fn schema_of(kind: &Kind) -> Value {
    match kind {
        Kind::Number(range) => range_schema(*range, "number"),
        Kind::Integer(range) => range_schema(*range, "integer"),
        Kind::Text(longest) => json!({ "type": "string", "maxLength": longest }),
        Kind::MarketId => json!({ "type": "string", "maxLength": 64 }),
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::Choice(choices) => {
            let words: Vec<&str> = choices.iter().filter(|c| c.built).map(|c| c.name).collect();
            json!({ "enum": words })
        }
        Kind::Object(fields) => object_schema(None, fields),
        Kind::Tagged(tagged) => {
            let built = tagged.variants.iter().filter(|variant| variant.built);
            let shapes: Vec<Value> = built
                .map(|variant| {
                    let mut shape = object_schema(Some((tagged.tag, variant.name)), variant.fields);
                    shape["description"] = json!(variant.doc);
                    shape
                })
                .collect();
            json!({ "oneOf": shapes })
        }
        Kind::List(list) => list_schema(list),
        Kind::Nullable(kind) => json!({ "anyOf": [schema_of(kind), { "type": "null" }] }),
        Kind::BookLevels => {
            let number = range_schema(LEVEL, "number");
            let level = json!({ "type": "array", "prefixItems": [number, number], "minItems": 2, "maxItems": 2 });
            let levels = json!({ "type": "array", "items": level, "maxItems": MOST_LEVELS });
            json!({ "anyOf": [levels, data_schema(DataKind::Whole)] })
        }
        Kind::ListOrData(list, data) => {
            json!({ "anyOf": [list_schema(list), data_schema(*data)] })
        }
    }
}

fn data_schema(data: DataKind) -> Value {
    let text = json!({ "type": "string" });
    let mut properties = json!({ "name": text, "sha256": text });
    if data == DataKind::ByContract {
        properties["contract"] = json!({ "type": ["string", "null"] });
    }
    json!({
        "type": "object",
        "properties": { "data": {
            "type": "object",
            "properties": properties,
            "required": ["name"],
            "additionalProperties": false
        } },
        "required": ["data"],
        "additionalProperties": false
    })
}

fn list_schema(list: &List) -> Value {
    json!({ "type": "array", "items": schema_of(&list.item), "minItems": list.min, "maxItems": list.max })
}

fn range_schema(range: Range, kind: &str) -> Value {
    let least = if range.min_included {
        "minimum"
    } else {
        "exclusiveMinimum"
    };
    let schema = json!({ "type": kind, least: range.min, "maximum": range.max });
    if range.or_zero {
        json!({ "anyOf": [{ "const": 0 }, schema] })
    } else {
        schema
    }
}

fn object_schema(tag: Option<(&str, &str)>, fields: &[Field]) -> Value {
    let mut properties = Map::new();
    let mut required = Vec::new();
    if let Some((tag, word)) = tag {
        properties.insert(tag.to_owned(), json!({ "const": word }));
        required.push(tag);
    }
    for field in fields {
        let default: Option<Value> = field
            .default
            .and_then(|text| serde_json::from_str(text).ok());
        let mut schema = match &default {
            Some(default) if field.reserved => json!({ "const": default }),
            _ => schema_of(&field.kind),
        };
        schema["description"] = json!(field.doc);
        match default {
            Some(default) => schema["default"] = default,
            None => required.push(field.name),
        }
        properties.insert(field.name.to_owned(), schema);
    }
    json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
}

/// Rows of the reference: path, allowed values, default, unit and meaning of every field, as an HTML table body.
#[must_use]
pub fn reference_rows() -> String {
    let mut rows = String::new();
    reference(&SCENARIO, "", &mut rows);
    rows
}

/// A word by which a scenario says how something works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Path of the field that holds it, as in the reference: `markets[].impact.law`.
    pub path: String,
    /// The word.
    pub name: &'static str,
    /// One sentence for people.
    pub doc: &'static str,
    /// `false` while it is only reserved.
    pub built: bool,
}

/// Every word that the contract declares, in its order. What stands in two places by the same declaration is told once.
#[must_use]
pub fn words() -> Vec<Word> {
    let mut words = Vec::new();
    collect_words(&SCENARIO, "", &mut words);
    words
}

fn collect_words(kind: &Kind, path: &str, words: &mut Vec<Word>) {
    let mut add = |path: &str, name, doc, built| {
        let word = Word {
            path: path.to_owned(),
            name,
            doc,
            built,
        };
        if !words.contains(&word) {
            words.push(word);
        }
    };
    match kind {
        Kind::Choice(choices) => {
            for choice in *choices {
                add(path, choice.name, choice.doc, choice.built);
            }
        }
        Kind::Object(fields) => collect_fields(fields, path, words),
        Kind::Tagged(Tagged { tag, variants }) => {
            let place = join(path, tag);
            for variant in *variants {
                add(&place, variant.name, variant.doc, variant.built);
            }
            for variant in *variants {
                collect_fields(variant.fields, path, words);
            }
        }
        Kind::List(list) | Kind::ListOrData(list, _) => {
            collect_words(&list.item, &format!("{path}[]"), words);
        }
        Kind::Nullable(kind) => collect_words(kind, path, words),
        _ => {}
    }
}

fn collect_fields(fields: &[Field], path: &str, words: &mut Vec<Word>) {
    for field in fields.iter().filter(|field| field.name != "moreShocks") {
        collect_words(&field.kind, &join(path, field.name), words);
    }
}

/// Text as it stands in HTML.
#[must_use]
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

fn reference(kind: &Kind, path: &str, rows: &mut String) {
    match kind {
        Kind::Object(fields) => fields
            .iter()
            .for_each(|field| reference_field(field, path, rows)),
        Kind::Tagged(Tagged { tag, variants }) => {
            for variant in *variants {
                let allowed = if variant.built {
                    String::new()
                } else {
                    "not built yet".to_owned()
                };
                row(
                    rows,
                    &format!("{}: \"{}\"", join(path, tag), variant.name),
                    &allowed,
                    "",
                    variant.doc,
                );
                variant
                    .fields
                    .iter()
                    .for_each(|field| reference_field(field, path, rows));
            }
        }
        Kind::List(list) | Kind::ListOrData(list, _) => {
            reference(&list.item, &format!("{path}[]"), rows)
        }
        Kind::Nullable(kind) => reference(kind, path, rows),
        _ => {}
    }
}

fn reference_field(field: &Field, path: &str, rows: &mut String) {
    let path = join(path, field.name);
    let allowed = if field.reserved {
        "only the default is built".to_owned()
    } else {
        let words = allowed(&field.kind);
        if field.unit.is_empty() {
            words
        } else {
            format!("{words} [{}]", field.unit)
        }
    };
    row(
        rows,
        &path,
        &allowed,
        field.default.unwrap_or("required"),
        field.doc,
    );
    if !field.reserved {
        reference(&field.kind, &path, rows);
    }
}

fn allowed(kind: &Kind) -> String {
    match kind {
        Kind::Number(range) => format!("number {}", range.words()),
        Kind::Integer(range) => format!("whole number {}", range.words()),
        Kind::Text(longest) => format!("text, at most {} characters", show(*longest as f64)),
        Kind::MarketId => "id of a market".to_owned(),
        Kind::Flag => "true or false".to_owned(),
        Kind::Choice(choices) => choices
            .iter()
            .filter(|c| c.built)
            .map(|c| format!("\"{}\"", c.name))
            .collect::<Vec<_>>()
            .join(", "),
        Kind::Object(_) | Kind::Tagged(_) => "object".to_owned(),
        Kind::List(list) => format!("list of {} to {}", list.min, list.max),
        Kind::Nullable(kind) => format!("null or {}", allowed(kind)),
        Kind::BookLevels => {
            format!("list of at most {MOST_LEVELS} [price, quantity], or registered data")
        }
        Kind::ListOrData(list, _) => {
            format!("list of {} to {}, or registered data", list.min, list.max)
        }
    }
}

fn row(rows: &mut String, path: &str, allowed: &str, default: &str, doc: &str) {
    let _ = writeln!(
        rows,
        "<tr><th scope=\"row\"><code>{}</code></th><td>{}</td><td><code>{}</code></td><td>{}</td></tr>",
        escape(path),
        escape(allowed),
        escape(default),
        escape(doc)
    );
}
