//! One static a mechanism: its word, its fields, and what they mean. The contract, its check, the reference, the types and the
//! builder are read from it; no list of words stands anywhere else.

use super::node::{Build, Node};
use super::schema::{Tagged, Variant};
use crate::error::show;
use serde_json::Value;

/// What a mechanism takes its size from: the market that is shocked.
#[derive(Debug)]
pub struct Scale {
    /// Its id, and after it those of the other markets.
    pub markets: Vec<String>,
    /// Base that moves its price by 1 %.
    pub depth: f64,
    /// Its price at the start.
    pub price: f64,
    /// Base of all positions there.
    pub open_interest: f64,
    /// The price is pushed up.
    pub is_rise: bool,
    /// How long a run is; `None`: instant.
    pub duration_s: Option<f64>,
    /// Id of an alarm that may be listened to: the first one, or one that is then added.
    pub alarm: String,
}

/// A mechanism of which a scenario has one, or several. `X` is what its builder is told besides its own fields.
pub struct Spec<T: 'static, X: 'static = ()> {
    /// Its word, a sentence about it, its fields.
    pub variant: Variant,
    /// It takes time: an instant run has no place for it.
    pub needs_ticks: bool,
    /// The controls that a page offers for it, each one of its fields.
    pub controls: &'static [Lens],
    /// What its fields mean, checked one by one as they are; what they mean together is checked here.
    pub build: fn(&Node<'_>, &mut Build<'_>, &X) -> T,
}

/// A control that is a field of a mechanism, as it is.
#[derive(Debug)]
pub struct Lens {
    /// Name of the control: that of the mechanism, a dot, and its own.
    pub name: &'static str,
    /// Where the field stands in the object of the mechanism.
    pub field: &'static [&'static str],
    /// Label for people.
    pub label: &'static str,
    /// Unit: `x`, `quote`, `fraction`, `base`, `s`, `1/s` or empty. What the field has in base is shown in quote, at the price at
    /// which the market starts.
    pub unit: &'static str,
    /// What a slider offers; the contract may allow more.
    pub range: [f64; 2],
    /// Spread evenly in the logarithm.
    pub is_log: bool,
    /// What it means, in a sentence.
    pub help: &'static str,
    /// Words to choose from, with a label and a sentence each (an empty one: that of the control); none: a number. Of a field
    /// that is true or false, the word for false first.
    pub options: &'static [(&'static str, &'static str, &'static str)],
    /// What each of the options does, where they are no words of one field; empty: a number, or on and off.
    pub ways: &'static [Way],
    /// It means something only where time passes: an instant run does not offer it.
    pub is_timed: bool,
    /// What stands in the next entry of a list has nothing to do with it.
    pub is_alone: bool,
    /// Where the objects stand that have the field, as pointers into the scenario, by the place of the mechanism in its list: in
    /// another part of the scenario than the mechanism itself, or several of them in it.
    pub stands: Option<fn(&Value, usize) -> Vec<String>>,
    /// The field beside it from which it is counted: of a stretch of time the start.
    pub since: Option<&'static str>,
    /// A list beside the field: the field counts some of its entries, at most all of them.
    pub counts: Option<&'static str>,
    /// Of the switch: what is put into a scenario that has none of the kind, in a size that suits it.
    pub sample: Option<fn(&Scale) -> Vec<Value>>,
}

/// What an option of a choice does to a complete scenario; the number is the place of the mechanism in its list.
#[derive(Debug)]
pub struct Way {
    /// Whether the scenario is as the option says.
    pub is: fn(&Value, usize) -> bool,
    /// Makes it so; what it leaves out has its defaults.
    pub set: fn(&mut Value, usize),
    /// It needs a clock: an instant run does not offer it.
    pub is_timed: bool,
}

impl Lens {
    /// What it means where it has this value.
    #[must_use]
    pub fn help_of(&self, value: f64) -> &'static str {
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "an index in range"
        )]
        let chosen = self.options.get(value as usize);
        match chosen {
            Some((_, _, help)) if !help.is_empty() => help,
            _ => self.help,
        }
    }
}

