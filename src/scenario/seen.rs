//! Controls of what the public sees and of the alarm that is raised by it, and what is put into a scenario that has neither.

use super::control::{Control, numbered};
use super::lenses::{self, ARE_THERE};
use super::spec::{Lens, slider, timed};
use super::visibility::Visibility;
use crate::json::object;
use serde_json::Value;

/// The word by which it is added and removed, and the group of its controls.
pub(super) const KIND: &str = "seen";

/// What is put into a scenario: three positions in ten are seen, and an alarm goes by them.
const SHARE: f64 = 0.3;
const ALARM: &str = "watch";
const ALARM_AT: f64 = 0.8;

/// Whether all is seen or a part, and the numbers of that part; each is a field of the same name as its path.
pub static LENSES: [Lens; 6] = [
    Lens {
        options: &[
            (
                "part",
                "A part of it",
                "the public sees as much of it as the numbers below say",
            ),
            (
                "all",
                "Everything",
                "the public sees every position as it is, at once",
            ),
        ],
        ..slider(
            "sight",
            &[],
            "What is seen",
            "",
            [0.0, 1.0],
            false,
            "what the public knows of the crowd; it changes what others do, never what is",
        )
    },
    slider(
        "seenShare",
        &["share"],
        "Positions seen",
        "fraction",
        [0.01, 1.0],
        false,
        "the share of all positions that the public sees",
    ),
    slider(
        "believedShare",
        &["assumedShare"],
        "Believed to be seen",
        "fraction",
        [0.01, 1.0],
        false,
        "the share that the public believes to see; if that is more than it sees, the danger looks smaller than it is",
    ),
    slider(
        "seenError",
        &["error"],
        "Error of the estimate",
        "fraction",
        [0.0, 3.0],
        false,
        "how far the estimate of each band is off, as a spread of its logarithm; right in the mean",
    ),
    timed(slider(
        "seenDelay",
        &["delayS"],
        "Delay of what is seen",
        "s",
        [0.0, 3_600.0],
        false,
        "how long a position that is closed still counts as open",
    )),
    slider(
        "alarmAt",
        &["threshold"],
        "Alarm at R",
        "",
        [0.1, 2.0],
        false,
        "the Feedback R at which the alarm is raised",
    ),
];

/// The choice of everything.
const ALL: f64 = 1.0;

/// The fields of what is seen as they count: what is not said is the truth.
fn fields(complete: &Value) -> Value {
    let Visibility {
        share,
        error,
        delay_s,
        ..
    } = Visibility::ALL;
    let said = &complete["visibility"];
    let number = |name: &str, otherwise: f64| said[name].as_f64().unwrap_or(otherwise);
    let share = number("share", share);
    let mut fields = object([
        ("share", share.into()),
        ("assumedShare", number("assumedShare", share).into()),
        ("error", number("error", error).into()),
        ("delayS", number("delayS", delay_s).into()),
    ]);
    let threshold = &complete["alarms"][0]["threshold"];
    if threshold.is_number() {
        fields["threshold"] = threshold.clone();
    }
    fields
}

fn is_there(complete: &Value) -> bool {
    ARE_THERE && (complete["visibility"].is_object() || complete["alarms"][0].is_object())
}

/// Whether nothing is hidden.
fn is_clear(fields: &Value) -> bool {
    let clear = [
        ("share", 1.0),
        ("assumedShare", 1.0),
        ("error", 0.0),
        ("delayS", 0.0),
    ];
    clear
        .iter()
        .all(|&(name, value)| fields[name].as_f64() == Some(value))
}

/// The controls of a complete scenario.
pub(super) fn controls(complete: &Value) -> Vec<Control> {
    if !is_there(complete) {
        return Vec::new();
    }
    let fields = fields(complete);
    let has_time = complete["clock"]["mode"] == "ticks";
    let [sight, numbers @ ..] = &LENSES;
    let choice = numbered(
        sight.name,
        sight.label,
        KIND,
        lenses::options(sight),
        usize::from(is_clear(&fields)),
    );
    let offered = numbers.iter().filter(|lens| has_time || !lens.is_timed);
    let sliders = offered.filter_map(|lens| lenses::control(KIND, lens, &fields, 1.0));
    std::iter::once(choice).chain(sliders).collect()
}

/// Writes a value in range into a complete scenario. Says whether the control is one of these.
pub(super) fn apply(scenario: &mut Value, control: &Control, value: f64) -> bool {
    if !ARE_THERE || control.group != KIND {
        return false;
    }
    // What is shown stays as it is said, or not said.
    if value == control.value {
        return true;
    }
    let [sight, numbers @ ..] = &LENSES;
    let all = [
        ("share", 1.0.into()),
        ("assumedShare", Value::Null),
        ("error", 0.0.into()),
        ("delayS", 0.0.into()),
    ];
    let part = [("share", SHARE.into())];
    if control.name == sight.name {
        let fields: &[(&str, Value)] = if value == ALL { &all } else { &part };
        for (name, value) in fields {
            set(scenario, name, value.clone());
        }
    } else if let Some(lens) = numbers.iter().find(|lens| lens.name == control.name) {
        match lens.field {
            ["threshold"] => set_thresholds(scenario, value),
            [name] => set(scenario, name, value.into()),
            _ => {}
        }
    }
    true
}

fn set(scenario: &mut Value, name: &str, value: Value) {
    let said = &mut scenario["visibility"];
    if !said.is_object() {
        *said = object([]);
    }
    said[name] = value;
}

/// Of the first alarm, and of those that were as it was.
fn set_thresholds(scenario: &mut Value, value: f64) {
    let mut before = None;
    for alarm in scenario["alarms"].as_array_mut().into_iter().flatten() {
        let threshold = &mut alarm["threshold"];
        if before.get_or_insert_with(|| threshold.clone()) == threshold {
            *threshold = value.into();
        }
    }
}

/// A complete scenario with it; `None` where it is there.
pub(super) fn with(complete: &Value, market: &str) -> Option<Value> {
    if !ARE_THERE || is_there(complete) {
        return None;
    }
    let mut changed = complete.clone();
    set(&mut changed, "share", SHARE.into());
    changed["alarms"] = Value::Array(vec![object([
        ("id", ALARM.into()),
        ("market", market.into()),
        ("threshold", ALARM_AT.into()),
    ])]);
    Some(changed)
}

/// Takes it out, but for alarms that somebody listens to. Says whether there was anything to take.
pub(super) fn remove(complete: &mut Value) -> bool {
    if !is_there(complete) {
        return false;
    }
    let was_said = complete["visibility"].is_object();
    complete["visibility"] = Value::Null;
    let listeners: Vec<Value> = complete["populations"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|one| one["alarm"].clone())
        .collect();
    let Some(alarms) = complete["alarms"].as_array_mut() else {
        return was_said;
    };
    let before = alarms.len();
    alarms.retain(|alarm| listeners.contains(&alarm["id"]));
    was_said || alarms.len() < before
}
