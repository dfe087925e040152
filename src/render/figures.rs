//! Figures about the crowd and about many runs: fragility curve, leverage, what moves liquidate. Same colours and
//! words as the main figure.

use super::format::{money_in, multiples, nice_step, signed};
use super::layout::{Layout, Size};
use super::raster::{Rect, to_px};
use super::text::{Weight, text_width};
use super::theme::Theme;
use crate::analysis::crowd_figures::{LeverageHistogram, LiquidationCurve};
use crate::analysis::fragility::{BreakKind, BreakingPoint, Fragility};
use crate::chart::figure::{Figure, Shape, Word};
use crate::chart::mesh::{Mesh, MeshStyle, Tick};
use crate::render::colour::Rgb;

/// Leverages that a logarithmic axis may name.
const LEVERAGE_TICKS: [f64; 11] = [
    0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1_000.0,
];

/// Leverages that a logarithmic axis names. Whoever borrows holds more than their own money: less than 1x is named only
/// where nobody holds more.
pub(super) fn leverage_ticks(from: f64, to: f64) -> impl Iterator<Item = f64> {
    let least = if to < 1.0 { from } else { from.max(1.0) };
    LEVERAGE_TICKS
        .into_iter()
        .filter(move |&leverage| leverage >= least && leverage <= to)
}

/// An empty figure with room for axes, and the way from values to pixels.
pub(super) struct Canvas {
    pub(super) figure: Figure,
    pub(super) scale: f64,
    pub(super) ink: Rgb,
    x: (f64, f64),
    y: (f64, f64),
}

impl Canvas {
    /// `x` and `y` are the values at the left and right, lower and upper ends.
    pub(super) fn new(
        (width_css, height_css, pixel_ratio): (f64, f64, f64),
        theme: &Theme,
        x: (f64, f64),
        y: (f64, f64),
    ) -> Self {
        let size = Size::new(width_css, height_css, pixel_ratio);
        let css = |length: f64| to_px(length * size.scale);
        let plot = Rect::new(
            css(22.0),
            css(28.0),
            size.width - css(58.0),
            size.height - css(24.0),
        );
        let style = MeshStyle {
            line: theme.grid,
            line_opacity: 0.45,
            ink: theme.muted,
            font_px: Layout::font_px(size),
            line_px: u32::try_from(css(1.0)).unwrap_or(1).max(1),
            tick_px: css(4.0),
        };
        Self {
            figure: Figure {
                size: (size.width, size.height),
                plot,
                areas: Vec::new(),
                background: theme.background,
                mesh: Mesh::default(),
                style,
                shapes: Vec::new(),
                words: Vec::new(),
            },
            scale: size.scale,
            ink: theme.foreground,
            x,
            y,
        }
    }

    pub(super) fn at(&self, x: f64, y: f64) -> (f64, f64) {
        let plot = self.figure.plot;
        let share = |value: f64, (from, to): (f64, f64)| (value - from) / (to - from);
        (
            f64::from(plot.x0) + share(x, self.x) * f64::from(plot.width() - 1),
            f64::from(plot.y1 - 1) - share(y, self.y) * f64::from(plot.height() - 1),
        )
    }

    pub(super) fn x_tick(&mut self, value: f64, label: String) {
        let position = f64::from(to_px(self.at(value, self.y.0).0));
        self.figure.mesh.columns.push(position);
        self.figure.mesh.below.push(Tick { position, label });
    }

    pub(super) fn y_tick(&mut self, value: f64, label: String) {
        let position = f64::from(to_px(self.at(self.x.0, value).1));
        self.figure.mesh.right.push(Tick { position, label });
    }

    /// Ticks in per cent along both ends of `x`.
    fn percent_below(&mut self) {
        let (low, high) = (self.x.0.min(self.x.1), self.x.0.max(self.x.1));
        let step = nice_step(
            100.0 * (high - low),
            f64::from(self.figure.plot.width()) / (60.0 * self.scale),
        );
        for percent in multiples(100.0 * low, 100.0 * high, step) {
            self.x_tick(0.01 * percent, percent_label(percent, step));
        }
    }

    fn money_right(&mut self, template: &str) {
        let step = nice_step(
            self.y.1 - self.y.0,
            f64::from(self.figure.plot.height()) / (50.0 * self.scale),
        );
        for amount in multiples(self.y.0, self.y.1, step) {
            self.y_tick(amount, money_in(template, amount));
        }
    }

