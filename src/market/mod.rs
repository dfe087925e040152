//! How a market turns sold quantity into price.

pub mod book;
pub mod impact;
pub mod liquidity;
mod withdrawal;
