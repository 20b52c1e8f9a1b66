//! A loop that is due every 40 ms: it waits until the next time, which it computes from the last one.

use std::thread;
use std::time::{Duration, Instant};

const PERIOD: Duration = Duration::from_millis(40);

fn main() {
    let start = Instant::now();
    let mut due = start;
    let mut seen = Vec::new();
    for n in 1..=10 {
        thread::sleep(due.saturating_duration_since(Instant::now()));
        seen.push(start.elapsed());
        work(n);
        due += PERIOD;
    }
    report("due", &seen);
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
