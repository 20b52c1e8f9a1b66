//! Two chores that compute, each on a thread of its own.

use std::thread;
use std::time::Instant;

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

fn report(budget: u64, taxes: u64, start: Instant) {
    println!("budget: {budget}, taxes: {taxes}");
    println!("done in {:.2} seconds.", start.elapsed().as_secs_f64());
}

fn main() {
    let start = Instant::now();
    let (budget, taxes) = thread::scope(|s| {
        let budget = s.spawn(budget);
        let taxes = s.spawn(taxes);
        // `join` fails only if the chore panicked, and neither can.
        (budget.join().unwrap(), taxes.join().unwrap())
    });
    report(budget, taxes, start);
}
