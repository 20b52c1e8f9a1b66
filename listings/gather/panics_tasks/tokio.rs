//! One of three tasks panics: the others go on, and its handle says so, with tokio.

use std::time::{Duration, Instant};
use tokio::time::sleep;

async fn fetch(page: &'static str, wait: u64) -> String {
    sleep(Duration::from_millis(wait)).await;
    assert!(page != "b", "no such page: {page}");
    println!("{page} is here");
    format!("text of {page}")
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let start = Instant::now();
    let first = tokio::spawn(fetch("a", 250));
    let second = tokio::spawn(fetch("b", 100));
    let third = tokio::spawn(fetch("c", 150));
    for (page, handle) in [("a", first), ("b", second), ("c", third)] {
        match handle.await {
            Ok(text) => println!("main has the {text}"),
            Err(error) => println!("the task of {page} panicked: {}", error.is_panic()),
        }
    }
    println!("executed in {:.2} seconds.", start.elapsed().as_secs_f64());
}
