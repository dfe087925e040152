//! Falls at which trading stops for a time.

use super::{
    AUCTION_DEPTH, Bounds, Guard, Halt, REFERENCE, Reference, Scene, is_at_floor, reference, rising,
};
use crate::json::object;
use crate::scenario::declare::{ENABLED, above, built, field, number, range};
use crate::scenario::node::{Build, Node};
use crate::scenario::schema::{Kind, List};
use crate::scenario::spec::{Lens, Scale, Spec, slider, switch, timed};
use crate::scenario::words::{NO_WORDS, Words};
use serde_json::Value;

static LEVELS: List = List {
    item: Kind::Object(&[
        number(
            "fall",
            above(0.0, 0.99),
            None,
            "fraction",
            "Fall from the reference at which trading stops.",
        ),
        field(
            "haltS",
            Kind::Nullable(&Kind::Number(range(0.001, 1e7))),
            Some("900"),
            "For how long, s; null: until the next session opens, or the run ends.",
        ),
    ]),
    min: 1,
    max: 10,
};

/// What is told of it.
static WORDS: Words = Words {
    terms: &[
        [
            "breaker",
            "Circuit breaker",
            "Trading stops for a time once the price has fallen so far. It changes when orders trade, and where they do only through what happens meanwhile.",
        ],
        [
            "auction",
            "Reopening auction",
            "The one fill, at one price, of all orders that waited while trading was halted.",
        ],
    ],
    row: [
        r#"Floor <math><msub><mi>p</mi><mi>r</mi></msub><mo stretchy="false">(</mo><mn>1</mn><mo>−</mo><msub><mi>f</mi><mi>k</mi></msub><mo stretchy="false">)</mo></math> of the next level; a print there uses it up and halts for <code>haltS</code>. NYSE Rule 7.12."#,
        "OT16, OT17; 1987, with today's breakers",
    ],
    ..NO_WORDS
};

pub(super) static BREAKER: Spec<Guard> = Spec {
    variant: built(
        "breaker",
        "Trading stops when the price has fallen so far; each level is used once a session. An instant run ends there.",
        &[
            ENABLED,
            field(
                "levels",
                Kind::List(&LEVELS),
                None,
                "Falls, rising, and how long trading stops at each.",
            ),
            field(
                "quietFromS",
                Kind::Nullable(&Kind::Number(range(0.0, 1e7))),
                Some("null"),
                "From so many seconds of the session on only levels that stop for the day do; null: all always do.",
            ),
            REFERENCE,
            AUCTION_DEPTH,
        ],
    )
    .told(&WORDS),
    needs_ticks: false,
    controls: CONTROLS,
    build,
};

static CONTROLS: &[Lens] = &[
    switch(
        "breaker.enabled",
        "Circuit breaker",
        "trading stops for a time when the price has fallen so far",
        sample,
    ),
    slider(
        "breaker.fall",
        &["levels", "0", "fall"],
        "Stops at a fall of",
        "fraction",
        [0.01, 0.5],
        false,
        "how far the price must fall from where it began",
    ),
    timed(slider(
        "breaker.halt",
        &["levels", "0", "haltS"],
        "For how long",
        "s",
        [30.0, 7_200.0],
        true,
        "how long nothing trades; orders wait",
    )),
    timed(slider(
        "breaker.auctionDepth",
        &["auctionDepth"],
        "Depth at reopening",
        "x",
        [0.1, 10.0],
        true,
        "depth of the one fill in which it opens again, over the usual depth: assumed",
    )),
];

/// Trading stops for a quarter of an hour, in a short run for a tenth of it.
fn sample(scale: &Scale) -> Vec<Value> {
    let halt_s = scale.duration_s.map_or(900.0, |duration_s| {
        (0.1 * duration_s).min(900.0).round().max(1.0)
    });
    let level = object([("fall", 0.07.into()), ("haltS", halt_s.into())]);
    vec![object([("levels", vec![level].into())])]
}

fn build(node: &Node<'_>, build: &mut Build<'_>, (): &()) -> Guard {
    let levels: Vec<Level> = node
        .items("levels")
        .map(|item| Level {
            fall: item.number("fall"),
            halt_s: item.number_of("haltS"),
        })
        .collect();
    let falls: Vec<f64> = levels.iter().map(|level| level.fall).collect();
    rising(node, "levels", "fall", &falls, build);
    Guard::Breaker(Rule {
        levels,
        quiet_from_s: node.number_of("quietFromS"),
        reference: reference(node, build),
        auction_depth: node.number("auctionDepth"),
    })
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Level {
    fall: f64,
    /// `None`: until the next session opens.
    halt_s: Option<f64>,
}

/// When trading stops.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    levels: Vec<Level>,
    quiet_from_s: Option<f64>,
    reference: Reference,
    auction_depth: f64,
}

/// Levels that are used up.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Memory {
    used: usize,
}

impl Rule {
    /// The levels that are left, with the price of each.
    fn left<'r>(
        &'r self,
        memory: Memory,
        scene: &'r Scene,
    ) -> impl Iterator<Item = (usize, Level, f64)> + 'r {
        let reference = scene.reference(self.reference);
        let is_quiet = self
            .quiet_from_s
            .is_some_and(|quiet_from_s| scene.session_s >= quiet_from_s);
        self.levels
            .iter()
            .enumerate()
            .skip(memory.used)
            .filter(move |(_, level)| !is_quiet || level.halt_s.is_none())
            .map(move |(place, level)| (place, *level, reference * (1.0 - level.fall)))
    }

    pub(super) fn bounds(&self, memory: &Memory, scene: &Scene) -> Bounds {
        let next = self.left(*memory, scene).next();
        [next.map_or(0.0, |(_, _, price)| price), f64::INFINITY]
    }

    /// Uses up every level that has printed; how long the deepest one stops trading.
    pub(super) fn after(&self, memory: &mut Memory, scene: &Scene, own: Bounds) -> Option<Halt> {
        if !scene.at(own)[0] {
            return None;
        }
        let mut deepest = None;
        for (place, level, price) in self.left(*memory, scene) {
            if deepest.is_none() || is_at_floor(scene.last, price) {
                deepest = Some((place, level));
            }
        }
        let (place, level) = deepest?;
        memory.used = place + 1;
        Some(Halt {
            until_s: level
                .halt_s
                .map_or(f64::INFINITY, |halt_s| scene.now_s + halt_s),
            auction_depth: self.auction_depth,
        })
    }
}
