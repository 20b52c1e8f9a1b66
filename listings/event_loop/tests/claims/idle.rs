//! What the book says of `event_loop_idle`, each sentence held by a run.

observe::runs! {
    tokio: "event_loop_idle-tokio",
}

#[test]
fn when_every_task_waits_the_thread_sleeps() {
    assert_eq!(
        tokio().out(),
        [
            "a waits",
            "b waits",
            "nothing to do: the thread sleeps",
            "a goes on",
            "nothing to do: the thread sleeps",
            "b goes on"
        ]
    );
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[tokio()]);
}
