//! What ties markets or sources together: a file for each kind, and a line here.

pub mod wallets;
