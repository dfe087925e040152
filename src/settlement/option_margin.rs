//! Margin of accounts that write options: the worst loss over a table of moves of price and volatility, or an amount for each
//! option sold.
//!
//! A row `s` of the table moves the price by the fraction `m` and each leg's volatility by the fraction `v (30 / max(1, T))^k`,
//! `T` days to expiry; `k` is one power below 30 days and another from there on. With a weight `w` it asks for
//! `w (n V(p, sigma) - n V(p (1 + m), sigma'), summed over the legs, - h p m)`, where `h` is the perp; the account must have
//! the largest of these, times a share. Everything is linear in the size of the account, and in `h` row by row.
//!
//! Sources: Deribit (portfolio margin: nine buckets of price, three of volatility; standard margin), Paradex (a published table
//! with weights and powers), SPAN of the CME (sixteen scenarios, two of them extreme and covered in part).

use super::margin::Maintenance;
use super::options::OptionTerms;
use crate::math::pow;

/// Days to expiry at which a move of volatility is what the table says.
const TABLE_DAYS: f64 = 30.0;

/// Least volatility that a move leaves, and at which an option is sold.
pub(super) const LEAST_VOLATILITY: f64 = 0.01;

/// A row of a table of moves.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Move {
    /// Of the price, fraction of it.
    pub price: f64,
    /// Of the volatility with 30 days to expiry, fraction of it.
    pub volatility: f64,
    /// Share of the loss that counts.
    pub weight: f64,
}

/// How much of a move of volatility reaches an option, by its time to expiry.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Powers {
    /// Power of 30 over the days that are left, below 30 days.
    pub short: f64,
    /// The same from 30 days on.
    pub long: f64,
}

impl Powers {
    /// Every option alike.
    pub const NONE: Self = Self {
        short: 0.0,
        long: 0.0,
    };

    /// What a move of volatility is multiplied by.
    #[must_use]
    pub fn factor(self, days: f64) -> f64 {
        let power = if days < TABLE_DAYS {
            self.short
        } else {
            self.long
        };
        pow(TABLE_DAYS / days.max(1.0), power)
    }
}

/// What an account must have.
#[derive(Debug, Clone, PartialEq)]
pub enum OptionMargin {
    /// The worst loss over a table.
    Table {
        /// The table; of equally bad rows the first one counts.
        moves: Vec<Move>,
        /// By time to expiry.
        powers: Powers,
        /// Requirement over worst loss.
        share: f64,
    },
    /// An amount for each option sold; nothing for those bought, whose worth is part of equity.
    Standard {
        /// Of a call sold that share of the price; of a put that share of its own worth, where that is more.
        add_on: f64,
    },
}

/// What an account must have at a price, and which move asks for it.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Requirement {
    /// Maintenance margin, quote.
    pub requirement: f64,
    /// The row that decides; `None` where none loses anything, or there is no table.
    pub worst: Option<Move>,
}

/// Options held and written, and the perp beside them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct OptionAccount {
    /// Options: days that are left and volatilities as they are now; contracts of the account, negative: sold.
    pub legs: Vec<OptionTerms>,
    /// Perp held, base; negative: short.
    pub perp: f64,
}

impl OptionAccount {
    /// What it must have at a price. Under the standard rule the perp needs `maintenance`, that of its market; a table moves it
    /// with everything else.
    #[must_use]
    pub fn requirement(
        &self,
        price: f64,
        margin: &OptionMargin,
        maintenance: &Maintenance,
    ) -> Requirement {
        match margin {
            OptionMargin::Table {
                moves,
                powers,
                share,
            } => {
                let (mut most, mut worst) = (0.0, None);
                for (row, loss) in moves.iter().zip(self.losses(price, moves, *powers)) {
                    if loss > most {
                        (most, worst) = (loss, Some(*row));
                    }
                }
                Requirement {
                    requirement: share * most,
                    worst,
                }
            }
            OptionMargin::Standard { add_on } => {
                let options = self.legs.iter().fold(0.0, |sum, leg| {
                    sum + (-leg.contracts).max(0.0) * add_on * counted(leg, price)
                });
                Requirement {
                    requirement: options + maintenance.requirement(self.perp.abs() * price),
                    worst: None,
                }
            }
        }
    }

    /// Weighted loss at a price in each row of a table, quote; negative: a gain.
    pub fn losses<'a>(
        &'a self,
        price: f64,
        moves: &'a [Move],
        powers: Powers,
    ) -> impl Iterator<Item = f64> + 'a {
        let before: Vec<(f64, f64)> = self
            .legs
            .iter()
            .map(|leg| {
                let factor = powers.factor(leg.expiry_days);
                (leg.worth(price, leg.volatility), factor)
            })
            .collect();
        moves.iter().map(move |row| {
            let moved = price * (1.0 + row.price);
            let mut gain = self.perp * price * row.price;
            for (leg, (worth_now, factor)) in self.legs.iter().zip(&before) {
                let shocked = leg.volatility * (1.0 + row.volatility * factor);
                let after = leg.worth(moved, shocked.max(LEAST_VOLATILITY));
                gain += leg.contracts * (after - worth_now);
            }
            -(row.weight * gain)
        })
    }
}

/// What the add-on of the standard rule is a share of, quote per base.
fn counted(leg: &OptionTerms, price: f64) -> f64 {
    if leg.is_call {
        price
    } else {
        price.max(leg.worth(price, leg.volatility))
    }
}
