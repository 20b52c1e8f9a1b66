//! What the book says of `readiness_blocking`, each sentence held by a run.

use super::{answered, waited};

observe::runs! {
    readiness: "readiness-sync",
    sync: "readiness_blocking-sync",
}

#[test]
fn with_blocking_calls_the_client_that_came_first_is_answered_first() {
    assert_eq!(answered(sync()), ["ann", "bob", "cat"]);
}

#[test]
fn a_client_that_is_silent_keeps_the_others_waiting() {
    // bob speaks 200 ms before ann, and is answered after her.
    assert!(waited(sync(), "bob") >= 150, "{}", waited(sync(), "bob"));
    assert!(waited(sync(), "bob") > waited(readiness(), "bob"));
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[sync()]);
}
