//! What the book says of `chores`, each sentence held by a run.

use std::time::Duration;

observe::runs! {
    sync: "chores-sync",
    threads: "chores-threads",
    tokio: "chores-tokio",
    async_std: "chores-async-std",
}

const OUTCOME: &str = "wash: clean, bread: brown, budget: 5331335000, taxes: 3462603142";

/// How long a run takes that prints its two lines.
fn elapsed(program: &observe::Program) -> Duration {
    let run = program.run();
    assert_eq!(run.out().len(), 2, "{}", run.name);
    run.elapsed
}

#[test]
fn the_outcome_is_the_same_in_every_model() {
    for run in [sync(), threads(), tokio(), async_std()] {
        assert_eq!(run.out().first(), Some(&OUTCOME), "{}", run.name);
    }
}

#[test]
fn one_after_the_other_waits_for_both_machines_in_full() {
    assert_eq!(sync().out().len(), 2);
    assert!(sync().elapsed >= Duration::from_millis(400));
}

#[test]
fn on_one_thread_the_waits_take_no_time_of_their_own() {
    let _alone = observe::alone();
    let sync = observe::program!("chores-sync");
    for together in [
        observe::program!("chores-tokio"),
        observe::program!("chores-async-std"),
    ] {
        assert!(elapsed(&together) >= Duration::from_millis(200));
        // Where others keep the cores busy, computing takes so long that the waits hardly count: ten tries.
        assert!((0..10).any(|_| elapsed(&together) < elapsed(&sync) * 4 / 5));
    }
}

#[test]
#[cfg(target_os = "linux")]
fn sync_and_tokio_use_one_thread_and_threads_uses_five() {
    for run in [sync(), tokio()] {
        assert_eq!(run.out().len(), 2, "{}", run.name);
        assert_eq!(run.threads, Some(1), "{}", run.name);
    }
    assert_eq!(threads().threads, Some(5), "main and one for each chore");
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[sync(), threads(), tokio(), async_std()]);
}
