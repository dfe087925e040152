//! A lending protocol in a run: its loans, and which of them are sick.

use super::book::{Asset, Order, Protocol, Queue, Rules};
use super::floor::Floor;
use crate::market::venue::Venue;
use crate::population::crowd::{Crowd, Position, Side};
use crate::settlement::auction::Lot;
use crate::sources::Waiting;
use serde::Serialize;
use std::sync::Arc;

/// Triggers of loans are sorted by a number that rounding may move by this share: closer ones are compared as they are.
const CLOSE: f64 = 1e-12;

/// What is left of a quantity below this share goes with the rest.
pub(super) const CRUMB: f64 = 1e-12;

/// What a protocol has done so far.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Totals {
    /// Value of debt repaid, quote.
    pub(super) repaid: f64,
    /// Value of collateral taken, quote by the oracle.
    pub(super) seized: f64,
    /// Calls, absorptions and auctions begun.
    pub(super) calls: f64,
    /// Loans that were called at all.
    pub(super) loans_called: f64,
    /// What liquidators have taken in less what they paid, quote.
    pub(super) profit: f64,
    /// Gas, quote.
    pub(super) gas: f64,
    /// Value of collateral that the protocol kept, quote by the oracle.
    pub(super) fee: f64,
    /// Debt that nobody paid, quote.
    pub(super) bad_debt: f64,
    /// Auctions started anew.
    pub(super) resets: f64,
}

/// What became of a loan that the scenario lists.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LoanOutcome {
    /// Its name.
    pub id: String,
    /// Protocol that gave it.
    pub lending: String,
    /// Units of collateral left, asset by asset.
    pub collateral: Vec<Amount>,
    /// Units owed, asset by asset.
    pub debt: Vec<Amount>,
    /// Value of debt repaid by others, quote.
    pub repaid: f64,
    /// Value of collateral taken, quote by the oracle.
    pub seized: f64,
    /// How often it was called.
    pub calls: u32,
    /// Row of the first call; `null`: never.
    pub first_called_at_row: Option<u32>,
    /// Row in which nothing was left of it; `null`: never.
    pub closed_at_row: Option<u32>,
}

/// An amount of an asset.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Amount {
    /// Name of the asset.
    pub asset: String,
    /// Units.
    pub quantity: f64,
}

/// What is kept of a loan that the scenario lists.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Fate {
    pub(super) repaid: f64,
    pub(super) seized: f64,
    pub(super) calls: u32,
    pub(super) first_row: Option<u32>,
    pub(super) closed_row: Option<u32>,
}

/// A lot at auction.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Auction {
    pub(super) loan: usize,
    /// Number of the asset.
    pub(super) asset: usize,
    pub(super) lot: Lot,
    /// Debt that it is about, quote.
    pub(super) due: f64,
    /// What has come in, quote.
    pub(super) owed: f64,
    /// First price, quote per unit.
    pub(super) top: f64,
    /// When it began, and began anew, s.
    pub(super) kicked_s: f64,
    pub(super) started_s: f64,
    /// Who leads an English auction, what it bids and since when.
    pub(super) leader: Option<(usize, f64, f64)>,
}

/// A protocol in a run.
#[derive(Debug, Clone)]
pub(super) struct Party {
    pub(super) protocol: Arc<Protocol>,
    /// Where its assets stand in the stock of liquidators.
    pub(super) first_stock: usize,
    /// Units of collateral and debt, in the order of the book.
    pub(super) collateral: Vec<f64>,
    pub(super) debt: Vec<f64>,
    /// Since when each is liquidatable, s; infinite: it is not.
    pub(super) since: Vec<f64>,
    /// Those that were called stand in no queue any more; some never did.
    is_moved: Vec<bool>,
    is_called: Vec<bool>,
    /// Nothing is left of it.
    is_over: Vec<bool>,
    /// Of each queue: how many a price has reached for sure, and how many perhaps.
    reached: Vec<[usize; 2]>,
    /// Those that stand in no queue and are not over.
    pub(super) loose: Vec<u32>,
    /// Those that were called, which the sums of their queue still count.
    pub(super) called: Vec<u32>,
    /// How many are liquidatable.
    sick: usize,
    /// Its own money, quote.
    pub(super) reserve: f64,
    /// Units that it has absorbed and not sold, asset by asset.
    pub(super) store: Vec<f64>,
    /// Units that went back to borrowers, asset by asset.
    pub(super) returned: Vec<f64>,
    pub(super) auctions: Vec<Auction>,
    /// What stands at auction, quote.
    pub(super) dirt: f64,
    pub(super) totals: Totals,
    /// Of those that the scenario lists, in their order.
    pub(super) fates: Vec<Fate>,
    /// Prices that it believes, asset by asset, quote per unit.
    pub(super) prices: Vec<f64>,
    /// Anything was done in the last block.
    pub(super) acted: bool,
    pub(super) row: u32,
    /// What an oracle of the markets that it uses sees of its own market, and whether it stands still.
    oracles: Vec<(f64, bool)>,
}

