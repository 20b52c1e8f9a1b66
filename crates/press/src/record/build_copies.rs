//! The package in which programs are built to be recorded: each as it is, and as a copy that notes what it does.
//!
//! It has the workspace's dependencies, lock file, profile and target folder, so that nothing compiles again
//! which `cargo run` and `cargo test` have built.

use super::instrument::{Copy, Group, instrument};
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
    /// As messages name it, and as its own panics do: `listings/count/tokio.rs`.
    pub file: String,
    pub text: String,
}

/// A program that was built, as it is and as a copy that is recorded.
#[derive(Debug)]
pub struct Built {
    pub plain: PathBuf,
    pub recorded: PathBuf,
    pub copy: Copy,
}

/// How often what the compiler refuses is taken back.
const TRIES: usize = 6;

/// Builds these programs, with the dependencies of the book's listings below `root`; what went wrong with a
/// program stands in its place. `folder` holds the package.
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
    copy: Option<Copy>,
    without: BTreeSet<usize>,
    binaries: BTreeMap<String, PathBuf>,
    wrong: Option<String>,
}

/// What cargo said: the binaries by name, and of each what the compiler refused.
struct Output {
    binaries: BTreeMap<String, PathBuf>,
    refused: BTreeMap<String, Vec<Refused>>,
    /// What is no message of the compiler.
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
                    "{}:{}: this is no Rust program: {error}\n  mend it, and record again",
                    source.file,
                    error.span().start().line
                ));
            }
        }
    }

    /// Looks at what cargo said of this program; whether it should be built again, with less inserted, which is
    /// done only where it `may` be.
    fn judge(&mut self, source: &Source, output: &Output, may: bool) -> bool {
        if self.wrong.is_some() {
            return false;
        }
        self.binaries = output.binaries.clone();
        if let Some(refused) = output.refused.get(&plain(source)).and_then(|r| r.first()) {
            self.wrong = Some(format!(
                "{}:{}: the program does not compile\n{}\n  mend it, and record again",
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

    /// Takes back what was inserted where the compiler points: first what begins on that line, then what is
    /// around it.
    fn take_back(&mut self, refused: &Refused) -> bool {
        let Some(copy) = &self.copy else {
            return false;
        };
        for &line in &refused.lines {
            let begins = |g: &&Group| g.lines.0 == line && !g.what.starts_with("the function");
            let mut groups: Vec<&Group> = copy.groups.iter().filter(begins).collect();
            if groups.is_empty() {
                let around = |g: &&Group| g.lines.0 <= line && line <= g.lines.1;
                let innermost = copy.groups.iter().filter(around);
                groups.extend(innermost.min_by_key(|g| g.lines.1 - g.lines.0));
            }
            if groups.is_empty() {
                let before = copy.groups.iter().filter(|g| g.lines.0 <= line);
                groups.extend(before.max_by_key(|g| g.lines.0));
            }
            for group in &groups {
                self.without.insert(group.at);
            }
            if !groups.is_empty() {
                return true;
            }
        }
        false
    }
}

/// Writes the package. A file whose text is the same is left alone, so that cargo does not build it again.
fn write(root: &Path, folder: &Path, sources: &[Source], copies: &[Attempt]) -> Result<()> {
    let workspace = fs::read_to_string(root.join("Cargo.toml"))
        .with_context(|| format!("{}/Cargo.toml can't be read", root.display()))?;
    let workspace: toml::Table = toml::from_str(&workspace)?;
    let of_workspace = |name: &str| {
        let table = workspace
            .get("workspace")?
            .get("dependencies")?
            .as_table()?;
        table.get(name).cloned()
    };
    let mut dependencies = toml::Table::new();
    for name in names_of_dependencies(root)? {
        if let Some(dependency) = of_workspace(&name) {
            dependencies.insert(name, dependency);
        }
    }
    let mut trace = toml::Table::new();
    trace.insert("package".into(), "trace".into());
    let trace_folder = root.join("crates/trace").display().to_string();
    trace.insert("path".into(), trace_folder.into());
    dependencies.insert("press_trace".into(), trace.into());

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
            write_if_changed(folder, path, text)?;
            let mut bin = toml::Table::new();
            bin.insert("name".into(), name.into());
            bin.insert("path".into(), path.clone().into());
            bin.insert("test".into(), false.into());
            bins.push(toml::Value::Table(bin));
        }
    }

    let mut profile = workspace.get("profile").cloned();
    let profiles = profile.get_or_insert(toml::Table::new().into());
    let mut at = profiles.as_table_mut();
    for name in ["dev", "package", "trace"] {
        let table = at.context("`profile` of Cargo.toml is a table")?;
        let entry = table.entry(name).or_insert(toml::Table::new().into());
        at = entry.as_table_mut();
    }
    at.context("a profile is a table")?
        .insert("opt-level".into(), 3.into());

    let mut package = toml::Table::new();
    package.insert("name".into(), "recorded-copies".into());
    package.insert("version".into(), "0.0.0".into());
    package.insert("edition".into(), "2024".into());
    package.insert("autobins".into(), false.into());
    let mut manifest = toml::Table::new();
    manifest.insert("package".into(), package.into());
    manifest.insert("bin".into(), bins.into());
    manifest.insert("dependencies".into(), dependencies.into());
    manifest.insert("workspace".into(), toml::Table::new().into());
    manifest.insert(
        "profile".into(),
        profile.unwrap_or(toml::Table::new().into()),
    );
    write_if_changed(folder, "Cargo.toml", toml::to_string(&manifest)?)?;
    if !folder.join("Cargo.lock").exists()
        || newer(&root.join("Cargo.lock"), &folder.join("Cargo.lock"))
    {
        fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock"))
            .context("the workspace's Cargo.lock can't be copied")?;
    }
    Ok(())
}

fn newer(a: &Path, b: &Path) -> bool {
    let time = |path: &Path| fs::metadata(path).and_then(|m| m.modified()).ok();
    time(a) > time(b)
}

/// The crates that any listing uses, and those that only recorded programs of press's own tests do.
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
        // An error of no place, such as the linker's, is in what cargo says beside its messages.
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
