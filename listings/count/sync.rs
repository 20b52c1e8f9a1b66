//! Three counters, one after the other.

use std::thread;
use std::time::{Duration, Instant};

fn count() {
    println!("one");
    thread::sleep(Duration::from_secs(1));
    println!("two");
}

fn main() {
    let start = Instant::now();
    count();
    count();
    count();
    println!("executed in {:.2} seconds.", start.elapsed().as_secs_f64());
}
