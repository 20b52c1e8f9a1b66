//! What the book says of `within`, each sentence held by a run.

use std::time::Duration;

observe::runs! {
    threads: "within-threads",
    tokio: "within-tokio",
}

#[test]
fn a_deadlock_is_reported_when_the_limit_is_over() {
    assert_eq!(
        threads().out(),
        [
            "same order: Ok(())",
            "crossed: Err(Timeout)",
            "a panic: Err(Disconnected)"
        ]
    );
    assert_eq!(
        tokio().out(),
        ["same order: Ok(())", "crossed: Err(Elapsed(()))"]
    );
    for run in [threads(), tokio()] {
        assert!(run.elapsed >= Duration::from_millis(250), "{}", run.name);
    }
}

#[test]
fn a_panic_is_reported_immediately_and_is_not_taken_for_a_time_out() {
    assert_eq!(threads().out()[2], "a panic: Err(Disconnected)");
    assert!(threads().stderr().contains("assertion"));
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[threads(), tokio()]);
}
