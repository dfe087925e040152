//! Turns populations into crowds.

use super::Group;
use super::levels::{Levels, Spacing};
use super::perps::{Perps, Sampling, SizeLaw};
use super::positions::PositionRow;
use crate::math::{exp, ln, normal_cdf, normal_quantile, pow};
use crate::population::crowd::{Crowd, Position, Side};
use crate::rng::{Purpose, Rng};
use crate::settlement::margin::{Basis, Contract, Isolated, MarginRules};
use crate::settlement::rules::Market;

/// Kronecker sequences with these steps fill the unit square evenly together with evenly spaced quantiles: the
/// fractional parts of the golden ratio and of the square root of 2.
const ENTRY_STEP: f64 = 0.618_033_988_749_894_9;
pub(crate) const SIZE_STEP: f64 = 0.414_213_562_373_095_1;

/// Distance that generated triggers keep from the starting price, fraction of it: nobody is liquidated before
/// anything happens.
const ALIVE_MARGIN: f64 = 1e-9;

/// Lowest entry price a normal law may draw, fraction of the starting price; keeps wide laws positive.
const LOWEST_ENTRY_RATIO: f64 = 0.05;

/// Both sides of one market.
#[derive(Debug, Clone)]
pub struct Crowds {
    /// Positions that are sold when liquidated.
    pub longs: Crowd,
    /// Positions that are bought back when liquidated.
    pub shorts: Crowd,
    /// Every position with its terms, by rising id, where the market keeps a ledger of them; else empty.
    pub traders: Vec<Trader>,
}

/// A position with its terms.
#[derive(Debug, Clone, PartialEq)]
pub struct Trader {
    /// Number in the order in which the scenario declares positions.
    pub id: u32,
    /// Side, size, entry and margin.
    pub terms: Isolated,
    /// Price at which it is liquidated; `None`: never, or by its account.
    pub trigger_price: Option<f64>,
    /// Index of the account whose wallet it shares.
    pub account: Option<usize>,
}

/// What crowds are made from.
#[derive(Debug)]
pub struct Recipe<'a> {
    /// Seed of every random draw.
    pub seed: u32,
    /// Rules of each market.
    pub markets: &'a [Market],
    /// Whether each market keeps a ledger.
    pub keeps_ledger: Vec<bool>,
    /// Balance of each account that positions share, quote.
    pub wallets: Vec<f64>,
    /// Number among the populations of the scenario, which is that of its random stream, and group.
    pub groups: Vec<(u32, &'a Group)>,
}

/// Makes the crowds of every market. Ids count positions in the order of the scenario.
#[must_use]
pub fn crowds(scenario: &Recipe<'_>) -> Vec<Crowds> {
    let mut drafts: Vec<Draft> = scenario
        .keeps_ledger
        .iter()
        .map(|&keeps_traders| Draft {
            keeps_traders,
            ..Draft::default()
        })
        .collect();
    let mut cross = CrossAccounts::new(scenario);
    let mut next_id = 0;
    for &(index, group) in &scenario.groups {
        match group {
            Group::Levels(levels) => {
                let market = &scenario.markets[levels.market];
                let rng = Rng::new(scenario.seed, Purpose::Levels, index);
                add_levels(&mut drafts[levels.market], levels, market, rng, next_id);
                next_id += levels.count;
            }
            Group::Perps(perps) => {
                let market = &scenario.markets[perps.market];
                add_perps(
                    &mut drafts[perps.market],
                    perps,
                    market,
                    (scenario.seed, index),
                    next_id,
                );
                next_id += perps.count;
            }
            Group::Positions(positions) => {
                let market = &scenario.markets[positions.market];
                for row in &positions.rows {
                    let terms = explicit(row);
                    let drafted = match row.account {
                        None => position(terms, market),
                        Some(account) => cross.position(account, row, market),
                    };
                    drafts[positions.market].add(next_id, terms, drafted, row.account);
                    next_id += 1;
                }
            }
        }
    }
    drafts
        .into_iter()
        .map(|draft| Crowds {
            longs: Crowd::new(Side::Long, draft.longs),
            shorts: Crowd::new(Side::Short, draft.shorts),
            traders: draft.traders,
        })
        .collect()
}

