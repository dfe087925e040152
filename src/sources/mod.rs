//! Whoever is forced to trade, or answers the price: a file or a folder for each kind, and a line here.
//!
//! A source knows its own accounts, the markets and the wallets that positions share; never another source. Its book is built
//! once and shared by all runs; what a run changes is its own.

pub mod banks;
pub mod bots;
pub mod brokers;
pub mod collateral;
pub mod desk;
pub mod follow;
pub mod front_runner;
pub mod funds;
pub mod futures;
pub mod holding;
pub mod lending;
pub mod lots;
pub mod makers;
pub mod margin_calls;
pub mod option_accounts;
pub mod option_dealers;
pub mod portfolios;
pub mod program;
mod reactor;
pub mod risk_managers;
pub mod safeguards;
pub mod stops;
pub mod traders;
pub mod trend;
pub mod value;

use crate::error::quote;
use crate::log::{ColumnSpec, EventSpec, Log};
use crate::market::feed::Indices;
use crate::market::venue::Venue;
use crate::population::crowd::{Crowd, Side};
use crate::scenario::node::{Build, Node};
use crate::scenario::schema::join;
use crate::scenario::spec::kinds;
use crate::settlement::margin::Contract;
use crate::settlement::options::OptionTerms;
use crate::settlement::rules::Market;
use desk::{Balances, Dealt, Desk, Netted, Netting, Now, Order, Seen, Traded, View};
use holding::Holding;
use lots::{Bought, Lots};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What populations and shocks refer to.
#[derive(Debug)]
pub struct Places {
    /// The markets, in the order of the scenario.
    pub markets: Vec<Market>,
    /// Alarms that may be listened to, in the order of the scenario.
    pub alarms: Vec<String>,
    /// Number of each account by its name.
    pub accounts: BTreeMap<String, usize>,
    /// Number of the population that is built, which is that of its random streams.
    pub index: u32,
    /// Accounts of the populations before it.
    pub accounts_before: u32,
    /// Common factors that shocks may name.
    pub factors: Vec<Factor>,
    /// Indices of several markets by which collateral may count.
    pub indices: Indices,
}

/// A common factor that shocks may name.
#[derive(Debug, Clone, PartialEq)]
pub struct Factor {
    /// Its name.
    pub id: String,
    /// Index of the first market that it lists.
    pub market: usize,
    /// Who follows it; `None`: it is switched off, and what names it moves the first market alone.
    pub exposures: Option<Exposures>,
}

/// Markets that follow a common factor: the index of each, and how far it moves where the factor moves by 1, never 0.
pub type Exposures = Arc<[(usize, f64)]>;

impl Places {
    /// Index of the market that the field `market` names; the first one where it is empty.
    pub fn market(&self, node: &Node<'_>, build: &mut Build<'_>) -> usize {
        if node.text("market").is_empty() {
            return 0;
        }
        self.named(node, "market", build).unwrap_or(0)
    }

    /// The same of a `kind` that trades base for quote: it can't where contracts are inverse.
    pub fn linear_market(&self, node: &Node<'_>, build: &mut Build<'_>, kind: &str) -> usize {
        self.linear_market_of(node, node, build, kind)
    }

    /// The same where a `part` of it names the market.
    pub fn linear_market_of(
        &self,
        node: &Node<'_>,
        part: &Node<'_>,
        build: &mut Build<'_>,
        kind: &str,
    ) -> usize {
        let market = self.market(part, build);
        let rules = &self.markets[market];
        if rules.margin.contract == Contract::Inverse {
            let message = format!(
                "{} \"{kind}\" trades base for quote; market \"{}\" has inverse contracts",
                node.path, rules.id
            );
            build.inconsistent(&node.path, message);
        }
        market
    }

    /// Index of the market that a field names.
    pub fn named(&self, node: &Node<'_>, name: &str, build: &mut Build<'_>) -> Option<usize> {
        let id = node.text(name);
        let found = self.markets.iter().position(|market| market.id == id);
        if found.is_none() {
            let path = join(&node.path, name);
            let message = format!("{path} is {}; the markets are {}", quote(id), self.known());
            build.inconsistent_value(&path, id, message);
        }
        found
    }

