//! A picture in device pixels and the few shapes the figure is made of.
//!
//! Every result is opaque and made of integers, `+ - * /` and `sqrt` only, so that the same pixels come out natively
//! and in every browser.

use super::colour::{Rgb, blend};

/// A rectangle of whole pixels, right and bottom edge not included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rect {
    /// Left edge, device pixels.
    pub x0: i32,
    /// Top edge, device pixels.
    pub y0: i32,
    /// First column to the right of it.
    pub x1: i32,
    /// First row below it.
    pub y1: i32,
}

impl Rect {
    /// From edges.
    #[must_use]
    pub fn new(x0: i32, y0: i32, x1: i32, y1: i32) -> Self {
        Self { x0, y0, x1, y1 }
    }

    /// Width, at least 0.
    #[must_use]
    pub fn width(self) -> i32 {
        (self.x1 - self.x0).max(0)
    }

    /// Height, at least 0.
    #[must_use]
    pub fn height(self) -> i32 {
        (self.y1 - self.y0).max(0)
    }

    /// `true` when it holds no pixel.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.x1 <= self.x0 || self.y1 <= self.y0
    }

    /// What lies in both.
    #[must_use]
    pub fn intersection(self, other: Self) -> Self {
        Self {
            x0: self.x0.max(other.x0),
            y0: self.y0.max(other.y0),
            x1: self.x1.min(other.x1),
            y1: self.y1.min(other.y1),
        }
    }

    /// The smallest rectangle around both; an empty one adds nothing.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        if self.is_empty() {
            return other;
        }
        if other.is_empty() {
            return self;
        }
        Self {
            x0: self.x0.min(other.x0),
            y0: self.y0.min(other.y0),
            x1: self.x1.max(other.x1),
            y1: self.y1.max(other.y1),
        }
    }

    /// `margin` pixels larger on every side.
    #[must_use]
    pub fn grown(self, margin: i32) -> Self {
        Self::new(
            self.x0 - margin,
            self.y0 - margin,
            self.x1 + margin,
            self.y1 + margin,
        )
    }
}

/// The nearest pixel to a position; what lies far outside any picture is clamped, NaN becomes 0.
#[must_use]
#[inline]
pub fn to_px(position: f64) -> i32 {
    #[allow(
        clippy::cast_possible_truncation,
        reason = "float to int casts saturate, and the clamp keeps sums of pixels from overflowing"
    )]
    let pixel = (position + 0.5).floor().clamp(-1e6, 1e6) as i32;
    pixel
}

/// Coverage in `[0, 1]` as an opacity.
#[inline]
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to a byte first"
)]
fn opacity(coverage: f64) -> u8 {
    (coverage.clamp(0.0, 1.0) * 255.0 + 0.5) as u8
}

/// An opaque RGBA picture. Everything is drawn inside the clip rectangle only.
#[derive(Debug, Clone)]
pub struct Raster {
    width: i32,
    height: i32,
    pixels: Vec<u8>,
    clip: Rect,
}

impl Raster {
    /// A picture of one colour. `width` and `height` in device pixels, at least 1.
    #[must_use]
    pub fn new(width: i32, height: i32, colour: Rgb) -> Self {
        let (width, height) = (width.max(1), height.max(1));
        let mut raster = Self {
            width,
            height,
            pixels: vec![255; width as usize * height as usize * 4],
            clip: Rect::new(0, 0, width, height),
        };
        raster.fill_rect(raster.clip, colour);
        raster
    }

    /// Width, device pixels.
    #[must_use]
    pub fn width(&self) -> i32 {
        self.width
    }

    /// Height, device pixels.
    #[must_use]
    pub fn height(&self) -> i32 {
        self.height
    }

    /// The whole picture.
    #[must_use]
    pub fn bounds(&self) -> Rect {
        Rect::new(0, 0, self.width, self.height)
    }

    /// Four bytes a pixel: red, green, blue, 255; rows from the top.
    #[must_use]
    pub fn rgba(&self) -> &[u8] {
        &self.pixels
    }

    /// From now on only what lies in `clip` is drawn.
    pub fn set_clip(&mut self, clip: Rect) {
        self.clip = clip.intersection(self.bounds());
    }

    /// Where drawing is allowed.
    #[must_use]
    pub fn clip(&self) -> Rect {
        self.clip
    }

