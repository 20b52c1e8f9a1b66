//! As many pages as the list names, one after the other.

use std::thread;
use std::time::{Duration, Instant};

const PAGES: [(&str, u64); 4] = [("a", 250), ("b", 100), ("c", 150), ("d", 200)];

fn fetch(page: &str, wait: u64) -> String {
    thread::sleep(Duration::from_millis(wait));
    println!("{page} is here");
    format!("text of {page}")
}

fn main() {
    let start = Instant::now();
    let texts: Vec<String> = PAGES
        .iter()
        .map(|(page, wait)| fetch(page, *wait))
        .collect();
    println!("{}", texts.join(", "));
    println!("executed in {:.2} seconds.", start.elapsed().as_secs_f64());
}
