//! An alarm beside what it warns of: two flags on the time axis, and how long one was before the other.

use super::format::filled;
use super::grounds::{is_off, place_on_ground};
use super::layout::Layout;
use super::pen::Pen;
use super::public::{LINES, Mark, has_room};
use super::raster::{Rect, to_px};
use super::scene::Scene;
use super::text::{Anchor, TextLayer, TextRun, Weight};
use crate::decimal::fixed;

/// Width of a flag and half its height, CSS pixels.
const FLAG: (f64, f64) = (9.0, 4.5);

/// A flag that the playhead has come to.
struct Flag {
    mark: Mark,
    x: f64,
    /// Its line of words, from the axis up: the later one is lower.
    line: f64,
}

/// Those that the playhead has come to, and are in sight.
fn flags(scene: &Scene<'_>) -> Vec<Flag> {
    let public = &scene.record.public;
    let layout = &scene.picture.layout;
    if !has_room(layout) {
        return Vec::new();
    }
    let lines = [2.0, 1.0].into_iter().skip(2 - public.flags.len().min(2));
    let all = public.flags.iter().zip(lines);
    let there = all.filter_map(|(&(mark, row), line)| {
        let x = scene.picture.geometry.x.get(row).copied()?;
        let is_seen = x >= f64::from(layout.main.x0) && x <= scene.head.x;
        (is_seen && x < f64::from(layout.main.x1)).then_some(Flag { mark, x, line })
    });
    there.collect()
}

/// Middle of a line of words over the axis, device pixels.
fn line_y(layout: &Layout, line: f64) -> f64 {
    f64::from(layout.main.y1) - (LINES.1 + LINES.0 * line) * layout.size.scale
}

/// The flags, and the span between them as far as the playhead has come.
pub(super) fn paint(scene: &Scene<'_>, pen: &mut dyn Pen) {
    let layout = &scene.picture.layout;
    let (scale, theme) = (layout.size.scale, scene.theme);
    let flags = flags(scene);
    let floor = f64::from(layout.main.y1);
    let (width, half) = (FLAG.0 * scale, FLAG.1 * scale);
    if let [first, ..] = &flags[..]
        && let [(_, _), (_, last)] = scene.record.public.flags[..]
    {
        let end = scene.picture.geometry.x[last].min(scene.head.x);
        let span = Rect::new(
            to_px(first.x),
            layout.main.y1 - layout.css(4.0),
            to_px(end),
            layout.main.y1,
        );
        pen.blend_rect(span.intersection(layout.main), theme.foreground, 150);
    }
    for Flag { mark, x, line } in &flags {
        let top = line_y(layout, *line) - half;
        let corners = [(*x, top), (x + width, top + half), (*x, top + 2.0 * half)];
        let pole = ((*x, floor), (*x, top));
        pen.segment(pole.0, pole.1, 4.0 * scale, theme.background);
        pen.triangle(corners, 1.25 * scale, theme.background);
        pen.segment(pole.0, pole.1, 1.5 * scale, theme.foreground);
        let colour = match mark {
            Mark::Alarm => theme.foreground,
            Mark::Event => theme.gap,
        };
        pen.triangle(corners, 0.0, colour);
    }
}

/// A stretch of time as the page writes it.
fn span(time_s: f64) -> String {
    const SPACE: char = '\u{a0}';
    if time_s < 120.0 {
        let text = fixed(time_s, usize::from(time_s < 9.95));
        return format!("{}{SPACE}s", text.trim_end_matches(".0"));
    }
    let (size, small, large) = if time_s < 7_170.0 {
        (1.0, "s", "min")
    } else {
        (60.0, "min", "h")
    };
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a run does not last longer than the age of the universe"
    )]
    let whole = (time_s / size).round() as u64;
    let (count, rest) = (whole / 60, whole % 60);
    if rest == 0 {
        format!("{count}{SPACE}{large}")
    } else {
        format!("{count}{SPACE}{large} {rest}{SPACE}{small}")
    }
}

/// What the flags are, and how long before it, or after it, the alarm was.
pub(super) fn write(scene: &Scene<'_>, texts: &mut TextLayer, grounds: &mut Vec<Rect>) {
    let picture = scene.picture;
    let (layout, words) = (&picture.layout, &picture.public);
    let flags = flags(scene);
    let Some(last) = flags.last() else {
        return;
    };
    let mut said: Vec<(f64, f64, String, Weight)> = flags
        .iter()
        .map(|flag| {
            let name = match flag.mark {
                Mark::Alarm => &words.alarm,
                Mark::Event => &words.event,
            };
            (
                flag.x + FLAG.0 * layout.size.scale,
                flag.line,
                name.clone(),
                Weight::Regular,
            )
        })
        .collect();
    let is_alarmed = flags.iter().any(|flag| flag.mark == Mark::Alarm);
    let is_over = flags.iter().any(|flag| flag.mark == Mark::Event);
    let verdict = match scene.record.public.lead_s {
        Some(lead_s) if is_alarmed && is_over && lead_s != 0.0 => {
            let template = if lead_s < 0.0 {
                &words.late
            } else {
                &words.warning
            };
            Some(filled(template, "time", &span(lead_s.abs())))
        }
        _ if is_over && !is_alarmed => Some(words.unwarned.clone()),
        _ => None,
    };
    said.extend(verdict.map(|text| (last.x, 0.0, text, Weight::Strong)));
    let away = f64::from(layout.css(5.0));
    for (x, line, text, weight) in said {
        let run = |x: f64, anchor: Anchor| TextRun {
            text: text.clone(),
            x: f64::from(to_px(x)),
            y: f64::from(to_px(TextRun::base_line(
                line_y(layout, line),
                layout.font_px,
            ))),
            size_px: layout.font_px,
            anchor,
            colour: scene.theme.foreground,
            weight,
        };
        let beside = [
            run(x + away, Anchor::Start),
            run(x - away - FLAG.0 * layout.size.scale, Anchor::End),
        ];
        let is_clear = |run: &&TextRun| is_off(&picture.price_y, scene, run.bounds());
        let clear = beside.iter().filter(is_clear);
        // On the line of the price rather than nowhere.
        for run in clear.chain(&beside) {
            if place_on_ground(run.clone(), 1.0, scene, texts, grounds) {
                break;
            }
        }
    }
}
