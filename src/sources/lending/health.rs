//! How healthy borrowers are, and what a group of loans is told of its protocol.

use super::book::Asset;
use crate::error::quote;
use crate::population::laws;
use crate::population::leverage::LeverageLaw;
use crate::scenario::declare::{POSITIVE, built, field, number, range, yes};
use crate::scenario::node::{Build, Node};
use crate::scenario::schema::{Kind, List, Range, join};
use crate::scenario::spec::{Spec, kinds};
use crate::sources::Places;

/// Least health factor of whoever is alive at the start.
const LEAST_HEALTH: f64 = 1.000_000_001;

const HEALTH: Range = range(LEAST_HEALTH, 1_000.0);

/// How health factors are distributed.
#[derive(Debug, Clone)]
pub(super) enum HealthLaw {
    /// Lognormal, cut off below a least value.
    Lognormal {
        /// Median before the cut.
        median: f64,
        /// Standard deviation of the logarithm.
        log_sd: f64,
        /// Least value.
        least: f64,
    },
    /// Evenly between two values.
    Uniform {
        /// Least.
        from: f64,
        /// Largest.
        to: f64,
    },
    /// Clusters and bins are those of leverage.
    Drawn(LeverageLaw),
    /// By the price at which they become liquidatable.
    Triggers {
        /// Lowest price.
        from: f64,
        /// Highest price.
        to: f64,
        /// How they are spread.
        spacing: Spacing,
    },
}

/// How triggers are spread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spacing {
    /// Evenly in the price.
    Price,
    /// Evenly in its logarithm.
    LogPrice,
    /// At random.
    Poisson,
}

/// What loans are made of.
pub(super) struct Told<'a> {
    /// The assets of their protocol.
    pub assets: &'a [Asset],
    /// The markets.
    pub places: &'a Places,
    /// Number of the group among those of its protocol.
    pub group: u32,
    /// One debt asset a loan, and one collateral: the rule's word where it asks for that.
    pub one_debt: Option<&'static str>,
    /// One collateral as well.
    pub one_collateral: bool,
}

kinds! {
    /// How healthy borrowers are, by debt.
    pub(super) static HEALTH_LAW: HealthLaw, "law" => [H_LOGNORMAL, H_UNIFORM, H_CLUSTERS, H_HISTOGRAM, H_TRIGGERS]
}

static HEALTHS: List = List {
    item: Kind::Number(HEALTH),
    min: 1,
    max: 1_001,
};

static H_LOGNORMAL: Spec<HealthLaw> = Spec {
    variant: built(
        "lognormal",
        "Lognormal, cut off below a least value.",
        &[
            number("median", HEALTH, Some("1.6"), "", "Median before the cut."),
            number(
                "logSd",
                range(0.0, 3.0),
                Some("0.35"),
                "",
                "Standard deviation of the logarithm.",
            ),
            number("least", HEALTH, Some("1.03"), "", "Least health factor."),
        ],
    ),
    needs_ticks: false,
    controls: &[],
    build: |node, _, ()| HealthLaw::Lognormal {
        median: node.number("median"),
        log_sd: node.number("logSd"),
        least: node.number("least"),
    },
};

static H_UNIFORM: Spec<HealthLaw> = Spec {
    variant: built(
        "uniform",
        "Evenly between two values.",
        &[
            number("from", HEALTH, None, "", "Least health factor."),
            number("to", HEALTH, None, "", "Largest."),
        ],
    ),
    needs_ticks: false,
    controls: &[],
    build: |node, build, ()| {
        let (from, to) = (node.number("from"), node.number("to"));
        build.ordered(node, "from", from, "to", to);
        HealthLaw::Uniform { from, to }
    },
};

static H_CLUSTERS: Spec<HealthLaw> = Spec {
    variant: built(
        "clusters",
        "A few values.",
        &[
            field("at", Kind::List(&HEALTHS), None, "The health factors."),
            laws::WEIGHTS_FIELD,
        ],
    ),
    needs_ticks: false,
    controls: &[],
    build: |node, build, ()| HealthLaw::Drawn(laws::clusters(node, build)),
};

static H_HISTOGRAM: Spec<HealthLaw> = Spec {
    variant: built(
        "histogram",
        "Evenly filled bins.",
        &[
            field(
                "edges",
                Kind::List(&HEALTHS),
                None,
                "Bin edges, rising; one more than weights.",
            ),
            laws::BINS_FIELD,
        ],
    ),
    needs_ticks: false,
    controls: &[],
    build: |node, build, ()| HealthLaw::Drawn(laws::histogram(node, build)),
};

static H_TRIGGERS: Spec<HealthLaw> = Spec {
    variant: built(
        "triggers",
        "By the oracle price at which they become liquidatable.",
        &[
            number("from", POSITIVE, None, "quote per base", "Lowest."),
            number("to", POSITIVE, None, "quote per base", "Highest."),
            field(
                "spacing",
                Kind::Choice(&[
                    yes("price", "Evenly in the price."),
                    yes("logPrice", "Evenly in its logarithm."),
                    yes("poisson", "At random from the seed."),
                ]),
                Some("\"price\""),
                "How they are spread.",
            ),
        ],
    ),
    needs_ticks: false,
    controls: &[],
    build: |node, build, ()| {
        let (from, to) = (node.number("from"), node.number("to"));
        build.ordered(node, "from", from, "to", to);
        let spacing = build.word(
            node,
            "spacing",
            &[
                ("price", Spacing::Price),
                ("logPrice", Spacing::LogPrice),
                ("poisson", Spacing::Poisson),
            ],
        );
        HealthLaw::Triggers { from, to, spacing }
    },
};

/// The number of an asset that a field names.
pub(super) fn asset_of(
    node: &Node<'_>,
    name: &str,
    assets: &[Asset],
    build: &mut Build<'_>,
) -> Option<usize> {
    let id = node.text(name);
    let found = assets.iter().position(|asset| asset.id == id);
    if found.is_none() {
        let path = join(&node.path, name);
        let known: Vec<String> = assets.iter().map(|asset| quote(&asset.id)).collect();
        let message = format!(
            "{path} is {}; the assets are {}",
            quote(id),
            known.join(", ")
        );
        build.inconsistent_value(&path, id, message);
    }
    found
}
