//! What the book says of `asyncio`, each sentence held by a run. The claims assume that a timer is late by less than 50 ms.

mod ends;
mod shares;

observe::runs! { tokio: "asyncio-tokio" }

/// The lines of an idea: its own, and the indented lines around it, of which `before` come first.
fn idea<'a>(lines: &[&'a str], heading: &str, before: usize, after: usize) -> Vec<&'a str> {
    let at = lines.iter().position(|line| line.starts_with(heading));
    let at = at.unwrap_or_else(|| panic!("no line begins with {heading:?}: {lines:#?}"));
    lines[at - before..=at + after].to_vec()
}

#[test]
fn python_prints_the_same_lines() {
    assert_eq!(tokio().out().len(), 28, "{:#?}", tokio().out());
    if let Some(python) = observe::python!("asyncio") {
        assert_eq!(python.run().out(), tokio().out());
    }
}

#[test]
fn a_call_runs_nothing() {
    assert_eq!(
        idea(&tokio().out(), "call", 0, 2),
        ["call: nothing has run", "  ask for a", "  text of a"]
    );
}

#[test]
fn on_one_thread_a_task_begins_when_its_creator_waits() {
    assert_eq!(
        idea(&tokio().out(), "create_task", 0, 1),
        ["create_task: the task has not begun", "  ask for a"]
    );
    assert_eq!(
        idea(&tokio().out(), "sleep(0)", 1, 0),
        ["  ask for a", "sleep(0): the task has begun"]
    );
}

#[test]
fn a_join_keeps_the_order_of_the_requests_and_join_next_does_not() {
    let out = tokio().out();
    assert_eq!(idea(&out, "gather", 0, 3)[3], "  text of a, text of b");
    assert_eq!(
        idea(&out, "as_completed", 0, 4)[3..],
        ["  text of b", "  text of a"]
    );
}

#[test]
fn what_lost_the_wait_continues() {
    assert_eq!(
        idea(&tokio().out(), "wait", 0, 4)[3..],
        ["  first: text of b", "  then: text of a"]
    );
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[tokio()]);
}
