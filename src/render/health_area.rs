//! Debt by health in pixels: its bands, their colours, and how they are painted.

use super::colour::Rgb;
use super::geometry::Geometry;
use super::health::{Health, PARTS};
use super::layout::Layout;
use super::raster::{Rect, to_px};
use super::theme::Theme;

/// Opacity between the stripes of what anyone may close.
const BETWEEN: u8 = 70;

/// The bands in pixels.
#[derive(Debug, Clone)]
pub(super) struct Area {
    /// In every pixel column of the plot the upper edge of each band.
    pub(super) tops: Vec<[i32; PARTS]>,
}

impl Area {
    pub(super) fn new(
        health: &Health,
        geometry: &Geometry,
        layout: &Layout,
        top_of: &dyn Fn(f64) -> f64,
    ) -> Option<Self> {
        if !health.is_there() || layout.bars().is_empty() {
            return None;
        }
        // Along with the price line.
        let tops = (layout.main.x0..layout.main.x1).map(|column| {
            let x = f64::from(column) + 0.5;
            let (row, share) = geometry.row_at(x);
            let from = &health.ends[row];
            let to = health.ends.get(row + 1).unwrap_or(from);
            let mut tops = [0; PARTS];
            for (part, top) in tops.iter_mut().enumerate() {
                let end = from[part] + (to[part] - from[part]) * share;
                *top = to_px(top_of(end / health.full()));
            }
            tops
        });
        Some(Self {
            tops: tops.collect(),
        })
    }
}

/// Colours of the bands.
pub(super) fn colours(theme: &Theme) -> [Rgb; PARTS] {
    [
        theme.gap,
        theme.short,
        theme.short_heat.at(0.8),
        theme.long_heat.at(0.6),
        theme.long_heat.at(0.8),
        theme.long_heat.at(1.0),
    ]
}

/// Stripes of what anyone may close: its shape, and not its colour alone.
pub(super) fn stripes(
    rect: Rect,
    layout: &Layout,
    colour: Rgb,
    paint: &mut dyn FnMut(Rect, Rgb, u8),
) {
    let (line, period) = (layout.css(3.0), layout.css(5.0));
    paint(rect, colour, BETWEEN);
    let mut x = rect.x0 - rect.x0.rem_euclid(period);
    while x < rect.x1 {
        let (from, to) = (x.max(rect.x0), (x + line).min(rect.x1));
        if from < to {
            paint(Rect::new(from, rect.y0, to, rect.y1), colour, 255 - BETWEEN);
        }
        x += period;
    }
}
