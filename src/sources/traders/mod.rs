//! Leveraged positions of one market: prefix sums where one rule holds for all, a ledger where it does not.

pub mod generate;
pub mod ledger;
pub mod levels;
pub mod perps;
pub mod positions;
mod sums;

pub use sums::{LEAST_BACKLOG, SideState};

use super::desk::{Balances, Desk, Netted, Netting, Now, Order, Traded, View};
use super::lots::{Bought, Lots};
use super::{Acts, Standing};
use crate::log::{ColumnSpec, EventSpec, Log};
use crate::market::venue::Venue;
use crate::population::bands::BANDS;
use crate::population::crowd::{Crowd, Side};
use crate::settlement::executors::Works;
use crate::settlement::margin::Contract;
use crate::settlement::rules::Market;
use crate::settlement::waterfall::Waterfall;
use generate::Trader;
use ledger::{Closed, Held, Ledger, Moment, Place, Shared};
use std::sync::Arc;

/// A group of leveraged positions.
#[derive(Debug, Clone)]
pub enum Group {
    /// Equal positions at prescribed trigger levels.
    Levels(levels::Levels),
    /// A modelled crowd of perpetual-futures traders.
    Perps(perps::Perps),
    /// Explicit positions.
    Positions(positions::Positions),
}

impl Group {
    /// Index of the market.
    #[must_use]
    pub fn market(&self) -> usize {
        match self {
            Self::Levels(levels) => levels.market,
            Self::Perps(perps) => perps.market,
            Self::Positions(positions) => positions.market,
        }
    }

    /// Number of positions.
    #[must_use]
    pub fn count(&self) -> u32 {
        match self {
            Self::Levels(levels) => levels.count,
            Self::Perps(perps) => perps.count,
            Self::Positions(positions) => u32::try_from(positions.rows.len()).unwrap_or(u32::MAX),
        }
    }
}

/// The word by which this kind is known.
pub const KIND: &str = "traders";

/// What is recorded of them stands in every trace.
pub static COLUMNS: &[ColumnSpec] = &[];

/// What can happen to them, in the order in which a loss travels.
pub static EVENTS: &[&EventSpec] = &[
    &FUND_EMPTY,
    &VAULT_TAKES_OVER,
    &WINNERS_CLOSED,
    &LOSS_SHARED,
    &BAD_DEBT,
];

static FUND_EMPTY: EventSpec = EventSpec {
    name: "fundEmpty",
    label: "fund empty",
    doc: "The insurance fund has nothing left.",
};
static VAULT_TAKES_OVER: EventSpec = EventSpec {
    name: "vaultTakesOver",
    label: "vault takes over",
    doc: "The backstop vault takes positions over.",
};
static WINNERS_CLOSED: EventSpec = EventSpec {
    name: "winnersClosed",
    label: "winners closed early",
    doc: "Winners are closed early (auto-deleveraging).",
};
static LOSS_SHARED: EventSpec = EventSpec {
    name: "lossShared",
    label: "winners share losses",
    doc: "Winners pay part of a loss.",
};
/// Of whomever: it may be a loss of brokers, clearing houses and funds, too.
pub static BAD_DEBT: EventSpec = EventSpec {
    name: "badDebt",
    label: "bad debt",
    doc: "A loss that nobody carries.",
};

/// What never changes during the runs of one market's traders.
#[derive(Debug)]
pub struct Book {
    /// Index of the market.
    pub market: usize,
    /// Its rules.
    pub rules: Market,
    /// Positions that are sold when liquidated.
    pub longs: Arc<Crowd>,
    /// Positions that are bought back when liquidated.
    pub shorts: Arc<Crowd>,
    /// Every position with its terms, where the market keeps a ledger.
    pub positions: Option<Arc<Vec<Trader>>>,
}

impl Book {
    /// Traders always take part.
    #[must_use]
    pub fn is_enabled(&self) -> bool {
        true
    }
}

