//! Options of a run, read where they stand: a run takes microseconds.

use crate::error::{ErrorCode, Problem, brief};
use crate::wasm::convert::{Fault, get, is_plain, js_error, keys_of, wrong_type};
use js_sys::Array;
use wasm_bindgen::prelude::*;

/// Refuses options that nobody reads. `given` of the known ones are there: when there are no more keys, none of them
/// needs a look, which is what makes a short run short.
pub(super) fn only_keys(options: &JsValue, known: &[&str], given: u32) -> Result<(), JsValue> {
    let refused = |_: JsValue| wrong_type(options, "options", "an object");
    let is_record = options.is_object() && (given > 0 || is_plain(options).map_err(refused)?);
    if !is_record {
        return Err(refused(JsValue::NULL));
    }
    let keys = keys_of(options).map_err(refused)?;
    if keys.length() == given {
        return Ok(());
    }
    for key in Array::iter(&keys) {
        let key = key.as_string().unwrap_or_default();
        if !known.contains(&key.as_str()) {
            let message = format!(
                "{} is no option of a run; known are {}",
                brief(&key),
                known.join(", ")
            );
            return Err(js_error(&Problem::new(
                ErrorCode::UnknownField,
                &brief(&key),
                message,
            )));
        }
    }
    Ok(())
}

/// One option of a run; `None` where it is left out.
pub(super) fn option(options: &JsValue, name: &str) -> Result<Option<f64>, JsValue> {
    if !options.is_object() {
        return Ok(None);
    }
    let value = get(options, name)
        .map_err(|thrown| js_error(&Fault::from(thrown).within(name).problem()))?;
    if value.is_undefined() || value.is_null() {
        return Ok(None);
    }
    let number = value.as_f64();
    number
        .map(Some)
        .ok_or_else(|| wrong_type(&value, name, "a number"))
}
