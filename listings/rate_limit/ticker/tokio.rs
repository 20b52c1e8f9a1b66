//! An interval of 40 ms, and what it does with the ticks that were missed, with tokio.

use std::time::{Duration, Instant};
use tokio::time::{MissedTickBehavior, interval, sleep};

const PERIOD: Duration = Duration::from_millis(40);

#[tokio::main(flavor = "current_thread")]
async fn main() {
    ticks("Burst", MissedTickBehavior::Burst).await;
    ticks("Skip", MissedTickBehavior::Skip).await;
    ticks("Delay", MissedTickBehavior::Delay).await;
}

async fn ticks(what: &str, missed: MissedTickBehavior) {
    let start = Instant::now();
    let mut interval = interval(PERIOD);
    interval.set_missed_tick_behavior(missed);
    let mut seen = Vec::new();
    for n in 1..=10 {
        interval.tick().await;
        seen.push(start.elapsed());
        work(n).await;
    }
    report(what, &seen);
}

/// The third time, there is more to do than usual.
async fn work(n: u32) {
    let ms = if n == 3 { 250 } else { 5 };
    sleep(Duration::from_millis(ms)).await;
}

fn report(what: &str, seen: &[Duration]) {
    let ms: Vec<String> = seen.iter().map(|t| t.as_millis().to_string()).collect();
    println!("{what}: {} ms", ms.join(", "));
}
