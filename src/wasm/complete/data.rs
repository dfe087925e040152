//! Reading files: whole, or in pieces for a worker that is thrown away afterwards.

use crate::error::{ErrorCode, Problem};
use crate::scenario::data::{How, Parsed, Reader, pack};
use crate::scenario::register::checked;
use crate::wasm::convert::{byte_array, from_js, js_error};
use crate::wasm::{DATA, info, text};
use wasm_bindgen::prelude::*;

/// Reads a file, finds out what it holds and keeps it under a name for scenarios to refer to: an order book, brackets,
/// positions, a price path or a scenario, as JSON or as a table. Where a file has several meanings, it throws an error with
/// the code `ambiguous`, whose `field` is the option that says which one, and whose `problems[0].value` lists them.
#[wasm_bindgen(js_name = registerData, unchecked_return_type = "DataInfo")]
pub fn register_data(
    #[wasm_bindgen(unchecked_param_type = "string")] name: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "Uint8Array")] bytes: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "ReadOptions")] options: &JsValue,
) -> Result<JsValue, JsValue> {
    let (name, bytes, how) = (text(name, "name")?, byte_array(bytes)?, how(options)?);
    info(DATA.with_borrow_mut(|data| data.register_told(&name, &bytes, how)))
}

/// What a reader of a file is told; nothing where there are no options.
fn how(options: &JsValue) -> Result<How, JsValue> {
    if options.is_undefined() || options.is_null() {
        return Ok(How::default());
    }
    How::from_json(&from_js(options)?).map_err(|problem| js_error(&problem))
}

/// Reads one file in pieces: `push` them, then `finish`, then `pack` for `registerPacked` of another thread.
#[wasm_bindgen(js_name = DataReader)]
#[derive(Debug, Default)]
pub struct JsDataReader {
    reader: Option<Reader>,
    parsed: Option<Parsed>,
}

#[wasm_bindgen(js_class = DataReader)]
impl JsDataReader {
    /// A reader that has seen nothing, told what the file itself may not say.
    #[wasm_bindgen(constructor)]
    pub fn new(
        #[wasm_bindgen(unchecked_optional_param_type = "ReadOptions")] options: &JsValue,
    ) -> Result<Self, JsValue> {
        Ok(Self {
            reader: Some(Reader::told(how(options)?)),
            parsed: None,
        })
    }

    /// The next bytes, cut anywhere. Throws what is wrong as soon as it is seen; the reader is of no use then.
    pub fn push(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "Uint8Array")] bytes: &JsValue,
    ) -> Result<(), JsValue> {
        let bytes = byte_array(bytes)?;
        let mut reader = self.reader.take().ok_or_else(spent)?;
        reader.push(&bytes).map_err(|problem| js_error(&problem))?;
        self.reader = Some(reader);
        Ok(())
    }

    /// The end of the file: what it holds. `name` is only for the answer.
    #[wasm_bindgen(unchecked_return_type = "DataInfo")]
    pub fn finish(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "string")] name: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let name = text(name, "name")?;
        let reader = self.reader.take().ok_or_else(spent)?;
        let parsed = reader
            .finish()
            .and_then(checked)
            .map_err(|problem| js_error(&problem))?;
        let found = info(parsed.info(&name))?;
        self.parsed = Some(parsed);
        Ok(found)
    }

    /// What was read, without its text.
    pub fn pack(&self) -> Result<Vec<u8>, JsValue> {
        self.parsed.as_ref().map(pack).ok_or_else(spent)
    }
}

/// Called out of turn.
fn spent() -> JsValue {
    let message = "this DataReader has failed, is finished, or is not finished yet".to_owned();
    js_error(&Problem::new(ErrorCode::Malformed, "", message))
}