/// First id of each group, in their order.
pub fn first_ids<'a>(groups: impl Iterator<Item = &'a Group>) -> Vec<u32> {
    let mut next = 0;
    groups
        .map(|group| {
            let first = next;
            next += group.count();
            first
        })
        .collect()
}

#[derive(Default)]
struct Draft {
    longs: Vec<(u32, Position)>,
    shorts: Vec<(u32, Position)>,
    keeps_traders: bool,
    traders: Vec<Trader>,
}

impl Draft {
    fn side(&mut self, side: Side) -> &mut Vec<(u32, Position)> {
        match side {
            Side::Long => &mut self.longs,
            Side::Short => &mut self.shorts,
        }
    }

    /// Makes room at once: growing by doubling copies a million positions several times.
    fn reserve(&mut self, side: Side, count: u32) {
        self.side(side).reserve(count as usize);
    }

    fn add(&mut self, id: u32, terms: Isolated, position: Position, account: Option<usize>) {
        if self.keeps_traders {
            self.traders.push(Trader {
                id,
                terms,
                trigger_price: position.trigger_price.filter(|_| account.is_none()),
                account,
            });
        }
        self.side(terms.side).push((id, position));
    }
}

/// The position of a trader with this margin, as crowds hold it.
fn position(trader: Isolated, market: &Market) -> Position {
    in_crowd(trader, trader.liquidation_price(&market.margin), market)
}

/// A position with a given trigger. Crowds count in base: an inverse position as what closing it at its trigger trades.
fn in_crowd(trader: Isolated, trigger_price: Option<f64>, market: &Market) -> Position {
    let contract = market.margin.contract;
    Position {
        trigger_price,
        bankruptcy_price: trader.bankruptcy_price(&market.margin),
        quantity: match contract {
            Contract::Linear => trader.quantity,
            Contract::Inverse => {
                trader.quantity / trigger_price.unwrap_or(market.impact.start_price)
            }
        },
        margin: trader.margin,
        leverage: trader.notional(trader.entry_price, contract) / trader.margin,
    }
}

fn explicit(row: &PositionRow) -> Isolated {
    Isolated {
        side: row.side,
        quantity: row.quantity,
        entry_price: row.entry_price,
        margin: row.margin,
    }
}

/// The cross-margin accounts of a scenario, as far as the crowds show them.
struct CrossAccounts {
    accounts: Vec<CrossAccount>,
}

/// One of them: what its positions are worth to each other.
#[derive(Default, Clone)]
struct CrossAccount {
    wallet: f64,
    /// Notional of all positions, quote.
    notional: f64,
    /// Unrealised profit less maintenance margin of each position at the start, quote.
    spare: Vec<(f64, f64)>,
    /// Wallet and spare of all positions before each.
    before: Vec<f64>,
    /// Spare of all positions after each.
    after: Vec<f64>,
    /// Position that comes next.
    next: usize,
}

impl CrossAccounts {
    /// Sums over all positions, once: a scan of all of them for each of them took a minute.
    fn new(scenario: &Recipe<'_>) -> Self {
        let mut accounts: Vec<CrossAccount> = scenario
            .wallets
            .iter()
            .map(|&wallet| CrossAccount {
                wallet,
                ..CrossAccount::default()
            })
            .collect();
        for (_, group) in &scenario.groups {
            let Group::Positions(positions) = group else {
                continue;
            };
            let market = &scenario.markets[positions.market];
            let mark = market.impact.start_price;
            for row in &positions.rows {
                let Some(account) = row.account.and_then(|account| accounts.get_mut(account))
                else {
                    continue;
                };
                let profit = explicit(row).unrealised_profit(mark, Contract::Linear);
                let needed = market.margin.maintenance.requirement(row.quantity * mark);
                account.notional += row.quantity * mark;
                account.spare.push((profit, needed));
            }
        }
        for account in &mut accounts {
            let mut sum = account.wallet;
            for &(profit, needed) in &account.spare {
                account.before.push(sum);
                sum = sum + profit - needed;
            }
            account.after = vec![0.0; account.spare.len()];
            let mut sum = 0.0;
            for (after, &(profit, needed)) in account.after.iter_mut().zip(&account.spare).rev() {
                *after = sum;
                sum = sum + profit - needed;
            }
        }
        Self { accounts }
    }

