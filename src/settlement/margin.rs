//! Margin arithmetic: when a position is liquidated, when it is bankrupt.
//!
//! Linear contracts (settled in quote), with `side` +1 for longs and -1 for shorts, quantity `q` in base, entry price
//! `e`, margin `M` in quote and mark price `p`: equity `E(p) = M + side q (p - e)`, maintenance margin
//! `MM(p) = m q p - c`, closing fee `f q p`; liquidation when `E <= MM + fee`.
//!
//! Inverse contracts (settled in base), quantity `N` in quote, margin `M` in base: `E(p) = M + side N (1/e - 1/p)`,
//! `MM(p) = m N / p - c`, fee `f N / p`.
//!
//! With the entry basis the maintenance margin is that of the notional at entry and does not move with the price.
//! Source: documentation of Binance (USD-M and COIN-M), Bybit and BitMEX; see the page of the model.

use crate::population::crowd::Side;
use crate::sort::sort_by;

/// One bracket of a maintenance schedule.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tier {
    /// Smallest notional of the bracket, quote.
    pub notional_from: f64,
    /// Maintenance margin ratio of the bracket, fraction of notional.
    pub ratio: f64,
    /// Maintenance amount `c` that is subtracted so that the requirement has no jumps, quote.
    pub deduction: f64,
}

/// How much margin a position must keep: brackets like those of an income tax. A single ratio is one bracket.
#[derive(Debug, Clone, PartialEq)]
pub struct Maintenance {
    tiers: Vec<Tier>,
}

impl Maintenance {
    /// The same ratio for every size.
    #[must_use]
    pub fn flat(ratio: f64) -> Self {
        Self {
            tiers: vec![Tier {
                notional_from: 0.0,
                ratio,
                deduction: 0.0,
            }],
        }
    }

    /// Brackets as pairs of smallest notional (the first 0, rising) and ratio; the deductions follow from
    /// `c_k = c_(k-1) + F_k (m_k - m_(k-1))`.
    #[must_use]
    pub fn tiered(brackets: &[(f64, f64)]) -> Self {
        let mut tiers: Vec<Tier> = Vec::with_capacity(brackets.len());
        for &(notional_from, ratio) in brackets {
            let deduction = tiers.last().map_or(0.0, |before| {
                before.deduction + notional_from * (ratio - before.ratio)
            });
            tiers.push(Tier {
                notional_from,
                ratio,
                deduction,
            });
        }
        Self { tiers }
    }

    /// The brackets, smallest notional first.
    #[must_use]
    pub fn tiers(&self) -> &[Tier] {
        &self.tiers
    }

    /// Bracket that a notional belongs to; on a boundary the lower one.
    #[must_use]
    #[inline]
    pub fn tier(&self, notional: f64) -> Tier {
        let above = self
            .tiers
            .partition_point(|tier| tier.notional_from < notional);
        self.tiers[above.saturating_sub(1)]
    }

    /// Margin that a position of this notional must keep, quote.
    #[must_use]
    pub fn requirement(&self, notional: f64) -> f64 {
        let tier = self.tier(notional);
        tier.ratio * notional - tier.deduction
    }
}

/// What profit is paid in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Contract {
    /// In quote: a position is a quantity of base.
    Linear,
    /// In base: a position is an amount of quote, its margin and profit are base.
    Inverse,
}

/// Which notional the maintenance ratio applies to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// The notional at the mark price.
    Mark,
    /// The notional at entry.
    Entry,
}

/// The rules by which a venue margins positions.
#[derive(Debug, Clone, PartialEq)]
pub struct MarginRules {
    /// What profit is paid in.
    pub contract: Contract,
    /// Which notional the maintenance ratio applies to.
    pub basis: Basis,
    /// Maintenance schedule.
    pub maintenance: Maintenance,
    /// Closing fee that counts in trigger and bankruptcy price, fraction of notional; 0 where the venue leaves it out.
    pub closing_fee_ratio: f64,
    /// Smallest step of a quantity (base; quote for inverse contracts); 0: any.
    pub quantity_step: f64,
    /// Smallest step of a price, quote per base; 0: any.
    pub price_step: f64,
}

impl MarginRules {
    /// Linear contracts, maintenance on the mark price, no closing fee.
    #[must_use]
    pub fn linear(maintenance: Maintenance) -> Self {
        Self {
            contract: Contract::Linear,
            basis: Basis::Mark,
            maintenance,
            closing_fee_ratio: 0.0,
            quantity_step: 0.0,
            price_step: 0.0,
        }
    }

    /// A quantity in whole lots: the nearest number of them, at least one.
    #[must_use]
    pub fn whole_lots(&self, quantity: f64) -> f64 {
        if self.quantity_step == 0.0 {
            return quantity;
        }
        (quantity / self.quantity_step).round().max(1.0) * self.quantity_step
    }

