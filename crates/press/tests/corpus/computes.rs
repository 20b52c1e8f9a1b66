//! A function that computes and one that waits, about as long.
use std::hint::black_box;
use std::thread;
use std::time::{Duration, Instant};

fn compute(start: Instant) -> u64 {
    let mut sum = 0;
    while start.elapsed() < Duration::from_millis(200) { sum += black_box((0..20_000_u64).sum::<u64>()); }
    sum
}

fn wait() { thread::sleep(Duration::from_millis(200)); }

fn main() {
    thread::scope(|s| {
        s.spawn(|| compute(Instant::now()));
        s.spawn(wait);
    });
    println!("done");
}
