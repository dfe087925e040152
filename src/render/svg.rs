//! The figure as a vector file: the same layers with another pen, bands and hatching as shapes of their own.
//!
//! The axes are those that plotters laid out. Its own SVG back end is not used here: it knows neither clipping, which a
//! window needs, nor dashes, and its printing of numbers would be a large part of the module.

use super::colour::Rgb;
use super::geometry::Line;
use super::layers;
use super::layout::Size;
use super::pen::Pen;
#[cfg(feature = "mechanisms")]
use super::public_bands;
use super::raster::{Rect, to_px};
use super::scene::Scene;
use super::text::{Anchor, TextRun, Weight, text_width};
use super::theme::Theme;
use super::waiting;
use crate::error::show;
use crate::population::crowd::Side;
use std::f64::consts::SQRT_2;

/// The same fonts as on the page.
const FONTS: &str =
    "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

/// Between hatching lines, CSS pixels; as on the screen.
const HATCH_CSS: f64 = 6.0;

/// Opacity of the hatching; on the screen it goes with the band.
const HATCH_OPACITY: &str = "0.2";

/// Under the picture: size of words, height of a line, margin; CSS pixels.
const CAPTION_CSS: (f64, f64, f64) = (12.0, 18.0, 12.0);

/// Writes SVG.
struct SvgPen {
    text: String,
    bounds: Rect,
    clip: Rect,
    clips: u32,
    /// Rectangles that look the same and do not overlap: they become one shape, of which a reader has hundreds less.
    alike: Vec<Rect>,
    /// Colour and opacity of those.
    look: (Rgb, u8),
    /// What the names of its patterns and clips begin with.
    prefix: String,
}

/// A position with as many digits as an eye can tell apart.
fn at(position: f64) -> String {
    show((position * 100.0).round() / 100.0)
}

fn opacity(alpha: u8) -> String {
    if alpha == 255 {
        return String::new();
    }
    let share = (f64::from(alpha) / 255.0 * 1000.0).round() / 1000.0;
    format!(" opacity=\"{}\"", show(share))
}

fn path(points: &[(f64, f64)]) -> String {
    let mut text = String::new();
    for (index, &(x, y)) in points.iter().enumerate() {
        text.push(if index == 0 { 'M' } else { 'L' });
        text.push_str(&at(x));
        text.push(' ');
        text.push_str(&at(y));
    }
    text
}

fn escaped(text: &str) -> String {
    let mut safe = String::new();
    for character in text.chars() {
        match character {
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' => safe.push_str("&amp;"),
            '"' => safe.push_str("&quot;"),
            // XML knows no other control characters.
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => safe.push(' '),
            _ => safe.push(character),
        }
    }
    safe
}

impl SvgPen {
    fn new(bounds: Rect, prefix: &str) -> Self {
        Self {
            text: String::new(),
            bounds,
            clip: bounds,
            clips: 0,
            alike: Vec::new(),
            look: (Rgb(0, 0, 0), 255),
            prefix: prefix.to_owned(),
        }
    }

    /// Writes the rectangles that were kept back.
    fn flush(&mut self) {
        let d: String = self.alike.drain(..).map(rect_path).collect();
        if !d.is_empty() {
            let (colour, alpha) = self.look;
            self.fill(&d, &colour.css(), &opacity(alpha));
        }
    }

    fn put(&mut self, parts: &[&str]) {
        self.flush();
        for part in parts {
            self.text.push_str(part);
        }
        self.text.push('\n');
    }

    fn stroke(&mut self, d: &str, width: f64, colour: Rgb, more: &str) {
        let (width, colour) = (at(width), colour.css());
        self.put(&[
            "<path d=\"",
            d,
            "\" fill=\"none\" stroke=\"",
            &colour,
            "\" stroke-width=\"",
            &width,
            "\"",
            more,
            "/>",
        ]);
    }

    fn fill(&mut self, d: &str, paint: &str, more: &str) {
        self.put(&["<path d=\"", d, "\" fill=\"", paint, "\"", more, "/>"]);
    }

