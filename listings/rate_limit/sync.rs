//! Three callers and a token bucket: one caller after the other.

use std::thread;
use std::time::{Duration, Instant};

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

fn main() {
    let (requests, rate) = asked();
    let period = Duration::from_secs(1) / rate;
    let full_at = Instant::now();
    let mut bucket = Bucket { period, full_at };
    round(&mut bucket, requests);
    // Time for five tokens, of which the bucket keeps three.
    thread::sleep(5 * period);
    round(&mut bucket, requests);
}

fn round(bucket: &mut Bucket, requests: u32) {
    let start = Instant::now();
    for name in CALLERS {
        caller(name, bucket, requests, start);
    }
    report(requests, start);
}

fn caller(name: &str, bucket: &mut Bucket, requests: u32, start: Instant) {
    for _ in 0..requests {
        let wait = bucket.take(Instant::now());
        thread::sleep(wait);
        println!("{name} asks after {} ms", start.elapsed().as_millis());
        thread::sleep(ANSWER);
    }
}

fn report(requests: u32, start: Instant) {
    let until_the_last = start.elapsed() - ANSWER;
    let after_burst = f64::from(requests * CALLERS.len() as u32 - BURST);
    let rate = after_burst / until_the_last.as_secs_f64();
    println!("{BURST} requests, and then {rate:.1} a second");
}
