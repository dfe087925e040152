//! What is recorded of lending.

use super::Lending;
use super::book::{Alike, Asset, Holding, Protocol, Queue};
use super::party::Party;
use crate::log::{ColumnSpec, EventSpec, FLOW, Log, STOCK, Sort, described};
use crate::market::venue::Venue;

/// What is recorded of it in each market.
pub static COLUMNS: &[ColumnSpec] = &[
    ColumnSpec {
        name: "collateralSoldQuantity",
        unit: "base",
        doc: described("Base of collateral that liquidators have sold."),
        sort: Sort::ForcedSale,
    },
    ColumnSpec {
        name: "collateralSoldNotional",
        unit: "quote",
        doc: described("Quote that came of it."),
        sort: Sort::ForcedSale,
    },
    ColumnSpec {
        name: "debtBoughtQuantity",
        unit: "base",
        doc: described("Base that liquidators have bought to repay debt."),
        sort: Sort::ForcedPurchase,
    },
    ColumnSpec {
        name: "debtBoughtNotional",
        unit: "quote",
        doc: described("Quote that it cost."),
        sort: Sort::ForcedPurchase,
    },
];

macro_rules! group_columns {
    ($($name:literal, $unit:literal, $kind:expr, $doc:literal;)*) => {
        /// What is recorded of each protocol.
        pub static GROUP_COLUMNS: &[ColumnSpec] = &[$(ColumnSpec {
            name: $name, unit: $unit, doc: described($doc), sort: $kind,
        }),*];
    };
}
group_columns! {
    "lendingDebt", "quote", STOCK, "Value of all debt at the oracle's prices.";
    "lendingCollateral", "quote", STOCK, "Value of all collateral at the oracle's prices.";
    "liquidatableDebt", "quote", STOCK, "Debt of loans whose health factor is below 1.";
    "underwaterDebt", "quote", STOCK, "Debt less collateral at the last prices, of loans that owe more than they have: what a stuck oracle hides.";
    "repaidDebt", "quote", FLOW, "Debt that liquidators have repaid (what auctions have brought in).";
    "seizedValue", "quote", FLOW, "Value of collateral taken, at the oracle's prices.";
    "liquidationCalls", "", FLOW, "Calls, absorptions and auctions begun.";
    "loansCalled", "", FLOW, "Loans that were called at all.";
    "liquidatorProfit", "quote", STOCK, "What liquidators have taken in less what they have paid, gas and fees of flash loans included.";
    "gasPaid", "quote", FLOW, "Cost of their transactions.";
    "protocolFee", "quote", FLOW, "Value of the collateral that the protocol kept of bonuses.";
    "reserve", "quote", STOCK, "The protocol's own money.";
    "lendingBadDebt", "quote", FLOW, "Debt that nobody pays: lenders lose it.";
    "auctionsOpen", "", STOCK, "Auctions that are open.";
    "auctionDebt", "quote", STOCK, "What they are to bring in.";
    "auctionResets", "", FLOW, "Auctions started anew.";
    "lowestHealth", "", STOCK, "Lowest health factor; 0 where there is no loan.";
    "liquidatorFree", "quote", STOCK, "Money of all liquidators that have a purse.";
    "liquidatorStock", "quote", STOCK, "Value at the last prices of what liquidators keep to sell.";
    "healthBelow090", "quote", STOCK, "Debt of loans with a health factor below 0.9.";
    "healthBelow095", "quote", STOCK, "From 0.9 to 0.95.";
    "healthBelow100", "quote", STOCK, "From 0.95 to 1.";
    "healthBelow105", "quote", STOCK, "From 1 to 1.05.";
    "healthBelow110", "quote", STOCK, "From 1.05 to 1.1.";
    "healthBelow120", "quote", STOCK, "From 1.1 to 1.2.";
    "healthBelow135", "quote", STOCK, "From 1.2 to 1.35.";
    "healthBelow150", "quote", STOCK, "From 1.35 to 1.5.";
    "healthBelow200", "quote", STOCK, "From 1.5 to 2.";
    "healthBelow300", "quote", STOCK, "From 2 to 3.";
    "healthAbove300", "quote", STOCK, "From 3.";
}

/// Upper ends of the bands of health by which debt is recorded; the last has none.
pub const HEALTH_BANDS: [f64; 10] = [0.9, 0.95, 1.0, 1.05, 1.1, 1.2, 1.35, 1.5, 2.0, 3.0];

