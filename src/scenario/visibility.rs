//! What the public sees of the positions, and who is warned by it. Nothing here changes what is: only those who are said to look
//! at it do ([`crate::sources::desk::Seen`]).

use super::declare::{above, field, number, range, yes};
use super::node::{Build, Node};
use super::schema::{Field, Kind, List, join};
use crate::error::quote;
use crate::log::{ColumnSpec, EventSpec, STOCK, described};
use crate::settlement::rules::Market;

/// What is recorded of a market where somebody asks what the public sees.
pub static COLUMNS: &[ColumnSpec] = &[ColumnSpec {
    name: "publicBranchingRatio",
    unit: "",
    doc: described("Feedback R as the public believes it to be, over its own window."),
    sort: STOCK,
}];

/// What can happen where it is watched.
pub static EVENTS: &[&EventSpec] = &[&ALARM];

/// An alarm.
pub static ALARM: EventSpec = EventSpec {
    name: "alarm",
    label: "alarm",
    doc: "The first alarm of this market is raised.",
};

/// What the public sees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Visibility {
    /// Share of the positions that it sees.
    pub share: f64,
    /// Share that it believes to see.
    pub assumed_share: f64,
    /// Standard deviation of the logarithm of its error about a bin.
    pub error: f64,
    /// Age of what it knows of closed positions, s.
    pub delay_s: f64,
    /// Width of a bin, fraction of the starting price.
    pub bin_ratio: f64,
    /// Window of its Feedback R, fraction of the price.
    pub window_ratio: f64,
}

impl Visibility {
    /// It sees everything, at once.
    pub const ALL: Self = Self {
        share: 1.0,
        assumed_share: 1.0,
        error: 0.0,
        delay_s: 0.0,
        bin_ratio: 0.005,
        window_ratio: 0.01,
    };
}

const FIELDS: &[Field] = &[
    number(
        "share",
        above(0.0, 1.0),
        Some("1"),
        "fraction",
        "Share of the positions that the public sees, drawn one by one.",
    ),
    field(
        "assumedShare",
        Kind::Nullable(&Kind::Number(above(0.0, 1.0))),
        Some("null"),
        "What the public believes that share to be; null: the truth. 1 with a share of 0.3: it believes to see everything.",
    ),
    number(
        "error",
        range(0.0, 3.0),
        Some("0"),
        "",
        "Standard deviation of the logarithm of the factor by which the estimate of a bin is off; right in the mean.",
    ),
    number(
        "delayS",
        range(0.0, 1e7),
        Some("0"),
        "s",
        "How long a closed position still counts; needs the ticks clock.",
    ),
    number(
        "binRatio",
        range(0.0001, 1.0),
        Some("0.005"),
        "fraction",
        "Width of a bin, of the starting price.",
    ),
    number(
        "windowRatio",
        range(0.0001, 0.5),
        Some("0.01"),
        "fraction",
        "Window below (in a rise above) the mark price over which the public Feedback R is measured.",
    ),
];

/// Its field in a scenario.
pub const VISIBILITY_FIELD: Field = field(
    "visibility",
    Kind::Nullable(&Kind::Object(FIELDS)),
    Some("null"),
    "What the public sees of the positions; it changes what others do, never what is. null: nobody asks, or all of it.",
);

/// By what an alarm is raised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// What the public believes Feedback R to be.
    Public,
    /// What it is.
    Truth,
}

/// A warning that is raised once and stays.
#[derive(Debug, Clone, PartialEq)]
pub struct Alarm {
    /// Unique name.
    pub id: String,
    /// Index of the market.
    pub market: usize,
    /// By what it is raised.
    pub signal: Signal,
    /// From which value on.
    pub threshold: f64,
    /// How long it must last, s.
    pub for_s: f64,
}

/// Their field in a scenario.
pub const ALARMS_FIELD: Field = field(
    "alarms",
    Kind::List(&ALARMS),
    Some("[]"),
    "Warnings, each raised once and for good.",
);

static ALARMS: List = List {
    item: Kind::Object(&[
        field("id", Kind::Text(64), None, "Unique name."),
        Field {
            default: Some("\"\""),
            ..field(
                "market",
                Kind::MarketId,
                None,
                "The market; empty: the first one.",
            )
        },
        field(
            "signal",
            Kind::Choice(&[
                yes(
                    "publicBranchingRatio",
                    "What the public believes Feedback R to be.",
                ),
                yes("branchingRatio", "What it is, for comparison."),
            ]),
            Some("\"publicBranchingRatio\""),
            "By what it is raised.",
        ),
        number(
            "threshold",
            range(0.0, 1_000.0),
            None,
            "",
            "Value of the signal that raises it.",
        ),
        number(
            "forS",
            range(0.0, 1e7),
            Some("0"),
            "s",
            "How long it must last; needs the ticks clock.",
        ),
    ]),
    min: 0,
    max: 16,
};

/// What the field means; `None`: nobody asks.
pub fn visibility(node: &Node<'_>, build: &mut Build<'_>) -> Option<Visibility> {
    let node = node.field("visibility");
    if !node.value.is_object() {
        return None;
    }
    let delay_s = node.number("delayS");
    build.takes_time(&node, "delayS", delay_s > 0.0, "must be 0");
    let share = node.number("share");
    Some(Visibility {
        share,
        assumed_share: node.number_of("assumedShare").unwrap_or(share),
        error: node.number("error"),
        delay_s,
        bin_ratio: node.number("binRatio"),
        window_ratio: node.number("windowRatio"),
    })
}

/// What the list means.
pub fn alarms(node: &Node<'_>, build: &mut Build<'_>, markets: &[Market]) -> Vec<Alarm> {
    let mut alarms: Vec<Alarm> = Vec::new();
    for item in node.items("alarms") {
        let id = item.text("id").to_owned();
        if id.is_empty() || alarms.iter().any(|alarm| alarm.id == id) {
            let path = join(&item.path, "id");
            let message = format!(
                "{path} is {}; expected a name that no other alarm has",
                quote(&id)
            );
            build.inconsistent(&path, message);
        }
        let for_s = item.number("forS");
        build.takes_time(&item, "forS", for_s > 0.0, "must be 0");
        let market = item.text("market");
        let found = markets.iter().position(|one| one.id == market);
        if found.is_none() && !market.is_empty() {
            let known: Vec<String> = markets.iter().map(|one| quote(&one.id)).collect();
            let path = join(&item.path, "market");
            let message = format!(
                "{path} is {}; the markets are {}",
                quote(market),
                known.join(", ")
            );
            build.inconsistent_value(&path, market, message);
        }
        alarms.push(Alarm {
            id,
            market: found.unwrap_or(0),
            signal: build.word(
                &item,
                "signal",
                &[
                    ("publicBranchingRatio", Signal::Public),
                    ("branchingRatio", Signal::Truth),
                ],
            ),
            threshold: item.number("threshold"),
            for_s,
        });
    }
    alarms
}
