//! Numbers as words: prices, money, per cent, seconds; and steps that people like to read.

use crate::decimal::{fixed, scientific};

/// The largest of 1, 2, 5 times a power of ten that divides `span` into at least `count` steps, or nearly so.
///
/// `span` > 0; returns 1 when it is not. Powers by repeated multiplication: no logarithm, same bits everywhere.
#[must_use]
pub fn nice_step(span: f64, count: f64) -> f64 {
    let rough = span / count.max(1.0);
    if !(rough.is_finite() && rough > 0.0) {
        return 1.0;
    }
    let mut power = 1.0_f64;
    while power > rough && power > 1e-300 {
        power /= 10.0;
    }
    while power * 10.0 <= rough {
        power *= 10.0;
    }
    for factor in [1.0, 2.0, 5.0] {
        if power * factor >= rough {
            return power * factor;
        }
    }
    power * 10.0
}

/// Multiples of `step` in `[low, high]`, at most 64.
#[must_use]
pub fn multiples(low: f64, high: f64, step: f64) -> Vec<f64> {
    let first = (low / step).ceil();
    let mut out = Vec::new();
    for index in 0..64 {
        let value = (first + f64::from(index)) * step;
        if value.is_nan() || value > high {
            break;
        }
        // -0 would be written with a sign.
        out.push(if value == 0.0 { 0.0 } else { value });
    }
    out
}

/// Below it prices have an exponent, on the axis and in words: `price` in `www/js/format.js` has the same.
const LEAST_PLAIN: f64 = 1e-7;

/// Writes prices of one axis alike: same unit, same number of decimals.
#[derive(Debug, Clone, PartialEq)]
pub struct PriceFormat {
    /// Whether each has an exponent of its own.
    is_tiny: bool,
    divisor: f64,
    suffix: String,
    decimals: usize,
    fine_decimals: usize,
}

impl PriceFormat {
    /// For an axis that reaches `largest` and whose ticks are `step` apart.
    #[must_use]
    pub fn new(largest: f64, step: f64) -> Self {
        let mut divisor = 1.0_f64;
        let mut suffix = String::new();
        if largest >= 1e6 {
            for (unit, name) in [(1e6, "M"), (1e9, "bn"), (1e12, "tn")] {
                if largest >= unit {
                    divisor = unit;
                    suffix = name.into();
                }
            }
        }
        let is_tiny = largest < LEAST_PLAIN && largest > 0.0;
        if largest >= 1e15 || is_tiny {
            let mut exponent = 0;
            divisor = 1.0;
            while largest / divisor >= 10.0 && exponent < 300 {
                divisor *= 10.0;
                exponent += 1;
            }
            while largest / divisor < 1.0 && exponent > -300 {
                divisor /= 10.0;
                exponent -= 1;
            }
            suffix = format!("e{exponent}");
        }
        // A step of 0.5 needs one decimal, 0.05 two; the margin is for rounding in the division.
        let decimals_of = |step: f64| {
            let (mut decimals, mut scaled) = (0, step);
            while scaled < 0.999_999 && decimals < 12 {
                scaled *= 10.0;
                decimals += 1;
            }
            decimals
        };
        Self {
            is_tiny,
            decimals: decimals_of(step / divisor),
            fine_decimals: decimals_of(0.1 * step / divisor),
            divisor,
            suffix,
        }
    }

    /// The same for values between ticks: a tenth of a step can be told.
    #[must_use]
    pub fn finer(&self) -> Self {
        Self {
            decimals: self.fine_decimals,
            ..self.clone()
        }
    }

    /// The price as text.
    #[must_use]
    pub fn write(&self, price: f64) -> String {
        if self.is_tiny && price != 0.0 {
            return scientific(price, Some(self.decimals));
        }
        let digits = fixed(price / self.divisor, self.decimals);
        grouped(&digits) + &self.suffix
    }
}

