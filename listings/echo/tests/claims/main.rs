//! What the book says of `echo`, each sentence held by a run.

use observe::Run;
use std::time::Duration;

observe::runs! {
    sync: "echo-sync",
    threads: "echo-threads",
    tokio: "echo-tokio",
    async_std: "echo-async-std",
}

/// The number that stands between two texts of what was printed.
fn number(run: &Run, before: &str, after: &str) -> f64 {
    let text = run.stdout();
    let (_, rest) = text.split_once(before).expect(text);
    let (number, _) = rest.split_once(after).expect(text);
    number.parse().expect(text)
}

/// How long the last of the quick clients waited for an answer.
fn longest(run: &Run) -> Duration {
    Duration::from_secs_f64(number(run, "the last within ", " ms") / 1000.0)
}

#[test]
fn every_byte_comes_back_in_every_model() {
    for run in [sync(), threads(), tokio(), async_std()] {
        let out = run.out();
        assert!(out[0].starts_with("85 answers,"), "{}: {out:?}", run.name);
        assert_eq!(out[2], "the slow client: 5 answers", "{}", run.name);
        assert_eq!(out[3], "the half-closed: 65536 bytes back", "{}", run.name);
    }
}

#[test]
fn as_many_clients_come_as_are_asked_for() {
    for program in [
        observe::program!("echo-sync"),
        observe::program!("echo-threads"),
        observe::program!("echo-tokio"),
        observe::program!("echo-async-std"),
    ] {
        let run = program.arg("12").run();
        let (out, name) = (run.out(), &run.name);
        assert!(out[0].starts_with("45 answers,"), "{name}: {out:?}");
        assert_eq!(out[5], "12 clients served, 1 of them reset", "{name}");
    }
}

#[test]
fn the_rate_is_that_of_all_answers_and_their_time_is_part_of_the_run() {
    for run in [sync(), threads(), tokio(), async_std()] {
        let (out, rate) = (run.out(), number(run, "answers, ", " a second"));
        let longest = longest(run);
        assert!(!longest.is_zero(), "{}: {out:?}", run.name);
        assert!(longest <= run.elapsed, "{}: {out:?}", run.name);
        // Rounded as they are printed: the rate to a whole number, the time to a hundredth of a millisecond.
        let least = 85.0 / run.elapsed.as_secs_f64() - 1.0;
        let most = 85.0 / (longest.as_secs_f64() - 1e-5) + 1.0;
        assert!((least..=most).contains(&rate), "{}: {out:?}", run.name);
    }
}

#[test]
fn a_reset_ends_one_connection_and_no_other() {
    for run in [sync(), threads(), tokio(), async_std()] {
        assert_eq!(
            run.out()[5],
            "20 clients served, 1 of them reset",
            "{}",
            run.name
        );
    }
}

#[test]
fn in_turn_everybody_waits_for_the_slow_client() {
    assert!(longest(sync()) >= Duration::from_millis(250));
}

#[test]
fn elsewhere_nobody_waits_for_the_slow_client() {
    for run in [threads(), tokio(), async_std()] {
        assert!(longest(run) < longest(sync()), "{}", run.stdout());
    }
}

#[test]
#[cfg(target_os = "linux")]
fn tokio_serves_all_clients_on_one_thread() {
    assert_eq!(tokio().threads, Some(1));
    // A program that does nothing has one thread too.
    assert!(tokio().out()[5].starts_with("20 clients served"));
}

#[test]
#[cfg(target_os = "linux")]
fn a_thread_is_kept_for_the_slow_client_all_the_while() {
    assert!(threads().threads >= Some(2));
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[sync(), threads(), tokio(), async_std()]);
}
