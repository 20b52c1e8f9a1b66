//! Three dishes, each on a thread of its own.

use std::thread;
use std::time::{Duration, Instant};

fn cook(what: &str, millis: u64) {
    println!("{what}: started on {:?}", thread::current().id());
    thread::sleep(Duration::from_millis(millis));
    println!("{what}: ready on {:?}", thread::current().id());
}

fn main() {
    let start = Instant::now();
    thread::scope(|s| {
        s.spawn(|| cook("eggs", 250));
        s.spawn(|| cook("toast", 100));
        s.spawn(|| cook("tea", 175));
    });
    println!("breakfast in {:.2} seconds.", start.elapsed().as_secs_f64());
}
