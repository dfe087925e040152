//! The JavaScript surface: translates, and does no arithmetic.

mod analysis;
#[cfg(feature = "complete")]
mod complete;
mod convert;
mod crowd;
#[cfg(feature = "mechanisms")]
mod mechanisms;
mod stage;

#[cfg(feature = "complete")]
pub use complete::*;
#[cfg(feature = "mechanisms")]
pub use mechanisms::*;
pub use stage::JsStage;

use crate::analysis::fragility::{Fragility, Search};
use crate::analysis::ladder::Ladders;
use crate::engine::{Prepared, RunInParts, run as run_engine};
use crate::error::{ErrorCode, Problem, describe, quote};
use crate::log::ColumnSpec;
use crate::scenario::apply::use_data as use_file;
use crate::scenario::build::build;
use crate::scenario::control::Control;
use crate::scenario::controls;
use crate::scenario::data::{DataInfo, DataStore};
use crate::scenario::model::ValidScenario;
use crate::scenario::presets;
use crate::scenario::settings::{Remark, Setting, Wanted, settle};
use crate::scenario::shape;
use crate::trace::{GroupTrace, MarketTrace, Trace};
use convert::{
    byte_array, from_js, js_error, js_problems, scenario_from_js, to_js, whole, wrong_type,
};
use serde::Serialize;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(typescript_custom_section)]
const SCENARIO_TYPES: &str = include_str!("scenario.d.ts");

#[wasm_bindgen(typescript_custom_section)]
const RESULT_TYPES: &str = include_str!("results.d.ts");

#[wasm_bindgen(typescript_custom_section)]
const RECORDED_TYPES: &str = include_str!("recorded.d.ts");

#[wasm_bindgen(typescript_custom_section)]
const ANALYSIS_TYPES: &str = include_str!("analysis.d.ts");

#[wasm_bindgen(typescript_custom_section)]
const CROWD_TYPES: &str = include_str!("crowd.d.ts");

thread_local! {
    /// Data registered on this thread (a module instance has one).
    static DATA: RefCell<DataStore> = RefCell::default();
}

fn valid(scenario: &JsValue) -> Result<ValidScenario, JsValue> {
    let scenario = scenario_from_js(scenario)?;
    DATA.with_borrow(|data| build(&scenario, data))
        .map_err(js_problems)
}

/// Version of the engine: the same version, scenario and seed give the same bits everywhere.
#[wasm_bindgen(js_name = engineVersion)]
#[must_use]
pub fn engine_version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// Runs a scenario to its end. Throws an `Error` with `code`, `field`, `message` and `problems` (all of them).
#[wasm_bindgen]
pub fn run(
    #[wasm_bindgen(unchecked_param_type = "Scenario")] scenario: &JsValue,
) -> Result<JsTrace, JsValue> {
    Ok(JsTrace(run_engine(valid(scenario)?)))
}

/// Begins a run that is done in parts, so that a page can do something else meanwhile, or give it up. Throws as `run`.
#[wasm_bindgen]
pub fn start(
    #[wasm_bindgen(unchecked_param_type = "Scenario")] scenario: &JsValue,
) -> Result<JsRun, JsValue> {
    Ok(JsRun(RunInParts::new(valid(scenario)?)))
}

/// A run in parts: the record is that of `run`, however it is cut.
#[wasm_bindgen(js_name = Run)]
#[derive(Debug)]
pub struct JsRun(RunInParts);

#[wasm_bindgen(js_class = Run)]
impl JsRun {
    /// So many waves (ticks) more. Comes back with the share of the ticks that is done, 0 of waves, whose number nobody
    /// knows; `undefined` when the run is over.
    pub fn advance(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "number")] steps: &JsValue,
    ) -> Result<Option<f64>, JsValue> {
        let steps = whole(steps, "steps", 1, u32::MAX)?;
        Ok(self.0.advance(steps).then(|| self.0.share_done()))
    }

    /// Whatever is left of the run, and its record. The run is of no use afterwards.
    pub fn finish(self) -> JsTrace {
        JsTrace(self.0.finish())
    }
}

