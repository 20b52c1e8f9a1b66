//! What the book says of `chores_waiting`, each sentence held by a run.

use std::time::Duration;

observe::runs! {
    sync: "chores_waiting-sync",
    threads: "chores_waiting-threads",
    tokio: "chores_waiting-tokio",
}

#[test]
fn waiting_gains_from_concurrency_on_one_thread() {
    for run in [sync(), threads(), tokio()] {
        assert_eq!(run.out().first(), Some(&"wash: clean, bread: brown"));
    }
    assert!(sync().elapsed >= Duration::from_millis(400));
    assert!(tokio().elapsed >= Duration::from_millis(200));
    assert!(threads().elapsed >= Duration::from_millis(200));
    assert!(tokio().elapsed < sync().elapsed * 3 / 4);
    assert!(threads().elapsed < sync().elapsed * 3 / 4);
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[sync(), threads(), tokio()]);
}
