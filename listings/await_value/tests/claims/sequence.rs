//! What the book says of `await_value_sequence`, each sentence held by a run.

use std::time::Duration;

observe::runs! {
    threads: "await_value_sequence-threads",
    tokio: "await_value_sequence-tokio",
    async_std: "await_value_sequence-async-std",
}

/// What was printed, without the last line, which tells the time.
fn printed(run: &observe::Run) -> Vec<&str> {
    let mut lines = run.out();
    let last = lines.pop().expect("the last line tells the time");
    assert!(last.ends_with(" seconds."), "{}: {last}", run.name);
    lines
}

#[test]
fn awaits_one_after_the_other_add_up() {
    for run in [threads(), tokio(), async_std()] {
        assert_eq!(
            printed(run),
            ["f(1) returns", "f(2) returns", "the sum is 30"],
            "{}",
            run.name
        );
        assert!(
            run.elapsed >= Duration::from_millis(300),
            "{}: {:?}",
            run.name,
            run.elapsed
        );
    }
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[threads(), tokio(), async_std()]);
}
