//! What the book says of `guard`, each sentence held by a run. The claims assume that a thread or a timer is late by
//! less than 100 ms.

mod short;

use observe::Exit;

observe::runs! {
    threads: "guard-threads",
    tokio: "guard-tokio",
    async_std: "guard-async-std",
}

#[test]
fn a_guard_across_an_await_stops_the_thread_that_would_release_it() {
    for run in [tokio(), async_std()] {
        assert_eq!(
            run.out(),
            ["Ann: I lock the account", "Bob: I lock the account"],
            "{}",
            run.name
        );
        assert_eq!(run.exit, Exit::Killed, "{}", run.name);
    }
}

#[test]
fn a_thread_that_waits_with_a_guard_only_delays_the_others() {
    assert_eq!(
        threads().out(),
        [
            "Ann: I lock the account",
            "Bob: I lock the account",
            "Ann: I have paid in",
            "Bob: I have paid in",
            "balance: 20",
        ]
    );
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[threads(), tokio(), async_std()]);
}
