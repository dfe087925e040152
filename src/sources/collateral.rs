//! What liquidated accounts had put up, sold by whoever has taken it over: the venue, in the market of the collateral, as that market
//! works its forced orders. Lot by lot, first come first served; what a lot brings less, or more, than it was taken for is paid by
//! (goes to) the insurance funds of the markets in which its account had positions.

use super::desk::{Balances, Netted, Netting, Order, View};
use super::{Acts, Forced, Places, Pledge, Population};
use crate::log::{ColumnSpec, EventSpec, Log, Sort, described};
use crate::market::venue::Venue;
use crate::population::crowd::Side;
use crate::scenario::declare::{POSITIVE, field, number, range};
use crate::scenario::node::{Build, Node};
use crate::scenario::schema::{Field, Kind, List, join};
use crate::settlement::accounts::{Account, Collateral, CollateralPrice};
use crate::settlement::executors::{Executor, Orders, Step, Waiting, Works};
use std::collections::VecDeque;
use std::sync::Arc;

/// The word by which this kind is known.
pub const KIND: &str = "collateral";

/// What is recorded of it.
pub static COLUMNS: &[ColumnSpec] = &[
    ColumnSpec {
        name: "collateralSold",
        unit: "base",
        doc: described("Collateral of liquidated accounts that was sold here, base."),
        sort: Sort::ForcedSale,
    },
    ColumnSpec {
        name: "collateralNotional",
        unit: "quote",
        doc: described("Quote that it brought."),
        sort: Sort::ForcedSale,
    },
];

/// What can happen to it.
pub static EVENTS: &[&EventSpec] = &[&SOLD];

static SOLD: EventSpec = EventSpec {
    name: "collateralSold",
    label: "collateral is sold",
    doc: "The first collateral of a liquidated account is sold.",
};

/// What counts of it, and by which price.
pub const HAIRCUT: Field = number(
    "haircut",
    range(0.0, 0.99),
    Some("0"),
    "fraction",
    "Share of its worth that does not count.",
);
/// By which price it counts.
pub const PRICE: Field = field(
    "price",
    Kind::Text(64),
    Some("\"last\""),
    "Price by which it counts: \"last\", of its own market; \"outside\", the price outside of that market; or the id of a shared index.",
);

/// Of an account that is listed.
pub static LIST: List = List {
    item: Kind::Object(&[
        field(
            "market",
            Kind::MarketId,
            None,
            "Market in which it is sold.",
        ),
        number("quantity", POSITIVE, None, "base", "How much of it."),
        HAIRCUT,
        PRICE,
    ]),
    min: 0,
    max: 8,
};

/// Reads what stands for an account; `quantity` is told by whoever knows it.
pub fn read(
    node: &Node<'_>,
    build: &mut Build<'_>,
    places: &Places,
    quantity: impl FnOnce(usize, f64) -> f64,
) -> Option<Collateral> {
    let market = places.named(node, "market", build)?;
    let haircut = node.number("haircut");
    let price = match node.text("price") {
        "last" => CollateralPrice::Last,
        "outside" => CollateralPrice::Outside,
        id => match places.indices.of_name(id) {
            Ok(index) => index.map_or(CollateralPrice::Last, CollateralPrice::Index),
            Err(known) => {
                let path = join(&node.path, "price");
                let message = format!(
                    "{path} is {}; expected \"last\", \"outside\" or a shared index: {known}",
                    crate::error::quote(id)
                );
                build.inconsistent_value(&path, id, message);
                return None;
            }
        },
    };
    Some(Collateral {
        market,
        quantity: quantity(market, haircut),
        haircut,
        price,
    })
}

/// Whoever sells it, in each market where any would be sold.
#[must_use]
pub fn sellers(accounts: &[Account], places: &Places) -> Vec<Population> {
    let all = || accounts.iter().flat_map(|account| &account.collateral);
    let markets = places.markets.iter().enumerate();
    markets
        .filter_map(|(market, rules)| {
            let here = all().filter(|one| one.market == market);
            let quantity = here.fold(0.0, |sum, one| sum + one.quantity);
            (quantity > 0.0).then(|| {
                Population::Acting(
                    Book {
                        market,
                        executor: rules.executor,
                        quantity,
                    }
                    .into(),
                )
            })
        })
        .collect()
}

