//! Two chores that compute, on one thread, with tokio.

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

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let start = Instant::now();
    let (budget, taxes) = tokio::join!(async { budget() }, async { taxes() });
    report(budget, taxes, start);
}
