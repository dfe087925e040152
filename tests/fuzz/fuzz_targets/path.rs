//! A price path as CSV: the whole table, or the rows below names that are right.
#![no_main]

mod common;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let Some((&piece, bytes)) = input.split_first() else {
        return;
    };
    let names: &[u8] = match piece % 3 {
        0 => b"",
        1 => b"timestamp,open,high,low,close,volume\n",
        _ => b"Date;Close;Low;High;Open\r\n",
    };
    common::check(&[names, bytes].concat(), usize::from(piece));
});
