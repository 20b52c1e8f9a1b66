//! All sleepers sleep at the same time, and come in the order in which they wake.

#[cfg_attr(feature = "solution", path = "../solution.rs")]
#[cfg_attr(not(feature = "solution"), path = "../starter.rs")]
mod it;

use std::time::Duration;
use tokio::time::timeout;

// The clock of the tests is paused: it moves only while all tasks wait, so a busy machine changes nothing.
#[tokio::test(start_paused = true)]
async fn they_come_in_the_order_in_which_they_wake() {
    let naps = [150, 50, 100].map(Duration::from_millis);
    assert_eq!(it::wake(naps.to_vec()).await, [1, 2, 0]);
}

#[tokio::test(start_paused = true)]
async fn ten_thousand_sleep_at_the_same_time() {
    // One after the other, they would take a quarter of an hour.
    let naps = vec![Duration::from_millis(100); 10_000];
    let awake = timeout(Duration::from_secs(5), it::wake(naps)).await;
    let mut awake = awake.expect("one sleeper waits for another to wake");
    awake.sort();
    assert!(awake.into_iter().eq(0..10_000), "each of them once");
}
