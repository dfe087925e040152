//! Halts and price limits: what decides whether a market trades, and down to which price. A file for each kind, and a line here.
//!
//! A guard knows its market and nobody who trades there. Orders of a halted market wait with whoever placed them, so that none is
//! lost, and the first netted fill afterwards is the reopening auction. Sources: CME rule book (price limits, dynamic circuit
//! breakers), the market-wide breakers of the United States (Rule 7.12 and its like), the Plan to Address Extraordinary Market
//! Volatility (limit up-limit down).

mod breaker;
mod dynamic;
mod hours;
mod luld;
mod price_limit;

use super::oracle::is_due;
use crate::error::{quote, show};
use crate::log::{ColumnSpec, EventSpec, Log, STOCK, described};
use crate::scenario::declare::{field, number, range, yes};
use crate::scenario::node::{Build, Node};
use crate::scenario::schema::{Field, Kind, List, join};
use crate::scenario::spec::kinds;
use std::sync::Arc;

/// A price this close to a bound is at it, relative: what a fill that is cut there leaves is rounding.
const AT: f64 = 1e-12;

/// Whether a price is at a lower bound or below it.
#[must_use]
pub fn is_at_floor(price: f64, floor: f64) -> bool {
    floor > 0.0 && price <= floor * (1.0 + AT)
}

/// Whether a price is at an upper bound or above it.
#[must_use]
pub fn is_at_ceiling(price: f64, ceiling: f64) -> bool {
    ceiling < f64::INFINITY && price >= ceiling * (1.0 - AT)
}

/// Within which prices a market trades in a step, quote per base: 0 and infinity where nothing bounds it.
pub type Bounds = [f64; 2];

/// No bounds.
pub const FREE: Bounds = [0.0, f64::INFINITY];

/// The narrower of two pairs of bounds.
fn narrower(bounds: Bounds, other: Bounds) -> Bounds {
    [bounds[0].max(other[0]), bounds[1].min(other[1])]
}

kinds! {
    /// Halts and price limits.
    pub static GUARD: Guard, "kind" => [] + mechanisms [
        price_limit::PRICE_LIMIT,
        breaker::BREAKER,
        luld::LULD,
        dynamic::DYNAMIC,
        hours::SESSION,
        hours::OUTAGE,
    ]
}

static GUARDS: List = List {
    item: Kind::Tagged(&GUARD.tagged),
    min: 0,
    max: 12,
};

/// The field of a market.
pub const GUARDS_FIELD: Field = field(
    "guards",
    Kind::List(&GUARDS),
    Some("[]"),
    "Halts and price limits; one of each kind, outages as many as there is room for.",
);

/// How much deeper than usual a market is in the one fill in which it opens again.
const AUCTION_DEPTH: Field = number(
    "auctionDepth",
    range(0.1, 100.0),
    Some("1"),
    "",
    "Depth of the one fill at reopening over the usual depth: auctions gather orders; assumed, 1: they do not.",
);

/// What the field means.
pub fn guards(node: &Node<'_>, build: &mut Build<'_>) -> Arc<[Guard]> {
    if cfg!(not(feature = "mechanisms")) {
        return Arc::new([]);
    }
    let mut seen: Vec<&str> = Vec::new();
    let mut built = Vec::new();
    for item in node.items_here() {
        let kind = item.text("kind");
        if kind != hours::OUTAGE.variant.name && seen.contains(&kind) {
            let message = format!("{} is a second {}", item.path, quote(kind));
            build.inconsistent_value(&join(&item.path, "kind"), kind, message);
        }
        seen.push(kind);
        let guard = GUARD.build(&item, build, &());
        if item.flag("enabled") {
            built.extend(guard);
        }
    }
    built.into()
}

/// A list of shares that must rise.
fn rising(node: &Node<'_>, list: &str, of: &str, values: &[f64], build: &mut Build<'_>) {
    for (index, pair) in values.windows(2).enumerate() {
        if pair[1] <= pair[0] {
            let entry = format!("{}[{}]", join(&node.path, list), index + 1);
            let [before, after] = [show(pair[0]), show(pair[1])];
            let path = join(&entry, of);
            let message = if of.is_empty() {
                format!("{entry} is {after} after {before}; limits must rise")
            } else {
                format!("{path} is {after} after {before}; falls must rise")
            };
            build.inconsistent(if of.is_empty() { &entry } else { &path }, message);
        }
    }
}

/// From what a fall is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reference {
    /// The price at the start of the run.
    Start,
    /// The last price at the previous close; before the first one the price at the start.
    Session,
}

