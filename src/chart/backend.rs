//! plotters draws on our raster and writes into our text layer.
//!
//! Text is measured by our own table: plotters would ask `window()`, which does not exist in a worker.

use crate::render::colour::Rgb;
use crate::render::raster::{Raster, Rect, to_px};
use crate::render::text::{Anchor, TextLayer, TextRun, Weight, text_width};
use plotters::style::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
    FontStyle,
};
use std::convert::Infallible;

/// A straight line of a grid, kept to be drawn again in every frame.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hairline {
    /// The pixels it covers.
    pub rect: Rect,
    /// Its colour.
    pub colour: Rgb,
    /// Its opacity, 0 to 255.
    pub alpha: u8,
}

/// Where the strokes go.
#[derive(Debug)]
pub enum Strokes<'a> {
    /// Onto the picture, at once.
    Draw(&'a mut Raster),
    /// Into a list; only horizontal and vertical lines and filled rectangles are kept.
    Keep(&'a mut Vec<Hairline>),
}

/// A plotters back end in device pixels.
#[derive(Debug)]
pub struct Backend<'a> {
    /// Where the strokes go.
    pub strokes: Strokes<'a>,
    /// Where the words go.
    pub texts: &'a mut TextLayer,
    /// Size of the picture, device pixels.
    pub size: (u32, u32),
}

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

fn ink(colour: BackendColor) -> (Rgb, u8) {
    let (red, green, blue) = colour.rgb;
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to a byte first"
    )]
    let alpha = (colour.alpha.clamp(0.0, 1.0) * 255.0 + 0.5) as u8;
    (Rgb(red, green, blue), alpha)
}

fn point((x, y): BackendCoord) -> (f64, f64) {
    (f64::from(x) + 0.5, f64::from(y) + 0.5)
}

impl Backend<'_> {
    fn cover(&mut self, rect: Rect, colour: BackendColor) {
        let (colour, alpha) = ink(colour);
        if alpha == 0 {
            return;
        }
        match &mut self.strokes {
            Strokes::Draw(raster) => raster.blend_rect(rect, colour, alpha),
            Strokes::Keep(lines) => lines.push(Hairline {
                rect,
                colour,
                alpha,
            }),
        }
    }
}

impl DrawingBackend for Backend<'_> {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, (x, y): BackendCoord, colour: BackendColor) -> Drawn {
        self.cover(Rect::new(x, y, x + 1, y + 1), colour);
        Ok(())
    }

    fn draw_line<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
    ) -> Drawn {
        let width = i32::try_from(style.stroke_width()).unwrap_or(1).max(1);
        if from.0 == to.0 || from.1 == to.1 {
            let rect = if from.0 == to.0 {
                let x = from.0 - (width - 1) / 2;
                Rect::new(x, from.1.min(to.1), x + width, from.1.max(to.1) + 1)
            } else {
                let y = from.1 - (width - 1) / 2;
                Rect::new(from.0.min(to.0), y, from.0.max(to.0) + 1, y + width)
            };
            self.cover(rect, style.color());
        } else if let Strokes::Draw(raster) = &mut self.strokes {
            raster.segment(
                point(from),
                point(to),
                f64::from(width),
                ink(style.color()).0,
            );
        }
        Ok(())
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        (x0, y0): BackendCoord,
        (x1, y1): BackendCoord,
        style: &S,
        fill: bool,
    ) -> Drawn {
        if fill {
            self.cover(Rect::new(x0, y0, x1 + 1, y1 + 1), style.color());
            return Ok(());
        }
        for (from, to) in [
            ((x0, y0), (x1, y0)),
            ((x0, y1), (x1, y1)),
            ((x0, y0), (x0, y1)),
            ((x1, y0), (x1, y1)),
        ] {
            self.draw_line(from, to, style)?;
        }
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        let mut last = None;
        for next in path {
            if let Some(last) = last {
                self.draw_line(last, next, style)?;
            }
            last = Some(next);
        }
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        centre: BackendCoord,
        radius: u32,
        style: &S,
        _fill: bool,
    ) -> Drawn {
        if let Strokes::Draw(raster) = &mut self.strokes {
            raster.disc(point(centre), f64::from(radius), ink(style.color()).0);
        }
        Ok(())
    }

    fn draw_text<T: BackendTextStyle>(
        &mut self,
        text: &str,
        style: &T,
        (x, y): BackendCoord,
    ) -> Drawn {
        let size_px = style.size();
        let anchor = style.anchor();
        let y = f64::from(y);
        let middle = match anchor.v_pos {
            VPos::Top => y + 0.5 * size_px,
            VPos::Center => y,
            VPos::Bottom => y - 0.5 * size_px,
        };
        self.texts.place_apart(TextRun {
            text: text.to_owned(),
            x: f64::from(x),
            y: f64::from(to_px(TextRun::base_line(middle, size_px))),
            size_px,
            anchor: match anchor.h_pos {
                HPos::Left => Anchor::Start,
                HPos::Center => Anchor::Middle,
                HPos::Right => Anchor::End,
            },
            colour: ink(style.color()).0,
            weight: weight(style),
        });
        Ok(())
    }

    fn estimate_text_size<T: BackendTextStyle>(
        &self,
        text: &str,
        style: &T,
    ) -> Result<(u32, u32), DrawingErrorKind<Infallible>> {
        let width = text_width(text, style.size(), weight(style));
        let whole = |pixels: f64| u32::try_from(to_px(pixels.ceil())).unwrap_or(0);
        Ok((whole(width), whole(style.size() * 1.2)))
    }
}

fn weight<T: BackendTextStyle>(style: &T) -> Weight {
    match style.style() {
        FontStyle::Bold => Weight::Strong,
        _ => Weight::Regular,
    }
}
