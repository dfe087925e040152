//! Grid, ticks and tick labels of one plot, drawn by plotters at positions that we choose.

use super::backend::{Backend, Hairline, Strokes};
use crate::render::colour::Rgb;
use crate::render::raster::Rect;
use crate::render::raster::to_px;
use crate::render::text::TextLayer;
use plotters::coord::Shift;
use plotters::coord::ranged1d::{KeyPointHint, NoDefaultFormatting, Ranged, ValueFormatter};
use plotters::drawing::DrawingAreaErrorKind;
use plotters::prelude::{
    ChartBuilder, Color, DrawingArea, DrawingBackend, FontDesc, FontFamily, FontStyle,
    IntoDrawingArea, LabelAreaPosition, RGBColor, ShapeStyle, TextStyle,
};

/// A labelled position on an axis, device pixels of the whole picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Tick {
    /// Where on the axis.
    pub position: f64,
    /// What stands there; may be empty.
    pub label: String,
}

/// What to draw around one plot.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Mesh {
    /// Vertical grid lines, device pixels.
    pub columns: Vec<f64>,
    /// Labels under the plot.
    pub below: Vec<Tick>,
    /// Labels to the right, each with a horizontal grid line.
    pub right: Vec<Tick>,
    /// Labels to the left, without lines.
    pub left: Vec<Tick>,
}

/// How it looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MeshStyle {
    /// Grid lines and ticks.
    pub line: Rgb,
    /// Opacity of the grid lines, fraction.
    pub line_opacity: f64,
    /// Labels.
    pub ink: Rgb,
    /// Font size, device pixels.
    pub font_px: f64,
    /// Thickness of the lines, device pixels.
    pub line_px: u32,
    /// Length of the tick marks, device pixels.
    pub tick_px: i32,
}

/// An axis whose values are pixels of the picture already, with ticks that we choose.
struct PixelAxis {
    from: i32,
    to: i32,
    ticks: Vec<f64>,
}

impl Ranged for PixelAxis {
    type FormatOption = NoDefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, _limit: (i32, i32)) -> i32 {
        to_px(*value)
    }

    fn key_points<Hint: KeyPointHint>(&self, hint: Hint) -> Vec<f64> {
        // Grid lines between the labelled ones would only be noise.
        if hint.weight().allow_light_points() {
            Vec::new()
        } else {
            self.ticks.clone()
        }
    }

    fn range(&self) -> std::ops::Range<f64> {
        f64::from(self.from)..f64::from(self.to)
    }
}

/// Every chart brings its own labels. The default formatting would link a printer of numbers that nobody calls.
impl ValueFormatter<f64> for PixelAxis {
    fn format(_: &f64) -> String {
        String::new()
    }
}

/// Lets plotters draw `mesh` around `plot` within a picture of `size` device pixels. The grid lines are returned, to
/// be drawn over what moves; the labels go to `texts`. A plot too small to hold anything gets nothing.
pub fn draw_mesh(
    mesh: &Mesh,
    plot: Rect,
    size: (i32, i32),
    style: MeshStyle,
    texts: &mut TextLayer,
) -> Vec<Hairline> {
    let mut lines = Vec::new();
    let (Ok(width), Ok(height)) = (u32::try_from(size.0), u32::try_from(size.1)) else {
        return lines;
    };
    if plot.width() < 8 || plot.height() < 8 {
        return lines;
    }
    let backend = Backend {
        strokes: Strokes::Keep(&mut lines),
        texts,
        size: (width, height),
    };
    // Our back end cannot fail; what plotters itself refuses leaves a plot without labels, not a dead page.
    let _ = draw(mesh, plot, size, style, &backend.into_drawing_area());
    lines
}

/// Draws on any back end of plotters.
pub(super) fn draw<DB: DrawingBackend>(
    mesh: &Mesh,
    plot: Rect,
    size: (i32, i32),
    style: MeshStyle,
    root: &DrawingArea<DB, Shift>,
) -> Result<(), DrawingAreaErrorKind<DB::ErrorType>> {
    let (left, right) = (plot.x0, size.0 - plot.x1);
    let (top, bottom) = (plot.y0, size.1 - plot.y1);
    let colour = |rgb: Rgb| RGBColor(rgb.0, rgb.1, rgb.2);
    let line = ShapeStyle {
        color: colour(style.line).mix(style.line_opacity),
        filled: false,
        stroke_width: style.line_px,
    };
    let ink = colour(style.ink);
    // The family by name, `("sans-serif", px)`, would link the tables for lower-casing all of Unicode.
    let font = FontDesc::new(FontFamily::SansSerif, style.font_px, FontStyle::Normal);
    let letters = TextStyle::from(font).color(&ink);
    let positions = |ticks: &[Tick]| ticks.iter().map(|tick| tick.position).collect::<Vec<_>>();
    let label = |ticks: &[Tick], position: &f64| {
        ticks
            .iter()
            .find(|tick| tick.position == *position)
            .map_or_else(String::new, |tick| tick.label.clone())
    };
    let x_axis = |ticks: Vec<f64>| PixelAxis {
        from: plot.x0,
        to: plot.x1 - 1,
        ticks,
    };
    let y_axis = |ticks: Vec<f64>| PixelAxis {
        from: plot.y0,
        to: plot.y1 - 1,
        ticks,
    };

    let mut chart = ChartBuilder::on(root)
        .margin_top(top)
        .margin_left(left)
        .margin_bottom(bottom)
        .set_label_area_size(LabelAreaPosition::Right, right)
        .build_cartesian_2d(x_axis(mesh.columns.clone()), y_axis(positions(&mesh.right)))?;
    chart
        .configure_mesh()
        .bold_line_style(line)
        .light_line_style(line)
        .axis_style(colour(style.line).mix(0.0))
        .label_style(letters.clone())
        .set_all_tick_mark_size(style.tick_px)
        .x_label_formatter(&|_| String::new())
        .y_label_formatter(&|position| label(&mesh.right, position))
        .draw()?;

    if mesh.below.is_empty() && mesh.left.is_empty() {
        return Ok(());
    }
    let mut chart = ChartBuilder::on(root)
        .margin_top(top)
        .margin_right(right)
        .set_label_area_size(LabelAreaPosition::Left, left)
        .set_label_area_size(LabelAreaPosition::Bottom, bottom)
        .build_cartesian_2d(
            x_axis(positions(&mesh.below)),
            y_axis(positions(&mesh.left)),
        )?;
    chart
        .configure_mesh()
        .disable_mesh()
        .axis_style(colour(style.line).mix(0.0))
        .label_style(letters)
        .set_all_tick_mark_size(style.tick_px)
        .x_label_formatter(&|position| label(&mesh.below, position))
        .y_label_formatter(&|position| label(&mesh.left, position))
        .draw()?;
    Ok(())
}
