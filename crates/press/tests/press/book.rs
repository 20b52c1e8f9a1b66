//! What must hold of the book as a reader gets it: no directive is left, every link leads somewhere, loading a page
//! asks nothing of another host and weighs little.

use flate2::{Compression, write::GzEncoder};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use tempfile::TempDir;

/// The pages of the built book: path below its root, with forward slashes, and text. Built once for all tests.
fn pages() -> &'static BTreeMap<String, String> {
    static BUILT: OnceLock<(TempDir, BTreeMap<String, String>)> = OnceLock::new();
    &BUILT
        .get_or_init(|| {
            let dir = tempfile::tempdir().expect("a temporary folder");
            let dest = dir.path().join("book");
            let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
            let output = Command::new(env!("CARGO_BIN_EXE_press"))
                .args(["build", "--dest"])
                .arg(&dest)
                .current_dir(root)
                .output()
                .expect("press starts");
            assert!(
                output.status.success(),
                "{}",
                String::from_utf8_lossy(&output.stderr)
            );
            let mut pages = BTreeMap::new();
            let mut files = BTreeSet::new();
            walk(&dest, &dest, &mut files);
            for file in files {
                let text =
                    fs::read(dest.join(&file)).map(|b| String::from_utf8_lossy(&b).into_owned());
                pages.insert(file, text.expect("it was just written"));
            }
            (dir, pages)
        })
        .1
}

fn walk(root: &Path, dir: &Path, files: &mut BTreeSet<String>) {
    for path in fs::read_dir(dir)
        .expect("a folder")
        .map(|e| e.expect("an entry").path())
    {
        if path.is_dir() {
            walk(root, &path, files);
        } else {
            let below: PathBuf = path.strip_prefix(root).expect("below").to_owned();
            files.insert(below.to_string_lossy().replace('\\', "/"));
        }
    }
}

fn html() -> impl Iterator<Item = (&'static String, &'static String)> {
    // Without scripts a page's contents are in toc.html, which is shown inside the page.
    pages().iter().filter(|(path, _)| path.ends_with(".html"))
}

/// The values of `name="…"` in the tags of a page, with the tag's name.
fn attributes<'a>(text: &'a str, name: &str) -> Vec<(&'a str, &'a str)> {
    let mut found = Vec::new();
    for tag in text.split('<').skip(1) {
        let tag = tag.split('>').next().unwrap_or_default();
        let element = tag.split_whitespace().next().unwrap_or_default();
        if let Some((_, rest)) = tag.split_once(&format!(" {name}=\"")) {
            found.push((element, rest.split('"').next().unwrap_or_default()));
        }
    }
    found
}

#[test]
fn no_directive_is_left_on_a_page() {
    let left: Vec<String> = html()
        .flat_map(|(path, text)| {
            text.match_indices("{{#")
                // Code may show a directive, and only code.
                .filter(|(at, _)| {
                    let before = &text[..*at];
                    before.matches("<code").count() == before.matches("</code>").count()
                })
                .map(move |(at, _)| {
                    format!(
                        "{path}: {}",
                        text[at..].chars().take(40).collect::<String>()
                    )
                })
        })
        .collect();
    assert!(left.is_empty(), "{left:#?}");
    assert!(
        !html().any(|(_, text)| text.contains("<!-- timeline")),
        "a timeline was not drawn"
    );
}

#[test]
fn every_link_of_the_book_leads_somewhere() {
    let ids: BTreeMap<&String, BTreeSet<&str>> = html()
        .map(|(path, text)| {
            (
                path,
                attributes(text, "id")
                    .into_iter()
                    .map(|(_, id)| id)
                    .collect(),
            )
        })
        .collect();
    let mut wrong = Vec::new();
    let mut links = 0;
    for (path, text) in html().filter(|(path, _)| *path != "print.html" && *path != "404.html") {
        let places = attributes(text, "href")
            .into_iter()
            .chain(attributes(text, "src"));
        for (_, to) in places.filter(|(_, to)| !to.contains(':') && !to.starts_with("//")) {
            links += 1;
            let (file, fragment) = to.split_once('#').unwrap_or((to, ""));
            let target = if file.is_empty() {
                path.clone()
            } else {
                join(path, file)
            };
            if !pages().contains_key(&target) {
                wrong.push(format!("{path}: {to}: there is no {target}"));
            } else if !fragment.is_empty()
                && !ids.get(&target).is_some_and(|ids| ids.contains(fragment))
            {
                wrong.push(format!("{path}: {to}: {target} has no id {fragment}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(links > 50, "{links} links");
}

/// The page that `to` names, seen from `page`.
fn join(page: &str, to: &str) -> String {
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in to.split('?').next().unwrap_or_default().split('/') {
        match part {
            "." | "" => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[test]
fn loading_a_page_asks_nothing_of_another_host() {
    let mut wrong = Vec::new();
    for (path, text) in html() {
        let loaded = attributes(text, "src").into_iter().chain(
            attributes(text, "href")
                .into_iter()
                .filter(|(element, _)| *element == "link"),
        );
        for (element, url) in loaded.filter(|(_, url)| url.contains("//")) {
            wrong.push(format!("{path}: <{element}> loads {url}"));
        }
    }
    for (path, text) in pages().iter().filter(|(path, _)| path.ends_with(".css")) {
        if text.contains("url(http") || text.contains("url(\"http") || text.contains("@import") {
            wrong.push(format!("{path}: loads from elsewhere"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_count_page_with_its_timelines_weighs_at_most_35_kib_in_10_requests() {
    let path = "idea/one-program-four-ways.html";
    let text = &pages()[path];
    assert!(
        text.contains("<figure class=\"timeline\""),
        "{path} has no timeline"
    );
    let tags = attributes(text, "src").into_iter().chain(
        attributes(text, "href")
            .into_iter()
            .filter(|(element, _)| *element == "link"),
    );
    let loaded: BTreeSet<String> = tags.map(|(_, to)| join(path, to)).collect();
    let mut parts: Vec<(usize, &str)> = loaded
        .iter()
        .map(String::as_str)
        .chain([path])
        .map(|file| (gzipped(&pages()[file]), file))
        .collect();
    parts.sort_unstable_by(|a, b| b.cmp(a));
    let bytes: usize = parts.iter().map(|(bytes, _)| bytes).sum();
    assert!(
        bytes <= 35 * 1024 && parts.len() <= 10,
        "{path}: {bytes} bytes gzipped in {} requests: {parts:#?}",
        parts.len()
    );
}

/// Bytes of `text` as a server sends it.
fn gzipped(text: &str) -> usize {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes()).expect("memory");
    encoder.finish().expect("memory").len()
}

#[test]
fn every_page_says_what_it_was_checked_with() {
    let silent: Vec<&String> = html()
        .filter(|(path, text)| {
            !["print.html", "404.html", "toc.html"].contains(&path.as_str())
                && !text.contains("class=\"checked\"")
        })
        .map(|(path, _)| path)
        .collect();
    assert!(silent.is_empty(), "{silent:?}");
}

#[test]
fn no_id_stands_twice_on_a_page() {
    let mut wrong = Vec::new();
    for (path, text) in html().filter(|(path, _)| *path != "print.html") {
        let mut seen = BTreeSet::new();
        for (_, id) in attributes(text, "id") {
            if !seen.insert(id) {
                wrong.push(format!("{path}: {id}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
