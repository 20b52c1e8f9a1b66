//! A stream, an iterator whose `next` is awaited, with tokio.

use futures::stream::{self, Stream, StreamExt};
use std::pin::pin;
use std::time::{Duration, Instant};
use tokio::time::sleep;

fn ticks() -> impl Stream<Item = u32> {
    stream::unfold(0, |n| async move {
        if n == 3 {
            return None;
        }
        sleep(Duration::from_millis(100)).await;
        let n = n + 1;
        println!("source: here is {n}");
        // The value, and what the next call starts from.
        Some((n, n))
    })
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let start = Instant::now();
    let mut ticks = pin!(ticks());
    while let Some(n) = ticks.next().await {
        sleep(Duration::from_millis(150)).await;
        println!("main: I have used {n}");
    }
    println!("executed in {:.2} seconds.", start.elapsed().as_secs_f64());
}
