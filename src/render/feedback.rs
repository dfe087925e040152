//! Feedback R and Chain ratio over the run, with the line at 1 between growing and dying.

use super::figures::Canvas;
use super::format::{multiples, nice_step, seconds};
use super::raster::{Rect, to_px};
use super::text::{Weight, text_width};
use super::theme::Theme;
use crate::analysis::flow::LEAST_SHARE;
use crate::chart::figure::{Area, Figure, Shape, Word};
use crate::clock::Clock;
use crate::render::colour::Rgb;
use crate::sources::traders;
use crate::trace::{MarketTrace, Trace};

/// Ratios that the axis names.
const RATIO_TICKS: [(f64, &str); 7] = [
    (0.0, "0"),
    (0.25, "0.25"),
    (0.5, "0.5"),
    (1.0, "1"),
    (2.0, "2"),
    (4.0, "4"),
    (10.0, "10"),
];

/// The same below 0.
const AGAINST_TICKS: [(f64, &str); 5] = [
    (-0.25, "-0.25"),
    (-0.5, "-0.5"),
    (-1.0, "-1"),
    (-2.0, "-2"),
    (-4.0, "-4"),
];

/// Opacity of what a kind has of R.
const PART_ALPHA: u8 = 120;

/// Room of a line of names, CSS pixels.
const LINE_CSS: f64 = 18.0;

/// Opacity of the half in which selling grows.
const GROWS_ALPHA: u8 = 26;

/// What the figure says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FeedbackWords<'a> {
    /// Names the line of R.
    pub feedback: &'a str,
    /// Names the marks of the chain ratio.
    pub chain: &'a str,
    /// Names the line at 1.
    pub line: &'a str,
    /// Names the half above 1.
    pub grows: &'a str,
    /// Names the half below 1.
    pub dies: &'a str,
    /// Names the place before the first wave.
    pub shock: &'a str,
    /// Names of kinds of sources, each after its word; a kind that is not among them has its word for a name.
    pub kinds: &'a [(&'a str, &'a str)],
}

impl<'a> FeedbackWords<'a> {
    fn name(&self, kind: &'a str) -> &'a str {
        let found = self.kinds.iter().find(|(word, _)| *word == kind);
        found.map_or(kind, |(_, name)| name)
    }
}

/// What a kind of source has of R, row by row.
struct Share<'a> {
    name: &'a str,
    colour: Rgb,
    part: Vec<f64>,
}

/// The axis of ratios: 0 at the bottom, 1 in the middle, infinity at the top, so that 1 is always in sight and twice as
/// much stands as far above it as half as much below. What trades against the move stands below 0, as far as it would
/// above.
fn height(ratio: f64) -> f64 {
    ratio / (1.0 + ratio.abs())
}

/// Whose R it is, kind by kind: those who have some; nobody where it is that of leveraged traders alone.
fn shares<'a>(
    trace: &'a Trace,
    market: &MarketTrace,
    theme: &Theme,
    words: &FeedbackWords<'a>,
) -> Vec<Share<'a>> {
    let mut kinds: Vec<(&str, Vec<f64>)> = Vec::new();
    for (source, part) in &market.feedback {
        let kind = trace.sources[*source].kind;
        match kinds.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, sums)) => {
                for (sum, part) in sums.iter_mut().zip(part) {
                    *sum += part;
                }
            }
            None => kinds.push((kind, part.clone())),
        }
    }
    let own = [theme.ghost, theme.wave(3), theme.wave(1), theme.wave(4)];
    let mut shares: Vec<Share<'_>> = Vec::new();
    let mut is_traders_alone = true;
    let mut others = own.iter().cycle();
    for (kind, part) in kinds {
        let is_traders = kind == traders::KIND;
        let colour = if is_traders {
            theme.long
        } else {
            others.next().copied().unwrap_or(theme.muted)
        };
        if part.iter().skip(1).any(|&ratio| ratio != 0.0) {
            let name = words.name(kind);
            is_traders_alone &= is_traders;
            shares.push(Share { name, colour, part });
        }
    }
    if is_traders_alone {
        shares.clear();
    }
    shares
}

