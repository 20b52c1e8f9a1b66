//! `cargo run -- record`: runs listings and keeps what they did in `recorded/`.
//!
//! Each listing runs twice: as it is, and as a copy that notes what it does. What the plain program printed is kept as
//! its output, and what the copy noted as its recording, if both did the same. All of a program is kept, or nothing.

mod build_copies;
mod convert;
pub mod instrument;

pub use build_copies::{Built, Source, build};

use crate::files::replace;
use crate::recording::{Exit, LeftOut, Recording, SIZE_LIMIT, Stream, Unreadable};
use anyhow::{Context, Result, anyhow, bail};
use clap::Args;
use convert::Ending;
use expand::{Book, Listing, Program};
use listing::{Added, Manifest, Place, Recorded, Vary, listing_hash, manifest_hash};
use observe::{Difference, first_difference};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use trace::raw::{Budget, Map};

/// What to record.
#[derive(Args, Debug, Clone, Default)]
pub struct Options {
    /// The programs, by the names of their folders; all of them if none is named
    pub programs: Vec<String>,
    /// Only this model of each
    #[arg(long)]
    pub model: Option<String>,
    /// Keep nothing, and compare with what is kept: which frames there are, where they run, what they do
    #[arg(long)]
    pub check: bool,
    /// Write the recording as Chrome trace JSON too, which Perfetto opens
    #[arg(long, value_name = "FILE")]
    pub chrome: Option<PathBuf>,
    /// Record a program of your own, of one file, which may use the crates that the listings use
    #[arg(long, value_name = "MAIN.RS", conflicts_with_all = ["programs", "model", "check"])]
    pub file: Option<PathBuf>,
    /// Where to put the recording of --file; without it a temporary folder
    #[arg(long, value_name = "FOLDER", requires = "file")]
    pub to: Option<PathBuf>,
    /// Print what noting an event costs on this machine
    #[arg(long, conflicts_with_all = ["programs", "model", "check", "file", "chrome"])]
    pub overhead: bool,
}

/// How many listings run at once, each twice, where their times are kept: most of them sleep.
const RECORDED_AT_ONCE: usize = 2;

/// How many run at once where only what they do is compared.
const CHECKED_AT_ONCE: usize = 8;

/// How much is noted; the next one where that is more than a recording holds.
const BUDGETS: [Budget; 4] = [
    budget(400, 400, 200),
    budget(100, 200, 60),
    budget(40, 60, 20),
    budget(12, 16, 6),
];

const fn budget(frames: u32, polls: u32, lines: u32) -> Budget {
    Budget {
        frames,
        polls,
        lines,
        slots: 1 << 20,
    }
}

/// What the run of a listing left.
pub struct Outcome {
    /// The plain program's run.
    pub plain: observe::Run,
    /// None of a `python.py`.
    pub recording: Option<Recording>,
}

