//! Calls: somebody repays a part of a sick loan, takes collateral for it and sells it.

use super::book::Rules;
use super::floor::{Deal, Floor};
use super::party::{CRUMB, Party, reduce};
use crate::settlement::loan::{Pair, Repayment};

/// A size below this share of the debt is rounding.
const LEAST_SIZE: f64 = 1e-9;

/// One debt and one collateral of a loan: where they stand, and what decides about them.
#[derive(Debug, Clone, Copy)]
struct Chosen {
    collateral: usize,
    debt: usize,
    pair: Pair,
}

impl Party {
    /// Calls whoever is liquidatable, one after the other.
    pub(super) fn call(&mut self, number: usize, floor: &mut Floor<'_, '_>) {
        self.acted = false;
        let protocol = std::sync::Arc::clone(&self.protocol);
        for loan in self.line() {
            match &protocol.rules {
                Rules::Repay {
                    repayment,
                    most_calls,
                } => {
                    for _ in 0..*most_calls {
                        if !self.call_once(number, loan, repayment, floor) {
                            break;
                        }
                    }
                }
                Rules::Absorb { .. } => self.absorb(number, loan, floor),
                Rules::Auction(rules) => self.bark(number, loan, rules, floor),
            }
            if floor.is_full() {
                break;
            }
        }
        if let Rules::Absorb {
            store_front,
            target_reserves,
        } = protocol.rules
        {
            self.sell_store(number, store_front, target_reserves, floor);
        }
    }

    /// The largest collateral and the largest debt of a loan, by value; of equal ones the first.
    fn chosen(&self, loan: usize, prices: &[f64]) -> Option<Chosen> {
        let (assets, loans) = (&self.protocol.assets, &self.protocol.loans);
        let largest = |values: &mut dyn Iterator<Item = (usize, u32, f64)>| {
            values.fold(None, |best: Option<(usize, u32, f64)>, one| match best {
                Some(best) if one.2 < best.2 || one.2 == best.2 && one.1 >= best.1 => Some(best),
                _ => Some(one),
            })
        };
        let mut secured = loans.collateral_of(loan).filter_map(|place| {
            let asset = loans.collateral[place].asset;
            let value = self.collateral[place] * prices[asset as usize];
            let counts = loans.threshold_of(loan, &assets[asset as usize]) > 0.0;
            (counts && value > 0.0).then_some((place, asset, value))
        });
        let mut owed = loans.debt_of(loan).filter_map(|place| {
            let asset = loans.debt[place].asset;
            let value = self.debt[place] * prices[asset as usize];
            (value > 0.0).then_some((place, asset, value))
        });
        let (collateral, secures, collateral_value) = largest(&mut secured)?;
        let (debt, _, debt_value) = largest(&mut owed)?;
        let standing = self.standing(loan, prices);
        let asset = &assets[secures as usize];
        Some(Chosen {
            collateral,
            debt,
            pair: Pair {
                debt: debt_value,
                all_debt: standing.debt,
                collateral: collateral_value,
                health: standing.health(),
                threshold: loans.threshold_of(loan, asset),
                bonus: asset.bonus,
            },
        })
    }

