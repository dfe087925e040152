//! Which group sold in which wave: bands of leverage on the left, waves on the right, ribbons as thick as what one sold
//! in the other.

use super::colour::Rgb;
use super::figures::Canvas;
use super::format::{money_in, seconds};
use super::raster::{Rect, to_px};
use super::text::{Weight, text_width};
use super::theme::Theme;
use crate::analysis::flow::{Flow, Part};
use crate::chart::figure::Figure;
use crate::chart::figure::{Area, Shape, Word};
use crate::clock::Clock;
use crate::population::bands::{BAND_EDGES, BANDS, SHARED_BAND};
use crate::trace::Trace;

/// Thickness of a group or wave, least distance to the next and most, CSS pixels.
const BLOCK_CSS: f64 = 10.0;
const LEAST_GAP_CSS: f64 = 5.0;
const MOST_GAP_CSS: f64 = 26.0;

/// Opacity of the ribbons: they cross, and both should be seen.
const RIBBON_ALPHA: u8 = 120;

/// What the figure says; `{}` stands for the number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FlowWords<'a> {
    /// Heads the groups.
    pub groups: &'a str,
    /// Heads the waves, or the moments under a clock.
    pub parts: &'a str,
    /// Names what was taken over before the first wave.
    pub at_once: &'a str,
    /// Names a wave.
    pub wave: &'a str,
    /// Names several.
    pub waves: &'a str,
    /// Names the small ones at the end.
    pub rest: &'a str,
    /// Names positions of shared wallets.
    pub shared: &'a str,
    /// An amount of money.
    pub money: &'a str,
}

/// A group or a wave: its share of the height, and what is said of it.
struct Block {
    amount: f64,
    name: String,
    colour: Rgb,
    top: f64,
}

/// Draws it. `None` when nothing was closed by force.
#[must_use]
pub fn flow(
    trace: &Trace,
    found: &Flow,
    size: (f64, f64, f64),
    theme: &Theme,
    words: FlowWords<'_>,
) -> Option<Figure> {
    let total = found.total();
    if total <= 0.0 {
        return None;
    }
    let mut canvas = Canvas::new(size, theme, (0.0, 1.0), (0.0, 1.0));
    // Those with the most leverage are reached first: on top, so that few ribbons cross.
    let bands: Vec<usize> = (0..BANDS)
        .rev()
        .filter(|&band| found.of_band(band) > 0.0)
        .collect();
    let mut groups: Vec<Block> = bands
        .iter()
        .map(|&band| Block {
            amount: found.of_band(band),
            name: band_name(band, words.shared),
            colour: theme.muted,
            top: 0.0,
        })
        .collect();
    let mut waves: Vec<Block> = found
        .parts
        .iter()
        .enumerate()
        .map(|(index, part)| Block {
            amount: found.of_part(index),
            name: part_name(trace, *part, words),
            colour: part_colour(trace, *part, index, theme),
            top: 0.0,
        })
        .collect();

    let css = canvas.scale;
    let (top, bottom) = (26.0 * css, f64::from(canvas.figure.size.1) - 8.0 * css);
    let most = groups.len().max(waves.len());
    #[allow(clippy::cast_precision_loss, reason = "a dozen blocks")]
    let gaps = (most - 1) as f64 * LEAST_GAP_CSS * css;
    let scale = ((bottom - top - gaps) / total).max(0.0);
    let left = labels(&mut canvas, &mut groups, (top, bottom), scale, words, true);
    let right = labels(&mut canvas, &mut waves, (top, bottom), scale, words, false);
    canvas.figure.plot = Rect::new(to_px(left), to_px(top), to_px(right), to_px(bottom));
    heads(&mut canvas, left, right, words);

    let mut sources: Vec<f64> = groups.iter().map(|block| block.top).collect();
    for (part, wave) in waves.iter().enumerate() {
        let mut target = wave.top;
        for (source, &band) in sources.iter_mut().zip(&bands) {
            let thick = found.notional[part][band] * scale;
            let ends = (*source, target);
            canvas
                .figure
                .areas
                .push(ribbon((left, right), ends, thick, wave.colour));
            *source += thick;
            target += thick;
        }
    }
    let block = BLOCK_CSS * css;
    for (blocks, x) in [(&groups, left - block), (&waves, right)] {
        for Block {
            amount,
            colour,
            top,
            ..
        } in blocks
        {
            let y1 = (top + amount * scale).max(top + css);
            let rect = Rect::new(to_px(x), to_px(*top), to_px(x + block), to_px(y1));
            if !rect.is_empty() {
                let colour = *colour;
                canvas.figure.shapes.push(Shape::Bar { rect, colour });
            }
        }
    }
    Some(canvas.figure)
}

/// A band between two borders that run smoothly from one height to another.
fn ribbon((left, right): (f64, f64), (from, to): (f64, f64), thick: f64, colour: Rgb) -> Area {
    let (x0, x1) = (to_px(left), to_px(right));
    let borders = (x0..x1).map(|x| {
        let share = (f64::from(x - x0) + 0.5) / f64::from(x1 - x0);
        let y = from + (to - from) * share * share * (3.0 - 2.0 * share);
        (y, y + thick)
    });
    Area {
        x0,
        borders: borders.collect(),
        colour,
        alpha: RIBBON_ALPHA,
    }
}

