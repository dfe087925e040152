//! The ledger once more, as plainly as possible, in a market that falls once, instantly or tick by tick: isolated positions,
//! linear and inverse, and longs that share a wallet. Lists that are scanned in full, triggers by bisection. It shares nothing
//! with the engine.

use crate::scenarios::in_turn;

/// How orders are worked off in a tick of one second.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Pace {
    Immediate,
    /// Per second.
    Exponential(f64),
    /// Seconds for each.
    Twap(f64),
    /// Share of all trading, and base that others trade in a second.
    Pov(f64, f64),
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Rules {
    pub(crate) inverse: bool,
    pub(crate) log_impact: bool,
    /// Fraction that selling one base moves the price by.
    pub(crate) slope: f64,
    pub(crate) ratio: f64,
    /// More brackets: from this notional, so much more of what lies above.
    pub(crate) upper: [(f64, f64); 3],
    /// Whether notionals of brackets are those at the entry price.
    pub(crate) on_entry: bool,
    pub(crate) taker: f64,
    pub(crate) liquidation: f64,
    pub(crate) target: Option<f64>,
    pub(crate) share: Option<f64>,
    /// Brackets per close, tier by tier; 0: another rule.
    pub(crate) step: usize,
    pub(crate) to_trader: bool,
    pub(crate) fund: f64,
    pub(crate) floor: f64,
    /// 0 bad debt, 1 ADL, 2 socialise, 3 pro rata.
    pub(crate) deficit: usize,
    /// As in the contract.
    pub(crate) ranking: usize,
    pub(crate) gap: f64,
    /// Ticks; `None`: an instant run.
    pub(crate) ticks: Option<(Pace, u32)>,
}

/// Contracts that are still to be sold, what they were at first, and whether they are all that is held.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Order {
    left: f64,
    size: f64,
    whole: bool,
}

#[derive(Debug, Clone)]
pub(crate) struct Trader {
    /// Contracts of one quote, margin in base.
    pub(crate) inverse: bool,
    pub(crate) long: bool,
    pub(crate) quantity: f64,
    pub(crate) entry: f64,
    pub(crate) margin: f64,
    pub(crate) first: f64,
    pub(crate) closes: u32,
    pub(crate) order: Option<Order>,
    /// Wallet that its margin is in until that is seized.
    pub(crate) account: Option<usize>,
    /// Contracts closed, and what they came to in the other money.
    pub(crate) average: (f64, f64),
    pub(crate) returned: f64,
}

impl Rules {
    /// What must be kept of a notional.
    fn needed(&self, notional: f64) -> f64 {
        let above = self.upper.iter();
        self.ratio * notional
            + above
                .map(|&(from, more)| more * (notional - from).max(0.0))
                .sum::<f64>()
    }

    /// Price that notionals of brackets are taken at.
    fn basis(&self, trader: &Trader, price: f64) -> f64 {
        if self.on_entry { trader.entry } else { price }
    }

    /// What must be kept of so much of a position.
    fn needed_of(&self, trader: &Trader, quantity: f64, price: f64) -> f64 {
        self.needed(trader.value(quantity, self.basis(trader, price)))
    }

    /// Down to the top of the bracket so many lower; whole in the lowest, and, two at a time, where equity is not above
    /// what the lowest bracket would ask.
    fn lower(&self, trader: &Trader, mark: f64) -> f64 {
        let basis = self.basis(trader, mark);
        let notional = trader.value(trader.quantity, basis);
        let floors = [0.0, self.upper[0].0, self.upper[1].0, self.upper[2].0];
        let here = (0..4).rfind(|&tier| notional > floors[tier] * (1.0 + 1e-12));
        let here = here.unwrap_or(0);
        if here < self.step || self.step > 1 && trader.equity(mark) <= self.ratio * notional {
            trader.quantity
        } else {
            trader.quantity * (1.0 - floors[here - self.step + 1] / notional)
        }
    }

