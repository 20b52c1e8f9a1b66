//! A recording: one run of one listing, as it is kept in `recorded/<model>.json`.
//!
//! `crates/trace/FORMAT.md` gives the meaning and the unit of every field. What is drawn of an execution,
//! timeline and replay, is drawn from these types and nothing else.
//!
//! `model` holds the types, `json` the file, `spans` and `waits` the intervals that are drawn, `same` what is compared
//! with an earlier recording, and `chrome` the file for other tools.

mod chrome;
mod json;
mod model;
mod same;
mod spans;
pub mod waits;

pub use json::{Unreadable, VERSION};
pub use model::{
    Doing, Event, EventKind, Exit, Frame, Kind, LeftOut, More, Recording, Spent, Stream, Thread,
};
pub use spans::{Span, Stretch, StretchEnd};

/// What kept recordings may take, in bytes.
pub const SIZE_LIMIT: usize = 200_000;

#[cfg(test)]
mod tests;
