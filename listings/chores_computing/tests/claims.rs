//! What the book says of `chores_computing`, each sentence held by a run.

use std::time::Duration;

observe::runs! {
    sync: "chores_computing-sync",
    threads: "chores_computing-threads",
    tokio: "chores_computing-tokio",
}

const OUTCOME: &str = "budget: 5331335000, taxes: 3462603142";

/// The shortest of three runs, so that what else the machine does counts for less.
fn shortest(program: &observe::Program) -> Duration {
    let runs = (0..3).map(|_| program.run());
    let whole = runs.map(|run| {
        assert_eq!(run.out().len(), 2, "{}", run.name);
        run.elapsed
    });
    whole.min().expect("three runs")
}

#[test]
fn computing_has_the_same_outcome_in_every_model() {
    for run in [sync(), threads(), tokio()] {
        assert_eq!(run.out().first(), Some(&OUTCOME), "{}", run.name);
    }
}

#[test]
fn computing_gains_nothing_from_concurrency_on_one_thread() {
    let _alone = observe::alone();
    let one_after_the_other = shortest(&observe::program!("chores_computing-sync"));
    let on_one_thread = shortest(&observe::program!("chores_computing-tokio"));
    assert!(
        on_one_thread > one_after_the_other * 7 / 10,
        "{on_one_thread:?} of {one_after_the_other:?}"
    );
}

#[test]
fn computing_gains_from_a_second_core_where_there_is_one() {
    let _alone = observe::alone();
    let threads = observe::program!("chores_computing-threads");
    let sync = observe::program!("chores_computing-sync");
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    if cores < 2 {
        observe::say("SKIPPED parallel speed-up of chores_computing: this machine has one core");
        assert_eq!(shortest(&threads).min(shortest(&sync)).as_secs(), 0);
        return;
    }
    // Somebody else may keep both cores busy for a while, so it has ten tries.
    let gained = (0..10).any(|_| {
        let (threads, sync) = (threads.run(), sync.run());
        assert_eq!(threads.out().len(), sync.out().len());
        threads.elapsed < sync.elapsed * 17 / 20
    });
    assert!(gained);
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[sync(), threads(), tokio()]);
}
