//! Values across the boundary: JSON-like in, JSON-like out, errors with code and field.

use crate::error::{ErrorCode, Problem};
use crate::json::MAX_DEPTH;
use js_sys::{Array, Error, Object, Reflect};
use serde::Serialize;
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use std::fmt;
use wasm_bindgen::prelude::*;

/// Reads a plain JavaScript value. Numbers that JSON does not know (`NaN`, infinities) become their names, so that
/// the check can say what it found.
pub(super) fn from_js(value: &JsValue) -> Result<Value, JsValue> {
    Loose { depth: 0 }
        .deserialize(serde_wasm_bindgen::Deserializer::from(value.clone()))
        .map_err(|error| {
            js_error(&Problem::new(
                ErrorCode::Malformed,
                "",
                format!("the input is not plain data: {error}"),
            ))
        })
}

/// A value for JavaScript: plain objects, `null` for what is absent.
pub(super) fn to_js(value: &impl Serialize) -> JsValue {
    value
        .serialize(&serde_wasm_bindgen::Serializer::json_compatible())
        .expect("our own results hold nothing that JavaScript cannot")
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

/// Refuses options that nobody reads.
pub(super) fn only_keys(options: &JsValue, known: &[&str]) -> Result<(), JsValue> {
    let Some(object) = options.dyn_ref::<Object>() else {
        return Ok(());
    };
    for key in Array::iter(&Object::keys(object)) {
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

/// Reads anything plain, with a limit on nesting: a value that contains itself must not overflow the stack.
struct Loose {
    depth: usize,
}

impl Loose {
    fn inner<E: serde::de::Error>(&self) -> Result<Self, E> {
        if self.depth >= MAX_DEPTH {
            return Err(E::custom(format!(
                "it is nested deeper than {MAX_DEPTH} levels"
            )));
        }
        Ok(Self {
            depth: self.depth + 1,
        })
    }
}

impl<'de> DeserializeSeed<'de> for Loose {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Loose {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("plain data")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        let name = || {
            let name = if value.is_nan() {
                "NaN"
            } else if value > 0.0 {
                "Infinity"
            } else {
                "-Infinity"
            };
            Value::String(name.to_owned())
        };
        Ok(serde_json::Number::from_f64(value).map_or_else(name, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = sequence.next_element_seed(self.inner::<A::Error>()?)? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(key) = map.next_key::<String>()? {
            let value = map.next_value_seed(self.inner::<A::Error>()?)?;
            if object.insert(key.clone(), value).is_some() {
                return Err(A::Error::custom(format!(
                    "the key \"{key}\" stands there twice"
                )));
            }
        }
        Ok(Value::Object(object))
    }
}
