//! What the book says of `turns_spin`, each sentence held by a run.

observe::runs! {
    tokio: "turns_spin-tokio",
}

#[test]
fn a_task_that_never_pauses_never_lets_the_other_begin() {
    // Killed after a second: it would go on for ever.
    assert_eq!(tokio().exit, observe::Exit::Killed);
    assert_eq!(tokio().out(), ["task 1 has its turn 1"]);
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[tokio()]);
}
