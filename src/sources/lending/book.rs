//! What never changes of lending protocols, of those who close their loans, and of the chain on which they do it.

use crate::market::venue::Venue;
use crate::settlement::auction::Curve;
use crate::settlement::loan::Repayment;
use std::sync::Arc;

/// Something that may be deposited or borrowed.
#[derive(Debug, Clone, PartialEq)]
pub struct Asset {
    /// Its name.
    pub id: String,
    /// Index of the market in which it trades; `None`: without impact, at a price for all time.
    pub market: Option<usize>,
    /// That price, quote per unit.
    pub price: f64,
    /// Base of the market per unit.
    pub rate: f64,
    /// Share of its value that counts as collateral.
    pub threshold: f64,
    /// Extra collateral per value repaid, the largest.
    pub bonus: f64,
    /// Share of the bonus that the protocol keeps.
    pub fee_ratio: f64,
    /// Of its value the borrower is credited this, where the protocol absorbs.
    pub factor: f64,
}

impl Asset {
    /// Price where its market is at a price of its own, quote per unit.
    #[must_use]
    pub fn at(&self, price_of: impl Fn(usize) -> f64) -> f64 {
        match self.market {
            Some(market) => self.rate * price_of(market),
            None => self.price,
        }
    }

    /// Price that the protocol believes, quote per unit.
    #[must_use]
    pub fn believed(&self, venues: &[Venue]) -> f64 {
        self.at(|market| venues[market].oracle.price)
    }

    /// Price at which it last traded, quote per unit.
    #[must_use]
    pub fn last(&self, venues: &[Venue]) -> f64 {
        self.at(|market| venues[market].last_price)
    }
}

/// Who is called first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Lowest health factor, then larger debt.
    Health,
    /// Larger debt.
    Size,
}

/// What happens to a loan whose health factor is below 1.
#[derive(Debug, Clone, PartialEq)]
pub enum Rules {
    /// Somebody repays a part and takes collateral for it.
    Repay {
        /// How much.
        repayment: Repayment,
        /// Most calls of a loan in one step.
        most_calls: u32,
    },
    /// The protocol takes it over and sells later.
    Absorb {
        /// Share of what is not credited that buyers get as a discount.
        store_front: f64,
        /// It sells while its reserve is below this, quote.
        target_reserves: f64,
    },
    /// Its collateral is auctioned.
    Auction(Auctions),
}

/// Rules of collateral auctions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Auctions {
    /// Penalty on the debt that is to come in, fraction.
    pub chop: f64,
    /// Most that may be at auction at once, quote.
    pub hole: Option<f64>,
    /// Least debt that is left behind, quote.
    pub dust: f64,
    /// What the caller of an auction gets, quote.
    pub tip: f64,
    /// And of what is to come in, fraction.
    pub chip: f64,
    /// First price over the oracle's.
    pub buffer: f64,
    /// How a Dutch price falls.
    pub curve: Curve,
    /// A Dutch auction starts anew after this time, s.
    pub tail_s: f64,
    /// Or where the price is below this share of the first.
    pub cusp: f64,
    /// Bids rise instead.
    pub english: Option<English>,
}

/// Rules of an auction in which bids rise.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct English {
    /// How much better a bid must be, fraction.
    pub beg: f64,
    /// Over so long after the last bid, s.
    pub ttl_s: f64,
    /// Or so long after its start, s.
    pub length_s: f64,
    /// The first bid, quote.
    pub opening_bid: f64,
}

/// An amount of an asset.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Holding {
    /// Number of the asset.
    pub asset: u32,
    /// Units.
    pub quantity: f64,
}

/// Loans, each with what secures it and what it owes.
#[derive(Debug, Clone, Default)]
pub struct Loans {
    /// Collateral of all of them, in their order.
    pub collateral: Vec<Holding>,
    /// Debt of all of them, in their order.
    pub debt: Vec<Holding>,
    /// Where the collateral of each ends.
    pub collateral_ends: Vec<u32>,
    /// Where the debt of each ends.
    pub debt_ends: Vec<u32>,
    /// A threshold instead of those of the assets; NaN: none.
    pub threshold: Vec<f64>,
    /// Names of those that have one, by the number of the loan.
    pub names: Vec<(u32, String)>,
}

fn reach(ends: &[u32], loan: usize) -> std::ops::Range<usize> {
    let from = loan.checked_sub(1).map_or(0, |before| ends[before]);
    from as usize..ends[loan] as usize
}

