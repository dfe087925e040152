//! What [`public`](super) is where nobody looks: nothing, so that the page's first engine has none of it.

use super::layout::Layout;
use crate::trace::Trace;

/// None are said.
#[derive(Debug, Clone, Default)]
pub(super) struct PublicWords {}

/// Nothing is believed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Public;

#[allow(clippy::unused_self, reason = "other builds look")]
impl Public {
    pub(super) const fn new(_: &Trace, _: usize) -> Self {
        Self
    }

    pub(super) const fn flags_alarm(self) -> bool {
        false
    }

    pub(super) const fn height(self, _: &Layout) -> i32 {
        0
    }
}
