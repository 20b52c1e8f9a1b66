//! What the book says of `event_loop_workers`, each sentence held by a run.

observe::runs! {
    tokio: "event_loop_workers-tokio",
}

#[test]
fn a_worker_starts_the_task_while_main_keeps_its_thread() {
    assert_eq!(
        tokio().out()[1..3],
        ["task: I start, on tokio-rt-worker", "main: I wait, on main"]
    );
}

#[test]
fn the_future_of_main_stays_on_the_main_thread() {
    assert_eq!(tokio().out()[4], "main: I go on, on main");
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[tokio()]);
}