/// The traders of a market in a run.
#[derive(Debug, Clone)]
pub struct Traders {
    book: Arc<Book>,
    /// Longs and shorts.
    pub sides: [SideState; 2],
    /// Insurance fund and losses.
    pub waterfall: Waterfall,
    /// The positions one by one, where the rules need it.
    pub ledger: Option<Box<Ledger>>,
    /// Quote closed by force by band of leverage; kept by ledgers only.
    pub by_band: [f64; BANDS],
    /// Quote closed by force that somebody took over without a trade in the market; kept by ledgers only.
    pub off_book: f64,
    /// Notional of the latest wave (tick), quote.
    pub wave_notional: f64,
    /// Notional of the wave (tick) before it, quote.
    pub last_wave_notional: f64,
    /// How many longs and shorts had been triggered after each look at the triggers, as far as their orders wait: who was
    /// triggered first is settled first, whatever the side.
    looks: Vec<[usize; 2]>,
    /// Whether the orders of each side in this step are for all that waits.
    is_all: [bool; 2],
}

/// The book belongs to the scenario and not to the state.
impl PartialEq for Traders {
    fn eq(&self, other: &Self) -> bool {
        let Self {
            book,
            sides,
            waterfall,
            ledger,
            by_band,
            off_book,
            wave_notional,
            last_wave_notional,
            looks,
            // Said anew before it is asked for.
            is_all: _,
        } = self;
        Arc::ptr_eq(book, &other.book)
            && *sides == other.sides
            && *waterfall == other.waterfall
            && *ledger == other.ledger
            && *by_band == other.by_band
            && *off_book == other.off_book
            && *wave_notional == other.wave_notional
            && *last_wave_notional == other.last_wave_notional
            && *looks == other.looks
    }
}

const SELL: usize = 0;
const BUY: usize = 1;

impl Traders {
    /// The traders before anything happens.
    #[must_use]
    pub fn new(book: &Arc<Book>) -> Self {
        Self {
            sides: <[SideState; 2]>::default(),
            waterfall: Waterfall {
                insurance_fund: book.rules.insurance_fund,
                ..Waterfall::default()
            },
            ledger: book
                .positions
                .as_ref()
                .map(|positions| Box::new(Ledger::new(positions, &book.rules))),
            by_band: [0.0; BANDS],
            off_book: 0.0,
            wave_notional: 0.0,
            last_wave_notional: 0.0,
            looks: Vec::new(),
            is_all: [true; 2],
            book: Arc::clone(book),
        }
    }

    /// Index of their market.
    #[must_use]
    pub fn market(&self) -> usize {
        self.book.market
    }

    fn crowds(&self) -> [&Crowd; 2] {
        [&self.book.longs, &self.book.shorts]
    }

    /// Quote closed by force.
    #[must_use]
    pub fn notional(&self) -> f64 {
        self.sides[0].notional + self.sides[1].notional
    }

    /// Base closed by force.
    #[must_use]
    pub fn filled(&self) -> f64 {
        self.sides[0].filled + self.sides[1].filled
    }

    /// Positions touched by liquidation, by more than rounding.
    #[must_use]
    pub fn touched(&self) -> usize {
        if self.ledger.is_some() {
            return self.sides[0].touched + self.sides[1].touched;
        }
        let [longs, shorts] = self.crowds();
        self.sides[0].felt(longs) + self.sides[1].felt(shorts)
    }

    /// Margin that liquidated traders have lost, less what was handed back.
    #[must_use]
    pub fn trader_loss(&self) -> f64 {
        if self.ledger.is_some() {
            return self.waterfall.trader_loss;
        }
        let [longs, shorts] = self.crowds();
        longs.margin_of(self.sides[0].filled, self.sides[0].touched)
            + shorts.margin_of(self.sides[1].filled, self.sides[1].touched)
            - self.waterfall.returned_margin
    }

