//! What the book says of `event_loop`, each sentence held by a run. The claims assume that a thread starts within 100 ms.

mod joined;

observe::runs! {
    sync: "event_loop-sync",
    threads: "event_loop-threads",
    tokio: "event_loop-tokio",
    async_std: "event_loop-async-std",
}

#[test]
fn on_one_thread_a_task_starts_when_main_waits() {
    assert_eq!(
        tokio().out()[..3],
        [
            "main: I spawn the task, on main",
            "main: I wait, on main",
            "task: I start, on main"
        ]
    );
}

#[test]
fn with_threads_of_its_own_a_task_starts_while_main_keeps_its_thread() {
    assert_eq!(
        async_std().out()[1..3],
        [
            "task: I start, on async-std/runtime",
            "main: I wait, on main"
        ]
    );
    assert_eq!(
        threads().out()[1..3],
        ["task: I start, on worker", "main: I wait, on main"]
    );
}

#[test]
fn the_current_thread_runtime_runs_everything_on_main() {
    assert_eq!(tokio().out().len(), 5);
    assert!(tokio().out().iter().all(|line| line.ends_with("on main")));
}

#[test]
fn without_a_loop_the_caller_does_the_work() {
    assert_eq!(sync().out().len(), 4);
    assert!(sync().out().iter().all(|line| line.ends_with("on main")));
}

#[test]
fn only_the_task_of_async_std_runs_on_the_threads_of_the_executor() {
    for line in async_std().out() {
        let expected = if line.starts_with("task") {
            "on async-std/runtime"
        } else {
            "on main"
        };
        assert!(line.ends_with(expected), "{line}");
    }
    assert_eq!(async_std().out().len(), 5);
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[sync(), threads(), tokio(), async_std()]);
}
