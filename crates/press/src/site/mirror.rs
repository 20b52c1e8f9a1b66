//! A copy of the book's sources, where they can't be written. A build writes files beside the sources, which a stock mdBook
//! finds there; in a checkout that is read-only, the book is made from this copy instead.

use crate::serve::sources::{FOLDERS, Version, files_below};
use anyhow::{Context, Result};
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

/// The folders into which a build writes.
const WRITTEN: [&str; 2] = ["src", "theme"];

pub struct Mirror {
    root: PathBuf,
    folder: PathBuf,
}

impl Mirror {
    /// For a copy in `folder` of the book at `root`, if the book can't be made where it is.
    pub fn if_needed(root: &Path, folder: &Path) -> Option<Mirror> {
        let mut written = WRITTEN.iter().map(|name| root.join(name));
        written
            .any(|folder| folder.is_dir() && !is_writable(&folder))
            .then(|| Mirror {
                root: root.to_owned(),
                folder: folder.to_owned(),
            })
    }

    /// What the book is to be made from.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Copies what has changed.
    ///
    /// # Errors
    /// A file can't be read, or not be written.
    pub fn update(&self) -> Result<()> {
        let mut files: BTreeSet<PathBuf> = self.files_of_root().collect();
        for name in FOLDERS {
            files.extend(files_below(&self.root.join(name)));
        }
        for file in &files {
            let below = file.strip_prefix(&self.root).unwrap_or(file);
            let to = self.folder.join(below);
            if Version::of(file) != Version::of(&to) {
                copy(file, &to).with_context(|| {
                    format!("{} can't be copied to {}", file.display(), to.display())
                })?;
            }
        }
        for name in FOLDERS {
            for copy in files_below(&self.folder.join(name)) {
                let below = copy.strip_prefix(&self.folder).unwrap_or(&copy);
                if !files.contains(&self.root.join(below)) {
                    fs::remove_file(&copy)
                        .with_context(|| format!("{} can't be removed", copy.display()))?;
                }
            }
        }
        Ok(())
    }

    /// `book.toml` and the like.
    fn files_of_root(&self) -> impl Iterator<Item = PathBuf> + use<> {
        let entries = self.root.read_dir().into_iter().flatten().flatten();
        entries
            .map(|entry| entry.path())
            .filter(|path| path.is_file())
    }
}

fn is_writable(folder: &Path) -> bool {
    let is_read_only = folder
        .metadata()
        .is_ok_and(|data| data.permissions().readonly());
    // What the system allows shows only when it is tried.
    !is_read_only
        && tempfile::Builder::new()
            .prefix(".press-")
            .tempfile_in(folder)
            .is_ok()
}

/// Copies a file with its time, by which a change is seen, and without its permissions.
fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to.parent().unwrap_or(to))?;
    fs::write(to, fs::read(from)?)?;
    let changed = from.metadata()?.modified()?;
    File::options().write(true).open(to)?.set_modified(changed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_read_only_book_is_copied_and_the_copy_follows_it() {
        let book = tempfile::tempdir().unwrap();
        let (root, folder) = (book.path().join("book"), book.path().join("copy"));
        let src = root.join("src");
        fs::create_dir_all(src.join("part")).unwrap();
        fs::write(root.join("book.toml"), "").unwrap();
        fs::write(src.join("a.md"), "a").unwrap();
        fs::write(src.join("part/b.md"), "b").unwrap();
        assert!(Mirror::if_needed(&root, &folder).is_none());
        let before = src.metadata().unwrap().permissions();
        let mut read_only = before.clone();
        read_only.set_readonly(true);
        fs::set_permissions(&src, read_only).unwrap();
        let mirror = Mirror::if_needed(&root, &folder).unwrap();
        fs::set_permissions(&src, before).unwrap();
        mirror.update().unwrap();
        let read = |path: &str| fs::read_to_string(mirror.folder().join(path)).ok();
        assert_eq!(read("src/part/b.md").as_deref(), Some("b"));
        assert_eq!(read("book.toml").as_deref(), Some(""));
        // What a build writes stays.
        fs::create_dir_all(folder.join("src/generated")).unwrap();
        fs::write(folder.join("src/generated/x.js"), "x").unwrap();
        fs::write(src.join("a.md"), "longer").unwrap();
        fs::remove_file(src.join("part/b.md")).unwrap();
        mirror.update().unwrap();
        assert_eq!(read("src/a.md").as_deref(), Some("longer"));
        assert_eq!(read("src/part/b.md"), None);
        assert_eq!(read("src/generated/x.js").as_deref(), Some("x"));
    }
}