/// What never changes.
#[derive(Debug)]
pub struct Book {
    /// Index of the market.
    pub market: usize,
    executor: Executor,
    /// Base of all collateral.
    quantity: f64,
}

impl Book {
    /// Whether it takes part.
    #[must_use]
    pub fn is_enabled(&self) -> bool {
        true
    }
}

/// Collateral of one account.
#[derive(Debug, Clone, PartialEq)]
struct Lot {
    pledge: Pledge,
    /// Base that is not sold yet, and that is to be sold in this step.
    left: f64,
    planned: f64,
    came_s: f64,
    mark_price: f64,
}

/// What is sold in a run.
#[derive(Debug, Clone)]
pub struct Sales {
    book: Arc<Book>,
    lots: VecDeque<Lot>,
    /// Accounts whose collateral came.
    count: u32,
    taken: f64,
    /// What was paid for it, quote.
    paid: f64,
    sold: f64,
    notional: f64,
    /// What each market's fund gets, quote, and was told of already.
    results: Vec<(usize, f64)>,
    settled: f64,
    wave_notional: f64,
    last_wave_notional: f64,
}

/// The book belongs to the scenario and not to the state.
impl PartialEq for Sales {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.book, &other.book)
            && self.lots == other.lots
            && self.count == other.count
            && self.taken == other.taken
            && self.paid == other.paid
            && self.sold == other.sold
            && self.notional == other.notional
            && self.results == other.results
            && self.settled == other.settled
            && self.wave_notional == other.wave_notional
            && self.last_wave_notional == other.last_wave_notional
    }
}

impl Sales {
    /// Before anything happens.
    #[must_use]
    pub fn new(book: &Arc<Book>) -> Self {
        Self {
            lots: VecDeque::new(),
            count: 0,
            taken: 0.0,
            paid: 0.0,
            sold: 0.0,
            notional: 0.0,
            results: Vec::new(),
            settled: 0.0,
            wave_notional: 0.0,
            last_wave_notional: 0.0,
            book: Arc::clone(book),
        }
    }

    fn waiting(&self) -> f64 {
        self.lots.iter().fold(0.0, |sum, lot| sum + lot.left)
    }
}

/// The lots as an executor plans them.
struct Plan<'l> {
    lots: &'l mut VecDeque<Lot>,
    now_s: f64,
}

impl Plan<'_> {
    fn each(&mut self, planned: impl Fn(&Lot, Waiting) -> f64) {
        for lot in self.lots.iter_mut() {
            let waiting = Waiting {
                side: Side::Long,
                age_s: self.now_s - lot.came_s,
                mark_price: lot.mark_price,
            };
            lot.planned = planned(lot, waiting).min(lot.left);
        }
    }
}

impl Orders for Plan<'_> {
    fn whole(&mut self, passes: impl Fn(Waiting) -> bool) {
        self.each(|lot, waiting| if passes(waiting) { lot.left } else { 0.0 });
    }

    fn share(&mut self, share: f64) {
        self.each(|lot, _| lot.left * share);
    }

    fn slices(&mut self, slice: impl Fn(Waiting) -> f64) {
        self.each(|lot, waiting| lot.pledge.quantity * slice(waiting));
    }

    fn budget(&mut self, base: f64) {
        let mut left = base;
        for lot in self.lots.iter_mut() {
            lot.planned = lot.left.min(left);
            left -= lot.planned;
        }
    }
}

