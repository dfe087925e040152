//! Prices of European options: Black-76 without interest, in time of 365 days a year.
//!
//! `d1 = ln(F/K)/(sigma sqrt(T)) + sigma sqrt(T)/2`, `d2 = d1 - sigma sqrt(T)`; a call is `F N(d1) - K N(d2)`, a put
//! `K N(-d2) - F N(-d1)`. Tails are never one minus the other tail: they keep their relative precision. Source: F. Black,
//! "The pricing of commodity contracts", Journal of Financial Economics 3 (1976).

use crate::math::{exp, ln, normal_cdf, sqrt};
use serde::Serialize;

/// Days of a year.
const YEAR_DAYS: f64 = 365.0;

/// Standard deviation of the logarithm until the expiry.
fn spread_of(days: f64, volatility: f64) -> f64 {
    volatility * sqrt(days.max(0.0) / YEAR_DAYS)
}

/// How many of those the forward price is above the strike, and half of one: `d1` of Black's formula.
fn first_d(forward: f64, strike: f64, spread: f64) -> f64 {
    ln(forward / strike) / spread + 0.5 * spread
}

/// Density of the normal law at 0.
const DENSITY: f64 = 0.398_942_280_401_432_7;

/// A line of a book of options.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OptionTerms {
    /// A call, else a put.
    pub is_call: bool,
    /// Strike, quote per base.
    pub strike: f64,
    /// Days to expiry at the start.
    pub expiry_days: f64,
    /// Implied volatility of a year, fraction.
    pub volatility: f64,
    /// Base; of whoever holds it, negative: sold.
    pub contracts: f64,
}

impl OptionTerms {
    /// What one base of it is worth, quote, with the days that are left and a volatility of its own.
    #[must_use]
    pub fn worth(&self, price: f64, volatility: f64) -> f64 {
        option_price(
            self.is_call,
            price,
            self.strike,
            self.expiry_days,
            volatility,
        )
    }
}

/// What an option of one base is worth and how that moves.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Greeks {
    /// Worth, quote.
    pub price: f64,
    /// By the price of the base.
    pub delta: f64,
    /// Of delta, by the price of the base.
    pub gamma: f64,
    /// By the volatility.
    pub vega: f64,
    /// Of delta, by the volatility.
    pub vanna: f64,
}

/// An option at a forward price, with `days` left and a volatility of a year. At expiry it is worth its intrinsic value.
#[must_use]
pub fn greeks(is_call: bool, forward: f64, strike: f64, days: f64, volatility: f64) -> Greeks {
    let sign = if is_call { 1.0 } else { -1.0 };
    let spread = spread_of(days, volatility);
    if spread <= 0.0 {
        return Greeks {
            price: (sign * (forward - strike)).max(0.0),
            ..Greeks::default()
        };
    }
    let d1 = first_d(forward, strike, spread);
    let d2 = d1 - spread;
    let density = density(d1);
    Greeks {
        price: price_of(sign, forward, strike, d1, spread),
        delta: sign * normal_cdf(sign * d1),
        gamma: density / (forward * spread),
        vega: forward * density * (spread / volatility),
        vanna: -density * d2 / volatility,
    }
}

/// Density of the normal distribution.
fn density(x: f64) -> f64 {
    DENSITY * exp(-0.5 * x * x)
}

/// Price of an option that is not at its expiry.
fn price_of(sign: f64, forward: f64, strike: f64, d1: f64, spread: f64) -> f64 {
    let d2 = d1 - spread;
    far_out(sign, d1, d2).map_or_else(
        || forward * (sign * normal_cdf(sign * d1)) - sign * strike * normal_cdf(sign * d2),
        |ratio| forward * density(d1) * ratio,
    )
}

/// Price over `F n(d1)` far out of the money, where the two terms of a price are nearly equal and their rounding is not: as
/// `K n(d2) = F n(d1)`, it is a difference of two Mills ratios `N(-x)/n(x)`, which hardly bend. `None` elsewhere.
fn far_out(sign: f64, d1: f64, d2: f64) -> Option<f64> {
    let [near, far] = if sign > 0.0 { [-d1, -d2] } else { [d2, d1] };
    (near > FAR && far > FAR).then(|| mills(near) - mills(far))
}

/// Standard deviations from which a price is computed that way.
const FAR: f64 = 5.0;

