//! Turns of a run that prices and volumes do not show. Whoever they happen to names them; the record keeps them, and nobody
//! guesses them from columns afterwards.

/// A kind of turn, declared beside whoever it happens to.
#[derive(Debug, PartialEq, Eq)]
pub struct EventSpec {
    /// Its name in files and JavaScript.
    pub name: &'static str,
    /// What the figure calls it.
    pub label: &'static str,
    /// What it says.
    pub doc: &'static str,
}

/// A turn of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Event {
    /// What happened.
    pub spec: &'static EventSpec,
    /// Index of the market.
    pub market: usize,
    /// Index of the source that it happened to; `None`: to the market itself.
    pub source: Option<usize>,
    /// Row of the record after which it is so.
    pub row: usize,
}

/// A column of numbers: one entry per row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ColumnSpec {
    /// Its name in files, tables and JavaScript.
    pub name: &'static str,
    /// Its unit; empty where it has none.
    pub unit: &'static str,
    /// What it says.
    pub doc: &'static str,
    /// What its numbers are.
    pub sort: Sort,
}

/// What the numbers of a column are, and of whose trades they tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// What is so in a row; of several sources the sum.
    Stock,
    /// The same; of several the largest.
    Largest,
    /// What is held by whoever trades and is not closed by force.
    Held,
    /// A sum since the start.
    Flow,
    /// Quote that was traded by those who are not closed by force: a sum since the start.
    Dealt,
    /// Base or quote that was sold by those who are closed by force and hold no leveraged positions: a sum since the start.
    ForcedSale,
    /// The same, bought.
    ForcedPurchase,
}

impl ColumnSpec {
    /// A sum since the start.
    #[must_use]
    pub const fn is_flow(&self) -> bool {
        match self.sort {
            Sort::Stock | Sort::Largest | Sort::Held => false,
            Sort::Flow | Sort::Dealt | Sort::ForcedSale | Sort::ForcedPurchase => true,
        }
    }

    /// Of whose trades it tells, besides leveraged positions: `free`, or `forced`.
    #[must_use]
    pub const fn trader(&self) -> Option<&'static str> {
        match self.sort {
            Sort::Stock | Sort::Largest | Sort::Flow => None,
            Sort::Held | Sort::Dealt => Some("free"),
            Sort::ForcedSale | Sort::ForcedPurchase => Some("forced"),
        }
    }
}

/// Words for whoever reads columns in a program of their own: the page's engine shows none of them.
pub const fn described(words: &'static str) -> &'static str {
    if cfg!(all(target_arch = "wasm32", not(feature = "complete"))) {
        ""
    } else {
        words
    }
}

/// Is as it is in a row.
pub const STOCK: Sort = Sort::Stock;
/// A sum since the start.
pub const FLOW: Sort = Sort::Flow;

/// Something that is so, or is not.
#[derive(Debug, Clone, Copy)]
struct Watched {
    spec: &'static EventSpec,
    market: usize,
    source: Option<usize>,
    is_so: bool,
}

/// Keeps the turns of a run, row by row.
#[derive(Debug, Clone, Default)]
pub struct Log {
    events: Vec<Event>,
    watched: Vec<Watched>,
    row: usize,
    source: Option<usize>,
}

impl Log {
    /// What comes now is of this row, and of this source (`None`: of the markets themselves).
    pub fn look_at(&mut self, row: usize, source: Option<usize>) {
        (self.row, self.source) = (row, source);
    }

    /// Says whether something is so in a market: an event whenever it was not so before.
    pub fn note(&mut self, spec: &'static EventSpec, market: usize, is_so: bool) {
        let is_same = |one: &&mut Watched| {
            std::ptr::eq(one.spec, spec) && one.market == market && one.source == self.source
        };
        let before = match self.watched.iter_mut().find(is_same) {
            Some(one) => std::mem::replace(&mut one.is_so, is_so),
            None => {
                self.watched.push(Watched {
                    spec,
                    market,
                    source: self.source,
                    is_so,
                });
                false
            }
        };
        if is_so && !before {
            self.events.push(Event {
                spec,
                market,
                source: self.source,
                row: self.row,
            });
        }
    }

    /// Every turn, in the order of the run.
    #[must_use]
    pub fn events(self) -> Vec<Event> {
        self.events
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static HALTED: EventSpec = EventSpec {
        name: "halted",
        label: "halted",
        doc: "Nothing trades.",
    };

    #[test]
    fn what_goes_on_is_one_event_and_what_comes_back_another() {
        let mut log = Log::default();
        for (row, is_so) in [false, true, true, false, true].into_iter().enumerate() {
            log.look_at(row, None);
            log.note(&HALTED, 0, is_so);
            log.look_at(row, Some(3));
            log.note(&HALTED, 0, row == 4);
        }
        let found: Vec<_> = log
            .events()
            .iter()
            .map(|event| (event.row, event.source))
            .collect();
        assert_eq!(found, [(1, None), (4, None), (4, Some(3))]);
    }
}
