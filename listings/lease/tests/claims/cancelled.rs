//! What the book says of `lease_cancelled`, each sentence held by a run.

observe::runs! {
    tokio: "lease_cancelled-tokio",
    async_std: "lease_cancelled-async-std",
}

#[test]
fn a_lease_is_given_back_on_cancellation() {
    for run in [tokio(), async_std()] {
        assert_eq!(
            run.out(),
            [
                "room 7 is leased",
                "we meet in room 7",
                "room 7 is given back",
                "main calls the meeting off",
                "main goes on"
            ],
            "{}",
            run.name
        );
    }
}

#[test]
fn python_can_await_while_it_gives_back() {
    let Some(python) = observe::python!("lease_cancelled") else {
        return;
    };
    assert_eq!(
        python.run().out()[2..],
        [
            "room 7 is swept and given back",
            "main calls the meeting off",
            "main goes on"
        ]
    );
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[tokio(), async_std()]);
}
