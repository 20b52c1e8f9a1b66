//! The static book: mdBook in process, into a temporary folder that takes the destination's place when it is whole.

use super::mirror::Mirror;
use super::offline;
use super::preprocess::Press;
use crate::leftovers::Held;
use crate::panics::caught;
use anyhow::{Context, Result, anyhow, bail};
use listing::{Error, Errors};
use mdbook_driver::MDBook;
use mdbook_driver::config::Config;
use percent_encoding::percent_decode_str;
use pulldown_cmark::{Event, Parser, Tag};
use serde_json::json;
use std::ffi::OsString;
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::str::FromStr;
use tempfile::TempDir;

/// Before the name of the folder in which a book is built, beside its destination.
const UNFINISHED: &str = ".press-";

/// Folders of the book's sources: a book is never built into one of them.
const SOURCES: [&str; 8] = [
    "src",
    "listings",
    "theme",
    "quizzes",
    "exercises",
    "crates",
    "tests",
    ".git",
];

/// The book's root: the nearest folder at or above `from` that holds a `book.toml`.
///
/// # Errors
/// There is none.
pub fn find_root(from: &Path) -> Result<PathBuf> {
    from.ancestors()
        .find(|folder| folder.join("book.toml").is_file())
        .map(Path::to_owned)
        .with_context(|| {
            format!(
                "{}: no book.toml here or in a folder above\n  run this inside the book's folder",
                from.display()
            )
        })
}

/// Builds the book of `root` into `destination`, or into the folder that `book.toml` names; returns where it stands.
/// A `stock` book has the same pages in mdBook's own theme, with nothing set for it, to be measured beside ours.
///
/// # Errors
/// A page or `book.toml` is wrong, or the destination can't be used. Nothing at the destination has changed then.
pub fn build(root: &Path, destination: Option<&Path>, stock: bool) -> Result<PathBuf> {
    let mut config = load_config(root)?;
    let destination = match destination {
        Some(path) => std::path::absolute(path)?,
        None => root.join(&config.build.build_dir),
    };
    let destination = check_destination(root, &destination)?;
    // Held until the book is built: where no theme is named, mdBook takes the folder `theme`.
    let no_theme = TempDir::new()?;
    if stock {
        config.set("output", json!({ "html": { "theme": no_theme.path() } }))?;
    }
    let copy = TempDir::new()?;
    let mirror = Mirror::if_needed(root, &copy.path().join("source"));
    if let Some(mirror) = &mirror {
        mirror.update()?;
    }
    let root = mirror.as_ref().map_or(root, Mirror::folder);
    let prepared = prepare(root, config, &destination, Press { stock })?;
    // Not of the served book, which changes under its reader's eyes.
    offline::write(&prepared.folder.path().join("book"))?;
    prepared.publish()?;
    Ok(destination)
}

/// Builds the book of `root` beside `destination`, which must be one that [`check_destination`] returned.
fn prepare(root: &Path, mut config: Config, destination: &Path, press: Press) -> Result<Prepared> {
    check_summary(root)?;
    let parent = destination
        .parent()
        .context("the root of a disk is no place for a book")?;
    let cannot_write = || cannot_write(destination);
    // A build that was interrupted leaves its folder to this one.
    let folder = Held::new_in(parent, UNFINISHED, |_| {}).with_context(cannot_write)?;
    only_html(&mut config)?;
    config.build.build_dir = folder.path().join("book");
    let mut book = MDBook::load_with_config(root, config)?;
    // It takes the place of the command of the same name, and runs when that would.
    book.with_preprocessor(press);
    caught(|| book.build())?;
    Ok(Prepared {
        destination: destination.to_owned(),
        folder,
    })
}

/// A whole book that no reader sees yet. Dropped, it is gone.
struct Prepared {
    destination: PathBuf,
    folder: Held,
}

impl Prepared {
    /// Replaces what the destination held with the book. What it held is gone when the returned folder is dropped.
    ///
    /// # Errors
    /// A folder can't be renamed; the destination holds what it held.
    fn publish(self) -> Result<Held> {
        let cannot_write = || cannot_write(&self.destination);
        let before = self.folder.path().join("before");
        let existed = self.destination.exists();
        if existed {
            fs::rename(&self.destination, &before).with_context(cannot_write)?;
        }
        let renamed = fs::rename(self.folder.path().join("book"), &self.destination);
        if renamed.is_err() && existed {
            fs::rename(&before, &self.destination).with_context(cannot_write)?;
        }
        renamed.with_context(cannot_write)?;
        Ok(self.folder)
    }
}

