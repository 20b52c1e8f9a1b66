//! What a browser keeps of the book to be read offline: a service worker, and what it can keep.

use anyhow::Result;
use flate2::{Compression, write::GzEncoder};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::fs;
use std::io::Write;
use std::path::Path;

/// The service worker, at the root of the book.
pub const FILE: &str = "service-worker.js";

const SCRIPT: &str = include_str!("offline.js");

/// What is not kept: the page that holds all others once more, what no page of this book loads, and what is a book by itself.
const NOT_KEPT: [&str; 10] = [
    "print.html",
    "share.png",
    "highlight-",
    "clipboard-",
    "ayu-highlight-",
    "tomorrow-night-",
    "fonts/",
    "css/",
    "book-",
    ".nojekyll",
];

/// Writes the service worker of a built book, which can keep all that a reader of it can open.
///
/// # Errors
/// The folder can't be read or written.
pub fn write(book: &Path) -> Result<()> {
    let mut files = Vec::new();
    list(book, book, &mut files)?;
    files.sort();
    let mut hash = Sha256::new();
    let mut size = 0;
    for file in &files {
        let content = fs::read(book.join(file))?;
        hash.update(file);
        hash.update(Sha256::digest(&content));
        size += sent(&content)?;
    }
    hash.update(SCRIPT);
    let version = &hash.finalize()[..8];
    let version: String = version.iter().map(|byte| format!("{byte:02x}")).collect();
    let (version, files) = (json!(version), json!(files));
    let script = format!(
        "const version = {version};\nconst size = {size};\nconst files = {files};\n{SCRIPT}"
    );
    Ok(fs::write(book.join(FILE), script)?)
}

/// The bytes that a host sends for a file: it packs what it can.
fn sent(content: &[u8]) -> Result<usize> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(content)?;
    Ok(packed.finish()?.len().min(content.len()))
}

/// Adds the files below `folder` that are kept, by their paths in the book with forward slashes.
fn list(book: &Path, folder: &Path, files: &mut Vec<String>) -> Result<()> {
    for entry in folder.read_dir()? {
        let path = entry?.path();
        if path.is_dir() {
            list(book, &path, files)?;
            continue;
        }
        let below = path.strip_prefix(book)?.to_string_lossy();
        let below = below.replace('\\', "/");
        if below != FILE && !NOT_KEPT.iter().any(|name| below.starts_with(name)) {
            files.push(below);
        }
    }
    Ok(())
}
