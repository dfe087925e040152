//! A market with a backstop vault once more, as plainly as possible: a list of traders that is scanned in full at every
//! look, triggers, what can be carried and the common price by bisection. Linear and inverse contracts, both sides, instant
//! and on ticks, with funding and with a mark price of its own. It shares nothing with the engine.

use crate::config;
use crate::scenarios::{in_turn, log_uniform, prepared};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};

/// A part of the first size at a time.
#[derive(Debug, Clone, Copy)]
struct Share {
    share: f64,
    pause_s: f64,
    above: f64,
    then_all: bool,
}

#[derive(Debug, Clone, Copy)]
struct Funding {
    interval_s: f64,
    interest: f64,
    cap: f64,
}

/// Money is quote, sizes are base; for inverse contracts the other way round.
#[derive(Debug, Clone)]
struct Rules {
    inverse: bool,
    log_impact: bool,
    /// Fraction of the start that one base moves the price by.
    slope: f64,
    ratio: f64,
    /// From this notional, so much more of what lies above.
    upper: (f64, f64),
    /// Whether notionals of brackets are those at the entry price.
    on_entry: bool,
    taker: f64,
    liquidation: f64,
    fee_in_trigger: bool,
    to_trader: bool,
    partial: Option<Share>,
    fund: f64,
    floor: f64,
    /// As in the contract.
    ranking: usize,
    capital: f64,
    takeover_below: f64,
    rate_per_s: f64,
    /// Price outside at the end of every tick, over the one at the start; of an instant run the only one.
    path: Vec<f64>,
    instant: bool,
    /// Smoothing time and band of a mark price by index.
    index_mark: Option<(f64, f64)>,
    funding: Option<Funding>,
}

#[derive(Debug, Clone, Copy)]
struct Order {
    size: f64,
    whole: bool,
    /// Mark price when it came, where the vault takes it over.
    to_vault: Option<f64>,
}

#[derive(Debug, Clone)]
struct Trader {
    long: bool,
    quantity: f64,
    entry: f64,
    margin: f64,
    first: f64,
    closes: u32,
    order: Option<Order>,
    ready_s: Option<f64>,
    /// Contracts that were closed, and the other money of it: quote of linear, base of inverse contracts.
    closed: (f64, f64),
    returned: f64,
    deleveraged: f64,
    closed_at: Option<usize>,
}

impl Trader {
    fn sign(&self) -> f64 {
        if self.long { 1.0 } else { -1.0 }
    }
}

/// Contracts, long positive, and money.
#[derive(Debug, Clone, Copy)]
struct Vault {
    contracts: f64,
    cash: f64,
}

#[derive(Debug, Clone, Copy, Default)]
struct Row {
    price: f64,
    mark: f64,
    waves: u32,
    backlog: f64,
    /// By side, longs first.
    base: [f64; 2],
    notional: [f64; 2],
    touched: u32,
    open_interest: f64,
    fund: f64,
    vault: f64,
    bad_debt: f64,
    adl: f64,
    returned: f64,
    trader_loss: f64,
    fees: f64,
    sold: f64,
}

/// What the cases come to, for a look at whether they are about something.
#[derive(Debug, Clone, Copy, Default)]
struct Seen {
    takeovers: u32,
    /// Orders that were not carried whole.
    cut: u32,
    /// Losses of orders that the vault paid.
    paid_by_vault: u32,
    /// Sales of the vault that were not carried whole.
    vault_cut: u32,
    wound_up: u32,
    funded: u32,
}

impl Rules {
    /// What signed contracts are worth at a price, up to a constant.
    fn worth(&self, contracts: f64, price: f64) -> f64 {
        if self.inverse {
            -contracts / price
        } else {
            contracts * price
        }
    }

    fn notional(&self, contracts: f64, price: f64) -> f64 {
        self.worth(contracts, price).abs()
    }

    fn gain(&self, trader: &Trader, contracts: f64, price: f64) -> f64 {
        trader.sign() * (self.worth(contracts, price) - self.worth(contracts, trader.entry))
    }

    fn equity(&self, trader: &Trader, price: f64) -> f64 {
        trader.margin + self.gain(trader, trader.quantity, price)
    }

    fn maintenance(&self, trader: &Trader, price: f64) -> f64 {
        let basis = if self.on_entry { trader.entry } else { price };
        let notional = self.notional(trader.quantity, basis);
        self.ratio * notional + self.upper.1 * (notional - self.upper.0).max(0.0)
    }

    /// Equity above what must be kept.
    fn excess(&self, trader: &Trader, price: f64) -> f64 {
        let fee = if self.fee_in_trigger { self.taker } else { 0.0 };
        self.equity(trader, price)
            - self.maintenance(trader, price)
            - fee * self.notional(trader.quantity, price)
    }

    /// Price at which a trader falls due.
    fn trigger(&self, trader: &Trader) -> f64 {
        crossing(0.0, 1e6, |price| {
            (self.excess(trader, price) > 0.0) == trader.long
        })
    }

    /// Price at which nothing of the margin is left.
    fn bankrupt_at(&self, trader: &Trader) -> Option<f64> {
        let per_contract = trader.sign() * trader.margin / trader.quantity;
        let price = if self.inverse {
            1.0 / (1.0 / trader.entry + per_contract)
        } else {
            trader.entry - per_contract
        };
        (price > 0.0).then_some(price)
    }

