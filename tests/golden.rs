//! Same scenario, same bits: on every machine, native and in wasm (here under Node; `golden_browser.rs` runs the same
//! in a browser). A difference is a change of behaviour: `UPDATE=1 cargo test --test golden` writes the files anew,
//! and the changelog says why.

#[path = "golden/body.rs"]
mod body;
