//! Debt by health: what the strip shows in place of trades, where a run has loans and whoever looks asks for it.

use super::colour::Rgb;
use super::geometry::Geometry;
use super::layout::Layout;
use super::pen::Pen;
use super::raster::{Rect, to_px};
use super::scene::Scene;
use super::theme::Theme;
use crate::trace::Trace;

/// How many bands there are: more would be too thin to tell apart.
pub(super) const PARTS: usize = 6;

/// What is added up to a band, from the sickest, and what the band is called: as the page has them below the figure
/// (`www/js/loans.js`). The second name is for narrow pictures.
const BANDS: [(&[&str], [&str; 2]); PARTS] = [
    (
        &["healthBelow090", "healthBelow095", "healthBelow100"],
        ["<1", "<1"],
    ),
    (
        &["healthBelow105", "healthBelow110"],
        ["1\u{2013}1.1", "<1.1"],
    ),
    (
        &["healthBelow120", "healthBelow135"],
        ["1.1\u{2013}1.35", "<1.35"],
    ),
    (
        &["healthBelow150", "healthBelow200"],
        ["1.35\u{2013}2", "<2"],
    ),
    (&["healthBelow300"], ["2\u{2013}3", "<3"]),
    (&["healthAbove300"], ["\u{2265}3", "\u{2265}3"]),
];

/// Opacity between the stripes of what anyone may close.
const BETWEEN: u8 = 70;

/// Where a band is not as high as this, CSS pixels, no seam parts it from the next one.
const SEAMED: f64 = 4.0;

/// Debt of all protocols by health, quote.
#[derive(Debug, Clone, Default)]
pub(super) struct Health {
    /// What is owed in each row up to the upper end of each band. Empty without loans.
    ends: Vec<[f64; PARTS]>,
    /// The most that was owed in a row.
    full: f64,
}

impl Health {
    pub(super) fn new(trace: &Trace) -> Self {
        let mut health = Self::default();
        for group in &trace.groups {
            let names = BANDS.map(|(names, _)| names);
            let parts = names.map(|names| -> Vec<&[f64]> {
                names.iter().filter_map(|name| group.column(name)).collect()
            });
            if parts.iter().all(Vec::is_empty) {
                continue;
            }
            health.ends.resize(trace.rows(), [0.0; PARTS]);
            for (row, ends) in health.ends.iter_mut().enumerate() {
                let mut end = 0.0;
                for (part, sum) in parts.iter().zip(ends) {
                    // What is left of a sum that was taken off again may be below nothing.
                    let owed: f64 = part.iter().filter_map(|column| column.get(row)).sum();
                    end += owed.max(0.0);
                    *sum += end;
                }
            }
        }
        let owed = health.ends.iter().map(|ends| ends[PARTS - 1]);
        health.full = owed.fold(0.0, f64::max);
        health
    }

    /// Whether anything is owed at all.
    pub(super) fn is_there(&self) -> bool {
        self.full > 0.0
    }

    /// Quote that fills the strip.
    pub(super) fn full(&self) -> f64 {
        self.full
    }
}

/// The bands in pixels.
#[derive(Debug, Clone)]
pub(super) struct Area {
    /// In every pixel column of the plot the upper edge of each band.
    tops: Vec<[i32; PARTS]>,
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
                *top = to_px(top_of(end / health.full));
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

/// What the bands are called, from the sickest.
pub(super) fn names(is_short: bool) -> [&'static str; PARTS] {
    BANDS.map(|(_, names)| names[usize::from(is_short)])
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

/// The bands one over the other, the sickest at the foot, as far as the playhead has come.
pub(super) fn paint(scene: &Scene<'_>, area: &Area, pen: &mut dyn Pen) {
    let layout = &scene.picture.layout;
    let place = scene.picture.bar_area;
    let (seam, seamed) = (layout.css(1.0), layout.css(SEAMED));
    let left = layout.main.x0;
    let known = usize::try_from(to_px(scene.head.x) - left).unwrap_or(0);
    let tops = &area.tops[..known.min(area.tops.len())];
    let mut floors = vec![place.y1; tops.len()];
    for (part, colour) in colours(scene.theme).into_iter().enumerate() {
        let mut from = 0;
        while from < tops.len() {
            let (top, floor) = (tops[from][part], floors[from]);
            let is_alike = |&at: &usize| (tops[at][part], floors[at]) == (top, floor);
            let to = (from..tops.len()).take_while(is_alike).count() + from;
            let column = |at: usize| left + i32::try_from(at).unwrap_or(0);
            let rect = Rect::new(column(from), top, column(to), floor);
            if part == 0 {
                stripes(rect, layout, colour, &mut |rect, colour, alpha| {
                    pen.blend_rect(rect, colour, alpha);
                });
            } else if top < floor {
                pen.fill_rect(rect, colour);
                if floor < place.y1 && floor - top >= seamed {
                    let line = Rect::new(rect.x0, floor - seam, rect.x1, floor);
                    pen.fill_rect(line, scene.theme.background);
                }
            }
            floors[from..to].fill(top);
            from = to;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sources::lending::{COLUMNS, HEALTH_BANDS};

    /// Every band of the record is in one of those that are drawn, in its order, and they are called by their ends.
    #[test]
    fn the_bands_are_those_of_the_record() {
        let drawn: Vec<&str> = BANDS
            .iter()
            .flat_map(|(names, _)| names.iter().copied())
            .collect();
        let recorded: Vec<&str> = COLUMNS
            .iter()
            .map(|spec| spec.name)
            .filter(|name| name.starts_with("health"))
            .collect();
        assert_eq!(drawn, recorded);
        let mut last = 0;
        for (names, [long, short]) in BANDS.iter().take(PARTS - 1) {
            last += names.len();
            let end = HEALTH_BANDS[last - 1].to_string();
            assert!(
                long.ends_with(&end) && short.ends_with(&end),
                "{long} {short} {end}"
            );
        }
    }
}
