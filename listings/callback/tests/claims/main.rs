//! What the book says of `callback`, each sentence held by a run.

use std::time::Duration;

observe::runs! {
    threads: "callback-threads",
    tokio: "callback-tokio",
    async_std: "callback-async-std",
    smol: "callback-smol",
}

#[test]
fn every_value_arrives_and_the_end_of_the_callback_ends_the_loop() {
    for run in [threads(), tokio(), async_std(), smol()] {
        assert_eq!(
            run.out(),
            [
                "main: 20 degrees",
                "main: 21 degrees",
                "main: 22 degrees",
                "main: the sensor has ended"
            ],
            "{}",
            run.name
        );
        assert!(run.elapsed >= Duration::from_millis(300), "{}", run.name);
    }
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[threads(), tokio(), async_std(), smol()]);
}
