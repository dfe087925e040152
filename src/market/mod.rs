//! How a market turns sold quantity into price.

pub mod book;
pub mod depth;
pub mod feed;
pub mod guards;
pub mod impact;
pub mod laws;
pub mod liquidity;
pub mod oracle;
pub mod pool;
pub mod range;
pub mod venue;
mod withdrawal;
