//! A small figure with axes, drawn by plotters: on our raster for the screen, as SVG for files.

use super::backend::{Backend, Strokes};
use super::mesh::{self, Mesh, MeshStyle};
use crate::render::colour::Rgb;
use crate::render::raster::{Raster, Rect, to_px};
use crate::render::text::TextLayer;
use plotters::coord::Shift;
use plotters::drawing::DrawingAreaErrorKind;
use plotters::prelude::{
    Circle, DrawingArea, DrawingBackend, FontDesc, FontFamily, FontStyle, IntoDrawingArea,
    PathElement, RGBColor, Rectangle, ShapeStyle, Text, TextStyle,
};

/// What a figure shows, device pixels.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// A filled rectangle.
    Bar {
        /// Where.
        rect: Rect,
        /// Its colour.
        colour: Rgb,
    },
    /// A broken line.
    Line {
        /// Its corners.
        points: Vec<(f64, f64)>,
        /// Its thickness.
        width_px: u32,
        /// Its colour.
        colour: Rgb,
    },
    /// A filled disc.
    Dot {
        /// Its centre.
        at: (f64, f64),
        /// Its radius.
        radius_px: u32,
        /// Its colour.
        colour: Rgb,
    },
}

/// A filled shape behind the axes, with an upper and a lower border for every pixel across.
#[derive(Debug, Clone, PartialEq)]
pub struct Area {
    /// Left end, device pixels.
    pub x0: i32,
    /// Upper and lower border of each column of pixels from there on.
    pub borders: Vec<(f64, f64)>,
    /// Its colour.
    pub colour: Rgb,
    /// Its opacity, 0 to 255.
    pub alpha: u8,
}

impl Area {
    /// Smooth at both borders: what covers a pixel in part is as opaque as that part.
    fn paint(&self, raster: &mut Raster) {
        for (x, &(top, bottom)) in (self.x0..).zip(&self.borders) {
            for y in to_px(top.floor())..to_px(bottom.ceil()) {
                let covered = (f64::from(y) + 1.0).min(bottom) - f64::from(y).max(top);
                let alpha = to_px(covered.clamp(0.0, 1.0) * f64::from(self.alpha));
                raster.blend_pixel(x, y, self.colour, u8::try_from(alpha).unwrap_or(u8::MAX));
            }
        }
    }
}

/// A word in a figure, left end and middle of its height at a point.
#[derive(Debug, Clone, PartialEq)]
pub struct Word {
    /// What it says.
    pub text: String,
    /// Where it stands.
    pub at: (i32, i32),
    /// Its colour.
    pub colour: Rgb,
}

/// A complete figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// Width and height, device pixels.
    pub size: (i32, i32),
    /// Room between the axes.
    pub plot: Rect,
    /// Behind everything.
    pub background: Rgb,
    /// What lies behind the axes, from back to front.
    pub areas: Vec<Area>,
    /// Axes.
    pub mesh: Mesh,
    /// How axes and words look.
    pub style: MeshStyle,
    /// What it shows, from back to front.
    pub shapes: Vec<Shape>,
    /// Title and legend.
    pub words: Vec<Word>,
}

impl Figure {
    /// Draws on our raster; the words are for the host to write.
    #[must_use]
    pub fn raster(&self) -> (Raster, TextLayer) {
        let (width, height) = (self.size.0.max(1), self.size.1.max(1));
        let mut raster = Raster::new(width, height, self.background);
        let mut texts = TextLayer::new(raster.bounds());
        for area in &self.areas {
            area.paint(&mut raster);
        }
        let backend = Backend {
            strokes: Strokes::Draw(&mut raster),
            texts: &mut texts,
            size: (width.unsigned_abs(), height.unsigned_abs()),
        };
        // Our back end cannot fail; what plotters itself refuses leaves an empty figure, not a dead page.
        let _ = self.draw(&backend.into_drawing_area());
        (raster, texts)
    }

    /// The figure as an SVG file.
    #[cfg(not(target_arch = "wasm32"))]
    #[must_use]
    pub fn svg(&self) -> String {
        use plotters::prelude::{Color, Polygon};
        let mut text = String::new();
        let size = (
            self.size.0.max(1).unsigned_abs(),
            self.size.1.max(1).unsigned_abs(),
        );
        let root = plotters::prelude::SVGBackend::with_string(&mut text, size).into_drawing_area();
        // Writing into memory cannot fail.
        let _ = root.fill(&rgb(self.background));
        for area in &self.areas {
            let upper = (area.x0..)
                .zip(&area.borders)
                .map(|(x, border)| (x, to_px(border.0)));
            let lower = (area.x0..)
                .zip(&area.borders)
                .map(|(x, border)| (x, to_px(border.1)));
            let lower: Vec<(i32, i32)> = lower.collect();
            let points: Vec<(i32, i32)> = upper.chain(lower.into_iter().rev()).collect();
            let fill = rgb(area.colour).mix(f64::from(area.alpha) / 255.0);
            let _ = root.draw(&Polygon::new(points, fill));
        }
        let _ = self.draw(&root);
        let _ = root.present();
        drop(root);
        text
    }

    fn draw<DB: DrawingBackend>(
        &self,
        root: &DrawingArea<DB, Shift>,
    ) -> Result<(), DrawingAreaErrorKind<DB::ErrorType>> {
        if self.plot.width() < 8 || self.plot.height() < 8 {
            return Ok(());
        }
        mesh::draw(&self.mesh, self.plot, self.size, self.style, root)?;
        for shape in &self.shapes {
            match shape {
                Shape::Bar { rect, colour } => {
                    let corners = [(rect.x0, rect.y0), (rect.x1 - 1, rect.y1 - 1)];
                    let style = ShapeStyle::from(rgb(*colour)).filled();
                    root.draw(&Rectangle::new(corners, style))?;
                }
                Shape::Dot {
                    at,
                    radius_px,
                    colour,
                } => {
                    let style = ShapeStyle::from(rgb(*colour)).filled();
                    root.draw(&Circle::new((to_px(at.0), to_px(at.1)), *radius_px, style))?;
                }
                Shape::Line {
                    points,
                    width_px,
                    colour,
                } => {
                    let points: Vec<(i32, i32)> =
                        points.iter().map(|&(x, y)| (to_px(x), to_px(y))).collect();
                    let style = ShapeStyle::from(rgb(*colour)).stroke_width(*width_px);
                    root.draw(&PathElement::new(points, style))?;
                }
            }
        }
        for word in &self.words {
            use plotters::style::text_anchor::{HPos, Pos, VPos};
            // The family by name would link the tables for lower-casing all of Unicode.
            let font = FontDesc::new(FontFamily::SansSerif, self.style.font_px, FontStyle::Normal);
            let colour = rgb(word.colour);
            let style = TextStyle::from(font)
                .color(&colour)
                .pos(Pos::new(HPos::Left, VPos::Center));
            root.draw(&Text::new(word.text.clone(), word.at, style))?;
        }
        Ok(())
    }
}

fn rgb(colour: Rgb) -> RGBColor {
    RGBColor(colour.0, colour.1, colour.2)
}