/// What can happen to it.
pub static EVENTS: &[&EventSpec] = &[
    &ORACLE_STALE,
    &FIRST_AUCTION,
    &AUCTION_RESET,
    &OUT_OF_MONEY,
    &NOBODY_ACTS,
    &UNDER_WATER,
    &BAD_DEBT,
];

static ORACLE_STALE: EventSpec = EventSpec {
    name: "oracleStale",
    label: "oracle stale",
    doc: "The oracle's price is further from the last one than its own step explains.",
};

static FIRST_AUCTION: EventSpec = EventSpec {
    name: "firstAuction",
    label: "first auction",
    doc: "The first collateral is put up for auction.",
};

static AUCTION_RESET: EventSpec = EventSpec {
    name: "auctionReset",
    label: "auction reset",
    doc: "An auction found nobody in time and starts anew.",
};

static OUT_OF_MONEY: EventSpec = EventSpec {
    name: "liquidatorsOutOfMoney",
    label: "liquidators out of money",
    doc: "Loans are liquidatable, and no liquidator has the money left.",
};

static NOBODY_ACTS: EventSpec = EventSpec {
    name: "nobodyActs",
    label: "nobody acts",
    doc: "Loans are liquidatable, and nobody calls one.",
};

static UNDER_WATER: EventSpec = EventSpec {
    name: "loansUnderWater",
    label: "loans under water",
    doc: "A loan owes more than its collateral is worth at the last price.",
};

static BAD_DEBT: EventSpec = EventSpec {
    name: "lendingBadDebt",
    label: "lenders lose",
    doc: "Debt is left that nobody pays.",
};

/// Further than this from the last price an oracle is stale, besides twice its step.
const STALE: f64 = 0.005;

/// What all loans of a protocol add up to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sums {
    debt: f64,
    collateral: f64,
    pub(super) sick: f64,
    under_water: f64,
    lowest: f64,
    bands: [f64; 11],
}

/// Part of a sum that is only the rounding of what was added and taken off again.
const SUM_ROUNDING: f64 = 1e-12;

/// One loan, at the oracle's prices, and how far its debt is above its collateral at the last ones.
struct Looked {
    debt: f64,
    collateral: f64,
    health: f64,
    is_sick: bool,
    under_water: f64,
}

/// Number of the band of a health factor.
fn band(health: f64) -> usize {
    HEALTH_BANDS.partition_point(|&end| health >= end)
}

impl Sums {
    /// Counts a loan `times` times: once, or once less.
    fn count(&mut self, one: &Looked, times: f64) {
        self.debt += times * one.debt;
        self.collateral += times * one.collateral;
        self.under_water += times * one.under_water;
        if one.is_sick {
            self.sick += times * one.debt;
        }
        self.bands[band(one.health)] += times * one.debt;
    }
}

/// What the loans of a protocol are added up from.
enum Part<'p> {
    /// Those of a queue that are alike, as they are at the start.
    Alike(&'p Queue, &'p Alike),
    /// One that stands in a queue.
    Queued(usize),
    /// One that was called, which its queue still counts as it was at the start.
    Called(usize),
    /// One that stands in none.
    Loose(usize),
}

/// The prices of all assets of a protocol.
fn prices(protocol: &Protocol, venues: &[Venue], of: fn(&Asset, &[Venue]) -> f64) -> Vec<f64> {
    let assets = protocol.assets.iter();
    assets.map(|asset| of(asset, venues)).collect()
}

