//! What ties markets or sources together: a file for each kind, and a line here.

pub mod arbitrage;
pub mod cross_impact;
pub mod factor;
pub mod shared_index;
pub mod spread;
pub mod wallets;

use crate::error::quote;
use crate::log::{ColumnSpec, EventSpec, Log};
use crate::market::venue::Venue;
use crate::scenario::node::{Build, Node};
use crate::scenario::schema::join;
use crate::scenario::spec::kinds;
use crate::sources::desk::Dealt;
use crate::sources::{Factor, Places};

kinds! {
    /// Every kind of coupling that a scenario declares: a line for each.
    pub static COUPLING: Tie | Places, "kind" => [] + mechanisms [
        arbitrage::ARBITRAGE,
        shared_index::SHARED_INDEX,
        cross_impact::CROSS_IMPACT,
        factor::FACTOR,
    ]
}

/// Most columns that a kind has.
const MOST_COLUMNS: usize = 2;

/// A coupling in a run: what it does in the phases of a step. Whatever it does not say it does not do.
pub trait Ties {
    /// Looks at the markets before anybody judges by a price; of an index its price.
    fn look(&mut self, _venues: &[Venue]) -> Option<f64> {
        None
    }
    /// Its price if the last prices were these; of an index.
    fn priced(&self, _venues: &[Venue], _last: &dyn Fn(usize) -> f64) -> Option<f64> {
        None
    }
    /// What the trades of this step push in each market besides, base at full presence, with and without forced orders.
    fn pushes(&self, _venues: &[Venue], _pushes: &mut [[f64; 2]]) {}
    /// Share of what a price falls in the first market, in what moves it by as much, that pushes the second, all such pairs.
    fn shares(&self) -> &[cross_impact::Pair] {
        &[]
    }
    /// Acts, once a step; no time passes where `length_s` is `None`.
    fn act(&mut self, _venues: &mut [Venue], _time_s: f64, _length_s: Option<f64>) {}
    /// Base that it holds in a market.
    fn net(&self, _market: usize) -> f64 {
        0.0
    }
    /// What it holds is worth at prices, one for each market, with the money that it has got and paid, quote.
    fn worth(&self, _prices: &[f64]) -> f64 {
        0.0
    }
    /// What it has traded so far, market by market.
    fn dealt(&self) -> Vec<(usize, Dealt)> {
        Vec::new()
    }
    /// What it has taken in less what it has paid, quote; of whoever trades.
    fn profit(&self) -> Option<f64> {
        None
    }
    /// Two markets whose prices it keeps equal, at once.
    fn pools(&self) -> Option<[usize; 2]> {
        None
    }
    /// Its columns of a market, which several of a kind add up; `is_marked`: it is the one that counts of those that say what is so.
    fn record(&self, _market: usize, _is_marked: bool) -> [f64; MOST_COLUMNS] {
        [0.0; MOST_COLUMNS]
    }
    /// Whether something is so in a market that it calls an event.
    fn happens(&self, _event: &EventSpec, _market: usize, _venues: &[Venue]) -> bool {
        false
    }
}

