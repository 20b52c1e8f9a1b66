//! `cargo run -- schedules`: finds every order in which the threads of a listing can run, and keeps them in
//! `recorded/<model>.schedules.json`.
//!
//! `copy` writes a copy of the listing whose `std` is the crate schedule; the copy finds the orders when it runs. What it
//! found is kept only if the shortest order of each end, replayed, ends so.

pub mod copy;

use crate::files::{replace, write_if_changed};
use crate::record::{copy_lock_file, profiles, table};
use anyhow::{Context, Result, anyhow, bail};
use clap::Args;
use copy::copy;
use expand::{Book, Listing, Program};
use listing::schedules::{End, Schedules};
use observe::cargo::{self, Messages};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// Of which listings.
#[derive(Args, Debug, Clone, Default)]
pub struct Options {
    /// The programs, by their names; all whose orders are kept if none is named
    pub programs: Vec<String>,
    /// The model, if not threads
    #[arg(long)]
    pub model: Option<String>,
    /// Keep nothing, and compare with what is kept
    #[arg(long)]
    pub check: bool,
}

/// The crates beside std of which the crate schedule offers a part.
const KNOWN: [&str; 2] = ["tokio", "async-std"];

/// How long a copy may take.
const LIMIT: Duration = Duration::from_secs(60);

/// The ends whose orders are replayed: no page shows more of them.
const REPLAYED: usize = 50;

/// So many orders are tried one by one, to compare their ends with those of merged states.
const MOST_TRIED: u64 = 10_000;

/// The most that is kept of a listing, in bytes.
const SIZE_LIMIT: usize = 120_000;

/// Makes what `options` ask for, in the book of `root`.
///
/// # Errors
/// A program or model that does not exist; a listing that does more than the crate schedule knows, or has too many orders;
/// with `check`, a listing whose orders are not those that are kept. What was kept stays.
pub fn run(root: &Path, options: &Options) -> Result<()> {
    let book = Book::load(root)?;
    let listings = asked_for(&book, options)?;
    let mut wrong = Vec::new();
    for (listing, made) in make(root, &listings, options.check)? {
        let said = made.and_then(|made| match options.check {
            true => compare(root, listing, &made),
            false => keep(root, listing, &made),
        });
        match said {
            Ok(said) => println!("{}: {said}", listing.id()),
            Err(error) => wrong.push(format!("{error:#}")),
        }
    }
    if !wrong.is_empty() {
        bail!("{}", wrong.join("\n"));
    }
    Ok(())
}

/// The listings that `options` name.
fn asked_for<'book>(book: &'book Book, options: &Options) -> Result<Vec<&'book Listing>> {
    if options.programs.is_empty() {
        let all = book.programs.values().flat_map(|program| &program.listings);
        let kept = all.filter(|listing| {
            let file = Schedules::file(&listing.place, &listing.model);
            let asked = options.model.as_ref().is_none_or(|m| *m == listing.model);
            asked && book.root.join(file).is_file()
        });
        return Ok(kept.collect());
    }
    let one = |name: &String| {
        let program = book.programs.get(name).ok_or_else(|| {
            let names = book.programs.keys().map(String::as_str);
            let help = listing::did_you_mean(name, names).replace('\n', "\n  ");
            anyhow!("no program is called `{name}`\n  {help}")
        })?;
        let model = options.model.as_deref().unwrap_or(model_of(program));
        program.listing(model).ok_or_else(|| {
            let models = program.listings.iter().map(|l| l.model.as_str());
            let help = listing::did_you_mean(model, models).replace('\n', "\n  ");
            anyhow!("`{name}` has no model `{model}`\n  {help}")
        })
    };
    options.programs.iter().map(one).collect()
}

/// The model of a program that has orders.
fn model_of(program: &Program) -> &str {
    match program.listings.as_slice() {
        [only] => &only.model,
        _ => "threads",
    }
}

/// The orders of a listing that were found, and how long that took.
pub struct Made {
    pub schedules: Schedules,
    pub took: Duration,
}

/// Finds the orders of these listings. If `every`, it also tries each single order, where there are not too many.
///
/// # Errors
/// The package of their copies can't be written, or cargo can't be run.
pub fn make<'book>(
    root: &Path,
    listings: &[&'book Listing],
    every: bool,
) -> Result<Vec<(&'book Listing, Result<Made>)>> {
    let built = build(root, listings)?;
    let made = listings.iter().zip(built);
    Ok(made
        .map(|(listing, built)| {
            let made = built.and_then(|binary| find(listing, &binary, every));
            (*listing, made)
        })
        .collect())
}

/// The binary of a listing's copy. It is in one folder with the binary of the listing, which must stay.
fn name(listing: &Listing) -> String {
    format!("orders-{}-{}", listing.program, listing.model)
}

