//! Positions as CSV: the whole table, or the rows below names that are right.
#![no_main]

mod common;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let Some((&piece, bytes)) = input.split_first() else {
        return;
    };
    let names: &[u8] = match piece % 4 {
        0 => b"",
        1 => b"side,quantity,entry_price,leverage\n",
        2 => b"id;account;Entry Price;qty;margin;leverage;side\r\n",
        _ => b"side,size,entry,margin\n",
    };
    common::check(&[names, bytes].concat(), usize::from(piece));
});