    /// The smallest close after which equity is above what must be kept by a cushion, by bisection: the excess is straight
    /// up to the bracket and behind it.
    fn cure(&self, trader: &Trader, mark: f64, cushion: f64) -> Option<f64> {
        let fees = self.taker + self.liquidation;
        let spare = cushion * trader.value(trader.quantity, mark);
        let cures = |size: f64| {
            let left = trader.quantity - size;
            trader.equity(mark)
                - fees * trader.value(size, mark)
                - self.needed_of(trader, left, mark)
                >= spare
        };
        let notional = trader.value(trader.quantity, self.basis(trader, mark));
        let until = |from: f64| trader.quantity * (1.0 - from / notional);
        let ends = [
            until(self.upper[2].0),
            until(self.upper[1].0),
            until(self.upper[0].0),
            trader.quantity * (1.0 - 1e-12),
        ];
        let mut low = 0.0;
        let end = ends.into_iter().filter(|&end| end > 0.0).find(|&end| {
            let is_it = cures(end);
            if !is_it {
                low = end;
            }
            is_it
        })?;
        let mut high = end;
        for _ in 0..200 {
            let middle = 0.5 * (low + high);
            if cures(middle) {
                high = middle
            } else {
                low = middle
            }
        }
        Some(high)
    }
}

impl Trader {
    /// Contracts in the money of the margin.
    pub(crate) fn value(&self, contracts: f64, price: f64) -> f64 {
        if self.inverse {
            contracts / price
        } else {
            contracts * price
        }
    }

    /// What a part gains from its entry to a price.
    fn gain(&self, part: f64, price: f64) -> f64 {
        let rise = self.value(part, price) - self.value(part, self.entry);
        if self.long == self.inverse {
            -rise
        } else {
            rise
        }
    }

    fn equity(&self, price: f64) -> f64 {
        self.margin + self.gain(self.quantity, price)
    }

    /// Notes that a part was closed by force.
    fn close(&mut self, part: f64, price: f64) {
        self.average.0 += part;
        self.average.1 += self.value(part, price);
    }

    /// Price at which equity is what is needed there.
    fn price_of(&self, needed: impl Fn(f64) -> f64) -> f64 {
        let excess = |price: f64| self.equity(price) - needed(price);
        let (mut low, mut high) = (0.0, 1e6);
        for _ in 0..200 {
            let middle = 0.5 * (low + high);
            if (excess(middle) > 0.0) == self.long {
                high = middle
            } else {
                low = middle
            }
        }
        0.5 * (low + high)
    }
}

#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Row {
    pub(crate) price: f64,
    pub(crate) sold: f64,
    pub(crate) fund: f64,
    pub(crate) bad_debt: f64,
    pub(crate) adl: f64,
    pub(crate) socialised: f64,
    pub(crate) returned: f64,
    pub(crate) fees: f64,
}

/// What the fund gets (loses, if negative) when a part of an order trades at a price.
fn fund_gain(rules: &Rules, trader: &Trader, part: f64, whole: bool, price: f64) -> f64 {
    let notional = trader.value(part, price);
    if !whole {
        let gain = (rules.liquidation * notional)
            .min((trader.equity(price) - rules.taker * notional).max(0.0));
        if trader.margin < 0.0 {
            let rest = trader.equity(price) * part / trader.quantity - rules.taker * notional;
            // What the part leaves is all that a fee can come from.
            return rest.min(gain);
        }
        let margin = trader.margin + trader.gain(part, price) - rules.taker * notional - gain;
        return gain + margin.min(0.0);
    }
    let rest = trader.equity(price) * part / trader.quantity - rules.taker * notional;
    if rest > 0.0 && rules.to_trader {
        rest.min(rules.liquidation * notional)
    } else {
        rest
    }
}

/// What each order may trade at a price, first come, first served: as much as the money left by those before it
/// carries. By bisection over the part.
fn carried(
    rules: &Rules,
    traders: &[Trader],
    planned: &[(usize, f64)],
    fund: f64,
    price: f64,
) -> Vec<f64> {
    let mut fund = fund;
    let parts = planned.iter().map(|&(index, size)| {
        let trader = &traders[index];
        let whole = trader.order.expect("is queued").whole;
        let money = (fund - rules.floor).max(0.0);
        let costs = |part: f64| -fund_gain(rules, trader, part, whole, price) > money;
        let part = if costs(size) {
            let (mut low, mut high) = (0.0, size);
            for _ in 0..200 {
                let middle = 0.5 * (low + high);
                if costs(middle) {
                    high = middle
                } else {
                    low = middle
                }
            }
            low
        } else {
            size
        };
        let gain = fund_gain(rules, trader, part, whole, price);
        fund = if gain < 0.0 {
            rules.floor.max(fund + gain)
        } else {
            fund + gain
        };
        part
    });
    parts.collect()
}

