//! Everything about a picture that does not depend on the playhead, worked out once per trace, size and theme.

use super::colour::Rgb;
use super::diamonds;
use super::format::{PriceFormat, filled, money_in, multiples, nice_step, seconds, signed};
use super::geometry::{Geometry, Line, PriceRange, Record, column_heights};
use super::health_area;
use super::heat::{Heat, RowInk};
use super::layout::{Layout, Pane, Part, Size};
use super::profile::Profile;
use super::public::PublicWords;
use super::public_bands;
use super::raster::{Raster, Rect, to_px};
use super::text::{Anchor, TextLayer, TextRun, Weight, text_width};
use super::theme::{Labels, Theme};
use super::turns;
use super::view::View;
use super::waiting::{self, Band};
use crate::chart::backend::Hairline;
use crate::chart::mesh::{Mesh, MeshStyle, Tick, draw_mesh};
use crate::market::impact::Exogenous;
use crate::population::crowd::{Crowd, Side};
use crate::sort::sort_by;

/// Executed liquidations within a few pixels of time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) side: Side,
    /// Side of the triangle, device pixels.
    pub(super) size: f64,
}

/// Marks of less than this share of the largest would only be dust on the line.
const SMALLEST_MARK: f64 = 0.004;

/// One bar of the strip.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bar {
    pub(super) x0: f64,
    pub(super) x1: f64,
    /// Forced notional, quote.
    pub(super) amount: f64,
    /// What was traded besides and not forced, quote.
    pub(super) others: f64,
    /// Row of the largest part of it.
    pub(super) row: usize,
    /// Side of the larger part.
    pub(super) side: Side,
}

impl Bar {
    /// All of it, quote.
    fn whole(&self) -> f64 {
        self.amount + self.others
    }
}

/// A picture without a playhead.
#[derive(Debug, Clone)]
pub(super) struct Prepared {
    pub(super) layout: Layout,
    pub(super) geometry: Geometry,
    pub(super) heat: Heat,
    pub(super) inks: Vec<RowInk>,
    /// Orders of others that wait.
    pub(super) bands: Vec<Band>,
    pub(super) profile: Profile,
    pub(super) price_line: Line,
    pub(super) counterfactual_line: Line,
    /// Empty without an oracle.
    pub(super) oracle_line: Line,
    /// Empty without an index of several markets.
    pub(super) index_line: Line,
    /// The price of the run that this one is compared with; empty without one.
    pub(super) ghost_line: Vec<(f64, f64)>,
    /// Height of both lines in every pixel column of the plot.
    pub(super) price_y: Vec<f64>,
    pub(super) counterfactual_y: Vec<f64>,
    pub(super) marks: Vec<Mark>,
    pub(super) bars: Vec<Bar>,
    /// Debt by health in the place of the bars.
    pub(super) health: Option<health_area::Area>,
    /// Quote that fills the strip's height.
    pub(super) bar_full: f64,
    /// Room for the bars.
    pub(super) bar_area: Rect,
    pub(super) price_format: PriceFormat,
    /// How the flags of an alarm are called, and whether the bands are those that the public believes in.
    #[cfg(feature = "mechanisms")]
    pub(super) public: PublicWords,
    pub(super) grid: Vec<Hairline>,
    pub(super) texts: TextLayer,
    /// Small rectangles on the ground with their opacity: swatches, and what dims it under words.
    pub(super) patches: Vec<(Rect, Rgb, u8)>,
    /// What lies under everything that moves.
    pub(super) ground: Raster,
}

/// Prices of another run, in shares of the starting price where the runs do not start at the same.
fn from_common_start(record: &Record, ghost: &Record) -> Vec<f64> {
    let (start, other) = (record.start(), ghost.start());
    if start == other || other <= 0.0 {
        return ghost.last_price.clone();
    }
    let scaled = |&price: &f64| start * (price / other);
    ghost.last_price.iter().map(scaled).collect()
}

/// Prices of the run that this one is compared with, as this one has them; none without one.
fn prices_of(ghost: Option<&Record>, record: &Record) -> Vec<f64> {
    ghost.map_or_else(Vec::new, |ghost| from_common_start(record, ghost))
}

