//! What the book says of `blocked_worker`, each sentence held by a run.

observe::runs! { tokio: "blocked_worker-tokio" }

/// How many ms the second task was ready before it began, when the first blocked in this way.
fn waited(how: &str) -> u64 {
    let lines = tokio().out();
    let line = lines.iter().find_map(|line| line.strip_prefix(how));
    let ms = line.and_then(|rest| rest.strip_prefix(": ")?.strip_suffix(" ms"));
    ms.unwrap_or_else(|| panic!("no {how} in {lines:?}"))
        .parse()
        .expect("a number of ms")
}

#[test]
fn a_ready_task_waits_for_the_blocked_worker_that_spawned_it() {
    assert!(waited("block()") >= 250);
}

#[test]
fn block_in_place_and_spawn_blocking_let_the_ready_task_begin() {
    assert!(waited("block_in_place(block)") < waited("block()"));
    assert!(waited("spawn_blocking(block)") < waited("block()"));
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[tokio()]);
}
