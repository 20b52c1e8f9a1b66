//! What the book says of `await_value_joined`, each sentence held by a run.

use std::time::Duration;

observe::runs! {
    sync: "await_value_joined-sync",
    threads: "await_value_joined-threads",
    tokio: "await_value_joined-tokio",
    async_std: "await_value_joined-async-std",
}

/// What was printed, without the last line, which tells the time.
fn printed(run: &observe::Run) -> Vec<&str> {
    let mut lines = run.out();
    let last = lines.pop().expect("the last line tells the time");
    assert!(last.ends_with(" seconds."), "{}: {last}", run.name);
    lines
}

/// The seconds that the program measured.
fn seconds(run: &observe::Run) -> f64 {
    let last = run.out().pop().expect("the last line tells the time");
    let number = last.split(' ').rev().nth(1).expect("seconds come last");
    number.parse().expect("a number of seconds")
}

#[test]
fn joined_waits_overlap() {
    assert!(sync().elapsed >= Duration::from_millis(300));
    for run in [threads(), tokio(), async_std()] {
        assert_eq!(
            printed(run),
            ["f(1) returns", "f(2) returns", "the sum is 30"],
            "{}",
            run.name
        );
        assert!(
            run.elapsed >= Duration::from_millis(200),
            "{}: {:?}",
            run.name,
            run.elapsed
        );
        assert!(seconds(run) < seconds(sync()), "{}", run.name);
    }
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[sync(), threads(), tokio(), async_std()]);
}
