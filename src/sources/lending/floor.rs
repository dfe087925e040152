//! Where liquidators act: purses, gas, and trades one after the other.

use super::book::{Asset, Book, Liquidator, Protocol, Sizing};
use super::is_ready;
use crate::market::impact::Fill;
use crate::math::narrowed_by;
use crate::sources::desk::{Desk, Traded};
use std::sync::Arc;

/// Halvings of an interval: always as many, so that the bits are the same everywhere.
const HALVINGS: u32 = 80;

/// A liquidator in a run.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Bot {
    /// Money that it can use, quote; infinite: flash loans.
    pub(super) free: f64,
    /// Units that it keeps, asset by asset of each protocol.
    pub(super) stock: Vec<f64>,
}

impl Bot {
    pub(super) fn new(liquidator: &Liquidator, protocols: &[Arc<Protocol>]) -> Self {
        let places = protocols.iter().map(|protocol| protocol.assets.len()).sum();
        Self {
            free: liquidator.capital.unwrap_or(f64::INFINITY),
            stock: vec![0.0; places],
        }
    }

    pub(super) fn receive(&mut self, money: f64) {
        self.free += money;
    }

    pub(super) fn pay(&mut self, money: f64) {
        self.free -= money;
    }
}

/// What lending has traded in a market.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Flow {
    /// Loans whose first call traded here.
    pub(super) accounts: u32,
    /// Base sold.
    pub(super) sold: f64,
    /// Quote that came of it.
    pub(super) sold_notional: f64,
    /// Base bought.
    pub(super) bought: f64,
    /// Quote that it cost.
    pub(super) bought_notional: f64,
    /// Quote traded in this wave (tick).
    pub(super) wave: f64,
    /// And in the one before.
    pub(super) last_wave: f64,
}

/// Everything that a transaction touches besides the protocol's own.
#[derive(Debug)]
pub(super) struct Floor<'f, 'd> {
    pub(super) book: &'f Book,
    pub(super) desk: &'f mut Desk<'d>,
    pub(super) bots: &'f mut [Bot],
    pub(super) flows: &'f mut [Flow],
    /// Cost of a transaction, quote.
    pub(super) gas: f64,
    /// Transactions that still fit; `None`: any.
    pub(super) room: Option<f64>,
    /// What stands at auction in all protocols, quote.
    pub(super) dirt: f64,
    pub(super) traded: Traded,
    /// Somebody could not pay for a transaction.
    pub(super) was_poor: bool,
}

/// A trade that a liquidator considers: repay so much, get so much.
#[derive(Debug, Clone, Copy)]
pub(super) struct Deal<'a> {
    /// What is handed over.
    pub(super) collateral: &'a Asset,
    /// What is owed.
    pub(super) debt: &'a Asset,
    /// Their prices by the oracle, quote per unit.
    pub(super) believed: [f64; 2],
    /// Collateral value handed over to be sold, per value repaid.
    pub(super) net: f64,
    /// Most that may be repaid, quote by the oracle.
    pub(super) most: f64,
}

impl Floor<'_, '_> {
    /// Whether no transaction fits any more.
    pub(super) fn is_full(&self) -> bool {
        self.room.is_some_and(|room| room < 1.0 - 1e-9)
    }

    /// Whether somebody watches a protocol, has seen what has been there `since_s`, and can send a transaction now.
    pub(super) fn can_act(&mut self, number: usize, protocol: usize, since_s: f64) -> bool {
        let liquidator = &self.book.liquidators[number];
        liquidator.watches(protocol)
            && is_ready(self.desk.now.time_s, since_s, liquidator.latency_s)
            && self.can_send(number)
    }

    /// The first who can.
    pub(super) fn first_to_act(&mut self, protocol: usize, since_s: f64) -> Option<usize> {
        (0..self.bots.len()).find(|&bot| self.can_act(bot, protocol, since_s))
    }

    /// Whether somebody can send a transaction now.
    pub(super) fn can_send(&mut self, number: usize) -> bool {
        let liquidator = &self.book.liquidators[number];
        if liquidator.most_gas.is_some_and(|most| self.gas > most) {
            return false;
        }
        if self.is_full() {
            return false;
        }
        let can_pay = self.gas == 0.0 || self.bots[number].free >= self.gas;
        self.was_poor |= !can_pay;
        can_pay
    }

    /// It sends one; returns what it cost.
    pub(super) fn send(&mut self, number: usize) -> f64 {
        if let Some(room) = &mut self.room {
            *room -= 1.0;
        }
        self.bots[number].pay(self.gas);
        self.traded.any = true;
        self.gas
    }

