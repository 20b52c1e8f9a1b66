//! A thread that ticks every 40 ms, into a channel with room for one tick.

use std::sync::mpsc::{self, TrySendError};
use std::thread;
use std::time::{Duration, Instant};

const PERIOD: Duration = Duration::from_millis(40);

fn main() {
    let start = Instant::now();
    let (tick, ticks) = mpsc::sync_channel(1);
    thread::spawn(move || {
        let mut due = start;
        // A tick for which there is no room is left out.
        while let Ok(()) | Err(TrySendError::Full(())) = tick.try_send(()) {
            due += PERIOD;
            thread::sleep(due.saturating_duration_since(Instant::now()));
        }
    });
    let mut seen = Vec::new();
    for (n, ()) in (1..=10).zip(ticks) {
        seen.push(start.elapsed());
        work(n);
    }
    report("channel", &seen);
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
