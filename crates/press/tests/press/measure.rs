//! `cargo run -- measure`: what is run, what is kept, and what is said where it can't be.

use crate::common;

use common::Book;
use std::fs;

const SYNC: &str = "//! Waits.\n\nfn main() {\n    let ms = std::env::args().nth(1).map_or(1, |arg| arg.parse().unwrap());\n    std::thread::sleep(std::time::Duration::from_millis(ms));\n    println!(\"latency {ms} ms, rate 4,000\");\n}\n";
const THREADS: &str = "//! Waits in a thread.\n\nfn main() {\n    let ms = std::env::args().nth(1).map_or(1, |arg| arg.parse().unwrap());\n    std::thread::spawn(move || std::thread::sleep(std::time::Duration::from_millis(ms / 10))).join().unwrap();\n    println!(\"latency {ms} ms, rate 4,000\");\n    println!(\"one of 2 threads could be made\");\n}\n";
const MEASURE: &str = r#"
[package.metadata.measure]
heading = "Wait"
repeats = 3
columns = ["elapsed", "memory", "threads", "latency", "rate", "speed_up"]
speed_up_from = "sync"
reported = "could be made"
printed = [{ pattern = "latency (?<latency>\\d+) ms, rate (?<rate>[\\d,]+)", units = { latency = "ms", rate = "" } }]

[[package.metadata.measure.cases]]
title = "200 ms"
args = ["200"]

[[package.metadata.measure.cases]]
title = "20 s"
args = ["200"]
models = ["threads"]
computed = { sync = { from = "200 ms", times = 100 } }
"#;

/// A book of one program that needs std alone, so that cargo builds it quickly. `more` is added to its manifest.
fn book(more: &str) -> Book {
    let book = Book::new();
    fs::remove_dir_all(book.path("listings/tally")).unwrap();
    fs::remove_file(book.path("Cargo.lock")).unwrap();
    book.write(
        "Cargo.toml",
        "[workspace]\nresolver = \"3\"\nmembers = [\"listings/*\"]\n",
    );
    let bins = ["sync", "threads"].map(|model| {
        format!("\n[[bin]]\nname = \"wait-{model}\"\npath = \"{model}.rs\"\ntest = false\n")
    });
    book.write(
        "listings/wait/Cargo.toml",
        &format!("[package]\nname = \"wait\"\ndescription = \"Waits\"\nversion = \"0.1.0\"\nedition = \"2024\"\nautobins = false\n{}{more}", bins.concat()),
    );
    book.write("listings/wait/sync.rs", SYNC);
    book.write("listings/wait/threads.rs", THREADS);
    book.write("src/start.md", "# Start\n\n{{#measured wait}}\n");
    book
}

