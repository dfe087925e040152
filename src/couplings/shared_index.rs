//! A shared index: one price of several markets, by which any of them may judge its positions. Whoever is liquidated by it trades in
//! its own market; the index alone trades nowhere.
//!
//! The weighted mean (median) of the last prices, and with a weight of its own the price outside of the first member. It is found
//! anew before marks are, at every look; it remembers nothing but what it said last, in case that no price is left.

use super::{Tie, Ties, of_markets};
use crate::json::object;
use crate::log::{ColumnSpec, EventSpec, STOCK, described};
use crate::market::feed::Indices;
use crate::market::venue::Venue;
use crate::scenario::declare::{ENABLED, built, field, number, range, yes};
use crate::scenario::node::{Build, Node};
use crate::scenario::schema::{Kind, List, join};
use crate::scenario::spec::{Lens, Scale, Spec, Way, chosen, slider, switch};
use crate::scenario::words::{self, NO_WORDS, Words};
use crate::sort::sort_by;
use crate::sources::Places;
use serde_json::Value;

/// The word by which it is known.
pub const KIND: &str = "sharedIndex";

/// Name of its price in each market.
pub const INDEX_PRICE: &str = "indexPrice";

/// What is recorded of it in each market.
pub static COLUMNS: &[ColumnSpec] = &[ColumnSpec {
    name: INDEX_PRICE,
    unit: "quote per base",
    doc: described(
        "Price of the shared index by which the market is marked; by none: of the first that it is a member of, else of the first.",
    ),
    sort: STOCK,
}];

/// What can happen to it.
pub static EVENTS: &[&EventSpec] = &[&INDEX_APART];

static INDEX_APART: EventSpec = EventSpec {
    name: "indexApart",
    label: "index apart",
    doc: "The shared index is more than 1 % away from the last price of this market, which is a member of it.",
};

/// Distance of the index from a member beyond which they are apart, fraction of the index.
const APART: f64 = 0.01;

/// Weights that differ by less, over all of them, are equal but for rounding.
const ROUNDING: f64 = 1e-12;

/// What is told of it.
static WORDS: Words = Words {
    terms: &[[
        "sharedIndex",
        "Shared index",
        "One price made of the prices of several markets. Where liquidations go by it, a fall in one market liquidates positions in another one, where nobody has sold.",
    ]],
    assumed: &[[
        KIND,
        "The shared index knows the last price of every market at once. Real ones leave out what is stale or far away, by rules of their own.",
    ]],
    heads: &[[INDEX_PRICE, "Shared index,\u{a0}$"]],
    row: [
        r#"<math><mi>I</mi><mo>=</mo><mfrac><mrow><mo>∑</mo><msub><mi>w</mi><mi>j</mi></msub><msub><mi>p</mi><mi>j</mi></msub></mrow><mrow><mo>∑</mo><msub><mi>w</mi><mi>j</mi></msub></mrow></mfrac></math>, or the weighted median. Spread of feedback: <math><msub><mi>R</mi><mrow><mi>i</mi><mi>j</mi></mrow></msub><mo>=</mo><msub><mi>R</mi><mi>i</mi></msub><msub><mi>w</mi><mi>j</mi></msub></math>, of spectral radius <math><mo>∑</mo><msub><mi>w</mi><mi>i</mi></msub><msub><mi>R</mi><mi>i</mi></msub></math>."#,
        "VE-3, VE-4; Two venues, one index",
    ],
    rows: &[words::Rows {
        head: "Shared indices: how prices become one, <code>couplings[].method</code>, and what becomes of a member that is halted, <code>.stale</code>",
        rows: &[
            ["couplings[].method", "mean", "", "VE-3"],
            [
                "couplings[].method",
                "median",
                "Half of the weight on either side.",
                "<code>tests/mechanisms.rs</code>",
            ],
            ["couplings[].stale", "keep", "", "VE-4"],
            [
                "couplings[].stale",
                "drop",
                "",
                "<code>tests/mechanisms.rs</code>",
            ],
        ],
    }],
    ..NO_WORDS
};

static WEIGHTS: List = List {
    item: Kind::Object(&[
        field("market", Kind::MarketId, None, "A member."),
        number(
            "weight",
            range(0.0, 1e6),
            None,
            "",
            "Its weight; only what they are to each other counts.",
        ),
    ]),
    min: 1,
    max: 8,
};

