//! What never changes of option writers, and what one of their accounts comes to.

use crate::clock::DAY_S;
use crate::settlement::margin::Maintenance;
use crate::settlement::option_liquidation::{Hedge, closing_price, hedge, share_to_close};
use crate::settlement::option_margin::{OptionAccount, OptionMargin};
use crate::settlement::option_terms::volatility_at;
use crate::settlement::options::{OptionTerms, delta};
use std::sync::OnceLock;

/// Positions that could be looked at while an option is valued.
const VALUED: u64 = 30;

/// How an account is liquidated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// A share of everything is closed.
    BuyBack,
    /// The perp is changed as little as is enough.
    Hedge,
    /// The same; what no hedge restores is closed in the next step.
    HedgeThenBuyBack,
}

/// How accounts are judged and liquidated.
#[derive(Debug)]
pub struct Rules {
    /// Price of the market before anything happens.
    pub start_price: f64,
    /// What the standard rule asks of the perp.
    pub maintenance: Maintenance,
    /// What an account must have.
    pub margin: OptionMargin,
    /// How it is liquidated.
    pub by: By,
    /// Equity over requirement that a liquidation restores.
    pub restore: f64,
    /// By how much volatilities are worse at which options change hands.
    pub slippage: f64,
    /// Dealers take them, who hedge; else customers who do not.
    pub to_dealers: bool,
    /// How volatilities move with the price.
    pub volatility_slope: f64,
}

/// A row of a scenario.
#[derive(Debug)]
pub struct Writer {
    /// Its name.
    pub name: String,
    /// Worth at the start, quote.
    pub equity: f64,
    /// Options and perp at the start.
    pub account: OptionAccount,
}

impl Writer {
    /// Base of all that it has at the start, whatever its side.
    pub(super) fn size(&self) -> f64 {
        let legs = self.account.legs.iter();
        legs.fold(self.account.perp.abs(), |sum, leg| {
            sum + leg.contracts.abs()
        })
    }
}

/// What is done with an account.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Action {
    /// It has its margin, or what is missing is rounding.
    None,
    /// Such a share of everything is closed.
    Close(f64),
    /// Its perp becomes this.
    Hedge(Hedge),
}

/// An account in a run.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Held {
    /// Money, quote; negative: owed.
    pub(super) cash: f64,
    /// Perp, base.
    pub(super) perp: f64,
    /// What is left of each leg, base.
    pub(super) contracts: Vec<f64>,
    /// Worth, and what it must have, where it was judged last.
    pub(super) equity: f64,
    pub(super) requirement: f64,
    /// Price and time of that; `None`: something has changed since.
    pub(super) judged: Option<[f64; 2]>,
    /// Perp to sell now, base; negative: to buy.
    pub(super) wish: f64,
    /// Something is to be done, or was not done yet.
    pub(super) is_pending: bool,
    /// It has the best hedge that there is, and that is not enough.
    pub(super) is_cornered: bool,
    pub(super) is_liquidated: bool,
    pub(super) is_closed: bool,
    /// Row in which something of it was liquidated last.
    pub(super) row: u32,
}

impl Held {
    /// It has no more than it must have.
    pub(super) fn is_due(&self) -> bool {
        self.equity <= self.requirement
    }

    pub(super) fn note_liquidation(&mut self, row: u32) {
        (self.is_liquidated, self.row) = (true, row);
    }
}

/// What never changes.
#[derive(Debug)]
pub struct Book {
    /// Index of the market.
    pub market: usize,
    is_enabled: bool,
    pub(super) writers: Vec<Writer>,
    pub(super) rules: Rules,
    /// The accounts before anything happens.
    pub(super) first: Vec<Held>,
    /// Perp that may have to be sold, and bought.
    pub(super) at_risk: [f64; 2],
    /// Where the first of them is liquidated, once somebody has asked.
    pub(super) triggers: OnceLock<[Option<f64>; 2]>,
}

