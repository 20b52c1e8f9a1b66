//! What the book says of `one_thread_blocked`, each sentence held by a run.

use std::collections::BTreeSet;
use std::time::Duration;

observe::runs! {
    tokio: "one_thread_blocked-tokio",
    async_std: "one_thread_blocked-async-std",
}

/// The threads that the dishes name.
fn thread_ids(run: &observe::Run) -> BTreeSet<&str> {
    let named = run.out().into_iter().filter_map(|l| l.split_once(" on "));
    named.map(|(_, id)| id).collect()
}

/// The dishes in the order in which they were ready.
fn ready(run: &observe::Run) -> Vec<&str> {
    let lines = run.out().into_iter();
    lines
        .filter(|l| l.contains(": ready"))
        .filter_map(|l| l.split(':').next())
        .collect()
}

#[test]
fn a_blocking_sleep_stops_the_whole_thread() {
    for run in [tokio(), async_std()] {
        assert_eq!(ready(run), ["eggs", "toast", "tea"], "{}", run.name);
        assert!(run.elapsed >= Duration::from_millis(525), "{}", run.name);
    }
}

#[test]
fn no_dish_starts_before_the_dish_ahead_is_ready() {
    for run in [tokio(), async_std()] {
        assert!(
            run.at("toast: started", 0) >= Duration::from_millis(250),
            "{}",
            run.name
        );
        assert_eq!(thread_ids(run).len(), 1, "{}", run.name);
    }
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[tokio(), async_std()]);
}
