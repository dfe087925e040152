//! Everything that a page or an address sets of a scenario, in one pass.
//!
//! The rules of a venue come first, then other choices, then leverage as it was drawn, then numbers, each in the order in
//! which the scenario lists its controls: the order in which they are given says nothing. What cannot be had is brought to
//! what can, and said. Where two choices exclude each other the one that was made last is taken, if it is known.

use super::control::Control;
use super::controls::Settable;
use super::data::DataStore;
use super::rules::{self, RULESET, TICK_S};
use super::shape::{leverage_shape, set_leverage_shape};
use crate::error::{ErrorCode, Problem};
use serde::Serialize;
use serde_json::Value;

/// What a control is set to.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Setting {
    /// A number; of a choice the place of an option.
    Number(f64),
    /// The name of an option. Of a number: what nobody could read.
    Word(String),
}

/// What was not taken as it was given.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Remark {
    /// Why.
    pub kind: RemarkKind,
    /// Name of the control.
    pub name: String,
    /// What was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given: Option<Setting>,
    /// What was set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub used: Option<f64>,
}

/// Why something was not taken as it was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum RemarkKind {
    /// It is no number, or no option of that name.
    Unreadable,
    /// Brought into the range, or to a whole number.
    Clamped,
    /// There is no such control.
    Ignored,
    /// More positions than are allowed here.
    Capped,
}

/// What is wanted of a scenario.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// By the names of controls.
    pub values: Vec<(String, Setting)>,
    /// Leverage as it was drawn: the heights of the bars; empty: as it is.
    pub shape: Vec<f64>,
    /// At most so many positions.
    pub most_positions: Option<f64>,
    /// The control that was set last.
    pub last: Option<String>,
}

/// A control and what it is set to.
pub type Named = (String, Setting);

/// What became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Settled {
    /// The scenario with everything set.
    pub scenario: Value,
    /// What differs from the scenario before.
    pub values: Vec<Named>,
    /// What each control is when it is not set.
    pub plain: Vec<Named>,
    /// The shape that was drawn is in the scenario.
    pub is_drawn: bool,
    /// What was not taken as it was given.
    pub remarks: Vec<Remark>,
    /// How long ticks were meant to be, seconds, before there were too many of them; `None`: there are none.
    pub asked_tick_s: Option<f64>,
    /// The controls as they are then.
    pub controls: Vec<Control>,
}

/// Name that stands for the shape in remarks.
const SHAPE: &str = "shape";

/// Name of the choice of the clock.
const CLOCK: &str = "clock";

/// Sets all that is wanted.
///
/// # Errors
/// When the scenario has a problem, or something that was set alone would be right makes no scenario.
pub fn settle(
    scenario: &Value,
    mut wanted: Wanted,
    data: &DataStore,
) -> Result<Settled, Vec<Problem>> {
    let settable = Settable::new(scenario, data)?;
    let mut pass = Pass {
        asked_tick_s: tick_of(&settable.complete),
        settable,
        values: Vec::new(),
        plain: Vec::new(),
        remarks: Vec::new(),
        is_changed: false,
        data,
    };
    pass.remember(&[]);
    pass.drop_moot(&mut wanted.values, wanted.last.as_deref());
    let mut chosen_from = Vec::new();
    while let Some((control, setting)) = pass.next_choice(&mut wanted.values) {
        let Some(index) = option_index(&control, &setting) else {
            pass.unreadable(control.name, Some(setting));
            continue;
        };
        chosen_from.push(named(&control, control.value));
        pass.set(&control, index)?;
        pass.remember(&chosen_from);
    }
    // Before the numbers: the slider of leverage scales what was drawn.
    let is_drawn = pass.draw(&wanted.shape)?;
    if is_drawn {
        pass.remember(&chosen_from);
    }
    pass.depth_of_a_book(&mut wanted.values);
    let mut numbers = Vec::new();
    for control in pass.settable.controls.clone() {
        let Some(place) = place_of(&wanted.values, control.name) else {
            continue;
        };
        let (_, setting) = wanted.values.remove(place);
        let Setting::Number(mut value) = setting else {
            pass.unreadable(control.name, Some(setting));
            continue;
        };
        if value.is_nan() {
            pass.unreadable(control.name, None);
            continue;
        }
        if let Some(most) = wanted.most_positions
            && control.name == "positions"
            && value > most
        {
            value = most;
            pass.capped(most);
        }
        numbers.push((control, value));
    }
    pass.set_numbers(&numbers)?;
    for (name, _) in wanted.values {
        pass.remark(RemarkKind::Ignored, &name, None, None);
    }
    let positions = pass.settable.control("positions").cloned();
    if let (Some(positions), Some(most)) = (positions, wanted.most_positions)
        && positions.value > most
    {
        pass.capped(most);
        pass.set(&positions, most)?;
    }
    Ok(Settled {
        scenario: if pass.is_changed {
            pass.settable.complete
        } else {
            scenario.clone()
        },
        values: pass.values,
        plain: pass.plain,
        is_drawn,
        remarks: pass.remarks,
        asked_tick_s: pass.asked_tick_s,
        controls: pass.settable.controls,
    })
}

