//! Where turns of the run are marked: on the row of words over the bars.

use super::geometry::Geometry;
use super::layout::Layout;
use super::raster::{Rect, to_px};
use super::turns::Turn;

/// Half the width of a diamond with the air around it, CSS pixels.
pub(super) const REACH_CSS: f64 = 5.0;

/// `true` when a diamond stands in `rect`, or too close to it.
pub(super) fn is_met(events: &[Turn], layout: &Layout, geometry: &Geometry, rect: Rect) -> bool {
    let air = layout.css(2.0 * REACH_CSS);
    events
        .iter()
        .filter_map(|turn| place(layout, geometry, turn.row))
        .map(|(x, y)| Rect::new(to_px(x), to_px(y), to_px(x), to_px(y)).grown(air))
        .any(|diamond| !diamond.intersection(rect).is_empty())
}

/// Where the events of a row stand: on the row of words over the bars.
pub(super) fn place(layout: &Layout, geometry: &Geometry, row: usize) -> Option<(f64, f64)> {
    let strip = layout.strip?;
    let x = geometry.x.get(row).copied()?;
    let is_in_sight = x >= f64::from(strip.x0) && x <= f64::from(strip.x1);
    is_in_sight.then(|| (x, layout.strip_line(strip, 0.0)))
}
