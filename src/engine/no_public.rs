//! What [`public`](super) is where nobody looks: nothing, so that the page's first engine has none of it.

use super::Engine;
use crate::log::Log;
use crate::population::crowd::Crowd;
use crate::scenario::model::ValidScenario;
use crate::trace::{AlarmTrace, PublicView};
use std::sync::Arc;

/// There is none.
#[derive(Debug, Clone)]
pub enum Sight {}

pub(super) const fn sights(_: &ValidScenario, _: &[[&Crowd; 2]]) -> Option<Vec<Sight>> {
    None
}

/// Nothing is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Public;

impl Public {
    pub(super) const fn new(_: &ValidScenario) -> Self {
        Self
    }
}

#[allow(clippy::unused_self, reason = "other builds look")]
impl Engine<'_> {
    /// Nobody asks.
    #[must_use]
    pub const fn public_ratio(&self, _market: usize) -> Option<f64> {
        None
    }

    pub(super) const fn public_view(&self, _market: usize) -> Option<Arc<PublicView>> {
        None
    }

    pub(super) const fn alarms(&self) -> Vec<AlarmTrace> {
        Vec::new()
    }

    pub(super) const fn note_alarms(&self, _market: usize, _log: &mut Log) {}

    pub(super) const fn inform(&mut self) {}
}
