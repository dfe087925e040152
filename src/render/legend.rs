//! What bars and bands are, where those who are not closed by force are among them: a swatch and a word for each.

use super::colour::Rgb;
use super::diamonds;
use super::geometry::Record;
#[cfg(feature = "mechanisms")]
use super::health;
#[cfg(feature = "mechanisms")]
use super::health_area;
use super::layers::INDEX_DASHES;
use super::layout::Layout;
#[cfg(feature = "mechanisms")]
use super::layout::Legend;
use super::prepared::Prepared;
#[cfg(feature = "mechanisms")]
use super::public_bands;
use super::raster::{Rect, to_px};
use super::text::{Anchor, TextRun, Weight, text_width};
use super::theme::{Labels, Theme};
use super::waiting;
use crate::population::crowd::Side;

/// Paints lines into a rectangle.
type Fill = fn(Rect, &Layout, Rgb, &mut dyn FnMut(Rect, Rgb, u8));

/// What stands before a word.
enum Swatch {
    /// None: the word heads the others.
    Plain,
    /// Full colour.
    Full(Rgb),
    /// Lines across.
    Striped(Rgb),
    /// Stripes upright.
    #[cfg(feature = "mechanisms")]
    Upright(Rgb),
    /// Stripes that fall, as bands have them that are only believed.
    #[cfg(feature = "mechanisms")]
    Believed(Rgb),
    /// Dashes, as bands of a hue have them.
    Dashed(usize),
    /// Dashes, as the line of an index has them.
    Index,
}

impl Prepared {
    /// Heads the bars where not all of them are forced: what they are, and which is which. Without the title where there is no
    /// room for all of it.
    pub(super) fn name_shared_strip(&mut self, record: &Record, theme: &Theme, labels: &Labels) {
        let Some(strip) = self.layout.strip else {
            return;
        };
        let title = if self.geometry.holds() {
            &labels.trades_per_wave
        } else {
            &labels.trades_over_time
        };
        let mut words = vec![(Swatch::Plain, title.as_str())];
        let largest = self.bars.iter().filter(|bar| bar.amount > 0.0);
        if let Some(bar) =
            largest.reduce(|most, bar| if bar.amount > most.amount { bar } else { most })
        {
            let colour = match bar.side {
                _ if record.is_waves() => theme.wave(1),
                Side::Long => theme.long,
                Side::Short => theme.short,
            };
            words.push((Swatch::Full(colour), &labels.forced));
        }
        words.push((Swatch::Striped(theme.others), &labels.not_forced));
        // As the title of forced trades alone: at the right, but never over a diamond; without the title where it meets one, and where
        // even that has no room with what is not forced alone.
        let below = f64::from(self.layout.strip_lines - 1);
        let font_px = self.layout.font_px;
        for from in 0..words.len() {
            let width = self.width(&words[from..]);
            let right = strip.x1 - self.layout.css(4.0) - width;
            for (x, line) in [(right, 0.0), (strip.x0, 0.0), (right, below)] {
                let middle = self.layout.strip_line(strip, line);
                let y = to_px(TextRun::base_line(middle, font_px));
                let bounds = Rect::new(x, y - to_px(font_px), x + width, y + to_px(0.3 * font_px));
                if x >= strip.x0
                    && !diamonds::is_met(&record.events, &self.layout, &self.geometry, bounds)
                    && self.texts.is_free(bounds)
                {
                    self.write_row(&words[from..], (x, y), theme);
                    return;
                }
            }
        }
    }

    /// Heads debt by health: what it is, at the right but never over a diamond, and in a line of its own which band is which.
    #[cfg(feature = "mechanisms")]
    pub(super) fn name_health(&mut self, record: &Record, theme: &Theme, name: &str) {
        let Some(strip) = self.layout.strip else {
            return;
        };
        let font_px = self.layout.font_px;
        let base_line = |layout: &Layout, line: f64| {
            to_px(TextRun::base_line(layout.strip_line(strip, line), font_px))
        };
        let last = f64::from(self.layout.strip_lines - 1);
        let y = match self.layout.legend {
            Legend::Below => base_line(&self.layout, last + 1.25),
            Legend::Beside | Legend::None => base_line(&self.layout, 0.0),
        };
        for is_short in [false, true] {
            let names = health::names(is_short).into_iter().enumerate();
            let row: Vec<(Swatch, &str)> = names
                .zip(health_area::colours(theme))
                .map(|((part, name), colour)| match part {
                    0 => (Swatch::Upright(colour), name),
                    _ => (Swatch::Full(colour), name),
                })
                .collect();
            // Under the bars at the right edge nothing stands.
            if self.width(&row) <= self.layout.axis_x() - strip.x0 {
                self.write_row(&row, (strip.x0, y), theme);
                break;
            }
        }
        let right = strip.x1 - self.layout.css(4.0);
        for (x, anchor, line) in [
            (right, Anchor::End, 0.0),
            (strip.x0, Anchor::Start, 0.0),
            (right, Anchor::End, last),
        ] {
            let run = TextRun {
                text: name.to_owned(),
                x: f64::from(x),
                y: f64::from(base_line(&self.layout, line)),
                size_px: font_px,
                anchor,
                colour: theme.muted,
                weight: Weight::Regular,
            };
            let is_met =
                diamonds::is_met(&record.events, &self.layout, &self.geometry, run.bounds());
            if !is_met && self.texts.place(run) {
                return;
            }
        }
    }

