//! What the declarations of accounts that are called share: fields, and how accounts are generated.

use crate::clock::Clock;
use crate::error::show;
use crate::population::laws::LEVERAGE;
use crate::population::leverage::LeverageLaw;
use crate::scenario::declare::{POSITIVE, number, range};
use crate::scenario::node::{Build, Node};
use crate::scenario::schema::{Field, Range, join};

/// Times, s.
pub const SECONDS: Range = range(0.0, 1e7);

/// Call prices of generated accounts.
pub const TRIGGERS: &[Field] = &[
    number(
        "from",
        POSITIVE,
        None,
        "quote per base",
        "Lowest call price.",
    ),
    number("to", POSITIVE, None, "quote per base", "Highest."),
];

/// Share of the calls that are paid.
pub const CURE: Field = number(
    "cureProbability",
    range(0.0, 1.0),
    Some("0"),
    "fraction",
    "Share of the calls that are paid before their deadline.",
);

/// Time to pay.
pub const GRACE: Field = number(
    "graceS",
    SECONDS,
    Some("0"),
    "s",
    "Time to pay; 0: sold at once. Above 0 it needs the ticks clock.",
);

/// Time to pay, s.
pub fn grace(node: &Node<'_>, build: &mut Build<'_>) -> f64 {
    let grace_s = node.number("graceS");
    if grace_s > 0.0 && build.clock == Clock::Waves {
        let path = join(&node.path, "graceS");
        let message = format!(
            "{path} is {}; in an instant run nobody can wait: it must be 0, or the clock mode \"ticks\"",
            show(grace_s)
        );
        build.inconsistent(&path, message);
    }
    grace_s
}

/// How a population says who its accounts are.
#[derive(Debug)]
pub enum Given {
    /// One by one.
    Rows,
    /// By their leverage, holding so much in all, quote.
    Leverage(f64, LeverageLaw),
    /// By the ends of their call prices, holding so much in all, quote.
    Triggers(f64, [f64; 2]),
}

/// Reads which of the three ways is taken; `amount`: the field that says how much generated accounts hold. `None`: none, which is
/// told.
pub fn given(
    node: &Node<'_>,
    build: &mut Build<'_>,
    amount: &str,
    start_price: f64,
) -> Option<Given> {
    let is_given = |name: &str| !node.value[name].is_null();
    let [leverage, triggers, rows] = ["leverage", "triggers", "rows"].map(is_given);
    if rows {
        for name in [amount, "leverage", "triggers"] {
            if is_given(name) {
                let message = format!("{} has both rows and {name}; give one", node.path);
                build.inconsistent(&join(&node.path, name), message);
            }
        }
        return Some(Given::Rows);
    }
    match (leverage, triggers) {
        (true, true) => {
            let message = format!("{} has both leverage and triggers; give one", node.path);
            build.inconsistent(&node.path, message);
            return None;
        }
        (false, false) => {
            let message = format!("{} needs leverage, triggers or rows", node.path);
            build.inconsistent(&node.path, message);
            return None;
        }
        _ => {}
    }
    let Some(held) = node.number_of(amount) else {
        let message = format!(
            "{} needs {amount}, of which the accounts are parts",
            node.path
        );
        build.inconsistent(&join(&node.path, amount), message);
        return None;
    };
    if leverage {
        let before = build.problems.len();
        let law = LEVERAGE.build(&node.field("leverage"), build, &());
        // Nothing is drawn from a law that does not hold together.
        let law = law.filter(|_| build.problems.len() == before)?;
        return Some(Given::Leverage(held, law));
    }
    let ends = node.field("triggers");
    let (from, to) = (ends.number("from"), ends.number("to"));
    build.ordered(&ends, "from", from, "to", to);
    if to >= start_price {
        let path = join(&ends.path, "to");
        let message = format!(
            "{path} is {}, not below the starting price {}",
            show(to),
            show(start_price)
        );
        build.inconsistent(&path, message);
    }
    Some(Given::Triggers(held, [from, to]))
}

/// Leverages of so many accounts, x: evenly spaced quantiles, largest first. Whoever would be called before anything happens, with
/// less equity than the share `maintenance` of what he holds, has less.
pub fn leverages(law: &LeverageLaw, count: u32, maintenance: f64) -> impl Iterator<Item = f64> {
    let quantiles = law.quantiles();
    let most = (1.0 - 1e-9) / maintenance;
    (0..count).map(move |index| {
        let share = 1.0 - (f64::from(index) + 0.5) / f64::from(count);
        quantiles.at(share).min(most)
    })
}

/// Call prices of so many accounts, evenly spaced, quote per base: the one that the price reaches first has the first number.
pub fn call_prices([from, to]: [f64; 2], count: u32) -> impl Iterator<Item = f64> {
    let step = (to - from) / f64::from(count);
    (0..count).map(move |index| to - (f64::from(index) + 0.5) * step)
}