/// Reads `book.toml`, and the environment variables by which mdBook lets it be changed.
///
/// # Errors
/// It is not TOML, or says what mdBook does not know.
pub fn load_config(root: &Path) -> Result<Config> {
    let help = "see https://rust-lang.github.io/mdBook/format/configuration/";
    let text = fs::read_to_string(root.join("book.toml"))
        .map_err(|error| Error::new("book.toml", 0, error.to_string(), help))?;
    if let Err(error) = toml::from_str::<toml::Table>(&text) {
        let line = line_at(&text, error.span().map_or(0, |span| span.start));
        return Err(Error::new("book.toml", line, error.message(), help).into());
    }
    let mut config = Config::from_str(&text).map_err(|error| {
        // What mdBook says quotes the line that it means: `3 | titel = "x"`.
        let message = format!("{error:#}");
        let line = message
            .lines()
            .filter_map(|line| line.split_once(" | ")?.0.trim().parse().ok())
            .next()
            .unwrap_or(0);
        let message = message.lines().filter(|line| !line.contains('|'));
        let message = message.collect::<Vec<_>>().join(": ");
        Error::new("book.toml", line, message, help)
    })?;
    update_from(std::env::vars_os(), &mut config)?;
    Ok(config)
}

/// Changes the settings as mdBook lets the environment do it: `MDBOOK_BOOK__TITLE` is the title. mdBook's own function panics
/// where a variable is not UTF-8, whichever it is.
fn update_from(
    variables: impl Iterator<Item = (OsString, OsString)>,
    config: &mut Config,
) -> Result<()> {
    // Others, such as MDBOOK_VERSION, belong to scripts of the reader.
    const TABLES: [&str; 5] = ["book", "build", "rust", "output", "preprocessor"];
    for (name, value) in variables {
        let Some((name, key)) = name
            .to_str()
            .and_then(|name| Some((name, name.strip_prefix("MDBOOK_")?)))
        else {
            continue;
        };
        let key = key.to_lowercase().replace("__", ".").replace('_', "-");
        if !TABLES.contains(&key.split('.').next().unwrap_or_default()) {
            continue;
        }
        let set = match value.to_str() {
            Some(text) => {
                let value = serde_json::from_str(text).unwrap_or_else(|_| json!(text));
                config.set(&key, value)
            }
            None => Err(anyhow!("its value is not UTF-8")),
        };
        set.with_context(|| {
            format!("the environment variable {name} can't be used, which sets `{key}` of book.toml\n  unset {name}, or change it")
        })?;
    }
    Ok(())
}

/// Leaves only the web pages: with a second output beside them, mdBook would give each a folder of its own.
///
/// # Errors
/// `book.toml` has an `output.html` that is no table.
pub(crate) fn only_html(config: &mut Config) -> Result<()> {
    let html = config.get::<serde_json::Value>("output.html")?;
    config.set("output", json!({ "html": html.unwrap_or(json!({})) }))
}

/// That `src/SUMMARY.md` can be read and leads to pages that exist: mdBook says neither file nor line.
pub(crate) fn check_summary(root: &Path) -> Result<()> {
    const SUMMARY: &str = "src/SUMMARY.md";
    let text = fs::read_to_string(root.join(SUMMARY)).map_err(|error| {
        Error::new(
            SUMMARY,
            0,
            format!("can't be read: {error}"),
            "it names every page of the book in its order, a line each: - [Title](file.md)",
        )
    })?;
    let mut errors = Vec::new();
    let links = Parser::new(&text).into_offset_iter();
    for (event, range) in links {
        let Event::Start(Tag::Link { dest_url, .. }) = event else {
            continue;
        };
        // All that mdBook decodes.
        let page = dest_url.replace("%20", " ");
        if Path::new(&page).has_root() {
            errors.push(Error::new(
                SUMMARY,
                line_at(&text, range.start),
                format!("{page} is not below src"),
                "name a page by its path below src: - [Title](file.md)",
            ));
            continue;
        }
        let file = root.join("src").join(&page);
        if page.is_empty() || file.is_file() {
            errors.extend(not_utf8(&format!("src/{page}"), &file));
            continue;
        }
        let decoded = percent_decode_str(&dest_url).decode_utf8_lossy();
        let help = match root.join("src").join(&*decoded).is_file() {
            true => format!("mdBook reads `%20` and no other escape: write {decoded}"),
            false => "write the page, or take it out of the summary".to_owned(),
        };
        errors.push(Error::new(
            SUMMARY,
            line_at(&text, range.start),
            format!("there is no page src/{page}"),
            help,
        ));
    }
    if errors.is_empty() {
        Ok(())
    } else {
        Err(Errors(errors).into())
    }
}

/// What is wrong with the bytes of a page, if they are not UTF-8.
fn not_utf8(page: &str, file: &Path) -> Option<Error> {
    let bytes = fs::read(file).ok()?;
    let wrong = std::str::from_utf8(&bytes).err()?;
    let before = &bytes[..wrong.valid_up_to()];
    let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
    let help = "save it in the encoding UTF-8";
    Some(Error::new(page, line, "this page is not UTF-8", help))
}

