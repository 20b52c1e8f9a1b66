//! What the book says of `await_value_error`, each sentence held by a run.

observe::runs! {
    sync: "await_value_error-sync",
    threads: "await_value_error-threads",
    tokio: "await_value_error-tokio",
    async_std: "await_value_error-async-std",
}

#[test]
fn a_question_mark_after_the_await_hands_the_error_on() {
    for run in [sync(), threads(), tokio(), async_std()] {
        assert_eq!(
            run.out(),
            [
                "g: f gave 20",
                "main: g gave 21",
                "main: g failed: invalid digit found in string"
            ],
            "{}",
            run.name
        );
    }
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[sync(), threads(), tokio(), async_std()]);
}
