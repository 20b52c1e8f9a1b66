//! A stream, written as a loop with a `yield` in it, with tokio.

use async_stream::stream;
use futures::stream::{Stream, StreamExt};
use std::pin::pin;
use std::time::{Duration, Instant};
use tokio::time::sleep;

fn ticks() -> impl Stream<Item = u32> {
    stream! {
        for n in 1..=2 {
            sleep(Duration::from_millis(100)).await;
            println!("source: here is {n}");
            yield n;
        }
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let start = Instant::now();
    let mut ticks = pin!(ticks());
    while let Some(n) = ticks.next().await {
        sleep(Duration::from_millis(200)).await;
        println!("main: I have used {n}");
    }
    println!("executed in {:.2} seconds.", start.elapsed().as_secs_f64());
}
