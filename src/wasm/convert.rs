//! Values across the boundary: JSON-like in, JSON-like out, errors with code and field.

use crate::error::{ErrorCode, MOST_PROBLEMS, Problem, brief, is_full, quote, show};
use crate::json::MAX_DEPTH;
use crate::scenario::contract::SCENARIO;
use crate::scenario::lengths::{Room, Slot};
use crate::scenario::schema::join;
use js_sys::{Array, Error, Function, Object, Reflect, Uint8Array};
use serde::Serialize;
use serde_json::{Map, Value};
use wasm_bindgen::prelude::*;

/// What may run code of the caller (a getter, a proxy, an iterator) and so throw. Caught: an exception that passes through
/// the module unseen leaks what its frames hold, and after a thousand of them the module is of no more use.
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Array, js_name = isArray, catch)]
    fn is_array(value: &JsValue) -> Result<bool, JsValue>;
    #[wasm_bindgen(js_namespace = Array, js_name = from, catch)]
    fn array_from(value: &JsValue) -> Result<Array, JsValue>;
    #[wasm_bindgen(js_namespace = Object, js_name = entries, catch)]
    fn entries_of(value: &JsValue) -> Result<Array, JsValue>;
    #[wasm_bindgen(js_namespace = Object, js_name = keys, catch)]
    pub(super) fn keys_of(value: &JsValue) -> Result<Array, JsValue>;
    #[wasm_bindgen(js_namespace = Object, js_name = values, catch)]
    fn values_of(value: &JsValue) -> Result<Array, JsValue>;
    #[wasm_bindgen(js_namespace = Object, js_name = getPrototypeOf, catch)]
    fn prototype_of(value: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = ["Object", "prototype", "toString"], js_name = call, catch)]
    fn tag_of(value: &JsValue) -> Result<String, JsValue>;
    #[wasm_bindgen(js_namespace = ["Object", "prototype", "toString"], js_name = call, catch)]
    fn raw_tag_of(value: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = Reflect, js_name = get, catch)]
    pub(super) fn get(value: &JsValue, key: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = Reflect, js_name = get, catch)]
    fn get_at(value: &JsValue, index: u32) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_name = Uint8Array)]
    type Bytes;
    #[wasm_bindgen(constructor, js_class = "Uint8Array", catch)]
    fn copy(of: &JsValue) -> Result<Bytes, JsValue>;
}

/// Most values of one input, lists and records included: a list may say that it has any length.
const MOST_VALUES: u32 = 24_000_000;

/// Why a value is not plain data, and where in it.
pub(super) struct Fault {
    /// Path within the input; grows from its end as the fault goes up.
    path: String,
    message: String,
    /// What the caller's own code threw.
    cause: Option<JsValue>,
    /// A list at a place with no room for so many entries.
    too_long: Option<(Slot, usize)>,
}

impl Fault {
    fn new(message: String) -> Self {
        Self {
            path: String::new(),
            message,
            cause: None,
            too_long: None,
        }
    }

    /// Under the key `key` of something.
    pub(super) fn within(self, key: &str) -> Self {
        let path = match self.path.as_str() {
            "" => key.to_owned(),
            rest if rest.starts_with('[') => format!("{key}{rest}"),
            rest => join(key, rest),
        };
        Self { path, ..self }
    }

    pub(super) fn problem(&self) -> Problem {
        let too_long = self
            .too_long
            .and_then(|(slot, length)| slot.too_long(length, &self.path));
        if let Some(problem) = too_long {
            return problem;
        }
        let place = match self.path.as_str() {
            "" => "the input",
            path => path,
        };
        let message = format!("{place} {}", self.message);
        Problem::new(ErrorCode::Malformed, &self.path, message)
    }

    /// The same as an `Error`.
    fn error(&self) -> JsValue {
        let error = js_error(&self.problem());
        if let Some(cause) = &self.cause {
            let _ = Reflect::set(&error, &JsValue::from_str("cause"), cause);
        }
        error
    }
}

impl From<Fault> for JsValue {
    fn from(fault: Fault) -> Self {
        fault.error()
    }
}

