//! Cross margin: wallets that several positions share, whoever keeps the positions.

use crate::market::venue::Venue;
use crate::settlement::accounts::{Account, Collateral, CollateralPrice};
use crate::sort::{settle_ties, sort_by};
use crate::sources::desk::{Balances, View};
use crate::sources::{Acts, Pledge, Source, Standing};

/// Who shares which wallet.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Wallets {
    /// Source and its number there of every position of each account.
    members: Vec<Vec<(usize, usize)>>,
    /// Accounts that are being, or were, liquidated.
    is_seized: Vec<bool>,
    /// What else stands for each account; empty: nobody has put up anything.
    collateral: Vec<Vec<Collateral>>,
    /// The source that sells what was put up, market by market.
    sellers: Vec<Option<usize>>,
}

/// Prices by which accounts are judged.
#[derive(Debug, Clone, Copy)]
pub struct Prices<'p> {
    /// The markets.
    pub venues: &'p [Venue],
    /// The shared indices.
    pub indices: &'p [f64],
}

impl Prices<'_> {
    /// What one unit of collateral is worth, quote, before any haircut.
    #[must_use]
    pub fn of(&self, collateral: &Collateral) -> f64 {
        let venue = &self.venues[collateral.market];
        match collateral.price {
            CollateralPrice::Last => venue.last_price,
            CollateralPrice::Outside => venue.index(),
            CollateralPrice::Index(number) => self
                .indices
                .get(number)
                .copied()
                .unwrap_or(venue.last_price),
        }
    }
}

/// An account that is to be liquidated.
#[derive(Debug, Clone, Copy)]
struct Due {
    account: usize,
    /// The same, as ties want it.
    number: u32,
    /// What it is worth, all of its collateral counted, and what its positions are, quote.
    worth: f64,
    notional: f64,
    /// Equity beyond what its positions need, as a share of them: the lower, the sooner.
    excess: f64,
}

impl Wallets {
    /// Finds who shares which of the wallets.
    #[must_use]
    pub fn new(accounts: &[Account], markets: usize, sources: &[Source]) -> Self {
        let count = accounts.len();
        let mut members = vec![Vec::new(); count];
        if count > 0 {
            for (number, source) in sources.iter().enumerate() {
                for (account, member) in source.members() {
                    members[account].push((number, member));
                }
            }
        }
        let has_any =
            cfg!(feature = "mechanisms") && accounts.iter().any(|one| !one.collateral.is_empty());
        Self {
            is_seized: vec![false; count],
            members,
            collateral: if has_any {
                accounts.iter().map(|one| one.collateral.clone()).collect()
            } else {
                Vec::new()
            },
            sellers: (0..if has_any { markets } else { 0 })
                .map(|market| sources.iter().position(|one| one.sells_pledged(market)))
                .collect(),
        }
    }

    /// What else stands for an account; nobody has put up anything in the page's first engine.
    #[inline]
    fn collateral(&self, account: usize) -> &[Collateral] {
        if cfg!(feature = "mechanisms") {
            self.collateral.get(account).map_or(&[], Vec::as_slice)
        } else {
            &[]
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
        indices: &[f64],
    ) {
        let prices = Prices {
            venues: view.venues,
            indices,
        };
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
            let mut cut = 0.0;
            for one in self.collateral(account) {
                let worth = one.quantity * prices.of(one);
                equity += worth * (1.0 - one.haircut);
                cut += worth * one.haircut;
            }
            balances.profits[account] = equity - balances.wallets[account];
            if notional > 0.0 && equity <= needed {
                due.push(Due {
                    number,
                    account,
                    worth: equity + cut,
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
            self.seize(&account, sources, balances, view, prices);
        }
    }

    /// Tells `tell` the source, the market and the net base that would be sold there, bought less, of every position and collateral of
    /// the accounts that would be liquidated if marks were `moved` and a unit of collateral were worth what `worth` says: their part of
    /// Feedback R. Whoever waits already does not count, and neither does whoever is liquidated at the prices as they are.
    pub fn forced(
        &self,
        sources: &[Source],
        wallets: &[f64],
        prices: Prices<'_>,
        moved: &[f64],
        worth: &dyn Fn(&Collateral) -> f64,
        tell: &mut dyn FnMut(usize, usize, f64),
    ) {
        for (account, members) in self.members.iter().enumerate() {
            if self.is_seized[account] {
                continue;
            }
            let (mut slack, mut after, mut held) = (wallets[account], wallets[account], false);
            for one in self.collateral(account) {
                let counted = one.quantity * (1.0 - one.haircut);
                slack += counted * prices.of(one);
                after += counted * worth(one);
            }
            for &(source, member) in members {
                let source = &sources[source];
                let now = source.standing(member, prices.venues);
                if now.quantity > 0.0 {
                    held = true;
                    slack += now.profit - now.needed;
                    let then = source.standing_at(member, moved);
                    after += then.profit - then.needed;
                }
            }
            if held && slack > 0.0 && after <= 0.0 {
                for &(source, member) in members {
                    let (market, base) = sources[source].held(member);
                    tell(source, market, base);
                }
                for one in self.collateral(account) {
                    if let Some(seller) = self.sellers[one.market] {
                        tell(seller, one.market, one.quantity);
                    }
                }
            }
        }
    }

    /// Gives every position of an account its share of what the account is worth, and closes it.
    fn seize(
        &mut self,
        due: &Due,
        sources: &mut [Source],
        balances: &mut Balances,
        view: &View<'_>,
        prices: Prices<'_>,
    ) {
        let &Due {
            account,
            worth,
            notional,
            ..
        } = due;
        self.is_seized[account] = true;
        let pledged = |one: &Collateral| one.quantity * prices.of(one);
        let mut left = self
            .collateral(account)
            .iter()
            .fold(balances.wallets[account], |sum, one| sum + pledged(one));
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
        // Whoever has taken the positions over takes the collateral, too, at its price then, and sells it: what it brings less or
        // more is the funds', as their markets have the account's positions.
        for one in self.collateral(account) {
            let Some(seller) = self.sellers[one.market] else {
                continue;
            };
            let shares = in_turn.iter().map(|(number, standing)| {
                let (source, member) = members[*number as usize];
                (sources[source].held(member).0, standing.notional / notional)
            });
            let shares = shares.collect();
            sources[seller].keep(
                Pledge {
                    quantity: one.quantity,
                    price: prices.of(one),
                    shares,
                },
                view,
            );
        }
        let last = in_turn.len() - 1;
        for (turn, (number, standing)) in in_turn.into_iter().enumerate() {
            let (source, member) = members[number as usize];
            // Each position takes the share of the account's worth that its notional has; the last, the rest.
            let margin = if turn == last {
                left
            } else {
                worth * (standing.notional / notional) - standing.profit
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
