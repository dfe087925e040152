//! What [`public_bands`](super) is where nobody looks: nothing.

use super::colour::Rgb;
use super::geometry::{Geometry, Record};
use super::heat::Heat;
use super::layout::Layout;
use super::public::{Public, PublicWords};
use super::raster::Raster;

pub(super) const fn believed(
    _: &Public,
    _: &PublicWords,
    _: &Heat,
    _: &Record,
    _: (&Geometry, &Layout),
) -> Option<Heat> {
    None
}

pub(super) const fn veil_ground(_: &Layout, _: Rgb, _: &mut Raster) {}
