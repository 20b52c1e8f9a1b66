//! What the book says of `await_value_recursion`, each sentence held by a run.

use std::time::Duration;

observe::runs! {
    sync: "await_value_recursion-sync",
    tokio: "await_value_recursion-tokio",
    async_std: "await_value_recursion-async-std",
}

#[test]
fn an_async_function_can_await_itself_in_a_box() {
    for run in [sync(), tokio(), async_std()] {
        assert_eq!(run.out(), ["3", "2", "1", "0"], "{}", run.name);
        assert!(run.elapsed >= Duration::from_millis(300), "{}", run.name);
    }
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[sync(), tokio(), async_std()]);
}