/// Splits `total` in proportion to weights, none above its limit: by bisection over the factor.
fn split(total: f64, weights: &[f64], limits: &[f64]) -> Vec<f64> {
    let shares = |factor: f64| -> Vec<f64> {
        let pairs = weights.iter().zip(limits);
        pairs
            .map(|(weight, limit)| limit.min(weight * factor))
            .collect()
    };
    let (mut low, mut high) = (0.0, 1e30);
    for _ in 0..400 {
        let middle = 0.5 * (low + high);
        if shares(middle).iter().sum::<f64>() > total {
            high = middle
        } else {
            low = middle
        }
    }
    shares(low)
}

/// How much of each order is to be traded in a step, first come, first served. `price` is the one before.
fn planned(rules: &Rules, traders: &[Trader], queue: &[usize], price: f64) -> Vec<(usize, f64)> {
    let order = |index: usize| traders[index].order.expect("is queued");
    let waiting: f64 = queue.iter().map(|&index| order(index).left).sum();
    let mut budget = match rules.ticks.map(|ticks| ticks.0) {
        None | Some(Pace::Immediate | Pace::Twap(_)) => f64::INFINITY,
        Some(Pace::Exponential(rate)) => {
            let held: f64 = traders
                .iter()
                .filter(|trader| trader.long)
                .map(|trader| trader.first)
                .sum();
            // A documented rule: where next to nothing would wait that goes, too.
            let share = 1.0 - (-rate).exp();
            if (1.0 - share) * waiting <= 1e-9 * held {
                f64::INFINITY
            } else {
                share * waiting
            }
        }
        Some(Pace::Pov(share, others)) => {
            share / (1.0 - share) * others * if rules.inverse { price } else { 1.0 }
        }
    };
    let parts = queue.iter().map(|&index| {
        let Order { left, size, .. } = order(index);
        let mut part = left.min(budget);
        budget -= part;
        if let Some((Pace::Twap(seconds), _)) = rules.ticks {
            let slice = size / seconds;
            part = if left <= slice * (1.0 + 1e-9) {
                left
            } else {
                slice
            };
        }
        (index, part)
    });
    parts.filter(|&(_, part)| part > 0.0).collect()
}

/// Seizes every account that has no more than it needs: its positions share what it is worth by what they are worth. Returns
/// them in turn: accounts by how much of their notional they lack, their positions by size.
fn seized(rules: &Rules, traders: &mut [Trader], wallets: &mut [f64], mark: f64) -> Vec<usize> {
    let mut accounts = Vec::new();
    let mut all = Vec::new();
    for (account, wallet) in wallets.iter_mut().enumerate() {
        let members: Vec<usize> = (0..traders.len())
            .filter(|&index| {
                let trader = &traders[index];
                trader.account == Some(account) && trader.quantity > 0.0 && trader.order.is_none()
            })
            .collect();
        let sum = |of: &dyn Fn(&Trader) -> f64| -> f64 {
            members.iter().map(|&index| of(&traders[index])).sum()
        };
        let worth = *wallet + sum(&|one| one.gain(one.quantity, mark));
        let needed = sum(&|one| rules.needed_of(one, one.quantity, mark));
        let sizes = sum(&|one| one.quantity);
        if members.is_empty() || worth > needed {
            continue;
        }
        accounts.push(((worth - needed) / sizes, sizes, all.len()));
        for &index in &members {
            let trader = &mut traders[index];
            trader.margin = worth * trader.quantity / sizes - trader.gain(trader.quantity, mark);
        }
        *wallet = 0.0;
        let by_size = members
            .iter()
            .map(|&index| (0.0, traders[index].quantity, index));
        all.push(in_turn(by_size.collect()));
    }
    let accounts = in_turn(accounts);
    accounts
        .into_iter()
        .flat_map(|one| all[one].clone())
        .collect()
}

