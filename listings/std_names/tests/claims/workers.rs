//! What the book says of `std_names_workers`, each sentence held by a run.

observe::runs! {
    async_std: "std_names_workers-async-std",
}

#[test]
fn main_runs_on_the_thread_that_started_it_and_stays_there() {
    let lines = async_std().out();
    assert_eq!(lines.first(), Some(&"main runs on main"));
    assert_eq!(lines.last(), Some(&"main, after three waits, runs on main"));
}

#[test]
fn a_task_runs_on_a_thread_of_the_global_executor() {
    assert_eq!(async_std().out()[1], "a task runs on async-std/runtime");
}

#[test]
fn a_function_that_blocks_runs_on_a_thread_of_another_pool() {
    assert_eq!(
        async_std().out()[2],
        "a function that blocks runs on blocking-1"
    );
}

#[test]
#[cfg(target_os = "linux")]
fn the_global_executor_has_as_many_threads_as_the_environment_says() {
    let of = |count: &str| {
        let program = observe::program!("std_names_workers-async-std");
        let run = program.env("ASYNC_STD_THREAD_COUNT", count).run();
        assert_eq!(run.out().len(), 5, "{:?}", run.out());
        run.threads.expect("Linux tells it")
    };
    let (one, forty) = (of("1"), of("40"));
    assert!(forty >= 40 && one < 20, "{one}, {forty}");
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[async_std()]);
}
