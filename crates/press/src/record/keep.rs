//! Keeps what the listings of a program did, in its folder `recorded`.

use super::{Installed, Options, Outcome};
use crate::files::replace;
use anyhow::{Context, Result};
use expand::{Listing, Program};
use listing::Recorded;
use std::fs;
use std::path::Path;

/// Replaces the recordings of those listings of a program that ran, and removes those of models that are gone.
pub fn keep(
    root: &Path,
    program: &Program,
    runs: &[(&Listing, &Option<Outcome>)],
    installed: &Installed,
    options: &Options,
) -> Result<()> {
    let recorded = root.join(program.place.folder()).join("recorded");
    fs::create_dir_all(&recorded)?;
    let mut all = Recorded::read(root, &program.place)?;
    all.retain(|model, _| program.listing(model).is_some());
    for (listing, outcome) in runs {
        all.insert(listing.model.clone(), installed.of(listing)?);
        if let Some(outcome) = outcome {
            replace_recording(&recorded, &listing.model, outcome, options)?;
        }
    }
    for entry in fs::read_dir(&recorded)?.flatten() {
        let path = entry.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        // A model has several files: `threads.json`, `threads.schedules.json`.
        let model = name.split('.').next().unwrap_or_default();
        if !["recorded", "measured"].contains(&model) && !all.contains_key(model) {
            fs::remove_file(path)?;
        }
    }
    Recorded::write(root, &program.place, &all)
        .with_context(|| format!("{} can't be written", recorded.display()))
}

/// Replaces the files of one model in the folder `recorded`.
fn replace_recording(
    recorded: &Path,
    model: &str,
    outcome: &Outcome,
    options: &Options,
) -> Result<()> {
    let file = |kind: &str| recorded.join(format!("{model}.{kind}"));
    if let Some(recording) = &outcome.recording {
        replace(&file("json"), &recording.to_json())?;
        if let Some(chrome) = &options.chrome {
            replace(chrome, &recording.to_chrome())?;
        }
    }
    replace(&file("txt"), outcome.plain.stdout())?;
    match outcome.plain.stderr() {
        // Most listings print nothing there, now or when they were recorded before.
        "" => drop(fs::remove_file(file("err"))),
        text => replace(&file("err"), text)?,
    }
    Ok(())
}
