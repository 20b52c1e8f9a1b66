//! Two chores that wait, on one thread, with tokio.

use std::time::{Duration, Instant};
use tokio::time::sleep;

const WAIT: Duration = Duration::from_millis(200);

/// The machine does the work; whoever started it only waits.
async fn wash() -> &'static str {
    sleep(WAIT).await;
    "clean"
}

async fn bake() -> &'static str {
    sleep(WAIT).await;
    "brown"
}

fn report(wash: &str, bake: &str, start: Instant) {
    println!("wash: {wash}, bread: {bake}");
    println!("done in {:.2} seconds.", start.elapsed().as_secs_f64());
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let start = Instant::now();
    let (wash, bake) = tokio::join!(wash(), bake());
    report(wash, bake, start);
}
