//! Which forced orders go to the book: where winners stand in for the fund, this is decided before anything trades.
//!
//! All fills of a step have one price, that of the netted fill, so what one order may trade depends on all the others.
//! The rule that settles it:
//!
//! - Orders are looked at in the order in which they came (within one look at the triggers: longs before shorts, nearest
//!   trigger first), the vault's own sale last.
//! - Each sees the money that those before it have left at the common price `P`: gains above the bankruptcy price have
//!   been added, losses taken off. It trades the largest part `y` with `y (p_bk - P) <= money`: all of it where the fill
//!   costs the fund nothing. The rest of it goes off the book.
//! - `P` is the volume-weighted price of exactly what is then traded.
//!
//! With orders of one side there is one such price. The lower `P` (longs), the less money each order finds and the
//! less of it can be carried, so what may trade rises with `P`; and the more trades, the lower `P`: the two
//! curves cross once. Where they cross at a price at which an order is just bankrupt, that order trades the part that makes
//! them meet. With both sides in one step a shared fund may allow several prices; the halving of the net quantity,
//! which always ends at one, picks it.

use super::outcome::fund_change;
use super::{Ledger, Party, Place, Planned};
use crate::market::impact::Fill;
use crate::population::crowd::Side;
use crate::settlement::margin::{Contract, Isolated};
use crate::settlement::rules::{Deficit, Market};
use crate::settlement::waterfall::Waterfall;
use crate::sources::desk::CRUMB;
use crate::sources::lots::whole_lots_within;

/// Steps of the search: enough for every bit of a double.
const BISECTIONS: u32 = 80;

/// Passes over what was found, each of which takes a rounding error off whoever the money does not reach, twice as much as
/// the one before off the same order: the last take everything.
const PASSES: u32 = 120;

/// Money that bears losses, by the sums of settling.
#[derive(Debug, Clone, Copy)]
pub(super) struct Purse {
    pub(super) fund: f64,
    floor: f64,
    /// The vault, where it pays.
    pub(super) vault: Option<Party>,
    contract: Contract,
}

impl Purse {
    pub(super) fn new(ledger: &Ledger, market: &Market, waterfall: &Waterfall) -> Self {
        Self {
            fund: waterfall.insurance_fund,
            floor: ledger.fund_floor,
            vault: (market.deficit == Deficit::Vault).then_some(ledger.vault),
            contract: ledger.contract,
        }
    }

    /// What can be paid at a price.
    fn money(&self, price: f64) -> f64 {
        (self.fund - self.floor).max(0.0) + self.vault_money(price)
    }

    fn vault_money(&self, price: f64) -> f64 {
        self.vault
            .map_or(0.0, |vault| vault.equity(price, self.contract).max(0.0))
    }

    /// Pays a loss: the fund down to its floor, then the vault. Returns what stays unpaid.
    #[inline]
    pub(super) fn pay(&mut self, loss: f64, price: f64) -> f64 {
        if self.fund - loss >= self.floor {
            self.fund -= loss;
            return 0.0;
        }
        let paid = self.fund_pays(loss);
        let from_vault = (loss - paid).min(self.vault_money(price));
        if let Some(vault) = &mut self.vault {
            vault.cash -= from_vault;
        }
        loss - paid - from_vault
    }

    /// The part of a debt that the fund alone pays.
    pub(super) fn fund_pays(&mut self, debt: f64) -> f64 {
        let paid = debt.min((self.fund - self.floor).max(0.0));
        self.fund -= paid;
        paid
    }

    /// Books a gain or a loss. Returns what stays unpaid.
    #[inline]
    fn settle(&mut self, change: f64, price: f64) -> f64 {
        if change < 0.0 {
            return self.pay(-change, price);
        }
        self.fund += change;
        0.0
    }
}

/// An order as the search sees it.
struct Case {
    terms: Isolated,
    is_whole: bool,
    contracts: f64,
}

impl Case {
    fn change(&self, contracts: f64, price: f64, market: &Market) -> f64 {
        fund_change(&self.terms, self.is_whole, contracts, price, market)
    }

    /// Largest part that the purse carries at a price; it settles there.
    fn carried(&self, purse: &mut Purse, price: f64, market: &Market) -> f64 {
        let most = self.contracts;
        let change = self.change(most, price, market);
        let mut after = *purse;
        if after.settle(change, price) == 0.0 {
            *purse = after;
            return most;
        }
        let money = purse.money(price);
        // Losses of whole closes, and of debts, are in proportion; a partial close first uses up the trader's margin.
        let margin = self.terms.margin;
        let mut part = if self.is_whole || margin < 0.0 {
            most * (money / -change)
        } else {
            most * ((margin + money) / (margin - change))
        };
        part = whole_lots_within(part.min(most), market.margin.quantity_step);
        let mut less = 1e-16;
        while part > CRUMB * most {
            let mut after = *purse;
            if after.settle(self.change(part, price, market), price) == 0.0 {
                *purse = after;
                return part;
            }
            // A rounding error too much.
            part = whole_lots_within(part * (1.0 - less), market.margin.quantity_step);
            less *= 2.0;
        }
        0.0
    }
}

