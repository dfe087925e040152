//! Simulates market liquidation cascades.
