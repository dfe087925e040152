//! The runs of `golden.rs` in a browser: a test binary runs either under Node or in a browser, never in both.
#![cfg(target_arch = "wasm32")]

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

#[path = "golden/body.rs"]
mod body;
