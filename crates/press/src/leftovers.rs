//! Folders that a process needs as long as it runs. A process that is killed leaves its folder; the next one removes it.
//!
//! A lock on a file in the folder says that its process is alive: the system takes the lock away when the process ends,
//! however it ends.

use crate::files::remove_folder;
use anyhow::{Context, Result};
use std::fs::{self, File, TryLockError};
use std::path::Path;
use std::time::Duration;
use tempfile::TempDir;

/// The file in a folder that its process locks.
const LOCK: &str = "lock";
/// A folder without a lock is a moment old, or its process ended in that moment.
const NEW: Duration = Duration::from_secs(60);

/// A folder of this process. It is removed when this is dropped.
pub struct Held {
    // Before the folder: some systems remove no folder with an open file in it.
    _lock: File,
    folder: TempDir,
}

impl Held {
    /// Makes a folder in `parent` whose name begins with `prefix`. Those that ended processes left there are removed first,
    /// each after `before_removal` was told of it.
    ///
    /// # Errors
    /// The folder can't be made.
    pub fn new_in(parent: &Path, prefix: &str, before_removal: impl Fn(&Path)) -> Result<Held> {
        let cannot_make = || format!("{}: no folder can be made here", parent.display());
        fs::create_dir_all(parent).with_context(cannot_make)?;
        sweep(parent, prefix, before_removal);
        let folder = tempfile::Builder::new().prefix(prefix).tempdir_in(parent);
        let folder = folder.with_context(cannot_make)?;
        let lock = File::create(folder.path().join(LOCK)).with_context(cannot_make)?;
        // Where a file system has no locks, folders are removed by those who made them alone.
        let _ = lock.try_lock();
        Ok(Held {
            _lock: lock,
            folder,
        })
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// Removes the folders in `parent` whose processes have ended. What can't be removed stays.
fn sweep(parent: &Path, prefix: &str, before_removal: impl Fn(&Path)) {
    for entry in parent.read_dir().into_iter().flatten().flatten() {
        let folder = entry.path();
        let ours = entry.file_name().to_string_lossy().starts_with(prefix) && folder.is_dir();
        if ours && is_left(&folder) {
            before_removal(&folder);
            let _ = remove_folder(&folder);
        }
    }
}

/// Whether the process of the folder has ended.
fn is_left(folder: &Path) -> bool {
    match File::open(folder.join(LOCK)) {
        Ok(lock) => !matches!(lock.try_lock(), Err(TryLockError::WouldBlock)),
        Err(_) => {
            let changed = folder.metadata().and_then(|data| data.modified());
            let age = changed.ok().and_then(|at| at.elapsed().ok());
            age.is_some_and(|age| age > NEW)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::RefCell;

    #[test]
    fn what_an_ended_process_left_is_removed_and_what_is_held_or_of_others_stays() {
        let parent = tempfile::tempdir().unwrap();
        let parent = parent.path();
        let held = Held::new_in(parent, "run-", |_| {}).unwrap();
        let left = parent.join("run-left");
        fs::create_dir_all(left.join("deep")).unwrap();
        File::create(left.join(LOCK)).unwrap();
        // Another process may be about to lock it.
        let new = parent.join("run-new");
        fs::create_dir(&new).unwrap();
        let other = parent.join("other");
        fs::create_dir(&other).unwrap();
        let told = RefCell::new(Vec::new());
        let second = Held::new_in(parent, "run-", |folder| {
            assert!(folder.is_dir());
            told.borrow_mut().push(folder.to_owned());
        });
        assert_eq!(told.into_inner(), std::slice::from_ref(&left));
        assert!(!left.exists() && new.exists() && other.exists() && held.path().exists());
        let second = second.unwrap().path().to_owned();
        assert!(!second.exists());
    }
}
