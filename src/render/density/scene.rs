//! A moment of the crowd, drawn.

use super::super::colour::Rgb;
use super::super::figures::leverage_ticks;
use super::super::format::filled;
use super::super::format::{PriceFormat, money_in, multiples, nice_step, signed};
use super::super::raster::{Raster, Rect, to_px};
use super::super::text::{Anchor, TextLayer, TextRun, Weight};
use super::super::theme::Theme;
use super::{Cells, Density, DensityWords, Ground};
use crate::analysis::reach::between;
use crate::math::ln;
use crate::population::crowd::{Crowd, Side};

/// One moment of the picture, being drawn.
pub(super) struct Scene<'a> {
    pub(super) density: &'a Density,
    pub(super) ground: &'a Ground,
    pub(super) theme: &'a Theme,
    pub(super) words: &'a DensityWords,
    pub(super) row: usize,
    pub(super) fraction: f64,
    pub(super) extremes: (f64, f64),
    pub(super) raster: Raster,
    pub(super) texts: TextLayer,
    /// What is drawn across the plot, thin: words stand beside it where there is room.
    pub(super) drawn: Vec<Rect>,
}

/// Lines by which a word may move to find room, positive towards the starting price: near first.
const LINES_AWAY: [f64; 21] = [
    0.0, 0.7, 1.4, -0.7, 2.1, -1.4, 2.8, -2.1, 3.5, -2.8, 4.2, -3.5, 4.9, -4.2, 5.6, -4.9, 6.3,
    -5.6, 7.7, -7.0, -8.4,
];

/// From one line of a block of words to the next, font sizes.
const LINE_HEIGHT: f64 = 1.35;

/// So many places farther a word goes rather than across what is drawn.
const CROSSED: usize = 7;

/// What is said of one wave or of several in a row.
#[derive(Clone, Copy)]
struct Name<'a> {
    template: &'a str,
    first: u32,
    last: u32,
    y: f64,
    colour: Rgb,
}

