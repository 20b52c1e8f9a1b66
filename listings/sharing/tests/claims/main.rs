//! What the book says of `sharing`, each sentence held by a run. The claims assume that a thread or a timer is late by
//! less than 100 ms.

use observe::Run;
use std::time::Duration;

observe::runs! {
    threads: "sharing-threads",
    tokio: "sharing-tokio",
    async_std: "sharing-async-std",
}

/// std leaves the order to the system, and this is Linux's.
fn all() -> Vec<&'static Run> {
    if cfg!(target_os = "linux") {
        vec![threads(), tokio(), async_std()]
    } else {
        vec![tokio(), async_std()]
    }
}

/// Which line of the output this is.
fn place(run: &Run, line: &str) -> usize {
    let lines = run.out();
    let place = lines.iter().position(|printed| *printed == line);
    place.unwrap_or_else(|| panic!("{}: no line `{line}` in {lines:?}", run.name))
}

/// That the run printed these lines in this order, among others.
fn in_order(run: &Run, lines: &[&str]) {
    let places: Vec<usize> = lines.iter().map(|line| place(run, line)).collect();
    assert!(places.is_sorted(), "{}: {:?}", run.name, run.out());
}

#[test]
fn a_second_reader_does_not_wait_for_the_first() {
    for run in all() {
        in_order(run, &["ann reads 10", "bob reads 10", "ann is done"]);
    }
}

#[test]
fn a_writer_waits_until_all_readers_are_done() {
    for run in all() {
        in_order(run, &["eve wants to write", "ann is done", "eve writes 20"]);
        assert!(run.elapsed >= Duration::from_millis(400), "{}", run.name);
    }
}

#[test]
fn a_reader_waits_behind_a_writer_that_waits() {
    for run in all() {
        in_order(run, &["cat wants to read", "ann is done", "cat reads 20"]);
    }
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&all());
}
