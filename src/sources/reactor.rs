//! What those share who answer the price of their market by a rule of their own: which side they trade, and when.

use super::desk::Now;
use crate::scenario::declare::{field, number, range, yes};
use crate::scenario::node::{Build, Node};
use crate::scenario::schema::{Field, Kind};

/// Which trades are made.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Sides {
    /// Buys and sells.
    Both,
    /// Only sells.
    Sells,
    /// Only buys.
    Buys,
}

/// Its field.
pub(super) const SIDES: Field = field(
    "sides",
    Kind::Choice(&[
        yes("both", "Buys and sells."),
        yes("sells", "Only sells, as insurers of portfolios do."),
        yes("buys", "Only buys."),
    ]),
    Some("\"both\""),
    "Which trades are made.",
);

impl Sides {
    pub(super) fn read(node: &Node<'_>, build: &mut Build<'_>) -> Self {
        let words = [
            ("both", Self::Both),
            ("sells", Self::Sells),
            ("buys", Self::Buys),
        ];
        build.word(node, "sides", &words)
    }

    /// Whether so much base, negative bought, may be sold.
    pub(super) fn allows(self, sold: f64) -> bool {
        match self {
            Self::Both => true,
            Self::Sells => sold > 0.0,
            Self::Buys => sold < 0.0,
        }
    }

    /// Part of Feedback R of whoever sells so much base, negative bought, while the price goes from one price to another.
    pub(super) fn pushed(self, sold: f64, from: f64, to: f64) -> f64 {
        match (self.allows(sold), to < from) {
            (false, _) => 0.0,
            (true, true) => sold,
            (true, false) => -sold,
        }
    }
}

/// Times at which somebody trades.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Times {
    /// Seconds between them; 0: always.
    pub(super) interval_s: f64,
    offset_s: f64,
}

/// Its first field.
pub(super) const INTERVAL: Field = number(
    "intervalS",
    range(0.0, 1e7),
    Some("0"),
    "s",
    "Above 0: trades only in ticks that pass offsetS + k intervalS; needs the ticks clock.",
);

/// And its second.
pub(super) const OFFSET: Field = number(
    "offsetS",
    range(0.0, 1e7),
    Some("0"),
    "s",
    "First of these times.",
);

impl Times {
    pub(super) fn read(node: &Node<'_>, build: &mut Build<'_>) -> Self {
        let interval_s = node.number("intervalS");
        build.takes_time(node, "intervalS", interval_s > 0.0, "must be 0");
        Self::of(interval_s, node.number("offsetS"))
    }

    /// Every so many seconds, first at an offset; 0: always.
    pub(super) fn of(interval_s: f64, offset_s: f64) -> Self {
        Self {
            interval_s,
            offset_s,
        }
    }

    /// Whether a tick passes one of them.
    pub(super) fn is_now(self, now: Now) -> bool {
        let length_s = now.length_s;
        length_s.is_none_or(|length_s| self.is_between(now.time_s - length_s, now.time_s))
    }

    /// Whether one of them lies after a time and not after another one.
    pub(super) fn is_between(self, before_s: f64, now_s: f64) -> bool {
        let (every, first) = (self.interval_s, self.offset_s);
        if every == 0.0 {
            return true;
        }
        let passed = |time_s: f64| ((time_s * (1.0 + 1e-12) - first) / every).floor();
        now_s >= first && passed(now_s) > passed(before_s)
    }
}

/// When somebody who trades at certain times was asked last: where the market was halted at one of them, it is asked when it
/// opens again.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Asked {
    at_s: f64,
    /// A time at which it trades has come since.
    pub(super) is_due: bool,
}

impl Asked {
    /// Looks at the clock.
    pub(super) fn look(&mut self, times: Times, now: Now) {
        self.is_due = times.interval_s > 0.0 && times.is_between(self.at_s, now.time_s);
    }

    /// It is asked: whether it is time to trade.
    pub(super) fn ask(&mut self, times: Times, now: Now) -> bool {
        self.at_s = now.time_s;
        self.is_due || times.is_now(now)
    }
}