    /// Sells units of an asset; units sold and what came of it.
    pub(super) fn sell(&mut self, asset: &Asset, units: f64) -> (f64, f64) {
        let Some(market) = asset.market else {
            return (units, units * asset.price);
        };
        let fill = self.fill(market, units * asset.rate);
        let sold = if fill.quantity == units * asset.rate {
            units
        } else {
            fill.quantity / asset.rate
        };
        let proceeds = fill.quantity * fill.average_price;
        let flow = &mut self.flows[market];
        flow.sold += fill.quantity;
        flow.sold_notional += proceeds;
        flow.wave += proceeds;
        (sold, proceeds)
    }

    /// Buys units of an asset; what it cost.
    pub(super) fn buy(&mut self, asset: &Asset, units: f64) -> f64 {
        let Some(market) = asset.market else {
            return units * asset.price;
        };
        let fill = self.fill(market, -units * asset.rate);
        let cost = -fill.quantity * fill.average_price;
        let flow = &mut self.flows[market];
        flow.bought -= fill.quantity;
        flow.bought_notional += cost;
        flow.wave += cost;
        cost
    }

    fn fill(&mut self, market: usize, quantity: f64) -> Fill {
        let venue = &mut self.desk.venues[market];
        let fill = venue.fill(quantity);
        if fill.quantity != 0.0 {
            venue.print(fill.end_price);
            self.traded.any = true;
        }
        if fill.quantity != quantity {
            venue.note_cut(true, Some(quantity > 0.0));
        }
        fill
    }

    /// What buying so many units of one asset and selling so many of another gives: cost, proceeds, and the prices per unit at
    /// which both end. Moves nothing.
    fn preview(&self, buy: (&Asset, f64), sell: (&Asset, f64)) -> Preview {
        let venues = &self.desk.venues;
        let mut preview = Preview {
            cost: buy.1 * buy.0.price,
            proceeds: sell.1 * sell.0.price,
            ends: [buy.0.price, sell.0.price],
        };
        let bought = buy.0.market;
        if let Some(market) = bought {
            let fill = venues[market].quote(-buy.1 * buy.0.rate);
            preview.cost = -fill.quantity * fill.average_price;
            preview.ends[0] = fill.end_price * buy.0.rate;
        }
        if let Some(market) = sell.0.market {
            let quantity = sell.1 * sell.0.rate;
            let fill = if bought == Some(market) {
                // In the market as the purchase leaves it.
                let mut venue = venues[market].clone();
                venue.fill(-buy.1 * buy.0.rate);
                venue.quote(quantity)
            } else {
                venues[market].quote(quantity)
            };
            preview.proceeds = fill.quantity * fill.average_price;
            preview.ends[1] = fill.end_price * sell.0.rate;
            if bought == Some(market) {
                preview.ends[0] = fill.end_price * buy.0.rate;
            }
        }
        preview
    }

    fn fee(&self, asset: &Asset) -> f64 {
        asset
            .market
            .map_or(0.0, |market| self.desk.venues[market].impact.fee())
    }

    /// Units that can be sold of an asset until the market has come down to what one is worth to somebody who pays `price` for
    /// it and wants the share `margin` on top.
    pub(super) fn worth_taking(&self, asset: &Asset, price: f64, margin: f64) -> f64 {
        let Some(market) = asset.market else {
            return if asset.price >= price * (1.0 + margin) {
                f64::INFINITY
            } else {
                0.0
            };
        };
        let venue = &self.desk.venues[market];
        let least = price * (1.0 + margin) / ((1.0 - self.fee(asset)) * asset.rate);
        if least < venue.price() {
            venue.base_until(least) / asset.rate
        } else {
            0.0
        }
    }

    /// Units that the market can still take of an asset.
    pub(super) fn capacity(&self, asset: &Asset) -> f64 {
        match asset.market {
            Some(market) => self.desk.venues[market].base_until(0.0) / asset.rate,
            None => f64::INFINITY,
        }
    }

    /// What one unit is worth to somebody who must sell it, less the share that he wants.
    pub(super) fn value_of(&self, asset: &Asset, margin: f64) -> f64 {
        let price = asset.last(self.desk.venues);
        price * (1.0 - self.fee(asset)) / (1.0 + margin)
    }