struct Pass<'d> {
    settable: Settable,
    values: Vec<Named>,
    plain: Vec<Named>,
    remarks: Vec<Remark>,
    asked_tick_s: Option<f64>,
    is_changed: bool,
    data: &'d DataStore,
}

impl Pass<'_> {
    /// What every control is now; choices as they were before somebody chose.
    fn remember(&mut self, chosen_from: &[Named]) {
        for control in &self.settable.controls {
            put(&mut self.plain, named(control, control.value));
        }
        for chosen in chosen_from {
            put(&mut self.plain, chosen.clone());
        }
    }

    fn remark(&mut self, kind: RemarkKind, name: &str, given: Option<Setting>, used: Option<f64>) {
        self.remarks.push(Remark {
            kind,
            name: name.to_owned(),
            given,
            used,
        });
    }

    fn unreadable(&mut self, name: &str, given: Option<Setting>) {
        self.remark(RemarkKind::Unreadable, name, given, None);
    }

    fn capped(&mut self, most: f64) {
        self.remark(RemarkKind::Capped, "positions", None, Some(most));
    }

    /// "No time" beside a choice that takes time: one of them comes to nothing, and everything that takes time would have been
    /// made instant on the way there. It is "no time", unless that was chosen last.
    fn drop_moot(&self, waiting: &mut Vec<Named>, last: Option<&str>) {
        let option = |(name, setting): &Named| {
            let control = self.settable.control(name)?;
            rules::chosen(control, option_index(control, setting)?).map(|option| option.name)
        };
        let is_instant = |one: &Named| one.0 == CLOCK && option(one) == Some("waves");
        let takes_time =
            |one: &Named| option(one).is_some_and(|chosen| rules::takes_ticks(&one.0, chosen));
        if !waiting.iter().any(is_instant) || !waiting.iter().any(takes_time) {
            return;
        }
        if last == Some(CLOCK) {
            waiting.retain(|one| !takes_time(one));
        } else {
            waiting.retain(|one| one.0 != CLOCK);
        }
    }

    /// Takes the choice that is to be made next: the venue's rules, then as the scenario lists them.
    fn next_choice(&self, waiting: &mut Vec<Named>) -> Option<(Control, Setting)> {
        let choices = || {
            let controls = self.settable.controls.iter();
            controls.filter(|control| !control.options.is_empty())
        };
        let is_wanted = |control: &&Control| place_of(waiting, control.name).is_some();
        let control = choices()
            .filter(|control| control.name == RULESET)
            .chain(choices())
            .find(is_wanted)?;
        let (_, setting) = waiting.remove(place_of(waiting, control.name)?);
        Some((control.clone(), setting))
    }

    /// Sets a control as it was listed; a value that it does not take becomes the nearest that it does.
    fn set(&mut self, control: &Control, given: f64) -> Result<(), Vec<Problem>> {
        if given == control.value {
            return Ok(());
        }
        let mut value = given;
        if let Err(problems) = self.settable.set(control.name, value, self.data) {
            value = nearest(&problems, given).ok_or(problems)?;
            let was = Some(Setting::Number(given));
            self.remark(RemarkKind::Clamped, control.name, was, Some(value));
            self.settable.set(control.name, value, self.data)?;
        }
        self.is_changed = true;
        // A clock that comes with a choice, or goes.
        self.asked_tick_s = match tick_of(&self.settable.complete) {
            None => None,
            Some(_) => self.asked_tick_s.or(Some(TICK_S)),
        };
        if value != control.value {
            put(&mut self.values, named(control, value));
        }
        Ok(())
    }

    /// Sets numbers, in their order: all at once, where that comes to the same.
    fn set_numbers(&mut self, numbers: &[(Control, f64)]) -> Result<(), Vec<Problem>> {
        let moved: Vec<(&str, f64)> = numbers
            .iter()
            .filter(|(control, value)| *value != control.value)
            .map(|(control, value)| (control.name, *value))
            .collect();
        if moved.len() > 1 && self.settable.set_together(&moved, self.data) {
            self.is_changed = true;
            for (control, value) in numbers {
                if *value != control.value {
                    put(&mut self.values, named(control, *value));
                }
            }
            return Ok(());
        }
        for (control, value) in numbers {
            self.set(control, *value)?;
        }
        Ok(())
    }

    /// Draws leverage by hand, where there is a law to be drawn and somebody is left.
    fn draw(&mut self, heights: &[f64]) -> Result<bool, Vec<Problem>> {
        if heights.is_empty() {
            return Ok(false);
        }
        let bars = leverage_shape(&self.settable.complete, self.data)?;
        let drawn = bars
            .filter(|bars| bars.shares.len() == heights.len())
            .and_then(|_| set_leverage_shape(&self.settable.complete, heights, self.data).ok());
        let Some(drawn) = drawn else {
            self.unreadable(SHAPE, None);
            return Ok(false);
        };
        self.settable = self.settable.with(&drawn, self.data)?;
        self.is_changed = true;
        Ok(true)
    }

    /// A page has one of two controls that set the same: an address may still name the other one.
    fn depth_of_a_book(&self, waiting: &mut [Named]) {
        let [depth, book] = ["depth", "bookDepth"].map(|name| self.settable.control(name));
        let (Some(depth), Some(book)) = (depth, book) else {
            return;
        };
        if place_of(waiting, book.name).is_some() {
            return;
        }
        if let Some(place) = place_of(waiting, depth.name)
            && let Setting::Number(wanted) = waiting[place].1
        {
            let times = book.value * wanted / depth.value;
            waiting[place] = (book.name.to_owned(), Setting::Number(times));
        }
    }
}