/// An exception of the caller's own code.
impl From<JsValue> for Fault {
    fn from(thrown: JsValue) -> Self {
        let said = thrown.dyn_ref::<Error>().map(Error::message);
        let said = said.map_or_else(|| kind_of(&thrown), String::from);
        Self {
            message: format!("cannot be read: {}", brief(&said)),
            cause: Some(thrown),
            ..Self::new(String::new())
        }
    }
}

/// Reads a plain JavaScript value. Numbers that JSON does not know (`NaN`, infinities) become their names, so that
/// the check can say what it found.
///
/// Not by `serde_wasm_bindgen::Deserializer`: its messages bring the library's printers of floating point and of
/// Unicode text into the module (with the few other callers of these measured at 14 KB compressed).
pub(super) fn from_js(value: &JsValue) -> Result<Value, JsValue> {
    let read = Reader::new().read(value, 0, Slot::Free);
    read.map_err(|fault| fault.error())
}

/// Reads a scenario. A list in it that is longer than the contract allows is refused before its entries are read; what the
/// contract has no place for is read as far as a message shows it.
pub(super) fn scenario_from_js(value: &JsValue) -> Result<Value, Fault> {
    Reader::new().read(value, 0, Slot::Of(&SCENARIO))
}

/// Reads anything plain, with limits on nesting and on the number of values: a value that contains itself must not
/// overflow the stack, and a list that says it has a thousand million entries must not be believed.
///
/// A scenario may have a million fields: a call into JavaScript for each is what takes the time, most of all one that
/// may throw or that copies text. So keys are copied once and recognised after that.
struct Reader {
    /// Values that may still come.
    left: u32,
    /// The keys of the last record at each depth, which those of its neighbour mostly are, too.
    keys: Vec<Vec<(JsValue, String)>>,
    /// `Object.prototype` and what it is called.
    plain: (JsValue, JsValue),
}

impl Reader {
    fn new() -> Self {
        let record = Object::new();
        Self {
            left: MOST_VALUES,
            keys: vec![Vec::new(); MAX_DEPTH],
            plain: (
                prototype_of(&record).unwrap_or(JsValue::NULL),
                JsValue::from_str(PLAIN),
            ),
        }
    }

    fn read(&mut self, value: &JsValue, depth: usize, slot: Slot) -> Result<Value, Fault> {
        if let Some(number) = value.as_f64() {
            return Ok(read_number(number));
        }
        if let Some(text) = value.as_string() {
            return Ok(Value::String(text));
        }
        if value.is_null() || value.is_undefined() {
            return Ok(Value::Null);
        }
        if let Some(flag) = value.as_bool() {
            return Ok(Value::Bool(flag));
        }
        if value.is_bigint() {
            let whole = i64::try_from(value.clone()).map(Value::from);
            return whole
                .or_else(|value| u64::try_from(value).map(Value::from))
                .map_err(|_| Fault::new("is a BigInt beyond 64 bits".to_owned()));
        }
        if depth >= MAX_DEPTH {
            return Err(Fault::new(format!(
                "is nested deeper than {MAX_DEPTH} levels"
            )));
        }
        if !value.is_object() {
            return Err(not_plain(value));
        }
        if is_array(value)? {
            return self.list(value, depth, slot);
        }
        if self.is_literal(value)? {
            // Arrays of their own, which nothing of the caller's is behind.
            let (keys, values) = (keys_of(value)?, values_of(value)?);
            // A getter may remove what comes after it.
            if keys.length() == values.length() {
                return self.record(keys.length(), depth, slot, |index| {
                    Ok((keys.get(index), values.get(index)))
                });
            }
        }
        let entries = if value.is_instance_of::<js_sys::Map>() {
            array_from(value)?
        } else if is_plain(value)? {
            entries_of(value)?
        } else {
            return Err(not_plain(value));
        };
        self.record(entries.length(), depth, slot, |index| {
            let entry = get_at(&entries, index)?;
            Ok((get_at(&entry, 0)?, get_at(&entry, 1)?))
        })
    }

    /// Whether an object is what `{}` makes in this window; others may be plain, too.
    fn is_literal(&self, value: &JsValue) -> Result<bool, JsValue> {
        let (prototype, tag) = &self.plain;
        Ok(prototype_of(value)? == *prototype && raw_tag_of(value)? == *tag)
    }