/// Labels of the price axis.
struct Axis {
    step: f64,
    price_format: PriceFormat,
    /// Room that prices need, and the amounts of the bars with them, device pixels.
    price_px: f64,
    width_px: f64,
}

impl Axis {
    /// `has_strip`: bars are drawn, whose amounts stand in the same room.
    fn new(range: PriceRange, size: Size, labels: &Labels, has_strip: bool) -> Self {
        let font_px = Layout::font_px(size);
        let step = nice_step(
            range.high - range.low,
            f64::from(size.height) / (64.0 * size.scale),
        );
        let price_format = PriceFormat::new(range.high, step);
        let widest = [range.low, range.high]
            .map(|price| text_width(&price_format.finer().write(price), font_px, Weight::Strong));
        let price_px = widest[0].max(widest[1]) + 16.0 * size.scale;
        let mut width_px = price_px;
        // Units of other languages may be longer than prices; where no bars are drawn nothing has such a unit, and where there
        // is no room for one it is left out.
        if has_strip && labels.money.contains('|') {
            let amount = money_in(&labels.money, 888e6);
            let width = text_width(&amount, font_px, Weight::Regular) + 12.0 * size.scale;
            if width <= Layout::most_axis_px(size) {
                width_px = width_px.max(width);
            }
        }
        Self {
            step,
            price_format,
            price_px,
            width_px,
        }
    }
}

/// Room that the price labels of a record need, device pixels, and with bars below the picture their amounts.
pub(super) fn axis_px(
    record: &Record,
    ghost: Option<&Record>,
    size: Size,
    view: View,
    (labels, has_strip): (&Labels, bool),
) -> f64 {
    let ghost_prices = prices_of(ghost, record);
    let range = PriceRange::new(record, &ghost_prices).within(view);
    Axis::new(range, size, labels, has_strip).width_px
}

/// Lowest and highest price that a market needs in view, over its starting price.
pub(super) fn needed(record: &Record, ghost: Option<&Record>) -> [f64; 2] {
    let ghost_prices = prices_of(ghost, record);
    let PriceRange { low, high } = PriceRange::needed(record, &ghost_prices);
    [low, high].map(|price| price / record.start())
}