/// Its declaration.
pub static SHARED_INDEX: Spec<Tie, Places> = Spec {
    variant: built(
        KIND,
        "A price index of several markets, by which their marks may go. Switched off, marks go by the last price (indexEma: by the price outside).",
        &[
            ENABLED,
            field("id", Kind::Text(64), None, "Unique name."),
            field("weights", Kind::List(&WEIGHTS), None, "Its members."),
            number(
                "outside",
                range(0.0, 1e6),
                Some("0"),
                "",
                "Weight of the price outside of the first member.",
            ),
            field(
                "method",
                Kind::Choice(&[
                    yes("mean", "Weighted mean."),
                    yes(
                        "median",
                        "Weighted median: half of the weight lies on either side; between two prices where it is halved there.",
                    ),
                ]),
                Some("\"mean\""),
                "How the prices become one.",
            ),
            field(
                "stale",
                Kind::Choice(&[
                    yes("keep", "Its last price goes on counting."),
                    yes(
                        "drop",
                        "It does not count; where nothing is left, the index stays what it was.",
                    ),
                ]),
                Some("\"keep\""),
                "What becomes of a member that is halted.",
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
        "sharedIndex.enabled",
        "Shared index",
        "one price of several markets, by which positions are liquidated; off: each market goes by its own",
        sample,
    ),
    slider(
        "sharedIndex.outside",
        &["outside"],
        "Weight of the outside in the index",
        "",
        [0.0, 2.0],
        false,
        "how much the price elsewhere counts, beside the weights of these markets",
    ),
    chosen(
        "sharedIndex.method",
        "How the index is made",
        "how several prices become one",
        &[
            ("mean", "Mean", "every price pulls it, by its weight"),
            (
                "median",
                "Median",
                "the price in the middle: one market alone cannot drag it along",
            ),
        ],
        &[
            Way {
                is: |scenario, place| scenario["couplings"][place]["method"] == "mean",
                set: |scenario, place| scenario["couplings"][place]["method"] = "mean".into(),
                is_timed: false,
            },
            Way {
                is: |scenario, place| scenario["couplings"][place]["method"] == "median",
                set: |scenario, place| scenario["couplings"][place]["method"] = "median".into(),
                is_timed: false,
            },
        ],
    ),
];

/// All markets, each with the same weight.
fn sample(scale: &Scale) -> Vec<Value> {
    let member =
        |market: &String| object([("market", market.as_str().into()), ("weight", 1.0.into())]);
    if scale.markets.len() < 2 {
        return Vec::new();
    }
    let weights: Vec<Value> = scale.markets.iter().map(member).collect();
    vec![object([
        ("id", "index".into()),
        ("weights", weights.into()),
    ])]
}

/// Lets the marks of all markets of a complete scenario go by the index of this name.
pub fn named_by(scenario: &mut Value, id: &Value) {
    for market in scenario["markets"].as_array_mut().into_iter().flatten() {
        market["mark"] = object([("kind", "index".into()), ("index", id.clone())]);
    }
}

/// Lets no mark of a complete scenario go by an index of several markets.
pub fn forgotten(scenario: &mut Value) {
    for market in scenario["markets"].as_array_mut().into_iter().flatten() {
        let mark = &mut market["mark"];
        if mark["kind"] == "index" {
            *mark = object([("kind", "last".into())]);
        } else if mark.get("index").is_some() {
            mark["index"] = Value::Null;
        }
    }
}

/// The indices that a scenario declares, by which the marks of its markets may go.
#[must_use]
pub fn named(scenario: &Node<'_>) -> Indices {
    let indices = scenario
        .items("couplings")
        .filter(|one| one.text("kind") == KIND);
    let known = indices.map(|one| (one.text("id").to_owned(), one.flag("enabled")));
    Indices::new(known.collect())
}

fn build(node: &Node<'_>, build: &mut Build<'_>, places: &Places) -> Tie {
    let weights = of_markets(node, ("weights", "weight"), build, places);
    let outside = node.number("outside");
    let first = weights.first().map_or(usize::MAX, |one| one.0);
    let members: Vec<(usize, f64)> = weights.into_iter().filter(|one| one.1 > 0.0).collect();
    if members.is_empty() && outside == 0.0 {
        let message = format!("{}.weights are all 0 and outside is 0", node.path);
        build.inconsistent(&join(&node.path, "weights"), message);
    }
    Terms {
        is_enabled: node.flag("enabled"),
        id: node.text("id").to_owned(),
        members,
        first,
        outside,
        is_median: build.word(node, "method", &[("mean", false), ("median", true)]),
        drops: build.word(node, "stale", &[("keep", false), ("drop", true)]),
    }
    .into()
}

/// What it is made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Terms {
    /// Whether it takes part.
    pub is_enabled: bool,
    /// Its name.
    pub id: String,
    /// Members and their weights, none of them 0.
    pub members: Vec<(usize, f64)>,
    /// The market whose price outside counts.
    first: usize,
    /// Weight of that.
    pub outside: f64,
    is_median: bool,
    /// A member that is halted does not count.
    drops: bool,
}

impl Terms {
    /// The one market whose last price it is, and nothing else.
    #[must_use]
    pub fn alone(&self) -> Option<usize> {
        match self.members[..] {
            [(market, _)] if self.outside == 0.0 => Some(market),
            _ => None,
        }
    }

    /// Markets whose prices it pulls to where another one goes: none, for it trades nowhere. Those that are marked by it say so.
    #[must_use]
    pub fn pulled(&self) -> Vec<usize> {
        Vec::new()
    }
}

/// An index in a run.
#[derive(Debug, Clone, PartialEq)]
pub struct SharedIndex {
    terms: Terms,
    /// What it said last, quote per base; 0 before its first look.
    price: f64,
}

impl SharedIndex {
    /// Before anything happens.
    #[must_use]
    pub fn new(terms: &Terms) -> Self {
        Self {
            terms: terms.clone(),
            price: 0.0,
        }
    }

    /// Whether a market is a member.
    #[must_use]
    pub fn is_of(&self, market: usize) -> bool {
        self.terms.members.iter().any(|one| one.0 == market)
    }
}

/// The weighted mean: of prices that are the same, that price to the last bit.
fn mean(prices: &[(f64, f64)]) -> f64 {
    let first = prices.first().map_or(f64::NAN, |one| one.0);
    let [sum, weight] = prices.iter().fold([0.0; 2], |[sum, all], (price, weight)| {
        [sum + weight * (price - first), all + weight]
    });
    first + sum / weight
}

/// The price with half of the weight on either side; the middle between two where it is halved there.
fn median(prices: &mut [(f64, f64)]) -> f64 {
    sort_by(prices, &|a, b| a.0.total_cmp(&b.0));
    let all = prices.iter().fold(0.0, |sum, one| sum + one.1);
    let mut below = 0.0;
    for (place, &(price, weight)) in prices.iter().enumerate() {
        below += weight;
        let beyond = below - 0.5 * all;
        if beyond > ROUNDING * all {
            return price;
        }
        if beyond >= -ROUNDING * all
            && let Some(next) = prices.get(place + 1)
        {
            return 0.5 * (price + next.0);
        }
    }
    prices.last().map_or(f64::NAN, |one| one.0)
}

impl Ties for SharedIndex {
    fn look(&mut self, venues: &[Venue]) -> Option<f64> {
        self.price = self.priced(venues, &|market| venues[market].last_price)?;
        Some(self.price)
    }

    fn priced(&self, venues: &[Venue], last: &dyn Fn(usize) -> f64) -> Option<f64> {
        let terms = &self.terms;
        let members = terms.members.iter();
        let counted = members.filter(|one| !terms.drops || !venues[one.0].is_halted());
        let mut prices: Vec<(f64, f64)> = counted
            .map(|&(market, weight)| (last(market), weight))
            .collect();
        if terms.outside > 0.0 {
            prices.push((venues[terms.first].index(), terms.outside));
        }
        Some(if prices.is_empty() {
            self.price
        } else if terms.is_median {
            median(&mut prices)
        } else {
            mean(&prices)
        })
    }

    fn record(&self, _market: usize, is_marked: bool) -> [f64; 2] {
        [if is_marked { self.price } else { 0.0 }, 0.0]
    }

    fn happens(&self, _event: &EventSpec, market: usize, venues: &[Venue]) -> bool {
        let gap = venues[market].last_price / self.price - 1.0;
        self.is_of(market) && gap.abs() > APART
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_median_lies_where_the_weight_is_halved() {
        assert_eq!(median(&mut [(90.0, 1.0), (100.0, 1.0), (97.0, 1.0)]), 97.0);
        assert_eq!(median(&mut [(90.0, 0.5), (100.0, 0.5)]), 95.0);
        assert_eq!(median(&mut [(100.0, 0.3), (90.0, 0.2), (80.0, 0.1)]), 95.0);
        assert_eq!(median(&mut [(90.0, 0.2), (100.0, 0.8)]), 100.0);
        assert_eq!(median(&mut [(90.0, 1.0)]), 90.0);
        assert_eq!(mean(&[(0.1, 0.3), (0.1, 0.7)]), 0.1);
    }
}