    /// The pixels `x0..x1` of row `y`, cut to the clip; `None` when nothing is left.
    #[inline]
    fn span(&mut self, x0: i32, x1: i32, y: i32) -> Option<&mut [u8]> {
        let (x0, x1) = (x0.max(self.clip.x0), x1.min(self.clip.x1));
        if x0 >= x1 || y < self.clip.y0 || y >= self.clip.y1 {
            return None;
        }
        let row = y as usize * self.width as usize;
        self.pixels
            .get_mut((row + x0 as usize) * 4..(row + x1 as usize) * 4)
    }

    /// Paints the pixels `x0..x1` of row `y`.
    pub fn fill_span(&mut self, x0: i32, x1: i32, y: i32, colour: Rgb) {
        let Some(span) = self.span(x0, x1, y) else {
            return;
        };
        span[..4].copy_from_slice(&[colour.0, colour.1, colour.2, 255]);
        // Copying what is there already, twice as much each time, is far quicker than pixel by pixel.
        let mut done = 4;
        while done < span.len() {
            let next = done.min(span.len() - done);
            span.copy_within(..next, done);
            done += next;
        }
    }

    /// Covers the pixels `x0..x1` of row `y` with opacity `alpha`.
    pub fn blend_span(&mut self, x0: i32, x1: i32, y: i32, colour: Rgb, alpha: u8) {
        if let Some(span) = self.span(x0, x1, y) {
            for pixel in span.chunks_exact_mut(4) {
                pixel[0] = blend(pixel[0], colour.0, alpha);
                pixel[1] = blend(pixel[1], colour.1, alpha);
                pixel[2] = blend(pixel[2], colour.2, alpha);
            }
        }
    }

    /// Paints a rectangle.
    pub fn fill_rect(&mut self, rect: Rect, colour: Rgb) {
        for y in rect.y0.max(self.clip.y0)..rect.y1.min(self.clip.y1) {
            self.fill_span(rect.x0, rect.x1, y, colour);
        }
    }

    /// Covers a rectangle with opacity `alpha`.
    pub fn blend_rect(&mut self, rect: Rect, colour: Rgb, alpha: u8) {
        for y in rect.y0.max(self.clip.y0)..rect.y1.min(self.clip.y1) {
            self.blend_span(rect.x0, rect.x1, y, colour, alpha);
        }
    }

    /// Covers one pixel with opacity `alpha`.
    #[inline]
    pub fn blend_pixel(&mut self, x: i32, y: i32, colour: Rgb, alpha: u8) {
        self.blend_span(x, x + 1, y, colour, alpha);
    }

    /// Copies `rect` of the pixels of a picture as wide as this one, `down` rows further down.
    pub(super) fn copy_lower(&mut self, rgba: &[u8], rect: Rect, down: i32) {
        for y in rect.y0..rect.y1 {
            let from = 4 * (y * self.width + rect.x0).max(0) as usize;
            if let Some(span) = self.span(rect.x0, rect.x1, y + down)
                && let Some(row) = rgba.get(from..from + span.len())
            {
                span.copy_from_slice(row);
            }
        }
    }

    /// Takes the pixels of `rect` from a picture of the same size.
    pub fn copy_from(&mut self, source: &Self, rect: Rect) {
        let rect = rect.intersection(self.clip).intersection(source.bounds());
        if rect.is_empty() || source.width != self.width {
            return;
        }
        for y in rect.y0 as usize..rect.y1 as usize {
            let row = y * self.width as usize;
            let bytes = (row + rect.x0 as usize) * 4..(row + rect.x1 as usize) * 4;
            self.pixels[bytes.clone()].copy_from_slice(&source.pixels[bytes]);
        }
    }

    /// The frame of a rectangle, `width` pixels thick, inside it.
    pub fn outline_rect(&mut self, rect: Rect, width: i32, colour: Rgb) {
        let Rect { x0, y0, x1, y1 } = rect;
        self.fill_rect(Rect::new(x0, y0, x1, (y0 + width).min(y1)), colour);
        self.fill_rect(Rect::new(x0, (y1 - width).max(y0), x1, y1), colour);
        self.fill_rect(Rect::new(x0, y0, (x0 + width).min(x1), y1), colour);
        self.fill_rect(Rect::new((x1 - width).max(x0), y0, x1, y1), colour);
    }

