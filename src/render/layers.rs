//! What moves with the playhead, layer by layer.

use super::events;
use super::halts;
#[cfg(feature = "mechanisms")]
use super::health_paint;
use super::pen::Pen;
use super::prepared::bar_top;
use super::profile::Profile;
use super::raster::{Raster, Rect, to_px};
use super::scene::Scene;
use super::waiting;
#[cfg(feature = "mechanisms")]
use super::{public_bands, public_flags};
use crate::population::crowd::Side;

type Layer = fn(&Scene<'_>, &mut dyn Pen);

/// Opacity of the area between the price and the price without forced selling.
pub(super) const GAP_OPACITY: u8 = 46;

/// Closer to the price than this, in CSS pixels, an oracle believes the price.
const APART: f64 = 4.0;

/// Width, dash and gap of the line of an index, CSS pixels: finer than that of the price without forced trades.
pub(super) const INDEX_DASHES: [f64; 3] = [1.5, 3.0, 2.5];

/// Opacity of what dims the ground under words.
pub(super) const DIM: u8 = 120;

/// Where a layer may paint when a window cuts through what it shows.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Place {
    /// The plot of prices.
    Plot,
    /// The bars below it.
    Strip,
    /// Anywhere: it keeps to its place by itself.
    Anywhere,
}

/// From the bottom to the top; below all of them lie what is hollow and the gap.
const LAYERS: [(Layer, Place); 14] = [
    (grid, Place::Anywhere),
    (halts, Place::Plot),
    (flags, Place::Plot),
    (profile, Place::Anywhere),
    (strip, Place::Strip),
    (events::paint, Place::Strip),
    (counterfactual, Place::Plot),
    (index, Place::Plot),
    (oracle, Place::Plot),
    (ghost, Place::Plot),
    (price, Place::Plot),
    (marks, Place::Plot),
    (dot, Place::Plot),
    (tag, Place::Anywhere),
];

/// Paints all layers inside the clip of the raster.
pub(super) fn paint(scene: &Scene<'_>, raster: &mut Raster) {
    let clip = raster.clip();
    let cut = clip.intersection(scene.picture.layout.main);
    if !cut.is_empty() {
        raster.set_clip(cut);
        hollow(scene, raster);
        waiting_of_others(scene, raster);
        gap(scene, raster);
        raster.set_clip(clip);
    }
    paint_over(scene, raster);
}

/// What lies over the bands and the gap.
pub(super) fn paint_over(scene: &Scene<'_>, pen: &mut dyn Pen) {
    let clip = pen.clip();
    let layout = &scene.picture.layout;
    let is_whole = scene.picture.geometry.view.is_whole();
    for (layer, place) in LAYERS {
        let cut = match place {
            Place::Plot if !is_whole => clip.intersection(layout.main),
            Place::Strip if !is_whole => clip.intersection(layout.strip.unwrap_or_default()),
            _ => clip,
        };
        if !cut.is_empty() {
            pen.set_clip(cut);
            layer(scene, pen);
        }
    }
    pen.set_clip(clip);
}

/// Bands that the price has eaten: outlined by hatching, never erased.
fn hollow(scene: &Scene<'_>, raster: &mut Raster) {
    let picture = scene.picture;
    let main = picture.layout.main;
    let head_x = scene.eaten_until();
    let line = picture.layout.css(1.0);
    let period = picture.layout.css(6.0);
    let rows = (main.y0..main.y1)
        .zip(&picture.heat.consumed_x)
        .zip(&picture.inks);
    for ((y, &column), ink) in rows {
        if column > head_x || y < raster.clip().y0 || y >= raster.clip().y1 {
            continue;
        }
        let from = column.max(main.x0).max(raster.clip().x0);
        raster.fill_span(from, main.x1, y, ink.hollow);
        if ink.hatch == ink.hollow {
            continue;
        }
        // Lines rising to the right: x + y is constant along them.
        let mut x = from - (from + y).rem_euclid(period);
        while x < main.x1 {
            raster.fill_span(x.max(from), (x + line).min(main.x1), y, ink.hatch);
            x += period;
        }
    }
}