impl Book {
    /// The accounts of a market.
    #[must_use]
    pub fn new(market: usize, is_enabled: bool, writers: Vec<Writer>, rules: Rules) -> Self {
        let mut book = Self {
            market,
            is_enabled,
            first: Vec::new(),
            at_risk: at_risk(&writers, rules.by),
            triggers: OnceLock::new(),
            writers,
            rules,
        };
        book.first = book.writers.iter().map(|one| book.open(one)).collect();
        book
    }

    /// Whether they take part.
    #[must_use]
    pub fn is_enabled(&self) -> bool {
        self.is_enabled
    }

    /// Whether they may ask dealers for options.
    #[must_use]
    pub fn asks_dealers(&self) -> bool {
        self.is_enabled
            && self.rules.to_dealers
            && self.rules.by != By::Hedge
            && !self.writers.is_empty()
    }

    /// How many accounts there are.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.writers.len() as u64
    }

    /// What judging all of them once costs, in positions that are looked at: every option in every row of a table.
    #[must_use]
    pub fn looks(&self) -> u64 {
        let rows = match &self.rules.margin {
            OptionMargin::Table { moves, .. } => moves.len(),
            OptionMargin::Standard { .. } => 1,
        };
        let legs = self.writers.iter().map(|one| one.account.legs.len());
        (legs.sum::<usize>() * rows) as u64 * VALUED
    }

    /// An account before anything happens: what of its equity is not options or perp is cash.
    fn open(&self, writer: &Writer) -> Held {
        let price = self.rules.start_price;
        let mut one = Held {
            cash: 0.0,
            perp: writer.account.perp,
            contracts: writer
                .account
                .legs
                .iter()
                .map(|leg| leg.contracts)
                .collect(),
            equity: 0.0,
            requirement: 0.0,
            judged: None,
            wish: 0.0,
            is_pending: false,
            is_cornered: false,
            is_liquidated: false,
            is_closed: false,
            row: 0,
        };
        let now = self.options_of(writer, &one, price, 0.0);
        one.cash = writer.equity - worth(&now, price);
        self.judge(writer, &mut one, price, 0.0);
        one
    }

    /// The options that an account has left as they are now, each with its place.
    pub(super) fn options(
        &self,
        writer: &Writer,
        one: &Held,
        price: f64,
        time_s: f64,
    ) -> Vec<(usize, OptionTerms)> {
        let legs = writer.account.legs.iter().zip(&one.contracts).enumerate();
        let left = legs.filter(|(_, (_, contracts))| **contracts != 0.0);
        let (slope, moved) = (self.rules.volatility_slope, price / self.rules.start_price);
        left.map(|(place, (leg, &contracts))| {
            let terms = OptionTerms {
                expiry_days: leg.expiry_days - time_s / DAY_S,
                volatility: volatility_at(leg.volatility, slope, moved),
                contracts,
                ..*leg
            };
            (place, terms)
        })
        .collect()
    }

    /// The account as it is now.
    fn options_of(&self, writer: &Writer, one: &Held, price: f64, time_s: f64) -> OptionAccount {
        let options = self.options(writer, one, price, time_s).into_iter();
        OptionAccount {
            legs: options.map(|(_, terms)| terms).collect(),
            perp: one.perp,
        }
    }

    /// Pays out what has expired: it is worth its intrinsic value once, and gone.
    pub(super) fn settle(&self, writer: &Writer, one: &mut Held, price: f64, time_s: f64) {
        for (place, terms) in self.options(writer, one, price, time_s) {
            if terms.expiry_days <= 0.0 {
                one.cash += terms.contracts * terms.worth(price, terms.volatility);
                one.contracts[place] = 0.0;
                one.judged = None;
            }
        }
    }

    /// Finds what an account is worth and what it must have.
    pub(super) fn judge(&self, writer: &Writer, one: &mut Held, price: f64, time_s: f64) {
        if one.judged == Some([price, time_s]) {
            return;
        }
        let now = self.options_of(writer, one, price, time_s);
        one.equity = one.cash + worth(&now, price);
        one.requirement = self.requirement(&now, price);
        one.judged = Some([price, time_s]);
    }

    fn requirement(&self, account: &OptionAccount, price: f64) -> f64 {
        let rules = &self.rules;
        let found = account.requirement(price, &rules.margin, &rules.maintenance);
        found.requirement
    }

    /// What an option changes hands for, quote per base.
    pub(super) fn closing_price(&self, option: &OptionTerms, price: f64) -> f64 {
        closing_price(option, price, self.rules.slippage)
    }

    /// What is done with an account that was judged at a price; nothing that is smaller than `least`, base.
    pub(super) fn action(
        &self,
        writer: &Writer,
        one: &Held,
        [price, time_s]: [f64; 2],
        least: f64,
    ) -> Action {
        if !one.is_due() {
            return Action::None;
        }
        let now = self.options_of(writer, one, price, time_s);
        if self.rules.by != By::BuyBack {
            let found = self.hedge(one, &now, price);
            let is_trade = (found.perp - one.perp).abs() > least;
            let is_over = !found.is_enough && (one.is_cornered || !is_trade);
            if self.rules.by == By::Hedge || !is_over {
                return if is_trade {
                    Action::Hedge(found)
                } else {
                    Action::None
                };
            }
        }
        self.close(one, &now, price, least)
    }

    /// The perp that restores it.
    fn hedge(&self, one: &Held, now: &OptionAccount, price: f64) -> Hedge {
        let rules = &self.rules;
        let allowed = one.equity / rules.restore;
        hedge(now, price, &rules.margin, &rules.maintenance, allowed)
    }

    /// The share of everything that restores it; all of what would leave next to nothing.
    fn close(&self, one: &Held, now: &OptionAccount, price: f64, least: f64) -> Action {
        let cost = now.legs.iter().fold(0.0, |sum, leg| {
            let lost =
                leg.contracts * (leg.worth(price, leg.volatility) - self.closing_price(leg, price));
            sum + lost
        });
        let needed = self.rules.restore * one.requirement;
        let share = share_to_close(one.equity, needed, cost);
        let legs = now.legs.iter();
        let size = legs.fold(one.perp.abs(), |sum, leg| sum + leg.contracts.abs());
        if size == 0.0 || share < 1.0 && share * size <= least {
            Action::None
        } else if (1.0 - share) * size <= least {
            Action::Close(1.0)
        } else {
            Action::Close(share)
        }
    }

    /// Base that would be sold because of an account if the price were another one: of its perp, and, where dealers who hedge
    /// take its options, the delta that leaves with them.
    pub(super) fn sold_at(&self, writer: &Writer, one: &Held, at: [f64; 2]) -> f64 {
        let [price, time_s] = at;
        let mut there = one.clone();
        self.judge(writer, &mut there, price, time_s);
        match self.action(writer, &there, at, 0.0) {
            Action::None => 0.0,
            Action::Hedge(found) => one.perp - found.perp,
            Action::Close(share) => {
                let options = self.options(writer, &there, price, time_s);
                let delta = options.iter().fold(0.0, |sum, (_, leg)| {
                    let each = delta(
                        leg.is_call,
                        price,
                        leg.strike,
                        leg.expiry_days,
                        leg.volatility,
                    );
                    sum + leg.contracts * each
                });
                let hedged = if self.rules.to_dealers { delta } else { 0.0 };
                share * (one.perp + hedged)
            }
        }
    }
}

/// Perp that may have to be sold, and bought: what is held; of who may be hedged no more than every option has of delta, besides.
fn at_risk(writers: &[Writer], by: By) -> [f64; 2] {
    writers.iter().fold([0.0; 2], |[sell, buy], one| {
        let perp = one.account.perp;
        match by {
            By::BuyBack => [sell + perp.max(0.0), buy + (-perp).max(0.0)],
            By::Hedge | By::HedgeThenBuyBack => [sell + one.size(), buy + one.size()],
        }
    })
}

/// What options and perp are worth.
fn worth(account: &OptionAccount, price: f64) -> f64 {
    let legs = account.legs.iter();
    legs.fold(account.perp * price, |sum, leg| {
        sum + leg.contracts * leg.worth(price, leg.volatility)
    })
}