    fn list(&mut self, value: &JsValue, depth: usize, slot: Slot) -> Result<Value, Fault> {
        let length = length_of(value)?.ok_or_else(|| not_plain(value))?;
        let count = match slot.room(length as usize) {
            Room::Entries(count) => u32::try_from(count).unwrap_or(u32::MAX),
            Room::TooLong => {
                return Err(Fault {
                    too_long: Some((slot, length as usize)),
                    ..Fault::new(String::new())
                });
            }
        };
        take(&mut self.left, count)?;
        let mut items = Vec::new();
        for index in 0..count {
            let item = get_at(value, index)
                .map_err(Fault::from)
                .and_then(|item| self.read(&item, depth + 1, slot.item()))
                .map_err(|fault| fault.within(&format!("[{index}]")))?;
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn record(
        &mut self,
        count: u32,
        depth: usize,
        slot: Slot,
        entry: impl Fn(u32) -> Result<(JsValue, JsValue), JsValue>,
    ) -> Result<Value, Fault> {
        take(&mut self.left, count)?;
        // It may stand behind what depends on it.
        let word = match slot.tag() {
            None => None,
            Some(tag) => {
                let tag = JsValue::from_str(tag);
                let mut word = None;
                for index in 0..count {
                    let (key, item) = entry(index)?;
                    if key == tag {
                        word = item.as_string();
                    }
                }
                word
            }
        };
        let mut object = Map::new();
        for index in 0..count {
            let (key, item) = entry(index)?;
            let key = self.key(key, depth, index as usize)?;
            let item = self
                .read(&item, depth + 1, slot.field(&key, word.as_deref()))
                .map_err(|fault| fault.within(&brief(&key)))?;
            object.insert(key, item);
        }
        Ok(Value::Object(object))
    }

    /// The text of a key that is the one at `index` of its record.
    fn key(&mut self, key: JsValue, depth: usize, index: usize) -> Result<String, Fault> {
        let known = &mut self.keys[depth];
        if let Some((same, text)) = known.get(index)
            && *same == key
        {
            return Ok(text.clone());
        }
        let Some(text) = key.as_string() else {
            return Err(Fault::new("has a key that is no text".to_owned()));
        };
        // Records with a thousand keys are no rows of a table.
        if index < MOST_KNOWN_KEYS {
            known.truncate(index);
            if known.len() == index {
                known.push((key, text.clone()));
            }
        }
        Ok(text)
    }
}

/// Most keys of a record that are recognised.
const MOST_KNOWN_KEYS: usize = 32;

/// What JavaScript calls a record.
const PLAIN: &str = "[object Object]";

fn not_plain(value: &JsValue) -> Fault {
    Fault::new(format!("is {}; expected plain data", kind_of(value)))
}

fn take(left: &mut u32, count: u32) -> Result<(), Fault> {
    *left = left
        .checked_sub(count)
        .ok_or_else(|| Fault::new(format!("has more than {} values", show(MOST_VALUES.into()))))?;
    Ok(())
}

/// Whether an object is a record of its keys: made by `{}` (of any window) or without a prototype. A `Date` or a `Trace`
/// is something else, however few keys it shows.
pub(super) fn is_plain(value: &JsValue) -> Result<bool, JsValue> {
    if tag_of(value)? != PLAIN {
        return Ok(false);
    }
    let prototype = prototype_of(value)?;
    Ok(prototype.is_null() || prototype_of(&prototype)?.is_null())
}

/// The length that a list says it has, if it is one.
fn length_of(value: &JsValue) -> Result<Option<u32>, JsValue> {
    let length = get(value, "length")?.as_f64();
    let length = length
        .filter(|length| length.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(length));
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "checked to be whole and small"
    )]
    Ok(length.map(|length| length as u32))
}