/// Builds the copy of each listing. Returns its binary, or what went wrong with it.
fn build(root: &Path, listings: &[&Listing]) -> Result<Vec<Result<PathBuf>>> {
    let folder = cargo::target_folder(root).join("schedule-copies");
    let in_folder = || format!("in {}", folder.display());
    let mut refused: BTreeMap<String, String> = BTreeMap::new();
    let mut bins: Vec<toml::Value> = Vec::new();
    let mut features = BTreeSet::new();
    for listing in listings {
        let added = listing.manifest.added().unwrap_or_default();
        let names: Vec<String> = added.into_iter().map(|added| added.name).collect();
        if let Some(other) = names.iter().find(|name| !KNOWN.contains(&name.as_str())) {
            let why = format!(
                "{}: it uses `{other}`, and schedules are of what std and {} offer",
                listing.file,
                KNOWN.join(", ")
            );
            refused.insert(name(listing), why);
            continue;
        }
        features.extend(names.iter().cloned());
        match copy(&listing.source, &names) {
            Ok(text) => {
                write_if_changed(&folder, &listing.file, &text).with_context(in_folder)?;
                bins.push(table([
                    ("name", name(listing).into()),
                    ("path", listing.file.clone().into()),
                    ("test", false.into()),
                ]));
            }
            Err(why) => {
                let why = format!("{}:{}: {}", listing.file, why.line, why.why);
                refused.insert(name(listing), why);
            }
        }
    }
    if bins.is_empty() {
        let refused = listings
            .iter()
            .map(|l| Err(anyhow!(refused[&name(l)].clone())));
        return Ok(refused.collect());
    }
    write_package(root, &folder, bins, features)?;
    let output = cargo::command(&folder)
        .args(["build", "--bins", "--offline", "--keep-going"])
        .args(["--message-format", "json"])
        .env("CARGO_TARGET_DIR", cargo::target_folder(root))
        .output()
        .context("cargo can't be run")?;
    let messages = Messages::read(&output.stdout);
    for error in messages.errors() {
        let own = error.spans.iter().find(|s| s.file_name.is_relative());
        let line = own.map_or(0, |span| span.line_start);
        let listing = listings.iter().find(|l| name(l) == error.target.name);
        if let Some(listing) = listing {
            refused.entry(name(listing)).or_insert_with(|| {
                format!(
                    "{}:{line}: its copy does not compile: the std of schedules has only what depends on nothing but the order\n{}",
                    listing.file,
                    error.rendered.trim_end()
                )
            });
        }
    }
    let binaries = messages.executables();
    let built = listings.iter().map(|listing| {
        if let Some(why) = refused.get(&name(listing)) {
            bail!("{why}");
        }
        binaries.get(&name(listing)).cloned().with_context(|| {
            let said = String::from_utf8_lossy(&output.stderr);
            format!(
                "{}: cargo did not build its copy\n{}",
                listing.file,
                said.trim_end()
            )
        })
    });
    Ok(built.collect())
}

fn write_package(
    root: &Path,
    folder: &Path,
    bins: Vec<toml::Value>,
    features: BTreeSet<String>,
) -> Result<()> {
    let features: Vec<String> = features.into_iter().collect();
    let workspace = fs::read_to_string(root.join("Cargo.toml"))
        .with_context(|| format!("{}/Cargo.toml can't be read", root.display()))?;
    let workspace: toml::Table = toml::from_str(&workspace)?;
    let path = root.join("crates/schedule").display().to_string();
    // A listing that computes does it once for each order.
    let mut profiles = profiles(&workspace);
    let dev = profiles.entry("dev").or_insert(table([]));
    if let Some(dev) = dev.as_table_mut() {
        let fast = table([("opt-level", 3.into())]);
        let package = dev.entry("package").or_insert(table([]));
        if let Some(package) = package.as_table_mut() {
            package.insert("schedule-copies".to_owned(), fast);
        }
    }
    let manifest = table([
        (
            "package",
            table([
                ("name", "schedule-copies".into()),
                ("version", "0.0.0".into()),
                ("edition", "2024".into()),
                ("autobins", false.into()),
            ]),
        ),
        ("bin", bins.into()),
        (
            "dependencies",
            table([(
                "schedule",
                table([("path", path.into()), ("features", features.into())]),
            )]),
        ),
        ("workspace", table([])),
        ("profile", profiles.into()),
    ]);
    write_if_changed(folder, "Cargo.toml", toml::to_string(&manifest)?)
        .with_context(|| format!("in {}", folder.display()))?;
    copy_lock_file(root, folder)
}

