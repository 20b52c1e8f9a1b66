//! The project that a reader downloads is the one that `cargo new` and the `cargo add` line make.

use crate::common;

use expand::{Book, Listing};
use flate2::read::GzDecoder;
use press::site::project;
use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;
use std::process::Command;
use std::{env, fs};

#[test]
fn its_dependencies_are_those_that_the_cargo_add_line_makes() {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    let book = Book::load(root).unwrap_or_else(|errors| panic!("{errors}"));
    let listings = book.programs.values().flat_map(|program| &program.listings);
    // One for each line.
    let sets: BTreeMap<&str, &Listing> = listings
        .filter(|listing| listing.model != "python")
        .map(|listing| (listing.manifest.crates.as_str(), listing))
        .collect();
    assert!(sets.len() > 5);
    for (crates, listing) in sets {
        let outside = tempfile::tempdir().unwrap();
        cargo(outside.path(), &["new", "--vcs", "none", "--offline", "it"]);
        let folder = outside.path().join("it");
        // Before `cargo add`, which then takes the book's versions.
        fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
        if !crates.is_empty() {
            let words = ["add", "--offline"];
            let words: Vec<&str> = words.into_iter().chain(crates.split_whitespace()).collect();
            cargo(&folder, &words);
        }
        let wanted = dependencies(&fs::read_to_string(folder.join("Cargo.toml")).unwrap());
        let ours = project::manifest(listing).unwrap_or_else(|error| panic!("{error:#}"));
        assert_eq!(dependencies(&ours), wanted, "{}:\n{ours}", listing.file);
    }
}

#[test]
fn it_holds_a_manifest_and_the_program_and_is_the_same_each_time() {
    let small = common::Book::new();
    let book = Book::load(small.path("")).unwrap_or_else(|errors| panic!("{errors}"));
    let listing = book.listing("tally", "async-std").unwrap();
    let archive = project::archive(listing).unwrap();
    assert_eq!(archive, project::archive(listing).unwrap());
    let mut files = BTreeMap::new();
    for entry in tar::Archive::new(GzDecoder::new(&archive[..]))
        .entries()
        .unwrap()
    {
        let mut entry = entry.unwrap();
        let mut text = String::new();
        entry.read_to_string(&mut text).unwrap();
        files.insert(entry.path().unwrap().display().to_string(), text);
    }
    let names: Vec<&str> = files.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        ["tally-async-std/Cargo.toml", "tally-async-std/src/main.rs"]
    );
    assert_eq!(files["tally-async-std/src/main.rs"], listing.source);
    assert_eq!(
        files["tally-async-std/Cargo.toml"],
        project::manifest(listing).unwrap()
    );
}

/// What a manifest says of each crate: its version and features, in no order.
fn dependencies(manifest: &str) -> BTreeMap<String, (String, Vec<String>, bool)> {
    let manifest: toml::Table = manifest.parse().unwrap();
    let all = manifest["dependencies"].as_table().unwrap();
    all.iter()
        .map(|(name, said)| {
            let version = said
                .as_str()
                .or(said.get("version").and_then(|v| v.as_str()));
            let features = said.get("features").and_then(|f| f.as_array());
            let mut features: Vec<String> = features
                .into_iter()
                .flatten()
                .map(|f| f.to_string())
                .collect();
            features.sort();
            let default = said.get("default-features").and_then(|d| d.as_bool());
            (
                name.clone(),
                (
                    version.unwrap().to_owned(),
                    features,
                    default.unwrap_or(true),
                ),
            )
        })
        .collect()
}

fn cargo(folder: &Path, words: &[&str]) {
    let output = Command::new(env!("CARGO"))
        .args(words)
        .current_dir(folder)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "cargo {}: {said}", words.join(" "));
}
