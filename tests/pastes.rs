//! What a reader pastes compiles: each listing, in a project made with `cargo new` and the `cargo add` line beside it. Of each
//! such line one listing is run there too.
//!
//! Versions are those of the book's lock file, and nothing is asked of the network. What compiled is kept in
//! `target/pastes`, by a hash of all that it depends on, and not compiled again.

use expand::{Book, Listing};
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn every_listing_compiles_in_a_fresh_project_with_its_cargo_add_line() {
    let book = Book::load(root()).unwrap_or_else(|errors| panic!("{errors}"));
    let listings: Vec<&Listing> = book
        .programs
        .values()
        .flat_map(|program| &program.listings)
        .filter(|listing| listing.model != "python")
        .collect();
    let wrong = check(&root().join("target/pastes"), &listings);
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn a_listing_that_needs_more_than_its_line_is_told() {
    let book = Book::load(root()).unwrap_or_else(|errors| panic!("{errors}"));
    let sync = book
        .listing("count", "sync")
        .expect("count opens the book")
        .clone();
    let mut bare = book
        .listing("count", "tokio")
        .expect("count opens the book")
        .clone();
    bare.manifest.crates = "tokio --features rt".to_owned();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pastes");
    let wrong = check(&folder, &[&sync, &bare]);
    assert_eq!(wrong.len(), 1, "{wrong:?}");
    let wanted = "listings/count/tokio.rs: does not compile, or does not run, in a fresh project after `cargo add tokio --features rt`\n";
    assert!(wrong[0].starts_with(wanted), "{}", wrong[0]);
}

/// What is wrong with `listings`; which of them compiled is kept in `folder`.
fn check(folder: &Path, listings: &[&Listing]) -> Vec<String> {
    let lock = root().join("Cargo.lock");
    let rustc = Command::new(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()))
        .arg("-vV")
        .output()
        .expect("rustc starts");
    let versions = (
        rustc.stdout,
        fs::read(&lock).expect("the lock file is committed"),
    );
    let key = |listing: &Listing| {
        let mut hasher = DefaultHasher::new();
        (&versions, &listing.manifest.crates, &listing.source).hash(&mut hasher);
        format!("{:016x}", hasher.finish())
    };
    fs::create_dir_all(folder).expect("a writable target folder");
    let compiled_file = folder.join("compiled");
    let compiled = fs::read_to_string(&compiled_file).unwrap_or_default();
    let mut compiled: BTreeSet<String> = compiled.lines().map(str::to_owned).collect();

    let mut sets: BTreeMap<&str, Vec<&Listing>> = BTreeMap::new();
    for listing in listings.iter().filter(|l| !compiled.contains(&key(l))) {
        sets.entry(listing.manifest.crates.as_str())
            .or_default()
            .push(listing);
    }
    let mut wrong = Vec::new();
    for (crates, set) in sets {
        let line = match crates {
            "" => "no crate".to_owned(),
            crates => format!("cargo add {crates}"),
        };
        let _stage = observe::stage(format!("{} listings in a fresh project: {line}", set.len()));
        let errors = compile(crates, &set, &lock);
        for listing in set {
            match errors.get(&listing.file) {
                None => {
                    compiled.insert(key(listing));
                }
                Some(error) => {
                    let after = match listing.manifest.cargo_add() {
                        Some(line) => format!("after `{line}`"),
                        None => "without any crate".to_owned(),
                    };
                    wrong.push(format!(
                        "{}: does not compile, or does not run, in a fresh project {after}\n{error}",
                        listing.file
                    ));
                }
            }
        }
    }
    let lines: Vec<String> = compiled.into_iter().collect();
    fs::write(&compiled_file, lines.join("\n")).expect("a writable target folder");
    wrong
}

/// rustc's errors by the listing's file, of listings that share one `cargo add` line.
fn compile(crates: &str, set: &[&Listing], lock: &Path) -> BTreeMap<String, String> {
    let outside = tempfile::tempdir().expect("a writable temporary folder");
    cargo(
        outside.path(),
        &["new", "--vcs", "none", "--offline", "paste"],
    );
    let project = outside.path().join("paste");
    // Before `cargo add`, which then takes the book's versions.
    fs::copy(lock, project.join("Cargo.lock")).expect("the lock file is committed");
    if !crates.is_empty() {
        let mut add = vec!["add", "--offline"];
        add.extend(crates.split_whitespace());
        cargo(&project, &add);
    }
    let bins = project.join("src/bin");
    fs::create_dir_all(&bins).expect("a writable temporary folder");
    let mut files = BTreeMap::new();
    for listing in set {
        let bin = format!("{}-{}", listing.program, listing.model);
        fs::write(bins.join(format!("{bin}.rs")), &listing.source)
            .expect("a writable temporary folder");
        files.insert(bin, listing.file.clone());
    }
    let output = Command::new(env!("CARGO"))
        .args([
            "check",
            "--offline",
            "--keep-going",
            "--message-format=json",
        ])
        .arg("--target-dir")
        .arg(target())
        .current_dir(&project)
        .stdin(Stdio::null())
        .output()
        .expect("cargo starts");
    let mut errors: BTreeMap<String, String> = BTreeMap::new();
    let stdout = String::from_utf8_lossy(&output.stdout);
    for message in stdout.lines() {
        let Ok(message) = serde_json::from_str::<serde_json::Value>(message) else {
            continue;
        };
        if message["message"]["level"] == "error" {
            let bin = message["target"]["name"].as_str().unwrap_or_default();
            let rendered = message["message"]["rendered"].as_str().unwrap_or_default();
            let file = files.get(bin).map_or(bin, String::as_str).to_owned();
            errors.entry(file).or_default().push_str(rendered);
        }
    }
    // No error of a listing and yet no success: cargo itself says why.
    assert!(
        output.status.success() || !errors.is_empty(),
        "`cargo check` after `cargo add {crates}`:\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let runs = |listing: &&&Listing| {
        listing.manifest.runs_to_success() && !errors.contains_key(&listing.file)
    };
    if let Some(listing) = set.iter().find(runs)
        && let Err(error) = run(&project, listing)
    {
        errors.insert(listing.file.clone(), error);
    }
    errors
}

/// Runs a listing of the project as a reader does; what it did, where it failed.
fn run(project: &Path, listing: &Listing) -> Result<(), String> {
    let output = Command::new(env!("CARGO"))
        .args(["run", "--offline", "--quiet", "--bin"])
        .arg(format!("{}-{}", listing.program, listing.model))
        .arg("--target-dir")
        .arg(target())
        .current_dir(project)
        .stdin(Stdio::null())
        .output()
        .expect("cargo starts");
    match output.status.success() && !output.stdout.is_empty() {
        true => Ok(()),
        false => Err(format!(
            "{}: {}{}",
            output.status,
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        )),
    }
}

/// Where all of them are compiled, so that what they share is compiled once.
fn target() -> PathBuf {
    root().join("target/pastes/target")
}

fn cargo(folder: &Path, args: &[&str]) {
    let output = Command::new(env!("CARGO"))
        .args(args)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .expect("cargo starts");
    assert!(
        output.status.success(),
        "`cargo {}`:\n{}",
        args.join(" "),
        String::from_utf8_lossy(&output.stderr)
    );
}
