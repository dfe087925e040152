//! The part of the figure that is in sight: all of it, or a window that was zoomed into.

/// Smallest share of the whole width or height that a window may have.
const CLOSEST: f64 = 1.0 / 256.0;

/// A window on the plot, in shares of its whole width (from the left) and height (from the top).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct View {
    /// Left and right end, `[0, 1]`.
    pub x: (f64, f64),
    /// Upper and lower end, `[0, 1]`.
    pub y: (f64, f64),
}

impl View {
    /// Everything.
    pub const WHOLE: Self = Self {
        x: (0.0, 1.0),
        y: (0.0, 1.0),
    };

    /// The window with these ends, brought inside: as one that was read from a link, whatever stands there.
    #[must_use]
    pub fn between(x: (f64, f64), y: (f64, f64)) -> Self {
        let window = |(from, to): (f64, f64)| {
            // Exactly as it was, where it is one: the same link shows the same pixels.
            if 0.0 <= from && to <= 1.0 && to - from >= CLOSEST {
                return (from, to);
            }
            let width = to - from;
            if from.is_finite() && width.is_finite() {
                inside(from, width.max(CLOSEST))
            } else {
                (0.0, 1.0)
            }
        };
        Self {
            x: window(x),
            y: window(y),
        }
    }

    /// `true` when nothing is left out.
    #[must_use]
    pub fn is_whole(self) -> bool {
        self == Self::WHOLE
    }

    /// `factor` times closer (below 1: farther) in width and height; what lies at the point `at`, in shares of this
    /// window, stays there as far as the window stays inside.
    #[must_use]
    pub fn zoomed(self, at: (f64, f64), factor: (f64, f64)) -> Self {
        Self {
            x: closer(self.x, at.0, factor.0),
            y: closer(self.y, at.1, factor.1),
        }
    }

    /// Moved by shares of this window, to the right and down.
    #[must_use]
    pub fn moved(self, by: (f64, f64)) -> Self {
        Self {
            x: shifted(self.x, by.0),
            y: shifted(self.y, by.1),
        }
    }

    /// Moved no farther than needed to have the point `at`, in shares of this window, in sight.
    #[must_use]
    pub fn following(self, at: (f64, f64)) -> Self {
        // The next window begins a little before the point: the line goes on to the right.
        let by = |share: f64, into: f64| {
            if (0.0..=1.0).contains(&share) {
                0.0
            } else {
                share - into
            }
        };
        self.moved((by(at.0, 0.2), by(at.1, 0.5)))
    }
}

fn closer((from, to): (f64, f64), at: f64, factor: f64) -> (f64, f64) {
    let factor = if factor.is_finite() && factor > 0.0 {
        factor
    } else {
        1.0
    };
    let at = if at.is_finite() {
        at.clamp(0.0, 1.0)
    } else {
        0.5
    };
    let width = ((to - from) / factor).clamp(CLOSEST, 1.0);
    inside(from + at * (to - from) - at * width, width)
}

fn shifted((from, to): (f64, f64), by: f64) -> (f64, f64) {
    let by = if by.is_finite() { by } else { 0.0 };
    inside(from + by * (to - from), to - from)
}

/// A window of that width, as near to where it should begin as it can be.
fn inside(from: f64, width: f64) -> (f64, f64) {
    // Whole again is exactly whole, whatever was rounded on the way.
    if width > 1.0 - 1e-9 {
        return (0.0, 1.0);
    }
    // Not `clamp`: the message of its check links a printer of numbers, 11 KB in the browser.
    let from = from.max(0.0).min(1.0 - width);
    (from, from + width)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_point_under_the_pointer_stays() {
        let view = View::WHOLE.zoomed((0.25, 0.5), (2.0, 4.0));
        assert_eq!(view.x, (0.125, 0.625));
        assert_eq!(view.y, (0.375, 0.625));
        assert!((view.x.0 + 0.25 * (view.x.1 - view.x.0) - 0.25).abs() < 1e-15);
    }

    #[test]
    fn in_and_out_again_is_exactly_whole() {
        let mut view = View::WHOLE;
        for _ in 0..40 {
            view = view.zoomed((0.3, 0.9), (1.3, 1.3));
        }
        assert!((view.x.1 - view.x.0 - CLOSEST).abs() < 1e-12, "{view:?}");
        for _ in 0..40 {
            view = view.zoomed((0.8, 0.1), (1.0 / 1.3, 1.0 / 1.3));
        }
        assert!(view.is_whole(), "{view:?}");
    }

    #[test]
    fn a_window_never_leaves_the_picture_and_wild_numbers_do_nothing() {
        let view = View::WHOLE.zoomed((0.5, 0.5), (10.0, 10.0));
        for wild in [f64::NAN, f64::INFINITY, -1e300, 1e300] {
            for next in [
                view.moved((wild, wild)),
                view.zoomed((wild, wild), (2.0, 2.0)),
                view.zoomed((0.5, 0.5), (wild, wild)),
                view.following((wild, wild)),
            ] {
                for (from, to) in [next.x, next.y] {
                    assert!(0.0 <= from && from < to && to <= 1.0, "{wild} {next:?}");
                }
            }
        }
    }

    #[test]
    fn a_window_that_was_written_down_comes_back_to_the_bit() {
        let mut view = View::WHOLE;
        for step in 0..60 {
            let at = f64::from(step) * 0.37 % 1.0;
            view = view
                .zoomed((at, 1.0 - at), (1.17, 1.31))
                .moved((0.01, -0.02));
            assert_eq!(View::between(view.x, view.y), view);
        }
        for wild in [f64::NAN, f64::INFINITY, -1e300, 1e300] {
            for (from, to) in [(wild, 0.5), (0.5, wild), (wild, wild), (0.7, 0.2)] {
                let View { x, y } = View::between((from, to), (to, from));
                for (from, to) in [x, y] {
                    assert!(0.0 <= from && from < to && to <= 1.0, "{wild} {from} {to}");
                }
            }
        }
    }

    #[test]
    fn following_moves_only_when_the_point_is_out_of_sight() {
        let view = View::WHOLE.zoomed((0.0, 0.0), (4.0, 4.0));
        assert_eq!(view.following((0.7, 0.2)), view);
        let next = view.following((1.4, 0.2));
        assert_eq!(next.y, view.y);
        assert!((next.x.0 - 0.25 * 1.2).abs() < 1e-12, "{next:?}");
    }
}
