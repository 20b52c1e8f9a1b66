//! What a reader pastes compiles: each listing, in a project made with `cargo new` and the `cargo add` line beside it, and each
//! part to keep, as a module beside an empty `main`. Of each such line one listing is run there too.
//!
//! Versions are those of the book's lock file, and nothing is asked of the network. What compiled is kept in
//! `target/pastes`, by a hash of all that it depends on, and not compiled again.

use expand::{Book, Check, Listing};
use observe::cargo;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};

/// What a reader pastes into a fresh project.
struct Paste {
    /// The binary that it becomes; no two have the same.
    bin: String,
    /// The listing's file, or the page and line that show a part.
    place: String,
    /// The arguments of its `cargo add`; empty for std alone.
    crates: String,
    text: String,
    kind: Kind,
}

#[derive(PartialEq, Eq)]
enum Kind {
    /// A program; whether it runs to success.
    Program { runs: bool },
    /// A module beside an empty `main`.
    Module,
}

impl Paste {
    fn whole(listing: &Listing) -> Paste {
        Paste {
            bin: format!("{}-{}", listing.program, listing.model),
            place: listing.file.clone(),
            crates: listing.manifest.crates.clone(),
            text: listing.source.clone(),
            kind: Kind::Program {
                runs: listing.manifest.runs_to_success(),
            },
        }
    }

