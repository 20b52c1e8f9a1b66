//! As many pages as the list names, a thread for each.

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
    let texts: Vec<String> = thread::scope(|s| {
        // Collect the handles first: an iterator is lazy, and would start each thread only to wait for it at once.
        let handles: Vec<_> = PAGES
            .iter()
            .map(|(page, wait)| s.spawn(|| fetch(page, *wait)))
            .collect();
        handles
            .into_iter()
            .map(|handle| handle.join().unwrap())
            .collect()
    });
    println!("{}", texts.join(", "));
    println!("executed in {:.2} seconds.", start.elapsed().as_secs_f64());
}
