//! Sleepers, each a task, with async-std.

use async_std::task::{self, sleep};
use std::time::{Duration, Instant};

/// How many sleep, and how long: `10 100` asks for ten of a tenth of a second.
fn asked() -> (usize, Duration) {
    let arg = |n: usize| std::env::args().nth(n)?.parse().ok();
    let (sleepers, millis) = (arg(1).unwrap_or(10), arg(2).unwrap_or(100));
    (sleepers as usize, Duration::from_millis(millis))
}

/// Sleeps, and is one of those that are awake again.
async fn sleeper(nap: Duration) -> usize {
    sleep(nap).await;
    1
}

/// Lets all sleepers sleep, each in its task, and counts those that wake.
async fn sleep_all(sleepers: usize, nap: Duration) -> usize {
    let tasks: Vec<_> = (0..sleepers).map(|_| task::spawn(sleeper(nap))).collect();
    let mut awake = 0;
    for task in tasks {
        awake += task.await;
    }
    awake
}

fn report(awake: usize, start: Instant) {
    let elapsed = start.elapsed().as_secs_f64();
    println!("{awake} sleepers are awake again after {elapsed:.2} s");
}

#[async_std::main]
async fn main() {
    let (sleepers, nap) = asked();
    let start = Instant::now();
    report(sleep_all(sleepers, nap).await, start);
}
