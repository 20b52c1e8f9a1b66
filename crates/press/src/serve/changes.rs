//! Sees that a file of the book may have changed. The system tells of it, or all files are looked at again and again where it
//! does not: on a network, in a folder that another system shares with this one, or because the reader says so.

use super::sources::FOLDERS;
use anyhow::Result;
use notify_debouncer_full::notify::{RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{DebounceEventResult, Debouncer, RecommendedCache, new_debouncer};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;
use std::time::Duration;

/// A save is often several changes; this long without one, the book is built.
const QUIET: Duration = Duration::from_millis(60);
/// How often all files are looked at where the system does not tell.
const POLL: Duration = Duration::from_millis(500);

/// How changes are seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Watch {
    Not,
    /// The system tells of them, unless the book is where it does not.
    Told,
    Poll,
}

/// Tells of changes as long as it lives; one that looks at all files does so until the receiver is dropped.
pub struct Watcher {
    root: PathBuf,
    told: Option<Debouncer<RecommendedWatcher, RecommendedCache>>,
    /// The folders that are watched, each with what it was then.
    folders: BTreeMap<PathBuf, Option<Identity>>,
}

impl Watcher {
    /// Sends on `changed` when a file of the book at `root` may have changed.
    pub fn start(root: &Path, how: Watch, changed: Sender<()>) -> Watcher {
        let mut watcher = Watcher {
            root: root.to_owned(),
            told: None,
            folders: BTreeMap::new(),
        };
        let why = match how {
            Watch::Not => return watcher,
            Watch::Poll => None,
            Watch::Told if is_shared(root) => {
                Some("the book is on a network, or shared with another system".to_owned())
            }
            Watch::Told => match watcher.be_told(changed.clone()) {
                Ok(()) => return watcher,
                Err(error) => Some(format!("the system does not tell of changes: {error:#}")),
            },
        };
        if let Some(why) = why {
            println!("changes are looked for twice a second: {why}");
        }
        watcher.told = None;
        std::thread::spawn(move || {
            while changed.send(()).is_ok() {
                std::thread::sleep(POLL);
            }
        });
        watcher
    }

    fn be_told(&mut self, changed: Sender<()>) -> Result<()> {
        let mut watcher = new_debouncer(QUIET, None, move |events: DebounceEventResult| {
            // Reading a file is an event too, and building reads them all.
            if events.is_err()
                || events.is_ok_and(|events| events.iter().any(|event| !event.kind.is_access()))
            {
                let _ = changed.send(());
            }
        })?;
        watcher.watch(&self.root, RecursiveMode::NonRecursive)?;
        self.told = Some(watcher);
        self.follow()
    }

    /// Watches the folders of the book that are new, or others than those that were watched.
    ///
    /// # Errors
    /// The system can't watch one.
    pub fn follow(&mut self) -> Result<()> {
        let Some(watcher) = &mut self.told else {
            return Ok(());
        };
        for folder in FOLDERS.map(|name| self.root.join(name)) {
            let now = Identity::of(&folder);
            let before = self.folders.insert(folder.clone(), now);
            if before.flatten() == now {
                continue;
            }
            if before.flatten().is_some() {
                // The system watches what the folder was, wherever that is now.
                let _ = watcher.unwatch(&folder);
            }
            if now.is_some() {
                watcher.watch(&folder, RecursiveMode::Recursive)?;
            }
        }
        Ok(())
    }
}

/// What tells a folder from another one that has its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Identity(u64, u64);

impl Identity {
    #[cfg(unix)]
    fn of(folder: &Path) -> Option<Identity> {
        use std::os::unix::fs::MetadataExt;
        let metadata = folder.metadata().ok()?;
        Some(Identity(metadata.dev(), metadata.ino()))
    }

    #[cfg(not(unix))]
    fn of(folder: &Path) -> Option<Identity> {
        let made = folder.metadata().ok()?.created().ok()?;
        let since = made.duration_since(std::time::UNIX_EPOCH).ok()?;
        Some(Identity(since.as_secs(), since.subsec_nanos().into()))
    }
}

/// Whether a part of the book is on a file system that others change without a word to this one.
#[cfg(target_os = "linux")]
fn is_shared(root: &Path) -> bool {
    use std::ffi::CString;
    use std::os::unix::ffi::OsStrExt;
    // NFS, SMB in three versions, FUSE (sshfs, shared folders of Docker), 9P (a disk of Windows), VirtualBox, VMware, AFS, Ceph.
    const SHARED: [u64; 10] = [
        0x6969,
        0x517b,
        0xff53_4d42,
        0xfe53_4d42,
        0x6573_5546,
        0x0102_1997,
        0x786f_4256,
        0xbacb_acbc,
        0x5346_414f,
        0x00c3_6400,
    ];
    let folders = FOLDERS.iter().map(|name| root.join(name));
    folders.chain([root.to_owned()]).any(|folder| {
        let Ok(path) = CString::new(folder.as_os_str().as_bytes()) else {
            return false;
        };
        // SAFETY: the path ends in a zero, and the answer, for which zeroes are valid, is written by the system.
        let kind = unsafe {
            let mut answer: libc::statfs = std::mem::zeroed();
            (libc::statfs(path.as_ptr(), &mut answer) == 0).then_some(answer.f_type)
        };
        kind.is_some_and(|kind| SHARED.contains(&(kind as u64 & 0xffff_ffff)))
    })
}

#[cfg(not(target_os = "linux"))]
fn is_shared(_root: &Path) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::sync::mpsc;

    #[track_caller]
    fn is_told(changes: &mpsc::Receiver<()>, what: &str) {
        let told = changes.recv_timeout(Duration::from_secs(20));
        assert!(told.is_ok(), "{what} is not seen");
        // What belongs to the same change.
        while changes.recv_timeout(4 * QUIET).is_ok() {}
    }

    #[test]
    fn a_folder_that_is_made_or_replaced_later_is_watched_too() {
        let book = tempfile::tempdir().unwrap();
        let root = book.path();
        let make = |folder: &str| fs::create_dir_all(root.join(folder)).unwrap();
        make("src/part");
        let (changed, changes) = mpsc::channel();
        let mut watcher = Watcher::start(root, Watch::Told, changed);
        assert!(watcher.told.is_some());
        fs::write(root.join("src/part/a.md"), "a").unwrap();
        is_told(&changes, "a page");

        fs::rename(root.join("src"), root.join("away")).unwrap();
        is_told(&changes, "that src is away");
        watcher.follow().unwrap();
        fs::rename(root.join("away"), root.join("src")).unwrap();
        make("quizzes");
        is_told(&changes, "that src is back");
        watcher.follow().unwrap();
        fs::write(root.join("src/part/a.md"), "b").unwrap();
        is_told(&changes, "a page in src after it came back");
        fs::write(root.join("quizzes/a.toml"), "").unwrap();
        is_told(&changes, "a quiz in a new folder");
    }

    #[test]
    fn all_files_are_looked_at_again_and_again_where_the_reader_says_so() {
        let book = tempfile::tempdir().unwrap();
        let (changed, changes) = mpsc::channel();
        let watcher = Watcher::start(book.path(), Watch::Poll, changed);
        assert!(watcher.told.is_none());
        for _ in 0..3 {
            changes.recv_timeout(Duration::from_secs(20)).unwrap();
        }
    }
}
