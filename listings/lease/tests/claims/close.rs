//! What the book says of `lease_close`, each sentence held by a run.

observe::runs! {
    sync: "lease_close-sync",
    tokio: "lease_close-tokio",
    async_std: "lease_close-async-std",
}

#[test]
fn close_can_wait_and_is_over_before_the_function_returns() {
    for run in [sync(), tokio(), async_std()] {
        assert_eq!(
            run.out()[2..],
            [
                "we have met",
                "room 7 is swept and given back",
                "main goes on"
            ],
            "{}",
            run.name
        );
    }
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[sync(), tokio(), async_std()]);
}
