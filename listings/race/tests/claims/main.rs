//! What the book says of `race`, each sentence held by a run.

use observe::Run;
use std::time::Duration;

observe::runs! {
    sync: "race-sync",
    threads: "race-threads",
    tokio: "race-tokio",
    async_std: "race-async-std",
}

fn all() -> [&'static Run; 4] {
    [sync(), threads(), tokio(), async_std()]
}

/// How long a race took: line 0 is that of all mirrors, line 1 that of the silent one alone.
fn took(run: &Run, line: usize) -> Duration {
    let text = run.out()[line];
    let (_, ms) = text.split_once(" (").expect(text);
    let ms = ms.strip_suffix(" ms)").expect(text);
    Duration::from_millis(ms.parse().expect(text))
}

#[track_caller]
fn assert_sent(run: &Run, mirror: &str, lines: usize) {
    let wanted = format!("the {mirror} mirror has sent {lines} of 3 lines");
    assert!(
        run.out().contains(&wanted.as_str()),
        "{}: {}",
        run.name,
        run.stdout()
    );
}

#[test]
fn every_model_gets_the_same_file() {
    for run in all() {
        let line = run.out()[0];
        let (_mirror, file) = line.split_once(": ").expect(line);
        assert!(
            file.starts_with("Slow and steady wins the race. ("),
            "{}",
            run.name
        );
    }
}

#[test]
fn in_turn_the_first_in_the_list_that_answers_wins() {
    assert!(sync().out()[0].starts_with("steady: "));
    assert_sent(sync(), "quick", 0);
}

#[test]
fn in_turn_the_time_out_is_paid_before_the_next_is_asked() {
    // 450 ms for the silent mirror, and three pauses of 150 ms.
    assert!(took(sync(), 0) >= Duration::from_millis(900));
}

#[test]
fn a_time_out_of_each_read_is_not_one_of_the_whole() {
    // The time-out of the silent mirror, and then an answer that took as long and was accepted.
    assert!(took(sync(), 0) >= 2 * Duration::from_millis(450));
    assert_sent(sync(), "steady", 3);
}

#[test]
fn asked_at_once_the_quick_mirror_wins() {
    for run in [threads(), tokio(), async_std()] {
        assert!(run.out()[0].starts_with("quick: "), "{}", run.name);
        assert!(took(run, 0) < took(sync(), 0), "{}", run.name);
    }
}

#[test]
fn a_thread_that_lost_goes_on_to_its_next_line() {
    assert_sent(threads(), "steady", 1);
}

#[test]
fn a_future_that_lost_does_not_go_on() {
    for run in [tokio(), async_std()] {
        // The program stays for another race, which takes longer than the pause before the next line.
        assert!(took(run, 1) >= Duration::from_millis(450), "{}", run.name);
        assert_sent(run, "steady", 0);
    }
}

#[test]
fn without_an_answer_the_time_out_ends_the_race() {
    for run in all() {
        assert!(run.out()[1].starts_with("no answer ("), "{}", run.name);
        assert!(took(run, 1) >= Duration::from_millis(450), "{}", run.name);
        assert_sent(run, "silent", 0);
    }
}

#[test]
#[cfg(target_os = "linux")]
fn three_threads_ask_or_one() {
    assert!(threads().threads >= Some(4), "{:?}", threads().threads);
    // A program that does nothing has one thread too.
    assert!(tokio().out()[0].starts_with("quick: "));
    assert_eq!(tokio().threads, Some(1));
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&all());
}
