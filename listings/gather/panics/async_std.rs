//! One of three joined futures panics, and the task that joined them with it, with async-std.

use async_std::task::sleep;
use futures::join;
use std::time::{Duration, Instant};

async fn fetch(page: &str, wait: u64) -> String {
    sleep(Duration::from_millis(wait)).await;
    assert!(page != "b", "no such page: {page}");
    println!("{page} is here");
    format!("text of {page}")
}

#[async_std::main]
async fn main() {
    let start = Instant::now();
    let (first, second, third) = join!(fetch("a", 250), fetch("b", 100), fetch("c", 150));
    println!("{first}, {second}, {third}");
    println!("executed in {:.2} seconds.", start.elapsed().as_secs_f64());
}
