//! Numbers as decimal text and back, exactly.
//!
//! The standard library does the same faster, but brings 20 KB of printers and a table of 10 KB that hardly
//! compresses into the browser module. Here every case but the common one goes through one integer of any length.

use std::iter::repeat_n;

/// More digits than any tie between two neighbouring doubles has; what comes behind can only break it upwards.
const MOST_DIGITS: usize = 800;

/// A natural number, lowest word first.
struct Natural(Vec<u32>);

impl Natural {
    #[allow(clippy::cast_possible_truncation, reason = "split into two words")]
    fn multiply_add(&mut self, factor: u32, mut carry: u32) {
        for word in &mut self.0 {
            let product = u64::from(*word) * u64::from(factor) + u64::from(carry);
            (*word, carry) = (product as u32, (product >> 32) as u32);
        }
        if carry > 0 {
            self.0.push(carry);
        }
    }

    /// Divides and returns the remainder.
    #[allow(
        clippy::cast_possible_truncation,
        reason = "a remainder is below its divisor, so the quotient fits one word"
    )]
    fn divide(&mut self, divisor: u32) -> u32 {
        let divisor = u64::from(divisor);
        let mut rest = 0_u64;
        for word in self.0.iter_mut().rev() {
            let part = rest << 32 | u64::from(*word);
            *word = (part / divisor) as u32;
            rest = part % divisor;
        }
        while self.0.last() == Some(&0) {
            self.0.pop();
        }
        rest as u32
    }

    fn shift_words(&mut self, count: usize) {
        self.0.splice(0..0, repeat_n(0, count));
    }

    /// Multiplies by `base` to the power of `exponent`; says whether a division left something over.
    fn scale(&mut self, base: u32, exponent: i32) -> bool {
        let mut inexact = false;
        for _ in 0..exponent.unsigned_abs() {
            if exponent > 0 {
                self.multiply_add(base, 0);
            } else {
                inexact |= self.divide(base) != 0;
            }
        }
        inexact
    }

    fn bits(&self) -> i32 {
        let words = i32::try_from(self.0.len()).unwrap_or(i32::MAX / 64);
        let unused = self.0.last().map_or(0, |word| word.leading_zeros());
        words * 32 - unused.cast_signed()
    }

    /// The lowest 64 bits.
    fn low(&self) -> u64 {
        let word = |index: usize| u64::from(self.0.get(index).copied().unwrap_or(0));
        word(1) << 32 | word(0)
    }

    /// Half of the number, to the nearest, a tie to the even one; `inexact`: a little more than it says.
    fn halved(&mut self, inexact: bool) {
        let rounds_up = self.divide(2) == 1 && (inexact || self.low() & 1 == 1);
        if rounds_up {
            self.multiply_add(1, 1);
        }
    }
}

/// The double nearest to a decimal number as JSON writes it; infinite when it is too large.
#[allow(
    clippy::cast_possible_wrap,
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "texts are shorter than 2^31; the common case has at most 15 digits"
)]
pub(crate) fn parse(text: &str) -> f64 {
    let (number, power) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let fraction = number
        .split_once('.')
        .map_or(0, |(_, digits)| digits.len() as i64);
    let digits = number
        .bytes()
        .filter(u8::is_ascii_digit)
        .map(|digit| u32::from(digit - b'0'))
        .skip_while(|&digit| digit == 0);
    let count = digits.clone().count();
    let power_digits = power.bytes().filter(u8::is_ascii_digit);
    let size = power_digits.fold(0_i64, |size, digit| {
        // Beyond any number of digits that fits into memory.
        (size * 10 + i64::from(digit - b'0')).min(1 << 40)
    });
    let power = if power.starts_with('-') { -size } else { size };
    let exponent = power - fraction;
    let magnitude = if count <= 15 && exponent.abs() <= 22 {
        // Both are exact as doubles, and one operation rounds once.
        let whole = digits.fold(0_u64, |whole, digit| whole * 10 + u64::from(digit)) as f64;
        let scale = repeat_n(10.0, exponent.unsigned_abs() as usize).product::<f64>();
        if exponent < 0 {
            whole / scale
        } else {
            whole * scale
        }
    } else if count == 0 || count as i64 + exponent < -323 {
        0.0
    } else if count as i64 + exponent > 309 {
        f64::INFINITY
    } else {
        let mut natural = Natural(Vec::new());
        for digit in digits.clone().take(MOST_DIGITS) {
            natural.multiply_add(10, digit);
        }
        let inexact = digits.skip(MOST_DIGITS).any(|digit| digit > 0);
        let dropped = count.saturating_sub(MOST_DIGITS) as i64;
        nearest(natural, (exponent + dropped) as i32, inexact)
    };
    if text.starts_with('-') {
        -magnitude
    } else {
        magnitude
    }
}