    /// The next position of an account, in the order of the scenario, as the crowd shows it: liquidated where its own
    /// market alone would do it, with the share of the wallet that its notional has in the account's.
    fn position(&mut self, account: usize, row: &PositionRow, market: &Market) -> Position {
        let account = &mut self.accounts[account];
        let own = account.next;
        account.next += 1;
        let alone = Isolated {
            margin: account.before[own] + account.after[own],
            ..explicit(row)
        };
        let rules = MarginRules::linear(market.margin.maintenance.clone());
        let trigger_price = alone.liquidation_price(&rules);
        let share = row.quantity * market.impact.start_price / account.notional;
        let trader = Isolated {
            margin: account.wallet * share,
            ..explicit(row)
        };
        in_crowd(trader, trigger_price, market)
    }
}

fn add_levels(draft: &mut Draft, levels: &Levels, market: &Market, mut rng: Rng, first_id: u32) {
    let count = f64::from(levels.count);
    // Inverse contracts are amounts of quote: base at the starting price.
    let size = match market.margin.contract {
        Contract::Linear => levels.quantity / count,
        Contract::Inverse => levels.quantity / count * market.impact.start_price,
    };
    let quantity = market.margin.whole_lots(size);
    let entry_price = market.impact.start_price;
    let (log_from, log_to) = (ln(levels.from), ln(levels.to));
    draft.reserve(levels.side, levels.count);
    let poisson = (levels.spacing == Spacing::Poisson)
        .then(|| uniform_order_statistics(levels.count, &mut rng));
    for (index, step) in (0..levels.count).zip(0_usize..) {
        let share = match &poisson {
            Some(shares) => shares[step],
            None => (f64::from(index) + 0.5) / count,
        };
        // Counted from the end that the price reaches first.
        let share = if levels.side == Side::Long {
            1.0 - share
        } else {
            share
        };
        let trigger_price = match levels.spacing {
            Spacing::LogPrice => exp(log_from + (log_to - log_from) * share),
            Spacing::Price | Spacing::Poisson if levels.side == Side::Long => {
                levels.to - (1.0 - share) * (levels.to - levels.from)
            }
            Spacing::Price | Spacing::Poisson => levels.from + share * (levels.to - levels.from),
        };
        let margin = Isolated::margin_for_trigger(
            levels.side,
            quantity,
            entry_price,
            trigger_price,
            &market.margin,
        );
        let trader = Isolated {
            side: levels.side,
            quantity,
            entry_price,
            margin,
        };
        // The level itself: solving for it again would round.
        let position = in_crowd(trader, Some(trigger_price), market);
        draft.add(first_id + index, trader, position, None);
    }
}

/// `count` uniform random numbers in (0, 1) in rising order, without sorting: partial sums of exponential gaps.
fn uniform_order_statistics(count: u32, rng: &mut Rng) -> Vec<f64> {
    let mut sum = 0.0;
    let mut sums: Vec<f64> = (0..count)
        .map(|_| {
            sum -= ln(rng.unit());
            sum
        })
        .collect();
    let total = sum - ln(rng.unit());
    for value in &mut sums {
        *value /= total;
    }
    sums
}

/// Source of numbers in (0, 1) for one property of a generated crowd.
pub(crate) enum Draws {
    /// `(i + 1/2) / n`, from the top down.
    Falling { count: f64 },
    /// `(i + 1/2) / n`.
    Rising { count: f64 },
    /// Fractional parts of multiples of an irrational step.
    Kronecker { step: f64 },
    /// The seed's stream.
    Random(Rng),
}

