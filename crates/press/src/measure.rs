//! `cargo run -- measure`: runs release builds of the listings, all models in one go, and keeps what they needed.
//!
//! A program's manifest says what to run. Models take turns, so that a machine that is busy for a while is
//! busy for all of them, and each number is a median. Nothing is kept unless every run succeeded.

use crate::files::replace;
use crate::record;
use anyhow::{Context, Result, bail};
use clap::Args;
use expand::{Book, Listing, Program};
use listing::listing_hash;
use listing::measured::{
    Case, Column, ELAPSED, MEMORY, Machine, Measure, Measured, Printed, Row, SPEED_UP, Spread,
    THREADS, number,
};
use observe::{Run, cargo};
use regex::Regex;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

/// What to measure.
#[derive(Args, Debug, Clone, Default)]
pub struct Options {
    /// The programs, by the names of their folders; without any, the table of all programs
    pub programs: Vec<String>,
}

/// How often each listing runs for the table of all programs.
const RUNS_OF_ALL: usize = 3;

/// Measures what `options` ask for, in the book of `root`, and keeps it there.
///
/// # Errors
/// A program that does not exist or has no measurement; a listing that does not compile, or does not end as its manifest
/// says. What was kept before stays.
pub fn run(root: &Path, options: &Options) -> Result<()> {
    let book = Book::load(root)?;
    let mut asked: Vec<(&Program, &Measure)> = Vec::new();
    for name in &options.programs {
        asked.push(find(&book, name)?);
    }
    raise_open_files();
    if asked.is_empty() {
        return all(root, &book);
    }
    let packages = asked
        .iter()
        .map(|(p, _)| p.place.package.as_str())
        .collect();
    let built = build(root, &packages)?;
    for (program, measure) in asked {
        let jobs = jobs(root, program, measure, &built)?;
        let measured = of_program(root, program, measure, jobs)?;
        let dir = root.join(program.place.folder()).join("recorded");
        fs::create_dir_all(&dir)?;
        keep(&dir.join("measured.json"), &measured)?;
        println!("{}", plain(&measured));
    }
    Ok(())
}

fn find<'a>(book: &'a Book, name: &str) -> Result<(&'a Program, &'a Measure)> {
    let measured = book.programs.values().filter(|p| p.measure.is_some());
    let measured: Vec<&str> = measured.map(|p| p.name.as_str()).collect();
    let Some(program) = book.programs.get(name) else {
        bail!(
            "no program is called `{name}`\n  {}",
            listing::did_you_mean(name, measured.into_iter()).replace('\n', "\n  ")
        );
    };
    match &program.measure {
        Some(measure) => Ok((program, measure)),
        None => bail!(
            "`{name}` has no measurement of its own\n  say in {} what to run: [package.metadata.measure]\n  \
             or measure all programs as they are: cargo run -- measure",
            program.place.manifest()
        ),
    }
}

/// One row, and what its runs did so far.
struct Job<'a> {
    case: String,
    listing: &'a Listing,
    program: observe::Program,
    runs: Vec<Run>,
}

impl<'a> Job<'a> {
    fn new(
        root: &Path,
        listing: &'a Listing,
        built: &BTreeMap<String, PathBuf>,
        case: &str,
    ) -> Result<Job<'a>> {
        let name = format!("{}-{}", listing.program, listing.model);
        let path = built
            .get(&name)
            .with_context(|| format!("{}: cargo built no program of it", listing.file))?;
        let dir = root.join("listings").join(&listing.place.package);
        Ok(Job {
            case: case.to_owned(),
            listing,
            program: observe::Program::listing(dir, &name, path),
            runs: Vec::new(),
        })
    }

    fn run(&mut self) -> Result<()> {
        let wrong = |message: String| {
            let id = self.listing.id();
            format!(
                "{id}, {}: {message}\n  what was measured before is kept",
                self.case
            )
        };
        let run = match self.program.try_run() {
            Ok(run) => run,
            Err(error) => bail!(wrong(error.to_string())),
        };
        record::ended_rightly(self.listing, &run).map_err(|e| e.context(wrong("failed".into())))?;
        self.runs.push(run);
        Ok(())
    }

    fn row(&self, values: BTreeMap<String, Spread>, reported: Vec<String>) -> Row {
        Row {
            case: self.case.clone(),
            model: self.listing.model.clone(),
            runs: self.runs.len(),
            values,
            computed: None,
            reported,
        }
    }
}

