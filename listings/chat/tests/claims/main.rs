//! What the book says of `chat`, each sentence held by a run.

use observe::Run;
use std::sync::OnceLock;
use std::thread;
use std::time::Duration;

/// As `observe::runs!`, with arguments; and a program that hangs is waited for only once.
macro_rules! once {
    ($($function:ident: $name:literal $(with $arg:literal)*),+ $(,)?) => {$(
        fn $function() -> &'static Run {
            static RUN: OnceLock<Result<Run, String>> = OnceLock::new();
            let program = || observe::program!($name)$(.arg($arg))*;
            let run = RUN.get_or_init(|| program().try_run().map_err(|e| e.to_string()));
            run.as_ref().unwrap_or_else(|error| panic!("{error}"))
        }
    )+};
}

once! {
    sync: "chat-sync",
    threads: "chat-threads",
    tokio: "chat-tokio",
    async_std: "chat-async-std",
    // Five quick guests, and a slow one that sleeps for eight seconds.
    sync_asleep: "chat-sync" with "5" with "8000",
    threads_asleep: "chat-threads" with "5" with "8000",
    tokio_asleep: "chat-tokio" with "5" with "8000",
    async_std_asleep: "chat-async-std" with "5" with "8000",
}

fn all() -> [&'static Run; 4] {
    [sync(), threads(), tokio(), async_std()]
}

fn asleep() -> [&'static Run; 4] {
    let runs = [sync_asleep, threads_asleep, tokio_asleep, async_std_asleep];
    thread::scope(|s| {
        let runs = runs.map(|run| s.spawn(run));
        runs.map(|run| run.join().expect("it has run to its end"))
    })
}

/// What stands between two pieces of the output.
#[track_caller]
fn between<'a>(run: &'a Run, before: &str, after: &str) -> &'a str {
    let text = run.stdout();
    let (_, rest) = text.split_once(before).expect(text);
    rest.split_once(after).expect(text).0
}

/// How long a line was under way, at most.
#[track_caller]
fn longest(run: &Run) -> Duration {
    let ms = between(run, "24 lines, each heard by all within ", " ms");
    Duration::from_secs_f64(ms.parse::<f64>().expect(ms) / 1000.0)
}

/// The last that the slow guest reads.
#[track_caller]
fn last(run: &Run) -> &str {
    between(run, "lines to read, at the end: ", "\n")
}

#[test]
fn who_joins_and_who_leaves_is_announced_to_all() {
    for run in all() {
        let out = run.out();
        let joined: Vec<_> = out.iter().filter(|l| l.ends_with("joined")).collect();
        let left: Vec<_> = out.iter().filter(|l| l.ends_with("left")).collect();
        let guests = |numbers: [u8; 4]| numbers.map(|n| format!("* guest {n} joined"));
        assert_eq!(joined, guests([1, 2, 3, 4]).each_ref(), "{}", run.name);
        // Nobody is left to hear that the first one leaves.
        let wanted = ["* guest 3 left", "* guest 2 left"];
        assert_eq!(left, wanted.each_ref(), "{}", run.name);
    }
}

#[test]
fn all_hear_every_line_in_the_same_order() {
    for run in all() {
        let out = run.out();
        // Where a guest hears another line than the next, it prints that one.
        assert!(!out.iter().any(|line| line.starts_with("guest")), "{out:?}");
        assert!(longest(run) > Duration::ZERO, "{out:?}");
    }
}

#[test]
fn a_guest_that_does_not_read_is_dropped_and_all_others_hear_of_it() {
    for run in all() {
        let out = run.out();
        let slow = out.iter().filter(|line| line.ends_with(" is too slow"));
        assert_eq!(slow.clone().count(), 3, "{out:?}");
        assert!(slow.clone().all(|line| *line == "* guest 4 is too slow"));
    }
}

#[test]
fn when_it_reads_again_it_is_told() {
    for run in all() {
        assert_eq!(last(run), "* you are too slow", "{}", run.name);
    }
}

#[test]
fn what_was_said_after_it_was_dropped_is_not_sent_to_it() {
    for run in all() {
        let lines: usize = between(run, "the slow guest has ", " lines")
            .parse()
            .unwrap();
        // Its own arrival was read before. The queue was full, and the last line is not a guest's.
        assert!((8 + 1..24).contains(&lines), "{lines}");
    }
}

#[test]
fn nobody_waits_for_the_slow_guest() {
    for run in all().into_iter().chain(asleep()) {
        // It takes nothing until all is said. Whoever waited for it would do so until a write to it fails.
        assert!(longest(run) < Duration::from_secs(3), "{}", run.stdout());
        assert!(longest(run) < run.elapsed, "{}", run.stdout());
    }
}

#[test]
fn one_that_sleeps_on_is_cut_off_without_a_word() {
    for run in asleep() {
        assert!(run.elapsed >= Duration::from_secs(8), "{}", run.name);
        assert!(last(run).starts_with("guest "), "{}", run.stdout());
    }
}

#[test]
fn a_cut_off_guest_was_dropped_all_the_same() {
    for run in asleep() {
        let out = run.out();
        let slow = out.iter().filter(|line| **line == "* guest 6 is too slow");
        assert_eq!(slow.count(), 5, "{out:?}");
        assert!(!out.contains(&"* guest 6 left"), "{out:?}");
    }
}

#[test]
fn in_turn_a_line_waits_for_the_next_round() {
    // It is told in the round after the one in which it was said, and the thread sleeps between them.
    assert!(longest(sync()) >= Duration::from_millis(1));
}

#[test]
#[cfg(target_os = "linux")]
fn two_threads_for_each_guest_or_one_for_all() {
    assert!(threads().threads >= Some(9), "{:?}", threads().threads);
    for run in [sync(), tokio()] {
        assert_eq!(run.threads, Some(1), "{}", run.name);
        assert!(longest(run) > Duration::ZERO, "{}", run.name);
    }
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&all());
}
