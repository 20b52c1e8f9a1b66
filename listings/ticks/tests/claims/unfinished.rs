//! What the book says of `ticks_unfinished`, each sentence held by a run.

use observe::Exit;

observe::runs! {
    threads: "ticks_unfinished-threads",
    tokio: "ticks_unfinished-tokio",
    async_std: "ticks_unfinished-async-std",
}

#[test]
fn a_loop_over_a_channel_never_ends_while_a_sender_is_left() {
    for run in [threads(), tokio(), async_std()] {
        assert_eq!(run.exit, Exit::Killed, "{}", run.name);
        assert_eq!(run.out().last(), Some(&"main: I use 3"), "{}", run.name);
    }
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[threads(), tokio(), async_std()]);
}
