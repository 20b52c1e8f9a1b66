//! What the book says of `event_loop_built`, each sentence held by a run.

observe::runs! {
    tokio: "event_loop_built-tokio",
    async_std: "event_loop_built-async-std",
}

#[test]
fn block_on_runs_one_future_to_its_end_and_returns_its_value() {
    for run in [tokio(), async_std()] {
        assert_eq!(run.out(), ["one", "two", "counted to 2"], "{}", run.name);
    }
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[tokio(), async_std()]);
}