/// A number of a market's rules that is a field as it is: a slider.
#[derive(Debug)]
pub struct Dial {
    /// Name of the control.
    pub name: &'static str,
    /// Where the field stands in the market.
    pub field: &'static [&'static str],
    /// Label for people.
    pub label: &'static str,
    /// Unit, as in [`Lens::unit`].
    pub unit: &'static str,
    /// What a slider offers; the contract may allow more.
    pub range: [f64; 2],
    /// Of a linear slider; `None`: logarithmic.
    pub step: Option<f64>,
    /// What it means, in a sentence; the value in the place of `{}`.
    pub help: &'static str,
    /// How the value stands there.
    pub written: Written,
}

/// How the value of a [`Dial`] stands in its help.
#[derive(Debug)]
pub enum Written {
    /// Not at all.
    No,
    /// As a share of a hundred.
    Percent,
    /// With a decimal below ten.
    Seconds,
    /// With three digits.
    Money,
    /// The whole help, from the fields of the market and the value.
    Whole(fn(&Value, f64) -> String),
}

/// A share as people read it.
#[must_use]
pub fn percent(ratio: f64) -> String {
    show((ratio * 1_000.0).round() / 10.0)
}

/// Seconds as the page writes them: with a decimal below ten.
#[must_use]
pub fn seconds(value: f64) -> String {
    let step = if value < 10.0 { 10.0 } else { 1.0 };
    show((value * step).round() / step)
}

/// A number among the controls of a mechanism.
#[must_use]
pub const fn slider(
    name: &'static str,
    field: &'static [&'static str],
    label: &'static str,
    unit: &'static str,
    range: [f64; 2],
    is_log: bool,
    help: &'static str,
) -> Lens {
    Lens {
        name,
        field,
        label,
        unit,
        range,
        is_log,
        help,
        options: &[],
        ways: &[],
        is_timed: false,
        is_alone: false,
        stands: None,
        since: None,
        counts: None,
        sample: None,
    }
}

/// A choice among ways to do something. What is set otherwise is the first one, where that is `custom`.
#[must_use]
pub const fn chosen(
    name: &'static str,
    label: &'static str,
    help: &'static str,
    options: &'static [(&'static str, &'static str, &'static str)],
    ways: &'static [Way],
) -> Lens {
    assert!(options.len() == ways.len(), "each option is a way");
    Lens {
        options,
        ways,
        ..slider(name, &[], label, "", [0.0, 1.0], false, help)
    }
}

/// What was set by hand: chosen, it changes nothing.
pub const CUSTOM: (&str, &str, &str) = ("custom", "Your own", "as the scenario has it");

/// What [`CUSTOM`] does.
pub const AS_IT_IS: Way = Way {
    is: |_, _| false,
    set: |_, _| {},
    is_timed: false,
};

/// Whether a value has everything that another one has, with the same numbers.
#[must_use]
pub fn holds(whole: &Value, part: &Value) -> bool {
    match (whole, part) {
        (Value::Number(_), Value::Number(_)) => whole.as_f64() == part.as_f64(),
        (Value::Object(fields), Value::Object(wanted)) => wanted.iter().all(|(name, value)| {
            let field = fields.get(name);
            field.is_some_and(|field| holds(field, value))
        }),
        (Value::Array(these), Value::Array(those)) => {
            let mut pairs = these.iter().zip(those);
            these.len() == those.len() && pairs.all(|(one, other)| holds(one, other))
        }
        _ => whole == part,
    }
}

/// A control that an instant run does not offer.
#[must_use]
pub const fn timed(lens: Lens) -> Lens {
    Lens {
        is_timed: true,
        ..lens
    }
}

/// A control of the first entry of a list that says nothing of the next one.
#[must_use]
pub const fn alone(lens: Lens) -> Lens {
    Lens {
        is_alone: true,
        ..lens
    }
}