impl Prepared {
    // Called from many places: copies of it would be a tenth of the module.
    #[inline(never)]
    pub(super) fn new(
        record: &Record,
        ghost: Option<&Record>,
        (size, part): (Size, Part),
        (view, cutoff): (View, f64),
        theme: &Theme,
        (labels, health_name, public): (&Labels, &str, &PublicWords),
    ) -> Self {
        let ghost_prices = prices_of(ghost, record);
        let range = PriceRange::new(record, &ghost_prices).within(view);
        let Axis {
            step,
            price_format,
            price_px,
            width_px,
        } = Axis::new(range, size, labels, Layout::has_strip(size));
        let axis_px = match part {
            Part::Whole => width_px,
            Part::Pane(Pane { axis_px, .. }) => axis_px,
        };
        let turns = turns::moments(&record.events);
        let shows_health = !health_name.is_empty() && record.health.is_there();
        let layout = Layout::new(size, (axis_px, price_px), (turns, shows_health), part);
        let geometry = Geometry::new(record, &layout, range, view);
        let mut bands = waiting::bands(record, &geometry, &layout);
        let others: Vec<&[f64]> = bands.iter().map(|band| band.smooth.as_slice()).collect();
        let heat = Heat::new(record, &geometry, &layout, &others);
        for band in &mut bands {
            band.light(heat.full, cutoff);
        }
        let profile = Profile::new(record, &geometry, &layout, (&heat, &bands));
        // What the public believes has the scale of what is, so that both can be compared.
        let believed =
            public_bands::believed(&record.public, public, &heat, record, (&geometry, &layout));
        let is_believed = believed.is_some();
        let (heat, profile) = match believed {
            Some(heat) => {
                let full = profile.full;
                let profile = Profile::new(record, &geometry, &layout, (&heat, &bands));
                (heat, Profile { full, ..profile })
            }
            None => (heat, profile),
        };
        let inks = heat.inks(theme, cutoff);
        let bar_area = layout.bars();
        let bars = if shows_health {
            Vec::new()
        } else {
            bars(record, &geometry, &layout)
        };
        let health = if shows_health {
            let top_of = |share: f64| bar_top(bar_area, share);
            health_area::Area::new(&record.health, &geometry, &layout, &top_of)
        } else {
            None
        };
        let is_in_sight =
            |bar: &&Bar| bar.x1 > f64::from(layout.main.x0) && bar.x0 < f64::from(layout.main.x1);
        let most = bars
            .iter()
            .filter(is_in_sight)
            .fold(0.0_f64, |most, bar| most.max(bar.whole()));
        let mut prepared = Self {
            price_line: Line::new(&geometry, &record.last_price, 0),
            counterfactual_line: Line::new(&geometry, &record.counterfactual, 1),
            oracle_line: Line::new(&geometry, &record.oracle, 0),
            index_line: Line::new(&geometry, &record.index, 0),
            ghost_line: ghost.map_or_else(Vec::new, |ghost| {
                geometry.ghost(record, ghost, &ghost_prices, &layout)
            }),
            price_y: column_heights(&geometry, &layout, &record.last_price),
            counterfactual_y: column_heights(&geometry, &layout, &record.counterfactual),
            marks: marks(record, &geometry, &layout),
            bars,
            bar_full: if health.is_some() {
                record.health.full()
            } else {
                bar_full(record, most, view)
            },
            health,
            bar_area,
            grid: Vec::new(),
            texts: TextLayer::new(layout.bounds()),
            patches: Vec::new(),
            ground: Raster::new(size.width, size.height, theme.background),
            layout,
            geometry,
            heat,
            inks,
            bands,
            profile,
            price_format,
            #[cfg(feature = "mechanisms")]
            public: public.clone(),
        };
        if prepared.layout.is_usable() {
            prepared.paint_ground();
            if is_believed {
                public_bands::veil_ground(&prepared.layout, theme.background, &mut prepared.ground);
            }
            #[cfg(feature = "mechanisms")]
            if prepared.health.is_some() {
                prepared.name_health(record, theme, health_name);
            }
            prepared.write_heads(record, theme, labels);
            prepared.write_axis_name(record, theme, labels);
            prepared.draw_axes(record, theme, labels, step);
            prepared.name_heat(record, theme, labels);
            prepared.name_what_is_of_others(record, theme, labels);
        }
        prepared
    }

    fn paint_ground(&mut self) {
        let main = self.layout.main;
        for (y, ink) in (main.y0..main.y1).zip(&self.inks) {
            self.ground.fill_span(main.x0, main.x1, y, ink.glow);
        }
    }

    pub(super) fn patch(&mut self, rect: Rect, colour: Rgb, alpha: u8) {
        self.patches.push((rect, colour, alpha));
        self.ground.blend_rect(rect, colour, alpha);
    }

    /// An outline of one CSS pixel.
    fn outline(&mut self, rect: Rect, colour: Rgb) {
        let line = self.layout.css(1.0);
        for side in [
            Rect::new(rect.x0, rect.y0, rect.x1, rect.y0 + line),
            Rect::new(rect.x0, rect.y1 - line, rect.x1, rect.y1),
            Rect::new(rect.x0, rect.y0, rect.x0 + line, rect.y1),
            Rect::new(rect.x1 - line, rect.y0, rect.x1, rect.y1),
        ] {
            self.patch(side, colour, 255);
        }
    }

