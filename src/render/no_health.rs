//! What [`health`](super) is where no run has loans: nothing, so that the page's first engine has none of it.

use super::geometry::Geometry;
use super::layout::Layout;
use super::pen::Pen;
use super::scene::Scene;
use crate::trace::Trace;

/// No debt.
#[derive(Debug, Clone)]
pub(super) struct Health;

impl Health {
    pub(super) fn new(_: &Trace) -> Self {
        Self
    }

    pub(super) fn is_there(&self) -> bool {
        false
    }

    pub(super) fn full(&self) -> f64 {
        0.0
    }
}

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

pub(super) fn paint(_: &Scene<'_>, area: &Area, _: &mut dyn Pen) {
    match *area {}
}