/// One line for each kind: writes the enums and the `match` of every method. A kind that is not in this build can be declared,
/// for it is known by its word, but nothing is made of it.
macro_rules! couplings {
    (mechanisms [$($variant:ident($module:ident::Terms => $kind:ty),)*]) => {
        /// What is recorded of each kind in each market.
        pub static COLUMNS: &[(&str, &[ColumnSpec])] = &[$(($module::KIND, $module::COLUMNS),)*];

        /// What can happen to each kind.
        pub static EVENTS: &[(&str, &[&EventSpec])] = &[$(($module::KIND, $module::EVENTS),)*];

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

            /// The word by which its kind is known.
            #[must_use]
            pub fn kind(&self) -> &'static str {
                match *self { $(Self::$variant(_) => $module::KIND,)* }
            }

            /// Markets whose prices it pulls to where another one goes.
            #[must_use]
            pub fn pulled(&self) -> Vec<usize> {
                match *self { $(Self::$variant(ref terms) => terms.pulled(),)* }
            }

            /// It before anything happens.
            #[must_use]
            pub fn start(&self) -> Coupling {
                match *self { $(Self::$variant(ref terms) => Coupling::$variant(<$kind>::new(terms)),)* }
            }
        }

        /// A coupling in a run.
        #[derive(Debug, Clone, PartialEq)]
        pub enum Coupling {
            $(#[doc = stringify!($variant)] $variant($kind),)*
        }

        #[allow(unused_variables, reason = "where there are no kinds")]
        impl Coupling {
            /// The word by which its kind is known.
            #[must_use]
            pub fn kind(&self) -> &'static str {
                match *self { $(Self::$variant(_) => $module::KIND,)* }
            }
        }

        #[allow(unused_variables, reason = "where there are no kinds")]
        impl Ties for Coupling {
            fn look(&mut self, venues: &[Venue]) -> Option<f64> {
                match *self { $(Self::$variant(ref mut one) => one.look(venues),)* }
            }
            fn priced(&self, venues: &[Venue], last: &dyn Fn(usize) -> f64) -> Option<f64> {
                match *self { $(Self::$variant(ref one) => one.priced(venues, last),)* }
            }
            fn pushes(&self, venues: &[Venue], pushes: &mut [[f64; 2]]) {
                match *self { $(Self::$variant(ref one) => one.pushes(venues, pushes),)* }
            }
            fn shares(&self) -> &[cross_impact::Pair] {
                match *self { $(Self::$variant(ref one) => one.shares(),)* }
            }
            fn act(&mut self, venues: &mut [Venue], time_s: f64, length_s: Option<f64>) {
                match *self { $(Self::$variant(ref mut one) => one.act(venues, time_s, length_s),)* }
            }
            fn net(&self, market: usize) -> f64 {
                match *self { $(Self::$variant(ref one) => one.net(market),)* }
            }
            fn worth(&self, prices: &[f64]) -> f64 {
                match *self { $(Self::$variant(ref one) => one.worth(prices),)* }
            }
            fn dealt(&self) -> Vec<(usize, Dealt)> {
                match *self { $(Self::$variant(ref one) => one.dealt(),)* }
            }
            fn profit(&self) -> Option<f64> {
                match *self { $(Self::$variant(ref one) => one.profit(),)* }
            }
            fn pools(&self) -> Option<[usize; 2]> {
                match *self { $(Self::$variant(ref one) => one.pools(),)* }
            }
            fn record(&self, market: usize, is_marked: bool) -> [f64; MOST_COLUMNS] {
                match *self { $(Self::$variant(ref one) => one.record(market, is_marked),)* }
            }
            fn happens(&self, event: &EventSpec, market: usize, venues: &[Venue]) -> bool {
                match *self { $(Self::$variant(ref one) => one.happens(event, market, venues),)* }
            }
        }
    };
}

couplings! {
    mechanisms [
        Arbitrage(arbitrage::Terms => arbitrage::Arbitrage),
        SharedIndex(shared_index::Terms => shared_index::SharedIndex),
        CrossImpact(cross_impact::Terms => cross_impact::CrossImpact),
        Factor(factor::Terms => factor::Follows),
    ]
}

impl Tie {
    /// Whether both tie the same two markets in the same way.
    #[must_use]
    pub fn ties_same(&self, other: &Self) -> bool {
        match (self, other) {
            #[cfg(feature = "mechanisms")]
            (Self::Arbitrage(one), Self::Arbitrage(other)) => one.ties_same(other),
            _ => false,
        }
    }

    /// The index that it is.
    #[must_use]
    pub fn index(&self) -> Option<&shared_index::Terms> {
        match self {
            #[cfg(feature = "mechanisms")]
            Self::SharedIndex(one) => Some(one),
            _ => None,
        }
    }
}

/// Entries of a list that each name a market: its index, and a number. Each market stands there once.
fn of_markets(
    node: &Node<'_>,
    (list, number): (&str, &str),
    build: &mut Build<'_>,
    places: &Places,
) -> Vec<(usize, f64)> {
    let mut found: Vec<(usize, f64)> = Vec::new();
    for item in node.items(list) {
        let Some(market) = places.named(&item, "market", build) else {
            continue;
        };
        if found.iter().any(|one| one.0 == market) {
            let path = join(&item.path, "market");
            let id = item.text("market");
            let message = format!("{path} is {}, which stands there already", quote(id));
            build.inconsistent_value(&path, id, message);
        }
        found.push((market, item.number(number)));
    }
    found
}

