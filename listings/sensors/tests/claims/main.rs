//! What the book says of `sensors`, each sentence held by a run. The claims assume that a timer is late by less than 50 ms.

use std::time::Duration;

observe::runs! {
    tokio: "sensors-tokio",
    async_std: "sensors-async-std",
    smol: "sensors-smol",
    undetached: "sensors-smol-undetached",
}

#[test]
fn the_program_prints_the_same_before_and_after_the_move() {
    for run in [tokio(), async_std(), smol()] {
        let wanted = ["sensor 9 is late", "average: 21.5"];
        assert_eq!(run.out(), wanted, "{}", run.name);
        // It ends with the time-out of the last sensor.
        assert!(run.elapsed >= Duration::from_millis(250), "{}", run.name);
    }
}

#[test]
fn smols_tasks_end_with_their_handles() {
    assert_eq!(undetached().out(), ["average: NaN"]);
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[tokio(), async_std(), smol(), undetached()]);
}
