//! What the book says of `gather_fails_tasks`, each sentence held by a run.

observe::runs! {
    tokio: "gather_fails_tasks-tokio",
    async_std: "gather_fails_tasks-async-std",
}

#[test]
fn tasks_go_on_when_their_handles_are_dropped_by_an_error() {
    for run in [tokio(), async_std()] {
        assert_eq!(run.out()[0], "Err(\"b cannot be had\")", "{}", run.name);
        assert_eq!(run.out()[2..], ["c is here", "a is here"], "{}", run.name);
    }
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[tokio(), async_std()]);
}