    /// Grid and tick labels of the plot and of the strip, by plotters.
    fn draw_axes(&mut self, record: &Record, theme: &Theme, labels: &Labels, step: f64) {
        let layout = &self.layout;
        let (main, strip) = (layout.main, layout.strip);
        let style = MeshStyle {
            line: theme.grid,
            line_opacity: 0.45,
            ink: theme.muted,
            font_px: layout.font_px,
            line_px: u32::try_from(layout.css(1.0)).unwrap_or(1),
            tick_px: layout.css(4.0),
        };
        let size = (layout.size.width, layout.size.height);
        let pixel = |position: f64| f64::from(to_px(position - 0.5));
        let price_tick = |price: f64| Tick {
            position: pixel(self.geometry.y(price)),
            label: self.price_format.write(price),
        };
        let edge = 0.6 * layout.font_px;
        let (top, bottom) = (
            self.geometry.price(f64::from(main.y0) + edge),
            self.geometry.price(f64::from(main.y1) - edge),
        );
        let start = record.start();
        let percent_tick = |percent: f64, decimals: usize| Tick {
            position: pixel(self.geometry.y(start * (1.0 + 0.01 * percent))),
            label: format!("{} %", signed(percent, decimals)),
        };
        let left = if layout.has_percent && start > 0.0 {
            let percent = |price: f64| 100.0 * (price / start - 1.0);
            let step = nice_step(
                percent(top) - percent(bottom),
                f64::from(main.height()) / (52.0 * layout.size.scale),
            );
            let decimals = usize::from(step < 0.95) + usize::from(step < 0.095);
            multiples(percent(bottom), percent(top), step)
                .into_iter()
                .map(|value| percent_tick(value, decimals))
                .collect()
        } else {
            Vec::new()
        };
        let (columns, mut below) = self.time_ticks(record, labels);
        if !layout.says().1 {
            below.clear();
        }
        let columns: Vec<f64> = columns.into_iter().map(pixel).collect();
        let plot = Rect::new(main.x0, main.y0, layout.axis_x(), main.y1);
        let mesh = Mesh {
            columns: columns.clone(),
            below: if strip.is_none() {
                below.clone()
            } else {
                Vec::new()
            },
            right: multiples(bottom, top, step)
                .into_iter()
                .map(price_tick)
                .collect(),
            left,
        };
        self.grid = draw_mesh(&mesh, plot, size, style, &mut self.texts);
        if let Some(strip) = strip {
            // Of debt the strip is filled by the most that was owed: half of it may be less than the next round amount.
            let count = if self.health.is_some() { 4.0 } else { 2.0 };
            let nice = nice_step(self.bar_full, count);
            let right = multiples(nice, self.bar_full, nice)
                .last()
                .filter(|_| !self.bars.is_empty() || self.health.is_some())
                .map(|&amount| Tick {
                    position: pixel(bar_top(self.bar_area, amount / self.bar_full)),
                    label: money_in(&labels.money, amount),
                })
                .into_iter()
                .collect();
            let mesh = Mesh {
                columns,
                below,
                right,
                left: Vec::new(),
            };
            let plot = Rect {
                y0: self.bar_area.y0,
                ..strip
            };
            let lines = draw_mesh(&mesh, plot, size, style, &mut self.texts);
            self.grid.extend(lines);
        }
        let hairline = self.layout.css(1.0);
        for floor in [Some(plot), strip].into_iter().flatten() {
            self.grid.push(Hairline {
                rect: Rect::new(floor.x0, floor.y1 - hairline, floor.x1, floor.y1),
                colour: theme.grid,
                alpha: 255,
            });
        }
    }

    fn write_axis_name(&mut self, record: &Record, theme: &Theme, labels: &Labels) {
        let layout = &self.layout;
        if !layout.says().1 {
            return;
        }
        let floor = layout.strip.map_or(layout.main.y1, |strip| strip.y1);
        let run = |text: &str, x: f64, anchor: Anchor| TextRun {
            text: text.to_owned(),
            x,
            y: f64::from(to_px(TextRun::base_line(
                f64::from(floor + layout.css(8.0)) + 0.5 * layout.font_px,
                layout.font_px,
            ))),
            size_px: layout.font_px,
            anchor,
            colour: theme.muted,
            weight: Weight::Regular,
        };
        let name = if record.is_waves() {
            &labels.wave
        } else {
            &labels.time
        };
        let run = if layout.has_percent {
            run(
                name,
                f64::from(layout.main.x0 - layout.css(8.0)),
                Anchor::End,
            )
        } else {
            run(name, f64::from(layout.css(4.0)), Anchor::Start)
        };
        self.texts.place(run);
    }

