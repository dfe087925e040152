//! The engine in a dedicated worker, where there is no window and no document.
#![cfg(target_arch = "wasm32")]

use js_sys::{Reflect, global};
use liquidation_cascades::wasm;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test as test;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_dedicated_worker);

#[test]
fn presets_run_without_a_window() {
    for name in ["window", "document"] {
        assert!(
            !Reflect::has(&global(), &name.into()).unwrap(),
            "{name} exists: this is no worker"
        );
    }
    for name in wasm::preset_names()
        .iter()
        .filter(|name| *name != "real-book")
    {
        let preset = wasm::preset(&wasm_bindgen::JsValue::from_str(name)).unwrap();
        let trace = wasm::run(&preset).unwrap();
        assert!(trace.rows() > 2, "{name}");
        let prepared = wasm::prepare(&preset).unwrap();
        assert!(!prepared.run(&JsValue::UNDEFINED).unwrap().is_empty());
        let controls: JsValue = wasm::controls_of(&preset).unwrap();
        assert!(controls.is_object());
    }
}
