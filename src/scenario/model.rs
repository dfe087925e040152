//! The valid scenario: typed, checked, complete. The engine never checks anything again.

pub use super::shocks::{Shock, Sides};
use super::visibility::{Alarm, Visibility};
use crate::clock::Clock;
use crate::couplings::Tie;
pub use crate::market::feed::Mark;
pub use crate::settlement::accounts::{Account, Collateral, CollateralPrice};
pub use crate::settlement::executors::Executor;
use crate::settlement::executors::Works;
use crate::settlement::fund::FundRules;
use crate::settlement::margin::{Contract, MarginRules};
pub use crate::settlement::rules::{Deficit, Funding, Market, Vault};
use crate::sources::lending::{self, Chain, Liquidator};
pub use crate::sources::traders::Group;
pub use crate::sources::traders::levels::{Levels, Spacing};
pub use crate::sources::traders::perps::{Perps, Sampling, SizeLaw};
pub use crate::sources::traders::positions::{PositionRow, Positions};
pub use crate::sources::{Book, Population};
use std::sync::Arc;

/// A scenario in which every field is in range and every reference resolves.
#[derive(Debug, Clone)]
pub struct ValidScenario {
    /// Title, for people.
    pub title: String,
    /// Seed of all random streams.
    pub seed: u32,
    /// Which clock runs.
    pub clock: Clock,
    /// At least one market.
    pub markets: Vec<Market>,
    /// Who may be forced to trade.
    pub populations: Vec<Population>,
    /// Wallets that several positions share.
    pub accounts: Vec<Account>,
    /// Whoever closes loans; none: anybody does.
    pub liquidators: Vec<Liquidator>,
    /// Where they act.
    pub chain: Chain,
    /// What the public sees; `None`: the scenario does not say.
    pub visibility: Option<Visibility>,
    /// Whom it warns, and when.
    pub alarms: Vec<Alarm>,
    /// What ties the markets.
    pub couplings: Vec<Tie>,
    /// Least order of an instant run, as a share of its owner's first size.
    pub tolerance: f64,
    /// What the outside world does, in the first place.
    pub shock: Shock,
    /// What it does besides.
    pub more_shocks: Vec<Shock>,
}

impl ValidScenario {
    /// Whether positions of a market share wallets with others: what liquidates them is no price of theirs.
    #[must_use]
    pub fn shares_wallets(&self, index: usize) -> bool {
        let is_shared = |group: &Group| match group {
            Group::Positions(positions) => {
                positions.market == index && positions.rows.iter().any(|row| row.account.is_some())
            }
            Group::Levels(_) | Group::Perps(_) => false,
        };
        self.groups().any(|(_, group)| is_shared(group))
    }

    /// Whether a market needs an account for every position: whatever happens to some positions only, or changes them
    /// while the run goes on. Without it one prefix sum stands for everyone.
    #[must_use]
    pub fn needs_ledger(&self, index: usize) -> bool {
        // Every rule is named, so that a new one cannot be forgotten: whoever adds it says here what it needs.
        let Market {
            id: _,
            impact: _,
            resilience: _,
            withdrawal: _,
            mark: _,
            // Positions are judged by the mark price.
            oracle: _,
            // A market that stops keeps its orders.
            guards: _,
            margin:
                MarginRules {
                    contract,
                    basis: _,
                    maintenance: _,
                    closing_fee_ratio: _,
                    quantity_step,
                    price_step: _,
                },
            // Says something only of accounts, which stand at positions.
            is_cross: _,
            taker_fee_ratio,
            liquidation_fee_ratio,
            funding,
            executor,
            partial,
            takeover: _,
            insurance_fund: _,
            fund:
                FundRules {
                    floor,
                    drawdown,
                    // They say how the drawdown is measured and ends.
                    window_s: _,
                    stop: _,
                },
            // These say how a deficit is shared.
            deleverages_below_zero: _,
            deficit,
            ranking: _,
            vault: _,
        } = &self.markets[index];
        self.shares_wallets(index)
            || partial.is_some()
            || *deficit != Deficit::BadDebt
            || *taker_fee_ratio > 0.0
            || *liquidation_fee_ratio > 0.0
            || *contract == Contract::Inverse
            || funding.is_some()
            || *floor > 0.0
            || *drawdown < 1.0
            || !executor.works_in_bulk(*quantity_step > 0.0)
    }