    /// Base that is held, longs and shorts; the last price given.
    #[must_use]
    pub fn open(&self, last_price: f64) -> [f64; 2] {
        let held = |crowd: &Crowd, side: &SideState| crowd.held() - side.filled;
        match &self.ledger {
            Some(ledger) => ledger.open_base(last_price),
            None => [
                held(&self.book.longs, &self.sides[0]),
                held(&self.book.shorts, &self.sides[1]),
            ],
        }
    }

    /// Base of a side (longs, shorts) that was closed by force, at most all that it held: as crowds count.
    #[must_use]
    pub fn closed(&self, tag: usize) -> f64 {
        let (side, crowd) = (&self.sides[tag], self.crowds()[tag]);
        match self.book.rules.margin.contract {
            Contract::Linear => side.filled,
            Contract::Inverse => {
                crowd.inverse_closed(self.book.rules.impact.start_price, side.notional)
            }
        }
    }

    /// Adds what a ledger closed to the counts of the two sides.
    fn count(&mut self, closed: &Closed) {
        for (place, side) in self.sides.iter_mut().enumerate() {
            side.filled += closed.base[place];
            side.notional += closed.notional[place];
            side.touched += closed.touched[place];
            self.wave_notional += closed.notional[place];
        }
        for (sum, notional) in self.by_band.iter_mut().zip(closed.by_band) {
            *sum += notional;
        }
        self.off_book += closed.off_book;
    }

    /// Looks at the positions of a ledger. Apart, so that the step of a market without one stays small and quick.
    #[cold]
    #[inline(never)]
    fn trigger_ledger(&mut self, view: &View<'_>, balances: &mut Balances) {
        let Self { book, ledger, .. } = self;
        let rules = &book.rules;
        let venue = &view.venues[book.market];
        if let Some(ledger) = ledger {
            let moment = Moment {
                tick_s: None,
                ..moment(view.now, venue)
            };
            if let (Some(length_s), Some(funding)) = (view.now.length_s, rules.funding) {
                let premium = venue.last_price / venue.index() - 1.0;
                let weight = view.now.tick_s.map_or(1.0, |tick_s| length_s / tick_s);
                let mut shared = shared(balances);
                ledger.fund(rules, funding, moment, (premium, weight), &mut shared);
            }
            ledger.trigger(rules, moment);
        }
    }

    /// Books what is filled up to the given ends of longs and shorts. Where both sides trade, look by look: who was
    /// triggered first is settled first.
    fn settle(&mut self, ends: [f64; 2], price: f64) {
        let takeover = self.book.rules.takeover;
        let (longs, shorts) = (&*self.book.longs, &*self.book.shorts);
        let [of_longs, of_shorts] = &mut self.sides;
        let waterfall = &mut self.waterfall;
        let starts = [of_longs.filled, of_shorts.filled];
        let sums = [&longs.cumulative_quantity, &shorts.cumulative_quantity];
        if ends[0] > starts[0] && ends[1] > starts[1] {
            for look in &self.looks {
                let until = [sums[0][look[0]].min(ends[0]), sums[1][look[1]].min(ends[1])];
                of_longs.advance(longs, until[0], price, takeover, waterfall);
                of_shorts.advance(shorts, until[1], price, takeover, waterfall);
            }
        }
        of_longs.advance(longs, ends[0], price, takeover, waterfall);
        of_shorts.advance(shorts, ends[1], price, takeover, waterfall);
        of_longs.notional += (ends[0] - starts[0]) * price;
        of_shorts.notional += (ends[1] - starts[1]) * price;
        let is_done =
            |look: &[usize; 2]| sums[0][look[0]] <= ends[0] && sums[1][look[1]] <= ends[1];
        let done = self.looks.iter().take_while(|look| is_done(look)).count();
        self.looks.drain(..done);
    }

    /// How a position stands at a mark price.
    fn stands_at(&self, member: usize, mark_price: f64) -> Standing {
        let Some(ledger) = &self.ledger else {
            return Standing::default();
        };
        let terms = ledger.positions()[member].terms;
        let rules = &self.book.rules.margin;
        let notional = terms.notional(mark_price, Contract::Linear);
        Standing {
            profit: terms.unrealised_profit(mark_price, Contract::Linear),
            needed: terms.maintenance_margin(mark_price, rules)
                + rules.closing_fee_ratio * notional,
            notional,
            quantity: terms.quantity,
        }
    }

