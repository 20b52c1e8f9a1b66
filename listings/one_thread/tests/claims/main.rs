//! What the book says of `one_thread`, each sentence held by a run. The claims assume that a thread or a timer is late by less
//! than 75 ms.

mod blocked;

use std::collections::BTreeSet;
use std::time::Duration;

observe::runs! {
    sync: "one_thread-sync",
    threads: "one_thread-threads",
    tokio: "one_thread-tokio",
    async_std: "one_thread-async-std",
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
fn waiting_together_needs_only_one_thread() {
    for run in [sync(), tokio(), async_std()] {
        assert_eq!(thread_ids(run).len(), 1, "{}", run.name);
    }
    assert_eq!(thread_ids(threads()).len(), 3);
}

#[test]
fn the_shortest_wait_is_over_first() {
    for run in [threads(), tokio(), async_std()] {
        assert_eq!(ready(run), ["toast", "tea", "eggs"], "{}", run.name);
    }
    assert_eq!(ready(sync()), ["eggs", "toast", "tea"]);
}

#[test]
fn all_three_take_as_long_as_the_longest() {
    assert_eq!(sync().out().len(), 7);
    assert!(sync().elapsed >= Duration::from_millis(525));
    for run in [threads(), tokio(), async_std()] {
        assert_eq!(run.out().len(), 7, "{}", run.name);
        assert!(run.elapsed >= Duration::from_millis(250), "{}", run.name);
        assert!(
            run.printed_seconds() < sync().printed_seconds(),
            "{}",
            run.name
        );
    }
}

#[test]
fn asyncio_waits_on_one_thread_too() {
    let Some(python) = observe::python!("one_thread") else {
        return;
    };
    let run = python.run();
    assert_eq!(thread_ids(&run), BTreeSet::from(["MainThread"]));
    assert_eq!(ready(&run), ["toast", "tea", "eggs"]);
    observe::same_as_recorded(&[&run]);
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[sync(), threads(), tokio(), async_std()]);
}
