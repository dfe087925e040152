//! Words that move with the playhead: the last price, the gap, the numbers of the waves.

use super::events;
use super::format::{filled, signed};
use super::grounds::{is_off, place_all_on_ground, place_on_ground};
use super::layers::{DIM, tag_rect};
use super::raster::{Raster, Rect, to_px};
use super::scene::Scene;
use super::text::{Anchor, TextLayer, TextRun, Weight, text_width};
use super::theme::Labels;
use crate::decimal::fixed;

/// Writes all moving words and those axis labels that are still free; `grounds` become the rectangles to be dimmed
/// under words in the plot. No two texts overlap.
pub(super) fn write(
    scene: &Scene<'_>,
    labels: &Labels,
    texts: &mut TextLayer,
    grounds: &mut Vec<Rect>,
) {
    texts.clear();
    grounds.clear();
    if !scene.picture.layout.is_usable() {
        return;
    }
    last_price(scene, texts);
    for run in scene.picture.texts.runs() {
        texts.place(run.clone());
    }
    let scale = scene.picture.layout.size.scale;
    for mark in &scene.picture.marks {
        if mark.x > scene.head.x {
            break;
        }
        let [tip, left, right] = mark.corners(scale);
        texts.reserve(
            Rect::new(
                to_px(left.0),
                to_px(tip.1.min(left.1)),
                to_px(right.0),
                to_px(tip.1.max(left.1)),
            )
            .grown(scene.picture.layout.css(2.0)),
        );
    }
    #[cfg(feature = "mechanisms")]
    super::public_flags::write(scene, texts, grounds);
    ghost_name(scene, labels, texts, grounds);
    wave_numbers(scene, texts, grounds);
    gap(scene, labels, texts, grounds);
    oracle(scene, labels, texts, grounds);
    events::write(scene, labels, texts, grounds);
    if labels.decimal == "," {
        texts.with_commas();
    }
}

fn last_price(scene: &Scene<'_>, texts: &mut TextLayer) {
    let layout = &scene.picture.layout;
    let tag = tag_rect(scene);
    let mut text = scene.picture.price_format.finer().write(scene.head.price);
    let y = to_px(scene.picture.geometry.y(scene.head.price));
    // Out of sight: where to look for it.
    if y < layout.main.y0 {
        text.push('\u{2191}');
    } else if y > layout.main.y1 {
        text.push('\u{2193}');
    }
    let run = TextRun {
        text,
        x: 0.5 * f64::from(tag.x0 + tag.x1),
        y: f64::from(to_px(TextRun::base_line(
            0.5 * f64::from(tag.y0 + tag.y1),
            layout.font_px,
        ))),
        size_px: layout.font_px,
        anchor: Anchor::Middle,
        colour: scene.theme.ink_on(scene.theme.price),
        weight: Weight::Strong,
    };
    texts.place(run);
    texts.reserve(tag.grown(layout.css(2.0)));
}

/// The name of the other run where its line ends, clear of the end of the price line.
fn ghost_name(scene: &Scene<'_>, labels: &Labels, texts: &mut TextLayer, grounds: &mut Vec<Rect>) {
    let picture = scene.picture;
    let layout = &picture.layout;
    let Some(&(end_x, end_y)) = picture.ghost_line.last() else {
        return;
    };
    let font_px = layout.font_px;
    let gap = f64::from(layout.css(5.0));
    let head = (
        to_px(scene.head.x),
        to_px(picture.geometry.y(scene.head.price)),
    );
    let dot = Rect::new(head.0, head.1, head.0, head.1).grown(layout.css(7.0));
    let main = layout.main;
    let width = text_width(&labels.ghost, font_px, Weight::Strong);
    let beside = (end_x + gap, end_y);
    let places = [beside]
        .into_iter()
        .chain([1.0, 2.6, 5.0].into_iter().flat_map(|steps| {
            let x = end_x - steps * gap - width;
            [(x, end_y - 0.95 * font_px), (x, end_y + 0.95 * font_px)]
        }));
    for (x, middle) in places {
        let run = TextRun {
            text: labels.ghost.clone(),
            x: f64::from(to_px(x)),
            y: f64::from(to_px(TextRun::base_line(middle, font_px))),
            size_px: font_px,
            anchor: Anchor::Start,
            colour: scene.theme.ghost,
            weight: Weight::Strong,
        };
        let bounds = run.bounds();
        let is_clear = bounds.intersection(dot).is_empty() && bounds.intersection(main) == bounds;
        if is_clear && place_on_ground(run, 1.0, scene, texts, grounds) {
            return;
        }
    }
}