/// Records what `options` ask for, in the book of `root`.
///
/// # Errors
/// A program or model that does not exist; a listing that does not compile, does not end as its manifest says, or can't be
/// recorded. What was kept of its program stays.
pub fn run(root: &Path, options: &Options) -> Result<()> {
    if options.overhead {
        return overhead(root);
    }
    if let Some(file) = &options.file {
        return record_file(root, file, options);
    }
    let book = Book::load(root)?;
    let listings = asked_for(&book, options)?;
    if options.chrome.is_some() && listings.len() != 1 {
        bail!(
            "--chrome writes one recording, and {} listings were named\n  name one: cargo run -- record count --model tokio --chrome trace.json",
            listings.len()
        );
    }
    let sources: Vec<Source> = listings
        .iter()
        .filter(|listing| listing.model != "python" && listing.manifest.no_run.is_none())
        .map(|listing| source(listing))
        .collect();
    let built = build(root, &folder(root), &sources)?;
    let built: BTreeMap<&str, Result<Built>> = sources
        .iter()
        .map(|source| source.name.as_str())
        .zip(built)
        .collect();
    let at_once = if options.check {
        CHECKED_AT_ONCE
    } else {
        RECORDED_AT_ONCE
    };
    let mut outcomes = run_all(root, &listings, &built, at_once);
    for (listing, outcome) in &mut outcomes {
        // What computes is not shown as it was beside another program that does.
        if !options.check
            && let Ok(Some(found)) = outcome
            && found.recording.as_ref().is_some_and(computes)
            && let Some(Ok(built)) = built.get(name(listing).as_str())
        {
            *outcome = record(&source(listing), listing, built, false).map(Some);
        }
    }
    let mut wrong = Vec::new();
    let versions = Versions::read(root)?;
    for program in book.programs.values() {
        let mut runs = Vec::new();
        let mut all = true;
        for (listing, outcome) in &outcomes {
            if listing.program != program.name {
                continue;
            }
            match outcome {
                Ok(outcome) => runs.push((*listing, outcome)),
                Err(error) => {
                    all = false;
                    wrong.push(format!("{error:#}"));
                }
            }
        }
        for (listing, outcome) in &runs {
            match (outcome, options.check) {
                (None, _) => println!("{}: not run, as its manifest says", listing.id()),
                (Some(outcome), false) => println!("{}: {}", listing.id(), summary(outcome)),
                (Some(outcome), true) => match compare(root, listing, outcome) {
                    Ok(said) => println!("{}: {said}", listing.id()),
                    Err(error) => wrong.push(format!("{error:#}")),
                },
            }
        }
        if all && !options.check && !runs.is_empty() {
            keep(root, program, &runs, &versions, options)?;
        }
    }
    if !wrong.is_empty() {
        bail!("{}", wrong.join("\n"));
    }
    Ok(())
}

/// What these listings do, in their order; so many run at once.
fn run_all<'a>(
    root: &Path,
    listings: &[&'a Listing],
    built: &BTreeMap<&str, Result<Built>>,
    at_once: usize,
) -> Vec<(&'a Listing, Result<Option<Outcome>>)> {
    let next = AtomicUsize::new(0);
    let mut outcomes = thread::scope(|scope| {
        let work = || {
            let mut done = Vec::new();
            loop {
                let i = next.fetch_add(1, Ordering::Relaxed);
                let Some(listing) = listings.get(i) else {
                    return done;
                };
                done.push((i, run_listing(root, listing, built)));
            }
        };
        let workers: Vec<_> = (0..at_once).map(|_| scope.spawn(work)).collect();
        let done = workers.into_iter();
        done.flat_map(|worker| worker.join().expect("a watcher does not panic"))
            .collect::<Vec<_>>()
    });
    outcomes.sort_by_key(|(i, _)| *i);
    let outcomes = outcomes.into_iter();
    outcomes.map(|(i, done)| (listings[i], done)).collect()
}

/// Where the copies are built.
fn folder(root: &Path) -> PathBuf {
    observe::cargo::target_folder(root).join("recorded-copies")
}

fn name(listing: &Listing) -> String {
    format!("{}-{}", listing.program, listing.model)
}

/// A listing as what is built.
pub fn source(listing: &Listing) -> Source {
    Source {
        name: name(listing),
        file: listing.file.clone(),
        text: listing.source.clone(),
    }
}

/// Whether a run computed for a good part of its time.
fn computes(recording: &Recording) -> bool {
    let outermost = recording.stretches().into_iter().filter(|s| s.depth == 0);
    let cpu: u64 = outermost
        .filter_map(|s| s.spent)
        .map(|spent| spent.cpu)
        .sum();
    cpu > recording.elapsed / 8
}

/// The listings that `options` name.
fn asked_for<'a>(book: &'a Book, options: &Options) -> Result<Vec<&'a Listing>> {
    let mut programs: Vec<&Program> = Vec::new();
    for name in &options.programs {
        match book.programs.get(name) {
            Some(program) => programs.push(program),
            None => bail!(
                "no program is called `{name}`\n  {}",
                listing::did_you_mean(name, book.programs.keys().map(String::as_str))
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
                    listing::did_you_mean(model, program.listings.iter().map(|l| l.model.as_str()))
                        .replace('\n', "\n  ")
                ),
            },
        }
    }
    Ok(listings)
}