    fn after(&self) -> String {
        match self.crates.as_str() {
            "" => "without any crate".to_owned(),
            crates => format!("after `cargo add {crates}`"),
        }
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn book() -> Book {
    Book::load(root()).unwrap_or_else(|errors| panic!("{errors}"))
}

#[test]
fn every_listing_and_part_to_keep_compiles_in_a_fresh_project_with_its_cargo_add_line() {
    let book = book();
    let listings = book.programs.values().flat_map(|program| &program.listings);
    let rust = listings.filter(|listing| listing.model != "python");
    let mut pastes: Vec<Paste> = rust.map(Paste::whole).collect();
    for (path, text) in &book.pages {
        pastes.extend(parts(&book, path, text));
    }
    let wrong = check(&root().join("target/pastes"), &pastes);
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn what_needs_more_than_its_line_or_its_part_is_told() {
    let book = book();
    let count =
        |model: &str| Paste::whole(book.listing("count", model).expect("count opens the book"));
    let mut bare = count("tokio");
    bare.crates = "tokio --features rt".to_owned();
    let page = "# A page\n\n{{#keep count items=\"count\" models=\"sync\"}}\n\n{{#keep count items=\"main\" models=\"sync\"}}\n";
    let mut parts = parts(&book, "page.md", page);
    let whole = &parts[0];
    parts.push(Paste {
        bin: "more".to_owned(),
        place: "more".to_owned(),
        crates: String::new(),
        text: format!("use std::fs;\n{}", whole.text),
        kind: Kind::Module,
    });
    parts.extend([count("sync"), bare]);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pastes");
    let wrong = check(&folder, &parts);
    let told: Vec<&str> = wrong
        .iter()
        .filter_map(|told| told.lines().next())
        .collect();
    assert_eq!(
        told,
        [
            "src/page.md:5: the part to keep does not compile as a module, or imports what it does not need, without any crate",
            "more: the part to keep does not compile as a module, or imports what it does not need, without any crate",
            "listings/count/tokio.rs: does not compile, or does not run, in a fresh project after `cargo add tokio --features rt`",
        ]
    );
    assert!(
        wrong[0].contains("cannot find function `count`"),
        "{}",
        wrong[0]
    );
    assert!(
        wrong[1].contains("unused import: `std::fs`"),
        "{}",
        wrong[1]
    );
}

/// The parts to keep of a page.
fn parts(book: &Book, path: &str, text: &str) -> Vec<Paste> {
    let page = book.expand(path, text).unwrap_or_else(|e| panic!("{e}"));
    let fences = page.fences.iter().enumerate();
    fences
        .filter_map(|(n, fence)| {
            let Check::Module(crates) = &fence.check else {
                return None;
            };
            let (file, line) = page.line_of(fence.range.start);
            let page = path.trim_end_matches(".md").replace('/', "-");
            Some(Paste {
                bin: format!("keep-{page}-{n}"),
                place: format!("{file}:{line}"),
                crates: crates.clone(),
                text: fence.code.clone(),
                kind: Kind::Module,
            })
        })
        .collect()
}

/// What is wrong with `pastes`; which of them compiled is kept in `folder`.
fn check(folder: &Path, pastes: &[Paste]) -> Vec<String> {
    let lock = root().join("Cargo.lock");
    let rustc = Command::new(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()))
        .arg("-vV")
        .output()
        .expect("rustc starts");
    let versions = (
        rustc.stdout,
        fs::read(&lock).expect("the lock file is committed"),
    );
    let key = |paste: &Paste| {
        let mut hasher = DefaultHasher::new();
        (&versions, &paste.crates, &paste.text).hash(&mut hasher);
        if paste.kind == Kind::Module {
            "module".hash(&mut hasher);
        }
        format!("{:016x}", hasher.finish())
    };
    fs::create_dir_all(folder).expect("a writable target folder");
    let compiled_file = folder.join("compiled");
    let compiled = fs::read_to_string(&compiled_file).unwrap_or_default();
    let mut compiled: BTreeSet<String> = compiled.lines().map(str::to_owned).collect();

    let mut sets: BTreeMap<&str, Vec<&Paste>> = BTreeMap::new();
    for paste in pastes
        .iter()
        .filter(|paste| !compiled.contains(&key(paste)))
    {
        sets.entry(&paste.crates).or_default().push(paste);
    }
    let mut wrong = Vec::new();
    for (crates, set) in sets {
        let line = match crates {
            "" => "no crate".to_owned(),
            crates => format!("cargo add {crates}"),
        };
        let _stage = observe::stage(format!("{} listings in a fresh project: {line}", set.len()));
        let errors = compile(crates, &set, &lock);
        for paste in set {
            let Some(error) = errors.get(&paste.bin) else {
                compiled.insert(key(paste));
                continue;
            };
            let what = match paste.kind {
                Kind::Program { .. } => "does not compile, or does not run, in a fresh project",
                Kind::Module => {
                    "the part to keep does not compile as a module, or imports what it does not need,"
                }
            };
            wrong.push(format!(
                "{}: {what} {}\n{error}",
                paste.place,
                paste.after()
            ));
        }
    }
    let lines: Vec<String> = compiled.into_iter().collect();
    fs::write(&compiled_file, lines.join("\n")).expect("a writable target folder");
    wrong
}

/// rustc's errors by the binary, of pastes that share one `cargo add` line.
fn compile(crates: &str, set: &[&Paste], lock: &Path) -> BTreeMap<String, String> {
    let outside = tempfile::tempdir().expect("a writable temporary folder");
    run_cargo(
        outside.path(),
        &["new", "--vcs", "none", "--offline", "paste"],
    );
    let project = outside.path().join("paste");
    // Before `cargo add`, which then takes the book's versions.
    fs::copy(lock, project.join("Cargo.lock")).expect("the lock file is committed");
    if !crates.is_empty() {
        let mut add = vec!["add", "--offline"];
        add.extend(crates.split_whitespace());
        run_cargo(&project, &add);
    }
    for paste in set {
        write(&project.join("src/bin"), paste);
    }
    let output = cargo::command(&project)
        .args([
            "check",
            "--offline",
            "--keep-going",
            "--message-format=json",
        ])
        .arg("--target-dir")
        .arg(target())
        .stdin(Stdio::null())
        .output()
        .expect("cargo starts");
    let mut errors: BTreeMap<String, String> = BTreeMap::new();
    for diagnostic in cargo::Messages::read(&output.stdout).diagnostics {
        let bin = diagnostic.target.name;
        let is_module = |paste: &&Paste| paste.bin == bin && paste.kind == Kind::Module;
        let needless = diagnostic.code.as_deref() == Some("unused_imports");
        if diagnostic.level == "error" || needless && set.iter().any(is_module) {
            errors
                .entry(bin)
                .or_default()
                .push_str(&diagnostic.rendered);
        }
    }
    // No error of what was pasted and yet no success: cargo itself says why.
    assert!(
        output.status.success() || !errors.is_empty(),
        "`cargo check` after `cargo add {crates}`:\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let runs = |paste: &&&Paste| {
        paste.kind == Kind::Program { runs: true } && !errors.contains_key(&paste.bin)
    };
    if let Some(paste) = set.iter().find(runs)
        && let Err(error) = run(&project, &paste.bin)
    {
        errors.insert(paste.bin.clone(), error);
    }
    errors
}

/// Puts it into `bins`: a program as a file, a module beside an empty `main` into a folder.
fn write(bins: &Path, paste: &Paste) {
    let folder = match paste.kind {
        Kind::Program { .. } => bins.to_owned(),
        Kind::Module => bins.join(&paste.bin),
    };
    let put = |file: &str, text: &str| {
        fs::write(folder.join(file), text).expect("a writable temporary folder");
    };
    fs::create_dir_all(&folder).expect("a writable temporary folder");
    match paste.kind {
        Kind::Program { .. } => put(&format!("{}.rs", paste.bin), &paste.text),
        Kind::Module => {
            put("main.rs", "mod kept;\n\nfn main() {}\n");
            put("kept.rs", &paste.text);
        }
    }
}

/// Runs a binary of the project as a reader does; what it did, where it failed.
fn run(project: &Path, bin: &str) -> Result<(), String> {
    let output = cargo::command(project)
        .args(["run", "--offline", "--quiet", "--bin", bin])
        .arg("--target-dir")
        .arg(target())
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

fn run_cargo(folder: &Path, args: &[&str]) {
    let output = cargo::command(folder)
        .args(args)
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
