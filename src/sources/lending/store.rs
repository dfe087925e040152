//! A protocol that takes over sick loans itself and sells what secured them at a discount (Compound v3).

use super::floor::Floor;
use super::party::{Party, reduce};

impl Party {
    /// Takes a loan over, once somebody sends the transaction.
    pub(super) fn absorb(&mut self, number: usize, loan: usize, floor: &mut Floor<'_, '_>) {
        let Some(bot) = floor.first_to_act(number, self.since[loan]) else {
            return;
        };
        self.send(bot, 0.0, floor);
        let protocol = std::sync::Arc::clone(&self.protocol);
        let loans = &protocol.loans;
        let debt = self.standing(loan, &self.prices).debt;
        let (mut credit, mut seized) = (0.0, 0.0);
        for place in loans.collateral_of(loan) {
            let asset = loans.collateral[place].asset as usize;
            let units = std::mem::replace(&mut self.collateral[place], 0.0);
            let value = units * self.prices[asset];
            credit += value * protocol.assets[asset].factor;
            seized += value;
            self.store[asset] += units;
        }
        for place in loans.debt_of(loan) {
            self.debt[place] = 0.0;
        }
        // What exceeds the debt goes to the borrower.
        self.reserve -= debt.max(credit);
        let market = loans
            .collateral_of(loan)
            .find_map(|place| protocol.assets[loans.collateral[place].asset as usize].market);
        self.note_call(loan, debt, seized, market, floor);
        self.settle(loan, floor.desk.now.time_s);
    }

    /// Price at which a unit of the store is carried and sold, quote.
    fn store_price(&self, asset: usize, store_front: f64) -> f64 {
        let discount = store_front * (1.0 - self.protocol.assets[asset].factor);
        self.prices[asset] * (1.0 - discount)
    }

    /// Sells from the store while the reserve is too small and somebody finds it worth while.
    pub(super) fn sell_store(
        &mut self,
        number: usize,
        store_front: f64,
        target: f64,
        floor: &mut Floor<'_, '_>,
    ) {
        self.note_shortfall(store_front);
        let protocol = std::sync::Arc::clone(&self.protocol);
        for (place, asset) in protocol.assets.iter().enumerate() {
            for bot in 0..floor.bots.len() {
                let liquidator = &floor.book.liquidators[bot];
                if self.store[place] <= 0.0 || self.reserve >= target {
                    break;
                }
                if !liquidator.watches(number) || !floor.can_send(bot) {
                    continue;
                }
                let price = self.store_price(place, store_front);
                let units = floor.wanted(bot, asset, price).min(self.store[place]);
                let cost = units * price;
                if cost <= 1e-9 * self.store[place] * price || !floor.pays(bot, asset, units, cost)
                {
                    continue;
                }
                self.pay(bot, place, units, cost, floor);
                reduce(&mut self.store[place], units);
                self.reserve += cost;
                self.acted = true;
                self.note_shortfall(store_front);
            }
        }
    }

    /// Bad debt is the most by which reserve and store have been worth less than nothing.
    fn note_shortfall(&mut self, store_front: f64) {
        let places = 0..self.store.len();
        let worth = places.fold(self.reserve, |sum, asset| {
            sum + self.store[asset] * self.store_price(asset, store_front)
        });
        self.totals.bad_debt = self.totals.bad_debt.max(-worth);
    }
}

impl Floor<'_, '_> {
    /// Whether buying units of an asset for `cost` and selling them earns what somebody wants.
    pub(super) fn pays(
        &self,
        bot: usize,
        asset: &super::book::Asset,
        units: f64,
        cost: f64,
    ) -> bool {
        let liquidator = &self.book.liquidators[bot];
        if liquidator.always {
            return true;
        }
        let proceeds = match asset.market {
            Some(market) => {
                let fill = self.desk.venues[market].quote(units * asset.rate);
                fill.quantity * fill.average_price
            }
            None => units * asset.price,
        };
        proceeds - cost - self.flash_fee(bot, cost) - self.gas >= liquidator.min_profit
    }
}
