//! What the book says of `event_loop_joined`, each sentence held by a run.

observe::runs! {
    tokio: "event_loop_joined-tokio",
    async_std: "event_loop_joined-async-std",
}

#[test]
fn joined_futures_run_on_the_thread_of_the_task_that_joined_them() {
    for run in [tokio(), async_std()] {
        assert_eq!(
            run.out()[0],
            "joined a on main, joined b on main",
            "{}",
            run.name
        );
    }
}

#[test]
fn spawned_tasks_run_on_the_threads_of_the_runtime() {
    assert_eq!(
        tokio().out()[1],
        "spawned a on tokio-rt-worker, spawned b on tokio-rt-worker"
    );
    assert_eq!(
        async_std().out()[1],
        "spawned a on async-std/runtime, spawned b on async-std/runtime"
    );
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[tokio(), async_std()]);
}
