//! What the book says of `ticks_generator`, each sentence held by a run.

observe::runs! {
    tokio: "ticks_generator-tokio",
    async_std: "ticks_generator-async-std",
}

/// What was printed, without the last line, which tells the time.
fn printed(run: &observe::Run) -> Vec<&str> {
    let mut lines = run.out();
    let last = lines.pop().expect("the last line tells the time");
    assert!(last.ends_with(" seconds."), "{}: {last}", run.name);
    lines
}

#[test]
fn a_generator_runs_on_from_its_yield_when_it_is_asked_again() {
    for run in [tokio(), async_std()] {
        assert_eq!(
            printed(run),
            [
                "source: here is 1",
                "main: I have used 1",
                "source: here is 2",
                "main: I have used 2",
                "source: here is 3",
                "main: I have used 3"
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