/// `N(-x)/n(x)` by its continued fraction; with so many terms exact to rounding from 5 on.
fn mills(x: f64) -> f64 {
    let terms = (1..=60).rev().map(f64::from);
    1.0 / terms.fold(x, |rest, term| x + term / rest)
}

/// Only its price: what a margin asks for again and again.
#[must_use]
pub fn option_price(is_call: bool, forward: f64, strike: f64, days: f64, volatility: f64) -> f64 {
    let sign = if is_call { 1.0 } else { -1.0 };
    let spread = spread_of(days, volatility);
    if spread <= 0.0 {
        return (sign * (forward - strike)).max(0.0);
    }
    let d1 = first_d(forward, strike, spread);
    price_of(sign, forward, strike, d1, spread)
}

/// Only its gamma, which is the same for a call and a put.
#[must_use]
pub fn gamma(forward: f64, strike: f64, days: f64, volatility: f64) -> f64 {
    let spread = spread_of(days, volatility);
    if spread <= 0.0 {
        return 0.0;
    }
    let d1 = first_d(forward, strike, spread);
    density(d1) / (forward * spread)
}

/// Only its delta: what a hedge asks for again and again.
#[must_use]
pub fn delta(is_call: bool, forward: f64, strike: f64, days: f64, volatility: f64) -> f64 {
    let spread = spread_of(days, volatility);
    if spread <= 0.0 {
        return 0.0;
    }
    let d1 = first_d(forward, strike, spread);
    if is_call {
        normal_cdf(d1)
    } else {
        -normal_cdf(-d1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_tails_keep_their_precision() {
        // OT1: forty digits, of an independent program.
        let cases = [
            (
                (false, 100.0, 90.0, 30.0, 0.6),
                [
                    2.691_568_493_274_5,
                    -0.242_427_189_805_04,
                    0.018_171_595_208_157,
                    8.961_334_623_200_7,
                    -0.274_288_100_460_12,
                ],
            ),
            (
                (true, 100.0, 130.0, 14.0, 0.5),
                [
                    0.012_651_019_749_994,
                    0.004_265_327_650_264_8,
                    0.001_281_387_280_530_9,
                    0.245_745_505_855_24,
                    0.068_466_773_800_174,
                ],
            ),
            (
                (false, 100.0, 50.0, 7.0, 0.3),
                [
                    1.496_212_548_880_1e-63,
                    -6.043_805_814_830_9e-63,
                    2.438_772_501_017_5e-62,
                    1.403_129_384_147_1e-60,
                    -5.627_745_296_770_7e-60,
                ],
            ),
            (
                (
                    true,
                    2241.65,
                    2200.0,
                    0.048_935_140_347_538_23 * 365.0,
                    0.716_168_194_3,
                ),
                [
                    162.019_737_046_68,
                    0.578_319_197_237_84,
                    0.001_101_637_027_212_2,
                    194.003_695_397_1,
                    -0.021_397_752_069_146,
                ],
            ),
            (
                (false, 100.0, 100.0, 1.0 / 24.0, 0.2),
                [
                    0.085_248_731_569_902,
                    -0.499_573_756_342_15,
                    1.866_946_510_974_9,
                    0.426_243_495_656_36,
                    0.002_131_217_478_281_8,
                ],
            ),
        ];
        for ((is_call, forward, strike, days, volatility), expected) in cases {
            let found = greeks(is_call, forward, strike, days, volatility);
            let found: [f64; 5] = [
                found.price,
                found.delta,
                found.gamma,
                found.vega,
                found.vanna,
            ];
            for (found, expected) in found.into_iter().zip(expected) {
                let error: f64 = (found - expected) / expected;
                assert!(error.abs() <= 1e-12, "{strike}: {found} {expected} {error}");
            }
            let alone = delta(is_call, forward, strike, days, volatility);
            assert_eq!(alone, found[1]);
        }
    }

    #[test]
    fn at_expiry_only_what_it_is_worth_is_left() {
        assert_eq!(greeks(true, 100.0, 90.0, 0.0, 0.5).price, 10.0);
        assert_eq!(greeks(false, 100.0, 90.0, 0.0, 0.5).price, 0.0);
        assert_eq!(delta(true, 100.0, 90.0, -1.0, 0.5), 0.0);
    }
}
