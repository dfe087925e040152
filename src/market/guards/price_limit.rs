//! Prices beyond which nothing trades; who wants more waits.

use super::{Bounds, Guard, REFERENCE, Reference, Scene, reference, rising};
use crate::json::object;
use crate::market::oracle::is_due;
use crate::scenario::declare::{ENABLED, above, built, field, range};
use crate::scenario::node::{Build, Node};
use crate::scenario::schema::{Kind, List};
use crate::scenario::spec::{Lens, Scale, Spec, slider, switch};
use crate::scenario::words::{NO_WORDS, Words};
use serde_json::Value;

static DOWN: List = List {
    item: Kind::Number(above(0.0, 0.99)),
    min: 0,
    max: 10,
};

static UP: List = List {
    item: Kind::Number(above(0.0, 10.0)),
    min: 0,
    max: 10,
};

/// What is told of it.
static WORDS: Words = Words {
    terms: &[[
        "priceLimit",
        "Price limit",
        "A price beyond which nothing trades. Who still has to sell waits, and the price that is shown is that of the limit and not what a buyer would pay.",
    ]],
    heads: &[
        ["halted", "Trades (0), at a bound (1), halted (2)"],
        ["floorPrice", "Nothing trades below, $"],
        ["ceilingPrice", "Nothing trades above, $"],
    ],
    row: [
        r#"Floor <math><msub><mi>p</mi><mi>r</mi></msub><mo stretchy="false">(</mo><mn>1</mn><mo>−</mo><msub><mi>d</mi><mi>i</mi></msub><mo stretchy="false">)</mo></math>, ceiling <math><msub><mi>p</mi><mi>r</mi></msub><mo stretchy="false">(</mo><mn>1</mn><mo>+</mo><msub><mi>u</mi><mi>i</mi></msub><mo stretchy="false">)</mo></math>; <math><mi>i</mi><mo>→</mo><mi>i</mi><mo>+</mo><mn>1</mn></math> after <code>holdS</code> there. CME."#,
        "OT16, OT19",
    ],
    ..NO_WORDS
};

pub(super) static PRICE_LIMIT: Spec<Guard> = Spec {
    variant: built(
        "priceLimit",
        "Nothing trades beyond a price; who wants more waits there.",
        &[
            ENABLED,
            field(
                "down",
                Kind::List(&DOWN),
                Some("[]"),
                "Falls from the reference that it allows, fractions, rising; the first one holds.",
            ),
            field(
                "up",
                Kind::List(&UP),
                Some("[]"),
                "Rises from the reference that it allows, fractions, rising; the first one holds.",
            ),
            field(
                "holdS",
                Kind::Nullable(&Kind::Number(range(0.0, 1e6))),
                Some("null"),
                "Seconds at a limit after which the next one of the list holds; null: never. Takes time.",
            ),
            REFERENCE,
        ],
    )
    .told(&WORDS),
    needs_ticks: false,
    controls: CONTROLS,
    build,
};

static CONTROLS: &[Lens] = &[
    switch(
        "priceLimit.enabled",
        "Price limit",
        "nothing trades below it; who still has to sell waits",
        sample,
    ),
    slider(
        "priceLimit.down",
        &["down", "0"],
        "Largest fall",
        "fraction",
        [0.01, 0.5],
        false,
        "how far the price may fall from where it began; below, nothing trades",
    ),
];

fn sample(scale: &Scale) -> Vec<Value> {
    let tenth = || vec![Value::from(0.1)].into();
    vec![if scale.is_rise {
        object([("down", tenth()), ("up", tenth())])
    } else {
        object([("down", tenth())])
    }]
}

fn build(node: &Node<'_>, build: &mut Build<'_>, (): &()) -> Guard {
    let (down, up) = (node.numbers("down"), node.numbers("up"));
    rising(node, "down", "", &down, build);
    rising(node, "up", "", &up, build);
    let hold_s = node.number_of("holdS");
    build.takes_time(node, "holdS", hold_s.is_some(), "must be null");
    Guard::PriceLimit(Rule {
        limits: [down, up],
        hold_s,
        reference: reference(node, build),
    })
}

/// How far a price may go.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// Falls and rises, fractions of the reference.
    limits: [Vec<f64>; 2],
    hold_s: Option<f64>,
    reference: Reference,
}

/// Which limits hold, and since when the price stands at them.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Memory {
    held: [usize; 2],
    since_s: [Option<f64>; 2],
    /// The next limit holds from now on.
    pub(super) is_expanded: bool,
}

impl Memory {
    pub(super) fn is_at(&self) -> bool {
        self.since_s.iter().any(Option::is_some)
    }
}

impl Rule {
    pub(super) fn bounds(&self, memory: &Memory, scene: &Scene) -> Bounds {
        let reference = scene.reference(self.reference);
        let [down, up] = [0, 1].map(|side| self.limits[side].get(memory.held[side]));
        [
            down.map_or(0.0, |down| reference * (1.0 - down)),
            up.map_or(f64::INFINITY, |up| reference * (1.0 + up)),
        ]
    }

    pub(super) fn after(&self, memory: &mut Memory, scene: &Scene, own: Bounds) {
        memory.is_expanded = false;
        for (side, is_at) in scene.at(own).into_iter().enumerate() {
            if !is_at {
                memory.since_s[side] = None;
                continue;
            }
            let since_s = *memory.since_s[side].get_or_insert(scene.now_s);
            let has_next = memory.held[side] + 1 < self.limits[side].len();
            let is_over = |hold_s: f64| is_due(scene.now_s, since_s + hold_s);
            if has_next && self.hold_s.is_some_and(is_over) {
                memory.held[side] += 1;
                memory.since_s[side] = None;
                memory.is_expanded = true;
            }
        }
    }
}
