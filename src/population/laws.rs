//! The laws of leverage, declared; their quantiles are in `leverage.rs`.

use super::leverage::LeverageLaw;
use crate::scenario::declare::{NOT_NEGATIVE, built, field, number, range};
use crate::scenario::node::{Build, Node};
use crate::scenario::schema::{Field, Kind, List, Range, join};
use crate::scenario::spec::{Spec, kinds};

/// What leverage may be, x.
pub const LEVERAGE_RANGE: Range = range(0.01, 1_000.0);

static WEIGHTS: List = List {
    item: Kind::Number(NOT_NEGATIVE),
    min: 0,
    max: 1_000,
};

static LEVERAGES: List = List {
    item: Kind::Number(LEVERAGE_RANGE),
    min: 1,
    max: 1_001,
};

kinds! {
    /// How leverage is distributed, by notional.
    pub static LEVERAGE: LeverageLaw, "law" => [UNIFORM, LOGNORMAL, PARETO, CLUSTERS, HISTOGRAM]
}

/// A law of leverage.
pub static UNIFORM: Spec<LeverageLaw> = Spec {
    variant: built(
        "uniform",
        "Evenly between two values.",
        &[
            number("from", LEVERAGE_RANGE, None, "x", "Smallest leverage."),
            number("to", LEVERAGE_RANGE, None, "x", "Largest leverage."),
        ],
    ),
    needs_ticks: false,
    controls: &[],
    build: |node, build, ()| {
        let (from, to) = (node.number("from"), node.number("to"));
        build.ordered(node, "from", from, "to", to);
        LeverageLaw::Uniform { from, to }
    },
};

/// A law of leverage.
pub static LOGNORMAL: Spec<LeverageLaw> = Spec {
    variant: built(
        "lognormal",
        "Lognormal, cut off above a largest value.",
        &[
            number(
                "median",
                LEVERAGE_RANGE,
                None,
                "x",
                "Median before the cut.",
            ),
            number(
                "logSd",
                range(0.0, 3.0),
                Some("0.8"),
                "",
                "Standard deviation of the logarithm.",
            ),
            number("max", LEVERAGE_RANGE, Some("125"), "x", "Largest leverage."),
        ],
    ),
    needs_ticks: false,
    controls: &[],
    build: |node, build, ()| {
        let (median, log_sd, max) = (
            node.number("median"),
            node.number("logSd"),
            node.number("max"),
        );
        build.ordered(node, "median", median, "max", max);
        LeverageLaw::Lognormal {
            median,
            log_sd,
            max,
        }
    },
};

/// A law of leverage.
pub static PARETO: Spec<LeverageLaw> = Spec {
    variant: built(
        "pareto",
        "Pareto, cut off above a largest value.",
        &[
            number("from", LEVERAGE_RANGE, Some("1"), "x", "Smallest leverage."),
            number(
                "exponent",
                range(0.05, 20.0),
                Some("1.2"),
                "",
                "Tail exponent.",
            ),
            number("max", LEVERAGE_RANGE, Some("125"), "x", "Largest leverage."),
        ],
    ),
    needs_ticks: false,
    controls: &[],
    build: |node, build, ()| {
        let (from, exponent, max) = (
            node.number("from"),
            node.number("exponent"),
            node.number("max"),
        );
        build.ordered(node, "from", from, "max", max);
        LeverageLaw::Pareto {
            from,
            exponent,
            max,
        }
    },
};

/// A law of leverage.
pub static CLUSTERS: Spec<LeverageLaw> = Spec {
    variant: built(
        "clusters",
        "A few popular values.",
        &[
            field("at", Kind::List(&LEVERAGES), None, "The values."),
            WEIGHTS_FIELD,
        ],
    ),
    needs_ticks: false,
    controls: &[],
    build: |node, build, ()| clusters(node, build),
};

/// A law of leverage.
pub static HISTOGRAM: Spec<LeverageLaw> = Spec {
    variant: built(
        "histogram",
        "Evenly filled bins.",
        &[
            field(
                "edges",
                Kind::List(&LEVERAGES),
                None,
                "Bin edges, rising; one more than weights.",
            ),
            BINS_FIELD,
        ],
    ),
    needs_ticks: false,
    controls: &[],
    build: |node, build, ()| histogram(node, build),
};

/// A few values, each with its share.
pub fn clusters(node: &Node<'_>, build: &mut Build<'_>) -> LeverageLaw {
    let at = node.numbers("at");
    let weights = weights_of(node, at.len());
    check_weights(build, node, &weights, at.len());
    LeverageLaw::Clusters { at, weights }
}

/// Bins between values that rise.
pub fn histogram(node: &Node<'_>, build: &mut Build<'_>) -> LeverageLaw {
    let (edges, weights) = (node.numbers("edges"), node.numbers("weights"));
    check_weights(build, node, &weights, edges.len().saturating_sub(1));
    if edges.windows(2).any(|pair| pair[1] <= pair[0]) {
        let path = join(&node.path, "edges");
        build.inconsistent(&path, format!("{path} must rise"));
    }
    LeverageLaw::Histogram { edges, weights }
}

/// As many shares as there are values, and not all nothing.
pub fn check_weights(build: &mut Build<'_>, node: &Node<'_>, weights: &[f64], expected: usize) {
    let path = join(&node.path, "weights");
    if weights.len() != expected || expected == 0 {
        let message = format!(
            "{path} has {} entries; expected {}",
            weights.len(),
            expected.max(1)
        );
        build.inconsistent(&path, message);
    } else if weights.iter().sum::<f64>() <= 0.0 {
        build.inconsistent(&path, format!("{path} are all 0"));
    }
}

/// Share of each of several values.
pub const WEIGHTS_FIELD: Field = field(
    "weights",
    Kind::List(&WEIGHTS),
    Some("[]"),
    "Share of each; empty: equal shares.",
);

/// The shares of bins.
pub const BINS_FIELD: Field = field("weights", Kind::List(&WEIGHTS), None, "Share of each bin.");

/// The shares of `count` values: equal ones where none are given.
pub fn weights_of(node: &Node<'_>, count: usize) -> Vec<f64> {
    let weights = node.numbers("weights");
    if weights.is_empty() {
        vec![1.0; count]
    } else {
        weights
    }
}
