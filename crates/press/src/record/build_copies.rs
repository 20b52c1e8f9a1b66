//! The package in which programs are built to be recorded: each as it is, and as a copy that notes what it does.
//!
//! It has the workspace's dependencies, lock file, profile and target folder, so that nothing that `cargo run` and
//! `cargo test` have built compiles again.

use super::instrument::{Insertion, Instrumented, instrument};
use crate::files::write_if_changed;
use anyhow::{Context, Result, bail};
use observe::cargo::{self, Messages, Span};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// A program to build.
#[derive(Debug, Clone)]
pub struct Source {
    /// Names its binaries: `count-tokio`.
    pub name: String,
    /// The file's name in messages, and in the program's own panics: `listings/count/tokio.rs`.
    pub file: String,
    pub text: String,
}

/// A program that was built, as it is and as a copy that is recorded.
#[derive(Debug)]
pub struct Built {
    pub plain: PathBuf,
    pub recorded: PathBuf,
    pub copy: Instrumented,
}

/// How often a program is built, each time without the insertions that the compiler refused before.
const TRIES: usize = 6;

/// Builds these programs, with the dependencies of the book's listings below `root`. Returns each in its place, or what
/// went wrong with it. `folder` holds the package.
///
/// # Errors
/// The package can't be written, or cargo can't be run.
pub fn build(root: &Path, folder: &Path, sources: &[Source]) -> Result<Vec<Result<Built>>> {
    let mut copies = Vec::new();
    for source in sources {
        copies.push(Attempt::new(source));
    }
    for left in (0..TRIES).rev() {
        write(root, folder, sources, &copies)?;
        let output = cargo(root, folder)?;
        let mut again = false;
        for (source, attempt) in sources.iter().zip(&mut copies) {
            again |= attempt.judge(source, &output, left > 0);
        }
        if !again {
            break;
        }
    }
    let done = sources.iter().zip(copies).map(|(source, attempt)| {
        let bin = |name: String, binaries: &BTreeMap<String, PathBuf>| {
            binaries.get(&name).cloned().with_context(|| {
                format!(
                    "{}: cargo built no program of it\n  is there a `fn main`?",
                    source.file
                )
            })
        };
        match attempt.wrong {
            Some(wrong) => bail!(wrong),
            None => Ok(Built {
                plain: bin(plain(source), &attempt.binaries)?,
                recorded: bin(recorded(source), &attempt.binaries)?,
                copy: attempt
                    .copy
                    .context("a program without an error has a copy")?,
            }),
        }
    });
    Ok(done.collect())
}

fn plain(source: &Source) -> String {
    format!("plain-{}", source.name)
}

fn recorded(source: &Source) -> String {
    format!("recorded-{}", source.name)
}

/// One program on its way to two binaries.
struct Attempt {
    copy: Option<Instrumented>,
    without: BTreeSet<usize>,
    binaries: BTreeMap<String, PathBuf>,
    wrong: Option<String>,
}

/// What cargo said: the binaries, and what the compiler refused, both by the name of the binary.
struct Output {
    binaries: BTreeMap<String, PathBuf>,
    refused: BTreeMap<String, Vec<Refused>>,
    /// What cargo printed beside the compiler's messages.
    other: String,
    success: bool,
}

struct Refused {
    /// Lines of the program's own file, nearest first.
    lines: Vec<usize>,
    rendered: String,
}

impl Attempt {
    fn new(source: &Source) -> Attempt {
        let mut attempt = Attempt {
            copy: None,
            without: BTreeSet::new(),
            binaries: BTreeMap::new(),
            wrong: None,
        };
        attempt.instrument(source);
        attempt
    }

    fn instrument(&mut self, source: &Source) {
        match instrument(&source.text, &self.without) {
            Ok(copy) => self.copy = Some(copy),
            Err(error) => {
                self.wrong = Some(format!(
                    "{}:{}: this is not a Rust program: {error}\n  fix it, and record again",
                    source.file,
                    error.span().start().line
                ));
            }
        }
    }

