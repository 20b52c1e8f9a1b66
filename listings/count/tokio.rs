//! Three counters that wait together on one thread, with tokio.

use std::time::{Duration, Instant};
use tokio::time::sleep;

async fn count() {
    println!("one");
    sleep(Duration::from_secs(1)).await;
    println!("two");
}

// One thread is enough: the counters only wait.
#[tokio::main(flavor = "current_thread")]
async fn main() {
    let start = Instant::now();
    tokio::join!(count(), count(), count());
    println!("executed in {:.2} seconds.", start.elapsed().as_secs_f64());
}