    /// `length`: an attribute that makes room for no more than was reserved, whatever the reader's font.
    fn write(&mut self, run: &TextRun, length: &str) {
        let anchor = match run.anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        let weight = match run.weight {
            Weight::Regular => "",
            Weight::Strong => " font-weight=\"600\"",
        };
        self.put(&[
            "<text x=\"",
            &at(run.x),
            "\" y=\"",
            &at(run.y),
            "\" font-size=\"",
            &at(run.size_px),
            "\" fill=\"",
            &run.colour.css(),
            "\"",
            anchor,
            weight,
            length,
            ">",
            &escaped(&run.text),
            "</text>",
        ]);
    }
}

impl Pen for SvgPen {
    fn clip(&self) -> Rect {
        self.clip
    }

    fn set_clip(&mut self, clip: Rect) {
        if clip == self.clip {
            return;
        }
        if self.clip != self.bounds {
            self.put(&["</g>"]);
        }
        self.clip = clip;
        if clip != self.bounds {
            self.clips += 1;
            let id = format!("{}c{}", self.prefix, self.clips);
            self.put(&[
                "<clipPath id=\"",
                &id,
                "\"><path d=\"",
                &rect_path(clip),
                "\"/></clipPath><g clip-path=\"url(#",
                &id,
                ")\">",
            ]);
        }
    }

    fn blend_rect(&mut self, rect: Rect, colour: Rgb, alpha: u8) {
        let seen = rect.intersection(self.clip);
        if seen.is_empty() {
            return;
        }
        let overlaps = |one: &Rect| !one.intersection(seen).is_empty();
        if self.look != (colour, alpha) || self.alike.iter().any(overlaps) {
            self.flush();
        }
        self.look = (colour, alpha);
        self.alike.push(seen);
    }

    fn segment(&mut self, from: (f64, f64), to: (f64, f64), width: f64, colour: Rgb) {
        self.polyline(&[from, to], width, colour);
    }

    fn polyline(&mut self, points: &[(f64, f64)], width: f64, colour: Rgb) {
        if points.len() > 1 {
            let round = " stroke-linecap=\"round\" stroke-linejoin=\"round\"";
            self.stroke(&path(points), width, colour, round);
        }
    }

    fn dashed(&mut self, points: &[(f64, f64)], width: f64, dash: f64, gap: f64, colour: Rgb) {
        if points.len() > 1 {
            let dashes = format!(" stroke-dasharray=\"{} {}\"", at(dash), at(gap));
            self.stroke(&path(points), width, colour, &dashes);
        }
    }

    fn triangle(&mut self, corners: [(f64, f64); 3], grow: f64, colour: Rgb) {
        let d = path(&corners) + "Z";
        let colour = colour.css();
        let seam = format!(" stroke=\"{colour}\" stroke-width=\"{}\"", at(2.0 * grow));
        self.fill(&d, &colour, if grow > 0.0 { &seam } else { "" });
    }

    fn disc(&mut self, centre: (f64, f64), radius: f64, colour: Rgb) {
        let (x, y, r) = (at(centre.0), at(centre.1), at(radius));
        let colour = colour.css();
        self.put(&[
            "<circle cx=\"",
            &x,
            "\" cy=\"",
            &y,
            "\" r=\"",
            &r,
            "\" fill=\"",
            &colour,
            "\"/>",
        ]);
    }
}

fn rect_path(rect: Rect) -> String {
    format!(
        "M{} {}H{}V{}H{}Z",
        rect.x0, rect.y0, rect.x1, rect.y1, rect.x0
    )
}

