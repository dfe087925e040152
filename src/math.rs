//! The only door to transcendental functions.
//!
//! `+ - * /` and `sqrt` give the same bits on every target; the standard library's `exp`, `ln` and their kin
//! do not. Everything here goes through `libm` (pinned) or is made of the safe operations.

#![allow(
    clippy::excessive_precision,
    reason = "tables keep the digits of their source"
)]

/// `e` to the power `x`.
#[must_use]
pub fn exp(x: f64) -> f64 {
    libm::exp(x)
}

/// `e^x - 1`, exact for small `x`.
#[must_use]
pub fn exp_m1(x: f64) -> f64 {
    libm::expm1(x)
}

/// `ln(1 + x)`, exact for small `x`.
#[must_use]
pub fn ln_1p(x: f64) -> f64 {
    libm::log1p(x)
}

/// Natural logarithm.
#[must_use]
pub fn ln(x: f64) -> f64 {
    libm::log(x)
}

/// `x` to the power `y`.
#[must_use]
pub fn pow(x: f64, y: f64) -> f64 {
    libm::pow(x, y)
}

/// Square root; correctly rounded on every target.
#[must_use]
pub fn sqrt(x: f64) -> f64 {
    x.sqrt()
}

/// Most halvings of an interval: as many everywhere, so that the bits are the same.
const HALVINGS: u32 = 200;

/// Narrows an interval down to where something that holds at its near end ceases to hold; near and far end of what is left.
pub fn narrowed(interval: [f64; 2], holds: impl Fn(f64) -> bool) -> [f64; 2] {
    narrowed_by(HALVINGS, interval, holds)
}

/// The same with so many halvings, where each costs more than the last digits are worth.
pub fn narrowed_by(
    halvings: u32,
    [mut near, mut far]: [f64; 2],
    holds: impl Fn(f64) -> bool,
) -> [f64; 2] {
    for _ in 0..halvings {
        let middle = 0.5 * (near + far);
        // Nothing lies between neighbours: every further halving would end as this one does.
        let is_last = middle == near || middle == far;
        if holds(middle) {
            near = middle;
        } else {
            far = middle;
        }
        if is_last {
            break;
        }
    }
    [near, far]
}

/// Cumulative standard normal distribution.
#[must_use]
pub fn normal_cdf(x: f64) -> f64 {
    0.5 * libm::erfc(-x * std::f64::consts::FRAC_1_SQRT_2)
}

/// Inverse of [`normal_cdf`], relative error about 1e-16.
///
/// - `p`: probability in `(0, 1)`; outside, the matching infinity.
///
/// Source: M. J. Wichura, "The percentage points of the normal distribution", Applied Statistics 37 (1988), AS 241,
/// routine PPND16.
#[must_use]
pub fn normal_quantile(p: f64) -> f64 {
    if p <= 0.0 {
        return f64::NEG_INFINITY;
    }
    if p >= 1.0 {
        return f64::INFINITY;
    }
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180_625 - q * q;
        return q * polynomial(&CENTRE_NUMERATOR, r) / polynomial(&CENTRE_DENOMINATOR, r);
    }
    let tail = if q < 0.0 { p } else { 1.0 - p };
    let r = sqrt(-ln(tail));
    let magnitude = if r <= 5.0 {
        let r = r - 1.6;
        polynomial(&MIDDLE_NUMERATOR, r) / polynomial(&MIDDLE_DENOMINATOR, r)
    } else {
        let r = r - 5.0;
        polynomial(&FAR_NUMERATOR, r) / polynomial(&FAR_DENOMINATOR, r)
    };
    if q < 0.0 { -magnitude } else { magnitude }
}

/// Horner's rule, highest power first.
#[inline]
fn polynomial(coefficients: &[f64; 8], x: f64) -> f64 {
    let mut value = coefficients[0];
    for &coefficient in &coefficients[1..] {
        value = value * x + coefficient;
    }
    value
}

// The tables of AS 241, highest power first.
const CENTRE_NUMERATOR: [f64; 8] = [
    2.509_080_928_730_122_7e3,
    3.343_057_558_358_812_8e4,
    6.726_577_092_700_87e4,
    4.592_195_393_154_987e4,
    1.373_169_376_550_946_2e4,
    1.971_590_950_306_551_4e3,
    1.331_416_678_917_843_8e2,
    3.387_132_872_796_366_5,
];
const CENTRE_DENOMINATOR: [f64; 8] = [
    5.226_495_278_852_854_6e3,
    2.872_908_573_572_194_3e4,
    3.930_789_580_009_271e4,
    2.121_379_430_158_659_7e4,
    5.394_196_021_424_751e3,
    6.871_870_074_920_579e2,
    4.231_333_070_160_091e1,
    1.0,
];
const MIDDLE_NUMERATOR: [f64; 8] = [
    7.745_450_142_783_414e-4,
    2.272_384_498_926_918_4e-2,
    2.417_807_251_774_506e-1,
    1.270_458_252_452_368_4,
    3.647_848_324_763_204_5,
    5.769_497_221_460_691,
    4.630_337_846_156_546,
    1.423_437_110_749_683_5,
];
const MIDDLE_DENOMINATOR: [f64; 8] = [
    1.050_750_071_644_416_9e-9,
    5.475_938_084_995_345e-4,
    1.519_866_656_361_645_7e-2,
    1.481_039_764_274_800_8e-1,
    6.897_673_349_851e-1,
    1.676_384_830_183_803_8,
    2.053_191_626_637_759,
    1.0,
];
const FAR_NUMERATOR: [f64; 8] = [
    2.010_334_399_292_288_1e-7,
    2.711_555_568_743_487_6e-5,
    1.242_660_947_388_078_4e-3,
    2.653_218_952_657_612_4e-2,
    2.965_605_718_285_048_7e-1,
    1.784_826_539_917_291_3,
    5.463_784_911_164_114,
    6.657_904_643_501_103_5,
];
const FAR_DENOMINATOR: [f64; 8] = [
    2.044_263_103_389_939_8e-15,
    1.421_511_758_316_446e-7,
    1.846_318_317_510_054_8e-5,
    7.868_691_311_456_133e-4,
    1.487_536_129_085_061_5e-2,
    1.369_298_809_227_358e-1,
    5.998_322_065_558_879e-1,
    1.0,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantile_undoes_the_distribution_function() {
        for p in [1e-300, 1e-12, 0.001, 0.075, 0.3, 0.5, 0.6, 0.925, 0.999] {
            let back = normal_cdf(normal_quantile(p));
            assert!((back - p).abs() <= 1e-12 * p, "{p} came back as {back}");
        }
    }

    #[test]
    fn quantile_matches_the_examples_of_as_241() {
        // Values printed with the routine: p = 0.25, 0.001, 1e-20.
        assert!((normal_quantile(0.25) + 0.674_489_750_196_081_7).abs() < 1e-15);
        assert!((normal_quantile(0.001) + 3.090_232_306_167_813_5).abs() < 1e-14);
        assert!((normal_quantile(1e-20) + 9.262_340_089_798_408).abs() < 1e-14);
    }
}
