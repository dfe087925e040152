//! A common factor: shocks that name it move every market that follows it, each by its beta. In a run it does nothing of its own.

use super::{Tie, Ties, of_markets};
use crate::json::object;
use crate::log::{ColumnSpec, EventSpec};
use crate::scenario::declare::{ENABLED, built, field, number, range};
use crate::scenario::node::{Build, Node};
use crate::scenario::schema::{Kind, List};
use crate::scenario::spec::{Lens, Scale, Spec, alone, slider, switch};
use crate::scenario::words::{NO_WORDS, Words};
use crate::sources::{Factor, Places};
use serde_json::Value;

/// The word by which it is known.
pub const KIND: &str = "factor";

/// Nothing of it is recorded by itself.
pub static COLUMNS: &[ColumnSpec] = &[];

/// Nothing happens to it.
pub static EVENTS: &[&EventSpec] = &[];

/// What is told of it.
static WORDS: Words = Words {
    terms: &[[
        "beta",
        "Beta",
        "How far a market moves when what all of them follow moves by 1 %: 1.5 means half as far again.",
    ]],
    assumed: &[[
        KIND,
        "Every market follows the common factor by a fixed beta, in calm and in panic. Real markets move together more in a panic.",
    ]],
    row: [
        r#"Gap <math><mn>1</mn><mo>+</mo><msub><mi>β</mi><mi>i</mi></msub><mi>s</mi></math>, linear ramp <math><mn>1</mn><mo>+</mo><msub><mi>β</mi><mi>i</mi></msub><mi>s</mi><mi>t</mi><mo>/</mo><mi>T</mi></math> (logarithmic: <math><msup><mrow><mo stretchy="false">(</mo><mn>1</mn><mo>+</mo><msub><mi>β</mi><mi>i</mi></msub><mi>s</mi><mo stretchy="false">)</mo></mrow><mrow><mi>t</mi><mo>/</mo><mi>T</mi></mrow></msup></math>), noise <math><msup><mi>e</mi><mrow><msub><mi>β</mi><mi>i</mi></msub><mi>σ</mi><mi>z</mi><mo>−</mo><msup><mrow><mo stretchy="false">(</mo><msub><mi>β</mi><mi>i</mi></msub><mi>σ</mi><mo stretchy="false">)</mo></mrow><mn>2</mn></msup><mo>/</mo><mn>2</mn></mrow></msup></math> with one <math><mi>z</mi></math> a tick."#,
        "AS-2; The venue that holds",
    ],
    ..NO_WORDS
};

static EXPOSURES: List = List {
    item: Kind::Object(&[
        field("market", Kind::MarketId, None, "Who follows it."),
        number(
            "beta",
            range(-100.0, 100.0),
            None,
            "",
            "How far it moves where the factor moves by 1.",
        ),
    ]),
    min: 1,
    max: 8,
};

/// Its declaration.
pub static FACTOR: Spec<Tie, Places> = Spec {
    variant: built(
        KIND,
        "A common factor of several markets that shocks may name. Switched off, shocks that name it move the first of them alone.",
        &[
            ENABLED,
            field("id", Kind::Text(64), None, "Unique name."),
            field("exposures", Kind::List(&EXPOSURES), None, "Who follows it."),
        ],
    )
    .told(&WORDS),
    needs_ticks: false,
    controls: CONTROLS,
    build,
};

static CONTROLS: &[Lens] = &[
    switch(
        "factor.enabled",
        "Common shock",
        "the same news moves several markets, each as far as it follows; off: the first one alone",
        sample,
    ),
    alone(slider(
        "factor.beta",
        &["exposures", "1", "beta"],
        "Beta of the second market",
        "",
        [0.0, 2.0],
        false,
        "how far it moves when the common shock is 1 %",
    )),
];

/// The shocked market and all others, as far as that one.
fn sample(scale: &Scale) -> Vec<Value> {
    let exposure =
        |market: &String| object([("market", market.as_str().into()), ("beta", 1.0.into())]);
    if scale.markets.len() < 2 {
        return Vec::new();
    }
    let exposures: Vec<Value> = scale.markets.iter().map(exposure).collect();
    vec![object([
        ("id", "world".into()),
        ("exposures", exposures.into()),
    ])]
}

/// Lets the shock of a complete scenario be that of the factor of this name, where it can be.
pub fn named_by(scenario: &mut Value, id: &Value) {
    let shock = &mut scenario["shock"];
    if shock.get("factor").is_some() {
        shock["market"] = "".into();
        shock["factor"] = id.clone();
    }
}

/// Lets the shocks of a complete scenario that name a factor move its first market alone.
pub fn forgotten(scenario: &mut Value) {
    let couplings = scenario["couplings"].as_array().cloned();
    let first = |id: &Value| {
        let mut all = couplings.iter().flatten();
        let factor = all.find(|one| one["kind"] == KIND && one["id"] == *id)?;
        Some(factor["exposures"][0]["market"].clone())
    };
    let forget = |shock: &mut Value| {
        if let Some(market) = shock.get("factor").and_then(first) {
            shock["market"] = market;
            shock["factor"] = Value::Null;
        }
    };
    forget(&mut scenario["shock"]);
    let more = scenario["moreShocks"].as_array_mut();
    more.into_iter().flatten().for_each(forget);
}

fn build(node: &Node<'_>, build: &mut Build<'_>, places: &Places) -> Tie {
    Terms {
        is_enabled: node.flag("enabled"),
        id: node.text("id").to_owned(),
        exposures: of_markets(node, ("exposures", "beta"), build, places),
    }
    .into()
}

/// Who follows it.
#[derive(Debug, Clone, PartialEq)]
pub struct Terms {
    /// Whether it takes part.
    pub is_enabled: bool,
    /// Its name.
    pub id: String,
    exposures: Vec<(usize, f64)>,
}

impl Terms {
    /// Markets whose prices it pulls to where another one goes: none, for a shock says itself where it moves which.
    #[must_use]
    pub fn pulled(&self) -> Vec<usize> {
        Vec::new()
    }

    /// It as shocks name it.
    #[must_use]
    pub fn named(&self) -> Factor {
        let all = self.exposures.iter().copied();
        let moved = all.filter(|one| one.1 != 0.0);
        Factor {
            id: self.id.clone(),
            market: self.exposures.first().map_or(0, |one| one.0),
            exposures: self.is_enabled.then(|| moved.collect()),
        }
    }
}

/// A factor in a run: shocks have moved whoever follows it.
#[derive(Debug, Clone, PartialEq)]
pub struct Follows;

impl Follows {
    /// Before anything happens.
    #[must_use]
    pub fn new(_terms: &Terms) -> Self {
        Self
    }
}

impl Ties for Follows {}
