//! What the book says of `gather_dropped_tasks`, each sentence held by a run.

observe::runs! {
    threads: "gather_dropped_tasks-threads",
    tokio: "gather_dropped_tasks-tokio",
    async_std: "gather_dropped_tasks-async-std",
}

#[test]
fn tasks_and_threads_go_on_when_their_handles_are_dropped() {
    for run in [threads(), tokio(), async_std()] {
        assert_eq!(
            run.out(),
            [
                "b is here",
                "c is here",
                "main gives up",
                "a is here",
                "main ends"
            ],
            "{}",
            run.name
        );
    }
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[threads(), tokio(), async_std()]);
}