    /// Says over the plot which line is an index, and which bands are those of others, as far as there is room.
    #[cfg_attr(
        not(feature = "mechanisms"),
        allow(unused_variables, reason = "nobody believes anything there")
    )]
    pub(super) fn name_what_is_of_others(
        &mut self,
        record: &Record,
        theme: &Theme,
        labels: &Labels,
    ) {
        #[cfg(feature = "mechanisms")]
        let title = record
            .public
            .is_shown(&self.public)
            .then(|| self.public.title.clone());
        let layout = &self.layout;
        let font_px = layout.font_px;
        let mut words: Vec<(Swatch, &str)> = Vec::new();
        #[cfg(feature = "mechanisms")]
        if let Some(title) = &title {
            words.push((Swatch::Believed(theme.long_heat.at(0.8)), title));
        }
        if !self.index_line.point.is_empty() {
            words.push((Swatch::Index, &labels.shared_index));
        }
        for band in &self.bands {
            let name = labels.waiting_kind(band.kind, band.label);
            let is_there = band.opacity.iter().any(|&opacity| opacity > 0);
            if is_there && words.iter().all(|(_, known)| *known != name) {
                words.push((Swatch::Dashed(band.hue), name));
            }
        }
        let y = to_px(TextRun::base_line(0.5 * f64::from(layout.main.y0), font_px));
        let (apart, height) = (to_px(font_px), to_px(font_px));
        // Beside the name of the market where there is one.
        let taken = self.texts.runs().iter().map(TextRun::bounds);
        let named =
            taken.filter(|rect| rect.y1 > y - height && rect.y0 < y && rect.x0 <= layout.main.x0);
        let mut x = named.fold(layout.main.x0, |x, rect| x.max(rect.x1 + apart));
        for word in words {
            let row = [word];
            let width = self.width(&row);
            let bounds = Rect::new(x, y - height, x + width + apart, y + to_px(0.3 * font_px));
            if !self.texts.is_free(bounds) {
                return;
            }
            self.write_row(&row, (x, y), theme);
            x += width + apart;
        }
    }

    /// Width of a swatch with the room behind it, device pixels.
    fn swatch_px(&self, swatch: &Swatch) -> i32 {
        let gap = self.layout.css(4.0);
        match swatch {
            Swatch::Plain => 0,
            Swatch::Full(_) | Swatch::Striped(_) => to_px(self.layout.font_px * 0.7) + gap,
            #[cfg(feature = "mechanisms")]
            Swatch::Upright(_) | Swatch::Believed(_) => to_px(self.layout.font_px * 0.7) + gap,
            Swatch::Dashed(hue) => self.dashes_px(*hue) + gap,
            Swatch::Index => {
                let [_, dash, between] = INDEX_DASHES;
                self.layout.css(3.0 * dash + 2.0 * between) + gap
            }
        }
    }

    /// Width of two dashes and more of a hue, device pixels.
    fn dashes_px(&self, hue: usize) -> i32 {
        let (dash, period) = waiting::pattern(hue, &self.layout);
        let wanted = to_px(self.layout.font_px * 1.4);
        (wanted - dash + period - 1) / period * period + dash
    }

    fn width(&self, row: &[(Swatch, &str)]) -> i32 {
        let font_px = self.layout.font_px;
        let word = |(swatch, text): &(Swatch, &str)| {
            self.swatch_px(swatch) + to_px(text_width(text, font_px, Weight::Regular).ceil())
        };
        let between = to_px(0.8 * font_px);
        let widths = row.iter().map(|one| word(one) + between);
        widths.sum::<i32>() - between
    }

    fn patches(&mut self, rect: Rect, colour: Rgb, fill: Fill) {
        let mut parts = Vec::new();
        fill(rect, &self.layout, colour, &mut |rect, colour, alpha| {
            parts.push((rect, colour, alpha));
        });
        for (rect, colour, alpha) in parts {
            self.patch(rect, colour, alpha);
        }
    }

    fn write_row(&mut self, row: &[(Swatch, &str)], (x, y): (i32, i32), theme: &Theme) {
        let font_px = self.layout.font_px;
        let between = to_px(0.8 * font_px);
        let height = to_px(font_px * 0.7);
        let mut x = x;
        for (swatch, text) in row {
            let room = self.swatch_px(swatch);
            let square = Rect::new(x, y - height, x + height, y);
            match swatch {
                Swatch::Plain => {}
                Swatch::Full(colour) => self.patch(square, *colour, 255),
                Swatch::Striped(colour) => self.patches(square, *colour, waiting::striped),
                #[cfg(feature = "mechanisms")]
                Swatch::Upright(colour) => self.patches(square, *colour, health_area::stripes),
                #[cfg(feature = "mechanisms")]
                Swatch::Believed(colour) => self.patches(square, *colour, public_bands::swatch),
                Swatch::Index => {
                    let [width, dash, between] = INDEX_DASHES;
                    let middle = y - height / 2;
                    for number in 0..3 {
                        let from = x + self.layout.css(f64::from(number) * (dash + between));
                        let end = from + self.layout.css(dash);
                        let part = Rect::new(from, middle, end, middle + self.layout.css(width));
                        self.patch(part, theme.others, 255);
                    }
                }
                Swatch::Dashed(hue) => {
                    let (dash, period) = waiting::pattern(*hue, &self.layout);
                    let end = x + self.dashes_px(*hue);
                    let mut from = x;
                    while from < end {
                        let part = Rect::new(from, square.y0, from + dash, square.y1);
                        self.patch(part, theme.kind(*hue), 225);
                        from += period;
                    }
                }
            }
            x += room;
            let run = TextRun {
                text: (*text).to_owned(),
                x: f64::from(x),
                y: f64::from(y),
                size_px: font_px,
                anchor: Anchor::Start,
                colour: theme.muted,
                weight: Weight::Regular,
            };
            x += to_px(text_width(text, font_px, Weight::Regular).ceil()) + between;
            self.texts.place(run);
        }
    }
}
