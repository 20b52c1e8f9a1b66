//! What the book says of `bridge`, each sentence held by a run. The claims assume that a thread or a timer is late by less
//! than 500 ms.

mod in_place;

use std::time::Duration;

observe::runs! {
    tokio: "bridge-tokio",
}

#[test]
fn a_bridge_works_while_another_worker_looks_after_the_timers() {
    assert_eq!(tokio().out()[0], "tasks: 1, workers: 2: [5]");
}

#[test]
fn on_one_worker_the_bridge_waits_for_ever() {
    assert_eq!(tokio().out()[1], "tasks: 1, workers: 1: no price");
}

#[test]
fn as_many_bridges_as_workers_wait_for_ever() {
    assert_eq!(tokio().out()[2], "tasks: 2, workers: 2: no price");
    assert!(tokio().elapsed >= Duration::from_millis(1300));
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[tokio()]);
}
