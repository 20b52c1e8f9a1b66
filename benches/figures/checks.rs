//! What checking costs per listing: in a fresh clone, again with nothing changed, and all that CI does.

use crate::root;
use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

/// The most seconds per listing: in a fresh clone, warm, and `.ci/run`.
const MOST: [f64; 3] = [2.5, 0.4, 3.0];

/// Where `.ci/run` notes its steps: seconds, a tab, the title.
const STEPS: &str = "target/ci/steps.tsv";

/// One run of `cargo test`.
struct Tested {
    /// Seconds by test binary; what comes before the first one is `compile`.
    stages: BTreeMap<String, f64>,
    total: f64,
    passed: bool,
}

/// Clones the book as it is committed, tests the clone twice, and prints a table: stages, all, and seconds per listing.
pub fn print() -> ExitCode {
    let folder = root().join("target/figures/clone");
    let _ = fs::remove_dir_all(&folder);
    let cloned = Command::new("git")
        .args(["clone", "--quiet", "--no-hardlinks"])
        .args([root(), folder.as_path()])
        .status();
    assert!(cloned.is_ok_and(|status| status.success()), "git clones");
    let book = expand::Book::load(&folder).unwrap_or_else(|errors| panic!("{errors}"));
    let listings = book.programs.values().map(|program| program.listings.len());
    let listings: usize = listings.sum();

    let fresh = test(&folder);
    let warm = test(&folder);
    let ci = ci_steps(&root().join(STEPS));
    println!("{:<44} {:>9} {:>9}", "stage", "fresh", "warm");
    let mut names: Vec<&String> = fresh.stages.keys().collect();
    names.sort_by(|a, b| fresh.stages[*b].total_cmp(&fresh.stages[*a]));
    for name in names {
        let again = warm.stages.get(name).copied().unwrap_or_default();
        if fresh.stages[name] >= 1.0 {
            println!("{name:<44} {:7.1} s {again:7.1} s", fresh.stages[name]);
        }
    }
    for (seconds, title) in &ci {
        println!("{:<44} {seconds:7.1} s", format!(".ci/run: {title}"));
    }
    let ci: f64 = ci.iter().map(|(seconds, _)| seconds).sum();
    println!("\n{listings} listings");
    for ((what, seconds), most) in [
        ("fresh clone, cargo test", fresh.total),
        ("warm, nothing changed", warm.total),
        (".ci/run, all of it", ci),
    ]
    .into_iter()
    .zip(MOST)
    {
        if seconds == 0.0 {
            println!("{what:<44} not known: run bash .ci/run first");
            continue;
        }
        println!(
            "{what:<44} {seconds:7.1} s, {:.2} s per listing, at most {most} s",
            seconds / listings as f64
        );
    }
    match fresh.passed && warm.passed {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}

/// Runs `cargo test` in `folder`, with a target folder of its own.
fn test(folder: &Path) -> Tested {
    let start = Instant::now();
    let mut process = Command::new(env!("CARGO"))
        .args(["test", "--no-fail-fast", "--color=never"])
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", folder.join("target"))
        .env_remove("CI")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("cargo starts");
    let stderr = BufReader::new(process.stderr.take().expect("it is piped"));
    let mut stages: BTreeMap<String, f64> = BTreeMap::new();
    let (mut name, mut began) = ("compile".to_owned(), start);
    for line in stderr.lines().map_while(Result::ok) {
        if let Some(next) = stage_of(&line) {
            *stages.entry(name).or_default() += seconds(began.elapsed());
            (name, began) = (next, Instant::now());
        }
    }
    let passed = process.wait().is_ok_and(|status| status.success());
    *stages.entry(name).or_default() += seconds(began.elapsed());
    Tested {
        stages,
        total: seconds(start.elapsed()),
        passed,
    }
}

/// The stage that a line of cargo's begins: the file of a test binary; the claims of all packages are one stage.
fn stage_of(line: &str) -> Option<String> {
    let line = line.trim();
    if let Some(name) = line.strip_prefix("Doc-tests ") {
        return Some(format!("examples of {name}"));
    }
    let (file, _) = line.strip_prefix("Running ")?.split_once(" (")?;
    Some(file.to_owned())
}

fn ci_steps(file: &PathBuf) -> Vec<(f64, String)> {
    let text = fs::read_to_string(file).unwrap_or_default();
    let steps = text.lines().filter_map(|line| {
        let (seconds, title) = line.split_once('\t')?;
        Some((seconds.parse().ok()?, title.to_owned()))
    });
    steps.collect()
}

fn seconds(time: Duration) -> f64 {
    time.as_secs_f64()
}
