//! What ties markets, by the names by which programs know it.

use crate::wasm::JsTrace;
use crate::wasm::mechanisms::place;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(js_class = Trace)]
impl JsTrace {
    /// Ids of the shared indices that take part.
    #[wasm_bindgen(js_name = indexIds)]
    pub fn index_ids(&self) -> Vec<String> {
        let indices = self.0.indices.iter();
        indices.map(|index| index.id.clone()).collect()
    }

    /// Price of a shared index, quote per base; `undefined`: none of that name takes part.
    pub fn index(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string")] id: &JsValue,
    ) -> Option<Vec<f64>> {
        let id = id.as_string()?;
        let index = self.0.indices.iter().find(|index| index.id == id)?;
        Some(index.price.clone())
    }

    /// What an arbitrage has taken in less what it has paid, before its cost, quote; `coupling`: its number in `couplings`.
    /// `undefined`: that is no arbitrage that takes part.
    #[wasm_bindgen(js_name = arbitrageProfit)]
    pub fn arbitrage_profit(&self, coupling: f64) -> Option<Vec<f64>> {
        let place = place(coupling)?;
        let mut profits = self.0.tie_profits.iter();
        profits
            .find(|(number, _)| *number == place)
            .map(|(_, profit)| profit.clone())
    }
}
