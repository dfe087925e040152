//! Questions about many runs at once: where does every shock land, where is the breaking point, who stands where; and how far
//! fire sales of banks spread.

#[cfg(feature = "mechanisms")]
pub mod aftermath;
pub mod crowd_figures;
pub mod facts;
pub mod flow;
pub mod fragility;
pub mod ladder;
pub mod own;
pub mod paid;
#[cfg(feature = "mechanisms")]
pub mod policies;
pub mod reach;
#[cfg(feature = "mechanisms")]
pub mod strategies;
pub mod systemic;