/// Each job once, then each again: other work on the machine disturbs all of them alike.
fn take_turns(jobs: &mut [Job], times: usize) -> Result<()> {
    for _ in 0..times {
        for job in &mut *jobs {
            job.run()?;
        }
    }
    Ok(())
}

/// What the manifest says to run, in the order of the table.
fn jobs<'a>(
    root: &Path,
    program: &'a Program,
    measure: &Measure,
    built: &BTreeMap<String, PathBuf>,
) -> Result<Vec<Job<'a>>> {
    let mut jobs = Vec::new();
    for case in &measure.cases {
        let cores = if case.each_core {
            doublings(cores()).into_iter().map(Some).collect()
        } else {
            vec![None]
        };
        for cores in cores {
            for listing in program.listings.iter().filter(|l| case.runs(&l.model)) {
                let mut job = Job::new(root, listing, built, &title(case, cores))?;
                for arg in &case.args {
                    job.program = job.program.arg(arg);
                }
                if let Some(ms) = measure.limit_ms {
                    job.program = job.program.limit(Duration::from_millis(ms));
                }
                if let Some(cores) = cores {
                    job.program = job.program.cores(cores);
                }
                jobs.push(job);
            }
        }
    }
    Ok(jobs)
}

fn title(case: &Case, cores: Option<usize>) -> String {
    let cores = match cores {
        None => String::new(),
        Some(1) => "1 core".to_owned(),
        Some(n) => format!("{n} cores"),
    };
    case.title.replace("{cores}", &cores)
}

fn of_program(
    root: &Path,
    program: &Program,
    measure: &Measure,
    mut jobs: Vec<Job>,
) -> Result<Measured> {
    let (printed, reported) = patterns(program, measure)?;
    take_turns(&mut jobs, measure.repeats)?;
    let mut rows = Vec::new();
    for job in &jobs {
        let mut values = numbers(&job.runs);
        for (pattern, names) in &printed {
            for name in names {
                let found: Result<Vec<f64>> = job
                    .runs
                    .iter()
                    .map(|run| taken(job, run, pattern, name))
                    .collect();
                values.extend(Spread::of(found?).map(|spread| (name.clone(), spread)));
            }
        }
        let lines = reported.iter().flat_map(|pattern| {
            let lines = job.runs.iter().flat_map(Run::out);
            lines.filter(|line| pattern.is_match(line))
        });
        let mut lines: Vec<String> = lines.map(str::to_owned).collect();
        lines.sort();
        lines.dedup();
        rows.push(job.row(values, lines));
    }
    let mut rows = with_computed(measure, program, rows);
    if let Some(model) = &measure.speed_up_from {
        let base = rows.iter().find(|row| row.model == *model);
        let base = base
            .and_then(|row| row.values.get(ELAPSED))
            .map(|s| s.median);
        for row in &mut rows {
            if let (Some(base), Some(own)) = (base, row.values.get(ELAPSED).copied()) {
                let faster = Spread {
                    median: base / own.median,
                    least: base / own.most,
                    most: base / own.least,
                };
                row.values.insert(SPEED_UP.to_owned(), faster);
            }
        }
    }
    let ran: Vec<&Listing> = program
        .listings
        .iter()
        .filter(|l| rows.iter().any(|row| row.model == l.model))
        .collect();
    let columns = measure.columns.iter().map(|name| Column {
        unit: measure.unit(name).unwrap_or_default().to_owned(),
        name: name.clone(),
    });
    measured(
        root,
        &measure.heading,
        columns.collect(),
        rows,
        ran.into_iter().map(|l| (l.model.clone(), l)),
    )
}

/// A pattern, and those of its groups that are columns.
type Pattern = (Regex, Vec<String>);

fn patterns(program: &Program, measure: &Measure) -> Result<(Vec<Pattern>, Option<Regex>)> {
    let read = |pattern: &str| {
        Regex::new(pattern).with_context(|| {
            format!(
                "{}: `{pattern}` is no regular expression",
                program.place.manifest()
            )
        })
    };
    let mut printed = Vec::new();
    for Printed { pattern, units } in &measure.printed {
        let regex = read(pattern)?;
        for name in units.keys() {
            if !regex.capture_names().flatten().any(|group| group == name) {
                bail!(
                    "{}: `{pattern}` has no group `{name}`\n  write (?<{name}>[\\d.]+) where the number stands",
                    program.place.manifest()
                );
            }
        }
        printed.push((regex, units.keys().cloned().collect()));
    }
    Ok((printed, measure.reported.as_deref().map(read).transpose()?))
}