/// The field that says so.
const REFERENCE: Field = field(
    "reference",
    Kind::Choice(&[
        yes("start", "The price at the start of the run."),
        yes(
            "session",
            "The last price at the previous close; before the first one the price at the start.",
        ),
    ]),
    Some("\"start\""),
    "From what price it is counted.",
);

fn reference(node: &Node<'_>, build: &mut Build<'_>) -> Reference {
    build.word(
        node,
        "reference",
        &[("start", Reference::Start), ("session", Reference::Session)],
    )
}

/// A guard as a scenario declares it.
#[derive(Debug, Clone, PartialEq)]
pub enum Guard {
    /// Prices beyond which nothing trades.
    PriceLimit(price_limit::Rule),
    /// Falls at which trading stops for a time.
    Breaker(breaker::Rule),
    /// Bands around a moving reference, and a pause for who stays at one.
    Luld(luld::Rule),
    /// A pause after a move within a moving window.
    Dynamic(dynamic::Rule),
    /// Hours in which a market is open.
    Session(hours::Session),
    /// A time in which it is down.
    Outage(hours::Outage),
}

/// What a guard sees of its market.
#[derive(Debug, Clone, Copy)]
pub struct Scene {
    /// Seconds since the start; 0 in an instant run.
    now_s: f64,
    /// Seconds since the session opened.
    session_s: f64,
    /// Last traded price, quote per base.
    last: f64,
    /// Price at the start of the run.
    start: f64,
    /// Last price at the previous close.
    close: f64,
    /// The market opens again in this step.
    is_reopening: bool,
    /// Orders could not be filled because of the lower bound, or of the upper one.
    held: [bool; 2],
    /// Bounds in force.
    bounds: Bounds,
}

impl Scene {
    fn reference(&self, of: Reference) -> f64 {
        match of {
            Reference::Start => self.start,
            Reference::Session => self.close,
        }
    }

    /// Whether the market stands at bounds of a guard: it has printed one, or orders wait because of it.
    fn at(&self, own: Bounds) -> [bool; 2] {
        [
            is_at_floor(self.last, own[0]) || (self.held[0] && own[0] >= self.bounds[0]),
            is_at_ceiling(self.last, own[1]) || (self.held[1] && own[1] <= self.bounds[1]),
        ]
    }
}

/// Trading stops.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Halt {
    /// Until then; infinity: until the next session opens, or the run ends.
    until_s: f64,
    /// Depth of the fill afterwards over the usual depth.
    auction_depth: f64,
}

/// What a guard remembers.
#[derive(Debug, Clone, PartialEq)]
enum Memory {
    PriceLimit(price_limit::Memory),
    Breaker(breaker::Memory),
    Luld(luld::Memory),
    Dynamic(dynamic::Memory),
    Nothing,
}

/// A guard in a run.
#[derive(Debug, Clone, PartialEq)]
struct Watch {
    halt: Option<Halt>,
    memory: Memory,
}

impl Watch {
    fn new(guard: &Guard, start: f64) -> Self {
        let memory = match guard {
            Guard::PriceLimit(_) => Memory::PriceLimit(price_limit::Memory::default()),
            Guard::Breaker(_) => Memory::Breaker(breaker::Memory::default()),
            Guard::Luld(_) => Memory::Luld(luld::Memory::new(start)),
            Guard::Dynamic(_) => Memory::Dynamic(dynamic::Memory::new(start)),
            Guard::Session(_) | Guard::Outage(_) => Memory::Nothing,
        };
        Self { halt: None, memory }
    }

    /// Bounds that it gives to a step, and whether a price outside them is printed as the bound.
    fn bounds(&self, guard: &Guard, scene: &Scene) -> (Bounds, bool) {
        match (guard, &self.memory) {
            (Guard::PriceLimit(rule), Memory::PriceLimit(memory)) => {
                (rule.bounds(memory, scene), true)
            }
            (Guard::Breaker(rule), Memory::Breaker(memory)) => (rule.bounds(memory, scene), false),
            (Guard::Luld(rule), Memory::Luld(memory)) => (rule.bounds(memory, scene), true),
            (Guard::Dynamic(rule), Memory::Dynamic(memory)) => (rule.bounds(memory, scene), true),
            _ => (FREE, true),
        }
    }

    /// What a step has done, once all have traded.
    fn after(&mut self, guard: &Guard, scene: &Scene) {
        let own = self.bounds(guard, scene).0;
        let halt = match (guard, &mut self.memory) {
            (Guard::PriceLimit(rule), Memory::PriceLimit(memory)) => {
                rule.after(memory, scene, own);
                None
            }
            (Guard::Breaker(rule), Memory::Breaker(memory)) => rule.after(memory, scene, own),
            (Guard::Luld(rule), Memory::Luld(memory)) => rule.after(memory, scene, own),
            (Guard::Dynamic(rule), Memory::Dynamic(memory)) => rule.after(memory, scene, own),
            _ => None,
        };
        self.halt = halt.or(self.halt);
    }

