//! The valid scenario: typed, checked, complete. The engine never checks anything again.

use crate::market::impact::Impact;
use crate::market::liquidity::{Resilience, Withdrawal};
use crate::population::crowd::Side;
use crate::population::leverage::LeverageLaw;
use crate::settlement::margin::MarginRules;
use crate::settlement::waterfall::Takeover;
use crate::trace::Clock;

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
    /// What the outside world does.
    pub shock: Shock,
}

/// One market.
#[derive(Debug, Clone)]
pub struct Market {
    /// Unique name.
    pub id: String,
    /// Impact law and starting price.
    pub impact: Impact,
    /// How the book refills.
    pub resilience: Resilience,
    /// How depth leaves; `None`: it stays.
    pub withdrawal: Option<Withdrawal>,
    /// Margin rules.
    pub margin: MarginRules,
    /// How forced orders are worked.
    pub executor: Executor,
    /// Who gets what is left of the margin.
    pub takeover: Takeover,
    /// Insurance fund at the start, quote, >= 0.
    pub insurance_fund: f64,
}

/// How the forced orders of a market are worked off.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Executor {
    /// All at once.
    Immediate,
    /// A tick of `dt` seconds fills the share `1 - exp(-rate dt)` of the backlog.
    Exponential {
        /// Per second, > 0.
        rate_per_s: f64,
    },
}

/// A group of positions.
#[derive(Debug, Clone)]
pub enum Population {
    /// Equal positions at prescribed trigger levels.
    Levels(Levels),
    /// A modelled crowd of perpetual-futures traders.
    Perps(Perps),
    /// Explicit positions.
    Positions(Positions),
}

/// Equal positions whose triggers fill a price range.
#[derive(Debug, Clone)]
pub struct Levels {
    /// Index of the market.
    pub market: usize,
    /// Longs or shorts.
    pub side: Side,
    /// Lower end of the range, quote per base.
    pub from: f64,
    /// Upper end of the range, quote per base.
    pub to: f64,
    /// Base of all positions together.
    pub quantity: f64,
    /// Number of positions.
    pub count: u32,
    /// How the levels are laid out.
    pub spacing: Spacing,
}

/// How trigger levels are laid out in their range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spacing {
    /// Evenly in price.
    Price,
    /// Evenly in the logarithm of the price.
    LogPrice,
    /// As a Poisson process with this number of points.
    Poisson,
}

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

/// Explicit positions.
#[derive(Debug, Clone)]
pub struct Positions {
    /// Index of the market.
    pub market: usize,
    /// The rows.
    pub rows: Vec<PositionRow>,
}

/// One explicit position.
#[derive(Debug, Clone, PartialEq)]
pub struct PositionRow {
    /// Name, for the report.
    pub id: String,
    /// Long or short.
    pub side: Side,
    /// Base, > 0.
    pub quantity: f64,
    /// Average entry price, quote per base.
    pub entry_price: f64,
    /// Margin, quote.
    pub margin: f64,
}

/// What the outside world does.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Shock {
    /// Nothing.
    None,
    /// The price jumps.
    PriceGap {
        /// Index of the market.
        market: usize,
        /// Signed fraction of the price.
        ratio: f64,
        /// Orders jumped over are withdrawn instead of moving along.
        cancels: bool,
    },
    /// The price drifts.
    Ramp {
        /// Index of the market.
        market: usize,
        /// Signed fraction of the price at the end of the ramp.
        ratio: f64,
        /// Seconds from start to end.
        duration_s: f64,
        /// Evenly in the logarithm of the price instead of in price.
        logarithmic: bool,
    },
    /// Someone sells (positive) or buys (negative) at market.
    MarketOrder {
        /// Index of the market.
        market: usize,
        /// Signed base, positive sells.
        quantity: f64,
    },
}

impl Shock {
    /// Index of the market that is shocked.
    #[must_use]
    pub fn market(&self) -> usize {
        match *self {
            Self::None => 0,
            Self::PriceGap { market, .. }
            | Self::Ramp { market, .. }
            | Self::MarketOrder { market, .. } => market,
        }
    }

    /// -1 when it pushes the price down (or does nothing), +1 when up.
    #[must_use]
    pub fn direction(&self) -> f64 {
        let up = match *self {
            Self::None => false,
            Self::PriceGap { ratio, .. } | Self::Ramp { ratio, .. } => ratio > 0.0,
            Self::MarketOrder { quantity, .. } => quantity < 0.0,
        };
        if up { 1.0 } else { -1.0 }
    }
}
