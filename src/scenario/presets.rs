//! The situations that the page offers, as scenario files.

use crate::json;
use serde_json::Value;

/// Names and files, in the order of the page.
const PRESETS: &[(&str, &str)] = &[
    (
        "calm-water",
        include_str!("../../www/presets/calm-water.json"),
    ),
    (
        "the-match",
        include_str!("../../www/presets/the-match.json"),
    ),
    (
        "thin-book",
        include_str!("../../www/presets/thin-book.json"),
    ),
    (
        "same-door",
        include_str!("../../www/presets/same-door.json"),
    ),
    (
        "staircase",
        include_str!("../../www/presets/staircase.json"),
    ),
    (
        "short-squeeze",
        include_str!("../../www/presets/short-squeeze.json"),
    ),
    (
        "fair-weather",
        include_str!("../../www/presets/fair-weather.json"),
    ),
    (
        "slow-motion",
        include_str!("../../www/presets/slow-motion.json"),
    ),
    (
        "last-line",
        include_str!("../../www/presets/last-line.json"),
    ),
    (
        "who-should-pay",
        include_str!("../../www/presets/who-should-pay.json"),
    ),
    (
        "same-odds",
        include_str!("../../www/presets/same-odds.json"),
    ),
    (
        "real-book",
        include_str!("../../www/presets/real-book.json"),
    ),
    (
        "stops-below",
        include_str!("../../www/presets/stops-below.json"),
    ),
    (
        "gamma-squeeze",
        include_str!("../../www/presets/gamma-squeeze.json"),
    ),
    (
        "short-gamma",
        include_str!("../../www/presets/short-gamma.json"),
    ),
    (
        "calm-hand",
        include_str!("../../www/presets/calm-hand.json"),
    ),
    (
        "writers-hedged",
        include_str!("../../www/presets/writers-hedged.json"),
    ),
    ("no-news", include_str!("../../www/presets/no-news.json")),
    (
        "makers-step-away",
        include_str!("../../www/presets/makers-step-away.json"),
    ),
    (
        "bots-look-away",
        include_str!("../../www/presets/bots-look-away.json"),
    ),
    (
        "through-the-fog",
        include_str!("../../www/presets/through-the-fog.json"),
    ),
    (
        "knife-edge",
        include_str!("../../www/presets/knife-edge.json"),
    ),
    (
        "stuck-oracle",
        include_str!("../../www/presets/stuck-oracle.json"),
    ),
    (
        "black-thursday",
        include_str!("../../www/presets/black-thursday.json"),
    ),
    (
        "black-thursday-clip",
        include_str!("../../www/presets/black-thursday-clip.json"),
    ),
    (
        "healthy-market",
        include_str!("../../www/presets/healthy-market.json"),
    ),
    (
        "at-the-close",
        include_str!("../../www/presets/at-the-close.json"),
    ),
    (
        "crash-1987",
        include_str!("../../www/presets/crash-1987.json"),
    ),
    (
        "breakers-1987",
        include_str!("../../www/presets/breakers-1987.json"),
    ),
    (
        "half-insurance",
        include_str!("../../www/presets/half-insurance.json"),
    ),
    (
        "calls-tomorrow",
        include_str!("../../www/presets/calls-tomorrow.json"),
    ),
    (
        "two-halts",
        include_str!("../../www/presets/two-halts.json"),
    ),
    (
        "four-rulebooks",
        include_str!("../../www/presets/four-rulebooks.json"),
    ),
    (
        "two-venues",
        include_str!("../../www/presets/two-venues.json"),
    ),
    (
        "venue-that-holds",
        include_str!("../../www/presets/venue-that-holds.json"),
    ),
    ("depeg", include_str!("../../www/presets/depeg.json")),
    (
        "spreads-the-fire",
        include_str!("../../www/presets/spreads-the-fire.json"),
    ),
];

/// Names of all presets, in the order of the page.
#[must_use]
pub fn names() -> Vec<&'static str> {
    PRESETS.iter().map(|(name, _)| *name).collect()
}

/// A preset as a scenario; `None` when there is none of that name.
#[must_use]
pub fn preset(name: &str) -> Option<Value> {
    let (_, text) = PRESETS.iter().find(|(known, _)| *known == name)?;
    let Ok(scenario) = json::parse(text) else {
        unreachable!("presets are JSON: a test reads them all");
    };
    Some(scenario)
}