/// Dashes of what waits, faint where the price has been; words on the ground stay free of them.
fn waiting_of_others(scene: &Scene<'_>, raster: &mut Raster) {
    let layout = &scene.picture.layout;
    let (main, clip) = (layout.main, raster.clip());
    let head_x = scene.eaten_until();
    for band in &scene.picture.bands {
        let (dash, period) = waiting::pattern(band.hue, layout);
        let colour = scene.theme.kind(band.hue);
        let rows = (main.y0..main.y1).zip(&band.opacity).zip(&band.consumed_x);
        for ((y, &opacity), &column) in rows {
            if opacity == 0 || y < clip.y0 || y >= clip.y1 {
                continue;
            }
            let end = if column <= head_x {
                column.clamp(main.x0, main.x1)
            } else {
                main.x1
            };
            let mut x = main.x0;
            while x < main.x1 {
                let to = (x + dash).min(main.x1);
                raster.blend_span(x, to.min(end), y, colour, opacity);
                raster.blend_span(x.max(end), to, y, colour, waiting::eaten(opacity));
                x += period;
            }
        }
    }
    if !scene.picture.bands.is_empty() {
        let in_plot = |rect: &Rect| rect.intersection(main) == *rect;
        let patches = scene.picture.patches.iter();
        for &(rect, colour, alpha) in patches.filter(|(rect, ..)| in_plot(rect)) {
            raster.blend_rect(rect, colour, alpha);
        }
    }
}

/// The area between the price and the price without forced selling.
fn gap(scene: &Scene<'_>, raster: &mut Raster) {
    /// Columns handled together, so that memory is walked row by row.
    const BLOCK: usize = 16;
    let picture = scene.picture;
    let main = picture.layout.main;
    let Some(&shocked_x) = picture.geometry.x.get(1) else {
        return;
    };
    let from = to_px(shocked_x).max(raster.clip().x0).max(main.x0);
    let to = to_px(scene.head.x).min(raster.clip().x1).min(main.x1);
    let mut x = from;
    while x < to {
        let count = ((to - x) as usize).min(BLOCK);
        let first = (x - main.x0) as usize;
        let mut spans = [(i32::MAX, i32::MIN); BLOCK];
        let (mut top, mut bottom) = (i32::MAX, i32::MIN);
        for (offset, span) in spans.iter_mut().enumerate().take(count) {
            let a = to_px(picture.price_y[first + offset]);
            let b = to_px(picture.counterfactual_y[first + offset]);
            *span = (a.min(b), a.max(b));
            top = top.min(span.0);
            bottom = bottom.max(span.1);
        }
        for y in top.max(main.y0)..bottom.min(main.y1) {
            let mut offset = 0;
            while offset < count {
                let is_inside = |span: (i32, i32)| y >= span.0 && y < span.1;
                if !is_inside(spans[offset]) {
                    offset += 1;
                    continue;
                }
                let start = offset;
                while offset < count && is_inside(spans[offset]) {
                    offset += 1;
                }
                #[allow(
                    clippy::cast_possible_truncation,
                    clippy::cast_possible_wrap,
                    reason = "at most BLOCK"
                )]
                let (left, right) = (x + start as i32, x + offset as i32);
                raster.blend_span(left, right, y, scene.theme.gap, GAP_OPACITY);
            }
        }
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_possible_wrap,
            reason = "at most BLOCK"
        )]
        let step = count as i32;
        x += step;
    }
}

/// Halts and bounds, where a market has any.
fn halts(scene: &Scene<'_>, pen: &mut dyn Pen) {
    if cfg!(feature = "mechanisms") && halts::is_there(scene.record) {
        halts::paint(scene, pen);
    }
}

/// An alarm, and what it warns of, where a run has one.
#[cfg_attr(
    not(feature = "mechanisms"),
    allow(unused_variables, reason = "no run has one there")
)]
fn flags(scene: &Scene<'_>, pen: &mut dyn Pen) {
    #[cfg(feature = "mechanisms")]
    public_flags::paint(scene, pen);
}

fn grid(scene: &Scene<'_>, pen: &mut dyn Pen) {
    for line in &scene.picture.grid {
        pen.blend_rect(line.rect, line.colour, line.alpha);
    }
}

