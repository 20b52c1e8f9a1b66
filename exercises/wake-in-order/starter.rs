//! Sleepers that wake one after the other. Let them all sleep at the same time.

use std::time::Duration;
use tokio::time::sleep;

/// Sleeps all `naps` and returns their numbers (from 0) in the order in which they end.
pub async fn wake(naps: Vec<Duration>) -> Vec<usize> {
    let mut awake = Vec::new();
    for (n, nap) in naps.into_iter().enumerate() {
        sleep(nap).await;
        awake.push(n);
    }
    awake
}
