//! The sum is right, and each half begins before the other half has finished.

#[cfg_attr(feature = "solution", path = "../solution.rs")]
#[cfg_attr(not(feature = "solution"), path = "../starter.rs")]
mod it;

use std::sync::{Condvar, Mutex};
use std::time::Duration;

#[test]
fn the_sum_is_the_same() {
    let numbers: Vec<u64> = (1..=100).collect();
    assert_eq!(it::both_halves(&numbers, |half| half.iter().sum()), 5_050);
}

#[test]
fn both_halves_are_under_way_at_the_same_time() {
    let begun = Mutex::new(0);
    let another_began = Condvar::new();
    it::both_halves(&[1, 2], |half| {
        let mut begun = begun.lock().unwrap();
        *begun += 1;
        another_began.notify_all();
        // Waits for the other half to begin, and gives up after a while.
        let limit = Duration::from_secs(3);
        let (_begun, waited) = another_began
            .wait_timeout_while(begun, limit, |begun| *begun < 2)
            .unwrap();
        assert!(
            !waited.timed_out(),
            "the other half did not begin while this half was under way"
        );
        half.iter().sum()
    });
}