    /// What the fund gets (loses, if negative) when a part of an order trades at a price.
    fn fund_gain(&self, trader: &Trader, order: Order, part: f64, price: f64) -> f64 {
        let notional = self.notional(part, price);
        let fee = self.taker * notional;
        if order.whole {
            let share = trader.margin * part / trader.quantity;
            let rest = share + self.gain(trader, part, price) - fee;
            return if rest > 0.0 && self.to_trader {
                rest.min(self.liquidation * notional)
            } else {
                rest
            };
        }
        let left = (self.equity(trader, price) - fee).max(0.0);
        let paid = (self.liquidation * notional).min(left);
        if trader.margin < 0.0 {
            let share = trader.margin * part / trader.quantity;
            let rest = share + self.gain(trader, part, price) - fee;
            // What the part leaves is all that a fee can come from.
            return rest.min(paid);
        }
        let margin = trader.margin + self.gain(trader, part, price) - fee - paid;
        paid + margin.min(0.0)
    }

    fn vault_worth(&self, vault: Vault, price: f64) -> f64 {
        vault.cash + self.worth(vault.contracts, price)
    }

    /// What it is worth less than nothing; rounding is not.
    fn vault_debt(&self, vault: Vault, price: f64) -> f64 {
        let sums = self.notional(vault.contracts, price) + vault.cash.abs();
        let debt = -self.vault_worth(vault, price);
        if debt > 1e-12 * sums { debt } else { 0.0 }
    }

    /// Price at which the vault is worth nothing.
    fn vault_zero(&self, vault: Vault) -> Option<f64> {
        let quotient = -vault.cash / vault.contracts;
        let price = if self.inverse {
            -1.0 / quotient
        } else {
            quotient
        };
        (price > 0.0 && price.is_finite()).then_some(price)
    }

    /// The higher, the sooner a winner is closed.
    fn rank(&self, trader: &Trader, mark: f64) -> f64 {
        let profit = self.gain(trader, trader.quantity, mark);
        let value = self.notional(trader.quantity, mark);
        let equity = self.equity(trader, mark);
        match self.ranking {
            0 => {
                let ratio = profit / self.notional(trader.quantity, trader.entry);
                let leverage = value / equity;
                if ratio > 0.0 {
                    ratio * leverage
                } else {
                    ratio / leverage
                }
            }
            1 => {
                let moved = if trader.long {
                    mark / trader.entry
                } else {
                    trader.entry / mark
                };
                moved * value / equity
            }
            2 => profit,
            3 if self.inverse => trader.quantity,
            3 => value,
            _ if profit > 0.0 => profit / trader.margin * (self.maintenance(trader, mark) / equity),
            _ => profit / trader.margin,
        }
    }
}

/// Where a condition that holds above and not below changes.
fn crossing(low: f64, high: f64, is_above: impl Fn(f64) -> bool) -> f64 {
    let (mut low, mut high) = (low, high);
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            break;
        }
        if is_above(middle) {
            high = middle
        } else {
            low = middle
        }
    }
    0.5 * (low + high)
}

/// The largest number up to `most` that passes.
fn largest(most: f64, passes: impl Fn(f64) -> bool) -> f64 {
    if passes(most) {
        return most;
    }
    let part = crossing(0.0, most, |part| !passes(part));
    // Less than rounding is nothing.
    if part > 1e-12 * most { part } else { 0.0 }
}

/// A run as it stands.
struct Run<'a> {
    rules: &'a Rules,
    traders: &'a mut [Trader],
    queue: Vec<usize>,
    outside: f64,
    vault: Vault,
    basis: f64,
    row: Row,
    number: usize,
    now_s: f64,
    premiums: Vec<f64>,
    payments: f64,
    seen: Seen,
}

