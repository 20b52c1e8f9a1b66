//! What the book says of `asyncio_ends`, each sentence held by a run.

use crate::idea;

observe::runs! { tokio: "asyncio_ends-tokio" }

#[test]
fn python_prints_the_same_lines() {
    assert_eq!(tokio().out().len(), 19, "{:#?}", tokio().out());
    if let Some(python) = observe::python!("asyncio_ends") {
        assert_eq!(python.run().out(), tokio().out());
    }
}

#[test]
fn join_waits_for_all_and_gives_every_result() {
    assert_eq!(
        idea(&tokio().out(), "return_exceptions", 2, 0),
        [
            "  b is over",
            "  a is over",
            "return_exceptions: text of a, b is missing"
        ]
    );
}

#[test]
fn after_an_error_tasks_continue_and_joined_futures_do_not() {
    let out = tokio().out();
    assert_eq!(
        idea(&out, "gather", 1, 1),
        ["  b is over", "gather: b is missing", "  a is over"]
    );
    assert_eq!(
        idea(&out, "TaskGroup", 2, 0),
        ["  b is over", "  a is over", "TaskGroup: b is missing"]
    );
}

#[test]
fn a_time_out_drops_the_future_but_not_the_task_behind_a_handle() {
    let out = tokio().out();
    assert_eq!(
        idea(&out, "timeout", 1, 0),
        ["  a is over", "timeout: too late"]
    );
    assert_eq!(
        idea(&out, "shield", 0, 2),
        ["shield: too late", "  a is over", "  text of a"]
    );
}

#[test]
fn an_aborted_task_is_dropped_after_abort_has_returned() {
    assert_eq!(
        idea(&tokio().out(), "cancel: asked", 0, 2),
        ["cancel: asked for", "  a is over", "cancel: done"]
    );
}

#[test]
fn a_task_that_is_left_over_ends_with_the_runtime() {
    assert_eq!(
        idea(&tokio().out(), "run", 0, 1),
        ["run: main returns", "  c is over"]
    );
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[tokio()]);
}
