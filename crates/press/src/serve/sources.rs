//! The files of which the book is made, as they are at one moment: what has changed shows in their lengths and times.

use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

/// Folders of which the book is made, and single files.
pub const FOLDERS: [&str; 5] = ["src", "listings", "theme", "quizzes", "exercises"];
const FILES: [&str; 2] = ["book.toml", "Cargo.lock"];

/// What a build itself writes into the folders of the sources.
const OURS: [&str; 3] = ["src/generated", "theme/generated", "theme/head.hbs"];

/// Changes when a file changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Version {
    length: u64,
    changed: Option<SystemTime>,
}

impl Version {
    /// Of the file at `path` as it is now; `None` if it is not there.
    pub fn of(path: &Path) -> Option<Version> {
        let metadata = path.metadata().ok()?;
        Some(Version {
            length: metadata.len(),
            changed: metadata.modified().ok(),
        })
    }
}

/// All files of which the book is made, without what a build writes beside them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sources(BTreeMap<String, Version>);

impl Sources {
    /// Those of the book at `root`.
    pub fn of(root: &Path) -> Sources {
        let mut files = BTreeMap::new();
        for name in FILES.iter().chain(&FOLDERS) {
            add(root, &root.join(name), &mut files);
        }
        Sources(files)
    }

    /// The files whose paths, below the root and with forward slashes, begin with `path`: one file, or a folder if
    /// `path` ends with a slash.
    pub fn below<'files>(
        &'files self,
        path: &'files str,
    ) -> impl Iterator<Item = (&'files str, Version)> {
        let from = self.0.range(path.to_owned()..);
        from.take_while(move |(name, _)| name.starts_with(path))
            .map(|(name, version)| (name.as_str(), *version))
    }

    /// All of it, and the program that runs, as one name that another run of the program can compare.
    pub fn fingerprint(&self) -> String {
        let mut hash = Sha256::new();
        let program = std::env::current_exe().unwrap_or_default();
        let program = (program.display().to_string(), Version::of(&program));
        let files = self.0.iter().map(|(path, version)| (path, *version));
        let program = program.1.map(|version| (&program.0, version));
        for (path, version) in files.chain(program) {
            let changed = version
                .changed
                .and_then(|t| t.duration_since(UNIX_EPOCH).ok());
            let changed = changed.map_or(0, |since| since.as_nanos());
            hash.update(format!("{path}\n{} {changed}\n", version.length));
        }
        hex::encode(hash.finalize())
    }
}

fn add(root: &Path, path: &Path, files: &mut BTreeMap<String, Version>) {
    if path.is_dir() {
        let entries = path.read_dir().into_iter().flatten().flatten();
        let entries = entries.map(|entry| entry.path());
        for entry in entries.filter(|entry| !is_ours_or_an_editors(entry)) {
            add(root, &entry, files);
        }
        return;
    }
    let below = path.strip_prefix(root).unwrap_or(path);
    let below = below.to_string_lossy().replace('\\', "/");
    files.extend(Version::of(path).map(|version| (below, version)));
}

/// What a build itself writes, and files that editors keep beside the ones they edit.
fn is_ours_or_an_editors(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    OURS.iter().any(|ours| path.ends_with(ours))
        || name.starts_with(['.', '#'])
        || name.ends_with('~')
        || name == "4913"
}

/// The files below `src` that the book has as they are, among them those that press writes, by their paths below `src`.
pub fn copied(root: &Path) -> BTreeMap<PathBuf, Version> {
    let src = root.join("src");
    let mut found = BTreeMap::new();
    let mut folders = vec![src.clone()];
    while let Some(folder) = folders.pop() {
        for entry in folder.read_dir().into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_none_or(|kind| kind != "md")
                && let Ok(below) = path.strip_prefix(&src)
            {
                found.extend(Version::of(&path).map(|version| (below.to_owned(), version)));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn a_change_shows_but_not_what_a_build_or_an_editor_writes() {
        let root = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        write("src/a.md", "one");
        write("listings/count/sync.rs", "one");
        write("listings/counter/sync.rs", "one");
        let before = Sources::of(root.path());
        assert_eq!(before.below("listings/count/").count(), 1);
        assert_eq!(before.below("src/a.md").count(), 1);
        for path in [
            "src/generated/x.js",
            "theme/head.hbs",
            "src/.a.md.swp",
            "src/a.md~",
            "src/4913",
        ] {
            write(path, "x");
            assert_eq!(Sources::of(root.path()), before, "{path}");
        }
        assert_eq!(before.fingerprint(), Sources::of(root.path()).fingerprint());
        write("src/a.md", "longer");
        let after = Sources::of(root.path());
        assert_ne!(before, after);
        assert_ne!(before.fingerprint(), after.fingerprint());
        assert!(before.below("listings/").eq(after.below("listings/")));
    }

    #[test]
    fn what_the_book_has_as_it_is_are_all_files_but_pages() {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir_all(root.path().join("src/generated")).unwrap();
        for file in ["src/a.md", "src/a.png", "src/generated/x.js"] {
            fs::write(root.path().join(file), "x").unwrap();
        }
        let copied: Vec<PathBuf> = copied(root.path()).into_keys().collect();
        assert_eq!(copied, [PathBuf::from("a.png"), "generated/x.js".into()]);
    }
}
