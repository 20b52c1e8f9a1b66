//! The log is saved once a minute, whether lines arrive or not. The tests run in paused time.

#[cfg_attr(feature = "solution", path = "../solution.rs")]
#[cfg_attr(not(feature = "solution"), path = "../starter.rs")]
mod it;

use std::time::Duration;
use tokio::sync::mpsc::channel;
use tokio::time::{Instant, sleep};

/// For each save: the second in which it was made, and its number of lines.
async fn saves(lines: usize, every: Duration) -> Vec<(u64, usize)> {
    let (sender, receiver) = channel(1);
    let (start, mut saves) = (Instant::now(), Vec::new());
    let write = async move {
        for line in 0..lines {
            sleep(every).await;
            sender.send(format!("line {line}")).await.unwrap();
        }
    };
    let save = |lines: Vec<String>| saves.push((start.elapsed().as_secs(), lines.len()));
    tokio::join!(write, it::log(receiver, save));
    saves
}

#[tokio::test(start_paused = true)]
async fn a_busy_log_is_saved_every_minute() {
    let saves = saves(7, Duration::from_secs(25)).await;
    assert_eq!(saves, [(60, 2), (120, 2), (175, 3)]);
}

#[tokio::test(start_paused = true)]
async fn a_quiet_log_is_saved_while_it_waits() {
    let saves = saves(2, Duration::from_secs(100)).await;
    assert_eq!(saves, [(120, 1), (200, 1)]);
}

#[tokio::test(start_paused = true)]
async fn an_empty_log_is_not_saved() {
    assert!(saves(0, Duration::ZERO).await.is_empty());
}
