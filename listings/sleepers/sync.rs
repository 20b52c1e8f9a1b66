//! Sleepers, one after the other.

use std::thread;
use std::time::{Duration, Instant};

/// How many sleep, and how long: `10 100` asks for ten of a tenth of a second.
fn asked() -> (usize, Duration) {
    let arg = |n: usize| std::env::args().nth(n)?.parse().ok();
    let (sleepers, millis) = (arg(1).unwrap_or(10), arg(2).unwrap_or(100));
    (sleepers as usize, Duration::from_millis(millis))
}

/// Sleeps, and is one of those that are awake again.
fn sleeper(nap: Duration) -> usize {
    thread::sleep(nap);
    1
}

/// Lets all sleepers sleep, one after the other, and counts those that wake.
fn sleep_all(sleepers: usize, nap: Duration) -> usize {
    (0..sleepers).map(|_| sleeper(nap)).sum()
}

fn report(awake: usize, start: Instant) {
    let elapsed = start.elapsed().as_secs_f64();
    println!("{awake} sleepers are awake again after {elapsed:.2} s");
}

fn main() {
    let (sleepers, nap) = asked();
    let start = Instant::now();
    report(sleep_all(sleepers, nap), start);
}