    pub(super) fn line(
        &mut self,
        points: impl IntoIterator<Item = (f64, f64)>,
        width_css: f64,
        colour: Rgb,
    ) {
        let points = points.into_iter().map(|(x, y)| self.at(x, y)).collect();
        self.figure.shapes.push(Shape::Line {
            points,
            width_px: u32::try_from(to_px(width_css * self.scale))
                .unwrap_or(1)
                .max(1),
            colour,
        });
    }

    /// Words side by side above the plot.
    pub(super) fn legend(&mut self, words: &[(&str, Rgb)]) {
        let font_px = self.figure.style.font_px;
        let mut x = self.figure.plot.x0;
        for &(text, colour) in words {
            self.figure.words.push(Word {
                text: text.to_owned(),
                at: (x, to_px(14.0 * self.scale)),
                colour,
            });
            x += to_px(text_width(text, font_px, Weight::Regular) + font_px);
        }
    }
}

fn percent_label(percent: f64, step: f64) -> String {
    format!("{} %", signed(percent, usize::from(step < 1.0)))
}

/// Width of the bar along doubled shocks.
const BAR_CSS: f64 = 6.0;

/// Where every shock lands. `now` is a shock to be marked, the one that was run. `size` is width and height in CSS
/// pixels and the pixel ratio; words from left to right: the curve, the line of no forced orders, a jump, the marked
/// shock, shocks that are more than doubled.
#[must_use]
pub fn fragility(
    found: &Fragility,
    now: Option<f64>,
    size: (f64, f64, f64),
    theme: &Theme,
    words: [&str; 5],
) -> Figure {
    let end = found.shock_ratio.last().copied().unwrap_or(-0.1);
    let far = found.final_ratio.iter().copied().fold(end, |far, ratio| {
        if ratio.abs() > far.abs() { ratio } else { far }
    });
    let y = if end < 0.0 { (far, 0.0) } else { (0.0, far) };
    let mut canvas = Canvas::new(size, theme, (0.0, end), y);
    canvas.percent_below();
    let step = nice_step(
        100.0 * far.abs(),
        f64::from(canvas.figure.plot.height()) / (50.0 * canvas.scale),
    );
    for percent in multiples(100.0 * y.0, 100.0 * y.1, step) {
        canvas.y_tick(0.01 * percent, percent_label(percent, step));
    }
    let mut legend = vec![(words[0], theme.price), (words[1], theme.counterfactual)];
    // A jump is a place, doubling has two ends: a line for the one, a bar along the shocks for the other.
    let jump = |point: &BreakingPoint| point.kind == BreakKind::Cliff;
    if let Some(point) = found.breaking_point.filter(jump) {
        canvas.line(
            [(point.shock_ratio, y.0), (point.shock_ratio, y.1)],
            1.0,
            theme.foreground,
        );
        legend.push((words[2], theme.foreground));
    }
    let reach = |ratio: f64| if ratio.abs() > end.abs() { end } else { ratio };
    let mut is_seen = false;
    for stretch in &found.doubled {
        let (from, to) = (reach(stretch.from_ratio), reach(stretch.to_ratio));
        if from != end {
            is_seen = true;
            canvas.line([(from, y.0), (to, y.0)], BAR_CSS, theme.long);
        }
    }
    if is_seen {
        legend.push((words[4], theme.long));
    }
    canvas.line([(0.0, 0.0), (end, end)], 1.0, theme.counterfactual);
    let curve = found.shock_ratio.iter().copied();
    canvas.line(
        curve.zip(found.final_ratio.iter().copied()),
        2.0,
        theme.price,
    );
    let shocks = (end.min(0.0), end.max(0.0));
    if let Some(now) = now.filter(|&now| now >= shocks.0 && now <= shocks.1) {
        canvas.line([(now, y.0), (now, y.1)], 2.0, theme.gap);
        legend.push((words[3], theme.gap));
    }
    canvas.legend(&legend);
    canvas.figure
}

/// How much of a bar is left where the price has already been, opacity.
const HOLLOW: u8 = 70;