    /// A quantity in whole lots, rounded up as an order that must suffice is.
    #[must_use]
    pub fn enough_lots(&self, quantity: f64) -> f64 {
        if self.quantity_step == 0.0 {
            return quantity;
        }
        // A quantity that is a multiple up to a rounding error is that multiple.
        (quantity / self.quantity_step * (1.0 - 1e-12)).ceil() * self.quantity_step
    }

    /// A price on the grid, the nearest one.
    #[must_use]
    pub fn on_tick(&self, price: f64) -> f64 {
        if self.price_step == 0.0 {
            return price;
        }
        (price / self.price_step).round().max(1.0) * self.price_step
    }
}

/// An isolated position. Money is quote for linear contracts and base for inverse ones; quantity the other way round.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Isolated {
    /// Long or short.
    pub side: Side,
    /// Base, > 0.
    pub quantity: f64,
    /// Average entry price, quote per base, > 0.
    pub entry_price: f64,
    /// Margin assigned to the position, quote.
    pub margin: f64,
}

impl Isolated {
    /// Value of the position at `price`: notional in the money of its margin.
    #[must_use]
    pub fn notional(&self, price: f64, contract: Contract) -> f64 {
        match contract {
            Contract::Linear => self.quantity * price,
            Contract::Inverse => self.quantity / price,
        }
    }

    /// Profit or loss at `price` that is not settled yet.
    #[must_use]
    pub fn unrealised_profit(&self, price: f64, contract: Contract) -> f64 {
        let gain = match contract {
            Contract::Linear => self.quantity * (price - self.entry_price),
            // A long owes base: it gains while its value in base falls.
            Contract::Inverse => {
                self.notional(self.entry_price, contract) - self.notional(price, contract)
            }
        };
        self.side.sign() * gain
    }

    /// Margin plus unrealised profit at `price`.
    #[must_use]
    pub fn equity(&self, price: f64, contract: Contract) -> f64 {
        self.margin + self.unrealised_profit(price, contract)
    }

    /// Margin that the position must keep at `price`.
    #[must_use]
    #[inline]
    pub fn maintenance_margin(&self, price: f64, rules: &MarginRules) -> f64 {
        let basis = match rules.basis {
            Basis::Mark => price,
            Basis::Entry => self.entry_price,
        };
        rules
            .maintenance
            .requirement(self.notional(basis, rules.contract))
    }

    /// Price at which nothing is left of the margin. Not positive or not finite when no price can get there.
    ///
    /// Linear: `(side q e - M) / (q (side - f))`; inverse: `N (side + f) / (side N / e + M)`.
    #[must_use]
    #[inline]
    pub fn bankruptcy_price(&self, rules: &MarginRules) -> f64 {
        if rules.contract == Contract::Linear && rules.closing_fee_ratio == 0.0 {
            // The same with fewer roundings.
            return self.entry_price - self.side.sign() * self.margin / self.quantity;
        }
        self.price_of_balance(0.0, 0.0, rules)
    }

    /// The same as an answer: `None` when no positive price takes all of the margin.
    #[must_use]
    pub fn possible_bankruptcy_price(&self, rules: &MarginRules) -> Option<f64> {
        let price = self.bankruptcy_price(rules);
        (price > 0.0 && price.is_finite()).then_some(price)
    }

    /// Price at which equity falls to the maintenance margin (and closing fee), in the bracket in which the notional
    /// there lies.
    ///
    /// `None` when no positive price liquidates the position; the largest (longs) or smallest (shorts) number when every
    /// price does.
    #[must_use]
    pub fn liquidation_price(&self, rules: &MarginRules) -> Option<f64> {
        let price = match rules.basis {
            Basis::Entry => {
                self.price_of_balance(0.0, self.maintenance_margin(self.entry_price, rules), rules)
            }
            Basis::Mark => {
                let tier = self.tier_at_liquidation(rules);
                self.price_of_balance(tier.ratio, -tier.deduction, rules)
            }
        };
        // On the grid it is the first tick at which equity no longer suffices.
        let price = match rules.price_step {
            0.0 => price,
            step => {
                let ticks = price / step * (1.0 + self.side.sign() * 1e-12);
                match self.side {
                    Side::Long => ticks.floor() * step,
                    Side::Short => ticks.ceil() * step,
                }
            }
        };
        if price > 0.0 && price.is_finite() {
            Some(price)
        } else {
            self.is_lost(rules).then_some(match self.side {
                Side::Long => f64::MAX,
                Side::Short => f64::MIN_POSITIVE,
            })
        }
    }

