//! A loop that waits 40 ms each time.

use std::thread;
use std::time::{Duration, Instant};

const PERIOD: Duration = Duration::from_millis(40);

fn main() {
    let start = Instant::now();
    let mut seen = Vec::new();
    for n in 1..=10 {
        thread::sleep(PERIOD);
        seen.push(start.elapsed());
        work(n);
    }
    report("waited", &seen);
}

/// The third time, there is more to do than usual.
fn work(n: u32) {
    let ms = if n == 3 { 250 } else { 5 };
    thread::sleep(Duration::from_millis(ms));
}

fn report(what: &str, seen: &[Duration]) {
    let ms: Vec<String> = seen.iter().map(|t| t.as_millis().to_string()).collect();
    println!("{what}: {} ms", ms.join(", "));
}
