//! Whoever is forced to trade, or answers the price: a file or a folder for each kind, and a line here.
//!
//! A source knows its own accounts, the markets and the wallets that positions share; never another source. Its book is built
//! once and shared by all runs; what a run changes is its own.

pub mod desk;
pub mod traders;

use crate::log::{EventSpec, Log};
use crate::market::venue::Venue;
use crate::population::crowd::Side;
use desk::{Balances, Desk, Netted, Netting, Now, Order, Traded, View};

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

/// What every source can do. Only what differs from nothing is written.
pub trait Acts {
    /// Finds who is forced, or what is wanted, at the marks of `view`. Trades nothing.
    fn on_mark(&mut self, view: &View<'_>, balances: &mut Balances);
    /// A wave (tick) begins.
    fn begin_wave(&mut self) {}
    /// Places orders of known size in a market.
    fn orders(&mut self, _market: usize, _now: Now, _into: &mut Netting) {}
    /// What they got, all of its own at once. Says whether that is more than rounding.
    fn on_fill(&mut self, _market: usize, _orders: &[Order], _netted: Netted) -> bool {
        false
    }
    /// Whether it looks at the price of a market while it trades there.
    fn trades_itself(&self, _market: usize) -> bool {
        false
    }
    /// Trades.
    fn trade(&mut self, _market: usize, _desk: &mut Desk<'_>) -> Traded {
        Traded::default()
    }
    /// Whether orders wait in a market.
    fn is_waiting(&self, market: usize) -> bool;
    /// Base that waits there, the last price given.
    fn backlog(&self, market: usize, price: f64) -> f64;
    /// Base that a move of the mark price from `from` to `to` would force: its part of Feedback R.
    fn forced_between(&self, market: usize, from: f64, to: f64) -> f64;
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
    /// Closes one of them with this margin, quote: its share of what the wallet is worth.
    fn seize(&mut self, _member: usize, _margin: f64, _view: &View<'_>) {}
    /// Names what happens to it; called once a row of a record that keeps events.
    fn note(&self, _log: &mut Log) {}
    /// Money that one of them holds by itself once it is seized, quote.
    fn own_money(&self, _member: usize) -> f64 {
        0.0
    }
}

/// One line for each kind: the macro writes the enums and the `match` of every method.
macro_rules! sources {
    ($($variant:ident($module:ident::Book => $kind:ty),)*) => {
        /// What can happen to a source, kind by kind.
        pub static EVENTS: &[&[&EventSpec]] = &[$($module::EVENTS,)*];

        /// What a kind keeps of a scenario.
        #[derive(Debug, Clone)]
        pub enum Book {
            $(#[doc = stringify!($variant)] $variant(std::sync::Arc<$module::Book>),)*
        }

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
            fn orders(&mut self, market: usize, now: Now, into: &mut Netting) {
                match self { $(Self::$variant(one) => one.orders(market, now, into),)* }
            }
            #[inline]
            fn on_fill(&mut self, market: usize, orders: &[Order], netted: Netted) -> bool {
                match self { $(Self::$variant(one) => one.on_fill(market, orders, netted),)* }
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
            fn seize(&mut self, member: usize, margin: f64, view: &View<'_>) {
                match self { $(Self::$variant(one) => one.seize(member, margin, view),)* }
            }
            fn note(&self, log: &mut Log) {
                match self { $(Self::$variant(one) => one.note(log),)* }
            }
            fn own_money(&self, member: usize) -> f64 {
                match self { $(Self::$variant(one) => one.own_money(member),)* }
            }
        }
    };
}

sources! {
    Traders(traders::Book => traders::Traders),
}
