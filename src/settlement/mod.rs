//! What a position owes, when it is closed, and who bears the loss.

pub mod margin;
pub mod waterfall;