    /// Whether the record of a run says when and at which price one more position in a market is closed: all that is
    /// triggered is closed at once, in one fill, and every price that triggers is on record.
    #[must_use]
    pub fn records_one_more(&self, index: usize) -> bool {
        // Every rule is named, as above.
        let Market {
            executor,
            mark,
            guards,
            id: _,
            impact: _,
            resilience: _,
            withdrawal: _,
            oracle: _,
            // What these make of an order needs a ledger.
            margin: _,
            is_cross: _,
            taker_fee_ratio: _,
            liquidation_fee_ratio: _,
            funding: _,
            partial: _,
            takeover: _,
            insurance_fund: _,
            fund: _,
            deleverages_below_zero: _,
            deficit: _,
            ranking: _,
            vault: _,
        } = &self.markets[index];
        // Orders from outside move the price inside a tick, before anybody is filled.
        let mut shocks = std::iter::once(&self.shock).chain(&self.more_shocks);
        let has_orders =
            shocks.any(|shock| matches!(shock, Shock::Orders { market, .. } if *market == index));
        executor.is_at_once()
            && guards.is_empty()
            && !has_orders
            && self.is_traders_alone()
            && !self.needs_ledger(index)
            && (self.clock == Clock::Waves || *mark == Mark::Last)
    }

    /// What the public sees, where anybody asks for it.
    #[must_use]
    pub fn seen(&self) -> Option<Visibility> {
        // Without mechanisms nobody does, and nothing of it need be there.
        if !cfg!(feature = "mechanisms") {
            return None;
        }
        let is_asked =
            || !self.alarms.is_empty() || self.acting().any(|book| book.looks_at_public());
        self.visibility
            .or_else(|| is_asked().then_some(Visibility::ALL))
    }

    /// The groups of leveraged positions, each with its number among the populations.
    pub fn groups(&self) -> impl Iterator<Item = (u32, &Group)> {
        let numbered = self.populations.iter().zip(0..);
        numbered.filter_map(|(population, number)| Some((number, population.group()?)))
    }

    /// Whoever else takes part, each a source of his own.
    pub fn acting(&self) -> impl Iterator<Item = Book> {
        self.populations
            .iter()
            .filter_map(|population| match population {
                Population::Acting(book) if book.is_enabled() => Some(book.clone()),
                Population::Acting(_) | Population::Traders(_) | Population::Several(_) => None,
            })
    }

    /// The same, with all lending as one source: liquidators serve several protocols with one purse.
    #[must_use]
    pub fn sources(&self) -> Vec<Book> {
        let mut books: Vec<Book> = Vec::new();
        let (mut lending, mut place) = (Vec::new(), None);
        for book in self.acting() {
            if let Some(one) = book.lending() {
                lending.push(Arc::clone(one));
                if place.is_some() {
                    continue;
                }
                place = Some(books.len());
            }
            books.push(book);
        }
        if let Some(place) = place {
            let joined = lending::Book::joined(&lending, &self.liquidators, &self.chain);
            books[place] = joined.into();
        }
        books
    }

    /// What ties the markets and takes part.
    #[must_use]
    pub fn enabled_couplings(&self) -> Vec<Tie> {
        let enabled = self.couplings.iter().filter(|tie| tie.is_enabled());
        enabled.cloned().collect()
    }

    /// Whether only leveraged traders and the outside trade.
    #[must_use]
    pub fn is_traders_alone(&self) -> bool {
        self.acting().next().is_none() && self.enabled_couplings().is_empty()
    }

    /// All shocks, the first one first.
    pub fn shocks(&self) -> impl Iterator<Item = &Shock> {
        std::iter::once(&self.shock).chain(&self.more_shocks)
    }
}