impl Scene<'_> {
    pub(super) fn draw(&mut self) {
        for row in 0..self.ground.cells.rows() {
            self.row(row);
        }
        self.edges();
        let price = between(&self.density.last_price, self.row, self.fraction);
        let outside = between(&self.density.counterfactual, self.row, self.fraction);
        // First, so that the labels of the axis stay out of its way.
        self.tag(price);
        self.axes();
        let fresh = self.fresh();
        self.price_line(price, outside);
        // What the run does comes before what is true of every run.
        self.band_names();
        self.outside_name(price, outside);
        self.fresh_name(fresh);
        self.side_names();
    }

    fn css(&self, length: f64) -> i32 {
        to_px(length * self.ground.size.scale).max(1)
    }

    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_possible_wrap,
        reason = "a few hundred rows"
    )]
    fn row_y(&self, row: usize) -> i32 {
        self.ground.plot.y0 + row as i32 * self.ground.cell
    }

    #[allow(clippy::cast_precision_loss, reason = "a few hundred rows")]
    fn y(&self, price: f64) -> f64 {
        let cells = &self.ground.cells;
        let row = cells.above as f64 - (price - self.density.reach.start) / cells.row_price;
        f64::from(self.ground.plot.y0) + row * f64::from(self.ground.cell)
    }

    fn x(&self, leverage: f64) -> f64 {
        let (from, to) = self.density.range.leverage;
        let share = ln(leverage / from) / ln(to / from);
        f64::from(self.ground.plot.x0) + share * f64::from(self.ground.plot.width())
    }

    /// Whether the price has come to a liquidation price by now.
    fn is_reached(&self, side: Side, trigger: f64) -> bool {
        match side {
            Side::Long => trigger >= self.extremes.0,
            Side::Short => trigger <= self.extremes.1,
        }
    }

    /// A wave is under way from the moment its people are reached until they are closed, one row later.
    fn is_closing(&self, row: usize) -> bool {
        let now = self.row + usize::from(self.fraction > 0.0);
        row == now || row + 1 == now && self.fraction > 0.0
    }

    /// Colour of what a row of the trace reached: that of the wave that closes it, else that of the side.
    fn colour(&self, side: Side, row: usize) -> Rgb {
        match (self.density.reach.wave_of(row), side) {
            (Some(wave), _) => self.theme.wave(wave),
            (None, Side::Long) => self.theme.long,
            (None, Side::Short) => self.theme.short,
        }
    }

    /// The lines that waves came to.
    fn edges(&mut self) {
        let (plot, line) = (self.ground.plot, self.css(1.0));
        let apart = 3.0 * self.ground.cells.row_price;
        let density = self.density;
        for side in [Side::Long, Side::Short] {
            let mut last = density.reach.start;
            for band in density.bands.iter().filter(|band| band.side == side) {
                let edge = match side {
                    Side::Long => band.edge.max(self.extremes.0),
                    Side::Short => band.edge.min(self.extremes.1),
                };
                if !self.is_reached(side, band.near) || (edge - last).abs() < apart {
                    continue;
                }
                last = edge;
                let y = to_px(self.y(edge));
                let rect = Rect::new(plot.x0, y, plot.x1, y + line).intersection(plot);
                let colour = self.colour(side, band.row);
                self.raster.blend_rect(rect, colour, 150);
                self.drawn.push(rect);
            }
        }
    }

    /// A row of cells, each as its positions are.
    fn row(&mut self, row: usize) {
        let Ground { plot, cell, .. } = *self.ground;
        let ground = self.ground;
        let columns = ground.cells.columns;
        let (side, ramp) = match row < ground.cells.above {
            true => (Side::Short, &self.theme.short_heat),
            false => (Side::Long, &self.theme.long_heat),
        };
        let (y0, y1) = (self.row_y(row), self.row_y(row + 1));
        let background = self.theme.background;
        let cells = row * columns..(row + 1) * columns;
        let lit = ground.cells.intensity[cells.clone()].iter();
        let mut x = plot.x0;
        for (&bright, owner) in lit.zip(&ground.cells.owners[cells]) {
            let rect = Rect::new(x, y0, x + cell, y1);
            x += cell;
            if bright == 0 {
                continue;
            }
            let share = f64::from(bright) / 255.0;
            let reached_in = owner
                .filter(|owner| self.is_reached(side, owner.trigger))
                .and_then(|owner| owner.row);
            let Some(reached_in) = reached_in else {
                self.raster.fill_rect(rect, ramp.at(share));
                continue;
            };
            let colour = self.colour(side, reached_in);
            if self.is_closing(reached_in) {
                let alpha = bright.saturating_add(bright.min(40));
                self.raster.fill_rect(rect, background.mixed(colour, alpha));
            } else {
                let hollow = background.mixed(ramp.at(share), 38);
                self.raster.fill_rect(rect, hollow);
                let hatch = hollow.mixed(colour, bright.saturating_add(bright.min(45)));
                self.hatch(rect, hatch);
            }
        }
    }

    /// Lines rising to the right: x + y is constant along them.
    fn hatch(&mut self, rect: Rect, colour: Rgb) {
        let (line, period) = (self.css(1.0), self.css(5.0));
        for y in rect.y0..rect.y1 {
            let phase = (rect.x0 + y).rem_euclid(period);
            let mut at = rect.x0 - phase;
            while at < rect.x1 {
                let end = (at + line).min(rect.x1);
                self.raster.fill_span(at.max(rect.x0), end, y, colour);
                at += period;
            }
        }
    }

    fn axes(&mut self) {
        let plot = self.ground.plot;
        let start = self.density.reach.start;
        let line = self.css(1.0);
        let grid = self.theme.grid;
        let muted = self.theme.muted;
        let gap = f64::from(self.css(7.0));
        let low = self.ground.cells.price(start, self.ground.cells.rows());
        let high = self.ground.cells.price(start, 0);
        let step = nice_step(
            high - low,
            f64::from(plot.height()) / (46.0 * self.ground.size.scale),
        );
        let format = PriceFormat::new(high, step);
        let heading = 0.5 * f64::from(plot.y0);
        let right = f64::from(plot.x1) + gap;
        self.write(
            &self.words.price.clone(),
            (f64::from(self.ground.size.width - 2), heading),
            Anchor::End,
            muted,
        );
        for price in multiples(low.max(0.0), high, step) {
            let y = self.y(price);
            let rect = Rect::new(plot.x0, to_px(y), plot.x1, to_px(y) + line);
            self.raster.blend_rect(rect, grid, 90);
            self.write(&format.write(price), (right, y), Anchor::Start, muted);
        }
        if plot.x0 >= self.css(40.0) {
            let (from, to) = (100.0 * (low / start - 1.0), 100.0 * (high / start - 1.0));
            let step = nice_step(
                to - from,
                f64::from(plot.height()) / (46.0 * self.ground.size.scale),
            );
            for percent in multiples(from, to, step) {
                let text = format!("{} %", signed(percent, usize::from(step < 1.0)));
                let y = self.y(start * (1.0 + 0.01 * percent));
                self.write(&text, (f64::from(plot.x0) - gap, y), Anchor::End, muted);
            }
        }
        let floor = f64::from(plot.y1) + 0.5 * f64::from(self.ground.size.height - plot.y1);
        let (from, to) = self.density.range.leverage;
        for leverage in leverage_ticks(from, to) {
            let x = self.x(leverage);
            let rect = Rect::new(to_px(x), plot.y0, to_px(x) + line, plot.y1);
            self.raster.blend_rect(rect, grid, 90);
            let label = PriceFormat::new(leverage, leverage).write(leverage) + "x";
            self.write(&label, (x, floor), Anchor::Middle, muted);
        }
        // Wherever it finds room, from the left.
        let word = format!(" {} ", self.words.leverage);
        let mut place = self.run(&word, (f64::from(plot.x0), floor), Anchor::Start, muted);
        while place.x < f64::from(plot.x1) && !self.texts.place(place.clone()) {
            place.x += f64::from(self.css(8.0));
        }
    }

    /// Dots where positions opened at the starting price lie; comes back with where to name them.
    fn fresh(&mut self) -> Option<(f64, f64)> {
        let plot = self.ground.plot;
        let (dot, step) = (self.css(1.0), self.css(5.0));
        let (from, to) = self.density.range.leverage;
        let mut named = None;
        for side in [Side::Long, Side::Short] {
            let mut x = plot.x0;
            while x < plot.x1 {
                let share = f64::from(x - plot.x0) / f64::from(plot.width());
                let leverage = from * crate::math::exp(share * ln(to / from));
                if let Some(price) = self.density.fresh_trigger(side, leverage) {
                    let y = to_px(self.y(price));
                    let alive = match side {
                        Side::Long => price < self.density.reach.start,
                        Side::Short => price > self.density.reach.start,
                    };
                    if alive && y >= plot.y0 && y + dot <= plot.y1 {
                        let rect = Rect::new(x, y, x + dot, y + dot);
                        self.raster.blend_rect(rect, self.theme.foreground, 190);
                        self.drawn.push(rect);
                        // Named at the lower end, where it is steep and little lies to its left.
                        if side == Side::Long && named.is_none() {
                            named = Some((f64::from(x), f64::from(y)));
                        }
                    }
                }
                x += step;
            }
        }
        named
    }

    /// Beside the lower end of the dots.
    fn fresh_name(&mut self, named: Option<(f64, f64)>) {
        let Some((x, y)) = named else {
            return;
        };
        let font_px = self.ground.font_px;
        let lowest = f64::from(self.ground.plot.y1) - 0.9 * font_px;
        let y = (y - 0.2 * font_px).min(lowest);
        let places = [0.8, 2.4, 4.0].into_iter().flat_map(|right| {
            [0.0, 0.7, -0.7, 1.4, -1.4, 2.1, -2.1]
                .map(|lines| (x + right * font_px, y + lines * font_px))
        });
        let words = self.words;
        let block = [(words.fresh.as_str(), self.theme.muted)];
        self.write_in_plot(&block, Anchor::Start, places);
    }

    fn price_line(&mut self, price: f64, outside: f64) {
        let plot = self.ground.plot;
        let scale = self.ground.size.scale;
        let ends = |y: f64| [(f64::from(plot.x0), y), (f64::from(plot.x1), y)];
        let inside = |y: f64| y >= f64::from(plot.y0) && y <= f64::from(plot.y1);
        let (price_y, outside_y) = (self.y(price), self.y(outside));
        if self.row >= 1 && inside(outside_y) {
            let colour = self.theme.counterfactual;
            let reach = self.css(1.0);
            let y = to_px(outside_y);
            self.drawn
                .push(Rect::new(plot.x0, y - reach, plot.x1, y + reach));
            self.raster.dashed(
                &ends(outside_y),
                1.5 * scale,
                6.0 * scale,
                4.5 * scale,
                colour,
            );
        }
        if inside(price_y) {
            for (width, colour) in [(4.0, self.theme.background), (2.0, self.theme.price)] {
                self.raster.polyline(&ends(price_y), width * scale, colour);
            }
        }
        // No word may lie on the price.
        let line = to_px(price_y);
        // The ground of a word reaches a little farther than the word, and would dim the price.
        let reach = self.css(5.0);
        self.texts
            .reserve(Rect::new(plot.x0, line - reach, plot.x1, line + reach));
    }

    fn outside_name(&mut self, price: f64, outside: f64) {
        let plot = self.ground.plot;
        let (price_y, outside_y) = (self.y(price), self.y(outside));
        let font_px = self.ground.font_px;
        if self.row >= 1 && (price_y - outside_y).abs() > 1.3 * font_px {
            let words = self.words;
            let (name, away) = match self.density.is_fall {
                true => (&words.without_selling, -0.85),
                false => (&words.without_buying, 0.85),
            };
            let right = f64::from(plot.x1) - 0.6 * font_px;
            // On the other side of the line rather than farther away.
            let places = [1.0, -1.0, 2.0, -2.0, 3.0, -3.0]
                .map(|lines| (right, outside_y + lines * away * font_px));
            let block = [(name.as_str(), self.theme.counterfactual)];
            self.write_in_plot(&block, Anchor::End, places);
        }
    }

    /// The price on the axis.
    fn tag(&mut self, price: f64) {
        let half = to_px(self.ground.font_px * 0.82);
        let y = to_px(self.y(price)).clamp(half, (self.ground.size.height - half).max(half));
        let right = self.ground.size.width - self.css(2.0);
        let tag = Rect::new(
            self.ground.plot.x1 + self.css(5.0),
            y - half,
            right,
            y + half,
        );
        let high = self.density.range.high;
        let format = PriceFormat::new(high, 0.1 * (high - self.density.range.low));
        self.raster.fill_rect(tag, self.theme.price);
        let middle = 0.5 * f64::from(tag.y0 + tag.y1);
        let reach = f64::from(self.css(5.0));
        let left = f64::from(tag.x0);
        let corners = [
            (left, middle - reach),
            (left, middle + reach),
            (left - reach, middle),
        ];
        self.raster.triangle(corners, 0.0, self.theme.price);
        let run = TextRun {
            text: format.finer().write(price),
            x: 0.5 * f64::from(tag.x0 + tag.x1),
            y: f64::from(to_px(TextRun::base_line(middle, self.ground.font_px))),
            size_px: self.ground.font_px,
            anchor: Anchor::Middle,
            colour: self.theme.ink_on(self.theme.price),
            weight: Weight::Strong,
        };
        self.texts.place(run);
        self.texts.reserve(tag);
    }

    /// Says which waves close whom the price has reached: of every wave by now, alone where there is room, else with its
    /// neighbours.
    fn band_names(&mut self) {
        let font_px = self.ground.font_px;
        let left = f64::from(self.ground.plot.x0) + 0.7 * font_px;
        if !self.density.reach.closes_by_waves {
            self.reached_name(left);
            return;
        }
        // Where there is no room for all, more of them share a word.
        let free = self.texts.clone();
        for apart in [1.3, 2.6, 5.2, f64::INFINITY] {
            self.texts = free.clone();
            let names = self.names(apart * font_px);
            let count = names.len();
            let grounds: Vec<Rect> = names
                .into_iter()
                .filter_map(|name| {
                    let range = match name.first == name.last {
                        true => name.first.to_string(),
                        false => format!("{}\u{2013}{}", name.first, name.last),
                    };
                    let text = filled(name.template, "wave", &range);
                    self.place_near(&text, left, name.y, name.colour)
                })
                .collect();
            if grounds.len() == count || apart == f64::INFINITY {
                for rect in grounds {
                    self.raster.blend_rect(rect, self.theme.background, 170);
                }
                return;
            }
        }
    }

    /// Finds a place in the plot, as near as there is room: nearer to the starting price or farther from it by half lines, then
    /// farther to the right.
    fn place_near(&mut self, text: &str, left: f64, y: f64, colour: Rgb) -> Option<Rect> {
        let font_px = self.ground.font_px;
        let back = if y < self.y(self.density.reach.start) {
            font_px
        } else {
            -font_px
        };
        let width = f64::from(self.ground.plot.width());
        let places = [0.0, 0.3, 0.6]
            .into_iter()
            .flat_map(|column| LINES_AWAY.map(|lines| (left + column * width, y + lines * back)));
        // Among those whom the price has not reached the words would say what is not so.
        let (high, low) = (self.y(self.extremes.1), self.y(self.extremes.0));
        let (among, beyond): (Vec<_>, Vec<_>) = places.partition(|&(_, y)| y > high && y < low);
        let places = among.into_iter().chain(beyond);
        self.place_in_plot(&[(text, colour)], Anchor::Start, places)
            .map(|grounds| grounds[0])
    }

    fn reached_name(&mut self, left: f64) {
        let font_px = self.ground.font_px;
        for (price, colour) in [
            (self.extremes.0, self.theme.long),
            (self.extremes.1, self.theme.short),
        ] {
            let (y, start) = (self.y(price), self.y(self.density.reach.start));
            if (y - start).abs() > 1.1 * font_px {
                let words = self.words;
                let middle = 0.5 * (y + start);
                let places = LINES_AWAY.map(|lines| (left, middle + lines * font_px));
                self.write_in_plot(&[(&words.reached, colour)], Anchor::Start, places);
            }
        }
    }

    /// How much of each side still waits, in its far corner, and how much lies beyond the picture.
    fn side_names(&mut self) {
        let plot = self.ground.plot;
        let font_px = self.ground.font_px;
        let reach = &self.density.reach;
        let Cells {
            further_down,
            further_up,
            ..
        } = self.ground.cells;
        let right = f64::from(plot.x1) - 0.6 * font_px;
        let near = |edge: i32, lines: f64| f64::from(edge) + lines * font_px;
        let waiting = |crowd: &Crowd, reached: usize| {
            (crowd.total_quantity() - crowd.cumulative_quantity[reached]) * reach.start
        };
        let longs = waiting(&reach.longs, reach.longs.reached(self.extremes.0, 0));
        let shorts = waiting(&reach.shorts, reach.shorts.reached(self.extremes.1, 0));
        let theme = self.theme;
        let words = self.words;
        let sides = [
            (
                (&words.longs, longs, theme.long),
                (&words.further_down, further_down),
                near(plot.y1, -2.3),
            ),
            (
                (&words.shorts, shorts, theme.short),
                (&words.further_up, further_up),
                near(plot.y0, 0.95),
            ),
        ];
        for ((template, amount, colour), (further, part), y) in sides {
            if amount <= 0.0 {
                continue;
            }
            let said = |template: &str, amount: f64| {
                filled(template, "amount", &money_in(&words.money, amount))
            };
            let (whole, part) = (
                said(template, amount),
                (part > 0.0).then(|| said(further, part)),
            );
            // In the way of something both move by lines; where there is no room for both, the first stands alone.
            let places = [0.0, 1.35, -1.35, 2.7, -2.7].map(|lines| (right, y + lines * font_px));
            let mut block = vec![(whole.as_str(), colour)];
            block.extend(part.as_deref().map(|part| (part, theme.muted)));
            while !block.is_empty() && !self.write_in_plot(&block, Anchor::End, places) {
                block.pop();
            }
        }
    }

    fn run(&self, text: &str, (x, middle): (f64, f64), anchor: Anchor, colour: Rgb) -> TextRun {
        TextRun {
            text: text.to_owned(),
            x: f64::from(to_px(x)),
            y: f64::from(to_px(TextRun::base_line(middle, self.ground.font_px))),
            size_px: self.ground.font_px,
            anchor,
            colour,
            weight: Weight::Regular,
        }
    }

    fn write(&mut self, text: &str, at: (f64, f64), anchor: Anchor, colour: Rgb) {
        let run = self.run(text, at, anchor, colour);
        self.texts.place(run);
    }

    /// The same inside the plot, on a dimmed ground, in one of several places; says whether there was room.
    fn write_in_plot(
        &mut self,
        block: &[(&str, Rgb)],
        anchor: Anchor,
        places: impl IntoIterator<Item = (f64, f64)>,
    ) -> bool {
        let grounds = self.place_in_plot(block, anchor, places);
        for &rect in grounds.iter().flatten() {
            self.raster.blend_rect(rect, self.theme.background, 170);
        }
        grounds.is_some()
    }

    /// The same without the grounds, which come back where there was room. Of the places, of which those named first are
    /// the nearest, it is the first that is free; but what is drawn across the plot is worth some places more.
    fn place_in_plot(
        &mut self,
        block: &[(&str, Rgb)],
        anchor: Anchor,
        places: impl IntoIterator<Item = (f64, f64)>,
    ) -> Option<Vec<Rect>> {
        let mut best: Option<(usize, Vec<TextRun>)> = None;
        for (rank, (x, y)) in places.into_iter().enumerate() {
            if best.as_ref().is_some_and(|(cost, _)| *cost <= rank) {
                break;
            }
            let mut line = 0.0;
            let mut runs = Vec::new();
            for &(text, colour) in block {
                let at = (x, y + line * LINE_HEIGHT * self.ground.font_px);
                let mut run = self.run(text, at, anchor, colour);
                run.weight = Weight::Strong;
                runs.push(run);
                line += 1.0;
            }
            let is_free = |run: &TextRun| {
                let ground = self.ground_of(run);
                ground.intersection(self.ground.plot) == ground && self.texts.is_free(run.bounds())
            };
            if runs.is_empty() || !runs.iter().all(is_free) {
                continue;
            }
            let crosses = |run: &TextRun| {
                let letters = run.bounds().grown(self.css(1.0));
                let is_crossed = |drawn: &Rect| !drawn.intersection(letters).is_empty();
                self.drawn.iter().any(is_crossed)
            };
            let cost = rank + if runs.iter().any(crosses) { CROSSED } else { 0 };
            if best.as_ref().is_none_or(|(least, _)| cost < *least) {
                best = Some((cost, runs));
            }
        }
        let (_, runs) = best?;
        let grounds = runs.iter().map(|run| self.ground_of(run)).collect();
        for run in runs {
            self.texts.place(run);
        }
        Some(grounds)
    }

    fn ground_of(&self, run: &TextRun) -> Rect {
        run.bounds().grown(self.css(3.0))
    }
}