fn place_of(named: &[Named], name: &str) -> Option<usize> {
    named.iter().position(|(known, _)| known == name)
}

fn put(all: &mut Vec<Named>, one: Named) {
    match place_of(all, &one.0) {
        Some(place) => all[place] = one,
        None => all.push(one),
    }
}

/// A value as settings and addresses hold it: the name of an option, or the number.
fn named(control: &Control, value: f64) -> Named {
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "an index in range"
    )]
    let option = control.options.get(value as usize);
    let setting = match option {
        Some(option) => Setting::Word(option.name.to_owned()),
        None => Setting::Number(value),
    };
    (control.name.to_owned(), setting)
}

/// The option that is meant, by its place or its name, however that is written.
fn option_index(control: &Control, setting: &Setting) -> Option<f64> {
    #[allow(clippy::cast_precision_loss, reason = "a few options")]
    let count = control.options.len() as f64;
    match setting {
        Setting::Number(place) => {
            (place.fract() == 0.0 && (0.0..count).contains(place)).then_some(*place)
        }
        Setting::Word(word) => {
            let names = || control.options.iter().map(|option| option.name);
            let found = names()
                .position(|name| name == word)
                .or_else(|| names().position(|name| is_alike(name, word)))?;
            #[allow(clippy::cast_precision_loss, reason = "a few options")]
            let place = found as f64;
            Some(place)
        }
    }
}

/// The same letters and digits.
fn is_alike(one: &str, other: &str) -> bool {
    let plain = |text: &str| -> Vec<char> {
        let letters = text.chars().filter(char::is_ascii_alphanumeric);
        letters.map(|letter| letter.to_ascii_lowercase()).collect()
    };
    plain(one) == plain(other)
}

/// The nearest value that would have been taken, where its range was the trouble.
fn nearest(problems: &[Problem], given: f64) -> Option<f64> {
    let problem = problems.first()?;
    if problem.code != ErrorCode::OutOfRange {
        return None;
    }
    let used = given.max(problem.min?).min(problem.max?);
    if used != given {
        return Some(used);
    }
    // In range and refused: a count has no fractions. Halves go up.
    let whole = (given + 0.5).floor();
    (whole != given).then_some(whole)
}

/// Length of a tick, seconds.
fn tick_of(complete: &Value) -> Option<f64> {
    let clock = &complete["clock"];
    (clock["mode"] == "ticks")
        .then(|| clock["tickS"].as_f64())
        .flatten()
}