    fn waiting(&self) -> f64 {
        self.sides[0].backlog(&self.book.longs) + self.sides[1].backlog(&self.book.shorts)
    }
}

fn moment(now: Now, venue: &Venue) -> Moment {
    Moment {
        now_s: now.time_s,
        tick_s: now.length_s,
        row: now.row,
        mark_price: venue.mark.price,
    }
}

fn shared(balances: &mut Balances) -> Shared<'_> {
    Shared {
        wallets: &mut balances.wallets,
        profits: &mut balances.profits,
    }
}

impl Acts for Traders {
    /// Finds every position that the mark price has reached.
    #[inline]
    fn on_mark(&mut self, view: &View<'_>, balances: &mut Balances) {
        let price = view.venues[self.book.market].mark.price;
        let before = [self.sides[0].triggered, self.sides[1].triggered];
        self.sides[0].triggered = self.book.longs.reached(price, before[0]);
        self.sides[1].triggered = self.book.shorts.reached(price, before[1]);
        let after = [self.sides[0].triggered, self.sides[1].triggered];
        if after != before {
            self.looks.push(after);
        }
        if self.ledger.is_some() {
            self.trigger_ledger(view, balances);
        }
    }

    #[inline]
    fn begin_wave(&mut self) {
        self.last_wave_notional = self.wave_notional;
        self.wave_notional = 0.0;
    }

    #[inline]
    fn orders(&mut self, market: usize, view: &View<'_>, into: &mut Netting) {
        if market != self.book.market || self.ledger.is_some() {
            return;
        }
        let share = self.book.rules.executor.bulk_share(view.now.length_s);
        let crowds = [&self.book.longs, &self.book.shorts];
        let mut is_waiting = false;
        for (tag, sign) in [(SELL, 1.0), (BUY, -1.0)] {
            let (side, crowd) = (&self.sides[tag], crowds[tag]);
            self.is_all[tag] = share >= 1.0 || side.leaves_dust(crowd, share);
            let part = if self.is_all[tag] { 1.0 } else { share };
            let quantity = part * side.backlog(crowd);
            if quantity > 0.0 {
                into.place(sign * quantity, tag);
                is_waiting = true;
            }
        }
        if !is_waiting {
            self.looks.clear();
        }
    }

    #[inline]
    fn on_fill(&mut self, _market: usize, orders: &[Order], netted: Netted) -> bool {
        let mut filled = [0.0; 2];
        for order in orders {
            filled[order.tag] = order.filled;
        }
        let before = self.notional();
        let crowds = [&self.book.longs, &self.book.shorts];
        let ends = [SELL, BUY].map(|tag| {
            let is_all = self.is_all[tag] && netted.is_complete;
            self.sides[tag].end(crowds[tag], filled[tag], is_all)
        });
        let is_wave = [SELL, BUY]
            .iter()
            .any(|&tag| self.sides[tag].feels(crowds[tag], ends[tag]));
        self.settle(ends, netted.price);
        self.wave_notional = self.notional() - before;
        is_wave
    }

    fn lots(&self, market: usize, view: &View<'_>) -> Option<Lots> {
        let ledger = self.ledger.as_ref()?;
        let rules = &self.book.rules;
        let discount = rules.executor.discount()?;
        let margin = &rules.margin;
        (market == self.book.market).then(|| {
            Lots::new(
                market,
                [view.venues[market].last_price, discount],
                margin.contract,
                margin.quantity_step,
                ledger.offered(view.now.time_s),
            )
        })
    }

    fn hand_out(&mut self, lots: &Lots, view: &View<'_>, balances: &mut Balances) -> Vec<Bought> {
        let Some(ledger) = &mut self.ledger else {
            return Vec::new();
        };
        let venue = &view.venues[self.book.market];
        let moment = moment(view.now, venue);
        let mut closed = Closed::default();
        let bought = ledger.hand_out(
            lots,
            &self.book.rules,
            moment,
            &mut self.waterfall,
            &mut shared(balances),
            &mut closed,
        );
        self.count(&closed);
        bought
    }