/// Who has how much leverage: longs and on top of them shorts. `reached` are the longs and the shorts in each bin that
/// the price has come to, drawn hollow; empty: none. Words: longs, shorts, an amount of money.
#[must_use]
pub fn leverage(
    found: &LeverageHistogram,
    reached: &[Vec<f64>; 2],
    size: (f64, f64, f64),
    theme: &Theme,
    words: [&str; 3],
) -> Figure {
    let pairs = || found.long_notional.iter().zip(&found.short_notional);
    let most = pairs()
        .map(|(long, short)| long + short)
        .fold(0.0, f64::max);
    #[allow(clippy::cast_precision_loss, reason = "a few dozen bins")]
    let bins = found.long_notional.len().max(1) as f64;
    let y = (0.0, if most > 0.0 { 1.05 * most } else { 1.0 });
    let mut canvas = Canvas::new(size, theme, (0.0, bins), y);
    canvas.money_right(words[2]);
    if let (Some(&first), Some(&last)) = (found.edges.first(), found.edges.last()) {
        for leverage in leverage_ticks(first, last) {
            // Bins are even in the logarithm: between two edges a straight line is near enough for a label.
            let above = found.edges.partition_point(|&edge| edge <= leverage);
            let low = found.edges[above - 1];
            let high = found.edges.get(above).copied().unwrap_or(2.0 * low);
            #[allow(clippy::cast_precision_loss, reason = "a few dozen bins")]
            let at = (above - 1) as f64 + (leverage - low) / (high - low);
            let label = super::format::PriceFormat::new(leverage, leverage).write(leverage);
            canvas.x_tick(at, label + "x");
        }
    }
    let hollow = |colour: Rgb| theme.background.mixed(colour, HOLLOW);
    let mut left = 0.0;
    for (bin, (&long, &short)) in pairs().enumerate() {
        let gone = |side: usize| reached[side].get(bin).copied().unwrap_or(0.0);
        let (long_gone, short_gone) = (gone(0), long + gone(1));
        for (from, to, colour) in [
            (0.0, long_gone, hollow(theme.long)),
            (long_gone, long, theme.long),
            (long, short_gone, hollow(theme.short)),
            (short_gone, long + short, theme.short),
        ] {
            let (x0, y0) = canvas.at(left, to);
            let (x1, y1) = canvas.at(left + 1.0, from);
            let rect = Rect::new(to_px(x0) + 1, to_px(y0), to_px(x1), to_px(y1));
            if to > from && !rect.is_empty() {
                canvas.figure.shapes.push(Shape::Bar { rect, colour });
            }
        }
        left += 1.0;
    }
    canvas.legend(&[(words[0], theme.long), (words[1], theme.short)]);
    canvas.figure
}

/// What a move liquidates by itself, falls to the left, rises to the right. `now` is a move to be marked: how far the
/// price has come. Words: longs, shorts, that mark, an amount of money.
#[must_use]
pub fn liquidations(
    found: &LiquidationCurve,
    now: Option<f64>,
    size: (f64, f64, f64),
    theme: &Theme,
    words: [&str; 4],
) -> Figure {
    let end = |ratios: &[f64]| ratios.last().copied().unwrap_or(0.0);
    let (low, high) = (end(&found.fall_ratio), end(&found.rise_ratio));
    let x = if high > low { (low, high) } else { (-0.1, 0.1) };
    let last = |notional: &[f64]| notional.last().copied().unwrap_or(0.0);
    let most = last(&found.long_notional).max(last(&found.short_notional));
    let y = (0.0, if most > 0.0 { 1.05 * most } else { 1.0 });
    let mut canvas = Canvas::new(size, theme, x, y);
    canvas.money_right(words[3]);
    canvas.percent_below();
    for (ratios, notional, colour) in [
        (&found.fall_ratio, &found.long_notional, theme.long),
        (&found.rise_ratio, &found.short_notional, theme.short),
    ] {
        canvas.line(
            ratios.iter().copied().zip(notional.iter().copied()),
            2.0,
            colour,
        );
    }
    let mut legend = vec![(words[0], theme.long), (words[1], theme.short)];
    if let Some(now) = now.filter(|&now| now >= x.0 && now <= x.1) {
        canvas.line([(now, y.0), (now, y.1)], 1.0, theme.price);
        legend.push((words[2], theme.price));
    }
    canvas.legend(&legend);
    canvas.figure
}
