//! What a slider is, and what those who make sliders share.

use crate::error::{ErrorCode, Problem, show};
use serde::Serialize;
use serde_json::Value;

/// One slider.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Control {
    /// Name for [`set_control`](super::controls::set_control).
    pub name: &'static str,
    /// Label for people.
    pub label: &'static str,
    /// Unit of the value: `x`, `quote`, `fraction`, `base`, `s`, `1/s` or empty.
    pub unit: &'static str,
    /// Smallest and largest value.
    pub range: [f64; 2],
    /// `linear` or `log`: how a slider should spread the range.
    pub scale: &'static str,
    /// Smallest sensible step; for `log` a fraction of the value.
    pub step: f64,
    /// Value now.
    pub value: f64,
    /// What it means, in a sentence.
    pub help: String,
    /// Where a page shows it: `main`, `traders`, `market`, `rules`, or the kind of a mechanism.
    pub group: &'static str,
    /// What there is to choose from; the value is the index. Empty: a number.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<ControlOption>,
    /// Whose it is, where a scenario has several mechanisms of the kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<Of>,
}

/// One of several mechanisms of a kind: the first, whose control it is. Those that are set as it is follow it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Of {
    /// Where it is: its market, or the markets that it ties.
    pub place: String,
    /// How many there are.
    pub count: usize,
}

/// One thing to choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ControlOption {
    /// Name for programs and addresses.
    pub name: &'static str,
    /// Name for people.
    pub label: &'static str,
    /// What it means, in a sentence.
    pub help: &'static str,
}

impl Control {
    /// Counts have no fractions, and choices are numbered.
    pub(super) fn is_whole(&self) -> bool {
        matches!(self.name, "seed" | "positions") || !self.options.is_empty()
    }

    /// A value as it is set, or what is wrong with it.
    pub(super) fn accept(&self, value: f64) -> Result<f64, Problem> {
        let [min, max] = self.range;
        // A relative margin of a rounding error, so that the ends of a range can be set as they are shown.
        let slack = 1e-9 * value.abs();
        let whole = self.is_whole();
        // An infinite number has an infinite margin.
        let is_inside = value.is_finite() && (min - slack..=max + slack).contains(&value);
        if is_inside && !(whole && value.fract() != 0.0) {
            return Ok(value.max(min).min(max));
        }
        let message = format!(
            "{} is {}; expected a {} from {} to {}",
            self.label,
            show(value),
            if whole { "whole number" } else { "number" },
            show(min),
            show(max)
        );
        Err(Problem {
            code: ErrorCode::OutOfRange,
            field: self.name.to_owned(),
            message,
            value: Some(show(value)),
            min: Some(min),
            max: Some(max),
        })
    }
}

/// Place of a name among options.
fn place(options: &[ControlOption], name: &str) -> usize {
    options
        .iter()
        .position(|option| option.name == name)
        .unwrap_or(0)
}

/// A choice of which one option is in force; the first one where none of them has that name.
pub(super) fn choice(
    name: &'static str,
    label: &'static str,
    group: &'static str,
    options: &[ControlOption],
    chosen: &str,
) -> Control {
    numbered(name, label, group, options.to_vec(), place(options, chosen))
}

/// A choice of which the option of that number is in force.
#[allow(clippy::cast_precision_loss, reason = "a few options")]
pub(super) fn numbered(
    name: &'static str,
    label: &'static str,
    group: &'static str,
    options: Vec<ControlOption>,
    chosen: usize,
) -> Control {
    Control {
        of: None,
        name,
        label,
        unit: "",
        range: [0.0, (options.len() - 1) as f64],
        scale: "linear",
        step: 1.0,
        value: chosen as f64,
        help: options[chosen].help.to_owned(),
        group,
        options,
    }
}

#[inline(never)]
pub(super) fn multiply(object: &mut Value, field: &str, factor: f64) {
    object[field] = Value::from(object[field].as_f64().unwrap_or(1.0) * factor);
}

/// Money with three digits, as the page writes it; the exact value stands beside the slider.
pub(super) fn money(amount: f64) -> String {
    // What is rounded up to a thousand of a unit is one of the next.
    let units = [(1e12, "tn"), (1e9, "bn"), (1e6, "M"), (1e3, "K")];
    let unit = units
        .into_iter()
        .find(|(scale, _)| amount / scale >= 0.9995);
    let (scale, unit) = unit.unwrap_or((1.0, ""));
    let scaled = amount / scale;
    let step = match scaled {
        scaled if scaled >= 99.95 => 1.0,
        scaled if scaled >= 9.995 => 10.0,
        _ => 100.0,
    };
    let text = show((scaled * step).round() / step);
    format!("${text}{unit}")
}