#[track_caller]
fn measured(book: &Book, arguments: &[&str]) -> String {
    let output = book.command(arguments).output().unwrap();
    assert!(output.status.success(), "{}", common::text(&output));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_program_is_measured_in_all_its_models_and_its_page_shows_the_table() {
    let book = book(MEASURE);
    let said = measured(&book, &["measure", "wait"]);
    assert!(said.contains("computed"), "{said}");

    let content = expand::Book::load(book.path("")).unwrap_or_else(|e| panic!("{e}"));
    let kept = content.programs["wait"]
        .measured
        .clone()
        .expect("measured.json");
    let rows: Vec<(&str, &str, usize)> = kept
        .rows
        .iter()
        .map(|row| (row.case.as_str(), row.model.as_str(), row.runs))
        .collect();
    let sync = ("200 ms", "sync", 3);
    let threads = ("200 ms", "threads", 3);
    assert_eq!(
        rows,
        [sync, threads, ("20 s", "sync", 0), ("20 s", "threads", 3)]
    );
    let value = |row: usize, column: &str| kept.rows[row].values[column];
    let elapsed = value(0, "elapsed");
    assert!(
        elapsed.least >= 0.2 && elapsed.least <= elapsed.median && elapsed.median <= elapsed.most
    );
    // Reading a number from JSON may change its last bit.
    let computed = value(2, "elapsed").median / elapsed.median;
    assert!((computed - 100.0).abs() < 1e-9, "{computed}");
    assert_eq!(value(0, "latency").median, 200.0);
    assert_eq!(value(0, "rate").median, 4000.0);
    assert_eq!(value(0, "speed_up").median, 1.0);
    assert!(value(1, "speed_up").median > 1.0, "a tenth of the wait");
    if cfg!(target_os = "linux") {
        assert!(value(0, "memory").median > 0.1, "MiB");
        assert_eq!(
            (value(0, "threads").most, value(1, "threads").most),
            (1.0, 2.0)
        );
    }
    assert_eq!(kept.rows[1].reported, ["one of 2 threads could be made"]);
    assert_eq!(kept.listings["sync"], listing::listing_hash(SYNC));
    assert!(kept.machine.cores > 0 && !kept.machine.cpu.is_empty() && !kept.rust.is_empty());

    let page = content
        .expand("start.md", &content.pages["start.md"])
        .unwrap();
    for part in [
        "| Wait | Model | Elapsed (s) | Peak memory (MiB) | Threads | Latency (ms) | Rate | Speed-up |",
        "| 200 ms | sync | 0.2",
        "*computed*, 100 times what 200 ms took",
        "one of 2 threads could be made",
        &kept.machine.sentence(),
        "$ cargo run -- measure wait",
    ] {
        assert!(
            page.markdown.contains(part),
            "{part} in:\n{}",
            page.markdown
        );
    }
}

#[test]
fn without_a_program_the_table_of_all_is_made() {
    let book = book("");
    book.write("src/start.md", "# Start\n\n{{#programs}}\n");
    let said = measured(&book, &["measure"]);
    assert!(said.contains("wait/sync: 0.0"), "{said}");
    let content = expand::Book::load(book.path("")).unwrap_or_else(|e| panic!("{e}"));
    let kept = content.measured.expect("listings/measured.json");
    let rows: Vec<(&str, &str)> = kept
        .rows
        .iter()
        .map(|row| (row.case.as_str(), row.model.as_str()))
        .collect();
    assert_eq!(rows, [("wait", "sync"), ("wait", "threads")]);
    assert_eq!(kept.listings["wait/sync"], listing::listing_hash(SYNC));
}

#[test]
fn target_folders_of_the_environment_are_those_that_the_reader_means() {
    let book = book(MEASURE);
    let output = book
        .command(&["measure", "wait"])
        .current_dir(book.path("src"))
        .env("CARGO_TARGET_DIR", "out")
        .env("CARGO_BUILD_BUILD_DIR", "between")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", common::text(&output));
    for folder in ["out", "between"] {
        assert!(book.path("src").join(folder).is_dir(), "{folder}");
        assert!(!book.path(folder).exists(), "{folder}");
    }
    assert!(!book.path("target").exists());
}

#[test]
fn a_failed_run_leaves_the_measurement_before_it() {
    let book = book(MEASURE);
    measured(&book, &["measure", "wait"]);
    let file = book.path("listings/wait/recorded/measured.json");
    let before = fs::read_to_string(&file).unwrap();
    book.write(
        "listings/wait/threads.rs",
        "//! Fails.\n\nfn main() {\n    panic!(\"no threads today\");\n}\n",
    );
    let words = book.refused_after_building(&["measure", "wait"]);
    for part in [
        "wait/threads, 200 ms",
        "no threads today",
        "what was measured before is kept",
    ] {
        assert!(words.contains(part), "{part}: {words}");
    }
    assert_eq!(fs::read_to_string(&file).unwrap(), before);
    book.write(
        "listings/wait/threads.rs",
        "//! Says other things.\n\nfn main() {\n    println!(\"hello\");\n}\n",
    );
    let words = book.refused_after_building(&["measure", "wait"]);
    assert!(
        words.contains("printed nothing that matches `latency"),
        "{words}"
    );
    assert_eq!(fs::read_to_string(&file).unwrap(), before);
    book.write(
        "listings/wait/threads.rs",
        "//! Is no program.\n\nfn main() {\n    1\n}\n",
    );
    let words = book.refused_after_building(&["measure", "wait"]);
    assert!(words.contains("do not compile"), "{words}");
    assert_eq!(fs::read_to_string(&file).unwrap(), before);
}

#[test]
fn what_can_not_be_measured_is_said_before_anything_runs() {
    let words = book(MEASURE).refused(&["measure", "wayt"]);
    assert!(
        words.contains("no program is called `wayt`\n  did you mean `wait`?"),
        "{words}"
    );
    let words = book("").refused(&["measure", "wait"]);
    assert!(
        words.contains("`wait` has no measurement of its own")
            && words.contains("[package.metadata.measure]"),
        "{words}"
    );
    let words = book("").refused(&["build"]);
    assert!(
        words.contains("src/start.md:3: `wait` has no measurement"),
        "{words}"
    );
    for (from, to, says) in [
        (
            "\"threads\", \"latency\"",
            "\"thread\", \"latency\"",
            "no column is called `thread`\n  did you mean `threads`?",
        ),
        (
            "models = [\"threads\"]",
            "models = [\"tokio\"]",
            "names the model `tokio`, which has no listing",
        ),
        (
            "from = \"200 ms\"",
            "from = \"300 ms\"",
            "computed for sync from `300 ms`, which it does not run",
        ),
        ("speed_up_from = \"sync\"", "", "a speed-up over what?"),
        ("repeats = 3", "repeat = 3", "unknown field `repeat`"),
        ("repeats = 3", "repeats = 0", "nothing is measured"),
        (
            "(?<rate>[\\\\d,]+)",
            "(?<rat>[\\\\d,]+)",
            "has no group `rate`",
        ),
        (
            "reported = \"could",
            "reported = \"(could",
            "is no regular expression",
        ),
    ] {
        assert!(MEASURE.contains(from), "{from}");
        let words = book(&MEASURE.replace(from, to)).refused_after_building(&["measure", "wait"]);
        assert!(
            words.contains("listings/wait/Cargo.toml") && words.contains(says),
            "{says}: {words}"
        );
    }
}
