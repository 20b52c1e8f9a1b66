//! Writing files so that those who watch or read them are not disturbed, and removing folders that programs have made.

use anyhow::{Context, Result};
use std::path::Path;
use std::{fs, io};

/// Writes `content` to `file` below `root`, with the folders that it needs, unless the file holds it already: what
/// watches the file, or builds from it, then sees no change.
///
/// # Errors
/// A folder or the file can't be written; the message names `file`.
pub fn write_if_changed(root: &Path, file: &str, content: impl AsRef<[u8]>) -> Result<()> {
    let path = root.join(file);
    let content = content.as_ref();
    if fs::read(&path).ok().as_deref() != Some(content) {
        let cannot_write = || format!("{file} can't be written");
        let folder = path.parent().unwrap_or(root);
        fs::create_dir_all(folder).with_context(cannot_write)?;
        fs::write(&path, content).with_context(cannot_write)?;
    }
    Ok(())
}

/// Replaces the file at `path` in one step: a reader of the file sees the old text or the new one, never a part.
///
/// # Errors
/// The file, or the one beside it that takes its place, can't be written.
pub fn replace(path: &Path, text: &str) -> Result<()> {
    let beside = path.with_extension("new");
    fs::write(&beside, text)
        .and_then(|()| fs::rename(&beside, path))
        .with_context(|| format!("{} can't be written", path.display()))
}

/// Removes `folder` with all that it holds, however deep: the folders in it are moved up before they are removed, so that
/// neither the stack nor the number of open files grows with the depth. Links are removed and not followed.
///
/// # Errors
/// Something in it can't be moved or removed.
pub fn remove_folder(folder: &Path) -> io::Result<()> {
    let mut moved = 0_u64;
    loop {
        let mut is_empty = true;
        for entry in folder.read_dir()? {
            let entry = entry?;
            is_empty = false;
            if !entry.file_type()?.is_dir() {
                fs::remove_file(entry.path())?;
                continue;
            }
            for inner in entry.path().read_dir()? {
                let inner = inner?;
                if inner.file_type()?.is_dir() {
                    let free = loop {
                        moved += 1;
                        let name = folder.join(format!(".up-{moved}"));
                        if fs::symlink_metadata(&name).is_err() {
                            break name;
                        }
                    };
                    fs::rename(inner.path(), free)?;
                } else {
                    fs::remove_file(inner.path())?;
                }
            }
            fs::remove_dir(entry.path())?;
        }
        if is_empty {
            return fs::remove_dir(folder);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_removed_however_deep_it_is() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("a");
        let mut inner = folder.clone();
        for depth in 0..300 {
            inner.push("deep");
            fs::create_dir_all(&inner).unwrap();
            fs::write(inner.join(format!("{depth}.txt")), "x").unwrap();
        }
        #[cfg(unix)]
        std::os::unix::fs::symlink(parent.path(), folder.join("link")).unwrap();
        fs::create_dir_all(folder.join(".up-1/full")).unwrap();
        remove_folder(&folder).unwrap();
        assert!(!folder.exists() && parent.path().exists());
    }

    #[test]
    fn a_file_that_holds_the_text_already_is_not_written_again() {
        let root = tempfile::tempdir().unwrap();
        let write = |text: &str| write_if_changed(root.path(), "a/b.txt", text).unwrap();
        let written = || {
            root.path()
                .join("a/b.txt")
                .metadata()
                .unwrap()
                .modified()
                .unwrap()
        };
        write("one");
        let before = written();
        write("one");
        assert_eq!(written(), before);
        write("two");
        assert_eq!(
            fs::read_to_string(root.path().join("a/b.txt")).unwrap(),
            "two"
        );
    }

    #[test]
    fn a_file_that_can_not_be_written_is_named() {
        let root = tempfile::tempdir().unwrap();
        fs::write(root.path().join("a"), "a file").unwrap();
        let error = write_if_changed(root.path(), "a/b.txt", "text").unwrap_err();
        assert_eq!(error.to_string(), "a/b.txt can't be written");
    }
}