    /// Grid lines and labels of the axis to the right.
    fn time_ticks(&self, record: &Record, labels: &Labels) -> (Vec<f64>, Vec<Tick>) {
        let (geometry, layout) = (&self.geometry, &self.layout);
        let x = &geometry.x;
        if !record.is_waves() {
            let from = record.time_s.first().copied().unwrap_or(0.0);
            let to = record.time_s.last().copied().unwrap_or(0.0);
            let span = x.last().copied().unwrap_or(0.0) - x[0];
            if to <= from || span <= 0.0 {
                return (Vec::new(), Vec::new());
            }
            let step = nice_time_step(to - from, span / (76.0 * layout.size.scale));
            let time_at = |px: i32| from + (f64::from(px) - x[0]) / span * (to - from);
            let first = from.max(time_at(layout.main.x0));
            let last = to.min(time_at(layout.main.x1));
            let ticks: Vec<Tick> = multiples(first, last, step)
                .into_iter()
                .map(|time| Tick {
                    position: f64::from(to_px((time - from) / (to - from) * span + x[0] - 0.5)),
                    label: seconds(time, step),
                })
                .collect();
            return (ticks.iter().map(|tick| tick.position).collect(), ticks);
        }
        let narrowest = f64::from(layout.css(14.0));
        let mut columns: Vec<f64> = Vec::new();
        let mut below = Vec::new();
        let is_whole = geometry.view.is_whole();
        // Small waves have their own numbers where a window makes them wide enough.
        let numbered = if is_whole {
            geometry.tail_from.min(x.len())
        } else {
            x.len()
        };
        let middle = |from: f64, to: f64| f64::from(to_px(0.5 * (from + to)));
        if x.len() > 1 {
            columns.extend([x[0], x[1]]);
            below.push(Tick {
                position: middle(x[0], x[1]),
                label: labels.shock.clone(),
            });
        }
        let mut is_tail_numbered = false;
        for row in 2..numbered {
            if x[row] - columns.last().copied().unwrap_or(0.0) >= narrowest {
                columns.push(x[row]);
            }
            let label = (row - 1).to_string();
            let room = text_width(&label, layout.font_px, Weight::Regular) + narrowest * 0.3;
            if x[row] - x[row - 1] >= room {
                is_tail_numbered |= row >= geometry.tail_from;
                below.push(Tick {
                    position: middle(x[row - 1], x[row]),
                    label,
                });
            }
        }
        let tail = geometry.tail_from;
        if tail >= 2 && tail < x.len() && !is_tail_numbered {
            let last = x.len() - 1;
            let label = if last == tail {
                (tail - 1).to_string()
            } else {
                format!("{}\u{2013}{}", tail - 1, last - 1)
            };
            below.push(Tick {
                position: middle(x[tail - 1], x[last]),
                label,
            });
        }
        if !is_whole {
            let main = layout.main;
            let is_in_sight = |x: f64| x >= f64::from(main.x0) && x < f64::from(main.x1);
            columns.retain(|&x| is_in_sight(x));
            below.retain(|tick| is_in_sight(tick.position));
        }
        (columns, below)
    }

