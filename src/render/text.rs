//! Words on the figure: what to write where. A browser paints them; here they are measured and kept apart.

use super::colour::Rgb;
use super::raster::{Rect, to_px};

/// Which point of a text its position names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// Its left end.
    Start,
    /// Its middle.
    Middle,
    /// Its right end.
    End,
}

/// How heavy the letters are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// Normal letters.
    Regular,
    /// Semi-bold letters.
    Strong,
}

/// One line of text.
#[derive(Debug, Clone, PartialEq)]
pub struct TextRun {
    /// What it says.
    pub text: String,
    /// Where its anchor lies, device pixels.
    pub x: f64,
    /// Its base line, device pixels.
    pub y: f64,
    /// Font size, device pixels.
    pub size_px: f64,
    /// Which point `x` names.
    pub anchor: Anchor,
    /// Colour of the letters.
    pub colour: Rgb,
    /// How heavy the letters are.
    pub weight: Weight,
}

/// Height of capitals over font size, near enough for every system font.
const CAP_HEIGHT: f64 = 0.72;

/// Part of the font size above the base line that a text needs.
const ASCENT: f64 = 0.82;

/// Part of the font size below the base line that a text needs.
const DESCENT: f64 = 0.24;

/// Advance widths of the characters from space to `~`, thousandths of the font size. Those of Helvetica, which the
/// system fonts in use are near to.
const ADVANCE: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
    611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
    667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500,
    222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];

/// Estimated width of a text, device pixels; a little generous, since fonts differ and words must not touch.
#[must_use]
pub fn text_width(text: &str, size_px: f64, weight: Weight) -> f64 {
    let mut thousandths = 0_u32;
    for character in text.chars() {
        let code = u32::from(character);
        thousandths += match code {
            32..=126 => u32::from(ADVANCE[code as usize - 32]),
            // Chinese, Japanese, Korean and emoji fill a square.
            0x2E80.. => 1000,
            _ => 600,
        };
    }
    let generous = match weight {
        Weight::Regular => 1.05,
        Weight::Strong => 1.12,
    };
    f64::from(thousandths) * size_px * 0.001 * generous
}

impl TextRun {
    /// The base line of letters of `size_px` whose capitals are centred at `y`.
    #[must_use]
    pub fn base_line(y: f64, size_px: f64) -> f64 {
        y + 0.5 * CAP_HEIGHT * size_px
    }

    /// The same with numbers as most of the continent writes them: a comma before decimals, points between thousands.
    #[must_use]
    pub fn with_commas(&self) -> Self {
        Self {
            text: swapped_marks(&self.text),
            ..self.clone()
        }
    }

    /// Estimated box around the letters.
    #[must_use]
    pub fn bounds(&self) -> Rect {
        let width = text_width(&self.text, self.size_px, self.weight);
        let left = match self.anchor {
            Anchor::Start => self.x,
            Anchor::Middle => self.x - 0.5 * width,
            Anchor::End => self.x - width,
        };
        Rect::new(
            to_px(left - 0.5),
            to_px(self.y - ASCENT * self.size_px - 0.5),
            to_px(left + width + 0.5),
            to_px(self.y + DESCENT * self.size_px + 0.5),
        )
    }
}

/// Exchanges points and commas between digits.
fn swapped_marks(text: &str) -> String {
    let mut last = ' ';
    let mut rest = text.chars().peekable();
    let mut swapped = String::with_capacity(text.len());
    while let Some(character) = rest.next() {
        let is_inside = last.is_ascii_digit() && rest.peek().is_some_and(char::is_ascii_digit);
        swapped.push(match character {
            '.' if is_inside => ',',
            ',' if is_inside => '.',
            other => other,
        });
        last = character;
    }
    swapped
}

/// Texts of which no two overlap: whoever comes first stays.
#[derive(Debug, Clone, Default)]
pub struct TextLayer {
    runs: Vec<TextRun>,
    taken: Vec<Rect>,
    bounds: Rect,
}

impl TextLayer {
    /// An empty layer for a picture with these bounds; texts that would stick out are refused.
    #[must_use]
    pub fn new(bounds: Rect) -> Self {
        Self {
            bounds,
            ..Self::default()
        }
    }

    /// Forgets everything; keeps the memory.
    pub fn clear(&mut self) {
        self.runs.clear();
        self.taken.clear();
    }

    /// `true` when nothing stands in `rect` and it lies inside the picture.
    #[must_use]
    pub fn is_free(&self, rect: Rect) -> bool {
        rect.intersection(self.bounds) == rect
            && self
                .taken
                .iter()
                .all(|taken| taken.intersection(rect).is_empty())
    }

    /// Keeps texts out of `rect`.
    pub fn reserve(&mut self, rect: Rect) {
        self.taken.push(rect);
    }

    /// Writes a text unless it would touch another one or the edge; says whether it did.
    pub fn place(&mut self, run: TextRun) -> bool {
        let rect = run.bounds();
        let free = !run.text.is_empty() && self.is_free(rect);
        if free {
            self.taken.push(rect);
            self.runs.push(run);
        }
        free
    }

    /// The same for one of a row of labels, which has half a letter's height of room to the next: two numbers without it are one.
    pub fn place_apart(&mut self, run: TextRun) -> bool {
        let rect = run.bounds();
        let room = to_px(0.5 * run.size_px);
        let wide = Rect::new(rect.x0 - room, rect.y0, rect.x1 + room, rect.y1);
        self.is_free(wide.intersection(self.bounds)) && self.place(run)
    }

    /// Writes all numbers as [`TextRun::with_commas`].
    pub fn with_commas(&mut self) {
        for run in &mut self.runs {
            *run = run.with_commas();
        }
    }

    /// What is written so far.
    #[must_use]
    pub fn runs(&self) -> &[TextRun] {
        &self.runs
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_change_places_only_inside_numbers() {
        assert_eq!(
            swapped_marks("57,633.5, -1.5 points. 8"),
            "57.633,5, -1,5 points. 8"
        );
    }

    #[test]
    fn the_second_of_two_overlapping_texts_is_refused() {
        let mut layer = TextLayer::new(Rect::new(0, 0, 200, 50));
        let run = |x: f64| TextRun {
            text: "forced selling".into(),
            x,
            y: 25.0,
            size_px: 12.0,
            anchor: Anchor::Start,
            colour: Rgb(0, 0, 0),
            weight: Weight::Regular,
        };
        assert!(layer.place(run(5.0)));
        assert!(!layer.place(run(40.0)));
        assert!(!layer.place(run(150.0)), "would stick out on the right");
        assert!(layer.place(run(100.0)));
        assert_eq!(layer.runs().len(), 2);
    }

    #[test]
    fn labels_of_a_row_keep_half_a_letters_height_between_them() {
        let label = |text: &str, x: f64| TextRun {
            text: text.into(),
            x,
            y: 25.0,
            size_px: 12.0,
            anchor: Anchor::Middle,
            colour: Rgb(0, 0, 0),
            weight: Weight::Regular,
        };
        let mut layer = TextLayer::new(Rect::new(0, 0, 200, 50));
        assert!(
            layer.place_apart(label("1", 4.0)),
            "the edge of the picture is no label"
        );
        assert!(layer.place_apart(label("7", 60.0)));
        let reach = 0.5 * text_width("7", 12.0, Weight::Regular);
        let near = 60.0 + reach + 0.5 * text_width("8\u{2013}12", 12.0, Weight::Regular);
        assert!(!layer.place_apart(label("8\u{2013}12", near + 3.0)));
        assert!(layer.place_apart(label("8\u{2013}12", near + 8.0)));
    }
}
