//! Auctions of collateral: Dutch, the price falls until somebody takes it; English, bids rise.

use super::book::{Auctions, English, Rules};
use super::floor::Floor;
use super::party::{Auction, Party, reduce};
use crate::market::oracle::is_due;
use crate::settlement::auction::{Lot, take};

impl Party {
    /// Puts a loan, or a part of it, up for auction.
    pub(super) fn bark(
        &mut self,
        number: usize,
        loan: usize,
        rules: &Auctions,
        floor: &mut Floor<'_, '_>,
    ) {
        let now_s = floor.desk.now.time_s;
        let protocol = std::sync::Arc::clone(&self.protocol);
        let loans = &protocol.loans;
        let (Some(secured), Some(owed)) =
            (loans.collateral_of(loan).next(), loans.debt_of(loan).next())
        else {
            return;
        };
        let mut room = f64::INFINITY;
        for (hole, dirt) in [(rules.hole, self.dirt), (floor.book.chain.hole, floor.dirt)] {
            if let Some(hole) = hole {
                room = room.min(hole - dirt);
            }
        }
        let asset = loans.collateral[secured].asset as usize;
        let (price, unit) = (
            self.prices[asset],
            self.prices[loans.debt[owed].asset as usize],
        );
        let debt = self.debt[owed] * unit;
        let mut part = debt.min(room / (1.0 + rules.chop));
        if part < debt {
            if debt - part < rules.dust {
                part = debt;
            } else if part < rules.dust {
                return;
            }
        }
        if room <= 1e-9 * debt || part <= 0.0 {
            return;
        }
        let Some(bot) = floor.first_to_act(number, self.since[loan]) else {
            return;
        };
        let units = if part < debt {
            self.collateral[secured] * (part / debt)
        } else {
            self.collateral[secured]
        };
        let tab = part * (1.0 + rules.chop);
        self.send(bot, rules.tip + rules.chip * tab, floor);
        reduce(&mut self.debt[owed], part / unit);
        reduce(&mut self.collateral[secured], units);
        self.dirt += tab;
        floor.dirt += tab;
        self.auctions.push(Auction {
            loan,
            asset,
            lot: Lot { units, tab },
            due: part,
            owed: 0.0,
            top: price * rules.buffer,
            kicked_s: now_s,
            started_s: now_s,
            leader: None,
        });
        let market = protocol.assets[asset].market;
        self.note_call(loan, 0.0, units * price, market, floor);
        self.settle(loan, now_s);
    }

    /// Lets the auctions go on, the oldest first.
    pub(super) fn auction(&mut self, number: usize, floor: &mut Floor<'_, '_>) {
        let protocol = std::sync::Arc::clone(&self.protocol);
        let Rules::Auction(rules) = &protocol.rules else {
            return;
        };
        let mut open = std::mem::take(&mut self.auctions);
        open.retain_mut(|auction| {
            let is_over = match &rules.english {
                Some(english) => self.bid(number, auction, english, floor),
                None => self.offer(number, auction, rules, floor),
            };
            !is_over
        });
        self.auctions = open;
    }

    /// A step of a Dutch auction; whether it is over.
    fn offer(
        &mut self,
        number: usize,
        auction: &mut Auction,
        rules: &Auctions,
        floor: &mut Floor<'_, '_>,
    ) -> bool {
        let now_s = floor.desk.now.time_s;
        let protocol = std::sync::Arc::clone(&self.protocol);
        let asset = &protocol.assets[auction.asset];
        let age_s = now_s - auction.started_s;
        let price = auction.top * rules.curve.at(age_s);
        let dust = rules.dust * (1.0 + rules.chop);
        if age_s > rules.tail_s * (1.0 + 1e-9) || price < rules.cusp * auction.top {
            if let Some(bot) = floor.first_to_act(number, auction.kicked_s) {
                let believed = self.prices[auction.asset];
                let is_large = auction.lot.tab >= dust && auction.lot.units * believed >= dust;
                let reward = if is_large {
                    rules.tip + rules.chip * auction.lot.tab
                } else {
                    0.0
                };
                self.send(bot, reward, floor);
                self.totals.resets += 1.0;
                (auction.top, auction.started_s) = (believed * rules.buffer, now_s);
            }
            return false;
        }
        for bot in 0..floor.bots.len() {
            if !floor.can_act(bot, number, auction.kicked_s) {
                continue;
            }
            let wanted = floor.wanted(bot, asset, price);
            let Some((units, cost)) = take(auction.lot, price, wanted, dust) else {
                continue;
            };
            if cost <= 1e-9 * auction.lot.tab || !floor.pays(bot, asset, units, cost) {
                continue;
            }
            self.pay(bot, auction.asset, units, cost, floor);
            self.come_in(auction, cost, floor);
            reduce(&mut auction.lot.units, units);
            if cost >= auction.lot.tab {
                auction.lot.tab = 0.0;
            } else {
                auction.lot.tab -= cost;
            }
            if auction.lot.tab <= 0.0 || auction.lot.units <= 0.0 {
                self.close(auction, floor);
                return true;
            }
        }
        false
    }

