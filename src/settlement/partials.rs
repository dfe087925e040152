//! How much of a position is closed at first, declared; the arithmetic is in `partial.rs`.

use super::partial::Partial;
use crate::clock::Clock;
use crate::error::show;
use crate::scenario::declare::{NOT_NEGATIVE, built, field, number, range, whole, yes};
use crate::scenario::schema::{Kind, join};
use crate::scenario::spec::{Spec, kinds};

kinds! {
    /// Rules of partial closes; told the fees on what is closed, fraction of notional.
    pub static PARTIAL: Partial | f64, "rule" => [TARGET, SHARE, TIERS]
}

static TARGET: Spec<Partial, f64> = Spec {
    variant: built(
        "target",
        "As much as restores a margin ratio; where that is not above what must be kept, the least that cures.",
        &[number(
            "ratio",
            range(1e-6, 0.99),
            None,
            "fraction",
            "Margin over notional after the close. Not above what the position must keep: the smallest close after which it keeps more.",
        )],
    ),
    needs_ticks: false,
    controls: &[],
    build: |node, build, &fee| {
        let ratio = node.number("ratio");
        if ratio <= fee {
            let path = join(&node.path, "ratio");
            let message = format!(
                "{path} is {}, not above the fees of {} on what is closed: no close could restore it",
                show(ratio),
                show(fee)
            );
            build.inconsistent(&path, message);
        }
        Partial::Target { ratio }
    },
};

static SHARE: Spec<Partial, f64> = Spec {
    variant: built(
        "share",
        "A share of the first size, again after a pause while needed.",
        &[
            number(
                "share",
                range(0.001, 1.0),
                Some("0.2"),
                "fraction",
                "Share of the size at the first close.",
            ),
            number(
                "cooldownS",
                range(0.0, 1e6),
                Some("30"),
                "s",
                "Pause between two closes; does not act in an instant run.",
            ),
            number(
                "above",
                NOT_NEGATIVE,
                Some("0"),
                "quote",
                "Positions up to this notional are closed whole.",
            ),
            field(
                "then",
                Kind::Choice(&[
                    yes("again", "Another share after each pause."),
                    yes("all", "All of the rest after the first pause."),
                ]),
                Some("\"again\""),
                "What follows the first close.",
            ),
        ],
    ),
    needs_ticks: false,
    controls: &[],
    build: |node, build, _| Partial::Share {
        share: node.number("share"),
        cooldown_s: if build.clock == Clock::Waves {
            0.0
        } else {
            node.number("cooldownS")
        },
        above: node.number("above"),
        then_all: build.word(node, "then", &[("again", false), ("all", true)]),
    },
};

static TIERS: Spec<Partial, f64> = Spec {
    variant: built(
        "tiers",
        "Down to a lower bracket, by the notional that maintenance is measured on; whole in the lowest.",
        &[whole(
            "step",
            range(1.0, 100.0),
            Some("1"),
            "Brackets per close. The lowest of this number are closed whole; with 2 or more (OKX) so is whoever has not more than the lowest bracket asks.",
        )],
    ),
    needs_ticks: false,
    controls: &[],
    build: |node, _, _| Partial::Tiers {
        step: node.count("step"),
    },
};