/// Runs a copy, which finds the orders of its listing.
fn find(listing: &Listing, binary: &Path, every: bool) -> Result<Made> {
    let start = Instant::now();
    let found = ask(listing, binary, None)?;
    let took = start.elapsed();
    let Value::Object(mut found) = found else {
        bail!("{}: its copy found nothing", listing.file);
    };
    let hash = listing::listing_hash(&listing.source);
    found.insert("listing".to_owned(), hash.into());
    let schedules: Schedules = serde_json::from_value(Value::Object(found))
        .with_context(|| format!("{}: what its copy found can't be read", listing.file))?;
    let size = schedules.to_json().len();
    if size > SIZE_LIMIT {
        bail!(
            "{}: its orders need {} kB, and at most {} kB are kept\n  make the listing do less: fewer threads, fewer steps",
            listing.file,
            size / 1_000,
            SIZE_LIMIT / 1_000
        );
    }
    printed_by_some_order(listing, &schedules)?;
    if every && schedules.orders <= MOST_TRIED {
        same_as_every_single_one(listing, binary, &schedules)?;
    }
    for end in schedules.ends.iter().take(REPLAYED) {
        let order: Vec<String> = end.order.iter().map(usize::to_string).collect();
        let replayed = ask(listing, binary, Some(("SCHEDULES_ORDER", &order.join(","))))?;
        let expected = match end.end.as_str() {
            // The order stops before the program does.
            "cut" => Value::Null,
            end => end.into(),
        };
        if replayed["end"] != expected || replayed["output"] != *end.output {
            bail!(
                "{}: the order {} should end with {} after printing {:?}, and replayed it gives {replayed}",
                listing.file,
                order.join(","),
                end.end,
                end.output
            );
        }
    }
    Ok(Made { schedules, took })
}

/// Fails if a run of the listing itself printed what no order of its copy prints.
fn printed_by_some_order(listing: &Listing, schedules: &Schedules) -> Result<()> {
    let Some((stdout, stderr)) = &listing.output else {
        return Ok(());
    };
    let ends = || schedules.ends.iter();
    // What goes to stderr is mixed with the rest in an order's output.
    if listing.manifest.no_run.is_some()
        || !stderr.is_empty()
        || ends().any(|end| end.output == *stdout)
    {
        return Ok(());
    }
    bail!(
        "{}: its recorded run printed {stdout:?}, and no order of its copy does",
        listing.file
    )
}

/// Fails unless as many orders lead to each end if all of them are tried, one by one.
fn same_as_every_single_one(listing: &Listing, binary: &Path, schedules: &Schedules) -> Result<()> {
    let every = ask(listing, binary, Some(("SCHEDULES_EVERY", "yes")))?;
    let every: Vec<End> = serde_json::from_value(every)?;
    let ends = |ends: &[End]| -> Vec<(String, String, u64)> {
        let ends = ends.iter();
        ends.map(|end| (end.end.clone(), end.output.clone(), end.orders))
            .collect()
    };
    if ends(&every) != ends(&schedules.ends) {
        bail!(
            "{}: with equal states merged there are other orders than without: {:?} and {:?}",
            listing.file,
            ends(&schedules.ends),
            ends(&every)
        );
    }
    Ok(())
}

/// Runs a copy: for all orders of its listing, or as a variable says.
fn ask(listing: &Listing, binary: &Path, variable: Option<(&str, &str)>) -> Result<Value> {
    let folder = tempfile::tempdir().context("no temporary folder")?;
    let file = folder.path().join("found.json");
    let mut command = Command::new(binary);
    command
        .env("SCHEDULES", &file)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command.envs(variable);
    let mut child = command
        .spawn()
        .with_context(|| format!("{} can't be started", binary.display()))?;
    let start = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if start.elapsed() > LIMIT {
            child.kill()?;
            child.wait()?;
            bail!(
                "{}: after {} s its copy was still running: a thread computes for long, or for ever, without a step",
                listing.file,
                LIMIT.as_secs()
            );
        }
        thread::sleep(Duration::from_millis(5));
    };
    let text = fs::read_to_string(&file)
        .map_err(|_| anyhow!("{}: its copy ended with {status}", listing.file))?;
    let found: Value = serde_json::from_str(&text)?;
    match found["wrong"].as_str() {
        Some(wrong) => bail!("{}: no schedule of it: {wrong}", listing.file),
        None => Ok(found),
    }
}

fn summary(made: &Made) -> String {
    let Made { schedules, took } = made;
    format!(
        "{} orders in {} runs, {:.2} s; {} ends, {} states, {:.1} kB",
        schedules.orders,
        schedules.runs,
        took.as_secs_f64(),
        schedules.ends.len(),
        schedules.states.len(),
        schedules.to_json().len() as f64 / 1e3
    )
}

fn keep(root: &Path, listing: &Listing, made: &Made) -> Result<String> {
    let path = root.join(Schedules::file(&listing.place, &listing.model));
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    replace(&path, &made.schedules.to_json())?;
    Ok(summary(made))
}

/// Compares the orders of a listing with what is kept of it.
fn compare(root: &Path, listing: &Listing, made: &Made) -> Result<String> {
    let kept = Schedules::read(root, &listing.place, &listing.model)?;
    let file = Schedules::file(&listing.place, &listing.model);
    let again = format!("run: cargo run -- schedules {}", listing.program);
    match kept {
        None => bail!("{file}: there are no orders of the listing\n  {again}"),
        Some(kept) if kept == made.schedules => Ok(format!("the same, {}", summary(made))),
        Some(kept) if !kept.is_of(&listing.source) => {
            bail!("{file}: the listing was changed after its orders were found\n  {again}")
        }
        Some(kept) => bail!(
            "{file}: the listing has other orders now\n  kept: {} orders, {} ends\n  now:  {} orders, {} ends\n  {again}",
            kept.orders,
            kept.ends.len(),
            made.schedules.orders,
            made.schedules.ends.len()
        ),
    }
}
