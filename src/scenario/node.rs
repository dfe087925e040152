//! Checked values, and what those who build a model of them share.

use super::data::{DataStore, Reference};
use super::schema::join;
use crate::clock::Clock;
use crate::error::{ErrorCode, Problem, brief, quote, show};
use crate::population::crowd::Side;
use serde_json::Value;

/// A checked value and where it stands. Getters cannot fail: the schema has checked type and presence.
#[derive(Debug)]
pub struct Node<'a> {
    /// The value.
    pub value: &'a Value,
    /// Where it stands.
    pub path: String,
}

impl<'a> Node<'a> {
    /// A field of it.
    pub fn field(&self, name: &str) -> Node<'a> {
        Node {
            value: &self.value[name],
            path: join(&self.path, name),
        }
    }

    /// A number.
    pub fn number(&self, name: &str) -> f64 {
        self.value[name].as_f64().unwrap_or(f64::NAN)
    }

    /// A whole number.
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the schema keeps it within u32"
    )]
    pub fn count(&self, name: &str) -> u32 {
        self.number(name) as u32
    }

    /// A number of something that may be `null`.
    #[must_use]
    pub fn number_of(&self, name: &str) -> Option<f64> {
        self.value[name].as_f64()
    }

    /// `true` or `false`.
    #[must_use]
    pub fn flag(&self, name: &str) -> bool {
        self.value[name] == Value::Bool(true)
    }

    /// A text.
    pub fn text(&self, name: &str) -> &'a str {
        self.value[name].as_str().unwrap_or_default()
    }

    /// Text of a field of something that may be `null`.
    pub fn text_of(&self, name: &str) -> Option<&'a str> {
        self.value.get(name).and_then(Value::as_str)
    }

    /// The entries of a list.
    pub fn items(&self, name: &str) -> impl Iterator<Item = Node<'a>> {
        let path = join(&self.path, name);
        let items = self.value[name].as_array().map_or(&[][..], Vec::as_slice);
        items.iter().enumerate().map(move |(index, value)| Node {
            value,
            path: item_path(&path, index),
        })
    }

    /// A list of numbers.
    pub fn numbers(&self, name: &str) -> Vec<f64> {
        self.items(name)
            .map(|item| item.value.as_f64().unwrap_or(f64::NAN))
            .collect()
    }
}

/// `path[index]`, without the machinery of formatting: there may be a million of them.
fn item_path(path: &str, index: usize) -> String {
    let number = index.to_string();
    let mut item = String::with_capacity(path.len() + number.len() + 2);
    for part in [path, "[", &number, "]"] {
        item.push_str(part);
    }
    item
}

/// The words of the two sides.
pub const SIDES: &[(&str, Side)] = &[("long", Side::Long), ("short", Side::Short)];

/// What the word in a field stands for.
pub fn word<T: Copy>(
    node: &Node<'_>,
    name: &str,
    known: &[(&str, T)],
    problems: &mut Vec<Problem>,
) -> T {
    let word = node.text(name);
    match known.iter().find(|(known, _)| *known == word) {
        Some(&(_, built)) => built,
        None => {
            problems.push(not_built(node, name));
            known[0].1
        }
    }
}

#[cold]
fn not_built(node: &Node<'_>, name: &str) -> Problem {
    let path = join(&node.path, name);
    let message = format!(
        "{path} is {}, which nothing here builds",
        quote(node.text(name))
    );
    Problem::new(ErrorCode::NotBuilt, &path, message)
}

impl<'a> Node<'a> {
    /// Entries of a node that is itself a list.
    pub fn items_here(&self) -> impl Iterator<Item = Node<'a>> {
        let items = self.value.as_array().map_or(&[][..], Vec::as_slice);
        let path = self.path.clone();
        items.iter().enumerate().map(move |(index, value)| Node {
            value,
            path: item_path(&path, index),
        })
    }

    /// The registered bytes that it names.
    pub fn into_reference(self) -> Reference {
        Reference {
            name: self.text("name").to_owned(),
            sha256: self.text("sha256").to_owned(),
            path: self.path,
        }
    }
}

/// What builders share: the files that were loaded, the clock, and the problems found so far.
#[derive(Debug)]
pub struct Build<'a> {
    /// Registered files.
    pub data: &'a DataStore,
    /// How time runs.
    pub clock: Clock,
    /// Seed of every random draw.
    pub seed: u32,
    /// What is wrong.
    pub problems: Vec<Problem>,
}

impl Build<'_> {
    /// Fields that are each in range and do not go together.
    pub fn inconsistent(&mut self, path: &str, message: String) {
        self.problems
            .push(Problem::new(ErrorCode::Inconsistent, path, message));
    }

    /// The same of a field with such a value.
    pub fn inconsistent_value(&mut self, path: &str, value: &str, message: String) {
        let problem = Problem::new(ErrorCode::Inconsistent, path, message);
        self.problems.push(problem.with_value(brief(value)));
    }

    /// A word that the contract declares as built and nothing here builds: told, never guessed. `stand_in` is what the rest
    /// of the checks go on with.
    pub fn not_built<T>(&mut self, node: &Node<'_>, name: &str, stand_in: T) -> T {
        self.problems.push(not_built(node, name));
        stand_in
    }

    /// What the word in a field stands for.
    pub fn word<T: Copy>(&mut self, node: &Node<'_>, name: &str, known: &[(&str, T)]) -> T {
        word(node, name, known, &mut self.problems)
    }

    /// The first of two values must not be above the other.
    pub fn ordered(
        &mut self,
        node: &Node<'_>,
        low: &str,
        low_value: f64,
        high: &str,
        high_value: f64,
    ) {
        if low_value > high_value {
            let message = format!(
                "{}.{low} is {}, above {high}, {}",
                node.path,
                show(low_value),
                show(high_value)
            );
            self.inconsistent(&join(&node.path, low), message);
        }
    }

    /// Something that takes time.
    pub fn needs_ticks(&mut self, node: &Node<'_>) {
        if self.clock == Clock::Waves {
            let message = format!(
                "{}.kind \"{}\" takes time; it needs clock mode \"ticks\"",
                node.path,
                node.text("kind")
            );
            self.inconsistent_value(&join(&node.path, "kind"), node.text("kind"), message);
        }
    }

    /// A field whose value, as `does` says, takes time; `must` is what it must be where none passes.
    pub fn takes_time(&mut self, node: &Node<'_>, name: &str, does: bool, must: &str) {
        if does && self.clock == Clock::Waves {
            let path = join(&node.path, name);
            let message =
                format!("{path} takes time; in an instant run (clock mode \"waves\") it {must}");
            self.inconsistent(&path, message);
        }
    }

    /// Times of a list must rise (`strictly`) or not fall.
    pub fn rising(
        &mut self,
        node: &Node<'_>,
        list: &str,
        times: impl Iterator<Item = f64>,
        strictly: bool,
    ) {
        let mut last = f64::NEG_INFINITY;
        for (index, time_s) in times.enumerate() {
            if time_s < last || strictly && time_s == last {
                let path = format!("{}[{index}].timeS", join(&node.path, list));
                let message = format!(
                    "{path} is {} after {}; times must rise",
                    show(time_s),
                    show(last)
                );
                self.inconsistent(&path, message);
                return;
            }
            last = time_s;
        }
    }
}
