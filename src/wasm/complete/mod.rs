//! What the page's own engine never calls: only the complete module has it.

mod columns;
mod data;
mod functions;
mod holders;
mod lending;
mod margin;
mod options;
mod runs;
mod settings;
mod ties;

pub use data::{JsDataReader, register_data};
pub use functions::{
    aggregate_vulnerability, call_price, fire_sale, option_greeks, option_price, option_requirement,
};
pub use margin::{
    bankruptcy_price, critical_common_fall, cross_liquidation_price, equity, liquidation_price,
    maintenance_margin, unrealised_profit,
};
pub use settings::{set_control, set_controls, set_leverage_shape};