/// What a listing does; nothing where its manifest says that it is not run.
fn run_listing(
    root: &Path,
    listing: &Listing,
    built: &BTreeMap<&str, Result<Built>>,
) -> Result<Option<Outcome>> {
    if listing.manifest.no_run.is_some() {
        return Ok(None);
    }
    if listing.model == "python" {
        let dir = root.join("listings").join(&listing.place.package);
        let Some(program) = observe::Program::python(&dir, &listing.program) else {
            bail!(
                "{}: needs python3, which is not on this machine",
                listing.file
            );
        };
        let plain = program.try_run().map_err(|error| in_file(listing, error))?;
        ended_rightly(listing, &plain)?;
        return Ok(Some(Outcome {
            plain,
            recording: None,
        }));
    }
    match &built[name(listing).as_str()] {
        Ok(built) => record(&source(listing), listing, built, true).map(Some),
        Err(error) => Err(anyhow!("{error:#}")),
    }
}

fn in_file(listing: &Listing, error: observe::Error) -> anyhow::Error {
    anyhow!("{}: {error}{}", listing.file, mend(&error))
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

/// Fails unless a run ended as the listing's manifest says.
pub(crate) fn ended_rightly(listing: &Listing, run: &observe::Run) -> Result<()> {
    run.ended_as_its_manifest_says().map_err(|why| {
        anyhow!(
            "{}: {why}\n{}  fix the listing, or say in {} how it ends: \
             [{}] exit = …, or ends = {{ killed_after_ms = … }}",
            listing.file,
            run.stderr(),
            listing.place.manifest(),
            listing.place.table(&listing.model)
        )
    })
}

/// Runs a listing as it is and as a copy: side by side, or else one after the other.
///
/// # Errors
/// It ends otherwise than its manifest says, floods, prints what is no UTF-8, passes its limit; its copy does
/// anything else than it; there is more to note than a recording holds.
pub fn record(
    source: &Source,
    listing: &Listing,
    built: &Built,
    side_by_side: bool,
) -> Result<Outcome> {
    let named = |error: observe::Error| in_file(listing, error);
    let manifest = &listing.manifest;
    let plain = observe::Program::new(&source.name, &built.plain).manifest(manifest.clone());
    let temporary = tempfile::tempdir().context("no temporary folder")?;
    let mut size = 0;
    let mut plain_run: Option<observe::Run> = None;
    if !side_by_side {
        plain_run = Some(plain.try_run().map_err(named)?);
    }
    for (attempt, budget) in BUDGETS.into_iter().enumerate() {
        let file = temporary.path().join(format!("trace-{attempt}"));
        Map::create(&file, built.copy.sites.len() as u32, budget)
            .context("no file for the trace")?;
        let copy = observe::Program::new(format!("{} (recorded)", source.name), &built.recorded)
            .manifest(manifest.clone())
            .env(trace::FILE, file.display().to_string());
        let mut start = 0;
        let copy_run = thread::scope(|scope| {
            let beside = plain_run.is_none().then(|| scope.spawn(|| plain.try_run()));
            start = trace::now();
            let copy_run = copy.try_run();
            if let Some(beside) = beside {
                let run = beside.join().expect("a watcher does not panic");
                plain_run = Some(run.map_err(named)?);
            }
            copy_run.map_err(named)
        })?;
        let plain_run = plain_run.as_ref().expect("the plain program ran");
        ended_rightly(listing, plain_run)?;
        same(source, manifest, plain_run, &copy_run)?;
        let noted = trace::raw::read(&file).context("the trace can't be read")?;
        if noted.needed > u64::from(budget.slots) {
            size = noted.needed as usize * 32;
            continue;
        }
        let killed = copy_run.exit == observe::Exit::Killed;
        let ending = Ending {
            exit: match copy_run.exit {
                observe::Exit::Code(code) => Exit::Code(code),
                observe::Exit::Signal(signal) => Exit::Signal(signal),
                observe::Exit::Killed => {
                    Exit::Killed(manifest.ends.as_ref().map_or(0, |e| e.killed_after_ms))
                }
            },
            killed: killed.then(|| start + copy_run.elapsed.as_nanos() as u64),
            at_kill: copy_run.at_kill.clone(),
            plain: plain_run.elapsed.as_micros() as u64,
        };
        let named = (listing.program.as_str(), listing.model.as_str());
        let mut recording = convert::recording(named, &built.copy, &noted, &ending)
            .with_context(|| format!("{}: its copy noted nothing", source.file))?;
        note_missing(&mut recording, &copy_run);
        size = recording.to_json().len();
        if size <= SIZE_LIMIT {
            return Ok(Outcome {
                plain: plain_run.clone(),
                recording: Some(recording),
            });
        }
    }
    bail!(
        "{}: there is too much to record: {} kB, and at most {} kB are kept\n  make the listing do less: fewer tasks, fewer prints, a smaller constant",
        source.file,
        size / 1_000,
        SIZE_LIMIT / 1_000
    )
}

/// Fails unless the copy did what the plain program did.
fn same(
    source: &Source,
    manifest: &Manifest,
    plain: &observe::Run,
    copy: &observe::Run,
) -> Result<()> {
    if plain.exit != copy.exit {
        bail!(
            "{}: recorded, it ended with {}, and plain with {}\n{}",
            source.file,
            copy.exit,
            plain.exit,
            copy.stderr().trim_end()
        );
    }
    for (plain, copy) in [
        (plain.stdout(), copy.stdout()),
        (plain.stderr(), copy.stderr()),
    ] {
        let columns = |text: &str| without_columns(&observe::mask(text, &manifest.vary));
        let (plain, copy) = (columns(plain), columns(copy));
        if let Some(Difference { line, one, other }) = first_difference(&plain, &copy) {
            bail!(
                "{}: recorded, it printed something else than plain, at line {line} of its output\n  plain:    {one}\n  recorded: {other}\n  if that may vary from run to run, say so by `vary` in its manifest",
                source.file
            );
        }
    }
    Ok(())
}

/// The text with the columns of panics and of `dbg!` taken out: what is inserted moves them.
fn without_columns(text: &str) -> String {
    static COLUMN: LazyLock<regex::Regex> =
        LazyLock::new(|| regex::Regex::new(r"(\.rs:\d+):\d+").expect("a fixed pattern"));
    COLUMN.replace_all(text, "$1").into_owned()
}

/// Names what was printed and not seen.
fn note_missing(recording: &mut Recording, run: &observe::Run) {
    for (stream, name, real) in [
        (Stream::Stdout, "stdout", run.stdout()),
        (Stream::Stderr, "stderr", run.stderr()),
    ] {
        let seen = recording.printed(stream).len();
        // What a panic prints does not come from a print macro, and is seen as a panic.
        let panics = name == "stderr" && real.contains(" panicked at ");
        if seen != real.len() && !panics {
            recording.left_out.push(LeftOut {
                line: 0,
                what: format!(
                    "{} of {} bytes that were written to {name} without a print macro",
                    real.len().abs_diff(seen),
                    real.len()
                ),
            });
        }
    }
}

/// One line on what a run left, and one on each thing that its recording lacks.
fn summary(outcome: &Outcome) -> String {
    let run = &outcome.plain;
    let Some(recording) = &outcome.recording else {
        return format!("{:.2} s, {}", run.elapsed.as_secs_f64(), run.exit);
    };
    let bytes = recording.to_json().len();
    let mut said = format!(
        "{:.2} s, {}; recorded {} frames on {} threads, {} events, {:.1} kB",
        run.elapsed.as_secs_f64(),
        run.exit,
        recording.frames.len(),
        recording.threads.len(),
        recording.events.len(),
        bytes as f64 / 1e3
    );
    for LeftOut { line, what } in &recording.left_out {
        match line {
            0 => said.push_str(&format!("\n  not recorded: {what}")),
            line => said.push_str(&format!("\n  not recorded: line {line}: {what}")),
        }
    }
    said
}

/// Compares what a run left with what is kept.
fn compare(root: &Path, listing: &Listing, outcome: &Outcome) -> Result<String> {
    let Some(now) = &outcome.recording else {
        return Ok("has no recording".to_owned());
    };
    let file = format!("{}/recorded/{}.json", listing.place.folder(), listing.model);
    let again = format!(
        "run: cargo run -- record {} --model {}",
        listing.program, listing.model
    );
    let kept = Recording::load(&root.join(&file)).map_err(|error| match error {
        Unreadable::Missing(_) => anyhow!("{file}: there is no recording\n  {again}"),
        error => anyhow!("{file}: {error}\n  {again}"),
    })?;
    let calls = listing.manifest.vary_calls.iter();
    let vary: Vec<&str> = calls.map(|v| v.function.as_str()).collect();
    if kept.structure(&vary) == now.structure(&vary) {
        return Ok("the same".to_owned());
    }
    if kept.counts(&vary) == now.counts(&vary) {
        return Ok("the same number of frames at each place".to_owned());
    }
    let (kept, now) = (kept.structure(&vary), now.structure(&vary));
    let (kept, now) = first_difference(&kept, &now).map_or(("", ""), |d| (d.one, d.other));
    bail!(
        "{file}: it runs otherwise now\n  kept: {}\n  now:  {}\n  {again}",
        kept.trim(),
        now.trim()
    )
}

/// Records a program of the reader's own.
fn record_file(root: &Path, file: &Path, options: &Options) -> Result<()> {
    let shown = file.display();
    let text = fs::read_to_string(file).with_context(|| {
        format!("{shown}: can't be read as text\n  name one Rust file: cargo run -- record --file path/to/main.rs")
    })?;
    if !syn::parse_file(&text).is_ok_and(|f| f.items.iter().any(is_main)) {
        let why = match syn::parse_file(&text) {
            Err(error) => format!(
                ":{}: this is no Rust program: {error}",
                error.span().start().line
            ),
            Ok(_) => ": this is no program: it has no `fn main`".to_owned(),
        };
        bail!(
            "{shown}{why}\n  name one Rust file with a `fn main`: cargo run -- record --file path/to/main.rs"
        );
    }
    let name = file.file_stem().unwrap_or_default().to_string_lossy();
    let name: String = name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
        .collect();
    let listing = Listing {
        program: name.clone(),
        model: "main".to_owned(),
        place: Place::new("own", None),
        file: format!("own/{name}.rs"),
        source: text,
        manifest: Manifest {
            vary: vec![Vary {
                pattern: "[0-9.]+".to_owned(),
                reason: "nothing is known of it".to_owned(),
            }],
            ..Manifest::default()
        },
        output: None,
        recorded: None,
    };
    let source = Source {
        name: format!("own-{name}"),
        file: listing.file.clone(),
        text: listing.source.clone(),
    };
    let built = build(root, &folder(root), std::slice::from_ref(&source))?
        .pop()
        .context("one program was built")??;
    let outcome = record(&source, &listing, &built, true)?;
    let said = summary(&outcome);
    let recording = outcome.recording.context("a run has a recording")?;
    let to = match &options.to {
        Some(to) => to.clone(),
        None => tempfile::Builder::new()
            .prefix("recording-")
            .tempdir()
            .context("no temporary folder")?
            .keep(),
    };
    fs::create_dir_all(&to).with_context(|| format!("{} can't be made", to.display()))?;
    let json = recording.to_json();
    let path = to.join(format!("{name}.json"));
    fs::write(&path, json).with_context(|| format!("{} can't be written", path.display()))?;
    fs::write(to.join(format!("{name}.txt")), outcome.plain.stdout())?;
    let chrome = options.chrome.clone();
    let chrome = chrome.unwrap_or_else(|| to.join(format!("{name}.chrome.json")));
    fs::write(&chrome, recording.to_chrome())
        .with_context(|| format!("{} can't be written", chrome.display()))?;
    let replay = to.join(format!("{name}.html"));
    fs::write(
        &replay,
        crate::picture::replay::page(&recording, &listing.source),
    )
    .with_context(|| format!("{} can't be written", replay.display()))?;
    println!("{name}: {said}");
    println!("the recording: {}", path.display());
    println!("its replay, a page for a browser: {}", replay.display());
    println!("the same for Perfetto: {}", chrome.display());
    Ok(())
}

fn is_main(item: &syn::Item) -> bool {
    matches!(item, syn::Item::Fn(f) if f.sig.ident == "main")
}

/// Prints what noting an event costs: what a recorded program does more than the same program plain.
fn overhead(root: &Path) -> Result<()> {
    let source = Source {
        name: "overhead".to_owned(),
        file: "own/overhead.rs".to_owned(),
        text: include_str!("overhead.rs").to_owned(),
    };
    let built = build(root, &folder(root), std::slice::from_ref(&source))?
        .pop()
        .context("one program was built")??;
    let temporary = tempfile::tempdir()?;
    let mut costs: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for round in 0..9 {
        let file = temporary.path().join(format!("trace-{round}"));
        let budget = Budget {
            frames: u32::MAX,
            polls: u32::MAX,
            lines: u32::MAX,
            slots: 1 << 20,
        };
        Map::create(&file, built.copy.sites.len() as u32, budget)?;
        let plain = observe::Program::new("overhead", &built.plain).try_run()?;
        let copy = observe::Program::new("overhead (recorded)", &built.recorded)
            .env(trace::FILE, file.display().to_string())
            .try_run()?;
        for (plain, copy) in plain.out().iter().zip(copy.out()) {
            let read = |line: &str| -> Option<(String, f64)> {
                let (name, ns) = line.split_once(": ")?;
                Some((name.to_owned(), ns.parse().ok()?))
            };
            if let (Some((name, plain)), Some((_, copy))) = (read(plain), read(copy)) {
                costs.entry(name).or_default().push(copy - plain);
            }
        }
    }
    let all = costs.values().flatten().copied().collect();
    costs.insert("any of these".to_owned(), all);
    for (name, mut costs) in costs {
        costs.sort_by(f64::total_cmp);
        println!(
            "{name}: {:.0} ns an event (median of {})",
            costs[costs.len() / 2],
            costs.len()
        );
    }
    Ok(())
}

/// The versions that a recording was made with.
pub(crate) struct Versions {
    pub(crate) rustc: String,
    locked: BTreeMap<String, String>,
}

impl Versions {
    pub(crate) fn read(root: &Path) -> Result<Versions> {
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

    pub(crate) fn of(&self, listing: &Listing) -> Result<Recorded> {
        let with = if listing.model == "python" {
            version_of(Path::new("python3"))?
        } else {
            self.rustc.clone()
        };
        let added = listing.manifest.added().map_err(|word| {
            anyhow!(
                "{}: its manifest's crates say `{word}`, which is not understood",
                listing.file
            )
        })?;
        let mut crates = BTreeMap::new();
        for Added { name, .. } in added {
            let version = self.locked.get(&name).with_context(|| {
                format!(
                    "{}: its manifest's crates name `{name}`, which Cargo.lock does not know",
                    listing.file
                )
            })?;
            crates.insert(name, version.clone());
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
    runs: &[(&Listing, &Option<Outcome>)],
    versions: &Versions,
    options: &Options,
) -> Result<()> {
    let recorded = root.join(program.place.folder()).join("recorded");
    fs::create_dir_all(&recorded)?;
    let mut all = Recorded::read(root, &program.place)?;
    all.retain(|model, _| program.listing(model).is_some());
    for (listing, outcome) in runs {
        all.insert(listing.model.clone(), versions.of(listing)?);
        let Some(Outcome {
            plain: run,
            recording,
        }) = outcome
        else {
            continue;
        };
        if let Some(recording) = recording {
            replace(
                &recorded.join(format!("{}.json", listing.model)),
                &recording.to_json(),
            )?;
            if let Some(chrome) = &options.chrome {
                replace(chrome, &recording.to_chrome())?;
            }
        }
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
    Recorded::write(root, &program.place, &all).with_context(|| format!("{}", recorded.display()))
}
