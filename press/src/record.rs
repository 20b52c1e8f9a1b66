//! `cargo run -- record`: runs listings and keeps what they did in `recorded/`.
//!
//! Nothing is kept unless everything that was asked for succeeded: a recording is replaced whole or not at all.

use anyhow::{Context, Result, bail};
use clap::Args;
use expand::{Book, Listing, Program, Recorded, listing_hash, manifest_hash};
use observe::{Exit, Run};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

/// What to record.
#[derive(Args)]
pub struct Options {
    /// The programs, by the names of their folders; all of them if none is named
    pub programs: Vec<String>,
    /// Only this model of each
    #[arg(long)]
    pub model: Option<String>,
}

/// How many listings run at once: most of them sleep.
const AT_ONCE: usize = 4;

/// Records what `options` ask for, in the book of `root`.
///
/// # Errors
/// A program or model that does not exist; a listing that does not compile, or does not end as its manifest says.
pub fn run(root: &Path, options: &Options) -> Result<()> {
    let book = Book::load(root)?;
    let listings = asked_for(&book, options)?;
    let binaries = build(root, &listings)?;
    let mut kept = Vec::new();
    for some in listings.chunks(AT_ONCE) {
        let ran: Vec<Result<Option<Run>>> = thread::scope(|s| {
            let running: Vec<_> = some
                .iter()
                .map(|listing| s.spawn(|| run_plain(root, listing, &binaries)))
                .collect();
            running
                .into_iter()
                .map(|r| r.join().expect("a watcher does not panic"))
                .collect()
        });
        for (listing, run) in some.iter().zip(ran) {
            let run = run?;
            match &run {
                Some(run) => println!(
                    "{}: {:.2} s, {}",
                    listing.id(),
                    run.elapsed.as_secs_f64(),
                    run.exit
                ),
                None => println!("{}: not run, as its manifest says", listing.id()),
            }
            kept.push((*listing, run));
        }
    }
    let versions = Versions::read(root)?;
    for program in book.programs.values() {
        let runs: Vec<_> = kept
            .iter()
            .filter(|(listing, _)| listing.program == program.name)
            .collect();
        if !runs.is_empty() {
            keep(root, program, &runs, &versions)?;
        }
    }
    Ok(())
}

/// The listings that `options` name.
fn asked_for<'a>(book: &'a Book, options: &Options) -> Result<Vec<&'a Listing>> {
    let mut programs: Vec<&Program> = Vec::new();
    for name in &options.programs {
        match book.programs.get(name) {
            Some(program) => programs.push(program),
            None => bail!(
                "no program is called `{name}`\n  {}",
                expand::did_you_mean(name, book.programs.keys().map(String::as_str))
                    .replace('\n', "\n  ")
            ),
        }
    }
    if programs.is_empty() {
        programs = book.programs.values().collect();
    }
    let mut listings: Vec<&Listing> = Vec::new();
    for program in programs {
        match &options.model {
            None => listings.extend(&program.listings),
            Some(model) => match program.listing(model) {
                Some(listing) => listings.push(listing),
                None if options.programs.is_empty() => {}
                None => bail!(
                    "`{}` has no model `{model}`\n  {}",
                    program.name,
                    expand::did_you_mean(model, program.listings.iter().map(|l| l.model.as_str()))
                        .replace('\n', "\n  ")
                ),
            },
        }
    }
    Ok(listings)
}

/// Builds the listings; returns their binaries by bin name.
///
/// All of the workspace is asked for, not one package: with fewer, cargo would choose other features and build
/// the dependencies once more.
fn build(root: &Path, listings: &[&Listing]) -> Result<BTreeMap<String, PathBuf>> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args([
            "build",
            "--bins",
            "--keep-going",
            "--message-format=json-render-diagnostics",
            "--quiet",
        ])
        .current_dir(root)
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .context("cargo can't be started")?;
    let mut binaries = BTreeMap::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let Ok(message) = serde_json::from_str::<serde_json::Value>(line) else {
            continue;
        };
        if let (Some(name), Some(exe)) = (
            message["target"]["name"].as_str(),
            message["executable"].as_str(),
        ) {
            binaries.insert(name.to_owned(), PathBuf::from(exe));
        }
    }
    for listing in listings.iter().filter(|l| l.model != "python") {
        if !binaries.contains_key(&bin(listing)) {
            bail!(
                "{}: does not compile: mend what cargo says above",
                listing.file
            );
        }
    }
    Ok(binaries)
}

fn bin(listing: &Listing) -> String {
    format!("{}-{}", listing.program, listing.model)
}

