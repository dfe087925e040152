//! What to simulate: the declared schema, its validation, and the typed model the engine runs on.

pub mod model;
