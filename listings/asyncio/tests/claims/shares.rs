//! What the book says of `asyncio_shares`, each sentence held by a run.

observe::runs! { tokio: "asyncio_shares-tokio" }

#[test]
fn python_prints_the_same_lines() {
    assert_eq!(tokio().out().len(), 10, "{:#?}", tokio().out());
    if let Some(python) = observe::python!("asyncio_shares") {
        assert_eq!(python.run().out(), tokio().out());
    }
}

#[test]
fn a_queue_ends_when_its_last_sender_is_dropped() {
    assert_eq!(
        tokio().out()[2..6],
        ["Queue: 1", "Queue: 2", "Queue: 3", "Event: seen"]
    );
}

#[test]
fn a_task_local_must_be_passed_to_a_new_task() {
    assert_eq!(tokio().out().last(), Some(&"contextvars: ada"));
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[tokio()]);
}
