//! Cross margin: wallets that several positions share, whoever keeps the positions.

use crate::sort::{settle_ties, sort_by};
use crate::sources::desk::{Balances, View};
use crate::sources::{Acts, Source, Standing};

/// Who shares which wallet.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Wallets {
    /// Source and its number there of every position of each account.
    members: Vec<Vec<(usize, usize)>>,
    /// Accounts that are being, or were, liquidated.
    is_seized: Vec<bool>,
}

/// An account that is to be liquidated.
#[derive(Debug, Clone, Copy)]
struct Due {
    account: usize,
    /// The same, as ties want it.
    number: u32,
    /// What it is worth and what its positions are, quote.
    equity: f64,
    notional: f64,
    /// Equity beyond what its positions need, as a share of them: the lower, the sooner.
    excess: f64,
}

impl Wallets {
    /// Finds who shares one of `count` wallets.
    #[must_use]
    pub fn new(count: usize, sources: &[Source]) -> Self {
        let mut members = vec![Vec::new(); count];
        if count > 0 {
            for (number, source) in sources.iter().enumerate() {
                for (account, member) in source.members() {
                    members[account].push((number, member));
                }
            }
        }
        Self {
            is_seized: vec![false; count],
            members,
        }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// Liquidates every account whose equity has fallen to its maintenance margin: like any orders of one moment the one
    /// that is furthest beyond it first, whatever the order of the list.
    #[cold]
    #[inline(never)]
    pub fn after_triggers(
        &mut self,
        sources: &mut [Source],
        balances: &mut Balances,
        view: &View<'_>,
    ) {
        let mut due: Vec<Due> = Vec::new();
        for (number, account) in (0..).zip(0..self.members.len()) {
            if self.is_seized[account] {
                continue;
            }
            let (mut equity, mut needed, mut notional) = (balances.wallets[account], 0.0, 0.0);
            for &(source, member) in &self.members[account] {
                let standing = sources[source].standing(member, view.venues);
                if standing.quantity > 0.0 {
                    equity += standing.profit;
                    needed += standing.needed;
                    notional += standing.notional;
                }
            }
            balances.profits[account] = equity - balances.wallets[account];
            if notional > 0.0 && equity <= needed {
                due.push(Due {
                    number,
                    account,
                    equity,
                    notional,
                    excess: (equity - needed) / notional,
                });
            }
        }
        sort_by(&mut due, &|a, b| a.excess.total_cmp(&b.excess));
        settle_ties(&mut due, &|one| one.excess, &|one| one.notional, &|one| {
            one.number
        });
        for account in due {
            self.seize(&account, sources, balances, view);
        }
    }

    /// Gives every position of an account its share of what the account is worth, and closes it.
    fn seize(
        &mut self,
        due: &Due,
        sources: &mut [Source],
        balances: &mut Balances,
        view: &View<'_>,
    ) {
        let &Due {
            account,
            equity,
            notional,
            ..
        } = due;
        self.is_seized[account] = true;
        let mut left = balances.wallets[account];
        let members = &self.members[account];
        // Like any orders of one moment: the larger first, those alike but for rounding in the order of the rows.
        let mut in_turn: Vec<(u32, Standing)> = (0..)
            .zip(members)
            .map(|(number, &(source, member))| {
                (number, sources[source].standing(member, view.venues))
            })
            .collect();
        settle_ties(
            &mut in_turn,
            &|_| 0.0,
            &|(_, standing)| standing.quantity,
            &|&(number, _)| number,
        );
        let last = in_turn.len() - 1;
        for (turn, (number, standing)) in in_turn.into_iter().enumerate() {
            let (source, member) = members[number as usize];
            // Each position takes the share of the account's worth that its notional has; the last, the rest.
            let margin = if turn == last {
                left
            } else {
                equity * (standing.notional / notional) - standing.profit
            };
            left -= margin;
            sources[source].seize(member, margin, view);
        }
        balances.wallets[account] = 0.0;
    }

    /// Money of each account, without unrealised profit, quote: its balance, or once it is seized what is left of the shares
    /// that its positions took and what their closes have handed back.
    #[must_use]
    pub fn money(&self, sources: &[Source], balances: &Balances) -> Vec<f64> {
        let of = |(account, &wallet): (usize, &f64)| {
            if !self.is_seized[account] {
                return wallet;
            }
            let members = self.members[account].iter();
            members.fold(wallet, |sum, &(source, member)| {
                sum + sources[source].own_money(member)
            })
        };
        balances.wallets.iter().enumerate().map(of).collect()
    }
}