    /// Whether a debt (negative margin) is larger than what the best price could gain: a linear short gains its entry
    /// value at most, and so does an inverse long. Then every price liquidates, not none.
    fn is_lost(&self, rules: &MarginRules) -> bool {
        let gain_is_bounded = matches!(
            (rules.contract, self.side),
            (Contract::Linear, Side::Short) | (Contract::Inverse, Side::Long)
        );
        let needed = match rules.basis {
            Basis::Mark => 0.0,
            Basis::Entry => self.maintenance_margin(self.entry_price, rules),
        };
        gain_is_bounded && self.margin + self.notional(self.entry_price, rules.contract) <= needed
    }

    /// The position that a venue books for orders, each a notional (quote) at a price: quantities in whole lots,
    /// rounded down, and the average entry on the price grid. `None` when no order makes a lot.
    #[must_use]
    pub fn booked(
        side: Side,
        orders: &[(f64, f64)],
        margin: f64,
        rules: &MarginRules,
    ) -> Option<Self> {
        let lots = |quantity: f64| match rules.quantity_step {
            0.0 => quantity,
            step => (quantity / step * (1.0 + 1e-12)).floor() * step,
        };
        let (mut quantity, mut cost) = (0.0, 0.0);
        for &(notional, price) in orders {
            quantity += lots(notional / price);
            cost += notional;
        }
        (quantity > 0.0).then(|| Self {
            side,
            quantity,
            entry_price: rules.on_tick(cost / quantity),
            margin,
        })
    }

    /// Solves `equity = ratio * notional + constant + closing fee` for the price.
    #[inline]
    fn price_of_balance(&self, ratio: f64, constant: f64, rules: &MarginRules) -> f64 {
        let sign = self.side.sign();
        let share = ratio + rules.closing_fee_ratio;
        let entry_value = self.notional(self.entry_price, rules.contract);
        match rules.contract {
            Contract::Linear => {
                (sign * entry_value - self.margin + constant) / (self.quantity * (sign - share))
            }
            Contract::Inverse => {
                let value = sign * entry_value + self.margin - constant;
                // An inverse short of at most 1x: its margin outgrows every loss.
                if sign * value > 0.0 {
                    self.quantity * (sign + share) / value
                } else {
                    f64::INFINITY
                }
            }
        }
    }

    /// Bracket in which the position is liquidated. Excess over the requirement is monotone in the notional, so it is
    /// the first bracket at whose upper edge a linear long is safe again (a linear short not any more; inverse
    /// contracts the other way round). Deciding by the edge, not by the root, cannot fall between two brackets by
    /// rounding.
    fn tier_at_liquidation(&self, rules: &MarginRules) -> Tier {
        let tiers = rules.maintenance.tiers();
        let sign = match rules.contract {
            Contract::Linear => self.side.sign(),
            Contract::Inverse => -self.side.sign(),
        };
        let edge_decides = |tier: &Tier| {
            let edge = tier.notional_from;
            let price = match rules.contract {
                Contract::Linear => edge / self.quantity,
                Contract::Inverse => self.quantity / edge,
            };
            let needed = rules.maintenance.requirement(edge) + rules.closing_fee_ratio * edge;
            sign * (self.equity(price, rules.contract) - needed) >= 0.0
        };
        let index = tiers[1..]
            .iter()
            .position(edge_decides)
            .unwrap_or(tiers.len() - 1);
        tiers[index]
    }

    /// The margin with which a position is liquidated exactly at `trigger_price`.
    #[must_use]
    pub fn margin_for_trigger(
        side: Side,
        quantity: f64,
        entry_price: f64,
        trigger_price: f64,
        rules: &MarginRules,
    ) -> f64 {
        let bare = Self {
            side,
            quantity,
            entry_price,
            margin: 0.0,
        };
        let fee = rules.closing_fee_ratio * bare.notional(trigger_price, rules.contract);
        bare.maintenance_margin(trigger_price, rules) + fee
            - bare.unrealised_profit(trigger_price, rules.contract)
    }
}

/// A linear position of a cross-margin account, marked at its own market's price.
#[derive(Debug, Clone, PartialEq)]
pub struct CrossPosition {
    /// Side, size and entry; its own margin is not used.
    pub position: Isolated,
    /// Mark price of its market, quote per base.
    pub mark_price: f64,
    /// How far its market moves when the common factor moves by 1.
    pub beta: f64,
    /// Maintenance schedule of its market.
    pub maintenance: Maintenance,
}

/// Common fall `d` (fraction) at which a cross-margin account is liquidated, every mark price moving to
/// `p (1 - beta d)`: `d = (W + U - MM) / (sum side q p beta - sum m q p beta)`, with the brackets in which the notionals
/// lie there, not those of today.
///
/// Positive: the smallest fall that does it; negative: no fall does, a rise of that size does; 0: it is liquidated
/// already, at the marks as they are. `None` when no move does it that leaves every price positive.
#[must_use]
pub fn critical_common_fall(wallet: f64, positions: &[CrossPosition]) -> Option<f64> {
    let account = Common { wallet, positions };
    if positions.is_empty() {
        return None;
    }
    if account.excess(0.0) <= 0.0 {
        return Some(0.0);
    }
    let (falls, rises) = account.edges();
    account
        .first_crossing(&falls)
        .or_else(|| account.first_crossing(&rises))
}

