//! What the book says of `sleepers`, each sentence held by a run.

use observe::{Program, Run};
#[cfg(target_os = "linux")]
use std::sync::OnceLock;
use std::time::Duration;

observe::runs! {
    sync: "sleepers-sync",
    threads: "sleepers-threads",
    tokio: "sleepers-tokio",
    async_std: "sleepers-async-std",
}

/// A run with this many sleepers, each of so many milliseconds.
fn many(program: Program, sleepers: usize, nap: u64) -> Run {
    let run = program.arg(sleepers.to_string()).arg(nap.to_string()).run();
    let awake = format!("{sleepers} sleepers are awake again after ");
    assert!(
        run.out().iter().any(|line| line.starts_with(&awake)),
        "{}: {:?}",
        run.name,
        run.out()
    );
    assert!(run.elapsed >= Duration::from_millis(nap), "{}", run.name);
    run
}

#[test]
fn every_sleeper_wakes_in_every_model() {
    for run in [sync(), threads(), tokio(), async_std()] {
        assert!(
            run.out()[0].starts_with("10 sleepers are awake again"),
            "{}",
            run.name
        );
        assert!(run.elapsed >= Duration::from_millis(100), "{}", run.name);
    }
}

#[test]
fn ten_sleepers_one_after_the_other_take_ten_times_as_long_as_one() {
    assert_eq!(sync().out().len(), 1);
    assert!(sync().elapsed >= Duration::from_secs(1));
}

#[test]
fn a_thousand_tasks_take_less_time_than_ten_sleepers_in_sync() {
    assert_eq!(sync().out().len(), 1);
    for program in [
        observe::program!("sleepers-tokio"),
        observe::program!("sleepers-async-std"),
    ] {
        let run = many(program, 1_000, 100);
        assert!(run.elapsed < sync().elapsed, "{}", run.name);
    }
}

/// A thousand threads that sleep for so long that the last is made before the first wakes, also on a busy machine.
#[cfg(target_os = "linux")]
fn thousand_threads() -> &'static Run {
    static RUN: OnceLock<Run> = OnceLock::new();
    RUN.get_or_init(|| many(observe::program!("sleepers-threads"), 1_000, 2_000))
}

#[test]
#[cfg(target_os = "linux")]
fn a_thousand_threads_are_a_thousand_and_one_with_main() {
    assert_eq!(thousand_threads().threads, Some(1_001));
}

#[test]
#[cfg(target_os = "linux")]
fn a_sleeping_thread_takes_next_to_no_processor_time() {
    // Looked at, and killed, while all ten sleep. The claim assumes that a thread begins late by less than 1,500 ms.
    let run = observe::program!("sleepers-threads")
        .args(["10", "4000"])
        .kill_after(Duration::from_millis(1_500))
        .run();
    assert_eq!(run.at_kill.len(), 11, "main and one for each sleeper");
    for thread in &run.at_kill {
        let on_core = Duration::from_nanos(thread.cpu);
        assert!(on_core < Duration::from_millis(150), "{on_core:?}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_thousand_tasks_of_tokio_need_one_thread() {
    let run = many(observe::program!("sleepers-tokio"), 1_000, 100);
    assert_eq!(run.threads, Some(1));
}

#[test]
#[cfg(target_os = "linux")]
fn a_thousand_tasks_of_async_std_need_no_more_threads_than_ten() {
    let run = many(observe::program!("sleepers-async-std"), 1_000, 100);
    assert_eq!(async_std().out().len(), 1);
    let ten = async_std().threads.expect("Linux tells");
    assert!(run.threads.expect("Linux tells") <= ten + 2);
}

#[test]
#[cfg(target_os = "linux")]
fn a_thousand_threads_need_several_times_the_memory_of_a_thousand_tasks() {
    let tasks = many(observe::program!("sleepers-tokio"), 1_000, 100);
    let memory = |run: &Run| run.peak_memory.expect("Linux tells");
    let (threads, tasks) = (memory(thousand_threads()), memory(&tasks));
    assert!(threads > 2 * tasks, "{threads} and {tasks} bytes");
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[sync(), threads(), tokio(), async_std()]);
}
