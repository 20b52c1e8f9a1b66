//! What the book says of `collatz_blocked`, each sentence held by a run. The claims assume that a thread is late by less
//! than 100 ms.

use std::time::Duration;

observe::runs! {
    threads: "collatz_blocked-threads",
    tokio: "collatz_blocked-tokio",
    async_std: "collatz_blocked-async-std",
    rayon: "collatz_blocked-rayon",
}

#[test]
fn jobs_that_wait_keep_the_third_out_of_a_pool_of_two() {
    let ends = [
        "ann hears nothing, and gives up",
        "bob hears nothing, and gives up",
        "eve tells 0 of 2",
    ];
    assert_eq!(rayon().out(), ends);
    // Eve begins when a thread has given up, 250 ms after the start.
    assert!(rayon().elapsed >= Duration::from_millis(350));
}

#[test]
fn threads_and_pools_for_blocking_calls_run_all_three() {
    let ends = [
        "ann adds up to 499500",
        "bob adds up to 499500",
        "eve tells 2 of 2",
    ];
    for run in [threads(), tokio(), async_std()] {
        assert_eq!(run.out(), ends, "{}", run.name);
    }
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[threads(), tokio(), async_std(), rayon()]);
}
