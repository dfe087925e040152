//! The valid scenario: typed, checked, complete. The engine never checks anything again.

use crate::clock::Clock;
pub use crate::market::feed::Mark;
use crate::market::impact::Impact;
use crate::market::liquidity::{Resilience, Withdrawal};
use crate::math::pow;
use crate::population::crowd::Side;
use crate::population::leverage::LeverageLaw;
use crate::settlement::deleverage::Ranking;
use crate::settlement::fund::FundRules;
use crate::settlement::limit::PriceLimit;
use crate::settlement::margin::{Contract, MarginRules};
use crate::settlement::partial::Partial;
use crate::settlement::waterfall::Takeover;
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
    /// What the outside world does, in the first place.
    pub shock: Shock,
    /// What it does besides.
    pub more_shocks: Vec<Shock>,
}

/// A wallet for cross margin.
#[derive(Debug, Clone, PartialEq)]
pub struct Account {
    /// Unique name.
    pub id: String,
    /// Balance at the start, quote.
    pub wallet: f64,
}

impl ValidScenario {
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
        let cross = self.populations.iter().any(|population| match population {
            Population::Positions(positions) => {
                positions.market == index && positions.rows.iter().any(|row| row.account.is_some())
            }
            Population::Levels(_) | Population::Perps(_) => false,
        });
        cross
            || partial.is_some()
            || *deficit != Deficit::BadDebt
            || *taker_fee_ratio > 0.0
            || *liquidation_fee_ratio > 0.0
            || *contract == Contract::Inverse
            || funding.is_some()
            || *floor > 0.0
            || *drawdown < 1.0
            || match executor {
                Executor::Immediate => false,
                // Lots are filled order by order.
                Executor::Exponential { .. } => *quantity_step > 0.0,
                Executor::Twap { .. }
                | Executor::Pov { .. }
                | Executor::PriceCapped { .. }
                | Executor::Dutch(_) => true,
            }
    }

    /// Whether the record of a run says when and at which price one more position in a market is closed: all that is
    /// triggered is closed at once, in one fill, and every price that triggers is on record.
    #[must_use]
    pub fn records_one_more(&self, index: usize) -> bool {
        let Market { executor, mark, .. } = &self.markets[index];
        *executor == Executor::Immediate
            && !self.needs_ledger(index)
            && (self.clock == Clock::Waves || *mark == Mark::Last)
    }

    /// All shocks, the first one first.
    pub fn shocks(&self) -> impl Iterator<Item = &Shock> {
        std::iter::once(&self.shock).chain(&self.more_shocks)
    }
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
    /// Price that triggers.
    pub mark: Mark,
    /// Margin rules.
    pub margin: MarginRules,
    /// Whether positions may share the wallet of an account.
    pub is_cross: bool,
    /// Taker fee of every forced fill, fraction of notional.
    pub taker_fee_ratio: f64,
    /// Liquidation fee that goes to the fund, fraction of the notional closed, as far as the trader can pay it.
    pub liquidation_fee_ratio: f64,
    /// Payments between longs and shorts.
    pub funding: Option<Funding>,
    /// How forced orders are worked.
    pub executor: Executor,
    /// How much of a position is closed at first; `None`: all.
    pub partial: Option<Partial>,
    /// Who gets what is left of the margin.
    pub takeover: Takeover,
    /// Insurance fund at the start, in the money of the margin, >= 0.
    pub insurance_fund: f64,
    /// How far the fund may be used.
    pub fund: FundRules,
    /// Whether a liquidated position with nothing left at the mark price is closed against winners at once.
    pub deleverages_below_zero: bool,
    /// Who bears what the fund cannot.
    pub deficit: Deficit,
    /// Who is deleveraged first.
    pub ranking: Ranking,
    /// The backstop vault.
    pub vault: Vault,
}

/// Funding: `rate = clamp(premium + clamp(interest - premium, +-0.05 %), +-cap)` of the notional at mark, from longs to
/// shorts when positive, with `premium` the mean of `last / index - 1` since the last payment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Funding {
    /// Seconds between payments.
    pub interval_s: f64,
    /// Interest per interval, fraction.
    pub interest: f64,
    /// Largest rate per interval, fraction.
    pub cap: f64,
}

/// Who bears what the insurance fund cannot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deficit {
    /// Nobody: it is recorded.
    BadDebt,
    /// Winners are closed at the bankruptcy price in the order of their rank.
    Adl,
    /// All winners are closed in part, in proportion.
    ProRata,
    /// Winners pay in proportion to their profit.
    Socialise,
    /// A backstop vault takes positions over, with what is left of their margin.
    Vault,
}

