//! One of three joined futures panics, and the task that joined them with it, with tokio.

use std::time::{Duration, Instant};
use tokio::time::sleep;

async fn fetch(page: &str, wait: u64) -> String {
    sleep(Duration::from_millis(wait)).await;
    assert!(page != "b", "no such page: {page}");
    println!("{page} is here");
    format!("text of {page}")
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let start = Instant::now();
    let (first, second, third) = tokio::join!(fetch("a", 250), fetch("b", 100), fetch("c", 150));
    println!("{first}, {second}, {third}");
    println!("executed in {:.2} seconds.", start.elapsed().as_secs_f64());
}
