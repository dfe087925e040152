//! The situations that the page offers, as scenario files.

#[cfg(not(feature = "mechanisms"))]
use super::preset_heads::HEADS;
use crate::json;
#[cfg(not(feature = "mechanisms"))]
use crate::json::object;
use serde_json::Value;

/// Names and files.
macro_rules! files {
    ($($name:literal,)*) => {
        &[$(($name, include_str!(concat!("../../www/presets/", $name, ".json"))),)*]
    };
}

/// Those of leveraged traders alone, in the order of the page.
const OF_TRADERS: &[(&str, &str)] = files![
    "calm-water",
    "the-match",
    "thin-book",
    "same-door",
    "staircase",
    "short-squeeze",
    "fair-weather",
    "slow-motion",
    "last-line",
    "who-should-pay",
    "same-odds",
    "real-book",
];

/// Those with another mechanism, which come after them.
#[cfg(feature = "mechanisms")]
const OF_MECHANISMS: &[(&str, &str)] = files![
    "stops-below",
    "gamma-squeeze",
    "short-gamma",
    "calm-hand",
    "writers-hedged",
    "no-news",
    "makers-step-away",
    "bots-look-away",
    "through-the-fog",
    "knife-edge",
    "stuck-oracle",
    "black-thursday",
    "black-thursday-clip",
    "healthy-market",
    "at-the-close",
    "crash-1987",
    "breakers-1987",
    "half-insurance",
    "calls-tomorrow",
    "two-halts",
    "four-rulebooks",
    "two-venues",
    "venue-that-holds",
    "depeg",
    "spreads-the-fire",
];

/// Names of all presets, in the order of the page.
#[must_use]
pub fn names() -> Vec<&'static str> {
    let names = OF_TRADERS.iter().map(|(name, _)| *name);
    names.chain(more_names()).collect()
}

/// A preset as a scenario; `None` when there is none of that name.
#[must_use]
pub fn preset(name: &str) -> Option<Value> {
    let of_traders = OF_TRADERS.iter().find(|(known, _)| *known == name);
    of_traders.map_or_else(|| more(name), |(_, text)| Some(parsed(text)))
}

fn parsed(text: &str) -> Value {
    let Ok(value) = json::parse(text) else {
        unreachable!("presets are JSON: a test reads them all");
    };
    value
}

#[cfg(feature = "mechanisms")]
fn more_names() -> impl Iterator<Item = &'static str> {
    OF_MECHANISMS.iter().map(|(name, _)| *name)
}

#[cfg(feature = "mechanisms")]
fn more(name: &str) -> Option<Value> {
    let (_, text) = OF_MECHANISMS.iter().find(|(known, _)| *known == name)?;
    Some(parsed(text))
}

#[cfg(not(feature = "mechanisms"))]
fn more_names() -> impl Iterator<Item = &'static str> {
    HEADS.iter().map(|[name, ..]| *name)
}

/// What it is about, and a mechanism that is not there: it is refused as all are that have one.
#[cfg(not(feature = "mechanisms"))]
fn more(name: &str) -> Option<Value> {
    let [_, title, note] = *HEADS.iter().find(|[known, ..]| *known == name)?;
    Some(object([
        ("title", title.into()),
        ("note", note.into()),
        (
            "markets",
            Value::from(vec![object([
                ("price", 100.into()),
                (
                    "impact",
                    object([("law", "linear".into()), ("slope", 1.into())]),
                ),
            ])]),
        ),
        (
            "populations",
            Value::from(vec![object([("kind", "stops".into())])]),
        ),
    ]))
}