    /// Small words above the columns of the figure.
    fn write_heads(&mut self, record: &Record, theme: &Theme, labels: &Labels) {
        let layout = &self.layout;
        let font_px = layout.font_px;
        let y = f64::from(to_px(TextRun::base_line(
            0.5 * f64::from(layout.main.y0),
            font_px,
        )));
        let run = |text: &str, x: i32, y: f64, anchor: Anchor| TextRun {
            text: text.to_owned(),
            x: f64::from(x),
            y,
            size_px: font_px,
            anchor,
            colour: theme.muted,
            weight: Weight::Regular,
        };
        let gap = layout.css(4.0);
        let has_heads = layout.says().0;
        let mut heads = Vec::new();
        if let Some(name) = &record.name {
            heads.push(TextRun {
                colour: theme.foreground,
                weight: Weight::Strong,
                ..run(name, layout.main.x0, y, Anchor::Start)
            });
        }
        if let Part::Pane(Pane {
            floor: Some(_),
            left_out: left_out @ 1..,
            ..
        }) = layout.part
        {
            let text = filled(&labels.more_markets, "count", &left_out.to_string());
            heads.push(run(&text, layout.main.x1, y, Anchor::End));
        }
        if has_heads {
            heads.push(run(
                &labels.price,
                layout.axis_x() + 2 * gap,
                y,
                Anchor::Start,
            ));
        }
        let has_others = self.bars.iter().any(|bar| bar.others > 0.0);
        let is_named = has_others || self.health.is_some();
        if let Some(strip) = layout.strip.filter(|_| !is_named) {
            let name = if self.geometry.holds() {
                &labels.forced_per_wave
            } else {
                &labels.forced_over_time
            };
            // At the right, where bars are low and little else happens, but never over a diamond.
            let below = f64::from(layout.strip_lines - 1);
            let places = [
                (strip.x1 - gap, Anchor::End, 0.0),
                (strip.x0, Anchor::Start, 0.0),
                (strip.x1 - gap, Anchor::End, below),
            ];
            let head = places
                .map(|(x, anchor, line)| {
                    let middle = layout.strip_line(strip, line);
                    let y = f64::from(to_px(TextRun::base_line(middle, font_px)));
                    run(name, x, y, anchor)
                })
                .into_iter()
                .find(|head| {
                    !diamonds::is_met(&record.events, layout, &self.geometry, head.bounds())
                });
            heads.extend(head);
        }
        for head in heads {
            self.texts.place(head);
        }
        if has_others {
            self.name_shared_strip(record, theme, labels);
        }
        if has_heads {
            self.write_profile_heads(record, theme, labels, &|text, x| {
                run(text, x, y, Anchor::Start)
            });
        }
    }

    /// Says what the bars and the outline at the right edge are: beside the name of the price axis with room between them,
    /// to the left of the bars where they are too narrow for their names, and without the less needed ones where not even
    /// that has room.
    fn write_profile_heads(
        &mut self,
        record: &Record,
        theme: &Theme,
        labels: &Labels,
        run: &dyn Fn(&str, i32) -> TextRun,
    ) {
        let layout = &self.layout;
        let Some(profile) = layout.profile else {
            return;
        };
        let font_px = layout.font_px;
        let gap = layout.css(4.0);
        let swatch = to_px(font_px * 0.7);
        // Two words that nearly touch read as one, and letters may be wider than they are thought to be.
        let apart = to_px(font_px);
        let width =
            |text: &str| swatch + gap + to_px(text_width(text, font_px, Weight::Regular).ceil());
        let end = layout.axis_x() + 2 * gap - apart;
        let left = layout.main.x0;
        let mut heads = Vec::new();
        if record.has_waiting() {
            heads.push((&labels.waiting, false));
        }
        if layout.has_book {
            heads.push((&labels.book, true));
        }
        let room = |heads: &[(&String, bool)]| {
            heads
                .iter()
                .map(|(text, _)| width(text) + apart)
                .sum::<i32>()
                - apart
        };
        while !heads.is_empty() && end - room(&heads) < left {
            heads.pop();
        }
        let mut x = profile.x0.min(end - room(&heads));
        for (text, is_book) in heads {
            let head = run(text, x + swatch + gap);
            let bottom = to_px(head.y);
            let rect = Rect::new(x, bottom - swatch, x + swatch, bottom);
            x += width(text) + apart;
            if !self.texts.place(head) {
                continue;
            }
            if is_book {
                self.outline(rect, theme.bid);
            } else {
                let is_there = |crowd: &Crowd| crowd.total_quantity() > 0.0;
                let [left, right] = match (is_there(&record.longs), is_there(&record.shorts)) {
                    (false, false) => {
                        [theme.kind(self.bands.first().map_or(0, |band| band.hue)); 2]
                    }
                    (true, false) => [theme.long; 2],
                    (false, true) => [theme.short; 2],
                    // Both sides wait there: half a swatch each.
                    (true, true) => [theme.long, theme.short],
                };
                self.patch(rect, left, 255);
                let half = Rect::new((rect.x0 + rect.x1) / 2, rect.y0, rect.x1, rect.y1);
                self.patch(half, right, 255);
            }
        }
    }

