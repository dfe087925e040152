//! The figure: a pure function of (trace, playhead, size, theme, words) to pixels and words.

pub mod colour;
pub mod density;
mod diamonds;
mod events;
pub mod feedback;
pub mod figures;
pub mod flow;
pub mod format;
mod geometry;
mod grounds;
mod halts;
#[cfg(feature = "mechanisms")]
mod health;
#[cfg(not(feature = "mechanisms"))]
#[path = "no_health.rs"]
mod health;
#[cfg(feature = "mechanisms")]
mod health_area;
#[cfg(not(feature = "mechanisms"))]
#[path = "no_health_area.rs"]
mod health_area;
#[cfg(feature = "mechanisms")]
mod health_paint;
mod heat;
mod layers;
mod layout;
mod legend;
pub mod panes;
mod pen;
mod prepared;
mod profile;
#[cfg(feature = "mechanisms")]
pub mod public;
#[cfg(not(feature = "mechanisms"))]
#[path = "no_public.rs"]
mod public;
#[cfg(feature = "mechanisms")]
mod public_bands;
#[cfg(not(feature = "mechanisms"))]
#[path = "no_public_bands.rs"]
mod public_bands;
#[cfg(feature = "mechanisms")]
mod public_flags;
pub mod raster;
mod scene;
mod schedule;
pub mod stage;
mod stops;
mod svg;
pub mod text;
pub mod theme;
mod turns;
pub mod view;
mod waiting;
mod words;