/// Lowest point of the axis: 0, or a little below what trades most against the move.
fn bottom_of(shares: &[Share<'_>], rows: usize) -> f64 {
    let against = |row: usize| {
        shares
            .iter()
            .fold(0.0, |sum, share| sum + share.part[row].min(0.0))
    };
    let lowest = (1..rows).map(against).fold(0.0, f64::min);
    if lowest < 0.0 {
        height(1.25 * lowest).min(-0.08)
    } else {
        0.0
    }
}

/// Each kind on those before it, upwards; what trades against the move downwards from 0.
fn stack(canvas: &mut Canvas, shares: &[Share<'_>], x_of: &impl Fn(usize) -> f64, last: usize) {
    let plot = canvas.figure.plot;
    let edges: Vec<f64> = (1..=last).map(|row| canvas.at(x_of(row), 0.0).0).collect();
    let mut ends = vec![[0.0, 0.0]; last];
    for share in shares {
        let mut borders = Vec::with_capacity(edges.len());
        for (row, ends) in (1..=last).zip(&mut ends) {
            let part = share.part[row];
            let side = usize::from(part < 0.0);
            let from = ends[side];
            ends[side] += part;
            let at = |ratio: f64| canvas.at(0.0, height(ratio)).1;
            let (a, b) = (at(from), at(ends[side]));
            borders.push((a.min(b), a.max(b)));
        }
        #[allow(clippy::cast_possible_truncation, reason = "within the plot")]
        let first = to_px(edges[0].ceil()).max(plot.x0);
        let columns = (first..plot.x1).map(|x| {
            let x = f64::from(x);
            let high = edges
                .partition_point(|&edge| edge < x)
                .clamp(1, edges.len() - 1);
            let (a, b) = (edges[high - 1], edges[high]);
            let share = if b > a {
                ((x - a) / (b - a)).clamp(0.0, 1.0)
            } else {
                1.0
            };
            let between = |from: f64, to: f64| from + share * (to - from);
            let ((top, bottom), (next_top, next_bottom)) = (borders[high - 1], borders[high]);
            (between(top, next_top), between(bottom, next_bottom))
        });
        let borders = if edges.len() > 1 {
            columns.collect()
        } else {
            Vec::new()
        };
        canvas.figure.areas.push(Area {
            x0: first,
            borders,
            colour: share.colour,
            alpha: PART_ALPHA,
        });
    }
}

/// Draws both over waves or time, with the playhead at `row`, which may be between two. Under a clock the chain ratio of
/// neighbouring ticks says nothing and is left out, and so is that of waves too small to count.
#[must_use]
pub fn feedback(
    trace: &Trace,
    market: &MarketTrace,
    row: f64,
    size: (f64, f64, f64),
    theme: &Theme,
    words: FeedbackWords<'_>,
) -> Figure {
    let is_waves = trace.clock == Clock::Waves;
    let last = trace.rows() - 1;
    #[allow(clippy::cast_precision_loss, reason = "rows are few")]
    let x_of = |row: usize| {
        if is_waves {
            row as f64
        } else {
            trace.time_s[row]
        }
    };
    let end = x_of(last).max(x_of(0) + 1e-9);
    let shares = shares(trace, market, theme, &words);
    let bottom = bottom_of(&shares, last + 1);
    let mut canvas = Canvas::new(size, theme, (x_of(0), end), (bottom, 1.0));
    let css = canvas.scale;
    let lines = key_lines(&canvas, &shares);
    canvas.figure.plot.y0 += to_px(f64::from(lines) * LINE_CSS * css);
    let plot = canvas.figure.plot;
    let middle = canvas.at(0.0, 0.5).1;
    canvas.figure.areas.push(Area {
        x0: plot.x0,
        borders: vec![(f64::from(plot.y0), middle); usize::try_from(plot.width()).unwrap_or(0)],
        colour: theme.gap,
        alpha: GROWS_ALPHA,
    });
    if !shares.is_empty() {
        stack(&mut canvas, &shares, &x_of, last);
    }
    for (ratio, label) in RATIO_TICKS {
        canvas.y_tick(height(ratio), label.to_owned());
    }
    for (ratio, label) in AGAINST_TICKS {
        if height(ratio) >= bottom {
            canvas.y_tick(height(ratio), label.to_owned());
        }
    }
    if bottom < 0.0 {
        let ink = theme.muted;
        canvas.line([(0.0, 0.0), (end, 0.0)], 1.0, ink);
    }
    let step = nice_step(end, f64::from(plot.width()) / (64.0 * css));
    if is_waves {
        canvas.x_tick(1.0, words.shock.to_owned());
        let step = step.max(1.0);
        for wave in multiples(step, end - 1.0, step) {
            canvas.x_tick(wave + 1.0, to_px(wave).to_string());
        }
    } else {
        for time in multiples(0.0, end, step) {
            canvas.x_tick(time, seconds(time, step));
        }
    }

    canvas.line([(0.0, 0.5), (end, 0.5)], 2.0, theme.foreground);
    let ratios = (1..=last).map(|row| (x_of(row), height(market.branching_ratio[row])));
    let ratios: Vec<(f64, f64)> = ratios.collect();
    canvas.line(ratios.iter().copied(), 2.0, theme.long);
    let mut chain: Vec<(f64, f64)> = Vec::new();
    if is_waves {
        let dots: Vec<(f64, f64)> = ratios.iter().map(|&(x, y)| canvas.at(x, y)).collect();
        // Where waves are many the dots would be a second line.
        if f64::from(plot.width()) > 9.0 * css * x_of(last) {
            for at in dots {
                let (radius_px, colour) = (px(3.0 * css), theme.long);
                canvas.figure.shapes.push(Shape::Dot {
                    at,
                    radius_px,
                    colour,
                });
            }
        }
        let sold =
            |row: usize| market.liquidated_notional[row] - market.liquidated_notional[row - 1];
        let least = LEAST_SHARE * market.liquidated_notional[last];
        chain = (3..=last)
            .filter(|&row| market.wave_ratio[row] > 0.0 && sold(row) >= least)
            .map(|row| (x_of(row), height(market.wave_ratio[row])))
            .collect();
        canvas.line(chain.iter().copied(), 1.0, theme.short);
        for &(x, y) in &chain {
            let (x, y) = canvas.at(x, y);
            let rect = square(x, y, 3.5 * css);
            canvas.figure.shapes.push(Shape::Bar {
                rect,
                colour: theme.short,
            });
        }
    }
    playhead(
        &mut canvas,
        (row.max(0.0).min(x_last(last)), bottom),
        &x_of,
        market,
        theme,
    );

    let mut legend = vec![(words.feedback, theme.long)];
    if is_waves {
        legend.push((words.chain, theme.short));
    }
    keyed(&mut canvas, &legend);
    key_of_shares(&mut canvas, &shares);
    // Both halves say what they mean where no line is: at the right, above what is dying out, else farther away.
    let (top, bottom) = (
        f64::from(plot.y0) + 11.0 * css,
        f64::from(plot.y1) - 11.0 * css,
    );
    let lines: Vec<Vec<(f64, f64)>> = [&ratios, &chain]
        .map(|line| line.iter().map(|&(x, y)| canvas.at(x, y)).collect())
        .into();
    for (text, heights) in [
        (
            words.grows,
            vec![top, 0.5 * (top + middle), middle - 26.0 * css],
        ),
        (words.line, vec![middle - 10.0 * css]),
        (
            words.dies,
            vec![middle + 12.0 * css, 0.5 * (middle + bottom), bottom],
        ),
    ] {
        let font_px = canvas.figure.style.font_px;
        let width = text_width(text, font_px, Weight::Regular);
        let right = f64::from(plot.x1) - width - 6.0 * css;
        let left = f64::from(plot.x0) + 6.0 * css;
        let places = [0.0, 0.25, 0.5, 0.75, 1.0].map(|share| right + share * (left - right));
        let mut all = places
            .into_iter()
            .flat_map(|x| heights.iter().map(move |&y| (x, y)));
        let half = 0.75 * font_px;
        let is_clear = |&(x, y): &(f64, f64)| {
            let room = (x - 4.0 * css, y - half, x + width + 4.0 * css, y + half);
            !lines.iter().any(|line| crosses(line, room))
        };
        let (x, y) = all.find(is_clear).unwrap_or((right, heights[0]));
        canvas.figure.words.push(Word {
            text: text.to_owned(),
            at: (to_px(x), to_px(y)),
            colour: theme.foreground,
        });
    }
    canvas.figure
}

/// Whether a line through these points comes into a rectangle (left, upper, right, lower edge); all in pixels.
fn crosses(line: &[(f64, f64)], (x0, y0, x1, y1): (f64, f64, f64, f64)) -> bool {
    line.windows(2).any(|ends| {
        let [(ax, ay), (bx, by)] = [ends[0], ends[1]];
        if bx < x0 || ax > x1 {
            return false;
        }
        // Of the part between the sides of the rectangle: whether it is all above, or all below.
        let at = |x: f64| match bx > ax {
            true => ay + (by - ay) * (x - ax) / (bx - ax),
            false => ay,
        };
        let (from, to) = (at(ax.max(x0)), at(bx.min(x1)));
        from.max(to) >= y0 && from.min(to) <= y1
    })
}

#[allow(clippy::cast_precision_loss, reason = "rows are few")]
fn x_last(last: usize) -> f64 {
    last as f64
}

/// A line where the main figure stands, and a dot on R.
fn playhead(
    canvas: &mut Canvas,
    (row, bottom): (f64, f64),
    x_of: &impl Fn(usize) -> f64,
    market: &MarketTrace,
    theme: &Theme,
) {
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "within the rows"
    )]
    let (low, share) = (row.floor() as usize, row - row.floor());
    let high = (low + 1).min(market.branching_ratio.len() - 1);
    let between = |from: f64, to: f64| from + share * (to - from);
    let x = between(x_of(low), x_of(high));
    canvas.line([(x, bottom), (x, 1.0)], 1.0, theme.foreground);
    if low > 0 {
        let ratio = |row: usize| height(market.branching_ratio[row]);
        let at = canvas.at(x, between(ratio(low), ratio(high)));
        for (radius, colour) in [(6.0, theme.background), (5.0, theme.foreground)] {
            let radius_px = px(radius * canvas.scale);
            canvas.figure.shapes.push(Shape::Dot {
                at,
                radius_px,
                colour,
            });
        }
    }
}

