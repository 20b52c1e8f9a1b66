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
        for path in FILES.iter().chain(&FOLDERS).map(|name| root.join(name)) {
            walk(&path, &is_a_writers, &mut Vec::new(), &mut |file| {
                let below = file.strip_prefix(root).unwrap_or(file);
                let below = below.to_string_lossy().replace('\\', "/");
                files.extend(Version::of(file).map(|version| (below, version)));
            });
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

/// Calls `found` with the file at `path`, or with all files below it, of those entries that are `wanted`. Links to folders
/// are followed, but not to a folder that the walk is in: `inside` are those, without links.
fn walk(
    path: &Path,
    wanted: &dyn Fn(&Path) -> bool,
    inside: &mut Vec<PathBuf>,
    found: &mut dyn FnMut(&Path),
) {
    if !path.is_dir() {
        found(path);
        return;
    }
    let Ok(folder) = path.canonicalize() else {
        return;
    };
    if inside.contains(&folder) {
        return;
    }
    inside.push(folder);
    let entries = path.read_dir().into_iter().flatten().flatten();
    let entries = entries.map(|entry| entry.path());
    for entry in entries.filter(|entry| wanted(entry)) {
        walk(&entry, wanted, inside, found);
    }
    inside.pop();
}

/// All files below `folder`, or none if it is not there, without what is ours or an editor's.
pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    if folder.is_dir() {
        let found = &mut |file: &Path| files.push(file.to_owned());
        walk(folder, &is_a_writers, &mut Vec::new(), found);
    }
    files
}

/// Not what a build itself writes, nor files that editors keep beside the ones they edit.
fn is_a_writers(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    !OURS.iter().any(|ours| path.ends_with(ours))
        && !name.starts_with(['.', '#'])
        && !name.ends_with('~')
        && name != "4913"
}

/// The files below `src` that the book has as they are, among them those that press writes, by their paths below `src`.
pub fn copied(root: &Path) -> BTreeMap<PathBuf, Version> {
    let src = root.join("src");
    let mut found = BTreeMap::new();
    walk(&src, &|_| true, &mut Vec::new(), &mut |file| {
        if file.extension().is_none_or(|kind| kind != "md")
            && let Ok(below) = file.strip_prefix(&src)
        {
            found.extend(Version::of(file).map(|version| (below.to_owned(), version)));
        }
    });
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

    #[cfg(unix)]
    #[test]
    fn links_in_a_circle_are_followed_once() {
        use std::os::unix::fs::symlink;
        let root = tempfile::tempdir().unwrap();
        let theme = root.path().join("theme");
        for folder in ["x", "y"] {
            fs::create_dir_all(theme.join(folder)).unwrap();
            fs::write(theme.join(folder).join("a.css"), "").unwrap();
        }
        for (link, to) in [
            ("x/one", "../y"),
            ("x/two", "../y"),
            ("y/one", "../x"),
            ("y/up", ".."),
        ] {
            symlink(to, theme.join(link)).unwrap();
        }
        let sources = Sources::of(root.path());
        let files: Vec<&str> = sources.below("theme/").map(|(path, _)| path).collect();
        assert!(files.contains(&"theme/x/a.css") && files.contains(&"theme/x/one/a.css"));
        assert!(files.len() < 20, "{files:?}");
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
