//! What algorithms of a careful owner have built in: they stop, keep to a price band, or to a share of all trading. They look at
//! the latest recorded row.

use super::desk::View;
use crate::clock::DAY_S;
use crate::market::venue::Venue;
use crate::scenario::declare::{BASE, above, field, native, number, range};
use crate::scenario::node::Node;
use crate::scenario::schema::{Field, Kind};
use std::collections::VecDeque;

/// The field of whoever has them.
pub const SAFEGUARDS_FIELD: Field = field(
    "safeguards",
    Kind::Object(SAFEGUARDS),
    Some("{}"),
    "What stops or slows it.",
);

const SAFEGUARDS: &[Field] = &[
    Field {
        doc: native("Stops it when the price moves fast."),
        ..nullable("killSwitch", &KILL_SWITCH)
    },
    Field {
        doc: native("Keeps its orders inside a price band."),
        ..nullable("collar", &COLLAR)
    },
    Field {
        doc: native("Keeps it to a share of all trading."),
        ..nullable("participationCap", &PARTICIPATION)
    },
];

const fn nullable(name: &'static str, kind: &'static Kind) -> Field {
    field(name, Kind::Nullable(kind), Some("null"), "")
}

static KILL_SWITCH: Kind = Kind::Object(&[
    number(
        "move",
        range(0.0001, 1.0),
        None,
        "fraction",
        "Move of the last price within windowS that stops it.",
    ),
    number(
        "windowS",
        range(0.001, 1e7),
        Some("300"),
        "s",
        "Time over which the move is measured; before the start stands the starting price.",
    ),
    field(
        "pauseS",
        Kind::Nullable(&Kind::Number(range(0.001, 1e7))),
        Some("null"),
        "Seconds until it goes on; null: it stays off.",
    ),
]);

static COLLAR: Kind = Kind::Object(&[
    number(
        "ratio",
        range(0.0001, 1.0),
        None,
        "fraction",
        "How far from the reference its orders may move the price.",
    ),
    field(
        "windowS",
        Kind::Nullable(&Kind::Number(range(0.001, 1e7))),
        Some("null"),
        "The reference is the last price so many seconds ago; null: the starting price.",
    ),
]);

static PARTICIPATION: Kind = Kind::Object(&[
    number(
        "share",
        above(0.0, 0.99),
        None,
        "fraction",
        "Largest share of all trading that it makes up.",
    ),
    number(
        "windowS",
        range(0.001, 1e7),
        Some("60"),
        "s",
        "Time over which trading is measured.",
    ),
    number(
        "dailyVolume",
        BASE,
        None,
        "base",
        "What others trade in a day besides.",
    ),
]);

/// What they are set to.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Rules {
    /// Move, window and pause of the kill switch.
    kill: Option<(f64, f64, Option<f64>)>,
    /// Ratio and window of the collar.
    collar: Option<(f64, Option<f64>)>,
    /// Share, window and background volume a second of the cap.
    cap: Option<(f64, f64, f64)>,
}

/// What the fields mean.
pub fn rules(node: &Node<'_>) -> Rules {
    let object = |name: &str| {
        let node = node.field(name);
        node.value.is_object().then_some(node)
    };
    Rules {
        kill: object("killSwitch").map(|kill| {
            (
                kill.number("move"),
                kill.number("windowS"),
                kill.number_of("pauseS"),
            )
        }),
        collar: object("collar")
            .map(|collar| (collar.number("ratio"), collar.number_of("windowS"))),
        cap: object("participationCap").map(|cap| {
            let per_s = cap.number("dailyVolume") / DAY_S;
            (cap.number("share"), cap.number("windowS"), per_s)
        }),
    }
}

/// A recorded row, as whoever looks back sees it.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Row {
    time_s: f64,
    price: f64,
    /// Base that others had traded.
    others: f64,
    /// Base that it had traded itself.
    own: f64,
}

/// The rows so far, as far back as somebody looks.
#[derive(Debug, Clone, PartialEq)]
pub struct Past {
    rows: VecDeque<Row>,
    start: f64,
    reach_s: f64,
}

impl Past {
    /// A past that reaches back `reach_s` seconds; before the start stands the starting price.
    #[must_use]
    pub fn new(start: f64, reach_s: f64) -> Self {
        Self {
            rows: VecDeque::new(),
            start,
            reach_s,
        }
    }

