//! The figure of a run: one picture, or small multiples where there are several markets: one below the other on one time
//! axis, each with its own prices, all on one scale of shares of where they began, the strip of all of them at the foot.

use super::geometry::Record;
use super::layout::{LEGEND_CSS, Pane, Part, Size, strip_css};
#[cfg(feature = "mechanisms")]
use super::public::PublicWords;
use super::raster::{Raster, Rect, to_px};
use super::stage::{Frame, Readout, Stage};
use super::svg;
use super::text::TextRun;
use super::theme::{Labels, Theme};
use super::view::View;
use crate::sort::sort_by;
use crate::trace::{MarketTrace, Trace};

/// Lowest plot that still shows something, CSS pixels.
const LOWEST_CSS: f64 = 44.0;

/// One stage for each market, or one for the only market.
#[derive(Debug)]
pub struct Panes {
    /// At least one.
    stages: Vec<Stage>,
    /// Markets of the trace; one entry for each stage.
    names: Vec<String>,
    /// Markets by how much happens there, the shocked one first: the last ones are left out where there is no room.
    ranks: Vec<usize>,
    /// The shocked market.
    main: usize,
    /// Whose prices were zoomed into last.
    held: usize,
    /// The stages that are shown, from the top, and their upper edges, device pixels.
    shown: Vec<(usize, i32)>,
    size: Size,
    ghosts: Vec<(String, Record)>,
    ghost_main: usize,
    /// All of them in one picture; only where there are several.
    raster: Option<Raster>,
    texts: Vec<TextRun>,
    dirty: Vec<Rect>,
}

impl Default for Panes {
    fn default() -> Self {
        Self {
            stages: vec![Stage::new()],
            names: vec![String::new()],
            ranks: vec![0],
            main: 0,
            held: 0,
            shown: vec![(0, 0)],
            size: Size::new(820.0, 460.0, 1.0),
            ghosts: Vec::new(),
            ghost_main: 0,
            raster: None,
            texts: Vec::new(),
            dirty: Vec::new(),
        }
    }
}

/// The furthest that the price went from where it began, in shares of that.
fn reach(market: &MarketTrace) -> f64 {
    let start = market.last_price.first().copied().unwrap_or(1.0);
    let moves = market
        .last_price
        .iter()
        .map(|price| (price / start - 1.0).abs());
    moves.fold(0.0, f64::max)
}

