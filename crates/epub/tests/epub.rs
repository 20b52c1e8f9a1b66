//! `cargo run -- epub`: the EPUB holds what the site holds.

use rbook::Epub;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// What a page must not lose on its way: its listings in every model, their code and outputs, its timelines.
const PARTS: [&str; 4] = ["class=\"listing\"", "<pre", "class=\"timeline\"", "<svg"];

fn parts(text: &str) -> [usize; 4] {
    PARTS.map(|part| text.matches(part).count())
}

#[test]
fn it_holds_every_page_all_models_and_all_timelines() {
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path().join("site");
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    press::site::build::build(root, Some(&site), false).unwrap_or_else(|e| panic!("{e}"));
    let file = folder.path().join("book.epub");
    epub::write(root, &site, &file).unwrap_or_else(|e| panic!("{e:#}"));

    let epub = Epub::open(&file).unwrap();
    let mut in_epub = BTreeMap::new();
    for entry in epub.spine().iter() {
        let entry = entry.manifest_entry().unwrap();
        let path = entry.href().path().as_str().to_owned();
        let path = path.split_once("OEBPS/").map_or(path.as_str(), |at| at.1);
        in_epub.insert(path.replace(".xhtml", ".html"), entry.read_str().unwrap());
    }
    let mut all = [0; 4];
    for path in pages(&site) {
        let html = fs::read_to_string(site.join(&path)).unwrap();
        let path = path.to_string_lossy().replace('\\', "/");
        if ["404.html", "index.html", "print.html", "toc.html"].contains(&path.as_str()) {
            continue;
        }
        let main = &html[html.find("<main>").unwrap()..html.find("</main>").unwrap()];
        let held = parts(
            in_epub
                .get(&path)
                .unwrap_or_else(|| panic!("{path} is missing")),
        );
        assert_eq!(held, parts(main), "{path}: {PARTS:?}");
        all = std::array::from_fn(|i| all[i] + held[i]);
        in_epub.remove(&path);
    }
    assert!(in_epub.is_empty(), "{:?}", in_epub.keys());
    assert!(all.iter().all(|count| *count > 20), "{all:?}");
}

/// All HTML files of a site, by their paths in it.
fn pages(site: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![site.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in folder.read_dir().unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|kind| kind == "html") {
                found.push(path.strip_prefix(site).unwrap().to_owned());
            }
        }
    }
    found
}