impl Loans {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.threshold.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.threshold.is_empty()
    }

    /// Where the collateral of a loan stands.
    #[must_use]
    pub fn collateral_of(&self, loan: usize) -> std::ops::Range<usize> {
        reach(&self.collateral_ends, loan)
    }

    /// Where the debt of a loan stands.
    #[must_use]
    pub fn debt_of(&self, loan: usize) -> std::ops::Range<usize> {
        reach(&self.debt_ends, loan)
    }

    /// Share of the value of an asset that counts as collateral of a loan.
    #[must_use]
    pub fn threshold_of(&self, loan: usize, asset: &Asset) -> f64 {
        let own = self.threshold[loan];
        if own.is_nan() { asset.threshold } else { own }
    }

    /// What secures a loan and what is owed, where it is one asset each, judged by the asset's own threshold.
    #[must_use]
    pub fn pair(&self, loan: usize) -> Option<(u32, u32)> {
        let (secured, owed) = (self.collateral_of(loan), self.debt_of(loan));
        let is_one = secured.len() == 1 && owed.len() == 1 && self.threshold[loan].is_nan();
        is_one.then(|| {
            (
                self.collateral[secured.start].asset,
                self.debt[owed.start].asset,
            )
        })
    }

    /// Adds a loan.
    pub fn push(&mut self, collateral: &[Holding], debt: &[Holding], threshold: Option<f64>) {
        let end = |all: &[Holding]| u32::try_from(all.len()).unwrap_or(u32::MAX);
        self.collateral.extend_from_slice(collateral);
        self.debt.extend_from_slice(debt);
        self.collateral_ends.push(end(&self.collateral));
        self.debt_ends.push(end(&self.debt));
        self.threshold.push(threshold.unwrap_or(f64::NAN));
    }
}

/// Loans that one price decides over, in the order in which it reaches them.
#[derive(Debug, Clone)]
pub struct Queue {
    /// Index of the market.
    pub market: usize,
    /// It reaches them falling; else rising.
    pub falls: bool,
    /// Oracle price at which each becomes liquidatable but for rounding, quote per base.
    pub trigger: Vec<f64>,
    /// Number of each loan.
    pub loan: Vec<u32>,
    /// All of them secured by one asset and owed in one: then sums of the first ones say what all of them add up to.
    pub alike: Option<Alike>,
}

/// Loans of one collateral and one debt, in the order of their queue.
#[derive(Debug, Clone)]
pub struct Alike {
    /// Number of the asset that secures them.
    pub secures: usize,
    /// Number of the asset that is owed.
    pub owed: usize,
    /// Units of collateral of the first ones; one longer than the queue.
    pub collateral: Vec<f64>,
    /// Units of debt of the first ones; one longer than the queue.
    pub debt: Vec<f64>,
}

impl Queue {
    /// How many a price has reached, of which rounding could not spare one (`slack` > 0) or might (`slack` < 0).
    #[must_use]
    pub fn reached(&self, price: f64, slack: f64) -> usize {
        if self.falls {
            let edge = price * (1.0 + slack);
            self.trigger.partition_point(|&trigger| trigger > edge)
        } else {
            let edge = price * (1.0 - slack);
            self.trigger.partition_point(|&trigger| trigger < edge)
        }
    }

    /// How many have a health factor below `health` at a price. It is the price over the trigger (the trigger over the price,
    /// where the debt is what moves).
    #[must_use]
    pub fn below(&self, health: f64, price: f64) -> usize {
        if self.falls {
            self.trigger
                .partition_point(|&trigger| trigger * health > price)
        } else {
            self.trigger
                .partition_point(|&trigger| trigger < price * health)
        }
    }
}

/// A lending protocol.
#[derive(Debug, Clone)]
pub struct Protocol {
    /// Its name.
    pub id: String,
    /// Its own money at the start, quote.
    pub reserve: f64,
    /// Who is called first.
    pub order: Order,
    /// What may be deposited or borrowed.
    pub assets: Vec<Asset>,
    /// What happens to a loan whose health factor is below 1.
    pub rules: Rules,
    /// The loans as they are at the start.
    pub loans: Loans,
    /// Those that one price decides over.
    pub queues: Vec<Queue>,
    /// The others.
    pub others: Vec<u32>,
}

