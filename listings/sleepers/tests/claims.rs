//! What the book says of `sleepers`, each sentence held by a run.

use observe::{Program, Run};
use std::time::Duration;

observe::runs! {
    sync: "sleepers-sync",
    threads: "sleepers-threads",
    tokio: "sleepers-tokio",
    async_std: "sleepers-async-std",
}

/// A run with this many sleepers of a tenth of a second.
fn many(program: Program, sleepers: usize) -> Run {
    let run = program.arg(sleepers.to_string()).arg("100").run();
    let awake = format!("{sleepers} sleepers are awake again after ");
    assert!(
        run.out().iter().any(|line| line.starts_with(&awake)),
        "{}: {:?}",
        run.name,
        run.out()
    );
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
        let run = many(program, 1_000);
        assert!(run.elapsed < sync().elapsed, "{}", run.name);
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_thousand_threads_are_a_thousand_and_one_with_main() {
    let run = many(observe::program!("sleepers-threads"), 1_000);
    assert_eq!(run.threads, Some(1_001));
}

#[test]
#[cfg(target_os = "linux")]
fn a_thousand_tasks_of_tokio_need_one_thread() {
    let run = many(observe::program!("sleepers-tokio"), 1_000);
    assert_eq!(run.threads, Some(1));
}

#[test]
#[cfg(target_os = "linux")]
fn a_thousand_tasks_of_async_std_need_no_more_threads_than_ten() {
    let run = many(observe::program!("sleepers-async-std"), 1_000);
    assert_eq!(async_std().out().len(), 1);
    let ten = async_std().threads.expect("Linux tells");
    assert!(run.threads.expect("Linux tells") <= ten + 2);
}

#[test]
#[cfg(target_os = "linux")]
fn a_thousand_threads_need_several_times_the_memory_of_a_thousand_tasks() {
    let memory = |program| many(program, 1_000).peak_memory.expect("Linux tells");
    let threads = memory(observe::program!("sleepers-threads"));
    let tasks = memory(observe::program!("sleepers-tokio"));
    assert!(threads > 2 * tasks, "{threads} and {tasks} bytes");
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[sync(), threads(), tokio(), async_std()]);
}
