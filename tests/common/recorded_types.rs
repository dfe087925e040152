//! The types of what a run leaves behind, in the language of JavaScript: written from the tables that name columns and events,
//! and from the declarations of the records themselves.

use liquidation_cascades::couplings;
use liquidation_cascades::error::ErrorCode;
use liquidation_cascades::log::EventSpec;
use liquidation_cascades::market::{guards, venue};
use liquidation_cascades::scenario::visibility;
use liquidation_cascades::sources;
use liquidation_cascades::trace::{StopReason, every_column};
use serde_json::Value;

/// Where the records are declared.
const RECORDS: &str = include_str!("../../src/trace.rs");

/// Fields of which fewer values are possible than their type says.
const NARROWER: &[(&str, &str)] = &[("direction", "-1 | 1")];

/// A field of a record: its name in JavaScript, its type there, and what it says.
pub(crate) struct Member {
    pub(crate) name: String,
    ty: String,
    doc: String,
}

/// As serde names it.
fn camel_case(name: &str) -> String {
    let mut parts = name.split('_');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| {
        let (head, tail) = part.split_at(1);
        text + &head.to_uppercase() + tail
    })
}

fn type_of(rust: &str) -> String {
    if let Some(inner) = rust
        .strip_prefix("Option<")
        .and_then(|rest| rest.strip_suffix('>'))
    {
        return format!("{} | null", type_of(inner));
    }
    match rust {
        "f64" | "u32" | "usize" => "number",
        "bool" => "boolean",
        "String" => "string",
        // A record or an enum of the same name.
        other => other,
    }
    .to_owned()
}

/// What a record is about, and its fields in order.
pub(crate) fn members(record: &str) -> (String, Vec<Member>) {
    let head = format!("pub struct {record} {{\n");
    let start = RECORDS.find(&head).expect("the record is declared");
    let about = RECORDS[..start]
        .lines()
        .rev()
        .skip_while(|line| line.starts_with("#["))
        .take_while(|line| line.starts_with("///"))
        .map(|line| line.trim_start_matches("///").trim())
        .collect::<Vec<_>>();
    let about = about.into_iter().rev().collect::<Vec<_>>().join(" ");
    let body = &RECORDS[start + head.len()..];
    let body = &body[..body.find("\n}").expect("it ends")];
    let (mut found, mut doc, mut renamed) = (Vec::new(), Vec::new(), None);
    let mut may_lack = false;
    for line in body.lines().map(str::trim) {
        if let Some(text) = line.strip_prefix("///") {
            doc.push(text.trim().to_owned());
        } else if line.starts_with("#[serde(skip_serializing_if") {
            may_lack = true;
        } else if let Some(name) = line.strip_prefix("#[serde(rename = \"") {
            renamed = name.strip_suffix("\")]").map(str::to_owned);
        } else if let Some(field) = line.strip_prefix("pub ") {
            let (name, ty) = field
                .trim_end_matches(',')
                .split_once(": ")
                .expect("a field");
            let name = renamed.take().unwrap_or_else(|| camel_case(name));
            let narrower = NARROWER.iter().find(|(field, _)| *field == name);
            let ty = narrower.map_or_else(|| type_of(ty), |(_, ty)| (*ty).to_owned());
            let lacks = std::mem::take(&mut may_lack);
            found.push(Member {
                ty: if lacks {
                    ty.trim_end_matches(" | null").to_owned()
                } else {
                    ty
                },
                doc: std::mem::take(&mut doc).join(" "),
                name: if lacks { name + "?" } else { name },
            });
        }
    }
    (about, found)
}

fn interface(record: &str) -> String {
    let (about, members) = members(record);
    let mut text = format!("/** {about} */\nexport interface {record} {{\n");
    for Member { name, ty, doc } in members {
        text += &format!("  /** {doc} */\n  {name}: {ty};\n");
    }
    text + "}\n"
}

/// One of some words, each with what it says.
fn words<'a>(name: &str, about: &str, words: impl Iterator<Item = (&'a str, String)>) -> String {
    let mut text = format!("/** {about} */\nexport type {name} =\n");
    for (word, doc) in words {
        if !doc.is_empty() {
            text += &format!("  /** {doc} */\n");
        }
        text += &format!("  | \"{word}\"\n");
    }
    text.trim_end().to_owned() + ";\n"
}

fn word_of(value: impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(word)) => word,
        other => panic!("{other:?} is no word"),
    }
}

/// The whole file.
pub(crate) fn typescript() -> String {
    let columns = every_column().map(|spec| {
        let unit = match spec.unit {
            "" => String::new(),
            unit => format!(" [{unit}]"),
        };
        (spec.name, format!("{}{unit}", spec.doc.trim()))
    });
    let events = [venue::EVENTS, guards::EVENTS, visibility::EVENTS]
        .into_iter()
        .chain(sources::EVENTS.iter().copied())
        .chain(couplings::EVENTS.iter().map(|(_, events)| *events))
        .flatten()
        .map(|event: &&EventSpec| (event.name, event.doc.to_owned()));
    let kinds = sources::COLUMNS
        .iter()
        .map(|(kind, _)| (*kind, String::new()));
    let reasons: Vec<String> = StopReason::ALL.iter().map(word_of).collect();
    let reasons = reasons
        .iter()
        .map(|reason| (reason.as_str(), String::new()));
    let codes = ErrorCode::ALL
        .iter()
        .map(|code| (code.as_str(), String::new()));
    [
        words(
            "ColumnName",
            "A column of a trace. Generated from the tables that record them; so are the types below.",
            columns,
        ),
        words("EventName", "What can happen in a run.", events),
        words("SourceKind", "Who trades besides the outside world.", kinds),
        words("StopReason", "Why a run ended.", reasons),
        words("ProblemCode", "What is wrong with an input.", codes),
        interface("Summary"),
        interface("AccountOutcome"),
    ]
    .join("\n")
}
