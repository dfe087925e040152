//! Where the parts of the figure lie, for every size.

use super::raster::{Rect, to_px};

/// Narrowest picture with labels on both sides and a full profile, CSS pixels.
const WIDE_CSS: f64 = 560.0;

/// Narrowest picture with a profile at all, CSS pixels.
const PROFILE_CSS: f64 = 300.0;

/// Lowest picture with a strip of waves, CSS pixels.
const STRIP_CSS: f64 = 230.0;

/// Size of all words, CSS pixels: nobody should have to read less, on a phone least of all.
const LETTERS_CSS: f64 = 12.0;

/// From one line of words to the next, in sizes of letters.
const LINE: f64 = 1.15;

/// Most pixels a picture may have: what 4k screens show. Larger requests get a lower pixel ratio.
const MOST_PIXELS: f64 = 9.0e6;

/// Size asked for and what became of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Size {
    /// Width, device pixels.
    pub(super) width: i32,
    /// Height, device pixels.
    pub(super) height: i32,
    /// Device pixels per CSS pixel.
    pub(super) scale: f64,
}

impl Size {
    /// Cleans up what a page asks for: finite, positive, not larger than [`MOST_PIXELS`].
    pub(super) fn new(width_css: f64, height_css: f64, pixel_ratio: f64) -> Self {
        let sane = |value: f64, low: f64, high: f64| {
            if value.is_finite() {
                value.max(low).min(high)
            } else {
                low
            }
        };
        let width_css = sane(width_css, 1.0, 8192.0);
        let height_css = sane(height_css, 1.0, 8192.0);
        let wanted = if pixel_ratio.is_finite() {
            pixel_ratio.clamp(0.25, 4.0)
        } else {
            1.0
        };
        let most = (MOST_PIXELS / (width_css * height_css)).sqrt();
        let scale = wanted.min(most);
        Self {
            width: to_px(width_css * scale).max(1),
            height: to_px(height_css * scale).max(1),
            scale,
        }
    }
}

/// What of a figure a picture is: all of it, or one market's part of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Part {
    Whole,
    Pane(Pane),
}

/// One market of several, one below the other on one time axis.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Pane {
    /// What the columns are is said once.
    pub(super) is_top: bool,
    /// The time axis, and over it the strip where there is one: its height, CSS pixels.
    pub(super) floor: Option<Option<f64>>,
    /// Markets for which there was no room.
    pub(super) left_out: usize,
    /// Room for the price labels of all of them, device pixels.
    pub(super) axis_px: f64,
}

impl Pane {
    /// Over the plot, for the name of the market; under it, without the time axis; under it with that; CSS pixels.
    pub(super) const HEAD: f64 = 24.0;
    pub(super) const GAP: f64 = 3.0;
    pub(super) const FLOOR: f64 = 24.0;
    /// Between the plot and the strip, CSS pixels.
    pub(super) const OVER_STRIP: f64 = 10.0;
}

/// Where a legend of the strip stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Legend {
    /// There is none.
    None,
    /// In the line of the strip's name.
    Beside,
    /// In a line of its own, the last one over the bars.
    Below,
}

impl Legend {
    /// Room that it takes for itself, in sizes of letters: words of the lines above may hang a little lower.
    fn lines(self) -> f64 {
        match self {
            Self::None | Self::Beside => 0.0,
            Self::Below => 1.3 * LINE,
        }
    }

    /// More height for what it is a legend of, of which there is a lot to see; CSS pixels.
    fn more_css(self) -> f64 {
        match self {
            Self::None => 0.0,
            Self::Beside | Self::Below => 20.0,
        }
    }
}

/// Room that a legend takes of a pane at most, CSS pixels.
pub(super) const LEGEND_CSS: f64 = 1.3 * LINE * LETTERS_CSS;

/// Height of the strip of a figure, without more lines of words; `None`: there is no room for one. CSS pixels.
pub(super) fn strip_css(height_css: f64) -> Option<f64> {
    (height_css >= STRIP_CSS).then(|| (height_css * 0.16).clamp(50.0, 96.0))
}

/// The parts, in device pixels.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Layout {
    pub(super) size: Size,
    /// Size of labels.
    pub(super) font_px: f64,
    /// The plot of prices.
    pub(super) main: Rect,
    /// Waiting liquidations and, when `has_book`, resting orders.
    pub(super) profile: Option<Rect>,
    /// `true` when the profile is wide enough to hold the order book too.
    pub(super) has_book: bool,
    /// Bars of forced trades, and words over them.
    pub(super) strip: Option<Rect>,
    /// Lines of words over the bars.
    pub(super) strip_lines: u8,
    /// Where a legend of the strip stands.
    pub(super) legend: Legend,
    /// What of the figure it is.
    pub(super) part: Part,
    /// Room left of the plot for labels in per cent.
    pub(super) has_percent: bool,
    /// Of the room beside the plot, what no price needs: amounts have longer names.
    pub(super) beside_price: i32,
}

impl Layout {
    /// Size of labels for a picture of `size`, device pixels.
    pub(super) fn font_px(size: Size) -> f64 {
        LETTERS_CSS * size.scale
    }

