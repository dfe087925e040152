//! Time as a run counts it.

/// Seconds of a day.
pub const DAY_S: f64 = 86_400.0;

/// Which clock a run uses.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Clock {
    /// Instant: wave by wave to the fixed point.
    Waves,
    /// Steps of `tick_s` seconds up to `duration_s`.
    Ticks {
        /// Seconds per tick.
        tick_s: f64,
        /// Seconds in all.
        duration_s: f64,
    },
}