/// The protocol belongs to the scenario and not to the state.
impl PartialEq for Party {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.protocol, &other.protocol)
            && self.collateral == other.collateral
            && self.debt == other.debt
            && self.since == other.since
            && self.is_moved == other.is_moved
            && self.is_called == other.is_called
            && self.is_over == other.is_over
            && self.reached == other.reached
            && self.loose == other.loose
            && self.called == other.called
            && self.sick == other.sick
            && self.reserve == other.reserve
            && self.store == other.store
            && self.returned == other.returned
            && self.auctions == other.auctions
            && self.dirt == other.dirt
            && self.totals == other.totals
            && self.fates == other.fates
            && self.prices == other.prices
            && self.acted == other.acted
            && self.row == other.row
            && self.oracles == other.oracles
    }
}

/// What decides about a loan, quote by the prices given.
#[derive(Debug, Clone, Copy)]
pub(super) struct Standing {
    /// Collateral, each by its threshold.
    pub(super) weighted: f64,
    pub(super) debt: f64,
}

impl Standing {
    /// The comparison itself, never a stored trigger.
    pub(super) fn is_sick(self) -> bool {
        self.weighted < self.debt
    }

    pub(super) fn health(self) -> f64 {
        self.weighted / self.debt
    }
}

impl Party {
    pub(super) fn new(protocol: &Arc<Protocol>, first_stock: usize) -> Self {
        let loans = &protocol.loans;
        let count = loans.len();
        let mut is_moved = vec![false; count];
        for &loan in &protocol.others {
            is_moved[loan as usize] = true;
        }
        Self {
            first_stock,
            collateral: loans.collateral.iter().map(|one| one.quantity).collect(),
            debt: loans.debt.iter().map(|one| one.quantity).collect(),
            since: vec![f64::INFINITY; count],
            is_moved,
            is_called: vec![false; count],
            is_over: vec![false; count],
            reached: vec![[0; 2]; protocol.queues.len()],
            loose: protocol.others.clone(),
            called: Vec::new(),
            sick: 0,
            reserve: protocol.reserve,
            store: vec![0.0; protocol.assets.len()],
            returned: vec![0.0; protocol.assets.len()],
            auctions: Vec::new(),
            dirt: 0.0,
            totals: Totals::default(),
            fates: vec![Fate::default(); loans.names.len()],
            prices: vec![0.0; protocol.assets.len()],
            acted: false,
            row: 0,
            oracles: Vec::new(),
            protocol: Arc::clone(protocol),
        }
    }

    pub(super) fn is_sick(&self) -> bool {
        self.sick > 0
    }

    /// Whether it waits for a market: one of its assets trades there, or none trades anywhere and it is the first.
    pub(super) fn belongs_to(&self, market: usize) -> bool {
        let assets = &self.protocol.assets;
        let is_here = |asset: &Asset| asset.market == Some(market);
        let is_nowhere = || assets.iter().all(|asset| asset.market.is_none());
        assets.iter().any(is_here) || market == 0 && is_nowhere()
    }

    pub(super) fn has_open_business(&self) -> bool {
        !self.auctions.is_empty() || self.wants_to_sell()
    }

    fn wants_to_sell(&self) -> bool {
        match &self.protocol.rules {
            Rules::Absorb {
                target_reserves, ..
            } => {
                self.acted
                    && self.reserve < *target_reserves
                    && self.store.iter().any(|&units| units > 0.0)
            }
            Rules::Repay { .. } | Rules::Auction(_) => false,
        }
    }

