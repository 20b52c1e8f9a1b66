//! What the book says of `chores`, each sentence held by a run.

mod both;
mod two_workers;

use std::time::Duration;

observe::runs! {
    sync: "chores-sync",
    threads: "chores-threads",
    tokio: "chores-tokio",
    async_std: "chores-async-std",
}

const OUTCOME: &str = "wash: clean, bread: brown, budget: 5331335000, taxes: 3462603142";

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
#[cfg(target_os = "linux")]
fn on_one_thread_the_waits_take_no_time_of_their_own() {
    // Not the whole time, because on a busy machine computing takes most of it. Without the computing, two waits in
    // a row are left in sync, and at most one in tokio and async-std.
    let one_after_the_other = sync().waited().expect("Linux tells");
    assert!(one_after_the_other >= Duration::from_millis(390));
    for program in [
        observe::program!("chores-tokio"),
        observe::program!("chores-async-std"),
    ] {
        // The end of a run is seen late on a busy machine, and counts as a wait. So each has ten tries.
        let waits_together = (0..10).any(|_| {
            let run = program.run();
            assert_eq!(run.out().first(), Some(&OUTCOME), "{}", run.name);
            assert!(run.elapsed >= Duration::from_millis(200), "{}", run.name);
            run.waited().expect("Linux tells") < Duration::from_millis(300)
        });
        assert!(waits_together);
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
#[cfg(target_os = "linux")]
fn computing_gains_nothing_from_concurrency_on_one_thread() {
    // Time on a core, because the whole time grows while the machine is busy. The least of three runs each, by turns,
    // so that what makes a core slower meets both.
    let _alone = observe::alone();
    let programs = [
        observe::program!("chores-sync"),
        observe::program!("chores-tokio"),
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
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[sync(), threads(), tokio(), async_std()]);
}
