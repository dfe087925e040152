//! Holds one trace and draws any moment of it.

use super::geometry::{Geometry, Head, Record};
use super::layers::{self, tag_rect};
use super::layout::{Layout, Part, Size};
use super::prepared::{self, Prepared};
use super::profile::Profile;
use super::public::PublicWords;
#[cfg(feature = "mechanisms")]
use super::public_bands;
use super::raster::{Raster, Rect, to_px};
use super::scene::Scene;
use super::schedule;
use super::svg;
use super::text::{TextLayer, TextRun};
use super::theme::{Labels, Theme};
use super::view::View;
use super::words;
use crate::population::crowd::Crowd;
use crate::trace::Trace;

/// Half the width of the band of prices around the pointer whose waiting positions a read-out adds up, fraction.
pub const READOUT_BAND: f64 = 0.005;

/// A finished picture.
#[derive(Debug)]
pub struct Frame<'a> {
    /// Width, device pixels.
    pub width: i32,
    /// Height, device pixels.
    pub height: i32,
    /// Four bytes a pixel, opaque.
    pub rgba: &'a [u8],
    /// Words to write over the pixels; no two overlap.
    pub texts: &'a [TextRun],
    /// What differs from the picture before: only there pixels and words must be drawn again. At most three.
    pub dirty: &'a [Rect],
}

/// Edges of the plot, CSS pixels from the upper left corner of the picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Plot {
    /// Left end of the plot.
    pub left: f64,
    /// Its upper end.
    pub top: f64,
    /// The price axis.
    pub axis: f64,
    /// Lower end of the plot of prices.
    pub bottom: f64,
    /// Lower end of the strip; that of the plot when there is none.
    pub floor: f64,
}

/// What stands under the pointer. Prices quote per base, notionals quote.
#[derive(Debug, Clone, PartialEq)]
pub struct Readout {
    /// The market, where there are several.
    pub market: Option<String>,
    /// Row of the trace.
    pub row: usize,
    /// Waves (ticks) with forced orders so far.
    pub wave: u32,
    /// Seconds since the shock.
    pub time_s: f64,
    /// Last traded price in that row.
    pub price: f64,
    /// Price without forced selling in that row.
    pub counterfactual_price: f64,
    /// Where the pointer stands, CSS pixels from the upper left corner; not below the plot of prices.
    pub x_css: f64,
    /// See `x_css`.
    pub y_css: f64,
    /// The plot around it, CSS pixels: as far right as the price axis, and down to the floor of the strip.
    pub plot: Plot,
    /// Price at the height of the pointer.
    pub pointer_price: f64,
    /// Longs still waiting in that row within [`READOUT_BAND`] of the pointer's price.
    pub waiting_long: f64,
    /// Shorts still waiting, likewise.
    pub waiting_short: f64,
    /// Both are what the public believes.
    pub is_public: bool,
}

/// Draws a trace at any playhead: a pure function of trace, playhead, size, theme and words, with a memory of the
/// last picture so that little is drawn twice.
#[derive(Debug)]
pub struct Stage {
    record: Option<Record>,
    /// Another run, whose price line stays in the picture.
    ghost: Option<Record>,
    size: Size,
    part: Part,
    view: View,
    /// Bands less bright than this are left out.
    cutoff: f64,
    theme: Theme,
    labels: Labels,
    /// What debt by health is called where the strip shows it; empty: it shows what was traded.
    #[cfg(feature = "mechanisms")]
    health_name: String,
    /// Whether the bands are those that the public believes in, and what they and the flags of an alarm are called.
    public: PublicWords,
    picture: Option<Prepared>,
    raster: Raster,
    texts: TextLayer,
    grounds: Vec<Rect>,
    dirty: Vec<Rect>,
    /// What the canvas shows; `None` when all must be drawn.
    last: Option<Drawn>,
}

/// What must be remembered of a picture to know where the next one differs.
#[derive(Debug)]
struct Drawn {
    playhead: f64,
    head: Head,
    /// Where the segment of the line that the playhead is on begins.
    from_x: f64,
    /// Rows of pixels around the tag, the price and the outside price.
    rows: (i32, i32),
    runs: Vec<TextRun>,
    /// What is dimmed under them.
    grounds: Vec<Rect>,
}

