//! Opaque colours and ramps made of them.

/// An opaque sRGB colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rgb(
    /// Red, 0 to 255.
    pub u8,
    /// Green, 0 to 255.
    pub u8,
    /// Blue, 0 to 255.
    pub u8,
);

impl Rgb {
    /// Reads `#rrggbb` or `#rgb`; `None` when the text is anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.trim().strip_prefix('#')?;
        if !digits.is_ascii() {
            return None;
        }
        let byte = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
        let nibble = |at: usize| Some(u8::from_str_radix(digits.get(at..=at)?, 16).ok()? * 17);
        match digits.len() {
            6 => Some(Self(byte(0)?, byte(2)?, byte(4)?)),
            3 => Some(Self(nibble(0)?, nibble(1)?, nibble(2)?)),
            _ => None,
        }
    }

    /// `self` covered by `over` with opacity `alpha` (0 to 255).
    #[must_use]
    pub fn mixed(self, over: Self, alpha: u8) -> Self {
        Self(
            blend(self.0, over.0, alpha),
            blend(self.1, over.1, alpha),
            blend(self.2, over.2, alpha),
        )
    }

    /// Text of the form `#rrggbb`.
    #[must_use]
    pub fn css(self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }

    /// Brightness as the eye weighs it, 0 to 255.
    #[must_use]
    pub fn luma(self) -> u32 {
        (u32::from(self.0) * 54 + u32::from(self.1) * 183 + u32::from(self.2) * 19) / 256
    }
}

/// One channel: `under` covered by `over` with opacity `alpha`, rounded to the nearest integer.
#[must_use]
#[inline]
#[allow(
    clippy::cast_possible_truncation,
    reason = "a weighted mean of two bytes is a byte"
)]
pub(crate) fn blend(under: u8, over: u8, alpha: u8) -> u8 {
    let sum =
        u32::from(under) * (255 - u32::from(alpha)) + u32::from(over) * u32::from(alpha) + 128;
    // Division by 255 without dividing; exact for sums of this size.
    ((sum + (sum >> 8)) >> 8) as u8
}

/// Colours from "nothing" to "most", looked up by intensity.
#[derive(Debug, Clone, PartialEq)]
pub struct Ramp {
    table: Vec<Rgb>,
}

impl Ramp {
    const STEPS: u32 = 256;

    /// Straight segments through `stops`, evenly spaced; `empty` alone when there are none.
    #[must_use]
    pub fn new(stops: &[Rgb], empty: Rgb) -> Self {
        let last = stops.len().saturating_sub(1);
        let colour_at = |step: u32| {
            let place = f64::from(step) / f64::from(Self::STEPS - 1) * last as f64;
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "place is in [0, number of stops) and the rest in [0, 1)"
            )]
            let (index, alpha) = (
                place as usize,
                ((place - place.floor()) * 255.0 + 0.5) as u8,
            );
            match (stops.get(index), stops.get(index + 1)) {
                (Some(&from), Some(&to)) => from.mixed(to, alpha),
                (Some(&only), None) => only,
                (None, _) => empty,
            }
        };
        Self {
            table: (0..Self::STEPS).map(colour_at).collect(),
        }
    }

    /// Colour of an intensity in `[0, 1]`; what lies outside is clamped.
    #[must_use]
    pub fn at(&self, intensity: f64) -> Rgb {
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "clamped to the table first"
        )]
        let index = (intensity.clamp(0.0, 1.0) * 255.0 + 0.5) as usize;
        self.table[index.min(self.table.len() - 1)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn css_texts_round_trip_and_nonsense_is_refused() {
        assert_eq!(Rgb::parse("#0f1420"), Some(Rgb(15, 20, 32)));
        assert_eq!(Rgb::parse(" #fff "), Some(Rgb(255, 255, 255)));
        assert_eq!(Rgb(15, 20, 32).css(), "#0f1420");
        for wrong in ["", "#", "red", "#12345", "#gggggg", "#ääa", "rgb(1,2,3)"] {
            assert_eq!(Rgb::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn blending_is_exact_at_both_ends() {
        for value in 0..=255 {
            assert_eq!(blend(value, 7, 0), value);
            assert_eq!(blend(7, value, 255), value);
        }
    }

    #[test]
    fn a_ramp_starts_and_ends_with_its_stops() {
        let ramp = Ramp::new(
            &[Rgb(0, 0, 0), Rgb(100, 0, 0), Rgb(255, 255, 255)],
            Rgb(9, 9, 9),
        );
        assert_eq!(ramp.at(-1.0), Rgb(0, 0, 0));
        assert_eq!(ramp.at(2.0), Rgb(255, 255, 255));
        assert_eq!(ramp.at(f64::NAN), Rgb(0, 0, 0));
        assert_eq!(Ramp::new(&[], Rgb(9, 9, 9)).at(0.5), Rgb(9, 9, 9));
    }
}
