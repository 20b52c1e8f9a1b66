//! Two waits, the second begun when the first is over, with tokio.

use std::time::{Duration, Instant};
use tokio::time::sleep;

async fn f(n: u64) -> u64 {
    sleep(Duration::from_millis(100 * n)).await;
    println!("f({n}) returns");
    n * 10
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let start = Instant::now();
    let a = f(1).await;
    let b = f(2).await;
    println!("the sum is {}", a + b);
    println!("executed in {:.2} seconds.", start.elapsed().as_secs_f64());
}
