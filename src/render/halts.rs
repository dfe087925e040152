//! Times without trading, hatched, and the prices beyond which nothing trades.

use super::geometry::Record;
use super::pen::Pen;
use super::raster::{Rect, to_px};
use super::scene::Scene;

/// Opacity of the ground of a halt, and of its lines.
const GROUND: u8 = 14;
const LINES: u8 = 31;

/// Hatching from halt to reopening, as far as the playhead has come.
pub(super) fn paint(scene: &Scene<'_>, pen: &mut dyn Pen) {
    let stops = &scene.record.stops;
    let layout = &scene.picture.layout;
    let main = layout.main;
    let x = &scene.picture.geometry.x;
    let clip = pen.clip();
    let colour = scene
        .theme
        .background
        .mixed(scene.theme.foreground, 2 * LINES);
    for (from, to) in stops.spans() {
        let (Some(&from), Some(&to)) = (x.get(from), x.get(to)) else {
            continue;
        };
        let span = Rect::new(to_px(from), main.y0, to_px(to.min(scene.head.x)), main.y1);
        let cut = clip.intersection(main).intersection(span);
        if cut.is_empty() {
            continue;
        }
        pen.set_clip(cut);
        pen.blend_rect(span, scene.theme.foreground, GROUND);
        // Lines rising to the right, of the whole picture: x + y is constant along them, wherever a halt begins.
        let period = layout.css(9.0);
        // A line beside the corner of what is painted anew reaches into it.
        let mut at = cut.x0 + cut.y0 - (cut.x0 + cut.y0).rem_euclid(period) - period;
        while at < cut.x1 + cut.y1 + period {
            let (low, high) = (f64::from(main.y1), f64::from(main.y0));
            let at_y = |y: f64| (f64::from(at) - y, y);
            pen.segment(at_y(low), at_y(high), layout.size.scale, colour);
            at += period;
        }
        pen.set_clip(clip);
    }
    bounds(scene, pen);
}

/// Prices beyond which nothing trades, step by step.
fn bounds(scene: &Scene<'_>, pen: &mut dyn Pen) {
    let layout = &scene.picture.layout;
    let geometry = &scene.picture.geometry;
    let main = layout.main;
    let line = layout.css(1.0);
    for prices in &scene.record.stops.bounds {
        let mut row = 1;
        while row < prices.len().min(geometry.x.len()) {
            let (from, price) = (row - 1, prices[row]);
            while row < prices.len() && prices[row] == price {
                row += 1;
            }
            let (Some(&left), Some(&right)) = (geometry.x.get(from), geometry.x.get(row - 1))
            else {
                continue;
            };
            if price <= 0.0 {
                continue;
            }
            let y = to_px(geometry.y(price));
            let end = to_px(right.min(scene.head.x));
            let (mut at, dash) = (to_px(left), layout.css(4.0));
            while at < end && y >= main.y0 && y < main.y1 {
                let rect = Rect::new(at, y, (at + dash).min(end), y + line);
                pen.blend_rect(rect.intersection(main), scene.theme.foreground, 120);
                at += 2 * dash;
            }
        }
    }
}

/// Whether anything of it is to be seen.
pub(super) fn is_there(record: &Record) -> bool {
    !record.stops.halted.is_empty()
}
