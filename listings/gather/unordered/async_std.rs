//! As many pages as the list names, each as soon as it is here, with async-std.

use async_std::task::sleep;
use futures::stream::{FuturesUnordered, StreamExt};
use std::time::{Duration, Instant};

const PAGES: [(&str, u64); 4] = [("a", 250), ("b", 100), ("c", 150), ("d", 200)];

async fn fetch(page: &str, wait: u64) -> String {
    sleep(Duration::from_millis(wait)).await;
    format!("text of {page}")
}

#[async_std::main]
async fn main() {
    let start = Instant::now();
    let mut fetches: FuturesUnordered<_> = PAGES
        .iter()
        .map(|(page, wait)| fetch(page, *wait))
        .collect();
    while let Some(text) = fetches.next().await {
        println!("main has the {text}");
    }
    println!("executed in {:.2} seconds.", start.elapsed().as_secs_f64());
}
