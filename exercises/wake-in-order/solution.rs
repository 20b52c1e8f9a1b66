//! Sleepers that all sleep at the same time, each a task.

use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::sleep;

/// Sleeps all `naps` and returns their numbers (from 0) in the order in which they end.
pub async fn wake(naps: Vec<Duration>) -> Vec<usize> {
    let mut sleepers = JoinSet::new();
    for (n, nap) in naps.into_iter().enumerate() {
        sleepers.spawn(async move {
            sleep(nap).await;
            n
        });
    }
    let mut awake = Vec::new();
    while let Some(n) = sleepers.join_next().await {
        awake.push(n.expect("a sleeper does not panic"));
    }
    awake
}
