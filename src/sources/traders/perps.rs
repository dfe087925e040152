//! A modelled crowd of perpetual-futures traders.

use super::Group;
use crate::error::show;
use crate::population::laws::LEVERAGE;
use crate::population::leverage::LeverageLaw;
use crate::scenario::declare::{
    MARKET_REFERENCE, POSITIVE, above, built, count, field, later, number, range, yes,
};
use crate::scenario::node::{Build, Node};
use crate::scenario::schema::{Kind, Variant, join};
use crate::scenario::spec::{Spec, kinds};
use crate::sources::{Places, Population};

/// A crowd of leveraged traders.
#[derive(Debug, Clone)]
pub struct Perps {
    /// Index of the market.
    pub market: usize,
    /// Notional at the starting price of all positions, quote.
    pub open_interest: f64,
    /// Number of positions.
    pub count: u32,
    /// Share of the open interest that is long; a market maker holds the difference.
    pub long_share: f64,
    /// Leverage, by notional.
    pub leverage: LeverageLaw,
    /// Standard deviation of the entry price around the starting price, fraction of it; `None`: all entered there.
    pub entry_sd: Option<f64>,
    /// Distribution of position sizes.
    pub sizes: SizeLaw,
    /// Quantiles or random draws.
    pub sampling: Sampling,
}

/// Distribution of position sizes; the mean follows from open interest and count.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum SizeLaw {
    /// All alike.
    Equal,
    /// Lognormal with this standard deviation of the logarithm.
    Lognormal {
        /// Standard deviation of the natural logarithm.
        log_sd: f64,
    },
    /// Pareto with this tail exponent.
    Pareto {
        /// Tail exponent, > 1.
        exponent: f64,
    },
}

/// How a distribution is turned into positions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sampling {
    /// Evenly spaced quantiles: the smoothest crowd, the same for every seed.
    Quantiles,
    /// Random draws from the seed.
    Random,
}

/// Their declaration.
pub static PERPS: Spec<Population, Places> = Spec {
    variant: built(
        "perps",
        "A modelled crowd of perpetual-futures traders.",
        &[
            MARKET_REFERENCE,
            number(
                "openInterest",
                POSITIVE,
                None,
                "quote",
                "Notional of all positions at the starting price.",
            ),
            count(Some("10000")),
            number(
                "longShare",
                range(0.0, 1.0),
                Some("0.6"),
                "fraction",
                "Share of the open interest that is long.",
            ),
            field(
                "leverage",
                Kind::Tagged(&LEVERAGE.tagged),
                None,
                "Distribution of leverage, by notional.",
            ),
            field(
                "entry",
                Kind::Tagged(&ENTRY.tagged),
                Some(r#"{"law":"spot"}"#),
                "Distribution of entry prices.",
            ),
            field(
                "sizes",
                Kind::Tagged(&SIZES.tagged),
                Some(r#"{"law":"equal"}"#),
                "Distribution of position sizes.",
            ),
            field(
                "sampling",
                Kind::Choice(&[
                    yes(
                        "quantiles",
                        "Evenly spaced quantiles, the same for every seed.",
                    ),
                    yes("random", "Random draws from the seed."),
                ]),
                Some("\"quantiles\""),
                "How distributions become positions.",
            ),
        ],
    ),
    needs_ticks: false,
    controls: &[],
    build,
};

kinds! {
    /// Distribution of entry prices: standard deviation around the start.
    static ENTRY: Option<f64>, "law" => [ENTRY_SPOT, ENTRY_NORMAL] + [ENTRY_PATH]
}

static ENTRY_SPOT: Spec<Option<f64>> = Spec {
    variant: built("spot", "All entered at the starting price.", &[]),
    needs_ticks: false,
    controls: &[],
    build: |_, _, ()| None,
};

static ENTRY_NORMAL: Spec<Option<f64>> = Spec {
    variant: built(
        "normal",
        "Normally around the starting price, as far as the position is still alive.",
        &[number(
            "sd",
            range(0.0, 1.0),
            Some("0.05"),
            "fraction",
            "Standard deviation.",
        )],
    ),
    needs_ticks: false,
    controls: &[],
    build: |node, _, ()| {
        let sd = node.number("sd");
        (sd > 0.0).then_some(sd)
    },
};

static ENTRY_PATH: Variant = later("path", "Along a past price path.");

kinds! {
    /// Distribution of position sizes.
    pub(crate) static SIZES: SizeLaw, "law" => [SIZES_EQUAL, SIZES_LOGNORMAL, SIZES_PARETO]
}

static SIZES_EQUAL: Spec<SizeLaw> = Spec {
    variant: built("equal", "All alike.", &[]),
    needs_ticks: false,
    controls: &[],
    build: |_, _, ()| SizeLaw::Equal,
};

static SIZES_LOGNORMAL: Spec<SizeLaw> = Spec {
    variant: built(
        "lognormal",
        "Lognormal.",
        &[number(
            "logSd",
            range(0.0, 4.0),
            Some("1"),
            "",
            "Standard deviation of the logarithm.",
        )],
    ),
    needs_ticks: false,
    controls: &[],
    build: |node, _, ()| SizeLaw::Lognormal {
        log_sd: node.number("logSd"),
    },
};

static SIZES_PARETO: Spec<SizeLaw> = Spec {
    variant: built(
        "pareto",
        "Pareto.",
        &[number(
            "exponent",
            above(1.0, 20.0),
            Some("1.4"),
            "",
            "Tail exponent.",
        )],
    ),
    needs_ticks: false,
    controls: &[],
    build: |node, _, ()| SizeLaw::Pareto {
        exponent: node.number("exponent"),
    },
};

fn build(node: &Node<'_>, build: &mut Build<'_>, places: &Places) -> Population {
    let market = places.market(node, build);
    let leverage_node = node.field("leverage");
    let leverage = LEVERAGE
        .build(&leverage_node, build, &())
        .unwrap_or(LeverageLaw::Uniform { from: 1.0, to: 1.0 });
    let ratio = places.markets[market].margin.maintenance.tiers()[0].ratio;
    if leverage.max() * ratio >= 1.0 {
        let message = format!(
            "{} reaches {}x, whose margin is below the maintenance margin of {}: at most {}x can exist here",
            leverage_node.path,
            show(leverage.max()),
            show(ratio),
            show((1.0 / ratio).ceil() - 1.0)
        );
        build.inconsistent(&leverage_node.path, message);
    }
    let count = node.count("count");
    // A side that is no millionth of a millionth of the crowd is none: its sizes would leave the range of numbers.
    let long_share = match node.number("longShare") {
        share if share < 1e-12 => 0.0,
        share if share > 1.0 - 1e-12 => 1.0,
        share => share,
    };
    if count == 1 && long_share > 0.0 && long_share < 1.0 {
        let path = join(&node.path, "count");
        let message = format!(
            "{path} is 1; both sides of a longShare of {} need a position",
            show(long_share)
        );
        build.inconsistent(&path, message);
    }
    Population::Traders(Group::Perps(Perps {
        market,
        open_interest: node.number("openInterest"),
        count,
        long_share,
        leverage,
        entry_sd: ENTRY.build(&node.field("entry"), build, &()).flatten(),
        sizes: SIZES
            .build(&node.field("sizes"), build, &())
            .unwrap_or(SizeLaw::Equal),
        sampling: build.word(
            node,
            "sampling",
            &[
                ("quantiles", Sampling::Quantiles),
                ("random", Sampling::Random),
            ],
        ),
    }))
}
