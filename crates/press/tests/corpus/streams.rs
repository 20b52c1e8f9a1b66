//! Streams: of a macro, by adapters, with closures that return futures, several at once.
use async_stream::{stream, try_stream};
use futures::stream::{self, FuturesUnordered, Stream, StreamExt, TryStreamExt};
use std::pin::pin;
use std::time::Duration;
use tokio::time::sleep;

async fn double(n: u64) -> u64 { sleep(Duration::from_millis(n)).await; n * 2 }

fn numbers(to: u64) -> impl Stream<Item = u64> {
    stream! {
        for n in 0..to {
            println!("making {n}");
            yield double(n).await;
        }
    }
}

fn fallible() -> impl Stream<Item = Result<u64, String>> {
    try_stream! {
        yield 1;
        let n: u64 = "x".parse().map_err(|e| format!("{e}"))?;
        yield n;
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let mut numbers = pin!(numbers(3));
    while let Some(n) = numbers.next().await { println!("{n}"); }
    let kept: Vec<u64> = stream::iter(1..6).then(double).filter(|n| { let n = *n; async move { n > 4 } }).collect().await;
    println!("{kept:?} {:?}", fallible().try_collect::<Vec<_>>().await);
    let mut both = stream::iter([9, 1]).map(double).buffer_unordered(2);
    while let Some(n) = both.next().await { println!("{n}"); }
    let mut open: FuturesUnordered<_> = [30_000, 2].into_iter().map(double).collect();
    println!("{:?} and {} left", open.next().await, open.len());
}
