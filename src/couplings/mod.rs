//! What ties markets or sources together: a file for each kind, and a line here.

pub mod arbitrage;
pub mod wallets;

use crate::log::ColumnSpec;
use crate::market::venue::Venue;
use crate::scenario::declare::later;
use crate::scenario::schema::Variant;
use crate::scenario::spec::kinds;
use crate::sources::Places;
use crate::sources::desk::Dealt;

kinds! {
    /// Every kind of coupling that a scenario declares: a line for each.
    pub static COUPLING: Tie | Places, "kind" => [] + mechanisms [
        arbitrage::ARBITRAGE,
    ] + [
        SHARED_INDEX, CROSS_IMPACT, FACTOR,
    ]
}

static SHARED_INDEX: Variant = later("sharedIndex", "A price index of several markets.");
static CROSS_IMPACT: Variant = later("crossImpact", "A trade in one market moves another.");
static FACTOR: Variant = later("factor", "A common factor of several markets.");

/// What is recorded of couplings in each market.
pub static COLUMNS: &[ColumnSpec] = arbitrage::COLUMNS;

/// One line for each kind: writes the enums and the `match` of every method. A kind that is not in this build can be declared,
/// for it is known by its word, but nothing is made of it.
macro_rules! couplings {
    (mechanisms [$($variant:ident($module:ident::Terms => $kind:ty),)*]) => {
        #[cfg(feature = "mechanisms")]
        couplings! { $($variant($module::Terms => $kind),)* }

        #[cfg(not(feature = "mechanisms"))]
        couplings! {}

        $(
            #[cfg(not(feature = "mechanisms"))]
            impl From<$module::Terms> for Tie {
                fn from(_: $module::Terms) -> Self {
                    unreachable!("no scenario with it is valid")
                }
            }
        )*
    };
    ($($variant:ident($module:ident::Terms => $kind:ty),)*) => {
        /// A coupling as a scenario declares it.
        #[derive(Debug, Clone, PartialEq)]
        pub enum Tie {
            $(#[doc = stringify!($variant)] $variant($module::Terms),)*
        }

        $(impl From<$module::Terms> for Tie {
            fn from(terms: $module::Terms) -> Self {
                Self::$variant(terms)
            }
        })*

        #[allow(unused_variables, reason = "where there are no kinds")]
        impl Tie {
            /// Whether it takes part.
            #[must_use]
            pub fn is_enabled(&self) -> bool {
                match *self { $(Self::$variant(ref terms) => terms.is_enabled,)* }
            }

            /// The markets that it ties.
            #[must_use]
            pub fn markets(&self) -> [usize; 2] {
                match *self { $(Self::$variant(ref terms) => terms.markets,)* }
            }

            /// Whether both tie the same markets in the same way.
            #[must_use]
            pub fn ties_same(&self, other: &Self) -> bool {
                match (self, other) {
                    $((Self::$variant(one), Self::$variant(other)) => one.ties_same(other),)*
                    #[allow(unreachable_patterns, reason = "of two kinds there are such pairs")]
                    _ => false,
                }
            }

            /// It before anything happens.
            #[must_use]
            pub fn start(&self) -> Coupling {
                match *self { $(Self::$variant(ref terms) => Coupling::$variant(<$kind>::new(*terms)),)* }
            }
        }

        /// A coupling in a run.
        #[derive(Debug, Clone, PartialEq)]
        pub enum Coupling {
            $(#[doc = stringify!($variant)] $variant($kind),)*
        }

        #[allow(unused_variables, reason = "where there are no kinds")]
        impl Coupling {
            /// Acts, once a step; no time passes where `length_s` is `None`.
            pub fn act(&mut self, venues: &mut [Venue], time_s: f64, length_s: Option<f64>) {
                match *self { $(Self::$variant(ref mut one) => one.act(venues, time_s, length_s),)* }
            }

            /// The word by which its kind is known.
            #[must_use]
            pub fn kind(&self) -> &'static str {
                match *self { $(Self::$variant(_) => $module::KIND,)* }
            }

            /// Base that it holds in a market.
            #[must_use]
            pub fn net(&self, market: usize) -> f64 {
                match *self { $(Self::$variant(ref one) => one.net(market),)* }
            }

            /// What it holds is worth at prices, one for each market, with the money that it has got and paid, quote.
            #[must_use]
            pub fn worth(&self, prices: &[f64]) -> f64 {
                match *self { $(Self::$variant(ref one) => one.worth(prices),)* }
            }

            /// What it has traded so far, market by market.
            #[must_use]
            pub fn dealt(&self) -> [(usize, Dealt); 2] {
                match *self { $(Self::$variant(ref one) => one.dealt(),)* }
            }

            /// Its columns of a market.
            fn record(&self, market: usize) -> [f64; 2] {
                match *self { $(Self::$variant(ref one) => one.record(market),)* }
            }
        }
    };
}

couplings! {
    mechanisms [
        Arbitrage(arbitrage::Terms => arbitrage::Arbitrage),
    ]
}

/// The columns of a market, those of all couplings added up.
#[must_use]
pub fn sums(couplings: &[Coupling], market: usize) -> [f64; 2] {
    couplings.iter().fold([0.0; 2], |sums, coupling| {
        let [inventory, profit] = coupling.record(market);
        [sums[0] + inventory, sums[1] + profit]
    })
}
