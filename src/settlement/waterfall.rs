//! Who bears the difference between the price a forced order gets and the bankruptcy price of the position.
//!
//! The trader's margin reaches exactly to the bankruptcy price. A fill better than it leaves something over, a worse
//! one is a loss that travels: insurance fund, then (as far as built) bad debt. Orders settle in trigger order.

use crate::population::crowd::Crowd;
use std::ops::Range;

/// To whom what is left of a liquidated trader's margin goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takeover {
    /// The exchange takes the position over at the bankruptcy price: the rest goes to the insurance fund.
    BankruptcyPrice,
    /// The position is closed in the trader's name: the rest goes back to the trader.
    Market,
}

/// Cash that moves when forced orders settle, quote.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Waterfall {
    /// Insurance fund, >= 0.
    pub insurance_fund: f64,
    /// Losses that nobody paid, >= 0.
    pub bad_debt: f64,
    /// Margin handed back to liquidated traders, >= 0.
    pub returned_margin: f64,
    /// Taker fees of forced fills, >= 0.
    pub fees: f64,
    /// What bidders of auctions earned, >= 0.
    pub bidders: f64,
    /// Losses taken from winners in proportion, >= 0.
    pub socialised_loss: f64,
    /// Quote closed by auto-deleveraging.
    pub adl_notional: f64,
    /// Base closed by auto-deleveraging.
    pub adl_quantity: f64,
    /// Profit at the mark price of what it closed.
    pub adl_profit: f64,
    /// What those whom it closed got less than at the mark price.
    pub adl_cost: f64,
    /// What forced closes have cost traders, net of what they got back; kept by ledgers only.
    pub trader_loss: f64,
}

impl Waterfall {
    /// Settles the forced orders of `crowd` between the cumulative quantities `from` and `to`, all filled at
    /// `average_price`. `within` are indices of positions that hold the whole range: engines know them, and searching
    /// the whole crowd in every wave would cost more than the wave.
    pub fn settle(
        &mut self,
        crowd: &Crowd,
        within: Range<usize>,
        from: f64,
        to: f64,
        average_price: f64,
        takeover: Takeover,
    ) {
        let slice = Slice::new(crowd, within, from, to);
        if crowd.losses_come_first {
            // Losses first, then gains: the fund cannot run dry in between, so two sums say it all.
            let turn = slice.first_gain(average_price);
            let loss = -slice.result(slice.start, turn, average_price);
            self.pay(loss.max(0.0));
            self.gain(
                slice.result(turn, slice.end, average_price).max(0.0),
                takeover,
            );
        } else {
            for index in slice.start.index..slice.touched() {
                self.settle_one(&slice, index, average_price, takeover);
            }
        }
    }

    fn settle_one(&mut self, slice: &Slice<'_>, index: usize, price: f64, takeover: Takeover) {
        let crowd = slice.crowd;
        let start = crowd.cumulative_quantity[index].max(slice.start.quantity);
        let end = crowd.cumulative_quantity[index + 1].min(slice.end.quantity);
        let better = crowd.side.sign() * (price - crowd.bankruptcy_price[index]);
        let result = (end - start).max(0.0) * better;
        if result < 0.0 {
            self.pay(-result)
        } else {
            self.gain(result, takeover)
        }
    }

    fn pay(&mut self, loss: f64) {
        self.pay_down_to(0.0, loss);
    }

    /// Pays a loss out of a fund that may not fall below `least`; the rest nobody pays.
    pub fn pay_down_to(&mut self, least: f64, loss: f64) {
        let paid = loss.min((self.insurance_fund - least).max(0.0));
        self.insurance_fund -= paid;
        self.bad_debt += loss - paid;
    }

    fn gain(&mut self, rest: f64, takeover: Takeover) {
        match takeover {
            Takeover::BankruptcyPrice => self.insurance_fund += rest,
            Takeover::Market => self.returned_margin += rest,
        }
    }
}

/// A place in a crowd: a cumulative quantity and the position it lies in (at whose start, if exactly between two).
#[derive(Clone, Copy)]
struct Place {
    index: usize,
    quantity: f64,
}

/// Part of a crowd between two places; the first and last position may be cut.
struct Slice<'a> {
    crowd: &'a Crowd,
    start: Place,
    end: Place,
}

