//! What a position owes, when it is closed, and who bears the loss.

pub mod accounts;
pub mod auction;
pub mod deleverage;
pub mod executors;
pub mod fund;
pub mod limit;
pub mod loan;
pub mod margin;
pub mod margin_rules;
pub mod option_liquidation;
pub mod option_margin;
pub mod option_margin_rules;
pub mod option_terms;
pub mod options;
pub mod partial;
pub mod partials;
pub mod rules;
pub mod waterfall;
