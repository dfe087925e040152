//! Holds one trace and draws any moment of it.

use super::geometry::{Geometry, Record};
use super::layers::{LAYERS, Scene};
use super::layout::{Layout, Size};
use super::prepared::Prepared;
use super::raster::{Raster, Rect, to_px};
use super::schedule;
use super::text::{TextLayer, TextRun};
use super::theme::{Labels, Theme};
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
    /// What differs from the picture before: only there pixels and words must be drawn again.
    pub dirty: Rect,
}

/// What stands under the pointer. Prices quote per base, notionals quote.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Readout {
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
    /// Price at the height of the pointer.
    pub pointer_price: f64,
    /// Longs still waiting in that row within [`READOUT_BAND`] of the pointer's price.
    pub waiting_long: f64,
    /// Shorts still waiting, likewise.
    pub waiting_short: f64,
}

/// Draws a trace at any playhead: a pure function of trace, playhead, size, theme and words, with a memory of the
/// last picture so that little is drawn twice.
#[derive(Debug)]
pub struct Stage {
    record: Option<Record>,
    size: Size,
    theme: Theme,
    labels: Labels,
    picture: Option<Prepared>,
    raster: Raster,
    texts: TextLayer,
    /// Words and x of the last drawn row, and the playhead's; `None` when all must be drawn.
    last: Option<Drawn>,
}

#[derive(Debug)]
struct Drawn {
    playhead: f64,
    from_x: f64,
    runs: Vec<TextRun>,
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
            size: Size::new(820.0, 460.0, 1.0),
            raster: Raster::new(1, 1, theme.background),
            theme,
            labels: Labels::default(),
            picture: None,
            texts: TextLayer::default(),
            last: None,
        }
    }

    /// Takes what it needs of a trace; the trace is not kept.
    pub fn load(&mut self, trace: &Trace) {
        self.record = Record::new(trace);
        self.forget();
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
    pub fn frame(&mut self, playhead: f64) -> Frame<'_> {
        let bounds = Rect::new(0, 0, self.size.width, self.size.height);
        let mut dirty = bounds;
        if let Some(record) = &self.record {
            let picture = self
                .picture
                .get_or_insert_with(|| Prepared::new(record, self.size, &self.theme, &self.labels));
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
                // The moving words are placed first: where they stood and stand must be drawn again.
                self.raster.set_clip(Rect::default());
                words::write(&scene, &self.labels, &mut self.texts, &mut self.raster);
                let from_x = picture.geometry.x
                    [picture.geometry.head(record, playhead.floor()).row]
                    .min(scene.head.x);
                if let Some(last) = &self.last {
                    dirty = changed(&picture.layout, last, playhead, from_x, self.texts.runs());
                }
                self.raster.set_clip(dirty);
                self.raster.copy_from(&picture.ground, dirty);
                if !dirty.is_empty() {
                    for layer in LAYERS {
                        layer(&scene, &mut self.raster);
                    }
                    words::write(&scene, &self.labels, &mut self.texts, &mut self.raster);
                }
                self.last = Some(Drawn {
                    playhead,
                    from_x,
                    runs: self.texts.runs().to_vec(),
                });
            } else {
                self.texts.clear();
                self.raster.set_clip(bounds);
                self.raster.copy_from(&picture.ground, bounds);
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
            dirty,
        }
    }

    /// What stands under a point of the plot, CSS pixels from the upper left corner; `None` outside of it.
    #[must_use]
    pub fn readout(&self, x_css: f64, y_css: f64) -> Option<Readout> {
        let record = self.record.as_ref()?;
        let fresh;
        let (layout, geometry): (&Layout, &Geometry) = match &self.picture {
            Some(picture) => (&picture.layout, &picture.geometry),
            None => {
                fresh = Prepared::new(record, self.size, &self.theme, &self.labels);
                (&fresh.layout, &fresh.geometry)
            }
        };
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
        let row = (before + usize::from(fraction >= 0.5)).min(record.rows() - 1);
        let pointer_price = geometry.price(y.min(f64::from(main.y1)));
        let marks = &record.mark_price[..=row];
        let low = marks.iter().copied().fold(f64::INFINITY, f64::min);
        let high = marks.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let (from, to) = (
            pointer_price * (1.0 - READOUT_BAND),
            pointer_price * (1.0 + READOUT_BAND),
        );
        let waiting = |crowd: &Crowd, near: f64, far: f64| {
            (crowd.quantity_between(near, far) * pointer_price).max(0.0)
        };
        Some(Readout {
            row,
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
        })
    }
}

/// The part of the picture that two playheads see differently.
fn changed(layout: &Layout, last: &Drawn, playhead: f64, from_x: f64, runs: &[TextRun]) -> Rect {
    if last.playhead == playhead {
        return Rect::default();
    }
    let bottom = layout.strip.map_or(layout.main.y1, |strip| strip.y1);
    // Triangles, the dot and the seam of the line reach a little to the left of the playhead.
    let margin = layout.css(26.0);
    let x0 = to_px(from_x.min(last.from_x)) - margin;
    let mut dirty = Rect::new(x0, 0, layout.size.width, bottom);
    let differing = |these: &[TextRun], those: &[TextRun]| {
        these
            .iter()
            .filter(|run| !those.contains(run))
            .fold(Rect::default(), |rect, run| {
                rect.union(run.bounds().grown(layout.css(5.0)))
            })
    };
    dirty = dirty.union(differing(&last.runs, runs));
    dirty = dirty.union(differing(runs, &last.runs));
    dirty.intersection(layout.bounds())
}
