//! What a listing's folder says of itself, with few dependencies: the tests of every listing are compiled with this crate,
//! and so is `build.rs`.

mod error;
mod manifest;
pub mod measured;
mod place;
mod recorded;
pub mod schedules;

pub use error::{Error, Errors, did_you_mean};
pub use manifest::{Added, Ends, Manifest, PackageManifest, ProgramManifest, Vary, VaryCalls};
pub use place::Place;
pub use recorded::{Recorded, State, Versions, listing_hash, manifest_hash};

/// The line, from 1, of the byte at `at` of `text`.
pub fn line_at(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}