    /// Number of the alarm that the field `alarm` names.
    pub fn alarm(&self, node: &Node<'_>, build: &mut Build<'_>) -> usize {
        let id = node.text("alarm");
        let found = self.alarms.iter().position(|alarm| alarm == id);
        if found.is_none() {
            let path = join(&node.path, "alarm");
            let known: Vec<String> = self.alarms.iter().map(|one| quote(one)).collect();
            let message = if known.is_empty() {
                format!("{path} is {}; there is no alarm", quote(id))
            } else {
                format!(
                    "{path} is {}; the alarms are {}",
                    quote(id),
                    known.join(", ")
                )
            };
            build.inconsistent_value(&path, id, message);
        }
        found.unwrap_or(0)
    }

    /// The markets that there are, for messages.
    #[must_use]
    pub fn known(&self) -> String {
        let ids: Vec<String> = self.markets.iter().map(|one| quote(&one.id)).collect();
        ids.join(", ")
    }
}

/// Who may be forced to trade, or trades by a rule, as a scenario declares it.
#[derive(Debug, Clone)]
pub enum Population {
    /// A group of leveraged positions; those of a market are one source.
    Traders(traders::Group),
    /// Anybody else is a source of his own.
    Acting(Book),
    /// Accounts that hold something in several markets; built, each market has a group of its own.
    Several(portfolios::Several),
}

impl Population {
    /// Index of the market.
    #[must_use]
    pub fn market(&self) -> usize {
        match self {
            Self::Traders(group) => group.market(),
            Self::Acting(book) => book.market(),
            Self::Several(several) => several.groups.first().map_or(0, |one| one.market),
        }
    }

    /// The positions of it, where it has any.
    #[must_use]
    pub fn group(&self) -> Option<&traders::Group> {
        match self {
            Self::Traders(group) => Some(group),
            Self::Acting(_) | Self::Several(_) => None,
        }
    }
}

kinds! {
    /// Every kind of population, declared beside what it does: a line for each.
    pub static POPULATION: Population | Places, "kind" => [
        traders::levels::LEVELS,
        traders::perps::PERPS,
        traders::positions::POSITIONS,
    ] + mechanisms [
        stops::STOPS,
        trend::TREND,
        value::VALUE,
        makers::MAKERS,
        program::PROGRAM,
        front_runner::FRONT_RUNNER,
        bots::BOTS,
        risk_managers::RISK_MANAGERS,
        option_dealers::OPTION_DEALERS,
        funds::FUNDS,
        brokers::BROKERS,
        lending::LENDING,
        futures::FUTURES,
        banks::BANKS,
        option_accounts::OPTION_ACCOUNTS,
        portfolios::PORTFOLIOS,
    ]
}

/// A position that shares a wallet, as the wallet sees it, quote.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Standing {
    /// Unrealised profit at the mark price.
    pub profit: f64,
    /// Margin that it must have.
    pub needed: f64,
    /// Notional at the mark price.
    pub notional: f64,
    /// Size, base; 0: nothing is left of it.
    pub quantity: f64,
}

/// Collateral of an account that was liquidated, which somebody sells now.
#[derive(Debug, Clone, PartialEq)]
pub struct Pledge {
    /// Base.
    pub quantity: f64,
    /// Price at which it was taken, quote per base.
    pub price: f64,
    /// Markets of the account's positions, each with its share of their notional.
    pub shares: Vec<(usize, f64)>,
}

/// Orders that wait, each for a price of its own that no run moves: a static crowd, which the figure shows as bands.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// The word by which their kind is known.
    pub kind: &'static str,
    /// What they are called.
    pub label: &'static str,
    /// Number of their hue and pattern, of the kind's own: 0 is the first.
    pub hue: usize,
    /// Index of the market.
    pub market: usize,
    /// The mark price triggers them, and not the last price.
    pub by_mark: bool,
    /// The orders.
    pub crowd: Arc<Crowd>,
}

/// What a source that is closed by force besides leveraged positions has traded in a market.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Forced {
    /// Accounts that were touched.
    pub accounts: u32,
    /// Base sold.
    pub sold: f64,
    /// Quote that came of it.
    pub sold_notional: f64,
    /// Base bought.
    pub bought: f64,
    /// Quote that it cost.
    pub bought_notional: f64,
    /// Quote traded in this wave (tick).
    pub wave_notional: f64,
    /// And in the one before.
    pub last_wave_notional: f64,
}

