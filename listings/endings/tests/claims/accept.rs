//! What the book says of `endings_accept`, each sentence held by a run.

use observe::Exit;

observe::runs! {
    threads: "endings_accept-threads",
    tokio: "endings_accept-tokio",
    async_std: "endings_accept-async-std",
}

#[test]
fn the_runtime_of_tokio_waits_for_a_blocking_function_that_never_returns() {
    assert_eq!(tokio().out(), ["main returns"]);
    assert_eq!(tokio().exit, Exit::Killed);
}

#[test]
fn a_thread_that_blocks_does_not_keep_the_process() {
    for run in [threads(), async_std()] {
        assert_eq!(run.out(), ["main returns"], "{}", run.name);
        assert_eq!(run.exit, Exit::Code(0), "{}", run.name);
    }
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[threads(), tokio(), async_std()]);
}