/// A small number beside the price segment of each wave that is long enough to carry one.
fn wave_numbers(scene: &Scene<'_>, texts: &mut TextLayer, grounds: &mut Vec<Rect>) {
    let (record, picture) = (scene.record, scene.picture);
    if !record.is_waves() {
        return;
    }
    let (layout, geometry) = (&picture.layout, &picture.geometry);
    let shortest = f64::from(layout.css(20.0));
    let size_px = layout.font_px;
    let up = record.direction;
    let numbered = if geometry.view.is_whole() {
        geometry.tail_from.min(record.rows())
    } else {
        record.rows()
    };
    for row in 2..numbered {
        let from = (geometry.x[row - 1], geometry.y(record.last_price[row - 1]));
        let to = (geometry.x[row], geometry.y(record.last_price[row]));
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let length = (dx * dx + dy * dy).sqrt();
        if from.0 + 0.5 * dx > scene.head.x {
            break;
        }
        if length < shortest {
            continue;
        }
        #[allow(clippy::cast_possible_truncation, reason = "only the first few matter")]
        let wave = (row - 1).min(1000) as u32;
        // Off the line, into the gap: to the right and against the direction of the fall; nearer to the start of the
        // segment where the mark at its end is in the way.
        let away = 0.95 * size_px;
        for share in [0.5, 0.38, 0.26] {
            let on_line = (from.0 + share * dx, from.1 + share * dy);
            let x = on_line.0 + away * dy.abs() / length + 0.25 * size_px;
            let y = on_line.1 + up * away * dx / length;
            let run = TextRun {
                text: (row - 1).to_string(),
                x: f64::from(to_px(x)),
                y: f64::from(to_px(TextRun::base_line(y, size_px))),
                size_px,
                anchor: Anchor::Middle,
                colour: scene.theme.wave(wave),
                weight: Weight::Strong,
            };
            if place_on_ground(run, 1.0, scene, texts, grounds) {
                break;
            }
        }
    }
}

/// Names the dashed line and the gap, where they are wide enough.
fn gap(scene: &Scene<'_>, labels: &Labels, texts: &mut TextLayer, grounds: &mut Vec<Rect>) {
    let (record, picture) = (scene.record, scene.picture);
    let (layout, geometry) = (&picture.layout, &picture.geometry);
    let (head, theme) = (scene.head, scene.theme);
    let (price_y, outside_y) = (geometry.y(head.price), geometry.y(head.counterfactual));
    let font_px = layout.font_px;
    let open = (price_y - outside_y).abs();
    let Some(&shocked_x) = geometry.x.get(1) else {
        return;
    };
    if open < f64::from(layout.css(3.0)) || head.row < 1 {
        return;
    }
    let is_fall = head.price < head.counterfactual;
    let points = 100.0 * (head.price - head.counterfactual) / record.start();
    // Figures beside the picture compare worst with worst: where the run ends elsewhere, this is the gap of one moment.
    let is_now = record.ends_off_worst();
    let is_forced = |flow: &[f64]| flow.iter().any(|&amount| amount > 0.0);
    let (sold, bought) = (is_forced(&record.long_flow), is_forced(&record.short_flow));
    let (template, name) = match (is_fall, is_now) {
        // A price that a limit holds lies apart from the outside, and nobody was forced to that side.
        _ if record.is_shared || !(if is_fall { sold } else { bought }) => {
            let gap = if is_now {
                &labels.trades_now
            } else {
                &labels.trades
            };
            (gap, &labels.outside_alone)
        }
        // Without both: what the gap is of is not the side on which the price is now.
        _ if sold && bought => {
            let gap = if is_now {
                &labels.forced_trades_now
            } else {
                &labels.forced_trades
            };
            (gap, &labels.without_forced_trades)
        }
        (true, false) => (&labels.forced_selling, &labels.without_forced_selling),
        (false, false) => (&labels.forced_buying, &labels.without_forced_buying),
        (true, true) => (&labels.forced_selling_now, &labels.without_forced_selling),
        (false, true) => (&labels.forced_buying_now, &labels.without_forced_buying),
    };
    let margin = f64::from(layout.css(12.0));
    let right = head.x.min(f64::from(layout.main.x1)) - margin;
    let run = |text: &str, (x, anchor): (f64, Anchor), middle: f64, weight: Weight| TextRun {
        text: text.to_owned(),
        x: f64::from(to_px(x)),
        y: f64::from(to_px(TextRun::base_line(middle, font_px))),
        size_px: font_px,
        anchor,
        colour: theme.foreground,
        weight,
    };
    // Along the dashed line: at its end, farther in where a mark is in the way, or from its start on beyond the end.
    let width = text_width(name, font_px, Weight::Regular);
    let first = shocked_x + margin;
    let places: Vec<(f64, Anchor)> = [0.0, 0.4, 0.8, 1.2]
        .map(|shift| (right - shift * width, Anchor::End))
        .into_iter()
        .filter(|&(end, _)| end - width > first)
        .chain([(first, Anchor::Start)])
        .collect();
    let up = if is_fall { -1.0 } else { 1.0 };
    // Higher where the numbers of the waves stand along it.
    let rows = [0.85, 2.0].map(|away| outside_y + up * away * font_px);
    'name: for middle in rows {
        for &place in &places {
            let outside = TextRun {
                colour: theme.counterfactual,
                ..run(name, place, middle, Weight::Regular)
            };
            if is_off(&picture.counterfactual_y, scene, outside.bounds())
                && place_on_ground(outside, 2.0, scene, texts, grounds)
            {
                break 'name;
            }
        }
    }
    if open < 1.2 * font_px {
        return;
    }
    let text = filled(template, "points", &signed(points, 1));
    // In one line, or in two where the gap is narrow.
    let whole = vec![text.as_str()];
    let halves = text
        .find(": ")
        .map(|at| vec![&text[..=at], &text[at + 2..]]);
    let forms: Vec<Vec<&str>> = [Some(whole), halves].into_iter().flatten().collect();
    #[allow(clippy::cast_precision_loss, reason = "one or two lines")]
    let half_height = |lines: &[&str]| (0.15 + 0.6 * lines.len() as f64) * font_px;
    let block = |lines: &[&str], place: (f64, Anchor), middle: f64| {
        let mut y = middle - half_height(lines) + 0.75 * font_px;
        let mut runs = Vec::new();
        for line in lines {
            runs.push(run(line, place, y, Weight::Strong));
            y += 1.2 * font_px;
        }
        runs
    };
    for lines in &forms {
        let width = lines.iter().fold(0.0_f64, |width, line| {
            width.max(text_width(line, font_px, Weight::Strong))
        });
        let half = half_height(lines);
        for shift in 0..4 {
            for share in [0.5, 0.4, 0.6, 0.3, 0.7, 0.22] {
                let middle = outside_y + (price_y - outside_y) * share;
                let end = right - f64::from(shift) * 0.4 * width;
                if !fits_gap(scene, (end - width, end), (middle - half, middle + half)) {
                    continue;
                }
                let runs = block(lines, (end, Anchor::End), middle);
                if place_all_on_ground(runs, 4.0, scene, texts, grounds) {
                    return;
                }
            }
        }
    }
    // No room inside: beside it, clear of the mark at its end, where the playhead has not been.
    for lines in &forms {
        if open < 2.0 * half_height(lines) {
            continue;
        }
        let place = (head.x + f64::from(layout.css(18.0)), Anchor::Start);
        let runs = block(lines, place, 0.5 * (outside_y + price_y));
        if place_all_on_ground(runs, 4.0, scene, texts, grounds) {
            return;
        }
    }
}

