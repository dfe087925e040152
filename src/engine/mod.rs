//! The tick: outside move, triggers, fills, settlement, triggers again, record.
//!
//! `waves` and `ticks` are the same code: a wave is a tick that takes no time.

mod in_parts;
mod look;
mod outside;
#[cfg(feature = "mechanisms")]
mod public;
#[cfg(not(feature = "mechanisms"))]
#[path = "no_public.rs"]
mod public;
mod record;
mod state;
mod world;

pub use in_parts::RunInParts;
pub use public::Sight;

pub use record::{
    BRANCHING_WINDOW, LARGEST_RATIO, PACKED_HEADER, PackedRecorder, Recorder, TraceRecorder,
};
pub use state::Snapshot;
pub use world::Engine;

use crate::couplings::Tie;
use crate::error::{ErrorCode, Problem, show};
use crate::market::impact::Impact;
use crate::market::venue::Rules;
use crate::population::crowd::Crowd;
use crate::scenario::model::{Shock, ValidScenario};
use crate::scenario::steps::Steps;
use crate::sources::traders::generate::{self, Recipe, Trader};
use crate::sources::{Book, traders};
use crate::trace::{SourceInfo, Trace};
use std::sync::Arc;

/// A scenario whose book is built and sorted: many runs share it.
#[derive(Debug, Clone)]
pub struct Prepared {
    scenario: Arc<ValidScenario>,
    markets: Vec<PreparedMarket>,
    /// What never changes in each market.
    venues: Vec<Arc<Rules>>,
    /// What never changes of whoever is forced to trade: the traders of each market first.
    books: Vec<Book>,
    /// What ties the markets.
    ties: Vec<Tie>,
    /// What the public believes of the positions of each market; `None`: nobody asks.
    sights: Option<Vec<Sight>>,
    steps: Steps,
}

/// What never changes during the runs of one market.
#[derive(Debug, Clone)]
pub struct PreparedMarket {
    /// Impact law.
    pub impact: Arc<Impact>,
    /// Positions that are sold when liquidated.
    pub longs: Arc<Crowd>,
    /// Positions that are bought back when liquidated.
    pub shorts: Arc<Crowd>,
    /// Every position with its terms, where the market keeps a ledger.
    pub traders: Option<Arc<Vec<Trader>>>,
}

/// What one run of a prepared scenario changes.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct RunOptions {
    /// Replaces the ratio of a price gap or ramp, signed fraction.
    pub shock_ratio: Option<f64>,
    /// Multiplies the depth of every market, > 0.
    pub depth_factor: Option<f64>,
}

impl RunOptions {
    /// Checks the ranges.
    ///
    /// # Errors
    /// The first option that is out of its range.
    pub fn check(&self) -> Result<(), Problem> {
        let options = [
            ("shockRatio", self.shock_ratio, -0.99, 10.0),
            ("depthFactor", self.depth_factor, 1e-6, 1e6),
        ];
        for (field, value, min, max) in options {
            let Some(value) = value else { continue };
            // NaN fails this comparison on purpose.
            if !(min..=max).contains(&value) {
                let message = format!(
                    "{field} is {}; expected a number from {} to {}",
                    show(value),
                    show(min),
                    show(max)
                );
                let problem =
                    Problem::new(ErrorCode::OutOfRange, field, message).with_value(show(value));
                return Err(Problem {
                    min: Some(min),
                    max: Some(max),
                    ..problem
                });
            }
        }
        Ok(())
    }
}

impl Prepared {
    /// Builds and sorts the book.
    #[must_use]
    pub fn new(scenario: ValidScenario) -> Self {
        let mut prepared = Self {
            steps: Steps::of(&scenario),
            markets: Vec::new(),
            venues: Vec::new(),
            books: Vec::new(),
            ties: scenario.enabled_couplings(),
            sights: None,
            scenario: Arc::new(scenario),
        };
        let scenario = &prepared.scenario;
        let crowds = generate::crowds(&Recipe {
            seed: scenario.seed,
            markets: &scenario.markets,
            keeps_ledger: (0..scenario.markets.len())
                .map(|market| scenario.needs_ledger(market))
                .collect(),
            wallets: scenario.accounts.iter().map(|one| one.wallet).collect(),
            groups: scenario.groups().collect(),
        });
        for (index, (crowds, market)) in crowds
            .into_iter()
            .zip(&prepared.scenario.markets)
            .enumerate()
        {
            let parts = PreparedMarket {
                traders: prepared
                    .scenario
                    .needs_ledger(index)
                    .then(|| Arc::new(crowds.traders)),
                impact: Arc::new(market.impact.clone()),
                longs: Arc::new(crowds.longs),
                shorts: Arc::new(crowds.shorts),
            };
            prepared.venues.push(Arc::new(Rules {
                impact: Arc::clone(&parts.impact),
                resilience: market.resilience.clone(),
                withdrawal: market.withdrawal,
                mark: market.mark,
                oracle: market.oracle.clone(),
                guards: Arc::clone(&market.guards),
            }));
            prepared.books.push(Book::Traders(Arc::new(traders::Book {
                market: index,
                rules: market.clone(),
                longs: Arc::clone(&parts.longs),
                shorts: Arc::clone(&parts.shorts),
                positions: parts.traders.clone(),
            })));
            prepared.markets.push(parts);
        }
        let crowds: Vec<[&Crowd; 2]> = prepared
            .markets
            .iter()
            .map(|market| [&*market.longs, &*market.shorts])
            .collect();
        prepared.sights = public::sights(&prepared.scenario, &crowds);
        let acting = prepared.scenario.sources();
        prepared.books.extend(acting);
        prepared
    }

