//! Who pays: a forced fill settles against the trader's margin, then the fund, then whoever the rules name.

use super::admit::Purse;
use super::outcome::{fund_change, margin_share, outcome};
use super::{Closed, Ledger, Moment, Order, ROUNDING, Shared, Stage, value};
use crate::population::crowd::Side;
use crate::settlement::deleverage::{Ranking, before, pro_rata, score};
use crate::settlement::margin::{Contract, Isolated, MarginRules};
use crate::settlement::rules::{Deficit, Market};
use crate::settlement::waterfall::{Takeover, Waterfall};
use crate::sort::{is_tie, sort_by};
use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// Score and place of a winner, greatest first closed first.
#[derive(Clone, Copy)]
struct Ranked((f64, u32));

impl Ord for Ranked {
    fn cmp(&self, other: &Self) -> Ordering {
        before(other.0, self.0)
    }
}

impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Ranked {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Ranked {}

/// Winners in the order of their rank; ranks that differ by rounding are one, and go by number.
struct Queue {
    heap: BinaryHeap<Ranked>,
    /// Those of the highest rank, the last to be closed first.
    top: Vec<Ranked>,
}

impl Queue {
    fn new(ranks: Vec<(f64, u32)>) -> Self {
        // A heap: most of the time only a few of many are closed.
        Self {
            heap: ranks.into_iter().map(Ranked).collect(),
            top: Vec::new(),
        }
    }

    fn first(&mut self) -> Option<u32> {
        if self.top.is_empty() {
            let first = self.heap.pop()?;
            let score = first.0.0;
            self.top.push(first);
            while let Some(next) = self.heap.peek()
                && is_tie(score, next.0.0)
            {
                self.top.extend(self.heap.pop());
            }
            sort_by(&mut self.top, &|a: &Ranked, b: &Ranked| b.0.1.cmp(&a.0.1));
        }
        self.top.last().map(|rank| rank.0.1)
    }

    fn pop(&mut self) -> Option<Ranked> {
        self.top.pop()
    }

    fn put_back(&mut self, rank: Ranked) {
        self.heap.extend(self.top.drain(..));
        self.heap.push(rank);
    }
}

/// A winner who cannot take over a lot because its price is beyond the winner's own bankruptcy.
struct PassedOver {
    /// Bankruptcy price, negative where a fall is what ruins.
    bankrupt_at: Ranked,
    rank: Ranked,
}

impl Ord for PassedOver {
    fn cmp(&self, other: &Self) -> Ordering {
        self.bankrupt_at.cmp(&other.bankrupt_at)
    }
}

impl PartialOrd for PassedOver {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for PassedOver {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for PassedOver {}

impl Ledger {
    /// The terms of a position as its owner stands: with a shared wallet, the margin is what the whole account is worth
    /// less the position's own profit.
    #[inline]
    fn with_account(&self, index: usize, mark_price: f64, accounts: &Shared<'_>) -> Isolated {
        let held = &self.positions[index];
        let mut terms = held.terms;
        if let Some(account) = held.account {
            let own = terms.unrealised_profit(mark_price, self.contract);
            terms.margin = accounts.wallets[account] + accounts.profits[account] - own;
        }
        terms
    }

    /// Fills part of an order at a price. Whole closes carry their share of the margin: what is left goes to the fund or
    /// back to the trader, what is missing is paid for. Partial closes are the trader's own.
    pub(super) fn fill_order(
        &mut self,
        order: usize,
        contracts: f64,
        price: f64,
        market: &Market,
        waterfall: &mut Waterfall,
        closed: &mut Closed,
    ) {
        let Order {
            position, is_whole, ..
        } = self.orders[order];
        let terms = &self.positions[position].terms;
        let change = fund_change(terms, is_whole, contracts, price, market);
        let held = &mut self.positions[position];
        let outcome = outcome(&held.terms, contracts, price, market);
        closed.add(held, contracts, price, self.contract);
        waterfall.fees += outcome.fee;
        waterfall.bidders += outcome.reward;
        let margin = margin_share(&held.terms, contracts);
        let rest = margin + outcome.profit - outcome.fee;
        let is_debt = held.terms.margin < 0.0;
        if is_whole || is_debt && rest < 0.0 {
            held.terms.margin -= margin;
            waterfall.trader_loss += margin;
            if rest > 0.0 {
                waterfall.insurance_fund += change;
                waterfall.returned_margin += rest - change;
                waterfall.trader_loss -= rest - change;
                held.returned += rest - change;
            } else {
                self.pay(-rest, market, price, waterfall);
            }
        } else {
            let gain = change.max(0.0);
            let cash = outcome.profit - outcome.fee - gain;
            let margin = held.terms.margin + cash;
            // A loss beyond the margin is not left to the rest of the position: it would be bankrupt beyond its entry. A
            // debt that its open profit covers stays with it.
            let unpaid = if is_debt { 0.0 } else { margin.min(0.0) };
            held.terms.margin = margin - unpaid;
            waterfall.insurance_fund += gain;
            waterfall.trader_loss -= cash - unpaid;
            if unpaid < 0.0 {
                self.pay(-unpaid, market, price, waterfall);
            }
        }
        self.close_order_part(order, contracts);
    }

    /// Takes contracts off an order and its position: both end together.
    #[inline]
    fn close_order_part(&mut self, order: usize, contracts: f64) {
        let position = self.orders[order].position;
        self.close_part(position, contracts);
        self.orders[order].left = if self.positions[position].terms.quantity > 0.0 {
            self.orders[order].left - contracts
        } else {
            0.0
        };
    }

    /// Takes contracts off a position; the last of them to the last bit.
    #[inline]
    fn close_part(&mut self, position: usize, contracts: f64) {
        let held = &mut self.positions[position];
        let left = held.terms.quantity - contracts;
        self.open[super::place(held.terms.side)] -= contracts;
        held.terms.quantity = if left > held.first_quantity * 1e-15 {
            left
        } else {
            0.0
        };
    }

    /// A loss beyond a trader's margin: the fund pays, then the vault, then winners or nobody.
    #[inline]
    fn pay(&mut self, loss: f64, market: &Market, price: f64, waterfall: &mut Waterfall) {
        let mut purse = Purse::new(self, market, waterfall);
        let rest = purse.pay(loss, price);
        waterfall.insurance_fund = purse.fund;
        if let Some(vault) = purse.vault {
            self.vault = vault;
        }
        match market.deficit {
            Deficit::Socialise => self.to_socialise += rest,
            Deficit::BadDebt | Deficit::Adl | Deficit::ProRata | Deficit::Vault => {
                waterfall.bad_debt += rest;
            }
        }
    }

    /// Sells (buys, if negative) what the vault holds: `on_book` of `wanted` at a price, the rest, which neither the vault
    /// nor the fund can carry there, to winners at the price where the vault is worth nothing.
    #[allow(
        clippy::too_many_arguments,
        reason = "one call, and all of it is the state of a step"
    )]
    pub(super) fn trade_vault(
        &mut self,
        wanted: f64,
        on_book: f64,
        waits: f64,
        price: f64,
        market: &Market,
        moment: Moment,
        waterfall: &mut Waterfall,
        accounts: &mut Shared<'_>,
    ) {
        let equity = self.vault_equity(price);
        let zero = self.vault_zero();
        if equity < 0.0 {
            // What it gets less than its own bankruptcy price the fund pays.
            let mut purse = Purse::new(self, market, waterfall);
            let paid = purse.fund_pays(-equity * (on_book / self.vault.holding));
            waterfall.insurance_fund = purse.fund;
            self.vault.cash += paid;
        }
        self.vault.buy(-on_book, price, self.contract);
        let rest = wanted - on_book - waits;
        if let (Some(zero), true) = (zero, rest != 0.0) {
            self.vault.buy(-rest, zero, self.contract);
            let side = vault_side(rest);
            self.close_winners(
                side,
                &[(rest.abs(), zero)],
                market,
                moment,
                waterfall,
                accounts,
            );
        }
        if self.vault.holding == 0.0 && equity < 0.0 {
            // Sold out at nothing: a rounding error is no debt.
            self.vault.cash = self.vault.cash.max(0.0);
        }
    }

    /// Price at which the vault is worth nothing, where there is one.
    fn vault_zero(&self) -> Option<f64> {
        let zero = match self.contract {
            Contract::Linear => -self.vault.cash / self.vault.holding,
            Contract::Inverse => self.vault.holding / self.vault.cash,
        };
        (zero > 0.0 && zero.is_finite()).then_some(zero)
    }

    /// The vault takes a position over at the mark price of its trigger, with what is left of its margin.
    fn hand_to_vault(
        &mut self,
        index: usize,
        price: f64,
        moment: Moment,
        waterfall: &mut Waterfall,
        closed: &mut Closed,
    ) {
        let held = &mut self.positions[index];
        let terms = held.terms;
        closed.add_off_book(held, terms.quantity, price, self.contract);
        held.stage = Stage::Closed;
        held.closed_at_row.get_or_insert(moment.row);
        waterfall.trader_loss += terms.margin;
        self.vault_took_over = true;
        self.vault
            .buy(terms.side.sign() * terms.quantity, price, self.contract);
        self.vault.cash += terms.equity(price, self.contract);
        self.positions[index].terms.margin = 0.0;
        self.close_part(index, terms.quantity);
    }

    /// The vault takes over whatever was found for it since the last step.
    pub(super) fn fill_vault(
        &mut self,
        moment: Moment,
        waterfall: &mut Waterfall,
        closed: &mut Closed,
    ) {
        if !self.orders.iter().any(|order| order.to_vault) {
            return;
        }
        let orders = std::mem::take(&mut self.orders);
        let (to_vault, others): (Vec<Order>, Vec<Order>) =
            orders.into_iter().partition(|order| order.to_vault);
        self.orders = others;
        for order in to_vault {
            self.hand_to_vault(order.position, order.mark_price, moment, waterfall, closed);
        }
    }

    /// Closes parts of orders against winners at the bankruptcy price of each: the trader loses the margin, the fund
    /// pays nothing, the winner's profit ends there.
    pub(super) fn deleverage(
        &mut self,
        parts: &[(usize, f64)],
        market: &Market,
        moment: Moment,
        waterfall: &mut Waterfall,
        accounts: &mut Shared<'_>,
        closed: &mut Closed,
    ) {
        for side in [Side::Long, Side::Short] {
            let of_side: Vec<(usize, f64)> = parts
                .iter()
                .copied()
                .filter(|(order, _)| self.side(*order) == side)
                .collect();
            if of_side.is_empty() {
                continue;
            }
            let mut off_book = Vec::with_capacity(of_side.len());
            for (order, contracts) in of_side {
                let position = self.orders[order].position;
                let terms = self.positions[position].terms;
                let zero = price_of_zero(&terms, &market.margin);
                let price = zero.unwrap_or(moment.mark_price);
                let margin = margin_share(&terms, contracts);
                let held = &mut self.positions[position];
                closed.add_off_book(held, contracts, price, self.contract);
                held.terms.margin -= margin;
                waterfall.trader_loss += margin;
                if zero.is_none() {
                    // No price leaves exactly nothing: what the mark price leaves is settled.
                    let part = Isolated {
                        quantity: contracts,
                        ..terms
                    };
                    let rest = margin + part.unrealised_profit(price, self.contract);
                    if rest < 0.0 {
                        self.pay(-rest, market, price, waterfall);
                    } else if market.takeover == Takeover::BankruptcyPrice {
                        waterfall.insurance_fund += rest;
                    } else {
                        waterfall.returned_margin += rest;
                        waterfall.trader_loss -= rest;
                        self.positions[position].returned += rest;
                    }
                }
                self.close_order_part(order, contracts);
                off_book.push((contracts, price));
            }
            self.close_winners(side, &off_book, market, moment, waterfall, accounts);
        }
    }

    /// Winners on the other side of `side` take over `lots` of contracts and prices, off the book. Whatever they cannot,
    /// the market maker does.
    fn close_winners(
        &mut self,
        side: Side,
        lots: &[(f64, f64)],
        market: &Market,
        moment: Moment,
        waterfall: &mut Waterfall,
        accounts: &mut Shared<'_>,
    ) {
        // Hyperliquid closes against positions in profit only; where they run out, the market maker takes the rest.
        let only_winners = market.ranking == Ranking::Hyperliquid;
        let candidates: Vec<usize> = (0..self.positions.len())
            .filter(|&index| {
                let held = &self.positions[index];
                held.terms.side != side
                    && held.stage == Stage::Open
                    && held.terms.quantity > 0.0
                    && (!only_winners
                        || is_in_profit(&held.terms, moment.mark_price, self.contract))
            })
            .collect();
        let ranked = |ranking: Ranking, ledger: &Self, accounts: &Shared<'_>| -> Vec<(f64, u32)> {
            candidates
                .iter()
                .map(|&index| {
                    let terms = ledger.with_account(index, moment.mark_price, accounts);
                    (
                        score(&terms, &market.margin, moment.mark_price, ranking),
                        super::index_of(index),
                    )
                })
                .collect()
        };
        // Whoever would be bankrupt at that price cannot take anything over.
        let is_solvent = |ledger: &Self, index: usize, price: f64, accounts: &Shared<'_>| {
            let terms = ledger.with_account(index, moment.mark_price, accounts);
            !is_below_nothing(&terms, price, ledger.contract)
        };
        if market.deficit == Deficit::ProRata {
            // One price for all of them: nobody is before anybody.
            let total: f64 = lots.iter().map(|lot| lot.0).sum();
            let mean = lots
                .iter()
                .map(|lot| lot.0 * value(1.0, lot.1, self.contract))
                .sum::<f64>()
                / total;
            let price = match self.contract {
                Contract::Linear => mean,
                Contract::Inverse => -1.0 / mean,
            };
            let basis = match market.ranking {
                Ranking::Size => Ranking::Size,
                _ => Ranking::Profit,
            };
            let mut rest = total;
            // Where winners run out, losers take over too, each in proportion to the size.
            for basis in [basis, Ranking::Size] {
                if rest <= total * 1e-15 {
                    break;
                }
                let weights: Vec<f64> = ranked(basis, self, accounts)
                    .into_iter()
                    .map(|(weight, index)| {
                        if is_solvent(self, index as usize, price, accounts) {
                            weight.max(0.0)
                        } else {
                            0.0
                        }
                    })
                    .collect();
                let limits: Vec<f64> = candidates
                    .iter()
                    .map(|&index| self.positions[index].terms.quantity)
                    .collect();
                let shares = pro_rata(rest, &weights, &limits);
                for (&index, contracts) in candidates.iter().zip(shares) {
                    if contracts > 0.0 {
                        rest -= contracts;
                        self.close_winner(
                            index, contracts, price, market, waterfall, accounts, moment,
                        );
                    }
                }
            }
            if rest > total * 1e-15 {
                self.maker_takes(side, rest, price, waterfall);
            }
            return;
        }
        let mut queue = Queue::new(ranked(market.ranking, self, accounts));
        // Whoever is passed over comes back for a lot at a price that leaves something: the last to be bankrupt first.
        let mut passed_over: BinaryHeap<PassedOver> = BinaryHeap::new();
        for &(contracts, price) in lots {
            while passed_over
                .peek()
                .is_some_and(|waiting| waiting.bankrupt_at.0.0 >= side.sign() * price)
            {
                if let Some(waiting) = passed_over.pop() {
                    queue.put_back(waiting.rank);
                }
            }
            let mut rest = contracts;
            while rest > 0.0 {
                let Some(first) = queue.first() else {
                    self.maker_takes(side, rest, price, waterfall);
                    break;
                };
                let index = first as usize;
                if !is_solvent(self, index, price, accounts) {
                    let terms = self.with_account(index, moment.mark_price, accounts);
                    let bankrupt_at = price_of_zero(&terms, &market.margin)
                        .map_or(f64::NEG_INFINITY, |price| side.sign() * price);
                    passed_over.extend(queue.pop().map(|rank| PassedOver {
                        bankrupt_at: Ranked((bankrupt_at, rank.0.1)),
                        rank,
                    }));
                    continue;
                }
                let part = rest.min(self.positions[index].terms.quantity);
                self.close_winner(index, part, price, market, waterfall, accounts, moment);
                rest -= part;
                if self.positions[index].terms.quantity <= 0.0 {
                    queue.pop();
                }
            }
        }
    }

    #[allow(
        clippy::too_many_arguments,
        reason = "one call, and all of it is the state of a step"
    )]
    fn close_winner(
        &mut self,
        index: usize,
        contracts: f64,
        price: f64,
        market: &Market,
        waterfall: &mut Waterfall,
        accounts: &mut Shared<'_>,
        moment: Moment,
    ) {
        let held = &mut self.positions[index];
        let part = Isolated {
            quantity: contracts,
            ..held.terms
        };
        let profit = part.unrealised_profit(price, self.contract);
        let at_mark = part.unrealised_profit(moment.mark_price, self.contract);
        waterfall.adl_profit += at_mark;
        waterfall.adl_cost += at_mark - profit;
        match held.account {
            Some(account) => {
                accounts.wallets[account] += profit;
                // What is in the wallet is not open any more: the account is asked again for the next lot.
                accounts.profits[account] -= at_mark;
            }
            None => held.terms.margin += profit,
        }
        held.deleveraged += contracts;
        self.count_deleveraged(contracts, price, waterfall);
        self.close_part(index, contracts);
        if self.positions[index].terms.quantity <= 0.0 {
            self.forget(index);
            let held = &mut self.positions[index];
            held.stage = Stage::Closed;
            held.closed_at_row.get_or_insert(moment.row);
        } else {
            self.reopen(index, market);
        }
    }

    fn maker_takes(&mut self, side: Side, contracts: f64, price: f64, waterfall: &mut Waterfall) {
        for books in [&mut self.maker, &mut self.off_book] {
            books.buy(side.sign() * contracts, price, self.contract);
        }
        self.count_deleveraged(contracts, price, waterfall);
    }

    fn count_deleveraged(&self, contracts: f64, price: f64, waterfall: &mut Waterfall) {
        let (base, notional) = match self.contract {
            Contract::Linear => (contracts, contracts * price),
            Contract::Inverse => (contracts / price, contracts),
        };
        waterfall.adl_quantity += base;
        waterfall.adl_notional += notional;
    }

    /// A vault that is worth less than nothing hands on what it holds.
    pub(super) fn wind_up_vault(
        &mut self,
        market: &Market,
        moment: Moment,
        waterfall: &mut Waterfall,
        accounts: &mut Shared<'_>,
    ) {
        if market.deficit != Deficit::Vault {
            return;
        }
        // What the vault owes, the fund pays as far as it goes. Whom the fund has just paid for is worth nothing, and goes on.
        let debt = self.vault.debt(moment.mark_price, self.contract);
        if debt == 0.0 {
            return;
        }
        let mut purse = Purse::new(self, market, waterfall);
        let paid = purse.fund_pays(debt);
        waterfall.insurance_fund = purse.fund;
        self.vault.cash += paid;
        if paid >= debt {
            return;
        }
        let holding = self.vault.holding;
        if holding == 0.0 {
            waterfall.bad_debt -= self.vault.cash;
            self.vault.cash = 0.0;
            return;
        }
        let side = vault_side(holding);
        // The price at which the vault is worth nothing: winners take the position over there.
        let price = self.vault_zero().unwrap_or_else(|| {
            // A debt that no price repays: it stays unpaid, and the position goes at the mark price.
            waterfall.bad_debt -= self.vault_equity(moment.mark_price);
            moment.mark_price
        });
        self.vault = super::Party::default();
        let lots = [(holding.abs(), price)];
        self.close_winners(side, &lots, market, moment, waterfall, accounts);
    }

    /// Winners give up profit in proportion; what their profit cannot cover is bad debt.
    pub(super) fn socialise(
        &mut self,
        market: &Market,
        moment: Moment,
        waterfall: &mut Waterfall,
        accounts: &mut Shared<'_>,
    ) {
        let loss = std::mem::take(&mut self.to_socialise);
        if loss == 0.0 {
            return;
        }
        let profits: Vec<f64> = self
            .positions
            .iter()
            .map(|held| match held.stage {
                Stage::Open => held
                    .terms
                    .unrealised_profit(moment.mark_price, self.contract)
                    .max(0.0),
                _ => 0.0,
            })
            .collect();
        let shares = pro_rata(loss, &profits, &profits);
        let mut rest = loss;
        let mut payers = Vec::new();
        for (index, share) in shares.into_iter().enumerate().filter(|entry| entry.1 > 0.0) {
            rest -= share;
            self.positions[index].socialised += share;
            match self.positions[index].account {
                Some(account) => accounts.wallets[account] -= share,
                None => {
                    self.positions[index].terms.margin -= share;
                    payers.push(index);
                }
            }
        }
        self.reopen_many(&payers, market);
        let rest = if rest > loss * 1e-12 { rest } else { 0.0 };
        waterfall.socialised_loss += loss - rest;
        waterfall.bad_debt += rest;
    }

    /// Longs pay shorts a rate of their value at mark (the other way round, if negative); the market maker and the vault
    /// hold their sides too.
    pub(super) fn pay_funding(
        &mut self,
        rate: f64,
        market: &Market,
        price: f64,
        accounts: &mut Shared<'_>,
    ) {
        let (mut to_maker, mut maker_cash) = (0.0, self.maker.cash);
        let contract = self.contract;
        self.reopen_all(market, |held| {
            if held.terms.quantity <= 0.0 {
                return;
            }
            let payment = held.terms.side.sign() * rate * held.terms.notional(price, contract);
            maker_cash += payment;
            to_maker += payment;
            match held.account {
                Some(account) => accounts.wallets[account] -= payment,
                None => held.terms.margin -= payment,
            }
        });
        self.maker.cash = maker_cash;
        let vault = rate
            * value(self.vault.holding, price, self.contract).abs()
            * self.vault.holding.signum();
        self.vault.cash -= vault;
        self.maker.cash += vault;
        self.off_book.cash += to_maker + vault;
    }
}