/// A figure as an SVG document: its parts from their upper edges down, device pixels; its title for those who listen, and
/// the lines of `caption` under it.
pub(super) fn document(
    size: Size,
    theme: &Theme,
    parts: &[(i32, String)],
    caption: &[String],
) -> String {
    let lines = caption_lines(size, theme, caption);
    let (_, line, margin) = CAPTION_CSS;
    #[allow(clippy::cast_precision_loss, reason = "a few lines")]
    let below = if lines.is_empty() {
        0.0
    } else {
        (line * lines.len() as f64 + margin) * size.scale
    };
    let (width, height) = (size.width, size.height + to_px(below));
    let whole = Rect::new(0, 0, width, height);
    let css = |px: i32| at(f64::from(px) / size.scale);
    let mut pen = SvgPen::new(whole, "");
    pen.put(&[
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"",
        &css(width),
        "\" height=\"",
        &css(height),
        "\" viewBox=\"0 0 ",
        &width.to_string(),
        " ",
        &height.to_string(),
        "\" role=\"img\" font-family=\"",
        FONTS,
        "\">",
    ]);
    if let Some(title) = caption.first() {
        pen.put(&["<title>", &escaped(title), "</title>"]);
    }
    pen.fill(&rect_path(whole), &theme.background.css(), "");
    for (top, shapes) in parts {
        if *top == 0 {
            pen.text.push_str(shapes);
        } else {
            pen.put(&["<g transform=\"translate(0 ", &top.to_string(), ")\">"]);
            pen.text.push_str(shapes);
            pen.put(&["</g>"]);
        }
    }
    for run in &lines {
        pen.write(run, "");
    }
    pen.put(&["</svg>"]);
    pen.text
}

/// The shapes and words of a picture; `prefix`: what the names in it begin with.
pub(super) fn shapes(
    scene: &Scene<'_>,
    runs: &[TextRun],
    grounds: &[Rect],
    prefix: &str,
) -> String {
    let layout = &scene.picture.layout;
    let bounds = layout.bounds();
    let mut pen = SvgPen::new(bounds, prefix);
    if layout.is_usable() {
        bands(scene, &mut pen);
        bands_of_others(scene, &mut pen);
        gap(scene, &mut pen);
        for &(rect, colour, alpha) in &scene.picture.patches {
            pen.blend_rect(rect, colour, alpha);
        }
        layers::paint_over(scene, &mut pen);
        for &rect in grounds {
            pen.blend_rect(rect, scene.theme.background, layers::DIM);
        }
    }
    pen.set_clip(bounds);
    for run in runs {
        let room = text_width(&run.text, run.size_px, run.weight);
        pen.write(
            run,
            &format!(
                " textLength=\"{}\" lengthAdjust=\"spacingAndGlyphs\"",
                at(room)
            ),
        );
    }
    pen.flush();
    pen.text
}

/// Bands that wait, and what the price has left of them.
fn bands(scene: &Scene<'_>, pen: &mut SvgPen) {
    let picture = scene.picture;
    let main = picture.layout.main;
    let head_x = scene.eaten_until();
    let eaten_from = |&column: &i32| {
        if column <= head_x {
            column.clamp(main.x0, main.x1)
        } else {
            main.x1
        }
    };
    let eaten: Vec<i32> = picture.heat.consumed_x.iter().map(eaten_from).collect();
    let whole = picture.inks.iter().map(|ink| (main.x0, ink.glow));
    let hollow = eaten.iter().zip(&picture.inks);
    // Between smooth edges of neighbours the ground would show through.
    pen.put(&["<g shape-rendering=\"crispEdges\">"]);
    rows_of_colour(whole, main, pen);
    #[cfg(feature = "mechanisms")]
    if scene.record.public.is_shown(&picture.public) {
        veil(scene, pen);
    }
    rows_of_colour(hollow.map(|(&from, ink)| (from, ink.hollow)), main, pen);
    pen.put(&["</g>"]);
    let css = picture.layout.size.scale;
    // One wide line across the plot whose dashes are the lines of the hatching, where x + y is a multiple of the distance
    // between them: a pattern would become a coarse picture on paper.
    let (period, half_width) = (HATCH_CSS * css, 0.5 * SQRT_2 * css);
    let [x0, y0, x1, y1] = [main.x0, main.y0, main.x1, main.y1].map(f64::from);
    let shift = 0.5 * (x0 + x1 - y0 - y1);
    let point = |sum: f64| format!("{} {}", at(0.5 * (sum + shift)), at(0.5 * (sum - shift)));
    let first = ((x0 + y0) / period).floor() * period - half_width;
    let across = format!("M{}L{}", point(first), point(x1 + y1 + period));
    let dashes = format!("{} {}", at(css), at(period / SQRT_2 - css));
    let reach = at(x1 - x0 + y1 - y0);
    for (side, name, colour) in [
        (Side::Long, "longs", scene.theme.long),
        (Side::Short, "shorts", scene.theme.short),
    ] {
        let mut d = String::new();
        let rows = (main.y0..main.y1).zip(&eaten).zip(&picture.inks);
        for (((y, &from), ink), _) in rows
            .zip(&picture.heat.side)
            .filter(|&(_, &there)| there == side)
        {
            if from < main.x1 && ink.hatch != ink.hollow {
                d.push_str(&rect_path(Rect::new(from, y, main.x1, y + 1)));
            }
        }
        if d.is_empty() {
            continue;
        }
        let name = format!("{}{name}", pen.prefix);
        pen.put(&[
            "<clipPath id=\"",
            &name,
            "\"><path d=\"",
            &d,
            "\"/></clipPath>",
        ]);
        pen.put(&[
            "<path d=\"",
            &across,
            "\" fill=\"none\" stroke=\"",
            &colour.css(),
            "\" stroke-width=\"",
            &reach,
            "\" stroke-dasharray=\"",
            &dashes,
            "\" stroke-opacity=\"",
            HATCH_OPACITY,
            "\" clip-path=\"url(#",
            &name,
            ")\"/>",
        ]);
    }
}