/// Rows of a run; `None` where it leaves what is told here. `wallets` of accounts are seized on the way.
pub(crate) fn simulate(
    rules: &Rules,
    traders: &mut [Trader],
    wallets: &mut [f64],
) -> Option<Vec<Row>> {
    let shocked = 100.0 * (1.0 + rules.gap);
    let price_at = |sold: f64| {
        if rules.log_impact {
            shocked * (-rules.slope * sold).exp()
        } else {
            shocked - 100.0 * rules.slope * sold
        }
    };
    let mean = |from: f64, to: f64| {
        let (a, b) = (price_at(from), price_at(to));
        if !rules.log_impact {
            return 0.5 * (a + b);
        }
        let fall = rules.slope * (to - from);
        // The mean of an exponential; its series where the quotient cancels.
        if fall > 1e-3 {
            (a - b) / fall
        } else {
            a * (1.0 - fall / 2.0 + fall * fall / 6.0 - fall.powi(3) / 24.0)
        }
    };
    // Base that contracts are when they trade at once, and its average price; `None` where too little is bid.
    let traded = |sold: f64, contracts: f64| {
        let mut base = contracts;
        if rules.inverse {
            let (mut low, mut high) = (0.0, 1e3 * contracts);
            if !rules.log_impact {
                high = (price_at(sold) / (100.0 * rules.slope)).min(high);
            }
            for _ in 0..200 {
                base = 0.5 * (low + high);
                if base * mean(sold, sold + base) < contracts {
                    low = base
                } else {
                    high = base
                }
            }
        }
        (price_at(sold + base) > 1.0).then(|| (base, mean(sold, sold + base)))
    };
    let mut row = Row {
        price: 100.0,
        fund: rules.fund,
        ..Row::default()
    };
    let mut rows = vec![row];
    let mut sold = 0.0;
    row.price = shocked;
    let mut queue: Vec<usize> = Vec::new();
    let mut steps = rules.ticks.map(|ticks| ticks.1);
    loop {
        let mark = row.price;
        let reached: Vec<usize> = (0..traders.len())
            .filter(|&index| {
                let trader = &traders[index];
                trader.quantity > 0.0
                    && trader.order.is_none()
                    && trader.account.is_none()
                    && trader.equity(mark) <= rules.needed_of(trader, trader.quantity, mark)
            })
            .collect();
        // A winner may be ruined by what it has to bear; buying back is another story.
        if reached.iter().any(|&index| !traders[index].long) {
            return None;
        }
        let due = reached.into_iter().map(|index| {
            let trader = &traders[index];
            let trigger = trader.price_of(|price| rules.needed_of(trader, trader.quantity, price));
            (-trigger, trader.quantity, index)
        });
        let mut reached = in_turn(due.collect());
        reached.extend(seized(rules, traders, wallets, mark));
        for &index in &reached {
            let trader = &mut traders[index];
            let is_tired = trader.closes >= 16;
            let size = match (rules.target, rules.share) {
                _ if trader.account.is_some() => trader.quantity,
                (Some(target), _) => {
                    // By bisection: the part after whose close at the mark price the ratio is back.
                    let fees = rules.taker + rules.liquidation;
                    let short_of = |part: f64| {
                        trader.equity(mark) - fees * trader.value(part, mark)
                            < target * trader.value(trader.quantity - part, mark)
                    };
                    let (mut low, mut high) = (0.0, trader.quantity);
                    for _ in 0..200 {
                        let middle = 0.5 * (low + high);
                        if short_of(middle) {
                            low = middle
                        } else {
                            high = middle
                        }
                    }
                    let is_back = target > fees && short_of(0.0);
                    let needed = rules.needed_of(trader, trader.quantity - high, mark);
                    let left = trader.equity(mark) - fees * trader.value(high, mark) - needed;
                    let spare = 1e-12 * trader.value(trader.quantity, mark);
                    if is_back && high < trader.quantity && left >= spare {
                        if is_tired { trader.quantity } else { high }
                    } else {
                        let closes = i32::try_from(trader.closes).expect("is small");
                        let cushion = (1e-12 * 4.0_f64.powi(closes)).min(0.01);
                        rules
                            .cure(trader, mark, cushion)
                            .or_else(|| rules.cure(trader, mark, 1e-12))
                            .unwrap_or(trader.quantity)
                    }
                }
                _ if is_tired => trader.quantity,
                (_, Some(share)) => share * trader.first,
                _ if rules.step > 0 => rules.lower(trader, mark),
                _ => trader.quantity,
            };
            let whole = size >= trader.quantity * (1.0 - 1e-12);
            let size = if whole { trader.quantity } else { size };
            trader.order = Some(Order {
                left: size,
                size,
                whole,
            });
        }
        queue.extend(reached);
        rows.push(row);
        match &mut steps {
            Some(0) => return Some(rows),
            Some(steps) => *steps -= 1,
            None if queue.is_empty() => return Some(rows),
            None => {}
        }
        let planned = planned(rules, traders, &queue, mark);
        if planned.is_empty() {
            continue;
        }
        let sizes: Vec<f64> = planned.iter().map(|one| one.1).collect();
        let total: f64 = sizes.iter().sum();
        let (mut parts, mut price) = (sizes.clone(), traded(sold, total)?.1);
        let off_book_allowed = rules.deficit % 2 == 1;
        if off_book_allowed && carried(rules, traders, &planned, row.fund, price) != sizes {
            // The price at which exactly what may trade at it trades: by bisection over the price.
            let (mut low, mut high) = (price, mark);
            for _ in 0..200 {
                let middle = 0.5 * (low + high);
                let may: f64 = carried(rules, traders, &planned, row.fund, middle)
                    .iter()
                    .sum();
                if traded(sold, may)?.1 > middle {
                    low = middle
                } else {
                    high = middle
                }
            }
            price = low;
            // How much has that average price, and who trades it where some are just bankrupt: first come, first served.
            let (mut least, mut most) = (0.0, total);
            for _ in 0..200 {
                let middle = 0.5 * (least + most);
                if traded(sold, middle)?.1 > price {
                    least = middle
                } else {
                    most = middle
                }
            }
            parts = carried(rules, traders, &planned, row.fund, price * (1.0 - 1e-13));
            let more = carried(rules, traders, &planned, row.fund, price * (1.0 + 1e-13));
            let mut missing = least - parts.iter().sum::<f64>();
            for (part, more) in parts.iter_mut().zip(more) {
                let added = (more - *part).min(missing).max(0.0);
                *part += added;
                missing -= added;
            }
        }
        let (base, _) = traded(sold, parts.iter().sum())?;
        let in_base = |contracts: f64, price: f64| {
            if rules.inverse {
                contracts / price
            } else {
                contracts
            }
        };
        let mut uncovered = 0.0;
        let mut off_book: Vec<(f64, f64)> = Vec::new();
        for (&(index, size), &part) in planned.iter().zip(&parts) {
            let Order { left, whole, .. } = traders[index].order.expect("is queued");
            let gain = fund_gain(rules, &traders[index], part, whole, price).max(0.0);
            let trader = &mut traders[index];
            let fee = rules.taker * trader.value(part, price);
            row.fees += fee;
            row.sold += in_base(part, price);
            trader.close(part, price);
            let share = trader.margin * part / trader.quantity;
            let rest = share + trader.gain(part, price) - fee;
            let in_debt = trader.margin < 0.0;
            if whole || in_debt && rest < 0.0 {
                trader.margin -= share;
                if rest > 0.0 {
                    row.fund += gain;
                    row.returned += rest - gain;
                    trader.returned += rest - gain;
                } else {
                    let paid = (-rest).min((row.fund - rules.floor).max(0.0));
                    row.fund -= paid;
                    uncovered += -rest - paid;
                }
            } else {
                row.fund += gain;
                trader.margin += trader.gain(part, price) - fee - gain;
                // What the margin cannot carry is the venue's loss at once; a debt that open profit covers stays.
                if trader.margin < 0.0 && !in_debt {
                    let loss = -std::mem::take(&mut trader.margin);
                    let paid = loss.min((row.fund - rules.floor).max(0.0));
                    row.fund -= paid;
                    uncovered += loss - paid;
                }
            }
            trader.quantity -= part;
            let rest = size - part;
            if rest > 0.0 {
                // Nothing is left at this price.
                let each = trader.margin / trader.quantity;
                let bankrupt = if rules.inverse {
                    1.0 / (1.0 / trader.entry + each)
                } else {
                    trader.entry - each
                };
                off_book.push((rest, bankrupt));
                row.adl += if rules.inverse { rest } else { rest * bankrupt };
                row.sold += in_base(rest, bankrupt);
                trader.close(rest, bankrupt);
                trader.margin -= trader.margin * (rest / trader.quantity).min(1.0);
                trader.quantity -= rest;
            }
            if trader.quantity <= trader.first * 1e-15 {
                trader.quantity = 0.0;
                if whole {
                    trader.margin = 0.0;
                }
            }
            if size < left && trader.quantity > 0.0 {
                trader.order.as_mut().expect("is queued").left -= size;
            } else {
                trader.order = None;
                trader.closes += 1;
            }
        }
        queue.retain(|&index| traders[index].order.is_some());
        let shorts: Vec<usize> = (0..traders.len())
            .filter(|&index| !traders[index].long && traders[index].quantity > 0.0)
            // Hyperliquid looks only at positions in profit.
            .filter(|&index| rules.ranking != 1 || traders[index].entry > mark)
            .collect();
        let rank = |trader: &Trader| match rules.ranking {
            // BitMEX: profit over the value at entry, times the value at mark over its distance from that at bankruptcy.
            0 => {
                let value = |price: f64| trader.value(trader.quantity, price);
                let ratio = trader.gain(trader.quantity, mark) / value(trader.entry);
                // What a position is worth is how far its value is from that at bankruptcy.
                let leverage = value(mark) / trader.equity(mark);
                if ratio > 0.0 {
                    ratio * leverage
                } else {
                    ratio / leverage
                }
            }
            // Hyperliquid, mirrored for shorts: entry over mark times notional over account value.
            1 => {
                let value = trader.value(trader.quantity, mark);
                trader.entry / mark * (value / trader.equity(mark))
            }
            2 => trader.gain(trader.quantity, mark),
            // Binance: profit over the wallet, times maintenance margin over margin balance.
            4 => {
                let profit = trader.gain(trader.quantity, mark);
                let balance = trader.equity(mark);
                if profit > 0.0 {
                    let needed = rules.needed_of(trader, trader.quantity, mark);
                    profit / trader.margin * (needed / balance)
                } else {
                    profit / trader.margin
                }
            }
            // Contracts are quote already.
            _ if rules.inverse => trader.quantity,
            _ => trader.quantity * mark,
        };
        if rules.deficit == 3 && !off_book.is_empty() {
            let contracts: f64 = off_book.iter().map(|lot| lot.0).sum();
            let at = if rules.inverse {
                contracts / off_book.iter().map(|lot| lot.0 / lot.1).sum::<f64>()
            } else {
                off_book.iter().map(|lot| lot.0 * lot.1).sum::<f64>() / contracts
            };
            let size = |trader: &Trader| {
                if rules.inverse {
                    trader.quantity
                } else {
                    trader.quantity * mark
                }
            };
            let mut rest = contracts;
            // Winners, or everybody where the size decides; where they run out, everybody by size.
            for is_first in [true, false] {
                let weights: Vec<f64> = shorts
                    .iter()
                    .map(|&index| {
                        let trader = &traders[index];
                        let weight = if is_first && rules.ranking != 3 {
                            trader.gain(trader.quantity, mark)
                        } else {
                            size(trader)
                        };
                        if trader.equity(at) >= 0.0 {
                            weight.max(0.0)
                        } else {
                            0.0
                        }
                    })
                    .collect();
                let limits: Vec<f64> = shorts
                    .iter()
                    .map(|&index| traders[index].quantity)
                    .collect();
                let parts = split(rest, &weights, &limits);
                rest = (rest - parts.iter().sum::<f64>()).max(0.0);
                for (&index, part) in shorts.iter().zip(parts) {
                    let trader = &mut traders[index];
                    trader.margin += trader.gain(part, at);
                    trader.quantity -= part;
                }
                if rest <= 1e-12 * contracts {
                    break;
                }
            }
        }
        let mut ranks: Vec<(f64, usize)> = shorts
            .iter()
            .map(|&index| (rank(&traders[index]), index))
            .collect();
        ranks.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        if rules.deficit == 1 {
            for (mut rest, at) in off_book {
                for &(_, index) in &ranks {
                    let trader = &mut traders[index];
                    if trader.quantity > 0.0 && trader.equity(at) >= 0.0 {
                        let part = rest.min(trader.quantity);
                        trader.margin += trader.gain(part, at);
                        trader.quantity -= part;
                        rest -= part;
                    }
                }
            }
        }
        if rules.deficit == 2 {
            let profit = |trader: &Trader| {
                let open = trader.quantity > 0.0 && trader.order.is_none();
                if open {
                    (trader.equity(mark) - trader.margin).max(0.0)
                } else {
                    0.0
                }
            };
            let all: f64 = traders.iter().map(profit).sum();
            let borne = uncovered.min(all);
            for trader in traders.iter_mut() {
                let own = profit(trader);
                if own > 0.0 {
                    trader.margin -= own * borne / all;
                }
            }
            row.socialised += borne;
            uncovered -= borne;
        }
        row.bad_debt += uncovered;
        sold += base;
        row.price = price_at(sold);
    }
}