impl<'a> Scene<'a> {
    /// The words of [`band_names`](Self::band_names): those of closed waves are at least `apart` from each other, pixels.
    fn names(&self, apart: f64) -> Vec<Name<'a>> {
        let words = self.words;
        let mut names: Vec<Name<'a>> = Vec::new();
        let mut closing = Vec::new();
        for side in [Side::Long, Side::Short] {
            let mut done: Vec<Name<'a>> = Vec::new();
            let bands = self.density.bands.iter().filter(|band| band.side == side);
            for band in bands.filter(|band| self.is_reached(side, band.near)) {
                let start = self.density.reach.start;
                let (near, far) = match side {
                    Side::Long => (band.near.min(start), band.far.max(self.extremes.0)),
                    Side::Short => (band.near.max(start), band.far.min(self.extremes.1)),
                };
                let wave = self.density.reach.wave_of(band.row);
                let mut name = Name {
                    template: &words.closed,
                    first: wave.unwrap_or(0),
                    last: wave.unwrap_or(0),
                    y: 0.5 * (self.y(near) + self.y(far)),
                    colour: self.colour(side, band.row),
                };
                if wave.is_none() {
                    name.template = &words.reached;
                    closing.push(name);
                } else if self.is_closing(band.row) {
                    name.template = &words.closing;
                    closing.push(name);
                } else {
                    done.push(name);
                    while let [.., one, other] = done[..]
                        && (one.y - other.y).abs() < apart
                    {
                        done.truncate(done.len() - 2);
                        done.push(Name {
                            template: &words.closed_many,
                            first: one.first,
                            last: other.last,
                            y: 0.5 * (one.y + other.y),
                            colour: match one.colour == other.colour {
                                true => one.colour,
                                false => self.theme.foreground,
                            },
                        });
                    }
                }
            }
            names.extend(done);
        }
        // What happens now is the first to find room.
        closing.extend(names);
        closing
    }
}