    /// Looks at what cargo said of this program. Returns whether to build it again with fewer insertions, which happens
    /// only if it `may`.
    fn judge(&mut self, source: &Source, output: &Output, may: bool) -> bool {
        if self.wrong.is_some() {
            return false;
        }
        self.binaries = output.binaries.clone();
        if let Some(refused) = output.refused.get(&plain(source)).and_then(|r| r.first()) {
            self.wrong = Some(format!(
                "{}:{}: the program does not compile\n{}\n  fix it, and record again",
                source.file,
                refused.lines.first().unwrap_or(&1),
                refused.rendered.trim_end()
            ));
            return false;
        }
        let Some(refused) = output.refused.get(&recorded(source)) else {
            if !output.success && !self.binaries.contains_key(&recorded(source)) {
                self.wrong = Some(format!(
                    "{}: cargo did not build it\n{}",
                    source.file,
                    output.other.trim_end()
                ));
            }
            return false;
        };
        let mut found = false;
        for refused in refused.iter().filter(|_| may) {
            found |= self.take_back(refused);
        }
        if !found {
            let first = &refused[0];
            self.wrong = Some(format!(
                "{}:{}: what happens here can't be recorded: the copy of the program that notes what it does does not compile\n{}",
                source.file,
                first.lines.first().unwrap_or(&1),
                first.rendered.trim_end()
            ));
            return false;
        }
        self.instrument(source);
        true
    }

    /// Takes back the insertions to which the compiler points. Returns whether there are any.
    fn take_back(&mut self, refused: &Refused) -> bool {
        let Some(copy) = &self.copy else {
            return false;
        };
        for &line in &refused.lines {
            let at_fault = at_fault(&copy.insertions, line);
            if !at_fault.is_empty() {
                self.without
                    .extend(at_fault.iter().map(|inserted| inserted.at));
                return true;
            }
        }
        false
    }
}

/// The insertions that an error in this line may come from: those that begin on it, else the innermost around it.
fn at_fault(insertions: &[Insertion], line: usize) -> Vec<&Insertion> {
    let all = insertions.iter();
    let begins = |i: &&Insertion| i.lines.0 == line && !i.what.starts_with("the function");
    let found: Vec<&Insertion> = all.clone().filter(begins).collect();
    if !found.is_empty() {
        return found;
    }
    let around = |i: &&Insertion| i.lines.0 <= line && line <= i.lines.1;
    let innermost = all.clone().filter(around);
    let innermost = innermost.min_by_key(|i| i.lines.1 - i.lines.0);
    let before = || {
        let before = all.filter(|i| i.lines.0 <= line);
        before.max_by_key(|i| i.lines.0)
    };
    innermost.or_else(before).into_iter().collect()
}

/// Writes the package. A file whose text is the same is left alone, so that cargo does not build it again.
fn write(root: &Path, folder: &Path, sources: &[Source], copies: &[Attempt]) -> Result<()> {
    let workspace = fs::read_to_string(root.join("Cargo.toml"))
        .with_context(|| format!("{}/Cargo.toml can't be read", root.display()))?;
    let workspace: toml::Table = toml::from_str(&workspace)?;
    let in_folder = || format!("in {}", folder.display());
    let mut bins = Vec::new();
    for (source, attempt) in sources.iter().zip(copies) {
        let Some(copy) = &attempt.copy else { continue };
        if attempt.wrong.is_some() {
            continue;
        }
        let copied = format!("recorded/{}", source.file);
        for (name, path, text) in [
            (plain(source), &source.file, &source.text),
            (recorded(source), &copied, &copy.source),
        ] {
            write_if_changed(folder, path, text).with_context(in_folder)?;
            bins.push(table([
                ("name", name.into()),
                ("path", path.clone().into()),
                ("test", false.into()),
            ]));
        }
    }
    let manifest = table([
        (
            "package",
            table([
                ("name", "recorded-copies".into()),
                ("version", "0.0.0".into()),
                ("edition", "2024".into()),
                ("autobins", false.into()),
            ]),
        ),
        ("bin", bins.into()),
        ("dependencies", dependencies(root, &workspace)?.into()),
        ("workspace", table([])),
        ("profile", profile(&workspace)?.into()),
    ]);
    let manifest = toml::to_string(&manifest)?;
    write_if_changed(folder, "Cargo.toml", manifest).with_context(in_folder)?;
    copy_lock_file(root, folder)
}

/// Gives the package in `folder` the workspace's lock file, so that it is built with the same versions.
pub(crate) fn copy_lock_file(root: &Path, folder: &Path) -> Result<()> {
    let lock = folder.join("Cargo.lock");
    if !lock.exists() || newer(&root.join("Cargo.lock"), &lock) {
        fs::copy(root.join("Cargo.lock"), lock)
            .context("the workspace's Cargo.lock can't be copied")?;
    }
    Ok(())
}

