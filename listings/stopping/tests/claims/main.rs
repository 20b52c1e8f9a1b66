//! What the book says of `stopping`, each sentence held by a run. The claims assume that a thread or a timer is late by
//! less than 100 ms.

use std::time::Duration;

observe::runs! {
    threads: "stopping-threads",
    tokio: "stopping-tokio",
    async_std: "stopping-async-std",
}

#[test]
fn a_thread_sees_the_flag_only_at_the_end_of_its_round() {
    let lines = threads().out();
    // The flag was set first, and is seen last.
    assert_eq!(lines.last(), Some(&"the worker sees the flag"));
    assert_eq!(lines[1], "main stops all three");
    assert!(threads().elapsed >= Duration::from_millis(250));
}

#[test]
fn a_closed_channel_ends_the_loop_that_receives() {
    let lines = threads().out();
    assert_eq!(lines[0], "the clerk takes an order");
    assert_eq!(lines[2], "the clerk's channel is closed");
}

#[test]
fn a_shutdown_ends_a_read_that_blocks() {
    assert_eq!(threads().out()[3], "the reader gets 0 bytes");
}

#[test]
fn a_waiting_task_is_ended_without_its_help() {
    for (run, word) in [(tokio(), "aborted"), (async_std(), "cancelled")] {
        let ends = ["worker", "clerk", "reader"].map(|name| format!("the {name} was {word}: true"));
        assert_eq!(run.out()[1], "main stops all three", "{}", run.name);
        assert_eq!(run.out()[2..], ends, "{}", run.name);
    }
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[threads(), tokio(), async_std()]);
}