/// Stacks blocks and writes their labels beside them; the edge where the ribbons begin.
fn labels(
    canvas: &mut Canvas,
    blocks: &mut [Block],
    (top, bottom): (f64, f64),
    scale: f64,
    words: FlowWords<'_>,
    is_left: bool,
) -> f64 {
    let css = canvas.scale;
    let filled: f64 = blocks.iter().map(|block| block.amount * scale).sum();
    #[allow(clippy::cast_precision_loss, reason = "a dozen blocks")]
    let gaps = (blocks.len() - 1) as f64;
    let gap = if gaps > 0.0 {
        ((bottom - top - filled) / gaps).min(MOST_GAP_CSS * css)
    } else {
        0.0
    };
    let mut y = top + 0.5 * (bottom - top - filled - gap * gaps).max(0.0);
    for block in blocks.iter_mut() {
        block.top = y;
        y += block.amount * scale + gap;
    }

    let (font_px, line) = (canvas.figure.style.font_px, 14.0 * css);
    let total: f64 = blocks.iter().map(|block| block.amount).sum();
    let texts: Vec<[String; 2]> = blocks
        .iter()
        .map(|block| {
            let amount = money_in(words.money, block.amount);
            // Numbers of the standard library would link a printer of floats that nobody else needs.
            let share = match to_px(100.0 * block.amount / total) {
                0 => "< 1".to_owned(),
                percent => percent.to_string(),
            };
            [block.name.clone(), format!("{amount}, {share} %")]
        })
        .collect();
    let width = |text: &str| text_width(text, font_px, Weight::Regular);
    let widest = texts
        .iter()
        .flatten()
        .map(|text| width(text))
        .fold(0.0, f64::max);
    let room = widest + 8.0 * css;
    let edge = if is_left {
        room + (BLOCK_CSS + 2.0) * css
    } else {
        f64::from(canvas.figure.size.0) - room - (BLOCK_CSS + 2.0) * css
    };
    // Two lines where the next label leaves room for them, else the name alone.
    let mut places: Vec<f64> = blocks
        .iter()
        .map(|block| block.top + 0.5 * block.amount * scale)
        .collect();
    for index in 1..places.len() {
        places[index] = places[index].max(places[index - 1] + line);
    }
    let mut below = bottom + 0.5 * line;
    for place in places.iter_mut().rev() {
        *place = place.min(below - line);
        below = *place;
    }
    for (index, [name, amount]) in texts.iter().enumerate() {
        let before = if index == 0 {
            f64::NEG_INFINITY
        } else {
            places[index - 1]
        };
        let after = places.get(index + 1).copied().unwrap_or(f64::INFINITY);
        let near = (places[index] - before).min(after - places[index]);
        let lines: &[(&str, f64)] = if near >= 2.0 * line {
            &[(name, -0.5 * line), (amount, 0.5 * line)]
        } else {
            &[(name, 0.0)]
        };
        for &(text, offset) in lines {
            let x = if is_left {
                edge - (BLOCK_CSS + 6.0) * css - width(text)
            } else {
                edge + (BLOCK_CSS + 6.0) * css
            };
            let colour = if text == name {
                canvas.ink
            } else {
                canvas.figure.style.ink
            };
            canvas.figure.words.push(Word {
                text: text.to_owned(),
                at: (to_px(x), to_px(places[index] + offset)),
                colour,
            });
        }
    }
    edge
}

fn heads(canvas: &mut Canvas, left: f64, right: f64, words: FlowWords<'_>) {
    let (css, font_px) = (canvas.scale, canvas.figure.style.font_px);
    let width = |text: &str| text_width(text, font_px, Weight::Regular);
    let right = right + BLOCK_CSS * css - width(words.parts);
    let left = left - BLOCK_CSS * css;
    // On narrow pictures they would meet.
    let places = if left + width(words.groups) + font_px < right {
        [left, right]
    } else {
        [0.0, f64::from(canvas.figure.size.0) - width(words.parts)]
    };
    for (text, x) in [words.groups, words.parts].into_iter().zip(places) {
        canvas.figure.words.push(Word {
            text: text.to_owned(),
            at: (to_px(x), to_px(10.0 * css)),
            colour: canvas.figure.style.ink,
        });
    }
}

fn band_name(band: usize, shared: &str) -> String {
    if band == SHARED_BAND {
        return shared.to_owned();
    }
    let low = band.checked_sub(1).map(|below| BAND_EDGES[below]);
    match (low, BAND_EDGES.get(band)) {
        (None, Some(high)) => format!("≤ {high}x"),
        (Some(low), Some(high)) => format!("{low}–{high}x"),
        (Some(low), None) => format!("> {low}x"),
        (None, None) => String::new(),
    }
}

fn part_name(trace: &Trace, part: Part, words: FlowWords<'_>) -> String {
    if let Clock::Ticks { tick_s, .. } = trace.clock {
        let from = trace.time_s[part.first_row.saturating_sub(1)];
        let to = trace.time_s[part.last_row];
        return format!("{} – {}", seconds(from, tick_s), seconds(to, tick_s));
    }
    if part.is_rest {
        return words.rest.to_owned();
    }
    match (trace.wave[part.first_row].max(1), trace.wave[part.last_row]) {
        // Taken over without a trade: of no wave.
        (_, 0) => words.at_once.to_owned(),
        (first, last) if first == last => words.wave.replace("{}", &last.to_string()),
        (first, last) => words.waves.replace("{}", &format!("{first}–{last}")),
    }
}

fn part_colour(trace: &Trace, part: Part, index: usize, theme: &Theme) -> Rgb {
    if part.is_rest {
        return theme.muted;
    }
    match trace.clock {
        Clock::Waves => theme.wave(trace.wave[part.last_row]),
        Clock::Ticks { .. } => theme.wave(u32::try_from(index + 1).unwrap_or(u32::MAX)),
    }
}