    /// How a loan stands at prices of its assets.
    pub(super) fn standing(&self, loan: usize, prices: &[f64]) -> Standing {
        let (assets, loans) = (&self.protocol.assets, &self.protocol.loans);
        let (mut weighted, mut debt) = (0.0, 0.0);
        for place in loans.collateral_of(loan) {
            let asset = loans.collateral[place].asset as usize;
            let threshold = loans.threshold_of(loan, &assets[asset]);
            weighted += self.collateral[place] * prices[asset] * threshold;
        }
        for place in loans.debt_of(loan) {
            debt += self.debt[place] * prices[loans.debt[place].asset as usize];
        }
        Standing { weighted, debt }
    }

    fn set_since(&mut self, loan: usize, is_sick: bool, time_s: f64) {
        let since = &mut self.since[loan];
        if is_sick && since.is_infinite() {
            *since = time_s;
            self.sick += 1;
        } else if !is_sick && since.is_finite() {
            *since = f64::INFINITY;
            self.sick -= 1;
        }
    }

    /// Finds who is liquidatable at the prices of the oracles.
    pub(super) fn look(&mut self, venues: &[Venue], time_s: f64, row: u32) {
        self.row = row;
        let protocol = Arc::clone(&self.protocol);
        for (price, asset) in self.prices.iter_mut().zip(&protocol.assets) {
            *price = asset.believed(venues);
        }
        self.oracles.clear();
        self.oracles.extend(venues.iter().map(|venue| {
            let share = venue.oracle_rule().map_or(1.0, |rule| rule.own_share);
            (share, venue.oracle.is_stuck)
        }));
        let prices = std::mem::take(&mut self.prices);
        for (number, queue) in protocol.queues.iter().enumerate() {
            let price = venues[queue.market].oracle.price;
            let [sure, perhaps] = [queue.reached(price, CLOSE), queue.reached(price, -CLOSE)];
            let [was_sure, was_perhaps] =
                std::mem::replace(&mut self.reached[number], [sure, perhaps]);
            for place in was_sure.min(sure)..was_perhaps.max(perhaps) {
                let loan = queue.loan[place] as usize;
                if self.is_moved[loan] {
                    continue;
                }
                let is_sick =
                    place < sure || place < perhaps && self.standing(loan, &prices).is_sick();
                self.set_since(loan, is_sick, time_s);
            }
        }
        let is_over = &self.is_over;
        self.loose.retain(|&loan| !is_over[loan as usize]);
        for place in 0..self.loose.len() {
            let loan = self.loose[place] as usize;
            let is_sick = self.standing(loan, &prices).is_sick();
            self.set_since(loan, is_sick, time_s);
        }
        self.prices = prices;
    }

    /// Numbers of the liquidatable loans, whoever is called first in front.
    pub(super) fn line(&self) -> Vec<usize> {
        if self.sick == 0 {
            return Vec::new();
        }
        let queues = self.protocol.queues.iter().zip(&self.reached);
        let queued = queues.flat_map(|(queue, reached)| {
            let loans = queue.loan[..reached[1]].iter().map(|&loan| loan as usize);
            loans.filter(|&loan| !self.is_moved[loan])
        });
        let loose = self.loose.iter().map(|&loan| loan as usize);
        let mut line: Vec<(f64, f64, usize)> = queued
            .chain(loose)
            .filter(|&loan| self.since[loan].is_finite())
            .map(|loan| {
                let standing = self.standing(loan, &self.prices);
                (standing.health(), standing.debt, loan)
            })
            .collect();
        let by_size = self.protocol.order == Order::Size;
        line.sort_by(|one, other| {
            let larger = other.1.total_cmp(&one.1);
            let first = if by_size {
                larger
            } else {
                one.0.total_cmp(&other.0).then(larger)
            };
            first.then(one.2.cmp(&other.2))
        });
        line.into_iter().map(|(_, _, loan)| loan).collect()
    }