    /// The scenario.
    #[must_use]
    pub fn scenario(&self) -> &ValidScenario {
        &self.scenario
    }

    /// The scenario, to be kept, where a record does not say what becomes of one more position.
    fn to_run_again(&self) -> Option<Arc<ValidScenario>> {
        let mut markets = 0..self.scenario.markets.len();
        markets
            .any(|market| !self.scenario.records_one_more(market))
            .then(|| Arc::clone(&self.scenario))
    }

    /// Whoever trades besides the outside world, as the record names them: `market.kind`, where there are several of a
    /// kind `market.kind2` and so on. Who belongs to several markets stands there once more for each of the others, behind all.
    pub(crate) fn source_infos(&self) -> Vec<SourceInfo> {
        let mut named: Vec<SourceInfo> = Vec::new();
        let books = self.books.iter().enumerate();
        let first = books
            .clone()
            .map(|(source, book)| (source, book, book.market()));
        let others = books.flat_map(|(source, book)| {
            let markets = book.markets().into_iter();
            let others = markets.filter(move |&market| market != book.market());
            others.map(move |market| (source, book, market))
        });
        for (source, book, market) in first.chain(others) {
            let id = format!("{}.{}", self.scenario.markets[market].id, book.kind());
            let is_alike =
                |other: &&SourceInfo| other.kind == book.kind() && other.market == market;
            let before = named.iter().filter(is_alike).count();
            named.push(SourceInfo {
                id: if before == 0 {
                    id
                } else {
                    format!("{id}{}", before + 1)
                },
                kind: book.kind(),
                market,
                source,
            });
        }
        named
    }

    /// The markets, in the order of the scenario.
    #[must_use]
    pub fn markets(&self) -> &[PreparedMarket] {
        &self.markets
    }

    /// Runs to the end and records everything.
    #[must_use]
    pub fn trace(&self) -> Trace {
        let mut engine = Engine::new(self, self.scenario.shock.clone(), None);
        let mut recorder = TraceRecorder::new(&engine);
        engine.run(&mut recorder);
        recorder.finish(&engine)
    }

    /// Checks the options of a run against their ranges and this scenario.
    ///
    /// # Errors
    /// The first option that is out of its range or has nothing to change.
    pub fn check(&self, options: RunOptions) -> Result<(), Problem> {
        let has_ratio = matches!(
            self.scenario.shock,
            Shock::PriceGap { .. } | Shock::Ramp { .. }
        );
        if options.shock_ratio.is_some() && !has_ratio {
            let message =
                "shockRatio changes a price gap or a ramp; this scenario has neither".to_owned();
            return Err(Problem::new(ErrorCode::Inconsistent, "shockRatio", message));
        }
        options.check()
    }

    /// Runs to the end and records only what a slider or a sweep needs; see [`PACKED_HEADER`].
    #[must_use]
    pub fn packed(&self, options: RunOptions) -> Vec<f64> {
        let mut shock = self.scenario.shock.clone();
        if let (Some(new), Shock::PriceGap { ratio, .. } | Shock::Ramp { ratio, .. }) =
            (options.shock_ratio, &mut shock)
        {
            *ratio = new;
        }
        let mut engine = Engine::new(
            self,
            shock,
            options.depth_factor.filter(|&factor| factor != 1.0),
        );
        let mut recorder = PackedRecorder::default();
        engine.run(&mut recorder);
        recorder.finish(&engine)
    }
}

/// Runs a scenario to its end.
#[must_use]
pub fn run(scenario: ValidScenario) -> Trace {
    Prepared::new(scenario).trace()
}
