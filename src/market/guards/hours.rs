//! Times in which a market is closed, or down.

use super::{AUCTION_DEPTH, Guard, Halt};
use crate::json::object;
use crate::market::oracle::is_due;
use crate::scenario::declare::{ENABLED, built, number, range};
use crate::scenario::spec::{Lens, Scale, Spec, slider, switch};
use crate::scenario::words::{NO_WORDS, Words};
use serde_json::Value;

/// What is told of it.
static SESSION_WORDS: Words = Words {
    terms: &[[
        "session",
        "Trading hours",
        "A market that closes at night: orders wait, and trade together when it opens.",
    ]],
    row: [
        r#"Open while <math><mi>t</mi><mtext> mod </mtext><mo stretchy="false">(</mo><msub><mi>t</mi><mtext>open</mtext></msub><mo>+</mo><msub><mi>t</mi><mtext>closed</mtext></msub><mo stretchy="false">)</mo><mo>&lt;</mo><msub><mi>t</mi><mtext>open</mtext></msub></math>."#,
        "<code>tests/guards.rs</code>; Margin calls come tomorrow",
    ],
    ..NO_WORDS
};

pub(super) static SESSION: Spec<Guard> = Spec {
    variant: built(
        "session",
        "The market is open from the start, closes, opens again, and so on; a level that was used up counts again, and what waits trades at one price.",
        &[
            ENABLED,
            number(
                "openS",
                range(1.0, 1e7),
                Some("23400"),
                "s",
                "How long it is open.",
            ),
            number(
                "closedS",
                range(1.0, 1e7),
                Some("63000"),
                "s",
                "How long it is closed.",
            ),
            AUCTION_DEPTH,
        ],
    )
    .told(&SESSION_WORDS),
    needs_ticks: true,
    controls: SESSION_CONTROLS,
    build: |node, _, ()| {
        Guard::Session(Session {
            open_s: node.number("openS"),
            closed_s: node.number("closedS"),
            auction_depth: node.number("auctionDepth"),
        })
    },
};

static SESSION_CONTROLS: &[Lens] = &[
    switch(
        "session.enabled",
        "Trading hours",
        "the market closes and opens again; orders wait",
        sample_session,
    ),
    slider(
        "session.open",
        &["openS"],
        "Open for",
        "s",
        [600.0, 86_400.0],
        true,
        "how long the market is open before it closes",
    ),
    slider(
        "session.closed",
        &["closedS"],
        "Closed for",
        "s",
        [600.0, 259_200.0],
        true,
        "how long it is closed before it opens again",
    ),
];

/// What is told of it.
static OUTAGE_WORDS: Words = Words {
    terms: &[[
        "outage",
        "Outage",
        "An exchange that is down for a time: nobody can trade there, whatever the price does elsewhere.",
    ]],
    row: ["", "<code>tests/guards.rs</code>"],
    ..NO_WORDS
};

pub(super) static OUTAGE: Spec<Guard> = Spec {
    variant: built(
        "outage",
        "The market is down for a time, as an exchange that fails; orders wait.",
        &[
            ENABLED,
            number("fromS", range(0.0, 1e7), None, "s", "When it goes down."),
            number("forS", range(0.001, 1e7), None, "s", "For how long."),
            AUCTION_DEPTH,
        ],
    )
    .told(&OUTAGE_WORDS),
    needs_ticks: true,
    controls: OUTAGE_CONTROLS,
    build: |node, _, ()| {
        Guard::Outage(Outage {
            from_s: node.number("fromS"),
            for_s: node.number("forS"),
            auction_depth: node.number("auctionDepth"),
        })
    },
};

static OUTAGE_CONTROLS: &[Lens] = &[
    switch(
        "outage.enabled",
        "Outage",
        "the market is down for a time; orders wait",
        sample_outage,
    ),
    slider(
        "outage.from",
        &["fromS"],
        "Goes down after",
        "s",
        [1.0, 86_400.0],
        true,
        "when trading stops",
    ),
    slider(
        "outage.for",
        &["forS"],
        "Down for",
        "s",
        [1.0, 86_400.0],
        true,
        "how long nothing trades",
    ),
];

/// Days of an exchange, where the run has some; else it is open and closed for a fifth of the run in turns.
fn sample_session(scale: &Scale) -> Vec<Value> {
    let fifth = scale
        .duration_s
        .map_or(60.0, |duration_s| (0.2 * duration_s).round().max(1.0));
    vec![if scale.duration_s > Some(86_400.0) {
        object([])
    } else {
        object([("openS", fifth.into()), ("closedS", fifth.into())])
    }]
}

/// Down for a tenth of the run, a tenth after it began.
fn sample_outage(scale: &Scale) -> Vec<Value> {
    let tenth = scale
        .duration_s
        .map_or(60.0, |duration_s| (0.1 * duration_s).round().max(1.0));
    vec![object([("fromS", tenth.into()), ("forS", tenth.into())])]
}

/// When a market is open.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Session {
    open_s: f64,
    closed_s: f64,
    auction_depth: f64,
}

impl Session {
    /// Whether it is closed at a time, and until when.
    pub(super) fn closed(&self, now_s: f64) -> Option<Halt> {
        let cycle_s = self.open_s + self.closed_s;
        let mut day = (now_s / cycle_s).floor();
        // A rounding error of the clock must not cost a tick.
        if is_due(now_s, (day + 1.0) * cycle_s) {
            day += 1.0;
        }
        let closes_s = day * cycle_s + self.open_s;
        is_due(now_s, closes_s).then_some(Halt {
            until_s: (day + 1.0) * cycle_s,
            auction_depth: self.auction_depth,
        })
    }
}

/// When a market is down.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outage {
    from_s: f64,
    for_s: f64,
    auction_depth: f64,
}

impl Outage {
    /// Whether it is down at a time, and until when.
    pub(super) fn down(&self, now_s: f64) -> Option<Halt> {
        let until_s = self.from_s + self.for_s;
        (is_due(now_s, self.from_s) && !is_due(now_s, until_s)).then_some(Halt {
            until_s,
            auction_depth: self.auction_depth,
        })
    }
}
