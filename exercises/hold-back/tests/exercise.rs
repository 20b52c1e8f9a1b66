//! A source that counts what it makes, and sinks that are slow, or leave.

#[cfg_attr(feature = "solution", path = "../solution.rs")]
#[cfg_attr(not(feature = "solution"), path = "../starter.rs")]
mod it;

use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::time::{Duration, Instant};

/// Numbers from 1, as many as `made` says in the end.
fn source(made: &AtomicUsize) -> impl Iterator<Item = usize> + Send {
    std::iter::from_fn(|| Some(made.fetch_add(1, SeqCst) + 1))
}

/// Waits until `made` is more than `most`; `false` if it is not within `time`.
fn more_than(made: &AtomicUsize, most: usize, time: Duration) -> bool {
    let start = Instant::now();
    while start.elapsed() < time {
        if made.load(SeqCst) > most {
            return true;
        }
        std::thread::yield_now();
    }
    false
}

#[test]
fn every_item_arrives_in_order() {
    let mut taken = Vec::new();
    it::run(1..=1_000, 3, |item| {
        taken.push(item);
        true
    });
    assert!(taken.into_iter().eq(1..=1_000));
}

#[test]
fn the_source_works_ahead_as_far_as_it_may_and_no_further() {
    for ahead in [1, 3] {
        let made = AtomicUsize::new(0);
        it::run(source(&made).take(20), ahead, |item| {
            // Once is enough, and at the end there is nothing left to make.
            if item == 1 {
                let works_ahead = more_than(&made, ahead, Duration::from_secs(3));
                assert!(works_ahead, "it does not work ahead by {ahead}");
                let too_far = more_than(&made, ahead + 1, Duration::from_millis(200));
                assert!(!too_far, "more than {ahead} ahead");
            }
            assert!(made.load(SeqCst) <= item + ahead, "more than {ahead} ahead");
            true
        });
    }
}

#[test]
fn the_source_stops_when_the_sink_has_had_enough() {
    let made = AtomicUsize::new(0);
    it::run(source(&made).take(100_000), 2, |item| item < 5);
    let made = made.load(SeqCst);
    assert!(made <= 5 + 2, "{made} items were made, and 5 taken");
}

#[test]
fn a_source_of_nothing_is_over_at_once() {
    it::run(std::iter::empty::<()>(), 1, |()| true);
}