impl Panes {
    /// An empty figure of 820 x 460 CSS pixels in the dark theme.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn are_several(&self) -> bool {
        self.stages.len() > 1
    }

    fn main(&self) -> &Stage {
        &self.stages[self.main]
    }

    /// Takes what it needs of a trace; the trace is not kept.
    pub fn load(&mut self, trace: &Trace) {
        let count = trace.markets.len().max(1);
        self.main = trace.shocked_market.min(count - 1);
        self.held = self.main;
        self.names = trace
            .markets
            .iter()
            .map(|market| market.id.clone())
            .collect();
        self.stages.truncate(count);
        while self.stages.len() < count {
            let first = &self.stages[0];
            let mut stage = Stage::new();
            stage.set_theme(first.theme().clone());
            stage.set_labels(first.labels().clone());
            stage.set_cutoff(first.cutoff());
            #[cfg(feature = "mechanisms")]
            stage.show_health(first.health_name());
            #[cfg(feature = "mechanisms")]
            stage.show_public(first.public());
            stage.set_view(View {
                x: first.view().x,
                ..View::WHOLE
            });
            self.stages.push(stage);
        }
        for (market, stage) in self.stages.iter_mut().enumerate() {
            stage.load_market(trace, market);
        }
        let main = self.main;
        self.ranks = (0..count).collect();
        let far = |market: &usize| match trace.markets.get(*market) {
            Some(_) if *market == main => f64::INFINITY,
            Some(market) => reach(market),
            None => 0.0,
        };
        sort_by(&mut self.ranks, &|a: &usize, b: &usize| {
            far(b).total_cmp(&far(a))
        });
        self.compare();
        self.arrange();
    }

    /// Compares with another run: its price line stays in the picture, whatever is loaded later. `None`: with none.
    pub fn set_ghost(&mut self, trace: Option<&Trace>) {
        self.ghosts.clear();
        if let Some(trace) = trace {
            self.ghost_main = trace.shocked_market;
            let markets = trace.markets.iter().enumerate();
            self.ghosts.extend(markets.filter_map(|(index, market)| {
                Some((market.id.clone(), Record::new(trace, index)?))
            }));
        }
        self.compare();
        self.arrange();
    }

    /// Gives every stage the market of the other run that has its name; one of its own, whatever the other is called.
    fn compare(&mut self) {
        let are_several = self.are_several();
        for (stage, name) in self.stages.iter_mut().zip(&self.names) {
            let ghost = if are_several {
                self.ghosts.iter().find(|(id, _)| id == name)
            } else {
                self.ghosts.get(self.ghost_main)
            };
            stage.set_ghost_record(ghost.map(|(_, record)| record.clone()));
        }
        // A tenth looks like a tenth in every market.
        let needed = self.stages.iter().filter_map(Stage::needed);
        let shared =
            needed.reduce(|[low, high], [lower, higher]| [low.min(lower), high.max(higher)]);
        for stage in &mut self.stages {
            stage.share_scale(shared.filter(|_| are_several));
        }
    }

    /// See [`Stage::resize`].
    pub fn resize(&mut self, width_css: f64, height_css: f64, pixel_ratio: f64) {
        let size = Size::new(width_css, height_css, pixel_ratio);
        if size != self.size {
            self.size = size;
            self.arrange();
        }
    }

    /// Says to every stage where it stands.
    fn arrange(&mut self) {
        let Size {
            width,
            height,
            scale,
        } = self.size;
        let (width_css, height_css) = (f64::from(width) / scale, f64::from(height) / scale);
        if !self.are_several() {
            let stage = &mut self.stages[0];
            stage.set_part(Part::Whole);
            stage.resize(width_css, height_css, scale);
            self.shown = vec![(0, 0)];
            self.raster = None;
            return;
        }
        let strip = strip_css(height_css);
        let legend = if self.main().shows_health() {
            LEGEND_CSS
        } else {
            0.0
        };
        let foot = Pane::FLOOR + strip.map_or(0.0, |strip| strip + Pane::OVER_STRIP + legend);
        // The last of them has the foot instead of a gap.
        let room = height_css - foot + Pane::GAP;
        let around = Pane::HEAD + Pane::GAP;
        let count = self.stages.len();
        let fitting = (1..=count)
            .rev()
            .find(|&count| room / as_number(count) >= around + LOWEST_CSS)
            .unwrap_or(1);
        let first = &self.ranks[..fitting];
        let shown: Vec<usize> = (0..count).filter(|index| first.contains(index)).collect();
        let each = room / as_number(fitting);
        let mut axis_px = 0.0_f64;
        let edge = |place: usize| to_px(each * as_number(place) * scale);
        self.shown.clear();
        for (place, &index) in shown.iter().enumerate() {
            let bottom = if place + 1 == fitting {
                height
            } else {
                edge(place + 1)
            };
            let height_css = f64::from(bottom - edge(place)) / scale;
            self.stages[index].resize(width_css, height_css, scale);
            axis_px = axis_px.max(self.stages[index].axis_px(strip.is_some()));
            self.shown.push((index, edge(place)));
        }
        for (place, &(index, _)) in self.shown.iter().enumerate() {
            self.stages[index].set_part(Part::Pane(Pane {
                is_top: place == 0,
                floor: (place + 1 == fitting).then_some(strip),
                left_out: count - fitting,
                axis_px,
            }));
        }
        self.raster = None;
    }

    /// Sets all colours.
    pub fn set_theme(&mut self, theme: &Theme) {
        for stage in &mut self.stages {
            stage.set_theme(theme.clone());
        }
        self.raster = None;
    }

    /// Sets all words.
    pub fn set_labels(&mut self, labels: &Labels) {
        for stage in &mut self.stages {
            stage.set_labels(labels.clone());
        }
        self.arrange();
    }

    /// See [`Stage::size_px`].
    #[must_use]
    pub fn size_px(&self) -> (i32, i32) {
        (self.size.width, self.size.height)
    }

    /// See [`Stage::invalidate`].
    pub fn invalidate(&mut self) {
        for stage in &mut self.stages {
            stage.invalidate();
        }
        self.raster = None;
    }

    /// What of the whole picture is in sight, in the pane of the shocked market.
    #[must_use]
    pub fn view(&self) -> View {
        self.main().view()
    }

    /// Nothing is left out of any pane.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.stages.iter().all(|stage| stage.view().is_whole())
    }

    /// Shows another part of the picture: the same time in all panes, those prices in that of the shocked market.
    pub fn set_view(&mut self, view: View) {
        for (index, stage) in self.stages.iter_mut().enumerate() {
            let y = if index == self.main {
                view.y
            } else {
                View::WHOLE.y
            };
            stage.set_view(View { y, ..view });
        }
        self.arrange();
    }

    /// The time that a pane shows is what all of them show.
    fn share_time(&mut self, from: usize) {
        let x = self.stages[from].view().x;
        for stage in &mut self.stages {
            stage.set_view(View { x, ..stage.view() });
        }
        self.arrange();
    }

    /// See [`Stage::set_cutoff`].
    pub fn set_cutoff(&mut self, cutoff: f64) {
        for stage in &mut self.stages {
            stage.set_cutoff(cutoff);
        }
        self.raster = None;
    }

    /// See [`Stage::show_health`].
    #[cfg(feature = "mechanisms")]
    pub fn show_health(&mut self, name: &str) {
        for stage in &mut self.stages {
            stage.show_health(name);
        }
        self.arrange();
    }

    /// See [`Stage::show_public`].
    #[cfg(feature = "mechanisms")]
    pub fn show_public(&mut self, words: &PublicWords) {
        for stage in &mut self.stages {
            stage.show_public(words);
        }
        self.raster = None;
    }

    /// See [`Stage::shocked_row`]; of the shocked market.
    #[must_use]
    pub fn shocked_row(&self) -> usize {
        self.main().shocked_row()
    }

    /// See [`Stage::heat_full`]; of the shocked market, or where nothing waits there the most of all.
    #[must_use]
    pub fn heat_full(&self) -> f64 {
        let main = self.main().heat_full();
        if main > 0.0 {
            return main;
        }
        self.stages.iter().map(Stage::heat_full).fold(0.0, f64::max)
    }

    /// The pane at a height, and its upper edge, CSS pixels.
    fn at(&self, y_css: f64) -> (usize, f64) {
        let y = y_css * self.size.scale;
        let above = |&&(_, top): &&(usize, i32)| f64::from(top) <= y;
        let &(index, top) = self
            .shown
            .iter()
            .rev()
            .find(above)
            .unwrap_or(&self.shown[0]);
        (index, f64::from(top) / self.size.scale)
    }

    /// See [`Stage::zoom`]; prices of the pane under the point.
    pub fn zoom(&mut self, (x_css, y_css): (f64, f64), factor: f64) {
        let (index, top) = self.at(y_css);
        self.held = index;
        self.stages[index].zoom((x_css, y_css - top), factor);
        self.share_time(index);
    }

    /// See [`Stage::pan`]; prices of the pane that was zoomed into last.
    pub fn pan(&mut self, by_css: (f64, f64)) {
        self.stages[self.held].pan(by_css);
        self.share_time(self.held);
    }

    /// See [`Stage::follow`].
    pub fn follow(&mut self, playhead: f64) -> bool {
        let mut has_moved = false;
        for stage in &mut self.stages {
            has_moved |= stage.follow(playhead);
        }
        if has_moved {
            self.share_time(self.main);
        }
        has_moved
    }

    /// See [`Stage::schedule`].
    #[must_use]
    pub fn schedule(&self) -> Vec<f64> {
        self.main().schedule()
    }

    /// See [`Stage::frame`].
    pub fn frame(&mut self, playhead: f64) -> Frame<'_> {
        if !self.are_several() {
            return self.stages[0].frame(playhead);
        }
        let bounds = Rect::new(0, 0, self.size.width, self.size.height);
        self.texts.clear();
        self.dirty.clear();
        if self.raster.is_none() {
            self.stages.iter_mut().for_each(Stage::invalidate);
        }
        let background = self.main().theme().background;
        let raster = self
            .raster
            .get_or_insert_with(|| Raster::new(bounds.x1, bounds.y1, background));
        for &(index, top) in &self.shown {
            let frame = self.stages[index].frame(playhead);
            for &rect in frame.dirty {
                raster.copy_lower(frame.rgba, rect, top);
                self.dirty.push(Rect {
                    y0: rect.y0 + top,
                    y1: rect.y1 + top,
                    ..rect
                });
            }
            self.texts.extend(frame.texts.iter().map(|run| TextRun {
                y: run.y + f64::from(top),
                ..run.clone()
            }));
        }
        Frame {
            width: self.size.width,
            height: self.size.height,
            rgba: raster.rgba(),
            texts: &self.texts,
            dirty: &self.dirty,
        }
    }

    /// See [`Stage::svg`].
    #[must_use]
    pub fn svg(&self, playhead: f64, caption: &[String]) -> String {
        if !self.are_several() {
            return self.stages[0].svg(playhead, caption);
        }
        let parts: Vec<(i32, String)> = self
            .shown
            .iter()
            .map(|&(index, top)| {
                let prefix = format!("m{index}-");
                (top, self.stages[index].shapes(playhead, &prefix))
            })
            .collect();
        svg::document(self.size, self.main().theme(), &parts, caption)
    }

    /// A read-out of a pane, in the picture of all; with the name of its market where there are several.
    fn lowered(&self, mut under: Readout, index: usize, top: f64) -> Readout {
        if self.are_several() {
            under.y_css += top;
            under.plot.top += top;
            under.plot.bottom += top;
            under.plot.floor += top;
            under.market = Some(self.names[index].clone());
        }
        under
    }

    /// See [`Stage::readout`].
    #[must_use]
    pub fn readout(&self, x_css: f64, y_css: f64) -> Option<Readout> {
        let (index, top) = self.at(y_css);
        let under = self.stages[index].readout(x_css, y_css - top)?;
        Some(self.lowered(under, index, top))
    }

    /// See [`Stage::readout_at`]; of the shocked market.
    #[must_use]
    pub fn readout_at(&self, playhead: f64) -> Option<Readout> {
        let under = self.main().readout_at(playhead)?;
        let &(index, top) = self.shown.iter().find(|shown| shown.0 == self.main)?;
        Some(self.lowered(under, index, f64::from(top) / self.size.scale))
    }
}

#[allow(clippy::cast_precision_loss, reason = "a count of markets")]
fn as_number(count: usize) -> f64 {
    count as f64
}
