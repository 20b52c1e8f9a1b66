//! Three joined futures, dropped after 200 ms: what is not done stops, with async-std.

use async_std::future::timeout;
use async_std::task::sleep;
use futures::join;
use std::time::Duration;

async fn fetch(page: &str, wait: u64) -> String {
    sleep(Duration::from_millis(wait)).await;
    println!("{page} is here");
    format!("text of {page}")
}

#[async_std::main]
async fn main() {
    let group = async { join!(fetch("a", 300), fetch("b", 100), fetch("c", 150)) };
    // The time-out owns the group, and drops it.
    match timeout(Duration::from_millis(200), group).await {
        Ok(texts) => println!("{texts:?}"),
        Err(_) => println!("main gives up"),
    }
    // Time for whatever still runs.
    sleep(Duration::from_millis(200)).await;
    println!("main ends");
}
