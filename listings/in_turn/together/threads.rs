//! All threads are spawned before one is joined.

use std::thread::{self, sleep};
use std::time::{Duration, Instant};

const PAGES: [(&str, u64); 3] = [("a", 250), ("b", 50), ("c", 150)];

fn fetch(page: &str, wait: u64) -> String {
    sleep(Duration::from_millis(wait));
    println!("{page} is here");
    format!("text of {page}")
}

fn main() {
    let start = Instant::now();
    let mut handles = Vec::new();
    for (page, wait) in PAGES {
        handles.push(thread::spawn(move || fetch(page, wait)));
    }
    let mut texts = Vec::new();
    for handle in handles {
        texts.push(handle.join().unwrap());
    }
    println!("{}", texts.join(", "));
    println!("executed in {:.2} seconds.", start.elapsed().as_secs_f64());
}