/// How an account, or a bank, that a scenario lists stands at the end of a run.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Holder {
    /// Name given in the scenario.
    pub id: String,
    /// The word by which its kind is known.
    pub kind: &'static str,
    /// `open`; `called`, and it has not paid yet; `sold`: something of it was; `closed`: all of it was; of an option writer
    /// `liquidated`: something was bought back or hedged; of a bank `insolvent`: it owed more than it had, or `illiquid`: it had
    /// to sell all.
    pub state: &'static str,
    /// Equity at the last prices by which it is judged, quote.
    pub equity: f64,
    /// Signed base that is left, long positive; of an option writer contracts and perp, of a bank in all its markets.
    pub quantity: f64,
    /// Row in which that came about; `null`: it is open.
    pub at_row: Option<u32>,
}

/// What leaves a source for good and must find somebody else.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Handed {
    /// Index of the market.
    pub market: usize,
    /// Options, contracts of whoever takes them: negative, he has sold them.
    pub options: Vec<OptionTerms>,
    /// What he gets for them, quote; negative: he pays.
    pub paid: f64,
    /// What closed accounts owe, quote, not negative.
    pub lack: f64,
}

/// Accounts of a source that are recorded by themselves.
#[derive(Debug, Clone)]
pub struct Group {
    /// Their name, of which there is no other in a scenario.
    pub id: String,
    /// What is recorded of them.
    pub columns: &'static [ColumnSpec],
}

/// What is to be known of a book before it runs.
struct Known {
    accounts: u64,
    looks: u64,
    markets: Vec<usize>,
    looks_at_public: bool,
}

impl Book {
    /// Accounts that a run may have to look at one by one in every step.
    #[must_use]
    pub fn accounts(&self) -> u64 {
        self.known().accounts
    }

    /// Times that a step may look at one of them: an account with options is judged in every row of a table, option by option.
    #[must_use]
    pub fn looks(&self) -> u64 {
        self.known().looks
    }

    /// Indices of all markets that it belongs to, rising.
    #[must_use]
    pub fn markets(&self) -> Vec<usize> {
        self.known().markets
    }

    /// Whether it looks at what the public sees.
    #[must_use]
    pub fn looks_at_public(&self) -> bool {
        self.known().looks_at_public
    }

    /// Kind by kind, so that none is forgotten.
    fn known(&self) -> Known {
        let of = |accounts: u64| Known {
            accounts,
            looks: accounts,
            markets: vec![self.market()],
            looks_at_public: false,
        };
        #[cfg(feature = "mechanisms")]
        match self {
            Self::Brokers(book) => of(book.count()),
            Self::Futures(book) => of(book.count()),
            Self::Lending(book) => of(book.accounts()),
            Self::OptionAccounts(book) => Known {
                looks: book.looks(),
                ..of(book.count())
            },
            Self::Banks(book) => Known {
                markets: book.markets().to_vec(),
                ..of(0)
            },
            Self::FrontRunner(_) | Self::RiskManagers(_) => Known {
                looks_at_public: true,
                ..of(0)
            },
            // Sums, sorted once, and whoever acts as one.
            Self::Traders(_)
            | Self::Stops(_)
            | Self::Trend(_)
            | Self::Value(_)
            | Self::Makers(_)
            | Self::Program(_)
            | Self::OptionDealers(_)
            | Self::Funds(_)
            | Self::Collateral(_)
            | Self::Bots(_) => of(0),
        }
        #[cfg(not(feature = "mechanisms"))]
        of(0)
    }

    /// Lending, if it is that.
    #[must_use]
    pub fn lending(&self) -> Option<&Arc<lending::Book>> {
        #[cfg(feature = "mechanisms")]
        if let Self::Lending(book) = self {
            return Some(book);
        }
        None
    }
}

/// What a source makes of the depth of a market.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Depth {
    /// Share of the depth that has left with it, and that would have left where nobody is forced.
    pub gone: [f64; 2],
    /// Depth that it has brought, as a share of what is there.
    pub added: f64,
    /// Times that each base traded changes hands again.
    pub churn: f64,
}

