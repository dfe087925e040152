//! How far prices go.

/// Lowest price a law reaches, as a fraction of the starting price. Below it there are no bids: additive laws would
/// turn negative, and an order that would push further stays unfilled.
pub const PRICE_FLOOR_RATIO: f64 = 1e-6;

/// Highest price a law reaches, as a multiple of the starting price: nobody sells dearer than a thousandfold, and an
/// exponential law would otherwise leave the range of numbers.
pub const PRICE_CEILING_RATIO: f64 = 1e3;
