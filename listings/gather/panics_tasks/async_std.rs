//! One of three tasks panics: whoever awaits it panics with it, with async-std.

use async_std::task::{self, sleep};
use std::time::{Duration, Instant};

async fn fetch(page: &'static str, wait: u64) -> String {
    sleep(Duration::from_millis(wait)).await;
    assert!(page != "b", "no such page: {page}");
    println!("{page} is here");
    format!("text of {page}")
}

#[async_std::main]
async fn main() {
    let start = Instant::now();
    let first = task::spawn(fetch("a", 250));
    let second = task::spawn(fetch("b", 100));
    let third = task::spawn(fetch("c", 150));
    for (page, handle) in [("a", first), ("b", second), ("c", third)] {
        println!("main awaits {page}");
        println!("main has the {}", handle.await);
    }
    println!("executed in {:.2} seconds.", start.elapsed().as_secs_f64());
}
