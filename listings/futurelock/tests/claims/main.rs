//! What the book says of `futurelock`, each sentence held by a run. The claims assume that a timer is late by less than
//! 150 ms.

mod task;

use std::time::Duration;

observe::runs! {
    tokio: "futurelock-tokio",
    async_std: "futurelock-async-std",
}

#[test]
fn the_lock_is_free_and_the_loop_waits_for_it_anyway() {
    for run in [tokio(), async_std()] {
        assert_eq!(
            run.out(),
            [
                "the order still waits",
                "the auditor returns the book",
                "nothing is written, after a second"
            ],
            "{}",
            run.name
        );
        assert!(run.elapsed >= Duration::from_secs(1), "{}", run.name);
    }
}

#[test]
fn several_threads_of_a_runtime_do_not_help() {
    assert_eq!(
        async_std().out().last(),
        Some(&"nothing is written, after a second")
    );
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[tokio(), async_std()]);
}
