//! Ready-made halts and price limits of real markets, as lists of guards: the control `halts`.
//!
//! Sources: NYSE Rule 7.12 (market-wide circuit breakers), the Plan to Address Extraordinary Market Volatility (limit up-limit
//! down; Amendment 18 for the wider bands before the close), the rule book of CME (equity index price limits, dynamic circuit
//! breakers). What is assumed is said in each.

use super::control::{Control, ControlOption, choice};
use super::lenses::ARE_THERE;
use crate::json;
use serde_json::Value;
use std::sync::OnceLock;

/// The control.
pub(super) const HALTS: &str = "halts";

/// Halts and limits of a market.
struct Set {
    option: ControlOption,
    /// All fields of its guards, JSON.
    guards: &'static str,
    needs_ticks: bool,
}

const CUSTOM: ControlOption = ControlOption {
    name: "custom",
    label: "Your own",
    help: "halts and limits as they are set",
};

static SETS: [Set; 5] = [
    Set {
        option: ControlOption {
            name: "mwcb",
            label: "US market-wide",
            help: "at a fall of 7 and of 13 % trading stops for 15 minutes, in the last 35 minutes not any more; at 20 % for the day",
        },
        guards: r#"[{"kind":"breaker","enabled":true,"levels":[{"fall":0.07,"haltS":900},{"fall":0.13,"haltS":900},{"fall":0.2,"haltS":null}],"quietFromS":21300,"reference":"session","auctionDepth":1}]"#,
        needs_ticks: false,
    },
    Set {
        option: ControlOption {
            name: "luld1",
            label: "Limit up-limit down, tier 1",
            help: "bands of 5 % around the mean of 5 minutes, in the last 25 minutes of 10 %; after 15 s at a band a pause of 5 minutes",
        },
        guards: r#"[{"kind":"luld","enabled":true,"band":0.05,"windowS":300,"limitStateS":15,"pauseS":300,"minimumChange":0.01,"minimumAgeS":30,"wideFromS":21900,"wideFactor":2,"auctionDepth":1}]"#,
        needs_ticks: true,
    },
    Set {
        option: ControlOption {
            name: "luld2",
            label: "Limit up-limit down, tier 2",
            help: "bands of 10 % around the mean of 5 minutes; after 15 s at a band a pause of 5 minutes",
        },
        guards: r#"[{"kind":"luld","enabled":true,"band":0.1,"windowS":300,"limitStateS":15,"pauseS":300,"minimumChange":0.01,"minimumAgeS":30,"wideFromS":null,"wideFactor":2,"auctionDepth":1}]"#,
        needs_ticks: true,
    },
    Set {
        option: ControlOption {
            name: "cmeNight",
            label: "Index futures by night",
            help: "nothing trades beyond 7 % up or down; a move of 3.5 % within an hour pauses trading for 2 minutes",
        },
        guards: r#"[{"kind":"priceLimit","enabled":true,"down":[0.07],"up":[0.07],"holdS":null,"reference":"start"},{"kind":"dynamic","enabled":true,"band":0.035,"windowS":3600,"pauseS":120,"auctionDepth":1}]"#,
        needs_ticks: true,
    },
    Set {
        option: ControlOption {
            name: "cmeDay",
            label: "Index futures by day",
            help: "nothing trades below a fall of 7, then 13, then 20 %; the next one holds after 15 minutes (assumed: with the cash market)",
        },
        guards: r#"[{"kind":"priceLimit","enabled":true,"down":[0.07,0.13,0.2],"up":[],"holdS":900,"reference":"start"}]"#,
        needs_ticks: true,
    },
];

/// The sets of this build.
fn sets() -> &'static [Set] {
    if ARE_THERE { &SETS } else { &[] }
}

/// Their guards, read once.
fn guards() -> &'static [Value] {
    static READ: OnceLock<Vec<Value>> = OnceLock::new();
    READ.get_or_init(|| {
        let all = sets().iter();
        all.map(|set| json::parse(set.guards).unwrap_or_default())
            .collect()
    })
}

/// The control of a market that has any halts or limits.
pub(super) fn control(market: &Value) -> Option<Control> {
    let guards = market.get("guards")?;
    if !ARE_THERE || guards.as_array()?.is_empty() {
        return None;
    }
    let options = sets().iter().map(|set| set.option);
    let options: Vec<ControlOption> = std::iter::once(CUSTOM).chain(options).collect();
    let mut known = sets().iter().zip(self::guards());
    let chosen = known.find(|(_, known)| are_alike(known, guards));
    let name = chosen.map_or(CUSTOM.name, |(set, _)| set.option.name);
    Some(choice(HALTS, "Halts of a market", "rules", &options, name))
}

/// The same, however its numbers are written.
fn are_alike(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(_), Value::Number(_)) => one.as_f64() == other.as_f64(),
        (Value::Array(these), Value::Array(those)) => {
            let mut pairs = these.iter().zip(those);
            these.len() == those.len() && pairs.all(|(one, other)| are_alike(one, other))
        }
        (Value::Object(these), Value::Object(those)) => {
            let is_there = |(name, one): (&String, &Value)| {
                those.get(name).is_some_and(|other| are_alike(one, other))
            };
            these.len() == those.len() && these.iter().all(is_there)
        }
        _ => one == other,
    }
}

/// Whether what was chosen takes time.
pub(super) fn takes_ticks(name: &str) -> bool {
    let set = sets().iter().find(|set| set.option.name == name);
    set.is_some_and(|set| set.needs_ticks)
}

/// Puts what was chosen in the place of the halts that a market has.
pub(super) fn apply(market: &mut Value, name: &str) {
    let mut known = sets().iter().zip(guards());
    if let Some((_, guards)) = known.find(|(set, _)| set.option.name == name) {
        market["guards"] = guards.clone();
    }
}