/// Says where an oracle is farthest from the price how far that is.
fn oracle(scene: &Scene<'_>, labels: &Labels, texts: &mut TextLayer, grounds: &mut Vec<Rect>) {
    let (record, picture) = (scene.record, scene.picture);
    let (layout, geometry) = (&picture.layout, &picture.geometry);
    let rows = record.oracle.iter().zip(&record.last_price);
    let gaps = rows.map(|(oracle, price)| oracle / price - 1.0);
    let widest =
        gaps.take(scene.head.row + 1)
            .enumerate()
            .fold((0, 0.0_f64), |widest, (row, gap)| {
                if gap.abs() > widest.1.abs() {
                    (row, gap)
                } else {
                    widest
                }
            });
    let (row, gap) = widest;
    if gap == 0.0 {
        return;
    }
    let font_px = layout.font_px;
    let (x, y) = (geometry.x[row], geometry.y(record.oracle[row]));
    if (y - geometry.y(record.last_price[row])).abs() < 2.0 * font_px {
        return;
    }
    let share = 100.0 * gap.abs();
    let template = if gap > 0.0 {
        &labels.oracle_high
    } else {
        &labels.oracle_low
    };
    let text = filled(template, "share", &fixed(share, usize::from(share < 9.95)));
    let width = text_width(&text, font_px, Weight::Regular);
    let margin = f64::from(layout.css(6.0));
    let away = if gap > 0.0 { -1.0 } else { 1.0 };
    for side in [away, -away] {
        for end in [
            x - margin,
            x + 0.25 * width,
            x + 0.5 * width,
            x + width + margin,
        ] {
            let run = TextRun {
                text: text.clone(),
                x: f64::from(to_px(end)),
                y: f64::from(to_px(TextRun::base_line(
                    y + side * 0.95 * font_px,
                    font_px,
                ))),
                size_px: font_px,
                anchor: Anchor::End,
                colour: scene.theme.others,
                weight: Weight::Regular,
            };
            if is_off(&picture.price_y, scene, run.bounds())
                && place_on_ground(run, 1.0, scene, texts, grounds)
            {
                return;
            }
        }
    }
}

/// `true` when a box lies between both lines in all its columns, with some air.
fn fits_gap(scene: &Scene<'_>, x: (f64, f64), y: (f64, f64)) -> bool {
    let picture = scene.picture;
    let main = picture.layout.main;
    let air = f64::from(picture.layout.css(7.0));
    let (from, to) = (to_px(x.0 - air), to_px(x.1 + 1.0));
    if from < main.x0 || to > main.x1 {
        return false;
    }
    ((from - main.x0) as usize..(to - main.x0) as usize).all(|column| {
        let a = picture.price_y[column];
        let b = picture.counterfactual_y[column];
        a.min(b) + 0.4 * air <= y.0 && y.1 + 0.4 * air <= a.max(b)
    })
}

/// Dims what lies under words in the plot.
pub(super) fn paint_grounds(scene: &Scene<'_>, grounds: &[Rect], raster: &mut Raster) {
    for &rect in grounds {
        raster.blend_rect(rect, scene.theme.background, DIM);
    }
}