impl Drawn {
    fn new(scene: &Scene<'_>, playhead: f64, runs: &[TextRun], grounds: &[Rect]) -> Self {
        let geometry = &scene.picture.geometry;
        let begun = geometry.head(scene.record, playhead.floor());
        let tag = tag_rect(scene);
        let price = to_px(geometry.y(scene.head.price));
        let outside = to_px(geometry.y(scene.head.counterfactual));
        Self {
            playhead,
            head: scene.head,
            from_x: begun.x.min(scene.head.x),
            rows: (tag.y0.min(price), tag.y1.max(price)),
            runs: runs.to_vec(),
            grounds: grounds.to_vec(),
        }
        .reaching(outside)
    }

    fn reaching(mut self, y: i32) -> Self {
        self.rows = (self.rows.0.min(y), self.rows.1.max(y));
        self
    }
}

impl Default for Stage {
    fn default() -> Self {
        Self::new()
    }
}

impl Stage {
    /// An empty stage of 820 x 460 CSS pixels in the dark theme.
    #[must_use]
    pub fn new() -> Self {
        let theme = Theme::dark();
        Self {
            record: None,
            ghost: None,
            size: Size::new(820.0, 460.0, 1.0),
            part: Part::Whole,
            view: View::WHOLE,
            cutoff: 0.0,
            raster: Raster::new(1, 1, theme.background),
            theme,
            labels: Labels::default(),
            #[cfg(feature = "mechanisms")]
            health_name: String::new(),
            public: PublicWords::default(),
            picture: None,
            texts: TextLayer::default(),
            grounds: Vec::new(),
            dirty: Vec::new(),
            last: None,
        }
    }

    /// Takes what it needs of a trace; the trace is not kept.
    pub fn load(&mut self, trace: &Trace) {
        self.load_market(trace, trace.shocked_market);
    }

    /// The same of one of its markets.
    #[inline(never)]
    pub(super) fn load_market(&mut self, trace: &Trace, market: usize) {
        self.record = Record::new(trace, market);
        self.forget();
    }

    /// Says what of the figure it draws.
    pub(super) fn set_part(&mut self, part: Part) {
        if part != self.part {
            self.part = part;
            self.forget();
        }
    }

    /// Room that its price labels need, device pixels; with bars below it, their amounts, too.
    pub(super) fn axis_px(&self, has_strip: bool) -> f64 {
        self.record.as_ref().map_or(0.0, |record| {
            prepared::axis_px(
                record,
                self.ghost.as_ref(),
                self.size,
                self.view,
                (&self.labels, has_strip),
            )
        })
    }

    /// Compares with another run: its price line stays in the picture, whatever is loaded later. `None`: with none.
    pub fn set_ghost(&mut self, trace: Option<&Trace>) {
        self.set_ghost_record(trace.and_then(|trace| Record::new(trace, trace.shocked_market)));
    }

    pub(super) fn set_ghost_record(&mut self, ghost: Option<Record>) {
        self.ghost = ghost;
        self.forget();
    }

    /// Lowest and highest price that it needs in view, over the starting price; nothing without a run.
    pub(super) fn needed(&self) -> Option<[f64; 2]> {
        let record = self.record.as_ref()?;
        Some(prepared::needed(record, self.ghost.as_ref()))
    }

    /// Shows these prices, over the starting price: the scale of several markets.
    pub(super) fn share_scale(&mut self, shared: Option<[f64; 2]>) {
        if let Some(record) = &mut self.record
            && record.shared != shared
        {
            record.shared = shared;
            self.forget();
        }
    }

    /// Sets the size: CSS pixels and device pixels per CSS pixel. Sizes that make no sense are made sensible; very
    /// large pictures get a lower pixel ratio.
    pub fn resize(&mut self, width_css: f64, height_css: f64, pixel_ratio: f64) {
        let size = Size::new(width_css, height_css, pixel_ratio);
        if size != self.size {
            self.size = size;
            self.forget();
        }
    }

    /// Sets all colours.
    pub fn set_theme(&mut self, theme: Theme) {
        self.theme = theme;
        self.forget();
    }

    /// Sets all words.
    pub fn set_labels(&mut self, labels: Labels) {
        self.labels = labels;
        self.forget();
    }

    /// Width and height of the next picture, device pixels.
    #[must_use]
    pub fn size_px(&self) -> (i32, i32) {
        (self.size.width, self.size.height)
    }

    /// The colours in use.
    #[must_use]
    pub fn theme(&self) -> &Theme {
        &self.theme
    }

