//! What the book says of `await_value_forgotten`, each sentence held by a run.

observe::runs! {
    tokio: "await_value_forgotten-tokio",
    async_std: "await_value_forgotten-async-std",
}

#[test]
fn a_future_that_nobody_awaits_never_runs() {
    for run in [tokio(), async_std()] {
        assert_eq!(run.out(), ["before", "after"], "{}", run.name);
    }
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[tokio(), async_std()]);
}
