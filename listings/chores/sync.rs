//! Four chores, one after the other: two that wait and two that compute.

use std::thread;
use std::time::{Duration, Instant};

const WAIT: Duration = Duration::from_millis(200);

/// The machine does the work; the program only waits.
fn wash() -> &'static str {
    thread::sleep(WAIT);
    "clean"
}

fn bake() -> &'static str {
    thread::sleep(WAIT);
    "brown"
}

/// Work for a processor: adds up the square roots, rounded down, of 1 to `n`.
fn sums(n: u64) -> u64 {
    (1..=n).map(u64::isqrt).sum()
}

fn budget() -> u64 {
    sums(4_000_000)
}

fn taxes() -> u64 {
    sums(3_000_000)
}

fn report(outcome: (&str, &str, u64, u64), start: Instant) {
    let (wash, bake, budget, taxes) = outcome;
    println!("wash: {wash}, bread: {bake}, budget: {budget}, taxes: {taxes}");
    println!("done in {:.2} seconds.", start.elapsed().as_secs_f64());
}

fn main() {
    let start = Instant::now();
    let outcome = (wash(), bake(), budget(), taxes());
    report(outcome, start);
}
