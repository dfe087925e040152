//! JSON text as a scenario: read as a file, validated, built, and its controls listed. Not run: a legal scenario may
//! take minutes.
#![no_main]

mod common;

use libfuzzer_sys::fuzz_target;
use liquidation_cascades::json;
use liquidation_cascades::scenario::build::build;
use liquidation_cascades::scenario::controls::controls;
use liquidation_cascades::scenario::data::DataStore;

fuzz_target!(|input: &[u8]| {
    let Some((&piece, bytes)) = input.split_first() else {
        return;
    };
    common::check(bytes, usize::from(piece));
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let Ok(scenario) = json::parse(text) else {
        return;
    };
    let mut data = DataStore::default();
    for (name, file) in [
        ("b", &b"{\"bids\":[[99,1]],\"asks\":[[101,1]]}"[..]),
        ("p", b"side,quantity,entry_price,leverage\nlong,1,100,10\n"),
        (
            "t",
            b"[{\"minNotional\":0,\"maxNotional\":9,\"maintenanceMarginRate\":0.01}]",
        ),
    ] {
        data.register(name, file).expect("the file is well formed");
    }
    match build(&scenario, &data) {
        Ok(_) => {
            let _ = controls(&scenario, &data);
        }
        Err(problems) => assert!(!problems.is_empty()),
    }
});