/// What is wrong with a scenario; empty when it is valid. At most a hundred problems, and one more that says so where
/// there are more.
#[wasm_bindgen(unchecked_return_type = "Problem[]")]
pub fn validate(#[wasm_bindgen(unchecked_param_type = "Scenario")] scenario: &JsValue) -> JsValue {
    let found = match scenario_from_js(scenario) {
        Ok(scenario) => DATA
            .with_borrow(|data| build(&scenario, data))
            .err()
            .unwrap_or_default(),
        Err(fault) => vec![fault.problem()],
    };
    to_js(&found)
}

/// Builds and sorts the book of a scenario once, for many runs.
#[wasm_bindgen]
pub fn prepare(
    #[wasm_bindgen(unchecked_param_type = "Scenario")] scenario: &JsValue,
) -> Result<JsPrepared, JsValue> {
    Ok(JsPrepared::of(Prepared::new(valid(scenario)?)))
}

/// The sliders that apply to a scenario.
#[wasm_bindgen(js_name = controls, unchecked_return_type = "Control[]")]
pub fn controls_of(
    #[wasm_bindgen(unchecked_param_type = "Scenario")] scenario: &JsValue,
) -> Result<JsValue, JsValue> {
    let scenario = scenario_from_js(scenario)?;
    let found = DATA
        .with_borrow(|data| controls::controls(&scenario, data))
        .map_err(js_problems)?;
    Ok(to_js(&found))
}

/// Leverage of the first crowd in the bars that `setLeverageShape` sets, as the scenario has it; `undefined` where no crowd
/// follows a law.
#[wasm_bindgen(js_name = leverageShape, unchecked_return_type = "LeverageShape | undefined")]
pub fn leverage_shape(
    #[wasm_bindgen(unchecked_param_type = "Scenario")] scenario: &JsValue,
) -> Result<JsValue, JsValue> {
    let scenario = scenario_from_js(scenario)?;
    let found = DATA
        .with_borrow(|data| shape::leverage_shape(&scenario, data))
        .map_err(js_problems)?;
    Ok(found.map_or(JsValue::UNDEFINED, |found| to_js(&found)))
}

/// Sets all that a page or an address wants of a scenario at once: the rules of a venue, other choices, leverage as it was
/// drawn, numbers, whatever their order. What cannot be had is brought to what can, and said in `remarks`.
#[wasm_bindgen(js_name = applySettings, unchecked_return_type = "Settled")]
pub fn apply_settings(
    #[wasm_bindgen(unchecked_param_type = "Scenario")] scenario: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "Wanted")] wanted: &JsValue,
) -> Result<JsValue, JsValue> {
    let given = from_js(wanted)?;
    let Some(values) = given["values"].as_object() else {
        return Err(wrong_type(wanted, "wanted", "an object with values"));
    };
    let setting = |value: &serde_json::Value| match value.as_f64() {
        Some(number) => Setting::Number(number),
        None => Setting::Word(match value.as_str() {
            Some(word) => word.to_owned(),
            None => describe(value),
        }),
    };
    let heights = given["shape"].as_array().map_or(&[][..], Vec::as_slice);
    let wanted = Wanted {
        values: values
            .iter()
            .map(|(name, value)| (name.clone(), setting(value)))
            .collect(),
        shape: heights
            .iter()
            .map(|height| height.as_f64().unwrap_or(f64::NAN))
            .collect(),
        most_positions: given["mostPositions"].as_f64(),
        last: given["last"].as_str().map(str::to_owned),
    };
    let scenario = scenario_from_js(scenario)?;
    let settled = DATA
        .with_borrow(|data| settle(&scenario, wanted, data))
        .map_err(js_problems)?;
    let named = |all: Vec<(String, Setting)>| -> serde_json::Map<String, serde_json::Value> {
        let pairs = all.into_iter().map(|(name, setting)| {
            let value = match setting {
                Setting::Number(number) => number.into(),
                Setting::Word(word) => word.into(),
            };
            (name, value)
        });
        let mut map = serde_json::Map::new();
        // Not `collect`: that sorts, and links a sort.
        for (name, value) in pairs {
            map.insert(name, value);
        }
        map
    };
    Ok(to_js(&JsSettled {
        scenario: settled.scenario,
        values: named(settled.values),
        plain: named(settled.plain),
        is_drawn: settled.is_drawn,
        remarks: settled.remarks,
        asked_tick_s: settled.asked_tick_s,
        controls: settled.controls,
    }))
}

