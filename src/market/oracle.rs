//! The price that a lending protocol believes: looked up now and then, told late, and sometimes not at all.
//!
//! A look submits a new answer where what is observed differs from the answer submitted last by more than a share of it, or
//! where a heartbeat has passed; an answer is in force a delay later. Sources: Chainlink's documentation (deviation and
//! heartbeat), Maker's `osm.sol` (`cur = nxt; nxt = new`: an hour late, looked at by the hour).

use crate::clock::Clock;
use crate::error::show;
use crate::scenario::declare::{above, field, number, range};
use crate::scenario::node::{Build, Node};
use crate::scenario::schema::{Field, Kind, List, join};
use std::collections::VecDeque;

/// A rounding error of the clock must not cost a tick, relative.
const TIME_ROUNDING: f64 = 1e-9;

/// Whether a time has come.
#[must_use]
pub fn is_due(now_s: f64, due_s: f64) -> bool {
    now_s >= due_s - TIME_ROUNDING * due_s.abs()
}

/// What an oracle does.
#[derive(Debug, Clone, PartialEq)]
pub struct Oracle {
    /// How much of this market's own price it sees, beside the price elsewhere, fraction.
    pub own_share: f64,
    /// It tells anew where the price differs from the last answer by more than this share of it.
    pub deviation: f64,
    /// Or when this long has passed, s; 0: never.
    pub heartbeat_s: f64,
    /// Seconds from an answer until it is in force.
    pub delay_s: f64,
    /// It looks only at multiples of this, s; 0: whenever it can.
    pub sample_s: f64,
    /// Times in which it stands still, s.
    pub stuck: Vec<[f64; 2]>,
    /// What it never tells less or more than, quote per base.
    pub bounds: [Option<f64>; 2],
}

static STUCK: List = List {
    item: Kind::Object(&[
        number("fromS", range(0.0, 1e7), None, "s", "When it stops."),
        number("untilS", range(0.0, 1e7), None, "s", "When it goes on."),
    ]),
    min: 0,
    max: 16,
};

static ORACLE: Kind = Kind::Object(&[
    number(
        "ownShare",
        range(0.0, 1.0),
        Some("1"),
        "fraction",
        "How much of this market's own price it sees: observed = elsewhere + ownShare (last - elsewhere).",
    ),
    number(
        "deviationRatio",
        range(0.0, 1.0),
        Some("0.005"),
        "fraction",
        "A new answer where the price differs from the last one by more than this share of it.",
    ),
    number(
        "heartbeatS",
        range(0.0, 1e7),
        Some("3600"),
        "s",
        "Or when this long has passed since the last answer; 0: never. An instant run has none.",
    ),
    number(
        "delayS",
        range(0.0, 1e6),
        Some("0"),
        "s",
        "An answer is in force this long after it was given.",
    ),
    number(
        "sampleS",
        range(0.0, 1e6),
        Some("0"),
        "s",
        "It looks only at multiples of this; 0: whenever the engine looks. Maker's looks every 3600 s and tells 3600 s later.",
    ),
    field(
        "stuck",
        Kind::List(&STUCK),
        Some("[]"),
        "Times in which it neither looks nor puts anything in force; rising, apart.",
    ),
    field(
        "least",
        Kind::Nullable(&Kind::Number(above(0.0, 1e15))),
        Some("null"),
        "Least price that it observes, quote per base.",
    ),
    field(
        "most",
        Kind::Nullable(&Kind::Number(above(0.0, 1e15))),
        Some("null"),
        "Largest price that it observes, quote per base.",
    ),
]);

/// The field of a market.
pub const ORACLE_FIELD: Field = field(
    "oracle",
    Kind::Nullable(&ORACLE),
    Some("null"),
    "Price that lending protocols believe; null: the last traded price, at once.",
);

