//! What the book says of `gather_panics`, each sentence held by a run.

use observe::Exit;

observe::runs! {
    sync: "gather_panics-sync",
    threads: "gather_panics-threads",
    tokio: "gather_panics-tokio",
    async_std: "gather_panics-async-std",
}

#[test]
fn a_panic_in_a_joined_future_goes_through_the_join() {
    for run in [tokio(), async_std()] {
        assert_eq!(run.exit, Exit::Code(101), "{}", run.name);
        assert!(run.stderr().contains("no such page: b"), "{}", run.name);
        assert!(run.out().is_empty(), "{}: a and c never arrive", run.name);
    }
}

#[test]
fn a_panic_in_a_loop_ends_the_program_there() {
    assert_eq!(sync().exit, Exit::Code(101));
    assert_eq!(sync().out(), ["a is here"]);
}

#[test]
fn a_panic_in_a_thread_ends_that_thread_only_and_join_says_so() {
    let lines = threads().out();
    assert_eq!(threads().exit, Exit::Code(0));
    assert_eq!(lines[..2], ["c is here", "a is here"]);
    assert_eq!(
        lines[2..5],
        [
            "main has the text of a",
            "the thread of b panicked",
            "main has the text of c"
        ]
    );
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[sync(), threads(), tokio(), async_std()]);
}