    /// A session opens: what is used up can be used again, and what stopped trading for the day does no more.
    fn open_session(&mut self) {
        match &mut self.memory {
            Memory::PriceLimit(memory) => *memory = price_limit::Memory::default(),
            Memory::Breaker(memory) => *memory = breaker::Memory::default(),
            Memory::Luld(_) | Memory::Dynamic(_) | Memory::Nothing => {}
        }
        if self.halt.is_some_and(|halt| halt.until_s == f64::INFINITY) {
            self.halt = None;
        }
    }
}

/// What is recorded of every market where one of them has a guard.
pub static COLUMNS: &[ColumnSpec] = &[
    ColumnSpec {
        name: "halted",
        unit: "",
        doc: described("0: the market trades, 1: it stands at a bound, 2: it is halted."),
        sort: STOCK,
    },
    ColumnSpec {
        name: "floorPrice",
        unit: "quote per base; 0: none",
        doc: described("Price below which nothing trades."),
        sort: STOCK,
    },
    ColumnSpec {
        name: "ceilingPrice",
        unit: "quote per base; 0: none",
        doc: described("Price above which nothing trades."),
        sort: STOCK,
    },
];

/// What can happen to a market with guards.
pub static EVENTS: &[&EventSpec] = &[
    &LIMIT_REACHED,
    &LIMIT_EXPANDED,
    &HALT,
    &REOPEN,
    &LIMIT_STATE,
    &PAUSE,
    &SESSION_CLOSE,
    &SESSION_OPEN,
];

static LIMIT_REACHED: EventSpec = EventSpec {
    name: "limitReached",
    label: "at its limit",
    doc: "Nothing trades beyond this price; what is left waits.",
};
static LIMIT_EXPANDED: EventSpec = EventSpec {
    name: "limitExpanded",
    label: "limit moved",
    doc: "The price has stood at its limit so long that the next one holds.",
};
static HALT: EventSpec = EventSpec {
    name: "halt",
    label: "trading halted",
    doc: "Nothing trades; orders wait.",
};
static REOPEN: EventSpec = EventSpec {
    name: "reopen",
    label: "open again",
    doc: "All orders that have waited trade at one price.",
};
static LIMIT_STATE: EventSpec = EventSpec {
    name: "limitState",
    label: "at the band",
    doc: "The price stands at its band: if it stays there trading pauses.",
};
static PAUSE: EventSpec = EventSpec {
    name: "pause",
    label: "trading paused",
    doc: "The price stayed at its band: nothing trades for some minutes.",
};
static SESSION_CLOSE: EventSpec = EventSpec {
    name: "sessionClose",
    label: "market closed",
    doc: "The day is over; orders wait for the next one.",
};
static SESSION_OPEN: EventSpec = EventSpec {
    name: "sessionOpen",
    label: "market opened",
    doc: "All orders that have waited trade at one price.",
};

/// What a market keeps of its guards: nothing in a build that has none, not even the code that copies them.
#[cfg(feature = "mechanisms")]
pub type Kept = Option<Box<Guards>>;
/// What a market keeps of its guards: nothing in a build that has none, not even the code that copies them.
#[cfg(not(feature = "mechanisms"))]
pub type Kept = Option<std::convert::Infallible>;

/// Guards before anything happens; `None`: there are none.
#[cfg(feature = "mechanisms")]
#[must_use]
pub fn kept(rules: &Arc<[Guard]>, start: f64) -> Kept {
    Guards::new(rules, start)
}

/// Guards before anything happens; `None`: there are none.
#[cfg(not(feature = "mechanisms"))]
#[must_use]
pub fn kept(_: &Arc<[Guard]>, _: f64) -> Kept {
    None
}

/// The guards of a market in a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Guards {
    rules: Arc<[Guard]>,
    watches: Vec<Watch>,
    start: f64,
    /// Last price at the previous close.
    close: f64,
    /// When the session opened, s.
    opened_s: f64,
    /// Time of the step, s.
    now_s: f64,
    is_reopening: bool,
    is_opening: bool,
    /// Nothing traded before this step.
    was_halted: bool,
    auction_depth: f64,
    /// Bounds in force, and those at which a price beyond is printed.
    bounds: Bounds,
    printed: Bounds,
    held: [bool; 2],
    /// Stops of trading so far, sessions apart.
    pub halts: u32,
    /// Time without trading so far, sessions apart, s.
    pub halted_s: f64,
    /// Time at a bound so far, s.
    pub limit_s: f64,
    last: f64,
}