/// Stripes of the ground over what is only believed: one wide line across the plot whose dashes they are.
#[cfg(feature = "mechanisms")]
fn veil(scene: &Scene<'_>, pen: &mut SvgPen) {
    let layout = &scene.picture.layout;
    let main = layout.main;
    let [x0, y0, x1, y1] = [main.x0, main.y0, main.x1, main.y1].map(f64::from);
    let (width, period) = public_bands::stripes(layout);
    let (width, period) = (f64::from(width), f64::from(period));
    // Where x - y is the same; its middle runs through that of the plot.
    let sum = 0.5 * (x0 + x1 + y0 + y1);
    let point = |apart: f64| (0.5 * (sum + apart), 0.5 * (sum - apart));
    let first = ((x0 - y1) / period).floor() * period;
    let across = path(&[point(first), point(x1 - y0 + period)]);
    let more = format!(
        " stroke-dasharray=\"{} {}\"{}",
        at(width / SQRT_2),
        at((period - width) / SQRT_2),
        opacity(public_bands::VEIL)
    );
    let whole = pen.clip();
    pen.set_clip(main);
    pen.stroke(&across, x1 - x0 + y1 - y0, scene.theme.background, &more);
    pen.set_clip(whole);
}

/// Orders of others that wait: a dashed line for every run of rows that look the same.
fn bands_of_others(scene: &Scene<'_>, pen: &mut SvgPen) {
    let layout = &scene.picture.layout;
    let main = layout.main;
    let head_x = scene.eaten_until();
    for band in &scene.picture.bands {
        let (dash, period) = waiting::pattern(band.hue, layout);
        let dashes = format!(" stroke-dasharray=\"{dash} {}\"", period - dash);
        let colour = scene.theme.kind(band.hue);
        let look = |row: usize| {
            let column = band.consumed_x[row];
            let end = if column <= head_x {
                column.clamp(main.x0, main.x1)
            } else {
                main.x1
            };
            (band.opacity[row], end)
        };
        let mut row = 0;
        while row < band.opacity.len() {
            let (strength, end) = look(row);
            let first = row;
            while row < band.opacity.len() && look(row) == (strength, end) {
                row += 1;
            }
            #[allow(clippy::cast_precision_loss, reason = "rows of pixels")]
            let (height, y) = (
                (row - first) as f64,
                f64::from(main.y0) + 0.5 * (first + row) as f64,
            );
            let mut line = |x0: i32, x1: i32, strength: u8| {
                if x0 < x1 && strength > 0 {
                    // What begins within a dash begins with what is left of it.
                    let more = format!(
                        "{dashes} stroke-dashoffset=\"{}\"{}",
                        (x0 - main.x0) % period,
                        opacity(strength)
                    );
                    let d = path(&[(f64::from(x0), y), (f64::from(x1), y)]);
                    pen.stroke(&d, height, colour, &more);
                }
            };
            line(main.x0, end, strength);
            line(end, main.x1, waiting::eaten(strength));
        }
    }
}

