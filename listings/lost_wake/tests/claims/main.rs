//! What the book says of `lost_wake`, each sentence held by a run. The claims assume that a thread is late by less than
//! 100 ms.

mod stored_first;

use std::time::Duration;

observe::runs! {
    tokio: "lost_wake-tokio",
    async_std: "lost_wake-async-std",
}

#[test]
fn a_ring_between_the_look_and_the_waker_wakes_no_task() {
    for run in [tokio(), async_std()] {
        assert_eq!(
            run.out(),
            ["the bell rings", "after half a second, rung: true"],
            "{}",
            run.name
        );
        assert!(run.elapsed >= Duration::from_millis(500), "{}", run.name);
    }
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[tokio(), async_std()]);
}