/// Side of signed contracts.
fn vault_side(contracts: f64) -> Side {
    if contracts > 0.0 {
        Side::Long
    } else {
        Side::Short
    }
}

/// What a sum of the values of a position at a price and at its entry may be off by rounding.
fn rounding(terms: &Isolated, price: f64, contract: Contract) -> f64 {
    ROUNDING * (terms.notional(price, contract) + terms.notional(terms.entry_price, contract))
}

/// Whether a position is worth less than nothing at a price; exactly nothing is not less, however that rounds.
pub(super) fn is_below_nothing(terms: &Isolated, price: f64, contract: Contract) -> bool {
    terms.equity(price, contract) < -rounding(terms, price, contract)
}

fn is_in_profit(terms: &Isolated, price: f64, contract: Contract) -> bool {
    terms.unrealised_profit(price, contract) > rounding(terms, price, contract)
}

/// Price at which nothing is left of the margin when closing costs no fee; `None` when there is none.
pub(super) fn price_of_zero(terms: &Isolated, rules: &MarginRules) -> Option<f64> {
    let free = MarginRules {
        closing_fee_ratio: 0.0,
        ..MarginRules::linear(rules.maintenance.clone())
    };
    let price = terms.bankruptcy_price(&MarginRules {
        contract: rules.contract,
        ..free
    });
    (price > 0.0 && price.is_finite()).then_some(price)
}
