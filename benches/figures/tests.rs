//! What `cargo test` takes beyond the listings' own running, test binary by test binary.

use crate::{root, row};
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};
use std::{fs, thread};

/// How often it is looked whether a listing runs.
const EVERY: Duration = Duration::from_millis(10);

/// A test binary, or what cargo does before the first.
struct Part {
    name: String,
    total: Duration,
    /// The part of `total` during which at least one listing ran.
    listings: Duration,
}

/// Compiles all tests, runs them, and prints a row for each test binary that takes a second or more.
pub fn print() -> ExitCode {
    let cargo = || {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.arg("test").current_dir(root()).stdin(Stdio::null());
        cargo
    };
    let compiled = cargo().args(["--no-run", "--quiet"]).status();
    assert!(
        compiled.is_ok_and(|status| status.success()),
        "the tests compile"
    );
    let names = listings();

    let start = Instant::now();
    let mut process = cargo()
        .args(["--no-fail-fast", "--color=never"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("cargo starts");
    let mut stdout = process.stdout.take().expect("it is piped");
    let stdout = thread::spawn(move || {
        let mut text = Vec::new();
        let _ = stdout.read_to_end(&mut text);
        String::from_utf8_lossy(&text).into_owned()
    });
    let stderr = BufReader::new(process.stderr.take().expect("it is piped"));
    let (send, lines) = mpsc::channel();
    thread::spawn(move || {
        for line in stderr.lines().map_while(Result::ok) {
            let _ = send.send((Instant::now(), line));
        }
    });

    let mut parts = vec![part("cargo")];
    let (mut began, mut looked) = (start, start);
    loop {
        let news = lines.recv_timeout(EVERY);
        let now = Instant::now();
        let current = parts.last_mut().expect("there is one");
        if any_runs(&names) {
            current.listings += now - looked;
        }
        looked = now;
        match news {
            Ok((at, line)) => {
                if let Some(name) = started(&line) {
                    current.total = at - began;
                    began = at;
                    parts.push(part(name));
                }
            }
            Err(mpsc::RecvTimeoutError::Timeout) => {}
            Err(mpsc::RecvTimeoutError::Disconnected) => {
                current.total = now - began;
                break;
            }
        }
    }
    let passed = process.wait().is_ok_and(|status| status.success());
    let total = start.elapsed();
    let stdout = stdout.join().expect("it only reads");
    let file = root().join("target/figures/tests.txt");
    fs::create_dir_all(root().join("target/figures"))
        .and_then(|()| fs::write(&file, &stdout))
        .expect("a writable target folder");
    for line in stdout.lines().filter(|line| line.ends_with("... FAILED")) {
        println!("{line}: see {}", file.display());
    }

    let listings: Duration = parts.iter().map(|part| part.listings).sum();
    println!("{:<44}     total    listings     the rest", "");
    parts.retain(|part| part.total >= Duration::from_secs(1));
    for part in &parts {
        line(&part.name, part.total, part.listings);
    }
    line("cargo test, all of it", total, listings);
    row(
        "cargo test warm, beyond the listings' own running",
        total.saturating_sub(listings),
        Duration::from_secs(15),
    );
    if passed {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn part(name: impl Into<String>) -> Part {
    Part {
        name: name.into(),
        total: Duration::ZERO,
        listings: Duration::ZERO,
    }
}

fn line(name: &str, total: Duration, listings: Duration) {
    println!(
        "{name:<44} {:7.2} s   {:7.2} s    {:7.2} s",
        total.as_secs_f64(),
        listings.as_secs_f64(),
        total.saturating_sub(listings).as_secs_f64()
    );
}

/// The test binary that cargo says it starts: `Running tests/claims.rs (target/debug/deps/claims-0123)`.
fn started(line: &str) -> Option<String> {
    let line = line.trim();
    if let Some(name) = line.strip_prefix("Doc-tests ") {
        return Some(format!("examples of {name}"));
    }
    let (file, binary) = line.strip_prefix("Running ")?.split_once(" (")?;
    let binary = Path::new(binary.trim_end_matches(')'))
        .file_stem()?
        .to_string_lossy();
    // Every program has a `claims.rs`: the number at its end tells them apart.
    Some(format!("{file} ({binary})"))
}

/// The names of all binaries of listings.
fn listings() -> BTreeSet<String> {
    let book = expand::Book::load(root()).unwrap_or_else(|errors| panic!("{errors}"));
    let listings = book.programs.values().flat_map(|program| &program.listings);
    listings
        .map(|listing| format!("{}-{}", listing.program, listing.model))
        .collect()
}

/// Whether a listing runs now, started by a claim or by skeptic. Linux only: elsewhere no running is seen.
fn any_runs(listings: &BTreeSet<String>) -> bool {
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    processes.map(|process| process.path()).any(|process| {
        let Ok(program) = fs::read_link(process.join("exe")) else {
            return false;
        };
        let name = program.file_name().unwrap_or_default().to_string_lossy();
        // What the tests of the recorder run.
        let listing = name
            .strip_prefix("plain-")
            .or(name.strip_prefix("recorded-"));
        let listing = listing.unwrap_or(&name);
        let of_skeptic = || program.iter().any(|part| part == ".skeptic-bin");
        program.starts_with(root()) && (listings.contains(listing) || of_skeptic())
            || name.starts_with("python")
                && fs::read_to_string(process.join("cmdline"))
                    .is_ok_and(|line| line.ends_with("/python.py\0"))
    })
}