/// A control of a field that stands elsewhere in the scenario.
#[must_use]
pub const fn standing(stands: fn(&Value, usize) -> Vec<String>, lens: Lens) -> Lens {
    Lens {
        stands: Some(stands),
        ..lens
    }
}

/// A control of a stretch that the scenario has as a start and an end: the field is the end, `since` the start.
#[must_use]
pub const fn since(start: &'static str, lens: Lens) -> Lens {
    Lens {
        since: Some(start),
        ..lens
    }
}

/// Whether a mechanism takes part: the first of its controls, and what it is called where there is none yet.
#[must_use]
pub const fn switch(
    name: &'static str,
    label: &'static str,
    help: &'static str,
    sample: fn(&Scale) -> Vec<Value>,
) -> Lens {
    Lens {
        name,
        field: &["enabled"],
        label,
        unit: "",
        range: [0.0, 1.0],
        is_log: false,
        help,
        options: SWITCH,
        ways: &[],
        is_timed: false,
        is_alone: false,
        stands: None,
        since: None,
        counts: None,
        sample: Some(sample),
    }
}

const SWITCH: &[(&str, &str, &str)] = &[
    ("off", "Off", "it stays in its place and changes nothing"),
    ("on", "On", ""),
];

/// The mechanisms of one sort, told apart by a word.
pub struct Kinds<T: 'static, X: 'static = ()> {
    /// As the contract has them.
    pub tagged: Tagged,
    /// Those that are built.
    pub specs: &'static [&'static Spec<T, X>],
    /// Words of those that the page's first engine knows by their words alone, for native programs.
    #[cfg(not(target_arch = "wasm32"))]
    pub beyond: &'static [&'static str],
}

impl<T, X> Kinds<T, X> {
    /// What a checked object stands for. `None`: its word is only reserved, which the check has told already.
    pub fn build(&self, node: &Node<'_>, build: &mut Build<'_>, told: &X) -> Option<T> {
        let word = node.text(self.tagged.tag);
        let spec = self.specs.iter().find(|spec| spec.variant.name == word)?;
        // Switched off it takes none.
        if spec.needs_ticks && node.value["enabled"] != false {
            build.needs_ticks(node);
        }
        Some((spec.build)(node, build, told))
    }
}

/// Declares the mechanisms of a sort: `pub static NAME: Type, tag => [specs]`, with `+ mechanisms [specs]` for those that the
/// page's first engine only knows by name, and `+ [words]` for what is reserved everywhere.
macro_rules! kinds {
    ($(#[$meta:meta])* $visibility:vis static $name:ident: $type:ty, $tag:literal => $($lists:tt)*) => {
        kinds! { $(#[$meta])* $visibility static $name: $type | (), $tag => $($lists)* }
    };
    ($(#[$meta:meta])* $visibility:vis static $name:ident: $type:ty | $told:ty, $tag:literal
        => [$($spec:path),* $(,)?] $(+ mechanisms [$($mechanism:path),* $(,)?])? $(+ [$($later:path),* $(,)?])?) => {
        $(#[$meta])*
        $visibility static $name: $crate::scenario::spec::Kinds<$type, $told> = $crate::scenario::spec::Kinds {
            tagged: $crate::scenario::schema::Tagged {
                tag: $tag,
                variants: &[
                    $(&$spec.variant,)*
                    $($(
                        #[cfg(feature = "mechanisms")]
                        &$mechanism.variant,
                        #[cfg(not(feature = "mechanisms"))]
                        &$crate::scenario::declare::later($mechanism.variant.name, ""),
                    )*)?
                    $($(&$later,)*)?
                ],
            },
            specs: &[
                $(&$spec,)*
                $($(
                    #[cfg(feature = "mechanisms")]
                    &$mechanism,
                )*)?
            ],
            #[cfg(not(target_arch = "wasm32"))]
            beyond: &[$($($mechanism.variant.name,)*)?],
        };
    };
}
pub(crate) use kinds;