impl Draws {
    pub(crate) fn at(&mut self, index: u32) -> f64 {
        match self {
            Self::Rising { count } => (f64::from(index) + 0.5) / *count,
            Self::Falling { count } => 1.0 - (f64::from(index) + 0.5) / *count,
            Self::Kronecker { step } => {
                let value = (f64::from(index) + 0.5) * *step;
                (value - value.floor()).clamp(1e-12, 1.0 - 1e-12)
            }
            Self::Random(rng) => rng.unit(),
        }
    }
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share of a count fits the count"
)]
fn add_perps(draft: &mut Draft, perps: &Perps, market: &Market, seed: (u32, u32), first_id: u32) {
    let long_count = (f64::from(perps.count) * perps.long_share).round() as u32;
    // A side with any open interest has somebody to hold it, as far as there are two to share.
    let long_count = if perps.count > 1 && perps.long_share > 0.0 && perps.long_share < 1.0 {
        long_count.clamp(1, perps.count - 1)
    } else {
        long_count
    };
    let sides = [
        (
            Side::Long,
            long_count,
            perps.open_interest * perps.long_share,
            first_id,
        ),
        (
            Side::Short,
            perps.count - long_count,
            perps.open_interest * (1.0 - perps.long_share),
            first_id + long_count,
        ),
    ];
    let mut random = [Purpose::Leverage, Purpose::Entry, Purpose::Size]
        .map(|purpose| Rng::new(seed.0, purpose, seed.1));
    for (side, count, notional, first_id) in sides {
        if count == 0 {
            continue;
        }
        let [leverage, entry, size] = &mut random;
        let mut draws = match perps.sampling {
            Sampling::Random => [leverage, entry, size]
                .map(|rng| Draws::Random(std::mem::replace(rng, Rng::new(0, Purpose::Size, 0)))),
            Sampling::Quantiles => [
                Draws::Falling {
                    count: f64::from(count),
                },
                Draws::Kronecker { step: ENTRY_STEP },
                Draws::Kronecker { step: SIZE_STEP },
            ],
        };
        let total = match market.margin.contract {
            Contract::Linear => notional / market.impact.start_price,
            Contract::Inverse => notional,
        };
        let quantities = quantities(perps.sizes, count, total, &mut draws[2]);
        draft.reserve(side, count);
        let law = perps.leverage.quantiles();
        let entries = perps.entry_sd.map(LivingEntries::new);
        for (index, step) in (0..count).zip(0_usize..) {
            let quantity = quantities
                .as_ref()
                .map_or_else(|| total / f64::from(count), |quantities| quantities[step]);
            let quantity = market.margin.whole_lots(quantity);
            let leverage = law.at(draws[0].at(index));
            let entry = entries
                .as_ref()
                .map(|entries| (entries, draws[1].at(index)));
            let terms = trader(side, quantity, leverage, entry, market);
            draft.add(first_id + index, terms, position(terms, market), None);
        }
        if let [
            Draws::Random(leverage),
            Draws::Random(entry),
            Draws::Random(size),
        ] = draws
        {
            random = [leverage, entry, size];
        }
    }
}

/// Draws entries from the part of a normal distribution at which a position still lives: the rest have been
/// liquidated before the story begins.
struct LivingEntries {
    /// Standard deviation, fraction of the starting price.
    sd: f64,
    /// Probability below the lowest entry that may be drawn.
    lowest: f64,
}

impl LivingEntries {
    fn new(sd: f64) -> Self {
        Self {
            sd,
            lowest: normal_cdf((LOWEST_ENTRY_RATIO - 1.0) / sd),
        }
    }

    /// Entry at the quantile `u` in (0, 1) of the living, for a position whose life ends at `edge`; both as fractions
    /// of the starting price.
    fn at(&self, u: f64, side: Side, edge: f64) -> f64 {
        let dead = normal_cdf((edge - 1.0) / self.sd);
        let (low, high) = match side {
            Side::Long => (self.lowest, dead),
            // With less than 1x a short lives at any entry: no law may draw one below the lowest.
            Side::Short => (dead.max(self.lowest), 1.0),
        };
        let ratio = 1.0 + self.sd * normal_quantile(low + u * (high - low));
        // Where hardly any of the distribution is alive its quantile loses precision: the edge is the answer.
        match side {
            Side::Long => ratio.min(edge),
            Side::Short => ratio.max(edge),
        }
    }
}

