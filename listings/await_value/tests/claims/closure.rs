//! What the book says of `await_value_closure`, each sentence held by a run.

observe::runs! {
    sync: "await_value_closure-sync",
    tokio: "await_value_closure-tokio",
    async_std: "await_value_closure-async-std",
}

#[test]
fn an_async_block_and_an_async_closure_run_when_they_are_awaited() {
    for run in [tokio(), async_std()] {
        assert_eq!(
            run.out(),
            [
                "nothing has run yet",
                "the block starts",
                "times 10: 1",
                "times 10: 10",
                "the sum is 101"
            ],
            "{}",
            run.name
        );
    }
}

#[test]
fn a_closure_runs_when_it_is_called() {
    assert_eq!(
        sync().out()[..2],
        ["nothing has run yet", "the closure starts"]
    );
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[sync(), tokio(), async_std()]);
}