/// A cross-margin account as a function of a common fall.
struct Common<'a> {
    wallet: f64,
    positions: &'a [CrossPosition],
}

impl Common<'_> {
    /// Falls at which some notional passes from one bracket into another, nearest first, ending with the fall that leaves
    /// some price at nothing (infinite, if none does); and the same for rises, negative.
    fn edges(&self) -> (Vec<f64>, Vec<f64>) {
        let (mut least, mut most) = (f64::NEG_INFINITY, f64::INFINITY);
        for entry in self.positions {
            if entry.beta > 0.0 {
                most = most.min(1.0 / entry.beta);
            } else if entry.beta < 0.0 {
                least = least.max(1.0 / entry.beta);
            }
        }
        let mut falls = vec![most];
        let mut rises = vec![least];
        for entry in self.positions.iter().filter(|entry| entry.beta != 0.0) {
            let notional = entry.position.quantity * entry.mark_price;
            for tier in &entry.maintenance.tiers()[1..] {
                let fall = (1.0 - tier.notional_from / notional) / entry.beta;
                if fall > 0.0 && fall < most {
                    falls.push(fall);
                } else if fall < 0.0 && fall > least {
                    rises.push(fall);
                }
            }
        }
        sort_by(&mut falls, &f64::total_cmp);
        sort_by(&mut rises, &|a: &f64, b: &f64| b.total_cmp(a));
        (falls, rises)
    }

    /// Notional of a position after a fall, and the bracket it lies in.
    #[inline]
    fn at(entry: &CrossPosition, fall: f64) -> (f64, Tier) {
        let notional = entry.position.quantity * entry.mark_price * (1.0 - entry.beta * fall);
        (notional, entry.maintenance.tier(notional))
    }

    /// Equity less maintenance margin after a fall.
    fn excess(&self, fall: f64) -> f64 {
        self.positions.iter().fold(self.wallet, |excess, entry| {
            let (notional, tier) = Self::at(entry, fall);
            let CrossPosition { position, .. } = entry;
            let value = position.quantity * position.entry_price;
            excess + position.side.sign() * (notional - value)
                - (tier.ratio * notional - tier.deduction)
        })
    }

    /// Excess without a fall and how much of it a whole one takes, by the brackets that hold around `fall`.
    fn line(&self, fall: f64) -> (f64, f64) {
        let (mut excess, mut slope) = (self.wallet, 0.0);
        for entry in self.positions {
            let CrossPosition {
                position,
                mark_price,
                beta,
                ..
            } = entry;
            let tier = Self::at(entry, fall).1;
            let notional = position.quantity * mark_price;
            excess += position.unrealised_profit(*mark_price, Contract::Linear)
                - (tier.ratio * notional - tier.deduction);
            slope += (position.side.sign() - tier.ratio) * notional * beta;
        }
        (excess, slope)
    }

    /// Where a safe account is first liquidated on the way through `edges`. What is left above the requirement is a concave
    /// function of the fall: on one side it sinks for good.
    fn first_crossing(&self, edges: &[f64]) -> Option<f64> {
        let last = edges.len() - 1;
        let segment = edges[..last].partition_point(|&edge| self.excess(edge) > 0.0);
        let from = segment.checked_sub(1).map_or(0.0, |before| edges[before]);
        let to = edges[segment];
        let inside = if to.is_finite() {
            0.5 * (from + to)
        } else {
            from + to.signum()
        };
        let (excess, slope) = self.line(inside);
        let fall = excess / slope;
        let leaves_prices = self
            .positions
            .iter()
            .all(|entry| 1.0 - entry.beta * fall > 0.0);
        // A rounding error beyond the edge is still the edge.
        let slack = 1e-12 * (1.0 + from.abs());
        let is_ahead = to.signum() * (fall - from) >= -slack;
        let is_before_end = segment < last || to.signum() * (to - fall) > 0.0;
        (fall.is_finite() && leaves_prices && is_ahead && is_before_end).then_some(fall)
    }
}

