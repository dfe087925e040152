//! A moment of a picture.

use super::geometry::{Head, Record};
use super::prepared::Prepared;
use super::raster::to_px;
use super::theme::Theme;

/// What every layer may look at.
pub(super) struct Scene<'a> {
    pub(super) record: &'a Record,
    pub(super) picture: &'a Prepared,
    pub(super) theme: &'a Theme,
    pub(super) head: Head,
}

impl Scene<'_> {
    /// Pixel column up to which the price has eaten bands. Before the shock it has eaten none, even where a clock shows
    /// the shock in the same column as the start.
    pub(super) fn eaten_until(&self) -> i32 {
        let start = self.picture.geometry.x.first().copied();
        if self.head.row < 1 && start.is_none_or(|start| self.head.x <= start) {
            return i32::MIN;
        }
        to_px(self.head.x)
    }
}