impl<'a> Slice<'a> {
    fn new(crowd: &'a Crowd, within: Range<usize>, from: f64, to: f64) -> Self {
        let sums = &crowd.cumulative_quantity;
        // Whole waves begin and end between two positions: no search.
        let place = |quantity: f64| {
            let index = if sums[within.start] == quantity {
                within.start
            } else if sums[within.end] == quantity {
                within.end
            } else {
                within.start
                    + sums[within.start + 1..=within.end].partition_point(|&sum| sum <= quantity)
            };
            Place { index, quantity }
        };
        Self {
            crowd,
            start: place(from),
            end: place(to),
        }
    }

    /// Index after the last position that the slice touches.
    fn touched(&self) -> usize {
        self.end.index
            + usize::from(self.end.quantity > self.crowd.cumulative_quantity[self.end.index])
    }

    /// Place from which on fills at `price` leave something over.
    fn first_gain(&self, price: f64) -> Place {
        let loses =
            |&bankruptcy_price: &f64| self.crowd.side.sign() * (price - bankruptcy_price) < 0.0;
        let prices = &self.crowd.bankruptcy_price[self.start.index..self.touched()];
        match (prices.first(), prices.last()) {
            (Some(first), _) if !loses(first) => self.start,
            (_, Some(last)) if loses(last) => self.end,
            _ => {
                let index = self.start.index + prices.partition_point(loses);
                Place {
                    index,
                    quantity: self.crowd.cumulative_quantity[index],
                }
            }
        }
    }

    /// Sum of `side * quantity * (price - bankruptcy price)` between two places of the slice.
    fn result(&self, from: Place, to: Place, price: f64) -> f64 {
        let value = self.bankruptcy_value(to) - self.bankruptcy_value(from);
        self.crowd.side.sign() * ((to.quantity - from.quantity) * price - value)
    }

    /// Quantity times bankruptcy price of everything before a place.
    #[inline]
    fn bankruptcy_value(&self, place: Place) -> f64 {
        let value = self.crowd.cumulative_bankruptcy_value[place.index];
        let rest = place.quantity - self.crowd.cumulative_quantity[place.index];
        if rest > 0.0 {
            value + rest * self.crowd.bankruptcy_price[place.index]
        } else {
            value
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::population::crowd::{Position, Side};

    fn crowd(rows: &[(f64, f64, f64)]) -> Crowd {
        let positions = rows
            .iter()
            .zip(0..)
            .map(|(&(trigger, bankruptcy_price, quantity), id)| {
                (
                    id,
                    Position {
                        trigger_price: Some(trigger),
                        bankruptcy_price,
                        quantity,
                        margin: quantity * 10.0,
                        leverage: 10.0,
                    },
                )
            });
        Crowd::new(Side::Long, positions.collect())
    }

    #[test]
    fn losses_eat_the_fund_before_later_gains_refill_it() {
        // At 94.5: 10 bankrupt at 95 lose 5, the fund of 3 pays 3, 2 stay unpaid; then 10 bankrupt at 94 leave 5.
        for losses_come_first in [true, false] {
            let mut crowd = crowd(&[(95.9, 95.0, 10.0), (94.9, 94.0, 10.0)]);
            assert!(crowd.losses_come_first);
            crowd.losses_come_first = losses_come_first;
            let mut waterfall = Waterfall {
                insurance_fund: 3.0,
                ..Waterfall::default()
            };
            waterfall.settle(&crowd, 0..2, 0.0, 20.0, 94.5, Takeover::BankruptcyPrice);
            assert_eq!(
                waterfall,
                Waterfall {
                    insurance_fund: 5.0,
                    bad_debt: 2.0,
                    ..Waterfall::default()
                }
            );
        }
    }

    #[test]
    fn settling_in_pieces_gives_the_same_as_settling_at_once() {
        let crowd = crowd(&[(96.0, 95.0, 3.0), (95.0, 94.0, 5.0), (94.0, 93.0, 7.0)]);
        let mut whole = Waterfall {
            insurance_fund: 100.0,
            ..Waterfall::default()
        };
        whole.settle(&crowd, 0..3, 1.0, 14.0, 94.2, Takeover::Market);
        let mut pieces = Waterfall {
            insurance_fund: 100.0,
            ..Waterfall::default()
        };
        for (from, to) in [(1.0, 3.0), (3.0, 6.5), (6.5, 8.0), (8.0, 14.0)] {
            pieces.settle(&crowd, 0..3, from, to, 94.2, Takeover::Market);
        }
        assert!((whole.insurance_fund - pieces.insurance_fund).abs() < 1e-12);
        assert!((whole.returned_margin - pieces.returned_margin).abs() < 1e-12);
    }
}