    /// The words in use.
    #[must_use]
    pub fn labels(&self) -> &Labels {
        &self.labels
    }

    /// The next picture is reported as dirty all over: for a canvas that was cleared.
    pub fn invalidate(&mut self) {
        self.last = None;
    }

    /// What of the whole picture is in sight.
    #[must_use]
    pub fn view(&self) -> View {
        self.view
    }

    /// Shows another part of the picture.
    #[inline(never)]
    pub fn set_view(&mut self, view: View) {
        if view != self.view {
            self.view = view;
            self.forget();
        }
    }

    /// Leaves out bands of less than this brightness, `[0, 1]`: the square root of their share of
    /// [`heat_full`](Self::heat_full).
    pub fn set_cutoff(&mut self, cutoff: f64) {
        let cutoff = if cutoff > 0.0 { cutoff.min(1.0) } else { 0.0 };
        if cutoff != self.cutoff {
            self.cutoff = cutoff;
            self.forget();
        }
    }

    /// Shows debt by health in the strip, under that name, where a run has loans; without a name what was traded.
    #[cfg(feature = "mechanisms")]
    pub fn show_health(&mut self, name: &str) {
        if name != self.health_name {
            name.clone_into(&mut self.health_name);
            self.forget();
        }
    }

    /// Shows the positions as the public believes them to be, or as they are, where a run says what it sees; and names the flags
    /// of an alarm.
    #[cfg(feature = "mechanisms")]
    pub fn show_public(&mut self, words: &PublicWords) {
        if *words != self.public {
            words.clone_into(&mut self.public);
            self.forget();
        }
    }

    /// How it is shown.
    #[cfg(feature = "mechanisms")]
    pub(super) fn public(&self) -> &PublicWords {
        &self.public
    }

    /// Whether the strip shows it.
    pub(super) fn shows_health(&self) -> bool {
        !self.health_name().is_empty()
            && self
                .record
                .as_ref()
                .is_some_and(|record| record.health.is_there())
    }

    /// What debt by health is called, if it is shown.
    #[cfg(feature = "mechanisms")]
    pub(super) fn health_name(&self) -> &str {
        &self.health_name
    }

