//! The loop is left at its second value; the generator is dropped at its `yield`, with async-std.

use async_std::task::sleep;
use async_stream::stream;
use futures::stream::{Stream, StreamExt};
use std::pin::pin;
use std::time::Duration;

/// Says when it is dropped, and with it the source that holds it.
struct Source;

impl Drop for Source {
    fn drop(&mut self) {
        println!("source: closed");
    }
}

fn ticks() -> impl Stream<Item = u32> {
    stream! {
        let _source = Source;
        for n in 1..=5 {
            sleep(Duration::from_millis(150)).await;
            println!("source: here is {n}");
            yield n;
        }
    }
}

#[async_std::main]
async fn main() {
    {
        let mut ticks = pin!(ticks());
        while let Some(n) = ticks.next().await {
            println!("main: I use {n}");
            if n == 2 {
                break;
            }
        }
    }
    println!("main: I am done");
    // Time for a source that still runs.
    sleep(Duration::from_millis(300)).await;
}
