//! Marks and names of the turns of a run.

use super::diamonds::{REACH_CSS, place};
use super::layout::Legend;
use super::pen::Pen;
use super::raster::{Rect, to_px};
use super::scene::Scene;
use super::text::{Anchor, TextLayer, TextRun, Weight, text_width};
use super::theme::Labels;
use super::turns::Turn;

/// A diamond for each, with a dotted line down to the axis.
pub(super) fn paint(scene: &Scene<'_>, pen: &mut dyn Pen) {
    let layout = &scene.picture.layout;
    let scale = layout.size.scale;
    let dot = layout.css(1.0);
    // No line through the names of a legend.
    let words: Vec<Rect> = if scene.picture.health.is_some() {
        let runs = scene.picture.texts.runs().iter().map(TextRun::bounds);
        runs.map(|rect| rect.grown(dot)).collect()
    } else {
        Vec::new()
    };
    for &Turn { row, .. } in &scene.record.events {
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
            if words.iter().all(|word| word.intersection(rect).is_empty()) {
                pen.blend_rect(rect, scene.theme.foreground, 200);
            }
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
    for &Turn { row, .. } in events {
        if let Some((x, y)) = place(layout, &scene.picture.geometry, row)
            && x <= scene.head.x
        {
            texts.reserve(Rect::new(to_px(x), to_px(y), to_px(x), to_px(y)).grown(reach));
        }
    }
    let mut next = 0;
    while let Some(&Turn { row, .. }) = events.get(next) {
        let (mut names, mut market) = (String::new(), None);
        while let Some(turn) = events.get(next).filter(|other| other.row == row) {
            let is_of_another = turn.market != market;
            if !names.is_empty() {
                names.push_str(if is_of_another { "; " } else { ", " });
            }
            if let Some(name) = turn.market.as_ref().filter(|_| is_of_another) {
                names.push_str(name);
                names.push_str(": ");
            }
            market.clone_from(&turn.market);
            names.push_str(labels.event(turn.spec));
            next += 1;
        }
        let Some((x, _)) = place(layout, &scene.picture.geometry, row) else {
            continue;
        };
        if x > scene.head.x {
            continue;
        }
        let width = text_width(&names, size_px, Weight::Regular);
        let (left, right) = (f64::from(strip.x0) + 2.0, f64::from(strip.x1) - 2.0);
        let lines = layout.strip_lines.max(2);
        // Beside the diamond, or below it where neither side is long enough; on the bars themselves only at last.
        let beside = |line: u8| {
            [
                (line, x + away, Anchor::Start),
                (line, x - away, Anchor::End),
            ]
        };
        let below = |line: u8| {
            let middle = x.min(right - 0.5 * width).max(left + 0.5 * width);
            (line, middle, Anchor::Middle)
        };
        let places = beside(0)
            .into_iter()
            .chain((1..lines).flat_map(beside))
            .chain((1..lines).map(below))
            .chain(beside(lines))
            .chain(beside(
                lines + u8::from(scene.picture.layout.legend == Legend::Below),
            ));
        for (line, at, anchor) in places {
            let middle = layout.strip_line(strip, f64::from(line));
            let run = TextRun {
                text: names.clone(),
                x: f64::from(to_px(at)),
                y: f64::from(to_px(TextRun::base_line(middle, size_px))),
                size_px,
                anchor,
                colour: scene.theme.foreground,
                weight: Weight::Regular,
            };
            let rect = run.bounds().grown(layout.css(1.0));
            // Beside the name of the bars or of another turn without room between them both read as one. Its own diamond is near.
            let room = to_px(0.5 * size_px);
            let [before, behind] = match anchor {
                Anchor::Start => [0, room],
                Anchor::End => [room, 0],
                Anchor::Middle => [room, room],
            };
            let apart = Rect::new(rect.x0 - before, rect.y0, rect.x1 + behind, rect.y1);
            let is_inside = rect.x0 >= strip.x0 && rect.x1 <= strip.x1 && rect.y1 <= strip.y1;
            if is_inside && texts.is_free(apart.intersection(strip)) && texts.place(run) {
                grounds.push(rect);
                break;
            }
        }
    }
}
