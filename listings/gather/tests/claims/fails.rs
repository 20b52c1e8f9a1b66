//! What the book says of `gather_fails`, each sentence held by a run.

observe::runs! {
    sync: "gather_fails-sync",
    threads: "gather_fails-threads",
    tokio: "gather_fails-tokio",
    async_std: "gather_fails-async-std",
}

#[test]
fn try_join_drops_the_others_at_the_first_error() {
    for run in [tokio(), async_std()] {
        assert_eq!(run.out()[0], "Err(\"b is missing\")", "{}", run.name);
        assert_eq!(run.out().len(), 2, "{}: a and c never arrive", run.name);
    }
}

#[test]
fn a_scope_waits_for_all_its_threads_before_it_returns_the_error() {
    assert_eq!(
        threads().out()[..3],
        ["c is here", "a is here", "Err(\"b is missing\")"]
    );
}

#[test]
fn a_loop_never_asks_for_what_comes_after_the_error() {
    assert_eq!(sync().out()[..2], ["a is here", "Err(\"b is missing\")"]);
    assert!(!sync().out().contains(&"c is here"));
}

#[test]
fn gather_in_python_raises_and_lets_the_others_continue() {
    let Some(python) = observe::python!("gather_fails") else {
        return;
    };
    let run = python.run();
    assert_eq!(run.out()[0], "gather: b is missing");
    assert_eq!(run.out()[2..4], ["c is here", "a is here"]);
}

#[test]
fn a_task_group_in_python_cancels_the_others() {
    let Some(python) = observe::python!("gather_fails") else {
        return;
    };
    let run = python.run();
    assert_eq!(run.out()[4], "task group: b is missing");
    assert_eq!(run.out().len(), 6, "a and c arrive no second time");
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[sync(), threads(), tokio(), async_std()]);
}
