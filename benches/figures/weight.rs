//! What a reader's browser fetches to show a page.

use flate2::{Compression, write::GzEncoder};
use std::fs;
use std::io::Write;
use std::path::Path;

/// The page `page` of the book built in `book`, and every style, script, icon and picture that loading it asks for.
/// What scripts fetch later, as the search index when a reader searches, is not in it.
/// Returns the size of each in bytes, gzipped.
pub fn fetched(book: &Path, page: &str) -> Vec<usize> {
    let html = fs::read_to_string(book.join(page)).expect("the page is built");
    let folder = Path::new(page).parent().expect("a page is a file");
    let mut paths = vec![book.join(page)];
    for tag in html.split('<').skip(1) {
        let tag = tag.split('>').next().unwrap_or_default();
        let attribute = match tag.split_whitespace().next() {
            Some("link") => " href=\"",
            Some("script" | "img" | "iframe" | "source" | "embed") => " src=\"",
            _ => continue,
        };
        let Some((_, url)) = tag.split_once(attribute) else {
            continue;
        };
        let url = url.split(['"', '?', '#']).next().unwrap_or_default();
        if !url.starts_with("data:") {
            let path = book.join(folder).join(url);
            paths.push(path.canonicalize().unwrap_or(path));
        }
    }
    paths[1..].sort();
    paths.dedup();
    paths
        .into_iter()
        .map(|path| {
            let bytes = fs::read(&path)
                .unwrap_or_else(|error| panic!("{page} loads {}: {error}", path.display()));
            gzipped(&bytes)
        })
        .collect()
}

/// The size in bytes after gzip at its usual level.
fn gzipped(bytes: &[u8]) -> usize {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(bytes)
        .and_then(|()| gzip.finish())
        .expect("memory takes it")
        .len()
}
