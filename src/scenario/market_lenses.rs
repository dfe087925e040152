//! Numbers of a market's rules that are fields as they are: each declared once, read and written by its declaration; those of an
//! executor stand with it. What computes, or moves other fields with it, is in `rules.rs`.

use super::control::{Control, money};
use super::spec::{Dial, Written, percent, seconds};
use crate::settlement::executors;
use serde_json::Value;

static DIALS: &[Dial] = &[
    Dial {
        name: "markSmoothing",
        field: &["mark", "tauS"],
        label: "Smoothing",
        unit: "s",
        range: [1.0, 600.0],
        step: None,
        help: "seconds over which the difference to the index is averaged",
        written: Written::No,
    },
    Dial {
        name: "markBand",
        field: &["mark", "band"],
        label: "Mark price band",
        unit: "fraction",
        range: [0.0, 0.2],
        step: Some(0.001),
        help: "the mark price stays within {} % of the index",
        written: Written::Percent,
    },
    Dial {
        name: "partialShare",
        field: &["liquidation", "partial", "share"],
        label: "Share per close",
        unit: "fraction",
        range: [0.05, 1.0],
        step: Some(0.05),
        help: "{} % of the position per close",
        written: Written::Percent,
    },
    Dial {
        name: "cooldown",
        field: &["liquidation", "partial", "cooldownS"],
        label: "Pause between closes",
        unit: "s",
        range: [0.0, 120.0],
        step: Some(1.0),
        help: "seconds until the next share is closed, if it is still needed; none in an instant run",
        written: Written::No,
    },
    Dial {
        name: "insuranceFund",
        field: &["insuranceFund"],
        label: "Insurance fund",
        unit: "quote",
        range: [0.0, 2e8],
        step: Some(1e6),
        help: "{} to cover losses beyond the traders' margin",
        written: Written::Money,
    },
    Dial {
        name: "fundDrawdown",
        field: &["insuranceFundDrawdown"],
        label: "Fund that may be used",
        unit: "fraction",
        range: [0.0, 1.0],
        step: Some(0.05),
        help: "winners are closed once {} % of the fund is used up",
        written: Written::Percent,
    },
    Dial {
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

fn dial(name: &str) -> Option<&'static Dial> {
    let of_executors = executors::offers().flat_map(|(_, offer)| offer.dials);
    DIALS
        .iter()
        .chain(of_executors)
        .find(|dial| dial.name == name)
}

/// The slider of that name for a market of a complete scenario; `None`: the market has no such number.
pub(super) fn control(market: &Value, name: &str) -> Option<Control> {
    control_of(market, dial(name)?)
}

/// The slider of a number; `None`: the market has no such number.
pub(super) fn control_of(market: &Value, dial: &Dial) -> Option<Control> {
    let field = dial
        .field
        .iter()
        .try_fold(market, |value, name| value.get(name))?;
    let value = field.as_f64()?;
    let written = match dial.written {
        Written::No => String::new(),
        Written::Percent => percent(value),
        Written::Seconds => seconds(value),
        Written::Money => money(value),
        Written::Whole(help) => help(market, value),
    };
    let help = match dial.written {
        Written::Whole(_) => written,
        _ => dial.help.replace("{}", &written),
    };
    Some(Control {
        name: dial.name,
        label: dial.label,
        unit: dial.unit,
        range: [dial.range[0].min(value), dial.range[1].max(value)],
        scale: if dial.step.is_some() { "linear" } else { "log" },
        step: dial.step.unwrap_or(0.05),
        value,
        help,
        group: "rules",
        options: Vec::new(),
        of: None,
    })
}

/// Writes a value in range into a market. Says whether the control is one of these.
pub(super) fn apply(market: &mut Value, name: &str, value: f64) -> bool {
    let Some(dial) = dial(name) else {
        return false;
    };
    let field = dial
        .field
        .iter()
        .try_fold(market, |object, name| object.get_mut(name));
    if let Some(field) = field {
        *field = value.into();
    }
    true
}
