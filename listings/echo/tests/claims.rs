//! What the book says of `echo`, each sentence held by a run.

use observe::Run;
use std::time::Duration;

observe::runs! {
    sync: "echo-sync",
    threads: "echo-threads",
    tokio: "echo-tokio",
    async_std: "echo-async-std",
}

/// How long the last of the quick clients waited for an answer.
fn longest(run: &Run) -> Duration {
    let text = run.stdout();
    let (_, after) = text.split_once("the last within ").expect(text);
    let (ms, _) = after.split_once(" ms").expect(text);
    Duration::from_secs_f64(ms.parse::<f64>().expect(text) / 1000.0)
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
    assert!(tokio().success());
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