    /// One call of a loan; whether there was one.
    fn call_once(
        &mut self,
        number: usize,
        loan: usize,
        repayment: &Repayment,
        floor: &mut Floor<'_, '_>,
    ) -> bool {
        if self.since[loan].is_infinite() {
            return false;
        }
        let Some(chosen) = self.chosen(loan, &self.prices) else {
            return false;
        };
        let protocol = std::sync::Arc::clone(&self.protocol);
        let loans = &protocol.loans;
        let place = |asset: u32| &protocol.assets[asset as usize];
        let (secures, owed) = (
            loans.collateral[chosen.collateral].asset,
            loans.debt[chosen.debt].asset,
        );
        let asset = place(secures);
        let bonus = repayment.bonus(&chosen.pair);
        let kept = bonus * asset.fee_ratio;
        let deal = Deal {
            collateral: asset,
            debt: place(owed),
            believed: [self.prices[secures as usize], self.prices[owed as usize]],
            net: 1.0 + bonus - kept,
            most: repayment.most(&chosen.pair),
        };
        let now_s = floor.desk.now.time_s;
        for bot in 0..floor.bots.len() {
            if !floor.can_act(bot, number, self.since[loan]) {
                continue;
            }
            let repaid = floor.size(bot, &deal);
            if repaid <= LEAST_SIZE * chosen.pair.debt {
                continue;
            }
            let [o_collateral, o_debt] = deal.believed;
            let cost = floor.buy(deal.debt, repaid / o_debt);
            let units = repaid * deal.net / o_collateral;
            self.pay(bot, secures as usize, units, cost, floor);
            self.totals.fee += repaid * kept;
            let seized = repaid * (1.0 + bonus);
            reduce(&mut self.debt[chosen.debt], repaid / o_debt);
            reduce(
                &mut self.collateral[chosen.collateral],
                seized / o_collateral,
            );
            let asset = if deal.debt.market.is_some() {
                deal.debt
            } else {
                asset
            };
            self.note_call(loan, repaid, seized, asset.market, floor);
            self.write_off(loan);
            self.settle(loan, now_s);
            return true;
        }
        false
    }

    /// Debt that nothing secures any more is a deficit at once.
    fn write_off(&mut self, loan: usize) {
        let loans = &self.protocol.loans;
        let places = loans.collateral_of(loan);
        let collateral = places.fold(0.0, |sum, place| {
            sum + self.collateral[place] * self.prices[loans.collateral[place].asset as usize]
        });
        let debt = self.standing(loan, &self.prices).debt;
        if debt > 0.0 && collateral <= CRUMB * debt {
            for place in self.protocol.loans.debt_of(loan) {
                self.debt[place] = 0.0;
            }
            self.lose(debt);
        }
    }

    /// Base of a market that the first call of a loan would trade, at prices at which it is liquidatable.
    pub(super) fn first_call(
        &self,
        loan: usize,
        prices: &[f64],
        market: usize,
        falls: bool,
    ) -> f64 {
        let (assets, loans) = (&self.protocol.assets, &self.protocol.loans);
        let here = |asset: u32| assets[asset as usize].market == Some(market);
        let base = |asset: u32, units: f64| {
            if here(asset) {
                units * assets[asset as usize].rate
            } else {
                0.0
            }
        };
        match &self.protocol.rules {
            Rules::Repay { repayment, .. } => {
                let Some(chosen) = self.chosen(loan, prices) else {
                    return 0.0;
                };
                let repaid = repayment.most(&chosen.pair);
                let (secures, owed) = (
                    loans.collateral[chosen.collateral].asset,
                    loans.debt[chosen.debt].asset,
                );
                if falls {
                    let bonus = repayment.bonus(&chosen.pair);
                    let net = 1.0 + bonus * (1.0 - assets[secures as usize].fee_ratio);
                    base(secures, repaid * net / prices[secures as usize])
                } else {
                    base(owed, repaid / prices[owed as usize])
                }
            }
            Rules::Absorb { .. } if falls => {
                let places = loans.collateral_of(loan);
                places.fold(0.0, |sum, place| {
                    sum + base(loans.collateral[place].asset, self.collateral[place])
                })
            }
            Rules::Auction(rules) if falls => {
                let standing = self.standing(loan, prices);
                let places = loans.collateral_of(loan);
                places.fold(0.0, |sum, place| {
                    let asset = loans.collateral[place].asset;
                    let tab = standing.debt * (1.0 + rules.chop) / prices[asset as usize];
                    sum + base(asset, self.collateral[place].min(tab))
                })
            }
            Rules::Absorb { .. } | Rules::Auction(_) => 0.0,
        }
    }
}
