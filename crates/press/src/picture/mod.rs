//! A recording as a reader sees it: a timeline in the page, and a replay to step through.

pub mod chart;
pub mod replay;
pub mod schedules;
pub mod timeline;
