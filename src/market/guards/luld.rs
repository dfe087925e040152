//! Limit up-limit down: bands around a reference that follows the price, and a pause for a price that stays at one.

use super::{AUCTION_DEPTH, Bounds, FREE, Guard, Halt, Scene, is_at_ceiling, is_at_floor};
use crate::json::object;
use crate::market::oracle::is_due;
use crate::scenario::declare::{ENABLED, built, field, number, range};
use crate::scenario::node::{Build, Node};
use crate::scenario::schema::Kind;
use crate::scenario::spec::{Lens, Scale, Spec, slider, switch};
use crate::scenario::words::{NO_WORDS, Words};
use std::collections::VecDeque;

/// What is told of it.
static WORDS: Words = Words {
    terms: &[[
        "luld",
        "Limit up, limit down",
        "Nothing trades outside a band around the mean price of the last minutes. A price that stands at the band for some seconds pauses trading for some minutes.",
    ]],
    row: [
        r#"<math><msub><mi>p</mi><mi>r</mi></msub><mo stretchy="false">(</mo><mn>1</mn><mo>±</mo><mi>b</mi><mo stretchy="false">)</mo></math>, <math><msub><mi>p</mi><mi>r</mi></msub></math> the mean of last prices since it was set, at most of <code>windowS</code>. Limit up-limit down plan."#,
        "OT18; Two halts, two directions",
    ],
    ..NO_WORDS
};

pub(super) static LULD: Spec<Guard> = Spec {
    variant: built(
        "luld",
        "Nothing trades outside a band around the mean price of the last minutes; a price that stays at it pauses trading.",
        &[
            ENABLED,
            number(
                "band",
                range(0.001, 0.99),
                Some("0.05"),
                "fraction",
                "Half width of the band, of the reference.",
            ),
            number(
                "windowS",
                range(0.0, 1e6),
                Some("300"),
                "s",
                "Time over which the reference is the mean price.",
            ),
            number(
                "limitStateS",
                range(0.0, 1e6),
                Some("15"),
                "s",
                "How long the price may stand at the band until trading pauses.",
            ),
            number(
                "pauseS",
                range(0.0, 1e6),
                Some("300"),
                "s",
                "How long it does.",
            ),
            number(
                "minimumChange",
                range(0.0, 0.5),
                Some("0.01"),
                "fraction",
                "The reference moves only where the mean differs from it by so much.",
            ),
            number(
                "minimumAgeS",
                range(0.0, 1e6),
                Some("30"),
                "s",
                "And where it has held so long.",
            ),
            field(
                "wideFromS",
                Kind::Nullable(&Kind::Number(range(0.0, 1e7))),
                Some("null"),
                "From so many seconds of the session on the band is wider; null: never.",
            ),
            number(
                "wideFactor",
                range(1.0, 10.0),
                Some("2"),
                "",
                "How much wider.",
            ),
            AUCTION_DEPTH,
        ],
    )
    .told(&WORDS),
    needs_ticks: true,
    controls: CONTROLS,
    build,
};

static CONTROLS: &[Lens] = &[
    switch(
        "luld.enabled",
        "Limit up, limit down",
        "nothing trades outside a band around the price of the last minutes",
        |_: &Scale| vec![object([])],
    ),
    slider(
        "luld.band",
        &["band"],
        "Half width of the band",
        "fraction",
        [0.01, 0.3],
        false,
        "how far from the mean price of the last minutes it may trade",
    ),
    slider(
        "luld.pause",
        &["pauseS"],
        "Pause",
        "s",
        [5.0, 3_600.0],
        true,
        "how long nothing trades once the price has stood at the band for 15 seconds",
    ),
];

