//! Values across the boundary: JSON-like in, JSON-like out, errors with code and field.

use crate::error::{ErrorCode, Problem};
use crate::json::MAX_DEPTH;
use js_sys::{Array, Error, Object, Reflect, Symbol};
use serde::Serialize;
use serde_json::{Map, Value};
use wasm_bindgen::prelude::*;

/// Reading what somebody else made may run their code: a getter, a proxy. What it throws is caught and told: uncaught it
/// would pass through this module without cleaning up, and leave borrowed for ever what was borrowed.
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = Array, js_name = isArray)]
    fn is_array(value: &JsValue) -> Result<bool, JsValue>;

    #[wasm_bindgen(catch, js_namespace = Array, js_name = from)]
    fn listed(value: &JsValue) -> Result<Array, JsValue>;

    #[wasm_bindgen(catch, js_namespace = Object, js_name = entries)]
    fn entries_of(value: &JsValue) -> Result<Array, JsValue>;

    #[wasm_bindgen(catch, js_namespace = Object, js_name = keys)]
    fn keys_of(value: &JsValue) -> Result<Array, JsValue>;
}

/// What a value said instead of letting itself be read.
fn thrown(error: &JsValue) -> String {
    let message = Reflect::get(error, &JsValue::from_str("message"))
        .ok()
        .and_then(|message| message.as_string())
        .or_else(|| error.as_string())
        .unwrap_or_default();
    format!("reading it failed with \"{message}\"")
}

/// Reads a plain JavaScript value. Numbers that JSON does not know (`NaN`, infinities) become their names, so that
/// the check can say what it found.
///
/// Not by `serde_wasm_bindgen::Deserializer`: its messages bring the library's printers of floating point and of
/// Unicode text into the module (with the few other callers of these measured at 14 KB compressed).
pub(super) fn from_js(value: &JsValue) -> Result<Value, JsValue> {
    read(value, 0).map_err(|fault| {
        let message = format!("the input is not plain data: {fault}");
        js_error(&Problem::new(ErrorCode::Malformed, "", message))
    })
}

/// Reads anything plain, with a limit on nesting: a value that contains itself must not overflow the stack.
fn read(value: &JsValue, depth: usize) -> Result<Value, String> {
    if value.is_null() || value.is_undefined() {
        return Ok(Value::Null);
    }
    if let Some(flag) = value.as_bool() {
        return Ok(Value::Bool(flag));
    }
    if let Some(number) = value.as_f64() {
        return Ok(read_number(number));
    }
    if let Some(text) = value.as_string() {
        return Ok(Value::String(text));
    }
    if value.is_bigint() {
        let whole = i64::try_from(value.clone()).map(Value::from);
        return whole
            .or_else(|value| u64::try_from(value).map(Value::from))
            .map_err(|_| "it holds a BigInt beyond 64 bits".to_owned());
    }
    if depth >= MAX_DEPTH {
        return Err(format!("it is nested deeper than {MAX_DEPTH} levels"));
    }
    if is_array(value).map_err(|error| thrown(&error))? {
        // A copy has no code of its own any more.
        let items = listed(value).map_err(|error| thrown(&error))?;
        let items = items.iter().map(|item| read(&item, depth + 1));
        return items.collect::<Result<_, _>>().map(Value::Array);
    }
    let is_map = value.is_instance_of::<js_sys::Map>();
    let is_plain = value.is_object()
        && !value.is_instance_of::<js_sys::ArrayBuffer>()
        && !Reflect::has(value, &Symbol::iterator()).map_err(|error| thrown(&error))?;
    if !is_map && !is_plain {
        let kind = value.js_typeof().as_string().unwrap_or_default();
        return Err(format!("it holds a {kind} that is neither list nor record"));
    }
    let entries = if is_map {
        listed(value)
    } else {
        entries_of(value)
    };
    let entries = entries.map_err(|error| thrown(&error))?;
    let mut object = Map::new();
    for entry in entries.iter() {
        let entry: Array = entry.unchecked_into();
        let Some(key) = entry.get(0).as_string() else {
            return Err("it holds a key that is no text".to_owned());
        };
        object.insert(key, read(&entry.get(1), depth + 1)?);
    }
    Ok(Value::Object(object))
}

#[allow(
    clippy::cast_possible_truncation,
    reason = "checked to be whole and small"
)]
fn read_number(number: f64) -> Value {
    if number.fract() == 0.0 && number.abs() <= js_sys::Number::MAX_SAFE_INTEGER {
        return Value::from(number as i64);
    }
    let name = if number.is_nan() {
        "NaN"
    } else if number > 0.0 {
        "Infinity"
    } else {
        "-Infinity"
    };
    serde_json::Number::from_f64(number)
        .map_or_else(|| Value::String(name.to_owned()), Value::Number)
}

/// A value for JavaScript: plain objects, `null` for what is absent.
pub(super) fn to_js(value: &impl Serialize) -> JsValue {
    value
        .serialize(&serde_wasm_bindgen::Serializer::json_compatible())
        .unwrap_or_else(|_| unreachable!("our own results hold nothing that JavaScript cannot"))
}

/// An `Error` with `code`, `field` and `problems`.
pub(super) fn js_error(problem: &Problem) -> JsValue {
    js_problems(vec![problem.clone()])
}

/// An `Error` for the first problem that carries them all.
pub(super) fn js_problems(problems: Vec<Problem>) -> JsValue {
    let Some(first) = problems.first() else {
        return Error::new("unknown problem").into();
    };
    let others = match problems.len() {
        1 => String::new(),
        2 => " (and 1 more problem)".to_owned(),
        count => format!(" (and {} more problems)", count - 1),
    };
    let error = Error::new(&format!("{}{others}", first.message));
    for (key, value) in [
        ("code", JsValue::from_str(first.code.as_str())),
        ("field", JsValue::from_str(&first.field)),
        ("problems", to_js(&problems)),
    ] {
        // Setting a property of a fresh Error cannot fail; if it does, the message still says it all.
        let _ = Reflect::set(&error, &JsValue::from_str(key), &value);
    }
    error.into()
}

/// The problem inside an error that [`from_js`] made.
pub(super) fn malformed(error: &JsValue) -> Problem {
    let message = error
        .dyn_ref::<Error>()
        .map_or_else(String::new, |error| String::from(error.message()));
    Problem::new(ErrorCode::Malformed, "", message)
}

/// Refuses options that nobody reads. `given` of the known ones are there: when there are no more keys, none of them
/// needs a look, which is what makes a short run short.
pub(super) fn only_keys(options: &JsValue, known: &[&str], given: u32) -> Result<(), JsValue> {
    let Some(object) = options.dyn_ref::<Object>() else {
        return Err(js_error(&Problem::new(
            ErrorCode::WrongType,
            "",
            "the options of a run are no object".to_owned(),
        )));
    };
    let keys = keys_of(object)?;
    if keys.length() == given {
        return Ok(());
    }
    for key in Array::iter(&keys) {
        let key = key.as_string().unwrap_or_default();
        if !known.contains(&key.as_str()) {
            let message = format!(
                "{key} is no option of a run; known are {}",
                known.join(", ")
            );
            return Err(js_error(&Problem::new(
                ErrorCode::UnknownField,
                &key,
                message,
            )));
        }
    }
    Ok(())
}