/// What goes to the book.
pub(super) struct Admitted {
    /// Contracts of each planned order.
    pub(super) contracts: Vec<f64>,
    /// Signed contracts that the vault sells.
    pub(super) vault: f64,
}

/// What the market takes of it.
pub(super) struct Taken {
    /// Contracts of each planned order.
    pub(super) contracts: Vec<f64>,
    /// Signed contracts that the vault sells.
    pub(super) vault: f64,
    /// Signed contracts to sell net.
    pub(super) net: f64,
    /// What selling them gives.
    pub(super) fill: Fill,
    /// The market could not take all.
    pub(super) exhausted: bool,
}

struct Desk<'a> {
    ledger: &'a Ledger,
    venue: &'a Place<'a>,
    plan: &'a [Planned],
    cases: Vec<Case>,
    vault: f64,
    purse: Purse,
}

impl Ledger {
    /// What of a plan, and of a sale of the vault, goes to the book; see the module.
    pub(super) fn admit(
        &self,
        venue: &Place<'_>,
        waterfall: &Waterfall,
        plan: &[Planned],
        vault: f64,
    ) -> Admitted {
        let cases = plan.iter().map(|planned| {
            let order = &self.orders[planned.order];
            Case {
                terms: self.positions[order.position].terms,
                is_whole: order.is_whole,
                contracts: planned.contracts,
            }
        });
        Desk {
            ledger: self,
            venue,
            plan,
            cases: cases.collect(),
            vault,
            purse: Purse::new(self, venue.market, waterfall),
        }
        .admitted()
    }

    /// The largest part of contracts of an order that can be carried when they change hands at a price.
    pub(super) fn carried_at(
        &self,
        market: &Market,
        waterfall: &Waterfall,
        order: usize,
        contracts: f64,
        price: f64,
    ) -> f64 {
        let order = &self.orders[order];
        let case = Case {
            terms: self.positions[order.position].terms,
            is_whole: order.is_whole,
            contracts,
        };
        case.carried(&mut Purse::new(self, market, waterfall), price, market)
    }

    /// What the market takes of what goes to the book. What it cannot is missing on the larger side, and waits: last
    /// come first.
    pub(super) fn taken(&self, venue: &Place<'_>, plan: &[Planned], admitted: &Admitted) -> Taken {
        let mut sums = [0.0; 2];
        for (planned, contracts) in plan.iter().zip(&admitted.contracts) {
            sums[super::place(self.side(planned.order))] += contracts;
        }
        let net = sums[0] - sums[1] + admitted.vault;
        // Two sides that are equal but for rounding move nothing.
        let is_even = net.abs() <= CRUMB * (sums[0] + sums[1] + admitted.vault.abs());
        let net = if is_even { 0.0 } else { net };
        let fill = self.quote(venue, net);
        let missing = (net - fill.quantity).abs();
        let (mut contracts, mut vault) = (admitted.contracts.clone(), admitted.vault);
        if missing > 0.0 {
            let main = if net > 0.0 { Side::Long } else { Side::Short };
            let short_of = missing.min(sums[super::place(main)]);
            let mut left = sums[super::place(main)] - short_of;
            for (planned, contracts) in plan.iter().zip(&mut contracts) {
                if self.side(planned.order) == main {
                    *contracts = contracts.min(left);
                    left -= *contracts;
                }
            }
            if missing > short_of {
                vault -= vault.signum() * (missing - short_of);
            }
        }
        Taken {
            contracts,
            vault,
            net,
            fill,
            exhausted: missing > 0.0,
        }
    }
}