impl Party {
    /// Goes through all loans: those of a queue that are alike by the sums of their queue, the others one by one.
    fn parts(&self, mut each: impl FnMut(Part<'_>)) {
        let protocol = &self.protocol;
        for queue in &protocol.queues {
            if let Some(alike) = &queue.alike {
                each(Part::Alike(queue, alike));
                continue;
            }
            let loans = queue.loan.iter().map(|&loan| loan as usize);
            loans
                .filter(|&loan| self.is_untouched(loan))
                .for_each(|loan| each(Part::Queued(loan)));
        }
        // What was called is not what its queue still counts.
        let called = self.called.iter().map(|&loan| loan as usize);
        called
            .filter(|&loan| protocol.loans.pair(loan).is_some())
            .for_each(|loan| each(Part::Called(loan)));
        let loose = self.loose.iter().map(|&loan| loan as usize);
        loose
            .filter(|&loan| self.lives(loan))
            .for_each(|loan| each(Part::Loose(loan)));
    }

    /// Adds up the loans at the oracle's prices and at the last ones.
    pub(super) fn sums(&self, venues: &[Venue]) -> Sums {
        let protocol = &*self.protocol;
        // Before the first look there are none of its own.
        let believed = prices(protocol, venues, Asset::believed);
        let last = prices(protocol, venues, Asset::last);
        let mut sums = Sums {
            debt: 0.0,
            collateral: 0.0,
            sick: 0.0,
            under_water: 0.0,
            lowest: f64::INFINITY,
            bands: [0.0; 11],
        };
        for queue in &protocol.queues {
            let mut loans = queue.loan.iter().map(|&loan| loan as usize);
            if let Some(loan) = loans.find(|&loan| self.is_untouched(loan)) {
                let standing = self.standing(loan, &believed);
                sums.lowest = sums.lowest.min(standing.health());
            }
        }
        let mut whole = 0.0;
        self.parts(|part| match part {
            Part::Alike(queue, alike) => {
                add_alike(&mut sums, queue, alike, protocol, &believed, &last, venues);
                whole += alike.debt[queue.loan.len()] * believed[alike.owed];
            }
            Part::Queued(loan) => {
                sums.count(&self.looked(loan, false, &believed, &last), 1.0);
            }
            Part::Called(loan) => {
                sums.count(&self.looked(loan, true, &believed, &last), -1.0);
            }
            Part::Loose(loan) => {
                let one = self.looked(loan, false, &believed, &last);
                sums.lowest = sums.lowest.min(one.health);
                sums.count(&one, 1.0);
            }
        });
        let least = SUM_ROUNDING * whole;
        let tidy = |sum: &mut f64| {
            if sum.abs() <= least {
                *sum = 0.0;
            }
        };
        tidy(&mut sums.sick);
        tidy(&mut sums.under_water);
        tidy(&mut sums.debt);
        sums.bands.iter_mut().for_each(tidy);
        if sums.lowest.is_infinite() {
            sums.lowest = 0.0;
        }
        sums
    }

    /// Whether a loan owes more than it has at the last prices: that part of the sums alone.
    fn is_under_water(&self, venues: &[Venue]) -> bool {
        let protocol = &*self.protocol;
        let last = prices(protocol, venues, Asset::last);
        let (mut under_water, mut whole) = (0.0, 0.0);
        self.parts(|part| match part {
            Part::Alike(queue, alike) => {
                under_water += under_water_alike(queue, alike, protocol, &last);
                let owed = &protocol.assets[alike.owed];
                whole += alike.debt[queue.loan.len()] * owed.believed(venues);
            }
            Part::Queued(loan) | Part::Loose(loan) => {
                under_water += self.under_water(loan, false, &last);
            }
            Part::Called(loan) => under_water -= self.under_water(loan, true, &last),
        });
        under_water > SUM_ROUNDING * whole
    }

    /// How far a loan owes more than it has at the last prices, as it is or as it was at the start.
    fn under_water(&self, loan: usize, is_first: bool, last: &[f64]) -> f64 {
        let loans = &self.protocol.loans;
        let (held_now, owed_now) = (&self.collateral, &self.debt);
        let value = |all: &[Holding], now: &[f64], places: std::ops::Range<usize>| {
            places.fold(0.0, |sum, place| {
                let Holding { asset, quantity } = all[place];
                let units = if is_first { quantity } else { now[place] };
                sum + units * last[asset as usize]
            })
        };
        let held = value(&loans.collateral, held_now, loans.collateral_of(loan));
        let owed = value(&loans.debt, owed_now, loans.debt_of(loan));
        (owed - held).max(0.0)
    }

    /// A loan as it is, or as it was at the start.
    fn looked(&self, loan: usize, is_first: bool, believed: &[f64], last: &[f64]) -> Looked {
        let (assets, loans) = (&self.protocol.assets, &self.protocol.loans);
        let (mut weighted, mut collateral, mut held) = (0.0, 0.0, 0.0);
        for place in loans.collateral_of(loan) {
            let Holding { asset, quantity } = loans.collateral[place];
            let (asset, units) = (
                asset as usize,
                if is_first {
                    quantity
                } else {
                    self.collateral[place]
                },
            );
            let threshold = loans.threshold_of(loan, &assets[asset]);
            weighted += units * believed[asset] * threshold;
            collateral += units * believed[asset];
            held += units * last[asset];
        }
        let (mut debt, mut owed) = (0.0, 0.0);
        for place in loans.debt_of(loan) {
            let Holding { asset, quantity } = loans.debt[place];
            let (asset, units) = (
                asset as usize,
                if is_first { quantity } else { self.debt[place] },
            );
            debt += units * believed[asset];
            owed += units * last[asset];
        }
        Looked {
            debt,
            collateral,
            health: weighted / debt,
            is_sick: weighted < debt,
            under_water: (owed - held).max(0.0),
        }
    }
}

/// What the loans of a queue that are alike add up to as they are at the start.
fn add_alike(
    sums: &mut Sums,
    queue: &Queue,
    alike: &Alike,
    protocol: &Protocol,
    believed: &[f64],
    last: &[f64],
    venues: &[Venue],
) {
    let count = queue.loan.len();
    let (secures, owed) = (alike.secures, alike.owed);
    let price = venues[queue.market].oracle.price;
    let debt = |to: usize| alike.debt[to] * believed[owed];
    sums.debt += debt(count);
    sums.collateral += alike.collateral[count] * believed[secures];
    sums.sick += debt(queue.below(1.0, price));
    let mut before = 0;
    for (band, &end) in HEALTH_BANDS.iter().enumerate() {
        let until = queue.below(end, price);
        sums.bands[band] += debt(until) - debt(before);
        before = until;
    }
    sums.bands[HEALTH_BANDS.len()] += debt(count) - debt(before);
    sums.under_water += under_water_alike(queue, alike, protocol, last);
}

/// How far those of a queue that are alike owe more than they have: owed above held is health without its threshold, at the
/// last price.
fn under_water_alike(queue: &Queue, alike: &Alike, protocol: &Protocol, last: &[f64]) -> f64 {
    let (secures, owed) = (alike.secures, alike.owed);
    let moving = if queue.falls { secures } else { owed };
    let now = last[moving] / protocol.assets[moving].rate;
    let wet = queue.below(protocol.assets[secures].threshold, now);
    alike.debt[wet] * last[owed] - alike.collateral[wet] * last[secures]
}

impl Lending {
    pub(super) fn record_party(&self, group: usize, venues: &[Venue], into: &mut Vec<f64>) {
        let party = &self.parties[group];
        let (sums, totals) = (party.sums(venues), &party.totals);
        #[allow(clippy::cast_precision_loss, reason = "a count")]
        let open = party.auctions.len() as f64;
        into.extend([
            sums.debt,
            sums.collateral,
            sums.sick,
            sums.under_water,
            totals.repaid,
            totals.seized,
            totals.calls,
            totals.loans_called,
            totals.profit,
            totals.gas,
            totals.fee,
            party.reserve,
            totals.bad_debt,
            open,
            if party.auctions.is_empty() {
                0.0
            } else {
                party.dirt
            },
            totals.resets,
            sums.lowest,
            self.free(),
            self.stock(venues),
        ]);
        into.extend(sums.bands);
    }

