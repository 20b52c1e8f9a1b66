//! Three counters, each on a thread of its own.

use std::thread;
use std::time::{Duration, Instant};

fn count() {
    println!("one");
    thread::sleep(Duration::from_secs(1));
    println!("two");
}

fn main() {
    let start = Instant::now();
    // The scope ends when all three threads have ended.
    thread::scope(|s| {
        s.spawn(count);
        s.spawn(count);
        s.spawn(count);
    });
    println!("executed in {:.2} seconds.", start.elapsed().as_secs_f64());
}
