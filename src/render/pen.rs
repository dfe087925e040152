//! What layers draw with: pixels for the screen, SVG for files.

use super::colour::Rgb;
use super::raster::{Raster, Rect};

/// The shapes that the moving layers are made of. Everything lands inside the clip rectangle only; lengths are device
/// pixels, `alpha` is an opacity of 0 to 255.
pub(super) trait Pen {
    fn clip(&self) -> Rect;
    fn set_clip(&mut self, clip: Rect);
    fn blend_rect(&mut self, rect: Rect, colour: Rgb, alpha: u8);
    fn segment(&mut self, from: (f64, f64), to: (f64, f64), width: f64, colour: Rgb);
    fn polyline(&mut self, points: &[(f64, f64)], width: f64, colour: Rgb);
    fn dashed(&mut self, points: &[(f64, f64)], width: f64, dash: f64, gap: f64, colour: Rgb);
    /// `grow` pixels larger on every side.
    fn triangle(&mut self, corners: [(f64, f64); 3], grow: f64, colour: Rgb);
    fn disc(&mut self, centre: (f64, f64), radius: f64, colour: Rgb);

    fn fill_rect(&mut self, rect: Rect, colour: Rgb) {
        self.blend_rect(rect, colour, 255);
    }
}

impl Pen for Raster {
    fn clip(&self) -> Rect {
        Self::clip(self)
    }

    fn set_clip(&mut self, clip: Rect) {
        Self::set_clip(self, clip);
    }

    fn blend_rect(&mut self, rect: Rect, colour: Rgb, alpha: u8) {
        Self::blend_rect(self, rect, colour, alpha);
    }

    fn fill_rect(&mut self, rect: Rect, colour: Rgb) {
        Self::fill_rect(self, rect, colour);
    }

    fn segment(&mut self, from: (f64, f64), to: (f64, f64), width: f64, colour: Rgb) {
        Self::segment(self, from, to, width, colour);
    }

    fn polyline(&mut self, points: &[(f64, f64)], width: f64, colour: Rgb) {
        Self::polyline(self, points, width, colour);
    }

    fn dashed(&mut self, points: &[(f64, f64)], width: f64, dash: f64, gap: f64, colour: Rgb) {
        Self::dashed(self, points, width, dash, gap, colour);
    }

    fn triangle(&mut self, corners: [(f64, f64); 3], grow: f64, colour: Rgb) {
        Self::triangle(self, corners, grow, colour);
    }

    fn disc(&mut self, centre: (f64, f64), radius: f64, colour: Rgb) {
        Self::disc(self, centre, radius, colour);
    }
}
