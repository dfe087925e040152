//! Charts with axes: plotters on our own raster.

pub mod backend;
pub mod figure;
pub mod mesh;
