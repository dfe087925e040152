//! What [`health_area`](super) is where no run has loans: nothing.

use super::geometry::Geometry;
use super::health::Health;
use super::layout::Layout;

/// There is none.
#[derive(Debug, Clone)]
pub(super) enum Area {}

impl Area {
    pub(super) fn new(
        _: &Health,
        _: &Geometry,
        _: &Layout,
        _: &dyn Fn(f64) -> f64,
    ) -> Option<Self> {
        None
    }
}
