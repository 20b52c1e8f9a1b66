//! What the book says of `forgotten`, each sentence held by a run. The claims assume that a thread or a timer is late by
//! less than 100 ms.

mod joined;

use std::time::Duration;

observe::runs! {
    threads: "forgotten-threads",
    tokio: "forgotten-tokio",
    async_std: "forgotten-async-std",
}

#[test]
fn the_end_of_main_cuts_off_what_still_runs() {
    for run in [threads(), tokio(), async_std()] {
        assert_eq!(run.out(), ["main is done"], "{}", run.name);
        assert!(run.elapsed >= Duration::from_millis(100), "{}", run.name);
    }
}

#[test]
fn a_panic_that_nothing_looks_at_leaves_a_line_on_stderr_and_exit_code_0() {
    for run in [threads(), tokio(), async_std()] {
        assert!(run.success(), "{}", run.name);
        assert!(run.stderr().contains("there is no page b"), "{}", run.name);
    }
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[threads(), tokio(), async_std()]);
}
