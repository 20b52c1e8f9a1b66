//! What the book says of `gather_dropped`, each sentence held by a run.

observe::runs! {
    threads: "gather_dropped-threads",
    tokio: "gather_dropped-tokio",
    async_std: "gather_dropped-async-std",
}

/// What was printed about one group: the lines between its heading and the next one.
fn group<'a>(run: &'a observe::Run, heading: &str) -> Vec<&'a str> {
    let lines = run.out();
    let start = lines.iter().position(|line| *line == heading);
    let start = start.unwrap_or_else(|| panic!("{}: no {heading}", run.name)) + 1;
    let lines = lines.into_iter().skip(start);
    lines.take_while(|line| !line.ends_with(':')).collect()
}

#[test]
fn a_dropped_join_stops_all_that_is_not_done() {
    for run in [tokio(), async_std()] {
        assert_eq!(
            group(run, "a join:"),
            ["b is here", "main gives up"],
            "{}",
            run.name
        );
    }
}

#[test]
fn tasks_and_threads_continue_when_their_handles_are_dropped() {
    for run in [threads(), tokio(), async_std()] {
        assert_eq!(
            group(run, "handles:"),
            ["b is here", "main gives up", "a is here"],
            "{}",
            run.name
        );
    }
}

#[test]
fn a_dropped_join_set_aborts_its_tasks() {
    assert_eq!(group(tokio(), "a set:"), ["b is here", "main gives up"]);
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[threads(), tokio(), async_std()]);
}
