//! Four chores that share one thread, with async-std.

use async_std::task::sleep;
use futures::join;
use std::time::{Duration, Instant};

const WAIT: Duration = Duration::from_millis(200);

/// The machine does the work; the program only waits.
async fn wash() -> &'static str {
    sleep(WAIT).await;
    "clean"
}

async fn bake() -> &'static str {
    sleep(WAIT).await;
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

#[async_std::main]
async fn main() {
    let start = Instant::now();
    // The two sums have no `.await`, so nothing else runs while they do.
    let outcome = join!(wash(), bake(), async { budget() }, async { taxes() });
    report(outcome, start);
}
