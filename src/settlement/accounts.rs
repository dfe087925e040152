//! Accounts with cross margin, as they begin.

/// A wallet for cross margin.
#[derive(Debug, Clone, PartialEq)]
pub struct Account {
    /// Unique name.
    pub id: String,
    /// Balance at the start, quote.
    pub wallet: f64,
    /// What else stands for it.
    pub collateral: Vec<Collateral>,
}

/// Something with a price of its own that stands for the positions of an account.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Collateral {
    /// Index of the market in which it is sold.
    pub market: usize,
    /// Base.
    pub quantity: f64,
    /// Share of its worth that does not count.
    pub haircut: f64,
    /// By which price it counts.
    pub price: CollateralPrice,
}

/// By which price collateral counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CollateralPrice {
    /// The last price of its market.
    Last,
    /// The price outside of it.
    Outside,
    /// A shared index, by its number.
    Index(usize),
}