    /// A straight stroke with round ends and smooth edges. `from` and `to` in device pixels (pixel centres lie at
    /// halves), `width` in device pixels.
    pub fn segment(&mut self, from: (f64, f64), to: (f64, f64), width: f64, colour: Rgb) {
        let radius = width * 0.5;
        let reach = radius + 1.0;
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let length_squared = dx * dx + dy * dy;
        let y0 = to_px(from.1.min(to.1) - reach).max(self.clip.y0);
        let y1 = to_px(from.1.max(to.1) + reach).min(self.clip.y1);
        let left = from.0.min(to.0) - reach;
        let right = from.0.max(to.0) + reach;
        if y0 >= y1 || to_px(right) < self.clip.x0 || to_px(left) > self.clip.x1 {
            return;
        }
        let length = length_squared.sqrt();
        for y in y0..y1 {
            let centre_y = f64::from(y) + 0.5;
            // Only the stretch of the row that the stroke can touch is looked at.
            let (mut x_from, mut x_to) = (left, right);
            if dy != 0.0 {
                let x = from.0 + (centre_y - from.1) * dx / dy;
                let half = reach * length / dy.abs();
                x_from = x_from.max(x - half);
                x_to = x_to.min(x + half);
            }
            for x in to_px(x_from).max(self.clip.x0)..(to_px(x_to) + 1).min(self.clip.x1) {
                let (px, py) = (f64::from(x) + 0.5 - from.0, centre_y - from.1);
                let along = if length_squared > 0.0 {
                    ((px * dx + py * dy) / length_squared).clamp(0.0, 1.0)
                } else {
                    0.0
                };
                let (ex, ey) = (px - along * dx, py - along * dy);
                let coverage = radius + 0.5 - (ex * ex + ey * ey).sqrt();
                if coverage > 0.0 {
                    self.blend_pixel(x, y, colour, opacity(coverage));
                }
            }
        }
    }

    /// Strokes through `points`, one after the other.
    pub fn polyline(&mut self, points: &[(f64, f64)], width: f64, colour: Rgb) {
        if let [only] = points {
            self.segment(*only, *only, width, colour);
        }
        for pair in points.windows(2) {
            self.segment(pair[0], pair[1], width, colour);
        }
    }

    /// Dashes along `points`: `dash` pixels on, `gap` pixels off, counted from the first point.
    pub fn dashed(&mut self, points: &[(f64, f64)], width: f64, dash: f64, gap: f64, colour: Rgb) {
        let period = dash + gap;
        if period <= 0.0 || dash <= 0.0 {
            return;
        }
        let mut travelled = 0.0_f64;
        for pair in points.windows(2) {
            let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
            let length = ((x1 - x0) * (x1 - x0) + (y1 - y0) * (y1 - y0)).sqrt();
            if length <= 0.0 || !length.is_finite() {
                continue;
            }
            let at = |distance: f64| {
                let share = (distance / length).clamp(0.0, 1.0);
                (x0 + (x1 - x0) * share, y0 + (y1 - y0) * share)
            };
            let end = travelled + length;
            let mut dash_index = (travelled / period).floor();
            while dash_index * period < end {
                let from = (dash_index * period - travelled).max(0.0);
                let to = (dash_index * period + dash - travelled).min(length);
                if to > from {
                    self.segment(at(from), at(to), width, colour);
                }
                dash_index += 1.0;
            }
            travelled = end;
        }
    }

