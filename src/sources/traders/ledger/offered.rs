//! Orders that the venue does not trade itself: others take them over at a price that is known before.

use super::execute::wants_winners;
use super::{Closed, Ledger, Moment, Shared};
use crate::settlement::rules::Market;
use crate::settlement::waterfall::Waterfall;
use crate::sources::lots::{Bought, Lot, Lots};

impl Ledger {
    /// What waits, in the order in which it came.
    pub fn offered(&self, now_s: f64) -> Vec<Lot> {
        let orders = self.orders.iter().enumerate();
        orders
            .filter(|(_, order)| !order.to_vault && order.left > 0.0)
            .map(|(number, order)| {
                let held = &self.positions[order.position];
                Lot {
                    order: number,
                    side: held.terms.side,
                    contracts: order.left,
                    age_s: now_s - order.placed_s,
                    trigger: held.account.is_none().then_some(held.trigger).flatten(),
                }
            })
            .collect()
    }

    /// Settles what was taken, one after the other: what neither the fund nor anybody else can carry at the price goes to winners,
    /// where these stand in, and not to the buyer.
    pub fn hand_out(
        &mut self,
        lots: &Lots,
        market: &Market,
        moment: Moment,
        waterfall: &mut Waterfall,
        accounts: &mut Shared<'_>,
        closed: &mut Closed,
    ) -> Vec<Bought> {
        self.ask_floor(moment, waterfall);
        let mut bought: Vec<Bought> = Vec::with_capacity(lots.taken.len());
        let mut beyond = Vec::new();
        for take in &lots.taken {
            let side = self.side(take.order);
            let price = lots.price(side);
            let carried = if wants_winners(market.deficit) {
                self.carried_at(market, waterfall, take.order, take.contracts, price)
            } else {
                take.contracts
            };
            if carried > 0.0 {
                let before = closed.notional;
                self.fill_order(take.order, carried, price, market, waterfall, closed);
                closed.take_over(before);
                bought.push(Bought {
                    buyer: take.buyer,
                    base: side.sign() * lots.base(side, carried),
                    price,
                });
            }
            if carried < take.contracts {
                beyond.push((take.order, take.contracts - carried));
            }
        }
        if !beyond.is_empty() {
            self.deleverage(&beyond, market, moment, waterfall, accounts, closed);
        }
        bought
    }
}
