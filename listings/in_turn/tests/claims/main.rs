//! What the book says of `in_turn`, each sentence held by a run.

mod together;

use std::time::Duration;

observe::runs! {
    threads: "in_turn-threads",
    tokio: "in_turn-tokio",
    async_std: "in_turn-async-std",
}

#[test]
fn each_page_arrives_before_the_next_is_asked_for() {
    for run in [threads(), tokio(), async_std()] {
        assert_eq!(
            run.out()[..4],
            [
                "a is here",
                "b is here",
                "c is here",
                "text of a, text of b, text of c",
            ],
            "{}",
            run.name
        );
    }
}

#[test]
fn it_takes_the_sum_of_the_waits() {
    for run in [threads(), tokio(), async_std()] {
        assert!(run.elapsed >= Duration::from_millis(450), "{}", run.name);
        assert_eq!(run.out().len(), 5, "{}", run.name);
    }
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[threads(), tokio(), async_std()]);
}