impl Run<'_> {
    fn price_after(&self, sold: f64) -> f64 {
        let start = 100.0 * self.outside;
        if self.rules.log_impact {
            start * (-self.rules.slope * sold).exp()
        } else {
            start - 100.0 * self.rules.slope * sold
        }
    }

    /// What selling `base` (buying, if negative) gives on average.
    fn mean_of_base(&self, base: f64) -> f64 {
        let (from, to) = (
            self.price_after(self.row.sold),
            self.price_after(self.row.sold + base),
        );
        if !self.rules.log_impact {
            return 0.5 * (from + to);
        }
        let fall = self.rules.slope * base;
        // The mean of an exponential; its series where the quotient cancels.
        if fall.abs() > 1e-3 {
            (from - to) / fall
        } else {
            from * (1.0 - fall / 2.0 + fall * fall / 6.0 - fall.powi(3) / 24.0)
        }
    }

    /// Base that contracts are when they trade at once, and its average price.
    fn traded(&self, contracts: f64) -> (f64, f64) {
        let base = if self.rules.inverse && contracts != 0.0 {
            let (size, sign) = (contracts.abs(), contracts.signum());
            // Where the price would come to nothing no more is sold.
            let most = if sign > 0.0 && !self.rules.log_impact {
                0.99 * self.price_after(self.row.sold) / (100.0 * self.rules.slope)
            } else {
                1e3 * size / self.price_after(self.row.sold)
            };
            sign * crossing(0.0, most, |base| {
                base * self.mean_of_base(sign * base) > size
            })
        } else {
            contracts
        };
        (base, self.mean_of_base(base))
    }

    fn set_mark(&mut self, tick_s: Option<f64>) {
        let index = 100.0 * self.outside;
        self.row.mark = match self.rules.index_mark {
            None => self.row.price,
            Some((tau_s, band)) => {
                if let Some(tick_s) = tick_s {
                    let keep = (-tick_s / tau_s).exp();
                    self.basis = keep * self.basis + (1.0 - keep) * (self.row.price - index);
                }
                (index + self.basis).clamp(index * (1.0 - band), index * (1.0 + band))
            }
        };
    }

    fn pay_funding(&mut self) {
        let Some(funding) = self.rules.funding else {
            return;
        };
        let premium = self.row.price / (100.0 * self.outside) - 1.0;
        self.premiums.push(premium);
        let due = (self.now_s / funding.interval_s + 1e-9).floor();
        let payments = due - self.payments;
        if payments < 1.0 {
            return;
        }
        self.payments = due;
        #[allow(clippy::cast_precision_loss, reason = "a few ticks")]
        let premium = self.premiums.iter().sum::<f64>() / self.premiums.len() as f64;
        self.premiums.clear();
        let near = (funding.interest - premium).clamp(-0.000_5, 0.000_5);
        let rate = payments * (premium + near).clamp(-funding.cap, funding.cap);
        let mark = self.row.mark;
        for trader in self.traders.iter_mut().filter(|one| one.quantity > 0.0) {
            trader.margin -= trader.sign() * rate * self.rules.notional(trader.quantity, mark);
        }
        let held = self.vault.contracts;
        self.vault.cash -= held.signum() * rate * self.rules.notional(held, mark);
        self.seen.funded += u32::from(held != 0.0);
    }

    /// Places the orders of all who have fallen due, longs first, nearest trigger first.
    fn look(&mut self) {
        let mark = self.row.mark;
        for long in [true, false] {
            let mut due = Vec::new();
            for (index, trader) in self.traders.iter_mut().enumerate() {
                let is_pausing = trader.ready_s.is_some_and(|at| self.now_s < at - 1e-9);
                let is_free = trader.order.is_none() && !is_pausing;
                if trader.long != long || trader.quantity == 0.0 || !is_free {
                    continue;
                }
                trader.ready_s = None;
                if self.rules.excess(trader, mark) <= 0.0 {
                    let trigger = self.rules.trigger(trader);
                    due.push((-trader.sign() * trigger, trader.quantity, index));
                }
            }
            for index in in_turn(due) {
                let trader = &self.traders[index];
                let few = self.rules.takeover_below * self.rules.maintenance(trader, mark);
                let to_vault = self.rules.equity(trader, mark) < few;
                let quote = if self.rules.inverse {
                    trader.quantity
                } else {
                    trader.quantity * mark
                };
                let size = match self.rules.partial {
                    Some(_) if to_vault || trader.closes >= 16 => trader.quantity,
                    Some(rule) if trader.closes == 0 && quote <= rule.above => trader.quantity,
                    Some(rule) if trader.closes > 0 && rule.then_all => trader.quantity,
                    Some(rule) => rule.share * trader.first,
                    None => trader.quantity,
                };
                let whole = trader.quantity - size <= 1e-12 * trader.first;
                let size = if whole { trader.quantity } else { size };
                self.traders[index].order = Some(Order {
                    size,
                    whole,
                    to_vault: to_vault.then_some(mark),
                });
                self.queue.push(index);
            }
        }
    }

    fn money_of_fund(&self) -> f64 {
        (self.row.fund - self.rules.floor).max(0.0)
    }

    /// Notes that a part of a position was closed by force.
    fn count(&mut self, index: usize, part: f64, price: f64) {
        let inverse = self.rules.inverse;
        let trader = &mut self.traders[index];
        self.row.touched += u32::from(trader.closed.0 == 0.0);
        let (base, notional) = if inverse {
            (part / price, part)
        } else {
            (part, part * price)
        };
        trader.closed.0 += part;
        trader.closed.1 += if inverse { base } else { notional };
        let side = usize::from(!trader.long);
        self.row.base[side] += base;
        self.row.notional[side] += notional;
        trader.quantity -= part;
        if trader.quantity <= 1e-15 * trader.first {
            trader.quantity = 0.0;
        }
    }

    /// The vault takes over whom it was found to, at the mark price of the trigger.
    fn take_over(&mut self) {
        for index in self.queue.clone() {
            let trader = &self.traders[index];
            let Some(mark) = trader.order.and_then(|order| order.to_vault) else {
                continue;
            };
            let (size, signed) = (trader.quantity, trader.sign() * trader.quantity);
            self.vault.contracts += signed;
            self.vault.cash += self.rules.equity(trader, mark) - self.rules.worth(signed, mark);
            self.row.trader_loss += trader.margin;
            self.count(index, size, mark);
            let trader = &mut self.traders[index];
            trader.margin = 0.0;
            trader.order = None;
            trader.closed_at = Some(self.number);
            self.seen.takeovers += 1;
        }
        self.queue
            .retain(|&index| self.traders[index].order.is_some());
    }

    /// A vault that is worth less than nothing at the mark price: the fund pays, else winners take all that it holds.
    fn wind_up(&mut self) -> Option<()> {
        let mark = self.row.mark;
        let debt = self.rules.vault_debt(self.vault, mark);
        if debt <= 0.0 {
            return Some(());
        }
        let paid = debt.min(self.money_of_fund());
        self.row.fund -= paid;
        self.vault.cash += paid;
        if paid >= debt {
            return Some(());
        }
        self.seen.wound_up += 1;
        let held = self.vault.contracts;
        let price = self.rules.vault_zero(self.vault);
        if price.is_none() {
            // Nothing, or a debt that no price repays.
            self.row.bad_debt += debt - paid;
        }
        self.vault = Vault {
            contracts: 0.0,
            cash: 0.0,
        };
        if held == 0.0 {
            return Some(());
        }
        self.close_winners(held > 0.0, &[(held.abs(), price.unwrap_or(mark))])
    }

    /// Winners against longs (shorts) take lots over, whoever would be bankrupt at that price left out; what they cannot
    /// take somebody outside does.
    fn close_winners(&mut self, against_longs: bool, lots: &[(f64, f64)]) -> Option<()> {
        let (rules, mark) = (self.rules, self.row.mark);
        let mut ranks = Vec::new();
        for (index, trader) in self.traders.iter().enumerate() {
            let is_free = trader.order.is_none() && trader.ready_s.is_none();
            if trader.long == against_longs || trader.quantity == 0.0 || !is_free {
                continue;
            }
            // Ruined a moment ago by what it had to bear: its rank is a matter of taste.
            if rules.equity(trader, mark) <= 0.0 || trader.margin <= 0.0 {
                return None;
            }
            // Hyperliquid looks only at positions in profit.
            if rules.ranking != 1 || rules.gain(trader, trader.quantity, mark) > 0.0 {
                ranks.push((rules.rank(trader, mark), index));
            }
        }
        ranks.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        for &(contracts, price) in lots {
            self.row.adl += if rules.inverse {
                contracts
            } else {
                contracts * price
            };
            let mut rest = contracts;
            for &(_, index) in &ranks {
                let trader = &mut self.traders[index];
                if trader.quantity == 0.0 || rules.equity(trader, price) < 0.0 {
                    continue;
                }
                let part = rest.min(trader.quantity);
                trader.margin += rules.gain(trader, part, price);
                trader.deleveraged += part;
                trader.quantity -= part;
                rest -= part;
                if trader.quantity <= 1e-15 * trader.first {
                    trader.quantity = 0.0;
                    trader.closed_at.get_or_insert(self.number);
                }
            }
        }
        Some(())
    }

    /// What each order in turn, and the vault after them, may trade at a price: sales positive.
    fn carried(&self, wanted: f64, price: f64) -> Vec<f64> {
        let rules = self.rules;
        let (mut fund, mut vault) = (self.row.fund, self.vault);
        let mut parts = Vec::new();
        for &index in &self.queue {
            let trader = &self.traders[index];
            let order = trader.order.expect("is queued");
            let of_fund = (fund - rules.floor).max(0.0);
            let money = of_fund + rules.vault_worth(vault, price).max(0.0);
            let part = largest(order.size, |part| {
                -rules.fund_gain(trader, order, part, price) <= money
            });
            let gain = if part > 0.0 {
                rules.fund_gain(trader, order, part, price)
            } else {
                0.0
            };
            if gain > 0.0 {
                fund += gain;
            } else {
                let paid = of_fund.min(-gain);
                fund -= paid;
                vault.cash -= -gain - paid;
            }
            parts.push(trader.sign() * part);
        }
        let loss = rules.vault_debt(vault, price);
        let money = (fund - rules.floor).max(0.0);
        let size = largest(wanted.abs(), |part| {
            loss * (part / vault.contracts.abs()) <= money
        });
        parts.push(if wanted == 0.0 {
            0.0
        } else {
            wanted.signum() * size
        });
        parts
    }

    /// What trades of the orders and of what the vault wants to sell, and at which price. `None` where several prices
    /// fit, which only two sides allow.
    fn admitted(&self, wanted: f64) -> Option<(Vec<f64>, f64)> {
        let mut all: Vec<f64> = self
            .queue
            .iter()
            .map(|&index| {
                let trader = &self.traders[index];
                trader.sign() * trader.order.expect("is queued").size
            })
            .collect();
        all.push(wanted);
        let net = |parts: &[f64]| parts.iter().sum::<f64>();
        let price = self.traded(net(&all)).1;
        if self.carried(wanted, price) == all {
            return Some((all, price));
        }
        let sells: f64 = all.iter().map(|part| part.max(0.0)).sum();
        let buys: f64 = all.iter().map(|part| part.min(0.0)).sum();
        let sign = all.iter().find(|part| **part != 0.0)?.signum();
        let is_one_sided = all.iter().all(|part| part * sign >= 0.0);
        let is_unique = is_one_sided && self.vault.contracts * sign >= 0.0;
        // More is sold at a higher price, and the more is sold the lower the price.
        let is_above = |price: f64| self.traded(net(&self.carried(wanted, price))).1 <= price;
        let (low, high) = (self.traded(sells).1, self.traded(buys).1);
        if !is_unique {
            let steps = 0..=100_u32;
            let crossed: Vec<bool> = steps
                .map(|step| is_above(low + (high - low) * f64::from(step) / 100.0))
                .collect();
            if !crossed.is_sorted() {
                return None;
            }
        }
        let price = crossing(low, high, is_above);
        // The quantity that has this price, and who trades it where some are just bankrupt: first come, first served.
        let target = crossing(buys, sells, |net| self.traded(net).1 < price);
        let mut parts = self.carried(wanted, price * (1.0 - 1e-13));
        let more = self.carried(wanted, price * (1.0 + 1e-13));
        let mut missing = target - net(&parts);
        for (part, more) in parts.iter_mut().zip(more) {
            let added = (more - *part).min(missing).max(0.0);
            *part += added;
            missing -= added;
        }
        Some((parts, price))
    }

    /// A loss beyond a margin: the fund pays, then the vault, then nobody.
    fn pay(&mut self, loss: f64, price: f64) {
        let paid = loss.min(self.money_of_fund());
        self.row.fund -= paid;
        let worth = self.rules.vault_worth(self.vault, price).max(0.0);
        let from_vault = (loss - paid).min(worth);
        self.vault.cash -= from_vault;
        self.seen.paid_by_vault += u32::from(from_vault > 1e-9 * loss && from_vault > 1e-9);
        self.row.bad_debt += loss - paid - from_vault;
    }

    fn fill(&mut self, index: usize, part: f64, price: f64) {
        let rules = self.rules;
        let trader = &mut self.traders[index];
        let order = trader.order.expect("is queued");
        let gain = rules.fund_gain(trader, order, part, price).max(0.0);
        let fee = rules.taker * rules.notional(part, price);
        let profit = rules.gain(trader, part, price);
        self.row.fees += fee;
        self.row.fund += gain;
        let mut loss = 0.0;
        let share = trader.margin * part / trader.quantity;
        let rest = share + profit - fee;
        let in_debt = trader.margin < 0.0;
        if order.whole || in_debt && rest < 0.0 {
            trader.margin -= share;
            self.row.trader_loss += share;
            if rest > 0.0 {
                self.row.returned += rest - gain;
                self.row.trader_loss -= rest - gain;
                trader.returned += rest - gain;
            } else {
                loss = -rest;
            }
        } else {
            let before = trader.margin;
            trader.margin += profit - fee - gain;
            if trader.margin < 0.0 && !in_debt {
                loss = -std::mem::take(&mut trader.margin);
            }
            self.row.trader_loss += before - trader.margin;
        }
        self.count(index, part, price);
        if loss > 0.0 {
            self.pay(loss, price);
        }
    }

    /// The vault sells, what is not carried to winners at the price where it is worth nothing.
    fn sell_vault(&mut self, wanted: f64, part: f64, price: f64) -> Option<()> {
        let rules = self.rules;
        let worth = rules.vault_worth(self.vault, price);
        let zero = rules.vault_zero(self.vault);
        if worth < 0.0 {
            let due = -worth * (part / self.vault.contracts);
            let paid = due.min(self.money_of_fund());
            self.row.fund -= paid;
            self.vault.cash += paid;
        }
        let mut sell = |contracts: f64, price: f64| {
            self.vault.contracts -= contracts;
            self.vault.cash += rules.worth(contracts, price);
        };
        sell(part, price);
        let rest = wanted - part;
        if rest.abs() > 1e-12 * wanted.abs() {
            self.seen.vault_cut += 1;
            let zero = zero?;
            sell(rest, zero);
            self.close_winners(rest > 0.0, &[(rest.abs(), zero)])?;
        }
        if self.vault.contracts.abs() <= 1e-12 * wanted.abs() {
            self.vault.contracts = 0.0;
            if worth < 0.0 {
                self.vault.cash = self.vault.cash.max(0.0);
            }
        }
        Some(())
    }

    /// One wave or tick. `None` where nothing is decided.
    fn step(&mut self, tick_s: Option<f64>) -> Option<()> {
        let (rules, before) = (self.rules, self.row);
        self.take_over();
        self.wind_up()?;
        let first: f64 = self.traders.iter().map(|trader| trader.first).sum();
        let held = self.vault.contracts;
        let wanted = match tick_s {
            Some(tick_s) if held.abs() > 1e-9 * first => {
                -held * (-rules.rate_per_s * tick_s).exp_m1()
            }
            _ => held,
        };
        let queue = std::mem::take(&mut self.queue);
        self.queue.clone_from(&queue);
        if !queue.is_empty() || wanted != 0.0 {
            let (parts, price) = self.admitted(wanted)?;
            let (base, _) = self.traded(parts.iter().sum());
            let mut off_book = Vec::new();
            for (&index, &part) in queue.iter().zip(&parts) {
                let size = self.traders[index].order.expect("is queued").size;
                if part != 0.0 {
                    self.fill(index, part.abs(), price);
                }
                // Less than rounding is nothing.
                if size - part.abs() > 1e-12 * size {
                    off_book.push((index, size - part.abs()));
                    self.seen.cut += 1;
                }
            }
            if wanted != 0.0 {
                self.sell_vault(wanted, parts[queue.len()], price)?;
            }
            for long in [true, false] {
                let mut lots = Vec::new();
                for &(index, rest) in &off_book {
                    let trader = &self.traders[index];
                    if trader.long != long {
                        continue;
                    }
                    let at = rules.bankrupt_at(trader)?;
                    let share = trader.margin * (rest / trader.quantity).min(1.0);
                    self.traders[index].margin -= share;
                    self.row.trader_loss += share;
                    self.count(index, rest, at);
                    lots.push((rest, at));
                }
                if !lots.is_empty() {
                    self.close_winners(long, &lots)?;
                }
            }
            self.row.sold += base;
            self.row.price = self.price_after(self.row.sold);
            self.row.waves += 1;
        } else if self.row.base != before.base {
            self.row.waves += 1;
        }
        self.queue.clear();
        let (number, now_s) = (self.number, self.now_s);
        for index in queue {
            let trader = &mut self.traders[index];
            trader.order = None;
            trader.closes += 1;
            if trader.quantity <= 1e-12 * trader.first {
                trader.quantity = 0.0;
                trader.closed_at = Some(number);
            } else if let Some(rule) = rules.partial.filter(|rule| rule.pause_s > 0.0) {
                trader.ready_s = Some(now_s + rule.pause_s);
            }
        }
        self.wind_up()
    }

    /// The row as it is shown.
    fn shown(&self) -> Row {
        let per_price = if self.rules.inverse {
            self.row.price
        } else {
            1.0
        };
        let held = |long: bool| -> f64 {
            let of_side = self.traders.iter().filter(|trader| trader.long == long);
            of_side.map(|trader| trader.quantity).sum()
        };
        let vault = self.vault.contracts;
        let longs = held(true) + vault.max(0.0);
        let shorts = held(false) + (-vault).max(0.0);
        let waiting = self
            .queue
            .iter()
            .filter_map(|&index| self.traders[index].order);
        Row {
            vault: self.rules.vault_worth(self.vault, self.row.mark),
            open_interest: longs.max(shorts) / per_price,
            backlog: waiting.map(|order| order.size).sum::<f64>() / per_price,
            ..self.row
        }
    }
}