    /// No run has any.
    #[cfg(not(feature = "mechanisms"))]
    #[allow(clippy::unused_self, reason = "as where some have")]
    pub(super) fn health_name(&self) -> &'static str {
        ""
    }

    /// Brightness below which bands are left out.
    pub(super) fn cutoff(&self) -> f64 {
        self.cutoff
    }

    /// What waits in the brightest bands: quote per 1 % of the starting price; 0 where nothing waits.
    #[must_use]
    pub fn heat_full(&self) -> f64 {
        let record = self.record.as_ref();
        let record = record.filter(|record| record.has_waiting());
        record.map_or(0.0, |record| {
            self.prepared(record, |picture| picture.heat.full_per_percent)
        })
    }

    /// Zooms `factor` times closer (below 1: farther away) around a point, CSS pixels from the upper left corner: on the
    /// plot in both directions, over the price axis in price only, below the plot in time only.
    pub fn zoom(&mut self, (x_css, y_css): (f64, f64), factor: f64) {
        let Some(((left, top), (width, height))) = self.plot() else {
            return;
        };
        let at = ((x_css - left) / width, (y_css - top) / height);
        let along = |is_here: bool| if is_here { factor } else { 1.0 };
        self.set_view(self.view.zoomed(at, (along(at.0 < 1.0), along(at.1 < 1.0))));
    }

    /// Moves the picture under the window by CSS pixels: what was at a point is then so far to the right and down.
    pub fn pan(&mut self, (dx_css, dy_css): (f64, f64)) {
        if let Some((_, (width, height))) = self.plot() {
            self.set_view(self.view.moved((-dx_css / width, -dy_css / height)));
        }
    }

    /// Moves the window no farther than needed to have the end of the price line in sight; says whether it moved.
    pub fn follow(&mut self, playhead: f64) -> bool {
        let before = self.view;
        let Some(record) = self.record.as_ref().filter(|_| !before.is_whole()) else {
            return false;
        };
        let at = self.measured(record, |layout, geometry| {
            let head = geometry.head(record, playhead);
            let share = |at: f64, from: i32, to: i32| (at - f64::from(from)) / f64::from(to - from);
            let main = layout.main;
            (
                share(head.x, main.x0, main.x1),
                share(geometry.y(head.price), main.y0, main.y1),
            )
        });
        self.set_view(before.following(at));
        self.view != before
    }

    /// Upper left corner and size of the plot, CSS pixels.
    pub(super) fn plot(&self) -> Option<((f64, f64), (f64, f64))> {
        let record = self.record.as_ref()?;
        self.measured(record, |layout, _| {
            let css = |px: i32| f64::from(px) / self.size.scale;
            let main = layout.main;
            layout.is_usable().then(|| {
                (
                    (css(main.x0), css(main.y0)),
                    (css(main.width()), css(main.height())),
                )
            })
        })
    }

    fn forget(&mut self) {
        self.picture = None;
        self.last = None;
    }

    /// Seconds of playback at speed 1 at which each row is reached; empty without a trace.
    #[must_use]
    pub fn schedule(&self) -> Vec<f64> {
        self.record
            .as_ref()
            .map_or_else(Vec::new, schedule::schedule)
    }

    /// Draws the moment `playhead` (a row, may be fractional; clamped to the rows).
    #[inline(never)]
    pub fn frame(&mut self, playhead: f64) -> Frame<'_> {
        let bounds = Rect::new(0, 0, self.size.width, self.size.height);
        self.dirty.clear();
        self.dirty.push(bounds);
        if let Some(record) = &self.record {
            let picture = self.picture.take();
            let picture = picture.unwrap_or_else(|| self.fresh(record));
            let picture = self.picture.insert(picture);
            if self.raster.bounds() != bounds {
                self.raster = Raster::new(bounds.x1, bounds.y1, self.theme.background);
                self.texts = TextLayer::new(bounds);
            }
            let scene = Scene {
                head: picture.geometry.head(record, playhead),
                record,
                picture,
                theme: &self.theme,
            };
            if picture.layout.is_usable() {
                words::write(&scene, &self.labels, &mut self.texts, &mut self.grounds);
                let now = Drawn::new(&scene, playhead, self.texts.runs(), &self.grounds);
                if let Some(last) = &self.last {
                    changed(&scene, last, &now, &mut self.dirty);
                }
                self.last = Some(now);
            } else {
                self.texts.clear();
            }
            for &rect in &self.dirty {
                self.raster.set_clip(rect);
                self.raster.copy_from(&picture.ground, rect);
                if picture.layout.is_usable() {
                    layers::paint(&scene, &mut self.raster);
                    words::paint_grounds(&scene, &self.grounds, &mut self.raster);
                }
            }
        } else {
            self.raster = Raster::new(bounds.x1, bounds.y1, self.theme.background);
            self.texts = TextLayer::new(bounds);
        }
        Frame {
            width: self.size.width,
            height: self.size.height,
            rgba: self.raster.rgba(),
            texts: self.texts.runs(),
            dirty: &self.dirty,
        }
    }

    /// The moment `playhead` as an SVG document, with the lines of `caption` under it, the first of them as its title.
    /// Empty without a trace.
    #[must_use]
    pub fn svg(&self, playhead: f64, caption: &[String]) -> String {
        let shapes = self.shapes(playhead, "");
        if shapes.is_empty() {
            return shapes;
        }
        svg::document(self.size, &self.theme, &[(0, shapes)], caption)
    }

    /// The shapes of that document; `prefix`: what the names in it begin with. Empty without a trace.
    #[inline(never)]
    pub(super) fn shapes(&self, playhead: f64, prefix: &str) -> String {
        let Some(record) = &self.record else {
            return String::new();
        };
        self.prepared(record, |picture| {
            let scene = Scene {
                head: picture.geometry.head(record, playhead),
                record,
                picture,
                theme: &self.theme,
            };
            let mut texts = TextLayer::new(picture.layout.bounds());
            let mut grounds = Vec::new();
            words::write(&scene, &self.labels, &mut texts, &mut grounds);
            svg::shapes(&scene, texts.runs(), &grounds, prefix)
        })
    }

    /// What stands under a point of the plot, CSS pixels from the upper left corner; `None` outside of it. To the right
    /// of the playhead of the last picture it is what holds there.
    #[must_use]
    #[inline(never)]
    pub fn readout(&self, x_css: f64, y_css: f64) -> Option<Readout> {
        let record = self.record.as_ref()?;
        self.measured(record, |layout, geometry| {
            self.under(record, layout, geometry, (x_css, y_css))
        })
    }

    /// What stands at the end of the price line when the playhead is at `playhead` (a row, may be fractional; clamped
    /// to the rows).
    #[must_use]
    pub fn readout_at(&self, playhead: f64) -> Option<Readout> {
        let record = self.record.as_ref()?;
        self.measured(record, |layout, geometry| {
            let head = geometry.head(record, playhead);
            let scale = self.size.scale;
            layout.is_usable().then(|| {
                let place = (head.x, geometry.y(head.price));
                self.read(
                    record,
                    layout,
                    geometry,
                    head.row,
                    (place.0 / scale, place.1 / scale),
                )
            })
        })
    }

    /// Row in which the shock has done what it does outside; 0 without a trace.
    #[must_use]
    pub fn shocked_row(&self) -> usize {
        self.record.as_ref().map_or(0, Record::shocked_row)
    }

    /// Lends the last picture, or one that is still to be drawn.
    fn prepared<T>(&self, record: &Record, read: impl FnOnce(&Prepared) -> T) -> T {
        match &self.picture {
            Some(picture) => read(picture),
            None => read(&self.fresh(record)),
        }
    }

    fn fresh(&self, record: &Record) -> Prepared {
        Prepared::new(
            record,
            self.ghost.as_ref(),
            (self.size, self.part),
            (self.view, self.cutoff),
            &self.theme,
            (&self.labels, self.health_name(), &self.public),
        )
    }

    /// Lends its measures.
    fn measured<T>(&self, record: &Record, read: impl FnOnce(&Layout, &Geometry) -> T) -> T {
        self.prepared(record, |picture| read(&picture.layout, &picture.geometry))
    }

    fn under(
        &self,
        record: &Record,
        layout: &Layout,
        geometry: &Geometry,
        (x_css, y_css): (f64, f64),
    ) -> Option<Readout> {
        let (x, y) = (x_css * self.size.scale, y_css * self.size.scale);
        let main = layout.main;
        let bottom = layout.strip.map_or(main.y1, |strip| strip.y1);
        let is_inside = x >= f64::from(main.x0)
            && x < f64::from(layout.axis_x())
            && y >= f64::from(main.y0)
            && y < f64::from(bottom);
        if !is_inside || !layout.is_usable() {
            return None;
        }
        let (before, fraction) = geometry.row_at(x);
        // What the picture does not show yet is not told either.
        let shown = self
            .last
            .as_ref()
            .map_or(usize::MAX, |drawn| drawn.head.row);
        // A wave owns its whole column; under a clock, and for the shock, the nearer row counts.
        let is_wave = record.is_waves() && before >= 1;
        let next = before + usize::from(fraction >= if is_wave { 0.02 } else { 0.5 });
        let row = next.min(record.rows() - 1).min(shown);
        let mut under = self.read(record, layout, geometry, row, (x_css, y_css));
        if is_wave && row == before + 1 {
            let along = |column: &[f64]| column[before] + (column[row] - column[before]) * fraction;
            under.price = along(&record.last_price);
            under.counterfactual_price = along(&record.counterfactual);
        }
        Some(under)
    }

    /// What a row holds at the height of a point.
    fn read(
        &self,
        record: &Record,
        layout: &Layout,
        geometry: &Geometry,
        row: usize,
        (x_css, y_css): (f64, f64),
    ) -> Readout {
        let main = layout.main;
        let css = |px: i32| f64::from(px) / self.size.scale;
        let plot = Plot {
            left: css(main.x0),
            top: css(main.y0),
            axis: css(layout.axis_x()),
            bottom: css(main.y1),
            floor: css(layout.strip.map_or(main.y1, |strip| strip.y1)),
        };
        let y_css = y_css.min(plot.bottom);
        let pointer_price = geometry.price(y_css * self.size.scale);
        #[cfg(feature = "mechanisms")]
        let is_public = record.public.is_shown(&self.public);
        #[cfg(feature = "mechanisms")]
        let known = if is_public {
            public_bands::known_row(record, row)
        } else {
            row
        };
        #[cfg(not(feature = "mechanisms"))]
        let (is_public, known) = (false, row);
        let marks = &record.mark_price[..=known];
        let low = marks.iter().copied().fold(f64::INFINITY, f64::min);
        let high = marks.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let (from, to) = (
            pointer_price * (1.0 - READOUT_BAND),
            pointer_price * (1.0 + READOUT_BAND),
        );
        let waiting = |crowd: &Crowd, near: f64, far: f64| {
            #[cfg(feature = "mechanisms")]
            if is_public {
                let believed = public_bands::between(record, crowd.side, near, far);
                return (believed * pointer_price).max(0.0);
            }
            (crowd.quantity_between(near, far) * pointer_price).max(0.0)
        };
        Readout {
            market: None,
            row,
            is_public,
            x_css,
            y_css,
            plot,
            wave: record.wave.get(row).copied().unwrap_or(0),
            time_s: record.time_s[row],
            price: record.last_price[row],
            counterfactual_price: record.counterfactual[row],
            pointer_price,
            waiting_long: if from < low {
                waiting(&record.longs, to.min(low), from)
            } else {
                0.0
            },
            waiting_short: if to > high {
                waiting(&record.shorts, from.max(high), to)
            } else {
                0.0
            },
        }
    }
}