    /// How far a name must move from the edge of the plot to stand at the first band of its side; `None` without one.
    fn shift_to_heat(&self, side: Side, name: Rect) -> Option<i32> {
        let top = self.layout.main.y0;
        let rows = self.heat.side.iter().zip(&self.heat.intensity);
        let mut bands = (top..)
            .zip(rows)
            .filter(|&(_, (&at, &intensity))| at == side && intensity > NAMED_HEAT)
            .map(|(y, _)| y);
        let pad = self.layout.css(5.0);
        match side {
            Side::Long => bands.last().map(|y| (y + pad - name.y0).min(0)),
            Side::Short => bands.next().map(|y| (y - pad - name.y1).max(0)),
        }
    }

    /// Says in the plot what the glowing bands are, where neither the line nor another word stands.
    fn name_heat(&mut self, record: &Record, theme: &Theme, labels: &Labels) {
        let layout = &self.layout;
        let main = layout.main;
        if main.width() < layout.css(240.0) || main.height() < layout.css(150.0) {
            return;
        }
        let font_px = layout.font_px;
        let inset = f64::from(layout.css(10.0));
        let (longs, shorts) = (&labels.waiting_longs, &labels.waiting_shorts);
        #[cfg(feature = "mechanisms")]
        let (longs, shorts) = if record.public.is_shown(&self.public) {
            (&self.public.longs, &self.public.shorts)
        } else {
            (longs, shorts)
        };
        // Over the flags of an alarm.
        let floor = f64::from(main.y1 - record.public.height(layout));
        let mut names = Vec::new();
        for (side, text, y) in [
            (Side::Long, longs, floor - inset - 0.5 * font_px),
            (
                Side::Short,
                shorts,
                f64::from(main.y0) + inset + 0.5 * font_px,
            ),
        ] {
            let run = TextRun {
                text: text.clone(),
                x: f64::from(main.x0) + inset + 2.0,
                y: f64::from(to_px(TextRun::base_line(y, font_px))),
                size_px: font_px,
                anchor: Anchor::Start,
                colour: theme.foreground,
                weight: Weight::Regular,
            };
            names.push((side, run));
        }
        for (side, run) in names {
            let Some(shift) = self.shift_to_heat(side, run.bounds()) else {
                continue;
            };
            for shift in [shift, 0] {
                let mut run = run.clone();
                run.y += f64::from(shift);
                if self.name_bands(run, theme) {
                    break;
                }
            }
        }
    }

    fn name_bands(&mut self, run: TextRun, theme: &Theme) -> bool {
        let main = self.layout.main;
        let rect = run.bounds().grown(self.layout.css(4.0));
        let margin = f64::from(self.layout.css(4.0));
        let columns = (rect.x0 - main.x0).max(0) as usize..(rect.x1 - main.x0).max(0) as usize;
        let meets_line = |heights: &[f64]| {
            heights.get(columns.clone()).is_none_or(|heights| {
                heights
                    .iter()
                    .any(|&y| y > f64::from(rect.y0) - margin && y < f64::from(rect.y1) + margin)
            })
        };
        let is_placed =
            rect.intersection(main) == rect && !meets_line(&self.price_y) && self.texts.place(run);
        if is_placed {
            self.texts.reserve(rect);
            self.patch(rect, theme.background, 190);
        }
        is_placed
    }
}

/// Brightness from which a band is worth a name.
const NAMED_HEAT: f64 = 0.1;

/// Quote that fills the strip: the largest wave, but at least what moves the price 1 %, so that ripples look like
/// ripples.
/// Under a window the largest in sight fills it: ripples are what one zooms into.
fn bar_full(record: &Record, most: f64, view: View) -> f64 {
    let depth = record.impact.depth(Exogenous::NONE, 0.0);
    let least = if view.is_whole() && record.is_waves() && depth.is_finite() {
        depth
    } else {
        0.0
    };
    let full = most.max(least);
    if full > 0.0 { full } else { 1.0 }
}

/// Top of a bar that fills `share` of the area.
pub(super) fn bar_top(area: Rect, share: f64) -> f64 {
    f64::from(area.y1) - share.clamp(0.0, 1.0) * f64::from(area.height() - 1)
}

