//! What the book says of `chores_two_workers`, each sentence held by a run.

use std::time::Duration;

observe::runs! {
    threads: "chores_two_workers-threads",
}

const OUTCOME: &str = "wash: clean, bread: brown, budget: 5331335000, taxes: 3462603142";

#[test]
fn two_workers_have_the_same_outcome() {
    assert_eq!(threads().out().first(), Some(&OUTCOME));
}

#[test]
#[cfg(target_os = "linux")]
fn each_worker_is_one_thread() {
    assert_eq!(threads().threads, Some(3), "main and two workers");
}

#[test]
fn a_worker_that_waits_does_not_compute_meanwhile() {
    // Ann waits for the wash and only then computes, so the wait is a part of the whole and never hidden.
    let run = threads();
    assert_eq!(run.out().len(), 2);
    assert!(run.elapsed > Duration::from_millis(200));
}

#[test]
#[cfg(target_os = "linux")]
fn two_workers_compute_in_parallel_where_there_is_a_second_core() {
    let _alone = observe::alone();
    let on = |cores| observe::program!("chores_two_workers-threads").cores(cores);
    let elapsed = |program: observe::Program| {
        let run = program.run();
        assert_eq!(run.out().first(), Some(&OUTCOME));
        run.elapsed
    };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    if cores < 2 {
        observe::say("SKIPPED parallel speed-up of chores_two_workers: this machine has one core");
        assert!(elapsed(on(1)) > Duration::from_millis(200));
        return;
    }
    // A second core gains nothing while other programs keep both cores busy, so it has forty tries.
    let gained = (0..40).any(|_| elapsed(on(2)) < elapsed(on(1)) * 9 / 10);
    assert!(gained);
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[threads()]);
}
