//! Three counters that wait together on one thread, with async-std.

use async_std::task::sleep;
use futures::join;
use std::time::{Duration, Instant};

async fn count() {
    println!("one");
    sleep(Duration::from_secs(1)).await;
    println!("two");
}

#[async_std::main]
async fn main() {
    let start = Instant::now();
    join!(count(), count(), count());
    println!("executed in {:.2} seconds.", start.elapsed().as_secs_f64());
}