/// The prices of all indices, in the order of the scenario.
pub fn look(couplings: &mut [Coupling], venues: &[Venue], indices: &mut Vec<f64>) {
    indices.clear();
    indices.extend(couplings.iter_mut().filter_map(|one| one.look(venues)));
}

/// Lets act what ties markets: first all that is pushed besides by what was traded in this step, then whoever trades. No time passes
/// where `length_s` is `None`.
pub fn act(couplings: &mut [Coupling], venues: &mut [Venue], time_s: f64, length_s: Option<f64>) {
    let is_pushed = couplings.iter().any(|one| !one.shares().is_empty());
    if is_pushed {
        let mut pushes = vec![[0.0; 2]; venues.len()];
        for coupling in couplings.iter() {
            coupling.pushes(venues, &mut pushes);
        }
        for (venue, push) in venues.iter_mut().zip(pushes) {
            if push != [0.0; 2] {
                venue.press(push);
            }
        }
    }
    for coupling in couplings {
        coupling.act(venues, time_s, length_s);
    }
    // What arbitrage has traded pushes nothing.
    if is_pushed {
        for venue in venues {
            venue.begin_pushes();
        }
    }
}

/// The columns of the kinds that there are.
pub fn columns(couplings: &[Coupling]) -> impl Iterator<Item = &'static ColumnSpec> {
    let is_there = |kind: &str| couplings.iter().any(|one| one.kind() == kind);
    let there = COLUMNS.iter().filter(move |(kind, _)| is_there(kind));
    there.flat_map(|(_, columns)| *columns)
}

/// The columns of a market, in that order; those of all couplings of a kind added up, and of indices the one by which the market is
/// marked, else the first that it is a member of, else the first.
pub fn record(couplings: &[Coupling], market: usize, marked: Option<usize>, into: &mut Vec<f64>) {
    let nth = |couplings: &[Coupling], is_it: &dyn Fn(&Coupling) -> bool| {
        couplings.iter().position(is_it)
    };
    let is_index = |one: &Coupling| one.kind() == shared_index::KIND;
    let named = marked.and_then(|number| {
        let mut all = couplings
            .iter()
            .enumerate()
            .filter(|(_, one)| is_index(one));
        all.nth(number).map(|(place, _)| place)
    });
    let shown = named
        .or_else(|| nth(couplings, &|one| is_index(one) && one.is_of(market)))
        .or_else(|| nth(couplings, &is_index));
    for (kind, columns) in COLUMNS {
        let mut there = couplings
            .iter()
            .enumerate()
            .filter(|(_, one)| one.kind() == *kind)
            .peekable();
        if there.peek().is_none() {
            continue;
        }
        let sums = there.fold([0.0; MOST_COLUMNS], |sums, (place, one)| {
            let [first, second] = one.record(market, shown == Some(place));
            [sums[0] + first, sums[1] + second]
        });
        into.extend(&sums[..columns.len()]);
    }
}

impl Coupling {
    /// Whether it is an index with a market among its members.
    fn is_of(&self, market: usize) -> bool {
        match self {
            #[cfg(feature = "mechanisms")]
            Self::SharedIndex(one) => one.is_of(market),
            _ => {
                let _ = market;
                false
            }
        }
    }
}

/// Names what happens to couplings, market by market.
pub fn note(couplings: &[Coupling], venues: &[Venue], log: &mut Log) {
    for (kind, events) in EVENTS {
        if !couplings.iter().any(|one| one.kind() == *kind) {
            continue;
        }
        for event in *events {
            for market in 0..venues.len() {
                let mut there = couplings.iter().filter(|one| one.kind() == *kind);
                let is_so = there.any(|one| one.happens(event, market, venues));
                log.note(event, market, is_so);
            }
        }
    }
}

/// The common factors of a scenario.
#[must_use]
pub fn factors(couplings: &[Tie]) -> Vec<Factor> {
    let factor = |tie: &Tie| match tie {
        #[cfg(feature = "mechanisms")]
        Tie::Factor(terms) => Some(terms.named()),
        _ => None,
    };
    couplings.iter().filter_map(factor).collect()
}