/// What one price decides: market, whether it falls, and the price.
fn trigger(assets: &[Asset], loans: &Loans, loan: usize) -> Option<(usize, bool, f64)> {
    let mut market = None;
    // Value that counts and debt: per unit of the price, and fixed.
    let (mut moving, mut fixed) = ([0.0; 2], [0.0; 2]);
    let sides = [
        &loans.collateral[loans.collateral_of(loan)],
        &loans.debt[loans.debt_of(loan)],
    ];
    for (side, holdings) in sides.into_iter().enumerate() {
        for holding in holdings {
            let asset = &assets[holding.asset as usize];
            let counts = if side == 0 {
                loans.threshold_of(loan, asset)
            } else {
                1.0
            };
            match asset.market {
                None => fixed[side] += holding.quantity * asset.price * counts,
                Some(one) => {
                    if market.is_some_and(|known| known != one) {
                        return None;
                    }
                    market = Some(one);
                    moving[side] += holding.quantity * asset.rate * counts;
                }
            }
        }
    }
    let market = market?;
    // On both sides more than one price may decide.
    let falls = match moving {
        [collateral, 0.0] if collateral > 0.0 => true,
        [0.0, debt] if debt > 0.0 => false,
        _ => return None,
    };
    let at = if falls {
        (fixed[1] - fixed[0]) / moving[0]
    } else {
        (fixed[0] - fixed[1]) / moving[1]
    };
    Some((market, falls, at))
}

/// Sums of the first of some loans.
fn running(loans: &[u32], quantity: impl Fn(usize) -> f64) -> Vec<f64> {
    let mut sums = Vec::with_capacity(loans.len() + 1);
    let mut sum = 0.0;
    sums.push(sum);
    for &loan in loans {
        sum += quantity(loan as usize);
        sums.push(sum);
    }
    sums
}

impl Protocol {
    /// Sorts the loans.
    #[must_use]
    pub fn new(
        id: String,
        reserve: f64,
        order: Order,
        assets: Vec<Asset>,
        rules: Rules,
        loans: Loans,
    ) -> Self {
        // Market and direction, with triggers and numbers of loans.
        type Key = (usize, bool, Option<(u32, u32)>);
        type Sorted = (Key, Vec<(f64, u32)>);
        let mut sorted: Vec<Sorted> = Vec::new();
        let mut others = Vec::new();
        for (loan, number) in (0..loans.len()).zip(0_u32..) {
            match trigger(&assets, &loans, loan) {
                Some((market, falls, at)) if at.is_finite() => {
                    let key = (market, falls, loans.pair(loan));
                    let place = sorted.iter().position(|(known, _)| *known == key);
                    let place = place.unwrap_or_else(|| {
                        sorted.push((key, Vec::new()));
                        sorted.len() - 1
                    });
                    sorted[place].1.push((at, number));
                }
                _ => others.push(number),
            }
        }
        let queues = sorted
            .into_iter()
            .map(|((market, falls, pair), mut all)| {
                all.sort_by(|one, other| {
                    let by_price = if falls {
                        other.0.total_cmp(&one.0)
                    } else {
                        one.0.total_cmp(&other.0)
                    };
                    by_price.then(one.1.cmp(&other.1))
                });
                let (trigger, loan): (Vec<f64>, Vec<u32>) = all.into_iter().unzip();
                let alike = pair.map(|(secures, owed)| Alike {
                    secures: secures as usize,
                    owed: owed as usize,
                    collateral: running(&loan, |loan| {
                        loans.collateral[loans.collateral_of(loan).start].quantity
                    }),
                    debt: running(&loan, |loan| loans.debt[loans.debt_of(loan).start].quantity),
                });
                Queue {
                    alike,
                    market,
                    falls,
                    trigger,
                    loan,
                }
            })
            .collect();
        Self {
            id,
            reserve,
            order,
            assets,
            rules,
            loans,
            queues,
            others,
        }
    }
}

/// How much of what it may a liquidator takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sizing {
    /// Until the last unit earns nothing.
    Marginal,
    /// Until all of it earns nothing.
    BreakEven,
    /// All, or nothing.
    Whole,
}

/// Whoever closes loans.
#[derive(Debug, Clone, PartialEq)]
pub struct Liquidator {
    /// Its name.
    pub id: String,
    /// Protocols that it watches, by their numbers; `None`: all.
    pub serves: Option<Vec<usize>>,
    /// It takes all that it may, whatever that costs it.
    pub always: bool,
    /// Its money at the start, quote; `None`: flash loans.
    pub capital: Option<f64>,
    /// Fee of a flash loan, fraction of what is repaid.
    pub flash_fee: f64,
    /// Least gain of a transaction after gas, quote.
    pub min_profit: f64,
    /// Least gain on the last unit, fraction.
    pub min_profit_ratio: f64,
    /// How much of what it may it takes.
    pub sizing: Sizing,
    /// It acts on what has been liquidatable so long, s.
    pub latency_s: f64,
    /// It keeps what it takes and sells this share of it per second; `None`: at once.
    pub sell_rate_per_s: Option<f64>,
    /// It sends nothing while a transaction costs more, quote.
    pub most_gas: Option<f64>,
    /// In English auctions it bids just enough to lead; else what the lot is worth to it.
    pub bids_least: bool,
}

