//! What the book says of `chores`, each sentence held by a run.

mod both;
mod computing;
mod every_order;
mod two_workers;
mod waiting;

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
    // Not the whole time: on a busy machine, that is mostly what computing takes. With computing taken out, two
    // waits in a row are left in sync, and at most one elsewhere.
    let one_after_the_other = sync().waited().expect("Linux tells");
    assert!(one_after_the_other >= Duration::from_millis(390));
    for together in [tokio(), async_std()] {
        assert!(together.elapsed >= Duration::from_millis(200));
        let waited = together.waited().expect("Linux tells");
        assert!(
            waited < one_after_the_other * 3 / 4,
            "{}: {waited:?} of {one_after_the_other:?}",
            together.name
        );
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
