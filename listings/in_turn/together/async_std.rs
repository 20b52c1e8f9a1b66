//! All tasks are spawned before one is awaited, with async-std.

use async_std::task::{self, sleep};
use std::time::{Duration, Instant};

const PAGES: [(&str, u64); 3] = [("a", 250), ("b", 50), ("c", 150)];

async fn fetch(page: &str, wait: u64) -> String {
    sleep(Duration::from_millis(wait)).await;
    println!("{page} is here");
    format!("text of {page}")
}

#[async_std::main]
async fn main() {
    let start = Instant::now();
    let mut handles = Vec::new();
    for (page, wait) in PAGES {
        handles.push(task::spawn(fetch(page, wait)));
    }
    let mut texts = Vec::new();
    for handle in handles {
        texts.push(handle.await);
    }
    println!("{}", texts.join(", "));
    println!("executed in {:.2} seconds.", start.elapsed().as_secs_f64());
}
