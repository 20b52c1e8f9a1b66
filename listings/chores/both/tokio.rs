//! Four chores: those that wait share one thread, those that compute get threads, with tokio.

use std::time::{Duration, Instant};
use tokio::task::spawn_blocking;
use tokio::time::sleep;

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

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let start = Instant::now();
    let (wash, bake, budget, taxes) = tokio::join!(
        wash(),
        bake(),
        spawn_blocking(budget),
        spawn_blocking(taxes)
    );
    // An error here would be a panic in the chore, and neither can.
    report((wash, bake, budget.unwrap(), taxes.unwrap()), start);
}
