//! What the book says of `pool`, each sentence held by a run.

mod in_order;
mod permits;

use observe::{Program, Run};
use std::time::Duration;

observe::runs! {
    sync: "pool-sync",
    threads: "pool-threads",
    tokio: "pool-tokio",
    async_std: "pool-async-std",
}

const ANSWERS: &str = "0, 1, 2, 3, 4, not found, 6, 7, panicked, 9, 10, 11";

fn all() -> [&'static Run; 4] {
    [sync(), threads(), tokio(), async_std()]
}

fn pools() -> [&'static Run; 3] {
    [threads(), tokio(), async_std()]
}

fn asked(program: Program, pictures: usize, limit: usize) -> Run {
    program
        .arg(pictures.to_string())
        .arg(limit.to_string())
        .run()
}

/// How many pictures arrived before the slow one.
fn before_the_slow_one(run: &Run) -> usize {
    let line = run.out()[0];
    let others = line.strip_prefix("picture 0 arrives after ").expect(line);
    let others = others.strip_suffix(" others").expect(line);
    others.parse().expect(line)
}

/// The most at a time, and how long all of them took.
fn most(run: &Run) -> (usize, Duration) {
    let line = run.out()[2];
    let (most, ms) = line.split_once(" at a time (").expect(line);
    let most = most.strip_prefix("at most ").expect(line);
    let ms = ms.strip_suffix(" ms)").expect(line);
    (
        most.parse().expect(line),
        Duration::from_millis(ms.parse().expect(line)),
    )
}

#[test]
fn never_more_than_four_are_under_way_and_at_times_four() {
    for run in pools() {
        assert_eq!(most(run).0, 4, "{}", run.name);
    }
}

#[test]
fn one_thread_has_one_under_way_though_four_are_allowed() {
    assert_eq!(most(sync()).0, 1);
}

#[test]
fn as_many_are_under_way_as_were_asked_for() {
    for program in [
        observe::program!("pool-threads"),
        observe::program!("pool-tokio"),
        observe::program!("pool-async-std"),
    ] {
        for limit in [2, 3] {
            let run = asked(program.clone(), 6, limit);
            assert_eq!(most(&run).0, limit, "{}", run.name);
        }
    }
}

#[test]
fn the_answers_come_in_the_order_of_the_pictures() {
    for run in all() {
        assert_eq!(run.out()[1], ANSWERS, "{}", run.name);
    }
}

#[test]
fn an_error_and_a_panic_do_not_lose_the_others() {
    for run in all() {
        assert!(run.stderr().contains("picture 8 is broken"), "{}", run.name);
        let answers = run.out()[1].split(", ");
        let (good, bad): (Vec<_>, Vec<_>) = answers.partition(|a| a.parse::<usize>().is_ok());
        assert_eq!(good.len(), 10, "{}", run.name);
        assert_eq!(bad, ["not found", "panicked"], "{}", run.name);
        assert!(run.success(), "{}", run.name);
    }
}

#[test]
fn while_the_first_is_slow_more_than_three_others_arrive() {
    for run in pools() {
        assert!(before_the_slow_one(run) > 3, "{}", run.name);
    }
}

#[test]
fn one_at_once_takes_the_sum_of_the_waits() {
    assert_eq!(before_the_slow_one(sync()), 0);
    // 350 ms for the first, and 100 for each of the other eleven.
    assert!(sync().at("picture 0 arrives", 0) >= Duration::from_millis(350));
    assert!(most(sync()).1 >= Duration::from_millis(1_450));
}

#[test]
fn eleven_pictures_through_three_places_take_four_turns() {
    for run in pools() {
        let (_, took) = most(run);
        assert!(took < most(sync()).1, "{}", run.name);
        // The fourth place is picture 0's for 350 ms, and a turn after that would end still later.
        assert!(took >= Duration::from_millis(400), "{}", run.name);
    }
}

#[test]
fn the_thread_of_the_broken_picture_fetches_the_next() {
    // There is no other thread that could.
    let run = asked(observe::program!("pool-threads"), 12, 1);
    assert_eq!(run.out()[1], ANSWERS);
    assert_eq!(most(&run).0, 1);
}

#[test]
#[cfg(target_os = "linux")]
fn the_pool_is_four_threads_and_main_or_one_thread_for_all() {
    assert_eq!(threads().threads, Some(5));
    let longer = asked(observe::program!("pool-threads"), 24, 4);
    assert_eq!(longer.threads, Some(5));
    assert_eq!(tokio().threads, Some(1));
    // A program that does nothing has one thread too.
    assert_eq!(most(tokio()).0, 4);
}

#[test]
#[cfg(target_os = "linux")]
fn nine_thousand_more_pictures_need_little_more_memory() {
    let memory = |pictures| {
        let run = asked(observe::program!("pool-tokio"), pictures, 1_000);
        assert_eq!(most(&run).0, 1_000);
        run.peak_memory.expect("Linux tells")
    };
    let (few, many) = (memory(1_000), memory(10_000));
    assert!(many < few + few / 2, "{few} and {many} bytes");
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&all());
}
