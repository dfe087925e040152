//! Turns of a run that prices and volumes do not show: the fund is empty, winners are closed, the book is half as deep.

use super::geometry::Geometry;
use super::layers::Scene;
use super::layout::Layout;
use super::pen::Pen;
use super::raster::{Rect, to_px};
use super::text::{Anchor, TextLayer, TextRun, Weight};
use super::theme::Labels;
use crate::log::EventSpec;
use crate::trace::Trace;

/// A turn and its row.
pub(super) type Turn = (usize, &'static EventSpec);

/// What happened in a market for the first time, in the order of the run.
pub(super) fn first(trace: &Trace, market: usize) -> Vec<Turn> {
    let mut found: Vec<Turn> = Vec::new();
    for event in trace.events.iter().filter(|event| event.market == market) {
        if found
            .iter()
            .all(|(_, spec)| !std::ptr::eq(*spec, event.spec))
        {
            found.push((event.row, event.spec));
        }
    }
    found
}

/// How many moments there are to be named: events of one row share a name.
pub(super) fn moments(events: &[Turn]) -> usize {
    events
        .iter()
        .zip(events.iter().skip(1))
        .fold(usize::from(!events.is_empty()), |count, (one, next)| {
            count + usize::from(one.0 != next.0)
        })
}

/// Half the width of a diamond with the air around it, CSS pixels.
const REACH_CSS: f64 = 5.0;

/// `true` when a diamond stands in `rect`, or too close to it.
pub(super) fn is_met(events: &[Turn], layout: &Layout, geometry: &Geometry, rect: Rect) -> bool {
    let air = layout.css(2.0 * REACH_CSS);
    events
        .iter()
        .filter_map(|&(row, _)| place(layout, geometry, row))
        .map(|(x, y)| Rect::new(to_px(x), to_px(y), to_px(x), to_px(y)).grown(air))
        .any(|diamond| !diamond.intersection(rect).is_empty())
}

/// Where the events of a row stand: on the row of words over the bars.
fn place(layout: &Layout, geometry: &Geometry, row: usize) -> Option<(f64, f64)> {
    let strip = layout.strip?;
    let x = geometry.x.get(row).copied()?;
    let is_in_sight = x >= f64::from(strip.x0) && x <= f64::from(strip.x1);
    is_in_sight.then(|| (x, layout.strip_line(strip, 0.0)))
}

/// A diamond for each, with a dotted line down to the axis.
pub(super) fn paint(scene: &Scene<'_>, pen: &mut dyn Pen) {
    let layout = &scene.picture.layout;
    let scale = layout.size.scale;
    let dot = layout.css(1.0);
    for &(row, _) in &scene.record.events {
        let Some((x, y)) = place(layout, &scene.picture.geometry, row) else {
            continue;
        };
        if x > scene.head.x {
            continue;
        }
        let bottom = scene.picture.bar_area.y1;
        let column = to_px(x - 0.5);
        let mut at = to_px(y + 7.0 * scale);
        while at < bottom {
            let rect = Rect::new(column, at, column + dot, at + dot);
            pen.blend_rect(rect, scene.theme.foreground, 200);
            at += 3 * dot;
        }
        let reach = 4.5 * scale;
        for lower in [-1.0, 1.0] {
            let corners = [(x - reach, y), (x + reach, y), (x, y + lower * reach)];
            pen.triangle(corners, 0.0, scene.theme.foreground);
        }
    }
}

/// What each of them is, where there is room; events of one row share a line.
pub(super) fn write(
    scene: &Scene<'_>,
    labels: &Labels,
    texts: &mut TextLayer,
    grounds: &mut Vec<Rect>,
) {
    let layout = &scene.picture.layout;
    let Some(strip) = layout.strip else {
        return;
    };
    let size_px = layout.font_px;
    let away = f64::from(layout.css(8.0));
    let events = &scene.record.events;
    let reach = layout.css(REACH_CSS);
    for &(row, _) in events {
        if let Some((x, y)) = place(layout, &scene.picture.geometry, row)
            && x <= scene.head.x
        {
            texts.reserve(Rect::new(to_px(x), to_px(y), to_px(x), to_px(y)).grown(reach));
        }
    }
    let mut next = 0;
    while let Some(&(row, _)) = events.get(next) {
        let mut names = String::new();
        while let Some(&(_, event)) = events.get(next).filter(|&&(other, _)| other == row) {
            if !names.is_empty() {
                names.push_str(", ");
            }
            names.push_str(labels.event(event));
            next += 1;
        }
        let Some((x, _)) = place(layout, &scene.picture.geometry, row) else {
            continue;
        };
        if x > scene.head.x {
            continue;
        }
        for (line, side) in [
            (0.0, 1.0),
            (0.0, -1.0),
            (1.0, 1.0),
            (1.0, -1.0),
            (2.0, 1.0),
            (2.0, -1.0),
        ] {
            let middle = layout.strip_line(strip, line);
            let run = TextRun {
                text: names.clone(),
                x: f64::from(to_px(x + side * away)),
                y: f64::from(to_px(TextRun::base_line(middle, size_px))),
                size_px,
                anchor: if side > 0.0 {
                    Anchor::Start
                } else {
                    Anchor::End
                },
                colour: scene.theme.foreground,
                weight: Weight::Regular,
            };
            let rect = run.bounds().grown(layout.css(1.0));
            if rect.x0 >= strip.x0 && rect.x1 <= strip.x1 && rect.y1 <= strip.y1 && texts.place(run)
            {
                grounds.push(rect);
                break;
            }
        }
    }
}