/// Row by row; `None` where the rules leave open what happens.
fn simulate(rules: &Rules, traders: &mut [Trader]) -> Option<(Vec<Row>, Seen)> {
    let start = Row {
        price: 100.0,
        mark: 100.0,
        fund: rules.fund,
        ..Row::default()
    };
    let mut run = Run {
        rules,
        traders,
        queue: Vec::new(),
        outside: 1.0,
        vault: Vault {
            contracts: 0.0,
            cash: rules.capital,
        },
        basis: 0.0,
        row: start,
        number: 1,
        now_s: 0.0,
        premiums: Vec::new(),
        payments: 0.0,
        seen: Seen::default(),
    };
    let mut rows = vec![run.shown()];
    if rules.instant {
        run.outside = rules.path[0];
        run.row.price = 100.0 * run.outside;
    }
    run.set_mark(None);
    run.look();
    rows.push(run.shown());
    if rules.instant {
        while !run.queue.is_empty() || run.vault.contracts != 0.0 {
            assert!(rows.len() < 1_000, "{rules:?} never ends");
            run.number += 1;
            run.step(None)?;
            run.set_mark(None);
            run.look();
            rows.push(run.shown());
        }
        return Some((rows, run.seen));
    }
    for &outside in &rules.path {
        run.number += 1;
        run.now_s += 1.0;
        run.outside = outside;
        run.row.price = run.price_after(run.row.sold);
        run.set_mark(None);
        run.look();
        run.step(Some(1.0))?;
        run.set_mark(Some(1.0));
        run.pay_funding();
        run.look();
        rows.push(run.shown());
    }
    Some((rows, run.seen))
}

