//! Cross impact: a trade that pushes one market pushes another one, where nobody trades.
//!
//! What moves `from` by 1 % moves `to` by `share` of 1 %: with `d` the base that moves a market by 1 % at the start, a trade of `x` base
//! at presence `a` pushes by `share (d_to / d_from) x / a`. Pushes add up, so that splitting a trade changes nothing, and recover as
//! those of trades in `to` do. What is pushed pushes nothing further, and neither do the trades of arbitrage. Orders from outside push as
//! forced ones do, and do so where nobody is forced as well: that fall is none of forced selling.

use super::{Tie, Ties};
use crate::error::quote;
use crate::json::object;
use crate::log::{ColumnSpec, EventSpec};
use crate::market::venue::Venue;
use crate::scenario::declare::{ENABLED, built, field, number, range};
use crate::scenario::node::{Build, Node};
use crate::scenario::schema::{Kind, List, join};
use crate::scenario::spec::{Lens, Scale, Spec, slider, standing, switch};
use crate::scenario::words::{NO_WORDS, Words};
use crate::sources::Places;
use serde_json::Value;

/// The word by which it is known.
pub const KIND: &str = "crossImpact";

/// Nothing of it is recorded by itself.
pub static COLUMNS: &[ColumnSpec] = &[];

/// Nothing happens to it.
pub static EVENTS: &[&EventSpec] = &[];

/// What is told of it.
static WORDS: Words = Words {
    terms: &[[
        "crossImpact",
        "Cross impact",
        "Selling in one market moves another one, where nobody has sold: whoever quotes there looks at both.",
    ]],
    assumed: &[[
        KIND,
        "A sale in one market moves another one at once, by a fixed share, however far both have gone.",
    ]],
    row: [
        r#"<math><mi>Δ</mi><msub><mi>u</mi><mi>j</mi></msub><mo>=</mo><msub><mi>s</mi><mrow><mi>i</mi><mi>j</mi></mrow></msub><mfrac><msub><mi>d</mi><mi>j</mi></msub><msub><mi>d</mi><mi>i</mi></msub></mfrac><mfrac><msub><mi>x</mi><mi>i</mi></msub><msub><mi>a</mi><mi>i</mi></msub></mfrac></math>: push of a market by what is traded in another one."#,
        "AS-1",
    ],
    ..NO_WORDS
};

static PAIRS: List = List {
    item: Kind::Object(&[
        field("from", Kind::MarketId, None, "Where is traded."),
        field("to", Kind::MarketId, None, "What is pushed."),
        number(
            "share",
            range(0.0, 1.0),
            None,
            "fraction",
            "Of what moves the one market by 1 %, this share of what moves the other one by 1 %.",
        ),
    ]),
    min: 1,
    max: 56,
};

/// Its declaration.
pub static CROSS_IMPACT: Spec<Tie, Places> = Spec {
    variant: built(
        KIND,
        "What is traded in one market moves another one, where nobody trades.",
        &[
            ENABLED,
            field(
                "pairs",
                Kind::List(&PAIRS),
                None,
                "Which market pushes which.",
            ),
        ],
    )
    .told(&WORDS),
    needs_ticks: false,
    controls: CONTROLS,
    build,
};

static CONTROLS: &[Lens] = &[
    switch(
        "crossImpact.enabled",
        "Cross impact",
        "what is sold in one market moves the other one",
        sample,
    ),
    standing(
        every_pair,
        slider(
            "crossImpact.share",
            &["share"],
            "How far the other market follows",
            "fraction",
            [0.0, 1.0],
            false,
            "of a sale that moves its own market by 1 %, this share of 1 % in the other one",
        ),
    ),
];

/// Where the pairs of one of them stand.
fn every_pair(scenario: &Value, place: usize) -> Vec<String> {
    let pairs = scenario["couplings"][place]["pairs"].as_array();
    (0..pairs.map_or(0, Vec::len))
        .map(|pair| format!("/couplings/{place}/pairs/{pair}"))
        .collect()
}

/// The shocked market and each of the others, both ways.
fn sample(scale: &Scale) -> Vec<Value> {
    let first = scale.markets[0].as_str();
    let pair = |from: &str, to: &str| {
        object([
            ("from", from.into()),
            ("to", to.into()),
            ("share", 0.3.into()),
        ])
    };
    let others = scale.markets.iter().skip(1).map(String::as_str);
    let pairs: Vec<Value> = others
        .flat_map(|other| [pair(first, other), pair(other, first)])
        .collect();
    if pairs.is_empty() {
        Vec::new()
    } else {
        vec![object([("pairs", pairs.into())])]
    }
}

fn build(node: &Node<'_>, build: &mut Build<'_>, places: &Places) -> Tie {
    let mut pairs = Vec::new();
    for item in node.items("pairs") {
        let [from, to] = ["from", "to"].map(|name| places.named(&item, name, build));
        let (Some(from), Some(to)) = (from, to) else {
            continue;
        };
        if from == to {
            let path = join(&item.path, "to");
            let message = format!(
                "{path} is {}, the same as from; the markets are {}",
                quote(item.text("to")),
                places.known()
            );
            build.inconsistent_value(&path, item.text("to"), message);
        }
        let share = item.number("share");
        // What pushes nothing ties nothing.
        if share > 0.0 {
            pairs.push(Pair { from, to, share });
        }
    }
    Terms {
        is_enabled: node.flag("enabled"),
        pairs,
    }
    .into()
}

/// A market that pushes another one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    /// Index of the market where is traded.
    pub from: usize,
    /// Index of the market that is pushed.
    pub to: usize,
    /// Share of what moves the one by as much as it moves the other, fraction above 0.
    pub share: f64,
}

/// What it does.
#[derive(Debug, Clone, PartialEq)]
pub struct Terms {
    /// Whether it takes part.
    pub is_enabled: bool,
    /// Which market pushes which.
    pairs: Vec<Pair>,
}

impl Terms {
    /// Markets whose prices it pulls to where another one goes.
    #[must_use]
    pub fn pulled(&self) -> Vec<usize> {
        self.pairs.iter().map(|pair| pair.to).collect()
    }
}

/// Cross impact in a run: it remembers nothing.
#[derive(Debug, Clone, PartialEq)]
pub struct CrossImpact {
    pairs: Vec<Pair>,
}

impl CrossImpact {
    /// Before anything happens.
    #[must_use]
    pub fn new(terms: &Terms) -> Self {
        Self {
            pairs: terms.pairs.clone(),
        }
    }
}

impl Ties for CrossImpact {
    fn pushes(&self, venues: &[Venue], pushes: &mut [[f64; 2]]) {
        for pair in &self.pairs {
            let traded = venues[pair.from].pushes();
            if traded == [0.0; 2] {
                continue;
            }
            let [from, to] = [pair.from, pair.to].map(|market| venues[market].base_at_start());
            let scale = pair.share * (to / from);
            // A book without bids is moved by nothing: there is no telling by how much.
            if scale.is_finite() {
                for (push, traded) in pushes[pair.to].iter_mut().zip(traded) {
                    *push += scale * traded;
                }
            }
        }
    }

    fn shares(&self) -> &[Pair] {
        &self.pairs
    }
}