    /// How much somebody repays of what he may, quote by the oracle.
    pub(super) fn size(&mut self, number: usize, deal: &Deal<'_>) -> f64 {
        let liquidator = &self.book.liquidators[number];
        let (flash, margin) = (self.flash_fee(number, 1.0), self.margin(number));
        let purse = self.bots[number].free - self.gas;
        let [o_collateral, o_debt] = deal.believed;
        let look = |floor: &Self, repaid: f64| {
            floor.preview(
                (deal.debt, repaid / o_debt),
                (deal.collateral, repaid * deal.net / o_collateral),
            )
        };
        let mut most = deal.most;
        // No more than the market takes: what it cannot take stops a run, as with any forced order.
        let room = self.capacity(deal.collateral) * o_collateral / deal.net;
        if room < most {
            most = room;
            if let Some(market) = deal.collateral.market
                && room <= 0.0
            {
                self.desk.venues[market].note_cut(true, Some(true));
            }
        }
        // Nobody repays with what he cannot get.
        if let Some(market) = deal.debt.market {
            let wanted = most / o_debt * deal.debt.rate;
            let fill = self.desk.venues[market].quote(-wanted);
            if fill.quantity != -wanted {
                most = -fill.quantity / deal.debt.rate * o_debt;
                if most <= 0.0 {
                    self.desk.venues[market].note_cut(true, Some(false));
                }
            }
        }
        if deal.debt.market.is_none() {
            if purse < most {
                self.was_poor |= purse <= 1e-9 * most;
                most = purse.max(0.0);
            }
        } else if look(self, most).cost > purse {
            most = halved([0.0, most], |repaid| look(self, repaid).cost <= purse);
        }
        if most <= 0.0 {
            return 0.0;
        }
        if liquidator.always {
            return most;
        }
        let marginal = if deal.debt.market.is_none() {
            let price = o_collateral / deal.net;
            let units = self.worth_taking(deal.collateral, price, margin);
            (units * o_collateral / deal.net).min(most)
        } else {
            let [bought_at, sold_at] = [
                (1.0 + margin) / (o_debt * (1.0 - self.fee(deal.debt))),
                deal.net * (1.0 - self.fee(deal.collateral)) / o_collateral,
            ];
            let earns = |repaid: f64| {
                let [debt, collateral] = look(self, repaid).ends;
                collateral * sold_at >= debt * bought_at
            };
            if earns(most) {
                most
            } else {
                halved([0.0, most], earns)
            }
        };
        let gas = self.gas;
        let repaid = match liquidator.sizing {
            Sizing::Marginal => marginal,
            Sizing::Whole => {
                if most < deal.most {
                    return 0.0;
                }
                most
            }
            Sizing::BreakEven => {
                let earns = |repaid: f64| {
                    let of = look(self, repaid);
                    of.proceeds - of.cost * (1.0 + margin) - gas >= 0.0
                };
                if earns(most) {
                    most
                } else if marginal > 0.0 && earns(marginal) {
                    halved([marginal, most], earns)
                } else {
                    marginal
                }
            }
        };
        if repaid <= 0.0 {
            return 0.0;
        }
        let of = look(self, repaid);
        let gain = of.proceeds - of.cost * (1.0 + flash) - gas;
        if gain >= liquidator.min_profit {
            repaid
        } else {
            0.0
        }
    }

    /// Share that somebody wants on the last unit, fee of a flash loan included.
    pub(super) fn margin(&self, number: usize) -> f64 {
        self.book.liquidators[number].min_profit_ratio + self.flash_fee(number, 1.0)
    }

    /// Units of an asset that somebody would buy at a price, to sell them.
    pub(super) fn wanted(&self, number: usize, asset: &Asset, price: f64) -> f64 {
        let worth = if self.book.liquidators[number].always {
            self.capacity(asset)
        } else {
            self.worth_taking(asset, price, self.margin(number))
        };
        let purse = (self.bots[number].free - self.gas).max(0.0);
        worth.min(purse / price)
    }

    /// Fee of borrowing so much for a moment.
    pub(super) fn flash_fee(&self, number: usize, money: f64) -> f64 {
        let liquidator = &self.book.liquidators[number];
        if liquidator.capital.is_none() {
            liquidator.flash_fee * money
        } else {
            0.0
        }
    }

    /// Sells what somebody was handed, or keeps it; what came of it.
    pub(super) fn hand_over(
        &mut self,
        number: usize,
        asset: &Asset,
        stock: usize,
        units: f64,
    ) -> f64 {
        if self.book.liquidators[number].sell_rate_per_s.is_some() {
            self.bots[number].stock[stock] += units;
            return 0.0;
        }
        let (_, proceeds) = self.sell(asset, units);
        self.bots[number].receive(proceeds);
        proceeds
    }
}

struct Preview {
    cost: f64,
    proceeds: f64,
    ends: [f64; 2],
}

/// The largest value in an interval, whose lower end is good, that is good.
fn halved(interval: [f64; 2], is_good: impl Fn(f64) -> bool) -> f64 {
    narrowed_by(HALVINGS, interval, is_good)[0]
}
