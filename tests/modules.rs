//! A page about a crate ends with a list of the crate's public modules, so that none is forgotten when the crate moves on.

use observe::cargo;
use regex::Regex;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

/// A crate, the page about it, and the heading above the table whose first column names the modules.
const PAGES: &[(&str, &str, &str)] = &[(
    "tokio",
    "src/models/tokio.md",
    "## Where is the rest of tokio?",
)];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The `lib.rs` of each of these crates, as locked, with its version.
fn sources() -> Vec<(String, PathBuf)> {
    let output = cargo::command(root())
        .args(["metadata", "--format-version=1", "--offline"])
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .expect("cargo starts");
    let all: serde_json::Value = serde_json::from_slice(&output.stdout).expect("cargo says JSON");
    let newest = |name: &str| {
        let packages = all["packages"].as_array().expect("there are packages");
        let named = packages.iter().filter(|package| package["name"] == name);
        // The book's own is a dependency of the root package; others may lock older ones.
        let manifests = named.filter_map(|package| package["manifest_path"].as_str());
        let newest = manifests.max().expect("the crate is locked");
        PathBuf::from(newest).with_file_name("src").join("lib.rs")
    };
    let names = PAGES.iter().map(|(name, ..)| *name);
    names.map(|name| (name.to_owned(), newest(name))).collect()
}

/// The public modules that a `lib.rs` declares and does not hide.
fn public(text: &str) -> BTreeSet<String> {
    let module = Regex::new(r"^\s*pub mod (\w+)").expect("a right pattern");
    let mut hidden = false;
    let mut found = BTreeSet::new();
    for line in text.lines() {
        if let Some(name) = module.captures(line).filter(|_| !hidden) {
            found.insert(name[1].to_owned());
        }
        hidden = line.contains("#[doc(hidden)]")
            || line.contains("#[cfg(fuzzing)]")
            || (hidden && line.trim_start().starts_with('#'));
    }
    found
}

/// What the first column of the table below `heading` names.
fn listed(page: &str, heading: &str) -> BTreeSet<String> {
    let name = Regex::new("`([a-z_]+)`").expect("a right pattern");
    let rows = page.lines().skip_while(|line| *line != heading).skip(1);
    let rows = rows.take_while(|line| !line.starts_with('#'));
    let cells = rows.filter_map(|row| row.strip_prefix('|')?.split('|').next());
    cells
        .flat_map(|cell| name.captures_iter(cell).map(|found| found[1].to_owned()))
        .collect()
}

#[test]
fn every_public_module_of_a_crate_is_on_its_page() {
    let mut wrong = Vec::new();
    for ((name, page, heading), (_, source)) in PAGES.iter().zip(sources()) {
        let source = fs::read_to_string(&source)
            .unwrap_or_else(|error| panic!("{}: {error}", source.display()));
        let text =
            fs::read_to_string(root().join(page)).unwrap_or_else(|error| panic!("{page}: {error}"));
        let (public, listed) = (public(&source), listed(&text, heading));
        for module in public.difference(&listed) {
            wrong.push(format!(
                "{page}: the table below `{heading}` does not name `{name}::{module}`: say where it is, or why it is left out"
            ));
        }
        for module in listed.difference(&public) {
            wrong.push(format!(
                "{page}: the table below `{heading}` names `{module}`, which {name} does not have"
            ));
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn hidden_modules_need_no_row_and_the_others_are_found() {
    let source =
        "pub mod a;\n#[doc(hidden)]\n#[cfg(x)]\npub mod b;\nmod c;\ncfg! {\n    pub mod d {\n";
    assert_eq!(public(source).into_iter().collect::<Vec<_>>(), ["a", "d"]);
    let page = "# P\n\n| `x` |\n\n## H\n\n| module | what |\n|---|---|\n| `a`, `d` | `e` |\n\n## I\n\n| `f` | |\n";
    assert_eq!(
        listed(page, "## H").into_iter().collect::<Vec<_>>(),
        ["a", "d"]
    );
}
