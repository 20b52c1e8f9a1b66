//! What the book says of `moves`, each sentence held by a run. The claims assume that a timer is late by less than 200 ms.

observe::runs! {
    tokio: "moves-tokio",
}

#[test]
fn a_task_may_continue_on_another_thread_after_an_await() {
    assert_eq!(tokio().out(), ["Ann continues on the same thread: false"]);
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[tokio()]);
}
