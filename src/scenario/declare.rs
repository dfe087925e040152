//! Words in which mechanisms declare themselves: fields with their ranges, defaults, units and meaning.

use super::schema::{Choice, Field, Kind, Range, Variant};

/// Largest price, quantity and notional. Products of two of them stay far inside the range of a double.
pub const HUGE: f64 = 1e15;

/// Small enough for anything real, large enough that quotients of such numbers stay finite.
pub const POSITIVE: Range = range(1e-15, HUGE);
/// From nothing on.
pub const NOT_NEGATIVE: Range = range(0.0, HUGE);
/// What is bought and sold: of the cheapest coin, 1e-9, as much as of any other is a larger number.
pub const BASE: Range = range(1e-15, 1e24);
/// The same, bought or sold.
pub const SIGNED: Range = range(-1e24, 1e24);

/// A step in which numbers are counted: none, or one by which they can be divided.
pub const STEP: Range = Range {
    or_zero: true,
    ..range(1e-12, HUGE)
};

/// Bounds, both included.
pub const fn range(min: f64, max: f64) -> Range {
    Range {
        min,
        max,
        min_included: true,
        or_zero: false,
    }
}

/// Bounds, the lower one not included.
pub const fn above(min: f64, max: f64) -> Range {
    Range {
        min,
        max,
        min_included: false,
        or_zero: false,
    }
}

/// Words for types and reference, which only native programs write out; in the browser they would be dead weight.
pub const fn native(words: &'static str) -> &'static str {
    if cfg!(target_arch = "wasm32") {
        ""
    } else {
        words
    }
}

/// A field's sentence and unit are also part of the message that it is missing: needed everywhere when it has no default.
pub const fn field_doc(default: Option<&str>, doc: &'static str) -> &'static str {
    if default.is_none() { doc } else { native(doc) }
}

/// A field without a unit.
pub const fn field(
    name: &'static str,
    kind: Kind,
    default: Option<&'static str>,
    doc: &'static str,
) -> Field {
    Field {
        name,
        kind,
        default,
        unit: "",
        doc: field_doc(default, doc),
        reserved: false,
    }
}

/// A number.
pub const fn number(
    name: &'static str,
    range: Range,
    default: Option<&'static str>,
    unit: &'static str,
    doc: &'static str,
) -> Field {
    Field {
        name,
        kind: Kind::Number(range),
        default,
        unit: field_doc(default, unit),
        doc: field_doc(default, doc),
        reserved: false,
    }
}

/// A whole number.
pub const fn whole(
    name: &'static str,
    range: Range,
    default: Option<&'static str>,
    doc: &'static str,
) -> Field {
    Field {
        name,
        kind: Kind::Integer(range),
        default,
        unit: "",
        doc: field_doc(default, doc),
        reserved: false,
    }
}

/// A field of which only the default is accepted.
pub const fn reserved(
    name: &'static str,
    kind: Kind,
    default: &'static str,
    doc: &'static str,
) -> Field {
    Field {
        name,
        kind,
        default: Some(default),
        unit: "",
        doc: native(doc),
        reserved: true,
    }
}

/// A word that means something, with its fields.
pub const fn built(name: &'static str, doc: &'static str, fields: &'static [Field]) -> Variant {
    Variant {
        name,
        doc: native(doc),
        built: true,
        fields,
        #[cfg(not(target_arch = "wasm32"))]
        words: None,
    }
}

/// A word that is only reserved.
pub const fn later(name: &'static str, doc: &'static str) -> Variant {
    Variant {
        name,
        doc: native(doc),
        built: false,
        fields: &[],
        #[cfg(not(target_arch = "wasm32"))]
        words: None,
    }
}

/// One word of a choice.
pub const fn yes(name: &'static str, doc: &'static str) -> Choice {
    Choice {
        name,
        doc: native(doc),
        built: true,
    }
}

/// In which market something is.
pub const MARKET_REFERENCE: Field = field(
    "market",
    Kind::MarketId,
    Some("\"\""),
    "Market; empty: the first one.",
);

/// Longs or shorts.
pub const SIDE: Field = field(
    "side",
    Kind::Choice(&[
        yes("long", "Profits from a rise."),
        yes("short", "Profits from a fall."),
    ]),
    Some("\"long\""),
    "Longs or shorts.",
);

/// Most positions of one population.
pub const MAX_POSITIONS: u32 = 1_000_000;

/// Most positions of all populations together.
pub const MAX_POSITIONS_IN_ALL: u64 = 2_000_000;

/// How many positions there are.
pub const fn count(default: Option<&'static str>) -> Field {
    whole(
        "count",
        range(1.0, MAX_POSITIONS as f64),
        default,
        "Number of positions.",
    )
}

/// Bytes that were registered before.
pub static DATA_REFERENCE: Kind = DATA_OBJECT;

/// The same, for a place that wants it as it is.
pub const DATA_OBJECT: Kind = Kind::Object(&[
    field(
        "name",
        Kind::Text(200),
        None,
        "Name under which the bytes were registered.",
    ),
    field(
        "sha256",
        Kind::Text(64),
        Some("\"\""),
        "SHA-256 of the bytes in hexadecimal; empty: any bytes of that name.",
    ),
]);

/// Whether a mechanism takes part: switched off it stays in its place, so that random streams and numbers do not move.
pub const ENABLED: Field = field(
    "enabled",
    Kind::Flag,
    Some("true"),
    "Whether it takes part; switched off it changes nothing, and nothing else moves.",
);