/// The parts of the picture that two playheads see differently: the stretch of time between them in full height; to
/// the right of it the rows that were eaten and those around tag and price; words elsewhere.
fn changed(scene: &Scene<'_>, last: &Drawn, now: &Drawn, dirty: &mut Vec<Rect>) {
    dirty.clear();
    if last.playhead == now.playhead {
        return;
    }
    let picture = scene.picture;
    let layout = &picture.layout;
    let bottom = layout.strip.map_or(layout.main.y1, |strip| strip.y1);
    // Triangles, the dot and the seam of the line reach a little beyond the playhead.
    let margin = layout.css(26.0);
    let head_x = now.head.x.max(last.head.x);
    // A bar of the strip grows in its whole width.
    let reach = picture
        .bars
        .iter()
        .filter(|bar| bar.x0 <= head_x)
        .fold(head_x, |reach, bar| reach.max(bar.x1));
    let travelled = Rect::new(
        to_px(now.from_x.min(last.from_x)) - margin,
        0,
        // The end may be out of sight, to the right of what a window shows.
        to_px(reach).min(layout.main.x1) + margin,
        bottom,
    )
    .intersection(layout.bounds());
    let mut rows = (last.rows.0.min(now.rows.0), last.rows.1.max(now.rows.1));
    let (from, to) = (
        to_px(last.head.x.min(now.head.x)),
        to_px(last.head.x.max(now.head.x)),
    );
    let bands = picture.bands.iter().map(|band| &band.consumed_x);
    for consumed_x in bands.chain([&picture.heat.consumed_x]) {
        for (y, &column) in (layout.main.y0..).zip(consumed_x) {
            if column >= from && column <= to {
                rows = (rows.0.min(y), rows.1.max(y + 1));
            }
        }
    }
    let exogenous = |head: Head| Profile::exogenous(scene.record, head);
    if exogenous(last.head) != exogenous(now.head) {
        // The book moves with the outside price.
        rows = (0, bottom);
    }
    let pad = layout.css(6.0);
    let right_of = if travelled.is_empty() {
        travelled.x1.min(layout.main.x1)
    } else {
        travelled.x1
    };
    let mut right = Rect::new(right_of, rows.0 - pad, layout.size.width, rows.1 + pad);
    let mut words = Rect::default();
    let differing = |these: &[TextRun], those: &[TextRun], grow: &mut dyn FnMut(Rect)| {
        for run in these.iter().filter(|run| !those.contains(run)) {
            grow(run.bounds().grown(layout.css(5.0)));
        }
    };
    let mut grow = |rect: Rect| {
        if rect.intersection(travelled) == rect {
            return;
        }
        if rect.x0 >= right.x0 {
            right = right.union(rect);
        } else {
            words = words.union(rect);
        }
    };
    differing(&last.runs, &now.runs, &mut grow);
    differing(&now.runs, &last.runs, &mut grow);
    // One ground may lie under two lines of which only one has changed.
    for (these, those) in [(last, now), (now, last)] {
        let grounds = these.grounds.iter();
        grounds
            .filter(|rect| !those.grounds.contains(rect))
            .for_each(|&rect| grow(rect));
    }
    for rect in [travelled, right, words] {
        let rect = rect.intersection(layout.bounds());
        if !rect.is_empty() {
            dirty.push(rect);
        }
    }
}