fn line_at(text: &str, at: usize) -> usize {
    text[..at.min(text.len())].matches('\n').count() + 1
}

/// Where a book may be built: the path without links, at which nothing stands that is not a book.
///
/// # Errors
/// It holds something else, is read-only, or lies among the sources.
fn check_destination(root: &Path, destination: &Path) -> Result<PathBuf> {
    let root = root.canonicalize()?;
    let destination = canonical(destination)?;
    let shown = destination.display();
    if root.starts_with(&destination) {
        bail!(
            "{shown}: is not a place for the book, the book's sources are in it\n  name another: --dest DIR"
        );
    }
    if let Some(source) = source_around(&root, &destination) {
        bail!(
            "{shown}: is not a place for the book, it is inside {} and would become a part of its own source\n  name another: --dest DIR",
            source.display()
        );
    }
    if destination.exists() && !is_book_or_empty(&destination) {
        bail!(
            "{shown}: holds something that is not a book, which building would remove\n  empty it, or name another: --dest DIR"
        );
    }
    // The first of these that exists is where files are made and removed.
    for folder in destination.ancestors() {
        if let Ok(metadata) = folder.metadata() {
            if !metadata.is_dir() || metadata.permissions().readonly() {
                return Err(cannot_write(&destination).into());
            }
            if folder != destination {
                break;
            }
        }
    }
    Ok(destination)
}

/// The folder of the sources of `root` in which `folder` is; both are without links.
fn source_around(root: &Path, folder: &Path) -> Option<PathBuf> {
    let mut sources = SOURCES.iter().map(|name| root.join(name));
    sources.find(|source| folder.starts_with(source))
}

/// That what is built, in `folder`, would not become a part of its own source.
///
/// # Errors
/// It would.
pub fn check_not_among_sources(root: &Path, folder: &Path) -> Result<()> {
    let folder = canonical(&std::path::absolute(folder)?)?;
    if let Some(source) = source_around(&root.canonicalize()?, &folder) {
        bail!(
            "{}: is inside {}, and what is built there would be taken for a part of the book\n  name a folder elsewhere, by an absolute path",
            folder.display(),
            source.display()
        );
    }
    Ok(())
}

/// The path without links and dots, though its last parts need not exist.
fn canonical(path: &Path) -> Result<PathBuf> {
    let mut missing = Vec::new();
    let mut existing = path;
    loop {
        match existing.canonicalize() {
            Ok(mut found) => {
                found.extend(missing.iter().rev());
                return Ok(found);
            }
            Err(error) => {
                let last = existing.components().next_back();
                let (Some(Component::Normal(name)), Some(parent)) = (last, existing.parent())
                else {
                    bail!("{}: {error}\n  name another: --dest DIR", path.display());
                };
                missing.push(name.to_owned());
                existing = parent;
            }
        }
    }
}

fn is_book_or_empty(folder: &Path) -> bool {
    let Ok(mut entries) = folder.read_dir() else {
        return false;
    };
    // mdBook writes all of these, always.
    let book = ["index.html", "toc.html", ".nojekyll"];
    let book = book.iter().all(|file| folder.join(file).is_file()) && !folder.join(".git").exists();
    book || entries.next().is_none()
}

fn cannot_write(destination: &Path) -> Error {
    Error::new(
        destination,
        0,
        "the book can't be written here",
        "make the folder and the one around it writable, or name another: --dest DIR",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn the_environment_sets_what_it_may_and_a_wrong_variable_is_named() {
        use std::os::unix::ffi::OsStringExt;
        let set = |name: &[u8], value: &[u8]| {
            let text = |bytes: &[u8]| OsString::from_vec(bytes.to_vec());
            let mut config = Config::default();
            update_from([(text(name), text(value))].into_iter(), &mut config)
                .map(|()| config)
                .map_err(|error| format!("{error:#}"))
        };
        let titled = set(b"MDBOOK_BOOK__TITLE", b"Mine").unwrap();
        assert_eq!(titled.book.title.as_deref(), Some("Mine"));
        let site = set(b"MDBOOK_OUTPUT__HTML__SITE_URL", b"/x/").unwrap();
        let site: Option<String> = site.get("output.html.site-url").unwrap();
        assert_eq!(site.as_deref(), Some("/x/"));
        for other in [&b"MDBOOK_VERSION"[..], b"X", b"\xff", b"MDBOOK_\xff"] {
            assert!(set(other, b"\xff").is_ok());
        }
        for wrong in [
            set(b"MDBOOK_BOOK__TITLE", b"\xff").unwrap_err(),
            set(b"MDBOOK_BOOK__TITEL", b"Mine").unwrap_err(),
        ] {
            assert!(
                wrong.contains("environment variable MDBOOK_BOOK__TIT"),
                "{wrong}"
            );
        }
    }
}