/// Steps of a clock: 1, 2, 5 times powers of ten below a minute, then what clocks show.
fn nice_time_step(span: f64, count: f64) -> f64 {
    let rough = span / count.max(1.0);
    let step = nice_step(span, count);
    if step < 10.0 {
        return step;
    }
    [
        10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 900.0, 1800.0, 3600.0, 7200.0, 14_400.0,
        43_200.0, 86_400.0,
    ]
    .into_iter()
    .find(|&step| step >= rough)
    .unwrap_or(step)
}

fn marks(record: &Record, geometry: &Geometry, layout: &Layout) -> Vec<Mark> {
    let bin = f64::from(layout.css(if record.is_waves() { 8.0 } else { 15.0 }));
    let scale = layout.size.scale;
    // CSS pixels; in a narrow picture the numbers of the waves need room between them.
    let largest = if layout.has_percent { 17.0 } else { 12.0 };
    let mut marks = Vec::new();
    for (side, flows) in [
        (Side::Long, &record.long_flow),
        (Side::Short, &record.short_flow),
    ] {
        // Last row of the bin and the flow of all its rows.
        let mut bins: Vec<(usize, f64)> = Vec::new();
        let mut edge = f64::NEG_INFINITY;
        for (row, &flow) in flows.iter().enumerate() {
            if flow <= 0.0 {
                continue;
            }
            match bins.last_mut() {
                Some((last, all)) if geometry.x[row] < edge => {
                    *last = row;
                    *all += flow;
                }
                _ => {
                    bins.push((row, flow));
                    edge = geometry.x[row] + bin;
                }
            }
        }
        for (last, all) in bins {
            marks.push((
                all,
                Mark {
                    x: geometry.x[last],
                    y: geometry.y(record.last_price[last]),
                    side,
                    size: 0.0,
                },
            ));
        }
    }
    let most = marks.iter().fold(0.0_f64, |most, (all, _)| most.max(*all));
    let mut marks: Vec<Mark> = marks
        .into_iter()
        .filter(|(all, _)| *all >= SMALLEST_MARK * most)
        .map(|(all, mark)| Mark {
            size: ((all / most).sqrt() * largest).max(3.5) * scale,
            ..mark
        })
        .collect();
    sort_by(&mut marks, &|a: &Mark, b: &Mark| a.x.total_cmp(&b.x));
    marks
}

fn bars(record: &Record, geometry: &Geometry, layout: &Layout) -> Vec<Bar> {
    if layout.strip.is_none() {
        return Vec::new();
    }
    let is_waves = record.is_waves();
    let narrowest = f64::from(layout.css(if is_waves { 2.0 } else { 4.0 }));
    let mut bars: Vec<Bar> = Vec::new();
    // Row 1 is the shock: nothing is forced there.
    for row in 1..record.rows() {
        let [amount, others] = record.flows(row);
        let here = Bar {
            x0: geometry.x[row - 1],
            x1: geometry.x[row],
            amount,
            others,
            row,
            side: larger_side(record, row),
        };
        match bars.last_mut() {
            Some(bar) if bar.x1 - bar.x0 < narrowest && row > 2 => {
                let mut merged = Bar {
                    x1: here.x1,
                    ..*bar
                };
                // Waves stay what they are, the largest stands for its neighbours; flows over time add up.
                if !is_waves {
                    merged.amount += here.amount;
                    merged.others += here.others;
                }
                if here.whole() > bar.whole() {
                    (merged.row, merged.side) = (here.row, here.side);
                    if is_waves {
                        (merged.amount, merged.others) = (here.amount, here.others);
                    }
                }
                *bar = merged;
            }
            _ if here.whole() > 0.0 || !is_waves => bars.push(here),
            _ => {}
        }
    }
    bars.retain(|bar| bar.whole() > 0.0);
    bars
}

fn larger_side(record: &Record, row: usize) -> Side {
    let [longs, shorts] = record.sides(row);
    if longs >= shorts {
        Side::Long
    } else {
        Side::Short
    }
}