fn rules() -> impl Strategy<Value = Rules> {
    let often_zero = |of: BoxedStrategy<f64>| prop_oneof![1 => Just(0.0).boxed(), 1 => of];
    let fee = move || prop_oneof![1 => Just(0.0), 1 => 0.0..0.01];
    let share = (
        0.02..0.6,
        prop_oneof![1 => Just(0.0), 1 => 1.0..4.0_f64],
        prop_oneof![1 => Just(0.0), 1 => log_uniform(20.0, 500.0)],
        any::<bool>(),
    )
        .prop_map(|(share, pause_s, above, then_all)| Share {
            share,
            pause_s: pause_s.floor(),
            above,
            then_all,
        });
    let funding =
        (1.0..4.0_f64, -0.01..0.01, 0.0..0.02).prop_map(|(interval_s, interest, cap)| Funding {
            interval_s: interval_s.floor(),
            interest,
            cap,
        });
    let market = (
        any::<bool>(),
        any::<bool>(),
        log_uniform(2e-4, 4e-3),
        0.001..0.04,
        (log_uniform(20.0, 900.0), 0.0..0.05),
        any::<bool>(),
    );
    let closing = (
        fee(),
        fee(),
        any::<bool>(),
        any::<bool>(),
        prop_oneof![2 => Just(None), 1 => share.prop_map(Some)],
    );
    let losses = (
        often_zero(log_uniform(0.1, 500.0).boxed()),
        often_zero((0.0..1.0).boxed()),
        0..5_usize,
        prop_oneof![1 => Just(0.0).boxed(), 3 => log_uniform(1.0, 2_000.0).boxed()],
        prop_oneof![2 => Just(0.0), 1 => Just(1.0), 4 => 0.0..0.5],
        log_uniform(0.03, 1.0),
    );
    let outside = (
        any::<bool>(),
        -0.25..0.25,
        vec(-0.1..0.08, 2..10),
        prop_oneof![2 => Just(None), 1 => (log_uniform(0.2, 20.0), 0.0..0.05).prop_map(Some)],
        prop_oneof![1 => Just(None), 1 => funding.prop_map(Some)],
    );
    (market, closing, losses, outside).prop_map(
        |(
            (inverse, log_impact, slope, ratio, upper, on_entry),
            (taker, liquidation, fee_in_trigger, to_trader, partial),
            (fund, floor, ranking, capital, takeover_below, rate_per_s),
            (instant, gap, moves, index_mark, funding),
        )| {
            let mut at = 1.0;
            let path = moves.into_iter().map(|by: f64| {
                at *= 1.0 + by;
                at
            });
            let money = if inverse { 0.01 } else { 1.0 };
            Rules {
                inverse,
                log_impact,
                slope,
                ratio,
                upper: (money * upper.0, upper.1),
                on_entry,
                taker,
                liquidation,
                fee_in_trigger,
                to_trader,
                partial: partial.map(|rule| Share {
                    pause_s: if instant { 0.0 } else { rule.pause_s },
                    ..rule
                }),
                fund: money * fund,
                floor: money * floor * fund,
                ranking,
                capital: money * capital,
                takeover_below,
                rate_per_s,
                path: if instant {
                    vec![1.0 + gap]
                } else {
                    path.collect()
                },
                instant,
                index_mark: index_mark.filter(|_| !instant),
                funding: funding.filter(|_| !instant),
            }
        },
    )
}

