//! How a market turns sold quantity into price.

pub mod book;
pub mod feed;
pub mod impact;
pub mod liquidity;
pub mod venue;
mod withdrawal;
