//! What the book says of `lost_wake_stored_first`, each sentence held by a run.

observe::runs! {
    tokio: "lost_wake_stored_first-tokio",
    async_std: "lost_wake_stored_first-async-std",
}

#[test]
fn a_waker_that_is_stored_before_the_look_misses_no_ring() {
    for run in [tokio(), async_std()] {
        assert_eq!(
            run.out(),
            [
                "the bell rings",
                "the task heard the bell",
                "after half a second, rung: true"
            ],
            "{}",
            run.name
        );
    }
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[tokio(), async_std()]);
}