/// Linear ones; those of inverse contracts are `inverted`.
fn traders() -> impl Strategy<Value = Vec<Trader>> {
    let one = (any::<bool>(), 0.1..10.0, 0.9..1.1, log_uniform(0.002, 0.2)).prop_map(
        |(long, quantity, entry, spare): (bool, f64, f64, f64)| {
            let entry = 100.0 * entry;
            let loss = quantity * if long { entry - 100.0 } else { 100.0 - entry };
            Trader {
                long,
                quantity,
                entry,
                margin: (loss + (0.06 + spare) * quantity * 100.0).max(0.01 * quantity),
                first: quantity,
                closes: 0,
                order: None,
                ready_s: None,
                closed: (0.0, 0.0),
                returned: 0.0,
                deleveraged: 0.0,
                closed_at: None,
            }
        },
    );
    vec(one, 1..40)
}

/// The same as contracts of one quote with a margin in base.
fn inverted(mut traders: Vec<Trader>) -> Vec<Trader> {
    for trader in &mut traders {
        trader.quantity *= 100.0;
        trader.first = trader.quantity;
        trader.margin /= 100.0;
    }
    traders
}

fn cases() -> impl Strategy<Value = (Rules, Vec<Trader>)> {
    (rules(), traders()).prop_map(|(rules, traders)| {
        let traders = if rules.inverse {
            inverted(traders)
        } else {
            traders
        };
        (rules, traders)
    })
}

