//! Groups of traders by how much they have borrowed.

/// Leverage that a band reaches up to and includes; what is above the last is a band of its own.
pub const BAND_EDGES: [u8; 4] = [5, 10, 20, 50];

/// Bands by leverage at entry, lowest first, and one more for positions whose margin is a shared wallet.
pub const BANDS: usize = BAND_EDGES.len() + 2;

/// Band of positions of cross-margin accounts: none of them has a leverage of its own.
pub const SHARED_BAND: usize = BANDS - 1;

/// Band of a position of its own margin.
#[must_use]
pub fn band_of(leverage: f32) -> usize {
    BAND_EDGES.partition_point(|&edge| f32::from(edge) < leverage)
}