    #[inline]
    fn trades_itself(&self, market: usize) -> bool {
        market == self.book.market && self.ledger.is_some()
    }

    #[cold]
    #[inline(never)]
    fn trade(&mut self, market: usize, desk: &mut Desk<'_>) -> Traded {
        let Some(ledger) = &mut self.ledger else {
            return Traded::default();
        };
        let venue = &mut desk.venues[market];
        let moment = moment(desk.now, venue);
        let mut place = Place {
            impact: &venue.impact,
            exogenous: venue.exogenous,
            liquidity: &mut venue.liquidity,
            market: &self.book.rules,
        };
        let mut closed = Closed::default();
        let executed = ledger.execute(
            &mut place,
            moment,
            &mut self.waterfall,
            &mut shared(desk.balances),
            &mut closed,
        );
        venue.print(executed.end_price);
        self.count(&closed);
        Traded {
            any: executed.traded,
            exhausted: executed.exhausted,
        }
    }

    #[inline]
    fn is_waiting(&self, market: usize) -> bool {
        market == self.book.market
            && match &self.ledger {
                Some(ledger) => ledger.is_waiting(),
                None => self.waiting() > 0.0,
            }
    }

    #[inline]
    fn backlog(&self, market: usize, price: f64) -> f64 {
        if market != self.book.market {
            return 0.0;
        }
        match &self.ledger {
            Some(ledger) => ledger.backlog(price),
            None => self.waiting(),
        }
    }

    fn volume(&self, market: usize) -> f64 {
        if market == self.book.market {
            self.filled()
        } else {
            0.0
        }
    }

    fn net(&self, market: usize, venue: &Venue) -> f64 {
        if market == self.book.market {
            let [longs, shorts] = self.open(venue.last_price);
            let ledger = self.ledger.as_ref();
            let off_book = ledger.map_or(0.0, |ledger| ledger.off_book_base(venue.last_price));
            longs - shorts + off_book
        } else {
            0.0
        }
    }

    /// Traders, those who pay for them, and whoever is paid by them.
    fn worth(&self, prices: &[f64]) -> f64 {
        let price = prices[self.book.market];
        let paid = &self.waterfall;
        let money =
            paid.insurance_fund + paid.returned_margin + paid.fees + paid.bidders - paid.bad_debt;
        match (&self.ledger, self.book.rules.margin.contract) {
            (None, _) => {
                let open = [SELL, BUY].map(|tag| self.sides[tag].worth(self.crowds()[tag], price));
                open[0] + open[1] + money
            }
            (Some(ledger), Contract::Linear) => ledger.worth_beside_market(price) + money,
            // Their money is the base.
            (Some(ledger), Contract::Inverse) => {
                (ledger.worth_beside_market(price) + money) * price
            }
        }
    }

    fn bears(&mut self, market: usize, lack: f64) -> bool {
        let is_here = market == self.book.market;
        if is_here {
            let least = self.ledger.as_ref().map_or(0.0, |one| one.fund_floor());
            self.waterfall.pay_down_to(least, lack);
        }
        is_here
    }

    fn owed_by_closed(&self) -> f64 {
        let held = self.ledger.iter().flat_map(|ledger| ledger.positions());
        let is_closed = |held: &&Held| held.terms.quantity == 0.0 && held.account.is_none();
        held.filter(is_closed)
            .fold(0.0, |sum, held| sum + (-held.terms.margin).max(0.0))
    }

    fn is_marked(&self) -> bool {
        true
    }

