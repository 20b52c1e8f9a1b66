//! A small book in a folder of its own, and the command run on it.
#![allow(dead_code, reason = "each test file uses a part")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

/// A book of one page and the program `count`, gone when it is dropped.
pub struct Book {
    folder: TempDir,
}

impl Book {
    pub fn new() -> Book {
        let book = Book {
            folder: tempfile::tempdir().unwrap(),
        };
        book.write("book.toml", "[book]\ntitle = \"Small\"\n\n[preprocessor.press]\ncommand = \"false\"\nafter = [\"links\"]\n");
        book.write("src/SUMMARY.md", "# Summary\n\n- [Start](start.md)\n");
        book.write(
            "src/start.md",
            "# Start\n\nOne page.\n\n{{#program count}}\n",
        );
        copy(
            &repository().join("listings/count"),
            &book.path("listings/count"),
        );
        for file in ["Cargo.toml", "Cargo.lock"] {
            fs::copy(repository().join(file), book.path(file)).unwrap();
        }
        book
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub fn write(&self, path: &str, text: &str) {
        fs::create_dir_all(self.path(path).parent().unwrap()).unwrap();
        fs::write(self.path(path), text).unwrap();
    }

    /// The command, to be run in this book.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_press"));
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env("RUST_BACKTRACE", "1");
        command.env_remove("CARGO_TARGET_DIR");
        command
    }

    /// What the command prints of what is wrong, once it has failed as it should.
    #[track_caller]
    pub fn refused(&self, arguments: &[&str]) -> String {
        let output = self.command(arguments).output().unwrap();
        let words = text(&output);
        assert_eq!(output.status.code(), Some(1), "{words}");
        assert!(words.starts_with("error: "), "{words}");
        assert_eq!(words.matches("error: ").count(), 1, "one message: {words}");
        assert!(!words.contains("stack backtrace"), "{words}");
        words.replace('\\', "/")
    }
}

/// The book's own folder.
pub fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// What was written to stderr.
pub fn text(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in from.read_dir().unwrap().map(Result::unwrap) {
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

/// All files below `folder` by their paths in it, with what they hold.
pub fn files(folder: &Path) -> std::collections::BTreeMap<PathBuf, Vec<u8>> {
    let mut found = std::collections::BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in next.read_dir().unwrap().map(Result::unwrap) {
            if entry.path().is_dir() {
                folders.push(entry.path());
            } else {
                let path = entry.path().strip_prefix(folder).unwrap().to_owned();
                found.insert(path, fs::read(entry.path()).unwrap());
            }
        }
    }
    found
}