/// The double nearest to `natural * 10^exponent`; `inexact`: a little more than that.
#[allow(clippy::cast_sign_loss, reason = "checked to be positive")]
fn nearest(mut natural: Natural, exponent: i32, mut inexact: bool) -> f64 {
    let mut lowest = 0;
    if exponent < 0 {
        // Room for all the bits that the division takes, and three words that stay.
        let words = exponent.unsigned_abs() as usize / 9 + 3;
        natural.shift_words(words);
        lowest = -32 * i32::try_from(words).unwrap_or(0);
    }
    inexact |= natural.scale(10, exponent);
    // Where the last bit of the result stands, and one more for rounding.
    let last = (natural.bits() + lowest - 53).max(-1074);
    if last > lowest {
        inexact |= natural.scale(2, lowest + 1 - last);
        natural.halved(inexact);
    } else {
        natural.scale(2, lowest - last);
    }
    if last > 971 {
        return f64::INFINITY;
    }
    // Adding lets a mantissa that was rounded up to the next power of two carry into the exponent.
    f64::from_bits((((last + 1074) as u64) << 52) + natural.low())
}

/// Digits of `|number| * 10^decimals` rounded to a whole number, a tie to the even one; empty for 0.
#[allow(clippy::cast_possible_truncation, reason = "bit fields, words, digits")]
fn scaled_digits(number: f64, decimals: i32) -> Vec<u8> {
    let bits = number.to_bits();
    let (exponent, mantissa) = ((bits >> 52) as i32 & 0x7ff, bits & ((1 << 52) - 1));
    let (exponent, mantissa) = if exponent == 0 {
        (1, mantissa)
    } else {
        (exponent, mantissa | 1 << 52)
    };
    let mut natural = Natural(vec![mantissa as u32, (mantissa >> 32) as u32]);
    // Twice the number, so that its last bit tells how to round; multiplications before divisions.
    let exponent = exponent - 1075 + 1;
    let mut inexact = false;
    for (base, exponent) in [(2, exponent.max(0)), (10, decimals), (2, exponent.min(0))] {
        inexact |= natural.scale(base, exponent);
    }
    natural.halved(inexact);
    let mut digits = Vec::new();
    while natural.0.last().is_some_and(|&word| word > 0) {
        digits.push(b'0' + natural.divide(10) as u8);
    }
    digits.reverse();
    digits
}

/// Ten to this power makes even the smallest double larger than 1.
const LARGEST_SCALE: i32 = 330;

/// Power of ten of the first digit; `number` is not 0.
fn magnitude(number: f64) -> i32 {
    let digits = scaled_digits(number, LARGEST_SCALE).len();
    i32::try_from(digits).unwrap_or(0) - 1 - LARGEST_SCALE
}

/// The first `count` digits, rounded, and the power of ten of the first one.
fn leading_digits(number: f64, magnitude: i32, count: i32) -> (Vec<u8>, i32) {
    let mut digits = scaled_digits(number, count - 1 - magnitude);
    if digits.len() > count.unsigned_abs() as usize {
        // 9.99 became 10.0.
        digits.pop();
        (digits, magnitude + 1)
    } else {
        (digits, magnitude)
    }
}

/// As few digits as tell `number` from all other doubles.
fn shortest_digits(number: f64) -> (Vec<u8>, i32) {
    let magnitude = magnitude(number);
    let mut count = 1;
    loop {
        let (digits, exponent) = leading_digits(number, magnitude, count);
        let whole = digits
            .iter()
            .fold(0_u64, |whole, digit| whole * 10 + u64::from(digit - b'0'));
        // Doubles lie closer below a power of two than above it: there the next number up may do when the nearest
        // does not.
        for whole in [whole, whole + 1] {
            let text = format!("{whole}e{}", exponent + 1 - count);
            if count == 17 || parse(&text) == number.abs() {
                return (whole.to_string().into_bytes(), exponent);
            }
        }
        count += 1;
    }
}

/// Writes sign and, where digits do not say it, the number itself.
fn start(number: f64) -> (String, bool) {
    let sign = if number.is_sign_negative() { "-" } else { "" };
    if number.is_nan() {
        ("NaN".to_owned(), true)
    } else if number.is_infinite() {
        (format!("{sign}inf"), true)
    } else {
        (sign.to_owned(), false)
    }
}

/// Digits with a point `decimals` before their end.
fn with_point(mut text: String, digits: &[u8], decimals: usize) -> String {
    let missing = (decimals + 1).saturating_sub(digits.len());
    let padded = repeat_n(b'0', missing).chain(digits.iter().copied());
    let whole = missing + digits.len() - decimals;
    for (index, digit) in padded.enumerate() {
        if index == whole {
            text.push('.');
        }
        text.push(char::from(digit));
    }
    text
}

