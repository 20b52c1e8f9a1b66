//! Writing files so that those who watch or read them are not disturbed.

use anyhow::{Context, Result};
use std::fs;
use std::path::Path;

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

#[cfg(test)]
mod tests {
    use super::*;

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