impl Acts for Sales {
    fn on_mark(&mut self, _view: &View<'_>, _balances: &mut Balances) {}

    fn begin_wave(&mut self) {
        self.last_wave_notional = std::mem::take(&mut self.wave_notional);
    }

    fn sells_pledged(&self, market: usize) -> bool {
        market == self.book.market
    }

    fn keep(&mut self, pledge: Pledge, view: &View<'_>) {
        self.count += 1;
        self.taken += pledge.quantity;
        self.paid += pledge.quantity * pledge.price;
        self.lots.push_back(Lot {
            left: pledge.quantity,
            planned: 0.0,
            came_s: view.now.time_s,
            mark_price: view.venues[self.book.market].mark.price,
            pledge,
        });
    }

    fn orders(&mut self, market: usize, view: &View<'_>, into: &mut Netting) {
        if market != self.book.market || self.lots.is_empty() {
            return;
        }
        let step = Step {
            tick_s: view.now.length_s,
            last_price: view.venues[market].last_price,
        };
        let mut plan = Plan {
            lots: &mut self.lots,
            now_s: view.now.time_s,
        };
        self.book.executor.work(step, &mut plan);
        let planned = self.lots.iter().fold(0.0, |sum, lot| sum + lot.planned);
        if planned > 0.0 {
            into.place(planned, 0);
        }
    }

    fn on_fill(&mut self, _market: usize, orders: &[Order], netted: Netted) -> bool {
        let (wanted, filled) = orders.iter().fold((0.0, 0.0), |(wanted, filled), order| {
            (wanted + order.quantity, filled + order.filled)
        });
        if wanted <= 0.0 || filled <= 0.0 {
            return false;
        }
        let share = if netted.is_complete {
            1.0
        } else {
            filled / wanted
        };
        for lot in &mut self.lots {
            let sold = (lot.planned * share).min(lot.left);
            lot.left -= sold;
            self.sold += sold;
            self.notional += sold * netted.price;
            self.wave_notional += sold * netted.price;
            let result = sold * (netted.price - lot.pledge.price);
            for &(market, part) in &lot.pledge.shares {
                match self.results.iter_mut().find(|(known, _)| *known == market) {
                    Some((_, sum)) => *sum += result * part,
                    None => self.results.push((market, result * part)),
                }
            }
        }
        // Crumbs of a sale that takes a share of what is left for ever would never end.
        let least = super::desk::CRUMB * self.taken;
        self.lots.retain(|lot| lot.left > least);
        true
    }

    fn settled(&mut self) -> Vec<(usize, f64)> {
        let results = std::mem::take(&mut self.results);
        self.settled += results.iter().fold(0.0, |sum, (_, result)| sum + result);
        results
    }

    fn net(&self, market: usize, _venue: &Venue) -> f64 {
        if market == self.book.market {
            -self.sold
        } else {
            0.0
        }
    }

    fn worth(&self, prices: &[f64]) -> f64 {
        self.notional - self.sold * prices[self.book.market] - self.paid - self.settled
    }

    fn record(&self, market: usize, _venue: &Venue, into: &mut Vec<f64>) {
        if market == self.book.market {
            into.extend([self.sold, self.notional]);
        }
    }

    fn forced(&self, market: usize) -> Forced {
        if market != self.book.market {
            return Forced::default();
        }
        Forced {
            accounts: self.count,
            sold: self.sold,
            sold_notional: self.notional,
            wave_notional: self.wave_notional,
            last_wave_notional: self.last_wave_notional,
            ..Forced::default()
        }
    }

    fn at_risk(&self, market: usize) -> [f64; 2] {
        if market == self.book.market {
            [self.book.quantity, 0.0]
        } else {
            [0.0; 2]
        }
    }

    fn is_waiting(&self, market: usize) -> bool {
        market == self.book.market && !self.lots.is_empty()
    }

    fn backlog(&self, market: usize, _price: f64) -> f64 {
        if market == self.book.market {
            self.waiting()
        } else {
            0.0
        }
    }

    fn forced_between(&self, _market: usize, _from: f64, _to: f64) -> f64 {
        0.0
    }

    fn is_touched(&self) -> bool {
        self.count > 0
    }

    fn triggered_quantity(&self) -> f64 {
        self.taken
    }

    fn note(&self, _venues: &[Venue], log: &mut Log) {
        log.note(&SOLD, self.book.market, self.sold > 0.0);
    }
}
