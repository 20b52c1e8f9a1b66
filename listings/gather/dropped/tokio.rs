//! Three joined futures, dropped after 200 ms: what is not done stops, with tokio.

use std::time::Duration;
use tokio::time::{sleep, timeout};

async fn fetch(page: &str, wait: u64) -> String {
    sleep(Duration::from_millis(wait)).await;
    println!("{page} is here");
    format!("text of {page}")
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let group = async { tokio::join!(fetch("a", 300), fetch("b", 100), fetch("c", 150)) };
    // The time-out owns the group, and drops it.
    match timeout(Duration::from_millis(200), group).await {
        Ok(texts) => println!("{texts:?}"),
        Err(_) => println!("main gives up"),
    }
    // Time for whatever still runs.
    sleep(Duration::from_millis(200)).await;
    println!("main ends");
}