fn scenario(rules: &Rules, traders: &[Trader]) -> Value {
    let rows: Vec<Value> = traders
        .iter()
        .enumerate()
        .map(|(index, trader)| json!({
            "id": format!("{index}"), "side": if trader.long { "long" } else { "short" }, "quantity": trader.quantity,
            "entryPrice": trader.entry, "margin": trader.margin
        }))
        .collect();
    let partial = rules.partial.map_or(Value::Null, |rule| {
        json!({
            "rule": "share", "share": rule.share, "cooldownS": rule.pause_s, "above": rule.above,
            "then": if rule.then_all { "all" } else { "again" }
        })
    });
    let points: Vec<Value> = [1.0]
        .iter()
        .chain(&rules.path)
        .enumerate()
        .map(|(time_s, ratio)| json!({ "timeS": time_s, "price": 100.0 * ratio }))
        .collect();
    json!({
        "version": 1,
        "clock": if rules.instant {
            json!({ "mode": "waves" })
        } else {
            json!({ "mode": "ticks", "tickS": 1, "durationS": rules.path.len() })
        },
        "markets": [{
            "price": 100,
            "impact": if rules.log_impact {
                json!({ "law": "logLinear", "depth": 1.0 / rules.slope })
            } else {
                json!({ "law": "linear", "slope": 100.0 * rules.slope })
            },
            "margin": {
                "contract": if rules.inverse { "inverse" } else { "linear" },
                "maintenance": { "tiers": [
                    { "notionalFrom": 0, "ratio": rules.ratio },
                    { "notionalFrom": rules.upper.0, "ratio": rules.ratio + rules.upper.1 }
                ] },
                "basis": if rules.on_entry { "entry" } else { "mark" }, "takerFeeRatio": rules.taker,
                "liquidationFeeRatio": rules.liquidation, "closeFeeInTrigger": rules.fee_in_trigger
            },
            "liquidation": {
                "partial": partial, "takeover": if rules.to_trader { "market" } else { "bankruptcyPrice" }
            },
            "insuranceFund": rules.fund, "insuranceFundFloor": rules.floor, "deficit": "vault",
            "vault": {
                "capital": rules.capital, "takeoverBelow": rules.takeover_below, "ratePerS": rules.rate_per_s
            },
            "adlRanking": (["pnlTimesLeverage", "hyperliquid", "profit", "size", "pnlTimesMarginRatio"][rules.ranking]),
            "mark": rules.index_mark.map_or(json!({ "kind": "last" }), |(tau_s, band)| {
                json!({ "kind": "indexEma", "tauS": tau_s, "band": band })
            }),
            "funding": rules.funding.map_or(Value::Null, |funding| json!({
                "intervalS": funding.interval_s, "interest": funding.interest, "cap": funding.cap
            }))
        }],
        "populations": [{ "kind": "positions", "rows": rows }],
        "shock": if rules.instant {
            json!({ "kind": "priceGap", "ratio": rules.path[0] - 1.0 })
        } else {
            json!({ "kind": "path", "points": points })
        }
    })
}

