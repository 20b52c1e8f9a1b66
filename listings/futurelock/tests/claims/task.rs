//! What the book says of `futurelock_task`, each sentence held by a run.

observe::runs! {
    tokio: "futurelock_task-tokio",
    async_std: "futurelock_task-async-std",
}

#[test]
fn a_task_takes_the_lock_when_its_turn_comes() {
    for run in [tokio(), async_std()] {
        assert_eq!(
            run.out(),
            [
                "the order still waits",
                "the auditor returns the book",
                "the order is in the book",
                "a note is in the book",
                "all is written"
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