/// A backstop vault: takes over positions whose equity is far below maintenance, at the mark price, and works them out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Vault {
    /// Its money at the start, in the money of the margin.
    pub capital: f64,
    /// It takes over where equity is below this share of the maintenance margin.
    pub takeover_below: f64,
    /// Speed at which it sells, per second; an instant run sells all in the next wave.
    pub rate_per_s: f64,
}

/// How the forced orders of a market are worked off. Shares and durations need the ticks clock.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Executor {
    /// All at once.
    Immediate,
    /// Each order evenly over a time.
    Twap {
        /// Seconds per order, > 0.
        duration_s: f64,
    },
    /// A share of all trading, with `other_per_s` base traded by others: `share / (1 - share) * other_per_s` a second.
    Pov {
        /// Share of all trading, in (0, 1).
        share: f64,
        /// Base that others trade per second.
        other_per_s: f64,
    },
    /// A tick of `dt` seconds fills the share `1 - exp(-rate dt)` of the backlog.
    Exponential {
        /// Per second, > 0.
        rate_per_s: f64,
    },
    /// At once, but only to a limit price; the rest waits.
    PriceCapped {
        /// The limit.
        limit: PriceLimit,
    },
    /// Offered in a Dutch auction until a bidder takes it.
    Dutch(DutchCurve),
}

/// The falling price of a Dutch auction (rising where a short is bought back): `top cut^floor(t / step)` with
/// `top = buffer * mark`. A bidder takes the lot as soon as that is `margin` below the market, and sells it there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DutchCurve {
    /// First price over the mark price, >= 1.
    pub buffer: f64,
    /// Factor per step, in (0, 1).
    pub cut: f64,
    /// Seconds per step.
    pub step_s: f64,
    /// What a bidder earns, fraction of the price.
    pub margin: f64,
}

impl DutchCurve {
    /// Price of a lot `age_s` seconds after the auction of something worth `feed` began.
    #[must_use]
    pub fn price(&self, feed: f64, age_s: f64) -> f64 {
        // A rounding error of the clock must not cost a step.
        feed * self.buffer * pow(self.cut, (age_s / self.step_s * (1.0 + 1e-9)).floor())
    }
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
    /// Margin, in the money of the margin.
    pub margin: f64,
    /// Index of the account whose wallet it shares instead; `None`: isolated.
    pub account: Option<usize>,
}

/// What the outside world does.
#[derive(Debug, Clone, PartialEq)]
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
    /// Someone trades at market at given times.
    Orders {
        /// Index of the market.
        market: usize,
        /// Seconds since the start, rising, and signed base, positive sells.
        rows: Arc<Vec<(f64, f64)>>,
    },
    /// The price outside follows a path, straight between its points.
    Path {
        /// Index of the market.
        market: usize,
        /// Seconds since the start, rising from 0, and price as a fraction of the first.
        points: Arc<Vec<(f64, f64)>>,
    },
    /// The price outside wanders: a geometric Brownian motion without drift in price.
    Noise {
        /// Index of the market.
        market: usize,
        /// Standard deviation of a day's log return.
        daily_volatility: f64,
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
            | Self::MarketOrder { market, .. }
            | Self::Orders { market, .. }
            | Self::Path { market, .. }
            | Self::Noise { market, .. } => market,
        }
    }

    /// Whether it moves the price outside down, and whether up. A gap, a ramp or an order asks about one side, even one
    /// of nought about a fall; a path, listed orders and noise may move to both.
    #[must_use]
    pub fn sides(&self) -> Sides {
        let one = |up: bool| Sides { down: !up, up };
        match self {
            Self::None => Sides::default(),
            Self::PriceGap { ratio, .. } | Self::Ramp { ratio, .. } => one(*ratio > 0.0),
            Self::MarketOrder { quantity, .. } => one(*quantity < 0.0),
            Self::Orders { rows, .. } => Sides {
                down: rows.iter().any(|row| row.1 > 0.0),
                up: rows.iter().any(|row| row.1 < 0.0),
            },
            Self::Path { points, .. } => Sides {
                down: points.iter().any(|point| point.1 < 1.0),
                up: points.iter().any(|point| point.1 > 1.0),
            },
            Self::Noise { .. } => Sides {
                down: true,
                up: true,
            },
        }
    }
}

/// The sides of the starting price to which the outside moves a market.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sides {
    /// Below it.
    pub down: bool,
    /// Above it.
    pub up: bool,
}

impl Sides {
    /// Both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            down: self.down || other.down,
            up: self.up || other.up,
        }
    }

    /// -1 or +1 where it is one side only.
    #[must_use]
    pub fn only(self) -> Option<f64> {
        match (self.down, self.up) {
            (true, false) => Some(-1.0),
            (false, true) => Some(1.0),
            _ => None,
        }
    }
}