    /// A filled triangle with smooth edges, `grow` pixels larger on every side. Corners in any order.
    pub fn triangle(&mut self, corners: [(f64, f64); 3], grow: f64, colour: Rgb) {
        let [a, b, c] = corners;
        let area = (b.0 - a.0) * (c.1 - a.1) - (b.1 - a.1) * (c.0 - a.0);
        if area == 0.0 || !area.is_finite() {
            return;
        }
        let turn = if area < 0.0 { -1.0 } else { 1.0 };
        // Each edge as (normal x, normal y, offset): positive inside, in pixels.
        let edge = |p: (f64, f64), q: (f64, f64)| {
            let (dx, dy) = (q.0 - p.0, q.1 - p.1);
            let length = (dx * dx + dy * dy).sqrt();
            let (nx, ny) = (-dy * turn / length, dx * turn / length);
            (nx, ny, -(nx * p.0 + ny * p.1))
        };
        let edges = [edge(a, b), edge(b, c), edge(c, a)];
        let reach = grow + 1.0;
        let y0 = to_px(a.1.min(b.1).min(c.1) - reach).max(self.clip.y0);
        let y1 = to_px(a.1.max(b.1).max(c.1) + reach).min(self.clip.y1);
        let x0 = to_px(a.0.min(b.0).min(c.0) - reach).max(self.clip.x0);
        let x1 = to_px(a.0.max(b.0).max(c.0) + reach).min(self.clip.x1);
        for y in y0..y1 {
            for x in x0..x1 {
                let (px, py) = (f64::from(x) + 0.5, f64::from(y) + 0.5);
                let mut inside = f64::INFINITY;
                for (nx, ny, offset) in edges {
                    inside = inside.min(nx * px + ny * py + offset);
                }
                let coverage = inside + grow + 0.5;
                if coverage > 0.0 {
                    self.blend_pixel(x, y, colour, opacity(coverage));
                }
            }
        }
    }

    /// A filled disc with a smooth edge.
    pub fn disc(&mut self, centre: (f64, f64), radius: f64, colour: Rgb) {
        self.segment(centre, centre, radius * 2.0, colour);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BLACK: Rgb = Rgb(0, 0, 0);
    const WHITE: Rgb = Rgb(255, 255, 255);

    fn at(raster: &Raster, x: i32, y: i32) -> u8 {
        raster.rgba()[((y * raster.width() + x) * 4) as usize]
    }

    #[test]
    fn a_two_pixel_line_on_pixel_edges_is_crisp() {
        let mut raster = Raster::new(20, 8, BLACK);
        raster.segment((2.0, 4.0), (18.0, 4.0), 2.0, WHITE);
        assert_eq!(
            [2, 3, 4, 5].map(|y| at(&raster, 10, y)),
            [0, 255, 255, 0],
            "rows 3 and 4 exactly"
        );
    }

    #[test]
    fn nothing_is_drawn_outside_the_clip() {
        let mut raster = Raster::new(30, 30, BLACK);
        raster.set_clip(Rect::new(10, 10, 20, 20));
        raster.fill_rect(Rect::new(-5, -5, 99, 99), WHITE);
        raster.polyline(&[(0.0, 0.0), (30.0, 30.0)], 9.0, WHITE);
        raster.triangle([(-50.0, 0.0), (80.0, 0.0), (15.0, 90.0)], 2.0, WHITE);
        for y in 0..30 {
            for x in 0..30 {
                let inside = (10..20).contains(&x) && (10..20).contains(&y);
                assert_eq!(at(&raster, x, y), if inside { 255 } else { 0 }, "{x} {y}");
            }
        }
    }

    #[test]
    fn clipped_strokes_have_the_same_pixels_as_whole_ones() {
        let points = [(1.3, 2.2), (9.7, 24.1), (18.2, 3.3), (27.0, 26.0)];
        let mut whole = Raster::new(30, 30, BLACK);
        whole.polyline(&points, 3.0, WHITE);
        whole.dashed(&points, 2.0, 4.0, 3.0, Rgb(9, 90, 200));
        let mut halves = Raster::new(30, 30, BLACK);
        for clip in [Rect::new(0, 0, 13, 30), Rect::new(13, 0, 30, 30)] {
            halves.set_clip(clip);
            halves.polyline(&points, 3.0, WHITE);
            halves.dashed(&points, 2.0, 4.0, 3.0, Rgb(9, 90, 200));
        }
        assert_eq!(whole.rgba(), halves.rgba());
    }

    #[test]
    fn wild_coordinates_do_not_panic() {
        let mut raster = Raster::new(4, 4, BLACK);
        for wild in [f64::NAN, f64::INFINITY, -1e300, 1e18] {
            raster.segment((wild, 1.0), (2.0, wild), 2.0, WHITE);
            raster.triangle([(wild, 0.0), (1.0, wild), (3.0, 3.0)], 1.0, WHITE);
            raster.disc((wild, wild), 3.0, WHITE);
        }
        assert!(raster.rgba().chunks(4).all(|pixel| pixel[3] == 255));
    }
}