impl Liquidator {
    /// Whoever comes by in a textbook: takes all, at once, for nothing.
    #[must_use]
    pub fn anyone() -> Self {
        Self {
            id: "anyone".to_owned(),
            serves: None,
            always: true,
            capital: None,
            flash_fee: 0.0,
            min_profit: 0.0,
            min_profit_ratio: 0.0,
            sizing: Sizing::Marginal,
            latency_s: 0.0,
            sell_rate_per_s: None,
            most_gas: None,
            bids_least: false,
        }
    }

    /// Whether it watches a protocol.
    #[must_use]
    pub fn watches(&self, protocol: usize) -> bool {
        self.serves
            .as_ref()
            .is_none_or(|served| served.contains(&protocol))
    }
}

/// What makes transactions dearer and fewer.
#[derive(Debug, Clone, PartialEq)]
pub enum Congestion {
    /// A fall: `min(most, exp(exponent ln(start / last)))`.
    Drawdown {
        /// Index of the market.
        market: usize,
        /// Larger: sooner.
        exponent: f64,
        /// At most.
        most: f64,
    },
    /// Told: seconds and multiples, straight between them.
    Path(Vec<(f64, f64)>),
}

/// Where liquidators act.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Chain {
    /// Cost of a transaction, quote.
    pub gas: f64,
    /// Lending acts only at multiples of this, s; 0: in every step.
    pub block_s: f64,
    /// Transactions that fit, per second; `None`: any.
    pub calls_per_s: Option<f64>,
    /// Most that may be at auction at once in all protocols, quote.
    pub hole: Option<f64>,
    /// What makes transactions dearer and fewer.
    pub congestion: Option<Congestion>,
}

impl Chain {
    /// How much dearer a transaction is, and how many fewer fit; at least 1.
    #[must_use]
    pub fn multiple(&self, venues: &[Venue], time_s: f64) -> f64 {
        let multiple = match &self.congestion {
            None => 1.0,
            Some(Congestion::Drawdown {
                market,
                exponent,
                most,
            }) => {
                let venue = &venues[*market];
                let fall = crate::math::ln(venue.impact.start_price / venue.last_price);
                crate::math::exp(exponent * fall).min(*most)
            }
            Some(Congestion::Path(points)) => along(points, time_s),
        };
        multiple.max(1.0)
    }
}

/// Straight between points, level beyond them.
fn along(points: &[(f64, f64)], time_s: f64) -> f64 {
    let next = points.partition_point(|(at, _)| *at <= time_s);
    match (
        next.checked_sub(1).map(|last| points[last]),
        points.get(next),
    ) {
        (Some((from_s, from)), Some(&(to_s, to))) => {
            from + (to - from) * (time_s - from_s) / (to_s - from_s)
        }
        (Some((_, value)), None) | (None, Some(&(_, value))) => value,
        (None, None) => 1.0,
    }
}

/// All lending of a scenario: one purse may serve several protocols, and they share a chain.
#[derive(Debug, Clone)]
pub struct Book {
    /// Index of the market that it is named by.
    pub market: usize,
    is_enabled: bool,
    /// The protocols.
    pub protocols: Vec<Arc<Protocol>>,
    /// Whoever closes loans, in the order in which they act.
    pub liquidators: Vec<Liquidator>,
    /// Where they act.
    pub chain: Chain,
}

impl Book {
    /// One protocol, whose loans anybody closes.
    #[must_use]
    pub fn of(protocol: Protocol, is_enabled: bool) -> Self {
        let market = protocol.assets.iter().find_map(|asset| asset.market);
        Self {
            market: market.unwrap_or(0),
            is_enabled,
            protocols: vec![Arc::new(protocol)],
            liquidators: Vec::new(),
            chain: Chain::default(),
        }
    }

    /// How many loans there are.
    #[must_use]
    pub fn accounts(&self) -> u64 {
        let loans = self.protocols.iter().map(|protocol| protocol.loans.len());
        loans.fold(0, |sum, count| sum + count as u64)
    }

    /// Whether it takes part.
    #[must_use]
    pub fn is_enabled(&self) -> bool {
        self.is_enabled
    }

    /// All of them together.
    #[must_use]
    pub fn joined(books: &[Arc<Self>], liquidators: &[Liquidator], chain: &Chain) -> Self {
        let protocols = books.iter().flat_map(|book| book.protocols.iter().cloned());
        let mut liquidators = liquidators.to_vec();
        if liquidators.is_empty() {
            liquidators.push(Liquidator::anyone());
        }
        // By latency, then as they were declared.
        liquidators.sort_by(|one, other| one.latency_s.total_cmp(&other.latency_s));
        Self {
            market: books.first().map_or(0, |book| book.market),
            is_enabled: true,
            protocols: protocols.collect(),
            liquidators,
            chain: chain.clone(),
        }
    }
}
