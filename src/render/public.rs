//! The bands as the public believes them to be, in the place of those that are; and an alarm beside what it warns of: two flags on
//! the time axis. Nothing else of the picture looks at what the public sees.

use super::colour::Rgb;
use super::format::filled;
use super::geometry::{Geometry, Record};
use super::heat::Heat;
use super::layout::Layout;
use super::pen::Pen;
use super::raster::{Raster, Rect, to_px};
use super::scene::Scene;
use super::text::{Anchor, TextLayer, TextRun, Weight};
use super::words::{is_off, place_on_ground};
use crate::decimal::fixed;
use crate::population::crowd::Side;
use crate::trace::{PublicView, Trace};
use serde_json::Value;
use std::sync::Arc;

/// How far the ground covers a band between the stripes of what is only believed.
pub(super) const VEIL: u8 = 165;

/// Width of the ground between two stripes, and from one stripe to the next, CSS pixels.
const STRIPES: (f64, f64) = (4.0, 8.0);

/// Opacity of the bar of what is only believed, and that of its stripes over it.
const BAR: (u8, u8) = (70, 170);

/// Height of a line of words beside the flags, and of the lowest one over the axis, CSS pixels.
const LINES: (f64, f64) = (16.0, 11.0);

/// Width of a flag and half its height, CSS pixels.
const FLAG: (f64, f64) = (9.0, 4.5);

/// Lowest plot with flags, CSS pixels.
const LEAST_CSS: f64 = 130.0;

/// Whether the bands are those that the public believes in, and what they and the flags are called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicWords {
    /// They are.
    pub is_shown: bool,
    /// Heads the picture then.
    pub title: String,
    /// Names the bands of longs then.
    pub longs: String,
    /// Names those of shorts.
    pub shorts: String,
    /// Names the flag of the alarm.
    pub alarm: String,
    /// Names the flag of what it warns of.
    pub event: String,
    /// How long before it the alarm was; holds `{time}`.
    pub warning: String,
    /// How long after it; holds `{time}`.
    pub late: String,
    /// There was none before it.
    pub unwarned: String,
}

impl Default for PublicWords {
    fn default() -> Self {
        Self {
            is_shown: false,
            title: "public view: estimated".into(),
            longs: "longs, as the public sees them".into(),
            shorts: "shorts, as the public sees them".into(),
            alarm: "alarm".into(),
            event: "cascade".into(),
            warning: "{time} warning".into(),
            late: "{time} too late".into(),
            unwarned: "no warning".into(),
        }
    }
}

impl PublicWords {
    /// Reads what a page gives; what is missing stays as it is by default.
    #[must_use]
    pub fn from_json(value: &Value) -> Self {
        let mut words = Self {
            is_shown: value["isShown"] == true,
            ..Self::default()
        };
        for (name, word) in [
            ("title", &mut words.title),
            ("longs", &mut words.longs),
            ("shorts", &mut words.shorts),
            ("alarm", &mut words.alarm),
            ("event", &mut words.event),
            ("warning", &mut words.warning),
            ("late", &mut words.late),
            ("unwarned", &mut words.unwarned),
        ] {
            if let Some(text) = value[name].as_str() {
                text.clone_into(word);
            }
        }
        words
    }
}

/// What a flag marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Alarm,
    Event,
}

/// What the figure needs to know of it.
#[derive(Debug, Clone, Default)]
pub(super) struct Public {
    view: Option<Arc<PublicView>>,
    /// Rows of the alarm of this market and of what it warns of, in the order of the run.
    flags: Vec<(Mark, usize)>,
    /// There is one market.
    is_alone: bool,
    /// How long before it the alarm was; `None`: one of them is not there, or no time passes.
    lead_s: Option<f64>,
}

impl Public {
    pub(super) fn new(trace: &Trace, index: usize) -> Self {
        let view = trace.markets[index].public.clone();
        let Some(alarm) = trace.alarms.first().filter(|alarm| alarm.market == index) else {
            return Self {
                view,
                ..Self::default()
            };
        };
        let alarm = alarm.row.map(|row| row as usize);
        let event = trace.event_row();
        let marks = [(Mark::Alarm, alarm), (Mark::Event, event)];
        let there = marks
            .into_iter()
            .filter_map(|(mark, row)| Some((mark, row?)));
        let mut flags: Vec<(Mark, usize)> = there.collect();
        flags.sort_by_key(|&(_, row)| row);
        let is_timed = trace.time_s.last() > trace.time_s.first();
        let lead = alarm.zip(event).filter(|_| is_timed);
        Self {
            view,
            flags,
            is_alone: trace.markets.len() == 1,
            lead_s: lead.map(|(alarm, event)| trace.time_s[event] - trace.time_s[alarm]),
        }
    }

    /// Whether there are bands to show in the place of those that are.
    pub(super) fn is_shown(&self, words: &PublicWords) -> bool {
        words.is_shown && self.view.is_some()
    }

    /// Whether the alarm has a flag: a mark in the strip would say it twice. The rows of several markets may be too low for one.
    pub(super) fn flags_alarm(&self) -> bool {
        self.is_alone && self.flags.iter().any(|(mark, _)| *mark == Mark::Alarm)
    }

    /// What the public believes to wait, in the place of what does, as bright as so much would be; `None`: what is there is shown.
    pub(super) fn believed(
        &self,
        words: &PublicWords,
        truth: &Heat,
        record: &Record,
        (geometry, layout): (&Geometry, &Layout),
    ) -> Option<Heat> {
        let view = self.view.as_ref().filter(|_| words.is_shown)?;
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
    pub(super) fn between(&self, record: &Record, side: Side, near: f64, far: f64) -> f64 {
        let Some(view) = &self.view else {
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
    pub(super) fn known_row(&self, record: &Record, row: usize) -> usize {
        let delay_s = self.view.as_ref().map_or(0.0, |view| view.delay_s);
        let until = record.time_s[row] - delay_s;
        let known = record.time_s[..=row].partition_point(|&time_s| time_s <= until);
        known.saturating_sub(1)
    }

    /// Room that the flags take over the axis, device pixels.
    pub(super) fn height(&self, layout: &Layout) -> i32 {
        if self.flags.is_empty() || !has_room(layout) {
            return 0;
        }
        let lines = u8::try_from(self.flags.len()).unwrap_or(2) + 1;
        layout.css(LINES.1 + LINES.0 * (f64::from(lines) - 0.5))
    }
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

fn has_room(layout: &Layout) -> bool {
    layout.main.height() >= layout.css(LEAST_CSS)
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
