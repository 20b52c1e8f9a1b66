//! Compares what a listing does now with its recording.

use super::Outcome;
use crate::recording::{Recording, Unreadable};
use anyhow::{Result, anyhow, bail};
use expand::Listing;
use listing::State;
use observe::first_difference;
use std::path::Path;

/// Compares what a run left with what is kept of the listing, and says what is the same.
///
/// # Errors
/// The listing runs otherwise than its recording shows, or has none that can be read.
pub fn compare(root: &Path, listing: &Listing, outcome: &Outcome) -> Result<String> {
    let Some(now) = &outcome.recording else {
        return Ok("has no recording".to_owned());
    };
    let state = State::of(
        &listing.source,
        &listing.manifest,
        listing.recorded.as_ref(),
    );
    let file = format!("{}/recorded/{}.json", listing.place.folder(), listing.model);
    let again = format!(
        "run: cargo run -- record {} --model {}",
        listing.program, listing.model
    );
    let kept = Recording::load(&root.join(&file)).map_err(|error| match error {
        Unreadable::Missing(_) => anyhow!("{file}: there is no recording\n  {again}"),
        error => anyhow!("{file}: {error}\n  {again}"),
    })?;
    let calls = listing.manifest.vary_calls.iter();
    let vary: Vec<&str> = calls.map(|v| v.function.as_str()).collect();
    let but = state.why().map(|why| format!(", but {why}"));
    let but = but.unwrap_or_default();
    if kept.structure(&vary) == now.structure(&vary) {
        return Ok(format!("the same{but}"));
    }
    if kept.counts(&vary) == now.counts(&vary) {
        return Ok(format!("the same number of frames at each place{but}"));
    }
    let because = state.why().map(|why| format!(": {why}"));
    let because = because.unwrap_or_default();
    let (kept, now) = (kept.structure(&vary), now.structure(&vary));
    let (kept, now) = first_difference(&kept, &now).map_or(("", ""), |d| (d.one, d.other));
    bail!(
        "{file}: it runs otherwise now{because}\n  kept: {}\n  now:  {}\n  {again}",
        kept.trim(),
        now.trim()
    )
}
