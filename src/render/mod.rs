//! The figure: a pure function of (trace, playhead, size, theme, words) to pixels and words.

pub mod colour;
pub mod density;
pub mod figures;
pub mod format;
mod geometry;
mod heat;
mod layers;
mod layout;
mod prepared;
mod profile;
pub mod raster;
mod schedule;
pub mod stage;
pub mod text;
pub mod theme;
mod words;