/// What became of settings.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct JsSettled {
    scenario: serde_json::Value,
    values: serde_json::Map<String, serde_json::Value>,
    plain: serde_json::Map<String, serde_json::Value>,
    is_drawn: bool,
    remarks: Vec<Remark>,
    asked_tick_s: Option<f64>,
    controls: Vec<Control>,
}

/// The liquidation rules of real venues that the control `ruleset` offers, with their sources.
#[wasm_bindgen(unchecked_return_type = "Ruleset[]")]
pub fn rulesets() -> JsValue {
    to_js(&crate::scenario::rulesets::RULESETS)
}

/// The scenario with a registered file in its place: a book under the first market as it is displayed (`refill` 1),
/// positions instead of the crowd, brackets (of `contract`, or of the first one) for the margin, a path for the shock; a whole
/// scenario instead of everything.
#[wasm_bindgen(js_name = useData, unchecked_return_type = "Scenario")]
pub fn use_data(
    #[wasm_bindgen(unchecked_param_type = "Scenario")] scenario: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "string")] name: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "string")] contract: &JsValue,
) -> Result<JsValue, JsValue> {
    let name = &text(name, "name")?;
    let contract = match contract.is_undefined() || contract.is_null() {
        true => None,
        false => Some(text(contract, "contract")?),
    };
    let scenario = scenario_from_js(scenario)?;
    let changed = DATA
        .with_borrow(|data| use_file(&scenario, name, contract.as_deref(), data))
        .map_err(js_problems)?;
    Ok(to_js(&changed))
}

/// The same as `useData`, by its older name.
#[wasm_bindgen(js_name = useOrderBook, unchecked_return_type = "Scenario")]
pub fn use_order_book(
    #[wasm_bindgen(unchecked_param_type = "Scenario")] scenario: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "string")] name: &JsValue,
) -> Result<JsValue, JsValue> {
    use_data(scenario, name, &JsValue::UNDEFINED)
}

/// Names of the presets, in the order of the page.
#[wasm_bindgen(js_name = presetNames)]
pub fn preset_names() -> Vec<String> {
    presets::names().into_iter().map(str::to_owned).collect()
}

/// A preset as a scenario.
#[wasm_bindgen(unchecked_return_type = "Scenario")]
pub fn preset(
    #[wasm_bindgen(unchecked_param_type = "string")] name: &JsValue,
) -> Result<JsValue, JsValue> {
    let name = &text(name, "name")?;
    presets::preset(name)
        .map(|scenario| to_js(&scenario))
        .ok_or_else(|| {
            let message = format!(
                "there is no preset {}; there are {}",
                quote(name),
                presets::names().join(", ")
            );
            js_error(&Problem::new(ErrorCode::UnknownChoice, "name", message))
        })
}

/// Keeps what a `DataReader`, usually of another thread, has read and packed. Whatever else the bytes are is an error.
#[wasm_bindgen(js_name = registerPacked, unchecked_return_type = "DataInfo")]
pub fn register_packed(
    #[wasm_bindgen(unchecked_param_type = "string")] name: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "Uint8Array")] bytes: &JsValue,
) -> Result<JsValue, JsValue> {
    let (name, bytes) = (text(name, "name")?, byte_array(bytes)?);
    info(DATA.with_borrow_mut(|data| data.register_packed(&name, &bytes)))
}

