//! The bands as the public believes them to be, in the place of those that are.

use super::colour::Rgb;
use super::geometry::{Geometry, Record};
use super::heat::Heat;
use super::layout::Layout;
use super::pen::Pen;
use super::public::{Public, PublicWords};
use super::raster::{Raster, Rect, to_px};
use crate::population::crowd::Side;

/// How far the ground covers a band between the stripes of what is only believed.
pub(super) const VEIL: u8 = 165;

/// Width of the ground between two stripes, and from one stripe to the next, CSS pixels.
const STRIPES: (f64, f64) = (4.0, 8.0);

/// Opacity of the bar of what is only believed, and that of its stripes over it.
const BAR: (u8, u8) = (70, 170);

/// What the public believes to wait, in the place of what does, as bright as so much would be; `None`: what is there is shown.
pub(super) fn believed(
    public: &Public,
    words: &PublicWords,
    truth: &Heat,
    record: &Record,
    (geometry, layout): (&Geometry, &Layout),
) -> Option<Heat> {
    let view = public.view.as_ref().filter(|_| words.is_shown)?;
    let [longs, shorts] = &view.believed;
    let mut heat = truth.clone();
    heat.count(record, [longs, shorts], geometry, layout);
    heat.light();
    // What was closed still counts for a while.
    if view.delay_s > 0.0 {
        for column in &mut heat.consumed_x {
            *column = later(*column, view.delay_s, record, geometry);
        }
    }
    Some(heat)
}

/// Base that the public believes to wait between two prices.
pub(super) fn between(record: &Record, side: Side, near: f64, far: f64) -> f64 {
    let Some(view) = &record.public.view else {
        return 0.0;
    };
    let (crowd, sums) = match side {
        Side::Long => (&record.longs, &view.believed[0]),
        Side::Short => (&record.shorts, &view.believed[1]),
    };
    let (first, last) = (crowd.reached_beyond(near), crowd.reached(far, 0));
    sums[last.max(first)] - sums[first]
}

/// The last row of which the public knows what was closed.
pub(super) fn known_row(record: &Record, row: usize) -> usize {
    let delay_s = record.public.view.as_ref().map_or(0.0, |view| view.delay_s);
    let until = record.time_s[row] - delay_s;
    let known = record.time_s[..=row].partition_point(|&time_s| time_s <= until);
    known.saturating_sub(1)
}

/// Where a column of the picture is so much later; beyond its end nowhere.
fn later(column: i32, delay_s: f64, record: &Record, geometry: &Geometry) -> i32 {
    if column == i32::MAX {
        return column;
    }
    let (row, share) = geometry.row_at(f64::from(column));
    let time_s = &record.time_s;
    let next = (row + 1).min(time_s.len() - 1);
    let wanted = time_s[row] + (time_s[next] - time_s[row]) * share + delay_s;
    let after = time_s.partition_point(|&time_s| time_s <= wanted);
    let (Some(&to), Some(before)) = (time_s.get(after), after.checked_sub(1)) else {
        return i32::MAX;
    };
    let share = (wanted - time_s[before]) / (to - time_s[before]);
    let x = &geometry.x;
    to_px(x[before] + (x[after] - x[before]) * share)
}

/// Width of the ground between two stripes and the distance of these, device pixels.
pub(super) fn stripes(layout: &Layout) -> (i32, i32) {
    (layout.css(STRIPES.0), layout.css(STRIPES.1))
}

/// The parts of a rectangle in which the ground lies over what is only believed, or the stripes between them. Both fall to the
/// right: x - y is constant along them. What the price has eaten has lines that rise. `line`: rows that are painted as one.
fn falling(
    rect: Rect,
    layout: &Layout,
    (is_ground, line): (bool, i32),
    paint: &mut dyn FnMut(Rect),
) {
    let (ground, period) = stripes(layout);
    let (begin, width) = if is_ground {
        (0, ground)
    } else {
        (ground, period - ground)
    };
    let mut y = rect.y0;
    while y < rect.y1 {
        let mut x = rect.x0 - (rect.x0 - y - begin).rem_euclid(period);
        while x < rect.x1 {
            let part = Rect::new(x, y, x + width, y + line).intersection(rect);
            if !part.is_empty() {
                paint(part);
            }
            x += period;
        }
        y += line;
    }
}

/// Over the bands of a whole plot.
pub(super) fn veil_ground(layout: &Layout, background: Rgb, ground: &mut Raster) {
    falling(layout.main, layout, (true, 1), &mut |part| {
        ground.blend_rect(part, background, VEIL);
    });
}

/// A bar beside the plot.
pub(super) fn paint_bar(bar: Rect, layout: &Layout, colour: Rgb, pen: &mut dyn Pen) {
    pen.blend_rect(bar, colour, BAR.0);
    falling(bar, layout, (false, bar.height()), &mut |part| {
        pen.blend_rect(part, colour, BAR.1);
    });
}

/// What stands before the title.
pub(super) fn swatch(
    rect: Rect,
    layout: &Layout,
    colour: Rgb,
    paint: &mut dyn FnMut(Rect, Rgb, u8),
) {
    paint(rect, colour, 255 - VEIL);
    falling(rect, layout, (false, 1), &mut |part| {
        paint(part, colour, 255)
    });
}
