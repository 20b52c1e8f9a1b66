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
fn computing_gains_nothing_from_concurrency_on_one_thread() {
    let _alone = observe::alone();
    let sync = observe::program!("chores_computing-sync");
    let tokio = observe::program!("chores_computing-tokio");
    // Pairs of runs, since what else the machine does weighs on both of a pair, and their median.
    let mut ratios: Vec<f64> = (0..9)
        .map(|_| elapsed(&tokio).as_secs_f64() / elapsed(&sync).as_secs_f64())
        .collect();
    ratios.sort_by(f64::total_cmp);
    assert!(ratios[4] > 0.7, "{ratios:?}");
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