/// What a value is, for a message.
pub(super) fn kind_of(value: &JsValue) -> String {
    if let Some(number) = value.as_f64() {
        return show(number);
    }
    if let Some(text) = value.as_string() {
        return quote(&text);
    }
    if let Some(flag) = value.as_bool() {
        return if flag { "true" } else { "false" }.to_owned();
    }
    if value.is_null() {
        return "null".to_owned();
    }
    if value.is_undefined() {
        return "undefined".to_owned();
    }
    if value.is_function() {
        return "a function".to_owned();
    }
    if !value.is_object() {
        return if value.is_bigint() {
            "a BigInt"
        } else {
            "a symbol"
        }
        .to_owned();
    }
    if is_array(value).unwrap_or(false) {
        return "a list".to_owned();
    }
    // Its class, where it has one: "an object (Date)".
    let class = get(value, "constructor").and_then(|class| {
        let is_class = class.is_instance_of::<Function>();
        if is_class {
            get(&class, "name")
        } else {
            Ok(JsValue::NULL)
        }
    });
    match class.ok().and_then(|name| name.as_string()) {
        Some(name) if !name.is_empty() && name != "Object" => {
            format!("an object ({})", brief(&name))
        }
        _ => "an object".to_owned(),
    }
}

/// An argument of another type than it should be.
pub(super) fn wrong_type(value: &JsValue, field: &str, expected: &str) -> JsValue {
    let message = format!("{field} is {}; expected {expected}", kind_of(value));
    js_error(&Problem::new(ErrorCode::WrongType, field, message))
}

/// An argument that is a list of numbers: an array, a typed array, or anything with a length, of at most `most` of them.
///
/// Not a `Vec<f64>` of the glue, which believes any length and takes the memory for it.
#[cfg(feature = "complete")]
pub(super) fn numbers(value: &JsValue, field: &str, most: u32) -> Result<Vec<f64>, JsValue> {
    let expected = "a list of numbers";
    let length = match value.is_object() {
        true => length_of(value).unwrap_or(None),
        false => None,
    };
    let Some(length) = length else {
        return Err(wrong_type(value, field, expected));
    };
    if length > most {
        let message = format!("{field} has {length} numbers; at most {most} are allowed");
        return Err(js_error(&Problem {
            max: Some(most.into()),
            ..Problem::new(ErrorCode::OutOfRange, field, message).with_value(length)
        }));
    }
    let mut read = Vec::new();
    for index in 0..length {
        let item = get_at(value, index).unwrap_or(JsValue::UNDEFINED);
        let number = item
            .as_f64()
            .ok_or_else(|| wrong_type(&item, &format!("{field}[{index}]"), "a number"))?;
        read.push(number);
    }
    Ok(read)
}

/// An argument that is a whole number of a range.
pub(super) fn whole(value: &JsValue, field: &str, min: u32, max: u32) -> Result<u32, JsValue> {
    let number = value.as_f64().ok_or_else(|| {
        let expected = format!("a whole number from {min} to {max}");
        wrong_type(value, field, &expected)
    })?;
    if number.fract() != 0.0 || !(f64::from(min)..=f64::from(max)).contains(&number) {
        let message = format!(
            "{field} is {}; expected a whole number from {min} to {max}",
            show(number)
        );
        return Err(js_error(&Problem {
            min: Some(min.into()),
            max: Some(max.into()),
            ..Problem::new(ErrorCode::OutOfRange, field, message).with_value(show(number))
        }));
    }
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "checked to be whole and in the range of a u32"
    )]
    Ok(number as u32)
}

/// An argument that is bytes.
pub(super) fn byte_array(bytes: &JsValue) -> Result<Vec<u8>, JsValue> {
    let refused = || wrong_type(bytes, "bytes", "a Uint8Array");
    let array = bytes.dyn_ref::<Uint8Array>().ok_or_else(refused)?;
    // A class of its own may say that it has any length; a copy has the true one.
    let is_own = prototype_of(bytes).ok() == prototype_of(&Uint8Array::new_with_length(0)).ok()
        && !Object::has_own(array, &JsValue::from_str("length"));
    if is_own {
        return Ok(array.to_vec());
    }
    let copy = Bytes::copy(bytes).map_err(|_| refused())?;
    Ok(copy.unchecked_into::<Uint8Array>().to_vec())
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
        // The last one only says that there are more.
        _ if is_full(&problems) => format!(" (and at least {MOST_PROBLEMS} more problems)"),
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

/// Amounts without a sign where no word says how they are written.
pub(super) fn money_word(word: &str) -> &str {
    match word {
        "" => "{amount}",
        word => word,
    }
}
