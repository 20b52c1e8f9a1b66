//! Four chores, each on a thread of its own.

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
    let outcome = thread::scope(|s| {
        let wash = s.spawn(wash);
        let bake = s.spawn(bake);
        let budget = s.spawn(budget);
        let taxes = s.spawn(taxes);
        // `join` fails only if the chore panicked, and none of them can.
        (
            wash.join().unwrap(),
            bake.join().unwrap(),
            budget.join().unwrap(),
            taxes.join().unwrap(),
        )
    });
    report(outcome, start);
}
