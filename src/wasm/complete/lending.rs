//! One method for each column of a lending protocol, by which programs know them.

use crate::error::{ErrorCode, Problem, quote};
use crate::sources::lending::HEALTH_BANDS;
use crate::trace::GroupTrace;
use crate::wasm::convert::{js_error, to_js};
use crate::wasm::{JsTrace, text};
use js_sys::{Array, Float64Array};
use wasm_bindgen::prelude::*;

impl JsTrace {
    /// The protocol of that name; the first one where none is named.
    fn lending(&self, id: &JsValue) -> Result<&GroupTrace, JsValue> {
        let groups = &self.0.groups;
        let unknown = |message| {
            js_error(&Problem::new(
                ErrorCode::UnknownChoice,
                "lendingId",
                message,
            ))
        };
        if id.is_undefined() || id.is_null() {
            let message = || "lendingId: this scenario has no lending population".to_owned();
            return groups.first().ok_or_else(|| unknown(message()));
        }
        let id = text(id, "lendingId")?;
        groups.iter().find(|group| group.id == id).ok_or_else(|| {
            let known: Vec<&str> = groups.iter().map(|group| group.id.as_str()).collect();
            unknown(format!(
                "lendingId is {}; the lending populations are {}",
                quote(&id),
                known.join(", ")
            ))
        })
    }

    fn of_lending(&self, id: &JsValue, name: &str) -> Result<Vec<f64>, JsValue> {
        let column = self.lending(id)?.column(name);
        Ok(column.unwrap_or_default().to_vec())
    }
}

#[wasm_bindgen(js_class = Trace)]
impl JsTrace {
    /// Ids of the lending populations.
    #[wasm_bindgen(js_name = lendingIds)]
    pub fn lending_ids(&self) -> Vec<String> {
        let groups = self.0.groups.iter();
        groups.map(|group| group.id.clone()).collect()
    }

    /// What became of every loan that the scenario lists, in its order.
    #[wasm_bindgen(unchecked_return_type = "LoanOutcome[]")]
    pub fn loans(&self) -> JsValue {
        to_js(&self.0.loans)
    }

    /// Debt by health factor, quote: eleven columns, below 0.9, 0.95, 1, 1.05, 1.1, 1.2, 1.35, 1.5, 2, 3, and above.
    #[wasm_bindgen(js_name = healthBands, unchecked_return_type = "Float64Array[]")]
    pub fn health_bands(
        &self,
        #[wasm_bindgen(js_name = lendingId, unchecked_optional_param_type = "string")] id: JsValue,
    ) -> Result<Array, JsValue> {
        let columns = &self.lending(&id)?.columns;
        let first = columns.len() - HEALTH_BANDS.len() - 1;
        let bands = columns[first..].iter();
        Ok(bands
            .map(|(_, column)| JsValue::from(Float64Array::from(column.as_slice())))
            .collect())
    }
}

macro_rules! lending_columns {
    ($(#[$doc:meta] $method:ident as $name:ident;)*) => {
        $(
            #[wasm_bindgen(js_class = Trace)]
            impl JsTrace {
                #[$doc]
                #[wasm_bindgen(js_name = $name)]
                pub fn $method(&self, #[wasm_bindgen(js_name = lendingId, unchecked_optional_param_type = "string")] id: JsValue) -> Result<Vec<f64>, JsValue> {
                    self.of_lending(&id, stringify!($name))
                }
            }
        )*
    };
}

lending_columns! {
    /// Value of all debt at the oracle's prices, quote.
    lending_debt as lendingDebt;
    /// Value of all collateral at the oracle's prices, quote.
    lending_collateral as lendingCollateral;
    /// Debt of loans whose health factor is below 1, quote.
    liquidatable_debt as liquidatableDebt;
    /// Debt less collateral at the last prices, of loans that owe more than they have, quote.
    underwater_debt as underwaterDebt;
    /// Debt that liquidators have repaid, or auctions have brought in, quote.
    repaid_debt as repaidDebt;
    /// Value of collateral taken, at the oracle's prices, quote.
    seized_value as seizedValue;
    /// Calls, absorptions and auctions begun.
    liquidation_calls as liquidationCalls;
    /// Loans that were called at all.
    loans_called as loansCalled;
    /// What liquidators have taken in less what they have paid, quote.
    liquidator_profit as liquidatorProfit;
    /// Cost of their transactions, quote.
    gas_paid as gasPaid;
    /// Value of the collateral that the protocol kept of bonuses, quote.
    protocol_fee as protocolFee;
    /// The protocol's own money, quote.
    reserve as reserve;
    /// Debt that nobody pays, quote.
    lending_bad_debt as lendingBadDebt;
    /// Auctions that are open.
    auctions_open as auctionsOpen;
    /// What they are to bring in, quote.
    auction_debt as auctionDebt;
    /// Auctions started anew.
    auction_resets as auctionResets;
    /// Lowest health factor; 0 where there is no loan.
    lowest_health as lowestHealth;
    /// Money of all liquidators that have a purse, quote.
    liquidator_free as liquidatorFree;
    /// Value at the last prices of what liquidators keep to sell, quote.
    liquidator_stock as liquidatorStock;
}