fn info(result: Result<DataInfo, Problem>) -> Result<JsValue, JsValue> {
    result
        .map(|info| to_js(&info.to_json()))
        .map_err(|problem| js_error(&problem))
}

/// A text argument. The glue would read past the end of memory for anything else.
fn text(value: &JsValue, field: &str) -> Result<String, JsValue> {
    value
        .as_string()
        .ok_or_else(|| wrong_type(value, field, "text"))
}

#[cfg(feature = "complete")]
fn number(value: &JsValue, field: &str) -> Result<f64, JsValue> {
    value
        .as_f64()
        .ok_or_else(|| wrong_type(value, field, "a number"))
}

/// A scenario whose book is built and sorted.
#[wasm_bindgen(js_name = Prepared)]
#[derive(Debug)]
pub struct JsPrepared {
    prepared: Prepared,
    ladders: Ladders,
    /// The last curve with its number of points: some take a hundred runs of the engine.
    curve: RefCell<Option<(usize, Rc<Fragility>)>>,
    /// What a search for the curve with most points has found so far.
    search: RefCell<Option<Search>>,
}

impl JsPrepared {
    fn of(prepared: Prepared) -> Self {
        Self {
            prepared,
            ladders: Ladders::default(),
            curve: RefCell::default(),
            search: RefCell::default(),
        }
    }
}

/// Whoever trades besides the outside world.
#[derive(Serialize)]
struct SourceInfo<'a> {
    id: &'a str,
    kind: &'static str,
    market: &'a str,
}

/// What happened, and when.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct EventInfo<'a> {
    name: &'static str,
    label: &'static str,
    market: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'a str>,
    row: usize,
    time_s: f64,
}

/// What a column is.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ColumnInfo {
    name: &'static str,
    unit: &'static str,
    doc: &'static str,
    is_flow: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    trader: Option<&'static str>,
}

/// The record of a run. Every column has one entry per row: row 0 before the shock, row 1 after it with nothing
/// liquidated, row `1 + k` after wave (tick) `k`. Flow columns are cumulative. `market` is the id of a market; left
/// out: the shocked one.
#[wasm_bindgen(js_name = Trace)]
#[derive(Debug)]
pub struct JsTrace(pub(crate) Trace);

impl JsTrace {
    /// The accounts of that name that are recorded by themselves; markets come first.
    fn group(&self, id: &JsValue) -> Option<&GroupTrace> {
        let id = id.as_string()?;
        if self.0.market(Some(&id)).is_some() {
            return None;
        }
        self.0.groups.iter().find(|group| group.id == id)
    }

    fn market(&self, id: &JsValue) -> Result<&MarketTrace, JsValue> {
        let id = if id.is_undefined() || id.is_null() {
            None
        } else {
            Some(text(id, "market")?)
        };
        let id = id.as_deref();
        self.0.market(id).ok_or_else(|| {
            let known: Vec<&str> = self
                .0
                .markets
                .iter()
                .map(|market| market.id.as_str())
                .collect();
            let id = id.unwrap_or_default();
            let message = format!(
                "market is {}; the markets are {}",
                quote(id),
                known.join(", ")
            );
            js_error(&Problem::new(ErrorCode::UnknownChoice, "market", message))
        })
    }
}

#[wasm_bindgen(js_class = Trace)]
impl JsTrace {
    /// Number of rows.
    #[wasm_bindgen(getter)]
    pub fn rows(&self) -> usize {
        self.0.rows()
    }

    /// The run in numbers.
    #[wasm_bindgen(unchecked_return_type = "Summary")]
    pub fn summary(&self) -> JsValue {
        to_js(&self.0.summary())
    }

    /// Outcome of every explicit position, in the order of the scenario.
    #[wasm_bindgen(unchecked_return_type = "AccountOutcome[]")]
    pub fn accounts(&self) -> JsValue {
        to_js(&self.0.accounts)
    }

