//! How depth returns and how it leaves, declared; the arithmetic is in `liquidity.rs` and `withdrawal.rs`.

use super::liquidity::{Recovery, Resilience, Withdrawal};
use crate::clock::Clock;
use crate::error::show;
use crate::scenario::declare::{built, field, number, range};
use crate::scenario::node::{Build, Node};
use crate::scenario::schema::{Field, Kind, List};
use crate::scenario::spec::{Spec, kinds};

/// How a book refills after a trade.
pub const RESILIENCE: &[Field] = &[
    number(
        "permanentShare",
        range(0.0, 1.0),
        Some("1"),
        "fraction",
        "Share of the push that stays for good: of the price under the linear and the square-root law, of its logarithm under the log-linear one, of the base that was eaten in a book.",
    ),
    field(
        "recovery",
        Kind::List(&RECOVERY),
        Some("[]"),
        "Parts that decay; all shares add up to 1.",
    ),
];

static RECOVERY: List = List {
    item: Kind::Object(&[
        number(
            "share",
            range(0.0, 1.0),
            None,
            "fraction",
            "Share of the push.",
        ),
        number(
            "decayPerS",
            range(0.0, 1e6),
            Some("0.1"),
            "1/s",
            "Speed of the decay.",
        ),
    ]),
    min: 0,
    max: 8,
};

kinds! {
    /// How depth leaves under stress.
    pub static WITHDRAWAL: Withdrawal, "law" => [DRAWDOWN, VOLATILITY]
}

static DRAWDOWN: Spec<Withdrawal> = Spec {
    variant: built(
        "drawdown",
        "Depth divided by exp(exponent * log distance beyond the first trigger), on the side on which the price is farther beyond it; that of the price at every moment of a fill. A millionth always stays.",
        &[
            number(
                "exponent",
                range(0.0, 1_000.0),
                Some("20"),
                "",
                "Larger: leaves sooner.",
            ),
            number(
                "recoveryS",
                range(0.0, 1e7),
                Some("0"),
                "s",
                "Time constant of the return; 0: it follows the price. Instantly none returns.",
            ),
        ],
    ),
    needs_ticks: false,
    controls: &[],
    build: |node, _, ()| Withdrawal::Drawdown {
        exponent: node.number("exponent"),
        recovery_s: node.number("recoveryS"),
    },
};

static VOLATILITY: Spec<Withdrawal> = Spec {
    variant: built(
        "volatility",
        "Depth divided by 1 + sensitivity * (volatility / normal - 1); needs the ticks clock. Volatility starts as normal; a gap at the start is a return of the first tick. It leaves after the fills of a tick: a larger shock, which forces more while it is there, may end at a better price.",
        &[
            number(
                "sensitivity",
                range(0.0, 1_000.0),
                Some("2"),
                "",
                "Larger: leaves sooner.",
            ),
            number(
                "floor",
                range(0.001, 1.0),
                Some("0.1"),
                "fraction",
                "Least share of the depth that stays.",
            ),
            number(
                "recoveryS",
                range(0.001, 1e7),
                Some("600"),
                "s",
                "Time constant of the return.",
            ),
            number(
                "dailyVolatility",
                range(1e-6, 10.0),
                Some("0.03"),
                "fraction",
                "Normal volatility of a day.",
            ),
            number(
                "windowS",
                range(0.001, 1e6),
                Some("60"),
                "s",
                "Window of the measured volatility.",
            ),
        ],
    ),
    needs_ticks: false,
    controls: &[],
    build: |node, build, ()| {
        if build.clock == Clock::Waves {
            let message = format!(
                "{} \"volatility\" takes time; in an instant run (clock mode \"waves\") only \"drawdown\" works",
                node.path
            );
            build.inconsistent(&node.path, message);
        }
        Withdrawal::Volatility {
            sensitivity: node.number("sensitivity"),
            floor: node.number("floor"),
            recovery_s: node.number("recoveryS"),
            daily_volatility: node.number("dailyVolatility"),
            window_s: node.number("windowS"),
        }
    },
};

/// What the fields of a refill mean.
pub fn resilience(node: &Node<'_>, build: &mut Build<'_>) -> Resilience {
    let permanent_share = node.number("permanentShare");
    let recovery: Vec<Recovery> = node
        .items("recovery")
        .map(|item| Recovery {
            share: item.number("share"),
            decay_per_s: item.number("decayPerS"),
        })
        .collect();
    let sum = recovery
        .iter()
        .fold(permanent_share, |sum, part| sum + part.share);
    if (sum - 1.0).abs() > 1e-9 {
        let message = format!(
            "{}: the shares add up to {}; expected 1",
            node.path,
            show(sum)
        );
        build.inconsistent(&node.path, message);
    }
    Resilience {
        permanent_share,
        recovery,
    }
}