/// Bars: waiting liquidations, hollow when consumed. Outline: the book, filled where it was eaten.
fn profile(scene: &Scene<'_>, pen: &mut dyn Pen) {
    let picture = scene.picture;
    let Some(area) = picture.layout.profile else {
        return;
    };
    let theme = scene.theme;
    let line = picture.layout.css(1.0);
    let width = f64::from(area.width());
    let length = |amount: f64| {
        let share = (amount / picture.profile.full).clamp(0.0, 1.0);
        to_px(share * width)
    };
    let head_x = scene.eaten_until();
    let mut last: Option<i32> = None;
    for step in &picture.profile.steps {
        let row = ((step.y0 + step.y1) / 2 - area.y0) as usize;
        let (Some(&column), Some(&side)) =
            (picture.heat.consumed_x.get(row), picture.heat.side.get(row))
        else {
            continue;
        };
        let colour = match side {
            Side::Long => theme.long,
            Side::Short => theme.short,
        };
        let end = area.x0 + length(step.waiting);
        if step.waiting <= 0.0 {
            last = None;
            continue;
        }
        let bar = Rect::new(area.x0, step.y0, end.max(area.x0 + line), step.y1);
        if column <= head_x {
            pen.blend_rect(bar, colour, 26);
            let edge = bar.x1 - line;
            let from = last.unwrap_or(area.x0);
            pen.blend_rect(Rect::new(edge, step.y0, bar.x1, step.y1), colour, 120);
            pen.blend_rect(
                Rect::new(from.min(edge), step.y0, from.max(edge), step.y0 + line),
                colour,
                120,
            );
            last = Some(edge);
        } else {
            #[cfg(feature = "mechanisms")]
            if scene.record.public.is_shown(&picture.public) {
                public_bands::paint_bar(bar, &picture.layout, colour, pen);
                last = None;
                continue;
            }
            pen.blend_rect(bar, colour, 215);
            last = None;
        }
    }
    others_waiting(scene, pen, area, &length);
    if !picture.layout.has_book {
        return;
    }
    let exogenous = Profile::exogenous(scene.record, scene.head);
    let book = picture
        .profile
        .book(scene.record, &picture.geometry, exogenous);
    let (outside_y, price_y) = (
        picture.geometry.y(scene.head.counterfactual),
        picture.geometry.y(scene.head.price),
    );
    let (eaten_top, eaten_bottom) = (outside_y.min(price_y), outside_y.max(price_y));
    let mut last_x = area.x0;
    for (step, &amount) in picture.profile.steps.iter().zip(&book) {
        let middle = 0.5 * f64::from(step.y0 + step.y1);
        let ink = if middle > outside_y {
            theme.bid
        } else {
            theme.ask
        };
        let x = (area.x0 + length(amount)).min(area.x1 - line);
        if middle > eaten_top && middle < eaten_bottom {
            pen.blend_rect(Rect::new(area.x0, step.y0, x, step.y1), ink, 34);
        }
        if amount > 0.0 {
            pen.blend_rect(Rect::new(x, step.y0, x + line, step.y1), ink, 200);
        }
        let riser = Rect::new(last_x.min(x), step.y0, last_x.max(x), step.y0 + line);
        if last_x != area.x0 || step.y0 != area.y0 {
            pen.blend_rect(riser, ink, 200);
        }
        last_x = x;
    }
}

/// What else waits, behind the bar of positions, each band in its hue.
fn others_waiting(scene: &Scene<'_>, pen: &mut dyn Pen, area: Rect, length: &dyn Fn(f64) -> i32) {
    let picture = scene.picture;
    let head_x = scene.eaten_until();
    for step in &picture.profile.steps {
        let row = ((step.y0 + step.y1) / 2 - area.y0) as usize;
        let mut before = step.waiting;
        for (band, &amount) in picture.bands.iter().zip(&step.others) {
            let from = area.x0 + length(before);
            before += amount;
            let bar = Rect::new(from, step.y0, area.x0 + length(before), step.y1);
            let is_eaten = band.consumed_x.get(row).is_some_and(|&x| x <= head_x);
            pen.blend_rect(
                bar,
                scene.theme.kind(band.hue),
                if is_eaten { 40 } else { 215 },
            );
        }
    }
}

