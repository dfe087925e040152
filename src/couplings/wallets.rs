//! Cross margin: wallets that several positions share, whoever keeps the positions.

use crate::market::venue::Venue;
use crate::math::{ln, ln_1p};
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
    /// When each has to be looked at again; the page's first engine looks at everybody.
    watch: Watch,
}

/// Which accounts nobody has to look at: how far all prices have moved together since the start tells who cannot be due yet.
#[derive(Debug, Clone, PartialEq, Default)]
struct Watch {
    /// Sum over all looks of the largest move of any price, as a logarithm.
    moved: f64,
    /// The prices at the last look, as [`Prices::all`] gives them.
    prices: Vec<f64>,
    /// Anybody has put up anything.
    has_collateral: bool,
    /// What `moved` has to reach before an account can be due.
    due: Vec<f64>,
    /// Wallet and profit of each when that was worked out: others mean that it traded, paid or was paid.
    seen: Vec<[f64; 2]>,
}

impl Watch {
    /// The largest move of any price since the last look, as a logarithm; no bound where a price is none.
    fn since(&self, prices: Prices<'_>) -> f64 {
        if self.prices.is_empty() {
            return f64::INFINITY;
        }
        prices
            .all(self.has_collateral)
            .zip(&self.prices)
            .filter(|(now, before)| now != *before)
            .map(|(now, before)| ln(now / before).abs())
            .fold(0.0, |most, step| {
                if step.is_nan() {
                    f64::INFINITY
                } else {
                    step.max(most)
                }
            })
    }

    fn advance(&mut self, prices: Prices<'_>) {
        let since = self.since(prices);
        self.moved += since;
        if since != 0.0 {
            self.prices.clear();
            self.prices.extend(prices.all(self.has_collateral));
        }
        if !self.moved.is_finite() {
            // Nothing is known of anybody: from here on anew.
            self.moved = 0.0;
            self.due.fill(f64::NEG_INFINITY);
        }
    }

    /// Whether an account may be due after another move of `further`.
    fn is_due(&self, account: usize, further: f64, balances: &Balances) -> bool {
        let now = [balances.wallets[account], balances.profits[account]];
        self.due[account] <= self.moved + further || self.seen[account] != now
    }

    /// An account was looked at: `slack` is what it has beyond what it needs, `exposed` what prices move.
    fn looked(&mut self, account: usize, slack: f64, exposed: f64, balances: &Balances) {
        // Prices that move by a factor e^m cost it (e^m - 1) of what is exposed, and what it needs grows by no more; rounding apart.
        let ahead = ln_1p((slack / (2.0 * exposed)).max(0.0)) * (1.0 - 1e-9);
        self.due[account] = if exposed > 0.0 {
            self.moved + ahead
        } else {
            f64::INFINITY
        };
        self.seen[account] = [balances.wallets[account], balances.profits[account]];
    }
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
    /// Every price that an account may depend on: of its positions, and of what it has put up.
    fn all(&self, has_collateral: bool) -> impl Iterator<Item = f64> {
        let marks = self.venues.iter().map(|venue| venue.mark.price);
        let count = if has_collateral { usize::MAX } else { 0 };
        let others = self.venues.iter();
        let others = others.flat_map(|venue| [venue.last_price, venue.index()]);
        marks.chain(others.chain(self.indices.iter().copied()).take(count))
    }

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

/// Accounts that a small move may liquidate, as they stand now.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Near {
    /// Number of each, and what it has beyond what its positions need, quote.
    accounts: Vec<(usize, f64)>,
    /// Largest move for which nobody is left out, fraction of any mark.
    window: f64,
}

impl Near {
    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.accounts.is_empty()
    }
}

/// How an account stands, quote.
#[derive(Debug, Clone, Copy, Default)]
struct Stance {
    /// With what counts of its collateral.
    equity: f64,
    /// What its positions need, and what they are.
    needed: f64,
    notional: f64,
    /// Of the collateral what counts, and what does not.
    counted: f64,
    cut: f64,
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
            watch: Watch {
                due: vec![f64::NEG_INFINITY; count],
                seen: vec![[f64::NAN; 2]; count],
                has_collateral: has_any,
                ..Watch::default()
            },
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
    /// that is furthest beyond it first, whatever the order of the list. `is_waiting`: orders wait in some market, so that what
    /// winners are worth may be asked.
    #[cold]
    #[inline(never)]
    pub fn after_triggers(
        &mut self,
        sources: &mut [Source],
        balances: &mut Balances,
        view: &View<'_>,
        indices: &[f64],
        is_waiting: bool,
    ) {
        let prices = Prices {
            venues: view.venues,
            indices,
        };
        if cfg!(feature = "mechanisms") {
            self.watch.advance(prices);
        }
        // Whoever ranks positions has to know what each account is worth; else whoever cannot be due is left as it was.
        let is_ranked = !cfg!(feature = "mechanisms") || is_waiting;
        let mut due = Vec::new();
        self.find_due(is_ranked, &mut due, sources, balances, prices);
        if !is_ranked && !due.is_empty() {
            due.clear();
            self.find_due(true, &mut due, sources, balances, prices);
        }
        debug_assert!(
            is_ranked || !due.is_empty() || self.is_nobody_due(sources, balances, prices),
            "an account is due that nobody looked at"
        );
        sort_by(&mut due, &|a, b| a.excess.total_cmp(&b.excess));
        settle_ties(&mut due, &|one| one.excess, &|one| one.notional, &|one| {
            one.number
        });
        for account in due {
            self.seize(&account, sources, balances, view, prices);
        }
    }

