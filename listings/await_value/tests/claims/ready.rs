//! What the book says of `await_value_ready`, each sentence held by a run.

observe::runs! {
    tokio: "await_value_ready-tokio",
    async_std: "await_value_ready-async-std",
}

#[test]
fn awaiting_what_is_ready_does_not_let_others_run() {
    for run in [tokio(), async_std()] {
        assert_eq!(
            run.out(),
            ["a: 2", "a: 4", "a: 6", "b: 2", "b: 4", "b: 6"],
            "{}",
            run.name
        );
    }
}

#[test]
fn in_python_too_an_await_that_is_ready_does_not_let_others_run() {
    let Some(python) = observe::python!("await_value_ready") else {
        return;
    };
    assert_eq!(
        python.run().out(),
        ["a: 2", "a: 4", "a: 6", "b: 2", "b: 4", "b: 6"]
    );
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[tokio(), async_std()]);
}