/// What the field means; `None`: the last price, at once.
pub fn oracle(node: &Node<'_>, build: &mut Build<'_>, start: f64) -> Option<Oracle> {
    if !node.value.is_object() {
        return None;
    }
    let stuck: Vec<[f64; 2]> = node
        .items("stuck")
        .map(|item| [item.number("fromS"), item.number("untilS")])
        .collect();
    if build.clock == Clock::Waves {
        for (name, is_used) in [
            ("delayS", node.number("delayS") > 0.0),
            ("sampleS", node.number("sampleS") > 0.0),
            ("stuck", !stuck.is_empty()),
        ] {
            if !is_used {
                continue;
            }
            let path = join(&node.path, name);
            let message = if name == "stuck" {
                format!(
                    "{path} is not empty; an instant run (clock mode \"waves\") has no time: leave it empty"
                )
            } else {
                format!(
                    "{path} is {}; an instant run (clock mode \"waves\") has no time: set it to 0",
                    show(node.number(name))
                )
            };
            build.inconsistent(&path, message);
        }
    }
    let mut last_s = f64::NEG_INFINITY;
    for (index, &[from_s, until_s]) in stuck.iter().enumerate() {
        let path = format!("{}.stuck[{index}]", node.path);
        if until_s <= from_s {
            let message = format!(
                "{path}.untilS is {}; expected a time after fromS, {}",
                show(until_s),
                show(from_s)
            );
            build.inconsistent(&join(&path, "untilS"), message);
        } else if from_s < last_s {
            let message = format!(
                "{path}.fromS is {}, before the end of the time before, {}; times must rise and not overlap",
                show(from_s),
                show(last_s)
            );
            build.inconsistent(&join(&path, "fromS"), message);
        }
        last_s = until_s;
    }
    let bounds = ["least", "most"].map(|name| node.number_of(name));
    for (name, bound, is_beyond, side) in [
        (
            "least",
            bounds[0],
            bounds[0].is_some_and(|least| least > start),
            "above",
        ),
        (
            "most",
            bounds[1],
            bounds[1].is_some_and(|most| most < start),
            "below",
        ),
    ] {
        if is_beyond {
            let path = join(&node.path, name);
            let message = format!(
                "{path} is {}, {side} the market's price {}, which it tells at the start",
                show(bound.unwrap_or(f64::NAN)),
                show(start)
            );
            build.inconsistent(&path, message);
        }
    }
    Some(Oracle {
        own_share: node.number("ownShare"),
        deviation: node.number("deviationRatio"),
        heartbeat_s: node.number("heartbeatS"),
        delay_s: node.number("delayS"),
        sample_s: node.number("sampleS"),
        stuck,
        bounds,
    })
}

/// An answer that is not in force yet.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Answer {
    due_s: f64,
    price: f64,
}

/// What an oracle remembers.
#[derive(Debug, Clone, PartialEq)]
pub struct OracleFeed {
    /// Price in force, quote per base.
    pub price: f64,
    submitted: f64,
    submitted_s: f64,
    /// The next time at which it looks, s.
    next_s: f64,
    coming: VecDeque<Answer>,
    /// It stands still.
    pub is_stuck: bool,
}

impl OracleFeed {
    /// An oracle that has told the price at the start.
    #[must_use]
    pub fn new(rule: Option<&Oracle>, price: f64) -> Self {
        Self {
            price,
            submitted: price,
            submitted_s: 0.0,
            next_s: rule.map_or(0.0, |rule| rule.sample_s),
            coming: VecDeque::new(),
            is_stuck: false,
        }
    }

    /// Looks at the last price and at the price elsewhere. `now_s` is nothing where no time passes.
    pub fn look(&mut self, rule: &Oracle, last: f64, elsewhere: f64, now_s: Option<f64>) {
        let time_s = now_s.unwrap_or(0.0);
        let is_in =
            |[from_s, until_s]: &[f64; 2]| is_due(time_s, *from_s) && !is_due(time_s, *until_s);
        self.is_stuck = now_s.is_some() && rule.stuck.iter().any(is_in);
        if self.is_stuck {
            return;
        }
        let is_time = rule.sample_s == 0.0 || is_due(time_s, self.next_s);
        if is_time {
            if rule.sample_s > 0.0 {
                let passed = (time_s / rule.sample_s * (1.0 + TIME_ROUNDING)).floor();
                self.next_s = (passed + 1.0) * rule.sample_s;
            }
            let [least, most] = rule.bounds;
            let observed = (elsewhere + rule.own_share * (last - elsewhere))
                .max(least.unwrap_or(0.0))
                .min(most.unwrap_or(f64::INFINITY));
            let has_moved = (observed - self.submitted).abs() > rule.deviation * self.submitted;
            let beats = now_s.is_some()
                && rule.heartbeat_s > 0.0
                && is_due(time_s, self.submitted_s + rule.heartbeat_s);
            if has_moved || beats {
                (self.submitted, self.submitted_s) = (observed, time_s);
                self.coming.push_back(Answer {
                    due_s: time_s + rule.delay_s,
                    price: observed,
                });
            }
        }
        while let Some(answer) = self.coming.front().copied() {
            if !is_due(time_s, answer.due_s) {
                break;
            }
            self.price = answer.price;
            self.coming.pop_front();
        }
    }
}
