//! What the book says of `lease_close_cancelled`, each sentence held by a run.

observe::runs! {
    tokio: "lease_close_cancelled-tokio",
    async_std: "lease_close_cancelled-async-std",
}

#[test]
fn a_cancelled_meeting_never_reaches_its_close() {
    for run in [tokio(), async_std()] {
        assert_eq!(
            run.out(),
            [
                "room 7 is leased",
                "we meet in room 7",
                "room 7 is given back unswept",
                "main calls the meeting off",
                "main goes on"
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
