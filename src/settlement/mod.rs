//! What a position owes, when it is closed, and who bears the loss.

pub mod deleverage;
pub mod fund;
pub mod limit;
pub mod margin;
pub mod partial;
pub mod waterfall;
