//! What the book says of `chores_computing`, each sentence held by a run.

use std::time::Duration;

observe::runs! {
    sync: "chores_computing-sync",
    threads: "chores_computing-threads",
    tokio: "chores_computing-tokio",
}

const OUTCOME: &str = "budget: 5331335000, taxes: 3462603142";

/// How long a run takes that prints its two lines.
fn elapsed(program: &observe::Program) -> Duration {
    let run = program.run();
    assert_eq!(run.out().len(), 2, "{}", run.name);
    run.elapsed
}

#[test]
fn computing_has_the_same_outcome_in_every_model() {
    for run in [sync(), threads(), tokio()] {
        assert_eq!(run.out().first(), Some(&OUTCOME), "{}", run.name);
    }
}

#[test]
#[cfg(target_os = "linux")]
fn computing_gains_nothing_from_concurrency_on_one_thread() {
    // Time on a core, since the whole time is longer for whoever runs while the machine is busy. The least of three
    // runs each, in turn, so that what makes a core slower meets both.
    let _alone = observe::alone();
    let programs = [
        observe::program!("chores_computing-sync"),
        observe::program!("chores_computing-tokio"),
    ];
    let mut least = [Duration::MAX; 2];
    for _ in 0..3 {
        for (least, program) in least.iter_mut().zip(&programs) {
            let run = program.run();
            assert_eq!(run.out().len(), 2, "{}", run.name);
            assert_eq!(run.threads, Some(1), "{}", run.name);
            *least = run.computed().expect("Linux tells").min(*least);
        }
    }
    let [one_after_the_other, on_one_thread] = least;
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
        assert!(elapsed(&threads) > Duration::ZERO && elapsed(&sync) > Duration::ZERO);
        return;
    }
    // Somebody else may keep both cores busy for a while, so it has ten tries.
    let gained = (0..10).any(|_| elapsed(&threads) < elapsed(&sync) * 17 / 20);
    assert!(gained);
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[sync(), threads(), tokio()]);
}