impl Guards {
    /// Guards before anything happens; `None`: there are none.
    #[must_use]
    pub fn new(rules: &Arc<[Guard]>, start: f64) -> Option<Box<Self>> {
        if rules.is_empty() {
            return None;
        }
        let mut guards = Self {
            watches: rules.iter().map(|guard| Watch::new(guard, start)).collect(),
            rules: Arc::clone(rules),
            start,
            close: start,
            opened_s: 0.0,
            now_s: 0.0,
            is_reopening: false,
            is_opening: false,
            was_halted: false,
            auction_depth: 1.0,
            bounds: FREE,
            printed: FREE,
            held: [false; 2],
            halts: 0,
            halted_s: 0.0,
            limit_s: 0.0,
            last: start,
        };
        guards.stop_by_the_clock();
        guards.find_bounds();
        Some(Box::new(guards))
    }

    /// Nothing trades.
    #[must_use]
    pub fn is_halted(&self) -> bool {
        self.watches.iter().any(|watch| watch.halt.is_some())
    }

    fn is_halted_by(&self, is_it: impl Fn(&Guard) -> bool) -> bool {
        let mut watches = self.rules.iter().zip(&self.watches);
        watches.any(|(guard, watch)| watch.halt.is_some() && is_it(guard))
    }

    /// Nothing trades, and not only because the day is over.
    fn is_stopped(&self) -> bool {
        self.is_halted_by(|guard| !matches!(guard, Guard::Session(_)))
    }

    fn is_closed(&self) -> bool {
        self.is_halted_by(|guard| matches!(guard, Guard::Session(_)))
    }

    /// A last price stands at a bound, or orders wait because of one.
    fn is_held(&self, last: f64) -> bool {
        self.has_held()
            || is_at_floor(last, self.printed[0])
            || is_at_ceiling(last, self.printed[1])
    }

    /// Orders could not be filled because of a bound.
    #[must_use]
    pub fn has_held(&self) -> bool {
        self.held != [false; 2]
    }

    /// The market opens again in this step.
    #[must_use]
    pub fn is_reopening(&self) -> bool {
        self.is_reopening
    }

    /// Depth of this step's fill over the usual depth.
    #[must_use]
    pub fn gathered(&self) -> f64 {
        if self.is_reopening {
            self.auction_depth
        } else {
            1.0
        }
    }

    /// Bounds of this step's fills.
    #[must_use]
    pub fn bounds(&self) -> Bounds {
        self.bounds
    }

    /// A price as it is printed: at a bound that it is beyond.
    #[must_use]
    pub fn printed(&self, price: f64) -> f64 {
        price.max(self.printed[0]).min(self.printed[1])
    }

    fn scene(&self) -> Scene {
        Scene {
            now_s: self.now_s,
            session_s: self.now_s - self.opened_s,
            last: self.last,
            start: self.start,
            close: self.close,
            is_reopening: self.is_reopening,
            held: self.held,
            bounds: self.bounds,
        }
    }

    /// Begins a step: halts that are over end, and those that the clock brings begin. `now_s`: nothing where no time passes.
    pub fn begin(&mut self, now_s: Option<f64>, last: f64) {
        self.last = last;
        let was_halted = self.is_halted();
        self.was_halted = was_halted;
        self.is_opening = false;
        if let Some(now_s) = now_s {
            let passed_s = now_s - self.now_s;
            if self.is_stopped() {
                self.halted_s += passed_s;
            } else if !was_halted && self.is_held(last) {
                self.limit_s += passed_s;
            }
            self.now_s = now_s;
            self.end_halts();
            self.stop_by_the_clock();
        }
        self.held = [false; 2];
        self.is_reopening = was_halted && !self.is_halted();
        self.find_bounds();
    }

    fn end_halts(&mut self) {
        for place in 0..self.rules.len() {
            let Some(halt) = self.watches[place].halt else {
                continue;
            };
            if !is_due(self.now_s, halt.until_s) {
                continue;
            }
            self.watches[place].halt = None;
            self.auction_depth = halt.auction_depth;
            if matches!(self.rules[place], Guard::Session(_)) {
                self.is_opening = true;
                self.opened_s = halt.until_s;
                for watch in &mut self.watches {
                    watch.open_session();
                }
            }
        }
    }

