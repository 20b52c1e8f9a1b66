//! `cargo run -- record`: runs listings and keeps what they did in `recorded/`.
//!
//! Each listing runs twice: as it is, and as a copy that notes what it does. If both do the same, the output of the plain
//! program is kept, and the notes of the copy become the recording. All of a program is kept, or nothing.

//!
//! `instrument` writes the copy, `build_copies` builds both, `run_copy` runs them, and `convert` turns what the copy noted
//! into a recording. `keep` keeps it with the versions of what is `installed`; `check` compares it with what is kept
//! instead. `own_file` records a program of the reader's own, and `overhead` says what noting an event costs.

mod build_copies;
mod check;
mod convert;
mod installed;
pub mod instrument;
mod keep;
mod overhead;
mod own_file;
mod run_copy;

pub use build_copies::{Built, Source, build};
pub(crate) use build_copies::{copy_lock_file, profiles, table};
pub(crate) use installed::Installed;
pub(crate) use run_copy::ended_rightly;
pub use run_copy::{Outcome, record};

use crate::recording::Recording;
use anyhow::{Result, bail};
use clap::Args;
use expand::{Book, Listing, Program};
use run_copy::{run_listing, summary};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

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

/// How many listings run at the same time, each twice, when their times are kept. Most of them sleep.
const RECORDED_AT_ONCE: usize = 2;

/// How many run at the same time when only what they do is compared.
const CHECKED_AT_ONCE: usize = 8;

/// What became of listings that were run, in their order; of those that their manifest says not to run, nothing.
type Outcomes<'a> = Vec<(&'a Listing, Result<Option<Outcome>>)>;

/// Records what `options` ask for, in the book of `root`.
///
/// # Errors
/// A program or model that does not exist; a listing that does not compile, does not end as its manifest says, or can't be
/// recorded. What was kept of its program stays.
pub fn run(root: &Path, options: &Options) -> Result<()> {
    if options.overhead {
        return overhead::print(root);
    }
    if let Some(file) = &options.file {
        return own_file::record_file(root, file, options);
    }
    let book = Book::load(root)?;
    let listings = asked_for(&book, options)?;
    if options.chrome.is_some() && listings.len() != 1 {
        bail!(
            "--chrome writes one recording, and {} listings were named\n  name one: cargo run -- record count --model tokio --chrome trace.json",
            listings.len()
        );
    }
    let outcomes = outcomes(root, &listings, options)?;
    let installed = Installed::read(root)?;
    let mut wrong = Vec::new();
    for program in book.programs.values() {
        let of_program = outcomes.iter().filter(|(l, _)| l.program == program.name);
        let mut runs = Vec::new();
        let mut all = true;
        for (listing, outcome) in of_program {
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
                (Some(outcome), true) => match check::compare(root, listing, outcome) {
                    Ok(said) => println!("{}: {said}", listing.id()),
                    Err(error) => wrong.push(format!("{error:#}")),
                },
            }
        }
        if all && !options.check && !runs.is_empty() {
            keep::keep(root, program, &runs, &installed, options)?;
        }
    }
    if !wrong.is_empty() {
        bail!("{}", wrong.join("\n"));
    }
    Ok(())
}

/// Builds these listings and runs them.
fn outcomes<'a>(root: &Path, listings: &[&'a Listing], options: &Options) -> Result<Outcomes<'a>> {
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
    if options.check {
        return Ok(run_all(root, listings, &built, CHECKED_AT_ONCE));
    }
    let mut outcomes = run_all(root, listings, &built, RECORDED_AT_ONCE);
    for (listing, outcome) in &mut outcomes {
        // A program that computes is slower beside another one that does: it runs again alone.
        if let Ok(Some(found)) = outcome
            && found.recording.as_ref().is_some_and(computes)
            && let Some(Ok(built)) = built.get(name(listing).as_str())
        {
            *outcome = record(&source(listing), listing, built, false).map(Some);
        }
    }
    Ok(outcomes)
}

/// What these listings do, in their order; `at_once` of them run at the same time.
fn run_all<'a>(
    root: &Path,
    listings: &[&'a Listing],
    built: &BTreeMap<&str, Result<Built>>,
    at_once: usize,
) -> Outcomes<'a> {
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
        done.flat_map(|worker| worker.join().expect("to watch a program never panics"))
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

/// Whether a run computed for more than an eighth of its time.
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