fn run_plain(
    root: &Path,
    listing: &Listing,
    binaries: &BTreeMap<String, PathBuf>,
) -> Result<Option<Run>> {
    if listing.manifest.no_run.is_some() {
        return Ok(None);
    }
    let dir = root.join("listings").join(&listing.program);
    let program = if listing.model == "python" {
        match observe::Program::python(&dir) {
            Some(program) => program,
            None => bail!(
                "{}: needs python3, which is not on this machine",
                listing.file
            ),
        }
    } else {
        observe::Program::listing(&dir, &bin(listing), &binaries[&bin(listing)])
    };
    let run = program
        .try_run()
        .map_err(|error| anyhow::anyhow!("{}: {error}{}", listing.file, mend(&error)))?;
    let manifest = &listing.manifest;
    let expected = match &manifest.ends {
        Some(_) => Exit::Killed,
        None => Exit::Code(manifest.exit.unwrap_or(0)),
    };
    if run.exit != expected {
        bail!(
            "{}: ended with {}, and its manifest says {expected}\n{}  mend the listing, or say in listings/{}/Cargo.toml how it ends: \
             [package.metadata.book.{}] exit = …, or ends = {{ killed_after_ms = … }}",
            listing.file,
            run.exit,
            run.stderr(),
            listing.program,
            listing.model
        );
    }
    Ok(Some(run))
}

fn mend(error: &observe::Error) -> &'static str {
    match error {
        observe::Error::Limit { .. } => {
            "\n  if it should never end, say so in its manifest: ends = { killed_after_ms = 2000 }; if it needs longer: limit_ms"
        }
        observe::Error::Flood { .. } => "\n  a listing prints what a reader can read",
        observe::Error::NotUtf8 { .. } => "\n  a listing prints text",
        observe::Error::Start { .. } => "",
    }
}

/// The versions that a recording was made with.
struct Versions {
    rustc: String,
    locked: BTreeMap<String, String>,
}

impl Versions {
    fn read(root: &Path) -> Result<Versions> {
        let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
        let lock: toml::Table = fs::read_to_string(root.join("Cargo.lock"))
            .context("Cargo.lock")?
            .parse()?;
        let mut locked = BTreeMap::new();
        // In the order of the lock file the newest of several versions comes last.
        for package in lock
            .get("package")
            .and_then(|p| p.as_array())
            .into_iter()
            .flatten()
        {
            if let (Some(name), Some(version)) =
                (package["name"].as_str(), package["version"].as_str())
            {
                locked.insert(name.to_owned(), version.to_owned());
            }
        }
        Ok(Versions {
            rustc: version_of(Path::new(&rustc))?,
            locked,
        })
    }

    fn of(&self, listing: &Listing) -> Result<Recorded> {
        let with = if listing.model == "python" {
            version_of(Path::new("python3"))?
        } else {
            self.rustc.clone()
        };
        let mut words = listing.manifest.crates.split_whitespace();
        let mut crates = BTreeMap::new();
        while let Some(word) = words.next() {
            if word.starts_with('-') {
                words.next();
                continue;
            }
            let name = word.split('@').next().unwrap_or(word);
            let version = self.locked.get(name).with_context(|| {
                format!(
                    "{}: its manifest's crates name `{name}`, which Cargo.lock does not know",
                    listing.file
                )
            })?;
            crates.insert(name.to_owned(), version.clone());
        }
        Ok(Recorded {
            listing: listing_hash(&listing.source),
            manifest: manifest_hash(&listing.manifest),
            with,
            crates,
        })
    }
}

/// The first word with a digit that `program --version` prints.
fn version_of(program: &Path) -> Result<String> {
    let output = Command::new(program)
        .arg("--version")
        .output()
        .with_context(|| program.display().to_string())?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let version = text
        .split_whitespace()
        .find(|word| word.starts_with(|c: char| c.is_ascii_digit()));
    Ok(version
        .with_context(|| format!("{}: says no version", program.display()))?
        .to_owned())
}

/// Replaces the recordings of one program's listings that ran; those of models that are gone go.
fn keep(
    root: &Path,
    program: &Program,
    runs: &[&(&Listing, Option<Run>)],
    versions: &Versions,
) -> Result<()> {
    let dir = root.join("listings").join(&program.name);
    let recorded = dir.join("recorded");
    fs::create_dir_all(&recorded)?;
    let mut all = Recorded::read(&dir)?;
    all.retain(|model, _| program.listing(model).is_some());
    for (listing, run) in runs {
        all.insert(listing.model.clone(), versions.of(listing)?);
        let Some(run) = run else { continue };
        replace(
            &recorded.join(format!("{}.txt", listing.model)),
            run.stdout(),
        )?;
        let err = recorded.join(format!("{}.err", listing.model));
        if run.stderr().is_empty() {
            let _ = fs::remove_file(err);
        } else {
            replace(&err, run.stderr())?;
        }
    }
    for entry in fs::read_dir(&recorded)?.flatten() {
        let path = entry.path();
        let model = path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if !["recorded", "measured"].contains(&model.as_str()) && !all.contains_key(&model) {
            fs::remove_file(path)?;
        }
    }
    Recorded::write(&dir, &all).with_context(|| format!("{}", recorded.display()))
}

/// Writes beside and renames: a reader of the file sees the old or the new one.
fn replace(path: &Path, text: &str) -> Result<()> {
    let beside = path.with_extension("new");
    fs::write(&beside, text)
        .and_then(|()| fs::rename(&beside, path))
        .with_context(|| path.display().to_string())
}
