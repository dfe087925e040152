//! Orders that wait at prices of their own and are no positions: bands over those of positions, each kind in its own hue and
//! its own pattern, so that they are told apart without colours, too.

use super::colour::Rgb;
use super::geometry::{Geometry, Record};
use super::heat::{consumed_columns, smoothed, spread, to_smooth};
use super::layout::Layout;
use super::raster::Rect;

/// Opacity of the brightest waiting dash.
const MOST_OPACITY: f64 = 225.0;

/// Opacity of a dash that the price has been through, in shares of one that waits.
const EATEN: u32 = 6;

/// Length of a dash and of the gap behind it, CSS pixels: by the number of the hue.
const PATTERNS: [(f64, f64); 4] = [(7.0, 3.0), (2.0, 3.0), (16.0, 4.0), (4.0, 8.0)];

/// The bands of one source of such orders, one number per row of pixels of the plot.
#[derive(Debug, Clone)]
pub(super) struct Band {
    pub(super) kind: &'static str,
    pub(super) label: &'static str,
    pub(super) hue: usize,
    /// Notional waiting in each row, smoothed over a few, quote.
    pub(super) smooth: Vec<f64>,
    /// Opacity of each row.
    pub(super) opacity: Vec<u8>,
    /// First pixel column in which the price that triggers them has already been there.
    pub(super) consumed_x: Vec<i32>,
}

/// Length of a dash and distance from one to the next, device pixels.
pub(super) fn pattern(hue: usize, layout: &Layout) -> (i32, i32) {
    let (dash, gap) = PATTERNS[hue % PATTERNS.len()];
    let dash = layout.css(dash);
    (dash, dash + layout.css(gap))
}

/// Opacity of what the price has been through.
pub(super) fn eaten(opacity: u8) -> u8 {
    u8::try_from(u32::from(opacity) / EATEN).unwrap_or(u8::MAX)
}

/// The bands of a record, still without their brightness.
pub(super) fn bands(record: &Record, geometry: &Geometry, layout: &Layout) -> Vec<Band> {
    let band = |waiting: &crate::sources::Waiting| {
        let prices = if waiting.by_mark {
            &record.mark_price
        } else {
            &record.last_price
        };
        Band {
            kind: waiting.kind,
            label: waiting.label,
            hue: waiting.hue,
            smooth: smoothed(&spread(&waiting.crowd, geometry, layout), to_smooth(layout)),
            opacity: Vec::new(),
            consumed_x: consumed_columns(record, prices, geometry, layout),
        }
    };
    record.waiting.iter().map(band).collect()
}

impl Band {
    /// Makes its rows as bright as those of positions with as much in them: `full` is full brightness. Less bright ones than
    /// `cutoff` are left out.
    pub(super) fn light(&mut self, full: f64, cutoff: f64) {
        let opacity = |&notional: &f64| {
            let intensity = if full > 0.0 {
                (notional / full).sqrt().min(1.0)
            } else {
                0.0
            };
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "intensity is in [0, 1]"
            )]
            let opacity = (intensity * MOST_OPACITY) as u8;
            if intensity < cutoff { 0 } else { opacity }
        };
        self.opacity = self.smooth.iter().map(opacity).collect();
    }
}

/// The look of what was traded and not forced: lines across, which colours need not tell.
pub(super) fn striped(
    rect: Rect,
    layout: &Layout,
    colour: Rgb,
    paint: &mut dyn FnMut(Rect, Rgb, u8),
) {
    let (line, period) = (layout.css(1.0), layout.css(3.0));
    paint(rect, colour, 50);
    let mut y = rect.y0;
    while y < rect.y1 {
        paint(
            Rect::new(rect.x0, y, rect.x1, (y + line).min(rect.y1)),
            colour,
            150,
        );
        y += period;
    }
}