    fn stop_by_the_clock(&mut self) {
        for (guard, watch) in self.rules.iter().zip(&mut self.watches) {
            let halt = match guard {
                Guard::Session(session) => session.closed(self.now_s),
                Guard::Outage(outage) => outage.down(self.now_s),
                _ => None,
            };
            let Some(halt) = halt else { continue };
            if watch.halt.is_none() {
                // What goes on without a trade is one stop.
                if matches!(guard, Guard::Session(_)) {
                    self.close = self.last;
                } else if !self.was_halted {
                    self.halts += 1;
                }
                watch.halt = Some(halt);
            }
        }
    }

    fn find_bounds(&mut self) {
        (self.bounds, self.printed) = (FREE, FREE);
        if self.is_halted() {
            return;
        }
        let scene = self.scene();
        for (guard, watch) in self.rules.iter().zip(&self.watches) {
            let (own, is_printed) = watch.bounds(guard, &scene);
            self.bounds = narrower(self.bounds, own);
            if is_printed {
                self.printed = narrower(self.printed, own);
            }
        }
    }

    /// Looks at where the outside has brought the price, before anybody trades: a level that it has passed halts at once.
    pub fn before(&mut self, last: f64) {
        self.last = last;
        if self.is_halted() {
            return;
        }
        let scene = self.scene();
        for (guard, watch) in self.rules.iter().zip(&mut self.watches) {
            if let (Guard::Breaker(rule), Memory::Breaker(memory)) = (guard, &mut watch.memory) {
                let own = rule.bounds(memory, &scene);
                watch.halt = rule.after(memory, &scene, own);
            }
        }
        self.halts += u32::from(self.is_stopped() && !self.was_halted);
    }

    /// Nothing bounds who sells (buys) in this step.
    #[must_use]
    pub fn is_free(&self, is_sale: bool) -> bool {
        if is_sale {
            self.bounds[0] == 0.0
        } else {
            self.bounds[1] == f64::INFINITY
        }
    }

    /// All orders of a step could be filled.
    pub fn release(&mut self) {
        self.held = [false; 2];
    }

    /// Orders could not be filled because of a bound: who sells, because of the lower one.
    pub fn hold(&mut self, is_sale: bool) {
        self.held[usize::from(!is_sale)] = true;
    }

    /// Looks at what has been traded: a fill may have reached a level or a bound.
    pub fn after(&mut self, last: f64) {
        self.last = last;
        if self.is_halted() {
            return;
        }
        let scene = self.scene();
        for (guard, watch) in self.rules.iter().zip(&mut self.watches) {
            watch.after(guard, &scene);
        }
        self.halts += u32::from(self.is_stopped());
    }

    /// Its columns, in the order in which they are declared.
    #[must_use]
    pub fn record(&self, last: f64) -> [f64; 3] {
        let [floor, ceiling] = self.bounds;
        let state = if self.is_halted() {
            2.0
        } else {
            f64::from(u8::from(self.is_held(last)))
        };
        [
            state,
            floor,
            if ceiling < f64::INFINITY {
                ceiling
            } else {
                0.0
            },
        ]
    }

    /// Names what happens to the market.
    pub fn note(&self, log: &mut Log, market: usize) {
        let scene = self.scene();
        let (mut is_limit, mut is_expanded, mut is_band, mut is_paused, mut is_halted) =
            (false, false, false, false, false);
        for (guard, watch) in self.rules.iter().zip(&self.watches) {
            let is_stopped = watch.halt.is_some();
            match (guard, &watch.memory) {
                (Guard::PriceLimit(rule), Memory::PriceLimit(memory)) => {
                    // A shock may end there before anybody has traded.
                    let is_there = scene.at(rule.bounds(memory, &scene)) != [false; 2];
                    is_limit |= memory.is_at() || is_there && !self.is_halted();
                    is_expanded |= memory.is_expanded;
                }
                (_, Memory::Luld(memory)) => {
                    is_band |= memory.is_at() && !is_stopped;
                    is_paused |= is_stopped;
                }
                (Guard::Session(_), _) => {}
                _ => is_halted |= is_stopped,
            }
        }
        let is_closed = self.is_closed();
        log.note(&SESSION_OPEN, market, self.is_opening && !self.is_halted());
        log.note(
            &REOPEN,
            market,
            scene.is_reopening && !self.is_opening && !self.is_halted(),
        );
        log.note(&LIMIT_REACHED, market, is_limit);
        log.note(&LIMIT_EXPANDED, market, is_expanded);
        log.note(&LIMIT_STATE, market, is_band);
        log.note(&PAUSE, market, is_paused);
        log.note(&HALT, market, is_halted);
        log.note(&SESSION_CLOSE, market, is_closed);
    }
}