/// A trader who is alive at the starting price.
fn trader(
    side: Side,
    quantity: f64,
    leverage: f64,
    entry: Option<(&LivingEntries, f64)>,
    market: &Market,
) -> Isolated {
    let start = market.impact.start_price;
    let rules = &market.margin;
    let value = match rules.contract {
        Contract::Linear => quantity * start,
        Contract::Inverse => quantity / start,
    };
    // The closing fee must be left as well, where it counts.
    let kept = rules.maintenance.requirement(value) / value;
    let fee = rules.closing_fee_ratio;
    let requirement = kept + fee;
    // Exchanges do not grant leverage whose margin is below the maintenance margin of the size's bracket.
    let leverage = leverage.min((1.0 - ALIVE_MARGIN) / requirement);
    let sign = side.sign();
    let entry_ratio = match entry {
        None => 1.0,
        Some((entries, u)) => {
            // Alive: e / L + side (1 - e) > kept (times e on the entry basis) + fee, in fractions of the starting
            // price; inverse: 1 / (e L) + side (1 / e - 1) > kept (over e on the entry basis) + fee.
            let (slack, room) = match (rules.contract, rules.basis) {
                (Contract::Linear, Basis::Mark) => {
                    (1.0 - sign / leverage, 1.0 - sign * requirement)
                }
                (Contract::Linear, Basis::Entry) => {
                    (1.0 - sign / leverage + sign * kept, 1.0 - sign * fee)
                }
                (Contract::Inverse, Basis::Mark) => {
                    (1.0 + sign * requirement, 1.0 + sign / leverage)
                }
                (Contract::Inverse, Basis::Entry) => {
                    (1.0 + sign * fee, 1.0 + sign / leverage - sign * kept)
                }
            };
            let edge = room / slack * (1.0 - sign * ALIVE_MARGIN);
            entries.at(u, side, if slack > 0.0 { edge } else { f64::INFINITY })
        }
    };
    let terms = |entry_price: f64, leverage: f64| {
        let unfunded = Isolated {
            side,
            quantity,
            entry_price,
            margin: 0.0,
        };
        Isolated {
            margin: unfunded.notional(entry_price, rules.contract) / leverage,
            ..unfunded
        }
    };
    let drawn = terms(rules.on_tick(start * entry_ratio), leverage);
    // Ticks, or brackets on the notional at entry, may have moved the edge: then today's price and, if need be, a
    // little less leverage. Elsewhere the edge is exact, and looking again would cost as much as the draw.
    let is_exact = rules.price_step == 0.0
        && (rules.basis == Basis::Mark || rules.maintenance.tiers().len() == 1);
    if is_exact || is_alive(&drawn, rules, start) {
        return drawn;
    }
    let mut leverage = leverage;
    let mut again = terms(start, leverage);
    while !is_alive(&again, rules, start) && leverage > 1e-3 {
        leverage *= 0.99;
        again = terms(start, leverage);
    }
    again
}

/// Whether a position is not yet liquidated at a price.
fn is_alive(position: &Isolated, rules: &MarginRules, price: f64) -> bool {
    position
        .liquidation_price(rules)
        .is_none_or(|trigger| position.side.sign() * (price - trigger) > 0.0)
}

/// Sizes in base that add up to `total`; `None` when all are alike.
pub(crate) fn quantities(
    law: SizeLaw,
    count: u32,
    total: f64,
    draws: &mut Draws,
) -> Option<Vec<f64>> {
    let weight = |u: f64| match law {
        SizeLaw::Equal => 1.0,
        SizeLaw::Lognormal { log_sd } => exp(log_sd * normal_quantile(u)),
        SizeLaw::Pareto { exponent } => pow(1.0 - u, -1.0 / exponent),
    };
    if law == SizeLaw::Equal {
        return None;
    }
    let mut quantities: Vec<f64> = (0..count).map(|index| weight(draws.at(index))).collect();
    let scale = total / quantities.iter().sum::<f64>();
    for quantity in &mut quantities {
        *quantity *= scale;
    }
    Some(quantities)
}
