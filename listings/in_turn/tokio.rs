//! Each task is awaited before the next one is spawned, with tokio.

use std::time::{Duration, Instant};
use tokio::time::sleep;

const PAGES: [(&str, u64); 3] = [("a", 250), ("b", 50), ("c", 150)];

async fn fetch(page: &str, wait: u64) -> String {
    sleep(Duration::from_millis(wait)).await;
    println!("{page} is here");
    format!("text of {page}")
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let start = Instant::now();
    let mut texts = Vec::new();
    for (page, wait) in PAGES {
        let handle = tokio::spawn(fetch(page, wait));
        texts.push(handle.await.unwrap());
    }
    println!("{}", texts.join(", "));
    println!("executed in {:.2} seconds.", start.elapsed().as_secs_f64());
}