    /// How an account stands at prices.
    fn stance(
        &self,
        account: usize,
        sources: &[Source],
        balances: &Balances,
        prices: Prices<'_>,
    ) -> Stance {
        let mut stance = Stance {
            equity: balances.wallets[account],
            ..Stance::default()
        };
        for &(source, member) in &self.members[account] {
            let standing = sources[source].standing(member, prices.venues);
            if standing.quantity > 0.0 {
                stance.equity += standing.profit;
                stance.needed += standing.needed;
                stance.notional += standing.notional;
            }
        }
        for one in self.collateral(account) {
            let worth = one.quantity * prices.of(one);
            stance.equity += worth * (1.0 - one.haircut);
            stance.counted += worth * (1.0 - one.haircut);
            stance.cut += worth * one.haircut;
        }
        stance
    }

    /// Accounts whose equity has fallen to their maintenance margin, and what each of those that were looked at has gained:
    /// all, or those that may be due.
    fn find_due(
        &mut self,
        is_all: bool,
        due: &mut Vec<Due>,
        sources: &[Source],
        balances: &mut Balances,
        prices: Prices<'_>,
    ) {
        for (number, account) in (0..).zip(0..self.members.len()) {
            if self.is_seized[account] || !(is_all || self.watch.is_due(account, 0.0, balances)) {
                continue;
            }
            let Stance {
                equity,
                needed,
                notional,
                counted,
                cut,
            } = self.stance(account, sources, balances, prices);
            balances.profits[account] = equity - balances.wallets[account];
            if cfg!(feature = "mechanisms") {
                // Without positions it owes nothing.
                let exposed = if notional > 0.0 {
                    notional + counted
                } else {
                    0.0
                };
                self.watch
                    .looked(account, equity - needed, exposed, balances);
            }
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
    }

    /// Whether that is so when everybody is looked at.
    fn is_nobody_due(&self, sources: &[Source], balances: &Balances, prices: Prices<'_>) -> bool {
        let mut due = Vec::new();
        let mut balances = balances.clone();
        self.clone()
            .find_due(true, &mut due, sources, &mut balances, prices);
        due.is_empty()
    }

    /// Accounts that moves of prices and marks by a share of at most `window` may liquidate: so one look at everybody does for all
    /// questions about such moves. Whoever waits already is not among them, and neither is whoever is liquidated at the prices as
    /// they are.
    #[must_use]
    pub fn near(
        &self,
        sources: &[Source],
        balances: &Balances,
        prices: Prices<'_>,
        window: f64,
    ) -> Near {
        if self.is_empty() {
            return Near::default();
        }
        // A mark moves as far as the price that it follows, whatever it is itself.
        let ahead = prices.venues.iter().fold(1.0, |widest: f64, venue| {
            let index = venue.mark.rule().index();
            let index = index.and_then(|number| prices.indices.get(number));
            let followed = venue.last_price.max(index.copied().unwrap_or(0.0));
            widest.max(followed / venue.mark.price)
        });
        let window = window * ahead;
        // Since the last look, and once more as far as the window.
        let further = if cfg!(feature = "mechanisms") && window < 0.5 {
            self.watch.since(prices) - ln_1p(-window)
        } else {
            f64::INFINITY
        };
        let near = self.within(window, further, sources, balances, prices);
        debug_assert_eq!(
            near.accounts,
            self.within(window, f64::INFINITY, sources, balances, prices)
                .accounts,
            "an account is near that nobody looked at"
        );
        near
    }

    /// The same of those that prices may make due when they have moved by so much, as a logarithm, since the last look.
    fn within(
        &self,
        window: f64,
        further: f64,
        sources: &[Source],
        balances: &Balances,
        prices: Prices<'_>,
    ) -> Near {
        let mut accounts = Vec::new();
        for account in 0..self.members.len() {
            if self.is_seized[account] || !self.watch.is_due(account, further, balances) {
                continue;
            }
            let stance = self.stance(account, sources, balances, prices);
            let slack = stance.equity - stance.needed;
            // What is needed moves with the notional, and less than it.
            let reached = if window < 0.5 {
                2.0 * window / (1.0 - window) * (stance.notional + stance.counted)
            } else {
                f64::INFINITY
            };
            if stance.notional > 0.0 && slack > 0.0 && slack <= reached {
                accounts.push((account, slack));
            }
        }
        Near { accounts, window }
    }

    /// Tells `tell` the source, the market and the net base that would be sold there, bought less, of every position and collateral of
    /// the accounts among those `near` that would be liquidated if marks were `moved` and a unit of collateral were worth what `worth`
    /// says: their part of Feedback R.
    pub fn forced(
        &self,
        near: &Near,
        sources: &[Source],
        prices: Prices<'_>,
        moved: &[f64],
        worth: &dyn Fn(&Collateral) -> f64,
        tell: &mut dyn FnMut(usize, usize, f64),
    ) {
        debug_assert!(
            moved
                .iter()
                .zip(prices.venues)
                .all(|(to, venue)| { (to / venue.mark.price - 1.0).abs() <= 2.0 * near.window }),
            "a move is farther than what was looked at"
        );
        for &(account, slack) in &near.accounts {
            let members = &self.members[account];
            let mut after = slack;
            for one in self.collateral(account) {
                let counted = one.quantity * (1.0 - one.haircut);
                after += counted * (worth(one) - prices.of(one));
            }
            for &(source, member) in members {
                let source = &sources[source];
                let now = source.standing(member, prices.venues);
                if now.quantity > 0.0 {
                    let then = source.standing_at(member, moved);
                    after += (then.profit - then.needed) - (now.profit - now.needed);
                }
            }
            if after <= 0.0 {
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
