//! Three callers share a token bucket, in one task, with tokio.

use std::sync::Mutex;
use std::time::{Duration, Instant};
use tokio::time::sleep;

/// How many tokens the bucket can hold.
const BURST: u32 = 3;
/// How long the service takes to answer.
const ANSWER: Duration = Duration::from_millis(10);
const CALLERS: [&str; 3] = ["search", "prices", "mail"];

/// A token falls into it once in each period. When it is full, it stays so.
struct Bucket {
    period: Duration,
    full_at: Instant,
}

impl Bucket {
    /// Takes the next token, and says how long it is until it falls.
    fn take(&mut self, now: Instant) -> Duration {
        self.full_at = self.full_at.max(now) + self.period;
        (self.full_at - now).saturating_sub(BURST * self.period)
    }
}

/// How many requests of each caller, and how many a second: `3 25`, if not said.
fn asked() -> (u32, u32) {
    let arg = |n: usize| std::env::args().nth(n)?.parse().ok();
    (arg(1).unwrap_or(3), arg(2).unwrap_or(25))
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let (requests, rate) = asked();
    let period = Duration::from_secs(1) / rate;
    let full_at = Instant::now();
    let bucket = Mutex::new(Bucket { period, full_at });
    round(&bucket, requests).await;
    // Time for five tokens, of which the bucket keeps three.
    sleep(5 * period).await;
    round(&bucket, requests).await;
}

async fn round(bucket: &Mutex<Bucket>, requests: u32) {
    let start = Instant::now();
    let [search, prices, mail] = CALLERS.map(|name| caller(name, bucket, requests, start));
    tokio::join!(search, prices, mail);
    report(requests, start);
}

async fn caller(name: &str, bucket: &Mutex<Bucket>, requests: u32, start: Instant) {
    for _ in 0..requests {
        // The lock is free again at the end of this line, before the wait.
        let wait = bucket.lock().unwrap().take(Instant::now());
        sleep(wait).await;
        println!("{name} asks after {} ms", start.elapsed().as_millis());
        sleep(ANSWER).await;
    }
}

fn report(requests: u32, start: Instant) {
    let until_the_last = start.elapsed() - ANSWER;
    let after_burst = f64::from(requests * CALLERS.len() as u32 - BURST);
    let rate = after_burst / until_the_last.as_secs_f64();
    println!("{BURST} requests, and then {rate:.1} a second");
}
