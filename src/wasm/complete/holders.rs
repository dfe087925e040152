//! What became of accounts and banks that a scenario lists.

use crate::wasm::JsTrace;
use crate::wasm::convert::to_js;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(js_class = Trace)]
impl JsTrace {
    /// How the margin accounts, futures accounts, option writers and banks that the scenario lists stand at the end, in its order.
    #[wasm_bindgen(unchecked_return_type = "Holder[]")]
    pub fn holders(&self) -> JsValue {
        to_js(&self.0.holders)
    }
}