    /// Notes a row that is recorded.
    pub fn note(&mut self, time_s: f64, venue: &Venue, own: f64) {
        let row = Row {
            time_s,
            price: venue.last_price,
            others: venue.traded() - own,
            own,
        };
        // The row after the shock takes the place of the one before it.
        if self.rows.back().is_some_and(|last| last.time_s == time_s) {
            self.rows.pop_back();
        }
        self.rows.push_back(row);
        // One row beyond the reach stays: it says what was at its beginning.
        while self.rows.len() > 2 && self.rows[1].time_s <= time_s - self.reach_s {
            self.rows.pop_front();
        }
    }

    fn latest(&self) -> Option<&Row> {
        self.rows.back()
    }

    /// The last row that is not later than a time.
    fn at(&self, time_s: f64) -> Option<&Row> {
        let is_then = |row: &&Row| row.time_s <= time_s * (1.0 + 1e-12);
        self.rows.iter().rev().find(is_then)
    }

    /// Last price of the latest row.
    #[must_use]
    pub fn price(&self) -> f64 {
        self.latest().map_or(self.start, |row| row.price)
    }

    /// Last price `window_s` before the latest row.
    fn price_before(&self, window_s: f64) -> f64 {
        let Some(latest) = self.latest() else {
            return self.start;
        };
        let then = latest.time_s - window_s;
        if then < 0.0 {
            return self.start;
        }
        self.at(then).map_or(self.start, |row| row.price)
    }

    /// Base that others, and it itself, have traded a second within the last `window_s` before the latest row; ticks before the
    /// start count as empty.
    #[must_use]
    pub fn volume_per_s(&self, window_s: f64) -> [f64; 2] {
        let Some(latest) = self.latest() else {
            return [0.0; 2];
        };
        let before = self.at(latest.time_s - window_s);
        let since = |of: fn(&Row) -> f64| (of(latest) - before.map_or(0.0, of)) / window_s;
        [since(|row| row.others), since(|row| row.own)]
    }
}

/// Safeguards in a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Safeguards {
    rules: Rules,
    /// What it has seen.
    pub past: Past,
    /// Off until then.
    off_until_s: Option<f64>,
}

impl Safeguards {
    /// Before anything happens; `reach_s`: how far back the owner looks besides.
    #[must_use]
    pub fn new(rules: Rules, start: f64, reach_s: f64) -> Self {
        let windows = [
            reach_s,
            rules.kill.map_or(0.0, |kill| kill.1),
            rules.collar.and_then(|collar| collar.1).unwrap_or(0.0),
            rules.cap.map_or(0.0, |cap| cap.1),
        ];
        Self {
            rules,
            past: Past::new(start, windows.into_iter().fold(0.0, f64::max)),
            off_until_s: None,
        }
    }

    /// Whether it is switched off.
    #[must_use]
    pub fn is_off(&self, time_s: f64) -> bool {
        self.off_until_s.is_some_and(|until_s| time_s < until_s)
    }

    /// What is left of an order (positive sells) of this step.
    pub fn cut(&mut self, order: f64, view: &View<'_>, venue: &Venue) -> f64 {
        let now = view.now;
        if let Some((most, window_s, pause_s)) = self.rules.kill
            && !self.is_off(now.time_s)
            && (self.past.price() / self.past.price_before(window_s) - 1.0).abs() >= most
        {
            self.off_until_s = Some(pause_s.map_or(f64::INFINITY, |pause_s| now.time_s + pause_s));
        }
        if self.is_off(now.time_s) || order == 0.0 {
            return 0.0;
        }
        let mut size = order.abs();
        if let Some((ratio, window_s)) = self.rules.collar {
            let reference =
                window_s.map_or(self.past.start, |window_s| self.past.price_before(window_s));
            size = size.min(until(
                venue,
                reference * (1.0 - order.signum() * ratio),
                order,
            ));
        }
        if let Some((share, window_s, per_s)) = self.rules.cap {
            let [others, _] = self.past.volume_per_s(window_s);
            let length_s = now.length_s.unwrap_or(0.0);
            size = size.min(share / (1.0 - share) * (per_s + others) * length_s);
        }
        size * order.signum()
    }
}

/// Base that may trade until the price is at a bound; none beyond it.
#[must_use]
pub fn until(venue: &Venue, bound: f64, order: f64) -> f64 {
    let room = order.signum() * (venue.price() - bound);
    if room > 0.0 && bound > 0.0 {
        venue.base_until(bound)
    } else if bound <= 0.0 {
        f64::INFINITY
    } else {
        0.0
    }
}
