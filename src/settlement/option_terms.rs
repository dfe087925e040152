//! Options as they are declared, whoever holds them; what they are worth is in `options.rs`.

use super::options::OptionTerms;
use crate::math::ln;
use crate::scenario::declare::{SIGNED, field, number, range, yes};
use crate::scenario::node::{Build, Node};
use crate::scenario::schema::{Field, Kind, Range};

/// Days that an option may have left.
pub const DAYS: Range = range(0.001, 3_650.0);

/// Implied volatilities of a year, fractions.
pub const SIGMA: Range = range(0.01, 5.0);

/// Prices at which options and accounts are valued, quote per base; strikes lie in it, too.
pub const PRICE: Range = range(1e-9, 1e12);

/// Call or put.
pub const TYPE: Field = field(
    "type",
    Kind::Choice(&[
        yes("call", "The right to buy; cash-settled at expiry."),
        yes("put", "The right to sell; cash-settled at expiry."),
    ]),
    None,
    "Call or put.",
);

/// Its strike.
pub const STRIKE: Field = number("strike", PRICE, None, "quote per base", "Strike.");

/// How long it runs.
pub const EXPIRY: Field = number(
    "expiryDays",
    DAYS,
    None,
    "days",
    "Time to expiry; a year has 365.",
);

/// Its volatility.
pub const VOLATILITY: Field = number(
    "volatility",
    SIGMA,
    None,
    "fraction",
    "Implied volatility of a year.",
);

/// Bounds of a volatility that moves with the price.
const BOUNDS: [f64; 2] = [SIGMA.min, SIGMA.max];

/// How volatilities move with the price.
pub const VOLATILITY_SLOPE: Field = number(
    "volatilitySlope",
    range(-5.0, 5.0),
    Some("0"),
    "per unit of log price",
    "Implied volatility at a price p is clamp(volatility - slope ln(p/p0), 0.01, 5): 1 adds a point of volatility where the price is 1 % lower.",
);

/// A volatility where the price is `moved` times what it was at the start.
#[must_use]
pub fn volatility_at(volatility: f64, slope: f64, moved: f64) -> f64 {
    if slope == 0.0 {
        return volatility;
    }
    let [least, most] = BOUNDS;
    (volatility - slope * ln(moved)).clamp(least, most)
}

/// An option by itself.
pub const OPTION: &[Field] = &[TYPE, STRIKE, EXPIRY, VOLATILITY];

/// So much of an option; `doc` says whose side it is.
pub const fn contracts(doc: &'static str) -> Field {
    number("contracts", SIGNED, None, "base", doc)
}

/// Whether it is a call.
pub fn is_call(node: &Node<'_>, build: &mut Build<'_>) -> bool {
    build.word(node, "type", &[("call", true), ("put", false)])
}

/// The option that is declared, and so much of it.
pub fn option_terms(node: &Node<'_>, build: &mut Build<'_>, contracts: f64) -> OptionTerms {
    OptionTerms {
        is_call: is_call(node, build),
        strike: node.number("strike"),
        expiry_days: node.number("expiryDays"),
        volatility: node.number("volatility"),
        contracts,
    }
}
