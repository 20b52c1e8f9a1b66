//! What the book says of `half_read_kept`, each sentence held by a run.

observe::runs! {
    tokio: "half_read_kept-tokio",
    async_std: "half_read_kept-async-std",
}

#[test]
fn a_half_that_is_kept_outside_the_future_survives_the_question() {
    for run in [tokio(), async_std()] {
        assert_eq!(
            run.out(),
            [
                "welcome, Anna",
                "guests so far: 1",
                "welcome, Bert",
                "welcome, Carl",
                "the door is closed, guests: 3"
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
