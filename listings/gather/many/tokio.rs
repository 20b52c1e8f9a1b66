//! As many pages as the list names, together in one task, with tokio.

use futures::future::join_all;
use std::time::{Duration, Instant};
use tokio::time::sleep;

const PAGES: [(&str, u64); 4] = [("a", 250), ("b", 100), ("c", 150), ("d", 200)];

async fn fetch(page: &str, wait: u64) -> String {
    sleep(Duration::from_millis(wait)).await;
    println!("{page} is here");
    format!("text of {page}")
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let start = Instant::now();
    let texts = join_all(PAGES.iter().map(|(page, wait)| fetch(page, *wait))).await;
    println!("{}", texts.join(", "));
    println!("executed in {:.2} seconds.", start.elapsed().as_secs_f64());
}