/// Rows of pixels of the plot, each from a column to the right end: one shape a colour, in which neighbours that look the
/// same are one rectangle.
fn rows_of_colour(rows: impl Iterator<Item = (i32, Rgb)>, main: Rect, pen: &mut SvgPen) {
    let mut shapes: Vec<(Rgb, Vec<Rect>)> = Vec::new();
    let mut put = |(y0, (x0, colour)): (i32, (i32, Rgb)), y1: i32| {
        let rect = Rect::new(x0, y0, main.x1, y1);
        match shapes.iter_mut().find(|(known, _)| *known == colour) {
            Some((_, rects)) => rects.push(rect),
            None => shapes.push((colour, vec![rect])),
        }
    };
    let mut open: Option<(i32, (i32, Rgb))> = None;
    for (y, row) in (main.y0..main.y1).zip(rows) {
        match open {
            Some((_, same)) if same == row => {}
            Some(other) => {
                put(other, y);
                open = Some((y, row));
            }
            None => open = Some((y, row)),
        }
    }
    if let Some(last) = open {
        put(last, main.y1);
    }
    for (colour, rects) in shapes {
        for rect in rects {
            pen.blend_rect(rect, colour, 255);
        }
    }
}

/// The area between the price and the price without forced selling.
fn gap(scene: &Scene<'_>, pen: &mut SvgPen) {
    let picture = scene.picture;
    let head = scene.head;
    if head.row < 1 {
        return;
    }
    let y = |price: f64| picture.geometry.y(price);
    let after_shock = |line: &Line| -> Vec<(f64, f64)> {
        let known = line.until(head.row);
        let first = line.row.partition_point(|&row| row < 1);
        known.get(first..).unwrap_or_default().to_vec()
    };
    let mut outline = after_shock(&picture.price_line);
    outline.push((head.x, y(head.price)));
    outline.push((head.x, y(head.counterfactual)));
    outline.extend(after_shock(&picture.counterfactual_line).into_iter().rev());
    pen.set_clip(picture.layout.main);
    let d = path(&outline) + "Z";
    pen.fill(&d, &scene.theme.gap.css(), &opacity(layers::GAP_OPACITY));
    pen.set_clip(pen.bounds);
}

/// Lines under the picture, broken at spaces; the first is the title.
fn caption_lines(picture: Size, theme: &Theme, caption: &[String]) -> Vec<TextRun> {
    let scale = picture.scale;
    let (size, line, margin) = CAPTION_CSS;
    let (size_px, room) = (
        size * scale,
        f64::from(picture.width) - 2.0 * margin * scale,
    );
    let mut runs: Vec<TextRun> = Vec::new();
    for (index, text) in caption.iter().enumerate() {
        let (weight, colour) = if index == 0 {
            (Weight::Strong, theme.foreground)
        } else {
            (Weight::Regular, theme.muted)
        };
        let mut row = String::new();
        let mut rows = Vec::new();
        for word in text.split(' ') {
            let longer = if row.is_empty() {
                word.to_owned()
            } else {
                format!("{row} {word}")
            };
            if !row.is_empty() && text_width(&longer, size_px, weight) > room {
                rows.push(std::mem::replace(&mut row, word.to_owned()));
            } else {
                row = longer;
            }
        }
        rows.push(row);
        for text in rows {
            #[allow(clippy::cast_precision_loss, reason = "a few lines")]
            let middle = f64::from(picture.height)
                + (0.5 * margin + (runs.len() as f64 + 0.5) * line) * scale;
            runs.push(TextRun {
                text,
                x: margin * scale,
                y: TextRun::base_line(middle, size_px),
                size_px,
                anchor: Anchor::Start,
                colour,
                weight,
            });
        }
    }
    runs
}