/// Liquidation price of one position of a cross-margin account while the other marks stand still: that of an isolated
/// position whose margin is the wallet plus the others' profit less the others' maintenance margin.
#[must_use]
pub fn cross_liquidation_price(
    wallet: f64,
    positions: &[CrossPosition],
    index: usize,
) -> Option<f64> {
    let others = positions
        .iter()
        .enumerate()
        .filter(|(other, _)| *other != index);
    let margin = others.fold(wallet, |margin, (_, entry)| {
        margin
            + entry
                .position
                .unrealised_profit(entry.mark_price, Contract::Linear)
            - entry
                .maintenance
                .requirement(entry.position.quantity * entry.mark_price)
    });
    let entry = positions.get(index)?;
    Isolated {
        margin,
        ..entry.position
    }
    .liquidation_price(&MarginRules::linear(entry.maintenance.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::exp;

    /// BTCUSDT brackets announced by Binance in March 2021.
    fn binance_2021() -> Maintenance {
        Maintenance::tiered(&[
            (0.0, 0.004),
            (50e3, 0.005),
            (250e3, 0.01),
            (1e6, 0.025),
            (10e6, 0.05),
            (20e6, 0.1),
            (50e6, 0.125),
        ])
    }

    #[test]
    fn deductions_follow_from_the_brackets() {
        let amounts: Vec<f64> = binance_2021()
            .tiers()
            .iter()
            .map(|tier| tier.deduction)
            .collect();
        let published = [
            0.0,
            50.0,
            1_300.0,
            16_300.0,
            266_300.0,
            1_266_300.0,
            2_516_300.0,
        ];
        for (ours, theirs) in amounts.iter().zip(published) {
            assert!((ours - theirs).abs() < 1e-6, "{amounts:?}");
        }
    }

    #[test]
    fn tier_at_liquidation_decides_not_the_tier_at_entry() {
        // V18.
        let long = Isolated {
            side: Side::Long,
            quantity: 20.5,
            entry_price: 50e3,
            margin: 20.5 * 50e3 / 10.0,
        };
        let price = long
            .liquidation_price(&MarginRules::linear(binance_2021()))
            .expect("a 10x long can be liquidated");
        assert!((price - 45_390.490_268_5).abs() < 1e-6, "{price}");
        let short = Isolated {
            side: Side::Short,
            quantity: 19.5,
            entry_price: 50e3,
            margin: 19.5 * 50e3 / 10.0,
        };
        let price = short
            .liquidation_price(&MarginRules::linear(binance_2021()))
            .expect("a short can be liquidated");
        assert!((price - 54_474.046_278_9).abs() < 1e-6, "{price}");
    }

    #[test]
    fn wallet_example_of_the_binance_faq() {
        // V21: wallet 500, 0.02 BTC at 50,000, 0.4 %: the documentation prints 25,100.40.
        let long = Isolated {
            side: Side::Long,
            quantity: 0.02,
            entry_price: 50e3,
            margin: 500.0,
        };
        let price = long
            .liquidation_price(&flat(0.004))
            .expect("can be liquidated");
        assert!((price - 25_100.401_606_4).abs() < 1e-6, "{price}");
    }

    #[test]
    fn an_unlevered_long_cannot_be_liquidated() {
        let long = Isolated {
            side: Side::Long,
            quantity: 2.0,
            entry_price: 100.0,
            margin: 200.0,
        };
        assert_eq!(long.liquidation_price(&flat(0.005)), None);
    }

    #[test]
    fn margin_for_a_trigger_puts_the_liquidation_price_there() {
        let inverse = MarginRules {
            contract: Contract::Inverse,
            closing_fee_ratio: 0.001,
            ..flat(0.02)
        };
        let linear = [Maintenance::flat(0.02), binance_2021()].map(MarginRules::linear);
        for maintenance in linear.into_iter().chain([inverse]) {
            for (side, trigger) in [(Side::Long, 44_000.0), (Side::Short, 56_000.0)] {
                for quantity in [0.5, 3.0, 25.0, 900.0] {
                    let margin =
                        Isolated::margin_for_trigger(side, quantity, 50e3, trigger, &maintenance);
                    let position = Isolated {
                        side,
                        quantity,
                        entry_price: 50e3,
                        margin,
                    };
                    let price = position
                        .liquidation_price(&maintenance)
                        .expect("has a trigger");
                    assert!(
                        (price / trigger - 1.0).abs() < 1e-12,
                        "{position:?}: {price}"
                    );
                }
            }
        }
    }

    fn flat(ratio: f64) -> MarginRules {
        MarginRules::linear(Maintenance::flat(ratio))
    }

    fn inverse(ratio: f64, basis: Basis, closing_fee_ratio: f64) -> MarginRules {
        MarginRules {
            contract: Contract::Inverse,
            basis,
            closing_fee_ratio,
            ..flat(ratio)
        }
    }

    fn position(side: Side, quantity: f64, entry_price: f64, margin: f64) -> Isolated {
        Isolated {
            side,
            quantity,
            entry_price,
            margin,
        }
    }

    #[track_caller]
    fn assert_near(actual: Option<f64>, expected: f64, tolerance: f64) {
        let actual = actual.expect("has a price");
        assert!(
            (actual - expected).abs() <= tolerance,
            "{actual} is not {expected}"
        );
    }

    #[test]
    fn cross_account_by_one_price_and_by_a_common_fall() {
        // V19: wallet 12,000, long 1 BTC at 50,000 (0.5 %), long 10 ETH at 3,000 (1 %).
        let entry = |quantity, price, ratio| CrossPosition {
            position: position(Side::Long, quantity, price, 0.0),
            mark_price: price,
            beta: 1.0,
            maintenance: Maintenance::flat(ratio),
        };
        let account = [entry(1.0, 50e3, 0.005), entry(10.0, 3e3, 0.01)];
        assert_near(
            cross_liquidation_price(12e3, &account, 0),
            38_492.462_311_6,
            1e-6,
        );
        assert_near(critical_common_fall(12e3, &account), 0.144_115_796_1, 1e-9);
        assert_eq!(cross_liquidation_price(12e3, &account, 2), None);
        assert_eq!(critical_common_fall(12e3, &[]), None);
    }

    fn brackets(pairs: &[(f64, f64)]) -> Maintenance {
        Maintenance::tiered(pairs)
    }

    #[test]
    fn a_common_fall_counts_the_bracket_at_liquidation() {
        let entry = |side, quantity, price, beta, maintenance: &Maintenance| CrossPosition {
            position: position(side, quantity, price, 0.0),
            mark_price: price,
            beta,
            maintenance: maintenance.clone(),
        };
        // 4,000 today (10 %), 2,543 at liquidation (2 %): (1500 + 7.5 - 80) / 3920.
        let schedule = brackets(&[(0.0, 0.005), (500.0, 0.02), (3_000.0, 0.1)]);
        let account = [entry(Side::Long, 40.0, 100.0, 1.0, &schedule)];
        let fall = critical_common_fall(1_500.0, &account);
        assert_near(fall, 0.364_158_163_265_306_15, 1e-15);
        assert_near(
            cross_liquidation_price(1_500.0, &account, 0),
            100.0 * (1.0 - fall.unwrap_or(0.0)),
            1e-12,
        );
        // Without leverage no positive price does it: not even the price of nothing.
        let one = [entry(
            Side::Long,
            1.0,
            100.0,
            1.0,
            &brackets(&[(0.0, 0.005)]),
        )];
        for wallet in [100.0, 100.3, 200.0] {
            assert_eq!(critical_common_fall(wallet, &one), None);
        }
        // A hedge: nothing moves it, and it stands far above what it needs.
        let flat = brackets(&[(0.0, 0.0)]);
        let hedged = [
            entry(Side::Long, 1.0, 100.0, 1.0, &flat),
            entry(Side::Short, 1.0, 100.0, 1.0, &flat),
        ];
        assert_eq!(critical_common_fall(10.0, &hedged), None);
        // Liquidated already: neither the fall of 5.23 % that would cure it nor any other, but now.
        let short = CrossPosition {
            mark_price: 105.0,
            ..entry(Side::Short, 10.0, 100.0, 1.0, &brackets(&[(0.0, 0.01)]))
        };
        for wallet in [-10.0, 5.0, 60.5] {
            let fall = critical_common_fall(wallet, std::slice::from_ref(&short));
            assert_eq!(fall, Some(0.0), "{wallet}");
        }
        let alive = critical_common_fall(61.0, std::slice::from_ref(&short));
        assert_near(alive, -0.5 / (1_050.0 * 1.01), 1e-15);
        assert_eq!(critical_common_fall(0.0, &hedged), Some(0.0));
    }

    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a few"
    )]
    fn few(number: f64) -> usize {
        number as usize
    }

    /// Bisection over the fall, from a plain reading of the brackets: against the formula on random accounts of one to
    /// four markets, longs and shorts, with and without a beta of their own, alive and dead.
    #[test]
    fn a_common_fall_is_what_bisection_finds() {
        let mut rng = crate::rng::Rng::new(7, crate::rng::Purpose::Size, 0);
        let (mut found, mut none, mut dead) = (0, 0, 0);
        for case in 0..1_500 {
            let mut draw = |from: f64, to: f64| from + (to - from) * rng.unit();
            let count = if case % 3 == 0 {
                1
            } else {
                1 + few(draw(0.0, 4.0))
            };
            let mut worth = 0.0;
            let positions: Vec<CrossPosition> = (0..count)
                .map(|_| {
                    let mark = exp(draw(0.0, 8.0));
                    let quantity = exp(draw(0.0, 6.0)) / mark;
                    let notional = quantity * mark;
                    worth += notional;
                    let edges = few(draw(0.0, 4.0));
                    let (mut from, mut ratio) = (0.0, draw(0.0, 0.05));
                    let mut pairs = vec![(from, ratio)];
                    for _ in 0..edges {
                        from += notional * draw(0.1, 0.9);
                        ratio += draw(0.0, 0.15);
                        pairs.push((from, ratio));
                    }
                    CrossPosition {
                        position: position(
                            if draw(0.0, 1.0) < 0.5 {
                                Side::Long
                            } else {
                                Side::Short
                            },
                            quantity,
                            mark * draw(0.8, 1.2),
                            0.0,
                        ),
                        mark_price: mark,
                        beta: if case % 3 == 0 { 1.0 } else { draw(-0.5, 2.0) },
                        maintenance: brackets(&pairs),
                    }
                })
                .collect();
            let wallet = worth * draw(-0.1, 1.4);
            let excess = |fall: f64| {
                positions.iter().fold(wallet, |sum, entry| {
                    let price = entry.mark_price * (1.0 - entry.beta * fall);
                    let notional = entry.position.quantity * price;
                    let tiers = entry.maintenance.tiers();
                    let ends = tiers[1..]
                        .iter()
                        .map(|tier| tier.notional_from)
                        .chain([f64::INFINITY]);
                    let needed: f64 = tiers
                        .iter()
                        .zip(ends)
                        .map(|(tier, end)| {
                            tier.ratio * (notional.min(end) - tier.notional_from).max(0.0)
                        })
                        .sum();
                    sum + entry.position.unrealised_profit(price, Contract::Linear) - needed
                })
            };
            let most = positions
                .iter()
                .filter(|p| p.beta > 0.0)
                .map(|p| 1.0 / p.beta)
                .fold(1e6, f64::min);
            let least = positions
                .iter()
                .filter(|p| p.beta < 0.0)
                .map(|p| 1.0 / p.beta)
                .fold(-1e6, f64::max);
            // The way is searched in steps, each crossing by bisection.
            let search = |end: f64| -> Option<f64> {
                let steps = 5_000;
                let at = |step: i32| end * f64::from(step) / f64::from(steps);
                let step = (1..=steps).find(|&step| excess(at(step) * (1.0 - 1e-12)) <= 0.0)?;
                let (mut same, mut changed) = (at(step - 1), at(step));
                for _ in 0..200 {
                    let middle = 0.5 * (same + changed);
                    if excess(middle) > 0.0 {
                        same = middle
                    } else {
                        changed = middle
                    }
                }
                Some(0.5 * (same + changed))
            };
            let ours = critical_common_fall(wallet, &positions);
            if excess(0.0) <= 0.0 {
                assert_eq!(ours, Some(0.0), "{case}: {positions:?}");
                dead += 1;
                continue;
            }
            let ends = [most.min(50.0), least.max(-50.0)];
            let expected = search(ends[0]).or_else(|| search(ends[1]));
            if let Some(expected) = expected {
                assert_near(ours, expected, 1e-9 * (1.0 + expected.abs()));
                found += 1;
            } else {
                assert!(
                    ours.is_none_or(|fall| !(-50.0..=50.0).contains(&fall)),
                    "{case}: {ours:?} {positions:?}"
                );
                none += 1;
            }
            if let ([one], Some(fall), true) = (positions.as_slice(), ours, expected.is_some()) {
                let price = one.mark_price * (1.0 - one.beta * fall);
                assert_near(
                    cross_liquidation_price(wallet, &positions, 0),
                    price,
                    1e-9 * one.mark_price,
                );
            }
        }
        assert!(
            found > 800 && none > 40 && dead > 40,
            "{found} {none} {dead}"
        );
    }

    #[test]
    fn rounding_of_the_exchange_explains_the_second_binance_example() {
        // V22: wallet 500 and two orders that the exchange books as 0.042 BTC at 47,619.0; printed 35,857.67.
        let booked = position(Side::Long, 0.042, 47_619.0, 500.0);
        assert_near(booked.liquidation_price(&flat(0.004)), 35_857.67, 5e-3);
        // The same from the orders and the contract's steps: lots of 0.001 BTC, ticks of 0.1.
        let rules = MarginRules {
            quantity_step: 0.001,
            price_step: 0.1,
            ..flat(0.004)
        };
        let orders = [(1_000.0, 50e3), (1_000.0, 45e3)];
        let booked = Isolated::booked(Side::Long, &orders, 500.0, &rules).expect("two lots");
        assert!((booked.quantity - 0.042).abs() < 1e-12, "{booked:?}");
        assert!((booked.entry_price - 47_619.0).abs() < 1e-9, "{booked:?}");
        // Liquidated at the first tick at which equity no longer suffices.
        assert_near(booked.liquidation_price(&rules), 35_857.6, 1e-6);
    }

    #[test]
    fn entry_basis_of_bybit() {
        // V23: 1 BTC at 20,000, 50x, 0.5 % of the entry notional: printed 19,700; on the mark notional 19,698.49.
        let long = position(Side::Long, 1.0, 20e3, 400.0);
        let rules = MarginRules {
            basis: Basis::Entry,
            ..flat(0.005)
        };
        assert_near(long.liquidation_price(&rules), 19_700.0, 1e-9);
        assert_near(long.liquidation_price(&flat(0.005)), 19_698.492_462_3, 1e-6);
    }

    #[test]
    fn inverse_contracts_of_bybit() {
        // V24: 60,000 USD at 50,000, 10x: value 1.2, margin 0.12, maintenance 0.006 BTC.
        let long = position(Side::Long, 60e3, 50e3, 0.12);
        assert_near(
            long.liquidation_price(&inverse(0.005, Basis::Entry, 0.0)),
            45_662.100_456_6,
            1e-6,
        );
        assert_near(
            long.liquidation_price(&inverse(0.005, Basis::Mark, 0.0)),
            45_681.818_181_8,
            1e-6,
        );
        assert_near(
            Some(long.bankruptcy_price(&inverse(0.005, Basis::Mark, 0.0))),
            45_454.545_454_5,
            1e-6,
        );
    }

    #[test]
    fn inverse_moves_of_bitmex_by_leverage() {
        // V25: 0.5 % of the entry value; moves of longs and shorts in per cent.
        let cases = [
            (25.0, -3.381_642_5, 3.626_9),
            (50.0, -1.477_832_5, 1.522_8),
            (100.0, -0.497_512_4, 0.502_5),
        ];
        for (leverage, long_move, short_move) in cases {
            for (side, expected, tolerance) in [
                (Side::Long, long_move, 1e-6),
                (Side::Short, short_move, 5e-5),
            ] {
                let trader = position(side, 1e4, 8e3, 1e4 / 8e3 / leverage);
                let price = trader.liquidation_price(&inverse(0.005, Basis::Entry, 0.0));
                assert_near(
                    price.map(|price| (price / 8e3 - 1.0) * 100.0),
                    expected,
                    tolerance,
                );
            }
        }
    }

    #[test]
    fn closing_fee_counts_in_the_bankruptcy_price() {
        // V26: balance 0.5 BTC, long 10,000 at 8,000, fee 0.075 %: printed 5,718.57.
        let long = position(Side::Long, 1e4, 8e3, 0.5);
        assert_near(
            Some(long.bankruptcy_price(&inverse(0.005, Basis::Mark, 0.000_75))),
            5_718.571_428_6,
            1e-6,
        );
    }

    #[test]
    fn a_debt_beyond_every_gain_is_liquidated_at_every_price() {
        let short = |margin| position(Side::Short, 10.0, 100.0, margin);
        assert_eq!(
            short(-1_001.0).liquidation_price(&flat(0.01)),
            Some(f64::MIN_POSITIVE)
        );
        assert!(
            short(-999.0)
                .liquidation_price(&flat(0.01))
                .is_some_and(|price| price > 0.09)
        );
        let long = position(Side::Long, 1e4, 8e3, -1.26);
        for basis in [Basis::Mark, Basis::Entry] {
            assert_eq!(
                long.liquidation_price(&inverse(0.005, basis, 0.0)),
                Some(f64::MAX)
            );
        }
    }

    #[test]
    fn an_inverse_short_without_leverage_cannot_be_liquidated() {
        let short = position(Side::Short, 1e4, 8e3, 1.25);
        assert_eq!(
            short.liquidation_price(&inverse(0.005, Basis::Mark, 0.0)),
            None
        );
    }

    #[test]
    fn equity_meets_the_requirement_exactly_at_the_liquidation_price() {
        for contract in [Contract::Linear, Contract::Inverse] {
            for basis in [Basis::Mark, Basis::Entry] {
                for closing_fee_ratio in [0.0, 0.000_5] {
                    for (side, leverage) in [
                        (Side::Long, 3.0),
                        (Side::Long, 40.0),
                        (Side::Short, 3.0),
                        (Side::Short, 40.0),
                    ] {
                        let rules = MarginRules {
                            contract,
                            basis,
                            closing_fee_ratio,
                            ..MarginRules::linear(binance_2021())
                        };
                        let (quantity, price) = (6e5, 2.0);
                        let mut trader = position(side, quantity, price, 0.0);
                        trader.margin = trader.notional(price, contract) / leverage;
                        let trigger = trader
                            .liquidation_price(&rules)
                            .expect("leveraged positions have a trigger");
                        let fee = closing_fee_ratio * trader.notional(trigger, contract);
                        let needed = trader.maintenance_margin(trigger, &rules) + fee;
                        let equity = trader.equity(trigger, contract);
                        assert!(
                            (equity - needed).abs() < 1e-9 * trader.notional(trigger, contract),
                            "{trader:?} {rules:?}"
                        );
                        let bankrupt = trader.bankruptcy_price(&rules);
                        assert!(
                            side.sign() * (trigger - bankrupt) >= 0.0,
                            "bankruptcy lies beyond liquidation"
                        );
                    }
                }
            }
        }
    }
}
