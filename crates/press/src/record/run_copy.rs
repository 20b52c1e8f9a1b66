//! Runs a listing twice, as it is and as the copy that notes what it does, and makes a recording if both did the same.

use super::build_copies::{Built, Source};
use super::convert::{self, Ending};
use super::{name, source};
use crate::recording::{Exit, LeftOut, Recording, SIZE_LIMIT, Stream};
use anyhow::{Context, Result, anyhow, bail};
use expand::Listing;
use listing::Manifest;
use observe::{Difference, first_difference};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;
use std::thread;
use trace::raw::{Budget, Map};

/// How much is noted. The next budget is for programs of which that is more than a recording holds.
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

/// Runs a listing; `None` if its manifest says that it is not run.
pub fn run_listing(
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

/// An error of a run, with the listing's file and what to do.
fn in_file(listing: &Listing, error: observe::Error) -> anyhow::Error {
    anyhow!("{}: {error}{}", listing.file, what_to_do(&error))
}

fn what_to_do(error: &observe::Error) -> &'static str {
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
/// The listing does not end as its manifest says, floods, prints bytes that are not UTF-8, or passes its limit; its copy
/// does something else; there is more to note than a recording holds.
pub fn record(
    source: &Source,
    listing: &Listing,
    built: &Built,
    side_by_side: bool,
) -> Result<Outcome> {
    let named = |error: observe::Error| in_file(listing, error);
    let manifest = &listing.manifest;
    let plain = observe::Program::new(&source.name, &built.plain).manifest(manifest.clone());
    let mut plain_run = match side_by_side {
        true => None,
        false => Some(plain.try_run().map_err(named)?),
    };
    let temporary = tempfile::tempdir().context("no temporary folder")?;
    let mut size = 0;
    for (attempt, budget) in BUDGETS.into_iter().enumerate() {
        let file = temporary.path().join(format!("trace-{attempt}"));
        Map::create(&file, built.copy.sites.len() as u32, budget)
            .context("no file for the trace")?;
        let copy = observe::Program::new(format!("{} (recorded)", source.name), &built.recorded)
            .manifest(manifest.clone())
            .env(trace::FILE, file.display().to_string());
        let (start, copy_run) = run_both(&plain, &mut plain_run, &copy).map_err(named)?;
        let plain_run = plain_run.as_ref().expect("the plain program ran");
        ended_rightly(listing, plain_run)?;
        same(source, manifest, plain_run, &copy_run)?;
        let noted = trace::raw::read(&file).context("the trace can't be read")?;
        if noted.needed > u64::from(budget.slots) {
            size = noted.needed as usize * 32;
            continue;
        }
        let ending = ending(manifest, plain_run, &copy_run, start);
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

/// Runs the copy, and the plain program beside it if it has not run yet; when the copy was started, and its run.
fn run_both(
    plain: &observe::Program,
    plain_run: &mut Option<observe::Run>,
    copy: &observe::Program,
) -> Result<(u64, observe::Run), observe::Error> {
    thread::scope(|scope| {
        let beside = plain_run.is_none().then(|| scope.spawn(|| plain.try_run()));
        let start = trace::now();
        let copy_run = copy.try_run();
        if let Some(beside) = beside {
            *plain_run = Some(beside.join().expect("to watch a program never panics")?);
        }
        Ok((start, copy_run?))
    })
}

/// How the copy ended, which was started at `start`.
fn ending(
    manifest: &Manifest,
    plain_run: &observe::Run,
    copy_run: &observe::Run,
    start: u64,
) -> Ending {
    let killed = copy_run.exit == observe::Exit::Killed;
    Ending {
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
    }
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

/// Adds to the recording what was printed and not seen.
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
pub fn summary(outcome: &Outcome) -> String {
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