/// What the law asks of one case.
fn agrees(rules: &Rules, traders: &[Trader]) -> Result<(), TestCaseError> {
    let trace = prepared(&scenario(rules, traders)).trace();
    let mut traders = traders.to_vec();
    // Scales: money, contracts, quote.
    let (unit, price) = if rules.inverse {
        (0.02, 1.0)
    } else {
        (150.0, 150.0)
    };
    let contracts: f64 = traders.iter().map(|trader| trader.quantity).sum();
    let margins: f64 = traders.iter().map(|trader| trader.margin).sum();
    let money = contracts * unit + margins + rules.fund + rules.capital;
    let base = if rules.inverse {
        contracts / 50.0
    } else {
        contracts
    };
    let quote = contracts * price;
    let Some((rows, _)) = simulate(rules, &mut traders) else {
        return Ok(());
    };
    let market = &trace.markets[0];
    prop_assert_eq!(
        rows.len(),
        trace.rows(),
        "{:?} {:?}",
        rows,
        market.last_price
    );
    for (at, row) in rows.iter().enumerate() {
        let shorts = market.short_liquidated_quantity[at];
        let pairs = [
            ("price", market.last_price[at], row.price, 100.0),
            ("mark", market.mark_price[at], row.mark, 100.0),
            ("backlog", market.backlog_quantity[at], row.backlog, base),
            (
                "longs",
                market.liquidated_quantity[at] - shorts,
                row.base[0],
                base,
            ),
            ("shorts", shorts, row.base[1], base),
            (
                "quote of longs",
                market.long_liquidated_notional[at],
                row.notional[0],
                quote,
            ),
            (
                "quote of shorts",
                market.short_liquidated_notional[at],
                row.notional[1],
                quote,
            ),
            (
                "open interest",
                market.open_interest[at],
                row.open_interest,
                base,
            ),
            ("fund", market.insurance_fund[at], row.fund, money),
            ("vault", market.vault[at], row.vault, money),
            ("bad debt", market.bad_debt[at], row.bad_debt, money),
            ("ADL", market.adl_notional[at], row.adl, quote),
            ("returned", market.returned_margin[at], row.returned, money),
            (
                "trader loss",
                market.trader_loss[at],
                row.trader_loss,
                money,
            ),
            ("fees", market.fees[at], row.fees, money),
            ("sold", market.net_sold[at], row.sold, base),
        ];
        for (name, ours, theirs, scale) in pairs {
            prop_assert!(
                (ours - theirs).abs() <= 1e-9 * scale,
                "{name}[{at}]: {ours} is not {theirs}"
            );
        }
        prop_assert_eq!(
            market.liquidated_count[at],
            row.touched,
            "touched in row {}",
            at
        );
        prop_assert_eq!(trace.wave[at], row.waves, "waves in row {}", at);
    }
    for (account, trader) in trace.accounts.iter().zip(&traders) {
        prop_assert!(
            (account.quantity - trader.sign() * trader.quantity).abs() <= 1e-9 * contracts,
            "{account:?} {trader:?}"
        );
        prop_assert!(
            (account.cash - trader.margin - trader.returned).abs() <= 1e-9 * money,
            "{account:?} {trader:?}"
        );
        prop_assert!(
            (account.deleveraged_quantity - trader.deleveraged).abs() <= 1e-9 * contracts,
            "{account:?} {trader:?}"
        );
        let closed_at = account.liquidated_at_row.map(|row| row as usize);
        prop_assert_eq!(closed_at, trader.closed_at, "{:?} {:?}", account, trader);
        prop_assert_eq!(account.average_fill_price.is_some(), trader.closed.0 > 0.0);
        if let Some(average) = account.average_fill_price {
            let other = if rules.inverse {
                trader.closed.0 / average
            } else {
                trader.closed.0 * average
            };
            prop_assert!(
                (other - trader.closed.1).abs() <= 1e-9 * money,
                "{account:?} {trader:?}"
            );
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(config(400, 10_000))]

    /// Row by row and trader by trader, a vault does what a plain list of traders gives: what it takes over, what it and
    /// the fund carry order by order, its own sale last, what winners take over from it, its funding.
    #[test]
    fn a_vault_agrees_with_a_naive_simulation((rules, traders) in cases()) {
        agrees(&rules, &traders)?;
    }
}

/// The cases above are about something, on linear and on inverse contracts.
#[test]
fn vault_cases_reach_the_vault() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let mut sums = [[0; 7]; 2];
    for _ in 0..400 {
        let tree = cases().new_tree(&mut runner);
        let (rules, mut traders) = tree.expect("is drawn").current();
        let Some((_, seen)) = simulate(&rules, &mut traders) else {
            continue;
        };
        let counts = [
            seen.takeovers,
            seen.cut,
            seen.paid_by_vault,
            seen.vault_cut,
            seen.wound_up,
            seen.funded,
            1,
        ];
        for (sum, count) in sums[usize::from(rules.inverse)].iter_mut().zip(counts) {
            *sum += u32::from(count > 0);
        }
    }
    assert!(
        sums.as_flattened().iter().all(|&count| count > 5),
        "{sums:?}"
    );
}

/// A trader who holds what it held at first.
fn holding(long: bool, quantity: f64, entry: f64, margin: f64) -> Trader {
    Trader {
        long,
        quantity,
        entry,
        margin,
        first: quantity,
        closes: 0,
        order: None,
        ready_s: None,
        closed: (0.0, 0.0),
        returned: 0.0,
        deleveraged: 0.0,
        closed_at: None,
    }
}

/// Longs whose margins funding has made debts are closed in part at the very price where the close of one leaves nothing: a
/// fee that was asked for beside that hung on the last digit of the price.
#[test]
fn a_fee_comes_out_of_what_the_close_of_a_debt_leaves() {
    let rules = Rules {
        inverse: true,
        log_impact: true,
        slope: 0.0019280679417886754,
        ratio: 0.001,
        upper: (0.19999999999999996, 0.04715823404203603),
        on_entry: false,
        taker: 0.0023751361095825227,
        liquidation: 0.005126878877141198,
        fee_in_trigger: false,
        to_trader: false,
        partial: Some(Share {
            share: 0.5232981052854945,
            pause_s: 0.0,
            above: 0.0,
            then_all: false,
        }),
        fund: 0.0,
        floor: 0.0,
        ranking: 0,
        capital: 0.0,
        takeover_below: 0.0,
        rate_per_s: 1.0,
        path: vec![1.0070860955553134, 0.9330973059183781],
        instant: false,
        index_mark: None,
        funding: Some(Funding {
            interval_s: 1.0,
            interest: 0.001959471926039082,
            cap: 0.0071656907245243135,
        }),
    };
    let traders = [
        (862.9050893631851, 90.0, 0.0008629050893631851),
        (803.1809119848244, 90.0, 0.0008031809119848245),
        (924.866472284338, 90.0, 0.0009248664722843379),
        (152.44678091947623, 90.0, 0.00015244678091947623),
        (542.7704497709647, 90.0, 0.0005427704497709646),
        (310.21604161936057, 90.0, 0.0003102160416193606),
        (424.23465732666443, 90.1818204034453, 0.0004242346573266644),
        (782.406792335334, 90.0, 0.000782406792335334),
        (870.9667491336556, 96.51489119417701, 0.708065013717236),
    ]
    .map(|(quantity, entry, margin)| holding(true, quantity, entry, margin));
    agrees(&rules, &traders).expect("agrees");
}
