//! Debt by health, painted as far as the playhead has come.

use super::health_area::{Area, colours, stripes};
use super::pen::Pen;
use super::raster::{Rect, to_px};
use super::scene::Scene;

/// Where a band is not as high as this, CSS pixels, no seam parts it from the next one.
const SEAMED: f64 = 4.0;

/// The bands one over the other, the sickest at the foot, as far as the playhead has come.
pub(super) fn paint(scene: &Scene<'_>, area: &Area, pen: &mut dyn Pen) {
    let layout = &scene.picture.layout;
    let place = scene.picture.bar_area;
    let (seam, seamed) = (layout.css(1.0), layout.css(SEAMED));
    let left = layout.main.x0;
    let known = usize::try_from(to_px(scene.head.x) - left).unwrap_or(0);
    let tops = &area.tops[..known.min(area.tops.len())];
    let mut floors = vec![place.y1; tops.len()];
    for (part, colour) in colours(scene.theme).into_iter().enumerate() {
        let mut from = 0;
        while from < tops.len() {
            let (top, floor) = (tops[from][part], floors[from]);
            let is_alike = |&at: &usize| (tops[at][part], floors[at]) == (top, floor);
            let to = (from..tops.len()).take_while(is_alike).count() + from;
            let column = |at: usize| left + i32::try_from(at).unwrap_or(0);
            let rect = Rect::new(column(from), top, column(to), floor);
            if part == 0 {
                stripes(rect, layout, colour, &mut |rect, colour, alpha| {
                    pen.blend_rect(rect, colour, alpha);
                });
            } else if top < floor {
                pen.fill_rect(rect, colour);
                if floor < place.y1 && floor - top >= seamed {
                    let line = Rect::new(rect.x0, floor - seam, rect.x1, floor);
                    pen.fill_rect(line, scene.theme.background);
                }
            }
            floors[from..to].fill(top);
            from = to;
        }
    }
}
