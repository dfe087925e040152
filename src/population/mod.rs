//! Who will be forced to trade, and where.

pub mod bands;
pub mod crowd;
pub mod laws;
pub mod leverage;
