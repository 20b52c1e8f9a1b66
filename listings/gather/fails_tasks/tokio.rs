//! One of three tasks fails: the others go on, with tokio.

use std::time::{Duration, Instant};
use tokio::time::sleep;

async fn fetch(page: &'static str, wait: u64) -> Result<String, String> {
    sleep(Duration::from_millis(wait)).await;
    if page == "b" {
        return Err(format!("{page} cannot be had"));
    }
    println!("{page} is here");
    Ok(format!("text of {page}"))
}

async fn fetch_all() -> Result<(String, String, String), String> {
    let second = tokio::spawn(fetch("b", 100));
    let first = tokio::spawn(fetch("a", 250));
    let third = tokio::spawn(fetch("c", 150));
    // `?` leaves here when b has failed; the handles of a and c are dropped.
    let second = second.await.unwrap()?;
    Ok((first.await.unwrap()?, second, third.await.unwrap()?))
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let start = Instant::now();
    println!("{:?}", fetch_all().await);
    println!("known in {:.2} seconds.", start.elapsed().as_secs_f64());
    // Time for whatever still runs.
    sleep(Duration::from_millis(200)).await;
}
