//! One of three pages fails: the other fetches are dropped immediately, with async-std.

use async_std::task::sleep;
use futures::try_join;
use std::time::{Duration, Instant};

async fn fetch(page: &str, wait: u64) -> Result<String, String> {
    sleep(Duration::from_millis(wait)).await;
    if page == "b" {
        return Err(format!("{page} is missing"));
    }
    println!("{page} is here");
    Ok(format!("text of {page}"))
}

async fn fetch_all() -> Result<(String, String, String), String> {
    try_join!(fetch("a", 250), fetch("b", 100), fetch("c", 150))
}

#[async_std::main]
async fn main() {
    let start = Instant::now();
    println!("{:?}", fetch_all().await);
    println!("known in {:.2} seconds.", start.elapsed().as_secs_f64());
    // Time for everything that still runs.
    sleep(Duration::from_millis(200)).await;
}
