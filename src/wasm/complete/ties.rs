//! What ties markets, by the names by which programs know it.

use crate::wasm::JsTrace;
use wasm_bindgen::prelude::*;

/// The place in a list that a number of JavaScript stands for.
fn place(number: f64) -> Option<usize> {
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a whole number in range"
    )]
    let place = (number >= 0.0 && number < f64::from(u32::MAX)).then_some(number as usize)?;
    #[allow(clippy::cast_precision_loss, reason = "below 2^32")]
    let is_whole = place as f64 == number;
    is_whole.then_some(place)
}

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

    /// Feedback R of each market where the price of each has fallen, in a row of the record: row by row of the matrix, a row for each
    /// market that moves, a column for each that has fallen. `undefined`: there is one market, or no such row.
    #[wasm_bindgen(js_name = branchingMatrix)]
    pub fn branching_matrix(&self, row: f64) -> Option<Vec<f64>> {
        let (row, spread) = (place(row)?, self.0.spread.as_ref()?);
        let entries = self.0.markets.len() * self.0.markets.len();
        let matrix = spread.matrix.chunks_exact(entries).nth(row)?;
        Some(matrix.to_vec())
    }

    /// Spectral radius of these matrices: above 1 a wave is larger than the one before, all markets together. `undefined`: there is
    /// one market.
    #[wasm_bindgen(js_name = spectralRadius)]
    pub fn spectral_radius(&self) -> Option<Vec<f64>> {
        Some(self.0.spread.as_ref()?.radius.clone())
    }

    /// Feedback R of the markets that arbitrage keeps at one price, all of them together. `undefined`: there are none.
    #[wasm_bindgen(js_name = pooledBranchingRatio)]
    pub fn pooled_branching_ratio(&self) -> Option<Vec<f64>> {
        let pooled = &self.0.spread.as_ref()?.pooled;
        (!pooled.is_empty()).then(|| pooled.clone())
    }
}
