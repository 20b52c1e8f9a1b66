//! Runs that were kept, for the test that tries every claim against a binary that does nothing.
//!
//! A claim compares several runs, and only one of its binaries is replaced in a try. The others would do again what they
//! did a moment ago, so their runs are handed out as they were then.

use crate::Run;
use std::collections::HashMap;
use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::PathBuf;
use std::sync::Mutex;

/// The environment variable that names the folder of kept runs. Without it every run is a run.
pub(crate) const KEPT: &str = "OBSERVE_KEPT";

/// How often this process asked for each run: a claim that runs a program twice compares two runs.
static ASKED: Mutex<Option<HashMap<u64, u32>>> = Mutex::new(None);

/// The place of one run in the folder of kept runs.
pub(crate) struct Place {
    file: PathBuf,
    /// Held while the run is looked up or made, so that it is made once by all processes.
    _lock: File,
}

/// The place of the run that `asked` describes: the program, its arguments, its limits; `None` if runs are not kept.
pub(crate) fn place(asked: &impl Hash) -> Option<Place> {
    let folder = PathBuf::from(std::env::var_os(KEPT)?);
    let mut hasher = DefaultHasher::new();
    asked.hash(&mut hasher);
    let hash = hasher.finish();
    let time = {
        let mut asked = ASKED
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        let time = asked.get_or_insert_default().entry(hash).or_insert(0);
        *time += 1;
        *time
    };
    let file = folder.join(format!("{hash:016x}-{time}"));
    let lock = File::create(file.with_extension("lock")).ok()?;
    lock.lock().ok()?;
    Some(Place { file, _lock: lock })
}

impl Place {
    /// The run, if it was kept.
    pub(crate) fn read(&self) -> Option<Run> {
        serde_json::from_slice(&fs::read(&self.file).ok()?).ok()
    }

    /// Keeps the run for the other processes.
    pub(crate) fn write(&self, run: &Run) {
        let text = serde_json::to_vec(run).expect("a run is JSON");
        fs::write(&self.file, text).expect("the folder of kept runs can be written");
    }
}