    fn forced_between(&self, market: usize, from: f64, to: f64) -> f64 {
        if market != self.book.market {
            return 0.0;
        }
        if let Some(ledger) = &self.ledger {
            return ledger.forced_between(&self.book.rules, from, to);
        }
        let tag = if to < from { SELL } else { BUY };
        let (crowd, side) = (self.crowds()[tag], &self.sides[tag]);
        // Whoever is triggered sells whatever the price does: what is left of those orders is no fuel.
        let near = crowd.reached_beyond(from).max(side.triggered);
        let far = crowd.reached_beyond(to);
        let sums = &crowd.cumulative_quantity;
        (sums[far] - sums[near]).max(0.0)
    }

    fn first_triggers(&self, market: usize) -> [Option<f64>; 2] {
        if market != self.book.market {
            return [None; 2];
        }
        self.crowds()
            .map(|crowd| crowd.trigger_price.first().copied())
    }

    fn is_touched(&self) -> bool {
        match &self.ledger {
            Some(ledger) => ledger.is_touched(),
            None => self.sides[0].triggered + self.sides[1].triggered > 0,
        }
    }

    fn triggered_quantity(&self) -> f64 {
        let [longs, shorts] = self.crowds();
        longs.cumulative_quantity[self.sides[0].triggered]
            + shorts.cumulative_quantity[self.sides[1].triggered]
    }

    fn is_worked_off(&self, market: usize, side: Side) -> Option<bool> {
        let tag = if side == Side::Long { SELL } else { BUY };
        let crowd = self.crowds()[tag];
        (market == self.book.market && !crowd.is_empty()).then(|| match &self.ledger {
            Some(ledger) => ledger.is_worked_off(side),
            None => self.sides[tag].triggered == crowd.len(),
        })
    }

    fn members(&self) -> Vec<(usize, usize)> {
        let held = self.ledger.iter().flat_map(|ledger| ledger.positions());
        held.enumerate()
            .filter_map(|(place, held)| held.account.map(|account| (account, place)))
            .collect()
    }

    fn standing(&self, member: usize, venues: &[Venue]) -> Standing {
        self.stands_at(member, venues[self.book.market].mark.price)
    }

    fn standing_at(&self, member: usize, marks: &[f64]) -> Standing {
        self.stands_at(member, marks[self.book.market])
    }

    fn held(&self, member: usize) -> (usize, f64) {
        let base = self.ledger.as_ref().map_or(0.0, |ledger| {
            let terms = ledger.positions()[member].terms;
            terms.side.sign() * terms.quantity
        });
        (self.book.market, base)
    }

    fn settles(&mut self, market: usize, result: f64) -> bool {
        let is_here = market == self.book.market;
        if is_here && result < 0.0 {
            self.waterfall.pay_down_to(0.0, -result);
        } else if is_here {
            self.waterfall.insurance_fund += result;
        }
        is_here
    }

    fn seize(&mut self, member: usize, margin: f64, view: &View<'_>) {
        if let Some(ledger) = &mut self.ledger {
            let moment = Moment {
                tick_s: None,
                ..moment(view.now, &view.venues[self.book.market])
            };
            ledger.seize(member, margin, &self.book.rules, moment);
        }
    }

    fn note(&self, _venues: &[Venue], log: &mut Log) {
        let (market, waterfall) = (self.book.market, &self.waterfall);
        let had_fund = self.book.rules.insurance_fund > 0.0;
        let took_over = self
            .ledger
            .as_ref()
            .is_some_and(|ledger| ledger.vault_took_over());
        for (spec, is_so) in [
            (&FUND_EMPTY, had_fund && waterfall.insurance_fund <= 0.0),
            (&VAULT_TAKES_OVER, took_over),
            (&WINNERS_CLOSED, waterfall.adl_notional > 0.0),
            (&LOSS_SHARED, waterfall.socialised_loss > 0.0),
            (&BAD_DEBT, waterfall.bad_debt > 0.0),
        ] {
            log.note(spec, market, is_so);
        }
    }

    fn own_money(&self, member: usize) -> f64 {
        self.ledger.as_ref().map_or(0.0, |ledger| {
            let held = &ledger.positions()[member];
            held.terms.margin + held.returned
        })
    }
}