    /// Money of all liquidators that have a purse, quote.
    fn free(&self) -> f64 {
        let bots = self.bots.iter().filter(|bot| bot.free.is_finite());
        bots.fold(0.0, |sum, bot| sum + bot.free)
    }

    /// Value at the last prices of what they keep, quote.
    fn stock(&self, venues: &[Venue]) -> f64 {
        let parties = self.parties.iter();
        parties.fold(0.0, |sum, party| {
            let assets = party.protocol.assets.iter().enumerate();
            assets.fold(sum, |sum, (place, asset)| {
                let price = asset.last(venues);
                let bots = self.bots.iter();
                bots.fold(sum, |sum, bot| {
                    sum + bot.stock[party.first_stock + place] * price
                })
            })
        })
    }

    pub(super) fn note_events(&self, log: &mut Log, venues: &[Venue]) {
        let market = self.book.market;
        for (index, venue) in venues.iter().enumerate() {
            if let Some(rule) = venue.oracle_rule() {
                let gap = (venue.oracle.price / venue.last_price - 1.0).abs();
                log.note(&ORACLE_STALE, index, gap > 2.0 * rule.deviation + STALE);
            }
        }
        let any = |is_so: fn(&Party) -> bool| self.parties.iter().any(is_so);
        log.note(
            &FIRST_AUCTION,
            market,
            any(|party| !party.auctions.is_empty() || party.totals.resets > 0.0),
        );
        log.note(
            &AUCTION_RESET,
            market,
            any(|party| party.totals.resets > 0.0),
        );
        log.note(&OUT_OF_MONEY, market, self.is_out_of_money);
        log.note(&NOBODY_ACTS, market, self.is_stopped);
        let is_under_water = self
            .parties
            .iter()
            .any(|party| party.is_under_water(venues));
        log.note(&UNDER_WATER, market, is_under_water);
        log.note(&BAD_DEBT, market, any(|party| party.totals.bad_debt > 0.0));
    }
}