    /// Ids of the markets.
    pub fn markets(&self) -> Vec<String> {
        self.0
            .markets
            .iter()
            .map(|market| market.id.clone())
            .collect()
    }

    /// Whoever trades besides the outside world, each in a market.
    #[wasm_bindgen(unchecked_return_type = "SourceInfo[]")]
    pub fn sources(&self) -> JsValue {
        let named = self.0.sources.iter().map(|source| SourceInfo {
            id: &source.id,
            kind: source.kind,
            market: &self.0.markets[source.market].id,
        });
        to_js(&named.collect::<Vec<_>>())
    }

    /// The part that a source (its `id`) has in `branchingRatio`, row by row, on the same side; those of a market add up to
    /// it, but where it is cut at a thousand. Negative: it trades against the move.
    pub fn feedback(
        &self,
        #[wasm_bindgen(js_name = sourceId, unchecked_param_type = "string")] source: &JsValue,
    ) -> Result<Vec<f64>, JsValue> {
        let id = text(source, "sourceId")?;
        let found = self.0.feedback_of(&id);
        found.map(<[f64]>::to_vec).ok_or_else(|| {
            let known: Vec<&str> = self.0.sources.iter().map(|one| one.id.as_str()).collect();
            let message = format!(
                "sourceId is {}; the sources are {}",
                quote(&id),
                known.join(", ")
            );
            js_error(&Problem::new(ErrorCode::UnknownChoice, "sourceId", message))
        })
    }

    /// What happened, in the order of the run: the fund is empty, winners are closed, the book is half as deep.
    #[wasm_bindgen(unchecked_return_type = "TraceEvent[]")]
    pub fn events(&self) -> JsValue {
        let trace = &self.0;
        let told = trace.events.iter().map(|event| EventInfo {
            name: event.spec.name,
            label: event.spec.label,
            market: &trace.markets[event.market].id,
            source: event.source.map(|source| trace.sources[source].id.as_str()),
            row: event.row,
            time_s: trace.time_s[event.row],
        });
        to_js(&told.collect::<Vec<_>>())
    }

    /// What columns a market has (or a lending population, by its id), in the order of files: name, unit (`margin`: the money of the margin), what it says, and
    /// whether it is a sum since the start.
    #[wasm_bindgen(unchecked_return_type = "ColumnInfo[]")]
    pub fn columns(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "string")] market: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let specs: Vec<&ColumnSpec> = if let Some(group) = self.group(market) {
            group.columns.iter().map(|(spec, _)| *spec).collect()
        } else {
            self.market(market)?;
            self.0.column_specs().collect()
        };
        let all: Vec<ColumnInfo> = specs
            .into_iter()
            .map(|spec| ColumnInfo {
                name: spec.name,
                unit: spec.unit,
                doc: spec.doc.trim_start(),
                is_flow: spec.is_flow(),
                trader: spec.trader(),
            })
            .collect();
        Ok(to_js(&all))
    }

    /// A column of a market (or of a lending population, by its id) by its name.
    pub fn column(
        &self,
        #[wasm_bindgen(unchecked_param_type = "ColumnName")] name: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "string")] market: &JsValue,
    ) -> Result<Vec<f64>, JsValue> {
        let name = text(name, "name")?;
        let (found, known): (_, Vec<&str>) = if let Some(group) = self.group(market) {
            let known = group.columns.iter().map(|(spec, _)| spec.name);
            (group.column(&name).map(<[f64]>::to_vec), known.collect())
        } else {
            let market = self.market(market)?;
            let known = self.0.column_specs().map(|spec| spec.name);
            (self.0.column(market, &name), known.collect())
        };
        found.ok_or_else(|| {
            let message = format!(
                "name is {}; the columns are {}",
                quote(&name),
                known.join(", ")
            );
            js_error(&Problem::new(ErrorCode::UnknownChoice, "name", message))
        })
    }
}
