//! As many pages as the list names, each as soon as it is here, with tokio.

use std::time::{Duration, Instant};
use tokio::task::JoinSet;
use tokio::time::sleep;

const PAGES: [(&str, u64); 4] = [("a", 250), ("b", 100), ("c", 150), ("d", 200)];

async fn fetch(page: &str, wait: u64) -> String {
    sleep(Duration::from_millis(wait)).await;
    format!("text of {page}")
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let start = Instant::now();
    let mut fetches = JoinSet::new();
    for (page, wait) in PAGES {
        fetches.spawn(fetch(page, wait));
    }
    while let Some(text) = fetches.join_next().await {
        println!("main has the {}", text.expect("fetch does not panic"));
    }
    println!("executed in {:.2} seconds.", start.elapsed().as_secs_f64());
}