    /// Money comes in.
    fn come_in(&mut self, auction: &mut Auction, money: f64, floor: &mut Floor<'_, '_>) {
        auction.owed += money;
        self.dirt -= money;
        floor.dirt -= money;
        self.totals.repaid += money;
        self.acted = true;
        let loan = auction.loan;
        if let Some(fate) = self.fate(loan) {
            fate.repaid += money;
        }
    }

    /// An auction is over: what is missing is a deficit, what is more goes to the reserve; the rest of the lot goes back.
    fn close(&mut self, auction: &mut Auction, floor: &mut Floor<'_, '_>) {
        self.dirt -= auction.lot.tab;
        floor.dirt -= auction.lot.tab;
        if self.auctions.is_empty() && self.dirt.abs() <= 1e-9 * auction.owed {
            // Nothing but rounding is left of the sum.
            self.dirt = self.dirt.max(0.0);
        }
        self.acted = true;
        self.give_back(auction.asset, auction.lot.units);
        let over = auction.owed - auction.due;
        if over < 0.0 {
            self.lose(-over);
        } else {
            self.reserve += over;
        }
    }

    /// Collateral goes back to the borrower, whom it secures no more.
    fn give_back(&mut self, asset: usize, units: f64) {
        self.returned[asset] += units;
    }

    /// A step of an English auction; whether it is over.
    fn bid(
        &mut self,
        number: usize,
        auction: &mut Auction,
        rules: &English,
        floor: &mut Floor<'_, '_>,
    ) -> bool {
        let now_s = floor.desk.now.time_s;
        let protocol = std::sync::Arc::clone(&self.protocol);
        let asset = &protocol.assets[auction.asset];
        let is_late = is_due(now_s, auction.kicked_s + rules.length_s);
        // Who gets the lot sells it: where nothing trades he comes for it later.
        let is_open = asset
            .market
            .is_none_or(|market| floor.desk.venues[market].trades());
        match auction.leader {
            Some((winner, bid, at_s))
                if is_open && (is_late || is_due(now_s, at_s + rules.ttl_s)) =>
            {
                let units = std::mem::replace(&mut auction.lot.units, 0.0);
                let fee = floor.flash_fee(winner, bid);
                floor.bots[winner].pay(fee);
                let proceeds =
                    floor.hand_over(winner, asset, self.first_stock + auction.asset, units);
                self.totals.profit += proceeds - bid - fee;
                self.come_in(auction, bid, floor);
                auction.lot.tab -= bid;
                self.close(auction, floor);
                floor.traded.any = true;
                return true;
            }
            None if is_late => auction.kicked_s = now_s,
            _ => {}
        }
        for bot in 0..floor.bots.len() {
            let liquidator = &floor.book.liquidators[bot];
            let leads = auction.leader.is_some_and(|(leader, ..)| leader == bot);
            if leads || !floor.can_act(bot, number, auction.kicked_s) {
                continue;
            }
            let value = if liquidator.always {
                f64::INFINITY
            } else {
                floor.value_of(asset, floor.margin(bot))
            };
            let purse = floor.bots[bot].free - floor.gas;
            let tab = auction.lot.tab;
            let (bid, units) = match auction.leader {
                // The sum is bid: who takes less for it leads.
                Some((_, bid, _)) if bid >= tab => {
                    let most = auction.lot.units / (1.0 + rules.beg);
                    let least = tab / value;
                    if least > most || purse < tab {
                        continue;
                    }
                    (tab, if liquidator.bids_least { most } else { least })
                }
                leader => {
                    let least = match leader {
                        Some((_, bid, _)) => (bid * (1.0 + rules.beg)).min(tab),
                        None => rules.opening_bid.min(tab),
                    };
                    let limit = tab.min(auction.lot.units * value).min(purse);
                    let is_better = leader.is_none_or(|(_, bid, _)| limit > bid);
                    if limit < least || !is_better {
                        continue;
                    }
                    let bid = if liquidator.bids_least { least } else { limit };
                    if leader.is_some_and(|(_, before, _)| bid <= before) {
                        continue;
                    }
                    (bid, auction.lot.units)
                }
            };
            self.send(bot, 0.0, floor);
            if let Some((before, money, _)) = auction.leader {
                floor.bots[before].receive(money);
            }
            floor.bots[bot].pay(bid);
            let back = auction.lot.units - units;
            self.give_back(auction.asset, back);
            auction.lot.units = units;
            auction.leader = Some((bot, bid, now_s));
            self.acted = true;
        }
        false
    }
}
