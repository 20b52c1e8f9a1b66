//! What the book says of `cancel`, each sentence held by a run. The claims assume that a thread or a timer is late by less
//! than 125 ms.

use std::time::Duration;

observe::runs! {
    threads: "cancel-threads",
    tokio: "cancel-tokio",
    async_std: "cancel-async-std",
    smol: "cancel-smol",
}

#[test]
fn the_worker_stops_where_it_waits_and_saves_before_main_goes_further() {
    for run in [threads(), tokio(), async_std(), smol()] {
        assert_eq!(
            run.out(),
            [
                "worker: order 1 is ready",
                "main: please stop",
                "worker: I stop",
                "worker: saved",
                "main: orders saved: 1"
            ],
            "{}",
            run.name
        );
    }
}

#[test]
fn a_clean_up_that_waits_takes_its_time() {
    for run in [threads(), tokio(), async_std(), smol()] {
        assert_eq!(run.out().len(), 5, "{}", run.name);
        assert!(run.elapsed >= Duration::from_millis(475), "{}", run.name);
    }
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[threads(), tokio(), async_std(), smol()]);
}