/// What was traded, as far as the playhead has come: what was forced, and over it what was not; or debt by health.
fn strip(scene: &Scene<'_>, pen: &mut dyn Pen) {
    let picture = scene.picture;
    let area = picture.bar_area;
    if area.is_empty() {
        return;
    }
    #[cfg(feature = "mechanisms")]
    if let Some(debt) = &picture.health {
        health_paint::paint(scene, debt, pen);
        return;
    }
    let gap = if scene.record.is_waves() {
        picture.layout.css(1.0)
    } else {
        0
    };
    for bar in &picture.bars {
        let span = bar.x1 - bar.x0;
        let played = if span > 0.0 {
            ((scene.head.x - bar.x0) / span).clamp(0.0, 1.0)
        } else {
            f64::from(u8::from(scene.head.row >= bar.row))
        };
        if played <= 0.0 {
            continue;
        }
        let colour = if scene.record.is_waves() {
            #[allow(clippy::cast_possible_truncation, reason = "only the first few matter")]
            let number = (bar.row - 1).min(1000) as u32;
            scene.theme.wave(number)
        } else if bar.side == Side::Long {
            scene.theme.long
        } else {
            scene.theme.short
        };
        let height = |amount: f64| to_px(bar_top(area, amount * played / picture.bar_full));
        let x0 = to_px(bar.x0);
        let x1 = (to_px(bar.x1) - gap).max(x0 + 1);
        let mut floor = area.y1;
        if bar.amount > 0.0 {
            let top = height(bar.amount).min(area.y1 - 1);
            let lid = (top + picture.layout.css(2.0)).min(area.y1);
            pen.blend_rect(Rect::new(x0, lid, x1, area.y1), colour, 224);
            pen.fill_rect(Rect::new(x0, top, x1, lid), colour);
            floor = top;
        }
        if bar.others > 0.0 {
            let top = height(bar.amount + bar.others).min(area.y1 - 1);
            let bar = Rect::new(x0, top, x1, floor);
            waiting::striped(
                bar,
                &picture.layout,
                scene.theme.others,
                &mut |rect, colour, alpha| {
                    pen.blend_rect(rect, colour, alpha);
                },
            );
        }
    }
}

fn counterfactual(scene: &Scene<'_>, pen: &mut dyn Pen) {
    let picture = scene.picture;
    let scale = picture.layout.size.scale;
    if scene.head.row < 1 {
        return;
    }
    let mut points = picture.counterfactual_line.until(scene.head.row).to_vec();
    points.push((scene.head.x, picture.geometry.y(scene.head.counterfactual)));
    pen.dashed(
        &points,
        1.5 * scale,
        6.0 * scale,
        4.5 * scale,
        scene.theme.counterfactual,
    );
}

/// The index of several markets, the same in the row of each.
fn index(scene: &Scene<'_>, pen: &mut dyn Pen) {
    if !cfg!(feature = "mechanisms") {
        return;
    }
    let picture = scene.picture;
    let mut points = picture.index_line.until(scene.head.row).to_vec();
    // It holds until the next look.
    if let Some(&(_, y)) = points.last() {
        points.push((scene.head.x, y));
    }
    let [width, dash, gap] = INDEX_DASHES.map(|px| px * picture.layout.size.scale);
    pen.dashed(&points, width, dash, gap, scene.theme.others);
}

/// What an oracle believes, where the price is another: it holds from each look to the next one.
fn oracle(scene: &Scene<'_>, pen: &mut dyn Pen) {
    let picture = scene.picture;
    let layout = &picture.layout;
    let (width, colour) = (1.5 * layout.size.scale, scene.theme.others);
    let apart = APART * layout.size.scale;
    let line = &picture.oracle_line;
    let known = line.until(scene.head.row);
    let mut steps: Vec<(f64, f64)> = Vec::new();
    for (place, &(x, y)) in known.iter().enumerate() {
        let price = picture.geometry.y(scene.record.last_price[line.row[place]]);
        let is_apart = (y - price).abs() > apart;
        if is_apart || !steps.is_empty() {
            steps.push((x, y));
        }
        if is_apart {
            let until = known.get(place + 1).map_or(scene.head.x, |next| next.0);
            steps.push((until, y));
        } else {
            pen.polyline(&steps, width, colour);
            steps.clear();
        }
    }
    pen.polyline(&steps, width, colour);
}

/// The price of the run that this one is compared with: thin and dotted, all of it, for its outcome is known.
fn ghost(scene: &Scene<'_>, pen: &mut dyn Pen) {
    let line = &scene.picture.ghost_line;
    if line.is_empty() {
        return;
    }
    let scale = scene.picture.layout.size.scale;
    for (width, colour) in [
        (4.0 * scale, scene.theme.background),
        (1.75 * scale, scene.theme.ghost),
    ] {
        pen.dashed(line, width, 1.5 * scale, 3.5 * scale, colour);
    }
}