/// Plain digits with a comma between thousands: `57,633.5`.
fn grouped(digits: &str) -> String {
    let point = digits.find('.').unwrap_or(digits.len());
    let mut text = String::with_capacity(digits.len() + 4);
    for (index, character) in digits.char_indices() {
        let is_inside = index > 0 && index < point && digits.as_bytes()[index - 1] != b'-';
        if is_inside && (point - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(character);
    }
    text
}

/// Units of money from thousands to trillions, with what stands between them and the digits.
const UNITS: [&str; 4] = ["K", "M", "bn", "tn"];

/// An amount of money with K, M, bn or tn, as on the page: `1.2M`, `340K`, `0`.
#[must_use]
pub fn money(amount: f64) -> String {
    with_units(amount, UNITS)
}

/// An amount of money as a template of some language says it: `{amount}` stands for digits and unit. The units of the
/// language may follow, from thousands to trillions, each after a bar and with the space before it:
/// `{amount} $| Tsd.| Mio.| Mrd.| Bio.`; without them they are those of [`money`].
#[must_use]
pub fn money_in(template: &str, amount: f64) -> String {
    let mut parts = template.split('|');
    let frame = parts.next().unwrap_or_default();
    let mut units = UNITS;
    for (unit, own) in units.iter_mut().zip(parts) {
        *unit = own;
    }
    filled(frame, "amount", &with_units(amount, units))
}

fn with_units(amount: f64, [thousand, million, billion, trillion]: [&str; 4]) -> String {
    if !amount.is_finite() {
        return "∞".into();
    }
    let size = amount.abs();
    let (divisor, suffix) = [
        (1e12, trillion),
        (1e9, billion),
        (1e6, million),
        (1e3, thousand),
    ]
    .into_iter()
    .find(|(unit, _)| size >= 0.9995 * unit)
    .unwrap_or((1.0, ""));
    let scaled = amount / divisor;
    if size >= 1e15 {
        return scientific(amount, Some(1));
    }
    if size < 1e-3 && size > 0.0 {
        return scientific(amount, Some(0));
    }
    let decimals = if scaled.abs() >= 9.95 || scaled == scaled.floor() {
        0
    } else if scaled.abs() >= 0.0995 {
        1
    } else {
        3
    };
    fixed(scaled, decimals) + suffix
}

/// A signed number with a true minus sign and `decimals` decimals; zero has no sign.
#[must_use]
pub fn signed(value: f64, decimals: usize) -> String {
    let text = fixed(value.abs(), decimals);
    let is_zero = text.bytes().all(|byte| byte == b'0' || byte == b'.');
    match (is_zero, value < 0.0) {
        (true, _) => text,
        (false, true) => format!("\u{2212}{text}"),
        (false, false) => format!("+{text}"),
    }
}

/// Seconds as `45 s`, `2:30` or `1:05:00`; `step` (seconds) says how fine.
#[must_use]
pub fn seconds(time_s: f64, step: f64) -> String {
    if step < 1.0 {
        let decimals = if step < 0.1 { 2 } else { 1 };
        return fixed(time_s, decimals) + " s";
    }
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the cast saturates; a run does not last longer than the age of the universe"
    )]
    let whole = time_s.max(0.0).round() as u64;
    match (whole / 3600, whole / 60 % 60, whole % 60) {
        (0, 0, s) => format!("{s} s"),
        (0, m, s) => format!("{m}:{s:02}"),
        (h, m, s) => format!("{h}:{m:02}:{s:02}"),
    }
}

/// Fills in what stands in braces under `name`. By hand: the library's search for a
/// text in a text is much code for this.
pub(super) fn filled(template: &str, name: &str, value: &str) -> String {
    let mut parts = template.split('{');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let behind = part.strip_prefix(name);
        let behind = behind.and_then(|behind| behind.strip_prefix('}'));
        let (mark, rest) = behind.map_or(("{", part), |rest| (value, rest));
        text.push_str(mark);
        text.push_str(rest);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_one_two_or_five() {
        assert_eq!(nice_step(10.0, 5.0), 2.0);
        assert_eq!(nice_step(23.0, 6.0), 5.0);
        assert_eq!(nice_step(0.9, 6.0), 0.2);
        assert_eq!(nice_step(0.0, 6.0), 1.0);
        assert_eq!(nice_step(f64::NAN, 6.0), 1.0);
    }

    #[test]
    fn prices_of_every_size_are_short() {
        assert_eq!(PriceFormat::new(105.0, 5.0).write(95.0), "95");
        assert_eq!(PriceFormat::new(105.0, 0.5).write(95.0), "95.0");
        assert_eq!(PriceFormat::new(1.05e12, 5e10).write(9.5e11), "0.95tn");
        assert_eq!(PriceFormat::new(1.05e-8, 5e-10).write(9.5e-9), "9.50e-9");
        assert_eq!(PriceFormat::new(1.05e-8, 5e-10).write(1.05e-8), "1.05e-8");
        // As words write them.
        let cheap = PriceFormat::new(1.2e-5, 1e-6);
        assert_eq!(cheap.write(1.2e-5), "0.000012");
        assert_eq!(cheap.finer().write(1.17e-5), "0.0000117");
        assert_eq!(PriceFormat::new(1.2e-7, 5e-9).write(1.15e-7), "0.000000115");
        let dear = PriceFormat::new(61_000.0, 500.0);
        assert_eq!(dear.write(58_500.0), "58,500");
        assert_eq!(dear.finer().write(58_512.3), "58,512");
        let fine = PriceFormat::new(999_999.0, 0.5);
        assert_eq!(fine.write(123_456.5), "123,456.5");
        assert_eq!(fine.write(999.5), "999.5");
        assert_eq!(PriceFormat::new(105.0, 5.0).finer().write(86.94), "86.9");
    }

    #[test]
    fn money_and_signs() {
        let german = "{amount} $| Tsd.| Mio.| Mrd.| Bio.";
        assert_eq!(money_in(german, 1_234_567.0), "1.2 Mio. $");
        assert_eq!(money_in(german, 40e9), "40 Mrd. $");
        assert_eq!(money_in(german, 12.0), "12 $");
        assert_eq!(money_in("${amount}", 40e6), "$40M");
        assert_eq!(money(0.0), "0");
        assert_eq!(money(340_000.0), "340K");
        assert_eq!(money(1_234_567.0), "1.2M");
        assert_eq!(money(999_900.0), "1.0M");
        assert_eq!(money(40e6), "40M");
        assert_eq!(signed(-6.04, 1), "\u{2212}6.0");
        assert_eq!(signed(-0.01, 1), "0.0");
        assert_eq!(signed(2.0, 0), "+2");
    }

    #[test]
    fn times_are_short() {
        assert_eq!(seconds(45.0, 5.0), "45 s");
        assert_eq!(seconds(150.0, 30.0), "2:30");
        assert_eq!(seconds(3900.0, 300.0), "1:05:00");
        assert_eq!(seconds(1.5, 0.5), "1.5 s");
    }
}