    /// A loan is no longer what its trigger says.
    pub(super) fn note_call(
        &mut self,
        loan: usize,
        repaid: f64,
        seized: f64,
        market: Option<usize>,
        floor: &mut Floor<'_, '_>,
    ) {
        if !self.is_called[loan] {
            self.is_called[loan] = true;
            self.totals.loans_called += 1.0;
            if let Some(market) = market {
                floor.flows[market].accounts += 1;
            }
        }
        if !self.is_moved[loan] {
            self.is_moved[loan] = true;
            let number = u32::try_from(loan).unwrap_or(u32::MAX);
            self.loose.push(number);
            self.called.push(number);
        }
        self.totals.calls += 1.0;
        self.totals.repaid += repaid;
        self.totals.seized += seized;
        self.acted = true;
        let row = self.row;
        if let Some(fate) = self.fate(loan) {
            fate.repaid += repaid;
            fate.seized += seized;
            fate.calls += 1;
            fate.first_row.get_or_insert(row);
        }
    }

    pub(super) fn fate(&mut self, loan: usize) -> Option<&mut Fate> {
        let names = &self.protocol.loans.names;
        let place = names.binary_search_by(|(number, _)| (*number as usize).cmp(&loan));
        place.ok().map(|place| &mut self.fates[place])
    }

    /// Looks at a loan again, after something was done with it; nothing of it may be left.
    pub(super) fn settle(&mut self, loan: usize, time_s: f64) {
        let loans = &self.protocol.loans;
        let left = |quantities: &[f64]| quantities.iter().any(|&quantity| quantity > 0.0);
        let is_over = !left(&self.debt[loans.debt_of(loan)]);
        let standing = self.standing(loan, &self.prices);
        self.set_since(loan, !is_over && standing.is_sick(), time_s);
        if is_over && !self.is_over[loan] {
            self.is_over[loan] = true;
            let row = self.row;
            if let Some(fate) = self.fate(loan) {
                fate.closed_row.get_or_insert(row);
            }
        }
    }

    /// Somebody sends a transaction, for which the protocol pays a reward.
    pub(super) fn send(&mut self, bot: usize, reward: f64, floor: &mut Floor<'_, '_>) {
        let gas = floor.send(bot);
        self.reserve -= reward;
        floor.bots[bot].receive(reward);
        self.totals.gas += gas;
        self.totals.profit += reward - gas;
    }

    /// Somebody pays for units of an asset, and sells or keeps them.
    pub(super) fn pay(
        &mut self,
        bot: usize,
        asset: usize,
        units: f64,
        cost: f64,
        floor: &mut Floor<'_, '_>,
    ) {
        let gas = floor.send(bot);
        let fee = floor.flash_fee(bot, cost);
        floor.bots[bot].pay(cost + fee);
        let stock = self.first_stock + asset;
        let proceeds = floor.hand_over(bot, &self.protocol.assets[asset], stock, units);
        self.totals.gas += gas;
        self.totals.profit += proceeds - cost - fee - gas;
    }

    /// What nobody will pay: the reserve first.
    pub(super) fn lose(&mut self, deficit: f64) {
        let paid = deficit.min(self.reserve.max(0.0));
        self.reserve -= paid;
        self.totals.bad_debt += deficit - paid;
    }

    /// Base of a market that secures loans at the start, and that is owed.
    pub(super) fn at_start(&self, market: usize) -> [f64; 2] {
        let (assets, loans) = (&self.protocol.assets, &self.protocol.loans);
        [&loans.collateral, &loans.debt].map(|holdings| {
            holdings.iter().fold(0.0, |sum, holding| {
                let asset = &assets[holding.asset as usize];
                if asset.market == Some(market) {
                    sum + holding.quantity * asset.rate
                } else {
                    sum
                }
            })
        })
    }