    /// `true` when a picture of `size` is high enough for the bars of forced trades.
    pub(super) fn has_strip(size: Size) -> bool {
        strip_css(f64::from(size.height) / size.scale).is_some()
    }

    /// Most room beside the plot, device pixels.
    pub(super) fn most_axis_px(size: Size) -> f64 {
        f64::from(size.width) * 0.4
    }

    /// `axis_px`: room beside the plot, device pixels, and what of it a price needs; `turns`: moments of the run that are named
    /// over the bars, and whether a legend stands there, too.
    pub(super) fn new(
        size: Size,
        (axis_px, price_px): (f64, f64),
        (turns, has_legend): (usize, bool),
        part: Part,
    ) -> Self {
        let scale = size.scale;
        let (width, height) = (f64::from(size.width), f64::from(size.height));
        let (width_css, height_css) = (width / scale, height / scale);
        let is_wide = width_css >= WIDE_CSS;
        let left = if is_wide { 50.0 } else { 8.0 } * scale;
        let (top, bottom, strip) = match part {
            Part::Whole => (
                24.0_f64.min(height_css * 0.12),
                24.0_f64.min(height_css * 0.2),
                strip_css(height_css),
            ),
            Part::Pane(Pane { floor: None, .. }) => (Pane::HEAD, Pane::GAP, None),
            Part::Pane(Pane {
                floor: Some(strip), ..
            }) => (Pane::HEAD, Pane::FLOOR, strip),
        };
        let (top, bottom) = (top * scale, bottom * scale);
        let axis = axis_px.min(Self::most_axis_px(size));
        let profile_px = if is_wide {
            (width_css * 0.12).clamp(68.0, 190.0) * scale
        } else if width_css >= PROFILE_CSS {
            44.0 * scale
        } else {
            0.0
        };
        let axis_x = to_px(width - axis);
        let profile_x = to_px(width - axis - profile_px);
        let between = if profile_px > 0.0 {
            to_px(6.0 * scale)
        } else {
            0
        };
        let floor = to_px(height - bottom);
        // A line of words holds one name beside that of the bars, or only that in a narrow picture. More than three lines
        // would take the bars' place.
        let strip_lines = match turns.saturating_sub(usize::from(is_wide)) {
            0 => 1,
            1 => 2,
            _ => 3,
        };
        // Without turns there is room for it beside the name of what it is a legend of.
        let legend = match (has_legend, turns) {
            (false, _) => Legend::None,
            (true, 0) if is_wide => Legend::Beside,
            (true, _) => Legend::Below,
        };
        let words_px = (f64::from(strip_lines - 1) * LINE + legend.lines()) * Self::font_px(size);
        let (main_bottom, strip) = match strip {
            Some(strip_css) => {
                let more_css = match part {
                    Part::Whole => legend.more_css(),
                    Part::Pane(_) => 0.0,
                };
                let strip_height = (strip_css + more_css) * scale + words_px;
                let strip_y = to_px(height - bottom - strip_height);
                (strip_y - to_px(Pane::OVER_STRIP * scale), Some(strip_y))
            }
            None => (floor, None),
        };
        let main = Rect::new(to_px(left), to_px(top), profile_x - between, main_bottom);
        Self {
            size,
            font_px: Self::font_px(size),
            main,
            profile: (profile_px > 0.0).then(|| Rect::new(profile_x, main.y0, axis_x, main.y1)),
            has_book: is_wide,
            strip: strip.map(|y| Rect::new(main.x0, y, main.x1, floor)),
            strip_lines,
            legend,
            part,
            has_percent: is_wide,
            beside_price: to_px(axis - price_px.min(axis)),
        }
    }

    /// Middle of a line of words over the bars, counted from 0.
    pub(super) fn strip_line(&self, strip: Rect, line: f64) -> f64 {
        f64::from(strip.y0) + (0.55 + line * LINE) * self.font_px
    }

    /// Room for the bars themselves.
    pub(super) fn bars(&self) -> Rect {
        self.strip.map_or(Rect::default(), |strip| Rect {
            y0: strip.y0
                + to_px(
                    self.font_px
                        * (1.5 + LINE * f64::from(self.strip_lines - 1) + self.legend.lines()),
                ),
            ..strip
        })
    }

    /// Whether what the columns are is said here, and whether the time axis is.
    pub(super) fn says(&self) -> (bool, bool) {
        match self.part {
            Part::Whole => (true, true),
            Part::Pane(Pane { is_top, floor, .. }) => (is_top, floor.is_some()),
        }
    }

    /// A length in CSS pixels, as device pixels, at least 1.
    pub(super) fn css(&self, length: f64) -> i32 {
        to_px(length * self.size.scale).max(1)
    }

    /// The whole picture.
    pub(super) fn bounds(&self) -> Rect {
        Rect::new(0, 0, self.size.width, self.size.height)
    }

    /// Left end of the price labels.
    pub(super) fn axis_x(&self) -> i32 {
        self.profile.map_or(self.main.x1, |profile| profile.x1)
    }

    /// `false` when the picture is too small for anything but its background.
    pub(super) fn is_usable(&self) -> bool {
        self.main.width() >= 16 && self.main.height() >= 16
    }
}
