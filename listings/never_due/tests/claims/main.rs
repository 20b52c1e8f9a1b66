//! What the book says of `never_due`, each sentence held by a run. The claims assume that a timer is late by less than
//! 100 ms.

mod deadline;

use std::time::Duration;

observe::runs! {
    tokio: "never_due-tokio",
    async_std: "never_due-async-std",
}

#[test]
fn a_timer_that_each_line_starts_anew_is_never_due() {
    for run in [tokio(), async_std()] {
        assert_eq!(
            run.out(),
            [r#"saved at the end: ["one", "two", "three", "four", "five"]"#],
            "{}",
            run.name
        );
        assert!(run.elapsed >= Duration::from_millis(800), "{}", run.name);
    }
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[tokio(), async_std()]);
}