fn price(scene: &Scene<'_>, pen: &mut dyn Pen) {
    let picture = scene.picture;
    let scale = picture.layout.size.scale;
    let known = picture.price_line.until(scene.head.row);
    let left = f64::from(picture.layout.main.x0);
    let head = (scene.head.x, picture.geometry.y(scene.head.price));
    // A dark seam keeps the line apart from bright bands.
    for (width, colour) in [
        (4.0 * scale, scene.theme.background),
        (2.0 * scale, scene.theme.price),
    ] {
        if let Some(&first) = known.first() {
            pen.segment((left, first.1), first, width, colour);
        }
        pen.polyline(known, width, colour);
        if let Some(&last) = known.last() {
            pen.segment(last, head, width, colour);
        }
    }
}

/// Executed liquidations: longs pointing down on the line, shorts pointing up under it.
fn marks(scene: &Scene<'_>, pen: &mut dyn Pen) {
    let scale = scene.picture.layout.size.scale;
    for mark in &scene.picture.marks {
        if mark.x > scene.head.x {
            break;
        }
        let corners = mark.corners(scale);
        let colour = match mark.side {
            Side::Long => scene.theme.long,
            Side::Short => scene.theme.short,
        };
        pen.triangle(corners, 1.25 * scale, scene.theme.background);
        pen.triangle(corners, 0.0, colour);
    }
}

/// The moving end of the line.
fn dot(scene: &Scene<'_>, pen: &mut dyn Pen) {
    let scale = scene.picture.layout.size.scale;
    let centre = (scene.head.x, scene.picture.geometry.y(scene.head.price));
    pen.disc(centre, 6.0 * scale, scene.theme.background);
    pen.disc(centre, 4.0 * scale, scene.theme.price);
}

/// From the moving end to the axis, and its price there.
fn tag(scene: &Scene<'_>, pen: &mut dyn Pen) {
    let picture = scene.picture;
    let scale = picture.layout.size.scale;
    let theme = scene.theme;
    let main = picture.layout.main;
    let price_y = picture.geometry.y(scene.head.price);
    let y = to_px(price_y - 0.5);
    let dot = picture.layout.css(1.0);
    let mut x = to_px(scene.head.x + 8.0 * scale).max(main.x0);
    while x < picture.layout.axis_x() && y >= main.y0 && y < main.y1 {
        pen.blend_rect(Rect::new(x, y, x + dot, y + dot), theme.price, 170);
        x += 4 * dot;
    }
    let tag = tag_rect(scene);
    let middle = 0.5 * f64::from(tag.y0 + tag.y1);
    let reach = f64::from(picture.layout.css(5.0));
    pen.fill_rect(tag, theme.price);
    pen.triangle(
        [
            (f64::from(tag.x0), middle - reach),
            (f64::from(tag.x0), middle + reach),
            (f64::from(tag.x0) - reach, middle),
        ],
        0.0,
        theme.price,
    );
}

/// The box of the last price on the axis, kept inside the picture.
pub(super) fn tag_rect(scene: &Scene<'_>) -> Rect {
    let layout = &scene.picture.layout;
    let half = to_px(layout.font_px * 0.82);
    let y = to_px(scene.picture.geometry.y(scene.head.price));
    let (top, bottom) = if scene.picture.geometry.view.is_whole() {
        (half, layout.size.height - half)
    } else {
        // A price out of sight is told at the edge where it lies.
        (layout.main.y0, layout.main.y1)
    };
    let y = y.clamp(top, bottom.max(top));
    Rect::new(
        layout.axis_x() + layout.css(5.0),
        y - half,
        layout.size.width - layout.css(2.0) - layout.beside_price,
        y + half,
    )
}

impl super::prepared::Mark {
    /// Corners of the triangle: its tip almost touches the price line.
    pub(super) fn corners(&self, scale: f64) -> [(f64, f64); 3] {
        let away = match self.side {
            Side::Long => -1.0,
            Side::Short => 1.0,
        };
        let tip = self.y + away * 3.0 * scale;
        let base = tip + away * 0.87 * self.size;
        let half = 0.5 * self.size;
        [(self.x, tip), (self.x - half, base), (self.x + half, base)]
    }
}