impl Desk<'_> {
    fn admitted(&self) -> Admitted {
        let full = Admitted::all(self.plan, self.vault);
        let mut at_low = full.like();
        let mut at_high = full.like();
        let price = |net: f64| self.ledger.quote(self.venue, net).average_price;
        let taken = self.ledger.taken(self.venue, self.plan, &full);
        self.carried(taken.fill.average_price, &mut at_low);
        if at_low.contracts == full.contracts && at_low.vault == full.vault {
            return if taken.exhausted {
                self.checked(full)
            } else {
                full
            };
        }
        // Net sales: at `low` at least as much may trade, at `high` less.
        let (mut low, mut high) = (self.bound(-1.0), self.bound(1.0));
        if self.carried(price(high), &mut at_low) >= high {
            low = high;
        }
        for _ in 0..BISECTIONS {
            let middle = 0.5 * (low + high);
            if middle <= low || middle >= high {
                break;
            }
            if self.carried(price(middle), &mut at_low) >= middle {
                low = middle;
            } else {
                high = middle;
            }
        }
        let may = self.carried(price(low), &mut at_low);
        // The search ends a rounding error below an answer that is often a number of few digits.
        if (may - low).abs() <= 1e-9 * may.abs() && self.carried(price(may), &mut at_high) == may {
            return self.checked(at_high);
        }
        // At the price where they meet an order is just bankrupt: it trades what is missing.
        let least = self.carried(price(high), &mut at_high);
        let mut missing = low - least;
        let step = self.venue.market.margin.quantity_step;
        for (case, (more, less)) in self
            .cases
            .iter()
            .zip(at_low.contracts.iter().zip(&mut at_high.contracts))
        {
            let sign = case.terms.side.sign();
            let part = (sign * (more - *less)).min(missing);
            if part > CRUMB * case.contracts {
                let part = whole_lots_within(part, step);
                *less += sign * part;
                missing -= part;
            }
        }
        let part = (at_low.vault - at_high.vault).min(missing).max(0.0);
        at_high.vault += whole_lots_within(part, step);
        self.checked(at_high)
    }

    /// The most that can be sold (`sign` 1) or bought (-1) net.
    #[inline]
    fn bound(&self, sign: f64) -> f64 {
        let of_side = self
            .cases
            .iter()
            .filter(|case| case.terms.side.sign() == sign);
        sign * (of_side.map(|case| case.contracts).sum::<f64>() + (sign * self.vault).max(0.0))
    }

    /// What can be carried at a price, in turn; returns net sales.
    fn carried(&self, price: f64, into: &mut Admitted) -> f64 {
        let market = self.venue.market;
        let mut purse = self.purse;
        let mut net = [0.0; 2];
        for (case, part) in self.cases.iter().zip(&mut into.contracts) {
            *part = case.carried(&mut purse, price, market);
            net[super::place(case.terms.side)] += *part;
        }
        into.vault = self.vault_part(purse, price);
        net[0] - net[1] + into.vault
    }

    /// What the vault may sell at a price after all orders: like theirs, what its own bankruptcy price and the fund allow.
    #[inline]
    fn vault_part(&self, purse: Purse, price: f64) -> f64 {
        let loss = self.vault_loss(purse, price, self.vault);
        let money = (purse.fund - purse.floor).max(0.0);
        if loss <= money {
            return self.vault;
        }
        let part = self.vault.abs() * (money / loss);
        self.vault.signum() * whole_lots_within(part, self.venue.market.margin.quantity_step)
    }

    /// What the fund has to pay when the vault sells so much at a price. Nothing, where the vault has just paid all that it
    /// is worth there: rounding is no debt.
    fn vault_loss(&self, purse: Purse, price: f64, contracts: f64) -> f64 {
        let vault = purse.vault.filter(|_| contracts != 0.0);
        vault.map_or(0.0, |vault| {
            vault.debt(price, self.ledger.contract) * (contracts / vault.holding)
        })
    }

    /// The same, with a rounding error taken off whoever the money does not quite reach, until it does: what is found
    /// affordable is so to the last bit when it settles.
    fn checked(&self, mut admitted: Admitted) -> Admitted {
        let market = self.venue.market;
        let step = market.margin.quantity_step;
        // What is taken off each at its next turn. Its own: who is in vain cut down to nothing must not cost others.
        let mut less = vec![f64::EPSILON; self.cases.len() + 1];
        let cut = |part: f64, of: f64, less: &mut f64| {
            let part = whole_lots_within(part * (1.0 - *less), step);
            *less = (2.0 * *less).min(1.0);
            if part <= CRUMB * of { 0.0 } else { part }
        };
        for _ in 0..PASSES {
            let taken = self.ledger.taken(self.venue, self.plan, &admitted);
            let price = taken.fill.average_price;
            let mut purse = self.purse;
            let mut is_affordable = true;
            for (index, case) in self.cases.iter().enumerate() {
                let part = taken.contracts[index];
                let mut after = purse;
                if after.settle(case.change(part, price, market), price) == 0.0 {
                    purse = after;
                    continue;
                }
                // A little less of it also betters the price of all: an order that is just bankrupt is not any more.
                admitted.contracts[index] = cut(part, case.contracts, &mut less[index]);
                is_affordable = false;
            }
            let money = (purse.fund - purse.floor).max(0.0);
            if self.vault_loss(purse, price, taken.vault) > money {
                // The vault, too, may be just worth nothing.
                let part = taken.vault.abs();
                let part = cut(part, self.vault.abs(), &mut less[self.cases.len()]);
                admitted.vault = taken.vault.signum() * part;
                is_affordable = false;
            }
            if is_affordable {
                break;
            }
        }
        admitted
    }
}

impl Admitted {
    /// Everything.
    pub(super) fn all(plan: &[Planned], vault: f64) -> Self {
        Self {
            contracts: plan.iter().map(|planned| planned.contracts).collect(),
            vault,
        }
    }

    /// Room for another answer.
    fn like(&self) -> Self {
        Self {
            contracts: self.contracts.clone(),
            vault: self.vault,
        }
    }
}