/// The number that a run printed where the pattern has the group `name`.
fn taken(job: &Job, run: &Run, pattern: &Regex, name: &str) -> Result<f64> {
    let group = pattern.captures(run.stdout()).and_then(|c| c.name(name));
    let text = group.with_context(|| {
        let id = job.listing.id();
        format!(
            "{id}, {}: printed nothing that matches `{pattern}`\n{}  what was measured before is kept",
            job.case,
            run.stdout()
        )
    })?;
    let digits = text.as_str().replace(',', "");
    digits
        .parse()
        .with_context(|| format!("{}: `{digits}` is no number", job.listing.id()))
}

/// What every run shows of itself.
fn numbers(runs: &[Run]) -> BTreeMap<String, Spread> {
    const MIB: f64 = (1 << 20) as f64;
    let each =
        |number: &dyn Fn(&Run) -> Option<f64>| Spread::of(runs.iter().filter_map(number).collect());
    let all = [
        (ELAPSED, each(&|run| Some(run.elapsed.as_secs_f64()))),
        (MEMORY, each(&|run| Some(run.peak_memory? as f64 / MIB))),
        (THREADS, each(&|run| Some(run.threads? as f64))),
    ];
    let known = all
        .into_iter()
        .filter_map(|(name, s)| Some((name.to_owned(), s?)));
    known.collect()
}

/// The rows of runs, and in their places the rows that are computed.
fn with_computed(measure: &Measure, program: &Program, rows: Vec<Row>) -> Vec<Row> {
    let mut all = Vec::new();
    for case in &measure.cases {
        for listing in &program.listings {
            if let Some(computed) = case.computed.get(&listing.model) {
                let from = rows
                    .iter()
                    .find(|row| row.case == computed.from && row.model == listing.model);
                let elapsed = from
                    .and_then(|row| row.values.get(ELAPSED))
                    .map(|s| Spread {
                        median: s.median * computed.times,
                        least: s.least * computed.times,
                        most: s.most * computed.times,
                    });
                all.push(Row {
                    case: case.title.clone(),
                    model: listing.model.clone(),
                    runs: 0,
                    values: elapsed
                        .map(|s| (ELAPSED.to_owned(), s))
                        .into_iter()
                        .collect(),
                    computed: Some(format!(
                        "{} times what {} took",
                        number(computed.times),
                        computed.from
                    )),
                    reported: Vec::new(),
                });
            }
        }
        let titles: Vec<String> = if case.each_core {
            doublings(cores())
                .into_iter()
                .map(|n| title(case, Some(n)))
                .collect()
        } else {
            vec![case.title.clone()]
        };
        all.extend(
            rows.iter()
                .filter(|row| titles.contains(&row.case))
                .cloned(),
        );
    }
    all
}

/// Runs every listing that ends by itself, and keeps the table of all programs.
fn all(root: &Path, book: &Book) -> Result<()> {
    let ends = |l: &&Listing| {
        l.model != "python" && l.manifest.ends.is_none() && l.manifest.no_run.is_none()
    };
    let packages = book
        .programs
        .values()
        .map(|p| p.place.package.as_str())
        .collect();
    let built = build(root, &packages)?;
    let mut rows = Vec::new();
    let mut ran = Vec::new();
    for program in book.programs.values() {
        let listings = program.listings.iter().filter(ends);
        let jobs: Result<Vec<Job>> = listings
            .map(|listing| Job::new(root, listing, &built, &program.name))
            .collect();
        let mut jobs = jobs?;
        take_turns(&mut jobs, RUNS_OF_ALL)?;
        for job in &jobs {
            let row = job.row(numbers(&job.runs), Vec::new());
            println!("{}: {}", job.listing.id(), said(&row));
            rows.push(row);
            ran.push((job.listing.id().to_string(), job.listing));
        }
    }
    let columns = [(ELAPSED, "s"), (MEMORY, "MiB"), (THREADS, "")];
    let columns = columns.map(|(name, unit)| Column {
        name: name.to_owned(),
        unit: unit.to_owned(),
    });
    let measured = measured(root, "Program", columns.to_vec(), rows, ran.into_iter())?;
    keep(&root.join("listings/measured.json"), &measured)
}

fn said(row: &Row) -> String {
    let value = |name: &str, unit: &str| {
        let known = row.values.get(name);
        known.map_or("?".to_owned(), |s| number(s.median)) + unit
    };
    [
        value(ELAPSED, " s"),
        value(MEMORY, " MiB"),
        value(THREADS, " threads"),
    ]
    .join(", ")
}