fn build(node: &Node<'_>, _: &mut Build<'_>, (): &()) -> Guard {
    Guard::Luld(Rule {
        band: node.number("band"),
        window_s: node.number("windowS"),
        limit_state_s: node.number("limitStateS"),
        pause_s: node.number("pauseS"),
        minimum_change: node.number("minimumChange"),
        minimum_age_s: node.number("minimumAgeS"),
        wide_from_s: node.number_of("wideFromS"),
        wide_factor: node.number("wideFactor"),
        auction_depth: node.number("auctionDepth"),
    })
}

/// How wide the band is, and what happens at it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rule {
    band: f64,
    window_s: f64,
    limit_state_s: f64,
    pause_s: f64,
    minimum_change: f64,
    minimum_age_s: f64,
    wide_from_s: Option<f64>,
    wide_factor: f64,
    auction_depth: f64,
}

/// The reference, and the prices of the window.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Memory {
    reference: f64,
    set_s: f64,
    /// Time and price.
    window: VecDeque<(f64, f64)>,
    sum: f64,
    /// Since when the price stands at the band.
    since_s: Option<f64>,
}

impl Memory {
    pub(super) fn new(start: f64) -> Self {
        Self {
            reference: start,
            set_s: 0.0,
            window: VecDeque::new(),
            sum: 0.0,
            since_s: None,
        }
    }

    pub(super) fn is_at(&self) -> bool {
        self.since_s.is_some()
    }

    fn set(&mut self, reference: f64, now_s: f64) {
        (self.reference, self.set_s) = (reference, now_s);
    }

    /// Nothing before a reopening counts.
    fn reopen(&mut self, last: f64, now_s: f64) {
        self.set(last, now_s);
        self.since_s = None;
        self.window.clear();
        self.sum = 0.0;
    }
}

impl Rule {
    pub(super) fn bounds(&self, memory: &Memory, scene: &Scene) -> Bounds {
        if scene.is_reopening {
            return FREE;
        }
        let is_wide = self
            .wide_from_s
            .is_some_and(|wide_from_s| scene.session_s >= wide_from_s);
        let band = if is_wide {
            self.band * self.wide_factor
        } else {
            self.band
        };
        [
            memory.reference * (1.0 - band).max(0.0),
            memory.reference * (1.0 + band),
        ]
    }

    pub(super) fn after(&self, memory: &mut Memory, scene: &Scene, own: Bounds) -> Option<Halt> {
        if scene.is_reopening {
            memory.reopen(scene.last, scene.now_s);
            return None;
        }
        memory.window.push_back((scene.now_s, scene.last));
        memory.sum += scene.last;
        while let Some(&(time_s, price)) = memory.window.front()
            && is_due(scene.now_s, time_s + self.window_s)
        {
            memory.sum -= price;
            memory.window.pop_front();
        }
        let is_moved = memory.since_s.is_none() && self.follow(memory, scene);
        // Who stood at the old band stands within the new one.
        let at = if is_moved {
            let [floor, ceiling] = self.bounds(memory, scene);
            [
                is_at_floor(scene.last, floor),
                is_at_ceiling(scene.last, ceiling),
            ]
        } else {
            scene.at(own)
        };
        if at == [false; 2] {
            memory.since_s = None;
            return None;
        }
        let since_s = *memory.since_s.get_or_insert(scene.now_s);
        is_due(scene.now_s, since_s + self.limit_state_s).then(|| {
            memory.since_s = None;
            Halt {
                until_s: scene.now_s + self.pause_s,
                auction_depth: self.auction_depth,
            }
        })
    }

    /// Lets the reference follow the mean of what was printed in the window. Says whether it has.
    fn follow(&self, memory: &mut Memory, scene: &Scene) -> bool {
        let count = memory.window.len();
        if count == 0 || !is_due(scene.now_s, memory.set_s + self.minimum_age_s) {
            return false;
        }
        #[allow(clippy::cast_precision_loss, reason = "at most some millions")]
        let mean = memory.sum / count as f64;
        let moves = (mean - memory.reference).abs() >= self.minimum_change * memory.reference;
        if moves {
            memory.set(mean, scene.now_s);
        }
        moves
    }
}