/// The number with this many decimals, as `{:.decimals$}` writes it.
pub(crate) fn fixed(number: f64, decimals: usize) -> String {
    let (text, is_done) = start(number);
    if is_done {
        return text;
    }
    let digits = scaled_digits(number, i32::try_from(decimals).unwrap_or(0));
    with_point(text, &digits, decimals)
}

/// The number with as few digits as identify it, as `{}` writes it.
pub(crate) fn plain(number: f64) -> String {
    let (mut text, is_done) = start(number);
    if is_done || number == 0.0 {
        return if is_done { text } else { text + "0" };
    }
    let (digits, exponent) = shortest_digits(number);
    let behind = i32::try_from(digits.len()).unwrap_or(0) - 1 - exponent;
    text = with_point(text, &digits, usize::try_from(behind).unwrap_or(0));
    text.extend(repeat_n('0', usize::try_from(-behind).unwrap_or(0)));
    text
}

/// The number with a power of ten and as few digits as identify it, as `{:e}` writes it; or with this many decimals,
/// as `{:.decimals$e}` writes it.
pub(crate) fn scientific(number: f64, decimals: Option<usize>) -> String {
    let (text, is_done) = start(number);
    if is_done {
        return text;
    }
    let (digits, exponent) = match decimals {
        _ if number == 0.0 => (vec![b'0'; decimals.unwrap_or(0) + 1], 0),
        None => shortest_digits(number),
        Some(decimals) => {
            let count = i32::try_from(decimals).unwrap_or(0) + 1;
            leading_digits(number, magnitude(number), count)
        }
    };
    let text = with_point(text, &digits, digits.len() - 1);
    format!("{text}e{exponent}")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Doubles of every kind: all bit patterns, round ones, ties, neighbours of powers.
    fn doubles() -> impl Iterator<Item = f64> {
        let mut state = 1_u64;
        let random = std::iter::repeat_with(move || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            state ^ state >> 29
        });
        let all = random.take(3_000).map(f64::from_bits);
        let money = random.take(3_000).flat_map(|bits| {
            let whole = f64::from(u32::try_from(bits >> 44).unwrap_or(0));
            [1e-6, 1e-3, 0.125, 1.0, 1e5].map(|unit| whole * unit)
        });
        let edges = [
            0.0,
            -0.0,
            0.5,
            1.5,
            2.5,
            0.05,
            0.25,
            9.995,
            99.95,
            999.5,
            5e-324,
            2.225_073_858_507_201e-308,
            f64::MIN_POSITIVE,
            f64::MAX,
            f64::INFINITY,
            f64::NEG_INFINITY,
            f64::NAN,
            1e22,
            1e23,
            9_007_199_254_740_993.0,
        ];
        edges
            .into_iter()
            .chain(all)
            .chain(money)
            .chain((-300..300).flat_map(|power| [10_f64.powi(power), 2_f64.powi(3 * power)]))
            .flat_map(|number| [number, number.next_up(), -number])
    }

    #[test]
    fn writes_as_the_library_does() {
        for number in doubles().step_by(3) {
            assert_eq!(plain(number), format!("{number}"));
            assert_eq!(scientific(number, None), format!("{number:e}"));
            for decimals in [0, 1, 2, 3, 8] {
                assert_eq!(fixed(number, decimals), format!("{number:.decimals$}"));
                let ours = scientific(number, Some(decimals));
                assert_eq!(ours, format!("{number:.decimals$e}"));
            }
        }
    }

    #[test]
    fn reads_as_the_library_does() {
        for number in doubles().step_by(17).filter(|number| number.is_finite()) {
            let texts = [
                format!("{number}"),
                format!("{number:e}"),
                format!("{number:.3}"),
                format!("{number:.25e}"),
            ];
            for text in texts {
                let library: f64 = text.parse().expect("a number");
                assert_eq!(parse(&text).to_bits(), library.to_bits(), "{text}");
            }
        }
        for text in [
            &format!("{:.900}", 2_f64.powi(-800)),
            &format!("1{}e-999", "0".repeat(1_000)),
            "0",
            "-0",
            "0e99999999999999999999",
            "1e400",
            "1e-400",
            "2.4703282292062327e-324",
            "2.4703282292062328e-324",
            "1.7976931348623158e308",
            "1.7976931348623159e308",
            "9007199254740993",
            "9007199254740992.99999999999999999999999999999999999999",
            "0.000000000000000000000000000000000000000000000000000000000000001e60",
            "1e-1000000000000000000000",
        ] {
            let library: f64 = text.parse().expect("a number");
            assert_eq!(parse(text).to_bits(), library.to_bits(), "{text}");
        }
    }
}
