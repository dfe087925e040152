//! How forced orders are worked: a file for each, and a line here. An executor says how much of what waits may trade in a step;
//! it knows neither the market nor the ledger that fills it (`sources/traders`).

// Outside of the list, so that rustfmt finds the files.
mod bots;
mod dutch;
mod exponential;
mod immediate;
mod pov;
mod price_capped;
mod twap;

use super::limit::PriceLimit;
use crate::population::crowd::Side;
use crate::scenario::declare::{number, range};
use crate::scenario::schema::Field;
use crate::scenario::spec::{Dial, Spec, kinds};
use serde_json::Value;

/// A forced order that waits.
#[derive(Debug, Clone, Copy)]
pub struct Waiting {
    /// Of the position that it closes.
    pub side: Side,
    /// Seconds since it came.
    pub age_s: f64,
    /// Mark price when it came.
    pub mark_price: f64,
}

/// A step in which orders are worked.
#[derive(Debug, Clone, Copy)]
pub struct Step {
    /// Its length in seconds; `None`: an instant run, in which no time passes.
    pub tick_s: Option<f64>,
    /// Last traded price.
    pub last_price: f64,
}

/// The orders of a market, as whoever keeps them plans what they trade in a step: first come, first served, in whole lots where
/// there are lots.
pub trait Orders {
    /// All of those that pass.
    fn whole(&mut self, passes: impl Fn(Waiting) -> bool);
    /// A share of what waits on each side.
    fn share(&mut self, share: f64);
    /// Of each order a slice, as a share of its first size.
    fn slices(&mut self, slice: impl Fn(Waiting) -> f64);
    /// Together no more than so much base.
    fn budget(&mut self, base: f64);
}

/// What an executor is asked. What it does not say is: order by order, each whole, whenever it comes.
pub trait Works {
    /// Plans what the orders trade in a step.
    #[inline]
    fn work(&self, _step: Step, orders: &mut impl Orders) {
        orders.whole(|_| true);
    }
    /// Where each order trades one by one: to which price.
    #[inline]
    fn limit(&self) -> Option<PriceLimit> {
        None
    }
    /// What whoever fills an order of that notional keeps, quote.
    #[inline]
    fn reward(&self, _notional: f64) -> f64 {
        0.0
    }
    /// How far below the last price what waits is offered to whoever closes it, fraction; `None`: the venue trades itself.
    #[inline]
    fn discount(&self) -> Option<f64> {
        None
    }
    /// Whether all that waits is filled at once, as in an instant run.
    fn is_at_once(&self) -> bool {
        false
    }
    /// Whether sums of each side say it all, so that nobody need keep order by order.
    fn works_in_bulk(&self, _has_lots: bool) -> bool {
        false
    }
    /// Which share of such a sum a step of so many seconds fills.
    #[inline]
    fn bulk_share(&self, _length_s: Option<f64>) -> f64 {
        1.0
    }
    /// Whether an order is filled when all that came before it are.
    fn is_in_turn(&self) -> bool {
        false
    }
}

/// What a page offers of an executor.
#[derive(Debug)]
pub struct Offer {
    /// Name for people.
    pub label: &'static str,
    /// What it means, in a sentence.
    pub help: &'static str,
    /// Numbers of it.
    pub dials: &'static [Dial],
    /// Its fields when it is chosen, in a market where others trade so much base a day; those that are left out have their defaults.
    pub begin: fn(f64) -> Vec<(&'static str, Value)>,
}

/// Fields of an executor that has a default for each.
fn defaults(_daily_volume: f64) -> Vec<(&'static str, Value)> {
    Vec::new()
}

/// A line for each, in the list of those who may close so: writes the enum, the `match` of every method and the choices.
macro_rules! executors {
    (
        resold [$($resold:ident::$resold_kind:ident,)*],
        own [$($own:ident::$own_kind:ident,)*],
        left [$($left:ident::$left_kind:ident,)*],
    ) => {
        executors! {
            $($resold::$resold_kind,)*
            $($own::$own_kind,)*
            $($left::$left_kind,)*
        }

        kinds! {
            /// How a venue works forced orders itself.
            pub static OWN: Executor, "kind" => [$($resold::SPEC,)* $($own::SPEC,)*]
        }

        kinds! {
            /// How somebody who has taken positions over sells them on.
            pub static RESALE: Executor, "kind" => [$($resold::SPEC,)*]
        }
    };
    ($($module:ident::$kind:ident,)*) => {
        /// How the forced orders of a market are worked off. Shares and durations need the ticks clock.
        #[derive(Debug, Clone, Copy, PartialEq)]
        pub enum Executor {
            $(#[doc = stringify!($kind)] $kind($module::$kind),)*
        }

        $(impl From<$module::$kind> for Executor {
            fn from(one: $module::$kind) -> Self {
                Self::$kind(one)
            }
        })*

        kinds! {
            /// How forced orders are worked.
            pub static EXECUTOR: Executor, "kind" => [$($module::SPEC),*]
        }

        /// Each with what a page offers of it.
        static OFFERS: &[(&Spec<Executor>, &Offer)] = &[$((&$module::SPEC, &$module::OFFER),)*];

        impl Works for Executor {
            #[inline]
            fn work(&self, step: Step, orders: &mut impl Orders) {
                match self { $(Self::$kind(one) => one.work(step, orders),)* }
            }
            #[inline]
            fn limit(&self) -> Option<PriceLimit> {
                match self { $(Self::$kind(one) => one.limit(),)* }
            }
            #[inline]
            fn reward(&self, notional: f64) -> f64 {
                match self { $(Self::$kind(one) => one.reward(notional),)* }
            }
            #[inline]
            fn discount(&self) -> Option<f64> {
                match self { $(Self::$kind(one) => one.discount(),)* }
            }
            fn is_at_once(&self) -> bool {
                match self { $(Self::$kind(one) => one.is_at_once(),)* }
            }
            fn works_in_bulk(&self, has_lots: bool) -> bool {
                match self { $(Self::$kind(one) => one.works_in_bulk(has_lots),)* }
            }
            #[inline]
            fn bulk_share(&self, length_s: Option<f64>) -> f64 {
                match self { $(Self::$kind(one) => one.bulk_share(length_s),)* }
            }
            fn is_in_turn(&self) -> bool {
                match self { $(Self::$kind(one) => one.is_in_turn(),)* }
            }
        }
    };
}

executors! {
    // A venue closes so, and so does whoever sells on what he has taken over;
    resold [
        immediate::Immediate,
        exponential::Exponential,
        twap::Twap,
        pov::Pov,
        price_capped::PriceCapped,
    ],
    // a venue alone;
    own [
        dutch::Dutch,
    ],
    // it leaves that to others.
    left [
        bots::Bots,
    ],
}

impl Default for Executor {
    fn default() -> Self {
        immediate::Immediate.into()
    }
}

/// The words of all executors, each with what a page offers of it.
pub fn offers() -> impl Iterator<Item = (&'static str, &'static Offer)> {
    let all = OFFERS.iter();
    all.map(|&(spec, offer)| (spec.variant.name, offer))
}

/// Speed of whoever trades a share of what is left.
pub const RATE: Field = number(
    "ratePerS",
    range(1e-6, 1e6),
    None,
    "1/s",
    "Execution speed.",
);

/// Time of whoever trades evenly.
pub const DURATION: Field = number("durationS", range(0.001, 1e7), None, "s", "Time per order.");