/// What every source can do. Only what differs from nothing is written.
pub trait Acts {
    /// Finds who is forced, or what is wanted, at the marks of `view`. Trades nothing.
    fn on_mark(&mut self, view: &View<'_>, balances: &mut Balances);
    /// A wave (tick) begins.
    fn begin_wave(&mut self) {}
    /// Places orders of known size in a market.
    fn orders(&mut self, _market: usize, _view: &View<'_>, _into: &mut Netting) {}
    /// Of whoever answers the price ([`Netting::react`]): base that it would sell at a price, beyond what it has sold.
    fn wanted(&self, _market: usize, _price: f64) -> f64 {
        0.0
    }
    /// Of whoever rests ([`Netting::rest`]): base that it buys until the market is at a price, from where it stands.
    fn bought_until(&self, _market: usize, _price: f64) -> f64 {
        0.0
    }
    /// Is told what the public sees, where it asks for that.
    fn hears(&mut self, _seen: &Seen<'_>) {}
    /// Answers what was traded in a step, once it is over: depth leaves, or returns.
    fn answer(&mut self, _view: &View<'_>) {}
    /// What it makes of the depth of a market.
    fn depth(&self, _market: usize) -> Depth {
        Depth::default()
    }
    /// What it holds, where that is one market's and changes by its trades alone.
    fn holding(&self) -> Option<&Holding> {
        None
    }
    /// Base that it has traded in a market so far, bought and sold.
    fn volume(&self, market: usize) -> f64 {
        self.holding()
            .map_or(0.0, |holding| holding.volume_in(market))
    }
    /// What it has traded so far; `None`: it is closed by force and trades nothing else.
    fn dealt(&self) -> Option<Dealt> {
        self.holding().map(Holding::dealt)
    }
    /// Base of a market that it would trade now, were it not for a halt or a limit.
    fn held_back(&self, market: usize, venues: &[Venue]) -> f64 {
        self.backlog(market, venues[market].last_price)
    }
    /// Another word for what it is than its kind, for people.
    fn called(&self) -> Option<&'static str> {
        None
    }
    /// The same of one of its markets, where it belongs to several.
    fn dealt_in(&self, _market: usize) -> Option<Dealt> {
        self.dealt()
    }
    /// What has left it since it was asked last.
    fn handed(&mut self) -> Option<Handed> {
        None
    }
    /// Takes the options that have left another source of its market, and what is paid with them; says whether it does.
    fn takes(&mut self, _handed: &Handed, _now: Now) -> bool {
        false
    }
    /// Bears what closed accounts of another source of a market owe; says whether it does.
    fn bears(&mut self, _market: usize, _lack: f64) -> bool {
        false
    }
    /// Base that it holds more than it owes in a market, up to a number that does not change in a run.
    fn net(&self, market: usize, _venue: &Venue) -> f64 {
        self.holding()
            .map_or(0.0, |holding| holding.base_in(market))
    }
    /// What it and whoever pays or is paid by it alone are worth at prices, one for each market, quote, up to a number that
    /// does not change in a run. Whatever the prices, only trades with others change it.
    fn worth(&self, prices: &[f64]) -> f64 {
        self.holding().map_or(0.0, |holding| holding.worth(prices))
    }
    /// What accounts that are closed still owe, quote: nothing, or nobody has paid for them and nobody has said so.
    fn owed_by_closed(&self) -> f64 {
        0.0
    }
    /// What it could not pay when it was sold out, and nobody pays, quote.
    fn bad_debt(&self, _market: usize) -> f64 {
        0.0
    }
    /// Its orders that wait at prices of their own, and are no positions with margin; the same at every moment of a run.
    fn waiting_crowds(&self) -> Vec<Waiting> {
        Vec::new()
    }
    /// Its columns of a market, in the order in which its kind declares them.
    fn record(&self, _market: usize, _venue: &Venue, _into: &mut Vec<f64>) {}
    /// What they got, all of its own at once. Says whether that is more than rounding.
    fn on_fill(&mut self, _market: usize, _orders: &[Order], _netted: Netted) -> bool {
        false
    }
    /// What waits in a market and is left to others to close.
    fn lots(&self, _market: usize, _view: &View<'_>) -> Option<Lots> {
        None
    }
    /// Those of its own who may take some of it, each by the seconds that he looks behind.
    fn bidders(&self, _market: usize) -> &[f64] {
        &[]
    }
    /// Lets one of them take what he wants.
    fn bid(&mut self, _bidder: usize, _lots: &mut Lots, _view: &View<'_>) {}
    /// Closes what was taken, and says what each buyer got.
    fn hand_out(
        &mut self,
        _lots: &Lots,
        _view: &View<'_>,
        _balances: &mut Balances,
    ) -> Vec<Bought> {
        Vec::new()
    }
    /// One of its own has bought from a venue.
    fn buys(&mut self, _bought: Bought, _view: &View<'_>) {}
    /// Whether it looks at the price of a market while it trades there.
    fn trades_itself(&self, _market: usize) -> bool {
        false
    }
    /// Trades.
    fn trade(&mut self, _market: usize, _desk: &mut Desk<'_>) -> Traded {
        Traded::default()
    }
    /// Whether it trades once all markets have had their fill.
    fn trades_across(&self) -> bool {
        false
    }
    /// Trades in any market.
    fn trade_across(&mut self, _desk: &mut Desk<'_>) -> Traded {
        Traded::default()
    }
    /// What it was forced to trade in a market, where that is not leveraged positions.
    fn forced(&self, _market: usize) -> Forced {
        Forced::default()
    }
    /// Base of a market that it may be forced to sell, and to buy, at the start.
    fn at_risk(&self, _market: usize) -> [f64; 2] {
        [0.0; 2]
    }
    /// Whether somebody could be closed, and nobody closes him.
    fn is_stopped(&self) -> bool {
        false
    }
    /// Its accounts that are recorded by themselves.
    fn groups(&self) -> Vec<Group> {
        Vec::new()
    }
    /// The columns of one of them, in the order in which it declares them.
    fn record_group(&self, _group: usize, _venues: &[Venue], _into: &mut Vec<f64>) {}
    /// What became of the loans that the scenario lists.
    fn loan_outcomes(&self) -> Vec<lending::LoanOutcome> {
        Vec::new()
    }
    /// How the accounts stand that the scenario lists.
    fn holders(&self) -> Vec<Holder> {
        Vec::new()
    }
    /// Banks that were insolvent, and that had to sell all; `None`: it is no banks.
    fn fallen(&self) -> Option<[u32; 2]> {
        None
    }
    /// Whether orders wait in a market.
    fn is_waiting(&self, _market: usize) -> bool {
        false
    }
    /// Base that waits there, the last price given.
    fn backlog(&self, _market: usize, _price: f64) -> f64 {
        0.0
    }
    /// Base that a move of the mark price from `from` to `to` would force: its part of Feedback R.
    fn forced_between(&self, market: usize, from: f64, to: f64) -> f64;
    /// Whether it is the mark price that forces it, and no other one.
    fn is_marked(&self) -> bool {
        false
    }
    /// The triggers nearest to the price at the start; below, above.
    fn first_triggers(&self, _market: usize) -> [Option<f64>; 2] {
        [None, None]
    }
    /// Whether anybody was forced at all.
    fn is_touched(&self) -> bool;
    /// Base triggered so far.
    fn triggered_quantity(&self) -> f64;
    /// Whether everyone of a side whom a price can force was; `None`: there is nobody.
    fn is_worked_off(&self, _market: usize, _side: Side) -> Option<bool> {
        None
    }
    /// Positions that share a wallet: its number, and the source's own number of the position.
    fn members(&self) -> Vec<(usize, usize)> {
        Vec::new()
    }
    /// How one of them stands.
    fn standing(&self, _member: usize, _venues: &[Venue]) -> Standing {
        Standing::default()
    }
    /// The same at mark prices that are not there, one for each market.
    fn standing_at(&self, _member: usize, _marks: &[f64]) -> Standing {
        Standing::default()
    }
    /// The market of one of them, and the base that closing it sells; bought: negative.
    fn held(&self, _member: usize) -> (usize, f64) {
        (0, 0.0)
    }
    /// Whether it sells in a market what liquidated accounts had put up.
    fn sells_pledged(&self, _market: usize) -> bool {
        false
    }
    /// Takes it, to sell it.
    fn keep(&mut self, _pledge: Pledge, _view: &View<'_>) {}
    /// What it owes to the funds of markets since it was asked last, quote; negative: they owe it.
    fn settled(&mut self) -> Vec<(usize, f64)> {
        Vec::new()
    }
    /// The fund of a market gets that, or pays it, as far as it can; says whether it does.
    fn settles(&mut self, _market: usize, _result: f64) -> bool {
        false
    }
    /// Closes one of them with this margin, quote: its share of what the wallet is worth.
    fn seize(&mut self, _member: usize, _margin: f64, _view: &View<'_>) {}
    /// Names what happens to it; called once a row of a record that keeps events.
    fn note(&self, _venues: &[Venue], _log: &mut Log) {}
    /// Money that one of them holds by itself once it is seized, quote.
    fn own_money(&self, _member: usize) -> f64 {
        0.0
    }
}

/// One line for each kind, those of the page's first engine before all others: writes the enums and the `match` of every method.
/// A kind that is not in this build can be declared, for it is known by its word, but nothing is made of it.
macro_rules! sources {
    ([$($first:tt)*] + mechanisms [$($variant:ident($module:ident::Book => $kind:ty),)*]) => {
        #[cfg(feature = "mechanisms")]
        sources! { $($first)* $($variant($module::Book => $kind),)* }

        #[cfg(not(feature = "mechanisms"))]
        sources! { $($first)* }

        $(
            #[cfg(not(feature = "mechanisms"))]
            impl From<$module::Book> for Book {
                fn from(_: $module::Book) -> Self {
                    unreachable!("no scenario with it is valid")
                }
            }
        )*
    };
    ($($variant:ident($module:ident::Book => $kind:ty),)*) => {
        /// What can happen to a source, kind by kind.
        pub static EVENTS: &[&[&EventSpec]] = &[$($module::EVENTS,)*];

        /// What is recorded of a kind besides what every market records.
        pub static COLUMNS: &[(&str, &[ColumnSpec])] = &[$(($module::KIND, $module::COLUMNS),)*];

        /// What a kind keeps of a scenario.
        #[derive(Debug, Clone)]
        pub enum Book {
            $(#[doc = stringify!($variant)] $variant(std::sync::Arc<$module::Book>),)*
        }

        $(impl From<$module::Book> for Book {
            fn from(book: $module::Book) -> Self {
                Self::$variant(std::sync::Arc::new(book))
            }
        })*

        impl Book {
            /// A run of it before anything happens.
            #[must_use]
            pub fn start(&self) -> Source {
                match self { $(Self::$variant(book) => Source::$variant(<$kind>::new(book)),)* }
            }

            /// The word by which its kind is known.
            #[must_use]
            pub fn kind(&self) -> &'static str {
                match self { $(Self::$variant(_) => $module::KIND,)* }
            }

            /// Whether it takes part.
            #[must_use]
            pub fn is_enabled(&self) -> bool {
                match self { $(Self::$variant(book) => book.is_enabled(),)* }
            }

            /// Index of the market that it belongs to.
            #[must_use]
            pub fn market(&self) -> usize {
                match self { $(Self::$variant(book) => book.market,)* }
            }
        }

        /// A kind in a run.
        #[derive(Debug, Clone, PartialEq)]
        pub enum Source {
            $(#[doc = stringify!($variant)] $variant($kind),)*
        }

        impl Source {
            /// The word by which its kind is known.
            #[must_use]
            pub fn kind(&self) -> &'static str {
                match self { $(Self::$variant(_) => $module::KIND,)* }
            }
        }

        impl Acts for Source {
            #[inline]
            fn on_mark(&mut self, view: &View<'_>, balances: &mut Balances) {
                match self { $(Self::$variant(one) => one.on_mark(view, balances),)* }
            }
            #[inline]
            fn begin_wave(&mut self) {
                match self { $(Self::$variant(one) => one.begin_wave(),)* }
            }
            #[inline]
            fn orders(&mut self, market: usize, view: &View<'_>, into: &mut Netting) {
                match self { $(Self::$variant(one) => one.orders(market, view, into),)* }
            }
            fn wanted(&self, market: usize, price: f64) -> f64 {
                match self { $(Self::$variant(one) => one.wanted(market, price),)* }
            }
            fn bought_until(&self, market: usize, price: f64) -> f64 {
                match self { $(Self::$variant(one) => one.bought_until(market, price),)* }
            }
            #[inline]
            fn answer(&mut self, view: &View<'_>) {
                match self { $(Self::$variant(one) => one.answer(view),)* }
            }
            fn hears(&mut self, seen: &Seen<'_>) {
                match self { $(Self::$variant(one) => one.hears(seen),)* }
            }
            #[inline]
            fn depth(&self, market: usize) -> Depth {
                match self { $(Self::$variant(one) => one.depth(market),)* }
            }
            fn holding(&self) -> Option<&Holding> {
                match self { $(Self::$variant(one) => one.holding(),)* }
            }
            fn volume(&self, market: usize) -> f64 {
                match self { $(Self::$variant(one) => one.volume(market),)* }
            }
            fn dealt(&self) -> Option<Dealt> {
                match self { $(Self::$variant(one) => one.dealt(),)* }
            }
            fn held_back(&self, market: usize, venues: &[Venue]) -> f64 {
                match self { $(Self::$variant(one) => one.held_back(market, venues),)* }
            }
            fn called(&self) -> Option<&'static str> {
                match self { $(Self::$variant(one) => one.called(),)* }
            }
            fn dealt_in(&self, market: usize) -> Option<Dealt> {
                match self { $(Self::$variant(one) => one.dealt_in(market),)* }
            }
            fn holders(&self) -> Vec<Holder> {
                match self { $(Self::$variant(one) => one.holders(),)* }
            }
            fn fallen(&self) -> Option<[u32; 2]> {
                match self { $(Self::$variant(one) => one.fallen(),)* }
            }
            fn handed(&mut self) -> Option<Handed> {
                match self { $(Self::$variant(one) => one.handed(),)* }
            }
            fn takes(&mut self, handed: &Handed, now: Now) -> bool {
                match self { $(Self::$variant(one) => one.takes(handed, now),)* }
            }
            fn bears(&mut self, market: usize, lack: f64) -> bool {
                match self { $(Self::$variant(one) => one.bears(market, lack),)* }
            }
            fn net(&self, market: usize, venue: &Venue) -> f64 {
                match self { $(Self::$variant(one) => one.net(market, venue),)* }
            }
            fn worth(&self, prices: &[f64]) -> f64 {
                match self { $(Self::$variant(one) => one.worth(prices),)* }
            }
            fn owed_by_closed(&self) -> f64 {
                match self { $(Self::$variant(one) => one.owed_by_closed(),)* }
            }
            fn bad_debt(&self, market: usize) -> f64 {
                match self { $(Self::$variant(one) => one.bad_debt(market),)* }
            }
            fn waiting_crowds(&self) -> Vec<Waiting> {
                match self { $(Self::$variant(one) => one.waiting_crowds(),)* }
            }
            fn record(&self, market: usize, venue: &Venue, into: &mut Vec<f64>) {
                match self { $(Self::$variant(one) => one.record(market, venue, into),)* }
            }
            #[inline]
            fn on_fill(&mut self, market: usize, orders: &[Order], netted: Netted) -> bool {
                match self { $(Self::$variant(one) => one.on_fill(market, orders, netted),)* }
            }
            fn lots(&self, market: usize, view: &View<'_>) -> Option<Lots> {
                match self { $(Self::$variant(one) => one.lots(market, view),)* }
            }
            #[inline]
            fn bidders(&self, market: usize) -> &[f64] {
                match self { $(Self::$variant(one) => one.bidders(market),)* }
            }
            fn bid(&mut self, bidder: usize, lots: &mut Lots, view: &View<'_>) {
                match self { $(Self::$variant(one) => one.bid(bidder, lots, view),)* }
            }
            fn hand_out(&mut self, lots: &Lots, view: &View<'_>, balances: &mut Balances) -> Vec<Bought> {
                match self { $(Self::$variant(one) => one.hand_out(lots, view, balances),)* }
            }
            fn buys(&mut self, bought: Bought, view: &View<'_>) {
                match self { $(Self::$variant(one) => one.buys(bought, view),)* }
            }
            #[inline]
            fn trades_itself(&self, market: usize) -> bool {
                match self { $(Self::$variant(one) => one.trades_itself(market),)* }
            }
            fn trade(&mut self, market: usize, desk: &mut Desk<'_>) -> Traded {
                match self { $(Self::$variant(one) => one.trade(market, desk),)* }
            }
            #[inline]
            fn is_waiting(&self, market: usize) -> bool {
                match self { $(Self::$variant(one) => one.is_waiting(market),)* }
            }
            #[inline]
            fn backlog(&self, market: usize, price: f64) -> f64 {
                match self { $(Self::$variant(one) => one.backlog(market, price),)* }
            }
            fn forced_between(&self, market: usize, from: f64, to: f64) -> f64 {
                match self { $(Self::$variant(one) => one.forced_between(market, from, to),)* }
            }
            fn is_marked(&self) -> bool {
                match self { $(Self::$variant(one) => one.is_marked(),)* }
            }
            fn first_triggers(&self, market: usize) -> [Option<f64>; 2] {
                match self { $(Self::$variant(one) => one.first_triggers(market),)* }
            }
            fn is_touched(&self) -> bool {
                match self { $(Self::$variant(one) => one.is_touched(),)* }
            }
            fn triggered_quantity(&self) -> f64 {
                match self { $(Self::$variant(one) => one.triggered_quantity(),)* }
            }
            fn is_worked_off(&self, market: usize, side: Side) -> Option<bool> {
                match self { $(Self::$variant(one) => one.is_worked_off(market, side),)* }
            }
            fn members(&self) -> Vec<(usize, usize)> {
                match self { $(Self::$variant(one) => one.members(),)* }
            }
            fn standing(&self, member: usize, venues: &[Venue]) -> Standing {
                match self { $(Self::$variant(one) => one.standing(member, venues),)* }
            }
            fn standing_at(&self, member: usize, marks: &[f64]) -> Standing {
                match self { $(Self::$variant(one) => one.standing_at(member, marks),)* }
            }
            fn held(&self, member: usize) -> (usize, f64) {
                match self { $(Self::$variant(one) => one.held(member),)* }
            }
            fn sells_pledged(&self, market: usize) -> bool {
                match self { $(Self::$variant(one) => one.sells_pledged(market),)* }
            }
            fn keep(&mut self, pledge: Pledge, view: &View<'_>) {
                match self { $(Self::$variant(one) => one.keep(pledge, view),)* }
            }
            fn settled(&mut self) -> Vec<(usize, f64)> {
                match self { $(Self::$variant(one) => one.settled(),)* }
            }
            fn settles(&mut self, market: usize, result: f64) -> bool {
                match self { $(Self::$variant(one) => one.settles(market, result),)* }
            }
            fn seize(&mut self, member: usize, margin: f64, view: &View<'_>) {
                match self { $(Self::$variant(one) => one.seize(member, margin, view),)* }
            }
            fn note(&self, venues: &[Venue], log: &mut Log) {
                match self { $(Self::$variant(one) => one.note(venues, log),)* }
            }
            #[inline]
            fn trades_across(&self) -> bool {
                match self { $(Self::$variant(one) => one.trades_across(),)* }
            }
            fn trade_across(&mut self, desk: &mut Desk<'_>) -> Traded {
                match self { $(Self::$variant(one) => one.trade_across(desk),)* }
            }
            fn forced(&self, market: usize) -> Forced {
                match self { $(Self::$variant(one) => one.forced(market),)* }
            }
            fn at_risk(&self, market: usize) -> [f64; 2] {
                match self { $(Self::$variant(one) => one.at_risk(market),)* }
            }
            fn is_stopped(&self) -> bool {
                match self { $(Self::$variant(one) => one.is_stopped(),)* }
            }
            fn groups(&self) -> Vec<Group> {
                match self { $(Self::$variant(one) => one.groups(),)* }
            }
            fn record_group(&self, group: usize, venues: &[Venue], into: &mut Vec<f64>) {
                match self { $(Self::$variant(one) => one.record_group(group, venues, into),)* }
            }
            fn loan_outcomes(&self) -> Vec<lending::LoanOutcome> {
                match self { $(Self::$variant(one) => one.loan_outcomes(),)* }
            }
            fn own_money(&self, member: usize) -> f64 {
                match self { $(Self::$variant(one) => one.own_money(member),)* }
            }
        }
    };
}

sources! {
    [
        Traders(traders::Book => traders::Traders),
    ] + mechanisms [
        Stops(stops::Book => stops::Stops),
        Trend(trend::Book => trend::Trend),
        Value(value::Book => value::Value),
        Makers(makers::Book => makers::Makers),
        Program(program::Book => program::Program),
        FrontRunner(front_runner::Book => front_runner::FrontRunner),
        Bots(bots::Book => bots::Bots),
        RiskManagers(risk_managers::Book => risk_managers::RiskManagers),
        OptionDealers(option_dealers::Book => option_dealers::OptionDealers),
        Funds(funds::Book => funds::Funds),
        Brokers(brokers::Book => brokers::Brokers),
        Lending(lending::Book => lending::Lending),
        Futures(futures::Book => futures::Futures),
        Banks(banks::Book => banks::Banks),
        OptionAccounts(option_accounts::Book => option_accounts::OptionAccounts),
        Collateral(collateral::Book => collateral::Sales),
    ]
}

impl Source {
    /// Leveraged traders, if it is these.
    #[must_use]
    #[allow(irrefutable_let_patterns, reason = "where there are no mechanisms")]
    pub fn traders(&self) -> Option<&traders::Traders> {
        let Self::Traders(traders) = self else {
            return None;
        };
        Some(traders)
    }
}
