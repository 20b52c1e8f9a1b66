//! What the book says of `pool_in_order`, each sentence held by a run.

use observe::Run;
use std::time::Duration;

observe::runs! {
    async_std: "pool_in_order-async-std",
}

/// How long all of them took, four at a time.
fn took(run: &Run) -> Duration {
    Duration::from_millis(run.number("at most 4 at a time (", " ms)"))
}

#[test]
fn no_more_than_three_others_arrive_before_the_slow_one() {
    let others: usize = async_std().number("picture 0 arrives after ", " others");
    assert!(others <= 3, "{others}");
}

#[test]
fn the_other_eight_wait_for_the_slow_one() {
    // 350 ms for the first, then eight of 100 ms, four at a time.
    assert!(async_std().at("picture 0 arrives", 0) >= Duration::from_millis(350));
    assert!(took(async_std()) >= Duration::from_millis(550));
}

#[test]
fn the_answers_come_in_the_order_of_the_pictures() {
    assert_eq!(
        async_std().out()[1],
        "0, 1, 2, 3, 4, not found, 6, 7, panicked, 9, 10, 11"
    );
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[async_std()]);
}