fn measured<'a>(
    root: &Path,
    heading: &str,
    columns: Vec<Column>,
    rows: Vec<Row>,
    listings: impl Iterator<Item = (String, &'a Listing)>,
) -> Result<Measured> {
    let installed = record::Installed::read(root)?;
    let mut crates = BTreeMap::new();
    let mut hashes = BTreeMap::new();
    for (name, listing) in listings {
        crates.extend(installed.of(listing)?.crates);
        hashes.insert(name, listing_hash(&listing.source));
    }
    Ok(Measured {
        machine: machine(),
        rust: installed.rustc,
        crates,
        listings: hashes,
        heading: heading.to_owned(),
        columns,
        rows,
    })
}

fn keep(file: &Path, measured: &Measured) -> Result<()> {
    let text = serde_json::to_string_pretty(measured).context("numbers and texts are JSON")?;
    replace(file, &(text + "\n"))
}

/// The table for a terminal.
fn plain(measured: &Measured) -> String {
    let mut lines = vec![vec![measured.heading.clone(), "Model".to_owned()]];
    lines[0].extend(measured.columns.iter().map(Column::title));
    for row in &measured.rows {
        let mut line = vec![row.case.clone(), row.model.clone()];
        for column in &measured.columns {
            let value = row.values.get(&column.name);
            let mark = if row.computed.is_some() {
                " computed"
            } else {
                ""
            };
            line.push(value.map_or("-".to_owned(), |s| number(s.median) + mark));
        }
        lines.push(line);
    }
    let widths: Vec<usize> = (0..lines[0].len())
        .map(|i| {
            lines
                .iter()
                .map(|line| line[i].chars().count())
                .max()
                .unwrap_or(0)
        })
        .collect();
    let lines = lines.iter().map(|line| {
        let cells = line
            .iter()
            .zip(&widths)
            .map(|(cell, &width)| format!("{cell:width$}"));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    });
    lines.collect::<Vec<_>>().join("\n") + "\n"
}

/// Release builds of these packages' listings, by the names of their binaries.
fn build(root: &Path, packages: &BTreeSet<&str>) -> Result<BTreeMap<String, PathBuf>> {
    let output = cargo::command(root)
        .args([
            "build",
            "--release",
            "--bins",
            "--message-format=json-render-diagnostics",
        ])
        .args(packages.iter().flat_map(|package| ["-p", package]))
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .context("cargo can't be run")?;
    if !output.status.success() {
        bail!("the listings do not compile\n  what was measured before is kept");
    }
    Ok(cargo::Messages::read(&output.stdout).executables())
}

/// A server with many clients needs more open files than most systems allow at first; what is started here inherits it.
fn raise_open_files() {
    #[cfg(unix)]
    // SAFETY: both calls read or write the one struct that they are given.
    unsafe {
        let mut limit = libc::rlimit {
            rlim_cur: 0,
            rlim_max: 0,
        };
        if libc::getrlimit(libc::RLIMIT_NOFILE, &mut limit) == 0 {
            limit.rlim_cur = limit.rlim_max;
            // Where it is refused, the listing says what it could not open.
            libc::setrlimit(libc::RLIMIT_NOFILE, &limit);
        }
    }
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, |n| n.get())
}

/// 1, 2, 4 and so on, and `most` itself.
fn doublings(most: usize) -> Vec<usize> {
    let mut numbers: Vec<usize> = std::iter::successors(Some(1), |n| Some(n * 2))
        .take_while(|n| *n < most)
        .collect();
    numbers.push(most);
    numbers
}

/// This machine, as far as it tells of itself.
fn machine() -> Machine {
    let field = |file: &str, name: &str, separator: char| {
        let text = fs::read_to_string(file).ok()?;
        let line = text.lines().find(|line| line.starts_with(name))?;
        let value = line.split_once(separator)?.1.trim().trim_matches('"');
        Some(value.to_owned())
    };
    let memory = field("/proc/meminfo", "MemTotal", ':')
        .and_then(|text| text.split_whitespace().next()?.parse::<u64>().ok());
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    // Without what a distributor adds to the number.
    let version = kernel.trim().split('-').next().unwrap_or_default();
    let system = match field("/etc/os-release", "PRETTY_NAME", '=') {
        Some(name) => format!("{name}, Linux {version}"),
        None => std::env::consts::OS.to_owned(),
    };
    Machine {
        cpu: field("/proc/cpuinfo", "model name", ':')
            .unwrap_or_else(|| std::env::consts::ARCH.to_owned()),
        cores: cores(),
        memory: memory.map_or(0, |kib| kib * 1024),
        system,
    }
}