    /// Base that a move of the market to `ratio` of its price would force, where it trades there.
    pub(super) fn forced_between(&self, market: usize, ratio: f64) -> f64 {
        let Some(&(share, is_stuck)) = self.oracles.get(market) else {
            return 0.0;
        };
        let factor = 1.0 + (ratio - 1.0) * share;
        if is_stuck || factor == 1.0 {
            return 0.0;
        }
        let assets = self.protocol.assets.iter().zip(&self.prices);
        let moved: Vec<f64> = assets
            .map(|(asset, &price)| {
                if asset.market == Some(market) {
                    price * factor
                } else {
                    price
                }
            })
            .collect();
        let falls = factor < 1.0;
        let mut sum = 0.0;
        let mut add = |loan: usize| {
            if self.since[loan].is_infinite()
                && !self.is_over[loan]
                && self.standing(loan, &moved).is_sick()
            {
                sum += self.first_call(loan, &moved, market, falls);
            }
        };
        for (queue, reached) in self.protocol.queues.iter().zip(&self.reached) {
            if queue.market != market || queue.falls != falls {
                continue;
            }
            let price = self.price_of(queue);
            let end = queue.reached(price * factor, -CLOSE);
            for &loan in &queue.loan[reached[0].min(end)..end] {
                if !self.is_moved[loan as usize] {
                    add(loan as usize);
                }
            }
        }
        for &loan in &self.loose {
            add(loan as usize);
        }
        sum
    }

    /// The loans that one price decides over, each with what its first call would trade.
    pub(super) fn waiting(&self) -> Vec<Waiting> {
        let whole = Self::new(&self.protocol, 0);
        let queue = |queue: &Queue| {
            let positions = queue.trigger.iter().zip(&queue.loan);
            let positions = positions
                .map(|(&trigger, &loan)| {
                    let assets = self.protocol.assets.iter();
                    let prices: Vec<f64> = assets.map(|asset| asset.at(|_| trigger)).collect();
                    let quantity =
                        whole.first_call(loan as usize, &prices, queue.market, queue.falls);
                    let position = Position {
                        trigger_price: Some(trigger),
                        bankruptcy_price: 0.0,
                        quantity,
                        margin: 0.0,
                        leverage: 1.0,
                    };
                    (loan, position)
                })
                .filter(|(_, position)| position.quantity > 0.0);
            let side = if queue.falls { Side::Long } else { Side::Short };
            Waiting {
                kind: super::KIND,
                label: "loans",
                hue: 1,
                market: queue.market,
                by_mark: false,
                crowd: Arc::new(Crowd::new(side, positions.collect())),
            }
        };
        self.protocol.queues.iter().map(queue).collect()
    }

    /// Oracle price of the market of a queue.
    fn price_of(&self, queue: &Queue) -> f64 {
        let assets = self.protocol.assets.iter().zip(&self.prices);
        let mut of = assets.filter(|(asset, _)| asset.market == Some(queue.market));
        of.next()
            .map_or(f64::NAN, |(asset, price)| price / asset.rate)
    }

    /// What became of the loans that the scenario lists.
    pub(super) fn outcomes(&self) -> Vec<LoanOutcome> {
        let (assets, loans) = (&self.protocol.assets, &self.protocol.loans);
        let amount = |asset: u32, quantity: f64| Amount {
            asset: assets[asset as usize].id.clone(),
            quantity,
        };
        let named = loans.names.iter().zip(&self.fates);
        named
            .map(|((number, id), fate)| {
                let loan = *number as usize;
                let places = loans.collateral_of(loan);
                LoanOutcome {
                    id: id.clone(),
                    lending: self.protocol.id.clone(),
                    collateral: places
                        .map(|place| amount(loans.collateral[place].asset, self.collateral[place]))
                        .collect(),
                    debt: loans
                        .debt_of(loan)
                        .map(|place| amount(loans.debt[place].asset, self.debt[place]))
                        .collect(),
                    repaid: fate.repaid,
                    seized: fate.seized,
                    calls: fate.calls,
                    first_called_at_row: fate.first_row,
                    closed_at_row: fate.closed_row,
                }
            })
            .collect()
    }

    /// Whether something is left of a loan.
    pub(super) fn lives(&self, loan: usize) -> bool {
        !self.is_over[loan]
    }

    /// Whether a loan stands in its queue as at the start.
    pub(super) fn is_untouched(&self, loan: usize) -> bool {
        !self.is_moved[loan]
    }
}

/// Takes from a quantity; what is left of it below a crumb goes with it.
pub(super) fn reduce(quantity: &mut f64, by: f64) {
    let left = *quantity - by;
    *quantity = if left <= CRUMB * *quantity { 0.0 } else { left };
}