/// The legend, each name behind the mark of its line.
fn keyed(canvas: &mut Canvas, names: &[(&str, crate::render::colour::Rgb)]) {
    let (css, font_px) = (canvas.scale, canvas.figure.style.font_px);
    let (mut x, y) = (f64::from(canvas.figure.plot.x0), 14.0 * css);
    for (index, &(text, colour)) in names.iter().enumerate() {
        let at = (x + 5.0 * css, y);
        canvas.figure.shapes.push(if index == 0 {
            let radius_px = px(4.0 * css);
            Shape::Dot {
                at,
                radius_px,
                colour,
            }
        } else {
            let rect = square(at.0, at.1, 3.5 * css);
            Shape::Bar { rect, colour }
        });
        x += 14.0 * css;
        canvas.figure.words.push(Word {
            text: text.to_owned(),
            at: (to_px(x), to_px(y)),
            colour,
        });
        x += text_width(text, font_px, Weight::Regular) + font_px;
    }
}

/// Where each name of a share begins, and in which line.
fn places_of(canvas: &Canvas, shares: &[Share<'_>]) -> Vec<(f64, u32)> {
    let (css, font_px) = (canvas.scale, canvas.figure.style.font_px);
    let (left, right) = (
        f64::from(canvas.figure.plot.x0),
        f64::from(canvas.figure.size.0),
    );
    let (mut x, mut line) = (left, 1);
    let mut places = Vec::new();
    for share in shares {
        let width = 14.0 * css + text_width(share.name, font_px, Weight::Regular);
        if x > left && x + width > right {
            (x, line) = (left, line + 1);
        }
        places.push((x, line));
        x += width + font_px;
    }
    places
}

/// Lines that the names of the shares take.
fn key_lines(canvas: &Canvas, shares: &[Share<'_>]) -> u32 {
    let places = places_of(canvas, shares);
    places.last().map_or(0, |&(_, line)| line)
}

/// Whose share has which colour.
fn key_of_shares(canvas: &mut Canvas, shares: &[Share<'_>]) {
    let css = canvas.scale;
    for ((x, line), share) in places_of(canvas, shares).into_iter().zip(shares) {
        let y = (14.0 + f64::from(line) * LINE_CSS) * css;
        let colour = share.colour;
        let rect = square(x + 5.0 * css, y, 4.5 * css);
        canvas.figure.shapes.push(Shape::Bar { rect, colour });
        canvas.figure.words.push(Word {
            text: share.name.to_owned(),
            at: (to_px(x + 14.0 * css), to_px(y)),
            colour: canvas.ink,
        });
    }
}

fn square(x: f64, y: f64, half: f64) -> Rect {
    Rect::new(
        to_px(x - half),
        to_px(y - half),
        to_px(x + half),
        to_px(y + half),
    )
}

fn px(length: f64) -> u32 {
    u32::try_from(to_px(length)).unwrap_or(1).max(1)
}
