//! What the book says of `await_value_spawned`, each sentence held by a run.

observe::runs! {
    tokio: "await_value_spawned-tokio",
    async_std: "await_value_spawned-async-std",
}

#[test]
fn a_task_starts_before_it_is_awaited() {
    for run in [tokio(), async_std()] {
        let lines = run.out();
        let place = |text| lines.iter().position(|line| *line == text).expect(text);
        assert!(
            place("f: I wait") < place("main: now I need the answer"),
            "{}",
            run.name
        );
        assert!(
            place("main: now I need the answer") < place("f: I return 20"),
            "{}",
            run.name
        );
    }
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[tokio(), async_std()]);
}
