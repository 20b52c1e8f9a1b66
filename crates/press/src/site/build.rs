//! The static book: mdBook in process, into a temporary folder that takes the destination's place when it is whole.

use super::offline;
use super::preprocess::Press;
use anyhow::{Context, Result, bail};
use listing::{Error, Errors};
use mdbook_driver::MDBook;
use mdbook_driver::config::Config;
use percent_encoding::percent_decode_str;
use pulldown_cmark::{Event, Parser, Tag};
use serde_json::json;
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::str::FromStr;
use tempfile::TempDir;

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
    fs::create_dir_all(parent).with_context(cannot_write)?;
    let folder = tempfile::Builder::new()
        .prefix(".press-")
        .tempdir_in(parent)
        .with_context(cannot_write)?;
    only_html(&mut config)?;
    config.build.build_dir = folder.path().join("book");
    let mut book = MDBook::load_with_config(root, config)?;
    // It takes the place of the command of the same name, and runs when that would.
    book.with_preprocessor(press);
    book.build()?;
    Ok(Prepared {
        destination: destination.to_owned(),
        folder,
    })
}

/// A whole book that no reader sees yet. Dropped, it is gone.
struct Prepared {
    destination: PathBuf,
    folder: TempDir,
}

impl Prepared {
    /// Replaces what the destination held with the book. What it held is gone when the returned folder is dropped.
    ///
    /// # Errors
    /// A folder can't be renamed; the destination holds what it held.
    fn publish(self) -> Result<TempDir> {
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
    config.update_from_env()?;
    Ok(config)
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
        if page.is_empty() || root.join("src").join(&page).is_file() {
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
    for source in SOURCES.map(|name| root.join(name)) {
        if destination.starts_with(&source) {
            bail!(
                "{shown}: is not a place for the book, it is inside {} and would become a part of its own source\n  name another: --dest DIR",
                source.display()
            );
        }
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
