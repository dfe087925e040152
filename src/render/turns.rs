//! Turns of a run that prices and volumes do not show: the fund is empty, winners are closed, the book is half as deep.

use crate::log::{Event, EventSpec};
use crate::trace::Trace;

/// A turn, its row, and the market where there are several.
#[derive(Debug, Clone)]
pub(super) struct Turn {
    pub(super) row: usize,
    pub(super) spec: &'static EventSpec,
    pub(super) market: Option<String>,
}

/// What happened for the first time, in the order of the run: in a market, or in each of several, which share the strip.
pub(super) fn first(trace: &Trace, market: usize) -> Vec<Turn> {
    let are_several = trace.markets.len() > 1;
    let mut found: Vec<&Event> = Vec::new();
    for event in &trace.events {
        let is_known =
            |other: &&Event| std::ptr::eq(other.spec, event.spec) && other.market == event.market;
        if (are_several || event.market == market) && !found.iter().any(is_known) {
            found.push(event);
        }
    }
    let turn = |event: &Event| Turn {
        row: event.row,
        spec: event.spec,
        market: are_several.then(|| trace.markets[event.market].id.clone()),
    };
    found.into_iter().map(turn).collect()
}

/// How many moments there are to be named: events of one row share a name.
pub(super) fn moments(events: &[Turn]) -> usize {
    events
        .iter()
        .zip(events.iter().skip(1))
        .fold(usize::from(!events.is_empty()), |count, (one, next)| {
            count + usize::from(one.row != next.row)
        })
}
