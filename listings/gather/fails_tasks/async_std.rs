//! One of three tasks fails: the others go on, with async-std.

use async_std::task::{self, sleep};
use std::time::{Duration, Instant};

async fn fetch(page: &'static str, wait: u64) -> Result<String, String> {
    sleep(Duration::from_millis(wait)).await;
    if page == "b" {
        return Err(format!("{page} cannot be had"));
    }
    println!("{page} is here");
    Ok(format!("text of {page}"))
}

async fn fetch_all() -> Result<(String, String, String), String> {
    let second = task::spawn(fetch("b", 100));
    let first = task::spawn(fetch("a", 250));
    let third = task::spawn(fetch("c", 150));
    // `?` leaves here when b has failed; the handles of a and c are dropped.
    let second = second.await?;
    Ok((first.await?, second, third.await?))
}

#[async_std::main]
async fn main() {
    let start = Instant::now();
    println!("{:?}", fetch_all().await);
    println!("known in {:.2} seconds.", start.elapsed().as_secs_f64());
    // Time for whatever still runs.
    sleep(Duration::from_millis(200)).await;
}
