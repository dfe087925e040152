//! JSON of brackets, read whole, in pieces and packed.
#![no_main]

mod common;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    if let Some((&piece, bytes)) = input.split_first() {
        common::check(bytes, usize::from(piece));
    }
});
