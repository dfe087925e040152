//! Numbers of a market's rules that are fields as they are: each declared once, read and written by its declaration. What computes,
//! or moves other fields with it, is in `rules.rs`.

use super::control::{Control, money};
use crate::error::show;
use serde_json::Value;

/// How the value stands in the help, in the place of `{}`.
enum Written {
    /// Not at all.
    No,
    Percent,
    Seconds,
    Money,
}

/// A field of a market as a slider.
struct Lens {
    name: &'static str,
    field: &'static [&'static str],
    label: &'static str,
    unit: &'static str,
    range: [f64; 2],
    /// Of a linear slider; `None`: logarithmic.
    step: Option<f64>,
    help: &'static str,
    written: Written,
}

static LENSES: &[Lens] = &[
    Lens {
        name: "markSmoothing",
        field: &["mark", "tauS"],
        label: "Smoothing",
        unit: "s",
        range: [1.0, 600.0],
        step: None,
        help: "seconds over which the difference to the index is averaged",
        written: Written::No,
    },
    Lens {
        name: "markBand",
        field: &["mark", "band"],
        label: "Mark price band",
        unit: "fraction",
        range: [0.0, 0.2],
        step: Some(0.001),
        help: "the mark price stays within {} % of the index",
        written: Written::Percent,
    },
    Lens {
        name: "executionSpeed",
        field: &["liquidation", "executor", "ratePerS"],
        label: "Execution speed",
        unit: "1/s",
        range: [0.01, 10.0],
        step: None,
        help: "share of the waiting forced orders that is worked off each second",
        written: Written::No,
    },
    Lens {
        name: "executionTime",
        field: &["liquidation", "executor", "durationS"],
        label: "Time per order",
        unit: "s",
        range: [1.0, 600.0],
        step: None,
        help: "each order is sold evenly over {} seconds",
        written: Written::Seconds,
    },
    Lens {
        name: "participation",
        field: &["liquidation", "executor", "share"],
        label: "Share of trading",
        unit: "fraction",
        range: [0.01, 0.9],
        step: Some(0.01),
        help: "forced orders make up {} % of all trading",
        written: Written::Percent,
    },
    Lens {
        name: "partialShare",
        field: &["liquidation", "partial", "share"],
        label: "Share per close",
        unit: "fraction",
        range: [0.05, 1.0],
        step: Some(0.05),
        help: "{} % of the position per close",
        written: Written::Percent,
    },
    Lens {
        name: "cooldown",
        field: &["liquidation", "partial", "cooldownS"],
        label: "Pause between closes",
        unit: "s",
        range: [0.0, 120.0],
        step: Some(1.0),
        help: "seconds until the next share is closed, if it is still needed; none in an instant run",
        written: Written::No,
    },
    Lens {
        name: "insuranceFund",
        field: &["insuranceFund"],
        label: "Insurance fund",
        unit: "quote",
        range: [0.0, 2e8],
        step: Some(1e6),
        help: "{} to cover losses beyond the traders' margin",
        written: Written::Money,
    },
    Lens {
        name: "fundDrawdown",
        field: &["insuranceFundDrawdown"],
        label: "Fund that may be used",
        unit: "fraction",
        range: [0.0, 1.0],
        step: Some(0.05),
        help: "winners are closed once {} % of the fund is used up",
        written: Written::Percent,
    },
    Lens {
        name: "vaultCapital",
        field: &["vault", "capital"],
        label: "Vault",
        unit: "quote",
        range: [0.0, 5e8],
        step: Some(1e6),
        help: "{} in the vault that takes over",
        written: Written::Money,
    },
];

fn lens(name: &str) -> Option<&'static Lens> {
    LENSES.iter().find(|lens| lens.name == name)
}

/// A share as people read it.
pub(super) fn percent(ratio: f64) -> String {
    show((ratio * 1_000.0).round() / 10.0)
}

/// Seconds as the page writes them: with a decimal below ten.
pub(super) fn seconds(value: f64) -> String {
    let step = if value < 10.0 { 10.0 } else { 1.0 };
    show((value * step).round() / step)
}

/// The slider of that name for a market of a complete scenario; `None`: the market has no such number.
pub(super) fn control(market: &Value, name: &str) -> Option<Control> {
    let lens = lens(name)?;
    let field = lens
        .field
        .iter()
        .try_fold(market, |value, name| value.get(name))?;
    let value = field.as_f64()?;
    let written = match lens.written {
        Written::No => String::new(),
        Written::Percent => percent(value),
        Written::Seconds => seconds(value),
        Written::Money => money(value),
    };
    Some(Control {
        name: lens.name,
        label: lens.label,
        unit: lens.unit,
        range: [lens.range[0].min(value), lens.range[1].max(value)],
        scale: if lens.step.is_some() { "linear" } else { "log" },
        step: lens.step.unwrap_or(0.05),
        value,
        help: lens.help.replace("{}", &written),
        group: "rules",
        options: Vec::new(),
        of: None,
    })
}

/// Writes a value in range into a market. Says whether the control is one of these.
pub(super) fn apply(market: &mut Value, name: &str, value: f64) -> bool {
    let Some(lens) = lens(name) else {
        return false;
    };
    let field = lens
        .field
        .iter()
        .try_fold(market, |object, name| object.get_mut(name));
    if let Some(field) = field {
        *field = value.into();
    }
    true
}