pub(crate) fn table<const N: usize>(entries: [(&str, toml::Value); N]) -> toml::Value {
    let entries = entries.map(|(name, value)| (name.to_owned(), value));
    toml::Table::from_iter(entries).into()
}

/// The workspace's dependencies that any of these programs may use, and what a copy calls.
fn dependencies(root: &Path, workspace: &toml::Table) -> Result<toml::Table> {
    let of_workspace = workspace
        .get("workspace")
        .and_then(|table| table.get("dependencies"))
        .and_then(|table| table.as_table());
    let mut dependencies = toml::Table::new();
    for name in names_of_dependencies(root)? {
        if let Some(dependency) = of_workspace.and_then(|all| all.get(&name)) {
            dependencies.insert(name, dependency.clone());
        }
    }
    let path = root.join("crates/trace").display().to_string();
    let trace = table([("package", "trace".into()), ("path", path.into())]);
    dependencies.insert("press_trace".to_owned(), trace);
    Ok(dependencies)
}

/// The workspace's profiles.
pub(crate) fn profiles(workspace: &toml::Table) -> toml::Table {
    let profiles = workspace.get("profile").and_then(|p| p.as_table());
    profiles.cloned().unwrap_or_default()
}

/// The workspace's profiles, with `trace` optimised, because its work slows the program down.
fn profile(workspace: &toml::Table) -> Result<toml::Table> {
    let mut profiles = profiles(workspace);
    let mut at = &mut profiles;
    for name in ["dev", "package", "trace"] {
        let entry = at.entry(name).or_insert(table([]));
        at = entry
            .as_table_mut()
            .with_context(|| format!("Cargo.toml: `{name}` of a profile should be a table"))?;
    }
    at.insert("opt-level".to_owned(), 3.into());
    Ok(profiles)
}

fn newer(a: &Path, b: &Path) -> bool {
    let time = |path: &Path| fs::metadata(path).and_then(|m| m.modified()).ok();
    time(a) > time(b)
}

/// The crates that the listings use, and those that only the recorded programs of press's own tests use.
fn names_of_dependencies(root: &Path) -> Result<BTreeSet<String>> {
    let listings = root.join("listings");
    let folders =
        fs::read_dir(&listings).with_context(|| format!("{} can't be read", listings.display()))?;
    let mut packages = vec![(root.join("crates/press"), "dev-dependencies")];
    packages.extend(
        folders
            .flatten()
            .map(|folder| (folder.path(), "dependencies")),
    );
    let mut names = BTreeSet::new();
    for (folder, of) in packages {
        let Ok(manifest) = fs::read_to_string(folder.join("Cargo.toml")) else {
            continue;
        };
        let manifest: toml::Table = toml::from_str(&manifest)
            .with_context(|| format!("{}/Cargo.toml", folder.display()))?;
        if let Some(table) = manifest.get(of).and_then(|d| d.as_table()) {
            names.extend(table.keys().cloned());
        }
    }
    Ok(names)
}

fn cargo(root: &Path, folder: &Path) -> Result<Output> {
    let output = cargo::command(folder)
        .args(["build", "--bins", "--offline", "--keep-going"])
        .args(["--message-format", "json"])
        .env("CARGO_TARGET_DIR", cargo::target_folder(root))
        .output()
        .context("cargo can't be run")?;
    let messages = Messages::read(&output.stdout);
    let mut refused: BTreeMap<String, Vec<Refused>> = BTreeMap::new();
    for error in messages.errors() {
        let lines = lines_of(&error.spans);
        // An error without a place, such as the linker's, is in what cargo prints beside the messages.
        if lines.is_empty() {
            continue;
        }
        let of_target = refused.entry(error.target.name.clone()).or_default();
        of_target.push(Refused {
            lines,
            rendered: error.rendered.clone(),
        });
    }
    Ok(Output {
        binaries: messages.executables(),
        refused,
        other: String::from_utf8_lossy(&output.stderr).into_owned(),
        success: output.status.success(),
    })
}

/// The lines of the package's own files to which spans lead, through the macros that they came from: first those of
/// the places that the error is about.
fn lines_of(spans: &[Span]) -> Vec<usize> {
    let mut spans: Vec<&Span> = spans.iter().collect();
    spans.sort_by_key(|span| !span.is_primary);
    let mut lines = Vec::new();
    for mut span in spans {
        loop {
            if span.file_name.is_relative() && !lines.contains(&span.line_start) {
                lines.push(span.line_start);
            }
            let Some(expansion) = &span.expansion else {
                break;
            };
            span = &expansion.span;
        }
    }
    lines
}
